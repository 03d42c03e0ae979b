"""十八项档案: what the tables at hand hold for each item, and what the school's own list says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pandas as pd

from kongcuo_xl.book import Value
from kongcuo_xl.cases import lacks
from kongcuo_xl.crosschecks.sheets import filled_sheets
from kongcuo_xl.forms.lists.listed import Listed
from kongcuo_xl.records import PERSON, Records
from kongcuo_xl.statistics import Source

Held = tuple[int, str]
"""How many there are, and of what."""


def _rows(*kinds_of: str, named: str, words: str = "") -> Callable[[Records], Held]:
    """The rows of some tables; of meetings only those whose kind or topic has one of the words."""

    def held(records: Records) -> Held:
        number = 0
        for kind in kinds_of:
            table = records.table(kind)
            if table is None:
                continue
            if not words:
                number += len(table)
                continue
            text = table.text("event_kind") + table.text("topic")
            number += int(text.str.contains(words, regex=True).sum())
        return number, named

    return held


def _sheets(words: str, named: str) -> Callable[[Records], Held]:
    """The statistics sheets whose titles have one of the words."""

    def held(records: Records) -> Held:
        titles = {(s.file, s.sheet.name, s.title) for s in filled_sheets(records.scope.books)}
        return sum(bool(re.search(words, title)) for *_, title in titles), named

    return held


def _lists(records: Records) -> Held:
    """How many of the lists that have to agree there are."""
    kinds_of = ("students", "registry", "roll_call", "homework", "seating")
    return sum(records.table(kind) is not None for kind in kinds_of), "种名册"


def _members(*groups: str, named: str) -> Callable[[Records], Held]:
    """The pupils of a special group."""

    def held(records: Records) -> Held:
        members: set[str] = set().union(*(records.in_group(group) for group in groups))
        return len(members), named

    return held


_EVIDENCE: Sequence[tuple[str, tuple[Callable[[Records], Held], ...]]] = (
    ("包保", (_rows("responsibility", named="条包保"),)),
    ("日查|周报", (_rows("daily_reports", named="条日报"), _sheets("月报|周报", "张月（周）报"))),
    ("统计报表", (_sheets("统计|报表", "张统计表"),)),
    ("一致性", (_lists,)),
    ("督导|核查", (_rows("meetings", named="次督查、自查", words="督查|督导|检查|自查|巡查"),)),
    ("贫困", (_members("registered_poor", "monitored", named="名脱贫户、监测户学生"),)),
    ("学习困难|学困", (_members("weak", named="名学困学生"),)),
    ("送教", (_rows("home_teaching", named="次送教"),)),
    ("变动", (_rows("changes", named="条变动"),)),
    ("会议", (_rows("meetings", named="次会议、活动", words="会"),)),
)
"""Words of an item, and what of the data is material for it."""


def archive_items(records: Records) -> Listed:
    """Every item of the policy: whether there is material, how much, and what the own list says."""
    items: tuple[str, ...] = records.policy["archive_items"]
    found = [_evidence(item, records) for item in items]
    own = [_own(item, records) for item in items]
    has: list[Value] = []
    for held, (copies, _, _) in zip(found, own, strict=True):
        there = any(number for number, _ in held) or copies not in ("", 0, "无")
        known = bool(held) or copies != ""
        has.append("有" if there else "无" if known else "")
    told: dict[str, list[Value]] = {
        "item": list(items),
        "has": has,
        "held": ["、".join(f"{n}{of}" for n, of in held if n) for held in found],
        "copies": [copies for copies, _, _ in own],
        "last_date": [date for _, date, _ in own],
        "keeper": [keeper for *_, keeper in own],
    }
    people = pd.DataFrame(
        [dict.fromkeys(PERSON, "") | {"name": item, "grade": pd.NA} for item in items],
        columns=PERSON,
    ).astype({"grade": "Int64"})
    return Listed(
        records, people, {}, {"rows": len(items)}, (),
        "台账、名册、统计表中有没有这一项的内容；份数、日期、保管人按学校的档案清单",
        "所给的各表", told,
        lambda: [Source(item, "", "", "", "", (0, 0), "", "") for item in items],
    )  # fmt: skip


def _evidence(item: str, records: Records) -> list[Held]:
    return next(
        ([each(records) for each in ways] for words, ways in _EVIDENCE if re.search(words, item)),
        [],
    )


def _own(item: str, records: Records) -> tuple[Value, Value, Value]:
    """Copies, last date and keeper of an item on the school's own list of archives."""
    table = records.table("archives")
    if table is None:
        return "", "", ""
    key = _key(item)
    for at, text in enumerate(table.text("item")):
        other = _key(text)
        if len(other) >= 2 and (key in other or other in key):
            date = table.maybe("last_date").iloc[at]
            copies: Value = table.text("copies").iloc[at]
            if lacks(table, "copies").iloc[at]:
                copies = "无"
            return copies, "" if pd.isna(date) else date.date(), table.text("keeper").iloc[at]
    return "", "", ""


def _key(item: str) -> str:
    return re.sub(r"[\W_]|材料$|^\d+", "", item)
