"""The monthly sheet filled from small units: figures, lists, zero reports, what stays untouched."""

from __future__ import annotations

import datetime as dt
import runpy
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator
from rule_page import parse, report_on

from kongcuo_xl import forms
from kongcuo_xl.forms.mapping import folder
from kongcuo_xl.formulas import UnsupportedError, result, shifted
from kongcuo_xl.hosts.filling import Outcome, fill_form
from kongcuo_xl.period import PeriodError
from kongcuo_xl.scope import Scope

ROSTER = """
    [一中/花名册]
    学生花名册
    姓名|性别|身份证号|年级|班级|监护人|联系电话|户籍地址|脱贫户|留守
    张三|男|110105201301010017|七年级|1|张大山|13800000001|柳树村1组|是|是
    王五|男|110105201301030034|七年级|2|王大河|13800000002|柳树村2组|否|否
    孙七|女|110105201201050052|八年级|2|孙大海|13800000003|柳树村3组|否|否
"""
ATTENDANCE = """
    [一中/缺课登记]
    日期|姓名|年级|班级|节次|类别
    2025-10-31|王五|七年级|2|全天|病假
"""
LEDGER = """
    [一中/台账]
    疑似辍学学生台账
    姓名|身份证号|离校日期|发现日期|状态|原因|去向|责任人|责任人职务|责任人电话|牵头单位|宣传教育|复学日期
"""
CASES = """    张三|110105201301010017|2025-10-08|2025-10-10|疑似|厌学|务工|李强|班主任|13900000001|石桥镇|2025-10-12|
    孙七|110105201201050052|2025-10-13|2025-10-15|疑似|生病|在家|李强|班主任|13900000001|石桥镇||2025-10-20
"""  # noqa: E501 - one row a line
CHANGES = """
    [一中/变动]
    学籍变动登记册
    姓名|身份证号|变动类别|变动日期
    王五|110105201301030034|转入|2025-10-13
"""
WHOLE = ROSTER + ATTENDANCE + LEDGER + CASES + CHANGES


@cache
def scope_of(text: str, date: str = "2025-11-03", **values: str) -> Scope:
    given = " ".join(f"{key}={value}" for key, value in values.items())
    lines = [f"日期 {date}", *([f"参数 {given}"] if given else []), *text.splitlines()]
    [scope] = report_on(parse(lines), set()).scopes
    return scope


def filled(text: str, folder: Path, date: str = "2025-11-03", **options: object) -> Outcome:
    target = folder / "月报.xlsx"
    return fill_form("月报表", scope_of(text, date), "2025-10", target, **options)  # type: ignore[arg-type]


def row_of(path: Path, label: str) -> dict[str, object]:
    """The figures of a row, by the headings of the blank form; as stored, not recalculated."""
    page = openpyxl.load_workbook(path, data_only=True)["月报表"]
    heads = [
        "期初在籍", "期末在籍", "应到", "实到", "疑似新增", "疑似累计", "辍学新增", "辍学累计",
        "劝返本月", "劝返累计", "未返", "休学", "送教", "延缓",
    ]  # fmt: skip
    for row in page.iter_rows(min_row=8, max_row=20, values_only=True):
        if label in row[:2]:
            return dict(zip(heads, row[2:16], strict=True))
    raise LookupError(label)


def test_the_whole_sheet(tmp_path):
    done = filled(WHOLE, tmp_path)
    seventh = row_of(done.path, "七年级")
    assert seventh == {
        "期初在籍": 1, "期末在籍": 2, "应到": 2, "实到": 0, "疑似新增": 1, "疑似累计": 1,
        "辍学新增": 0, "辍学累计": 0, "劝返本月": 0, "劝返累计": 0, "未返": 1, "休学": 0,
        "送教": None, "延缓": None,
    }  # fmt: skip
    total = row_of(done.path, "合计")
    assert [total[name] for name in ("期初在籍", "期末在籍", "应到", "实到")] == [2, 3, 3, 1]
    assert [total[name] for name in ("疑似累计", "劝返本月", "未返")] == [2, 1, 1]
    assert row_of(done.path, "小学小计")["期末在籍"] == 0
    page = openpyxl.load_workbook(done.path)["月报表"]
    heads = [page[cell].value for cell in ("C3", "H3", "N3", "C4")]
    assert heads == ["一中", "2025年10月", dt.datetime(2025, 11, 3), "有"]
    assert page["C14"].value == '=IF(COUNTA(C8:C13)=0,"",SUM(C8:C13))'
    assert done.zero is False


def test_a_total_of_nothing_known_stays_empty(tmp_path):
    done = filled(WHOLE, tmp_path)
    assert row_of(done.path, "合计")["送教"] in (None, "")
    assert "送教：缺少残疾儿童安置表和送教上门记录，留空。" in done.notes
    assert "延缓：缺少延缓入学表，留空。" in done.notes


