"""A county at once: every unit checked, marked, its month's sheet filled, one summary workbook.

Units are independent, so they are shared out among worker processes in groups; a group is checked
in one go, because vectorised rules cost little more for ten schools than for one. What stands in
folders above the units (校历) is read once and handed to every group.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kongcuo_xl import copies, filling, identity, inputs
from kongcuo_xl import workers as workers_
from kongcuo_xl.book import UnreadableBookError
from kongcuo_xl.checking import Report, Source, check_books, read_sources
from kongcuo_xl.crosschecks.sheets import filled_sheets
from kongcuo_xl.finding import LEVELS, Finding, Unreadable
from kongcuo_xl.forms import FormError
from kongcuo_xl.hosts import passwords
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.listing import masked
from kongcuo_xl.period import PeriodError, before, month, parse
from kongcuo_xl.policy import Policy, load
from kongcuo_xl.reading import BookReading
from kongcuo_xl.settings import Named
from kongcuo_xl.system_errors import in_words
from kongcuo_xl.units import shown

MONTHLY = "月报表"
SUMMARY = "汇总.xlsx"
PAGE = "报告.html"


@dataclass(slots=True)
class UnitResult:
    """What came of one unit."""

    unit: str
    people: int = 0
    files: int = 0
    findings: list[Finding] = field(default_factory=list)
    explained: int = 0
    """Findings that somebody has answered under 核实说明."""
    skipped: list[str] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    copies: dict[str, str] = field(default_factory=dict)
    """Workbook → its marked copy, which stands among ``written`` too."""
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """On the unit's monthly sheet."""
    said: list[str] = field(default_factory=list)
    """On how its workbooks were read, and under which settings."""

    @property
    def name(self) -> str:
        """The unit's folder below the inbox, as people know it."""
        return shown(self.unit)

    def count(self, level: str) -> int:
        """Number of findings at a level."""
        return sum(1 for f in self.findings if f.level == level)


@dataclass(slots=True)
class Outcome:
    """What came of a county."""

    units: list[UnitResult]
    summary: Path
    date: dt.date
    policy: str
    notes: list[str] = field(default_factory=list)
    """Sentences on files passed over."""

    @property
    def page(self) -> Path:
        """The page to look at, beside the summary."""
        return self.summary.with_name(PAGE)

    @property
    def errors(self) -> int:
        """Number of findings at level 错误."""
        return sum(u.count("错误") for u in self.units)

    @property
    def unreadable(self) -> list[Unreadable]:
        """Files set aside."""
        return [f for u in self.units for f in u.unreadable]

    @property
    def failures(self) -> list[str]:
        """What could not be written, and why."""
        return [f for u in self.units for f in u.failures]

    def text(self, *, quiet: bool = False) -> str:
        """A line a unit, what was set aside, and the totals."""
        lines = []
        if not quiet:
            for unit in self.units:
                told = "，".join(f"{lv} {unit.count(lv)}" for lv in LEVELS)
                lines.append(f"{unit.name}：{unit.people} 人，{told}")
        lines += [f"读不了 {u.file}：{u.reason}" for u in self.unreadable]
        lines += self.failures
        if not quiet:
            said = [*self.notes, *(note for u in self.units for note in u.said)]
            lines += ["说明：", *(f"  {note}" for note in dict.fromkeys(said))] if said else []
        totals = Counter(f.level for u in self.units for f in u.findings)
        people = sum(u.people for u in self.units)
        told = "，".join(f"{lv} {totals[lv]} 处" for lv in LEVELS)
        if explained := sum(u.explained for u in self.units):
            told += f"，已核实说明 {explained} 处"
        lines.append(f"{len(self.units)} 个单位，{people} 人，{told}。汇总见 {self.summary}")
        lines.append(f"用浏览器看：{self.page}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Job:
    """A group of units for one worker; everything it needs, picklable."""

    sources: tuple[Source, ...]
    above: tuple[BookReading, ...]
    policy: str | Path
    date: dt.date
    period: str | None
    """The month of the sheets; without one, the month before each unit's check date."""
    out: Path
    named: frozenset[Named]
    passwords: tuple[str, ...] = field(default=(), repr=False)


def run(
    inbox: Path,
    out: Path,
    policy_name: str | Path,
    policy: Policy,
    date: dt.date,
    *,
    period: str | None = None,
    workers: int = 0,
    progress: Callable[[str], None] | None = None,
    named: Collection[Named] = (),
) -> Outcome:
    """All units under ``inbox``, results under ``out``; ``named`` as for ``check_books``.

    Raises OutputError when ``inbox`` is no folder or ``out`` can't be written, PeriodError for a
    period that is no month.
    """
    if period is not None and parse(period).kind != "month":
        raise PeriodError(f"批量填的是{MONTHLY}，期间要写成 2025-10 这样，现在是“{period}”。")
    found, missing, notes = inputs.sources([inbox], out)
    if not inbox.is_dir():
        raise OutputError(
            f"“{inbox}”不是文件夹；批量核查请给出收件夹，单个文件请用 kongcuo check。"
        )
    if missing:
        raise OutputError(f"“{inbox}”：{missing[0].reason}。")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"不能建立输出文件夹“{out}”（{in_words(error)}），请换一个位置。"
        ) from error
    by_unit: dict[str, list[Source]] = {}
    for source in found:
        by_unit.setdefault(source.unit, []).append(source)
    above, results = _read_above(by_unit, policy, date, named)
    count = workers_.count(workers)
    jobs = [
        _Job(
            tuple(s for u in group for s in by_unit[u]),
            tuple(above),
            policy_name,
            date,
            period,
            out,
            frozenset(named),
            passwords.given(),
        )
        for group in workers_.groups(list(by_unit), count)
    ]
    told = (lambda group: progress(group[-1].unit)) if progress else None
    for group in workers_.share_out(jobs, _check_group, count, told):
        results += group
    order = {unit: i for i, unit in enumerate(by_unit)}
    results.sort(key=lambda r: order.get(r.unit, -1))
    outcome = Outcome(results, out / SUMMARY, date, policy.title, notes)
    from kongcuo_xl import report_page, summary

    summary.write(outcome, outcome.summary)
    report_page.write(report_page.of_county(outcome), outcome.page)
    return outcome


