"""Tables without headings that anybody knows."""

from __future__ import annotations

from kongcuo_xl import clean, recognition, surroundings
from kongcuo_xl.book import Area
from kongcuo_xl.headings import Grid
from kongcuo_xl.tables import Piece, kinds


def read(grid: Grid, file: str, unit: str, school_year: int | None) -> Piece | None:
    """A list of people known only by what its columns hold; None where there is none such."""
    tops = {(r, c): (t,) for r in range(min(grid.height, 8)) for c, t in grid.own(r).items()}
    if recognition.is_something_else(dict(enumerate(tops.values())), grid.sheet.name):
        return None
    rows = [r for r in range(grid.height) if grid.filled(r) >= 3]
    if len(rows) < 3:
        return None
    samples = recognition.samples_of(grid, range(grid.width), rows[1:] if len(rows) > 3 else rows)
    columns = recognition.by_content(samples)
    data = _with_numbers(grid, rows, columns["id_number"]) if columns else []
    if len(data) < 3:
        return None
    above = rows[: rows.index(data[0])]
    heads = above[-1] if above and len(grid.own(above[-1])) >= 3 else None
    titles = [] if above else _titles(grid, data[0])
    context = surroundings.context_of(titles, grid.sheet.name, file, unit, school_year)
    filled = [c for c, values in samples.items() if values]
    left, right = min(filled), max(filled)
    top, bottom = (data[0], data[0] - 1) if heads is None else (heads, heads)
    registry = "student_no" in columns and "学籍" in file + grid.sheet.name
    kind = kinds()["registry" if registry else "students"]
    piece = Piece(
        index=-1,
        unit=unit,
        file=file,
        sheet=grid.sheet,
        kind=kind.id,
        area=Area(top, left, data[-1], right),
        header=Area(top, left, bottom, right),
        columns={},
        headings={} if heads is None else grid.own(heads),
        context=context,
        rows=data,
    )
    if heads is None:
        piece.columns = columns
        piece.guessed = "没有表头，按各列内容认出"
    else:
        # The headings exist but are unknown: what they hold is only a suggestion.
        piece.suggested = {c: f for f, c in columns.items()}
        piece.unused = {c: t for c, t in piece.headings.items() if c not in piece.suggested}
        piece.guessed = "表头认不出，按各列内容认出"
    piece.missing = recognition.missing_fields(kind, set(piece.columns), context.fields)
    return piece


def _with_numbers(grid: Grid, rows: list[int], column: int) -> list[int]:
    """Rows with an ID, be it a wrong one, in a column."""
    return [r for r in rows if sum(ch.isdigit() for ch in clean.text(grid.rows[r][column])) >= 14]


def _titles(grid: Grid, top: int) -> list[str]:
    """Texts in the rows just above a list."""
    return [
        clean.text(v)
        for r in range(max(0, top - 5), top)
        for v in grid.rows[r]
        if isinstance(v, str) and v
    ]


def table_like(grid: Grid) -> Area | None:
    """The area of a table of three rows or more, where a sheet has one that is none we know."""
    rows = [r for r in range(grid.height) if grid.filled(r) >= 2]
    if len(rows) < 4:
        return None
    columns = [c for r in rows for c, v in enumerate(grid.rows[r]) if v != ""]
    return Area(rows[0], min(columns), rows[-1], max(columns))
