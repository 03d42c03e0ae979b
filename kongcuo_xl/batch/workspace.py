"""An inbox and an outbox that are elsewhere (S3 and the like), through fsspec.

Here only placeholders of their files stand, each holding what tells its file's state. A job takes
its workbooks to a folder of its own, works there as anywhere, and puts what it wrote in its place:
whole, or not at all.
"""

from __future__ import annotations

import datetime as dt
import importlib
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from kongcuo_xl.batch.jobs import Job, Task
from kongcuo_xl.batch.outbox import FOLDER, Outbox, Written, digest
from kongcuo_xl.batch.outcome import UnitResult
from kongcuo_xl.batch.rescue import Crew, Work, on_this_machine
from kongcuo_xl.checking import Source
from kongcuo_xl.history import secret
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.inputs import real
from kongcuo_xl.system_errors import in_words
from kongcuo_xl.units import shown

_MISSING = "没有安装集群部件；请先运行 pip install 'kongcuo-xl[cluster]'（S3 另装 s3fs）。"
_BUSY = (
    "输出位置“{out}”正被另一次批量核查使用；请等它结束。"
    "如果那一次已被强行终止，{minutes} 分钟后可以再运行。"
)
_UNREACHED = (
    "读写“{place}”时出错（{error}）；请检查地址、网络和访问凭据，再运行一次，"
    "已经做完的单位不会重做。"
)
_FRESH = 900
"""Seconds after which a run that has said nothing is taken to be gone."""
_HISTORY = "历史"
_MOMENTS = ("mtime", "created", "LastModified")
_AT_ONCE = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "az", "oci", "memory"})
"""Where an object is there only when all of it is."""


def is_elsewhere(place: str) -> bool:
    """Whether a place is a URL (s3://…) and no path."""
    return "://" in place


def _without_password(place: str) -> str:
    # A password may hold what a URL should not: then all up to the last @ is one.
    return re.sub(r"//(?:[^/@:]*:.*|[^/@]*)@", "//", place)


@contextmanager
def _reaching(place: str) -> Iterator[None]:
    """Whatever goes wrong on the way to a place elsewhere is an OutputError in a sentence."""
    try:
        yield
    except OutputError:
        raise
    except Exception as error:  # each of the systems behind fsspec has errors of its own
        said = in_words(error) if isinstance(error, OSError) else type(error).__name__
        raise OutputError(_UNREACHED.format(place=_without_password(place), error=said)) from error


def _system(place: str) -> tuple[Any, str]:
    try:
        fsspec: Any = importlib.import_module("fsspec.core")
        system, root = fsspec.url_to_fs(place)
    except ImportError as error:
        raise OutputError(f"打不开“{_without_password(place)}”：{_MISSING}") from error
    except ValueError as error:
        raise OutputError(
            f"打不开“{_without_password(place)}”：不认识这种地址，请用 s3://、smb:// 等，或文件夹。"
        ) from error
    return system, root.rstrip("/")


def _state(info: dict[str, Any]) -> bytes:
    """What tells one state of a file elsewhere from another."""
    told = info.get("ETag") or [info["size"], *(_moment(info.get(k)) for k in _MOMENTS)]
    return f"fsspec {told}".encode()


def _moment(said: Any) -> str:
    """A time as some systems tell it in one way here and in another there."""
    if isinstance(said, dt.datetime):
        said = said.timestamp()
    return f"{said:.3f}" if isinstance(said, int | float) else str(said)


def _listed(system: Any, root: str) -> dict[str, bytes]:
    """Name below a root → state, of every file."""
    try:
        found = system.find(root, detail=True)
    except FileNotFoundError:
        return {}
    return {
        str(PurePosixPath(name).relative_to(PurePosixPath(root))): _state(info)
        for name, info in sorted(found.items())
        if info.get("type") != "directory"
    }


def _put(system: Any, path: Path, target: str) -> bytes:
    """Put a file in its place, whole or not at all; returns its state there."""
    system.makedirs(target.rpartition("/")[0], exist_ok=True)
    protocols = {system.protocol} if isinstance(system.protocol, str) else set(system.protocol)
    if protocols & _AT_ONCE:
        system.put_file(str(path), target)
    else:
        part = f"{target}.part"
        system.put_file(str(path), part)
        system.mv(part, target)
    system.invalidate_cache(target.rpartition("/")[0])
    return _state(system.info(target))


