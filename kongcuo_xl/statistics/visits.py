"""家访: visits in the period and the pupils visited; 送教 lessons given."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from kongcuo_xl import visits as register
from kongcuo_xl.records import PERSON, Counted, Records
from kongcuo_xl.statistics.coverage import outside, within, without
from kongcuo_xl.statistics.enrolment import enrolled
from kongcuo_xl.statistics.measure import Measure

_NO_LIST = "缺少家访登记表"
_FAR = "电话|视频|微信|线上|网络|QQ|钉钉|短信"


_PERSUADING = "劝返|劝学|返校|复学"


def persuading(records: Records, pairs: pd.DataFrame) -> pd.Series:
    """Which of ``visits.visits_made`` persuade somebody to come back to school.

    The register says so; where it says nothing of the kind, the pupil's case was open on that day.
    """
    table = records.tables["visits"]
    kind = table.text("visit_kind").take(pairs["entry"].to_numpy()).to_numpy()
    said = pd.Series(kind, index=pairs.index, dtype="str")
    cases = records.cases[["key", "left", "opened", "ended"]]
    silent = pairs[(said == "").to_numpy()]
    keys = records.frame("students").set_index("at")["key"]
    own = records.frame("visits").set_index("at")["key"]
    person = silent["person"].where(silent["person"] >= 0)
    silent = silent.assign(key=person.map(keys).fillna(silent["entry"].map(own)), pair=silent.index)
    met = silent[["key", "date", "pair"]].merge(cases, on="key")
    open_ = (met["date"] >= met["left"].fillna(met["opened"])) & ~(met["date"] > met["ended"])
    return said.str.contains(_PERSUADING) | said.index.isin(met.loc[open_, "pair"])


def persuasions_told(records: Records) -> set[str]:
    """The units of which it can be told which visits persuade somebody to come back."""
    table = records.table("visits")
    kinds_said = set() if table is None else {p.unit for p in table.pieces if p.has("visit_kind")}
    return kinds_said | (records.units_with("cases") & records.units_with("visits"))


def made(records: Records) -> pd.DataFrame:
    """The visits of the period: a row a pupil and day, however many teachers came.

    Columns PERSON, ``date``, ``at_home``, ``far`` (by telephone or video), ``persuading``.
    """
    return records.derived(_made)


def _made(records: Records) -> pd.DataFrame:
    table = records.table("visits")
    nobody = (
        records.frame("visits")
        .iloc[:0]
        .assign(date=pd.Series(dtype="datetime64[s]"), at_home=False, far=False, persuading=False)
    )
    if table is None or not len(table):
        return nobody
    if not all(any(p.gives(f) for p in table.pieces) for f in ("date", "teacher", "student")):
        return nobody
    pairs = register.visits_made(table, records.table("students"), records.table("staff"))
    pairs = pairs[within(pairs["date"], records.period) & (pairs["student"] != "")]
    of_one = ["unit", "pupil", "date"]
    pairs = pairs.reset_index(drop=True)
    pairs = pairs.assign(persuading=persuading(records, pairs))
    once = pairs.drop_duplicates(of_one)
    persuades = pairs.groupby(of_one, sort=False)["persuading"].any().to_numpy(dtype=bool)
    at = once["entry"].to_numpy()
    frame = pd.DataFrame(
        {
            "key": once["unit"] + "|家访|" + once["pupil"],
            "unit": once["unit"],
            "name": once["student"],
            "sex": "",
            "grade": table.maybe("grade").take(at).to_numpy(),
            "klass": table.class_label.take(at).to_numpy(),
            "id_number": "",
            "kind": "visits",
            "at": at,
            "said": once["date"].dt.strftime("%Y-%m-%d ")
            + table.text("visit_form").take(at).to_numpy(),
            "date": once["date"],
            "at_home": once["at_home"],
            "far": table.text("visit_form").str.contains(_FAR).take(at).to_numpy(),
            "persuading": persuades,
        }
    ).reset_index(drop=True)
    return _of_roster(records, frame, once["person"].to_numpy())


def _of_roster(
    records: Records, frame: pd.DataFrame, person: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> pd.DataFrame:
    """The frame with the key, sex, grade, class and ID of those who are on the roster."""
    roster = records.table("students")
    known = person >= 0
    if roster is None or not known.any():
        return frame.astype({"grade": "Int64"})
    theirs = records.frame("students").set_index("at").reindex(person[known])
    told = theirs["key"].notna().to_numpy()
    where = np.flatnonzero(known)[told]
    for column in ("key", "name", "sex", "klass", "id_number", "grade"):
        values = frame[column].to_numpy(dtype=object, copy=True)
        values[where] = theirs[column].to_numpy(dtype=object)[told]
        frame[column] = values
    return frame.astype({"grade": "Int64", "key": "str", "sex": "str", "klass": "str"})


def _basis(records: Records) -> str:
    return f"家访登记表，{records.period.start:%Y-%m-%d}至{records.last:%Y-%m-%d}"


def _times(column: str = "") -> Callable[[Records], Counted]:
    def count(records: Records) -> Counted:
        lacking = without(records, records.tables.units_with("visits"), _NO_LIST)
        found = made(records)
        chosen = found[found[column].to_numpy(dtype=bool)] if column else found
        return Counted(chosen.reset_index(drop=True), _basis(records), (), lacking)

    return count


def _persuasions(records: Records) -> Counted:
    counted = _times("persuading")(records)
    why = "家访登记表没有类型一列，也没有台账，分不出哪些是劝返"
    lacking = counted.lacking | without(
        records, persuasions_told(records) | counted.lacking.keys(), why
    )
    people = outside(counted.people, lacking).reset_index(drop=True)
    return Counted(people, counted.basis, counted.notes, lacking, counted.gaps)


def _pupils(records: Records) -> Counted:
    """Pupils in 学籍 who were visited, each once."""
    counted = enrolled(records, at_start=False)
    lacking = dict(counted.lacking)
    kept = records.tables.units_with("visits")
    lacking |= without(records, kept | set(lacking), _NO_LIST)
    people = outside(counted.people, lacking)
    found = made(records)
    if records.policy["visits_count_only"] == "入户":
        found = found[found["at_home"].to_numpy(dtype=bool)]
    first = found.drop_duplicates("key").set_index("key")["said"]
    visited = people[people["key"].isin(first.index)]
    said = "家访 " + visited["key"].map(first)
    basis = f"{counted.basis}；{_basis(records)}"
    return Counted(
        visited.assign(said=said)[PERSON].reset_index(drop=True), basis, (), lacking, counted.gaps
    )


def _lessons(records: Records) -> Counted:
    lacking = without(records, records.tables.units_with("home_teaching"), "缺少送教上门记录")
    frame = records.frame("home_teaching")
    if not len(frame):
        return Counted(frame, "送教上门记录", (), lacking)
    date = records.column("home_teaching", "date")
    inside = within(date, records.period)
    said = date.dt.strftime("%Y-%m-%d 送教").fillna("")
    chosen = frame.assign(said=said, date=date)[inside].drop_duplicates(["key", "date"])
    return Counted(chosen[PERSON].reset_index(drop=True), "送教上门记录", (), lacking)


MEASURES = (
    Measure(
        "visit_times", "家访人次",
        "本期家访登记表中的家访；同一学生同一天只计一次，几位教师同去也只计一次",
        _times(), "人次", basis="家访登记表",
    ),
    Measure(
        "home_visit_times", "上门家访人次",
        "家访人次中入户、上门的；登记表没有形式一列的按上门计",
        _times("at_home"), "人次", basis="家访登记表",
    ),
    Measure(
        "phone_visit_times", "电话家访人次",
        "家访人次中以电话、视频、微信等方式进行的",
        _times("far"), "人次", basis="家访登记表",
    ),
    Measure(
        "persuasion_times", "劝返人次",
        "家访人次中登记为劝返的；登记表没有写类型的，是台账中学生离校以后、返校以前的家访",
        _persuasions, "人次", basis="家访登记表、台账",
    ),
    Measure(
        "visited_pupils", "家访学生数",
        "期末在籍学生中本期家访过的学生，各计一次；政策规定只计入户的，只计入户",
        _pupils, basis="家访登记表、学籍", parameters=("visits_count_only",),
    ),
    Measure(
        "home_teaching_times", "送教人次",
        "本期送教上门记录中的送教；同一学生同一天只计一次",
        _lessons, "人次", basis="送教上门记录",
    ),
)  # fmt: skip
