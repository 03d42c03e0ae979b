"""The sheet of figures worked out from the units' own lists."""

from __future__ import annotations

from collections.abc import Iterator

from kongcuo_xl.hosts.pages import Pages
from kongcuo_xl.rollup import Facts, RollUp
from kongcuo_xl.rollup.sheets.unit_rows import Row, grouped, unit_heads
from kongcuo_xl.statistics import MEASURES
from kongcuo_xl.submitted import Path as Labels


def computed_sheet(pages: Pages, roll: RollUp) -> None:
    """What every unit's own lists come to, whatever it reported."""
    listing = list(_listing(roll))
    known = {
        measure: {n: facts.series.get((roll.period.name, measure)) for n, facts in listing}
        for measure in dict.fromkeys(m for _, f in listing for _, m in f.series)
    }
    measures = [m for m, by in known.items() if any(v is not None for v in by.values())]
    asked = {t.measure for f in roll.forms for u in f.uses.values()
             for terms in u.submission.asked.values() for t in terms}  # fmt: skip
    measures = [m for m in measures if m in asked or m in _FIRST]
    if not measures:
        return
    names, widths = unit_heads(roll)
    heads: list[Labels] = [(_head(m),) for m in measures]
    note = (
        f"{roll.period.label}　不看上报的表，按各单位自己的名册、台账、考勤算出；"
        "缺少所需的表、算不出的留空，不是 0。各数的定义见“说明”。"
    )
    page = pages.page(
        f"测算 {roll.period.name}", f"{roll.county}按名册、台账测算的数", note,
        [*widths, *(9.0 for _ in measures)],
    )  # fmt: skip
    page.heads([*names, *heads], frozen=len(names))

    def row_of(number: int) -> Row:
        row = Row()
        row.values = [known[m].get(number) for m in measures]
        row.heard = int(any(v is not None for v in row.values))
        row.look = "body" if row.heard else "faint"
        return row

    grouped(page, roll, heads, row_of, before=len(names))
    page.finish()


_FIRST = (
    "enrolled_start", "enrolled_end", "expected", "present", "suspected_new", "dropout_new",
    "returned_new", "not_back",
)  # fmt: skip


def _head(measure: str) -> str:
    return MEASURES[measure].label.replace("（学籍变动）", "")


def _listing(roll: RollUp) -> Iterator[tuple[int, Facts]]:
    for number, member in enumerate(roll.members):
        if (facts := member.computed_from_lists) is not None:
            yield number, facts
