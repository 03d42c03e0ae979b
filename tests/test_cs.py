"""劝返个案: overlaps, blanks, absent columns and other ways of writing."""

from __future__ import annotations

import pytest
from literal import expected, found, skipped


def test_cs101_any_place_will_do_and_columns_not_kept_are_not_missed() -> None:
    expected(
        "CS101",
        """
        [辍学台账]
        姓名 | 身份证号           | 班级 | 原因 | 责任人 | 家庭住址 | 村
        张三 | 110105201309010017 | 1班  | 厌学 | 王芳   |          | 何寨村
        李四 | 110105201309010025 | 1班  | 厌学 | 王芳   | ◀错误    |
        王五 | 110105201309010033 | 1班  | 厌学 | ◀错误  | 何寨3组  |
        """,
    )


def test_cs102_days_allowed_are_policy() -> None:
    text = """
        政策 {}
        [辍学台账]
        姓名 | 身份证号           | 班级 | 发现日期   | 上报日期   | 状态
        张三 | 110105201309010017 | 1班  | 2025-10-13 | 2025-10-14 | 辍学
        李四 | 110105201309010025 | 1班  |            | 2025-10-14 | 辍学
        """
    assert found("CS102", text.format("zhushan-2021")) == set()
    assert found("CS102", text.format("model-5")) == {("E2", "错误")}


def test_cs103_state_goes_before_title_and_length() -> None:
    expected(
        "CS103",
        """
        [辍学学生台账]
        姓名 | 身份证号           | 离校日期   | 状态     | 通知书日期
        张三 | 110105201309010017 | 2025-09-01 | 疑似辍学 |
        李四 | 110105201309010025 | 2025-10-18 |          | ◀错误
        王五 | 110105201309010033 | 2025-09-01 | 未返校   | 未发◀错误
        赵六 | 110105201309010041 | 2025-09-01 | 已返校   |
        周七 | 11010520130901005X | 2025-09-01 | 销号     |
        """,
    )


def test_cs103_a_long_absence_is_a_dropout_where_nothing_else_tells() -> None:
    expected(
        "CS103",
        """
        [疑似辍学、辍学台账]
        姓名 | 身份证号           | 离校日期   | 发现日期   | 通知书日期
        张三 | 110105201309010017 | 2025-09-01 | 2025-09-02 | ◀错误
        李四 | 110105201309010025 | 2025-10-15 | 2025-10-16 |
        """,
    )


def test_cs104_is_silent_without_notice_and_counts_the_term_from_it() -> None:
    text = """
        日期 2025-10-20
        [辍学台账]
        姓名 | 身份证号           | 状态 | 通知书日期 | 限期 | 报乡镇日期
        张三 | 110105201309010017 | 辍学 |            |      |
        李四 | 110105201309010025 | 辍学 | 2025-10-10 |      | ◀错误
        王五 | 110105201309010033 | 辍学 | 2025-10-13 |      |
        """
    expected("CS104", text)
    assert found("CS103", text.replace("◀错误", "")) == {("D2", "错误")}


def test_cs105_stopping_early_same_day_and_undated_steps() -> None:
    expected(
        "CS105",
        """
        [辍学台账]
        姓名 | 身份证号           | 状态 | 宣传教育   | 责令改正   | 行政处罚   | 申请强制执行
        张三 | 110105201309010017 | 辍学 |            |            |            |
        李四 | 110105201309010025 | 辍学 | 2025-09-10 | 2025-09-10 |            |
        王五 | 110105201309010033 | 辍学 | 已做       | 2025-09-10 |            |
        赵六 | 110105201309010041 | 辍学 | 2025-09-10 | ◀错误      | ◀错误      | 2025-10-10
        """,
    )


def test_cs105_is_skipped_without_step_columns() -> None:
    text = """
        [辍学台账]
        姓名 | 身份证号           | 状态 | 原因
        张三 | 110105201309010017 | 辍学 | 厌学
        """
    assert skipped("CS105", text) == ["台账没有四步法各步的日期列"]


def test_cs106_a_visit_of_the_namesake_in_another_class_is_none() -> None:
    expected(
        "CS106",
        """
        [学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 110105201309010017 | 七年级 | 1班
        张三 | 110105201309010025 | 七年级 | 2班
        [辍学台账]
        姓名       | 身份证号           | 班级    | 离校日期   | 状态
        张三       | 110105201309010017 | 七(1)班 | 2025-09-10 | 辍学
        张三◀错误 | 110105201309010025 | 七(2)班 | 2025-09-10 | 辍学
        [家访登记表]
        日期       | 教师 | 学生 | 班级    | 形式 | 内容         | 结果
        2025-09-12 | 王芳 | 张三 | 七(1)班 | 入户 | 劝学生返校   | 同意
        """,
    )


