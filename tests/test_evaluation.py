"""Cell functions worked out in files: what is stored, what is not touched, what a check sees."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import openpyxl
import pytest
from libreoffice import saved
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table
from packages import changes, difference, parts

from kongcuo_xl import copies, evaluation, inputs, policy
from kongcuo_xl.book import Area
from kongcuo_xl.checking import Report
from kongcuo_xl.hosts import files, ooxml

ROSTER = "七(1)班"
PUPILS = [
    ("张三", "110105201309010017", "否", "否"),
    ("李四", "110105201309010033", "是", "否"),
    ("王五", "11010520130901005X", "否", "否"),
    ("赵六", "110105201309010076", "否", "是"),
]
RISK = {"张三": "高", "李四": "低", "王五": "无", "赵六": "低"}
"""张三 was absent for two days, 李四 has difficulties in learning, 赵六 had dropped out before."""


def workbook(path: Path, cells: dict[str, object], roster: dict[str, object] | None = None) -> Path:
    """A roster in A2:F5 with a register of absences, and a sheet 公式 with these cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = ROSTER
    sheet.append(["姓名", "身份证号", "年级", "班级", "学困", "反复"])
    for name, number, weak, back in PUPILS:
        sheet.append([name, number, "七年级", "1班", weak, back])
    for address, value in (roster or {}).items():
        sheet[address] = value
    page = book.create_sheet("公式")
    for address, value in cells.items():
        page[address] = value
    register = book.create_sheet("缺课登记表")
    register.append(["日期", "姓名", "班级", "天数", "类别"])
    for day in (13, 14):
        register.append([dt.date(2025, 10, day), "张三", "七(1)班", 1, "旷课"])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def check(path: Path) -> Report:
    return inputs.check([path], policy.load("national"), dt.date(2025, 10, 20))


def evaluated(path: Path) -> tuple[copies.Copy, Path]:
    """The copy that a check writes of a workbook, and what came of it."""
    (copy,) = copies.write_marked(check(path), path.parent / "结果")
    assert copy.path is not None, copy.failure
    return copy, copy.path


def shown(path: Path, sheet: str = "公式") -> dict[str, object]:
    """What a program shows that only reads stored results."""
    page = openpyxl.load_workbook(path, data_only=True)[sheet]
    return {c.coordinate: c.value for row in page for c in row if c.value is not None}


