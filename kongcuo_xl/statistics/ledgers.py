"""疑似辍学、辍学台账: cases as they stand at the end of the period."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from kongcuo_xl.period import Period
from kongcuo_xl.records import Counted, Records
from kongcuo_xl.statistics.coverage import few, within, without
from kongcuo_xl.statistics.measure import Measure

NO_LEDGER = "缺少疑似辍学、辍学台账（确实没有个案的，也请放一张只有表头的空台账）"
_BASIS = "疑似辍学、辍学台账"

Choice = Callable[[pd.DataFrame, Period], pd.Series]


def _of_cases(chosen: Choice) -> Callable[[Records], Counted]:
    """A measure over the latest case of each person."""

    def count(records: Records) -> Counted:
        lacking = without(records, records.tables.units_with("cases"), NO_LEDGER)
        cases = records.latest_cases
        if not len(cases):
            return Counted(cases, _BASIS, (), lacking)
        people = cases[chosen(cases, records.period)]
        notes = []
        undated = people[people["undated"]]
        if len(undated):
            notes.append(f"{few(undated['name'])}已返校或销号，台账没有写日期。")
        return Counted(people, _BASIS, tuple(notes), lacking)

    return count


def _measure(id_: str, label: str, definition: str, chosen: Choice) -> Measure:
    return Measure(id_, label, definition, _of_cases(chosen), basis="台账")


def _is(kind: str) -> Choice:
    return lambda cases, _: cases["kind_of"] == kind


def _new(kind: str) -> Choice:
    return lambda cases, period: (cases["kind_of"] == kind) & within(cases["opened"], period)


def _open(kind: str) -> Choice:
    return lambda cases, _: (cases["kind_of"] == kind) & (cases["outcome"] == "未返")


def _ended(outcome: str) -> Choice:
    return lambda cases, _: cases["outcome"] == outcome


def _ended_now(outcome: str) -> Choice:
    return lambda cases, period: (cases["outcome"] == outcome) & within(cases["ended"], period)


def _open_at_start(*kinds: str) -> Callable[[Records], Counted]:
    """Those whose case was open when the period began, as it stood then."""

    def count(records: Records) -> Counted:
        lacking = without(records, records.tables.units_with("cases"), NO_LEDGER)
        start = pd.Timestamp(records.period.start)
        cases = records.cases
        if not len(cases):
            return Counted(cases, _BASIS, (), lacking)
        before = cases[~(cases["opened"] >= start) & cases["kind_of"].isin(kinds)]
        before = before.drop_duplicates("key", keep="last")
        undated = before[before["undated"]]
        notes = []
        if len(undated):
            notes.append(f"{few(undated['name'])}已返校或销号，台账没有写日期，期初没有计入。")
        people = before[~before["undated"] & ~(before["ended"] < start)].reset_index(drop=True)
        return Counted(people, _BASIS, tuple(notes), lacking)

    return count


def _known_at_start(chosen: Callable[[pd.DataFrame, pd.Timestamp], pd.Series]) -> Choice:
    """What a choice from the latest cases came to when the period began."""
    return lambda cases, period: chosen(cases, pd.Timestamp(period.start))


def _returned(kind: str) -> Choice:
    return lambda cases, period: _is(kind)(cases, period) & _ended("返校")(cases, period)


def _returned_now(kind: str) -> Choice:
    return lambda cases, period: _is(kind)(cases, period) & _ended_now("返校")(cases, period)


def _of_kind(id_: str, kind: str) -> tuple[Measure, ...]:
    """How many of one kind were open at first, and are back."""
    return (
        Measure(
            f"{id_}_start", f"{_LABELS[kind]}（期初未返）",
            f"台账中期初以前发现、到期初仍未返校也没有销号的{_LABELS[kind]}学生；"
            "疑似、辍学按台账现在写的分", _open_at_start(kind), basis="台账",
        ),
        _measure(
            f"{id_}_total_start", f"{_LABELS[kind]}（期初累计）",
            f"本学年到期初以前在台账中的{_LABELS[kind]}学生，含上学年结转未返校的和已经返校的",
            _known_at_start(
                lambda cases, start: (cases["kind_of"] == kind) & ~(cases["opened"] >= start)
            ),
        ),
        _measure(
            f"{id_}_returned_new", f"{_LABELS[kind]}劝返（本期）",
            f"台账中复学日期在本期、期末仍在校的{_LABELS[kind]}学生", _returned_now(kind),
        ),
        _measure(
            f"{id_}_returned_total", f"{_LABELS[kind]}劝返（累计）",
            f"台账中本学年到期末已经复学、期末仍在校的{_LABELS[kind]}学生", _returned(kind),
        ),
    )  # fmt: skip


_LABELS = {"疑似": "疑似辍学", "辍学": "辍学"}

MEASURES = (
    *_of_kind("suspected", "疑似"),
    *_of_kind("dropout", "辍学"),
    Measure(
        "not_back_start", "期初未返",
        "台账中期初以前发现、到期初仍未返校也没有销号的疑似辍学和辍学学生",
        _open_at_start("疑似", "辍学"), basis="台账",
    ),
    _measure(
        "suspected_new", "疑似辍学（本期新增）",
        "台账中本期发现的疑似辍学学生；一人几次的按最近一次计", _new("疑似"),
    ),
    _measure(
        "suspected_total", "疑似辍学（累计）",
        "本学年到期末在台账中的疑似辍学学生，含上学年结转未返校的和已经返校的", _is("疑似"),
    ),
    _measure(
        "suspected_open", "疑似辍学（期末未返）",
        "台账中到期末仍未返校、也没有销号的疑似辍学学生", _open("疑似"),
    ),
    _measure(
        "dropout_new", "辍学（本期新增）",
        "台账中本期发现的辍学学生；一人几次的按最近一次计", _new("辍学"),
    ),
    _measure(
        "dropout_total", "辍学（累计）",
        "本学年到期末在台账中的辍学学生，含上学年结转未返校的和已经返校的", _is("辍学"),
    ),
    _measure(
        "dropout_open", "辍学（期末未返）",
        "台账中到期末仍未返校、也没有销号的辍学学生", _open("辍学"),
    ),
    _measure(
        "returned_new", "劝返复学（本期）",
        "台账中复学日期在本期、期末仍在校的学生", _ended_now("返校"),
    ),
    _measure(
        "returned_total", "劝返复学（累计）",
        "台账中本学年到期末已经复学、期末仍在校的学生", _ended("返校"),
    ),
    _measure(
        "returned_total_start", "劝返复学（期初累计）",
        "台账中本学年期初以前已经复学、期末仍在校的学生",
        _known_at_start(
            lambda cases, start: (cases["outcome"] == "返校") & (cases["ended"] < start)
        ),
    ),
    _measure(
        "not_back", "未返",
        "台账中到期末仍未返校、也没有销号的疑似辍学和辍学学生", _ended("未返"),
    ),
    _measure(
        "closed_new", "销号（本期）",
        "台账中销号日期在本期、没有写明返校的学生（外地就读、死亡、信息错误等）",
        _ended_now("销号"),
    ),
    _measure(
        "closed_total", "销号（累计）",
        "台账中本学年到期末已经销号、没有写明返校的学生", _ended("销号"),
    ),
)  # fmt: skip
