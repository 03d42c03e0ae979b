"""入学 rules: small tables, the findings expected."""

from __future__ import annotations

import textwrap

import pytest
from rule_page import Example, found_by, parse, report_on

from kongcuo_xl.survey import outcome


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


def test_a_survey_above_the_schools_is_held_against_all_of_them() -> None:
    holds(
        "EL101",
        """
        日期 2025-10-20
        [全县/适龄儿童摸底登记表]
        村     | 户主   | 姓名      | 身份证号           | 是否在读
        曹家村 | 张大山 | 张三◀错误 | 110105201905010013 | 否
        曹家村 | 李大江 | 李四      | 11010520190501003X | 否
        [全县/曹村小学/学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        王五 | 110105201905010056 | 一年级 | 1班
        [全县/城关小学/学籍表]
        姓名 | 身份证件号         | 学籍号              | 年级   | 班级 | 学生状态
        李四 | 11010520190501003X | G11010520190501003X | 一年级 | 1班  | 在校
        """,
    )


def test_six_year_olds_who_are_accounted_for() -> None:
    holds(
        "EL101",
        """
        日期 2025-10-20
        [适龄儿童摸底登记表]
        村     | 户主   | 姓名 | 身份证号           | 是否在读 | 就读学校     | 特殊群体 | 安置方式
        曹家村 | 张大山 | 张三 | 110105201905010013 | 是       | 义乌江东小学 |          |
        曹家村 | 李大江 | 李四 | 11010520190501003X | 否       |              | 残疾     |
        曹家村 | 王大河 | 王五 | 110105201905010056 | 否       |              | 残疾     | 送教上门
        曹家村 | 赵大海 | 赵六 | 110105201905010072 | 否       |              |          |
        [延缓入学名单]
        姓名 | 身份证号           | 原因     | 开始       | 结束       | 申请书 | 证明
        赵六 | 110105201905010072 | 发育迟缓 | 2025-09-01 | 2026-08-31 | 有     | 有
        [曹村小学花名册]
        姓名 | 身份证号           | 年级   | 班级
        孙七 | 110105201905010099 | 一年级 | 1班
        """,
    )


def test_without_a_roster_only_a_plain_no_counts() -> None:
    holds(
        "EL101",
        """
        日期 2025-10-20
        [适龄儿童摸底登记表]
        村     | 户主   | 姓名      | 身份证号           | 是否在读
        曹家村 | 张大山 | 张三◀错误 | 110105201905010013 | 否
        曹家村 | 李大江 | 李四      | 11010520190501003X |
        """,
    )


@pytest.mark.parametrize(
    ("born", "expected"),
    [("2018-08-31", True), ("2018-09-01", False)],
)
def test_seven_at_the_cut_off_can_not_be_deferred(born: str, expected: bool) -> None:
    text = f"""
        日期 2025-10-20
        [延缓入学名单]
        姓名 | 身份证号 | 出生日期 | 原因     | 申请书 | 证明
        张三 |          | {born}   | 发育迟缓 | 有     | 有
        """
    assert bool(messages("EL102", text)) is expected


def test_renewable_deferrals_are_judged_by_their_length() -> None:
    holds(
        "EL102",
        """
        日期 2025-10-20
        参数 deferral_renewable=true
        [延缓入学名单]
        姓名 | 身份证号           | 原因     | 延缓期限                    | 申请书
        张三 | 110105201705010019 | 发育迟缓 | 2025-09-01至2026-08-31      | 有
        李四 | 110105201705010035 | 发育迟缓 | 2024-09-01至2026-08-31◀错误 | 有
        """,
    )


def test_papers_of_a_deferral_are_told_once_a_child() -> None:
    text = """
        [延缓入学名单]
        姓名 | 身份证号           | 原因     | 申请书 | 证明
        张三 | 110105201905010013 | 发育迟缓 |        | 未交
        """
    (told,) = messages("EL103", text)
    assert told.startswith("张三延缓入学没有申请书、证明")
    without = """
        [延缓入学名单]
        姓名 | 身份证号           | 原因     | 审批
        张三 | 110105201905010013 | 发育迟缓 | 同意
        """
    assert skipped("EL103", without) == ["延缓入学缺少列“申请书”"]


def test_a_class_that_states_its_grade_is_enough() -> None:
    holds(
        "EL104",
        """
        [异地就读登记表]
        姓名 | 身份证号           | 就读地 | 学段 | 学校     | 年级 | 班级    | 学籍号
        张三 | 110105201505010014 | 义乌   | 小学 | 江东小学 |      | 四(3)班 | G110105201505010014
        """,
    )


def test_children_of_the_survey_who_study_elsewhere() -> None:
    holds(
        "EL104",
        """
        [适龄儿童摸底登记表]
        村     | 户主   | 姓名 | 身份证号           | 是否在读 | 就读地   | 就读学校     | 学籍号
        曹家村 | 张大山 | 张三 | 110105201505010014 | 是       | 浙江义乌 | 江东小学     | ◀错误
        曹家村 | 李大江 | 李四 | 110105201505010030 | 是       | 本县     | 曹村小学     |
        曹家村 | 王大河 | 王五 | 110105201505010057 | 是       | 福建晋江 | 安海小学     |
        [异地就读登记表]
        姓名 | 身份证号           | 就读地   | 学校     | 学籍号
        王五 | 110105201505010057 | 福建晋江 | 安海小学 | G110105201505010057
        """,
    )


def test_a_certificate_is_signed_sealed_and_in_three_copies() -> None:
    text = """
        政策 model-2
        [异地就读登记表]
        姓名 | 身份证号           | 就读地   | 学校     | 家长签字 | 学校盖章 | 份数
        张三 | 110105201505010014 | 浙江义乌 | 江东小学 | 张大山   |          | 2
        """
    assert messages("EL105", text) == ["张三的异地就读证明手续不全：接收学校没有盖章、份数不足3份"]


def test_villages_and_groups_as_people_write_them() -> None:
    holds(
        "EL107",
        """
        [村组与片区表]
        村           | 组           | 包保学校
        曹家村       | 一组、二组   | 曹村小学
        赵家村       | 第十二组     | 曹村小学
        钱家村◀疑问  |              | 曹村小学
        孙家社区     | 3社、4社◀疑问 | 曹村小学
        [适龄儿童摸底登记表]
        村         | 组     | 户主   | 姓名 | 身份证号           | 是否在读
        曹家村委会 | 1      | 张大山 | 张三 | 110105201505010014 | 是
        曹家村     | 2组    | 张大山 | 张四 | 110105201505010030 | 是
        赵家       | 12组   | 李大江 | 李四 | 110105201505010057 | 是
        孙家居委会 | 三社   | 李大江 | 李五 | 110105201505010073 | 是
        """,
    )


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("因病去世", "死亡"),
        ("父亲去世", ""),
        ("父母在外地务工", ""),
        ("随父母在外就读", "外地就读"),
        ("省外就读无学籍", "外地就读"),
        ("随父母外出失联", "失联"),
        ("空挂户", "查无此人"),
        ("", ""),
    ],
)
def test_what_a_survey_says_of_a_child(cell: str, told: str) -> None:
    assert outcome(cell) == told


def test_contact_is_judged_at_the_day() -> None:
    holds(
        "EL108",
        """
        日期 2025-10-20
        [异地就读登记表]
        姓名 | 身份证号           | 就读地   | 学校     | 最近联系日期
        张三 | 110105201505010014 | 浙江义乌 | 江东小学 | 2025-07-22
        李四 | 110105201505010030 | 浙江义乌 | 江东小学 | 2025-07-21◀疑问
        """,
    )
