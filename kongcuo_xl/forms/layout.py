"""A form of our own as text: what stands on its sheets, and what its cells ask for.

One text (``templates/Fnn.toml``, described in docs/forms.md) gives both: the builder of the blank
workbooks draws what is worked out here, and filling looks for it there. Rows and columns count
from 0.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property
from importlib import resources
from typing import Any

from kongcuo_xl.book import Area, Cell, a1
from kongcuo_xl.statistics import Conditions

HEADS = {"unit": "填报单位", "date": "填报日期", "report_kind": "报告类型", "period": "报告期间"}
"""What the cells above a table ask for, and how they are labelled."""
_PERIODS = {"month": "报告月份", "quarter": "报告季度", "semester": "学期", "year": "学年",
            "day": "报告日期", "week": "报告周次"}  # fmt: skip
SIGNATURES = ("填表人：", "审核人：", "负责人（盖章）：")
TITLE_HEIGHT, DEFAULT_HEIGHT, HEAD_HEIGHT, SIGNED_HEIGHT = 36.0, 16.0, 22.0, 26.0
GRID_ROW, LIST_ROW, NOTE_SIZE = 25.0, 30.0, 9
"""Points of the rows of a form, and of the letters of its notes."""
PAPER = {False: (523.0, 745.0), True: (770.0, 500.0)}
"""Points across and down that A4 has inside our margins, upright and (True) on its side."""
POINTS = 6.0
"""Points that a character of a column's width takes."""
_ID = r"[^\W\d]\w*"
_CONDITIONS = frozenset(each.name for each in fields(Conditions))
_EMPTY = {"name": "无"}
_PRIMARY, _JUNIOR = "一二三四五六", "七八九"


def _grades(names: str, first: int, stage: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"label": f"{stage}/{name}年级", "grade": first + n} for n, name in enumerate(names)
    ]
    return [*rows, {"label": f"{stage}/{stage}小计", "total": stage, "stage": stage}]


