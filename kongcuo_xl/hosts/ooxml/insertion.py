"""Inserting rows: everything below moves, and everything that points there follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from kongcuo_xl.book import LAST_COLUMN, LAST_ROW, a1, column_number
from kongcuo_xl.formulas import lowered
from kongcuo_xl.hosts.ooxml import markup
from kongcuo_xl.hosts.ooxml.archive import Archive, OutputError
from kongcuo_xl.hosts.ooxml.formula_cells import element, translated
from kongcuo_xl.hosts.ooxml.markup import Node, Part
from kongcuo_xl.hosts.ooxml.workbook import SheetEntry, Workbook
from kongcuo_xl.hosts.ooxml.worksheet import Row, Worksheet, cell_xml, parse_area, short
from kongcuo_xl.plan import InsertRows

_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}"
_SHEET = r"(?:'(?:[^']|'')+'|(?:\[\d+\])?[\w.]+(?::[\w.]+)?)!"
_TOKEN = re.compile(
    r'"(?:[^"]|"")*"'
    rf"|(?P<sheet>{_SHEET})?(?<![\w.$])"
    rf"(?:(?P<first>{_CELL})(?::(?P<last>{_CELL}))?|(?P<top>\$?\d+):(?P<bottom>\$?\d+))"
    r"(?![\w.(!])"
    r"|\[[^\]]*\]"
)
_AREAS = frozenset({"ref", "sqref", "activeCell", "topLeftCell", "r", "sourceRef"})
"""Attributes of worksheet elements that hold addresses on the sheet itself."""
_GROWING = frozenset(
    {
        *("dimension", "autoFilter", "sortState", "sortCondition"),
        *("conditionalFormatting", "dataValidation", "protectedRange", "ignoredError", "table"),
    }
)
"""Elements whose area takes in rows inserted right below it; a link or a note does not."""
_FORMULAS = frozenset(
    {
        *("formula", "formula1", "formula2", "f"),
        *("calculatedColumnFormula", "totalsRowFormula"),
    }
)
_FORMULA_ATTRIBUTES = frozenset(
    {
        *("location", "linkedCell", "listFillRange", "textlink", "cellRange"),
        *("fmlaLink", "fmlaRange", "fmlaGroup", "fmlaTxbx", "fmlaPict"),
    }
)
"""Attributes that hold a reference as formulas write it: links, controls, shapes."""
_VML_FORMULA = re.compile(rb"(<(?:[\w.-]+:)?Fmla(?:Link|Range|Group|Txbx|Pict)>)([^<]*)</")
_WHOLE_ROWS = re.compile(r"(?<![A-Za-z$\d])\$?\d+:\$?\d+")
_R = re.compile(rb"""(\sr\s*=\s*["'])([^"']*)(["'])""")
_KEPT = re.compile(
    rb"""\s(?:ht|customHeight|s|customFormat|thickBot|thickTop|outlineLevel)\s*=\s*["'][^"']*["']"""
)
_CELL_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)["']""")


