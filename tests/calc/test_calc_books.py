"""Apps, books, sheets: opening, saving, exporting, arranging."""

from __future__ import annotations

import os
import re
import signal
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from kongcuo_xl.hosts import calc


def test_app(app: xw.App) -> None:
    app.activate()
    assert xw.apps.active == app
    assert xw.apps.keys()[0] == app.pid > 0
    assert xw.apps[app.pid] == app
    assert app.engine.name == "calc"
    assert app.version.major >= 7
    assert "program" in app.path
    assert "user" in app.startup_path
    assert app.api.supportsService("com.sun.star.frame.Desktop")
    with pytest.raises(KeyError):
        xw.apps[-1]
    with pytest.raises(NotImplementedError):
        _ = app.hwnd


@pytest.mark.parametrize(
    "name", ["screen_updating", "display_alerts", "enable_events", "interactive", "visible"]
)
def test_switches(book: xw.Book, name: str) -> None:
    app = book.app
    book.api.setModified(False)
    before = getattr(app, name)
    for value in (False, True, before):
        setattr(app, name, value)
        assert getattr(app, name) is value
    with app.properties(calculation="manual", screen_updating=False):
        assert app.calculation == "manual"
    assert not book.api.isModified()


def test_properties_for_a_while(app: xw.App) -> None:
    with app.properties(status_bar="working", enable_events=False):
        assert app.status_bar == "working"
        assert app.enable_events is False
    assert app.status_bar is False
    assert app.enable_events is True


def test_alerts_need_a_window(app: xw.App) -> None:
    with pytest.raises(xw.XlwingsError, match="window"):
        app.alert("?")


def test_second_app_and_its_end(app: xw.App) -> None:
    app.activate()
    count = len(xw.apps)
    with xw.App(visible=False) as other:
        assert xw.apps.active == other
        assert len(xw.apps) == count + 1
        profile = other.impl.office.profile
        assert other.books[0].name == "Book1"
        assert profile.exists()
        os.killpg(other.pid, signal.SIGKILL)
        other.impl.office.process.wait(10)
        xw.apps.cleanup()
        assert not profile.exists()
    assert len(xw.apps) == count
    assert app.version


def test_books(app: xw.App, book: xw.Book) -> None:
    count = len(app.books)
    other = app.books.add()
    assert app.books.active == other
    assert len(app.books) == count + 1
    assert app.books[other.name] == other == app.books[-1]
    book.activate()
    assert app.books.active == book == xw.books.active
    other.close()
    assert len(app.books) == count
    with pytest.raises(KeyError):
        app.books["no such book"]
    assert xw.Book(book.name) == book


def test_caller(book: xw.Book) -> None:
    book.set_mock_caller()
    assert xw.Book.caller() == book


