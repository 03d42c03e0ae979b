"""A comparison of lists as a workbook: a sheet a result, each person with file, sheet and cell."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kongcuo_xl.comparison.result import Comparison, Entry, Pair, likely, masked
from kongcuo_xl.hosts import authorship, cell_text
from kongcuo_xl.hosts.ooxml.archive import writing
from kongcuo_xl.hosts.pages import LINE_HEIGHT, lines_of
from kongcuo_xl.screen import ids

_TOP = 3
_PLACE = (("文件", 26), ("工作表", 14), ("单元格", 9))
_PERSON = (("姓名", 11), ("身份证号", 22), ("单位", 20), ("班级", 10), *_PLACE)
_LINE = Border(*(Side(style="thin", color="BFBFBF"),) * 4)
_BODY = "对照正文"


def write(found: Comparison, target: Path, *, show_ids: bool = False) -> None:
    """Write the workbook, whole or not at all. Raises OutputError when it can't be written."""
    book = Workbook()
    book.add_named_style(
        NamedStyle(
            _BODY,
            font=Font(name="等线"),
            border=_LINE,
            alignment=Alignment(vertical="center", wrap_text=True),
            number_format="@",
        )
    )
    first = book.active
    assert isinstance(first, Worksheet)
    _summary(first, found, show_ids=show_ids)
    for pair in found.pairs:
        _pair(book, pair, show_ids=show_ids)
    _repeated(book, found, show_ids=show_ids)
    authorship.sign(book.properties, authorship.LIST)
    held = io.BytesIO()
    book.save(held)
    with writing(target) as out:
        out.write(held.getvalue())


def _summary(sheet: Worksheet, found: Comparison, *, show_ids: bool) -> None:
    sheet.title = "汇总"
    rows: list[Sequence[object]] = [
        (
            each.label,
            ids(each.title, show_ids=show_ids),
            each.people,
            len(each.repeated),
            "",
            "",
            "",
        )
        for each in found.lists
    ]
    heads = (("名单", 16), ("来自", 44), ("人数", 10), ("重复的行", 10))
    _fill(sheet, "名单对照", heads, [row[:4] for row in rows])
    top = _TOP + len(rows) + 3
    results_heads = (("对照", 16), ("结果", 44), ("数量", 10))
    results = []
    for pair in found.pairs:
        a, b = pair.a.label, pair.b.label
        results += [
            (pair.title, f"{a}有、{b}无（人）", len(pair.only_a)),
            (pair.title, f"{b}有、{a}无（人）", len(pair.only_b)),
            (pair.title, "两边都有、内容不一致（处）", len(pair.differing)),
            (pair.title, "疑为同一人（对）", len(pair.probable)),
        ]
        if pair.both:
            results.append((pair.title, "两边都有（人）", len(pair.both)))
    _table(sheet, top, results_heads, results)


def _pair(book: Workbook, pair: Pair, *, show_ids: bool) -> None:
    person, place = partial(_person, show_ids=show_ids), partial(_place, show_ids=show_ids)
    a, b = pair.a.label, pair.b.label
    several = f"{a}{b}" if len(book.sheetnames) > 1 else ""
    for title, people, told in (
        (f"{a}有{b}无", pair.only_a, likely(pair.probable)),
        (f"{b}有{a}无", pair.only_b, likely(pair.probable, of_b=True)),
    ):
        _fill(
            book.create_sheet(title),
            f"{title}　{len(people)} 人",
            (*_PERSON, ("可能对应", 40)),
            ((*person(e), told.get(e, "")) for e in people),
        )
    _fill(
        book.create_sheet(f"{several}不一致"),
        f"{pair.title}　不一致 {len(pair.differing)} 处",
        (("姓名", 11), ("栏目", 12), (f"{a}的值", 24), (f"{b}的值", 24), ("说明", 18),
         *((f"{a}{head}", width) for head, width in _PLACE),
         *((f"{b}{head}", width) for head, width in _PLACE)),
        (
            (masked(d.a, show_ids=show_ids).name, d.field, ids(d.value_a, show_ids=show_ids),
             ids(d.value_b, show_ids=show_ids), d.note,
             *place(d.a), *place(d.b))
            for d in pair.differing
        ),
    )  # fmt: skip
    sheet = book.create_sheet(f"{several}疑为同一人")
    _fill(
        sheet,
        f"{pair.title}　疑为同一人 {len(pair.probable)} 对，请逐对核实",
        (("理由", 40), *((f"{a}{head}", width) for head, width in _PERSON),
         *((f"{b}{head}", width) for head, width in _PERSON)),
        ((p.reason, *person(p.a), *person(p.b)) for p in pair.probable),
    )  # fmt: skip
    if pair.both:
        _fill(
            book.create_sheet(f"{several}两边都有"),
            f"{pair.title}　两边都有 {len(pair.both)} 人",
            (*_PERSON, *((f"{b}{head}", width) for head, width in _PLACE)),
            ((*person(x), *place(y)) for x, y in pair.both),
        )


def _repeated(book: Workbook, found: Comparison, *, show_ids: bool) -> None:
    rows = [
        (each.label, r.group, *_person(r.entry, show_ids=show_ids), r.reason)
        for each in found.lists
        for r in each.repeated
    ]
    heads = (("名单", 10), ("组", 6), *_PERSON, ("理由", 32))
    _fill(book.create_sheet("名单内重复"), f"名单内重复　{len(rows)} 行", heads, rows)


def _person(entry: Entry, *, show_ids: bool) -> tuple[str, ...]:
    shown = masked(entry, show_ids=show_ids)
    return shown.name, shown.id_number, shown.unit, shown.klass, *_place(entry, show_ids=show_ids)


def _place(entry: Entry, *, show_ids: bool) -> tuple[str, str, str]:
    file, sheet = (ids(text, show_ids=show_ids) for text in (entry.file, entry.sheet))
    return file, sheet, entry.cell


def _fill(
    sheet: Worksheet,
    title: str,
    heads: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[object]],
) -> None:
    """A title, headings and rows, set up for A4 paper across."""
    sheet.cell(1, 1, title).font = Font(name="等线", size=16, bold=True, color="1F3864")
    sheet.row_dimensions[1].height = 28
    last = _table(sheet, _TOP, heads, rows)
    for column, (_, width) in enumerate(heads, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"A{_TOP + 1}"
    sheet.auto_filter.ref = f"A{_TOP}:{get_column_letter(len(heads))}{max(last, _TOP)}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_title_rows = f"{_TOP}:{_TOP}"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"  # type: ignore[union-attr]


def _table(
    sheet: Worksheet, top: int, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[object]]
) -> int:
    """Headings and rows from a row on; returns the last row. Text never becomes a formula."""
    for column, (head, _) in enumerate(heads, 1):
        cell = sheet.cell(top, column, head)
        cell.font = Font(name="等线", bold=True, color="FFFFFF")
        cell.fill, cell.border = PatternFill("solid", fgColor="305496"), _LINE
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[top].height = 24
    row = top
    for row, values in enumerate(rows, top + 1):
        lines = max(lines_of(str(v), width) for v, (_, width) in zip(values, heads, strict=True))
        if lines > 1:
            sheet.row_dimensions[row].height = lines * LINE_HEIGHT
        for column, value in enumerate(values, 1):
            place = sheet.cell(row, column)
            place.style = _BODY
            if isinstance(value, int):
                place.value, place.number_format = value, "0"
            else:
                cell_text.put(place, str(value))
    return row
