"""What a batch does for a group of units, in whatever process: read, check, mark, fill, list.

A group is checked in one go, because vectorised rules cost little more for ten schools than for
one; what comes of a unit is the same in any group.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kongcuo_xl import copies, identity, inputs, risk_list
from kongcuo_xl.batch.condensed import Extract, condense
from kongcuo_xl.batch.jobs import Job, Task
from kongcuo_xl.batch.outbox import Outbox, Record, Written
from kongcuo_xl.batch.outcome import UnitResult
from kongcuo_xl.batch.unit_sheets import DUTIES, RISK, fill, listed
from kongcuo_xl.checking import Report, Source, check_books, in_order, read_sources, scopes
from kongcuo_xl.engine import crashes
from kongcuo_xl.explanations import Explained, split
from kongcuo_xl.finding import Unreadable
from kongcuo_xl.history import runs
from kongcuo_xl.history.secret import HistoryError
from kongcuo_xl.history.store import History
from kongcuo_xl.hosts import passwords
from kongcuo_xl.hosts.files import LOCKED
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.listing import masked
from kongcuo_xl.period import before, month, parse
from kongcuo_xl.policy import Policy, load
from kongcuo_xl.reading import BookReading
from kongcuo_xl.risk_list import RiskList
from kongcuo_xl.rollup.of_units import facts_of
from kongcuo_xl.rollup.rolling import spans_until
from kongcuo_xl.rule import rules
from kongcuo_xl.scope import Scope
from kongcuo_xl.settings import Settings
from kongcuo_xl.units import shown

_POISON = "读这个文件时程序异常退出，已经跳过；请用 Excel/WPS 打开，另存为 .xlsx 后再试"


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
    left = [[u for u in job.units if u not in typed], *([u] for u in typed)]
    while left:
        units = left.pop(0)
        if not units:
            continue
        own = [b for b in books if b.unit in units]
        previous, remarks = _earlier(job, own)
        report = check_books(
            [*job.above, *own], policy, task.date, selected=own_rules(), named=task.named,
            previous=previous,
        )  # fmt: skip
        if report.defects and len(units) > 1:
            left[:0] = [[u] for u in units]  # what crashes over one unit judges the others still
            continue
        report.books = own
        part = job.of(units)
        failed = [u for u in unreadable if any(s.name == u.file for s in part.sources)]
        for result in _finish(part, report, failed, remarks):
            results[result.unit] = result
    return [results[unit] for unit in job.units]


def _earlier(
    job: Job, books: list[BookReading]
) -> tuple[list[BookReading] | None, dict[str, list[str]]]:
    """What the month before left of the units of these books; None where it left nothing.

    With it, sentences on what could not be read, by unit.
    """
    task, found = job.task, []
    remarks: dict[str, list[str]] = {}
    for unit in dict.fromkeys(b.unit for b in books):
        history = History(task.history)
        own = [*job.above, *(b for b in books if b.unit == unit)]
        try:
            found += runs.earlier(
                history, own, task.date, period=task.period, named=task.named, units=[unit]
            )  # fmt: skip
        except HistoryError as error:
            history.notes.append(str(error))
        remarks[unit] = history.notes
    return found or None, remarks


def _asked(job: Job, books: Sequence[BookReading]) -> dict[str, str]:
    """Unit → the month before which it looks into the history."""
    settings = Settings(((b.unit, b.book) for b in [*job.above, *books]), job.task.named)
    return {
        unit: runs.month_of(settings.date(unit, job.task.date), job.task.period)
        for unit in dict.fromkeys(b.unit for b in books)
    }


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


def _finish(
    job: Job, report: Report, unreadable: list[Unreadable], remarks: dict[str, list[str]]
) -> Iterator[UnitResult]:
    """What is written of each unit; ``remarks`` are on what the month before left of it."""
    task, outbox = job.task, Outbox(job.task.out)
    unit_of = {s.name: s.unit for s in job.sources}
    records = {u: Record(u, job.made_from.get(u, "")) for u in job.units}
    for unit, asked in _asked(job, report.books).items():
        known = job.earlier.get(unit, {})
        records[unit].asked = asked
        records[unit].earlier = known.get(max((m for m in known if m < asked), default=""), "")
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
    spans = spans_until(span, task.date)
    for facts in facts_of(replace(report, notes=[]), job.sources, unreadable, spans):
        facts.levels.clear()  # told by the findings
        records[facts.unit].facts = facts
    above = {b.book.name for b in job.above}
    for note in report.notes:
        told = identity.mask_in(note)
        whose = next((unit for file, unit in unit_of.items() if file in note), "")
        if whose:
            records[whose].facts.notes.append(told)
            records[whose].said.append(told)
        elif not any(file in note for file in above):  # else the folder above says it
            for record in records.values():
                record.said.append(told)
    for unit, record in records.items():
        record.said += remarks.get(unit, [])
        record.said += crashes(report.skipped, report.defects)
    extracts: dict[str, Extract] = {}
    for scope in report.scopes:
        own_units = [u for u in dict.fromkeys(b.unit for b in scope.books) if u in records]
        extracts |= condense(scope, own_units)
        for unit in own_units:
            records[unit].scope = scope_digest(scope)
    risky: dict[str, RiskList] = {}
    if not task.check_only:
        _remember(report, task, records)
        for scope in report.scopes:
            risky |= risk_list.by_unit(scope)
    for unit, record in records.items():
        others: dict[str, Written] = {}
        if task.check_only:
            earlier = outbox.record(unit)
            if earlier is not None:  # its sheets and lists are left as they are
                record.month, others = earlier.month, earlier.others
        elif record.people or unit not in task.folders:
            paths = [
                *fill(report, unit, task, record),
                *listed(report, unit, task, record, risky.get(unit)),
            ]
            others = dict(map(outbox.written, paths))
        yield _keep(
            outbox, record, marked[unit], others, extracts.get(unit) or Extract(unit),
            job.sources,
        )  # fmt: skip


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
    others: Mapping[str, Written],
    extract: Extract | None,
    sources: Sequence[Source],
) -> UnitResult:
    """Write down what came of a unit, and take away what an earlier run left and this did not."""
    earlier = outbox.record(record.unit)
    copied = dict(map(outbox.written, marked))
    record.outputs = {**copied, **others}
    record.copies = list(copied)
    if earlier is not None and not record.failures:
        stale = earlier.outputs
        if earlier.month != record.month:  # sheets of another month may have been handed in
            of_any = {*earlier.copies, *(n for n in stale if Path(n).name in (RISK, DUTIES))}
            stale = {name: was for name, was in stale.items() if name in of_any}
        for name in outbox.remove(stale, list(record.outputs)):
            record.said.append(f"{name}：是以前的结果，有人改过，没有删除；这次没有写出同名的结果")
    out = inputs.real(outbox.out)
    record.left = [
        path.relative_to(out).as_posix()
        for source in sources
        if source.unit == record.unit
        for path in source.marked
        if path.is_relative_to(out) and path.exists()
    ]
    record.left = [name for name in record.left if name not in record.outputs]
    for name in record.left:
        told = f"{name}：是以前留下的核查副本，这次没有写出，不需要时请自行删除"
        record.said += [told] if not any(note.startswith(name) for note in record.said) else []
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
        _keep(outbox, record, marked[unit], record.others, None, job.sources)
        for unit, record in records.items()
    ]
