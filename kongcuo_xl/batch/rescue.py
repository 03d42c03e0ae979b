"""Jobs whose worker died: done again in smaller parts until the workbook to blame is known.

A worker may have been killed for any reason (memory, an operator): done again alone, most jobs
succeed. What ends its process every time is found, named and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from kongcuo_xl import inputs, workers
from kongcuo_xl.batch.jobs import Job
from kongcuo_xl.batch.outcome import UnitResult
from kongcuo_xl.checking import read_sources
from kongcuo_xl.hosts import passwords
from kongcuo_xl.policy import load
from kongcuo_xl.units import shown
from kongcuo_xl.workers import DiedError

Work = Callable[[Job], list[UnitResult]]
Alone = Callable[[Work, Job], list[UnitResult]]
"""``workers.alone``, or what a cluster has instead: raises DiedError."""

_GIVEN_UP = "{}：处理时程序异常退出（可能内存不够，或被别的程序终止），没有做完；请再运行一次"


def rescued(work: Work, alone: Alone, job: Job) -> Iterator[list[UnitResult]]:
    """What comes of a job whose worker died, unit by unit if need be."""
    try:
        yield alone(work, job)
        return
    except DiedError:
        pass
    units = job.units
    if len(units) > 1:
        middle = len(units) // 2
        for half in (units[:middle], units[middle:]):
            yield from rescued(work, alone, job.of(half))
        return
    poison = frozenset(s.name for s in job.sources if _ends_its_reader(work, alone, job.only(s)))
    try:
        yield alone(work, job.without(poison))
    except DiedError:
        result = UnitResult(units[0], files=len(job.sources), out=job.task.out)
        result.failures.append(_GIVEN_UP.format(shown(units[0])))
        yield [result]


def _ends_its_reader(work: Work, alone: Alone, job: Job) -> bool:
    # Work whose files are elsewhere (``workspace``) brings them first, also to be read.
    reading = partial(work.func, read_one) if isinstance(work, partial) else read_one
    try:
        alone(reading, job)
    except DiedError:
        return True
    return False


def read_one(job: Job) -> list[UnitResult]:
    """Read the workbooks of a job and do no more, to see whether their reader lives."""
    passwords.give(job.task.passwords)
    read_sources(job.sources, inputs.reader(load(job.task.policy)), job.task.date)
    return []


Crew = Callable[[Work, Sequence[Job], int], Iterator[list[UnitResult]]]
"""Who does jobs: what is to be done for each, the jobs, how many workers at most."""


def on_this_machine(work: Work, jobs: Sequence[Job], count: int) -> Iterator[list[UnitResult]]:
    """Every job done by worker processes of this machine; with one, by this process."""
    return workers.share_out(jobs, work, count, None, lambda job: rescued(work, workers.alone, job))
