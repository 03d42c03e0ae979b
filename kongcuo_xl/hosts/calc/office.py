"""One running LibreOffice: started by us with a profile of its own, or the user's."""

from __future__ import annotations

import atexit
import contextlib
import functools
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import uuid
from pathlib import Path

from .bridge import Uno, uno
from .failures import (
    DISPOSED,
    OfficeDidNotStart,
    OfficeGone,
    OfficeHangs,
    OfficeMissing,
    OfficeNotReachable,
    endings,
    kind_of,
)
from .guardian import Guardian
from .vigil import Vigil

START_SECONDS = 60.0
RESTART_SECONDS = 15
ANSWER_SECONDS = 300.0
PIPES = Path("/tmp")  # where LibreOffice puts its pipes, whatever TMPDIR says
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema">
{items}
</oor:items>
"""
# A stale lock file makes a hidden load return nothing; nobody answers a question here; and what a
# crashed session left behind must not come back by itself.
SETTINGS = (
    ("Office.Common/Misc", "UseLocking", "false"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Office.Common/Misc", "ShowTipOfTheDay", "false"),
    ("Office.Common/Save/Document", "WarnAlienFormat", "false"),
    ("Office.Recovery/RecoveryInfo", "Enabled", "false"),
    ("Office.Recovery/AutoSave", "Enabled", "false"),
    ("Setup/Office", "MigrationCompleted", "true"),
    ("Setup/Product", "ooSetupLastVersion", "99.0"),
)

_running: set[Office] = set()


def program() -> str:
    """The path of soffice. Raises OfficeMissing."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        raise OfficeMissing(
            "LibreOffice is not installed: there is no program soffice on the PATH "
            "(on Debian and its relatives the package libreoffice-calc)."
        )
    return found


def has_display() -> bool:
    """Whether a window could be shown."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class Office:
    """A LibreOffice process and the way to it.

    `process` is None for an office that we only attached to: it is the user's, and is never ended.
    """

    def __init__(self, context: Uno, process: subprocess.Popen[bytes] | None, pid: int) -> None:
        self.context = context
        self.process = process
        self.pid = pid
        self.profile: Path | None = None
        self.headless = True
        self.hung = False
        self._sockets: list[Path] = []
        self._guardian: Guardian | None = None
        self.desktop = self.service("com.sun.star.frame.Desktop")

    @classmethod
    def start(cls, *, headless: bool = True) -> Office:
        """A new process with a private profile.

        Raises OfficeMissing, UnoMissing, OfficeDidNotStart.
        """
        command = program()
        uno()
        _keep_vigil()
        profile = Path(tempfile.mkdtemp(prefix="calc_engine_"))
        _write_profile(profile)
        pipe = f"calc{uuid.uuid4().hex}"
        sockets = [_socket(pipe), shared_socket(profile)]
        arguments = [
            command,
            f"-env:UserInstallation={profile.as_uri()}",
            *(["--headless"] if headless else []),
            "--norestore",
            "--nologo",
            "--nodefault",
            "--nofirststartwizard",
            f"--accept=pipe,name={pipe};urp;",
        ]
        said = profile / "said"
        temporary = profile / "tmp"
        temporary.mkdir()
        with said.open("wb") as log:
            process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "TMPDIR": str(temporary)},
                start_new_session=True,  # its children end with it, in one group
            )
        guardian = Guardian(process.pid, profile, *sockets)
        try:
            context = _reach(f"pipe,name={pipe}", process, said)
            office = cls(context, process, process.pid)
        except BaseException:
            guardian.dismiss()
            _end_group(process)
            shutil.rmtree(profile, ignore_errors=True)
            raise
        office.profile = profile
        office.headless = headless
        office._sockets = sockets
        office._guardian = guardian
        _running.add(office)
        return office

    @classmethod
    def attach(cls, address: str) -> Office:
        """The user's LibreOffice, which listens at `address`.

        `address` is written as for soffice --accept: "pipe,name=kongcuo" or
        "socket,host=127.0.0.1,port=2002". Raises OfficeNotReachable.
        """
        address = address.removesuffix(";urp;").removesuffix(";urp").strip()
        try:
            context = _resolve_started(address)
        except Exception as problem:
            raise OfficeNotReachable(
                f'No LibreOffice listens at "{address}". Start it with '
                f'soffice --accept="{address};urp;", or open the book from its own menu.'
            ) from problem
        office = cls(context, None, _pid_behind(address))
        office.headless = False
        _running.add(office)
        return office

    @classmethod
    def attach_window(cls) -> Office:
        """The window that the user has open; it is asked to listen, and opened if there is none.

        LibreOffice passes on what a second start of it is told to the first one.
        Raises OfficeMissing, OfficeNotReachable.
        """
        pipe = f"calc{uuid.uuid4().hex}"
        subprocess.Popen(
            [program(), "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                return cls.attach(f"pipe,name={pipe}")
            except OfficeNotReachable:
                if time.monotonic() > end:
                    raise
            time.sleep(0.1)

    @classmethod
    def inside(cls, context: Uno) -> Office:
        """The LibreOffice that this very Python runs in, from its component context."""
        office = cls(context, None, os.getpid())
        office.headless = False
        return office

    def service(self, name: str, *arguments: object) -> Uno:
        """A UNO service of this process."""
        manager = self.context.ServiceManager
        if arguments:
            return manager.createInstanceWithArgumentsAndContext(name, arguments, self.context)
        return manager.createInstanceWithContext(name, self.context)

    @property
    def alive(self) -> bool:
        """Whether it still answers, as far as can be told without asking it to work."""
        if self.process is not None:
            return self.process.poll() is None
        try:
            return self.desktop is not None and self.desktop.ImplementationName != ""
        except Exception:
            return False

    def answering(self, what: str, seconds: float = ANSWER_SECONDS) -> Watch:
        """For work that may wait for ever, such as opening a file behind a modal dialog.

        A context manager. After `seconds` a process of ours is ended, and OfficeHangs says what
        it was doing; OfficeGone, if it ended by itself.
        """
        return Watch(self, what, seconds)

    def quit(self) -> None:
        """End it, without saving anything. The user's own window is left open."""
        if self.process is None or not self.alive:
            self.kill()
            return
        asked = threading.Thread(target=self._terminate, daemon=True)
        asked.start()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        self.kill()

    def _terminate(self) -> None:
        with contextlib.suppress(Exception):
            self.desktop.terminate()

    def kill(self) -> None:
        """End its processes at once and remove its profile. The user's own window is left open."""
        _running.discard(self)
        if self.process is None:
            return
        if self._guardian is not None:
            self._guardian.dismiss()
        _end_group(self.process)
        for socket_ in self._sockets:
            socket_.unlink(missing_ok=True)
        if self.profile is not None:
            shutil.rmtree(self.profile, ignore_errors=True)


