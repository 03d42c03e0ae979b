"""What a check of some units tells a roll-up: sheets handed in, registers, computed figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kongcuo_xl import identity, period
from kongcuo_xl.book import Cell, a1
from kongcuo_xl.calendar import Term
from kongcuo_xl.checking import Report, Source
from kongcuo_xl.crosschecks.sheets import is_report
from kongcuo_xl.finding import Unreadable
from kongcuo_xl.listing import masked
from kongcuo_xl.reading import BookReading
from kongcuo_xl.rollup import Computed, Entry, Facts, Listed, Person
from kongcuo_xl.rules.submissions.owed import handed_in
from kongcuo_xl.scope import Scope
from kongcuo_xl.statistics import Figure, Statistics
from kongcuo_xl.submitted import Submission, submissions
from kongcuo_xl.tables import Tables

SUBMITTED = ("SR103", "SR104", "SR105", "SR107")
"""Findings about what was handed in that the roll-up repeats; SR106 is a sheet of its own."""
TRENDS = ("enrolled_end", "suspected_new", "dropout_new", "returned_new", "not_back")
"""Measures that are shown month by month."""
WHOLE = (
    "enrolled_start", "enrolled_end", "expected", "present", "suspected_new", "suspected_total",
    "dropout_new", "dropout_total", "returned_new", "returned_total", "not_back", "suspended",
    "home_taught", "deferred", "admitted", "resumed", "transferred_in", "added_otherwise",
    "graduated", "completed", "went_on_leave", "withdrawn", "expelled", "died",
    "transferred_out", "removed_otherwise",
)  # fmt: skip
"""Measures of which every unit's figure is computed for the period."""
_MOST_PEOPLE = 30


def facts_of(
    report: Report, sources: Sequence[Source], unreadable: Sequence[Unreadable],
    wanted: Sequence[str],
) -> list[Facts]:  # fmt: skip
    """What a check of some units tells the roll-up; figures are computed for the periods wanted."""
    units = list(dict.fromkeys(s.unit for s in sources))
    facts = {unit: Facts(unit) for unit in units}
    source_of = {s.name: s for s in sources}
    for source in sources:
        facts[source.unit].files.append(source.name)
    for failed in unreadable:
        facts[source_of[failed.file].unit].unreadable.append(failed)
    for finding in report.findings:
        if finding.file in source_of:
            own = facts[finding.unit]
            own.levels[finding.level] += 1
            if finding.code in SUBMITTED:
                own.findings.append(masked(finding))
    for scope in report.scopes:
        terms = [scope.term, *scope.calendar.terms]
        own_books = [b for b in scope.books if b.unit in facts]
        _add_sheets(facts, own_books, source_of, terms)
        _add_registers(facts, own_books, scope, terms[0])
        if wanted:
            _compute(facts, scope, wanted, terms)
    facts[units[0]].notes += [identity.mask_in(n) for n in report.notes] if units else []
    return list(facts.values())


def _add_sheets(
    facts: dict[str, Facts], books: list[BookReading], source_of: dict[str, Source],
    terms: list[Term],
) -> None:  # fmt: skip
    for book in books:
        try:
            changed = source_of[book.book.name].path.stat().st_mtime
        except OSError:
            changed = 0.0
        found = submissions(book, terms, changed)
        facts[book.unit].submissions += found
        if not found and not book.pieces:
            said = f"{book.book.name}：没有认出报表、名册或台账，没有用上。"
            facts[book.unit].notes.append(identity.mask_in(said))
        if any(p.kind in ("students", "registry") for p in book.pieces):
            facts[book.unit].lists = True


