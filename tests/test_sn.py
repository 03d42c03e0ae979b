"""特殊群体 rules: small tables, the findings expected."""

from __future__ import annotations

import textwrap

from literal import expected, holds
from rule_page import parse, report_on


def test_village_survey_knows_children_of_every_school() -> None:
    holds(
        "SN101",
        """
    [镇政府/适龄儿童摸底登记表]
    村 | 户主 | 姓名 | 身份证号 | 是否在读 | 安置方式 | 特殊群体
    东村 | 张大 | 张三 | 110105201309010011 | 是 |  | 残疾
    东村 | 李大 | 李四◀错误 | 110105201309010033 | 否 |  | 肢体残疾
    东村 | 周大 | 周五 | 110105201309010056 | 否 | 送教上门 | 残疾
    东村 | 吴大 | 吴六 | 110105202209010058 | 否 |  | 残疾
    东村 | 郑大 | 郑七 | 110105201309010072 | 否 |  | 残疾人子女
    [一中/残疾儿童安置]
    姓名 | 身份证号 | 残疾类型 | 安置方式
    张三 | 110105201309010011 | 肢体 | 随班就读
    """,
    )


def test_roster_without_a_column_for_it_judges_nobody() -> None:
    holds(
        "SN101",
        """
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 残疾
    张三 | 110105201309010011 | 七年级 | 1班 | 是
    """,
    )


def test_agreement_may_be_a_date() -> None:
    holds(
        "SN102",
        """
    [残疾儿童安置]
    姓名 | 残疾类型 | 安置方式 | 协议书
    张三 | 肢体 | 随班就读 | 2025-09-01
    李四◀疑问 | 肢体 | 随班就读 | 未签
    周五 | 肢体 | 送教上门 | 未签
    """,
    )


def test_truancy_of_a_placed_pupil_in_the_list() -> None:
    holds(
        "SN103",
        """
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级
    张三 | 110105201309010011 | 七年级 | 1班
    李四 | 110105201309010033 | 七年级 | 1班
    [残疾儿童安置]
    姓名 | 残疾类型 | 年级 | 班级 | 安置方式
    张三 | 肢体 | 七年级 | 1班 | 随班就读
    [缺课登记表]
    日期 | 姓名 | 班级 | 天数 | 类别 | 原因
    2025-09-10◀错误 | 张三 | 七(1)班 | 3 | 旷课 |
    2025-09-16 | 张三 | 七(1)班 | 1 | 病假 | 感冒
    2025-09-10 | 李四 | 七(1)班 | 1 | 旷课 |
    """,
    )


def test_own_plan_of_either_kind_in_either_table() -> None:
    holds(
        "SN104",
        """
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 残疾类型 | 一人一案
    张三 |  | 七年级 | 1班 | 肢体 | 是
    李四◀疑问 |  | 七年级 | 1班 | 智力 | 否
    周五 |  | 七年级 | 1班 | 无 |
    吴六 |  | 七年级 | 1班 | 智力 |
    [残疾儿童安置]
    姓名 | 残疾类型 | 年级 | 班级 | 安置方式 | 个别化教育计划
    吴六 | 智力 | 七年级 | 1班 | 随班就读 | √
    """,
    )


def test_helper_may_stand_on_the_list() -> None:
    holds(
        "SN105",
        """
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 留守 | 帮扶人 | 状态
    张三 |  | 七年级 | 1班 | 是 |  | 在校
    李四◀疑问 |  | 七年级 | 1班 | 是 | 无 | 在校
    周五 |  | 七年级 | 1班 | 非留守 |  | 在校
    吴六 |  | 七年级 | 1班 | 是 |  | 转出
    [留守儿童名册]
    姓名 | 班级 | 群体类别 | 帮扶人 | 帮扶措施
    张三 | 七(1)班 | 留守 | 王芳 | 谈心
    郑七◀疑问 | 七(1)班 | 留守 |  | 谈心
    """,
    )


def test_no_column_for_a_helper_is_no_fault() -> None:
    case = parse(
        textwrap.dedent(
            """
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 学困
    张三 |  | 七年级 | 1班 | 是
    """
        ).splitlines()
    )
    report = report_on(case, {"SN106"})
    assert not report.findings
    assert "帮扶人" in report.skipped[0].reason


