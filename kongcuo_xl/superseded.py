"""Lists of an earlier semester or month that stand beside the later ones of the same people.

A workbook grows by a sheet a semester, and a folder by a workbook a month. What was so then is no
fault now: only the last list counts, as where each month's roll call has its own sheet.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

from kongcuo_xl import clean, surroundings
from kongcuo_xl.tables import Piece

KINDS = frozenset(("students", "registry", "staff", "classes"))
"""Tables of how things are; those of what happened keep every semester's rows."""

_SEASON = re.compile(r"(20\d\d)\s*年?\s*(春|秋)")
_SEMESTER = re.compile(
    r"(20\d\d)\s*年?\s*[-—–~～至/]\s*(20\d\d|\d\d)\s*年?\s*学?年?度?\s*第?\s*([一二12上下])\s*学?期"
)
_FIRST = "一1上"
_SHARED = 0.5
"""The part of an earlier list's people that must stand on later ones, to be the same list."""
_DATING = re.compile(
    r"[一二三四五六七八九十]{1,3}月份?|[上下][半]?学?期|第[一二]学?期|[春秋]季?|学期|学年度?"
    r"|年度|月份|[初高小]?[一二三四五六七八九1-9]?年?级?[(（]?[一二三四五六七八九十\d]*[)）]?班?|\W"
)
"""What a title says of time and class, without which two lists of one name are the same."""


def superseded(pieces: Iterable[Piece], year: int, month: int) -> list[Piece]:
    """The tables that a later one of the same name in their unit has taken the place of by then.

    ``year`` and ``month`` are the check date's: what is drawn up for later takes no place yet.
    """
    dated: dict[tuple[str, str, str], list[tuple[int, Piece]]] = defaultdict(list)
    for piece in pieces:
        if piece.kind in KINDS and piece.rows:
            when = _month_of(piece, year - (month < 8))
            if when is not None and when <= year * 12 + month:
                dated[piece.unit, piece.kind, _name_of(piece)].append((when, piece))
    found: list[Piece] = []
    for lists in dated.values():
        times = sorted({when for when, _ in lists})
        for when in times[:-1]:
            now = _people(piece for at, piece in lists if at > when)
            then = [piece for at, piece in lists if at == when]
            names = _people(then)
            if names and len(names & now) >= _SHARED * len(names):
                found += then
    return found


def _name_of(piece: Piece) -> str:
    """What a list is called, without the time and the class of which it is."""
    return _DATING.sub("", piece.context.title or piece.sheet.name)


def _month_of(piece: Piece, school_year: int) -> int | None:
    """The month for which a list was drawn up, counted from year 0; a semester's is its first."""
    for text in (piece.context.title, piece.sheet.name, PurePosixPath(piece.file).stem):
        if season := _SEASON.search(text):
            return int(season[1]) * 12 + (9 if season[2] == "秋" else 2)
        if semester := _SEMESTER.search(text):
            first = int(semester[1])
            return first * 12 + 9 if semester[3] in _FIRST else (first + 1) * 12 + 2
        year, month = surroundings.month_in(text)
        if month is not None:
            return (year or school_year + (month < 8)) * 12 + month
    return None


def _people(pieces: Iterable[Piece]) -> frozenset[str]:
    """Whom, or which classes, some lists name."""
    found: set[str] = set()
    for piece in pieces:
        grade = str(piece.context.grade or "")
        if "name" in piece.columns:
            names = piece.sheet.column(piece.columns["name"], piece.rows)
            found.update(clean.person_name(clean.text(v)) for v in names)
        elif "klass" in piece.columns:
            columns = [piece.columns[f] for f in ("grade", "klass") if f in piece.columns]
            cells = zip(*(piece.sheet.column(c, piece.rows) for c in columns), strict=True)
            found.update("|".join([grade, *map(clean.text, row)]) for row in cells)
    return frozenset(found - {""})


def told(pieces: Iterable[Piece]) -> list[str]:
    """A sentence for the user on each list that is not checked."""
    return [
        f"{piece.file}［{piece.sheet.name}］{piece.area.a1}：是以前的名单，后面已有同一批人的，没有核查"
        for piece in pieces
    ]
