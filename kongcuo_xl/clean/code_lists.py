"""Words of the national code lists: nations, sexes, kinds of documents."""

from __future__ import annotations

import re
from typing import Literal

from kongcuo_xl.clean.cell_text import key

NATIONS: tuple[str, ...] = (
    "汉族",
    "蒙古族",
    "回族",
    "藏族",
    "维吾尔族",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "高山族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜族",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯族",
    "阿昌族",
    "普米族",
    "塔吉克族",
    "怒族",
    "乌孜别克族",
    "俄罗斯族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "京族",
    "塔塔尔族",
    "独龙族",
    "鄂伦春族",
    "赫哲族",
    "门巴族",
    "珞巴族",
    "基诺族",
)
"""The 56 nations in the order of their GB/T 3304 codes, 01 to 56."""

_NATION_WORDS = (
    {name: name for name in NATIONS}
    | {name.removesuffix("族"): name for name in NATIONS}
    | {f"{code:02d}": name for code, name in enumerate(NATIONS, 1)}
    | {str(code): name for code, name in enumerate(NATIONS, 1)}
    | {name + "人": name for name in NATIONS}
    | dict.fromkeys(("97", "其他", "其它", "未识别", "未识别民族", "穿青人"), "其他")
    | dict.fromkeys(("98", "外国血统", "外国血统中国籍人士", "入籍"), "外国血统中国籍人士")
)


def nation(value: object) -> str | None:
    """The full name (汉 → 汉族, 01 → 汉族), 其他 (97), 外国血统中国籍人士 (98); None if unknown."""
    return _NATION_WORDS.get(key(value))


_MALE = ("男", "男生", "男孩", "男性", "男童", "m", "male", "1", "01")
_FEMALE = ("女", "女生", "女孩", "女性", "女童", "f", "female", "2", "02")


def sex(value: object) -> Literal["男", "女"] | None:
    """男 or 女 (also 男生, M, 1 …; GB/T 2261.1); None for anything else, blanks included."""
    word = key(value)
    if word in _MALE:
        return "男"
    return "女" if word in _FEMALE else None


DOCUMENT_TYPES: tuple[str, ...] = (
    "居民身份证",
    "户口簿",
    "香港特区护照/身份证明",
    "澳门特区护照/身份证明",
    "台湾居民来往大陆通行证",
    "境外永久居住证",
    "港澳台居民居住证",
    "护照",
    "其他",
)

_DOCUMENT_CODES = dict(
    zip(
        ("1", "2", "6", "7", "8", "9", "a", "z"),
        (*DOCUMENT_TYPES[:6], "护照", "其他"),
        strict=True,
    )
)
_DOCUMENT_WORDS = (
    (re.compile("居住证"), "港澳台居民居住证"),
    (re.compile("永久居[住留]"), "境外永久居住证"),
    (re.compile("香港"), "香港特区护照/身份证明"),
    (re.compile("澳门"), "澳门特区护照/身份证明"),
    (re.compile("台胞|台湾|来往大陆"), "台湾居民来往大陆通行证"),
    (re.compile("护照"), "护照"),
    (re.compile("户口[簿本]|户籍"), "户口簿"),
    (re.compile("其[他它]|出生医?学?证"), "其他"),
    (re.compile("身份证|身份号码|^二代证$"), "居民身份证"),
)


def document_type(value: object) -> str | None:
    """One of ``DOCUMENT_TYPES``, from its name, a short form or its code; None if unknown."""
    word = key(value)
    if word in DOCUMENT_TYPES:
        return word
    if word.lstrip("0") in _DOCUMENT_CODES:
        return _DOCUMENT_CODES[word.lstrip("0")]
    if "永久" in word:
        return "境外永久居住证"
    return next((name for pattern, name in _DOCUMENT_WORDS if pattern.search(word)), None)
