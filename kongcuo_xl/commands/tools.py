"""The group 工具: what the program knows, and whether it can work here."""

from __future__ import annotations

import html
import tempfile
from pathlib import Path

from kongcuo_xl.commands.button import button
from kongcuo_xl.commands.desk import Desk

_GROUP = "工具"
_ABOUT = """控辍保学 kongcuo-xl {version}

在您现有的表格里找出问题、填报表。原文件从不改动。
许可：MIT。含 xlwings {xlwings} 的 VBA 模块（BSD 3-Clause，Zoomer Analytics LLC）。"""


@button("functions", "函数说明", _GROUP, "FunctionWizard", "单元格函数怎么用", large=True)
def functions(desk: Desk) -> None:
    """在浏览器里列出全部单元格函数、参数和例子；不读也不改任何工作簿。"""
    from kongcuo_xl.functions.page import text

    _show(desk, "单元格函数", text())


@button("rules", "规则说明", _GROUP, "ErrorChecking", "每条规则查什么")
def rules(desk: Desk) -> None:
    """在浏览器里列出全部核查规则：查什么、为什么、常见误报和例子；不读也不改任何工作簿。"""
    from kongcuo_xl import rulebook
    from kongcuo_xl.rule import rules as all_rules

    _show(desk, "规则说明", "\n\n".join(rulebook.page(rule) for rule in all_rules().values()))


@button("policy", "政策口径", _GROUP, "PropertySheet", "本工作簿按什么口径核查")
def policy(desk: Desk) -> None:
    """在浏览器里逐项列出当前工作簿所用的政策口径和出处，按它的“设置”表；不改动工作簿。"""
    from kongcuo_xl import policy as policies
    from kongcuo_xl import policy_text
    from kongcuo_xl.hosts import live
    from kongcuo_xl.settings import Settings

    read = live.read(desk.book)
    chosen = Settings([("", read)]).policy("", policies.load(policies.BASE))
    _show(desk, f"政策口径：{read.name}", policy_text.explained(chosen))


@button("doctor", "环境检测", _GROUP, "ServerProperties", "加载项能不能正常工作")
def doctor(desk: Desk) -> None:
    """检查 Python、Excel 和宏的设置，缺什么、该怎么办；不读也不改任何工作簿。"""
    from kongcuo_xl.addin import checkup, machine

    desk.say(checkup.text(checkup.checks(machine.here())))


@button("about", "关于", _GROUP, "Info", "版本和许可")
def about(desk: Desk) -> None:
    """显示本程序的版本和许可；不读也不改任何工作簿。"""
    import xlwings

    from kongcuo_xl import __version__

    desk.say(_ABOUT.format(version=__version__, xlwings=xlwings.__version__))


def _show(desk: Desk, title: str, text: str) -> None:
    """Open a page of text in the browser: a message box holds too little."""
    page = (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{html.escape(title)}'
        f'</title><pre style="white-space: pre-wrap">{html.escape(text)}</pre></html>'
    )
    with tempfile.NamedTemporaryFile(
        "w", prefix="kongcuo_", suffix=".html", delete=False, encoding="utf-8"
    ) as file:
        file.write(page)
    desk.show(Path(file.name))
