"""Blank forms as county bureaus draw them: learnt and filled, every cell compared by hand.

A form is drawn with its right values: ``?5`` is a blank whose value is 5, ``?`` one that stays
blank, ``a⇒b`` a text that becomes b, ``=F~5`` a formula that comes to 5. ``<`` and ``^`` join a
cell to the one at its left or above it; lines that begin with ``#`` are ruled; ``== name`` begins a
sheet.
"""

# ruff: noqa: E501 - a drawing is as wide as its form

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet
from rule_page import parse, report_on

from kongcuo_xl.checking import whole
from kongcuo_xl.forms import FormError
from kongcuo_xl.hosts.filling import fill_form, learn_form
from kongcuo_xl.scope import Scope

UNITS = {
    "一中": """
        [一中/花名册]
        学生花名册
        姓名|性别|身份证号|年级|班级|村|监护人|联系电话|留守|随迁|残疾|残疾类型|随班就读|孤儿
        张三|男|110105201301010012|七年级|1|柳树村|张大山|13800000001|是|否|否||否|否
        李四|女|110105201301020042|七年级|1|柳树村|李大山|13800000002|是|否|是|智力|是|否
        王五|男|110105201301030056|七年级|2|河湾村|王大河|13800000003|否|否|否||否|否
        赵六|男|110105201301040078|七年级|2|河湾村|赵大河|13800000004|否|是|否||否|否
        孙七|女|110105201201050105|八年级|2|柳树村|孙大海|13800000005|否|否|否||否|否
        周八|男|110105201201060119|八年级|1|河湾村|周大海|13800000006|否|否|否||否|否
        郑九|女|110105201101070141|九年级|1|石桥村|郑大海|13800000007|是|否|否||否|否
        冯十|男|110105201101080155|九年级|1|石桥村|冯大海|13800000008|否|否|否||否|否
        陈一|男|110105201101090177|九年级|1|石桥村|陈大海|13800000009|否|否|否||否|否
        [一中/变动]
        学籍变动登记册
        姓名|性别|身份证号|年级|班级|变动类别|变动日期|变动原因|来源学校|去向学校
        王五|男|110105201301030056|七年级|2|转入|2025-10-13|随父母迁居|二中|
        吴九|女|110105201201100205|八年级|1|转出|2025-10-15|随父母迁居||县二中
        孙七|女|110105201201050105|八年级|2|休学|2025-10-20|因病||
        [一中/台账]
        疑似辍学学生台账
        姓名|性别|身份证号|年级|班级|离校日期|发现日期|状态|原因|去向|责任人|复学日期
        冯十|男|110105201101080155|九年级|1|2025-10-08|2025-10-10|疑似|厌学|务工|李强|
        陈一|男|110105201101090177|九年级|1|2025-10-09|2025-10-13|返校|生病|在家|李强|2025-10-20
        周八|男|110105201201060119|八年级|1|2025-09-05|2025-09-10|辍学|厌学|外出|王刚|
        [一中/安置]
        残疾儿童安置表
        姓名|性别|身份证号|年级|班级|残疾类型|残疾等级|安置方式
        李四|女|110105201301020042|七年级|1|智力|三级|随班就读
        [一中/缺课登记]
        日期|姓名|年级|班级|节次|类别
        2025-10-31|冯十|九年级|1|全天|旷课
        2025-10-31|周八|八年级|1|全天|旷课
        [一中/家访]
        家访登记表
        家访日期|学生姓名|年级|班级|家访教师|家访方式|家访内容|结果
        2025-10-11|冯十|九年级|1|李强|上门|劝返|未返校
        2025-10-18|冯十|九年级|1|李强|电话|劝返|未返校
        2025-10-12|周八|八年级|1|王刚|上门|劝返|未返校
    """,
    "中心小学": """
        [中心小学/花名册]
        学生花名册
        姓名|性别|身份证号|年级|班级|村|监护人|联系电话|留守|随迁|残疾|残疾类型|随班就读|孤儿
        钱一|男|11010520190111021X|一年级|1|柳树村|钱大|13900000001|否|否|否||否|否
        钱二|女|11010520190112024X|一年级|1|柳树村|钱二海|13900000002|否|否|是|视力|否|否
        钱三|女|110105201701130267|三年级|1|河湾村|钱三海|13900000003|是|否|否||否|否
        钱四|男|110105201401140279|六年级|1|河湾村|钱四海|13900000004|否|否|否||否|否
        钱五|女|110105201401150303|六年级|1|石桥村|钱五海|13900000005|是|否|否||否|是
        [中心小学/变动]
        学籍变动登记册
        姓名|性别|身份证号|年级|班级|变动类别|变动日期
        钱四|男|110105201401140279|六年级|1|转入|2025-10-09
        [中心小学/台账]
        疑似辍学学生台账
        姓名|性别|身份证号|年级|班级|离校日期|发现日期|状态|原因|去向|责任人|复学日期
        [中心小学/安置]
        残疾儿童安置表
        姓名|性别|身份证号|年级|班级|残疾类型|残疾等级|安置方式
        钱二|女|11010520190112024X|一年级|1|视力|一级|送教上门
        [中心小学/缺课登记]
        日期|姓名|年级|班级|节次|类别
        [中心小学/延缓]
        延缓入学学生名单
        姓名|性别|身份证号|户籍地址|监护人|联系电话|延缓原因|起始日期|截止日期|审批单位
        小一|男|110105201906010314|柳树村1组|小大|13700000001|疾病|2025-09-01|2026-08-31|石桥镇
        小二|女|110105201906020344|河湾村2组|小海|13700000002|发育迟缓|2025-09-01|2026-08-31|石桥镇
        [中心小学/送教]
        送教上门记录
        日期|学生姓名|送教教师|送教内容|学时
        2025-10-14|钱二|高老师、林老师|认识数字|2
        2025-10-28|钱二|高老师、林老师|生活自理|2
    """,
}
BOTH = ("一中", "中心小学")


