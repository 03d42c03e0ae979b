"""Cross-checks by what figures count, at the cells of sheets that somebody filled in.

Those of ``crosschecks/general.toml`` hold wherever two such measures stand in one row; those of a
form of ours (``[[checks]]`` of its text) name its columns by id, other rows as ``id@合计``, and
other sheets of the form as ``学生名单.id@合计``.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kongcuo_xl.book import Cell, Value, a1
from kongcuo_xl.crosschecks.expression import Check, Sides, broken, parse, renamed
from kongcuo_xl.crosschecks.general import general
from kongcuo_xl.crosschecks.sheets import FilledSheet
from kongcuo_xl.crosschecks.structure import Relation, message
from kongcuo_xl.forms.asked import asked, form_of, heading_path
from kongcuo_xl.forms.mapping import Form, Grid
from kongcuo_xl.statistics import MEASURES, Conditions

AT = "@"


_KEPT = 128
_known: dict[Hashable, tuple[Relation, ...]] = {}
"""Relations of our own sheets by their layout, which says all that these ask for."""


def relations(sheet: FilledSheet) -> tuple[Relation, ...]:
    """What has to hold within each row of a sheet."""
    layout = sheet.layout
    if layout in _known:
        return _known[layout]
    known = form_of(sheet)
    found = tuple(_relations(sheet, known))
    if known is not None:
        if len(_known) >= _KEPT:
            _known.clear()
        _known[layout] = found
    return found


def _relations(sheet: FilledSheet, known: tuple[Form, Grid] | None) -> Iterator[Relation]:
    alike: dict[Conditions, dict[str, Cell]] = {}
    for cell, terms in asked(sheet).items():
        if len(terms) == 1:
            [(measure, conditions, _)] = terms
            alike.setdefault(conditions, {}).setdefault(measure, cell)
    labels = {name: measure.label for name, measure in MEASURES.items()}
    for conditions, cells in alike.items():
        whose = "" if conditions == Conditions() else f"{conditions.words}的"
        for check in general().checks:
            yield from _at_cells(check, cells, labels, whose)
    if known is None:
        return
    form, grid = known
    columns = _columns(sheet, grid)
    words = {c.id: "·".join(c.path) for c in grid.block.columns}
    for row, label in sheet.labels.items():
        for check in form.checks:
            cells = {name: (row, column) for name, column in columns.items()}
            yield from _at_cells(check, cells, words, f"{label}的")


def _columns(sheet: FilledSheet, grid: Grid) -> dict[str, int]:
    """Column of each id of a form's grid."""
    places = {path: column for column, path in sheet.columns.items()}
    return {
        column.id: places[path]
        for column in grid.block.columns
        if column.id and (path := heading_path(column.path)) in places
    }


def _at_cells(
    check: Check, cells: Mapping[str, Cell], words: Mapping[str, str], whose: str
) -> Iterator[Relation]:
    if not all(name in cells for name in check.names):
        return
    at = {name: a1(*cells[name]) for name in check.names}
    said = [renamed(side, words) for side in (check.left, check.right)]
    yield Relation(
        replace(check, left=renamed(check.left, at), right=renamed(check.right, at)),
        cells[(*parse(check.left).names, *check.names)[0]],
        f"{whose}{said[0]}",
        said[1],
    )


@dataclass(frozen=True, slots=True)
class Across:
    """A check of a form between its rows and sheets that fails."""

    sheet: FilledSheet
    at: Cell
    message: str


def across(sheets: Sequence[FilledSheet]) -> Iterator[Across]:
    """Checks that name rows, over the sheets of one workbook; the first cell named is marked."""
    of_form: dict[str, tuple[Form, list[tuple[FilledSheet, Grid]]]] = {}
    for sheet in sheets:
        if known := form_of(sheet):
            form, grid = known
            of_form.setdefault(form.code, (form, []))[1].append((sheet, grid))
    for form, own in of_form.values():
        places: dict[str, tuple[FilledSheet, Cell]] = {}
        for sheet, grid in own:
            columns = _columns(sheet, grid)
            for row, label in sheet.labels.items():
                for name, column in columns.items():
                    at = f"{name}{AT}{label.split()[-1]}"
                    places.setdefault(at, (sheet, (row, column)))
                    places[f"{sheet.sheet.name}.{at}"] = (sheet, (row, column))
        for check in form.checks:
            if any(AT in name for name in check.names) and set(check.names) <= set(places):
                values = {name: _value(*places[name]) for name in check.names}
                if sides := broken(check, values):
                    sheet, cell = places[check.names[0]]
                    yield Across(sheet, cell, _said(check, sides, places))


def _value(sheet: FilledSheet, cell: Cell) -> Value:
    return "" if sheet.uncertain(*cell) else sheet.figures.get(cell, "")


def _said(check: Check, sides: Sides, places: Mapping[str, tuple[FilledSheet, Cell]]) -> str:
    addresses = {
        name: f"［{places[name][0].sheet.name}］{a1(*places[name][1])}" for name in check.names
    }
    words = [
        "、".join(addresses[name] for name in parse(side).names)
        for side in (check.left, check.right)
    ]
    return message(check, sides, (check.left, words[0]), (check.right, words[1]))
