"""Print a document for the people of workbooks named on the command line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from kongcuo_xl import documents, inputs
from kongcuo_xl.checking import Progress, scopes, whole
from kongcuo_xl.documents import Document, DocumentError
from kongcuo_xl.finding import Unreadable
from kongcuo_xl.hosts import word
from kongcuo_xl.identity import mask_in
from kongcuo_xl.policy import Policy
from kongcuo_xl.reading import BookReading
from kongcuo_xl.settings import Named, Settings

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class Printed:
    """The files written with the number of copies in each, what to tell, and unreadable inputs."""

    files: tuple[tuple[Path, int], ...]
    notes: tuple[str, ...]
    unreadable: tuple[Unreadable, ...]


def print_from(
    name: str,
    paths: Sequence[Path],
    folder: Path,
    policy: Policy,
    date: dt.date,
    *,
    students: Sequence[str] = (),
    progress: Progress | None = None,
    named: Collection[Named] = (),
) -> Printed:
    """Print a document for all units found in ``paths``, into ``folder``.

    ``students``: whom to print for, all that the document is for without it. IDs in ``notes`` and
    in file names are masked; in the documents they are whole. Raises DocumentError, OutputError
    or UnreadableBookError, each one Chinese sentence.
    """
    document = documents.find(name)
    books, unreadable, notes = inputs.read(
        paths, policy, date, leave_out=folder, progress=progress, named=named,
        without_our_sheets=True,
    )  # fmt: skip
    if not any(book.pieces for book in books):
        raise DocumentError(
            "".join(f"“{each.file}”：{each.reason.rstrip('。')}。" for each in unreadable)
            or "所给的文件里没有认出任何台账，没有可打印的人；请检查 --from 的路径。"
        )
    done = print_books(
        document, books, policy, date, lambda stem: folder / f"{stem}.docx",
        students=students, named=named,
    )  # fmt: skip
    return Printed(done.files, (*map(mask_in, notes), *done.notes), tuple(unreadable))


def print_books(
    document: Document,
    books: list[BookReading],
    policy: Policy,
    date: dt.date,
    place: Callable[[str], Path],
    *,
    students: Sequence[str] = (),
    named: Collection[Named] = (),
) -> Printed:
    """Print a document for all units of books already read, as ``print_from`` does.

    ``place`` says where the file of a name without ending goes.
    """
    template = word.read_template(document.template, documents.names_known())
    parts, said = scopes(books, policy, date, named=named)
    if len(parts) > 1:
        said.append("各单位的校历或政策不同，按单位最多的一种计算。")
    scope = whole(parts)
    settings = Settings(((book.unit, book.book) for book in books), named)
    units = {unit: stated for unit in scope.tables.units if (stated := settings.name(unit))}
    try:
        printouts, told = documents.fill(document, scope, students, template.used, units)
    except DocumentError as error:
        raise DocumentError(mask_in(str(error))) from None
    files = []
    for printout in printouts:
        target = place(_NOT_IN_NAMES.sub("_", mask_in(printout.stem)))
        word.write(template, printout.copies, target)
        files.append((target, len(printout.copies)))
    return Printed(tuple(files), tuple(map(mask_in, (*said, *told))), ())
