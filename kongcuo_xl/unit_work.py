"""What a batch does for a group of units, in whatever process: read, check, mark, fill, list.

A group is checked in one go, because vectorised rules cost little more for ten schools than for
one; what comes of a unit is the same in any group.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kongcuo_xl import copies, filling, identity, inputs, merging, reminders, risk_list
from kongcuo_xl.book import UnreadableBookError
from kongcuo_xl.checking import Report, Source, check_books, in_order, read_sources, scopes
from kongcuo_xl.condensed import Extract, condense
from kongcuo_xl.crosschecks.sheets import filled_sheets
from kongcuo_xl.duties import owed
from kongcuo_xl.explanations import Explained, split
from kongcuo_xl.finding import Finding, Unreadable
from kongcuo_xl.forms import FormError
from kongcuo_xl.history import runs
from kongcuo_xl.history.secret import HistoryError
from kongcuo_xl.history.store import History
from kongcuo_xl.hosts import passwords
from kongcuo_xl.hosts.files import LOCKED
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.listing import masked
from kongcuo_xl.outbox import Outbox, Record
from kongcuo_xl.period import PeriodError, around, before, month, parse
from kongcuo_xl.policy import Policy, load
from kongcuo_xl.reading import BookReading
from kongcuo_xl.risk_list import RiskList
from kongcuo_xl.rule import rules
from kongcuo_xl.rules.submissions.owed import reports
from kongcuo_xl.scope import Scope
from kongcuo_xl.settings import Named
from kongcuo_xl.system_errors import in_words
from kongcuo_xl.units import shown

MONTHLY = "月报表"
RISK, DUTIES = "预警名单.xlsx", "待办清单.xlsx"
_MONTHLY_FORM = "F01"
_POISON = "读这个文件时程序异常退出，已经跳过；请用 Excel/WPS 打开，另存为 .xlsx 后再试"


@dataclass(slots=True)
class UnitResult:
    """What came of one unit, in numbers and sentences; its findings are read when asked for."""

    unit: str
    people: int = 0
    files: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    explained: int = 0
    """Findings that somebody has answered under 核实说明."""
    unreadable: list[Unreadable] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """On the unit's monthly sheet."""
    said: list[str] = field(default_factory=list)
    """On how its workbooks were read, and under which settings."""
    out: Path = field(default_factory=Path)
    _findings: list[Finding] | None = None
    ranked: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Number of findings by code and level."""

    fresh: bool = False
    """It was done in this run."""
    brought: dict[str, bytes | None] = field(default_factory=dict, repr=False)
    """What changed in an outbox that is elsewhere (``workspace``)."""

    @classmethod
    def of(cls, record: Record, out: Path, *, whole: bool = False) -> UnitResult:
        """What a record says; ``whole`` when it can't be read again."""
        every = [*record.findings, *record.across_standing]
        answered = len(record.explained) + len(record.across) - len(record.across_standing)
        return cls(
            record.unit, record.people, len(record.files), Counter(f.code for f in every),
            Counter(f.level for f in every), answered, record.unreadable,
            [str(out / name) for name in record.outputs], record.failures, record.notes,
            record.said, out, every if whole else None,
            Counter((f.code, f.level) for f in every),
        )  # fmt: skip

    @property
    def findings(self) -> list[Finding]:
        """Every finding, as it is kept on disk: a province's do not fit into memory."""
        if self._findings is not None:
            return self._findings
        record = Outbox(self.out).record(self.unit)
        return [] if record is None else [*record.findings, *record.across_standing]

    @property
    def name(self) -> str:
        """The unit's folder below the inbox, as people know it."""
        return shown(self.unit)

    def count(self, level: str) -> int:
        """Number of findings at a level."""
        return self.levels[level]


