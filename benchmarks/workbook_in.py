"""A workbook in, its findings out: 100,000 rows of ten columns.

Frictionless and a script such as people write with openpyxl make seven checks; we run every rule.
Calamine, bare, only reads the file.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from frictionless import Check, Schema, errors, fields, validate
from python_calamine import CalamineWorkbook

from benchmarks import seven
from benchmarks.roster import CHECK_DATE, SEVEN, roster, write
from benchmarks.stopwatch import at_least, at_most, in_turn, table
from kongcuo_xl import inputs, policy
from kongcuo_xl.rule import rules


class AgainstNumber(Check):
    """Check character, birth date and sex, which frictionless leaves to a check of one's own."""

    Errors = (errors.CellError,)

    def validate_row(self, row: Any) -> Iterator[errors.CellError]:
        number, born = row["身份证号"] or "", row["出生日期"]
        if not seven.ID.fullmatch(number):
            return
        if number[17] != seven.check_character(number):
            yield self._error(row, "ID103", "身份证号")
            return
        if born and number[6:14] != f"{born:%Y%m%d}":
            yield self._error(row, "ID107", "出生日期")
        if row["性别"] and row["性别"] != ("男" if int(number[16]) % 2 else "女"):
            yield self._error(row, "ID108", "性别")

    @staticmethod
    def _error(row: Any, code: str, field: str) -> errors.CellError:
        return errors.CellError.from_row(row, note=code, field_name=field)


_BUILT_IN = {
    ("constraint-error", "姓名"): "ST101",
    ("constraint-error", "身份证号"): "ID102",
    ("constraint-error", "联系电话"): "ST107",
    ("unique-error", "身份证号"): "ID106",
}


def with_frictionless(path: Path) -> Counter[str]:
    texts = {
        "姓名": {"required": True},
        "性别": {},
        "身份证号": {"pattern": seven.ID.pattern, "unique": True},
        "学籍号": {},
        "出生日期": None,
        "民族": {},
        "年级": {},
        "班级": {},
        "监护人": {},
        "联系电话": {"pattern": seven.PHONE.pattern},
    }
    schema = Schema(
        fields=[
            fields.DateField(name=name)
            if constraints is None
            else fields.StringField(name=name, constraints=constraints)
            for name, constraints in texts.items()
        ]
    )
    report = validate(
        path.name,
        basepath=str(path.parent),
        schema=schema,
        checks=[AgainstNumber()],
        limit_errors=1_000_000,
    )
    rows = report.flatten(["type", "fieldName", "note"])
    return Counter(_BUILT_IN.get((kind, field), note) for kind, field, note in rows)


def with_openpyxl(path: Path) -> Counter[str]:
    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]
    rows = sheet.iter_rows(min_row=2, values_only=True)
    return Counter(code for code, _ in list(seven.by_row(rows)))


def with_calamine(path: Path) -> Counter[str]:
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return Counter(code for code, _ in list(seven.by_row(rows[1:])))


def only_read(path: Path) -> int:
    return len(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    national = policy.load("national")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "花名册.xlsx"
        write(path, {"花名册": roster(args.rows)})

        def ours() -> Counter[str]:
            report = inputs.check([path], national, CHECK_DATE)
            return Counter(f.code for f in report.findings)

        timings = in_turn(
            {
                "frictionless, seven checks": lambda: with_frictionless(path),
                "script with openpyxl, seven checks": lambda: with_openpyxl(path),
                "script with calamine, seven checks": lambda: with_calamine(path),
                "calamine, reading only": lambda: only_read(path),
                "kongcuo-xl, every rule": ours,
            },
            args.runs,
        )
    seconds = {name: timing.seconds for name, timing in timings.items()}
    us = seconds["kongcuo-xl, every rule"]
    print(f"## Workbook in, findings out: {args.rows:,} rows × 10 columns, .xlsx\n")
    lines = [(name, s, int(args.rows / s), s / us) for name, s in seconds.items()]
    print(table(["work", "seconds", "rows/s", "time / ours"], lines) + "\n")
    frictionless = seconds["frictionless, seven checks"]
    script = seconds["script with openpyxl, seven checks"]
    bare = seconds["calamine, reading only"]
    print(at_least("times as fast as frictionless", frictionless / us, 5))
    print(at_least("times as fast as the openpyxl script", script / us, 4))
    print(at_most("our time over that of calamine reading only", us / bare, 2.5))
    found = {name: t.result for name, t in timings.items() if isinstance(t.result, Counter)}
    ours_found = timings["kongcuo-xl, every rule"].result
    others = sum(n for code, n in ours_found.items() if code not in SEVEN)
    print(f"\nRules of ours: {len(rules())}; findings of those beyond the seven: {others:,}.")
    print(f"{seven.same(found)} (frictionless names a doubled number once, at the second.)")


if __name__ == "__main__":
    main()
