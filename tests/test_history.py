"""The history: what a run leaves, and what the next month's run makes of it."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from kongcuo_xl import identity, inputs
from kongcuo_xl.checking import Report
from kongcuo_xl.history.secret import HistoryError
from kongcuo_xl.history.store import History
from kongcuo_xl.policy import load

POLICY = load("national")
OCTOBER, NOVEMBER = dt.date(2025, 10, 8), dt.date(2025, 11, 5)


def number(day: str, order: int) -> str:
    """An invented ID with its check character."""
    body = f"110105{day}{order:03d}"
    return body + identity.expected_check(body)


PUPILS = {
    "张晓明": number("20130501", 1),
    "李文静": number("20130612", 2),
    "王子涵": number("20130703", 3),
    "赵云飞": number("20130814", 5),
}
HEADS = ("姓名", "性别", "身份证号", "年级", "班级", "状态")


def roster(folder: Path, *names: str, **states: str) -> None:
    """A school's roster, 花名册.xlsx, of pupils of 六(1)班."""
    folder.mkdir(parents=True, exist_ok=True)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "学生花名册"
    sheet.append(HEADS)
    for name in names:
        sex = "男" if int(PUPILS[name][16]) % 2 else "女"
        sheet.append([name, sex, PUPILS[name], "六年级", "1班", states.get(name, "在校")])
    book.save(folder / "花名册.xlsx")


def balance(folder: Path, month: int, opening: int, closing: int) -> None:
    """A school's sheet of changes, 变动表.xlsx."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = f"{month}月"
    for row in (
        [f"学籍变动情况统计表（2025年{month}月）"],
        ["年级", "期初学生数", "增加", "减少", "期末学生数"],
        ["六年级", opening, max(closing - opening, 0), max(opening - closing, 0), closing],
        ["五年级", 30, 0, 0, 30],
    ):
        sheet.append(row)
    book.save(folder / "变动表.xlsx")


def check(folder: Path, date: dt.date, **more: object) -> Report:
    return inputs.check([folder], POLICY, date, **more)  # type: ignore[arg-type]


def told(report: Report, code: str) -> list[tuple[str, str, int, int, str, str]]:
    return [
        (f.file, f.sheet, f.row, f.column, f.person, f.message)
        for f in report.findings
        if f.code == code
    ]


@pytest.fixture
def months(tmp_path: Path) -> tuple[Path, Path]:
    """Two months of one school: 李文静 has gone, 赵云飞 is new, and 30 opened as 29."""
    before, now = tmp_path / "9月" / "一中", tmp_path / "10月" / "一中"
    roster(before, "张晓明", "李文静", "王子涵")
    balance(before, 9, 3, 3)
    roster(now, "张晓明", "王子涵", "赵云飞")
    balance(now, 10, 2, 3)
    return before, now


@pytest.mark.parametrize("code", ["RC113", "SR105"])
def test_the_history_finds_what_the_old_files_would(
    months: tuple[Path, Path], tmp_path: Path, code: str
) -> None:
    before, now = months
    history = History(tmp_path / "结果")
    check(before, OCTOBER, history=history)
    by_files = told(check(now, NOVEMBER, previous=before), code)
    assert by_files
    assert told(check(now, NOVEMBER, history=history), code) == by_files
