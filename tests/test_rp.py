"""包保责任: what a cell may name, whose turn it is, and where a list says 无."""

from __future__ import annotations

import pytest
from literal import expected, found, messages, skipped

from kongcuo_xl.rules.responsibility.targets import targets
from kongcuo_xl.units import same_school


@pytest.mark.parametrize(
    ("cell", "schools"),
    [
        ("何寨学校  程庄教学点", ("何寨学校", "程庄教学点")),
        ("何寨学校\n程庄教学点", ("何寨学校", "程庄教学点")),
        ("何寨学校、程庄教学点", ("何寨学校", "程庄教学点")),
        ("何寨学校和程庄教学点", ("何寨学校", "程庄教学点")),
        ("第一中学", ("第一中学",)),
        ("七(1)班", ()),
        ("何寨村", ()),
    ],
)
def test_schools_named_in_a_cell(cell: str, schools: tuple[str, ...]) -> None:
    assert targets(cell, 2025).schools == schools


@pytest.mark.parametrize(
    ("cell", "grades", "classes"),
    [
        ("七年级", {7}, set()),
        ("七、八年级", {7, 8}, set()),
        ("七至九年级", {7, 8, 9}, set()),
        ("七(1)班", set(), {"7|1"}),
        ("七 (1) 班", set(), {"7|1"}),
        ("七(1)、(2)班", set(), {"7|1", "7|2"}),
        ("七年级1-3班", set(), {"7|1", "7|2", "7|3"}),
        ("全校", set(), set()),
    ],
)
def test_grades_and_classes_named_in_a_cell(cell: str, grades: set[int], classes: set[str]) -> None:
    read = targets(cell, 2025)
    assert (set(read.grades), set(read.classes)) == (grades, classes)


def test_a_school_may_be_named_with_its_place() -> None:
    assert same_school("酒店乡何寨学校", "何寨学校")
    assert not same_school("何寨学校", "李庄学校")


def test_rp101_a_leader_in_the_class_list_counts() -> None:
    expected(
        "RP101",
        """
        政策 model-8
        [班级表]
        年级   | 班级       | 班主任 | 包保领导
        七年级 | 1班        | 王芳   | 赵明
        七年级 | 2班◀错误  | 李强   |
        """,
    )


def test_rp101_classes_known_from_the_roster_are_told_at_the_heading() -> None:
    text = """
        政策 model-8
        [学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 110105201309010017 | 七年级 | 1班
        李四 | 110105201309010025 | 七年级 | 2班
        [包保责任表]
        层级 | 包保对象◀错误 | 包保人
        班   | 七(1)班        | 王芳
        """
    expected("RP101", text)
    assert messages("RP101", text.replace("◀错误", "")) == ["七(2)班没有包保人"]


def test_rp101_classes_are_told_on_the_sheet_that_lists_classes() -> None:
    expected(
        "RP101",
        """
        政策 model-8
        [学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 110105201309010017 | 七年级 | 1班
        李四 | 110105201309010025 | 七年级 | 2班
        [学校包保责任表]
        层级 | 包保对象 | 包保人
        校   | 全校     | 赵明
        [班级包保责任表]
        层级 | 包保对象◀错误 | 包保人
        班   | 七(1)班       | 王芳
        """,
    )


def test_rp101_levels_are_the_policys() -> None:
    text = """
        政策 {}
        [班级表]
        年级   | 班级 | 班主任
        七年级 | 1班  | 王芳
        [包保责任表]
        层级 | 包保对象 | 包保人
        班   | 各班     | 赵明
        """
    assert found("RP101", text.format("model-8")) == set()
    assert found("RP101", text.format("zhushan-2021")) == {("A2", "错误")}


def test_rp101_the_township_form_covers_two_units_in_a_cell() -> None:
    expected(
        "RP101",
        """
        政策 jiudian
        [学校表]
        学校名称         | 类别
        何寨学校         | 小学
        程庄教学点       | 教学点
        李庄教学点◀错误 | 教学点
        [控辍保学责任人包保情况一览表]
        序号 | 包保学校              | 包保人 | 备注
        1    | 何寨学校   程庄教学点 | 王芳   |
        """,
    )


def test_rp102_roster_fills_in_what_the_list_leaves_out() -> None:
    expected(
        "RP102",
        """
        [学生花名册]
        姓名 | 身份证号           | 年级   | 班级 | 重点生 | 包保领导 | 包保教师
        张三 | 110105201309010017 | 七年级 | 1班  | 是     | 赵明     | 王芳
        李四 | 110105201309010025 | 七年级 | 1班  | 是     | ◀错误    | 王芳
        王五 | 110105201309010033 | 七年级 | 1班  | 否     |          |
        [易辍对象名单]
        班级    | 姓名 | 身份证号           | 原因 | 包保领导 | 包保教师
        七(1)班 | 张三 | 110105201309010017 | 厌学 |          | 王芳
        """,
    )


def test_rp102_the_teacher_is_the_class_teacher_and_the_leader_leads() -> None:
    text = """
        [教职工名册]
        姓名 | 职务   | 任班主任班级
        赵明 | 副校长 |
        王芳 | 教师   | 七(1)班
        李强 | 教师   |
        [易辍对象名单]
        班级    | 姓名 | 身份证号           | 包保领导 | 包保教师
        七(1)班 | 张三 | 110105201309010017 | 赵校长   | 王芳老师
        七(1)班 | 李四 | 110105201309010025 | 赵明     | 李强
        七(1)班 | 王五 | 110105201309010033 | 李强     | 王芳
        """
    assert found("RP102", text) == {("E3", "错误"), ("D4", "错误")}


