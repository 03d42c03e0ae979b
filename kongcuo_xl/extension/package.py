"""Builds the extension, the same to the byte every time."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from kongcuo_xl import __version__
from kongcuo_xl.extension import cell_functions, menus
from kongcuo_xl.functions import FUNCTIONS
from kongcuo_xl.hosts.ooxml.archive import writing

EXTENSION = "控辍保学.oxt"
WHERE = "where.json"
"""Where the program is: only in an extension that is being installed on this machine."""

_DATE = (1980, 1, 1, 0, 0, 0)
_TEXTS = (
    "META-INF/manifest.xml", "description.xml", "CalcWindowState.xcu", "Jobs.xcu",
    "ProtocolHandler.xcu",
    "kongcuo.components", "kongcuo_calc.py",
)  # fmt: skip


def folder() -> Path:
    """Where the sources are: beside the package when installed, else in the source tree."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "workbook"
    return (installed if installed.is_dir() else package.parent / "workbook") / "calc"


def build(target: Path) -> Path:
    """Write the extension into a folder; the file. Raises OutputError."""
    with writing(target / EXTENSION) as file:
        file.write(data())
    return target / EXTENSION


def data(where: dict[str, object] | None = None) -> bytes:
    """The extension; ``where`` is noted in it."""
    parts = {name: (folder() / name).read_bytes() for name in _TEXTS}
    parts["description.xml"] = parts["description.xml"].replace(b"VERSION", __version__.encode())
    parts["functions.idl"] = cell_functions.idl()
    parts["CalcAddIns.xcu"] = cell_functions.xcu()
    parts["Addons.xcu"] = menus.xcu()
    parts["names.json"] = _json(names())
    if where is not None:
        parts[WHERE] = _json(where)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            package.writestr(entry, parts[name])
    return packed.getvalue()


def names() -> dict[str, object]:
    """What the extension knows of the program before it has loaded any of it."""
    return {
        "functions": list(FUNCTIONS),
        "of_row": [name for name, each in FUNCTIONS.items() if each.of_its_row],
        "cell_menu": menus.of_cell(),
    }


def _json(value: dict[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
