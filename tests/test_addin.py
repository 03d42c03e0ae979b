"""The Excel add-in: what is built from the text sources."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xlwings
from openxml_audit import OpenXmlValidator
from pyopenvba.apps.excel import ExcelApplication

from kongcuo_xl import cli, documents, forms
from kongcuo_xl.addin import macros, ribbon
from kongcuo_xl.addin.installation import ADDIN, WORKBOOK
from kongcuo_xl.commands import BUTTONS, CELL, COPY, GROUPS, Button
from kongcuo_xl.functions import FUNCTIONS

OURS = {p.stem for p in macros.folder().glob("*.bas")}
WRITTEN = {"xlwings", "KongcuoFunctions", "KongcuoWizard"}
DOCUMENTS = {"ThisWorkbook", "Sheet1"}
UI = f"{{{ribbon.NAMESPACE}}}"

pytestmark = pytest.mark.xdist_group("addin")  # it is built once


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
    built_addin: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["addin", "build", "--out", str(tmp_path / "new")]) == 0
    said = capsys.readouterr().out
    for name in (ADDIN, WORKBOOK):
        assert (tmp_path / "new" / name).read_bytes() == (built_addin / name).read_bytes()
        assert name in said


@pytest.mark.parametrize("name", [ADDIN, WORKBOOK])
def test_excel_is_expected_to_open_it(built_addin: Path, name: str) -> None:
    assert OpenXmlValidator().validate(built_addin / name).is_valid


@pytest.mark.parametrize("name", [ADDIN, WORKBOOK])
def test_every_part_has_the_same_date_and_nobody_is_named(built_addin: Path, name: str) -> None:
    with zipfile.ZipFile(built_addin / name) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
    assert "<dc:creator>kongcuo-xl</dc:creator>" in core
    assert "lastModifiedBy" not in core


def test_the_workbook_is_the_ledger_of_kongcuo_new(built_addin: Path) -> None:
    import openpyxl

    from kongcuo_xl.ledger.layout import laid_out

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of print areas that grow
        book = openpyxl.load_workbook(built_addin / WORKBOOK, keep_vba=True)
    assert {table.sheet for table in laid_out().values()} < set(book.sheetnames)
    roster = book["学生花名册"]
    assert [cell.value for cell in roster[3]][:3] == ["序号", "*姓名", "*身份证号"]
    assert roster.column_dimensions["C"].number_format == "@"


# ── the macros ───────────────────────────────────────────────────────────────────────────────────
def test_the_modules_are_those_of_the_sources(built_addin: Path) -> None:
    assert set(sources(built_addin / ADDIN)) == OURS | WRITTEN | DOCUMENTS
    assert set(sources(built_addin / WORKBOOK)) == OURS - {"Kongcuo"} | WRITTEN | DOCUMENTS


@pytest.mark.parametrize(("name", "addin"), [(ADDIN, True), (WORKBOOK, False)])
def test_the_source_arrives_whole(built_addin: Path, name: str, addin: bool) -> None:
    found = sources(built_addin / name)
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


@pytest.mark.parametrize("addin", [True, False])
def test_no_workbook_names_the_program_to_start(addin: bool) -> None:
    source = macros.modules(addin=addin)["xlwings"]
    looked = re.findall(r"^ *If source = .* Then$", source, re.MULTILINE)
    assert [line.strip() for line in looked] == [
        'If source = "sheet" Then',
        'If source = "directory" Then',
        'If source = "" Or source = "user" Then',
    ]
    assert not re.search(r'GetConfig\([^)]*"(?:sheet|directory)"\)', source)


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


def test_each_button_passes_its_id_to_python() -> None:
    app = project(instead=CAUGHT)
    ids = [str(each.get("id")) for each in ElementTree.fromstring(ribbon.xml()).iter(f"{UI}button")]
    for button in ids:
        app.run("Press", button)
    assert app.console == [
        f"import kongcuo_xl.commands; kongcuo_xl.commands.pressed('{button}')" for button in ids
    ]
    for command in app.console:
        compile(command, "ribbon", "exec")
    assert {button.removesuffix(COPY) for button in ids} == BUTTONS.keys()


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
def tab(built_addin: Path) -> ElementTree.Element:
    """The tab as it is in the file, found by its relationship."""
    with zipfile.ZipFile(built_addin / ADDIN) as parts:
        rels = ElementTree.fromstring(parts.read("_rels/.rels"))
        [target] = [r.get("Target") for r in rels if r.get("Type") == ribbon.RELATIONSHIP]
        return ElementTree.fromstring(parts.read(str(target)))


def test_every_button_is_there_once_and_no_other(tab: ElementTree.Element) -> None:
    [on_tab] = tab.iter(f"{UI}ribbon")
    shown = [each.get("id") for each in on_tab.iter(f"{UI}button")]
    assert shown == [b.id for group in GROUPS for b in BUTTONS.values() if b.group == group]
    ids = [each.get("id") for each in tab.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z_]\w*", str(one), re.ASCII) for one in ids)


def test_a_right_click_offers_the_same_in_and_outside_of_tables(tab: ElementTree.Element) -> None:
    menus = {m.get("idMso"): list(m.iter(f"{UI}button")) for m in tab.iter(f"{UI}contextMenu")}
    assert menus.keys() == {"ContextMenuCell", "ContextMenuListRange"}
    for buttons in menus.values():
        assert [b.get("label") for b in buttons] == ["为什么标色", "这个数怎么来的", "填核实说明"]


def test_the_groups_and_their_buttons_are_those_of_the_manual(tab: ElementTree.Element) -> None:
    told = {
        group.get("label"): [each.get("label") for each in group]
        for group in tab.iter(f"{UI}group")
    }
    assert told == {
        "检查": ["检查本簿", "检查本表", "核对名单"],
        "结果": ["问题清单", "上一处", "下一处", "清除标记", "撤销"],
        "预警家访": ["预警名单", "家访提醒", "劝返台账"],
        "统计上报": ["生成报表", "报表核对", "汇总下级"],
        "文书": ["打印文书"],
        "工具": ["新建台账", "规范格式", "政策口径", "规则说明", "函数说明", "帮助"],
    }
    items = {
        menu.get("label"): [each.get("label") for each in menu.iter(f"{UI}button")]
        for menu in tab.iter(f"{UI}menu")
    }
    assert items["帮助"] == ["使用说明", "打开日志", "环境检测", "关于"]
    assert items["生成报表"][-1] == "选择县里的表"
    assert sorted(items["生成报表"][:-1]) == sorted(form.names[0] for form in forms.all_forms())
    assert sorted(items["打印文书"]) == sorted(d.name for d in documents.all_documents())


def test_ribbon_xml_is_what_the_registry_gives() -> None:
    """Where not: run ``python workbook/build.py``."""
    assert (macros.folder() / "ribbon.xml").read_bytes() == ribbon.xml()


def test_every_callback_is_a_sub_of_the_right_form(
    tab: ElementTree.Element, built_addin: Path
) -> None:
    called = {v for each in tab.iter() for k, v in each.attrib.items() if k.startswith("on")}
    subs = re.findall(
        r"Public Sub (\w+)\(control As IRibbonControl\)", sources(built_addin / ADDIN)["Kongcuo"]
    )
    assert called == set(subs)


BUTTON = {"id", "label", "imageMso", "screentip", "supertip", "onAction"}
SIZED = {"id", "label", "imageMso", "screentip", "supertip", "size"}
SCHEMA: dict[tuple[str, str], tuple[set[str], set[str], tuple[str, ...]]] = {
    ("", "customUI"): (set(), set(), ("ribbon", "contextMenus")),
    ("customUI", "ribbon"): (set(), set(), ("tabs",)),
    ("ribbon", "tabs"): (set(), set(), ("tab",)),
    ("tabs", "tab"): ({"id"}, {"label"}, ("group",)),
    ("tab", "group"): ({"id"}, {"label"}, ("button", "menu")),
    ("group", "button"): ({"id"}, BUTTON | {"size"}, ()),
    ("group", "menu"): ({"id"}, SIZED, ("button", "menuSeparator")),
    ("menu", "button"): ({"id"}, BUTTON, ()),
    ("menu", "menuSeparator"): ({"id"}, {"id", "title"}, ()),
    ("customUI", "contextMenus"): (set(), set(), ("contextMenu",)),
    ("contextMenus", "contextMenu"): ({"idMso"}, set(), ("button", "menuSeparator")),
    ("contextMenu", "button"): ({"id"}, BUTTON, ()),
    ("contextMenu", "menuSeparator"): ({"id"}, set(), ()),
}
"""What [MS-CUSTOMUI2] allows of what is used here.

