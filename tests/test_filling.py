"""`kongcuo fill` and the sheets of `kongcuo batch`, from the command line's side."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from kongcuo_xl import checking, cli, reading
from kongcuo_xl.book import Book

HEADINGS = ["姓名", "性别", "身份证号", "年级", "班级", "联系电话"]
PUPIL = ["张小明", "男", "110105201309010033", "七年级", "1班", "13800138000"]


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """An inbox with one school."""
    path = tmp_path / "收件" / "一中" / "花名册.xlsx"
    path.parent.mkdir(parents=True)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "花名册"
    for row in (HEADINGS, PUPIL):
        sheet.append(row)
    book.save(path)
    return path.parent


def state(school: Path, *items: tuple[str, str]) -> None:
    """A 设置 sheet in a school's roster."""
    book = openpyxl.load_workbook(school / "花名册.xlsx")
    sheet = book.create_sheet("设置")
    for item in items:
        sheet.append(item)
    book.save(school / "花名册.xlsx")


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str]:
    capsys.readouterr()
    status = cli.main([str(w) for w in words])
    told = capsys.readouterr()
    return status, told.out + told.err


def fill(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str]:
    return run(capsys, "fill", "月报表", "--date", "2025-10-20", *words)


def test_a_path_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = fill(capsys, "--from", tmp_path / "没有", "--out", tmp_path / "月报.xlsx")
    assert status == cli.WRONG
    assert said == "错误：“没有”：找不到这个文件或文件夹，请检查路径。\n"


def test_only_a_workbook_is_written(
    school: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = fill(capsys, "--from", school, "--out", tmp_path / "月报.txt")
    assert status == cli.WRONG
    assert "不能写成“月报.txt”" in said
    assert not (tmp_path / "月报.txt").exists()


def test_the_month_taken_is_said(
    school: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, said = fill(capsys, "--from", school, "--out", tmp_path / "月报.xlsx")
    assert "没有用 --period 写明期间，按检查日期2025-10-20填的是2025-10。" in said
    _, said = fill(capsys, "--from", school, "--out", tmp_path / "月报.xlsx", "--period", "2025-09")
    assert "--period" not in said


def test_what_the_settings_sheet_says_is_said(
    school: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state(school, ("检查日期", "2025-09-20"))
    words = ("fill", "月报表", "--from", school, "--out", tmp_path / "月报.xlsx")
    status, said = run(capsys, *words)
    assert status == cli.FINE
    assert "检查日期采用 2025-09-20" in said
    assert "填的是2025-09。" in said


def test_filling_again_does_not_read_the_sheet_filled_before(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(capsys, "--from", school, "--out", school / "九月.xlsx", "--period", "2025-09")
    _, said = fill(capsys, "--from", school, "--out", school / "月报.xlsx")
    assert "九月.xlsx：是本程序以前写出的结果" in said
    status, _ = fill(capsys, "--from", school, "--out", school / "月报.xlsx")
    assert status == cli.FINE


def test_a_batch_does_not_read_an_earlier_ones_results(
    school: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state(school, ("检查日期", "2025-10-15"))
    words = ("batch", school.parent, "--workers", "1", "--out")
    _, first = run(capsys, *words, school.parent / "结果")
    assert (school.parent / "结果" / "一中" / "月报表_2025-09.xlsx").exists()
    assert "检查日期采用 2025-10-15" in first
    _, second = run(capsys, *words, tmp_path / "另处")
    assert "是本程序以前写出的结果，没有当作来件读取" in second
    assert "\n1 个单位，1 人，" in second
    _, quiet = run(capsys, *words, tmp_path / "另处", "--quiet")
    assert "说明" not in quiet


@pytest.mark.parametrize("command", ["compare", "tidy"])
def test_the_command_lines_date_holds_for_every_reading(
    school: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    state(school, ("检查日期", "2020-10-15"))
    years: list[int | None] = []

    def noted(book: Book, unit: str, school_year: int | None = None) -> reading.BookReading:
        years.append(school_year)
        return reading.read_book(book, unit, school_year)

    monkeypatch.setattr(checking, "read_book", noted)
    run(capsys, command, school, "--date", "2025-10-20", "--out", tmp_path / "出.xlsx")
    assert years == [2025]
