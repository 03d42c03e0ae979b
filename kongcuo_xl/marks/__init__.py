"""Marks: how findings are shown in a copy of the workbook, as a plan.

Three layers, none of which touches what the clerk made: conditional formats laid over the cells
(``overlays``), a column 核查结果 beside each table with findings (``results``), and the sheet
问题清单 (``problem_list``); on request, notes on the cells as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kongcuo_xl.book import Book
from kongcuo_xl.finding import LEVELS, Finding
from kongcuo_xl.marks.earlier import Place, unmarked
from kongcuo_xl.marks.fingerprints import fingerprint
from kongcuo_xl.marks.looks import (
    CODE_COLUMN,
    EXPLANATION_COLUMN,
    FINGERPRINT_COLUMN,
    LIST_COLUMNS,
    LIST_HEADER_ROW,
    LIST_KIND,
    LIST_SHEET,
)
from kongcuo_xl.marks.overlays import LABELS, OVERLAYS, notes_on_cells, rectangles, shades
from kongcuo_xl.marks.problem_list import list_sheet
from kongcuo_xl.marks.relisting import relisted
from kongcuo_xl.marks.results import RESULT, TablePlace, result_column, result_columns
from kongcuo_xl.plan import (
    Plan,
    RemoveOurs,
    Step,
)

__all__ = [
    "CODE_COLUMN",
    "EXPLANATION_COLUMN",
    "FINGERPRINT_COLUMN",
    "LABELS",
    "LIST_COLUMNS",
    "LIST_HEADER_ROW",
    "LIST_KIND",
    "LIST_SHEET",
    "OVERLAYS",
    "RESULT",
    "Place",
    "TablePlace",
    "fingerprint",
    "mark",
    "rectangles",
    "relisted",
    "result_column",
    "unmarked",
]


def mark(
    book: Book,
    findings: Iterable[Finding],
    places: Iterable[TablePlace],
    *,
    explained: Iterable[Finding] = (),
    titles: Mapping[str, str] | None = None,
    explanations: Mapping[str, Sequence[str]] | None = None,
    kept: Sequence[Sequence[str]] = (),
    note: str = "",
    notes: bool = False,
) -> Plan:
    """The plan that marks one workbook; any earlier marks of ours are replaced.

    ``book`` is the workbook without earlier marks (``unmarked``), ``findings`` those of this
    workbook. ``explained`` are findings that somebody has answered: they are only listed, at the
    end. ``titles`` names rules by code; ``explanations`` holds what was typed under 核实说明 by
    ``fingerprint``, one text a finding that bears it; ``kept`` are explained lines of an earlier
    list (texts of LIST_COLUMNS) whose rules were not run, which are passed on; ``note`` (check
    date, policy) stands under the title of the list. ``notes`` asks for a note on each cell.
    """

    def place(f: Finding) -> tuple[int, int, int, int, str]:
        return _position(book, f.sheet), LEVELS.index(f.level), f.row, f.column, f.code

    listed, answered = sorted(findings, key=place), sorted(explained, key=place)
    steps: list[Step] = [RemoveOurs()]
    steps += shades(book, listed)
    steps += notes_on_cells(listed) if notes else []
    steps += result_columns(book, listed, list(places))
    steps.append(
        list_sheet(
            book,
            listed,
            answered,
            titles=titles or {},
            explanations=explanations or {},
            kept=kept,
            note=note,
        )
    )
    return tuple(steps)


def _position(book: Book, sheet: str) -> int:
    return next((i for i, s in enumerate(book.sheets) if s.name == sheet), len(book.sheets))
