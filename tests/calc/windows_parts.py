"""Stand-ins for what xlwings takes from Windows, so that its way to a cell function runs here.

``call_udf`` and the decorators are xlwings' own; ranges and workbooks are those of the Calc engine.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import xlwings as xw

MISSING = -2147352572
"""What VBA passes for an argument that was left out."""


class ComObject:
    """A range as Excel hands it over."""

    CLSID = "{00020846-0000-0000-C000-000000000046}"

    def __init__(self, impl: Any) -> None:
        self.impl = impl


class Impl:
    """The engine's side of such a range."""

    def __init__(self, xl: Any) -> None:
        self.xl = xl

    @property
    def api(self) -> ComObject:
        return self.xl

    def __getattr__(self, name: str) -> Any:
        return getattr(self.xl.impl, name)


def of(cells: xw.Range) -> ComObject:
    return ComObject(cells.impl)


def put_in_place(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """xlwings as it is on Windows, until the test ends; its module of cell functions."""

    def module(name: str, **parts: Any) -> ModuleType:
        made = ModuleType(name)
        vars(made).update(parts)
        monkeypatch.setitem(sys.modules, name, made)
        return made

    module(
        "pythoncom",
        CoInitialize=None,
        IID_IDispatch="IDispatch",
        CoMarshalInterThreadInterfaceInStream=lambda _, api: api,
    )
    module("pywintypes")
    module("win32com", client=module("win32com.client", Dispatch=lambda found: found))
    monkeypatch.setattr(
        xw,
        "_xlwindows",
        module(
            "xlwings._xlwindows",
            Range=lambda xl: Impl(xl),
            Book=lambda xl: SimpleNamespace(sheets=[], xl=xl),
            is_range_instance=lambda one: isinstance(one, ComObject),
            BOOK_CALLER=None,
        ),
        raising=False,
    )
    module("xlwings.com_server", loop=None)
    monkeypatch.delitem(sys.modules, "xlwings.udfs", raising=False)
    monkeypatch.delattr(xw, "udfs", raising=False)
    udfs = import_module("xlwings.udfs")

    monkeypatch.setitem(xw.engines.engines_by_name, "excel", xw.engines.active)
    monkeypatch.setattr(xw, "func", udfs.xlfunc)
    monkeypatch.setattr(xw, "arg", udfs.xlarg)
    monkeypatch.delitem(sys.modules, "kongcuo_xl.hosts.excel_functions", raising=False)
    return udfs
