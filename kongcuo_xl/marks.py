"""Marks: how findings are shown in a copy of the workbook, as a plan.

Three layers, none of which touches what the clerk made: conditional formats laid over the cells,
a column 核查结果 beside each table with findings, and the sheet 问题清单; on request, notes on the
cells as well.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from kongcuo_xl import identity
from kongcuo_xl.book import LAST_COLUMN, Area, Book, Cell, Sheet, Value, a1
from kongcuo_xl.finding import LEVELS, Finding, Level
from kongcuo_xl.plan import (
    AddSheet,
    Link,
    NewCell,
    Note,
    Plan,
    Printing,
    RemoveOurs,
    ResultColumn,
    Shade,
    SheetContent,
    Step,
    Style,
)

RESULT = "核查结果"
LIST_SHEET = "问题清单"
LIST_KIND = "list"
"""How the sheet is known among what is ours (``AddSheet.ours``)."""
LIST_COLUMNS: tuple[tuple[str, float], ...] = (
    ("序号", 6),
    ("级别", 7),
    ("代码", 9),
    ("问题", 20),
    ("位置", 15),
    ("工作表", 11),
    ("单元格", 8),
    ("姓名", 9),
    ("说明", 40),
    ("建议", 26),
    ("依据", 18),
    ("核实说明", 24),
    ("指纹", 14),
)
"""Headings and widths of 问题清单, in order."""
LIST_HEADER_ROW = 3
"""Row of the headings; the findings follow directly."""
CODE_COLUMN = [name for name, _ in LIST_COLUMNS].index("代码")
EXPLANATION_COLUMN = [name for name, _ in LIST_COLUMNS].index("核实说明")
FINGERPRINT_COLUMN = [name for name, _ in LIST_COLUMNS].index("指纹")

# Told apart without colour too: solid and bold, dashed, dotted.
OVERLAYS: dict[Level, Style] = {
    "错误": Style(bold=True, color="9C0006", fill="FFC7CE", border="thin", border_color="C00000"),
    "疑问": Style(color="7F4F00", fill="FFEB9C", border="dashed", border_color="BF8F00"),
    "提示": Style(color="1F4E79", fill="DDEBF7", border="dotted", border_color="2E75B6"),
}
LABELS: dict[Level, str] = {"错误": "error", "疑问": "doubt", "提示": "hint"}
RESULT_WIDTH = 48.0
_LINE = {"border": "thin", "border_color": "BFBFBF", "vertical": "center"}
_RESULT_HEADER = Style(bold=True, fill="D9E1F2", color="1F3864", vertical="center")
_RESULT_TEXT = Style(color="C00000", vertical="center")
_TITLE = Style(bold=True, size=16, color="1F3864", vertical="center")
_NOTE = Style(color="595959", vertical="center")
_LINK = Style(color="0563C1", underline=True, vertical="center")
_HEADER = Style(
    bold=True,
    color="FFFFFF",
    fill="305496",
    border="thin",
    border_color="BFBFBF",
    horizontal="center",
    vertical="center",
    wrap=True,
)
_TEXT = Style(wrap=True, border="thin", border_color="BFBFBF", vertical="center")
_CENTRED = replace(_TEXT, horizontal="center", wrap=False)
_ADDRESS = replace(_TEXT, color="0563C1", underline=True)
_TYPED = replace(_TEXT, fill="FFF9E5", locked=False)
_FAINT = Style(color="A6A6A6")
_LEVEL_STYLES = {
    level: replace(_CENTRED, bold=look.bold, color=look.color, fill=look.fill)
    for level, look in OVERLAYS.items()
}
_LEVEL_COLUMN = [name for name, _ in LIST_COLUMNS].index("级别")
_POSITION_COLUMN = [name for name, _ in LIST_COLUMNS].index("位置")
_LINE_LOOKS = (
    *(_CENTRED, _CENTRED, _CENTRED, _TEXT, _ADDRESS, _TEXT, _CENTRED, _CENTRED),
    *(_TEXT, _TEXT, _TEXT, _TYPED, _FAINT),
)
"""Of the columns of a line."""
_COUNTED = ("按问题统计", "按人统计")
_MOST_LINES = 12
_LINE_HEIGHT = 16.0


class Place(Protocol):
    """Something of ours in a workbook that was marked before."""

    @property
    def kind(self) -> str:
        """``result``, ``print`` or ``list``."""

    @property
    def sheet(self) -> str:
        """Name of the worksheet."""

    @property
    def area(self) -> Area:
        """Its cells."""


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where a table stands: ``area`` from its first header row to its last data row."""

    sheet: str
    area: Area
    header_rows: int = 1


