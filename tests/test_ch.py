"""学籍变动 rules: small tables, the findings expected."""

from __future__ import annotations

import textwrap

import pandas as pd
import pytest
from rule_page import Example, found_by, parse, report_on

from kongcuo_xl import changes


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


def test_a_balance_by_grade_and_sex() -> None:
    holds(
        "CH101",
        """
        [学籍变动登记册]
        姓名 | 身份证号           | 变动类别 | 变动日期   | 来源学校 | 去向学校
        张三 | 11010520130501001X | 转入     | 2025-09-10 | 城关小学 |
        李四 | 110105201305010036 | 转出     | 2025-09-12 |          | 城关小学
        |||||
        年级   | 性别 | 期初 | 增加 | 减少 | 期末
        六年级 | 男   | 20   | 1    | 0    | 21
        六年级 | 女   | 18   | 0    | 1    | 18◀错误
        """,
    )


def test_a_balance_against_last_months_roster() -> None:
    text = """
        [学生花名册]
        姓名 | 性别 | 身份证号           | 年级   | 班级
        张三 | 男   | 11010520130501001X | 六年级 | 1班
        [学籍变动登记册]
        姓名 | 身份证号           | 年级   | 变动类别◀错误 | 变动日期   | 去向学校
        李四 | 110105201305010036 | 六年级 | 转出          | 2025-10-12 | 城关小学
        [上期/学生花名册]
        姓名 | 性别 | 身份证号           | 年级   | 班级
        张三 | 男   | 11010520130501001X | 六年级 | 1班
        李四 | 男   | 110105201305010036 | 六年级 | 1班
        王五 | 男   | 110105201305010052 | 六年级 | 1班
        """
    holds("CH101", text)
    assert messages("CH101", text) == ["六年级男生：上期3＋增加0－减少1＝2，本期名册是1"]


@pytest.mark.parametrize(
    ("kind", "other", "told"),
    [
        ("22", "", "来源"),
        ("转学(转出)", "", "去向"),
        ("转学", "", ""),
        ("退学", "", "去向"),
        ("毕业", "", ""),
        ("留级", "", ""),
        ("转出", "不详", "去向"),
        ("转出", "城关小学", ""),
        ("转入", "城关小学", ""),
    ],
)
def test_source_or_destination_in_one_column(kind: str, other: str, told: str) -> None:
    text = f"""
        [学籍变动登记册]
        姓名 | 身份证号           | 变动类别 | 变动日期   | 来源或去向学校
        张三 | 11010520130501001X | {kind}   | 2025-09-10 | {other}
        """
    found = messages("CH102", text)
    assert bool(found) is bool(told)
    assert all(told in message for message in found)


def test_a_register_of_one_direction_needs_no_other_column() -> None:
    holds(
        "CH102",
        """
        [学籍变动登记册]
        姓名 | 身份证号           | 变动类别 | 变动日期   | 去向学校
        张三 | 11010520130501001X | 转入     | 2025-09-10 |
        李四 | 110105201305010036 | 转出     | 2025-09-10 | ◀错误
        """,
    )


def test_suspension_is_left_to_its_own_rule() -> None:
    text = """
        [学籍变动登记册]
        姓名 | 身份证号           | 变动类别 | 变动日期   | 申请日期 | 证明材料
        张三 | 11010520130501001X | 休学     | 2025-09-10 |          | 诊断证明
        李四 | 110105201305010036 | 转出     | 2025-09-10 |          |
        王五 | 110105201305010052 | 毕业     | 2025-07-01 |          |
        """
    assert messages("CH104", text) == ["张三休学手续不全，缺：申请日期"]
    assert messages("CH103", text) == ["李四的转出手续不全，缺：申请日期、证明材料"]


@pytest.mark.parametrize(
    ("cell", "there"),
    [
        ("无锡市人民医院诊断书", True),
        ("2025-09-01", True),
        ("同意", True),
        ("√", True),
        ("无", False),
        ("无证明", False),
        ("未批", False),
        ("审批中", False),
        ("/", False),
        ("", False),
    ],
)
def test_what_counts_as_a_paper(cell: str, there: bool) -> None:
    assert changes.there(pd.Series([cell], dtype="str")).tolist() == [there]


def test_suspension_run_out_is_answered_by_whatever_came_after() -> None:
    holds(
        "CH105",
        """
        日期 2025-10-20
        [学籍变动登记册]
        姓名 | 身份证号           | 班级    | 变动类别 | 变动日期   | 休学期限
        张三 | 11010520130501001X | 六(1)班 | 休学     | 2024-09-10 | 2024-09-10至2025-09-09
        张三 |                    | 六(1)班 | 复学     | 2025-09-01 |
        李四 | 110105201305010036 | 六(1)班 | 休学     | 2024-09-10 | 2024-09-10至2025-09-09
        李四 | 110105201305010036 | 六(1)班 | 休学     | 2025-09-10 | 2025-09-10至2026-09-09
        王五 | 110105201305010052 | 六(1)班 | 复学     | 2024-03-01 |
        王五 | 110105201305010052 | 六(1)班 | 休学     | 2024-09-10 | 2024-09-10至2025-09-09◀错误
        赵六 | 110105201305010079 | 六(1)班 | 休学     | 2024-09-10 |
        """,
    )


