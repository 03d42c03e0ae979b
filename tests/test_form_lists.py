"""Our list forms filled from small tables: who is on them, and what stands in each row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator
from test_forms import scope_of

from kongcuo_xl import forms
from kongcuo_xl.forms.lists import is_known, listed
from kongcuo_xl.forms.lists.derived import DERIVED
from kongcuo_xl.forms.mapping import Form
from kongcuo_xl.hosts.filling import Outcome, fill_form
from kongcuo_xl.period import around, parse
from kongcuo_xl.tables import kinds

SCHOOL = """
    [一中/花名册]
    学生花名册
    姓名|性别|身份证号|学籍号|年级|班级|监护人|联系电话|户籍地址|村|组|脱贫户|留守|学困|随班就读|残疾|残疾类型|包保教师|状态
    张三|男|110105201301010012|G110105201301010012|七年级|1|张大山|13800000001|石桥镇柳树村1组|柳树村|1组|是|是|否|否|否||李强|在校
    王五|男|11010520130103003X|G11010520130103003X|七年级|2|王大河|13800000002|石桥镇柳树村2组|柳树村|2组|否|否|是|否|否||李强|在校
    孙七|女|11010520120105005X|G11010520120105005X|八年级|2|孙大海|13800000003|石桥镇南岗村3组|南岗村|3组|否|否|否|是|是|听力|王芳|在校
    赵六|女|110105201201070042|G110105201201070042|八年级|1|赵大江|13800000004|石桥镇南岗村1组|南岗村|1组|否|否|否|否|是|智力|王芳|在校
    [一中/缺课登记]
    日期|姓名|年级|班级|节次|天数|类别|原因|报告时间|跟进情况|返校日期
    2025-10-08|王五|七年级|2|全天|1|病假|感冒发烧|当天|电话联系家长|2025-10-09
    2025-10-14|王五|七年级|2|上午|0.5|旷课||当天|入户家访|
    2025-09-30|张三|七年级|1|全天|1|事假|走亲戚|当天|已联系|
    [一中/台账]
    疑似辍学学生台账
    姓名|身份证号|离校日期|发现日期|上报日期|状态|原因|去向|责任人|责任人职务|责任人电话|牵头单位|宣传教育|复学日期|报乡镇日期|通知书日期
    张三|110105201301010012|2025-10-08|2025-10-10|2025-10-10|辍学|厌学|务工|李强|班主任|13900000001|石桥镇|2025-10-12||2025-10-11|2025-10-13
    孙七|11010520120105005X|2025-09-08|2025-09-10|2025-09-11|疑似|生病|在家|王芳|班主任|13900000002|石桥镇||2025-09-20|2025-09-12|
    [一中/家访]
    家访登记表
    日期|教师|学生|班级|形式|类型|地点|受访人|内容|结果|下步措施|签字|照片
    2025-10-11|李强|张三|七(1)班|入户|劝返|张三家|父亲|了解学生外出务工原因，宣传义务教育法|家长答应劝回|一周后再访|有|有
    2025-10-15|李强、王芳|张三|七(1)班|电话|劝返||父亲|再次劝返|仍在外地|报乡政府|有|
    2025-09-12|王芳|孙七|八(2)班|入户|日常|孙七家|母亲|看望生病学生|病好返校||有|有
    [一中/教职工]
    教职工名册
    姓名|性别|职务|任班主任班级|电话
    李强|男|班主任|七(1)班|13900000001
    王芳|女|班主任|八(2)班|13900000002
    周明|男|校长||13900000003
    [一中/班级表]
    年级|班级|班主任|人数|包保领导
    七年级|1|李强|20|周明
    八年级|2|王芳|21|周明
    [一中/安置]
    残疾儿童安置表
    姓名|身份证号|残疾类型|残疾等级|残疾证号|安置方式|协议书|评估|个别化教育计划|起始时间
    孙七|11010520120105005X|听力|二级|11010520120105005X22|随班就读|有|2025-09-05|有|2025-09-01
    赵六|110105201201070042|智力|一级|11010520120107004251|送教上门|有|2025-09-06|无|2025-09-01
    [一中/送教记录]
    送教上门记录
    日期|学生|送教教师|课时|地点|内容|记录类型|照片
    2025-09-10|赵六|李强、王芳|3|家庭|识图训练，手指操|送教|有
    2025-09-12|赵六|李强、王芳|3|家庭|生活自理训练|送教|有
    2025-10-09|赵六|李强、周明|3|家庭|数数、认颜色|送教|有
    [一中/变动]
    学籍变动登记册
    姓名|身份证号|学籍号|变动类别|变动日期|原因|来源学校|去向学校|申请日期|证明材料|学校审批|教育局审批|休学起始日期|休学截止日期
    王五|11010520130103003X|G11010520130103003X|转入|2025-09-03|随父母迁居|二中||2025-09-01|转学证|2025-09-02|2025-09-03||
    钱九|11010520120909003X|G11010520120909003X|休学|2025-09-15|肺炎住院|||2025-09-12|县医院诊断证明|2025-09-13|2025-09-15|2025-09-15|2026-08-31
    [一中/延缓]
    延缓入学名单
    乡镇|姓名|性别|身份证号|户籍地址|监护人|电话|延缓原因|延缓期限|申请书|证明|审批
    石桥镇|吴小宝|男|110105201905050015|石桥镇柳树村|吴大宝|13800000009|发育迟缓|2025年9月1日至2026年8月31日|有|县医院证明|镇政府 2025-08-20
    [一中/包保]
    包保责任表
    层级|包保对象|包保人|职务|电话|责任书签订日期|备注
    乡-校|李庄学校|刘卫东|中心校副校长|13700000001|2025-09-01|
    乡-校|何寨学校  程庄教学点|董刚|中心校副校长|13700000002|2025-09-01|
    年级-班|七(1)班|周明|校长|13900000003|2025-09-02|
    [一中/摸底]
    适龄儿童少年摸底登记表
    村|组|户主|户籍类别|姓名|性别|身份证号|出生日期|监护人|电话|是否在读|就读学段|就读学校|年级|班级|就读地|未入学原因|安置方式|特殊群体|包保教师|摸底日期
    柳树村|1组|张大山|本地户籍|张三|男|110105201301010012|2013-01-01|张大山|13800000001|是|初中|一中|七年级|1|本乡镇||||李强|2025-08-20
    柳树村|1组|吴大宝|本地户籍|吴小宝|男|110105201905050015|2019-05-05|吴大宝|13800000009|否||||||发育迟缓|延缓入学||李强|2025-08-20
    [一中/交接]
    六年级毕业生交接表
    小学|班级|姓名|性别|身份证号|学籍号|监护人|电话|拟升入初中|是否报到|未报到去向|证明
    柳塘小学|六(1)班|张三|男|110105201301010012|G110105201301010012|张大山|13800000001|一中|是||
    柳塘小学|六(1)班|周十|女|110105201310100028|G110105201310100028|周大水|13800000010|一中|否|随父母到外省|就读证明
    [一中/易辍]
    易辍对象名单
    班级|姓名|原因|包保领导|包保教师|措施
    七(1)班|张三|厌学，经常迟到|周明|李强|每周谈话一次，安排同学结对
    八(1)班|无||||
    [一中/整改]
    问题整改台账
    问题|责任单位|责任人|发现日期|整改措施|整改期限|完成日期
    送教记录不完整|一中|王芳|2025-09-20|补齐记录，加强检查|2025-10-10|2025-10-08
    劝返台账更新不及时|一中|李强|2025-09-20|专人负责，每日更新|2025-10-10|
    [一中/监测样本]
    质量监测样本学生名单
    监测号|姓名|性别|身份证号|年级|班级|身高|体重|肺活量
    0801|孙七|女|11010520120105005X|八年级|2|150|45|2500
    [一中/会议]
    会议记录
    日期|类型|主题|参加人|记录|地点|主持人
    2025-09-05|控辍保学例会|开学排查|周明、李强、王芳|通报七、八年级未到校学生情况，布置家访|会议室|周明
    2025-10-13|自查|控辍保学自查|周明|查阅台账、家访记录|一中|周明
