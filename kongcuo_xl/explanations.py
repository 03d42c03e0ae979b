"""What was typed under 核实说明 in an earlier marked copy, and which findings it answers.

An explanation belongs to a workbook and to a fingerprint (``marks.fingerprint``), which knows no
row, sheet or file name: sorting and renaming don't lose it, and a changed value has another. A
fingerprint that several findings bear (two pupils of one name) is answered only when each of them
has been: nobody's fault is hidden by what was said about somebody else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from kongcuo_xl import clean, marks
from kongcuo_xl.book import Book, Sheet
from kongcuo_xl.finding import Finding

Typed: TypeAlias = Mapping[str, tuple[str, ...]]
"""Fingerprint → the texts of every line of 问题清单 that bears it, ``""`` where none was typed."""

_ROWS_ABOVE = 20
"""How far down the headings of 问题清单 are looked for: people put lines above it."""
_EXPLANATION = clean.header_key("核实说明")
_FINGERPRINT = clean.header_key("指纹")
_PLACE = clean.header_key("位置")
_WELL_FORMED = re.compile("[0-9a-f]{11}")


class Explained(NamedTuple):
    """A finding that somebody has answered."""

    finding: Finding
    explanation: str


class Line(NamedTuple):
    """A line of a 问题清单: where its 核实说明 stands, and which finding it is about."""

    row: int
    column: int
    fingerprint: str
    place: str
    """``七(1)班!D17``, ``""`` where the sheet does not say it any more."""
    text: str
    """What is typed there."""


def is_list(sheet: Sheet) -> bool:
    """Whether a sheet is a 问题清单 of ours, whatever it is called now."""
    return _headings(sheet) is not None


def lines(sheet: Sheet) -> list[Line]:
    """The lines of a 问题清单, wherever its rows and columns stand now; none of another sheet."""
    at = _headings(sheet)
    if at is None:
        return []
    top, said, print_ = at
    keys = [clean.header_key(v) if isinstance(v, str) else "" for v in sheet.rows[top]]
    place = keys.index(_PLACE) if _PLACE in keys else None
    found = []
    for number, row in enumerate(sheet.rows[top + 1 :], top + 1):
        mark = clean.text(row[print_]).lower()
        if _WELL_FORMED.fullmatch(mark):
            where = "" if place is None else clean.text(row[place])
            found.append(Line(number, said, mark, where, clean.text(row[said])))
    return found


def typed(book: Book) -> dict[str, tuple[str, ...]]:
    """Everything typed in a workbook's 问题清单, wherever its rows and columns stand now."""
    found: dict[str, list[str]] = {}
    for sheet in book.sheets:
        for line in lines(sheet):
            found.setdefault(line.fingerprint, []).append(line.text)
    return {mark: tuple(texts) for mark, texts in found.items() if any(texts)}


def answered(book: Book) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The lines of a workbook's 问题清单 with an explanation, by fingerprint.

    Each line has the texts of ``marks.LIST_COLUMNS``, wherever the columns stand now.
    """
    found: dict[str, list[tuple[str, ...]]] = {}
    for sheet in book.sheets:
        at = _headings(sheet)
        if at is None:
            continue
        top, said, print_ = at
        keys = [clean.header_key(v) if isinstance(v, str) else "" for v in sheet.rows[top]]
        wanted = [clean.header_key(heading) for heading, _ in marks.LIST_COLUMNS]
        columns = [keys.index(key) if key in keys else None for key in wanted]
        for row in sheet.rows[top + 1 :]:
            mark = clean.text(row[print_]).lower()
            if _WELL_FORMED.fullmatch(mark) and clean.text(row[said]):
                line = tuple("" if c is None else clean.text(row[c]) for c in columns)
                found.setdefault(mark, []).append(line)
    return {mark: tuple(lines) for mark, lines in found.items()}


def merged(sources: Iterable[Typed]) -> dict[str, tuple[str, ...]]:
    """Explanations of several copies of one workbook: for each fingerprint the fullest, first."""
    found: dict[str, tuple[str, ...]] = {}
    for source in sources:
        for mark, texts in source.items():
            if sum(map(bool, texts)) > sum(map(bool, found.get(mark, ()))):
                found[mark] = texts
    return found


def split(
    findings: Sequence[Finding], typed_by_file: Mapping[str, Typed]
) -> tuple[list[Finding], list[Explained]]:
    """The findings that still stand, and those that have been explained.

    An 错误 always stands.
    """
    if not any(typed_by_file.values()):
        return list(findings), []
    marked = [
        (marks.fingerprint(f) if f.level != "错误" and typed_by_file.get(f.file) else "", f)
        for f in findings
    ]
    bearers = Counter((f.file, mark) for mark, f in marked if mark)
    given: Counter[tuple[str, str]] = Counter()
    standing: list[Finding] = []
    explained: list[Explained] = []
    for mark, finding in marked:
        texts = typed_by_file[finding.file].get(mark, ()) if mark else ()
        if texts and all(texts) and bearers[finding.file, mark] <= len(texts):
            explained.append(Explained(finding, texts[given[finding.file, mark]]))
            given[finding.file, mark] += 1
        else:
            standing.append(finding)
    return standing, explained


def _headings(sheet: Sheet) -> tuple[int, int, int] | None:
    """Row of the headings and the columns 核实说明 and 指纹."""
    for top, row in enumerate(sheet.rows[:_ROWS_ABOVE]):
        if not any(isinstance(value, str) and "指" in value for value in row):
            continue
        keys = [clean.header_key(value) if isinstance(value, str) else "" for value in row]
        if _EXPLANATION in keys and _FINGERPRINT in keys:
            return top, keys.index(_EXPLANATION), keys.index(_FINGERPRINT)
    return None
