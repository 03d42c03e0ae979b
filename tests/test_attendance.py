"""Lists of absences and roll-call grids say the same, and nothing is counted twice."""

from __future__ import annotations

from rule_page import parse, report_on

from kongcuo_xl.attendance import Attendance


def attendance(text: str) -> Attendance:
    return report_on(parse(text.splitlines()), {"AT105"}).scopes[0].attendance


def days(text: str) -> list[tuple[str, str, float, float]]:
    found = attendance(text).truancy
    dates = found["date"].dt.strftime("%m-%d")
    return list(zip(found["name"], dates, found["days"], found["run_days"], strict=True))


def test_a_grid_and_a_list_give_the_same_truancy() -> None:
    listed = """
    [缺课登记表]
    日期      | 姓名 | 班级     | 时段 | 类别
    2025.10.9 | 张三 | 七(1)班 | 全天 | 旷课
    10月10日  | 张三 | 七(1)班 | 下午 | 旷课
    """
    called = """
    [点名册]
    七年级1班2025年10月点名册
    姓名 | 9 | 10  | 13 | 14 | 15
    张三 | × | 旷下 | √  | 病  | √
    """
    expected = [("张三", "10-09", 1.0, 1.0), ("张三", "10-10", 0.5, 1.5)]
    assert days(listed) == days(called) == days(listed + called) == expected


def test_a_row_of_several_days_covers_school_days_only() -> None:
    assert days("""
    [缺课登记表]
    日期       | 姓名 | 班级     | 天数 | 类别
    2025-10-10 | 张三 | 七(1)班 | 2.5  | 旷课
    """) == [
        ("张三", "10-10", 1.0, 1.0),
        ("张三", "10-11", 1.0, 2.0),  # a Saturday that makes up for the holiday
        ("张三", "10-13", 0.5, 2.5),
    ]


def test_a_day_at_school_ends_a_run() -> None:
    assert [
        run
        for *_, run in days("""
    [缺课登记表]
    日期       | 姓名 | 班级     | 类别
    2025-10-13 | 张三 | 七(1)班 | 旷课
    2025-10-15 | 张三 | 七(1)班 | 旷课
    """)
    ] == [1.0, 1.0]


def test_unexcused_is_truancy_or_neither_kind_nor_reason() -> None:
    found = attendance("""
    [缺课登记表]
    日期       | 姓名 | 班级     | 类别 | 原因
    2025-10-13 | 张三 | 七(1)班 |      |
    2025-10-13 | 李四 | 七(1)班 | 病假 |
    2025-10-13 | 王五 | 七(1)班 |      | 发烧
    2025-10-13 | 赵六 | 七(1)班 | 旷课 | 上网
    2025-10-13 | 周七 | 七(1)班 | 迟到 |
    """).records
    assert dict(zip(found["name"], found["unexcused"], strict=True)) == {
        "张三": True, "李四": False, "王五": False, "赵六": True,
    }  # fmt: skip


def test_two_pupils_of_one_name_are_never_added_up() -> None:
    assert (
        days("""
    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    张三 | 110105201309010017 | 七年级 | 1班
    张三 | 110105201309010033 | 七年级 | 1班

    [缺课登记表]
    日期       | 姓名 | 班级     | 类别
    2025-10-13 | 张三 | 七(1)班 | 旷课
    """)
        == []
    )


def test_where_only_absences_are_marked_a_blank_is_presence() -> None:
    found = attendance("""
    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    张三 | 110105201309010017 | 七年级 | 1班
    李四 | 110105201309010033 | 七年级 | 1班

    [点名册]
    七年级1班2025年10月点名册
    姓名 | 9 | 10 | 13 | 14 | 15
    张三 | × |    |    |    |
    李四 |   |    | 病 |    |
    """).called
    assert found.groupby("person")["present"].agg(["size", "sum"]).values.tolist() == [
        [3, 2],
        [3, 2],
    ]


def test_a_list_of_truants_needs_no_kind() -> None:
    assert [
        name
        for name, *_ in days("""
    [旷课学生追踪台账]
    旷课学生追踪台账
    日期       | 姓名 | 班级     | 原因
    2025-10-13 | 张三 | 七(1)班 | 睡过头
    2025-10-14 | 李四 | 七(1)班 | 感冒发烧
    """)
    ] == ["张三"]
