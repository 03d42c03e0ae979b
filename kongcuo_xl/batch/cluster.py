"""The same work on several machines: a Dask scheduler hands the jobs of a batch to its workers.

Where jobs go, what happens when a worker dies or leaves, and when a job is tried again is the
scheduler's business; what comes of a job is the same wherever it runs.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any

from kongcuo_xl.batch.jobs import Job
from kongcuo_xl.batch.outbox import program
from kongcuo_xl.batch.outcome import UnitResult
from kongcuo_xl.batch.rescue import Crew, Work, rescued
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.workers import DiedError

_PATIENCE = "20s"
_BETWEEN_LOOKS = 60
"""Seconds in which nothing was done, after which one looks whether there is still a worker."""
_MISSING = "没有安装集群部件；请先运行 pip install 'kongcuo-xl[cluster]'。"
_NOBODY = "连不上调度器“{address}”；请检查地址，确认 dask scheduler 已经启动、网络可以到达。"
_IDLE = "调度器“{address}”还没有工作进程；请在各台机器上运行 dask worker {address} --nthreads 1。"
_OTHER = (
    "工作进程“{worker}”上的程序与这里的版本不同，结果会不一样；请在各台机器上安装同一版本后再试。"
)
_GONE = (
    "调度器“{address}”的工作进程都退出了。已经做完的单位都有记录；"
    "请在各台机器上重新运行 dask worker {address} --nthreads 1，再运行一次，会接着做。"
)
_LOST = (
    "与调度器“{address}”失去了联系。已经做完的单位都有记录；"
    "请重新启动调度器和工作进程，再运行一次，会接着做。"
)


@contextmanager
def crew_at(address: str) -> Iterator[tuple[Crew, int]]:
    """The workers of a scheduler (``tcp://…``) as a crew, and how many they are now.

    Raises OutputError.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise OutputError(_MISSING) from None
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is said below
    try:
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise OutputError(_NOBODY.format(address=address)) from error
    lost = (CancelledError, distributed.client.ClosedClientError, distributed.comm.CommClosedError)
    with client:
        try:
            _same_program(client, address)
            hands = max(1, _workers(client, address))
            yield lambda work, jobs, _: _done(client, address, work, jobs), hands
        except lost as error:
            raise OutputError(_LOST.format(address=address)) from error


def _same_program(client: Any, address: str) -> None:
    versions = client.run(program)
    if not versions:
        raise OutputError(_IDLE.format(address=address))
    for worker, version in sorted(versions.items()):
        if version != program():
            raise OutputError(_OTHER.format(worker=worker))


def _done(client: Any, address: str, work: Work, jobs: Sequence[Job]) -> Iterator[list[UnitResult]]:
    """Every job done by the cluster; no more are handed over than its workers need for a while."""
    distributed: Any = importlib.import_module("distributed")

    def alone(again: Work, job: Job) -> list[UnitResult]:
        future = _submit(client, again, job)
        _wait(client, address, [future])
        try:
            found: list[UnitResult] = future.result()
        except distributed.scheduler.KilledWorker as error:
            raise DiedError from error
        return found

    left = list(reversed(jobs))
    ahead = 2 * max(1, _workers(client, address))
    running: dict[Any, Job] = {}
    while left or running:
        while left and len(running) < ahead:
            job = left.pop()
            running[_submit(client, work, job)] = job
        for future in _wait(client, address, list(running)):
            job = running.pop(future)
            try:
                yield future.result()
            except distributed.scheduler.KilledWorker:
                yield from rescued(work, alone, job)


def _workers(client: Any, address: str) -> int:
    """How many workers there are now. Raises OutputError when nobody can be asked any more."""
    try:
        return len(client.nthreads())
    except OSError as error:
        raise OutputError(_LOST.format(address=address)) from error


def _wait(client: Any, address: str, futures: list[Any]) -> list[Any]:
    """Those that are done, one at least. Raises OutputError when nobody is left to do them."""
    distributed: Any = importlib.import_module("distributed")
    nobody = False
    while True:
        try:
            with client.as_current():
                done = distributed.wait(futures, _BETWEEN_LOOKS, "FIRST_COMPLETED").done
        except TimeoutError:
            nobody, before = not _workers(client, address), nobody
            if nobody and before:
                raise OutputError(_GONE.format(address=address)) from None
        else:
            # In the order in which they were handed over.
            return [future for future in futures if future in done]


def _submit(client: Any, work: Work, job: Job) -> Any:
    # A job's words hide what it holds (see Task): nothing of it but names gets into a log.
    return client.submit(work, job, pure=False, retries=2)
