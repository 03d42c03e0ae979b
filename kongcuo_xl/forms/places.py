"""Filling the figures of a county's own form: its single cells, and its rows left for names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol

from kongcuo_xl import clean, period
from kongcuo_xl.book import Cell, Value, a1, column_number, from_a1
from kongcuo_xl.forms import cards
from kongcuo_xl.forms.blank import Blank
from kongcuo_xl.forms.explanation import Explained
from kongcuo_xl.forms.labels import ticked
from kongcuo_xl.forms.mapping import Band, Form, Place, Term
from kongcuo_xl.forms.members import MEMBERS, condition_of, what_is_told
from kongcuo_xl.scope import Scope
from kongcuo_xl.statistics import MEASURES, STAGES, Conditions, Figure, Statistics

NAMED = ("klass", "village", "school")
"""Conditions that ``*`` stands in for a row of each."""


_KINDS = {"school": "学校", "township": "乡镇", "klass": "班级", "village": "村"}


class Page(Protocol):
    """A sheet being filled."""

    values: dict[Cell, Value]

    def make_room(self, at: int, count: int, like: int | None = None) -> None:
        """Insert rows before a row, looking like another."""

    def moved(self, cell: Cell) -> Cell:
        """Where a cell of the form as it came stands now."""


@dataclass(slots=True)
class Writer:
    """How the filling of a form writes and explains."""

    put: Callable[[str, Cell, Value, str], None]
    rewrite: Callable[[str, Cell, str], None]
    shown: Callable[[str, Cell, Figure, float | None], Value]
    percent: Callable[[str, Cell, float], Value]
    explain: Callable[[str, Cell, Figure], None]
    people: Callable[[Figure], Any]


@dataclass(slots=True)
class _Member:
    """What a row is left for: its name, and the conditions of its figures."""

    name: str
    conditions: dict[str, Any]


@dataclass(slots=True)
class County:
    """The figures of a county's own form."""

    form: Form
    blank: Blank
    pages: Mapping[str, Page]
    scope: Scope
    statistics: Statistics
    unit: str
    writer: Writer
    said: dict[str, None] = field(default_factory=dict)
    """Sentences for the user, each once."""
    figures: list[Explained] = field(default_factory=list)
    _months: dict[int, Statistics] = field(default_factory=dict)
    _unknown: dict[str, set[Cell]] = field(default_factory=dict)
    _members: dict[int, list[_Member]] = field(default_factory=dict)

    # ── rows for names ───────────────────────────────────────────────────────────────────────────
    def lay(self) -> None:
        """Find out what stands in every row left for a name, and make the rows that lack."""
        rest: dict[tuple[str, str], list[_Member]] = {}
        for number, band in enumerate(self.form.bands):
            key = band.sheet, band.each
            if key not in rest:
                rest[key] = self._free_members(band)
            mine = [m for m in rest[key] if self._has_stage(m, band.stage)]
            rest[key] = [m for m in rest[key] if m not in mine]
            page = self.pages[band.sheet]
            first, last = (int(row) - 1 for row in band.rows.split(":"))
            self._members[number] = mine
            if (lacking := len(mine) - (last - first + 1)) > 0:
                # Before the last row, so that sums over the rows grow; after an only one.
                at = page.moved((last, 0))[0]
                only = first == last
                page.make_room(at + only, lacking, at if only else at - 1)
        for (sheet, each), left in rest.items():
            if left:
                names = "、".join(m.name for m in left[:5]) + ("等" if len(left) > 5 else "")
                self._say(
                    f"［{sheet}］没有可填{names}的行（{_KINDS[each]}{len(left)}个），没有计入。"
                )

    def _free_members(self, band: Band) -> list[_Member]:
        """Those of the data that the sheet names in no other row."""
        if band.each not in MEMBERS:
            self._say(f"［{band.sheet}］各行的名称没有可填的，留空。")
            return []
        records = self.statistics.records
        asked = condition_of(band.each)
        typed = self._typed(band.sheet, asked)
        taken = (
            set().union(*(records.units_of(name) for name in typed)) if asked == "school" else set()
        )
        found = []
        several = len(records.units) > 1
        if band.each == "klass" and several and "school" not in band.names.values():
            self._say(
                f"［{band.sheet}］所给的有{len(records.units)}所学校，各班的行分不出学校，留空；请一校填一张。"
            )
            return []
        for name, conditions in MEMBERS[band.each](self.statistics):
            named = name or self.unit
            if named in typed or conditions.get(asked) in typed:
                continue
            if asked == "school" and conditions and records.units_of(named) & taken:
                continue
            found.append(_Member(named, conditions))
        return found

    def _typed(self, sheet: str, each: str) -> set[str]:
        """The names that stand in rows of a sheet."""
        told = {
            getattr(term.conditions, each)
            for place in self.form.places if place.sheet == sheet
            for term in place.of
        }  # fmt: skip
        return told - {"", "*"}

    def _has_stage(self, member: _Member, stage: str) -> bool:
        if not stage:
            return True
        records = self.statistics.records
        school = member.conditions.get("school")
        units = records.units_of(school) if school else set(records.units)
        return any(unit in units and grade in STAGES[stage] for unit, grade in records.taught)

    def _fill_band(self, number: int, band: Band) -> None:
        # Rows are made behind the first, which therefore says where they begin now.
        top = self.pages[band.sheet].moved((int(band.rows.partition(":")[0]) - 1, 0))[0]
        for row, member in enumerate(self._members[number], top):
            for letters, kind in band.names.items():
                value = self._name(member, kind, band)
                if kind == "seq":
                    value = self._number(band.sheet, (row, column_number(letters)), row == top)
                self.writer.put(band.sheet, (row, column_number(letters)), value, member.name)
            for letters, column in band.columns.items():
                of, over = (
                    [t._replace(conditions=_of_member(t.conditions, member)) for t in terms]
                    for terms in (column.of, column.over)
                )
                labels = f"{member.name} × {column.labels}"
                cell = row, column_number(letters)
                if over:
                    self._fill_share(band.sheet, cell, labels, of, over)
                else:
                    self._fill_cell(band.sheet, cell, labels, of, column.answers)

    def _number(self, sheet: str, cell: Cell, first: bool) -> Value:
        """The number of a row: one more than that above it; "" where its own is printed."""
        values = self.pages[sheet].values
        above = values.get((cell[0] - 1, cell[1]), "")
        if values.get(cell, "") != "":
            return ""
        return int(above) + 1 if isinstance(above, int | float) else 1 if first else ""

    def _name(self, member: _Member, kind: str, band: Band) -> Value:
        told = member.conditions
        if kind == "grade":
            grade = clean.class_of("", str(told.get("klass", ""))).grade
            return "" if grade is None else clean.grade_label(grade)
        if kind == "klass" and "grade" in band.names.values():
            number = clean.class_of("", str(told.get("klass", ""))).number
            return f"{number}班" if number and number.isdecimal() else str(told.get("klass", ""))
        if kind in ("school", "township"):
            return str(told.get("school", "") or self.unit)
        if kind not in (*NAMED, "seq"):
            return what_is_told(self.statistics, band.each, told, kind)
        return str(told.get(kind, ""))

    def unknown(self, sheet: str) -> set[Cell]:
        """The cells of a sheet for figures that could not be told."""
        return self._unknown.get(sheet, set())

    # ── cells ────────────────────────────────────────────────────────────────────────────────────
    def fill(self) -> None:
        """Write every figure."""
        for number, band in enumerate(self.form.bands):
            self._fill_band(number, band)
        sentences: dict[tuple[str, str], list[tuple[Place, Value]]] = {}
        for place in self.form.places:
            cell = self.pages[place.sheet].moved(from_a1(place.cell))
            terms = list(self._terms(place, place.of))
            if place.over:
                over = list(self._terms(place, place.over))
                self._fill_share(place.sheet, cell, place.labels, terms, over)
            elif place.blank:
                value = self._value(place.sheet, cell, place.labels, terms)
                sentences.setdefault((place.sheet, place.cell), []).append((place, value))
            else:
                self._fill_cell(place.sheet, cell, place.labels, terms, place.answers)
        for (sheet, address), values in sentences.items():
            self._fill_sentence(sheet, from_a1(address), values)
        self._unlisted()

    def _terms(self, place: Place, terms: Sequence[Term]) -> Iterator[Term]:
        """The terms of a cell, with one for every row that ``*`` stands for."""
        for term in terms:
            each = next((n for n in NAMED if getattr(term.conditions, n) == "*"), "")
            if not each:
                yield term
                continue
            for number, band in enumerate(self.form.bands):
                if band.sheet != place.sheet or condition_of(band.each) != each:
                    continue
                if term.conditions.stage and band.stage and band.stage != term.conditions.stage:
                    continue
                for member in self._members[number]:
                    yield term._replace(conditions=_of_member(term.conditions, member))

    def _fill_cell(
        self, sheet: str, cell: Cell, labels: str, terms: list[Term],
        answers: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        value = self._value(sheet, cell, labels, terms, answers)
        if value == "":
            self._unknown.setdefault(sheet, set()).add(cell)
        text = str(self.pages[sheet].values.get(cell, ""))
        if answers and value and text not in answers:
            self.writer.rewrite(sheet, cell, ticked(text, str(value)) or str(value))
        else:
            self.writer.put(sheet, cell, value, labels)

    def _fill_share(
        self, sheet: str, cell: Cell, labels: str, of: list[Term], over: list[Term]
    ) -> None:
        """Write what part some terms are of others, in per cent."""
        parts = [self._figure(term) for term in of], [self._figure(term) for term in over]
        above, below = ([each for each in part if each is not None] for part in parts)
        if not above or not below or [len(above), len(below)] != [*map(len, parts)]:
            return
        numbers = self.statistics.total(above), self.statistics.total(below)
        for figure in (*above, *below):
            self._say(*self.statistics.notes(figure.measure.id), *self._unflagged(figure))
        if numbers[0] is None or numbers[1] is None:
            self._say(*self._untold([*above, *below]))
            return
        if not numbers[1]:
            self._say(f"［{sheet}］{a1(*cell)}（{labels}）：分母是0，没有占比，留空。")
            return
        percent = round(100 * numbers[0] / numbers[1], self.scope.policy["rate_decimals"])
        named = (
            "、".join(f"{x.measure.label}·{x.conditions.words}" for x in each[:6])
            for each in (above, below)
        )
        told = [f"{number:g}（{words}）" for number, words in zip(numbers, named, strict=True)]
        sources = [
            source._replace(said=f"{role}：{source.said}".rstrip("："))
            for role, each in (("分子", above), ("分母", below))
            for figure in each
            for source in self.writer.people(figure)
        ]
        self.figures.append(
            Explained(
                sheet, *cell, labels, "", f"{percent:g}%", f"{'÷'.join(told)}×100%",
                above[0].basis, sources,
            )
        )  # fmt: skip
        self.writer.put(sheet, cell, self.writer.percent(sheet, cell, percent), labels)

    def _value(
        self, sheet: str, cell: Cell, labels: str, terms: list[Term],
        answers: tuple[str, ...] = (),
    ) -> Value:  # fmt: skip
        """What a cell comes to, with what is to be said of it; ``""`` where it is not known."""
        figures = [self._figure(term) for term in terms]
        if not figures:
            return ""
        there = [figure for figure in figures if figure is not None]
        if len(there) < len(figures):
            return ""
        whole = self.statistics.total(there)
        self._say(*self._untold(there))
        if len(there) == 1:
            self.writer.explain(sheet, cell, there[0])
        else:
            self._explain_sum(sheet, cell, labels, there, whole)
        for figure in there:
            self._say(*self.statistics.notes(figure.measure.id), *self._unflagged(figure))
            school = figure.conditions.school
            if school and not self.statistics.records.units_of(school):
                self._say(f"所给的文件中没有“{school}”，这一行留空。")
        if answers and whole is not None:
            return answers[0] if whole > 0 else answers[1]
        return self.writer.shown(sheet, cell, there[0], whole)

    def _untold(self, figures: list[Figure]) -> Iterator[str]:
        """Why figures are not known where no unit lacks a table: one list speaks for all."""
        for figure in figures:
            lacking = self.statistics.notes(figure.measure.id)
            if figure.number is None and not lacking and self.statistics.units:
                label, whom = figure.measure.label, figure.conditions.words
                yield f"{label}：所给的表分不出{whom}的，留空，含它的合计也留空。"

    def _figure(self, term: Term) -> Figure | None:
        """A term's figure; None for a class of several schools of which none is named."""
        several = len(self.statistics.records.units) > 1
        if term.conditions.klass and several and not term.conditions.school:
            self._say("所给的有几所学校，班级的行分不出学校，留空；请一校填一张。")
            return None
        if not term.month:
            return self.statistics.figure(term.measure, term.conditions)
        of_month = self._of_month(term.month)
        return None if of_month is None else of_month.figure(term.measure, term.conditions)

    def _of_month(self, month: int) -> Statistics | None:
        """The figures of one month of the period; None where it has none, or not yet."""
        whole = self.statistics.period
        years = {whole.start.year, whole.end.year}
        spans = [one for year in sorted(years) if (one := period.month(year, month)).start in whole]
        if len(spans) != 1:
            self._say(f"{month}月不在{whole.label}内，留空。")
            return None
        if spans[0].start > self.scope.date:
            self._say(f"{spans[0].label}还没有到，留空。")
            return None
        if month not in self._months:
            self._months[month] = Statistics(self.scope, spans[0])
        return self._months[month]

    def _fill_sentence(
        self, sheet: str, form_cell: Cell, values: list[tuple[Place, Value]]
    ) -> None:
        """Write numbers into the blanks of a cell's own text."""
        cell = self.pages[sheet].moved(form_cell)
        text = str(self.pages[sheet].values.get(cell, ""))
        known = {place.blank: value for place, value in values if value != ""}
        count = iter(range(1, len(text) + 1))
        now = cards.BLANK.sub(lambda found: str(known.get(next(count), found[0])), text)
        if now != text:
            self.writer.rewrite(sheet, cell, now)

    def _unflagged(self, figure: Figure) -> list[str]:
        """A sentence on the units whose rosters don't tell a special group."""
        group = figure.conditions.group
        if not group:
            return []
        records = self.statistics.records
        without = [unit for unit in records.units if unit not in records.units_flagging(group)]
        if not without:
            return []
        label = replace(Conditions(), group=group).words
        named = "、".join(unit or "所给文件" for unit in without)
        return [f"{named}的名册没有“{label}”这一列，没有计入。"]

    def _explain_sum(
        self, sheet: str, cell: Cell, labels: str, figures: list[Figure], whole: Any
    ) -> None:
        told = "、".join(
            f"{each.measure.label}（{each.conditions.words}）" for each in figures[:12]
        )
        more = f"等{len(figures)}项" if len(figures) > 12 else ""
        rate = figures[0].measure.is_rate
        self.figures.append(
            Explained(
                sheet, *cell, labels, "", "" if whole is None else f"{whole:g}%" if rate else whole,
                told + more + ("合起来：分子之和÷分母之和" if rate else "之和"),
                figures[0].basis,
                [source for each in figures for source in self.writer.people(each)],
            )
        )  # fmt: skip

    # ── who is in none of the rows ───────────────────────────────────────────────────────────────
    def _unlisted(self) -> None:
        """Say whom figures by grade, sex or class leave out: nobody is dropped silently."""
        used: dict[str, set[str]] = {}
        columns = [column.of for band in self.form.bands for column in band.columns.values()]
        for of in [*columns, *(place.of for place in self.form.places)]:
            for term in of:
                told = {k for k, v in asdict(term.conditions).items() if v not in (None, "")}
                used.setdefault(term.measure, set()).update(told)
        for measure, conditions in used.items():
            if MEASURES[measure].is_rate:
                continue
            people = self.statistics.counted(measure).people
            if not len(people):
                continue
            for asked, column, label in (
                (conditions & {"grade", "stage"}, "grade", "年级"),
                (conditions & {"sex"}, "sex", "性别"),
                (conditions & {"klass"}, "klass", "班级"),
            ):
                if not asked:
                    continue
                without = people[people[column].isna() | (people[column] == "")]
                if len(without):
                    names = "、".join(without["name"].head(5)) + ("等" if len(without) > 5 else "")
                    self._say(
                        f"{MEASURES[measure].label}：{names}共{len(without)}人没有{label}，"
                        f"分{label}的各数没有计入；请补上。"
                    )
            if "age" in conditions:
                aged = self.statistics.figure(measure, Conditions(age="0-99")).rows
                without = people.drop(people.index[aged])
                if len(without):
                    names = "、".join(without["name"].head(5)) + ("等" if len(without) > 5 else "")
                    self._say(
                        f"{MEASURES[measure].label}：{names}共{len(without)}人算不出年龄，"
                        "分年龄的各数没有计入；请核对身份证号和出生日期。"
                    )
        self._missing_schools()

    def _missing_schools(self) -> None:
        """Schools of the data that no row of a form by schools takes in."""
        records = self.statistics.records
        for sheet in self.blank.sheets:
            typed = self._typed(sheet, "school")
            banded = any(
                b.sheet == sheet and condition_of(b.each) == "school" for b in self.form.bands
            )
            if not typed or banded or len(records.units) < 2:
                continue
            taken = set().union(*(records.units_of(name) for name in typed))
            left = [unit.rsplit("/", 1)[-1] for unit in records.units if unit not in taken]
            if left:
                names = "、".join(left[:5]) + ("等" if len(left) > 5 else "")
                self._say(f"［{sheet}］表样所列的学校中没有{names}，没有计入。")

    def _say(self, *sentences: str) -> None:
        self.said |= dict.fromkeys(sentences)


def _of_member(conditions: Conditions, member: _Member) -> Conditions:
    """The conditions of a row left for a name, once the name is known."""
    told = _with(conditions, {n: "" for n in NAMED if getattr(conditions, n) == "*"})
    return _with(told, {k: v for k, v in member.conditions.items() if not getattr(told, k)})


def _with(conditions: Conditions, changed: Mapping[str, Any]) -> Conditions:
    return replace(conditions, **changed)
