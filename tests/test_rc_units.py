"""Rules that hold lists of several units against each other: RC108 to RC113."""

from __future__ import annotations

import textwrap

import pytest
from rule_page import Example, found_by, parse, report_on


def example(text: str) -> Example:
    return parse(textwrap.dedent(text).splitlines())


def holds(code: str, text: str) -> None:
    case = example(text)
    if case.expected:
        assert found_by(case, code) == case.expected
        return
    report = report_on(case, {code})
    assert not report.defects, report.defects[0]
    assert not report.findings, [f.message for f in report.findings]
    assert not report.skipped


def messages(code: str, text: str) -> list[str]:
    return [f.message for f in report_on(example(text), {code}).findings]


def skipped(code: str, text: str) -> list[str]:
    return [s.reason for s in report_on(example(text), {code}).skipped]


def test_a_county_list_names_the_school_of_each_row() -> None:
    holds(
        "RC108",
        """
        [全国学籍信息]
        姓名 | 身份证件号              | 学籍号              | 学校名称 | 年级   | 班级
        张三 | 11010520130501001X◀错误 | G11010520130501001X | 曹村小学 | 六年级 | 1班
        张三 | 11010520130501001X◀错误 | L11010520130501001X | 城关小学 | 六年级 | 1班
        李四 | 110105201305010036      | G110105201305010036 | 曹村小学 | 六年级 | 1班
        """,
    )


def test_roster_and_registry_of_one_school_are_one_registration() -> None:
    holds(
        "RC108",
        """
        [全县/学籍表]
        姓名 | 身份证件号         | 学籍号              | 学校名称     | 年级   | 班级
        张三 | 11010520130501001X | G11010520130501001X | 曹村镇曹村小学 | 六年级 | 1班
        李四 | 110105201305010036 | G110105201305010036 | 城关小学     | 六年级 | 1班
        [全县/曹村小学/学生花名册]
        姓名 | 身份证号           | 年级   | 班级 | 学生来源
        张三 | 11010520130501001X | 六年级 | 1班  |
        李四 | 110105201305010036 | 六年级 | 1班  | 借读
        [全县/城关小学/学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        李四 | 110105201305010036 | 六年级 | 1班
        """,
    )


SURVEY = """
    日期 2025-10-20
    [适龄儿童摸底登记表]
    村     | 户主   | 姓名 | 性别 | 出生日期   | 身份证号           | 是否在读 | 就读学校 | 备注
    曹家村 | 张大山 | 张三 | 男   | 2013-05-01 | 11010520130501001X | 否       |          | 去世
    曹家村 | 李大江 | 李四 | 男   | 2013-05-01 |                    | 是       | 曹村小学 |
    曹家村 | 王大河 | 王五 | 男   | 2013-05-01 | 110105201305010052 | 是       | 义乌二小 |
    曹家村 | 赵大海 | 赵六 | 男   | 2013-05-01 | 110105201305010079 | 否       |          |
    曹家村 | 孙大湖 | 孙七 | 男   | 2019-05-01 | 110105201905010099 | 否       |          |
    曹家村 | 周大川 | 周八 | 男   | 2019-05-01 | 11010520190501011X | 是       | 曹村小学 |
    曹家村 | 吴大田 | 吴九 | 男   | 2010-08-31 | 110105201008310016 | 否       |          |
    [学籍变动登记册]
    姓名 | 身份证号           | 变动类别 | 变动日期
    赵六 | 110105201305010079 | 休学     | 2025-09-05
    [学生花名册]
    曹村小学学生花名册
    姓名 | 性别 | 出生日期   | 身份证号 | 年级   | 班级
    李四 | 男   | 2013-05-01 |          | 六年级 | 1班
    郑十 | 男   | 2013-05-01 |          | 六年级 | 1班
    """


def test_a_child_is_on_record_in_many_ways() -> None:
    names = [m.split("（")[0] for m in messages("RC109", SURVEY)]
    assert names == ["周八"]
    assert [m[:2] for m in messages("EL101", SURVEY)] == ["孙七"]


def test_a_mistyped_number_is_no_missing_child() -> None:
    holds(
        "RC109",
        """
        日期 2025-10-20
        [适龄儿童摸底登记表]
        村     | 户主   | 姓名      | 身份证号           | 出生日期   | 是否在读
        曹家村 | 张大山 | 张三      | 11010520130501001  |            | 是
        曹家村 | 李大江 | 李四      | 110105201305010036 |            | 是
        曹家村 | 王大河 | 王五◀错误 | 11010520130501005  | 2013-05-01 | 是
        曹家村 | 赵大海 | 赵六      | 110105201305010079 |            | 是
        [学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 11010520130501001X | 六年级 | 1班
        李四 | 1101052013050100   | 六年级 | 1班
        [六(2)班点名册]
        姓名 | 1日 | 2日 | 3日
        赵六 | √   | √   | √
        """,
    )


def test_without_a_roster_nobody_is_missed() -> None:
    text = SURVEY.split("    [学生花名册]", maxsplit=1)[0]
    assert skipped("RC109", text) == ["缺少学生花名册"]


TWO_CALENDARS = """
    [一中/学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    张三 | 11010520130501001X | 六年级 | 1班
    [二中/学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    李四 | 110105201305010036 | 六年级 | 1班
    [二中/校历]
    学期   | 开始       | 结束       | 类别 | 名称
    2025秋 | 2025-09-01 | 2026-01-20 | 上课 |
    [上期/二中/学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    李四 | 110105201305010036 | 六年级 | 1班
    """


