"""The group 工具: what the program knows, and whether it can work here."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kongcuo_xl.commands import changes, opened, outputs, pages
from kongcuo_xl.commands.button import Menu, button
from kongcuo_xl.commands.desk import Desk
from kongcuo_xl.hosts import live_formulas

if TYPE_CHECKING:
    from kongcuo_xl.tidying import Correction

_GROUP = "工具"
HELP = Menu(
    "help",
    "帮助",
    _GROUP,
    "Help",
    "使用说明、日志、环境检测",
    "打开使用说明和日志，检测环境，看版本，不读也不改任何工作簿。",
    large=False,
)
_ABOUT = """控辍保学 kongcuo-xl {version}

在您现有的表格里找出问题、填报表。原文件从不改动。
许可：MIT。含 xlwings {xlwings} 的 VBA 模块（BSD 3-Clause，Zoomer Analytics LLC）。"""


@button("new", "新建台账", _GROUP, "FileNew", "从头建一套台账", large=True)
def new(desk: Desk) -> None:
    """写出一个各种表都有、下拉和校验现成的空台账，旁边另有一份填好的示例，不读也不改当前工作簿。"""
    from kongcuo_xl import ledger

    unit = desk.ask("学校全称（写进台账的“设置”，可以先不填）：")
    if unit is None:
        return
    folder, number = outputs.home(desk), 1
    path = folder / ledger.NAME
    while path.exists() or ledger.sample_beside(path).exists():
        number += 1
        path = folder / f"{Path(ledger.NAME).stem}({number}).xlsx"
    with opened.status(desk, "控辍保学：正在写台账……"):
        ledger.write(path, unit=unit.strip(), date=opened.today())
        sample = ledger.write_sample(ledger.sample_beside(path))
    outputs.present(desk, path, f"空台账和一份填好的示例（{sample.name}，人名都是虚构的）。")


@button("tidy", "规范格式", _GROUP, "FormatPainter", "只改不会改错的写法", large=True)
def tidy(desk: Desk) -> None:
    """在当前工作簿里改正不会改错的写法（空格、全角、汉→汉族、日期写法），每处前后列进“整理清单”，可撤销，不用选中什么，不保存。"""
    from kongcuo_xl import tidying

    with changes.working(desk, "正在读取"):
        book = opened.read(desk)
        safe, doubtful = tidying.found_in(book.book, partial(live_formulas.among, desk.book))
        if safe:
            plan = tidying.plan(book.book, safe, doubtful)
            done = changes.apply(desk, "规范格式", plan)
    if not safe:
        left = f"另有 {len(doubtful)} 处可能要改，拿不准，没有动。" if doubtful else ""
        desk.say(f"没有要改的写法。{left}")
        return
    places = [f"{c.sheet}!{c.cell} {_change(c)}" for c in safe]
    told = f"改正 {len(safe)} 处，另有 {len(doubtful)} 处没有把握，没有改动。"
    desk.say(
        "\n".join(
            (
                told, pages.few(places, 10), *done.notes,
                "每处的前后写法见“整理清单”；按“撤销”可以全部改回去。工作簿没有保存。",
            )
        )
    )  # fmt: skip


def _change(correction: Correction) -> str:
    before, after = correction.shown()
    return f"“{before}”→“{after}”"


@button("policy", "政策口径", _GROUP, "PropertySheet", "本工作簿按什么口径核查")
def policy(desk: Desk) -> None:
    """在浏览器里逐项列出当前工作簿所用的政策口径和出处，按它的“设置”表，不用选中什么，不改动工作簿。"""
    from kongcuo_xl import policy_text

    book = opened.read(desk, needs_table=False)
    chosen = book.settings().policy(book.book.unit, book.policy)
    pages.show(desk, f"政策口径：{book.book.book.name}", policy_text.explained(chosen))


@button("rules", "规则说明", _GROUP, "CreateReport", "每条规则查什么")
def rules(desk: Desk) -> None:
    """在浏览器里列出全部核查规则：查什么、为什么、常见误报和例子，不读也不改任何工作簿。"""
    from kongcuo_xl import rulebook
    from kongcuo_xl.rule import rules as all_rules

    text = "\n\n".join(rulebook.page(rule) for rule in all_rules().values())
    pages.show_markdown(desk, "规则说明", text)


@button("functions", "函数说明", _GROUP, "FunctionWizard", "单元格函数怎么用")
def functions(desk: Desk) -> None:
    """在浏览器里列出全部单元格函数、参数和例子，不读也不改任何工作簿。"""
    from kongcuo_xl.functions.page import page

    pages.show_markdown(desk, "单元格函数", page())


@button("manual", "使用说明", _GROUP, "Help", "每个按钮做什么", menu=HELP)
def manual(desk: Desk) -> None:
    """在浏览器里打开使用手册，最后一章说明选项卡上和右键菜单里的每个按钮做什么，不读也不改任何工作簿。"""
    from kongcuo_xl.commands import guide

    pages.show_markdown(desk, "使用说明", guide.markdown())


@button("log", "打开日志", _GROUP, "Folder", "最近按了哪些按钮，结果怎样", menu=HELP)
def log(desk: Desk) -> None:
    """打开本程序的日志：何时按了哪个按钮、做成没有，里面没有姓名、号码和表里的内容。"""
    from kongcuo_xl import log as kept

    path = kept.path()
    if not path.exists():
        desk.say(f"还没有日志；有了以后在 {path}。")
        return
    desk.show(path)


@button("doctor", "环境检测", _GROUP, "ServerProperties", "加载项能不能正常工作", menu=HELP)
def doctor(desk: Desk) -> None:
    """检查 Python、Excel 或 LibreOffice 的设置，缺什么、该怎么办，不读也不改任何工作簿。"""
    from kongcuo_xl.addin import checkup, machine
    from kongcuo_xl.extension import checkup as of_libreoffice

    if desk.in_libreoffice:
        found = of_libreoffice.checks(Path(desk.book.app.startup_path).parent)
    else:
        found = checkup.checks(machine.here())
    pages.say(desk, checkup.text(found))


@button("about", "关于", _GROUP, "Info", "版本和许可", menu=HELP)
def about(desk: Desk) -> None:
    """显示本程序的版本和许可，不读也不改任何工作簿。"""
    import xlwings

    from kongcuo_xl import __version__

    desk.say(_ABOUT.format(version=__version__, xlwings=xlwings.__version__))
