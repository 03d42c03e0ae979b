"""Home visits: who made which visit of whom, the same for every rule that counts them.

A row of 家访登记表 may name several teachers and several pupils: each pair is a visit. The same
teacher, pupil and day is one visit however often it is written down.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.people import AMBIGUOUS, UNKNOWN, key_of, lookup, match
from kongcuo_xl.tables import Table
from kongcuo_xl.teachers import posts_by_unit, who_is, written_names

if TYPE_CHECKING:
    from kongcuo_xl.calendar import Term

_PLAIN_NAME = re.compile("(?!没有)[\u4e00-\u9fff]{1,2}(?!等)[\u4e00-\u9fff]")
"""One name and nothing else, which needs no splitting."""

_AT_HOME = "入户|上门|登门|到家|入家|实地|走访|面访"

_Kept = tuple[Table | None, Table | None, pd.DataFrame]
_kept: WeakKeyDictionary[Table, deque[_Kept]] = WeakKeyDictionary()
"""What was worked out for a visits table: most rules ask for the same."""
_FEW = 4
"""In an open workbook a visits table may outlive one roster after the other."""


def visits_made(visits: Table, roster: Table | None, staff: Table | None) -> pd.DataFrame:
    """Every visit as a row a teacher a pupil, in the order written.

    Columns: ``entry`` (row of the visits table), ``unit``, ``teacher`` (as on the staff list where
    it is somebody there), ``student``, ``person`` (row of the roster, UNKNOWN or AMBIGUOUS),
    ``pupil`` and ``family`` (keys that compare equal for the same one), ``date``, ``again`` (an
    earlier row has this teacher, pupil and day), ``at_home`` (入户, or the sheet does not say).
    Blank teachers and pupils are ``""``. Raises MissingColumnError without date, teacher or pupil.
    """
    visits.need("date", "teacher", "student")
    kept = _kept.setdefault(visits, deque(maxlen=_FEW))
    for known_roster, known_staff, made in kept:
        if known_roster is roster and known_staff is staff:
            return made
    made = _pairs(visits, roster, staff)
    kept.append((roster, staff, made))
    return made


def _pairs(visits: Table, roster: Table | None, staff: Table | None) -> pd.DataFrame:
    teachers = _teachers(visits, staff)
    pupils = _pupils(visits)
    many_t = np.fromiter(map(len, teachers), np.int64, len(teachers))
    many_p = np.fromiter(map(len, pupils), np.int64, len(pupils))
    pairs = many_t * many_p
    entry = np.repeat(np.arange(len(visits)), pairs)
    step = np.arange(len(entry)) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    starts_t, starts_p = np.cumsum(many_t) - many_t, np.cumsum(many_p) - many_p
    flat_t = np.array([name for names in teachers for name in names], dtype=object)
    flat_p = np.array([name for names in pupils for name in names], dtype=object)
    frame = pd.DataFrame(
        {
            "entry": entry,
            "unit": visits.unit.take(entry).array,
            "teacher": pd.array(flat_t[starts_t[entry] + step // many_p[entry]], "str"),
            "student": pd.array(flat_p[starts_p[entry] + step % many_p[entry]], "str"),
            "date": visits["date"].take(entry).array,
            "at_home": _at_home(visits).take(entry).array,
        }
    )
    class_key = visits.class_key.take(entry).reset_index(drop=True)
    frame["person"] = _persons(visits, roster, frame, class_key, many_p)
    frame["pupil"] = _pupil_keys(frame, class_key)
    frame["family"] = frame["pupil"]
    if roster is not None and len(roster):
        known = (frame["person"] >= 0).to_numpy(dtype=bool)
        person = frame["person"].to_numpy()[known]
        frame.loc[known, "family"] = families(roster).take(person).to_numpy()
    told = frame["date"].notna() & (frame["teacher"] != "") & (frame["student"] != "")
    frame["again"] = told & frame.duplicated(["unit", "teacher", "pupil", "date"])
    return frame


def _teachers(visits: Table, staff: Table | None) -> list[tuple[str, ...]]:
    known = posts_by_unit(staff)
    cells = visits.text("teacher")
    together = visits.unit + "\0" + cells

    def resolve(unit_and_cell: str) -> tuple[str, ...]:
        unit, _, cell = unit_and_cell.partition("\0")
        people = known.get(unit, {})
        names = dict.fromkeys(who_is(name, people) for name in written_names(cell))
        return tuple(names) or ("",)

    return list(clean.each(together, resolve))


def _pupils(visits: Table) -> list[tuple[str, ...]]:
    def split(cell: str) -> tuple[str, ...]:
        if _PLAIN_NAME.fullmatch(cell):
            return (cell,)
        return tuple(dict.fromkeys(clean.split_names(cell))) or ("",)

    return list(clean.each(visits.text("student"), split))


def _at_home(visits: Table) -> pd.Series:
    return visits.text("visit_form").str.contains(_AT_HOME) | ~visits.has("visit_form")


def _persons(
    visits: Table,
    roster: Table | None,
    frame: pd.DataFrame,
    class_key: pd.Series,
    many: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    if roster is None:
        return np.full(len(frame), UNKNOWN, dtype=np.int64)
    entry = frame["entry"].to_numpy()
    found: npt.NDArray[np.int64] = match(visits, roster)[entry]
    # An ID or 学籍号 belongs to a row's only pupil; of several, the names alone speak.
    open_ = np.flatnonzero((many[entry] > 1) | (found == UNKNOWN))
    name, unit = frame["student"].iloc[open_], frame["unit"].iloc[open_]
    class_key = class_key.iloc[open_]
    of_class = key_of(roster, "name_class")
    in_class = lookup((class_key + "|" + name).where(class_key != "", ""), of_class)
    bare = (class_key == "") & (name != "")
    in_unit = lookup((unit + "|" + name).where(bare, ""), key_of(roster, "name"))
    found[open_] = np.where(in_class != UNKNOWN, in_class, in_unit)
    return found


def _pupil_keys(frame: pd.DataFrame, class_key: pd.Series) -> pd.Series:
    named = frame["unit"] + "|" + class_key + "|" + frame["student"]
    person = frame["person"]
    # Of two pupils with one name it can't be said which was visited: each entry stands for itself.
    unclear = "?" + frame["entry"].astype("str") + "|" + frame["student"]
    known = "#" + person.astype("str")
    return known.where(person >= 0, unclear.where(person == AMBIGUOUS, named))


def families(roster: Table) -> pd.Series:
    """A key of each pupil's household: guardian and phone, else the address, else the pupil."""
    guardian, phone, address = (roster.text(f) for f in ("guardian", "phone", "address"))
    alone = "#" + roster.index.to_series().astype("str")
    by_address = (roster.unit + "|" + address).where(address != "", alone)
    by_guardian = roster.unit + "|" + guardian + "|" + phone
    return by_guardian.where((guardian != "") & (phone != ""), by_address)


