"""What a cell function is, and how one is called: values in, values of the same shape out.

A front-end hands over plain values, one or a rectangle of them, and gets the same shape back. A
function that has nothing to say answers with a short Chinese text; it never raises.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from kongcuo_xl.book import Value
from kongcuo_xl.functions.workbook import Workbook

Block: TypeAlias = list[list[Value]]
"""A rectangle of values, row by row; an empty cell is ``""``."""
Given: TypeAlias = Value | Block | None
"""An argument: one value, a rectangle, or None where the caller left it out."""
Columns: TypeAlias = list[list[Value] | None]
"""The values of each argument, all equally many; None for one that was left out."""


class WrongError(ValueError):
    """A call that can't be answered; the message is the short Chinese text for the cell."""


class Here(NamedTuple):
    """The cell that holds the formula, counted from 0. ``file`` is ``""`` in a live workbook."""

    file: str
    sheet: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument, as the function wizard shows it."""

    name: str
    """ASCII: the front-ends write it in the languages of macros."""
    label: str
    says: str
    optional: bool = False
    own_row: bool = False
    """Left out, the row of the formula is meant."""


@dataclass(slots=True)
class Call:
    """One call with its arguments spread to equal length: ``columns[i][n]``."""

    columns: Columns
    here: Here | None
    open_book: Callable[[], Workbook]
    _book: Workbook | None = field(default=None, init=False)

    @property
    def book(self) -> Workbook:
        """The workbook that the formula stands in, read once a calculation."""
        if self._book is None:
            self._book = self.open_book()  # asking a host which book costs
        return self._book

    def __len__(self) -> int:
        return max((len(column) for column in self.columns if column is not None), default=1)

    def column(self, number: int, default: Value = "") -> list[Value]:
        """The values of an argument; where it is blank or left out, the default."""
        values = self.columns[number] if number < len(self.columns) else None
        if values is None:
            return [default] * len(self)
        return [default if _is_blank(value) else value for value in values]


Work: TypeAlias = Callable[[Call], Sequence[Value]]


@dataclass(frozen=True, slots=True)
class CellFunction:
    """A cell function: name, what the wizard says of it, and its work."""

    name: str
    """As it is written in a formula: ``AT_RISK``."""
    label: str
    says: str
    arguments: tuple[Argument, ...]
    example: str
    work: Work
    asks_workbook: bool
    """It answers from the tables of the workbook, not from its arguments alone."""
    of_one: Callable[[Workbook, Value], Value] | None = None
    """What ``work`` says of a single argument: thousands of cells ask so, one by one."""

    @property
    def of_its_row(self) -> bool:
        """Without its first argument it is about the row that it stands in."""
        return bool(self.arguments) and self.arguments[0].own_row

    def __call__(
        self, given: Sequence[Given], open_book: Callable[[], Workbook], here: Here | None = None
    ) -> Value | Block:
        """What the function answers; never raises.

        A rectangle gives a rectangle of the same shape. A cell that is blank in the first argument
        gives a blank.
        """
        try:
            if self.of_one is not None and len(given) == 1 and isinstance(given[0], str):
                return "" if _is_blank(given[0]) else self.of_one(open_book(), given[0])
            columns, height, width = _columns(self._arguments(given))
            answers = self._answers(Call(columns, here, open_book))
        except WrongError as why:
            height, width = _shape_of(given)
            answers = [str(why)] * (height * width)
        if not any(isinstance(one, list) for one in given):
            return answers[0]
        if not width:
            return [[] for _ in range(height)]
        return [answers[at : at + width] for at in range(0, height * width, width)]

    def _arguments(self, given: Sequence[Given]) -> list[Given]:
        if len(given) > len(self.arguments):
            raise WrongError(f"参数太多，最多{len(self.arguments)}个")
        asked = [*given, *[None] * (len(self.arguments) - len(given))]
        for argument, one in zip(self.arguments, asked, strict=True):
            if one is None and not argument.optional:
                raise WrongError(f"缺少参数：{argument.label}")
        return asked

    def _answers(self, call: Call) -> list[Value]:
        first = call.columns[0] if call.columns else None
        if first is None or (first and not any(map(_is_blank, first))):
            return list(self.work(call))
        asked = [n for n, value in enumerate(first) if not _is_blank(value)]
        if not asked:
            return [""] * len(first)
        columns = [None if c is None else [c[n] for n in asked] for c in call.columns]
        answers: list[Value] = [""] * len(first)
        for n, answer in zip(
            asked, self.work(Call(columns, call.here, call.open_book)), strict=True
        ):
            answers[n] = answer
        return answers


def cell_function(
    name: str,
    label: str,
    *arguments: Argument,
    example: str,
    asks_workbook: bool = False,
) -> Callable[[Work], CellFunction]:
    """Makes a function of values one that cells can call; its docstring says what it does."""

    def made(work: Work) -> CellFunction:
        says = " ".join((work.__doc__ or "").split())
        return CellFunction(name, label, says, arguments, example, work, asks_workbook)

    return made


def day_of(value: Value, around: dt.date | None = None) -> dt.date | None:
    """The date a cell holds: a date, or a date as people write it; None for anything else.

    One without a year (9月1日) lies in the school year of ``around``.
    """
    # Imported where used: a front-end registers the functions long before a cell asks for one.
    from kongcuo_xl import clean

    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else clean.date(value, around=around)[0]


def _is_blank(value: Value) -> bool:
    return isinstance(value, str) and not value.strip()


def _columns(asked: Sequence[Given]) -> tuple[Columns, int, int]:
    """The arguments spread, and their common height and width."""
    single = [one for one in asked if not isinstance(one, list)]
    if len(single) == len(asked):
        return [None if one is None else [one] for one in single], 1, 1
    blocks = [None if one is None else _block(one) for one in asked]
    height, width = _shape(blocks)
    return [_spread(block, height, width) for block in blocks], height, width


def _block(one: Value | Block) -> Block:
    return one if isinstance(one, list) else [[one]]


def _shape(blocks: Sequence[Block | None]) -> tuple[int, int]:
    """The common shape; single values fit every shape."""
    shapes = {(len(b), len(b[0]) if b else 0) for b in blocks if b is not None} - {(1, 1)}
    if len(shapes) > 1:
        raise WrongError("几个区域的大小不一样")
    return shapes.pop() if shapes else (1, 1)


def _shape_of(given: Sequence[Given]) -> tuple[int, int]:
    """The shape of the first rectangle given: that of an answer which is an error."""
    first = next((one for one in given if isinstance(one, list)), [[""]])
    return len(first), len(first[0]) if first else 0


def _spread(block: Block | None, height: int, width: int) -> list[Value] | None:
    if block is None:
        return None
    values = [value for row in block for value in row]
    return values * (height * width) if len(values) == 1 else values
