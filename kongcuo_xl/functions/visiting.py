"""Cell functions over home visits: made, owed, and by when. For pupils and for teachers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.book import Value
from kongcuo_xl.duties import owed
from kongcuo_xl.duties.duty import STATES, Duty
from kongcuo_xl.functions.function import Argument, Call, WrongError, cell_function
from kongcuo_xl.functions.pupils import not_one, students_of
from kongcuo_xl.functions.workbook import NOBODY, LacksError, Workbook
from kongcuo_xl.tables import MissingColumnError, what_lacks
from kongcuo_xl.visits import this_term, visits_by_teacher, visits_made, visits_of_pupils

_WHO = Argument(
    "person",
    "学生或教师",
    "学生的姓名、身份证号或学籍号，或者教师姓名，可以是一列；不写就是公式所在行的学生",
    optional=True,
    own_row=True,
)
_TO_PUPILS = {
    "teacher_visit", "leader_visit", "term_start_visit", "term_end_visit", "relapse_visit",
    "key_visit",
}  # fmt: skip
_OF_TEACHERS = {"class_teacher_quota", "subject_teacher_quota"}


class _Visits:
    """Visits of a workbook's semester: made and owed, by pupil and by teacher."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.scope = book.scope
        self.visits = book.table("visits")
        self.students = self.scope.tables.get("students")
        self.staff = self.scope.tables.get("staff")
        made = visits_made(self.visits, self.students, self.staff)
        self.made = this_term(made, self.scope.term, self.scope.date)

    @cached_property
    def of_pupils(self) -> pd.Series:
        """Visits to each row of the roster."""
        if self.students is None:
            return pd.Series(dtype="int64")
        return visits_of_pupils(self.made, self.visits, self.students)

    @cached_property
    def of_teachers(self) -> dict[str, int]:
        """Visits by each teacher's name, counted as the policy counts them."""
        policy = self.scope.policy
        counts = visits_by_teacher(self.made, policy["visits_count_only"], policy["count_unit"])
        found: dict[str, int] = {}
        for who, number in counts.items():
            name = str(who).partition("|")[2]
            found[name] = found.get(name, 0) + int(number)
        return found

    @cached_property
    def teachers(self) -> set[str]:
        """The names of all teachers known."""
        listed = set() if self.staff is None else set(self.staff.maybe("name"))
        return (listed | set(self.made["teacher"])) - {""}

    @cached_property
    def duties(self) -> dict[int | str, list[Duty]]:
        """What is owed: row of the roster, or teacher's name → duties, the pressing ones first."""
        ahead = max((self.scope.term.end - self.scope.date).days, 0)
        found: dict[int | str, list[Duty]] = {}
        rows = self._rows_by_class
        for duty in owed([self.scope], ahead).duties:
            if duty.kind in _OF_TEACHERS:
                found.setdefault(duty.by, []).append(duty)
            elif duty.kind in _TO_PUPILS:
                for row in rows.get((duty.klass, duty.whom), ()):
                    found.setdefault(row, []).append(duty)
        for mine in found.values():
            mine.sort(key=lambda duty: (STATES.index(duty.state), duty.due or duty.since))
        return found

    @cached_property
    def _rows_by_class(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = {}
        if self.students is not None:
            told = zip(self.students.class_label, self.students.maybe("name"), strict=True)
            for row, (klass, name) in enumerate(told):
                found.setdefault((klass, name), []).append(row)
        return found


@cell_function("VISITS_DONE", "已家访次数", _WHO, example="=VISITS_DONE(B5)", asks_workbook=True)
def visits_done(call: Call) -> Sequence[Value]:
    """本学期到核查日期的家访次数；教师的按政策口径（人次或户次）。"""
    visits = _visits(call.book)

    def done(who: int | str) -> Value:
        if isinstance(who, str):
            return visits.of_teachers.get(who, 0)
        return int(visits.of_pupils[who])

    return _of_people(call, visits, done)


@cell_function("VISITS_DUE", "还欠家访次数", _WHO, example="=VISITS_DUE(B5)", asks_workbook=True)
def visits_due(call: Call) -> Sequence[Value]:
    """本学期还欠几次家访：一次家访可以同时满足几条要求，按最多的一条计。"""
    visits = _visits(call.book)
    duties = visits.duties
    return _of_people(
        call, visits, lambda who: max((d.number for d in duties.get(who, ())), default=0)
    )


@cell_function("VISIT_STATUS", "家访状态", _WHO, example="=VISIT_STATUS(B5)", asks_workbook=True)
def visit_status(call: Call) -> Sequence[Value]:
    """家访完成情况：不欠，或者最急的一条：还欠几次、哪天以前、是否逾期。"""
    visits = _visits(call.book)
    return _of_people(call, visits, lambda who: _status(visits.duties.get(who, [])))


def _status(duties: list[Duty]) -> str:
    if not duties:
        return "不欠"
    first = duties[0]
    most = max(duty.number for duty in duties)
    when = f"，{first.due}前" if first.due else ""
    return f"已逾期，欠{most}次" if first.state == "已逾期" else f"欠{most}次{when}"


def _visits(book: Workbook) -> _Visits:
    """Worked out once a workbook. Raises WrongError without a visits table."""
    if "visits" not in book.kept:
        try:
            book.kept["visits"] = _Visits(book)
        except (LacksError, MissingColumnError) as why:
            lacking = what_lacks(why) if isinstance(why, MissingColumnError) else str(why)
            raise WrongError(lacking) from why
    found: _Visits = book.kept["visits"]
    return found


def _of_people(call: Call, visits: _Visits, told: Callable[[int | str], Value]) -> list[Value]:
    """What ``told`` says of each pupil (a row of the roster) or teacher (a name) of a call."""
    asked = call.column(0) if call.columns and call.columns[0] is not None else None
    names = [clean.person_name(one) for one in asked] if asked is not None else []
    if asked is not None and visits.students is None:
        rows = [NOBODY] * len(names)
    else:
        rows = students_of(call)
    said: list[Value] = []
    for at, row in enumerate(rows):
        name = names[at] if names else ""
        if name in visits.teachers:
            said.append("学生和教师中都有此人" if row != NOBODY else told(name))
        elif row >= 0:
            said.append(told(row))
        else:
            said.append("花名册和教职工名册中没有此人" if row == NOBODY else not_one(row))
    return said
