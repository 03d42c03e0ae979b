"""Where the number in a cell comes from, in words: what a form counts, what a function answers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from kongcuo_xl.book import Book, Cell, Sheet, Value, a1, column_letters, from_a1
from kongcuo_xl.clean import header_key, text
from kongcuo_xl.crosschecks.sheets import figure
from kongcuo_xl.forms.blank import Blank, BlankSheet, FormError
from kongcuo_xl.forms.explanation import COLUMNS, SHEET
from kongcuo_xl.forms.learning import learn
from kongcuo_xl.forms.mapping import Form, Term
from kongcuo_xl.functions import FUNCTIONS, CellFunction, Workbook
from kongcuo_xl.functions.workbook import LacksError, Place
from kongcuo_xl.policy import Policy
from kongcuo_xl.reading import BookReading
from kongcuo_xl.screen import mask_in
from kongcuo_xl.statistics import MEASURES

_MOST = 20
"""People named in a message; all of them stand on the sheet 数据来源."""
_CALL = re.compile(r"(?<![A-Z0-9_])([A-Z][A-Z_]+)\(", re.IGNORECASE)
_OF_ONE = re.compile(r"\(\s*(\$?[A-Z]{1,3}\$?\d+)?\s*\)", re.IGNORECASE)
_RISK = ("AT_RISK", "RISK_REASON")


def explained(
    read: BookReading, policy: Policy, date: dt.date, sheet: str, cell: Cell, formula: str
) -> str:
    """What can be said of the number at a cell of a workbook; ``formula`` is what the cell holds.

    ``policy`` and ``date`` hold unless the workbook says otherwise.
    """
    listed = list(_sources(read.book))
    found = [(head, people) for head, people in listed if head["格子"] == f"{sheet}!{a1(*cell)}"]
    if found:
        return "\n".join(line for head, people in found for line in _counted(head, people))
    calls = [FUNCTIONS[n.upper()] for n in _CALL.findall(formula) if n.upper() in FUNCTIONS]
    if formula.startswith("=") and calls:
        place = Place("", sheet, cell[0])
        workbook = Workbook.read([read], policy, date)
        return "\n".join(_by_function(workbook, read.book, place, formula, calls))
    lines = [f"这一格是公式：{formula}"] if formula.startswith("=") else []
    lines += _by_labels(read.book, sheet, cell)
    if not lines:
        return "这一格不是报表上的数，也不是公式：它是填进来的内容，没有来源可查。"
    if listed:
        lines.append(f"“{SHEET}”表里没有列这一格。")
    return "\n".join(lines)


# ── a form that we filled ────────────────────────────────────────────────────────────────────────
def _sources(book: Book) -> Iterator[tuple[dict[str, str], list[dict[str, str]]]]:
    """Every figure of 数据来源 with the lines of its people below it."""
    headings = [header_key(word) for word, _ in COLUMNS]
    for sheet in book.sheets:
        if not sheet.name.startswith(SHEET):
            continue
        head: dict[str, str] | None = None
        people: list[dict[str, str]] = []
        columns: dict[str, int] = {}
        for row in sheet.rows:
            keys = [header_key(value) if isinstance(value, str) else "" for value in row]
            if not columns:
                if set(headings[:5]) <= set(keys):
                    columns = {
                        word: keys.index(key)
                        for (word, _), key in zip(COLUMNS, headings, strict=True)
                        if key in keys
                    }
                continue
            told = {word: text(row[at]) for word, at in columns.items()}
            if told.get("数"):
                if head is not None:
                    yield head, people
                head, people = told, []
            elif told["格子"]:
                people.append(told)
        if head is not None:
            yield head, people


def _counted(head: dict[str, str], people: list[dict[str, str]]) -> list[str]:
    said = "　".join(filter(None, (head["指标"], head.get("条件", ""), head.get("期间", ""))))
    lines = [f"{said}：{head['数']}"]
    if head.get("定义或公式"):
        lines.append(f"定义或公式：{head['定义或公式']}")
    if head.get("口径"):
        lines.append(f"口径：{head['口径']}")
    if people:
        lines.append(f"数的是这 {len(people)} 人（条）：")
        lines += [f"　　{_person(each)}" for each in people[:_MOST]]
    if len(people) > _MOST:
        lines.append(f"　　……另有 {len(people) - _MOST} 人，见“{SHEET}”表。")
    return lines


def _person(told: dict[str, str]) -> str:
    where = f"{told.get('文件', '')}［{told.get('工作表', '')}］{told.get('单元格', '')}"
    who = "　".join(filter(None, (told.get("姓名", ""), told.get("班级", ""))))
    return mask_in("　".join(filter(None, (who, where.strip("［］"), told.get("说明", "")))))


# ── one of our functions ─────────────────────────────────────────────────────────────────────────
def _by_function(
    workbook: Workbook, book: Book, place: Place, formula: str, calls: list[CellFunction]
) -> list[str]:
    lines = [f"公式：{formula}"]
    for function in dict.fromkeys(calls):
        lines.append(f"{function.name}（{function.label}）：{function.says}")
        if function.asks_workbook:
            lines.append("它从本工作簿的各张表得出，按“设置”表的政策口径和检查日期。")
        if function.name in _RISK:
            lines += _risk(workbook, book, place, formula)
    return lines


def _risk(workbook: Workbook, book: Book, place: Place, formula: str) -> list[str]:
    """The facts behind the level of the pupil whom a formula is about."""
    called = _OF_ONE.search(formula)
    if called is None:
        return []
    try:
        if called[1]:
            row, column = from_a1(called[1])
            grid = next(s for s in book.sheets if s.name == place.sheet).rows
            inside = row < len(grid) and column < len(grid[row])
            student = workbook.rows([grid[row][column] if inside else ""])[0]
        else:
            student = workbook.row_at(place)
        if student < 0:
            return ["这一格的学生在花名册里找不到，或有同名的。"]
        reasons = workbook.assessment.reasons(student)
    except LacksError as why:
        return [f"{why}。"]
    level = workbook.assessment.levels.tolist()[student]
    name = workbook.table("students").maybe("name")[student]
    if not reasons:
        return [f"{name}：{level}，各表里没有风险事实。"]
    return [
        f"{name}：{level}，由这 {len(reasons)} 条事实得出：",
        *(
            mask_in(f"　　{r.words}（依据 {'、'.join(r.basis)}；见 ［{r.sheet}］{r.cell}）")
            for r in reasons[:_MOST]
        ),
    ]


# ── any other statistics sheet ───────────────────────────────────────────────────────────────────
def _by_labels(book: Book, sheet: str, cell: Cell) -> list[str]:
    """What the labels of a figure ask for; the people are known only to who filled it."""
    form = next((s for s in book.sheets if s.name == sheet), None)
    if form is None:
        return []
    try:
        learnt = learn(Blank({sheet: _blank(form)}), Path(book.name))
    except FormError:
        return []
    for labels, of in _asked(learnt.form, cell):
        lines = [labels]
        for term in of:
            measure = MEASURES[term.measure]
            lines.append(f"{measure.label}：{measure.definition}")
            if measure.ratio is not None:
                lines.append(f"公式：{measure.ratio.formula}")
        lines.append("数的是哪些人，这张表上没有写：用“生成报表”填写，会带上“数据来源”表。")
        return lines
    return [each.words for each in learnt.unexplained if each.cell == cell]


def _asked(form: Form, cell: Cell) -> Iterator[tuple[str, Sequence[Term]]]:
    """What a form asks for at a cell: its labels, and the measures that are added up there."""
    for place in form.places:
        if place.cell == a1(*cell):
            yield place.labels, place.of
    for band in form.bands:
        first, last = map(int, band.rows.split(":"))
        column = band.columns.get(column_letters(cell[1]))
        if first <= cell[0] + 1 <= last and column is not None:
            yield column.labels, column.of


def _blank(sheet: Sheet) -> BlankSheet:
    """A filled sheet as the form it was before: its words without its numbers."""
    values: dict[Cell, Value] = {
        (row, column): value
        for row, line in enumerate(sheet.rows)
        for column, value in enumerate(line)
        if isinstance(value, str) and value.strip() and figure(value) is None
    }
    filled = frozenset(
        (row, column)
        for row, line in enumerate(sheet.rows)
        for column, value in enumerate(line)
        if figure(value) is not None
    )
    return BlankSheet(sheet.name, values, merges=sheet.merges, ruled=filled)
