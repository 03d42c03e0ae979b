"""Absences of lists (缺课登记表) and of roll-call grids (点名册) as one: a row a person a day.

A list row that covers several days becomes several; a grid mark keeps its own cell. Unexcused means
旷课, or neither a kind nor a reason. What is written down twice, on two rows or in both books,
counts once; where both books say something of the same half day, the list's word stands, because it
knows the reason.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.people import AMBIGUOUS, UNKNOWN, match
from kongcuo_xl.tables import Day, Flags, Piece, Table

if TYPE_CHECKING:
    from kongcuo_xl.calendar import SchoolCalendar
    from kongcuo_xl.policy import Mark, Policy

_Days: TypeAlias = npt.NDArray[np.datetime64]
_LONGEST_RUN = 200
"""School days that one list row may stand for; more is a typing error."""

_PRESENT = frozenset({"出勤", "迟到", "早退"})
_HALVES = {"上午": 1, "下午": 2}
_UNSAID_HALF = 4
_WHOLE = 3

_NO_EXCUSE = "旷|逃学|无故|未请假|不明"
_NO_KIND = frozenset({"", "缺课", "缺勤", "缺席", "未到", "未到校"})
_NOTHING = frozenset({"", "-", "—", "/", "无"})
_NOT_REPORTED = r"^(?:否|无|未|没|不|×|✗|[xXnN]$|[-—/]$)"

_DTYPES: dict[str, str] = {
    "piece": "int64", "row": "int64", "column": "int64", "unit": "str", "person": "int64",
    "who": "str", "name": "str", "class_key": "str", "date": "datetime64[s]", "days": "float64",
    "part": "int64", "kind": "str", "unexcused": "bool", "reason": "str", "reported": "bool",
    "grid": "bool", "entry": "int64", "first": "bool", "leave_end": "datetime64[s]",
    "return_date": "datetime64[s]",
}  # fmt: skip


class Attendance:
    """All absences of all units.

    ``records`` columns: ``unit``, ``name``, ``class_key``, ``person`` (row of the students table,
    UNKNOWN or AMBIGUOUS), ``who`` (a key that is equal for the same person, ``""`` where that can't
    be said), ``date`` (datetime64), ``days`` (1.0 or 0.5), ``counted`` (the part of ``days`` that
    no earlier record of that person and day has stated), ``kind`` (旷课, 事假, 病假 …, "" unsaid),
    ``unexcused``, ``reason``, ``reported``, ``grid`` (from a roll call), ``entry`` (number of the
    list row, the same for its days; of a grid mark -1), ``first`` (the first day of its entry),
    ``leave_end``, ``return_date``; and ``piece`` (number in ``pieces``), ``row``, ``column``: the
    cell. 迟到 and 早退 are no absences.

    ``called`` columns: ``person``, ``date``, ``present``: the days on which a roll call says how it
    was with a pupil of the students table. Where a grid has no mark for presence, a blank is one.
    """

    def __init__(
        self,
        absences: Table | None,
        roll_call: Table | None,
        students: Table | None,
        policy: Policy,
        calendar: SchoolCalendar,
        date: dt.date,
    ) -> None:
        self.pieces: list[Piece] = []
        self.unread: list[tuple[Piece, int, int, str]] = []
        """Grid marks that the policy's vocabulary does not explain: piece, row, column, mark."""
        self.called = pd.DataFrame(
            {
                "person": np.array([], "int64"),
                "date": np.array([], "datetime64[s]"),
                "present": np.array([], "bool"),
            }
        )
        self.listed_units = {p.unit for p in absences.pieces} if absences is not None else set()
        """Units that keep a list of absences."""
        self._calendar = calendar
        frames = []
        if absences is not None:
            self.pieces += absences.pieces
            frames.append(_from_list(absences, students, calendar, date))
        if roll_call is not None:
            frames.append(self._from_grid(roll_call, students, policy, date))
        filled = [f for f in frames if len(f)]
        if len(filled) > 1:
            found = pd.concat(filled, ignore_index=True)
        elif filled:
            found = filled[0].reset_index(drop=True)
        else:
            found = pd.DataFrame({k: pd.Series(dtype=t) for k, t in _DTYPES.items()})
        others = {name: type_ for name, type_ in _DTYPES.items() if found[name].dtype != type_}
        self.records = found.astype(others) if others else found
        self.records["counted"] = _counted(self.records)

    def _from_grid(
        self, table: Table, students: Table | None, policy: Policy, date: dt.date
    ) -> pd.DataFrame:
        base = len(self.pieces)
        self.pieces += table.pieces
        person = match(table, students) if students is not None else np.full(len(table), UNKNOWN)
        starts = np.searchsorted(table.piece_no, np.arange(len(table.pieces)))
        known: dict[tuple[tuple[tuple[str, str], ...], str], tuple[Mark, ...]] = {}
        found: list[pd.DataFrame] = []
        called: list[pd.DataFrame] = []
        for number, piece in enumerate(table.pieces):
            days = _dated(piece.days, date)
            if not days or not piece.rows:
                continue
            grid = _Grid.read(piece, days)
            legend = tuple(sorted(piece.marks.items()))
            meanings = []
            for text in grid.texts:
                if (legend, text) not in known:
                    known[legend, text] = policy.marks.read(piece.marks.get(text, text))
                meanings.append(known[legend, text])
            at = starts[number] + np.arange(len(piece.rows))
            found += self._absent(grid, meanings, piece, number + base, at, days)
            called.append(_called(grid, meanings, person[at], days, date))
        if called:
            self.called = pd.concat(called, ignore_index=True)
        if not found:
            return pd.DataFrame()
        frame = pd.concat(found, ignore_index=True)
        at = frame.pop("at").to_numpy()
        frame["unit"] = table.unit.take(at).array
        frame["name"] = table.maybe("name").take(at).array
        frame["class_key"] = table.class_key.take(at).array
        frame["person"] = person[at]
        frame["who"] = who(table, person).take(at).array
        return frame.assign(
            reason="", reported=False, grid=True, entry=-1, first=True,
            leave_end=np.datetime64("NaT", "s"), return_date=np.datetime64("NaT", "s"),
        )  # fmt: skip

    def _absent(
        self,
        grid: _Grid,
        meanings: list[tuple[Mark, ...]],
        piece: Piece,
        number: int,
        at: npt.NDArray[np.int64],
        days: list[_Dated],
    ) -> list[pd.DataFrame]:
        """The absences of one grid; marks nobody can read are put by."""
        frames = []
        rows, columns = np.array(piece.rows), np.array([d.column for d in days])
        dates = np.array([d.date for d in days], dtype="datetime64[s]")
        for code, (text, marks) in enumerate(zip(grid.texts, meanings, strict=True)):
            absent = [m for m in marks if m.meaning not in _PRESENT]
            if marks and not absent:
                continue
            row_at, column_at = np.nonzero(grid.codes == code)
            if not marks:
                cells = zip(rows[row_at].tolist(), columns[column_at].tolist(), strict=True)
                self.unread += [(piece, r, c, text) for r, c in cells]
                continue
            for mark in absent:
                halves = np.array([d.half for d in days])[column_at]
                half = np.where(halves > 0, halves, _HALVES.get(mark.half, _UNSAID_HALF))
                whole = (mark.days >= 1) & (halves == 0)
                frames.append(
                    pd.DataFrame(
                        {
                            "piece": number, "row": rows[row_at], "column": columns[column_at],
                            "at": at[row_at], "date": dates[column_at],
                            "days": np.where(whole, 1.0, 0.5),
                            "part": np.where(whole, _WHOLE, half),
                            "kind": mark.meaning, "unexcused": mark.meaning == "旷课",
                        }
                    )
                )  # fmt: skip
        return frames

    @cached_property
    def truancy(self) -> pd.DataFrame:
        """Unexcused absence as a row a person a school day, by person and date.

        Columns: ``who``, ``person``, ``name``, ``class_key``, ``date``, ``days`` (each half day
        once), ``at`` (number of the day's first record), ``run`` (number of the run of consecutive
        school days), ``run_days`` (days of the run so far), ``run_start``, ``run_end``. A run ends
        with the first school day for which no unexcused absence is written down.
        """
        records = self.records
        told = records["unexcused"] & (records["counted"] > 0) & (records["who"] != "")
        told &= self._calendar.are_school_days(records["date"])
        at = np.flatnonzero(told)
        whose, _ = pd.factorize(records["who"].take(at), sort=True)
        date = records["date"].to_numpy()[at]
        order = np.lexsort((date, whose))
        at, whose, date = at[order], whose[order], date[order]
        first = np.flatnonzero(changes(whose) | changes(date))
        columns = ["who", "date", "person", "name", "unit", "class_key"]
        days = records[columns].take(at[first]).reset_index(drop=True)
        days["days"] = np.add.reduceat(records["counted"].to_numpy()[at], first)
        days["at"] = at[first]
        whose, date = whose[first], date[first]
        number = self._calendar.school_day_number(date)
        begins = changes(whose) | (np.diff(number, prepend=-9) != 1)
        start = np.flatnonzero(begins)
        length = np.diff(start, append=len(days))
        days["run"] = np.cumsum(begins)
        so_far = np.cumsum(days["days"].to_numpy())
        days["run_days"] = so_far - np.repeat((so_far - days["days"].to_numpy())[start], length)
        days["run_start"] = np.repeat(date[start], length)
        days["run_end"] = np.repeat(date[start + length - 1], length)
        return days

    def reaching(self, threshold: float, start: dt.date, end: dt.date) -> pd.DataFrame:
        """The rows of ``truancy`` from ``start`` to ``end`` that bring a run to the threshold."""
        days = self.truancy
        first = (days["run_days"] >= threshold) & (days["run_days"] - days["days"] < threshold)
        inside = (days["date"] >= pd.Timestamp(start)) & (days["date"] <= pd.Timestamp(end))
        return days[first & inside]

    def flag(
        self,
        faulty: pd.Series | npt.NDArray[np.bool_],
        message: str,
        *values: pd.Series | str | float,
        suggestion: str = "",
        level: str = "",
    ) -> Flags:
        """Faults at the date cell of a list row, or at the mark of a grid."""
        where = np.flatnonzero(np.asarray(faulty, dtype=bool))
        chosen = [v.iloc[where] if isinstance(v, pd.Series) else v for v in values]
        return self.flag_at(where, message, *chosen, suggestion=suggestion, level=level)

    def flag_at(
        self,
        where: npt.NDArray[np.int64],
        message: str,
        *values: pd.Series | str | float,
        suggestion: str = "",
        level: pd.Series | str = "",
    ) -> Flags:
        """As ``flag``, for record numbers; ``values`` and ``level`` are aligned to ``where``."""
        chosen = self.records.iloc[where]
        filled = [v.tolist() if isinstance(v, pd.Series) else [v] * len(where) for v in values]
        parts = list(zip(*filled, strict=True)) if values else [()] * len(where)
        levels = level.tolist() if isinstance(level, pd.Series) else [level] * len(where)
        pieces = [self.pieces[i] for i in chosen["piece"]]
        rows, columns = chosen["row"].tolist(), chosen["column"].tolist()
        cells = zip(pieces, rows, columns, strict=True)
        held = [clean.text(p.sheet.rows[r][c]) for p, r, c in cells]
        return Flags(
            pieces, rows, columns, chosen["name"].tolist(),
            [message.format(*p) for p in parts] if values else [message] * len(where),
            [suggestion.format(*p) if "{" in suggestion else suggestion for p in parts],
            "date", held, levels,
        )  # fmt: skip


