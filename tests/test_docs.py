"""Documents keep up with the program."""

from __future__ import annotations

from pathlib import Path

from kongcuo_xl import rulebook

ROOT = Path(__file__).parent.parent


def test_rule_pages_are_current() -> None:
    kept = {p.name: p.read_text(encoding="utf-8") for p in (ROOT / "docs/rules").glob("*.md")}
    assert kept == rulebook.documents(), "run `make docs`"
