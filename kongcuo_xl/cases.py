"""Cases of 疑似辍学、辍学台账: where each stands, and the four steps of the law.

The words for states are data, in ``vocabulary.toml``; where a ledger states none, its dates speak.
"""

from __future__ import annotations

import pandas as pd

from kongcuo_xl import clean, vocabulary
from kongcuo_xl.calendar import SchoolCalendar
from kongcuo_xl.tables import Table, kinds

STEPS = ("step_education", "step_order", "step_penalty", "step_court")
"""四步法, in the order in which the law wants them."""

_SUSPECT, _DROPOUT = "疑似", "辍学|失学|流失"


def stated(table: Table, field_id: str) -> pd.Series:
    """Rows whose cell says something other than 无, 否, 未… or a dash: 已签, 2025-09-01, 附件3."""
    told, other = clean.flags(table.raw(field_id))
    return told.fillna(False).astype(bool) | other


def lacks(table: Table, field_id: str) -> pd.Series:
    """Rows whose piece has the column and whose cell states nothing or says no."""
    return table.has(field_id) & ~stated(table, field_id)


def status(cases: Table) -> pd.Series:
    """What the 状态 column says: 疑似, 辍学, 返校, 未返, 销号, or ``""`` where it does not."""
    return vocabulary.meanings("case", cases.text("case_status"))


def closed(cases: Table) -> pd.Series:
    """Cases that have been 销号."""
    return stated(cases, "closed_date") | (status(cases) == "销号")


def returned(cases: Table) -> pd.Series:
    """Cases whose pupil is back at school, closed or not."""
    return stated(cases, "return_date") | (status(cases) == "返校")


def open_(cases: Table) -> pd.Series:
    """Cases whose pupil is neither back nor crossed off."""
    return ~closed(cases) & ~returned(cases)


def begun(cases: Table) -> pd.Series:
    """The day each case began: left, else found, else reported; NaT where nothing is dated."""
    left, found = cases.maybe("leave_date"), cases.maybe("found_date")
    return left.fillna(found).fillna(cases.maybe("report_date"))


def confirmed(cases: Table, calendar: SchoolCalendar, date: pd.Timestamp, days: int) -> pd.Series:
    """Open cases of confirmed dropouts.

    By the 状态; where that does not tell 疑似 from 辍学, by the ledger's title; else by ``days``
    school days since the pupil left.
    """
    said = status(cases)
    titles = cases.of_piece((f"{p.context.title} {p.sheet.name}" for p in cases.pieces), "str")
    suspects = titles.str.contains(_SUSPECT)
    of_dropouts = titles.str.contains(_DROPOUT) & ~suspects
    left = cases.maybe("leave_date")
    missed = calendar.school_day_number([date])[0] - calendar.school_day_number(left)
    long = (pd.Series(missed, index=cases.index) >= days) & left.notna()
    untold = ~said.isin(["疑似", "辍学"])
    return open_(cases) & ((said == "辍学") | (untold & (of_dropouts | long)))


def without_basis(cases: Table) -> pd.Series:
    """Closed cases that lack the date of return or the evidence."""
    return closed(cases) & (lacks(cases, "return_date") | lacks(cases, "evidence"))


def report_due(cases: Table, within: int) -> pd.Series:
    """The day by which each case was to be reported: ``within`` days after it was found."""
    return cases.maybe("found_date") + pd.Timedelta(days=within)


def unreported(cases: Table, date: pd.Timestamp) -> pd.Series:
    """Open cases found by the date whose 上报日期 is blank."""
    return cases.blank("report_date") & open_(cases) & (cases.maybe("found_date") <= date)


def notice_end(cases: Table, term_days: int) -> pd.Series:
    """The last day of each notice's term: as written, else ``term_days`` after the notice."""
    by_notice = cases.maybe("notice_date") + pd.Timedelta(days=term_days)
    end = cases.maybe("notice_term").fillna(by_notice)
    return end.where(~lacks(cases, "notice_date"))


def not_passed_on(cases: Table) -> pd.Series:
    """Open cases of which the township has not been told."""
    return open_(cases) & lacks(cases, "town_report_date")


def reached(cases: Table) -> list[str]:
    """How far each case has come, in words: 已销号, 第二步：…, 已发返校通知书."""
    shut, back = closed(cases), returned(cases)
    done = {field: stated(cases, field) for field in STEPS}
    notice = stated(cases, "notice_date")
    labels = kinds()["cases"].fields

    def words(at: int) -> str:
        if shut[at]:
            return "已销号"
        if back[at]:
            return "已返校，未销号"
        for number, field in reversed(list(enumerate(STEPS, 1))):
            if done[field][at]:
                return f"第{'一二三四'[number - 1]}步：{labels[field].label}"
        return "已发返校通知书" if notice[at] else "在册，还没有措施"

    return [words(at) for at in range(len(cases))]
