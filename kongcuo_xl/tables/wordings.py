"""Words of headings that mean the same: with a qualifier, another ending, a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

QUESTIONS = ("是否", "是否有", "是否为", "是否属于", "有无", "是否已")


_OF_A_PUPIL = frozenset(
    {
        "name",
        "sex",
        "id",
        "student_no",
        "nation",
        "grade",
        "class",
        "address",
        "phone",
        "disability",
    }
)
_ANSWERS = frozenset({"flag", "text"})
_DAYS = frozenset({"date"})
_CODED = frozenset({"sex", "nation", "grade"})
"""What a system writes by its code: 性别码."""
_PLACES = frozenset({"address"})
_WHERE = (
    (
        re.compile(
            "(?:家庭|学生|现在?|目前|常住?|实际|居住|所在|详细|具体|住家)+(?:住址|地址|住所|住处|居住地|地点)(?:详细)?"
        ),
        "家庭住址",
    ),
    (
        re.compile(
            "(?:学生)?(?:户籍|户口簿?|户口本)(?:所在|登记|详细|具体|地)*(?:住址|地址|地|村组|乡镇村组)(?:详细)?"
        ),
        "户籍地址",
    ),
)
"""Words for where somebody lives, or is registered, in whatever order they stand."""
_BEFORE: tuple[tuple[str, frozenset[str] | None], ...] = (
    ("现在|现|目前|当前|最近一次|最后一次|最后|上次|最新|具体|详细|主要|本校|所在|今后", None),
    ("现就", None),
    (
        "(?:督导|督查|检查|自查|排查|核查|巡查)?(?:发现|反馈|存在|查摆|指出)的?(?=(?:主要|突出|具体)?问题)",
        None,
    ),
    (
        "[^父母监护家长人]{0,4}(?:学生|儿童|少年|子女)|孩子|该生|本人|幼儿"
        "|(?:学困|贫困|毕业|新|住宿|辍学|流失|厌学|随读|复学)生|(?:走访|家访|受访|被访)?对象",
        _OF_A_PUPIL,
    ),
    ("是否已经?|是否提供|是否具有|是否签订|是否|有无|有否|是否有", _ANSWERS),
)
_BEHIND: tuple[tuple[str, frozenset[str] | None], ...] = (
    ("全称|名称|栏", None),
    # 返校通知书发放时间 is 返校通知书时间.
    (
        "(?:发放|下发|送达|下达|发出|签发|开具|出具|填写|签订|签定|办理|登记)的?(?=日期$|时间$)",
        _DAYS,
    ),
    ("与?否|情况|有无", _ANSWERS),
    ("码", _CODED),
)
"""What may stand before or behind a wording without changing what it means, and the types of the
fields that this holds for (None: all)."""
_POINTS = re.compile("[、,，/·.]")
"""Between the parts of one wording: 就读省、市、县."""
_OF = re.compile("(?<=..)的(?=..)")
"""家访的时间."""
_FIRST_OF_TWO = re.compile("(?:(?<=监护人)|(?<=家长))[1一](?=.)|^第一(?=监护人.|家长.)")
"""监护人1电话: that of the one whom a single 监护人电话 would mean."""
_QUALIFIED = tuple((re.compile(f"^(?:{words})(?=..)"), types) for words, types in _BEFORE) + tuple(
    (re.compile(f"(?<=..)(?:{words})$" if "$" not in words else f"(?<=..){words}"), types)
    for words, types in _BEHIND
)


@lru_cache(maxsize=65536)
def unqualified(key: str) -> tuple[tuple[str, frozenset[str] | None], ...]:
    """A heading without what qualifies it: shorter words, with the types of fields they may be."""
    found: list[tuple[str, frozenset[str] | None]] = []
    found += [(plain, _PLACES) for words, plain in _WHERE if words.fullmatch(key) and plain != key]
    joined = _POINTS.sub("", key)
    joined = _FIRST_OF_TWO.sub("", _OF.sub("", joined))
    if joined != key:
        found.append((joined, None))
    for pattern, types in _QUALIFIED:
        for word, allowed in ((key, None), *found[:4]):
            shorter = pattern.sub("", word, count=1)
            if shorter != word:
                both = types if allowed is None else allowed if types is None else allowed & types
                found.append((shorter, both))
    return tuple(found)


_ENDINGS = {
    "date": ("日期", "时间"),
    "phone": ("电话", "联系电话", "电话号码", "联系方式", "手机", "手机号", "手机号码"),
}
"""Endings that mean the same behind the same word, by the type of the field."""
_REASONS = ("原因", "事由", "理由", "缘由", "主要原因")
_DATED = re.compile("日期|时间|[年月日期限起止至自时]$|何时")
"""Words of dates that say so themselves; 行政处罚 may be headed 行政处罚时间 as well."""
_BEARS_A_NAME = ("人", "教师", "老师", "领导", "家长", "学生", "对象", "儿童")


def same_as(word: str, type_: str) -> Iterator[str]:
    """Wordings that mean the same as a field's: 走访日期 and 走访时间, 家长 and 家长姓名."""
    endings = _ENDINGS.get(type_, _REASONS if word.endswith("原因") else ())
    if type_ == "date" and len(word) > 2 and not _DATED.search(word):
        yield from (word + ending for ending in endings)
    for ending in endings:
        if word.endswith(ending) and len(stem := word.removesuffix(ending)) > 1:
            yield from (stem + other for other in endings)
    if type_ in ("name", "names") and len(word) > 2 and word.endswith(_BEARS_A_NAME):
        yield word + "姓名"
