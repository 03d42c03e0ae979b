"""A batch that is run again, stopped, disturbed: what comes out is that of an undisturbed run."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
from workbooks import xlsx

from kongcuo_xl import batch, rescue, workers
from kongcuo_xl.calendar import SchoolCalendar, autumn_term
from kongcuo_xl.checking import Source
from kongcuo_xl.condensed import Extract
from kongcuo_xl.crossing import compare
from kongcuo_xl.finding import Finding
from kongcuo_xl.hosts.ooxml import archive
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.outbox import Outbox
from kongcuo_xl.policy import load
from kongcuo_xl.scope import Scope
from kongcuo_xl.tables import Tables
from kongcuo_xl.unit_work import Job, Task, UnitResult, check_group

DATE = dt.date(2025, 10, 20)
HEADS = ["姓名", "性别", "身份证号", "年级", "班级"]
WRONG = ["李小红", "女", "110105201309010028", "七年级", "1班"]
BOTH = ["张小明", "男", "110105201309010033", "七年级", "1班"]
OTHER = ["王小华", "男", "110105201309020055", "七年级", "1班"]
SCHOOLS = {"一中": [WRONG, BOTH], "二中": [OTHER], "三中": [BOTH]}
TERM = [
    ["学期", "开始", "结束", "类别", "名称"],
    ["2025秋", dt.date(2025, 9, 1), dt.date(2026, 1, 16), "上课", "第一学期"],
]
ROOT = Path(__file__).parent.parent


@pytest.fixture
def county(tmp_path: Path) -> Path:
    for school, pupils in SCHOOLS.items():
        (tmp_path / "县" / school).mkdir(parents=True)
        xlsx(tmp_path / "县" / school / "花名册.xlsx", {"七(1)": [HEADS, *pupils]})
    xlsx(tmp_path / "县" / "校历.xlsx", {"校历": TERM})
    return tmp_path / "县"


def run(inbox: Path, out: Path, workers: int = 1) -> batch.Outcome:
    return batch.run(inbox, out, "national", load("national"), DATE, workers=workers)


def results(folder: Path) -> dict[str, bytes]:
    """Everything written but what is kept for the next run, and how long it took."""
    left_out = {".kongcuo", "历史", "运行报告.xlsx"}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not left_out & set(path.relative_to(folder).parts)
    }


def codes(outcome: batch.Outcome, unit: str) -> list[str]:
    (found,) = [u for u in outcome.units if u.name == unit]
    return sorted(f.code for f in found.findings if f.level == "错误")


def test_what_comparing_units_finds_stands_in_their_copies(county: Path, tmp_path: Path) -> None:
    outcome = run(county, tmp_path / "结果")
    assert codes(outcome, "一中") == ["ID103", "RC108"]
    assert codes(outcome, "三中") == ["RC108"]
    copy = openpyxl.load_workbook(tmp_path / "结果/三中/花名册_核查.xlsx")
    told = [cell.value for row in copy["问题清单"].iter_rows() for cell in row]
    assert any("还登记在一中" in str(value) for value in told)
    assert not (tmp_path / "结果/二中/花名册_核查.xlsx").exists()


def test_only_what_has_changed_is_done_again(county: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    assert run(county, out).again == 3
    first = results(out)
    assert run(county, out).again == 0
    assert results(out) == first
    # The pupil has left 三中: nothing changed in 一中, but it is told so no more.
    xlsx(county / "三中" / "花名册.xlsx", {"七(1)": [HEADS, OTHER]})
    again = run(county, out)
    assert codes(again, "一中") == ["ID103"]
    assert codes(again, "三中") == codes(again, "二中") == ["RC108"]
    run(county, tmp_path / "另一次", workers=2)
    assert results(out) == results(tmp_path / "另一次")


def test_another_calendar_above_is_a_change(county: Path, tmp_path: Path) -> None:
    run(county, tmp_path / "结果")
    later = [*TERM, ["2025秋", dt.date(2025, 10, 8), dt.date(2025, 10, 9), "放假", "运动会"]]
    xlsx(county / "校历.xlsx", {"校历": later})
    assert run(county, tmp_path / "结果").again == 3


def test_a_unit_that_is_gone_is_said_once(county: Path, tmp_path: Path) -> None:
    run(county, tmp_path / "结果")
    (county / "三中" / "花名册.xlsx").unlink()
    outcome = run(county, tmp_path / "结果")
    assert any("三中" in note and "已经没有这个单位" in note for note in outcome.notes)
    assert codes(outcome, "一中") == ["ID103"]
    assert not any("三中" in note for note in run(county, tmp_path / "结果").notes)


@pytest.mark.parametrize("ending", [".json", ".extract"])
def test_a_damaged_record_is_set_aside_and_said(county: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / "结果"
    run(county, out)
    before = results(out)
    for path in (out / ".kongcuo").glob(f"*{ending}"):
        path.write_bytes(b"\x80\x04cos\nsystem\n(S'false'\ntR.")
    outcome = run(county, out)
    assert outcome.again == 3
    assert sum("损坏" in note for note in outcome.notes) >= 3
    page = {"报告.html": b""}  # says so too
    assert results(out) | page == before | page


def test_only_its_owner_may_read_what_is_kept(county: Path, tmp_path: Path) -> None:
    run(county, tmp_path / "结果")
    folder = tmp_path / "结果" / ".kongcuo"
    assert os.name == "nt" or folder.stat().st_mode & 0o077 == 0


def test_two_runs_into_one_outbox_are_refused(county: Path, tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "结果")
    outbox.prepare()
    with outbox.locked(), pytest.raises(OutputError, match="正被另一次批量核查使用"):
        run(county, tmp_path / "结果")
    assert run(county, tmp_path / "结果").units


def test_many_parts_find_what_one_does(county: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    run(county, out)
    outbox = Outbox(out)
    records = [r for u in ("县/一中", "县/二中", "县/三中") if (r := outbox.record(u))]

    def extracts() -> list[Extract]:
        return [extract for record in records if (extract := outbox.extract(record))]

    def found(at_once: int) -> list[Finding]:
        policy = load("national")
        terms = [autumn_term(2025, policy["autumn_start"], policy["autumn_end"])]
        scope = Scope(Tables([], 2025), [], policy, SchoolCalendar.build(terms), DATE)
        return sorted(compare(extracts, scope, at_once=at_once)[0], key=repr)

    assert len(records) == 3
    assert found(1) == found(1_000_000)
    assert [f.code for f in found(1)] == ["RC108", "RC108"]


# ── faults ───────────────────────────────────────────────────────────────────────────────────────
def test_what_ends_its_reader_is_found_and_named(tmp_path: Path) -> None:
    task = Task("national", DATE, None, tmp_path, frozenset())
    sources = [Source(u, f"{u}/{n}.xlsx", tmp_path) for u in ("县/一中", "县/二中") for n in "甲乙"]
    bad = "县/二中/乙.xlsx"

    def alone(_: object, job: Job) -> list[UnitResult]:
        if any(s.name == bad and s.name not in job.poison for s in job.sources):
            raise workers.DiedError
        return [UnitResult(unit, said=sorted(job.poison)) for unit in job.units]

    done = [r for group in rescue.rescued(check_group, alone, Job(task, tuple(sources)))
            for r in group]  # fmt: skip
    assert [(r.unit, r.said) for r in done] == [("县/一中", []), ("县/二中", [bad])]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("whom", ["worker", "run"])
def test_a_kill_changes_nothing_in_the_end(county: Path, tmp_path: Path, whom: str) -> None:
    for number in range(6):  # enough to be shared out
        folder = county / f"第{number}小学"
        folder.mkdir()
        pupils = [[f"李{number}{n}", "男", "", "七年级", "1班"] for n in range(300)]
        xlsx(folder / "花名册.xlsx", {"七(1)": [HEADS, *pupils]})
        (folder / "坏.xlsx").write_bytes(b"PK\x03\x04" + bytes(50))
    out = tmp_path / "结果"
    code = (
        "import sys, datetime as dt; from pathlib import Path; from kongcuo_xl import batch;"
        "from kongcuo_xl.policy import load; batch._LITTLE = 0;"
        f"batch.run(Path({str(county)!r}), Path({str(out)!r}), 'national', load('national'),"
        "dt.date(2025, 10, 20), workers=2)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    while process.poll() is None and not list((out / ".kongcuo").glob("*.json")):
        time.sleep(0.02)
    if whom == "run":
        process.kill()
    else:
        for pid in list(descendants(process.pid))[-1:]:
            os.kill(pid, signal.SIGKILL)
    process.wait()
    assert (process.returncode == 0) == (whom == "worker")
    outcome = run(county, out)
    assert len(outcome.unreadable) == 6
    whole = run(county, tmp_path / "另一次")
    assert results(out) == results(tmp_path / "另一次")
    assert [u.levels for u in outcome.units] == [u.levels for u in whole.units]


def descendants(pid: int) -> list[int]:
    """Processes that a process has started, and those that these have."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, parent = stat.parent.name, stat.read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        parents.setdefault(int(parent), []).append(int(number))
    found, left = [], [pid]
    while left:
        own = parents.get(left.pop(), [])
        found += own
        left += own
    return found


def test_a_full_disk_is_said_and_done_again(
    county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "结果"
    real, full = os.fsync, {"left": 6}

    def fails(number: int) -> None:
        full["left"] -= 1
        if full["left"] < 0:
            raise OSError(28, "No space left on device")
        real(number)

    with monkeypatch.context() as patched:
        patched.setattr(archive.os, "fsync", fails)
        with pytest.raises(OutputError, match="磁盘已满"):
            run(county, out)
    outcome = run(county, out)
    assert outcome.failures == []
    run(county, tmp_path / "另一次")
    assert results(out) == results(tmp_path / "另一次")
