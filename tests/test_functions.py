"""Cell functions: what a cell shows for what it is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_page import parse, report_on

from kongcuo_xl import policy
from kongcuo_xl.functions import FUNCTIONS, Block, Given, Here, Workbook
from kongcuo_xl.risk import assess

SCHOOL = """
日期 2025-10-20
[学生花名册]
姓名 | 身份证号           | 学籍号              | 年级   | 班级 | 留守儿童 | 学困 | 反复
张三 | 110105201309010017 | G110105201309010017 | 七年级 | 1班  | 是       | 否   | 否
李四 | 110105201309010033 |                     | 七年级 | 1班  | 是       | 是   | 否
王五 | 11010520130901005X |                     | 七年级 | 1班  | 否       | 否   | 否
赵六 | 110105201309010076 |                     | 七年级 | 1班  | 否       | 否   | 是
李四 | 110105201309010092 |                     | 七年级 | 2班  | 否       | 否   | 否

[缺课登记表]
日期       | 姓名 | 班级    | 天数 | 类别
2025-10-13 | 张三 | 七(1)班 | 1    | 旷课
2025-10-14 | 张三 | 七(1)班 | 1    | 旷课
2025-10-16 | 张三 | 七(1)班 | 0.5  | 病假
2025-09-02 | 王五 | 七(1)班 | 1    | 旷课

[教职工名册]
姓名 | 职务   | 任班主任班级
王芳 | 班主任 | 七(1)班
李强 | 教师   |

[家访登记表]
日期       | 教师 | 学生 | 班级
2025-09-10 | 王芳 | 张三 | 七(1)班
2025-10-15 | 王芳 | 张三 | 七(1)班
2025-10-15 | 王芳 | 王五 | 七(1)班

[疑似辍学台账]
姓名 | 班级    | 发现日期   | 状态 | 返校通知书日期 | 宣传教育   | 责令改正   | 复学日期
张三 | 七(1)班 | 2025-10-14 | 疑似 | 2025-10-15     | 2025-10-15 | 2025-10-17 |
王五 | 七(1)班 | 2025-09-03 | 返校 |                |            |            | 2025-09-05
"""


def workbook(text: str) -> Callable[[], Workbook]:
    """The example's tables as the workbook that the cells stand in."""
    example = parse(text.splitlines())
    report = report_on(example, set())
    return lambda: Workbook.read(report.books, report.policy, report.date)


def nothing() -> Workbook:
    """For functions that need no workbook."""
    raise AssertionError("the workbook was read")


def cell(name: str, *given_: Given, text: str = SCHOOL, here: Here | None = None) -> object:
    return FUNCTIONS[name](list(given_), workbook(text), here)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("ID_CHECK", "110105201309010017", "正确"),
        ("ID_CHECK", " 11010520130901005x", "正确"),
        ("ID_CHECK", "110105201309010018", "校验码应为7"),
        ("ID_CHECK", "11010520130901001", "应为18位，现有17位"),
        ("ID_CHECK", "110105201302300019", "出生日期不存在"),
        ("ID_CHECK", "1101052013090100A7", "含有不该有的字符"),
        ("ID_CHECK", 1.10105201309010e17, "号码已损坏，请设为文本重录"),
        ("ID_CHECK", "", ""),
        ("ID_CHECK", "　 ", ""),
        ("ID_CHECK", "110105130901001", "15位旧号，请换18位"),
        ("ID_CHECK", 110105130901001, "15位旧号，请换18位"),
        ("ID_CHECK", "无", "不是身份证号"),
        ("ID_CHECK", True, "不是身份证号"),
        ("ID_CHECK", dt.date(2013, 9, 1), "不是身份证号"),
        ("ID_CHECK", "810000201309010018", "校验码应为5"),
        ("ID_CHECK", "999105201509010029", "临时编号"),
        ("ID_BIRTH", "110105130901001", dt.date(1913, 9, 1)),
        ("ID_BIRTH", "110105201302300019", "出生日期不存在"),
        ("ID_SEX", "110105130901001", "男"),
        ("ID_MASK", 123456, "123456"),
        ("ID_MASK", 1.10105201309010e17, "号码已损坏，请设为文本重录"),
        ("ID_MASK", "", ""),
        ("ID_BIRTH", "110105201309010017", dt.date(2013, 9, 1)),
        ("ID_BIRTH", "张三", "不是身份证号"),
        ("ID_SEX", "110105201309010017", "男"),
        ("ID_SEX", "12", "不是身份证号"),
        ("ID_MASK", "11010520130901005X", "110105********005X"),
        ("KC_RULE", "hv101", "班主任家访人次不足（错误）"),
        ("KC_RULE", "ZZ999", "没有这个规则代码"),
    ],
)
def test_from_the_argument_alone(name: str, value: Given, shown: object) -> None:
    assert FUNCTIONS[name]([value], nothing) == shown