@dataclass(frozen=True, slots=True)
class Errand:
    """A job with where its files are and what is there now."""

    job: Job = field(repr=False)
    inbox: str = field(repr=False)  # a URL can hold a password
    outbox: str = field(repr=False)
    root: Path
    """The folder of the placeholders from which the job's paths come."""
    held: dict[str, bytes] = field(repr=False)
    """Name below the outbox → what stands in its placeholder; of records all of it."""

    @property
    def units(self) -> list[str]:
        """The units of the job."""
        return self.job.units

    @property
    def task(self) -> Task:
        """What holds for the run."""
        return self.job.task

    @property
    def sources(self) -> tuple[Source, ...]:
        """The workbooks of the job."""
        return self.job.sources

    def of(self, units: Sequence[str]) -> Errand:
        """The same for some of the units."""
        return replace(self, job=self.job.of(units))

    def without(self, poison: frozenset[str]) -> Errand:
        """The same without some workbooks."""
        return replace(self, job=self.job.without(poison))

    def only(self, source: Source) -> Errand:
        """The same for one workbook."""
        return replace(self, job=self.job.only(source))


def run_errand(work: Work, errand: Errand) -> list[UnitResult]:
    """Do a job whose files are elsewhere; ``brought`` of a result says what changed there.

    Raises OutputError.
    """
    with tempfile.TemporaryDirectory(prefix="kongcuo-") as folder:
        here = Path(folder)
        out = here / "out"
        with _reaching(errand.outbox):
            outbox, target = _system(errand.outbox)
            for name, held in errand.held.items():
                path = out / name
                path.parent.mkdir(parents=True, exist_ok=True)
                if name.startswith(f"{_HISTORY}/"):
                    outbox.get_file(f"{target}/{name}", str(path))
                else:
                    path.write_bytes(held)
        before = {path: path.read_bytes() for path in _files(out)}
        sources = tuple(_brought(source, errand, here) for source in errand.job.sources)
        task = replace(errand.job.task, out=out, history=out / _HISTORY)
        results = work(replace(errand.job, task=task, sources=sources))
        places = {str(out): errand.outbox, str(here / "in"): errand.inbox.rpartition("/")[0]}

        def told(sentences: list[str]) -> list[str]:
            """Sentences with the places as the user named them: these folders go."""
            for folder, place in places.items():
                shown = _without_password(place)
                sentences = [said.replace(folder, shown) for said in sentences]
            return sentences

        with _reaching(errand.outbox):
            changed = _bring_back(outbox, target, out, before, errand.job.units, told)
        for result in results:
            result.out = errand.root / "out"
            result.said, result.failures = told(result.said), told(result.failures)
            result.written = [
                str(errand.root / "out" / Path(name).relative_to(out)) for name in result.written
            ]
        if results:
            results[0].brought = changed
        return results


def _brought(source: Source, errand: Errand, here: Path) -> Source:
    """A source whose workbook and marked copies have been brought below ``here``.

    What is not there any more is none: the reader says so of the workbook.
    """
    with _reaching(errand.inbox):
        inbox, root = _system(errand.inbox)
    own = source.path.relative_to(errand.root / "in")
    local = here / "in" / own
    local.parent.mkdir(parents=True, exist_ok=True)
    with _reaching(errand.inbox), suppress(FileNotFoundError):
        inbox.get_file(f"{root}/{PurePosixPath(*own.parts[1:])}", str(local))
    marked = []
    with _reaching(errand.outbox):
        outbox, target = _system(errand.outbox)
    for path in source.marked:
        if path.is_relative_to(errand.root / "out"):
            name = path.relative_to(errand.root / "out").as_posix()
            copy = here / "copies" / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            # This run may have taken it away, as out of date.
            with _reaching(errand.outbox), suppress(FileNotFoundError):
                outbox.get_file(f"{target}/{name}", str(copy))
                marked.append(copy)
    return replace(source, path=local, marked=tuple(marked))


