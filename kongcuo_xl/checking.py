"""Check workbooks: read every unit's books, find their tables, run the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from kongcuo_xl import clean, superseded
from kongcuo_xl.attendance import date_weeks
from kongcuo_xl.book import Book, UnreadableBookError
from kongcuo_xl.calendar import (
    Override,
    SchoolCalendar,
    Term,
    autumn_term,
    school_year,
    spring_term,
)
from kongcuo_xl.calendar_table import overrides
from kongcuo_xl.engine import few, run
from kongcuo_xl.explanations import Explained, merged, split
from kongcuo_xl.finding import LEVELS, Finding, Skipped, Unreadable
from kongcuo_xl.policy import Policy
from kongcuo_xl.reading import BookReading, read_book
from kongcuo_xl.rule import rules
from kongcuo_xl.scope import Scope
from kongcuo_xl.settings import Named, Settings
from kongcuo_xl.tables import Piece, Table, Tables, kinds
from kongcuo_xl.units import as_called_now, up


@dataclass(slots=True)
class Report:
    """Everything that one check found out."""

    date: dt.date
    policy: Policy
    books: list[BookReading]
    findings: list[Finding]
    skipped: list[Skipped]
    unreadable: list[Unreadable]
    explained: list[Explained] = field(default_factory=list)
    """Findings that somebody has answered under 核实说明; they are in ``findings`` no more."""
    notes: list[str] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    ran: set[str] = field(default_factory=set)
    """Codes of the rules that were run, and everywhere."""
    scopes: list[Scope] = field(default_factory=list)

    def count(self, level: str) -> int:
        """Number of findings at a level."""
        return sum(1 for f in self.findings if f.level == level)

    @property
    def people(self) -> int:
        """Number of rows in the students tables."""
        return sum(len(p.rows) for b in self.books for p in b.pieces if p.kind == "students")


@dataclass(frozen=True, slots=True)
class Source:
    """One workbook to read: its unit (folder), the name shown, where it is."""

    unit: str
    name: str
    path: Path
    marked: tuple[Path, ...] = ()
    """Marked copies made of it before, whose explanations hold for it."""


Reader = Callable[[Path, str], Book]
Progress = Callable[[str], None]


def read_sources(
    sources: Sequence[Source],
    reader: Reader,
    date: dt.date,
    progress: Progress | None = None,
    *,
    named: Collection[Named] = (),
    above: Iterable[BookReading] = (),
) -> tuple[list[BookReading], list[Unreadable]]:
    """Every source read and its tables found; those that can't be read, with the reason.

    What 2019级 means depends on the check date, which a 设置 sheet may state: in one of the
    sources, or in one of the books read before from a folder ``above``.
    """
    books: list[tuple[str, Book]] = []
    unreadable: list[Unreadable] = []
    for source in sources:
        if progress:
            progress(source.name)
        try:
            book = reader(source.path, source.name)
        except UnreadableBookError as why:
            unreadable.append(Unreadable(source.name, str(why)))
            continue
        earlier = list(_marked(source, reader))
        book.explanations = merged([book.explanations, *(b.explanations for b in earlier)])
        for copy in earlier:
            for mark, lines in copy.answered.items():
                book.answered.setdefault(mark, lines)
        books.append((source.unit, book))
    settings = Settings([*((b.unit, b.book) for b in above), *books], named)
    readings = [
        read_book(book, unit, school_year(settings.date(unit, date))) for unit, book in books
    ]
    return readings, unreadable


def _marked(source: Source, reader: Reader) -> Iterator[Book]:
    for path in source.marked:
        # A copy that can't be read any more explains nothing; it is no input.
        with suppress(UnreadableBookError):
            yield reader(path, source.name)


def check_books(
    books: list[BookReading],
    policy: Policy,
    date: dt.date,
    *,
    selected: Collection[str] | None = None,
    unreadable: Iterable[Unreadable] = (),
    previous: list[BookReading] | None = None,
    named: Collection[Named] = (),
) -> Report:
    """The rules over books already read; units that share calendar and policy go together.

    ``named`` is what of policy and date the user has named himself: no 设置 sheet changes it.
    """
    report = Report(date, policy, books, [], [], list(unreadable))
    codes = set(rules()) if selected is None else set(selected)
    across = {code for code in codes if rules()[code].across_units}
    report.scopes, report.notes = scopes(books, policy, date, previous, named)
    if len(report.scopes) == 1:
        report.policy, report.date = report.scopes[0].policy, report.scopes[0].date
    runs = [(scope, codes - across) for scope in report.scopes]
    if across and books:
        # A rule that compares schools must see them all, whatever their calendars.
        runs.append((whole(report.scopes), across))
    skipped: dict[Skipped, list[Scope]] = {}
    for scope, chosen in runs:
        result = run(scope, chosen)
        report.findings += result.findings
        for one in dict.fromkeys(result.skipped):
            skipped.setdefault(one, []).append(scope)
        report.defects += result.defects
        report.notes += [n for n in scope.calendar.notes if n not in report.notes]
    report.skipped += [
        s if s.code in across or len(where) == len(report.scopes) else _of_some(s, where)
        for s, where in skipped.items()
    ]
    report.ran = codes - {skipped.code for skipped in report.skipped}
    pieces = [p for scope in report.scopes for p in scope.tables.pieces]
    report.notes += [f"{b.book.name}：{n}" for b in books for n in b.book.notes]
    report.notes += _guesses(pieces) + _same_class(pieces)
    report.findings = in_order(report.findings, books)
    typed = {b.book.name: b.book.explanations for b in books}
    report.findings, report.explained = split(report.findings, typed)
    return report


def in_order(findings: Iterable[Finding], books: Sequence[BookReading]) -> list[Finding]:
    """Findings by file, sheet and cell, grave ones first."""
    order = {name: i for i, name in enumerate(dict.fromkeys(b.book.name for b in books))}
    sheets = {(b.book.name, s.name): i for b in books for i, s in enumerate(b.book.sheets)}
    return sorted(
        findings,
        key=lambda f: (order.get(f.file, 0), sheets.get((f.file, f.sheet), 0), f.row, f.column,
                       LEVELS.index(f.level), f.code),
    )  # fmt: skip


def _of_some(skipped: Skipped, where: Iterable[Scope]) -> Skipped:
    """What was skipped in some units only names them, unless it names its places already."""
    if "：" in skipped.reason:
        return skipped
    units = [unit for scope in where for unit in scope.tables.units]
    return Skipped(skipped.code, f"{skipped.reason}：{few(u or '（所给文件）' for u in units)}")


def scopes(
    books: list[BookReading],
    policy: Policy,
    date: dt.date,
    previous: list[BookReading] | None = None,
    named: Collection[Named] = (),
) -> tuple[list[Scope], list[str]]:
    """What rules and forms work on: units that share calendar, policy, date and semester.

    With it, sentences for the user on what 设置 sheets say.
    """
    pieces = [p for b in books for p in b.pieces]
    for number, piece in enumerate(pieces):
        piece.index = number
    settings = Settings(((b.unit, b.book) for b in books), named)
    found: list[Scope] = []
    notes: list[str] = []
    groups = _groups(books, settings, date)
    before = [p for b in previous or () for p in b.pieces]
    if len(groups) > 1:
        # Apart from the others, a unit must still not be held against another's earlier roster.
        called = as_called_now({p.unit for p in before}, {b.unit for b in books})
    else:
        called = {}
    renamed = _called_now(previous or (), [b.unit for b in books])
    for days, units in groups:
        chosen, own_date = set(units), settings.date(units[0], date)
        own_policy, year = settings.policy(units[0], policy), school_year(own_date)
        calendar = SchoolCalendar.build(_terms(own_policy, year), days)
        for piece in pieces:
            if piece.unit in chosen:
                date_weeks(piece, calendar, own_date)
        earlier = [p for p in before if not called or called[p.unit] in chosen]
        own = [p for p in pieces if p.unit in chosen]
        old = superseded.superseded(own, own_date.year, own_date.month)
        gone = set(map(id, old))
        notes += superseded.told(old)
        found.append(
            Scope(
                Tables((p for p in own if id(p) not in gone), year),
                [b for b in books if b.unit in chosen],
                own_policy,
                calendar,
                own_date,
                Tables(earlier, year) if earlier else None,
                settings.term(units[0], calendar, own_date),
                previous_books=[b for b in renamed if b.unit in chosen],
            )
        )
    return found, settings.notes + notes


def _called_now(previous: Iterable[BookReading], units: Collection[str]) -> list[BookReading]:
    """Last period's workbooks under the names that their units have now."""
    before = list(previous)
    called = as_called_now({book.unit for book in before}, set(units))
    if len(called) == len(set(units)) == 1:
        called = dict.fromkeys(called, next(iter(units)))
    return [replace(book, unit=called[book.unit]) for book in before]