"""  # noqa: E501 - one row a line
"""One school with a row or two in every table."""
NAMES = {form.code: form for form in forms.all_forms()}
LISTS = [
    form
    for form in forms.all_forms()
    if form.lists and not any(people.fixed for people in form.lists) and form.code != "F01"
]


def filled(code: str, text: str, folder: Path, period: str = "2025秋", **options: bool) -> Outcome:
    scope = scope_of(text, "2025-10-20")
    return fill_form(code, scope, period, folder / f"{code}.xlsx", **options)


def rows(done: Outcome, sheet: int = 0) -> list[dict[str, object]]:
    """The rows of a filled list, by field; dates as such, what is blank left out."""
    [block] = done.form.sheets[sheet].blocks
    page = openpyxl.load_workbook(done.path).worksheets[sheet]
    found = []
    for line in page.iter_rows(min_row=block.first + 1, values_only=True):
        given = {
            column.field or column.label: value.date() if isinstance(value, dt.datetime) else value
            for column, value in zip(block.columns, line, strict=False)
            if value is not None
        }
        if not isinstance(line[0], int):
            break
        found.append(given)
    return found


def of(text: str, *sheets: str) -> str:
    """Some sheets of a text."""
    parts = text.split("[一中/")
    return "".join(f"[一中/{part}" for part in parts[1:] if part.split("]")[0] in sheets)


def column(done: Outcome, field: str, sheet: int = 0) -> list[object]:
    return [row.get(field) for row in rows(done, sheet)]


# ── who, and what is known of them ───────────────────────────────────────────────────────────────
def test_deferred_children_with_their_term_in_one_cell(tmp_path):
    over = "    石桥镇|郑小宝|女|110105201809050018|石桥镇|郑大宝|13800000019|体弱|2024年9月1日至2025年8月31日|有|证明|镇政府\n"  # noqa: E501 - one row a line
    done = filled("F03", of(SCHOOL, "延缓").rstrip() + "\n" + over, tmp_path)
    assert rows(done) == [
        {
            "seq": 1, "town": "石桥镇", "name": "吴小宝", "sex": "男",
            "birth_date": dt.date(2019, 5, 5), "id_number": "110105201905050015",
            "registered_address": "石桥镇柳树村", "guardian": "吴大宝", "phone": "13800000009",
            "reason": "发育迟缓", "span": "2025年9月1日至2026年8月31日", "application": "有",
            "proof": "县医院证明", "approval": "镇政府 2025-08-20",
        }
    ]  # fmt: skip


def test_those_on_leave_and_whether_they_are_taught_at_home(tmp_path):
    done = filled("F04", SCHOOL, tmp_path)
    [row] = rows(done)
    assert row["name"] == "钱九"
    assert row["span"] == "2025年9月15日至2026年8月31日"
    assert (row["approval_school"], row["approval_bureau"]) == (
        dt.date(2025, 9, 13), dt.date(2025, 9, 15),
    )  # fmt: skip
    assert (row["is_home_taught"], row["school"]) == ("否", "一中")


def test_inclusive_pupils_once_with_what_roster_and_placement_say(tmp_path):
    [row] = rows(filled("F05", SCHOOL, tmp_path))
    assert (row["name"], row["klass"], row["disability_card"]) == (
        "孙七", "八(2)班", "11010520120105005X22",
    )  # fmt: skip
    assert (row["agreement"], row["iep"], row["guardian"]) == ("有", "有", "孙大海")


def test_home_taught_with_lessons_owed_and_given(tmp_path):
    again = "    2025-10-09|赵六|周明|1|家庭|当天又去一次|送教|有\n"
    done = filled("F06", SCHOOL.replace("    [一中/变动]", again + "    [一中/变动]"), tmp_path)
    [row] = rows(done)
    assert (row["name"], row["place"], row["teacher"]) == ("赵六", "家庭", "李强、王芳、周明")
    assert (row["weekly_times"], row["lessons_given"], row["hours"]) == (2, 3, "3")
    assert row["lessons_owed"] % 2 == 0
    assert row["lessons_owed"] > 30
    assert (row["iep"], row["agreement"], row["assessment"]) == ("无", "有", "2025-09-06")
    [tracked] = rows(filled("F22", SCHOOL, tmp_path), 1)
    assert tracked["last_lesson"] == dt.date(2025, 10, 9)


def test_dropouts_with_days_missed_and_visits_since(tmp_path):
    [row] = rows(filled("F07", SCHOOL, tmp_path))
    assert (row["name"], row["state"], row["household_kind"]) == ("张三", "辍学", "脱贫户")
    # From 8 October on: 9 to 11 and 13 to 17 October and 20 October are school days.
    assert row["absent_days"] == 9
    assert row["persuasions"] == 2
    assert row["keeper"] == "李强/班主任/13900000001"
    assert row["steps"] == "宣传教育10月12日"


def test_lost_pupils_with_first_visit_and_those_who_are_back(tmp_path):
    first, second = rows(filled("F08", SCHOOL, tmp_path))
    assert (first["name"], first["state"], first["absent_days"]) == ("孙七", "9月20日已返校", 10)
    assert (first["first_visit"], first["persuasions"]) == (dt.date(2025, 9, 12), 1)
    assert (second["name"], second["first_visit"]) == ("张三", dt.date(2025, 10, 11))
    assert second["address"] == "石桥镇柳树村1组"


def test_visits_of_the_period_only(tmp_path):
    text = SCHOOL.replace("    2025-10-15|李强、王芳|", "    |李强、王芳|")
    done = filled("F09", text, tmp_path, "2025-10")
    [row] = rows(done)
    assert (row["date"], row["student"], row["teacher_post"]) == (
        dt.date(2025, 10, 11), "张三", "班主任",
    )  # fmt: skip
    assert "［家访登记］有1行没有写明日期，没有列入。" in done.notes


def test_dropouts_by_village_and_returned_by_class(tmp_path):
    more = "    赵六|110105201201070042|2025-10-09|2025-10-10|2025-10-10|疑似|厌学|在家|王芳|||石桥镇||||\n"  # noqa: E501 - one row a line
    done = filled("F10", SCHOOL.replace("    [一中/家访]", more + "    [一中/家访]"), tmp_path)
    assert column(done, "village") == ["南岗村", "柳树村"]
    assert column(done, "klass", 1) == ["七(1)班", "八(1)班"]
    assert column(done, "name", 2) == column(done, "name", 3) == ["孙七"]


def test_keepers_from_every_table_and_the_four_columns(tmp_path):
    done = filled("F11", SCHOOL, tmp_path)
    told = [(r["tier"], r["target"], r["keeper"], r.get("phone")) for r in rows(done)]
    assert told[:4] == [
        ("乡-校", "李庄学校", "刘卫东", "13700000001"),
        ("乡-校", "何寨学校  程庄教学点", "董刚", "13700000002"),
        ("年级-班", "七(1)班", "周明", "13900000003"),
        ("年级-班", "八(2)班", "周明", "13900000003"),
    ]
    # The telephone is the keeper's, not that of the pupil who is kept.
    assert told[4] == ("班-生", "张三", "李强", "13900000001")
    assert rows(done, 1) == [
        {"seq": 1, "target": "李庄学校", "keeper": "刘卫东"},
        {"seq": 2, "target": "何寨学校  程庄教学点", "keeper": "董刚"},
    ]


def test_a_child_who_studies_nowhere_is_at_no_school(tmp_path):
    first, second = rows(filled("F12", SCHOOL, tmp_path))
    assert (first["name"], first["studying"], first.get("school")) == ("吴小宝", "否", None)
    assert (second["school"], second["klass"], second["student_no"]) == (
        "一中", "七(1)班", "G110105201301010012",
    )  # fmt: skip


def test_absences_of_lists_and_of_roll_calls(tmp_path):
    roll = """
    [一中/点名册]
    2025年10月点名册
    序号|姓名|班级|9日|10日|13日|14日
    1|王五|七(2)班|√|√|√|×
    2|张三|七(1)班|×|√|√|√
