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


def links(page: Path) -> set[Path]:
    """The files that a page links to or shows."""
    found = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    return {(page.parent / link).resolve() for link in found if "://" not in link}


PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    assert [link for link in links(page) if not link.exists()] == []


def test_every_page_can_be_found_from_the_index() -> None:
    index = ROOT / "docs/README.md"
    pages = {page for page in (ROOT / "docs").glob("*.md") if page != index}
    assert pages - links(index) == set()


@pytest.mark.parametrize("name", ["development.md", "decisions.md", "fidelity.md", "rollup.md"])
def test_files_that_developers_are_sent_to_exist(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    named = re.findall(r"`((?:[\w.-]+/)*[\w.-]+(?:\.py|\.toml|/))`", text)
    places = (ROOT, ROOT / "kongcuo_xl", ROOT / "templates/documents")
    missing = [each for each in named if not any((place / each).exists() for place in places)]
    assert len(named) > 3
    assert missing == []


def test_both_readmes_say_the_same() -> None:
    english, chinese = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")
    )
    for pattern in (r"^#+ ", r"^- \*\*", r"^kongcuo \S+|^make \w+", r"docs/[\w./-]+"):
        told = [re.findall(pattern, text, re.MULTILINE) for text in (english, chinese)]
        assert sorted(told[0]) == sorted(told[1]), pattern
