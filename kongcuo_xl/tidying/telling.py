"""A tidying as people read it in a terminal, and as programs do."""

from __future__ import annotations

import json
from typing import Any

from kongcuo_xl import identity
from kongcuo_xl.tidying.correction import Correction
from kongcuo_xl.tidying.outcome import Outcome


def as_text(outcome: Outcome, *, show_ids: bool = False, quiet: bool = False) -> str:
    """Every correction with before and after, by file and sheet; then suggestions and counts."""
    lines: list[str] = []
    for title, listed, arrow in (
        ("", outcome.corrections, "→"),
        ("没有改动，请核对：", outcome.suggestions, "→？"),
    ):
        if listed and title:
            lines += ["", title]
        at = ("", "")
        for c in listed:
            if (c.file, c.sheet) != at:
                at = c.file, c.sheet
                lines += ["", f"{c.file} [{c.sheet}]"]
            before, after = c.shown(show_ids=show_ids)
            person = f"{c.person} " if c.person else ""
            lines.append(
                f"  {c.cell:<7}{person}{c.field}：“{before}”{arrow}“{after}”（{c.reason}）"
            )
    if outcome.notes and not quiet:
        lines += ["", "说明：", *(f"  {note}" for note in outcome.notes)]
    if outcome.unreadable:
        lines += ["", "没有读的文件："]
        lines += [f"  {u.file}：{identity.mask_in(u.reason)}" for u in outcome.unreadable]
    changed, doubtful = len(outcome.corrections), len(outcome.suggestions)
    lines += ["", f"改正 {changed} 处，另有 {doubtful} 处没有把握，没有改动。"]
    return "\n".join(lines).lstrip("\n")


def as_json(outcome: Outcome, *, show_ids: bool = False) -> str:
    """One object: ``corrections``, ``suggestions``, ``written``, ``unreadable``, ``notes``."""

    def told(c: Correction) -> dict[str, Any]:
        before, after = c.shown(show_ids=show_ids)
        return {
            "file": c.file, "sheet": c.sheet, "cell": c.cell, "person": c.person,
            "field": c.field, "before": before, "after": after, "reason": c.reason,
        }  # fmt: skip

    return json.dumps(
        {
            "corrections": [told(c) for c in outcome.corrections],
            "suggestions": [told(c) for c in outcome.suggestions],
            "written": [
                {"file": w.original, "copy": str(w.path or ""), "reason": w.failure}
                for w in outcome.written
            ],
            "unreadable": [
                {"file": u.file, "reason": identity.mask_in(u.reason)} for u in outcome.unreadable
            ],
            "notes": outcome.notes,
        },
        ensure_ascii=False,
        indent=1,
    )