_TOTAL: dict[str, Any] = {"label": "合计", "total": True}
READY: dict[str, list[dict[str, Any]]] = {
    "grades": [*_grades(_PRIMARY, 1, "小学"), *_grades(_JUNIOR, 7, "初中"), _TOTAL],
    "primary": [*_grades(_PRIMARY, 1, "小学")[:-1], _TOTAL],
    "junior": [*_grades(_JUNIOR, 7, "初中")[:-1], _TOTAL],
    "stages": [{"label": s, "stage": s} for s in ("小学", "初中")] + [_TOTAL],
    "schools": [{"each": "school"}, _TOTAL],
    "classes": [{"each": "klass"}, _TOTAL],
    "villages": [{"each": "village"}, _TOTAL],
}
"""Rows that many forms have, by name."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column of a block."""

    path: tuple[str, ...]
    """Its labels, upper or left one first; empty where the data give them (``each``)."""
    id: str = ""
    """How formulas and cross-checks call it; a column's measure if the text says nothing else."""
    measure: str = ""
    conditions: dict[str, Any] = field(default_factory=dict)
    formula: str = ""
    """Others of the block by id: ``start + added - removed``, ``part / whole``, ``n * each``."""
    total: bool | str = False
    """Adds up the plain rows above; only those of a group, if that is named."""
    part: bool = False
    """其中: no total counts it."""
    each: str = ""
    """A row for every ``school``, ``klass``, ``village`` … of the data."""
    ruled: int = 1
    """How many rows are ruled for ``each``."""
    text: str = ""
    """The column tells what its row counts: ``definition`` or ``basis``."""
    parameter: str = ""
    """The policy value that stands in each plain row of the column."""
    cells: dict[str, str] = field(default_factory=dict)
    """Column id → what is printed there."""
    field: str = ""
    """A list's field (``forms.lists``)."""
    width: float = 0
    format: str = ""
    """``text``, ``date``, ``percent``, ``number``."""
    align: str = ""
    choices: tuple[str, ...] = ()
    merge: bool = False

    @property
    def label(self) -> str:
        """The last of its labels."""
        return self.path[-1] if self.path else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a cell of a grid asks for: a measure under conditions, or words about it."""

    measure: str
    conditions: Conditions
    text: str = ""


@dataclass(frozen=True)
class Block:
    """A ruled table: a grid of figures, or a list."""

    title: str
    top: int
    """First row of its heads; its title, if it has one, is the row above."""
    depth: int
    """How many rows of heads."""
    stub: tuple[str, ...]
    """Labels over the labels of the rows."""
    stub_widths: tuple[float, ...]
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    list_id: str = ""
    ruled: int = 0
    fixed: tuple[dict[str, str], ...] = ()
    """Rows of a list that are printed: field → what is printed."""
    match: str = ""
    """The field that tells to which printed row a row of the data belongs."""
    empty: dict[str, str] = field(default_factory=dict)
    """Field → what is written in the first row when there is nobody."""
    dated: str = ""
    """The field that places a row in the form's period; without it every row is listed."""
    sort: tuple[str, ...] = ()
    only: dict[str, str] = field(default_factory=dict)
    """Field → what it has to show for a row to be listed."""
    height: float = 0

    @property
    def first(self) -> int:
        """First row below the heads."""
        return self.top + self.depth

    @property
    def last(self) -> int:
        """Last ruled row."""
        return self.first + (self.ruled or sum(row.ruled for row in self.rows)) - 1

    @property
    def left(self) -> int:
        """First column beside the labels of the rows."""
        return len(self.stub)

    @property
    def widths(self) -> list[float]:
        """The width of every column, in characters."""
        return [*self.stub_widths, *(column.width for column in self.columns)]

    @property
    def row_height(self) -> float:
        """Points of a row below the heads."""
        return self.height or (LIST_ROW if self.list_id else GRID_ROW)

    def head_heights(self, widths: Sequence[float]) -> list[float]:
        """Points of each row of heads, as high as its longest label needs."""
        paths = [(label,) for label in self.stub] + [column.path for column in self.columns]
        size = self.head_size
        heights = []
        for level in range(self.depth):
            needed = [
                lines(path[level], width, size) / (self.depth - level)
                for path, width in zip(paths, widths, strict=False)
                if len(path) == level + 1
            ]
            heights.append(max(GRID_ROW, 4 + 13.5 * max(needed, default=1)))
        return heights

    @property
    def head_size(self) -> int:
        """Size of the heads' letters."""
        return 10 if self.list_id else 11

    @cached_property
    def places(self) -> list[tuple[Line, int]]:
        """Every row of a grid and where it stands; rows of ``each`` at their first."""
        found, at = [], self.first
        for row in self.rows:
            found.append((row, at))
            at += row.ruled
        return found

    def column_of(self, id_: str) -> int:
        """Where the column of an id stands. Raises ValueError."""
        for at, column in enumerate(self.columns, self.left):
            if column.id == id_:
                return at
        raise ValueError(f"没有 id 为“{id_}”的列")

    def row_of(self, id_: str) -> int:
        """Where the row of an id stands. Raises ValueError."""
        for row, at in self.places:
            if row.id == id_:
                return at
        raise ValueError(f"没有 id 为“{id_}”的行")

    def is_formula(self, row: Line, column: Line) -> bool:
        """Whether the cell where two lines cross is worked out from others of the block."""
        if row.cells.get(column.id) is not None or column.text:
            return False
        if row.formula or column.formula:
            return True
        measured = column.measure or row.measure
        return bool(row.total) and bool(measured) and column.format != "percent"

    def asked(self, row: Line, column: Line) -> Asked | None:
        """What the cell where two lines cross asks for; None for a formula or nothing."""
        crossing = id(row), id(column)
        if crossing in self._asked:
            return self._asked[crossing]
        return self._asks(row, column)

    @cached_property
    def _asked(self) -> dict[tuple[int, int], Asked | None]:
        """What is asked where its own lines cross, which live as long as the block does."""
        return {(id(r), id(c)): self._asks(r, c) for r in self.rows for c in self.columns}

    def _asks(self, row: Line, column: Line) -> Asked | None:
        if row.cells.get(column.id) is not None:
            return None
        measure = row.measure or column.measure
        if not measure or self.is_formula(row, column):
            return None
        both = row.conditions.keys() & column.conditions.keys()
        if both:
            raise ValueError(f"行“{row.label}”和列“{column.label}”都限定了{both}")
        if column.text:
            return Asked(measure, Conditions(), column.text)
        if not column.measure and not column.conditions and not column.id:
            return None
        return Asked(measure, Conditions(**row.conditions, **column.conditions))


@dataclass(frozen=True, slots=True)
class Zone:
    """A label above or below the tables, and the cells beside it that it is for."""

    kind: str
    label: str
    at: Area
    value: Area | None
    """None where the value belongs behind the label, in the same cell."""