def mark(
    book: Book,
    findings: Iterable[Finding],
    places: Iterable[TablePlace],
    *,
    explained: Iterable[Finding] = (),
    titles: Mapping[str, str] | None = None,
    explanations: Mapping[str, Sequence[str]] | None = None,
    kept: Sequence[Sequence[str]] = (),
    note: str = "",
    notes: bool = False,
) -> Plan:
    """The plan that marks one workbook; any earlier marks of ours are replaced.

    ``book`` is the workbook without earlier marks (``unmarked``), ``findings`` those of this
    workbook. ``explained`` are findings that somebody has answered: they are only listed, at the
    end. ``titles`` names rules by code; ``explanations`` holds what was typed under 核实说明 by
    ``fingerprint``, one text a finding that bears it; ``kept`` are explained lines of an earlier
    list (texts of LIST_COLUMNS) whose rules were not run, which are passed on; ``note`` (check
    date, policy) stands under the title of the list. ``notes`` asks for a note on each cell.
    """

    def place(f: Finding) -> tuple[int, int, int, int, str]:
        return _position(book, f.sheet), LEVELS.index(f.level), f.row, f.column, f.code

    listed, answered = sorted(findings, key=place), sorted(explained, key=place)
    steps: list[Step] = [RemoveOurs()]
    steps += _shades(book, listed)
    steps += _notes(listed) if notes else []
    steps += _result_columns(book, listed, list(places))
    steps.append(_list_sheet(book, listed, answered, titles or {}, explanations or {}, kept, note))
    return tuple(steps)


def unmarked(book: Book, ours: Sequence[Place]) -> Book:
    """The book without what an earlier marking added: our sheets left out, our cells empty."""
    if not ours:
        return book
    lists = {place.sheet for place in ours if place.kind == LIST_KIND}
    columns: dict[str, list[Area]] = defaultdict(list)
    for place in ours:
        if place.kind == "result":
            columns[place.sheet].append(place.area)
    sheets = [
        _emptied(sheet, columns[sheet.name]) if sheet.name in columns else sheet
        for sheet in book.sheets
        if sheet.name not in lists
    ]
    return replace(book, sheets=sheets)


def fingerprint(finding: Finding) -> str:
    """What a finding is known by when the rows have been sorted: 11 hexadecimal digits.

    Eight come from code, person and field; three from these and the value. So few tell nothing
    about an ID, and leave one change of value in 4096 unnoticed.
    """
    # Whether IDs are shown or hidden in what is printed must make no difference.
    person = identity.mask_in(finding.person)
    about = f"{finding.code}\x1f{person}\x1f{finding.field}"
    whole = f"{about}\x1f{finding.value}"
    return _digits(about, 8) + _digits(whole, 3)


def result_column(sheet: str, area: Area, texts: tuple[tuple[int, str], ...]) -> ResultColumn:
    """A column 核查结果 on an area, its heading in the first row."""
    return ResultColumn(
        sheet,
        area.left,
        area.top,
        area.bottom,
        RESULT,
        texts,
        RESULT_WIDTH,
        _RESULT_HEADER,
        _RESULT_TEXT,
    )


