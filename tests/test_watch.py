"""The drop folder: what has come, whether it is complete, and what a school finds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zipfile import ZipFile

import pytest
from workbooks import xlsx

from kongcuo_xl import batch
from kongcuo_xl.batch import running
from kongcuo_xl.batch.outcome import UnitResult
from kongcuo_xl.cli import main
from kongcuo_xl.finding import Finding, Unreadable
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.policy import load
from kongcuo_xl.watch import answers
from kongcuo_xl.watch.arrivals import Arrivals
from kongcuo_xl.watch.watching import LOG, Watch, alone

HEADS = ["姓名", "性别", "身份证号", "年级", "班级"]
RIGHT = ["张小明", "男", "110105201309010033", "七年级", "1班"]
WRONG = ["李小红", "女", "110105201309010028", "七年级", "1班"]
NOON = dt.datetime(2025, 10, 20, 12, 0)


def put(path: Path, content: bytes = b"", *, size: int = 100) -> Path:
    """A package with something in it, or these bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if content:
        path.write_bytes(content)
    else:
        with ZipFile(path, "w") as package:
            package.writestr("xl/workbook.xml", "x" * size)
    return path


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "收件"
    folder.mkdir()
    return folder


@pytest.fixture
def arrivals(inbox: Path, tmp_path: Path) -> Arrivals:
    return Arrivals(inbox, tmp_path / "结果", patience=3)


def settled(arrivals: Arrivals) -> set[str]:
    """What is ready at the second look, which is the first that can tell."""
    assert not arrivals.look().ready
    ready = arrivals.look().ready
    arrivals.done(ready)
    return ready


# ── what has come ────────────────────────────────────────────────────────────────────────────────
def test_a_copy_is_ready_when_it_has_stopped_growing(inbox: Path, arrivals: Arrivals) -> None:
    put(inbox / "一中/花名册.xlsx", size=10)
    assert arrivals.look().waiting == {"一中"}
    put(inbox / "一中/花名册.xlsx", size=2000)
    assert arrivals.look().waiting == {"一中"}
    assert arrivals.look().ready == {"一中"}


def test_a_package_without_its_end_waits_for_it(inbox: Path, arrivals: Arrivals) -> None:
    whole = put(inbox / "整.xlsx").read_bytes()
    (inbox / "整.xlsx").unlink()
    copy = put(inbox / "一中/花名册.xlsx", whole[:-30])
    arrivals.look()
    assert arrivals.look().waiting == {"一中"}
    copy.write_bytes(whole)
    assert settled(arrivals) == {"一中"}


def test_what_never_gets_its_end_is_judged_as_it_is(inbox: Path, arrivals: Arrivals) -> None:
    put(inbox / "一中/花名册.xlsx", b"PK\3\4 cut off")
    looks = [arrivals.look() for _ in range(4)]
    assert [look.ready for look in looks] == [set(), set(), set(), {"一中"}]


@pytest.mark.parametrize(
    "name",
    ["~$花名册.xlsx", ".~lock.花名册.ods#", ".花名册.xlsx.part", "花名册.tmp", "花名册.xlsx~",
     "~WRL0001.tmp", "花名册.xlsx.crdownload", "说明.txt", "Thumbs.db", "desktop.ini"],
)  # fmt: skip
def test_what_programs_put_beside_a_file_is_nothing(
    inbox: Path, arrivals: Arrivals, name: str
) -> None:
    put(inbox / "一中" / name)
    look = arrivals.look()
    assert not look.ready | look.waiting


def test_what_was_dealt_with_is_not_ready_until_it_changes(inbox: Path, arrivals: Arrivals) -> None:
    file = put(inbox / "一中/花名册.xlsx")
    put(inbox / "二中/花名册.xlsx")
    assert settled(arrivals) == {"一中", "二中"}
    assert not arrivals.look().ready
    put(file, size=3000)
    assert settled(arrivals) == {"一中"}
    file.unlink()
    assert settled(arrivals) == {"一中"}


