"""What several rules, or several columns, say of one child is said once."""

from __future__ import annotations

import pytest
from literal import expected

POOR = """
    日期 2025-10-20
    [适龄儿童摸底登记表]
    村     | 户主   | 姓名   | 身份证号           | 是否在读 | 特殊群体 | 安置方式
    曹家村 | 张大山 | 张三{} | 11010520130501001X | 否       |          |
    曹家村 | 李大江 | 李四{} | 110105201305010036 | 否       | 监测户   |
    曹家村 | 王大河 | 王五{} | 110105201905010056 | 否       | 监测户   |
    曹家村 | 孙大力 | 孙七{} | 110105201305010079 | 否       | 残疾、监测户 | 无
    {}
    [脱贫户名单]
    户主   | 姓名 | 身份证号           | 户类型
    张大山 | 张三 | 11010520130501001X | 脱贫户
"""
ROSTER = """[学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    钱八 | 110105201305010095 | 六年级 | 1班
"""
FAULT = "◀错误"


@pytest.mark.parametrize(
    ("code", "marks"),
    [
        ("RC110", (FAULT, FAULT, FAULT, FAULT)),
        ("RC109", ("", "", "", "")),
        ("EL101", ("", "", "", "")),
        ("SN101", ("", "", "", "")),
    ],
)
def test_a_poor_child_without_a_record_is_left_to_its_own_rule(
    code: str, marks: tuple[str, ...]
) -> None:
    expected(code, POOR.format(*marks, ROSTER))


@pytest.mark.parametrize(
    ("code", "marks"),
    [("EL101", ("", "", FAULT, "")), ("SN101", ("", "", "", FAULT))],
)
def test_without_rosters_nobody_is_left_to_a_rule_that_says_nothing(
    code: str, marks: tuple[str, ...]
) -> None:
    expected(code, POOR.format(*marks, ""))


@pytest.mark.parametrize(
    "text",
    [
        """
        [学生花名册]
        姓名      | 身份证号           | 年级   | 班级 | 留守 | 帮扶教师 | 包抓教师
        张三◀疑问 | 110105201309010011 | 七年级 | 1班  | 是   |          |
        李四      | 110105201309010033 | 七年级 | 1班  | 是   | 王芳     |
        周五      | 110105201309010055 | 七年级 | 1班  | 是   |          | 李强
        """,
        """
        [学困生名册]
        姓名      | 班级    | 群体类别 | 帮扶教师 | 包抓教师
        李四      | 七(1)班 | 留守     | 王芳     |
        赵七      | 七(1)班 | 留守     |          | 李强
        周五◀疑问 | 七(1)班 | 留守     |          |
        """,
    ],
)
def test_a_helper_stands_in_either_of_two_columns(text: str) -> None:
    expected("SN105", text)


PLAN = """
    [学生花名册]
    姓名{} | 身份证号           | 年级   | 班级 | 残疾 | 一人一案
    张三{} | 110105201309010011 | 七年级 | 1班  | 是   |
    李四{} | 110105201309010033 | 七年级 | 1班  | 是   |
    [残疾儿童安置]
    姓名   | 残疾类型 | 年级   | 班级 | 安置方式 | 个别化教育计划
    张三{} | 智力     | 七年级 | 1班  | 送教上门 |
    李四   | 智力     | 七年级 | 1班  | 随班就读 | 无
    吴六{} | 智力     | 七年级 | 2班  | 送教上门 | 无
"""
DOUBT = "◀疑问"


@pytest.mark.parametrize(
    ("code", "marks"),
    [("HT106", ("", "", "", DOUBT, DOUBT)), ("SN104", ("", "", DOUBT, "", ""))],
)
def test_the_missing_plan_of_a_child_taught_at_home_is_said_by_the_file(
    code: str, marks: tuple[str, ...]
) -> None:
    expected(code, PLAN.format(*marks))
