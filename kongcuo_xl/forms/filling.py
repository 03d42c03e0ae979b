"""Filling a form: a plan that writes figures and lists into the cells that ask for them.

What is typed in already stays, unless it is asked for anew; formulas stay, and carry the value
they come to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from kongcuo_xl import clean
from kongcuo_xl.book import Cell, Value, a1, from_a1
from kongcuo_xl.forms import heads, lists
from kongcuo_xl.forms.agreement import Agreement
from kongcuo_xl.forms.blank import Blank, BlankSheet, FormError
from kongcuo_xl.forms.explanation import Explained, explanation
from kongcuo_xl.forms.layout import formula_at
from kongcuo_xl.forms.lists import Listed
from kongcuo_xl.forms.mapping import Form, Grid, Head, People
from kongcuo_xl.forms.members import MEMBERS
from kongcuo_xl.forms.page import GridRow, Page, PageValues, lines_taken, shown_text
from kongcuo_xl.forms.places import County, Writer
from kongcuo_xl.formulas import UnsupportedError
from kongcuo_xl.period import Period, PeriodError
from kongcuo_xl.plan import Plan, SetFormula, SetHeight, SetValue, Step
from kongcuo_xl.scope import Scope
from kongcuo_xl.statistics import MEASURES, STAGES, Conditions, Figure, Source, Statistics

ZERO_REPORT = "零报告"
_NOTHING = "缺少所需的表，没有计算"
_WIDTH = 8.43
"""Characters across a column of no stated width."""
_SMALL = 1.2
"""How many more characters of the size of remarks a column takes than its width says."""
_LINE_HEIGHT, _MARGIN, _HIGHEST = 13.0, 2.0, 409.0
"""Points of a line of a list, of the room around it, and of the highest row that there can be."""
_KIND_WORDS = {
    "day": "2025-10-20（日）",
    "week": "2025-W41（周）",
    "month": "2025-10（月）",
    "quarter": "2025Q4（季度）",
    "semester": "2025秋（学期）",
    "year": "2025-2026（学年）",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """A form's figures and the plan that writes them."""

    plan: Plan
    figures: tuple[Explained, ...]
    notes: tuple[str, ...]
    """Sentences for the user: what was left blank and why, what does not agree."""
    zero: bool | None
    """Whether it is a zero report; None where that can't be told."""


def fill(
    form: Form,
    blank: Blank,
    scope: Scope,
    period: Period,
    *,
    unit: str = "",
    explain: bool = False,
    overwrite: bool = False,
    statistics: Statistics | None = None,
) -> Filled:
    """Fill a form for the units of a scope together.

    ``unit`` is the name to print; without it, the only unit's own. With ``explain`` the figures
    name the people counted, and the plan adds the sheet 数据来源. With ``overwrite`` figures and
    rows of lists that somebody typed in are written anew where the data say otherwise, and said;
    heads and people that the data do not have stay. ``statistics`` gives the figures in place of
    the scope's own tables.

    Raises PeriodError for a period that the form is not for, or that has not begun, and FormError
    for a workbook that is not this form or is already filled for another period.
    """
    if form.period not in ("any", period.kind):
        raise PeriodError(
            f"{form.names[0]}的期间要写成 {_KIND_WORDS[form.period]} 这样，"
            f"现在是{period.name}（{period.label}）。"
        )
    if period.start > scope.date:
        raise PeriodError(
            f"{period.label}还没有开始（核查日期{scope.date}），没有可填的数；"
            "请改期间，或用 --date 写明核查日期。"
        )
    told = statistics or Statistics(scope, period)
    named = unit or _name_of(scope)
    return _Filling(form, blank, scope, period, named, told, explain, overwrite).fill()


def _name_of(scope: Scope) -> str:
    units = scope.tables.units
    schools = dict.fromkeys(p.context.school for p in scope.tables.pieces if p.context.school)
    if len(units) == 1 and units[0]:
        return PurePosixPath(units[0]).name
    if len(schools) == 1:
        return next(iter(schools))
    first = PurePosixPath(units[0]).name if units else ""
    return f"{first or '所给文件'}等{len(units)}个单位" if len(units) > 1 else ""