def relisted(name: str, rows: Sequence[Sequence[Value]]) -> AddSheet:
    """The sheet 问题清单 with these values, such as it was with what had been typed into it."""
    heads = [heading for heading, _ in LIST_COLUMNS]
    rows = [[*row, *[""] * (len(heads) - len(row))] for row in rows]
    top = next((r for r, row in enumerate(rows) if list(row[: len(heads)]) == heads), 0)
    bottom = top
    while bottom + 1 < len(rows) and rows[bottom + 1][FINGERPRINT_COLUMN] != "":
        bottom += 1
    counted = {str(row[0]): r for r, row in enumerate(rows) if r > bottom}
    cells: list[NewCell] = []
    links: list[Link] = []
    heights: dict[int, float] = {0: 28.0, 1: 18.0, 2: 18.0, top: 22.0}
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            text = str(value)
            if top < r <= bottom:
                look = [*_LINE_LOOKS, *[_TEXT] * len(row)][c]
                if c == _LEVEL_COLUMN:
                    look = next((_LEVEL_STYLES[each] for each in LEVELS if each == text), look)
                cells.append(NewCell(r, c, value, look))
            elif r > bottom and isinstance(row[0], (int, float)):
                looks = [_CENTRED] * 3 + [_TEXT] + [_CENTRED] * len(LEVELS)
                cells += [NewCell(r, c, value, looks[c])] if c < len(looks) else []
            elif value != "":
                cells.append(NewCell(r, c, value, _look_beside(r, top, text, rows)))
            where = text.removesuffix(" ↓")
            if r < top and text.endswith("↓") and where in counted:
                links.append(Link((r, c), f"'{name}'!{a1(counted[where], 0)}"))
        if top < r <= bottom:
            heights[r] = _height([str(value) for value in row[: len(heads)]])
            sheet, _, address = str(row[_POSITION_COLUMN]).rpartition("!")
            quoted = sheet.replace("'", "''")
            links.append(Link((r, _POSITION_COLUMN), f"'{quoted}'!{address}"))
    return _sheet(name, cells, heights, links, bottom)


def _look_beside(row: int, top: int, text: str, rows: Sequence[Sequence[Value]]) -> Style:
    """The look of a cell above or below the lines of the list."""
    if row == top or (row and rows[row - 1][0] in _COUNTED):
        return _HEADER
    if row < top:
        return _TITLE if row == 0 else _LINK if text.endswith("↓") else _NOTE
    return replace(_TITLE, size=12) if text in _COUNTED else _CENTRED


def rectangles(cells: Iterable[Cell]) -> tuple[Area, ...]:
    """The cells as few rectangles: runs in a column joined, equal neighbouring runs merged."""
    columns: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(set(cells)):
        columns[column].append(row)
    open_runs: dict[tuple[int, int], Area] = {}
    done: list[Area] = []
    for column in sorted(columns):
        runs: list[list[int]] = []
        for row in columns[column]:
            if runs and row == runs[-1][1] + 1:
                runs[-1][1] = row
            else:
                runs.append([row, row])
        now: dict[tuple[int, int], Area] = {}
        for top, bottom in runs:
            before = open_runs.pop((top, bottom), None)
            if before is not None and before.right == column - 1:
                now[top, bottom] = before._replace(right=column)
            else:
                if before is not None:
                    done.append(before)
                now[top, bottom] = Area(top, column, bottom, column)
        done += open_runs.values()
        open_runs = now
    return tuple(sorted([*done, *open_runs.values()]))


def _digits(text: str, count: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:count]


def _position(book: Book, sheet: str) -> int:
    return next((i for i, s in enumerate(book.sheets) if s.name == sheet), len(book.sheets))


def _emptied(sheet: Sheet, areas: Sequence[Area]) -> Sheet:
    rows = list(sheet.rows)
    for area in areas:
        for r in range(area.top, min(area.bottom + 1, len(rows))):
            row = list(rows[r])
            for c in range(area.left, min(area.right + 1, len(row))):
                row[c] = ""
            rows[r] = row
    return replace(sheet, rows=rows)


