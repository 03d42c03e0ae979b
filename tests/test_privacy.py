"""What must not come out: IDs in messages and reports, words in a terminal, unlocked files."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from kongcuo_xl import cli, screen
from tests.workbooks import xlsx

ID = "110105201501011238"


def test_a_crash_is_one_sentence_and_a_private_masked_report(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    def crash(_: object) -> int:
        raise ZeroDivisionError(f"身份证号 {ID}")

    monkeypatch.setattr("kongcuo_xl.cli.rules.run", crash)
    assert cli.main(["rules"]) == cli.WRONG
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said
    (report,) = tmp_path.glob("kongcuo_*.log")
    assert str(report) in said
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert "ZeroDivisionError" in report.read_text(encoding="utf-8")
    assert ID not in report.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("身份证号 11010520130901O024 含有“O”", "身份证号 110105********O024 含有“O”"),
        ("36O281201309010024", "36O281********0024"),
        ("DOI 0000000000000001, BOOLS", "DOI 000000*******001, BOOLS"),
    ],
)
def test_an_id_with_a_letter_typed_for_a_digit_is_masked_too(written, shown):
    assert screen.mask_in(written) == shown


@pytest.mark.parametrize("command", ["check", "tidy", "risk", "remind"])
def test_an_id_in_a_file_name_is_masked_on_the_screen(tmp_path, capsys, command):
    school = tmp_path / "一中"
    school.mkdir()
    rows = [["姓名", "性别", "身份证号", "年级", "班级"], ["王芳", "？", ID, "七年级", "1班"]] * 2
    xlsx(school / f"{ID}王芳.xlsx", rows)
    (school / f"{ID}.xls").write_bytes(b"")
    out = ["--out", str(tmp_path / "o")] if command == "tidy" else []
    cli.main([command, str(school), "--date", "2025-10-20", *out])
    said = capsys.readouterr()
    assert "110105" in said.out + said.err
    assert ID not in said.out + said.err


@pytest.mark.parametrize(
    ("command", "out"),
    [("compare", "对照.xlsx"), ("batch", "结果"), ("merge", "汇总.xlsx"), ("check", ""),
     ("risk", "预警.xlsx"), ("remind", "待办.xlsx")],
)  # fmt: skip
def test_no_output_holds_an_id_of_a_file_name_or_a_character_that_xml_cant(
    tmp_path, capsys, command, out
):
    school = tmp_path / "收件" / "一中"
    school.mkdir(parents=True)
    heads = ["姓名", "性别", "身份证号", "年级", "班级", "是否建档立卡"]
    rows = [",".join(heads), f"王\x1b[31m\uffff芳,女,{ID},七年级,1班,是"] * 2
    for name in (f"{ID}王芳.csv", "花名册.csv"):
        (school / name).write_text("\n".join([rows[0], rows[1], rows[1]]), encoding="utf-8")
    (school / f"G{ID}.xlsx").write_bytes(b"PK\3\4")
    named = [school / f"{ID}王芳.csv", school / "花名册.csv"] if command == "compare" else []
    target = tmp_path / out
    words = ["--out", str(target)] if out else ["--format", "csv"]
    words += ["--format", "xlsx"] if command in ("risk", "remind") else []
    paths = [str(path) for path in named or [school.parent]]
    status = cli.main([command, *paths, "--date", "2025-10-20", *words])
    said = capsys.readouterr()
    assert "内部出错" not in said.err
    assert status in (cli.FAULTY, cli.WRONG, cli.FINE)
    assert ID not in said.out + said.err
    assert "\x1b" not in said.out + said.err
    written = [target] if target.is_file() else [*target.rglob("汇总.xlsx")] if out else []
    assert bool(written) == bool(out)
    for book in written:
        opened = openpyxl.load_workbook(book)
        texts = [str(c.value) for sheet in opened for row in sheet.iter_rows() for c in row]
        assert any("110105********1238" in text for text in texts) or command == "remind"
        assert not [text for text in texts if ID in text]


def test_a_name_commands_no_terminal(tmp_path, capsys):
    path = tmp_path / "花名册.xlsx"
    rows = [["姓名", "性别", "身份证号", "年级", "班级"]]
    rows += [[name, "？", "", "七年级", "1班"] for name in ("王\u202e芳", "李\u200b四", "张三")]
    xlsx(path, rows)
    cli.main(["check", str(path), "--date", "2025-10-20"])
    text = capsys.readouterr().out
    assert "\u202e" not in text
    assert "\u200b" not in text
    assert "姓名中有看不见的字符（U+202E 从右往左书写符）" in text
    cli.main(["check", str(path), "--date", "2025-10-20", "--format", "json"])
    assert "\u202e" not in capsys.readouterr().out


_SLEEPER = """
import sys, time
from kongcuo_xl import cli, screen
from kongcuo_xl.cli import rules
from kongcuo_xl.hosts import passwords
def sleep(args):
    with passwords.private_folder() as folder:
        (folder / "unlocked.xlsx").write_text("x")
        print(folder, flush=True)
        time.sleep(60)
rules.run = sleep
sys.exit(cli.main(["rules"]))
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGTERM to catch")
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_unlocked_files_go_when_the_program_is_asked_to_end(asked):
    process = subprocess.Popen(
        [sys.executable, "-c", _SLEEPER], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    assert (folder / "unlocked.xlsx").exists()
    process.send_signal(asked)
    _, said = process.communicate(timeout=30)
    assert process.returncode == cli.INTERRUPTED
    assert "已中断" in said
    assert not folder.exists()
