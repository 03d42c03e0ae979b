"""Blank forms of other people's making: learnt, filled, read back; nothing is guessed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Border, Side
from rule_page import parse, report_on

from kongcuo_xl import clean, cli, forms
from kongcuo_xl.book import a1, from_a1
from kongcuo_xl.forms.learning import Learnt, learn
from kongcuo_xl.hosts import blanks
from kongcuo_xl.hosts.filling import Outcome, fill_form, learn_form
from kongcuo_xl.scope import Scope

SCHOOL = """
    [一中/花名册]
    学生花名册
    姓名|性别|身份证号|年级|班级|监护人|联系电话|留守|残疾|随班就读
    张三|男|110105201301010017|七年级|1|张大山|13800000001|是|否|否
    李四|女|110105201301020047|七年级|1|李大山|13800000002|是|是|是
    王五|男|110105201301030034|七年级|2|王大河|13800000003|否|否|否
    孙七|女|110105201201050052|八年级|2|孙大海|13800000004|否|否|否

    [一中/变动]
    学籍变动登记册
    姓名|身份证号|性别|年级|班级|变动类别|变动日期
    王五|110105201301030034|男|七年级|2|转入|2025-10-13
    吴九|110105201201060023|女|八年级|1|转出|2025-11-05
    孙七|110105201201050052|女|八年级|2|休学|2025-10-20

    [一中/延缓]
    延缓入学学生名单
    姓名|性别|身份证号|户籍地址|监护人|联系电话|延缓原因|起始日期|截止日期|审批单位
    钱小|男|110105201901010014|柳树村1组|钱大|13800000005|疾病|2025-09-01|2026-08-31|石桥镇
    周小|女|11010520190102002X|柳树村2组|周大|13800000006|发育迟缓|2025-09-01|2026-08-31|石桥镇
"""


def scope(text: str = SCHOOL, date: str = "2025-12-31") -> Scope:
    [found] = report_on(parse([f"日期 {date}", *text.splitlines()]), set()).scopes
    return found


def built(path: Path, layout: str) -> Path:
    """A workbook as drawn: ``<`` and ``^`` join a cell to the one at its left or above it.

    Lines from the first that begins with ``#`` to the last such are ruled.
    """
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Sheet1"
    thin = Side(style="thin")
    lines = [line.strip() for line in layout.strip().splitlines()]
    drawn = [[cell.strip() for cell in line.lstrip("#").split("|")] for line in lines]
    for row, cells in enumerate(drawn):
        for column, text in enumerate(cells):
            cell = page.cell(row + 1, column + 1)
            if text not in ("", "<", "^"):
                cell.value = int(text) if text.isdecimal() else text
            if lines[row].startswith("#"):
                cell.border = Border(thin, thin, thin, thin)
    for row, cells in enumerate(drawn):
        for column, text in enumerate(cells):
            if text in ("<", "^"):
                continue
            right, bottom = column, row
            while right + 1 < len(cells) and cells[right + 1] == "<":
                right += 1
            while bottom + 1 < len(drawn) and drawn[bottom + 1][column : column + 1] == ["^"]:
                bottom += 1
            if (right, bottom) != (column, row):
                page.merge_cells(
                    start_row=row + 1, start_column=column + 1,
                    end_row=bottom + 1, end_column=right + 1,
                )  # fmt: skip
    book.save(path)
    return path


def learnt(path: Path) -> Learnt:
    return learn(blanks.read(path), path)


def asked(found: Learnt) -> dict[str, str]:
    """Cell → measures and conditions, as a person checks them; ``*`` is each school of the data."""
    told = {place.cell: place.of for place in found.form.places}
    for band in found.form.bands:
        first, last = map(int, band.rows.split(":"))
        for letters, column in band.columns.items():
            told |= {f"{letters}{row}": column.of for row in range(first, last + 1)}
    return {
        cell: " + ".join(f"{t.measure}:{t.conditions.words}" for t in of)
        for cell, of in told.items()
    }


def share(found: Learnt) -> tuple[int, int, int]:
    """Cells to fill, explained, left blank."""
    explained = len(asked(found))
    return found.cells, explained, found.cells - explained


def values(path: Path, cells: str) -> list[object]:
    page = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    return [page[cell].value for cell in cells.split()]


def fill(path: Path, period: str, text: str = SCHOOL, date: str = "2025-12-31") -> Outcome:
    return fill_form(str(path), scope(text, date), period, path.with_name("填好.xlsx"))


CHANGES = """
    石桥镇学籍变动情况统计表（季报）|<|<|<|<|<|<|<|<|<
    填报单位：           填报日期：  年  月  日|<|<|<|<|<|<|<|<|单位：人
    #年级|季初学生数|增加|<|<|<|减少|<|<|季末学生数
    #^|^|转入|复学|其他|小计|转出|休学|小计|^
    #七年级| | | | | | | | |
    #八年级| | | | | | | | |
    #九年级| | | | | | | | |
    #合计| | | | | | | | |=SUM(J5:J7)
    填表人：|<|<|审核人：|<|<|负责人（盖章）：|<|<|<
