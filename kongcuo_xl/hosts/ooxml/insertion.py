"""Inserting rows: everything below moves, and everything that points there follows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from kongcuo_xl.book import LAST_ROW, a1
from kongcuo_xl.hosts.ooxml import markup
from kongcuo_xl.hosts.ooxml.archive import Archive, OutputError
from kongcuo_xl.hosts.ooxml.markup import Node, Part
from kongcuo_xl.hosts.ooxml.workbook import SheetEntry, Workbook
from kongcuo_xl.hosts.ooxml.worksheet import Row, Worksheet, cell_xml, parse_area, short
from kongcuo_xl.plan import InsertRows

_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}"
_TOKEN = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?P<sheet>(?:'(?:[^']|'')+'|(?:\[\d+\])?[\w.]+)!)?(?<![\w.$])"
    rf"(?:(?P<first>{_CELL})(?::(?P<last>{_CELL}))?|(?P<top>\$?\d+):(?P<bottom>\$?\d+))"
    r"(?![\w.(!])"
    r"|\[[^\]]*\]"
)
_AREAS = frozenset({"ref", "sqref", "activeCell", "topLeftCell"})
"""Attributes of worksheet elements that hold addresses on the sheet itself."""
_FORMULAS = frozenset({"formula", "formula1", "formula2", "f"})
_R = re.compile(rb"""(\sr\s*=\s*["'])([^"']*)(["'])""")
_KEPT = re.compile(
    rb"""\s(?:ht|customHeight|s|customFormat|thickBot|thickTop)\s*=\s*["'][^"']*["']"""
)
_CELL_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)["']""")


@dataclass(frozen=True, slots=True)
class Shift:
    """An insertion of ``count`` rows before ``at``, as it moves rows and references."""

    sheet: str
    at: int
    count: int
    like_row: int

    def row(self, row: int) -> int:
        """Where a row goes (0-based)."""
        return row + self.count if row >= self.at else row

    def span(self, top: int, bottom: int) -> tuple[int, int]:
        """Where a run of rows goes.

        A run that ends right above the insertion and holds the row that the new ones are like
        comes to include them: that is how a list grows.
        """
        grows = bottom == self.at - 1 and top <= self.like_row <= bottom
        return self.row(top), bottom + self.count if grows else self.row(bottom)

    def areas(self, text: str, grow: bool = True) -> str:
        """A list of areas (``sqref``, ``ref``) after the insertion."""
        moved = []
        for reference in text.split():
            area = parse_area(reference)
            if area is None:
                moved.append(reference)
                continue
            top, bottom = self.span(area.top, area.bottom)
            if not grow:
                top, bottom = self.row(area.top), self.row(area.bottom)
            now = area._replace(top=top, bottom=bottom)
            same = now == area
            moved.append(reference if same else short(now))
        return " ".join(moved)

    def formula(self, text: str, own: bool) -> str:
        """A formula after the insertion; ``own`` when it stands on the sheet itself."""

        def moved(found: re.Match[str]) -> str:
            sheet = found.group("sheet")
            if sheet is None and not own:
                return found.group()
            if sheet is not None:
                name = sheet[:-1]
                if name.startswith("'"):
                    name = name[1:-1].replace("''", "'")
                if name.lower() != self.sheet.lower():
                    return found.group()
            if found.group("first"):
                first, last = found.group("first"), found.group("last")
                if last is None:
                    return (sheet or "") + _with_row(first, self.row(_row(first)))
                top, bottom = sorted((_row(first), _row(last)))
                top, bottom = self.span(top, bottom)
                return f"{sheet or ''}{_with_row(first, top)}:{_with_row(last, bottom)}"
            if found.group("top"):
                first, last = found.group("top"), found.group("bottom")
                top, bottom = self.span(_row(first), _row(last))
                return f"{sheet or ''}{_with_row(first, top)}:{_with_row(last, bottom)}"
            return found.group()

        return _TOKEN.sub(moved, text)


