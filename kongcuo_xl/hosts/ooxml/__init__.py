"""Carrying out plans on Office Open XML workbooks (.xlsx, .xlsm) with nothing lost.

Only the parts that a plan concerns change, and in them only the bytes spliced in; everything else
in the package is copied as it is compressed. The input is never written to.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from kongcuo_xl.book import LAST_COLUMN, Area, Cell, UnreadableBookError
from kongcuo_xl.hosts.ooxml import notes, removal
from kongcuo_xl.hosts.ooxml.archive import Archive, OutputError
from kongcuo_xl.hosts.ooxml.extent import print_areas, printed
from kongcuo_xl.hosts.ooxml.formula_cells import BROKEN
from kongcuo_xl.hosts.ooxml.insertion import insert_rows
from kongcuo_xl.hosts.ooxml.newsheet import names_of, sheet_xml
from kongcuo_xl.hosts.ooxml.rebuilding import rebuild
from kongcuo_xl.hosts.ooxml.removal import Ours
from kongcuo_xl.hosts.ooxml.workbook import CONTENT_TYPES, Workbook, reference
from kongcuo_xl.hosts.ooxml.worksheet import NewContent
from kongcuo_xl.plan import (
    OURS,
    AddSheet,
    InsertRows,
    Note,
    Plan,
    RemoveOurs,
    ResultColumn,
    SetFormula,
    SetHeight,
    SetValue,
    Shade,
    Step,
    StoreResult,
    Style,
)

__all__ = [
    "Ours",
    "OutputError",
    "apply",
    "clear",
    "formulas",
    "not_itself",
    "ours",
    "rebuild",
    "suffix",
]

SIGNED = "工作簿带有数字签名；改动后的副本里签名不再有效，请由签名人重新签名。"


def apply(source: Path, plan: Plan, target: Path) -> tuple[str, ...]:
    """Write to ``target`` a copy of the workbook ``source`` with a plan carried out.

    Returns sentences for the user about what could not stay as it was (a signature). The target
    appears whole or not at all; it may not be the source.

    Raises OutputError when the target can't be written or a step can't be carried out, and
    UnreadableBookError when the source is not an Office Open XML workbook.
    """
    not_itself(source, target)
    said: list[str] = []
    try:
        with Archive(source) as archive:
            workbook: Workbook | None = None
            intact = True
            for kind, steps in groupby(plan, key=_kind):
                if kind == "remove":
                    workbook = workbook or Workbook(archive)
                    removed = removal.remove(workbook)
                    said += removed.notes
                    intact = intact and removed.exact
                    # Parts that were only looked at need not be read again.
                    workbook = None if removed.changed else workbook
                    continue
                intact = False
                if kind == "insert":
                    for step in steps:
                        if isinstance(step, InsertRows):
                            said += insert_rows(archive, step)
                else:
                    said += _round(workbook or Workbook(archive), tuple(steps), kind)
                workbook = None
            archive.save(target)
            signed = any(name.lower().startswith("_xmlsignatures/") for name in archive.names())
    except BROKEN as error:
        raise UnreadableBookError(
            f"“{source.name}”的内部结构不完整，不能在副本上作标记；请用表格软件打开并另存后再试。"
        ) from error
    return (*said, SIGNED) if signed and not intact else tuple(said)


def not_itself(source: Path, target: Path) -> None:
    """Raise OutputError when the output is the input, whatever link leads there."""
    if target.exists() and source.exists() and target.samefile(source):
        raise OutputError(f"输出文件不能是原文件“{source.name}”本身，请另选一个文件夹。")


def clear(source: Path, target: Path) -> tuple[str, ...]:
    """Write to ``target`` a copy of ``source`` without any mark of ours; see ``apply``."""
    return apply(source, (RemoveOurs(),), target)


def ours(path: Path) -> tuple[Ours, ...]:
    """What in a workbook is ours; empty for one that was never marked or can't be read."""
    try:
        with Archive(path) as archive:
            return tuple(place for _, place in removal.find(Workbook(archive)) if place)
    except (*BROKEN, OSError):
        return ()


def formulas(path: Path, asked: Mapping[str, Collection[Cell]]) -> set[tuple[str, int, int]]:
    """Which of the cells asked about, by sheet, hold a formula, as (sheet, row, column).

    Raises UnreadableBookError when the file is no Office Open XML workbook.
    """
    try:
        with Archive(path) as archive:
            workbook = Workbook(archive)
            return {
                (name, row, column)
                for name, cells in asked.items()
                for row, column in workbook.worksheet(name).formulas(cells)
            }
    except (*BROKEN, OSError) as error:
        raise UnreadableBookError(
            f"“{path.name}”的内部结构不完整；请用表格软件打开并另存后再试。"
        ) from error


