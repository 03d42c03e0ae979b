"""目录, 填表说明 and 设置: the sheets that a user opens first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from openpyxl.styles import Alignment, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation

from kongcuo_xl import clean
from kongcuo_xl.hosts.pages import Formula, Link, Page, Pages
from kongcuo_xl.ledger import computed
from kongcuo_xl.ledger.codes_sheet import FINDINGS, SETTINGS, Codes
from kongcuo_xl.ledger.layout import Table, data
from kongcuo_xl.ledger.sheets import CONTENTS
from kongcuo_xl.plan import SetFormula

NOTES, BOARD = "填表说明", "仪表盘"
_FIRST_SETTING, _LAST_SETTING = 8, 27


def contents(
    pages: Pages,
    tables: Mapping[str, Table],
    rows: computed.Rows,
    others: Sequence[tuple[str, str]],
) -> None:
    """A line a sheet, with how many rows are filled."""
    page = pages.page(
        CONTENTS, "控辍保学台账", "点表名打开；各表左上角的“←目录”回到这里。", [7, 20, 18, 10, 48]
    )
    page.sheet.sheet_properties.tabColor = "1F3864"
    page.heads([(h,) for h in ("序号", "表名", "类别", "已填行数", "内容")])
    number = 0
    for name, about in others:
        number += 1
        page.line([number, Link(name, "", f"'{name}'!A1"), "首页", "", about])
    for table in tables.values():
        number += 1
        filled: Formula | str = ""
        if table.id != "seating":
            count = len(rows.get(table.id, ()))
            filled = Formula(f'SUMPRODUCT(--({table.range(table.key)}<>""))', count)
        about = data()["about"].get(table.id, "")
        page.line([number, Link(table.sheet, "", f"'{table.sheet}'!A1"), table.area, filled, about])
    page.finish(landscape=False)


_NOTES = (
    ("先做这几件事", (
        "1. 打开“设置”，填上单位、学期；政策不选就按上级文件夹的设置，没有就按国家基线。",
        "2. 填“班级表”“教职工名册”“学生花名册”。班级、教师的下拉列表由这几张表自动生成。",
        "3. 以后每天登记缺课、家访，每月看一次“仪表盘”。",
    )),
    ("颜色", (
        "白色格：手工填写，或从别的表粘贴（粘贴时选“数值”，格式和下拉列表才不会丢）。",
        "浅蓝色格：自动计算，不用填，也不要删；没有身份证号等特殊情况可以改写，会先问一句。",
        "列名前有 * 的必须填；身份证号变红，是位数或校验码不对，请对照户口簿。",
    )),
    ("怎样写", (
        "身份证号、学籍号、电话所在的列已设成文本，直接输入，不会变成科学记数。",
        "日期写成 2025-9-1；只到月份的也写当月 1 日。",
        "年级写“七年级”，班级写“七(1)班”，全部表要一致，从下拉列表选最省事。",
        "是、否的列选“是”或“否”，留空表示没有说明。几位教师用顿号“、”隔开。",
        "不要在表中间夹空行、合计行，不要改列名；暂时不用的列可以空着，也可以删掉。",
        "需要更多的列，请加在最右边。需要更多的行，直接往下填：公式不够时，把上一行的蓝色格往下拉。",
    )),
    ("打印和保护", (
        "各表已设好 A4 纸、标题行和页码，打印到有内容的最后一行；空表打印 20 行，可以手写。",
        "在“页面设置”里改过打印区域以后，新增的行不再自动包括在内，请重新设置打印区域。",
        "用 LibreOffice 打印：先选中要打印的行，在打印窗口选“选定的单元格”，备用的空行就不打印。",
        "工作表没有加密码保护，排序、筛选、插入行都可以用。",
        "需要保护时用“审阅 → 保护工作表”：白色格仍可填写，蓝色格不能改。",
    )),
    ("核查、报表", (
        "本文件不用任何宏和加载项就能使用。装有 kongcuo 时：",
        "核查：kongcuo check 本文件 --out 核查结果。",
        "核查后的副本里多一张“问题清单”，副本的“仪表盘”随之显示各项问题。",
        "填报表：kongcuo fill 月报表 --from 本文件 --period 2025-10 --out 月报.xlsx。",
        "待办：kongcuo remind 本文件；预警：kongcuo risk 本文件。",
    )),
)  # fmt: skip


def notes(pages: Pages, extra: Sequence[str] = ()) -> None:
    """What to fill, where and how; ``extra`` are sentences about this very workbook."""
    page = pages.page(NOTES, "填表说明", "请先看这一页。", [100])
    page.sheet.sheet_properties.tabColor = "1F3864"
    parts = [("这是示例：学校和人都是虚构的，故意留了几处问题", tuple(extra)), *_NOTES]
    parts = parts if extra else list(_NOTES)
    for heading, lines in parts:
        page.words(heading)
        for line in lines:
            row = page.line([line])
            if line.startswith("浅蓝色格"):
                page.sheet.cell(row, 1).fill = PatternFill("solid", fgColor="DDEBF7")
        page.skip()
    _back(page)
    page.finish(landscape=False, repeated=False)


def settings(pages: Pages, unit: str, term: str, policy: str, date: dt.date | None) -> Page:
    """What ``settings`` reads: two columns, and what each line is for."""
    note = "这里的设置对本文件起作用；命令行另写的 --policy、--date 优先。留空的行不起作用。"
    page = pages.page(SETTINGS, SETTINGS, note, [30, 30, 60])
    page.sheet.sheet_properties.tabColor = "1F3864"
    page.heads([("项目",), ("值",), ("说明",)])
    page.line(["单位", unit, "学校全称"])
    page.line(["学期", term, "如 2025秋；留空按检查日期所在的学期"])
    page.line(["政策", policy, "从列表中选；留空按上级文件夹的设置，没有就按国家基线"])
    page.line(["检查日期", date, "如 2025-10-20；留空就是当天"])
    for row in range(_FIRST_SETTING, _LAST_SETTING + 1):
        said = "本县另有规定的，从左边列表选参数，中间填值" if row == _FIRST_SETTING else ""
        page.line(["", "", said])
    page.finish(landscape=True)
    return page


def settings_checks(page: Page, codes: Codes) -> None:
    """The lists of 设置, which stand in 代码表."""
    sheet = page.sheet
    for row in range(4, _LAST_SETTING + 1):
        cell = sheet.cell(row, 2)
        cell.protection, cell.alignment = Protection(locked=False), Alignment(horizontal="left")
        cell.fill = PatternFill("solid", fgColor="FFFFFF")
        if row >= _FIRST_SETTING:
            sheet.cell(row, 1).protection = Protection(locked=False)
    sheet["B7"].number_format = "yyyy-mm-dd"
    for where, source in (
        ("B5", codes.terms), ("B6", codes.policies),
        (f"A{_FIRST_SETTING}:A{_LAST_SETTING}", codes.parameters),
    ):  # fmt: skip
        check = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=False)
        check.add(where)
        sheet.add_data_validation(check)
    day = DataValidation("date", operator="between", formula1="32874", formula2="55153")
    day.error, day.errorTitle, day.showErrorMessage = "请写成 2025-9-1 这样的日期。", "日期", True
    day.add("B7")
    sheet.add_data_validation(day)


def _back(page: Page) -> None:
    """A link to 目录 at the end of a page."""
    page.line([Link("←目录", "", f"'{CONTENTS}'!A1")])


# ── the dashboard ────────────────────────────────────────────────────────────────────────────────
_YES = ("是", "√", "有")
_FLAGS = (("prone", "易辍/重点"), ("weary", "厌学"), ("weak", "学困"), ("relapsing", "反复"))
_STATES = ("疑似辍学", "辍学", "已返校", "销号")
_BLUES = ("C00000", "ED7D31", "FFC000", "7030A0")
_SECTION = 18
"""Rows from one section to the next, so that a chart fits beside each."""
_CHART = (15.5, 8.2)
_RANKS = 10


def board(
    pages: Pages, tables: Mapping[str, Table], facts: computed.Facts, unit: Formula, codes: Codes
) -> None:
    """Figures and charts; each formula with what it comes to."""
    page = pages.page(BOARD, BOARD, "　", [16, *[11.0] * 6, 3, *[10.0] * 8])
    sheet = page.sheet
    sheet.sheet_properties.tabColor = "1F3864"
    told = Formula(
        f'{unit.text}&"　　学期："&{computed.TERM}&"　　截至 "&TEXT({computed.DATE},"yyyy-mm-dd")',
        f"{unit.value}　　学期：{facts.term}　　截至 {facts.date}",
    )
    sheet["A2"].value = f"={told.text}"
    pages.formulas.append(SetFormula(BOARD, 1, 0, told.text, told.value))
    at = 4
    for needed, section in (
        ({"students"}, _by_grade), ({"staff", "visits"}, _visiting), ({"cases"}, _by_state),
    ):  # fmt: skip
        if tables.keys() >= needed:
            page.row = at
            section(page, tables, facts)
            at += _SECTION
    page.row = at
    _by_rule(page, codes)
    at += _SECTION
    page.row = at
    _back(page)
    page.finish(landscape=False, repeated=False)


def _head(page: Page, title: str, heads: Sequence[str]) -> int:
    """A section's title and heads; the row of the heads."""
    page.words(title)
    for column, head in enumerate(heads, 1):
        page.put(page.row, column, head, "head")
    page.sheet.row_dimensions[page.row].height = 30
    page.row += 1
    return page.row - 1


