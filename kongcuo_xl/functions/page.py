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

_HEADLESS = """
## 没有 Excel 的电脑

服务器上的副本里写着这些函数时，`kongcuo batch` 和 `kongcuo check --out` 把结果算出来，
存进写出的副本（`原名_核查.xlsx`）：

- 公式不变，只存入结果；用 LibreOffice 打开，或用别的程序读取，看到的就是结果（WPS 没有试过）。
  原文件不动，别的内容一个字节也不改。
- 没有发现问题、但有新结果要存的工作簿，也写一份副本；结果已经都存好的，不写。
- 函数看到的是同一单位（同一文件夹）的所有工作簿：花名册在一个文件、家访登记在另一个文件也可以。
- 参数可以是单元格、区域、整列、别的工作表、名称、表格的列（`名册[姓名]`），也可以写在 IF、
  IFERROR、COUNTIF、SUM、SUMIFS、INDEX、MATCH、VLOOKUP、TEXT、DATEDIF、FILTER 等公式里；数组公式和
  会溢出的公式也算。
- 引用这些结果的公式一起重算；其余公式保留文件里原有的结果。用了看不懂的函数（如 TODAY、
  INDIRECT、OFFSET、SUBTOTAL）的，保留原来的值，并逐格说明。
- 核查日期与这次运行相同（`--date`）；表里写了 TODAY() 的不算。
- 清除标记（`kongcuo clear`）以后，存入的结果仍在。

核查时，查工作簿的函数所在的格不当作数据：`=AT_RISK(B5)` 这一列不影响核查的结果。
只看参数的函数（`=ID_SEX(D5)`）算出的值与手工填写的一样看待。

做不到的：

- 没有装加载项的 Excel 一旦重算（改了参数、按 Ctrl+Alt+F9，或工作簿设有“打开时全部重算”），
  这些格会变成 #NAME?；设有“打开时全部重算”的，写出副本时会说明。要长期给别人看，
  请先“复制 → 选择性粘贴 → 值”。
- .xls、.ods、.et、.xlsb、.csv 里的公式看不到：副本是新写的 .xlsx，里面是文件原来存下的值，
  不重算。
- 用名称代替公式的（名称“风险”写作 `=AT_RISK(...)`）不算。
- `fill`、`tidy`、`redact`、`clear` 不算这些函数。
"""


def page() -> str:
    """The whole page in Markdown: a table of all functions, then each one."""
    lines = [_HEAD, "| 函数 | 得到 | 说明 |", "|---|---|---|"]
    lines += [f"| [{f.name}](#{f.name.lower()}) | {f.label} | {f.says} |" for f in _in_order()]
    for function in _in_order():
        lines += ["", f"## {function.name}", "", *_told(function)]
    return "\n".join([*lines, _HEADLESS])


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
