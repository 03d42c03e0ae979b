"""身份证号重复。

查什么：本单位全部学生花名册合在一起，同一个身份证号出现在两行或更多行；学籍表也这样查。每一行都标出。
送教、摸底、特殊群体等名单不是花名册，一个孩子再出现在那里不算重复。

为什么：一人两行会多算人数；两个孩子共用一个号码，必有一个是错的（一人一籍）。

常见误报：同一个班的花名册在文件夹里有新旧两份：请只留一份。

示例：

    [七1]
    姓名 | 身份证号                 | 年级   | 班级
    张三 | 110105201309010017◀错误 | 七年级 | 1班
    李四 | 110105201309010025       | 七年级 | 1班

    [七2]
    姓名 | 身份证号                 | 年级   | 班级
    王五 | 110105201309010017◀错误 | 七年级 | 2班
    赵六 | 110105201309010041       | 七年级 | 2班
"""

import datetime as dt
import re
from collections.abc import Iterator

from kongcuo_xl import clean
from kongcuo_xl.id_validity import persons, verdicts
from kongcuo_xl.rules.identity.other_places import other_places, shared_in_unit
from kongcuo_xl.tables import Flags, Tables

LEVEL = "错误"
BASIS = ("1.5-39",)

_DIGITS = 6
"""What has fewer is a word, not a number."""


def check(tables: Tables, date: dt.date) -> Iterator[Flags]:
    for people in persons(tables, "id_number"):
        if people.kind not in ("students", "registry"):
            continue
        ids = people.maybe("id_number")
        again = ids[clean.repeated(ids) & ~clean.are_empty(ids)]
        if again.empty:
            continue
        verdict = verdicts(people, date)[again.index]
        told = ~verdict.isin(["blank", "destroyed"])
        word = verdict.isin(["other", "malformed"]) & ~clean.which(again, _is_number)
        twice = shared_in_unit(people, again[told & ~word])
        yield people.flag_at(
            twice.index.to_numpy(),
            "id_number",
            "身份证号 {} 与 {} 重复",
            ids,
            other_places(people, twice, "id_number"),
            suggestion="同一个孩子请只留一行；不是同一个孩子，请对照户口簿改正号码",
        )


def _is_number(text: str) -> bool:
    return len(re.findall("[0-9]", text)) >= _DIGITS
