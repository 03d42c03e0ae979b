"""Number formats: Excel's codes and LibreOffice's keys."""

from __future__ import annotations

import re

from .bridge import Uno, struct

DATE, TIME, DATETIME, LOGICAL, TEXT = 2, 4, 6, 1024, 256  # com.sun.star.util.NumberFormat
_DEFINED = 1
GENERAL = 0
_PART = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P|General|E[+-]|[A-Za-z]+|.', re.DOTALL)
_COLOURS = ("BLACK", "BLUE", "GREEN", "CYAN", "RED", "MAGENTA", "YELLOW", "WHITE")
_DAYS = {"NN": "ddd", "NNN": "dddd", "NNNN": "dddd, "}


class NumberFormats:
    """The number formats of one document; codes are looked up once."""

    def __init__(self, document: Uno) -> None:
        self._formats = document.NumberFormats
        self._english = struct("lang.Locale", Language="en", Country="US", Variant="")
        self._keys: dict[str, int] = {}
        self._known: dict[int, tuple[str, int]] = {}

    def key(self, code: str) -> int:
        """The key of an Excel code, which is added to the document if need be.

        Raises ValueError for a code that LibreOffice does not understand.
        """
        if code in ("General", ""):
            return GENERAL
        found = self._keys.get(code)
        if found is None:
            found = self._formats.queryKey(code, self._english, False)
            if found == -1:
                try:
                    found = self._formats.addNew(code, self._english)
                except Exception as problem:
                    raise ValueError(f"LibreOffice knows no number format {code!r}.") from problem
            self._keys[code] = found
        return int(found)

    def _look_up(self, key: int) -> tuple[str, int]:
        if key not in self._known:
            entry = self._formats.getByKey(key)
            self._known[key] = (to_excel(entry.FormatString), entry.Type & ~_DEFINED)
        return self._known[key]

    def code(self, key: int) -> str:
        """The Excel code of a key."""
        return self._look_up(key)[0]

    def kind(self, key: int) -> int:
        """What a key shows: DATE, TIME, DATETIME, LOGICAL, … (com.sun.star.util.NumberFormat)."""
        return self._look_up(key)[1]

    def standard(self, kind: int) -> int:
        """The key that LibreOffice itself would choose for a date, a time or a truth value."""
        return int(self._formats.getStandardFormat(kind, struct("lang.Locale")))


def to_excel(code: str) -> str:
    """LibreOffice's code (English keywords) → Excel's: lower-case dates, [Red] instead of [RED]."""
    out = []
    for part in _PART.findall(code):
        if part in ("General", "Standard") or part == "BOOLEAN":
            out.append("General")
        elif part.startswith("["):
            inside = part[1:-1]
            if inside.upper() in _COLOURS:
                out.append(f"[{inside.capitalize()}]")
            elif re.fullmatch("[HMS]+", inside):
                out.append(part.lower())
            else:
                out.append(part)
        elif part in _DAYS:
            out.append(_DAYS[part])
        elif part.isalpha() and part.isascii() and set(part.upper()) <= set("YMDHSGE"):
            out.append(part.lower() if set(part.upper()) <= set("YMDHS") else part)
        else:
            out.append(part)
    return "".join(out)
