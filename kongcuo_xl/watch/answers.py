"""What a school finds beside its copies: the list of problems, and why a file was not read.

Plain text for Notepad (a mark of UTF-8 and CRLF), the same bytes for the same findings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path, PurePosixPath

from kongcuo_xl.book import a1
from kongcuo_xl.finding import LEVELS, Finding, Unreadable
from kongcuo_xl.hosts.ooxml.archive import writing
from kongcuo_xl.rule import rules
from kongcuo_xl.screen import mask_in, visible

LIST = "问题清单.txt"
UNREAD = "_没有读.txt"
"""What the name of a note adds to the file's."""
_SIGNED = "（kongcuo-xl 自动写出，改好后重新放一次，本说明会自动去掉）"


def list_of(
    unit: str, date: str, findings: Sequence[Finding], unreadable: Collection[Unreadable]
) -> str:
    """The problems of a unit by file and sheet, grave ones first."""
    counts = "，".join(f"{level} {sum(f.level == level for f in findings)} 处" for level in LEVELS)
    lines = [f"{unit}　核查日期 {date}　{counts}"]
    if not findings and not unreadable:
        lines.append("没有发现问题。")
    lines += [f"没有读：{failed.file}：{failed.reason}" for failed in unreadable]
    ordered = sorted(findings, key=lambda f: (f.file, f.sheet, LEVELS.index(f.level), f.row))
    for (file, sheet), mine in groupby(ordered, key=lambda f: (f.file, f.sheet)):
        lines += ["", f"{file}［{sheet}］" if sheet else file]
        for f in mine:
            person = f"{f.person}：" if f.person and f.person not in f.message else ""
            lines.append(
                f"  {f.level} {a1(f.row, f.column)} {person}{f.message}"
                f"（{f.code} {rules()[f.code].name}）"
                + (f" → {f.suggestion}" if f.suggestion else "")
            )
    return "\n".join(lines)


def write(
    folder: Path,
    text: str | None,
    notes: Mapping[str, str],
) -> None:
    """Put the list and a note for each file into a unit's folder; take away notes that are over.

    ``notes``: name of a file → why it was not read. Raises OutputError.
    """
    wanted = {f"{name}{UNREAD}": f"{name}：{why}\n{_SIGNED}" for name, why in notes.items()}
    if text is not None:
        wanted[LIST] = text
    for name, words in wanted.items():
        _put(folder / name, words)
    for path in _notes_in(folder):
        if path.name not in wanted:
            with suppress(OSError):
                path.unlink()


def _notes_in(folder: Path) -> Iterator[Path]:
    """The notes that this program has put there."""
    for path in folder.glob(f"*{UNREAD}"):
        with suppress(OSError, ValueError):
            if path.read_text("utf-8-sig").endswith(_SIGNED):
                yield path


def _put(path: Path, text: str) -> None:
    data = ("\ufeff" + visible(mask_in(text)).replace("\n", "\r\n")).encode()
    with suppress(OSError):
        if path.read_bytes() == data:
            return
    with writing(path) as out:
        out.write(data)


def own_name(file: str) -> str:
    """A file's name without its folders."""
    return PurePosixPath(file).name
