"""Cross-checks that a sheet of figures states by its own build, and those printed on it.

Totals and subtotals of rows and columns, 其中 that is not more than its whole, the balance of
期初, 增加, 减少 and 期末, rates with their two figures, and notes such as ``1=2+5+8``: each as a
check whose names are cells.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kongcuo_xl import clean
from kongcuo_xl.book import Area, Cell, Value, a1, from_a1
from kongcuo_xl.crosschecks import chains
from kongcuo_xl.crosschecks.chains import Chain
from kongcuo_xl.crosschecks.expression import WORDS, Check, Sides, broken, parse, renamed
from kongcuo_xl.crosschecks.sheets import FilledSheet

_LEVELS = (
    (3, re.compile(r"总\s*计|总\s*合\s*计")),
    (2, re.compile("合\\s*计|共\\s*计")),
    (1, re.compile("小\\s*计")),
)
_PART_OF = re.compile("^(?:其中|其(?![他它余])|含|#)")
_NO_SUM = re.compile(
    "率|^占|占比|比重|比例|百分|平均|年龄|序号|编号|行次|代码|电话|日期|年份|标准|％|%"
)
_TOTALS = frozenset(
    {"合计", "小计", "计", "总计", "共计", "总数", "人数", "总人数", "合计人数"}
    | {"学生数", "学生总数", "在校生数", "在校人数", "在籍人数"}
)
_BOYS = frozenset({"男", "男生", "男生数", "男生人数"})
_GIRLS = frozenset({"女", "女生", "女生数", "女生人数"})
_STAGES = frozenset({"小学", "初中", "小学段", "初中段", "小学阶段", "初中阶段"})
OPENING, CLOSING = re.compile("期初|月初|年初|学期初"), re.compile("期末|月末|年末|学期末")
_RATES: Sequence[tuple[str, str, str]] = (
    ("残疾.*入学率|^入学率", "已入学|在校|入学人数|入学数", "适龄|应入学|总数|总人数"),
    ("升学率", "升学(?:人数|数|学生)|升入", "毕业"),
    ("出勤率|到校率", "实到", "应到"),
)
"""A rate, what it divides and by what; only where each is one column."""
_MOST_CELLS = 4
_PERCENT = 100
_COARSEST = 0.01
"""A share is never rounded more than to whole percents."""

Fault = tuple[Cell, str]


@dataclass(frozen=True, slots=True)
class Relation:
    """A cross-check at the cells of one sheet."""

    check: Check
    """Its names are cells, as A1."""
    at: Cell
    """The cell to point at."""
    left: str
    """The left side in words."""
    right: str
    rate: bool = False
    """A share: written in percent or as a fraction, and rounded."""
    others: tuple[Check, ...] = ()
    """What the same left side is printed to be equal to as well."""

    @property
    def cells(self) -> set[Cell]:
        """Every cell that takes part."""
        return {from_a1(name) for name in self.check.names}


def faults(sheet: FilledSheet, more: Iterable[Relation] = ()) -> Iterator[Fault]:
    """Cells whose figure does not agree with the others, each once, with what is wrong.

    ``more``: further relations besides those of the sheet itself. What takes a figure already found
    faulty is not judged: it is the same fault.
    """
    told: set[Cell] = set()
    values = _Values(sheet)
    relations = (*_stated(sheet), *more)
    for relation in relations:
        if not (sides := _sides(relation, values)) or told & relation.cells:
            continue
        at = relation.at
        if told and any(
            other.at == at and told & other.cells and _holds(other.check, values)
            for other in relations
        ):
            continue  # it adds up what was found faulty, and is off for that alone
        if relation.others and any(_holds(other, values) for other in relation.others):
            # The others agree with the left side: it is the right one that is off.
            at = from_a1(parse(relation.check.right).names[0])
        told.add(at)
        yield at, _said(relation, sides)


def _said(relation: Relation, sides: Sides) -> str:
    check = relation.check
    return message(
        check,
        sides,
        (relation.left, _places(parse(check.left).names)),
        (relation.right, _places(parse(check.right).names)),
    )


def message(check: Check, sides: Sides, left: tuple[str, str], right: tuple[str, str]) -> str:
    """What does not hold, both sides with their values, and how far they are apart.

    ``left`` and ``right`` are each side in words and its cells.
    """
    (one, there), (other, elsewhere) = left, right
    one, other = (f"{w}（{at}）" if at else w for w, at in ((one, there), (other, elsewhere)))
    said = f"“{check.name}”不成立：{one}是{_shown(sides.left)}，{other}是{_shown(sides.right)}，"
    if check.operator in ("compulsory_pair", "exclusive_pair"):
        return f"{said}{WORDS[check.operator]}"
    return f"{said}相差{_shown(abs(sides.left - sides.right))}"


def _shown(number: float) -> str:
    return f"{round(number, 4):g}" if abs(number) < 1e6 else f"{number:.0f}"


def _places(cells: Sequence[str]) -> str:
    """Cells as people name them; several in one line as a range."""
    if len(cells) > 2:
        places = [from_a1(cell) for cell in cells]
        area = Area(
            min(r for r, _ in places), min(c for _, c in places),
            max(r for r, _ in places), max(c for _, c in places),
        )  # fmt: skip
        if (area.bottom - area.top + 1) * (area.right - area.left + 1) == len(cells):
            return area.a1
    if len(cells) > _MOST_CELLS:
        return f"{'、'.join(cells[:_MOST_CELLS])}等{len(cells)}格"
    return "、".join(cells)


class _Values(Mapping[str, Value]):
    """The figures of a sheet by cell; formulas without a result are not there."""

    def __init__(self, sheet: FilledSheet) -> None:
        self._sheet = sheet
        self._figures = {a1(*cell): number for cell, number in sheet.figures.items()}
        self._certain = not sheet.sheet.uncached and not sheet.sheet.errors

    def __contains__(self, name: object) -> bool:
        return self._certain or not self._sheet.uncertain(*from_a1(str(name)))

    def __getitem__(self, name: str) -> Value:
        if name not in self:
            raise KeyError(name)
        return self._figures.get(name, "")

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures)

    def __len__(self) -> int:
        return len(self._figures)


def _holds(check: Check, values: Mapping[str, Value]) -> bool:
    return all(name in values for name in check.names) and broken(check, values) is None


def _sides(relation: Relation, values: Mapping[str, Value]) -> Sides | None:
    check = relation.check
    if not relation.rate:
        return broken(check, values)
    names = parse(check.left).names
    stated = values.get(names[0], "")
    if not isinstance(stated, int | float) or len(names) != 1:
        return None
    # 98.5, 0.985 and 98.5% are all written for one share, cut off or rounded at the last digit.
    told: Sides | None = None
    step = 10.0 ** min(int(Decimal(f"{stated:.12g}").as_tuple().exponent), 0)
    for scale in (1, 1 / _PERCENT, _PERCENT):
        scaled = {**{n: values[n] for n in check.names if n in values}, names[0]: stated * scale}
        found = broken(check, scaled)
        if found is None or abs(found.left - found.right) <= min(
            step * scale, _COARSEST * max(1.0, abs(found.right))
        ):
            return None
        told = told or found
    return told


# ── by the build of the sheet ────────────────────────────────────────────────────────────────────
_KEPT = 128
_known: dict[Hashable, tuple[Relation, ...]] = {}
"""What sheets state by their layout: a county's units hand in the same ones, and several rules look
at each."""


def _stated(sheet: FilledSheet) -> tuple[Relation, ...]:
    """What a sheet itself says of its figures; sheets of one layout say the same."""
    layout = sheet.layout
    if layout not in _known:
        if len(_known) >= _KEPT:
            _known.clear()
        _known[layout] = (*structure(sheet), *printed(sheet))
    return _known[layout]


def structure(sheet: FilledSheet) -> Iterator[Relation]:
    """What the labels of a sheet's rows and columns say of its figures."""
    yield from _total_columns(sheet)
    yield from _balances(sheet)
    yield from _total_rows(sheet)
    yield from _parts(sheet)
    yield from _rates(sheet)