"""


def test_changes_under_grouped_heads(tmp_path):
    path = built(tmp_path / "学籍变动.xlsx", CHANGES)
    found = learnt(path)
    assert share(found) == (35, 35, 0)
    told = asked(found)
    assert {cell: told[cell] for cell in ("B5", "C6", "D7", "E5", "G5", "H5", "J5")} == {
        "B5": "on_roll_start:七年级",
        "C6": "transferred_in:八年级",
        "D7": "resumed:九年级",
        "E5": "added_otherwise:七年级",
        "G5": "transferred_out:七年级",
        "H5": "went_on_leave:七年级",
        "J5": "on_roll_end:七年级",
    }
    assert told["F5"] == "transferred_in:七年级 + resumed:七年级 + added_otherwise:七年级"
    assert told["C8"] == "transferred_in:七年级 + transferred_in:八年级 + transferred_in:九年级"
    done = fill(path, "2025Q4")
    assert values(done.path, "B5 C5 F5 J5") == [2, 1, 1, 3]
    assert values(done.path, "B6 G6 H6 I6 J6") == [2, 1, 1, 2, 0]
    assert values(done.path, "B8 C8 F8 I8 J8") == [4, 1, 1, 2, 3]
    assert values(done.path, "A2") == ["填报单位：一中    填报日期：2025年12月31日"]
    assert openpyxl.load_workbook(done.path).worksheets[0]["J8"].value == "=SUM(J5:J7)"


MONTHLY = """
    控辍保学工作月报表|<|<|<|<|<|<|<
    填报单位|<|  |<|报告月份|<| |<
    #项目|<|小学|<|初中|<|合计|<
    #^|^|人数|其中：女|人数|其中：女|人数|其中：女
    #应到学生|<| | | | | |
    #疑似辍学|本月新增| | | | | |
    #^|累计| | | | | |
    #休学|<| | | | | |
    #转入学生数|<| | | | | |
    #控辍率（%）|<| | | | | |
"""


def test_measures_down_the_side(tmp_path):
    path = built(tmp_path / "月报.xlsx", MONTHLY)
    found = learnt(path)
    assert share(found) == (36, 24, 12)
    told = asked(found)
    assert told["C5"] == "expected:小学"
    assert told["F5"] == "expected:初中、女"
    assert told["D6"] == "suspected_new:小学、女"
    assert told["E7"] == "suspected_total:初中"
    assert told["G9"] == "transferred_in:小学 + transferred_in:初中"
    assert told["H9"] == "transferred_in:小学、女 + transferred_in:初中、女"
    unsure = {a1(*each.cell): each for each in found.unexplained}
    assert unsure["C8"].may == ("suspended", "went_on_leave")
    assert "休学（学籍变动）（went_on_leave）" in unsure["C8"].words
    assert (
        unsure["C10"].words
        == "［Sheet1］C10（控辍率 × 小学/人数）：“控辍率”中的“控辍率”不认识，留空。"
    )
    done = fill(path, "2025-10", date="2025-10-31")
    assert values(done.path, "C2 G2") == ["一中", "2025年10月"]
    assert values(done.path, "C5 E5 F5 G5 E9 F9") == [0, 3, 1, 3, 1, 0]
    assert values(done.path, "E6 E8 C10") == [None, None, None]
    assert any("缺少疑似辍学、辍学台账" in note for note in done.notes)


DISABLED = """
    残疾儿童情况统计表|<|<|<|<|<|<|<|<|<
    #学校名称|残疾儿童总数|已入学人数|<|<|<|<|随班就读人数|入学率|备注
    #^|^|视力|听力|智力|其他|合计|^|^|^
    #| | | | | | | | |
    #| | | | | | | | |
    #合计| | | | | | | | |
