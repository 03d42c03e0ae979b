"""统计上报: who owes what by when, and figures that do not add up."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from literal import expected, found, messages, skipped
from rule_page import parse, report_on

from kongcuo_xl import inputs, listing
from kongcuo_xl import policy as policies
from kongcuo_xl.calendar import SchoolCalendar, autumn_term
from kongcuo_xl.hosts.filling import fill_form
from kongcuo_xl.rules.submissions.owed import periods, reports, submitted_period

TERM = autumn_term(2025, (9, 1), (1, 20))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("2025-09", "2025-09"),
        ("2025年9月", "2025-09"),
        ("9月", "2025-09"),
        ("九月份", "2025-09"),
        ("1月", "2026-01"),
        ("2025年第三季度", "2025Q3"),
        ("三季度", "2025Q3"),
        ("2025秋", "2025秋"),
        ("上月", None),
    ],
)
def test_periods_as_people_write_them(written: str, name: str | None) -> None:
    read = submitted_period(written, None, TERM)
    assert (read.name if read else None) == name


@pytest.mark.parametrize(
    ("date", "owed"),
    [
        ((2025, 9, 30), []),
        ((2025, 10, 1), ["2025-09"]),
        ((2025, 11, 20), ["2025-09", "2025-10"]),
        ((2026, 2, 10), ["2025-09", "2025-10", "2025-11", "2025-12", "2026-01"]),
    ],
)
def test_months_owed_end_with_the_one_before(date: tuple[int, int, int], owed: list[str]) -> None:
    policy = policies.load("national")
    monthly = next(r for r in reports(policy) if r.id == "monthly")
    calendar = SchoolCalendar.build([TERM])
    spans = periods(monthly, policy, calendar, TERM, dt.date(*date))
    assert [p.name for p in spans] == owed


def test_sr101_is_a_hint_until_the_deadline_and_lists_what_is_missing() -> None:
    text = """
        日期 {}
        政策 model-2
        [上报登记]
        单位 | 报表           | 期间    | 上报日期   | 零报告
        一中 | 失学辍学月报表 | 2025-08 | 2025-09-05 | 是
        """
    said = [m for m in messages("SR101", text.format("2025-10-05")) if "月报" in m]
    assert said == ["一中没有报2025年9月的《失学辍学（疑似辍学）学生月报表》，期限2025-10-08"]
    assert found("SR101", text.format("2025-10-05")) == {("A1", "提示")}
    assert ("A1", "错误") in found("SR101", text.format("2025-10-09"))


def test_sr101_a_filled_in_sheet_in_the_units_folder_is_a_report() -> None:
    text = """
        日期 2025-10-20
        政策 national
        [上报登记]
        单位 | 报表 | 期间 | 上报日期 | 零报告
        二中 | 月报 | 9月  | 2025-10-08 | 是
        [一中/学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 110105201309010017 | 七年级 | 1班
        [一中/月报]
        失学辍学学生月报表（2025年9月）
        年级   | 期初在籍 | 期末在籍 | 未返
        七年级 | 100      | 100      | 0
        合计   | 100      | 100      | 0
        """
    assert not [m for m in messages("SR101", text) if "月报" in m]


def test_sr102_deadline_is_the_policys() -> None:
    text = """
        日期 2025-12-20
        政策 {}
        [上报登记]
        单位 | 报表   | 期间 | 上报日期
        一中 | 月报表 | 10月 | 2025-11-05
        一中 | 周报表 | 2025-10-15 | 2025-10-17
        一中 | 工作总结 | 10月 | 2025-12-05
        """
    assert found("SR102", text.format("national")) == set()
    assert found("SR102", text.format("model-5")) == {("D2", "疑问")}


def test_sr103_counts_cases_of_the_unit_that_reports() -> None:
    expected(
        "SR103",
        """
        日期 2025-11-20
        [上报登记]
        单位 | 报表   | 期间 | 上报日期   | 零报告
        一中 | 月报表 | 9月  | 2025-10-08 | 是
        二中 | 月报表 | 9月  | 2025-10-08 | 是◀错误
        二中 | 月报表 | 10月 | 2025-11-08 | 是◀错误
        二中 | 学籍变动统计表 | 2025Q3 | 2025-09-15 | 是
        [二中/辍学台账]
        姓名 | 身份证号           | 发现日期   | 状态 | 复学日期
        张三 | 110105201309010017 | 2025-09-13 | 辍学 |
        """,
    )


def test_sr103_a_case_that_returned_before_the_month_is_no_contradiction() -> None:
    text = """
        日期 2025-11-20
        [上报登记]
        单位 | 报表   | 期间 | 上报日期   | 零报告
        一中 | 月报表 | 10月 | 2025-11-08 | 是
        [辍学台账]
        姓名 | 身份证号           | 发现日期   | 状态   | 复学日期
        张三 | 110105201309010017 | 2025-09-13 | 已返校 | 2025-09-30
        李四 | 110105201309010025 | 2025-11-03 | 辍学   |
        """
    assert found("SR103", text) == set()


def test_sr104_subtotals_and_totals() -> None:
    expected(
        "SR104",
        """
        [学生情况统计表]
        学校     | 班数       | 学生总数   | 男  | 女 | 其中留守 | 巩固率
        一小     | 6          | 100        | 60  | 40 | 10       | 100%
        二小     | 6          | 90         | 50  | 40 | 10       | 98%
        小学小计 | 12         | 190        | 110 | 80 | 20       | 99%
        一中     | 9          | 301◀错误  | 150 | 150 | 30       | 97%
        合计     | 20◀错误   | 490        | 260 | 230 | 50      | 98%
        """,
    )


def test_sr104_a_total_may_stand_first_and_parts_may_be_blank() -> None:
    expected(
        "SR104",
        """
        [残疾学生统计表]
        学校   | 视力 | 听力   | 智力
        总计   | 3    | 4◀错误 | 5
        一小   | 1    | 1      | 5
        二小   | 2    | 2      |
        """,
    )


def test_sr104_numbered_columns_and_other_peoples_lists_are_left_alone() -> None:
    text = """
        [统计表]
        学校 | 教师数 | 学生数 | 电脑数 | 备注
        1    | 2      | 3      | 4      | 5
        一小 | 10     | 100    | 20     |
        二小 | 12     | 120    | 22     |
        """
    assert found("SR104", text) == set()
    roster = """
        [学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 110105201309010017 | 七年级 | 1班
        """
    assert skipped("SR104", roster) == ["没有填好的统计表"]


def test_sr107_percent_fraction_and_whole_numbers() -> None:
    expected(
        "SR107",
        """
        政策 national
        [巩固率统计表]
        学校 | 入学人数 | 巩固率    | 出勤率(%) | 残疾儿童入学率
        一小 | 100      | 0.96      | 97        | 1
        二小 | 100      | 0.9◀疑问 | 101◀疑问 | 0.5◀疑问
        三小 | 100      | -0.1◀疑问 | 99       | 1
        """,
    )


def test_sr105_disabled_pupils_on_two_sheets() -> None:
    expected(
        "SR105",
        """
        [年报]
        学校 | 学生总数 | 残疾学生数
        一小 | 100      | 3
        二小 | 90       | 2
        合计 | 190      | 5
        [残疾学生统计表]
        学校 | 残疾学生数 | 残疾儿童入学率
        一小 | 3          | 100
        二小 | 3          | 100
        合计 | 6◀错误    | 100
        """,
    )


def test_sr105_months_apart_and_other_units_are_not_compared() -> None:
    text = """
        [一中/9月]
        月报表（2025年9月）
        年级   | 期初在籍 | 期末在籍 | 未返
        七年级 | 100      | 101      | 0
        [一中/11月]
        月报表（2025年11月）
        年级   | 期初在籍 | 期末在籍 | 未返
        七年级 | 99       | 99       | 0
        [二中/10月]
        月报表（2025年10月）
        年级   | 期初在籍 | 期末在籍 | 未返
        七年级 | 80       | 80       | 0
        """
    assert found("SR105", text) == set()


def test_sr105_names_listed_beneath_the_figures() -> None:
    expected(
        "SR105",
        """
        [月报]
        失学辍学学生月报表（2025年9月）
        年级   | 期初在籍 | 期末在籍 | 未返
        七年级 | 100      | 101      | 2
        合计   | 100      | 101      | 2◀错误

        序号 | 姓名 | 身份证号           | 班级    | 离校日期   | 状态 | 原因 | 去向
        1    | 张三 | 110105201309010017 | 七(1)班 | 2025-09-10 | 辍学 | 厌学 | 务工
        """,
    )


def test_sr106_what_cannot_be_counted_is_not_compared() -> None:
    expected(
        "SR106",
        """
        日期 2025-10-20
        [学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 110105201309010017 | 七年级 | 1班
        [月报]
        失学辍学学生月报表（2025年9月）
        填报单位     | 期末在籍 | 未返 | 延缓
        初中         | 1        | 5    | 3
        何寨教学点   | 7        | 5    | 3
        合计         | 8◀错误  | 5    | 3
        """,
    )


def test_sr106_needs_a_period() -> None:
    text = """
        [月报表]
        年级   | 期末在籍 | 未返
        七年级 | 1        | 5
        八年级 | 1        | 5
        """
    assert skipped("SR106", text) == ["没有标题写明年、月的填好的统计表"]


def test_a_filled_in_sheet_is_a_table_and_no_unknown_one(tmp_path: Path) -> None:
    path = fill_form(
        "月报表",
        report_on(parse(["日期 2025-10-20", *_TWO_PUPILS.splitlines()]), set()).scopes[0],
        "2025-09",
        tmp_path / "月报.xlsx",
    ).path
    national = policies.load("national")
    report = inputs.check([path], national, dt.date(2025, 10, 20), selected={"FM101", "SR106"})
    assert report.findings == []
    [file] = json.loads(listing.as_json(report))["files"]
    figures = file["sheets"][0]["tables"][0]
    assert (figures["table"], figures["range"], figures["rows"]) == ("F01", "A6:P19", 12)
    assert figures["columns"]["期末在籍"] == "D"
    assert figures["columns"]["疑似辍学›本月新增"] == "G"


_TWO_PUPILS = """
    [一中/学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    张三 | 110105201309010017 | 七年级 | 1班
    李四 | 110105201309010025 | 七年级 | 1班
    [一中/辍学台账]
    姓名 | 身份证号           | 年级   | 班级 | 发现日期   | 状态
"""


def test_the_names_on_a_report_are_no_ledger() -> None:
    text = """
        日期 2025-10-20
        [一中/学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 110105201309010017 | 七年级 | 1班
        [一中/月报]
        失学辍学（疑似辍学）学生月报表（2025年9月）
        年级   | 期末在籍 | 劝返复学
        七年级 | 1        | 1
        [一中/学生名单]
        {}
        序号 | 姓名 | 身份证号           | 离校日期   | 状态          | 原因
        1    | 张三 | 110105201309010017 | 2025-09-03 | 9月20日已返校 | 厌学
        """
    assert found("SR106", text.format("失学辍学（疑似辍学）学生月报表（2025年9月）")) == set()
    assert found("SR106", text.format("疑似辍学学生台账")) == {("C3", "错误")}


@pytest.mark.parametrize("title", ["学生变动平衡表", "平衡"])
def test_a_balance_written_by_hand_is_a_statistics_sheet(title: str) -> None:
    text = f"""
        [Sheet1]
        {title}
        年级   | 性别 | 期初 | 增加 | 减少 | 期末
        七年级 | 男   | 50   | 2    | 1    | 51
        七年级 | 女   | 48   | 1    | 2    | 48
        八年级 | 男   | 40   | 0    | 1    | 39
        合计   |      | 138  | 3    | 4    | 137
        """
    assert messages("SR104", text) == [
        "“期初＋增加－减少＝期末”不成立：七年级 女的期末（F4）是48，"
        "期初＋增加－减少（C4:E4）是47，相差1"
    ]
