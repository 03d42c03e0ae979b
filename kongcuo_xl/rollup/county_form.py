"""The county's own blank summary, filled with the figures that units handed in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from kongcuo_xl import forms
from kongcuo_xl.book import a1
from kongcuo_xl.calendar import SchoolCalendar, autumn_term, school_year, spring_term
from kongcuo_xl.crosschecks.structure import total_level
from kongcuo_xl.forms.filling import fill as filled_form
from kongcuo_xl.forms.learning import Unexplained, learn, stated_month
from kongcuo_xl.forms.mapping import Place, Term
from kongcuo_xl.hosts import blanks, filling, ooxml
from kongcuo_xl.policy import Policy
from kongcuo_xl.records import Counted
from kongcuo_xl.rollup import RollUp, Use, is_rate
from kongcuo_xl.scope import Scope
from kongcuo_xl.statistics import MEASURES, STAGES, Conditions, Figure, Measure, Source, Statistics
from kongcuo_xl.tables import Tables

_COLUMN = "列："
"""Beginning of what stands for a measure where a column is known by its words only."""
_BASIS = "各单位上报的报表"
_ALL = Conditions()


def fill(roll: RollUp, form: Path, target: Path, policy: Policy) -> list[str]:
    """Fill a copy of the blank summary ``form``; returns sentences for the user.

    Cells are understood as ``kongcuo fill`` does; a column that is none of the measures is filled
    where the units' sheets have one of the same words. Raises FormError, OutputError or
    UnreadableBookError.
    """
    known, told = filling.form_of(str(form))
    blank = blanks.read(form)
    printed = stated_month(blank) if roll.period.kind == "month" else None
    if printed and printed != (roll.period.start.year, roll.period.start.month):
        raise forms.FormError(
            f"表样上印的是{printed[0]}年{printed[1]}月，要填的是{roll.period.label}；"
            "没有填写，请换一张表样或改期间。"
        )
    if not form.with_suffix(".toml").exists():
        unknown = learn(blank, form).unexplained
        more = tuple(_by_words(roll, unknown))
        there = {a1(*each.cell) for each in unknown} & {place.cell for place in more}
        told = [note for note in told if not any(f"］{cell}（" in note for cell in there)]
        known = replace(known, places=(*known.places, *more))
    year = school_year(roll.date)
    terms = [
        autumn_term(year, policy["autumn_start"], policy["autumn_end"]),
        spring_term(year, policy["spring_start"], policy["spring_end"]),
    ]
    scope = Scope(Tables((), year), [], policy, SchoolCalendar.build(terms), roll.date)
    filled = filled_form(
        known, blank, scope, roll.period, unit=roll.county, statistics=_Handed(roll)
    )
    notes = ooxml.apply(form, filled.plan, target)
    return [*told, *filled.notes, *notes]


def _by_words(roll: RollUp, unknown: list[Unexplained]) -> Iterator[Place]:
    """Cells whose column has the words of a column that units handed in."""
    words = {"/".join(path) for form in roll.forms for path in form.columns if not is_rate(path)}
    for each in unknown:
        row, _, column = each.labels.partition(" × ")
        if column not in words:
            continue
        number = re.fullmatch(r"第(\d+)所学校", row)
        label = row.rpartition("/")[2]
        if number:
            school = f"#{number[1]}"
        elif roll.named(label) is not None:
            school = label
        elif total_level(label) > 1:
            school = ""
        else:
            continue
        term = Term(f"{_COLUMN}{column}", Conditions(school=school))
        yield Place(each.sheet, a1(*each.cell), each.labels, (term,))


class _Records:
    """What a form asks of records, answered by the units of a roll-up."""

    def __init__(self, roll: RollUp, away: dict[str, float]) -> None:
        """``away``: how many have not come back, by unit, of those that handed it in."""
        self._roll = roll
        self._told = set(away)
        self.units = [member.name for member in roll.members]
        self.open_cases = [name for name, number in away.items() if number]

    def table(self, kind: str) -> None:
        """No table of whatever kind."""

    def units_of(self, school: str) -> set[str]:
        """The unit that a name means."""
        member = self._roll.named(school)
        return set() if member is None else {member.name}

    def units_with(self, *kinds: str) -> set[str]:  # noqa: ARG002 - a sheet is of no kind
        """Units whose sheets tell of cases."""
        return self._told

    def units_flagging(self, group: str) -> set[str]:  # noqa: ARG002 - sheets say it themselves
        """Units whose lists tell a group: their sheets do, or have no figure."""
        return set(self.units)


class _Handed(Statistics):
    """Figures as units handed them in, asked for as those computed from lists are."""

    def __init__(self, roll: RollUp) -> None:
        self.period = roll.period
        self._roll = roll
        known = [_figures(roll, n) for n in range(len(roll.members))]
        self._handed = known
        away = {
            member.name: figures["not_back", _ALL]
            for member, figures in zip(roll.members, known, strict=True)
            if ("not_back", _ALL) in figures
        }
        self.records = _Records(roll, away)  # type: ignore[assignment]

    def counted(self, measure_id: str) -> Counted:  # noqa: ARG002 - nobody is named on a sheet
        """Nobody: a sheet has numbers, no people."""
        return Counted(pd.DataFrame(), _BASIS)

    def figure(self, measure_id: str, conditions: Conditions = _ALL) -> Figure:
        """The number that one unit handed in, or all together; None where one is missing."""
        every = replace(conditions, school="")
        numbers = [self._of(n, measure_id, every) for n in self._asked(conditions.school)]
        known = [number for number in numbers if number is not None]
        whole = sum(known) if known and len(known) == len(numbers) else None
        label = measure_id.removeprefix(_COLUMN)
        measure = MEASURES.get(measure_id) or Measure(
            measure_id, label, f"各单位报表上“{label}”一列", lambda _: Counted(pd.DataFrame())
        )
        nobody = np.zeros(0, dtype=np.intp)
        return Figure(measure, conditions, self.period, whole, _BASIS, pd.DataFrame(), nobody)

    def _asked(self, school: str) -> Sequence[int]:
        """The number of the one unit that a name means; without a name, those of all."""
        if not school:
            return range(len(self._roll.members))
        member = self._roll.named(school)
        return [] if member is None else [self._roll.number_of(member)]

    def _of(self, number: int, measure_id: str, conditions: Conditions) -> int | None:
        known = self._handed[number]
        if (measure_id, conditions) in known:
            return int(known[measure_id, conditions])
        if conditions.stage:
            parts = [
                known.get((measure_id, replace(conditions, stage="", grade=grade)))
                for grade in STAGES[conditions.stage]
            ]
            if None not in parts:
                return int(sum(part for part in parts if part is not None))
        return None

    def notes(self, measure_id: str) -> list[str]:
        """Which units handed in no such figure."""
        without = [
            member.name for n, member in enumerate(self._roll.members)
            if self._of(n, measure_id, Conditions()) is None
        ]  # fmt: skip
        if not without:
            return []
        label = measure_id.removeprefix(_COLUMN)
        label = MEASURES[label].label if label in MEASURES else label
        return [f"{label}：{'、'.join(without)}没有报这个数，留空；含有它们的合计也留空。"]

    def sources(self, people: pd.DataFrame) -> list[Source]:  # noqa: ARG002 - as ``counted``
        """Nobody."""
        return []


def _figures(roll: RollUp, number: int) -> dict[tuple[str, Conditions], float]:
    """What a unit handed in, by measure and conditions, and by the words of the column."""
    found: dict[tuple[str, Conditions], float] = {}
    for form in roll.forms:
        use = form.uses.get(number)
        if use is None:
            continue
        for path in form.columns:
            value = use.figure(path).number
            if value is None or is_rate(path):
                continue
            found.setdefault((f"{_COLUMN}{'/'.join(path)}", Conditions()), value)
            if (measure := _measure(use, path)) is not None:
                found.setdefault((measure, Conditions()), value)
        sheet = use.submission
        for cell, terms in sheet.asked.items():
            if len(terms) == 1 and use.own and cell in sheet.figures and cell not in sheet.unsure:
                (term,) = terms
                found.setdefault((term.measure, term.conditions), sheet.figures[cell])
    return found


def _measure(use: Use, path: tuple[str, ...]) -> str | None:
    """The one measure that a column's cells ask for, of everybody."""
    sheet = use.submission
    column = sheet.columns.get(path)
    rows = [use.row] if use.row is not None else sheet.parts
    measures = {t.measure for row in rows for t in sheet.asked.get((row, column or 0), ())}
    return next(iter(measures)) if len(measures) == 1 and column is not None else None
