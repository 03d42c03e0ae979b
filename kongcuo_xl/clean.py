"""What people type, understood: text, dates, grades, phones, names, yes and no.

Everything here is pure. A scalar function takes one raw cell value (text, number, bool, date,
``""``) and says what it means; a plural one takes a Series of raw values and gives a typed Series
on the same index, working each distinct value out once (``each``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kongcuo_xl import screen

T = TypeVar("T")

DateStatus: TypeAlias = Literal["blank", "ok", "month", "no_year", "bad"]
"""month: only year and month are known, the date is the first of it. no_year: day and month only.
bad: nothing that is known explains it, or there is no such day."""

DATE_STATUSES: tuple[DateStatus, ...] = ("blank", "ok", "month", "no_year", "bad")

_STATUS_INDEX = pd.Index([str(status) for status in DATE_STATUSES])

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Dates outside these years are bad."""


# --- distinct values once ------------------------------------------------------------------------


def each(values: pd.Series, function: Callable[[Any], T]) -> npt.NDArray[np.object_]:
    """``function`` of every value as an object array; called once a distinct value.

    Missing values are handed over as ``""``. Numbers that are equal (1, 1.0) count as one value;
    True and False are kept apart from 1 and 0.
    """
    positions, answers = _distinct(values, function)
    return answers[positions]


def _distinct(
    values: pd.Series, function: Callable[[Any], T]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.object_]]:
    """Position of each value's answer, and the answers; position -1 (the last) is a missing one."""
    if isinstance(values.dtype, pd.StringDtype):
        positions, uniques = pd.factorize(values.array)
    else:
        positions, uniques = pd.factorize(_hashable(values))
    answers = np.empty(len(uniques) + 1, dtype=object)
    for place, value in enumerate(uniques):
        answers[place] = function(value.value if isinstance(value, _Truth) else value)
    answers[-1] = function("") if (positions == -1).any() else None
    return positions, answers


def _hashable(values: pd.Series) -> npt.NDArray[Any]:
    """The values as an array, with True and False made unlike 1 and 0."""
    raw = values.to_numpy(dtype=object) if values.dtype != object else values.to_numpy()
    truths = [value is True or value is False for value in raw] if _may_hold_bools(values) else []
    if any(truths):
        raw = raw.copy()
        raw[truths] = [_TRUE if value else _FALSE for value in raw[truths]]
    return raw


class _Truth:
    """A bool that does not equal 1."""

    def __init__(self, value: bool) -> None:
        self.value = value


_TRUE, _FALSE = _Truth(True), _Truth(False)


def _may_hold_bools(values: pd.Series) -> bool:
    return values.dtype == object or pd.api.types.is_bool_dtype(values.dtype)


def _strings(answers: npt.NDArray[np.object_], index: pd.Index[Any]) -> pd.Series:
    return pd.Series(pd.array(answers, dtype="str"), index=index)


# --- text ----------------------------------------------------------------------------------------

_INVISIBLE = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_SPACE = r"\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_ENDS = re.compile(f"^[{_SPACE}{_INVISIBLE}]+|[{_SPACE}{_INVISIBLE}]+$")
_LINE_BREAKS = re.compile("[\t ]*[\r\n\v\f\u2028\u2029\u0085]+[\t ]*")
_PLAIN = re.compile("[!-~\u4e00-\u9fff]+")
_ALL_SPACE = re.compile(f"[{_SPACE}{_INVISIBLE}]+")
_UNSEEN = re.compile(f"[{_INVISIBLE}]")

_HALF_ALL = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_HALF_LETTERS = {
    code: half for code, half in _HALF_ALL.items() if chr(half).isalnum() or chr(half) in " +-./%"
}
_TOUCHED = (
    r"[\x00-\x1f\x7f-\xa0\x{ad}\x{1680}\x{180e}\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{2069}"
    r"\x{3000}\x{feff}\x{ff05}\x{ff0b}-\x{ff19}\x{ff21}-\x{ff3a}\x{ff41}-\x{ff5a}]|^ | $"
)
"""Whatever ``text`` would change in a string, for Arrow's RE2 (it may hold a little more)."""


def text(value: object) -> str:
    """What a person reads in the cell, tidied.

    Whole numbers have no ``.0`` and none has an exponent; dates are ISO, with the time only if
    there is one; True is ``TRUE``, as spreadsheets show it. Full-width letters, digits and
    ``＋－．／％`` become half-width (Chinese punctuation stays), line breaks a space; all
    kinds of space and invisible characters go from the ends.
    """
    if type(value) is str:
        if _PLAIN.fullmatch(value):
            return value
        if value.isascii() and value.isprintable():
            return value.strip(" ")
        return _ENDS.sub("", _LINE_BREAKS.sub(" ", value.translate(_HALF_LETTERS)))
    if type(value) is float and value.is_integer():
        return str(int(value))
    if value is None or value is pd.NaT or value != value:
        return ""
    if isinstance(value, bool | np.bool_):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | np.integer):
        return str(value)
    if isinstance(value, float | np.floating):
        return _number_text(float(value))
    if isinstance(value, dt.datetime):
        if value.time() == dt.time.min:
            return value.date().isoformat()
        return value.strftime("%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M")
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    return text(str(value))


def _number_text(number: float) -> str:
    if number in (float("inf"), float("-inf")):
        return ""
    if number.is_integer():
        return str(int(number))
    digits = f"{number:.15g}"
    return f"{Decimal(digits):f}" if "e" in digits else digits


def texts(values: pd.Series) -> pd.Series:
    """``text`` of every value, as a string Series."""
    if values.dtype == object:
        array = _object_texts(values.to_numpy())
    elif isinstance(values.dtype, pd.StringDtype):
        array = arrow(values).fill_null("")
    else:
        return _strings(each(values, text), values.index)
    touched = pc.match_substring_regex(array, _TOUCHED).to_numpy(zero_copy_only=False)
    if touched.any():
        objects = np.array(array.to_numpy(zero_copy_only=False), dtype=object)
        objects[touched] = each(pd.Series(objects[touched], dtype=object), text)
        array = pa.array(objects, type=pa.large_string())
    return pd.Series(pd.array(array, dtype="str"), index=values.index)


