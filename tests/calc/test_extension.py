"""The extension in a real LibreOffice: its functions, its files, its buttons, a click on one."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
import xlwings as xw
from docx import Document
from extended import SECONDS, ending, place_of, press, pressing, profile, running, screen
from lasting import Lasting, alive
from openpyxl.worksheet.formula import ArrayFormula
from PIL import ImageGrab
from schools import DATE, ROSTER, SHEETS, write

from kongcuo_xl import (
    __version__,
    case_list,
    duties,
    filling,
    inputs,
    marks,
    policy,
    printing,
    reminders,
    risk_list,
)
from kongcuo_xl.book import a1, from_a1
from kongcuo_xl.commands import BUTTONS
from kongcuo_xl.commands.papers import MENU as PRINT
from kongcuo_xl.commands.reporting import MENU as FILL
from kongcuo_xl.extension import desktop, installation
from kongcuo_xl.finding import LEVELS
from kongcuo_xl.functions import FUNCTIONS, Workbook
from kongcuo_xl.hosts import calc, files
from kongcuo_xl.reading import read_book

pytestmark = pytest.mark.xdist_group("extension")  # one LibreOffice for all of them


class Office(NamedTuple):
    """A LibreOffice with the extension."""

    app: xw.App
    profile: Path
    display: str

    def press(self, book: xw.Book, button: str, *answers: str) -> str:
        """Press a button; all that was said."""
        return "\n".join(press(book, button, self.profile, *answers))


@pytest.fixture(scope="module")
def desk() -> Iterator[tuple[Lasting, Path, str]]:
    """A LibreOffice for all tests, its profile and its screen."""
    try:
        calc.register()
    except calc.CalcError as problem:
        warnings.warn(f"THE LIBREOFFICE EXTENSION IS NOT TESTED: {problem}", stacklevel=1)
        pytest.skip(f"the LibreOffice extension is not tested: {problem}")
    browser = shutil.which("true") or "true"
    with profile() as made, screen() as display:
        start = partial(running, made, DISPLAY=display, BROWSER=browser)
        with Lasting(start) as lasting:
            yield lasting, made, display


@pytest.fixture
def office(desk: tuple[Lasting, Path, str]) -> Office:
    lasting, made, display = desk
    return Office(lasting.app(), made, display)


FORMULAS = {
    "J5": "=AT_RISK(B4)", "J6": "=AT_RISK(B6)", "J7": '=AT_RISK("张三")',
    "K4": "=AT_RISK()", "K5": "=RISK_REASON()", "K9": "=AT_RISK()",
    "L4": "=ABSENT_DAYS(B4)", "L5": '=ABSENT_DAYS(B4,,,"旷课")', "L6": "=ABSENT_STREAK(D4)",
    "M4": "=ID_CHECK(D4)", "M5": "=ID_CHECK(D5)", "M6": "=ID_SEX(D4)", "M7": "=ID_MASK(D4)",
    "N4": "=SCHOOL_AGE(D4)", "N5": "=GRADE_OF(D4)",
    "N6": '=SCHOOL_DAYS("2025-09-01","2025-10-20")', "N7": "=ID_BIRTH(D4)",
    "O4": "=VISITS_DONE(B4)", "O5": "=VISITS_DUE(B4)", "O6": "=VISIT_STATUS(B4)",
    "O7": "=CASE_STEP(B4)", "P4": '=KC_RULE("HV101")', "P5": '=DROPOUT_RATE("台账")',
    "P6": "=AT_RISK(B99)", "P7": "=AT_RISK(1,2)",
    # What hangs on our answers, on this sheet and on others.
    "Q4": '=IF(J5="高",1,0)', "Q5": '=COUNTIF(J5:J7,"高")', "Q6": "=Q4+1",
}  # fmt: skip
ELSEWHERE = {
    "A1": "='七(1)班'!J5", "A2": '=A1&"！"', "A3": "=[1]!AT_RISK('七(1)班'!B4)",
    "A4": "=_xludf.AT_RISK('七(1)班'!B4)", "A5": '="AT_RISK("&"不是公式"',
}  # fmt: skip


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """An untidy workbook with formulas as Excel's file holds them, without their values."""
    path = write(tmp_path / "一中.xlsx", SHEETS)
    book = openpyxl.load_workbook(path)
    for cell, formula in FORMULAS.items():
        book[ROSTER][cell] = formula
    other = book.create_sheet("别的")
    for cell, formula in ELSEWHERE.items():
        other[cell] = formula
    other["C1"] = ArrayFormula("C1:C4", f"=AT_RISK('{ROSTER}'!B4:B7)")
    book.save(path)
    return path


