"""Write the generated pages of docs/. ``make docs`` runs it; a test keeps them current."""

from __future__ import annotations

from pathlib import Path

from kongcuo_xl import requirements, rulebook
from kongcuo_xl.functions import page as functions
from kongcuo_xl.statistics import page as measures

DOCS = Path(__file__).parent
RULES = DOCS / "rules"


def main() -> None:
    """Write every page, and take away those of rules that are no more."""
    RULES.mkdir(exist_ok=True)
    pages = rulebook.documents()
    for old in RULES.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (RULES / name).write_text(text, encoding="utf-8")
    (DOCS / "measures.md").write_text(measures.page(), encoding="utf-8")
    (DOCS / "functions.md").write_text(functions.page(), encoding="utf-8")
    (DOCS / "requirements.md").write_text(requirements.page(), encoding="utf-8")


if __name__ == "__main__":
    main()