def trimmed(written: str) -> str:
    """The text without spaces at its ends and without invisible characters; all else as it is."""
    return _ENDS.sub("", _UNSEEN.sub("", written))


def _object_texts(values: npt.NDArray[np.object_]) -> pa.Array:
    """The values as strings, those that are text already as they are."""
    try:
        return pa.array(values, type=pa.large_string()).fill_null("")
    except pa.ArrowTypeError:
        other = np.array([type(value) is not str for value in values], dtype=bool)
        values = values.copy()
        values[other] = each(pd.Series(values[other], dtype=object), text)
        return pa.array(values, type=pa.large_string())


def arrow(values: pd.Series) -> pa.Array:
    """A string Series as one Arrow array, nulls kept; nothing is copied where it is one already."""
    array = pa.array(values, type=pa.large_string(), from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def is_in(values: pd.Series, among: Iterable[str]) -> pd.Series:
    """Which texts are among others; ``isin`` looks at each of the others in Python."""
    others = among if isinstance(among, pd.Series) else pd.Series(list(among), dtype="str")
    found = pc.is_in(arrow(values), value_set=arrow(others))
    return pd.Series(found.to_numpy(zero_copy_only=False), index=values.index)


def key(value: object) -> str:
    """A name for comparing: no spaces or invisible characters, half-width, lower case."""
    plain = value if isinstance(value, str) else text(value)
    return _ALL_SPACE.sub("", plain.translate(_HALF_ALL)).lower()


# --- header words --------------------------------------------------------------------------------

_OPEN, _CLOSE = "([{<【〔《〈「『［", ")]}>】〕》〉」』］"
_LEADING = re.compile(
    r"^(?:[*★☆●○◎◆◇■□▲△▼※#✱•·:、,.;。_\-]+"
    r"|\(\d{1,2}\)(?=.)|\d{1,2}[.、)](?!\d)|[①-⑳]|[㈠-㈩]"
    r"|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\))"
)
_TRAILING = re.compile(r"[*★☆●◎◆■▲※#✱•:、,.;。!?…_\-]+$")
_BRACKETED = re.compile(f"[{re.escape(_OPEN)}][^{re.escape(_OPEN + _CLOSE)}]*[{re.escape(_CLOSE)}]")
_BRACKETS = re.compile(f"[{re.escape(_OPEN + _CLOSE)}]")
_NOTE = re.compile(
    r"必填|选填|可填|可空|可选|如有|填写|格式|样式|例如?[:如]|^例|如[:\d]|下拉|单选|多选|请|须|文本|数字"
    r"|yyyy|mm|dd|年月日|^\d+位|位数?$|是/否|^是否$|是或否|有/无|√|^[单]?位?[:]?[人元个次天岁名份张页节课时]+$"
    r"|单位|万元|备注|注[:意]|同上|不填|^\*+$|^[人元个次天岁%名份年月日]$|^盖?章$|签字|签章|手写|正楷"
)


_TRADITIONAL = """
    來来 係系 備备 兒儿 內内 別别 則则 剛刚 創创 劃划 動动 務务 勞劳 勵励 勸劝 區区 協协 問问
    單单 嚴严 國国 園园 圖图 團团 報报 壓压 夠够 夥伙 學学 實实 審审 寫写 將将 專专 對对 導导
    屆届 屬属 師师 幫帮 幹干 廣广 張张 從从 復复 徵征 態态 慮虑 應应 戰战 戶户 撫抚 擔担 據据
    攜携 數数 時时 書书 會会 條条 業业 標标 歲岁 歸归 殘残 滿满 濟济 災灾 無无 營营 狀状 獲获
    現现 產产 畢毕 異异 癥症 發发 監监 確确 碼码 禮礼 種种 稱称 穩稳 筆笔 節节 範范 簽签 糧粮
    紀纪 紅红 純纯 級级 組组 結结 絡络 給给 統统 經经 緊紧 編编 縣县 縮缩 總总 績绩 繫系 聯联
    聲声 職职 聽听 脫脱 臨临 與与 蓋盖 處处 號号 術术 補补 裝装 製制 視视 親亲 計计 託托 記记
    訪访 註注 詢询 話话 該该 誌志 認认 誰谁 課课 調调 談谈 請请 論论 證证 議议 護护 讀读 變变
    負负 財财 貧贫 責责 費费 資资 賠赔 賬账 軍军 輔辅 輕轻 輟辍 轉转 辦办 辭辞 農农 這这 連连
    週周 進进 運运 過过 達达 遠远 適适 遷迁 選选 還还 郵邮 鄉乡 鄰邻 針针 錄录 鎮镇 鐘钟 鑒鉴
    長长 門门 開开 間间 關关 陸陆 隊队 階阶 際际 隨随 險险 雙双 雜杂 離离 難难 電电 靜静 項项
    順顺 須须 預预 領领 頻频 題题 額额 願愿 類类 風风 飯饭 養养 館馆 駐驻 體体 點点 黨党 齊齐
    齡龄
"""
_SIMPLIFIED = str.maketrans({pair[0]: pair[1] for pair in _TRADITIONAL.split()})


def simplified(word: str) -> str:
    """A heading or title in simplified characters: 身份證號碼 becomes 身份证号码."""
    return word.translate(_SIMPLIFIED)


def _bare(word: str) -> str:
    """Without the marks and numbering around a header word; never stripped to nothing."""
    while True:
        shorter = _TRAILING.sub("", _LEADING.sub("", word, count=1)) or word
        if shorter == word:
            return word
        word = shorter


_HEADINGS = 8192
"""How many words are remembered: the same headings stand on every sheet."""


def header_keys(value: object) -> tuple[str, ...]:
    """What a header word may mean, most literal first.

    First with the brackets' contents kept (监护人(父亲) → 监护人父亲), then, where that differs and
    anything remains, without them (监护人). Spaces, marks (*, ★, ：) and numbering (1. ① 一、) are
    gone from all of them. A blank gives ``("",)``.
    """
    return _header_keys(value) if type(value) is str else _header_keys(text(value))


@lru_cache(maxsize=_HEADINGS)
def _header_keys(value: str) -> tuple[str, ...]:
    word = _bare(simplified(key(value)))
    kept, dropped = _fold(word, lambda _: True), _fold(word, lambda _: False)
    return (kept, dropped) if dropped and dropped != kept else (kept,)


def header_key(value: object) -> str:
    """The one word to show and compare: brackets holding only a note (必填, 18位) are dropped.

    ``*姓 名（必填）`` → ``姓名``; ``监护人（父亲）`` → ``监护人父亲``.
    """
    return _header_key(value) if type(value) is str else _header_key(text(value))


@lru_cache(maxsize=_HEADINGS)
def _header_key(value: str) -> str:
    word = _bare(simplified(key(value)))
    return _fold(word, lambda note: not _NOTE.search(note)) or _fold(word, lambda _: True)


def _fold(word: str, keep: Callable[[str], bool]) -> str:
    """The word with each bracket replaced by its contents, or by nothing."""

    def unwrap(found: re.Match[str]) -> str:
        inside = found[0][1:-1]
        return inside if keep(inside) else ""

    while True:
        shorter, changes = _BRACKETED.subn(unwrap, word)
        if not changes:
            return _bare(_BRACKETS.sub("", word))
        word = _bare(shorter) if shorter else ""


# --- numerals ------------------------------------------------------------------------------------

_DIGITS = dict(
    zip("〇零○一二三四五六七八九两", (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True)
)
_HAN_DIGITS = "〇零○一二三四五六七八九"
_HAN_NUMERAL = "[一二三四五六七八九十两廿卅〇零○]+"


def _han_number(numeral: str) -> int | None:
    """A number below 100 in Chinese: 十一, 二十, 廿一, 三十一; or its digits: 二〇一五."""
    numeral = numeral.replace("廿", "二十").replace("卅", "三十")
    if "十" not in numeral:
        digits = "".join(str(_DIGITS[one]) for one in numeral)
        return int(digits) if digits else None
    tens, _, ones = numeral.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _small_number(numeral: str) -> int | None:
    """A number in Arabic or Chinese digits."""
    if numeral.isascii() and numeral.isdecimal():
        return int(numeral)
    return _han_number(numeral) if re.fullmatch(_HAN_NUMERAL, numeral) else None


# --- dates ---------------------------------------------------------------------------------------

_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "."})
_TIME = re.compile(
    r"[T\s]*(?:[上下]午)?\s*\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?|分)?Z?\s*(?:[AP]M)?$"
    r"|\s*\(?(?:[上下中]午|早上|晚上)\)?$"
)
_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?")
_HAN_DATE_PART = re.compile(f"{_HAN_NUMERAL}(?=[年月日号])|(?<=月){_HAN_NUMERAL}$")
_BY_THEN = re.compile(r"(?<=[\d日号月])\s*(?:以前|之前|前)$")
"""By when: 2025年9月30日前."""
_SERIAL_START = dt.datetime(1899, 12, 30)
_TWO_DIGIT_PIVOT = 50
"""Two-digit years below it are 20xx, others 19xx: fits records and teachers' births alike."""