def total_level(label: str) -> int:
    """3 for 总计, 2 for 合计, 1 for 小计, 0 for a row that is no total."""
    return next((level for level, words in _LEVELS if words.search(label)), 0)


def _sum(cells: Iterable[Cell]) -> str:
    return " + ".join(a1(*cell) for cell in cells)


def _equal(
    name: str, at: Cell, parts: Sequence[Cell], left: str, right: str, sign: str = ""
) -> Relation:
    """A figure that has to be the sum of others; parts left blank are none."""
    check = Check(name, a1(*at), "equal_to", sign or _sum(parts), "skip_if_all_missing")
    return Relation(check, at, left, right)


def _heading(sheet: FilledSheet, column: int) -> str:
    return "·".join(sheet.columns[column])


def _counted(sheet: FilledSheet) -> list[int]:
    """The columns of figures that may be added up."""
    return [c for c, path in sheet.columns.items() if not any(map(_NO_SUM.search, path))]


def _is_part(label: str) -> bool:
    return any(_PART_OF.match(word) for word in label.split())


def _total_rows(sheet: FilledSheet) -> Iterator[Relation]:
    rows = [r for r in sheet.labels if not _is_part(sheet.labels[r])]
    levels = {row: total_level(sheet.labels[row]) for row in rows}
    parts_of: dict[int, list[int]] = {}
    items: list[tuple[int, int]] = []
    for place, row in enumerate(rows):
        level = levels[row]
        sex = _sex(sheet.labels[row])
        if level and sex:
            # 小学/男, 小学/女, 小计, …, 合计/男: of that sex only, and no part of what follows.
            parts_of[row] = [
                r for r in rows[:place] if not levels[r] and _sex(sheet.labels[r]) == sex
            ]
            continue
        if level:
            parts: list[int] = []
            while items and items[-1][0] < level:
                parts.insert(0, items.pop()[1])
            if not parts and not any(levels[r] >= level for r in rows[:place]):
                parts = _parts_below(rows[place + 1 :], levels, level)
            parts_of[row] = parts
        items.append((level, row))
    for column in _counted(sheet):
        if any(sheet.uncertain(row, column) for row in rows):
            continue
        for row, parts in parts_of.items():
            if parts:
                label = sheet.labels[row]
                yield _equal(
                    f"{label}等于各行之和",
                    (row, column),
                    [(part, column) for part in parts],
                    f"{_heading(sheet, column)}的{label}",
                    "各行相加",
                )