def _is_whole(name: str) -> bool:
    """Whether a file of the outbox is brought here, and not only told of."""
    return name.startswith(f"{FOLDER}/") or name == f"{_HISTORY}/{secret.NAME}"


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "lock":
            yield path


def _bring_back(
    outbox: Any,
    target: str,
    out: Path,
    before: dict[Path, bytes],
    units: Sequence[str],
    told: Callable[[list[str]], list[str]],
) -> dict[str, bytes | None]:
    """Put what was written in its place, records last; ``told`` puts their sentences right."""
    changed: dict[str, bytes | None] = {}
    now = list(_files(out))
    new = [p for p in now if p.read_bytes() != before.get(p)]
    for path in new:
        name = path.relative_to(out).as_posix()
        if not name.startswith(f"{FOLDER}/"):
            changed[name] = _put(outbox, path, f"{target}/{name}")
    local = Outbox(out)
    for unit in units:
        record = local.record(unit)
        if record is None:
            continue
        for name in record.outputs:
            if held := changed.get(name):
                record.outputs[name] = Written(len(held), 0, digest(held))
        record.said, record.failures = told(record.said), told(record.failures)
        local.keep(record)
    for path in _files(out / FOLDER):
        data = path.read_bytes()
        if data != before.get(path):
            name = path.relative_to(out).as_posix()
            _put(outbox, path, f"{target}/{name}")
            changed[name] = data
    for path in before:
        if not path.exists():
            name = path.relative_to(out).as_posix()
            outbox.rm_file(f"{target}/{name}")
            changed[name] = None
    return changed


