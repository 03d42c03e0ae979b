"""The Excel add-in: what is built from the text sources."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xlwings
from openxml_audit import OpenXmlValidator
from pyopenvba.apps.excel import ExcelApplication

from kongcuo_xl import cli
from kongcuo_xl.addin import macros, package, ribbon
from kongcuo_xl.addin.installation import ADDIN, WORKBOOK
from kongcuo_xl.commands import BUTTONS, GROUPS
from kongcuo_xl.functions import FUNCTIONS

OURS = {p.stem for p in macros.folder().glob("*.bas")}
WRITTEN = {"xlwings", "KongcuoFunctions", "KongcuoWizard"}
DOCUMENTS = {"ThisWorkbook", "Sheet1"}
UI = f"{{{ribbon.NAMESPACE}}}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    package.build(folder)
    return folder


def sources(path: Path) -> dict[str, str]:
    """The modules that oletools finds: name → source."""
    from oletools.olevba import VBA_Parser

    parser = VBA_Parser(str(path))
    try:
        return {Path(name).stem: code for _, _, name, code in parser.extract_macros()}
    finally:
        parser.close()


# ── the files ────────────────────────────────────────────────────────────────────────────────────
def test_two_builds_are_the_same_to_the_byte(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["addin", "build", "--out", str(tmp_path / "new")]) == 0
    said = capsys.readouterr().out
    for name in (ADDIN, WORKBOOK):
        assert (tmp_path / "new" / name).read_bytes() == (built / name).read_bytes()
        assert name in said


@pytest.mark.parametrize("name", [ADDIN, WORKBOOK])
def test_excel_is_expected_to_open_it(built: Path, name: str) -> None:
    assert OpenXmlValidator().validate(built / name).is_valid


@pytest.mark.parametrize("name", [ADDIN, WORKBOOK])
def test_every_part_has_the_same_date_and_nobody_is_named(built: Path, name: str) -> None:
    with zipfile.ZipFile(built / name) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
    assert "<dc:creator>kongcuo-xl</dc:creator>" in core
    assert "lastModifiedBy" not in core


def test_the_workbook_is_a_roster_that_keeps_numbers_as_text(built: Path) -> None:
    import openpyxl

    sheet = openpyxl.load_workbook(built / WORKBOOK, keep_vba=True).active
    headings = [cell.value for cell in sheet[1]]
    assert sheet.title == "学生花名册"
    assert headings[:3] == ["姓名", "性别", "身份证号"]
    assert headings[-2:] == ["辍学风险", "风险原因"]
    assert sheet.column_dimensions["A"].number_format == "@"
    assert sheet.column_dimensions["A"].max >= headings.index("身份证号") + 1


# ── the macros ───────────────────────────────────────────────────────────────────────────────────
def test_the_modules_are_those_of_the_sources(built: Path) -> None:
    assert set(sources(built / ADDIN)) == OURS | WRITTEN | DOCUMENTS
    assert set(sources(built / WORKBOOK)) == OURS - {"Kongcuo"} | WRITTEN | DOCUMENTS


@pytest.mark.parametrize(("name", "addin"), [(ADDIN, True), (WORKBOOK, False)])
def test_the_source_arrives_whole(built: Path, name: str, addin: bool) -> None:
    found = sources(built / name)
    for module, source in macros.modules(addin=addin).items():
        assert source.isascii()
        kept = found[module].replace("\r\n", "\n").strip()
        assert kept.endswith(source.strip())


@pytest.mark.parametrize("addin", [True, False])
def test_the_module_of_xlwings_is_that_of_the_package(addin: bool) -> None:
    source = macros.modules(addin=addin)["xlwings"]
    assert f'XLWINGS_VERSION As String = "{xlwings.__version__}"' in source
    assert 'PROJECT_NAME As String = "kongcuo"' in source
    assert "BSD 3-clause" in source


def test_our_own_macros_pass_on_nothing_but_the_button() -> None:
    for path in macros.folder().iterdir():
        if path.suffix in (".bas", ".cls"):
            text = path.read_text(encoding="ascii")
            assert not re.search(r"FullName|\.Name|\.Path|Shell|CreateObject|Declare", text)


def test_every_function_has_its_wrapper() -> None:
    source = macros.modules(addin=True)["KongcuoFunctions"]
    heads = dict(re.findall(r"^Function (\w+)\((.*)\)$", source, re.MULTILINE))
    assert heads == {
        name: ", ".join(f"Optional {each.name}" for each in function.arguments)
        for name, function in FUNCTIONS.items()
    }
    assert max(map(len, source.splitlines())) < 1024  # a line of VBA holds no more


def project(*, instead: dict[str, str]) -> ExcelApplication:
    """The add-in's modules in an interpreter of VBA, some replaced.

    The interpreter reads no comment behind a directive, and has no events.
    """
    app = ExcelApplication()
    app.add_workbook()
    for name, source in (macros.modules(addin=True) | instead).items():
        lines = [
            line.partition(" '")[0] if line.lstrip().startswith("#") else line
            for line in source.replace("WithEvents ", "").splitlines()
        ]
        kind = "class" if name in ("ThisWorkbook", "IRibbonControl") else "standard"
        app.interpreter.add_module("\r\n".join(lines), name=name, kind=kind)
    return app


CAUGHT = {
    "xlwings": """
