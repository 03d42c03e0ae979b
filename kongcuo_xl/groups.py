"""Groups of pupils (留守, 残疾, 学困 …): who belongs to one, by the roster's flags and by lists.

Groups are data, in ``data/groups.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd

from kongcuo_xl.people import match
from kongcuo_xl.tables import Table

POOR = ("建档立卡", "监测户", "突发严重困难户")
"""What 贫困 means."""

_DENIED = "^(?:非|不|无|否|未|没)"


@cache
def _groups() -> Mapping[str, Mapping[str, list[str]]]:
    text = (resources.files("kongcuo_xl") / "data" / "groups.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def spelled(group: str) -> Sequence[str]:
    """The groups of groups.toml that a policy's word means: 脱贫户 → 建档立卡, 贫困 → three."""
    if group == "贫困":
        return POOR
    if group in _groups():
        return (group,)
    if group == "重点生":
        return ("易辍",)
    named = [g for g, data in _groups().items() if any(w in group for w in data["words"])]
    return named[:1]


def of_flag(field_id: str) -> str:
    """The group of which a roster's column is the first sign; ``""`` for none."""
    return next((g for g, data in _groups().items() if data["flags"][:1] == [field_id]), "")


def flag_columns(*groups: str) -> list[str]:
    """The roster's flag columns of some groups."""
    return [field for group in groups for field in _groups()[group]["flags"]]


def named_in(texts: pd.Series, group: str) -> pd.Series:
    """Which texts name a group (and do not deny it: 非留守)."""
    words = "|".join(map(re.escape, _groups()[group]["words"]))
    said = texts.str.contains(words) & ~texts.str.contains(_DENIED)
    if group == "残疾":
        said &= ~texts.str.contains("残疾人子女|残疾家庭子女|父母残疾|残疾证")
    return said


def flagged(students: Table, group: str) -> pd.Series:
    """Pupils whose row of the roster puts them into a group."""
    member = pd.Series(False, index=students.index)
    for field in filter(students.any_has, _groups()[group]["flags"]):
        member |= students.maybe(field).fillna(False).astype(bool)
        # A flag column may hold the kind instead of a yes: 双亲留守.
        if students.unreadable(field).any():
            member |= students.unreadable(field) & named_in(students.text(field), group)
    if group == "残疾" and students.any_has("disability_type"):
        # A type beside 残疾=否 is a contradiction, which ST111 reports; the plain answer counts.
        member |= _says_disability(students) & students.maybe("disabled").fillna(True).astype(bool)
    return member


def _says_disability(table: Table) -> pd.Series:
    kind = table.text("disability_type")
    return (kind != "") & ~kind.str.contains(r"^(?:无|否|非|不|没|未|正常|健康|[-—/×0])")


def on_list(special_groups: Table, group: str) -> pd.Series:
    """Rows of the special-group lists that put somebody into a group.

    By 群体类别; where a list has no such column or the cell is blank, by its title or sheet name.
    """
    kind = special_groups.text("group_kind")
    about = special_groups.of_piece(
        (f"{p.context.title} {p.sheet.name}" for p in special_groups.pieces), "str"
    )
    return named_in(kind.where(kind != "", about), group)


_AIDED = re.compile("资助|助学|受助|(?:学生|寄宿生?|困难).{0,8}补助|补助.{0,6}发放")


def names_the_aided(title: str) -> bool:
    """Whether a list is by its title one of pupils who are paid: 生活补助发放花名册."""
    return bool(_AIDED.search(title)) and not re.search("拟|未|申请|摸底|排查", title)


def members(students: Table, group: str, special_groups: Table | None) -> pd.Series:
    """Pupils of the roster who belong to a group, by their own row or by a list that names them."""
    member = flagged(students, group)
    if special_groups is not None:
        mark(member, match(special_groups, students), on_list(special_groups, group))
    return member


def mark(member: pd.Series, person: np.ndarray[Any, Any], rows: pd.Series) -> None:
    """Set ``member`` at the people (row numbers) of the chosen rows of another table."""
    found = person[rows.to_numpy(dtype=bool) & (person >= 0)]
    member.iloc[np.unique(found)] = True
