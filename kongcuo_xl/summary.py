"""汇总.xlsx: units × findings, by level and by rule, what was not read, with a native chart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

from kongcuo_xl.finding import LEVELS
from kongcuo_xl.hosts import authorship
from kongcuo_xl.hosts.pages import COLORS, Formula, Pages, Shown, print_on_a4
from kongcuo_xl.rule import rules

if TYPE_CHECKING:
    from kongcuo_xl.batch import Outcome
    from kongcuo_xl.batch.outcome import UnitResult

_MOST_CHARTED = 20
"""Bars whose names can still be read on a page in landscape."""
_PAGE, _LINE = 17.5, 0.63
"""Centimetres of such a page, and of a row."""
_A_PAGE = 140.0
"""Width of columns that a page takes, with the print still legible."""


def write(outcome: Outcome, target: Path) -> None:
    """Write the summary workbook, whole or not at all.

    Raises OutputError when it can't be written.
    """
    pages = Pages()
    note = f"检查日期 {outcome.date}　政策 {outcome.policy}"
    _units(pages, note, outcome)
    _by_rule(pages, note, outcome)
    _unread(pages, note, outcome)
    pages.save(target, authorship.SUMMARY)


def _units(pages: Pages, note: str, outcome: Outcome) -> None:
    widths = [6, 34, 9, 9, 8, 8, 8, 8, 13, 11]
    page = pages.page("汇总", "控辍保学核查汇总", note, widths)
    page.skip()
    heads = page.row
    page.heads([(head,) for head in _HEADS])
    lines = [_Row(number, unit) for number, unit in enumerate(outcome.units, 1)]
    for line in lines:
        page.line(line.values(page.row))
    if lines:
        first, last = heads + 1, page.row - 1
        page.line(["", "合计", *(
            Formula(f"SUM({letter}{first}:{letter}{last})", sum(column))
            for letter, column in zip(
                "CDEFGHIJ", zip(*(line.counts for line in lines), strict=True), strict=True
            )
        )], "total")  # fmt: skip
        page.skip()
        whose = "各单位"
        if len(lines) > _MOST_CHARTED:
            whose = f"问题最多的{_MOST_CHARTED}个单位的"
            page.new_paper()
            page.words(f"{whose}问题数")
            heads = page.row
            page.line(_HEADS, "head")
            worst = sorted(lines, key=lambda line: [-n for n in line.levels])[:_MOST_CHARTED]
            for line in worst:
                page.line(line.values(page.row))
            first, last = heads + 1, page.row - 1
        height = 3.2 + 0.6 * (last - first + 1)
        if page.row * _LINE + height > _PAGE:  # else the page would end inside the chart
            page.new_paper()
        page.chart("stacked", f"{whose}问题数（处）", heads, first, last, 2, [5, 6, 7],
                   colors=[COLORS[level] for level in LEVELS], size=(22, height))  # fmt: skip
    page.finish()


class _Row:
    """What is said of a unit in its row."""

    def __init__(self, number: int, unit: UnitResult) -> None:
        self.words: list[Shown] = [number, unit.name]
        self.levels = [unit.count(level) for level in LEVELS]
        self.counts = [
            unit.people, unit.files, *self.levels, sum(self.levels), len(unit.unreadable),
            unit.explained,
        ]  # fmt: skip

    def values(self, row: int) -> list[Shown]:
        """The cells of the row with this number (from 1)."""
        found: list[Shown] = [*self.words, *self.counts]
        found[7] = Formula(f"SUM(E{row}:G{row})", sum(self.levels))
        return found


_HEADS = ("序号", "单位", "学生数", "工作簿", *LEVELS, "合计", "读不了的文件", "已核实说明")


def _by_rule(pages: Pages, note: str, outcome: Outcome) -> None:
    found = set().union(*(unit.codes for unit in outcome.units))
    codes = [code for code in rules() if code in found]
    widths = [34, *[9] * len(codes), 8]
    page = pages.page("按规则", "单位 × 规则", note, widths)
    page.skip()
    head: list[tuple[str, ...]] = [("单位",)]
    head += [(code, rules()[code].name) for code in codes]
    page.heads([*head, ("合计",)] if codes else [("单位",), ("合计",)], frozen=1)
    last = get_column_letter(len(codes) + 1)
    for unit in outcome.units:
        total = sum(unit.codes[code] for code in codes)
        row = page.row
        page.line([
            unit.name, *(unit.codes[code] or None for code in codes),
            Formula(f"SUM(B{row}:{last}{row})", total) if codes else 0,
        ])  # fmt: skip
    page.finish()
    print_on_a4(page.sheet, landscape=True, pages_wide=max(1, round(sum(widths) / _A_PAGE)))
    page.sheet.print_title_cols = "A:A"


def _unread(pages: Pages, note: str, outcome: Outcome) -> None:
    page = pages.page("未读文件", "没有读的文件和没有写出的结果", note, [30, 40, 70])
    page.skip()
    page.heads([("单位",), ("文件",), ("原因",)])
    lines = [
        line
        for unit in outcome.units
        for line in (
            *((unit.name, file.file, file.reason) for file in unit.unreadable),
            *((unit.name, "", failure) for failure in unit.failures),
        )
    ]
    for line in lines or [("无", "", "")]:
        page.line(line)
    page.finish()
