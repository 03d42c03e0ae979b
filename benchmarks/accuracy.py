"""Recall and precision by rule, over the demo county's planted faults; writes docs/accuracy.md.

``make docs`` runs it. A fault that needs another policy,
date or last month's rosters is looked for by a check with these, of its own rule alone.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kongcuo_xl import demo, inputs
from kongcuo_xl.book import a1
from kongcuo_xl.checking import Report
from kongcuo_xl.policy import load
from kongcuo_xl.rule import rules
from kongcuo_xl.tables import kinds

PAGE = Path(__file__).parent.parent / "docs" / "accuracy.md"

Place = tuple[str, str, str, str]
"""Code, file, sheet, cell."""

Drawn = tuple[str, str, str]
"""Kind of table, file, sheet."""

Way = tuple[str, str, str]
"""Policy, date, folder of last month's rosters ("" for none)."""


@dataclass
class Accuracy:
    """What was planted and what was found, and the tables that were read."""

    schools: int
    students: int
    planted: set[Place] = field(default_factory=set)
    found: set[Place] = field(default_factory=set)
    ways: dict[str, set[Way]] = field(default_factory=lambda: defaultdict(set))
    """Code → the checks in which it was looked for."""
    drawn: set[Drawn] = field(default_factory=set)
    recognised: set[Drawn] = field(default_factory=set)
    headings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Kind of table → the different rows of headings it was recognised by."""
    unknown: int = 0
    """Sheets that were taken for no table."""

    def of(self, code: str) -> tuple[int, int, int]:
        """How many of a code were planted, found, and both."""
        planted = {place for place in self.planted if place[0] == code}
        found = {place for place in self.found if place[0] == code}
        return len(planted), len(found), len(planted & found)


def measure(folder: Path, *, schools: int = 6, students: int = 1200) -> Accuracy:
    """Write the demo county into an empty folder, check it, and compare with its truth."""
    made = demo.write(folder, schools=schools, students=students)
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    usual: Way = (truth["policy"], truth["date"], "")
    result = Accuracy(made.schools, made.students)
    result.drawn = {(t["table"], t["file"], t["sheet"]) for t in truth["tables"]}
    wanted: dict[Way, set[str]] = {usual: set()}
    known: dict[Way, set[Place]] = defaultdict(set)
    for fault in truth["faults"]:
        way = tuple(
            fault.get(k, u) for k, u in zip(("policy", "date", "previous"), usual, strict=True)
        )
        wanted.setdefault(way, set()).add(fault["code"])
        known[way].add((fault["code"], fault["file"], fault["sheet"], fault["cell"]))
    for way, codes in wanted.items():
        report = _check(folder, way, None if way == usual else codes)
        found = {(f.code, f.file, f.sheet, a1(f.row, f.column)) for f in report.findings}
        if way == usual:
            _read(report, result)
            codes = set(rules())
        else:
            # What the usual check finds too is counted there.
            found -= known[usual]
        for code in codes:
            result.ways[code].add(way)
        result.planted |= known[way]
        result.found |= found
    return result


def _check(folder: Path, way: Way, codes: set[str] | None) -> Report:
    policy, date, previous = way
    return inputs.check(
        [folder],
        load(policy),
        dt.date.fromisoformat(date),
        selected=codes,
        previous=folder / previous if previous else None,
    )


def _read(report: Report, result: Accuracy) -> None:
    for book in report.books:
        for sheet in book.sheets:
            result.unknown += not sheet.pieces
            for piece in sheet.pieces:
                result.recognised.add((piece.kind, piece.file, piece.sheet.name))
                result.headings[piece.kind].add("|".join(map(str, piece.headings.values())))


def page(accuracy: Accuracy) -> str:
    """The page, as Markdown in Chinese."""
    planted, found = len(accuracy.planted), len(accuracy.found)
    both = len(accuracy.planted & accuracy.found)
    lines = [
        "# 查得全不全，准不准",
        "",
        "由 `make docs` 生成：写出演示县"
        f"（{accuracy.schools} 所学校，{accuracy.students} 名虚构学生），核查，"
        "再与埋设的问题（truth.json）逐格比较。数据都是编造的，每处毛病都知道；"
        "它说明规则做了它所说的事，不说明真实的表里有多少毛病。",
        "",
        f"共埋设 {planted} 处，查出 {found} 处，其中相符 {both} 处："
        f"查全率 {_share(both, planted)}，查准率 {_share(both, found)}。",
        "",
        "## 各条规则",
        "",
        "| 代码 | 名称 | 埋设 | 查出 | 相符 | 查全率 | 查准率 | 核查方式 |",
        "|---|---|--:|--:|--:|--:|--:|---|",
    ]
    for code, rule in rules().items():
        there, here, hit = accuracy.of(code)
        ways = "；".join(_way(way) for way in sorted(accuracy.ways[code]) if _way(way))
        lines.append(
            f"| {code} | {rule.name} | {there} | {here} | {hit} | {_share(hit, there)} "
            f"| {_share(hit, here)} | {ways} |"
        )
    lines += [
        "",
        "核查方式空着的，用 zhushan-2021、2025-10-20。",
        "",
        "## 认出的表",
        "",
        "同一种表各校写法不同：表头一至三行、合并的分组、一表多班、一班一表、两表并排、表名和列名各异。",
        "",
        "| 表 | 有这种表的工作表 | 认对 | 认成这种表而不是的 | 几种表头 |",
        "|---|--:|--:|--:|--:|",
        *(_recognised(accuracy, name) for name in kinds()),
        "",
        f"另有 {accuracy.unknown} 张工作表不是台账（食谱、图书、填好的统计表等）。",
        "",
    ]
    return "\n".join(lines)


def _recognised(accuracy: Accuracy, name: str) -> str:
    drawn = {sheet for sheet in accuracy.drawn if sheet[0] == name}
    taken = {sheet for sheet in accuracy.recognised if sheet[0] == name}
    counts = (len(drawn), len(drawn & taken), len(taken - drawn), len(accuracy.headings[name]))
    return f"| {kinds()[name].label} | " + " | ".join(map(str, counts)) + " |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _way(way: Way) -> str:
    policy, date, previous = way
    words: Iterable[str] = (
        policy if policy != demo.POLICY else "",
        date if date != demo.DATE.isoformat() else "",
        f"--previous {previous}" if previous else "",
    )
    return " ".join(filter(None, words))


def main() -> None:
    """Measure the default county and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(page(measure(Path(folder) / "county")), encoding="utf-8")


if __name__ == "__main__":
    main()
