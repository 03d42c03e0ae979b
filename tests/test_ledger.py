"""``kongcuo new``: the workbook for a term, empty and filled."""

from __future__ import annotations

import datetime as dt
import json
import re
import warnings
import zipfile
from functools import cache
from pathlib import Path

import libreoffice
import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from kongcuo_xl import cli, inputs, ledger, policy
from kongcuo_xl.ledger import layout, sample
from kongcuo_xl.tables import kinds

pytestmark = pytest.mark.xdist_group("libreoffice")  # one office and one ledger for all

DATE = dt.date(2025, 10, 19)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty workbook and its sample, each in a folder of its own."""
    at = tmp_path_factory.mktemp("台账")
    ledger.write(at / "空" / "台账.xlsx", unit="云溪镇中心小学", date=DATE)
    ledger.write_sample(at / "示例" / "台账.xlsx")
    return at


@cache
def book_of(path: Path, *, results: bool = False) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of print areas that grow, in the empty one
        return openpyxl.load_workbook(path, data_only=results)


def found(path: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    cli.main(["check", str(path), "--date", str(DATE), "--format", "json", "--quiet"])
    told = json.loads(capsys.readouterr().out)
    return sorted((f["code"], f["sheet"]) for f in told["findings"])


# ── what the program makes of it ─────────────────────────────────────────────────────────────────
def test_nothing_is_wrong_with_the_empty_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert found(folder / "空", capsys) == []


def test_the_sample_has_the_faults_that_it_tells_of(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert found(folder / "示例", capsys) == [
        ("CS102", "辍学台账"),
        ("HV102", "教职工名册"),
        ("ST106", "学生花名册"),
        ("ST107", "学生花名册"),
        ("WK107", "问题整改台账"),
    ]
    said = " ".join(str(row[0].value) for row in book_of(folder / "示例/台账.xlsx")["填表说明"])
    assert all(remark in said for remark in sample.rows().remarks)


@pytest.mark.parametrize("which", ["空", "示例"])
def test_every_table_is_known_and_every_column_is_its_own_field(folder: Path, which: str) -> None:
    report = inputs.check([folder / which], policy.load("national"), DATE, selected=set())
    pieces = {p.sheet.name: p for scope in report.scopes for p in scope.tables.pieces}
    if which == "空":  # lists on which nobody stands are not kept; books may say nothing
        assert set(pieces) == {
            "缺课登记表", "家访登记表", "学籍变动登记册", "辍学台账", "送教上门记录",
        }  # fmt: skip
        return
    for table in layout.laid_out().values():
        assert pieces[table.sheet].kind == table.id
        if table.id != "seating":
            fields = {c.name: table.places[c.name] - 1 for c in table.columns if c.is_field}
            assert pieces[table.sheet].columns == fields


def test_every_kind_has_a_sheet_and_rows_in_the_sample() -> None:
    assert set(layout.laid_out()) == set(kinds())
    assert [kind for kind, rows in sample.rows().rows.items() if not rows] == []


def test_what_is_said_of_columns_is_said_of_columns_there_are() -> None:
    data = layout.data()
    fields = {name for kind in kinds().values() for name in kind.fields}
    assert {*data["choices"], *data["strict"]["fields"]} <= fields
    assert {*data["sheets"], *data["about"], *data["left_out"], *data["prepared"]} <= set(kinds())
    assert {name for left in data["left_out"].values() for name in left} <= fields


# ── what a spreadsheet program makes of it ───────────────────────────────────────────────────────
def test_excel_is_expected_to_open_it(folder: Path) -> None:
    path = folder / "示例/台账.xlsx"
    assert OpenXmlValidator().validate(path).is_valid
    assert path.stat().st_size < 500_000


def test_ids_are_text_and_grades_and_flags_are_chosen(folder: Path) -> None:
    sheet = book_of(folder / "空/台账.xlsx")["学生花名册"]
    at = {cell.value: cell.column_letter for cell in sheet[3]}
    for heading in ("*身份证号", "学籍号", "联系电话"):
        assert sheet.column_dimensions[at[heading]].number_format == "@"
    lists = {
        area.coord.split(":")[0][:-1]: check.formula1
        for check in sheet.data_validations.dataValidation
        for area in check.sqref.ranges
    }
    assert lists[at["留守"]] == '"是,否,非留守,单亲留守,双亲留守"'
    assert lists[at["*班级"]] == "台账_班级"
    assert lists[at["民族"]].startswith("代码表!$")
    assert sheet.freeze_panes == "C4"
    assert sheet.print_title_rows == "$3:$3"


def test_what_is_printed_grows_in_an_empty_one_and_stands_fixed_in_the_sample(folder: Path) -> None:
    book = book_of(folder / "示例/台账.xlsx")
    filled = len(sample.rows().rows["students"])
    assert filled > 20
    assert book["学生花名册"].print_area.endswith(f"${3 + filled}")
    assert book["校历"].print_area.endswith("$23")  # a page for a hand
    assert book["家访登记表"].row_dimensions[4].height > 20  # words that go on are not cut off
    names = zipfile.ZipFile(folder / "空/台账.xlsx").read("xl/workbook.xml").decode()
    assert "OFFSET('学生花名册'!$A$1" in names


def test_the_formulas_come_to_what_is_stored(folder: Path, tmp_path: Path) -> None:
    source = folder / "示例/台账.xlsx"
    plain = book_of(source)
    plain.save(tmp_path / "无结果.xlsx")  # openpyxl keeps no results
    done = libreoffice.saved(tmp_path / "无结果.xlsx", tmp_path / "算过.xlsx")
    stored, computed = (book_of(p, results=True) for p in (source, done))
    number = 0
    for sheet in plain.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    number += 1
                    ours, theirs = (
                        book[sheet.title][cell.coordinate].value for book in (stored, computed)
                    )
                    assert (ours or "") == (theirs or ""), f"{sheet.title}!{cell.coordinate}"
    assert number > 5000


def test_the_dashboard_counts_as_the_program_counts(folder: Path) -> None:
    report = inputs.check([folder / "示例"], policy.load("national"), DATE, selected=set())
    students = report.scopes[0].tables["students"]
    stored = book_of(folder / "示例/台账.xlsx", results=True)["仪表盘"]
    rows = {row[0]: row[1:7] for row in stored.iter_rows(min_row=5, max_row=15, values_only=True)}
    for grade, label in ((1, "一年级"), (8, "八年级")):
        here = students["grade"] == grade
        flags = [
            int((students[name].fillna(False).astype(bool) & here).sum())
            for name in ("prone", "weary", "weak", "relapsing")
        ]
        assert list(rows[label][:5]) == [int(here.sum()), *flags]


# ── the command ──────────────────────────────────────────────────────────────────────────────────
def test_the_command_writes_both_and_never_over_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "我的.xlsx"
    asked = [
        "new",
        str(path),
        "--tables",
        "学生花名册，班级表",
        "--unit",
        "一中",
        "--policy",
        "caocun",
    ]
    assert cli.main(asked) == 0
    assert (tmp_path / "我的（示例）.xlsx").exists()
    book = book_of(path)
    assert book.sheetnames == [
        "目录",
        "填表说明",
        "设置",
        "仪表盘",
        "学生花名册",
        "班级表",
        "代码表",
    ]
    assert [book["设置"].cell(row, 2).value for row in (4, 6)] == ["一中", "曹村中心校"]
    before = path.read_bytes()
    assert cli.main(asked) == 2
    assert "已经存在" in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["台账.xls"], "xlsx"),
        (["台账.xlsx", "--tables", "花名"], "没有名为“花名”的表"),
        (["台账.xlsx", "--students", "0"], "--students"),
    ],
)
def test_what_cannot_be_written_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: list[str], said: str
) -> None:
    assert cli.main(["new", str(tmp_path / asked[0]), *asked[1:]]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_formula_names_no_table_that_was_not_asked_for(tmp_path: Path) -> None:
    ledger.write(tmp_path / "一张.xlsx", tables=["classes"], date=DATE)
    sheet = book_of(tmp_path / "一张.xlsx")["班级表"]
    cells = [str(c.value) for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert not [text for text in cells if re.search("学生花名册", text)]
