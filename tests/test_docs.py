"""Documents keep up with the program."""

from __future__ import annotations

from pathlib import Path

from kongcuo_xl import requirements, rulebook

ROOT = Path(__file__).parent.parent


def test_rule_pages_are_current() -> None:
    kept = {p.name: p.read_text(encoding="utf-8") for p in (ROOT / "docs/rules").glob("*.md")}
    assert kept == rulebook.documents(), "run `make docs`"


def test_the_page_of_requirements_is_current() -> None:
    kept = (ROOT / "docs/requirements.md").read_text(encoding="utf-8")
    assert kept == requirements.page(), "run `make docs`"
