"""Scan of a worksheet part of a binary .xlsb package ([MS-XLSB] 2.1.4) for its used range."""

from __future__ import annotations

import struct

from kongcuo_xl.hosts.facts import Facts, long_number
from kongcuo_xl.hosts.package import broken

_ROW, _LAST_CELL, _REAL, _ERROR, _FORMULA_ERROR = 0, 11, 5, 3, 11
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!"} | {
    42: "#N/A"
}


def scan(data: bytes) -> Facts:
    """Facts of a binary worksheet part: size, hidden rows, errors and long numbers.

    Raises UnreadableBookError when a record reaches past the end.
    """
    facts = Facts()
    at = row = 0
    try:
        while at < len(data):
            kind, at = _number(data, at, 2)
            size, at = _number(data, at, 4)
            if kind == _ROW:
                (row,) = struct.unpack_from("<I", data, at)
                if data[at + 11] & 0x10:
                    facts.hidden_rows.add(row)
            elif kind <= _LAST_CELL:
                (column,) = struct.unpack_from("<I", data, at)
                facts.reach(row, column)
                if kind in (_ERROR, _FORMULA_ERROR):
                    facts.errors[row, column] = _ERRORS.get(data[at + 8], "#VALUE!")
                elif kind == _REAL:
                    (number,) = struct.unpack_from("<d", data, at + 8)
                    if 1e15 <= abs(number) < 1e40 and number == int(number):
                        facts.long_numbers[row, column] = long_number(str(int(number)))
            at += size
    except (struct.error, IndexError) as error:
        raise broken("表格记录不完整") from error
    return facts


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """(value, next position) of a number in seven-bit groups."""
    value = 0
    for place in range(most):
        byte = data[at + place]
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    return value, at + most
