"""LibreOffice missing, crashing, hanging, somebody else's: each said in a sentence, no strays."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlwings as xw

from kongcuo_xl.hosts import calc
from kongcuo_xl.hosts.calc import bridge, office, vigil
from kongcuo_xl.hosts.calc.guardian import Guardian


@pytest.fixture
def other(app: xw.App) -> Iterator[xw.App]:
    """An app to be maltreated."""
    other = xw.App(visible=False)
    yield other
    other.kill()
    app.activate()


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_crash_is_noticed_and_cleaned_up(app: xw.App, other: xw.App) -> None:
    cells = other.books[0].sheets[0]["A1"]
    profile = other.impl.office.profile
    os.killpg(other.pid, signal.SIGKILL)
    other.impl.office.process.wait(10)
    with pytest.raises(calc.OfficeGone, match="no longer there"):
        cells.value = 1
    assert other.pid not in xw.apps.keys()  # noqa: SIM118
    assert not profile.exists()
    assert app.pid in xw.apps.keys()  # noqa: SIM118


def test_a_closed_book_is_gone(other: xw.App) -> None:
    book = other.books.add()
    cells = book.sheets[0]["A1"]
    book.close()
    with pytest.raises(calc.OfficeGone):
        _ = cells.value


CHANGES: list[Callable[[xw.Range], object]] = [
    lambda cells: setattr(cells, "value", 1),
    lambda cells: setattr(cells, "formula", "=1"),
    lambda cells: setattr(cells, "color", "#ff0000"),
    lambda cells: setattr(cells.font, "bold", True),
    lambda cells: cells.borders.set(line_style="dash"),
    lambda cells: cells[0].add_note("x"),
    lambda cells: cells.insert("down"),
    lambda cells: cells.merge(),
    lambda cells: cells.data_validation.set_list(["a"]),
    lambda cells: cells.conditional_formats.add_color_scale(["#ffffff", "#000000"]),
    lambda cells: cells.clear(),
]


def test_locked_cells(sheet: xw.Sheet) -> None:
    sheet["A1:B2"].value = [["甲", 1], ["乙", 2]]
    free = sheet["D1"].api.CellProtection
    free.IsLocked = False
    sheet["D1"].api.CellProtection = free
    sheet.api.protect("")
    for change in CHANGES:
        with pytest.raises(calc.SheetProtected, match="Sheet1 is protected"):
            change(sheet["A1:B2"])
    assert sheet["A1:B2"].value == [["甲", 1], ["乙", 2]]
    sheet["D1"].value = 3
    sheet["D1"].color = "#ff0000"
    assert (sheet["D1"].value, sheet["D1"].color) == (3, (255, 0, 0))
    with pytest.raises(calc.SheetProtected):
        sheet["C1:D1"].value = 1
    sheet.api.unprotect("")


SHEETS: list[Callable[[xw.Sheet], object]] = [
    lambda sheet: sheet.book.sheets.add("三"),
    lambda sheet: setattr(sheet, "name", "新"),
    lambda sheet: setattr(sheet, "visible", False),
    lambda sheet: sheet.copy(name="副本"),
    lambda sheet: sheet.impl.move(None, sheet.book.sheets[-1].impl),
    lambda sheet: sheet.delete(),
    lambda sheet: sheet["A1"].to_png("x.png"),
    lambda sheet: sheet["A1"].conditional_formats.add_color_scale(["#ffffff", "#000000"]),
]


def test_protected_sheets(book: xw.Book) -> None:
    book.sheets.add("二")
    names = book.sheet_names
    book.api.protect("")
    for change in SHEETS:
        with pytest.raises(calc.SheetProtected, match="sheets of Book"):
            change(book.sheets[0])
    assert book.sheet_names == names
    assert not Path("x.png").exists()
    book.api.unprotect("")
    book.sheets[0].api.protect("")
    with pytest.raises(calc.SheetProtected, match=book.sheets[0].name):
        book.sheets[0].clear()


def test_a_part_of_an_array(sheet: xw.Sheet) -> None:
    sheet["A1:A3"].formula_array = "=ROW(A1:A3)"
    with pytest.raises(calc.CalcError, match=r"did not say why: .* array formula") as refused:
        sheet["A2"].value = 1
    assert not isinstance(refused.value, calc.OfficeGone)


def test_a_hang_is_ended(other: xw.App) -> None:
    running = other.impl.office

    def work() -> None:
        with running.answering("counting", seconds=1):
            for _ in range(10_000):  # the signal may take a moment
                running.desktop.getComponents()

    os.killpg(other.pid, signal.SIGSTOP)
    with pytest.raises(calc.OfficeHangs, match="1 seconds while counting"):
        work()
    assert not alive(other.pid)


def test_whoever_waits_in_vain_is_told(
    app: xw.App, other: xw.App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vigil, "IDLE_SECONDS", 0.5)
    cells = other.books[0].sheets[0]["A1"]
    watch = vigil.Vigil()
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.1):
            watch.look(time.monotonic())

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    os.killpg(other.pid, signal.SIGSTOP)
    with pytest.raises(calc.OfficeHangs, match=r"did nothing for 0\.5 seconds"):
        _ = cells.value
    over.set()
    looking.join(10)
    assert not alive(other.pid)
    assert app.pid in xw.apps.keys()  # noqa: SIM118
    assert not vigil.waiting


def test_whoever_works_is_let_work(
    app: xw.App, sheet: xw.Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vigil, "IDLE_SECONDS", 3.0)
    watch = vigil.Vigil()
    vigil.waiting[-1] = (0.0, app.impl)
    try:
        for look in range(4):
            end = vigil.processor_seconds(app.pid) + 0.05
            while vigil.processor_seconds(app.pid) < end:
                sheet["A1:Z99"].value = look
            watch.look(look * 2.0)
        assert app.impl.office.alive
    finally:
        del vigil.waiting[-1]


def test_kill_leaves_nothing(other: xw.App) -> None:
    running = other.impl.office
    left = [running.profile, *running._sockets]
    assert all(path.exists() for path in left)
    other.kill()
    assert not alive(running.pid)
    assert not [path for path in left if path.exists()]


STARTING = """
import sys
import xlwings as xw
from kongcuo_xl.hosts import calc
calc.register()
office = xw.App(visible=False).impl.office
print(office.pid, office.profile, *office._sockets, sep="\\n", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("how", ["ended", "killed"])
@pytest.mark.usefixtures("app")
def test_everything_ends_with_python_however_that_ends(how: str) -> None:
    python = subprocess.Popen(
        [sys.executable, "-c", STARTING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert python.stdout is not None
    group, *left = (python.stdout.readline().strip() for _ in range(4))
    assert alive(int(group))
    assert all(map(os.path.exists, left))
    if how == "killed":
        python.kill()
    python.communicate(timeout=60)
    end = time.monotonic() + 30
    while alive(int(group)) or any(map(os.path.exists, left)):
        assert time.monotonic() < end, f"left behind: {group} {left}"
        time.sleep(0.05)


def test_no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(calc.OfficeMissing, match="not installed"):
        calc.register()


@pytest.mark.usefixtures("app")
def test_libreoffice_that_does_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "soffice"
    broken.write_text("#!/bin/sh\necho no room left >&2\nexit 77\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(calc.OfficeDidNotStart, match=r"code 77.*no room left"):
        xw.App(visible=False)
    assert len(xw.apps) >= 1


@pytest.mark.usefixtures("app")
def test_libreoffice_that_never_gets_ready(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = tmp_path / "soffice"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(office, "START_SECONDS", 0.2)
    with pytest.raises(calc.OfficeDidNotStart, match="not ready"):
        xw.App(visible=False)
    assert len(xw.apps) >= 1


@pytest.fixture
def no_uno(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    bridge.uno.cache_clear()
    monkeypatch.setitem(sys.modules, "uno", None)
    yield
    bridge.uno.cache_clear()


@pytest.mark.usefixtures("no_uno")
def test_no_bridge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "SYSTEM_PACKAGES", ())
    with pytest.raises(calc.UnoMissing, match="python3-uno"):
        bridge.uno()


@pytest.mark.usefixtures("no_uno")
def test_a_bridge_for_another_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delitem(sys.modules, "uno")
    (tmp_path / "uno.py").write_text("raise ImportError('undefined symbol', name='pyuno')\n")
    monkeypatch.setattr(bridge, "SYSTEM_PACKAGES", (str(tmp_path),))
    monkeypatch.setattr(sys, "path", [p for p in sys.path if "dist-packages" not in p])
    monkeypatch.setattr(bridge, "SYSTEM_PYTHON", Path("/usr/bin/python3.99"))
    with pytest.raises(calc.UnoMissing, match=r"built for Python 3\.99"):
        bridge.uno()


def test_a_lock_that_a_crash_left_behind(app: xw.App, tmp_path: Path) -> None:
    app.activate()
    book = app.books.add()
    book.sheets[0]["A1"].value = "x"
    book.save(tmp_path / "名册.xlsx")
    book.close()
    lock = tmp_path / ".~lock.名册.xlsx#"
    lock.write_text(",somebody,elsewhere,01.01.2025 08:00,file:///home/somebody;")
    book = app.books.open(tmp_path / "名册.xlsx")
    assert book.sheets[0]["A1"].value == "x"
    with pytest.raises(calc.FileCannotBeSaved, match=r"somebody on elsewhere.*lock\.名册"):
        book.save()
    lock.write_text(f",somebody,{socket.gethostname()},01.01.2025 08:00,file:///home/no;")
    book.save()  # it runs no more
    book.close()
    assert lock.exists()


def test_a_file_that_somebody_has_open(app: xw.App, other: xw.App, tmp_path: Path) -> None:
    book = app.books.add()
    book.save(tmp_path / "名册.xlsx")
    office_of_user = other.impl.office
    lock = f"张老师\\, 一中,zhang,{socket.gethostname()},01.01.2025 08:00,"
    (tmp_path / ".~lock.名册.xlsx#").write_text(f"{lock}{office_of_user.profile.as_uri()};")
    for _ in range(2):  # having asked disturbs nobody
        with pytest.raises(calc.FileCannotBeSaved, match=r"open in another .*张老师, 一中 on"):
            book.save()
    assert other.books.active.name == "Book1"
    office_of_user.kill()
    book.save()
    book.close()


# The user's own LibreOffice


@pytest.fixture
def users_own(app: xw.App, tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Somebody's LibreOffice with a book open, listening."""
    pipe = f"user{os.getpid()}"
    process = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nologo",
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    guardian = Guardian(process.pid)
    address = f"pipe,name={pipe}"
    end = time.monotonic() + 60
    seen: list[int] = []
    while time.monotonic() < end and len(seen) < 4:
        # With a new profile it may start itself once more, soon after it first answers.
        try:
            pid = calc.attach(address).pid
            seen = [*seen, pid] if seen[-1:] in ([], [pid]) else [pid]
        except calc.OfficeNotReachable:
            seen = []
        time.sleep(0.3)
    yield address, process
    guardian.dismiss()
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)
    app.activate()


def test_attached_and_never_ended(
    users_own: tuple[str, subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    address, process = users_own
    attached = calc.attach(address)
    assert xw.apps.active == attached
    book = attached.books.add()
    book.sheets[0]["A1"].value = "x"
    path = tmp_path / "用户.ods"
    book.save(path)
    again = calc.attach(address)
    assert again.pid == attached.pid > 0
    assert xw.apps.keys().count(again.pid) == 1
    assert xw.Book("用户.ods") == again.books["用户.ods"]
    assert again.books["用户.ods"].sheets[0]["A1"].value == "x"
    assert xw.books.active.name == "用户.ods"
    attached.quit()
    again.kill()
    assert process.poll() is None


def test_nobody_listens(app: xw.App) -> None:
    with pytest.raises(calc.OfficeNotReachable, match="nobody"):
        calc.attach("pipe,name=nobody")
    assert xw.apps.active == app
