"""What came of a unit, and of a county, in numbers and sentences."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from kongcuo_xl.batch.outbox import Outbox, Record
from kongcuo_xl.finding import LEVELS, Finding, Unreadable
from kongcuo_xl.units import shown

SUMMARY = "汇总.xlsx"
PAGE = "报告.html"


@dataclass(slots=True)
class UnitResult:
    """What came of one unit, in numbers and sentences; its findings are read when asked for."""

    unit: str
    people: int = 0
    files: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    explained: int = 0
    """Findings that somebody has answered under 核实说明."""
    unreadable: list[Unreadable] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """On the unit's monthly sheet."""
    said: list[str] = field(default_factory=list)
    """On how its workbooks were read, and under which settings."""
    out: Path = field(default_factory=Path)
    _findings: list[Finding] | None = None
    ranked: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Number of findings by code and level."""

    fresh: bool = False
    """It was done in this run."""
    brought: dict[str, bytes | None] = field(default_factory=dict, repr=False)
    """What changed in an outbox that is elsewhere (``workspace``)."""

    @classmethod
    def of(cls, record: Record, out: Path, *, whole: bool = False) -> UnitResult:
        """What a record says; ``whole`` when it can't be read again."""
        every = [*record.findings, *record.across_standing]
        answered = len(record.explained) + len(record.across) - len(record.across_standing)
        return cls(
            record.unit, record.people, len(record.files), Counter(f.code for f in every),
            Counter(f.level for f in every), answered, record.unreadable,
            [str(out / name) for name in record.outputs], record.failures, record.notes,
            record.said, out, every if whole else None,
            Counter((f.code, f.level) for f in every),
        )  # fmt: skip

    @property
    def findings(self) -> list[Finding]:
        """Every finding, as it is kept on disk: a province's do not fit into memory."""
        if self._findings is not None:
            return self._findings
        record = Outbox(self.out).record(self.unit)
        return [] if record is None else [*record.findings, *record.across_standing]

    @property
    def kept(self) -> bool:
        """Whether its record could be written."""
        return self._findings is None

    @property
    def name(self) -> str:
        """The unit's folder below the inbox, as people know it."""
        return shown(self.unit)

    def count(self, level: str) -> int:
        """Number of findings at a level."""
        return self.levels[level]


@dataclass(slots=True)
class Outcome:
    """What came of a county."""

    units: list[UnitResult]
    summary: Path
    date: dt.date
    policy: str
    notes: list[str] = field(default_factory=list)
    """Sentences on this run: files passed over, what was damaged, who has gone."""
    rollup: Path | None = None
    seconds: float = 0.0
    """How long the run took."""
    again: int = 0
    """Units that were done in this run; the others had not changed."""

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
        totals = sum((u.levels for u in self.units), Counter[str]())
        people = sum(u.people for u in self.units)
        told = "，".join(f"{lv} {totals[lv]} 处" for lv in LEVELS)
        if explained := sum(u.explained for u in self.units):
            told += f"，已核实说明 {explained} 处"
        if kept := len(self.units) - self.again:
            told += f"；其中 {kept} 个单位没有变化，沿用上次的结果"
        lines.append(f"{len(self.units)} 个单位，{people} 人，{told}。汇总见 {self.summary}")
        lines.append(f"用浏览器看：{self.page}")
        return "\n".join(lines)
