"""Take our marks away again: a copy without them, otherwise the same file to the byte."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from kongcuo_xl import copies, inputs
from kongcuo_xl.book import Book, UnreadableBookError
from kongcuo_xl.hosts import folders, ooxml, passwords
from kongcuo_xl.hosts.ooxml import OutputError
from kongcuo_xl.plan import RemoveOurs
from kongcuo_xl.policy import Policy


class Cleared(NamedTuple):
    """What came of one workbook: its copy; none where it had no mark of ours, or with a failure."""

    file: str
    copy: Path | None = None
    notes: tuple[str, ...] = ()
    failure: str = ""

    @property
    def words(self) -> str:
        """A sentence for the user."""
        if self.copy is None:
            return f"{self.file}：{self.failure or '没有本程序作的标记，没有写副本'}"
        return f"已写出 {self.copy}" + "".join(f"；{note}" for note in self.notes)

    def told(self) -> dict[str, str | list[str]]:
        """The same as an object."""
        copy = str(self.copy or "")
        return {"file": self.file, "copy": copy, "notes": [*self.notes], "reason": self.failure}


def clear(paths: Sequence[Path], out: Path, policy: Policy) -> Iterator[Cleared]:
    """Clear every workbook named into ``out``, one by one."""
    read = inputs.reader(policy)
    taken: set[str] = set()
    for path in paths:
        if not path.exists():
            yield Cleared(path.name, failure="找不到这个文件或文件夹，请检查路径")
            continue
        for item in folders.workbooks(path).books:
            target = out / _free(item.name, taken)
            try:
                book = read(item.path, item.name)  # bounds and formats are judged first
                with passwords.unlocked(item.path, policy.limits) as (plain, _):
                    marked = bool(ooxml.ours(plain))
                if not marked:
                    yield Cleared(item.name)
                    continue
                notes = (*copies.carry_out(book, (RemoveOurs(),), target), *_left_behind(book))
            except (UnreadableBookError, OutputError) as error:
                yield Cleared(item.name, failure=str(error))
            else:
                yield Cleared(item.name, target, notes)


def _free(name: str, taken: set[str]) -> str:
    """The name of a copy; two files of one name, from two folders, get one each."""
    path, number = PurePosixPath(name), 1
    given = name
    while given.lower() in taken:
        number += 1
        given = str(path.with_stem(f"{path.stem}({number})"))
    taken.add(given.lower())
    return given


def _left_behind(book: Book) -> list[str]:
    """What the clerk typed into our sheet, which goes with it."""
    typed = sum(1 for texts in book.explanations.values() for text in texts if text)
    return (
        [f"核实说明 {typed} 条随问题清单一起去掉了，仍要用的请保留作了标记的那一份"]
        if typed
        else []
    )
