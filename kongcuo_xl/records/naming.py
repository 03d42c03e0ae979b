"""Which units a name means that people type for a school."""

from __future__ import annotations

import re
from functools import cache, cached_property
from pathlib import PurePosixPath

from kongcuo_xl.records.frames import REGISTERS, Frames, remembered


class Naming(Frames):
    """Units by the end of their path, or by the school that their lists name."""

    @remembered
    def units_of(self, school: str) -> frozenset[str]:
        """The units that a name means: by the end of their path, else by what their lists say.

        Of units in folders of one name the path has to say more: 东镇/中心小学. A unit is the one
        school that its rosters name, or all its tables where they name none; not one of several.
        The name of a folder of units (a township) means all of these.
        """
        named = self._by_path.get(school) or frozenset(
            unit for unit, named in self._schools.items() if named == {school}
        )
        return named or self._below.get(_place(school), frozenset())

    @cached_property
    def townships(self) -> dict[str, frozenset[str]]:
        """The folders in which units lie, by name, with the units of each."""
        found: dict[str, set[str]] = {}
        for unit in self.units:
            if parent := PurePosixPath(unit).parent.name:
                found.setdefault(parent, set()).add(unit)
        return {name: frozenset(units) for name, units in found.items()}

    @cached_property
    def _below(self) -> dict[str, frozenset[str]]:
        """The units in any folder above them, by the folder's name without 镇, 乡."""
        found: dict[str, set[str]] = {}
        for unit in self.units:
            for folder in PurePosixPath(unit).parts[:-1]:
                found.setdefault(_place(folder), set()).add(unit)
        return {name: frozenset(units) for name, units in found.items()}

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
                named = rosters if piece.kind in REGISTERS else others
                named.setdefault(piece.unit, set()).add(piece.context.school)
        return others | rosters


def _place(name: str) -> str:
    """The name of a township without numbers before it and 镇, 乡 behind it."""
    plain = re.sub(r"^[\d.、\s_-]+", "", name)
    return re.sub("(?<=.)(?:[镇乡]|街道|办事处|街道办事处|镇人民政府|乡人民政府)$", "", plain)


@cache
def _tails(unit: str) -> frozenset[str]:
    """How a unit's folder is called, with and without those above it: 中心小学, 东镇/中心小学."""
    parts = PurePosixPath(unit).parts
    tails = [parts[n:] for n in range(len(parts))]
    return frozenset(sign.join(tail) for tail in tails for sign in ("/", ""))