@dataclass(frozen=True)
class SheetLayout:
    """A sheet of a form."""

    name: str
    title: str
    default: str
    """The line that says whose layout this is."""
    heads: tuple[str, ...]
    unit: str
    notes: str
    signatures: tuple[str, ...]
    blocks: tuple[Block, ...]
    kind: str
    """What sort of period the form is for."""
    landscape: bool

    @cached_property
    def widths(self) -> list[float]:
        """The width of every column."""
        return _widest(self.blocks)

    @cached_property
    def zones(self) -> list[Zone]:
        """The cells for 填报单位 …, from row 2 on."""
        found = self._zones()
        if all(zone.value for zone in found):
            return found
        # Where one has no room beside its label, none has: they look alike.
        whole = [z.value or z.at for z in found]
        return [
            Zone(z.kind, z.label, z.at._replace(right=area.right), None)
            for z, area in zip(found, whole, strict=True)
        ]

    def _zones(self) -> list[Zone]:
        labels = [(kind, _head_label(kind, self.kind)) for kind in self.heads]
        spans = spread(self.widths, 3)
        found = []
        for n, (kind, label) in enumerate(labels):
            left, right = spans[n % len(spans)]
            found.append(self._zone(kind, f"{label}：", 2 + n // len(spans), left, right))
        return found

    def _zone(self, kind: str, label: str, row: int, left: int, right: int) -> Zone:
        need = 2.2 * len(label)
        end = left
        while end < right - 1 and sum(self.widths[left : end + 1]) < need:
            end += 1
        room = sum(self.widths[end + 1 : right + 1])
        if sum(self.widths[left : end + 1]) < need or room < 10 or end == right:
            return Zone(kind, label, Area(row, left, row, right), None)
        return Zone(kind, label, Area(row, left, row, end), Area(row, end + 1, row, right))

    @property
    def footer(self) -> int:
        """The row of the notes, right below the last table."""
        return self.blocks[-1].last + 1

    @cached_property
    def signed(self) -> list[tuple[str, Area]]:
        """The signatures and their cells."""
        row = self.footer + (2 if self.notes else 1)
        spans = spread(self.widths, len(self.signatures) or 1)
        return [
            (label, Area(row + n // len(spans), left, row + n // len(spans), right))
            for n, label in enumerate(self.signatures)
            for left, right in (spans[n % len(spans)],)
        ]

    @property
    def notes_height(self) -> float:
        """Points that the notes take."""
        across = sum(self.widths)
        return 6 + 12.5 * sum(lines(each, across, NOTE_SIZE) for each in self.notes.split("\n"))

    def room(self) -> int:
        """How many rows of a sheet's only list a page has room for."""
        [block] = self.blocks
        across, down = PAPER[self.landscape]
        scale = min(1.0, across / (sum(self.widths) * POINTS))
        taken = TITLE_HEIGHT + DEFAULT_HEIGHT + HEAD_HEIGHT * (block.top - 3) + 24
        taken += sum(block.head_heights(self.widths))
        if self.notes:
            taken += self.notes_height + 15
        if self.signatures:
            taken += SIGNED_HEIGHT * (self.signed[-1][1].top - self.signed[0][1].top + 1)
        return max(5, int((down / scale - taken) / block.row_height))

    @property
    def last(self) -> int:
        """The last row of all."""
        return self.signed[-1][1].top if self.signatures else self.footer


def _widest(blocks: Sequence[Block]) -> list[float]:
    """The width of every column of a sheet: the widest that one of its tables asks for."""
    given = [block.widths for block in blocks]
    return [max(w[n] for w in given if n < len(w)) for n in range(max(map(len, given)))]


def lines(text: str, width: float, size: float) -> int:
    """How many lines a text takes in a cell; a Chinese character is two wide."""
    wide = sum(2 if ord(ch) > 0x2E7F else 1 for ch in text) * size / 11
    return max(1, math.ceil(wide / max(width - 1, 2)))


def _head_label(kind: str, period: str) -> str:
    return _PERIODS.get(period, HEADS[kind]) if kind == "period" else HEADS[kind]


def spread(widths: Sequence[float], count: int) -> list[tuple[int, int]]:
    """Columns shared out among ``count`` neighbours of about the same width: first and last."""
    count = min(count, len(widths))
    ends: list[int] = []
    whole, so_far = sum(widths), 0.0
    for n, width in enumerate(widths):
        so_far += width
        left = count - len(ends)
        must = len(widths) - n - 1 < left
        if left > 1 and (must or so_far >= whole * (len(ends) + 1) / count - width / 2):
            ends.append(n)
    ends.append(len(widths) - 1)
    starts = [0, *(end + 1 for end in ends[:-1])]
    return list(zip(starts, ends, strict=True))


# ── reading the text ─────────────────────────────────────────────────────────────────────────────
def read(data: dict[str, Any]) -> tuple[SheetLayout, ...]:
    """The sheets of a form's text. Raises ValueError for what the text may not say."""
    return tuple(_sheet(each, data) for each in data.get("sheets", ()))


def _sheet(data: dict[str, Any], form: dict[str, Any]) -> SheetLayout:
    heads = tuple(data.get("heads", ("unit", "period", "date")))
    notes = data.get("notes", [])
    numbered = [f"{n}. {each}" for n, each in enumerate(notes, 1)] if len(notes) > 1 else notes
    widths = [len(each["columns"]) + len(each.get("stub", ())) for each in data["blocks"]]
    # Title, whose layout, and lines of heads.
    shares = min(3, max(widths))
    row = 2 + max(1, -(-len(heads) // shares))
    unit = data.get("unit", "")
    if unit and len(heads) % shares == 0 and heads:
        row += 1
    # Room between the heads and the table, so that their lines are not one.
    row += not data["blocks"][0].get("title")
    blocks: list[Block] = []
    for n, each in enumerate(data["blocks"]):
        if n:
            row += 1
        block = _block(each, row)
        blocks.append(block)
        row = block.last + 1
    sheet = SheetLayout(
        data["name"],
        data.get("title", form["title"]),
        f"（本程序默认表样 {form['code']}；县里有表样的，请用县里的）",
        heads,
        unit,
        "说明：" + "\n".join(numbered) if notes else "",
        tuple(f"{each}：" for each in data["signatures"]) if "signatures" in data else SIGNATURES,
        tuple(blocks),
        form["period"],
        data.get("landscape", sum(_widest(blocks)) > 95),
    )
    [only, *more] = sheet.blocks
    if more or not only.list_id or only.fixed or "ruled" in data["blocks"][0]:
        return sheet
    return replace(sheet, blocks=(replace(only, ruled=sheet.room()),))


def _block(data: dict[str, Any], row: int) -> Block:
    title = data.get("title", "")
    top = row + bool(title)
    list_id = data.get("list", "")
    columns = tuple(_line(_known_column(each), column=True) for each in data["columns"])
    if not list_id:
        columns = tuple(_named(column) for column in columns)
    rows: tuple[Line, ...] = ()
    fixed: tuple[dict[str, str], ...] = ()
    ruled = 0
    if list_id:
        fixed = tuple(data.get("fixed", ()))
        ruled = len(fixed) or data.get("ruled", 12)
    else:
        rows = tuple(_named(_line(each)) for each in _ready(data["rows"]))
    stub = tuple(data.get("stub", ()))
    if rows and not stub:
        stub = ("学段", "年级") if any(len(r.path) > 1 for r in rows) else ("项目",)
    given = tuple(data.get("stub_widths", (6.0, 10.5) if len(stub) == 2 else (14.0,) * len(stub)))
    block = Block(
        title, top, max(len(column.path) for column in columns), stub, given, rows, columns,
        list_id, ruled, fixed, data.get("match", ""), data.get("empty", _EMPTY if list_id else {}),
        data.get("dated", ""), tuple(data.get("sort", ())), data.get("only", {}),
        data.get("height", 0.0),
    )  # fmt: skip
    known = {line.id for line in (*columns, *rows)}
    for line in (*columns, *rows):
        for name in terms(line.formula):
            if name not in known:
                raise ValueError(f"“{line.label}”的公式中没有“{name}”")
    for each in rows:
        for column in columns:
            block.asked(each, column)
    return block


def terms(formula: str) -> list[str]:
    """The ids that a line's formula names."""
    return re.findall(_ID, formula)


def _ready(rows: Any) -> Iterator[dict[str, Any]]:
    for each in [rows] if isinstance(rows, str) else rows:
        if isinstance(each, str):
            yield from READY[each]
        else:
            yield each


def _named(line: Line) -> Line:
    """The line with an id: its measure and conditions, if the text gives none."""
    said = [str(value) for value in line.conditions.values()] if line.measure else []
    return line if line.id else replace(line, id="_".join(filter(None, (line.measure, *said))))


@cache
def _columns() -> dict[str, dict[str, Any]]:
    text = resources.files("kongcuo_xl") / "data" / "form_columns.toml"
    return tomllib.loads(text.read_text(encoding="utf-8"))


def _known_column(data: str | dict[str, Any]) -> dict[str, Any]:
    """A column with what is commonly said of its field, where the text says nothing else."""
    if isinstance(data, str):
        data = {"field": data}
    return _columns().get(data.get("field", ""), {}) | data


def _line(data: dict[str, Any], *, column: bool = False) -> Line:
    label = data.get("label", "")
    path = tuple(label) if isinstance(label, list) else tuple(p for p in label.split("/") if p)
    plain = {key: value for key, value in data.items() if key not in _CONDITIONS | {"label"}}
    conditions = {key: value for key, value in data.items() if key in _CONDITIONS}
    if "choices" in plain:
        plain["choices"] = tuple(plain["choices"])
    if column:
        plain.setdefault("width", 8.5)
    # Rows are made between the first and the last, so that totals take them in.
    elif plain.get("each") and plain.setdefault("ruled", 10) < 2:
        raise ValueError("each 的 ruled 至少是 2")
    return Line(path, conditions=conditions, **plain)


# ── formulas ─────────────────────────────────────────────────────────────────────────────────────
def formula_at(block: Block, row: Line, at: Cell, column: Line) -> str:
    """The spreadsheet formula (without ``=``) of a cell that others of the block make."""
    if column.formula and not (row.total and "*" in column.formula):
        return _worked_out(column.formula, lambda id_: (at[0], block.column_of(id_)))
    if row.formula:
        return _worked_out(row.formula, lambda id_: (block.row_of(id_), at[1]))
    if "*" in column.formula:
        # Products that could not be made are no zeros.
        cells = ",".join(run.a1 for run in _cells(block, row, at[1]))
        return f'IF(COUNT({cells})=0,"",SUM({cells}))'
    return _summed(_cells(block, row, at[1]))


def _cells(block: Block, total: Line, column: int) -> list[Area]:
    """The runs of plain rows that a total adds up."""
    runs: list[Area] = []
    for row, at in block.places:
        if row is total:
            break
        own = not isinstance(total.total, str) or row.path[:1] == (total.total,)
        if row.total or row.part or row.formula or not own:
            continue
        last = at + row.ruled - 1
        if runs and runs[-1].bottom == at - 1:
            runs[-1] = runs[-1]._replace(bottom=last)
        else:
            runs.append(Area(at, column, last, column))
    return runs


def _summed(runs: list[Area]) -> str:
    cells = ",".join(run.a1 for run in runs)
    # A total of nothing that is known stays empty instead of claiming 0.
    return f'IF(COUNTA({cells})=0,"",SUM({cells}))'


def _worked_out(formula: str, place: Callable[[str], Cell]) -> str:
    share = formula.split("/")
    if len(share) == 2:
        part, whole = (_sum(*_signed(side, place)) for side in share)
        given = ",".join(filter(None, _signed(share[0], place)))
        # A part that is not known is no 0 %.
        return f'IF(COUNT({given})*({whole})=0,"",ROUND(({part})/({whole}),4))'
    if "*" in formula:
        one, other = (a1(*place(name.strip())) for name in formula.split("*"))
        return f'IF(COUNT({one},{other})<2,"",{one}*{other})'
    plus, minus = _signed(formula, place)
    everything = ",".join(filter(None, (plus, minus)))
    return f'IF(COUNT({everything})=0,"",{_sum(plus, minus)})'


def _sum(plus: str, minus: str) -> str:
    return f"SUM({plus})" + (f"-SUM({minus})" if minus else "")


def _signed(expression: str, place: Callable[[str], Cell]) -> tuple[str, str]:
    """The cells that an expression adds, and those that it takes away, each joined by commas."""
    sides: dict[str, list[str]] = {"+": [], "-": []}
    for sign, name in re.findall(rf"([+-]?)\s*({_ID})", expression):
        sides[sign or "+"].append(a1(*place(name)))
    return ",".join(sides["+"]), ",".join(sides["-"])
