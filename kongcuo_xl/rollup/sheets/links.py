"""Links from the workbook to cells of the files that were read."""

from __future__ import annotations

import os
from pathlib import Path

from kongcuo_xl.book import Cell, a1
from kongcuo_xl.hosts.pages import Link
from kongcuo_xl.rollup import RollUp
from kongcuo_xl.submitted import Submission


class Links:
    """Links from the workbook to cells of the files that were read."""

    def __init__(self, roll: RollUp, target: Path) -> None:
        self._root, self._target = roll.root, target

    def __call__(self, sheet: Submission, cell: Cell | None, words: str = "") -> Link:
        """A link to a cell of a sheet as handed in, or to its beginning."""
        address = a1(*cell) if cell else "A1"
        name = sheet.file.rpartition("/")[2]
        text = words or f"{name}［{sheet.sheet}］{address if cell else ''}"
        return self.to(sheet.file, sheet.sheet, address, text)

    def to(self, file: str, sheet: str, address: str, text: str) -> Link:
        """A link to a cell of a file."""
        try:
            path = os.path.relpath(self._root / file, self._target.resolve().parent)
        except ValueError:  # another drive
            path = str(self._root / file)
        quoted = path.replace(os.sep, "/").replace("%", "%25").replace("#", "%23")
        inside = sheet.replace("'", "''")
        return Link(text, quoted.replace(" ", "%20"), f"'{inside}'!{address}")