def _by_grade(page: Page, tables: Mapping[str, Table], facts: computed.Facts) -> None:
    table, pupils = tables["students"], facts.rows.get("students", [])
    heads = _head(page, "各年级重点学生（人，按花名册的标记）",
                  ["年级", "学生数", *(label for _, label in _FLAGS), "任一项"])  # fmt: skip
    grade, name = table.range("grade"), table.range("name")
    yes = "{" + ",".join(f'"{word}"' for word in _YES) + "}"
    for number in range(1, 10):
        label, row = clean.grade_label(number), page.row
        mine = [p for p in pupils if p.get("grade") == label and p.get("name")]
        marked = [{f for f, _ in _FLAGS if p.get(f) in _YES} for p in mine]
        counts = [
            Formula(f"SUM(COUNTIFS({grade},$A{row},{table.range(f)},{yes}))",
                    len([m for m in marked if f in m])) for f, _ in _FLAGS
        ]  # fmt: skip
        either = "+".join(f'({table.range(f)}="{w}")' for f, _ in _FLAGS for w in _YES)
        page.line([
            label, Formula(f'COUNTIFS({grade},$A{row},{name},"?*")', len(mine)), *counts,
            Formula(f"SUMPRODUCT(({grade}=$A{row})*(({either})>0))", len([m for m in marked if m])),
        ])  # fmt: skip
    last = page.row - 1
    _total(page, heads + 1, last, 7)
    page.chart("stackedcolumn", "各年级重点学生（人）", heads, heads + 1, last, 1, [3, 4, 5, 6],
               colors=_BLUES, size=_CHART, anchor=f"I{heads - 1}")  # fmt: skip


