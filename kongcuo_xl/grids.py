"""Tables told by their grid: roll calls (a column a day), homework (a column a subject), seats."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kongcuo_xl import clean, headings, recognition, surroundings
from kongcuo_xl.book import Area, Value
from kongcuo_xl.headings import Block, Grid
from kongcuo_xl.tables import Context, Day, Piece, kinds

_NAME_CELL = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af·]{2,8}")
_NOT_NAMES_LIST = """
讲台 过道 走廊 前门 后门 门口 窗户 窗 门 讲桌 黑板 空位 空座 座位表 座次表
班主任 备注 教室 垃圾桶 工具角 图书角 饮水机 卫生角 空调 多媒体 靠窗 靠门
讲台桌 组长 任课教师 男生 女生
"""
_NOT_NAMES = frozenset(_NOT_NAMES_LIST.split()) | {
    f"第{n}{what}" for n in "一二三四五六七八九十" for what in "组排列行"
}
_PLATFORMS = ("讲台", "讲桌", "讲台桌")
_PLAN_WORDS = re.compile(r"座次|座位")


def is_titled(around: str) -> bool:
    """Whether the words around a table speak of roll calls or homework."""
    return "作业" in around or any(t in around for t in kinds()["roll_call"].titles)


def is_roll_call(nearest: str, sheet: str, file: str) -> bool:
    """Whether the words around a table speak of roll calls, and not of homework."""
    around = f"{nearest} {sheet} {file}"
    return "作业" not in around and any(t in around for t in kinds()["roll_call"].titles)


def day_columns(grid: Grid, block: Block, context: Context, least: int) -> list[Day]:
    """Columns headed by days, if there are enough of them for a grid.

    Month and year are those over the column, else the last one named to the left, else the title's.
    """
    days: list[Day] = []
    month: tuple[int | None, int] | None = None
    lessons = _lessons(block)
    for column in sorted(block.paths):
        found: tuple[int | None, int | None, int] | None = None
        half = False
        for row in range(block.top, block.bottom + 1):
            area = grid.merge(row, column)
            at = (area.top, area.left) if area else (row, column)
            value = grid.rows[at[0]][at[1]] if at[1] < grid.width else ""
            text = clean.text(value)
            if headings.is_half_day(text):
                half = True
            elif column in lessons and text == block.paths[column][-1]:
                continue
            elif value != "":
                found = headings.day_of(value, text) or found
        for text in block.paths[column]:
            month = headings.month_of(text) or month
        if found is None and half and days and days[-1].share == 0.5:
            before = days[-1]
            found = (before.year, before.month, before.day)
        if found is None:
            continue
        year, in_month, day = found
        if in_month is None and month is not None:
            year, in_month = month[0], month[1]
        before_ = days[-1] if days else None
        if before_ and in_month == before_.month and 1 <= day <= 3 and day * 10 == before_.day + 1:
            day *= 10  # 9.1 after 9.9 was typed 9.10, and lost its nought as a number
        share = 0.5 if half or column in lessons else 1.0
        days.append(Day(column, year, in_month, day, share, half=lessons.get(column, 0)))
    if len(days) < least:
        return []
    return [replace(d, month=d.month or context.month, year=d.year or context.year) for d in days]


_LESSON = re.compile(r"\d(?:\s*节)?|第\s*[\d一二三四五六七八九]\s*节课?")
_MORNING = 4
"""Lessons before noon, where a day has more."""


def _lessons(block: Block) -> dict[int, int]:
    """Columns of lessons under each day (周一 over 1, 2, 3 …) → 1 for the morning, 2 for later."""
    of_day: dict[tuple[str, ...], list[int]] = {}
    for column, path in block.paths.items():
        if len(path) > 1 and _LESSON.fullmatch(path[-1]):
            of_day.setdefault(path[:-1], []).append(column)
    counts = {tuple(block.paths[c][-1] for c in columns) for columns in of_day.values()}
    if len(of_day) < 2 or len(counts) != 1 or len(next(iter(counts))) < 3:
        return {}
    return {
        column: 1 if number < _MORNING else 2
        for columns in of_day.values()
        for number, column in enumerate(columns)
    }


def week_columns(block: Block, titles: Sequence[str], year: int | None) -> list[Day]:
    """Columns headed by days of the week, of a week that a heading or a title dates or numbers.

    A range of days (9月1日—9月5日) says which the first is; a number is for the calendar to tell.
    """
    days: list[Day] = []
    whole = next((d for t in reversed(titles) if (d := headings.first_day_of(t))), None)
    number = next((n for t in reversed(titles) if (n := headings.week_of(t))), 0)
    first: tuple[str, int] | None = None
    lessons = _lessons(block)
    for column in sorted(block.paths):
        path = block.paths[column]
        upper = path[:-1] if column in lessons else path
        weekday = next((n for t in upper if (n := headings.weekday_of(t))), 0)
        if not weekday:
            continue
        week = next((n for t in path if (n := headings.week_of(t))), 0)
        named = next((t for t in path if headings.first_day_of(t) or headings.week_of(t)), "")
        if first is None or first[0] != named:
            first = named, weekday
        half = lessons.get(column, 0)
        share = 0.5 if half or any(map(headings.is_half_day, path)) else 1.0
        start = headings.first_day_of(named) or (None if named else whole)
        day = start and _later(start, weekday - first[1], year)
        if day:
            days.append(Day(column, day[0], day[1], day[2], share, weekday=weekday, half=half))
        else:
            days.append(
                Day(column, None, None, 0, share, week=week or number, weekday=weekday, half=half)
            )
    return days


def _later(
    start: tuple[int | None, int, int], days: int, year: int | None
) -> tuple[int | None, int, int] | None:
    """The date so many days after another, whose year may not be known."""
    said = start[0] or year
    try:
        date = dt.date(said or 2025, start[1], start[2]) + dt.timedelta(days=days)
    except ValueError:
        return None
    return (date.year if said else None), date.month, date.day


def read(
    paths: dict[int, tuple[str, ...]],
    samples: recognition.Samples,
    days: list[Day],
    nearest: str,
    sheet: str,
    file: str,
) -> recognition.Reading | None:
    """The grid of columns read as homework or as a roll call, or None if it is neither."""
    all_kinds = kinds()
    as_homework = recognition.read_as(all_kinds["homework"], paths, samples)
    subjects = [
        c
        for c in as_homework.unknown
        if clean.header_key(paths[c][-1]) in headings.SUBJECTS
        or clean.header_key(paths[c][0]) in headings.SUBJECTS
    ]
    around = f"{nearest} {sheet} {file}"
    # Under a title of its own it may be lessons, units or weeks that are marked.
    marked = [c for c in as_homework.unknown if _is_marked(samples.get(c, ()))]
    titled = "作业" in f"{nearest} {sheet}" and len(marked) >= 2
    if "作业" in around and "name" in as_homework.columns and (subjects or days or titled):
        return as_homework
    roll = all_kinds["roll_call"]
    as_roll = recognition.read_as(roll, paths, samples)
    if "name" not in as_roll.columns:
        return None
    if days:
        return as_roll
    if any(t in f"{nearest} {sheet}" for t in roll.titles[:7]):
        others = recognition.best(paths, samples, "", "", "")
        if others is None or others.score < 8:
            return as_roll
    return None


def _is_marked(sample: tuple[str, ...]) -> bool:
    """Whether a column holds marks and grades: √, A+, 优, 95."""
    return bool(sample) and all(len(text) <= 3 for text in sample)


@dataclass(slots=True)
class _Plan:
    """One class's seats while they are being collected."""

    left: int
    right: int
    titles: list[str]
    people: list[tuple[int, int, str]] = field(default_factory=list)


