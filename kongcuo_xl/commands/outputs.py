"""Where what a button makes is put, and how the user is told of it."""

from __future__ import annotations

from pathlib import Path

import xlwings

from kongcuo_xl.addin import machine
from kongcuo_xl.commands.desk import Desk

_FOLDERS = r"Software\Microsoft\Windows\CurrentVersion\Explorer\Shell Folders"


def home(desk: Desk) -> Path:
    """The folder of the active workbook; the user's documents where it was never saved here."""
    place = saved(desk)
    return place.parent if place is not None else _documents()


def saved(desk: Desk) -> Path | None:
    """Where the active workbook is saved; None for a new one, and for one on the web."""
    try:
        path = Path(desk.book.fullname)
    except xlwings.XlwingsError:  # a workbook in a cloud that is not kept on this computer
        return None
    return path if path.is_absolute() and path.parent.is_dir() else None


def stem(desk: Desk) -> str:
    """The name of the active workbook without its ending."""
    name = Path(str(desk.book.name))
    return name.stem or name.name


def free(folder: Path, name: str, ending: str) -> Path:
    """The first of ``name.xlsx``, ``name(2).xlsx`` … that is not there: nothing is overwritten."""
    number, found = 1, folder / f"{name}{ending}"
    while found.exists():
        number += 1
        found = folder / f"{name}({number}){ending}"
    return found


def present(desk: Desk, path: Path, told: str) -> None:
    """Open what was written and say so in one message."""
    try:
        desk.show(path)
    except Exception:  # whatever keeps a program from opening it, the file is there
        told += "\n没有能自动打开，请手工打开这个文件。"
    desk.say(f"{told}\n已写出 {path}")


def _documents() -> Path:
    here = machine.here()
    stated = here.registry("HKCU", _FOLDERS, "Personal")  # it may have been moved elsewhere
    named = (
        Path(str(stated)) if stated else here.home,
        here.home / "Documents",
        here.home / "文档",
    )
    return next((folder for folder in named if folder.is_dir() and folder != here.home), here.home)
