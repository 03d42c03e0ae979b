"""The sheet that holds this period against the one before."""

from __future__ import annotations

from kongcuo_xl.hosts.pages import Formula, Page, Pages
from kongcuo_xl.rollup import RollUp, is_rate
from kongcuo_xl.rollup.sheets.unit_rows import plain_number
from kongcuo_xl.submitted import Path as Labels


def against_last_sheet(pages: Pages, roll: RollUp) -> None:
    """What changed since the last period, for units that reported both."""
    forms = [form for form in roll.forms if form.before and roll.last is not None]
    if not forms or roll.last is None:
        return
    note = (
        f"{roll.last.label}（上期）与{roll.period.label}（本期）；"
        "只比两期都报了的单位，只列有变化的。"
    )
    page = pages.page(
        "与上期对比", f"{roll.county}与上期对比", note, [15, 26, 26, 26, 10, 10, 10, 10]
    )
    heads = ("中心校（乡镇）", "单位", "报表", "项目", "上期", "本期", "增减", "增减%")
    page.heads([(h,) for h in heads])
    first = page.row
    for form in forms:
        both = [n for n in form.uses if n in form.before]
        for path in form.columns:
            pairs = [(form.before[n].figure(path).number, form.uses[n].figure(path).number)
                     for n in both]  # fmt: skip
            held = [(a, b) for a, b in pairs if a is not None and b is not None]
            if held and not is_rate(path):
                sums = sum(a for a, _ in held), sum(b for _, b in held)
                _change(page, ["", f"合计（{len(held)}个单位）", form.title], path, *sums, "total")
    for form in forms:
        for number in sorted(form.uses):
            member = roll.members[number]
            if number not in form.before:
                page.line(
                    [member.township, member.name, form.title, "上期没有报", *[""] * 4], "faint"
                )
                continue
            for path in form.columns:
                then = form.before[number].figure(path).number
                now = form.uses[number].figure(path).number
                if then is not None and now is not None and then != now:
                    words = [member.township, member.name, form.title]
                    _change(page, words, path, then, now, "body")
    page.finish(filtered=f"A{first - 1}:H{page.row - 1}")


def _change(page: Page, words: list[str], path: Labels, then: float, now: float, look: str) -> None:
    row = page.row
    share = Formula(f'IF(E{row}=0,"",G{row}/E{row})', (now - then) / then if then else "")
    page.line(
        [*words, "/".join(path), plain_number(then), plain_number(now),
         Formula(f"F{row}-E{row}", plain_number(now - then)), share],
        look, looks={7: f"{look}%"},
    )  # fmt: skip