def changes(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Where a value is another than the one before it; so is the first."""
    found = np.ones(len(values), dtype=bool)
    found[1:] = values[1:] != values[:-1]
    return found


def who(table: Table, person: npt.NDArray[np.int64]) -> pd.Series:
    """A key a row, equal for the same person in every table of the unit.

    It is ``""`` where no name is written or several pupils may be meant: such records are never
    added up. Somebody on no roster is known by class and name.
    """
    name = table.maybe("student" if table.kind in ("visits", "home_teaching") else "name")
    stranger = table.unit + "|" + table.class_key + "|" + name
    known = "#" + pd.Series(person, index=table.index).astype("str")
    key = known.where(person >= 0, stranger)
    return key.where((name != "") & (person != AMBIGUOUS), "")


# ── lists ────────────────────────────────────────────────────────────────────────────────────────
def _from_list(
    table: Table, students: Table | None, calendar: SchoolCalendar, check: dt.date
) -> pd.DataFrame:
    person = match(table, students) if students is not None else np.full(len(table), UNKNOWN)
    start, last = _span(table, check)
    leave_start, leave_end = _leave(table, check)
    start = np.where(np.isnat(start), leave_start, start)
    period = clean.each(table.text("period"), _period).tolist()
    part_days, part = np.array(period, dtype=np.float64).reshape(-1, 2).T
    stated = table.maybe("days").to_numpy(dtype=np.float64)
    days = np.where(np.isnan(stated), part_days, stated)
    # Without 天数 and 时段, a row stands for the days it names, or for the leave it states.
    own_leave = np.isnat(leave_start) | (leave_start == start)
    end = np.where(np.isnat(last) & own_leave, leave_end, last)
    covers = calendar.school_day_number(end) - calendar.school_day_number(start) + 1
    days = np.where(np.isnan(days), np.where((end > start) & (covers > 0), covers, 1.0), days)
    days = np.ceil(days.clip(0.0, float(_LONGEST_RUN)) * 2) / 2
    kind, reason = table.text("absence_kind"), table.text("reason")
    columns = np.array([_date_cell(p) for p in table.pieces], dtype=np.int64)
    halves = np.where(part == _WHOLE, _UNSAID_HALF, part).astype(np.int64)
    frame = pd.DataFrame(
        {
            "piece": table.piece_no,
            "row": table.row,
            "column": columns[table.piece_no],
            "unit": table.unit,
            "person": person,
            "who": who(table, person),
            "name": table.maybe("name"),
            "class_key": table.class_key,
            "date": start,
            "days": days,
            "part": np.where(days >= 1, _WHOLE, halves),
            "kind": kind,
            "unexcused": _unexcused(table, kind, reason),
            "reason": reason,
            "reported": clean.which(table.text("reported"), _is_report),
            "grid": False,
            "entry": table.index,
            "leave_end": leave_end,
            "return_date": clean.dates(table.raw("return_date"), around=check)[0],
        }
    )
    late = clean.which(kind, lambda said: said in ("迟到", "早退"))
    return _spread(frame[~late] if late.any() else frame, calendar)


def _is_report(text: str) -> bool:
    return text != "" and not re.search(_NOT_REPORTED, text)


def _date_cell(piece: Piece) -> int:
    fields = ("date", "leave_start", "leave", "name")
    return next((piece.columns[f] for f in fields if f in piece.columns), piece.area.left)


def _span(table: Table, check: dt.date) -> tuple[_Days, _Days]:
    """The date of each row, and the last day where the cell holds a range (9月1日至9月3日)."""
    raw = table.raw("date")
    dates, status = clean.dates(raw, around=check)
    start = dates.to_numpy(copy=True)
    last = np.full(len(table), np.datetime64("NaT"), start.dtype)
    for at in np.flatnonzero(status == "bad"):
        first, end, how = clean.date_range(raw[at], around=check)
        if how == "ok" and first and end:
            start[at], last[at] = np.datetime64(first), np.datetime64(end)
    return start, last


def _leave(table: Table, check: dt.date) -> tuple[_Days, _Days]:
    """First and last day of the leave, from two columns or from one range."""
    start, end = (
        clean.dates(table.raw(field), around=check)[0].to_numpy(copy=True)
        for field in ("leave_start", "leave_end")
    )
    if not table.any_has("leave"):
        return start, end
    both = clean.each(table.raw("leave"), lambda value: clean.date_range(value, around=check)[:2])
    for into, ends in ((start, [b[0] for b in both]), (end, [b[1] for b in both])):
        stated = np.array(ends, dtype=into.dtype)
        np.copyto(into, stated, where=~np.isnat(stated))
    return start, end


_LESSON = re.compile(r"(?:第)?(\d{1,2})(?:节课?)?")


def _period(text: str) -> tuple[float, int]:
    """Days and half of a 节次/时段 cell; a bare number is a lesson, or 0.5 of a day."""
    if not text:
        return np.nan, _WHOLE
    lesson = _LESSON.fullmatch(text)
    share = 0.5 if lesson else clean.period_of_day(text)
    if share is None:
        return np.nan, _WHOLE
    if lesson:
        return share, _UNSAID_HALF
    morning, afternoon = re.search("上|早", text), re.search("下|晚", text)
    half = _UNSAID_HALF if bool(morning) == bool(afternoon) else (1 if morning else 2)
    return share, _WHOLE if share >= 1 else half


def _unexcused(table: Table, kind: pd.Series, reason: pd.Series) -> pd.Series:
    """旷课, or neither kind nor reason; a list with neither column is what its title says."""
    said = clean.which(kind, _no_excuse)
    open_ = clean.which(kind, lambda text: text in _NO_KIND)
    none = clean.which(reason, lambda text: text in _NOTHING or _no_excuse(text))
    excused = clean.which(reason, lambda text: re.search(_EXCUSES, text) is not None)
    # Of each list: whether it asks for kind or reason, or is by its words one of 旷课;
    # in a 旷课登记表 with a column for the reason nobody excuses 睡过头 or 不想上学.
    lists = [(p.has("absence_kind") or p.has("reason") or _names_truancy(p), _only_truants(p))
             for p in table.pieces]  # fmt: skip
    meant, only = np.array(lists, dtype=bool).reshape(-1, 2)[table.piece_no].T
    found: pd.Series = said | (open_ & ((none & meant) | (only & ~excused)))
    return found


def _no_excuse(text: str) -> bool:
    return re.search(_NO_EXCUSE, text) is not None


def _names_truancy(piece: Piece) -> bool:
    return "旷" in " ".join([piece.context.title, piece.sheet.name, *piece.headings.values()])


_EXCUSES = "病|假|烧|热|感冒|医|咳|泻|痛|疼|伤|住院|事|丧|婚"


def _only_truants(piece: Piece) -> bool:
    """Whether a list without kinds of absence is by its title one of 旷课 alone."""
    title = f"{piece.context.title} {piece.sheet.name}"
    return (
        not piece.has("absence_kind") and "旷课" in title and not re.search("缺课|缺勤|假", title)
    )


def _spread(frame: pd.DataFrame, calendar: SchoolCalendar) -> pd.DataFrame:
    """Rows of more than a day as one row a school day, from the date on."""
    days, date = frame["days"].to_numpy(), frame["date"].to_numpy()
    several = (days > 1) & ~np.isnat(date)
    if not several.any():
        return frame.assign(first=True)
    times = np.where(several, np.ceil(days), 1).astype(np.int64)
    at = np.repeat(np.arange(len(frame)), times)
    step = np.arange(len(at)) - np.repeat(np.cumsum(times) - times, times)
    spread = frame.iloc[at].reset_index(drop=True)
    later = step > 0
    dates = spread["date"].to_numpy().astype("datetime64[D]")
    for n in np.unique(step[later]):
        chosen = step == n
        dates[chosen] = calendar.nth_school_day_after(dates[chosen], int(n))
    spread["date"] = dates.astype("datetime64[s]")
    spread["days"] = np.minimum(1.0, spread["days"].to_numpy() - step)
    spread.loc[later & (spread["days"] < 1), "part"] = 1
    spread["first"] = ~later
    return spread[spread["date"].notna() | ~later]


# ── grids ────────────────────────────────────────────────────────────────────────────────────────
class _Dated(NamedTuple):
    """A day column whose date is known; ``half`` is 1 or 2, or 0 for a whole day."""

    column: int
    date: dt.date
    half: int


class _Grid(NamedTuple):
    """The marks of a grid: ``codes[row, day]`` is a place in ``texts``, -1 for a blank."""

    codes: npt.NDArray[np.int64]
    texts: list[str]

    @classmethod
    def read(cls, piece: Piece, days: list[_Dated]) -> _Grid:
        rows = piece.sheet.rows
        cells = np.empty(len(piece.rows) * len(days), dtype=object)
        cells[:] = [rows[r][d.column] for r in piece.rows for d in days]
        codes, values = pd.factorize(cells)
        texts: dict[str, int] = {}
        place = np.empty(len(values) + 1, dtype=np.int64)
        for at, value in enumerate(values):
            text = clean.text(value)
            place[at] = texts.setdefault(text, len(texts)) if text else -1
        place[-1] = -1
        return cls(place[codes].reshape(len(piece.rows), len(days)), list(texts))


def grid_dates(piece: Piece, check: dt.date) -> list[dt.date | None]:
    """The date of each day column of a roll call; None where it has no month or no such day."""
    return [_date_of(day, check) for day in piece.days]


def date_weeks(piece: Piece, calendar: SchoolCalendar, check: dt.date) -> None:
    """Give the columns headed by 第N周 and a day of the week their dates, from the calendar.

    Week 1 is that of the semester's first school day. Where the title names a month, the weeks must
    touch it in one of the semesters: else they are counted otherwise, and stay without dates.
    """
    if not any(day.week for day in piece.days):
        return
    context, current = piece.context, calendar.current_term(check)
    for term in (current, *(t for t in calendar.terms if t.name != current.name)):
        opened = calendar.school_days(term.start, term.end)
        if not len(opened):
            continue
        first = opened[0].date()
        monday = first - dt.timedelta(days=first.weekday())
        dated = []
        for day in piece.days:
            date = monday + dt.timedelta(days=7 * (day.week - 1) + day.weekday - 1)
            known = {"year": date.year, "month": date.month, "day": date.day, "week": 0}
            dated.append(replace(day, **known) if day.week else day)
        inside = context.month is None or any(
            d.month == context.month and context.year in (None, d.year) for d in dated
        )
        if inside:
            piece.days = dated
            return
        if context.month is None:
            return


def _dated(days: list[Day], check: dt.date) -> list[_Dated]:
    found: list[_Dated] = []
    for day in days:
        date = _date_of(day, check)
        if date is not None:
            second = bool(found) and found[-1].date == date
            half = day.half or (0 if day.share == 1 else 2 if second else 1)
            found.append(_Dated(day.column, date, half))
    return found


def _date_of(day: Day, check: dt.date) -> dt.date | None:
    """The date of a grid column; a year left out is the one nearest before the check date."""
    if day.month is None:
        return None
    years = (check.year, check.year - 1) if day.year is None else (day.year,)
    for year in years:
        try:
            date = dt.date(year, day.month, day.day)
        except ValueError:
            return None
        # A month's sheet is drawn up before the month is over.
        if day.year is not None or (date.year, date.month) <= (check.year, check.month):
            return date
    return None


def _called(
    grid: _Grid,
    meanings: list[tuple[Mark, ...]],
    person: npt.NDArray[np.int64],
    days: list[_Dated],
    check: dt.date,
) -> pd.DataFrame:
    """The days on which the grid says something of each known pupil."""
    present = np.array([any(m.meaning in _PRESENT for m in marks) for marks in meanings] + [False])
    readable = np.array([bool(marks) for marks in meanings] + [False])
    here, told = present[grid.codes], readable[grid.codes]
    if not here.any():
        # Only absences are marked: a blank is presence, on the days up to the last one marked.
        marked = np.flatnonzero(told.any(axis=0))
        last = days[marked[-1]].date if len(marked) else dt.date.min
        kept = np.array([day.date <= last for day in days])
        here = (grid.codes < 0) & kept
        told = told | here
    past = np.array([day.date <= check for day in days])
    row_at, day_at = np.nonzero(told & past & (person >= 0)[:, None])
    dates = np.array([d.date for d in days], dtype="datetime64[s]")
    frame = pd.DataFrame(
        {"person": person[row_at], "date": dates[day_at], "present": here[row_at, day_at]}
    )
    if any(d.half for d in days):
        return frame.groupby(["person", "date"], as_index=False).agg(present=("present", "any"))
    return frame


# ── counting once ────────────────────────────────────────────────────────────────────────────────
def _size(parts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Days in a set of halves: 1 morning, 2 afternoon, 4 a half that nobody names."""
    named = (parts & 1) + (parts >> 1 & 1)
    size: npt.NDArray[np.float64] = np.maximum(named, parts >> 2 & 1) * 0.5
    return size


def _counted(records: pd.DataFrame) -> npt.NDArray[np.float64]:
    """The part of each record's days that no earlier record of that person and day has stated."""
    if not len(records):
        return np.zeros(0)
    whose, people = pd.factorize(records["who"])
    # Of whom nobody can say who he is, each is somebody else.
    nobody = (records["who"] == "").to_numpy(dtype=bool)
    whose = np.where(nobody, len(people) + np.arange(len(records)), whose)
    date, dates = pd.factorize(records["date"])
    group, _ = pd.factorize(whose * (len(dates) + 1) + date)
    order = np.argsort(group, kind="stable")
    begins = np.flatnonzero(changes(group[order]))
    rank = np.empty(len(records), dtype=np.int64)
    rank[order] = np.arange(len(records)) - np.repeat(begins, np.diff(begins, append=len(records)))
    part = np.where(records["days"] > 0, records["part"], 0)
    counted = np.zeros(len(records))
    covered = np.zeros(int(group.max()) + 1, dtype=np.int64)
    for turn in range(int(rank.max()) + 1):
        at = np.flatnonzero(rank == turn)
        before = covered[group[at]]
        after = before | part[at]
        counted[at] = _size(after) - _size(before)
        covered[group[at]] = after
    return counted
