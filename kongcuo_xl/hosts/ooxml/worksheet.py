"""One worksheet part: cells, columns and conditional formats spliced into its bytes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from kongcuo_xl.book import Area, Value, a1, column_letters, from_a1
from kongcuo_xl.formulas import ErrorValue, serial
from kongcuo_xl.hosts.ooxml import markup
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.hosts.ooxml.markup import Node, Part
from kongcuo_xl.plan import SIGNATURE

ORDER = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
]
"""Children of CT_Worksheet as its schema orders them (ECMA-376 part 1, 18.3.1.99)."""

AREAS_A_FORMAT = 4000
"""Areas one conditional format may name; Excel's own limit is 8192."""
LONGEST_TEXT = 32_767
_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")
_ADDRESS = re.compile(rb"""\sr\s*=\s*["']\$?([A-Za-z]+)\$?\d+["']""")
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)["']""")
_SPANS = re.compile(rb"""\sspans\s*=\s*["'](\d+):(\d+)["']""")
_FORMULA_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")
_SHARED_INDEX = re.compile(rb"""\ssi\s*=\s*["'](\d+)["']""")
_REF = re.compile(rb"""\sref\s*=\s*["']([^"']+)["']""")


@dataclass(slots=True)
class Row:
    """A row element and its place in the part."""

    number: int
    start: int
    open_end: int
    close_start: int
    end: int


@dataclass(slots=True)
class CellPlace:
    """A cell element and its place in the part."""

    column: int
    start: int
    open_end: int
    end: int


@dataclass(frozen=True, slots=True)
class NewContent:
    """What a cell is to hold; ``style`` None keeps its look."""

    value: Value
    formula: str = ""
    style: int | None = None
    counted: bool = False
    """The value is what a formula of another cell comes to here."""


_SMALL = 100_000


def _frame(data: bytes, cells: int, shift: int) -> Node:
    """The tree of a part whose cells were cut out, its places moved on from there."""
    root = markup.parse(data)
    for node in root.walk():
        for name in ("start", "open_end", "close_start", "end"):
            at = getattr(node, name)
            if at > cells + (0 if name == "start" else 1):
                setattr(node, name, at + shift)
    return root


_small_frame = lru_cache(maxsize=64)(_frame)
"""Of small parts, which nobody changes: one form is filled for many units."""


