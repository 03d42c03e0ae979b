"""Carrying out plans on an open workbook, and turning them back.

As few calls between programs as can be: a column or a sheet is written in one, looks are given to
all the cells that share them. What goes wrong midway is turned back before it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from kongcuo_xl.book import LAST_COLUMN, Area, Cell, Value, a1, column_letters
from kongcuo_xl.finding import LEVELS
from kongcuo_xl.hosts import live_marks, programs
from kongcuo_xl.hosts.live_marks import Ours
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.hosts.ooxml.worksheet import parse_area
from kongcuo_xl.hosts.programs import addresses
from kongcuo_xl.marks import (
    LABELS,
    LIST_KIND,
    OVERLAYS,
    RESULT,
    rectangles,
    relisted,
    result_column,
)
from kongcuo_xl.plan import (
    OURS,
    SIGNATURE,
    AddSheet,
    Plan,
    RemoveOurs,
    ResultColumn,
    SetFormula,
    SetHeight,
    SetValue,
    Shade,
    SheetContent,
    Step,
    Style,
)

_SAID = tuple(f"{level} " for level in LEVELS)
"""How every text begins that we write into a result column."""
_LINES = {"thin": "continuous", "dashed": "dash", "dotted": "dot"}
_OVERLAY_OF = {label: OVERLAYS[level] for level, label in LABELS.items()}

Grid = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells and the formulas and constants in them, as texts."""

    sheet: str
    area: Area
    held: Grid


@dataclass(frozen=True, slots=True)
class Former:
    """What a cell was before it was written."""

    sheet: str
    cell: Cell
    formula: str
    value: Any
    number_format: str


@dataclass(slots=True)
class Done:
    """What carrying out a plan changed: all that is needed to turn it back."""

    earlier: list[Step] = field(default_factory=list)
    """The plan that makes the marks again that were taken away."""
    formers: list[Former] = field(default_factory=list)
    heights: list[tuple[str, int, float]] = field(default_factory=list)
    widths: list[tuple[str, int, float]] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    """Sheets added that are no marks."""
    marked: bool = False
    """Whether marks of ours were made or taken away."""
    left: list[Cells] = field(default_factory=list)
    """Everything written or tinted, as it was left."""
    notes: list[str] = field(default_factory=list)
    """Sentences for the user."""

    @property
    def anything(self) -> bool:
        """Whether anything was changed at all."""
        return self.marked or bool(self.formers or self.heights or self.sheets)


def carry_out(book: Any, plan: Plan, between: Callable[[str], None] = lambda _: None) -> Done:
    """Carry a plan out on an ``xlwings.Book``; what was done, so that it can be turned back.

    ``between`` is called with a sheet's name before it is changed, and may raise to stop.
    Raises OutputError where the workbook can't be changed; then, and whatever else is raised,
    nothing has been.
    """
    program, done = programs.of(book), Done()
    sheets = {sheet.name for sheet in book.sheets}
    touched = {s.sheet for s in plan if not isinstance(s, (RemoveOurs, AddSheet))}
    if any(isinstance(step, RemoveOurs) for step in plan):
        touched |= {place.sheet for place in live_marks.ours(book)}
    if why := program.obstacle(sorted(touched & sheets)):
        raise OutputError(why)
    try:
        for key, steps in groupby(plan, key=_kind):
            _round(book, program, key, list(steps), done, between)
    except BaseException:
        _turn_back(book, program, done)
        raise
    if done.marked:
        left = _marks_now(book)
        done.left += [*left, *_tinted(book, plan)] if left else _unmarked_now(book, done.earlier)
    return done


def changed(book: Any, done: Done) -> list[str]:
    """Addresses of what somebody has changed since a plan was carried out."""
    now = {sheet.name: sheet for sheet in book.sheets}
    left: dict[str, list[Cells]] = {}
    for cells in done.left:
        left.setdefault(cells.sheet, []).append(cells)
    found: list[str] = []
    for sheet, every in left.items():
        if sheet not in now:
            found.append(f"{sheet}（已删除）")
            continue
        around = _around([cells.area for cells in every])
        held = _held(now[sheet], around)
        for cells in every:
            found += [
                f"{sheet}!{a1(cells.area.top + r, cells.area.left + c)}"
                for r, (was, row) in enumerate(
                    zip(cells.held, _part(held, around, cells.area), strict=True)
                )
                for c, (one, other) in enumerate(zip(was, row, strict=True))
                if one != other
            ]
    if done.marked:
        places = {(c.sheet, c.area) for c in _marks_now(book, read=False)}
        kept = {(c.sheet, c.area) for c in done.left}
        found += [f"{sheet}（标记的位置变了）" for sheet, _ in places - kept]
    return list(dict.fromkeys(found))


