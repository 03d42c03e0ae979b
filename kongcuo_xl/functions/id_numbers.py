"""Cell functions over 身份证号: no workbook is needed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kongcuo_xl import clean, identity
from kongcuo_xl.book import Value
from kongcuo_xl.functions.function import Argument, Call, cell_function

_NUMBER = Argument("number", "身份证号", "一个身份证号，或一列身份证号")
_LOST = "号码已损坏，请设为文本重录"
"""A number kept as a number: a spreadsheet keeps fifteen digits of it."""
_SURELY_PAST = pd.Timestamp(2020, 1, 1)
"""Only a birth after this can lie ahead of a check date; the workbook is not asked for others."""


@cell_function("ID_CHECK", "核对身份证号", _NUMBER, example='=ID_CHECK("110105201501010025")')
def id_check(call: Call) -> Sequence[Value]:
    """身份证号对不对：正确，或者错在哪里（位数、日期、校验码）。"""
    numbers = call.column(0)
    tidy = _tidy(numbers)
    kinds, born = identity.kind(tidy).astype(str), identity.birth_date(tidy)
    right, wanted = identity.check_ok(tidy), identity.check_character(tidy)
    late = born > _SURELY_PAST
    ahead = late & (born > pd.Timestamp(call.book.date)) if late.any() else late
    said: list[Value] = []
    for at, number in enumerate(numbers):
        if isinstance(number, (int, float)):
            said.append(_LOST)
        elif kinds[at] == "temporary":
            said.append("临时编号")
        elif kinds[at] == "id15":
            said.append("15位旧号，请换18位")
        elif kinds[at] == "malformed":
            length = len(tidy[at])
            said.append(f"应为18位，现有{length}位" if length != 18 else "含有不该有的字符")
        elif pd.isna(born[at]):
            said.append("出生日期不存在")
        elif ahead[at]:
            said.append("出生日期在将来")
        else:
            said.append("正确" if right[at] else f"校验码应为{wanted[at]}")
    return said


@cell_function("ID_BIRTH", "出生日期", _NUMBER, example='=ID_BIRTH("110105201501010025")')
def id_birth(call: Call) -> Sequence[Value]:
    """身份证号中的出生日期；单元格请设为日期格式。"""
    born = identity.birth_date(_tidy(call.column(0)))
    return _or_no_number(call, [None if pd.isna(day) else day.date() for day in born])


@cell_function("ID_SEX", "性别", _NUMBER, example='=ID_SEX("110105201501010025")')
def id_sex(call: Call) -> Sequence[Value]:
    """身份证号中的性别：男或女。"""
    sexes = identity.sex(_tidy(call.column(0)))
    return _or_no_number(call, [None if pd.isna(sex) else sex for sex in sexes])


@cell_function("ID_MASK", "遮住身份证号", _NUMBER, example='=ID_MASK("110105201501010025")')
def id_mask(call: Call) -> Sequence[Value]:
    """把身份证号中间几位换成星号，用于公示和打印。"""
    numbers = call.column(0)
    return [
        _LOST if isinstance(number, (int, float)) else identity.mask(text)
        for number, text in zip(numbers, _tidy(numbers), strict=True)
    ]


def _tidy(numbers: list[Value]) -> pd.Series:
    return identity.tidy_id(pd.Series([clean.text(number) for number in numbers], dtype="str"))


def _or_no_number(call: Call, found: list[Value | None]) -> list[Value]:
    """What was found in each number, or why nothing was."""
    return [
        (_LOST if isinstance(number, (int, float)) else "不是身份证号") if one is None else one
        for number, one in zip(call.column(0), found, strict=True)
    ]
