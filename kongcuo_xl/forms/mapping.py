"""Forms as data: what each cell of a form asks for, in a small text file beside its workbook."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from kongcuo_xl.forms.blank import FormError
from kongcuo_xl.period import Kind
from kongcuo_xl.statistics import Conditions

Operator: TypeAlias = Literal[
    "equal_to", "less_than_or_equal_to", "compulsory_pair", "exclusive_pair"
]
Missing: TypeAlias = Literal["skip_if_any_missing", "skip_if_all_missing", "never_skip"]


@dataclass(frozen=True, slots=True)
class Head:
    """A single cell to fill, right of its label."""

    sheet: str
    label: str
    value: str
    """``unit``, ``period``, ``date`` or ``report_kind``."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Figures where labelled rows and columns cross."""

    sheet: str
    columns: dict[tuple[str, ...], str]
    """Labels over the column, upper first → measure."""
    rows: dict[str, Conditions]
    """Label of the row → conditions."""
    totals: tuple[str, ...]
    """Labels of the rows that add others up, the total of all last."""


@dataclass(frozen=True, slots=True)
class People:
    """A list of people: labelled columns, one row a person."""

    sheet: str
    id: str
    """Which people (``forms.lists``)."""
    columns: dict[str, str]
    """Label → field."""
    empty: dict[str, str]
    """Field → what to write in the first row when there is nobody."""


@dataclass(frozen=True, slots=True)
class Check:
    """A cross-check between figures of a row (勾稽关系), in the terms of DHIS2 validation rules."""

    name: str
    left: str
    """Measures joined by + and −; also ``list.rows`` and ``list.not_back`` in the total row."""
    operator: Operator
    right: str
    missing: Missing = "skip_if_any_missing"


@dataclass(frozen=True, slots=True)
class Form:
    """A form that the program can fill."""

    code: str
    title: str
    names: tuple[str, ...]
    period: Kind
    workbook: Path
    heads: tuple[Head, ...]
    grids: tuple[Grid, ...]
    lists: tuple[People, ...]
    checks: tuple[Check, ...]


def folder() -> Path:
    """Where our forms are: beside the package when installed, else in the source tree."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


@cache
def all_forms() -> tuple[Form, ...]:
    """Our forms, by code."""
    return tuple(read_mapping(path) for path in sorted(folder().glob("F[0-9][0-9].toml")))


def find(name: str) -> Form:
    """The form of that code, title or name. Raises FormError, naming those that there are."""
    wanted = name.strip()
    for form in all_forms():
        if wanted.upper() == form.code or wanted in (form.title, *form.names):
            return form
    known = "、".join(f"{form.code} {form.names[0]}" for form in all_forms())
    raise FormError(f"没有名为“{name}”的报表；现有：{known}。")


def read_mapping(path: Path) -> Form:
    """The form that a mapping file describes; its workbook has the same name, ``.xlsx``."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Form(
        code=data["code"],
        title=data["title"],
        names=tuple(data["names"]),
        period=data["period"],
        workbook=path.with_suffix(".xlsx"),
        heads=tuple(Head(**head) for head in data.get("heads", ())),
        grids=tuple(_grid(grid) for grid in data.get("grids", ())),
        lists=tuple(People(**each) for each in data.get("lists", ())),
        checks=tuple(Check(**check) for check in data.get("checks", ())),
    )


def _grid(data: dict[str, Any]) -> Grid:
    return Grid(
        data["sheet"],
        {tuple(label.split("/")): measure for label, measure in data["columns"].items()},
        {label: Conditions(**conditions) for label, conditions in data["rows"].items()},
        tuple(data["totals"]),
    )