def test_cs106_a_ledger_that_nobody_else_can_speak_for_is_left_alone() -> None:
    expected(
        "CS106",
        """
        [一中/辍学台账]
        姓名 | 身份证号           | 状态 | 劝返次数
        张三 | 110105201309010017 | 辍学 | 2次
        [二中/辍学台账]
        姓名 | 身份证号           | 状态 | 原因
        李四 | 110105201309010025 | 辍学 | 厌学
        """,
    )


def test_cs107_help_noted_on_the_roster_counts() -> None:
    expected(
        "CS107",
        """
        [学生花名册]
        姓名 | 身份证号           | 年级   | 班级 | 帮扶人 | 一人一案
        张三 | 110105201309010017 | 七年级 | 1班  | 王芳   | 是
        李四 | 110105201309010025 | 七年级 | 2班  |        |
        [辍学台账]
        姓名 | 身份证号           | 状态   | 结对教师 | 一人一方案
        张三 | 110105201309010017 | 已返校 |          |
        李四 | 110105201309010025 | 已返校 | ◀疑问    | ◀疑问
        """,
    )


def test_cs108_comes_before_cs107_on_a_closed_row_only() -> None:
    text = """
        [辍学台账]
        姓名 | 身份证号           | 状态   | 复学日期   | 销号日期   | 依据 | 结对教师
        张三 | 110105201309010017 | 已销号 | 2025-09-22 | 2025-09-30 |      |
        李四 | 110105201309010025 | 已返校 | 2025-09-22 |            |      |
        王五 | 110105201309010033 | 已销号 | 2025-09-22 | 2025-09-30 | 照片 |
        """
    assert found("CS108", text) == {("F2", "疑问"), ("E3", "疑问")}
    assert found("CS107", text) == {("G3", "疑问"), ("G4", "疑问")}


def test_cs108_ledger_without_closing_column_does_not_close() -> None:
    text = """
        [辍学台账]
        姓名 | 身份证号           | 状态   | 复学日期
        张三 | 110105201309010017 | 已返校 | 2025-09-22
        """
    assert found("CS108", text) == set()


@pytest.mark.parametrize(
    ("team", "faulty"),
    [
        ("镇政府、何寨村、何寨小学、镇中心校", False),
        ("镇政府、何寨村、何寨小学", True),
        ("王芳、李强", False),
        ("何寨小学", False),
        ("街道办、社区、一中、中心学校", False),
    ],
)
def test_cs109_parties_of_a_team(team: str, faulty: bool) -> None:
    text = f"""
        政策 model-5
        [辍学台账]
        姓名 | 身份证号           | 状态 | 牵头单位   | 工作组
        张三 | 110105201309010017 | 辍学 | 何寨村委会 | {team}
        """
    assert found("CS109", text) == ({("E2", "疑问")} if faulty else set())


@pytest.mark.parametrize(
    ("before", "level"),
    [
        ("政策 zhushan-2021", "提示"),
        ("政策 jiudian", "疑问"),
        ("政策 zhushan-2021\n        参数 case_lead=就读学校", "疑问"),
    ],
)
def test_cs109_who_leads_by_a_proposed_default_is_only_a_hint(before: str, level: str) -> None:
    text = f"""
        {before}
        [辍学台账]
        姓名 | 身份证号           | 状态 | 牵头单位   | 工作组
        张三 | 110105201309010017 | 辍学 | 何寨村委会 | 王芳、李强
        李四 | 110105201309010025 | 辍学 |            | 王芳、李强
        """
    assert found("CS109", text) == {("D2", level), ("D3", "疑问")}


def test_columns_that_ask_whether_a_pupil_is_back_or_struck_off_tell_the_state() -> None:
    expected(
        "CS108",
        """
        [疑似辍学学生台账]
        疑似辍学学生劝返台账
        姓名 | 身份证号           | 发现日期   | 原因 | 是否返校 | 返校时间   | 是否销号 | 销号依据
        张三 | 11010520130501001X | 2025-09-10 | 厌学 | 否       |            | 否       |
        李四 | 110105201305010036 | 2025-09-10 | 厌学 | 是       | 2025-09-15 | 是       | ◀疑问
        王五 | 110105201305010052 | 2025-09-10 | 厌学 | 是       | 2025-09-15 | 是       | 复学登记
        """,
    )
