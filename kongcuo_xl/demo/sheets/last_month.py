"""The roster that each school had a month before."""

from __future__ import annotations

from kongcuo_xl.demo import earlier
from kongcuo_xl.demo.canvas import Canvas
from kongcuo_xl.demo.hands import Hand
from kongcuo_xl.demo.profiles import columns
from kongcuo_xl.demo.school import School
from kongcuo_xl.demo.sheets.workbook import Workbook, rows_of


def last_month(school: School) -> Workbook:
    """The roster of the month before."""
    sheet = Canvas("花名册")
    heads = columns(" ".join(earlier.FIELDS))
    sheet.title(0, f"{school.name}学生花名册", len(heads))
    sheet.table(1, heads, rows_of(school, "earlier"), Hand())
    return Workbook(f"{earlier.FOLDER}/{school.folder}/学生花名册.xlsx", [sheet])
