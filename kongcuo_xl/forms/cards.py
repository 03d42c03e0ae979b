"""Figures that stand in no table: blanks beside a label, and blanks within a sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from kongcuo_xl.book import Cell
from kongcuo_xl.forms.blank import BlankSheet
from kongcuo_xl.forms.outline import FOOTER

BLANK = re.compile(
    r"[_＿]{2,}|(?<=[\u4e00-\u9fff])[ \u3000]{3,}(?=[人名])|[（(][\s_＿]{2,}[)）](?=[人名])"
)
"""The room that a sentence leaves for a number."""
_SAID = re.compile(r"[:：]\s*[^\s_＿]")
"""What follows a label's colon in its own cell: 单位：人 asks for nothing more."""
_TITLE = re.compile(
    "(?:统计|情况|登记|汇总|调查|一览|报)表\\s*$|^附[件表]"
    r"|^20\d\d\s*年(?:\s*\d{1,2}\s*月份?|\s*[春秋]季?学?期?)?\s*$"
)
_PERSON = frozenset(
    {"姓名", "学生姓名", "身份证号", "身份证号码", "性别", "出生日期", "出生年月", "民族"}
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and the blank cell beside it."""

    cell: Cell
    label: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A blank within a sentence: the words before it, up to the last stop or number asked for."""

    cell: Cell
    number: int
    """Which blank of the cell, from 1."""
    words: str
    unit: str
    """What stands right behind the blank."""
    follows: bool
    """Whether it goes on a sentence that has asked for a number before."""


def pairs(sheet: BlankSheet, inside: Collection[Cell]) -> Iterator[Pair]:
    """Labels with a ruled blank at their right, outside tables, from the top."""
    for cell, value in sorted(sheet.values.items()):
        if cell in inside or not isinstance(value, str) or FOOTER.search(value):
            continue
        if _SAID.search(re.sub("其中[:：]|[(（].*?[)）]", "", value)) or _TITLE.search(value):
            continue
        beside = sheet.beside(cell)
        area = sheet.merge_at(beside)
        if beside in sheet.values or beside in sheet.formulas or beside in inside:
            continue
        if (area.bottom, area.left) in sheet.ruled and cell in sheet.ruled | _feet(sheet, cell):
            yield Pair(beside, sheet.label(cell))


def _feet(sheet: BlankSheet, cell: Cell) -> set[Cell]:
    """The cell itself where the foot of its merged area is ruled."""
    area = sheet.merge_at(cell)
    return {cell} if (area.bottom, area.left) in sheet.ruled else set()


def of_a_person(found: Collection[Pair]) -> bool:
    """Whether labels are those of one person's card (一人一表)."""
    return len(_PERSON & {pair.label for pair in found}) >= 2


def gaps(sheet: BlankSheet, inside: Collection[Cell]) -> Iterator[Gap]:
    """The blanks for numbers within sentences."""
    for cell, value in sorted(sheet.values.items()):
        if cell in inside or not isinstance(value, str):
            continue
        at = 0
        for number, found in enumerate(BLANK.finditer(value), 1):
            before = value[at : found.start()]
            if re.search(r"[:：]\s*$", before) and not re.match("[人名]", value[found.end() :]):
                # 填报单位：____ is room for words, 20__年 for a date.
                at = found.end()
                continue
            if re.search(r"20$|第$", before) or re.match("[年月日]", value[found.end() :]):
                at = found.end()
                continue
            words = re.split("[，,。；;：:、\\n]", before)[-1].strip()
            at = found.end()
            unit = value[at : at + 1]
            stops = "".join(re.findall("[。；;\\n]", before))
            yield Gap(
                cell, number, re.sub("^[人名次个%％]", "", words), unit, not stops and number > 1
            )
