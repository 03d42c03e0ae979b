"""六年级毕业生交接: who was handed over to junior school, and who came."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from kongcuo_xl import county
from kongcuo_xl.records import PERSON, Counted, Records
from kongcuo_xl.statistics.coverage import not_covered
from kongcuo_xl.statistics.measure import Measure

_NO_LIST = "缺少六年级毕业生交接表"


def handed_over(records: Records) -> pd.DataFrame:
    """Everybody on the lists of leavers of primary school: PERSON, ``came`` (True or False)."""
    return records.derived(_handed_over)


def _handed_over(records: Records) -> pd.DataFrame:
    frame = records.frame("graduates")
    table = records.table("graduates")
    if table is None or not len(frame):
        return frame.assign(came=False)
    said = table.maybe("reported")
    known = said.notna() | table.maybe("report_date").notna()
    came = said.fillna(table.maybe("report_date").notna()).astype(bool)
    # Where the list does not say, a junior school's roster does.
    at_junior = pd.Series(False, index=table.index)
    for kind in ("registry", "students"):
        if (roster := records.table(kind)) is not None:
            junior = (roster.maybe("grade") >= 7).fillna(False).astype(bool)
            at_junior |= county.is_in(table, roster, records.scope.date, rows=junior)
    came = came.where(known, at_junior)
    told = came.to_numpy(dtype=bool)[frame["at"].to_numpy()]
    last = int(records.policy["retention_primary_years"])
    people = frame.assign(
        # Counted where they left, whatever grade a junior school's roster has them in.
        came=told,
        grade=pd.array([last] * len(frame), dtype="Int64"),
        said=np.where(told, "已报到", "未报到"),
    )
    return people.drop_duplicates("key").reset_index(drop=True)


def _of(chosen: Callable[[pd.DataFrame], pd.Series]) -> Callable[[Records], Counted]:
    def count(records: Records) -> Counted:
        lacking = not_covered(records, _NO_LIST, "graduates")
        people = handed_over(records)
        found = people.loc[chosen(people).to_numpy(dtype=bool), PERSON].reset_index(drop=True)
        return Counted(found, "六年级毕业生交接表", (), lacking, for_all=True)

    return count


def _measure(
    id_: str, label: str, definition: str, chosen: Callable[[pd.DataFrame], pd.Series]
) -> Measure:
    return Measure(id_, label, definition, _of(chosen), basis="学籍")


MEASURES = (
    _measure(
        "handed_over", "交接毕业生",
        "六年级毕业生交接表上的学生", lambda people: pd.Series(True, index=people.index),
    ),
    _measure(
        "handed_over_arrived", "交接已报到",
        "交接表写明已到初中报到的毕业生；没有写的，在初中名册、学籍表上的",
        lambda people: people["came"],
    ),
    _measure(
        "handed_over_missing", "交接未报到",
        "交接表上没有到初中报到的毕业生", lambda people: ~people["came"],
    ),
)  # fmt: skip
