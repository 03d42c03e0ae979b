"""Last period's roster held against this one: who has gone, who is new, who went up a grade."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kongcuo_xl import changes as change_register
from kongcuo_xl import county, vocabulary
from kongcuo_xl.tables import Table, Tables
from kongcuo_xl.units import as_called_now

_STATUS = {"students": "status", "registry": "registry_status"}
ENTRY_GRADES, LEAVING_GRADES = (1, 7), (6, 9)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rosters of the same units. ``unit`` is each earlier row's unit as it is called now."""

    before: Table
    now: Table
    unit: pd.Series
    gone: pd.Series
    """Rows of ``before`` whose person is not there now."""
    new: pd.Series
    """Rows of ``now`` whose person was not there."""
    here_before: pd.Series
    here_now: pd.Series
    """Rows of people present, of either roster: not 转出, 毕业 ….."""
    promoted: bool
    """A school year began in between: most pupils are a grade higher."""


def compare(previous: Tables, tables: Tables, date: dt.date) -> Comparison | None:
    """Both rosters (花名册, else 学籍表), in units that have one in both; None without a pair."""
    for kind in _STATUS:
        if kind in previous and kind in tables:
            before, now = previous[kind], tables[kind]
            unit, status = _same_units(before, now), _STATUS[kind]
            break
    else:
        return None
    here_before = vocabulary.meanings("pupil", before.text(status)) != "离开"
    here_now = vocabulary.meanings("pupil", now.text(status)) != "离开"
    here_before &= unit.isin(set(now.unit)) & (before.maybe("name") != "")
    here_now &= now.unit.isin(set(unit)) & (now.maybe("name") != "")
    earlier = _keys(before, unit, date)
    later = _keys(now, now.unit, date)
    at_now = _found(earlier, later, here_now)
    at_before = _found(later, earlier, here_before)
    stayed = here_before & pd.Series(at_now >= 0, index=before.index)
    rise = _grade_at(now, at_now[stayed.to_numpy()]) - before.maybe("grade")[stayed].to_numpy(
        dtype="float64", na_value=np.nan
    )
    told = rise[~np.isnan(rise)]
    return Comparison(
        before,
        now,
        unit,
        here_before & ~stayed,
        here_now & pd.Series(at_before < 0, index=now.index),
        here_before,
        here_now,
        bool(len(told)) and float(np.median(told)) >= 1,
    )


def _grade_at(table: Table, rows: county.Positions) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    grades: np.ndarray[tuple[int], np.dtype[np.float64]] = table.maybe("grade").to_numpy(
        dtype="float64", na_value=np.nan
    )[rows]
    return grades


def _same_units(before: Table, now: Table) -> pd.Series:
    """The earlier rows' units; a single roster on either side is of the same school."""
    then, today = before.unit.unique().tolist(), now.unit.unique().tolist()
    if len(then) == 1 and len(today) == 1:
        return pd.Series(today[0], index=before.index, dtype="str")
    return before.unit.map(as_called_now(then, today)).astype("str")


def _keys(table: Table, unit: pd.Series, date: dt.date) -> list[pd.Series]:
    name = table.maybe("name")
    ways = [county.keys_of(table, date)[key] for key in county.KEYS]
    in_class = table.maybe("grade").astype("str") + "|" + table.maybe("klass") + "|" + name
    ways.append(in_class.where((table.class_key != "") & (name != ""), ""))
    keys = [(unit + "|" + way).where(way != "", "") for way in ways]
    bare = unit + "|" + name
    return [*keys, bare.where(~bare.duplicated(keep=False) & (name != ""), "")]


def _found(mine: list[pd.Series], theirs: list[pd.Series], rows: pd.Series) -> county.Positions:
    result = np.full(len(mine[0]), -1, dtype=np.int64)
    for own, other in zip(mine, theirs, strict=True):
        open_ = result < 0
        result[open_] = county.first_row(own[open_], other.where(rows, ""))
    return result


def unregistered(
    comparison: Comparison, changes: Table | None, date: dt.date
) -> tuple[pd.Series, pd.Series]:
    """Those gone and those new of whom the register of changes says nothing.

    Where a school year began in between, new pupils of the entry grades and leavers of the last
    ones need no row.
    """
    gone, new = comparison.gone, comparison.new
    if comparison.promoted:
        gone &= ~comparison.before.maybe("grade").isin(LEAVING_GRADES)
        new &= ~comparison.now.maybe("grade").isin(ENTRY_GRADES)
    if changes is not None:
        kind = change_register.kinds_of(changes)
        leaving = kind.isin([*change_register.LEAVING, "休学", "辍学", ""])
        coming = kind.isin([*change_register.COMING, ""])
        gone &= ~county.is_in(comparison.before, changes, date, rows=leaving, by_name=True)
        new &= ~county.is_in(comparison.now, changes, date, rows=coming, by_name=True)
    return gone, new
