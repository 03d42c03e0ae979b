"""`kongcuo clear`: marks gone, and what goes with them said."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from packages import difference, roster

from kongcuo_xl import cli, marks

PUPILS = [["姓名", "性别", "身份证号", "班级"], ["李明", "男", "11010520120102002", "七(1)班"]]
DATE = ["--date", "2025-10-20", "--quiet"]


def run(*words: str | Path) -> int:
    return cli.main([str(word) for word in words])


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """Two schools' rosters of one name."""
    for unit in ("一中", "二中"):
        (tmp_path / "县" / unit).mkdir(parents=True)
        roster(tmp_path / "县" / unit / "名册.xlsx", PUPILS)
    assert run("check", tmp_path / "县", "--out", tmp_path / "标记", "--notes", *DATE) == cli.FAULTY
    return tmp_path


def test_a_folder_comes_back_as_it_was(school: Path) -> None:
    assert run("clear", school / "标记", "--out", school / "还原") == cli.FINE
    for unit in ("一中", "二中"):
        before = school / "县" / unit / "名册.xlsx"
        assert difference(before, school / "还原" / unit / "名册_核查.xlsx") == {}


def test_two_files_of_one_name_are_cleared_into_two(school: Path) -> None:
    copies = [school / "标记" / unit / "名册_核查.xlsx" for unit in ("一中", "二中")]
    assert run("clear", *copies, "--out", school / "还原") == cli.FINE
    names = {path.name for path in (school / "还原").iterdir()}
    assert names == {"名册_核查.xlsx", "名册_核查(2).xlsx"}


def test_explanations_that_go_with_the_list_are_counted(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = school / "标记" / "一中" / "名册_核查.xlsx"
    book = openpyxl.load_workbook(copy)
    row = marks.LIST_HEADER_ROW + 2
    book[marks.LIST_SHEET].cell(row, marks.EXPLANATION_COLUMN + 1, "已核对户口簿")
    book.save(copy)
    assert run("clear", copy, "--out", school / "还原") == cli.FINE
    assert "核实说明 1 条随问题清单一起去掉了" in capsys.readouterr().out
    assert openpyxl.load_workbook(school / "还原" / copy.name).sheetnames == ["七(1)班"]


def test_nothing_is_cleared_onto_itself(school: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = school / "标记" / "一中" / "名册_核查.xlsx"
    before = copy.read_bytes()
    assert run("clear", copy, "--out", copy.parent) == cli.WRONG
    assert "不能是原文件" in capsys.readouterr().err
    assert copy.read_bytes() == before


def test_a_workbook_without_marks_is_said(school: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("clear", school / "县", "--out", school / "还原") == cli.FINE
    assert capsys.readouterr().out.count("没有本程序作的标记，没有写副本") == 2
    assert not (school / "还原").exists()
