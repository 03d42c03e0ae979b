"""Cell functions over 身份证号: no workbook is needed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from kongcuo_xl import clean, identity
from kongcuo_xl.book import Value
from kongcuo_xl.functions.function import Argument, Call, cell_function

_NUMBER = Argument("number", "身份证号", "一个身份证号，或一列身份证号")
_LOST = "号码已损坏，请设为文本重录"
"""A number kept as a number: a spreadsheet keeps fifteen digits of it."""
_EXACT = 1e15
_LIKE = re.compile("[0-9]{6}")
"""What somebody who typed a number meant to type has in it."""
_SURELY_PAST = dt.date(2020, 1, 1)
"""Only a birth after this can lie ahead of a check date; the workbook is not asked for others."""


@cell_function("ID_CHECK", "核对身份证号", _NUMBER, example='=ID_CHECK("110105201501010025")')
def id_check(call: Call) -> Sequence[Value]:
    """身份证号对不对：正确，或者错在哪里（位数、日期、校验码）。"""
    said: list[Value] = []
    for given, number in _read(call):
        if number.kind in ("blank", "malformed") and not _LIKE.search(number.text):
            said.append(_no_number(given, number))
        elif number.kind == "temporary":
            said.append("临时编号")
        elif number.kind == "id15":
            said.append("15位旧号，请换18位")
        elif number.kind == "malformed":
            length = len(number.text)
            said.append(f"应为18位，现有{length}位" if length != 18 else "含有不该有的字符")
        elif number.born is None:
            said.append("出生日期不存在")
        elif number.born > _SURELY_PAST and number.born > call.book.date:
            said.append("出生日期在将来")
        else:
            said.append("正确" if number.check_ok else f"校验码应为{number.check_character}")
    return said


@cell_function("ID_BIRTH", "出生日期", _NUMBER, example='=ID_BIRTH("110105201501010025")')
def id_birth(call: Call) -> Sequence[Value]:
    """身份证号中的出生日期；单元格请设为日期格式。"""
    return [number.born or _no_number(given, number) for given, number in _read(call)]


@cell_function("ID_SEX", "性别", _NUMBER, example='=ID_SEX("110105201501010025")')
def id_sex(call: Call) -> Sequence[Value]:
    """身份证号中的性别：男或女。"""
    return [number.sex or _no_number(given, number) for given, number in _read(call)]


@cell_function("ID_MASK", "遮住身份证号", _NUMBER, example='=ID_MASK("110105201501010025")')
def id_mask(call: Call) -> Sequence[Value]:
    """把身份证号中间几位换成星号，用于公示和打印。"""
    return [
        _LOST if _is_lost(given) else identity.mask(identity.tidy(clean.text(given)))
        for given in call.column(0)
    ]


def _read(call: Call) -> Iterator[tuple[Value, identity.Number]]:
    """What was given, with the number read in it: none in one that has lost digits."""
    given = call.column(0)
    texts = [_typed(one) for one in given]
    if len(_KNOWN) > _MOST_KNOWN:
        _KNOWN.clear()
    fresh = [text for text in dict.fromkeys(texts) if text not in _KNOWN]
    if fresh:
        _KNOWN.update(zip(fresh, identity.read(fresh), strict=True))
    return zip(given, [_KNOWN[text] for text in texts], strict=True)


_KNOWN: dict[str, identity.Number] = {}
"""Numbers read before: a row asks for check, birth, sex and age of the same one, cell by cell."""
_MOST_KNOWN = 50_000


def _typed(value: Value) -> str:
    is_number = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    return clean.text(value) if is_number and not _is_lost(value) else ""


def _is_lost(value: Value) -> bool:
    return isinstance(value, (int, float)) and abs(value) >= _EXACT


def _no_number(given: Value, number: identity.Number) -> str:
    """Why nothing was found in what was given."""
    if _is_lost(given):
        return _LOST
    whole = number.kind in ("id18", "residence", "id15")
    return "出生日期不存在" if whole else "不是身份证号"
