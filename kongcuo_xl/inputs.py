"""What the user named on the command line, as sources and books: units, names, earlier marks."""

from __future__ import annotations

import datetime as dt
import glob
import os
from collections.abc import Collection, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from kongcuo_xl import explanations, marks
from kongcuo_xl.book import Book, UnreadableBookError
from kongcuo_xl.checking import (
    Progress,
    Reader,
    Report,
    Source,
    check_books,
    read_sources,
)
from kongcuo_xl.finding import Unreadable
from kongcuo_xl.hosts import authorship, files, ooxml, passwords
from kongcuo_xl.hosts.folders import Input, workbooks
from kongcuo_xl.hosts.ooxml import OutputError
from kongcuo_xl.policy import Policy
from kongcuo_xl.reading import BookReading
from kongcuo_xl.settings import Named

if TYPE_CHECKING:
    from kongcuo_xl.history.store import History

PREVIOUS = "上期名册"
"""A folder of this name inside what is checked holds last period's rosters (``--previous``)."""

MARKED = "_核查"
"""What a marked copy's name adds to its original's."""
TIDIED = "_整理"
"""What a tidied copy's name adds."""


def sources(
    paths: Sequence[Path], leave_out: Path | None = None, *, without_our_sheets: bool = False
) -> tuple[list[Source], list[Unreadable], list[str]]:
    """Workbooks to read, paths that can't be, and sentences about files left alone.

    A folder's workbooks are one unit, each sub-folder one of its own; a file belongs to the unit of
    its folder. ``leave_out`` is a folder of outputs, or the output, that may lie inside an input.

    In a folder, what this program wrote is no input: its lists and summaries, and in folders that
    hold a summary also the sheets it filled and the copies it made. A sheet of ours that somebody
    has saved since, or that lies where no batch put it, is a report that a school sends in;
    ``without_our_sheets`` leaves out every one that nobody has touched.

    Raises OutputError when ``leave_out`` is a file of somebody else's among the inputs.
    """
    not_an_input(leave_out, paths)
    found: list[Source] = []
    missing: list[Unreadable] = []
    notes: list[str] = []
    folders = [p for p in paths if p.is_dir()]
    skip = real(leave_out) if leave_out is not None else None
    for path in paths:
        if not path.exists():
            missing.append(Unreadable(path.name, "找不到这个文件或文件夹，请检查路径"))
            continue
        inputs = workbooks(path)
        root = real(path if path.is_dir() else real(path).parent).name
        prefix = f"{real(path).name}/" if path in folders and len(folders) > 1 else ""
        notes += [f"{prefix}{name}：{why}" for name, why in inputs.skipped]
        names = {item.name for item in inputs.books}
        before = len(found)
        results = _Results(path, inputs.books, without_our_sheets)
        for item in inputs.books:
            if skip is not None and _inside(item.path, skip, path):
                continue
            if path.is_dir() and results.hold(item):
                continue
            if PREVIOUS in item.unit.split("/"):
                earlier = (
                    f"{prefix}{PREVIOUS}：是上期的名册，没有核查；核对增减请用 --previous 指定"
                )
                notes += [] if earlier in notes else [earlier]
                continue
            if path.is_dir() and (original := _original_of(item.name, names)):
                notes.append(
                    f"{prefix}{item.name}：是“{original}”的副本，没有重复核查；"
                    "要改用副本，请把原文件移走"
                )
                continue
            unit = f"{root}/{item.unit}" if item.unit else root
            marked = marked_copies(item.path, prefix + item.name, skip)
            found.append(Source(unit, prefix + item.name, item.path, marked))
        notes += results.notes(prefix)
        if path.is_dir() and len(found) == before:
            missing.append(Unreadable(path.name, "文件夹里没有可核查的工作簿，请检查路径"))
    return found, missing, notes


def real(path: Path) -> Path:
    """Where a path leads in the end; one whose links go round in circles leads nowhere else."""
    return Path(os.path.realpath(path))


def not_an_input(out: Path | None, paths: Sequence[Path]) -> None:
    """Raise OutputError when an output would take the place of somebody's file among the inputs.

    What this program wrote there before, and nobody has saved since, may be written anew.
    """
    if out is None or not out.is_file():
        return
    place = real(out)
    named = [real(path) for path in paths]
    by = authorship.of(out)
    if any(place.is_relative_to(path) for path in named) and not (by and by.untouched):
        raise OutputError(
            f"输出文件“{out}”就在要读的文件里，写出会盖掉它；请用 --out 另取一个文件名或文件夹。"
        )


def _inside(item: Path, outputs: Path, given: Path) -> bool:
    """Whether a workbook is the output, or lies in a folder of outputs below what was given."""
    if real(item) == outputs:
        return True
    below = outputs != real(given) and outputs.is_relative_to(real(given))
    return below and real(item).is_relative_to(outputs)


