"""All pieces of one kind as one frame, cleaned column by column."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import chain
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa

from kongcuo_xl import clean, codes, identity
from kongcuo_xl.book import Area, Cell, Sheet, Value
from kongcuo_xl.tables import only_classes
from kongcuo_xl.tables.catalogue import kinds
from kongcuo_xl.tables.faults import Flags, MissingColumnError
from kongcuo_xl.tables.pieces import HALVES, Context, Piece, held_by
from kongcuo_xl.tables.two_in_one import part_of

_Found = TypeVar("_Found")

_TITLE_YEAR = re.compile(r"20\d\d(?=\s*[年\-—~～至])")
_MAY_SPAN = ("date", "start", "leave_start")
_OF_ANY_YEAR = ("birth_date", "entry_month")
"""What is no matter of the school year: without its year such a date can't be read."""
_A_LEAP_YEAR = dt.date(2003, 9, 1)
"""Of a school year that has every day of the calendar."""
"""Dates that people also write as a range (9月1日至9月3日); its first day is the date."""


class Table:
    """All pieces of one kind as one frame, cleaned column by column as rules ask for them.

    Rows are numbered from 0; ``piece_no`` and ``row`` (sheet row) give each row's origin. Columns
    are Series aligned to those numbers: text (``""`` when blank), dates as datetime64 (NaT when
    blank or unreadable), numbers as float, yes/no as nullable booleans, grades as nullable ints.
    """

    def __init__(
        self,
        kind: str,
        pieces: Sequence[Piece],
        school_year: int | None = None,
        whole: Table | None = None,
        parted: Callable[[], frozenset[tuple[str, int]]] | None = None,
    ) -> None:
        """``whole`` is a table that has these pieces among others: it is asked for their values.

        ``parted`` gives the grades that have several classes, by all tables of their units; left
        out, these pieces alone tell.
        """
        self.kind = kind
        self.pieces = list(pieces)
        self._school_year = school_year
        sizes = [len(p.rows) for p in self.pieces]
        self.piece_no: np.ndarray[Any, np.dtype[np.int64]] = np.repeat(
            np.arange(len(self.pieces)), sizes
        )
        self.row: np.ndarray[Any, np.dtype[np.int64]] = np.fromiter(
            chain.from_iterable(p.rows for p in self.pieces), dtype=np.int64, count=sum(sizes)
        )
        self.index = pd.RangeIndex(len(self.row))
        self._whole = whole
        self.parted = parted or (lambda: only_classes.parted(self.pieces, school_year))
        self._raw: dict[str, pd.Series] = {}
        self._absent: dict[str, str] = {}
        """Of each type, the first field asked for that nobody has: all such are alike."""
        self._clean: dict[str, pd.Series] = {}
        self._retyped: dict[str, np.ndarray[Any, np.dtype[np.bool_]]] = {}
        self._bad: dict[str, pd.Series] = {}
        self._derived: dict[tuple[Any, ...], Any] = {}
        self.asked: set[str] = set()
        """Fields that rules have needed; the engine reports pieces that lack them."""

    def __len__(self) -> int:
        return len(self.row)

    # ── what is there ────────────────────────────────────────────────────────────────────────────
    def of_piece(self, values: Iterable[Any], dtype: Any = object) -> pd.Series:
        """One value a piece, spread over the piece's rows."""
        array = pd.array(list(values), dtype=dtype)
        return pd.Series(array.take(self.piece_no), index=self.index)

    @property
    def unit(self) -> pd.Series:
        """The unit (school folder) of each row."""
        if "unit" not in self._clean:
            self._clean["unit"] = self.of_piece((p.unit for p in self.pieces), "str")
        return self._clean["unit"]

    @property
    def _units(self) -> list[str]:
        """The units, in the order found."""
        return list(dict.fromkeys(p.unit for p in self.pieces))

    @cached_property
    def unit_no(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """The number of each row's unit, in the order found."""
        numbers = {unit: at for at, unit in enumerate(self._units)}
        of_piece = np.array([numbers[p.unit] for p in self.pieces], np.int64)
        return of_piece.take(self.piece_no)

    def has(self, field_id: str) -> pd.Series:
        """Which rows stand in a piece that has the column."""
        return self.of_piece((p.has(field_id) for p in self.pieces), "bool")

    def any_has(self, field_id: str) -> bool:
        """Whether any piece has the column."""
        return any(p.has(field_id) for p in self.pieces)

    def need(self, *fields: str) -> None:
        """Say that a rule can't do without these columns.

        Raises MissingColumnError when no piece gives one of them.
        """
        for field_id in fields:
            self.asked.add(field_id)
            if not any(p.gives(field_id) for p in self.pieces):
                raise MissingColumnError(self.kind, field_id)

    # ── values ───────────────────────────────────────────────────────────────────────────────────
    def raw(self, field_id: str) -> pd.Series:
        """Cell values as read, object dtype; ``""`` where the piece has no such column."""
        field_id = field_id if self._is_written(field_id) else ""
        if field_id not in self._raw and self._whole is not None:
            self._raw[field_id] = self._own(self._whole.raw(field_id))
        if field_id not in self._raw:
            self._raw[field_id] = pd.Series(self._values(field_id), index=self.index, dtype=object)
        return self._raw[field_id]

    def _values(self, field_id: str) -> list[Value]:
        """Cell values as read."""
        if field_id in self._raw:
            return self._raw[field_id].tolist()
        told = [
            self._piece_values(piece, field_id, rows)
            for piece, rows in zip(self.pieces, self._sheet_rows, strict=True)
        ]
        return told[0] if len(told) == 1 else list(chain.from_iterable(told))

    @cached_property
    def _sheet_rows(self) -> list[Sequence[int]]:
        """The sheet rows of each piece: as a range where none is left out."""
        ends = np.cumsum([len(p.rows) for p in self.pieces]).tolist()
        return [
            range(rows[0], rows[0] + len(rows))
            if (rows := piece.rows) and (np.diff(self.row[end - len(rows) : end]) == 1).all()
            else rows
            for piece, end in zip(self.pieces, ends, strict=True)
        ]

    def raw_at(self, field_id: str, rows: np.ndarray[Any, np.dtype[np.int64]]) -> list[Value]:
        """``raw`` of some rows alone."""
        if field_id in self._raw or self._whole is not None:
            return list(self.raw(field_id).take(rows))
        values = np.empty(len(rows), dtype=object)
        numbers = self.piece_no[rows]
        for number in np.unique(numbers).tolist():
            here = numbers == number
            of_piece = self.row[rows[here]].tolist()
            values[here] = self._piece_values(self.pieces[number], field_id, of_piece)
        return list(values)

    def _is_written(self, field_id: str) -> bool:
        return any(field_id in p.columns or field_id in p.single for p in self.pieces)

    def _piece_values(self, piece: Piece, field_id: str, rows: Sequence[int]) -> list[Value]:
        """Cell values of a piece in some rows of its sheet."""
        if field_id in piece.single:
            return [piece.single[field_id].value] * len(rows)
        column = piece.columns.get(field_id)
        if column is None:
            return [""] * len(rows)
        grid = piece.sheet.rows
        ticked = piece.ticked.get(field_id, {})
        if column in ticked:
            return self._ticked(piece, ticked, rows)
        if field_id in piece.joined:
            columns = piece.joined[field_id]
            parts = ([clean.text(grid[r][c]) for c in columns] for r in rows)
            type_ = kinds()[piece.kind].fields[field_id].type
            if type_ == "date":
                units = [piece.headings[c].rpartition("›")[2] for c in columns]
                return [self._whole_date(piece.context, units, row) for row in parts]
            between = "、" if type_ == "names" else ""
            return [between.join(filter(None, row)) for row in parts]
        values = piece.sheet.column(column, rows)
        if piece.spread:
            cells = [piece.spread.get((r, column)) for r in rows]
            values = [grid[at[0]][at[1]] if at else v for v, at in zip(values, cells, strict=True)]
        exact = piece.sheet.long_numbers
        if exact:
            values = [exact.get((r, column), v) for r, v in zip(rows, values, strict=True)]
        if ticked:
            # What is written out says more than a tick beside it.
            marked = self._ticked(piece, ticked, rows)
            values = [v or t for v, t in zip(values, marked, strict=True)]
        if piece.shares(field_id):
            name = kinds()[piece.kind].fields[field_id].type in ("name", "names")
            return [part_of(clean.text(value), name=name) for value in values]
        return values

    def _ticked(self, piece: Piece, ticked: Mapping[int, str], rows: Sequence[int]) -> list[Value]:
        """The values whose columns are ticked in each row."""
        grid = piece.sheet.rows
        return [
            "、".join(said for c, said in ticked.items() if clean.yes_no(grid[r][c]) is True)
            for r in rows
        ]

    def _whole_date(self, context: Context, units: Sequence[str], parts: Sequence[str]) -> str:
        """The date written over columns headed 年, 月, 日; a year not written is the table's."""
        said = dict(zip(map(clean.header_key, units), parts, strict=True))
        if not any(parts) or not said.keys() <= {"年", "月", "日"}:
            return "".join(parts)
        numbers = {unit: text.removesuffix(unit) for unit, text in said.items()}
        month, day = numbers.get("月", ""), numbers.get("日", "")
        if not numbers.get("年") and month.isdigit() and day.isdigit():
            year = self._year_of(context, int(month), int(day))
            numbers = {"年": str(year or ""), **{u: t for u, t in numbers.items() if u != "年"}}
        return "".join(f"{numbers[u]}{u}" for u in ("年", "月", "日") if numbers.get(u))

    def _year_of(self, context: Context, month: int, day: int) -> int | None:
        """The year that a title gives a month and day, else that of the school year."""
        titled = _TITLE_YEAR.search(context.title)
        if context.year is not None and context.month is not None:
            around = dt.date(context.year, context.month, 1)
        elif titled and not re.search("[春秋]|学年", context.title):
            return int(titled[0])
        elif titled:
            around = dt.date(int(titled[0]), 3 if "春" in context.title else 9, 1)
        elif self._school_year is not None:
            around = dt.date(self._school_year, 9, 1)
        else:
            return None
        found = clean.complete(month, day, around)
        return found.year if found else None

    def _with_years(
        self, raw: pd.Series, values: pd.Series, status: pd.Series
    ) -> tuple[pd.Series, pd.Series]:
        """Dates of which only month and day are written, in the year that ``_year_of`` gives."""
        for at in np.flatnonzero(status == "no_year").tolist():
            day, _, _ = clean.date_range(raw.iat[at], around=_A_LEAP_YEAR)
            context = self.pieces[self.piece_no[at]].context
            year = self._year_of(context, day.month, day.day) if day else None
            if day and year:
                found, status.iat[at] = clean.date(f"{year}-{day.month}-{day.day}")
                values.iat[at] = pd.Timestamp(found or "NaT")
        return values, status

    def text(self, field_id: str) -> pd.Series:
        """The column as text a person reads."""
        # A column that nobody has is one and the same blank, whatever its name.
        field_id = field_id if self._is_written(field_id) else ""
        key = f"text:{field_id}"
        if key not in self._clean:
            if self._whole is not None:
                self._clean[key] = self._own(self._whole.text(field_id))
            else:
                array, self._retyped[field_id] = (
                    clean.text_array(self._values(field_id))
                    if field_id
                    else (
                        pa.repeat(pa.scalar("", pa.large_string()), len(self)),
                        np.zeros(len(self), dtype=bool),
                    )
                )
                self._clean[key] = clean.as_series(array, self.index)
        return self._clean[key]

    def retyped(self, field_id: str) -> pd.Series:
        """Rows whose ``text`` may not be what was typed: spaces went, or it is a number or date."""
        if self._whole is not None:
            return self._own(self._whole.retyped(field_id))
        self.text(field_id)
        written = field_id if self._is_written(field_id) else ""
        if written not in self._retyped:  # a column that came as text already
            return self.raw(field_id) != self.text(field_id)
        return pd.Series(self._retyped[written], index=self.index)

    def text_at(self, field_id: str, rows: np.ndarray[Any, np.dtype[np.int64]]) -> pd.Series:
        """``text`` of some rows alone, by row number."""
        if f"text:{field_id}" in self._clean or not self._is_written(field_id):
            return pd.Series(self.text(field_id).array.take(rows), index=rows, copy=False)
        return clean.texts(pd.Series(self.raw_at(field_id, rows), index=rows, dtype=object))

    def blank(self, field_id: str) -> pd.Series:
        """Rows whose piece has the column and whose cell is empty."""
        return self.has(field_id) & clean.are_empty(self.text(field_id))

    def given(self, field_id: str) -> pd.Series:
        """Rows whose cell holds something."""
        return ~clean.are_empty(self.text(field_id))

    def __getitem__(self, field_id: str) -> pd.Series:
        """The cleaned column; raises MissingColumnError when no piece has it."""
        self.need(field_id)
        return self.maybe(field_id)

    def maybe(self, field_id: str) -> pd.Series:
        """The cleaned column, blank where it is absent: for columns a rule can do without."""
        if field_id not in self._clean:
            self._read(field_id)
        return self._clean[field_id]

    def unreadable(self, field_id: str) -> pd.Series:
        """Rows whose cell holds something that no known way of writing explains."""
        if field_id not in self._bad:
            self._read(field_id)
        return self._bad[field_id]

    def date_status(self, field_id: str) -> pd.Series:
        """How sure each date of a column is (``clean.DATE_STATUSES``), as a category."""
        key = f"{field_id}:status"
        if key not in self._clean:
            self._read(field_id)
        return self._clean[key]

    def derived(self, work_out: Callable[..., _Found], *more: Hashable) -> _Found:
        """``work_out(table, *more)``, once: what several ask to be told of the same columns."""
        key = (work_out, *more)
        if key not in self._derived:
            self._derived[key] = work_out(self, *more)
        found: _Found = self._derived[key]
        return found

    def forget_derived(self) -> None:
        """Have all that is ``derived`` worked out again when it is next asked for."""
        self._derived.clear()

    @cached_property
    def _own_rows(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Where the rows of this table stand in the whole one."""
        assert self._whole is not None
        own = {id(piece) for piece in self.pieces}
        mine = np.array([id(piece) in own for piece in self._whole.pieces], dtype=bool)
        return np.flatnonzero(mine[self._whole.piece_no])

    def _own(self, values: pd.Series) -> pd.Series:
        """The values of this table's rows out of those of the whole."""
        return values.take(self._own_rows).set_axis(self.index)

    def _read(self, field_id: str) -> None:
        if self._whole is not None:
            self._clean[field_id] = self._own(self._whole.maybe(field_id))
            self._bad[field_id] = self._own(self._whole.unreadable(field_id))
            sureness = f"{field_id}:status"
            if sureness in self._whole._clean:
                self._clean[sureness] = self._own(self._whole._clean[sureness])
            return
        kind = kinds().get(self.kind)
        type_ = kind.fields[field_id].type if kind and field_id in kind.fields else "text"
        if field_id in ("grade", "klass"):
            self._read_classes()
            return
        if not self.any_has(field_id):
            like = self._absent.setdefault(type_, field_id)
            if like != field_id:
                self._read_like(field_id, like)
                return
            if len(self) > 1:
                self._read_as_in(_one_blank_row(self.kind), field_id)
                return
        none_bad = pd.Series(False, index=self.index)
        if type_ == "date":
            raw = self._halves(field_id)
            values, status = clean.dates(raw)
            if field_id in _MAY_SPAN:
                values, status = _first_days(raw, values, status)
            if field_id not in _OF_ANY_YEAR:
                values, status = self._with_years(raw, values, status)
            self._clean[f"{field_id}:status"] = status
            # Where no school year is known, a missing year is not the writer's fault.
            unread = status == "bad"
            if self._school_year is not None:
                unread |= status == "no_year"
            self._clean[field_id], self._bad[field_id] = values, unread
            return
        if kind and type_ == "flag":
            found = codes.flags(kind.fields[field_id], self.raw(field_id))
            self._clean[field_id], self._bad[field_id] = found
            return
        if type_ == "id":
            cleaned, bad = identity.tidy_id(self.text(field_id)), none_bad
        elif type_ == "student_no":
            cleaned, bad = identity.tidy_student_number(self.text(field_id)), none_bad
        elif type_ == "name":
            cleaned, bad = clean.person_names(self.text(field_id)), none_bad
        elif type_ == "number":
            cleaned = clean.numbers(self.raw(field_id))
            bad = self.given(field_id) & cleaned.isna()
        elif type_ in _SCALARS:
            raw = self.text(field_id)
            cleaned = clean.each_text(raw, _SCALARS[type_])
            bad = (raw != "") & cleaned.isna()
        else:
            cleaned, bad = self.text(field_id), none_bad
        self._clean[field_id], self._bad[field_id] = cleaned, bad

    def _read_like(self, field_id: str, like: str) -> None:
        """A column that nobody has is one and the same blank as another of its type."""
        self._clean[field_id], self._bad[field_id] = self.maybe(like), self.unreadable(like)
        status = f"{like}:status"
        if status in self._clean:
            self._clean[f"{field_id}:status"] = self._clean[status]

    def _read_as_in(self, one_row: Table, field_id: str) -> None:
        """A column that says in every row what it says in the one of another table."""
        rows = np.zeros(len(self), dtype=np.intp)
        said = {field_id: one_row.maybe(field_id)}
        status = f"{field_id}:status"
        if status in one_row._clean:
            said[status] = one_row._clean[status]
        for name, column in said.items():
            self._clean[name] = column.take(rows).set_axis(self.index)
        self._bad[field_id] = one_row.unreadable(field_id).take(rows).set_axis(self.index)

    def _halves(self, field_id: str) -> pd.Series:
        """Raw values of a date column; of one half of a range where the piece has only that."""
        raw = self.raw(field_id)
        span, half = HALVES.get(field_id, ("", 0))
        spanned = [held_by(field_id, p.columns) == span for p in self.pieces]
        if not span or not any(spanned):
            return raw
        ranges = clean.each(self.raw(span), clean.date_range)
        halves = pd.Series(
            ["" if found[half] is None else found[half] for found in ranges],
            index=self.index,
            dtype=object,
        )
        return raw.where(~self.of_piece(spanned, "bool"), halves)

    def _read_classes(self) -> None:
        """Grade and class together: either may hold both, and titles fill what rows leave open."""
        text_grade, text_class = self.text("grade"), self.text("klass")
        of_stage: dict[str, list[int]] = {}
        for at, piece in enumerate(self.pieces):
            of_stage.setdefault(piece.context.stage, []).append(at)
        parts = []
        for stage, pieces in of_stage.items():
            here = slice(None) if len(of_stage) == 1 else np.isin(self.piece_no, pieces)
            parts.append(
                clean.classes(text_grade[here], text_class[here], self._school_year, stage or None)
            )
        both = parts[0] if len(parts) == 1 else pd.concat(parts).sort_index()
        grade, number = both["grade"], both["number"].fillna("")
        title_grade = self.of_piece((p.context.grade for p in self.pieces), "Int64")
        title_class = self.of_piece((p.context.klass or "" for p in self.pieces), "str")
        start = 0
        for piece in self.pieces:
            rows = self.row[start : start + len(piece.rows)]
            for at, section in zip(
                np.searchsorted(rows, [s.row for s in piece.sections]), piece.sections, strict=True
            ):
                beneath = slice(start + int(at), start + len(rows))
                if section.grade is not None:
                    title_grade.iloc[beneath] = section.grade
                title_class.iloc[beneath] = section.klass or ""
            start += len(rows)
        said_grade, said_class = text_grade != "", text_class != ""
        self._bad["grade"] = said_grade & grade.isna()
        grade = grade.fillna(title_grade)
        number = number.where(said_class | (number != ""), title_class)
        # Whoever names the grade alone has named the class where the grade has but one.
        bare = (number == "") & grade.notna() & (title_class == "")
        bare &= said_class | ~self.has("klass")
        if self.kind in only_classes.OF_A_SCHOOL and bare.any():
            number = number.mask(bare & self._is_only_class(grade), only_classes.ONLY)
        self._bad["klass"] = said_class & (number == "")
        self._clean["grade"], self._clean["klass"] = grade, number

    def _is_only_class(self, grade: pd.Series) -> pd.Series:
        """Which rows are of a grade that has one class."""
        several = {f"{unit}|{number}" for unit, number in self.parted()}
        return ~(self.unit + "|" + grade.astype("str")).isin(several)

    def only_class(self, unit: str, grade: int | None) -> str | None:
        """The number of a grade's class, where it has but one; None otherwise."""
        if grade is None or (unit, grade) in self.parted():
            return None
        return only_classes.ONLY

    @property
    def class_key(self) -> pd.Series:
        """``unit|grade|class`` where both are known, else ``""``: one class, whoever wrote it."""
        if "class_key" not in self._clean:
            self._clean["class_key"] = self._of_class(self._class_keys)
        return self._clean["class_key"]

    @property
    def class_label(self) -> pd.Series:
        """七(1)班, as people say it; ``""`` when unknown."""
        if "class_label" not in self._clean:
            labels = [_class_label(key) for key in self._class_keys]
            self._clean["class_label"] = self._of_class(labels)
        return self._clean["class_label"]

    @property
    def class_no(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """The number of each row's class, from 1 in the order found; 0 where it is unknown."""
        return self._classes[0]

    @property
    def _class_keys(self) -> list[str]:
        """``class_key`` of each class, by its number."""
        return self._classes[1]

    @cached_property
    def _classes(self) -> tuple[np.ndarray[Any, np.dtype[np.int64]], list[str]]:
        grades = self.maybe("grade").fillna(-1).to_numpy(dtype=np.int64) + 1
        klass = clean.arrow(self.maybe("klass")).dictionary_encode()
        named = klass.indices.to_numpy()
        names, units = klass.dictionary.to_pylist(), self._units
        several = np.array([name != "" for name in names], dtype=bool)
        known = (grades > 0) & several.take(named)
        shape = (len(units), int(grades.max(initial=0)) + 1, max(len(names), 1))
        found, distinct = pd.factorize(
            np.ravel_multi_index((self.unit_no[known], grades[known], named[known]), shape)
        )
        numbers = np.zeros(len(self), np.int64)
        numbers[known] = found + 1
        parts = zip(*(part.tolist() for part in np.unravel_index(distinct, shape)), strict=True)
        return numbers, ["", *(f"{units[u]}|{grade - 1}|{names[n]}" for u, grade, n in parts)]

    def _of_class(self, told: Sequence[str]) -> pd.Series:
        """What is told of each class, by its number, in each of its rows."""
        taken = pa.array(told, type=pa.large_string()).take(pa.array(self.class_no))
        return clean.as_series(taken, self.index)

    # ── faults ───────────────────────────────────────────────────────────────────────────────────
    def flag(
        self,
        faulty: pd.Series,
        field_id: str,
        message: str,
        *values: pd.Series | str | float,
        suggestion: str = "",
        level: pd.Series | str = "",
    ) -> Flags:
        """Faults at the cells of one field, for the rows where ``faulty`` is true.

        ``message`` and ``suggestion`` may hold ``{}`` places, filled in order from ``values``
        (Series of this table's rows or of the faulty ones alone, by row number, or one value for
        all). A row whose piece has no such
        column is flagged at its name, else at its first cell.
        """
        where = np.flatnonzero(faulty.fillna(False).to_numpy(dtype=bool))
        return self.flag_at(where, field_id, message, *values, suggestion=suggestion, level=level)

    def flag_at(
        self,
        where: Sequence[int] | np.ndarray[Any, Any] | pd.Index[Any],
        field_id: str,
        message: str,
        *values: pd.Series | str | float,
        suggestion: str = "",
        level: pd.Series | str = "",
    ) -> Flags:
        """As ``flag``, for row numbers (which may repeat)."""
        where = np.asarray(where, dtype=np.int64)
        if not len(where):
            return Flags([], [], [], [], [], [], field_id)
        cells = self._cells(where, field_id)
        if any(p.spread for p in self.pieces):
            # What is wrong in a merged cell is one fault, not one a row that it covers.
            own = self.row[where] == [row for _, row, _ in cells]
            told: set[tuple[int, int, int]] = set()
            kept = []
            for at, cell in enumerate(cells):
                if own[at] or cell not in told:
                    kept.append(at)
                told.add(cell)
            where, cells = where[kept], [cells[at] for at in kept]
        pieces = [self.pieces[i] for i, _, _ in cells]
        rows, columns = [row for _, row, _ in cells], [column for _, _, column in cells]
        persons = self._taken(self.person_name, where)
        filled = [
            self._taken(v, where) if isinstance(v, pd.Series) else [v] * len(where) for v in values
        ]
        parts = list(zip(*filled, strict=True)) if filled else [()] * len(where)
        messages = [message.format(*p) for p in parts] if filled else [message] * len(where)
        holes = suggestion.count("{}") if suggestion else 0
        suggestions = (
            [suggestion.format(*p) for p in parts]
            if holes and filled
            else [suggestion] * len(where)
        )
        held = self.text_at(field_id, where).tolist()
        levels = (
            level.take(where).tolist()
            if isinstance(level, pd.Series)
            else ([level] * len(where) if level else [])
        )
        return Flags(pieces, rows, columns, persons, messages, suggestions, field_id, held, levels)

    def _cells(
        self, where: np.ndarray[Any, np.dtype[np.int64]], field_id: str
    ) -> list[tuple[int, int, int]]:
        """Piece number, row and column of a field's cell in each row: of its merge's first cell."""
        numbers = self.piece_no[where]
        cell_in = {
            n: self._finds_cell(self.pieces[n], field_id) for n in np.unique(numbers).tolist()
        }
        return [
            (number, *cell_in[number](row))
            for number, row in zip(numbers.tolist(), self.row[where].tolist(), strict=True)
        ]

    def _finds_cell(self, piece: Piece, field_id: str) -> Callable[[int], Cell]:
        """What tells the cell of a field in a sheet row of a piece."""
        if field_id in piece.single or (not piece.columns and self._name_field in piece.single):
            named = field_id if piece.has(field_id) else self._name_field
            return lambda row: piece.cell(row, named)
        column = piece.columns.get(
            held_by(field_id, piece.columns),
            piece.columns.get(self._name_field, piece.area.left),
        )
        return lambda row: piece.spread.get((row, column), (row, column))

    def _taken(self, values: pd.Series, where: np.ndarray[Any, Any]) -> list[Any]:
        """The values of some rows, out of those of all rows or of some by row number."""
        if len(values) == len(self):
            values = pd.Series(values.array.take(where))
        elif not np.array_equal(values.index, where):
            values = values.loc[where]
        told: list[Any] = values.tolist()
        return told

    @property
    def _name_field(self) -> str:
        return "student" if self.kind in ("visits", "home_teaching") else "name"

    @property
    def person_name(self) -> pd.Series:
        """The name of the person each row is about (``""`` for tables without people)."""
        kind = kinds().get(self.kind)
        if kind is None or self._name_field not in kind.fields:
            return pd.Series("", index=self.index)
        return self.maybe(self._name_field)


@cache
def _one_blank_row(kind: str) -> Table:
    """A table that has no columns."""
    sheet = Sheet("", [[""]])
    area = Area(0, 0, 0, 0)
    return Table(kind, [Piece(-1, "", "", sheet, kind, area, area, {}, {}, Context(), rows=[0])])


def _first_days(
    raw: pd.Series, values: pd.Series, status: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Dates and their statuses, with ranges standing for their first day."""
    bad = status == "bad"
    if not bad.any():
        return values, status
    ranges = clean.each(raw[bad], clean.date_range)
    firsts = [np.datetime64(first or "NaT", "s") for first, _, _ in ranges]
    values, status = values.copy(), status.copy()
    values[bad] = np.array(firsts, "datetime64[s]")
    status[bad] = [how for _, _, how in ranges]
    return values, status


def _class_label(key: str) -> str:
    if not key:
        return ""
    _, grade, number = key.rsplit("|", 2)
    return clean.class_label(int(grade), number)


_SCALARS: dict[str, Callable[[object], str | None]] = {
    "sex": clean.sex,
    "nation": clean.nation,
    "document_type": clean.document_type,
}
