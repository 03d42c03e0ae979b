"""Absences of lists (缺课登记表) and of roll-call grids (点名册) as one: a row a person a day.

A list row that covers several days becomes several; a grid mark keeps its own cell. Unexcused means
旷课, or neither a kind nor a reason.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.people import UNKNOWN, match
from kongcuo_xl.tables import Flags, Piece, Table

if TYPE_CHECKING:
    from kongcuo_xl.calendar import SchoolCalendar
    from kongcuo_xl.policy import Policy

_LONGEST_RUN = 200
"""School days that one list row may stand for; more is a typing error."""

_COLUMNS = (
    "piece row column unit person name class_key date days kind unexcused reason reported grid "
    "entry leave_end return_date"
).split()


class Attendance:
    """All absences of all units.

    ``records`` columns: ``unit``, ``name``, ``class_key``, ``person`` (row number in the students
    table, -1 unknown, -2 ambiguous), ``date`` (datetime64), ``days`` (1.0 or 0.5), ``kind`` (旷课,
    事假, 病假 …, "" unsaid), ``unexcused``, ``reason``, ``reported``, ``grid`` (from a roll call),
    ``entry`` (number of the list row or grid mark, the same for the days of one row),
    ``leave_end``, ``return_date``; and ``piece``, ``row``, ``column``: the cell.
    ``recorded``: columns ``person``, ``days``: school days for which a roll call has a mark.
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
        frames: list[pd.DataFrame] = []
        self.recorded = pd.DataFrame({"person": pd.array([], "int64"), "days": []})
        if absences is not None:
            frames.append(self._from_list(absences, students, calendar))
        if roll_call is not None:
            frames.append(self._from_grid(roll_call, students, policy, date))
        frames = [f for f in frames if len(f)]
        self.records = (
            pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=_COLUMNS)
        )
        if not len(self.records):
            self.records = self.records.astype(
                {"date": "datetime64[s]", "days": float, "unexcused": bool, "person": "int64",
                 "leave_end": "datetime64[s]", "return_date": "datetime64[s]", "reported": bool,
                 "grid": bool}
            )  # fmt: skip

    def _from_list(
        self, table: Table, students: Table | None, calendar: SchoolCalendar
    ) -> pd.DataFrame:
        base = len(self.pieces)
        self.pieces += table.pieces
        date = table.maybe("date")
        kind = table.text("absence_kind")
        reason = table.text("reason")
        days = table.maybe("days")
        part = pd.Series(
            [v if v is not None else np.nan for v in clean.each(table.raw("period"), _share)],
            index=table.index,
            dtype=float,
        )
        days = days.fillna(part).fillna(1.0).clip(lower=0.0, upper=float(_LONGEST_RUN))
        truant = kind.str.contains("旷") | (
            (kind == "") & (reason.str.contains("旷") | (reason == ""))
        )
        report = table.text("reported")
        frame = pd.DataFrame(
            {
                "piece": table.piece_no + base,
                "row": table.row,
                "column": np.array([p.cell(0, "date")[1] for p in table.pieces])[table.piece_no],
                "unit": table.unit,
                "person": match(table, students) if students is not None else UNKNOWN,
                "name": table.maybe("name"),
                "class_key": table.class_key,
                "date": date,
                "days": days,
                "kind": kind,
                "unexcused": truant,
                "reason": reason,
                "reported": (report != "") & ~report.str.contains("^(?:否|无|未|没|×|✗)"),
                "grid": False,
                "entry": table.index,
                "leave_end": table.maybe("leave_end"),
                "return_date": table.maybe("return_date"),
            }
        )
        return _spread(frame, calendar)

    def _from_grid(
        self, table: Table, students: Table | None, policy: Policy, date: dt.date
    ) -> pd.DataFrame:
        base = len(self.pieces)
        self.pieces += table.pieces
        person = match(table, students) if students is not None else np.full(len(table), UNKNOWN)
        names = table.maybe("name").tolist()
        class_keys = table.class_key.tolist()
        start = 0
        found: list[tuple[Any, ...]] = []
        recorded: list[tuple[int, float]] = []
        entry = 1_000_000_000
        vocabulary: dict[str, Any] = {}
        for number, piece in enumerate(table.pieces):
            own = {m: policy.marks.read(meaning) for m, meaning in piece.marks.items()}
            days = [(d.column, _date_of(d, date), d.share) for d in piece.days]
            grid = piece.sheet.rows
            for offset, row in enumerate(piece.rows):
                at = start + offset
                cells = grid[row]
                marked: set[dt.date] = set()
                for column, day, share in days:
                    value = cells[column]
                    if value == "" or day is None:
                        continue
                    text = clean.text(value)
                    if not text:
                        continue
                    marks = own.get(text)
                    if marks is None:
                        if text not in vocabulary:
                            vocabulary[text] = policy.marks.read(text)
                        marks = vocabulary[text]
                    if not marks:
                        self.unread.append((piece, row, column, text))
                        continue
                    marked.add(day)
                    for mark in marks:
                        if mark.meaning in _PRESENT:
                            continue
                        entry += 1
                        found.append(
                            (number + base, row, column, piece.unit, int(person[at]), names[at],
                             class_keys[at], day, min(mark.days, 1.0) * share, mark.meaning,
                             mark.meaning == "旷课", "", False, True, entry)
                        )  # fmt: skip
                if person[at] >= 0 and marked:
                    recorded.append((int(person[at]), float(len(marked))))
            start += len(piece.rows)
        self.recorded = (
            pd.DataFrame(recorded, columns=["person", "days"])
            .groupby("person", as_index=False)["days"]
            .sum()
        )
        frame = pd.DataFrame(found, columns=_COLUMNS[:15])
        frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[s]")
        frame["leave_end"] = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
        frame["return_date"] = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
        return frame

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
        chosen = self.records.iloc[where]
        filled = [
            v.iloc[where].tolist() if isinstance(v, pd.Series) else [v] * len(where) for v in values
        ]
        messages = (
            [message.format(*p) for p in zip(*filled, strict=True)]
            if filled
            else [message] * len(where)
        )
        pieces = [self.pieces[i] for i in chosen["piece"]]
        rows, columns = chosen["row"].tolist(), chosen["column"].tolist()
        held = [clean.text(p.sheet.rows[r][c]) for p, r, c in zip(pieces, rows, columns, strict=True)]
        return Flags(
            pieces, rows, columns, chosen["name"].tolist(), messages, [suggestion] * len(where),
            "date", held, [level] * len(where) if level else (),
        )  # fmt: skip