def suffix(path: Path) -> str:
    """The file name extension that fits what a workbook is, by its content.

    ``.xlsm`` for one with macros: Excel refuses to open it under another name.
    """
    kinds = {
        "sheet.macroEnabled.main+xml": ".xlsm",
        "template.macroEnabled.main+xml": ".xltm",
        "template.main+xml": ".xltx",
    }
    try:
        with Archive(path) as archive:
            workbook = Workbook(archive)
            for node in workbook.tree(CONTENT_TYPES).children:
                if node.attributes.get("PartName", "").lower() == f"/{workbook.main}".lower():
                    said = node.attributes.get("ContentType", "")
                    return next((s for kind, s in kinds.items() if said.endswith(kind)), ".xlsx")
    except (*BROKEN, OSError):
        pass
    return ".xlsx"


def _kind(step: Step) -> str:
    if isinstance(step, RemoveOurs):
        return "remove"
    if isinstance(step, InsertRows):
        return "insert"
    if isinstance(step, StoreResult):
        return "results"
    marks = isinstance(step, (Shade, Note, ResultColumn)) or (
        isinstance(step, AddSheet) and step.ours
    )
    return "marks" if marks else "content"


def _round(workbook: Workbook, steps: Sequence[Step], kind: str) -> list[str]:
    """Carry out steps that all refer to the workbook as it stands now; sentences for the user."""
    printing: set[str] = set()
    noted: dict[str, list[Note]] = {}
    for number, step in enumerate(steps, 1):
        match step:
            case SetValue():
                sheet = workbook.worksheet(step.sheet)
                style = _style(workbook, step.style)
                if step.like is not None:
                    style = sheet.style_of(*step.like)
                sheet.set_cell(step.row, step.column, NewContent(step.value, style=style))
            case SetFormula():
                style = _style(workbook, step.style)
                content = NewContent(step.value, step.formula, style)
                workbook.worksheet(step.sheet).set_cell(step.row, step.column, content)
            case StoreResult():
                sheet = workbook.worksheet(step.sheet)
                sheet.store(step.row, step.column, step.value, step.area)
            case SetHeight():
                workbook.worksheet(step.sheet).set_height(step.row, step.height)
            case Shade():
                dxf = workbook.styles.overlay(step.style)
                workbook.worksheet(step.sheet).add_format(step.areas, dxf, step.label)
            case Note():
                noted.setdefault(step.sheet, []).append(step)
            case ResultColumn():
                _result_column(workbook, step, number, printing)
            case AddSheet():
                _add_sheet(workbook, step)
    said = [line for sheet, every in noted.items() for line in notes.add(workbook, sheet, every)]
    if kind == "content" and any(not isinstance(step, AddSheet) for step in steps):
        workbook.recalculate()
    item = removal.prepare_record(workbook) if kind == "marks" else ""
    undo = workbook.finish()
    if item:
        removal.record(workbook.archive, item, undo, workbook.added)
    return said


def _style(workbook: Workbook, style: Style | None) -> int | None:
    return None if style is None else workbook.styles.cell(style)


def _result_column(workbook: Workbook, step: ResultColumn, number: int, printing: set[str]) -> None:
    sheet = workbook.worksheet(step.sheet)
    column = step.beside(print_areas(workbook, step.sheet))
    # What a reader of values sees as empty may hold a formula that shows nothing.
    while sheet.occupied(column, step.header_row, step.last_row) and column < LAST_COLUMN:
        column += 1
    if step.sheet not in printing:
        printing.add(step.sheet)
        _keep_printing(workbook, step.sheet, number)
    header = NewContent(step.header, style=workbook.styles.cell(step.header_style))
    sheet.set_cell(step.header_row, column, header)
    look = workbook.styles.cell(step.style)
    for row, text in step.texts:
        sheet.set_cell(row, column, NewContent(text, style=look))
    sheet.set_width(column, step.width)
    area = Area(step.header_row, column, step.last_row, column)
    removal.resize_filters(workbook, step.sheet, area, 1, step.header)
    workbook.define(f"{OURS}result_{number}", reference(step.sheet, area), hidden=True)


def _keep_printing(workbook: Workbook, sheet: str, number: int) -> None:
    """Where nothing says what is printed, say that it is what there was before our column."""
    if workbook.local_name("_xlnm.Print_Area", sheet) is not None:
        return
    area = printed(workbook, sheet)
    if area is not None:
        text = reference(sheet, area)
        workbook.define("_xlnm.Print_Area", text, workbook.index(sheet))
        workbook.define(f"{OURS}print_{number}", text, hidden=True)


def _add_sheet(workbook: Workbook, step: AddSheet) -> None:
    if step.name.lower() in (entry.name.lower() for entry in workbook.sheets):
        raise OutputError(f"工作簿里已有名为“{step.name}”的工作表，不能再加一张同名的。")
    content = step.content
    data = sheet_xml(content, workbook.styles, workbook.root.space, date1904=workbook.date1904)
    position = workbook.add_sheet(step.name, data)
    for defined, text, hidden in names_of(step.name, content):
        workbook.define(defined, text, position, hidden=hidden)
    if step.ours:
        corner = Area(0, 0, 0, 0)
        workbook.define(f"{OURS}{step.ours}", reference(step.name, corner), hidden=True)