_Parts: TypeAlias = tuple[int | None, int, int | None]
"""(year or None, month, day or None)."""


def date(
    value: object, *, day_first: bool = False, around: dt.date | None = None
) -> tuple[dt.date | None, DateStatus]:
    """The date in a cell, and how sure it is (``DateStatus``).

    Understands Excel dates and serial numbers (20000 to 60000), 2015-09-01, 2015.9.1, 2015/9/1,
    20150901, 2015年9月1日, 二〇一五年九月一日, 15.9.1 (00–49 are 20xx, 50–99 19xx), 150901, and the
    month alone: 2015/9, 201509, 2015年9月. 9/1/2015 is month first unless ``day_first``. A date
    without a year is completed in the school year of ``around``; with no ``around`` it is
    (None, ``"no_year"``). A lone dash, a slash and 无 are blanks.
    """
    if value is None or value is pd.NaT or value == "" or value != value:
        return None, "blank"
    if isinstance(value, dt.datetime):
        return _checked(value.year, value.month, value.day)
    if isinstance(value, dt.date):
        return _checked(value.year, value.month, value.day)
    if isinstance(value, bool | np.bool_ | dt.time | dt.timedelta):
        return None, "bad"
    if isinstance(value, int | float | np.integer | np.floating) and 20000 <= value < 60001:
        return (_SERIAL_START + dt.timedelta(days=float(value))).date(), "ok"
    plain = _date_text(text(value))
    if plain in _NOTHING:
        return None, "blank"
    parts = _date_parts(plain, day_first)
    if parts is None:
        return None, "bad"
    year, month, day = parts
    if year is None:
        if day is None or _checked(2000, month, day)[0] is None:
            return None, "bad"
        if around is None:
            return None, "no_year"
        found = complete(month, day, around)
        return (found, "ok") if found else (None, "bad")
    if day is None:
        first, _ = _checked(year, month, 1)
        return (first, "month") if first else (None, "bad")
    return _checked(year, month, day)


def _checked(year: int, month: int, day: int) -> tuple[dt.date | None, DateStatus]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None, "bad"
    try:
        return dt.date(year, month, day), "ok"
    except ValueError:
        return None, "bad"


