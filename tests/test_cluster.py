"""A batch on a cluster: the same results, whatever happens to its workers and its scheduler."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from test_batch_again import HEADS, SCHOOLS, results
from workbooks import xlsx

from kongcuo_xl import batch
from kongcuo_xl.batch.cluster import _done, crew_at
from kongcuo_xl.batch.jobs import Job
from kongcuo_xl.batch.outcome import UnitResult
from kongcuo_xl.batch.rescue import Crew, Work, on_this_machine
from kongcuo_xl.hosts import passwords
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.policy import load

ROOT = Path(__file__).parent.parent
SECRET = "hunter2-hunter2"


@dataclass
class Cluster:
    """A scheduler and its workers, as they are started on the command line."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, what: str, *options: str) -> None:
        with (self.folder / "log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(
                    [
                        *(sys.executable, "-m", f"distributed.cli.dask_{what}", *options),
                        *("--scheduler-file", str(self.folder / "scheduler.json")),
                        "--no-dashboard",
                    ],
                    cwd=self.folder,
                    env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
                    stdout=log,
                    stderr=log,
                )
            )

    @property
    def address(self) -> str:
        """Where the scheduler is, once it and two workers are there."""
        file = self.folder / "scheduler.json"
        for _ in range(1800):
            joined = self.log().count("Register worker")
            if joined >= 2 and file.exists():
                return str(json.loads(file.read_text())["address"])
            assert all(process.poll() is None for process in self.processes), self.log()
            time.sleep(0.1)
        raise AssertionError(self.log())

    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path / "调度")
    cluster.folder.mkdir()
    try:
        cluster.start("scheduler", "--host", "127.0.0.1", "--port", "0")
        for _ in range(2):
            # Without a nanny nobody comes back that has been killed.
            cluster.start("worker", "--no-nanny", "--nthreads", "1")
        yield cluster
    finally:
        for process in cluster.processes:
            process.kill()
            process.wait()


def once_killed(flag: Path, work: Work, job: Job) -> list[UnitResult]:
    """The work, whose process the first time is killed when all is written and nothing told."""
    done = work(job)
    try:
        flag.touch(exist_ok=False)
    except FileExistsError:
        return done
    os._exit(9)


def test_a_cluster_gives_the_same_whoever_dies(cluster: Cluster, tmp_path: Path) -> None:
    for school, pupils in SCHOOLS.items():
        (tmp_path / "县" / school).mkdir(parents=True)
        xlsx(tmp_path / "县" / school / "花名册.xlsx", {"七(1)": [HEADS, *pupils]})
        (tmp_path / "县" / school / "坏.xlsx").write_bytes(b"PK\x03\x04" + bytes(50))

    def run(out: str, crew: Crew, progress: object = None) -> batch.Outcome:
        return batch.run(
            tmp_path / "县", tmp_path / out, "national", load("national"), dt.date(2025, 10, 20),
            workers=1 if crew is on_this_machine else 3,  # a unit a job
            crew=crew, progress=progress,  # type: ignore[arg-type]
        )  # fmt: skip

    def kill_scheduler(_: str, done: int, of: int) -> None:
        if (done, of) == (2, 3):
            cluster.processes[0].kill()

    begun: list[int] = []
    passwords.give([SECRET])
    try:
        with crew_at(cluster.address) as (crew, hands):
            assert hands == 2
            done = run(
                "集群",
                lambda work, jobs, n: crew(partial(once_killed, tmp_path / "死", work), jobs, n),
            )
            assert done.again == len(done.unreadable) == 3
        assert [p.poll() for p in cluster.processes].count(None) == 2  # a worker died
        with (
            pytest.raises(OutputError, match="失去了联系"),
            crew_at(cluster.address) as (crew, _),
        ):
            run("断", crew, kill_scheduler)
        run("断", on_this_machine, lambda *told: begun.append(told[2]))
        run("本机", on_this_machine)
    finally:
        passwords.give([])
    assert begun[0] == 1  # what was done before is not done again
    assert results(tmp_path / "集群") == results(tmp_path / "本机")
    assert results(tmp_path / "断") == results(tmp_path / "本机")
    assert SECRET not in cluster.log()


def test_a_scheduler_that_is_there_no_more_is_said() -> None:
    class Lost:
        def nthreads(self) -> dict[str, int]:
            raise OSError("Timed out trying to connect")

    with pytest.raises(OutputError, match="失去了联系"):
        next(_done(Lost(), "tcp://127.0.0.1:1", once_killed, []))  # type: ignore[arg-type]


def test_a_scheduler_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kongcuo_xl.batch.cluster._PATIENCE", "1s")
    with pytest.raises(OutputError, match="连不上调度器"), crew_at("tcp://127.0.0.1:1"):
        pass
