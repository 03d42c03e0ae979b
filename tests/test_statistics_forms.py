"""The forms of figures: every cell recounted, rows made, amounts, archives, zero reports."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import openpyxl
import pytest
from rule_page import parse, report_on

from kongcuo_xl import forms
from kongcuo_xl import policy as policies
from kongcuo_xl.book import a1
from kongcuo_xl.forms.layout import Line
from kongcuo_xl.forms.mapping import Form
from kongcuo_xl.hosts.filling import Outcome, fill_form
from kongcuo_xl.period import parse as period_of
from kongcuo_xl.scope import Scope
from kongcuo_xl.statistics import MEASURES, Conditions, Statistics

COUNTY = """
    [一中/学生花名册]
    姓名|性别|身份证号|年级|班级|民族|就读方式|留守|随迁|残疾|残疾类型|随班就读|单亲|状态
    张三|男|110105201309010017|七年级|1班|汉族|住校|是|否|否||否|否|在校
    李四|女|110105201309010025|七年级|1班|汉族|走读|是|否|是|智力|是|否|在校
    王五|男|110105201209010035|八年级|1班|汉族|走读|否|是|否||否|是|在校
    孙七|女|110105201201050052|八年级|2班|汉族|住校|否|否|否||否|否|休学

    [一中/变动]
    学籍变动登记册
    姓名|身份证号|性别|年级|班级|变动类别|变动日期
    王五|110105201209010035|男|八年级|1班|转入|2025-10-13
    吴九|110105201209020022|女|八年级|1班|转出|2025-11-05
    孙七|110105201201050052|女|八年级|2班|休学|2025-10-20

    [一中/辍学台账]
    姓名|身份证号|年级|班级|发现日期|离校日期|状态|原因
    张三|110105201309010017|七年级|1班|2025-10-14|2025-10-13|疑似辍学|厌学

    [一中/缺课]
    缺课登记表
    姓名|班级|缺课日期|缺课类别|缺课原因
    张三|七年级1班|2025-10-17|旷课|
    李四|七年级1班|2025-10-17|病假|感冒

    [一中/会议]
    控辍保学会议、督查、活动记录
    日期|类型|主题|参加人|记录
    2025-09-05|领导小组例会|部署|全体|有
    2025-10-08|自查|九月自查|王芳|有

    [一小/学生花名册]
    姓名|性别|身份证号|年级|班级|民族|就读方式|留守|随迁|残疾|残疾类型|随班就读|单亲|状态
    赵小|男|110105201609010056|四年级|1班|汉族|走读|是|否|否||否|否|在校
    钱小|女|110105201609010064|四年级|1班|汉族|走读|否|否|否||否|否|在校

    [一小/变动]
    学籍变动登记册
    姓名|身份证号|性别|年级|班级|变动类别|变动日期

    [一小/辍学台账]
    姓名|身份证号|年级|班级|发现日期|状态

    [一小/缺课]
    缺课登记表
    姓名|班级|缺课日期|缺课类别|缺课原因
