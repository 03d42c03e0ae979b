"""Joining records to people: what counts as the same person, and what is left open."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from rule_page import parse

from kongcuo_xl.book import Book, Sheet
from kongcuo_xl.people import AMBIGUOUS, UNKNOWN, lookup, match
from kongcuo_xl.reading import read_book
from kongcuo_xl.tables import Table, Tables

ROSTER = """
    [学生花名册]
    姓名 | 性别 | 身份证号           | 出生日期   | 年级   | 班级
    张三 | 男   | 110105201309010017 | 2013-09-01 | 七年级 | 1班
    李四 | 男   | 110105201309010033 | 2013-09-01 | 七年级 | 1班
    李四 | 女   |                    | 2013-05-06 | 七年级 | 1班
    王五 | 男   |                    | 2013-03-04 | 七年级 | 2班
"""


def tables(text: str) -> Tables:
    sheets = [
        Sheet(name, [[*row, *[""] * (max(map(len, rows)) - len(row))] for row in rows])
        for (_, name), rows in parse(text.splitlines()).sheets.items()
    ]
    return Tables(
        read_book(Book("校.xlsx", Path("校.xlsx"), "xlsx", sheets), "", 2025).pieces, 2025
    )


def matched(records: str) -> list[int]:
    found = tables(ROSTER + records)
    visits: Table = found["visits"]
    return match(visits, found["students"]).tolist()


def test_a_name_with_its_class_is_enough_where_one_pupil_bears_it() -> None:
    assert matched(
        """
    [家访登记表]
    日期       | 教师 | 学生 | 班级     | 形式
    2025-10-14 | 王芳 | 张三 | 七(1)班 | 入户
    2025-10-14 | 王芳 | 李四 | 七(1)班 | 入户
    2025-10-14 | 王芳 | 王五 | 七(1)班 | 入户
    2025-10-14 | 王芳 | 王五 |          | 入户
    """
    ) == [0, AMBIGUOUS, UNKNOWN, 3]


def test_an_id_says_which_of_two_pupils_of_one_name() -> None:
    assert matched(
        """
    [家访登记表]
    日期       | 教师 | 学生 | 班级     | 身份证号           | 形式
    2025-10-14 | 王芳 | 李四 | 七(1)班 | 110105201309010033 | 入户
    """
    ) == [1]


@given(
    st.lists(st.sampled_from(["", "a", "b", "c", "d"])), st.lists(st.sampled_from(["", *"abcd"]))
)
def test_lookup_finds_exactly_what_stands_once(asked: list[str], among: list[str]) -> None:
    found = lookup(pd.Series(asked, dtype="str"), pd.Series(among, dtype="str"))
    for key, position in zip(asked, found, strict=True):
        times = among.count(key) if key else 0
        assert position == (UNKNOWN if times == 0 else AMBIGUOUS if times > 1 else among.index(key))
