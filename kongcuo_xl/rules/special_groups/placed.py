"""Where disabled children are taught: 特教学校, 随班就读, 送教上门, or nowhere."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kongcuo_xl import clean, groups
from kongcuo_xl.attendance import Attendance
from kongcuo_xl.people import match
from kongcuo_xl.tables import Table

_PLACES = (
    "特教|特殊教育|特殊学校|特校|随班就读|随读|送教|康复机构|康复中心|福利机构|福利院|培智|启智"
    "|盲校|聋校|聋哑"
)
_SPECIAL_SCHOOL = "特教|特殊教育|特殊学校|特校|培智|启智|盲校|聋校|聋哑|盲聋"
_NOT = "^(?:未|没|无|否|不|待)"


def is_place(texts: pd.Series) -> pd.Series:
    """Which texts name one of the ways to teach a disabled child."""
    return texts.str.contains(_PLACES) & ~texts.str.contains(_NOT)


def is_special_school(texts: pd.Series) -> pd.Series:
    """Which texts name a school for disabled children."""
    return texts.str.contains(_SPECIAL_SCHOOL)


def about(table: Table) -> pd.Series:
    """What surrounds each row: title, sheet, file and folder."""
    said = (f"{p.context.title} {p.context.school} {p.sheet.name} {p.file}" for p in table.pieces)
    return table.of_piece(said, "str")


def placed(placements: Table) -> pd.Series:
    """Rows of 安置表 that say where; without such a column its title does."""
    titled = ~placements.has("placement") & is_place(about(placements))
    return is_place(placements.text("placement")) | titled


def inclusive_placements(placements: Table) -> pd.Series:
    """Rows of 安置表 placed 随班就读."""
    titled = ~placements.has("placement") & about(placements).str.contains("随班就读")
    kind = placements.text("placement")
    return (kind.str.contains("随班就读|随读") & ~kind.str.contains("^(?:非|不|未)")) | titled


def inclusive_on_roster(students: Table) -> pd.Series:
    """Pupils whose 随班就读 says yes or names the kind (听力残疾随班就读)."""
    cells = students.text("inclusive")
    yes = pd.Series([a is True for a in clean.each(cells, clean.yes_no)], index=students.index)
    named = cells.str.contains("随班就读|随读") & ~cells.str.contains("^(?:非|不|未|无|否)")
    return yes | named


def unexplained_absences(
    attendance: Attendance, students: Table, placements: Table | None
) -> pd.Series:
    """Absences of pupils taught 随班就读 whose reason nobody wrote, the first day of each."""
    inclusive = inclusive_on_roster(students)
    if placements is not None:
        groups.mark(inclusive, match(placements, students), inclusive_placements(placements))
    found = attendance.records
    person = found["person"].to_numpy(dtype=np.int64)
    theirs = np.zeros(len(found), dtype=bool)
    known = person >= 0
    theirs[known] = inclusive.to_numpy(dtype=bool)[person[known]]
    unexplained = (found["reason"] == "") & (~found["grid"] | found["unexcused"])
    return pd.Series(theirs, index=found.index) & unexplained & found["first"]