def _read_above(
    by_unit: dict[str, list[Source]], policy: Policy, date: dt.date, named: Collection[Named]
) -> tuple[list[BookReading], list[UnitResult]]:
    """Books in folders that have units below them; what they hold serves every unit.

    Such a folder stays a unit of its own only if it has people of its own.
    """
    above: list[BookReading] = []
    results: list[UnitResult] = []
    for unit in list(by_unit):
        if not any(other.startswith(f"{unit}/") for other in by_unit):
            continue
        books, unreadable = read_sources(
            by_unit[unit], inputs.reader(policy), date, named=named, above=above
        )
        above += books
        if not any(p.kind in ("students", "registry") for b in books for p in b.pieces):
            del by_unit[unit]
            result = UnitResult(unit, files=len(books), unreadable=unreadable)
            # Their own rows are checked here, once, not again with every unit.
            result.findings = check_books(books, policy, date, named=named).findings
            if result.findings or result.unreadable:
                results.append(result)
    return above, results


def _check_group(job: _Job) -> list[UnitResult]:
    passwords.give(job.passwords)  # a worker has none of its own
    policy = load(job.policy)
    books, unreadable = read_sources(
        job.sources, inputs.reader(policy), job.date, named=job.named, above=job.above
    )
    units = list(dict.fromkeys(s.unit for s in job.sources))
    unit_of = {s.name: s.unit for s in job.sources}
    report = check_books([*job.above, *books], policy, job.date, named=job.named)
    report.findings = [f for f in report.findings if f.file in unit_of]
    report.books = books
    results = {u: UnitResult(u, files=sum(1 for s in job.sources if s.unit == u)) for u in units}
    for finding in report.findings:
        results[finding.unit].findings.append(masked(finding))
    report.explained = [e for e in report.explained if e.finding.file in unit_of]
    for explained in report.explained:
        results[explained.finding.unit].explained += 1
    for failed in unreadable:
        results[unit_of[failed.file]].unreadable.append(failed)
    for book in books:
        results[book.unit].people += sum(len(p.rows) for p in book.pieces if p.kind == "students")
    for copy in copies.write_marked(report, job.out):
        result = results[unit_of[copy.original]]
        if copy.failure:
            result.failures.append(f"{copy.original}：没有写出副本：{copy.failure}")
        elif copy.path is not None:
            result.written.append(str(copy.path))
            result.copies[copy.original] = str(copy.path)
    # A group's notes name their files and are said once for all of it.
    results[units[0]].said = _masked(report.notes)
    for unit in units:
        _fill_month(report, unit, job, results[unit])
        results[unit].skipped = [f"{s.code} {s.reason}" for s in report.skipped]
    return list(results.values())


def _masked(notes: Sequence[str]) -> list[str]:
    return [identity.mask_in(note) for note in notes]


def _fill_month(report: Report, unit: str, job: _Job, result: UnitResult) -> None:
    relative = unit.split("/", 1)[1] if "/" in unit else "."
    date = next((s.date for s in report.scopes if unit in s.tables.units), report.date)
    name = job.period or before(month(date.year, date.month)).name
    target = job.out / relative / f"{MONTHLY}_{name}.xlsx"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        outcome = filling.fill_unit(report, MONTHLY, unit, target, name)
    except (OutputError, FormError, UnreadableBookError) as error:
        result.failures.append(f"{unit} {MONTHLY}：{error}")
        return
    except OSError as error:
        result.failures.append(f"{unit} {MONTHLY}：不能写入“{target}”（{in_words(error)}）")
        return
    if outcome is None and filled_sheets([b for b in report.books if b.unit == unit]):
        result.notes.append(f"{unit}：只有上报的报表，没有台账，没有填{MONTHLY}")
    elif outcome is None:
        result.failures.append(f"{unit}：没有认出任何台账，没有填{MONTHLY}")
    else:
        result.written.append(str(target))
        result.notes += outcome.notes
