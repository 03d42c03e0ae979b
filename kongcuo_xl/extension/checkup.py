"""What keeps the LibreOffice extension from working on this computer, and what to do about it."""

from __future__ import annotations

import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from kongcuo_xl import __version__
from kongcuo_xl.addin.checkup import BAD, FINE, NOTICE, Check
from kongcuo_xl.extension import desktop, package
from kongcuo_xl.extension.desktop import OLDEST, Desktop
from kongcuo_xl.extension.installation import IDENTIFIER

_SECONDS = 20
_INSTALLED = "user/uno_packages/cache/uno_packages/*/*/description.xml"
"""Where LibreOffice keeps the extensions of a user, in the profile."""
_INSTALL = "关闭 LibreOffice 的全部窗口，再运行 kongcuo calc install"


def checks(profile: Path | None = None) -> list[Check]:
    """Everything looked at; ``profile`` is that of the LibreOffice in which this is asked."""
    try:
        found = desktop.here(profile=profile)
    except desktop.ExtensionError as problem:
        return [Check("LibreOffice", BAD, str(problem))]
    return [*_program(found), *_python(found), *_extension(found.profile), *_font()]


def _program(found: Desktop) -> Iterator[Check]:
    told = ".".join(map(str, found.version)) or "版本不明"
    says = f"{told}，{found.folder}"
    if found.version and found.version < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        yield Check("LibreOffice", BAD, f"{says}，太旧", f"升级到 {oldest} 或以后的版本")
    elif not found.calc:
        yield Check(
            "LibreOffice", BAD, f"{says}，没有电子表格（Calc）", "安装软件包 libreoffice-calc"
        )
    else:
        yield Check("LibreOffice", FINE, says)


def _python(found: Desktop) -> Iterator[Check]:
    running = ".".join(map(str, sys.version_info[:2]))
    if not found.python:
        yield Check("Python 支持", BAD, "LibreOffice 没有装 Python 支持", "安装软件包 python3-uno")
    elif found.python != running:
        yield Check(
            "Python 支持",
            BAD,
            f"LibreOffice 用的是 Python {found.python}，本程序装在 Python {running} 里",
            f"用 Python {found.python} 重新安装本程序，再运行 kongcuo calc install",
        )
    else:
        yield Check("Python 支持", FINE, f"{running}，与本程序的相同")
    try:
        yield Check("组件", FINE, f"xlwings {importlib.metadata.version('xlwings')}")
    except importlib.metadata.PackageNotFoundError:
        yield Check("组件", BAD, "没有装 xlwings", '运行 pip install "kongcuo-xl[live]"')


def _extension(profile: Path) -> Iterator[Check]:
    for description in profile.glob(_INSTALLED):
        text = description.read_text(encoding="utf-8", errors="replace")
        if f'<identifier value="{IDENTIFIER}"' in text:
            version = re.search(r'<version value="([^"]*)"', text)
            yield from _installed(description.parent, version[1] if version else "")
            return
    yield Check("扩展", BAD, f"没有装在 {profile}", _INSTALL)


def _installed(folder: Path, version: str) -> Iterator[Check]:
    if version != __version__:
        yield Check("扩展", BAD, f"扩展是 {version}，本程序是 {__version__}", _INSTALL)
    else:
        yield Check("扩展", FINE, f"{version}，与本程序的版本相同")
    noted = folder / package.WHERE
    if not noted.is_file():
        yield Check("程序位置", BAD, "扩展里没有记下本程序在哪里", _INSTALL)
        return
    folders = json.loads(noted.read_text(encoding="utf-8"))["folders"]
    place = next((Path(each) for each in folders if (Path(each) / "kongcuo_xl").is_dir()), None)
    if place is None:
        yield Check("程序位置", BAD, f"{folders[0]} 里没有本程序了，可能搬动过", _INSTALL)
    else:
        yield Check("程序位置", FINE, str(place))


def _font() -> Iterator[Check]:
    program = shutil.which("fc-list")
    todo = "安装软件包 fonts-noto-cjk，再重新打开 LibreOffice"
    if program is None:
        yield Check("中文字体", NOTICE, "查不到（没有 fc-list）", f"如果中文显示成方框，{todo}")
        return
    try:
        done = subprocess.run(
            [program, ":lang=zh", "family"], capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        yield Check("中文字体", NOTICE, "查不到（fc-list 没有回应）")
        return
    families = done.stdout.decode(errors="replace").splitlines()
    if families:
        yield Check("中文字体", FINE, min(families).partition(",")[0])
    else:
        yield Check("中文字体", BAD, "没有中文字体，中文会显示成方框", todo)
