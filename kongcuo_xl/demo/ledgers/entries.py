"""What rows of every ledger are made of: days of the term, pupils nobody has touched, strangers.

The pupils named are taken from those no fault has touched, so that one fault stays one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from kongcuo_xl.demo.hands import ClassName
from kongcuo_xl.demo.school import Pupil, School

OUTSIDE = (
    "浙江省义乌市江东实验学校",
    "广东省东莞市长安新民学校",
    "福建省晋江市安海中心学校",
    "江苏省昆山市花桥学校",
)


def taken(
    school: School, count: int, wanted: Callable[[Pupil], bool] = lambda _: True
) -> Iterator[Pupil]:
    """Up to ``count`` untouched pupils, from now on touched."""
    for _ in range(count):
        pupil = school.pick(wanted)
        if pupil is None:
            return
        yield pupil


def stranger(school: School, grade: int, sex: str = "") -> dict[str, Any]:
    """Somebody of a grade who is on no roster: 姓名 to 班级."""
    rng = school.rng
    sex = sex or rng.choice("男女")
    first = dt.date(school.term.start.year - 6 - grade, 9, 1)
    birth = first + dt.timedelta(days=rng.randrange(360))
    number = school.invent.identity(birth, sex)
    return {
        "姓名": school.invent.name(sex),
        "性别": sex,
        "身份证号": number,
        "学籍号": f"G{number}",
        "出生日期": birth,
        "年级": grade,
        "班级": ClassName(grade, 1),
    }


def known(pupil: Pupil) -> dict[str, Any]:
    """The same of a pupil."""
    return {
        "姓名": pupil.name,
        "性别": pupil.sex,
        "身份证号": pupil.identity,
        "学籍号": f"G{pupil.identity}",
        "出生日期": pupil.birth,
        "年级": pupil.in_class.grade,
        "班级": pupil.in_class,
    }
