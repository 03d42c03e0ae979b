"""The manual: every command in it runs, every page, picture and link that it names exists."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from kongcuo_xl import demo
from kongcuo_xl.cli import main

pytestmark = pytest.mark.xdist_group("manual")  # one county, checked as a whole once

ROOT = Path(__file__).parent.parent
MANUAL = ROOT / "docs" / "manual"
PAGES = sorted(MANUAL.glob("*.md"))
BLOCK = re.compile(r"^ *```(\w+)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#]+)(?:#[^)]*)?\)")


def commands(page: Path) -> list[str]:
    """The lines of the blocks marked as commands; ``text`` blocks change the computer."""
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [line.strip() for kind, text in blocks if kind == "sh" for line in text.splitlines()]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("manual") / "示范县"
    demo.write(folder, schools=3, students=90)
    return folder


@pytest.fixture(scope="module")
def batches() -> dict[tuple[str, ...], Path]:
    """Where the results are of the batches that pages have run, by the words but the place."""
    return {}


@pytest.fixture
def desk(
    county: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Path:
    """A folder with what the manual's reader has: the demo county, a county's form, a policy."""
    if request.node.callspec.params["page"].stem != "install":  # which makes the county itself
        (tmp_path / "示范县").symlink_to(county, target_is_directory=True)
    shutil.copy(ROOT / "templates" / "F02.xlsx", tmp_path / "县里的表.xlsx")
    blocks = BLOCK.findall((MANUAL / "county.md").read_text(encoding="utf-8"))
    written = next(text for kind, text in blocks if kind == "toml")
    (tmp_path / "本县.toml").write_text(written, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", [p for p in PAGES if commands(p)], ids=lambda p: p.stem)
def test_every_command_of_the_manual_runs(
    page: Path,
    desk: Path,
    batches: dict[tuple[str, ...], Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    for line in commands(page):
        command, _, target = line.partition(" > ")
        words = shlex.split(command)
        assert words[0] == "kongcuo", line
        if words[1] == "batch":  # the same on another page goes on with what is done
            out = desk / words.pop(words.index("--out") + 1)
            if (before := batches.setdefault(tuple(words), out)) != out:
                shutil.copytree(before, out)
            words.insert(words.index("--out") + 1, out.name)
        try:
            status = main(words[1:])
        except SystemExit as ended:  # --help and --version
            status = int(ended.code or 0)
        told = capsys.readouterr()
        assert status in (0, 1), f"{line}\n{told.err}"
        assert told.out or told.err, line
        if target:
            (desk / target).write_text(told.out, encoding="utf-8")
        for at, word in enumerate(words):
            if word == "--out":
                assert (desk / words[at + 1]).exists(), line


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_every_page_and_picture_that_is_named_exists(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} names {target}"


def test_every_page_is_reached_from_the_first() -> None:
    first = (MANUAL / "README.md").read_text(encoding="utf-8")
    named = {target for target in LINK.findall(first) if "/" not in target}
    assert {p.name for p in PAGES} - {"README.md"} == named
