"""LibreOffice Calc, through UNO."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from kongcuo_xl.book import Area
from kongcuo_xl.hosts import calc_formulas
from kongcuo_xl.hosts.calc import failures, rule_groups, values
from kongcuo_xl.hosts.calc.bridge import Uno, enum, path_of, properties, struct, uno
from kongcuo_xl.hosts.ooxml.removal import stretched
from kongcuo_xl.hosts.programs import Overlay
from kongcuo_xl.plan import Printing, Style

_CHOSEN = 1
_PLACE = 3  # com.sun.star.awt.PosSize.POS
_WIDTH, _ROW = 240, 14
_CONDITION = 0  # com.sun.star.sheet.ConditionEntryType
_LINES = {"thin": 0, "dashed": 2, "dotted": 1}  # com.sun.star.table.BorderLineStyle
_THIN = 26  # 1/100 mm
_BOLD, _SINGLE = 150.0, 1
_HIDDEN = 16  # com.sun.star.sheet.NamedRangeFlag
_EVERYTHING = 1023  # com.sun.star.sheet.CellFlags
_ESCAPE = 1281  # com.sun.star.awt.Key
_A4 = 21000, 29700
_STYLE = "kongcuo "


_REFUSED: dict[type[failures.CalcError], str] = {
    failures.OfficeGone: (
        "这个工作簿已经关闭，或 LibreOffice 意外退出了："
        "请重新打开工作簿，看看内容是不是齐全，再按一次。"
    ),
    failures.OfficeHangs: (
        "LibreOffice 很久没有回应，已不再等它：请关闭它还开着的对话框，再按一次；"
        "还不行就重新启动 LibreOffice。"
    ),
    failures.FileCannotBeOpened: (
        "LibreOffice 打不开文件：它可能损坏了、加了密码、别人正开着，或不是表格；请手工打开看看。"
    ),
    failures.SheetProtected: "工作表受保护，没有改动：请在“工具”里取消工作表保护后再试。",
    failures.FileCannotBeSaved: (
        "LibreOffice 写不了文件：它可能别的程序正开着，或文件夹不让写；请关闭它，或换个文件夹再试。"
    ),
}


def explained(error: Exception) -> str:
    """What to tell the user of something that the engine refused; ``""`` for what is a defect."""
    return next((told for kind, told in _REFUSED.items() if isinstance(error, kind)), "")


class _Contents(NamedTuple):
    """See ``programs.Contents``."""

    told: values.Told

    def values(self) -> list[list[Any]]:
        """See ``programs.Contents``."""
        return values.cleaned(self.told.values(), dt.datetime, "", None, err_to_str=True)


class LibreOffice:
    """See ``programs.Program``."""

    longest_address = 0

    def __init__(self, book: Any) -> None:
        self._book = book
        self._escape: Any = None

    def _service(self, name: str) -> Uno:
        return self._book.app.impl.office.service(f"com.sun.star.{name}")

    def contents(self, cells: Any) -> _Contents:
        """See ``Program.contents``."""
        return _Contents(cells.impl.told())

    def areas(self) -> list[Area]:
        """See ``Program.areas``."""
        selected = self._book.impl.controller.Selection
        if selected is None or not hasattr(selected, "supportsService"):
            return []
        if selected.supportsService("com.sun.star.sheet.SheetCellRanges"):
            found = selected.RangeAddresses
        else:
            found = [selected.RangeAddress] if hasattr(selected, "RangeAddress") else []
        return [Area(a.StartRow, a.StartColumn, a.EndRow, a.EndColumn) for a in found]

    def file(self, title: str, endings: Sequence[str]) -> Path | None:
        """See ``Program.file``."""
        picker = self._service("ui.dialogs.FilePicker")
        picker.setTitle(title)
        kinds = [f"*{ending}" for ending in endings]
        picker.appendFilter(f"能用的文件（{'、'.join(kinds)}）", ";".join(kinds))
        self._begin_here(picker)
        if picker.execute() != _CHOSEN:
            return None
        return Path(path_of(picker.getSelectedFiles()[0]))

    def _begin_here(self, picker: Uno) -> None:
        """Have a picker show the folder of the workbook first."""
        folder, _, name = str(self._book.api.URL).rpartition("/")
        if name:
            picker.setDisplayDirectory(folder)

    def folder(self, title: str) -> Path | None:
        """See ``Program.folder``."""
        picker = self._service("ui.dialogs.FolderPicker")
        picker.setTitle(title)
        self._begin_here(picker)
        if picker.execute() != _CHOSEN:
            return None
        return Path(path_of(picker.getDirectory()))

    def choose(self, title: str, text: str, options: Sequence[str]) -> str | None:
        """See ``Program.choose``."""
        rows = min(max(len(options), 3), 12)
        dialog = self._dialog(title, text, "List", rows * _ROW)
        shown = dialog.getControl("answer")
        shown.addItems(tuple(options), 0)
        shown.selectItemPos(0, True)
        chosen = dialog.execute() == _CHOSEN
        answer = str(shown.getSelectedItem())
        dialog.dispose()
        return answer if chosen and answer else None

    def ask(self, title: str, text: str, default: str) -> str | None:
        """See ``Program.ask``."""
        dialog = self._dialog(title, text, "Edit", _ROW)
        typed = dialog.getControl("answer")
        typed.setText(default)
        chosen = dialog.execute() == _CHOSEN
        answer = str(typed.getText())
        dialog.dispose()
        return answer if chosen else None

    def listen(self, *, on: bool) -> None:
        """See ``Program.listen``."""
        toolkit = self._service("awt.Toolkit")
        if on:
            self._escape = _listener()
            toolkit.addKeyHandler(self._escape)
        elif self._escape is not None:
            toolkit.removeKeyHandler(self._escape)
            self._escape = None

    def cancelled(self) -> bool:
        """See ``Program.cancelled``. Keys are looked at only when LibreOffice is let work."""
        if self._escape is None:
            return False
        self._service("awt.Toolkit").processEventsToIdle()
        return bool(self._escape.pressed)

    def obstacle(self, sheets: Sequence[str]) -> str:
        """See ``Program.obstacle``."""
        document, name = self._book.api, self._book.name
        if document.isReadonly():
            return f"“{name}”是只读打开的，不能作标记；请另存一份，在那一份里再按一次。"
        if document.isProtected():
            return f"“{name}”的结构受保护，不能增减工作表；请在“工具”里取消电子表格结构保护后再试。"
        locked = [each for each in sheets if self._book.sheets[each].api.isProtected()]
        if locked:
            named = "、".join(f"“{each}”" for each in locked)
            return f"工作表{named}受保护，不能作标记；请在“工具”里取消工作表保护后再试。"
        return ""

    def shade(self, sheet: Any, areas: Sequence[Area], style: Style, formula: str) -> None:
        """See ``Program.shade``.

        A cell shows one group of formats, and what gets another is cut out of the first. Ours are
        shown where they lie; the ranges of the others are put back, so that a saved file has them
        as they were.
        """
        cells = self._ranges(sheet, areas)
        before = _groups(sheet)
        held = cells.ConditionalFormat
        held.clear()
        held.addNew(
            properties(
                Operator=enum("sheet.ConditionOperator", "FORMULA"),
                Formula1=formula,
                StyleName=self._look(style),
            )
        )
        cells.ConditionalFormat = held
        self._put_back(sheet, before)

    def overlays(self, sheet: Any, sign: str) -> list[Overlay]:
        """See ``Program.overlays``."""
        return [
            Overlay(tuple(areas), formula)
            for _, areas, formula in _groups(sheet)
            if sign in formula
        ]

    def unshade(self, sheet: Any, sign: str) -> None:
        """See ``Program.unshade``."""
        every = _groups(sheet)
        ours = [(areas, group.ID) for group, areas, formula in every if sign in formula]
        if not ours:
            return
        kept = [each for each in every if sign not in each[2]]
        used = {_style_of(group) for group, _, formula in every if sign in formula}
        held = self._ranges(sheet, [area for areas, _ in ours for area in areas])
        empty = held.ConditionalFormat
        empty.clear()
        held.ConditionalFormat = empty
        self._put_back(sheet, kept)
        left = {group.ID for group, _, _ in _groups(sheet)}
        for _, number in ours:
            if number in left:
                sheet.api.ConditionalFormats.removeByID(number)
        self._show_again(sheet, [a for areas, _ in ours for a in areas], kept)
        styles = self._book.api.StyleFamilies.getByName("CellStyles")
        still = {_style_of(g) for other in self._book.sheets for g, _, _ in _groups(other)}
        for name in used - still:
            if name.startswith(_STYLE):
                styles.removeByName(name)

    def _put_back(self, sheet: Any, groups: Sequence[tuple[Uno, list[Area], str]]) -> None:
        """Give groups of formats the ranges that they had."""
        now = {group.ID: areas for group, areas, _ in _groups(sheet)}
        for group, areas, _ in groups:
            if group.ID in now and now[group.ID] != areas:
                group.Range = self._ranges(sheet, areas)

    def _show_again(
        self, sheet: Any, areas: Sequence[Area], kept: Sequence[tuple[Uno, list[Area], str]]
    ) -> None:
        """Have cells that bore ours show the one group of conditions that they bear besides.

        Where several groups overlap, one goes by dates, or the sheets of the book are protected,
        LibreOffice shows them when the file is opened again.
        """
        # Read before anything is put: what was put in the place of a group has another number.
        wanted: list[rule_groups.Group] = []
        numbers = {group.ID for group, _, _ in kept}
        for group, own in rule_groups.groups(sheet.impl):
            if group.ID not in numbers:
                continue
            found = [Area(a.top, a.left, a.bottom, a.right) for a in own]
            others = [area for other, more, _ in kept if other.ID != group.ID for area in more]
            alone = not any(a.meets(b) for a in found for b in others)
            if alone and any(a.meets(b) for a in found for b in areas):
                with suppress(NotImplementedError):
                    wanted.append(rule_groups.read(group, own))
        for each in wanted:
            with suppress(failures.SheetProtected):  # a scale, which is made by way of a sheet
                rule_groups.put(sheet.impl, each.areas, each.entries)

    def _ranges(self, sheet: Any, areas: Sequence[Area]) -> Uno:
        number = sheet.index - 1
        found = self._book.api.createInstance("com.sun.star.sheet.SheetCellRanges")
        found.addRangeAddresses(
            tuple(
                struct(
                    "table.CellRangeAddress",
                    Sheet=number, StartRow=a.top, StartColumn=a.left, EndRow=a.bottom,
                    EndColumn=a.right,
                )
                for a in areas
            ),
            False,
        )  # fmt: skip
        return found

    def _look(self, style: Style) -> str:
        """A cell style that looks so."""
        styles = self._book.api.StyleFamilies.getByName("CellStyles")
        name = f"{_STYLE}{style.fill} {style.border}"
        if styles.hasByName(name):
            return name
        made = self._book.api.createInstance("com.sun.star.style.CellStyle")
        styles.insertByName(name, made)
        made.CellBackColor = int(style.fill, 16)
        made.CharColor = int(style.color, 16)
        if style.bold:
            for script in ("", "Asian", "Complex"):
                setattr(made, f"CharWeight{script}", _BOLD)
        line = struct("table.BorderLine2")
        line.LineStyle, line.Color = _LINES[style.border], int(style.border_color, 16)
        line.LineWidth = line.OuterLineWidth = _THIN
        for side in ("Left", "Right", "Top", "Bottom"):
            setattr(made, f"{side}Border2", line)
        return name

    def wipe(self, sheet: Any, areas: Sequence[Area]) -> None:
        """See ``Program.wipe``."""
        if areas:
            self._ranges(sheet, areas).clearContents(_EVERYTHING)

    def hide_name(self, book: Any, name: str) -> None:
        """See ``Program.hide_name``."""
        named = book.api.NamedRanges.getByName(name)
        named.setType(named.getType() | _HIDDEN)

    def underline(self, cells: Any) -> None:
        """See ``Program.underline``."""
        cells.api.CharUnderline = _SINGLE

    def add_filter(self, cells: Any) -> None:
        """See ``Program.add_filter``."""
        # By way of the menu: what a program makes has a name, and Excel files keep none of those.
        cells.select()
        cells.sheet.impl.dispatched("DataFilterAutoFilter")

    def stretch(self, sheet: Any, result: Area, by: int) -> None:
        """See ``Program.stretch``."""
        number = sheet.index - 1
        unnamed = self._book.api.getPropertyValue("UnnamedDatabaseRanges")
        named = self._book.api.DatabaseRanges
        every = [unnamed.getByTable(number)] if unnamed.hasByTable(number) else []
        every += [named.getByName(name) for name in named.ElementNames]
        for each in every:
            at = each.DataArea
            area = Area(at.StartRow, at.StartColumn, at.EndRow, at.EndColumn)
            if at.Sheet == number and (wide := stretched(area, result, by)):
                at.EndColumn = wide.right
                each.DataArea = at

    def formulas(self, sheet: Any) -> Iterator[tuple[Area, calc_formulas.Texts]]:
        """See ``Program.formulas``."""
        return calc_formulas.of_sheet(sheet.api)

    def filtered(self, sheet: Any, row: int) -> bool:
        """See ``Program.filtered``."""
        return bool(sheet.api.Rows.getByIndex(row).IsFiltered)

    def set_page(self, sheet: Any, printing: Printing) -> None:
        """See ``Program.set_page``."""
        styles = self._book.api.StyleFamilies.getByName("PageStyles")
        name = f"{_STYLE}{sheet.name}"
        if not styles.hasByName(name):
            made = self._book.api.createInstance("com.sun.star.style.PageStyle")
            styles.insertByName(name, made)
        page = styles.getByName(name)
        short, long = _A4
        page.IsLandscape = printing.landscape
        page.Width, page.Height = (long, short) if printing.landscape else (short, long)
        page.ScaleToPagesX, page.ScaleToPagesY = 1, 0
        page.CenterHorizontally = True
        sheet.api.PageStyle = name
        if printing.header:
            first, last = printing.header
            sheet.api.setPrintTitleRows(True)
            sheet.api.setTitleRows(
                struct("table.CellRangeAddress", Sheet=sheet.index - 1, StartRow=first, EndRow=last)
            )

    def set_tab(self, sheet: Any, color: str) -> None:
        """See ``Program.set_tab``."""
        sheet.api.TabColor = int(color, 16)

    def _dialog(self, title: str, text: str, kind: str, height: int) -> Uno:
        """A window with a text, one control named ``answer`` and two buttons."""
        model = self._service("awt.UnoControlDialogModel")
        said = (text.count("\n") + 1 + len(text) // 40) * 10
        model.Title, model.Width, model.Height = title, _WIDTH, said + height + 42

        def put(name: str, type_: str, place: tuple[int, int, int, int], **looks: object) -> None:
            made = model.createInstance(f"com.sun.star.awt.UnoControl{type_}Model")
            made.PositionX, made.PositionY, made.Width, made.Height = place
            for look, value in looks.items():
                setattr(made, look, value)
            model.insertByName(name, made)

        type_ = {"List": "ListBox", "Edit": "Edit"}[kind]
        # A label of something would be given a letter to reach that by.
        put(
            "text", "FixedText", (8, 6, _WIDTH - 16, said), Label=text, MultiLine=True, NoLabel=True
        )
        put("answer", type_, (8, said + 10, _WIDTH - 16, height))
        below = said + height + 18
        put(
            "yes",
            "Button",
            (_WIDTH - 116, below, 50, 16),
            Label="确定",
            PushButtonType=1,
            DefaultButton=True,
        )
        put("no", "Button", (_WIDTH - 58, below, 50, 16), Label="取消", PushButtonType=2)
        dialog = self._service("awt.UnoControlDialog")
        dialog.setModel(model)
        window = self._book.api.CurrentController.Frame.ContainerWindow
        dialog.createPeer(self._service("awt.Toolkit"), window)
        around, own = window.getPosSize(), dialog.getPosSize()
        left, top = (around.Width - own.Width) // 2, (around.Height - own.Height) // 2
        dialog.setPosSize(max(0, left), max(0, top), 0, 0, _PLACE)
        return dialog


def _groups(sheet: Any) -> list[tuple[Uno, list[Area], str]]:
    """The groups of conditional formats of a sheet: each with its areas and first formula."""
    found = []
    for group in sorted(sheet.api.ConditionalFormats.getConditionalFormats(), key=_number):
        areas = [
            Area(a.StartRow, a.StartColumn, a.EndRow, a.EndColumn)
            for a in group.Range.RangeAddresses
        ]
        found.append((group, areas, _formula_of(group)))
    return found


def _number(group: Uno) -> int:
    return int(group.ID)


def _formula_of(group: Uno) -> str:
    if not group.Count or group.getByIndex(0).getType() != _CONDITION:
        return ""
    return str(group.getByIndex(0).Formula1)


def _style_of(group: Uno) -> str:
    if not group.Count or group.getByIndex(0).getType() != _CONDITION:
        return ""
    return str(group.getByIndex(0).StyleName)


def _listener() -> Any:
    """Remembers whether Esc was pressed, and keeps it from LibreOffice."""
    uno()
    base: Any = import_module("unohelper").Base
    handler: Any = uno().getClass("com.sun.star.awt.XKeyHandler")

    class Listener(base, handler):  # type: ignore[misc]
        pressed = False

        def keyPressed(self, event: Uno) -> bool:  # noqa: N802 - UNO's name
            self.pressed = self.pressed or event.KeyCode == _ESCAPE
            return bool(event.KeyCode == _ESCAPE)

        def keyReleased(self, event: Uno) -> bool:  # noqa: N802
            return bool(event.KeyCode == _ESCAPE)

        def disposing(self, source: Uno) -> None:
            pass

    return Listener()
