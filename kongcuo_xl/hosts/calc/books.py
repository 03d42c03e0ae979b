"""Books: opening, saving, exporting and closing them."""

from __future__ import annotations

import contextlib
import functools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .bridge import Uno, path_of, properties, sequence, struct, url
from .failures import (
    FileCannotBeOpened,
    FileCannotBeSaved,
    SheetProtected,
    explains,
    kind_of,
)
from .locks import holder, lock_of
from .names import Names
from .number_formats import NumberFormats
from .ranges import Range
from .sheets import Sheets

if TYPE_CHECKING:
    from .apps import App

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xltx": "Calc MS Excel 2007 XML Template",
    ".xltm": "Calc MS Excel 2007 XML Template",
    ".xls": "MS Excel 97",
    ".xlt": "MS Excel 97 Vorlage/Template",
    ".ods": "calc8",
    ".ots": "calc8_template",
    ".fods": "OpenDocument Spreadsheet Flat XML",
    ".csv": "Text - txt - csv (StarCalc)",
    ".txt": "Text - txt - csv (StarCalc)",
    ".html": "HTML (StarCalc)",
    ".htm": "HTML (StarCalc)",
}
EXCEL_ONLY = (".xlsb", ".xla", ".xlam")
TEXT = {".csv": ",", ".txt": "\t"}
UTF8 = 76
SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
WHY = "the file is broken or locked, needs another password, or is of a kind that it does not read."
NEVER, ALWAYS = 0, 4  # com.sun.star.document.MacroExecMode
UPDATE_LINKS = {False: 0, True: 3}  # com.sun.star.document.UpdateDocMode


