"""``kongcuo merge``: a tree of units read, their sheets and lists rolled up in one workbook."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from kongcuo_xl import inputs, listing, period, workers
from kongcuo_xl.checking import Source, check_books, read_sources
from kongcuo_xl.finding import Unreadable
from kongcuo_xl.hosts import passwords
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.policy import Policy, load
from kongcuo_xl.reading import BookReading
from kongcuo_xl.rollup import Facts, Member, RollUp
from kongcuo_xl.rollup.of_units import facts_of
from kongcuo_xl.rollup.rolling import members_of, rolled_up, spans_until
from kongcuo_xl.settings import Named, Settings


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
        (),
        (),
        policy_name,
        date,
        frozenset(named),
        spans_until(span, date),
        True,
        passwords.given(),
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
