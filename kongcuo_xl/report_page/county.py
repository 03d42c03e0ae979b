"""What stands on the page of a batch: bounded, however many units there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from kongcuo_xl.finding import LEVELS, Finding
from kongcuo_xl.inputs import MARKED
from kongcuo_xl.report_page.findings import Count, address, breakdown, listed, plain
from kongcuo_xl.rule import rules

if TYPE_CHECKING:
    from kongcuo_xl.batch import Outcome
    from kongcuo_xl.batch.outcome import UnitResult

OF_UNIT, MOST = 50, 5_000
"""Findings listed: of one unit, and of all. Each unit's marked copies hold them all."""


def content(outcome: Outcome, listed_of: Mapping[str, Sequence[Finding]]) -> dict[str, Any]:
    """Everything the template asks for; ``listed_of``: unit → its findings that are listed."""
    page = outcome.page
    found = [finding for unit in outcome.units for finding in listed_of.get(unit.unit, ())]
    total = sum(unit.levels.total() for unit in outcome.units)
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
            breakdown("规则", "条", _by_rule(outcome.units)),
        ],
        "wide": True,
        "total": total,
        "partly": "" if len(found) == total else
        f"共 {total} 处，这里列出问题最重的单位各自最重的问题，共 {len(found)} 处；"
        "全部问题请看各单位带标记的副本。",
        "data": listed(found, nowhere, _copies(found, outcome.units, page)),
        "plain": plain(found, nowhere),
        "explained": [],
        "skipped": [],
        "unreadable": unreadable,
        "failures": outcome.failures,
        "files": [],
        # Not ``outcome.notes``: said of this run alone, they would make it differ from a fresh one.
        "notes": list(dict.fromkeys(n for u in outcome.units for n in u.said)),
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


def _by_rule(units: Sequence[UnitResult]) -> list[Count]:
    ranked = sum((unit.ranked for unit in units), Counter[tuple[str, str]]())
    numbers = {code: tuple(ranked[code, level] for level in LEVELS) for code, _ in ranked}
    return [
        Count(rules()[code].name, numbers[code], {"rule": code}, note=code)
        for code in sorted(numbers, key=lambda code: ([-n for n in numbers[code]], code))
    ]


def shares(units: Iterable[UnitResult]) -> dict[str, int]:
    """Unit → how many findings of it are listed: those of the units that have the gravest.

    The others' findings need not even be read: a province has millions.
    """
    found: dict[str, int] = {}
    left = MOST
    for unit in sorted(units, key=lambda u: [-u.count(level) for level in LEVELS]):
        if left <= 0:
            break
        found[unit.unit] = min(OF_UNIT, left, unit.levels.total())
        left -= found[unit.unit]
    return found


def _copies(findings: Sequence[Finding], units: Sequence[UnitResult], page: Path) -> dict[str, str]:
    """Workbook → its marked copy: the output of its name in its folder."""
    written: dict[tuple[str, str], str] = {}
    for unit in units:
        for path in map(Path, unit.written):
            written[path.parent.relative_to(page.parent).as_posix(), path.stem] = str(path)
    found = {}
    for file in dict.fromkeys(finding.file for finding in findings):
        name = PurePosixPath(file)
        for stem in (name.stem, name.name):
            copied = written.get((str(name.parent), f"{stem.removesuffix(MARKED)}{MARKED}"))
            if copied is not None:
                found[file] = address(copied, page)
    return found