def _shades(book: Book, findings: Sequence[Finding]) -> list[Step]:
    gravest: dict[tuple[str, int, int], Level] = {}
    for finding in sorted(findings, key=lambda f: LEVELS.index(f.level)):
        gravest.setdefault((finding.sheet, finding.row, finding.column), finding.level)
    cells: dict[tuple[str, Level], list[Cell]] = defaultdict(list)
    for (sheet, row, column), level in gravest.items():
        cells[sheet, level].append((row, column))
    return [
        Shade(sheet.name, rectangles(cells[sheet.name, level]), OVERLAYS[level], LABELS[level])
        for sheet in book.sheets
        for level in LEVELS
        if (sheet.name, level) in cells
    ]


def _notes(findings: Sequence[Finding]) -> list[Step]:
    """A note a cell, with what each finding says and what to do."""
    said: dict[tuple[str, int, int], list[Finding]] = defaultdict(list)
    for finding in findings:
        said[finding.sheet, finding.row, finding.column].append(finding)
    return [
        Note(
            *cell,
            "\n".join(_said([f]) + (f"。{f.suggestion}" if f.suggestion else "") for f in found),
        )
        for cell, found in said.items()
    ]


def _result_columns(
    book: Book, findings: Sequence[Finding], places: Sequence[TablePlace]
) -> list[Step]:
    steps: list[Step] = []
    for sheet in book.sheets:
        tables = sorted((p for p in places if p.sheet == sheet.name), key=lambda p: p.area[1::-1])
        here = [f for f in findings if f.sheet == sheet.name]
        said: dict[int, dict[int, list[Finding]]] = defaultdict(lambda: defaultdict(list))
        for finding in here:
            at = _table_of(finding, tables)
            if at is not None:
                said[at][finding.row].append(finding)
        taken: list[Area] = []
        for at, rows in sorted(said.items()):
            area = tables[at].area
            # A list without headings may begin in the sheet's first row.
            header = max(0, area.top + tables[at].header_rows - 1)
            column = _free_column(sheet, area, taken)
            if column is None:
                continue
            taken.append(Area(area.top, column, area.bottom, column))
            texts = tuple((row, _said(found)) for row, found in sorted(rows.items()))
            place = Area(header, column, area.bottom, column)
            steps.append(result_column(sheet.name, place, texts))
    return steps


def _table_of(finding: Finding, tables: Sequence[TablePlace]) -> int | None:
    """The table whose data rows a finding lies in: the one around it, else the nearest left."""
    rows = [
        i
        for i, table in enumerate(tables)
        if table.area.top + table.header_rows <= finding.row <= table.area.bottom
    ]
    left_of = [i for i in rows if tables[i].area.left <= finding.column]
    around = [i for i in left_of if finding.column <= tables[i].area.right]
    return next(iter([*around, *left_of[::-1], *rows]), None)


def _free_column(sheet: Sheet, area: Area, taken: Sequence[Area]) -> int | None:
    """The first column right of a table and of all beside it, shown and free on its rows."""
    rows = sheet.rows[area.top : area.bottom + 1]
    last = area.right
    for row in rows:
        column = len(row) - 1
        while column > last and row[column] == "":
            column -= 1
        last = max(last, column)
    uncached = {c for r, c in sheet.uncached if area.top <= r <= area.bottom}
    blocks = [*sheet.merges, *taken]
    beside = [b.right for b in blocks if b.top <= area.bottom and b.bottom >= area.top]
    last = max([last, *beside, *uncached])
    free = last + 1
    while free in sheet.hidden_columns:
        free += 1
    return free if free <= LAST_COLUMN else None


