"""The RC rules beyond their pages: overlaps, blanks, two pupils of one name."""

from __future__ import annotations

import pytest
from rule_page import found_by, parse, report_on

from kongcuo_xl.rules.reconcile.names import difference, nearest

ROSTER = """
    [学生花名册]
    姓名 | 性别 | 身份证号           | 年级   | 班级 | 状态
    张三 | 男   | 110105201309010017 | 七年级 | 1班  |
    李四 | 男   | 110105201309010033 | 七年级 | 1班  |
    王五 | 男   |                    | 七年级 | 1班  | 休学
"""


def cells(text: str, code: str) -> set[tuple[str, str, str]]:
    return {found[1:] for found in found_by(parse(text.splitlines()), code)}


def called(*names: str) -> str:
    rows = "".join(f"    {name} | √ | √ | √ | √ | √\n" for name in names)
    return f"""
    [点名册]
    七年级1班2025年10月点名册
    姓名 | 9 | 10 | 13 | 14 | 15
{rows}"""


REGISTRY = """
    [学籍表]
    姓名 | 身份证件号         | 学籍号              | 年级   | 班级 | 学生状态
    张三 | 110105201309010017 | G110105201309010017 | 七年级 | 1班  | 在校
    王五 |                    | L110105201303040012 | 七年级 | 1班  | 休学
"""


def test_a_suspended_pupil_need_not_be_called() -> None:
    assert cells(ROSTER + called("张三", "李四"), "RC103") == set()


def test_the_fault_of_the_roll_call_is_not_told_as_a_missing_registration() -> None:
    assert cells(ROSTER + REGISTRY + called("张三"), "RC102") == set()
    assert cells(ROSTER + REGISTRY + called("张三"), "RC103") == {("学生花名册", "A3", "错误")}
    assert cells(ROSTER + REGISTRY, "RC102") == {("学生花名册", "A3", "错误")}


def test_a_suspended_registration_needs_no_pupil_at_school() -> None:
    assert cells(REGISTRY + called("张三"), "RC101") == set()
    assert cells(REGISTRY + called("李四"), "RC101") == {("学籍表", "A2", "错误")}


def test_whoever_the_roll_call_lacks_is_not_told_again_by_the_seating_plan() -> None:
    seating = """
    [座次表]
    七年级1班座次表
    讲台
    张三 | 李四 | 钱六
    """
    text = ROSTER + called("张三") + seating
    assert cells(text, "RC104") == {("座次表", "C3", "错误")}


def test_a_blank_is_no_difference_and_one_phone_in_common_is_enough() -> None:
    registry = """
    [学籍表]
    姓名 | 性别 | 身份证件号         | 学籍号 | 年级   | 班级 | 学生状态 | 联系电话
    张三 |      | 110105201309010017 |        | 七年级 | 1班  | 在校     | 13900000001、13900000002
    李四 | 男   | 110105201309010033 |        | 七年级 | 1班  | 在校     | 13900000003
    """
    roster = """
    [学生花名册]
    姓名 | 性别 | 身份证号           | 年级   | 班级 | 联系电话
    张三 | 男   | 110105201309010017 | 七年级 | 1班  | 13900000002
    李四 | 男   | 110105201309010033 | 七年级 | 1班  | 13900000004
    """
    assert cells(registry + roster, "RC107") == {("学生花名册", "F3", "疑问")}


def test_a_visit_to_one_of_two_pupils_of_one_name_says_so() -> None:
    text = """
    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    张三 | 110105201309010017 | 七年级 | 1班
    张三 | 110105201309010033 | 七年级 | 1班

    [家访登记表]
    日期       | 教师 | 学生 | 班级     | 形式
    2025-10-14 | 王芳 | 张三 | 七(1)班 | 入户
    2025-10-15 | 王芳 | 张三 | 七(1)班 | 入户
    """
    found = report_on(parse(text.splitlines()), {"RC114"}).findings
    assert [f.message for f in found] == ["张三：花名册上同名两人，无法确定是谁（共2条记录）"]


@pytest.mark.parametrize(
    ("written", "official", "how"),
    [
        ("张炜", "张伟", "形近字"),
        ("李雨欣", "李语心", "同音字"),
        ("阿依古丽买买提", "阿依古丽·买买提", "少数民族姓名的间隔点写法不同"),
        ("王小明明", "王小明", "多字或少字"),
        ("王小明", "李大强", "姓名不同"),
    ],
)
def test_what_the_difference_is_called(written: str, official: str, how: str) -> None:
    assert difference(written, official) == how


def test_near_names_sound_alike_or_are_one_character_away() -> None:
    assert nearest(["张小炜", "赵云"], ["张小伟", "赵芸", "李四"]) == [["张小伟"], ["赵芸"]]


def test_rc103_a_roster_whose_names_were_not_found_makes_nobody_a_stranger() -> None:
    example = parse(
        """
        [花名册]
        学生大名 | 性别 | 身份证号           | 年级   | 班级 | 监护人
        张三     | 男   | 110105201309010017 | 七年级 | 1班  | 张大
        李四     | 女   | 110105201309010025 | 七年级 | 1班  | 李大
        [七(1)班点名册]
        姓名 | 班级    | 9月1日 | 9月2日 | 9月3日 | 9月4日 | 9月5日
        张三 | 七(1)班 | √      | √      | √      | √      | √
        """.splitlines()
    )
    assert not report_on(example, {"RC103"}).findings
