"""Forms as data: what each cell of a form asks for, in a small text file beside its workbook."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from kongcuo_xl.book import a1
from kongcuo_xl.clean import header_key
from kongcuo_xl.crosschecks.expression import Check
from kongcuo_xl.forms import layout
from kongcuo_xl.forms.blank import FormError
from kongcuo_xl.forms.layout import Block, SheetLayout
from kongcuo_xl.period import Kind
from kongcuo_xl.statistics import Conditions

FormKind: TypeAlias = Kind | Literal["any"]


@dataclass(frozen=True, slots=True)
class Head:
    """A single cell to fill, right of its label."""

    sheet: str
    label: str
    value: str
    """``unit``, ``period``, ``date``, ``report_kind``; ``dates``: the blanks of printed dates."""
    cell: str = ""
    """Where the label stands, if it is not to be looked for by its words."""
    inline: bool = False
    """The value belongs behind the label, in the same cell."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Figures where labelled rows and columns cross, on a form of our own."""

    sheet: str
    block: Block


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
    heads: str = ""
    """First and last row of the labels, ``3:4``; the columns are then named by their paths."""
    dated: str = ""
    """The field that places a row in a period; without it every row is listed."""
    sort: tuple[str, ...] = ()
    only: dict[str, str] = field(default_factory=dict)
    """Field → what it has to show."""
    words: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Field → what the form says for 是 and 否: 有 and 无."""
    dates: tuple[str, ...] = ()
    """Fields whose cells are for dates, be they text in their table."""
    fixed: str = ""
    """The field that tells to which printed row a row of the data belongs."""


class Term(NamedTuple):
    """A measure under conditions; a total adds up several."""

    measure: str
    conditions: Conditions
    month: int = 0
    """The month of the form's period that alone is asked for; 0 for the whole period."""


@dataclass(frozen=True, slots=True)
class Place:
    """A single cell of a county's own form, and what it asks for."""

    sheet: str
    cell: str
    labels: str
    """The labels of its row and column, for people."""
    of: tuple[Term, ...]
    """What is added up there."""
    blank: int = 0
    """Which blank of the cell's own sentence it is (``在校生____人``), from 1; 0 for the cell."""
    answers: tuple[str, ...] = ()
    """What is said for some and for none, 有 and 无, where not their number is asked; boxes before
    or behind these words are ticked."""
    over: tuple[Term, ...] = ()
    """What a share is taken of (占比): ``of`` over ``over``."""


@dataclass(frozen=True, slots=True)
class BandColumn:
    """A column of free rows: its labels, and what is added up in it."""

    labels: str
    of: tuple[Term, ...]
    answers: tuple[str, ...] = ()
    over: tuple[Term, ...] = ()
    """Both as a place has them."""


