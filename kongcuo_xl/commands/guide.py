"""使用说明: the manual as one page, and what every button does, written from the registry."""

from __future__ import annotations

import re
from pathlib import Path

from kongcuo_xl.commands.button import CELL, GROUPS, Menu

_BUTTONS = """按钮都作用于当前工作簿（窗口标题里写着它的名称）。名单、报表和文书写成新文件，
放在工作簿旁边；工作簿还没有保存过的，放在“文档”文件夹。从不覆盖已有的文件，
也从不替您保存工作簿。"""
_LINK = re.compile(r"\[([^\]]+)\]\(([^)#\s]+)\.md(#[^)]*)?\)")


def folder() -> Path:
    """Where the manual is: beside the package when installed, else in the source tree."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "manual"
    return installed if installed.is_dir() else package.parent / "docs" / "manual"


def markdown() -> str:
    """The manual, its pages in the order in which its first page names them; then the buttons."""
    first = folder() / "README.md"
    parts = []
    if first.is_file():
        text = first.read_text(encoding="utf-8")
        parts.append(_within(text))
        for stem in dict.fromkeys(found[2] for found in _LINK.finditer(text)):
            page = folder() / f"{stem}.md"
            if page.parent == folder() and page.is_file():
                told = _within(page.read_text(encoding="utf-8"))
                parts.append(f'<a id="{stem}"></a>\n\n{told}')
    return "\n\n".join([*parts, buttons()])


def _within(text: str) -> str:
    """A page whose links lead to the others of the one page that they make together."""

    def link(found: re.Match[str]) -> str:
        inside = (folder() / f"{found[2]}.md").is_file() and "/" not in found[2]
        return f"[{found[1]}](#{found[2]})" if inside else found[1]

    return _LINK.sub(link, text)


def buttons() -> str:
    """Every group with its buttons; those of a menu below it."""
    from kongcuo_xl.commands import BUTTONS

    lines = ["# 每个按钮做什么", "", _BUTTONS]
    for group in (*GROUPS, CELL):
        mine = [button for button in BUTTONS.values() if button.group == group]
        if not mine:
            continue
        lines += ["", f"## {group}" if group != CELL else "## 在单元格上按右键", ""]
        menu: Menu | None = None
        for each in mine:
            if each.menu is not None and each.menu is not menu:
                lines.append(f"- **{each.menu.label}**：{each.menu.says}")
            menu = each.menu
            lines.append(f"{'  ' if menu is not None else ''}- **{each.label}**：{each.says}")
    return "\n".join(lines)