class _Results:
    """What this program wrote among the workbooks of a folder, gathered as it is met."""

    def __init__(self, given: Path, items: Sequence[Input], every_sheet: bool) -> None:
        self._every_sheet = every_sheet
        self._ours = (
            {item.path: authorship.of(item.path) for item in items} if given.is_dir() else {}
        )
        summaries = [
            p.parent for p, by in self._ours.items() if by and by.kind == authorship.SUMMARY
        ]
        self._outputs = set(summaries)
        self._given = given
        self._found: list[str] = []

    def hold(self, item: Input) -> bool:
        """Whether a workbook is a result of ours and no input."""
        by = self._ours[item.path]
        folders = [folder for folder in self._outputs if item.path.is_relative_to(folder)]
        copy = item.path.stem.endswith((MARKED, TIDIED)) and any(f != self._given for f in folders)
        sheet = by is not None and by.untouched and bool(folders or self._every_sheet)
        if copy or sheet or (by is not None and by.kind):
            self._found.append(item.name)
            return True
        return False

    def notes(self, prefix: str) -> list[str]:
        """One sentence on all of them."""
        if not self._found:
            return []
        named = "、".join(prefix + name for name in self._found[:3])
        more = f"等{len(self._found)}个" if len(self._found) > 3 else ""
        return [f"{named}{more}：是本程序以前写出的结果，没有当作来件读取"]


def _original_of(name: str, names: set[str]) -> str:
    path = PurePosixPath(name)
    added = next((each for each in (MARKED, TIDIED) if path.stem.endswith(each)), "")
    if not added:
        return ""
    stem = path.stem.removesuffix(added)
    for other in sorted(names):
        candidate = PurePosixPath(other)
        if stem in (candidate.stem, candidate.name) and _comes_of(path.parent, candidate.parent):
            return other
    return ""


def _comes_of(copy: PurePosixPath, original: PurePosixPath) -> bool:
    """Whether a copy's folder is the original's, or the same one in a folder of outputs.

    Copies of ``一中`` stand in ``一中``, ``结果/一中`` or ``一中/核查结果``.
    """
    longer, wanted = copy.parts, original.parts
    added = len(longer) - len(wanted)
    return added >= 0 and any(
        longer[:i] + longer[i + added :] == wanted for i in range(len(wanted) + 1)
    )


def marked_copies(original: Path, name: str, out: Path | None) -> tuple[Path, ...]:
    """Marked copies of a workbook that stand beside it or in the folder of outputs."""
    folders = [original.parent, *([(out / name).parent] if out is not None else [])]
    beginnings = [f"{stem.removesuffix(MARKED)}{MARKED}" for stem in (original.stem, original.name)]
    found = [
        path
        for folder in dict.fromkeys(real(f) for f in folders)
        for beginning in beginnings
        for path in sorted(folder.glob(f"{glob.escape(beginning)}.*"))
        if path.is_file() and path.stem == beginning and path != real(original)
    ]
    return tuple(dict.fromkeys(found))


def reader(policy: Policy) -> Reader:
    """How one workbook is read: within the policy's limits, without our own earlier marks.

    What cell functions answer from its tables is no data of it (``evaluation.set_apart``).
    """

    def read(path: Path, name: str) -> Book:
        book = files.read(path, name, policy.limits)
        if any(sheet.calls for sheet in book.sheets):
            from kongcuo_xl import evaluation

            with passwords.unlocked(path, policy.limits) as (plain, _):
                evaluation.set_apart(book, plain)
        lists = [s.name for s in book.sheets if explanations.is_list(s)]
        if not lists and not any(s.name.startswith(marks.LIST_SHEET) for s in book.sheets):
            return book
        typed, answered = explanations.typed(book), explanations.answered(book)
        with passwords.unlocked(path, policy.limits) as (plain, _):
            book = marks.unmarked(book, ooxml.ours(plain))
        # Another program may have dropped what says that the list is ours.
        book.sheets = [s for s in book.sheets if s.name not in lists]
        book.explanations, book.answered = typed, answered
        return book

    return read


def read(
    paths: Sequence[Path],
    policy: Policy,
    date: dt.date,
    *,
    leave_out: Path | None = None,
    progress: Progress | None = None,
    named: Collection[Named] = (),
    without_our_sheets: bool = False,
) -> tuple[list[BookReading], list[Unreadable], list[str]]:
    """Everything named, read: books with their tables, what couldn't be, sentences for the user.

    ``leave_out`` and ``without_our_sheets`` as for ``sources``.
    """
    found, missing, notes = sources(paths, leave_out, without_our_sheets=without_our_sheets)
    books, unreadable = read_sources(found, reader(policy), date, progress, named=named)
    return books, [*missing, *unreadable], notes


def check(
    paths: Sequence[Path],
    policy: Policy,
    date: dt.date,
    *,
    selected: set[str] | None = None,
    previous: Path | None = None,
    leave_out: Path | None = None,
    progress: Progress | None = None,
    named: Collection[Named] = (),
    history: History | None = None,
) -> Report:
    """Read and check everything named; ``named`` as for ``check_books``.

    With a ``history`` the last month's rosters and sheets come from it where ``previous`` names
    none, and what all rules found goes into it. Raises UnreadableBookError when ``previous`` can't
    be read, HistoryError and OutputError for the history.
    """
    books, unreadable, notes = read(
        paths, policy, date, leave_out=leave_out, progress=progress, named=named
    )
    before = None
    if previous is not None:
        before, failed, _ = read([previous], policy, date, named=named)
        if failed:
            raise UnreadableBookError(f"上期名册“{failed[0].file}”：{failed[0].reason}")
    elif history is not None:
        from kongcuo_xl.history import runs  # it needs more of pyarrow than all else

        before = runs.earlier(history, books, date, named=named) or None
    report = check_books(
        books,
        policy,
        date,
        selected=selected,
        unreadable=unreadable,
        previous=before,
        named=named,
    )
    report.notes = notes + report.notes
    if history is not None:
        from kongcuo_xl.history import runs

        if selected is None:  # some rules only would look as if there were no other faults
            runs.append(history, report)
        report.notes += history.notes
    return report