"""


def test_disabled_children_by_school(tmp_path):
    path = built(tmp_path / "残疾.xlsx", DISABLED)
    found = learnt(path)
    assert share(found) == (24, 24, 0)
    told = asked(found)
    assert told["B4"] == "disabled_children:*"
    assert told["C6"] == "disabled_enrolled:*、视力残疾"
    assert told["F5"] == "disabled_enrolled:*、言语、肢体、精神、多重、其他、未注明残疾"
    assert told["G4"].count(" + ") == 3
    assert told["H4"] == "disabled_inclusive:*"
    assert told["I6"] == "disabled_enrolment_rate:*"
    done = fill(path, "2025-10")
    assert values(done.path, "A4 B4 A5 B5 B6 C4 F4 G4 H4") == [
        "一中",
        1,
        None,
        None,
        1,
        None,
        None,
        None,
        1,
    ]
    assert values(done.path, "I4 I5 I6") == ["100.00%", None, "100.00%"]
    two = SCHOOL + SCHOOL.replace("一中/", "二中/")
    three = two + SCHOOL.replace("一中/", "三中/")
    done = fill(path, "2025-10", two)
    assert values(done.path, "A4 B4 A5 B5 B6") == ["一中", 1, "二中", 1, 2]
    done = fill(path, "2025-10", three)
    assert values(done.path, "A4 A5 A6 A7 B7 I7") == ["一中", "二中", "三中", "合计", 3, "100.00%"]


KEPT = """
    小学、初中学生巩固率统计表|<|<|<|<
    学年度|<|<|<|<
    #学校名称|毕业生数|6（3）年前招生数|巩固率（%）|备注
    #一中| | | |
    #三中| | | |
"""


def test_rates_that_the_records_do_not_tell_stay_blank(tmp_path):
    path = built(tmp_path / "巩固率.xlsx", KEPT)
    found = learnt(path)
    assert share(found) == (6, 0, 6)
    unsure = {a1(*each.cell): each for each in found.unexplained}
    assert unsure["B4"].may == ("leavers_junior", "leavers_primary")
    assert unsure["D5"].may == ("retention_junior", "retention_primary")
    assert "不认识" in unsure["C4"].words
    done = fill(path, "2025-2026")
    assert values(done.path, "B4 B5 C4 D4") == [None] * 4


LEFT_BEHIND = """
    农村留守儿童情况统计表|<|<|<|<|<
    #学段|年级|合计|男|女|监护情况良好
    #初中|七年级| | | |
    #^|八年级| | | |
    #^|小计| | | |
    #总计|<| | | |
"""


def test_left_behind_by_sex(tmp_path):
    path = built(tmp_path / "留守.xlsx", LEFT_BEHIND)
    found = learnt(path)
    assert share(found) == (16, 12, 4)
    told = asked(found)
    assert told["D3"] == "enrolled_end:七年级、男、留守"
    assert told["C3"] == "enrolled_end:七年级、男、留守 + enrolled_end:七年级、女、留守"
    assert told["E5"] == "enrolled_end:七年级、女、留守 + enrolled_end:八年级、女、留守"
    assert told["E6"] == told["E5"]
    done = fill(path, "2025-10")
    assert values(done.path, "C3 D3 E3 C4 C5 D6 E6 F3") == [2, 1, 1, 0, 2, 1, 1, None]


def test_a_roster_without_the_column_leaves_blanks_never_zeros(tmp_path):
    path = built(tmp_path / "留守.xlsx", LEFT_BEHIND)
    done = fill(path, "2025-10", SCHOOL.replace("|留守|", "|爱好|"))
    assert values(done.path, "C3 D3 E3 C6") == [None] * 4
    assert "一中的名册没有“留守”这一列，没有计入。" in done.notes


DEFERRED = """
    延缓入学学生信息统计表|<|<|<|<|<|<|<|<
    填报单位（盖章）：|<|<|<|<|<|<|<|<
    #序号|姓名|性别|身份证号|监护人|<|延缓原因|申请书|特长
    #^|^|^|^|姓名|电话|^|^|^
    #1| | | | | | | |
    #| | | | | | | |
    审核人：|<|<|<|<|<|<|<|<
