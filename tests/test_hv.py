"""家访 rules: small tables, the findings expected."""

from __future__ import annotations

import pandas as pd
import pytest
from literal import holds, messages

from kongcuo_xl.teachers import headed_classes, who_is, written_names


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("王芳", ("王芳",)),
        ("王芳、李强", ("王芳", "李强")),
        ("班主任王芳 李强老师", ("王芳", "李强")),
        ("班主任：王芳", ("王芳",)),
        ("王芳（班主任），王芳", ("王芳",)),
        ("王老师", ("王老师",)),
        ("王校长", ("王校长",)),
        ("", ()),
    ],
)
def test_written_names(cell: str, names: tuple[str, ...]) -> None:
    assert written_names(cell) == names


def test_a_family_name_is_the_only_one_who_fits() -> None:
    staff = {"王芳": "教师", "王强": "校长", "李强": "教师"}
    assert who_is("王校长", staff) == "王强"
    assert who_is("李", staff) == "李强"
    assert who_is("王", staff) == "王"
    assert who_is("李墙", staff) == "李墙"


def test_headed_classes() -> None:
    assert headed_classes("七(1)班、(2)班", 2025) == ["7|1", "7|2"]
    assert headed_classes("是", 2025) == []


STAFF = """
    [教职工名册]
    姓名 | 职务 | 任班主任班级 | 任教学科
    王芳 | 教师 | 七(1)班 | 语文
    李强 | 教师 | | 数学
    赵敏 | 校长 | | 思政
"""

HEAD = "日期 | 教师 | 学生 | 班级 | 形式 | 内容 | 结果"


def test_deadline_is_named_while_the_semester_runs() -> None:
    [said] = messages(
        "HV101",
        f"""
    日期 2025-10-20
    参数 class_teacher_visits=3
    {STAFF}
    [家访登记表]
    {HEAD}
    2025-09-10 | 王芳 | 张三 | 七(1)班 | 入户 | 了解学生学习情况好的 | 良好
    2025-11-10 | 王芳 | 李四 | 七(1)班 | 入户 | 了解学生学习情况好的 | 良好
    """,
    )
    assert said == "王芳任班主任，本学期应家访3人次，已1人次，尚差2人次，请于2026-01-20前完成"


def test_only_home_visits_count_where_the_policy_says_so() -> None:
    holds(
        "HV101",
        f"""
    日期 2026-02-01
    政策 model-8
    参数 class_teacher_visits=2
    [教职工名册]
    姓名      | 职务 | 任班主任班级
    王芳◀错误 | 教师 | 七(1)班
    李强      | 教师 | 七(2)班
    [家访登记表]
    {HEAD}
    2025-09-10 | 王芳 | 张三 | 七(1)班 | 入户 | 了解 | 良好
    2025-09-11 | 王芳 | 李四 | 七(1)班 | 电话 | 了解 | 良好
    2025-09-10 | 李强 | 周五 | 七(2)班 | 上门入户 | 了解 | 良好
    2025-09-11 | 李强 | 吴六 | 七(2)班 | 入户/电话 | 了解 | 良好
    """,
    )


def test_a_household_counts_once_a_day() -> None:
    holds(
        "HV101",
        f"""
    日期 2026-02-01
    参数 class_teacher_visits=2 count_unit=户次
    [教职工名册]
    姓名      | 职务 | 任班主任班级
    王芳◀错误 | 教师 | 七(1)班
    李强      | 教师 | 七(2)班
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 监护人 | 联系电话
    张三 |  | 七年级 | 1班 | 张大 | 13800138000
    张四 |  | 七年级 | 1班 | 张大 | 13800138000
    李五 |  | 七年级 | 2班 | 李大 | 13800138001
    [家访登记表]
    {HEAD}
    2025-09-10 | 王芳 | 张三、张四 | 七(1)班 | 入户 | 了解 | 良好
    2025-09-10 | 李强 | 李五 | 七(2)班 | 入户 | 了解 | 良好
    2025-09-11 | 李强 | 李五 | 七(2)班 | 入户 | 了解 | 良好
    """,
    )


