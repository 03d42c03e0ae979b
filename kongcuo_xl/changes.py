"""The register of 学籍 changes: what each row is, whose it is, which papers and dates it has."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from kongcuo_xl import clean, county, vocabulary
from kongcuo_xl.people import match
from kongcuo_xl.tables import Table

LEAVING = ("转出", "毕业", "结业", "退学", "开除", "死亡", "其他减少")
"""After these a pupil is no longer in the school's 学籍."""
COMING = ("转入", "招生", "复学", "其他增加")

_DENIED = r"^(?:否|无$|无[^锡为极棣]|未|没|不|缺|尚未|待|暂|[×✗✘xXnN]$|[-—/\\]+$|0$)"
_PENDING = "审批中|办理中|待批|待审"


def kinds_of(changes: Table) -> pd.Series:
    """What change each row is, in the words of ``vocabulary.toml`` (change); ``""`` for others.

    A row that only says 转学 goes where its school stands: 去向 is 转出, 来源 is 转入. A blank is
    what the sheet's title says.
    """
    said = changes.text("change_kind")
    told = vocabulary.meanings("change", said)
    direction = pd.Series(
        np.select(
            [changes.given("destination"), changes.given("source_school")], ["转出", "转入"], ""
        ),
        index=changes.index,
        dtype="str",
    )
    told = told.mask((told == "") & said.str.contains("转学"), direction)
    titles = changes.of_piece(
        (_titled(f"{p.context.title} {p.sheet.name}") for p in changes.pieces), "str"
    )
    return told.mask((told == "") & (said == ""), titles)


def _titled(title: str) -> str:
    kinds = {
        vocabulary.meaning("change", word)
        for word in ("转入", "转出", "休学", "复学")
        if word in title
    }
    return kinds.pop() if len(kinds) == 1 else ""


def grades(changes: Table, *rosters: Table | None) -> pd.Series:
    """The grade of each row: as written, else that of the pupil on the rosters of the unit."""
    grade = changes.maybe("grade")
    for roster in rosters:
        if roster is not None:
            grade = grade.fillna(_of_person(changes, roster, "grade").astype("Int64"))
    return grade


def _of_person(changes: Table, roster: Table, field_id: str) -> pd.Series:
    person = match(changes, roster)
    if not len(roster):
        return pd.Series(pd.NA, index=changes.index)
    values = roster.maybe(field_id).take(np.where(person >= 0, person, 0))
    return values.set_axis(changes.index).where(person >= 0)


def persons(changes: Table, date: dt.date) -> pd.Series:
    """A key a row, equal for rows of the same person in the unit, whichever keys each row has.

    ``""`` for a row without a name and without a number.
    """
    keys = county.keys_of(changes, date)
    name = changes.maybe("name")
    ways = [keys[k] for k in county.KEYS]
    ways += [
        (changes.class_key + "|" + name).where((changes.class_key != "") & (name != ""), ""),
        name,
    ]
    result = pd.Series("", index=changes.index, dtype="str")
    for number, way in enumerate(ways):
        key = (changes.unit + f"|{number}|" + way).where(way != "", "")
        # A row that has only this key is the person of the one who bears it beside a better one.
        pairs = pd.DataFrame({"key": key, "who": result})[(key != "") & (result != "")]
        pairs = pairs.drop_duplicates()
        known = pairs[~pairs["key"].duplicated(keep=False)].set_index("key")["who"]
        result = result.mask((result == "") & (key != ""), key.map(known).astype("str").fillna(key))
    return result


def latest(changes: Table, date: dt.date) -> pd.Series:
    """The rows that are the last change of their person up to the check date.

    Of several on one day, or without a date, it is the one written last.
    """
    day = changes.maybe("change_date")
    frame = pd.DataFrame({"who": persons(changes, date), "date": day})
    past = frame[~(day > pd.Timestamp(date)) & (frame["who"] != "")]
    ordered = past.sort_values("date", kind="stable", na_position="first")
    last = ordered.index[~ordered["who"].duplicated(keep="last")]
    return pd.Series(changes.index.isin(last), index=changes.index)


def there(texts: pd.Series) -> pd.Series:
    """Whether a cell says that a paper or an approval is there: not blank, 无, 未批, 办理中 …."""
    return (texts != "") & ~texts.str.contains(_DENIED) & ~texts.str.contains(_PENDING)


def lasting(changes: Table) -> tuple[pd.Series, pd.Series]:
    """First and last day of each change that lasts (休学), datetime64[s]; NaT where not written.

    Without a start it is the 变动日期. A date in 是否延期 is a later end.
    """
    start, end = changes.maybe("start"), changes.maybe("end")
    until = changes.text("extended").str.replace(r"^[^0-9〇零一二]*", "", regex=True)
    longer = clean.dates(until)[0]
    end = end.mask(longer.notna() & ~(longer < end), longer)
    return start.fillna(changes.maybe("change_date")), end


def extended(changes: Table) -> pd.Series:
    """Rows marked as extended without saying until when."""
    return there(changes.text("extended"))


_STAYS = ("休学", "留级", "转班", "跳级", "")
"""Changes that do not end a 休学; a later 休学 is judged by its own end."""


def unended(changes: Table, date: dt.date) -> pd.Series:
    """休学 rows after which nothing is written of the pupil: no 复学, extension, 转出 …."""
    kind, who = kinds_of(changes), persons(changes, date)
    start, _ = lasting(changes)
    frame = pd.DataFrame({"who": who, "kind": kind, "start": start})
    answers = frame[(frame["who"] != "") & ~frame["kind"].isin(_STAYS)]
    last_answer = _latest(answers, frame["who"])
    undated = frame["who"].isin(answers.loc[answers["start"].isna(), "who"])
    renewed = _latest(frame[frame["kind"] == "休学"], frame["who"])
    standing = (kind == "休学") & ~_extended_for_good(changes)
    return standing & ~(last_answer >= start) & ~undated & ~(renewed > start)


def _latest(rows: pd.DataFrame, who: pd.Series) -> pd.Series:
    """The last start among a person's rows, NaT where there are none."""
    starts = rows.groupby("who")["start"].max().reindex(who)
    return pd.Series(starts.to_numpy(), index=who.index)


def _extended_for_good(changes: Table) -> pd.Series:
    """Marked as extended without a new end."""
    return extended(changes) & ~changes.text("extended").str.contains(
        r"\d{4}|[一二三四五六七八九]月"
    )
