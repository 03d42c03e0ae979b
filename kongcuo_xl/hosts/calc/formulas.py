"""Formulas in Excel's spelling and in the spelling that Calc's API takes.

The two share the names of functions. They differ in separators (`,` and `;`), in references to
other sheets (`Sheet1!A1` and `$Sheet1.A1`), in the rows of array constants (`;` and `|`), in
unions (`,` and `~`), and in the prefix that newer functions carry in files (`_xlfn.`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from .areas import COLUMNS, ROWS, column_of, letters, quoted

_TOKEN = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
  | (?P<sheet>\$?(?:'(?:[^']|'')*'|[^\W\d][\w.]*)(?::\$?(?:'(?:[^']|'')*'|[^\W\d][\w.]*))?!)
  | (?P<calcsheet>\$'(?:[^']|'')*'\.|\$\w+\.(?=\$?[A-Za-z]{1,3}(?:\$?\d|:)|\$?\d))
  | (?P<bracket>\[(?:[^\[\]]|\[(?:[^\[\]]|\[[^\]]*\])*\])*\])
  | (?P<function>[^\W\d][\w.]*(?=\())
  | (?P<cell>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?![\w.(]))
  | (?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w(]))
  | (?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7}(?![\w.]))
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<error>\#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!))
  | (?P<name>[^\W\d][\w.\\?]*)
  | (?P<space>\s+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
NONE: Mapping[str, str] = MappingProxyType({})
_PREFIXES = ("_xlfn._xlws.", "_xlfn.", "_xlws.", "com.microsoft.", "COM.MICROSOFT.")


def tokens(formula: str) -> Iterator[tuple[str, str]]:
    """The parts of a formula as (kind, text); joined they are the formula again."""
    for match in _TOKEN.finditer(formula):
        yield str(match.lastgroup), match.group()


def to_calc(formula: str) -> str:
    """Excel's spelling → the API's. Text that is not a formula comes back as it is."""
    if not formula.startswith("="):
        return formula
    out: list[str] = []
    depth: list[str] = []  # what each open parenthesis is: a call's, or a group's; or an array's
    previous = ""
    parts = list(tokens(formula))
    skip = 0
    for at, (kind, part) in enumerate(parts):
        if skip:
            skip -= 1
            continue
        match kind, part:
            case "space", _ if _intersects(parts, at):
                out.append("!")
            case "sheet", _ if span := _sheet_span(part):
                reference, skip = _over_sheets(span, parts[at + 1 : at + 4])
                out.append(reference)
                kind = "cell"
            case "sheet", _:
                out.append(_calc_sheet(part))
            case "function", _:
                out.append(_without_prefix(part))
            case "name", _ if part.upper() in ("TRUE", "FALSE") and "{" not in depth:
                out.append(f"{part.upper()}()")
            case "other", "(":
                depth.append("call" if previous == "function" else "group")
                out.append(part)
            case "other", "{":
                depth.append("{")
                out.append(part)
            case "other", ")" | "}":
                if depth:
                    depth.pop()
                out.append(part)
            case "other", ",":
                inside = depth[-1] if depth else "group"
                out.append("~" if inside == "group" else ";")
            case "other", ";" if depth and depth[-1] == "{":
                out.append("|")
            case _:
                out.append(part)
        if kind != "space":
            previous = kind
    return "".join(out)


def to_excel(formula: str, addins: Mapping[str, str] = NONE) -> str:
    """The API's spelling → Excel's.

    The API calls the functions of extensions, and some of Excel's are such, by long names; `addins`
    gives the short ones, its keys in capitals.
    """
    if not formula.startswith(("=", "{=")):
        return formula
    if formula.startswith("{="):
        return to_excel(formula[1:-1], addins)
    out: list[str] = []
    braces = 0
    parts = list(tokens(formula))
    skip = 0
    for at, (kind, part) in enumerate(parts):
        if skip:
            skip -= 1
            continue
        match kind, part:
            case "calcsheet", _ if span := _written_span(parts[at : at + 5]):
                out.append(span)
                skip = 4
            case "calcsheet", _:
                out.append(_excel_sheet(part))
            case "sheet", _:  # here the mark stands for an intersection
                out.append(part[:-1] + " ")
            case "other", "!":
                out.append(" ")
            case "function", _:
                name = addins.get(part.upper()) or _without_prefix(part).upper()
                if name in ("TRUE", "FALSE") and [p for _, p in parts[at + 1 : at + 3]] == [
                    "(",
                    ")",
                ]:
                    skip = 2
                out.append(name)
            case "other", "{" | "}":
                braces += 1 if part == "{" else -1
                out.append(part)
            case "other", ";":
                out.append(",")
            case "other", "|" if braces:
                out.append(";")
            case "other", "~":
                out.append(",")
            case "error", _:
                out.append(part)
            case _:
                out.append(part)
    return "".join(out)


_REFERENCES = ("cell", "columns", "rows", "name", "bracket")


def _intersects(parts: list[tuple[str, str]], at: int) -> bool:
    """Whether a space stands between two references."""
    if not 0 < at < len(parts) - 1:
        return False
    before, after = parts[at - 1], parts[at + 1]
    return (before[0] in _REFERENCES or before[1] == ")") and (
        after[0] in (*_REFERENCES, "sheet") or after[1] == "("
    )


def intersects(formula: str) -> bool:
    """Whether a formula in the API's spelling has an intersection."""
    return any(part == "!" or kind == "sheet" for kind, part in tokens(formula) if "#" not in part)


