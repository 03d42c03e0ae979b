"""What the add-in asks of the computer it stands on. The registry is touched only on Windows."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Registry: TypeAlias = Callable[[str, str, str], str | int | None]
"""(root such as ``HKCU``, key, name of a value, ``""`` for the default) → the value, or None."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A computer, as far as the add-in is concerned."""

    windows: bool
    home: Path
    """The user's folder (USERPROFILE)."""
    settings: Path
    """Where programs keep what belongs to the user (APPDATA)."""
    python: Path
    bits: int
    """Of Python: 32 or 64."""
    registry: Registry
    encoding: str
    """What VBA reads text files in."""

    @property
    def addin_folder(self) -> Path:
        """Excel opens what lies here at every start, and trusts it."""
        return self.settings / "Microsoft" / "Excel" / "XLSTART"

    @property
    def config(self) -> Path:
        """Where the VBA of xlwings looks for the settings of our project."""
        return self.home / ".kongcuo" / "kongcuo.conf"


def here() -> Machine:
    """This computer."""
    windows = sys.platform == "win32"
    home = Path.home()
    return Machine(
        windows=windows,
        home=home,
        settings=Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming"),
        python=Path(sys.executable),
        bits=struct.calcsize("P") * 8,
        registry=_registry if windows else _no_registry,
        encoding="mbcs" if windows else "utf-8",
    )


def _no_registry(root: str, key: str, name: str) -> None:  # noqa: ARG001 - a Registry
    return None


def _registry(root: str, key: str, name: str) -> str | int | None:
    import winreg

    system: Any = winreg  # its names are known to checkers on Windows alone
    roots = {
        "HKCU": system.HKEY_CURRENT_USER,
        "HKLM": system.HKEY_LOCAL_MACHINE,
        "HKCR": system.HKEY_CLASSES_ROOT,
    }
    # Excel and Python may differ in bits, and each has its own view of the registry.
    for view in (system.KEY_WOW64_64KEY, system.KEY_WOW64_32KEY):
        try:
            with system.OpenKey(roots[root], key, 0, system.KEY_READ | view) as opened:
                value: str | int = system.QueryValueEx(opened, name)[0]
                return value
        except OSError:
            continue
    return None
