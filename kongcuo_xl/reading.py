"""Book → pieces: every table of a workbook found, its columns named, its data rows told from the rest.

Nothing is changed and nothing judged here; what is odd (rows between, headings that only resemble,
missing columns) is kept on the piece for the FM rules to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kongcuo_xl import clean, headings, recognition, surroundings
from kongcuo_xl.book import Area, Book, Sheet, Value
from kongcuo_xl.headings import Block, Grid
from kongcuo_xl.tables import Context, Day, Piece, Stated, kinds

OUR_SHEETS = ("问题清单", "数据来源")
"""Sheets that we add to people's workbooks; never read as data."""

_SAMPLE = 200
_NAME_CELL = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af·]{2,8}")
_NOT_NAMES = frozenset(
    "讲台 过道 走廊 前门 后门 门口 窗户 窗 门 讲桌 黑板 第一组 第二组 第三组 第四组 第五组 第六组 第七组 第八组 空位 空座 "
    "第一排 第二排 第三排 第四排 第五排 第六排 第七排 第八排 第一列 第二列 第三列 第四列 座位表 座次表 班主任 备注 左 右 教室 垃圾桶 "
    "工具角 图书角 饮水机 卫生角 空调 多媒体".split()
)
_PLAN_WORDS = re.compile(r"座次|座位")


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


def read_book(book: Book, unit: str, school_year: int | None = None) -> BookReading:
    """All tables of a workbook. ``school_year`` (its first year) turns 2019级 into a grade."""
    reading = BookReading(book, unit)
    for sheet in book.sheets:
        if sheet.name in OUR_SHEETS:
            continue
        reading.sheets.append(_read_sheet(sheet, book.name, unit, school_year))
    return reading


def _read_sheet(sheet: Sheet, file: str, unit: str, school_year: int | None) -> SheetReading:
    result = SheetReading(sheet)
    if not sheet.rows:
        return result
    grid = Grid(sheet)
    seat_plan = _seating(grid, file, unit, school_year)
    if seat_plan:
        result.pieces = seat_plan
        return result
    blocks = headings.blocks(grid)
    found: list[Piece] = []
    for number, block in enumerate(blocks):
        if any(_continues(p, block, grid) for p in found):
            continue
        end = _end_of(block, blocks[number + 1 :], found, grid)
        floor = max((p.area.bottom + 1 for p in found if _over(p, block)), default=0)
        piece = _read_block(grid, block, floor, end, blocks, file, unit, school_year)
        if piece is not None:
            found.append(piece)
    if not found:
        piece = _without_headings(grid, file, unit, school_year)
        if piece is not None:
            found.append(piece)
    result.pieces = [p for p in found if p.kind]
    if not result.pieces:
        result.unknown = _table_like(grid)
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


def _continues(piece: Piece, block: Block, grid: Grid) -> bool:
    """A block already swallowed by an earlier piece as a repeated header."""
    return any(
        piece.area.left <= block.right
        and block.left <= piece.area.right
        and piece.between.get(row) == "重复表头"
        for row in range(block.top, block.bottom + 1)
    )


def _end_of(block: Block, later: list[Block], found: list[Piece], grid: Grid) -> int:
    """The row after the last one that can belong to this table."""
    for other in later:
        if other.top <= block.bottom or not _overlaps(block, other):
            continue
        if _same_headings(block, other) and not _new_title(grid, block, other):
            continue
        return other.top
    return grid.height


