"""``kongcuo new``: one workbook with every table of ``fields.toml``, to work in all term.

It works without this program, an add-in or macros. ``write`` makes an empty one and, where asked,
one filled with invented people beside it.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
import zipfile
from collections.abc import Collection
from pathlib import Path

from openpyxl.styles import Font

from kongcuo_xl import policy as policies
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.hosts.pages import FONT, Formula, Pages
from kongcuo_xl.ledger import codes_sheet, computed, front, sheets
from kongcuo_xl.ledger.layout import Table, data, laid_out
from kongcuo_xl.policy import Policy

NAME = "控辍保学台账.xlsx"
_OF_NO_YEAR = dt.date(2025, 9, 1)
"""Stands for the day on which a template is opened."""


def write(
    path: Path,
    *,
    unit: str = "",
    policy: Policy | None = None,
    tables: Collection[str] = (),
    students: int = 1000,
    date: dt.date,
    check_date: dt.date | None = None,
) -> Path:
    """Write an empty workbook; returns its path.

    ``tables`` are the kinds wanted (none: all), ``students`` how many pupils it is prepared for,
    ``date`` the day it is made: the month of the roll call and the lists of semesters follow from
    it. ``policy`` and ``check_date`` are written into 设置 (none: left open).

    Raises OutputError when the path exists, is no .xlsx, or can't be written.
    """
    must_be_new(path)
    pages = build(
        {}, unit=unit, policy=policy, tables=tables, students=students, date=date,
        check_date=check_date,
    )  # fmt: skip
    pages.write(path)
    return path


def write_sample(path: Path, *, tables: Collection[str] = ()) -> Path:
    """Write a workbook filled with invented people; returns its path. Raises OutputError."""
    from kongcuo_xl.ledger import sample

    must_be_new(path)
    told = sample.rows()
    pages = build(
        told.rows, unit=told.unit, tables=tables, date=told.date, term=told.term,
        students=len(told.rows["students"]), check_date=told.date, remarks=told.remarks,
    )  # fmt: skip
    pages.write(path)
    return path


def template() -> dict[str, bytes]:
    """The parts of an empty workbook that belongs to no year, the same every time.

    Its names for code are those of a new project of macros: ``ThisWorkbook`` and ``Sheet1``.
    """
    pages = build({}, date=_OF_NO_YEAR)
    pages.book.code_name = "ThisWorkbook"
    pages.book.worksheets[0].sheet_properties.codeName = "Sheet1"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        pages.write(path)
        with zipfile.ZipFile(path) as package:
            return {part: package.read(part) for part in package.namelist()}


def sample_beside(path: Path) -> Path:
    """Where the filled copy of a workbook stands."""
    return path.with_name(f"{path.stem}（示例）{path.suffix}")


def must_be_new(*paths: Path) -> None:
    """Raises OutputError for a path that exists or is no .xlsx."""
    for path in paths:
        if path.suffix.lower() != ".xlsx":
            raise OutputError(f"“{path}”：台账是 Excel 工作簿，文件名请以 .xlsx 结尾")
        if path.exists():
            raise OutputError(f"“{path}”已经存在，没有改动；请换一个文件名")


def named(words: str) -> tuple[str, ...]:
    """The kinds of a list like 学生花名册,家访登记表 (names of tables or of their sheets).

    Raises LookupError, with a sentence, for a word that names none.
    """
    known: dict[str, str] = {}
    for table in laid_out().values():
        known |= dict.fromkeys((table.id, table.sheet, table.kind.label), table.id)
    found = []
    for word in filter(None, re.split("[,，、]", words)):
        if word.strip() not in known:
            sheets_ = "、".join(table.sheet for table in laid_out().values())
            raise LookupError(f"没有名为“{word.strip()}”的表；可写：{sheets_}")
        found.append(known[word.strip()])
    return tuple(found)


def build(
    rows: computed.Rows,
    *,
    unit: str = "",
    policy: Policy | None = None,
    tables: Collection[str] = (),
    students: int = 1000,
    date: dt.date,
    term: str = "",
    check_date: dt.date | None = None,
    remarks: Collection[str] = (),
) -> Pages:
    """The workbook, not yet written: ``rows`` by kind and column are filled in."""
    laid = laid_out(tables, students)
    holding = policy or policies.load(policies.BASE)
    facts = codes_sheet.basis(rows, term, date, holding)
    pages = Pages(show_ids=True)
    pages.book._fonts[0] = Font(name=FONT, size=11)  # type: ignore[attr-defined]
    pages.book.properties.title, pages.book.properties.creator = "控辍保学台账", "控辍保学台账"
    pages.book.calculation.fullCalcOnLoad = True
    told = Formula(f'"单位："&{codes_sheet.UNIT}', f"单位：{unit}")
    headed = Formula(
        f'{told.text}&"　　　　{sheets.SIGNATURES}"', f"{told.value}　　　　{sheets.SIGNATURES}"
    )
    others = [
        (front.NOTES, "怎样填、怎样打印、怎样核查"),
        (codes_sheet.SETTINGS, "单位、学期、政策、检查日期"),
        (front.BOARD, "重点学生、家访、个案、问题，自动计算"),
    ]
    front.contents(pages, laid, rows, others)
    front.notes(pages, tuple(remarks))
    settings = front.settings(pages, unit, term, policy.title if policy else "", check_date)
    board_at = len(pages.book.worksheets)
    codes = codes_sheet.write(pages, laid, facts)
    front.settings_checks(settings, codes)
    front.board(pages, laid, facts, told, codes)
    names = set(pages.book.defined_names)
    for table in laid.values():
        title = _title(table, date)
        if table.id == "seating":
            seated = [str(row["name"]) for row in rows.get("seating", ())]
            klass = str(rows["seating"][0].get("klass", "")) if seated else "　　班"
            sheets.seating(pages, table, seated, f"{klass}{title}", headed)
        else:
            sheets.write(pages, table, laid, facts, title, headed, codes.lists, names)
    book = pages.book
    codes_page = book[codes_sheet.SHEET]
    book.move_sheet(codes_page, offset=len(book.worksheets) - 1 - board_at)
    book.active = 0
    return pages


def _title(table: Table, date: dt.date) -> str:
    if table.id == "roll_call":
        month = "　　年　　月" if date == _OF_NO_YEAR else f"{date.year}年{date.month}月"
        return f"点名册（{month}）　{data()['roll_call']['legend']}"
    return table.kind.label
