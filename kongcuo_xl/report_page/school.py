"""What stands on the page of one check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kongcuo_xl.finding import LEVELS, Finding, Skipped
from kongcuo_xl.listing import condensed
from kongcuo_xl.policy import EDITABLE, LOCAL, Policy
from kongcuo_xl.report_page import classes
from kongcuo_xl.report_page.findings import (
    Count,
    breakdown,
    by_rule,
    counted,
    gravest,
    lines,
    listed,
    plain,
)
from kongcuo_xl.rule import rules
from kongcuo_xl.tables import Piece, kinds
from kongcuo_xl.units import shown

if TYPE_CHECKING:
    from kongcuo_xl.checking import Report
    from kongcuo_xl.reading import BookReading

MOST = 50_000
"""Findings that a page lists: more would make it slow to open."""


def content(report: Report, copies: Mapping[str, str]) -> dict[str, Any]:
    """Everything the template asks for."""
    places = classes.of_findings(report.scopes, report.findings)
    kept = gravest(report.findings, MOST)
    found = [report.findings[at] for at in kept]
    found_in = [places[at] for at in kept]
    pieces = [piece for book in report.books for piece in book.pieces]
    units = _units(pieces)
    answered = lines([each.finding for each in report.explained])
    return {
        "title": "控辍保学核查报告",
        "about": units[0] if len(units) == 1 and units[0] else "",
        "facts": [
            ("核查日期", report.date.isoformat()),
            ("政策", f"{report.policy.title}（{report.policy.name}）"),
            ("单位", f"{len(units)} 个"),
            ("工作簿", f"{len(report.books)} 个，{len(pieces)} 张表"),
            ("学生", f"{report.people} 人"),
        ],
        "counts": [(level, report.count(level)) for level in LEVELS],
        "others": [
            ("已核实说明", len(report.explained), "处", "explained"),
            ("跳过的规则", len({s.code for s in report.skipped}), "条", "skipped"),
            ("读不了的文件", len(report.unreadable), "个", "unreadable"),
        ],
        "breakdowns": [
            breakdown("规则", "条", by_rule(report.findings)),
            *([breakdown("单位", "个", _by_unit(report.findings))] if len(units) > 1 else []),
            breakdown("班级", "个", _by_class(report.findings, places, several=len(units) > 1)),
        ],
        "wide": False,
        "total": len(report.findings),
        "partly": "" if len(found) == len(report.findings) else
        f"共 {len(report.findings)} 处，这里列出级别最重的 {len(found)} 处；"
        "全部问题请看带标记的副本，或用 --format csv 导出。",
        "data": listed(found, found_in, dict(copies)),
        "plain": plain(found, found_in),
        "explained": [
            {**line, "explanation": each.explanation}
            for line, each in zip(answered, report.explained, strict=True)
        ],
        "skipped": _skipped(report.skipped),
        "unreadable": [(u.file, u.reason) for u in report.unreadable],
        "files": [_file(book) for book in report.books],
        "notes": report.notes,
        "defaults": _defaults(report.policy, report.ran),
        "policy": report.policy.title,
    }  # fmt: skip


def _units(pieces: Sequence[Piece]) -> list[str]:
    """The units that have pupils: a folder above them may hold no more than a calendar."""
    taught = [p.unit for p in pieces if p.kind in ("students", "registry")]
    return list(dict.fromkeys(shown(unit) for unit in taught or (p.unit for p in pieces)))


def _by_unit(findings: Sequence[Finding]) -> list[Count]:
    return [
        Count(unit, numbers, {"unit": unit})
        for unit, numbers in counted(findings, (shown(f.unit) for f in findings)).items()
    ]


def _by_class(findings: Sequence[Finding], places: Sequence[str], *, several: bool) -> list[Count]:
    keys = [(shown(f.unit), k) if k else () for f, k in zip(findings, places, strict=True)]
    return [
        Count(f"{unit} {klass}" if several else klass, numbers, {"unit": unit, "klass": klass})
        for (unit, klass), numbers in counted(findings, keys).items()
    ]


def _skipped(skipped: Sequence[Skipped]) -> list[tuple[str, str, list[str]]]:
    """Reason, codes drawn together, and the rules' names."""
    reasons: dict[str, list[str]] = {}
    for skip in skipped:
        reasons.setdefault(skip.reason, []).append(skip.code)
    return [
        (reason, condensed(codes), [rules()[code].name for code in dict.fromkeys(codes)])
        for reason, codes in reasons.items()
    ]


def _file(book: BookReading) -> tuple[str, list[dict[str, str]]]:
    """A workbook's name and what was found in it."""
    found = []
    for piece in book.pieces:
        fields = kinds()[piece.kind].fields
        found.append({
            "sheet": piece.sheet.name,
            "kind": kinds()[piece.kind].label,
            "range": piece.area.a1,
            "rows": str(len(piece.rows) or len({r for r, _, _ in piece.people})),
            "guessed": piece.guessed,
            "missing": "、".join(fields[f].label for f in piece.missing),
            "alike": "、".join(
                f"“{piece.headings.get(c, '')}”像“{fields[f].label}”"
                for c, f in sorted(piece.suggested.items())
            ),
            "unused": "、".join(filter(None, (h for _, h in sorted(piece.unused.items())))),
        })  # fmt: skip
    return book.book.name, found


def _defaults(policy: Policy, ran: set[str]) -> list[tuple[str, str, str]]:
    """Values behind the rules that were run which no document states: label, value, where from."""
    asked = {need for code in ran for need in rules()[code].needs}
    return [
        (line.label, f"{line.text}{line.unit}", line.note)
        for line in policy.explain()
        if line.key in asked and (EDITABLE in line.note or line.status == LOCAL)
    ]