def _sex(label: str) -> str:
    """男 or 女, where one of a row's labels says no more."""
    words = label.split()
    return "男" if _BOYS & {*words} else "女" if _GIRLS & {*words} else ""


def _parts_below(rows: list[int], levels: dict[int, int], level: int) -> list[int]:
    """The parts of a total that stands above them."""
    below: list[int] = []
    for row in rows:
        if levels[row] >= level:
            break
        below.append(row)
    highest = max((levels[row] for row in below), default=0)
    return [row for row in below if levels[row] == highest]


def _total_columns(sheet: FilledSheet) -> Iterator[Relation]:
    groups: dict[tuple[str, ...], list[int]] = {}
    for column, path in sheet.columns.items():
        groups.setdefault(path[:-1], []).append(column)
    for group, columns in groups.items():
        leaf = {column: sheet.columns[column][-1] for column in columns}
        totals = [column for column in columns if leaf[column] in _TOTALS]
        boys = [c for c in columns if leaf[c] in _BOYS]
        girls = [c for c in columns if leaf[c] in _GIRLS]
        if len(totals) != 1:
            continue
        if len(boys) == len(girls) == 1:
            parts = [boys[0], girls[0]]
        elif group:
            parts = [
                c
                for c in columns
                if c != totals[0]
                and not _PART_OF.match(leaf[c])
                and not _NO_SUM.search(leaf[c])
                and leaf[c] not in _GIRLS
            ]
        else:
            continue  # a flat heading does not say which of its columns make up the total
        if len(parts) < 2:
            continue
        heading = _heading(sheet, totals[0])
        named = "＋".join(leaf[c] for c in parts)
        for row, label in sheet.labels.items():
            if not any(sheet.uncertain(row, c) for c in (totals[0], *parts)):
                yield _equal(
                    f"{leaf[totals[0]]}等于各列之和",
                    (row, totals[0]),
                    [(row, c) for c in parts],
                    f"{label}的{heading}",
                    named,
                )


