"""The sheet 设置: policy, semester, check date and values of one unit and those below it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongcuo_xl import policy as policies
from kongcuo_xl.book import Book, Sheet
from kongcuo_xl.checking import Report, check_books, scopes
from kongcuo_xl.reading import BookReading, read_book
from kongcuo_xl.scope import Scope
from kongcuo_xl.settings import Settings, term_name

DATE = dt.date(2025, 10, 20)
NATIONAL = policies.load("national")
STAFF = [
    ["姓名", "性别", "职务", "任班主任班级", "任教学科"],
    ["王芳", "女", "教师", "七(1)班", "语文"],
]
PUPILS = [["姓名", "性别", "年级", "班级"], ["张三", "男", "七年级", "1班"]]


def book(unit: str, *settings: list[Any], name: str = "台账.xlsx", **sheets: Any) -> BookReading:
    """A workbook of a unit, with a 设置 sheet if there are lines for it."""
    made = Book(f"{unit}/{name}", Path(unit) / name, "xlsx", [])
    grids = {"学生花名册": PUPILS, **sheets, **({"设置": settings} if settings else {})}
    for title, rows in grids.items():
        width = max(len(row) for row in rows)
        made.sheets.append(Sheet(title, [[*row, *[""] * (width - len(row))] for row in rows]))
    return read_book(made, unit, 2025)


def chosen(*books: BookReading, **more: Any) -> tuple[list[Scope], str]:
    found, notes = scopes(list(books), NATIONAL, DATE, **more)
    return found, "\n".join(notes)


def test_the_sheet_names_policy_date_and_semester() -> None:
    (scope,), notes = chosen(
        book(
            "一中",
            ["项目", "值"],
            ["政策", "zhushan-2021"],
            ["检查日期", "2025.9.30"],
            ["学期", "2024-2025学年第二学期"],
        )
    )
    assert scope.policy.name == "zhushan-2021"
    assert scope.date == dt.date(2025, 9, 30)
    assert (scope.term.name, scope.term.complete) == ("2025春", True)
    assert "政策采用" in notes
    assert "检查日期采用 2025-09-30" in notes


def test_a_title_is_as_good_as_a_name() -> None:
    title = policies.load("zhushan-2021").title
    (scope,), _ = chosen(book("一中", ["政策 ：", f" {title}"]))
    assert scope.policy.name == "zhushan-2021"


@pytest.mark.parametrize(
    "lines",
    [
        [["项目", "值"], ["班主任每学期家访人次", 7]],
        [["项目", "值", "说明"], ["", "", ""], ["class_teacher_visits", "７次", "自定"]],
        [["本校设置"], ["序号", "项　目", "值"], [1, "班主任每学期家访人次（次）", "7"]],
        [[1, " 班主任 每学期家访人次：", 7.0], [2, "单位", "一中"]],
    ],
)
def test_values_however_untidily_they_stand(lines: list[list[Any]]) -> None:
    key = next(k for k, p in NATIONAL.schema.items() if p.label == "班主任每学期家访人次")
    lines = [[key if cell == "class_teacher_visits" else cell for cell in row] for row in lines]
    (scope,), notes = chosen(book("一中", *lines))
    assert notes == ""
    assert scope.policy[key] == 7
    assert "一中/台账.xlsx［设置］" in scope.policy.clause(key)
    assert scope.policy.title == NATIONAL.title


def test_a_finding_rests_on_the_sheet() -> None:
    roster = [
        ["姓名", "性别", "出生日期", "年级", "班级"],
        ["张三", "男", "2012-12-01", "七年级", "1班"],
        ["李四", "女", "2011-01-01", "七年级", "1班"],
    ]

    def report(*lines: list[Any]) -> Report:
        unit = book("一中", *lines, 学生花名册=roster)
        return check_books([unit], NATIONAL, DATE, selected={"ST105"})

    assert report().findings == []
    (found,) = report(["年龄与年级允许相差", 0], ["ST105", "错误"]).findings
    assert (found.row, found.level) == (2, "错误")
    assert "一中/台账.xlsx［设置］B1" in found.clause


def test_unknown_and_impossible_lines_are_said_and_left_out() -> None:
    (scope,), notes = chosen(
        book(
            "一中",
            ["班主任每学期家访次数", 7],
            ["入学年龄", "六七岁"],
            ["政策", "竹溪"],
            ["学期", "今年"],
            ["检查日期", "开学后"],
            ["HV999", "错误"],
        )
    )
    assert scope.policy.parameters() == NATIONAL.parameters()
    assert scope.date == DATE
    assert "A1：没有名为“班主任每学期家访次数”的设置项，最接近的是“班主任每学期家访人次”" in notes
    for cell in ("B2", "B3", "B4", "B5", "A6"):
        assert f"［设置］{cell}：" in notes


def test_the_command_line_wins_and_it_is_said() -> None:
    unit = book("一中", ["政策", "zhushan-2021"], ["检查日期", "2025-09-30"], ["入学年龄", 7])
    (scope,), notes = chosen(unit, named={"policy", "date"})
    assert (scope.policy.name, scope.date) == ("national", DATE)
    assert "政策以命令行的" in notes
    assert "检查日期以命令行的" in notes
    key = next(k for k, p in NATIONAL.schema.items() if p.label == "入学年龄")
    assert scope.policy[key] == 7


def test_a_folder_above_holds_for_all_and_the_nearest_word_counts() -> None:
    county = book("县", ["政策", "zhushan-2021"], ["入学年龄", 7])
    one, two = book("县/一中"), book("县/二中", ["政策", "national"])
    found, _ = chosen(county, one, two)
    by_unit = {unit: s.policy for s in found for unit in s.tables.units}
    assert by_unit["县/一中"].name == by_unit["县"].name == "zhushan-2021"
    assert by_unit["县/二中"].name == "national"
    key = next(k for k, p in NATIONAL.schema.items() if p.label == "入学年龄")
    assert [p[key] for p in by_unit.values()] == [7, 7, 7]


def test_units_that_say_the_same_are_checked_together() -> None:
    units = [book(f"县/{n}中", ["单位", f"第{n}中学"], ["学期", "2025秋"]) for n in range(5)]
    found, _ = chosen(*units)
    assert len(found) == 1


def test_two_sheets_of_a_unit_that_disagree() -> None:
    _, notes = chosen(
        book("一中", ["入学年龄", 6], name="甲.xlsx"), book("一中", ["入学年龄", 7], name="乙.xlsx")
    )
    assert "一中/乙.xlsx［设置］B1：与 一中/甲.xlsx［设置］B1 的设置不同，采用“6”" in notes


def test_the_name_of_the_unit() -> None:
    made = book("一中", ["学校名称", "示范县第一中学"])
    settings = Settings([(made.unit, made.book)])
    assert settings.name("一中") == "示范县第一中学"
    assert settings.name("二中") == ""


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("2025秋", "2025秋"),
        ("2026年春季学期", "2026春"),
        ("2025-2026学年第一学期", "2025秋"),
        ("2025—2026学年度下学期", "2026春"),
        ("2025-2026-1", "2025秋"),
        ("第一学期", ""),
    ],
)
def test_semesters_as_people_write_them(written: str, name: str) -> None:
    assert term_name(written) == name


CELLS = st.sampled_from(["项目", "值", "政策", "学期", "7", 7, "", "入学年龄", True])


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=6))
def test_no_sheet_stops_the_check(lines: list[list[Any]]) -> None:
    found, _ = chosen(book("一中", *lines))
    assert len(found) == 1