def _said(findings: Sequence[Finding]) -> str:
    """``错误 身份证号：校验码不符；疑问 …``, gravest first."""
    parts: list[str] = []
    for finding in sorted(findings, key=lambda f: (LEVELS.index(f.level), f.column)):
        field = f"{finding.field}：" if finding.field else ""
        part = f"{finding.level} {field}{finding.message}".rstrip("。；")
        if part not in parts:
            parts.append(part)
    return "；".join(parts)


def _list_sheet(
    book: Book,
    findings: Sequence[Finding],
    answered: Sequence[Finding],
    titles: Mapping[str, str],
    explanations: Mapping[str, Sequence[str]],
    kept: Sequence[Sequence[str]],
    note: str,
) -> AddSheet:
    name = _free_name({sheet.name.lower() for sheet in book.sheets})
    cells: list[NewCell] = [NewCell(0, 0, LIST_SHEET, _TITLE)]
    links: list[Link] = []
    heights: dict[int, float] = {0: 28.0, 1: 18.0, 2: 18.0, LIST_HEADER_ROW: 22.0}
    levels = Counter(finding.level for finding in findings)
    counts = "，".join(f"{level} {levels[level]} 处" for level in LEVELS if levels[level])
    total = f"共 {len(findings)} 处：{counts}。" if findings else "没有发现问题。"
    if answered:
        total += f"另有 {len(answered)} 处已核实说明，列在最后。"
    if kept:
        total += f"以前写的 {len(kept)} 处核实说明，规则这次没有核查，照原样保留在末尾。"
    cells.append(NewCell(1, 0, f"{note}　{total}" if note else total, _NOTE))
    if findings:
        by_rule = LIST_HEADER_ROW + len(findings) + len(answered) + len(kept) + 2
        rules: dict[str, list[Finding]] = defaultdict(list)
        people: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            rules[f"{finding.code}\x1f{titles.get(finding.code, finding.code)}"].append(finding)
            if finding.person:
                people[finding.person].append(finding)
        by_person = by_rule + len(rules) + 3
        cells.append(NewCell(2, 0, f"{_COUNTED[0]} ↓", _LINK))
        links.append(Link((2, 0), f"'{name}'!{a1(by_rule, 0)}"))
        if people:
            cells.append(NewCell(2, 3, f"{_COUNTED[1]} ↓", _LINK))
            links.append(Link((2, 3), f"'{name}'!{a1(by_person, 0)}"))
        advice = "核实无误的“疑问”，请在“核实说明”栏写明情况；带着说明再次核查时不再提示。"
        cells.append(NewCell(2, 8, advice, _NOTE))
    for column, (heading, _) in enumerate(LIST_COLUMNS):
        cells.append(NewCell(LIST_HEADER_ROW, column, heading, _HEADER))
    said: dict[str, Iterator[str]] = {}
    for number, finding in enumerate([*findings, *answered], 1):
        row = LIST_HEADER_ROW + number
        address = a1(finding.row, finding.column)
        mark_ = fingerprint(finding)
        basis = "；".join([*finding.basis, *([finding.clause] if finding.clause else [])])
        texts = said.setdefault(mark_, iter(explanations.get(mark_, ())))
        level_style = _LEVEL_STYLES[finding.level] if number <= len(findings) else _CENTRED
        values: tuple[str | int, ...] = (
            number, finding.level, finding.code, titles.get(finding.code, ""),
            f"{finding.sheet}!{address}", finding.sheet, address, finding.person,
            finding.message, finding.suggestion, basis, next(texts, ""), mark_,
        )  # fmt: skip
        looks = [*_LINE_LOOKS]
        looks[_LEVEL_COLUMN] = level_style
        cells += [
            NewCell(row, c, v, look) for c, (v, look) in enumerate(zip(values, looks, strict=True))
        ]
        quoted = finding.sheet.replace("'", "''")
        links.append(Link((row, _POSITION_COLUMN), f"'{quoted}'!{address}"))
        heights[row] = _height(values)
    bottom = LIST_HEADER_ROW + len(findings) + len(answered)
    for line in kept:
        bottom += 1
        values_: list[str | int] = [bottom - LIST_HEADER_ROW, *line[1:]]
        kept_looks = {EXPLANATION_COLUMN: _TYPED, FINGERPRINT_COLUMN: _FAINT}
        cells += [NewCell(bottom, c, v, kept_looks.get(c, _TEXT)) for c, v in enumerate(values_)]
        heights[bottom] = _height(values_)
    if findings:
        cells += _counts(by_rule, _COUNTED[0], rules, ("代码", "问题"))
        if people:
            cells += _counts(by_person, _COUNTED[1], people, ("姓名", "代码"))
        last = max(cell.row for cell in cells)
        heights |= dict.fromkeys(range(by_rule, last + 1), 18.0)
        # A rule's name may take two lines of its column.
        width = LIST_COLUMNS[3][1] - 2
        wrapped = {c.row for c in cells if c.column == 3 and 2 * len(str(c.value)) > width}
        heights |= dict.fromkeys((row for row in wrapped if row > by_rule), 2 * _LINE_HEIGHT + 2)
    return _sheet(name, cells, heights, links, bottom)


