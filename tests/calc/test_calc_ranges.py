"""Ranges: addresses, moving about, inserting, copying, sorting, finding, merging."""

from __future__ import annotations

import pytest
import xlwings as xw


def areas(ranges: list[xw.Range]) -> list[str]:
    return sorted(cells.address for cells in ranges)


def test_addresses(book: xw.Book) -> None:
    sheet = book.sheets[0]
    assert sheet[1, 2].address == "$C$2"
    assert sheet[:2, :3].address == "$A$1:$C$2"
    assert sheet.range((1, 1), (3, 3)).address == "$A$1:$C$3"
    assert sheet.range("A1", (2, 2)).address == "$A$1:$B$2"
    assert sheet.range(sheet["A1"], sheet["B2"]).address == "$A$1:$B$2"
    assert sheet["A:B"].address == "$A:$B"
    assert sheet["2:3"].address == "$2:$3"
    cells = sheet["B2:D4"]
    assert cells.get_address(False, False) == "B2:D4"
    assert cells.get_address(True, False) == "B$2:D$4"
    assert cells.get_address(external=True) == f"'[{book.name}]Sheet1'!$B$2:$D$4"
    assert (cells.row, cells.column, cells.shape, cells.size, len(cells)) == (2, 2, (3, 3), 9, 9)
    assert cells(1, 5).address == "$F$2"
    assert cells(10).address == "$B$5"
    assert cells[-1].address == cells.last_cell.address == "$D$4"
    assert cells.offset(1, 1).address == "$C$3:$E$5"
    assert cells.resize(1).address == "$B$2:$D$2"
    assert cells[1:, :1].address == "$B$3:$B$4"
    assert cells.rows[0].address == "$B$2:$D$2"
    assert [column.address for column in cells.columns][-1] == "$D$2:$D$4"
    with pytest.raises(IndexError):
        sheet.range((0, 1))
    with pytest.raises(xw.XlwingsError, match="neither"):
        sheet.range("nonsense!?")
    with pytest.raises(NotImplementedError):
        sheet.range("A1,B2")
    assert sheet[0:0, :].impl.api is None
    assert sheet[0:0, :].impl.raw_value is None


def test_end_and_region(sheet: xw.Sheet) -> None:
    sheet["B2:D5"].value = 1
    sheet["B9"].value = 1
    assert sheet["B2"].end("down").address == "$B$5"
    assert sheet["B5"].end("down").address == "$B$9"
    assert sheet["B9"].end("down").address == "$B$1048576"
    assert sheet["B5"].end("up").address == "$B$2"
    assert sheet["B9"].end("up").address == "$B$5"
    assert sheet["A3"].end("right").address == "$B$3"
    assert sheet["D3"].end("left").address == "$B$3"
    assert sheet["B3"].end("left").address == "$A$3"
    assert sheet["C4"].current_region.address == "$B$2:$D$5"


def test_selection(app: xw.App, book: xw.Book) -> None:
    book.activate()
    other = book.sheets.add()
    book.sheets[0]["B2:C3"].select()
    assert book.selection == app.selection == book.sheets[0]["B2:C3"]
    other["A1"].select()
    assert book.sheets.active == other


def test_insert_and_delete(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["a", "b"], ["c", "d"]]
    later = sheet["B5"]
    sheet["1:1"].insert("down")
    assert sheet["A1:B3"].value == [[None, None], ["a", "b"], ["c", "d"]]
    sheet["A:A"].insert("right")
    assert sheet["B2"].value == "a"
    sheet["A1"].delete("left")
    sheet["A1"].delete("up")
    sheet["1:1"].delete()
    sheet["A:A"].delete()
    assert sheet["A1:B2"].value == [["a", "b"], ["c", "d"]]
    sheet["A1"].insert(shift="right")
    assert sheet["A1:C1"].value == [None, "a", "b"]
    later.value = "still there"
    assert later.value == "still there"


def test_insert_takes_formats(sheet: xw.Sheet) -> None:
    sheet["A1"].color, sheet["A2"].color = (255, 0, 0), (0, 0, 255)
    sheet["A2"].insert("down", copy_origin="format_from_right_or_below")
    assert sheet["A2"].color == (0, 0, 255)
    sheet["A2"].insert("down")
    assert sheet["A2"].color == (255, 0, 0)