def test_a_calendar_above_is_for_all_units_below(inbox: Path, arrivals: Arrivals) -> None:
    put(inbox / "东镇/一小/花名册.xlsx")
    put(inbox / "西镇/一小/花名册.xlsx")
    settled(arrivals)
    put(inbox / "东镇/校历.xlsx")
    assert settled(arrivals) == {"东镇", "东镇/一小"}


def test_a_share_that_is_gone_takes_nothing_with_it(inbox: Path, arrivals: Arrivals) -> None:
    file = put(inbox / "一中/花名册.xlsx")
    settled(arrivals)
    kept = file.read_bytes(), file.stat().st_mtime_ns
    file.unlink()
    assert "忽然" in arrivals.look().away  # what a share looks like that is mounted no more
    file.parent.rmdir()
    inbox.rmdir()
    assert arrivals.look().away
    assert not arrivals.look().ready
    put(file, kept[0])
    assert arrivals.look().away == ""


def test_results_in_the_folder_itself_are_no_arrivals(inbox: Path) -> None:
    arrivals = Arrivals(inbox, inbox)
    put(inbox / "一中/花名册.xlsx")
    put(inbox / "一中/花名册_核查.xlsx")
    with ZipFile(inbox / "汇总.xlsx", "w") as ours:
        ours.writestr(
            "docProps/core.xml", "<a><creator>kongcuo-xl</creator><category>汇总</category></a>"
        )
    put(inbox / "历史/month=2025-09/unit=一中/2025-10-08.parquet", b"PAR1")
    assert settled(arrivals) == {"一中"}


# ── the watch ────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def watch(inbox: Path, tmp_path: Path) -> Watch:
    return Watch(inbox, tmp_path / "结果", "national", load("national"), lambda: NOON)


def rounds(watch: Watch, count: int = 2) -> list[set[str]]:
    return [watch.round() for _ in range(count)]


def failing(*errors: Exception) -> object:
    """A batch that fails in these ways, one after the other, and then does nothing."""
    left = list(errors)

    def run(_: Path, out: Path, *__: object, **___: object) -> batch.Outcome:
        if left:
            raise left.pop(0)
        return batch.Outcome([UnitResult("收件/一中")], out / "汇总.xlsx", NOON.date(), "")

    return run


def log_of(watch: Watch) -> str:
    return (watch.out / LOG).read_text(encoding="utf-8")


def test_an_output_that_is_open_is_tried_again(
    inbox: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "run", failing(OutputError("开着"), OutputError("开着")))
    put(inbox / "一中/花名册.xlsx")
    assert rounds(watch, 5) == [set(), set(), set(), {"一中"}, set()]
    assert log_of(watch).count("没有写出结果") == 1


def test_a_crash_ends_nothing_and_shows_no_number(
    inbox: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "run", failing(ValueError("11010520130501001X")))
    put(inbox / "一中/11010520130501001X.xlsx")
    assert rounds(watch, 3) == [set(), {"一中"}, set()]
    assert "程序内部出错（ValueError）" in log_of(watch)
    assert "11010520130501001X" not in log_of(watch)
    put(inbox / "一中/花名册.xlsx")
    assert rounds(watch) == [set(), {"一中"}]


def test_it_rests_between_looks_and_ends_on_request(watch: Watch) -> None:
    rests: list[float] = []

    def wait(seconds: float) -> None:
        rests.append(seconds)
        if len(rests) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watch.forever(2.0, wait)
    assert rests == [2.0, 2.0, 2.0]
    assert log_of(watch).endswith("监看结束。\n")


