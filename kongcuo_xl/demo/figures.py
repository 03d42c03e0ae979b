"""Statistics sheets that a school and the county filled in, as their lists have it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from kongcuo_xl.demo.canvas import Record
from kongcuo_xl.demo.district import District
from kongcuo_xl.demo.school import School

TOTAL = "合计"
KINDS = {"quarter", "month", "state", "rates"}
"""Sheets of figures, which are tables of nobody."""


def keep(county: District) -> None:
    """Write every sheet that a school's profile, or the county's, has columns for."""
    for school in county.schools:
        if "quarter" in school.profile.tables:
            _quarter(school)
        if "month" in school.profile.tables:
            _months(school)
        if "state" in school.profile.tables:
            _state(school)
    for school in county.schools:
        whole = {"单位": school.name, "适龄": len(school.pupils), "入学率": "100%"}
        county.add("rates", {**whole, "巩固率": f"{county.rng.randint(96, 99)}.5%", "辍学率": "0%"})


def _counts(school: School) -> Counter[int]:
    return Counter(pupil.in_class.grade for pupil in school.pupils)


def _total(rows: list[Record], first: str) -> dict[str, Any]:
    keys = [key for key in rows[0].values if key != first]
    return {first: TOTAL, **{key: sum(row.values[key] for row in rows) for key in keys}}


def _quarter(school: School) -> None:
    """Changes by grade: opening, more, less, closing, with the sums of the two groups.

    The changes are those that the register dates in the quarter that ended with September.
    """
    year = school.term.start.year
    changed = _changes(school, dt.date(year, 7, 1), dt.date(year, 9, 30))
    for grade, count in sorted(_counts(school).items()):
        came, back, left, away = (changed[grade, kind] for kind in ("转入", "复学", "转出", "休学"))
        values = {"年级": grade, "期初": count, "转入": came, "复学": back, "增计": came + back}
        values |= {"转出": left, "休学": away, "减计": left + away}
        school.add("quarter", {**values, "期末": count + came + back - left - away})
    school.add("quarter", _total(school.tables["quarter"], "年级"))


_MORE = ("招生", "复学", "转入", "其他增加")
_LESS = ("毕业", "结业", "休学", "退学", "开除", "死亡", "转出", "辍学", "其他减少")


def _changes(school: School, first: dt.date, last: dt.date) -> Counter[tuple[Any, Any]]:
    """Changes that the register dates from ``first`` to ``last``, by grade and kind."""
    return Counter(
        (row.values["年级"], row.values["变动类别"])
        for row in school.tables.get("changes", [])
        if isinstance(row.values["变动日期"], dt.date) and first <= row.values["变动日期"] <= last
    )


def _months(school: School) -> None:
    """Two months as the register has them, the second beginning where the first ended."""
    year = school.term.start.year
    changed = {
        month: _changes(school, dt.date(year, month, 1), dt.date(year, month, last))
        for month, last in ((9, 30), (10, 31))
    }
    for grade, count in sorted(_counts(school).items()):
        opening = count
        for month, kinds in changed.items():
            here = {kind: number for (of, kind), number in kinds.items() if of == grade}
            more = sum(number for kind, number in here.items() if kind in _MORE)
            less = sum(number for kind, number in here.items() if kind in _LESS)
            values = {"年级": grade, "期初": opening, "增加": more, "减少": less}
            opening += more - less
            school.add("month", {**values, "期末": opening}, month)


def _state(school: School) -> None:
    """Who has not come back and who is taught at home, by grade, at the end of September."""
    gone = Counter(
        row.values["班级"].grade
        for row in school.tables.get("cases", [])
        if row.values["状态"] == "辍学"
    )
    home = Counter(
        row.values["年级"]
        for row in school.tables.get("placements", [])
        if row.values["安置方式"] == "送教上门"
    )
    for grade in sorted(_counts(school)):
        school.add("state", {"年级": grade, "未返": gone[grade], "送教": home[grade]})
