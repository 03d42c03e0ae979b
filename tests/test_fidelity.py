"""What a cluttered workbook, however it was written, is like after us: only what was meant differs.

Each test names the parts that may differ and, in them, the elements; anything else is a loss.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import openpyxl
import pytest
from clutter import FEATURES, SHEET, WRITERS, everything, features, package
from openxml_audit import OpenXmlValidator
from packages import changes, difference, lines, parts

from kongcuo_xl import marks
from kongcuo_xl.book import Area
from kongcuo_xl.finding import Finding, Level
from kongcuo_xl.formulas import ErrorValue
from kongcuo_xl.hosts import files, ooxml
from kongcuo_xl.plan import InsertRows, Note, Plan, SetValue, StoreResult

ROSTER, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"


def found(row: int, column: int, level: Level = "错误", message: str = "不符") -> Finding:
    return Finding(
        "ID103", level, "", "a.xlsx", SHEET, row, column, "王芳", message, suggestion="请核对"
    )


FINDINGS = [found(3, 3), found(4, 3), found(4, 4, "疑问"), found(2, 5, "提示", "=1+1")]
PLACES = [marks.TablePlace(SHEET, Area(1, 0, 7, 5))]


def marking(path: Path, *, notes: bool = False) -> Plan:
    return marks.mark(files.read(path, path.name), FINDINGS, PLACES, notes=notes)


def named(path: Path) -> dict[str, bytes]:
    """Parts by name, as other programs may have written it."""
    return {name.replace("\\", "/").lower(): data for name, data in parts(path).items()}


def differing(before: Path, after: Path) -> dict[str, list[str]]:
    """The lines that differ, by part; ``added`` or ``removed`` for whole parts."""
    old, new = named(before), named(after)
    return {
        name: changes(old[name], new[name])
        if name in old.keys() & new.keys()
        else ["added" if name in new else "removed"]
        for name in old.keys() | new.keys()
        if old.get(name) != new.get(name)
    }


def unmeant(told: dict[str, list[str]], meant: dict[str, list[str]]) -> list[str]:
    """The differing lines that no pattern of their part allows."""
    return [
        f"{part}: {line}"
        for part, said in told.items()
        for line in said
        if not any(re.fullmatch(pattern, line, re.S) for pattern in meant.get(part, ()))
    ]


def audit(path: Path) -> set[str]:
    """What the Open XML SDK's rules find wrong."""
    result = OpenXmlValidator().validate(str(path))
    return {str(error) for error in result.errors if error.severity.name == "ERROR"}


