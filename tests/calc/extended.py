"""A LibreOffice with our extension in a profile of its own, and somebody who sits before it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from kongcuo_xl.extension import desktop, installation
from kongcuo_xl.hosts import calc
from kongcuo_xl.hosts.calc import office
from kongcuo_xl.hosts.calc.bridge import properties, struct, uno
from kongcuo_xl.hosts.calc.guardian import Guardian

NOBODY = 65534
MANY = 500  # parts of a window; a sheet has as many as it has cells
SECONDS = 60.0
"""What a button may take, with every window that it opens, on a busy machine."""


@contextlib.contextmanager
def profile() -> Iterator[Path]:
    """A profile with the extension installed in it, by ``kongcuo calc install``'s own code."""
    with tempfile.TemporaryDirectory(prefix="kongcuo_profile_") as folder:
        made = Path(folder)
        office._write_profile(made)
        here = replace(desktop.here(profile=made), administrator=False)
        with pytest.MonkeyPatch.context() as patch:
            if os.geteuid() == 0:
                _as_nobody(patch, made)
            installation.install(here)
        yield made


def _as_nobody(patch: pytest.MonkeyPatch, made: Path) -> None:
    """LibreOffice refuses root: somebody else installs, as in life."""
    for each in (made, *made.rglob("*")):
        os.chown(each, NOBODY, NOBODY)
    run = partial(subprocess.run, user=NOBODY, group=NOBODY, extra_groups=[])

    def opened_up(command: list[str], **how: Any) -> Any:
        for word in command:
            if word.endswith(".oxt"):
                Path(word).parent.chmod(0o755)
        return run(command, **{**how, "env": {**os.environ, "HOME": str(made)}})

    patch.setattr(subprocess, "run", opened_up)


