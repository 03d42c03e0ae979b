"""Measures and rates by subject: small tables, figures worked out by hand, exactly who counted."""

from __future__ import annotations

from dataclasses import fields

import pytest
from rule_page import parse, report_on

from kongcuo_xl.period import parse as period_of
from kongcuo_xl.statistics import CONDITIONS, MEASURES, SUBJECTS, Conditions, Measure, Statistics

ROSTER = """
    [一中/花名册]
    学生花名册
    姓名|性别|身份证号|年级|班级|村|就读方式|残疾|残疾类型|留守|入学年月
    张三|男|110105201301010012|七年级|1|东村|住校|否||是|2025-09
    李四|女|110105201301020042|七年级|1|西村|走读|是|视力|否|2024-09
    王五|男|110105201201030032|八年级|2|东村|住校|是|肢体、智力|否|
    赵六|女|110105201101040049|九年级|1||走读|是||否|
"""
CHANGES = """
    [一中/变动]
    学籍变动登记册
    姓名|身份证号|变动类别|变动日期|年级|去向学校|原因
"""
SURVEY = """
    [摸底]
    适龄儿童少年摸底登记表
    村|户主|姓名|身份证号|是否在读|就读地|异地就读证明|未入学原因|特殊群体
    东村|张大|张三|110105201301010012|是|本县|||
    东村|钱大|钱小|110105201901050018|否|||在家|
    西村|周大|周小|110105201601060011|是|浙江省义乌市|有||
    西村|吴大|吴小|110105201601070017|是|广东省东莞市|无||
    西村|郑大|郑小|110105201401080018|否|||延缓入学|残疾
    东村|冯大|冯小|110105200901090015|否||||
    东村|陈大|陈小|110105201501100012|否|||死亡|
"""


def statistics(
    text: str, period: str = "2025-10", date: str = "2025-11-03", **values: str
) -> Statistics:
    told = [f"参数 {key}={value}" for key, value in values.items()]
    report = report_on(parse([f"日期 {date}", "政策 national", *told, *text.splitlines()]), set())
    [scope] = report.scopes
    return Statistics(scope, period_of(period, scope.calendar.terms))


def names(found: Statistics, measure: str, **conditions: object) -> list[str]:
    figure = found.figure(measure, Conditions(**conditions))  # type: ignore[arg-type]
    assert figure.number == len(figure.people)
    return figure.people["name"].tolist()


def number(found: Statistics, measure: str, **conditions: object) -> float | None:
    return found.figure(measure, Conditions(**conditions)).number  # type: ignore[arg-type]


# ── conditions ───────────────────────────────────────────────────────────────────────────────────
def test_every_condition_is_a_field_and_has_words():
    assert {each.name for each in fields(Conditions)} == set(CONDITIONS)
    asked = Conditions(grade=7, sex="女", disability="视力", village="西村", boarding="走读")
    assert asked.words == "七年级、西村、女、走读、视力残疾"
    assert Conditions().words == "全部"


def test_conditions_on_what_a_roster_says_of_people():
    found = statistics(ROSTER)
    assert names(found, "enrolled_end", village="东村") == ["张三", "王五"]
    assert names(found, "enrolled_end", boarding="寄宿") == ["张三", "王五"]
    assert names(found, "enrolled_end", disability="视力") == ["李四"]
    assert names(found, "enrolled_end", disability="多重") == ["王五"]
    assert names(found, "enrolled_end", disability="视力、多重") == ["李四", "王五"]
    assert names(found, "enrolled_end", age="12-13") == ["张三", "李四", "王五"]
    assert names(found, "enrolled_end", age="14") == ["赵六"]
    assert names(found, "enrolled_end", village="东村", sex="男", grade=8) == ["王五"]


