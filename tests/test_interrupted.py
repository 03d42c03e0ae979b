"""Runs that are stopped at any moment: no output is half there, no input is touched."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from packages import roster

from kongcuo_xl import cli
from kongcuo_xl.hosts import lists, ooxml, passwords
from kongcuo_xl.hosts.ooxml import OutputError, archive
from kongcuo_xl.hosts.ooxml.archive import writing
from kongcuo_xl.plan import SetValue

DATE = ["--date", "2025-10-20"]
COMMANDS: dict[str, list[str]] = {
    "check": ["check", "县", "--out", "结果", "--notes", *DATE],
    "fill": ["fill", "月报表", "--from", "县", "--out", "结果/月报.xlsx", *DATE],
    "tidy": ["tidy", "县", "--out", "结果", *DATE],
    "batch": ["batch", "县", "--out", "结果", "--workers", "2", *DATE],
}
PROGRAM = (
    "import sys; from kongcuo_xl import cli; print('begun', flush=True);"
    "sys.exit(cli.main(sys.argv[1:]))"
)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small county, read only by these tests."""
    folder = tmp_path_factory.mktemp("county") / "县"
    for school in ("一中", "二中"):
        (folder / school).mkdir(parents=True)
        for klass in ("1班", "2班"):
            # Every number lacks its last character, so that every row is marked.
            pupils = [[f"李{n} ", "男", f"1101052012010{n:04}", klass] for n in range(200)]
            heads = ["姓名", "性别", "身份证号", "班级"]
            roster(folder / school / f"七年级{klass}.xlsx", [heads, *pupils])
    return folder


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """When each file was last written, and what it holds."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def started(command: str, county: Path, place: Path) -> subprocess.Popen[str]:
    """A run in a session of its own, in a folder that has the county as 县."""
    place.mkdir()
    (place / "县").symlink_to(county)
    words = [sys.executable, "-c", PROGRAM, *COMMANDS[command]]
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])}
    run = subprocess.Popen(
        words, cwd=place, env=environment, start_new_session=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert run.stdout is not None
    assert run.stdout.readline() == "begun\n"
    return run


def unfinished(place: Path) -> list[Path]:
    return list(place.rglob(".kongcuo-*.part"))


def wait_for_writing(run: subprocess.Popen[str], place: Path) -> None:
    """Until the first output is being written."""
    while run.poll() is None and not unfinished(place):
        time.sleep(0.001)


def whole(place: Path) -> int:
    """How many workbooks there are; each output must open and have nothing missing."""
    written = [p for p in (place / "结果").rglob("*") if p.is_file() and p.suffix != ".part"]
    for path in written:
        match path.suffix:
            case ".xlsx":
                with zipfile.ZipFile(path) as package:
                    assert package.testzip() is None
                openpyxl.load_workbook(path, read_only=True).close()
            case ".html":
                assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")
            case ".parquet":
                pq.read_table(path)
            case ".json":
                json.loads(path.read_bytes())
            case _:
                assert path.name in KEPT or path.suffix in KEPT, path
    return sum(path.suffix == ".xlsx" for path in written)


KEPT = {"lock", "compared", "salt", "密钥", ".extract"}
"""What a batch keeps for its next run; test_batch_again damages it, which is said and mended."""

MOMENTS = [("reading", 0.4), ("reading", 1.2), ("writing", 0.0), ("writing", 0.05)]


@pytest.mark.parametrize(
    ("command", "name"),
    [
        *(("check", "SIGINT"), ("check", "SIGTERM"), ("check", "SIGKILL")),
        *(("fill", "SIGTERM"), ("tidy", "SIGKILL")),
        *(("batch", "SIGINT"), ("batch", "SIGKILL")),
    ],
)
def test_a_run_stopped_at_any_moment(command: str, name: str, county: Path, tmp_path: Path) -> None:
    before = state(county)
    chance = random.Random(f"{name} {command}")
    when, latest = MOMENTS[chance.randrange(len(MOMENTS))]
    place = tmp_path / "run"
    run = started(command, county, place)
    if when == "writing":
        wait_for_writing(run, place)
    time.sleep(chance.random() * latest)
    if name == "SIGINT":  # as Ctrl-C does
        os.killpg(run.pid, signal.SIGINT)
    else:
        run.send_signal(signal.Signals[name])
    said = "".join(run.communicate(timeout=300))
    assert state(county) == before
    whole(place)
    assert "Traceback" not in said
    if name == "SIGKILL":
        assert all(path.stat().st_mode & 0o077 == 0 for path in unfinished(place))
    elif run.returncode not in (cli.FINE, cli.FAULTY, cli.WRONG):  # it may have been done
        assert run.returncode == cli.INTERRUPTED
        assert "已中断，没有留下写了一半的文件。" in said
    if name != "SIGKILL":
        assert unfinished(place) == []
    gone_within(run.pid, 120)


def gone_within(session: int, seconds: float) -> None:
    """Nobody of a run is left behind."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(session, signal.SIGKILL)
    pytest.fail("processes of a stopped run went on")


def test_the_next_run_is_none_the_worse(county: Path, tmp_path: Path) -> None:
    place = tmp_path / "run"
    run = started("check", county, place)
    wait_for_writing(run, place)
    run.kill()
    run.communicate(timeout=300)
    assert len(unfinished(place)) <= 1
    for path in unfinished(place):
        os.utime(path, (0, 0))  # a day has gone by
    archive._sweep.cache_clear()
    again = subprocess.run(
        [sys.executable, "-c", PROGRAM, *COMMANDS["check"]],
        cwd=place, capture_output=True, text=True, timeout=300, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])},
    )  # fmt: skip
    assert again.returncode == cli.FAULTY
    assert unfinished(place) == []
    assert whole(place) == 4


