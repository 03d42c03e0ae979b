"""Book → pieces: every table of a workbook found, its columns named, its data rows known.

Nothing is changed and nothing judged here; what is odd (rows between, headings that only resemble,
missing columns) is kept on the piece for the FM rules to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from statistics import median
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from kongcuo_xl import (
    calls_across,
    cards,
    clean,
    grids,
    headcounts,
    headingless,
    headings,
    recognition,
    surroundings,
)
from kongcuo_xl.body import body_of
from kongcuo_xl.book import Area, Book, Sheet
from kongcuo_xl.headings import Block, Grid
from kongcuo_xl.tables import (
    Context,
    Kind,
    Piece,
    Single,
    group_words,
    kinds,
    names_a_change,
)

OUR_SHEETS = ("问题清单", "数据来源", "整理清单", "设置", "仪表盘", "代码表")
"""Sheets that hold what we say, or what is said to us; never read as data."""
_PREPARED = {"设置", "仪表盘", "代码表"}
"""Sheets of a workbook that holds every kind of table (``ledger``): a school fills those it keeps,
and a list on which nobody stands is not kept."""
_BOOKS = ("absences", "visits", "home_teaching", "changes", "cases")
"""Tables that are written as things happen: nothing written says that nothing happened."""
OUR_COLUMN = "核查结果"
"""The column that we add beside a table; a clerk's own column of that name holds other things."""
_OURS = re.compile(r"错误|疑问|提示|[A-Z]{2}\d{3}")

_LARGEST_CLASS = 66
"""Pupils of the largest classes that there are: a longer list is of several."""


@dataclass(slots=True)
class SheetReading:
    """What was found on one sheet."""

    sheet: Sheet
    pieces: list[Piece] = field(default_factory=list)
    unknown: Area | None = None
    """A table of three rows or more that is none we know."""


@dataclass(slots=True)
class BookReading:
    """What was found in one workbook."""

    book: Book
    unit: str
    sheets: list[SheetReading] = field(default_factory=list)
    statistics: list[Any] | None = field(default=None, init=False)
    """Its blocks of figures, once ``crosschecks.sheets`` has looked for them."""

    @property
    def pieces(self) -> list[Piece]:
        """All tables of the workbook."""
        return [p for s in self.sheets for p in s.pieces]

    @property
    def unrecognised(self) -> list[Piece]:
        """Tables that are none we know, as pieces of no kind and without columns or rows."""
        return [
            Piece(
                index=-1,
                unit=self.unit,
                file=self.book.name,
                sheet=found.sheet,
                kind="",
                area=found.unknown,
                header=found.unknown._replace(bottom=found.unknown.top),
                columns={},
                headings={},
                context=Context(),
                rows=[],
            )
            for found in self.sheets
            if found.unknown is not None
        ]


def read_book(
    book: Book, unit: str, school_year: int | None = None, before: BookReading | None = None
) -> BookReading:
    """All tables of a workbook. ``school_year`` (its first year) turns 2019级 into a grade.

    ``before`` is what was found in it at an earlier time of the same school year: sheets that it
    still has, as the same objects, are not looked through again.
    """
    reading = BookReading(book, unit)
    known = {} if before is None else _still_known(before, book, unit)
    for sheet in book.sheets:
        # A second one of ours in a workbook has a number behind its name.
        if sheet.name.rstrip("0123456789") in OUR_SHEETS:
            continue
        found = known.get(id(sheet)) or _read_sheet(sheet, book.name, unit, school_year)
        reading.sheets.append(found)
    if _is_prepared(book):
        for found in reading.sheets:
            found.pieces = [p for p in found.pieces if p.rows or p.people or p.kind in _BOOKS]
    return reading


def _is_prepared(book: Book) -> bool:
    return {sheet.name for sheet in book.sheets} >= _PREPARED


def _still_known(before: BookReading, book: Book, unit: str) -> dict[int, SheetReading]:
    """What was found on sheets, by their identity, where it would be found again."""
    if (before.book.name, before.unit) != (book.name, unit):
        return {}
    if _is_prepared(before.book) != _is_prepared(book):
        return {}
    return {
        id(found.sheet): found
        for found in before.sheets
        # Columns that are headed by days of the week were dated by the calendar of that time.
        if not any(day.weekday for piece in found.pieces for day in piece.days)
    }