def _add_registers(
    facts: dict[str, Facts], books: list[BookReading], scope: Scope, term: Term
) -> None:
    """学校表 and 上报登记."""
    pieces = [p for b in books for p in b.pieces]
    tables = Tables((p for p in pieces if p.kind in ("schools", "submissions")), None)
    if "schools" in tables:
        table = tables["schools"]
        names, towns = table.text("school"), table.text("township")
        kinds = table.text("school_kind")
        for at, name in enumerate(names):
            piece = table.pieces[table.piece_no[at]]
            cell = a1(*piece.cell(int(table.row[at]), "school"))
            where = f"{piece.file}［{piece.sheet.name}］{cell}"
            if name:
                point = "教学点" in kinds[at] + name
                facts[piece.unit].listed.append(Listed(name, towns[at], point, where))
    if "submissions" in tables:
        table = tables["submissions"]
        days, zero = table.maybe("submit_date"), table.maybe("zero_report").fillna(False)
        for row in handed_in(table, scope.policy, term):
            piece = table.pieces[table.piece_no[row.row]]
            where = f"{piece.file}［{piece.sheet.name}］第{int(table.row[row.row]) + 1}行"
            day = None if days[row.row] != days[row.row] else days[row.row].date()
            facts[piece.unit].register.append(Entry(row, where, day, bool(zero[row.row])))


def _compute(
    facts: dict[str, Facts], scope: Scope, wanted: Sequence[str], terms: list[Term]
) -> None:
    """What the units' own lists come to, for the periods and for every figure handed in."""
    # The names on a report are no records to hold its figures against.
    pieces = [p for p in scope.tables.pieces if not is_report(p)]
    kept = Scope(
        Tables(pieces, scope.tables.school_year, scope.tables), scope.books, scope.policy,
        scope.calendar, scope.date, None, scope.term,
    )  # fmt: skip
    units = [u for u in scope.tables.units if u in facts and facts[u].lists]
    for name in wanted if units else ():
        span = period.parse(name, terms)
        if span.start > scope.date:
            continue
        statistics = Statistics(kept, span)
        for measure in WHOLE if name == wanted[-1] else TRENDS:
            counted = statistics.counted(measure)
            numbers = counted.people["unit"].value_counts().to_dict() if len(counted.people) else {}
            for unit in units:
                known = unit not in counted.lacking
                facts[unit].series[name, measure] = int(numbers.get(unit, 0)) if known else None
    for unit in units:
        for sheet in facts[unit].submissions:
            if sheet.span and sheet.span.start <= scope.date and not sheet.by_school:
                own = Statistics(kept.only([unit]), sheet.span)
                for cell, computed in _of_sheet(sheet, own):
                    facts[unit].computed[sheet.place, cell] = computed


def _of_sheet(sheet: Submission, own: Statistics) -> Iterator[tuple[Cell, Computed]]:
    for cell, terms in sheet.asked.items():
        if cell not in sheet.figures or cell in sheet.unsure:
            continue
        figures = [own.figure(term.measure, term.conditions) for term in sorted(terms, key=str)]
        if any(figure.measure.is_rate for figure in figures):
            continue
        numbers = [figure.number for figure in figures if figure.number is not None]
        number = sum(numbers) if len(numbers) == len(figures) else None
        differs = number is not None and number != sheet.figures[cell]
        people = _people(own, figures) if differs else ()
        labels = "＋".join(dict.fromkeys(f.measure.label for f in figures))
        basis = "；".join(dict.fromkeys(f.basis for f in figures if f.basis))
        definition = "；".join(dict.fromkeys(f.measure.definition for f in figures))
        yield cell, Computed(number, basis, f"{labels}：{definition}", people)


def _people(own: Statistics, figures: Sequence[Figure]) -> tuple[Person, ...]:
    """Those counted, if they are few enough to be looked at one by one."""
    if sum(len(figure.rows) for figure in figures) > _MOST_PEOPLE:
        return ()
    found: list[Person] = []
    for figure in figures:
        for source in own.sources(figure.people):
            place = f"{source.file}［{source.sheet}］{a1(*source.cell)}"
            found.append(Person(source.name, source.klass, source.id_number, place, source.said))
    return tuple(found)
