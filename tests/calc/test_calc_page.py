"""What docs/calc-engine.md says of xlwings' members is so; the package stands by itself."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from inspect import getsource, signature
from pathlib import Path
from types import MethodType
from typing import Any

import pytest
import xlwings as xw
import xlwings.main
from xlwings import base_classes

from kongcuo_xl.hosts import calc

PAGE = (Path(__file__).parents[2] / "docs" / "calc-engine.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (\w+)\n(.*?)(?=^###|\Z)", PAGE, re.MULTILINE | re.DOTALL))
INTERNAL = {"impl"}


@pytest.mark.parametrize("name", list(SECTIONS))
def test_every_member_is_named(name: str) -> None:
    kind = getattr(xlwings.main, name)
    members = {
        member
        for member, value in vars(kind).items()
        if not member.startswith("_") and not inspect.iscoroutinefunction(value)
    } - INTERNAL
    told = re.findall(r"^\| ((?:`\w+` ?)+)\|", SECTIONS[name], re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", " ".join(told))) == members


def test_every_class_has_a_section() -> None:
    assert {"App", "Book", "Sheet", "Range", "Table", "Chart", "DataValidation"} <= set(SECTIONS)
    assert len(SECTIONS) == 48


def rows(name: str) -> Iterator[tuple[str, str]]:
    """The members of a class, each with what the page says of it."""
    for members, told in re.findall(r"^\| ((?:`\w+` ?)+)\|(.*)\|", SECTIONS[name], re.MULTILINE):
        for member in re.findall(r"`(\w+)`", members):
            yield member, told.strip()


def is_offered(told: str) -> bool:
    return not told.startswith(("—", "not offered"))


def test_every_member_that_works_is_tried() -> None:
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_calc*.py"))
    tried = set(re.findall(r"\.(\w+)\b", tests)) | set(re.findall(r"\b(\w+)=", tests))
    tried |= set(re.findall(r'"(\w+)"', tests)) | {"contains"}  # which is the word in
    for name in SECTIONS:
        works = {member for member, told in rows(name) if is_offered(told)}
        assert works <= tried, name


@pytest.fixture
def things(book: xw.Book, tmp_path: Path) -> dict[str, Any]:
    """One of everything that xlwings knows, in one book."""
    sheet = book.sheets[0]
    cells = sheet["A1:B3"]
    cells.value = [["学校", "人数"], ["一中", 1], ["二中", 2]]
    cells.name = "名单"
    cell = sheet["D1"]
    cell.add_hyperlink("https://example.com", "链接")
    cell.add_note("说明")
    cell.data_validation.set_list(["是", "否"])
    table = sheet.tables.add(cells, name="表")
    pivot = sheet.pivot_tables.add(cells, sheet["F5"], rows="学校", values="人数")
    chart = sheet.charts.add()
    chart.set_source_data(cells)
    chart.series[0].axis_group = "secondary"
    icon = tmp_path / "点.png"
    cells.to_png(icon)
    picture = sheet.pictures.add(icon)
    scale = cell.conditional_formats.add_color_scale(["#ff0000", "#00ff00"])
    return {
        "Apps": xw.apps, "App": book.app, "Books": book.app.books, "Book": book,
        "Sheets": book.sheets, "Sheet": sheet, "FreezePanes": sheet.freeze_panes,
        "PageSetup": sheet.page_setup, "Range": cell, "RangeRows": cells.rows,
        "RangeColumns": cells.columns, "AutoFilter": table.autofilter, "Font": cell.font,
        "Characters": cell.characters, "Borders": cells.borders,
        "Border": cells.borders["edge_top"], "Names": book.names, "Name": book.names["名单"],
        "Notes": sheet.notes, "Note": cell.note, "Tables": sheet.tables, "Table": table,
        "TableRows": table.rows, "TableRow": table.rows[0], "TableColumns": table.columns,
        "TableColumn": table.columns[0], "Shapes": sheet.shapes, "Shape": sheet.shapes[0],
        "Pictures": sheet.pictures, "Picture": picture, "Charts": sheet.charts, "Chart": chart,
        "ChartLegend": chart.legend, "ChartAxis": chart.value_axis,
        "ChartSeries": chart.series[0], "ChartSeriesCollection": chart.series,
        "ConditionalFormats": cell.conditional_formats, "ConditionalFormat": scale,
        "DataValidation": cell.data_validation, "PivotTables": sheet.pivot_tables,
        "PivotTable": pivot, "PivotFields": pivot.rows, "PivotField": pivot.rows[0],
        "PivotValueFields": pivot.values, "PivotValueField": pivot.values[0],
        "Macro": book.macro("Nothing"),
    }  # fmt: skip


def test_the_page_tells_what_is_there(things: dict[str, Any]) -> None:
    """What can be asked for is asked for; of what is done, whether the engine has a way."""
    assert set(SECTIONS) - set(things) == {"Comments", "Comment"}  # Calc has neither
    for name, thing in things.items():
        for member, told in rows(name):
            if told.startswith("not offered"):
                continue
            if is_offered(told) and not isinstance(getattr(type(thing), member), property):
                bare = getattr(getattr(base_classes, name, None), member, None)
                own = getattr(type(getattr(thing, "impl", None)), member, None)
                asked = f"impl.{member}(" in getsource(getattr(type(thing), member))
                if asked and own is not None and own is bare:
                    assert "NotImplementedError" not in getsource(bare), f"{name}.{member}"
                continue
            try:
                found = getattr(thing, member)
                if isinstance(found, MethodType):
                    found(*(["x"] * len(signature(found).parameters)))
                elif isinstance(found, (xlwings.main.Collection, xlwings.main.Comments)):
                    len(found)  # some are asked for only then
                works = True
            except NotImplementedError:
                works = False
            assert works == is_offered(told), f"{name}.{member}: {told}"


def test_the_engine_could_be_given_away() -> None:
    """It imports itself, xlwings and the standard library; uno only where it is loaded late."""
    package = Path(calc.__file__).parent
    for path in sorted(package.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level <= 1, path.name
                modules = [] if node.level else [str(node.module)]
            else:
                continue
            for module in modules:
                top = module.partition(".")[0]
                assert top == "xlwings" or top in sys.stdlib_module_names, f"{path.name}: {module}"
                assert not module.startswith(("xlwings.pro", "xlwings.server", "xlwings.reports"))