@pytest.mark.parametrize(
    ("name", "given_", "shown"),
    [
        ("SCHOOL_AGE", ["110105201309010017"], 11),
        ("SCHOOL_AGE", [dt.date(2013, 8, 31)], 12),
        ("SCHOOL_AGE", ["2013.8.31"], 12),
        ("SCHOOL_AGE", ["2013.8.31", dt.datetime(2026, 9, 1)], 13),
        ("SCHOOL_AGE", ["昨天"], "不是日期"),
        ("SCHOOL_AGE", [41518], 11),
        ("SCHOOL_AGE", ["2030-01-01"], "出生日期在将来"),
        ("SCHOOL_AGE", ["2025-10-01"], 0),
        ("SCHOOL_AGE", [True], "不是日期"),
        ("SCHOOL_AGE", ["2013-08-31", "x"], "不是日期"),
        ("ID_CHECK", ["110105203009010011"], "出生日期在将来"),
        ("GRADE_OF", ["2030-01-01"], "出生日期在将来"),
        ("GRADE_OF", ["2019级3班", "2026-09-01"], "八年级"),
        ("GRADE_OF", [dt.date(2013, 8, 31)], "七年级"),
        ("GRADE_OF", [dt.date(2021, 8, 31)], "未到入学年龄"),
        ("GRADE_OF", [dt.date(2009, 8, 31)], "已过义务教育年龄"),
        ("GRADE_OF", ["2019级3班"], "七年级"),
        ("GRADE_OF", ["八(2)班"], "八年级"),
        ("GRADE_OF", ["食堂"], "看不出出生日期或年级"),
        ("SCHOOL_DAYS", ["2025-10-13", "2025-10-19"], 5),
        ("SCHOOL_DAYS", ["2025-10-13", None], 6),
        ("SCHOOL_DAYS", ["2025-10-19", "2025-10-13"], "起止日期颠倒"),
        ("SCHOOL_DAYS", ["1999-10-19", "1999-10-23"], "校历中没有这段时间"),
        ("SCHOOL_DAYS", ["2025-10-20", "2099-01-01"], "校历中没有这段时间"),
        ("SCHOOL_DAYS", ["2026-02-02", "2026-02-10"], 0),
        ("SCHOOL_DAYS", ["10月13日", "10月19日"], 5),
        ("SCHOOL_DAYS", [45943, 45949], 5),
        ("AT_RISK", ["张三"], "高"),
        ("AT_RISK", ["g110105201309010017"], "高"),
        ("AT_RISK", ["赵六"], "中"),
        ("AT_RISK", ["李四"], "有同名学生，请用身份证号"),
        ("AT_RISK", ["110105201309010033"], "中"),
        ("AT_RISK", ["钱七"], "花名册中没有此人"),
        ("AT_RISK", [""], ""),
        ("AT_RISK", [], "请写出学生"),
        ("RISK_REASON", ["赵六"], "登记为反复学生；本学期还没有家访"),
        ("ABSENT_DAYS", ["张三"], 2.5),
        ("ABSENT_DAYS", ["张三", None, None, "旷课"], 2.0),
        ("ABSENT_DAYS", ["张三", None, None, "病假"], 0.5),
        ("ABSENT_DAYS", ["张三", "2025-10-14", "2025-10-15"], 1.0),
        ("ABSENT_DAYS", ["张三", "某天"], "不是日期"),
        ("ABSENT_DAYS", ["张三", "2025-10-20", "2025-10-01"], "起止日期颠倒"),
        ("ABSENT_DAYS", ["张三", None, None, "病"], 0.5),
        ("ABSENT_DAYS", ["张三", None, None, "迟到"], "类别写旷课、事假、病假、其他假、全部"),
        ("ABSENT_STREAK", ["张三"], 2.0),
        ("ABSENT_STREAK", ["赵六"], 0.0),
        ("CASE_STEP", ["张三"], "第二步：责令改正"),
        ("CASE_STEP", ["王五"], "已返校，未销号"),
        ("CASE_STEP", ["赵六"], ""),
        ("VISITS_DONE", ["张三"], 2),
        ("VISITS_DONE", ["王芳"], 3),
        ("VISITS_DONE", ["李强"], 0),
        ("VISITS_DONE", ["钱七"], "花名册和教职工名册中没有此人"),
        ("VISITS_DUE", ["王芳"], 17),
        ("VISIT_STATUS", ["王芳"], "欠17次，2026-01-20前"),
        ("VISIT_STATUS", ["王五"], "已逾期，欠1次"),
        ("VISIT_STATUS", ["110105201309010092"], "不欠"),
        ("DROPOUT_RATE", ["网上查的"], "种类写政策口径、台账、统计、学籍"),
        ("DROPOUT_RATE", ["台账", "高中"], "学段写小学或初中"),
        ("DROPOUT_RATE", ["台账", "初中", "去年"], "期间写2025-10、2025秋这样"),
        ("RETENTION_RATE", ["学期"], "分母“期初在校”没有数：缺少学籍变动登记册，期初人数推算不出"),
    ],
)
def test_from_the_workbook(name: str, given_: list[Given], shown: object) -> None:
    assert cell(name, *given_) == shown


