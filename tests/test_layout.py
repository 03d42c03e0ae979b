"""The language in which our forms are written: small texts, built, looked at and filled."""

from __future__ import annotations

import runpy
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_forms import ROSTER, scope_of

from kongcuo_xl import forms
from kongcuo_xl.forms import layout
from kongcuo_xl.forms.filling import fill
from kongcuo_xl.forms.mapping import folder, read_mapping
from kongcuo_xl.hosts import blanks, ooxml
from kongcuo_xl.period import parse

HEAD = """
code = "F99"
title = "学生情况统计表"
names = ["试表"]
period = "month"
"""
THREE_SCHOOLS = "".join(
    ROSTER.replace("一中/", f"{name}/").replace("1101052", f"{n}101052")
    for n, name in enumerate(("一中", "二中", "三中"), 1)
)


def built(text: str, into: Path) -> Path:
    """The blank workbook of a text; its mapping stands beside it."""
    source = into / "F99.toml"
    source.write_text(HEAD + text, encoding="utf-8")
    target = source.with_suffix(".xlsx")
    runpy.run_path(str(folder() / "build.py"))["write"](source, target)
    return target


def filled(text: str, into: Path, data: str = ROSTER) -> tuple[openpyxl.Workbook, tuple[str, ...]]:
    blank = built(text, into)
    scope = scope_of(data)
    form = read_mapping(blank.with_suffix(".toml"))
    done = fill(form, blanks.read(blank), scope, parse("2025-10", scope.calendar.terms))
    ooxml.apply(blank, done.plan, into / "填好.xlsx")
    return openpyxl.load_workbook(into / "填好.xlsx", data_only=True), done.notes


def grid(page, top: int) -> list[list[object]]:  # type: ignore[no-untyped-def]
    """The rows below a head, down to the first that is blank or no longer of the table."""
    found = []
    for line in page.iter_rows(min_row=top, values_only=True):
        row = [value for value in line if value is not None]
        if not row or str(row[0]).startswith(("填表人", "说明")):
            break
        found.append(row)
    return found


MEASURES_AS_ROWS = """
[[sheets]]
name = "表"
[[sheets.blocks]]
stub = ["项目"]
rows = [
  { label = "在籍", measure = "enrolled_end" },
  { label = "留守", measure = "enrolled_end", group = "left_behind" },
  { label = "占比", formula = "enrolled_end_left_behind / enrolled_end", format = "percent" },
]
columns = [
  { label = "小学", stage = "小学", id = "p" },
  { label = "初中", stage = "初中", id = "j" },
  { label = "合计", formula = "p + j", id = "s" },
]
"""


def test_measures_as_rows_and_conditions_as_columns(tmp_path):
    book, _ = filled(MEASURES_AS_ROWS, tmp_path)
    assert grid(book["表"], 6) == [
        ["在籍", 0, 3, 3],
        ["留守", 0, 1, 1],
        ["占比", 0.3333, 0.3333],
    ]


def test_heads_are_merged_as_their_paths_say(tmp_path):
    text = """
[[sheets]]
name = "表"
unit = "人"
[[sheets.blocks]]
rows = "stages"
columns = [
  { label = "在籍/合计", measure = "enrolled_end" },
  { label = "在籍/其中女", measure = "enrolled_end", sex = "女", part = true },
  { label = ["是否脱贫户/监测户"] },
]
"""
    page = openpyxl.load_workbook(built(text, tmp_path)).active
    merged = {str(area) for area in page.merged_cells.ranges}
    assert {"B6:C6", "A6:A7", "D6:D7"} <= merged
    assert [page[cell].value for cell in ("B6", "B7", "C7", "D6")] == [
        "在籍", "合计", "其中女", "是否脱贫户/监测户",
    ]  # fmt: skip
    assert page["B10"].value == '=IF(COUNTA(B8:B9)=0,"",SUM(B8:B9))'
    assert page.print_title_rows == "$6:$7"
    assert page["A11"].value is None


BY_SCHOOL = """
[[sheets]]
name = "表"
notes = ["说明一。", "说明二。"]
[[sheets.blocks]]
title = "一、分校"
stub = ["学校"]
rows = [{ each = "school", ruled = 2 }, { label = "合计", total = true }]
columns = [{ label = "在籍", measure = "enrolled_end" }]
[[sheets.blocks]]
title = "二、分班"
stub = ["班级"]
rows = [{ each = "klass", ruled = 2 }, { label = "合计", total = true }]
columns = [{ label = "在籍", measure = "enrolled_end" }]
"""