"""


def test_a_list_of_deferred_children(tmp_path):
    path = built(tmp_path / "延缓.xlsx", DEFERRED)
    found = learnt(path)
    [people] = found.form.lists
    assert (people.id, people.columns) == (
        "deferred",
        {
            "序号": "seq", "姓名": "name", "性别": "sex", "身份证号": "id_number",
            "监护人/姓名": "guardian", "监护人/电话": "phone", "延缓原因": "reason",
            "申请书": "application",
        },
    )  # fmt: skip
    assert [each.labels for each in found.unexplained] == ["特长"]
    done = fill(path, "2025秋")
    page = openpyxl.load_workbook(done.path).worksheets[0]
    assert page["A2"].value == "填报单位（盖章）：一中"
    first, second, footer = page.iter_rows(min_row=5, max_row=7, values_only=True)
    assert first == (
        1, "钱小", "男", "110105201901010014", "钱大", "13800000005", "疾病", None, None
    )  # fmt: skip
    assert second[1:5] == ("周小", "女", "11010520190102002X", "周大")
    assert footer[0] == "审核人："


def test_a_longer_list_makes_rows_and_moves_the_footer(tmp_path):
    path = built(tmp_path / "延缓.xlsx", DEFERRED)
    more = "    冯小|男|110105201902010019|柳树村3组|冯大||疾病|2025-09-01|2026-08-31|石桥镇\n"
    done = fill(path, "2025秋", SCHOOL + more)
    page = openpyxl.load_workbook(done.path).worksheets[0]
    assert [page.cell(row, 2).value for row in (5, 6, 7)] == ["钱小", "周小", "冯小"]
    assert [page.cell(row, 1).value for row in (5, 6, 7, 8)] == [1, 2, 3, "审核人："]
    assert page.cell(7, 9).border.bottom.style == "thin"


INCLUSIVE = """
    随班就读学生信息统计表|<|<|<|<
    #学生姓名|性别|年级班级|学籍号|残疾类型
    #| | | |
"""


def test_a_list_of_pupils_in_ordinary_classes(tmp_path):
    path = built(tmp_path / "随班就读.xlsx", INCLUSIVE)
    [people] = learnt(path).form.lists
    assert list(people.columns.values()) == [
        "name",
        "sex",
        "klass",
        "student_no",
        "disability_type",
    ]
    done = fill(path, "2025秋")
    assert values(done.path, "A3 B3 C3 D3") == ["李四", "女", "七(1)班", None]


ON_LEAVE = """
    休学学生信息统计表|<|<|<
    #序号|姓名|性别|监护人
    #| | |
"""


def test_a_list_of_pupils_on_leave_and_of_nobody(tmp_path):
    path = built(tmp_path / "休学.xlsx", ON_LEAVE)
    done = fill(path, "2025秋")
    assert values(done.path, "A3 B3 C3 D3") == [1, "孙七", "女", "孙大海"]
    done = fill(path, "2025-09", date="2025-09-30")
    assert values(done.path, "B3 C3") == ["无", None]


PLAIN = """
    2025年秋季学期学生变动情况统计表|<|<|<
    填 报 单 位：|<|填 报 日 期：|<
    年 级|在 校 生|转 入|转 出
    七 年 级| | |
    八 年 级| | |
    合   计| | |
    填表人：|<|<|<
