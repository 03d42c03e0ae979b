"""School → township → county: what was handed in, what was not, what does not agree."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from workbooks import xlsx

from kongcuo_xl import merging
from kongcuo_xl.cli import main
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.period import parse
from kongcuo_xl.policy import load
from kongcuo_xl.rollup import Facts, Member, RollUp, sheets

DATE = dt.date(2025, 10, 20)
HEADS = [
    ["学段", "年级", "期初在籍", "期末在籍", "应到", "实到", "疑似辍学", "", "辍学", "", "未返"],
    ["", "", "", "", "", "", "本月新增", "累计", "本月新增", "累计", ""],
]
TITLE = "失学辍学（疑似辍学）学生月报表"
Row = list[Any]


def month(
    unit: str, rows: list[Row], *, title: str = f"{TITLE}（2025年9月）", filled: str = "2025-10-08",
    kind: str = "有", period: str = "",
) -> list[Row]:  # fmt: skip
    """A monthly sheet as a school fills it: title, unit line, two rows of heads, grades, total."""
    line: Row = ["填报单位：", unit, "", "填报日期：", filled, "", "报告类型：", kind]
    if period:
        line += ["报告月份：", period]
    return [[title], line, *HEADS, *rows, ["填表人：王芳"]]


def figures(grade: str, *numbers: object) -> Row:
    return ["小学", grade, *numbers]


def school(unit: str, first: int, second: int, gone: int = 0, **said: str) -> list[Row]:
    """Two grades and their total; ``gone`` pupils of the first have not come back."""
    one = [first, first, first, first - gone, gone, gone, 0, 0, gone]
    two = [second, second, second, second, 0, 0, 0, 0, 0]
    total = [a + b for a, b in zip(one, two, strict=True)]
    rows = [figures("一年级", *one), figures("二年级", *two), ["合计", "", *total]]
    return month(unit, rows, **said)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """Two townships: 一小 and 二小 in 甲镇, 三小 in 乙镇."""
    folder = tmp_path / "云县"
    for place, rows in {
        "甲镇/一小/9月月报.xlsx": school("一小", 40, 38, 1),
        "甲镇/二小/月报.xlsx": school("二小", 30, 31),
        "乙镇/三小/月报.xlsx": school("三小", 20, 22, 2),
    }.items():
        put(folder / place, rows)
    return folder


def put(path: Path, rows: list[Row]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return xlsx(path, {"月报表": rows})


def merged(folder: Path, **said: Any) -> tuple[RollUp, openpyxl.Workbook]:
    out = folder.parent / "汇总.xlsx"
    said = {"wanted": "2025-09", "workers_wanted": 1, **said}
    outcome = merging.run(folder, out, "national", load("national"), said.pop("date", DATE), **said)
    return outcome.rollup, openpyxl.load_workbook(out, data_only=True)


def table(sheet: Worksheet, head: str = "单位") -> list[dict[str, Any]]:
    """The rows under the heads, by the lowest label of each column."""
    rows = list(sheet.iter_rows(values_only=True))
    top = next(n for n, row in enumerate(rows) if head in row)
    deep = rows[top + 1][rows[top].index(head)] is None
    second = rows[top + 1] if deep else [None] * len(rows[top])
    labels = []
    upper = ""
    for a, b in zip(rows[top], second, strict=True):
        upper = a or upper
        labels.append(f"{upper}/{b}" if b else a)
    body = rows[top + 1 + deep :]
    return [dict(zip(labels, row, strict=True)) for row in body if any(v is not None for v in row)]


def by_unit(book: openpyxl.Workbook, sheet: str = "月报表 2025-09") -> dict[str, dict[str, Any]]:
    return {row["单位"]: row for row in table(book[sheet])}


def said(roll: RollUp, subject: str) -> list[str]:
    return [sentence for about, sentence in roll.notes if about == subject]


def states(roll: RollUp) -> dict[str, str]:
    return {roll.members[r.member].name: r.state for r in roll.reported if r.due}


# ── figures ──────────────────────────────────────────────────────────────────────────────────────
def test_a_row_a_unit_with_subtotals_and_the_total(county: Path) -> None:
    _, book = merged(county)
    rows = by_unit(book)
    shown = {
        name: (row["期末在籍"], row["实到"], row["疑似辍学/累计"], row["未返"])
        for name, row in rows.items()
    }
    assert shown == {
        "三小": (42, 40, 2, 2),
        "乙镇 小计（1/1）": (42, 40, 2, 2),
        "一小": (78, 77, 1, 1),
        "二小": (61, 61, 0, 0),
        "甲镇 小计（2/2）": (139, 138, 1, 1),
        "合计": (181, 178, 3, 3),
    }


def test_totals_are_formulas_that_carry_their_values(county: Path) -> None:
    merged(county)
    sheet = openpyxl.load_workbook(county.parent / "汇总.xlsx")["月报表 2025-09"]
    totals = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert '=IF(COUNT(D7:D8)=0,"",SUM(D7:D8))' in totals
    assert '=IF(COUNT(D6,D9)=0,"",SUM(D6,D9))' in totals
    assert all(text.startswith("=IF(COUNT(") for text in totals)


def test_every_unit_leads_to_its_cell(county: Path) -> None:
    merged(county)
    sheet = openpyxl.load_workbook(county.parent / "汇总.xlsx")["月报表 2025-09"]
    links = {c.value: c.hyperlink for row in sheet.iter_rows() for c in row if c.hyperlink}
    link = links["9月月报.xlsx［月报表］C7"]
    assert (county.parent / link.target).samefile(county / "甲镇/一小/9月月报.xlsx")
    assert link.location == "'月报表'!C7"


def test_the_rows_of_all_units_are_added_by_row(county: Path) -> None:
    _, book = merged(county)
    rows = table(book["月报表分项"])
    assert [(r["单位"], r["项目"], r["期末在籍"]) for r in rows[:3]] == [
        ("云县（3个单位）", "小学/一年级", 90),
        ("云县（3个单位）", "小学/二年级", 91),
        ("云县（3个单位）", "合计", 181),
    ]
    assert len(rows) == 3 + 9


# ── who has reported ─────────────────────────────────────────────────────────────────────────────
def test_missing_zero_late_and_not_yet_due(county: Path) -> None:
    xlsx(county / "学校表.xlsx", {"学校表": [
        ["学校名称", "类别", "中心校", "校长"],
        *([name, "小学", town, "张三"] for name, town in
          (("一小", "甲镇"), ("二小", "甲镇"), ("三小", "乙镇"), ("四小", "乙镇"))),
        ["山口教学点", "教学点", "乙镇", "李四"],
    ]})  # fmt: skip
    put(county / "甲镇/二小/月报.xlsx", school("二小", 30, 31, kind="零报告", filled="2025-10-11"))
    roll, book = merged(county)
    assert states(roll) == {
        "一小": "已报", "二小": "零报告", "三小": "已报", "四小": "未报",
        "山口教学点": "随学校上报",
    }  # fmt: skip
    listed = {row["单位"]: (row["情况"], row["迟（天）"]) for row in table(book["未报"])}
    assert listed["四小"] == ("逾期未报", 12)
    assert listed["二小"] == ("零报告", 3)
    assert next(iter(listed)) == "四小"
    assert said(roll, "单位") == ["学校表里的四小（学校表.xlsx［学校表］A5），目录里没有任何文件。"]
    early, _ = merged(county, date=dt.date(2025, 10, 5))
    assert states(early)["四小"] == "未到期"


def test_a_zero_report_without_figures_is_none_received(county: Path) -> None:
    rows = [[f"{TITLE}（2025年9月）"], ["填报单位：四小"], ["零报告"], ["无"]]
    put(county / "乙镇/四小/月报.xlsx", rows)
    roll, book = merged(county)
    assert states(roll)["四小"] == "零报告"
    assert by_unit(book)["四小"]["期末在籍"] is None
    assert by_unit(book)["四小"]["备注"] == "零报告"


def test_a_page_that_only_says_zero_report_is_the_monthly_one(county: Path) -> None:
    rows = [
        ["乙镇九月控辍保学零报告"],
        ["填报单位：", "四小"],
        ["报告类型", "零报告"],
        ["2025年9月30日"],
    ]
    put(county / "乙镇/四小/零报告.xlsx", rows)
    roll, _ = merged(county)
    assert states(roll)["四小"] == "零报告"


def test_unknown_units_and_units_of_the_register(county: Path) -> None:
    xlsx(county / "学校表.xlsx", {"学校表": [
        ["学校名称", "类别", "校长"], ["一小", "小学", "张"], ["二小", "小学", "李"],
    ]})  # fmt: skip
    xlsx(county / "上报登记.xlsx", {"上报登记": [
        ["单位", "报表", "期间", "上报日期", "零报告"],
        ["一小", "失学辍学月报表", "2025-09", dt.date(2025, 10, 9), "否"],
    ]})  # fmt: skip
    roll, _ = merged(county)
    assert said(roll, "单位") == ["三小不在学校表里，已计入；请核对名称或补上学校表。"]
    (first,) = [r for r in roll.reported if roll.members[r.member].name == "一小"]
    assert (first.state, first.on, first.late) == ("已报", dt.date(2025, 10, 9), 1)


# ── what is not taken as it stands ───────────────────────────────────────────────────────────────
def test_of_two_sheets_the_newer_is_used(county: Path) -> None:
    put(county / "甲镇/一小/更正.xlsx", school("一小", 41, 38, 0, filled="2025-10-10"))
    roll, book = merged(county)
    assert by_unit(book)["一小"]["期末在籍"] == 79
    (told,) = said(roll, "重复")
    assert "用了甲镇/一小/更正.xlsx［月报表］（填报日期2025-10-10，晚于2025-10-08）" in told
    assert "没有用甲镇/一小/9月月报.xlsx［月报表］" in told


def test_a_sheet_of_another_month_is_not_counted(county: Path) -> None:
    title = f"{TITLE}（2025年8月）"
    put(county / "乙镇/三小/月报.xlsx", school("三小", 20, 22, 2, title=title))
    roll, book = merged(county)
    assert by_unit(book)["三小"]["期末在籍"] is None
    assert by_unit(book)["合计"]["期末在籍"] == 139
    assert any("三小/月报.xlsx［月报表］是2025年8月的" in s for s in said(roll, "期间"))


@pytest.mark.parametrize("stated", ["2025年9月", "2025-09", "9月", "九月份"])
def test_the_month_may_stand_beside_the_unit(county: Path, stated: str) -> None:
    put(county / "乙镇/三小/月报.xlsx", school("三小", 20, 22, title=TITLE, period=stated))
    _, book = merged(county)
    assert by_unit(book)["三小"]["期末在籍"] == 42


def test_words_in_place_of_a_number_are_named_and_not_zero(county: Path) -> None:
    rows = school("三小", 20, 22)
    rows[-2][4] = "约40"
    put(county / "乙镇/三小/月报.xlsx", rows)
    _, book = merged(county)
    row = by_unit(book)["三小"]
    assert row["应到"] == "约40" or row["应到"] is None
    assert "应到（E7）写的是“约40”，不是数，没有计入" in row["备注"]
    assert by_unit(book)["合计"]["应到"] == 139
    assert any("约40" in str(r["问题"]) for r in table(book["核对"]))


def test_a_blank_is_no_zero(county: Path) -> None:
    for place in ("甲镇/一小/9月月报.xlsx", "甲镇/二小/月报.xlsx", "乙镇/三小/月报.xlsx"):
        rows = school(place.split("/")[1], 10, 10)
        for row in rows[4:-1]:
            row[5] = ""
        put(county / place, rows)
    _, book = merged(county)
    rows_by_unit = by_unit(book)
    assert rows_by_unit["合计"]["实到"] in (None, "")
    assert rows_by_unit["合计"]["未返"] == 0


def test_a_sheet_that_does_not_add_up_is_counted_and_flagged(county: Path) -> None:
    rows = school("三小", 20, 22)
    rows[-2][3] = 45
    put(county / "乙镇/三小/月报.xlsx", rows)
    _, book = merged(county)
    assert by_unit(book)["三小"]["期末在籍"] == 45
    assert "表内不平1处" in by_unit(book)["三小"]["备注"]
    (found,) = [r for r in table(book["核对"]) if r["单位"] == "三小"]
    assert found["单元格"].endswith("三小/月报.xlsx［月报表］D7") or "D7" in found["单元格"]


def test_text_of_a_sheet_never_becomes_a_formula(county: Path) -> None:
    rows = school("三小", 20, 22)
    rows[-2][4] = "'=1+1"
    rows[0][0] = f'=HYPERLINK("http://x")&"{TITLE}（2025年9月）"'
    put(county / "乙镇/三小/月报.xlsx", rows)
    merged(county)
    book = openpyxl.load_workbook(county.parent / "汇总.xlsx")
    formulas = [c.value for s in book for r in s.iter_rows() for c in r if c.data_type == "f"]
    assert formulas
    assert all(re.match(r"=(IF\(|SUM\(|[EFG]\d+-[EF]\d+$)", text) for text in formulas)


# ── layouts ──────────────────────────────────────────────────────────────────────────────────────
def test_a_flat_folder_of_files_named_by_school(tmp_path: Path) -> None:
    folder = tmp_path / "报来"
    put(folder / "一小9月月报.xlsx", school("", 40, 38))
    put(folder / "二小月报.xlsx", school("二小", 30, 31))
    xlsx(folder / "学校表.xlsx", {"学校表": [
        ["学校名称", "中心校", "校长"], ["一小", "甲中心校", "张"], ["二小", "乙中心校", "李"],
        ["三小", "乙中心校", "王"],
    ]})  # fmt: skip
    roll, book = merged(folder)
    assert [(m.name, m.township) for m in roll.members] == [
        ("一小", "甲中心校"), ("二小", "乙中心校"), ("三小", "乙中心校"),
    ]  # fmt: skip
    assert by_unit(book)["乙中心校 小计（1/2）"]["期末在籍"] == 61
    assert states(roll)["三小"] == "未报"


def test_a_folder_of_a_township_with_a_file_a_school(tmp_path: Path) -> None:
    folder = tmp_path / "云县"
    put(folder / "甲镇/一小.xlsx", school("一小", 40, 38))
    put(folder / "甲镇/二小.xlsx", school("二小", 30, 31))
    put(folder / "乙镇/三小.xlsx", school("三小", 20, 22))
    put(folder / "乙镇/四小.xlsx", school("四小", 1, 2))
    roll, _ = merged(folder)
    assert [(m.township, m.name) for m in roll.members] == [
        ("乙镇", "三小"), ("乙镇", "四小"), ("甲镇", "一小"), ("甲镇", "二小"),
    ]  # fmt: skip


COUNTY_HEADS = ["年级", "月末学生数", "转入学生数", "转出学生数", "去打工的"]


def test_a_layout_of_the_county_is_stacked_whatever_it_asks(county: Path) -> None:
    for place, number in (("甲镇/一小", 50), ("甲镇/二小", 60), ("乙镇/三小", 70)):
        rows = [
            ["学生变动情况统计表（2025年9月）"], COUNTY_HEADS,
            ["一年级", number, 1, 0, 0], ["二年级", number, 0, 2, 1], ["合计", 2 * number, 1, 2, 1],
        ]  # fmt: skip
        put(county / place / "变动.xlsx", rows)
    roll, book = merged(county)
    (form,) = [f for f in roll.forms if "变动" in f.title]
    sheet = next(iter(form.uses.values())).submission
    asked = {t.measure for terms in sheet.asked.values() for t in terms}
    assert asked == {"enrolled_end", "transferred_in", "transferred_out"}
    total = by_unit(book, "学生变动情况统计表 2025-09")["合计"]
    assert [total[head] for head in COUNTY_HEADS[1:]] == [360, 3, 6, 3]


def test_a_townships_summary_stands_in_for_its_schools(county: Path) -> None:
    heads = ["学校", "期末在籍", "应到", "实到", "未返"]
    rows = [
        [f"乙镇{TITLE}汇总表（2025年9月）"], heads,
        ["三小", 43, 42, 40, 2], ["五小", 9, 9, 9, 0], ["合计", 52, 51, 49, 2],
    ]  # fmt: skip
    xlsx(county / "学校表.xlsx", {"学校表": [
        ["学校名称", "中心校", "校长"], ["三小", "乙镇", "王"], ["五小", "乙镇", "李"],
        ["一小", "甲镇", "王"], ["二小", "甲镇", "李"],
    ]})  # fmt: skip
    put(county / "乙镇/汇总.xlsx", rows)
    _, book = merged(county)
    sheets = {name for name in book.sheetnames if name.startswith(("月报", "乙镇"))}
    numbers = {
        n: by_unit(book, n).get("五小", {}).get("期末在籍") for n in sheets if "分项" not in n
    }
    assert 9 in numbers.values()


def test_rates_are_not_added_up(county: Path) -> None:
    for place, rate in (("甲镇/一小", 0.99), ("甲镇/二小", 1)):
        rows = [["义务教育率统计表（2025年9月）"], ["学校", "学生数", "巩固率"],
                [place.split("/")[1], 50, rate]]  # fmt: skip
        put(county / place / "率.xlsx", rows)
    _, book = merged(county)
    name = next(n for n in book.sheetnames if "率" in n)
    assert by_unit(book, name)["合计"]["巩固率"] == "—"
    assert by_unit(book, name)["合计"]["学生数"] == 100


# ── lists, and the period before ─────────────────────────────────────────────────────────────────
ROSTER = [
    ["姓名", "性别", "身份证号", "年级", "班级"],
    ["张小明", "男", "110105201809010014", "一年级", "1班"],
    ["李小红", "女", "11010520180901006X", "二年级", "1班"],
]
CASES = [
    ["疑似辍学、辍学学生台账"],
    ["姓名", "身份证号", "年级", "班级", "发现日期", "状态"],
    ["张小明", "110105201809010014", "一年级", "1班", "2025-09-12", "辍学"],
]


def test_submitted_against_computed_names_the_people(county: Path) -> None:
    xlsx(county / "乙镇/三小/名册.xlsx", {"花名册": ROSTER, "台账": CASES})
    put(county / "乙镇/三小/月报.xlsx", school("三小", 1, 1))
    _, book = merged(county)
    found = {(r["行"], r["列"]): r for r in table(book["上报与测算"]) if r["单位"] == "三小"}
    total = found["合计", "未返"]
    assert (total["上报"], total["测算"], total["差"]) == (0, 1, -1)
    assert total["测算所计的人"] == "张小明"
    assert ("合计", "期末在籍") not in found
    people = table(book["测算名单"])
    assert people[0]["姓名"] == "张小明"
    assert people[0]["证件号"] == "110105********0014"
    assert people[0]["所在"] == "乙镇/三小/名册.xlsx［台账］A3"
    assert by_unit(book, "测算 2025-09")["三小"]["期末在籍"] == 2
    assert by_unit(book, "测算 2025-09")["一小"]["期末在籍"] is None


def test_lists_elsewhere_are_held_against_the_sheet_by_the_units_name(county: Path) -> None:
    xlsx(county / "乙镇/三小/名册.xlsx", {"花名册": ROSTER, "台账": CASES})
    (county / "乙镇/三小/月报.xlsx").unlink()
    put(county / "各校月报/三小.xlsx", school("三小", 1, 1))
    put(county / "各校月报/四小.xlsx", school("四小", 5, 5))
    _, book = merged(county)
    found = {(r["单位"], r["列"]): (r["上报"], r["测算"]) for r in table(book["上报与测算"])}
    assert found["三小", "未返"] == (0, 1)


def test_last_period_from_another_folder(county: Path, tmp_path: Path) -> None:
    before = tmp_path / "8月"
    title = f"{TITLE}（2025年8月）"
    put(before / "甲镇/一小/月报.xlsx", school("一小", 40, 36, title=title))
    put(before / "乙镇/三小/月报.xlsx", school("三小", 20, 22, 2, title=title))
    roll, book = merged(county, previous=before)
    assert roll.last is not None
    assert roll.last.name == "2025-08"
    rows = [
        (r["单位"], r["项目"], r["上期"], r["本期"], r["增减"])
        for r in table(book["与上期对比"]) if r["项目"] in ("期末在籍", "未返")
    ]  # fmt: skip
    assert rows == [
        ("合计（2个单位）", "期末在籍", 118, 120, 2),
        ("合计（2个单位）", "未返", 2, 3, 1),
        ("一小", "期末在籍", 76, 78, 2),
        ("一小", "未返", 0, 1, 1),
    ]
    assert any(r["项目"] == "上期没有报" for r in table(book["与上期对比"]))


def test_last_period_from_months_in_the_same_tree(tmp_path: Path) -> None:
    folder = tmp_path / "云县"
    for name, children in (("8月", 36), ("9月", 38)):
        title = f"{TITLE}（2025年{name}）"
        put(folder / f"{name}/一小/月报.xlsx", school("一小", 40, children, title=title))
        put(folder / f"{name}/二小/月报.xlsx", school("二小", 40, children, title=title))
    roll, book = merged(folder)
    assert [m.name for m in roll.members] == ["一小", "二小"]
    assert by_unit(book)["合计"]["期末在籍"] == 156
    assert ("合计（2个单位）", 152, 156) in [
        (r["单位"], r["上期"], r["本期"])
        for r in table(book["与上期对比"]) if r["项目"] == "期末在籍"
    ]  # fmt: skip


# ── the workbook ─────────────────────────────────────────────────────────────────────────────────
def test_charts_are_native_and_refer_to_data_in_sight(county: Path) -> None:
    xlsx(county / "乙镇/三小/名册.xlsx", {"花名册": ROSTER, "台账": CASES})
    merged(county)
    with zipfile.ZipFile(county.parent / "汇总.xlsx") as package:
        charts = sorted(n for n in package.namelist() if n.startswith("xl/charts/chart"))
        texts = [package.read(name).decode() for name in charts]
    assert len(charts) == 5
    sheet = openpyxl.load_workbook(county.parent / "汇总.xlsx", data_only=True)["图表"]
    for text in texts:
        for area in re.findall(r"<f>'图表'!\$?(\w+?)\$?(\d+)(?::\$(\w+)\$(\d+))?</f>", text):
            left, top, _, bottom = area
            cells = [sheet[f"{left}{row}"].value for row in range(int(top), int(bottom or top) + 1)]
            assert any(value is not None for value in cells)
    findings = texts[0]
    assert findings.count("<f>'图表'!$A$4:$A$6</f>") == 3
    assert "<f>'图表'!B3</f>" in findings


def test_of_many_units_the_charts_show_those_with_the_most_findings(tmp_path: Path) -> None:
    members = [
        Member(f"{n}小", facts=[Facts(f"县/{n}小", levels=Counter(疑问=n))]) for n in range(33)
    ]
    roll = RollUp("云县", parse("2025-09"), None, DATE, "全国", members)
    sheets.write(roll, tmp_path / "汇总.xlsx")
    rows = table(openpyxl.load_workbook(tmp_path / "汇总.xlsx")["图表"])
    assert [row["单位"] for row in rows[:32]] == [f"{n}小" for n in range(32, 0, -1)]
    with zipfile.ZipFile(tmp_path / "汇总.xlsx") as package:
        charts = [package.read(n).decode() for n in package.namelist() if "charts/chart" in n]
    (chart,) = charts  # nobody is known to be away, and there is no month but this
    assert "问题最多的32个单位的问题数" in chart


def test_of_many_units_those_with_the_highest_rates_have_charts_of_their_own(
    tmp_path: Path,
) -> None:
    def known(there: int, away: int) -> dict[tuple[str, str], float | None]:
        return {("2025-09", "enrolled_end"): there, ("2025-09", "not_back"): away}

    facts = [Facts(f"县/{n}小", lists=True, series=known(100 + n, n % 2)) for n in range(33)]
    facts[0].series = known(100, 9)
    roll = RollUp(
        "云县", parse("2025-09"), None, DATE, "全国", [Member(f.unit[2:], facts=[f]) for f in facts]
    )
    sheets.write(roll, tmp_path / "汇总.xlsx")
    lines = list(openpyxl.load_workbook(tmp_path / "汇总.xlsx")["图表"].values)
    begins = next(n for n, line in enumerate(lines) if line[0] == "未返校率最高的32个单位")
    assert lines[begins + 1][0] == "单位"
    assert [line[0] for line in lines[begins + 2 : begins + 6]] == ["0小", "1小", "3小", "5小"]
    with zipfile.ZipFile(tmp_path / "汇总.xlsx") as package:
        charts = [package.read(n).decode() for n in package.namelist() if "charts/chart" in n]
    rates = next(text for text in charts if "未返校率最高的32个单位的未返校率" in text)
    assert f"<f>'图表'!$A${begins + 3}:$A${begins + 34}</f>" in rates


def test_it_prints_on_a4(county: Path) -> None:
    _, book = merged(county)
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth == 1
        assert bool(sheet.print_title_rows) == (sheet.title != "图表")


# ── the county's own summary form ────────────────────────────────────────────────────────────────
def test_the_countys_form_is_filled_with_what_was_handed_in(county: Path, tmp_path: Path) -> None:
    blank = xlsx(tmp_path / "县表.xlsx", [
        ["控辍保学情况汇总表"],
        ["学校名称", "月末在籍学生数", "未返", "劝返的", "实到"],
        *([["", "", "", "", ""]] * 3),
        ["合计", "", "", "", "=SUM(E3:E5)"],
    ])  # fmt: skip
    merged(county, form=blank)
    sheet = openpyxl.load_workbook(tmp_path / "汇总_县表.xlsx", data_only=True).worksheets[0]
    assert [[c.value for c in row] for row in sheet["A3:E6"]] == [
        ["三小", 42, 2, None, 40],
        ["一小", 78, 1, None, 77],
        ["二小", 61, 0, None, 61],
        ["合计", 181, 3, None, 178],
    ]


# ── the command ──────────────────────────────────────────────────────────────────────────────────
def kongcuo(*arguments: object) -> int:
    return main([str(a) for a in (*arguments, "--date", "2025-10-20", "--workers", 1)])


def test_command(county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "县汇总.xlsx"
    assert kongcuo("merge", county, "--out", out) == 0
    shown = capsys.readouterr().out
    assert "没有用 --period 写明期间，按核查日期2025-10-20汇总的是2025年9月。" in shown
    assert "云县2025年9月：3 个单位，应报的报表：已报 3。" in shown
    assert out.is_file()


def test_command_names_what_is_overdue_in_its_status(county: Path, tmp_path: Path) -> None:
    put(county / "乙镇/四小/名册.xlsx", ROSTER)
    assert kongcuo("merge", county, "--out", tmp_path / "a.xlsx") == 1


def test_command_with_an_unreadable_file(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (county / "乙镇/三小/坏.xlsx").write_bytes(b"PK\x03\x04" + bytes(50))
    assert kongcuo("merge", county, "--out", tmp_path / "a.xlsx") == 2
    assert "读不了 乙镇/三小/坏.xlsx" in capsys.readouterr().out
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["说明"].values)
    assert any(row[0] == "读不了" and "坏.xlsx" in str(row[1]) for row in rows)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda p: p.mkdir(), "没有可以汇总的报表"),
        (lambda p: p.write_text("x"), "不是文件夹"),
    ],
)
def test_nothing_to_merge(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Any, said: str
) -> None:
    make(tmp_path / "空")
    assert kongcuo("merge", tmp_path / "空", "--out", tmp_path / "a.xlsx") == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "a.xlsx").exists()


def test_the_output_is_a_workbook(county: Path) -> None:
    with pytest.raises(OutputError, match=r"以 \.xlsx 结尾"):
        merging.run(county, county / "a.ods", "national", load("national"), DATE)
