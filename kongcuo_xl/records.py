"""What the tables say about people in a period: who was in 学籍, on leave, absent, in a case.

One view over every table of some units, as frames of people. A person is known by a *key*: the
row of 学籍表 that he or she is, else that of 花名册, else an ID or 学籍号 with the name, else the
row itself, so that nobody is counted twice and no two people of one name are taken for one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, partial, wraps
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Concatenate, ParamSpec

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import clean, groups, identity, people, vocabulary
from kongcuo_xl.period import Period, first_day_of_school_year
from kongcuo_xl.tables import Table, kinds
from kongcuo_xl.units import above_others

if TYPE_CHECKING:
    from kongcuo_xl.scope import Scope

PERSON = ["key", "unit", "name", "sex", "grade", "klass", "id_number", "kind", "at", "said"]
"""Columns of a frame of people. ``klass`` is the class as people say it, ``kind`` and ``at`` the
table and its row, ``said`` what was read there that makes the person count."""

_REGISTERS = ("registry", "students")
_CALLS = ("absences", "roll_call")
_ENDS = ("转入", "招生", "转出", "毕业", "结业", "退学", "开除", "死亡")
"""Changes after which somebody no longer counts as having dropped out here."""
_STATUS = {"registry": ("registry_status", "boarding"), "students": ("status", "boarding")}


_P = ParamSpec("_P")


def shared(
    work_out: Callable[Concatenate[Records, _P], pd.DataFrame],
) -> Callable[Concatenate[Records, _P], pd.DataFrame]:
    """A frame of people that is worked out once.

    For one unit of several it is cut from that of all: nothing crosses from unit to unit.
    """

    @wraps(work_out)
    def frame(self: Records, /, *args: _P.args, **kwargs: _P.kwargs) -> pd.DataFrame:
        key = (work_out.__name__, *args, *kwargs.items())
        if key not in self._shared:
            if self.whole is None:
                self._shared[key] = work_out(self, *args, **kwargs)
            else:
                of_all = getattr(self.whole, work_out.__name__)
                everybody = of_all(*args, **kwargs) if callable(of_all) else of_all
                self._shared[key] = self.whole.share(self.units[0], everybody)
        return self._shared[key]

    return frame


def counted_once(
    count: Callable[Concatenate[Records, _P], Counted],
) -> Callable[Concatenate[Records, _P], Counted]:
    """A count with which several measures begin: made once for the same records."""

    @wraps(count)
    def counted(self: Records, /, *args: _P.args, **kwargs: _P.kwargs) -> Counted:
        return self.counted((count, *args, *kwargs.items()), partial(count, self, *args, **kwargs))

    return counted


@dataclass(frozen=True, slots=True)
class Counted:
    """The people that a measure counts, before conditions.

    A column ``weight`` says how much each stands for; without it each stands for one.
    """

    people: pd.DataFrame
    basis: str = ""
    """户籍, 学籍 or whatever list was counted."""
    notes: tuple[str, ...] = ()
    lacking: dict[str, str] = field(default_factory=dict)
    """Unit → why it could not be counted there; those units are not in ``people``."""
    gaps: dict[tuple[str, int], str] = field(default_factory=dict)
    """Unit and grade → why that grade could not be counted, where the unit's others could."""
    for_all: bool = False
    """One list (of a village, a county) speaks for every unit and grade."""
    listing: frozenset[str] = frozenset()
    """Units that keep such a list themselves: with nobody on it there is nobody."""
    stated: int | None = None
    """A number that somebody typed, with nobody to name."""


