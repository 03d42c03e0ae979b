"""The command as its users meet it: what it prints, writes and returns, on good input and bad."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from kongcuo_xl import cli

HEADINGS = ["姓名", "性别", "身份证号", "年级", "班级"]
GOOD = ["张小明", "男", "110105201309010033", "七年级", "1班"]
WRONG = ["李小红", "女", "110105201309010028", "七年级", "1班"]


def roster(path: Path, *rows: list[str], headings: list[str] | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "花名册"
    for row in [headings or HEADINGS, *rows]:
        sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    capsys.readouterr()
    try:
        status = cli.main([str(w) for w in words])
    except SystemExit as stop:
        status = int(stop.code or 0)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return status, out, err


def check(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    return run(capsys, "check", *words, "--date", "2025-10-20")


def test_a_fault_is_named_at_its_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    school = roster(tmp_path / "一中" / "花名册.xlsx", GOOD, WRONG).parent
    status, out, _ = check(capsys, school)
    assert status == cli.FAULTY
    assert "花名册.xlsx [花名册]" in out
    assert "C3" in out
    assert "ID103" in out
    assert "110105201309010028" not in out
    assert "110105********0028" in out


def test_ids_are_shown_only_on_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = roster(tmp_path / "花名册.xlsx", GOOD, WRONG)
    _, out, _ = check(capsys, book, "--show-ids")
    assert "110105201309010028" in out


def test_nothing_at_level_error_is_status_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = roster(tmp_path / "花名册.xlsx", GOOD)
    status, _, _ = check(capsys, book, "--select", "ID")
    assert status == cli.FINE


def test_json_follows_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    school = roster(tmp_path / "一中" / "花名册.xlsx", GOOD, WRONG).parent
    _, out, _ = check(capsys, school, "--format", "json", "--policy", "zhushan-2021")
    found = json.loads(out)
    assert found["date"] == "2025-10-20"
    assert found["policy"] == "zhushan-2021"
    (file,) = found["files"]
    assert file["file"] == "花名册.xlsx"
    (table,) = file["sheets"][0]["tables"]
    assert table["table"] == "students"
    assert table["range"] == "A1:E3"
    assert table["rows"] == 2
    assert table["columns"] == {"姓名": "A", "性别": "B", "身份证号": "C", "年级": "D", "班级": "E"}
    (wrong,) = [f for f in found["findings"] if f["code"] == "ID103"]
    assert wrong["level"] == "错误"
    assert wrong["cell"] == "C3"
    assert wrong["person"] == "李小红"
    assert wrong["basis"] == ["GB 11643-1999"]
    assert {s["code"] for s in found["skipped"]} >= {"HV101"}


def test_csv_is_no_formula(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = roster(tmp_path / "花名册.xlsx", GOOD, ["=1+1", *WRONG[1:]])
    _, out, _ = check(capsys, book, "--format", "csv")
    assert out.startswith("\ufeff级别,代码")
    for line in out.splitlines():
        assert not any(cell.startswith(("=", "@")) for cell in line.split(","))


def test_marked_copy_is_written_and_the_input_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = roster(tmp_path / "一中" / "花名册.xlsx", GOOD, WRONG)
    before = hashlib.sha256(book.read_bytes()).digest()
    check(capsys, book.parent, "--out", tmp_path / "结果")
    assert hashlib.sha256(book.read_bytes()).digest() == before
    marked = openpyxl.load_workbook(tmp_path / "结果" / "花名册_核查.xlsx")
    assert marked.sheetnames == ["花名册", "问题清单"]
    assert "核查结果" in [c.value for c in marked["花名册"][1]]


def test_marked_then_cleared_is_the_original(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = roster(tmp_path / "花名册.xlsx", GOOD, WRONG)
    check(capsys, book, "--out", tmp_path / "结果")
    status, out, _ = run(
        capsys, "clear", tmp_path / "结果" / "花名册_核查.xlsx", "--out", tmp_path / "还原"
    )
    assert status == cli.FINE
    assert "已写出" in out
    with zipfile.ZipFile(book) as one, zipfile.ZipFile(tmp_path / "还原/花名册_核查.xlsx") as two:
        assert {n: one.read(n) for n in one.namelist()} == {n: two.read(n) for n in two.namelist()}


def test_a_marked_copy_beside_its_original_is_not_checked_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = roster(tmp_path / "花名册.xlsx", GOOD, WRONG)
    check(capsys, tmp_path, "--out", tmp_path)
    assert (tmp_path / "花名册_核查.xlsx").exists()
    _, out, _ = check(capsys, tmp_path, "--format", "json")
    assert [f["file"] for f in json.loads(out)["files"]] == [book.name]


BAD_FILES = {
    "空.xlsx": b"",
    "文本.xls": "请登录后再导出".encode("gb18030"),
    "网页.xls": b"<html><body><form>1</form></body></html>",
    "图片.xlsx": b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
    "半截.xlsx": b"PK\x03\x04" + b"\0" * 100,
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_gets_one_sentence_and_the_rest_is_checked(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster(tmp_path / "花名册.xlsx", GOOD, WRONG)
    (tmp_path / name).write_bytes(BAD_FILES[name])
    status, out, _ = check(capsys, tmp_path, "--format", "json")
    found = json.loads(out)
    assert status == cli.WRONG
    assert [u["file"] for u in found["unreadable"]] == [name]
    assert "\n" not in found["unreadable"][0]["reason"]
    assert any("\u4e00" <= ch <= "\u9fff" for ch in found["unreadable"][0]["reason"])
    assert "ID103" in {f["code"] for f in found["findings"]}


def test_unknown_policy_rule_and_option_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = roster(tmp_path / "花名册.xlsx", GOOD)
    for words, named in (
        (["--policy", "zhushan2021"], "zhushan-2021"),
        (["--select", "ID999"], "ID999"),
        (["--ignore", "没有"], "没有"),
        (["--date", "2025-13-01"], "2025-13-01"),
        (["--forma", "xml"], "xml"),
        (["--nothing"], "--nothing"),
    ):
        status, _, err = run(capsys, "check", book, *words)
        assert status == cli.WRONG, words
        assert named in err, words


def test_output_folder_that_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = roster(tmp_path / "花名册.xlsx", GOOD, WRONG)
    occupied = tmp_path / "结果"
    occupied.write_text("一个文件", encoding="utf-8")
    status, _, err = check(capsys, book, "--out", occupied)
    assert status == cli.WRONG
    assert "结果" in err


def test_missing_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = check(capsys, tmp_path / "没有的文件夹")
    assert status == cli.WRONG
    assert "找不到" in out


def test_missing_required_column_and_unknown_sheet_are_findings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster(
        tmp_path / "花名册.xlsx",
        ["张小明", "男", "七年级", "1班"],
        headings=["姓名", "性别", "年级", "班级"],
    )
    roster(
        tmp_path / "食谱.xlsx", *[["周一", "米饭", "3元"]] * 5, headings=["星期", "午餐", "价格"]
    )
    _, out, _ = check(capsys, tmp_path, "--format", "json")
    codes = {(f["file"], f["code"]) for f in json.loads(out)["findings"]}
    assert ("花名册.xlsx", "FM102") in codes
    assert ("食谱.xlsx", "FM101") in codes


def test_two_rosters_of_a_class_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = ["姓名", "身份证号"]
    for name in ("七(1)班花名册.xlsx", "七(1)班花名册副本.xlsx"):
        roster(tmp_path / name, ["张小明", GOOD[2]], headings=short)
    _, out, _ = check(capsys, tmp_path, "--format", "json")
    found = json.loads(out)
    assert any("七(1)班有2张花名册" in note for note in found["notes"])
    assert [f["cell"] for f in found["findings"] if f["code"] == "ID106"] == ["B2", "B2"]


def test_a_period_that_makes_no_sense(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = roster(tmp_path / "花名册.xlsx", GOOD)
    for period in ("2025-13", "上个月", "2025-10-41"):
        status, _, err = run(
            capsys,
            "fill",
            "月报表",
            "--from",
            book,
            "--period",
            period,
            "--out",
            tmp_path / "月报.xlsx",
        )
        assert status == cli.WRONG
        assert period in err
        assert not (tmp_path / "月报.xlsx").exists()


def test_unknown_form_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = roster(tmp_path / "花名册.xlsx", GOOD)
    status, _, err = run(
        capsys,
        "fill",
        "没有这张表",
        "--from",
        book,
        "--period",
        "2025-10",
        "--out",
        tmp_path / "o.xlsx",
    )
    assert status == cli.WRONG
    assert "没有这张表" in err


def test_rules_and_policies_explain_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "rules")
    assert "ID103" in out
    status, out, _ = run(capsys, "rules", "id103")
    assert status == cli.FINE
    assert "身份证号校验码不符" in out
    status, _, err = run(capsys, "rules", "ZZ999")
    assert status == cli.WRONG
    assert "ZZ999" in err
    _, out, _ = run(capsys, "policies", "zhushan-2021")
    assert "002-07" in out
    _, out, _ = run(capsys, "policies", "model-2", "model-5")
    assert "home_teaching_per_week" in out


def test_demo_refuses_a_folder_with_something_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "我的文件.txt").write_text("x", encoding="utf-8")
    status, _, err = run(capsys, "demo", tmp_path)
    assert status == cli.WRONG
    assert "不是空文件夹" in err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["我的文件.txt"]


def test_help_names_every_command_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "--help")
    for command in ("check", "clear", "fill", "forms", "batch", "demo", "rules", "policies"):
        assert command in out
    assert "用法：" in out


@pytest.mark.parametrize(
    ("words", "begins", "said"),
    [
        (("--out", "待办.xlsx"), b"PK", ""),
        (("--out", "待办.ics"), b"BEGIN:VCALENDAR", ""),
        (("--out", "待办.json"), b"{", ""),
        (("--out", "待办.docx"), None, "写不出 .docx 文件；可写：.xlsx、.ics、.txt、.json"),
        (("--out", "待办.xlsx", "--format", "json"), None, "文件名请以 .json 结尾"),
        (("--format", "ics"), None, "请用 --out 给出文件名"),
    ],
)
def test_a_file_is_written_as_its_name_ends(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    begins: bytes | None,
    said: str,
) -> None:
    roster(tmp_path / "花名册.xlsx", GOOD)
    monkeypatch.chdir(tmp_path)
    status, _, err = run(capsys, "remind", "花名册.xlsx", "--date", "2025-10-20", *words)
    assert (status == cli.FINE) == (begins is not None)
    assert said in err
    written = [p.read_bytes() for p in tmp_path.glob("待办*")]
    assert [text[: len(begins or b"")] for text in written] == ([begins] if begins else [])