def test_rp103_two_schools_in_one_cell_and_one_school_twice() -> None:
    expected(
        "RP103",
        """
        [村组与片区表]
        村           | 组  | 包保学校
        何寨村◀错误 | 1组 | 何寨学校、李庄小学
        程庄村       | 1组 | 程庄学校
        程庄村       | 2组 |
        """,
    )


def test_rp104_only_units_with_a_staff_list_are_judged() -> None:
    expected(
        "RP104",
        """
        [一中/教职工名册]
        姓名 | 职务 | 任教学科
        王芳 | 教师 | 语文
        [一中/易辍对象名单]
        班级    | 姓名 | 身份证号           | 包保领导    | 包保教师
        七(1)班 | 张三 | 110105201309010017 | 赵明◀疑问 | 王老师
        [二中/包保责任表]
        层级 | 包保对象 | 包保人
        班   | 七(1)班  | 孙丽
        """,
    )


def test_rp105_who_has_left_signs_nothing() -> None:
    text = """
        政策 {}
        [学生花名册]
        姓名 | 身份证号           | 年级   | 班级 | 状态 | 责任书签订日期
        张三 | 110105201309010017 | 七年级 | 1班  | 转出 |
        李四 | 110105201309010025 | 七年级 | 1班  | 在读 |
        王五 | 110105201309010033 | 七年级 | 1班  | 在读 | 已签
        """
    assert found("RP105", text.format("zhushan-2021")) == {("F3", "疑问")}
    assert found("RP105", text.format("national")) == {("F3", "提示")}


def test_rp104_the_townships_form_names_keepers_of_other_schools() -> None:
    expected(
        "RP104",
        """
        [何寨学校/教职工名册]
        姓名 | 性别 | 职务
        钱正 | 男   | 校长
        [何寨学校/包保责任分解表]
        序号 | 包保学校             | 包保人     | 备注
        1    | 何寨学校  程庄教学点 | 赵敏◀疑问 |
        2    | 酒店一中             | 李四光     |
        """,
    )


def test_rp105_nobody_can_sign_where_nobody_is_named() -> None:
    expected(
        "RP105",
        """
        [包保责任表]
        层级 | 包保对象 | 包保人 | 责任书签订日期
        班   | 七(1)班  |        |
        班   | 七(2)班  | 李强   | ◀疑问
        """,
    )


def test_rp105_without_the_column_is_skipped() -> None:
    text = """
        [包保责任表]
        层级 | 包保对象 | 包保人
        班   | 七(1)班  | 王芳
        """
    assert skipped("RP105", text) == ["包保责任表缺少列“责任书签订日期”"]


def test_rp106_a_column_filled_for_everybody_says_none() -> None:
    expected(
        "RP106",
        """
        [学生花名册]
        姓名 | 身份证号           | 年级   | 班级 | 易辍/重点生◀提示
        张三 | 110105201309010017 | 七年级 | 1班  | 否
        李四 | 110105201309010025 | 七年级 | 1班  | 否
        王五 | 110105201309010033 | 七年级 | 2班  | 否
        赵六 | 110105201309010041 | 七年级 | 2班  |
        周七 | 11010520130901005X | 七年级 | 3班  | 是
        吴八 | 110105201309010068 | 七年级 | 3班  |
        """,
    )


def test_rp106_classes_known_from_the_roster_are_told_at_the_lists_heading() -> None:
    expected(
        "RP106",
        """
        [学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 110105201309010017 | 七年级 | 1班
        李四 | 110105201309010025 | 七年级 | 2班
        [易辍对象名单]
        班级◀提示 | 姓名 | 身份证号           | 原因
        七(1)班    | 无   |                    |
        """,
    )


_KEPT = """
    政策 zhushan-2021
    [教职工名册]
    姓名 | 职务   | 任班主任班级
    赵明 | 校长   |
    王芳 | 教师   | 九年级1班
    [花名册]
    姓名        | 性别 | 身份证号           | 年级   | 班级 | 是否易辍
    张三        | 男   | 110105201101010012 | 九年级 | 1班  | 是
    李四◀错误 | 男   | 110105201101010039 | 九年级 | 1班  | 是
    [包保责任表]
    包保人 | 包保人身份 | 包保学生
    赵明   | 校领导     | 张三
    王芳   | 班主任     | 张三、李四
"""


def test_rp102_keepers_may_stand_in_the_list_of_who_keeps_which_pupils() -> None:
    expected("RP102", _KEPT)


def test_rp101_a_list_of_pupils_says_nothing_of_who_keeps_the_classes() -> None:
    assert not found("RP101", _KEPT)


def test_rp103_the_list_of_who_keeps_which_village_may_name_the_school() -> None:
    expected(
        "RP103",
        """
        [包保责任表]
        行政村        | 责任学校 | 包保人
        上坪村        | 二塘小学 | 赵明
        下坪村◀错误 |          | 赵明
        中洞村◀错误 | 二塘小学 | 赵明
        中洞村        | 三塘小学 | 李强
        """,
    )


def test_rp105_a_list_of_classes_may_say_when_their_letters_were_signed() -> None:
    expected(
        "RP105",
        """
        [包班责任分解表]
        年级   | 班级 | 包班领导 | 班主任 | 责任状签订时间
        七年级 | 1班  | 赵明     | 王芳   | 2025.9.2
        七年级 | 2班  | 赵明     | 李强   | ◀疑问
        """,
    )
