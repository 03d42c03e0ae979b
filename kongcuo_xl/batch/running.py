"""A county at once: every unit checked, marked and its sheets filled, compared with the others.

Units are independent but for the rules that compare them, so they are shared out among worker
processes in groups (``unit_work``). What is kept of each unit (``outbox``) serves to see the whole
county at once afterwards (``crossing``), and not to do again what has not changed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from kongcuo_xl import inputs
from kongcuo_xl import workers as workers_
from kongcuo_xl.batch import crossing, run_report
from kongcuo_xl.batch.condensed import Extract
from kongcuo_xl.batch.jobs import Job, Task
from kongcuo_xl.batch.outbox import Outbox, Record, digest, program
from kongcuo_xl.batch.outcome import SUMMARY, Outcome, UnitResult
from kongcuo_xl.batch.rescue import Crew, on_this_machine
from kongcuo_xl.batch.unit_sheets import MONTHLY
from kongcuo_xl.batch.unit_work import check_group, lay_across, scope_digest
from kongcuo_xl.checking import Source, read_sources, scopes
from kongcuo_xl.finding import Finding
from kongcuo_xl.history import runs
from kongcuo_xl.history.store import History
from kongcuo_xl.hosts import passwords
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.listing import masked
from kongcuo_xl.period import PeriodError, before, month, parse
from kongcuo_xl.policy import Policy
from kongcuo_xl.reading import BookReading
from kongcuo_xl.rollup import Facts
from kongcuo_xl.rollup.of_units import SUBMITTED
from kongcuo_xl.rollup.rolling import rolled_up
from kongcuo_xl.scope import Scope
from kongcuo_xl.settings import Named, Settings, is_settings
from kongcuo_xl.units import above_others, shown, up

ROLL_UP = "上报汇总_{}.xlsx"
_LITTLE = 400_000
"""Bytes of workbooks that are checked sooner in this process than a worker has started."""


def run(
    inbox: Path,
    out: Path,
    policy_name: str | Path,
    policy: Policy,
    date: dt.date,
    *,
    period: str | None = None,
    workers: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
    named: Collection[Named] = (),
    history: History | None = None,
    waiting: Collection[str] = (),
    check_only: bool = False,
    crew: Crew = on_this_machine,
    fetch: Callable[[Iterable[Path]], None] = lambda _: None,
) -> Outcome:
    """All units under ``inbox``, results under ``out``; ``named`` as for ``check_books``.

    What is found goes into ``history``, by default the one in ``out``, from which comes what the
    month before left. Units (folders below the inbox) that are ``waiting`` for files still being
    written stay as they were. With ``check_only`` no sheets are filled, no lists written, and
    nothing goes into the history. ``crew`` does the work: processes of this machine, or a cluster;
    ``fetch`` brings workbooks that are elsewhere (``workspace``).

    ``progress`` is told of a unit, how many are done and how many there are. Raises OutputError
    when ``inbox`` is no folder, or ``out`` can't be written or is another run's, PeriodError for a
    period that is no month.
    """
    if period is not None and parse(period).kind != "month":
        raise PeriodError(f"批量填的是{MONTHLY}，期间要写成 2025-10 这样，现在是“{period}”。")
    began = time.monotonic()
    found, missing, notes = inputs.sources([inbox], out)
    if not inbox.is_dir():
        raise OutputError(
            f"“{inbox}”不是文件夹；批量核查请给出收件夹，单个文件请用 kongcuo check。"
        )
    if missing:
        raise OutputError(f"“{inbox}”：{missing[0].reason}。")
    outbox = Outbox(out)
    outbox.prepare()
    history = history or History(out)
    history.secret(make=True)  # before several workers want it
    root = inputs.real(inbox).name
    held = {f"{root}/{unit}" if unit else root for unit in waiting}
    with outbox.locked():
        task = Task(
            policy_name, date, period, out, frozenset(named), check_only,
            password_digest=_password_digest(outbox), passwords=passwords.given(),
            history=history.folder,
        )  # fmt: skip
        known = [s for s in found if s.unit not in held or outbox.record(s.unit) is not None]
        county = _County(
            known, outbox, task, policy, workers_.count(workers), progress, history, held, crew,
            fetch,
        )  # fmt: skip
        outcome = county.done(inbox)
        outcome.notes = [*notes, *history.notes, *outcome.notes]
        outcome.seconds = time.monotonic() - began
        run_report.save(outcome, out / run_report.NAME)
    return outcome


def _password_digest(outbox: Outbox) -> str:
    """Tells one set of passwords from another, and nothing else (scrypt, RFC 7914)."""
    words = passwords.given()
    if not words:
        return ""
    return hashlib.scrypt(
        "\n".join(words).encode(), salt=outbox.salt(), n=2**14, r=8, p=1, dklen=24
    ).hex()


class _Standing(NamedTuple):
    """What is needed of a unit's record to see all units together."""

    scope: str = ""
    extract: str = ""
    across: tuple[str, ...] = ()
    """What comparing found, as laid into the copies (digests)."""
    waits: bool = False
    """What has been typed into its copies is still to be laid beside that."""
    digest: str = ""
    """Of the whole record."""

    @classmethod
    def of(cls, record: Record | None) -> _Standing:
        """A record's; one that is not there has found nothing."""
        if record is None:
            return cls()
        return cls(
            record.scope, record.extract, tuple(map(_digest, record.across)),
            record.answered and not record.laid, record.digest,
        )  # fmt: skip


