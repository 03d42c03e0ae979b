"""Scan of a worksheet part (ECMA-376-1, 18.3) for what the value reader does not tell.

There are two ways to the same facts. Sheets as spreadsheet programs write them are searched as
bytes, which costs a fraction of reading the values. Everything else (prefixed tags, cells without
an address, comments, odd quoting) goes through an XML parser, which is slower and always right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from kongcuo_xl.book import Area, Cell, from_a1
from kongcuo_xl.hosts.facts import EXACT_DIGITS, Facts, long_number
from kongcuo_xl.hosts.package import broken, refuse_declarations
from kongcuo_xl.limits import DEFAULT, Limits

LAST_COLUMNS = 16_384
LAST_ROWS = 1_048_576

_ROW_NUMBER = re.compile(rb'<row r="([0-9]{1,7})"')
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"|\sht="0(?:\.0*)?"')
_VALUE = re.compile(rb"<v(?:\s[^>]*)?>([^<]+)</v>")
_ADDRESS = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"([^>]*)>')
_END = re.compile(
    rb"(?:</(?:\w+:)?worksheet\s*>|<(?:\w+:)?worksheet\b[^>]*/>)\s*(?:<!--.*?-->\s*)*$"
)


def scan(data: bytes, part: str, limits: Limits = DEFAULT) -> Facts:
    """Facts of a worksheet part given in UTF-8.

    Raises UnreadableBookError when the part is cut short, is not well-formed where it is parsed,
    declares entities, names a cell that no sheet has, or is nested past the limit.
    """
    if not _END.search(data, max(0, len(data) - 4096)):
        raise broken(f"部件 {part} 不完整")
    try:
        facts = _scan_bytes(data, part, limits)
        if facts is None:
            refuse_declarations(data, part)
            facts = _scan_xml(data, limits)
    except (expat.ExpatError, ValueError) as error:
        raise broken(f"部件 {part} 不是完整的 XML") from error
    if facts.height > LAST_ROWS or facts.width > LAST_COLUMNS:
        raise broken(f"部件 {part} 里有不存在的单元格地址")
    return facts


def _scan_xml(data: bytes, limits: Limits = DEFAULT) -> Facts:
    walk = _Walk(limits)
    walk.parse(data)
    return walk.facts


def _scan_bytes(data: bytes, part: str, limits: Limits = DEFAULT) -> Facts | None:
    """The facts found by searching bytes, or None if the part is not written in the usual way."""
    start = data.find(b"<sheetData>")
    end = data.rfind(b"</sheetData>")
    if start < 0 or end < 0:
        return None
    outside = data[:start] + b"<sheetData/>" + data[end + len(b"</sheetData>") :]
    refuse_declarations(outside, part)
    walk = _Walk(limits)
    walk.parse(outside)
    facts = walk.facts
    begin = start + len(b"<sheetData>")
    while begin < end:
        stop = data.find(b"<row", begin + _BLOCK, end)
        stop = end if stop < 0 else stop
        tags = _Tags.of(data, begin, stop)
        if tags is None or not _add(tags, facts):
            return None
        begin = stop
    at = data.find(b' t="e"', start, end)
    while at >= 0:
        if found := _cell_at(data, at):
            cell, _, inside = found
            value = _VALUE.search(inside)
            facts.errors[cell] = value[1].decode("utf-8", "replace") if value else "#VALUE!"
        at = data.find(b' t="e"', at + 1, end)
    return facts


def _add(tags: _Tags, facts: Facts) -> bool:
    """Add what a block of rows tells; False if a cell's address is written oddly."""
    size = tags.used_range()
    if size is None:
        return False
    facts.height, facts.width = max(facts.height, size[0]), max(facts.width, size[1])
    data = tags.data
    for row in tags.described_rows():
        if _HIDDEN.search(row) and (number := _ROW_NUMBER.match(row)):
            facts.hidden_rows.add(int(number[1]) - 1)
    for at in tags.long_values():
        text = data[at + 3 : data.find(b"<", at + 3)]
        if b"." in text and b"E" not in text and b"e" not in text:
            continue
        digits = long_number(text.decode("utf-8", "replace"))
        found = _cell_at(data, at) if digits else None
        if found and (b' t="' not in found[1] or b' t="n"' in found[1]):
            facts.long_numbers[found[0]] = digits
    facts.formulas |= tags.hold_formulas()
    for at in tags.formulas_without_value():
        found = _cell_at(data, at)
        if found and not (b' t="str"' in found[1] and b"<v" in found[2]):
            facts.uncached.add(found[0])
    return True


def _pair(two: bytes) -> int:
    return two[0] * 256 + two[1]


_BLOCK = 1 << 19
"""Bytes looked at together: few enough that what is computed of them stays in the processor."""
_USUAL = frozenset(map(_pair, (b"c ", b"ro", b"v>", b"v/", b"is", b"t>", b"t ", b"t/")))
_FORMULA = tuple(map(_pair, (b"f>", b"f ", b"f/")))
_RICH = _pair(b"r>")
_VALUE_TAG = _pair(b"v>")
_FORMULA_END = _pair(b"/f")