TWO_SCHOOLS = """
    [东镇/中心小学/花名册]
    姓名|性别|身份证号|年级|班级|村
    张三|男|110105201601010014|三年级|1|东村
    李四|女|110105201601020044|三年级|1|西村

    [西镇/中心小学/花名册]
    姓名|性别|身份证号|年级|班级|村
    王五|男|110105201501030037|四年级|1|西村

    [西镇/中心小学/包保]
    西镇中心学校控辍保学责任人包保情况一览表
    序号|包保学校|包保人|备注
    1|中心小学|刘洋|
    2|东河小学|董刚|
"""


def test_schools_of_one_name_are_told_apart_by_their_township():
    found = statistics(TWO_SCHOOLS)
    assert names(found, "expected", school="东镇/中心小学") == ["张三", "李四"]
    assert names(found, "expected", school="西镇中心小学") == ["王五"]
    assert names(found, "expected", school="中心小学") == ["张三", "李四", "王五"]


def test_what_another_tables_title_names_takes_no_school_its_pupils():
    text = TWO_SCHOOLS.replace("中心小学/包保", "实验小学/包保").replace("西镇/中心", "西镇/实验")
    assert names(statistics(text), "expected", school="实验小学") == ["王五"]


def test_what_no_table_says_is_unknown_and_not_none():
    plain = """
    [一中/花名册]
    姓名|身份证号|年级|班级
    张三|110105201301010012|7|1
    """
    found = statistics(plain)
    assert number(found, "enrolled_end", boarding="寄宿") is None
    assert number(found, "enrolled_end", village="东村") is None
    assert number(found, "enrolled_end", disability="视力") is None
    assert number(found, "boarders") is None
    assert "就读方式" in found.notes("boarders")[0]


# ── 在籍、变动 ───────────────────────────────────────────────────────────────────────────────────
def test_at_school_leaves_out_leave_home_teaching_and_those_who_stopped():
    found = statistics(
        ROSTER
        + CHANGES
        + """    李四|110105201301020042|休学|2025-10-09|7||
    王五|110105201201030032|辍学|2025-10-10|8||
    [一中/送教学生]
    姓名|身份证号|安置方式
    赵六|110105201101040049|送教上门
    """
    )
    assert number(found, "enrolled_end") == 4
    assert names(found, "on_roll_start") == ["张三", "李四", "王五", "赵六"]
    assert names(found, "on_roll_end") == ["张三", "赵六"]
    assert names(found, "in_school_end") == ["张三"]
    assert names(found, "removed_or_stopped") == ["王五"]
    # 期初 + 增 − 减 = 期末 of a 学籍变动 sheet, on which 休学 is a decrease.
    assert (number(found, "additions"), number(found, "reductions")) == (0, 2)


def test_sums_of_changes_add_up_their_parts():
    found = statistics(
        ROSTER
        + CHANGES
        + """    张三|110105201301010012|转入|2025-10-09|7||
    李四|110105201301020042|复学|2025-10-10|7||
    孙七|11010520120105005X|转出|2025-10-11|8|二中|
    周八|110105201202050051|转出|2025-10-12|8||
    吴九|110105201203050053|死亡|2025-10-12|8||
    """
    )
    assert number(found, "additions") == 2
    assert number(found, "reductions") == 3
    assert number(found, "net_additions") == -1
    assert number(found, "net_additions", grade=7) == 2
    # 转出 2 + 死亡 1 − 转入 1.
    assert number(found, "net_loss") == 2
    assert names(found, "gone_without_school") == ["周八"]
    assert found.sources(found.figure("net_loss").people)[-1].said.startswith("减去：")


def test_new_pupils_and_the_final_grades():
    found = statistics(ROSTER)
    assert names(found, "new_pupils") == ["张三"]
    assert names(found, "graduating") == ["赵六"]
    assert names(statistics(ROSTER, retention_primary_years="5"), "new_pupils") == []


# ── 残疾 ─────────────────────────────────────────────────────────────────────────────────────────
PLACED = """
    [一中/残疾儿童安置]
    残疾儿童安置表
    姓名|身份证号|残疾类型|安置方式|年级
    李四|110105201301020042|视力|随班就读|7
    卫一|110105201301100018|智力|特殊教育学校|7
    蒋二|110105201301110013|精神|送教上门|7
    沈三|110105201301120019|肢体|未安置|7
"""


