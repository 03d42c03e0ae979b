"""Marking 500 cells of a workbook of 5,000 rows × 30 columns, and adding the sheet of findings."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
from openpyxl.styles import Font, PatternFill
from python_calamine import CalamineWorkbook

from benchmarks.roster import roster, write
from benchmarks.stopwatch import at_most, in_turn, table
from kongcuo_xl import marks
from kongcuo_xl.book import Area, a1
from kongcuo_xl.finding import Finding
from kongcuo_xl.hosts import files, ooxml

SHEET = "花名册"


def wide_roster(rows: int) -> pd.DataFrame:
    """Thirty columns: the roster's ten, and twenty such as term marks and remarks."""
    people, rng = roster(rows), np.random.default_rng(1)
    for number in range(1, 11):
        people[f"成绩{number}"] = rng.integers(40, 100, rows)
        people[f"备注{number}"] = rng.choice(["", "良好", "待核实", "已核对无误"], rows)
    return people


def some_findings(rows: int, columns: int, count: int) -> list[Finding]:
    places = np.random.default_rng(2).permutation(rows * columns)[:count]
    return [
        Finding(
            code="ID103",
            level=("错误", "疑问", "提示")[at % 3],
            unit="",
            file="花名册.xlsx",
            sheet=SHEET,
            row=int(place // columns) + 1,
            column=int(place % columns),
            person="张安然",
            message=f"第{place}格：第18位与前17位不符",
            suggestion="请对照户口簿逐位核对",
            basis=("GB 11643-1999",),
        )
        for at, place in enumerate(places)
    ]


def with_openpyxl(source: Path, findings: list[Finding], target: Path) -> None:
    book = openpyxl.load_workbook(source)
    sheet = book[SHEET]
    fill, font = PatternFill("solid", fgColor="FFC7CE"), Font(bold=True, color="9C0006")
    listed = book.create_sheet("问题清单")
    listed.append(["序号", "级别", "代码", "位置", "姓名", "说明", "建议"])
    for number, found in enumerate(findings, 1):
        cell = sheet.cell(found.row + 1, found.column + 1)
        cell.fill, cell.font = fill, font
        listed.append(
            [number, found.level, found.code, a1(found.row, found.column), found.person,
             found.message, found.suggestion]
        )  # fmt: skip
        listed.cell(number + 1, 4).hyperlink = f"#{SHEET}!{a1(found.row, found.column)}"
    book.save(target)


def values(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(SHEET).to_python()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    people = wide_roster(args.rows)
    findings = some_findings(args.rows, people.shape[1], 500)
    place = marks.TablePlace(SHEET, Area(0, 0, args.rows, people.shape[1] - 1))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "花名册.xlsx"
        theirs, ours = Path(folder) / "openpyxl.xlsx", Path(folder) / "花名册_核查.xlsx"
        write(source, {SHEET: people})
        checked = files.read(source, source.name)

        def mark(book: files.Book) -> None:
            ooxml.apply(source, marks.mark(book, findings, [place]), ours)

        timings = in_turn(
            {
                "openpyxl: load, mark, save": lambda: with_openpyxl(source, findings, theirs),
                "kongcuo-xl, reading included": lambda: mark(files.read(source, source.name)),
                "kongcuo-xl, after a check": lambda: mark(checked),
            },
            args.runs,
        )
        before, after = values(source), values(ours)
        kept = all(row == new[: len(row)] for row, new in zip(before, after, strict=True))
    us = timings["kongcuo-xl, after a check"].seconds
    print(f"## Marking 500 cells of {args.rows:,} × 30, and a sheet of findings\n")
    lines = [(name, t.seconds, t.seconds / us) for name, t in timings.items()]
    print(table(["work", "seconds", "time / ours"], lines) + "\n")
    theirs_took = timings["openpyxl: load, mark, save"].seconds
    print(at_most("our time over openpyxl's", us / theirs_took, 0.2))
    print(f"\nEvery value of the original {'is' if kept else '**is not**'} in the marked copy.")


if __name__ == "__main__":
    main()