def _balances(sheet: FilledSheet) -> Iterator[Relation]:
    opening, closing = one_column(sheet, OPENING), one_column(sheet, CLOSING)
    if opening is None or closing is None:
        return
    more, less = _side(sheet, "增加"), _side(sheet, "减少")
    if not more or not less:
        return
    for row, label in sheet.labels.items():
        if (row, opening) not in sheet.figures:
            continue
        terms = _sum((row, c) for c in (opening, *more))
        terms += "".join(f" - {a1(row, c)}" for c in less)
        words = f"{_heading(sheet, opening)}＋增加－减少"
        yield _equal(
            "期初＋增加－减少＝期末",
            (row, closing),
            (),
            f"{label}的{_heading(sheet, closing)}",
            words,
            terms,
        )


def one_column(sheet: FilledSheet, words: re.Pattern[str]) -> int | None:
    """The one column of figures for everybody that the words head; None if there is no such one."""
    found = [
        column
        for column, path in sheet.columns.items()
        if words.search(path[0]) and (len(path) == 1 or path[-1] in _TOTALS)
    ]
    return found[0] if len(found) == 1 else None


def _side(sheet: FilledSheet, word: str) -> list[int]:
    """The columns that make up 增加 or 减少: its total where there is one, else its parts."""
    found = {c: path for c, path in sheet.columns.items() if word in path[0]}
    totals = [c for c, path in found.items() if len(path) == 1 or path[-1] in _TOTALS]
    return totals[:1] or [c for c, path in found.items() if not _PART_OF.match(path[-1])]


def _parts(sheet: FilledSheet) -> Iterator[Relation]:
    """其中 against the column or row that it is a part of."""
    counted = _counted(sheet)
    for column in counted:
        whole = _whole_of(sheet, column, counted)
        if whole is None:
            continue
        for row, label in sheet.labels.items():
            yield _at_most(
                (row, column), (row, whole), label, _heading(sheet, column), _heading(sheet, whole)
            )
    last = None
    for row, label in sheet.labels.items():
        if not _is_part(label):
            last = row
        elif last is not None:
            for column in counted:
                heading = _heading(sheet, column)
                yield _at_most((row, column), (last, column), heading, label, sheet.labels[last])


def _at_most(part: Cell, whole: Cell, of: str, label: str, total: str) -> Relation:
    check = Check("其中不大于总数", a1(*part), "less_than_or_equal_to", a1(*whole))
    return Relation(check, part, f"{of}的{label}", total)


def _whole_of(sheet: FilledSheet, column: int, counted: list[int]) -> int | None:
    path = sheet.columns[column]
    level = next((n for n, label in enumerate(path) if _PART_OF.match(label)), -1)
    if level < 0:
        return None
    before = [
        c
        for c in counted
        if c < column
        and sheet.columns[c][:level] == path[:level]
        and not any(map(_PART_OF.match, sheet.columns[c]))
    ]
    # Boys and girls, or stages, side by side: what follows is a part of both together.
    while before and sheet.columns[before[-1]][-1] in _BOYS | _GIRLS | _STAGES:
        before.pop()
    if not before:
        return None
    whole = sheet.columns[before[-1]]
    if len(whole) == level + 1:
        return before[-1]
    # Behind a group of columns: a part of its total.
    group = [c for c in before if sheet.columns[c][: level + 1] == whole[: level + 1]]
    totals = [c for c in group if sheet.columns[c][-1] in _TOTALS]
    return totals[0] if len(totals) == 1 else None


def _rates(sheet: FilledSheet) -> Iterator[Relation]:
    for rate, above, below in _RATES:
        columns = [c for c, p in sheet.columns.items() if re.search(rate, p[-1]) and len(p) == 1]
        over = _only(sheet, above)
        under = _only(sheet, below)
        if len(columns) != 1 or over is None or under is None or over == under:
            continue
        for row, label in sheet.labels.items():
            check = Check(
                f"{_heading(sheet, columns[0])}＝{_heading(sheet, over)}÷{_heading(sheet, under)}",
                a1(row, columns[0]),
                "equal_to",
                f"{a1(row, over)} / {a1(row, under)}",
            )
            words = f"{_heading(sheet, over)}÷{_heading(sheet, under)}"
            left = f"{label}的{_heading(sheet, columns[0])}"
            yield Relation(check, (row, columns[0]), left, words, rate=True)


