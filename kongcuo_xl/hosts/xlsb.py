"""Size of a worksheet part of a binary .xlsb package ([MS-XLSB] 2.1.4)."""

from __future__ import annotations

import struct

from kongcuo_xl.hosts.package import broken

_ROW, _LAST_CELL, _DIMENSIONS = 0, 11, 148  # BrtRowHdr, BrtCellBlank to BrtFmlaError, BrtWsDim


def used_range(data: bytes) -> tuple[int, int]:
    """Height and width to the farthest cell.

    Raises UnreadableBookError when a record reaches past the end.
    """
    height = width = at = row = 0
    try:
        while at < len(data):
            kind, at = _number(data, at, 2)
            size, at = _number(data, at, 4)
            if kind == _ROW:
                (row,) = struct.unpack_from("<I", data, at)
            elif kind == _DIMENSIONS:  # the value reader reserves memory for what it says
                top, bottom, left, right = struct.unpack_from("<IIII", data, at)
                if not (top <= bottom < 1_048_576 and left <= right < 16_384):
                    raise broken("已用区域的记录有误")
                height, width = max(height, bottom + 1), max(width, right + 1)
            elif kind <= _LAST_CELL:
                (column,) = struct.unpack_from("<I", data, at)
                height, width = max(height, row + 1), max(width, column + 1)
            at += size
    except (struct.error, IndexError) as error:
        raise broken("表格记录不完整") from error
    return height, width


def check_strings(data: bytes) -> None:
    """Raise UnreadableBookError for a string table that says it is longer than its bytes.

    The value reader reserves memory for what BrtBeginSst says.
    """
    if len(data) < 11 or struct.unpack_from("<I", data, 7)[0] > len(data):
        raise broken("共享文字表的个数有误")


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """(value, next position) of a number in seven-bit groups, the lowest first."""
    value = 0
    for place in range(most):
        byte = data[at + place]
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    return value, at + most
