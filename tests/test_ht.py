"""送教上门 rules: small tables, the findings expected."""

from __future__ import annotations

import textwrap

import pytest
from literal import holds
from rule_page import parse, report_on

RECORDS = "日期 | 学生 | 送教教师 | 课时 | 记录类型"


def test_without_numbers_or_registry_nobody_is_said_to_lack_a_registration() -> None:
    text = """
    [残疾儿童安置]
    姓名 | 残疾类型 | 安置方式
    张三 | 肢体 | 送教上门
    """
    report = report_on(parse(textwrap.dedent(text).splitlines()), {"HT105"})
    assert not report.findings
    assert [s.reason for s in report.skipped] == ["缺少学籍表"]


def test_the_week_of_the_holiday_is_not_judged() -> None:
    holds(
        "HT101",
        f"""
    日期 2025-10-13
    政策 model-2
    参数 home_teaching_per_week=1
    [残疾儿童安置]
    姓名 | 残疾类型 | 安置方式 | 开始
    张三◀提示 | 肢体 | 送教上门 | 2025-09-22
    [送教上门记录]
    {RECORDS}
    2025-09-23 | 张三 | 王芳、李强 | 3 | 访谈评估
    """,
    )


def test_two_records_of_a_day_and_a_call_are_one_visit() -> None:
    holds(
        "HT101",
        f"""
    日期 2025-09-16
    政策 model-2
    [残疾儿童安置]
    姓名 | 残疾类型 | 安置方式 | 开始
    张三◀错误 | 肢体 | 送教上门 | 2025-09-08
    [送教上门记录]
    {RECORDS}
    2025-09-09 | 张三 | 王芳、李强 | 3 | 送教
    2025-09-09 | 张三 | 王芳、李强 | 3 | 送教
    2025-09-10 | 张三 | 王芳、李强 | 1 | 电话跟踪
    2025-09-15 | 张三 | 王芳、李强 | 3 | 送教
    2025-09-16 | 张三 | 王芳、李强 | 3 | 送教
    """,
    )


def test_one_a_week_is_a_question_in_model_5() -> None:
    holds(
        "HT101",
        f"""
    日期 2025-09-22
    政策 model-5
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 状态
    张三◀疑问 |  | 七年级 | 1班 | 送教
    李四 |  | 七年级 | 1班 | 在校
    [送教上门记录]
    {RECORDS}
    2025-09-09 | 张三 | 王芳、李强 | 3 | 访谈评估
    2025-09-22 | 张三 | 王芳、李强 | 3 | 送教
    """,
    )


def test_two_children_at_one_place() -> None:
    holds(
        "HT101",
        f"""
    日期 2025-09-15
    政策 model-5
    [送教上门学生]
    姓名 | 残疾类型 | 安置方式 | 开始
    张三 | 肢体 | 送教上门 | 2025-09-08
    李四 | 智力 | 送教上门 | 2025-09-08
    周五◀疑问 | 智力 | 送教上门 | 2025-09-08
    [送教上门记录]
    {RECORDS}
    2025-09-09 | 张三、李四 | 王芳、李强 | 3 | 访谈评估
    2025-09-15 | 张三、李四、周五 | 王芳、李强 | 3 | 送教
    """,
    )


def test_blank_hours_and_units_of_hours() -> None:
    holds(
        "HT102",
        f"""
    政策 model-2
    [送教上门记录]
    {RECORDS}
    2025-09-09 | 张三 | 王芳、李强 |  | 送教
    2025-09-10 | 张三 | 王芳、李强 | 3节 | 送教
    2025-09-11 | 张三 | 王芳、李强 | 1.5◀错误 | 送教
    """,
    )


def test_nobody_named_is_too_few() -> None:
    holds(
        "HT103",
        f"""
    政策 model-2
    [送教上门记录]
    {RECORDS}
    2025-09-09 | 张三 | ◀错误 | 3 | 送教
    2025-09-10 | 张三 | 王芳、王芳老师◀错误 | 3 | 送教
    2025-09-11 | 张三 | 王芳 李强 | 3 | 送教
    """,
    )