def turn_back(book: Any, done: Done) -> None:
    """Undo what ``carry_out`` did. Raises OutputError where the workbook can't be changed."""
    program = programs.of(book)
    sheets = {sheet.name for sheet in book.sheets}
    touched = {cells.sheet for cells in done.left} | {former.sheet for former in done.formers}
    touched |= {sheet for sheet in (getattr(step, "sheet", "") for step in done.earlier) if sheet}
    if why := program.obstacle(sorted(touched & sheets)):
        raise OutputError(why)
    _turn_back(book, program, done)


def _turn_back(book: Any, program: programs.Program, done: Done) -> None:
    if done.marked:
        _remove(book, program, Done())
    for name in done.sheets:
        book.sheets[name].delete()
    for sheet, row, height in reversed(done.heights):
        book.sheets[sheet].range((row + 1, 1)).row_height = height
    for sheet, column, width in reversed(done.widths):  # two tables may share a column
        book.sheets[sheet].range((1, column + 1)).column_width = width
    for former in reversed(done.formers):
        cell = book.sheets[former.sheet].range((former.cell[0] + 1, former.cell[1] + 1))
        cell.number_format = former.number_format
        if former.formula.startswith("=") and former.value != former.formula:
            cell.formula = former.formula
        else:
            cell.value = _entered(former.value, former.number_format)
    for key, steps in groupby(done.earlier, key=_kind):
        _round(book, program, key, list(steps), Done(), lambda _: None)


def _kind(step: Step) -> tuple[str, str]:
    """Steps of one kind on one sheet go together."""
    return type(step).__name__, getattr(step, "sheet", "")


def _round(
    book: Any,
    program: programs.Program,
    key: tuple[str, str],
    steps: Sequence[Step],
    done: Done,
    between: Callable[[str], None],
) -> None:
    if key[1]:
        between(key[1])
    if key[0] == "Shade":
        done.marked = True
        for step in reversed(steps):  # the last laid is the topmost
            if isinstance(step, Shade):
                formula = f'LEN("{SIGNATURE}{step.label}")>0'
                program.shade(book.sheets[step.sheet], step.areas, step.style, formula)
        return
    if key[0] in ("SetValue", "SetFormula"):
        _set_cells(book.sheets[key[1]], steps, done)
        return
    for step in steps:
        match step:
            case RemoveOurs():
                _remove(book, program, done)
            case ResultColumn():
                _result_column(book, program, step, done)
            case AddSheet():
                between(step.name)
                _add_sheet(book, program, step, done)
            case SetHeight():
                row = book.sheets[step.sheet].range((step.row + 1, 1))
                done.heights.append((step.sheet, step.row, row.row_height))
                row.row_height = step.height
            case _:
                raise TypeError(f"no such step on an open workbook: {type(step).__name__}")


# ── cells ────────────────────────────────────────────────────────────────────────────────────────


def _held(sheet: Any, area: Area) -> Grid:
    """The formulas and constants of an area, in one call."""
    found = _range(sheet, area).formula
    if isinstance(found, str):
        return ((found,),)
    rows = found if isinstance(found[0], (list, tuple)) else [found]
    if area.left == area.right and len(rows) == 1 and len(rows[0]) > 1:
        rows = [(each,) for each in rows[0]]
    return tuple(tuple(str(value) for value in row) for row in rows)


def _around(areas: Sequence[Area]) -> Area:
    """The rectangle that holds all of them."""
    tops, lefts, bottoms, rights = zip(*areas, strict=True)
    return Area(min(tops), min(lefts), max(bottoms), max(rights))


def _part(held: Grid, whole: Area, area: Area) -> Grid:
    """What the cells of an area hold, out of those of a larger one."""
    rows = held[area.top - whole.top : area.bottom - whole.top + 1]
    return tuple(row[area.left - whole.left : area.right - whole.left + 1] for row in rows)


def _range(sheet: Any, area: Area) -> Any:
    return sheet.range((area.top + 1, area.left + 1), (area.bottom + 1, area.right + 1))