@dataclass(frozen=True, slots=True)
class Shift:
    """An insertion of ``count`` rows before ``at``, as it moves rows and references.

    ``sheets`` are all sheets in order; ``left`` gathers references to a run of sheets, which stay.
    """

    sheet: str
    at: int
    count: int
    like_row: int
    sheets: tuple[str, ...] = ()
    left: set[str] = field(default_factory=set, compare=False)

    def row(self, row: int) -> int:
        """Where a row goes (0-based); the sheet's last row stays its last."""
        return min(row + self.count, LAST_ROW) if row >= self.at else row

    def span(self, top: int, bottom: int, *, grow: bool = True) -> tuple[int, int]:
        """Where a run of rows goes.

        A run that ends right above the insertion and holds the row that the new ones are like
        comes to include them (with ``grow``): that is how a list grows.
        """
        grows = grow and bottom == self.at - 1 and top <= self.like_row <= bottom
        return self.row(top), bottom + self.count if grows else self.row(bottom)

    def cuts(self, top: int, bottom: int) -> bool:
        """Whether the new rows come between the rows of a run."""
        return top < self.at <= bottom

    def areas(self, text: str, *, grow: bool = True) -> str:
        """A list of areas (``sqref``, ``ref``) after the insertion."""
        moved = []
        for reference in text.split():
            area = parse_area(reference)
            if area is None:
                moved.append(reference)
                continue
            top, bottom = self.span(area.top, area.bottom, grow=grow)
            now = area._replace(top=top, bottom=bottom)
            same = now == area
            moved.append(reference if same else short(now))
        return " ".join(moved)

    def formula(self, text: str, own: bool, row: int = -1) -> str:
        """A formula after the insertion; ``own`` when it stands on the sheet itself, in ``row``.

        A running formula (``SUM(C$3:C8)`` in row 8) doesn't grow with the list it stands in.
        """

        def moved(found: re.Match[str]) -> str:
            sheet = found.group("sheet")
            if sheet is None and not own:
                return found.group()
            if sheet is not None and not self._meant(sheet, found.group()):
                return found.group()
            if found.group("first"):
                first, last = found.group("first"), found.group("last")
                if not _is_cell(first) or (last and not _is_cell(last)):
                    return found.group()
                if last is None:
                    return (sheet or "") + _with_row(first, self.row(_row(first)))
            else:
                first, last = found.group("top"), found.group("bottom")
                if first is None:
                    return found.group()
            top, bottom = sorted((_row(first), _row(last)))
            upper, lower = self.span(top, bottom, grow=not (own and top <= row <= bottom))
            if _row(first) != top:
                upper, lower = lower, upper
            return f"{sheet or ''}{_with_row(first, upper)}:{_with_row(last, lower)}"

        return _TOKEN.sub(moved, text)

    def _meant(self, qualifier: str, whole: str) -> bool:
        """Whether ``表!`` means the sheet; a run of sheets (``表1:表3!``) is left and noted."""
        name = qualifier[:-1]
        if name.startswith("'"):
            name = name[1:-1].replace("''", "'")
        first, _, last = name.lower().partition(":")
        mine = self.sheet.lower()
        if not last or first == last:
            return first == mine
        order = [each.lower() for each in self.sheets]
        if {first, last, mine} <= set(order):
            ends = sorted((order.index(first), order.index(last)))
            if ends[0] <= order.index(mine) <= ends[1]:
                self.left.add(whole)
        return False


def insert_rows(archive: Archive, step: InsertRows) -> list[str]:
    """Insert rows as a step says, in every part that holds an address on the sheet.

    Returns sentences for the user on what could not follow. Raises OutputError when the sheet
    would grow past its last row, or the rows would tear a pivot table or an array formula apart.
    """
    workbook = Workbook(archive)
    names = tuple(entry.name for entry in workbook.sheets)
    shift = Shift(step.sheet, step.at, step.count, step.like_row, names)
    sheet = workbook.worksheet(step.sheet)
    if sheet.rows and sheet.rows[-1].number + step.count > LAST_ROW:
        raise OutputError(f"工作表“{step.sheet}”行数太多，不能再插入 {step.count} 行。")
    _add_rows(sheet, shift)
    for entry in workbook.sheets:
        if entry.kind == "worksheet":
            _move_formulas(workbook.worksheet(entry.name), shift, own=entry.name == step.sheet)
            _move_frame(workbook.worksheet(entry.name), shift, own=entry.name == step.sheet)
        _move_related(workbook, entry, shift)
    for node in workbook.names():
        local = node.attributes.get("localSheetId", "")
        own = local.isdigit() and names[int(local) : int(local) + 1] == (step.sheet,)
        _rewrite(workbook.part(workbook.main), node, shift, own=own)
    _move_sources(workbook, shift)
    for name in workbook.related(workbook.main, "calcChain"):
        # Every entry below would move; the spreadsheet program makes a new chain when it opens.
        workbook.remove_part(name)
        workbook.unrelate(workbook.main, name)
    workbook.recalculate()
    workbook.finish()
    if not shift.left:
        return []
    said = "、".join(sorted(shift.left)[:3])
    return [f"“{step.sheet}”插入了 {step.count} 行；同时引用几张表的公式（{said}）没有改，请核对。"]


