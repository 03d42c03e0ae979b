"""A school's untidy workbook, for whatever is tried on one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl

DATE = dt.date(2025, 10, 20)
ROSTER = "七(1)班"
SHEETS = {
    "设置": """
        项目     | 值
        单位     | 第一中学
        检查日期 | 2025-10-20""",
    ROSTER: """
        第一中学七(1)班学生花名册
        填表日期：2025年9月1日
        序号 | 姓 名 | 性别 | 身份证号码         | 年级   | 班级 | 监护人 | 留守儿童 | 备注
        1    | 张三  | 男   | 110105201309010017 | 七年级 | 1班  | 张大   | 是       |
        2    | 李 四 | 女   | 110105201309010026 | 七年级 | 1班  | 李大   | 否       | 走读
        3    | 王五  | 男   | 11010520130901005X | 七年级 | 1班  | 王大   | 否       |
        4    | 赵六  | 男   | 110105201309010076 | 七年级 | 1班  | 赵大   | 是       |
        合计 | 4人""",
    "缺课": """
        缺课登记表
        日期       | 姓名 | 班级    | 天数 | 类别
        2025-10-13 | 张三 | 七(1)班 | 1    | 旷课
        2025-10-14 | 张三 | 七(1)班 | 1    | 旷课
        2025-10-15 | 张三 | 七(1)班 | 1    | 旷课""",
    "教职工": """
        教职工名册
        姓名 | 职务   | 任班主任班级
        王芳 | 班主任 | 七(1)班""",
    "家访": """
        家访登记表
        日期       | 教师 | 学生 | 班级
        2025-09-10 | 王芳 | 张三 | 七(1)班""",
    "台账": """
        疑似辍学台账
        姓名 | 身份证号           | 班级    | 离校日期   | 状态 | 返校通知书日期 | 报乡镇日期
        张三 | 110105201309010017 | 七(1)班 | 2025-10-13 | 疑似 | 2025-10-15     |
        钱七 | 110105201309010033 | 七(1)班 | 2025-09-01 | 辍学 |                |""",
}


def write(path: Path, sheets: dict[str, str]) -> Path:
    """A workbook of tables as they are written here; a title lies over the whole table."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, text in sheets.items():
        page = book.create_sheet(name)
        for line in text.strip().splitlines():
            page.append([value.strip() or None for value in line.split("|")])
        first = next(page.iter_rows())
        if len(first) > 1 and first[1].value is None:
            page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(first))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path