def _date_text(raw: str) -> str:
    """Date text with Chinese digits made Arabic, the time and the weekday dropped, no spaces."""
    plain = _UNSEEN.sub("", raw.translate(_HALF_ALL)).strip()
    plain = _WEEKDAY.sub("", _TIME.sub("", plain) or plain).strip()
    plain = _BY_THEN.sub("", plain)
    plain = re.sub("[。、,，]", ".", plain).replace("—", "-").replace("–", "-").replace("－", "-")
    plain = re.sub(rf"([{_HAN_DIGITS}]{{2,4}})(?=年)", _year_digits, plain.replace(" 年", "年"))
    plain = re.sub(r"\s*([-./年月日号])\s*", r"\1", plain)
    plain = re.sub(r"\s+", "" if re.search("[-./年月]", plain) else "-", plain)
    return _HAN_DATE_PART.sub(lambda found: str(_han_number(found[0])), plain)


def _year_digits(found: re.Match[str]) -> str:
    return "".join(str(_DIGITS[one]) for one in found[1])


_YMD = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?[-.]*")
_YM = re.compile(r"(\d{4})[-./年](\d{1,2})[月份]*[-.]*")
_SHORT_YMD = re.compile(r"(\d{1,2})([-./年])(\d{1,2})([-./月])(\d{1,2})[日号]?[-.]*")
_SHORT_YM = re.compile(r"(\d{2})年(\d{1,2})[月份]+")
_MDY = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})")
_MD = re.compile(r"(\d{1,2})(?:月|[-./])(\d{1,2})[日号]?[-.]*")


def _date_parts(plain: str, day_first: bool) -> _Parts | None:
    if plain.isdecimal():
        return _digit_date(plain)
    if found := _YMD.fullmatch(plain):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _YM.fullmatch(plain):
        return int(found[1]), int(found[2]), None
    if found := _MDY.fullmatch(plain):
        return _month_and_day(int(found[4]), int(found[1]), int(found[3]), day_first)
    if found := _SHORT_YM.fullmatch(plain):
        return _full_year(int(found[1])), int(found[2]), None
    if found := _SHORT_YMD.fullmatch(plain):
        first, second, third = int(found[1]), int(found[3]), int(found[5])
        if found[2] != found[4] and found[2] != "年":
            return None
        # 9/1/15 is how an American Excel shows a date; 15/9/1 and 15.9.1 are how people type it.
        if found[2] != "年" and len(found[1]) == 1 and len(found[5]) == 2:
            return _month_and_day(_full_year(third), first, second, day_first)
        return _full_year(first), second, third
    if found := _MD.fullmatch(plain):
        return None, int(found[1]), int(found[2])
    return None


def _full_year(short: int) -> int:
    return short + (2000 if short < _TWO_DIGIT_PIVOT else 1900)


def _month_and_day(year: int, first: int, second: int, day_first: bool) -> _Parts:
    if first > 12 or (day_first and second <= 12):
        return year, second, first
    return year, first, second


def _digit_date(digits: str) -> _Parts | None:
    if len(digits) == 8:
        return int(digits[:4]), int(digits[4:6]), int(digits[6:])
    if len(digits) == 6:
        year, month = int(digits[:4]), int(digits[4:])
        if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12:
            return year, month, None
        return _full_year(int(digits[:2])), int(digits[2:4]), int(digits[4:])
    if len(digits) == 5 and 20000 <= int(digits) <= 60000:
        day = (_SERIAL_START + dt.timedelta(days=int(digits))).date()
        return day.year, day.month, day.day
    return None


def complete(month: int, day: int, around: dt.date) -> dt.date | None:
    """The day of that month in the school year (from 1 September) in which ``around`` lies.

    August belongs before term: an August that would lie more than half a year ahead is the one just
    past. None when the year has no such day.
    """
    first_year = around.year if around.month >= 9 else around.year - 1
    found, _ = _checked(first_year if month >= 9 else first_year + 1, month, day)
    if found and month == 8 and (found - around).days > 183:
        found, _ = _checked(found.year - 1, month, day)
    return found


_RANGE_WORDS = re.compile(r"[至到~～]|-{2,}|——|—|–")
_RANGE_NOTE = re.compile(r"(?<=[\d日号])(?:\s+[\u4e00-\u9fff]+|\s*\([^()]*\))$")
"""What people write behind a range: 国庆放假, (2天)."""


def date_range(
    value: object, *, around: dt.date | None = None
) -> tuple[dt.date | None, dt.date | None, DateStatus]:
    """First and last day of a range: 2025.9.1-2025.9.5, 9月1日至9月5日, 2025年9月1日—5日.

    A single date is a range of one day. The end may leave out the year or the month of the start.
    Words behind it (10月1日-10月8日 国庆放假) do not matter. An end before its start is bad. Status
    as in ``date``; a half that is only a month is bad.
    """
    day, status = date(value, around=around)
    if status in ("blank", "ok", "no_year"):
        return day, day, status
    plain = _UNSEEN.sub("", text(value).translate(_HALF_ALL | {0xFF5E: 0xFF5E})).strip()
    pairs = [(plain[: cut.start()], plain[cut.end() :]) for cut in _RANGE_WORDS.finditer(plain)]
    if not pairs:
        pairs = [(plain[: cut.start()], plain[cut.end() :]) for cut in re.finditer("-", plain)]
        pairs.sort(key=lambda pair: abs(len(pair[0]) - len(pair[1])))
    for left, right in pairs:
        start, start_status = date(left.removeprefix("从").removeprefix("自"), around=around)
        if start_status == "no_year" and _ends(left, right, around or dt.date(2000, 1, 1)):
            return None, None, "no_year"
        end = _ends(left, right, around, start) if start_status == "ok" and start else None
        if start and end and end >= start:
            return start, end, "ok"
    bare = _RANGE_NOTE.sub("", plain)
    return date_range(bare, around=around) if bare != plain else (None, None, "bad")