def _total(page: Page, first: int, last: int, columns: int) -> None:
    known = {
        (f.row + 1, f.column + 1): f.value
        for f in page.pages.formulas
        if f.sheet == page.sheet.title
    }
    cells: list[Formula | str] = ["合计"]
    for column in range(2, columns + 1):
        letter = "ABCDEFGHIJ"[column - 1]
        lines = (known[row, column] for row in range(first, last + 1))
        came = sum(value for value in lines if isinstance(value, int))
        cells.append(Formula(f"SUM({letter}{first}:{letter}{last})", came))
    page.line(cells, "total")


def _visiting(page: Page, tables: Mapping[str, Table], facts: computed.Facts) -> None:
    table, staff = tables["staff"], facts.rows.get("staff", [])
    heads = _head(
        page, "本学期家访（人次）", ["教师", "人数", "应访", "已访", "尚欠", "已完成人数"]
    )
    head, quota = table.range("head_of"), table.range("quota")
    made, owing = table.range("made"), table.range("owing")
    worked = table.worked_out

    def number(row: computed.Row, column: str) -> int:
        value = worked[column].value(row, facts)
        return value if isinstance(value, int) else 0

    heading, due = f'{head},"?*"', f'{quota},">0"'
    for label in ("班主任", "科任教师"):
        heads_a_class = label == "班主任"
        mine = [t for t in staff if number(t, "quota") and bool(t.get("head_of")) == heads_a_class]

        def count(function: str, ours: bool = heads_a_class) -> str:
            """Of those who head a class, or of all others."""
            of_heads = f"{function}{due},{heading})"
            return of_heads if ours else f"{function}{due})-{of_heads}"

        sums = [
            Formula(count(f"SUMIFS({column},"), sum(number(t, key) for t in mine))
            for key, column in (("quota", quota), ("made", made), ("owing", owing))
        ]
        done = sum(not number(t, "owing") for t in mine)
        page.line([
            label, Formula(count("COUNTIFS("), len(mine)), *sums,
            Formula(count(f"COUNTIFS({owing},0,"), done),
        ])  # fmt: skip
    last = page.row - 1
    _total(page, heads + 1, last, 6)
    page.chart("column", "本学期家访（人次）", heads, heads + 1, last, 1, [3, 4, 5],
               colors=("9DC3E6", "2E75B6", "C00000"), size=_CHART,
               anchor=f"I{heads - 1}")  # fmt: skip