"""


def test_a_form_without_lines_and_with_spaced_words(tmp_path):
    path = built(tmp_path / "变动.xlsx", PLAIN)
    found = learnt(path)
    assert (share(found), found.form.period) == ((9, 9, 0), "semester")
    done = fill(path, "2025秋")
    assert values(done.path, "A2 C2") == ["填 报 单 位：一中", "填 报 日 期：2025年12月31日"]
    assert values(done.path, "B4 C4 D4 B5 C5 D5 B6 C6 D6") == [3, 1, 0, 0, 0, 1, 3, 1, 1]


def test_our_own_form_is_learnt_as_its_mapping_has_it():
    form = forms.find("F01")
    found = learnt(form.workbook)
    assert share(found) == (126, 126, 0)
    [grid] = form.grids
    rows = {at: row for row, at in grid.block.places}
    told = asked(found)
    right = 0
    for place in found.form.places:
        at, column = from_a1(place.cell)
        ours = grid.block.asked(rows[at], grid.block.columns[column - grid.block.left])
        assert told[place.cell] == f"{ours.measure}:{ours.conditions.words}"
        right += 1
    assert right == 126
    assert not [each for each in found.unexplained if each.sheet == grid.sheet]
    [people] = found.form.lists
    [ours] = form.lists
    assert people.columns.items() <= {
        clean.header_key(label): name for label, name in ours.columns.items()
    }.items() | {("是否脱贫户/监测户", "household_kind")}


# ── never a guess ────────────────────────────────────────────────────────────────────────────────
def small(path: Path, title: str, heads: str, rows: str = "七年级 八年级") -> Path:
    columns = heads.split()
    lines = [title + "|<" * len(columns), "#年级|" + "|".join(columns)]
    lines += [f"#{row}" + "|" * len(columns) for row in rows.split()]
    return built(path, "\n".join(lines))


@pytest.mark.parametrize(
    ("title", "heads", "why"),
    [
        ("学生情况统计表", "休学 复学", "有几种意思"),
        ("学生情况统计表", "疑似辍学人数 辍学人数", "有几种意思"),
        ("学生情况统计表", "人数 合计", "没有说明是什么数"),
        ("学生情况统计表", "转入复读生 转出复读生", "“复读生”不认识"),
        ("复读新生情况统计表", "在校生数 应到人数", "分不清是全体学生还是表名所说的学生"),
        ("寄宿生情况统计表", "在校生数 应到人数", "分不清是全体学生还是表名所说的学生"),
        ("留守儿童统计表", "在校生数 应到人数", "分不清是全体学生还是表名所说的学生"),
        ("经费统计表 单位：万元", "在校生数 应到人数", "计量单位是“万元”"),
        ("学生情况统计表", "转入（%） 转出（%）", "的单位不是人"),
        ("学生情况统计表", "留守残疾儿童 随迁孤儿", "一格有几个条件"),
        ("学生情况统计表", "本旬转入 旬末在校生", "不认识"),
        ("小学一年级招生统计表", "在校生数 应到人数", "互相矛盾"),
    ],
)
def test_what_cannot_be_explained_is_named_and_left(tmp_path, title, heads, why):
    path = small(tmp_path / "表样.xlsx", title, heads)
    found = learnt(path)
    assert asked(found) == {}
    assert len(found.unexplained) == found.cells == 4
    assert all(why in each.words for each in found.unexplained)


def test_a_total_of_overlapping_groups_is_left(tmp_path):
    path = small(tmp_path / "表样.xlsx", "特殊群体统计表", "留守儿童 随迁子女 合计")
    found = learnt(path)
    assert share(found) == (6, 4, 2)
    assert {each.cell[1] for each in found.unexplained} == {3}
    assert "是哪几项之和，看不出来" in found.unexplained[0].words


def test_a_title_narrows_what_is_counted(tmp_path):
    path = small(tmp_path / "表样.xlsx", "初中女生学籍变动情况统计表", "转入 休学", "一班 合计")
    assert asked(learnt(path)) == {}
    path = small(tmp_path / "表样.xlsx", "初中女生学籍变动情况统计表", "转入 休学", "全校 七年级")
    assert asked(learnt(path))["C3"] == "went_on_leave:初中、女"


def test_what_is_typed_in_a_column_of_figures_is_no_label(tmp_path):
    path = small(tmp_path / "表样.xlsx", "学生情况统计表", "应到 转入 转出", "七年级 八年级 合计")
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B3"] = 5
    book.worksheets[0]["B4"] = "无"
    book.save(path)
    found = learnt(path)
    assert share(found) == (8, 8, 0)
    assert asked(found)["B5"] == "expected:七年级 + expected:八年级"


def test_a_row_of_totals_below_a_list_stays(tmp_path):
    layout = ON_LEAVE.rstrip() + "\n    #合计| | |\n"
    path = built(tmp_path / "休学.xlsx", layout)
    done = fill(path, "2025秋")
    assert values(done.path, "A3 B3 A4 B4") == [1, "孙七", "合计", None]


def test_a_total_of_one_school_is_that_school(tmp_path):
    path = built(tmp_path / "变动.xlsx", "学籍变动|<|<\n#学校|转入|转出\n#一中| |\n#合计| |")
    assert values(fill(path, "2025Q4").path, "B3 C3 B4 C4") == [1, 1, 1, 1]


# ── mapping, typed values, package ───────────────────────────────────────────────────────────────
def test_a_written_mapping_fills_as_learning_does_and_can_be_corrected(tmp_path):
    path = built(tmp_path / "月报.xlsx", MONTHLY)
    text = SCHOOL
    on_the_fly = fill(path, "2025-10", text, "2025-10-31")
    assert on_the_fly.notes[0] == "没有对照文件“月报.toml”，临时认读了表样“月报.xlsx”。"
    target, notes = learn_form(path)
    assert (target.name, notes[0]) == ("月报.toml", "表中要填的数有36格，认出24格。")
    first = openpyxl.load_workbook(on_the_fly.path).worksheets[0]
    told = [[cell.value for cell in row] for row in first.iter_rows()]
    again = fill(path, "2025-10", text, "2025-10-31")
    assert again.notes[0] == "按对照文件“月报.toml”填写。"
    second = openpyxl.load_workbook(again.path).worksheets[0]
    assert [[cell.value for cell in row] for row in second.iter_rows()] == told
    with target.open("a", encoding="utf-8") as file:
        file.write(
            '[[places]]\nsheet = "Sheet1"\ncell = "E8"\nlabels = "休学"\n'
            'of = [{ measure = "suspended", stage = "初中" }]\n'
        )
    done = fill(path, "2025-10", text, "2025-10-31")
    assert values(done.path, "E8") == [1]
    with pytest.raises(Exception, match="已经存在"):
        learn_form(path)
    target.write_text(target.read_text(encoding="utf-8").replace("expected", "expcted"), "utf-8")
    with pytest.raises(forms.FormError, match="指标“expcted”没有"):
        fill(path, "2025-10", text, "2025-10-31")


def test_typed_values_stay_and_other_parts_are_the_same_bytes(tmp_path):
    path = built(tmp_path / "变动.xlsx", CHANGES)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["C5"] = 9
    book.create_sheet("填表说明")["A1"] = "请勿改动"
    book.save(path)
    before = path.read_bytes()
    done = fill(path, "2025Q4")
    assert path.read_bytes() == before
    assert values(done.path, "C5") == [9]
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(done.path) as new:
        changed = {n for n in old.namelist() if old.read(n) != new.read(n)}
    assert "xl/worksheets/sheet2.xml" not in changed
    assert "xl/styles.xml" not in changed


def test_a_form_for_another_month_or_kind_of_period_is_refused(tmp_path):
    path = built(tmp_path / "月报.xlsx", MONTHLY.replace("控辍", "2024年9月控辍"))
    with pytest.raises(forms.FormError, match="表样上印的是2024年9月，要填的是2025年10月"):
        fill(path, "2025-10", date="2025-10-31")
    with pytest.raises(Exception, match="期间要写成 2025Q4"):
        fill(built(tmp_path / "变动.xlsx", CHANGES), "2025-10")


@pytest.mark.parametrize("name", ["表样.xls", "表样.ods", "表样.et"])
def test_other_kinds_of_files_are_refused_in_a_sentence(tmp_path, name):
    with pytest.raises(forms.FormError, match=r"不是 \.xlsx；请用表格软件打开，另存为"):
        learn_form(tmp_path / name)
    with pytest.raises(forms.FormError, match="请用表格软件打开，另存为"):
        fill(tmp_path / name, "2025-10")


def test_the_form_itself_is_never_written_over(tmp_path):
    path = built(tmp_path / "变动.xlsx", CHANGES)
    with pytest.raises(Exception, match="就是表样"):
        fill_form(str(path), scope(), "2025Q4", path)


def test_learn_on_the_command_line(tmp_path, capsys):
    path = built(tmp_path / "变动.xlsx", CHANGES)
    assert cli.main(["forms", "learn", str(path)]) == cli.FINE
    said = capsys.readouterr().out
    assert said.startswith("表中要填的数有35格，认出35格。")
    assert f"已写出 {tmp_path / '变动.toml'}\n" in said
    assert cli.main(["forms", "learn", str(tmp_path / "没有.xlsx")]) == cli.WRONG


SORTS_BY_SEX = """
    残疾儿童少年在校就读情况表|<|<|<|<
    填报单位：石桥镇中心校|<|<|<|单位：人
    #学段|性别|残疾类别|<|<
    #^|^|视力残疾|智力残疾|合计
    #小学|男| | |
    #^|女| | |
    #^|小计| | |
    #初中|男| | |
    #^|女| | |
    #^|小计| | |
    #合计|男| | |
    #^|女| | |
    #^|小计| | |
