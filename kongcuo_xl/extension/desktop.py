"""The user's LibreOffice, as far as installing an extension asks: found without starting it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

OLDEST = (7, 4)

_PROGRAMS = ("soffice", "libreoffice")
_FOLDERS = ("usr/lib*/libreoffice*/program", "opt/libreoffice*/program")
_PYTHON = re.compile(rb"libpython(\d+\.\d+)")
_NONE = (
    "没有找到 LibreOffice。请先安装 LibreOffice 的电子表格（Debian、统信、麒麟等系统的软件包"
    "是 libreoffice-calc 和 python3-uno），再运行 kongcuo calc install。"
)
_BOXED = (
    "“{}”是应用商店版（Flatpak、Snap 等）的 LibreOffice，它用不了外面的 Python。"
    "请安装系统自带或官网下载的 LibreOffice。"
)


class ExtensionError(Exception):
    """What keeps the extension from being installed; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Desktop:
    """A LibreOffice and the user who has it."""

    folder: Path
    """Where its programs are."""
    version: tuple[int, ...]
    """(7, 4); empty where it is not known."""
    python: str
    """The Python that its extensions run in, such as 3.11; ``""`` without one."""
    calc: bool
    """It has spreadsheets."""
    profile: Path
    """Where the user's settings and extensions are."""
    own_profile: bool
    """The profile is the one that LibreOffice uses of itself."""
    administrator: bool
    """The user is root."""

    @property
    def running(self) -> bool:
        """Whether a LibreOffice with this profile is open."""
        from kongcuo_xl.hosts.calc.office import shared_socket

        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(shared_socket(self.profile))) == 0


def here(root: Path = Path("/"), profile: Path | None = None) -> Desktop:
    """The LibreOffice of this computer and user. Raises ExtensionError without one."""
    if not sys.platform.startswith("linux"):
        raise ExtensionError(
            "LibreOffice 扩展只能装在 Linux 上；"
            "Windows 上请用 kongcuo addin install 装 Excel 加载项。"
        )
    programs = [Path(found) for found in map(shutil.which, _PROGRAMS) if found]
    folders = [program.resolve().parent for program in programs]
    # What is on the PATH may be a script that calls the program elsewhere.
    folders += sorted((each for one in _FOLDERS for each in root.glob(one)), reverse=True)
    folder = next((each for each in folders if (each / "bootstraprc").is_file()), None)
    if folder is None:
        raise ExtensionError(_BOXED.format(programs[0]) if programs else _NONE)
    settings = (folder / "bootstraprc").read_text(encoding="utf-8", errors="replace")
    version = re.search(r"ProductKey=\D*(\d+)\.(\d+)", settings)
    return Desktop(
        folder=folder,
        version=(int(version[1]), int(version[2])) if version else (),
        python=_python(folder),
        calc=(folder / "libsclo.so").exists(),
        profile=profile or _profile(settings),
        own_profile=profile is None,
        administrator=os.geteuid() == 0,
    )


def _python(folder: Path) -> str:
    """The version that the bridge between LibreOffice and Python was built for."""
    bridge = folder / "libpyuno.so"
    found = _PYTHON.search(bridge.read_bytes()) if bridge.exists() else None
    return found[1].decode() if found else ""


def _profile(settings: str) -> Path:
    home = Path.home()
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    told = re.search(r"UserInstallation=\$SYSUSERCONFIG/(\S+)", settings)
    return config / (told[1] if told else "libreoffice/4")
