"""Figures: a measure under conditions over a period, with the people counted.

A figure that lacks a table is None, never 0. Counting is done once for every set of columns that
conditions look at, not once for every figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.book import Cell
from kongcuo_xl.calendar import school_year, school_year_label
from kongcuo_xl.people import name_field
from kongcuo_xl.period import Period, first_day_of_school_year
from kongcuo_xl.records import Counted
from kongcuo_xl.statistics.conditions import CONDITIONS, Conditions
from kongcuo_xl.statistics.earlier import EARLIER
from kongcuo_xl.statistics.measure import Measure, Ratio
from kongcuo_xl.statistics.measures import MEASURES
from kongcuo_xl.statistics.traits import TRAITS, Traits
from kongcuo_xl.tables import Table

if TYPE_CHECKING:
    from kongcuo_xl.scope import Scope

Rows = npt.NDArray[np.intp]
_ALL = Conditions()
_NONE: Rows = np.array([], dtype=np.intp)


class Source(NamedTuple):
    """A person counted, and the cell where he or she stands."""

    name: str
    klass: str
    id_number: str
    file: str
    sheet: str
    cell: Cell
    said: str
    unit: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number under conditions; ``number`` is None where it can't be told.

    A number of people or records, of days (halves too), or for a rate a percentage: 98.63.
    """

    measure: Measure
    conditions: Conditions
    period: Period
    """For a rate of a school year, the part of it that was counted."""
    number: float | None
    basis: str
    everybody: pd.DataFrame = field(repr=False)
    """Those whom the measure counts under no condition."""
    rows: Rows = field(repr=False)
    """Which of them, by position, these conditions leave."""
    numerator: Figure | None = field(default=None, repr=False)
    """Of a rate; its people are those of the numerator."""
    denominator: Figure | None = field(default=None, repr=False)
    said: str = ""
    """Why there is no number, or what else is to be said of it."""

    @property
    def people(self) -> pd.DataFrame:
        """Those whom the number counts."""
        return self.everybody.iloc[self.rows]


