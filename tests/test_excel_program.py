"""What is asked of Excel's own objects, with a stand-in that keeps what it was told.

No Excel is at hand: this shows which of its members are used and how, not what it does with them.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock, call

import pytest

from kongcuo_xl.book import Area
from kongcuo_xl.hosts import programs
from kongcuo_xl.hosts.programs import excel
from kongcuo_xl.marks import OVERLAYS
from kongcuo_xl.plan import SIGNATURE, Printing

FORMULA = f'LEN("{SIGNATURE}error")>0'


@pytest.fixture
def book() -> Any:
    made = MagicMock()
    made.app.engine.name = "excel"
    made.name = "一中.xlsx"
    made.app.api.Ready = True
    made.api.MultiUserEditing = made.api.ProtectStructure = False
    made.sheets["七(1)班"].api.ProtectContents = False
    return made


def test_a_shade_is_one_format_for_many_areas(book: Any) -> None:
    sheet = MagicMock()
    areas = [Area(row, 3, row, 3) for row in range(100)]
    programs.of(book).shade(sheet, areas, OVERLAYS["错误"], FORMULA)
    addresses = [args[0] for args, _ in sheet.range.call_args_list]
    assert ",".join(addresses) == ",".join(f"D{row}" for row in range(1, 101))
    assert len(addresses) == 2
    assert all(len(address) <= 250 for address in addresses)  # Excel takes 255
    add = sheet.range.return_value.conditional_formats.add_custom
    assert add.call_args == call(
        f"={FORMULA}", fill_color="#FFC7CE", font_color="#9C0006", font_bold=True
    )
    border = add.return_value.impl.api.Borders
    assert [args[0] for args, _ in border.call_args_list[:4]] == [-4131, -4152, -4160, -4107]
    assert (border.return_value.LineStyle, border.return_value.Color) == (1, 0x0000C0)


def test_our_formats_are_known_by_their_formula_and_taken_from_the_end(book: Any) -> None:
    deleted: list[str] = []

    def of(formula: str, *addresses: str, kind: int = 2) -> Any:
        areas = [SimpleNamespace(Address=address) for address in addresses]
        return SimpleNamespace(
            Type=kind, Formula1=formula, AppliesTo=SimpleNamespace(Areas=areas),
            Delete=lambda: deleted.append(formula),
        )  # fmt: skip

    scale = SimpleNamespace(Type=3)  # it has no formula, and asking for one fails
    every = [of(f"={FORMULA}", "$D$3", "$D$5:$E$6"), of("=A1>5", "$A$1"), scale,
             of('=LEN("kongcuo:hint")>0', "$B$1")]  # fmt: skip
    sheet = MagicMock()
    sheet.api.Cells.FormatConditions.Count = len(every)
    sheet.api.Cells.FormatConditions.Item = lambda number: every[number - 1]
    program = programs.of(book)
    first, second = program.overlays(sheet, SIGNATURE)
    assert first == (((2, 3, 2, 3), (4, 3, 5, 4)), FORMULA)
    assert second.areas == ((0, 1, 0, 1),)
    program.unshade(sheet, SIGNATURE)
    assert deleted == ['=LEN("kongcuo:hint")>0', f"={FORMULA}"]


@pytest.mark.parametrize(("hiding", "filters"), [(False, 1), (True, 0)])
def test_filters_and_tables_take_the_result_column_in(
    book: Any, hiding: bool, filters: int
) -> None:
    def table(address: str, source: int) -> Any:
        made = MagicMock(SourceType=source)
        made.Range.Address = address
        return made

    tables = [table("$A$2:$F$8", 1), table("$A$2:$F$8", 3), table("$A$2:$E$8", 1)]
    sheet = MagicMock()
    sheet.api.FilterMode = hiding
    sheet.api.AutoFilter.Range.Address = "$A$2:$F$8"
    sheet.api.ListObjects.Count = len(tables)
    sheet.api.ListObjects.Item = lambda number: tables[number - 1]
    programs.of(book).stretch(sheet, Area(1, 6, 7, 6), 1)
    assert [each.Resize.call_count for each in tables] == [1, 0, 0]
    assert {args for args, _ in sheet.range.call_args_list} == {("A2:G8",)}
    assert sheet.range.return_value.api.AutoFilter.call_count == filters


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda book: setattr(book.app.api, "Ready", False), "Excel 正忙"),
        (lambda book: setattr(book.api, "MultiUserEditing", True), "“一中.xlsx”是共享工作簿"),
        (lambda book: setattr(book.api, "ProtectStructure", True), "“一中.xlsx”的结构受保护"),
        (
            lambda book: setattr(book.sheets["七(1)班"].api, "ProtectContents", True),
            "工作表“七(1)班”受保护",
        ),
        (lambda _: None, ""),
    ],
)
def test_what_keeps_excel_from_being_written_to_is_said(book: Any, change: Any, said: str) -> None:
    change(book)
    told = programs.of(book).obstacle(["七(1)班"])
    assert told.startswith(said)
    assert bool(told) == bool(said)


def test_choosing_from_a_numbered_list(book: Any) -> None:
    asked = book.app.api.InputBox
    asked.side_effect = ["9", "2"]
    assert programs.of(book).choose("核对", "与哪一份？", ["甲", "乙"]) == "乙"
    assert "1  甲\n2  乙" in asked.call_args_list[0].kwargs["Prompt"]
    assert asked.call_args_list[1].kwargs["Prompt"].startswith("没有编号“9”。")
    asked.side_effect = [False]
    assert programs.of(book).choose("核对", "与哪一份？", ["甲", "乙"]) is None


def test_picking_a_file_and_a_folder(book: Any) -> None:
    dialog = book.app.api.FileDialog.return_value
    dialog.Show.return_value = -1
    dialog.SelectedItems.Item.return_value = r"C:\一中\名单.xlsx"
    assert programs.of(book).file("名单", [".xlsx", ".xls"]) == Path(r"C:\一中\名单.xlsx")
    dialog.Filters.Add.assert_called_once_with("名单", "*.xlsx;*.xls")
    dialog.Show.return_value = 0
    assert programs.of(book).folder("文件夹") is None


def test_esc_counts_only_where_excel_takes_the_keys(
    book: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.app.hwnd = 7
    user = MagicMock()
    user.GetAsyncKeyState.return_value = 1
    monkeypatch.setattr(excel.ctypes, "windll", SimpleNamespace(user32=user), raising=False)
    program = programs.of(book)
    program.listen(on=True)
    assert book.app.api.EnableCancelKey == 0
    user.GetForegroundWindow.return_value = 8
    assert not program.cancelled()
    user.GetForegroundWindow.return_value = 7
    assert program.cancelled()
    program.listen(on=False)
    assert book.app.api.EnableCancelKey == 1


def test_pages_are_set_up_even_without_a_printer(book: Any) -> None:
    sheet = MagicMock()
    program = programs.of(book)
    program.set_page(sheet, Printing(landscape=True, header=(3, 3)))
    page = sheet.api.PageSetup
    assert (page.Orientation, page.FitToPagesWide, page.PrintTitleRows) == (2, 1, "$4:$4")
    assert book.app.api.PrintCommunication is True
    type(sheet.api).PageSetup = property(lambda _: SimpleNamespace())
    program.set_page(sheet, Printing())
