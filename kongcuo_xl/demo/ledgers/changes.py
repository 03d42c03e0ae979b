"""The register of changes: transfers in and out, suspensions, returns."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kongcuo_xl.demo.canvas import Record
from kongcuo_xl.demo.ledgers.entries import OUTSIDE, known, stranger, taken
from kongcuo_xl.demo.school import School


def register(school: School) -> None:
    """Pupils who came and went since the summer, and ninth-graders who left in spring."""
    rng = school.rng
    grades = sorted({group.name.grade for group in school.classes})
    for number, pupil in enumerate(taken(school, 2)):
        add_change(
            school, known(pupil), "转入", 9 + number * 24, "随父母返乡", 来源学校=OUTSIDE[number]
        )
        pupil.rows["changes"] = school.tables["changes"][-1:]
    for number in range(3):
        who = stranger(school, rng.choice(grades))
        add_change(school, who, "转出", 8 + number * 9, "随父母外出务工", 去向学校=OUTSIDE[-number])
    for number, pupil in enumerate(taken(school, 1)):
        add_change(school, known(pupil), "复学", 3 + number, "休学期满", 来源学校="本校休学")
    for number in range(3):
        who = stranger(school, rng.choice(grades[:-1] or grades))
        add_change(school, who, "休学", 10 + number * 6, "家庭变故随母外出", 365)


def add_change(
    school: School,
    who: dict[str, Any],
    kind: str,
    days: int,
    reason: str,
    lasts: int = 0,
    **other: Any,
) -> Record:
    """A row of the register with all its papers, ``days`` after the start of term."""
    on = school.term.day(days)
    values = {
        **who,
        "变动类别": kind,
        "变动日期": on,
        "原因": reason,
        "来源学校": None,
        "去向学校": None,
        "申请日期": on - dt.timedelta(days=6),
        "证明材料": school.rng.choice(("户口簿复印件", "转学证明", "申请书及证明")),
        "学校审批": on - dt.timedelta(days=4),
        "教育局审批": on - dt.timedelta(days=1),
        "开始": on if lasts else None,
        "结束": on + dt.timedelta(days=lasts) if lasts else None,
        "备注": None,
        **other,
    }
    values["来源或去向学校"] = values["来源学校"] or values["去向学校"]
    return school.add("changes", values)