(parent, element) → attributes that it must have, others that it may, and what may stand in it. A
button in a menu has no size, a separator in a right-click menu no title; a root has its parts in
this order.
"""
LONGEST = {"id": 1024, "label": 1024, "title": 1024, "imageMso": 1024, "onAction": 1024,
           "screentip": 1024, "supertip": 1024}  # fmt: skip
"""Characters; a supertip may have 4096, which nobody would read."""
MOST = 1000
"""Children of a menu."""


def test_the_ribbon_keeps_to_its_schema(tab: ElementTree.Element) -> None:
    parents = {child: parent for parent in tab.iter() for child in parent}
    for element in tab.iter():
        name = element.tag.removeprefix(UI)
        parent = parents[element].tag.removeprefix(UI) if element in parents else ""
        must, may, within = SCHEMA[parent, name]
        assert must <= set(element.attrib) <= must | may
        children = [child.tag.removeprefix(UI) for child in element]
        assert set(children) <= set(within)
        assert len(children) <= MOST
        if name == "customUI":
            assert children == list(within)
        assert bool(children) == bool(within), f"empty: {element.attrib}"
        for key, longest in LONGEST.items():
            assert len(element.get(key, "")) <= longest
            assert element.get(key) != ""
        assert element.get("size", "normal") in ("normal", "large")


def test_every_icon_is_a_known_one() -> None:
    listed = (Path(__file__).parent / "data" / "imagemso.csv").read_text(encoding="utf-8")
    known = {row["name"] for row in csv.DictReader(io.StringIO(listed))}
    menus = {button.menu for button in BUTTONS.values() if button.menu is not None}
    assert {each.icon for each in (*BUTTONS.values(), *menus)} <= known


def test_every_button_says_what_it_does() -> None:
    menus = {button.menu for button in BUTTONS.values() if button.menu is not None}
    for each in (*BUTTONS.values(), *menus):
        made = isinstance(each, Button) and each.menu is not None and each.section
        if not made and each.group != CELL:
            assert 2 <= len(each.label) <= 5
        assert each.group in (*GROUPS, CELL)
        assert each.tip
        assert each.says.endswith("。")
        assert each.says.count("。") == 1
        assert len(each.says) <= 100
