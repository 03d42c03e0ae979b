"""Cell functions: a thousand single cells as Excel calls them, and as a file's are worked out."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from benchmarks.stopwatch import at_most, in_turn, table
from kongcuo_xl import checking, copies, identity, inputs, policy
from kongcuo_xl.functions import Workbook, id_numbers
from kongcuo_xl.hosts import excel_functions

PUPILS, CELLS = 1500, 1000
DATE = dt.date(2025, 10, 20)


def number(order: int) -> str:
    """An invented 身份证号, right in every character."""
    born = dt.date(2012, 9, 1) + dt.timedelta(days=order // 500)
    body = f"110105{born:%Y%m%d}{order % 500:03d}"
    return body + identity.expected_check(body)


def roster(path: Path, risks: int = 0) -> None:
    """A roster, with a register of absences; ``risks`` rows ask for their own risk."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "花名册"
    sheet.append(["姓名", "身份证号", "年级", "班级", "留守儿童", "学困", "风险"])
    for n in range(PUPILS):
        row = [f"学生{n}", number(n), "七年级", f"{n % 30 + 1}班", "是", "否" if n % 3 else "是"]
        sheet.append([*row, f"=AT_RISK(B{n + 2})"] if n < risks else row)
    register = book.create_sheet("缺课登记表")
    register.append(["日期", "姓名", "班级", "天数", "类别"])
    for n in range(0, PUPILS, 10):
        register.append([dt.date(2025, 10, 13), f"学生{n}", f"七({n % 30 + 1})班", 1, "旷课"])
    book.save(path)


def check(path: Path) -> checking.Report:
    return inputs.check([path], policy.load(policy.BASE), DATE)


def caller() -> Any:
    """What Excel hands over as the cell that asks."""
    book = types.SimpleNamespace(fullname="名册.xlsx")
    return types.SimpleNamespace(sheet=types.SimpleNamespace(name="查询", book=book))


def singles(name: str, asked: list[str]) -> Callable[[], object]:
    """One call a cell, through the module that xlwings imports."""
    function, cell = getattr(excel_functions, name), caller()
    return lambda: [function(cell, 1.0, [[one]]) for one in asked]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        plain, asking = Path(folder) / "名册.xlsx", Path(folder) / "在问.xlsx"
        roster(plain)
        roster(asking, CELLS)
        workbook = Workbook(check(plain).scopes[0])
        excel_functions._OPEN._read["名册.xlsx"] = 1.0, workbook
        ids = [number(n) for n in range(CELLS)]
        work = {
            name: singles(name, ids)
            for name in ("AT_RISK", "RISK_REASON", "ABSENT_DAYS", "ID_CHECK", "ID_SEX", "ID_MASK",
                         "SCHOOL_AGE", "GRADE_OF")
        }  # fmt: skip
        work["ID_CHECK, numbers not read before"] = lambda: (
            id_numbers._KNOWN.clear(),
            work["ID_CHECK"](),
        )
        whole = [[one] for one in ids]
        work["AT_RISK, the thousand in one call"] = lambda: excel_functions.AT_RISK(  # type: ignore[attr-defined]
            caller(), 1.0, whole
        )
        report = check(asking)
        work["AT_RISK, a file's thousand worked out, tables and all"] = lambda: copies.Answers(
            report
        ).of(report.books[0])
        timings = in_turn(work, args.runs)
    print(f"## Cell functions: {CELLS:,} cells, a roster of {PUPILS:,}\n")
    rows = [(name, t.seconds * 1000, CELLS / t.seconds) for name, t in timings.items()]
    print(table(["work", "milliseconds", "cells/s"], rows) + "\n")
    print(at_most("milliseconds for AT_RISK, cell by cell", rows[0][1], 50))


if __name__ == "__main__":
    sys.exit(main())
