"""Rectangles of cells and their addresses in Excel's notation; everything 0-based inside."""

from __future__ import annotations

import re
from dataclasses import dataclass

ROWS = 1_048_576
COLUMNS = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")
_PLAIN_SHEET = re.compile(r"[^\W\d][\w.]*")
_LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]{1,7}|[Rr][0-9]*[Cc][0-9]*")


@dataclass(frozen=True)
class Area:
    """Rows `top` and columns `left` on, `rows` × `columns` cells."""

    top: int
    left: int
    rows: int
    columns: int

    @property
    def bottom(self) -> int:
        """The last row."""
        return self.top + self.rows - 1

    @property
    def right(self) -> int:
        """The last column."""
        return self.left + self.columns - 1

    def meets(self, other: Area) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def within(self, other: Area) -> Area | None:
        """The part that lies in another area; None when there is none."""
        if not self.meets(other):
            return None
        return between(
            max(self.top, other.top),
            max(self.left, other.left),
            min(self.bottom, other.bottom),
            min(self.right, other.right),
        )

    def joined(self, other: Area) -> Area:
        """The smallest area that holds both."""
        return between(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )

    def address(self, *, rows_fixed: bool = True, columns_fixed: bool = True) -> str:
        """As $A$1:$B$2, $A:$B or $1:$2."""
        row, column = "$" if rows_fixed else "", "$" if columns_fixed else ""
        left, right = letters(self.left), letters(self.right)
        if self.columns == COLUMNS and self.left == 0:
            return f"{row}{self.top + 1}:{row}{self.bottom + 1}"
        if self.rows == ROWS and self.top == 0:
            return f"{column}{left}:{column}{right}"
        first = f"{column}{left}{row}{self.top + 1}"
        if self.rows == self.columns == 1:
            return first
        return f"{first}:{column}{right}{row}{self.bottom + 1}"


def between(top: int, left: int, bottom: int, right: int) -> Area:
    """The area whose corners are given."""
    return Area(top, left, bottom - top + 1, right - left + 1)


def letters(column: int) -> str:
    """0 → A, 26 → AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(text: str) -> int:
    """A → 0, AA → 26."""
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def parsed(text: str) -> Area | None:
    """The area that an address such as A1, $A$1:B2, A:C or 1:10 stands for; None for a name."""
    text = text.strip()
    if match := _COLUMNS.fullmatch(text):
        first, last = sorted(column_of(part) for part in match.groups())
        return _checked(Area(0, first, ROWS, last - first + 1))
    if match := _ROWS.fullmatch(text):
        top, bottom = sorted(int(part) - 1 for part in match.groups())
        return _checked(Area(top, 0, bottom - top + 1, COLUMNS))
    first_text, _, last_text = text.partition(":")
    first_cell = _CELL.fullmatch(first_text)
    last_cell = _CELL.fullmatch(last_text or first_text)
    if not first_cell or not last_cell:
        return None
    one = Area(int(first_cell[2]) - 1, column_of(first_cell[1]), 1, 1)
    other = Area(int(last_cell[2]) - 1, column_of(last_cell[1]), 1, 1)
    return _checked(one.joined(other))


def _checked(area: Area) -> Area | None:
    if area.top < 0 or area.left < 0 or area.bottom >= ROWS or area.right >= COLUMNS:
        return None
    return area


def split_sheet(text: str) -> tuple[str, str]:
    """'My Sheet'!A1 → ("My Sheet", "A1"); A1 → ("", "A1")."""
    if "!" not in text:
        return "", text
    sheet, _, rest = text.rpartition("!")
    sheet = sheet.removeprefix("=")
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, rest


def quoted(sheet: str) -> str:
    """A sheet's name as Excel writes it before the exclamation mark."""
    if _PLAIN_SHEET.fullmatch(sheet) and not _LOOKS_LIKE_CELL.fullmatch(sheet):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"
