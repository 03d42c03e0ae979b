"""What is owed on a date, on small literal tables: by whom, for whom, by when, in which state."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import openpyxl
import pytest
from icalendar import Calendar
from rule_page import parse, report_on

from kongcuo_xl import reminders
from kongcuo_xl.cli import main
from kongcuo_xl.duties import KINDS, Duty, Owed, owed
from kongcuo_xl.rule import rules

STAFF = """
[教职工名册]
姓名 | 职务     | 任班主任班级 | 任教学科
王芳 | 教师     | 七(1)班      | 语文
赵刚 | 校长     |              |
孙明 | 教导主任 |              |
[学生花名册]
姓名 | 身份证号           | 年级   | 班级 | 学困 | 反复 | 包保教师
张三 | 110105201309010017 | 七年级 | 1班  | 否   | 否   |
李四 | 110105201309010033 | 七年级 | 1班  | 是   | 否   |
王五 | 11010520130901005X | 七年级 | 1班  | 否   | 是   | 孙明
"""
VISITS = """
[家访登记表]
日期       | 教师 | 学生 | 班级    | 形式 | 内容         | 结果
2025-09-10 | 王芳 | 李四 | 七(1)班 | 入户 | 了解学习情况 | 良好
"""


def found(text: str, days: int = 7) -> Owed:
    """Everything owed in the example."""
    return owed(report_on(parse(text.splitlines()), set()).scopes, days)


def of(kind: str, text: str, days: int = 7) -> list[Duty]:
    """The duties of one kind."""
    return [duty for duty in found(text, days).duties if duty.kind == kind]


def brief(duty: Duty) -> tuple[str, str, str, str]:
    """By whom, for whom, by when, in which state."""
    return duty.who, duty.whom, str(duty.due), duty.state


def test_visits_after_truancy_are_owed_by_class_teacher_and_leader() -> None:
    text = (
        STAFF
        + VISITS
        + """
[缺课登记表]
日期       | 姓名 | 班级    | 天数 | 类别 | 报告时间
2025-10-16 | 张三 | 七(1)班 | 1    | 旷课 | 2025-10-16
2025-10-17 | 张三 | 七(1)班 | 1    | 旷课 | 2025-10-17
"""
    )
    assert [brief(d) for d in of("teacher_visit", text)] == [
        ("王芳（班主任）", "张三", "2025-10-17", "已逾期")
    ]
    (leader,) = of("leader_visit", text)
    assert brief(leader) == ("赵刚（校长）", "张三", "2025-10-20", "今日到期")
    assert leader.klass == "七(1)班"
    assert leader.basis == ("002-14",)
    assert (leader.sheet, leader.cell) == ("缺课登记表", "A3")


def test_nothing_is_owed_after_a_visit_in_time() -> None:
    text = (
        STAFF
        + VISITS
        + "2025-10-17 | 王芳、赵刚 | 张三 | 七(1)班 | 入户 | 劝返 | 同意返校\n"
        + """
[缺课登记表]
日期       | 姓名 | 班级    | 天数 | 类别 | 报告时间
2025-10-16 | 张三 | 七(1)班 | 2    | 旷课 | 2025-10-16
"""
    )
    assert of("teacher_visit", text) == []
    assert of("leader_visit", text) == []


def test_an_absence_is_to_be_reported_and_listed_the_same_day() -> None:
    text = (
        STAFF
        + """
[缺课登记表]
日期       | 姓名 | 班级    | 天数 | 类别 | 报告时间
2025-10-16 | 张三 | 七(1)班 | 1    | 旷课 | 2025-10-16
2025-10-17 | 张三 | 七(1)班 | 1    | 旷课 | 2025-10-17
2025-10-20 | 张三 | 七(1)班 | 1    | 旷课 |
"""
    )
    assert [brief(d) for d in of("absence_report", text)] == [
        ("王芳（班主任）", "张三", "2025-10-20", "今日到期")
    ]
    assert [brief(d) for d in of("case_listing", text)] == [
        ("王芳（班主任）", "张三", "2025-10-20", "今日到期")
    ]


def test_quotas_say_what_remains_and_windows_what_is_late() -> None:
    text = STAFF + VISITS
    (quota,) = of("class_teacher_quota", text)
    assert (quota.who, quota.left, quota.state) == ("王芳（班主任）", "尚差19人次", "待办")
    assert [brief(d) for d in of("term_start_visit", text)] == [
        ("孙明（包保教师）", "王五", "2025-09-30", "已逾期")
    ]
    (relapse,) = of("relapse_visit", text)
    assert (relapse.whom, relapse.left) == ("王五", "尚差3次")
    assert of("term_end_visit", text) == []
    assert {d.whom for d in of("term_end_visit", text, days=90)} == {"李四", "王五"}


def test_this_weeks_home_teaching_is_owed_until_sunday() -> None:
    text = """
