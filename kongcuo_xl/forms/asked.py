"""What the figures of a filled-in sheet ask for: on ours by their labels, on any as learnt."""

from __future__ import annotations

import re
from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any

from kongcuo_xl import clean
from kongcuo_xl.book import Area, Cell, Value, from_a1
from kongcuo_xl.crosschecks.sheets import FilledSheet
from kongcuo_xl.crosschecks.structure import total_level
from kongcuo_xl.forms.blank import Blank, BlankSheet, FormError
from kongcuo_xl.forms.layout import Block, Line
from kongcuo_xl.forms.learning import learn
from kongcuo_xl.forms.mapping import Form, Grid, Term, all_forms
from kongcuo_xl.statistics import MEASURES, STAGES, Conditions

Terms = frozenset[Term]
"""A figure, or several that are added up; boys and girls of one figure are one."""


def form_of(sheet: FilledSheet) -> tuple[Form, Grid] | None:
    """The form of ours that a block of figures is of, and its grid; None for another's."""
    title = clean.key(sheet.title)
    paths = set(sheet.columns.values())
    for form in all_forms():
        if form.code != sheet.code and clean.key(form.title) not in title:
            continue
        for grid in form.grids:
            own = {heading_path(column.path) for column in grid.block.columns if column.id}
            if own and 2 * len(own & paths) > len(own):
                return form, grid
    return None


def heading_path(path: tuple[str, ...]) -> tuple[str, ...]:
    """The labels of a column of a form's text, as a sheet that was read has them."""
    return tuple(dict.fromkeys(map(clean.header_key, path)))


def asked(sheet: FilledSheet) -> dict[Cell, Terms]:
    """What each figure is a number of, by cell, where its labels are understood."""
    if known := form_of(sheet):
        return _as_drawn(sheet, known[1])
    found: dict[Cell, Terms] = {}
    measures = {
        column: measure
        for column, path in sheet.columns.items()
        # A subtotal is one of the columns beside it, whatever else there may be.
        if not total_level(path[-1]) and (measure := _measure("".join(path)))
    }
    for row, label in sheet.labels.items():
        conditions = _conditions(label)
        if conditions is not None:
            for column, measure in measures.items():
                found[row, column] = frozenset({Term(measure, conditions)})
    found |= _learnt(sheet)
    return {cell: found[cell] for cell in sorted(sheet.figures) if cell in found}


_KEPT = 512
"""How many sheets' labels are remembered: several rules look at each sheet in turn."""
_known: dict[Hashable, dict[Cell, Terms]] = {}


def _as_drawn(sheet: FilledSheet, grid: Grid) -> dict[Cell, Terms]:
    """As the text of a form of ours says; rates are left out, for they are none of people."""
    places = {path: column for column, path in sheet.columns.items()}
    block = grid.block
    columns = [
        (places[path], line)
        for line in block.columns
        if not line.formula and not line.text and (path := heading_path(line.path)) in places
    ]
    found: dict[Cell, Terms] = {}
    for row, label in sheet.labels.items():
        line, conditions = _line_of(block, label)
        if line is None or line.formula:
            continue
        for at, column in columns:
            measure = line.measure or column.measure
            counted = bool(measure) and (column.measure or column.conditions or column.id)
            if counted and not MEASURES[measure].is_rate and (row, at) in sheet.figures:
                one = Term(measure, Conditions(**conditions, **column.conditions))
                found[row, at] = frozenset({one})
    return found


def _line_of(block: Block, label: str) -> tuple[Line | None, dict[str, Any]]:
    """The row of a block that a label stands before, and whom it counts."""
    last = clean.header_key(label.split()[-1])
    lines = [line for line, _ in block.places]
    for line in lines:
        if line.path and clean.header_key(line.label) == last:
            return line, line.conditions
    each = next((line for line in lines if line.each), None)
    # 一中七(1)班 names a school as well: which one, only the data know.
    if each is None or (each.each == "klass" and not re.match("[一二三四五六七八九]", last)):
        return None, {}
    return each, {each.each: label}


def _learnt(sheet: FilledSheet) -> dict[Cell, Terms]:
    """As the learner of blank forms reads the sheet without its figures."""
    values, merges = _emptied(sheet)
    name = sheet.sheet.name
    key = sheet.title, name, frozenset(values.items()), tuple(merges)
    if key not in _known:
        if len(_known) >= _KEPT:
            _known.clear()
        _known[key] = _read(BlankSheet(name, values, {}, merges), sheet.title)
    return _known[key]