@pytest.fixture
def opened(office: Office, saved: Path) -> xw.Book:
    return office.app.books.open(saved)


@pytest.fixture(autouse=True)
def one_at_a_time(office: Office) -> Iterator[None]:
    """Each test has a LibreOffice with nothing open, and so much time."""
    with ending(office.app, 2 * SECONDS):
        yield
        for each in office.app.books if alive(office.app) else ():
            each.close()


def shown(book: xw.Book, sheet: str, cells: Any) -> list[Any]:
    # At once: between two questions LibreOffice may take the workbook to have changed.
    values = book.sheets[sheet].range("A1:S12").value
    return [values[row][column] for row, column in map(from_a1, cells)]


def formulas_in(path: Path) -> str:
    """The formulas of a saved Excel file, with the values kept beside them."""
    with zipfile.ZipFile(path) as package:
        parts = [n for n in package.namelist() if n.startswith("xl/worksheets/sheet")]
        return "\n".join(
            f"{formula}={value}"
            for part in parts
            for formula, value in re.findall(
                r"<f[^>]*>([^<]*)</f><v>([^<]*)</v>", package.read(part).decode()
            )
        )


@pytest.fixture(scope="module")
def headless(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """What a function answers without any spreadsheet program."""
    path = write(tmp_path_factory.mktemp("headless") / "一中.xlsx", SHEETS)
    book = files.read(path, path.name)
    workbook = Workbook.read([read_book(book, "一中", 2025)], policy.load(policy.BASE), DATE)
    return lambda name, *given: FUNCTIONS[name](given, lambda: workbook)


def test_a_file_of_excels_opens_with_values(opened: xw.Book, headless: Callable[..., Any]) -> None:
    zhang, number = "张三", "110105201309010017"
    expected = {
        "J5": headless("AT_RISK", zhang), "J6": headless("AT_RISK", "王五"),
        "J7": headless("AT_RISK", zhang), "K4": headless("AT_RISK", zhang),
        "K5": headless("RISK_REASON", "李四") or None, "K9": "这一行没有学生",
        "L4": headless("ABSENT_DAYS", zhang),
        "L5": headless("ABSENT_DAYS", zhang, None, None, "旷课"),
        "L6": headless("ABSENT_STREAK", zhang), "M4": headless("ID_CHECK", number),
        "M5": headless("ID_CHECK", "110105201309010026"), "M6": headless("ID_SEX", number),
        "M7": headless("ID_MASK", number), "N4": headless("SCHOOL_AGE", number),
        "N5": headless("GRADE_OF", number),
        "N6": headless("SCHOOL_DAYS", "2025-09-01", "2025-10-20"),
        "N7": (headless("ID_BIRTH", number) - dt.date(1899, 12, 30)).days,
        "O4": headless("VISITS_DONE", zhang), "O5": headless("VISITS_DUE", zhang),
        "O6": headless("VISIT_STATUS", zhang), "O7": headless("CASE_STEP", zhang),
        "P4": headless("KC_RULE", "HV101"), "P5": headless("DROPOUT_RATE", "台账"), "P6": None,
    }  # fmt: skip
    assert dict(zip(expected, shown(opened, ROSTER, expected), strict=True)) == expected
    assert expected["J5"] == "高"
    assert shown(opened, ROSTER, ["Q4", "Q5", "Q6"]) == [1, 2, 2]
    assert shown(opened, "别的", ELSEWHERE) == ["高", "高！", "高", "高", "AT_RISK(不是公式"]
    column = [[headless("AT_RISK", name)] for name in ("张三", "李四", "王五", "赵六")]
    assert opened.sheets["别的"].range("C1:C4").options(ndim=2).value == column


def test_to_its_user_the_document_is_as_it_was_opened(opened: xw.Book) -> None:
    assert not opened.api.isModified()
    assert not opened.api.UndoManager.isUndoPossible()


def test_saved_for_excel_and_opened_again(office: Office, opened: xw.Book, tmp_path: Path) -> None:
    before = shown(opened, ROSTER, FORMULAS)
    target = tmp_path / "存一次.xlsx"
    opened.save(target)
    assert "KONGCUO" in opened.sheets[ROSTER].range("J5").api.getFormula()
    written = formulas_in(target)
    assert "AT_RISK(B4)=高" in written
    assert "AT_RISK()=高" in written
    assert "kongcuo" not in written.lower()
    assert openpyxl.load_workbook(target)[ROSTER]["K4"].value == "=AT_RISK()"
    opened.save(target)  # once more: LibreOffice asks nothing about the file
    opened.close()
    again = office.app.books.open(target)
    assert shown(again, ROSTER, FORMULAS) == before


@pytest.mark.parametrize("ending", [".ods", ".xls"])
def test_saved_in_other_formats_and_back(
    office: Office, opened: xw.Book, tmp_path: Path, ending: str
) -> None:
    before = shown(opened, ROSTER, FORMULAS)
    opened.save(tmp_path / f"存一次{ending}")
    opened.close()
    again = office.app.books.open(tmp_path / f"存一次{ending}")
    assert shown(again, ROSTER, FORMULAS) == before
    again.save(tmp_path / "再存.xlsx")
    assert "AT_RISK(B4)=高" in formulas_in(tmp_path / "再存.xlsx")


def test_a_changed_cell_is_calculated_anew(opened: xw.Book) -> None:
    roster, absences = opened.sheets[ROSTER], opened.sheets["缺课"]
    roster.range("S4:T4").value = ["王五", "=ABSENT_DAYS(S4)"]
    assert roster.range("T4").value == 0
    roster.range("S4").value = "张三"
    assert roster.range("T4").value == 3
    # As in Excel, a function follows its arguments; for other sheets there is Ctrl+Shift+F9.
    absences.range("B5").value = "赵六"
    assert roster.range("T4").value == 3
    opened.api.calculateAll()
    assert roster.range("T4").value == 2


def test_without_an_argument_a_typed_formula_finds_its_row(opened: xw.Book) -> None:
    cell = opened.sheets[ROSTER].range("R4")
    cell.formula = "=AT_RISK()"
    end = time.monotonic() + 20
    while cell.value != "高" and time.monotonic() < end:
        time.sleep(0.1)
    assert cell.value == "高"
    opened.sheets[ROSTER].range("2:2").insert("down")
    assert opened.sheets[ROSTER].range("R5").value == "高"


def test_two_thousand_cells_read_the_workbook_once(office: Office, tmp_path: Path) -> None:
    book = office.app.books.open(write(tmp_path / "大.xlsx", SHEETS))
    cells = book.sheets[ROSTER].api.getCellRangeByName("K1:K2000")
    cells.setFormulaArray((("=KONGCUO.FUNCTIONS.AT_RISK(B$4)",),) * 2000)
    assert {row[0] for row in cells.getDataArray()} == {"高"}


def test_check_then_clear(office: Office, opened: xw.Book, tmp_path: Path) -> None:
    book, path = opened, tmp_path / "存一次.xlsx"
    roster = book.sheets[ROSTER]
    # A column of answers, which are no data of the workbook, and one that is.
    roster.range("R3:S3").value = ["在校状态", "出生日期"]
    roster.range("R4:S7").formula = [
        [f"=AT_RISK(B{row})", f"=ID_BIRTH(D{row})"] for row in (4, 5, 6, 7)
    ]
    book.save(path)
    said = office.press(book, "check_book")
    report = inputs.check([path], policy.load(policy.BASE), DATE)
    for level in LEVELS:
        assert not report.count(level) or f"{level} {report.count(level)} 处" in said
    listed = book.sheets[marks.LIST_SHEET].used_range.value
    places = [row[4] for row in listed[4 : 4 + len(report.findings)]]
    assert sorted(places) == sorted(f"{f.sheet}!{a1(f.row, f.column)}" for f in report.findings)
    assert "已" in office.press(book, "clear")
    book.save(tmp_path / "清除后.xlsx")
    with zipfile.ZipFile(tmp_path / "清除后.xlsx") as package:
        rest = "".join(
            package.read(name).decode() for name in package.namelist() if name.endswith(".xml")
        )
    assert "conditionalFormatting" not in rest
    assert marks.LIST_SHEET not in rest


NOTICE = next(each.id for each in BUTTONS.values() if each.label == "返校通知书")
WRITING = {
    "risk": "一中_预警名单.xlsx", "remind": "一中_待办清单.xlsx", "cases": "一中_劝返台账.xlsx",
    "form_F01": "月报表_2025年10月.xlsx", NOTICE: "返校通知书_第一中学.docx",
}  # fmt: skip
"""Buttons that write a file beside the workbook, which the commands of the same name write too."""


def by_command(button: str, path: Path, to: Path) -> None:
    """Write what a command writes of a saved file."""
    base = policy.load(policy.BASE)
    if button == "form_F01":
        filling.fill_from("F01", [path], to, base, DATE, period="2025-10", explain=True)
    elif button == NOTICE:
        [(made, _)] = printing.print_from("返校通知书", [path], to.parent, base, DATE).files
        made.rename(to)
    else:
        scopes = inputs.check([path], base, DATE, selected=set()).scopes
        if button == "risk":
            risk_list.write_workbook(risk_list.at_risk(scopes), to)
        elif button == "remind":
            reminders.write_workbook(duties.owed(scopes), DATE, to)
        else:
            case_list.write_workbook(case_list.open_cases(scopes), DATE, to)


def content(path: Path) -> list[Any]:
    if path.suffix == ".docx":
        return [paragraph.text for paragraph in Document(str(path)).paragraphs]
    book = openpyxl.load_workbook(path)
    return [(sheet.title, list(sheet.values)) for sheet in book]


@pytest.mark.parametrize("button", WRITING)
def test_a_button_writes_what_the_command_writes(
    office: Office, tmp_path: Path, button: str
) -> None:
    folder = tmp_path / "一中"
    path = write(folder / "一中.xlsx", SHEETS)
    said = office.press(office.app.books.open(path), button)
    [written] = set(folder.glob("[!.]*")) - {path}  # LibreOffice's lock files begin with a dot
    assert str(written) in said
    assert written.name == WRITING[button]
    to = tmp_path / "命令" / written.name
    to.parent.mkdir()
    by_command(button, path, to)
    assert content(written) == content(to)


PICKING = ("form_own", "merge")
"""What asks for a file or a folder first: LibreOffice hides its own pickers from accessibility."""
TOLD = {"doctor": "没有发现问题。", "about": __version__, "undo": "没有可以撤销的操作"}
GIVEN_UP = {"new": ("取消",)}
"""What is asked for and then done in ``test_buttons.py``: it takes long."""
OTHERS = [
    each.id
    for each in BUTTONS.values()
    # Forms and documents share one function each, and one of each is pressed above.
    if each.id not in (*WRITING, *PICKING, "check_book", "clear") and each.menu not in (FILL, PRINT)
]


@pytest.mark.parametrize("button", OTHERS)
def test_every_other_button_answers(office: Office, tmp_path: Path, button: str) -> None:
    book = office.app.books.open(write(tmp_path / "一中.xlsx", SHEETS))
    said = office.press(book, button, *GIVEN_UP.get(button, ()))
    assert "程序内部出错" not in said
    assert not re.search(r"Traceback|Error\b", said)
    assert TOLD.get(button, "") in said


def test_a_button_of_another_version_is_told_what_to_do(office: Office, tmp_path: Path) -> None:
    book = office.app.books.open(write(tmp_path / "一中.xlsx", SHEETS))
    assert "kongcuo calc install" in office.press(book, "gone_since")


def test_an_open_libreoffice_is_left_alone(office: Office) -> None:
    found = replace(desktop.here(profile=office.profile), administrator=False)
    assert found.running
    with pytest.raises(desktop.ExtensionError, match="LibreOffice 正开着：请保存文件"):
        installation.install(found)


def test_a_click_on_the_toolbar(office: Office, tmp_path: Path) -> None:
    if shutil.which("xdotool") is None:
        pytest.skip("clicks on the toolbar are not tested: xdotool is not installed")
    book = office.app.books.open(write(tmp_path / "一中.xlsx", SHEETS))
    across, down = place_of(book, "检查本簿")
    click = ["xdotool", "mousemove", str(across), str(down), "click", "1"]
    display = {**os.environ, "DISPLAY": office.display}
    with ending(office.app), pressing(office.app, office.profile, "检查本簿") as user:
        subprocess.run(click, env=display, check=True, timeout=30)
    assert "共查 4 人" in "\n".join(user.said)
    keep = os.environ.get("KONGCUO_SCREENSHOTS")
    if keep:
        book.sheets[ROSTER].activate()
        time.sleep(3)  # what was marked is drawn
        picture = ImageGrab.grab(xdisplay=office.display)
        picture.save(Path(keep) / "libreoffice.png", optimize=True)