def _new_title(grid: Grid, block: Block, other: Block) -> bool:
    """Between two equal headers stands a title that names another class than the first's."""
    mine = _titles(grid, block, 0)
    theirs = _titles(grid, other, block.bottom + 1)
    if not theirs:
        return False
    here = [surroundings.class_in(t) for t in mine]
    there = [surroundings.class_in(t) for t in theirs]
    named = [c for c in there if c != (None, None)]
    return bool(named) and named[-1] not in here


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
        if len(cells) > max(4, (block.right - block.left) // 2):
            break
        texts = list(cells.values()) + texts
        row -= 1
        looked += 1
    return texts


def _reaches(grid: Grid, row: int, column: int, block: Block) -> bool:
    """Whether a cell above stands over the block (a title may begin left of it, merged across)."""
    area = grid.merge(row, column)
    left, right = (area.left, area.right) if area else (column, column)
    return left <= block.right and right >= block.left


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
) -> Piece | None:
    titles = _titles(grid, block, floor)
    context = surroundings.context_of(titles, grid.sheet.name, file, unit, school_year)
    days = _day_columns(grid, block)
    day_columns = {d.column for d in days}
    paths = {c: p for c, p in block.paths.items() if c not in day_columns}
    samples = _samples(grid, block, end)
    nearest, sheet_name = " ".join(titles), grid.sheet.name
    reading = (
        _read_grid_kind(grid, block, paths, samples, days, nearest, file)
        or recognition.best(paths, samples, nearest, sheet_name, file)
    )
    if reading is None:
        return None
    kind = reading.kind
    lead = _lead_column(kind.id, reading.columns)
    rows, between, notes = _data_rows(grid, block, end, blocks, reading.columns, lead)
    last = rows[-1] if rows else block.bottom
    subjects = {
        c: "".join(p)
        for c, p in paths.items()
        if kind.id == "homework" and c in reading.unknown and rows
    }
    suggested = recognition.suggest(reading, paths, samples) if kind.id != "homework" else {}
    given = {"grade": context.grade is not None, "klass": context.klass is not None}
    missing = tuple(
        f
        for f in kind.required
        if f not in reading.columns
        and not given.get(f, False)
        and not (f in ("grade", "klass") and {"grade", "klass"} & set(reading.columns) and f == "grade")
    )
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
        unused={
            c: "".join(paths[c][-1:])
            for c in reading.unknown
            if c not in suggested and c not in subjects
        },
        suggested=suggested,
        twice=reading.twice,
        misfits=reading.misfits,
        missing=missing,
        between={r: why for r, why in between.items() if block.bottom < r < last},
        days=_dated(days, context) if kind.id in ("roll_call", "homework") else [],
        subjects=subjects,
    )
    around = _around(grid, block, floor, notes)
    piece.stated = surroundings.stated_in(around) + _total_rows(grid, piece, between)
    if kind.id == "roll_call":
        piece.marks = surroundings.legend_in(text for _, _, text in around)
    return piece


def _samples(grid: Grid, block: Block, end: int) -> dict[int, list[Value]]:
    """Up to 200 non-empty values under each heading."""
    top = block.bottom + 1
    rows = range(top, min(end, grid.height))
    if len(rows) > _SAMPLE:
        # From the whole length: long tables change character half-way (a second class, a footer).
        step = len(rows) // _SAMPLE + 1
        rows = range(top, end, step)
    return {c: [v for r in rows if (v := grid.rows[r][c]) != ""] for c in block.paths}


def _lead_column(kind: str, columns: dict[str, int]) -> int | None:
    """The column that a data row can hardly leave empty."""
    for name in ("name", "student", "date", *kinds()[kind].required):
        if name in columns:
            return columns[name]
    return None


_REPEAT = "重复表头"


def _data_rows(
    grid: Grid,
    block: Block,
    end: int,
    blocks: list[Block],
    columns: dict[str, int],
    lead: int | None,
) -> tuple[list[int], dict[int, str], list[int]]:
    """Sheet rows holding data; rows between that hold none and why; rows of notes and signatures."""
    left, right = block.left, block.right
    headed = [c for c in range(left, right + 1) if c in block.paths]
    seq = columns.get("seq")
    repeats = {
        row
        for other in blocks
        if other.top > block.bottom and other.top < end and _overlaps(block, other)
        for row in range(other.top, other.bottom + 1)
    }
    header_keys = {clean.key(p[-1]) for p in block.paths.values()}
    rows: list[int] = []
    between: dict[int, str] = {}
    notes: list[int] = []
    first = seq if seq is not None else left
    for row in range(block.bottom + 1, end):
        cells = grid.rows[row]
        lead_value = cells[lead] if lead is not None else ""
        first_value = cells[first]
        plain = (
            lead_value != ""
            and not _suspect(lead_value)
            and not (isinstance(first_value, str) and _suspect(first_value))
        )
        if plain and row not in repeats:
            rows.append(row)
            continue
        filled = [c for c in headed if cells[c] != "" and clean.text(cells[c]) != ""]
        why = _not_data(grid, row, cells, filled, seq, header_keys, repeats, block)
        if why == "":
            rows.append(row)
        elif why == "注":
            notes.append(row)
        else:
            between[row] = why
    return rows, between, notes


