"""Which class a finding is in: that of the row it points to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from kongcuo_xl import clean
from kongcuo_xl.finding import Finding
from kongcuo_xl.scope import Scope
from kongcuo_xl.tables import Piece, Table


def of_findings(scopes: Sequence[Scope], findings: Sequence[Finding]) -> list[str]:
    """七(1)班 for each finding; ``""`` where its row is in no class, or in none that is known."""
    wanted = {(f.file, f.sheet) for f in findings}
    places: dict[tuple[str, str], list[tuple[Piece, list[str]]]] = {}
    for scope in scopes:
        for kind in dict.fromkeys(
            p.kind for p in scope.tables.pieces if (p.file, p.sheet.name) in wanted
        ):
            for piece, labels in _by_piece(scope.tables[kind]):
                places.setdefault((piece.file, piece.sheet.name), []).append((piece, labels))
    return [_at(f.row, f.column, places.get((f.file, f.sheet), ())) for f in findings]


def _by_piece(table: Table) -> list[tuple[Piece, list[str]]]:
    labels = table.class_label.tolist()
    found, start = [], 0
    for piece in table.pieces:
        found.append((piece, labels[start : start + len(piece.rows)]))
        start += len(piece.rows)
    return found


def _at(row: int, column: int, places: Sequence[tuple[Piece, list[str]]]) -> str:
    for piece, labels in places:
        area = piece.area
        if not (area.top <= row <= area.bottom):
            continue
        # Marks stand beside a table as well as in it; side by side only the columns tell.
        if len(places) > 1 and not (area.left <= column <= area.right):
            continue
        at = bisect_left(piece.rows, row)
        if at < len(piece.rows) and piece.rows[at] == row:
            return labels[at]
        return _of_all(piece)
    return _of_all(places[0][0]) if len(places) == 1 else ""


def _of_all(piece: Piece) -> str:
    grade, klass = piece.context.grade, piece.context.klass
    return clean.class_label(grade, klass) if grade is not None and klass else ""