class _Filling:
    def __init__(
        self, form: Form, blank: Blank, scope: Scope, period: Period, unit: str,
        statistics: Statistics, explain: bool, overwrite: bool,
    ) -> None:  # fmt: skip
        self.form = form
        self.explain = explain
        self.overwrite = overwrite
        self.scope = scope
        self.period = period
        self.unit = unit
        self.statistics = statistics
        self.pages: dict[str, Page] = {}
        for name, sheet in blank.sheets.items():
            self.pages[name] = Page(sheet, self.pages)
        self.blank = blank
        self.notes: list[str] = []
        self.figures: list[Explained] = []
        self.lists: list[Listed] = [
            lists.listed(each, self.statistics.records) for each in form.lists
        ]
        self._listed_rows: dict[str, list[tuple[int, int]]] = {}
        """First and last row of each list on a sheet of the form as it came."""
        self._laid: dict[int, list[GridRow]] = {}
        """Rows of each grid, where they stand now."""
        self._sources: dict[int, Sequence[Source]] = {}

    def fill(self) -> Filled:
        """All of it, in the order of the pages."""
        units = self.statistics.units
        if len(units) > 1:
            shown = [PurePosixPath(unit).name for unit in units]
            if len(set(shown)) < len(shown):
                shown = list(units)
            named = "、".join(shown[:5]) + ("等" if len(shown) > 5 else "")
            self.notes.append(f"{len(units)}个单位（{named}）合在一起填报，各数为各单位之和。")
        if not units:
            self.notes.append("所给文件中没有可以统计的表，各数留空。")
        if self.period.end > self.scope.date:
            self.notes.append(f"{self.period.label}还没有结束，期末按核查日期{self.scope.date}计。")
        if not self.form.code:
            kept = "、".join(name for name, page in self.pages.items() if page.sheet.protected)
            if kept:
                self.notes.append(f"工作表“{kept}”有保护；已照填，填好的副本里保护仍在。")
        # Lists first: they may make rows, and everything below moves.
        for people, listed in zip(self.form.lists, self.lists, strict=True):
            self._list(people, listed)
        for number, grid in enumerate(self.form.grids):
            self._lay(number, grid)
        self.county.lay()
        zero = self._zero()
        for head in self.form.heads:
            self._head(head, zero)
        for number, grid in enumerate(self.form.grids):
            self._grid(grid, self._laid[number])
        self.county.fill()
        self.notes += self.county.said
        self.figures += self.county.figures
        self._formulas()
        for number, grid in enumerate(self.form.grids):
            self._explain_formulas(grid, self._laid[number])
        if self.explain and not self.form.code:
            self._explain_own_formulas()
        agreement = Agreement(self.form, self.pages, self.lists, self._laid, self._listed_rows)
        self.notes += agreement.notes()
        notes = tuple(dict.fromkeys(self.notes))
        return Filled(tuple(self._steps()), self._placed(), notes, zero)

    # ── heads ────────────────────────────────────────────────────────────────────────────────────
    def _zero(self) -> bool | None:
        """Whether there was no case; None where a unit has no ledger to tell by."""
        if not self.lists:
            return self._no_case()
        if any(len(each) for each in self.lists):
            return False
        if any(each.lacking for each in self.lists) or not self.statistics.units:
            return None
        return True

    def _no_case(self) -> bool | None:
        """Whether no case was open in the period, on a form that lists nobody."""
        records = self.statistics.records
        if len(records.open_cases):
            return False
        return (
            True if records.units and not set(records.units) - records.units_with("cases") else None
        )

    def _head(self, head: Head, zero: bool | None) -> None:
        sheet = self.blank.sheet(head.sheet)
        cell = from_a1(head.cell) if head.cell else next(sheet.find(head.label), None)
        if cell is None or (head.cell and head.label not in str(sheet.values.get(cell, ""))):
            raise self._not_ours(head.sheet, f"“{head.label.rstrip('：')}”")
        if head.inline:
            self._behind(head, cell, zero)
            return
        at = sheet.beside(cell)
        moved = self.pages[head.sheet].moved(at)
        kinds: dict[str, Value] = {
            "unit": self.unit,
            "period": self.period.label,
            "date": self.scope.date,
            "report_kind": "" if zero is None else ZERO_REPORT if zero else "有",
            heads.LISTED: self._listed_on(head.sheet),
        }
        value = kinds[head.value]
        typed = sheet.values.get(at, "")
        if head.value == "period" and typed not in ("", value, self.period.name):
            raise FormError(
                f"［{head.sheet}］{a1(*at)}写的{head.label.rstrip('：')}是{typed}，要填的是{self.period.label}；"
                "没有填写，请换一张空白表样或改期间。"
            )
        self._put(head.sheet, moved, value, head.label.rstrip("："))

    def _listed_on(self, sheet: str) -> Value:
        """How many are on the only list of a sheet; "" where that is not known."""
        own = [
            listed for people, listed in zip(self.form.lists, self.lists, strict=True)
            if people.sheet == sheet
        ]  # fmt: skip
        return len(own[0]) if len(own) == 1 and not own[0].lacking else ""

    def _behind(self, head: Head, cell: Cell, zero: bool | None) -> None:
        """Write a value behind its label, into the room that the form leaves for it."""
        page = self.pages[head.sheet]
        at = page.moved(cell)
        said = str(page.values[at])
        value = {
            "unit": self.unit,
            "period": self.period.label,
            "date": heads.in_full(self.scope.date),
            "report_kind": "" if zero is None else ZERO_REPORT if zero else "有",
        }.get(head.value, "")
        if typed := heads.typed(said, head):
            if typed != value and value:
                label = head.label.rstrip("：:")
                self.notes.append(
                    f"［{head.sheet}］{a1(*at)}（{label}）已经填有“{typed}”，没有改动。"
                )
            return
        text = heads.behind(said, head, value, self.period, self.scope.date)
        if text != said:
            self._rewrite(head.sheet, at, text)

    # ── cells of a county's own form ─────────────────────────────────────────────────────────────
    @cached_property
    def county(self) -> County:
        """The figures of a county's own form."""
        writer = Writer(
            self._put_figure, self._rewrite, self._shown_at, self._percent_at, self._explain,
            self._people,
        )  # fmt: skip
        return County(
            self.form, self.blank, self.pages, self.scope, self.statistics, self.unit, writer
        )

    def _rewrite(self, sheet: str, at: Cell, text: str) -> None:
        """Write a cell's own text again, with what was put into its blanks."""
        page = self.pages[sheet]
        page.values[at] = text
        page.steps.append(SetValue(sheet, *at, text))

    def _people(self, figure: Figure) -> Sequence[Source]:
        return self.statistics.sources_of(figure) if self.explain else ()

    # ── figures ──────────────────────────────────────────────────────────────────────────────────
    def _lay(self, number: int, grid: Grid) -> None:
        """Find the rows of a grid, and make as many as the data need."""
        sheet, page, block = self.blank.sheet(grid.sheet), self.pages[grid.sheet], grid.block
        paths = [(label,) for label in block.stub] + [column.path for column in block.columns]
        for at, path in enumerate(paths):
            wanted = tuple(filter(None, map(clean.header_key, path)))
            if sheet.path(at, block.top, block.first - 1) != wanted:
                raise self._not_ours(grid.sheet, f"“{'/'.join(path)}”这一列")
        rows: list[GridRow] = []
        more = 0
        """Rows that somebody has made in this copy of the form."""
        for n, (line, drawn) in enumerate(block.places):
            at = drawn + more
            if not line.each:
                column = len(line.path) - 1
                if sheet.label((at, column)) != clean.header_key(line.label):
                    raise self._not_ours(grid.sheet, f"“{line.label}”这一行")
                rows.append(GridRow(line, page.moved((at, 0))[0], line.label, line.conditions))
                continue
            after = [each.label for each, _ in block.places[n + 1 : n + 2]]
            ruled = self._ruled(sheet, at, 0, after)
            more += len(ruled) - line.ruled
            members = MEMBERS[line.each](self.statistics)
            lacking = len(members) - len(ruled)
            if lacking > 0:
                page.make_room(page.moved((ruled[-1], 0))[0], lacking)
            first = page.moved((ruled[0], 0))[0]
            for row, (name, conditions) in enumerate(members, first):
                self._put(grid.sheet, (row, block.left - 1), name, name)
                rows.append(GridRow(line, row, name, conditions))
                for place, each in enumerate(block.columns, block.left):
                    # Rows that were made have the look of those above, not their formulas.
                    if block.is_formula(line, each) and (row, place) not in page.formulas:
                        page.formulas[row, place] = formula_at(block, line, (row, place), each)
        self._laid[number] = rows

    def _ruled(self, sheet: BlankSheet, top: int, column: int, until: list[str]) -> list[int]:
        """The ruled rows from one on, up to a row with one of these labels."""
        stops = set(map(clean.header_key, until))
        rows: list[int] = []
        while (row := top + len(rows), column) in sheet.ruled and sheet.label(
            (row, column)
        ) not in stops:
            rows.append(row)
        if not rows:
            raise FormError(f"［{sheet.name}］表头下面没有画好的空行；请用原来的表样。")
        return rows

    def _grid(self, grid: Grid, rows: list[GridRow]) -> None:
        block = grid.block
        unknown: dict[str, list[str]] = {}
        for row in rows:
            line = row.line
            if row.conditions is not line.conditions:
                line = replace(line, conditions=row.conditions)
            for at, column in enumerate(block.columns, block.left):
                if column.parameter and not line.total:
                    value = self._shown(self.scope.policy[column.parameter])
                    self._put(grid.sheet, (row.at, at), value, row.label)
                asked = block.asked(line, column)
                if asked is None:
                    continue
                figure = self.statistics.figure(asked.measure, asked.conditions)
                cell = row.at, at
                if asked.text:
                    words = {"basis": figure.basis, "definition": figure.measure.definition}
                    self._put(grid.sheet, cell, words[asked.text], row.label)
                    self._heighten(grid.sheet, cell, column.width)
                    continue
                shown = self._shown_at(grid.sheet, cell, figure, figure.number)
                self._put_figure(grid.sheet, cell, shown, row.label)
                self._explain(grid.sheet, cell, figure)
                missing = unknown.setdefault(asked.measure, [])
                if figure.number is None and not line.total and row.label not in missing:
                    missing.append(row.label)
        # What holds for several measures is said once.
        said: dict[str, list[str]] = {}
        for measure, labels in unknown.items():
            notes = self.statistics.notes(measure)
            if labels and len(labels) < len([row for row in rows if not row.line.total]):
                rest = f"{'、'.join(labels)}没有一个单位算得出，留空。"
                notes = [*notes, f"{MEASURES[measure].label}：{rest}"]
            for note in notes:
                label, _, rest = note.partition("：")
                said.setdefault(rest, []).append(label)
        self.notes += [f"{'、'.join(labels)}：{rest}" for rest, labels in said.items()]
        plain = [row.conditions for row in rows if not row.line.total and not row.line.part]
        if _every_grade(plain):
            for measure in dict.fromkeys(c.measure for c in block.columns if not c.conditions):
                if measure:
                    self._outside(measure, [Conditions(**each) for each in plain])

    def _heighten(self, sheet: str, cell: Cell, width: float) -> None:
        """Make a row as high as the words in it need."""
        page = self.pages[sheet]
        lines = lines_taken(page.values.get(cell, ""), width * _SMALL)
        height = min(lines * _LINE_HEIGHT + _MARGIN, _HIGHEST)
        drawn = page.sheet.heights.get(cell[0])
        # Rows of words are not made, so that the row is where it was drawn.
        if drawn is not None and height > max(drawn, page.heights.get(cell[0], 0)):
            page.heights[cell[0]] = height
            page.steps.append(SetHeight(sheet, cell[0], height))

    def _shown(self, number: float | None) -> Value:
        """A figure as the policy has it; zero may be 0, nothing or 无."""
        if number is None:
            return ""
        zero: str = self.scope.policy["zero_shown_as"]
        return (0 if zero == "0" else zero) if number == 0 else number

    def _shown_at(self, sheet: str, cell: Cell, figure: Figure, number: float | None) -> Value:
        """A number as its cell shows it: a rate is 0.98, 98 or 98% by format and headings."""
        if not figure.measure.is_rate or number is None:
            return self._shown(number)
        return self._percent_at(sheet, cell, number)

    def _percent_at(self, sheet: str, cell: Cell, number: float) -> Value:
        page = self.pages[sheet]
        if cell in page.percents:
            return round(number / 100, 8)
        for (row, column), text in page.sheet.values.items():
            area = page.sheet.merge_at((row, column))
            over = area.left <= cell[1] <= area.right and row < cell[0]
            beside = page.moved((row, 0))[0] == cell[0] and column < cell[1]
            if (over or beside) and isinstance(text, str) and re.search("[%％]", text):
                return number
        return f"{number:.{self.scope.policy['rate_decimals']}f}%"

    def _outside(self, measure: str, conditions: list[Conditions]) -> None:
        """Say whom no row of the form takes in: nobody is dropped silently."""
        people = self.statistics.counted(measure).people
        if not len(people) or MEASURES[measure].is_rate:
            return
        outside = np.ones(len(people), dtype=bool)
        for each in conditions:
            outside[self.statistics.figure(measure, each).rows] = False
        if outside.any():
            out = people[outside]
            names = "、".join(out["name"].head(5)) + ("等" if len(out) > 5 else "")
            self.notes.append(
                f"{MEASURES[measure].label}：{names}共{len(out)}人的年级不明或不在一至九年级，"
                "没有计入；请补上年级。"
            )

    def _explain(self, sheet: str, cell: Cell, figure: Figure) -> None:
        number: Value = "" if figure.number is None else figure.number
        if figure.measure.is_rate and figure.number is not None:
            number = f"{figure.number:g}%"
        self.figures.append(
            Explained(
                sheet,
                *cell,
                figure.measure.label,
                figure.conditions.words,
                number,
                self.statistics.in_words(figure),
                figure.basis if figure.number is not None else figure.said or _NOTHING,
                self.statistics.sources_of(figure) if self.explain else (),
            )
        )

    # ── lists ────────────────────────────────────────────────────────────────────────────────────
    def _list(self, people: People, listed: Listed) -> None:
        sheet = self.blank.sheet(people.sheet)
        top, columns = self._list_columns(people, sheet)
        ruled = self._ruled(sheet, top + 1, min(columns.values()), [])
        self._say_lacking(people, listed)
        page = self.pages[people.sheet]
        if people.fixed:
            self._complete(people, listed, columns, ruled)
            return
        typed = self._typed(sheet, ruled, columns)
        free = [row for row in ruled if row not in typed]
        known = listed.columns
        values = {name: _as_shown(known[name], people, name) for name in columns}
        who = _identity(columns, people.dated)
        there = {
            tuple(shown_text(sheet.values.get((row, columns[name]), "")) for name in who): row
            for row in sorted(typed)
        }
        at = [
            there.get(tuple(shown_text(values[name][n]) for name in who))
            for n in range(len(listed))
        ]
        new = [n for n, row in enumerate(at) if row is None]
        if len(new) < len(listed):
            done = "按所给的表改写" if self.overwrite else "没有改动"
            self.notes.append(
                f"［{people.sheet}］有{len(listed) - len(new)}人已经手工填在表上，{done}。"
            )
        if not len(listed) and not listed.lacking and not typed and self.statistics.units:
            for name, word in people.empty.items():
                if name in columns and free:
                    self._put(people.sheet, page.moved((free[0], columns[name])), word, "")
            return
        more = len(new) - len(free)
        made = range(0)
        if more > 0:
            # Before the last free row, so that areas which end with the list grow with it; an only
            # one grows downwards. A ruled row below it, of totals, is none of the list.
            row = free[-1] if free else ruled[-1]
            last = page.moved((row, 0))[0]
            only = len(ruled) == 1 or (len(free) == 1 and row == ruled[0])
            page.make_room(last + only, more, last - 1 if row - 1 in free else last)
            made = range(last + only, last + only + more)
        for number, known_row in enumerate(at if self.overwrite else ()):
            if known_row is not None:
                person = {name: values[name][number] for name in columns if name != "seq"}
                row = page.moved((known_row, 0))[0]
                self._write(people.sheet, row, columns, person, None, known_row)
                self._explain_row(people.sheet, row, columns, listed, number)
        rows = sorted({*made, *(page.moved((row, 0))[0] for row in free)})
        # Rows made for a long list are as high as the one they are made like.
        like = free[-1] if free else ruled[-1]
        height = sheet.heights.get(like)
        for row, number in zip(rows, new, strict=False):
            person = {name: each[number] for name, each in values.items()}
            self._write(people.sheet, row, columns, person, height, like)
            self._explain_row(people.sheet, row, columns, listed, number)

    def _say_lacking(self, people: People, listed: Listed) -> None:
        self.notes += [f"［{people.sheet}］{note}" for note in listed.notes]
        for why in dict.fromkeys(listed.lacking.values()):
            units = [u or "（所给文件）" for u, reason in listed.lacking.items() if reason == why]
            named = "、".join(units)
            if len(units) == len(self.statistics.units):
                named = "各单位都" if len(units) > 1 else ""
            self.notes.append(f"［{people.sheet}］{named}{why}，没有列入。")

    def _typed(self, sheet: BlankSheet, ruled: list[int], columns: dict[str, int]) -> set[int]:
        """The ruled rows that somebody has begun; numbers printed in front of rows are nothing."""
        numbered = columns.get("seq", -1)
        return {
            row
            for (row, column), value in sheet.values.items()
            if column in columns.values()
            and not (column == numbered and re.fullmatch(r"[\d.]+", str(value)))
        } & set(ruled)

    def _complete(
        self, people: People, listed: Listed, columns: dict[str, int], ruled: list[int]
    ) -> None:
        """Fill the printed rows of a list from the rows of the data that they are about."""
        sheet, page = self.blank.sheet(people.sheet), self.pages[people.sheet]
        known = listed.columns
        values = {name: _as_shown(known[name], people, name) for name in columns}
        names = [clean.header_key(text) for text in values[people.fixed]]
        for row in ruled:
            printed = sheet.label((row, columns[people.fixed]))
            number = next((n for n, name in enumerate(names) if _is_about(name, printed)), None)
            if number is None:
                continue
            at = page.moved((row, 0))[0]
            there = {
                name: values[name][number]
                for name, column in columns.items()
                if (row, column) not in sheet.values
            }
            self._write(people.sheet, at, columns, there, sheet.heights.get(row), row)
            self._explain_row(people.sheet, at, columns, listed, number)

    def _write(
        self,
        sheet: str,
        row: int,
        columns: dict[str, int],
        values: dict[str, Value],
        ruled_height: float | None,
        like: int,
    ) -> None:
        """Write a row of a list, as high as its longest text needs where cells break lines.

        ``like`` is a row of the form as it came that looks the same.
        """
        page = self.pages[sheet]
        widths = page.sheet.widths
        lines = 1
        for name, value in values.items():
            column = columns[name]
            if value not in ("", page.values.get((row, column), "")):
                page.values[row, column] = value
                shown = page.fitting((row, column), value)
                page.steps.append(SetValue(sheet, row, column, shown))
                if (like, column) in page.sheet.wraps:
                    lines = max(lines, lines_taken(value, widths.get(column, _WIDTH)))
        height = lines * _LINE_HEIGHT + _MARGIN
        if ruled_height is not None and height > ruled_height:
            page.steps.append(SetHeight(sheet, row, min(height, _HIGHEST)))

    def _explain_row(
        self, sheet: str, row: int, columns: dict[str, int], listed: Listed, number: int
    ) -> None:
        if not self.explain:
            return
        place = columns.get("name", columns.get("student", min(columns.values())))
        self.figures.append(
            Explained(
                sheet,
                row,
                place,
                "名单",
                "",
                str(listed.people["name"].iloc[number]),
                listed.definition,
                listed.basis,
                self._sources_of(listed)[number : number + 1],
            )
        )

    def _sources_of(self, listed: Listed) -> Sequence[Source]:
        if id(listed) not in self._sources:
            self._sources[id(listed)] = (
                listed.sources() if listed.sources else self.statistics.sources(listed.people)
            )
        return self._sources[id(listed)]

    def _list_columns(self, people: People, sheet: BlankSheet) -> tuple[int, dict[str, int]]:
        """The header row of a list, and the column of each field."""
        if people.heads:
            upper, lower = (int(row) - 1 for row in people.heads.split(":"))
            paths = {"/".join(sheet.path(c, upper, lower)): c for c in range(sheet.width)}
            for label in people.columns:
                if label not in paths:
                    raise self._not_ours(people.sheet, f"“{label}”这一列")
            return lower, {name: paths[label] for label, name in people.columns.items()}
        first = next(iter(people.columns))
        top = next((row for row, _ in sheet.find(first)), -1)
        columns: dict[str, int] = {}
        for label, name in people.columns.items():
            cell = next((cell for cell in sheet.find(label) if cell[0] == top), None)
            if cell is None:
                raise self._not_ours(people.sheet, f"“{label}”这一列")
            columns[name] = cell[1]
        return top, columns

    def _not_ours(self, sheet: str, what: str) -> FormError:
        if not self.form.code:
            return FormError(
                f"［{sheet}］找不到{what}，表样与对照文件不符；"
                "请用 kongcuo forms learn 重新写出对照文件。"
            )
        return FormError(f"［{sheet}］找不到{what}，这不是{self.form.code}表样；请用原来的表样。")

    # ── writing ──────────────────────────────────────────────────────────────────────────────────
    def _put_figure(self, sheet: str, at: Cell, value: Value, label: str) -> None:
        """Write a figure at a cell; over what a person typed there only when asked to."""
        page = self.pages[sheet]
        typed = page.values.get(at, "")
        if self.overwrite and at not in page.formulas and "" not in (typed, value):
            if shown_text(typed) != shown_text(value):
                page.values[at] = value
                page.steps.append(SetValue(sheet, *at, page.fitting(at, value)))
                self.notes.append(
                    f"［{sheet}］{a1(*at)}（{label}）原填“{shown_text(typed)}”，改为“{shown_text(value)}”。"
                )
            return
        self._put(sheet, at, value, label)

    def _put(self, sheet: str, at: Cell, value: Value, label: str) -> None:
        """Write a value at a cell, unless a person or a formula was there before."""
        page = self.pages[sheet]
        if at in page.formulas or value == "":
            return
        typed = page.values.get(at, "")
        if typed == "":
            page.values[at] = value
            page.steps.append(SetValue(sheet, *at, page.fitting(at, value)))
        elif shown_text(typed) != shown_text(value):
            self.notes.append(
                f"［{sheet}］{a1(*at)}（{label}）已经填有“{shown_text(typed)}”，"
                f"算得“{shown_text(value)}”，没有改动。"
            )

    def _formulas(self) -> None:
        """Give every formula the value it comes to."""
        known: dict[str, PageValues] = {}
        for name, page in self.pages.items():
            left = {page.moved(from_a1(cell)) for cell in self.form.left.get(name, ())}
            known[name.lower()] = PageValues(page, known, left | self.county.unknown(name))
        for name, page in self.pages.items():
            failed: list[str] = []
            for cell, formula in page.formulas.items():
                try:
                    value = known[name.lower()].worked_out(cell)
                except UnsupportedError:
                    failed.append(a1(*cell))
                    continue
                page.values[cell] = value
                page.steps.append(SetFormula(name, *cell, formula, value))
            if partial := sorted(known[name.lower()].partial):
                cells = "、".join(a1(*c) for c in partial[:8])
                more = f"等{len(partial)}格" if len(partial) > 8 else ""
                self.notes.append(
                    f"［{name}］{cells}{more}的公式含有留空的格子，得数不全；请先补填留空的格子。"
                )
            if failed:
                cells = "、".join(failed[:8]) + (f"等{len(failed)}格" if len(failed) > 8 else "")
                self.notes.append(f"［{name}］{cells}的公式没有算出，用表格软件打开后会自动计算。")

    def _explain_own_formulas(self) -> None:
        """The formulas that came with a county's form, and what they come to."""
        for name, page in self.pages.items():
            for cell, formula in page.formulas.items():
                value = page.values.get(cell, "")
                if isinstance(value, int | float):
                    self.figures.append(
                        Explained(name, *cell, "表样自带的公式", "", value, f"={formula}", "公式")
                    )

    def _explain_formulas(self, grid: Grid, rows: list[GridRow]) -> None:
        page = self.pages[grid.sheet]
        for row in rows:
            for at, column in enumerate(grid.block.columns, grid.block.left):
                cell = row.at, at
                if formula := page.formulas.get(cell, ""):
                    measure = column.measure or row.line.measure
                    label = MEASURES[measure].label if measure else "、".join(column.path)
                    self.figures.append(
                        Explained(grid.sheet, *cell, label, row.label,
                                  page.values.get(cell, ""), f"={formula}", "公式")
                    )  # fmt: skip

    def _placed(self) -> tuple[Explained, ...]:
        """The figures in the order of the form."""
        order = {name: n for n, name in enumerate(self.pages)}
        return tuple(sorted(self.figures, key=lambda f: (order[f.sheet], f.row, f.column)))

    def _steps(self) -> Iterator[Step]:
        for page in self.pages.values():
            yield from page.insertions
        for page in self.pages.values():
            yield from page.steps
        if self.explain:
            title = f"{self.form.title}（{self.unit}，{self.period.label}）"
            yield explanation(title, self.period.label, self._placed())