@contextlib.contextmanager
def screen(size: str = "1400x900x24") -> Iterator[str]:
    """A screen that nobody sees; its name for DISPLAY. Skips the test where there can be none."""
    program = shutil.which("Xvfb")
    if program is None:
        pytest.skip("the LibreOffice extension is not tested: Xvfb is not installed")
    read, write = os.pipe()
    process = subprocess.Popen(
        [program, "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
        pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    guardian = Guardian(process.pid)
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
    finally:
        guardian.dismiss()
        process.terminate()
        process.wait(10)


@contextlib.contextmanager
def running(made: Path, *words: str, **env: str) -> Iterator[xw.App]:
    """A LibreOffice with a profile; it is ended whatever happens."""
    pipe = f"kongcuo{uuid.uuid4().hex}"
    with (made / "said").open("wb") as log:
        process = subprocess.Popen(
            [
                office.program(), f"-env:UserInstallation={made.as_uri()}",
                "--norestore", "--nologo", *words, f"--accept=pipe,name={pipe};urp;",
            ],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            env={**os.environ, "XDG_STATE_HOME": str(made), **env},
        )  # fmt: skip
    guardian = Guardian(process.pid, made)
    try:
        yield _reached(pipe, process, made / "said")
    finally:
        guardian.dismiss()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        for path in office.PIPES.glob(f"OSL_PIPE_*_{pipe}"):
            path.unlink(missing_ok=True)


def _reached(pipe: str, process: subprocess.Popen[bytes], said: Path) -> xw.App:
    end = time.monotonic() + 60
    while True:
        try:
            return calc.attach(f"pipe,name={pipe}")
        except calc.OfficeNotReachable:
            ended = process.poll()
            assert time.monotonic() < end, f"not ready ({ended}): {said.read_text()}"
            assert ended is None, f"ended with {ended}: {said.read_text()}"
        time.sleep(0.1)


def press(book: xw.Book, button: str, made: Path, *answers: str) -> list[str]:
    """Press a button of menu or toolbar, answer every window with one of its buttons, and wait.

    Returns what the windows said.
    """
    address = struct("util.URL", Complete=f"kongcuo:{button}")
    transformer = book.app.impl.office.service("com.sun.star.util.URLTransformer")
    _, address = transformer.parseStrict(address)
    frame = book.api.CurrentController.Frame
    # The call comes back when the last window is closed: never, if nobody knows its buttons.
    with ending(book.app), pressing(book.app, made, button, *answers) as user:
        frame.queryDispatch(address, "_self", 0).dispatch(address, properties())
    return user.said


@contextlib.contextmanager
def ending(app: xw.App, seconds: float = SECONDS) -> Iterator[None]:
    """A LibreOffice of ours that has not done its work after so many seconds is ended."""
    group = os.getpgid(app.pid)
    assert group != os.getpgid(0)
    late = threading.Timer(seconds, os.killpg, (group, signal.SIGKILL))
    late.daemon = True
    late.start()
    try:
        yield
    finally:
        late.cancel()


@contextlib.contextmanager
def pressing(app: xw.App, made: Path, button: str, *answers: str) -> Iterator[User]:
    """Whoever presses a button within is answered for, and waited for."""
    log = made / "kongcuo" / "kongcuo.log"  # gets a line when a button is done
    before = _lines(log)
    with User(app, *answers) as user:
        yield user
        end = time.monotonic() + SECONDS
        while _lines(log) == before:
            assert time.monotonic() < end, f"{button} does not end: {user.said[-1:]}"
            time.sleep(0.05)


def place_of(book: xw.Book, label: str) -> tuple[int, int]:
    """Where on the screen the middle of a button of a toolbar is."""
    window = book.api.CurrentController.Frame.ContainerWindow.getAccessibleContext()
    [button] = [
        part
        for part in _parts(window)
        if part.getAccessibleRole() == _role("PUSH_BUTTON") and part.getAccessibleName() == label
    ]
    corner, size = button.getLocationOnScreen(), button.getSize()
    return corner.X + size.Width // 2, corner.Y + size.Height // 2


def _lines(log: Path) -> int:
    return log.read_bytes().count(b"\n") if log.exists() else 0


class User:
    """Somebody before the screen: reads every window that opens, and presses a button in it.

    A context manager; ``said`` holds what the windows said.
    """

    def __init__(self, app: xw.App, *presses: str) -> None:
        self._toolkit = app.impl.office.service("com.sun.star.awt.Toolkit")
        self._presses = presses or ("OK", "确定")
        self._over = threading.Event()
        self._eyes = threading.Thread(target=self._look, daemon=True)
        self.said: list[str] = []

    def __enter__(self) -> User:
        self._eyes.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._eyes.join(10)

    def _look(self) -> None:
        while not self._over.wait(0.05):
            for number in range(self._toolkit.getTopWindowCount()):
                with contextlib.suppress(Exception):  # it may close while it is looked at
                    self._answer(self._toolkit.getTopWindow(number))

    def _answer(self, window: Any) -> None:
        context = window.getAccessibleContext()
        if not window.isVisible() or context.getAccessibleRole() not in (
            _role("DIALOG"), _role("ALERT")
        ):  # fmt: skip
            return
        parts = list(_parts(context))
        buttons = {
            part.getAccessibleName(): part
            for part in parts
            if part.getAccessibleRole() == _role("PUSH_BUTTON")
        }
        self.said.append(
            "\n".join(
                part.getAccessibleName()
                for part in (context, *parts)
                if part.getAccessibleRole() != _role("PUSH_BUTTON") and part.getAccessibleName()
            )
        )
        for name in (*self._presses, *buttons):
            if name in buttons:
                buttons[name].doAccessibleAction(0)
                return


def _role(name: str) -> int:
    role: int = uno().getConstantByName(f"com.sun.star.accessibility.AccessibleRole.{name}")
    return role


def _parts(context: Any) -> Iterator[Any]:
    count = context.getAccessibleChildCount()
    for number in range(count if count < MANY else 0):
        part = context.getAccessibleChild(number).getAccessibleContext()
        yield part
        yield from _parts(part)