def _read_sheet(sheet: Sheet, file: str, unit: str, school_year: int | None) -> SheetReading:
    result = SheetReading(sheet)
    if not sheet.rows:
        return result
    grid = Grid(sheet)
    seat_plan = grids.seating(grid, file, unit, school_year)
    if seat_plan:
        result.pieces = seat_plan
        return result
    across = calls_across.read(grid, file, unit, school_year)
    if across is not None:
        result.pieces = [across]
        return result
    blocks = headings.blocks(grid)
    found: list[Piece] = []
    for number, block in enumerate(blocks):
        if any(_continues(p, block) for p in found):
            continue
        end = _end_of(block, blocks[number + 1 :], grid)
        floor = max((p.area.bottom + 1 for p in found if _over(p, block)), default=0)
        for part, day, own in _by_turn(block) or _by_day(grid, block, school_year):
            piece = _read_block(grid, part, floor, end, blocks, file, unit, school_year, day, own)
            if piece is not None:
                found.append(piece)
    if not any(p.kind and not p.missing for p in found):
        turned = _turned(grid, file, unit, school_year)
        if turned is not None:
            result.pieces = [turned]
            return result
        on_cards = cards.read(grid, file, unit, school_year)
        if on_cards is not None:
            result.pieces = on_cards
            return result
    if not found:
        piece = headingless.read(grid, file, unit, school_year)
        if piece is not None:
            found.append(piece)
    result.pieces = [p for p in found if p.kind]
    if not result.pieces:
        result.unknown = headingless.table_like(grid)
    return result


# ── where a table ends ───────────────────────────────────────────────────────────────────────────
def _overlaps(a: Block, b: Block) -> bool:
    return a.left <= b.right and b.left <= a.right


def _over(piece: Piece, block: Block) -> bool:
    """A table that stands above the block."""
    return piece.area.bottom < block.top and (
        piece.area.left <= block.right and block.left <= piece.area.right
    )


def _same_headings(a: Block, b: Block) -> bool:
    return {c: p[-1] for c, p in a.paths.items()} == {c: p[-1] for c, p in b.paths.items()}


def _continues(piece: Piece, block: Block) -> bool:
    """A block already swallowed by an earlier piece as a repeated header."""
    return any(
        piece.area.left <= block.right
        and block.left <= piece.area.right
        and piece.between.get(row) == "重复表头"
        for row in range(block.top, block.bottom + 1)
    )


def _end_of(block: Block, later: list[Block], grid: Grid) -> int:
    """The row after the last one that can belong to this table."""
    for other in later:
        if other.top <= block.bottom or not _overlaps(block, other):
            continue
        if _same_headings(block, other) and not _new_title(grid, block, other):
            continue
        return _first_title(grid, block, other)
    return grid.height


def _first_title(grid: Grid, block: Block, other: Block) -> int:
    """The first row of the titles of a table beneath, where a blank row parts them from above."""
    row = other.top - 1
    while row > block.bottom and 0 < len(grid.own(row, block.left, block.right)) <= 3:
        row -= 1
    parted = row > block.bottom and not grid.own(row, block.left, block.right)
    return row + 1 if parted and block.right - block.left >= 4 else other.top


def _new_title(grid: Grid, block: Block, other: Block) -> bool:
    """Whether a title between two equal headers names another class or month than the first's."""
    mine = _titles(grid, block, 0)
    theirs = _titles(grid, other, block.bottom + 1)
    for said in (surroundings.class_in, surroundings.month_in):
        named = [what for t in theirs if (what := said(t)) != (None, None)]
        if named and named[-1] not in [said(t) for t in mine]:
            return True
    return False