def _entered(value: Any, number_format: str = "") -> Any:
    """A value as it is written through xlwings: a text stays the text that it is.

    What a program would take for a number, a date or a formula gets the apostrophe that says it is
    none; a cell that is formatted as text needs none.
    """
    if isinstance(value, str) and value and number_format != "@":
        return f"'{value}"
    return value


def _set_cells(sheet: Any, steps: Sequence[Step], done: Done) -> None:
    """Write single cells, those below each other in one call."""
    wanted: dict[Cell, SetValue | SetFormula] = {}
    for step in steps:
        if isinstance(step, (SetValue, SetFormula)):
            wanted[step.row, step.column] = step
    for area in rectangles(wanted):
        for column in range(area.left, area.right + 1):
            run = Area(area.top, column, area.bottom, column)
            _set_run(sheet, run, [wanted[row, column] for row in range(run.top, run.bottom + 1)],
                     done)  # fmt: skip


def _set_run(sheet: Any, run: Area, steps: Sequence[SetValue | SetFormula], done: Done) -> None:
    cells = _range(sheet, run)
    held, values = _held(sheet, run), cells.options(ndim=2).value
    whole = cells.number_format
    forms: list[str] = []
    for at, (formula, value) in enumerate(zip(held, values, strict=True)):
        row = run.top + at
        form = whole if whole is not None else sheet.range((row + 1, run.left + 1)).number_format
        forms.append(form)
        done.formers.append(Former(sheet.name, (row, run.left), formula[0], value[0], form))
    for at, step in enumerate(steps):
        if isinstance(step, SetValue) and step.like is not None:
            forms[at] = sheet.range((step.like[0] + 1, step.like[1] + 1)).number_format
            sheet.range((run.top + at + 1, run.left + 1)).number_format = forms[at]
    cells.value = [
        [f"={s.formula}" if isinstance(s, SetFormula) else _entered(s.value, form)]
        for s, form in zip(steps, forms, strict=True)
    ]
    done.left.append(Cells(sheet.name, run, _held(sheet, run)))


def _dress(program: programs.Program, sheet: Any, looks: dict[Style, list[Cell]]) -> None:
    """Give cells their looks: each look to all its cells at once."""
    for style, cells in looks.items():
        for address in addresses(rectangles(cells), program.longest_address):
            target = sheet.range(address)
            font: dict[str, Any] = {}
            if style.bold:
                font["bold"] = True
            if style.size:
                font["size"] = style.size
            if style.color:
                font["color"] = f"#{style.color}"
            if font:
                target.font.set(**font)
            if style.underline:
                program.underline(target)
            if style.fill:
                target.color = f"#{style.fill}"
            if style.border:
                color = f"#{style.border_color}" if style.border_color else "#000000"
                target.borders.set("all", line_style=_LINES[style.border], color=color)
            if style.number_format:
                target.number_format = style.number_format
            if style.horizontal:
                target.horizontal_alignment = style.horizontal
            if style.vertical:
                target.vertical_alignment = style.vertical
            if style.wrap:
                target.wrap_text = True


# ── marks ────────────────────────────────────────────────────────────────────────────────────────


def _marks_now(book: Any, *, read: bool = True) -> list[Cells]:
    """The cells of our result columns and lists."""
    found = []
    for place in live_marks.ours(book):
        sheet, area = book.sheets[place.sheet], place.area
        if place.kind == LIST_KIND:
            last = sheet.used_range.last_cell
            area = Area(0, 0, last.row - 1, last.column - 1)
        elif place.kind != "result":
            continue
        found.append(Cells(place.sheet, area, _held(sheet, area) if read else ()))
    return found


def _tinted(book: Any, steps: Sequence[Step]) -> list[Cells]:
    """The cells that steps tint."""
    found = []
    for sheet, areas in _tints(steps).items():
        around = _around(areas)
        held = _held(book.sheets[sheet], around)
        found += [Cells(sheet, area, _part(held, around, area)) for area in areas]
    return found


def _unmarked_now(book: Any, earlier: Sequence[Step]) -> list[Cells]:
    """The cells from which marks were taken, by sheet all within one rectangle.

    Rows that move afterwards would get the marks of others.
    """
    found = []
    for sheet, areas in _tints(earlier).items():
        around = _around(areas)
        found.append(Cells(sheet, around, _held(book.sheets[sheet], around)))
    return found