def test_disabled_children_by_type_and_placement():
    found = statistics(ROSTER + PLACED)
    everybody = ["李四", "王五", "赵六", "卫一", "蒋二", "沈三"]
    assert names(found, "disabled_children") == everybody
    assert names(found, "disabled_children", disability="视力") == ["李四"]
    assert names(found, "disabled_children", disability="未注明") == ["赵六"]
    assert names(found, "disabled_inclusive") == ["李四"]
    assert names(found, "disabled_special_school") == ["卫一"]
    assert names(found, "disabled_home_taught") == ["蒋二"]
    assert names(found, "disabled_not_enrolled") == ["沈三"]
    assert number(found, "disabled_enrolled") == 5
    assert number(found, "disabled_enrolment_rate") == 83.33
    assert number(found, "disabled_enrolment_rate", disability="视力") == 100.0


def test_home_teaching_counts_as_enrolled_where_the_policy_says_so():
    found = statistics(ROSTER + PLACED, home_teaching_counts_enrolled="否")
    assert names(found, "disabled_not_enrolled") == ["蒋二", "沈三"]
    three = statistics(ROSTER + PLACED, disability_types_counted="视力、听力、智力")
    assert number(three, "disabled_counted") == 2


# ── 家访、考勤 ───────────────────────────────────────────────────────────────────────────────────
def test_visits_of_a_pupil_on_a_day_count_once():
    found = statistics(
        ROSTER
        + """
    [一中/家访]
    家访登记表
    日期|教师|学生|班级|形式
    2025-10-09|王芳、李强|张三|七(1)班|入户
    2025-10-09|李强|张三|七(1)班|入户
    2025-10-15|王芳|张三|七(1)班|电话
    2025-10-16|王芳|李四|七(1)班|微信视频
    2025-09-16|王芳|王五|八(2)班|入户
    """
    )
    assert number(found, "visit_times") == 3
    assert number(found, "home_visit_times") == 1
    assert number(found, "phone_visit_times") == 2
    assert number(found, "visit_times", sex="女") == 1
    assert number(found, "visit_times", klass="七(1)班") == 3
    assert names(found, "visited_pupils") == ["张三", "李四"]
    assert number(found, "visit_coverage") == 50.0
    [source] = found.sources(found.figure("home_visit_times").people)
    assert (source.sheet, source.cell, source.said) == ("家访", (2, 2), "2025-10-09 入户")


def test_absences_by_pupils_times_and_days():
    found = statistics(
        ROSTER
        + """
    [一中/缺课登记]
    日期|姓名|年级|班级|节次|类别
    2025-10-09|张三|七年级|1|上午|旷课
    2025-10-10|张三|七年级|1|全天|旷课
    2025-10-10|李四|七年级|1|全天|病假
    2025-09-10|李四|七年级|1|全天|病假
    """
    )
    assert number(found, "absence_times") == 3
    assert number(found, "absence_days") == 2.5
    assert number(found, "absence_days", sex="男") == 1.5
    assert number(found, "truancy_times") == 2
    assert number(found, "truancy_days") == 1.5
    assert names(found, "absent_pupils") == ["张三", "李四"]
    assert names(found, "truant_pupils") == ["张三"]
    # 18 school days in October 2025: 9–11 (the 11th makes up for the holiday), 13–17, 20–24, 27–31.
    assert number(found, "due_days", grade=8) == 18
    assert number(found, "due_days") == 72
    assert number(found, "came_days") == 69.5
    assert number(found, "attendance_days_rate") == 96.53
    assert number(found, "attendance_rate") == 100.0


