"""What the tables say about people in a period: who was in 学籍, on leave, absent, in a case.

One view over every table of some units, as frames of people. A person is known by a *key*: the
row of 学籍表 that he or she is, else that of 花名册, else an ID or 学籍号 with the name, else the
row itself, so that nobody is counted twice and no two people of one name are taken for one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import clean, identity, people, vocabulary
from kongcuo_xl.period import Period, first_day_of_school_year
from kongcuo_xl.tables import Table, kinds

if TYPE_CHECKING:
    from kongcuo_xl.scope import Scope

PERSON = ["key", "unit", "name", "sex", "grade", "klass", "id_number", "kind", "at", "said"]
"""Columns of a frame of people. ``klass`` is the class as people say it, ``kind`` and ``at`` the
table and its row, ``said`` what was read there that makes the person count."""

_REGISTERS = ("registry", "students")
_STATUS = {"registry": ("registry_status", "boarding"), "students": ("status", "boarding")}


@dataclass(frozen=True, slots=True)
class Counted:
    """The people that a measure counts, before conditions."""

    people: pd.DataFrame
    basis: str = ""
    """户籍, 学籍 or whatever list was counted."""
    notes: tuple[str, ...] = ()
    lacking: dict[str, str] = field(default_factory=dict)
    """Unit → why it could not be counted there; those units are not in ``people``."""
    gaps: dict[tuple[str, int], str] = field(default_factory=dict)
    """Unit and grade → why that grade could not be counted, where the unit's others could."""


