"""The sheet of who has reported and who has not."""

from __future__ import annotations

from kongcuo_xl.hosts.pages import Pages
from kongcuo_xl.rollup import RollUp
from kongcuo_xl.rollup.sheets.unit_rows import NO_TOWN, has_townships

_STATES = ("未报", "未到期", "零报告", "已报", "随学校上报")


def reported_sheet(pages: Pages, roll: RollUp) -> None:
    """Every report that a unit owes: whether, when and how late it came."""
    counts = {s: sum(1 for r in roll.reported if r.state == s) for s in _STATES}
    late = sum(1 for r in roll.reported if r.late and r.on)
    told = "，".join(f"{s} {n}" for s, n in counts.items() if n) + (
        f"，迟报 {late}" if late else ""
    )
    note = (
        f"{roll.period.label}　核查日期 {roll.date}，政策 {roll.policy}。"
        f"{told or '没有应报的报表'}。"
        "零报告是报了、没有个案；未报是什么都没有收到。"
    )
    page = pages.page("未报", f"{roll.county}报表上报情况", note, [15, 26, 30, 12, 11, 12, 10, 40])
    heads = ("中心校（乡镇）", "单位", "报表", "期限", "情况", "上报日期", "迟（天）", "依据")
    page.heads([(h,) for h in heads])
    first = page.row
    order = {s: n for n, s in enumerate(_STATES)}
    for each in sorted(roll.reported, key=lambda r: (order[r.state], -r.late, r.member)):
        member = roll.members[each.member]
        state = "逾期未报" if each.state == "未报" and each.late else each.state
        state = "迟报" if each.on and each.late and state == "已报" else state
        look = {"逾期未报": "bad", "未报": "warn", "迟报": "warn"}.get(state, "body")
        values = [
            member.township or (NO_TOWN if has_townships(roll) else ""), member.name, each.title,
            each.due, state, each.on, each.late or None, each.where,
        ]  # fmt: skip
        page.line(values, looks={4: look})
    if page.row == first:
        page.line(["", "没有应报的报表", "", "", "", "", "", ""])
    page.finish(filtered=f"A{first - 1}:H{page.row - 1}")
