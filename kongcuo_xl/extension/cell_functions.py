"""The cell functions as Calc wants them declared: a type library, and texts for the wizard."""

from __future__ import annotations

from kongcuo_xl.extension import registry
from kongcuo_xl.functions import CATEGORY, FUNCTIONS, CellFunction
from kongcuo_xl.hosts.calc_formulas import SERVICE

_LANGUAGES = ("zh-CN", "en-US")
"""Calc shows the text of its own language, else the English one: both are Chinese."""


def idl() -> bytes:
    """The interface that the functions are methods of, as text: no SDK is needed to read it.

    The first argument of each is the document, which Calc fills in and no formula shows.
    """
    methods = [f"    any {each.name}({_parameters(each)});" for each in FUNCTIONS.values()]
    return "\n".join(
        (
            "module kongcuo {",
            "  interface XFunctions: com::sun::star::uno::XInterface {",
            *methods,
            "  };",
            "};",
            "",
        )
    ).encode()


def _parameters(function: CellFunction) -> str:
    # The grammar has no underscores for them; only their number matters.
    given = [f"[in] any given{number}" for number in range(1, len(function.arguments) + 1)]
    return ", ".join(["[in] com::sun::star::beans::XPropertySet document", *given])


def xcu() -> bytes:
    """Name, description and arguments of each function."""
    root = registry.component("CalcAddIns", "org.openoffice.Office")
    services = registry.node(root, "AddInInfo")
    functions = registry.node(registry.node(services, SERVICE, replace=True), "AddInFunctions")
    for each in FUNCTIONS.values():
        node = registry.node(functions, each.name, replace=True)
        registry.text(node, "DisplayName", each.name, _LANGUAGES)
        registry.text(node, "Description", f"{CATEGORY}：{each.says}", _LANGUAGES)
        registry.plain(node, "Category", "Add-In")
        registry.text(node, "CompatibilityName", each.name, ("en-US",))
        parameters = registry.node(node, "Parameters")
        for number, argument in enumerate(each.arguments, 1):
            # Calc sorts them by these names.
            one = registry.node(parameters, f"p{number}_{argument.name}", replace=True)
            optional = "（可不写）" if argument.optional else ""
            registry.text(one, "DisplayName", argument.label, _LANGUAGES)
            registry.text(one, "Description", f"{argument.says}{optional}", _LANGUAGES)
    return registry.written(root)
