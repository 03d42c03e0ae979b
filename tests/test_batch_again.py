"""A batch that is run again, stopped, disturbed: what comes out is that of an undisturbed run."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pytest
from workbooks import xlsx

import kongcuo_xl
from kongcuo_xl import batch, workers
from kongcuo_xl.batch import rescue
from kongcuo_xl.batch.condensed import Extract
from kongcuo_xl.batch.crossing import compare
from kongcuo_xl.batch.jobs import Job, Task
from kongcuo_xl.batch.outbox import Outbox, Record, program
from kongcuo_xl.batch.outcome import UnitResult
from kongcuo_xl.batch.unit_work import check_group
from kongcuo_xl.calendar import SchoolCalendar, autumn_term
from kongcuo_xl.checking import Source
from kongcuo_xl.finding import Finding
from kongcuo_xl.hosts.ooxml import archive
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.policy import load
from kongcuo_xl.rule import rules
from kongcuo_xl.scope import Scope
from kongcuo_xl.tables import Tables

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


@dataclass
class Done:
    """A county, its results, and what came of them."""

    county: Path
    out: Path
    outcome: batch.Outcome


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """A county that was done in one go."""
    folder = tmp_path_factory.mktemp("undisturbed")
    make(folder / "县")
    return Done(folder / "县", folder / "结果", run(folder / "县", folder / "结果"))


@pytest.fixture
def done(undisturbed: Done, tmp_path: Path) -> Done:
    """A copy of it, to be changed and disturbed."""
    for path in (undisturbed.county, undisturbed.out):
        shutil.copytree(path, tmp_path / path.name)
    return Done(tmp_path / "县", tmp_path / "结果", undisturbed.outcome)


def make(county: Path) -> None:
    for school, pupils in SCHOOLS.items():
        (county / school).mkdir(parents=True)
        xlsx(county / school / "花名册.xlsx", {"七(1)": [HEADS, *pupils]})
    xlsx(county / "校历.xlsx", {"校历": TERM})


def run(inbox: Path, out: Path, workers: int = 1, *, check_only: bool = False) -> batch.Outcome:
    return batch.run(
        inbox, out, "national", load("national"), DATE, workers=workers, check_only=check_only
    )


def results(folder: Path) -> dict[str, bytes]:
    """Everything written but what is kept for the next run, and how long it took.

    What somebody who was killed had not finished is no result: a later run takes it away.
    """
    left_out = {".kongcuo", "历史", "运行报告.xlsx"}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix != ".part"
        and not left_out & set(path.relative_to(folder).parts)
    }


def codes(outcome: batch.Outcome, unit: str) -> list[str]:
    (found,) = [u for u in outcome.units if u.name == unit]
    return sorted(f.code for f in found.findings if f.level == "错误")


def test_what_comparing_units_finds_stands_in_their_copies(undisturbed: Done) -> None:
    assert codes(undisturbed.outcome, "一中") == ["ID103", "RC108"]
    assert codes(undisturbed.outcome, "三中") == ["RC108"]
    copy = openpyxl.load_workbook(undisturbed.out / "三中/花名册_核查.xlsx")
    told = [cell.value for row in copy["问题清单"].iter_rows() for cell in row]
    assert any("还登记在一中" in str(value) for value in told)
    assert not (undisturbed.out / "二中/花名册_核查.xlsx").exists()


def test_only_what_has_changed_is_done_again(done: Done, tmp_path: Path) -> None:
    first = results(done.out)
    assert done.outcome.again == 3
    assert run(done.county, done.out).again == 0
    assert results(done.out) == first
    # The pupil has left 三中: nothing changed in 一中, but it is told so no more.
    xlsx(done.county / "三中" / "花名册.xlsx", {"七(1)": [HEADS, OTHER]})
    again = run(done.county, done.out)
    assert codes(again, "一中") == ["ID103"]
    assert codes(again, "三中") == codes(again, "二中") == ["RC108"]
    run(done.county, tmp_path / "另一次")
    assert results(done.out) == results(tmp_path / "另一次")


def test_the_countys_sheets_are_written_anew_only_where_they_would_differ(done: Done) -> None:
    first = results(done.out)
    sheets = {name: done.out / name for name in ("汇总.xlsx", "报告.html")}
    run(done.county, done.out)  # the copies of the fixture's files have other times
    written = {name: path.stat().st_mtime_ns for name, path in sheets.items()}
    run(done.county, done.out)
    assert {name: path.stat().st_mtime_ns for name, path in sheets.items()} == written
    sheets["报告.html"].unlink()
    sheets["汇总.xlsx"].write_bytes(b"")
    run(done.county, done.out)
    assert results(done.out) == first
    (done.county / "三中" / "花名册.xlsx").write_bytes(b"no workbook")
    outcome = run(done.county, done.out)
    assert outcome.unreadable
    assert results(done.out)["汇总.xlsx"] != first["汇总.xlsx"]


def test_an_outbox_named_from_where_one_stands_is_the_same(
    done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(done.out.parent)
    assert run(Path("县"), Path("结果")).again == 0


def test_another_calendar_above_is_a_change(done: Done) -> None:
    later = [*TERM, ["2025秋", dt.date(2025, 10, 8), dt.date(2025, 10, 9), "放假", "运动会"]]
    xlsx(done.county / "校历.xlsx", {"校历": later})
    assert run(done.county, done.out).again == 3


def test_what_vanishes_in_the_middle_of_a_run(tmp_path: Path) -> None:
    county = tmp_path / "县"
    make(county)

    def without(*files: str) -> batch.Outcome:
        def remove(_: str, done: int, of: int) -> None:
            for file in files if done == of else ():
                (county / file).unlink(missing_ok=True)

        return batch.run(
            county, tmp_path / str(len(files)), "national", load("national"), DATE, workers=1,
            progress=remove,
        )  # fmt: skip

    assert codes(without("校历.xlsx"), "三中") == ["RC108"]
    with pytest.raises(OutputError, match="在运行中变了或不见了"):
        without("一中/花名册.xlsx", "二中/花名册.xlsx", "三中/花名册.xlsx")


def test_a_check_date_stated_above_is_the_units_date_in_the_history_too(tmp_path: Path) -> None:
    school = tmp_path / "县/一中"
    school.mkdir(parents=True)
    xlsx(school / "花名册.xlsx", {"七(1)": [HEADS, OTHER]})
    xlsx(tmp_path / "县/设置.xlsx", {"设置": [["项目", "值"], ["检查日期", f"{DATE}"]]})
    later = dt.date(2026, 2, 1)
    for again in (1, 0):
        outcome = batch.run(
            tmp_path / "县", tmp_path / "结果", "national", load("national"), later, workers=1
        )
        assert outcome.again == again
        assert outcome.notes == [f"设置.xlsx［设置］B2：检查日期采用 {DATE}"]
        assert [u.said for u in outcome.units] == [[]]
    months = [path.name for path in (tmp_path / "结果/历史").glob("month=*")]
    assert months == ["month=2025-09"]


def test_a_unit_with_a_check_date_of_its_own_is_done_once(tmp_path: Path) -> None:
    school = tmp_path / "县/一中"
    school.mkdir(parents=True)
    own = [["项目", "值"], ["检查日期", f"{DATE}"]]
    xlsx(school / "花名册.xlsx", {"七(1)": [HEADS, OTHER], "设置": own})
    for date, again in ((dt.date(2025, 12, 20), 1), (dt.date(2025, 12, 20), 0)):
        outcome = batch.run(
            tmp_path / "县", tmp_path / "结果", "national", load("national"), date, workers=1
        )
        assert outcome.again == again
    assert [p.name for p in (tmp_path / "结果/历史").glob("month=*")] == ["month=2025-09"]


def test_a_unit_that_is_gone_is_said_once(done: Done) -> None:
    (done.county / "三中" / "花名册.xlsx").unlink()
    outcome = run(done.county, done.out)
    assert any("三中" in said and "已经没有这个单位" in said for said in outcome.notes)
    assert codes(outcome, "一中") == ["ID103"]
    assert not any("三中" in said for said in run(done.county, done.out).notes)


def test_a_damaged_record_is_set_aside_and_said(done: Done) -> None:
    before = results(done.out)
    outbox = Outbox(done.out)
    record, _ = outbox.names_of(["县/一中"])
    _, extract = outbox.names_of(["县/三中"])
    for name in (record, extract):
        (done.out / name).write_bytes(b"\x80\x04cos\nsystem\n(S'false'\ntR.")
    outcome = run(done.county, done.out)
    assert {unit.name for unit in outcome.units if unit.fresh} == {"一中", "三中"}
    assert [said.partition("：")[0] for said in outcome.notes] == ["县/一中", "县/三中"]
    assert all("损坏" in said for said in outcome.notes)
    assert results(done.out) == before


def test_only_its_owner_may_read_what_is_kept(undisturbed: Done) -> None:
    folder = undisturbed.out / ".kongcuo"
    assert os.name == "nt" or folder.stat().st_mode & 0o077 == 0


def test_two_runs_into_one_outbox_are_refused(done: Done) -> None:
    with Outbox(done.out).locked(), pytest.raises(OutputError, match="正被另一次批量核查使用"):
        run(done.county, done.out)


def test_many_parts_find_what_one_does(undisturbed: Done) -> None:
    outbox = Outbox(undisturbed.out)
    records = [r for u in ("县/一中", "县/二中", "县/三中") if (r := outbox.record(u))]

    def extracts() -> list[Extract]:
        return [
            extract
            for record in records
            if (extract := outbox.extract(record.unit, record.extract))
        ]

    def found(at_once: int) -> list[Finding]:
        policy = load("national")
        terms = [autumn_term(2025, policy["autumn_start"], policy["autumn_end"])]
        scope = Scope(Tables([], 2025), [], policy, SchoolCalendar.build(terms), DATE)
        with outbox.room() as room:
            return sorted(compare(extracts, scope, room, at_once=at_once)[0], key=repr)

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


def test_a_rule_that_crashes_is_said_and_judges_the_other_units(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for school, pupils in {"一中": [BOTH], "二中": [BOTH, WRONG]}.items():
        (tmp_path / "县" / school).mkdir(parents=True)
        xlsx(tmp_path / "县" / school / "花名册.xlsx", {"七(1)": [HEADS, *pupils]})

    def crashing(tables: Tables, date: dt.date) -> object:
        if "县/一中" in tables.units:
            raise ZeroDivisionError
        return sound["ID103"].check(tables, date)

    sound = dict(rules())
    monkeypatch.setitem(rules(), "ID103", replace(sound["ID103"], check=crashing))
    monkeypatch.setitem(rules(), "RC108", replace(sound["RC108"], check=lambda **_: 1 / 0))
    monkeypatch.setattr(workers, "groups", lambda units, _: [units])
    outcome = run(tmp_path / "县", tmp_path / "结果", check_only=True)
    said = "：程序缺陷，本条规则没有运行（ZeroDivisionError），请反馈给开发者"
    assert [u.said for u in outcome.units] == [[f"ID103{said}"], []]
    assert [codes(outcome, u) for u in ("一中", "二中")] == [[], ["ID103"]]
    assert outcome.notes == [f"RC108{said}"]
    monkeypatch.setitem(rules(), "RC108", sound["RC108"])
    assert codes(run(tmp_path / "县", tmp_path / "结果", check_only=True), "一中") == ["RC108"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_kills_change_nothing_in_the_end(tmp_path: Path) -> None:
    county = tmp_path / "县"
    make(county)
    for number in range(7):  # enough to be shared out
        folder = county / f"第{number}小学"
        folder.mkdir()
        pupils = [[f"李{number}{n}", "男", "", "七年级", "1班"] for n in range(20)]
        xlsx(folder / "花名册.xlsx", {"七(1)": [HEADS, *pupils]})
    (county / "第3小学" / "坏.xlsx").write_bytes(b"PK\x03\x04" + bytes(50))
    whole = run(county, tmp_path / "结果")
    assert [f.file for f in whole.unreadable] == ["第3小学/坏.xlsx"]

    # A worker is killed: the run goes on.
    process = shared_out(county, tmp_path / "一")
    workers_of = [pid for pid in descendants(process.pid) if pid not in children(process.pid)]
    os.kill(workers_of[0], signal.SIGKILL)
    assert process.wait(_LONGEST) == 0
    assert results(tmp_path / "一") == results(tmp_path / "结果")

    # The run is killed: another goes on with what is left.
    process = shared_out(county, tmp_path / "二")
    process.kill()
    process.wait(_LONGEST)
    begun: list[int] = []
    batch.run(
        county, tmp_path / "二", "national", load("national"), DATE, workers=1,
        progress=lambda *told: begun.append(told[2]),
    )  # fmt: skip
    assert begun[0] < len(whole.units)
    assert results(tmp_path / "二") == results(tmp_path / "结果")


_LONGEST = 300
"""Seconds after which a process is taken to hang."""


def shared_out(county: Path, out: Path) -> subprocess.Popen[bytes]:
    """A run in processes of its own, at work: its first school is done."""
    code = (
        "import datetime as dt; from pathlib import Path; from kongcuo_xl.batch import running;"
        "from kongcuo_xl.policy import load; running._LITTLE = 0;"
        f"running.run(Path({str(county)!r}), Path({str(out)!r}), 'national', load('national'),"
        f"dt.date({DATE.year}, {DATE.month}, {DATE.day}), workers=2)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    deadline = time.monotonic() + _LONGEST
    while len(list((out / ".kongcuo").glob("*.json"))) < 2:  # the folder above, and a school
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return process


def children(pid: int) -> list[int]:
    """Processes that a process has started: the server that forks the workers is one."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return sorted(found)