def test_no_male_teacher_needed_where_the_policy_asks_for_none() -> None:
    holds(
        "HT104",
        f"""
    参数 home_teaching_male=否
    [教职工名册]
    姓名 | 性别 | 职务
    王芳 | 女 | 教师
    [送教上门记录]
    {RECORDS}
    2025-09-09 | 张三 | 王芳 | 3 | 送教
    """,
    )


def test_registration_may_stand_in_the_registry() -> None:
    holds(
        "HT105",
        f"""
    [学籍表]
    姓名 | 身份证件号 | 学籍号 | 学校名称 | 年级 | 班级
    张三 | 110105201309010011 | G110105201309010011 | 第一小学 | 六年级 | 1班
    [送教上门记录]
    {RECORDS}
    2025-09-09 | 张三 | 王芳、李强 | 3 | 送教
    2025-09-09 | 李四◀错误 | 王芳、李强 | 3 | 送教
    2025-09-10 | 李四 | 王芳、李强 | 3 | 送教
    """,
    )


def test_file_without_records_or_photos() -> None:
    holds(
        "HT106",
        """
    [残疾儿童安置]
    姓名 | 残疾类型 | 安置方式 | 评估 | 个别化教育计划 | 协议书
    张三 | 肢体 | 送教上门 | 是 | √ | 2025-09-01
    李四◀疑问 | 智力 | 送教上门 | 是 | √ | √
    周五◀疑问 | 智力 | 送教上门 | 是 | √ | √
    [送教上门记录]
    日期 | 学生 | 送教教师 | 课时 | 照片
    2025-09-09 | 张三 | 王芳、李强 | 3 | 有
    2025-09-10 | 张三 | 王芳、李强 | 3 |
    2025-09-09 | 周五 | 王芳、李强 | 3 | 无
    """,
    )


def test_older_child_needs_no_first_interview() -> None:
    holds(
        "HT107",
        f"""
    [残疾儿童安置]
    姓名 | 残疾类型 | 安置方式 | 开始
    张三 | 肢体 | 送教上门 | 2024-09-01
    李四 | 肢体 | 送教上门 | 2025-09-01
    [送教上门记录]
    {RECORDS}
    2025-09-09 | 张三 | 王芳、李强 | 3 | 送教
    2025-09-09 | 李四 | 王芳、李强 | 3 | 送教◀疑问
    """,
    )


@pytest.mark.parametrize(
    ("date", "mark"), [("2025-09-30", ""), ("2025-10-01", "◀错误"), ("2025-10-31", "◀错误")]
)
def test_a_month_is_judged_when_it_is_over(date: str, mark: str) -> None:
    holds(
        "HT108",
        f"""
    日期 {date}
    [残疾儿童安置]
    姓名 | 残疾类型 | 安置方式 | 所在机构
    张三{mark} | 肢体 | 康复机构 | 县康复中心
    李四 | 肢体 | 送教上门 | 无
    [送教上门记录]
    {RECORDS}
    2025-08-09 | 张三 | 王芳、李强 | 3 | 跟踪
    """,
    )


def test_leavers_are_asked_after_from_june() -> None:
    text = """
    日期 {}
    [残疾儿童安置]
    姓名 | 残疾类型 | 年级 | 安置方式 | 接收初中
    张三{} | 肢体 | 六年级 | 送教上门 |
    """
    holds("HT109", text.format("2026-05-31", ""))
    holds("HT109", text.format("2026-06-01", "◀疑问"))


def test_sick_leave_points_to_the_roster() -> None:
    holds(
        "HT110",
        """
    日期 2025-10-20
    政策 model-2
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 状态
    张三◀疑问 | 110105201309010011 | 七年级 | 1班 | 休学
    李四 | 110105201309010033 | 七年级 | 1班 | 休学
    [学籍变动登记册]
    姓名 | 身份证号 | 变动类别 | 变动日期 | 原因
    张三 | 110105201309010011 | 休学 | 2025-09-10 | 骨折
    李四 | 110105201309010033 | 休学 | 2025-09-10 | 随父母外出
    [送教上门学生]
    姓名 | 残疾类型 | 安置方式
    周五 | 肢体 | 送教上门
    """,
    )