class Records:
    """The tables of a scope seen at one period. Frames are worked out when first asked for."""

    def __init__(self, scope: Scope, period: Period, whole: Records | None = None) -> None:
        """``whole`` is the records of these units among others, to which this one belongs."""
        self.whole = whole
        self.scope = scope
        self.tables = scope.tables
        self.policy = scope.policy
        self.calendar = scope.calendar
        self.period = period
        self.last = min(period.end, scope.date)
        """The day at which the end of the period is looked at: its last, or the check date."""
        named = {piece.unit for piece in scope.tables.pieces if _names_people(piece.kind)}
        nobodys = above_others(scope.tables.units) - named
        self.units = [unit for unit in scope.tables.units if unit not in nobodys]
        """Folders above the units that name nobody (a 校历) are none."""
        self._shared: dict[tuple[object, ...], pd.DataFrame] = {}
        self._states: dict[str, pd.Series] = {}
        self._members: dict[str, set[str]] = {}
        self._places: dict[str, npt.NDArray[np.int64]] = {}
        self._shares: dict[int, dict[str, pd.DataFrame]] = {}
        self._counts: dict[tuple[object, ...], Counted] = {}
        self._flagging: dict[str, frozenset[str]] = {}
        self._meant: dict[str, frozenset[str]] = {}

    def table(self, kind: str) -> Table | None:
        """The table of a kind, None if nobody has one."""
        return self.tables[kind] if kind in self.tables else None  # noqa: SIM401 - no dict

    def units_with(self, *of_kinds: str) -> set[str]:
        """Units that have a table of one of the kinds."""
        return set().union(*(self.tables.units_with(kind) for kind in of_kinds))

    def counted(self, key: tuple[object, ...], count: Callable[[], Counted]) -> Counted:
        """What ``count`` gives, counted when first asked for under this key."""
        if key not in self._counts:
            self._counts[key] = count()
        return self._counts[key]

    @shared
    def derived(self, work_out: Callable[[Records], pd.DataFrame]) -> pd.DataFrame:
        """A frame of people that a measure works out of these records, once for all units."""
        return work_out(self)

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
    @shared
    def frame(self, kind: str) -> pd.DataFrame:
        """Everybody named in the tables of a kind: a row a table row, columns PERSON.

        Sex, grade, class and ID that the table does not give are those of the person's row in
        学籍表 or 花名册. Rows without a name are left out. Empty if there is no such table.
        """
        table = self.table(kind)
        return _no_people() if table is None else self._read(kind, table)

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

    @shared
    def named_again(self, kind: str) -> pd.DataFrame:
        """The rows of ``frame(kind)`` whose person stands in an earlier row too."""
        frame = self.frame(kind)
        return frame[frame.duplicated("key")].reset_index(drop=True)

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
    @property
    @shared
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

    @shared
    def register_of(self, *preferred: str) -> pd.DataFrame:
        """Everybody in each unit's best list of those preferred, with ``state``; once a person."""
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

    @shared
    def there_before(self, day: dt.date, *preferred: str) -> pd.DataFrame:
        """Those of ``register_of(*preferred)`` who were in it at the end of the day before ``day``.

        The register says who is there now. The first change of a person from ``day`` on says what
        was before it: somebody who came was not there, somebody who left was. So was somebody who
        has gone on 休学 and whom the roster no longer names.
        """
        register = self.register_of(*preferred)
        changes = self.changes[self.changes["date"] >= pd.Timestamp(day)]
        if not len(changes):
            return register.loc[register["state"] != "离开", PERSON].reset_index(drop=True)
        effect = changes["change"].map(vocabulary.effect)
        struck = (changes["change"] == "休学") & ~clean.is_in(changes["key"], register["key"])
        effect = effect.mask(struck & ~changes["unit"].isin(self.units_with("registry")), -1)
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

    @shared
    def there_now(self, kind: str) -> pd.DataFrame:
        """Everybody in 学籍表 or 花名册 who has not left."""
        frame = self.frame(kind)
        return frame[self.states(kind) != "离开"] if len(frame) else frame

    @cached_property
    def taught(self) -> set[tuple[str, int]]:
        """The grades that each unit has, as (unit, grade): somebody is in 学籍表 or 花名册."""
        if self.whole is not None:
            return {pair for pair in self.whole.taught if pair[0] in self.units}
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

    @property
    def suspended(self) -> pd.DataFrame:
        """Those on 休学 at the end of the period, once a person."""
        return self.suspended_before(self.last + dt.timedelta(1))

    @shared
    def suspended_before(self, day: dt.date) -> pd.DataFrame:
        """Those on 休学 at the end of the day before ``day``, once a person."""
        start = pd.Timestamp(day)
        listed = [
            frame[resting].assign(said="状态为休学")
            for kind in _REGISTERS
            if len(frame := self.frame(kind)) and (resting := self.states(kind) == "休学").any()
        ]
        if not len(self.changes):
            found = pd.concat([_no_people(), *listed]) if listed else _no_people()
            return found.drop_duplicates("key").reset_index(drop=True)
        steps = self.changes[self.changes["change"].isin(["休学", "复学"])]
        before = steps[steps["date"] < start].drop_duplicates("key", keep="last")
        after = steps[steps["date"] >= start].drop_duplicates("key")
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
            (self.changes["change"].map(vocabulary.effect) < 0) & (self.changes["date"] < start)
        ]
        away = pd.concat(lists).drop_duplicates("key")
        return away[~clean.is_in(away["key"], left["key"])].reset_index(drop=True)

    @shared
    def stopped_before(self, day: dt.date) -> pd.DataFrame:
        """Those whom the register of changes last calls 辍学 before ``day``, once a person."""
        steps = self.changes[self.changes["change"].isin(["辍学", "复学", *_ENDS])]
        last = steps[steps["date"] < pd.Timestamp(day)].drop_duplicates("key", keep="last")
        return last.loc[last["change"] == "辍学", PERSON].reset_index(drop=True)

    @property
    def home_taught(self) -> pd.DataFrame:
        """Those taught at home at the end of the period, once a person."""
        return self.home_taught_before(self.last + dt.timedelta(1))

    @shared
    def home_taught_before(self, day: dt.date) -> pd.DataFrame:
        """Those taught at home at the end of the day before ``day``, once a person.

        A unit without a list of placements is judged by its 送教 records of the period.
        """
        lists = []
        placed = self.frame("placements")
        if len(placed):
            said = self.text("placements", "placement")
            by_title = self.titled("placements", "送教") & (said == "")
            current = self.current("placements", day) & (said.str.contains("送教") | by_title)
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

    @property
    @shared
    def deferred(self) -> pd.DataFrame:
        """Those whose entry is deferred at the end of the period; without a grade, in the first."""
        frame = self.frame("deferrals")
        if not len(frame):
            return frame
        frame = frame.assign(grade=frame["grade"].fillna(1), said="延缓入学")
        current = self.current("deferrals", self.last + dt.timedelta(1))
        return frame[current].drop_duplicates("key").reset_index(drop=True)

    def current(self, kind: str, before: dt.date) -> pd.Series:
        """Rows of ``frame(kind)`` whose start and end, where given, take in the day before."""
        start, end = self.column(kind, "start"), self.column(kind, "end")
        spans = self.text(kind, "span")
        if (spans != "").any():
            found = [clean.date_range(text)[:2] if text else (None, None) for text in spans]
            # A single day is the one until which.
            firsts = [None if first == last else first for first, last in found]
            lasts = [last for _, last in found]
            start = start.fillna(pd.Series(firsts, dtype="datetime64[s]"))
            end = end.fillna(pd.Series(lasts, dtype="datetime64[s]"))
        day = pd.Timestamp(before) - pd.Timedelta(days=1)
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
        if not self.units_with(*_CALLS) or not len(self.scope.attendance.records):
            return _nobody_away()
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
            return _nobody_away()
        total = away.groupby("person")["share"].sum()
        rows = total[total >= 1].index.to_numpy()
        first = away.drop_duplicates("person").set_index("person").loc[rows]
        students = self.table("students")
        keys = self._by_row("students", len(students) if students is not None else 0)["key"]
        return pd.DataFrame(
            {"key": keys.to_numpy()[rows], "said": first["kind"].replace("", "缺课").to_numpy()}
        ).dropna(subset="key")

    # ── cases ────────────────────────────────────────────────────────────────────────────────────
    @property
    @shared
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

    @property
    @shared
    def latest_cases(self) -> pd.DataFrame:
        """The last case of each person that had not ended before the school year began."""
        if not len(self.cases):
            return self.cases
        latest = self.cases.drop_duplicates("key", keep="last")
        year = pd.Timestamp(first_day_of_school_year(self.period.end))
        return latest[~(latest["ended"] < year)].reset_index(drop=True)

    @property
    @shared
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
        """Keys of the people of a special group (``left_behind`` …).

        A roster flags them, a list of special groups names them, or 摸底 does; for the disabled
        and for 随班就读 also a list of placements.
        """
        if field_id not in self._members:
            self._members[field_id] = self._in_group(field_id)
        return self._members[field_id]

    def _in_group(self, field_id: str) -> set[str]:
        keys: set[str] = set()
        for kind in _REGISTERS:
            if field_id in kinds()[kind].fields and len(self.frame(kind)):
                flagged = self.column(kind, field_id)
                if flagged.dtype == "boolean":
                    keys |= set(self.frame(kind).loc[flagged.fillna(False).astype(bool), "key"])
        for kind, rows in self._listed(field_id):
            keys |= set(self.frame(kind).loc[rows, "key"])
        return keys

    def _listed(self, field_id: str) -> Iterator[tuple[str, pd.Series]]:
        """The lists other than rosters that name a group, and which rows of their frames do."""
        for kind in _REGISTERS if field_id == "disabled" else ():
            if len(self.frame(kind)):
                told = vocabulary.meanings("disability", self.text(kind, "disability_type"))
                # A type beside 残疾=否 is a contradiction; the plain answer counts.
                plain = self.column(kind, field_id).astype("boolean").fillna(True).astype(bool)
                yield kind, ~told.isin(["", "无"]) & plain
        group = groups.of_flag(field_id)
        table = self.table("special_groups")
        if group and table is not None and len(self.frame("special_groups")):
            at = self.frame("special_groups")["at"].to_numpy()
            yield "special_groups", groups.on_list(table, group).take(at).reset_index(drop=True)
        if group and len(self.frame("children")):
            yield "children", groups.named_in(self.text("children", "special_group"), group)
        if len(placed := self.frame("placements")):
            if field_id == "disabled":
                yield "placements", pd.Series(True, index=placed.index)
            elif field_id == "inclusive":
                said = self.text("placements", "placement")
                by_title = self.titled("placements", "随班就读") & (said == "")
                yield "placements", said.str.contains("随班|随读") | by_title

    def units_flagging(self, field_id: str) -> frozenset[str]:
        """Units of which some list tells who is of a special group."""
        if field_id not in self._flagging:
            self._flagging[field_id] = frozenset(self._units_flagging(field_id))
        return self._flagging[field_id]

    def _units_flagging(self, field_id: str) -> set[str]:
        tables = [table for kind in _REGISTERS if (table := self.table(kind)) is not None]
        told = {p.unit for table in tables for p in table.pieces if field_id in p.columns}
        for kind, rows in self._listed(field_id):
            told |= set(self.frame(kind).loc[rows, "unit"])
            if kind == "placements":
                told |= self.tables.units_with(kind)
        if field_id == "disabled":
            told |= {p.unit for t in tables for p in t.pieces if "disability_type" in p.columns}
        return told

    def units_of(self, school: str) -> frozenset[str]:
        """The units that a name means: by the end of their path, else by what their lists say.

        Of units in folders of one name the path has to say more: 东镇/中心小学. A unit is the one
        school that its rosters name, or all its tables where they name none; not one of several.
        """
        if school not in self._meant:
            self._meant[school] = self._by_path.get(school) or frozenset(
                unit for unit, named in self._schools.items() if named == {school}
            )
        return self._meant[school]

    @cached_property
    def _by_path(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for unit in self.units:
            for name in _tails(unit):
                found.setdefault(name, set()).add(unit)
        return {name: frozenset(units) for name, units in found.items()}

    @cached_property
    def _schools(self) -> dict[str, set[str]]:
        """The schools that the rosters of each unit name, or else its other tables."""
        rosters: dict[str, set[str]] = {}
        others: dict[str, set[str]] = {}
        for piece in self.tables.pieces:
            if piece.context.school:
                named = rosters if piece.kind in _REGISTERS else others
                named.setdefault(piece.unit, set()).add(piece.context.school)
        return others | rosters


@cache
def _tails(unit: str) -> frozenset[str]:
    """How a unit's folder is called, with and without those above it: 中心小学, 东镇/中心小学."""
    parts = PurePosixPath(unit).parts
    tails = [parts[n:] for n in range(len(parts))]
    return frozenset(sign.join(tail) for tail in tails for sign in ("/", ""))


@cache
def _names_people(kind: str) -> bool:
    return people.name_field(kind) in kinds()[kind].fields


@cache
def _nobody_away() -> pd.DataFrame:
    return pd.DataFrame({"key": pd.Series(dtype="str"), "said": pd.Series(dtype="str")})


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