"""
PERIODS = {
    "F02": "2025Q4", "F13": "2025-W42", "F14": "2025-10", "F15": "2025-10-17", "F19": "2025秋",
    "F23": "2025秋", "F24": "2025秋", "F27": "2025-2026", "F28": "2025-2026", "F29": "2025-2026",
}  # fmt: skip
GRIDS = [code for code in PERIODS if code != "F23"]


@cache
def scope(policy: str = "national") -> Scope:
    text = f"日期 2025-12-31\n政策 {policy}\n{COUNTY}"
    [found] = report_on(parse(text.splitlines()), set()).scopes
    return found


def fill(code: str, folder: Path, *, policy: str = "national", explain: bool = False) -> Outcome:
    target = folder / f"{code}.xlsx"
    return fill_form(code, scope(policy), PERIODS[code], target, explain=explain)


def rows_of(page, block) -> list[tuple[Line, int, str]]:
    """Every row of a filled grid, with its line of the text: those that were made are of one."""
    found = []
    lines = [line for line, _ in block.places]
    row = block.first + 1
    for n, line in enumerate(lines):
        after = lines[n + 1].label if n + 1 < len(lines) else None
        while True:
            texts = [page.cell(row, c + 1).value for c in range(block.left)]
            label = next((t for t in reversed(texts) if t), "")
            if line.each and label == after:
                break
            found.append((line, row, label))
            row += 1
            if not line.each:
                break
    return found


def shown(number: float | None, *, rate: bool) -> object:
    return None if number is None else round(number / 100, 8) if rate else number


@pytest.mark.parametrize("code", GRIDS)
def test_every_figure_is_what_the_statistics_say(code: str, tmp_path: Path) -> None:
    form: Form = forms.find(code)
    done = fill(code, tmp_path)
    book = openpyxl.load_workbook(done.path, data_only=True)
    statistics = Statistics(scope(), period_of(PERIODS[code], scope().calendar.terms))
    compared = 0
    for grid in form.grids:
        page = book[grid.sheet]
        for line, row, label in rows_of(page, grid.block):
            members = {
                "school": {"school": label},
                "klass": dict(zip(("school", "klass"), (label[:2], label[2:]), strict=True)),
                "village": {"village": label},
            }
            own = members.get(line.each, {}) if line.each else line.conditions
            if line.each and not label:
                continue
            for at, column in enumerate(grid.block.columns, grid.block.left + 1):
                asked = grid.block.asked(line, column)
                if asked is None or asked.text:
                    continue
                figure = statistics.figure(asked.measure, Conditions(**own, **column.conditions))
                rate = MEASURES[asked.measure].is_rate
                assert page.cell(row, at).value == shown(figure.number, rate=rate), (
                    f"{grid.sheet} {a1(row - 1, at - 1)} {label} {column.path}"
                )
                compared += figure.number is not None
    assert compared or code == "F29"


@pytest.mark.parametrize("code", PERIODS)
def test_cross_checks_hold_on_what_we_fill(code: str, tmp_path: Path) -> None:
    assert not [note for note in fill(code, tmp_path).notes if "勾稽不平" in note]


@pytest.mark.parametrize("code", GRIDS)
def test_every_check_names_columns_that_there_are(code: str) -> None:
    form = forms.find(code)
    known = {column.id for grid in form.grids for column in grid.block.columns}
    for check in form.checks:
        for name in check.names:
            plain = name.partition("@")[0].rpartition(".")[2]
            assert plain in known or name.startswith("list."), f"{check.name}: {name}"


@pytest.mark.parametrize("code", PERIODS)
def test_names_of_forms_mean_one_form(code: str) -> None:
    for name in forms.find(code).names:
        assert forms.find(name).code == code


def cells(path: Path, sheet: str, label: str) -> dict[str, object]:
    """The last heading over each column → value of the row of a label."""
    page = openpyxl.load_workbook(path, data_only=True)[sheet]
    heads: dict[int, str] = {}
    for line in page.iter_rows(max_row=60):
        if label in [cell.value for cell in line[:2]]:
            return {heads[c.column]: c.value for c in line if c.column in heads}
        heads |= {c.column: c.value for c in line if isinstance(c.value, str)}
    raise AssertionError(label)


def test_changes_balance(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(fill("F02", tmp_path).path, data_only=True)["统计表"]
    [row] = [r for r in page.iter_rows(values_only=True) if r[1] == "八年级"]
    start, added, removed, end = row[2], row[8], row[17], row[18]
    assert (start, added, removed, end) == (2, 1, 2, 1)


def test_shares_and_subtotals_of_left_behind_children(tmp_path: Path) -> None:
    total = cells(fill("F19", tmp_path).path, "统计表", "合计")
    assert (total["在籍学生"], total["合计"], total["寄宿"], total["走读"]) == (6, 3, 1, 2)
    assert total["占在籍学生"] == 0.5


def test_the_daily_report_names_who_is_not_there(tmp_path: Path) -> None:
    done = fill("F15", tmp_path)
    total = cells(done.path, "到校情况", "合计")
    assert (total["应到"], total["实到"], total["合计"], total["其中旷课"]) == (7, 5, 2, 1)
    page = openpyxl.load_workbook(done.path)["未到校学生"]
    assert {"张三", "李四"} <= {cell.value for row in page.iter_rows() for cell in row}


def test_rows_are_made_for_every_class_with_their_formulas(tmp_path: Path) -> None:
    many = "\n".join(
        f"    王{chr(0x6C5F + n)}|男||七年级|{n}班|汉族|住校|是|否|否||否|否|在校"
        for n in range(1, 41)
    )
    head = COUNTY.split("\n    张三")[0]
    text = f"日期 2025-12-31\n{head}\n{many}"
    [found] = report_on(parse(text.splitlines()), set()).scopes
    done = fill_form("F19", found, "2025秋", tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(done.path)["分班"]
    rows = [row for row in book.iter_rows() if str(row[0].value).startswith("七(")]
    assert len(rows) == 40
    assert all(str(row[5].value).startswith("=") for row in rows)
    assert cells(done.path, "分班", "七(7)班")["占在籍学生"] == 1


def test_awards_and_fines_are_the_policys(tmp_path: Path) -> None:
    done = fill("F24", tmp_path, policy="jiudian")
    page = openpyxl.load_workbook(done.path, data_only=True)["核算表"]
    [row] = [r for r in page.iter_rows(values_only=True) if r[0] == "一中"]
    gain, each, amount, total = row[8:12]
    assert each == policies.load("jiudian")["incentive_junior"] > 0
    assert amount == gain * each == total
    plain = openpyxl.load_workbook(fill("F24", tmp_path).path, data_only=True)["核算表"]
    [row] = [r for r in plain.iter_rows(values_only=True) if r[0] == "一中"]
    assert row[11] in (0, None)


def test_archives_say_what_there_is(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(fill("F23", tmp_path).path)["档案清单"]
    told = {row[1]: row[2:4] for row in page.iter_rows(values_only=True) if row[1]}
    assert told["督导核查材料"] == ("有", "1次督查、自查")
    assert told["学生变动情况及学籍调整材料"] == ("有", "3条变动")
    assert told["残疾儿童“送教上门”材料"] == ("无", None)
    assert told["《控辍简报》和《控辍典型案例集》"] == (None, None)
    items = policies.load("national")["archive_items"]
    assert set(items) <= set(told)


def test_what_stands_in_no_file_names_no_cell(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(fill("F23", tmp_path, explain=True).path)["数据来源"]
    places = [row[10:13] for row in page.iter_rows(min_row=4, values_only=True) if row[7]]
    assert places
    assert all(cell is None for file, _, cell in places if not file)


def test_every_rate_has_its_definition_beside_it() -> None:
    for code in ("F27", "F28"):
        form = forms.find(code)
        book = openpyxl.load_workbook(form.workbook)
        for grid in form.grids:
            for line, at in grid.block.places:
                if line.measure and MEASURES[line.measure].is_rate:
                    row = [cell.value for cell in book[grid.sheet][at + 1]]
                    chosen = MEASURES[line.measure].same_as is not None
                    assert chosen or MEASURES[line.measure].definition in row


def test_the_rate_that_the_policy_chooses_has_its_own_definition(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(fill("F28", tmp_path).path)["比率"]
    [row] = [r for r in page.iter_rows(values_only=True) if r[0] == "辍学率（按政策）"]
    assert set(row) & {m.definition for m in MEASURES.values() if m.is_rate}


def test_a_period_without_changes_is_a_zero_report(tmp_path: Path) -> None:
    text = f"日期 2026-03-31\n{COUNTY}"
    [found] = report_on(parse(text.splitlines()), set()).scopes
    done = fill_form("F02", found, "2026Q1", tmp_path / "out.xlsx")
    page = openpyxl.load_workbook(done.path)["变动名单"]
    values = [cell.value for row in page.iter_rows() for cell in row if cell.value]
    assert done.zero is True
    assert "零报告" in values
    assert "无" in values


def test_every_figure_names_its_people(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(fill("F14", tmp_path, explain=True).path)["数据来源"]
    names = {row[7] for row in page.iter_rows(min_row=4, values_only=True)}
    assert {"张三", "李四", "王五", "孙七", "赵小", "钱小"} <= names


def test_monitoring_names_the_tested_grades(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(fill("F29", tmp_path).path)["测试年级学生"]
    named = {cell.value for row in page.iter_rows() for cell in row}
    assert {"赵小", "钱小", "王五"} <= named
    assert not {"张三", "李四"} & named