def test_one_watch_for_a_folder_of_results(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    with (
        alone(inbox, out),
        pytest.raises(OutputError, match="另一个 kongcuo watch"),
        alone(inbox, out),
    ):
        pass
    with alone(inbox, out):
        pass


# ── answers ──────────────────────────────────────────────────────────────────────────────────────
def test_the_list_names_cell_fault_and_remedy() -> None:
    finding = Finding(
        "ID103", "错误", "收件/一中", "一中/花名册.xlsx", "七(1)", 16, 3, "李四",
        "身份证号校验码不对", "请核对户口簿",
    )  # fmt: skip
    assert answers.list_of("一中", "2025-10-20", [finding], []).splitlines() == [
        "一中　核查日期 2025-10-20　错误 1 处，疑问 0 处，提示 0 处",
        "",
        "一中/花名册.xlsx［七(1)］",
        "  错误 D17 李四：身份证号校验码不对（ID103 身份证号校验码不符） → 请核对户口簿",
    ]
    failed = [Unreadable("一中/坏.xlsx", "打不开")]
    assert "没有发现问题" in answers.list_of("一中", "2025-10-20", [], [])
    assert "没有发现问题" not in answers.list_of("一中", "2025-10-20", [], failed)


def test_notes_come_and_go_and_nobody_elses_are_touched(tmp_path: Path) -> None:
    (tmp_path / "家长的_没有读.txt").write_text("我写的", encoding="utf-8")
    answers.write(tmp_path, "好", {"坏.xlsx": "打不开", "照片.jpg": "不是表格"})
    before = (tmp_path / "问题清单.txt").stat().st_mtime_ns
    answers.write(tmp_path, "好", {"照片.jpg": "不是表格"})
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "家长的_没有读.txt", "照片.jpg_没有读.txt", "问题清单.txt",
    ]  # fmt: skip
    assert (tmp_path / "问题清单.txt").stat().st_mtime_ns == before


def test_a_school_is_answered_before_all_are_compared(
    inbox: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compare(*_: object) -> None:
        raise OutputError("别的单位还没有好")

    monkeypatch.setattr(running._County, "_compare", compare)
    (inbox / "一中").mkdir()
    xlsx(inbox / "一中/花名册.xlsx", {"七(1)": [HEADS, RIGHT, WRONG]})
    assert rounds(watch) == [set(), set()]
    assert "李小红" in (watch.out / "一中/问题清单.txt").read_text("utf-8-sig")


def test_what_a_later_school_shows_of_an_earlier_one_is_in_its_list(
    inbox: Path, watch: Watch
) -> None:
    for school in ("一中", "二中"):
        (inbox / school).mkdir()
        xlsx(inbox / school / "花名册.xlsx", {"七(1)": [HEADS, RIGHT]})
        assert rounds(watch) == [set(), {school}]
    assert "二中" in (watch.out / "一中/问题清单.txt").read_text("utf-8-sig")


def test_copies_are_answered_and_what_is_taken_away_too(
    inbox: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "结果"
    (inbox / "一中").mkdir()
    bad = inbox / "一中/花名册.xlsx"
    xlsx(bad, {"七(1)": [HEADS, RIGHT, WRONG]})
    put(inbox / "一中/扫描.pdf", b"%PDF-1.7")
    command = ["watch", str(inbox), "--out", str(out), "--once", "--interval", "0",
               "--date", "2025-10-20", "--quiet"]  # fmt: skip
    assert main(command) == 1
    names = {path.name for path in (out / "一中").iterdir()}
    assert {"花名册_核查.xlsx", "问题清单.txt", "扫描.pdf_没有读.txt"} <= names
    bad.unlink()
    (inbox / "一中/扫描.pdf").unlink()
    xlsx(inbox / "一中/七年级.xlsx", {"七(1)": [HEADS, RIGHT]})
    assert main(command) == 0
    names = {path.name for path in (out / "一中").iterdir()}
    assert not {"花名册_核查.xlsx", "扫描.pdf_没有读.txt"} & names
    assert "没有发现问题" in (out / "一中/问题清单.txt").read_text("utf-8-sig")
    assert capsys.readouterr().err == ""