_SUSPECT = re.compile(r"合\s*计|小\s*计|总\s*计|累\s*计|共\s*计|共\s*\d|填|审|制表|说明|注|姓|名|年|第.*页|图例|记号|符号|盖|负责|人数|平均|校长|班主任|日期|学生|教师|签")


def _suspect(value: Value) -> bool:
    return isinstance(value, str) and bool(_SUSPECT.search(value))


def _not_data(
    grid: Grid,
    row: int,
    cells: Sequence[Value],
    filled: list[int],
    seq: int | None,
    header_keys: set[str],
    repeats: set[int],
    block: Block,
) -> str:
    """Why a row is no data: 空行, 合计行, 重复表头, 标题行, 注 (notes); '' if it is data."""
    if not filled or filled == [seq]:
        return "空行"
    texts = [clean.text(cells[c]) for c in filled]
    keys = {clean.key(t) for t in texts}
    if row in repeats or (len(filled) >= 2 and len(keys & header_keys) >= 0.6 * len(keys)):
        return _REPEAT
    if any(surroundings.TOTAL_ROW.match(t) for t in texts[:3]):
        return "合计行"
    if len(filled) <= 4 and surroundings.is_note(texts[0]):
        return "注"
    if any(surroundings.legend_in([t]) for t in texts):
        return "注"
    area = grid.merge(row, filled[0])
    width = block.right - block.left + 1
    if len(filled) == 1 and area is not None and area.right - area.left + 1 >= max(2, 0.6 * width):
        return "注" if surroundings.is_note(texts[0]) or len(texts[0]) > 30 else "标题行"
    if len(filled) == 1 and filled[0] == block.left and len(texts[0]) > 12 and width > 3:
        return "注"
    numbers = [v for c in filled if not isinstance(v := cells[c], str)]
    column_numbers = [t for t in texts if t.isdigit()]
    if row == block.bottom + 1 and len(texts) >= 4 and len(column_numbers) >= len(texts) - 2:
        expected = [str(i) for i in range(1, len(column_numbers) + 1)]
        if column_numbers == expected and len(numbers) >= 0:
            return "栏次行"
    return ""


def _around(grid: Grid, block: Block, floor: int, notes: Iterable[int]) -> list[tuple[int, int, str]]:
    """Cells with text above the header and in the notes below, with their places."""
    cells = []
    for row in [*range(max(floor, block.top - 4), block.top), *notes]:
        for column, value in enumerate(grid.rows[row]):
            if isinstance(value, str) and value and _reaches(grid, row, column, block):
                cells.append((row, column, value))
    return cells


def _total_rows(grid: Grid, piece: Piece, between: dict[int, str]) -> list[Stated]:
    """Headcounts in 合计 rows: the number beside the word, under the pupil's name or number."""
    if piece.kind not in ("students", "registry"):
        return []
    found = []
    last = piece.rows[-1] if piece.rows else piece.area.bottom
    for row, why in between.items():
        if why != "合计行" or row < last:
            continue
        texts = {
            c: clean.text(grid.rows[row][c])
            for c in piece.headings
            if grid.rows[row][c] != ""
        }
        for column, text in texts.items():
            match = re.fullmatch(r"(?:合\s*计|总\s*计|共计?)?\s*[:：]?\s*(\d{1,5})\s*[人名]?", text)
            if match and not surroundings.stated_in([(row, column, text)]):
                found.append(Stated(row, column, int(match.group(1))))
                break
        for column, text in texts.items():
            found += surroundings.stated_in([(row, column, text)])
    return found