class Statistics:
    """The measures over the units of a scope in one period, each counted once."""

    def __init__(self, scope: Scope, period: Period) -> None:
        self.scope = scope
        self.records = scope.records(period)
        self.period = period
        self._traits = Traits(self.records)
        self._counted: dict[str, Counted] = {}
        self._codes: dict[tuple[str, str], tuple[npt.NDArray[np.intp], dict[Any, int]]] = {}
        self._sorted: dict[tuple[str, tuple[str, ...]], dict[int, Rows]] = {}
        self._figures: dict[tuple[str, Conditions], Figure] = {}
        self._telling: dict[str, frozenset[str]] = {}
        """Measure → the units that have what it needs."""

    @cached_property
    def units(self) -> list[str]:
        """The units counted."""
        return self.records.units

    @cached_property
    def year_to_date(self) -> Statistics:
        """The same over the school year, up to the end of the period."""
        start = first_day_of_school_year(self.period.end)
        if self.period.start == start:
            return self
        label = school_year_label(school_year(self.period.end))
        name = f"{start.year}-{start.year + 1}"
        end = self.period.end
        return Statistics(
            self.scope, Period("year", name, f"{label}（到{end:%Y-%m-%d}）", start, end)
        )

    # ── counts ───────────────────────────────────────────────────────────────────────────────────
    def counted(self, measure_id: str) -> Counted:
        """Everybody that a measure counts; of a rate, those of its numerator.

        Raises KeyError for a measure that there is not.
        """
        if measure_id not in self._counted:
            measure = self._meant(measure_id)
            if measure.ratio is not None:
                of = self._span(measure.ratio)
                self._counted[measure_id] = of.counted(measure.ratio.numerator)
            else:
                self._counted[measure_id] = measure.count(self.records)
        return self._counted[measure_id]

    def tells_of(self, measure_id: str, units: AbstractSet[str]) -> bool:
        """Whether some units have what a measure needs; without it, a figure of them is None."""
        measure = self._meant(measure_id)
        if measure.ratio is not None:
            of, parts = self._span(measure.ratio), measure.ratio[:2]
            return all(of.tells_of(part, units) for part in parts)
        counted = self.counted(measure.id)
        return counted.for_all or bool(units - counted.lacking.keys())

    def _meant(self, measure_id: str) -> Measure:
        """The measure, or the one of which the policy says that it is meant by it."""
        measure = MEASURES[measure_id]
        return measure if measure.same_as is None else MEASURES[measure.same_as(self.scope.policy)]

    def _span(self, ratio: Ratio) -> Statistics:
        return self.year_to_date if ratio.span == "year" else self

    def figure(self, measure_id: str, conditions: Conditions = _ALL) -> Figure:
        """A measure under conditions, with its people."""
        asked = measure_id, conditions
        figure = self._figures.get(asked)
        if figure is None:
            measure = self._meant(measure_id)
            figure = self._figures[asked] = (
                self._count(measure, conditions)
                if measure.ratio is None
                else self._rate(measure, measure.ratio, conditions)
            )
        return figure

    def _count(self, measure: Measure, conditions: Conditions) -> Figure:
        counted = self.counted(measure.id)
        people = counted.people
        rows = self._rows(measure.id, conditions)
        number: float | None = None
        if counted.stated is not None:
            number = counted.stated if conditions == _ALL else None
        elif _askable(measure, conditions) and self._known(measure.id, conditions, len(rows)):
            number = _weighed(people, rows)
        return Figure(measure, conditions, self.period, number, counted.basis, people, rows)

    def _rate(self, measure: Measure, ratio: Ratio, conditions: Conditions) -> Figure:
        of = self._span(ratio)
        above = of.figure(ratio.numerator, conditions)
        below = of.figure(ratio.denominator, conditions)
        number, said = self._percent_of(ratio, above, below)
        basis = f"分子：{above.basis or '（缺）'}；分母：{below.basis or '（缺）'}"
        return Figure(
            measure, conditions, of.period, number, basis, above.everybody, above.rows,
            above, below, said,
        )  # fmt: skip

    def _percent_of(self, ratio: Ratio, above: Figure, below: Figure) -> tuple[float | None, str]:
        for part, role in ((above, "分子"), (below, "分母")):
            if part.number is None:
                of = Statistics.notes(self._span(ratio), part.measure.id)
                why = of[0].partition("：")[2] if of else "没有单位算得出"
                return None, f"{role}“{part.measure.label}”没有数：{why}"
        assert above.number is not None
        if not below.number:
            return None, f"分母“{below.measure.label}”是0，没有比率。"
        return self._percent(ratio, above.number, below.number)

    def _percent(self, ratio: Ratio, above: float, below: float) -> tuple[float, str]:
        decimals: int = self.scope.policy["rate_decimals"]
        percent = round(100 * above / below, decimals) + 0.0
        if percent > 100 and ratio.capped and self.scope.policy["retention_cap"]:
            return 100.0, f"算得{percent:g}%，按定义最高100%。"
        if percent > 100:
            return percent, f"{percent:g}%，超过100%，请核对转入、转出和名册。"
        if percent < 0:
            return percent, f"{percent:g}%，是负数：转入多于减少，这一口径受学生流动影响。"
        return percent, ""

    def total(self, figures: Sequence[Figure]) -> float | None:
        """Several figures of one measure together: their sum; of rates, the rate of the sums.

        None where one of them can't be told, or nothing is there to divide by.
        """
        ratio = figures[0].measure.ratio
        if ratio is None:
            return _sum([figure.number for figure in figures])
        above = _sum([f.numerator.number if f.numerator else None for f in figures])
        below = _sum([f.denominator.number if f.denominator else None for f in figures])
        return None if above is None or not below else self._percent(ratio, above, below)[0]

    def _known(self, measure_id: str, conditions: Conditions, found: int) -> bool:
        """Whether a number can be told: 0 only if some unit with these grades has its tables."""
        counted = self.counted(measure_id)
        if measure_id not in self._telling:
            self._telling[measure_id] = frozenset(set(self.records.units) - set(counted.lacking))
        told_of = self._telling[measure_id]
        for name, value in conditions.set:
            units = CONDITIONS[name].told_by(self.records, self._traits, value)
            if units is not None and not counted.for_all:
                told_of = told_of & units
        if not told_of:
            return False
        if counted.for_all and conditions.school and not found:
            return bool(counted.listing & self.records.units_of(conditions.school))
        if found or counted.for_all or not conditions.grades:
            return True
        taught = {pair for pair in self.records.taught if pair[1] in conditions.grades}
        told = {p for p in taught if p[0] not in counted.lacking and p not in counted.gaps}
        return bool(told) or not taught

    # ── who meets the conditions ─────────────────────────────────────────────────────────────────
    def _rows(self, measure_id: str, conditions: Conditions) -> Rows:
        """The people a measure counts who meet the conditions, by position, in order."""
        length = len(self.counted(measure_id).people)
        accepted: dict[str, set[Any]] = {}
        for name, value in conditions.set:
            condition = CONDITIONS[name]
            column, values = condition.column(value), set(condition.accepts(self.records, value))
            accepted[column] = accepted[column] & values if column in accepted else values
        if not accepted or not length:
            return np.arange(length)
        columns = tuple(sorted(accepted))
        choices = []
        for column in columns:
            known = self._coded(measure_id, column)[1]
            choices.append([known[value] for value in accepted[column] if value in known])
        groups = self._grouped(measure_id, columns)
        found = [
            rows
            for codes in product(*choices)
            if (rows := groups.get(self._place(measure_id, columns, codes))) is not None
        ]
        if len(found) < 2:
            return found[0] if found else _NONE
        return np.sort(np.concatenate(found))

    def _place(self, measure_id: str, columns: tuple[str, ...], codes: tuple[int, ...]) -> int:
        place = 0
        for column, code in zip(columns, codes, strict=True):
            place = place * len(self._coded(measure_id, column)[1]) + code
        return place

    def _grouped(self, measure_id: str, columns: tuple[str, ...]) -> dict[int, Rows]:
        """The rows of every combination of values of some columns that there is."""
        if (measure_id, columns) not in self._sorted:
            place = np.zeros(len(self.counted(measure_id).people), dtype=np.intp)
            for column in columns:
                codes, known = self._coded(measure_id, column)
                place = place * len(known) + codes
            order = np.argsort(place, kind="stable")
            values, starts = np.unique(place[order], return_index=True)
            parts = np.split(order, starts[1:])
            self._sorted[measure_id, columns] = dict(zip(values.tolist(), parts, strict=True))
        return self._sorted[measure_id, columns]

    def _coded(self, measure_id: str, column: str) -> tuple[npt.NDArray[np.intp], dict[Any, int]]:
        """A column of those whom a measure counts, as codes, and the code of each value."""
        if (measure_id, column) not in self._codes:
            values = self._column(self.counted(measure_id).people, column)
            codes, uniques = pd.factorize(values)
            self._codes[measure_id, column] = codes, {v: n for n, v in enumerate(uniques.tolist())}
        return self._codes[measure_id, column]

    def _column(self, people: pd.DataFrame, column: str) -> npt.NDArray[Any]:
        """What conditions look at; an unknown grade is -1."""
        if column.startswith("group:"):
            members = self.records.in_group(column.removeprefix("group:"))
            return clean.is_in(people["key"], members).to_numpy(dtype=bool)
        if column in TRAITS and column not in people:
            return self._traits.of(people, column)
        if column == "grade":
            return people["grade"].astype("Int64").fillna(-1).to_numpy(dtype=np.int64)
        return people[column].to_numpy(dtype=object)

    # ── what to say ──────────────────────────────────────────────────────────────────────────────
    def notes(self, measure_id: str) -> list[str]:
        """Sentences on what a measure could not count, and where it had to make do."""
        measure = self._meant(measure_id)
        if measure.ratio is not None:
            of = self._span(measure.ratio)
            parts = (measure.ratio.numerator, measure.ratio.denominator)
            whole = self.figure(measure_id)
            said = [f"{measure.label}：{whole.said}"] if whole.number is None else []
            return list(dict.fromkeys([*said, *(n for part in parts for n in of.notes(part))]))
        counted = self.counted(measure_id)
        label = measure.label
        reasons: dict[str, list[str]] = {}
        for unit, why in counted.lacking.items():
            reasons.setdefault(why, []).append(unit or "（所给文件）")
        everybody = len(counted.lacking) == len(self.records.units)
        said = [] if everybody else [f"{label}：{note}" for note in counted.notes]
        if not everybody:
            said += [f"{label}：{why}，没有计入。" for why in dict.fromkeys(counted.gaps.values())]
        for why, units in reasons.items():
            if everybody and len(reasons) == 1:
                said.append(f"{label}：{why}，留空。")
            elif everybody:
                said.append(f"{label}：{'、'.join(units)}{why}，留空。")
            else:
                said.append(f"{label}：{'、'.join(units)}{why}，没有计入。")
        return said

    def in_words(self, figure: Figure) -> str:
        """How a figure is worked out, for the user: of a rate its formula and the two numbers."""
        above, below = figure.numerator, figure.denominator
        if above is None or below is None:
            span = f"；期间：{figure.period.label}" if figure.period != self.period else ""
            return figure.measure.definition + span
        parts = [figure.measure.definition]
        if above.number is not None and below.number is not None:
            parts.append(
                f"{above.number:g}（{above.measure.label}）÷{below.number:g}（{below.measure.label}）"
            )
        if figure.period != self.period:
            parts.append(f"期间：{figure.period.label}")
        told = f"出处：{figure.measure.source}"
        unsure = "" if figure.measure.status == "V" else "，可修改的默认口径"
        return "；".join([*parts, told + unsure, *filter(None, [figure.said.rstrip("。")])])

    def sources_of(self, figure: Figure) -> list[Source]:
        """The cells of everybody counted; of a rate, of numerator and denominator."""
        if figure.numerator is None or figure.denominator is None:
            return self.sources(figure.people)
        of = self if figure.period == self.period else self.year_to_date
        return [
            source._replace(said=f"{role}：{source.said}".rstrip("："))
            for role, part in (("分子", figure.numerator), ("分母", figure.denominator))
            for source in of.sources(part.people)
        ]

    def sources(self, people: pd.DataFrame) -> list[Source]:
        """The cells where counted people stand, in the order given."""
        columns = (people[name].tolist() for name in ("kind", "at", "name", "klass", "id_number"))
        told = zip(*columns, people["said"].tolist(), people["unit"].tolist(), strict=True)
        found = []
        places = {kind: name_field(kind.removeprefix(EARLIER)) for kind in set(people["kind"])}
        for kind, at, name, klass, id_number, said, unit in told:
            table = self._table(kind)
            piece = table.pieces[table.piece_no[at]]
            cell = piece.cell(int(table.row[at]), places[kind])
            found.append(
                Source(name, klass, id_number, piece.file, piece.sheet.name, cell, said, unit)
            )
        return found

    def _table(self, kind: str) -> Table:
        """The table of a kind, or the one of earlier years."""
        earlier = self.scope.previous
        if kind.startswith(EARLIER) and earlier is not None:
            return earlier[kind.removeprefix(EARLIER)]
        return self.records.tables[kind]


def _askable(measure: Measure, conditions: Conditions) -> bool:
    """Whether conditions may be asked of a measure: classes are of no sex."""
    allowed = measure.conditions
    return not allowed or all(name in allowed for name, _ in conditions.set)


def _sum(numbers: Sequence[float | None]) -> float | None:
    """The sum; of which a part is not known, it is not known."""
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


def _weighed(people: pd.DataFrame, rows: Rows) -> float:
    """How many people, or the sum of what each stands for."""
    if "weight" not in people:
        return len(rows)
    total = float(people["weight"].to_numpy(dtype=float)[rows].sum())
    return int(total) if total == int(total) else total
