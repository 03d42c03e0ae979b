"""Findings as text, JSON and CSV. IDs are masked here unless somebody asks to see them."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from kongcuo_xl import identity
from kongcuo_xl.book import a1, column_letters
from kongcuo_xl.checking import Report
from kongcuo_xl.crosschecks.sheets import FilledSheet, filled_sheets
from kongcuo_xl.finding import LEVELS, Finding
from kongcuo_xl.reading import BookReading
from kongcuo_xl.rule import rules
from kongcuo_xl.tables import Piece, kinds

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def masked(finding: Finding) -> Finding:
    """The finding with every ID in its words masked."""
    return replace(
        finding,
        person=identity.mask_in(finding.person),
        message=identity.mask_in(finding.message),
        suggestion=identity.mask_in(finding.suggestion),
    )


def shown(report: Report, *, show_ids: bool) -> list[Finding]:
    """The findings as they may be shown."""
    return report.findings if show_ids else [masked(f) for f in report.findings]


def counts(report: Report) -> str:
    """One line, numbers first: 共查 1286 人，错误 3 处 …"""
    parts = [f"共查 {report.people} 人", *(f"{lv} {report.count(lv)} 处" for lv in LEVELS)]
    if report.explained:
        parts.append(f"已核实说明 {len(report.explained)} 处")
    if report.skipped:
        parts.append(f"跳过 {len({s.code for s in report.skipped})} 条规则")
    if report.unreadable:
        parts.append(f"读不了 {len(report.unreadable)} 个文件")
    return "，".join(parts)


def as_text(report: Report, *, show_ids: bool = False, quiet: bool = False) -> str:
    """What a person reads in a terminal: by file and sheet, then what was skipped, then counts."""
    lines: list[str] = []
    at = ("", "")
    for finding in shown(report, show_ids=show_ids):
        if (finding.file, finding.sheet) != at:
            at = (finding.file, finding.sheet)
            lines += ["", f"{finding.file} [{finding.sheet}]"]
        person = f"{finding.person}：" if finding.person not in finding.message else ""
        address = a1(finding.row, finding.column)
        advice = f"（{finding.suggestion}）" if finding.suggestion else ""
        lines.append(
            f"  {address:<7}{finding.level} {finding.code} {person}{finding.message}{advice}"
        )
    if report.unreadable:
        lines += ["", "没有读的文件："]
        lines += [f"  {u.file}：{identity.mask_in(u.reason)}" for u in report.unreadable]
    if report.notes and not quiet:
        lines += ["", "说明："]
        lines += [f"  {identity.mask_in(note)}" for note in report.notes]
    if report.skipped and not quiet:
        lines += ["", "跳过的规则："]
        reasons: dict[str, list[str]] = {}
        for skip in report.skipped:
            reasons.setdefault(skip.reason, []).append(skip.code)
        lines += [f"  {why}：{condensed(c)}" for why, c in reasons.items()]
    by_rule = Counter((f.code, f.level) for f in report.findings)
    if by_rule and not quiet:
        lines += ["", "按规则："]
        lines += [
            f"  {code} {rules()[code].name}：{level} {n} 处"
            for (code, level), n in sorted(by_rule.items())
        ]
    lines += ["", f"{counts(report)}。检查日期 {report.date}，政策 {report.policy.title}。"]
    return "\n".join(lines).lstrip("\n")


def condensed(codes: Iterable[str]) -> str:
    """Rule codes with runs drawn together: HV101–HV104、ST105."""
    known = list(rules())
    places = sorted({known.index(code) for code in codes})
    runs: list[list[int]] = []
    for place in places:
        follows = runs and place == runs[-1][-1] + 1
        if follows and known[place][:2] == known[runs[-1][0]][:2]:
            runs[-1].append(place)
        else:
            runs.append([place])
    told = [
        "、".join(known[p] for p in run) if len(run) < 3 else f"{known[run[0]]}–{known[run[-1]]}"
        for run in runs
    ]
    return "、".join(told)


def as_json(report: Report, *, show_ids: bool = False) -> str:
    """The contract's object; see docs/json.md."""
    return json.dumps(
        {
            "date": report.date.isoformat(),
            "policy": report.policy.name,
            "files": [_file(b) for b in report.books],
            "findings": [as_object(f) for f in shown(report, show_ids=show_ids)],
            "explained": [
                {
                    **as_object(e.finding if show_ids else masked(e.finding)),
                    "explanation": e.explanation if show_ids else identity.mask_in(e.explanation),
                }
                for e in report.explained
            ],
            "skipped": [{"code": s.code, "reason": s.reason} for s in report.skipped],
            "unreadable": [
                {"file": u.file, "reason": identity.mask_in(u.reason)} for u in report.unreadable
            ],
            "notes": [identity.mask_in(n) for n in report.notes],
        },
        ensure_ascii=False,
        indent=1,
    )


