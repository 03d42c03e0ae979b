"""The sheet 问题清单: every finding, those answered, and how many there are of what and of whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kongcuo_xl.book import Book, a1
from kongcuo_xl.finding import LEVELS, Finding
from kongcuo_xl.marks.fingerprints import fingerprint
from kongcuo_xl.marks.looks import (
    CENTRED,
    COUNTED,
    EXPLANATION_COLUMN,
    FAINT,
    FINGERPRINT_COLUMN,
    HEADER,
    LEVEL_COLUMN,
    LEVEL_LOOKS,
    LINE_HEIGHT,
    LINE_LOOKS,
    LINK,
    LIST_COLUMNS,
    LIST_HEADER_ROW,
    LIST_SHEET,
    NOTE,
    POSITION_COLUMN,
    TEXT,
    TITLE,
    TYPED,
    line_height,
    sheet_of,
)
from kongcuo_xl.plan import (
    AddSheet,
    Link,
    NewCell,
    Style,
)


def list_sheet(
    book: Book,
    findings: Sequence[Finding],
    answered: Sequence[Finding],
    *,
    titles: Mapping[str, str],
    explanations: Mapping[str, Sequence[str]],
    kept: Sequence[Sequence[str]],
    note: str,
) -> AddSheet:
    """The sheet, under a name that the book has not given away; arguments as for ``mark``."""
    draft = _Draft(_free_name({sheet.name.lower() for sheet in book.sheets}))
    bottom = LIST_HEADER_ROW + len(findings) + len(answered) + len(kept)
    draft.put(0, 0, LIST_SHEET, TITLE)
    total = _in_all(findings, len(answered), len(kept))
    draft.put(1, 0, f"{note}　{total}" if note else total, NOTE)
    for column, (heading, _) in enumerate(LIST_COLUMNS):
        draft.put(LIST_HEADER_ROW, column, heading, HEADER)
    _write_findings(draft, findings, answered, titles, explanations)
    _write_kept(draft, kept, bottom)
    if findings:
        _write_counts(draft, findings, titles, bottom + 2)
    return sheet_of(draft.name, draft.cells, draft.heights, draft.links, bottom)


@dataclass(slots=True)
class _Draft:
    """The sheet while it is written."""

    name: str
    cells: list[NewCell] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    heights: dict[int, float] = field(
        default_factory=lambda: {0: 28.0, 1: 18.0, 2: 18.0, LIST_HEADER_ROW: 22.0}
    )

    def put(self, row: int, column: int, value: str | int, look: Style) -> None:
        """Write one cell."""
        self.cells.append(NewCell(row, column, value, look))

    def line(self, row: int, values: Sequence[str | int], looks: Sequence[Style]) -> None:
        """Write one line of the list."""
        for column, (value, look) in enumerate(zip(values, looks, strict=True)):
            self.put(row, column, value, look)
        self.heights[row] = line_height(values)

    def jump(self, column: int, text: str, row: int) -> None:
        """A link above the list to a row below it."""
        self.put(2, column, f"{text} ↓", LINK)
        self.links.append(Link((2, column), f"'{self.name}'!{a1(row, 0)}"))


def _in_all(findings: Sequence[Finding], answered: int, kept: int) -> str:
    levels = Counter(finding.level for finding in findings)
    counts = "，".join(f"{level} {levels[level]} 处" for level in LEVELS if levels[level])
    total = f"共 {len(findings)} 处：{counts}。" if findings else "没有发现问题。"
    if answered:
        total += f"另有 {answered} 处已核实说明，列在最后。"
    if kept:
        total += f"以前写的 {kept} 处核实说明，规则这次没有核查，照原样保留在末尾。"
    return total


def _write_findings(
    draft: _Draft,
    findings: Sequence[Finding],
    answered: Sequence[Finding],
    titles: Mapping[str, str],
    explanations: Mapping[str, Sequence[str]],
) -> None:
    """A line a finding, with what had been typed beside it before."""
    typed: dict[str, Iterator[str]] = {}
    for number, finding in enumerate([*findings, *answered], 1):
        row = LIST_HEADER_ROW + number
        address = a1(finding.row, finding.column)
        known_by = fingerprint(finding)
        texts = typed.setdefault(known_by, iter(explanations.get(known_by, ())))
        basis = "；".join([*finding.basis, *([finding.clause] if finding.clause else [])])
        looks = [*LINE_LOOKS]
        looks[LEVEL_COLUMN] = LEVEL_LOOKS[finding.level] if number <= len(findings) else CENTRED
        values: tuple[str | int, ...] = (
            number, finding.level, finding.code, titles.get(finding.code, ""),
            f"{finding.sheet}!{address}", finding.sheet, address, finding.person,
            finding.message, finding.suggestion, basis, next(texts, ""), known_by,
        )  # fmt: skip
        draft.line(row, values, looks)
        quoted = finding.sheet.replace("'", "''")
        draft.links.append(Link((row, POSITION_COLUMN), f"'{quoted}'!{address}"))


def _write_kept(draft: _Draft, kept: Sequence[Sequence[str]], bottom: int) -> None:
    """Lines of an earlier list as they were, with numbers that go on from those above."""
    special = {EXPLANATION_COLUMN: TYPED, FINGERPRINT_COLUMN: FAINT}
    looks = [special.get(column, TEXT) for column in range(len(LIST_COLUMNS))]
    for row, line in enumerate(kept, bottom - len(kept) + 1):
        draft.line(row, [row - LIST_HEADER_ROW, *line[1:]], looks)


def _write_counts(
    draft: _Draft, findings: Sequence[Finding], titles: Mapping[str, str], top: int
) -> None:
    """Below the list, from row ``top`` on, how many there are by rule and by person."""
    rules: dict[str, list[Finding]] = defaultdict(list)
    people: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        rules[f"{finding.code}\x1f{titles.get(finding.code, finding.code)}"].append(finding)
        if finding.person:
            people[finding.person].append(finding)
    draft.jump(0, COUNTED[0], top)
    draft.cells += _counts(top, COUNTED[0], rules, ("代码", "问题"))
    if people:
        by_person = top + len(rules) + 3
        draft.jump(3, COUNTED[1], by_person)
        draft.cells += _counts(by_person, COUNTED[1], people, ("姓名", "代码"))
    advice = "核实无误的“疑问”，请在“核实说明”栏写明情况；带着说明再次核查时不再提示。"
    draft.put(2, 8, advice, NOTE)
    last = max(cell.row for cell in draft.cells)
    draft.heights |= dict.fromkeys(range(top, last + 1), 18.0)
    # A rule's name may take two lines of its column.
    width = LIST_COLUMNS[3][1] - 2
    wrapped = {c.row for c in draft.cells if c.column == 3 and 2 * len(str(c.value)) > width}
    draft.heights |= dict.fromkeys((row for row in wrapped if row > top), 2 * LINE_HEIGHT + 2)


def _counts(
    row: int, title: str, by: Mapping[str, list[Finding]], headings: tuple[str, str]
) -> list[NewCell]:
    """A block of counts below the list: one line a rule or person, the most frequent first."""
    cells = [NewCell(row, 0, title, replace(TITLE, size=12))]
    heads = ("序号", "合计", *headings, *LEVELS)
    cells += [NewCell(row + 1, c, heading, HEADER) for c, heading in enumerate(heads)]
    ordered = sorted(by.items(), key=lambda item: (-len(item[1]), item[0]))
    for number, (key, found) in enumerate(ordered, 1):
        levels = Counter(finding.level for finding in found)
        first, _, second = key.partition("\x1f")
        if not second:
            second = "、".join(sorted({finding.code for finding in found}))
        values: list[tuple[str | int, Style]] = [
            (number, CENTRED),
            (len(found), CENTRED),
            (first, CENTRED),
            (second, TEXT),
            *((levels[level] or "", CENTRED) for level in LEVELS),
        ]
        cells += [
            NewCell(row + 1 + number, c, value, look) for c, (value, look) in enumerate(values)
        ]
    return cells


def _free_name(taken: set[str]) -> str:
    number, name = 1, LIST_SHEET
    while name.lower() in taken:
        number += 1
        name = f"{LIST_SHEET}{number}"
    return name
