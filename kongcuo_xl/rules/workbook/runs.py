"""Rows or columns that follow one another, told as one."""

from collections.abc import Iterable

from kongcuo_xl.book import column_letters


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of each unbroken run, in order."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1] = found[-1][0], number
        else:
            found.append((number, number))
    return found


def rows_named(rows: Iterable[int]) -> str:
    """第3、5–7行, as people count rows."""
    return (
        "第" + "、".join(f"{a + 1}" if a == b else f"{a + 1}–{b + 1}" for a, b in runs(rows)) + "行"
    )


def columns_named(columns: Iterable[int]) -> str:
    """C、E–G列."""
    parts = [
        column_letters(a) if a == b else f"{column_letters(a)}–{column_letters(b)}"
        for a, b in runs(columns)
    ]
    return "、".join(parts) + "列"