日期 2025-10-22
政策 model-2
[残疾儿童安置]
姓名 | 残疾类型 | 安置方式 | 开始
张三 | 肢体     | 送教上门 | 2025-09-01
[送教上门记录]
日期       | 学生 | 送教教师   | 课时
2025-10-20 | 张三 | 王芳、李强 | 3
"""
    (lesson,) = of("home_teaching", text)
    assert brief(lesson) == ("王芳、李强（送教教师）", "张三", "2025-10-26", "待办")
    assert lesson.left == "尚差1次"


def test_a_case_is_reported_noticed_and_passed_on() -> None:
    text = """
[辍学台账]
姓名 | 责任人 | 发现日期   | 上报日期   | 状态 | 通知书日期 | 限期       | 报乡镇日期 | 劝返次数
张三 | 王芳   | 2025-10-20 |            | 疑似 |            |            |            | 1
李四 | 王芳   | 2025-10-08 | 2025-10-08 | 辍学 |            |            |            | 1
王五 | 王芳   | 2025-10-08 | 2025-10-08 | 辍学 | 2025-10-15 | 2025-10-22 |            | 1
赵六 | 王芳   | 2025-10-08 | 2025-10-08 | 辍学 | 2025-10-09 | 2025-10-16 |            | 0
孙七 | 王芳   | 2025-09-08 | 2025-09-08 | 返校 | 2025-09-09 | 2025-09-16 |            | 1
"""
    (report,) = of("case_report", text)
    assert (report.who, report.whom) == ("王芳（责任人）", "张三")
    assert [d.whom for d in of("return_notice", text)] == ["李四"]
    assert [(d.whom, str(d.due)) for d in of("notice_term", text)] == [("王五", "2025-10-22")]
    assert [(d.whom, d.state) for d in of("township_report", text)] == [("赵六", "已逾期")]
    assert [d.whom for d in of("persuasion", text)] == ["赵六"]


def test_leave_suspension_and_deferral_are_told_when_they_run_out() -> None:
    text = """
[缺课登记表]
日期       | 姓名 | 班级    | 类别 | 原因 | 请假止     | 返校日期
2025-10-13 | 张三 | 七(1)班 | 病假 | 骨折 | 2025-10-24 |
2025-10-13 | 李四 | 七(1)班 | 病假 | 发烧 | 2025-12-31 |
[学籍变动登记册]
姓名 | 身份证号           | 变动类别 | 变动日期   | 开始       | 结束
王五 | 11010520130901005X | 休学     | 2024-10-25 | 2024-10-25 | 2025-10-24
[延缓入学名单]
姓名 | 身份证号           | 原因     | 开始       | 结束       | 申请书 | 证明
赵六 | 110105201905010056 | 发育迟缓 | 2024-10-26 | 2025-10-25 | 有     | 有
"""
    assert [(d.whom, str(d.due)) for d in of("leave_end", text)] == [("张三", "2025-10-27")]
    assert [(d.whom, str(d.due)) for d in of("suspension_end", text)] == [("王五", "2025-10-24")]
    assert [(d.whom, str(d.due)) for d in of("deferral_end", text)] == [("赵六", "2025-10-25")]


def test_reports_come_up_when_their_period_ends() -> None:
    text = "日期 2025-11-03\n" + STAFF
    monthly = [d for d in of("report", text) if "月报" in d.what]
    assert [(d.whom, str(d.due), d.who) for d in monthly] == [
        ("2025年10月", "2025-11-08", "赵刚（校长）")
    ]


def test_a_report_handed_in_is_owed_no_more_and_a_missing_one_is_late() -> None:
    text = """
