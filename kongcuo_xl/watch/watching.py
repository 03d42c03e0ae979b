"""The watch itself: look, judge what is complete, answer, wait."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from kongcuo_xl import batch, failures, log
from kongcuo_xl.batch.outbox import Outbox
from kongcuo_xl.batch.outcome import UnitResult
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.policy import Policy
from kongcuo_xl.settings import Named
from kongcuo_xl.watch import answers
from kongcuo_xl.watch.arrivals import Arrivals

LOG = "监看日志.txt"
_NOT_A_TABLE = "不是电子表格，没有核查；请用 Excel/WPS 打开，另存为 .xlsx 后再放进来。"
_REST = 10
"""A slow share is looked at less often: rests are so many times as long as a look takes …"""
_LONGEST = 60
"""… up to so many seconds."""


@dataclass(slots=True)
class Watch:
    """A drop folder and where the results go."""

    inbox: Path
    out: Path
    policy_name: str | Path
    policy: Policy
    now: Callable[[], dt.datetime]
    """The clock."""
    date: dt.date | None = None
    """The check date, where it is not today's."""
    period: str | None = None
    workers: int = 1
    named: Collection[Named] = ()
    say: Callable[[str], None] = field(default=lambda _: None)
    arrivals: Arrivals = field(init=False)
    outcome: batch.Outcome | None = None
    """What came of the last run."""
    _trouble: str = ""
    _looking: float = 0.0

    def __post_init__(self) -> None:
        self.arrivals = Arrivals(self.inbox, self.out)

    def tell(self, text: str) -> None:
        """Say and log something."""
        self.say(text)
        log.note(text, self.now(), self.out / LOG)

    def _tell_once(self, trouble: str) -> None:
        """Tell of something that lasts, once."""
        if trouble != self._trouble:
            self.tell(trouble)
        self._trouble = trouble

    def round(self) -> set[str]:
        """Look once, and deal with what is complete; the units dealt with."""
        began = time.monotonic()
        look = self.arrivals.look()
        self._looking = time.monotonic() - began
        if look.away:
            self._tell_once(
                f"收件夹“{self.inbox}”暂时看不到（{look.away}），已有的结果不动，会一直重试。"
            )
        if not look.ready:
            return set()
        began = time.monotonic()
        try:
            self._run(look.ready, look.waiting)
        except OutputError as error:
            self._tell_once(f"没有写出结果，会一直重试：{error}")
            return set()  # a file may be open, a disk full
        except Exception as error:  # one bad day must not end the watch
            self.tell(failures.kept(error))
        self._trouble = ""
        self.arrivals.done(look.ready)
        names = "、".join(sorted(unit or "收件夹" for unit in look.ready))
        self.tell(f"已核查 {names}，用时 {time.monotonic() - began:.1f} 秒。")
        return look.ready

    def _run(self, ready: set[str], waiting: set[str]) -> None:
        date = self.date or self.now().date()

        def at_once(unit: str, *_: int) -> None:
            # A school need not wait until all others are compared with it.
            record = Outbox(self.out).record(unit)
            if record is not None and _below(unit) in ready:
                with suppress(OutputError):  # tried again, and said, when all is done
                    self._answer(_below(unit), UnitResult.of(record, self.out), date)

        self.outcome = batch.run(
            self.inbox, self.out, self.policy_name, self.policy, date, period=self.period,
            workers=self.workers, named=self.named, waiting=waiting, progress=at_once,
        )  # fmt: skip
        by_unit = {_below(result.unit): result for result in self.outcome.units}
        # Comparing may have found something in units that were there before.
        fresh = {unit for unit, result in by_unit.items() if result.fresh}
        for unit in sorted(ready | fresh):
            result = by_unit.get(unit)
            self._answer(unit, result, date)
            for failure in result.failures if result else []:
                self.tell(failure)

    def _answer(self, unit: str, result: UnitResult | None, date: dt.date) -> None:
        notes = dict.fromkeys(self.arrivals.others(unit), _NOT_A_TABLE)
        text = None
        if result is not None:
            notes |= {answers.own_name(u.file): u.reason for u in result.unreadable}
            text = answers.list_of(
                result.name, date.isoformat(), result.findings, result.unreadable
            )
        answers.write(self.out / unit, text, notes)

    def once(self, seconds: float, wait: Callable[[float], None] = time.sleep) -> None:
        """What is there and complete now; what is still being written is left for another time."""
        self.round()
        wait(seconds)
        self.round()

    def forever(self, seconds: float, wait: Callable[[float], None] = time.sleep) -> None:
        """Round after round; ends by KeyboardInterrupt only."""
        self.tell(f"开始监看“{self.inbox}”，结果写到“{self.out}”。")
        try:
            while True:
                self.round()
                wait(max(seconds, min(_REST * self._looking, _LONGEST)))
        finally:
            self.tell("监看结束。")


@contextmanager
def alone(inbox: Path, out: Path) -> Iterator[None]:
    """While this lasts no other watch may write into ``out``.

    Raises OutputError when one does, or when the inbox is no folder.
    """
    if not inbox.is_dir():
        raise OutputError(f"“{inbox}”不是文件夹；请给出学校放副本的收件夹。")
    outbox = Outbox(out)
    outbox.prepare()
    busy = f"另一个 kongcuo watch 正在往“{out}”写结果；一个结果文件夹只能有一个，请先停掉它。"
    with outbox.locked("watch", busy):
        yield


def _below(unit: str) -> str:
    """A unit's folder below the inbox."""
    return unit.partition("/")[2]