def insert_rows(archive: Archive, step: InsertRows) -> None:
    """Insert rows as a step says, in every part that holds an address on the sheet.

    Raises OutputError when the sheet would grow past its last row.
    """
    workbook = Workbook(archive)
    shift = Shift(step.sheet, step.at, step.count, step.like_row)
    sheet = workbook.worksheet(step.sheet)
    if sheet.rows and sheet.rows[-1].number + step.count > LAST_ROW:
        raise OutputError(f"工作表“{step.sheet}”行数太多，不能再插入 {step.count} 行。")
    _add_rows(sheet, shift)
    for entry in workbook.sheets:
        if entry.kind == "worksheet":
            _move_formulas(workbook.worksheet(entry.name), shift, entry.name == step.sheet)
            _move_frame(workbook.worksheet(entry.name), shift, entry.name == step.sheet)
    for node in workbook.names():
        local = node.attributes.get("localSheetId")
        own = local is not None and workbook.sheets[int(local)].name == step.sheet
        _rewrite(workbook.part(workbook.main), node, shift, own)
    _move_related(workbook, workbook.sheets[workbook.index(step.sheet)], shift)
    for name in archive.names():
        if re.search(r"/charts/chart[^/]*\.xml$", name):
            for node in workbook.tree(name).walk():
                if node.name == "f":
                    _rewrite(workbook.part(name), node, shift, own=False)
    for name in workbook.related(workbook.main, "calcChain"):
        # Every entry below would move; the spreadsheet program makes a new chain when it opens.
        workbook.remove_part(name)
        workbook.unrelate(workbook.main, name)
    workbook.finish()


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
        column: shift.formula(text, own=True) for column, text in _formulas_of(sheet, like).items()
    }
    prefix = sheet.prefix
    for number in range(shift.at, shift.at + shift.count):
        inner = ""
        for column, style in styles:
            formula = ""
            if column in formulas:
                origin = a1(shift.row(like.number), column)
                formula = _translated(origin, formulas[column], a1(number, column))
            if style or formula:
                inner += cell_xml(number, column, "", formula, style).replace("<v></v>", "")
        head = f'<{prefix}row r="{number + 1}"'.encode() + tag + b">"
        whole = head + markup.written(inner, prefix) + f"</{prefix}row>".encode()
        part.insert(where, whole)


def _formulas_of(sheet: Worksheet, row: Row) -> dict[int, str]:
    """The formulas of a row by column, shared ones as they read there; array formulas left out."""
    found: dict[int, str] = {}
    for cell in sheet.cells(row):
        node = _formula(sheet, cell.open_end, cell.end)
        if node is None:
            continue
        if node.text and node.attributes.get("t") in (None, "normal", "shared"):
            found[cell.column] = node.text
        elif node.attributes.get("t") == "shared":
            master = _master(sheet, node.attributes.get("si", ""))
            if master is not None:
                found[cell.column] = _translated(*master, a1(row.number, cell.column))
    return found


def _master(sheet: Worksheet, index: str) -> tuple[str, str] | None:
    """Address and text of the formula that others share."""
    for row in sheet.rows:
        for cell in sheet.cells(row):
            node = _formula(sheet, cell.open_end, cell.end)
            if node is not None and node.text and node.attributes.get("si") == index:
                return a1(row.number, cell.column), node.text
    return None


def _move_formulas(sheet: Worksheet, shift: Shift, own: bool) -> None:
    """Move the references in cell formulas; shared formulas are written out where they differ."""
    opening = f"<{sheet.prefix}f".encode()
    if opening not in sheet.data:
        return
    shared: dict[str, tuple[str, str]] = {}
    for row in sheet.rows:
        if sheet.data.find(opening, row.open_end, row.close_start) < 0:
            continue
        for cell in sheet.cells(row):
            node = _formula(sheet, cell.open_end, cell.end)
            if node is None:
                continue
            here = a1(row.number, cell.column)
            text, kind = node.text, node.attributes.get("t")
            if kind == "shared":
                index = node.attributes.get("si", "")
                if text:
                    shared[index] = (here, text)
                elif index in shared:
                    text = _translated(*shared[index], here)
            now = shift.formula(text, own)
            plain = kind == "shared" and own
            reference = node.attributes.get("ref", "")
            moved = shift.areas(reference, grow=False) if own else reference
            if not plain and now == text and moved == reference and node.text:
                continue
            if not plain and kind == "shared" and now == text:
                continue
            start, end = cell.open_end + node.start, cell.open_end + node.end
            kept = {} if kind == "shared" else {**node.attributes, "ref": moved}
            said = "".join(f' {k}="{markup.attribute(v)}"' for k, v in kept.items() if v)
            xml = f"<f{said}>{markup.text(now)}</f>"
            sheet.part.replace(start, end, markup.written(xml, sheet.prefix))