def _titles(grid: Grid, block: Block, floor: int) -> list[str]:
    """Texts in the sparse rows just above a header, top to bottom, not above row ``floor``."""
    texts: list[str] = []
    row = block.top - 1
    looked = 0
    while row >= floor and looked < 8:
        cells = {
            c: clean.text(v)
            for c, v in enumerate(grid.rows[row])
            if v != "" and _reaches(grid, row, c, block)
        }
        if len(cells) > max(4, (block.right - block.left) // 2) or _is_full(cells, block):
            break
        # What the table above adds up to names one of its classes, not this one's.
        if not any(map(surroundings.TOTAL_ROW.match, cells.values())):
            texts = list(cells.values()) + texts
        row -= 1
        looked += 1
    return texts


def _is_full(cells: dict[int, str], block: Block) -> bool:
    """Whether a row over a header is the last one of the table above, be it a narrow one."""
    if any(map(headings.is_id, cells.values())):
        return True
    return 2 < len(cells) == len(block.paths) and not any(
        re.search("[:：]", t) for t in cells.values()
    )


def _reaches(grid: Grid, row: int, column: int, block: Block) -> bool:
    """Whether a cell above stands over the block (a title may begin left of it, merged across)."""
    area = grid.merge(row, column)
    left, right = (area.left, area.right) if area else (column, column)
    return left <= block.right and right >= block.left


_TURN = re.compile(r"第[一二三四五六七八九十\d]{1,2}[次回]")

_Part: TypeAlias = tuple[Block, Single | None, frozenset[int]]
"""Columns of a block that are a table of their own, the day of all its rows, and which of the
columns are not shared with the other parts."""


def _by_turn(block: Block) -> list[_Part]:
    """The parts of a block that has the columns of a record again for each time: 第一次家访,
    第二次家访 beside the pupil's name. None for any other block.
    """
    groups: dict[str, list[int]] = {}
    for column, path in block.paths.items():
        if len(path) > 1 and _TURN.search(path[0]):
            groups.setdefault(path[0], []).append(column)
    leaves = {tuple(block.paths[c][-1] for c in columns) for columns in groups.values()}
    if len(groups) < 2 or len(leaves) != 1 or len(next(iter(leaves))) < 2:
        return []
    turns = {c for columns in groups.values() for c in columns}
    shared = {c: path for c, path in block.paths.items() if c not in turns}
    parts: list[_Part] = []
    for columns in groups.values():
        own = {c: tuple(_TURN.sub("", t) or t for t in block.paths[c]) for c in columns}
        paths = dict(sorted({**shared, **own}.items()))
        parts.append((Block(block.top, block.bottom, paths), None, frozenset(columns)))
    return parts


def _by_day(grid: Grid, block: Block, school_year: int | None) -> list[_Part]:
    """The parts of a block that repeats the columns of a daily report under each day of a week.

    Each part has the columns that all share besides its own. Any other block is one part.
    """
    groups: dict[str, list[int]] = {}
    for column, path in block.paths.items():
        if len(path) > 1 and surroundings.day_in(path[0], school_year) is not None:
            groups.setdefault(path[0], []).append(column)
    leaves = {tuple(block.paths[c][1:] for c in columns) for columns in groups.values()}
    report = kinds()["daily_reports"]
    if (
        len(groups) < 2
        or len(leaves) != 1
        or not all(
            report.field_named(clean.header_keys(path[-1])[0]) for path in next(iter(leaves))
        )
    ):
        return [(block, None, frozenset())]
    dated = {c for columns in groups.values() for c in columns}
    shared = {c: path for c, path in block.paths.items() if c not in dated}
    parts: list[_Part] = []
    for text, columns in groups.items():
        own = {c: block.paths[c][1:] for c in columns}
        paths = dict(sorted({**shared, **own}.items()))
        row = next(
            r for r in range(block.top, block.bottom + 1) if grid.text(r, columns[0]) == text
        )
        day = surroundings.day_in(text, school_year)
        assert day is not None
        part = Block(block.top, block.bottom, paths)
        parts.append((part, Single((row, columns[0]), day), frozenset()))
    return parts


# ── one block ────────────────────────────────────────────────────────────────────────────────────
def _read_block(
    grid: Grid,
    block: Block,
    floor: int,
    end: int,
    blocks: list[Block],
    file: str,
    unit: str,
    school_year: int | None,
    day: Single | None,
    own: frozenset[int],
    above: Sequence[str] = (),
) -> Piece | None:
    """The table under one block; ``above`` are titles that the grid does not hold."""
    titles = [*above, *_titles(grid, block, floor), *_shared_head(block)]
    context = surroundings.context_of(titles, grid.sheet.name, file, unit, school_year)
    nearest, sheet_name = " ".join(titles), grid.sheet.name
    samples = recognition.samples_of(
        grid, block.paths, range(block.bottom + 1, min(end, grid.height))
    )
    _drop_our_column(block, samples)
    titled = grids.is_titled(f"{nearest} {sheet_name} {file}")
    days = grids.day_columns(grid, block, context, least=2 if titled else 5)
    if not days and grids.is_roll_call(nearest, sheet_name, file):
        days = grids.week_columns(block, [sheet_name, *titles], context.year)
    day_columns = {d.column for d in days}
    paths = {c: p for c, p in block.paths.items() if c not in day_columns}
    if recognition.is_something_else(block.paths, nearest or sheet_name):
        return None
    given = context.fields
    stage = _stage_of_columns(samples, block.paths) or (
        "" if context.stage else _stage_of_ages(samples, block.paths, [*titles, sheet_name, file])
    )
    if stage:
        context = surroundings.context_of(
            titles, sheet_name, file, unit, school_year, columns_stage=stage
        )
    reading = grids.read(paths, samples, days, nearest, sheet_name, file) or recognition.best(
        paths, samples, nearest, sheet_name, file, given
    )
    if reading is None:
        return None
    kind = reading.kind
    body = body_of(
        grid,
        block,
        end,
        _repeats(blocks, block, end),
        kind.id,
        reading.columns,
        school_year,
        context.stage,
    )
    rows = _records(grid, kind, reading.columns.get("name"), body.rows, own)
    if kind.id == "cases" and not rows and "报表" in nearest:
        return None  # a report without pupils is no empty ledger
    last = rows[-1] if rows else block.bottom
    if kind.id not in ("roll_call", "homework"):
        days = []
    subjects = {
        c: "".join(p)
        for c, p in paths.items()
        if kind.id == "homework" and c in reading.unknown and rows
    }
    suggested = recognition.suggest(reading, paths, samples) if kind.id != "homework" else {}
    if names_a_change(f"{context.title} {sheet_name}"):
        given |= {"change_kind"}
    if body.sections:
        given |= {"klass", "grade"}
    if "grade" in given and len(rows) <= _LARGEST_CLASS:
        given |= {"klass"}  # a grade that is one class: its title says no more
    if day is not None and "date" in kind.required:
        single = {"date": day}
    else:
        single = _day_of_title(grid, block, floor, kind, reading.columns, school_year)
    single |= _said_above(grid, block, floor, kind, reading.columns)
    if not single.keys() - {"date"}:
        single |= _named_on_tab(block, kind, {*reading.columns}, sheet_name, file)
    given |= single.keys()
    piece = Piece(
        index=-1,
        unit=unit,
        file=file,
        sheet=grid.sheet,
        kind=kind.id,
        area=Area(block.top, block.left, last, block.right),
        header=Area(block.top, block.left, block.bottom, block.right),
        columns=reading.columns,
        headings={c: "›".join(p) for c, p in block.paths.items()},
        context=context,
        rows=rows,
        joined=reading.joined,
        ticked=reading.ticked,
        unused={
            c: "".join(paths[c][-1:])
            for c in reading.unknown
            if c not in suggested and c not in subjects
        },
        suggested=suggested,
        twice=reading.twice,
        misfits=reading.misfits,
        missing=recognition.missing_fields(kind, set(reading.columns), given),
        between={r: why for r, why in body.between.items() if r < last},
        sections=[s for s in body.sections if s.row < last],
        spread=body.spread,
        days=days,
        subjects=subjects,
        single=single,
    )
    around = _around(grid, block, floor, body.notes)
    piece.stated = [
        *surroundings.stated_in(around),
        *headcounts.stated(grid, piece, body.between),
    ]
    if kind.id == "roll_call":
        piece.marks = surroundings.legend_in(text for _, _, text in around)
    return piece


def _records(
    grid: Grid, kind: Kind, names: int | None, rows: list[int], own: frozenset[int]
) -> list[int]:
    """The rows that record something: of this time, if it is one of several, and of somebody.

    ``names`` is the column of names, ``own`` are the columns of this time.
    """
    if own:
        rows = [r for r in rows if any(grid.rows[r][c] != "" for c in own)]
    if names is None or kind.id == "dropout_prone":  # where 无 is a class's answer
        return rows
    texts, _ = clean.text_array(grid.sheet.column(names, rows))
    nobody = pc.is_in(texts, value_set=_NOBODY)
    if not pc.any(nobody).as_py():
        return rows
    return [r for r, none in zip(rows, nobody.to_pylist(), strict=True) if not none]


def _day_of_title(
    grid: Grid,
    block: Block,
    floor: int,
    kind: Kind,
    columns: dict[str, int],
    school_year: int | None,
) -> dict[str, Single]:
    """The day of a sheet that has no column for it: in the title, or the name of the sheet."""
    if "date" not in kind.required or {"date", "leave_start", "leave"} & columns.keys():
        return {}
    above = [
        (row, column, value)
        for row, column, value in reversed(_around(grid, block, floor, ()))
        if row < block.top
    ]
    for row, column, text in [*above, (block.top, block.left, grid.sheet.name)]:
        day = surroundings.day_in(text, school_year)
        if day is not None:
            return {"date": Single((row, column), day)}
    return {}


_SAID = re.compile(
    r"([^\s:：,，;；()（）]{2,10}(?:[(（][^\s:：()（）]{1,6}[)）])?)\s*[:：]\s*"
    r"([^:：()（）]*?)(?=[\s,，;；]+[^\s:：]{2,10}\s*[:：]|[()（）]|$)"
)
_BY_CLASS = frozenset({"grade", "klass", "date"})
"""Fields whose place in a title is found in other ways."""


def _said_above(
    grid: Grid, block: Block, floor: int, kind: Kind, columns: dict[str, int]
) -> dict[str, Single]:
    """What lines over a header say of all its rows: 教师姓名：王芳, 送教学生 | 张三."""
    wanted = {f for f in (*kind.required, "village") if f in kind.fields} - _BY_CLASS - {*columns}
    found: dict[str, Single] = {}
    if not wanted or len(wanted & {*kind.required}) == len(kind.required):
        return found  # with nothing of its own a table takes nothing from its title
    said = [
        (row, column, label, value)
        for row, column, text in _around(grid, block, floor, ())
        if row < block.top
        for label, value in _SAID.findall(clean.text(text))
    ]
    for row in range(max(floor, block.top - 4), block.top):
        said += [(row, *pair) for pair in headings.pairs(grid, row)]
    for row, column, label, value in said:
        name = kind.field_named(clean.header_keys(label)[-1])
        if name in wanted and value.strip("_- ") and name not in found:
            found[name] = Single((row, column), value.strip())
    return found


def _named_on_tab(
    block: Block, kind: Kind, columns: set[str], sheet: str, file: str
) -> dict[str, Single]:
    """Whose book this is, where no column names the one person and the sheet or file does.

    A sheet a child, a workbook a teacher: 韦志明, 马如龙家访记录.xlsx. Two who are not named leave
    open which of them is meant.
    """
    people = [f for f in kind.required if kind.fields[f].type in ("name", "names")]
    unnamed = [f for f in people if f not in columns]
    if len(people) < 2 or len(unnamed) != 1:
        return {}
    for said in (sheet, PurePosixPath(file).stem):
        name = surroundings.person_in(said, kind.titles)
        if name:
            return {unnamed[0]: Single((block.top, block.left), name)}
    return {}


def _shared_head(block: Block) -> list[str]:
    """The upper heading that all columns stand under: it is the title of this table alone."""
    tops = {path[0] for path in block.paths.values()}
    shared = len(tops) == 1 and all(len(path) > 1 for path in block.paths.values())
    return [*tops] if shared else []


_NOBODY = pa.array(["无", "本月无", "本期无", "暂无"], type=pa.large_string())
"""What stands under 姓名 in a list that has nobody to name."""


def _drop_our_column(block: Block, samples: recognition.Samples) -> None:
    """A marked copy carries our findings in its last column: it is no part of the table."""
    last = block.right
    if len(block.paths) < 2 or clean.key(block.paths[last][-1]) != OUR_COLUMN:
        return
    if all(_OURS.search(v) for v in samples.get(last, ())):
        del block.paths[last]


def _repeats(blocks: list[Block], block: Block, end: int) -> frozenset[int]:
    """Rows of later headers that repeat this one."""
    return frozenset(
        row
        for other in blocks
        if block.bottom < other.top < end and _overlaps(block, other)
        for row in range(other.top, other.bottom + 1)
    )


def _around(
    grid: Grid, block: Block, floor: int, notes: Iterable[int]
) -> list[tuple[int, int, str]]:
    """Cells with text above the header and in the notes below, with their places."""
    cells = []
    for row in [*range(max(floor, block.top - 4), block.top), *notes]:
        for column, value in enumerate(grid.rows[row]):
            if isinstance(value, str) and value and _reaches(grid, row, column, block):
                cells.append((row, column, value))
    return cells


_COHORT = re.compile(r"20\d\d\s*级")


def _stage_of_columns(samples: recognition.Samples, paths: dict[int, tuple[str, ...]]) -> str:
    """小学 or 初中 where grades beside cohorts (2025级3班) tell it; '' where they do not."""
    words = [
        text
        for column, path in paths.items()
        if recognition.field_of("students", path) in (("grade", False), ("klass", False))
        for text in set(samples.get(column, ()))
    ]
    if not any(map(_COHORT.search, words)):
        return ""
    grades = {clean.class_of("", w).grade for w in words if not _COHORT.search(w)} - {None, 0}
    stages = {"初中" if grade > 6 else "小学" for grade in grades if grade is not None}
    return stages.pop() if len(stages) == 1 else ""


_PRIMARY_AGES, _JUNIOR_AGES = range(5, 9), range(11, 16)
"""Years between the birth and the entry of a cohort."""


def _stage_of_ages(
    samples: recognition.Samples, paths: dict[int, tuple[str, ...]], around: Iterable[str]
) -> str:
    """小学 or 初中 where people of a cohort (2025级1班) were of the age for it at its entry."""
    cohorts, births = [], []
    for text in around:
        cohorts += [int(year[:4]) for year in _COHORT.findall(text)]
    for column, path in paths.items():
        found = recognition.field_of("students", path)
        if found in (("grade", False), ("klass", False)):
            told = (_COHORT.search(text) for text in samples.get(column, ()))
            cohorts += [int(year[0][:4]) for year in told if year]
        elif found == ("id_number", False):
            told = (_BORN.fullmatch(text) for text in samples.get(column, ()))
            births += [int(id_[1]) for id_ in told if id_]
    if not cohorts or not births:
        return ""
    age = round(median(cohorts) - median(births))
    return "小学" if age in _PRIMARY_AGES else "初中" if age in _JUNIOR_AGES else ""


_BORN = re.compile(r"\d{6}((?:19|20)\d\d)\d{7}[\dXx]")


# ── headings down the side ───────────────────────────────────────────────────────────────────────
_FEWEST_LABELS = 5
_MOST_PEOPLE = 200
_NAMED = re.compile("[\u4e00-\u9fff·]{2,12}")


def _turned(grid: Grid, file: str, unit: str, school_year: int | None) -> Piece | None:
    """A list whose headings stand one beneath the other, with a column for each person."""
    if not 3 <= grid.width <= _MOST_PEOPLE:
        return None
    values = group_words().values
    for side in range(min(3, grid.width - 2)):
        labels = [r for r in range(min(grid.height, 100)) if headings.is_known(grid.text(r, side))]
        named = [r for r in labels if "姓名" in clean.header_keys(grid.text(r, side))[0]]
        if len(labels) < _FEWEST_LABELS or not named:
            continue
        top, bottom = labels[0], labels[-1]
        names = [*grid.own(named[0], side + 1).values()]
        # On a card headings and values stand by turns.
        beside = [t for r in labels for t in grid.own(r, side + 1).values()]
        heads = sum(1 for text in beside if text not in values and headings.is_known(text))
        if (
            len(names) < 2
            or not all(map(_NAMED.fullmatch, map(clean.person_name, names)))
            or any(map(headings.is_known, names))
            or heads > 0.1 * len(beside)
            or len(labels) < 0.6 * (bottom - top + 1)
        ):
            continue
        over = _turn_over(grid.sheet, Area(top, side, bottom, grid.width - 1))
        titles = [text for row in range(top) for text in grid.own(row).values()]
        for block in (blocks := headings.blocks(over)):
            piece = _read_block(
                over, block, 0, over.height, blocks, file, unit, school_year, None, frozenset(),
                titles,
            )  # fmt: skip
            if piece is not None and "name" in piece.columns and len(piece.rows) > 1:
                return piece
    return None


def _turn_over(sheet: Sheet, area: Area) -> Grid:
    """An area of a sheet with rows and columns changed about; around it nothing is left."""
    rows = [
        [v if area.holds(r, c) else "" for c, v in enumerate(cells)]
        for r, cells in enumerate(sheet.rows)
    ]
    merges = [merge for merge in sheet.merges if area.covers(merge)]
    return Grid(replace(sheet, rows=rows, merges=merges).turn())
