"""The sheets that hold what was reported against what the units' own lists come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kongcuo_xl import identity
from kongcuo_xl.book import Cell
from kongcuo_xl.hosts.pages import Formula, Pages
from kongcuo_xl.rollup import Computed, Form, Member, RollUp
from kongcuo_xl.rollup.sheets.checks import column_words
from kongcuo_xl.rollup.sheets.links import Links
from kongcuo_xl.rollup.sheets.unit_rows import plain_number
from kongcuo_xl.statistics import MEASURES, Conditions
from kongcuo_xl.submitted import Submission

_MOST_NAMES = 8


_Told = tuple[str, Form, Submission, Cell, Computed]
"""Unit, and a cell of its sheet of a form that differs from what the lists come to."""


def against_lists_sheets(pages: Pages, roll: RollUp, links: Links, *, show_ids: bool) -> None:
    """Figures that differ from what the lists come to, and whom the lists count."""
    told, counts = _compared(roll)
    note = (
        f"{roll.period.label}　只列不符的数：上报的数，和按同一单位的名册、台账、考勤算出的数；"
        "测算所计的人见“测算名单”。"
    )
    widths = [22, 20, 16, 16, 8, 8, 8, 26, 30, 36]
    page = pages.page("上报与测算", f"{roll.county}上报数与测算数对照", note, widths)
    heads = "单位 报表 行 列 上报 测算 差 口径 上报的单元格 测算所计的人"
    page.heads([(head,) for head in heads.split()])
    first = page.row
    for name, form, sheet, cell, computed in told:
        label, path = "/".join(sheet.labels[cell[0]]), column_words(sheet, cell[1])
        stated = sheet.figures[cell]
        counted = plain_number(computed.number or 0)
        row = page.row
        page.line(
            [name, form.title, label, path, plain_number(stated), counted,
             Formula(f"E{row}-F{row}", plain_number(stated - counted)), computed.basis,
             links(sheet, cell), _names(computed)],
            looks={6: "warn"},
        )  # fmt: skip
    if not told:
        said = "都相符" if counts else "没有可以对照的：没有认出的上报数，或没有名册、台账"
        page.line([said, *[""] * 9])
    bottom = page.row - 1
    if counts:
        page.skip()
        page.words("对照了多少")
        page.line(["单位", "报表", "相符", "不符", "算不出"], "head")
        for (number, title), tally in counts.items():
            page.line([roll.members[number].name, title, *tally])
    page.finish(filtered=f"A{first - 1}:J{bottom}")
    _people(pages, roll, told, show_ids=show_ids)


def _compared(roll: RollUp) -> tuple[list[_Told], dict[tuple[int, str], list[int]]]:
    """What differs; and for each unit and form how many agree, differ and can't be told."""
    told: list[_Told] = []
    counts: dict[tuple[int, str], list[int]] = {}
    for form in roll.forms:
        for number, use in sorted(form.uses.items()):
            member, sheet = roll.members[number], use.submission
            for cell, computed in _computed_of(roll, member, sheet):
                tally = counts.setdefault((number, form.title), [0, 0, 0])
                if computed.number is None:
                    tally[2] += 1
                elif computed.number == sheet.figures[cell]:
                    tally[0] += 1
                else:
                    tally[1] += 1
                    told.append((member.name, form, sheet, cell, computed))
    return told, counts


def _names(computed: Computed) -> str:
    """The first people whom the lists count, and how many there are."""
    counted = plain_number(computed.number or 0)
    names = "、".join(person.name for person in computed.people[:_MOST_NAMES])
    if not counted:
        return names or "没有人"
    if not names:
        return f"{counted}人，名单用 kongcuo fill --explain 列出"
    return f"{names}等{counted}人" if counted > _MOST_NAMES else names


def _computed_of(
    roll: RollUp, member: Member, sheet: Submission
) -> Iterator[tuple[Cell, Computed]]:
    """What the unit's lists come to at a sheet's cells; of one that lies elsewhere, in all."""
    lists = member.computed_from_lists
    for cell in sheet.figures:
        known = (facts.computed.get((sheet.place, cell)) for facts in member.facts)
        if (computed := next(filter(None, known), None)) is not None:
            yield cell, computed
            continue
        terms = sheet.asked.get(cell, frozenset())
        measures = {term.measure for term in terms}
        if lists is None or cell[0] != sheet.total_row or len(measures) != 1:
            continue
        (asked,) = measures
        key = roll.period.name, asked
        # The total of a unit's own sheet is of all its grades, whichever the sheet lists.
        whole = all(replace(t.conditions, grade=None) == Conditions() for t in terms)
        if whole and key in lists.series:
            measure = MEASURES[asked]
            yield cell, Computed(lists.series[key], "单位的名册、台账", measure.definition)


def _people(
    pages: Pages, roll: RollUp, told: Sequence[_Told], *, show_ids: bool,
) -> None:  # fmt: skip
    if not any(computed.people for *_, computed in told):
        return
    note = "上报与测算不符的数，测算时计入的人和所在的单元格" + (
        "。"
        if show_ids
        else "；证件号已遮盖。每个数最多列 30 人，全部名单用 kongcuo fill --explain。"
    )
    page = pages.page("测算名单", f"{roll.county}测算所计的人", note, [22, 30, 10, 12, 22, 40, 30])
    page.heads([(h,) for h in ("单位", "哪个数", "姓名", "班级", "证件号", "所在", "说明")])
    first = page.row
    for name, _, sheet, cell, computed in told:
        what = (
            f"{'/'.join(sheet.labels[cell[0]])}·{column_words(sheet, cell[1])}（{computed.number}）"
        )
        for person in computed.people:
            number = person.id_number if show_ids else identity.mask(person.id_number)
            page.line([name, what, person.name, person.klass, number, person.place, person.said])
    page.finish(filtered=f"A{first - 1}:G{page.row - 1}")