"""


def test_a_total_of_totals_by_sex_below_sorts_under_a_head(tmp_path):
    found = learnt(built(tmp_path / "残疾.xlsx", SORTS_BY_SEX))
    assert share(found) == (27, 27, 0), "单位：人 says all that it has to"
    told = asked(found)
    assert told["E5"].count(" + ") == 1
    assert told["E13"].count(" + ") == 7, "two stages, two sexes, two sorts"


def test_a_total_may_stand_where_rows_are_numbered(tmp_path):
    layout = """
        各行政村在校学生分布情况表|<|<
        #序号|行政村|在校学生数
        #1|柳树村|
        #2||
        #合计||
    """
    found = learnt(built(tmp_path / "各村.xlsx", layout))
    told = asked(found)
    assert told.keys() == {"C3", "C4", "C5"}
    assert told["C5"].count(" + ") == 1, "the village that is named, and every other"


def test_those_of_this_month_are_the_new_ones(tmp_path):
    layout = """
        控辍保学工作月报表|<
        #项目|人数
        #本月疑似辍学学生数|
        #本月辍学学生数|
        #本月休学人数|
        #疑似辍学人数|
    """
    found = learnt(built(tmp_path / "月报.xlsx", layout))
    told = [text.partition(":")[0] for text in asked(found).values()]
    assert told == ["suspected_new", "dropout_new", "went_on_leave"]


def test_what_a_card_asks_for_in_its_first_row_is_no_title(tmp_path):
    layout = """
        学校控辍保学基本情况登记表|<|<|<|<|<
        #学校名称||在校学生总数||男生数|
        #女生数||留守儿童数||残疾学生数|
    """
    found = learnt(built(tmp_path / "基本情况.xlsx", layout))
    told = asked(found)
    assert told.keys() == {"D2", "F2", "B3", "D3", "F3"}
    assert told["D2"] == "expected:全部", told["D2"]


def test_a_sentence_is_no_title_and_names_each_group_by_itself(tmp_path):
    layout = """
        10月份控辍保学情况报告
        在校学生____人；留守儿童____人，残疾学生____人。
    """
    path = built(tmp_path / "报告.xlsx", layout)
    outcome = fill(path, "2025-10")
    assert outcome is not None
    assert values(path.with_name("填好.xlsx"), "A2") == ["在校学生4人；留守儿童2人，残疾学生1人。"]


def test_a_title_about_one_sort_of_cases_yields_to_columns_of_both(tmp_path):
    layout = """
        失学辍学情况月报表|<|<|<|<
        #学段|本月新增疑似辍学|本月新增辍学|本月劝返复学|期末仍未返校
        #小学||||
    """
    found = learnt(built(tmp_path / "月报.xlsx", layout))
    told = [text.partition(":")[0] for text in asked(found).values()]
    assert told == ["suspected_new", "dropout_new", "returned_new", "not_back"]


def test_a_unit_is_written_behind_a_label_that_reaches_over_its_cell(tmp_path):
    layout = """
        各年级学生数统计表|<
        填报单位（公章）：|
        #年级|学生数
        #七年级|
    """
    path = built(tmp_path / "学生数.xlsx", layout)
    fill(path, "2025-10")
    told = values(path.with_name("填好.xlsx"), "A2 B2")
    assert told == ["填报单位（公章）：一中", None]


_FLOW = """
    学生流动月报表|<|<|<|<|<
    #单位名称|本月学生流动|<|<|<|疑似辍学学生数
    #^|流入|<|流出|<|月末实有
    #^|转学进|复学|转学出|休学|^
    #| | | | |