def _ends(
    left: str, right: str, around: dt.date | None, start: dt.date | None = None
) -> dt.date | None:
    """The last day of a range, with what it leaves out taken from its start."""
    right = right.removesuffix("止").strip()
    if start is None:
        start, status = date(left, around=around)
        if status != "ok" or start is None:
            return None
    if found := re.fullmatch(r"(\d{1,2})[日号]?", right):
        return _checked(start.year, start.month, int(found[1]))[0]
    parts = _date_parts(_date_text(right), False)
    if parts and parts[0] is None and parts[2] is not None:
        end, _ = _checked(start.year, parts[1], parts[2])
        if end and end < start and start.month >= 9 > end.month:
            end, _ = _checked(start.year + 1, parts[1], parts[2])
        return end
    end, status = date(right)
    return end if status == "ok" else None


def dates(
    values: pd.Series, *, day_first: bool = False, around: dt.date | None = None
) -> tuple[pd.Series, pd.Series]:
    """``date`` of every value: datetime64[s] (NaT where there is none), and the status."""
    if isinstance(values.dtype, np.dtype) and values.dtype.kind == "M":
        years = values.dt.year
        inside = years.between(FIRST_YEAR, LAST_YEAR)
        days = values.where(inside).dt.normalize().astype("datetime64[s]")
        codes = np.where(values.isna(), 0, np.where(inside, 1, 4))
        return days, _statuses(codes, values.index)
    positions, answers = _distinct(
        values, lambda value: date(value, day_first=day_first, around=around)
    )
    if answers[-1] is None:
        answers[-1] = (None, "blank")
    days = np.array([np.datetime64(day or "NaT", "s") for day, _ in answers], "datetime64[s]")
    codes = np.array([DATE_STATUSES.index(status) for _, status in answers])
    return pd.Series(days[positions], index=values.index), _statuses(codes[positions], values.index)


def _statuses(codes: npt.NDArray[Any], index: pd.Index[Any]) -> pd.Series:
    return pd.Series(pd.Categorical.from_codes(codes, categories=_STATUS_INDEX), index=index)


# --- grades and classes --------------------------------------------------------------------------

_HAN_ONES = "一二三四五六七八九"
_STAGE_BASE = {"小": 0, "初": 6, "高": 9}
_STAGE_LAST = {"小": 6, "初": 9, "高": 12}
_STAGE = "小学|初中|高中|小|初|高"
_GRADE = re.compile(rf"({_STAGE})?(十[一二]?|[{_HAN_ONES}]|0?[1-9]|1[0-2])(年级|年|级)?")
_COHORT = re.compile(rf"({_STAGE})?((?:19|20)\d\d)(级|届)?")
_BEFORE_SCHOOL = re.compile("学前班?|[大中小]班|幼儿园?|幼小衔接")


def grade(value: object, school_year: int | None = None, stage: str | None = None) -> int | None:
    """The grade: 1 to 9, 10 to 12 for 高中, 0 before school; None when it is none.

    Understands 一年级, 7年级, 七, 7, 初一 (7), 小一, 高一 (10). An entry cohort (2019级, 初2023级)
    needs ``school_year``, the year in which it began; ``stage`` (小学, 初中, 高中) says what was
    entered when the text does not, else the cohort is taken to have entered grade 1. 2026届 is the
    cohort that leaves its stage in 2026 and needs a stage.
    """
    word = simplified(key(value))
    if _BEFORE_SCHOOL.fullmatch(word):
        return 0
    if found := _COHORT.fullmatch(word):
        return _cohort_grade(found[1] or stage, int(found[2]), found[3], school_year)
    found = _GRADE.fullmatch(word)
    return _stage_grade(found[1], found[2]) if found else None


def _stage_grade(stage: str | None, numeral: str) -> int | None:
    number = _small_number(numeral)
    if number is None or stage is None:
        return number
    base, last = _STAGE_BASE[stage[0]], _STAGE_LAST[stage[0]]
    within = number if number > base else number + base
    if stage[0] == "初" and number == 4:  # the fourth year of a junior school of four years
        within = 9
    return within if base < within <= last else None


def _cohort_grade(
    stage: str | None, year: int, word: str | None, school_year: int | None
) -> int | None:
    if school_year is None:
        return None
    base = _STAGE_BASE.get(stage[0], 0) if stage else 0
    last = _STAGE_LAST.get(stage[0], 9) if stage else 9
    if word == "届":
        number = last - (year - school_year - 1) if stage else 0
    else:
        number = base + school_year - year + 1
    return number if base < number <= last else None


class Class(NamedTuple):
    """A class: its grade, and its number (``"2"``) or name (``"红星班"``); None is unknown."""

    grade: int | None
    number: str | None


_NUMERAL = rf"\d{{1,2}}|[{_HAN_ONES}]|[一二三]?十[{_HAN_ONES}]?"
_GRADE_WORD = rf"(?:(?:{_STAGE})(?:[{_HAN_ONES}]|\d)|[{_HAN_ONES}]|\d{{1,2}})(?:年级?|级)"
_STAGE_WORD = rf"(?:小|初|高)[{_HAN_ONES}\d]|(?:小学|初中|高中)[{_HAN_ONES}\d]"
_COHORT_WORD = rf"(?:{_STAGE})?20\d\d[级届]"
_GRADE_THEN_CLASS = re.compile(
    rf"({_COHORT_WORD}|{_GRADE_WORD}|{_STAGE_WORD}|[{_HAN_ONES}](?=[(\-.·_/\d]|[{_HAN_ONES}]班$)|\d(?=[(\-.·_/])"
    rf"|0[1-9](?=[(\-.·_/]))"
    rf"[\-.·_/]?\(?({_NUMERAL})\)?(?:班|级)?"
)
_GRADE_THEN_NAME = re.compile(
    rf"({_COHORT_WORD}|{_GRADE_WORD}|{_STAGE_WORD}|[{_HAN_ONES}](?=\())[\-.·_]?\(?([^()]+?)\)?(班?)"
)
_RUN_TOGETHER = re.compile(r"0?([1-9])(0[1-9]|[1-9]\d)班?")
_COHORT_CODE = re.compile(r"([1-4]\d)(0[1-9]|[1-9]\d)班?")
_AFTER_SCHOOL = re.compile(r".*(?:学校|小学|中学|教学点|校区|分校)(.*[\dA-Za-z)班级].*)")
_CLASS_ONLY = re.compile(rf"第?\(?({_NUMERAL})\)?班?")