def test_the_list_says_who_and_who_is_back(tmp_path):
    done = filled(WHOLE, tmp_path)
    page = openpyxl.load_workbook(done.path)["学生名单"]
    first, second, third = page.iter_rows(min_row=7, max_row=9, values_only=True)
    assert first == (
        1, "张三", "男", "110105201301010017", None, "一中", "七(1)班", "柳树村1组", "张大山",
        "13800000001", "脱贫户", "留守", dt.datetime(2025, 10, 8), "疑似辍学", "厌学", "务工",
        "宣传教育10月12日", "李强/班主任/13900000001", "石桥镇", None, None,
    )  # fmt: skip
    assert (second[1], second[13]) == ("孙七", "10月20日已返校")
    assert set(third) == {None}


def test_a_grade_that_nobody_could_count_is_blank_and_said(tmp_path):
    registry = """
    [一中/学籍表]
    学籍表
    姓名|身份证件号|学籍号|年级|班级|学生状态
    郑九|110105201101010018|G110105201101010018|九年级|1|在校
"""
    done = filled(WHOLE + registry, tmp_path)
    assert row_of(done.path, "九年级")["期末在籍"] == 1
    assert row_of(done.path, "九年级")["应到"] is None
    assert row_of(done.path, "七年级")["期末在籍"] is None
    said = "\n".join(done.notes)
    assert "应到、实到：一中的学生花名册中没有九年级（学籍表中有1人），没有计入。" in said
    assert "应到、实到：九年级没有一个单位算得出，留空。" in said
    assert "期初在籍、期末在籍：七年级、八年级没有一个单位算得出，留空。" in said


def test_no_case_is_an_explicit_zero_report(tmp_path):
    done = filled(ROSTER + LEDGER, tmp_path)
    assert done.zero is True
    book = openpyxl.load_workbook(done.path)
    for name in ("月报表", "学生名单"):
        page = book[name]
        assert page["C4"].value == "零报告"
        assert page["C3"].value == "一中"
    assert book["学生名单"]["B7"].value == "无"
    assert book["学生名单"]["U7"].value == "本月零报告"
    assert row_of(done.path, "合计")["未返"] == 0


def test_no_ledger_is_no_zero_report(tmp_path):
    done = filled(ROSTER, tmp_path)
    assert done.zero is None
    book = openpyxl.load_workbook(done.path)
    assert book["月报表"]["C4"].value is None
    assert book["学生名单"]["B7"].value is None
    assert row_of(done.path, "七年级")["未返"] is None
    [said] = [n for n in done.notes if "：缺少疑似辍学、辍学台账" in n]
    assert said.startswith("疑似辍学（本期新增）、疑似辍学（累计）、辍学（本期新增）")
    assert "未返：" in said


@pytest.mark.parametrize(("shown", "written"), [("0", 0), ("无", "无")])
def test_zero_is_shown_as_the_policy_says(tmp_path, shown, written):
    scope = scope_of(WHOLE, zero_shown_as=shown)
    done = fill_form("F01", scope, "2025-10", tmp_path / "a.xlsx")
    assert row_of(done.path, "九年级")["未返"] == written


def test_explain_lists_exactly_those_counted(tmp_path):
    done = filled(WHOLE, tmp_path, explain=True)
    page = openpyxl.load_workbook(done.path)["数据来源"]
    rows = list(page.iter_rows(min_row=4, values_only=True))
    people = [row for row in rows if row[0] == "月报表!D15" and row[7]]
    assert [(row[7], row[8], row[9], row[10], row[11], row[12]) for row in people] == [
        ("张三", "七(1)班", "110105********0017", "一中/示例.xlsx", "花名册", "A3"),
        ("王五", "七(2)班", "110105********0034", "一中/示例.xlsx", "花名册", "A4"),
    ]
    [figure] = [row for row in rows if row[0] == "月报表!D15" and row[5]]
    assert figure[1:5] == ("期末在籍", "七年级", "2025年10月", 2)
    assert "以学生花名册代替" in figure[6]
    [total] = [row for row in rows if row[0] == "月报表!D19"]
    assert total[4:6] == (3, '=IF(COUNTA(D8:D13,D15:D17)=0,"",SUM(D8:D13,D15:D17))')
    counted = {f"月报表!{cell}": 0 for cell in ("D15", "F15", "M15", "G16")}
    for row in rows:
        if row[0] in counted and row[7]:
            counted[row[0]] += 1
    numbers = {row[0]: row[4] for row in rows if row[0] in counted and row[5]}
    assert (
        counted == numbers == {"月报表!D15": 2, "月报表!F15": 0, "月报表!M15": 1, "月报表!G16": 1}
    )