def test_rows_of_schools_and_classes_grow_with_the_data(tmp_path):
    book, _ = filled(BY_SCHOOL, tmp_path, THREE_SCHOOLS)
    page = book["表"]
    first = [line[0] for line in page.iter_rows(min_row=5, max_row=13, values_only=True)]
    assert first == ["一、分校", "学校", "一中", "二中", "三中", "合计", None, "二、分班", "班级"]
    assert [page[f"B{row}"].value for row in (7, 8, 9, 10)] == [3, 3, 3, 9]
    classes = grid(page, 14)
    assert classes[0] == ["一中七(1)班", 1]
    assert classes[-1] == ["合计", 9]
    assert len(classes) == 10
    formulas = openpyxl.load_workbook(tmp_path / "填好.xlsx")["表"]
    assert formulas["B10"].value == '=IF(COUNTA(B7:B9)=0,"",SUM(B7:B9))'
    assert formulas["B23"].value == '=IF(COUNTA(B14:B22)=0,"",SUM(B14:B22))'
    signed = [cell.row for cell in formulas["A"] if str(cell.value).startswith("负责人")]
    assert page.print_area == f"'表'!$A$1:$B${signed[0]}"


def test_rows_of_schools_add_up_where_townships_call_theirs_the_same(tmp_path):
    data = THREE_SCHOOLS.replace("一中/", "东镇/中学/").replace("二中/", "西镇/中学/")
    book, _ = filled(BY_SCHOOL, tmp_path, data)
    assert grid(book["表"], 7)[:4] == [["东镇/中学", 3], ["西镇/中学", 3], ["三中", 3], ["合计", 9]]


def test_fewer_than_drawn_leaves_lines_and_the_total(tmp_path):
    book, _ = filled(BY_SCHOOL.replace("ruled = 2", "ruled = 5"), tmp_path)
    assert grid(book["表"], 16) == [["七(1)班", 1], ["七(2)班", 1], ["八(2)班", 1]]
    assert [cell.value for cell in book["表"][21]] == ["合计", 3]


def test_a_changed_label_is_not_our_form(tmp_path):
    blank = built(MEASURES_AS_ROWS, tmp_path)
    book = openpyxl.load_workbook(blank)
    book["表"]["A7"] = "随迁"
    other = tmp_path / "改过.xlsx"
    book.save(other)
    scope = scope_of(ROSTER)
    form = read_mapping(blank.with_suffix(".toml"))
    with pytest.raises(forms.FormError, match="找不到“留守”这一行，这不是F99表样"):
        fill(form, blanks.read(other), scope, parse("2025-10", scope.calendar.terms))


def test_printed_rows_are_completed(tmp_path):
    text = """
[[sheets]]
name = "表"
[[sheets.blocks]]
list = "archives"
match = "item"
fixed = [{ seq = "1", item = "会议记录材料" }, { seq = "2", item = "家访材料" }]
columns = ["seq", { field = "item", label = "项目" }, { field = "copies", label = "份数" }]
"""
    data = """
    [一中/档案]
    十八项档案清单
    序号|项目|份数
    1|会议记录|12
"""
    book, _ = filled(text, tmp_path, ROSTER + data)
    assert grid(book["表"], 6) == [["1", "会议记录材料", 12], ["2", "家访材料"]]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ('{ label = "甲", formula = "nowhere + 1" }', "公式中没有“nowhere”"),
        ('{ label = "甲", measure = "enrolled_end", grade = 1 }', "都限定了"),
    ],
)
def test_what_a_text_may_not_say(tmp_path, column, said):
    text = f"""
[[sheets]]
name = "表"
[[sheets.blocks]]
rows = "grades"
columns = [{column}]
"""
    with pytest.raises(ValueError, match=said):
        built(text, tmp_path)


def test_the_same_text_gives_the_same_bytes(tmp_path):
    first = built(BY_SCHOOL, tmp_path).read_bytes()
    assert built(BY_SCHOOL, tmp_path).read_bytes() == first


@given(
    st.lists(st.floats(4, 40), min_size=1, max_size=25),
    st.integers(1, 4),
)
def test_columns_are_shared_out_without_gap_or_overlap(widths, count):
    spans = layout.spread(widths, count)
    assert [left for left, _ in spans] == [0, *(right + 1 for _, right in spans[:-1])]
    assert spans[-1][1] == len(widths) - 1
    assert all(left <= right for left, right in spans)
    assert len(spans) == min(count, len(widths))


@pytest.mark.parametrize("form", forms.all_forms(), ids=lambda form: form.code)
def test_an_empty_list_fills_its_page_and_no_more(form):
    for sheet in form.sheets:
        [block, *more] = sheet.blocks
        if block.list_id and not more and not block.fixed:
            across, down = layout.PAPER[sheet.landscape]
            scale = min(1.0, across / (sum(sheet.widths) * layout.POINTS))
            assert block.ruled * block.row_height * scale < down