class Worksheet:
    """A worksheet part. Changes are registered as edits of ``part``; nothing is re-serialised.

    ``lost_formulas`` collects the cells whose formula a value replaced, for the calculation chain.
    """

    def __init__(self, part: Part, date1904: bool = False):
        self.part = part
        self.data = markup.masked(part.data)
        self.date1904 = date1904
        self.lost_formulas: set[tuple[int, int]] = set()
        self._cells: dict[tuple[int, int], NewContent] = {}
        self._results: dict[tuple[int, int], tuple[Value, Area | None]] = {}
        self._widths: dict[int, float] = {}
        self._heights: dict[int, float] = {}
        self._formats: list[tuple[list[Area], int, str]] = []
        opening = re.search(rb"<((?:[\w.-]+:)?)worksheet(?=[\s/>])", self.data)
        if opening is None:
            raise markup.MarkupError("no worksheet element")
        self.prefix = opening.group(1).decode()
        name = rb"<" + opening.group(1) + rb"sheetData(?=[\s/>])" + markup.TAG_REST
        data = re.search(name, self.data)
        if data is None:
            raise markup.MarkupError("no sheetData element")
        self.data_start, self.data_open = data.span()
        if data.group().endswith(b"/>"):
            self.data_close = self.data_end = self.data_open
        else:
            closing = b"</" + opening.group(1) + b"sheetData"
            self.data_close = self.data.rindex(closing)
            self.data_end = self.data.index(b">", self.data_close) + 1
        self.root = self._frame()
        self._rows: list[Row] | None = None

    @property
    def rows(self) -> list[Row]:
        """The row elements, in order."""
        if self._rows is None:
            self._rows = self._find_rows()
        return self._rows

    def _frame(self) -> Node:
        """The tree without the cells, its places as in the whole part."""
        stub = b"<" + self.prefix.encode() + b"sheetData/>"
        whole = self.part.data[: self.data_start] + stub + self.data[self.data_end :]
        shift = self.data_end - self.data_start - len(stub)
        read = _small_frame if len(whole) <= _SMALL else _frame
        return read(whole, self.data_start, shift)

    def _find_rows(self) -> list[Row]:
        tag = re.compile(rb"<" + self.prefix.encode() + rb"row(?=[\s/>])" + markup.TAG_REST)
        closing = b"</" + self.prefix.encode() + b"row"
        rows: list[Row] = []
        number = -1
        for found in tag.finditer(self.data, self.data_open, self.data_close):
            said = _NUMBER.search(self.data, found.start(), found.end())
            number = int(said.group(1)) - 1 if said else number + 1
            start, open_end = found.span()
            if self.data[open_end - 2 : open_end] == b"/>":
                rows.append(Row(number, start, open_end, open_end, open_end))
            else:
                close = self.data.index(closing, open_end)
                end = self.data.index(b">", close) + 1
                rows.append(Row(number, start, open_end, close, end))
        return rows

    def cells(self, row: Row) -> list[CellPlace]:
        """The cell elements of a row, in order."""
        tag = re.compile(rb"<" + self.prefix.encode() + rb"c(?=[\s/>])" + markup.TAG_REST)
        closing = b"</" + self.prefix.encode() + b"c>"
        places: list[CellPlace] = []
        column = -1
        for found in tag.finditer(self.data, row.open_end, row.close_start):
            start, end = found.span()
            said = _ADDRESS.search(self.data, start, end)
            column = _column(said.group(1)) if said else column + 1
            if self.data[end - 2 : end] == b"/>":
                places.append(CellPlace(column, start, end, end))
            else:
                close = self.data.find(closing, end, row.close_start)
                if close < 0:  # </c > with a space: legal, and seen nowhere but possible
                    loose = re.compile(rb"</" + self.prefix.encode() + rb"c\s*>")
                    match = loose.search(self.data, end, row.close_start)
                    if match is None:
                        raise markup.MarkupError("cell without end")
                    places.append(CellPlace(column, start, end, match.end()))
                else:
                    places.append(CellPlace(column, start, end, close + len(closing)))
        return places

    def occupied(self, column: int, first: int, last: int) -> bool:
        """Whether any cell of a column holds something (a formula, a value
        about to be written) in rows first to last.
        """
        if any(c == column and first <= r <= last for r, c in self._cells):
            return True
        letters = column_letters(column).encode()
        if re.search(rb"[\"']" + letters + rb"\d+[\"']", self.data) is None:
            return False
        mine = re.compile(
            rb"<" + self.prefix.encode() + rb"c\s(?:[^>]*?\s)?r\s*=\s*[\"']" + letters + rb"(\d+)"
            rb"[\"'][^>]*(?<!/)>(?!</)"
        )
        for found in mine.finditer(self.data, self.data_open, self.data_close):
            if first <= int(found.group(1)) - 1 <= last:
                return True
        return False

    def formulas(self, asked: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
        """Which of the cells asked about hold a formula."""
        formula = re.compile(rb"<" + self.prefix.encode() + rb"f[\s/>]")
        return {
            (row, place.column)
            for row, place in self.places(asked)
            if formula.search(self.data, place.open_end, place.end)
        }

    def style_of(self, row: int, column: int) -> int | None:
        """The number of a cell's style; None for a cell that is not there."""
        for _, place in self.places([(row, column)]):
            said = _STYLE.search(self.data, place.start, place.open_end)
            return int(said.group(1)) if said else 0
        return None

    def alone(self, cell: CellPlace) -> bytes:
        """A cell element as a document of its own."""
        body = self.part.data[cell.start : cell.end]
        if not self.prefix:
            return body
        space = f' xmlns:{self.prefix[:-1]}="{self.root.space}"'.encode()
        name = f"<{self.prefix}c".encode()
        return name + space + body[len(name) :]

    def places(self, asked: Collection[tuple[int, int]]) -> Iterator[tuple[int, CellPlace]]:
        """Those of the cells asked about that there are, with their row."""
        wanted: dict[int, set[int]] = {}
        for number, column in asked:
            wanted.setdefault(number, set()).add(column)
        for row in self.rows:
            for place in self.cells(row) if row.number in wanted else ():
                if place.column in wanted[row.number]:
                    yield row.number, place

    def last_shown(self, visible: frozenset[int]) -> tuple[int, int]:
        """The last row and last column with a cell that holds something or has one of the
        ``visible`` formats; -1 for none.
        """
        bottom = right = -1
        for row in self.rows:
            column = self._last_in_row(row, visible)
            if column >= 0:
                bottom, right = row.number, max(right, column)
        return bottom, right

    def _last_in_row(self, row: Row, visible: frozenset[int]) -> int:
        opening = f"<{self.prefix}c".encode()
        limit = row.close_start
        while (start := self.data.rfind(opening, row.open_end, limit)) >= 0:
            limit = start
            if self.data[start + len(opening)] not in b" \t\r\n/>":
                continue
            open_end = self.data.index(b">", start) + 1
            style = _STYLE.search(self.data, start, open_end)
            empty = self.data[open_end - 2] == ord("/")
            if not empty or (style and int(style.group(1)) in visible):
                said = _ADDRESS.search(self.data, start, open_end)
                if said:
                    return _column(said.group(1))
                return next(c.column for c in self.cells(row) if c.start == start)
        return -1

    def set_cell(self, row: int, column: int, content: NewContent) -> None:
        """Write a cell; the last write to a cell holds."""
        self._cells[row, column] = content

    def store(self, row: int, column: int, value: Value, area: Area | None = None) -> None:
        """Set what a formula comes to; the formula stays.

        ``area`` is what an array formula fills now. Of a cell that such a formula of another cell
        fills, the value is set.
        """
        self._results[row, column] = value, area

    def set_width(self, column: int, width: float) -> None:
        """Set the width of one column, in characters."""
        self._widths[column] = width

    def set_height(self, row: int, height: float) -> None:
        """Set the height of a row that there is, in points."""
        self._heights[row] = height

    def add_format(self, areas: Iterable[Area], dxf: int, label: str) -> None:
        """Lay a conditional format of ours on top of those there are and those added before."""
        self._formats.append((list(areas), dxf, label))

    def finish(self) -> None:
        """Register the edits of everything asked for."""
        self._place_results()
        self._place_cells()
        self._place_widths()
        self._place_heights()
        self._place_formats()

    def _place_cells(self) -> None:
        wanted: dict[int, list[int]] = {}
        for row, column in sorted(self._cells):
            wanted.setdefault(row, []).append(column)
        if not wanted:
            return
        rows = self.rows
        numbers = [row.number for row in rows]
        fresh: list[tuple[int, bytes]] = []
        for number, columns in wanted.items():
            at = bisect_left(numbers, number)
            if at < len(rows) and numbers[at] == number:
                self._place_in_row(rows[at], columns)
            else:
                xml = b"".join(self._cell(number, column, None) for column in columns)
                tag = f'<{self.prefix}row r="{number + 1}">'.encode()
                whole = tag + xml + f"</{self.prefix}row>".encode()
                fresh.append((rows[at].start if at < len(rows) else self.data_close, whole))
        if self.data_close == self.data_end and fresh:
            name = f"{self.prefix}sheetData".encode()
            whole = b">" + b"".join(xml for _, xml in fresh) + b"</" + name + b">"
            self.part.replace(self.data_open - 2, self.data_open, whole)
        else:
            for start, xml in fresh:
                self.part.insert(start, xml)
        self._grow_dimension()

    def _place_in_row(self, row: Row, columns: list[int]) -> None:
        data = self.data
        places = self.cells(row)
        at = 0
        added: list[bytes] = []
        for column in columns:
            while at < len(places) and places[at].column < column:
                at += 1
            if at < len(places) and places[at].column == column:
                place = places[at]
                self._leave_formula(row.number, place)
                self.part.replace(place.start, place.end, self._cell(row.number, column, place))
            elif row.close_start == row.end:
                added.append(self._cell(row.number, column, None))
            else:
                where = places[at].start if at < len(places) else row.close_start
                self.part.insert(where, self._cell(row.number, column, None))
        if added:
            whole = b">" + b"".join(added) + f"</{self.prefix}row>".encode()
            self.part.replace(row.open_end - 2, row.open_end, whole)
        spans = _SPANS.search(data, row.start, row.open_end)
        if spans:
            first, last = int(spans.group(1)), int(spans.group(2))
            if columns[0] + 1 < first:
                self.part.replace(*spans.span(1), str(columns[0] + 1).encode())
            if columns[-1] + 1 > last:
                self.part.replace(*spans.span(2), str(columns[-1] + 1).encode())

    def _leave_formula(self, row: int, place: CellPlace) -> None:
        """See to what else depends on the formula that a cell is about to lose."""
        body = self.data[place.open_end : place.end]
        tag = re.search(rb"<" + self.prefix.encode() + rb"f(?=[\s/>])" + markup.TAG_REST, body)
        if tag is None:
            return
        if not self._cells[row, place.column].formula:
            self.lost_formulas.add((row, place.column))
        kind = _FORMULA_TYPE.search(tag.group())
        reference = _REF.search(tag.group())
        if kind is None or reference is None:
            return
        if kind.group(1) in (b"array", b"dataTable") and b":" in reference.group(1):
            raise OutputError(
                f"单元格 {a1(row, place.column)} 属于数组公式区域 {reference.group(1).decode()}，"
                "不能单独改写，请先在表格软件中处理该公式。"
            )
        if kind.group(1) == b"shared":
            shared = _SHARED_INDEX.search(tag.group())
            if shared and not tag.group().endswith(b"/>"):
                end = body.index(b"</" + self.prefix.encode() + b"f", tag.end())
                self._pass_on(row, place, shared.group(1), tag.group(), body[tag.end() : end])

    def _pass_on(
        self, row: int, place: CellPlace, shared: bytes, tag: bytes, formula: bytes
    ) -> None:
        """Make the next cell of a shared formula its master, the formula moved to fit there."""
        from openpyxl.formula.translate import Translator

        mine = re.compile(
            rb"<"
            + self.prefix.encode()
            + rb"f\s(?:[^>]*?\s)?si\s*=\s*[\"']"
            + shared
            + rb"[\"'][^>]*?(/?)>"
        )
        for other in self.rows:
            for cell in self.cells(other):
                here = (other.number, cell.column)
                found = mine.search(self.data, cell.open_end, cell.end)
                if found is None or here == (row, place.column) or here in self._cells:
                    continue
                plain = markup.parse(b"<f>" + formula + b"</f>").text
                origin, target = a1(row, place.column), a1(*here)
                text = Translator(f"={plain}", origin).translate_formula(target)[1:]
                name = f"{self.prefix}f".encode()
                xml = tag + markup.text(text).encode() + b"</" + name + b">"
                start, end = found.span()
                if not found.group(1):
                    end = self.data.index(b">", end) + 1
                self.part.replace(start, end, xml)
                return

    def _cell(self, row: int, column: int, place: CellPlace | None) -> bytes:
        content = self._cells[row, column]
        style = "" if content.style is None else str(content.style)
        if place is not None and content.style is None:
            had = _STYLE.search(self.data, place.start, place.open_end)
            style = had.group(1).decode() if had else ""
        xml = cell_xml(
            row,
            column,
            content.value,
            content.formula,
            style,
            self.date1904,
            counted=content.counted,
        )
        return markup.written(xml, self.prefix)

    def _grow_dimension(self) -> None:
        node = self.root.first("dimension")
        area = parse_area(node.attributes.get("ref", "")) if node else None
        if node is None or area is None:
            return
        rows = [row for row, _ in self._cells]
        columns = [column for _, column in self._cells]
        grown = Area(
            min(area.top, *rows),
            min(area.left, *columns),
            max(area.bottom, *rows),
            max(area.right, *columns),
        )
        if grown != area:
            self.part.set_attribute(node, "ref", grown.a1)

    def _place_results(self) -> None:
        prefix = self.prefix.encode()
        formula = re.compile(
            rb"<" + prefix + rb"f(?=[\s/>])" + markup.TAG_REST + rb"(?:(?<=/>)|[^<]*</" + prefix
            + rb"f\s*>|<!\[CDATA\[.*?</" + prefix + rb"f\s*>)", re.S
        )  # fmt: skip
        value = re.compile(rb"<" + prefix + rb"v(?:\s[^<>]*)?(?:/>|>[^<]*</" + prefix + rb"v\s*>)")
        for row, place in list(self.places(self._results.keys())) if self._results else ():
            cell = row, place.column
            found = formula.search(self.part.data, place.open_end, place.end)
            if found is None:
                continue
            result, area = self._results.pop(cell)
            kind, said = _result(result, date1904=self.date1904)
            self._set_type(place, kind)
            new = markup.written(f"<v>{said}</v>", self.prefix)
            old = value.search(self.part.data, found.end(), place.end)
            if old is not None:
                self.part.replace(*old.span(), new)
            else:
                self.part.insert(found.end(), new)
            if area is not None and (ref := _REF.search(found.group())):
                start = found.start() + ref.start(1)
                self.part.replace(start, found.start() + ref.end(1), short(area).encode())
        for (row, column), (result, _) in self._results.items():
            self.set_cell(row, column, NewContent(result, counted=True))

    def _set_type(self, place: CellPlace, kind: str) -> None:
        """Say of what type a cell's value is; a number needs no saying."""
        had = re.compile(rb"""(\st\s*=\s*["'])(\w+)(["'])""").search(
            self.data, place.start, place.open_end
        )
        if had is None and kind:
            self.part.insert(place.open_end - 1, f' t="{kind}"'.encode())
        elif had is not None and kind:
            self.part.replace(*had.span(2), kind.encode())
        elif had is not None and had.group(2) != b"n":
            self.part.replace(*had.span(), b"")

    def _place_widths(self) -> None:
        if not self._widths:
            return
        cols = self.root.first("cols")
        own = {
            c: f'<col min="{c + 1}" max="{c + 1}" {_width(w)}/>' for c, w in self._widths.items()
        }
        if cols is None:
            xml = "".join(own[c] for c in sorted(own))
            at = markup.place(self.root, "cols", ORDER)
            self.part.insert(at, markup.written(f"<cols>{xml}</cols>", self.prefix))
            return
        for column in sorted(own):
            number = column + 1
            after = cols.open_end
            for col in cols.children:
                low, high = int(col.attributes["min"]), int(col.attributes["max"])
                if low <= number <= high:
                    self._split_column(col, number, self._widths[column])
                    break
                if high < number:
                    after = col.end
            else:
                new = markup.written(own[column], self.prefix)
                if cols.empty:
                    self.part.append_child(cols, new)
                else:
                    self.part.insert(after, new)

    def _place_heights(self) -> None:
        for row in self.rows if self._heights else ():
            if row.number not in self._heights:
                continue
            missing = ""
            for name, value in (("ht", f"{self._heights[row.number]:g}"), ("customHeight", "1")):
                said = re.compile(rb"\s" + name.encode() + rb"""\s*=\s*["']([^"']*)["']""")
                found = said.search(self.data, row.start, row.open_end)
                if found:
                    self.part.replace(*found.span(1), value.encode())
                else:
                    missing += f' {name}="{value}"'
            self.part.insert(row.start + len(f"<{self.prefix}row"), missing.encode())

    def _split_column(self, col: Node, number: int, width: float) -> None:
        """Give one column of a run its own width; the rest of the run stays as it is."""
        low, high = int(col.attributes["min"]), int(col.attributes["max"])
        pieces = []
        for first, last in ((low, number - 1), (number, number), (number + 1, high)):
            if first > last:
                continue
            values = {**col.attributes, "min": str(first), "max": str(last)}
            if first == last == number:
                values |= {"width": f"{width:g}", "customWidth": "1"}
                values.pop("bestFit", None)
            listed = "".join(
                f' {k}="{markup.attribute(v)}"' for k, v in values.items() if " " not in k
            )
            pieces.append(f"<col{listed}/>")
        self.part.replace(col.start, col.end, markup.written("".join(pieces), self.prefix))

    def _place_formats(self) -> None:
        pieces: list[tuple[list[Area], int, str]] = []
        for areas, dxf, label in self._formats:
            for first in range(0, len(areas), AREAS_A_FORMAT):
                pieces.append((areas[first : first + AREAS_A_FORMAT], dxf, label))
        if not pieces:
            return
        first = self._make_room(len(pieces))
        xml = ""
        for priority, (areas, dxf, label) in enumerate(pieces, first):
            refs = " ".join(short(area) for area in areas)
            rule = f'type="expression" dxfId="{dxf}" priority="{priority}"'
            formula = f'LEN("{SIGNATURE}{label}")&gt;0'
            xml += (
                f'<conditionalFormatting sqref="{refs}"><cfRule {rule}>'
                f"<formula>{formula}</formula></cfRule></conditionalFormatting>"
            )
        at = markup.place(self.root, "conditionalFormatting", ORDER)
        self.part.insert(at, markup.written(xml, self.prefix))

    def _make_room(self, count: int) -> int:
        """The first priority of ours, after moving the existing ones down as far as needed.

        Their order among themselves stays. Pivot tables refer to formats by priority: on a sheet
        with such formats nothing is moved, and ours come last.
        """
        rules = [n for n in self.root.walk() if n.name == "cfRule" and "priority" in n.attributes]
        priorities = [int(rule.attributes["priority"]) for rule in rules]
        of_pivots = any(
            n.name == "conditionalFormatting" and n.attributes.get("pivot") in ("1", "true")
            for n in self.root.walk()
        )
        if of_pivots:
            return max(priorities) + 1
        shift = count + 1 - min(priorities, default=count + 1)
        if shift > 0:
            for rule, priority in zip(rules, priorities, strict=True):
                self.part.set_attribute(rule, "priority", str(priority + shift))
        return 1


def cell_xml(
    row: int,
    column: int,
    value: Value,
    formula: str,
    style: str,
    date1904: bool = False,
    *,
    counted: bool = False,
) -> str:
    """A cell element, without prefix. Text never becomes a formula.

    ``counted``: the value is the result of a formula, here or in another cell.
    """
    kind, inner = "", ""
    if isinstance(value, str) and not isinstance(value, ErrorValue) and not (formula or counted):
        if value:
            kind = "inlineStr"
            text = markup.text(value[:LONGEST_TEXT])
            inner = f'<is><t xml:space="preserve">{text}</t></is>'
    else:
        kind, said = _result(value, date1904=date1904)
        inner = f"<v>{said}</v>"
    if formula:
        inner = f"<f>{markup.text(formula)}</f>{inner}"
    attributes = f' r="{a1(row, column)}"'
    attributes += f' s="{style}"' if style else ""
    attributes += f' t="{kind}"' if kind else ""
    return f"<c{attributes}>{inner}</c>" if inner else f"<c{attributes}/>"


def _result(value: Value, *, date1904: bool) -> tuple[str, str]:
    """Type and text of a value as a cell stores the result of a formula (18.3.1.4)."""
    match value:
        case bool():
            return "b", f"{value:d}"
        case int() | float():
            return "", repr(value)
        case ErrorValue():
            return "e", markup.text(value)
        case str():
            return "str", markup.text(value[:LONGEST_TEXT])
    return "", repr(serial(value, date1904=date1904))


def short(area: Area) -> str:
    """An area as ``A1:B2``, or ``A1`` if it is one cell."""
    return area.a1 if area[:2] != area[2:] else a1(area.top, area.left)


def parse_area(reference: str) -> Area | None:
    """The area of ``A1:B2`` or ``A1``, ``$`` allowed; None for anything else."""
    first, _, last = reference.partition(":")
    try:
        top, left = from_a1(first)
        bottom, right = from_a1(last or first)
    except ValueError:
        return None
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


def _width(width: float) -> str:
    return f'width="{width:g}" customWidth="1"'