def seating(grid: Grid, file: str, unit: str, school_year: int | None) -> list[Piece]:
    """Seat plans: a block of names with a 讲台, or a title that says so; one piece a class."""
    if not _is_seat_plan(grid, file):
        return []
    plans: list[_Plan] = []
    now = [_Plan(0, grid.width - 1, [])]
    for r, row in enumerate(grid.rows):
        texts = [(c, t) for c, v in enumerate(row) if isinstance(v, str) and (t := clean.text(v))]
        heads = [(c, t) for c, t in texts if _heads_plan(t, school_year)]
        if heads and len(texts) <= max(4, 2 * len(heads)):
            now = _next_plans(now, heads, grid.width, school_year)
            plans += [plan for plan in now if plan not in plans]
            continue
        for c, text in texts:
            plan = next((p for p in now if p.left <= c <= p.right), None)
            if plan is not None and (name := _seat_name(text)):
                plan.people.append((r, c, name))
                if plan not in plans:
                    plans.append(plan)
    return [
        _seat_piece(grid, plan, file, unit, school_year) for plan in plans if len(plan.people) >= 3
    ]


def _is_seat_plan(grid: Grid, file: str) -> bool:
    texts = grid.sheet.texts(range(400))
    platform = "讲" in "".join(texts) and any(
        clean.key(text) in _PLATFORMS for text in texts if "讲" in text
    )
    titled = bool(_PLAN_WORDS.search(grid.sheet.name + file)) or any(
        isinstance(v, str) and _PLAN_WORDS.search(v) for row in grid.rows[:3] for v in row
    )
    # A list with headings may well be called 座次表.
    return (platform or titled) and not any(map(_is_list_head, grid.rows[:10]))