def test_rates_are_fractions_by_the_definitions_of_the_forms() -> None:
    text = (
        SCHOOL
        + """
[学籍变动登记册]
姓名 | 班级    | 变动类别 | 变动日期   | 去向学校
钱七 | 七(1)班 | 转出     | 2025-09-20 | 县一中
"""
    )
    assert cell("RETENTION_RATE", "学期", text=text) == pytest.approx(5 / 6, abs=0.0001)
    assert cell("DROPOUT_RATE", "台账", "初中", text=text) == 0
    assert cell("DROPOUT_RATE", [["台账"], [""], ["学籍"]], text=text) == [[0], [""], [0]]


def test_a_column_in_gives_a_column_out_with_blanks_for_blanks() -> None:
    column: Block = [["张三"], [""], ["钱七"], ["赵六"]]
    assert cell("AT_RISK", column) == [["高"], [""], ["花名册中没有此人"], ["中"]]
    assert cell("ABSENT_DAYS", [["张三", "王五"]], "2025-09-01") == [[2.5, 1.0]]


def test_areas_of_different_size_are_refused_in_every_cell() -> None:
    shown = cell("SCHOOL_AGE", [["2013-01-01"], ["2014-01-01"]], [["2025-09-01"] * 3])
    assert shown == [["几个区域的大小不一样"], ["几个区域的大小不一样"]]