def scope_of(text: str) -> Scope:
    return whole(report_on(parse(["日期 2025-10-31", *text.splitlines()]), set()).scopes)


def county(units: tuple[str, ...]) -> Scope:
    return scope_of("".join(UNITS[unit] for unit in units))


def drawn(page: Worksheet, layout: str) -> dict[str, object]:
    """Draw a sheet; returns cell → value that it is to hold once filled."""
    thin = Side(style="thin")
    expected: dict[str, object] = {}
    lines = [line.strip() for line in layout.strip().splitlines() if line.strip()]
    rows = [[cell.strip() for cell in line.lstrip("#").split("|")] for line in lines]
    for r, cells in enumerate(rows):
        for c, text in enumerate(cells):
            cell = page.cell(r + 1, c + 1)
            if lines[r].startswith("#"):
                cell.border = Border(thin, thin, thin, thin)
            if text in ("", "<", "^"):
                continue
            if text.startswith("?"):
                expected[cell.coordinate] = meant(text[1:])
                continue
            blank, _, right = text.partition("⇒" if "⇒" in text else "~")
            if right:
                expected[cell.coordinate] = meant(right)
            cell.value = int(blank) if blank.isdecimal() else blank.replace("\\n", "\n")
    for r, cells in enumerate(rows):
        for c, text in enumerate(cells):
            right, bottom = c, r
            while right + 1 < len(cells) and cells[right + 1] == "<":
                right += 1
            while bottom + 1 < len(rows) and rows[bottom + 1][c : c + 1] == ["^"]:
                bottom += 1
            if text not in ("<", "^") and (right, bottom) != (c, r):
                page.merge_cells(
                    start_row=r + 1, start_column=c + 1, end_row=bottom + 1, end_column=right + 1
                )
    return expected


def meant(text: str) -> object:
    return int(text) if re.fullmatch(r"\d{1,6}", text) else text or None


def built(path: Path, layout: str) -> dict[tuple[str, str], object]:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    parts = re.split(r"(?m)^\s*== *(.+)$", layout)
    sheets = list(zip(parts[1::2], parts[2::2], strict=True)) or [("Sheet1", layout)]
    expected: dict[tuple[str, str], object] = {}
    for name, drawing in sheets:
        cells = drawn(book.create_sheet(name.strip()), drawing)
        expected |= {(name.strip(), cell): value for cell, value in cells.items()}
    book.save(path)
    return expected


