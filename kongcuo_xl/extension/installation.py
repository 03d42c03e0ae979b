"""The extension put into the user's LibreOffice, and taken out again."""

from __future__ import annotations

import os
import site
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import kongcuo_xl
from kongcuo_xl.extension import package
from kongcuo_xl.extension.desktop import OLDEST, Desktop, ExtensionError

IDENTIFIER = "kongcuo.calc"

_SECONDS = 180
_NOT_INSTALLED = "no such extension"
_ROOT = (
    "LibreOffice 不让 root 用户安装扩展：请退出 root（不要加 sudo），"
    "用平时登录电脑的用户运行 kongcuo calc {}。"
)
_RUNNING = "LibreOffice 正开着：请保存文件，关闭它的全部窗口（包括右下角的快速启动），再运行一次。"


def install(desktop: Desktop) -> Path:
    """Build the extension, note in it where this program is, and add it; the user's profile.

    Raises ExtensionError.
    """
    _check(desktop, "install")
    with tempfile.TemporaryDirectory(prefix="kongcuo_") as folder:
        file = Path(folder) / package.EXTENSION
        file.write_bytes(package.data(where(desktop.python)))
        _unopkg(desktop, "add", "--force", str(file))
    return desktop.profile


def uninstall(desktop: Desktop) -> bool:
    """Take the extension out; False where it was not in. Raises ExtensionError."""
    _refuse(desktop, "uninstall")
    try:
        _unopkg(desktop, "remove", IDENTIFIER)
    except ExtensionError as problem:
        if _NOT_INSTALLED in str(problem):
            return False
        raise
    return True


def where(python: str) -> dict[str, object]:
    """What LibreOffice has to know to find this program."""
    ours = str(Path(kongcuo_xl.__file__).parent.parent)
    folders = [ours, sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    if site.ENABLE_USER_SITE:
        folders.append(site.getusersitepackages())
    return {
        "version": python,
        "python": sys.executable,
        "folders": list(dict.fromkeys(folders)),
    }


def _check(desktop: Desktop, action: str) -> None:
    if not desktop.calc:
        raise ExtensionError(
            "这个 LibreOffice 里没有电子表格（Calc）：请安装软件包 libreoffice-calc，再运行一次。"
        )
    if desktop.version and desktop.version < OLDEST:
        told, oldest = ".".join(map(str, desktop.version)), ".".join(map(str, OLDEST))
        raise ExtensionError(
            f"LibreOffice {told} 太旧，要 {oldest} 或以后的版本：请升级 LibreOffice，再运行一次。"
        )
    running = ".".join(map(str, sys.version_info[:2]))
    if not desktop.python:
        raise ExtensionError(
            "LibreOffice 没有装 Python 支持：请安装软件包 python3-uno，再运行一次。"
        )
    if desktop.python != running:
        raise ExtensionError(
            f"LibreOffice 用的是 Python {desktop.python}，本程序装在 Python {running} 里，"
            f"两者要一样：请用 Python {desktop.python} 重新安装本程序"
            "（要 3.11 或以后的版本；LibreOffice 的 Python 更旧时，请先升级 LibreOffice），"
            "再运行 kongcuo calc install。"
        )
    _refuse(desktop, action)


def _refuse(desktop: Desktop, action: str) -> None:
    if desktop.administrator:
        raise ExtensionError(_ROOT.format(action))
    if desktop.running:
        raise ExtensionError(_RUNNING)


def _unopkg(desktop: Desktop, *words: str) -> None:
    """Run LibreOffice's own program for extensions. Raises ExtensionError with what it said."""
    command = [str(desktop.folder / "unopkg"), *words]
    if not desktop.own_profile:
        command.append(f"-env:UserInstallation={desktop.profile.as_uri()}")
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise ExtensionError(
            f"LibreOffice 的扩展程序 unopkg {_SECONDS} 秒没有回应，已结束它；请重启电脑后再试。"
        ) from None
    except OSError as problem:
        raise ExtensionError(
            f"“{command[0]}”运行不了（{problem.strerror}）：请重新安装 LibreOffice。"
        ) from None
    if done.returncode:
        said = (done.stderr + done.stdout).decode(errors="replace")
        raise ExtensionError(
            f"LibreOffice 没有装成扩展。它说：{' '.join(said.split())[:300] or '（什么也没说）'}"
        )