"""


def test_moves_between_schools_in_other_words(tmp_path):
    found = asked(learnt(built(tmp_path / "流动.xlsx", _FLOW)))
    said = [found[f"{letter}5"].split(":")[0] for letter in "BCDEF"]
    assert said == [
        "transferred_in", "resumed", "transferred_out", "went_on_leave", "suspected_open",
    ]  # fmt: skip


_LISTED = """
    疑似辍学学生花名表|<|<|<
    单位：        年　月　日|<|<|<
    #编号|学生|公民身份号码|成因
    #| | |
    #| | |
"""


def test_a_list_is_known_by_a_column_of_id_numbers(tmp_path):
    (people,) = learnt(built(tmp_path / "花名表.xlsx", _LISTED)).form.lists
    assert [*people.columns.values()] == ["seq", "name", "id_number", "cause"]


_DYNAMIC = """
    控辍保学月度动态表|<|<|<|<
    填报学校| | |填报人|
    #类别|指标|小学|初中|合计
    #一、学生变动|<|<|<|<
    # |月末在校学生| | |=C5+D5
    # |转入| | |=C6+D6
    #二、工作情况|<|<|<|<
    # |家访（人次）| | |=C8+D8
    # |其中：入户| | |=C9+D9
"""


def test_rows_under_headings_across_the_table_with_room_before_their_labels(tmp_path):
    found = asked(learnt(built(tmp_path / "动态.xlsx", _DYNAMIC)))
    said = [found[f"D{row}"].split(":")[0] for row in (5, 6, 8, 9)]
    assert said == ["in_school_end", "transferred_in", "visit_times", "home_visit_times"]


_VISITS = """
    十月份家访登记表|<|<|<|<
    #日期|走访人|走访学生|方式|主要内容
    #| | | |
    #| | | |
