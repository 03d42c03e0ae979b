"""A comparison as people read it in a terminal, and as programs do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kongcuo_xl import identity
from kongcuo_xl.comparison.result import Comparison, Entry, likely, masked


def as_json(found: Comparison, *, show_ids: bool = False) -> str:
    """One object: ``lists`` with their repeated rows, ``pairs``, ``unreadable``, ``notes``."""

    def told(entry: Entry) -> dict[str, Any]:
        return masked(entry, show_ids=show_ids)._asdict()

    def value(text: str) -> str:
        return text if show_ids else identity.mask_in(text)

    answer = {
        "lists": [
            {
                "label": each.label, "title": each.title, "people": each.people,
                "repeated": [
                    {"group": r.group, "entry": told(r.entry), "reason": r.reason}
                    for r in each.repeated
                ],
            }
            for each in found.lists
        ],
        "pairs": [
            {
                "a": pair.a.label, "b": pair.b.label,
                "only_a": [told(e) for e in pair.only_a],
                "only_b": [told(e) for e in pair.only_b],
                "differing": [
                    {"field": d.field, "a": told(d.a), "value_a": value(d.value_a),
                     "b": told(d.b), "value_b": value(d.value_b), "note": d.note}
                    for d in pair.differing
                ],
                "probable": [
                    {"a": told(p.a), "b": told(p.b), "reason": p.reason} for p in pair.probable
                ],
                "both": [{"a": told(x), "b": told(y)} for x, y in pair.both],
            }
            for pair in found.pairs
        ],
        "unreadable": [
            {"file": u.file, "reason": identity.mask_in(u.reason)} for u in found.unreadable
        ],
        "notes": [identity.mask_in(note) for note in found.notes],
    }  # fmt: skip
    return json.dumps(answer, ensure_ascii=False, indent=1)


_MOST_LINES = 30


def as_text(found: Comparison, *, show_ids: bool = False, quiet: bool = False) -> str:
    """Counts, and the first people of each result; the workbook holds them all."""
    lines = [f"{each.label}：{each.title}，{each.people} 人" for each in found.lists]
    for each in found.lists:
        rows = [
            f"{_at(r.entry)} {masked(r.entry, show_ids=show_ids).name}：{r.reason}"
            for r in each.repeated
        ]
        lines += _section(f"{each.label}内重复", rows)
    for pair in found.pairs:
        lines += ["", f"【{pair.title}】"]
        for title, people, told in (
            (f"{pair.a.label}有、{pair.b.label}无", pair.only_a, likely(pair.probable)),
            (f"{pair.b.label}有、{pair.a.label}无", pair.only_b, likely(pair.probable, of_b=True)),
        ):
            rows = [
                f"{_at(e)} {masked(e, show_ids=show_ids).name}"
                + (f"　{told[e]}" if e in told else "")
                for e in people
            ]
            lines += _section(title, rows)
        rows = [
            f"{masked(d.a, show_ids=show_ids).name} {d.field}：“{d.value_a}”{_at(d.a)} ≠ "
            f"“{d.value_b}”{_at(d.b)}" + (f"（{d.note}）" if d.note else "")
            for d in pair.differing
        ]
        lines += _section("不一致", [r if show_ids else identity.mask_in(r) for r in rows])
        if pair.both:
            lines.append(f"  两边都有：{len(pair.both)} 人")
    if found.unreadable:
        lines += ["", "没有读的文件："]
        lines += [f"  {u.file}：{identity.mask_in(u.reason)}" for u in found.unreadable]
    if found.notes and not quiet:
        lines += ["", "说明：", *(f"  {note}" for note in found.notes)]
    return "\n".join(lines)


def _at(entry: Entry) -> str:
    return f"{entry.file}[{entry.sheet}]{entry.cell}"


def _section(title: str, rows: Sequence[str]) -> list[str]:
    more = len(rows) - _MOST_LINES
    shown = [f"    {row}" for row in rows[:_MOST_LINES]]
    return [f"  {title}：{len(rows)}", *shown, *([f"    …… 另有 {more} 行"] if more > 0 else [])]
