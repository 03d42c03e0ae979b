"""Roll calls with the pupils across and the days down: read as any other, on the sheet turned over.

The piece stands on a sheet whose rows and columns are changed about, so that a pupil is a row and a
day a column; ``Sheet.place`` says where its cells stand.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kongcuo_xl import clean, grids, headings, surroundings
from kongcuo_xl.book import Area, Value
from kongcuo_xl.headings import Block, Grid
from kongcuo_xl.tables import Day, Piece

_NEAR_TOP = 12
_LEAST_NAMES, _LEAST_DAYS = 4, 2
_LONGEST_MARK = 4
_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]+(?:·[\u3400-\u9fff]+)+")


def read(grid: Grid, file: str, unit: str, school_year: int | None) -> Piece | None:
    """The sheet's roll call, where names head its columns and days its rows; None for any other."""
    found = _names(grid)
    if found is None:
        return None
    top, names = found
    first = min(names)
    titles = [t for r in range(top) for t in grid.own(r).values()]
    context = surroundings.context_of(titles, grid.sheet.name, file, unit, school_year)
    dates, days = _days(grid, top, first, context.year, context.month)
    if len(days) < _LEAST_DAYS:
        dates, days = _week(grid, top, first, [grid.sheet.name, *titles], context.year)
    if len(days) < _LEAST_DAYS:
        return None
    rows = [day.column for day in days]
    around = [*titles, *_below(grid, rows[-1])]
    legend = surroundings.legend_in(around)
    said = f"{grid.sheet.name} {file}"
    if not legend and not grids.is_roll_call(" ".join(titles), *said.split(" ", 1)):
        return None
    if not _are_marks([grid.rows[r][c] for r in rows for c in names]):
        return None
    columns = sorted(names)
    return Piece(
        index=-1,
        unit=unit,
        file=file,
        sheet=grid.sheet.turn(),
        kind="roll_call",
        area=Area(dates, top, columns[-1], rows[-1]),
        header=Area(dates, top, dates, rows[-1]),
        columns={"name": top},
        headings={top: "姓名"} | {r: clean.text(grid.text(r, dates)) for r in rows},
        context=context,
        rows=columns,
        days=days,
        marks=legend,
    )


def _names(grid: Grid) -> tuple[int, list[int]] | None:
    """The row that names pupils, and their columns."""
    best: tuple[int, list[int]] | None = None
    for row in range(min(_NEAR_TOP, grid.height)):
        texts = {c: clean.person_name(t) for c, t in grid.own(row).items()}
        sure = [c for c, t in texts.items() if surroundings.person_in(t) == t != ""]
        if len(sure) < _LEAST_NAMES or len({texts[c] for c in sure}) < len(sure):
            continue
        # Between people that are surely some stand those of rarer family names.
        columns = [
            c
            for c, t in texts.items()
            if min(sure) <= c <= max(sure) and _NAME.fullmatch(t) and not headings.is_known(t)
        ]
        if best is None or len(columns) > len(best[1]):
            best = row, sorted(columns)
    return best


def _days(
    grid: Grid, top: int, first: int, year: int | None, month: int | None
) -> tuple[int, list[Day]]:
    """The column left of the names that holds most days, and the rows that they head."""
    best: tuple[int, list[Day]] = (0, [])
    for column in range(first):
        days = _days_in(grid, column, top, first)
        # 1, 2, 3 under 序号 are days as well, by their looks.
        numbered = {clean.header_keys(grid.text(top, column))[0]} & {"序号", "序", "编号", "号"}
        if len(days) > len(best[1]) and not numbered:
            best = column, days
    dated = [replace(d, month=d.month or month, year=d.year or year) for d in best[1]]
    return best[0], dated


def _days_in(grid: Grid, column: int, top: int, first: int) -> list[Day]:
    days: list[Day] = []
    month: tuple[int | None, int] | None = None
    for row in range(top + 1, grid.height):
        left = [grid.text(row, c) for c in range(first)]
        month = next((m for t in left if (m := headings.month_of(t))), month)
        area = grid.merge(row, column)
        value: Value = grid.rows[area.top if area else row][area.left if area else column]
        half = any(map(headings.is_half_day, left))
        day = headings.day_of(value, clean.text(value))
        if day is None and half and days and days[-1].share == 0.5 and value == "":
            before = days[-1]
            day = before.year, before.month, before.day
        if day is None:
            continue
        said = day[:2] if day[1] is not None or month is None else month
        days.append(Day(row, *said, day[2], share=0.5 if half else 1.0))
    return days


def _week(
    grid: Grid, top: int, first: int, titles: list[str], year: int | None
) -> tuple[int, list[Day]]:
    """The same where rows are headed by days of a week that the title dates or numbers."""
    paths = {
        row: tuple(filter(None, (grid.text(row, c) for c in range(first))))
        for row in range(top + 1, grid.height)
    }
    return 0, grids.week_columns(Block(top, top, paths), titles, year)


def _below(grid: Grid, last: int) -> list[str]:
    return [t for r in range(last + 1, grid.height) for t in grid.own(r).values()]


def _are_marks(cells: list[Value]) -> bool:
    """Whether cells hold marks: few sorts of them, short, and no figures (a temperature)."""
    texts = [t for value in cells if (t := clean.text(value))]
    figures = sum(1 for t in texts if clean.number(t) is not None)
    short = sum(1 for t in texts if len(t) <= _LONGEST_MARK)
    return bool(texts) and figures <= 0.2 * len(texts) and short >= 0.8 * len(texts)
