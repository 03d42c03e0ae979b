"""Take our marks away again: a copy without them, otherwise the same file to the byte."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kongcuo_xl import copies, inputs
from kongcuo_xl.book import UnreadableBookError
from kongcuo_xl.hosts import files, ooxml, passwords
from kongcuo_xl.hosts.ooxml import OutputError
from kongcuo_xl.plan import RemoveOurs
from kongcuo_xl.policy import Policy


def clear(paths: Sequence[Path], out: Path, policy: Policy) -> Iterator[tuple[str, bool]]:
    """Clear every workbook named into ``out``; yields a sentence and whether it went well."""
    read = inputs.reader(policy)
    for path in paths:
        if not path.exists():
            yield f"{path.name}：找不到这个文件或文件夹，请检查路径", False
            continue
        for item in files.workbooks(path).books:
            target = out / item.name
            try:
                book = read(item.path, item.name)  # bounds and formats are judged first
                with passwords.unlocked(item.path, policy.limits) as (plain, _):
                    marked = bool(ooxml.ours(plain))
                if not marked:
                    yield f"{item.name}：没有本程序作的标记，没有写副本", True
                    continue
                notes = copies.carry_out(book, (RemoveOurs(),), target)
            except (UnreadableBookError, OutputError) as error:
                yield f"{item.name}：{error}", False
            else:
                yield f"已写出 {target}" + "".join(f"；{note}" for note in notes), True