def _is_list_head(row: Sequence[Value]) -> bool:
    words = [v for v in row if isinstance(v, str) and headings.is_known(v)]
    return len(words) >= 3 or any("姓名" in clean.header_keys(v)[0] for v in words)


def _heads_plan(text: str, school_year: int | None) -> bool:
    return len(text) <= 40 and bool(
        surroundings.class_in(text, school_year)[1] or _PLAN_WORDS.search(text)
    )


def _next_plans(
    now: list[_Plan], heads: list[tuple[int, str]], width: int, school_year: int | None
) -> list[_Plan]:
    """The plans that stand under a row of titles; titles above empty plans are theirs too."""
    above = [t for plan in now if not plan.people for t in plan.titles]
    classes = [(c, t) for c, t in heads if surroundings.class_in(t, school_year)[1]]
    if len(classes) < 2:
        return [_Plan(0, width - 1, [*above, *(t for _, t in heads)])]
    edges = [0, *(c for c, _ in classes[1:]), width]
    return [
        _Plan(edges[i], edges[i + 1] - 1, [*above, text]) for i, (_, text) in enumerate(classes)
    ]


_SEAT_NUMBER = re.compile(r"^(?:\d{1,3}|[①-⑳])\s*[号.、．:：)）]?\s*|\s*\d{1,3}号?$")
_SEAT_NOTE = re.compile(r"[(（][^()（）]*[)）]|\s+[男女]$|\s*(?:组长|班长|课代表)$")


def _seat_name(text: str) -> str:
    """The name in a seat, without its number, duty or sex; '' if it is none."""
    if surroundings.is_note(text):
        return ""
    name = clean.person_name(_SEAT_NUMBER.sub("", _SEAT_NOTE.sub("", text)))
    return name if _NAME_CELL.fullmatch(name) and name not in _NOT_NAMES else ""


def _seat_piece(grid: Grid, plan: _Plan, file: str, unit: str, school_year: int | None) -> Piece:
    rows = [r for r, _, _ in plan.people]
    columns = [c for _, c, _ in plan.people]
    area = Area(min(rows), min(columns), max(rows), max(columns))
    return Piece(
        index=-1,
        unit=unit,
        file=file,
        sheet=grid.sheet,
        kind="seating",
        area=area,
        header=Area(area.top, area.left, area.top - 1, area.right),
        columns={},
        headings={},
        context=surroundings.context_of(plan.titles, grid.sheet.name, file, unit, school_year),
        rows=[],
        people=plan.people,
    )