def _tints(steps: Sequence[Step]) -> dict[str, list[Area]]:
    """What steps tint, by sheet."""
    areas: dict[str, list[Area]] = {}
    for step in steps:
        if isinstance(step, Shade):
            areas.setdefault(step.sheet, []).extend(step.areas)
    return areas


def _result_column(book: Any, program: programs.Program, step: ResultColumn, done: Done) -> None:
    sheet = book.sheets[step.sheet]
    printed = sheet.page_setup.print_area
    areas = [parse_area(part.rpartition("!")[2]) for part in (printed or "").split(",") if part]
    column = step.beside(area for area in areas if area)
    # What a reader of values sees as empty may hold a formula that shows nothing.
    while column < LAST_COLUMN and any(
        row[0] for row in _held(sheet, Area(step.header_row, column, step.last_row, column))
    ):
        column += 1
    done.marked = True
    number = sum(name.name.startswith(f"{OURS}result") for name in live_marks.names(book)) + 1
    if not printed:
        _keep_printing(book, program, sheet, number)
    area = Area(step.header_row, column, step.last_row, column)
    texts: list[list[str | None]] = [[None] for _ in range(area.top, area.bottom + 1)]
    texts[0] = [_entered(step.header)]
    for row, text in step.texts:
        texts[row - area.top] = [_entered(text)]
    _range(sheet, area).value = texts
    rows = [(row, column) for row, _ in step.texts]
    _dress(program, sheet, {step.header_style: [(area.top, column)], step.style: rows})
    top = sheet.range((1, column + 1))
    done.widths.append((step.sheet, column, top.column_width))
    top.column_width = step.width
    program.stretch(sheet, area, 1)
    _define(book, program, f"{OURS}result_{number}", step.sheet, area)


def _keep_printing(book: Any, program: programs.Program, sheet: Any, number: int) -> None:
    """Where nothing says what is printed, say that it is what there was before our column."""
    last = sheet.used_range.last_cell
    area = Area(0, 0, last.row - 1, last.column - 1)
    sheet.page_setup.print_area = area.a1
    _define(book, program, f"{OURS}print_{number}", sheet.name, area)


def _define(book: Any, program: programs.Program, name: str, sheet: str, area: Area) -> None:
    quoted = sheet.replace("'", "''")
    fixed = ":".join(
        f"${column_letters(column)}${row + 1}"
        for row, column in ((area.top, area.left), (area.bottom, area.right))
    )
    book.names.add(name, refers_to=f"='{quoted}'!{fixed}")
    program.hide_name(book, name)


def _remove(book: Any, program: programs.Program, done: Done) -> None:
    """Take away every mark of ours, and write down in ``done`` how each is made again."""
    places = live_marks.ours(book)
    lists = [place.sheet for place in places if place.kind == LIST_KIND]
    for sheet in list(book.sheets):
        laid = program.overlays(sheet, SIGNATURE) if sheet.name not in lists else []
        for overlay in laid:
            label = overlay.formula.partition(SIGNATURE)[2].partition('"')[0]
            style = _OVERLAY_OF.get(label, OVERLAYS["提示"])
            done.earlier.append(Shade(sheet.name, overlay.areas, style, label))
        if laid:
            program.unshade(sheet, SIGNATURE)
            done.marked = True
    for place in places:
        done.marked = True
        sheet = book.sheets[place.sheet]
        if place.kind == "result":
            _remove_column(program, sheet, place, done)
        elif place.kind == "print":
            area = parse_area((sheet.page_setup.print_area or "").rpartition("!")[2])
            if area == place.area:
                sheet.page_setup.print_area = None
                for defined in list(sheet.names):  # LibreOffice keeps what a file said beside
                    if defined.name.endswith("_xlnm.Print_Area"):
                        defined.delete()
    for name in lists:
        sheet = book.sheets[name]
        corner = sheet.used_range.last_cell
        whole = sheet.range((1, 1), (corner.row, corner.column))
        rows = whole.options(ndim=2, empty="").value
        done.earlier.append(relisted(name, rows))
        sheet.delete()
    for defined in live_marks.names(book):
        defined.delete()


