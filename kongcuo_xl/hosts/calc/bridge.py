"""LibreOffice's bridge to Python: loading the module uno, and making UNO values.

UNO has no type stubs; whatever comes over the bridge is `Uno`, which is `Any`.
"""

from __future__ import annotations

import functools
import importlib
import sys
from pathlib import Path
from typing import Any, TypeAlias

from .failures import UnoMissing

Uno: TypeAlias = Any

SYSTEM_PYTHON = Path("/usr/bin/python3")
SYSTEM_PACKAGES = (
    "/usr/lib/python3/dist-packages",
    "/usr/lib64/libreoffice/program",
    "/usr/lib/libreoffice/program",
    "/opt/libreoffice/program",
)


@functools.cache
def uno() -> Any:
    """The module uno, looked for where distributions keep it.

    Raises UnoMissing when it is nowhere, or was built for another Python.
    """
    try:
        return importlib.import_module("uno")
    except ImportError as problem:
        if getattr(problem, "name", None) not in ("uno", None):
            raise _unusable(problem) from problem
    for folder in SYSTEM_PACKAGES:
        if (Path(folder) / "uno.py").exists():
            # Appended, never put first: this folder also holds other packages of the system.
            sys.path.append(folder)
            try:
                return importlib.import_module("uno")
            except ImportError as problem:
                sys.path.remove(folder)
                raise _unusable(problem) from problem
    raise UnoMissing(
        "Python's bridge to LibreOffice is not installed (module uno; "
        "on Debian and its relatives the package python3-uno)."
    )


def _unusable(problem: ImportError) -> UnoMissing:
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    system = SYSTEM_PYTHON.resolve().name.removeprefix("python") or "another version"
    if system != running:
        return UnoMissing(
            f"Python's bridge to LibreOffice was built for Python {system}, "
            f"this is Python {running}: run with Python {system}."
        )
    return UnoMissing(f"Python's bridge to LibreOffice cannot be loaded: {problem}")


def struct(name: str, **fields: Any) -> Uno:
    """A UNO struct such as com.sun.star.table.CellAddress, its fields filled in."""
    value = uno().createUnoStruct(f"com.sun.star.{name}")
    for field, content in fields.items():
        setattr(value, field, content)
    return value


def enum(kind: str, value: str) -> Uno:
    """A UNO enum value, such as enum("sheet.CellInsertMode", "DOWN")."""
    return uno().Enum(f"com.sun.star.{kind}", value)


def properties(**fields: Any) -> tuple[Uno, ...]:
    """A sequence of PropertyValue."""
    return tuple(struct("beans.PropertyValue", Name=name, Value=v) for name, v in fields.items())


def sequence(kind: str, items: tuple[Any, ...]) -> Uno:
    """A typed sequence, for properties that take Any and would get a sequence of Any."""
    return uno().Any(f"[]com.sun.star.{kind}", items)


def url(path: str) -> str:
    """A file as the URL that LibreOffice wants."""
    return str(uno().systemPathToFileUrl(path))


def path_of(address: str) -> str:
    """The file behind a URL."""
    return str(uno().fileUrlToSystemPath(address))
