"""Cell functions in files that Calc and Excel are both to understand.

In Calc's own files a function has a long name. Excel writes ``AT_RISK(B2)``, which Calc takes for
a name that it does not know: such formulas are entered anew after loading. In an Excel file that
Calc has saved, the long names are replaced in the file; the open document is not touched.

LibreOffice imports this with every document: nothing heavy stands at the top.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from kongcuo_xl.hosts.calc_formulas import OURS, SERVICE, enter_anew

OWN_ROW = 'SHEET()&"!"&ROW()'
"""Stands in a formula for the row that it is in: Calc tells no function where it was called."""

# What Excel and others put before a function of an add-in.
_BEFORE = r"(?:\[\d+\]!|'[^']*'(?:#\$?|!)|_xludf\.|_xll\.)?"
_OLD = (".xls", ".xlt")
_EXCEL = (".xlsx", ".xlsm", ".xltx", ".xltm")
_OWN_ROW_IN_FILE = r'(?:_xlfn\.)?SHEET\(\)&amp;(?:"|&quot;)!(?:"|&quot;)&amp;ROW\(\)'
_IN_FILE = re.compile(rf"{re.escape(SERVICE)}\.(\w+)\((?:{_OWN_ROW_IN_FILE})?", re.IGNORECASE)


def happened(event: str, document: Any, names: Mapping[str, Sequence[str]]) -> None:
    """Something happened to a spreadsheet; ``names`` are the functions, all and those of a row."""
    if event == "OnLoadFinished":
        if document.URL.lower().endswith(_OLD):
            enter_anew(document, str, OURS)  # they came with an error and no value
        repair(document, names["functions"])
        place_own_rows(document, names["of_row"])
    elif event in ("OnSaveDone", "OnSaveAsDone"):
        path = Path(url2pathname(urlsplit(document.URL).path))
        if path.suffix.lower() in _EXCEL:
            shorten(path)


def repair(document: Any, names: Sequence[str]) -> int:
    """Enter formulas anew whose functions Calc did not know by their short names; their number."""
    short = _short(tuple(names))
    return enter_anew(document, lambda part: short.sub(lambda found: found[1].upper(), part))


def place_own_rows(document: Any, names: Sequence[str]) -> int:
    """Write the row into formulas that are about their own row; how many there were."""
    bare = _bare(tuple(names))
    return enter_anew(document, lambda part: bare.sub(rf"\g<0>{OWN_ROW}", part))


def shorten(path: Path) -> None:
    """Give the functions in a saved Excel file the names that Excel knows. Raises OutputError."""
    from kongcuo_xl.hosts.ooxml.archive import Archive

    with Archive(path) as archive:
        changed = False
        for name in archive.names():
            if name.startswith("xl/") and name.endswith(".xml"):
                text = archive.read(name).decode()
                short = _IN_FILE.sub(r"\1(", text)
                if short != text:
                    archive.write(name, short.encode())
                    changed = True
        if changed:
            before = path.stat()
            archive.save(path)
            # LibreOffice would ask whether somebody else has changed the file meanwhile.
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@lru_cache(4)
def _short(names: tuple[str, ...]) -> re.Pattern[str]:
    """A function by its short name, with what a file may put before it."""
    return re.compile(rf"(?<![\w.]){_BEFORE}({'|'.join(names)})(?=\()", re.IGNORECASE)


@lru_cache(4)
def _bare(names: tuple[str, ...]) -> re.Pattern[str]:
    """A function whose first argument is left out."""
    return re.compile(rf"{re.escape(SERVICE)}\.(?:{'|'.join(names)})\((?=[;)])", re.IGNORECASE)
