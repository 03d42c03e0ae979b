"""What every button does, written from the registry: the page behind 使用说明."""

from __future__ import annotations

from kongcuo_xl.commands.button import CELL, GROUPS, Menu

_HEAD = """控辍保学：使用说明

按钮都作用于当前工作簿（窗口标题里写着它的名称）。名单、报表和文书写成新文件，放在工作簿旁边；
工作簿还没有保存过的，放在“文档”文件夹。从不覆盖已有的文件，也从不替您保存工作簿。"""


def text() -> str:
    """Every group with its buttons; those of a menu below it."""
    from kongcuo_xl.commands import BUTTONS

    lines = [_HEAD]
    for group in (*GROUPS, CELL):
        mine = [button for button in BUTTONS.values() if button.group == group]
        if not mine:
            continue
        lines += ["", f"【{group}】" if group != CELL else "【在单元格上按右键】"]
        menu: Menu | None = None
        for each in mine:
            if each.menu is not None and each.menu is not menu:
                lines.append(f"  {each.menu.label}：{each.menu.says}")
            menu = each.menu
            indent = "      " if menu is not None else "  "
            lines.append(f"{indent}{each.label}：{each.says}")
    return "\n".join(lines)
