"""Size of a worksheet part of a binary .xlsb package ([MS-XLSB] 2.1.4)."""

from __future__ import annotations

import struct

from kongcuo_xl.hosts.package import broken

_ROW, _LAST_CELL = 0, 11  # BrtRowHdr; BrtCellBlank to BrtFmlaError


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
            elif kind <= _LAST_CELL:
                (column,) = struct.unpack_from("<I", data, at)
                height, width = max(height, row + 1), max(width, column + 1)
            at += size
    except (struct.error, IndexError) as error:
        raise broken("表格记录不完整") from error
    return height, width


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """(value, next position) of a number in seven-bit groups, the lowest first."""
    value = 0
    for place in range(most):
        byte = data[at + place]
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    return value, at + most