FORMULAS = {
    # What is given, in every way that it may be written.
    'AT_RISK("张三")': "高",
    f"AT_RISK('{ROSTER}'!A2)": "高",
    f"AT_RISK('{ROSTER}'!$A$3)": "低",
    f"AT_RISK('{ROSTER}'!B4)": "无",
    "AT_RISK(名单)": "高",
    "AT_RISK(一个)": "低",
    'ID_CHECK("110105201309010018")': "校验码应为7",
    "ID_CHECK(110105201309010017)": "号码已损坏，请设为文本重录",
    f"ID_BIRTH('{ROSTER}'!B2)": 41518,
    'KC_RULE("HV101")': "班主任家访人次不足（错误）",
    'ABSENT_DAYS("张三",,,"旷课")': 2,
    'ABSENT_DAYS("张三",DATE(2025,10,14),"2025-10-20")': 1,
    'SCHOOL_DAYS("2025-10-13","2025-10-17")': 5,
    'AT_RISK("没有此人")': "花名册中没有此人",
    "AT_RISK(#N/A)": "花名册中没有此人",
    "AT_RISK(1,2)": "参数太多，最多1个",
    "ID_CHECK()": "缺少参数：身份证号",
    "AT_RISK()": "这一行没有学生",
    # As programs write the name of a function that they do not have.
    "[1]!AT_RISK(\"张三\")": "高",
    "'C:\\加载项\\控辍保学.xlam'!AT_RISK(\"张三\")": "高",
    '_xludf.AT_RISK("张三")': "高",
    '_xll.AT_RISK("张三")': "高",
    'at_risk("张三")': "高",
    'com.example.Kongcuo.atRisk("张三")': "高",
    # Within other formulas.
    f"IF(AT_RISK('{ROSTER}'!A2)=\"高\",\"★\",\"\")": "★",
    'AT_RISK("张三")&AT_RISK("李四")': "高低",
    'AT_RISK("张三")="高"': True,
    'IFERROR(1/(AT_RISK("张三")="低"),"没有")': "没有",
    '1/(AT_RISK("张三")="低")': "#DIV/0!",
    "IF(1>2,_xlfn.UNHEARD(1),AT_RISK(\"张三\"))": "高",
    'TEXT(ABSENT_DAYS("张三"),"0.0")&"天"': "2.0天",
    'TEXT(ABSENT_DAYS("张三")*617.25,"#,##0")': "1,235",
    'TEXT(ABSENT_DAYS("张三")*0.06175,"0.0%")': "12.4%",
    'TEXT(-ABSENT_DAYS("张三"),"000")&TEXT(AT_RISK("张三"),"0")': "-002高",
    f"TEXT(ID_BIRTH('{ROSTER}'!B2),\"yyyy-mm-dd\")": "2013-09-01",
    f"TEXT(ID_BIRTH('{ROSTER}'!B2),\"yyyy年m月d日\")": "2013年9月1日",
    f"DATEDIF(ID_BIRTH('{ROSTER}'!B2),DATE(2025,8,31),\"Y\")": 11,
    f"DATEDIF(ID_BIRTH('{ROSTER}'!B2),DATE(2025,9,1),\"Y\")": 12,
    f"DATEDIF(ID_BIRTH('{ROSTER}'!B2),DATE(2025,8,31),\"YM\")": 11,
    f"HYPERLINK(\"#'{ROSTER}'!A2\",AT_RISK(\"张三\"))": "高",
    'REPT("★",ABSENT_DAYS("张三"))': "★★",
    f"LOOKUP(2,1/(AT_RISK('{ROSTER}'!A2:A5)=\"低\"),'{ROSTER}'!A2:A5)": "赵六",
    f"MAX(ABSENT_DAYS('{ROSTER}'!A2:A5))+LARGE(ABSENT_DAYS('{ROSTER}'!A2:A5),2)": 2,
    'AT_RISK("张三")&(("2025-10-20"+1)>1)': None,  # programs read such a text differently
    'TEXT(ABSENT_DAYS("张三"),"[红色]0")': None,
    'SUMPRODUCT((_xlfn.SINGLE(AT_RISK("张三"))="高")*1)': 1,
}  # fmt: skip


def test_every_way_to_write_a_call_is_worked_out(tmp_path: Path) -> None:
    cells = {f"A{row}": f"={formula}" for row, formula in enumerate(FORMULAS, 30)}
    source = workbook(tmp_path / "花名册.xlsx", cells)
    _name(source, {"名单": f"'{ROSTER}'!$A$2", "一个": f"'{ROSTER}'!$A$3"})
    _, path = evaluated(source)
    found = shown(path)
    assert {f: _plain(found.get(a)) for a, f in zip(cells, FORMULAS, strict=True)} == FORMULAS
    page = openpyxl.load_workbook(path)["公式"]
    assert [page[address].value for address in cells] == list(cells.values())


def _plain(value: object) -> object:
    return (value - dt.datetime(1899, 12, 30)).days if isinstance(value, dt.datetime) else value


def _name(path: Path, names: dict[str, str]) -> None:
    from openpyxl.workbook.defined_name import DefinedName

    book = openpyxl.load_workbook(path)
    for name, text in names.items():
        book.defined_names[name] = DefinedName(name, attr_text=text)
    book.save(path)