def test_class_teachers_of_the_class_table_alone() -> None:
    holds(
        "HV101",
        f"""
    日期 2026-02-01
    参数 class_teacher_visits=1
    [班级表]
    年级   | 班级 | 班主任    | 人数
    七年级 | 1班  | 王芳      | 40
    七年级 | 2班  | 李强◀错误 | 41
    [家访登记表]
    {HEAD}
    2025-09-10 | 王芳老师 | 张三 | 七(1)班 | 入户 | 了解 | 良好
    """,
    )


def test_one_quota_a_person_and_none_for_leaders() -> None:
    text = f"""
    日期 2026-02-01
    参数 subject_teacher_visits=1
    [教职工名册]
    姓名      | 职务       | 任班主任班级 | 任教学科 | 备注
    王芳      | 教师       | 七(1)班      | 语文     |
    李强◀错误 | 教师       |              | 数学     |
    李强      | 教师       |              | 科学     |
    赵敏      | 副校长     |              | 思政     |
    钱立      | 门卫       |              |          |
    孙莉      | 教师       |              | 英语     | 产假
    周正◀错误 | 教导主任   |              | 历史     |
    吴平      | 政教主任   |              | 无       |
    [家访登记表]
    {HEAD}
    """
    holds("HV102", text + "2025-06-10 | 李强 | 张三 | 七(1)班 | 入户 | 了解 | 良好")


@pytest.mark.parametrize(
    ("date", "level"), [("2025-09-20", "提示"), ("2025-09-30", "提示"), ("2025-10-01", "错误")]
)
def test_start_window(date: str, level: str) -> None:
    holds(
        "HV103",
        f"""
    日期 {date}
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 包保教师 | 状态
    张三◀{level} |  | 七年级 | 1班 | 王芳 | 在校
    李四 |  | 七年级 | 1班 |  | 在校
    周五 |  | 七年级 | 1班 | 王芳 | 转出
    [家访登记表]
    {HEAD}
    """
        + "2025-09-02 | 王芳 | 李四 | 七(1)班 | 入户 | 了解 | 良好",
    )


def test_nothing_is_owed_before_the_end_window() -> None:
    text = f"""
    日期 {{}}
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 厌学
    张三{{}} |  | 七年级 | 1班 | 是
    [家访登记表]
    {HEAD}
    2025-09-02 | 王芳 | 张三 | 七(1)班 | 入户 | 了解 | 良好
    """
    holds("HV104", text.format("2025-12-21", ""))
    holds("HV104", text.format("2025-12-22", "◀提示"))


def test_case_and_list_assign_a_pupil() -> None:
    holds(
        "HV103",
        f"""
    日期 2025-10-20
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级
    张三◀错误 |  | 七年级 | 1班
    李四 |  | 七年级 | 1班
    周五◀错误 |  | 七年级 | 1班
    [辍学台账]
    姓名 | 身份证号 | 班级 | 离校日期 | 发现日期 | 状态 | 原因 | 去向 | 复学日期
    张三 |  | 七(1)班 | 2025-09-15 | 2025-09-16 | 疑似 | 厌学 | 在家 |
    李四 |  | 七(1)班 | 2025-09-15 | 2025-09-16 | 已返校 | 厌学 | 在家 | 2025-09-18
    [学困生名册]
    姓名 | 身份证号 | 班级 | 群体类别 | 帮扶人 | 措施
    周五 |  | 七(1)班 | 学困生 | 王芳 | 补课
    [家访登记表]
    {HEAD}
    2025-10-12 | 王芳 | 李四 | 七(1)班 | 入户 | 了解 | 良好
    """,
    )


def test_never_visited_key_pupil_is_reported_once() -> None:
    text = f"""
    日期 2025-10-20
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 易辍
    张三{{}} |  | 七年级 | 1班 | 是
    李四{{}} |  | 七年级 | 1班 | 是
    [家访登记表]
    {HEAD}
    2025-10-12 | 王芳 | 李四 | 七(1)班 | 入户 | 了解 | 良好
    """
    holds("HV106", text.format("◀提示", ""))
    holds("HV103", text.format("", "◀错误"))


