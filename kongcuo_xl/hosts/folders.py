"""Which files of a folder are workbooks, in natural order, and what is passed over."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from kongcuo_xl.book import UnreadableBookError
from kongcuo_xl.limits import DEFAULT, Limits

SUFFIXES = {  # what the name may be for content of each format, so that nothing need be said
    "xlsx": {".xlsx", ".xltx"},
    "xlsm": {".xlsm", ".xltm"},
    "xlsb": {".xlsb"},
    "xls": {".xls", ".xlt", ".et", ".ett"},
    "ods": {".ods", ".ots"},
    "csv": {".csv", ".tsv", ".tab", ".txt"},
    "xml": {".xml"},
    "html": {".htm", ".html"},
    "mht": {".mht", ".mhtml"},
}
_BY_NAME_ONLY = {".txt", ".xml", ".htm", ".html", ".mht", ".mhtml"}
"""In a folder such files are most often something else: they are read where they are named."""
SPREADSHEET_SUFFIXES = frozenset(set().union(*SUFFIXES.values()) - _BY_NAME_ONLY)


class Input(NamedTuple):
    """One workbook to read."""

    unit: str
    """Its folder relative to the path given, with ``/``; ``""`` for the top."""
    name: str
    """Its path relative to the path given."""
    path: Path


@dataclass(slots=True)
class Inputs:
    """What a path holds: the workbooks, and what was passed over and why."""

    books: list[Input] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    """(name, reason in Chinese) of files that look like workbooks and are not read."""


def workbooks(path: Path, limits: Limits = DEFAULT) -> Inputs:
    """The workbooks of a file or a folder, sub-folders included, in natural order.

    A folder is a unit, each sub-folder a unit of its own (cli.md). Files are chosen by suffix here
    and judged by content when read. Hidden files are passed over silently, lock files with a
    reason, and so are links to folders, devices and folders too deep.

    Raises UnreadableBookError when the path does not exist, a folder can't be listed, or there are
    too many files.
    """
    found = Inputs()
    if path.is_dir():
        _collect(path, "", found, limits)
    elif path.exists() or path.is_symlink():
        found.books.append(Input("", plain_name(path.name), path))
    else:
        raise UnreadableBookError(f"找不到“{path}”；请检查路径是否写对。")
    return found


def plain_name(name: str) -> str:
    """A file's name as it may be shown: bytes that are no text and control characters as U+FFFD."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join("\ufffd" if unicodedata.category(ch) == "Cc" else ch for ch in text)


def _collect(folder: Path, unit: str, found: Inputs, limits: Limits) -> None:
    if unit.count("/") + 1 > limits.max_folders:
        found.skipped.append(
            (
                unit,
                f"文件夹套了 {limits.max_folders} 层以上，里面的没有看；请直接给出要核查的文件夹。",
            )
        )
        return
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: natural(entry.name))
    except OSError as error:
        if not unit:
            raise UnreadableBookError(
                f"文件夹“{folder}”打不开（没有权限或已断开）；请检查权限后再试。"
            ) from error
        found.skipped.append((unit, "文件夹打不开（没有权限或已断开）；请检查权限后再试。"))
        return
    folders = []
    for entry in entries:
        own = plain_name(entry.name)
        name = f"{unit}/{own}" if unit else own
        if entry.name.startswith("."):
            continue
        if _is_folder(entry):
            if entry.is_symlink():
                found.skipped.append((name, "是文件夹的链接，没有进去；要核查请直接给出它。"))
            else:
                folders.append((entry, name))
        elif entry.suffix.lower() in SPREADSHEET_SUFFIXES or _is_spreadsheetml(entry):
            if entry.name.startswith("~$"):
                found.skipped.append(
                    (name, "是 Excel/WPS 打开文件时的临时锁文件，不是工作簿，已跳过。")
                )
            elif _is_special(entry):
                found.skipped.append((name, "不是普通文件（设备、管道或套接字），没有读取。"))
            else:
                found.books.append(Input(unit, name, entry))
                if len(found.books) > limits.max_files:
                    raise UnreadableBookError(
                        f"文件夹里的工作簿超过 {limits.max_files} 个的上限，没有读取；请分批给出，"
                        "或在政策文件的 [limits] 中调大 max_files。"
                    )
    for entry, name in folders:
        _collect(entry, name, found, limits)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a link that leads to itself, a name that is too long
        return False


def _is_special(path: Path) -> bool:
    """Whether opening the path might wait for ever, or never end."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _is_spreadsheetml(path: Path) -> bool:
    if path.suffix.lower() != ".xml" or _is_special(path):
        return False
    try:
        with path.open("rb") as file:
            return b"urn:schemas-microsoft-com:office:spreadsheet" in file.read(2000)
    except OSError:
        return False


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """Sort key by which ``2班`` comes before ``10班``."""
    pieces = re.split(r"([0-9]+)", name.casefold())
    return tuple((int(p), "") if p.isascii() and p.isdigit() else (-1, p) for p in pieces)