@dataclass(frozen=True, slots=True)
class Task:
    """What holds for all units of a run."""

    policy: str | Path
    date: dt.date
    period: str | None
    """The month of the sheets; without one, the month before each unit's check date."""
    out: Path
    named: frozenset[Named]
    folders: frozenset[str] = frozenset()
    """Folders that have units below them."""
    above: tuple[BookReading, ...] = field(default=(), repr=False)
    """校历 and 设置 in folders above."""
    history: Path = field(default_factory=Path)
    """Where what a month leaves to the next is kept."""
    password_digest: str = field(default="", repr=False)
    passwords: tuple[str, ...] = field(default=(), repr=False)

    def folder_of(self, unit: str) -> Path:
        """Where a unit's results go: below the outbox as the unit lies below the inbox."""
        return self.out / unit.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Job:
    """A group of units for one worker; everything it needs, picklable."""

    task: Task = field(repr=False)
    sources: tuple[Source, ...] = field(repr=False)
    made_from: dict[str, str] = field(default_factory=dict, repr=False)
    """Unit → digest of everything it depends on."""
    across: dict[str, list[Finding]] = field(default_factory=dict, repr=False)
    """Unit → what was found by comparing it with others."""
    poison: frozenset[str] = frozenset()
    """Names of workbooks that ended the process that read them."""

    @property
    def units(self) -> list[str]:
        """The units of the group."""
        return list(dict.fromkeys(s.unit for s in self.sources))

    @property
    def above(self) -> list[BookReading]:
        """校历 and 设置 that hold for the units and are not their own."""
        return [book for book in self.task.above if book.unit not in self.units]

    def of(self, units: Sequence[str]) -> Job:
        """The same for some of the units."""
        chosen = set(units)
        return replace(self, sources=tuple(s for s in self.sources if s.unit in chosen))

    def without(self, poison: frozenset[str]) -> Job:
        """The same without reading some workbooks."""
        return replace(self, poison=poison)

    def only(self, source: Source) -> Job:
        """The same for one workbook."""
        return replace(self, sources=(source,))


def own_rules() -> set[str]:
    """Rules that need no other unit than the one they judge."""
    return {code for code, rule in rules().items() if not rule.across_units}


def check_group(job: Job) -> list[UnitResult]:
    """Everything done for some units; each unit's record is written when it is done."""
    task = job.task
    passwords.give(task.passwords)  # a worker has none of its own
    policy = load(task.policy)
    books, unreadable = _read(job, policy)
    results = {}
    # What was typed into a unit's copies is kept by what ran for it: such a unit stands alone.
    typed = list(dict.fromkeys(b.unit for b in books if b.book.answered or b.book.explanations))
    for units in ([u for u in job.units if u not in typed], *([u] for u in typed)):
        if not units:
            continue
        own = [b for b in books if b.unit in units]
        history = History(task.history)
        report = check_books(
            [*job.above, *own], policy, task.date, selected=own_rules(), named=task.named,
            previous=_earlier(history, own, task),
        )  # fmt: skip
        report.notes += history.notes
        report.books = own
        part = job.of(units)
        failed = [u for u in unreadable if any(s.name == u.file for s in part.sources)]
        for result in _finish(part, report, failed):
            results[result.unit] = result
    return [results[unit] for unit in job.units]


def _earlier(history: History, books: list[BookReading], task: Task) -> list[BookReading] | None:
    """What the month before left of these units; None where it left nothing."""
    try:
        found = runs.earlier(history, books, task.date, period=task.period, named=task.named)
    except HistoryError as error:
        history.notes.append(str(error))
        return None
    return found or None


def _remember(report: Report, task: Task, records: dict[str, Record]) -> None:
    """Leave what was found to the next month."""
    history = History(task.history)
    # A folder above the schools is none itself.
    units = [u for u, record in records.items() if record.people or u not in task.folders]
    try:
        parts = runs.append(history, report, period=task.period, units=units)
        openings = {unit: runs.opening(history, part) for unit, part in parts.items()}
    except (HistoryError, OutputError) as error:
        _not_remembered(records, error)
        return
    for unit, part in parts.items():
        records[unit].part = history.name_of(part)
        own = records[unit].said
        own += [note for note in openings[unit] if note not in own]


def _restate(report: Report, task: Task, records: dict[str, Record]) -> None:
    """Leave to the next month what comparing units has found too."""
    parts = {unit: record.part for unit, record in records.items() if record.part}
    try:
        runs.restate(History(task.history), report, parts)
    except (HistoryError, OutputError) as error:
        _not_remembered(records, error)


def _not_remembered(records: dict[str, Record], error: Exception) -> None:
    for record in records.values():
        record.failures.append(f"{shown(record.unit)}：没有记入历史库：{error}")


def _read(job: Job, policy: Policy) -> tuple[list[BookReading], list[Unreadable]]:
    books, unreadable = read_sources(
        [s for s in job.sources if s.name not in job.poison], inputs.reader(policy), job.task.date,
        named=job.task.named, above=job.above,
    )  # fmt: skip
    return books, unreadable + [Unreadable(name, _POISON) for name in sorted(job.poison)]


