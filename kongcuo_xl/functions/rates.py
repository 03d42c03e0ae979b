"""Cell functions over the rates: one number each, by the definitions that forms use.

The answer is a fraction, as percentages are in a spreadsheet: give the cell a percent format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kongcuo_xl import clean
from kongcuo_xl.book import Value
from kongcuo_xl.functions.function import Argument, Call, cell_function, day_of
from kongcuo_xl.functions.workbook import Workbook
from kongcuo_xl.period import Period, PeriodError, around, month, parse
from kongcuo_xl.statistics import MEASURES, STAGES, Conditions, Statistics

_STAGE = Argument("stage", "学段", "小学或初中；不写就是全部", optional=True)
_PERIOD = Argument("period", "期间", "2025-10、2025秋、2025-2026……；不写就是本学期", optional=True)


def _which(kinds: Mapping[str, str]) -> Argument:
    first = next(iter(kinds))
    return Argument("measure", "种类", f"{'、'.join(kinds)}；不写就是{first}", optional=True)


_DROPOUT = {
    "政策口径": "dropout_rate",
    "台账": "dropout_rate_ledger",
    "统计": "dropout_rate_statistics",
    "学籍": "dropout_rate_registry",
}
_RETENTION = {
    "学期": "retention_term",
    "学年": "retention_year",
    "小学": "retention_primary",
    "初中": "retention_junior",
    "九年": "retention_nine",
}
_ENROLMENT = {
    "小学净入学率": "net_enrolment_primary",
    "适龄": "enrolment_rate",
    "初中毛入学率": "gross_enrolment_junior",
    "残疾": "disabled_enrolment_rate",
}


@cell_function(
    "DROPOUT_RATE",
    "辍学率",
    _which(_DROPOUT),
    _STAGE,
    _PERIOD,
    example='=DROPOUT_RATE("台账","初中","2025秋")',
    asks_workbook=True,
)
def dropout_rate(call: Call) -> Sequence[Value]:
    """辍学率，按政策选定的口径或写明的口径；单元格请设为百分比格式。"""
    return _rates(call, _DROPOUT)


@cell_function(
    "RETENTION_RATE",
    "巩固率",
    _which(_RETENTION),
    _STAGE,
    _PERIOD,
    example='=RETENTION_RATE("九年")',
    asks_workbook=True,
)
def retention_rate(call: Call) -> Sequence[Value]:
    """巩固率：学期、学年，或按届的小学、初中、九年；单元格请设为百分比格式。"""
    return _rates(call, _RETENTION)


@cell_function(
    "ENROLMENT_RATE",
    "入学率",
    _which(_ENROLMENT),
    _STAGE,
    _PERIOD,
    example='=ENROLMENT_RATE("适龄")',
    asks_workbook=True,
)
def enrolment_rate(call: Call) -> Sequence[Value]:
    """入学率，由摸底登记表（户籍）得出；单元格请设为百分比格式。"""
    return _rates(call, _ENROLMENT)


def _rates(call: Call, kinds: Mapping[str, str]) -> list[Value]:
    first = next(iter(kinds))
    columns = call.column(0, first), call.column(1), call.column(2)
    return [_rate(call.book, kinds, *asked) for asked in zip(*columns, strict=True)]


def _rate(
    book: Workbook, kinds: Mapping[str, str], kind: Value, stage: Value, span: Value
) -> Value:
    measure, part = kinds.get(clean.text(kind)), clean.text(stage)
    if measure is None:
        return f"种类写{'、'.join(kinds)}"
    if part and part not in STAGES:
        return f"学段写{'或'.join(STAGES)}"
    try:
        period = _period(book, span)
    except PeriodError:
        return "期间写2025-10、2025秋这样"
    figure = _statistics(book, period).figure(measure, Conditions(stage=part))
    if figure.number is None:
        said = figure.said.removesuffix("。").removesuffix("，留空")
        return said or f"缺少计算{MEASURES[measure].label}的表"
    return round(figure.number / 100, 6)


def _period(book: Workbook, value: Value) -> Period:
    text = clean.text(value)
    if not text:
        return around(book.scope.term.start, "semester", book.scope.calendar.terms)
    try:
        return parse(text, book.scope.calendar.terms)
    except PeriodError:
        # A spreadsheet makes a date of 2025-10.
        day = day_of(value)
        if day is None:
            raise
        return month(day.year, day.month)


def _statistics(book: Workbook, period: Period) -> Statistics:
    key = f"statistics:{period.name}"
    if key not in book.kept:
        book.kept[key] = Statistics(book.scope, period)
    found: Statistics = book.kept[key]
    return found
