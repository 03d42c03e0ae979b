"""Measures: small units, figures worked out by hand, and exactly the people counted."""

from __future__ import annotations

from rule_page import parse, report_on

from kongcuo_xl.period import parse as period_of
from kongcuo_xl.statistics import MEASURES, Conditions, Statistics

REGISTRY = """
    [一中/学籍表]
    姓名|身份证件号|学籍号|性别|年级|班级|学生状态
    张三|110105201301010017|G110105201301010017|男|七年级|1|在校
    李四|110105201301020021|G110105201301020021|女|七年级|1|休学
    王五|110105201201030034|G110105201201030034|男|八年级|2|在校
    赵六|110105201201040048|G110105201201040048|女|八年级|2|已转出
"""
ROSTER = """
    [一中/花名册]
    学生花名册
    姓名|性别|身份证号|年级|班级|留守
    张三|男|110105201301010017|七年级|1|是
    王五|男|110105201201030034|八年级|2|否
    孙七|女|110105201201050052|八年级|2|是
"""
LEDGER = """
    [一中/台账]
    疑似辍学、辍学台账
    姓名|身份证号|年级|班级|离校日期|发现日期|状态|复学日期|销号日期
"""


def statistics(text: str, period: str = "2025-10", date: str = "2025-11-03") -> Statistics:
    lines = [f"日期 {date}", *text.splitlines()]
    report = report_on(parse(lines), set())
    [scope] = report.scopes
    return Statistics(scope, period_of(period, scope.calendar.terms))


def names(found: Statistics, measure: str, **conditions: object) -> list[str]:
    figure = found.figure(measure, Conditions(**conditions))  # type: ignore[arg-type]
    assert figure.number == len(figure.people)
    return figure.people["name"].tolist()


def test_those_in_registry_count_with_suspension_and_without_those_gone():
    found = statistics(REGISTRY)
    assert names(found, "enrolled_end") == ["张三", "李四", "王五"]
    assert names(found, "enrolled_end", grade=7) == ["张三", "李四"]
    assert names(found, "enrolled_end", stage="初中", sex="男") == ["张三", "王五"]
    assert names(found, "enrolled_end", klass="八(2)班") == ["王五"]
    assert found.figure("enrolled_end").basis.startswith("学籍（学籍表）")


def test_the_roster_stands_in_and_says_so():
    found = statistics(ROSTER)
    assert names(found, "enrolled_end") == ["张三", "王五", "孙七"]
    assert "没有学籍表，以学生花名册代替" in found.figure("enrolled_end").basis
    assert names(found, "enrolled_end", group="left_behind") == ["张三", "孙七"]


def test_the_start_of_the_period_is_now_without_the_changes_since():
    changes = """
    [一中/变动]
    学籍变动登记册
    姓名|身份证号|变动类别|变动日期|年级
    王五|110105201201030034|转入|2025-10-01|8
    钱八|110105201302020019|转出|2025-10-20|7
    周九|110105201302030014|转出|2025-09-20|7
    张三|110105201301010017|转入|2025-11-02|7
    赵六|110105201201040048|转出|2025-10-30|8
    """
    found = statistics(REGISTRY + changes)
    # 王五 came on the first day, 钱八 and 赵六 left in October, 周九 before it, 张三 came after it.
    assert sorted(names(found, "enrolled_start")) == ["李四", "赵六", "钱八"]
    assert sorted(names(found, "enrolled_end")) == ["李四", "王五"]
    assert found.figure("enrolled_start", Conditions(grade=8)).number == 1


def test_without_a_change_register_the_start_is_not_known():
    found = statistics(REGISTRY)
    assert found.figure("enrolled_start").number is None
    assert found.notes("enrolled_start") == [
        "期初在籍：缺少学籍变动登记册，期初人数推算不出，留空。"
    ]
    assert "按名册现在的人数计" in found.notes("enrolled_end")[0]


def test_lists_of_this_year_say_nothing_about_the_last():
    found = statistics(REGISTRY, "2025-06")
    assert found.figure("enrolled_end").number is None
    assert "2025-2026学年" in found.notes("enrolled_end")[0]


def test_a_person_registered_twice_counts_once_and_namesakes_twice():
    found = statistics(
        """
        [一中/花名册]
        姓名|身份证号|年级|班级
        张三|110105201301010017|7|1
        张三|110105201301010017|7|1
        李明||7|2
        李明||7|2
        """
    )
    assert names(found, "enrolled_end") == ["张三", "李明", "李明"]
    assert "期末在籍：学生花名册中张三重复登记，只计一次。" in found.notes("enrolled_end")


def test_expected_leaves_out_suspension_and_home_teaching():
    found = statistics(
        REGISTRY
        + ROSTER
        + """
        [一中/送教学生]
        姓名|身份证号|安置方式
        孙七|110105201201050052|送教上门
        """
    )
    assert names(found, "expected") == ["张三", "王五"]
    assert names(found, "home_taught", grade=8) == ["孙七"]
    assert names(found, "suspended") == ["李四"]