def test_what_hangs_on_a_result_is_worked_out_with_it(tmp_path: Path) -> None:
    risks = {f"H{row}": f"=AT_RISK(A{row})" for row in range(2, 6)}
    risks |= {f"I{row}": f"=ABSENT_DAYS(A{row})" for row in range(2, 6)}
    cells = {
        f"=COUNTIF('{ROSTER}'!H2:H5,\"低\")": 2,
        f"=COUNTIF('{ROSTER}'!H:H,\"高\")": 1,
        f"=VLOOKUP(\"赵六\",'{ROSTER}'!A:H,8,FALSE)": "低",
        "=A1+A2": 3,
        f"='{ROSTER}'!H2&\"风险\"": "高风险",
        f"=INDEX('{ROSTER}'!H2:H5,MATCH(\"王五\",'{ROSTER}'!A2:A5,0))": "无",
        f"=SUMPRODUCT(('{ROSTER}'!H2:H5=\"低\")*('{ROSTER}'!F2:F5=\"是\"))": 1,
        f"=MAXIFS('{ROSTER}'!I2:I5,'{ROSTER}'!H2:H5,\"高\")": 2,
        f"=AVERAGEIFS('{ROSTER}'!I2:I5,'{ROSTER}'!H2:H5,\"<>低\")": 1,
    }
    source = workbook(tmp_path / "花名册.xlsx", {f"A{n}": f for n, f in enumerate(cells, 1)}, risks)
    copy, path = evaluated(source)
    assert list(shown(path).values()) == list(cells.values())
    assert copy.results == 8 + len(cells)


def test_a_formula_that_is_not_understood_keeps_its_value_and_is_named(tmp_path: Path) -> None:
    cells = {"A1": '=AT_RISK("张三")', "A2": "=TRANSPOSE(A1)", "A3": '=RTD(AT_RISK("张三"),1)'}
    source = workbook(tmp_path / "花名册.xlsx", {**cells, "A4": "=SUM(1,2)"})
    copy, path = evaluated(source)
    assert shown(path) == {"A1": "高"}
    assert copy.notes[0].startswith("［公式］A2、A3的公式没有算出，保留原来的值")


def test_columns_are_filled_by_one_formula(tmp_path: Path) -> None:
    roster = {
        "H2": ArrayFormula("H2:H5", "=AT_RISK(A2:A5)"),
        "J2": ArrayFormula("J2:J5", '=IF(AT_RISK(A2:A5)="高","★",ID_SEX(B2:B5))'),
    }
    _, path = evaluated(workbook(tmp_path / "花名册.xlsx", {}, roster))
    found = shown(path, ROSTER)
    assert [found[f"H{row}"] for row in range(2, 6)] == list(RISK.values())
    assert [found[f"J{row}"] for row in range(2, 6)] == ["★", "男", "男", "男"]


def test_a_dynamic_array_spills_as_far_as_it_reaches(tmp_path: Path) -> None:
    roster = {"H2": ArrayFormula("H2", "=AT_RISK(A2:A5)"), "I3": "x"}
    source = workbook(tmp_path / "花名册.xlsx", {}, roster)
    rewritten(source, "xl/worksheets/sheet1.xml", rb'<c r="H2"', rb'<c r="H2" cm="1"')
    _, path = evaluated(source)
    sheet = parts(path)["xl/worksheets/sheet1.xml"].decode()
    assert 'ref="H2:H5"' in sheet
    assert [shown(path, ROSTER)[f"H{row}"] for row in range(2, 6)] == list(RISK.values())