class Records:
    """The tables of a scope seen at one period. Frames are worked out when first asked for."""

    def __init__(self, scope: Scope, period: Period) -> None:
        self.scope = scope
        self.tables = scope.tables
        self.policy = scope.policy
        self.calendar = scope.calendar
        self.period = period
        self.last = min(period.end, scope.date)
        """The day at which the end of the period is looked at: its last, or the check date."""
        self.units = list(scope.tables.units)
        self._frames: dict[str, pd.DataFrame] = {}
        self._states: dict[str, pd.Series] = {}
        self._now: dict[str, pd.DataFrame] = {}
        self._registers: dict[tuple[str, ...], pd.DataFrame] = {}
        self._there: dict[tuple[dt.date, tuple[str, ...]], pd.DataFrame] = {}
        self._places: dict[str, npt.NDArray[np.int64]] = {}
        self._shares: dict[int, dict[str, pd.DataFrame]] = {}

    def table(self, kind: str) -> Table | None:
        """The table of a kind, None if nobody has one."""
        return self.tables[kind] if kind in self.tables else None  # noqa: SIM401 - no dict

    def units_with(self, *of_kinds: str) -> set[str]:
        """Units that have a table of one of the kinds."""
        return set().union(*(self.tables.units_with(kind) for kind in of_kinds))

    def share(self, unit: str, frame: pd.DataFrame) -> pd.DataFrame:
        """A unit's rows of one of these records' own frames.

        ``at`` counts within the unit's rows of the table, as in a table of that unit alone.
        """
        # The frames live as long as these records, so that no other can come to bear its number.
        if id(frame) not in self._shares:
            self._shares[id(frame)] = self._shared_out(frame)
        own = self._shares[id(frame)].get(unit)
        return frame.iloc[:0] if own is None else own

    def _shared_out(self, frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
        places = frame["at"].to_numpy().copy()
        for kind in frame["kind"].unique():
            own = (frame["kind"] == kind).to_numpy(dtype=bool)
            places[own] = self._within_unit(kind)[places[own]]
        codes, units = pd.factorize(frame["unit"])
        order = np.argsort(codes, kind="stable")
        ordered = frame.assign(at=places).take(order)
        ends = np.cumsum(np.bincount(codes, minlength=len(units)))
        starts = ends - np.diff(ends, prepend=0)
        return {
            unit: ordered.iloc[start:end].reset_index(drop=True)
            for unit, start, end in zip(units, starts.tolist(), ends.tolist(), strict=True)
        }

    def _within_unit(self, kind: str) -> npt.NDArray[np.int64]:
        """How many rows of its unit stand above each row of a table."""
        if kind not in self._places:
            unit = self.tables[kind].unit
            self._places[kind] = np.asarray(unit.groupby(unit).cumcount(), dtype=np.int64)
        return self._places[kind]

    # ── people ───────────────────────────────────────────────────────────────────────────────────
    def frame(self, kind: str) -> pd.DataFrame:
        """Everybody named in the tables of a kind: a row a table row, columns PERSON.

        Sex, grade, class and ID that the table does not give are those of the person's row in
        学籍表 or 花名册. Rows without a name are left out. Empty if there is no such table.
        """
        if kind not in self._frames:
            table = self.table(kind)
            self._frames[kind] = _no_people() if table is None else self._read(kind, table)
        return self._frames[kind]

    def _read(self, kind: str, table: Table) -> pd.DataFrame:
        fields = kinds()[kind].fields
        blank = pd.Series("", index=table.index, dtype="str")
        id_number = table.maybe("id_number") if "id_number" in fields else blank
        student_no = table.maybe("student_no") if "student_no" in fields else blank
        sex = (table.maybe("sex") if "sex" in fields else blank).fillna("")
        frame = pd.DataFrame(
            {
                "unit": table.unit,
                "name": table.maybe(people.name_field(kind)),
                "sex": sex.where(sex != "", identity.sex(id_number).fillna("")),
                "grade": table.maybe("grade") if "grade" in fields else pd.NA,
                "klass": table.class_label if "klass" in fields else blank,
                "id_number": id_number,
                "kind": kind,
                "at": np.arange(len(table)),
                "said": "",
            }
        )
        frame["grade"] = frame["grade"].astype("Int64")
        frame["key"] = _own_keys(frame, student_no)
        # The registers are looked up in order of trust; a row takes what it lacks from its person.
        for register in _REGISTERS:
            if register == kind:
                break
            other = self.table(register)
            if other is not None:
                found = people.match(table, other)
                frame = _completed(frame, found, self._by_row(register, len(other)))
        named = frame["name"] != ""
        return frame.loc[named, PERSON].reset_index(drop=True)

    def _by_row(self, kind: str, length: int) -> pd.DataFrame:
        return self.frame(kind).set_index("at").reindex(range(length))

    def column(self, kind: str, field_id: str) -> pd.Series:
        """A cleaned column of a table, for the rows of ``frame(kind)``."""
        table = self.table(kind)
        if table is None:
            return pd.Series(dtype=object)
        values = table.maybe(field_id)
        return values.take(self.frame(kind)["at"].to_numpy()).reset_index(drop=True)

    def text(self, kind: str, field_id: str) -> pd.Series:
        """A column of a table as text, for the rows of ``frame(kind)``."""
        table = self.table(kind)
        if table is None:
            return pd.Series(dtype="str")
        return table.text(field_id).take(self.frame(kind)["at"].to_numpy()).reset_index(drop=True)

    def titled(self, kind: str, word: str) -> pd.Series:
        """Which rows of ``frame(kind)`` stand under a title or on a sheet that names a word."""
        table = self.table(kind)
        if table is None:
            return pd.Series(dtype=bool)
        said = [word in p.context.title or word in p.sheet.name for p in table.pieces]
        return (
            table.of_piece(said, "bool")
            .take(self.frame(kind)["at"].to_numpy())
            .reset_index(drop=True)
        )

    # ── states at a day ──────────────────────────────────────────────────────────────────────────
    @cached_property
    def changes(self) -> pd.DataFrame:
        """学籍 changes with a date, up to the check date, by date: PERSON, ``date``, ``change``."""
        frame = self.frame("changes").copy()
        if not len(frame):
            return frame.assign(date=pd.Series(dtype="datetime64[s]"), change="")
        frame["date"] = self.column("changes", "change_date")
        frame["change"] = vocabulary.meanings("change", self.text("changes", "change_kind"))
        shown = frame["date"].dt.strftime("%Y-%m-%d").fillna("")
        frame["said"] = shown + " " + self.text("changes", "change_kind")
        known = frame["date"] <= pd.Timestamp(self.scope.date)
        return frame[known].sort_values("date", kind="stable").reset_index(drop=True)

    @property
    def undated_changes(self) -> int:
        """Rows of the change register that can't be placed in time."""
        if "changes" not in self.tables:
            return 0
        return int(self.column("changes", "change_date").isna().sum())

    def states(self, kind: str) -> pd.Series:
        """Where 学籍表 or 花名册 says a pupil stands (``vocabulary.toml``, pupil), by frame row."""
        if kind not in self._states:
            self._states[kind] = self._read_states(kind)
        return self._states[kind]

    def _read_states(self, kind: str) -> pd.Series:
        told = pd.Series("", index=self.frame(kind).index, dtype="str")
        for field_id in _STATUS[kind]:
            said = vocabulary.meanings("pupil", self.text(kind, field_id))
            told = told.where((told != "") & (told != "在籍"), said.where(said != "", told))
        return told

    def register_of(self, *preferred: str) -> pd.DataFrame:
        """Everybody in each unit's best list of those preferred, with ``state``; once a person."""
        if preferred not in self._registers:
            self._registers[preferred] = self._read_register(preferred)
        return self._registers[preferred]

    def _read_register(self, preferred: tuple[str, ...]) -> pd.DataFrame:
        chosen: list[pd.DataFrame] = []
        taken: set[str] = set()
        for kind in preferred:
            frame = self.frame(kind)
            if not len(frame):
                taken |= self.tables.units_with(kind)
                continue
            with_state = frame.assign(state=self.states(kind))
            chosen.append(with_state[~with_state["unit"].isin(taken)])
            taken |= self.tables.units_with(kind)
        together = pd.concat(chosen, ignore_index=True) if chosen else _no_people(state="str")
        return together.drop_duplicates("key").reset_index(drop=True)

    def there_before(self, day: dt.date, *preferred: str) -> pd.DataFrame:
        """Those of ``register_of(*preferred)`` who were in it at the end of the day before ``day``.

        The register says who is there now. The first change of a person from ``day`` on says what
        was before it: somebody who came was not there, somebody who left was.
        """
        if (day, preferred) not in self._there:
            register = self.register_of(*preferred)
            self._there[day, preferred] = self._back_to(day, register)
        return self._there[day, preferred]

    def _back_to(self, day: dt.date, register: pd.DataFrame) -> pd.DataFrame:
        changes = self.changes[self.changes["date"] >= pd.Timestamp(day)]
        if not len(changes):
            return register.loc[register["state"] != "离开", PERSON].reset_index(drop=True)
        effect = changes["change"].map(vocabulary.effect)
        moved = changes[effect != 0].drop_duplicates("key")
        effect = effect[moved.index]
        came, left = moved[effect > 0], moved[effect < 0]
        now = register[register["state"] != "离开"]
        stayed = now[~clean.is_in(now["key"], came["key"])]
        gone = left[~clean.is_in(left["key"], stayed["key"])]
        # A pupil still in the register as having left keeps the place there.
        kept = register[clean.is_in(register["key"], gone["key"])].drop(columns="state")
        kept = kept.assign(said=kept["key"].map(gone.set_index("key")["said"]))
        new = gone[~clean.is_in(gone["key"], kept["key"])]
        return pd.concat([stayed[PERSON], kept[PERSON], new[PERSON]], ignore_index=True)

    def there_now(self, kind: str) -> pd.DataFrame:
        """Everybody in 学籍表 or 花名册 who has not left."""
        if kind not in self._now:
            frame = self.frame(kind)
            self._now[kind] = frame[self.states(kind) != "离开"] if len(frame) else frame
        return self._now[kind]

    @cached_property
    def taught(self) -> set[tuple[str, int]]:
        """The grades that each unit has, as (unit, grade): somebody is in 学籍表 or 花名册."""
        return set().union(*(_grades(self.there_now(kind)) for kind in _REGISTERS))

    def uncovered(self, kind: str, others: pd.DataFrame) -> dict[tuple[str, int], int]:
        """(unit, grade) → how many of ``others`` are in a grade of which a list names nobody.

        Only for units that have a list of the kind.
        """
        have = self.tables.units_with(kind)
        if not have or not len(others):
            return {}
        open_ = _grades(others) - _grades(self.frame(kind))
        if not open_:
            return {}
        counts = others.groupby(["unit", "grade"]).size()
        return {pair: int(counts[pair]) for pair in sorted(open_) if pair[0] in have}

    @cached_property
    def suspended(self) -> pd.DataFrame:
        """Those on 休学 at the end of the period, once a person."""
        end = pd.Timestamp(self.last)
        listed = [
            frame[resting].assign(said="状态为休学")
            for kind in _REGISTERS
            if len(frame := self.frame(kind)) and (resting := self.states(kind) == "休学").any()
        ]
        if not len(self.changes):
            found = pd.concat([_no_people(), *listed]) if listed else _no_people()
            return found.drop_duplicates("key").reset_index(drop=True)
        steps = self.changes[self.changes["change"].isin(["休学", "复学"])]
        before = steps[steps["date"] <= end].drop_duplicates("key", keep="last")
        after = steps[steps["date"] > end].drop_duplicates("key")
        # Somebody who returns later was still away; somebody who leaves later was not yet.
        told = pd.concat(
            [
                before.assign(away=before["change"] == "休学"),
                after[~clean.is_in(after["key"], before["key"])].assign(
                    away=after["change"] == "复学"
                ),
            ]
        )
        lists = [told.loc[told["away"], PERSON]]
        lists += [frame[~clean.is_in(frame["key"], told["key"])] for frame in listed]
        left = self.changes[
            (self.changes["change"].map(vocabulary.effect) < 0) & (self.changes["date"] <= end)
        ]
        away = pd.concat(lists).drop_duplicates("key")
        return away[~clean.is_in(away["key"], left["key"])].reset_index(drop=True)

    @cached_property
    def home_taught(self) -> pd.DataFrame:
        """Those taught at home at the end of the period, once a person."""
        lists = []
        placed = self.frame("placements")
        if len(placed):
            said = self.text("placements", "placement")
            by_title = self.titled("placements", "送教") & (said == "")
            current = self._current("placements") & (said.str.contains("送教") | by_title)
            lists.append(placed.assign(said="安置方式：" + said.where(said != "", "送教"))[current])
        for kind in _REGISTERS:
            frame = self.frame(kind)
            if len(frame):
                lists.append(frame[self.states(kind) == "送教"].assign(said="状态为送教"))
        taught = self.frame("home_teaching")
        if len(taught):
            date = self.column("home_teaching", "date")
            shown = date.dt.strftime("%Y-%m-%d").fillna("")
            within = (date >= pd.Timestamp(self.period.start)) & (date <= pd.Timestamp(self.last))
            # A unit's list of placements says who is taught; records stand in where there is none.
            own_list = taught["unit"].isin(self.tables.units_with("placements"))
            lists.append(taught.assign(said="送教记录 " + shown)[within & ~own_list])
        if not lists:
            return _no_people()
        return pd.concat(lists).drop_duplicates("key")[PERSON].reset_index(drop=True)

    @cached_property
    def deferred(self) -> pd.DataFrame:
        """Those whose entry is deferred at the end of the period; without a grade, in the first."""
        frame = self.frame("deferrals")
        if not len(frame):
            return frame
        frame = frame.assign(grade=frame["grade"].fillna(1), said="延缓入学")
        return frame[self._current("deferrals")].drop_duplicates("key").reset_index(drop=True)

    def _current(self, kind: str) -> pd.Series:
        """Rows whose start and end, where given, take in the end of the period."""
        start, end = self.column(kind, "start"), self.column(kind, "end")
        spans = self.text(kind, "span")
        if (spans != "").any():
            found = [clean.date_range(text) if text else (None, None) for text in spans]
            firsts, lasts = zip(*found, strict=True)
            start = start.fillna(pd.Series(firsts, dtype="datetime64[s]"))
            end = end.fillna(pd.Series(lasts, dtype="datetime64[s]"))
        day = pd.Timestamp(self.last)
        return ~(start > day) & ~(end < day)

    # ── attendance ───────────────────────────────────────────────────────────────────────────────
    @cached_property
    def last_school_day(self) -> dt.date | None:
        """The last school day of the period up to the check date."""
        days = self.calendar.school_days(self.period.start, self.last)
        return days[-1].date() if len(days) else None

    @cached_property
    def units_called(self) -> dict[str, dt.date]:
        """Unit → the day for which its attendance can be told.

        A list of absences covers every day; a roll call the days that have a mark.
        """
        day = self.last_school_day
        if day is None:
            return {}
        told = dict.fromkeys(self.tables.units_with("absences"), day)
        marked: dict[str, dt.date] = {}
        calls = self.table("roll_call")
        for piece in calls.pieces if calls is not None else ():
            for column in piece.days:
                date = self._in_period(column.year, column.month, column.day)
                if date is None or date > day or marked.get(piece.unit, dt.date.min) >= date:
                    continue
                if any(piece.sheet.rows[row][column.column] != "" for row in piece.rows):
                    marked[piece.unit] = date
        return {**marked, **told}

    def _in_period(self, year: int | None, month: int | None, day: int) -> dt.date | None:
        for guess in {self.period.start.year, self.period.end.year} if year is None else {year}:
            try:
                date = dt.date(guess, month or self.period.start.month, day)
            except ValueError:
                continue
            if date in self.period:
                return date
        return None

    @cached_property
    def absent(self) -> pd.DataFrame:
        """Who was away the whole of the day that ``units_called`` names: ``key``, ``said``."""
        nobody = pd.DataFrame({"key": pd.Series(dtype="str"), "said": pd.Series(dtype="str")})
        if not self.units_with("absences", "roll_call"):
            return nobody
        records = self.scope.attendance.records
        day = pd.to_datetime(records["unit"].map(self.units_called))
        on_leave = (
            (records["date"] <= day)
            & (records["leave_end"] >= day)
            & ~(records["return_date"] <= day)
        )
        share = records["days"].where(records["date"] == day, on_leave.astype(float))
        away = records.assign(share=share)[(share > 0) & (records["person"] >= 0)]
        if not len(away):
            return nobody
        total = away.groupby("person")["share"].sum()
        rows = total[total >= 1].index.to_numpy()
        first = away.drop_duplicates("person").set_index("person").loc[rows]
        students = self.table("students")
        keys = self._by_row("students", len(students) if students is not None else 0)["key"]
        return pd.DataFrame(
            {"key": keys.to_numpy()[rows], "said": first["kind"].replace("", "缺课").to_numpy()}
        ).dropna(subset="key")

    # ── cases ────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def cases(self) -> pd.DataFrame:
        """Cases known by the end of the period, one a person and date of leaving, oldest first.

        Columns PERSON and ``opened`` (when found, else left, else reported), ``left``, ``ended``
        (when back or closed, NaT while open), ``outcome`` (未返, 返校, 销号) at the end of the
        period, ``kind_of`` (疑似, 辍学), ``undated`` (back or closed, nobody knows when).
        """
        frame = self.frame("cases").copy()
        if not len(frame):
            return _no_people(
                opened="datetime64[s]", left="datetime64[s]", ended="datetime64[s]",
                outcome="str", kind_of="str", undated="bool",
            )  # fmt: skip
        dates = ("found_date", "leave_date", "report_date", "return_date", "closed_date")
        found, left, reported, back, closed = (
            self.column("cases", name).astype("datetime64[s]") for name in dates
        )
        frame["opened"] = found.fillna(left).fillna(reported)
        frame["left"] = left
        state = vocabulary.meanings("case", self.text("cases", "case_status"))
        end = pd.Timestamp(self.last)
        ended = back.fillna(closed)
        over = (ended <= end) | (ended.isna() & state.isin(["返校", "销号"]))
        returned = over & ((back <= end) | (back.isna() & (state == "返校")))
        frame["outcome"] = np.select([returned, over], ["返校", "销号"], "未返")
        frame["ended"] = ended.where(over)
        frame["undated"] = over & ended.isna()
        frame["kind_of"] = self._kind_of_case(state, left, ended.where(over).fillna(end))
        status = self.text("cases", "case_status")
        frame["said"] = (
            frame["opened"].dt.strftime("%Y-%m-%d 发现").fillna("未写发现日期")
            + ("，" + status).where(status != "", "")
            + frame["ended"].dt.strftime("，%Y-%m-%d ").fillna("")
            + frame["outcome"].where(frame["ended"].notna(), "")
        )
        known = frame[~(frame["opened"] > end)]
        ordered = known.assign(
            grave=known["kind_of"] == "辍学", over=known["outcome"] != "未返"
        ).sort_values(["opened", "grave", "over"], na_position="first", kind="stable")
        begun = ordered["left"].fillna(ordered["opened"])
        same = pd.DataFrame({"key": ordered["key"], "begun": begun}).duplicated(keep="last")
        columns = [*PERSON, "opened", "left", "ended", "outcome", "kind_of", "undated"]
        return ordered.loc[~same, columns].reset_index(drop=True)

    def _kind_of_case(self, state: pd.Series, left: pd.Series, until: pd.Series) -> pd.Series:
        """疑似 or 辍学: by the state, else the ledger's title, else the school days missed."""
        suspects, dropouts = self.titled("cases", "疑似"), pd.Series(False, index=state.index)
        for word in ("辍学", "失学", "流失"):
            dropouts |= self.titled("cases", word)
        counted = self.calendar.school_day_number(until) - self.calendar.school_day_number(left)
        long = (counted >= self.policy["dropout_after_days"]) & left.notna().to_numpy()
        long |= (dropouts & ~suspects).to_numpy()
        told = pd.Series(np.where(long, "辍学", "疑似"), index=state.index)
        return state.where(state.isin(["疑似", "辍学"]), told)

    @cached_property
    def latest_cases(self) -> pd.DataFrame:
        """The last case of each person that had not ended before the school year began."""
        if not len(self.cases):
            return self.cases
        latest = self.cases.drop_duplicates("key", keep="last")
        year = pd.Timestamp(first_day_of_school_year(self.period.end))
        return latest[~(latest["ended"] < year)].reset_index(drop=True)

    @cached_property
    def open_cases(self) -> pd.DataFrame:
        """Cases open on any day of the period, oldest first."""
        start = pd.Timestamp(self.period.start)
        cases = self.cases
        if not len(cases):
            return cases
        unknown = cases["undated"] & ~(cases["opened"] >= start)
        return cases[~(cases["ended"] < start) & ~unknown].reset_index(drop=True)

    # ── groups ───────────────────────────────────────────────────────────────────────────────────
    def in_group(self, field_id: str) -> set[str]:
        """Keys of the pupils whom a roster flags as of a special group (``left_behind`` …)."""
        keys: set[str] = set()
        for kind in _REGISTERS:
            if field_id in kinds()[kind].fields and len(self.frame(kind)):
                flagged = self.column(kind, field_id)
                if flagged.dtype == "boolean":
                    keys |= set(self.frame(kind).loc[flagged.fillna(False).astype(bool), "key"])
        return keys

    def units_flagging(self, field_id: str) -> set[str]:
        """Units whose 学籍表 or 花名册 has the column of a special group."""
        tables = [table for kind in _REGISTERS if (table := self.table(kind)) is not None]
        return {p.unit for table in tables for p in table.pieces if field_id in p.columns}

    def units_of(self, school: str) -> set[str]:
        """The units that are a school, by their folder's name or by what their tables say.

        A unit whose tables name several schools is none of them.
        """
        named: dict[str, set[str]] = {unit: set() for unit in self.units}
        for piece in self.tables.pieces:
            if piece.context.school and piece.unit in named:
                named[piece.unit].add(piece.context.school)
        return {
            unit
            for unit, schools in named.items()
            if len(schools) <= 1 and school in {PurePosixPath(unit).name, *schools}
        }


class RecordsOfOne(Records):
    """The records of one unit, cut from those of several: nothing crosses from unit to unit."""

    def __init__(self, scope: Scope, whole: Records) -> None:
        super().__init__(scope, whole.period)
        self._whole = whole

    def _own(self, frame: pd.DataFrame) -> pd.DataFrame:
        return self._whole.share(self.units[0], frame)

    def _read(self, kind: str, table: Table) -> pd.DataFrame:  # noqa: ARG002 - as the whole has it
        return self._own(self._whole.frame(kind))

    def _read_register(self, preferred: tuple[str, ...]) -> pd.DataFrame:
        return self._own(self._whole.register_of(*preferred))

    def there_before(self, day: dt.date, *preferred: str) -> pd.DataFrame:
        """As for all units."""
        return self._own(self._whole.there_before(day, *preferred))

    def there_now(self, kind: str) -> pd.DataFrame:
        """As for all units."""
        return self._own(self._whole.there_now(kind))

    @cached_property
    def taught(self) -> set[tuple[str, int]]:
        """As for all units."""
        return {pair for pair in self._whole.taught if pair[0] == self.units[0]}

    @cached_property
    def changes(self) -> pd.DataFrame:
        """As for all units."""
        return self._own(self._whole.changes)

    @cached_property
    def suspended(self) -> pd.DataFrame:
        """As for all units."""
        return self._own(self._whole.suspended)

    @cached_property
    def home_taught(self) -> pd.DataFrame:
        """As for all units."""
        return self._own(self._whole.home_taught)

    @cached_property
    def deferred(self) -> pd.DataFrame:
        """As for all units."""
        return self._own(self._whole.deferred)

    @cached_property
    def cases(self) -> pd.DataFrame:
        """As for all units."""
        return self._own(self._whole.cases)

    @cached_property
    def latest_cases(self) -> pd.DataFrame:
        """As for all units."""
        return self._own(self._whole.latest_cases)

    @cached_property
    def open_cases(self) -> pd.DataFrame:
        """As for all units."""
        return self._own(self._whole.open_cases)


@cache
def _nobody() -> pd.DataFrame:
    types = dict.fromkeys(PERSON, "str") | {"grade": "Int64", "at": "int64"}
    return pd.DataFrame({name: pd.Series(dtype=type_) for name, type_ in types.items()})


def _no_people(**more: str) -> pd.DataFrame:
    """No rows, columns PERSON and more, of the types named."""
    return _nobody().assign(**{name: pd.Series(dtype=type_) for name, type_ in more.items()})


def _grades(frame: pd.DataFrame) -> set[tuple[str, int]]:
    known = frame.loc[frame["grade"].notna(), ["unit", "grade"]].drop_duplicates()
    return set(zip(known["unit"], map(int, known["grade"]), strict=True))


def _own_keys(frame: pd.DataFrame, student_no: pd.Series) -> pd.Series:
    """A person's key by this row alone; an ID without the same name is not enough."""
    rows = frame["kind"] + "#" + frame["at"].astype("str")
    number = student_no.where(student_no != "", rows)
    number = frame["id_number"].where(frame["id_number"] != "", number)
    return frame["unit"] + "|" + number + "|" + frame["name"]


def _completed(
    frame: pd.DataFrame, found: npt.NDArray[np.int64], other: pd.DataFrame
) -> pd.DataFrame:
    """The frame with each matched row's key, and what it lacks, from the person's row."""
    known = found >= 0
    if not known.any() or not len(other):
        return frame
    theirs = other.take(np.where(known, found, 0)).reset_index(drop=True)
    known &= theirs["key"].notna().to_numpy()
    result = frame.copy()
    result["key"] = frame["key"].mask(known, theirs["key"])
    for column in ("sex", "klass", "id_number"):
        result[column] = frame[column].mask(known & (frame[column] == ""), theirs[column])
    result["grade"] = frame["grade"].mask(known & frame["grade"].isna(), theirs["grade"])
    return result
