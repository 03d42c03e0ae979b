"""Sheets and what should be read from them, in a notation short enough to see the layout.

A sheet is lines of cells between ``|``. ``身1`` stands for an invented ID number, ``籍1`` for its
学籍号, ``话1`` for a phone; ``#3`` is a number, ``@2025-09-01`` a date cell. What is expected is a
line a table: kind, range, ``x`` and the number of rows, then label and column of every recognised
heading (``姓名B``); ``-`` before a pair is an unused heading, ``~`` a suggested one; ``7/1`` or
``7/`` the grade and class that the surroundings give.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from kongcuo_xl.book import Area, Book, Sheet, Value, column_letters, from_a1
from kongcuo_xl.reading import BookReading, read_book
from kongcuo_xl.tables import Piece, kinds

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(number: int) -> str:
    """An invented ID number with a valid check character."""
    body = f"1101052012{number // 28 % 12 + 1:02d}{number % 28 + 1:02d}{number % 1000:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def cell(text: str) -> Value:
    text = text.strip(" ")
    if match := re.fullmatch(r"身(\d+)", text):
        return id_number(int(match[1]))
    if match := re.fullmatch(r"籍(\d+)", text):
        return "G" + id_number(int(match[1]))
    if match := re.fullmatch(r"话(\d+)", text):
        return f"138{int(match[1]):08d}"
    if match := re.fullmatch(r"#(-?[\d.]+)", text):
        return float(match[1])
    if text.startswith("@"):
        return dt.datetime.fromisoformat(text[1:])
    return text.replace("\\n", "\n")


def area(text: str) -> Area:
    first, _, last = text.partition(":")
    return Area(*from_a1(first), *from_a1(last or first))


def sheet(text: str, merges: str = "", name: str = "Sheet1", **more: object) -> Sheet:
    lines = [line.strip() for line in text.strip("\n").splitlines()]
    rows = [[cell(c) for c in line.split("|")] if line else [""] for line in lines]
    width = max(map(len, rows))
    return Sheet(
        name,
        [[*row, *[""] * (width - len(row))] for row in rows],
        [area(m) for m in merges.split()],
        **more,  # type: ignore[arg-type]
    )


def book(*sheets: Sheet, file: str = "城关中学/表.xlsx") -> Book:
    return Book(file, Path(file), "xlsx", list(sheets))


def read(*sheets: Sheet, file: str = "城关中学/表.xlsx", year: int = 2025) -> BookReading:
    unit = file.rpartition("/")[0]
    return read_book(book(*sheets, file=file), unit, year)


def described(piece: Piece, *, context: bool, unused: bool, suggested: bool) -> str:
    """A piece in the notation of what is expected."""
    kind = kinds()[piece.kind]
    size = len(piece.people) if piece.kind == "seating" else len(piece.rows)
    words = [piece.kind, piece.area.a1, f"x{size}"]
    if context:
        words.append(f"{piece.context.grade or ''}/{piece.context.klass or ''}")
    by_column = sorted((c, kind.fields[f].label) for f, c in piece.columns.items())
    words += [label + column_letters(c) for c, label in by_column]
    if unused:
        words += [f"-{t}{column_letters(c)}" for c, t in sorted(piece.unused.items())]
    if suggested:
        words += [
            f"~{kind.fields[f].label}{column_letters(c)}"
            for c, f in sorted(piece.suggested.items())
        ]
    return " ".join(words)


def check(pieces: list[Piece], want: str) -> None:
    lines = [" ".join(line.split()) for line in want.strip().splitlines() if line.strip()]
    found = [
        described(
            p,
            context=bool(re.search(r" \d*/\w*(?: |$)", line)),
            unused=" -" in line,
            suggested=" ~" in line,
        )
        for p, line in zip(pieces, [*lines, *[""] * len(pieces)], strict=False)
    ]
    assert found == lines, "\n".join(["", *found, "not", *lines])