def test_a_filtered_list_is_as_long_as_it_comes_to(tmp_path: Path) -> None:
    lists = {
        "H2": ArrayFormula("H2", '=_xlfn._xlws.FILTER(A2:A5,AT_RISK(A2:A5)="低")'),
        "J2": ArrayFormula("J2:J4", '=_xlfn._xlws.FILTER(A2:A5,AT_RISK(A2:A5)="高","没有")'),
        "J3": "以前的人",
        "J4": "以前的人",
    }
    source = workbook(tmp_path / "花名册.xlsx", {"A1": f"=COUNTA('{ROSTER}'!J2:J4)"}, lists)
    rewritten(source, "xl/worksheets/sheet1.xml", rb'<c r="([HJ]2)"', rb'<c r="\1" cm="1"')
    _, path = evaluated(source)
    found = shown(path, ROSTER)
    assert [found.get(f"H{row}") for row in range(2, 6)] == ["李四", "赵六", None, None]
    assert [found.get(f"J{row}") for row in range(2, 6)] == ["张三", None, None, None]
    assert shown(path) == {"A1": 1}


def test_a_dynamic_array_in_the_way_of_which_something_stands_is_named(tmp_path: Path) -> None:
    roster = {"H2": ArrayFormula("H2", "=AT_RISK(A2:A5)"), "H4": "x"}
    source = workbook(tmp_path / "花名册.xlsx", {"A1": '=AT_RISK("张三")'}, roster)
    rewritten(source, "xl/worksheets/sheet1.xml", rb'<c r="H2"', rb'<c r="H2" cm="1"')
    copy, path = evaluated(source)
    assert copy.notes[0].startswith(f"［{ROSTER}］H2的公式没有算出")
    assert shown(path, ROSTER)["H4"] == "x"


