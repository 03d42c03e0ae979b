"""The menu of a cell (right click): what its mark says, where its figure comes from."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from kongcuo_xl import explanations, figure_sources, listing, marks
from kongcuo_xl.book import Area, Sheet, a1
from kongcuo_xl.checking import Report, check_books
from kongcuo_xl.clean import text
from kongcuo_xl.commands import changes, opened, pages
from kongcuo_xl.commands.button import CELL, button
from kongcuo_xl.commands.desk import Desk
from kongcuo_xl.commands.opened import Opened
from kongcuo_xl.finding import Finding
from kongcuo_xl.plan import SetValue
from kongcuo_xl.rule import Rule, rules
from kongcuo_xl.screen import mask_in
from kongcuo_xl.tables import kinds

_MOST = 8
_NO_CELL = "没有选中单元格；请在表里点一个单元格，再按右键。"


class _Chosen(NamedTuple):
    """The cell that the menu was opened on; of several, all of them."""

    sheet: str
    area: Area

    @property
    def words(self) -> str:
        """As people name it: 七(1)班!D17."""
        first = a1(self.area.top, self.area.left)
        one = (self.area.top, self.area.left) == (self.area.bottom, self.area.right)
        return f"{self.sheet}!{first if one else self.area.a1}"

    def holds(self, finding: Finding) -> bool:
        """Whether a finding points into it."""
        return finding.sheet == self.sheet and self.area.holds(finding.row, finding.column)


def _chosen(desk: Desk) -> _Chosen | None:
    selected = desk.selection
    if selected is None:
        desk.say(_NO_CELL)
        return None
    return _Chosen(selected.sheet, selected.area)


def _checked(desk: Desk) -> tuple[Opened, Report]:
    book = opened.read(desk, needs_table=False)
    with opened.status(desk, "控辍保学：正在核查……"):
        return book, check_books(book.books, book.policy, book.date)


# ── why a cell is marked ─────────────────────────────────────────────────────────────────────────
@button("why", "为什么标色", CELL, "ErrorChecking", "这个单元格有什么问题，该怎么办")
def why(desk: Desk) -> None:
    """按表里现在的内容说明选中的单元格有什么问题、依据哪一条、该怎么办，没有问题也说明，不改动工作簿。"""
    at = _chosen(desk)
    if at is None:
        return
    book, report = _checked(desk)
    standing = [f for f in report.findings if at.holds(f)]
    answered = [e for e in report.explained if at.holds(e.finding)]
    if not standing and not answered:
        desk.say(_nothing(at, book, report))
        return
    lines = [f"{at.words}：{len(standing)} 处问题。" if standing else f"{at.words}：已核实说明。"]
    for finding in standing[:_MOST]:
        lines += ["", *_told(finding)]
    if len(standing) > _MOST:
        lines += ["", f"……另有 {len(standing) - _MOST} 处，请少选几格再看。"]
    for explained in answered[:_MOST]:
        lines += ["", *_told(explained.finding), f"　　核实说明：{mask_in(explained.explanation)}"]
    pages.say(desk, "\n".join(lines))


def _told(finding: Finding) -> list[str]:
    shown = listing.masked(finding)
    rule = rules()[finding.code]
    cell = a1(finding.row, finding.column)
    who = f"{shown.person}　" if shown.person and shown.person not in shown.message else ""
    lines = [f"［{finding.level}］{cell}　{who}{shown.message}"]
    if shown.suggestion:
        lines.append(f"　　怎么办：{shown.suggestion}")
    basis = "；".join([*finding.basis, *([finding.clause] if finding.clause else [])])
    lines.append(f"　　依据：{basis or '一般填表要求'}")
    lines.append(f"　　规则：{finding.code} {rule.name}。{_section(rule, '为什么')}")
    if finding.level != "错误":
        lines.append("　　核实无误的，可用右键“填核实说明”写明情况。")
    return lines


def _section(rule: Rule, title: str) -> str:
    """The words under one heading of a rule's page."""
    found = re.search(rf"^{title}：(.*?)(?=\n\s*\n|\Z)", rule.page, re.DOTALL | re.MULTILINE)
    return re.sub(r"\s*\n\s*", "", found[1]).strip() if found else ""


