"""FM rules: the workbook itself."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from rule_page import found_by, parse, report_on

from kongcuo_xl import policy as policies
from kongcuo_xl.book import Book, Sheet
from kongcuo_xl.checking import check_books
from kongcuo_xl.reading import read_book
from kongcuo_xl.rules.workbook.runs import columns_named, rows_named, runs


def faults(page: str, code: str) -> set[tuple[str, str, str, str]]:
    example = parse(page.splitlines())
    assert found_by(example, code) == example.expected
    return example.expected


def messages(page: str, code: str) -> list[str]:
    return [f.message for f in report_on(parse(page.splitlines()), {code}).findings]


PUPILS = """
    张三 | 110105201309010017 | 七年级 | 1班
    李四 | 110105201309010025 | 七年级 | 1班
    王五 | 110105201309010033 | 七年级 | 1班
"""


def test_unrecognised_sheet_alone_in_its_workbook_is_told() -> None:
    page = """
    [食谱]
    星期◀提示 | 早餐 | 午餐
    周一 | 馒头 | 米饭
    周二 | 面条 | 面条
    周三 | 稀饭 | 米饭
    """
    assert faults(page, "FM101")


def test_instructions_are_no_lost_table() -> None:
    page = """
    [填表说明]
    项目 | 写法
    甲 | 一
    乙 | 二
    丙 | 三
    """
    assert not faults(page, "FM101")


def test_class_in_the_title_is_not_missing() -> None:
    page = f"""
    [名册]
    七年级1班学生花名册
    姓名 | 身份证号 | 监护人
    {PUPILS.strip().replace("| 七年级 | 1班", "| 张大")}
    """
    assert not faults(page, "FM102")


def test_similar_heading_is_told_once_and_not_as_missing() -> None:
    page = """
    [学生花名册]
    姓名 | 身份证号吗◀疑问 | 年级 | 班级 | 监护人
    张三 | 110105201309010017 | 七年级 | 1班 | 张大
    李四 | 110105201309010025 | 七年级 | 1班 | 李大
    王五 | 110105201309010033 | 七年级 | 1班 | 王大
    """
    assert faults(page, "FM107")
    assert not messages(page, "FM102")


def test_uncached_cells_outside_the_columns_read_are_nobodys_business() -> None:
    page = """
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 身高
    张三 | 110105201309010017 | 七年级 | 1班 | ▽公式
    李四 | 110105201309010025 | 七年级 | 1班 | 150
    """
    assert not faults(page, "FM103")


def test_a_formula_worked_out_on_reading_is_still_named() -> None:
    rows = [["姓名", "性别", "身份证号", "年级", "班级"],
            ["张三", "男", "110105201309010017", "七年级", "1班"],
            ["李四", "女", "110105201309010025", "七年级", "1班"]]  # fmt: skip
    sheet = Sheet("学生花名册", rows, counted=frozenset({(1, 1), (2, 1)}))
    found = read_book(Book("花名册.xlsx", Path("花名册.xlsx"), "xlsx", [sheet]), "", 2025)
    date = dt.date(2025, 10, 20)
    report = check_books([found], policies.load("national"), date, selected={"FM103"})
    assert [f.message for f in report.findings] == [
        "“性别”列 B2至B3 是公式，文件里没有存下计算结果，已按公式算出来核查"
    ]


def test_scattered_formulas_are_told_apart() -> None:
    page = """
    [学生花名册]
    姓名 | 性别 | 身份证号 | 年级 | 班级
    张三 | ▽公式◀疑问 | 110105201309010017 | 七年级 | 1班
    李四 | 女 | 110105201309010025 | 七年级 | 1班
    王五 | ▽公式◀疑问 | 110105201309010033 | 七年级 | 1班
    """
    assert len(faults(page, "FM103")) == 2


def test_hidden_column_without_data_is_fine() -> None:
    page = """
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 备注▽列
    张三 | 110105201309010017 | 七年级 | 1班 |
    李四 | 110105201309010025 | 七年级 | 1班 |
    """
    assert not faults(page, "FM105")


def test_rows_that_follow_one_another_are_one_finding() -> None:
    page = """
    [学生花名册]
    序号 | 姓名 | 身份证号 | 年级 | 班级
    1 | 张三 | 110105201309010017 | 七年级 | 1班
    小计◀提示 | 1人 | | |
    序号 | 姓名 | 身份证号 | 年级 | 班级
    2 | 李四 | 110105201309010025 | 七年级 | 1班
    合计 | 2人 | | |
    """
    assert faults(page, "FM106")
    assert messages(page, "FM106") == ["表中间第3行是合计行，第4行是重复表头，不算数据"]


def test_runs() -> None:
    assert runs([5, 1, 2, 2, 9]) == [(1, 2), (5, 5), (9, 9)]
    assert rows_named([2, 4, 5]) == "第3、5–6行"
    assert columns_named([0, 1, 27]) == "A–B、AB列"