def rewritten(path: Path, part: str, old: bytes, new: bytes) -> None:
    """Put other bytes into a part."""
    import zipfile

    held = parts(path)
    held[part] = re.sub(old, new, held[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            archive.writestr(name, data)


def test_columns_of_tables_and_shared_formulas(tmp_path: Path) -> None:
    source = workbook(
        tmp_path / "花名册.xlsx",
        {"A1": "=COUNTIF(名册[风险],\"低\")", "A2": "=INDEX(名册[[#All],[风险]],1)"},
        {"G1": "风险", **{f"G{row}": "=AT_RISK(名册[[#This Row],[姓名]])" for row in range(2, 6)}},
    )  # fmt: skip
    book = openpyxl.load_workbook(source)
    book[ROSTER].add_table(Table(displayName="名册", ref="A1:G5"))
    book.save(source)
    shared = b'<c r="H%d"><f t="shared" si="0"%s</c>'
    for row in range(2, 6):
        rest = b' ref="H2:H5">RISK_REASON($A2)</f><v/>' if row == 2 else b"/><v/>"
        cell = rb"\1" + shared % (row, rest)
        rewritten(source, "xl/worksheets/sheet1.xml", rb'(<c r="G%d".*?</c>)' % row, cell)
    _, path = evaluated(source)
    found = shown(path, ROSTER)
    assert [found[f"G{row}"] for row in range(2, 6)] == list(RISK.values())
    assert found["H5"] == "登记为反复学生"
    assert shown(path) == {"A1": 2, "A2": "风险"}


def test_without_an_argument_the_pupil_of_the_row_is_meant(tmp_path: Path) -> None:
    roster = {f"H{row}": "=AT_RISK()" for row in range(2, 6)}
    _, path = evaluated(workbook(tmp_path / "花名册.xlsx", {}, roster))
    found = shown(path, ROSTER)
    assert [found[f"H{row}"] for row in range(2, 6)] == list(RISK.values())


def test_what_stands_in_another_workbook_of_the_unit_counts(tmp_path: Path) -> None:
    workbook(tmp_path / "一中" / "花名册.xlsx", {"A1": '=VISITS_DONE("张三")'})
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["日期", "教师", "学生", "班级"])
    sheet.append([dt.date(2025, 9, 10), "王芳", "张三", "七(1)班"])
    book.save(tmp_path / "一中" / "家访登记表.xlsx")
    written = copies.write_marked(check(tmp_path / "一中"), tmp_path / "结果")
    (path,) = [copy.path for copy in written if copy.original == "花名册.xlsx"]
    assert path is not None
    assert shown(path) == {"A1": 1}


# ── what stays ───────────────────────────────────────────────────────────────────────────────────
def test_only_results_differ_and_a_second_run_has_nothing_to_do(tmp_path: Path) -> None:
    roster = {f"H{row}": f"=AT_RISK(A{row})" for row in range(2, 6)}
    source = workbook(tmp_path / "花名册.xlsx", {"A1": "=1+1", "A2": "=ID_CHECK(1)"}, roster)
    before = source.read_bytes()
    target = tmp_path / "结果.xlsx"
    steps = copies.Answers(check(source)).of(check(source).books[0]).steps
    ooxml.apply(source, steps, target)
    assert source.read_bytes() == before
    told = difference(source, target)
    assert set(told) == {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}
    cell = r"[-+]worksheet/sheetData/row\[\d\]/c\[(H[2-5]|A2)\](@t=(str|b)|/v(=.*)?)"
    for part in told:
        lines = changes(parts(source)[part], parts(target)[part])
        assert [line for line in lines if not re.fullmatch(cell, line)] == []
    assert copies.Answers(check(target)).of(check(target).books[0]).steps == ()


def test_nothing_is_written_where_nothing_is_new(tmp_path: Path) -> None:
    source = workbook(tmp_path / "花名册.xlsx", {"A1": "=1+1"})
    report = check(source)
    report.findings = []
    assert copies.write_marked(report, tmp_path / "结果") == []


def test_clearing_the_marks_leaves_the_results(tmp_path: Path) -> None:
    source = workbook(tmp_path / "花名册.xlsx", {"A1": '=AT_RISK("张三")'}, {"B3": "1101"})
    copy, path = evaluated(source)
    assert copy.findings
    ooxml.clear(path, tmp_path / "清.xlsx")
    assert shown(tmp_path / "清.xlsx") == {"A1": "高"}
    assert list(difference(source, tmp_path / "清.xlsx")) == ["xl/worksheets/sheet2.xml"]


# ── what a check sees ────────────────────────────────────────────────────────────────────────────
HEADINGS = {"H1": "风险等级", "I1": "缺课天数", "J1": "备注"}


@pytest.mark.parametrize("stored", ["", "#NAME?", "高"])
def test_answers_are_no_data_of_the_workbook_that_they_come_from(
    stored: str, tmp_path: Path
) -> None:
    plain = workbook(tmp_path / "甲" / "花名册.xlsx", {}, {"B3": "110105201309010034"})
    calls = {
        f"{column}{row}": formula
        for row in range(2, 6)
        for column, formula in (
            ("H", f"=AT_RISK(A{row})"), ("I", "=ABSENT_DAYS()"), ("J", "=RISK_REASON()"),
        )
    }  # fmt: skip
    asking = workbook(
        tmp_path / "乙" / "花名册.xlsx", {}, {"B3": "110105201309010034", **HEADINGS, **calls}
    )
    kind = b"e" if stored.startswith("#") else b"str"
    if stored:
        rewritten(
            asking, "xl/worksheets/sheet1.xml", rb'(<c r="[HIJ]\d")(><f>[^<]*</f>)<v ?/>',
            rb'\1 t="' + kind + rb'"\2<v>' + stored.encode() + b"</v>",
        )  # fmt: skip
    before, after = check(plain), check(asking)
    assert [f.message for f in after.findings] == [f.message for f in before.findings]
    assert {p.area for p in after.books[0].pieces} == {p.area for p in before.books[0].pieces}


def test_a_marked_copy_is_evaluated_again(tmp_path: Path) -> None:
    cells = {"A1": '=AT_RISK("张三")', "C1": ArrayFormula("C1:E1", '=AT_RISK("李四")')}
    source = workbook(tmp_path / "花名册.xlsx", cells, {"B3": "1101"})
    _, path = evaluated(source)
    moved = path.rename(tmp_path / "改过.xlsx")
    book = openpyxl.load_workbook(moved)
    book[ROSTER]["E4"] = "是"
    book["公式"]["A2"] = '=AT_RISK("王五")'
    book.save(moved)
    _, again = evaluated(moved)
    shows = shown(again)
    assert (shows["A1"], shows["A2"], shows["C1"], shows["E1"]) == ("高", "低", "低", "低")


def test_what_is_answered_from_its_arguments_is_data(tmp_path: Path) -> None:
    roster = {"G1": "性别", **{f"G{row}": f"=ID_SEX(B{row})" for row in range(2, 6)}}
    report = check(workbook(tmp_path / "花名册.xlsx", {}, roster))
    (piece,) = [p for p in report.books[0].pieces if p.kind == "students"]
    assert [piece.sheet.rows[row][6] for row in piece.rows] == ["男"] * 4
    assert not [f for f in report.findings if f.code in ("FM103", "ST101")]


def test_a_workbook_that_is_open_has_the_same_data(tmp_path: Path) -> None:
    asked = {"G1": "风险", "H1": "号码", "I1": "说明", "I2": '="AT_RISK("&A2'}
    for row in range(2, 6):
        asked |= {f"G{row}": f"=_xll.AT_RISK(A{row})", f"H{row}": f"=ID_MASK(B{row})"}
    path = workbook(tmp_path / "花名册.xlsx", {}, {**asked, "G4": "转出"})
    saved_file, opened = files.read(path, "花名册.xlsx"), files.read(path, "花名册.xlsx")
    evaluation.set_apart(saved_file, path)
    page = openpyxl.load_workbook(path)[ROSTER]
    held = [[str(cell.value or "") for cell in row] for row in page]
    # What the program shows: an answer, an error where it does not know the function.
    shown_rows = [list(row) for row in opened.sheets[0].rows]
    for row, level in enumerate("高低无低", 1):
        shown_rows[row][6:9] = [level, *saved_file.sheets[0].rows[row][7:9]]
    shown_rows[3][6] = "转出"
    opened.sheets[0].rows, opened.sheets[0].errors = shown_rows, {(2, 6): "#NAME?"}
    evaluation.set_apart_open(opened, {ROSTER: [(Area(0, 0, 4, 8), held)]})
    assert opened.sheets[0].rows == saved_file.sheets[0].rows
    assert opened.sheets[0].rows[1][6] == ""
    assert opened.sheets[0].rows[3][6] == "转出"
    assert opened.sheets[0].rows[1][7] == "110105********0017"
    assert opened.sheets[0].apart == saved_file.sheets[0].apart == {}
    assert opened.sheets[0].errors == {}


def test_a_locked_workbook_gets_its_results_and_its_password(tmp_path: Path) -> None:
    from kongcuo_xl.hosts import passwords

    source = workbook(tmp_path / "花名册.xlsx", {"A1": '=AT_RISK("张三")'})
    source.write_bytes(passwords.lock(source, "密码"))
    passwords.give(["密码"])
    try:
        _, path = evaluated(source)
        assert passwords.is_locked(path.read_bytes())
        assert files.read(path, "a").sheets[1].rows[0][0] == "高"
    finally:
        passwords.give([])


@pytest.mark.xdist_group("libreoffice")
def test_libreoffice_shows_the_results(tmp_path: Path) -> None:
    cells = {"A1": f"=COUNTIF('{ROSTER}'!H2:H5,\"低\")", "A2": '=[1]!AT_RISK("李四")'}
    risks = {f"H{row}": f"=AT_RISK(A{row})" for row in range(2, 6)}
    _, path = evaluated(workbook(tmp_path / "花名册.xlsx", cells, risks))
    again = saved(path, tmp_path / "另存.xlsx")
    assert shown(again) == {"A1": 2, "A2": "低"}
    assert [shown(again, ROSTER)[f"H{row}"] for row in range(2, 6)] == list(RISK.values())