_SPAN = re.compile(r"('(?:[^']|'')*'|[^\W\d][\w.]*):\$?('(?:[^']|'')*'|[^\W\d][\w.]*)")


def _sheet_span(part: str) -> tuple[str, str] | None:
    """The two sheets of Sheet1:Sheet3! or 'Sheet 1:Sheet 3'!; None for one sheet."""
    text = part[:-1].removeprefix("$")
    if match := _SPAN.fullmatch(text):
        return _unquoted(match[1]), _unquoted(match[2])
    if text.startswith("'") and ":" in text:  # no sheet has a colon in its name
        first, _, last = _unquoted(text).partition(":")
        return first, last
    return None


def _unquoted(sheet: str) -> str:
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet


def _over_sheets(sheets: tuple[str, str], following: list[tuple[str, str]]) -> tuple[str, int]:
    """A reference over several sheets in the API's spelling, and how many parts it takes up."""
    kinds = [kind for kind, _ in following]
    texts = [part for _, part in following]
    if kinds[:1] == ["cell"]:
        whole = kinds == ["cell", "other", "cell"] and texts[1] == ":"
        first, last, taken = texts[0], texts[2] if whole else texts[0], 3 if whole else 1
    elif kinds[:1] == ["columns"]:
        left, right = texts[0].split(":")
        first, last, taken = f"{left}$1", f"{right}${ROWS}", 1
    elif kinds[:1] == ["rows"]:
        top, bottom = texts[0].split(":")
        first, last, taken = f"$A{top}", f"${letters(COLUMNS - 1)}{bottom}", 1
    else:
        raise NotImplementedError("Names over several sheets.")
    corners = zip(sheets, (first, last), strict=True)
    return ":".join(f"${quoted(sheet)}.{corner}" for sheet, corner in corners), taken


def _written_span(parts: list[tuple[str, str]]) -> str:
    """$Sheet1.A1:$Sheet3.B2 as Excel writes it; "" for anything else."""
    if [kind for kind, _ in parts] != ["calcsheet", "cell", "other", "calcsheet", "cell"]:
        return ""
    (_, first), (_, corner), (_, colon), (_, last), (_, other) = parts
    if colon != ":" or first == last:
        return ""
    names = [_unquoted(part[1:-1]) for part in (first, last)]
    plain = ":".join(names)
    if any(quoted(name) != name for name in names):
        plain = "'" + plain.replace("'", "''") + "'"
    return f"{plain}!{corner}" if corner == other else f"{plain}!{corner}:{other}"


def _calc_sheet(part: str) -> str:
    return f"${part[:-1].removeprefix('$')}."


def _excel_sheet(part: str) -> str:
    name = part[1:-1]
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    return quoted(name) + "!"


def _without_prefix(name: str) -> str:
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            return name[len(prefix) :]
    return name


def shifted(formula: str, rows: int, columns: int) -> str:
    """An Excel formula as it reads after being copied that many cells down and to the right."""
    if not rows and not columns:
        return formula

    def move(row: int | None, column: int | None) -> str | None:
        if row is not None and not 0 <= row < ROWS:
            return None
        if column is not None and not 0 <= column < COLUMNS:
            return None
        return ""

    out = []
    for kind, part in tokens(formula):
        if kind == "cell":
            fixed_column, name, fixed_row, number = _CELL.fullmatch(part).groups()  # type: ignore[union-attr]
            column = column_of(name) + (0 if fixed_column else columns)
            row = int(number) - 1 + (0 if fixed_row else rows)
            if move(row, column) is None:
                out.append("#REF!")
            else:
                out.append(f"{fixed_column}{letters(column)}{fixed_row}{row + 1}")
        elif kind in ("columns", "rows"):
            out.append(":".join(_moved_line(p, kind, rows, columns) for p in part.split(":")))
        else:
            out.append(part)
    return "".join(out)


def _moved_line(part: str, kind: str, rows: int, columns: int) -> str:
    if part.startswith("$"):
        return part
    if kind == "columns":
        return letters(min(max(column_of(part) + columns, 0), COLUMNS - 1))
    return str(min(max(int(part) + rows, 1), ROWS))


def relative(formula: str, row: int, column: int) -> str:
    """A key that is equal for formulas which are copies of one another."""
    out = []
    for kind, part in tokens(formula):
        if kind == "cell":
            fixed_column, name, fixed_row, number = _CELL.fullmatch(part).groups()  # type: ignore[union-attr]
            out.append(
                f"[{fixed_column}{column_of(name) - (0 if fixed_column else column)},"
                f"{fixed_row}{int(number) - (0 if fixed_row else row)}]"
            )
        else:
            out.append(part)
    return "".join(out)


def replaced(formula: str, kind: str, change: Callable[[str], str]) -> str:
    """A formula with every part of one kind changed."""
    return "".join(change(p) if k == kind else p for k, p in tokens(formula))
