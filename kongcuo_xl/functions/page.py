"""The reference page of the cell functions, written from the registry."""

from __future__ import annotations

from kongcuo_xl.functions import CATEGORY, FUNCTIONS, CellFunction

_HEAD = f"""# 单元格函数

本页由程序从函数登记表生成（`make docs`），不要手工修改。

在 Excel 的“插入函数”里，这些函数属于“{CATEGORY}”一类。怎样装上见 [addin.md](addin.md)。

- 参数可以是一个单元格，也可以是一列或一块区域；给一块，就得一块同样大小的结果。
- 请选有数据的那几行，不要选整列。
- 空白得空白；答不出时显示一句简短的中文，不显示 #VALUE!。
- 日期的结果请把单元格设为日期格式，比率的结果请设为百分比格式。
- “核查日期”“政策口径”按本工作簿的“设置”表；没有写明的，日期按今天，口径按全国通用口径。
- 标有“查本工作簿”的函数要看别的工作表（花名册、缺课登记、家访登记……）。
  公式只随自己的参数自动重算，改了别的表以后，按 Ctrl+Alt+F9 全部重算一次。
"""


def page() -> str:
    """The whole page in Markdown: a table of all functions, then each one."""
    lines = [_HEAD, "| 函数 | 得到 | 说明 |", "|---|---|---|"]
    lines += [f"| [{f.name}](#{f.name.lower()}) | {f.label} | {f.says} |" for f in _in_order()]
    for function in _in_order():
        lines += ["", f"## {function.name}", "", *_told(function)]
    return "\n".join([*lines, ""])


def text() -> str:
    """The same for the screen."""
    told = (
        "\n".join((f"{f.name}　{f.label}", *(line for line in _told(f) if line)))
        for f in _in_order()
    )
    return "\n\n".join(told)


def _in_order() -> list[CellFunction]:
    return list(FUNCTIONS.values())


def _told(function: CellFunction) -> list[str]:
    asks = "（查本工作簿）" if function.asks_workbook else ""
    arguments = [
        f"- `{each.name}` {each.label}{'（可不写）' if each.optional else ''}：{each.says}。"
        for each in function.arguments
    ]
    return [function.says + asks, "", *arguments, "", f"例：`{function.example}`"]