def _file(book: BookReading) -> dict[str, Any]:
    figures = filled_sheets([book])
    sheets = []
    for reading in book.sheets:
        name = reading.sheet.name
        tables = [_table(piece) for piece in reading.pieces]
        listed = {
            r
            for p in reading.pieces
            for a in [p.sheet.place_of(p.area)]
            for r in range(a.top, a.bottom + 1)
        }
        tables += [
            _figures(block)
            for block in figures
            if block.sheet.name == name and listed.isdisjoint(block.labels)
        ]
        sheets.append({"sheet": name, "tables": tables})
    return {"file": book.book.name, "sheets": sheets}


def _figures(sheet: FilledSheet) -> dict[str, Any]:
    """A statistics sheet as a table: every column by its labels, upper first."""
    return {
        "table": sheet.code,
        "range": sheet.area.a1,
        "rows": len(sheet.labels),
        "columns": {"›".join(path): column_letters(c) for c, path in sheet.columns.items()},
        "unused": {},
        "suggested": {},
    }


def _table(piece: Piece) -> dict[str, Any]:
    fields = kinds()[piece.kind].fields
    # A second column of a field, and one whose values can't be it, are not used either.
    idle = [c for c in {**piece.twice, **piece.misfits} if c not in piece.suggested]
    unused = piece.unused | {c: piece.headings.get(c, "") for c in idle}
    table: dict[str, Any] = {
        "table": piece.kind,
        "range": piece.sheet.place_of(piece.area).a1,
        "rows": len(piece.rows) or len({r for r, _, _ in piece.people}),
        "columns": {} if piece.sheet.turned else _letters(piece),
        "unused": {column_letters(c): identity.mask_in(h) for c, h in sorted(unused.items())},
        "suggested": {column_letters(c): fields[f].label for c, f in piece.suggested.items()},
    }
    return table


def _letters(piece: Piece) -> dict[str, str]:
    return {label: column_letters(c) for label, c in piece.labels.items()}


def as_object(finding: Finding) -> dict[str, Any]:
    """A finding as it stands in every object for programs."""
    return {
        "code": finding.code,
        "level": finding.level,
        "file": finding.file,
        "sheet": finding.sheet,
        "cell": a1(finding.row, finding.column),
        "person": finding.person,
        "message": finding.message,
        "suggestion": finding.suggestion,
        "basis": [*finding.basis, *([finding.clause] if finding.clause else [])],
    }


CSV_HEADINGS = ("级别", "代码", "问题", "文件", "工作表", "单元格", "姓名", "说明", "建议", "依据")


def as_csv(report: Report, *, show_ids: bool = False) -> str:
    """A table for spreadsheet programs; text that would become a formula is kept text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_HEADINGS)
    for f in shown(report, show_ids=show_ids):
        row = (
            f.level, f.code, rules()[f.code].name, f.file, f.sheet, a1(f.row, f.column), f.person,
            f.message, f.suggestion, "；".join([*f.basis, *([f.clause] if f.clause else [])]),
        )  # fmt: skip
        writer.writerow([harmless(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def harmless(text: str) -> str:
    """Text that no spreadsheet program takes for a formula."""
    starts = text.startswith(_FORMULA_STARTS) or text.lstrip().startswith(_FORMULA_STARTS)
    return f"'{text}" if starts else text


FORMATS: dict[str, Callable[..., str]] = {"text": as_text, "json": as_json, "csv": as_csv}
