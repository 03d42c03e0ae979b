"""核实说明: a 疑问 that somebody has answered stays quiet, until the value changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import libreoffice
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongcuo_xl import cli, explanations, marks
from kongcuo_xl.finding import Finding, Level

HEADINGS = ["姓名", "性别", "身份证号", "年级", "班级", "联系电话"]
FIRST = ["张小明", "男", "110105201309010033", "七年级", "1班", "12345"]
SECOND = ["李小红", "女", "110105201309010041", "七年级", "1班", "13800138000"]
EXPLANATION = "家中只有村委会的短号"


def roster(path: Path, *rows: list[str]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "花名册"
    for row in (HEADINGS, *rows):
        sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def checked(capsys: pytest.CaptureFixture[str], path: Path, *words: str | Path) -> dict[str, Any]:
    capsys.readouterr()
    args = ["check", path, "--date", "2025-10-20", "--select", "ST107,ID103", "--format", "json"]
    cli.main([str(w) for w in (*args, *words)])
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def codes(report: dict[str, Any], key: str = "findings") -> list[str]:
    return [f["code"] for f in report[key]]


def explain(copy: Path, change: Callable[[Any], None] = lambda _: None) -> None:
    """Type an explanation at every finding of a marked copy, and change something else."""
    book = openpyxl.load_workbook(copy)
    sheet = book["问题清单"]
    column = marks.EXPLANATION_COLUMN + 1
    for row in range(marks.LIST_HEADER_ROW + 2, sheet.max_row + 1):
        if sheet.cell(row, marks.FINGERPRINT_COLUMN + 1).value:
            sheet.cell(row, column).value = EXPLANATION
    change(book)
    book.save(copy)


@pytest.fixture
def marked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A marked copy with its one 疑问 explained, in a folder of its own."""
    book = roster(tmp_path / "一中" / "花名册.xlsx", FIRST, SECOND)
    report = checked(capsys, book, "--out", tmp_path / "结果")
    assert codes(report) == ["ST107"]
    assert report["explained"] == []
    copy = tmp_path / "结果" / "花名册_核查.xlsx"
    explain(copy)
    return copy


