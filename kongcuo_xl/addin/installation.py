"""The add-in put where Excel finds it, and taken away again."""

from __future__ import annotations

import csv
import shutil
import tempfile
from pathlib import Path

from kongcuo_xl import system_errors
from kongcuo_xl.addin.machine import Machine

ADDIN = "控辍保学.xlam"
WORKBOOK = "控辍保学台账.xlsm"

_INTERPRETER = "INTERPRETER_WIN"
_NO_EXCEL = "Excel 加载项只能装在 Windows 上，这台电脑不是 Windows；其他命令照常可用。"
_CLOSE = "请先关闭 Excel 的全部窗口再试"


class AddinError(Exception):
    """What can't be installed or taken away; the message is one Chinese sentence for the user."""


def install(machine: Machine) -> list[Path]:
    """Build the add-in, put it into Excel's start folder and name this Python to it.

    Returns the files written. Raises AddinError.
    """
    _need_windows(machine)
    try:
        text = _settings(machine).encode(machine.encoding)
    except UnicodeEncodeError:
        raise AddinError(
            f"Python 所在的文件夹“{machine.python.parent}”的名称中有 Excel 宏读不了的字，"
            "请把 Python 装到名称较简单的文件夹"
        ) from None
    addin = machine.addin_folder / ADDIN
    try:
        with tempfile.TemporaryDirectory() as folder:
            build(Path(folder))
            machine.addin_folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(folder) / ADDIN, addin)
        machine.config.parent.mkdir(parents=True, exist_ok=True)
        machine.config.write_bytes(text)
    except OSError as error:
        raise AddinError(
            f"写不了“{error.filename or addin}”：{system_errors.in_words(error)}，{_CLOSE}"
        ) from None
    return [addin, machine.config]


def build(folder: Path) -> list[Path]:
    """Write the add-in and the workbook into a folder; the files.

    Raises AddinError where what builds them is not installed, OutputError.
    """
    try:
        from kongcuo_xl.addin import package
    except ImportError as missing:  # an import hook (UNO's) may have hidden which one
        name = missing.name or "pyopenvba"
        raise AddinError(
            f'生成加载项要用的组件 {name} 没有装，请运行 pip install "kongcuo-xl[addin]"'
        ) from None
    return package.build(folder)


def uninstall(machine: Machine) -> list[Path]:
    """Take away what ``install`` put there and nothing else; the files that were there.

    Raises AddinError.
    """
    _need_windows(machine)
    removed = []
    for path in (machine.addin_folder / ADDIN, machine.config):
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise AddinError(f"删不了“{path}”：{system_errors.in_words(error)}，{_CLOSE}") from None
        removed.append(path)
    folder = machine.config.parent
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    return removed


def configured(machine: Machine) -> Path | None:
    """The Python that Excel is told to use; None where nothing is set."""
    try:
        text = machine.config.read_text(encoding=machine.encoding)
    except (OSError, UnicodeDecodeError):
        return None
    known = {line[0]: line[1] for line in csv.reader(text.splitlines()) if len(line) == 2}
    interpreter = known.get(_INTERPRETER)
    return Path(interpreter) if interpreter else None


def _need_windows(machine: Machine) -> None:
    if not machine.windows:
        raise AddinError(_NO_EXCEL)


def _settings(machine: Machine) -> str:
    settings = {
        _INTERPRETER: str(machine.python),
        # Buttons go through the server that the functions use: no new Python for each press.
        "USE UDF SERVER": "True",
        # A module lying beside a clerk's workbook must not be taken for one of ours.
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
    }
    return "".join(f'"{name}","{value}"\r\n' for name, value in settings.items())