日期 2025-11-03
[县/一中/学生花名册]
姓名 | 身份证号           | 年级   | 班级
张三 | 110105201309010017 | 七年级 | 1班
[县/上报登记]
单位 | 报表   | 期间    | 上报日期
一中 | 月报表 | 2025-10 | 2025-11-02
"""
    monthly = [(d.whom, d.state) for d in of("report", text) if "月报" in d.what]
    assert monthly == [("2025年9月", "已逾期")]


WEEKLY = """
政策 jiudian
[县/一中/学生花名册]
姓名 | 身份证号           | 年级   | 班级
张三 | 110105201309010017 | 七年级 | 1班
[县/上报登记]
单位 | 报表 | 期间     | 上报日期
一中 | 周报 | 2025-W38 | 2025-09-19
"""


def weekly(date: str) -> list[Duty]:
    return [d for d in of("report", f"日期 {date}\n{WEEKLY}") if "周报" in d.what]


def test_weekly_reports_missed_are_one_duty_due_on_the_latest_day(tmp_path: Path) -> None:
    missed, next_one = weekly("2025-11-03")
    assert (missed.whom, str(missed.due), missed.state) == (
        "2025年第36周至第37周、第39周至第44周，共8份",
        "2025-10-31",
        "已逾期",
    )
    assert (next_one.whom, str(next_one.due)) == ("2025年第45周", "2025-11-07")
    assert weekly("2025-11-10")[0].uid == missed.uid
    calendar = Calendar.from_ical(reminders.as_calendar(Owed([missed]), dt.date(2025, 11, 3)))
    (event,) = calendar.walk("VEVENT")
    assert event["location"] == "一中"  # and not 县/一中
    assert (event["dtstart"].dt, "共8份" in event["summary"]) == (dt.date(2025, 10, 31), True)
    assert reminders.as_text(Owed([missed]), dt.date(2025, 11, 3), "").count("周报") == 2
    reminders.write_workbook(Owed([missed]), dt.date(2025, 11, 3), tmp_path / "a.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx").active.values)
    assert [row[0] for row in rows if "报《流生情况周报表》" in row] == ["一中"]


def test_a_report_due_in_a_holiday_is_due_on_the_next_school_day() -> None:
    assert [(d.whom, str(d.due), d.state) for d in weekly("2025-10-03")][1:] == [
        ("2025年第40周", "2025-10-09", "待办"),
        ("2025年第41周", "2025-10-10", "待办"),
    ]


def test_meetings_inspections_and_problems() -> None:
    text = (
        "日期 2025-11-03\n政策 model-8\n"
        + STAFF
        + """
[会议记录]
日期       | 类型         | 主题
2025-09-05 | 领导小组例会 | 开学部署
2025-09-05 | 教导处例会   | 开学控辍工作
2025-10-09 | 教导处例会   | 九月缺课情况
2025-09-12 | 专题活动     | 控辍月启动
[问题整改台账]
问题     | 责任单位 | 整改期限   | 完成日期   | 状态
档案缺项 | 教导处   | 2025-10-31 |            | 整改中
"""
    )
    (group,) = of("leading_group", text)
    assert (group.who, group.left) == ("赵刚（校长）", "尚差2次")
    assert [brief(d) for d in of("deans_meeting", text)] == [
        ("孙明（教导主任）", "", "2025-11-10", "待办")
    ]
    assert of("campaign", text) == []
    assert [(d.by, d.state) for d in of("rectification", text)] == [("教导处", "已逾期")]


def test_the_calendar_asks_for_surveys_key_periods_and_the_exam() -> None:
    text = "日期 2026-02-15\n政策 kazuo-2025\n参数 exam_date=2026-06-18\n" + STAFF
    (survey,) = of("survey", text)
    assert (survey.since, survey.due) == (dt.date(2026, 2, 13), dt.date(2026, 2, 27))
    assert [d.what for d in of("watch", text)] == ["开学重点防范"]
    assert [str(d.due) for d in of("exam", text, days=120)] == ["2026-06-18"]
    assert of("exam", text) == []


def test_a_mid_term_exam_is_not_the_final_one() -> None:
    text = (
        STAFF
        + """