Public Function RunPython(PythonCommand As String)
    Debug.Print PythonCommand
End Function
Public Function XLPy()
    Dim server As New Server
    Set XLPy = server
End Function
""",
    "Fingers": """
Public Sub Press(ByVal which As String)
    Dim control As New IRibbonControl
    control.ID = which
    KongcuoPressed control
End Sub
""",
    "IRibbonControl": "Public ID As String\n",
}


def test_all_of_the_project_compiles() -> None:
    app = project(instead={})
    assert app.run("xlwings.IsFullName", "C:\\a.xlsx") is not None


@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_passes_its_id_to_python(button: str) -> None:
    app = project(instead=CAUGHT)
    app.run("Press", button)
    [command] = app.console
    assert command == f"import kongcuo_xl.commands; kongcuo_xl.commands.pressed('{button}')"
    compile(command, "ribbon", "exec")


def test_a_calculation_keeps_its_time_until_it_ends() -> None:
    app = project(instead=CAUGHT)
    first = app.run("KongcuoCalculation")
    assert isinstance(first, float)
    assert first > 45000
    assert app.run("KongcuoCalculation") == first
    app.run("KongcuoCalculated")
    assert app.run("KongcuoCalculation") >= first


def test_the_wizard_is_told_every_function_in_chinese() -> None:
    source = macros.modules(addin=True)["KongcuoWizard"]
    noted = """
Public Sub Noted(Macro As String, Description As String, Category As String, ArgumentDescriptions)
    Debug.Print Macro & "|" & Description & "|" & Category & "|" & Join(ArgumentDescriptions, "|")
End Sub
"""
    app = project(
        instead=CAUGHT
        | {"KongcuoWizard": source.replace("Application.MacroOptions", "Noted"), "Notes": noted}
    )
    app.run("KongcuoDescribe")
    told = [line.partition("!")[2].split("|") for line in app.console]
    assert told == [
        [f.name, f.says, "控辍保学", *(each.says for each in f.arguments)]
        for f in FUNCTIONS.values()
    ]


# ── the ribbon ───────────────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def tab(built: Path) -> ElementTree.Element:
    """The tab as it is in the file, found by its relationship."""
    with zipfile.ZipFile(built / ADDIN) as parts:
        rels = ElementTree.fromstring(parts.read("_rels/.rels"))
        [target] = [r.get("Target") for r in rels if r.get("Type") == ribbon.RELATIONSHIP]
        return ElementTree.fromstring(parts.read(str(target)))


def test_every_button_is_there_once_and_no_other(tab: ElementTree.Element) -> None:
    shown = [each.get("id") for each in tab.iter(f"{UI}button")]
    assert shown == [b.id for group in GROUPS for b in BUTTONS.values() if b.group == group]
    ids = [each.get("id") for each in tab.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z_]\w*", str(one), re.ASCII) for one in ids)


def test_every_callback_is_a_sub_of_the_right_form(tab: ElementTree.Element, built: Path) -> None:
    called = {v for each in tab.iter() for k, v in each.attrib.items() if k.startswith("on")}
    subs = re.findall(
        r"Public Sub (\w+)\(control As IRibbonControl\)", sources(built / ADDIN)["Kongcuo"]
    )
    assert called == set(subs)


def test_the_ribbon_keeps_to_its_schema(tab: ElementTree.Element) -> None:
    """What the schema of 2006 allows of what is used here: elements, their parents, attributes."""
    parents = {child: parent for parent in tab.iter() for child in parent}
    within = {
        "ribbon": "customUI",
        "tabs": "ribbon",
        "tab": "tabs",
        "group": "tab",
        "button": "group",
    }
    allowed = {
        "customUI": set(),
        "ribbon": set(),
        "tabs": set(),
        "tab": {"id", "label"},
        "group": {"id", "label"},
        "button": {
            "id", "label", "imageMso", "size", "screentip", "supertip", "onAction",
        },
    }  # fmt: skip
    for element in tab.iter():
        name = element.tag.removeprefix(UI)
        assert set(element.attrib) == allowed[name]
        if element in parents:
            assert parents[element].tag == UI + within[name]
        for key, longest in (("label", 1024), ("screentip", 1024), ("supertip", 1024)):
            assert len(element.get(key, "")) <= longest
        assert element.get("size", "normal") in ("normal", "large")
    assert all(len(group) for group in tab.iter(f"{UI}group"))


def test_every_icon_is_a_known_one() -> None:
    listed = (Path(__file__).parent / "data" / "imagemso.csv").read_text(encoding="utf-8")
    known = {row["name"] for row in csv.DictReader(io.StringIO(listed))}
    assert {button.icon for button in BUTTONS.values()} <= known


def test_every_button_says_what_it_does() -> None:
    for button in BUTTONS.values():
        assert 2 <= len(button.label) <= 5
        assert button.group in GROUPS
        assert button.tip
        assert button.says.endswith("。")
        assert button.says.count("。") == 1
