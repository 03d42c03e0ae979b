"""运行报告.xlsx: what a batch read, what it passed over, what it could not, and how long it took.

The only one of its outputs that differs from run to run.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kongcuo_xl.hosts.lists import Column, ListSheet, write
from kongcuo_xl.screen import mask_in

if TYPE_CHECKING:
    from kongcuo_xl.batch import Outcome

NAME = "运行报告.xlsx"


def save(outcome: Outcome, target: Path) -> None:
    """Write the report. Raises OutputError."""
    note = (
        f"核查日期 {outcome.date}，政策 {outcome.policy}，用时 {outcome.seconds:.1f} 秒；"
        f"{len(outcome.units)} 个单位，这次核查了 {outcome.again} 个，其余没有变化。"
    )
    units = [
        (
            mask_in(unit.name), "核查" if unit.fresh else "没有变化", unit.files,
            unit.files - len(unit.unreadable), len(unit.unreadable), unit.people,
            len(unit.written), len(unit.failures),
        )
        for unit in outcome.units
    ]  # fmt: skip
    said = [
        *((mask_in(u.name), "读不了", mask_in(f"{f.file}：{f.reason}")) for u in outcome.units
          for f in u.unreadable),
        *((mask_in(u.name), "没有写出", mask_in(f)) for u in outcome.units for f in u.failures),
        *(("", "略过或说明", mask_in(n)) for n in outcome.notes),
        *((mask_in(who), "说明", mask_in(n)) for n, who in _whose(outcome).items()),
        *((mask_in(u.name), "说明", mask_in(n)) for u in outcome.units for n in u.notes),
    ]  # fmt: skip
    write(
        target,
        [
            ListSheet("单位", "批量核查运行报告", note, _UNITS, units),
            ListSheet("情况", "读不了的、略过的和说明", note, _SAID, said, 1, _TINTS),
        ],
    )


def _whose(outcome: Outcome) -> dict[str, str]:
    """What is said on how workbooks were read, once each, and of which units."""
    names: dict[str, list[str]] = {}
    for unit in outcome.units:
        for note in dict.fromkeys(unit.said):
            names.setdefault(note, []).append(unit.name)
    return {
        note: who[0] if len(who) == 1 else f"{who[0]}等{len(who)}个单位"
        for note, who in names.items()
    }


_UNITS = (
    Column("单位", 30), Column("这次", 10, centred=True), Column("工作簿", 9, centred=True),
    Column("读了", 9, centred=True), Column("读不了", 9, centred=True),
    Column("学生数", 9, centred=True), Column("写出", 9, centred=True),
    Column("没有写出", 10, centred=True),
)  # fmt: skip
_SAID = (Column("单位", 26), Column("类别", 12, centred=True), Column("内容", 90))
_TINTS = {"读不了": "F8CBAD", "没有写出": "F8CBAD"}