class _County:
    """One run over a county."""

    def __init__(
        self,
        found: Sequence[Source],
        outbox: Outbox,
        task: Task,
        policy: Policy,
        count: int,
        progress: Callable[[str, int, int], None] | None,
        history: History,
        held: Collection[str],
        crew: Crew,
        fetch: Callable[[Iterable[Path]], None],
    ) -> None:
        self._crew, self._fetch = crew, fetch
        self._by_unit: dict[str, list[Source]] = {}
        for source in found:
            self._by_unit.setdefault(source.unit, []).append(source)
        units = list(self._by_unit)
        folders = above_others(units)
        self._above = [unit for unit in units if unit in folders]
        self._outbox, self._policy, self._count, self._progress = outbox, policy, count, progress
        self._real_out = inputs.real(outbox.out)  # as the sources name their copies
        self._task = replace(
            task, folders=frozenset(self._above), above=tuple(self._read_above(task))
        )
        self._history, self._held = history, held
        self._crashed: list[str] = []
        """Sentences on rules across units that crashed."""
        self._unkept: set[str] = set()
        """Units whose record could not be written in this run."""
        self._standing: dict[str, _Standing] = {}
        """Of units whose record has been read since it was written."""
        self._contents: dict[str, list[tuple[str, str]]] = {}
        """Of folders above units: names and digests of their files."""
        self._made_from: dict[str, str] = {}
        """Unit → a digest of everything that its outputs depend on but its history."""
        self._earlier: dict[str, dict[str, str]] = {}
        """Unit → month → what tells the part of the history that it may ask for."""
        task = self._task
        self._common = (
            program(), policy.fingerprint(), task.date, task.period, sorted(task.named),
            task.check_only, key.name if (key := history.secret()) else "",
        )  # fmt: skip
        self._stated = Settings(((book.unit, book.book) for book in task.above), task.named)

    def _read_above(self, task: Task) -> Iterator[BookReading]:
        """校历 and 设置 of folders that have units below them; they serve every unit there."""
        read: list[BookReading] = []
        for unit in self._above:
            books, _ = read_sources(
                self._by_unit[unit], inputs.reader(self._policy), task.date, named=task.named,
                above=read,
            )  # fmt: skip
            for book in books:
                if any(p.kind == "calendar" for p in book.pieces) or any(
                    map(is_settings, book.book.sheets)
                ):
                    read.append(book)
                    yield book

    def _digest_of(self, unit: str) -> str:
        """A digest of everything that a unit's outputs depend on but its history."""
        own = [self._content(folder) for folder in up(unit) if folder in self._by_unit]
        return digest(repr((self._common, own)).encode())

    def _earlier_of(self, unit: str, record: Record | None) -> dict[str, str]:
        """Month → what tells the part that a unit may ask for from any other.

        Which it asks for is known to who reads what check date its workbooks state.
        """
        date = self._stated.date(unit, self._task.date)
        asked = {runs.month_of(date, self._task.period), record.asked if record else ""}
        return dict(self._history.before(shown(unit), month) for month in asked)

    def _content(self, unit: str) -> list[tuple[str, str]]:
        if unit in self._contents:
            return self._contents[unit]
        held = []
        for source in self._by_unit[unit]:
            own = [p for p in source.marked if not p.is_relative_to(self._real_out)]
            held += [(source.name, _file_digest(path)) for path in (source.path, *own)]
        if unit in self._above:  # asked for by each unit below
            self._contents[unit] = held
        return held

    def done(self, inbox: Path) -> Outcome:
        """Everything done that is not done yet."""
        results: dict[str, UnitResult] = {}
        for unit in self._by_unit:
            record = self._outbox.record(unit)
            self._standing[unit] = _Standing.of(record)
            self._made_from[unit] = self._digest_of(unit)
            self._earlier[unit] = self._earlier_of(unit, record)
            if record is not None and (unit in self._held or self._unchanged(record)):
                results[unit] = UnitResult.of(record, self._outbox.out)
        changed = [unit for unit in self._by_unit if unit not in results]
        self._share_out(check_group, self._jobs(changed), results, changed)
        self._compare(results)
        shown = [results[unit] for unit in self._by_unit if self._counts(results[unit])]
        outcome = Outcome(
            shown,
            self._outbox.out / SUMMARY, self._task.date, self._policy.title,
            again=sum(result.fresh for result in shown),
        )  # fmt: skip
        above = (results[unit] for unit in self._above)
        said = [note for result in above if not self._counts(result) for note in result.said]
        outcome.notes = [*self._outbox.aside, *self._gone(), *said, *self._crashed]
        outcome.rollup = self._sum_up(outcome, inbox)
        return outcome

    def _sum_up(self, outcome: Outcome, inbox: Path) -> Path | None:
        """The outputs on all units together, written if they are not there; returns the roll-up."""
        made_from = "" if self._unkept else self._summed_from(inbox)
        written = self._outbox.summed(made_from) if made_from else None
        if written is None:
            from kongcuo_xl import report_page, summary

            facts, shared, listed = self._facts(outcome)
            rollup = self._roll_up(inbox, facts, shared)
            summary.write(outcome, outcome.summary)
            report_page.write(report_page.of_county(outcome, listed), outcome.page)
            written = [outcome.summary, outcome.page, *([rollup] if rollup else [])]
            self._outbox.sum_up(made_from, written)
        return next(iter(written[2:]), None)

    def _unchanged(self, record: Record) -> bool:
        return (
            record.made_from == self._made_from[record.unit]
            and record.earlier == self._history.before(shown(record.unit), record.asked)[1]
            and record.passwords in ("", self._task.password_digest)
            and not (record.unreadable and record.passwords != self._task.password_digest)
            and self._outbox.has_extract(record)
            and self._history.holds(record.part)
            and all(self._outbox.untouched(n, was) for n, was in record.outputs.items())
            and all(
                path.relative_to(self._real_out).as_posix() in {*record.outputs, *record.left}
                for source in self._by_unit[record.unit]
                for path in source.marked
                if path.is_relative_to(self._real_out)
            )
        )

    def _counts(self, result: UnitResult) -> bool:
        """A folder above units is one itself only if there is something to say of it."""
        return (
            result.unit not in self._above
            or bool(result.people or result.levels or result.unreadable or result.failures)
        )  # fmt: skip

    def _jobs(
        self, units: Sequence[str], across: dict[str, list[Finding]] | None = None
    ) -> list[Job]:
        above = [[unit] for unit in units if unit in self._above]
        others = workers_.groups([unit for unit in units if unit not in self._above], self._count)
        return [
            Job(
                self._task, tuple(s for u in group for s in self._by_unit[u]),
                {u: self._made_from[u] for u in group}, {u: self._earlier[u] for u in group},
                {u: (across or {}).get(u, []) for u in group},
            )
            for group in [*above, *others]
        ]  # fmt: skip

    def _share_out(
        self,
        work: Callable[[Job], list[UnitResult]],
        jobs: Sequence[Job],
        results: dict[str, UnitResult],
        units: Sequence[str],
    ) -> None:
        done = 0
        for group in self._crew(work, jobs, 1 if self._is_little(units) else self._count):
            for result in group:
                results[result.unit] = result
                self._standing.pop(result.unit, None)
                result.fresh = True
                if not result.kept:
                    self._unkept.add(result.unit)
                done += 1
                if self._progress:
                    self._progress(result.unit, done, len(units))

    def _is_little(self, units: Sequence[str]) -> bool:
        """Whether units are done sooner in this process than a worker has started."""
        size = 0
        for source in (s for unit in units for s in self._by_unit[unit]):
            with suppress(OSError):
                size += source.path.stat().st_size
            if size > _LITTLE:
                return False
        return True

    # ── the county as one ────────────────────────────────────────────────────────────────────────
    def _records(self) -> Iterator[Record]:
        for unit in self._by_unit:
            record = self._outbox.record(unit)
            if record is not None:
                yield record

    def _compare(self, results: dict[str, UnitResult]) -> None:
        """Let rules across units see everybody, and lay what they find into the copies."""
        before_ = self._compared_from()
        if self._outbox.compared() == before_:
            return
        standing = dict(self._stand())
        ground = self._ground({unit: own.scope for unit, own in standing.items()})
        found: dict[str, list[Finding]] = {unit: [] for unit in standing}
        if ground is not None:
            with self._outbox.room() as room:
                findings, crashed = crossing.compare(self._extracts, ground, room)
            self._crashed += crashed
            for finding in sorted(findings, key=_by_place):
                found[finding.unit].append(masked(finding))
        changed = [
            unit
            for unit, own in standing.items()
            if own.waits or tuple(map(_digest, found[unit])) != own.across
        ]
        self._share_out(lay_across, self._jobs(changed, found), results, changed)
        # What could not be laid, or not be looked for, is tried again by the next run.
        self._outbox.compared("" if self._crashed or self._unkept else self._compared_from())

    def _compared_from(self) -> str:
        """A digest of everything that comparing units depends on, and of what came of it."""
        said = self._policy.fingerprint(), self._task.date, sorted(self._task.named)
        state = [(unit, own._replace(digest="")) for unit, own in self._stand()]
        return digest(repr((program(), said, state)).encode())

    def _summed_from(self, inbox: Path) -> str:
        """A digest of everything that the outputs on all units together depend on."""
        task = self._task
        said = (
            program(), self._policy.fingerprint(), self._policy.title, task.date, task.period,
            sorted(task.named), str(inbox.resolve()), str(self._real_out), self._above,
        )  # fmt: skip
        state = [(unit, own.digest) for unit, own in self._stand()]
        return digest(repr((said, state)).encode())

    def _stand(self) -> Iterator[tuple[str, _Standing]]:
        for unit in self._by_unit:
            if unit not in self._standing:
                self._standing[unit] = _Standing.of(self._outbox.record(unit))
            yield unit, self._standing[unit]

    def _extracts(self) -> Iterable[Extract]:
        for unit, own in self._stand():
            extract = self._outbox.extract(unit, own.extract) if own.extract else None
            if extract is not None:
                yield extract

    def _ground(self, scope_of: dict[str, str]) -> Scope | None:
        """A scope with the calendar and policy that most units have.

        Raises OutputError when none of their workbooks can be read as it was.
        """
        most = Counter(scope for scope in scope_of.values() if scope).most_common(1)
        if not most:
            return None
        for unit, digest_ in scope_of.items():
            found = self._scope_again(unit, digest_) if digest_ == most[0][0] else None
            if found is not None:
                return found
        raise OutputError("收件夹里的文件在运行中变了或不见了，各单位没有对照；请再运行一次。")

    def _scope_again(self, unit: str, as_it_was: str) -> Scope | None:
        self._fetch(source.path for source in self._by_unit[unit])
        books, _ = read_sources(
            self._by_unit[unit], inputs.reader(self._policy), self._task.date,
            named=self._task.named, above=self._task.above,
        )  # fmt: skip
        above = [b for b in self._task.above if b.unit != unit]
        known, _ = scopes([*above, *books], self._policy, self._task.date, named=self._task.named)
        return next((s for s in known if scope_digest(s) == as_it_was), None)

    def _gone(self) -> list[str]:
        """Say which units are there no more; their outputs are left."""
        notes = []
        for record in self._outbox.gone(list(self._by_unit)):
            if any((self._outbox.out / name).exists() for name in record.outputs):
                notes.append(
                    f"{record.unit}：收件夹里已经没有这个单位，没有计入；"
                    f"以前的结果还在输出文件夹里，不需要时请自行删除"
                )
            self._outbox.forget(record.unit)
        return notes

    def _facts(self, outcome: Outcome) -> tuple[list[Facts], list[Facts], dict[str, list[Finding]]]:
        """What the roll-up needs of the units and of the folders above them.

        With it the findings of each unit that the page lists: each record is read only once.
        """
        from kongcuo_xl.report_page import county
        from kongcuo_xl.report_page.findings import gravest

        facts: list[Facts] = []
        shared: list[Facts] = []
        listed: dict[str, list[Finding]] = {}
        shares = county.shares(outcome.units)
        for record in self._records():
            every = [*record.findings, *record.across_standing]
            own = record.facts
            own.levels.update(finding.level for finding in every)
            own.findings += [f for f in record.across_standing if f.code in SUBMITTED]
            (shared if record.unit in self._above else facts).append(own)
            if most := shares.get(record.unit):
                listed[record.unit] = [every[at] for at in gravest(every, most)]
        for unit in outcome.units:
            if unit.unit in self._unkept:  # the record is of an earlier run, or there is none
                every = unit.findings
                most = shares.get(unit.unit, 0)
                listed[unit.unit] = [every[at] for at in gravest(every, most)]
        return facts, shared, listed

    def _roll_up(self, inbox: Path, facts: list[Facts], shared: list[Facts]) -> Path | None:
        """What the units handed in, rolled up with what their lists come to."""
        date = self._task.date
        span = parse(self._task.period or before(month(date.year, date.month)).name)
        if not any(each.lists or each.submissions for each in [*facts, *shared]):
            return None
        root = inbox.resolve()
        name = Settings((b.unit, b.book) for b in self._task.above).name(root.name)
        roll = rolled_up(facts, shared, root, span, date, self._policy, name=name)
        from kongcuo_xl.rollup import sheets

        target = self._outbox.out / ROLL_UP.format(span.name)
        sheets.write(roll, target)
        return target


def _by_place(finding: Finding) -> tuple[str, str, str, int, int, str, str]:
    return (
        finding.unit, finding.file, finding.sheet, finding.row, finding.column, finding.code,
        finding.message,
    )  # fmt: skip


def _digest(finding: Finding) -> str:
    return digest(repr(finding).encode())


def _file_digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "unreadable"
