"""What clerks do in LibreOffice to a workbook before saving it.

One office, and the Python that works in it, serve all tests of a process: to start them takes
longer than the work. ``conftest`` ends them.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from threading import Timer

import pytest

SCRIPT = """
import json, os, sys, time, traceback
sys.path.append("/usr/lib/python3/dist-packages")
try:
    import uno
except ImportError:
    raise SystemExit(77)
from com.sun.star.beans import PropertyValue
from com.sun.star.table import TableSortField

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".ods": "calc8",
    ".pdf": "calc_pdf_Export",
}

def named(name, value):
    said = PropertyValue()
    said.Name, said.Value = name, value
    return said

def connected(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(600):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.1)
    raise SystemExit("no connection")

def sort(sheet, area, column):
    field = TableSortField()
    field.Field, field.IsAscending = column, False
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    sheet.getCellRangeByName(area).sort(
        (named("SortFields", fields), named("ContainsHeader", True), named("IsSortColumns", False))
    )

def work(source, target, edits):
    hidden = (named("Hidden", True),)
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(source), "_blank", 0, hidden)
    try:
        exec(edits, globals() | {"sheets": document.Sheets})
        store = (named("FilterName", FILTERS[os.path.splitext(target)[1]]),)
        document.storeToURL(uno.systemPathToFileUrl(target), store)
    finally:
        document.close(True)

context = connected(sys.argv[1])
desktop = context.ServiceManager.createInstance("com.sun.star.frame.Desktop")
for line in sys.stdin:
    try:
        work(*json.loads(line))
        said = "done"
    except Exception:
        said = traceback.format_exc()
    print(json.dumps(said), flush=True)
try:
    desktop.terminate()
except Exception:
    pass  # it ends while it answers
os._exit(0)  # the bridge to an office that has gone may crash Python on its way out
"""


class Office:
    """An office that nobody sees, with a profile of its own."""

    def __init__(self, program: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kongcuo_office_")
        pipe = f"kongcuo{time.monotonic_ns()}"
        words = [program, f"-env:UserInstallation=file://{self._folder.name}/profile"]
        words += ["--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp"]
        self._server = subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        python = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable
        # Whoever stops the tests stops neither: the end of its input tells the client to end both.
        self._client = subprocess.Popen(
            [python, "-c", SCRIPT, pipe],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def work(self, source: Path, target: Path, edits: str) -> str:
        """``done``, what went wrong, or nothing where the office has died or hangs."""
        assert self._client.stdin is not None
        assert self._client.stdout is not None
        late = Timer(150, self._kill)
        late.start()
        try:
            job = json.dumps([str(source), str(target), edits])
            print(job, file=self._client.stdin, flush=True)
            answer = self._client.stdout.readline()
        except BrokenPipeError:
            answer = ""
        finally:
            late.cancel()
        said: str = json.loads(answer) if answer else ""
        return said

    def end(self) -> int:
        """End it; returns what its Python ended with."""
        late = Timer(60, self._kill)
        late.start()
        self._client.communicate()
        self._server.wait()
        late.cancel()
        self._folder.cleanup()
        return self._client.returncode

    def _kill(self) -> None:
        self._client.kill()
        with suppress(ProcessLookupError):
            os.killpg(self._server.pid, signal.SIGKILL)


_open: list[Office] = []


def saved(source: Path, target: Path, edits: str = "") -> Path:
    """Open a workbook in LibreOffice, do what ``edits`` says to ``sheets``, and save it.

    It is saved as what the target's name says: .xlsx, .ods or .pdf. ``sort(sheet, area, column)``
    is there, too. Skips the test without LibreOffice or its Python.
    """
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed: saving in between is not tested")
    # Where the office dies under a script without a word, another one is asked.
    for _ in range(3):
        if not _open:
            _open.append(Office(program))
        said = _open[0].work(source, target, edits)
        if said:
            break
        if end() == 77:
            pytest.skip("python3-uno is not installed: work in LibreOffice is not tested")
    assert said == "done", said or "it died three times"
    return target


def end() -> int:
    """End the office if there is one; returns what its Python ended with."""
    return _open.pop().end() if _open else 0