@pytest.fixture(params=WRITERS)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The cluttered workbook as each kind of program writes it."""
    path = tmp_path / "花名册.xlsm"
    path.write_bytes(WRITERS[request.param](package()))
    return path


@pytest.fixture
def clutter(tmp_path: Path) -> Path:
    return everything(tmp_path / "花名册.xlsm")


def test_the_workbook_has_everything(clutter: Path) -> None:
    assert features(parts(clutter)) == set(FEATURES)
    assert files.read(clutter, "a").sheets[0].rows[3][:3] == [2.0, "王芳", "男"]


MEANT: dict[str, list[str]] = {
    "[content_types].xml": [r"\+Types/Override\[/(xl/worksheets|xl/styles|customXml)/?.*"],
    "xl/_rels/workbook.xml.rels": [r"\+Relationships/Relationship\[.*"],
    "xl/styles.xml": [r"\+styleSheet/.*", r"[-+]styleSheet/\w+@count=\d+", "added"],
    BOOK: [
        r"\+workbook/sheets/sheet\[问题清单\].*",
        r"\+workbook/definedNames/definedName\[_kongcuo_(list|result_\d)\].*",
        r"\+workbook/definedNames/definedName\[_xlnm\.(_FilterDatabase|Print_Titles)\].*",
        rf"-workbook/definedNames/definedName\[_xlnm\._FilterDatabase\]='{re.escape(SHEET)}.*F\$8",
    ],
    ROSTER: [
        r"[-+]worksheet/dimension@ref=.*",
        r"[-+]worksheet/sheetData/row\[\d+\]@spans=.*",
        r"\+worksheet/sheetData/row\[\d\]/c\[G\d\].*",
        r"[-+]worksheet/cols/col.*",
        r"[-+]worksheet/autoFilter@ref=A2:[FG]8",
        r"\+worksheet/conditionalFormatting.*",
        r"[-+]worksheet/.*/cfRule@priority=\d",
    ],
    "xl/worksheets/sheet5.xml": ["added"],
    "customxml/item2.xml": ["added"],
}
"""What marking may touch: part → lines that may differ."""


def test_marking_changes_what_it_names_and_clearing_gives_every_part_back(
    source: Path, tmp_path: Path
) -> None:
    marked, cleared = tmp_path / "m.xlsm", tmp_path / "c.xlsm"
    ooxml.apply(source, marking(source), marked)
    told = differing(source, marked)
    assert unmeant(told, MEANT) == []
    assert features(parts(marked)) == features(parts(source))
    assert files.read(marked, "m").sheets[0].rows[3][6] == "错误 不符"
    ooxml.clear(marked, cleared)
    assert difference(source, cleared) == {}
    assert list(parts(cleared)) == list(parts(source))


MEANT_BY_NOTES = {
    **MEANT,
    "[content_types].xml": [*MEANT["[content_types].xml"], r"\+Types/Override\[/xl/.*omments.*",
                            r"\+Types/Override\[/xl/drawings/vml.*"],
    "xl/comments1.xml": [r"\+comments/authors/author.*", r"\+comments/commentList/comment.*"],
    "xl/drawings/vmldrawing1.vml": [r"\+<.*"],
    "xl/worksheets/sheet2.xml": [r"\+worksheet/legacyDrawing.*"],
    "xl/worksheets/_rels/sheet2.xml.rels": [r"\+Relationships/Relationship.*"],
    "xl/comments2.xml": ["added"],
    "xl/drawings/vmldrawing4.vml": ["added"],
}  # fmt: skip


def test_notes_come_on_request_and_go_again(source: Path, tmp_path: Path) -> None:
    marked, cleared = tmp_path / "m.xlsm", tmp_path / "c.xlsm"
    plan = (*marking(source, notes=True), Note("统计", 0, 0, "错误 没有标题"))
    said = ooxml.apply(source, plan, marked)
    assert said[0] == f"“{SHEET}”有 1 处已有批注，没有改动"
    told = differing(source, marked)
    assert unmeant(told, MEANT_BY_NOTES) == []
    assert features(parts(marked)) == features(parts(source))
    ooxml.clear(marked, cleared)
    assert difference(source, cleared) == {}


def test_notes_are_where_the_findings_are_and_the_clerks_own_stay(
    clutter: Path, tmp_path: Path
) -> None:
    marked = tmp_path / "m.xlsm"
    ooxml.apply(clutter, marking(clutter, notes=True), marked)
    page = openpyxl.load_workbook(marked)[SHEET]
    notes = {c.coordinate: c.comment.text for row in page for c in row if c.comment is not None}
    sign = "\n—— kongcuo 核查"
    assert notes == {
        "F3": "班主任: 家长已联系",
        "F8": "[线程批注]",
        "A12": "合计",
        "D4": "错误 不符。请核对" + sign,
        "D5": "错误 不符。请核对" + sign,
        "E5": "疑问 不符。请核对" + sign,
    }


def test_filling_a_cell_changes_that_cell(source: Path, tmp_path: Path) -> None:
    filled = tmp_path / "f.xlsm"
    ooxml.apply(source, (SetValue(SHEET, 3, 1, "王方"),), filled)
    told = differing(source, filled)
    meant = {
        ROSTER: [r"[-+]worksheet/(sheetData/row\[4\]/c\[B4\].*|dimension@ref=(A1|A1:B4))"],
        BOOK: [r"\+workbook/calcPr@fullCalcOnLoad=1"],
    }
    assert unmeant(told, meant) == []
    assert told.keys() == meant.keys()
    assert features(parts(filled)) == features(parts(source))
    assert files.read(filled, "f").sheets[0].rows[3][1] == "王方"


def test_a_stored_result_changes_the_value_alone(source: Path, tmp_path: Path) -> None:
    stored = tmp_path / "s.xlsm"
    plan = (
        StoreResult(SHEET, 9, 0, "高"),
        StoreResult(SHEET, 9, 2, True),
        StoreResult("统计", 0, 2, ErrorValue("#N/A")),
        StoreResult("统计", 0, 1, dt.date(2025, 9, 1)),
    )
    assert ooxml.apply(source, plan, stored) == (ooxml.SIGNED,)
    told = differing(source, stored)
    meant = {
        ROSTER: [r"[-+]worksheet/sheetData/row\[10\]/c\[[AC]10\](@t=(str|b|n)|/v(=.*)?)"],
        "xl/worksheets/sheet2.xml": [
            r"[-+]worksheet/sheetData/row\[1\]/c\[[BC]1\](@t=.*|/v(=.*)?)"
        ],
    }
    assert unmeant(told, meant) == []
    assert told.keys() == meant.keys()
    assert features(parts(stored)) >= features(parts(source)) - {"stored results of formulas"}
    read = files.read(stored, "s").sheets
    assert (read[0].rows[9][0], read[0].rows[9][2], read[1].rows[0][1]) == ("高", True, 45901)
    assert read[1].errors == {(0, 2): "#N/A"}


AFTER_TWO_ROWS = {
    ROSTER: [
        "worksheet/sheetData/row[10]@ht=18",
        "worksheet/sheetData/row[10]/c[D10]@s=2",
        "worksheet/sheetData/row[10]/c[E10]/f=DATE(2012,6,2)",
        "worksheet/sheetData/row[12]/c[A12]/f=COUNTA(B3:B10)",
        "worksheet/sheetData/row[12]/c[C12]@cm=1",
        "worksheet/sheetData/row[12]/c[C12]/f@ref=C12:C13",
        "worksheet/sheetData/row[13]/c[E13]/f=A13*2",
        "worksheet/sheetData/row[14]/c[A14]/f=A12+E13",
        "worksheet/sheetViews/sheetView/selection@activeCell=B8",
        "worksheet/protectedRanges/protectedRange[填写区]@sqref=F3:F10",
        "worksheet/scenarios@sqref=A12",
        "worksheet/scenarios/scenario[多两人]/inputCells[A12]",
        "worksheet/autoFilter@ref=A2:F10",
        "worksheet/autoFilter/sortState@ref=A3:F10",
        "worksheet/customSheetViews/customSheetView/rowBreaks/brk@id=11",
        "worksheet/mergeCells/mergeCell@ref=A14:B14",
        "worksheet/conditionalFormatting@sqref=C3:C10",
        "worksheet/dataValidations/dataValidation@sqref=C3:C10",
        "worksheet/dataValidations/dataValidation@sqref=A3:A1048576",
        "worksheet/dataValidations/dataValidation/formula2=A12",
        "worksheet/hyperlinks/hyperlink@ref=B8",
        f"worksheet/hyperlinks/hyperlink@location='{SHEET}'!A12",
        "worksheet/rowBreaks/brk@id=11",
        "worksheet/cellWatches/cellWatch[A12]",
        "worksheet/ignoredErrors/ignoredError@sqref=D3:D10",
        "worksheet/oleObjects/AlternateContent/Choice/oleObject/objectPr/anchor/from/row=11",
        "worksheet/extLst/ext/conditionalFormattings/conditionalFormatting/sqref=A3:A10",
        "worksheet/extLst/ext/conditionalFormattings/conditionalFormatting/cfRule/iconSet/cfvo/"
        "f=$A$12",
        "worksheet/extLst/ext/dataValidations/dataValidation/sqref=F3:F10",
        "worksheet/extLst/ext/sparklineGroups/sparklineGroup/sparklines/sparkline/"
        f"f='{SHEET}'!A3:A10",
        "worksheet/extLst/ext/sparklineGroups/sparklineGroup/sparklines/sparkline/sqref=H14",
    ],
    "xl/worksheets/sheet2.xml": [
        f"worksheet/sheetData/row[1]/c[B1]/f='{SHEET}'!A12",
        f"worksheet/sheetData/row[1]/c[C1]/f=SUM('{SHEET}'!A3:A10)",
        f"worksheet/sheetData/row[1]/c[D1]/f=SUM('{SHEET}:统计'!A10)",
        f"worksheet/sheetData/row[1]/c[E1]/f=[1]名册!$A$10+'{SHEET}'!$A$12",
    ],
    BOOK: [
        f"workbook/definedNames/definedName[_xlnm.Print_Area]='{SHEET}'!$A$1:$F$14",
        f"workbook/definedNames/definedName[_xlnm.Print_Titles]='{SHEET}'!$1:$2",
        f"workbook/definedNames/definedName[_xlnm._FilterDatabase]='{SHEET}'!$A$2:$F$10",
        f"workbook/definedNames/definedName[全班]='{SHEET}'!$A$3:$F$10",
        "workbook/definedNames/definedName[本表]=$A$12",
        "workbook/calcPr@fullCalcOnLoad=1",
    ],
    "xl/tables/table2.xml": [
        f"table[表2]/tableColumns/tableColumn[人数]/calculatedColumnFormula='{SHEET}'!$A$12",
    ],
    "xl/comments1.xml": ["comments/commentList/comment@ref=A14"],
    "xl/charts/chart1.xml": [
        f"chartSpace/chart/plotArea/barChart/ser/val/numRef/f='{SHEET}'!$A$3:$A$10"
    ],
    "xl/charts/chart2.xml": [
        f"chartSpace/chart/plotArea/pieChart/ser/val/numRef/f='{SHEET}'!$A$3:$A$10"
    ],
    "xl/charts/chartex1.xml": [f"chartSpace/chartData/data/numDim/f='{SHEET}'!$A$3:$A$10"],
    "xl/pivotcache/pivotcachedefinition1.xml": [
        "pivotCacheDefinition/cacheSource/worksheetSource@ref=A2:F10"
    ],
    "xl/drawings/drawing1.xml": [f"wsDr/twoCellAnchor/sp@textlink='{SHEET}'!$A$12"],
    "xl/ctrlprops/ctrlprop1.xml": [f"formControlPr@fmlaLink='{SHEET}'!$A$12"],
    "xl/worksheets/sheet3.xml": [
        "worksheet/AlternateContent/Choice/controls/AlternateContent/Choice/control[复选框 1]/"
        f"controlPr@linkedCell='{SHEET}'!$A$12"
    ],
    "xl/drawings/vmldrawing1.vml": ["<x:Row>13", "<x:Row>2", "<x:Row>7"],
    "xl/drawings/vmldrawing3.vml": [f"<x:FmlaLink>'{SHEET}'!$A$12"],
}
"""Where everything is when two rows have gone in below the last pupil: part → lines it has."""


def test_rows_inserted_below_the_last_pupil(source: Path, tmp_path: Path) -> None:
    grown = tmp_path / "g.xlsm"
    said = ooxml.apply(source, (InsertRows(SHEET, 8, 2, 7),), grown)
    after = named(grown)
    has = {part: set(lines(after[part])) for part in AFTER_TWO_ROWS}
    styled = "xl/styles.xml" in after
    for part, wanted in AFTER_TWO_ROWS.items():
        unstyled = [line for line in wanted if styled or not line.endswith("@s=2")]
        assert [line for line in unstyled if line not in has[part]] == []
    touched = AFTER_TWO_ROWS.keys() | {
        "[content_types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/calcchain.xml",
    }
    assert differing(source, grown).keys() == touched
    assert features(parts(source)) - features(parts(grown)) == {
        "calculation chain",
        "shared formulas",
    }
    assert f"'{SHEET}:统计'!A10）没有改，请核对" in said[0]


def test_shapes_move_and_stretch_as_they_are_set_to(clutter: Path, tmp_path: Path) -> None:
    grown = tmp_path / "g.xlsm"
    ooxml.apply(clutter, (InsertRows(SHEET, 8, 2, 7),), grown)
    rows = [
        int(line.partition("=")[2])
        for line in lines(parts(grown)["xl/drawings/drawing1.xml"])
        if "/row=" in line
    ]
    assert rows == [1, 3, 11, 14, 6, 11, 9, 11]


AUDITED = ["plain", "prefixed elements", "no shared strings", "no styles", "byte order marks"]


@pytest.mark.parametrize("writer", AUDITED)
def test_nothing_is_wrong_that_was_not_before(writer: str, tmp_path: Path) -> None:
    source, changed = tmp_path / "a.xlsm", tmp_path / "b.xlsm"
    source.write_bytes(WRITERS[writer](package()))
    before = audit(source)
    plans: tuple[Plan, ...] = (
        marking(source),
        (*marking(source, notes=True), Note("统计", 0, 0, "错误")),
        (SetValue(SHEET, 3, 1, "王方"),),
        (InsertRows(SHEET, 8, 2, 7),),
    )
    for plan in plans:
        ooxml.apply(source, plan, changed)
        assert audit(changed) - before == set()


def test_the_page_says_what_these_tests_hold() -> None:
    page = (Path(__file__).parent.parent / "docs" / "fidelity.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    ours = {row[0]: row[1:5] for row in rows if row[0] in FEATURES}
    lost_by_new_rows = {"calculation chain", "shared formulas"}
    assert ours == {
        feature: ["✓", "✓", "–" if feature in lost_by_new_rows else "✓", "✓"]
        for feature in FEATURES
    }
    assert [row[0] for row in rows if row[-1] == "every part"] == list(WRITERS)