def test_a_transfer_counts_where_it_can_be_looked_up() -> None:
    holds(
        "CH108",
        """
        日期 2025-10-20
        [曹村小学/学籍变动登记册]
        姓名      | 身份证号           | 变动类别 | 变动日期   | 去向学校
        张三      | 11010520130501001X | 转出     | 2025-09-01 | 城关镇城关小学
        李四◀疑问 | 110105201305010036 | 转出     | 2025-09-01 | 城关小学
        [城关小学/学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 11010520130501001X | 六年级 | 1班
        """,
    )
    assert skipped(
        "CH108",
        """
        [学籍变动登记册]
        姓名 | 身份证号           | 变动类别 | 变动日期   | 去向学校
        张三 | 11010520130501001X | 转出     | 2025-09-01 | 城关小学
        """,
    ) == ["只核查了一个单位，看不到转入学校的登记"]


def test_a_late_arrival_is_no_arrival() -> None:
    holds(
        "CH108",
        """
        日期 2025-11-20
        [曹村小学/学籍变动登记册]
        姓名      | 身份证号           | 变动类别 | 变动日期   | 去向学校
        张三◀疑问 | 11010520130501001X | 转出     | 2025-09-01 | 城关小学
        [城关小学/学籍变动登记册]
        姓名 | 身份证号           | 变动类别 | 变动日期   | 来源学校
        张三 | 11010520130501001X | 转入     | 2025-11-01 | 曹村小学
        """,
    )


def test_return_before_leaving() -> None:
    holds(
        "CH109",
        """
        [学籍变动登记册]
        姓名 | 身份证号           | 变动类别 | 变动日期        | 开始       | 结束
        张三 | 11010520130501001X | 休学     | 2025-03-01      | 2025-03-01 | 2025-02-28◀疑问
        李四 | 110105201305010036 | 休学     | 2025-03-01      | 2025-03-01 | 2026-02-28
        李四 | 110105201305010036 | 复学     | 2025-02-01◀疑问 |            |
        """,
    )


def test_the_exam_stands_in_the_school_calendar() -> None:
    holds(
        "CH110",
        """
        日期 2026-06-12
        [校历]
        学期   | 开始       | 结束       | 类别 | 名称
        2026春 | 2026-03-01 | 2026-07-05 | 上课 |
        2026春 | 2026-06-18 | 2026-06-20 | 考试 | 中考
        [学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 110105201105010015 | 九年级 | 1班
        李四 | 110105201205010039 | 八年级 | 1班
        [缺课登记表]
        日期            | 姓名 | 班级    | 类别 | 原因
        2026-06-08      | 张三 | 九(1)班 | 旷课 | 无故
        2026-06-09      | 张三 | 九(1)班 | 旷课 | 无故
        2026-06-10◀疑问 | 张三 | 九(1)班 | 旷课 | 无故
        2026-06-08      | 李四 | 八(1)班 | 旷课 | 无故
        2026-06-09      | 李四 | 八(1)班 | 旷课 | 无故
        2026-06-10      | 李四 | 八(1)班 | 旷课 | 无故
        """,
    )


def test_without_an_exam_date_nothing_is_judged() -> None:
    text = """
        [学籍变动登记册]
        姓名 | 身份证号           | 年级   | 变动类别 | 变动日期
        张三 | 110105201105010015 | 九年级 | 转出     | 2026-06-01
        """
    assert skipped("CH110", text)[0].startswith("不知道中考日期")


def test_who_left_and_who_may_stay_on_the_roster() -> None:
    holds(
        "CH111",
        """
        日期 2025-10-20
        [学生花名册]
        姓名      | 身份证号           | 年级   | 班级 | 状态 | 备注
        张三      | 11010520130501001X | 七年级 | 1班  |      |
        李四      | 110105201305010036 | 七年级 | 1班  |      | 已转出
        王五◀错误 | 110105201305010052 | 七年级 | 1班  |      |
        赵六      | 110105201305010079 | 七年级 | 1班  |      |
        孙七      | 110105201305010095 | 七年级 | 1班  |      | 病休
        [学籍变动登记册]
        姓名 | 身份证号           | 变动类别 | 变动日期
        张三 | 11010520130501001X | 毕业     | 2025-07-05
        李四 | 110105201305010036 | 转出     | 2025-09-05
        王五 | 110105201305010052 | 21       | 2025-09-05
        赵六 | 110105201305010079 | 转出     | 2025-09-05
        赵六 | 110105201305010079 | 转入     | 2025-10-05
        孙七 | 110105201305010095 | 休学     | 2025-10-05
        """,
    )