def test_aid_in_words_or_figures() -> None:
    holds(
        "SN107",
        """
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 监测户 | 资助
    张三 |  | 七年级 | 1班 | 是 | 1250
    李四 |  | 七年级 | 1班 | 是 | 寄宿生生活补助
    周五◀疑问 |  | 七年级 | 1班 | 是 | 未享受
    吴六 |  | 七年级 | 1班 | 否 |
    """,
    )


def test_plan_groups_of_the_policy() -> None:
    holds(
        "SN108",
        """
    参数 plan_groups=留守
    [学生花名册]
    姓名 | 身份证号 | 年级 | 班级 | 留守 | 随迁 | 一人一案
    张三◀提示 |  | 七年级 | 1班 | 是 |  |
    李四 |  | 七年级 | 1班 |  | 是 |
    """,
    )


def test_a_column_that_asks_whether_a_child_is_in_a_common_class_tells_the_placement() -> None:
    expected(
        "SN102",
        """
        [残疾学生登记台账]
        姓名      | 身份证号           | 残疾类型 | 是否随班就读 | 随班就读协议
        张三      | 11010520130501001X | 肢体     | 是           | 有
        李四◀疑问 | 110105201305010036 | 精神     | 是           | 无
        """,
    )


def test_sn107_who_stands_on_the_list_of_those_who_are_paid_is_aided() -> None:
    expected(
        "SN107",
        """
        [学生花名册]
        姓名      | 身份证号           | 年级   | 班级 | 脱贫户
        张三      | 110105201309010011 | 七年级 | 1班  | 是
        李四◀疑问 | 110105201309010033 | 七年级 | 1班  | 是
        周五      | 110105201309010055 | 七年级 | 1班  | 否
        [寄宿生生活补助发放花名册]
        受助学生姓名 | 身份证号           | 班级    | 金额（元） | 银行卡号
        张三         | 110105201309010011 | 七(1)班 | 625        | 6217
        """,
    )


def test_sn107_a_list_of_the_poor_asks_for_their_aid_itself() -> None:
    expected(
        "SN107",
        """
        [建档立卡学生名单]
        姓名      | 身份证号           | 班级    | 困难等级 | 资助项目
        张三      | 110105201309010011 | 七(1)班 | 特别困难 | 生活补助
        李四◀疑问 | 110105201309010033 | 七(1)班 | 困难     |
        """,
    )


def test_sn101_a_special_school_is_a_place() -> None:
    expected(
        "SN101",
        """
        [残疾儿童安置表]
        姓名      | 身份证号           | 残疾类型 | 安置方式
        张三      | 11010520130501001X | 肢体     | 特殊学校
        李四      | 110105201305010036 | 智力     | 福利院
        王五◀错误 | 110105201305010052 | 智力     | 在家
        """,
    )


def test_sn108_a_list_of_the_group_may_say_alone_that_a_plan_is_missing() -> None:
    expected(
        "SN108",
        """
        [留守儿童关爱台账]
        姓名      | 身份证号           | 班级    | 结对帮扶教师 | 一人一档
        张三      | 110105201309010011 | 七(1)班 | 王芳         | 有
        李四◀提示 | 110105201309010033 | 七(1)班 | 王芳         | 无
        """,
    )


def test_sn108_a_plan_may_be_registered_on_the_list_of_the_group() -> None:
    expected(
        "SN108",
        """
        [学生花名册]
        姓名      | 身份证号           | 年级   | 班级 | 留守 | 一人一案
        张三      | 110105201309010011 | 七年级 | 1班  | 是   |
        李四◀提示 | 110105201309010033 | 七年级 | 1班  | 是   |
        [留守儿童关爱台账]
        姓名 | 身份证号           | 班级    | 结对帮扶教师 | 一人一档
        张三 | 110105201309010011 | 七(1)班 | 王芳         | 有
        李四 | 110105201309010033 | 七(1)班 | 王芳         | 无
        """,
    )