[校历]
学期 | 开始       | 结束       | 类别 | 名称
秋   | 2025-11-05 | 2025-11-06 | 考试 | 期中考试
"""
    )
    assert of("exam", text, days=60) == []


def test_the_thirteen_dates_of_the_quality_monitoring() -> None:
    text = "日期 2026-03-01\n政策 model-7\n" + STAFF
    assert len(of("monitoring", text, days=120)) == 13
    assert len(of("monitoring", text, days=11)) == 1
    done = (
        text
        + "[质量监测任务]\n任务 | 期限 | 负责人 | 完成日期\n部署 | 2026-03-12 | 钱红 | 2026-02-28\n"
    )
    assert len(of("monitoring", done, days=120)) == 12
    assert of("monitoring", "日期 2026-03-01\n" + STAFF, days=120) == []


def test_a_rule_switched_off_leaves_no_duty() -> None:
    text = "参数 HV101=关\n" + STAFF + VISITS
    assert of("class_teacher_quota", text) == []


def test_what_cannot_be_told_is_said() -> None:
    assert found(STAFF).lacking["旷课后家访"] == "缺少缺课登记表"
    assert found(STAFF).lacking["上报个案"] == "缺少疑似辍学、辍学台账"


@pytest.mark.parametrize(("kind", "code"), [(k.id, k.code) for k, _ in KINDS if k.code])
def test_every_kind_names_a_rule_that_exists(kind: str, code: str) -> None:
    assert code in rules(), kind


def test_ids_of_kinds_are_unique() -> None:
    ids = [kind.id for kind, _ in KINDS]
    assert len(ids) == len(set(ids))


def test_the_text_groups_by_person() -> None:
    text = reminders.as_text(found(STAFF + VISITS), dt.date(2025, 10, 20), "national")
    assert "  王芳（班主任）：" in text
    assert "2025-09-30 已逾期 学期初集中家访 王五（七(1)班）：" in text
    assert "没有列出的事项：" in text


def test_the_json_has_english_keys_and_states() -> None:
    written = reminders.as_json(found(STAFF + VISITS), dt.date(2025, 10, 20), "zhushan-2021")
    told = json.loads(written)
    assert set(told) == {"date", "policy", "duties", "lacking"}
    late = [d for d in told["duties"] if d["state"] == "overdue"]
    assert [(d["kind"], d["due"]) for d in late] == [("term_start_visit", "2025-09-30")]


def test_the_calendar_has_whole_days_stable_uids_and_no_numbers() -> None:
    today, tomorrow = dt.date(2025, 10, 20), dt.date(2025, 10, 21)
    first = reminders.as_calendar(found(STAFF + VISITS), today)
    later = reminders.as_calendar(found("日期 2025-10-21\n" + STAFF + VISITS), tomorrow)
    events = {e["uid"]: e for e in Calendar.from_ical(first).walk("VEVENT")}
    again = {e["uid"] for e in Calendar.from_ical(later).walk("VEVENT")}
    assert len(events) == len(Calendar.from_ical(first).walk("VEVENT"))
    assert set(events) == again
    assert all(not isinstance(e["dtstart"].dt, dt.datetime) for e in events.values())
    assert b"11010520" not in first
    assert reminders.as_calendar(found(STAFF + VISITS), today) == first


def test_the_command_lists_and_writes_what_is_owed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for block in STAFF.strip().split("[")[1:]:
        title, _, lines = block.partition("]\n")
        sheet = book.create_sheet(title)
        for row in lines.strip().splitlines():
            sheet.append([cell.strip() for cell in row.split("|")])
    (tmp_path / "一中").mkdir()
    book.save(tmp_path / "一中" / "名册.xlsx")
    common = ["remind", str(tmp_path / "一中"), "--date", "2025-11-03", "--quiet"]
    assert main([*common, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert ("赵刚", "2025-11-08") in {(d["by"], d["due"]) for d in told["duties"]}
    assert main(common) == 0
    assert "赵刚（校长）" in capsys.readouterr().out
    assert main([*common, "--format", "ics", "--out", str(tmp_path / "待办.ics")]) == 0
    assert Calendar.from_ical((tmp_path / "待办.ics").read_bytes()).walk("VEVENT")
    assert main([*common, "--format", "ics"]) == 2


def test_the_workbook_is_sorted_filtered_and_holds_no_formula(tmp_path: Path) -> None:
    text = STAFF.replace("孙明", "=孙明") + VISITS
    path = tmp_path / "待办.xlsx"
    reminders.save(found(text), dt.date(2025, 10, 20), "national", "xlsx", path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    people = [row[1] or row[2] for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert "=孙明" in people
    assert people == sorted(people, key=str)
    assert sheet.auto_filter.ref
    assert sheet.freeze_panes == "A4"
    assert sheet.page_setup.paperSize == 9
    assert all(c.data_type != "f" for row in sheet.iter_rows() for c in row)