def _is_cell(reference: str) -> bool:
    letters, digits = re.sub(r"[^A-Za-z]", "", reference), re.sub(r"\D", "", reference)
    return column_number(letters.upper()) <= LAST_COLUMN and int(digits) - 1 <= LAST_ROW


def _row(reference: str) -> int:
    return int(re.sub(r"\D", "", reference)) - 1


def _with_row(reference: str, row: int) -> str:
    return re.sub(r"\d+$", str(row + 1), reference)


def _add_rows(sheet: Worksheet, shift: Shift) -> None:
    part, data = sheet.part, sheet.data
    below = [row for row in sheet.rows if row.number >= shift.at]
    like = next((row for row in sheet.rows if row.number == shift.like_row), None)
    for row in below:
        said = _R.search(data, row.start, row.open_end)
        if said:
            part.replace(*said.span(2), str(row.number + shift.count + 1).encode())
        for cell in sheet.cells(row):
            place = _R.search(data, cell.start, cell.open_end)
            if place:
                new = a1(row.number + shift.count, cell.column).encode()
                part.replace(*place.span(2), new)
    if like is None or sheet.data_close == sheet.data_end:
        return
    where = below[0].start if below else sheet.data_close
    tag = b"".join(_KEPT.findall(data[like.start : like.open_end]))
    styles = [
        (cell.column, style.group(1).decode() if style else "")
        for cell in sheet.cells(like)
        for style in [_CELL_STYLE.search(data, cell.start, cell.open_end)]
    ]
    formulas = {
        column: shift.formula(text, own=True, row=like.number)
        for column, text in _formulas_of(sheet, like).items()
    }
    prefix = sheet.prefix
    # Whole rows (5:5) take more than counting on.
    counted = {c: lowered(text) for c, text in formulas.items() if not _WHOLE_ROWS.search(text)}
    for number in range(shift.at, shift.at + shift.count):
        inner = ""
        for column, style in styles:
            formula = ""
            if column in counted:
                formula = counted[column](number - shift.row(like.number))
            elif column in formulas:
                origin = a1(shift.row(like.number), column)
                formula = translated(origin, formulas[column], a1(number, column))
            if style or formula:
                inner += cell_xml(number, column, "", formula, style).replace("<v></v>", "")
        head = f'<{prefix}row r="{number + 1}"'.encode() + tag + b">"
        whole = head + markup.written(inner, prefix) + f"</{prefix}row>".encode()
        part.insert(where, whole)


def _formulas_of(sheet: Worksheet, row: Row) -> dict[int, str]:
    """The formulas of a row by column, shared ones as they read there; array formulas left out."""
    found: dict[int, str] = {}
    for cell in sheet.cells(row):
        node = element(sheet, cell.open_end, cell.end)
        if node is None:
            continue
        if node.text and node.attributes.get("t") in (None, "normal", "shared"):
            found[cell.column] = node.text
        elif node.attributes.get("t") == "shared":
            master = _master(sheet, node.attributes.get("si", ""))
            if master is not None:
                found[cell.column] = translated(*master, a1(row.number, cell.column))
    return found


def _master(sheet: Worksheet, index: str) -> tuple[str, str] | None:
    """Address and text of the formula that others share."""
    for row in sheet.rows:
        for cell in sheet.cells(row):
            node = element(sheet, cell.open_end, cell.end)
            if node is not None and node.text and node.attributes.get("si") == index:
                return a1(row.number, cell.column), node.text
    return None


