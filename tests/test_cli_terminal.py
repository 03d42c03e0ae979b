"""The command as it meets terminals, pipes, shells and typing errors."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kongcuo_xl import cli
from kongcuo_xl.cli import completing, lines
from kongcuo_xl.cli import completion as completion_command
from tests.workbooks import xlsx

ROOT = Path(__file__).parent.parent
PROGRAM = [sys.executable, "-m", "kongcuo_xl.cli"]
COMMANDS = [name for names in cli.GROUPS.values() for name in names]


class Stream(io.TextIOWrapper):
    """Standard output or error of some encoding, on a terminal or not."""

    def __init__(self, encoding: str = "utf-8", *, terminal: bool = False) -> None:
        self.held = io.BytesIO()
        super().__init__(self.held, encoding=encoding)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def shown(self, encoding: str = "utf-8") -> str:
        self.flush()
        return self.held.getvalue().decode(encoding)


@pytest.fixture
def streams(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Stream, Stream]]:
    """Puts standard output and error in place."""

    def put(encoding: str = "utf-8", *, terminal: bool = False) -> tuple[Stream, Stream]:
        both = Stream(encoding, terminal=terminal), Stream(encoding, terminal=terminal)
        monkeypatch.setattr("sys.stdout", both[0])
        monkeypatch.setattr("sys.stderr", both[1])
        return both

    return put


def plain_environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("terminal") / "一中"
    folder.mkdir()
    heads = ["姓名", "性别", "身份证号", "年级", "班级"]
    rows = [[f"李小{n}", "男", "110105201309010028", "七年级", "1班"] for n in "一二三"]
    xlsx(folder / "花名册.xlsx", [heads, *rows])
    return folder


# ── help ─────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", COMMANDS)
def test_help_fits_narrow_terminals_and_its_examples_can_be_typed(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    with pytest.raises(SystemExit) as stop:
        cli.main([name, "--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    head, _, examples = text.partition("\n示例：\n")
    assert max(map(cell_len, head.splitlines())) <= 60
    assert not re.search(r"usage|positional|optional|show this", text)
    told = [line.strip() for line in examples.splitlines() if line.startswith("  kongcuo")]
    assert len(told) >= 2
    parser = cli.parser()
    for example in told:
        words = shlex.split(example.partition(" > ")[0].partition(" >> ")[0])
        assert words[:2] == ["kongcuo", name]
        assert parser.parse_args(words[1:]).run


@given(st.text(alphabet="张，。（）ab 1-", max_size=80), st.integers(20, 60))
def test_folded_lines_fit_and_lose_nothing(text: str, columns: int) -> None:
    folded = lines.folded(text, columns)
    assert all(cell_len(line) <= columns for line in folded)
    assert "".join("".join(folded).split()) == "".join(text.split())


def test_folding_hangs_under_the_last_column_and_starts_no_line_with_a_stop() -> None:
    assert lines.folded("  B3     错误 这是一句很长的话，需要折成几行。", 30) == [
        "  B3     错误 这是一句很长的",
        "         话，需要折成几行。",
    ]


# ── terminals and pipes ──────────────────────────────────────────────────────────────────────────
def test_a_terminal_gets_colours_and_folded_lines_a_pipe_neither(
    school: Path, streams: Callable[..., tuple[Stream, Stream]], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["check", str(school), "--select", "ID103", "--date", "2025-10-20"]
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out, _ = streams(terminal=True)
    cli.main(words)
    shown = out.shown()
    assert "\x1b[1;31m错误\x1b[0m ID103" in shown
    bare = re.sub(r"\x1b\[[\d;]*m", "", shown)
    assert max(map(cell_len, bare.splitlines())) < 60

    monkeypatch.setenv("NO_COLOR", "1")
    out, _ = streams(terminal=True)
    cli.main(words)
    assert out.shown() == bare

    out, _ = streams()
    cli.main(words)
    assert "\x1b" not in out.shown()
    assert max(map(cell_len, out.shown().splitlines())) > 60
    assert "".join(out.shown().split()) == "".join(bare.split())


@pytest.mark.parametrize(("encoding", "read_as"), [("gbk", "gb18030"), ("cp1252", "utf-8")])
def test_no_console_encoding_stops_the_program(
    streams: Callable[..., tuple[Stream, Stream]], encoding: str, read_as: str
) -> None:
    out, err = streams(encoding)
    assert cli.main(["policies", "没有\U00020bb7"]) == cli.WRONG
    assert "没有名为“没有\U00020bb7”的政策" in err.shown(read_as)
    assert cli.main(["policies", "--format", "json"]) == cli.FINE
    assert json.loads(out.shown("utf-8"))["policies"]


@pytest.mark.parametrize("words", ["policies national", "--help"])
def test_a_reader_that_goes_away_is_no_error(words: str) -> None:
    command = f"{shlex.join(PROGRAM)} {words} | true"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, env=plain_environment(),
        check=False,
    )  # fmt: skip
    assert done.stderr == b""
    assert done.returncode == cli.FINE


# ── what to do next ──────────────────────────────────────────────────────────────────────────────
def test_the_next_step_is_said_to_people_only(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["check", str(school), "--select", "ID", "--date", "2025-10-20"]
    cli.main(words)
    assert "下一步：加 --out 文件夹" in capsys.readouterr().err
    for quiet in (["--quiet"], ["--format", "json"], ["--format", "csv"]):
        cli.main([*words, *quiet])
        assert "下一步" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["chekc", "x"], "最接近的是 check"),
        (["check", "x", "--selct", "ID"], "最接近的是 --select"),
        (["check", "x", "--format", "jsn"], "最接近的是 json"),
        (["check", "x", "--select", "ID1O3"], "最接近的是 ID103"),
        (["rules", "HV1O1"], "最接近的是 HV101"),
        (["policies", "zhushan"], "zhushan-2021"),
        (["check", "x", "--out", "y", "z"], "多出来的“z”"),
        (["fill", "月报"], "缺少参数"),
    ],
)
def test_a_slip_is_answered_with_what_was_near(
    words: list[str], near: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = cli.main(words)
    except SystemExit as stop:
        status = int(stop.code or 0)
    assert status == cli.WRONG
    assert near in capsys.readouterr().err


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────
def test_whatever_gives_text_gives_an_object(
    school: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--from", str(school), "--date", "2025-10-20"]
    out = str(tmp_path / "副本")
    for words, keys in (
        (["rules"], {"rules"}),
        (["rules", "HV101"], {"code", "name", "level", "family", "basis", "page"}),
        (["policies"], {"policies"}),
        (["policies", "national"], {"name", "title", "values", "levels"}),
        (["policies", "model-2", "model-5"], {"mine", "other", "differences"}),
        (["forms"], {"forms"}),
        (["print"], {"documents"}),
        (["addin", "doctor"], {"healthy", "checks"}),
        (["demo", str(tmp_path / "县"), "--schools", "1", "--students", "60"], {"folder", "files"}),
        (["redact", str(school), "--out", out], {"written", "unreadable", "notes"}),
        (["clear", str(school), "--out", out], {"written"}),
        (["tidy", str(school), "--out", out], {"corrections", "written", "unreadable"}),
        (["fill", "月报表", *data, "--out", str(tmp_path / "a.xlsx")], {"path", "period"}),
        (["print", "义务教育责任书", *data, "--out", out], {"written", "unreadable", "notes"}),
        (["batch", str(school.parent), "--out", str(tmp_path / "o")], {"units", "summary", "page"}),
        (["merge", str(school.parent), "--out", str(tmp_path / "b.xlsx")], {"units", "reported"}),
    ):
        capsys.readouterr()
        assert cli.main([*words, "--format", "json"]) in (cli.FINE, cli.FAULTY), words
        captured = capsys.readouterr()
        assert keys <= set(json.loads(captured.out)), words
        assert captured.err == "", words


# ── completion ───────────────────────────────────────────────────────────────────────────────────
def completed(line: str) -> list[str]:
    """What bash would offer for a line."""
    environment = plain_environment(
        _ARGCOMPLETE="1", COMP_LINE=line, COMP_POINT=str(len(line)), COMP_TYPE="9",
        _ARGCOMPLETE_IFS="\v", _ARGCOMPLETE_COMP_WORDBREAKS="", _ARGCOMPLETE_SHELL="bash",
    )  # fmt: skip
    script = 'exec 8>&1; exec "$@" >/dev/null'
    done = subprocess.run(
        ["bash", "-c", script, "bash", *PROGRAM], capture_output=True, env=environment, check=False
    )
    return [word.strip() for word in done.stdout.decode().split("\v")]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("kongcuo ch", "check"),
        ("kongcuo check 一中 --sel", "--select"),
        ("kongcuo check 一中 --select ID103,HV", "ID103,HV101"),
        ("kongcuo check 一中 --policy zhu", "zhushan-2021"),
        ("kongcuo check 一中 --format j", "json"),
        ("kongcuo fill 月", "月报表"),
        ("kongcuo print 返", "返校通知书"),
        ("kongcuo rules HV10", "HV101"),
    ],
)
def test_a_shell_is_told_how_a_line_may_go_on(line: str, offered: str) -> None:
    assert offered in completed(line)


@pytest.mark.parametrize("shell", completion_command.SHELLS)
def test_each_shell_gets_its_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["completion", shell]) == cli.FINE
    script = capsys.readouterr().out
    assert "kongcuo" in script
    if shell == "bash":
        subprocess.run(["bash", "-n"], input=script.encode(), check=True)


def test_completion_knows_what_the_program_knows() -> None:
    from kongcuo_xl import documents, forms, policy
    from kongcuo_xl.rule import rules

    assert completing.names("rules") == sorted(rules())
    assert completing.names("policies") == sorted(policy.names())
    assert completing.names("forms") == [form.names[0] for form in forms.all_forms()]
    assert completing.names("documents") == [each.name for each in documents.all_documents()]
