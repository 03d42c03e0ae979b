"""Workbooks with an opening password: opened, checked, their copies locked again, nothing said."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import openpyxl
import pytest

from kongcuo_xl import cli
from kongcuo_xl.book import UnreadableBookError
from kongcuo_xl.hosts import files, passwords
from tests.workbooks import xlsx

WORD = "密码abc"
OLD = Path(__file__).parent / "data" / "locked_by_libreoffice.xls"
"""Written by LibreOffice 7.4 with RC4 encryption and the password above."""


@pytest.fixture(autouse=True)
def _none_given():
    yield
    passwords.give(())


def roster(path: Path) -> Path:
    rows = [["姓名", "性别", "身份证号", "年级", "班级"]]
    rows += [[f"王小{n}", "不明", "110105201501011238", "七年级", "1班"] for n in "一二三"]
    plain = xlsx(path, rows)
    path.write_bytes(passwords.encrypted(plain.read_bytes(), WORD))
    return path


def reason(path: Path) -> str:
    with pytest.raises(UnreadableBookError) as caught:
        files.read(path, path.name)
    return str(caught.value)


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_a_locked_workbook_is_opened_with_the_word_that_fits(tmp_path, kind):
    path = roster(tmp_path / "a.xlsx") if kind == "xlsx" else OLD
    assert "--password-file" in reason(path)
    passwords.give(["另一个", "x"])
    assert "2 个密码都不对" in reason(path)
    passwords.give(["另一个", WORD])
    book = files.read(path, path.name)
    assert book.format == kind
    assert book.notes[0] == files.LOCKED
    assert book.sheets[0].rows[0][0] == "姓名"


def test_the_file_of_passwords(tmp_path):
    path = tmp_path / "密码.txt"
    path.write_text("一\n\n二 \n一\n", encoding="gb18030")
    path.chmod(0o600)
    assert passwords.from_file(path) == (["一", "二 "], [])
    path.chmod(0o644)
    assert "chmod 600" in passwords.from_file(path)[1][0]
    path.write_text("\n")
    for broken in (path, tmp_path / "没有"):
        with pytest.raises(UnreadableBookError, match="密码文件"):
            passwords.from_file(broken)


def test_check_opens_it_and_locks_the_copy_again(tmp_path, capsys):
    source = roster(tmp_path / "花名册.xlsx")
    words = tmp_path / "密码.txt"
    words.write_text(f"x\n{WORD}\n", encoding="utf-8")
    out = tmp_path / "结果"
    status = cli.main(
        ["check", str(source), "--out", str(out), "--password-file", str(words),
         "--date", "2025-10-20"]
    )  # fmt: skip
    said = capsys.readouterr()
    assert status == cli.FAULTY
    assert WORD not in said.out + said.err
    copy = (out / "花名册_核查.xlsx").read_bytes()
    assert passwords.is_locked(copy)
    plain = passwords.decrypted(copy, [WORD])
    assert plain is not None
    assert "问题清单" in openpyxl.load_workbook(io.BytesIO(plain[0])).sheetnames
    cleared = tmp_path / "还原"
    cli.main(["clear", str(out), "--out", str(cleared), "--password-file", str(words)])
    back = passwords.decrypted((cleared / "花名册_核查.xlsx").read_bytes(), [WORD])
    assert back is not None
    assert openpyxl.load_workbook(io.BytesIO(back[0])).sheetnames == ["Sheet1"]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_merge_opens_it_in_every_worker(tmp_path, capsys, workers):
    words = tmp_path / "密码.txt"
    words.write_text(WORD, encoding="utf-8")
    for unit in ("一中", "二中"):
        (tmp_path / "各校" / unit).mkdir(parents=True)
        roster(tmp_path / "各校" / unit / "花名册.xlsx")
    asked = ["merge", str(tmp_path / "各校"), "--out", str(tmp_path / "汇总.xlsx"),
             "--date", "2025-10-20", "--workers", workers]  # fmt: skip
    assert cli.main(asked) == cli.WRONG
    assert capsys.readouterr().out.count("有打开密码") == 2
    assert cli.main([*asked, "--password-file", str(words)]) != cli.WRONG
    said = capsys.readouterr()
    assert "读不了" not in said.out
    assert WORD not in said.out + said.err


def test_without_the_word_it_is_named_and_the_rest_goes_on(tmp_path, capsys):
    school = tmp_path / "一中"
    school.mkdir()
    roster(school / "a.xlsx")
    xlsx(school / "b.xlsx", [["姓名", "性别"], ["王芳", "女"]])
    assert cli.main(["check", str(school), "--date", "2025-10-20"]) == cli.WRONG
    assert "a.xlsx：文件有打开密码" in capsys.readouterr().out


def test_an_unlocked_copy_lies_in_a_private_folder_and_goes(tmp_path):
    passwords.give([WORD])
    with passwords.unlocked(roster(tmp_path / "a.xlsx")) as (plain, word):
        assert word == WORD
        assert stat.S_IMODE(plain.parent.stat().st_mode) == 0o700
        assert openpyxl.load_workbook(plain).sheetnames == ["Sheet1"]
    assert not plain.parent.exists()


def test_a_lock_that_is_broken_is_said(tmp_path):
    data = bytearray(roster(tmp_path / "a.xlsx").read_bytes())
    at = data.index(b"spinCount")
    data[at : at + 9] = b"spanCount"
    (tmp_path / "a.xlsx").write_bytes(data)
    passwords.give([WORD])
    assert "加密的信息不完整" in reason(tmp_path / "a.xlsx")


def test_a_blank_form_with_a_password_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "表样.xlsx"
    plain = xlsx(path, [["年级", "在校生数"], ["七年级", ""]])
    path.write_bytes(passwords.encrypted(plain.read_bytes(), WORD))
    assert cli.main(["forms", "learn", str(path)]) == 2
    assert "表样“表样.xlsx”有打开密码（已加密）；" in capsys.readouterr().err
    assert not path.with_suffix(".toml").exists()
