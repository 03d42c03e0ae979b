"""ID rules: one fault of a number, one finding; what excuses, what is compared with what."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_page import found_by, parse, report_on

from kongcuo_xl import policy
from kongcuo_xl.book import Book, Sheet
from kongcuo_xl.checking import check_books
from kongcuo_xl.reading import read_book
from kongcuo_xl.rule import rules

ALL = {code for code in rules() if code.startswith("ID")}


def faults(page: str, code: str) -> set[tuple[str, str, str, str]]:
    example = parse(page.splitlines())
    assert found_by(example, code) == example.expected
    return example.expected


def codes_for(number: object, *, id_type: str = "", remark: str = "") -> list[str]:
    rows = [
        ["姓名", "身份证号", "年级", "班级", "身份证件类型", "备注", "出生日期", "性别"],
        ["张三", number, "七年级", "1班", id_type, remark, "2012-11-05", "男"],
        ["李四", "110105201309010025", "七年级", "1班", "", "", "", ""],
        ["王五", "110105201309010033", "七年级", "1班", "", "", "", ""],
    ]
    book = Book("册.xlsx", Path("册.xlsx"), "xlsx", [Sheet("花名册", rows)])
    report = check_books(
        [read_book(book, "", 2025)], policy.load("national"), dt.date(2025, 10, 20), selected=ALL
    )
    assert not report.defects
    return [f.code for f in report.findings if f.row == 1]


@pytest.mark.parametrize(
    ("number", "codes"),
    [
        ("", ["ID101"]),
        ("无", ["ID101"]),
        ("无户口", []),
        ("11010520130901001", ["ID102"]),
        ("110105130901001", ["ID102"]),
        ("11010520130901O017", ["ID102"]),
        ("110105201309010018", ["ID103"]),
        ("110105201302310017", ["ID104"]),
        ("110105201302310018", ["ID104"]),
        ("110105203009010014", ["ID104"]),
        ("1.10105E+17", ["ID105"]),
        (110105201309010000.0, ["ID105"]),
        (110105201309010000, ["ID105"]),
        ("110105201309010000", ["ID103"]),
        ("999999201309010012", []),
        ("119999201211050036", ["ID103"]),
        ("'１１０１０５ 20121105 005Ｘ", ["ID103"]),
    ],
)
def test_one_fault_one_finding(number: object, codes: list[str]) -> None:
    assert codes_for(number) == codes


@settings(deadline=None, max_examples=40)
@given(st.text("0123456789X xE+.-无港", max_size=20))
def test_no_number_has_two_faults_of_its_own(number: str) -> None:
    own = {"ID101", "ID102", "ID103", "ID104", "ID105", "ID109"}
    assert len([code for code in codes_for(number) if code in own]) <= 1


@pytest.mark.parametrize(
    ("id_type", "remark", "codes"),
    [
        ("其他", "", []),
        ("护照", "", []),
        ("居民身份证", "", ["ID101"]),
        ("", "港澳台学生", []),
        ("", "无户口", []),
        ("", "走读", ["ID101"]),
    ],
)
def test_reasons_for_a_blank(id_type: str, remark: str, codes: list[str]) -> None:
    assert codes_for("", id_type=id_type, remark=remark) == codes


def test_numbers_of_other_documents_are_not_judged() -> None:
    assert codes_for("H1234567", id_type="香港特区护照/身份证明") == []
    assert codes_for("H1234567", remark="香港学生") == []
    assert codes_for("H1234567") == ["ID102"]


def test_number_known_to_have_lost_digits_is_destroyed_however_it_ends() -> None:
    rows = [
        ["姓名", "身份证号", "年级", "班级"],
        ["张三", 110105201309010017.0, "七年级", "1班"],
        ["李四", "110105201309010025", "七年级", "1班"],
        ["王五", "110105201309010033", "七年级", "1班"],
    ]
    sheet = Sheet("花名册", rows, long_numbers={(1, 1): "110105201309010017"})
    book = Book("册.xlsx", Path("册.xlsx"), "xlsx", [sheet])
    report = check_books(
        [read_book(book, "", 2025)], policy.load("national"), dt.date(2025, 10, 20), selected=ALL
    )
    assert [(f.code, f.row, f.column) for f in report.findings] == [("ID105", 1, 1)]


def test_registry_and_roster_are_no_duplicates_of_each_other() -> None:
    page = """
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级
    张三 | 110105201309010017 | 七年级 | 1班
    李四 | 110105201309010025 | 七年级 | 1班

    [学籍表]
    姓名 | 身份证件号 | 学籍号 | 学生状态 | 学校标识码
    张三 | 110105201309010017 | G110105201309010017 | 在校 | 3611000001
    李四 | 110105201309010025 | G110105201309010025 | 在校 | 3611000001
    """
    assert not faults(page, "ID106")
    assert not faults(page, "ID113")


def test_two_schools_are_no_duplicates_either() -> None:
    page = """
    [一中/花名册]
    姓名 | 身份证号 | 年级 | 班级
    张三 | 110105201309010017 | 七年级 | 1班

    [二中/花名册]
    姓名 | 身份证号 | 年级 | 班级
    张三 | 110105201309010017 | 七年级 | 1班
    """
    assert not faults(page, "ID106")
    assert not faults(page, "ID114")


def test_destroyed_numbers_and_words_are_no_duplicates() -> None:
    page = """
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级
    张三 | 1.10105E+17 | 七年级 | 1班
    李四 | 1.10105E+17 | 七年级 | 1班
    王五 | 待补 | 七年级 | 1班
    赵六 | 待补 | 七年级 | 1班
    钱七 | 110105201309010017 | 七年级 | 1班
    """
    assert not faults(page, "ID106")


def test_the_other_places_are_named() -> None:
    page = """
    [七1]
    姓名 | 身份证号 | 年级 | 班级
    张三 | 110105201309010017 | 七年级 | 1班
    李四 | 110105201309010017 | 七年级 | 1班

    [七2]
    姓名 | 身份证号 | 年级 | 班级
    王五 | 110105201309010017 | 七年级 | 2班
    """
    found = report_on(parse(page.splitlines()), {"ID106"}).findings
    assert found[0].message.endswith("与 B3（李四）、［七2］B2（王五） 重复")


def test_birth_date_of_another_list_is_compared_too() -> None:
    page = """
    [适龄儿童少年摸底登记表]
    村 | 户主 | 姓名 | 性别 | 身份证号 | 出生日期 | 是否在读
    东村 | 张大 | 张三 | 男 | 110105201309010017 | 2013-09-10◀错误 | 是
    东村 | 李大 | 李四 | 女 | 110105201309010025 | 2013-09-01 | 是
    """
    assert faults(page, "ID107")


def test_same_person_with_sex_and_birth_date_only_in_the_number() -> None:
    page = """
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级
    张三◀疑问 | 110105201309010017 | 七年级 | 1班
    张 三◀疑问 | 110105201309010033 | 七年级 | 2班
    李四 | 110105201309010025 | 七年级 | 1班
    李四 | 110105201211050061 | 七年级 | 1班
    """
    assert faults(page, "ID114")


def test_same_number_is_not_also_a_suspicion() -> None:
    page = """
    [学生花名册]
    姓名 | 性别 | 出生日期 | 身份证号 | 年级 | 班级
    张三 | 男 | 2013-09-01 | 110105201309010017 | 七年级 | 1班
    张三 | 男 | 2013-09-01 | 110105201309010017 | 七年级 | 2班
    """
    assert not faults(page, "ID114")