def _only(sheet: FilledSheet, words: str) -> int | None:
    """The one column that words head, or its total."""
    found = [
        c
        for c, path in sheet.columns.items()
        if re.search(words, path[0]) and (len(path) == 1 or path[-1] in _TOTALS)
        and not re.search("率|未入学", "".join(path))
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


# ── as printed ───────────────────────────────────────────────────────────────────────────────────
def printed(sheet: FilledSheet) -> Iterator[Relation]:
    """What the notes on a sheet say of its columns and rows."""
    found = {chain.sides: chain for note in sheet.notes for chain in chains.found_in(note)}
    for chain in found.values():
        columns = _named(chain, sheet, by_row=False)
        if columns is not None:
            for row, label in sheet.labels.items():
                yield from _of_chain(chain, {n: (row, c) for n, c in columns.items()}, label)
            continue
        rows = _named(chain, sheet, by_row=True)
        if rows is not None:
            for column in _counted(sheet):
                cells = {name: (row, column) for name, row in rows.items()}
                yield from _of_chain(chain, cells, _heading(sheet, column))


def _named(chain: Chain, sheet: FilledSheet, *, by_row: bool) -> dict[str, int] | None:
    """Column (or row) of every name in a chain; None where one is not there or not clear."""
    places = _row_names(sheet) if by_row else _column_names(sheet, chain)
    found: dict[str, int] = {}
    for name in chain.names:
        at = places.get(name, set()) | places.get(clean.header_key(name), set())
        if len(at) != 1:
            return None
        found[name] = next(iter(at))
    return found


def _column_names(sheet: FilledSheet, chain: Chain) -> dict[str, set[int]]:
    places: dict[str, set[int]] = {}
    for column, path in sheet.columns.items():
        names = {"".join(path), path[-1]} | ({path[0]} if path[-1] in _TOTALS else set())
        for name in names:
            places.setdefault(name, set()).add(column)
    numbers = sheet.numbers
    if not numbers:
        # Columns without numbers are counted from the first of figures, if the note takes in all.
        figures = [c for c in sheet.columns if any((r, c) in sheet.figures for r in sheet.labels)]
        asked = [int(n[1:-1]) for n in chain.names if re.fullmatch(r"第\d+列", n)]
        if asked and max(asked) == len(figures):
            numbers = dict(enumerate(figures, 1))
    return places | {f"第{number}列": {column} for number, column in numbers.items()}


def _row_names(sheet: FilledSheet) -> dict[str, set[int]]:
    places: dict[str, set[int]] = {}
    for row, label in sheet.labels.items():
        for name in {clean.header_key(label), clean.header_key(label.split()[-1])}:
            places.setdefault(name, set()).add(row)
    return places | {f"第{number}行": {row} for number, row in sheet.lines.items()}


def _of_chain(chain: Chain, cells: dict[str, Cell], label: str) -> list[Relation]:
    """A chain at the cells of one row or column."""
    relations = []
    places = {name: a1(*cell) for name, cell in cells.items()}
    for check in chain.checks():
        at_cells = Check(
            f"表上写明的勾稽 {chain.text}",
            renamed(check.left, places),
            check.operator,
            renamed(check.right, places),
            check.missing,
        )
        left, right = parse(check.left).names, parse(check.right).names
        at = cells[left[0] if len(left) == 1 or len(right) > 1 else right[0]]
        rate = "/" in check.right and len(left) == 1
        relations.append(Relation(at_cells, at, f"{label}的{check.left}", check.right, rate))
    if len(relations) < 2:
        return relations
    every = [each.check for each in relations]
    return [
        Relation(each.check, each.at, each.left, each.right, each.rate,
                 tuple(other for other in every if other is not each.check))
        for each in relations
    ]  # fmt: skip