def class_of(
    grade_value: object,
    class_value: object,
    school_year: int | None = None,
    stage: str | None = None,
) -> Class:
    """Grade and class out of a grade cell and a class cell, either of which may hold both.

    Understands 七(2)班, 七年级2班, 七2, 7.2, 7-2, 702, 0702, 初一（3）班, 七年级二班, 2023级3班,
    1703 (class 3 of the cohort of 2017), 2班, 二班, and named classes (红星班, as they are).
    Where the grade cell says a grade, it is the grade.
    """
    said = grade(grade_value, school_year, stage)
    class_word, grade_word = simplified(key(class_value)), simplified(key(grade_value))
    if not class_word and said is None and grade_word:
        class_word, grade_word = grade_word, ""
    found = _split_class(class_word, school_year, stage)
    if said is None and found.grade is None and grade_word:
        said = _split_class(grade_word, school_year, stage).grade
    return Class(found.grade if said is None else said, found.number)


_ROMAN = {0x2160 + i: str(i + 1) for i in range(12)} | {0x2170 + i: str(i + 1) for i in range(12)}


@lru_cache(maxsize=4096)
def _split_class(word: str, school_year: int | None, stage: str | None) -> Class:
    if not word:
        return Class(None, None)
    word = re.sub("[〔【\\[]", "(", re.sub("[〕】\\]]", ")", word)).translate(_ROMAN)
    if found := _GRADE_THEN_CLASS.fullmatch(word):
        return Class(grade(found[1], school_year, stage), _class_number(found[2]))
    if found := _CLASS_ONLY.fullmatch(word):
        return Class(None, _class_number(found[1]))
    if found := _RUN_TOGETHER.fullmatch(word):
        return Class(int(found[1]), _class_number(found[2]))
    if found := _COHORT_CODE.fullmatch(word):
        cohort = _cohort_grade(stage, 2000 + int(found[1]), "级", school_year)
        return Class(cohort, _class_number(found[2]))
    whole = grade(word, school_year, stage)
    if whole is not None:
        return Class(whole, None)
    if found := _GRADE_THEN_NAME.fullmatch(word):
        return Class(grade(found[1], school_year, stage), found[2].upper() + "班")
    if found := _AFTER_SCHOOL.fullmatch(word):
        return _split_class(found[1], school_year, stage)
    return Class(None, word.upper())


def _class_number(numeral: str) -> str | None:
    number = _small_number(numeral)
    return str(number) if number else None


