"""``kongcuo merge``: a tree of units read, their sheets and lists rolled up in one workbook."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kongcuo_xl import identity, inputs, listing, period, workers
from kongcuo_xl.book import Cell, a1
from kongcuo_xl.calendar import Term
from kongcuo_xl.checking import Report, Source, check_books, read_sources
from kongcuo_xl.crosschecks.sheets import is_report
from kongcuo_xl.finding import Unreadable
from kongcuo_xl.hosts import passwords
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.listing import masked
from kongcuo_xl.period import Period
from kongcuo_xl.policy import Policy, load
from kongcuo_xl.reading import BookReading
from kongcuo_xl.rollup import Computed, Entry, Facts, Listed, Member, Person, RollUp
from kongcuo_xl.rollup.members import members
from kongcuo_xl.rollup.reporting import reported
from kongcuo_xl.rollup.stacking import forms
from kongcuo_xl.rules.submissions.owed import covers, due, handed_in, reports
from kongcuo_xl.scope import Scope
from kongcuo_xl.settings import Named, Settings
from kongcuo_xl.statistics import Figure, Statistics
from kongcuo_xl.submitted import Submission, submissions
from kongcuo_xl.tables import Tables
from kongcuo_xl.units import shown

CADENCE: dict[str, period.Kind] = {
    "weekly": "week", "monthly": "month", "quarterly": "quarter", "semester": "semester",
    "yearly": "year",
}  # fmt: skip
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """A roll-up that was written."""

    rollup: RollUp
    path: Path
    notes: tuple[str, ...]
    form: Path | None = None
    """The county's own form, filled."""

    @property
    def errors(self) -> int:
        """Cross-checks at level 错误, and reports that are overdue."""
        grave = sum(1 for _, finding in self.rollup.findings if finding.level == "错误")
        return grave + sum(1 for r in self.rollup.reported if r.state == "未报" and r.late)

    def text(self, *, quiet: bool = False) -> str:
        """What a clerk wants to know at once."""
        roll = self.rollup
        lines = [f"读不了 {u.file}：{u.reason}" for u in roll.unreadable]
        if not quiet:
            lines += [f"{subject}：{sentence}" for subject, sentence in roll.notes]
            lines += self.notes
            for form in roll.forms:
                lines.append(f"《{form.title}》：{len(form.uses)} 个单位，{len(form.columns)} 列")
        states = Counter(r.state for r in roll.reported if r.due is not None)
        told = "，".join(f"{state} {number}" for state, number in states.items())
        lines.append(
            f"{roll.county}{roll.period.label}：{len(roll.members)} 个单位"
            + (f"，应报的报表：{told}" if told else "")
            + f"。已写出 {self.path}"
        )
        if self.form is not None:
            lines.append(f"已写出 {self.form}（县里的汇总表样）")
        return "\n".join(lines)

    def told(self) -> dict[str, object]:
        """The same as an object; see docs/json.md."""
        roll = self.rollup
        return {
            "date": roll.date.isoformat(),
            "policy": roll.policy,
            "county": roll.county,
            "period": roll.period.name,
            "path": str(self.path),
            "form": str(self.form or ""),
            "units": [{"unit": m.name, "township": m.township} for m in roll.members],
            "reported": [
                {
                    "unit": roll.members[r.member].name,
                    "report": r.title,
                    "state": r.state,
                    "due": r.due.isoformat() if r.due else None,
                    "on": r.on.isoformat() if r.on else None,
                    "late": r.late,
                }
                for r in roll.reported
            ],
            "findings": [{"unit": u, **listing.as_object(f)} for u, f in roll.findings],
            "unreadable": [{"file": u.file, "reason": u.reason} for u in roll.unreadable],
            "notes": [*(f"{subject}：{said}" for subject, said in roll.notes), *self.notes],
        }


@dataclass(frozen=True, slots=True)
class _Job:
    """A group of units for one worker."""

    sources: tuple[Source, ...]
    above: tuple[BookReading, ...]
    policy: str | Path
    date: dt.date
    named: frozenset[Named]
    spans: tuple[str, ...]
    """Periods whose figures are computed, the one asked for last."""
    checked: bool
    """Whether all rules run; without them only the sheets are read."""
    passwords: tuple[str, ...] = field(default=(), repr=False)


