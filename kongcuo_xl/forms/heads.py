"""The single cells of a form around its tables: 填报单位, the period, the date of filling.

Their value belongs beside the label, behind it in the same cell, or into the blanks of a printed
date (``20__年__月__日``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

from kongcuo_xl.book import Cell, Value, a1
from kongcuo_xl.calendar import school_year
from kongcuo_xl.forms.blank import BlankSheet
from kongcuo_xl.forms.mapping import Head
from kongcuo_xl.period import Period

DATES = "dates"
"""Kind of a head: the blanks of the dates and periods printed in its cell."""
LISTED = "listed"
"""Kind of a head: how many are on the list of its sheet."""
_WORDS = (
    (
        "unit",
        "填报单位|填表单位|上报单位|报送单位|报告单位|制表单位|呈报单位|编制单位|汇总单位|填报学校|报送学校"
        "|单位名称|学校名称|学校|单位",
    ),
    (
        "period",
        "报告月份|填报月份|统计月份|报告期|统计期间|报告期间|统计时段|报告季度|月份|报告时间",
    ),
    (
        "date",
        "填报日期|报告日期|填表日期|上报日期|报送日期|填报时间|填表时间|上报时间|报送时间|呈报日期|呈报时间|制表日期"
        "|制表时间|日期",
    ),
    ("report_kind", "报告类型"),
)
_SHORT = frozenset({"单位", "学校", "学校名称", "单位名称", "日期", "月份", "报告时间"})
"""Words that are a label only with a colon, outside tables: inside them they head a column."""
_STAMP = r"(?:[（(][^（()）]{0,3}章[^（()）]{0,3}[)）])?"
_ROOM = r"[\s_＿]*"
_NEXT = "(?:填|上报|报送|报告|统计|单位|计量|审核|负责|制表|联系|校长|时间|日期|20|年)"
_GAP = r"[\s_＿]*"
_DAY = re.compile(
    rf"(?P<year>20\d\d|20[\s_＿]*|[\s_＿]{{2,}}|[_＿]+)年(?P<month>{_GAP}|\d\d?)月(?P<day>{_GAP})日"
)
_MONTH = re.compile(
    r"(?P<year>20\d\d|20[\s_＿]*|[\s_＿]{2,}|[_＿]+|(?<=[（(])[\s_＿]+)年"
    r"(?P<month>[\s_＿]+)月(?![\s_＿]*\d?日)"
)
_YEARS = re.compile(r"20[\s_＿]*(?P<to>[—–\-－~～至]{1,2})[\s_＿]*20[\s_＿]*(?=学年)")
_TERM = re.compile(r"(?<=第)[\s_＿]+(?=学期)|[（(][\s_＿]+[)）](?=学期)")
_QUARTER = re.compile(r"(?P<year>20\d\d|20[\s_＿]*|[\s_＿]{2,}|[_＿]+)年第?(?P<n>[\s_＿]+)季度")
_SEASON = re.compile(r"20[\s_＿]+年?(?=[春秋])")
_BLANKS = (_DAY, _MONTH, _YEARS, _TERM, _QUARTER, _SEASON)
_SIGNED = re.compile("签字|签名|签章|意见|盖章[)）]?[\\s:：]*20|批准|审批")


def heads(sheet: BlankSheet, inside: Collection[Cell]) -> list[Head]:
    """The single cells of a sheet to be filled; ``inside`` are the cells of its tables."""
    found: list[Head] = []
    for cell, value in sorted(sheet.values.items()):
        if not isinstance(value, str) or cell in inside:
            continue
        at = a1(*cell)
        for kind, plain in _WORDS:
            if head := _labelled(sheet, cell, value, kind, plain.split("|")):
                found.append(head)
        if any(p.search(value) for p in _BLANKS) and not _SIGNED.search(value):
            found.append(Head(sheet.name, value, DATES, at, inline=True))
    return _once(found)


def _once(found: list[Head]) -> list[Head]:
    """Without a label's dates where its own blanks are all there are in the cell."""
    dated = {head.cell for head in found if head.value == DATES}
    return [
        h for h in found
        if not (h.cell in dated and h.inline and h.value in ("period", "date"))
    ]  # fmt: skip


def _labelled(
    sheet: BlankSheet, cell: Cell, value: str, kind: str, words: list[str]
) -> Head | None:
    # 填 报 单 位: words are often spaced out.
    spaced = {r"[ \u3000]*".join(word): word for word in words}
    beside = sheet.beside(cell)
    for pattern, word in spaced.items():
        whole = re.fullmatch(rf"\s*{pattern}{_STAMP}\s*([:：]?)\s*", value)
        if whole and whole[1] and not _merged(sheet, beside) and _reaches_over(sheet, cell, value):
            whole = None  # what stood beside it would hide its end
        if whole and (whole[1] or word not in _SHORT or beside in sheet.ruled):
            room = beside in sheet.ruled or (bool(whole[1]) and _merged(sheet, beside))
            if (room or not whole[1]) and beside not in sheet.values:
                return Head(sheet.name, value.strip(), kind, a1(*cell))
            if kind in ("period", "date") and _dated(sheet.values.get(beside, "")):
                return None
        if kind == "report_kind":
            continue
        inline = re.search(
            rf"(?<![\u4e00-\u9fff]){pattern}{_STAMP}\s*[:：](?={_ROOM}(?:$|{_NEXT}|[（(]|学校))",
            value,
        )
        if inline and (word not in _SHORT or len(inline[0]) > 2 or kind != "unit"):
            if word == "单位" and re.match(r"\s*[人名]", value[inline.end() :]):
                continue
            return Head(sheet.name, inline[0], kind, a1(*cell), inline=True)
    return None