def whole(parts: Sequence[Scope]) -> Scope:
    """All units in one scope, with the calendar that holds for most of them."""
    if len(parts) == 1:
        return parts[0]
    main = max(parts, key=lambda s: len(s.tables.units))
    pieces = sorted((p for s in parts for p in s.tables.pieces), key=lambda p: p.index)
    return Scope(
        Tables(pieces, main.tables.school_year),
        [b for s in parts for b in s.books],
        main.policy,
        main.calendar,
        main.date,
        main.previous,
        main.term,
    )


def _groups(
    books: list[BookReading], settings: Settings, date: dt.date
) -> list[tuple[tuple[Override, ...], list[str]]]:
    """Rows of 校历 with units for which they hold and on which the 设置 sheets say the same.

    A unit without a 校历 takes that of its folder above.
    """
    units = list(dict.fromkeys(b.unit for b in books))
    pieces = [p for b in books for p in b.pieces]
    rows: dict[str, tuple[Override, ...]] = {}
    for unit in units:
        own = [p for p in pieces if p.unit == unit and p.kind == "calendar"]
        if own:
            rows[unit] = overrides(Table("calendar", own), date)
    grouped: dict[tuple[tuple[Override, ...], Hashable], list[str]] = {}
    for unit in units:
        own_rows = next((rows[u] for u in up(unit) if u in rows), ())
        grouped.setdefault((own_rows, settings.key(unit)), []).append(unit)
    return [(days, units) for (days, _), units in grouped.items()]


