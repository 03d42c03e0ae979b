"""What clerks do in LibreOffice to a workbook before saving it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = """
import os, sys, time
sys.path.append("/usr/lib/python3/dist-packages")
try:
    import uno
except ImportError:
    raise SystemExit(77)
from com.sun.star.beans import PropertyValue
from com.sun.star.table import TableSortField

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

pipe, source, target, edits = sys.argv[1:]
context = connected(pipe)
desktop = context.ServiceManager.createInstance("com.sun.star.frame.Desktop")
hidden = (named("Hidden", True),)
document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(source), "_blank", 0, hidden)
sheets = document.Sheets
exec(edits)
as_xlsx = (named("FilterName", "Calc MS Excel 2007 XML"),)
document.storeToURL(uno.systemPathToFileUrl(target), as_xlsx)
document.close(True)
try:
    desktop.terminate()
except Exception:
    pass  # it ends while it answers
os._exit(0)  # the bridge to an office that has gone may crash Python on its way out
"""


def saved(source: Path, target: Path, edits: str = "") -> Path:
    """Open a workbook in LibreOffice, do what ``edits`` says to ``sheets``, and save it as .xlsx.

    ``sort(sheet, area, column)`` is there, too. Skips the test without LibreOffice or its Python.
    """
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: saving in between is not tested")
    # Where the office dies under a script without a word, another one is asked.
    for _ in range(3):
        done = _worked(office, source, target, edits)
        if done.returncode == 77:
            pytest.skip("python3-uno is not installed: work in LibreOffice is not tested")
        if done.returncode == 0 or done.stderr:
            break
    assert done.returncode == 0, f"ended with {done.returncode}: {done.stderr}"
    return target


def _worked(
    office: str, source: Path, target: Path, edits: str
) -> subprocess.CompletedProcess[str]:
    pipe = f"kongcuo{time.monotonic_ns()}"
    # One a worker: making a new one takes longer than the work.
    profile = f"-env:UserInstallation=file://{target.parent.parent}/libreoffice"
    words = [office, profile, "--headless", "--norestore", "--nologo"]
    words.append(f"--accept=pipe,name={pipe};urp")
    python = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        done = subprocess.run(
            [python, "-c", SCRIPT, pipe, str(source), str(target), edits],
            capture_output=True, text=True, timeout=150, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            server.wait(60)
    finally:
        server.kill()
        server.wait()
    return done
