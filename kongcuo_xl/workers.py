"""Jobs shared out among worker processes; what ends a run, even a kill, ends its workers too."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import connection, get_context, parent_process
from typing import TypeVar

from kongcuo_xl.rule import rules

Job = TypeVar("Job")
Result = TypeVar("Result")


def count(wanted: int = 0) -> int:
    """How many workers: as many as wanted, or as there are processors."""
    return wanted or os.cpu_count() or 1


def groups(items: Sequence[Job], workers: int) -> list[list[Job]]:
    """Items shared out in groups: one a worker where there are few, else four or more of 10 to 50.

    A group costs some tenths of a second whatever it holds, a unit a tenth of that.
    """
    few, many = -(-len(items) // workers), -(-len(items) // (workers * 4))
    size = max(1, min(few, 10), min(many, 50))
    return [list(items[i : i + size]) for i in range(0, len(items), size)]


class DiedError(Exception):
    """The process that did a job ended before it was done: killed, out of memory, or crashed."""


def share_out(
    jobs: Sequence[Job],
    work: Callable[[Job], Result],
    workers: int,
    done: Callable[[Result], None] | None = None,
    died: Callable[[Job], Iterable[Result]] | None = None,
) -> Iterator[Result]:
    """What ``work`` gives for every job, as they are done; ``done`` is told of each.

    ``work`` is a function of a module, its jobs and results can be pickled. With one worker, or one
    job, all happens here. Jobs whose worker may have died of them are left to ``died``, which gives
    what came of each in the end; without it DiedError is raised.
    """
    if workers == 1 or len(jobs) <= 1:
        results: Iterable[Result] = map(work, jobs)
    else:
        results = _in_pools(jobs, work, workers, died)
    for result in results:
        if done:
            done(result)
        yield result


def alone(work: Callable[[Job], Result], job: Job) -> Result:
    """What ``work`` gives for a job, in a process of its own. Raises DiedError."""
    with _pool(work, 1) as pool:
        try:
            return pool.submit(partial(_in_worker, work, job)).result()
        except BrokenProcessPool as error:
            raise DiedError from error


def _in_pools(
    jobs: Sequence[Job],
    work: Callable[[Job], Result],
    workers: int,
    died: Callable[[Job], Iterable[Result]] | None,
) -> Iterator[Result]:
    """A pool that has lost a worker does nothing any more: another goes on with what is left."""
    left = deque(jobs)
    while left:
        suspects: list[Job] = []
        with _pool(work, min(workers, len(left))) as pool:
            running: dict[Future[Result], Job] = {}
            try:
                while (left or running) and not suspects:
                    # No more than there are workers, and one to go on with: these are suspects.
                    while left and len(running) <= workers:
                        job = left.popleft()
                        running[pool.submit(partial(_in_worker, work, job))] = job
                    for each in wait(running, return_when=FIRST_COMPLETED).done:
                        job = running.pop(each)
                        try:
                            yield each.result()
                        except BrokenProcessPool:
                            suspects.append(job)
            except BrokenProcessPool:  # told when the next job was handed over
                suspects.append(job)
            except BaseException:
                for future in running:
                    future.cancel()
                raise
            suspects += running.values()
        for suspect in suspects:
            if died is None:
                raise DiedError
            yield from died(suspect)


def _pool(work: Callable[[Job], Result], workers: int) -> ProcessPoolExecutor:
    # Threads may already be running here (Arrow's), and a forked child could inherit their locks.
    context = get_context("spawn" if os.name == "nt" else "forkserver")
    # Imported once, by the server that forks the workers.
    context.set_forkserver_preload(
        [work.__module__, *(rule.check.__module__ for rule in rules().values())]
    )
    _shield()
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_the_run)


def _shield() -> None:
    """Keep Ctrl-C from workers that are starting or waiting: each would print where it was."""
    if os.name == "nt":
        return
    from multiprocessing import forkserver, resource_tracker  # there is none on Windows

    resource_tracker.ensure_running()  # starting it clears the mask
    # Every worker inherits the mask of the server that forks it.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _end_with_the_run() -> None:
    """End this worker when the run that started it was killed: it would wait for work for ever."""
    parent = parent_process()
    assert parent is not None

    def watch() -> None:
        connection.wait([parent.sentinel])
        if os.name != "nt":
            os.kill(os.getpid(), signal.SIGINT)  # an unfinished file is removed
            time.sleep(_SECONDS_TO_CLEAR)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


_SECONDS_TO_CLEAR = 3


def _in_worker(work: Callable[[Job], Result], job: Job) -> Result:
    """``work`` that Ctrl-C ends at once, its unfinished file removed."""
    if os.name == "nt":
        return work(job)
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        return work(job)
    except KeyboardInterrupt:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        signal.raise_signal(signal.SIGINT)  # kept for the job already handed to this worker
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