def run(
    folder: Path,
    out: Path,
    policy_name: str | Path,
    policy: Policy,
    date: dt.date,
    *,
    wanted: str | None = None,
    previous: Path | None = None,
    form: Path | None = None,
    workers_wanted: int = 0,
    progress: Callable[[str], None] | None = None,
    named: Collection[Named] = (),
    show_ids: bool = False,
) -> Outcome:
    """Roll up the tree ``folder`` into the workbook ``out``.

    ``wanted`` is the period, by default the month before the check date; ``previous`` a tree with
    last period's sheets; ``form`` the county's own blank summary, filled beside ``out``. Raises
    OutputError, PeriodError, FormError or UnreadableBookError, each one Chinese sentence.
    """
    if not folder.is_dir():
        raise OutputError(f"“{folder}”不是文件夹；汇总请给出各单位报表所在的文件夹。")
    if out.suffix.lower() != ".xlsx":
        raise OutputError(
            f"汇总是 .xlsx 工作簿，不能写成“{out.name}”；请把 --out 改为以 .xlsx 结尾。"
        )
    default = period.before(period.month(date.year, date.month))
    span = period.parse(wanted) if wanted else default
    job = _Job(
        (), (), policy_name, date, frozenset(named), spans(span, date), True, passwords.given()
    )
    facts, shared, notes, settings = _gather(folder, out, job, workers_wanted, progress)
    root = folder.resolve()
    name = settings.name(root.name)
    sheets = [s for each in [*facts, *shared] for s in each.submissions]
    unread = [u for each in [*shared, *facts] for u in each.unreadable]
    nobody = not any(f.lists for f in facts) and not members_of([*shared, *facts], root.name)
    if not sheets and nobody:
        reason = notes[:1] + [f"{u.file}：{u.reason}" for u in unread][:1]
        raise OutputError(
            f"“{folder}”里没有可以汇总的报表，也没有名册、台账。"
            + "".join(f"{r.rstrip('。')}。" for r in reason)
        )
    if wanted is None:
        notes = [f"没有用 --period 写明期间，按核查日期{date}汇总的是{span.label}。", *notes]
    earlier: list[Member] = []
    failed: list[Unreadable] = []
    if previous is not None:
        earlier, failed = _before(previous, job, workers_wanted)
    roll = rolled_up(facts, shared, root, span, date, policy, name=name, earlier=earlier)
    roll.unreadable += failed
    from kongcuo_xl.rollup import sheets as drawn

    drawn.write(roll, out, show_ids=show_ids)
    filled = None
    if form is not None:
        from kongcuo_xl.rollup import county_form

        filled = out.with_name(f"{out.stem}_{form.stem}.xlsx")
        notes += county_form.fill(roll, form, filled, policy)
    return Outcome(roll, out, tuple(notes), filled)


def spans(span: Period, date: dt.date) -> tuple[str, ...]:
    """The months of the semester up to a period, or the period alone."""
    if span.kind != "month":
        return (span.name,)
    months = [span]
    while months[0].start.month not in (2, 9) and len(months) < 6:
        months.insert(0, period.before(months[0]))
    return tuple(s.name for s in months if s.start <= date)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────
def _gather(
    folder: Path, out: Path | None, job: _Job, wanted: int,
    progress: Callable[[str], None] | None,
) -> tuple[list[Facts], list[Facts], list[str], Settings]:  # fmt: skip
    """What each unit's folder holds; what folders above units hold; sentences; settings above."""
    found, missing, notes = inputs.sources([folder], out)
    by_unit: dict[str, list[Source]] = {}
    for source in found:
        by_unit.setdefault(source.unit, []).append(source)
    above: list[BookReading] = []
    shared: list[Facts] = []
    for unit in list(by_unit):
        if not any(other.startswith(f"{unit}/") for other in by_unit):
            continue
        own = replace(job, sources=tuple(by_unit.pop(unit)), above=tuple(above))
        books, facts = _read(own)
        above += books
        shared += facts
    count = workers.count(wanted)
    jobs = [
        replace(job, sources=tuple(s for u in group for s in by_unit[u]), above=tuple(above))
        for group in workers.groups(list(by_unit), count)
    ]
    told = (lambda group: progress(group[-1].unit)) if progress else None
    facts = [each for group in workers.share_out(jobs, _read_group, count, told) for each in group]
    order = {unit: n for n, unit in enumerate(by_unit)}
    facts.sort(key=lambda each: order[each.unit])
    notes = [note for note in notes if not note.startswith(inputs.PREVIOUS)]
    if missing and not found:
        notes += [f"{each.file}：{each.reason}" for each in missing]
    return facts, shared, notes, Settings(((b.unit, b.book) for b in above), job.named)


def _read_group(job: _Job) -> list[Facts]:
    passwords.give(job.passwords)  # a worker has none of its own
    return _read(job)[1]


def _read(job: _Job) -> tuple[list[BookReading], list[Facts]]:
    """Every workbook of some units read and checked; what their sheets and lists say."""
    policy = load(job.policy)
    books, unreadable = read_sources(
        job.sources, inputs.reader(policy), job.date, named=job.named, above=job.above
    )
    codes = None if job.checked else ()
    report = check_books([*job.above, *books], policy, job.date, selected=codes, named=job.named)
    wanted = job.spans if job.checked else ()
    return books, facts_of(report, job.sources, unreadable, wanted)


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


