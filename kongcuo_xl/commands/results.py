"""The group 结果: walking through what was found, taking marks away, turning changes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from kongcuo_xl import explanations
from kongcuo_xl.book import Area, Book, Cell, Sheet, Value, a1
from kongcuo_xl.commands import changes
from kongcuo_xl.commands.button import button
from kongcuo_xl.commands.desk import Desk
from kongcuo_xl.hosts import live_marks, programs
from kongcuo_xl.marks import LIST_COLUMNS, LIST_KIND, LIST_SHEET
from kongcuo_xl.plan import SIGNATURE, RemoveOurs

_GROUP = "结果"
_COLUMNS = [heading for heading, _ in LIST_COLUMNS]
_NONE = "“{}”里没有标记；请先按“检查本簿”。"


class _Place(NamedTuple):
    """A marked cell: its sheet's place in the workbook, row and column."""

    sheet: int
    row: int
    column: int


@button("list", LIST_SHEET, _GROUP, "ReviewingPaneVertical", "到问题清单", large=True)
def go_to_list(desk: Desk) -> None:
    """切换到当前工作簿的“问题清单”；没有检查过时，请先检查；不改动工作簿，不用先选中什么。"""
    name = live_marks.list_sheet(desk.book)
    if not name:
        desk.say(f"“{desk.book.name}”里没有问题清单；请先按“检查本簿”。")
        return
    desk.book.sheets[name].activate()


@button("previous", "上一处", _GROUP, "ReviewPreviousComment", "到上一处问题")
def previous(desk: Desk) -> None:
    """从选中的单元格往前，到上一处标了色的单元格，并在状态栏说明问题；没有选中时从头找；不改动工作簿。"""
    _walk(desk, forward=False)


@button("next", "下一处", _GROUP, "ReviewNextComment", "到下一处问题")
def next_(desk: Desk) -> None:
    """从选中的单元格往后，到下一处标了色的单元格，并在状态栏说明问题；没有选中时从头找；不改动工作簿。"""
    _walk(desk, forward=True)


@button("clear", "清除标记", _GROUP, "ClearFormats", "去掉全部标记")
def clear(desk: Desk) -> None:
    """去掉当前工作簿里本程序加的颜色、“核查结果”栏和“问题清单”，别的都不动；不用先选中什么。"""
    book = desk.book
    laid = any(programs.of(book).overlays(sheet, SIGNATURE) for sheet in book.sheets)
    if not laid and not live_marks.names(book):
        desk.say(f"“{book.name}”里没有本程序作的标记。")
        return
    typed = _typed(desk)
    if typed and not desk.confirm(
        f"“{LIST_SHEET}”里写了 {typed} 条核实说明，会随清单一起去掉，"
        "下次检查时这些疑问会重新提示。仍要清除吗？"
    ):
        return
    with changes.working(desk, "正在清除标记"):
        done = changes.apply(desk, "清除标记", (RemoveOurs(),))
    desk.say("\n".join(["已去掉全部标记，原有内容和格式未改动，工作簿没有保存。", *done.notes]))


@button("undo", "撤销", _GROUP, "Undo", "撤销上一个按钮的改动")
def undo(desk: Desk) -> None:
    """把当前工作簿恢复到上一个按钮改动之前；改动过的单元格后来又有人改了就不撤销，并指出是哪几格。"""
    undone = changes.undo(desk)
    desk.say(f"已撤销“{undone}”，“{desk.book.name}”恢复到按它之前的样子。")


def _walk(desk: Desk, *, forward: bool) -> None:
    book = desk.book
    program = programs.of(book)
    sheets = list(book.sheets)
    lists = {place.sheet for place in live_marks.ours(book) if place.kind == LIST_KIND}
    areas = {
        at: [area for laid in program.overlays(sheet, SIGNATURE) for area in laid.areas]
        for at, sheet in enumerate(sheets)
        if sheet.visible and sheet.name not in lists
    }
    places = sorted(
        _Place(at, row, column) for at, found in areas.items() for row, column in _cells(found)
    )
    if not places:
        desk.say(_NONE.format(book.name))
        return
    here = _here(desk, [sheet.name for sheet in sheets])
    if forward:
        to = next((place for place in places if place > here), None)
    else:
        to = next((place for place in reversed(places) if place < here), None)
    around = to is None
    if to is None:  # from one end to the other
        to = places[0] if forward else places[-1]
    sheet = sheets[to.sheet]
    sheet.activate()
    sheet.range((to.row + 1, to.column + 1)).select()
    again = ("已到最后，从头开始　" if forward else "已到最前，从末尾开始　") if around else ""
    number = f"第 {places.index(to) + 1}/{len(places)} 处"
    number += _hidden(sheet, to)
    said = _said(desk, sheet.name, (to.row, to.column))
    desk.status(f"{again}{number}　{sheet.name}!{a1(to.row, to.column)}　{said}")


def _cells(areas: list[Area]) -> set[Cell]:
    return {
        (row, column)
        for area in areas
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    }


def _here(desk: Desk, names: list[str]) -> _Place:
    selected = desk.selection
    if selected is None or selected.sheet not in names:
        return _Place(-1, 0, 0)
    return _Place(names.index(selected.sheet), selected.area.top, selected.area.left)


def _hidden(sheet: Any, place: _Place) -> str:
    """What keeps a cell from being seen; ``""`` for one that is shown."""
    cell = sheet.range((place.row + 1, place.column + 1))
    lines = [name for name, one in (("行", cell.rows), ("列", cell.columns)) if one.hidden]
    return f"（所在的{'和'.join(lines)}被隐藏或筛选掉了）" if lines else ""


def _said(desk: Desk, sheet: str, cell: Cell) -> str:
    """What is said of a marked cell: by the result columns of its row, which travel when rows are
    sorted; else by the line of the list that names it.
    """
    found = []
    for place in live_marks.ours(desk.book):
        on_row = place.area.top < cell[0] <= place.area.bottom
        if on_row and (place.kind, place.sheet) == ("result", sheet):
            value = desk.book.sheets[sheet].range((cell[0] + 1, place.area.left + 1)).value
            found += [str(value)] if value else []
    where = f"{sheet}!{a1(*cell)}"
    level, position, words = (_COLUMNS.index(name) for name in ("级别", "位置", "说明"))
    if not found:
        found = [f"{row[level]} {row[words]}" for row in _lines(desk) if row[position] == where]
    return "；".join(found) or f"见“{LIST_SHEET}”"


def _lines(desk: Desk) -> list[list[Value]]:
    """The rows of our list, headings and all; none without one."""
    name = live_marks.list_sheet(desk.book)
    if not name:
        return []
    sheet = desk.book.sheets[name]
    whole = sheet.range((1, 1), sheet.used_range.last_cell).options(ndim=2, empty="").value
    rows: list[list[Value]] = [row for row in whole if len(row) >= len(_COLUMNS)]
    return rows


def _typed(desk: Desk) -> int:
    """How many explanations somebody has typed into our list."""
    sheet = Sheet(LIST_SHEET, _lines(desk))
    typed = explanations.typed(Book("", Path(), "live", [sheet]))
    return sum(1 for texts in typed.values() for text in texts if text)
