"""Papers and details that a row lacks: one finding a row, at the first cell that is missing."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kongcuo_xl.changes import there
from kongcuo_xl.tables import Flags, Table, kinds

PROCEDURE = ("apply_date", "application", "proof", "approval_school", "approval_bureau")
"""申请日期, 申请书, 证明材料, 学校审批, 教育局审批."""

_APPLICATION = {"apply_date", "application"}


def gaps(changes: Table, rows: pd.Series, fields: tuple[str, ...]) -> dict[str, pd.Series]:
    """For each of the fields that the register has, the rows where it is blank or says 无."""
    given = {field: there(changes.text(field)) for field in fields if changes.any_has(field)}
    if given.keys() >= _APPLICATION:
        # A day or the paper itself: either shows that somebody applied.
        applied = given["apply_date"] | given["application"]
        given |= {"apply_date": applied, "application": applied}
    found = {field: rows & changes.has(field) & ~there_ for field, there_ in given.items()}
    if given.keys() >= _APPLICATION:
        found["application"] &= ~changes.has("apply_date")
    return found


def lacking(
    table: Table,
    gaps: Mapping[str, pd.Series],
    message: str,
    *more: pd.Series,
    suggestion: str,
    words: Mapping[str, str] | None = None,
) -> list[Flags]:
    """Flags at each row's first missing cell; ``message`` takes name, ``more``, what is missing."""
    fields = kinds()[table.kind].fields
    missing = pd.Series("", index=table.index, dtype="str")
    for field, faulty in gaps.items():
        word = words[field] if words else fields[field].label
        missing = missing.mask(faulty, (missing + "、").where(missing != "", "") + word)
    told = pd.Series(False, index=table.index)
    found = []
    for field, faulty in gaps.items():
        found.append(
            table.flag(
                faulty & ~told,
                field,
                message,
                table.person_name,
                *more,
                missing,
                suggestion=suggestion,
            )
        )
        told |= faulty
    return found