"""


def test_a_list_without_names_is_known_by_what_it_records(tmp_path):
    (people,) = learnt(built(tmp_path / "登记.xlsx", _VISITS)).form.lists
    assert [*people.columns.values()] == ["date", "teacher", "student", "visit_form", "content"]


_TRANSFERS = """
    转学学生登记册|<|<|<
    #姓名|转入/转出|原（转往）学校|办理时间
    #| | |
    #| | |
"""


def test_a_list_of_those_who_changed_schools_has_both(tmp_path):
    path = built(tmp_path / "转学.xlsx", _TRANSFERS)
    fill(path, "2025秋")
    assert values(path.with_name("填好.xlsx"), "A3 B3 A4 B4") == ["王五", "转入", "吴九", "转出"]


_WITHIN = """
    学期初学生基本情况登记表|<|<|<|<
    #年级|在校学生数|<|其中：留守儿童|<
    #^|合计|女|合计|女
    #七年级| | | |
    #八年级| | | |
"""


def test_a_part_beside_a_group_is_of_the_whole_group_not_of_its_last_column(tmp_path):
    found = asked(learnt(built(tmp_path / "其中.xlsx", _WITHIN)))
    assert [found[f"{letter}4"] for letter in "BCDE"] == [
        "expected:七年级", "expected:七年级、女", "expected:七年级、留守",
        "expected:七年级、女、留守",
    ]  # fmt: skip


_SEXES = """
    各班学生情况统计表|<|<|<|<
    #班级|班主任|学生人数|男生|女生
    # | | | |
    # | | | |
"""


def test_boys_and_girls_behind_a_number_are_of_those(tmp_path):
    found = asked(learnt(built(tmp_path / "各班.xlsx", _SEXES)))
    assert {letter: found[f"{letter}3"].split(":")[0] for letter in "CDE"} == dict.fromkeys(
        "CDE", "enrolled_end"
    )


_GUARDIANS = """
    辍学学生花名册|<|<|<
    #姓名|监护人及电话|<|离校日期
    #^|姓名|电话|^
    # | | |
    # | | |
"""


def test_a_name_under_a_guardians_head_is_the_guardians(tmp_path):
    (people,) = learnt(built(tmp_path / "花名册.xlsx", _GUARDIANS)).form.lists
    assert [*people.columns.values()] == ["name", "guardian", "phone", "leave_date"]


_ONE_ROW = """
    学生流动月报|<|<|<|<
    单位：马关县龙潭学校|<|<|<|<
    #月初学生数|本月增加|<|本月减少|月末学生数
    #^|转入|复学|转出|^
    # | | | |
"""


def test_one_row_without_a_label_is_of_the_whole_unit_whose_name_is_no_unit_of_measure(tmp_path):
    found = asked(learnt(built(tmp_path / "月报.xlsx", _ONE_ROW)))
    assert [found[f"{letter}5"] for letter in "ABCDE"] == [
        "on_roll_start:全部", "transferred_in:全部", "resumed:全部", "transferred_out:全部",
        "on_roll_end:全部",
    ]  # fmt: skip