def _dated(value: Value) -> bool:
    """Whether a date or period stands in a cell already, be it with blanks."""
    return value != "" and (not isinstance(value, str) or bool(re.search(r"\d|[年月日季]", value)))


_USUAL_WIDTH = 8.43
"""Characters that a column shows whose width nobody has set."""


def _reaches_over(sheet: BlankSheet, cell: Cell, text: str) -> bool:
    """Whether a text is longer than its cell is wide, and goes on in the next one."""
    area = sheet.merge_at(cell)
    room = sum(sheet.widths.get(c, _USUAL_WIDTH) for c in range(area.left, area.right + 1))
    long = sum(2 if character > "\u2e7f" else 1 for character in text.strip())
    return cell not in sheet.wraps and long > room + 1


def _merged(sheet: BlankSheet, cell: Cell) -> bool:
    """Whether an empty cell was joined of several: room made for something."""
    area = sheet.merge_at(cell)
    return area.right > area.left


def typed(text: str, head: Head) -> str:
    """What somebody has typed behind a head's label; ``""`` where its room is still free."""
    if head.value == DATES:
        return ""
    rest = _after(text, head)
    free = re.match(r"$|学校$|[（(]|年|20[\s_＿]|.*[:：]", rest)
    if head.value == "unit":
        # A date behind the room for a name is none.
        free = free or re.match(r"20\d\d年[\d\s]*(?:月|$)", rest)
    return "" if free else rest.strip()


def behind(text: str, head: Head, value: str, period: Period, date: dt.date) -> str:
    """A cell's text with the value of one head written in."""
    if head.value == DATES:
        return filled_in(text, period, date)
    before = text.partition(head.label)[0]
    rest = _after(text, head)
    if head.value == "unit" and re.fullmatch("学校", rest):
        rest = ""
    return before + head.label + value + (f"    {rest}" if rest else "")


def _after(text: str, head: Head) -> str:
    """What stands behind a head's label and the room for its value."""
    after = text.partition(head.label)[2]
    room = re.match(
        _ROOM if head.value == "unit" else rf"{_ROOM}(?:年{_ROOM}月(?:{_ROOM}日)?)?{_ROOM}", after
    )
    return after[room.end() if room else 0 :]


def in_full(date: dt.date) -> str:
    """A date as forms print it: 2025年10月31日."""
    return f"{date.year}年{date.month}月{date.day}日"


def filled_in(text: str, period: Period, date: dt.date) -> str:
    """A text with the blanks of its dates filled in; those that somebody signs with stay.

    A day is the date of filling, or after 截至 the last of the period, and two of them joined by 至
    its first and last; a month, quarter, semester or school year is that of the period.
    """
    if _SIGNED.search(text):
        return text
    year = school_year(period.end)
    days = list(_DAY.finditer(text))
    said: list[tuple[int, int, str]] = []
    last = min(period.end, date)
    joined = len(days) == 2 and re.fullmatch(
        r"\s*[至到—\-~]+\s*", text[days[0].end() : days[1].start()]
    )
    for n, found in enumerate(days):
        day = (period.start, last)[n] if joined else date
        if not joined and re.search("截[至止]", text[: found.start()]):
            day = last
        month = _bare(found["month"])
        if _fits(found["year"], day.year) and month in ("", str(day.month)):
            # Room between what stands before and a date of its own stays.
            room = re.match("[ \u3000]{2,}", found["year"])
            apart = room and re.search(r"[\w)）]$", text[: found.start()])
            said.append((found.start(), found.end(), ("    " if apart else "") + in_full(day)))
    if period.kind == "month":
        said += [
            (found.start(), found.end(), period.label)
            for found in _MONTH.finditer(text) if _fits(found["year"], period.start.year)
        ]  # fmt: skip
    if period.kind == "quarter":
        number = (period.start.month + 2) // 3
        said += [
            (found.start(), found.end(), f"{period.start.year}年第{number}季度")
            for found in _QUARTER.finditer(text) if _fits(found["year"], period.start.year)
        ]  # fmt: skip
    for found in _YEARS.finditer(text):
        said.append((found.start(), found.end(), f"{year}{found['to']}{year + 1}"))
    if period.kind in ("semester", "month", "day", "week"):
        autumn = not 2 <= period.start.month <= 7
        said += [(f.start(), f.end(), "一" if autumn else "二") for f in _TERM.finditer(text)]
        said += [
            (found.start(), found.end(), f"{year if autumn else year + 1}年")
            for found in _SEASON.finditer(text) if text[found.end()] == ("秋" if autumn else "春")
        ]  # fmt: skip
    for start, end, value in sorted(said, reverse=True):
        text = text[:start] + value + text[end:]
    return text


def _bare(blank: str) -> str:
    return blank.strip(" _＿\u3000\t")


def _fits(printed: str, year: int) -> bool:
    """Whether a year may be written where a form prints this much of it."""
    return _bare(printed) in ("", "20", str(year))
