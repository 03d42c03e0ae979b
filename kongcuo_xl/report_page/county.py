"""What stands on the page of a batch: bounded, however many units there are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kongcuo_xl.finding import LEVELS, Finding
from kongcuo_xl.report_page.findings import (
    Count,
    address,
    breakdown,
    by_rule,
    gravest,
    listed,
    plain,
)

if TYPE_CHECKING:
    from kongcuo_xl.batch import Outcome, UnitResult

OF_UNIT, MOST = 50, 5_000
"""Findings listed: of one unit, and of all. Each unit's marked copies hold them all."""


def content(outcome: Outcome) -> dict[str, Any]:
    """Everything the template asks for."""
    page = outcome.page
    every = [f for unit in outcome.units for f in unit.findings]
    found = _shared_out(outcome.units)
    nowhere = [""] * len(found)
    unreadable = [(f"{u.name}：{f.file}", f.reason) for u in outcome.units for f in u.unreadable]
    return {
        "title": "控辍保学核查汇总",
        "about": "",
        "facts": [
            ("核查日期", outcome.date.isoformat()),
            ("政策", outcome.policy),
            ("单位", f"{len(outcome.units)} 个"),
            ("工作簿", f"{sum(u.files for u in outcome.units)} 个"),
            ("学生", f"{sum(u.people for u in outcome.units)} 人"),
        ],
        "counts": [(level, sum(u.count(level) for u in outcome.units)) for level in LEVELS],
        "others": [
            ("已核实说明", sum(u.explained for u in outcome.units), "处", ""),
            ("没有写出的结果", len(outcome.failures), "个", "failures"),
            ("读不了的文件", len(unreadable), "个", "unreadable"),
        ],
        "breakdowns": [
            breakdown("单位", "个", [_unit(unit, page) for unit in outcome.units]),
            breakdown("规则", "条", by_rule(every)),
        ],
        "wide": True,
        "total": len(every),
        "partly": "" if len(found) == len(every) else
        f"共 {len(every)} 处，这里列出各单位级别最重的 {len(found)} 处；"
        "全部问题请看各单位带标记的副本。",
        "data": listed(found, nowhere, _copies(outcome.units, page)),
        "plain": plain(found, nowhere),
        "explained": [],
        "skipped": [],
        "unreadable": unreadable,
        "failures": outcome.failures,
        "files": [],
        "notes": list(dict.fromkeys([*outcome.notes, *(n for u in outcome.units for n in u.said)])),
        "defaults": [],
        "policy": outcome.policy,
    }  # fmt: skip


def _unit(unit: UnitResult, page: Path) -> Count:
    return Count(
        unit.name,
        tuple(unit.count(level) for level in LEVELS),
        {"unit": unit.name},
        note=f"{unit.people} 人",
        links=tuple((Path(path).name, address(path, page)) for path in unit.written),
    )


def _shared_out(units: Sequence[UnitResult]) -> list[Finding]:
    """The gravest findings of each unit, no more than a page can hold, in the units' order."""
    each = [[unit.findings[at] for at in gravest(unit.findings, OF_UNIT)] for unit in units]
    every = [finding for findings in each for finding in findings]
    return [every[at] for at in gravest(every, MOST)]


def _copies(units: Sequence[UnitResult], page: Path) -> dict[str, str]:
    return {file: address(path, page) for unit in units for file, path in unit.copies.items()}
