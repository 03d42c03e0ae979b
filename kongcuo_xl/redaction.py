"""Copies to send to somebody: people, numbers and places invented, structure and faults kept."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from kongcuo_xl import clean, copies, inputs
from kongcuo_xl.book import Book, Cell, Sheet, UnreadableBookError, Value
from kongcuo_xl.checking import Progress, read_sources
from kongcuo_xl.disguise import Disguise, learn_sheet
from kongcuo_xl.finding import Unreadable
from kongcuo_xl.hosts import files, ooxml, passwords
from kongcuo_xl.hosts.ooxml.archive import OutputError, writing
from kongcuo_xl.hosts.ooxml.rebuilding import rebuild
from kongcuo_xl.hosts.ooxml.rewriting import rewrite
from kongcuo_xl.policy import Policy
from kongcuo_xl.reading import BookReading
from kongcuo_xl.tables import Piece, kinds, part_of

REMAINS = (
    "副本里仍有：出生日期、性别、民族、行政区划、学校和班级名称、身份证号的前14位；"
    "自由文字里不在任何名单上的人名、拼音和称呼认不出来。发送前请自己看一遍，只发给需要的人。"
)
_SERIALS = ("student_aux_no", "disability_card")
_PLACES = ("village",)


@dataclass(slots=True)
class Redacted:
    """What was written, and what the user must know."""

    written: list[tuple[str, Path, tuple[str, ...]]] = field(default_factory=list)
    """(original, copy, sentences on it)"""
    failures: list[tuple[str, str]] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def redact(
    paths: Sequence[Path],
    out: Path,
    policy: Policy,
    date: dt.date,
    *,
    progress: Progress | None = None,
    source: random.Random | None = None,
) -> Redacted:
    """Write a redacted copy of every workbook named into ``out``, in its own sub-folder.

    The same person, number or place has the same invented one in all of them; nothing that would
    lead back is kept. ``source`` makes the choices, for tests. Raises OutputError when ``out`` is
    an input's own folder.
    """
    if any(path.is_dir() and inputs.real(path) == inputs.real(out) for path in paths):
        raise OutputError(f"“{out}”就是要脱敏的文件夹，请另选一个输出文件夹。")

    def read(path: Path, name: str) -> Book:
        return files.read(path, name, policy.limits)  # with our own marks, if it has any

    found, missing, notes = inputs.sources(paths, out)
    books, unreadable = read_sources(found, read, date, progress)
    result = Redacted(unreadable=[*missing, *unreadable], notes=notes)
    headings = {w for k in kinds().values() for f in k.fields.values() for w in f.words}
    disguise = Disguise(source, headings)
    learn(disguise, books)
    for book in books:
        if progress:
            progress(book.book.name)
        target = _target(book, out, disguise)
        try:
            said = _write(book.book, target, disguise, policy)
        except (OutputError, UnreadableBookError) as error:
            result.failures.append((book.book.name, str(error)))
        else:
            result.written.append((book.book.name, target, tuple(said)))
    return result


def learn(disguise: Disguise, books: Sequence[BookReading]) -> None:
    """Everything that tells people, from all books before anything is replaced."""
    for book in books:
        for piece in (piece for reading in book.sheets for piece in reading.pieces):
            _learn_piece(disguise, piece)
    for book in books:
        for sheet in book.book.sheets:
            learn_sheet(disguise, sheet.rows)
        for part in PurePosixPath(book.book.name).parts:
            disguise.learn_free(part)


def _learn_piece(disguise: Disguise, piece: Piece) -> None:
    fields = kinds()[piece.kind].fields
    rows = piece.sheet.rows
    columns = [(f, c) for f, c in piece.columns.items()]
    columns += [(f, c) for f, several in piece.joined.items() for c in several]
    columns += [(f, c) for c, f in (piece.twice | piece.suggested | piece.misfits).items()]
    # Rows that are no data may hold people all the same (an example, a line of totals).
    whole = range(piece.header.bottom + 1, piece.area.bottom + 1)
    for name, column in columns:
        kind = fields[name].type if name in fields else "text"
        for row in whole:
            value = rows[row][column] if column < len(rows[row]) else ""
            if value == "":
                continue
            stored = piece.sheet.long_numbers.get((row, column), value)
            if piece.shares(name):
                stored = value = part_of(clean.text(value), name=kind in ("name", "names"))
            if kind in ("name", "names"):
                disguise.learn_name(value)
            elif kind in ("id", "student_no") or name.endswith("_id"):
                disguise.learn_id(stored, stored_as_number=stored is not value)
            elif kind == "phone":
                disguise.learn_phone(stored)
            elif kind == "address":
                disguise.learn_address(value)
            elif name in _SERIALS:
                disguise.learn_serial(stored)
            elif name in _PLACES:
                disguise.learn_place(value)
    for _, _, person in piece.people:
        disguise.learn_name(person)


def _target(book: BookReading, out: Path, disguise: Disguise) -> Path:
    path = PurePosixPath(book.book.name)
    parts = [disguise.text(part) for part in path.parts[:-1]]
    ending = ooxml.suffix(book.book.path) if copies.is_package(book.book) else ".xlsx"
    ending = {".xlsm": ".xlsx", ".xltm": ".xltx"}.get(ending, ending)
    return out.joinpath(*parts, disguise.text(path.stem) + ending)


def _write(book: Book, target: Path, disguise: Disguise, policy: Policy) -> list[str]:
    if target.exists() and target.samefile(book.path):
        raise OutputError(f"输出文件不能是原文件“{book.path.name}”本身，请另选一个文件夹。")
    notes: list[str] = []
    with (
        passwords.unlocked(book.path, policy.limits) as (plain, word),
        passwords.private_folder() as folder,
    ):
        made = folder / "redacted.xlsx" if word else target
        if copies.is_package(book):
            notes += rewrite(plain, made, disguise.text).notes()
        else:
            notes += rebuild(_disguised(book, disguise), made)
        if word:
            locked = passwords.lock(made, word, policy.limits)
            with writing(target) as file:
                file.write(locked)
    return notes


def _disguised(book: Book, disguise: Disguise) -> Book:
    sheets = [_disguised_sheet(sheet, disguise) for sheet in book.sheets]
    return replace(book, sheets=sheets)


def _disguised_sheet(sheet: Sheet, disguise: Disguise) -> Sheet:
    def value(at: Cell, old: Value) -> Value:
        if isinstance(old, str):
            return disguise.text(old) if old else old
        if isinstance(old, float) and at not in sheet.long_numbers:
            return disguise.number(old)
        return old

    rows = [[value((r, c), old) for c, old in enumerate(row)] for r, row in enumerate(sheet.rows)]
    # A number whose last digits are lost stays a number, and so the fault that it is.
    long_numbers = {
        at: disguise.text(digits)
        for at, digits in sheet.long_numbers.items()
        if not digits.endswith("000")
    }
    return replace(sheet, name=disguise.text(sheet.name), rows=rows, long_numbers=long_numbers)
