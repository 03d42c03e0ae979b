"""Jobs shared out among worker processes; what ends a run, even a kill, ends its workers too."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
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
    """Items shared out in groups of at most 50, at least four a worker where there are enough."""
    size = max(1, min(50, -(-len(items) // (workers * 4))))
    return [list(items[i : i + size]) for i in range(0, len(items), size)]


def share_out(
    jobs: Sequence[Job],
    work: Callable[[Job], Result],
    workers: int,
    done: Callable[[Result], None] | None = None,
) -> Iterator[Result]:
    """What ``work`` gives for every job, as they are done; ``done`` is told of each.

    ``work`` is a function of a module, its jobs and results can be pickled. With one worker, or one
    job, all happens here.
    """
    if workers == 1 or len(jobs) <= 1:
        for job in jobs:
            result = work(job)
            if done:
                done(result)
            yield result
        return
    # Threads may already be running here (Arrow's), and a forked child could inherit their locks.
    context = get_context("spawn" if os.name == "nt" else "forkserver")
    # Imported once, by the server that forks the workers.
    context.set_forkserver_preload(
        [work.__module__, *(rule.check.__module__ for rule in rules().values())]
    )
    _shield()
    with ProcessPoolExecutor(
        min(workers, len(jobs)), mp_context=context, initializer=_end_with_the_run
    ) as pool:
        waiting = [pool.submit(partial(_in_worker, work, job)) for job in jobs]
        try:
            for each in as_completed(waiting):
                result = each.result()
                if done:
                    done(result)
                yield result
        except BaseException:
            for future in waiting:
                future.cancel()
            raise


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
