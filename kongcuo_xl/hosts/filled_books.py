"""A book filled with the values that a reader gives, and with the facts beside them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

from kongcuo_xl.book import Book, Sheet, UnreadableBookError, Value
from kongcuo_xl.hosts import (
    isolation,
)
from kongcuo_xl.hosts.calamine_sheets import SheetValues
from kongcuo_xl.hosts.facts import Facts
from kongcuo_xl.limits import Limits

SAVE_AS = "请用 Excel/WPS 打开，另存为 .xlsx 后再试"


def stored(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts, not packed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return buffer.getvalue()


def with_calamine(
    data: bytes,
    facts: list[Facts] | None,
    book: Book,
    limits: Limits,
    tell: Callable[[str], None],
) -> Book:
    """Fill the book from the file itself; facts are in the order of all its sheets."""
    if facts is not None:
        check_areas(facts, limits)
    try:
        known = isolation.run("sheets", data, limits=limits)
    except isolation.IsolationError as error:
        raise UnreadableBookError(
            f"{error}，没有读取（文件可能已损坏，或是有意做坏的）；{SAVE_AS}。"
        ) from error
    return filled(book, known, facts, tell)


def check_areas(facts: Sequence[Facts], limits: Limits) -> None:
    """Raise UnreadableBookError where the sheets are more, or larger, than the policy allows."""
    limits.check_sheets(len(facts))
    area = 0
    for number, found in enumerate(facts, start=1):
        area = limits.check_area(f"第 {number} 张", found.height, found.width, area)
        limits.check_merges(f"第 {number} 张", len(found.merges))


def filled(
    book: Book,
    known: Sequence[SheetValues],
    facts: Sequence[Facts] | None,
    tell: Callable[[str], None],
) -> Book:
    """The book with its worksheets; facts are in the order of all its sheets."""
    if facts is None or len(facts) != len(known):
        facts = [Facts() for _ in known]
    for sheet, found in zip(known, facts, strict=True):
        if sheet.kind != "worksheet":
            book.notes.append(f"“{sheet.name}”{not_a_worksheet(sheet.kind)}")
            continue
        tell(sheet.name)
        book.sheets.append(sheet_of(sheet.name, sheet.visible, sheet.rows, found))
    return book


def sheet_of(name: str, visible: bool, rows: Sequence[Sequence[Value]], facts: Facts) -> Sheet:
    """The sheet with its facts, made large enough to hold each cell that they name."""
    named = [*facts.uncached, *facts.errors]
    height = max([len(rows), *(row + 1 for row, _ in named)])
    width = max([len(rows[0]) if rows else 0, *(column + 1 for _, column in named)])
    short = min(map(len, rows), default=width) < width
    grid = [[*row, *[""] * (width - len(row))] for row in rows] if short else list(rows)
    grid += [[""] * width for _ in range(height - len(grid))]
    return Sheet(
        name=name,
        rows=grid,
        merges=facts.merges,
        hidden_rows=frozenset(facts.hidden_rows),
        hidden_columns=frozenset(facts.hidden_columns),
        filtered=facts.filtered and bool(facts.hidden_rows),
        uncached=frozenset(facts.uncached),
        counted=frozenset(facts.counted),
        errors=facts.errors,
        long_numbers=facts.long_numbers,
        calls=facts.calls,
        visible=visible,
        protected=facts.protected,
    )


def not_a_worksheet(kind: str) -> str:
    """What is said of a sheet of another kind: …是宏工作表，没有读取。"""
    named = {"chartsheet": "是图表工作表", "dialogsheet": "是对话框工作表"}
    if "macro" in kind.lower() or kind == "vba":
        return "是宏工作表，没有读取。"
    return named.get(kind, "不是普通工作表") + "，没有读取。"
