"""The sheet of charts, drawn from figures that stand on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kongcuo_xl.finding import LEVELS
from kongcuo_xl.hosts.pages import COLORS, Formula, Page, Pages
from kongcuo_xl.rollup import RollUp
from kongcuo_xl.rollup.sheets.unit_rows import NO_TOWN, has_townships, plain_number

_MOST_CHARTED = 32
"""Bars whose names can still be read on a page."""
_PAPER = 25.0
"""Centimetres of charts that a page takes."""
_TRENDS = ("suspected_new", "dropout_new", "returned_new", "not_back", "enrolled_end")
_CASES = ["FFC000", "C00000", "70AD47", "C55A11"]
_ACROSS = 19.0
"""Centimetres across the columns of the charts' page."""


_Area = tuple[int, int, int]
"""Rows of the page: heads, first and last row of data."""


def charts_sheet(pages: Pages, roll: RollUp) -> None:
    """Figures of the units and of the months, and charts over them."""
    note = (
        "图表按本页的数据区画，可以在表格软件里改。问题数是各单位名册、台账、报表核查出的处数；"
        "未返校率＝未返÷期末在籍；有名册、台账的用测算数，没有的用上报数。"
    )
    page = pages.page("图表", f"{roll.county}图表", note, [26, 9, 9, 9, 11, 11, 11, 11])
    whose, every = _bars(roll)
    most = highest = whose
    worst = away = [_Bar.of(roll, name, members) for name, members in every]
    if len(every) > _MOST_CHARTED:
        worst = sorted(worst, key=lambda bar: [-n for n in bar.levels])[:_MOST_CHARTED]
        away = sorted(away, key=lambda bar: bar.rate, reverse=True)[:_MOST_CHARTED]
        most = f"问题最多的{_MOST_CHARTED}个{whose[1:]}的"
        highest = f"未返校率最高的{_MOST_CHARTED}个{whose[1:]}的"
    units = not_back = _units(page, worst)
    if any(bar.away for bar in away) and away is not worst:
        page.words(highest.removesuffix("的"))
        not_back = _units(page, away)
    months = _months(page, roll)
    high = min(_PAPER - 1, 5 + 0.6 * len(worst))
    of_units = [
        ("stacked", f"{most}问题数（处）", units, (2, 3, 4), [COLORS[v] for v in LEVELS], high),
        ("bar", f"{highest}未返校学生（人）", not_back, (7,), ["C55A11"], high),
        ("bar", f"{highest}未返校率", not_back, (8,), ["7030A0"], high),
    ]
    drawn = [
        *(of_units if any(bar.away for bar in away) else of_units[:1]),
        ("line", "个案逐月（人）", months, (2, 3, 4, 5), _CASES, 9.0),
        ("line", "未返校率逐月", months, (8,), ["7030A0"], 9.0),
    ]
    room = 0.0
    for kind, title, (top, start, end), columns, colors, height in drawn:
        if end >= start:
            room -= height + 1
            if room < 0:
                page.new_paper()
                room = _PAPER - height - 1
            page.chart(
                kind, title, top, start, end, 1, columns, colors=colors,
                percent="率" in title, size=(_ACROSS, height),
            )  # fmt: skip
    page.finish(landscape=False, repeated=False)


class _Bar(NamedTuple):
    """What the charts show of a unit or a township."""

    name: str
    levels: list[int]
    there: float | None
    away: float | None

    @classmethod
    def of(cls, roll: RollUp, name: str, members: Sequence[int]) -> _Bar:
        """That of some units."""
        there, away = (
            _known_sum(roll, members, roll.period.name, measure)
            for measure in ("enrolled_end", "not_back")
        )
        return cls(name, _by_level(roll, members), there, away)

    @property
    def rate(self) -> float:
        """未返校率; 0 where it is not known."""
        return (self.away or 0) / self.there if self.there else 0.0


def _units(page: Page, bars: Sequence[_Bar]) -> _Area:
    """A row for each of those charted."""
    page.heads([(h,) for h in ("单位", *LEVELS, "问题合计", "期末在籍", "未返", "未返校率")])
    first = page.row
    for name, levels, there, away in bars:
        row = page.row
        page.line(
            [name, *levels, Formula(f"SUM(B{row}:D{row})", sum(levels)), there, away,
             _share(f"G{row}", f"F{row}", away, there)],
            looks={7: "body%"},
        )  # fmt: skip
    page.skip()
    return first - 1, first, page.row - 2


def _months(page: Page, roll: RollUp) -> _Area:
    page.words("逐月（全部单位）")
    words = "月份 疑似辍学新增 辍学新增 劝返复学 未返 期末在籍 单位数 未返校率"
    page.line(words.split(), "head")
    first = page.row
    everybody = list(range(len(roll.members)))
    for span in roll.months:
        row = page.row
        values = [_known_sum(roll, everybody, span.name, measure) for measure in _TRENDS]
        away, there = values[3], values[4]
        count = sum(1 for n in everybody if _known(roll, n, span.name, "enrolled_end") is not None)
        page.line(
            [span.label, *values, count, _share(f"E{row}", f"F{row}", away, there)],
            looks={7: "body%"},
        )
    page.skip()
    return first - 1, first, page.row - 2


def _share(part: str, whole: str, parts: float | None, of: float | None) -> Formula:
    """One cell over another: blank where either has no number, or there is nobody."""
    result = parts / of if parts is not None and of else ""
    return Formula(f'IF(OR({whole}="",{whole}=0,{part}=""),"",{part}/{whole})', result)


def _bars(roll: RollUp) -> tuple[str, list[tuple[str, list[int]]]]:
    """What the charts show, and its name: the units, or the townships of too many units."""
    if len(roll.members) > _MOST_CHARTED and has_townships(roll):
        return "各乡镇", [(town or NO_TOWN, numbers) for town, numbers in roll.townships]
    return "各单位", [(member.name, [n]) for n, member in enumerate(roll.members)]


def _by_level(roll: RollUp, numbers: Sequence[int]) -> list[int]:
    """Findings of some units by level."""
    return [sum(f.levels[level] for n in numbers for f in roll.members[n].facts)
            for level in LEVELS]  # fmt: skip


def _known_sum(roll: RollUp, numbers: Sequence[int], span: str, measure: str) -> float | None:
    found = [v for n in numbers if (v := _known(roll, n, span, measure)) is not None]
    return sum(found) if found else None


def _known(roll: RollUp, number: int, span: str, measure: str) -> float | None:
    """A unit's number: of its lists, else of the sheet that it handed in."""
    member = roll.members[number]
    facts = member.computed_from_lists
    if facts is not None and (value := facts.series.get((span, measure))) is not None:
        return value
    for sheet in member.heard:
        row = sheet.total_row
        if sheet.span is None or sheet.span.name != span or row is None:
            continue
        for column in sheet.columns.values():
            terms = sheet.asked.get((row, column), ())
            if terms and {t.measure for t in terms} == {measure}:
                number_ = sheet.figures.get((row, column))
                if number_ is not None:
                    return plain_number(number_)
    return None
