"""What a pupil of a special group has been given: a helper, a plan; wherever it is written."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import clean, groups
from kongcuo_xl.people import UNKNOWN, match
from kongcuo_xl.tables import Flags, MissingColumnError, Table

HELPERS = ("helper", "tutor", "keeper")
"""帮扶人, 包抓教师 and 包保教师: any will do, but the last column can't lack one."""

PLANS = ("plan", "iep")
"""一人一案 and 个别化教育计划."""


def at_school(students: Table) -> pd.Series:
    """Pupils whom the school still looks after."""
    return ~students.text("status").str.contains("转出|转走|毕业|死亡|去世|出国|已离校")


def held(table: Table, fields: tuple[str, ...]) -> tuple[pd.Series, pd.Series]:
    """Whether a row has any of these columns, and whether one of them is filled with a yes."""
    asked = pd.Series(False, index=table.index)
    there = asked.copy()
    for field in fields:
        if field != "keeper":
            # A blank 包保教师 says that nobody was assigned, not that nobody helps.
            asked |= table.has(field)
        answers = clean.each(table.text(field), clean.yes_no)
        there |= pd.Series([a is not None and a is not False for a in answers], index=table.index)
    return asked, there


def without(
    students: Table, fields: tuple[str, ...], others: tuple[Table | None, ...]
) -> tuple[pd.Series, pd.Series]:
    """Pupils of whom a table could say that they have something, and those who have it.

    The roster itself and every row of the other tables that is about the pupil are asked.
    """
    asked, there = held(students, fields)
    for table in others:
        if table is None:
            continue
        person = match(table, students)
        says, has = held(table, fields)
        groups.mark(asked, person, says)
        groups.mark(there, person, has)
    return asked, there


def lacking_helper(
    group: str,
    students: Table | None,
    special_groups: Table | None,
    dropout_prone: Table | None,
) -> Iterator[Flags]:
    """Members of a group nobody is named to help, on the roster or only on a list.

    Raises MissingColumnError where no table has a column for a helper.
    """
    tables = [t for t in (students, special_groups, dropout_prone) if t is not None]
    if not any(t.any_has(field) for t in tables for field in ("helper", "tutor")):
        raise MissingColumnError("students" if students is not None else "special_groups", "helper")
    message = f"{group}学生{{}}没有帮扶人"
    suggestion = "请落实帮扶人（包抓教师、包保教师均可）并填写"
    if students is not None:
        member = groups.members(students, group, special_groups) & at_school(students)
        asked, there = without(students, HELPERS, (special_groups, dropout_prone))
        yield students.flag(
            member & asked & ~there, "name", message, students.maybe("name"), suggestion=suggestion
        )
    if special_groups is not None:
        asked, there = held(special_groups, HELPERS)
        alone = groups.on_list(special_groups, group) & asked & ~there
        alone &= special_groups.given("name") & (special_groups.maybe("name") != "无")
        if students is not None:
            alone &= match(special_groups, students) == UNKNOWN
        yield special_groups.flag(
            alone, "name", message, special_groups.maybe("name"), suggestion=suggestion
        )
