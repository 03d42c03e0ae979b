"""Rates: each a formula over two counts, with its basis, its span and where the formula is from."""

from __future__ import annotations

from kongcuo_xl.policy import Policy
from kongcuo_xl.records import Counted, Records
from kongcuo_xl.statistics.enrolment import in_school
from kongcuo_xl.statistics.measure import Measure, Ratio, Span
from kongcuo_xl.statistics.population import born_in, children, is_enrolled

_DROPOUT = {
    "台账": "dropout_rate_ledger",
    "统计": "dropout_rate_statistics",
    "学籍": "dropout_rate_registry",
}


def _rate(
    id_: str, label: str, formula: str, over: tuple[str, str], basis: str, source: str, status: str,
    *parameters: str, span: Span = "period", capped: bool = False,
) -> Measure:  # fmt: skip
    return Measure(
        id_, label, formula, unit="%", ratio=Ratio(*over, formula, span, capped), basis=basis,
        source=source, status=status, parameters=("rate_decimals", *parameters),
    )  # fmt: skip


def _junior_pupils(records: Records) -> Counted:
    counted = in_school(records, at_start=False)
    first = int(records.policy["retention_primary_years"]) + 1
    people = counted.people[counted.people["grade"] >= first].reset_index(drop=True)
    return Counted(people, counted.basis, counted.notes, counted.lacking, counted.gaps)


def _junior_population(records: Records) -> Counted:
    return born_in(records, records.policy["junior_ages"])


def _primary_population(records: Records) -> Counted:
    return born_in(records, tuple(_primary_ages(records)))


def _primary_enrolled(records: Records) -> Counted:
    people = children(records)
    young = people["years"].isin(_primary_ages(records)).fillna(False).astype(bool)
    base = born_in(records, tuple(_primary_ages(records)))
    found = people[young & is_enrolled(records, people)].reset_index(drop=True)
    return Counted(found, base.basis, base.notes, base.lacking, for_all=True)


def _primary_ages(records: Records) -> range:
    first = int(records.policy["entry_age"])
    return range(first, first + int(records.policy["retention_primary_years"]))


def the_dropout_rate(policy: Policy) -> str:
    """The definition that the policy means by 辍学率."""
    return _DROPOUT[policy["dropout_rate"]]


COUNTS = (
    Measure(
        "junior_in_school", "初中在校生（不分年龄）", "期末在校的初中学生，不分年龄",
        _junior_pupils, basis="学籍", parameters=("retention_primary_years",),
    ),
    Measure(
        "junior_age_population", "初中适龄人口", "摸底登记表（户籍）中政策规定的初中年龄段的少年",
        _junior_population, basis="户籍", parameters=("junior_ages", "entry_cutoff"),
    ),
    Measure(
        "primary_age_population", "小学适龄人口",
        "摸底登记表（户籍）中小学年龄段（入学年龄起，到小学年限止）的儿童",
        _primary_population, basis="户籍", parameters=("entry_age", "entry_cutoff"),
    ),
    Measure(
        "primary_age_enrolled", "小学适龄儿童已入学",
        "小学适龄人口中已经入学的，含在外地就读的；送教按政策计，休学不计",
        _primary_enrolled, basis="户籍", parameters=("entry_age", "entry_cutoff"),
    ),
)  # fmt: skip