def _sheet(
    name: str,
    cells: Sequence[NewCell],
    heights: Mapping[int, float],
    links: Sequence[Link],
    bottom: int,
) -> AddSheet:
    content = SheetContent(
        cells=tuple(cells),
        widths=tuple((column, width) for column, (_, width) in enumerate(LIST_COLUMNS)),
        heights=tuple(sorted(heights.items())),
        hidden_columns=(FINGERPRINT_COLUMN,),
        freeze=(LIST_HEADER_ROW + 1, 0),
        autofilter=Area(LIST_HEADER_ROW, 0, bottom, FINGERPRINT_COLUMN),
        links=tuple(links),
        printing=Printing(landscape=True, header=(LIST_HEADER_ROW, LIST_HEADER_ROW)),
        tab_color="C00000",
    )
    return AddSheet(name, content, LIST_KIND)


def _counts(
    row: int, title: str, by: Mapping[str, list[Finding]], headings: tuple[str, str]
) -> list[NewCell]:
    """A block of counts below the list: one line a rule or person, the most frequent first."""
    cells = [NewCell(row, 0, title, replace(_TITLE, size=12))]
    heads = ("序号", "合计", *headings, *LEVELS)
    cells += [NewCell(row + 1, c, heading, _HEADER) for c, heading in enumerate(heads)]
    ordered = sorted(by.items(), key=lambda item: (-len(item[1]), item[0]))
    for number, (key, found) in enumerate(ordered, 1):
        levels = Counter(finding.level for finding in found)
        first, _, second = key.partition("\x1f")
        if not second:
            second = "、".join(sorted({finding.code for finding in found}))
        values: list[tuple[str | int, Style]] = [
            (number, _CENTRED),
            (len(found), _CENTRED),
            (first, _CENTRED),
            (second, _TEXT),
            *((levels[level] or "", _CENTRED) for level in LEVELS),
        ]
        cells += [
            NewCell(row + 1 + number, c, value, look) for c, (value, look) in enumerate(values)
        ]
    return cells


def _free_name(taken: set[str]) -> str:
    number, name = 1, LIST_SHEET
    while name.lower() in taken:
        number += 1
        name = f"{LIST_SHEET}{number}"
    return name


def _height(values: Sequence[str | int]) -> float:
    """Height of a row whose texts wrap in the columns of the list."""
    lines = 1
    for value, (_, width) in zip(values, LIST_COLUMNS, strict=True):
        shown = sum(2 if ord(ch) > 0x2E7F else 1 for ch in str(value))
        lines = max(lines, -(-shown // max(int(width) - 2, 1)))
    return min(lines, _MOST_LINES) * _LINE_HEIGHT + 4