# ── places that can't be written ─────────────────────────────────────────────────────────────────
@pytest.fixture
def book(tmp_path: Path) -> Path:
    return roster(
        tmp_path / "名册.xlsx", [["姓名", "性别"], *[[f"李{n}", "男"] for n in range(3000)]]
    )


def fill(source: Path, target: Path) -> None:
    ooxml.apply(source, (SetValue("七(1)班", 1, 0, "王方"),), target)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


FAILURES = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超过了磁盘配额",
    errno.EIO: "磁盘读写出错",
    errno.EACCES: "没有权限",
}


@pytest.mark.parametrize("number", FAILURES)
def test_a_disk_that_fails_halfway(
    number: int, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "出" / "名册.xlsx"
    fill(book, target)
    earlier = target.read_bytes()

    def fails(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    for where in ("fsync", "write"):
        with monkeypatch.context() as patched:
            if where == "fsync":
                patched.setattr(archive.os, "fsync", fails)
            else:
                patched.setattr(archive, "_entry", fails)
            with pytest.raises(OutputError) as told:
                fill(book, target)
        assert target.name in str(told.value)
        assert target.read_bytes() == earlier
        assert names(target.parent) == {target.name}


def limited() -> None:
    """Let no file grow past 20 kB, as on a full disk."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_a_file_that_may_not_grow(book: Path, tmp_path: Path) -> None:
    place = tmp_path / "run"
    place.mkdir()
    words = ["check", str(book), "--out", "结果", *DATE]
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words], cwd=place, preexec_fn=limited,
        capture_output=True, text=True, timeout=300, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])},
    )  # fmt: skip
    assert run.returncode == cli.WRONG
    assert "没有写出副本" in run.stderr
    assert "Traceback" not in run.stderr
    assert [p for p in place.rglob("*") if p.is_file()] == []


def test_a_folder_that_may_not_be_written(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    with monkeypatch.context() as patched:
        patched.setattr(archive.tempfile, "NamedTemporaryFile", refused)
        with pytest.raises(OutputError, match=r"没有权限.*请换一个输出文件夹"):
            fill(book, tmp_path / "出.xlsx")
    assert names(tmp_path) == {book.name}


def test_an_output_that_is_open_in_a_spreadsheet_program(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "出.xlsx"
    target.write_bytes(b"open")

    def in_use(*_: object) -> None:
        raise PermissionError(errno.EACCES, "WinError 32")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", in_use)
        with pytest.raises(OutputError, match=r"正被别的程序打开.*关闭它后重试"):
            fill(book, target)
    assert target.read_bytes() == b"open"
    assert names(tmp_path) == {book.name, target.name}


def test_a_folder_in_the_place_of_the_output(book: Path, tmp_path: Path) -> None:
    (tmp_path / "出.xlsx").mkdir()
    with pytest.raises(OutputError, match="那是一个文件夹"):
        fill(book, tmp_path / "出.xlsx")
    assert names(tmp_path) == {book.name, "出.xlsx"}


# ── links ────────────────────────────────────────────────────────────────────────────────────────
def test_no_link_leads_an_output_onto_its_input(book: Path, tmp_path: Path) -> None:
    before = book.read_bytes()
    (tmp_path / "软.xlsx").symlink_to(book)
    (tmp_path / "硬.xlsx").hardlink_to(book)
    for target in ("软.xlsx", "硬.xlsx", "../" + tmp_path.name + "/名册.xlsx"):
        with pytest.raises(OutputError, match="不能是原文件"):
            fill(book, tmp_path / target)
    assert book.read_bytes() == before


def test_a_link_in_the_place_of_an_output_is_replaced(book: Path, tmp_path: Path) -> None:
    other = tmp_path / "别人的.xlsx"
    other.write_bytes(b"mine")
    (tmp_path / "出.xlsx").symlink_to(other)
    fill(book, tmp_path / "出.xlsx")
    assert other.read_bytes() == b"mine"
    assert not (tmp_path / "出.xlsx").is_symlink()


# ── while it is being written ────────────────────────────────────────────────────────────────────
def test_only_the_owner_may_read_what_is_unfinished(tmp_path: Path) -> None:
    with writing(tmp_path / "出.xlsx") as out:
        out.write(b"half")
        (part,) = unfinished(tmp_path)
        assert part.stat().st_mode & 0o777 == 0o600
        assert not (tmp_path / "出.xlsx").exists()
    assert names(tmp_path) == {"出.xlsx"}
    umask = os.umask(0)
    os.umask(umask)
    assert (tmp_path / "出.xlsx").stat().st_mode & 0o777 == 0o666 & ~umask


def test_what_somebody_else_is_writing_just_now_stays(tmp_path: Path) -> None:
    fresh, old = tmp_path / ".kongcuo-a.part", tmp_path / ".kongcuo-b.part"
    for path in (fresh, old, tmp_path / "别的.part"):
        path.write_bytes(b"half")
        os.utime(path, (0, 0))
    os.utime(fresh)
    lists.write_file(tmp_path / "出.txt", b"whole")
    assert names(tmp_path) == {".kongcuo-a.part", "别的.part", "出.txt"}


def test_private_folders_of_killed_runs_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords.tempfile, "tempdir", str(tmp_path))
    passwords._sweep.cache_clear()
    old, fresh, other = (
        tmp_path / name for name in (".kongcuo-a.private", ".kongcuo-b.private", "kongcuo")
    )
    for folder in (old, fresh, other):
        folder.mkdir()
        (folder / "unlocked.xlsx").write_bytes(b"plain")
    for folder in (old, other):
        os.utime(folder, (0, 0))
    with passwords.private_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
    assert names(tmp_path) == {fresh.name, other.name}