def test_copy(app: xw.App, book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [1, "=A1*2"]
    sheet["A1"].color = (255, 0, 0)
    sheet["A1:B1"].copy(sheet["A3"])
    assert sheet["A3:B3"].formula == (("1", "=A3*2"),)
    assert sheet["A3"].color == (255, 0, 0)
    sheet["A1:B1"].copy()
    assert app.cut_copy_mode == "copy"
    sheet["A5"].paste(paste="values")
    assert sheet["A5:B5"].formula == (("1", "2"),)
    assert sheet["A5"].color is None
    sheet["A7"].paste(paste="formats")
    assert (sheet["A7"].value, sheet["A7"].color) == (None, (255, 0, 0))
    sheet["A9"].paste(paste="values", transpose=True)
    assert sheet["A9:A10"].value == [1, 2]
    sheet["A9"].paste(paste="values", operation="add")
    assert sheet["A9"].value == 2
    app.cut_copy_mode = False
    assert app.cut_copy_mode is None
    with pytest.raises(xw.XlwingsError, match="copied"):
        sheet["A9"].paste()
    sheet["D1"].copy_from(sheet["A1"], copy_type="formats")
    assert sheet["D1"].color == (255, 0, 0)
    other = app.books.add()
    sheet["A1:B1"].copy(other.sheets[0]["C1"])
    assert other.sheets[0]["C1:D1"].value == [1, 2]
    other.close()
    sheet["A1"].copy_picture()


def test_sides_of_cells_are_pasted(app: xw.App, sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["=1+1", "x"]]
    sheet["A1"].data_validation.set_whole_number("between", 1, 9)
    sheet["B1"].data_validation.set_list(["在校", "辍学"])
    sheet["A1:B1"].number_format = "0.00"
    sheet["A1:B1"].color = (255, 0, 0)
    sheet["A1:B1"].borders.line_style = "double"
    sheet["D2:E3"].borders.line_style = "dash"
    source = sheet["A1:B1"]
    source.copy()
    sheet["A5"].paste(paste="validation", transpose=True)
    assert (sheet["A5"].data_validation.type, sheet["A6"].data_validation.source) == (
        "whole_number", "在校,辍学",
    )  # fmt: skip
    sheet["D2:E3"].paste(paste="all_except_borders")
    assert (sheet["E3"].value, sheet["D3"].formula) == ("x", "=1+1")
    assert (sheet["E3"].color, sheet["E3"].borders["edge_top"].line_style) == ((255, 0, 0), "dash")
    sheet["A8"].paste(paste="values_and_number_formats")
    sheet["A9"].paste(paste="formulas_and_number_formats")
    assert sheet["A8:A9"].formula == (("2",), ("=1+1",))
    assert (sheet["A8:B9"].number_format, sheet["A8:B9"].color) == ("0.00", None)
    other = app.books.add()
    other.sheets[0]["C3"].copy_from(source, copy_type="values_and_number_formats")
    assert other.sheets[0]["C3"].number_format == "0.00"
    other.close()


def test_copies_fill_a_larger_range(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2]]
    sheet["A1:B1"].copy(sheet["A3:D4"])
    assert sheet["A3:D4"].value == [[1, 2, 1, 2]] * 2
    sheet["A6:D7"].copy_from(sheet["A1:B1"], copy_type="values")
    assert sheet["A6:D7"].value == [[1, 2, 1, 2]] * 2


def test_move(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["x", "=A1"]]
    sheet["D1"].formula = "=A1"
    sheet["A1:B1"].move(sheet["A5"])
    assert sheet["A5:B5"].value == ["x", "x"]
    assert sheet["D1"].formula == "=A5"
    assert sheet["A1"].value is None


@pytest.mark.parametrize(
    ("kind", "first", "filled"),
    [
        ("fill_default", [1, 2], [1, 2, 3, 4]),
        ("fill_copy", [1, None], [1, 1, 1, 1]),
        ("fill_series", [1, None], [1, 2, 3, 4]),
        ("growth_trend", [3, None], [3, 6, 12, 24]),
    ],
)
def test_autofill(sheet: xw.Sheet, kind: str, first: list[int], filled: list[int]) -> None:
    source = sheet["A1:A2"] if first[1] else sheet["A1"]
    sheet["A1"].options(transpose=True).value = first
    source.autofill(sheet["A1:A4"], kind)
    assert sheet["A1:A4"].value == filled


def test_autofill_wants_its_source(sheet: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="destination"):
        sheet["A1"].autofill(sheet["B1:B4"])
    with pytest.raises(NotImplementedError):
        sheet["A1"].autofill(sheet["A1:A4"], "flash_fill")


def test_sort(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["k", "v"], ["b", 2], ["a", 2], ["c", 1]]
    sheet["A4"].color = (255, 0, 0)
    sheet["A1:B4"].sort([2, 1], [False, True], has_headers=True)
    assert sheet["A1:B4"].value == [["k", "v"], ["a", 2], ["b", 2], ["c", 1]]
    sheet["A1:B4"].sort(2, has_headers=True)
    assert sheet["A2"].value == "c"
    assert sheet["A2"].color == (255, 0, 0)


def test_remove_duplicates(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["n", "x"], ["A", 1], ["a", 2], ["B", 3]]
    sheet["A1:B4"].remove_duplicates(1, has_headers=True)
    assert sheet["A1:B4"].value == [["n", "x"], ["A", 1], ["B", 3], [None, None]]