def _finish(job: Job, report: Report, unreadable: list[Unreadable]) -> Iterator[UnitResult]:
    """What is written of each unit."""
    task, outbox = job.task, Outbox(job.task.out)
    unit_of = {s.name: s.unit for s in job.sources}
    records = {u: Record(u, job.made_from.get(u, "")) for u in job.units}
    for source in job.sources:
        records[source.unit].files.append(source.name)
    report.findings = [masked(f) for f in report.findings if f.file in unit_of]
    report.explained = [
        Explained(masked(e.finding), e.explanation)
        for e in report.explained
        if e.finding.file in unit_of
    ]
    for finding in report.findings:
        records[finding.unit].findings.append(finding)
    for explained in report.explained:
        records[explained.finding.unit].explained.append((explained.finding, explained.explanation))
    for failed in unreadable:
        records[unit_of[failed.file]].unreadable.append(failed)
        records[unit_of[failed.file]].passwords = task.password_digest
    for book in report.books:
        own = records[book.unit]
        own.people += sum(len(p.rows) for p in book.pieces if p.kind == "students")
        if book.book.answered:
            own.answered, own.ran = True, sorted(report.ran)
        if LOCKED in book.book.notes:
            own.passwords = task.password_digest
    marked = _mark(report, task.out, unit_of, records)
    span = parse(task.period or before(month(task.date.year, task.date.month)).name)
    spans = merging.spans(span, task.date)
    for facts in merging.facts_of(replace(report, notes=[]), job.sources, unreadable, spans):
        facts.levels.clear()  # told by the findings
        records[facts.unit].facts = facts
    for note in report.notes:
        whose = next((unit for file, unit in unit_of.items() if file in note), "")
        if whose:
            records[whose].facts.notes.append(identity.mask_in(note))
        records[whose or job.units[0]].said.append(identity.mask_in(note))
    extracts: dict[str, Extract] = {}
    for scope in report.scopes:
        own_units = [u for u in dict.fromkeys(b.unit for b in scope.books) if u in records]
        extracts |= condense(scope, own_units)
        for unit in own_units:
            records[unit].scope = scope_digest(scope)
    _remember(report, task, records)
    risky = {
        unit: found for scope in report.scopes for unit, found in risk_list.by_unit(scope).items()
    }
    for unit, record in records.items():
        others: list[Path] = []
        if record.people or unit not in task.folders:
            others = [
                *_fill(report, unit, task, record),
                *_list(report, unit, task, record, risky.get(unit)),
            ]
        yield _keep(outbox, record, marked[unit], others, extracts.get(unit) or Extract(unit))


def _mark(
    report: Report, out: Path, unit_of: dict[str, str], records: dict[str, Record]
) -> dict[str, list[Path]]:
    """Marked copies of some units."""
    paths: dict[str, list[Path]] = {unit: [] for unit in records}
    for copy in copies.write_marked(report, out):
        unit = unit_of[copy.original]
        if copy.failure:
            records[unit].failures.append(f"{copy.original}：没有写出副本：{copy.failure}")
        elif copy.path is not None:
            paths[unit].append(copy.path)
            records[unit].said += [f"{copy.original}：{note}" for note in copy.notes]
    return paths


def _keep(
    outbox: Outbox,
    record: Record,
    marked: Sequence[Path],
    others: Sequence[Path],
    extract: Extract | None,
) -> UnitResult:
    """Write down what came of a unit, and take away what an earlier run left and this did not."""
    earlier = outbox.record(record.unit)
    copied = dict(outbox.written(path) for path in marked)
    record.outputs = copied | dict(outbox.written(path) for path in others)
    record.copies = list(copied)
    if earlier is not None and not record.failures:
        for name in outbox.remove(earlier.outputs, list(record.outputs)):
            record.said.append(f"{name}：是以前的结果，有人改过，没有删除；这次没有写出同名的结果")
    if record.failures:
        record.made_from = ""  # to be tried again
    try:
        outbox.keep(record, extract)
    except OutputError as error:
        record.failures.append(f"{shown(record.unit)}：没有记下结果（{error}），下次会重新核查")
        return UnitResult.of(record, outbox.out, whole=True)
    return UnitResult.of(record, outbox.out)


def scope_digest(scope: Scope) -> str:
    """Equal for units that share calendar, policy, date and semester, in whatever group."""
    said = (scope.policy.fingerprint(), scope.date, scope.calendar.overrides, scope.term.name)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:24]


