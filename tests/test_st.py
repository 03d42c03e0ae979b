"""ST rules: student rosters."""

from __future__ import annotations

from literal import holds
from rule_page import found_by, parse, report_on


def faults(page: str, code: str) -> set[tuple[str, str, str, str]]:
    example = parse(page.splitlines())
    assert found_by(example, code) == example.expected
    return example.expected


def test_row_with_only_what_was_filled_in_beforehand_is_nobody() -> None:
    page = """
    [学生花名册]
    序号 | 姓名 | 身份证号 | 年级 | 班级 | 监护人
    1 | 张三 | 110105201309010017 | 七年级 | 1班 | 张大
    2 | | | 七年级 | 1班 |
    3 | ◀错误 | | 七年级 | 1班 | 李大
    4 | 王五 | 110105201309010033 | 七年级 | 1班 | 王大
    """
    assert faults(page, "ST101")


def test_class_cell_that_says_only_the_grade_takes_the_class_of_the_title() -> None:
    page = """
    [名册]
    七年级1班学生花名册
    姓名 | 身份证号 | 班级
    张三 | 110105201309010017 | 七年级
    李四 | 110105201309010025 | 七年级
    """
    assert not faults(page, "ST104")


def test_grade_within_the_class_is_enough() -> None:
    page = """
    [花名册]
    姓名 | 身份证号 | 班级
    张三 | 110105201309010017 | 七(1)班
    李四 | 110105201309010025 | 0702
    王五 | 110105201309010033 | 3班◀错误
    """
    assert faults(page, "ST104")


def test_named_classes_are_classes() -> None:
    page = """
    [花名册]
    姓名 | 身份证号 | 年级 | 班级
    张三 | 110105201309010017 | 七年级 | 红星班
    李四 | 110105201309010025 | 七年级 | 红星班
    王五 | 110105201309010033 | 七年级 | 1班
    """
    assert not faults(page, "ST104")


def test_age_by_the_grade_in_the_class_cell() -> None:
    page = """
    日期 2025-10-20
    [花名册]
    姓名 | 身份证号 | 班级
    张三 | 110105201309010017 | 七(1)班
    李四 | 110105201309010025 | 二(1)班◀疑问
    """
    assert faults(page, "ST105")


def test_age_at_the_number_when_nothing_else_can_be_pointed_at() -> None:
    page = """
    日期 2025-10-20
    [二年级1班]
    姓名 | 身份证号 | 监护人
    张三 | 110105201309010017◀疑问 | 张大
    李四 | 110105201309010025◀疑问 | 李大
    """
    assert faults(page, "ST105")


def test_wrong_birth_date_is_not_also_a_wrong_age() -> None:
    page = """
    日期 2025-10-20
    [花名册]
    姓名 | 出生日期 | 身份证号 | 年级 | 班级
    张三 | 2003-09-01 | 110105201309010017 | 七年级 | 1班
    """
    assert not faults(page, "ST105")


def test_tolerance_is_the_policys() -> None:
    page = """
    日期 2025-10-20
    参数 age_tolerance_years=0
    [花名册]
    姓名 | 身份证号 | 年级 | 班级
    张三 | 110105201309010017 | 六年级 | 1班
    李四 | 110105201309010025 | 七年级◀疑问 | 1班
    """
    assert faults(page, "ST105")


def test_column_of_either_parent_is_a_column_of_guardians() -> None:
    page = """
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 父亲姓名 | 母亲姓名
    张三 | 110105201309010017 | 七年级 | 1班 | | 王芳
    李四 | 110105201309010025 | 七年级 | 1班 | ◀疑问 |
    """
    assert faults(page, "ST108")


def test_any_part_of_a_split_address_will_do() -> None:
    page = """
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 户籍地址 | 村(居) | 组
    张三 | 110105201309010017 | 七年级 | 1班 | | 东村 | 一组
    李四 | 110105201309010025 | 七年级 | 1班 | ◀疑问 | |
    """
    assert faults(page, "ST109")


def test_words_in_use_and_blanks_are_on_the_lists() -> None:
    page = """
    [学生花名册]
    姓名 | 身份证号 | 班级 | 是否住校 | 留守 | 残疾类型 | 残疾等级 | 随班就读 | 脱贫户 | 证件类型
    张三 | 110105201309010017 | 七1班 | 是 | 1 | 听力残疾 | 二级 | 听力 | 脱贫户 | 1
    李四 | 110105201309010025 | 七1班 | 寄宿 | √ | 肢体、智力 | 4 | 非随班就读 | / | 1
    王五 | 110105201309010033 | 七1班 | | | | | | |
    赵六 | 110105201309010041 | 七1班 | 走读 | 也许◀疑问 | 无 | 九级◀疑问 | 否 | 否 | 门票◀疑问
    """
    assert faults(page, "ST110")


def test_orphans_have_no_single_parent() -> None:
    page = """
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 孤儿 | 单亲 | 残疾证号 | 是否残疾
    张三 | 110105201309010017 | 七年级 | 1班 | 是 | 是◀疑问 | | 否
    李四 | 110105201309010025 | 七年级 | 1班 | 是 | | 11010520130901002542 | 否◀疑问
    王五 | 110105201309010033 | 七年级 | 1班 | 否 | 是 | 无 | 否
    """
    assert faults(page, "ST111")