# ── computed figures ─────────────────────────────────────────────────────────────────────────────
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


# ── the whole ────────────────────────────────────────────────────────────────────────────────────
def members_of(facts: Sequence[Facts], root: str) -> list[Member]:
    """The units of a roll-up."""
    return members(facts, [row for each in facts for row in each.listed], root)


def rolled_up(
    facts: list[Facts], shared: list[Facts], root: Path, span: Period, date: dt.date,
    policy: Policy, *, name: str = "", earlier: Sequence[Member] = (),
) -> RollUp:  # fmt: skip
    """The roll-up of a tree; ``shared`` is what folders above the units hold.

    ``root`` is the tree's folder, ``name`` what its 设置 sheet calls it, ``earlier`` are last
    period's units.
    """
    every = [*shared, *facts]
    found = members_of(every, root.name)
    roll = RollUp(name or root.name, span, None, date, policy.title, found)
    roll.root = root
    roll.files = sum(len(each.files) for each in every)
    roll.unreadable = [bad for each in every for bad in each.unreadable]
    roll.months = [period.parse(n) for n in spans(span, date)]
    owner = {sheet.place: m.name for m in found for sheet in m.heard}
    folders = {f.unit: m.name for m in found for f in m.facts}
    for each in every:
        for finding in each.findings:
            place = f"{finding.file}［{finding.sheet}］"
            whose = owner.get(place) or folders.get(each.unit) or shown(each.unit)
            roll.findings.append((whose, finding))
    sheets = [s for m in roll.members for s in m.heard] + _of_rows(every)
    _compare_with(roll, earlier)
    roll.forms = forms(roll, _of_rows(every), earlier)
    if not roll.forms and sheets:
        there = Counter(s.span.name for s in sheets if s.span)
        had = "、".join(f"{name}（{count}张）" for name, count in sorted(there.items()))
        roll.note("期间", f"没有{span.label}的报表；目录里有的是：{had or '没有写明期间的'}。")
    _keep_findings(roll)
    owed = [
        (report, due(report, span, policy))
        for report in reports(policy)
        if CADENCE[report.cadence] == span.kind
    ]
    entries = [entry for each in [*facts, *shared] for entry in each.register]
    roll.reported = reported(roll, owed, entries)
    _unknown(roll, [*facts, *shared])
    return roll


def _keep_findings(roll: RollUp) -> None:
    """Leave out what was found on sheets of other periods."""
    used = {id(use.submission) for form in roll.forms for use in form.uses.values()}
    other = {s.place for m in roll.members for s in m.heard if id(s) not in used}
    roll.findings = [
        (name, f) for name, f in roll.findings if f"{f.file}［{f.sheet}］" not in other
    ]


def _of_rows(facts: list[Facts]) -> list[Submission]:
    """Sheets whose rows are schools."""
    return [s for each in facts for s in each.submissions if s.by_school]


def _before(previous: Path, job: _Job, wanted: int) -> tuple[list[Member], list[Unreadable]]:
    """The units of last period's tree with what they handed in, and what could not be read."""
    if not previous.is_dir():
        raise OutputError(f"上期“{previous}”不是文件夹；请给出上期各单位报表所在的文件夹。")
    facts, shared, _, _ = _gather(previous, None, replace(job, checked=False), wanted, None)
    failed = [
        Unreadable(f"{previous.name}/{bad.file}", bad.reason)
        for each in [*shared, *facts] for bad in each.unreadable
    ]  # fmt: skip
    return members_of([*shared, *facts], previous.resolve().name), failed


def _compare_with(roll: RollUp, earlier: Sequence[Member]) -> None:
    """Choose the period before: that of last period's tree, else the one before if it is known."""
    spans = Counter(
        s.span for m in earlier for s in m.heard
        if s.span and s.span.kind == roll.period.kind and s.span.end < roll.period.start
    )  # fmt: skip
    last = period.before(roll.period)
    if spans:
        roll.last = max(spans, key=lambda s: s.end)
    elif any(s.span and covers(s.span, last) for m in roll.members for s in m.heard):
        roll.last = last
    elif earlier:
        roll.note("上期", "上期文件夹里没有写明是更早一期的报表，没有对比。")


def _unknown(roll: RollUp, facts: Sequence[Facts]) -> None:
    """Say which units 学校表 lacks, and which of its schools the tree lacks."""
    if any(m.listed for m in roll.members):
        for member in roll.members:
            if not member.listed:
                roll.note("单位", f"{member.name}不在学校表里，已计入；请核对名称或补上学校表。")
            elif not member.facts and not member.heard and not member.point:
                roll.note(
                    "单位", f"学校表里的{member.name}（{member.listed}），目录里没有任何文件。"
                )
    for each in facts:
        for note in each.notes:
            roll.note("读取", note)