def test_find_and_replace(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["Cat", "cat"], ['="cat"&1', "catfish"]]
    cells = sheet["A1:B2"]
    assert cells.find("cat").address == "$A$1"
    assert cells.find("cat", match_case=True).address == "$B$1"
    assert cells.find("cat", match_case=True, order="columns").address == "$A$2"
    assert cells.find("cat", direction="backward").address == "$B$2"
    assert cells.find("cat", whole=True, match_case=True).address == "$B$1"
    assert cells.find("dog") is None
    cells.replace_all("cat", "dog", match_case=True)
    assert cells.formula == (("Cat", "dog"), ('="dog"&1', "dogfish"))
    sheet["A1"].value = 2024
    cells.replace_all("2024", "2025")
    assert sheet["A1"].value == 2025


def test_special_cells(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, "x", None], [True, "=1+1", "=1/0"]]
    cells = sheet["A1:C2"]
    assert areas(cells.get_special_cells("blanks")) == ["$C$1"]
    assert areas(cells.get_special_cells("constants")) == ["$A$1:$B$1", "$A$2"]
    assert areas(cells.get_special_cells("constants", "logical")) == ["$A$2"]
    assert areas(cells.get_special_cells("formulas", "numbers")) == ["$B$2"]
    assert areas(cells.get_special_cells("formulas", "errors")) == ["$C$2"]
    sheet["A1"].rows.hidden = True
    assert areas(cells.get_special_cells("visible")) == ["$A$2:$C$2"]


def test_merge(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["a", "b"], ["c", "d"]]
    cells = sheet["A1:B2"]
    assert cells.merge_cells is False
    cells.merge()
    assert sheet["B2"].merge_area == cells
    assert sheet["A1"].merge_cells is True
    assert cells.value == [["a", None], [None, None]]
    assert sheet["A1:C3"].merge_cells is None
    cells.unmerge()
    assert sheet["A1"].merge_area.address == "$A$1"
    cells.merge(across=True)
    assert sheet["B2"].merge_area.address == "$A$2:$B$2"


def test_links(sheet: xw.Sheet) -> None:
    sheet["A1"].add_hyperlink("www.example.org", "a page")
    assert sheet["A1"].value == "a page"
    assert sheet["A1"].hyperlink.rstrip("/") == "http://www.example.org"
    sheet["A2"].formula = '=HYPERLINK("http://example.org","x")'
    assert sheet["A2"].hyperlink == "http://example.org"
    with pytest.raises(xw.XlwingsError, match="hyperlink"):
        _ = sheet["A3"].hyperlink


def test_names(book: xw.Book) -> None:
    sheet = book.sheets[0]
    other = book.sheets.add("My Sheet", after=sheet)
    sheet["A1:B2"].name = "分数"
    other["C3"].name = "'My Sheet'!local"
    names = book.names
    assert [name.name for name in names] == ["分数", "'My Sheet'!local"]
    assert sheet["A1:B2"].name.name == "分数"
    assert sheet["A1"].name is None
    assert names["分数"].refers_to == "=Sheet1!$A$1:$B$2"
    assert names["分数"].refers_to_range == sheet["A1:B2"]
    assert sheet.range("分数").address == "$A$1:$B$2"
    assert other.range("local").address == "$C$3"
    with pytest.raises(xw.XlwingsError):
        sheet.range("local")
    assert ([n.name for n in other.names], len(sheet.names)) == (["'My Sheet'!local"], 0)
    assert "分数" in names
    assert "nothing" not in names
    names["分数"].name = "新"
    names["新"].refers_to = "='My Sheet'!$A$1"
    assert names["新"].refers_to_range == other["A1"]
    names.add("constant", "=1+1")
    with pytest.raises(xw.XlwingsError, match="no range"):
        _ = names["constant"].refers_to_range
    sheet["A5"].formula = "=constant*2"
    assert sheet["A5"].value == 4
    names["新"].delete()
    del names["constant"]
    assert len(names) == 1
    with pytest.raises(KeyError):
        names["新"]


def test_notes(book: xw.Book) -> None:
    sheet = book.sheets[0]
    assert sheet["B2"].note is None
    note = sheet["B2"].add_note("核实")
    assert (note.text, note.location.address) == ("核实", "$B$2")
    assert isinstance(note.author, str)
    note.text = "已核实"
    assert sheet["B2"].note.text == "已核实"
    assert (len(sheet.notes), len(book.notes)) == (1, 1)
    assert sheet.notes["B2"].text == book.notes[sheet["B2"]].text
    with pytest.raises(ValueError, match="already"):
        sheet["B2"].add_note("again")
    note.delete()
    assert sheet["B2"].note is None
    with pytest.raises(xw.XlwingsError, match="no longer"):
        note.text = "too late"
    with pytest.raises(NotImplementedError):
        _ = sheet["A1"].comment