# ── what comparing units found ───────────────────────────────────────────────────────────────────
def lay_across(job: Job) -> list[UnitResult]:
    """Marked copies again, of units of which comparing with others found more, or less."""
    task, outbox = job.task, Outbox(job.task.out)
    passwords.give(task.passwords)
    policy = load(task.policy)
    books, _ = _read(job, policy)
    known, _ = scopes([*job.above, *books], policy, task.date, named=task.named)
    every_rule = set(rules())
    whole = Report(task.date, policy, books, [], [], [], scopes=known)
    records: dict[str, Record] = {}
    marked: dict[str, list[Path]] = {}
    for unit in job.units:
        record = outbox.record(unit)
        if record is None:
            raise OutputError(f"{unit}：刚写下的记录读不回来，请再运行一次。")
        own = [b for b in books if b.unit == unit]
        found = [masked(f) for f in job.across[unit]]
        typed = {b.book.name: b.book.explanations for b in own}
        standing, answered = split(found, typed)
        report = Report(
            task.date, policy, own, in_order([*record.findings, *standing], own), [], [],
            explained=[*(Explained(*each) for each in record.explained), *answered],
            ran=set(record.ran) | (every_rule - own_rules()), scopes=known,
        )  # fmt: skip
        whole.findings += report.findings
        whole.explained += report.explained
        records[unit] = record
        record.across, record.across_standing, record.laid = found, standing, True
        marked |= _mark(report, task.out, {b.book.name: unit for b in own}, {unit: record})
    _restate(whole, task, records)
    return [
        _keep(
            outbox, record, marked[unit],
            [task.out / name for name in record.outputs if name not in record.copies], None,
        )
        for unit, record in records.items()
    ]  # fmt: skip


# ── sheets and lists ─────────────────────────────────────────────────────────────────────────────
def owed_sheets(policy: Policy, span_name: str, scope: Scope | None) -> list[tuple[str, str, str]]:
    """(form, period, file name) of what a unit hands in on a month: its 月报表, and the sheets of
    the quarter, semester or school year that ends in it, where the policy asks for them."""
    span = parse(span_name)
    found = [(MONTHLY, span.name, f"{MONTHLY}_{span.name}.xlsx")]
    terms = () if scope is None else scope.calendar.terms
    for report in reports(policy):
        kind = merging.CADENCE[report.cadence]
        if report.form == _MONTHLY_FORM or kind == "week":
            continue
        own = span if kind == "month" else around(span.end, kind, terms)
        if span.start <= own.end <= span.end:
            found.append((report.form, own.name, f"{report.title}_{own.name}.xlsx"))
    return found


def _fill(report: Report, unit: str, task: Task, record: Record) -> Iterator[Path]:
    """The unit's sheets."""
    scope = next((s for s in report.scopes if unit in s.tables.units), None)
    date = scope.date if scope else report.date
    name = task.period or before(month(date.year, date.month)).name
    folder = task.folder_of(unit)
    for form, period, file in owed_sheets(scope.policy if scope else report.policy, name, scope):
        target = folder / file
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            outcome = filling.fill_unit(report, form, unit, target, period)
        except (OutputError, FormError, PeriodError, UnreadableBookError) as error:
            record.failures.append(f"{unit} {file.partition('_')[0]}：{error}")
            continue
        except OSError as error:
            record.failures.append(f"{unit} {form}：不能写入“{target}”（{in_words(error)}）")
            continue
        if outcome is not None:
            yield target
            record.notes += outcome.notes
        elif filled_sheets([b for b in report.books if b.unit == unit]):
            record.notes.append(f"{unit}：只有上报的报表，没有台账，没有填{MONTHLY}")
            return
        else:
            record.failures.append(f"{unit}：没有认出任何台账，没有填{MONTHLY}")
            return


def _list(
    report: Report, unit: str, task: Task, record: Record, risky: RiskList | None
) -> Iterator[Path]:
    """The unit's at-risk list and what it owes, where there is anything to list."""
    folder = task.folder_of(unit)
    for scope in report.scopes:
        if unit not in scope.tables.units:
            continue
        own = scope.only([unit])
        try:
            if risky is not None:
                risk_list.write_workbook(risky, folder / RISK)
                yield folder / RISK
            duties = owed([own])
            if duties.duties:
                reminders.write_workbook(duties, scope.date, folder / DUTIES)
                yield folder / DUTIES
        except OutputError as error:
            record.failures.append(f"{unit}：{error}")
