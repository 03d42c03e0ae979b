"""The parts of a policy: settings with their sources, levels, reports, reasons for warnings."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal, cast

from kongcuo_xl.finding import LEVELS, Level
from kongcuo_xl.policy.values import Value, month_day
from kongcuo_xl.policy.words import PolicyError, as_written, closest

BASE = "national"
OFF = "关"
EDITABLE = "可修改的默认值"
"""What every value is called that no source document states."""

CODE = re.compile(r"[A-Z]{2}\d{3}")
REQUIREMENT = re.compile(r"00\d-\d\d|1\.[1-8]-\d\d")
STATUSES = ("V", "V-weak", "P", "U")
LOCAL = "本地"
"""Status of a value that a county's file or a workbook's 设置 sheet gives."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: requirement ids or documents, and the policy that sets it."""

    ids: tuple[str, ...]
    policy: str
    title: str
    status: str = "V"
    note: str = ""

    @property
    def words(self) -> str:
        """The source as named in brackets behind a value: ``002-13``, 可修改的默认值, 某县政策."""
        if self.status == LOCAL:
            return "、".join((*self.ids, self.title))
        return "、".join(self.ids) if self.status == "V" and self.ids else EDITABLE


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter's value and its source."""

    value: Value
    source: Source


@dataclass(frozen=True, slots=True)
class LevelSetting:
    """A rule's level in a policy; None means switched off."""

    level: Level | None
    source: Source


@dataclass(frozen=True, slots=True)
class Report:
    """A sheet that units owe."""

    id: str
    title: str
    form: str
    """Code of the form, ``F01`` …"""
    cadence: Literal["weekly", "monthly", "quarterly", "semester", "yearly"]
    due: str
    """Key of the parameter that holds the deadline."""
    level: Level | Literal["关"]
    """How grave its absence is; 关 when nobody owes it."""
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RiskFactor:
    """One reason for an early warning; ``{}`` in ``words`` takes the particulars."""

    id: str
    grade: Literal["高", "中", "低", "加重", "关"]
    """高 and 中 by itself; 低 counts; 加重 is none by itself, and lifts any other to 中."""
    label: str
    words: str
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LegalText:
    """A passage of law for the documents we print."""

    id: str
    title: str
    text: str
    status: str


@dataclass(frozen=True, slots=True)
class MonitorTask:
    """A dated task of the quality monitoring."""

    id: str
    title: str
    due: str
    """``MM-DD``"""
    source: tuple[str, ...]
    start: str = ""

    def on(self, year: int) -> dt.date:
        """The deadline in a year."""
        return month_day(self.due).on(year)

    def start_on(self, year: int) -> dt.date:
        """The first day of the task in a year: its deadline where it lasts a day."""
        return month_day(self.start or self.due).on(year)


@dataclass(frozen=True, slots=True)
class FitnessItem:
    """An item of the physical test with the range that is plausible."""

    id: str
    unit: str
    low: float
    high: float


RULE_LEVELS = (*LEVELS, OFF)


def level_written(raw: object, place: str) -> Level | None:
    """A rule's level as written; None for 关. Raises PolicyError."""
    if raw not in RULE_LEVELS:
        nearest = closest(str(raw), RULE_LEVELS)
        raise PolicyError(
            f"{place}的等级要填{'、'.join(RULE_LEVELS)}之一，现在是{as_written(raw)}，最接近的是“{nearest}”。"
        )
    return None if raw == OFF else cast(Level, raw)