def _formula(sheet: Worksheet, start: int, end: int) -> Node | None:
    """The formula element of a cell, its place counted from ``start``."""
    name = f"{sheet.prefix}f".encode()
    body = sheet.part.data[start:end]
    found = re.search(rb"<" + name + rb"(?=[\s/>])" + markup.TAG_REST, sheet.data[start:end])
    if found is None:
        return None
    if found.group().endswith(b"/>"):
        stop = found.end()
        text = ""
    else:
        close = body.index(b"</" + name, found.end())
        stop = body.index(b">", close) + 1
        text = unescape(re.sub(r"<!\[CDATA\[(.*?)\]\]>", r"\1", body[found.end() : close].decode()))
    values = re.findall(rb"""\s([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", found.group())
    attributes = {n.decode(): unescape((a or b).decode()) for n, a, b in values}
    return Node("", "f", attributes, found.start(), found.end(), stop, stop, text)


def _translated(origin: str, formula: str, target: str) -> str:
    from openpyxl.formula.translate import Translator

    return str(Translator(f"={formula}", origin).translate_formula(target))[1:]


def _move_frame(sheet: Worksheet, shift: Shift, own: bool) -> None:
    """Move what stands around the cells: merges, formats, validations, links, breaks, filter."""
    part = sheet.part
    for node in sheet.root.walk():
        if node.name in _FORMULAS or (own and node.name == "sqref"):
            if node.name == "sqref":
                now = shift.areas(node.text)
                if now != node.text:
                    part.replace(node.open_end, node.close_start, now.encode())
            else:
                _rewrite(part, node, shift, own)
        if not own:
            continue
        for name, value in node.attributes.items():
            if name in _AREAS:
                now = shift.areas(value, grow=node.name != "mergeCell")
                if now != value:
                    part.set_attribute(node, name, now)
        if node.name == "brk" and node in _breaks(sheet):
            number = int(node.attributes.get("id", "0"))
            if number > shift.at:
                part.set_attribute(node, "id", str(number + shift.count))
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


def _breaks(sheet: Worksheet) -> list[Node]:
    node = sheet.root.first("rowBreaks")
    return node.children if node else []


def _rewrite(part: Part, node: Node, shift: Shift, own: bool) -> None:
    """Move the references in the text of an element that holds a formula."""
    now = shift.formula(node.text, own)
    if now != node.text:
        part.replace(node.open_end, node.close_start, markup.text(now).encode())


def _move_related(workbook: Workbook, entry: SheetEntry, shift: Shift) -> None:
    """Move comments, drawings and tables of the sheet."""
    for relation in workbook.relations(entry.part):
        name = relation.target
        if name not in workbook.archive:
            continue
        if relation.kind == "vmlDrawing":
            _move_vml(workbook.part(name), shift)
        elif relation.kind in ("comments", "threadedComment", "table"):
            for node in workbook.tree(name).walk():
                value = node.attributes.get("ref", "")
                now = shift.areas(value)
                if now != value:
                    workbook.part(name).set_attribute(node, "ref", now)
        elif relation.kind == "drawing":
            for node in workbook.tree(name).walk():
                if node.name == "row" and node.text.strip().isdigit():
                    number = int(node.text)
                    if shift.row(number) != number:
                        new = str(shift.row(number)).encode()
                        workbook.part(name).replace(node.open_end, node.close_start, new)


def _move_vml(part: Part, shift: Shift) -> None:
    """Move the boxes of notes and controls (VML is not always well-formed, so by pattern)."""
    for found in re.finditer(rb"<(?:[\w.-]+:)?Row>\s*(\d+)\s*</", part.data):
        part.replace(*found.span(1), str(shift.row(int(found.group(1)))).encode())
    for found in re.finditer(rb"<(?:[\w.-]+:)?Anchor>([^<]*)</", part.data):
        numbers = found.group(1).decode().split(",")
        if len(numbers) == 8:
            for at in (2, 6):
                numbers[at] = str(shift.row(int(numbers[at])))
            part.replace(*found.span(1), ",".join(numbers).encode())