def test_explained_in_the_copy_itself(marked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = checked(capsys, marked)
    assert codes(report) == []
    assert codes(report, "explained") == ["ST107"]
    assert report["explained"][0]["explanation"] == EXPLANATION


def test_explained_in_the_copy_beside_the_original(
    marked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(marked, tmp_path / "一中" / marked.name)
    for path in (tmp_path / "一中", tmp_path / "一中" / "花名册.xlsx"):
        report = checked(capsys, path)
        assert (codes(report), codes(report, "explained")) == ([], ["ST107"])


def test_writing_the_copies_again_keeps_what_was_typed(
    marked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        report = checked(capsys, tmp_path / "一中", "--out", tmp_path / "结果")
        assert (codes(report), codes(report, "explained")) == ([], ["ST107"])
    sheet = openpyxl.load_workbook(marked)["问题清单"]
    row = [c.value for c in sheet[marks.LIST_HEADER_ROW + 2]]
    assert row[marks.EXPLANATION_COLUMN] == EXPLANATION
    assert "1 处已核实说明" in sheet["A2"].value
    assert not openpyxl.load_workbook(marked)["花名册"].conditional_formatting


def test_the_text_says_how_many_are_explained(
    marked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["check", str(marked), "--date", "2025-10-20", "--select", "ST107"])
    assert "疑问 0 处，提示 0 处，已核实说明 1 处" in capsys.readouterr().out


def swap_rows(book: Any) -> None:
    sheet = book["花名册"]
    values = [[c.value for c in sheet[r]][:6] for r in (2, 3)]
    for r, row in zip((3, 2), values, strict=True):
        for c, value in enumerate(row, 1):
            sheet.cell(r, c).value = value


def rename(book: Any) -> None:
    book["花名册"].title = "七年级学生"
    book["问题清单"].title = "核实完毕"


def lines_above(book: Any) -> None:
    book["问题清单"].insert_rows(1, 3)


@pytest.mark.parametrize("change", [swap_rows, rename, lines_above])
def test_sorting_and_renaming_lose_nothing(
    change: Callable[[Any], None], marked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    explain(marked, change)
    renamed = marked.rename(marked.with_name("已核实.xlsx"))
    report = checked(capsys, renamed)
    assert (codes(report), codes(report, "explained")) == ([], ["ST107"])


def test_a_changed_value_asks_again(marked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def other(book: Any) -> None:
        book["花名册"]["F2"] = "54321"

    explain(marked, other)
    report = checked(capsys, marked)
    assert (codes(report), codes(report, "explained")) == (["ST107"], [])


def test_an_error_is_never_silenced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = [*FIRST[:2], "110105201309010034", *FIRST[3:]]
    book = roster(tmp_path / "花名册.xlsx", wrong)
    checked(capsys, book, "--out", tmp_path / "结果")
    copy = tmp_path / "结果" / "花名册_核查.xlsx"
    explain(copy)
    report = checked(capsys, copy)
    assert (codes(report), codes(report, "explained")) == (["ID103"], ["ST107"])


@pytest.mark.xdist_group("libreoffice")
def test_libreoffice_in_between(marked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = marked.parent / "另存"
    folder.mkdir()
    for format_ in ("xlsx", "ods"):
        report = checked(capsys, libreoffice.saved(marked, folder / f"花名册_核查.{format_}"))
        assert (codes(report), codes(report, "explained")) == ([], ["ST107"])


def found(person: str, value: str, level: Level = "疑问", row: int = 2) -> Finding:
    return Finding(
        "ST107", level, "", "甲.xlsx", "花名册", row, 5, person, "", field="电话", value=value
    )


def test_pupils_of_one_name_are_explained_each() -> None:
    both = [found("张伟", "", row=2), found("张伟", "", row=9)]
    mark = marks.fingerprint(both[0])
    for texts, left in (((EXPLANATION, ""), 2), ((EXPLANATION,), 2), ((EXPLANATION,) * 2, 0)):
        standing, explained = explanations.split(both, {"甲.xlsx": {mark: texts}})
        assert (len(standing), len(explained)) == (left, 2 - left)


levels: st.SearchStrategy[Level] = st.sampled_from(["错误", "疑问", "提示"])


@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from("12"), levels)))
def test_every_finding_stands_or_is_explained(made: list[tuple[str, str, Level]]) -> None:
    findings = [found(*each, row=row) for row, each in enumerate(made)]
    typed = {marks.fingerprint(f): (EXPLANATION,) * 9 for f in findings[::2]}
    standing, explained = explanations.split(findings, {"甲.xlsx": typed})
    assert sorted([*standing, *(e.finding for e in explained)], key=lambda f: f.row) == findings
    assert all(e.finding.level != "错误" for e in explained)


def test_a_check_of_some_rules_keeps_what_was_said_on_others(
    marked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = tmp_path / "一中" / "花名册.xlsx"
    book = openpyxl.load_workbook(original)
    book.worksheets[0]["C3"] = "110105201309010042"
    book.save(original)
    report = checked(capsys, original, "--out", marked.parent, "--select", "ID103")
    assert codes(report) == ["ID103"]
    sheet = openpyxl.load_workbook(marked)["问题清单"]
    lines = [
        [row[2], row[7], row[marks.EXPLANATION_COLUMN]]
        for row in sheet.iter_rows(min_row=marks.LIST_HEADER_ROW + 2, values_only=True)
        if row[marks.FINGERPRINT_COLUMN]
    ]
    assert lines == [["ID103", "李小红", None], ["ST107", "张小明", EXPLANATION]]
    assert "1 处核实说明，规则这次没有核查" in str(sheet["A2"].value)
    report = checked(capsys, original, "--out", marked.parent)
    assert codes(report, "explained") == ["ST107"]


def test_what_was_said_on_a_fault_that_is_gone_is_not_kept(
    marked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = tmp_path / "一中" / "花名册.xlsx"
    book = openpyxl.load_workbook(original)
    book.worksheets[0]["F2"] = "13800138001"
    book.worksheets[0]["C3"] = "110105201309010042"
    book.save(original)
    checked(capsys, original, "--out", marked.parent)
    assert EXPLANATION not in {
        cell.value for row in openpyxl.load_workbook(marked)["问题清单"] for cell in row
    }
