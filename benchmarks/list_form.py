"""Filling a form that lists people: 5,000 rows between the heads and what stands below them.

The form is F12 (适龄儿童少年摸底登记表); notes and signatures below its list have to move down.
Xltpl gets the same form with its tags in one ruled row, cellrune the blank form to make rows in;
both get the rows ready, ours gets the ledger.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import cellrune
import openpyxl
import pandas as pd
from openpyxl.comments import Comment
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet
from xltpl.writerx import BookWriter

from benchmarks.roster import CHECK_DATE, roster, write
from benchmarks.stopwatch import at_most, in_turn, table
from kongcuo_xl import filling, forms, inputs, policy
from kongcuo_xl.checking import scopes, whole
from kongcuo_xl.hosts import filling as hosts_filling

FORM = "F12"
PERIOD = "2025-10"
FIELDS = {
    "seq": "序号", "name": "姓名", "sex": "性别", "birth_date": "出生日期", "id_number": "身份证号",
    "guardian": "监护人", "phone": "联系电话", "student_no": "学籍号", "village": "村",
    "householder": "户主", "school": "就读学校", "klass": "班级",
}  # fmt: skip
"""Fields of the form that the ledger has, and its headings."""


def survey(rows: int) -> pd.DataFrame:
    """A ledger of children, village by village as the form lists them."""
    people = roster(rows + rows // 100 + 1)
    people = people[people["姓名"] != ""].head(rows)
    people["村"] = [f"第{n * 40 // rows + 1:02d}村" for n in range(rows)]
    people["户主"] = people["监护人"]
    people["就读学校"] = "云溪镇中心小学"
    people["序号"] = range(1, rows + 1)
    people = people.sort_values(["村", "户主"], kind="stable").reset_index(drop=True)
    return people[[*FIELDS.values(), "年级", "民族"]]


def with_tags(blank: Path, target: Path) -> None:
    """The blank form as xltpl wants it: one ruled row, of tags."""
    [layout] = forms.find(FORM).sheets
    [block] = layout.blocks
    book = openpyxl.load_workbook(blank)
    sheet = book[layout.name]
    assert isinstance(sheet, Worksheet)
    first, last = block.first + 1, block.last + 1
    merges = [str(area) for area in sheet.merged_cells.ranges if area.min_row > last]
    heights = {row: sheet.row_dimensions[row].height for row in range(last + 1, layout.last + 2)}
    for merge in merges:
        sheet.unmerge_cells(merge)
    sheet.delete_rows(first + 1, last - first)
    for merge in merges:
        area = CellRange(merge)
        area.shift(row_shift=first - last)
        sheet.merge_cells(area.coord)
    for row, height in heights.items():
        sheet.row_dimensions[row + first - last].height = height
    for column, each in enumerate(block.columns, 1):
        if each.field in FIELDS:
            sheet.cell(first, column, f"{{% xv row['{each.field}'] %}}")
    sheet.cell(first, 1).comment = Comment("beforerow{% for row in rows %}", "")
    sheet.cell(first + 1, 1).comment = Comment("beforerow{% endfor %}", "")
    book.save(target)


def with_xltpl(template: Path, rows: list[dict[str, Any]], target: Path) -> None:
    writer = BookWriter(str(template))
    writer.render_book([{"rows": rows, "sheet_name": "摸底登记"}])
    writer.save(str(target))


_AT_ONCE = 500
"""Rows in one edit: cellrune takes no more than so many cells."""


def with_cellrune(blank: Path, rows: list[dict[str, Any]], target: Path) -> None:
    [layout] = forms.find(FORM).sheets
    [block] = layout.blocks
    fields = [each.field if each.field in FIELDS else "" for each in block.columns]
    ruled = block.last - block.first + 1
    made = {
        "kind": "insert_rows", "sheet": layout.name, "row": block.first + 2,
        "count": len(rows) - ruled,
    }  # fmt: skip
    with cellrune.Workbook.open_path(str(blank)) as book:
        book.apply_changes(book.summary()["semantic_revision"], [made])
        values = [[_cell(row.get(field, "")) for field in fields] for row in rows]
        for first in range(0, len(values), _AT_ONCE):
            part = values[first : first + _AT_ONCE]
            book.write_values(layout.name, f"A{block.first + 1 + first}", part)
        book.save_edits(str(target), replace_existing=True)


def _cell(value: Any) -> dict[str, Any]:
    if isinstance(value, dt.datetime):
        return {"kind": "number", "value": float((value - dt.datetime(1899, 12, 30)).days)}
    if isinstance(value, int):
        return {"kind": "number", "value": float(value)}
    return {"kind": "text", "value": value} if value else {"kind": "blank"}


def listed(path: Path, rows: int) -> tuple[list[str], list[tuple[int, str]]]:
    """The names on a filled form, and what stands below the list, with how far below."""
    [layout] = forms.find(FORM).sheets
    [block] = layout.blocks
    sheet = openpyxl.load_workbook(path)[layout.name]
    assert isinstance(sheet, Worksheet)
    column = next(n for n, c in enumerate(block.columns) if c.field == "name")
    every = list(sheet.iter_rows(min_row=block.first + 1, values_only=True))
    below = [
        (n, str(value)[:6]) for n, row in enumerate(every[rows:]) for value in row[:1] if value
    ]
    return [str(row[column]) for row in every[:rows]], below


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=2)
    args = parser.parse_args()
    national = policy.load("national")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        people, ledger = survey(args.rows), folder / "摸底表.xlsx"
        write(ledger, {"摸底表": people})
        template, theirs, other, ours = (
            folder / f"{each}.xlsx" for each in ("表样", "别家", "另一家", "我们")
        )
        with_tags(forms.find(FORM).workbook, template)
        told = {heading: field for field, heading in FIELDS.items()}
        chosen = people[[*FIELDS.values()]].rename(columns=told)
        rows = [
            {f: v.to_pydatetime() if isinstance(v, dt.datetime) else v for f, v in row.items()}
            for row in chosen.to_dict("records")
        ]
        books, _, _ = inputs.read([ledger], national, CHECK_DATE)

        def filled() -> None:
            scope = whole(scopes(books, national, CHECK_DATE)[0])
            hosts_filling.fill_form(FORM, scope, PERIOD, ours)

        def from_workbook() -> None:
            filling.fill_from(FORM, [ledger], ours, national, CHECK_DATE, period=PERIOD)

        timings = in_turn(
            {
                "xltpl": lambda: with_xltpl(template, rows, theirs),
                "cellrune": lambda: with_cellrune(forms.find(FORM).workbook, rows, other),
                "kongcuo-xl, reading the ledger included": from_workbook,
                "kongcuo-xl": filled,
            },
            args.runs,
        )
        people_listed = [sorted(listed(path, args.rows)[0]) for path in (theirs, other, ours)]
        below = listed(ours, args.rows)[1]
    same = all(each == people_listed[0] for each in people_listed)
    seconds = {name: timing.seconds for name, timing in timings.items()}
    us = seconds["kongcuo-xl"]
    print(f"## Filling a form that lists people: {args.rows:,} rows\n")
    lines = [(name, s, int(args.rows / s), s / us) for name, s in seconds.items()]
    print(table(["work", "seconds", "rows/s", "time / ours"], lines) + "\n")
    print(at_most("our time over that of xltpl", us / seconds["xltpl"], 0.2))
    [layout] = forms.find(FORM).sheets
    end = layout.blocks[0].last + 1
    moved = [row for row, _ in below] == [layout.footer - end, layout.signed[0][1].top - end]
    print(
        f"\nAll list the same people: {'yes' if same else 'NO'}; notes and "
        f"signatures stand below our list as they did: {'yes' if moved else 'NO'}."
    )
    if not same or not moved:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