class _Tags:
    """Where the tags of a block of rows begin, and the first two bytes of each name."""

    def __init__(self, data: bytes, at: NDArray[np.int64], pair: NDArray[np.uint16]) -> None:
        self.data = data
        self.bytes = np.frombuffer(data, dtype=np.uint8)
        self.at = at
        self.pair = pair

    @classmethod
    def of(cls, data: bytes, start: int, end: int) -> _Tags | None:
        """The tags of whole rows between two positions; None if any is not the usual.

        The tag at ``end`` closes the list without being looked at.
        """
        a = np.frombuffer(data, dtype=np.uint8)
        at = np.flatnonzero(a[start : end + 1] == ord("<")) + start
        pair = a[at + 1].astype(np.uint16) * 256 + a[at + 2]
        pair[-1] = _pair(b"/s")
        seen = np.flatnonzero(np.bincount(pair, minlength=65536))
        allowed = _USUAL.union(_FORMULA, (_RICH,))
        if any(int(code) not in allowed for code in seen if int(code) >> 8 != ord("/")):
            return None
        tags = cls(data, at, pair)
        if not tags._spelled(_pair(b"ro"), b'w r="', 3):
            return None
        if not tags._spelled(_pair(b"c "), b'r="', 3) or not tags._spelled(_pair(b"is"), b">", 3):
            return None
        return tags

    def _spelled(self, code: int, rest: bytes, offset: int) -> bool:
        """Whether every tag that begins with the pair goes on with these bytes."""
        at = self.at[self.pair == code]
        return all(
            bool((self.bytes[at + place] == byte).all())
            for place, byte in enumerate(rest, start=offset)
        )

    def described_rows(self) -> Iterator[bytes]:
        """The opening tags of rows that say more of a row than its number, up to the next tag."""
        index = np.flatnonzero(self.pair == _pair(b"ro"))
        starts, ends = self.at[index], self.at[index + 1]
        more = ends - starts > len(b'<row r="1048576">')
        for start, end in zip(starts[more].tolist(), ends[more].tolist(), strict=True):
            yield self.data[start:end]

    def long_values(self) -> list[int]:
        """Positions of ``<v>`` tags that hold more than 15 bytes."""
        index = np.flatnonzero(self.pair[:-1] == _VALUE_TAG)
        long = self.at[index + 1] - self.at[index] - len(b"<v>") > EXACT_DIGITS
        found: list[int] = self.at[index[long]].tolist()
        return found

    def hold_formulas(self) -> bool:
        """Whether there is a ``<f`` tag."""
        return any(bool((self.pair == code).any()) for code in _FORMULA)

    def formulas_without_value(self) -> list[int]:
        """Positions of ``<f`` tags that no ``<v>`` with content follows."""
        index = np.flatnonzero(np.isin(self.pair[:-3], _FORMULA))
        after = index + 1 + (self.pair[index + 1] == _FORMULA_END)
        cached = (self.pair[after] == _VALUE_TAG) & (self.at[after + 1] - self.at[after] > 3)
        found: list[int] = self.at[index[~cached]].tolist()
        return found

    def used_range(self) -> tuple[int, int] | None:
        """Height and width to the farthest cell; None if an address is written oddly."""
        at = self.at[self.pair == _pair(b"c ")] + len(b'<c r="')
        if not at.size:
            return 0, 0
        column = np.zeros(at.size, dtype=np.int32)
        digit = at.copy()
        letters = np.ones(at.size, dtype=bool)
        for offset in range(4):
            byte = self.bytes[at + offset]
            letters &= (byte >= ord("A")) & (byte <= ord("Z"))
            if not letters.any():
                break
            if offset == 3:
                return None
            np.copyto(column, column * 26 + (byte.astype(np.int32) - 64), where=letters)
            digit += letters
        length = np.zeros(at.size, dtype=np.int8)
        inside = np.ones(at.size, dtype=bool)
        for offset in range(8):
            byte = self.bytes[digit + offset]
            inside &= byte != ord('"')
            if not inside.any():
                break
            if offset == 7 or (inside & ((byte < ord("0")) | (byte > ord("9")))).any():
                return None
            length += inside
        if (self.bytes[digit] == ord("0")).any():
            return None
        longest = int(length.max())
        if not column.all() or not length.all():
            return None
        farthest = digit[length == longest]
        height = 0
        for offset in range(longest):
            byte = self.bytes[farthest + offset]
            top = int(byte.max())
            farthest = farthest[byte == top]
            height = height * 10 + top - ord("0")
        return height, int(column.max())