def test_present_is_who_came_on_the_last_school_day():
    found = statistics(
        ROSTER
        + LEDGER
        + """    孙七|110105201201050052|8|2|2025-10-09|2025-10-13|疑似||
    [一中/缺课登记]
    日期|姓名|年级|班级|节次|类别
    2025-10-31|张三|七年级|1|上午|旷课
    2025-10-30|王五|八年级|2|全天|病假
    """
    )
    # Half a day is no whole day, another day is not the last, an open case is not there.
    assert names(found, "present") == ["张三", "王五"]
    assert "2025-10-31" in found.figure("present").basis


def test_a_whole_day_away_is_not_present():
    found = statistics(
        ROSTER
        + """
    [一中/缺课登记]
    日期|姓名|年级|班级|节次|类别
    2025-10-31|张三|七年级|1|上午|旷课
    2025-10-31|张三|七年级|1|下午|旷课
    2025-10-31|王五|八年级|2|全天|病假
    """
    )
    assert names(found, "present") == ["孙七"]
    assert "实到：没有疑似辍学、辍学台账，只按考勤计算。" in found.notes("present")


def test_presence_is_not_known_without_attendance():
    found = statistics(ROSTER)
    assert found.figure("present").number is None
    assert "缺少缺课登记表或本期的点名册" in found.notes("present")[0]


def test_cases_by_state_and_month():
    found = statistics(
        LEDGER
        + """    张三||7|1|2025-10-08|2025-10-10|疑似辍学||
    李四||7|1|2025-09-10|2025-09-12|疑似辍学|2025-10-15|
    王五||8|1|2025-09-01|2025-09-05|辍学||
    赵六||8|1|2025-09-08|2025-09-10|辍学|2025-09-28|2025-09-30
    孙七||9|1|2025-03-01|2025-03-04|辍学|2025-05-10|2025-05-12
    周八||9|1|2025-03-01|2025-03-04|辍学||
    吴九||9|1|2025-11-01|2025-11-02|疑似||
    """
    )
    assert names(found, "suspected_new") == ["张三"]
    assert sorted(names(found, "suspected_total")) == ["张三", "李四"]
    assert names(found, "dropout_new") == []
    # 孙七 was back before this school year, 周八 was carried over, 吴九 came to light later.
    assert sorted(names(found, "dropout_total")) == ["周八", "王五", "赵六"]
    assert names(found, "returned_new") == ["李四"]
    assert sorted(names(found, "returned_total")) == ["李四", "赵六"]
    assert sorted(names(found, "not_back")) == ["周八", "张三", "王五"]
    assert found.records.open_cases["name"].tolist() == ["周八", "王五", "李四", "张三"]


def test_somebody_back_after_the_period_was_not_back_in_it():
    found = statistics(LEDGER + "    张三||7|1|2025-10-08|2025-10-10|已返校|2025-11-02|\n")
    assert names(found, "not_back") == ["张三"]
    assert names(found, "returned_total") == []


def test_a_relapse_counts_one_person_by_the_latest_case():
    found = statistics(
        ROSTER
        + LEDGER
        + """    张三|110105201301010017|7|1|2025-09-10|2025-09-11|疑似|2025-10-09|
    张三|110105201301010017|7|1|2025-10-20|2025-10-22|辍学||
    """
    )
    assert names(found, "suspected_total") == []
    assert names(found, "dropout_new") == ["张三"]
    assert names(found, "returned_new") == []
    assert names(found, "not_back", grade=7) == ["张三"]
    assert len(found.records.open_cases) == 2


def test_one_case_in_two_ledgers_is_one_case():
    found = statistics(
        """
    [一中/疑似辍学台账]
    姓名|身份证号|年级|离校日期|发现日期|状态
    张三|110105201301010017|7|2025-10-08|2025-10-10|疑似
    [一中/辍学台账]
    姓名|身份证号|年级|离校日期|发现日期|状态
    张三|110105201301010017|7|2025-10-08|2025-10-28|辍学
    """
    )
    assert names(found, "dropout_total") == ["张三"]
    assert names(found, "suspected_total") == []
    assert len(found.records.open_cases) == 1


def test_an_unsaid_state_follows_the_days_missed():
    found = statistics(
        LEDGER
        + """    张三||7|1|2025-09-01|2025-10-09|已返校|2025-10-30|
    李四||7|1|2025-10-20|2025-10-22|已返校|2025-10-24|
    """
    )
    assert names(found, "dropout_total") == ["张三"]
    assert names(found, "suspected_total") == ["李四"]