def _move_formulas(sheet: Worksheet, shift: Shift, *, own: bool) -> None:
    """Move the references in cell formulas; shared formulas are written out where they differ."""
    opening = f"<{sheet.prefix}f".encode()
    if opening not in sheet.data:
        return
    shared: dict[str, tuple[str, str]] = {}
    for row in sheet.rows:
        if sheet.data.find(opening, row.open_end, row.close_start) < 0:
            continue
        for cell in sheet.cells(row):
            node = element(sheet, cell.open_end, cell.end)
            if node is None:
                continue
            here = a1(row.number, cell.column)
            text, kind = node.text, node.attributes.get("t")
            if kind == "shared":
                index = node.attributes.get("si", "")
                if text:
                    shared[index] = (here, text)
                elif index in shared:
                    text = translated(*shared[index], here)
            now = shift.formula(text, own, row.number)
            plain = kind == "shared" and own
            places = {n: v for n, v in node.attributes.items() if n in ("ref", "r1", "r2")}
            moved = {n: shift.areas(v, grow=False) if own else v for n, v in places.items()}
            area = (
                parse_area(places.get("ref", ""))
                if own and kind in ("array", "dataTable")
                else None
            )
            if area is not None and shift.cuts(area.top, area.bottom):
                raise OutputError(
                    f"工作表“{shift.sheet}”第 {shift.at + 1} 行处在数组公式区域 {area.a1} 之中，"
                    "不能插入行，请先在表格软件中处理该公式。"
                )
            if not plain and now == text and moved == places and (node.text or kind != "shared"):
                continue
            if not plain and kind == "shared" and now == text:
                continue
            start, end = cell.open_end + node.start, cell.open_end + node.end
            kept: dict[str, str] = {} if kind == "shared" else {**node.attributes, **moved}
            said = "".join(f' {k}="{markup.attribute(v)}"' for k, v in kept.items() if v)
            xml = f"<f{said}>{markup.text(now)}</f>"
            sheet.part.replace(start, end, markup.written(xml, sheet.prefix))


def _within(root: Node) -> Iterator[tuple[Node, Node]]:
    """Every element below, with the one it stands in."""
    for child in root.children:
        yield root, child
        yield from _within(child)


def _move_frame(sheet: Worksheet, shift: Shift, *, own: bool) -> None:
    """Move what stands around the cells: merges, formats, validations, links, breaks, filter."""
    part = sheet.part
    for parent, node in _within(sheet.root):
        _move_references(part, node, shift, own=own)
        if not own:
            continue
        if node.name == "sqref":
            now = shift.areas(node.text, grow=parent.name != "sparkline")
            if now != node.text:
                part.replace(node.open_end, node.close_start, now.encode())
        _move_areas(part, node, shift)
        if node.name == "brk" and parent.name == "rowBreaks":
            number = int(node.attributes.get("id", "0"))
            if number > shift.at:
                part.set_attribute(node, "id", str(min(number + shift.count, LAST_ROW)))
        if node.name == "anchor":
            moves = node.attributes.get("moveWithCells") in ("1", "true")
            sizes = node.attributes.get("sizeWithCells") in ("1", "true")
            _move_anchor(part, node, shift, moves=moves or sizes, sizes=sizes)
    merges = sheet.root.first("mergeCells")
    if not own or merges is None:
        return
    added = ""
    for node in merges.children:
        area = parse_area(node.attributes.get("ref", ""))
        if area is not None and area.top == area.bottom == shift.like_row:
            for row in range(shift.at, shift.at + shift.count):
                added += f'<mergeCell ref="{area._replace(top=row, bottom=row).a1}"/>'
    if added:
        part.append_child(merges, markup.written(added, sheet.prefix))
        if "count" in merges.attributes:
            total = len(merges.children) + added.count("<")
            part.set_attribute(merges, "count", str(total))


def _move_areas(part: Part, node: Node, shift: Shift) -> None:
    for name, value in node.attributes.items():
        if name in _AREAS:
            now = shift.areas(value, grow=node.name in _GROWING)
            if now != value:
                part.set_attribute(node, name, now)


def _move_references(part: Part, node: Node, shift: Shift, *, own: bool) -> None:
    """Move the references in an element that holds a formula, as text or in an attribute."""
    if node.name in _FORMULAS:
        _rewrite(part, node, shift, own=own)
    for name in _FORMULA_ATTRIBUTES & node.attributes.keys():
        now = shift.formula(node.attributes[name], own)
        if now != node.attributes[name]:
            part.set_attribute(node, name, now)


def _rewrite(part: Part, node: Node, shift: Shift, *, own: bool) -> None:
    now = shift.formula(node.text, own)
    if now != node.text:
        part.replace(node.open_end, node.close_start, markup.text(now).encode())