def _cell_at(data: bytes, position: int) -> tuple[Cell, bytes, bytes] | None:
    """(address, attributes, inside) of the cell that holds a byte position."""
    start = data.rfind(b'<c r="', 0, position)
    opening = _ADDRESS.match(data, start) if start >= 0 else None
    if opening is None or opening[2].endswith(b"/"):
        return None
    end = data.find(b"</c>", opening.end())
    return from_a1(opening[1].decode()), opening[2], data[opening.end() : end]


class _Walk:
    """One pass of an XML parser over a worksheet part."""

    def __init__(self, limits: Limits = DEFAULT, *, filled_only: bool = False) -> None:
        self.facts = Facts()
        self._limits = limits
        self._depth = self._cells = 0
        self._filled_only = filled_only
        self._row = -1
        self._column = -1
        self._cell: Cell = (0, 0)
        self._type = "n"
        self._formula = self._has_value = self._inside = False
        self._text: list[str] = []
        self._keep = False
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "row": self._start_row,
            "c": self._start_cell,
            "f": self._start_formula,
            "v": self._start_value,
            "is": self._start_value,
            "mergeCell": self._merge,
            "col": self._col,
            "filterColumn": self._filter,
            "sheetProtection": self._protection,
        }

    def parse(self, data: bytes) -> None:
        """Fill ``facts``; raises expat.ExpatError for what is not well-formed."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(data, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self._limits.max_nesting:
            self._limits.check_nesting(self._depth)
        handler = self._starts.get(tag.rpartition(":")[2])
        if handler:
            handler(attributes)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        name = tag.rpartition(":")[2]
        if name in ("v", "is"):
            self._keep = False
        elif name == "c" and self._inside:
            self._inside = False
            self._end_cell()

    def _characters(self, text: str) -> None:
        if self._keep:
            self._text.append(text)

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(number) - 1 if number.isdecimal() else self._row + 1
        if self._row >= LAST_ROWS:
            raise ValueError
        self._column = -1
        if _is_true(attributes.get("hidden")) or _is_zero(attributes.get("ht")):
            self.facts.hidden_rows.add(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        try:
            self._cell = from_a1(attributes["r"].upper())
        except (KeyError, ValueError):
            self._cell = (self._row, self._column + 1)
        self._cells += 1
        if self._cells > self._limits.max_cells:
            self._limits.check_area("", self._cells, 1)
        if not (0 <= self._cell[0] < LAST_ROWS and 0 <= self._cell[1] < LAST_COLUMNS):
            raise ValueError
        self._column = self._cell[1]
        self._type = attributes.get("t", "n")
        self._formula = self._has_value = False
        self._inside = True
        self._text.clear()
        if not self._filled_only:
            self.facts.reach(*self._cell)

    def _start_formula(self, _: dict[str, str]) -> None:
        self._formula = self.facts.formulas = True

    def _start_value(self, _: dict[str, str]) -> None:
        self._has_value = self._keep = self._inside

    def _end_cell(self) -> None:
        text = "".join(self._text)
        if self._formula or self._has_value:
            self.facts.reach(*self._cell)
        if self._type == "e":
            self.facts.errors[self._cell] = text or "#VALUE!"
        elif self._type == "n" and (digits := long_number(text)):
            self.facts.long_numbers[self._cell] = digits
        if self._formula and not text and not (self._type == "str" and self._has_value):
            self.facts.uncached.add(self._cell)

    def _merge(self, attributes: dict[str, str]) -> None:
        if area := area_of(attributes.get("ref", "")):
            self.facts.merges.append(area)

    def _col(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if not (first.isdecimal() and last.isdecimal()):
            return
        if _is_true(attributes.get("hidden")) or _is_zero(attributes.get("width")):
            self.facts.hidden_columns.update(
                range(max(int(first), 1) - 1, min(int(last), LAST_COLUMNS))
            )

    def _filter(self, _: dict[str, str]) -> None:
        self.facts.filtered = True

    def _protection(self, attributes: dict[str, str]) -> None:
        self.facts.protected = _is_true(attributes.get("sheet"))


def filled_range(data: bytes) -> tuple[int, int]:
    """Height and width to the last cell that holds something, ruled empty cells left out.

    Slower than ``scan``; for sheets whose rules or fills run to the edge.
    """
    walk = _Walk(filled_only=True)
    walk.parse(data)
    return walk.facts.height, walk.facts.width


def area_of(reference: str) -> Area | None:
    """The area of a reference such as ``A3:R52``; None for one that is not a cell range."""
    first, _, last = reference.partition(":")
    try:
        (top, left), (bottom, right) = from_a1(first), from_a1(last or first)
    except ValueError:
        return None
    if not (0 <= top <= bottom < LAST_ROWS and 0 <= left <= right < LAST_COLUMNS):
        return None
    return Area(top, left, bottom, right)


def has_filter(data: bytes) -> bool:
    """Whether a table part has a filter criterion set."""
    return b"filterColumn" in data


def _is_true(text: str | None) -> bool:
    return text in ("1", "true")


def _is_zero(text: str | None) -> bool:
    try:
        return text is not None and float(text) == 0
    except ValueError:
        return False