# ── grids ────────────────────────────────────────────────────────────────────────────────────────
def _day_columns(grid: Grid, block: Block) -> list[Day]:
    """Columns headed by days, if there are enough of them for a grid."""
    days: list[Day] = []
    for column in sorted(block.paths):
        found = None
        half = False
        for row in range(block.top, block.bottom + 1):
            area = grid.merge(row, column)
            at = (area.top, area.left) if area else (row, column)
            value = grid.rows[at[0]][at[1]] if at[1] < grid.width else ""
            text = clean.text(value)
            if headings.is_half_day(text):
                half = True
            elif value != "":
                found = headings.day_of(value, text) or found
        if found is None and half and days and days[-1].share == 0.5:
            before = days[-1]
            found = (before.year, before.month, before.day)
        if found is not None:
            days.append(Day(column, *found, share=0.5 if half else 1.0))
    return days if len(days) >= 5 else []


def _dated(days: list[Day], context: Context) -> list[Day]:
    """Days with the month and year that the title gives, where the headings leave them out."""
    return [
        replace(d, month=d.month or context.month, year=d.year or context.year) for d in days
    ]


def _read_grid_kind(
    grid: Grid,
    block: Block,
    paths: dict[int, tuple[str, ...]],
    samples: dict[int, list[Value]],
    days: list[Day],
    nearest: str,
    file: str,
) -> recognition.Reading | None:
    """Roll call and homework: kinds told by their grid of columns rather than by headings."""
    around = f"{nearest} {grid.sheet.name} {file}"
    all_kinds = kinds()
    as_homework = recognition.read_as(all_kinds["homework"], paths, samples)
    subjects = [
        c for c in as_homework.unknown if clean.header_key(paths[c][-1]) in recognition.SUBJECTS
    ]
    if "作业" in around and "name" in as_homework.columns and (subjects or days):
        return as_homework
    if days:
        as_roll = recognition.read_as(all_kinds["roll_call"], paths, samples)
        return as_roll if "name" in as_roll.columns else None
    roll = all_kinds["roll_call"]
    if any(t in f"{nearest} {grid.sheet.name}" for t in roll.titles[:7]):
        as_roll = recognition.read_as(roll, paths, samples)
        others = recognition.best(paths, samples, "", "", "")
        if "name" in as_roll.columns and (others is None or others.score < 8):
            return as_roll
    return None


def _seating(grid: Grid, file: str, unit: str, school_year: int | None) -> list[Piece]:
    """Seat plans: a block of names with a 讲台, or a title that says so; one piece a class."""
    podiums = [
        (r, c)
        for r, row in enumerate(grid.rows[:400])
        for c, v in enumerate(row)
        if isinstance(v, str) and clean.key(v) in ("讲台", "讲桌", "讲台桌")
    ]
    titled = bool(_PLAN_WORDS.search(grid.sheet.name + file))
    titled = titled or any(
        isinstance(v, str) and _PLAN_WORDS.search(v) for row in grid.rows[:3] for v in row
    )
    if not podiums and not titled:
        return []
    if any(
        sum(1 for v in row if isinstance(v, str) and headings.is_known(v)) >= 3
        for row in grid.rows[:10]
    ):
        return []  # a list with headings that happens to be called 座次表
    sections: list[tuple[int, list[str], list[tuple[int, int, str]]]] = []
    for r, row in enumerate(grid.rows):
        texts = [(c, clean.text(v)) for c, v in enumerate(row) if isinstance(v, str) and v]
        heads = [t for _, t in texts if surroundings.class_in(t, school_year)[1] or _PLAN_WORDS.search(t)]
        if heads and len(texts) <= 4:
            if sections and not sections[-1][2]:
                sections[-1][1].extend(heads)
            else:
                sections.append((r, heads, []))
            continue
        if not sections:
            sections.append((r, [], []))
        for c, text in texts:
            name = clean.person_name(text)
            if _NAME_CELL.fullmatch(name) and name not in _NOT_NAMES and not surroundings.is_note(text):
                sections[-1][2].append((r, c, name))
    pieces = []
    for top, titles, people in sections:
        if len(people) < 3:
            continue
        context = surroundings.context_of(titles, grid.sheet.name, file, unit, school_year)
        area = Area(
            min(p[0] for p in people),
            min(p[1] for p in people),
            max(p[0] for p in people),
            max(p[1] for p in people),
        )
        pieces.append(
            Piece(
                index=-1,
                unit=unit,
                file=file,
                sheet=grid.sheet,
                kind="seating",
                area=area,
                header=Area(area.top, area.left, area.top - 1, area.right),
                columns={},
                headings={},
                context=context,
                rows=[],
                people=people,
            )
        )
    return pieces


