"""Columns that the workbook works out itself: each a formula and the same thing in Python.

The formulas use only what Excel 2016, WPS and LibreOffice all know. In a formula ``{name}`` is the
cell of a column in the same row and ``{kind.name}`` all rows of a column of another table.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kongcuo_xl.book import Value
from kongcuo_xl.tables import Kind

if TYPE_CHECKING:
    from kongcuo_xl.ledger.layout import Table

Row: TypeAlias = "dict[str, Value]"
Rows: TypeAlias = "Mapping[str, list[Row]]"
"""The rows of the tables by kind; a row by column."""

DATE, TERM = "台账_检查日期", "台账_学期"
START, END = "台账_学期开始", "台账_学期结束"
HEAD_QUOTA, OTHER_QUOTA = "台账_班主任家访", "台账_科任家访"
"""Defined names of the workbook that formulas use."""
_PLACE = re.compile(r"\{(?:(\w+)\.)?(\w+)\}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a computed value may look at besides its row."""

    rows: Rows
    start: dt.date
    end: dt.date
    date: dt.date
    term: str
    head_quota: int
    other_quota: int

    def visits(self) -> list[Row]:
        """The visits of the term up to the check date."""
        last = min(self.date, self.end)
        return [
            v
            for v in self.rows.get("visits", ())
            if isinstance(v.get("date"), dt.date) and self.start <= v["date"] <= last  # type: ignore[operator]
        ]


@dataclass(frozen=True, slots=True)
class Computed:
    """A formula (without ``=``) and what it comes to."""

    formula: str
    value: Callable[[Row, Facts], Value]
    label: str = ""
    """The heading of a column that is no field."""
    type: str = "number"
    tables: tuple[str, ...] = ()
    """Kinds that the formula looks at."""


def of(kind: Kind, columns: Collection[str]) -> dict[str, Computed]:
    """What is worked out in a table, by column; columns it does not have come behind."""
    found: dict[str, Computed] = {}
    if "id_number" in kind.required and kind.id not in _EXPORTED:
        found |= {name: item for name, item in _FROM_ID.items() if name in columns}
    found |= _OWN.get(kind.id, {})
    return found


def formula(item: Computed, table: Table, row: int, tables: Mapping[str, Table]) -> str:
    """The formula as it stands in a row."""

    def place(found: re.Match[str]) -> str:
        kind, name = found.groups()
        return tables[kind].range(name) if kind else table.cell(name, row)

    return _PLACE.sub(place, item.formula)


# ── from the ID ──────────────────────────────────────────────────────────────────────────────────
_EXPORTED = ("registry",)
"""Tables that are pasted whole from a system."""


def _id(row: Row) -> str:
    number = str(row.get("id_number", ""))
    return number if len(number) == 18 else ""


def _sex(row: Row, _: Facts) -> Value:
    number = _id(row)
    return ("女", "男")[int(number[16]) % 2] if number[16:17].isdecimal() else ""


def _birth(row: Row, _: Facts) -> Value:
    try:
        return dt.datetime.strptime(_id(row)[6:14], "%Y%m%d").date()
    except ValueError:
        return ""


def _age(row: Row, facts: Facts) -> Value:
    born = _birth(row, facts)
    if not isinstance(born, dt.date):
        return ""
    day = facts.date
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


_DAY = "DATE(VALUE(MID({id_number},7,4)),VALUE(MID({id_number},11,2)),VALUE(MID({id_number},13,2)))"
_FROM_ID = {
    "sex": Computed(
        'IF(LEN({id_number})=18,IFERROR(IF(MOD(VALUE(MID({id_number},17,1)),2)=1,"男","女"),""),"")',
        _sex,
    ),
    "birth_date": Computed(
        f'IF(LEN({{id_number}})=18,IFERROR(IF(TEXT({_DAY},"yyyymmdd")=MID({{id_number}},7,8),'
        f'{_DAY},""),""),"")',
        _birth,
    ),
}
_AGE = Computed(
    f'IF({{birth_date}}="","",INT((VALUE(TEXT({DATE},"yyyymmdd"))'
    '-VALUE(TEXT({birth_date},"yyyymmdd")))/10000))',
    _age,
    "周岁",
)


