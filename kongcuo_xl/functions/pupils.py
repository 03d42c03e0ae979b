"""Cell functions over pupils: risk, absence, cases. They answer from the tables of the workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd

from kongcuo_xl import cases as case_ledger
from kongcuo_xl import clean
from kongcuo_xl.book import Value
from kongcuo_xl.functions.function import (
    Argument,
    Call,
    CellFunction,
    WrongError,
    cell_function,
    day_of,
)
from kongcuo_xl.functions.workbook import NOBODY, SEVERAL, SHARED, LacksError, Place, Workbook
from kongcuo_xl.people import match

STUDENT = Argument(
    "student",
    "学生",
    "姓名、身份证号或学籍号，可以是一列；不写就是公式所在行的学生",
    optional=True,
    own_row=True,
)
_SINCE = Argument("first_day", "起", "从哪一天算起；不写就是本学期第一天", optional=True)
_UNTIL = Argument("last_day", "止", "算到哪一天；不写就是核查日期", optional=True)


_KINDS = ("旷课", "事假", "病假", "其他假", "全部")
_NOT_ONE = {
    NOBODY: "花名册中没有此人",
    SEVERAL: "有同名学生，请用身份证号",
    SHARED: "花名册中几人号码相同",
}


def not_one(row: int) -> str:
    """Why a pupil that was named is no row of the roster."""
    return _NOT_ONE[row]


def of_students(call: Call, told: Callable[[list[int]], Sequence[Value]]) -> list[Value]:
    """What ``told`` says of rows of the roster, for the pupils a call names."""
    rows = students_of(call)
    found = iter(told([row for row in rows if row >= 0]))
    return [next(found) if row >= 0 else not_one(row) for row in rows]


def students_of(call: Call) -> list[int]:
    """The roster's row of each pupil that a call names, or of the one on its own row."""
    try:
        if call.columns and call.columns[0] is not None:
            return call.book.rows(call.column(0))
        if call.here is None:
            raise WrongError("请写出学生")
        at = call.book.row_at(Place(call.here.file, call.here.sheet, call.here.row))
    except LacksError as why:
        raise WrongError(str(why)) from why
    if at == NOBODY:
        raise WrongError("这一行没有学生")
    return [at] * len(call)


def pupil_function(
    name: str, label: str, *, example: str
) -> Callable[[Callable[[Workbook, int], Value]], CellFunction]:
    """Makes what a workbook says of a row of its roster a function of pupils."""

    def made(told: Callable[[Workbook, int], Value]) -> CellFunction:
        def work(call: Call) -> Sequence[Value]:
            return of_students(call, lambda rows: [told(call.book, row) for row in rows])

        def of_one(book: Workbook, student: Value) -> Value:
            try:
                (row,) = book.rows([student])
            except LacksError as why:
                raise WrongError(str(why)) from why
            return told(book, row) if row >= 0 else not_one(row)

        work.__doc__ = told.__doc__
        found = cell_function(name, label, STUDENT, example=example, asks_workbook=True)(work)
        return replace(found, of_one=of_one)

    return made


@pupil_function("AT_RISK", "辍学风险", example="=AT_RISK(B5)")
def at_risk(book: Workbook, row: int) -> Value:
    """辍学风险：高、中、低或无，由本工作簿各表的事实得出；原因用 RISK_REASON。"""
    return book.risk_levels[row]


@pupil_function("RISK_REASON", "风险原因", example="=RISK_REASON(B5)")
def risk_reason(book: Workbook, row: int) -> Value:
    """风险由哪些事实得出，重的在前；没有风险是空白。"""
    return "；".join(book.assessment.words.get(row, ()))


@cell_function(
    "ABSENT_DAYS",
    "缺课天数",
    STUDENT,
    _SINCE,
    _UNTIL,
    Argument("absence", "类别", "旷课、事假、病假……；不写就是全部", optional=True),
    example='=ABSENT_DAYS(B5,,,"旷课")',
    asks_workbook=True,
)
def absent_days(call: Call) -> Sequence[Value]:
    """缺课天数，半天算0.5；缺课登记表和点名册合在一起，同一天只算一次。"""
    records = _absences(call.book)
    limits = list(zip(*_span(call), call.column(3), strict=True))
    sums: dict[tuple[dt.date, dt.date, str], pd.Series] = call.book.kept.setdefault(
        "absent_days", {}
    )

    def days(row: int, start: dt.date | None, end: dt.date | None, kind: Value) -> Value:
        if start is None or end is None:
            return "不是日期"
        if start > end:
            return "起止日期颠倒"
        key = start, end, clean.text(kind)
        if key not in sums:
            if not _is_kind(records, key[2]):
                return f"类别写{'、'.join(_KINDS)}"
            sums[key] = _sum(records, *key)
        return float(sums[key].get(row, 0.0))

    known = [limit for limit, row in zip(limits, students_of(call), strict=True) if row >= 0]
    return of_students(
        call, lambda rows: [days(row, *limit) for row, limit in zip(rows, known, strict=True)]
    )