def _read(page: BlankSheet, title: str) -> dict[Cell, Terms]:
    try:
        form = learn(Blank({page.name: page}), Path(title)).form
    except FormError:
        return {}
    return {
        from_a1(place.cell): whole(place.of)
        for place in form.places
        if place.of
        and not place.answers
        and not place.over
        and not place.of[0].month
        and not any(MEASURES[term.measure].is_rate for term in place.of)
    }


def _emptied(sheet: FilledSheet) -> tuple[dict[Cell, Value], list[Area]]:
    """Values and merges of the sheet without its figures; heads beside each other are merged."""
    first = min(sheet.labels)
    rows = sheet.sheet.rows
    values: dict[Cell, Value] = {
        (row, column): value
        for row, line in enumerate(rows)
        for column, value in enumerate(line)
        if value != "" and (row, column) not in sheet.figures
        and not sheet.header <= row < first
    }  # fmt: skip
    merges = [m for m in sheet.sheet.merges if m.bottom < sheet.header or m.top >= first]
    written = {
        clean.header_key(value): value
        for line in rows[sheet.header : first]
        for value in line
        if isinstance(value, str)
    }
    for level in range(max(map(len, sheet.columns.values()))):
        row = sheet.header + level
        before: tuple[int, tuple[str, ...]] = -2, ()
        for column, path in sorted(sheet.columns.items()):
            if len(path) <= level:
                continue
            last = len(path) == level + 1
            upto = path[: level + 1]
            beside = before == (column - 1, upto) and not last
            before = column, upto
            if beside:
                left = merges.pop()
                merges.append(left._replace(right=column))
            else:
                values[row, column] = written.get(path[level], path[level])
                merges.append(Area(row, column, first - 1 if last else row, column))
    return values, merges


def whole(terms: tuple[Term, ...]) -> Terms:
    """Terms with those that make up a whole in one: boys and girls, the grades of a stage."""
    found = set(terms)
    for term in terms:
        both = {Term(term.measure, _with(term.conditions, sex=sex)) for sex in ("男", "女")}
        if both <= found:
            found = (found - both) | {Term(term.measure, _with(term.conditions, sex=""))}
    for term in tuple(found):
        for stage, grades in STAGES.items():
            each = {Term(term.measure, _with(term.conditions, grade=g, stage="")) for g in grades}
            if each <= found:
                one = Term(term.measure, _with(term.conditions, grade=None, stage=stage))
                found = (found - each) | {one}
    for term in tuple(found):
        each = {Term(term.measure, _with(term.conditions, grade=None, stage=s)) for s in STAGES}
        if each <= found:
            found = (found - each) | {Term(term.measure, _with(term.conditions, grade=None))}
    return frozenset(found)


def _with(conditions: Conditions, *, sex: str | None = None, **change: object) -> Conditions:
    told = {
        "grade": conditions.grade, "stage": "", "sex": conditions.sex if sex is None else sex,
        "klass": conditions.klass, "group": conditions.group, "school": conditions.school,
    }  # fmt: skip
    if sex is not None:
        told["stage"] = conditions.stage
    return Conditions(**(told | change))  # type: ignore[arg-type]


@cache
def _measures() -> dict[str, str]:
    counts = (measure for measure in MEASURES.values() if not measure.is_rate)
    return {_plain(measure.label): measure.id for measure in counts}


def _measure(heading: str) -> str:
    """The measure that a column asks for, by the measures' own labels; "" if none."""
    return _measures().get(_plain(heading), "")


def _plain(label: str) -> str:
    """A label without 本期 and 本月, which the sheet's own period says."""
    return re.sub("[()（）]|本期|本月|当月|人数$|学生$", "", clean.key(label))


def _conditions(label: str) -> Conditions | None:
    """Whom a row counts: a grade, a stage or everybody; None for rows that name something else."""
    if total_level(label) > 1:
        return Conditions()
    word = label.split()[-1]
    if word in STAGES:
        return Conditions(stage=word)
    grade = clean.grade(word)
    return Conditions(grade=grade) if grade else None