@explains
class Books(base_classes.Books):
    """The spreadsheets open in an app, in the order in which they were opened."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._books: list[Book] = []
        self._active: Book | None = None
        self._count = 0

    @property
    def api(self) -> Uno:
        """All open documents (com.sun.star.frame.XComponents)."""
        return self.app.api.Components

    def _open(self) -> list[Book]:
        """Bring our list into line with what the user opened and closed meanwhile."""
        documents: dict[str, Uno] = {}
        components = self.app.api.Components.createEnumeration()
        while components.hasMoreElements():
            document = components.nextElement()
            if hasattr(document, "supportsService") and document.supportsService(SPREADSHEET):
                documents[document.RuntimeUID] = document
        self._books = [book for book in self._books if book.uid in documents]
        known = {book.uid for book in self._books}
        for uid, document in documents.items():
            if uid not in known:
                self._books.append(Book(self, document))
        return self._books

    @property
    def active(self) -> Book | None:
        """The book that was opened or activated last, or that the user is looking at."""
        books = self._open()
        if self.app.office.process is None:
            current = self.app.api.getCurrentComponent()
            if current is not None and hasattr(current, "RuntimeUID"):
                for book in books:
                    if book.uid == current.RuntimeUID:
                        return book
        if self._active not in books:
            self._active = books[-1] if books else None
        return self._active

    def of(self, document: Uno) -> Book:
        """The book of a document. One that is still loading is not among the open ones."""
        for book in self._open():
            if book.uid == document.RuntimeUID:
                return book
        return Book(self, document)

    def make_active(self, book: Book) -> None:
        """Remember a book as the active one."""
        self._active = book

    def __call__(self, name_or_index: int | str) -> Book:
        """By name, or by place, 1-based. Raises KeyError."""
        books = self._open()
        if isinstance(name_or_index, str):
            for book in books:
                if book.name.lower() == name_or_index.lower():
                    return book
            raise KeyError(name_or_index)
        if not 1 <= name_or_index <= len(books):
            raise KeyError(name_or_index)
        return books[name_or_index - 1]

    def __len__(self) -> int:
        return len(self._open())

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self._open()))

    def add(self) -> Book:
        """A new book with one sheet, Sheet1."""
        document = self._load("private:factory/scalc", "a new book", {})
        self._count += 1
        book = self._adopt(document, f"Book{self._count}")
        book.doc.Sheets.getByIndex(0).setName("Sheet1")
        document.setModified(False)
        return book

    def open(
        self,
        fullname: str,
        update_links: bool | None = None,
        read_only: bool | None = None,
        format: int | None = None,
        password: str | None = None,
        write_res_password: str | None = None,
        ignore_read_only_recommended: bool | None = None,
        origin: int | None = None,
        delimiter: str | None = None,
        editable: bool | None = None,
        notify: bool | None = None,
        converter: int | None = None,
        add_to_mru: bool | None = None,
        local: bool | None = None,
        corrupt_load: int | None = None,
    ) -> Book:
        """Open a file. Its macros do not run.

        Raises FileCannotBeOpened: broken, another kind of file, a wrong or missing password.
        """
        options: dict[str, Any] = {}
        if read_only:
            options["ReadOnly"] = True
        if update_links is not None:
            options["UpdateDocMode"] = UPDATE_LINKS[bool(update_links)]
        if password:
            options["Password"] = password
        ending = Path(fullname).suffix.lower()
        if ending in TEXT:
            options |= _text_options(ending, format, delimiter)
        document = self._load(url(fullname), f'opening "{Path(fullname).name}"', options)
        return self._adopt(document, "")

    def _adopt(self, document: Uno, title: str) -> Book:
        book = Book(self, document, title)
        self._open()
        self._books = [b for b in self._books if b.uid != book.uid] + [book]
        self._active = book
        if self.app.calculation == "manual":
            document.enableAutomaticCalculation(False)
        return book

    def _load(self, address: str, doing: str, options: dict[str, Any]) -> Uno:
        # What belongs to a view, such as frozen panes, is not kept for a hidden one; without a
        # screen nobody sees it anyway.
        hidden = not self.app.office.headless and not self.app.visible
        given = {"Hidden": hidden, "MacroExecutionMode": NEVER, **options}
        try:
            with self.app.office.answering(doing):
                document = self.app.api.loadComponentFromURL(
                    address, "_blank", 0, properties(**given)
                )
        except Exception as problem:
            if kind_of(problem):
                raise FileCannotBeOpened(
                    f"LibreOffice refused while {doing}: {WHY} "
                    f"({getattr(problem, 'Message', problem)})"
                ) from problem
            raise
        if document is None:
            raise FileCannotBeOpened(f"LibreOffice refused while {doing}: {WHY}")
        if not document.supportsService(SPREADSHEET):
            document.close(True)
            raise FileCannotBeOpened(f"LibreOffice, {doing}, found no spreadsheet in it.")
        return document

    def load_with_macros(self, book: Book) -> Uno:
        """The document of a book, loaded once more, this time with macros allowed."""
        return self._load(book.doc.URL, f'opening "{book.name}"', {"MacroExecutionMode": ALWAYS})


def _text_options(ending: str, format: int | None, delimiter: str | None) -> dict[str, Any]:
    separators = {1: "\t", 2: ",", 3: " ", 4: ";", 5: "", 6: delimiter or ","}
    separator = separators.get(format or 0, delimiter or TEXT[ending])
    return {
        "FilterName": FILTERS[".csv"],
        "FilterOptions": f"{ord(separator) if separator else ''},34,{UTF8},1,,0,false,true",
    }


@explains
class Book(base_classes.Book):
    """An open spreadsheet."""

    def __init__(self, books: Books, document: Uno, title: str = "") -> None:
        self.books = books
        self.doc = document
        self.uid: str = document.RuntimeUID
        self.macros_allowed = False
        self._title = title
        self.number_formats = NumberFormats(document)
        self.table_looks: dict[str, Any] = {}
        self.locked_pictures: set[str] = set()
        self.chart_styles: dict[str, int] = {}
        self.pivot_layouts: dict[str, str] = {}
        self.shifts = 0  # how often cells were inserted or removed; see Sheet.xl

    @property
    def app(self) -> App:
        """The app it is open in."""
        return self.books.app

    @property
    def api(self) -> Uno:
        """The document (com.sun.star.sheet.SpreadsheetDocument)."""
        return self.doc

    @property
    def controller(self) -> Uno:
        """The view of the book."""
        return self.doc.CurrentController

    @functools.cached_property
    def addin_names(self) -> dict[str, str]:
        """The long names of extensions' functions, in capitals → the names that Excel knows."""
        mapper = self.doc.createInstance("com.sun.star.sheet.FormulaOpCodeMapper")
        english, all_groups = 4, 0x7FFFFFFF  # com.sun.star.sheet.FormulaLanguage, FormulaMapGroup
        return {
            str(entry.Token.Data).upper(): entry.Name
            for entry in mapper.getAvailableMappings(english, all_groups)
            if isinstance(entry.Token.Data, str) and "." in entry.Token.Data
        }

    def json(self) -> Any:
        """Only xlwings Server knows books as JSON."""
        raise NotImplementedError("Only xlwings Server knows books as JSON.")

    @property
    def name(self) -> str:
        """The file's name, or Book1, Book2, … while there is none."""
        address = self.doc.URL
        if address:
            return Path(path_of(address)).name
        return self._title or str(self.doc.Title)

    @property
    def fullname(self) -> str:
        """The file's path, or the name while there is no file."""
        address = self.doc.URL
        return path_of(address) if address else self.name

    @property
    def sheets(self) -> Sheets:
        """Its sheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """All defined names, those of sheets too."""
        return Names(self, None)

    @property
    def selection(self) -> Range | None:
        """The selected cells; None when a drawing is selected."""
        selected = self.controller.Selection
        if selected is None or not hasattr(selected, "supportsService"):
            return None
        if selected.supportsService("com.sun.star.sheet.SheetCellRanges"):
            selected = selected.getByIndex(0) if selected.Count else None
        if selected is None or not hasattr(selected, "RangeAddress"):
            return None
        return Range.at(self, selected.RangeAddress)

    def activate(self) -> None:
        """Make it the active book of its app."""
        self.books.make_active(self)
        self.controller.Frame.activate()

    def guard(self) -> None:
        """Raises SheetProtected where no sheets may be added, removed or renamed.

        LibreOffice does some of it all the same, leaves other things undone, and may crash.
        """
        if self.doc.isProtected():
            raise SheetProtected(f"The sheets of {self.name} are protected; nothing was changed.")

    def close(self) -> None:
        """Close without saving."""
        with contextlib.suppress(Exception):
            self.doc.setModified(False)
        try:
            self.doc.close(True)
        except Exception as problem:
            # Somebody, such as a print job, still holds it and will close it.
            if not kind_of(problem).endswith("CloseVetoException"):
                raise

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save to a file; the ending says in which format.

        A new book without a path becomes Book1.xlsx in the current folder.
        Raises FileCannotBeSaved, NotImplementedError for a format that Calc does not write, and
        ValueError for an ending that is not known.
        """
        if path is None and self.doc.URL:
            target = self.fullname
        elif path is None:
            target = str(Path.cwd() / f"{self.name}.xlsx")
        else:
            target = os.path.realpath(path)
        ending = Path(target).suffix.lower()
        if ending in EXCEL_ONLY:
            raise NotImplementedError(f'Calc does not write "{ending}".')
        if ending not in FILTERS:
            raise ValueError(
                f'A book cannot be saved as "{ending}"; known are {", ".join(FILTERS)}.'
            )
        options: dict[str, Any] = {"FilterName": FILTERS[ending], "Overwrite": True}
        if ending in TEXT:
            options["FilterOptions"] = f"{ord(TEXT[ending])},34,{UTF8},1,,0,false,true,false"
        if password:
            options |= _secret(ending, password)
        self._store(self.doc.storeAsURL, target, options)
        self.doc.setModified(False)

    def export(self, path: str, filter_name: str, data: dict[str, Any]) -> None:
        """Write a copy in another format, such as PDF."""
        options: dict[str, Any] = {"FilterName": filter_name, "Overwrite": True}
        if data:
            options["FilterData"] = sequence("beans.PropertyValue", properties(**data))
        self._store(self.doc.storeToURL, path, options)

    def _store(self, store: Any, path: str, options: dict[str, Any]) -> None:
        name = Path(path).name
        # An office of ours keeps no locks, see office.SETTINGS; the user's own looks itself.
        who = holder(Path(path)) if self.app.office.process is not None else ""
        if who:
            raise FileCannotBeSaved(
                f'"{name}" is open in another LibreOffice ({who}): close it there first. '
                f'If it is not open, delete "{lock_of(Path(path)).name}" beside it.'
            )
        try:
            # LibreOffice makes missing folders, and may crash where it cannot write.
            tempfile.TemporaryFile(dir=Path(path).parent).close()
        except OSError as problem:
            raise FileCannotBeSaved(
                f'"{name}" cannot be written to {Path(path).parent}: {problem.strerror}.'
            ) from problem
        try:
            with self.app.office.answering(f'saving "{name}"'):
                store(url(path), properties(**options))
        except Exception as problem:
            if kind_of(problem):
                raise FileCannotBeSaved(
                    f'"{name}" cannot be written; it may be locked '
                    f"({getattr(problem, 'Message', problem)})."
                ) from problem
            raise

    def to_pdf(self, path: str, quality: str) -> None:
        """All visible sheets as PDF."""
        self.export(path, "calc_pdf_Export", pdf_quality(quality))

    def allow_macros(self) -> None:
        """Load the book again with macros allowed; it was opened without them.

        Raises FileCannotBeOpened when it has changes that this would lose.
        """
        if self.macros_allowed:
            return
        if not self.doc.URL or self.doc.isModified():
            raise FileCannotBeOpened(
                f'"{self.name}" was opened without its macros and has been changed since: '
                "save it, then run the macro."
            )
        document = self.books.load_with_macros(self)
        old, self.doc = self.doc, document
        self.uid = document.RuntimeUID
        self.number_formats = NumberFormats(document)
        self.macros_allowed = True
        old.close(True)


def _secret(ending: str, password: str) -> dict[str, Any]:
    """The options that encrypt. Raises NotImplementedError for formats that are not encrypted."""
    if ending in (".ods", ".ots"):
        return {"Password": password}
    if ending in (".xlsx", ".xlsm"):
        data = {"OOXPassword": password, "CryptoType": "StrongEncryptionDataSpace"}
        pairs = tuple(struct("beans.NamedValue", Name=k, Value=v) for k, v in data.items())
        return {"EncryptionData": sequence("beans.NamedValue", pairs)}
    raise NotImplementedError(f'LibreOffice does not encrypt "{ending}" for a program.')


def pdf_quality(quality: str) -> dict[str, Any]:
    """The settings of LibreOffice's PDF export for xlwings' two qualities."""
    if quality == "minimum":
        return {"Quality": 50, "ReduceImageResolution": True, "MaxImageResolution": 150}
    return {"Quality": 90}
