"""Pupils who dropped out or are suspected to have, and what became of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kongcuo_xl import vocabulary
from kongcuo_xl.period import first_day_of_school_year
from kongcuo_xl.records.frames import PERSON, Frames, no_people, shared


class Cases(Frames):
    """The ledgers of cases, by person and by what had happened at the end of the period."""

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
            return no_people(
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
        """疑似 or 辍学: by the state, a column of it, the title, or the school days missed."""
        suspects, dropouts = self.titled("cases", "疑似"), pd.Series(False, index=state.index)
        for word in ("辍学", "失学", "流失"):
            dropouts |= self.titled("cases", word)
        counted = self.calendar.school_day_number(until) - self.calendar.school_day_number(left)
        long = (counted >= self.policy["dropout_after_days"]) & left.notna().to_numpy()
        long |= (dropouts & ~suspects).to_numpy()
        told = pd.Series(np.where(long, "辍学", "疑似"), index=state.index)
        column = vocabulary.meanings("case", self.text("cases", "case_kind"))
        told = column.where(column.isin(["疑似", "辍学"]), told)
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
