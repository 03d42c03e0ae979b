"""Marked copies: each checked workbook that has findings, written beside nothing of the clerk's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kongcuo_xl import evaluation, marks
from kongcuo_xl.book import Book, UnreadableBookError
from kongcuo_xl.checking import Report
from kongcuo_xl.evaluation import Results
from kongcuo_xl.finding import Finding
from kongcuo_xl.functions import Workbook
from kongcuo_xl.hosts import ooxml, passwords
from kongcuo_xl.hosts.ooxml import OutputError
from kongcuo_xl.hosts.ooxml.archive import writing
from kongcuo_xl.inputs import MARKED
from kongcuo_xl.listing import masked
from kongcuo_xl.plan import Plan, RemoveOurs
from kongcuo_xl.reading import BookReading
from kongcuo_xl.rule import rules
from kongcuo_xl.system_errors import in_words

_PACKAGES = ("xlsx", "xlsm", "xltx", "xltm")


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was written, marked or with results stored, or why it was not."""

    original: str
    path: Path | None
    findings: int
    notes: tuple[str, ...] = ()
    results: int = 0
    """Cells for which the result of a formula was stored."""
    failure: str = ""


def write_marked(
    report: Report,
    out: Path,
    *,
    show_ids: bool = False,
    notes: bool = False,
    progress: Callable[[str], None] | None = None,
) -> list[Copy]:
    """Marked copies of all workbooks with findings, in ``out`` under their own folders.

    The results of cell functions are stored in them; a workbook that holds such functions gets a
    copy for that alone, too, unless every result is stored already.

    ``notes`` asks for a note on each cell. Raises OutputError when the folder can't be written
    at all.
    """
    by_file: dict[str, list[Finding]] = {}
    answered: dict[str, list[Finding]] = {}
    for where, found in (
        (by_file, report.findings),
        (answered, [each.finding for each in report.explained]),
    ):
        for finding in found:
            where.setdefault(finding.file, []).append(finding if show_ids else masked(finding))
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"不能建立输出文件夹“{out}”：{in_words(error)}") from error
    taken: set[str] = set()
    copies = []
    answers = Answers(report)
    for book in report.books:
        findings = by_file.get(book.book.name, [])
        explained = answered.get(book.book.name, [])
        try:
            results = answers.of(book)
            if not findings and not explained and not results.steps:
                continue
            if progress:
                progress(book.book.name)
            target = out / name(book, taken, MARKED)
            copies.append(_write(book, findings, explained, target, report, notes, results))
        except (OutputError, UnreadableBookError) as error:
            copies.append(Copy(book.book.name, None, len(findings), failure=str(error)))
    return copies


def name(book: BookReading, taken: set[str], adds: str) -> str:
    """原名_核查.xlsx in the same sub-folder; two originals of one stem keep their endings apart.

    ``adds`` is what the name gets, ``taken`` the names already given, in lower case.
    """
    path = PurePosixPath(book.book.name)
    stem = path.stem.removesuffix(adds)
    ending = ooxml.suffix(book.book.path) if is_package(book.book) else ".xlsx"
    if book.book.format == "xlsm" and ending == ".xlsx":
        ending = ".xlsm"  # it has a password, and can't be looked into
    for candidate in (stem, path.name, *(f"{stem}({n})" for n in range(2, 1000))):
        given = str(path.parent / f"{candidate}{adds}{ending}")
        if given.lower() not in taken:
            break
    taken.add(given.lower())
    return given


def _write(
    book: BookReading,
    findings: list[Finding],
    explained: list[Finding],
    target: Path,
    report: Report,
    notes: bool,
    results: Results,
) -> Copy:
    steps: Plan = (RemoveOurs(),)
    if findings or explained:
        steps = plan(book, findings, explained, report, notes=notes)
    # Earlier marks go before anything else changes: then they go to the byte.
    steps = (*steps[:1], *results.steps, *steps[1:])
    told = results.notes + carry_out(book.book, steps, target)
    return Copy(book.book.name, target, len(findings), told, len(results.steps))


class Answers:
    """What cell functions answer, the tables of each unit looked at once."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._open: dict[str, Workbook] = {}

    def of(self, book: BookReading) -> Results:
        """The results of a workbook's formulas. Raises UnreadableBookError."""
        if not any(sheet.calls for sheet in book.book.sheets):
            return Results()
        with passwords.unlocked(book.book.path) as (path, _):
            return evaluation.results(book.book, path, lambda: self._workbook(book.unit))

    def _workbook(self, unit: str) -> Workbook:
        if unit not in self._open:
            scopes = self._report.scopes
            scope = next(scope for scope in scopes if any(b.unit == unit for b in scope.books))
            self._open[unit] = Workbook(scope.only({unit}))
        return self._open[unit]


def plan(
    book: BookReading,
    findings: list[Finding],
    explained: list[Finding],
    report: Report,
    *,
    notes: bool = False,
) -> Plan:
    """The plan that marks one of the workbooks of a report with findings of its own."""
    places = [
        marks.TablePlace(p.sheet.name, area, header.bottom - header.top + 1)
        for p in book.pieces
        for area, header in [map(p.sheet.place_of, (p.area, p.header))]
    ]
    fingerprints = {marks.fingerprint(finding) for finding in (*findings, *explained)}
    kept = [
        line
        for mark, lines in book.book.answered.items()
        for line in lines
        if mark not in fingerprints and line[marks.CODE_COLUMN] not in report.ran
    ]
    scope = next((s for s in report.scopes if any(b is book for b in s.books)), report)
    return marks.mark(
        book.book,
        findings,
        places,
        explained=explained,
        explanations=book.book.explanations,
        kept=kept,
        titles={code: rule.name for code, rule in rules().items()},
        note=f"检查日期 {scope.date}，政策 {scope.policy.title}",
        notes=notes,
    )


def is_package(book: Book) -> bool:
    """Whether a workbook can be patched in place (Office Open XML), with all that it holds."""
    return book.format in _PACKAGES


def carry_out(book: Book, plan: Plan, target: Path) -> tuple[str, ...]:
    """Write a copy of a workbook with a plan carried out; returns sentences for the user.

    Raises OutputError and UnreadableBookError.
    """
    ooxml.not_itself(book.path, target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"不能建立文件夹“{target.parent}”：{in_words(error)}") from error
    with passwords.unlocked(book.path) as (source, word), passwords.private_folder() as folder:
        # What had a password gets it again: a copy must not be easier to open than its original.
        made = folder / "locked.xlsx" if word else target
        if is_package(book):
            notes = ooxml.apply(source, plan, made)
        else:
            # Other formats can't be patched: their values go into a new workbook.
            plain = folder / "copy.xlsx"
            notes = ooxml.rebuild(book, plain) + ooxml.apply(plain, plan, made)
        if word:
            data = passwords.lock(made, word)
            with writing(target) as out:
                out.write(data)
    return notes
