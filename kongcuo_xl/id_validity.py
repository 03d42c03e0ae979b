"""How far each 身份证号 can be trusted: one verdict a row, so that one fault is told once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import clean, identity
from kongcuo_xl.tables import MissingColumnError, MissingTableError, Piece, Table, Tables, kinds

VERDICTS = (
    "blank",
    "other",
    "temporary",
    "destroyed",
    "malformed",
    "impossible",
    "wrong_check",
    "good",
)
"""What a number is, the first that holds. blank: nothing, or a word such as 无. other: of another
kind of document, or a reason why there is none. temporary: 999…. destroyed: stored as a number.
impossible: its birth date is no day or lies ahead. good: can be relied on."""

_CITIZENS = ("居民身份证", "户口簿", "港澳台居民居住证")
"""Documents that bear a number under GB 11643."""
_NONE = re.compile(
    r"[-—_/\\.、*?？无空]+|暂无|没有|无号码?|无证件?|无身份证号?码?|NULL|NONE", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    "香港|港澳|港籍|澳门|澳籍|台湾|台胞|台籍|护照|外籍|外国|华侨|通行证|回乡证|居留证|其[他它]证件"
)
_UNREGISTERED = re.compile(
    "无户口|没有?户口|黑户|[未没待无][上落入办]户|户口[未没待在正]|未[上落报]户口|未登记户口|无户籍|没有?上户"
)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?1[5-9]", re.IGNORECASE)
_DIGITS_KEPT = 1e15
"""A stored number from here on has lost digits."""


def persons(tables: Tables, *fields: str) -> Iterator[Table]:
    """Every list of persons that has all these columns, whatever it is kept for.

    Raises MissingTableError or MissingColumnError when there is none.
    """
    lists = [tables[kind] for kind in kinds() if kind in tables and "id_number" in _fields(kind)]
    if not lists:
        raise MissingTableError("students")
    complete = [
        table
        for table in lists
        if all(f in _fields(table.kind) and table.any_has(f) for f in fields)
    ]
    if not complete:
        first = lists[0]
        lacking = [f for f in fields if f in _fields(first.kind) and not first.any_has(f)]
        raise MissingColumnError(first.kind, lacking[0] if lacking else "id_number")
    for table in complete:
        # Elsewhere these columns are only welcome; a list without one is no gap.
        if table.kind in ("students", "registry"):
            table.need(*fields)
        yield table


def _fields(kind: str) -> set[str]:
    return set(kinds()[kind].fields)


def verdicts(table: Table, date: dt.date) -> pd.Series:
    """One of ``VERDICTS`` for each row's 身份证号 on the check date, as a category."""
    return table.derived(_judge, date)


def valid(table: Table, date: dt.date) -> pd.Series:
    """Rows whose 身份证号 can be relied on for birth date and sex."""
    return table.derived(_valid, date)


def _valid(table: Table, date: dt.date) -> pd.Series:
    return verdicts(table, date) == "good"


def numbers(table: Table) -> identity.Numbers:
    """What each 身份证号 says, whether it can be relied on or not."""
    return table.derived(_read)


def _read(table: Table) -> identity.Numbers:
    return identity.numbers(table.maybe("id_number"))


def born(table: Table, date: dt.date) -> pd.Series:
    """Birth date by each reliable 身份证号, datetime64[s]; NaT for the others."""
    return table.derived(_born, date)


def _born(table: Table, date: dt.date) -> pd.Series:
    days = np.where(valid(table, date), numbers(table).born, np.datetime64("NaT", "s"))
    return pd.Series(days, index=table.index, copy=False)


def sex(table: Table, date: dt.date) -> pd.Series:
    """男 or 女 by each reliable 身份证号; missing for the others."""
    return table.derived(_sex, date)


def _sex(table: Table, date: dt.date) -> pd.Series:
    told = np.where(valid(table, date), numbers(table).sexes, identity.SEXES.index(None))
    return identity.sex_words(told, table.index)


def explained(table: Table) -> pd.Series:
    """Rows that say why there is no 身份证号: another document, or a reason in 备注."""
    other = table.given("id_type") & (table.maybe("id_type") != "居民身份证")
    return other | clean.which(table.text("remark"), _reason)


def _reason(text: str) -> bool:
    return bool(_ELSEWHERE.search(text) or _UNREGISTERED.search(text))


def _judge(table: Table, date: dt.date) -> pd.Series:
    ids, read = table.maybe("id_number"), numbers(table)
    numbered = read.are("id18", "residence")
    impossible = numbered & ~(read.born <= np.datetime64(date, "s"))  # NaT is no day at all
    blank, other = read.are("blank"), np.zeros(len(table), dtype=bool)
    odd = np.flatnonzero(read.are("malformed"))
    if len(odd):
        words = ids.take(odd)
        blank[odd] = [bool(_NONE.fullmatch(word)) for word in words]
        remarks = table.text("remark").take(odd)
        other[odd] = [
            _reason(word) or bool(_ELSEWHERE.search(remark))
            for word, remark in zip(words, remarks, strict=True)
        ]
    if table.any_has("id_type"):
        documents = table.text("id_type")
        other |= ((documents != "") & ~table.maybe("id_type").isin(_CITIZENS)).to_numpy(dtype=bool)
    # The first that holds is written last.
    codes = np.full(len(table), VERDICTS.index("good"), dtype=np.int8)
    for verdict, rows in (
        ("wrong_check", numbered & ~read.checked),
        ("impossible", impossible),
        ("malformed", read.are("id15", "malformed")),
        ("temporary", read.are("temporary")),
        ("other", other),
        ("destroyed", _destroyed(table, ids, read)),
        ("blank", blank),
    ):
        codes[rows] = VERDICTS.index(verdict)
    return pd.Series(
        pd.Categorical.from_codes(codes, categories=pd.Index(VERDICTS)), index=table.index
    )


def _destroyed(table: Table, ids: pd.Series, read: identity.Numbers) -> npt.NDArray[np.bool_]:
    """Numbers stored as a spreadsheet number, of which the last digits are gone."""
    lost = np.zeros(len(table), dtype=bool)
    start = 0
    for piece in table.pieces:
        lost[[start + at for at in _long_numbers(piece)]] = True
        start += len(piece.rows)
    # What ends in 000 may have been a number, which its text does not tell any more.
    retyped = ids.take(np.flatnonzero(table.retyped("id_number")))
    suspects = np.union1d(
        np.flatnonzero(read.are("malformed")), retyped.index[retyped.str.endswith("000")]
    )
    if len(suspects):
        for at, value in zip(suspects, table.raw_at("id_number", suspects), strict=True):
            lost[at] |= (
                bool(_SCIENTIFIC.fullmatch(value.strip()))
                if isinstance(value, str)
                else isinstance(value, int | float) and abs(value) >= _DIGITS_KEPT
            )
    return lost


def _long_numbers(piece: Piece) -> list[int]:
    """Positions among the piece's rows whose ID cell is known to have lost digits."""
    column = piece.columns.get("id_number")
    cells = {row for row, at in piece.sheet.long_numbers if at == column}
    return [at for at, row in enumerate(piece.rows) if row in cells] if cells else []