# ── without headings ─────────────────────────────────────────────────────────────────────────────
def _without_headings(grid: Grid, file: str, unit: str, school_year: int | None) -> Piece | None:
    """A list of people known only by what its columns hold."""
    rows = [r for r in range(grid.height) if grid.filled(r) >= 3]
    if len(rows) < 3:
        return None
    body = rows[1:] if len(rows) > 3 else rows
    step = max(1, len(body) // _SAMPLE)
    samples = {
        c: [v for r in body[::step] if (v := grid.rows[r][c]) != ""] for c in range(grid.width)
    }
    columns = recognition.by_content(samples)
    if not columns:
        return None
    id_column = columns["id_number"]
    data = [r for r in rows if sum(ch.isdigit() for ch in clean.text(grid.rows[r][id_column])) >= 14]
    if len(data) < 3:
        return None
    top = data[0]
    filled = [c for c, values in samples.items() if values]
    head_row = rows[rows.index(top) - 1] if rows.index(top) > 0 else None
    titles = [
        clean.text(v) for r in range(max(0, top - 5), top) for v in grid.rows[r] if isinstance(v, str) and v
    ] if head_row is None else []
    context = surroundings.context_of(titles, grid.sheet.name, file, unit, school_year)
    named = head_row is not None and len(grid.own(head_row)) >= 3
    header = (
        Area(head_row, min(filled), head_row, max(filled))
        if named and head_row is not None
        else Area(top, min(filled), top - 1, max(filled))
    )
    kind = kinds()["registry" if "student_no" in columns and "学籍" in file + grid.sheet.name else "students"]
    texts = grid.own(head_row) if named and head_row is not None else {}
    piece = Piece(
        index=-1,
        unit=unit,
        file=file,
        sheet=grid.sheet,
        kind=kind.id,
        area=Area(header.top, min(filled), data[-1], max(filled)),
        header=header,
        columns={},
        headings=texts,
        context=context,
        rows=data,
        guessed="表头认不出，按各列内容认出",
    )
    if named:
        # The headings exist but are unknown: what they hold is only a suggestion.
        piece.suggested = {c: f for f, c in columns.items()}
        piece.unused = {c: t for c, t in texts.items() if c not in piece.suggested}
    else:
        piece.columns = columns
        piece.guessed = "没有表头，按各列内容认出"
    have = set(piece.columns)
    piece.missing = tuple(
        f
        for f in kind.required
        if f not in have
        and not (f == "grade" and (context.grade is not None or "klass" in have))
        and not (f == "klass" and context.klass is not None)
    )
    return piece


def _table_like(grid: Grid) -> Area | None:
    """The area of a table of three rows or more, where a sheet has one that is none we know."""
    rows = [r for r in range(grid.height) if grid.filled(r) >= 2]
    if len(rows) < 4:
        return None
    columns = [
        c for r in rows for c, v in enumerate(grid.rows[r]) if v != ""
    ]
    return Area(rows[0], min(columns), rows[-1], max(columns))