def _identity(columns: dict[str, int], dated: str) -> list[str]:
    """The fields by which a row somebody has typed is known to be one of the list's."""
    who = [name for name in ("name", "student") if name in columns]
    named = [*who[:1], *([dated] if dated in columns else [])]
    return named or [name for name in columns if name != "seq"][:2]


def _as_shown(values: Sequence[Value], people: People, name: str) -> list[Value]:
    """Values as the cells of a column have them: its words for 是 and 否, its dates as such."""
    if name in people.dates:
        return [_as_date(value) for value in values]
    yes, no = people.words.get(name, ("是", "否"))
    said = {"是": yes, "否": no} if {yes, no} != {"是", "否"} else {}
    return [said.get(value, value) if isinstance(value, str) else value for value in values]


def _as_date(value: Value) -> Value:
    """A text that is nothing but a date as one."""
    if not isinstance(value, str) or not value:
        return value
    date, status = clean.date(value)
    return date if date is not None and status == "ok" else value


def _is_about(name: str, printed: str) -> bool:
    """Whether a row of the data is about a printed row: the one's words hold the other's."""
    return bool(name) and (name in printed or printed in name)


def _every_grade(rows: list[dict[str, Any]]) -> bool:
    """Whether rows are told apart by grade or stage alone, and take in all nine grades."""
    taken: set[int] = set()
    for conditions in rows:
        if conditions.keys() - {"grade", "stage"}:
            return False
        grade = conditions.get("grade")
        taken |= {grade} if grade else set(STAGES.get(conditions.get("stage", ""), ()))
    return taken == set(range(1, 10))
