"""The lists of a class held against each other: roster, roll call, seating plan, homework list."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl.attendance import grid_dates
from kongcuo_xl.changes import LEAVING, kinds_of, latest
from kongcuo_xl.people import AMBIGUOUS, UNKNOWN, key_of, match
from kongcuo_xl.tables import Table

_GONE = "休学|转出|转走|送教|毕业|结业|肄业|死亡|出国|出境|退学|开除|离校|其他减少"
_BACK = "复学|恢复"


def latest_sheets(roll_call: Table, date: dt.date) -> pd.Series:
    """The rows of each class's last month of roll calls; earlier sheets may name who has left."""
    months = []
    for piece in roll_call.pieces:
        days = [d for d in grid_dates(piece, date) if d is not None]
        # A list without days is the class as it is.
        months.append(max((d.year * 12 + d.month for d in days), default=99_999))
    month = roll_call.of_piece(months, "int64")
    group = roll_call.unit + "|" + roll_call.class_key
    return month == month.groupby(group).transform("max")


def away(
    people: Table,
    date: dt.date,
    changes: Table | None = None,
    placements: Table | None = None,
    home_teaching: Table | None = None,
) -> pd.Series:
    """Who need not be at school: 休学, 送教, 转出, 毕业 … by status, by the registers of others.

    Of several changes of one person the last up to the check date counts; a child in 随班就读
    belongs on the roster.
    """
    status = people.text("registry_status" if people.kind == "registry" else "status")
    gone = status.str.contains(_GONE) & ~status.str.contains(_BACK)
    remark = people.text("remark")
    gone |= remark.str.contains("休学|转出|送教") & ~remark.str.contains(_BACK)
    if changes is not None:
        left = latest(changes, date) & kinds_of(changes).isin(("休学", *LEAVING))
        gone |= people.index.isin(match(changes, people)[left.to_numpy(dtype=bool)])
    if placements is not None:
        elsewhere = ~placements.text("placement").str.contains("随班")
        gone |= people.index.isin(match(placements, people)[elsewhere.to_numpy(dtype=bool)])
    if home_teaching is not None:
        gone |= people.index.isin(match(home_teaching, people))
    return gone


def not_called(
    students: Table, roll_call: Table, date: dt.date, gone: pd.Series
) -> npt.NDArray[np.int64]:
    """Rows of the roster whose class has a roll call without them.

    Of two pupils of one name in a class, as many are missing as the roll call has rows too few.
    """
    now = latest_sheets(roll_call, date).to_numpy(dtype=bool)
    person = match(roll_call, students)
    classes = set(roll_call.class_key[now & (roll_call.maybe("name") != "")]) - {""}
    expected = students.class_key.isin(classes) & ~gone & (students.maybe("name") != "")
    missing = expected & ~students.index.isin(person[now])
    unclear = pd.Series(person == AMBIGUOUS) & now
    if unclear.any():
        key = roll_call.class_key + "|" + roll_call.maybe("name")
        # Several sheets of one month show the class several times.
        on_sheet = pd.DataFrame({"key": key, "sheet": roll_call.piece_no})[unclear.to_numpy()]
        rows = on_sheet.value_counts().groupby("key").max()
        mine = key_of(students, "name_class")
        order = mine.groupby(mine).cumcount()
        missing &= ~(order < mine.map(rows).fillna(0))
    return np.flatnonzero(missing.to_numpy(dtype=bool))


def unknown_on_roll_call(students: Table, roll_call: Table, date: dt.date) -> npt.NDArray[np.int64]:
    """Rows of the latest roll calls that name nobody of the roster, each person once."""
    name = roll_call.maybe("name")
    unknown = pd.Series(match(roll_call, students) == UNKNOWN) & (name != "")
    unknown &= latest_sheets(roll_call, date)
    # A roster whose column of names was not found names nobody, and tells nothing of anybody.
    silent = set(students.class_key[~students.has("name")]) - {""}
    unknown &= ~roll_call.class_key.isin(silent)
    key = (roll_call.unit + "|" + roll_call.class_key + "|" + name).where(unknown)
    return np.flatnonzero((unknown & ~key.duplicated()).to_numpy(dtype=bool))


def seats(seating: Table) -> pd.DataFrame:
    """Every name of the seating plans: piece (number), row, column, class_key, name."""
    found = []
    for number, piece in enumerate(seating.pieces):
        grade, klass = piece.context.grade, piece.context.klass
        klass = klass or seating.only_class(piece.unit, grade)
        key = f"{piece.unit}|{grade}|{klass}" if grade is not None and klass else ""
        found += [(number, row, column, key, name) for row, column, name in piece.people]
    return pd.DataFrame(found, columns=["piece", "row", "column", "class_key", "name"])


def against_roll_call(
    listed: pd.DataFrame, roll_call: Table, students: Table | None, date: dt.date
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where another list of a class (``class_key``, ``name``) and its roll call differ.

    Returns the places in ``listed`` of those who are on no roll call, and the rows of the roll call
    of those who are not listed. Who is on the roster but not called, or called but not on the
    roster, is the fault of the roll call (RC103) and not told again.
    """
    now = latest_sheets(roll_call, date)
    name = roll_call.maybe("name")
    called = (roll_call.class_key + "|" + name).where(now & (name != ""), "")
    theirs = listed["class_key"] + "|" + listed["name"]
    named = listed["name"] != ""
    extra = named & listed["class_key"].isin(set(roll_call.class_key[now]) - {""})
    extra &= ~theirs.isin(set(called)) & ~theirs.duplicated()
    classes = set(listed.loc[named, "class_key"]) - {""}
    missing = (called != "") & roll_call.class_key.isin(classes) & ~called.isin(set(theirs))
    missing &= ~called.duplicated()
    if students is not None:
        extra &= ~theirs.isin(set(key_of(students, "name_class")))
        missing &= pd.Series(match(roll_call, students) != UNKNOWN)
    return (
        np.flatnonzero(extra.to_numpy(dtype=bool)),
        np.flatnonzero(missing.to_numpy(dtype=bool)),
    )


def not_on_roster(
    listed: pd.DataFrame, students: Table, roll_call: Table | None
) -> npt.NDArray[np.int64]:
    """Places in a class's list of those who are not on its roster, where it has no roll call."""
    theirs = listed["class_key"] + "|" + listed["name"]
    called = set(roll_call.class_key) if roll_call is not None else set()
    judged = set(students.class_key) - called - {""}
    extra = (listed["name"] != "") & listed["class_key"].isin(judged) & ~theirs.duplicated()
    extra &= ~theirs.isin(set(key_of(students, "name_class")))
    return np.flatnonzero(extra.to_numpy(dtype=bool))
