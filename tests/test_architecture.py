"""Arrows run one way: who may import whom."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "kongcuo_xl"
LAYERS = [
    {"book", "formulas", "clean", "identity", "disguise", "regions", "finding", "calendar", "plan",
     "system_errors", "limits", "screen", "plain"},
    {"tables", "headings", "cards", "recognition", "surroundings", "body", "headcounts",
     "headingless", "grids", "calls_across", "reading", "policy", "period", "vocabulary", "codes"},
    {"people", "id_validity", "county", "units", "teachers", "visits", "groups", "signs",
     "attendance", "cases", "changes", "survey", "previous", "superseded",
     "calendar_table"},
    {"scope", "records", "statistics"},
    {"crosschecks"},
    {"forms"},
    {"rules", "rule"},
    {"engine"},
    {"settings", "checking", "marks", "explanations", "risk", "duties",
     "documents", "forms.lists", "forms.agreement", "forms.filling"},
    {"functions"},
    {"hosts"},
    {"evaluation", "inputs", "listing", "copies", "clearing", "filling", "tidying", "comparison",
     "summary", "report_page", "batch", "rulebook", "policy_text", "demo",
     "ledger", "risk_list", "case_list", "figure_sources",
     "reminders", "requirements", "printing", "redaction",
     "history", "workers", "submitted", "rollup", "merging"},
    {"failures", "log", "commands", "addin", "extension", "watch"},
    {"cli"},
]  # fmt: skip
ROOM = {name: level for level, names in enumerate(LAYERS) for name in names}
LIBRARIES = {"openpyxl", "python_calamine", "xlwings"}


def rooms() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room_of(module: str) -> str:
    """The room of a module: a part of a package may be a room of its own, higher up."""
    parts = module.split(".")[1:3]
    return next((".".join(parts[:n]) for n in (2, 1) if ".".join(parts[:n]) in ROOM), "")


@pytest.mark.parametrize("path", rooms(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_downwards(path: Path) -> None:
    own = room_of(".".join(("kongcuo_xl", *path.relative_to(PACKAGE).with_suffix("").parts)))
    if path.parent == PACKAGE and path.stem == "__init__":
        return
    for module in imports(path):
        if module.startswith("kongcuo_xl."):
            other = room_of(module)
            if other and other != own:
                assert ROOM[other] <= ROOM[own], f"{own} imports {other}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "rules").rglob("*.py")), ids=lambda p: p.stem)
def test_rules_know_no_workbook_library_and_no_clock(path: Path) -> None:
    for module in imports(path):
        assert module.split(".")[0] not in LIBRARIES
        assert "hosts" not in module
    text = path.read_text(encoding="utf-8")
    assert "today(" not in text
    assert "now(" not in text


def test_every_room_has_a_place() -> None:
    names = {p.relative_to(PACKAGE).parts[0].removesuffix(".py") for p in rooms()}
    names -= {"__init__", "data", "policies"}
    assert names <= set(ROOM), sorted(names - set(ROOM))


def test_paid_parts_of_xlwings_are_never_imported() -> None:
    for path in rooms():
        for module in imports(path):
            assert not module.startswith(("xlwings.pro", "xlwings.server", "xlwings.reports"))