def test_counts_by_sex_and_in_total_rows() -> None:
    page = """
    [名册]
    七年级1班学生花名册（共3人，男2人，女1人）
    姓名 | 性别 | 身份证号 | 监护人
    张三 | 男 | 110105201309010017 | 张大
    李四 | 女 | 110105201309010025 | 李大
    王五 | 男 | 110105201309010033 | 王大
    合计 | 4人◀错误 | |
    """
    assert faults(page, "ST112")


def test_last_pages_subtotal_is_no_total() -> None:
    page = """
    [名册]
    序号 | 姓名 | 身份证号 | 年级 | 班级
    1 | 张三 | 110105201309010017 | 七年级 | 1班
    2 | 李四 | 110105201309010025 | 七年级 | 1班
    本页小计 | 2人 | | |
    序号 | 姓名 | 身份证号 | 年级 | 班级
    3 | 王五 | 110105201309010033 | 七年级 | 1班
    本页小计 | 1人 | | |
    """
    assert not faults(page, "ST112")


def test_dates_of_every_table() -> None:
    page = """
    [家访登记表]
    日期 | 教师 | 学生 | 班级
    2025-09-10 | 王芳 | 张三 | 七(1)班
    2025-09-31◀错误 | 王芳 | 李四 | 七(1)班
    9月12日 | 王芳 | 王五 | 七(1)班

    [辍学学生台账]
    姓名 | 身份证号 | 发现日期 | 复学日期 | 劝返次数 | 原因
    张三 | 110105201309010017 | 2025-09-10 | 未返校 | 2 | 厌学
    李四 | 110105201309010025 | 上个月◀错误 | 2025-10-08 | 1 | 厌学
    王五 | 110105201309010033 | 2025-09-11 | 2025-10-09 | 1 | 厌学
    """
    assert faults(page, "ST113")


def test_a_roster_without_the_columns_is_skipped_and_says_so() -> None:
    page = """
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级
    张三 | 110105201309010017 | 七年级 | 1班
    李四 | 110105201309010025 | 七年级 | 1班
    """
    codes = {"ST103", "ST106", "ST107", "ST108", "ST109"}
    report = report_on(parse(page.splitlines()), codes)
    assert not report.findings
    assert {s.code for s in report.skipped} == codes


def test_a_school_that_keeps_only_the_registry_is_checked_by_it() -> None:
    sheet = """
    [学籍信息]
    学校标识码 | 姓名 | 身份证件号 | 学籍号 | 性别 | 民族 | 监护人电话
    3651000001 | 张三 | 110105201309010017 | G110105201309010017 | 男 | {nation} | 13812345678
    3651000001 | {name} | 110105201309010025 | G110105201309010025 | {sex} | 汉族 | {phone}
    """
    plain = {"nation": "汉族", "name": "李四", "sex": "女", "phone": "13812345679"}
    for code, wrong in {
        "ST101": {"name": "◀错误"},
        "ST102": {"name": "李4◀疑问"},
        "ST103": {"sex": "不详◀错误"},
        "ST106": {"nation": "汗族◀提示"},
        "ST107": {"phone": "1381234◀疑问"},
    }.items():
        assert faults(sheet.format(**plain | wrong), code), code


def test_a_term_without_a_day_is_no_unreadable_date() -> None:
    page = """
    [问题整改台账]
    序号 | 问题 | 整改措施 | 整改期限 | 完成日期
    1 | 台账不全 | 补齐 | 2025年9月30日前 | 2025.9.28
    2 | 档案不规范 | 规范 | 长期坚持 |
    3 | 记录缺失 | 补记 | 立行立改 | 2025.9.31◀错误
    """
    assert faults(page, "ST113")


def test_the_number_of_pupils_in_the_line_of_the_class_teacher() -> None:
    page = """
    [三年级]
    三年级学生花名册
    班主任：王芳      学生总数：3人◀错误
    姓名 | 身份证号 | 性别
    张三 | 110105201609010012 | 男
    李四 | 110105201609010020 | 女
    """
    assert faults(page, "ST112")


def test_st112_a_subtotal_between_two_classes_counts_the_rows_above_it() -> None:
    assert faults(
        """
        [花名册]
        班级     | 姓名          | 性别 | 身份证号
        三(1)班  | 张三          | 男   | 110105201701010018
        三(1)班  | 李四          | 男   | 110105201701010034
        小计     | 2人           |      |
        三(2)班  | 王五          | 男   | 110105201701010050
        小计     | 2人◀错误    |      |
        三(3)班  | 赵六          | 男   | 110105201701010077
        """,
        "ST112",
    )


def test_st110_the_grade_of_a_disability_may_stand_behind_its_kind() -> None:
    holds(
        "ST110",
        """
        [学生花名册]
        姓名 | 身份证号 | 年级 | 班级 | 残疾类型
        张三 | | 七年级 | 1班 | 视力残疾一级
        李四 | | 七年级 | 1班 | 听力/三级
        王五 | | 七年级 | 1班 | 体弱多病◀疑问
        """,
    )