def _remove_column(program: programs.Program, sheet: Any, place: Ours, done: Done) -> None:
    """Empty a result column; what somebody typed into it stays, and is said."""
    area = place.area
    held = [row[0] for row in _held(sheet, area)]
    texts = [(area.top + at, text) for at, text in enumerate(held) if at and text]
    mine = tuple((row, text) for row, text in texts if text.startswith(_SAID))
    width = sheet.range((1, area.left + 1)).column_width
    column = result_column(place.sheet, area, mine)
    done.earlier.append(column)
    gone = [row for row, _ in mine]
    if len(mine) < len(texts):
        done.notes.append(
            f"“{place.sheet}”的{RESULT}栏里有 {len(texts) - len(mine)} 格不是本程序写的，"
            "连同栏名保留了"
        )
    elif held[0] == RESULT:
        gone.append(area.top)
        program.stretch(sheet, area, -1)
        beside = sheet.range((1, area.left + 2)).column_width
        done.widths.append((place.sheet, area.left, width))
        sheet.range((1, area.left + 1)).column_width = beside
    program.wipe(sheet, rectangles((row, area.left) for row in gone))


# ── new sheets ───────────────────────────────────────────────────────────────────────────────────


def _add_sheet(book: Any, program: programs.Program, step: AddSheet, done: Done) -> None:
    if step.name.lower() in (sheet.name.lower() for sheet in book.sheets):
        raise OutputError(f"工作簿里已有名为“{step.name}”的工作表，不能再加一张同名的。")
    sheet = book.sheets.add(step.name, after=book.sheets[len(book.sheets) - 1])
    if step.ours:
        done.marked = True
        _define(book, program, f"{OURS}{step.ours}", step.name, Area(0, 0, 0, 0))
    else:
        done.sheets.append(step.name)
    content = step.content
    _fill(sheet, content)
    looks: dict[Style, list[Cell]] = {}
    for cell in content.cells:
        if cell.style is not None:
            looks.setdefault(cell.style, []).append((cell.row, cell.column))
    _dress(program, sheet, looks)
    _lay_out(program, sheet, content)
    if not step.ours:
        last = sheet.used_range.last_cell
        area = Area(0, 0, last.row - 1, last.column - 1)
        done.left.append(Cells(step.name, area, _held(sheet, area)))


def _lay_out(program: programs.Program, sheet: Any, content: SheetContent) -> None:
    """Sizes, merges, choices, filter, panes and paper of a new sheet."""
    for column, width in content.widths:
        sheet.range((1, column + 1)).column_width = width
    by_height: dict[float, list[Cell]] = {}
    for row, height in content.heights:
        by_height.setdefault(height, []).append((row, 0))
    for height, rows in by_height.items():
        for address in addresses(rectangles(rows), program.longest_address):
            sheet.range(address).row_height = height
    for column in content.hidden_columns:
        sheet.range((1, column + 1)).columns.hidden = True
    for area in content.merges:
        _range(sheet, area).merge()
    for choice in content.choices:
        _range(sheet, choice.area).data_validation.set_list(list(choice.values))
    if content.autofilter:
        program.add_filter(_range(sheet, content.autofilter))
    if content.freeze and content.freeze != (0, 0):
        sheet.freeze_panes.freeze_at(_frozen(*content.freeze))
    with suppress(Exception):  # a sheet without lines is only prettier
        sheet.show_gridlines = False
    program.set_page(sheet, content.printing)
    if content.printing.area:
        sheet.page_setup.print_area = content.printing.area.a1
    if content.tab_color:
        program.set_tab(sheet, content.tab_color)


def _frozen(rows: int, columns: int) -> str:
    """The address of so many first rows and columns."""
    if not columns:
        return f"1:{rows}"
    if not rows:
        return f"A:{column_letters(columns - 1)}"
    return f"A1:{a1(rows - 1, columns - 1)}"


def _fill(sheet: Any, content: SheetContent) -> None:
    """Write all cells in one call; a link is a formula, so that it needs no call of its own."""
    if not content.cells:
        return
    height = max(cell.row for cell in content.cells) + 1
    width = max(cell.column for cell in content.cells) + 1
    grid: list[list[Value | None]] = [[None] * width for _ in range(height)]
    links = {link.cell: link.location for link in content.links}
    for cell in content.cells:
        where = links.get((cell.row, cell.column))
        if where is not None:
            value: Value | None = f"=HYPERLINK({_text('#' + where)},{_text(str(cell.value))})"
        elif cell.formula:
            value = f"={cell.formula}"
        else:
            value = _entered(cell.value) if cell.value != "" else None
        grid[cell.row][cell.column] = value
    sheet.range((1, 1), (height, width)).value = grid


def _text(words: str) -> str:
    """A text within a formula."""
    return '"' + words.replace('"', '""') + '"'
