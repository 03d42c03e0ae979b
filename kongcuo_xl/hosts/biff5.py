"""Values of a workbook of Excel 5.0/95 (BIFF5), which many school systems still export.

Its text stands in the code page that the file names, 936 for Chinese, which calamine does not
decode; later .xls files hold Unicode and are calamine's.
"""

from __future__ import annotations

import datetime as dt
import re
import struct
from dataclasses import dataclass, field

from kongcuo_xl.book import Cell, Value
from kongcuo_xl.hosts.calamine_sheets import SheetValues
from kongcuo_xl.hosts.package import broken

_VERSION = 0x0500
_CODE_PAGES = {936: "gb18030", 950: "big5", 1200: "utf-16-le", 54936: "gb18030", 65001: "utf-8"}
_KINDS = {0: "worksheet", 1: "macrosheet", 2: "chartsheet", 6: "vba"}
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NO_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_TIME_ONLY = re.compile(r"^[^ymd年月日]*[hs时分秒][^yd年日]*$", re.IGNORECASE)


def is_one(stream: bytes) -> bool:
    """Whether a workbook stream begins as BIFF5 does."""
    return len(stream) > 8 and struct.unpack_from("<HHH", stream)[::2] == (0x0809, _VERSION)


@dataclass(slots=True)
class _Globals:
    codec: str = "gb18030"
    date_1904: bool = False
    formats: dict[int, str] = field(default_factory=dict)
    cell_formats: list[int] = field(default_factory=list)
    sheets: list[tuple[str, str, bool, int]] = field(default_factory=list)

    def value(self, number: float, style: int) -> Value:
        """A number as its cell shows it: a date, a time, or itself."""
        number_format = self.cell_formats[style] if style < len(self.cell_formats) else 0
        code = self.formats.get(number_format, "")
        plain = _NO_DATE.sub("", code)
        dated = bool(re.search("[ymdhs年月日]", plain, re.IGNORECASE)) and "General" not in code
        if not (dated if code else number_format in _DATES) or not 0 <= number < 2_958_466:
            return number
        clock = dt.timedelta(seconds=round((number % 1) * 86_400))
        timed = bool(_TIME_ONLY.match(plain)) if code else number_format in (18, 19, 20, 21)
        if timed and number < 1:
            return (dt.datetime.min + clock).time()
        first = dt.datetime(1904, 1, 1) if self.date_1904 else dt.datetime(1899, 12, 30)
        moment = first + dt.timedelta(days=int(number)) + clock
        return moment.date() if moment.time() == dt.time() else moment


def sheets(stream: bytes) -> list[SheetValues]:
    """Every sheet of a BIFF5 workbook stream whose sizes have been measured (``biff.scan``).

    Raises UnreadableBookError for a stream that is broken.
    """
    try:
        known = _globals(stream)
        return [
            SheetValues(
                name, kind, visible, _rows(stream, at, known) if kind == "worksheet" else []
            )
            for name, kind, visible, at in known.sheets
        ]
    except (struct.error, IndexError, OverflowError) as error:
        raise broken("表格记录不完整") from error


def _globals(stream: bytes) -> _Globals:
    found = _Globals()
    names: list[tuple[bytes, int, int, int]] = []
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + size]
        if kind == 0x0042:  # CODEPAGE
            page = struct.unpack_from("<H", body)[0]
            found.codec = _CODE_PAGES.get(page, f"cp{page}" if 1250 <= page <= 1258 else "gb18030")
        elif kind == 0x0022:  # DATEMODE
            found.date_1904 = body[:1] == b"\1"
        elif kind == 0x041E:  # FORMAT
            index, length = struct.unpack_from("<HB", body)
            found.formats[index] = body[3 : 3 + length].decode(found.codec, "replace")
        elif kind == 0x00E0:  # XF
            found.cell_formats.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == 0x0085:  # BOUNDSHEET
            start, hidden, sheet_kind, length = struct.unpack_from("<IBBB", body)
            names.append((body[7 : 7 + length], start, hidden, sheet_kind))
        elif kind == 0x000A:  # EOF
            break
        at += 4 + size
    for raw, start, hidden, sheet_kind in names:
        name = raw.decode(found.codec, "replace")
        found.sheets.append((name, _KINDS.get(sheet_kind, "other"), hidden == 0, start))
    return found


def _rows(stream: bytes, at: int, known: _Globals) -> list[list[Value]]:
    cells: dict[Cell, Value] = {}
    waiting: Cell | None = None
    depth = 0
    unpack = struct.unpack_from
    while at + 4 <= len(stream):
        kind, size = unpack("<HH", stream, at)
        body = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == 0x0809:
            depth += 1
        elif kind == 0x000A:
            depth -= 1
            if depth <= 0:
                break
        elif depth > 1:
            continue  # an embedded chart
        elif kind in (0x0204, 0x00D6):  # LABEL, RSTRING
            row, column, _, length = unpack("<HHHH", body)
            cells[row, column] = body[8 : 8 + length].decode(known.codec, "replace")
        elif kind == 0x0203:  # NUMBER
            row, column, style, number = unpack("<HHHd", body)
            cells[row, column] = known.value(number, style)
        elif kind == 0x027E:  # RK
            row, column, style, packed = unpack("<HHHI", body)
            cells[row, column] = known.value(_unpacked(packed), style)
        elif kind == 0x00BD:  # MULRK
            row, column = unpack("<HH", body)
            for offset in range(4, len(body) - 2, 6):
                style, packed = unpack("<HI", body, offset)
                cells[row, column] = known.value(_unpacked(packed), style)
                column += 1
        elif kind == 0x0205 and body[7:8] == b"\0":  # BOOLERR, a truth
            row, column = unpack("<HH", body)
            cells[row, column] = body[6] != 0
        elif kind == 0x0006:  # FORMULA
            row, column, style, number = unpack("<HHHd", body)
            if body[12:14] != b"\xff\xff":
                cells[row, column] = known.value(number, style)
            elif body[6] == 0:
                waiting = row, column  # its text is the next record
            elif body[6] == 1:
                cells[row, column] = body[8] != 0
        elif kind == 0x0207 and waiting is not None:  # STRING
            (length,) = unpack("<H", body)
            cells[waiting] = body[2 : 2 + length].decode(known.codec, "replace")
            waiting = None
    height = max((row + 1 for row, _ in cells), default=0)
    width = max((column + 1 for _, column in cells), default=0)
    rows: list[list[Value]] = [[""] * width for _ in range(height)]
    for (row, column), value in cells.items():
        rows[row][column] = value
    return rows


def _unpacked(packed: int) -> float:
    """The number of an RK value ([MS-XLS] 2.5.217)."""
    if packed & 2:
        whole = packed >> 2
        number = float(whole - (1 << 30) if whole & (1 << 29) else whole)
    else:
        (number,) = struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))
    return number / 100 if packed & 1 else number