class Workspace:
    """The placeholders of a run whose files are elsewhere."""

    def __init__(self, inbox: str, outbox: str, folder: Path) -> None:
        self._inbox, self._outbox, self._root = inbox, outbox, folder
        with _reaching(inbox):
            self._from, self._from_root = _system(inbox)
            self.inbox = folder / "in" / (PurePosixPath(self._from_root).name or "收件夹")
            for name, state in _listed(self._from, self._from_root).items():
                self._place(self.inbox / name, state)
            self.inbox.mkdir(parents=True, exist_ok=True)
            self._fetch_above()
        with _reaching(outbox):
            self._to, self._to_root = _system(outbox)
            self.out = folder / "out"
            self._lock()
        try:
            self._list()
        except OutputError:
            self.leave()
            raise

    def _list(self) -> None:
        """Put placeholders for what is there."""
        with _reaching(self._outbox):
            self._held = _listed(self._to, self._to_root)
            self._held.pop(f"{FOLDER}/lock", None)
            for name, state in self._held.items():
                if _is_whole(name):
                    self._held[name] = state = self._to.cat_file(f"{self._to_root}/{name}")
                self._place(self.out / name, state)

    def named(self, text: str) -> str:
        """A text with the places that the user named in place of the folders here."""
        for folder, place in ((self.out, self._outbox), (self.inbox, self._inbox)):
            text = text.replace(str(folder), _without_password(place))
        return text

    @staticmethod
    def _place(path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def _lock(self) -> None:
        """Take the outbox, unless another run has said of late that it is there."""
        self._mark = f"{self._to_root}/{FOLDER}/lock"
        try:
            since = float(self._to.cat_file(self._mark))
        except (FileNotFoundError, ValueError):
            since = 0.0
        if time.time() - since < _FRESH:
            place = _without_password(self._outbox)
            raise OutputError(_BUSY.format(out=place, minutes=_FRESH // 60))
        self._alive()
        self._ended = threading.Event()
        threading.Thread(target=self._stay_alive, daemon=True).start()

    def _stay_alive(self) -> None:
        """Say from time to time that this run is there, however long one step takes."""
        while not self._ended.wait(_FRESH / 5):
            with suppress(OutputError), _reaching(self._outbox):
                self._alive()

    def _alive(self) -> None:
        self._to.makedirs(self._mark.rpartition("/")[0], exist_ok=True)
        self._to.pipe_file(self._mark, str(time.time()).encode())

    def _fetch_above(self) -> None:
        """Bring what serves the units below: 校历 and 设置 of folders that have folders."""
        for folder in [self.inbox, *(p for p in self.inbox.rglob("*") if p.is_dir())]:
            if any(p.is_dir() for p in folder.iterdir()):
                self.fetch([p for p in folder.iterdir() if p.is_file()])

    def fetch(self, paths: Iterable[Path]) -> None:
        """Bring workbooks to where their placeholders stand."""
        for path in paths:
            name = path.relative_to(self.inbox).as_posix()
            with _reaching(self._inbox):
                try:
                    self._from.get_file(f"{self._from_root}/{name}", str(path))
                except FileNotFoundError:  # gone meanwhile: then its placeholder tells nothing
                    path.unlink(missing_ok=True)

    def crew(self, crew: Crew) -> Crew:
        """A crew that takes jobs here as errands."""

        def done(work: Work, jobs: Sequence[Job], count: int) -> Iterator[list[UnitResult]]:
            self.send()  # what is here by now: the key of the history
            errands: Any = [self._errand(job) for job in jobs]
            for group in crew(partial(run_errand, work), errands, count):
                for result in group:
                    for name, held in result.brought.items():
                        self._take(name, held)
                    result.brought = {}
                yield group

        return done

    def _errand(self, job: Job) -> Errand:
        outbox = Outbox(self.out)
        names = set(outbox.names_of(job.units))
        below = {shown(unit) for unit in job.units}
        for unit in job.units:
            record = outbox.record(unit)
            names |= set(record.outputs) if record else set()
        for name in self._held:
            parts = name.split("/")
            if parts[0] == _HISTORY and (
                len(parts) == 2 or unquote(parts[-2]).removeprefix("unit=") in below
            ):
                names.add(name)
        held = {name: self._held[name] for name in names & self._held.keys()}
        return Errand(job, self._inbox, self._outbox, self._root, held)

    def _take(self, name: str, held: bytes | None) -> None:
        if held is None:
            self._held.pop(name, None)
            (self.out / name).unlink(missing_ok=True)
        else:
            self._held[name] = held
            self._place(self.out / name, held)

    def send(self) -> None:
        """Put what was written here in its place. Raises OutputError."""
        with _reaching(self._outbox):
            for path in _files(self.out):
                name = path.relative_to(self.out).as_posix()
                data = path.read_bytes()
                if data != self._held.get(name):
                    state = _put(self._to, path, f"{self._to_root}/{name}")
                    self._take(name, data if _is_whole(name) else state)
            for name in [n for n in self._held if not (self.out / n).exists()]:
                self._to.rm_file(f"{self._to_root}/{name}")
                del self._held[name]

    def leave(self) -> None:
        """Give the outbox up."""
        self._ended.set()
        with suppress(OutputError), _reaching(self._outbox):
            self._to.rm_file(self._mark)


@dataclass(frozen=True, slots=True)
class Places:
    """Where a batch reads and writes, and who does the work."""

    inbox: Path
    out: Path
    crew: Crew
    fetch: Callable[[Iterable[Path]], None] = lambda _: None
    named: Callable[[str], str] = str
    """A text with the places as the user named them."""
    hands: int = 0
    """How many work there; 0 for as many as this machine has processors."""


@contextmanager
def places(inbox: str, out: str, cluster: str = "") -> Iterator[Places]:
    """The folders or URLs of a run and its crew: this machine, or a cluster's workers.

    Raises OutputError.
    """
    with ExitStack() as stack:
        crew: Crew = on_this_machine
        hands = 0
        if cluster:
            from kongcuo_xl.batch.cluster import crew_at

            crew, hands = stack.enter_context(crew_at(cluster))
        if not is_elsewhere(inbox) and not is_elsewhere(out):
            # Other machines must find the same folders.
            here = (Path(inbox), Path(out))
            there = [path.absolute() for path in here] if cluster else here
            yield Places(there[0], there[1], crew, hands=hands)
            return
        made = stack.enter_context(tempfile.TemporaryDirectory(prefix="kongcuo-"))
        folder = real(Path(made))  # as the sources name their copies
        both = [p if is_elsewhere(p) else str(Path(p).absolute()) for p in (inbox, out)]
        space = Workspace(both[0], both[1], folder)
        stack.callback(space.leave)
        try:
            yield Places(space.inbox, space.out, space.crew(crew), space.fetch, space.named, hands)
        except OutputError as error:
            raise OutputError(space.named(str(error))) from error
        space.send()