def test_prone_list_points_to_the_roster_where_it_can() -> None:
    holds(
        "HV106",
        f"""
    日期 2026-02-01
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级
    张三◀错误 |  | 七年级 | 1班
    [易辍对象名单]
    班级 | 姓名 | 原因 | 包保领导 | 包保教师
    七(1)班 | 张三 | 厌学 | 赵敏 | 王芳
    七(1)班 | 李四◀错误 | 厌学 | 赵敏 | 王芳
    七(2)班 | 无 |  |  |
    [家访登记表]
    {HEAD}
    2025-10-12 | 王芳 | 周五 | 七(1)班 | 入户 | 了解 | 良好
    """,
    )


def test_namesakes_get_the_benefit_of_the_doubt() -> None:
    holds(
        "HV106",
        """
    日期 2026-02-01
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 易辍
    张三 |  | 七年级 | 1班 | 是
    张三 |  | 七年级 | 2班 | 是
    李四◀错误 |  | 七年级 | 2班 | 是
    李四 |  | 七年级 | 1班 | 是
    [家访登记表]
    日期 | 教师 | 学生 | 班级 | 形式 | 内容 | 结果
    2025-10-12 | 王芳 | 张三 |  | 入户 | 了解 | 良好
    2025-10-12 | 王芳 | 李四 | 七(1)班 | 入户 | 了解 | 良好
    """,
    )


def test_absent_columns_are_no_blanks() -> None:
    holds(
        "HV107",
        """
    [家访登记表]
    日期 | 教师 | 学生 | 形式 | 内容
    2025-09-10 | 王芳 | 张三 | 入户 | 了解学生在家的学习生活情况
    ◀疑问 |  | 张三 | 入户 | 情况
    """,
    )


def test_a_missing_field_names_them_all() -> None:
    said = messages(
        "HV107",
        f"""
    [家访登记表]
    {HEAD}
    2025-09-10 | 王芳 | 张三 | 七(1)班 |  | 了解情况 |
    2025-09-10 | 王芳 | 李四 | 七(1)班 | 入户 | 了解学生在家的学习生活情况 | 良好
    """,
    )
    assert said == ["家访记录不完整：未填形式、结果；内容只有4个字，应不少于10个字"]


def test_a_book_of_two_semesters_is_no_wrong_date() -> None:
    rows = [
        f"2025-{month}-12 | 王芳 | 张三 | 入户 | 了解学生情况" for month in ("09", "10", "11", "12")
    ]
    spring = [f"2026-03-{day} | 王芳 | 张三 | 入户 | 了解学生情况" for day in range(10, 14)]
    holds(
        "HV108",
        "\n".join(
            [
                "日期 2026-04-01",
                "[家访登记表]",
                "日期 | 教师 | 学生 | 形式 | 内容",
                *rows,
                *spring,
                "2026-02-10◀错误 | 王芳 | 张三 | 入户 | 了解学生情况",
            ]
        ),
    )


def test_one_row_for_several_families_is_no_copy() -> None:
    holds(
        "HV109",
        f"""
    [家访登记表]
    {HEAD}
    2025-09-10 | 王芳 | 张三、李四、周五 | 七(1)班 | 入户 | 了解学生在家的学习生活情况 | 良好
    2025-09-11 | 王芳 | 吴六 | 七(1)班 | 入户 | 提醒家长按时送孩子到校上课 | 良好
    2025-09-12 | 王芳 | 吴六 | 七(1)班 | 入户 | 提醒家长按时送孩子到校上课 | 良好
    2025-09-13 | 王芳 | 吴六 | 七(1)班 | 入户 | 提醒家长按时送孩子到校上课 | 良好
    """,
    )