def _terms(policy: Policy, year: int) -> list[Term]:
    """The semesters of a school year and the one before."""
    terms = []
    for y in (year - 1, year):
        terms += [
            autumn_term(y, policy["autumn_start"], policy["autumn_end"]),
            spring_term(y, policy["spring_start"], policy["spring_end"]),
        ]
    return terms


def _guesses(pieces: list[Piece]) -> list[str]:
    return [
        f"{p.file}［{p.sheet.name}］{p.area.a1}：{p.guessed}为{kinds()[p.kind].label}，请核对"
        for p in pieces
        if p.guessed
    ]


def _same_class(pieces: list[Piece]) -> list[str]:
    """Two rosters of one class: said, because every pupil of it will look registered twice."""
    places: dict[tuple[str, int, str], list[Piece]] = {}
    columns: set[tuple[str, str, int]] = set()
    for piece in pieces:
        context = piece.context
        if (
            piece.kind == "students"
            and not {"grade", "klass"} & set(piece.columns)
            and context.grade is not None
            and context.klass is not None
        ):
            # Printed in two columns, one roster stands in two blocks side by side.
            row = (piece.file, piece.sheet.name, piece.area.top)
            if row not in columns:
                places.setdefault((piece.unit, context.grade, context.klass), []).append(piece)
            columns.add(row)
    return [
        f"{clean.class_label(grade, klass)}有{len(found)}张花名册："
        + "、".join(f"{p.file}［{p.sheet.name}］" for p in found)
        + "；两张一起核查，请确认是否重复"
        for (_, grade, klass), found in places.items()
        if len(found) > 1
    ]