@dataclass(frozen=True, slots=True)
class Band:
    """Free rows of a county's own form, one for each school, class or village of the data.

    Names that the sheet has typed in other rows are left out. The totals of such rows have the
    condition ``school = "*"``: every one of them.
    """

    sheet: str
    each: str
    """``school``, ``klass`` or ``village`` (``forms.members``)."""
    rows: str
    """First and last row, ``4:9``; more are made when there are more names."""
    names: dict[str, str]
    """Column → which name stands there: ``school``, ``klass``, ``grade``, ``village``, ``seq``; or
    what 班级表 or 学校表 says of it: ``class_teacher``, ``principal`` … (``members.told_of``)."""
    columns: dict[str, BandColumn]
    """Column → what its figures are."""
    stage: str = ""
    """Only schools that have this stage."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form that the program can fill."""

    code: str
    title: str
    names: tuple[str, ...]
    period: FormKind
    workbook: Path
    heads: tuple[Head, ...]
    grids: tuple[Grid, ...]
    lists: tuple[People, ...]
    checks: tuple[Check, ...]
    places: tuple[Place, ...] = ()
    bands: tuple[Band, ...] = ()
    sheets: tuple[SheetLayout, ...] = ()
    """What our own forms look like; a county's form has none."""
    left: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Sheet → cells for figures that nobody knows the meaning of: they stay blank."""


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
    """The form of that code, title or name, or the only one that the name is part of.

    A notice puts county and semester before the title (×县2025年秋季学期休学学生信息统计表): a name
    that ends with a form's title is that form's. Raises FormError, naming the nearest, or those
    that it may mean.
    """
    wanted = _plain(name)
    for form in all_forms():
        if wanted.upper() == form.code or wanted in map(_plain, (form.title, *form.names)):
            return form
    ending = [form for form in all_forms() if wanted.endswith(_plain(form.title))]
    holding = [
        form
        for form in all_forms()
        if wanted and any(wanted in _plain(known) for known in (form.title, *form.names))
    ]
    for found in (ending, holding):
        if len(found) == 1:
            return found[0]
        if found:
            several = "、".join(f"{form.code} {form.names[0]}" for form in found)
            raise FormError(f"“{name}”可能是几种报表：{several}；请写代码或全名。")
    names = [known for form in all_forms() for known in (form.code, *form.names)]
    nearest = difflib.get_close_matches(name, names, n=1, cutoff=0.0)[0]
    raise FormError(f"没有名为“{name}”的报表，最接近的是“{nearest}”；用 kongcuo forms 查看全部。")


def _plain(name: str) -> str:
    """A name without spaces, 《》 and the width of its signs."""
    return re.sub(r"[\s《》]", "", unicodedata.normalize("NFKC", name))


def read_mapping(path: Path) -> Form:
    """The form that a text describes; its workbook has the same name, ``.xlsx``.

    The text of one of our own forms gives its sheets, that of a county's form only what the cells
    of the workbook ask for. Raises ValueError for what it may not say.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    sheets = layout.read(data)
    return Form(
        code=data["code"],
        title=data["title"],
        names=tuple(data["names"]),
        period=data["period"],
        workbook=path.with_suffix(".xlsx"),
        heads=(*_heads(sheets), *(Head(**head) for head in data.get("heads", ()))),
        grids=tuple(Grid(s.name, block) for s in sheets for block in s.blocks if block.rows),
        lists=(*_lists(sheets), *(People(**each) for each in data.get("lists", ()))),
        checks=tuple(Check(**check) for check in data.get("checks", ())),
        places=tuple(_place(place) for place in data.get("places", ())),
        bands=tuple(_band(band) for band in data.get("bands", ())),
        left={sheet: tuple(cells) for sheet, cells in data.get("left", {}).items()},
        sheets=sheets,
    )


def _heads(sheets: tuple[SheetLayout, ...]) -> list[Head]:
    return [
        Head(sheet.name, zone.label, zone.kind, a1(zone.at.top, zone.at.left), zone.value is None)
        for sheet in sheets
        for zone in sheet.zones
    ]


def _lists(sheets: tuple[SheetLayout, ...]) -> list[People]:
    return [
        People(
            sheet.name,
            block.list_id,
            {"/".join(map(header_key, c.path)): c.field for c in block.columns if c.field},
            block.empty,
            f"{block.top + 1}:{block.first}",
            block.dated,
            block.sort,
            block.only,
            {c.field: (c.choices[0], c.choices[1]) for c in block.columns if len(c.choices) == 2},
            tuple(c.field for c in block.columns if c.format == "date"),
            block.match,
        )
        for sheet in sheets
        for block in sheet.blocks
        if block.list_id
    ]


def _place(data: dict[str, Any]) -> Place:
    return Place(
        data["sheet"], data["cell"], data["labels"], _terms(data.get("of", ())),
        data.get("blank", 0), tuple(data.get("answers", ())),
        _terms(data.get("over", ())),
    )  # fmt: skip


def _band(data: dict[str, Any]) -> Band:
    columns = {
        letters: BandColumn(
            column["labels"],
            _terms(column["of"]),
            tuple(column.get("answers", ())),
            _terms(column.get("over", ())),
        )
        for letters, column in data.get("columns", {}).items()
    }
    rest = {key: value for key, value in data.items() if key != "columns"}
    return Band(**rest, columns=columns)


def _terms(data: Iterable[dict[str, Any]]) -> tuple[Term, ...]:
    return tuple(
        Term(
            term["measure"],
            Conditions(**{k: v for k, v in term.items() if k not in ("measure", "month")}),
            term.get("month", 0),
        )
        for term in data
    )