def test_without_an_argument_the_pupil_of_the_row_is_meant() -> None:
    book = workbook(SCHOOL)()
    sheets = {p.kind: p.sheet.name for p in book.scope.tables.pieces}
    rows = {p.kind: p.rows for p in book.scope.tables.pieces}
    on_roster = Here("", sheets["students"], rows["students"][3], 9)
    assert FUNCTIONS["AT_RISK"]([], lambda: book, on_roster) == "中"
    in_ledger = Here("", sheets["cases"], rows["cases"][0], 9)
    assert FUNCTIONS["AT_RISK"]([], lambda: book, in_ledger) == "高"
    on_title = Here("", sheets["students"], 90, 9)
    assert FUNCTIONS["AT_RISK"]([], lambda: book, on_title) == "这一行没有学生"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("AT_RISK", "没有学生花名册"),
        ("ABSENT_DAYS", "没有缺课登记表或点名册"),
        ("CASE_STEP", "没有疑似辍学、辍学台账"),
        ("VISITS_DONE", "没有家访登记表"),
    ],
)
def test_what_the_workbook_lacks_is_named(name: str, shown: str) -> None:
    text = "日期 2025-10-20\n[教职工名册]\n姓名 | 职务\n王芳 | 教师\n李强 | 教师\n"
    assert cell(name, "张三", text=text) == shown


def test_the_levels_are_those_of_the_risk_list() -> None:
    book = workbook(SCHOOL)()
    ids: Block = [[one] for one in book.table("students").maybe("id_number")]
    shown = FUNCTIONS["AT_RISK"]([ids], lambda: book)
    assert shown == [[level] for level in assess(book.scope).levels]


def test_who_is_entered_twice_is_one_pupil_and_whose_number_is_shared_is_named() -> None:
    text = """
日期 2025-10-20
[学生花名册]
姓名 | 身份证号           | 年级   | 班级 | 学困
张三 | 110105201309010017 | 七年级 | 1班  | 是
张三 | 110105201309010017 | 七年级 | 1班  | 是
李四 | 110105201309010033 | 七年级 | 1班  | 否
王五 | 110105201309010033 | 七年级 | 1班  | 否
"""
    asked: Block = [["张三"], ["110105201309010017"], ["李四"], ["110105201309010033"]]
    shown = [["低"], ["低"], ["无"], ["花名册中几人号码相同"]]
    assert cell("AT_RISK", asked, text=text) == shown


def test_a_month_that_became_a_date_is_a_month() -> None:
    changes = """
[学籍变动登记册]
姓名 | 班级    | 变动类别 | 变动日期   | 去向学校
钱七 | 七(1)班 | 转出     | 2025-09-20 | 县一中
"""
    months: Block = [["2025-09"], [dt.date(2025, 9, 1)], [45901]]
    shown = cell("DROPOUT_RATE", "台账", "初中", months, text=SCHOOL + changes)
    assert shown == [[0], [0], [0]]


def test_nothing_given_gives_nothing() -> None:
    assert FUNCTIONS["AT_RISK"]([[[]]], nothing) == [[]]


VALUES = st.one_of(
    st.text(max_size=20), st.floats(), st.integers(), st.booleans(), st.dates(), st.just("")
)


@given(
    st.sampled_from(sorted(FUNCTIONS)),
    st.integers(1, 3).flatmap(
        lambda width: st.lists(st.lists(VALUES, min_size=width, max_size=width), min_size=1)
    ),
)
def test_whatever_is_given_the_shape_stays_and_nothing_is_raised(name: str, block: Block) -> None:
    shown = FUNCTIONS[name]([block], lambda: KEPT)
    assert isinstance(shown, list)
    assert [len(row) for row in shown] == [len(row) for row in block]


KEPT = workbook(SCHOOL)()


def test_every_function_says_what_it_does_and_shows_an_example() -> None:
    for name, function in FUNCTIONS.items():
        assert name.isascii()
        assert name == name.upper()
        assert function.says.endswith("。")
        assert function.example.startswith(f"={name}(")
        assert all(argument.says for argument in function.arguments)
        names = [argument.name for argument in function.arguments]
        assert len(set(names)) == len(names)
        assert all(each.isascii() and each.isidentifier() for each in names)


def test_the_policy_decides_what_is_owed() -> None:
    strict = policy.load("national").override({"class_teacher_visits": 5}, "测试")
    book = workbook(SCHOOL)()
    asked = Workbook.read(book.scope.books, strict, book.date)
    assert FUNCTIONS["VISITS_DUE"](["王芳"], lambda: asked) == 2
