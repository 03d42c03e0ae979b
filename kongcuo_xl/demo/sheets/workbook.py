"""A workbook of the county, and how most tables stand on a sheet: plain, or titled and signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kongcuo_xl.book import Area, a1
from kongcuo_xl.demo.canvas import Canvas, Column, Formula, Interruption, Record
from kongcuo_xl.demo.hands import Hand
from kongcuo_xl.demo.school import School, Unit

Rows = Iterable[Record | Interruption]


@dataclass
class Workbook:
    """A file of the county, by its path in the demo folder, and its sheets."""

    file: str
    sheets: list[Canvas]


def hand_of(owner: Unit, kind: str) -> Hand:
    """How a table of a unit is written."""
    return owner.profile.hands.get(kind, Hand())


def rows_of(owner: Unit, kind: str, group: object = None) -> list[Record]:
    """The rows of a table, of one group where one is given."""
    return [r for r in owner.tables.get(kind, []) if group is None or r.group == group]


def signatures(sheet: Canvas, row: int, width: int) -> None:
    """填表人, 审核人 and the seal, under a table."""
    sheet.put((row, 0), "填表人：", "note")
    sheet.put((row, max(2, width // 2)), "审核人：", "note")
    sheet.put((row, max(3, width - 2)), "（学校盖章）", "note")


def _unit_line(sheet: Canvas, row: int, owner: Unit, width: int) -> None:
    sheet.put((row, 0), f"填报单位：{owner.name}", "note")
    sheet.put((row, max(3, width - 3)), f"填表日期：{owner.term.date:%Y年%m月%d日}", "note")


def plain(owner: Unit, kind: str, name: str, rows: Rows | None = None) -> Canvas:
    """Headings in the first row, data below: an export, or a tidy clerk's sheet."""
    sheet = Canvas(name)
    heads = owner.profile.tables[kind]
    depth = max(len(c.heading) for c in heads)
    end = sheet.table(
        0,
        heads,
        rows_of(owner, kind) if rows is None else rows,
        hand_of(owner, kind),
        depth=depth,
        named=owner.head(kind),
    )
    sheet.freeze = (depth, 0)
    sheet.filter = Area(depth - 1, 0, end - 1, len(heads) - 1)
    sheet.landscape = len(heads) > 9
    return sheet


def titled(
    owner: Unit,
    kind: str,
    name: str,
    title: str,
    rows: Rows | None = None,
    heads: Sequence[Column] | None = None,
    *,
    unit: bool = True,
    empty: int = 0,
    footer: bool = True,
) -> tuple[Canvas, int, int]:
    """Title, unit line, headings, data, ruled empty rows, footer; first data row and row below."""
    sheet = Canvas(name)
    heads = heads or owner.profile.tables[kind]
    depth = max(len(c.heading) for c in heads)
    sheet.title(0, title, len(heads))
    top = 1
    if unit:
        _unit_line(sheet, 1, owner, len(heads))
        top = 2
    end = sheet.table(
        top,
        heads,
        rows_of(owner, kind) if rows is None else rows,
        hand_of(owner, kind),
        depth=depth,
        named=owner.head(kind),
    )
    below = sheet.ruled(end, 0, len(heads), empty)
    if footer:
        signatures(sheet, below + 1, len(heads))
    sheet.title_rows = (0, top + depth - 1)
    sheet.landscape = len(heads) > 9
    return sheet, top + depth, end


def count_row(sheet: Canvas, row: int, width: int, first: int, said: int | None = None) -> None:
    """A 合计 row: a formula over the names with its result, or a typed number."""
    for column in range(width):
        sheet.put((row, column), None, "total")
    sheet.put((row, 0), "合计", "total")
    count = row - first
    formula = f"=COUNTA({a1(first, 2)}:{a1(row - 1, 2)})"
    sheet.put((row, 1), Formula(formula, count) if said is None else said, "total")


def by_month(school: School, kind: str, title: str, *, footer: bool = True) -> list[Canvas]:
    """A sheet a month."""
    months: dict[int, list[Record]] = {}
    for row in rows_of(school, kind):
        months.setdefault(max(9, row.values["日期"].month), []).append(row)
    return [
        titled(
            school, kind, f"{month}月", f"{school.name}{title}（{month}月）", rows, footer=footer
        )[0]
        for month, rows in sorted(months.items())
    ]