def test_a_unit_of_its_own_calendar_is_not_held_against_the_roster_of_another() -> None:
    assert messages("RC113", TWO_CALENDARS) == []
    assert skipped("RC113", TWO_CALENDARS) == ["缺少上期名册（--previous）：一中"]


def test_what_only_units_of_another_calendar_lack_names_them() -> None:
    rectified = """
    [二中/问题整改台账]
    问题 | 责任单位 | 发现日期 | 整改期限 | 完成日期
    漏报 | 二中 | 2025-09-03 | 2025-09-20 | 2025-09-18
    """
    assert skipped("WK107", TWO_CALENDARS + rectified) == ["缺少问题整改台账：一中"]


def test_a_list_of_a_folder_above_is_not_missed_below_nor_a_roster_above() -> None:
    text = """
    [全县/村组表]
    村     | 组  | 包保学校
    曹家村 | 1组 | 一中
    [全县/一中/学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    张三 | 11010520130501001X | 六年级 | 1班
    """
    assert skipped("RP103", text) == []
    assert skipped("CH111", text) == ["缺少学籍变动登记册"]


def test_poor_children_by_list_and_by_mark() -> None:
    holds(
        "RC110",
        """
        日期 2025-10-20
        [适龄儿童摸底登记表]
        村     | 户主   | 姓名      | 身份证号           | 是否在读 | 特殊群体
        曹家村 | 张大山 | 张三      | 11010520130501001X | 否       |
        曹家村 | 李大江 | 李四◀错误 | 110105201305010036 | 否       |
        曹家村 | 王大河 | 王五◀错误 | 110105201305010052 | 否       | 监测户
        曹家村 | 赵大海 | 赵六      | 110105201305010079 | 否       |
        [学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        孙七 | 110105201305010095 | 六年级 | 1班
        [疑似辍学台账]
        姓名      | 身份证号           | 班级    | 发现日期   | 状态 | 原因
        张三◀错误 | 11010520130501001X | 六(1)班 | 2025-09-12 | 疑似 | 厌学
        [脱贫户名单]
        户主   | 姓名 | 身份证号           | 户类型
        张大山 | 张三 | 11010520130501001X | 脱贫户
        李大江 | 李四 | 110105201305010036 | 脱贫户
        """,
    )


@pytest.mark.parametrize(("date", "told"), [("2026-06-15", False), ("2025-10-20", True)])
def test_this_summers_graduates_are_still_in_grade_six(date: str, told: bool) -> None:
    text = f"""
        日期 {date}
        [小升初毕业生交接表]
        小学     | 姓名 | 身份证号           | 拟升入初中 | 是否报到
        曹村小学 | 张三 | 11010520130501001X | 城关中学   |
        [学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 11010520130501001X | 六年级 | 1班
        李四 | 110105201305010036 | 七年级 | 1班
        """
    assert bool(messages("RC111", text)) is told


def test_without_grade_seven_there_is_nothing_to_compare() -> None:
    text = """
        [小升初毕业生交接表]
        小学     | 姓名 | 身份证号           | 拟升入初中 | 是否报到
        曹村小学 | 张三 | 11010520130501001X | 城关中学   |
        [学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 11010520130501001X | 六年级 | 1班
        """
    assert skipped("RC111", text) == ["没有七年级的花名册或学籍表"]


def test_gone_from_a_class_with_a_sheet_of_its_own() -> None:
    text = """
        [曹村小学/六1班花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 11010520130501001X | 六年级 | 1班
        [曹村小学/六2班花名册]
        姓名◀错误 | 身份证号           | 年级   | 班级
        李四      | 110105201305010036 | 六年级 | 2班
        [城关小学/花名册]
        姓名      | 身份证号           | 年级   | 班级
        王五◀错误 | 110105201305010052 | 六年级 | 1班
        [上期/曹村小学/花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 11010520130501001X | 六年级 | 1班
        李四 | 110105201305010036 | 六年级 | 2班
        王五 | 110105201305010052 | 六年级 | 2班
        [上期/城关小学/花名册]
        姓名 | 身份证号           | 年级   | 班级
        赵六 | 110105201305010079 | 六年级 | 1班
        [城关小学/学籍变动登记册]
        姓名 | 身份证号           | 变动类别 | 变动日期
        赵六 | 110105201305010079 | 转出     | 2025-10-05
        """
    holds("RC113", text)
    assert "上期名册有六(2)班王五，本期名册里没有了，也没有学籍变动登记" in messages("RC113", text)


def test_a_new_school_year_brings_and_takes_its_classes() -> None:
    holds(
        "RC113",
        """
        [花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 11010520130501001X | 六年级 | 1班
        李四 | 110105201305010036 | 六年级 | 1班
        小新 | 110105201905010013 | 一年级 | 1班
        [上期/花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 11010520130501001X | 五年级 | 1班
        李四 | 110105201305010036 | 五年级 | 1班
        王五 | 110105201205010055 | 六年级 | 1班
        """,
    )


def test_a_corrected_number_is_the_same_pupil() -> None:
    holds(
        "RC113",
        """
        [花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 11010520130501001X | 六年级 | 1班
        [上期/花名册]
        姓名 | 身份证号          | 年级   | 班级
        张三 | 11010520130501001 | 六年级 | 1班
        """,
    )