def classes(
    grade_values: pd.Series,
    class_values: pd.Series,
    school_year: int | None = None,
    stage: str | None = None,
) -> pd.DataFrame:
    """``class_of`` of every row: columns ``grade`` (Int64) and ``number`` (text)."""
    grade_at, grade_words = _distinct(grade_values, lambda value: value)
    class_at, class_words = _distinct(class_values, lambda value: value)
    # The last answer is the one for missing values, which -1 points at.
    pairs = (grade_at % len(grade_words)) * len(class_words) + class_at % len(class_words)
    at, distinct = pd.factorize(pairs)
    found = [
        class_of(grade_words[pair // len(class_words)], class_words[pair % len(class_words)],
                 school_year, stage)
        for pair in distinct
    ]  # fmt: skip
    grades = pd.array([one.grade for one in found], dtype="Int64")
    numbers = pd.array([one.number for one in found], dtype="str")
    return pd.DataFrame(
        {"grade": grades.take(at), "number": numbers.take(at)}, index=grade_values.index
    )


def grade_label(number: int) -> str:
    """How a grade is written: 七年级, 高一, 学前."""
    if number == 0:
        return "学前"
    if number > 9:
        return "高" + "一二三"[number - 10]
    return _HAN_ONES[number - 1] + "年级"


def class_label(number: int | None, name: str | None) -> str:
    """How a class is written: 七(2)班, 七年级红星班, 2班; a grade alone is 七年级."""
    named = name is not None and not name.isdecimal()
    if number is None or name is None:
        if number is not None:
            return grade_label(number)
        return (name or "") if named or not name else f"{name}班"
    if named:
        return grade_label(number) + name
    short = grade_label(number).removesuffix("年级")
    return f"{short}({name})班"


# --- yes and no ----------------------------------------------------------------------------------

_YES = frozenset(
    (
        "是",
        "√",
        "✓",
        "✔",
        "☑",
        "✅",
        "有",
        "y",
        "yes",
        "1",
        "true",
        "t",
        "v",
        "对",
        "已",
        "真",
        "属于",
        "享受",
    )
)
_NO = frozenset(
    (
        "否",
        "×",
        "✗",
        "✘",
        "✕",
        "✖",
        "☒",
        "x",
        "无",
        "n",
        "no",
        "0",
        "false",
        "f",
        "不",
        "未",
        "没",
        "没有",
        "不是",
        "不属于",
        "非",
        "错",
        "假",
    )
)
_YES_START = re.compile(r"已[\u4e00-\u9fff]|[是有√✓✔][(,，:;。]")
_UNSURE = re.compile("未知|不[详明清知]")
_NO_START = re.compile(r"[未没不][\u4e00-\u9fff]|[否无×✗✘][(,，:;。]|尚未|暂无|暂未")


def yes_no(value: object) -> bool | Literal["bad"] | None:
    """True, False, None for a blank (also - and /), ``"bad"`` for any other word.

    是/否, √/×, 有/无, Y/N, 1/0, 已…/未…, TRUE/FALSE. What follows in brackets does not matter.
    """
    word = key(value)
    if word in ("", "-", "--", "—", "——", "/", "\\"):
        return None
    if word in _YES:
        return True
    if word in _NO:
        return False
    if _UNSURE.match(word):
        return "bad"
    if _NO_START.match(word):
        return False
    return True if _YES_START.match(word) else "bad"


def flags(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """``yes_no`` of every value: nullable booleans, and where a value is neither (bool)."""
    positions, answers = _distinct(values, yes_no)
    bad = np.array([answer == "bad" for answer in answers])
    told = [None if answer == "bad" else answer for answer in answers]
    taken = pd.array(told, dtype="boolean").take(positions % len(answers))
    return pd.Series(taken, index=values.index), pd.Series(bad[positions], index=values.index)


# --- phones --------------------------------------------------------------------------------------

_PHONE_BREAK = re.compile(r"[/、;,|\n\r\\]|或")
_PHONE_NOISE = re.compile(r"[\s\-—–()（）.·+'‘’`]+|[\u4e00-\u9fff]+:?|:")
_MOBILE = re.compile(r"(?:00)?(?:86)?(1[3-9]\d{9})")
_MOBILES = re.compile(r"(?:1[3-9]\d{9})+")
_LANDLINE = re.compile(r"(?:0086|86)?(0(?:10|2\d)|0[3-9]\d{2})(\d{7,8})")
_SERVICE = re.compile(r"[48]00\d{7}")


def phone(value: object) -> tuple[str, bool]:
    """The numbers of a cell, ``13800138000、0316-2345678``, and whether all are well written.

    A mobile number has 11 digits, another an area code and 7 or 8. Dashes, spaces, +86 and words
    such as (父) do not matter. Several stand apart by / 、 ; , or a space. A blank is ("", True).
    """
    plain = text(value).translate(_HALF_ALL)
    if not plain:
        return "", True
    numbers: list[str] = []
    for piece in _PHONE_BREAK.split(plain):
        whole = _one_phone(piece)
        run = _MOBILES.fullmatch(_PHONE_NOISE.sub("", piece))
        if run and not whole:
            numbers += _MOBILE.findall(run[0])
            continue
        numbers += [whole] if whole else [_one_phone(part) or part for part in piece.split()]
    numbers = list(dict.fromkeys(numbers))
    return "、".join(numbers), bool(numbers) and all(_one_phone(number) for number in numbers)


def _one_phone(piece: str) -> str:
    digits = _PHONE_NOISE.sub("", piece.split("转")[0])
    if found := _MOBILE.fullmatch(digits):
        return found[1]
    if found := _LANDLINE.fullmatch(digits):
        return f"{found[1]}-{found[2]}"
    return digits if _SERVICE.fullmatch(digits) else ""


def phones(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """``phone`` of every value: the tidied text, and whether it is well written (bool)."""
    tidied = texts(values)
    good = np.array(tidied.str.fullmatch("1[3-9][0-9]{9}"), dtype=bool)
    if not good.all():
        other = ~good
        answers = each(tidied[other], phone)
        tidied = tidied.copy()
        tidied[other] = [one[0] for one in answers]
        good[other] = [one[1] for one in answers]
    return tidied, pd.Series(good, index=values.index)


# --- names ---------------------------------------------------------------------------------------

_HAN = (
    "\u3400-\u4dbf\u4e00-\u9fff\u3007\uf900-\ufaff"
    "\U00020000-\U0002a6df\U0002a700-\U0002ebef\U0002ebf0-\U0002ee5f\U0002f800-\U0002fa1f"
    "\U00030000-\U000323af"
)
"""Han characters with their extensions, and 〇; for use in a character class."""

_DOT = re.compile(f"(?<=[{_HAN}A-Za-z])\\s*[·・•‧∙●⋅･᛫ㆍ˙]\\s*(?=[{_HAN}A-Za-z])")
_HAN_POINT = re.compile(f"(?<=[{_HAN}])\\s*[.．。]\\s*(?=[{_HAN}])")
_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}·])\\s+(?=[{_HAN}·])")
_ONE_HAN = re.compile(f"[{_HAN}]")
_TIDY_NAME = "[\u3400-\u4dbf\u4e00-\u9fff]*"
_HAN_NAME = re.compile(f"[{_HAN}]+(?:·[{_HAN}]+)*")


def person_name(value: object) -> str:
    """A name for comparing: no spaces between Han characters (张　三 → 张三), one kind of dot.

    Invisible characters are gone; the dots of minority names (・ • ．) are all ``·``.
    """
    name = _UNSEEN.sub("", text(value).translate(_HALF_LETTERS)).strip()
    if _HAN_NAME.fullmatch(name):
        return name
    name = _HAN_POINT.sub("·", _DOT.sub("·", name))
    return _BETWEEN_HAN.sub("", re.sub(r"\s+", " ", name))


def person_names(values: pd.Series) -> pd.Series:
    """``person_name`` of every value, as a string Series."""
    names = texts(values)
    odd = ~np.array(names.str.fullmatch(_TIDY_NAME), dtype=bool)
    if odd.any():
        names = names.copy()
        names[odd] = each(names[odd], person_name)
    return names


_UNSEEN_IN_NAME = re.compile(f"[{_INVISIBLE}\x00-\x08\x0e-\x1f\x7f-\x9f]")


