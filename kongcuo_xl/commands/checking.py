"""The group 检查: faults found in the active workbook and marked in it; lists compared."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from kongcuo_xl import comparison, copies, identity, inputs, listing
from kongcuo_xl.book import UnreadableBookError
from kongcuo_xl.checking import Report, check_books
from kongcuo_xl.commands import changes, opened, outputs
from kongcuo_xl.commands.button import button
from kongcuo_xl.commands.desk import Desk
from kongcuo_xl.comparison import workbook
from kongcuo_xl.comparison.result import Comparison
from kongcuo_xl.comparison.rosters import Roster, rosters
from kongcuo_xl.plan import RemoveOurs
from kongcuo_xl.reading import BookReading

_GROUP = "检查"
_MOST = 6
"""Reasons and notes shown in a message; 问题清单 and the command line have them all."""
_FILES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods", ".csv")
_OTHER = "另一个工作簿……"


@button("check_book", "检查本簿", _GROUP, "ErrorChecking", "核查整个工作簿", large=True)
def check_book(desk: Desk) -> None:
    """核查当前工作簿的全部工作表：有问题的单元格标色，表右边加“核查结果”栏，另加“问题清单”；原格式不动，不保存，不用先选中什么。"""
    _check(desk, "检查本簿")


@button("check_sheet", "检查本表", _GROUP, "SpellingMenu", "只标当前工作表的问题", large=True)
def check_sheet(desk: Desk) -> None:
    """按整个工作簿核查，只标出并列出当前工作表的问题（其他表上以前的标记会去掉）；原格式不动，不保存，不用先选中什么。"""
    _check(desk, "检查本表", desk.book.sheets.active.name)


@button("compare", "核对名单", _GROUP, "ReviewCompareTwoVersions", "与另一份名单对照")
def compare(desk: Desk) -> None:
    """把当前工作表上的名单与另一张表或另一个工作簿的名单对照，结果写成新的工作簿并打开；不改动当前工作簿。"""
    found = opened.read(desk)
    here = desk.book.sheets.active.name
    mine = rosters(
        [_of_sheets(found.book, {here})], f"{found.book.book.name}［{here}］", found.date
    )
    if not mine:
        desk.say(f"“{here}”上没有认出名单（要有姓名一栏）；请切换到名单所在的工作表，再按一次。")
        return
    theirs = _other_list(desk, found, here)
    if theirs is None:
        return
    with opened.status(desk, "控辍保学：正在核对……"):
        result = comparison.compare_rosters([mine, theirs])
        target = outputs.free(outputs.home(desk), f"{outputs.stem(desk)}_对照", ".xlsx")
        workbook.write(result, target)
    outputs.present(desk, target, _compared(result))


def _check(desk: Desk, label: str, only: str = "") -> None:
    with changes.working(desk, "正在读取"):
        found = opened.read(desk, needs_table=False)
        changes.go_on(desk, "正在核查")
        report = check_books(found.books, found.policy, found.date)
        if only:
            report = replace(
                report,
                books=[_of_sheets(found.book, {only})],
                findings=[f for f in report.findings if f.sheet == only],
                explained=[e for e in report.explained if e.finding.sheet == only],
            )
        changes.go_on(desk, "正在标记")
        findings = [listing.masked(f) for f in report.findings]
        explained = [listing.masked(e.finding) for e in report.explained]
        marked = bool(findings or explained)
        plan = copies.plan(found.book, findings, explained, report) if marked else (RemoveOurs(),)
        done = changes.apply(desk, label, plan)
    # A sheet that is no roster was checked against the people of the others.
    counted = report if report.people else replace(report, books=found.books)
    lines = [f"{listing.counts(counted)}。", *done.notes]
    if only:
        lines.append(f"只标了“{only}”。")
    if marked:
        lines.append(
            "有问题的单元格已标色，说明在每张表右边的“核查结果”栏和“问题清单”；"
            "原格式未改动，工作簿没有保存。"
        )
    elif found.book.pieces:
        gone = "以前的标记已去掉" if done.marked else "工作簿未改动"
        lines.append(f"没有发现问题，{gone}。")
    else:
        lines.append("没有认出花名册或台账，没有核查；请看表头是否写明姓名、班级等栏目。")
    lines += _reasons(report)
    desk.say("\n".join(lines))


def _of_sheets(book: BookReading, names: Collection[str]) -> BookReading:
    return replace(book, sheets=[s for s in book.sheets if s.sheet.name in names])


def _reasons(report: Report) -> list[str]:
    """What was skipped and why, and what else is to be known, as the command line tells it."""
    reasons: dict[str, list[str]] = {}
    for skip in report.skipped:
        plain = re.sub(r"（--[a-z-]+）", "", skip.reason)  # no options where there is a button
        reasons.setdefault(plain, []).append(skip.code)
    told = [f"跳过 {listing.condensed(codes)}：{why}" for why, codes in reasons.items()]
    told = [*(identity.mask_in(note) for note in report.notes), *told]
    more = len(told) - _MOST
    return ["", *told[:_MOST], *([f"…… 另有 {more} 条说明"] if more > 0 else [])] if told else []


def _other_list(desk: Desk, found: opened.Opened, here: str) -> list[Roster] | None:
    """What the user compares with: another sheet, or another workbook; None when given up."""
    name, date = found.book.book.name, found.date
    sheets: dict[str, list[Roster]] = {}
    for sheet in found.book.sheets:
        other = sheet.sheet.name
        if other != here:
            lists = rosters([_of_sheets(found.book, {other})], f"{name}［{other}］", date)
            sheets |= {other: lists} if lists else {}
    chosen = desk.choose(f"“{here}”与哪一份名单核对？", [*sheets, _OTHER]) if sheets else _OTHER
    if chosen is None or chosen in sheets:
        return sheets[chosen] if chosen else None
    path = desk.file("选择要核对的名单", _FILES)
    if path is None:
        return None
    books, failed, _ = inputs.read([path], found.policy, date)
    if failed:
        raise UnreadableBookError(f"{path.name}：{failed[0].reason}")
    lists = rosters(books, path.name, date)
    if not lists:
        raise UnreadableBookError(
            f"“{path.name}”里没有认出名单（要有姓名一栏）；请另选一个工作簿。"
        )
    return lists


def _compared(result: Comparison) -> str:
    """What a comparison came to, numbers first."""
    lines = [f"{each.label}：{each.title}，{each.people} 人" for each in result.lists]
    for pair in result.pairs:
        a, b = pair.a.label, pair.b.label
        lines.append(
            f"{a}有、{b}无 {len(pair.only_a)} 人，{b}有、{a}无 {len(pair.only_b)} 人，"
            f"不一致 {len(pair.differing)} 处，疑为同一人 {len(pair.probable)} 对"
        )
    return "\n".join(lines)