# ── 户籍 ─────────────────────────────────────────────────────────────────────────────────────────
def test_the_survey_says_who_is_of_school_age_and_where():
    found = statistics(ROSTER + SURVEY)
    # 冯小 is over age, 陈小 has died.
    assert names(found, "population") == ["张三", "钱小", "周小", "吴小", "郑小"]
    assert names(found, "population_enrolled") == ["张三", "周小", "吴小"]
    assert names(found, "population_not_enrolled") == ["钱小", "郑小"]
    assert names(found, "population", stage="初中") == ["张三"]
    assert names(found, "population", village="西村") == ["周小", "吴小", "郑小"]
    assert names(found, "entrants_due") == ["钱小"]
    assert names(found, "elsewhere") == ["周小", "吴小"]
    assert names(found, "elsewhere_certified") == ["周小"]
    assert names(found, "elsewhere_uncertified") == ["吴小"]
    assert number(found, "enrolment_rate") == 60.0
    assert number(found, "net_enrolment_primary") == 50.0
    assert number(found, "entrance_rate") == 0.0
    assert number(found, "gross_enrolment_junior") == 400.0
    assert "超过100%" in found.figure("gross_enrolment_junior").said


def test_nobody_not_enrolled_is_none_and_no_survey_is_unknown():
    found = statistics(ROSTER + SURVEY)
    assert number(found, "population_not_enrolled", stage="初中") == 0
    unknown = statistics(ROSTER)
    assert number(unknown, "population") is None
    figure = unknown.figure("enrolment_rate")
    assert figure.number is None
    assert "缺少适龄儿童摸底登记表" in figure.said


def test_leavers_of_primary_school_who_came():
    found = statistics(
        """
    [六年级毕业生交接表]
    六年级毕业生交接表
    小学|班级|姓名|身份证号|拟升入初中|是否报到
    一小|1|张三|110105201301010012|一中|是
    一小|1|李四|110105201301020042|一中|
    一小|1|钱七|110105201301030013|一中|否
    """
        + ROSTER
    )
    assert names(found, "handed_over") == ["张三", "李四", "钱七"]
    # The list says nothing of 李四; the roster of the junior school does.
    assert names(found, "handed_over_arrived") == ["张三", "李四"]
    assert number(found, "promotion_rate") == 66.67
    # 张三 is in grade 7 by the roster, and left primary school all the same.
    assert number(found, "promotion_rate", stage="小学") == 66.67
    assert names(found, "handed_over", stage="初中") == []


# ── 比率 ─────────────────────────────────────────────────────────────────────────────────────────
LEDGER = """
    [一中/台账]
    疑似辍学、辍学台账
    姓名|身份证号|年级|班级|离校日期|发现日期|状态|原因|去向|复学日期
    赵六|110105201101040049|9|1|2025-09-20|2025-09-25|辍学|厌学不想上学|外出打工|
    王五|110105201201030032|8|2|2025-10-10|2025-10-13|疑似|家庭贫困||
"""


def test_three_rates_of_dropping_out_and_the_policy_says_which():
    text = ROSTER + LEDGER + CHANGES + "    周八|110105201202050051|转出|2025-10-12|8||\n"
    found = statistics(text)
    # 5 at the start of the year and of the month; 1 on the ledger, 1 gone without a school.
    ledger = found.figure("dropout_rate_ledger")
    assert ledger.number == 20.0
    assert ledger.people["name"].tolist() == ["赵六"]
    assert ledger.denominator is not None
    assert len(ledger.denominator.people) == 5
    assert number(found, "dropout_rate_registry") == 20.0
    assert number(found, "dropout_rate_statistics") == 20.0
    assert found.figure("dropout_rate").measure.id == "dropout_rate_ledger"
    assert number(found, "dropout_rate", grade=7) == 0.0
    other = statistics(text, dropout_rate="学籍")
    assert other.figure("dropout_rate").measure.id == "dropout_rate_registry"
    assert other.figure("dropout_rate").period.label == "2025-2026学年（到2025-10-31）"
    told = found.in_words(found.figure("dropout_rate_registry"))
    assert "1（辍学生数（学籍变动））÷5（期初在校）" in told
    assert "期间：2025-2026学年" in told
    assert [s.said[:2] for s in found.sources_of(ledger)] == ["分子", *["分母"] * 5]