def _move_anchor(part: Part, anchor: Node, shift: Shift, *, moves: bool, sizes: bool) -> None:
    """Move a picture, shape or control: with its cells, growing with them, or not at all."""
    by = 0
    for corner in anchor.children:
        for node in corner.children if corner.name in ("from", "to") else ():
            if node.name != "row" or not node.text.strip().isdigit():
                continue
            number = int(node.text)
            if corner.name == "from" or sizes:
                by = shift.row(number) - number
            if moves and by:
                part.replace(node.open_end, node.close_start, str(number + by).encode())


def _move_related(workbook: Workbook, entry: SheetEntry, shift: Shift) -> None:
    """Move notes, drawings, tables and pivot tables of a sheet, and what elsewhere points at it."""
    own = entry.name == shift.sheet
    for relation in workbook.relations(entry.part) if entry.part else ():
        name = relation.target
        if name not in workbook.archive:
            continue
        if relation.kind == "vmlDrawing":
            _move_vml(workbook.part(name), shift, own=own)
        elif relation.kind == "pivotTable" and own:
            _move_pivot(workbook, name, shift)
        elif relation.kind in ("comments", "threadedComment", "table", "drawing", "ctrlProp"):
            part, root = workbook.part(name), workbook.tree(name)
            for node in root.walk():
                _move_references(part, node, shift, own=own)
                if own and relation.kind != "drawing":
                    _move_areas(part, node, shift)
                elif own and node.name in ("twoCellAnchor", "oneCellAnchor"):
                    how = node.attributes.get("editAs", "twoCell")
                    _move_anchor(part, node, shift, moves=how != "absolute", sizes=how == "twoCell")


def _move_pivot(workbook: Workbook, name: str, shift: Shift) -> None:
    location = workbook.tree(name).first("location")
    area = parse_area(location.attributes.get("ref", "")) if location else None
    if location is None or area is None:
        return
    if shift.cuts(area.top, area.bottom):
        raise OutputError(
            f"工作表“{shift.sheet}”第 {shift.at + 1} 行处在数据透视表 {area.a1} 之中，不能插入行。"
        )
    now = shift.areas(area.a1, grow=False)
    if now != area.a1:
        workbook.part(name).set_attribute(location, "ref", now)


def _move_sources(workbook: Workbook, shift: Shift) -> None:
    """Move what charts show and pivot tables count."""
    for name, kind in workbook.content_types().items():
        if name not in workbook.archive:
            continue
        if kind.endswith(("drawingml.chart+xml", "chartex+xml")):
            for node in workbook.tree(name).walk():
                _move_references(workbook.part(name), node, shift, own=False)
        elif kind.endswith("pivotCacheDefinition+xml"):
            for node in workbook.tree(name).walk():
                said = node.attributes
                if node.name not in ("worksheetSource", "rangeSet") or "ref" not in said:
                    continue
                inside = not any(key.endswith(" id") for key in said)
                now = shift.areas(said["ref"])
                if inside and said.get("sheet") == shift.sheet and now != said["ref"]:
                    workbook.part(name).set_attribute(node, "ref", now)


def _move_vml(part: Part, shift: Shift, *, own: bool) -> None:
    """Move the boxes of notes and controls (VML is not always well-formed, so by pattern)."""
    for found in _VML_FORMULA.finditer(part.data):
        text = unescape(found.group(2).decode())
        now = shift.formula(text, own)
        if now != text:
            part.replace(*found.span(2), markup.text(now).encode())
    if not own:
        return
    for found in re.finditer(rb"<(?:[\w.-]+:)?Row>\s*(\d+)\s*</", part.data):
        number = int(found.group(1))
        if shift.row(number) != number:
            part.replace(*found.span(1), str(shift.row(number)).encode())
    for found in re.finditer(rb"<(?:[\w.-]+:)?Anchor>([^<]*)</", part.data):
        numbers = found.group(1).decode().split(",")
        if len(numbers) != 8 or not all(number.strip().isdigit() for number in numbers):
            continue
        rows = [shift.row(int(numbers[at])) for at in (2, 6)]
        if rows != [int(numbers[at]) for at in (2, 6)]:
            numbers[2], numbers[6] = (f" {row}" for row in rows)
            part.replace(*found.span(1), ",".join(numbers).encode())
