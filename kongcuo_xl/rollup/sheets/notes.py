"""The sheet that says what was read and how it was counted."""

from __future__ import annotations

from kongcuo_xl import identity
from kongcuo_xl.hosts.pages import Pages
from kongcuo_xl.rollup import RollUp
from kongcuo_xl.statistics import MEASURES


def notes_sheet(pages: Pages, roll: RollUp) -> None:
    """What could not be read, what was left out and why, and what each figure counts."""
    page = pages.page(
        "说明", f"{roll.county}汇总说明",
        f"{roll.period.label}　核查日期 {roll.date}　政策 {roll.policy}　"
        f"读了 {roll.files} 个文件，{len(roll.members)} 个单位，"
        f"读不了 {len(roll.unreadable)} 个文件。",
        [14, 110],
    )  # fmt: skip
    page.heads([("事项",), ("说明",)])
    for bad in roll.unreadable:
        page.line(["读不了", f"{bad.file}：{bad.reason}"], looks={0: "bad"})
    order = ("单位", "期间", "重复", "上下级不符", "上期", "读取")
    for subject, sentence in sorted(
        roll.notes, key=lambda n: order.index(n[0]) if n[0] in order else len(order)
    ):
        page.line([subject, identity.mask_in(sentence)])
    page.line(
        ["汇总", "一行一个单位：取该单位上报表的合计行；没有合计行的按各行相加，备注中写明。"]
    )
    page.line(
        [
            "汇总",
            "率、比例不相加，小计、合计行写“—”；空格不当作 0；不是数的字不计入，点名列在“核对”。",
        ]
    )
    asked = dict.fromkeys(
        t.measure for f in roll.forms for u in f.uses.values()
        for terms in u.submission.asked.values() for t in terms
    )  # fmt: skip
    for measure in asked:
        page.line(["测算口径", f"{MEASURES[measure].label}：{MEASURES[measure].definition}"])
    for form in roll.forms:
        for number, use in sorted(form.uses.items()):
            sheet = use.submission
            when = f"，填报日期{sheet.filled}" if sheet.filled else ""
            page.line(["读了", f"{roll.members[number].name}《{form.title}》：{sheet.place}{when}"])
    page.finish(landscape=False)