def between(made: pd.DataFrame, start: dt.date, end: dt.date) -> pd.DataFrame:
    """The visits from ``start`` to ``end``, both included, each once."""
    days = made["date"]
    inside = (days >= pd.Timestamp(start)) & (days <= pd.Timestamp(end))
    return made[inside & ~made["again"]]


def this_term(made: pd.DataFrame, term: Term, date: dt.date) -> pd.DataFrame:
    """The visits of the semester up to the check date, each once."""
    return between(made, term.start, min(term.end, date))


def visits_by_teacher(made: pd.DataFrame, count_only: str, count_unit: str) -> pd.Series:
    """Number of visits by ``unit|teacher``, in 学生次 or 户次 (a household a day once)."""
    told = (made["teacher"] != "") & (made["student"] != "")
    counted = made[told & made["at_home"]] if count_only == "入户" else made[told]
    if count_unit == "户次":
        counted = counted.drop_duplicates(["unit", "teacher", "family", "date"])
    return (counted["unit"] + "|" + counted["teacher"]).value_counts()


def visits_of_pupils(made: pd.DataFrame, visits: Table, roster: Table) -> pd.Series:
    """Number of visits of each pupil of the roster that ``made`` was matched to.

    Several teachers on one row are one visit. Where two pupils share a name, a visit that does not
    say which counts for both: nobody is called unvisited who may have been visited.
    """
    once = made.drop_duplicates(["entry", "person", "student"])
    known = once.loc[once["person"] >= 0, "person"].value_counts()
    count = known.reindex(roster.index, fill_value=0)
    unclear = once[once["person"] == AMBIGUOUS]
    if len(unclear):
        classes = visits.class_key.take(unclear["entry"].to_numpy()).array
        in_class = pd.Series(classes, index=unclear.index)
        said = in_class != ""
        stated = (in_class + "|" + unclear["student"])[said].value_counts()
        bare = (unclear["unit"] + "|" + unclear["student"])[~said].value_counts()
        count = count + key_of(roster, "name_class").map(stated).fillna(0).astype("int64")
        count = count + key_of(roster, "name").map(bare).fillna(0).astype("int64")
    return count