# ── from other tables ────────────────────────────────────────────────────────────────────────────
def _visits_of_pupil(row: Row, facts: Facts) -> Value:
    if not row.get("name"):
        return ""
    who = row.get("name"), row.get("klass")
    return sum((v.get("student"), v.get("klass")) == who for v in facts.visits())


def _quota(row: Row, facts: Facts) -> Value:
    if not row.get("name"):
        return ""
    if row.get("head_of"):
        return facts.head_quota
    return facts.other_quota if row.get("teaches") else 0


def _made(row: Row, facts: Facts) -> Value:
    name = row.get("name")
    if not name:
        return ""
    return sum(name in str(v.get("teacher", "")).split("、") for v in facts.visits())


def _owing(row: Row, facts: Facts) -> Value:
    quota, made = _quota(row, facts), _made(row, facts)
    return max(quota - made, 0) if isinstance(quota, int) and isinstance(made, int) else ""


def _pupils_of(sex: str = "") -> Callable[[Row, Facts], Value]:
    def count(row: Row, facts: Facts) -> Value:
        if not row.get("klass"):
            return ""
        where = row.get("grade"), row.get("klass")
        return sum(
            (p.get("grade"), p.get("klass")) == where and sex in ("", _sex(p, facts))
            for p in facts.rows.get("students", ())
        )

    return count


def _absent(row: Row, _: Facts) -> Value:
    expected, present = row.get("expected", ""), row.get("present", "")
    both = isinstance(expected, (int, float)) and isinstance(present, (int, float))
    return expected - present if both else ""  # type: ignore[operator]


def _marked(row: Row, _: Facts) -> Value:
    from kongcuo_xl.ledger.layout import data

    away = data()["roll_call"]["absent"]
    return sum(row.get(f"day{n}") in away for n in range(1, 32)) if row.get("name") else ""


_IN_CLASS = "{students.grade},{grade},{students.klass},{klass}"
_TEACHERS = '"、"&SUBSTITUTE(SUBSTITUTE({visits.teacher}," ",""),"，","、")&"、"'
_OWN: dict[str, dict[str, Computed]] = {
    "students": {
        "age": _AGE,
        "visited": Computed(
            'IF({name}="","",COUNTIFS({visits.student},{name},{visits.klass},{klass},'
            f'{{visits.date}},">="&{START},{{visits.date}},"<="&MIN({DATE},{END})))',
            _visits_of_pupil, "本学期家访次数", tables=("visits",),
        ),
    },
    "children": {"age": _AGE},
    "classes": {
        "headcount": Computed(
            f'IF({{klass}}="","",COUNTIFS({_IN_CLASS}))', _pupils_of(), tables=("students",)
        ),
        "boys": Computed(
            f'IF({{klass}}="","",COUNTIFS({_IN_CLASS},{{students.sex}},"男"))',
            _pupils_of("男"), tables=("students",),
        ),
        "girls": Computed(
            f'IF({{klass}}="","",COUNTIFS({_IN_CLASS},{{students.sex}},"女"))',
            _pupils_of("女"), tables=("students",),
        ),
    },
    "staff": {
        "quota": Computed(
            f'IF({{name}}="","",IF({{head_of}}<>"",{HEAD_QUOTA},IF({{teaches}}<>"",{OTHER_QUOTA},0)))',
            _quota, "应访人次",
        ),
        "made": Computed(
            'IF({name}="","",SUMPRODUCT(ISNUMBER(SEARCH("、"&{name}&"、",'
            f'{_TEACHERS}))*({{visits.date}}>={START})*({{visits.date}}<=MIN({DATE},{END}))))',
            _made, "已访人次", tables=("visits",),
        ),
        "owing": Computed(
            'IF({name}="","",MAX({quota}-{made},0))', _owing, "尚欠人次", tables=("visits",)
        ),
    },
    "daily_reports": {
        "absent": Computed(
            'IF(OR({expected}="",{present}=""),"",{expected}-{present})', _absent
        ),
    },
    "roll_call": {
        "subtotal": Computed(
            'IF({name}="","",COUNTIF({day1}:{day31},"×")+COUNTIF({day1}:{day31},"○")'
            '+COUNTIF({day1}:{day31},"△"))',
            _marked,
        ),
    },
}  # fmt: skip
