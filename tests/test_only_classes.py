"""Schools so small that a grade is a class: 一年级 says who is called with whom, and by whom."""

from __future__ import annotations

from literal import expected, holds, messages

ROSTER = """
    日期 2025-10-20
    [花名册]
    姓名 | 身份证号           | 班级
    张三 | 11010520190101001X | 一年级
    李四 | 110105201801010021 | 二年级{}
    王五 | 110105201801010056 | {}
"""


def test_a_grade_in_the_column_of_classes_is_the_only_class() -> None:
    holds("ST104", ROSTER.format("", "二年级"))


def test_where_a_grade_has_several_classes_its_name_alone_is_none() -> None:
    expected("ST104", ROSTER.format("◀错误", "二年级2班"))


def test_rosters_and_roll_calls_of_a_grade_are_compared() -> None:
    expected(
        "RC103",
        """
        日期 2025-10-20
        [花名册]
        姓名      | 身份证号           | 班级
        张三      | 11010520190101001X | 一年级
        李四◀错误 | 110105201901010028 | 一年级

        [一年级]
        一年级点名册（2025年10月）
        姓名      | 13 | 14 | 15 | 16 | 17
        张三      | √  | √  | √  | √  | √
        吴九◀错误 | √  | √  | √  | √  | √
        """,
    )


def test_whoever_heads_a_grade_heads_its_class() -> None:
    [said] = messages(
        "AT102",
        """
        日期 2025-10-20
        [花名册]
        姓名 | 身份证号           | 班级
        张三 | 11010520190101001X | 一年级

        [教职工名册]
        姓名 | 职务 | 任班主任班级
        王芳 | 教师 | 一年级

        [家访登记表]
        日期 | 教师 | 学生 | 班级 | 形式 | 内容 | 结果

        [缺课登记表]
        日期       | 姓名 | 班级   | 类别 | 原因
        2025-10-13 | 张三 | 一年级 | 旷课 | 不明
        """,
    )
    assert "班主任王芳" in said