def held(path: Path, *, formulas: bool = False) -> dict[tuple[str, str], object]:
    book = openpyxl.load_workbook(path, data_only=not formulas)
    return {
        (page.title, cell.coordinate): plain(cell.value)
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
    }


def plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d}"
    return int(value) if isinstance(value, float) and value.is_integer() else value


FORMS = {
    "控辍保学工作月报表(乡镇)": (
        BOTH,
        "2025-10",
        """
        附件2：|<|<|<|<|<|<|<|<|<
        石桥镇控辍保学工作月报表|<|<|<|<|<|<|<|<|<
        填报单位（盖章）：__________⇒填报单位（盖章）：一中等2个单位|<|<|<|填报时间：   年   月   日⇒填报时间：2025年10月31日|<|<|<|单位：人|<
        #序号|学校名称|在校学生数|<|<|疑似辍学学生数|<|辍学学生数|<|劝返复学人数
        #^|^|合计|男|女|本月新增|累计|本月新增|累计|本月
        #1|一中|?8|?6|?2|?2|?2|?0|?1|?1
        #2|中心小学|?4|?2|?2|?0|?0|?0|?0|?0
        #3|二中|?|?|?|?|?|?|?|?
        #合  计|<|?|?|?|?|?|?|?|?
        填表人：|<|<|审核人：|<|<|联系电话：|<|<|<
        """,
    ),
    "学籍变动统计表(栏次)": (
        ("一中",),
        "2025-10",
        """
        义务教育阶段学校学籍变动情况统计表|<|<|<|<|<|<|<|<|<|<
        学校（章）：⇒学校（章）：一中|<|<|<|<|2025年10月|<|<|<|<|单位：人
        #年级|行次|期初学生数|增加|<|<|<|减少|<|<|期末学生数
        #^|^|^|计|转入|复学|其他|计|转出|休学|^
        #甲|乙|1|2|3|4|5|6|7|8|9
        #总计|01|?9|?1|?1|?0|?0|?2|?1|?1|?9
        #七年级|02|?3|?1|?1|?0|?0|?0|?0|?0|?4
        #其中：女|03|?1|?0|?0|?0|?0|?0|?0|?0|?1
        #八年级|04|?3|?0|?0|?0|?0|?2|?1|?1|?2
        #九年级|05|?3|?0|?0|?0|?0|?0|?0|?0|?3
        注：1. 9=1+2-6。2. 期末学生数含休学学生。|<|<|<|<|<|<|<|<|<|<
        """,
    ),
    "学生情况统计表(转置)": (
        BOTH,
        "2025-10",
        """
        中小学生基本情况统计表|<|<|<|<|<|<|<|<|<|<|<|<|<
        #指标名称|代码|合计|小学|<|<|<|<|<|<|初中|<|<|<
        #^|^|^|小计|一年级|二年级|三年级|四年级|五年级|六年级|小计|七年级|八年级|九年级
        #一、在校学生数|1|?12|?4|?1|?0|?1|?0|?0|?2|?8|?4|?1|?3
        #  其中：女生|2|?4|?2|?0|?0|?1|?0|?0|?1|?2|?1|?0|?1
        #  留守儿童|3|?5|?2|?0|?0|?1|?0|?0|?1|?3|?2|?0|?1
        #二、转入学生数|4|?2|?1|?0|?0|?0|?0|?0|?1|?1|?1|?0|?0
        #三、转出学生数|5|?1|?0|?0|?0|?0|?0|?0|?0|?1|?0|?1|?0
        """,
    ),
    "各班到校情况统计表(空行)": (
        ("一中",),
        "2025-10",
        """
        各班学生到校情况统计表|<|<|<|<|<
        填报单位|<|?一中|<|填报日期|?2025-10-31
        #序号|班级|应到人数|实到人数|缺勤人数|备注
        #1|?七(1)班|?2|?2|?0|
        #2|?七(2)班|?2|?2|?0|
        #3|?八(1)班|?1|?0|?1|
        #4|?八(2)班|?0|?0|?0|
        #5|?九(1)班|?3|?2|?1|
        #6|?|?|?|?|
        #合计|<|?8|?6|?2|
        """,
    ),
    "按村统计": (
        BOTH,
        "2025-10",
        """
        石桥镇各村在校学生情况统计表|<|<|<|<|<
        #村名|在校学生总数|其中|<|<|备注
        #^|^|男|女|留守儿童|^
        #柳树村|?3|?2|?1|?2|
        #河湾村|?5|?4|?1|?1|
        #石桥村|?4|?2|?2|?2|
        #合计|?12|?8|?4|?5|
        """,
    ),
    "学校基本情况(标签-值)": (
        ("一中",),
        "2025-10",
        """
        学校控辍保学基本情况表|<|<|<|<|<
        #学校名称|?一中|<|<|校长|?
        #在校学生数|?8|其中：男生|?6|其中：女生|?2
        #留守儿童数|?3|随迁子女数|?1|残疾儿童数|?1
        #本月转入人数|?1|本月转出人数|?1|本月新增疑似辍学|?2
        #班级数|?5|教师数|?|占地面积|?
        填表人：|<|审核人：|<|填表日期：⇒填表日期：2025年10月31日|
        """,
    ),
    "疑似辍学学生台账(序号已填)": (
        ("一中",),
        "2025-10",
        """
        疑似辍学学生台账|<|<|<|<|<|<
        填报单位：                          年  月  日⇒填报单位：一中    2025年10月31日|<|<|<|<|<|<
        #序号|学生姓名|身份证号码|所在班级|离校时间|离校原因|是否返校
        #1|?冯十|?110105201101080155|?九(1)班|?2025-10-08|?厌学|?否
        #2|?陈一|?110105201101090177|?九(1)班|?2025-10-09|?生病|?是
        #3|?|?|?|?|?|?
        #4|?|?|?|?|?|?
        校长：|<|填表人：|<|<|联系电话：|<
        """,
    ),
    "学籍异动登记表": (
        ("一中",),
        "2025-10",
        """
        学生学籍异动登记表|<|<|<|<|<|<
        #序号|姓名|性别|年级|异动类型|异动时间|异动原因
        #?1|?王五|?男|?七年级|?转入|?2025-10-13|?随父母迁居
        #?2|?吴九|?女|?八年级|?转出|?2025-10-15|?随父母迁居
        #?3|?孙七|?女|?八年级|?休学|?2025-10-20|?因病
        #?|?|?|?|?|?|?
        """,
    ),
    "一页两块": (
        ("一中",),
        "2025-10",
        """
        控辍保学情况统计表|<|<|<|<
        填报单位：____________学校⇒填报单位：一中|<|<|<|<
        一、学生变动情况|<|<|<|<
        #年级|转入|转出|休学|复学
        #七年级|?1|?0|?0|?0
        #八年级|?0|?1|?1|?0
        #九年级|?0|?0|?0|?0
        二、疑似辍学学生情况|<|<|<|<
        #年级|本月新增|累计|已劝返|未返校
        #七年级|?0|?0|?|?0
        #八年级|?0|?0|?|?0
        #九年级|?2|?2|?|?1
        填表人：          审核人：|<|<|<|<
        """,
    ),
    "几张表跨表公式": (
        BOTH,
        "2025-10",
        """
        == 汇总
        在校学生数汇总表|<|<
        #学段|在校学生数|其中女生
        #小学|=小学!B9~4|=小学!C9~2
        #初中|=初中!B6~8|=初中!C6~2
        #合计|=SUM(B3:B4)~12|=B5+0~12
        == 小学
        小学在校学生统计表|<|<
        #年级|在校学生数|其中女生
        #一年级|?1|?0
        #二年级|?0|?0
        #三年级|?1|?1
        #四年级|?0|?0
        #五年级|?0|?0
        #六年级|?2|?1
        #合计|=SUM(B3:B8)~4|=SUM(C3:C8)~2
        == 初中
        初中在校学生统计表|<|<
        #年级|在校学生数|其中女生
        #七年级|?4|?1
        #八年级|?1|?0
        #九年级|?3|?1
        #合计|=SUM(B3:B5)~8|=SUM(C3:C5)~2
        """,
    ),
    "竖排其中": (
        ("一中",),
        "2025-10",
        """
        学生情况统计表|<|<|<|<|<|<
        #学段|年级|在校生总数|其\\n中|<|<|<
        #^|^|^|女生|留守儿童|随迁子女|残疾学生
        #初\\n中|七年级|?4|?1|?2|?1|?1
        #^|八年级|?1|?0|?0|?0|?0
        #^|九年级|?3|?1|?1|?0|?0
        #^|小计|?8|?2|?3|?1|?1
        """,
    ),
    "文字报告": (
        ("一中",),
        "2025-10",
        """
        控辍保学工作月报告|<|<|<
        报告月份：____年__月⇒报告月份：2025年10月|<|<|<
        #在校学生____人，其中男生____人，女生____人。⇒在校学生8人，其中男生6人，女生2人。|<|<|<
        #本月新增疑似辍学学生____人，已劝返复学____人，目前仍未返校____人。⇒本月新增疑似辍学学生2人，已劝返复学____人，目前仍未返校2人。|<|<|<
        #报告类型|?有|<|<
        """,
    ),
    "适龄残疾儿童入学情况": (
        BOTH,
        "2025-10",
        """
        残疾儿童少年入学情况统计表|<|<|<|<|<|<|<|<
        #学校名称|残疾学生总数|残疾类型|<|<|<|安置方式|<|备注
        #^|^|视力|听力|智力|其他|随班就读|送教上门|^
        #?一中|?1|?0|?0|?1|?0|?1|?0|
        #?中心小学|?1|?1|?0|?0|?0|?0|?1|
        #?|?|?|?|?|?|?|?|
        #合计|?2|?1|?0|?1|?0|?1|?1|
        """,
    ),
    "编号行(1)(2)": (
        BOTH,
        "2025-10",
        """
        附表1|<|<|<|<|<
        特殊群体学生统计表|<|<|<|<|<
        填表单位(公章)：|?一中等2个单位|<|统计时间：20  年  月⇒统计时间：2025年10月|<|<
        #学校|学生总数|留守儿童|<|随迁子女|孤儿
        #^|^|小计|其中：女|^|^
        #(1)|(2)|(3)|(4)|(5)|(6)
        #一中|?9|?3|?2|?1|?0
        #中心小学|?5|?2|?2|?0|?1
        #合计|=SUM(B7:B8)~14|=SUM(C7:C8)~5|=SUM(D7:D8)~4|=SUM(E7:E8)~1|=SUM(F7:F8)~1
        说明：(1)留守儿童指父母双方外出务工。|<|<|<|<|<
        """,
    ),
    "班级名册": (
        ("一中",),
        "2025-10",
        """
        == 七(1)班
        七年级(1)班学生花名册|<|<|<|<
        #序号|姓名|性别|身份证号|户籍村
        #?1|?张三|?男|?110105201301010012|?柳树村
        #?2|?李四|?女|?110105201301020042|?柳树村
        #?|?|?|?|?
        == 七(2)班
        七年级(2)班学生花名册|<|<|<|<
        #序号|姓名|性别|身份证号|户籍村
        #?1|?王五|?男|?110105201301030056|?河湾村
        #?2|?赵六|?男|?110105201301040078|?河湾村
        #?|?|?|?|?
        """,
    ),
    "小学初中分节": (
        BOTH,
        "2025-10",
        """
        各学校学生情况统计表|<|<|<|<
        #学校|在校生数|其中女生|留守儿童|随迁子女
        #一、小学|<|<|<|<
        #中心小学|?4|?2|?2|?0
        #小计|?4|?2|?2|?0
        #二、初中|<|<|<|<
        #一中|?8|?2|?3|?1
        #小计|?8|?2|?3|?1
        #合计|?12|?4|?5|?1
        """,
    ),
    "附件公文式": (
        ("一中",),
        "2025秋",
        """
        附件3|<|<|<|<|<
        ____县义务教育学校控辍保学情况统计表|<|<|<|<|<
        （20__—20__学年度第__学期）⇒（2025—2026学年度第一学期）|<|<|<|<|<
        填报单位（盖章）：    填报人：      联系电话：⇒填报单位（盖章）：一中    填报人：      联系电话：|<|<|<|<|填报日期：20  年  月  日⇒填报日期：2025年10月31日
        #年级|期初在籍学生数|期末在籍学生数|转入|转出|休学
        #七年级|?3|?4|?1|?0|?0
        #八年级|?3|?2|?0|?1|?1
        #九年级|?3|?3|?0|?0|?0
        #合计|=SUM(B6:B8)~9|=SUM(C6:C8)~9|=SUM(D6:D8)~1|=SUM(E6:E8)~1|=SUM(F6:F8)~1
        备注：1.本表由学校填写。2.在籍学生数以学籍系统为准。|<|<|<|<|<
        """,
    ),
    "巩固率泰州": (
        ("一中",),
        "2025-2026",
        """
        巩固率统计表|<|<|<|<|<|<|<|<|<|<|<|<
        #学校|入学人数|毕业生人数|届增加人数|<|<|<|届减少人数|<|<|<|净增加|巩固率
        #^|^|^|转进|借读|其它|小计|转出|休学|其它|小计|^|^
        #一中|?|?|?|?|?|?|?|?|?|?|?|?
        """,
    ),
    "流动情况": (
        ("一中",),
        "2025秋",
        """
        2025年秋季学期学生流动情况统计表|<|<|<|<|<
        #学校|流入|<|流出|<|备注
        #^|县内|县外|县内|县外|^
        #一中|?|?|?|?|
        """,
    ),
    "孤儿名册": (
        ("中心小学",),
        "2025-10",
        """
        孤儿、事实无人抚养儿童花名册|<|<
        #序号|姓名|性别
        #?|?|?
        #?|?|?
        """,
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_cell_is_right_or_blank_as_a_person_would_have_it(tmp_path, name):
    units, period, layout = FORMS[name]
    path = tmp_path / "表样.xlsx"
    expected = built(path, layout)
    done = fill_form(str(path), county(units), period, tmp_path / "填好.xlsx")
    after = held(done.path)
    assert {cell: after.get(cell) for cell in expected} == expected
    # Nothing else is written to, and formulas stay.
    before, now = held(path, formulas=True), held(done.path, formulas=True)
    kept = {c: v for c, v in before.items() if c not in expected or str(v).startswith("=")}
    assert {cell: now.get(cell) for cell in kept} == kept


GROWING = """
    各校学生情况统计表|<|<|<
    #学校|在校生数|转入|转出
    #| | |
    #合计| | |
    填表人：|<|审核人：|<
"""


def test_rows_are_made_for_more_schools_than_the_form_has(tmp_path):
    path = tmp_path / "各校.xlsx"
    built(path, GROWING)
    done = fill_form(str(path), county(BOTH), "2025-10", tmp_path / "填好.xlsx")
    page = openpyxl.load_workbook(done.path).worksheets[0]
    assert list(page.iter_rows(min_row=3, max_row=6, values_only=True)) == [
        ("一中", 8, 1, 1),
        ("中心小学", 4, 1, 0),
        ("合计", 12, 2, 1),
        ("填表人：", None, "审核人：", None),
    ]
    assert page.cell(4, 2).border.bottom.style == "thin"


LONGER = """
    留守儿童花名册|<|<|<
    #序号|姓名|性别|已核对
    #| | |=IF(B3="","",1)
    #| | |=IF(B4="","",1)
    #合计|<|<|=SUM(D3:D4)
    填表人：|<|<|<
"""


def test_a_longer_list_makes_rows_like_its_own_and_its_formulas_come_to_something(tmp_path):
    path = tmp_path / "留守.xlsx"
    built(path, LONGER)
    done = fill_form(str(path), county(("一中",)), "2025-10", tmp_path / "填好.xlsx")
    shown, written = held(done.path), held(done.path, formulas=True)
    assert [shown["Sheet1", f"B{row}"] for row in (3, 4, 5)] == ["张三", "李四", "郑九"]
    assert [written["Sheet1", f"D{row}"] for row in (4, 5, 6)] == [
        '=IF(B4="","",1)',
        '=IF(B5="","",1)',
        "=SUM(D3:D5)",
    ]
    assert [shown["Sheet1", f"D{row}"] for row in (3, 4, 5, 6)] == [1, 1, 1, 3]
    assert shown["Sheet1", "A7"] == "填表人："


def test_pupils_without_a_grade_are_named_where_grades_are_counted(tmp_path):
    _, period, layout = FORMS["学籍变动统计表(栏次)"]
    path = tmp_path / "变动.xlsx"
    built(path, layout)
    text = re.sub(r"(赵六\|男\|\w+)\|七年级\|2\|", r"\1|||", UNITS["一中"])
    done = fill_form(str(path), scope_of(text), period, tmp_path / "填好.xlsx")
    assert any("赵六共1人没有年级，分年级的各数没有计入；请补上。" in said for said in done.notes)


def test_a_form_for_a_month_without_a_year_is_refused_for_another(tmp_path):
    path = tmp_path / "变动.xlsx"
    built(path, "九月份学生变动情况统计表|<|<\n#年级|转入|转出\n#七年级||\n#八年级||")
    with pytest.raises(FormError, match="表样上印的是9月，要填的是2025年10月"):
        fill_form(str(path), county(("一中",)), "2025-10", tmp_path / "填好.xlsx")


def test_a_card_of_one_child_is_no_form_for_numbers(tmp_path):
    path = tmp_path / "卡片.xlsx"
    built(path, "学生家访记录卡|<|<|<\n#学生姓名||性别|\n#班级||身份证号|\n#家访记录||<|<")
    done = fill_form(str(path), county(("一中",)), "2025-10", tmp_path / "填好.xlsx")
    assert any("一人一张的卡片" in said for said in done.notes)
    assert held(done.path) == held(path)


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        ("code = \n", "第1行第8列写法不对"),
        ('code = ""\n', "有一段缺少“title”这一项"),
        (
            'code = ""\ntitle = "表"\nnames = ["表"]\nperiod = "any"\n[[places]]\nsheet = "Sheet1"\n'
            'cell = "B3"\nlabels = "转入"\nof = [{ measure = "transfered" }]\n',
            "B3 的指标“transfered”没有，见第9行",
        ),
        (
            'code = ""\ntitle = "表"\nnames = ["表"]\nperiod = "any"\n[[places]]\nsheet = "Sheet1"\n'
            'cell = "B3"\nlabels = "转入"\nof = [{ measure = "transferred_in", grad = 7 }]\n',
            "不认识“grad”这一项，见第9行",
        ),
    ],
)
def test_a_broken_mapping_is_refused_with_its_line(tmp_path, mapping, why):
    path = tmp_path / "各校.xlsx"
    built(path, GROWING)
    path.with_suffix(".toml").write_text(mapping, encoding="utf-8")
    with pytest.raises(FormError, match=re.escape(why)):
        fill_form(str(path), county(BOTH), "2025-10", tmp_path / "填好.xlsx")


def test_a_written_mapping_with_rows_for_schools_fills_as_learning_does(tmp_path):
    path = tmp_path / "各校.xlsx"
    built(path, GROWING)
    on_the_fly = held(fill_form(str(path), county(BOTH), "2025-10", tmp_path / "甲.xlsx").path)
    learn_form(path)
    by_mapping = fill_form(str(path), county(BOTH), "2025-10", tmp_path / "乙.xlsx")
    assert by_mapping.notes[0] == "按对照文件“各校.toml”填写。"
    assert held(by_mapping.path) == on_the_fly


def test_protection_stays_and_is_said(tmp_path):
    path = tmp_path / "各校.xlsx"
    built(path, GROWING)
    book = openpyxl.load_workbook(path)
    book.worksheets[0].protection.sheet = True
    book.save(path)
    done = fill_form(str(path), county(("一中",)), "2025-10", tmp_path / "填好.xlsx")
    assert openpyxl.load_workbook(done.path).worksheets[0].protection.sheet
    assert "工作表“Sheet1”有保护；已照填，填好的副本里保护仍在。" in done.notes
