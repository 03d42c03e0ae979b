"""The sheets of a form: what each unit reported, and every row of every unit's sheet."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from kongcuo_xl.book import a1
from kongcuo_xl.hosts.pages import Formula, Pages
from kongcuo_xl.rollup import Form, RollUp, Use, is_rate
from kongcuo_xl.rollup.sheets.links import Links
from kongcuo_xl.rollup.sheets.unit_rows import Row, grouped, plain_number, unit_heads
from kongcuo_xl.submitted import Path as Labels

_SUMS = "SR104"
"""Totals that are not their parts."""
_SHARE = 1.5
"""A rate up to this is a share of 1, above it is in percent."""


def form_sheet(pages: Pages, roll: RollUp, form: Form, links: Links) -> None:
    """A row a unit with what it reported, its townships and the county below."""
    names, widths = unit_heads(roll)
    widths += [_column_width(path) for path in form.columns] + [26, 34]
    note = (
        f"{roll.period.label}　按上报的数汇总，{len(form.uses)}/{len(roll.members)} 个单位有数；"
        "空格是没有报或没有数，不是 0。点“来源”打开原表；小计、合计是公式。"
    )
    title = f"{roll.county}{form.title}（{roll.period.label}）汇总"
    page = pages.page(f"{_short(form)} {roll.period.name}", title, note, widths)
    page.heads([*names, *form.columns, ("来源",), ("备注",)], frozen=len(names))
    states = {r.member: r for r in roll.reported if r.title in (form.title, form.owed)}

    def row_of(number: int) -> Row:
        if number in form.uses:
            return _reported_row(roll, form, form.uses[number], links)
        told = states.get(number)
        said = told.state if told and told.state in ("零报告", "未到期") else "未报"
        point = roll.members[number].point
        row = Row(look="faint")
        row.values = [None] * len(form.columns)
        row.after = ["", "随学校上报" if point and said == "未报" else said]
        return row

    grouped(page, roll, form.columns, row_of, before=len(names), after=2)
    page.finish()


def _reported_row(roll: RollUp, form: Form, use: Use, links: Links) -> Row:
    """A unit's figures, where they were taken from, and what is to be said of them."""
    row = Row(heard=1)
    remarks = _remarks(roll, use)
    figures = {path: use.figure(path) for path in form.columns}
    for at, (path, figure) in enumerate(figures.items()):
        row.values.append(None if figure.number is None else plain_number(figure.number))
        if is_rate(path) and figure.number is not None and abs(figure.number) <= _SHARE:
            row.looks[at] = "body%"
        if figure.note and figure.cell is not None:
            row.looks[at] = "bad"
            remarks.append(f"{'/'.join(path)}（{a1(*figure.cell)}）{figure.note}")
        elif figure.note and path in use.submission.columns:
            row.looks[at] = "warn"
            remarks.append(f"{'/'.join(path)}{figure.note}")
        elif figure.note:
            remarks.append(figure.note)
    place = next((figure.cell for figure in figures.values() if figure.cell), None)
    row.after = [links(use.submission, place), "；".join(dict.fromkeys(remarks))]
    return row


def _remarks(roll: RollUp, use: Use) -> list[str]:
    sheet = use.submission
    said = ["零报告"] if sheet.zero else []
    if use.row is None and sheet.columns:
        said.append("没有合计行，按各行相加")
    if not use.own:
        said.append("取自上级的汇总表")
    wrong = [f for _, f in roll.findings if f.code == _SUMS and f.file == sheet.file]
    if use.own and (count := sum(1 for f in wrong if f.sheet == sheet.sheet)):
        said.append(f"表内不平{count}处，见“核对”")
    if sheet.span is None:
        said.append("没有写明期间")
    return said


def _column_width(path: Labels) -> float:
    return 9.0 if max(map(len, path)) > 5 else 7.5


def _short(form: Form) -> str:
    name = form.name.replace("失学辍学疑似辍学学生", "")
    return name[:20]


def details_sheet(pages: Pages, roll: RollUp, form: Form, links: Links) -> None:
    """Every row of every unit's sheet, and above them what each row comes to in all."""
    uses = [(n, u) for n, u in sorted(form.uses.items()) if u.own and len(u.submission.labels) > 1]
    if not uses:
        return
    order = list(form.labels)
    labels = ["/".join(label) for label in order]
    widths = [24.0, 16.0, *(_column_width(p) for p in form.columns), 26.0]
    note = (
        f"{roll.period.label}　上面是各单位同一行之和（公式），下面逐单位列出原表各行；"
        "没有这一行或没有数的留空。"
    )
    title = f"{roll.county}{form.title}（{roll.period.label}）分项"
    page = pages.page(f"{_short(form)}分项", title, note, widths)
    page.heads([("单位",), ("项目",), *form.columns, ("来源",)], frozen=2)
    body: list[tuple[int, Use, int, Labels]] = [
        (number, use, row, label)
        for number, use in uses
        for row, label in use.submission.labels.items()
    ]
    first = page.row + len(order) + 1
    last = first + len(body) - 1
    for n, label in enumerate(labels):
        held = [(u, r) for _, u, r, at in body if at == order[n]]
        cells = [
            _row_sum(get_column_letter(c + 3), page.row, first, last, _column(held, path), path)
            for c, path in enumerate(form.columns)
        ]
        page.line([f"{roll.county}（{len(held)}个单位）", label, *cells, ""], "subtotal")
    page.skip()
    for number, use, row, at in body:
        values = [_cell(use, row, path) for path in form.columns]
        where = links(use.submission, (row, min(use.submission.columns.values())))
        page.line([roll.members[number].name, "/".join(at), *values, where])
    page.finish()


def _cell(use: Use, row: int, path: Labels) -> float | str | None:
    column = use.submission.columns.get(path)
    if column is None or (row, column) in use.submission.unsure:
        return None
    number = use.submission.figures.get((row, column))
    return use.submission.texts.get((row, column)) if number is None else plain_number(number)


def _column(held: Sequence[tuple[Use, int]], path: Labels) -> float | None:
    numbers = [v for use, row in held if isinstance(v := _cell(use, row, path), (int, float))]
    return sum(numbers) if numbers else None


def _row_sum(
    column: str, row: int, first: int, last: int, value: float | None, path: Labels
) -> Formula | str:
    if is_rate(path):
        return "—"
    labels, numbers = f"$B${first}:$B${last}", f"{column}${first}:{column}${last}"
    text = (
        f'IF(SUMPRODUCT(({labels}=$B{row})*ISNUMBER({numbers}))=0,"",'
        f"SUMIF({labels},$B{row},{numbers}))"
    )
    return Formula(text, "" if value is None else plain_number(value))