RATES = (
    Measure(
        "dropout_rate", "辍学率",
        "按政策选定的口径：台账、统计或学籍（见以下三种）",
        unit="%", same_as=the_dropout_rate, basis="学籍", source="政策 dropout_rate", status="P",
        parameters=("dropout_rate",),
    ),
    _rate(
        "dropout_rate_statistics", "辍学率（统计口径）",
        "〔（休学＋退学＋死亡＋转出＋其他减少）－（转入＋其他增加）〕÷学年初在校生数×100%，学年初到期末",
        ("net_loss", "in_school_start"), "学籍",
        "“两基”验收口径：按增减变动推算；受流动影响，一校可以是负数", "V", span="year",
    ),
    _rate(
        "dropout_rate_registry", "辍学率（学籍口径）",
        "学年内辍学学生数÷学年初在校生数×100%；辍学为休学、退学、开除和转出未入他校，"
        "毕业、结业、升留级、正常转学、死亡不计",
        ("gone_without_school", "in_school_start"), "学籍",
        "教育辞书的定义", "V", span="year",
    ),
    _rate(
        "dropout_rate_ledger", "辍学率（台账口径）",
        "台账中到期末未返校的辍学学生数÷期初在籍学生数×100%",
        ("dropout_open", "enrolled_start"), "学籍、台账",
        "各县月报的通行算法", "P",
    ),
    _rate(
        "suspected_rate", "疑似辍学率",
        "台账中到期末未返校的疑似辍学学生数÷期初在籍学生数×100%",
        ("suspected_open", "enrolled_start"), "学籍、台账", "仿台账口径的辍学率", "P",
    ),
    _rate(
        "retention_primary", "小学巩固率",
        "本届小学毕业生数÷（入学时招生数＋转入－转出）×100%，最高100%",
        ("leavers_primary", "cohort_primary"), "学籍", "按届（六年）巩固率", "V-weak",
        "retention_primary_years", "retention_cap", capped=True,
    ),
    _rate(
        "retention_junior", "初中巩固率",
        "本届初中毕业生数÷（入学时招生数＋转入－转出）×100%，最高100%",
        ("leavers_junior", "cohort_junior"), "学籍", "按届（三年）巩固率", "V-weak",
        "retention_junior_years", "retention_cap", capped=True,
    ),
    _rate(
        "retention_nine", "九年巩固率",
        "本届初中毕业生数÷（该届小学入学时招生数＋转入－转出）×100%，最高100%",
        ("leavers_nine", "cohort_nine"), "学籍", "九年义务教育巩固率", "V-weak",
        "compulsory_years", "retention_cap", capped=True,
    ),
    _rate(
        "retention_term", "学期巩固率",
        "期末在校学生数÷期初在校学生数×100%；有转入时可以超过100%，不封顶",
        ("in_school_end", "in_school_start"), "学籍", "学校通行算法", "V-weak",
    ),
    _rate(
        "retention_year", "学年巩固率",
        "期末在校学生数÷学年初在校学生数×100%；有转入时可以超过100%，不封顶",
        ("in_school_end", "in_school_start"), "学籍", "学校通行算法", "V-weak", span="year",
    ),
    _rate(
        "net_enrolment_primary", "小学净入学率",
        "已入学的小学学龄儿童数÷校内外小学学龄儿童总数×100%",
        ("primary_age_enrolled", "primary_age_population"), "户籍",
        "教育统计指标：按当地入学年龄和学制", "V", "entry_age", "retention_primary_years",
    ),
    _rate(
        "enrolment_rate", "适龄人口入学率",
        "适龄人口中的在校生数÷适龄人口数×100%；休学的在复学前不算在校",
        ("population_enrolled", "population"), "户籍", "教育统计指标", "V",
        "entry_age", "compulsory_years", "home_teaching_counts_enrolled",
    ),
    _rate(
        "entrance_rate", "应入学儿童入学率",
        "刚满入学年龄的儿童中已入学的÷刚满入学年龄的儿童数×100%",
        ("entrants_enrolled", "entrants_due"), "户籍", "按当年应入学儿童", "P", "entry_age",
    ),
    _rate(
        "gross_enrolment_junior", "初中毛入学率",
        "初中在校生数（不分年龄）÷初中年龄段人口数×100%；可以超过100%",
        ("junior_in_school", "junior_age_population"), "学籍在校生、户籍人口",
        "教育统计指标：年龄段由入学年龄决定", "V", "junior_ages",
    ),
    _rate(
        "promotion_rate", "升学率（小升初）",
        "已到初中报到的毕业生数÷交接的小学毕业生数×100%",
        ("handed_over_arrived", "handed_over"), "学籍", "升入高一级学校人数÷毕业生数", "V-weak",
    ),
    _rate(
        "disabled_enrolment_rate", "残疾儿童入学率",
        "已入学的残疾儿童少年数（特校、随班就读、送教等）÷残疾儿童少年数×100%",
        ("disabled_counted_enrolled", "disabled_counted"), "户籍、学籍",
        "教育统计指标；送教算作入学", "V", "disability_types_counted",
        "home_teaching_counts_enrolled",
    ),
    _rate(
        "attendance_rate", "出勤率",
        "实到学生数÷应到学生数×100%（本期最后一个教学日）",
        ("present", "expected"), "花名册、考勤", "学校通行算法", "P",
    ),
    _rate(
        "attendance_days_rate", "出勤率（按人天）",
        "（应到人天－缺课人天）÷应到人天×100%，应到人天＝应到学生数×本期教学日数",
        ("came_days", "due_days"), "花名册、考勤", "学校通行算法", "P",
    ),
    _rate(
        "visit_coverage", "家访覆盖率",
        "本期家访过的学生数÷期末在籍学生数×100%",
        ("visited_pupils", "enrolled_end"), "家访登记表、学籍", "学校通行算法", "P",
        "visits_count_only",
    ),
)  # fmt: skip
