"""docs/calc-engine.md names every member of xlwings' API; the package stands by itself."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from pathlib import Path

import pytest
import xlwings.main

from kongcuo_xl.hosts import calc

PAGE = (Path(__file__).parents[2] / "docs" / "calc-engine.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (\w+)\n(.*?)(?=^###|\Z)", PAGE, re.MULTILINE | re.DOTALL))
INTERNAL = {"impl"}


@pytest.mark.parametrize("name", list(SECTIONS))
def test_every_member_is_named(name: str) -> None:
    kind = getattr(xlwings.main, name)
    members = {
        member
        for member, value in vars(kind).items()
        if not member.startswith("_") and not inspect.iscoroutinefunction(value)
    } - INTERNAL
    told = re.findall(r"^\| ((?:`\w+` ?)+)\|", SECTIONS[name], re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", " ".join(told))) == members


def test_every_class_has_a_section() -> None:
    assert {"App", "Book", "Sheet", "Range", "Table", "Chart", "DataValidation"} <= set(SECTIONS)
    assert len(SECTIONS) == 48


def test_the_engine_could_be_given_away() -> None:
    """It imports itself, xlwings and the standard library; uno only where it is loaded late."""
    package = Path(calc.__file__).parent
    for path in sorted(package.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level <= 1, path.name
                modules = [] if node.level else [str(node.module)]
            else:
                continue
            for module in modules:
                top = module.partition(".")[0]
                assert top == "xlwings" or top in sys.stdlib_module_names, f"{path.name}: {module}"
                assert not module.startswith(("xlwings.pro", "xlwings.server", "xlwings.reports"))
