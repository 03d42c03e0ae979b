"""Policies: what ships, how one extends another, and what a wrong file is told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongcuo_xl.policy import (
    CODE,
    EDITABLE,
    REQUIREMENT,
    Due,
    Mark,
    MonthDay,
    PolicyError,
    load,
    names,
)

SHIPPED = [
    "national",
    "caocun",
    "jiudian",
    "kazuo-2025",
    *(f"model-{number}" for number in range(1, 9)),
    "zhushan-2021",
]

FAMILIES = {
    "FM": 107,
    "ID": 114,
    "ST": 113,
    "RC": 114,
    "AT": 111,
    "HV": 111,
    "HT": 110,
    "SN": 108,
    "EL": 108,
    "CH": 111,
    "CS": 109,
    "RP": 106,
    "SR": 107,
    "WK": 108,
    "QM": 106,
}
RULES = {
    f"{family}{number}" for family, last in FAMILIES.items() for number in range(101, last + 1)
} - {"ID110"}


def county(folder: Path, text: str, name: str = "某县.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path) -> str:
    with pytest.raises(PolicyError) as caught:
        load(path)
    return str(caught.value)


# ---- what ships ----


def test_all_policies_ship() -> None:
    assert names() == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_policy_is_complete(name: str) -> None:
    policy = load(name)
    assert policy.name == name
    assert policy.title
    assert policy.parameters().keys() == load("national").parameters().keys()
    assert policy.levels.keys() <= RULES
    assert len({report.id for report in policy.reports}) == len(policy.reports)


@pytest.mark.parametrize("name", SHIPPED[1:])
def test_what_a_document_changes_names_its_requirement(name: str) -> None:
    policy = load(name)
    for line in policy.explain():
        if line.from_policy == name:
            assert line.source_ids
            assert all(REQUIREMENT.fullmatch(each) for each in line.source_ids), line.key
    for code, setting in policy.levels.items():
        assert CODE.fullmatch(code)
        assert all(REQUIREMENT.fullmatch(each) for each in setting.source.ids), code


def test_what_no_source_states_is_called_an_editable_default() -> None:
    for line in load("national").explain():
        assert line.note.startswith(EDITABLE) == (line.status != "V"), line.key
        if line.status == "V":
            assert line.source_ids, line.key


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("report_after_days", 0.5),
        ("teacher_visit_after_days", 1),
        ("teacher_visit_within_days", 1),
        ("leader_visit_after_days", 2),
        ("visit_days", "school"),
        ("suspected_after_days", 3),
        ("cumulative_days_hint", 7),
        ("attendance_warning", 0.90),
        ("attendance_risk", 0.80),
        ("class_teacher_visits", 20),
        ("subject_teacher_visits", 15),
        ("visits_count_only", ""),
        ("count_unit", "学生次"),
        ("term_start_window_days", 30),
        ("term_end_window_days", 30),
        ("relapse_visits", 3),
        ("visit_text_min", 10),
        ("home_teaching_per_week", 2),
        ("home_teaching_hours", 3),
        ("home_teaching_staff", 2),
        ("home_teaching_week_min_days", 4),
        ("age_tolerance_years", 2),
        ("entry_cutoff", MonthDay(8, 31)),
        ("deferral_age_limit", 7),
        ("deferral_max_years", 1),
        ("certificate_copies", 3),
        ("contact_interval_days", 90),
        ("transfer_days", 10),
        ("exam_date", None),
        ("report_within_days", 0),
        ("monthly_due", Due("next_month", 8)),
        ("meetings_per_semester", 3),
        ("inspections_per_semester", 2),
        ("sample_size", 30),
        ("campaign_months", (3, 9)),
    ],
)
def test_national_default(key: str, value: object) -> None:
    assert load("national")[key] == value


@pytest.mark.parametrize(
    ("name", "code", "level"),
    [
        ("national", "HV101", "提示"),
        ("zhushan-2021", "HV101", "错误"),
        ("model-8", "HV101", "错误"),
        ("model-8", "HV102", "提示"),
        ("model-8", "HV105", "错误"),
        ("zhushan-2021", "AT103", "错误"),
        ("caocun", "AT103", "提示"),
        ("zhushan-2021", "RP102", "错误"),
        ("model-2", "HT101", "错误"),
        ("model-5", "HT101", "疑问"),
        ("model-5", "HT102", "提示"),
        ("model-5", "HT104", "错误"),
        ("jiudian", "WK105", "疑问"),
        ("national", "QM102", None),
        ("model-7", "QM102", "错误"),
        ("national", "ID103", "错误"),
    ],
)
def test_a_duty_is_grave_where_a_document_states_it(
    name: str, code: str, level: str | None
) -> None:
    assert load(name).level(code, "错误") == level


# ---- where the documents contradict each other, the policy decides ----


def test_home_teaching_twice_or_once_a_week() -> None:
    assert load("model-2")["home_teaching_per_week"] == 2
    assert load("model-5")["home_teaching_per_week"] == 1


def test_monthly_report_cumulative_at_month_end_or_by_the_eighth() -> None:
    first, last = dt.date(2025, 10, 1), dt.date(2025, 10, 31)
    assert load("model-5")["monthly_scope"] == "累计"
    assert load("model-5")["monthly_due"].date(first, last) == dt.date(2025, 10, 31)
    assert load("zhushan-2021")["monthly_scope"] == "本月"
    assert load("zhushan-2021")["monthly_due"].date(first, last) == dt.date(2025, 11, 8)


def test_grade_six_is_a_key_grade_or_not() -> None:
    assert load("model-5")["key_grades"] == (6, 8, 9)
    assert load("jiudian")["key_grades"] == (8, 9)
    assert load("kazuo-2025")["key_grades"] == (8, 9)


def test_who_leads_a_case() -> None:
    assert load("jiudian")["case_lead"] == "就读学校"
    assert load("model-1")["case_lead"] == "流入地"
    assert load("model-5")["case_lead"] == "就读学校或户籍地"


def test_home_teaching_during_sick_leave() -> None:
    assert load("model-2")["home_teaching_sick_leave"] is True
    assert load("model-2").level("HT110", "疑问") == "疑问"
    assert load("model-5").level("HT110", "疑问") == "提示"


def test_deferral_stops_at_seven_or_is_renewable(tmp_path: Path) -> None:
    path = county(tmp_path, 'extends = "national"\n[parameters]\ndeferral_renewable = true\n')
    assert load("model-2")["deferral_renewable"] is False
    assert load("model-2")["deferral_age_limit"] == 7
    assert load(path)["deferral_renewable"] is True


def test_visits_of_any_form_or_only_to_the_home() -> None:
    assert load("zhushan-2021")["visits_count_only"] == ""
    assert load("model-8")["visits_count_only"] == "入户"


def test_quarterly_sheet_due_inside_the_quarter() -> None:
    policy = load("zhushan-2021")
    due = policy["quarterly_due"].date(dt.date(2025, 10, 1), dt.date(2025, 12, 31))
    assert due == dt.date(2025, 12, 15)
    assert policy["quarter_period"] == "上期15日至本期15日"
    assert load("national")["quarter_period"] == "截至填报日"


# ---- sections ----


def owed(name: str) -> dict[str, str]:
    return {report.id: report.level for report in load(name).reports if report.level != "关"}


def test_reports_owed() -> None:
    assert owed("national") == {"weekly": "提示", "monthly": "错误"}
    assert owed("zhushan-2021")["quarterly"] == "错误"
    assert owed("jiudian")["weekly"] == "错误"


def test_monitoring_has_thirteen_dates_and_only_in_model_7() -> None:
    tasks = load("model-7").monitoring
    dates = "03-12 03-17 03-29 04-02 04-15 05-10 05-14 05-21 05-26 05-28 05-29 06-07 06-18"
    assert [task.due for task in tasks] == dates.split()
    assert tasks[0].on(2025) == dt.date(2025, 3, 12)
    assert load("national").monitoring == ()
    assert len(load("model-7").fitness) == 8
    assert load("model-7").questionnaires["班主任"] == ("班主任问卷",)


def test_eighteen_archive_items() -> None:
    assert len(load("jiudian")["archive_items"]) == 18


def test_a_fact_is_high_and_a_standing_factor_low() -> None:
    grades = {factor.id: factor.grade for factor in load("national").risk}
    assert grades["absent_streak"] == "高"
    assert grades["left_behind"] == "低"


def test_law_text_is_there_for_documents() -> None:
    law = {each.id: each for each in load("national").basis}
    assert "采取措施防止适龄儿童、少年辍学" in law["law_13"].text


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("√", [("出勤", 1, "")]),
        (" 旷 ", [("旷课", 1, "")]),
        ("旷上", [("旷课", 0.5, "上午"), ("出勤", 0.5, "下午")]),
        ("×下", [("出勤", 0.5, "上午"), ("旷课", 0.5, "下午")]),
        ("½旷", [("旷课", 0.5, ""), ("出勤", 0.5, "")]),
        ("⊗", [("旷课", 0.5, ""), ("出勤", 0.5, "")]),
        ("半", [("旷课", 0.5, ""), ("出勤", 0.5, "")]),
        ("√×", [("出勤", 0.5, "上午"), ("旷课", 0.5, "下午")]),
        ("病/事", [("病假", 0.5, "上午"), ("事假", 0.5, "下午")]),
        ("？", []),
        ("上", []),
    ],
)
def test_roll_call_mark(written: str, parts: list[tuple[str, float, str]]) -> None:
    assert list(load("national").marks.read(written)) == parts


@given(st.text(alphabet="√×○△旷事病公迟早上下午半½/⊗ 0", max_size=4))
def test_a_mark_describes_one_day_or_nothing(written: str) -> None:
    parts = load("national").marks.read(written)
    assert sum(part.days for part in parts) == (1 if parts else 0)
    assert all(isinstance(part, Mark) for part in parts)


# ---- extending ----


def test_a_county_extends_a_shipped_policy_and_a_file_beside_it(tmp_path: Path) -> None:
    county(
        tmp_path,
        'title = "某县政策"\nextends = "zhushan-2021"\n'
        "[parameters]\nclass_teacher_visits = 25\nexam_date = 2026-06-13\n"
        'key_grades = { value = [7, 8, 9], source = ["某县〔2025〕3号"], note = "含七年级" }\n'
        '[levels]\nHV109 = "关"\n[reports]\nweekly = { level = "关" }\n'
        '[attendance_marks]\n"旷课" = ["K"]\n[limits]\nmax_sheets = 20\n',
    )
    town = county(tmp_path, 'extends = "某县"\n[parameters]\nrelapse_visits = 5\n', "某乡.toml")
    policy = load(town)
    assert (policy.name, policy["relapse_visits"], policy["class_teacher_visits"]) == (
        "某乡",
        5,
        25,
    )
    assert policy["exam_date"] == dt.date(2026, 6, 13)
    assert policy["key_grades"] == (7, 8, 9)
    assert policy.level("HV109", "疑问") is None
    assert policy.level("HV102", "错误") == "错误"
    assert {report.id: report.level for report in policy.reports}["weekly"] == "关"
    assert policy.marks.read("K") == (Mark("旷课"),)
    assert policy.limits.max_sheets == 20
    assert policy.clause("class_teacher_visits") == "班主任每学期家访人次 25人次（某县政策）"
    assert policy.clause("key_grades") == "重点年级 7、8、9（某县〔2025〕3号、某县政策）"
    assert policy.clause("subject_teacher_visits") == "科任教师每学期家访人次 15人次（002-08）"
    suspected = policy.clause("suspected_after_days")
    assert suspected == f"连续旷课满几天列为疑似辍学 3个教学日（{EDITABLE}）"
    assert policy.source("relapse_visits").policy == "某乡"


def test_clause_names_the_requirement() -> None:
    clause = load("zhushan-2021").clause("teacher_visit_within_days")
    assert clause == "旷课后班主任家访期限 1天（002-13）"


def test_compare() -> None:
    differences = {each.key: each for each in load("model-2").compare(load("model-5"))}
    week = differences["home_teaching_per_week"]
    assert (week.label, week.mine, week.other) == ("每周送教次数", "2", "1")
    assert (differences["HT101"].mine, differences["HT101"].other) == ("错误", "疑问")
    assert (differences["deferrals"].mine, differences["deferrals"].other) == ("提示", "关")
    assert load("model-6").compare(load("national")) == []


def test_override_reads_what_people_type_in_a_settings_sheet() -> None:
    policy = load("national").override(
        {
            "班主任每学期家访人次": 12.0,
            "home_teaching_male": "否",
            "重点年级": "6、8、9",
            "入学年龄截止日": "8月31日",
            "中考日期": dt.datetime(2026, 6, 13),
            "attendance_warning": "95%",
            "月报期限": "当月月末",
            "HV109": "关",
        },
        "台账.xlsx 设置",
    )
    assert policy["class_teacher_visits"] == 12
    assert policy["home_teaching_male"] is False
    assert policy["key_grades"] == (6, 8, 9)
    assert policy["entry_cutoff"] == (8, 31)
    assert policy["exam_date"] == dt.date(2026, 6, 13)
    assert policy["attendance_warning"] == 0.95
    assert policy["monthly_due"] == Due("month", 31)
    assert policy.level("HV109", "疑问") is None
    assert policy.clause("class_teacher_visits") == "班主任每学期家访人次 12人次（台账.xlsx 设置）"
    assert load("national")["class_teacher_visits"] == 20


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        (
            "班主任家访人次",
            3,
            "设置：没有名为“班主任家访人次”的参数，最接近的是“班主任每学期家访人次”。",
        ),
        (
            "relapse_visits",
            "三次",
            "relapse_visits（反复学生每学期家访次数）要填整数，现在是“三次”。",
        ),
        ("relapse_visits", -1, "要填不小于0的数，现在是“-1”。"),
        ("relapse_visits", True, "要填整数"),
        ("attendance_risk", "nan", "要填数字"),
        ("exam_date", "2026-02-30", "要填日期，如 2026-06-13，现在是“2026-02-30”。"),
        ("HV101", "警告", "等级要填错误、疑问、提示、关之一，现在是“警告”"),
    ],
)
def test_override_refuses(key: str, value: object, sentence: str) -> None:
    with pytest.raises(PolicyError) as caught:
        load("national").override({key: value}, "设置")
    assert sentence in str(caught.value)


def test_fingerprint_follows_the_contents() -> None:
    policy = load("national")
    assert policy.fingerprint() == load("national").fingerprint()
    assert policy.fingerprint() != policy.override({"relapse_visits": 4}, "设置").fingerprint()
    assert len({load(name).fingerprint() for name in names()}) == len(names())


# ---- deadlines ----


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("当天", dt.date(2026, 2, 28)),
        ("当周周五", dt.date(2026, 2, 27)),
        ("当月月末", dt.date(2026, 2, 28)),
        ("当月30日", dt.date(2026, 2, 28)),
        ("次月8日", dt.date(2026, 3, 8)),
        ("次月月末", dt.date(2026, 3, 31)),
        ("期初后30日", dt.date(2026, 3, 3)),
        ("期末", dt.date(2026, 2, 28)),
        ("期末后5日", dt.date(2026, 3, 5)),
    ],
)
def test_deadline(written: str, day: dt.date) -> None:
    due = load("national").override({"monthly_due": written}, "设置")["monthly_due"]
    assert due.date(dt.date(2026, 2, 1), dt.date(2026, 2, 28)) == day
    assert str(due) == written


@given(st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2100, 1, 1)))
def test_next_months_deadline_is_after_the_period(last: dt.date) -> None:
    due = load("national")["monthly_due"].date(last.replace(day=1), last)
    assert last < due
    assert due.day == 8


# ---- wrong files ----

EXTENDS = 'extends = "national"\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('title = "某县"\n', "某县.toml：缺少 extends"),
        ('extends = "zhushan"\n', "旁边也没有这个文件，最接近的是“zhushan-2021”。"),
        ('extends = "某县"\n', "成了一个圈：某县.toml → 某县.toml"),
        (
            EXTENDS + "[parameters]\nhome_teching_per_week = 1\n",
            "某县.toml：没有名为“home_teching_per_week”的参数，最接近的是“home_teaching_per_week”。",
        ),
        (EXTENDS + "[parametres]\n", "没有名为“parametres”的段，最接近的是“parameters”。"),
        (
            EXTENDS + '[parameters]\nclass_teacher_visits = "20"\n',
            "某县.toml：class_teacher_visits（班主任每学期家访人次）要填整数，现在是“20”。",
        ),
        (EXTENDS + "[parameters]\nclass_teacher_visits = 2.5\n", "要填整数，现在是“2.5”。"),
        (EXTENDS + "[parameters]\nhome_teaching_male = 1\n", "要填是或否"),
        (EXTENDS + "[parameters]\nkey_grades = 9\n", "要填一列整数"),
        (EXTENDS + "[parameters]\nkey_grades = [10]\n", "要填1到9的数"),
        (EXTENDS + '[parameters]\nentry_cutoff = "8月底"\n', "要填月和日，如 08-31"),
        (EXTENDS + '[parameters]\nmonthly_due = "每月8号"\n', "要填期限，写法有：当天"),
        (EXTENDS + '[parameters]\ncount_unit = "户"\n', "最接近的是“户次”"),
        (EXTENDS + "[parameters]\nrelapse_visits = { vaule = 2 }\n", "最接近的是“value”。"),
        (EXTENDS + "[parameters]\nrelapse_visits = { note = '' }\n", "缺少 value。"),
        (
            EXTENDS + "[parameters]\nrelapse_visits = { value = 2, status = 'W' }\n",
            "的 status 要填",
        ),
        (
            EXTENDS + '[levels]\nHV101 = "错"\n',
            "某县.toml：HV101 的等级要填错误、疑问、提示、关之一",
        ),
        (EXTENDS + '[levels]\nhv1 = "错误"\n', "“hv1”不是规则代码"),
        (EXTENDS + '[reports]\nmonthly = { due = "month_due" }\n', "最接近的是“monthly_due”。"),
        (EXTENDS + '[reports]\nmonthly = { level = "错" }\n', "最接近的是“错误”。"),
        (EXTENDS + '[reports]\nten_days = { title = "旬报" }\n', "没有写全"),
        (EXTENDS + '[risk]\nweary = { grade = "很高" }\n', "最接近的是“高”。"),
        (EXTENDS + '[attendance_marks]\n"旷" = ["K"]\n', "最接近的是“旷课”。"),
        (EXTENDS + "[limits]\nmax_sheets = 0\n", "要填正整数"),
        (EXTENDS + "parameters = 3\n", "以 [parameters] 开头"),
        ("extends = “national”\n", "某县.toml：第1行第11个字符附近不合 TOML 写法"),
    ],
)
def test_a_wrong_file_is_told_in_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    message = refused(county(tmp_path, text))
    assert sentence in message
    assert message.endswith("。")
    assert "\n" not in message


def test_a_ring_of_files_is_refused(tmp_path: Path) -> None:
    county(tmp_path, 'extends = "乙"\n', "甲.toml")
    path = county(tmp_path, 'extends = "甲"\n', "乙.toml")
    assert "乙.toml → 甲.toml → 乙.toml" in refused(path)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert "找不到政策文件" in refused(tmp_path / "没有.toml")
    path = tmp_path / "旧编码.toml"
    path.write_bytes('title = "某县"\n'.encode("gbk"))
    assert "另存为 UTF-8" in refused(path)


def test_a_notepad_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "某县.toml"
    path.write_bytes(b"\xef\xbb\xbf" + EXTENDS.encode())
    assert load(path)["relapse_visits"] == 3


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(PolicyError, match="没有名为“zhusan-2021”的政策，最接近的是“zhushan-2021”"):
        load("zhusan-2021")


def test_a_county_cannot_set_the_level_of_a_rule_that_does_not_exist(tmp_path: Path) -> None:
    policy = load(county(tmp_path, EXTENDS + '[levels]\nHV199 = "关"\n'))
    with pytest.raises(PolicyError, match="没有名为“HV199”的规则"):
        policy.check_codes(RULES)
    load("national").check_codes(RULES)
