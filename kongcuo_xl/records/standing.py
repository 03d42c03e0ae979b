"""Who was in 学籍 at a day, who on leave, taught at home or deferred."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

import pandas as pd

from kongcuo_xl import clean, vocabulary
from kongcuo_xl.records.frames import PERSON, REGISTERS, Frames, no_people, remembered, shared

_ENDS = ("转入", "招生", "转出", "毕业", "结业", "退学", "开除", "死亡")
"""Changes after which somebody no longer counts as having dropped out here."""
_STATUS = {"registry": ("registry_status", "boarding"), "students": ("status", "boarding")}


class Standing(Frames):
    """Where people stand at a day, by 学籍表, 花名册 and the register of changes."""

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

    @remembered
    def states(self, kind: str) -> pd.Series:
        """Where 学籍表 or 花名册 says a pupil stands (``vocabulary.toml``, pupil), by frame row."""
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
        together = pd.concat(chosen, ignore_index=True) if chosen else no_people(state="str")
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
        return set().union(*(_grades(self.there_now(kind)) for kind in REGISTERS))

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
            for kind in REGISTERS
            if len(frame := self.frame(kind)) and (resting := self.states(kind) == "休学").any()
        ]
        if not len(self.changes):
            found = pd.concat([no_people(), *listed]) if listed else no_people()
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
        for kind in REGISTERS:
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
            return no_people()
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


def _grades(frame: pd.DataFrame) -> set[tuple[str, int]]:
    known = frame.loc[frame["grade"].notna(), ["unit", "grade"]].drop_duplicates()
    return set(zip(known["unit"], map(int, known["grade"]), strict=True))