def _nothing(at: _Chosen, book: Opened, report: Report) -> str:
    lines = [f"{at.words}：没有发现问题。"]
    row = [
        f for f in report.findings if f.sheet == at.sheet and at.area.top <= f.row <= at.area.bottom
    ]
    if row:
        cells = "、".join(dict.fromkeys(a1(f.row, f.column) for f in row[:_MOST]))
        lines.append(f"同一行有问题的单元格：{cells}。")
    inside = [
        piece
        for piece in book.book.pieces
        if piece.sheet.name == at.sheet
        and piece.sheet.place_of(piece.area).holds(at.area.top, at.area.left)
    ]
    if inside:
        piece = inside[0]
        fields = kinds()[piece.kind].fields
        _, across = piece.sheet.place(at.area.top, at.area.left)
        here = (id_ for id_, column in piece.columns.items() if column == across)
        field = next((fields[id_].label for id_ in here if id_ in fields), "")
        lines.append(
            f"它在{kinds()[piece.kind].label}（{piece.sheet.place_of(piece.area).a1}）里"
            + (f"，是“{field}”一栏。" if field else "，这一栏不参加核查。")
        )
    else:
        lines.append("它不在认出的任何一张台账或名册里，没有可查的规则。")
    lines.append(
        "如果它仍标着颜色，或是您自己涂的，或是上次核查留下的：再按“检查本簿”，标记就会更新。"
    )
    return "\n".join(lines)


# ── where a figure comes from ────────────────────────────────────────────────────────────────────
@button("source", "这个数怎么来的", CELL, "FormulaEvaluate", "这个数数了哪些人，按什么定义")
def source(desk: Desk) -> None:
    """说明选中的单元格里的数是怎么算出来的、数了哪些人，报表上的数和本程序的函数都可以，不改动工作簿。"""
    at = _chosen(desk)
    if at is None:
        return
    book = opened.read(desk, needs_table=False)
    cell = at.area.top, at.area.left
    formula = str(desk.book.sheets[at.sheet].range((cell[0] + 1, cell[1] + 1)).formula or "")
    told = figure_sources.explained(book.book, book.policy, book.date, at.sheet, cell, formula)
    pages.say(desk, f"{at.sheet}!{a1(*cell)}\n{told}")


# ── an explanation typed in ──────────────────────────────────────────────────────────────────────
@button("answer", "填核实说明", CELL, "ReviewNewComment", "这一处核实过了，写明情况")
def answer(desk: Desk) -> None:
    """给选中的单元格上核实无误的疑问或提示写一句说明，填进“问题清单”的“核实说明”栏，错误不能用说明代替更正。"""
    at = _chosen(desk)
    if at is None:
        return
    report = _checked(desk)[1]
    found = [f for f in report.findings if at.holds(f)]
    found += [each.finding for each in report.explained if at.holds(each.finding)]
    doubts = [f for f in found if f.level != "错误"]
    if not found:
        desk.say(f"{at.words}：没有发现问题，不用写核实说明。")
        return
    if not doubts:
        desk.say(
            f"{at.words}：{listing.masked(found[0]).message}。\n"
            "这是“错误”，只能更正，不能用核实说明代替：更正后再按“检查本簿”，它就不再列出。"
        )
        return
    finding = _which(desk, at, doubts)
    if finding is None:
        return
    listed = _line(desk, finding)
    if listed is None:
        desk.say("工作簿里没有列着这一处的“问题清单”；请先按“检查本簿”，再写核实说明。")
        return
    sheet, line = listed
    said = desk.ask(
        f"{a1(finding.row, finding.column)}　{listing.masked(finding).message}\n"
        "请写明核实的情况（谁核实的、依据什么）：",
        line.text,
    )
    if said is None:
        return
    words = text(said).strip()
    if not words:
        desk.say("没有写说明，没有改动。")
        return
    with changes.working(desk, "正在填写"):
        changes.apply(desk, "填核实说明", (SetValue(sheet, line.row, line.column, words),))
    desk.say(
        f"已填入“{sheet}”{a1(line.row, line.column)}。"
        "再按“检查本簿”时，这一处列为已核实，不再提示；写错了可按“撤销”。"
    )


def _line(desk: Desk, finding: Finding) -> tuple[str, explanations.Line] | None:
    """The line of 问题清单 about a finding; of several pupils of one name, that of its cell."""
    mark = marks.fingerprint(finding)
    found = [
        (sheet.name, line)
        for sheet in map(_values, desk.book.sheets)
        for line in explanations.lines(sheet)
        if line.fingerprint == mark
    ]
    place = f"{finding.sheet}!{a1(finding.row, finding.column)}"
    here = [each for each in found if each[1].place == place]
    return next(iter([*here, *found]), None)


def _values(sheet: Any) -> Sheet:
    """A sheet as it stands, our own list included."""
    whole = sheet.range((1, 1), sheet.used_range.last_cell)
    return Sheet(str(sheet.name), whole.options(ndim=2, empty="").value)


def _which(desk: Desk, at: _Chosen, doubts: list[Finding]) -> Finding | None:
    if len(doubts) == 1:
        return doubts[0]
    offered = {
        f"{a1(f.row, f.column)} {f.code} {listing.masked(f).message}": f for f in doubts[:20]
    }
    chosen = desk.choose(f"{at.words}有 {len(doubts)} 处，写哪一处的说明？", list(offered))
    return None if chosen is None else offered[chosen]