"""
    done = filled("F16", SCHOOL + roll, tmp_path)
    told = [(r["date"], r["name"], r["days"], r["absence_kind"]) for r in rows(done)]
    assert (dt.date(2025, 9, 30), "张三", 1, "事假") in told
    assert (dt.date(2025, 10, 9), "张三", 1, "旷课") in told
    sums = {r["name"]: (r["missed_days"], r["truant_days"]) for r in rows(done, 1)}
    assert sums["张三"] == (2, 1)
    assert [r["on_case_list"] for r in rows(done, 1)] == ["是", "否"]


def test_graduates_and_those_who_did_not_report(tmp_path):
    done = filled("F17", SCHOOL, tmp_path)
    assert column(done, "name") == ["张三", "周十"]
    assert [(r["name"], r["destination"]) for r in rows(done, 1)] == [("周十", "随父母到外省")]


def test_prone_pupils_of_list_and_roster_once_each(tmp_path):
    first, second = rows(filled("F18", SCHOOL, tmp_path))
    assert (first["name"], first["prone_kind"], first["keeper_leader"]) == (
        "张三", "易辍对象", "周明",
    )  # fmt: skip
    assert (second["name"], second["prone_kind"], second["visits_made"]) == ("王五", "学困", 0)


def test_changes_of_the_period(tmp_path):
    assert column(filled("F20", SCHOOL, tmp_path, "2025-09"), "change_kind") == ["转入", "休学"]
    done = filled("F20", SCHOOL, tmp_path, "2025-10")
    assert rows(done) == []
    assert done.zero is True


def test_problems_of_registration_are_counted_by_kind(tmp_path):
    wrong = SCHOOL.replace("王五|男|11010520130103003X|G", "王五|男|110105201301030030|G", 1)
    done = filled("F21", wrong, tmp_path, "2025-10")
    [row] = [r for r in rows(done) if r["name"] == "王五" and r["problem"] == "身份证号校验码不符"]
    assert "110105********0030" in row["message"]
    assert row["where"] == "一中/示例.xlsx［花名册］C4"
    [kind] = [r for r in rows(done, 1) if r["code"] == "ID103"]
    assert (kind["number"], kind["number_wrong"], kind["units"]) == (1, 1, "一中")


def test_problems_put_right_and_overdue(tmp_path):
    done = filled("F25", SCHOOL, tmp_path)
    assert column(done, "rect_status") == ["已完成", "逾期未完成"]


def test_things_are_listed_like_people(tmp_path):
    done = filled("F26", SCHOOL, tmp_path, explain=True)
    assert column(done, "topic") == ["开学排查", "控辍保学自查"]
    page = openpyxl.load_workbook(done.path)["数据来源"]
    sources = [row[10:13] for row in page.iter_rows(min_row=4, values_only=True) if row[10]]
    assert sources[0][:2] == ("一中/示例.xlsx", "会议")


def test_explanation_names_the_cell_of_every_row(tmp_path):
    done = filled("F09", SCHOOL, tmp_path, explain=True)
    page = openpyxl.load_workbook(done.path)["数据来源"]
    found = [(r[0], r[7], r[10], r[11], r[12]) for r in page.iter_rows(min_row=4, values_only=True)]
    assert ("家访登记!E7", "孙七", "一中/示例.xlsx", "家访", "C5") in found


def test_what_was_typed_into_a_list_stays(tmp_path):
    book = openpyxl.load_workbook(NAMES["F09"].workbook)
    page = book.active
    page["B7"], page["E7"], page["K7"] = dt.date(2025, 9, 12), "孙七", "手写的内容"
    begun = tmp_path / "手填.xlsx"
    book.save(begun)
    done = fill_form(
        "F09", scope_of(SCHOOL, "2025-10-20"), "2025秋", tmp_path / "out.xlsx", workbook=begun
    )
    page = openpyxl.load_workbook(done.path).active
    assert [page[f"E{row}"].value for row in (7, 8, 9, 10)] == ["孙七", "张三", "张三", None]
    assert page["K7"].value == "手写的内容"
    assert "［家访登记］有1人已经手工填在表上，没有改动。" in done.notes


def test_a_long_register_moves_its_footer(tmp_path):
    more = "".join(
        f"    2025-10-{1 + n % 15:02d}|李强|生{chr(0x4E00 + n)}|七(1)班|入户|日常||||||有|\n"
        for n in range(60)
    )
    text = of(SCHOOL, "家访").rstrip() + "\n" + more
    done = filled("F09", text, tmp_path)
    assert len(rows(done)) == 63
    page = openpyxl.load_workbook(done.path).active
    [signed] = [row[0].row for row in page.iter_rows() if row[0].value == "填表人："]
    assert page.print_area.endswith(f"${signed}")
    assert OpenXmlValidator().validate(done.path).is_valid


# ── every form ───────────────────────────────────────────────────────────────────────────────────
def with_heads_only(text: str) -> str:
    """The same tables with nobody in them."""
    lines: list[str] = []
    head = False
    for line in text.splitlines():
        if line.strip().startswith("["):
            head = False
        if not head:
            lines.append(line)
        head = head or "|" in line
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("form", LISTS, ids=lambda form: form.code)
def test_nobody_is_an_explicit_zero(form: Form, tmp_path):
    kind = "month" if form.period == "any" else form.period
    period = around(dt.date(2025, 10, 20), kind).name
    done = filled(form.code, with_heads_only(SCHOOL), tmp_path, period)
    assert done.zero is True, done.notes
    listed_on = {people.sheet for people in form.lists}
    for sheet, page in zip(
        done.form.sheets, openpyxl.load_workbook(done.path).worksheets, strict=True
    ):
        if sheet.name not in listed_on:
            continue
        said = [cell.value for line in page.iter_rows() for cell in line if cell.value]
        assert "无" in said
        if "report_kind" in sheet.heads:
            assert any("零报告" in str(value) for value in said[:10])


@pytest.mark.parametrize("form", LISTS, ids=lambda form: form.code)
def test_every_column_asks_for_something_that_is_known(form: Form):
    scope = scope_of(SCHOOL, "2025-10-20")
    fields = set(DERIVED).union(*(kind.fields for kind in kinds().values()))
    for people in form.lists:
        assert is_known(people.id)
        told = listed(people, scope.records(parse("2025秋", scope.calendar.terms))).told
        assert set(people.columns.values()) <= fields | set(told)
        assert {*people.only, *people.sort, *people.empty} - fields - set(told) == set()


def test_forms_are_told_apart_by_every_name():
    names = [name for form in forms.all_forms() for name in (form.title, *form.names)]
    owners = {
        name: {f.code for f in forms.all_forms() if name in (f.title, *f.names)} for name in names
    }
    assert {name: codes for name, codes in owners.items() if len(codes) > 1} == {}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("F07", "F07"), ("f07", "F07"), ("复学生名单", "F10"), ("《家访登记表》", "F09"),
        ("某县2025年秋季学期休学学生信息统计表", "F04"), ("送教上门 学生信息统计表", "F06"),
        ("失学辍学(疑似辍学)学生月报表", "F01"),
    ],
)  # fmt: skip
def test_a_form_goes_by_the_names_that_notices_use(name, code):
    assert forms.find(name).code == code


@pytest.mark.parametrize("form", forms.all_forms(), ids=lambda form: form.code)
def test_an_empty_form_can_be_printed(form: Form):
    book = openpyxl.load_workbook(form.workbook)
    assert OpenXmlValidator().validate(form.workbook).is_valid
    for sheet, page in zip(form.sheets, book.worksheets, strict=True):
        assert page.title == sheet.name
        assert page["A1"].value == sheet.title
        assert form.code in page["A2"].value
        assert page.print_area
        assert (page.page_setup.paperSize, page.page_setup.fitToWidth) == (9, 1)
        assert page.oddFooter.center.text == "第 &P 页，共 &N 页"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("day", "2025-10-20"), ("week", "2025-W43"), ("month", "2025-10"), ("quarter", "2025Q4"),
        ("semester", "2025秋"), ("year", "2025-2026"),
    ],
)  # fmt: skip
def test_the_period_a_form_is_for_when_nobody_says(kind, name):
    terms = scope_of(SCHOOL, "2025-10-20").calendar.terms
    assert around(dt.date(2025, 10, 20), kind, terms).name == name
