"""Leave, 休学, deferral and schooling elsewhere: what runs out, and who is to be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kongcuo_xl import changes as register
from kongcuo_xl import survey
from kongcuo_xl.duties.duty import Duty
from kongcuo_xl.duties.owing import Owing, day_of, label_of, rows_of, says
from kongcuo_xl.rules.attendance.follow_up import leaves, overrun


def leave(owing: Owing) -> Iterator[Duty]:
    """Leave that ends: the pupil is to be back on the next school day."""
    scope, absences = owing.scope, owing.need("absences")
    over = overrun(
        scope.attendance, absences, scope.calendar, owing.date, owing.table("students"),
        owing.table("changes"), owing.table("cases"),
    )  # fmt: skip
    running = leaves(absences, scope.attendance)
    back = scope.calendar.nth_school_day_after(running["leave_end"], 1).astype("datetime64[s]")
    running = running[back >= pd.Timestamp(owing.date)]
    last = running.sort_values("leave_end").drop_duplicates("who", keep="last")
    for row in rows_of(pd.concat([over, last])):
        entry, end = int(row.entry), row.leave_end.date()
        key = absences.class_key[entry]
        yield owing.duty(
            owing.responsible.class_teacher(key),
            row.unit,
            f"请假到{says(end)}期满，核实返校并登记返校日期",
            end,
            scope.calendar.school_day_after(end),
            whom=row.name,
            klass=label_of(key),
            place=owing.cell(absences, entry, "return_date"),
        )


def suspension(owing: Owing) -> Iterator[Duty]:
    """休学 that ends: back to school, or extended, by its last day."""
    changes = owing.need("changes")
    changes.need("change_kind", "end")
    _, end = register.lasting(changes)
    open_ = register.unended(changes, owing.date) & end.notna()
    for row in np.flatnonzero(open_.to_numpy(dtype=bool)).tolist():
        last = end[row].date()
        yield owing.duty(
            owing.responsible.principal(changes.unit[row]),
            changes.unit[row],
            f"休学到{last}期满，应复学或续办",
            last,
            last,
            whom=changes.maybe("name")[row],
            klass=changes.class_label[row],
            place=owing.cell(changes, row, "end"),
        )


def deferral(owing: Owing) -> Iterator[Duty]:
    """Deferral that ends: the child enrols, or applies anew where the policy allows it."""
    deferrals, policy = owing.need("deferrals"), owing.scope.policy
    open_ = ~survey.enrolled(deferrals, owing.scope.tables, owing.date)
    end = deferrals.maybe("end")
    again = policy["deferral_renewable"]
    early = policy["deferral_renew_before_days"] if again else 0
    for row in np.flatnonzero((open_ & end.notna()).to_numpy(dtype=bool)).tolist():
        last = end[row].date()
        renew = f"，仍不能入学的在期满前{early}天重新申请" if again else ""
        yield owing.duty(
            owing.responsible.principal(deferrals.unit[row]),
            deferrals.unit[row],
            f"延缓入学到{last}期满，应入学{renew}",
            last - dt.timedelta(early),
            last,
            whom=deferrals.maybe("name")[row],
            values=("deferral_max_years", "deferral_renewable"),
            place=owing.cell(deferrals, row, "end"),
        )


def contact(owing: Owing) -> Iterator[Duty]:
    """Pupils at school elsewhere: the family or the school is to be asked every so often."""
    elsewhere, every = owing.need("elsewhere"), owing.scope.policy["contact_interval_days"]
    asked = elsewhere["contact_date"]
    known = (elsewhere["name"] != "") & elsewhere.has("contact_date")
    for row in np.flatnonzero(known.to_numpy(dtype=bool)).tolist():
        last = day_of(asked[row])
        due = last + dt.timedelta(every) if last else owing.scope.term.start
        since = f"上次联系是{last}" if last else "还没有联系记录"
        yield owing.duty(
            owing.responsible.principal(elsewhere.unit[row]),
            elsewhere.unit[row],
            f"在外地就读，{since}，应每{every}天内联系一次",
            due,
            due,
            whom=elsewhere.maybe("name")[row],
            values=("contact_interval_days",),
            place=owing.cell(elsewhere, row, "contact_date"),
        )