def name_odd(value: object) -> str:
    """What is odd about the way a name is typed, in Chinese; ``""`` when nothing is.

    Takes the raw cell: spaces that only pad a name of two characters are not odd.
    """
    raw = value if isinstance(value, str) else text(value)
    name = person_name(raw)
    if not name:
        return ""
    if unseen := _UNSEEN_IN_NAME.findall(raw.strip("\ufeff")):
        return f"姓名中有看不见的字符（{screen.named(unseen)}）"
    if re.search(r"[\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd]", name):
        return "姓名中有无法显示的字"
    if re.search(r"\D\d{1,2}$", name):
        return "姓名末尾带有数字"
    if re.search(r"\d", name):
        return "姓名中有数字"
    if found := re.search(f"[^{_HAN}·A-Za-z\\s'\\-.]", name):
        return f"姓名中有符号“{found[0]}”"
    if not _ONE_HAN.search(name):
        return "姓名只有字母" if re.search("[A-Za-z]", name) else "姓名中没有文字"
    if re.search("[A-Za-z]", name):
        return "姓名中夹有字母"
    if not _HAN_NAME.fullmatch(name):
        return "姓名中有多余的符号或空格"
    if len(name) == 1:
        return "姓名只有一个字"
    spaced = _HAN_POINT.sub("·", _DOT.sub("·", text(raw).translate(_HALF_LETTERS)))
    return "姓名中有空格" if re.search(r"\s", spaced) and len(name) > 2 else ""


_NAME_BREAK = re.compile(r"[、,;/|\\\n\r&+]|\d+[.、)]|[(\[【][^)\]】]*[)\]】]|[①-⑳]|以及")
_NAME_TAIL = re.compile(r"(?:等|共)?\s*[\d一二三四五六七八九十两]+\s*[人名位]$|等$")
_NAME_TITLE = re.compile(f"(?<=[{_HAN}]{{2}})(?:老师|同学)$")
_NAME_AND = re.compile(f"([{_HAN}]{{2,4}})[和及与]([{_HAN}]{{2,4}})")


def split_names(value: object) -> list[str]:
    """The names in a cell, tidied, in order: ``张三、李四``, ``张 三 李 四``, ``张三和李四``.

    Notes in brackets, numbering and 等3人 are dropped; 无 is nobody. 和, 及 and 与 part two names
    only where two to four characters stand on either side.
    """
    raw = value if isinstance(value, str) else text(value)
    plain = _UNSEEN.sub("", raw).translate(_HALF_ALL).replace("，", ",").strip()
    names: list[str] = []
    for piece in _NAME_BREAK.split(_NAME_TAIL.sub("", plain)):
        dotted = _HAN_POINT.sub("·", _DOT.sub("·", piece.strip()))
        for word in _join_padded(dotted.split()):
            joined = _NAME_AND.fullmatch(word)
            names += [joined[1], joined[2]] if joined else [_NAME_TITLE.sub("", word)]
    return [name for name in map(person_name, names) if name not in ("", "无", "没有", "-", "—")]


def _join_padded(words: list[str]) -> list[str]:
    """Words between spaces, with single characters joined to the name that they belong to."""
    names: list[str] = []
    single = [len(word) == 1 and bool(_ONE_HAN.match(word)) for word in words]
    if len(words) == 3 and all(single):
        return ["".join(words)]
    place = 0
    while place < len(words):
        if single[place] and place + 1 < len(words):
            names.append(words[place] + words[place + 1])
            place += 2
        elif single[place] and names:
            names[-1] += words[place]
            place += 1
        else:
            names.append(words[place])
            place += 1
    return names


# --- code lists ----------------------------------------------------------------------------------

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


# --- numbers -------------------------------------------------------------------------------------

_COUNTER = "[\u4e00-\u9fffa-z/]{0,4}"
_ARABIC = re.compile(rf"[约第共计近]*([-+]?(?:\d+(?:\.\d*)?|\.\d+))(%)?({_COUNTER})")
_HAN_COUNT = re.compile(rf"[约第共计近]*((?:{_HAN_NUMERAL})?)(半)?(个)?({_COUNTER}?)(半)?")


def number(value: object) -> float | None:
    """The number in a cell: 3次, 2课时, ０.5天, 半天 (0.5), 一天半 (1.5), 1,200, 95% (0.95).

    None for blanks and for what is no number.
    """
    if isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool):
        return None if value != value else float(value)
    word = re.sub(r"\([^)]*\)", "", key(value)).replace("，", ",")
    word = re.sub(r"(?<=\d),(?=\d{3})", "", word)
    if found := _ARABIC.fullmatch(word):
        half = 0.5 if found[3].endswith("半") else 0.0
        return float(found[1]) / (100 if found[2] else 1) + half
    found = _HAN_COUNT.fullmatch(word)
    if not found or not (found[1] or found[2]):
        return None
    whole = _han_number(found[1]) if found[1] else 0
    return None if whole is None else whole + (0.5 if found[2] or found[5] else 0.0)


def numbers(values: pd.Series) -> pd.Series:
    """``number`` of every value, float64 with NaN for none."""
    return pd.Series(each(values, number).astype(float), index=values.index)


_LESSONS = re.compile(rf"第?({_NUMERAL})(?:节课?)?(?:[-至到~、,]第?({_NUMERAL}))?节?课?")
_MORNING_LESSONS = 4


def period_of_day(value: object) -> float | None:
    """The part of a school day, in days: 上午 0.5, 全天 1.0, 第1-4节 0.5, 第3-6节 1.0.

    Lessons 1 to 4 are the morning; a half day in which a lesson was missed counts as half a day.
    None for blanks and for what is not understood.
    """
    word = re.sub(r"[()]", "", key(value))
    if not word:
        return None
    if re.search("全[天日]|整[天日]|终日|上午.*下午|上下午", word):
        return 1.0
    if re.search("上午|下午|早[读自操]|晚[自修]|中午|^[早午晚]$|^am$|^pm$", word):
        return 0.5
    found = _LESSONS.fullmatch(word)
    if found and ("节" in word or "第" in word or found[2]):
        first = _small_number(found[1]) or 0
        last = _small_number(found[2] or found[1]) or 0
        return 1.0 if first <= _MORNING_LESSONS < last else 0.5
    return number(word)