def many(count: int) -> str:
    return LEDGER + "".join(
        f"    生{chr(0x4E00 + n)}|1101052013010{n:05d}|2025-10-{n % 20 + 1:02d}|2025-10-21|疑似"
        "|厌学|||||||\n"
        for n in range(count)
    )


def test_a_long_list_makes_rows_and_moves_the_footer(tmp_path):
    done = filled(many(30), tmp_path)
    page = openpyxl.load_workbook(done.path)["学生名单"]
    listed = [row[1] for row in page.iter_rows(min_row=7, max_row=36, values_only=True)]
    assert len(set(listed)) == 30
    assert None not in listed
    assert page.row_dimensions[36].height == page.row_dimensions[7].height
    assert page["T36"].border.bottom.style == "thin"
    assert page["A38"].value == "填表人："
    assert "A38:H38" in [str(area) for area in page.merged_cells.ranges]
    assert page.print_area == "'学生名单'!$A$1:$U$38"
    assert OpenXmlValidator().validate(done.path).is_valid


def test_a_list_that_just_fits_stays_as_ruled(tmp_path):
    done = filled(many(11), tmp_path)
    page = openpyxl.load_workbook(done.path)["学生名单"]
    assert page["A17"].value == 11
    assert page["A19"].value == "填表人："


def test_a_row_of_the_list_is_as_high_as_its_longest_text(tmp_path):
    cause = "父母离异后随祖父母生活，家庭经济困难，厌学情绪严重，多次上门劝返无效，现在外地务工"
    done = filled(WHOLE.replace("|厌学|", f"|{cause}|"), tmp_path)
    page = openpyxl.load_workbook(done.path)["学生名单"]
    heights = {page.cell(row, 2).value: page.row_dimensions[row].height for row in (7, 8)}
    assert heights == {"张三": 13 * 9 + 2, "孙七": 54}
    assert OpenXmlValidator().validate(done.path).is_valid


def test_what_is_written_is_a_sound_workbook(tmp_path):
    done = filled(WHOLE, tmp_path, explain=True)
    assert OpenXmlValidator().validate(done.path).is_valid


def test_what_was_typed_stays(tmp_path):
    book = openpyxl.load_workbook(forms.find("F01").workbook)
    book["月报表"]["D15"] = 99
    book["学生名单"]["B7"] = "张三"
    book["学生名单"]["O7"] = "家访后改写的原因"
    begun = tmp_path / "手填.xlsx"
    book.save(begun)
    scope = scope_of(WHOLE)
    done = fill_form("月报表", scope, "2025-10", tmp_path / "out.xlsx", workbook=begun)
    assert row_of(done.path, "七年级")["期末在籍"] == 99
    assert row_of(done.path, "合计")["期末在籍"] == 100
    assert "［月报表］D15（七年级）已经填有“99”，算得“2”，没有改动。" in done.notes
    page = openpyxl.load_workbook(done.path)["学生名单"]
    assert (page["B7"].value, page["O7"].value, page["B8"].value) == (
        "张三",
        "家访后改写的原因",
        "孙七",
    )


def test_what_was_typed_is_written_anew_when_asked(tmp_path):
    book = openpyxl.load_workbook(forms.find("F01").workbook)
    book["月报表"]["D15"] = 99
    for cell, typed in (("B7", "张三"), ("O7", "改写的原因"), ("B8", "别处的人")):
        book["学生名单"][cell] = typed
    begun = tmp_path / "手填.xlsx"
    book.save(begun)
    done = fill_form(
        "月报表", scope_of(WHOLE), "2025-10", tmp_path / "out.xlsx", workbook=begun, overwrite=True
    )
    assert row_of(done.path, "七年级")["期末在籍"] == 2
    assert row_of(done.path, "合计")["期末在籍"] == 3
    assert "［月报表］D15（七年级）原填“99”，改为“2”。" in done.notes
    assert "［学生名单］有1人已经手工填在表上，按所给的表改写。" in done.notes
    page = openpyxl.load_workbook(done.path)["学生名单"]
    assert [page[f"B{row}"].value for row in (7, 8, 9)] == ["张三", "别处的人", "孙七"]
    assert page["O7"].value == "厌学"


def test_a_sheet_of_another_month_is_refused(tmp_path):
    book = openpyxl.load_workbook(forms.find("F01").workbook)
    book["月报表"]["H3"] = "2025年9月"
    begun = tmp_path / "九月.xlsx"
    book.save(begun)
    with pytest.raises(forms.FormError, match=r"写的报告月份是2025年9月，要填的是2025年10月"):
        fill_form("月报表", scope_of(WHOLE), "2025-10", tmp_path / "out.xlsx", workbook=begun)
    assert not (tmp_path / "out.xlsx").exists()


