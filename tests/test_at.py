"""The AT rules beyond their pages: overlaps, ladders, grids, blanks."""

from __future__ import annotations

from literal import expected, found
from rule_page import found_by, parse, report_on


def cells(text: str, code: str) -> set[tuple[str, str, str]]:
    return {found[1:] for found in found_by(parse(text.splitlines()), code)}


STAFF = """
    [教职工名册]
    姓名 | 职务 | 任班主任班级
    王芳 | 教师 | 七(1)班
    赵刚 | 校长 |
"""
VISITS = """
    [家访登记表]
    日期       | 教师 | 学生 | 班级     | 形式
    2025-10-14 | 王芳 | 张三 | 七(1)班 | 入户
    2025-09-09 | 王芳 | 李四 | 七(1)班 | 入户
"""
GRID = """
    [点名册]
    七年级1班2025年10月点名册
    姓名 | 9 | 10 | 13 | 14 | 15
    张三 | √ | √  | ×  | ×  | ×
    李四 | √ | √  | √  | √  | √
"""


def test_the_ladder_on_a_grid_points_at_the_marks() -> None:
    text = STAFF + VISITS + GRID
    assert cells(text, "AT102") == set()
    assert cells(text, "AT103") == {("点名册", "E3", "错误")}
    assert cells(text, "AT104") == {("点名册", "F3", "错误")}


def test_a_visit_after_the_weekend_is_in_time_by_school_days_only() -> None:
    listed = """
    [缺课登记表]
    日期       | 姓名 | 班级     | 类别
    2025-09-05 | 李四 | 七(1)班 | 旷课
    """
    visits = VISITS.replace("2025-09-09", "2025-09-08")
    assert cells(STAFF + visits + listed, "AT102") == set()
    by_calendar = "    参数 visit_days=calendar\n" + STAFF + visits + listed
    assert cells(by_calendar, "AT102") == {("缺课登记表", "A2", "错误")}


def test_where_nobody_is_known_as_class_teacher_any_visit_counts() -> None:
    assert cells(VISITS.replace("王芳", "周明") + GRID, "AT102") == set()


def test_a_case_that_was_closed_before_does_not_count() -> None:
    cases = """
    [疑似辍学台账]
    姓名 | 班级     | 发现日期   | 状态 | 销号日期   | 离校日期
    张三 | 七(1)班 | 2025-09-02 | 销号 | 2025-09-20 | 2025-09-01
    """
    assert cells(GRID + cases, "AT104") == {("点名册", "F3", "错误")}
    assert cells(GRID + cases.replace("2025-09-20", ""), "AT104") == set()


def test_marks_on_a_sunday_are_told_once_a_column() -> None:
    assert cells("""
    [点名册]
    七年级1班2025年10月点名册
    姓名 | 9 | 10 | 12 | 14 | 15
    张三 | √ | √  | ×  | √  | √
    李四 | √ | √  | √  | √  | √
    """, "AT109") == {("点名册", "D2", "疑问")}  # fmt: skip


def test_a_blank_reason_is_not_told_again_after_the_missing_report() -> None:
    text = """
    [缺课登记表]
    日期       | 姓名 | 班级     | 类别 | 原因 | 报告时间
    2025-10-13 | 王五 | 七(1)班 | 旷课 | 上网 |
    2025-10-13 | 赵六 | 七(1)班 | 旷课 |      |
    2025-10-14 | 周七 | 七(1)班 | 病假 |      | 2025-10-14
    """
    assert cells(text, "AT110") == {("缺课登记表", "E4", "疑问")}


def test_a_list_without_a_place_for_the_report_is_skipped_and_said() -> None:
    report = report_on(
        parse(
            """
    [缺课登记表]
    日期       | 姓名 | 班级     | 类别 | 原因
    2025-10-13 | 王五 | 七(1)班 | 旷课 | 上网
    """.splitlines()
        ),
        {"AT101"},
    )
    assert not report.findings
    assert "报告时间" in report.skipped[0].reason


def test_a_head_for_days_and_names_at_once_and_letters_explained_beside_it() -> None:
    expected(
        "AT102",
        """
        日期 2025-10-31
        [家访登记表]
        日期 | 教师 | 学生 | 班级 | 形式 | 内容 | 结果

        [七(1)班考勤]
        七年级1班考勤登记表（2025年10月）
        “√”到校 “K”旷课 “B”病假
        姓名\\日期 | 13 | 14 | 15 | 16 | 17
        张三       | √ | K◀错误 | √ | √ | √
        李四       | √ | B | √ | √ | √
        """,
    )


def test_at107_a_class_on_the_printed_form_without_figures_has_not_reported() -> None:
    assert found(
        "AT107",
        """
        日期 2025-09-03
        [学生到校日报]
        日期       | 班级    | 应到 | 实到
        2025-09-01 | 七(1)班 | 40   | 40
        2025-09-02 | 七(1)班 |      |
        """,
    )


def test_at108_the_return_may_be_told_by_yes_or_no() -> None:
    expected(
        "AT108",
        """
        日期 2025-11-12
        [缺课登记表]
        日期       | 姓名 | 班级    | 类别 | 请假起止            | 返校情况
        2025-10-20 | 张三 | 七(1)班 | 病假 | 10.20—10.24 | 已返校
        2025-10-20 | 李四 | 七(1)班 | 病假 | 10.20—10.24 | ◀疑问
        """,
    )
