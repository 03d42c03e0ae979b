"""One fact over several columns: a date under 月 and 日, teachers under 教师一 and 教师二."""

from __future__ import annotations

import textwrap

import pytest
from rule_page import parse

from kongcuo_xl.book import Book, Sheet
from kongcuo_xl.reading import read_book
from kongcuo_xl.tables import Table, Tables


def table(text: str, title: str = "送教上门记录") -> Table:
    example = parse(["[送教记录]", title, *textwrap.dedent(text).strip().splitlines()])
    (((_, name), rows),) = example.sheets.items()
    width = max(map(len, rows))
    sheet = Sheet(name, [[*row, *[""] * (width - len(row))] for row in rows])
    read = read_book(Book("示例.xlsx", "示例.xlsx", "xlsx", [sheet]), "一中", 2025)
    return Tables(read.pieces, 2025)["home_teaching"]


def days(found: Table) -> list[str]:
    return found["date"].dt.strftime("%Y-%m-%d").tolist()


MONTH_DAY = """
    序号 | 日期 |    | 学生 | 送教人员 |        | 课时 | 内容
         | 月   | 日 |      | 教师一   | 教师二 |      |
    1    | 9    | 2  | 张三 | 王芳     | 李强   | 2    | 识字
    2    | 12   | 12 | 张三 | 王芳     |        | 2    | 识字
    3    | 3    | 1  | 张三 | 王芳     | 赵敏   | 2    | 识字
"""


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("送教上门记录", ("2025", "2025", "2026")),
        ("2024-2025学年送教上门记录", ("2024", "2024", "2025")),
        ("2025年春季送教上门记录", ("2024", "2024", "2025")),
        ("2024年送教上门记录", ("2024", "2024", "2024")),
    ],
)
def test_the_year_is_that_of_the_title_else_of_the_school_year(
    title: str, years: tuple[str, str, str]
) -> None:
    first, second, third = years
    expected = [f"{first}-09-02", f"{second}-12-12", f"{third}-03-01"]
    assert days(table(MONTH_DAY, title)) == expected


def test_several_columns_of_teachers_are_several_teachers() -> None:
    assert table(MONTH_DAY).text("teacher").tolist() == ["王芳、李强", "王芳", "王芳、赵敏"]


def test_year_month_and_day_each_in_its_column() -> None:
    found = table("""
        日期 |    |     | 学生 | 教师1 | 教师2 | 课时
        年   | 月 | 日  |      |       |       |
        2025 | 9  | 2日 | 张三 | 王芳  | 李强  | 2
             | 9  | 30  | 张三 | 王芳  | 李强  | 2
             |    |     | 张三 | 王芳  | 李强  | 2
        2025 | 13 | 1   | 张三 | 王芳  | 李强  | 2
    """)
    assert found["date"].dt.strftime("%Y-%m-%d").fillna("").tolist() == [
        "2025-09-02",
        "2025-09-30",
        "",
        "",
    ]
    assert found.unreadable("date").tolist() == [False, False, False, True]
    assert found.text("teacher").tolist() == ["王芳、李强"] * 4
