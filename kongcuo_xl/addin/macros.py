"""The VBA of the add-in: our few lines, xlwings' own module, and what is written at build time.

All of it is ASCII: a VBA project holds source in a code page, and what lies outside is lost.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace

import xlwings

from kongcuo_xl.functions import CATEGORY, FUNCTIONS
from kongcuo_xl.hosts import excel_functions

PROJECT = "kongcuo"
"""What xlwings names the settings file after."""
DOCUMENT = "ThisWorkbook"
_BUTTONS = "Kongcuo"
"""The module behind the ribbon, which the add-in alone has."""
_ADDIN_MODULE, _WORKBOOK_MODULE = "xlwings_custom_addin.bas", "xlwings.bas"
_ASKED = 'If source = "" Or source = "{}" Then'
"""Where xlwings looks for a setting in one of its layers."""
_STANDINS = ("pythoncom", "pywintypes", "win32com", "win32com.client")
_HEAD = '#Const App = "Microsoft Excel"\n'


def folder() -> Path:
    """Where our own VBA is: beside the package when installed, else in the source tree."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "workbook"
    return installed if installed.is_dir() else package.parent / "workbook"


def modules(*, addin: bool) -> dict[str, str]:
    """Name of a module → its source, without the line that names it."""
    ours = sorted(folder().glob("*.bas"))
    found = {path.stem: _body(path) for path in ours if addin or path.stem != _BUTTONS}
    found[DOCUMENT] = _body(folder() / f"{DOCUMENT}.cls")
    found["xlwings"] = _of_xlwings(addin=addin)
    found["KongcuoFunctions"] = _wrappers(addin=addin)
    found["KongcuoWizard"] = _descriptions()
    for name, source in found.items():
        if not source.isascii():
            raise ValueError(f"{name} is not ASCII")
    return found


def _body(path: Path) -> str:
    lines = path.read_text(encoding="ascii").splitlines()
    return "\n".join(line for line in lines if not line.startswith("Attribute VB_Name")) + "\n"


def _of_xlwings(*, addin: bool) -> str:
    """The module that comes with xlwings, its settings file named after us.

    Settings come from the user's own file alone: xlwings would let a sheet of the workbook, or a
    file lying beside it, name the program to start, and workbooks come from others.
    """
    name = _ADDIN_MODULE if addin else _WORKBOOK_MODULE
    source = _body(Path(xlwings.__file__).parent / name)
    project = 'PROJECT_NAME As String = "{}"'
    changes = {
        project.format("myaddin" if addin else "xlwings"): project.format(PROJECT),
        **{_ASKED.format(layer): f'If source = "{layer}" Then' for layer in ("sheet", "directory")},
    }
    for theirs, ours in changes.items():
        if source.count(theirs) != 1:
            raise ValueError(f"{name} of xlwings {xlwings.__version__} is not as expected")
        source = source.replace(theirs, ours)
    return source


def _wrappers(*, addin: bool) -> str:
    """What xlwings' "Import Functions" would write, so that no user has to import anything."""
    text, book = io.StringIO(), SimpleNamespace(Name="addin.xlam" if addin else "workbook.xlsm")
    with _without_windows() as udfs:
        workbooks = excel_functions.Workbooks()
        module = SimpleNamespace(
            **{
                name: excel_functions.exposed(function, workbooks, udfs.xlfunc, udfs.xlarg)
                for name, function in FUNCTIONS.items()
            }
        )
        udfs.generate_vba_wrapper(excel_functions.MODULE, module, text, book)
    return _HEAD + text.getvalue()


@contextmanager
def _without_windows() -> Iterator[ModuleType]:
    """xlwings' ``udfs``; where there is no pywin32, empty modules stand in while it is imported."""
    if sys.platform == "win32":
        from xlwings import udfs

        yield udfs
        return
    import xlwings

    before = {name: sys.modules.get(name) for name in (*_STANDINS, "xlwings.udfs")}
    held = vars(xlwings).get("udfs")
    for name in _STANDINS:
        sys.modules[name] = ModuleType(name)
    sys.modules["pythoncom"].CoInitialize = None  # type: ignore[attr-defined]
    sys.modules["win32com.client"].Dispatch = None  # type: ignore[attr-defined]
    sys.modules.pop("xlwings.udfs", None)
    try:
        yield import_module("xlwings.udfs")
    finally:
        for name, module in before.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module
        # Importing a module also binds it in its package, where the next import would find it.
        if held is None:
            vars(xlwings).pop("udfs", None)
        else:
            vars(xlwings)["udfs"] = held


def _descriptions() -> str:
    """Tells the function wizard the category, what each function does and what it is given."""
    lines = [
        "Option Explicit",
        "Option Private Module",
        "",
        "Public Sub KongcuoDescribe()",
        "    ' Excel describes functions only while a workbook is shown: no harm where it can't.",
        "    On Error Resume Next",
    ]
    for function in FUNCTIONS.values():
        told = ", _\n        ".join(_text(each.says) for each in function.arguments)
        lines.append(
            f'    Describe "{function.name}", {_text(function.says)}, Array( _\n        {told})'
        )
    lines += [
        "End Sub",
        "",
        "Private Sub Describe(ByVal macro As String, ByVal says As String, ByVal given As Variant)",
        '    Application.MacroOptions Macro:="\'" & ThisWorkbook.Name & "\'!" & macro, _',
        f"        Description:=says, Category:={_text(CATEGORY)}, ArgumentDescriptions:=given",
        "End Sub",
        "",
        "' Chinese from the hexadecimal numbers of its characters.",
        "Private Function Chinese(ByVal codes As String) As String",
        "    Dim position As Long",
        "    For position = 1 To Len(codes) Step 4",
        '        Chinese = Chinese & ChrW(CLng("&H" & Mid$(codes, position, 4)))',
        "    Next position",
        "End Function",
    ]
    return "\n".join(lines) + "\n"


def _text(words: str) -> str:
    units = words[:255].encode("utf-16-be").hex().upper()
    return f'Chinese("{units}")'