def _by_state(page: Page, tables: Mapping[str, Table], facts: computed.Facts) -> None:
    table, cases = tables["cases"], facts.rows.get("cases", [])
    heads = _head(page, "个案状态（人，按辍学台账）", ["状态", "人数"])
    for state in _STATES:
        count = sum(case.get("case_status") == state for case in cases)
        row = page.row
        page.line([state, Formula(f"COUNTIF({table.range('case_status')},$A{row})", count)])
    last = page.row - 1
    _total(page, heads + 1, last, 2)
    page.chart("column", "个案状态（人）", heads, heads + 1, last, 1, [2], colors=("ED7D31",),
               size=_CHART, anchor=f"I{heads - 1}")  # fmt: skip


def _by_rule(page: Page, codes: Codes) -> None:
    """The rules with most findings, from the list that a check adds to its copy."""
    listed = f"'{FINDINGS}'!C1"
    heads = _head(page, "各规则问题数（处，取自“问题清单”）", ["名次", "问题数", "规则"])
    page.sheet.merge_cells(None, heads, 3, heads, 7)
    numbered, names = codes.counts, codes.rules
    for rank in range(1, _RANKS + 1):
        row = page.row
        top = f"LARGE({numbered},{rank})"
        found = f"INT({top})"
        name = f'IF($B{row}=0,"",INDEX({names},MATCH({top},{numbered},0)))'
        page.line([rank, Formula(found, 0), Formula(name, ""), "", "", "", ""])
        page.sheet.merge_cells(None, row, 3, row, 7)
    last = page.row - 1
    said = Formula(
        f'IF(ISERROR(INDIRECT("{listed}")),"还没有问题清单：运行核查后，在带标记的副本里显示。",'
        f'"共 "&SUMPRODUCT(INT({numbered}))&" 处。")',
        "还没有问题清单：运行核查后，在带标记的副本里显示。",
    )  # fmt: skip
    page.put(page.row, 1, said, "faint")
    page.sheet.merge_cells(None, page.row, 1, page.row, 7)
    page.row += 1
    page.chart("bar", "问题最多的规则（处）", heads, heads + 1, last, 3, [2], colors=("C00000",),
               size=_CHART, anchor=f"I{heads - 1}")  # fmt: skip