def test_an_empty_ledger_is_none_and_no_ledger_is_unknown():
    assert statistics(ROSTER + LEDGER).figure("not_back").number == 0
    unknown = statistics(ROSTER)
    assert unknown.figure("not_back").number is None
    assert "只有表头的空台账" in unknown.notes("not_back")[0]


def test_suspension_follows_the_change_register():
    found = statistics(
        ROSTER
        + """
    [一中/变动]
    学籍变动登记册
    姓名|身份证号|变动类别|变动日期
    张三|110105201301010017|休学|2025-09-10
    王五|110105201201030034|休学|2025-03-01
    王五|110105201201030034|复学|2025-10-08
    孙七|110105201201050052|休学|2025-11-01
    """
    )
    assert names(found, "suspended") == ["张三"]
    assert names(found, "expected") == ["王五", "孙七"]


def test_deferral_has_no_grade_and_stands_in_the_first():
    found = statistics(
        """
    [一中/延缓入学]
    姓名|身份证号|开始|结束|申请书|审批
    张小|110105201901010016|2025-09-01|2026-08-31|有|有
    李小|110105201801010010|2024-09-01|2025-08-31|有|有
    """
    )
    assert names(found, "deferred", grade=1) == ["张小"]


def test_several_units_are_summed_and_those_lacking_are_named():
    other = ROSTER.replace("一中/", "二中/").replace("1101052", "2101052")
    found = statistics(ROSTER + other + LEDGER)
    assert found.figure("enrolled_end").number == 6
    assert found.figure("not_back").number == 0
    assert found.notes("not_back")[0].startswith("未返：二中缺少")
    assert found.notes("not_back")[0].endswith("没有计入。")


def test_each_person_leads_back_to_a_cell():
    found = statistics(REGISTRY)
    [source] = found.sources(found.figure("enrolled_end", Conditions(grade=8)).people)
    assert (source.name, source.klass, source.id_number) == (
        "王五",
        "八(2)班",
        "110105201201030034",
    )
    assert (source.file, source.sheet, source.cell) == ("一中/示例.xlsx", "学籍表", (3, 0))


def test_every_measure_has_a_definition_and_survives_a_unit_without_tables():
    found = statistics(
        """
    [一中/会议]
    日期|类型|主题
    2025-10-10|例会|期初工作
    """
    )
    for name, measure in MEASURES.items():
        assert measure.id == name
        assert len(measure.definition) > 8
        assert found.figure(name).number is None
        assert found.notes(name)[0].endswith("留空。")


SECOND_SCHOOL = """
    [一小/花名册]
    学生花名册
    姓名|性别|身份证号|年级|班级
    吴九|男|110105201801010017|二年级|1

    [一小/缺课登记]
    日期|姓名|年级|班级|节次|类别
    2025-10-31|吴九|二年级|1|全天|病假
"""


def test_a_grade_whose_only_school_lacks_its_tables_is_unknown_and_not_none():
    found = statistics(ROSTER + SECOND_SCHOOL)
    present = {g: found.figure("present", Conditions(grade=g)).number for g in (1, 2, 7)}
    # 一小 keeps attendance and its one pupil was away; 一中, which has grade 7, keeps none.
    assert present == {1: 0, 2: 0, 7: None}
    assert found.figure("present", Conditions(stage="初中")).number is None
    assert found.figure("expected", Conditions(grade=7)).number == 1
    assert found.figure("present").number == 0


def test_a_grade_that_one_list_leaves_out_is_unknown_there():
    seventh = "\n".join(line for line in ROSTER.splitlines() if "八年级" not in line)
    found = statistics(REGISTRY + seventh)
    assert found.figure("enrolled_end", Conditions(grade=8)).number == 1
    assert found.figure("expected", Conditions(grade=8)).number is None
    assert found.figure("expected", Conditions(grade=9)).number == 0
    assert "应到：一中的学生花名册中没有八年级（学籍表中有1人），没有计入。" in found.notes(
        "expected"
    )


def test_a_grade_of_pupils_on_leave_needs_no_roster():
    roster = "\n".join(line for line in ROSTER.splitlines() if "张三" not in line)
    on_leave = "\n".join(line for line in REGISTRY.splitlines() if "张三" not in line)
    found = statistics(on_leave + roster)
    assert found.figure("enrolled_end", Conditions(grade=7)).number == 1
    assert found.figure("expected", Conditions(grade=7)).number == 0


def test_who_went_on_leave_and_left_the_roster_was_there_before():
    text = (
        ROSTER
        + """
    [一中/变动]
    学籍变动登记册
    姓名|身份证号|性别|年级|班级|变动类别|变动日期
    吴九|110105201201060023|女|八年级|1|休学|2025-10-20
    """
    )
    found = statistics(text)
    assert names(found, "on_roll_start") == ["张三", "王五", "孙七", "吴九"]
    assert names(found, "on_roll_end") == ["张三", "王五", "孙七"]
