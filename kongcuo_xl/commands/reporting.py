"""The group 统计上报: official sheets filled, checked and rolled up."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from kongcuo_xl import forms, period
from kongcuo_xl.book import UnreadableBookError, a1
from kongcuo_xl.commands import aside, changes, opened, outputs, pages
from kongcuo_xl.commands.button import Act, Button, Menu, button
from kongcuo_xl.commands.desk import Desk
from kongcuo_xl.finding import LEVELS
from kongcuo_xl.forms.mapping import Form, FormKind
from kongcuo_xl.period import Kind, Period
from kongcuo_xl.scope import Scope

_GROUP = "统计上报"
MENU = Menu(
    "fill",
    "生成报表",
    _GROUP,
    "ExportExcel",
    "按当前工作簿填报表，每个数说得出是哪些人",
    "用当前工作簿里的名册、台账填一张报表，连同“数据来源”写成新工作簿，不用选中什么，当前工作簿不改动。",
)
_SECTIONS: dict[FormKind, str] = {
    "day": "每日", "week": "每周", "month": "每月", "quarter": "每季度",
    "semester": "每学期", "year": "每学年", "any": "随时",
}  # fmt: skip
RELATIONS = frozenset({"SR104", "SR105", "SR106"})
"""The rules that hold the figures of statistics sheets against each other and the tables."""
_BACK = 4
"""How many periods are offered, the one of the check date first."""


def _fill(name: str, kind: FormKind, title: str, desk: Desk) -> None:
    from kongcuo_xl import filling
    from kongcuo_xl.checking import whole

    book = opened.read(desk)
    scope = whole(book.scopes())
    span = _period(desk, title, kind, scope)
    if span is None:
        return
    path = outputs.free(outputs.home(desk), f"{title}_{span.label}", ".xlsx")
    with opened.status(desk, f"控辍保学：正在填{title}……"):
        done = filling.fill_books(
            name, book.books, path, book.policy, book.date, period=span.name, explain=True
        )
    told = f"{title}，{span.label}：填了 {done.figures} 个数，来处见“数据来源”表。"
    outputs.present(desk, path, "\n".join(filter(None, (told, pages.few(done.notes)))))


def _period(desk: Desk, title: str, kind: FormKind, scope: Scope) -> Period | None:
    """The period that the user picks; None when given up."""
    offered = {each.label: each for each in periods(kind, scope)}
    answer = desk.choose(f"{title}填哪一期？", list(offered))
    return None if answer is None else offered[answer]


def periods(kind: FormKind, scope: Scope) -> list[Period]:
    """The periods to choose from, the likeliest first; a form for any is offered one of each."""
    terms = scope.calendar.terms
    if kind == "any":
        kinds: list[Kind] = ["month", "semester", "quarter", "year", "week", "day"]
        first = [period.around(scope.date, each, terms) for each in kinds]
        return [first[0], period.before(first[0]), *first[1:]]
    spans = [period.around(scope.date, kind, terms)]
    while len(spans) < _BACK:
        spans.append(period.parse(period.before(spans[-1]).name, terms))
    return spans


def _button(form: Form) -> Button:
    act: Act = partial(_fill, form.code, form.period, form.names[0])
    return Button(
        f"form_{form.code}",
        form.names[0],
        _GROUP,
        "TableInsert",
        f"{form.code} {form.title}",
        f"用当前工作簿里的数填{form.title}，先问期间，连同“数据来源”写成新工作簿。",
        False,
        act,
        MENU,
        _SECTIONS[form.period],
    )


FORMS = tuple(
    _button(form) for kind in _SECTIONS for form in forms.all_forms() if form.period == kind
)
"""A button a form of ours, those of one section together."""


@button(
    "form_own", "选择县里的表", _GROUP, "FileOpen", "填县里发的空白表样",
    menu=MENU, section="县里的表",
)  # fmt: skip
def form_own(desk: Desk) -> None:
    """选一张县里发的空白表样（.xlsx），用当前工作簿里的数填好，连同“数据来源”写成新工作簿，表样不改动。"""
    from kongcuo_xl.hosts import filling

    chosen = desk.file("选择县里的空白表样", (".xlsx", ".xlsm"))
    if chosen is None:
        return
    form, _ = filling.form_of(str(chosen))
    _fill(str(chosen), form.period, chosen.stem, desk)


@button("crosscheck", "报表核对", _GROUP, "DataValidation", "统计表自己对不对得上")
def crosscheck(desk: Desk) -> None:
    """核对当前工作簿里的统计表：表内、各期之间、与本簿名册台账算出的数，不一致的标色并列进“问题清单”，可撤销，不用选中什么。"""
    from kongcuo_xl import copies, listing
    from kongcuo_xl.checking import check_books
    from kongcuo_xl.crosschecks.sheets import filled_sheets

    with changes.working(desk, "正在读取"):
        book = opened.read(desk, needs_table=False)
        sheets = filled_sheets(book.books)
        if not sheets:
            raise UnreadableBookError(
                f"“{book.book.book.name}”里没有认出统计表，没有可核对的数；"
                "请先切换到月报表、统计表等所在的工作簿，再按一次。"
            )
        changes.go_on(desk, "正在核对")
        report = check_books(book.books, book.policy, book.date, selected=RELATIONS)
        findings = [listing.masked(each) for each in report.findings]
        explained = [listing.masked(each.finding) for each in report.explained]
        if findings:
            changes.apply(desk, "报表核对", copies.plan(book.book, findings, explained, report))
    counts = "，".join(f"{level} {n} 处" for level in LEVELS if (n := report.count(level)))
    lines = [f"核对 {len(sheets)} 张统计表：{counts or '没有发现对不上的数'}。"]
    if findings:
        places = [f"{f.sheet}!{a1(f.row, f.column)} {f.message}" for f in findings]
        lines.append(pages.few(places))
        lines.append(
            "对不上的格子已标色，列在“问题清单”；以前核查的标记已去掉，按“撤销”可以恢复。"
            "工作簿没有保存。"
        )
    else:
        lines.append("工作簿没有改动。")
    lines += [f"没有核对{each.code}：{each.reason}" for each in report.skipped]
    desk.say("\n".join(lines))


@button("merge", "汇总下级", _GROUP, "AutoSum", "把各单位的报表汇总成一个工作簿")
def merge(desk: Desk) -> None:
    """选一个放着各单位报表的文件夹，在后台汇总成文件夹旁边的一个新工作簿，做完自动打开，来件不改动。"""
    folder = desk.folder("选择各单位报表所在的文件夹（一个单位一个子文件夹或一个文件）")
    if folder is None:
        return
    date = opened.today()
    spans = [period.before(period.around(date, "month"))]
    while len(spans) < _BACK:
        spans.append(period.before(spans[-1]))
    spans += [period.around(date, "quarter"), period.before(period.around(date, "quarter"))]
    offered = {span.label: span for span in spans}
    answer = desk.choose(f"“{folder.name}”汇总哪一期？", list(offered))
    if answer is None:
        return
    target = outputs.free(_beside(folder), f"{folder.name}_汇总_{answer}", ".xlsx")
    if not aside.start(folder, target, offered[answer].name):
        desk.say(f"“{folder.name}”正在后台汇总，还没有做完，请等它做完再按。")
        return
    desk.say(
        f"正在后台汇总“{folder.name}”的{answer}，您可以接着做别的；"
        f"做完会自动打开结果，出错也会告诉您。\n结果将写到 {target}"
    )


def _beside(folder: Path) -> Path:
    """Where the roll-up of a folder goes: outside it, or next time it would be an input."""
    return folder.parent if folder.parent != folder else Path.home()