def test_visitors_of_another_school_are_strangers() -> None:
    holds(
        "HV110",
        """
    [一中/教职工名册]
    姓名 | 职务 | 任教学科
    王芳 | 教师 | 语文
    赵敏 | 校长 |
    [一中/家访登记表]
    日期 | 教师 | 学生 | 形式 | 内容
    2025-09-10 | 王老师 | 张三 | 入户 | 了解学生情况
    2025-09-10 | 赵校长 | 张三 | 入户 | 了解学生情况
    2025-09-10 | 李强◀疑问 | 张三 | 入户 | 了解学生情况
    2025-09-10 |  | 张三 | 入户 | 了解学生情况
    [二中/教职工名册]
    姓名 | 职务 | 任教学科
    李强 | 教师 | 语文
    [二中/家访登记表]
    日期 | 教师 | 学生 | 形式 | 内容
    2025-09-10 | 李强 | 张三 | 入户 | 了解学生情况
    """,
    )


def test_a_register_without_any_repeat() -> None:
    text = """
    [家访登记表]
    日期 | 教师 | 学生 | 班级 | 形式 | 内容
    2025-09-10 | 王芳 | 张三 | 七(1)班 | 入户 | 了解学生情况
    2025-09-11 | 王芳 | 张三 | 七(1)班 | 入户 | 了解学生情况
    """
    holds("HV111", text)
    holds("HV111", text.replace("2025-09-11", "").replace("2025-09-10", ""))


def test_repeats_across_sheets_and_classes() -> None:
    holds(
        "HV111",
        """
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级
    张三 |  | 七年级 | 1班
    李四 |  | 七年级 | 1班
    李四 |  | 七年级 | 2班
    [家访登记表九月]
    日期 | 教师 | 学生 | 班级 | 形式 | 内容
    2025-09-10 | 王芳 | 张三 | 七(1)班 | 入户 | 了解学生情况
    2025-09-10 | 王芳 | 李四 | 七(1)班 | 入户 | 了解学生情况
    2025-09-10 | 王芳 | 李四 | 七(2)班 | 入户 | 了解学生情况
    2025-09-11 | 王芳 | 李四 |  | 入户 | 了解学生情况
    2025-09-11 | 王芳 | 李四 |  | 入户 | 了解学生情况
    [家访登记表汇总]
    日期 | 教师 | 学生 | 班级 | 形式 | 内容
    9月10日◀疑问 | 王老师、班主任王芳 | 张三 |  | 入户 | 了解学生情况
    """.replace("9月10日", "2025年9月10日").replace("王老师、", ""),
    )


def test_units_of_counting() -> None:
    from kongcuo_xl.visits import visits_by_teacher

    made = pd.DataFrame(
        {
            "unit": [""] * 3, "teacher": ["王芳", "王芳", ""], "student": ["张三", "李四", "张三"],
            "family": ["a", "a", "a"], "date": pd.to_datetime(["2025-09-10"] * 3),
            "at_home": [True, False, True],
        }
    )  # fmt: skip
    assert visits_by_teacher(made, "", "学生次").to_dict() == {"|王芳": 2}
    assert visits_by_teacher(made, "", "户次").to_dict() == {"|王芳": 1}
    assert visits_by_teacher(made, "入户", "学生次").to_dict() == {"|王芳": 1}


def test_a_copied_text_on_another_sheet_is_named_with_its_sheet() -> None:
    row = "2025-09-1{} | 王芳 | {} | 七(1)班 | 入户 | 提醒家长按时送孩子到校上课 | 良好"
    page = f"""
    [家访九月]
    {HEAD}
    {row.format(1, "张三")}
    [家访十月]
    {HEAD}
    {row.format(2, "李四")}
    {row.format(3, "吴六")}
    """
    assert messages("HV109", page)[0] == "家访内容与［家访九月］第2行等共3户的完全相同"


def test_a_visit_dated_without_its_year_is_of_the_school_year() -> None:
    page = """
    [家访登记表]
    日期 | 教师 | 学生 | 班级 | 内容
    2025-09-12 | 王芳 | 张三 | 七(1)班 | 了解作业情况
    9月12日◀疑问 | 王芳 | 张三 | 七(1)班 | 了解作业情况
    9.13 | 王芳 | 张三 | 七(1)班 | 谈假期安排
    """
    holds("HV111", page)
