"""Grades that are one class: in a small school 四年级 is the grade and its class at once."""

from __future__ import annotations

from collections.abc import Iterable

from kongcuo_xl import clean
from kongcuo_xl.tables.pieces import Piece

ONLY = "1"
"""The number of a grade's only class, written or not."""
_OWN_TABLES = """
students registry roll_call absences daily_reports homework visits staff classes home_teaching
changes cases special_groups dropout_prone responsibility
"""
OF_A_SCHOOL = frozenset(_OWN_TABLES.split())
"""Tables of a school's own pupils; those of children elsewhere name the classes of others."""
_CELLS = (("grade", "klass"), ("", "head_of"))
"""Fields that name a grade and a class together."""


def parted(pieces: Iterable[Piece], school_year: int | None) -> frozenset[tuple[str, int]]:
    """The grades of each unit, as (unit, grade), of which any table names a second class.

    A class with a name of its own (红星班) is one as well.
    """
    return frozenset().union(*(parted_by(piece, school_year) for piece in pieces))


def parted_by(piece: Piece, school_year: int | None) -> frozenset[tuple[str, int]]:
    """Those of which one table names a second class."""
    return frozenset(
        (piece.unit, grade)
        for grade, number in _classes(piece, school_year)
        if grade is not None and number not in (None, ONLY)
    )


def _classes(piece: Piece, school_year: int | None) -> set[tuple[int | None, str | None]]:
    context, rows = piece.context, piece.sheet.rows
    told: set[tuple[int | None, str | None]] = {(context.grade, context.klass)}
    told |= {(s.grade if s.grade is not None else context.grade, s.klass) for s in piece.sections}
    for grade_field, class_field in _CELLS:
        at = piece.columns.get(class_field)
        if at is None:
            continue
        of_grade = piece.columns.get(grade_field)
        written = {
            ("" if of_grade is None else clean.text(rows[r][of_grade]), clean.text(rows[r][at]))
            for r in piece.rows
        }
        for grade, klass in written:
            one = clean.class_of(grade, klass, school_year, context.stage or None)
            told.add((context.grade if one.grade is None else one.grade, one.number))
    return told
