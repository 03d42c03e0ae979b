"""Jobs shared out: their results come back, and a run that is killed leaves no worker behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kongcuo_xl import workers

ROOT = Path(__file__).parent.parent


def doubled(number: int) -> int:
    return 2 * number


def unfinished(folder: str) -> None:
    """A job that has begun to write and takes long."""
    part = Path(folder) / f"{os.getpid()}.part"
    part.touch()
    try:
        time.sleep(60)
    finally:
        part.unlink()


@pytest.mark.parametrize("number", [1, 2])
def test_every_job_is_done_once(number):
    told: list[int] = []
    found = workers.share_out(range(5), doubled, number, told.append)
    assert sorted(found) == [0, 2, 4, 6, 8]
    assert sorted(told) == [0, 2, 4, 6, 8]


def test_groups_are_small_enough_for_all_workers_to_have_some():
    assert [len(group) for group in workers.groups(list(range(3)), 2)] == [2, 1]
    assert [len(group) for group in workers.groups(list(range(35)), 2)] == [10, 10, 10, 5]
    assert {len(group) for group in workers.groups(list(range(160)), 2)} == {20}
    assert {len(group) for group in workers.groups(list(range(1000)), 2)} == {50}


def deadly(number: int) -> int:
    """A job that ends its process if its number is 3."""
    if number == 3:
        os._exit(9)
    return 2 * number


def test_a_worker_that_dies_takes_no_other_job_with_it():
    dead: list[int] = []

    def died(job: int) -> list[int]:
        try:
            return [workers.alone(deadly, job)]
        except workers.DiedError:
            dead.append(job)
            return []

    found = workers.share_out(range(8), deadly, 2, None, died)
    assert sorted(found) == [0, 2, 4, 8, 10, 12, 14]
    assert dead == [3]
    with pytest.raises(workers.DiedError):
        list(workers.share_out(range(8), deadly, 2))


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_run_that_is_killed_leaves_no_worker_and_no_unfinished_file(tmp_path):
    code = (
        "from kongcuo_xl import workers; from tests.test_workers import unfinished\n"
        f"list(workers.share_out([{str(tmp_path)!r}] * 4, unfinished, 2))"
    )
    run = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    deadline = time.monotonic() + 60
    while len(begun := list(tmp_path.glob("*.part"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(begun) == 2
    run.send_signal(signal.SIGKILL)
    run.wait()
    pids = [int(part.stem) for part in begun]
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, pids))
    assert not list(tmp_path.iterdir())


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except ProcessLookupError:
        return False
    except OSError:  # there is no /proc, or it has just gone
        return Path(f"/proc/{pid}").exists() or not Path("/proc").exists()
    return state != "Z"  # nobody may be there to ask how it ended
