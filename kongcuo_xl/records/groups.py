"""Members of special groups: left behind, disabled, poor, struggling …"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import groups, vocabulary
from kongcuo_xl.records.frames import REGISTERS, Frames, remembered
from kongcuo_xl.tables import kinds


class Groups(Frames):
    """Who is of a special group, by rosters and by lists of such people."""

    @remembered
    def in_group(self, field_id: str) -> set[str]:
        """Keys of the people of a special group (``left_behind`` …).

        A roster flags them, a list of special groups names them, or 摸底 does; for the disabled
        and for 随班就读 also a list of placements.
        """
        keys: set[str] = set()
        for kind in REGISTERS:
            if field_id in kinds()[kind].fields and len(self.frame(kind)):
                flagged = self.column(kind, field_id)
                if flagged.dtype == "boolean":
                    keys |= set(self.frame(kind).loc[flagged.fillna(False).astype(bool), "key"])
        for kind, rows in self._listed(field_id):
            keys |= set(self.frame(kind).loc[rows, "key"])
        return keys

    def _listed(self, field_id: str) -> Iterator[tuple[str, pd.Series]]:
        """The lists other than rosters that name a group, and which rows of their frames do."""
        for kind in REGISTERS if field_id == "disabled" else ():
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

    @remembered
    def units_flagging(self, field_id: str) -> frozenset[str]:
        """Units of which some list tells who is of a special group."""
        tables = [table for kind in REGISTERS if (table := self.table(kind)) is not None]
        told = {p.unit for table in tables for p in table.pieces if field_id in p.columns}
        for kind, rows in self._listed(field_id):
            told |= set(self.frame(kind).loc[rows, "unit"])
            if kind == "placements":
                told |= self.tables.units_with(kind)
        if field_id == "disabled":
            told |= {p.unit for t in tables for p in t.pieces if "disability_type" in p.columns}
        return frozenset(told)
