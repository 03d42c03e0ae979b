"""村组没有摸底记录。

查什么：村组与片区表里的村、组，在所有摸底表里一行也没有。“村”“村委会”“社区”、“第1组”“一组”“1”的不同
写法视为相同；摸底表没有“组”列的，只看到村。

为什么：户籍线排查以村民小组为最小单元，一个组没有记录就是没有去过。

常见误报：这个组确实没有适龄儿童；请在摸底表里写一行注明，或核实说明。

示例：

    [村组与片区表]
    村     | 组       | 包保学校
    曹家村 | 1组      | 曹村小学
    曹家村 | 2组◀疑问 | 曹村小学
    赵家村 | 1组◀疑问 | 曹村小学
    [适龄儿童摸底登记表]
    村         | 组   | 户主   | 姓名 | 身份证号           | 是否在读
    曹家村委会 | 第一组 | 张大山 | 张三 | 110105201505010014 | 是
"""

import re
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("1.5-09",)
ACROSS_UNITS = True

_VILLAGE_END = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会|社区|行政村|村|屯)$")
_GROUP = re.compile(r"^第?([0-9一二三四五六七八九十百零〇]+)(?:村民)?(?:小?组|社|队)?$")
_BREAK = re.compile(r"[、,，;；/\s]+")
_DIGITS = "零一二三四五六七八九"


def check(areas: Table, children: Table) -> Iterator[Flags]:
    areas.need("village")
    children.need("village")
    seen: dict[str, set[str]] = {}
    for village, group in _pairs(children):
        seen.setdefault(village, set()).add(group)
    by_group = children.any_has("village_group")
    missing: dict[str, list[int]] = {"village": [], "village_group": []}
    named = pd.Series("", index=areas.index, dtype="str")
    for at, (village, groups) in enumerate(
        zip(areas.text("village"), areas.text("village_group"), strict=True)
    ):
        if not village:
            continue
        known = seen.get(_village(village))
        parts = [part for part in _BREAK.split(groups) if part]
        lacking = [p for p in parts if known is None or _group(p) not in known] if by_group else []
        if known is None or lacking:
            named.iloc[at] = village + "、".join(lacking if by_group else parts)
            missing["village_group" if parts and by_group else "village"].append(at)
    for field_id, rows in missing.items():
        yield areas.flag_at(
            rows,
            field_id,
            "{}在摸底登记表里没有一行记录",
            named,
            suggestion="请入户摸底并登记；确实没有适龄儿童的注明",
        )


def _pairs(children: Table) -> list[tuple[str, str]]:
    frame = pd.DataFrame(
        {"village": children.text("village"), "group": children.text("village_group")}
    ).drop_duplicates()
    found = []
    for village, groups in frame.itertuples(index=False):
        if village:
            found += [(_village(village), _group(part)) for part in _BREAK.split(groups)]
    return found


def _village(text: str) -> str:
    word = clean.key(text)
    return _VILLAGE_END.sub("", word) or word


def _group(text: str) -> str:
    word = clean.key(text)
    found = _GROUP.match(word)
    if not found:
        return word
    numeral = found[1]
    return numeral.lstrip("0") if numeral.isdecimal() else str(_number(numeral))


def _number(numeral: str) -> int:
    """A Chinese numeral below a hundred: 十二, 二十."""
    tens, ten, ones = numeral.rpartition("十")
    return (_DIGITS.find(tens) if tens else 1) * 10 * bool(ten) + max(_DIGITS.find(ones or "零"), 0)