def descendants(pid: int) -> list[int]:
    """Those, and those that they have started."""
    found = children(pid)
    return found + [below for child in found for below in descendants(child)]


def test_a_full_disk_is_said_and_done_again(
    undisturbed: Done, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
            run(undisturbed.county, out)
    assert run(undisturbed.county, out).failures == []
    assert results(out) == results(undisturbed.out)


def test_what_could_not_be_written_down_is_told_and_found_again(
    done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = Outbox.keep

    def refused(unit: str, which: int) -> None:
        """Refuse so many times from now to write down a unit."""
        calls = iter(range(9))

        def once(self: Outbox, record: Record, extract: Extract | None = None) -> None:
            if record.unit.endswith(unit) and next(calls) == which:
                raise OutputError("磁盘已满")
            keep(self, record, extract)

        monkeypatch.setattr(Outbox, "keep", once)

    xlsx(done.county / "二中" / "花名册.xlsx", {"七(1)": [HEADS, WRONG, OTHER]})
    refused("二中", 0)
    outcome = run(done.county, done.out)
    assert any("没有记下结果" in said for said in outcome.failures)
    page = (done.out / "报告.html").read_text(encoding="utf-8")
    assert "没有记下结果" in page
    assert "ID103" in codes(outcome, "二中")
    monkeypatch.undo()
    assert "ID103" in codes(run(done.county, done.out), "二中")

    xlsx(done.county / "三中" / "花名册.xlsx", {"七(1)": [HEADS, BOTH, WRONG]})
    refused("三中", 1)  # when what comparing found is laid into its copy
    assert run(done.county, done.out).failures
    monkeypatch.undo()
    assert "RC108" in codes(run(done.county, done.out), "三中")
    assert run(done.county, done.out).again == 0


def test_a_copy_that_nobody_knows_any_more_is_said(done: Done) -> None:
    record = Outbox(done.out).record("县/三中")
    assert record is not None
    (done.out / Outbox(done.out).names_of(["县/三中"])[0]).write_text("{")
    xlsx(done.county / "三中" / "花名册.xlsx", {"七(1)": [HEADS, OTHER]})
    xlsx(done.county / "二中" / "花名册.xlsx", {"七(1)": [HEADS]})
    outcome = run(done.county, done.out)
    (unit,) = [u for u in outcome.units if u.name == "三中"]
    assert any("三中/花名册_核查.xlsx：是以前留下的核查副本" in said for said in unit.said)
    assert run(done.county, done.out).again == 0


def test_a_record_of_an_earlier_version_is_not_called_damaged(done: Done) -> None:
    for path in (done.out / ".kongcuo").glob("*.json"):
        held = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**held, "format": held["format"] - 1}), encoding="utf-8")
    outcome = run(done.county, done.out)
    assert outcome.again == 3
    assert not any("损坏" in said for said in outcome.notes)


def test_another_version_of_any_part_of_the_program_is_another_program(tmp_path: Path) -> None:
    for name in ("same", "other"):
        shutil.copytree(Path(kongcuo_xl.__file__).parent, tmp_path / name)
    (tmp_path / "other" / "rules" / "more.py").write_text("")
    assert program(tmp_path / "same") == program()
    assert program(tmp_path / "other") != program()