@functools.cache
def _keep_vigil() -> None:
    """Once is enough."""
    Vigil().keep()


class Watch:
    """See Office.answering."""

    # Not contextlib.contextmanager: that sets the traceback of exceptions, which UNO's refuse.
    def __init__(self, office: Office, what: str, seconds: float) -> None:
        self._office = office
        self._what = what
        self._seconds = seconds
        self._late = False
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def _end(self) -> None:
        self._late = True
        self._office.kill()

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> None:
        self._timer.cancel()
        if problem is None:
            return
        if self._late:
            self._timer.join()
            raise OfficeHangs(
                f"LibreOffice did not answer for {self._seconds:g} seconds while {self._what}; "
                "it was ended."
            ) from problem
        if kind_of(problem) and (kind_of(problem) == DISPOSED or not self._office.alive):
            raise OfficeGone(f"LibreOffice ended or crashed while {self._what}.") from problem


def _write_profile(profile: Path) -> None:
    items = "\n".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in SETTINGS
    )
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(
        PROFILE.format(items=items), encoding="utf-8"
    )


def _resolve(address: str) -> Uno:
    local = uno().getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    return resolver.resolve(f"uno:{address};urp;StarOffice.ComponentContext")


def _resolve_started(address: str) -> Uno:
    """`_resolve` that waits for one that hangs up because it starts itself once more.

    LibreOffice does so on the first start with a new profile, when it listens already.
    """
    end = 0.0
    while True:
        try:
            return _resolve(address)
        except Exception as problem:
            if type(problem).__name__ == "DisposedException":
                end = end or time.monotonic() + RESTART_SECONDS
            if time.monotonic() >= end:
                raise
            time.sleep(0.2)


def _reach(address: str, process: subprocess.Popen[bytes], said: Path) -> Uno:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            return _resolve(address)
        except Exception as problem:
            if kind_of(problem) != "com.sun.star.connection.NoConnectException":
                raise
            if process.poll() is not None:
                raise OfficeDidNotStart(
                    f"LibreOffice ended while starting (code {process.returncode}). "
                    f"It said: {_last_words(said)}"
                ) from problem
            if time.monotonic() > end:
                raise OfficeDidNotStart(
                    f"LibreOffice was not ready after {START_SECONDS:g} seconds. "
                    f"It said: {_last_words(said)}"
                ) from problem
        time.sleep(0.03)


def _last_words(said: Path) -> str:
    text = said.read_text(encoding="utf-8", errors="replace").strip()
    return text[-500:] or "nothing"


def _end_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(10)
    # The process started is only the parent of the one that does the work.
    end = time.monotonic() + 10
    with contextlib.suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < end:
            os.killpg(process.pid, 0)
            time.sleep(0.01)


def shared_socket(profile: Path, owner: int | None = None) -> Path:
    """Where a user's LibreOffice with a profile listens for later starts of it, while it runs."""
    digest = hashlib.md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
    # LibreOffice writes each byte with as few digits as it needs.
    return _socket(f"SingleOfficeIPC_{''.join(f'{byte:x}' for byte in digest)}", owner)


def _socket(pipe: str, owner: int | None = None) -> Path:
    return PIPES / f"OSL_PIPE_{os.getuid() if owner is None else owner}_{pipe}"


def _pid_behind(address: str) -> int:
    """The process that listens at an address; 0 when the system does not say."""
    parts = dict(p.split("=", 1) for p in address.split(",") if "=" in p)
    if "name" in parts:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(_socket(parts["name"])))
                peer = probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
                return int.from_bytes(peer[:4], "little")
            except OSError:
                return 0
    wanted = f"port={parts.get('port', '')}"
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            line = entry.read_bytes()
            if b"soffice" in line and wanted.encode() in line:
                return int(entry.parent.name)
    return 0


endings.append(lambda: any(not office.alive for office in list(_running)))


@atexit.register
def end_all() -> None:
    """End every LibreOffice that was started here."""
    for office in list(_running):
        office.kill()