@cell_function(
    "ABSENT_STREAK", "连续旷课天数", STUDENT, example="=ABSENT_STREAK(B5)", asks_workbook=True
)
def absent_streak(call: Call) -> Sequence[Value]:
    """本学期到核查日期最长一次连续旷课的教学日数。"""
    book = call.book
    if "absent_streak" not in book.kept:
        book.kept["absent_streak"] = _longest(book)
    longest: pd.Series = book.kept["absent_streak"]
    return of_students(call, lambda rows: [float(longest.get(row, 0.0)) for row in rows])


@cell_function("CASE_STEP", "劝返进度", STUDENT, example="=CASE_STEP(B5)", asks_workbook=True)
def case_step(call: Call) -> Sequence[Value]:
    """疑似辍学、辍学台账中此人到了哪一步；台账中没有此人是空白。"""
    book = call.book
    if "case_steps" not in book.kept:
        try:
            book.kept["case_steps"] = _steps(book)
        except LacksError as why:
            raise WrongError(str(why)) from why
    steps: dict[int, str] = book.kept["case_steps"]
    return of_students(call, lambda rows: [steps.get(row, "") for row in rows])


def _steps(book: Workbook) -> dict[int, str]:
    """Row of the roster → how far the latest case of that pupil has come. Raises LacksError."""
    cases, students = book.table("cases"), book.table("students")
    begun = case_ledger.begun(cases)
    person = pd.Series(match(cases, students), index=cases.index)
    latest = begun.fillna(pd.Timestamp.min)[person >= 0].sort_values(kind="stable").index
    entry = {int(person[at]): int(at) for at in latest}
    words = case_ledger.reached(cases)
    return {row: words[at] for row, at in entry.items()}


def _absences(book: Workbook) -> pd.DataFrame:
    """Every absence of known pupils. Raises WrongError where nobody keeps any."""
    if not {"absences", "roll_call"} & {piece.kind for piece in book.scope.tables.pieces}:
        raise WrongError("没有缺课登记表或点名册")
    if "absences" not in book.kept:
        records = book.scope.attendance.records
        book.kept["absences"] = records[(records["person"] >= 0) & (records["counted"] > 0)]
    found: pd.DataFrame = book.kept["absences"]
    return found


def _is_kind(records: pd.DataFrame, kind: str) -> bool:
    """Whether absences of a kind are kept, or may be."""
    return any(known.startswith(kind) for known in _KINDS) or bool(
        records["kind"].str.startswith(kind).any()
    )


def _longest(book: Workbook) -> pd.Series:
    """Row of the roster → school days of the longest truancy this semester."""
    _absences(book)
    scope = book.scope
    truancy = scope.attendance.truancy
    inside = truancy["date"].between(pd.Timestamp(scope.term.start), pd.Timestamp(scope.date))
    longest: pd.Series = (
        truancy[inside & (truancy["person"] >= 0)].groupby("person")["run_days"].max()
    )
    return longest


def _span(call: Call) -> tuple[list[dt.date | None], list[dt.date | None]]:
    scope = call.book.scope
    return (
        [day_of(day, scope.date) for day in call.column(1, scope.term.start)],
        [day_of(day, scope.date) for day in call.column(2, scope.date)],
    )


def _sum(records: pd.DataFrame, start: dt.date, end: dt.date, kind: str) -> pd.Series:
    """Days by person."""
    inside = records["date"].between(pd.Timestamp(start), pd.Timestamp(end))
    if kind == "旷课":
        inside &= records["unexcused"]
    elif kind and kind != "全部":
        inside &= records["kind"].str.startswith(kind)
    sums: pd.Series = records[inside].groupby("person")["counted"].sum()
    return sums
