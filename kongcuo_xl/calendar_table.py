"""校历 as schools keep it, read as days that differ from the usual week."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.calendar import Override
from kongcuo_xl.tables import Table

_KINDS = ("上课", "放假", "补课", "考试")


def overrides(table: Table, date: dt.date) -> tuple[Override, ...]:
    """The days that 校历 sets, whether its rows are days, spans or weeks, in their order.

    ``date`` stands in for the year where neither a row nor the title names one.
    """
    found = []
    starts, ends = table.maybe("start"), table.maybe("end")
    kinds_, names, spans = table.text("day_kind"), table.text("event"), table.text("span")
    weekly = table.has("week")
    around = [_within(piece.context.title, date) for piece in table.pieces]
    for at in range(len(table)):
        start, end = starts[at], ends[at] if ends[at] == ends[at] else starts[at]
        if start != start and spans[at]:
            # A range without a year lies in the school year that the title names.
            first, last, _ = clean.date_range(spans[at], around=around[table.piece_no[at]])
            start, end = pd.Timestamp(first or "NaT"), pd.Timestamp(last or "NaT")
        kind = next((word for word in _KINDS if word in kinds_[at]), None)
        if kind is None and weekly[at]:
            kind = "放假" if _closes_week(spans[at], names[at]) else "上课"
        elif kind is None:
            kind = _kind_by_name(names[at])
        if kind and start == start and end >= start:
            found.append(Override(start.date(), end.date(), kind, names[at]))  # type: ignore[arg-type]
    return tuple(found)


def _within(title: str, date: dt.date) -> dt.date:
    """A day of the school year or term that a title names (2025-2026学年, 2025年秋), or date."""
    year = re.search(r"(20\d\d)\s*[-—~～至/]\s*20\d\d", title)
    if year:
        return dt.date(int(year.group(1)), 11, 1)
    season = re.search(r"(20\d\d)年?\s*(春|秋)", title)
    if season:
        return dt.date(int(season.group(1)), 4 if season.group(2) == "春" else 11, 1)
    return date


def _closes_week(span: str, work: str) -> bool:
    """Whether a row of weeks is a holiday; 中秋节活动 among a week's work is none."""
    return "假" in span or bool(
        re.fullmatch(r"[\u4e00-\u9fff、]{0,8}(?:放假|假期|长假|寒假|暑假)", work)
    )


def _kind_by_name(name: str) -> str | None:
    if "考" in name:
        return "考试"
    if "补" in name or "调休上" in name:
        return "补课"
    if "假" in name or "节" in name:
        return "放假"
    if "学期" in name or "上课" in name or "教学" in name:
        return "上课"
    return None
