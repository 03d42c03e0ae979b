"""Scan of a binary .xls workbook ([MS-CFB] container, [MS-XLS] records) for its facts."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from kongcuo_xl.book import Area, UnreadableBookError
from kongcuo_xl.hosts.facts import Facts, long_number
from kongcuo_xl.hosts.package import broken

SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
PASSWORD = (
    "文件有打开密码（已加密），读不出来；请用 Excel/WPS 打开，取消密码后另存一份再试"
    "（文件 → 信息/文档加密 → 清空密码）。"
)

_END_OF_CHAIN = 0xFFFFFFFE
_NO_SECTOR = 0xFFFFFFFC
"""From here on a number is no sector: free, or a mark."""
_STORAGE, _STREAM, _ROOT = 1, 2, 5
"""Kinds of entries of the directory."""
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!"} | {
    42: "#N/A"
}
_BOF, _EOF, _FILEPASS = 0x0809, 0x000A, 0x002F


def streams(data: bytes) -> dict[str, bytes]:
    """Streams of a compound file by name: the workbook's, and those that tell what else it is.

    Only ``Workbook`` and ``Book`` are read; the others come with empty content. Raises
    UnreadableBookError when the container is cut short or its chains are broken.
    """
    try:
        return _Container(data).streams()
    except (struct.error, IndexError, ValueError, OverflowError, RecursionError) as error:
        raise broken("OLE 容器不完整") from error


class _Container:
    """An OLE compound file: sectors in chains. Raises ValueError or struct.error where broken."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError
        self._size = 1 << shift
        (directory,) = struct.unpack_from("<I", data, 48)
        self._cutoff, self._mini_fat_at, _, difat_at, difat_count = struct.unpack_from(
            "<IIIII", data, 56
        )
        self._fat = self._table(difat_at, difat_count)
        self._mini_fat: list[int] = []
        self._mini: bytes | None = None
        """The stream of small streams, once one of them is asked for."""
        self._mini_start = 0
        self._entries = self._joined(directory)

    def streams(self) -> dict[str, bytes]:
        """Every storage and stream by name; only workbooks with their content."""
        found: dict[str, bytes] = {}
        for offset in range(0, len(self._entries) - 127, 128):
            entry = self._entries[offset : offset + 128]
            length, kind = struct.unpack_from("<HB", entry, 64)
            start, size = struct.unpack_from("<II", entry, 116)
            name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if kind == _ROOT:
                self._mini_start = start
            elif kind == _STREAM and name in ("Workbook", "Book"):
                found[name] = self._content(start, size)
            elif kind in (_STORAGE, _STREAM):
                found[name] = b""
        return found

    def _content(self, start: int, size: int) -> bytes:
        if size >= self._cutoff:
            content = self._joined(start)[:size]
        else:
            if self._mini is None:
                self._mini = self._joined(self._mini_start)
                self._mini_fat = list(_words(self._joined(self._mini_fat_at)))
            mini = self._mini
            parts = (mini[n * 64 : n * 64 + 64] for n in _chain(start, self._mini_fat))
            content = b"".join(parts)[:size]
        if len(content) < size:
            raise ValueError
        return content

    def _table(self, difat_at: int, difat_count: int) -> list[int]:
        """The allocation table: which sector follows each."""
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        for _ in range(min(difat_count, len(self._data) // self._size)):
            block = _words(self._sector(difat_at))
            sectors += block[:-1]
            difat_at = block[-1]
        return [
            word
            for number in sectors
            if number < _NO_SECTOR
            for word in _words(self._sector(number))
        ]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        found = self._data[start : start + self._size]
        if not found:
            raise ValueError
        return found

    def _joined(self, start: int) -> bytes:
        return b"".join(map(self._sector, _chain(start, self._fat)))


def _words(block: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])


def _chain(start: int, table: Sequence[int]) -> Iterator[int]:
    """Sectors from one to the end of its chain; one that goes round in circles is broken."""
    for _ in range(len(table) + 1):
        if start == _END_OF_CHAIN:
            return
        yield start
        start = table[start]
    raise ValueError


def is_locked(stream: bytes) -> bool:
    """Whether the globals of a workbook stream hold a FILEPASS record."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind in (_FILEPASS, _EOF):
            return bool(kind == _FILEPASS)
        at += 4 + size
    return False


def scan(stream: bytes) -> list[Facts]:
    """Facts of each substream after the workbook globals, in the order of its bound sheets.

    Raises UnreadableBookError for an encrypted or a broken stream.
    """
    try:
        return _scan(stream)
    except (struct.error, IndexError) as error:
        raise broken("表格记录不完整") from error


def _scan(stream: bytes) -> list[Facts]:
    starts: list[int] = []
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _FILEPASS:
            raise UnreadableBookError(PASSWORD)
        if kind == 0x0085:  # BOUNDSHEET
            (start,) = struct.unpack_from("<I", stream, at + 4)
            starts.append(start)
        if kind == 0x00FC and struct.unpack_from("<II", stream, at + 4)[1] > len(stream):  # SST
            raise broken("共享文字表的个数有误")
        at += 4 + size
        if kind == _EOF:
            break
    else:
        raise broken("表格记录不完整")
    return [_sheet(stream, start) for start in starts]


def _sheet(stream: bytes, at: int) -> Facts:
    facts = Facts()
    depth = 0
    unpack = struct.unpack_from
    while at + 4 <= len(stream):
        kind, size = unpack("<HH", stream, at)
        at += 4
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return facts
        elif depth > 1:
            pass  # an embedded chart
        elif kind in (0x0203, 0x0003):  # NUMBER
            row, column = unpack("<HH", stream, at)
            facts.reach(row, column)
            (number,) = unpack("<d", stream, at + 6)
            if abs(number) >= 1e15 and abs(number) < 1e40 and number == int(number):
                facts.long_numbers[row, column] = long_number(str(int(number)))
        elif kind in (0x00FD, 0x0204, 0x027E, 0x00D6, 0x0004):  # LABELSST, LABEL, RK, RSTRING
            facts.reach(*unpack("<HH", stream, at))
        elif kind == 0x00BD and size >= 6:  # MULRK
            row = unpack("<H", stream, at)[0]
            facts.reach(row, unpack("<H", stream, at + size - 2)[0])
        elif kind == 0x0205:  # BOOLERR
            row, column, _, value, is_error = unpack("<HHHBB", stream, at)
            facts.reach(row, column)
            if is_error:
                facts.errors[row, column] = _ERRORS.get(value, "#VALUE!")
        elif kind in (0x0006, 0x0206, 0x0406):  # FORMULA
            row, column = unpack("<HH", stream, at)
            facts.reach(row, column)
            result = stream[at + 6 : at + 14]
            if result[6:] == b"\xff\xff" and result[0] == 2:
                facts.errors[row, column] = _ERRORS.get(result[2], "#VALUE!")
        elif kind == 0x0200:  # DIMENSIONS: the value reader reserves memory for what it says
            top, bottom, left, right = unpack("<IIHH" if size > 10 else "<HHHH", stream, at)
            if not (top <= bottom <= 65_536 and left <= right <= 256):
                raise broken("已用区域的记录有误")
        elif kind == 0x0208:  # ROW
            (row,) = unpack("<H", stream, at)
            (flags,) = unpack("<H", stream, at + 12)
            if flags & 0x20:
                facts.hidden_rows.add(row)
        elif kind == 0x007D:  # COLINFO
            first, last, width, _, flags = unpack("<HHHHH", stream, at)
            if flags & 1 or not width:
                facts.hidden_columns.update(range(first, min(last, 255) + 1))
        elif kind == 0x00E5:  # MERGECELLS
            (count,) = unpack("<H", stream, at)
            for index in range(count):
                top, bottom, left, right = unpack("<HHHH", stream, at + 2 + 8 * index)
                if top <= bottom and left <= right <= 255:
                    facts.merges.append(Area(top, left, bottom, right))
        elif kind == 0x009B:  # FILTERMODE
            facts.filtered = True
        elif kind == 0x0012:  # PROTECT
            facts.protected = unpack("<H", stream, at)[0] != 0
        at += size
    raise broken("表格记录不完整")