def test_another_workbook_is_not_our_form(tmp_path):
    other = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(other)
    with pytest.raises(forms.FormError, match="没有名为“学生名单”的工作表"):
        fill_form("月报表", scope_of(WHOLE), "2025-10", tmp_path / "out.xlsx", workbook=other)


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2025Q4", "要写成 2025-10（月） 这样"),
        ("2026-01", "还没有开始"),
        ("2025-13", "没有13月"),
    ],
)
def test_a_period_that_makes_no_sense(tmp_path, period, said):
    with pytest.raises(PeriodError, match=said):
        fill_form("月报表", scope_of(WHOLE), period, tmp_path / "out.xlsx")


def test_an_unknown_form_names_the_nearest_and_a_part_of_a_name_is_enough():
    with pytest.raises(forms.FormError, match="没有名为“家仿登记”的报表，最接近的是“家访登记”"):
        forms.find("家仿登记")
    with pytest.raises(forms.FormError, match=r"“变动”可能是几种报表：F02 .*F20 "):
        forms.find("变动")
    assert forms.find("学年末").code == "F14"
    assert forms.find("f01") is forms.find("失学辍学（疑似辍学）学生月报表")


def test_somebody_without_a_grade_is_named_not_dropped(tmp_path):
    lost = "    钱八||2025-10-08|2025-10-10|疑似|厌学|||||||\n"
    done = filled(ROSTER + LEDGER + lost, tmp_path)
    assert "未返：钱八共1人的年级不明或不在一至九年级，没有计入；请补上年级。" in done.notes
    assert any("勾稽不平" in note and "名单中期末未返的人数等于未返" in note for note in done.notes)


def test_several_units_are_filled_together_and_said(tmp_path):
    other = ROSTER.replace("一中/", "二中/").replace("1101052", "2101052")
    done = filled(ROSTER + other + LEDGER, tmp_path)
    assert row_of(done.path, "合计")["期末在籍"] == 6
    assert done.notes[0] == "2个单位（一中、二中）合在一起填报，各数为各单位之和。"
    assert done.zero is None


def test_an_unfinished_month_is_said(tmp_path):
    done = filled(WHOLE, tmp_path, date="2025-10-20")
    assert "2025年10月还没有结束，期末按核查日期2025-10-20计。" in done.notes


# ── parts ────────────────────────────────────────────────────────────────────────────────────────
def test_the_blank_forms_are_what_their_layouts_build(tmp_path):
    runpy.run_path(str(folder() / "build.py"))["build"](tmp_path)
    made = sorted(tmp_path.glob("*.xlsx"))
    assert [each.name for each in made] == sorted(each.name for each in folder().glob("*.xlsx"))
    for built in made:
        assert built.read_bytes() == (folder() / built.name).read_bytes()
        assert OpenXmlValidator().validate(built).is_valid


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("SUM(A1:A3)", 6),
        ("SUM($A$1:A2,A3)+1", 7),
        ("A1-A2*2", -3),
        ("-(A1+A2)/A3", -1),
        ('IF(COUNTA(B1:B3)=0,"",SUM(B1:B3))', ""),
        ('IF(A1<=A2,"是","否")', "是"),
        ("ROUND(A2/A3,2)", 0.67),
        ("COUNT(A1:B3)", 3),
        ("MAX(A1:A3)-MIN(A1:A3)", 2),
    ],
)
def test_formulas_come_to_what_they_say(formula, value):
    cells = {(0, 0): 1, (1, 0): 2, (2, 0): 3}
    assert result(formula, lambda cell: cells.get(cell, "")) == value


@pytest.mark.parametrize(
    "formula", ["VLOOKUP(A1,B:C,2)", "一月!A1", "A1/B1", "SUM(A1", "", "A1 A2"]
)
def test_formulas_that_are_not_understood_are_not_guessed(formula):
    with pytest.raises(UnsupportedError):
        result(formula, lambda cell: 1 if cell == (0, 0) else "")


def test_formulas_move_with_inserted_rows():
    assert shifted('IF(A5=0,"A5",SUM($B$2:B6))', 4, 3) == 'IF(A8=0,"A5",SUM($B$2:B9))'
    assert shifted("A4+LOG10(A5)", 4, 1) == "A4+LOG10(A6)"


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(0, 31), st.integers(1, 5))
def test_a_moved_sum_is_the_same_sum(numbers, at, count):
    cells = {(row, 0): number for row, number in enumerate(numbers)}
    moved = {(row + count if row >= at else row, 0): n for (row, _), n in cells.items()}
    formula = f"SUM(A1:A{len(numbers)})"
    before = result(formula, lambda cell: cells.get(cell, ""))
    assert result(shifted(formula, at, count), lambda cell: moved.get(cell, "")) == before