_PRESENT = frozenset({"出勤", "迟到", "早退"})


def _share(value: Any) -> float | None:
    return clean.period_of_day(value) if value != "" else None


def _date_of(day: Any, check: dt.date) -> dt.date | None:
    """The date of a grid column; a year left out is the one nearest before the check date."""
    if day.month is None:
        return None
    if day.year is not None:
        try:
            return dt.date(day.year, day.month, day.day)
        except ValueError:
            return None
    for year in (check.year, check.year - 1):
        try:
            date = dt.date(year, day.month, day.day)
        except ValueError:
            return None
        if date <= check:
            return date
    return None


def _spread(frame: pd.DataFrame, calendar: SchoolCalendar) -> pd.DataFrame:
    """Rows of more than a day as one row a school day, from the date on."""
    several = (frame["days"] > 1) & frame["date"].notna()
    if not several.any():
        return frame
    long = frame[several]
    times = np.ceil(long["days"]).astype(int).to_numpy()
    spread = long.loc[long.index.repeat(times)].copy()
    step = np.concatenate([np.arange(n) for n in times]) if len(times) else np.array([], int)
    dates = np.asarray(spread["date"].to_numpy(), dtype="datetime64[D]").copy()
    for n in range(1, int(times.max())):
        at = step == n
        dates[at] = calendar.nth_school_day_after(spread["date"][at], n)
    spread["date"] = dates.astype("datetime64[s]")
    whole = np.repeat(long["days"].to_numpy(), times)
    spread["days"] = np.minimum(1.0, whole - step)
    return pd.concat([frame[~several], spread]).sort_index(kind="stable").reset_index(drop=True)
