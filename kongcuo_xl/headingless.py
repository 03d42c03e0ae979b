"""Tables without headings that anybody knows."""

from __future__ import annotations

from kongcuo_xl import clean, recognition, surroundings
from kongcuo_xl.book import Area
from kongcuo_xl.headings import Grid
from kongcuo_xl.tables import Piece, kinds


def read(grid: Grid, file: str, unit: str, school_year: int | None) -> Piece | None:
    """A list of people known only by what its columns hold."""
    tops = {(r, c): (t,) for r in range(min(grid.height, 8)) for c, t in grid.own(r).items()}
    if recognition.is_something_else(dict(enumerate(tops.values())), grid.sheet.name):
        return None
    rows = [r for r in range(grid.height) if grid.filled(r) >= 3]
    if len(rows) < 3:
        return None
    body = rows[1:] if len(rows) > 3 else rows
    samples = recognition.samples_of(grid, range(grid.width), body)
    columns = recognition.by_content(samples)
    if not columns:
        return None
    id_column = columns["id_number"]
    data = [
        r for r in rows if sum(ch.isdigit() for ch in clean.text(grid.rows[r][id_column])) >= 14
    ]
    if len(data) < 3:
        return None
    top = data[0]
    filled = [c for c, values in samples.items() if values]
    head_row = rows[rows.index(top) - 1] if rows.index(top) > 0 else None
    titles = (
        [
            clean.text(v)
            for r in range(max(0, top - 5), top)
            for v in grid.rows[r]
            if isinstance(v, str) and v
        ]
        if head_row is None
        else []
    )
    context = surroundings.context_of(titles, grid.sheet.name, file, unit, school_year)
    named = head_row is not None and len(grid.own(head_row)) >= 3
    header = (
        Area(head_row, min(filled), head_row, max(filled))
        if named and head_row is not None
        else Area(top, min(filled), top - 1, max(filled))
    )
    kind = kinds()[
        "registry" if "student_no" in columns and "学籍" in file + grid.sheet.name else "students"
    ]
    texts = grid.own(head_row) if named and head_row is not None else {}
    piece = Piece(
        index=-1,
        unit=unit,
        file=file,
        sheet=grid.sheet,
        kind=kind.id,
        area=Area(header.top, min(filled), data[-1], max(filled)),
        header=header,
        columns={},
        headings=texts,
        context=context,
        rows=data,
        guessed="表头认不出，按各列内容认出",
    )
    if named:
        # The headings exist but are unknown: what they hold is only a suggestion.
        piece.suggested = {c: f for f, c in columns.items()}
        piece.unused = {c: t for c, t in texts.items() if c not in piece.suggested}
    else:
        piece.columns = columns
        piece.guessed = "没有表头，按各列内容认出"
    given = frozenset(
        f for f, said in (("grade", context.grade), ("klass", context.klass)) if said is not None
    )
    piece.missing = recognition.missing_fields(kind, set(piece.columns), given)
    return piece


def table_like(grid: Grid) -> Area | None:
    """The area of a table of three rows or more, where a sheet has one that is none we know."""
    rows = [r for r in range(grid.height) if grid.filled(r) >= 2]
    if len(rows) < 4:
        return None
    columns = [c for r in rows for c, v in enumerate(grid.rows[r]) if v != ""]
    return Area(rows[0], min(columns), rows[-1], max(columns))
