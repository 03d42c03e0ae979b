"""A filled form is read again: by this program as a table, by LibreOffice as printed pages."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import libreoffice
import openpyxl
import pytest
from openpyxl.cell import Cell
from test_form_lists import NAMES, SCHOOL, column, filled

from kongcuo_xl.hosts import files
from kongcuo_xl.limits import Limits
from kongcuo_xl.people import name_field
from kongcuo_xl.reading import read_book
from kongcuo_xl.tables import Table


def table_of(path: Path, kind: str) -> Table:
    """The table of a kind that a workbook's first sheet holds."""
    found = read_book(files.read(path, path.name, Limits()), "一中", 2025)
    return Table(kind, [p for p in found.sheets[0].pieces if p.kind == kind])


@pytest.mark.parametrize(
    ("code", "kind", "field"),
    [
        ("F03", "deferrals", "name"),
        ("F04", "changes", "name"),
        ("F05", "placements", "name"),
        ("F06", "placements", "name"),
        ("F07", "cases", "name"),
        ("F09", "visits", "student"),
        ("F12", "children", "name"),
        ("F16", "absences", "name"),
        ("F17", "graduates", "name"),
        ("F18", "dropout_prone", "name"),
        ("F20", "changes", "name"),
        ("F22", "home_teaching", "student"),
        ("F25", "rectifications", "problem"),
    ],
)
def test_a_filled_list_reads_back_as_the_table_it_came_from(
    tmp_path: Path, code: str, kind: str, field: str
) -> None:
    done = filled(code, SCHOOL, tmp_path)
    written = [str(name) for name in column(done, field)]
    assert written
    table = table_of(done.path, kind)
    assert table.text(field).tolist() == written
    assert not [p.missing for p in table.pieces if name_field(kind) in p.missing]


PUPILS = "".join(
    f"2025-09-{day:02d}|赵六|李强、王芳|3|家庭|第{number:03d}次识图训练|送教|有\n"
    for number, day in ((n, 1 + n % 28) for n in range(60))
)
MANY = f"""
    [一中/花名册]
    学生花名册
    姓名|性别|身份证号|年级|班级
    赵六|女|110105201201070042|八年级|1
    [一中/送教记录]
    送教上门记录
    日期|学生|送教教师|课时|地点|内容|记录类型|照片
    {PUPILS}
"""


def pages(path: Path, folder: Path) -> list[str]:
    """The text of each printed page."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed: printed pages are not tested")
    printed = libreoffice.saved(path, folder / f"{path.stem}.pdf")
    text = subprocess.run(
        ["pdftotext", "-layout", str(printed), "-"],
        check=True, capture_output=True, timeout=60,
    ).stdout.decode()  # fmt: skip
    return [page for page in text.split("\f") if page.strip()]


@pytest.mark.xdist_group("libreoffice")
def test_rows_made_for_a_long_list_print_like_those_that_were_ruled(tmp_path: Path) -> None:
    """Before: one ruled page. After: as many as it takes, heads on each, the footer on the last."""
    (tmp_path / "before").mkdir()
    blank = shutil.copy(NAMES["F22"].workbook, tmp_path / "before" / "F22.xlsx")
    [before, *_] = pages(Path(blank), tmp_path / "before")
    done = filled("F22", "\n".join(line.strip() for line in MANY.splitlines()), tmp_path)
    after = pages(done.path, tmp_path)
    listed = [page for page in after if "次识图训练" in "".join(page.split())]
    assert len(listed) > 1
    assert "送教内容" in before
    assert all("送教内容" in page for page in listed)
    together = "".join("".join(page.split()) for page in after)
    assert [together.count(f"第{number:03d}次识图训练") for number in range(60)] == [1] * 60
    assert "填表人" in before
    assert [("填表人" in page) for page in listed] == [False] * (len(listed) - 1) + [True]
    ruled = openpyxl.load_workbook(blank).active
    grown = openpyxl.load_workbook(done.path).active
    [block] = done.form.sheets[0].blocks
    made = next(cell.row for cell in grown["A"] if cell.value == 59)
    for place in range(1, len(block.columns) + 1):
        assert look(grown.cell(made, place)) == look(ruled.cell(block.first + 1, place))


def look(cell: Cell) -> tuple[object, ...]:
    """Lines, letters and alignment of a cell."""
    lines = [getattr(cell.border, side).style for side in ("left", "right", "top", "bottom")]
    return *lines, cell.font.name, cell.font.sz, cell.alignment.horizontal, cell.number_format