def test_dropouts_by_cause_and_where_they_went():
    found = statistics(ROSTER + LEDGER)
    assert names(found, "not_back", reason="厌学") == ["赵六"]
    assert names(found, "not_back", reason="家庭经济") == ["王五"]
    assert names(found, "dropout_open", destination="务工") == ["赵六"]
    assert number(found, "not_back", reason="早婚早育") == 0


TWO_LEAVERS = ROSTER.replace("八年级|2", "九年级|1")


def test_retention_of_a_cohort_by_typed_figures_is_capped_and_says_so():
    found = statistics(ROSTER, cohort_junior_entrants="2", cohort_junior_went="1")
    assert number(found, "retention_junior") == 100.0
    more = statistics(ROSTER, cohort_junior_entrants="3", cohort_junior_came="1")
    assert number(more, "retention_junior") == 25.0
    assert "招生3，转入1，转出0" in more.figure("retention_junior").basis
    over = statistics(TWO_LEAVERS, cohort_junior_entrants="1")
    assert number(over, "retention_junior") == 100.0
    assert "最高100%" in over.figure("retention_junior").said
    plain = statistics(TWO_LEAVERS, cohort_junior_entrants="1", retention_cap="否")
    assert number(plain, "retention_junior") == 200.0


def test_retention_of_a_cohort_by_an_earlier_register():
    found = statistics(
        ROSTER
        + """
    [上期/一中/七年级]
    2023-2024学年七年级学生花名册
    姓名|性别|身份证号|年级|班级
    赵六|女|110105201101040049|七年级|1
    褚四|男|11010520110105001X|七年级|1
    """
    )
    figure = found.figure("retention_junior")
    assert figure.number == 50.0
    assert figure.denominator is not None
    assert figure.denominator.people["name"].tolist() == ["赵六", "褚四"]
    assert [s.name for s in found.sources(figure.denominator.people)] == ["赵六", "褚四"]


def test_a_rate_without_its_figures_says_exactly_what_is_needed():
    figure = statistics(ROSTER).figure("retention_nine")
    assert figure.number is None
    assert "需要2017-2018学年（9年前）的招生数" in figure.said
    assert "--previous" in figure.said


def test_nothing_to_divide_by_is_no_rate():
    figure = statistics(ROSTER + SURVEY).figure("enrolment_rate", Conditions(grade=9))
    assert figure.number is None
    assert figure.said == "分母“适龄人口”是0，没有比率。"


def test_the_rate_of_a_term_may_exceed_all_and_is_flagged():
    found = statistics(ROSTER + CHANGES + "    张三|110105201301010012|转入|2025-10-09|7||\n")
    assert number(found, "retention_term") == 133.33
    assert "超过100%" in found.figure("retention_term").said


def test_decimals_are_the_policys():
    found = statistics(ROSTER + PLACED, rate_decimals="1")
    assert number(found, "disabled_enrolment_rate") == 83.3


def test_rates_of_several_rows_are_the_rate_of_the_sums():
    found = statistics(ROSTER + SURVEY)
    rates = [found.figure("enrolment_rate", Conditions(stage=s)) for s in ("小学", "初中")]
    assert [rate.number for rate in rates] == [50.0, 100.0]
    assert found.total(rates) == 60.0


# ── the registry ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda m: m.id)
def test_every_measure_says_what_it_is(measure: Measure):
    assert measure.label
    assert len(measure.definition) > 8
    assert measure.basis
    assert measure.is_rate == (measure.ratio is not None or measure.same_as is not None)
    if measure.is_rate:
        assert measure.source
        assert measure.status in ("V", "V-weak", "P", "U")
    if measure.ratio:
        assert "÷" in measure.ratio.formula
        assert {measure.ratio.numerator, measure.ratio.denominator} <= set(MEASURES)


def test_labels_are_not_shared():
    labels = [measure.label for measure in MEASURES.values()]
    assert len(labels) == len(set(labels))
    assert sum(map(len, SUBJECTS.values())) == len(MEASURES)
