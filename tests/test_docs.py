"""Documents keep up with the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kongcuo_xl import cli, requirements, rulebook
from kongcuo_xl.functions import page as functions
from kongcuo_xl.statistics import CONDITIONS
from kongcuo_xl.statistics import page as measures

ROOT = Path(__file__).parent.parent


def test_rule_pages_are_current() -> None:
    kept = {p.name: p.read_text(encoding="utf-8") for p in (ROOT / "docs/rules").glob("*.md")}
    assert kept == rulebook.documents(), "run `make docs`"


def test_the_page_of_requirements_is_current() -> None:
    kept = (ROOT / "docs/requirements.md").read_text(encoding="utf-8")
    assert kept == requirements.page(), "run `make docs`"


def test_the_page_of_measures_is_current() -> None:
    kept = (ROOT / "docs/measures.md").read_text(encoding="utf-8")
    assert kept == measures.page(), "run `make docs`"
    assert [name for name in CONDITIONS if f"| `{name}` |" not in kept] == []


def test_the_page_of_functions_is_current() -> None:
    kept = (ROOT / "docs/functions.md").read_text(encoding="utf-8")
    assert kept == functions.page(), "run `make docs`"


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_command_stands_in_the_readme(
    readme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    commands = re.findall(r"^    ([a-z]+) {2,}", capsys.readouterr().out, re.MULTILINE)
    assert len(commands) > 10
    assert [name for name in commands if f"kongcuo {name}" not in text] == []