@pytest.mark.parametrize("ending", ["xlsx", "xlsm", "xls", "ods", "csv"])
def test_save_and_open(app: xw.App, book: xw.Book, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"名册.{ending}"
    book.sheets[0]["A1"].value = [["姓名", "分"], ["张三", 1.5]]
    book.save(path)
    assert (book.name, book.fullname) == (path.name, str(path))
    book.sheets[0]["B2"].value = 2.5
    book.save()
    book.close()
    again = app.books.open(path)
    assert again.sheets[0]["A1:B2"].value == [["姓名", "分"], ["张三", 2.5]]
    assert app.books.open(path) == again == xw.Book(path)
    again.close()


def test_saved_without_a_path(
    book: xw.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = book.name
    book.save()
    assert book.fullname == str(tmp_path / f"{name}.xlsx")
    assert openpyxl.load_workbook(book.fullname).sheetnames == ["Sheet1"]


def test_password(app: xw.App, book: xw.Book, tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    book.sheets[0]["A1"].value = "密"
    book.save(path, password="abc")
    book.close()
    assert not zipfile.is_zipfile(path)
    for wrong in (None, "wrong"):
        with pytest.raises(calc.FileCannotBeOpened, match=r"secret\.xlsx.*password"):
            app.books.open(path, password=wrong)
    opened = app.books.open(path, password="abc")
    assert opened.sheets[0]["A1"].value == "密"
    opened.close()


def test_no_password_where_none_is_kept(book: xw.Book, tmp_path: Path) -> None:
    with pytest.raises(NotImplementedError):
        book.save(tmp_path / "secret.xls", password="abc")
    assert not (tmp_path / "secret.xls").exists()


def test_formats_of_excel_alone(book: xw.Book, tmp_path: Path) -> None:
    with pytest.raises(NotImplementedError, match="xlsb"):
        book.save(tmp_path / "names.xlsb")
    with pytest.raises(ValueError, match=r"\.doc"):
        book.save(tmp_path / "names.doc")


def test_a_picture_of_cells(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["B2:C3"].value = [[1, 2], [3, 4]]
    book.save(tmp_path / "cells.xlsx")
    sheet["B2:C3"].to_png(tmp_path / "plain.png")
    sheet["B2:C3"].conditional_formats.add_custom("=B2>3", fill_color="#ff0000")
    sheet["B2:C3"].to_png(tmp_path / "shaded.png")
    plain, shaded = ((tmp_path / f"{name}.png").read_bytes() for name in ("plain", "shaded"))
    assert plain[16:24] == shaded[16:24]  # width and height
    assert plain != shaded
    assert book.sheet_names == ["Sheet1"]


def test_read_only_and_delimiters(app: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("a;b\n1;'x,y'\n", encoding="utf-8")
    book = app.books.open(path, delimiter=";", format=6, read_only=True)
    assert book.sheets[0]["A1:B2"].value == [["a", "b"], [1, "'x,y'"]]
    book.close()


def test_what_cannot_be_opened(app: xw.App, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(calc.FileCannotBeOpened, match=r"broken\.xlsx"):
        app.books.open(broken)
    letter = tmp_path / "letter.txt.docx"
    letter.write_bytes(bytes(range(256)))
    with pytest.raises(calc.FileCannotBeOpened, match="letter"):
        app.books.open(letter)
    with pytest.raises(FileNotFoundError):
        app.books.open(tmp_path / "missing.xlsx")


def test_what_cannot_be_saved(book: xw.Book, tmp_path: Path) -> None:
    with pytest.raises(calc.FileCannotBeSaved, match=r"x\.xlsx"):
        book.save(tmp_path / "no such folder" / "x.xlsx")
    with pytest.raises(ValueError, match=r"\.docx"):
        book.save(tmp_path / "x.docx")


def test_exports(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [["姓名", 1], ["x", 2]]
    for name, make in {
        "book.pdf": book.to_pdf,
        "sheet.pdf": sheet.to_pdf,
        "range.pdf": sheet["A1:B2"].to_pdf,
        "range.png": sheet["A1:B2"].to_png,
        "sheet.html": sheet.to_html,
    }.items():
        path = tmp_path / name
        make(path)
        head = path.read_bytes()[:64]
        assert {"pdf": b"%PDF", "png": b"PNG", "html": b"<!DOCTYPE"}[name.split(".")[1]] in head
    assert book.sheets.count == 1


def test_sheets(book: xw.Book) -> None:
    sheets = book.sheets
    assert book.sheet_names == ["Sheet1"]
    first = sheets[0]
    last = sheets.add("末", after=1)
    assert sheets.active == last
    front = sheets.add(before=first)
    assert [sheet.name for sheet in sheets] == [front.name, "Sheet1", "末"]
    assert front.name == "Sheet3"
    assert [sheet.index for sheet in sheets] == [1, 2, 3]
    assert "末" in [sheet.name for sheet in sheets]
    assert sheets["sheet1"] == first
    with pytest.raises(ValueError, match="already"):
        sheets.add("SHEET1")
    with pytest.raises(ValueError, match="already"):
        last.name = "Sheet1"
    with pytest.raises(KeyError):
        sheets["no such sheet"]
    last.move(before=front)
    assert book.sheet_names[0] == "末"
    last.move(after=sheets[-1])
    assert book.sheet_names[-1] == "末"
    last.delete()
    front.visible = False
    assert front.visible is False
    with pytest.raises(xw.XlwingsError, match="visible sheet"):
        first.delete()


def test_copies_of_sheets(app: xw.App, book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = "x"
    copy = sheet.copy()
    assert copy.name == "Sheet1 (2)"
    assert copy["A1"].value == "x"
    assert sheet.copy(before=sheet, name="front").index == 1
    other = app.books.add()
    moved = book.sheets["Sheet1"].copy(after=other.sheets[0])
    assert moved.book == other
    assert (moved.name, moved["A1"].value) == ("Sheet1 (2)", "x")
    other.close()


def test_a_sheet(sheet: xw.Sheet) -> None:
    assert sheet.used_range.address == "$A$1"
    sheet["B2:C3"].value = 1
    assert sheet.used_range.address == "$B$2:$C$3"
    sheet.clear_contents()
    assert sheet["B2"].value is None
    sheet["B2"].color = (1, 2, 3)
    sheet.clear_formats()
    assert sheet["B2"].color is None
    sheet["B2"].value = 1
    sheet.clear()
    assert sheet["B2"].value is None
    assert sheet.cells.shape == (1_048_576, 16_384)


def test_grid_lines_and_panes(book: xw.Book, tmp_path: Path) -> None:
    first = book.sheets[0]
    second = book.sheets.add(after=first)
    first.show_gridlines = False
    assert (first.show_gridlines, second.show_gridlines) == (False, True)
    assert book.sheets.active == second
    first.freeze_panes.freeze_at("A1:B3")
    controller = book.impl.controller
    first.activate()
    assert controller.hasFrozenPanes()
    assert (controller.SplitColumn, controller.SplitRow) == (2, 3)
    book.save(tmp_path / "panes.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "panes.xlsx")["Sheet1"]
    assert saved.freeze_panes == "C4"
    assert saved.sheet_view.showGridLines is False
    first.freeze_panes.unfreeze()
    assert not controller.hasFrozenPanes()
    second.visible = False
    with pytest.raises(ValueError, match="hidden"):
        _ = second.show_gridlines


def test_print_area(sheet: xw.Sheet, tmp_path: Path) -> None:
    setup = sheet.page_setup
    assert setup.api.supportsService("com.sun.star.style.PageStyle")
    assert setup.print_area is None
    setup.print_area = "A1:B2"
    assert setup.print_area == "$A$1:$B$2"
    setup.print_area = None
    assert setup.print_area is None
    sheet["A1"].value = "whole"
    other = sheet.book.sheets.add()
    other["A1"].value = "other"
    other.page_setup.print_area = "A1"
    sheet.book.to_pdf(tmp_path / "both.pdf")
    other.page_setup.print_area = None
    sheet.delete()
    other.book.to_pdf(tmp_path / "one.pdf")
    pages = [len(re.findall(rb"/Type ?/Page\b", path.read_bytes()))
             for path in (tmp_path / "both.pdf", tmp_path / "one.pdf")]  # fmt: skip
    assert pages == [2, 1]


MACROS = """Option VBASupport 1
Function Add(a, b)
    Range("A1").Value = "ran"
    Add = a + b
End Function
Sub Copy(cell As Range)
    Range("A2").Value = cell.Value
End Sub
"""


def with_macros(book: xw.Book) -> None:
    libraries = book.api.BasicLibraries
    if not libraries.hasByName("Standard"):
        libraries.createLibrary("Standard")
    libraries.getByName("Standard").insertByName("Module1", MACROS)


def test_macros_run_when_asked_and_only_then(app: xw.App, book: xw.Book, tmp_path: Path) -> None:
    with_macros(book)
    book.sheets[0]["B1"].value = "from a cell"
    path = tmp_path / "macros.ods"
    book.save(path)
    book.close()
    opened = app.books.open(path)
    add = opened.macro("Module1.Add")
    assert opened.sheets[0]["A1"].value is None
    assert add(1, 2) == 3
    assert opened.sheets[0]["A1"].value == "ran"
    opened.macro("copy")(opened.sheets[0]["B1"])
    assert opened.sheets[0]["A2"].value == "from a cell"
    assert app.macro("Add")(2, 2) == 4
    with pytest.raises(xw.XlwingsError, match="no macro"):
        opened.macro("Nothing")()
    opened.close()


def test_a_changed_book_is_not_loaded_again_for_a_macro(
    app: xw.App, book: xw.Book, tmp_path: Path
) -> None:
    with_macros(book)
    path = tmp_path / "macros.ods"
    book.save(path)
    book.close()
    opened = app.books.open(path)
    opened.sheets[0]["C1"].value = "not saved"
    with pytest.raises(calc.FileCannotBeOpened, match="save it"):
        opened.macro("Add")(1, 2)
    assert opened.sheets[0]["C1"].value == "not saved"
    opened.close()
