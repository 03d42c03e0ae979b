"""缺课: absences in the period, in pupils a day and in days."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.records import PERSON, Counted, Records
from kongcuo_xl.statistics.coverage import outside, within, without
from kongcuo_xl.statistics.enrolment import expected
from kongcuo_xl.statistics.measure import Measure, Unit

_NO_LIST = "缺少缺课登记表和点名册"


def absences(records: Records) -> pd.DataFrame:
    """Absences of the period: a row a pupil a day.

    Columns PERSON, ``days`` (0.5 or 1), ``truant`` (the part of them without an excuse).
    """
    return records.derived(_absences)


def _absences(records: Records) -> pd.DataFrame:
    kinds = [kind for kind in ("absences", "roll_call") if records.table(kind) is not None]
    nobody = records.frame("absences").iloc[:0].assign(days=0.0, truant=0.0)
    if not kinds:
        return nobody
    told = records.scope.attendance.records
    told = told[within(told["date"], records.period) & (told["counted"] > 0)]
    told = told[told["date"] <= pd.Timestamp(records.last)]
    if not len(told):
        return nobody
    frame = _people(records, told)
    truant = told["counted"].where(told["unexcused"], 0.0).to_numpy()
    frame = frame.assign(
        days=told["counted"].to_numpy(), truant=truant, date=told["date"].to_numpy()
    )
    days = frame.groupby(["key", "date"])[["days", "truant"]].sum().clip(upper=1.0)
    first = frame.drop_duplicates(["key", "date"]).drop(columns=["days", "truant"])
    found = first.merge(days.reset_index(), on=["key", "date"])
    shown = found["date"].dt.strftime("%Y-%m-%d ") + found["said"]
    found["said"] = shown + found["days"].map("{:g}天".format)
    return found[[*PERSON, "days", "truant"]]


def _people(records: Records, told: pd.DataFrame) -> pd.DataFrame:
    """The pupil of each absence, and the row of the table where it stands."""
    at, kind = _rows(records, told)
    who = told["who"].to_numpy(dtype=object)
    alone = np.array([f"缺课#{n}" for n in told.index], dtype=object)
    frame = pd.DataFrame(
        {
            "key": np.where(who == "", alone, who), "unit": told["unit"].to_numpy(),
            "name": told["name"].to_numpy(), "sex": "", "grade": pd.NA, "klass": "",
            "id_number": "", "kind": kind, "at": at,
            "said": told["kind"].replace("", "缺课").to_numpy(),
        }
    )  # fmt: skip
    for each in set(kind):
        chosen = np.flatnonzero(kind == each)
        theirs = records.frame(each).set_index("at").reindex(at[chosen])
        named = theirs["key"].notna().to_numpy()
        for column in ("sex", "grade", "klass", "id_number", "key"):
            # Where several pupils may be meant, the row stands for nobody in particular.
            known = named & (who[chosen] != "") if column == "key" else named
            values = frame[column].to_numpy(dtype=object, copy=True)
            values[chosen[known]] = theirs[column].to_numpy(dtype=object)[known]
            frame[column] = values
    return frame.astype({"grade": "Int64", "key": "str", "sex": "str", "klass": "str"})


def _rows(
    records: Records, told: pd.DataFrame
) -> tuple[
    np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.object_]]
]:
    """The row of 缺课登记表 or 点名册 in which each absence stands, and which of the two it is."""
    grid = told["grid"].to_numpy(dtype=bool)
    at = told["entry"].to_numpy().copy()
    calls = records.table("roll_call")
    if calls is not None and grid.any():
        lists = records.table("absences")
        base = 0 if lists is None else len(lists.pieces)
        step = int(calls.row.max(initial=0)) + 1
        places = pd.Index(calls.piece_no * step + calls.row)
        asked = (told["piece"].to_numpy()[grid] - base) * step + told["row"].to_numpy()[grid]
        at[grid] = places.get_indexer(asked)
    return at, np.where(grid, "roll_call", "absences").astype(object)


_SAYING = ("absence_kind", "reason", "leave", "leave_start")
"""Columns of 缺课登记表 that tell truancy from leave."""


def _counted(records: Records, people: pd.DataFrame, column: str) -> Counted:
    listed = records.units_with("absences", "roll_call")
    lacking = without(records, listed, _NO_LIST)
    table = records.table("absences")
    if column == "truant" and table is not None:
        silent = {
            p.unit for p in table.pieces
            if p.rows and not any(map(p.has, _SAYING))
            and "旷课" not in p.context.title + p.sheet.name
        }  # fmt: skip
        lacking |= dict.fromkeys(silent, "缺课登记表没有类别和原因，分不出旷课")
    basis = f"缺课登记表、点名册，{records.period.start:%Y-%m-%d}至{records.last:%Y-%m-%d}"
    return Counted(outside(people, lacking).reset_index(drop=True), basis, (), lacking)


def _times(column: str) -> Callable[[Records], Counted]:
    def count(records: Records) -> Counted:
        found = absences(records)
        return _counted(records, found.loc[found[column] > 0, PERSON], column)

    return count


def _days(column: str) -> Callable[[Records], Counted]:
    def count(records: Records) -> Counted:
        found = absences(records)
        people = found.assign(weight=found[column])
        return _counted(records, people.loc[found[column] > 0, [*PERSON, "weight"]], column)

    return count


def _pupils(column: str) -> Callable[[Records], Counted]:
    def count(records: Records) -> Counted:
        found = absences(records)
        people = found.loc[found[column] > 0, PERSON].drop_duplicates("key")
        return _counted(records, people, column)

    return count


def _due_days(records: Records) -> Counted:
    """Those who ought to come, each for every school day of the period."""
    due = expected(records)
    days = len(records.calendar.school_days(records.period.start, records.last))
    basis = f"{due.basis}，{days}个教学日"
    return Counted(due.people.assign(weight=days), basis, due.notes, due.lacking, due.gaps)


def _came_days(records: Records) -> Counted:
    """School days due less those missed."""
    due = _due_days(records)
    missed = absences(records)
    missed = missed[clean.is_in(missed["key"], set(due.people["key"]))]
    taken = missed.assign(weight=-missed["days"], said="减去：" + missed["said"])
    lacking = dict(due.lacking)
    listed = records.units_with("absences", "roll_call")
    lacking |= without(records, listed | set(lacking), _NO_LIST)
    people = due.people
    if len(taken):
        people = pd.concat([people, taken[[*PERSON, "weight"]]], ignore_index=True)
    return Counted(outside(people, lacking).reset_index(drop=True), due.basis, due.notes, lacking,
                   due.gaps)  # fmt: skip


def _measure(
    id_: str, label: str, definition: str, count: Callable[[Records], Counted], unit: Unit = "人"
) -> Measure:
    return Measure(id_, label, definition, count, unit, basis="考勤")


MEASURES = (
    _measure("absent_pupils", "缺课学生数", "本期缺过课（满半天）的学生，各计一次",
             _pupils("days")),
    _measure("absence_times", "缺课人次", "本期缺课；一名学生一天计1人次，不论半天还是全天",
             _times("days"), "人次"),
    _measure("absence_days", "缺课人天", "本期缺课天数之和，半天计0.5", _days("days"), "人天"),
    _measure("truant_pupils", "旷课学生数", "本期旷过课（没有请假也没有原因）的学生，各计一次",
             _pupils("truant")),
    _measure("truancy_times", "旷课人次", "本期旷课；一名学生一天计1人次",
             _times("truant"), "人次"),
    _measure("truancy_days", "旷课人天", "本期旷课天数之和，半天计0.5", _days("truant"), "人天"),
    _measure("due_days", "应到人天", "应到学生数乘以本期教学日数", _due_days, "人天"),
    _measure("came_days", "实到人天", "应到人天减去应到学生的缺课人天", _came_days, "人天"),
)  # fmt: skip
