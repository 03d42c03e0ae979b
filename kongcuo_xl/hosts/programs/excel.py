"""Excel on Windows, through its object model."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kongcuo_xl.book import Area
from kongcuo_xl.hosts.ooxml.removal import stretched
from kongcuo_xl.hosts.ooxml.worksheet import parse_area
from kongcuo_xl.hosts.programs import Overlay, addresses
from kongcuo_xl.plan import Printing, Style

_PICK_FILE, _PICK_FOLDER = 3, 4  # MsoFileDialogType
_CHOSEN = -1
_TEXT = 2  # what InputBox is to give
_ESCAPE = 0x1B
_DISABLED, _INTERRUPT = 0, 1  # XlEnableCancelKey
_EXPRESSION = 2  # XlFormatConditionType
_LINES = {"thin": 1, "dashed": -4115, "dotted": -4118}  # XlLineStyle
_EDGES = (-4131, -4152, -4160, -4107)  # XlBordersIndex of a conditional format
_TYPED = 1  # XlListObjectSourceType: not from a query
_SINGLE = 2  # XlUnderlineStyle
_LANDSCAPE, _PORTRAIT, _A4 = 2, 1, 9


@dataclass(frozen=True, slots=True, eq=False)
class _Contents:
    """See ``programs.Contents``. None equals another: the values are all that Excel tells."""

    held: list[list[Any]]

    def values(self) -> list[list[Any]]:
        """See ``programs.Contents``."""
        return self.held


class Excel:
    """See ``programs.Program``."""

    longest_address = 250

    def __init__(self, book: Any) -> None:
        self._book = book

    @property
    def _app(self) -> Any:
        return self._book.app.api

    def contents(self, cells: Any) -> _Contents:
        """See ``Program.contents``."""
        return _Contents(cells.options(ndim=2, empty="", err_to_str=True).value)

    def areas(self) -> list[Area]:
        """See ``Program.areas``."""
        selected = self._book.selection
        if selected is None:
            return []
        return [
            Area(
                area.Row - 1, area.Column - 1,
                area.Row + area.Rows.Count - 2, area.Column + area.Columns.Count - 2,
            )
            for area in selected.api.Areas
        ]  # fmt: skip

    def file(self, title: str, endings: Sequence[str]) -> Path | None:
        """See ``Program.file``."""
        dialog = self._app.FileDialog(_PICK_FILE)
        dialog.AllowMultiSelect = False
        dialog.Filters.Clear()
        dialog.Filters.Add(title, ";".join(f"*{ending}" for ending in endings))
        return self._picked(dialog, title)

    def folder(self, title: str) -> Path | None:
        """See ``Program.folder``."""
        return self._picked(self._app.FileDialog(_PICK_FOLDER), title)

    def _picked(self, dialog: Any, title: str) -> Path | None:
        dialog.Title = title
        return Path(dialog.SelectedItems.Item(1)) if dialog.Show() == _CHOSEN else None

    def choose(self, title: str, text: str, options: Sequence[str]) -> str | None:
        """See ``Program.choose``. Excel has no list to pick from: a number is typed."""
        listed = "\n".join(f"{number}  {each}" for number, each in enumerate(options, 1))
        hint = ""
        while True:
            said = self.ask(title, f"{hint}{text}\n{listed}\n请输入编号：", "1")
            if said is None:
                return None
            number = said.strip().rstrip(".．、")
            if number.isdecimal() and 1 <= int(number) <= len(options):
                return options[int(number) - 1]
            if said.strip() in options:
                return said.strip()
            hint = f"没有编号“{said}”。\n"

    def ask(self, title: str, text: str, default: str) -> str | None:
        """See ``Program.ask``."""
        said = self._app.InputBox(Prompt=text, Title=title, Default=default, Type=_TEXT)
        return None if said is False else str(said)

    def listen(self, *, on: bool) -> None:
        """See ``Program.listen``."""
        self._app.EnableCancelKey = _DISABLED if on else _INTERRUPT
        self._pressed()  # what was pressed before does not count

    def cancelled(self) -> bool:
        """See ``Program.cancelled``. Only where Excel is the window that takes the keys."""
        user: Any = vars(ctypes)["windll"].user32
        return self._pressed() and user.GetForegroundWindow() == self._book.app.hwnd

    @staticmethod
    def _pressed() -> bool:
        user: Any = vars(ctypes)["windll"].user32
        return bool(user.GetAsyncKeyState(_ESCAPE))

    def obstacle(self, sheets: Sequence[str]) -> str:
        """See ``Program.obstacle``."""
        book, name = self._book.api, self._book.name
        if not self._app.Ready:
            return "Excel 正忙（有单元格正在编辑，或有窗口没有关），请按回车或 Esc 结束后再按一次。"
        if book.MultiUserEditing:
            return (
                f"“{name}”是共享工作簿，Excel 不允许在共享时加标记；"
                "请在“审阅”里取消共享，或另存一份再试。"
            )
        if book.ProtectStructure:
            return f"“{name}”的结构受保护，不能增减工作表；请在“审阅”里撤消工作簿保护后再试。"
        locked = [each for each in sheets if self._book.sheets[each].api.ProtectContents]
        if locked:
            named = "、".join(f"“{each}”" for each in locked)
            return f"工作表{named}受保护，不能作标记；请在“审阅”里撤消工作表保护后再试。"
        return ""

    def shade(self, sheet: Any, areas: Sequence[Area], style: Style, formula: str) -> None:
        """See ``Program.shade``. Later ones come first in Excel's order."""
        looks: dict[str, Any] = {"font_bold": True} if style.bold else {}
        for address in addresses(areas, self.longest_address):
            made = sheet.range(address).conditional_formats.add_custom(
                f"={formula}", fill_color=f"#{style.fill}", font_color=f"#{style.color}", **looks
            )
            for edge in _EDGES if style.border else ():
                line = made.impl.api.Borders(edge)
                line.LineStyle = _LINES[style.border]
                line.Color = _color(style.border_color)

    def _formats(self, sheet: Any, sign: str) -> list[Any]:
        """Excel's own objects: what is deleted from a collection moves the rest."""
        every = sheet.api.Cells.FormatConditions
        found = [every.Item(number) for number in range(1, every.Count + 1)]
        return [each for each in found if each.Type == _EXPRESSION and sign in each.Formula1]

    def overlays(self, sheet: Any, sign: str) -> list[Overlay]:
        """See ``Program.overlays``."""
        found = []
        for each in self._formats(sheet, sign):
            parts = [parse_area(area.Address) for area in each.AppliesTo.Areas]
            found.append(Overlay(tuple(p for p in parts if p), str(each.Formula1).lstrip("=")))
        return found

    def unshade(self, sheet: Any, sign: str) -> None:
        """See ``Program.unshade``."""
        for each in self._formats(sheet, sign)[::-1]:
            each.Delete()

    def wipe(self, sheet: Any, areas: Sequence[Area]) -> None:
        """See ``Program.wipe``."""
        for address in addresses(areas, self.longest_address):
            sheet.range(address).clear()

    def hide_name(self, book: Any, name: str) -> None:
        """See ``Program.hide_name``."""
        book.names[name].api.Visible = False

    def underline(self, cells: Any) -> None:
        """See ``Program.underline``."""
        cells.api.Font.Underline = _SINGLE

    def add_filter(self, cells: Any) -> None:
        """See ``Program.add_filter``."""
        cells.api.AutoFilter()

    def stretch(self, sheet: Any, result: Area, by: int) -> None:
        """See ``Program.stretch``. A filter that hides rows now is left as it is."""
        own = sheet.api.AutoFilter
        if own is not None and not sheet.api.FilterMode:
            area = parse_area(own.Range.Address)
            if area and (wide := stretched(area, result, by)):
                sheet.api.AutoFilterMode = False
                sheet.range(wide.a1).api.AutoFilter()
        every = sheet.api.ListObjects
        for number in range(1, every.Count + 1):
            table = every.Item(number)
            area = parse_area(table.Range.Address)
            if table.SourceType == _TYPED and area and (wide := stretched(area, result, by)):
                table.Resize(sheet.range(wide.a1).api)

    def formulas(self, sheet: Any) -> Iterator[tuple[Area, Sequence[Sequence[str]]]]:
        """See ``Program.formulas``."""
        used = sheet.api.UsedRange
        if used.HasFormula is False:  # None where only some cells have one
            return
        held = used.Formula
        rows = held if isinstance(held, tuple) else ((held,),)
        top, left = used.Row - 1, used.Column - 1
        yield Area(top, left, top + len(rows) - 1, left + len(rows[0]) - 1), rows

    def filtered(self, sheet: Any, row: int) -> bool:  # noqa: ARG002 - Excel knows sheets only
        """See ``Program.filtered``."""
        return bool(sheet.api.FilterMode)

    def set_page(self, sheet: Any, printing: Printing) -> None:
        """See ``Program.set_page``. Without a printer Excel refuses: the sheet does without."""
        page = sheet.api.PageSetup
        with suppress(Exception):
            self._app.PrintCommunication = False  # one question to the printer, not ten
        with suppress(Exception):
            page.PaperSize = _A4
            page.Orientation = _LANDSCAPE if printing.landscape else _PORTRAIT
            page.Zoom = False
            page.FitToPagesWide = 1
            page.FitToPagesTall = False
            page.CenterHorizontally = True
            page.CenterFooter = "第 &P 页，共 &N 页"
            if printing.header:
                page.PrintTitleRows = f"${printing.header[0] + 1}:${printing.header[1] + 1}"
        with suppress(Exception):
            self._app.PrintCommunication = True

    def set_tab(self, sheet: Any, color: str) -> None:
        """See ``Program.set_tab``."""
        sheet.api.Tab.Color = _color(color)


def _color(color: str) -> int:
    """``RRGGBB`` as Excel counts colours."""
    red, green, blue = bytes.fromhex(color)
    return red + 256 * green + 65536 * blue
