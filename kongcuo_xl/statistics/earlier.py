"""Rosters of earlier times (``--previous``, the history): whom they name, to be counted."""

from __future__ import annotations

import pandas as pd

from kongcuo_xl import vocabulary
from kongcuo_xl.calendar import school_year
from kongcuo_xl.period import around, before
from kongcuo_xl.records import Records
from kongcuo_xl.statistics.coverage import nobody
from kongcuo_xl.tables import Table

EARLIER = "previous:"
"""Before the kind of an earlier table, where people are said to stand in one."""
_STATUS = {"registry": "registry_status", "students": "status"}
KINDS = tuple(_STATUS)
"""Registers, the surer first."""


def register(records: Records, kind: str) -> Table | None:
    """The earlier 学籍表 or 花名册; None where there is none."""
    previous = records.scope.previous
    return None if previous is None else previous.get(kind)


def there(table: Table, said: str) -> pd.DataFrame:
    """Those of an earlier register who had not left, a row each, its columns PERSON."""
    number = table.maybe("id_number")
    own = number.where(number != "", "#" + table.index.astype("str"))
    frame = pd.DataFrame(
        {
            "key": table.unit + "|" + own + "|" + table.maybe("name"),
            "unit": table.unit, "name": table.maybe("name"),
            "sex": table.maybe("sex").fillna(""), "grade": table.maybe("grade"),
            "klass": table.class_label, "id_number": number, "kind": EARLIER + table.kind,
            "at": table.index, "said": said,
        }
    )  # fmt: skip
    stays = vocabulary.meanings("pupil", table.text(_STATUS[table.kind])) != "离开"
    return frame[stays & (table.maybe("name") != "")]


def closing(records: Records) -> tuple[str, pd.DataFrame]:
    """The month before the period, and whom its rosters leave to the period, once a person.

    A roster is that month's when its title or the history says so; of a unit 学籍表, else 花名册.
    Nobody's, where a school year ended between: everybody has moved up a grade since.
    """
    last = before(around(records.period.start, "month"))
    if school_year(last.end) != school_year(records.period.start):
        return last.name, nobody(records)
    month = last.start.year, last.start.month
    chosen: list[pd.DataFrame] = []
    taken: set[str] = set()
    for kind in KINDS:
        table = register(records, kind)
        if table is None:
            continue
        of_month = {p.unit for p in table.pieces if (p.context.year, p.context.month) == month}
        mine = of_month & set(records.units) - taken
        if mine:
            people = there(table, f"{last.name}名册")
            said = table.of_piece(
                ((p.context.year, p.context.month) == month for p in table.pieces), "bool"
            )
            chosen.append(people[said[people.index] & people["unit"].isin(mine)])
            taken |= mine
    together = pd.concat(chosen) if chosen else nobody(records)
    return last.name, together.drop_duplicates("key").reset_index(drop=True)
