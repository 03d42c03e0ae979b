"""Cross-checks: the language, chains as county sheets print them, and sheets that break them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from literal import expected, found, messages
from rule_page import parse as example
from rule_page import report_on

from kongcuo_xl import inputs
from kongcuo_xl import policy as policies
from kongcuo_xl.book import Sheet, Value, a1
from kongcuo_xl.crosschecks.chains import found_in, read
from kongcuo_xl.crosschecks.expression import Check, CheckError, broken, parse, renamed
from kongcuo_xl.crosschecks.sheets import blocks
from kongcuo_xl.hosts.filling import fill_form

# ── the language ─────────────────────────────────────────────────────────────────────────────────
NUMBERS = {"a": 6.0, "b": 3.0, "c": None, "期末在籍": 10.0, "list.rows": 2.0, "合计@小学": 4.0,
           "第1列": 1.0, "第2列": 2.0, "第3列": 3.0}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + b", 9),
        ("a - b - 1", 2),
        ("a × b ÷ 2", 9),
        ("a / b * 100%", 2),
        ("-(a - b)", -3),
        ("a + c", 6),
        ("期末在籍－a", 4),
        ("list.rows + 合计@小学", 6),
        ("第1列..第3列", 6),
        ('"第1列".."第3列" × 2', 12),
        ("(a+b)(", None),
    ],
)
def test_what_an_expression_comes_to(text: str, value: float | None) -> None:
    if value is None:
        with pytest.raises(CheckError):
            parse(text)
    else:
        assert parse(text).value(NUMBERS) == value


def test_a_division_by_nothing_is_no_value() -> None:
    assert parse("a / c").value(NUMBERS) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a +", "没有写完"),
        ("a b", "之前少一个运算符号"),
        ("(a + b", "括号没有配对"),
        ("a * * b", "少一个数或名称"),
        ("a = b", "看不懂"),
        ("第3列..第1列", "前后次序不对"),
        ("第1列..合计", "不是连续编号的几项"),
        ("第1列..", "没有写到哪里为止"),
        ("", "没有写完"),
    ],
)
def test_what_is_wrong_with_an_expression_is_said(text: str, said: str) -> None:
    with pytest.raises(CheckError, match=said):
        parse(text)


@pytest.mark.parametrize(
    ("left", "operator", "right", "values", "fails"),
    [
        ("a", "equal_to", "b", {"a": 1, "b": 1}, None),
        ("a", "equal_to", "b", {"a": 1, "b": 2}, (1, 2)),
        ("a", "not_equal_to", "b", {"a": 1, "b": 1}, (1, 1)),
        ("a", "greater_than", "b", {"a": 1, "b": 1}, (1, 1)),
        ("a", "greater_than_or_equal_to", "b", {"a": 1, "b": 1}, None),
        ("a", "less_than", "b", {"a": 1, "b": 1}, (1, 1)),
        ("a", "less_than_or_equal_to", "b", {"a": 3, "b": 2}, (3, 2)),
        ("a + c", "equal_to", "b", {"a": 0.1, "c": 0.2, "b": 0.3}, None),
        ("a", "equal_to", "b", {"a": "无", "b": 0}, None),
        ("a", "compulsory_pair", "b", {"a": "", "b": 3}, (0, 3)),
        ("a", "compulsory_pair", "b", {"a": "", "b": ""}, None),
        ("a", "exclusive_pair", "b", {"a": 1, "b": 3}, (1, 3)),
        ("a", "exclusive_pair", "b", {"a": 1, "b": ""}, None),
        ("a", "equal_to", "b / 0", {"a": 1, "b": 1}, None),
        ("a", "equal_to", "missing", {"a": 1}, None),
    ],
)
def test_operators(left, operator, right, values, fails) -> None:
    assert broken(Check("", left, operator, right), values) == fails


@pytest.mark.parametrize(
    ("missing", "values", "fails"),
    [
        ("skip_if_any_missing", {"a": 1, "b": "", "c": 3}, None),
        ("skip_if_all_missing", {"a": 1, "b": "", "c": 3}, (1, 3)),
        ("skip_if_all_missing", {"a": 1, "b": "", "c": ""}, None),
        ("skip_if_all_missing", {"a": "", "b": 1, "c": 3}, None),
        ("never_skip", {"a": 1, "b": "", "c": ""}, (1, 0)),
        ("never_skip", {"a": "", "b": 1, "c": "未报"}, (0, 1)),
    ],
)
def test_blanks_count_as_the_check_says(missing, values, fails) -> None:
    assert broken(Check("", "a", "equal_to", "b + c", missing), values) == fails


def test_rounding_is_allowed_for() -> None:
    assert broken(Check("", "a", "equal_to", "2 / 3", tolerance=0.005), {"a": 0.67}) is None
    assert broken(Check("", "a", "equal_to", "2 / 3", tolerance=0.001), {"a": 0.67}) is not None


@pytest.mark.parametrize(
    ("operator", "missing", "said"),
    [("eq", "never_skip", "operator“eq”没有"), ("equal_to", "skip", "missing“skip”没有")],
)
def test_a_check_that_says_nothing_known_is_refused(operator, missing, said) -> None:
    with pytest.raises(CheckError, match=said):
        Check("甲", "a", operator, "b", missing)


def test_names_are_put_in_other_words() -> None:
    assert (
        renamed("第1列..第2列 - a.b * 2", {"第1列": "D5", "第2列": "E5"}) == "(D5 + E5) - a.b * 2"
    )


# ── chains ───────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("1=2+5+8", ["第1列", "第2列 + 第5列 + 第8列"]),
        ("1=11+…+18=19+20", ["第1列", "第11列..第18列", "第19列 + 第20列"]),
        ("（1）＝（2）＋（3）", ["第1列", "第2列 + 第3列"]),
        ("①=②+③", ["第1列", "第2列 + 第3列"]),
        ("第1栏=第2栏-3栏", ["第1列", "第2列 - 第3列"]),
        ("第1列等于第2至8列之和", ["第1列", "第2列..第8列"]),
        ("1=sum(2:8)", ["第1列", "( 第2列..第8列 )"]),
        ("1行=2行+3行", ["第1行", "第2行 + 第3行"]),
        ("3不大于1", ["第3列", "第1列"]),
        ("期末=期初+增加-减少", ["期末", "期初+增加-减少"]),
        ("合计≥其中：女", ["合计", "其中女"]),
    ],
)
def test_chains_as_they_are_printed(text: str, sides: list[str]) -> None:
    assert list(read(text).sides) == sides


@pytest.mark.parametrize("text", ["2025-10=1", "1=1", "联系电话：", "见说明", "=", "1+2", "3=5+"])
def test_what_is_no_chain(text: str) -> None:
    with pytest.raises(CheckError, match=r"不是勾稽关系|勾稽式"):
        read(text)


def test_a_note_may_hold_several_chains_and_other_words() -> None:
    note = "说明：1、本表由学校填报；2、勾稽关系：1=2+5+8，2=3+4；13+14=24+25。"
    assert [chain.sides[0] for chain in found_in(note)] == ["第1列", "第2列", "第13列 + 第14列"]


def test_a_share_of_hundred_is_a_number_and_no_column() -> None:
    [check] = read("7=6÷5×100%").checks()
    assert check.names == ("第7列", "第6列", "第5列")
    assert broken(check, {"第7列": 0.5, "第6列": 1, "第5列": 2}) is None


@given(st.integers(2, 40), st.integers(0, 20), st.sampled_from(["…", "...", "……", "·+…"]))
def test_an_ellipsis_is_every_column_between(first: int, more: int, dots: str) -> None:
    dots = dots.removeprefix("·+")
    [check] = read(f"1={first}+{dots}+{first + more}").checks()
    columns = [f"第{n}列" for n in range(first, first + more + 1)]
    assert check.names == ("第1列", *columns)
    values = {"第1列": float(len(columns))} | dict.fromkeys(columns, 1.0)
    assert broken(check, values) is None
    assert broken(check, values | {"第1列": 0.0}) == (0, len(columns))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=6), st.integers(1, 9))
def test_every_equality_of_a_chain_is_checked(parts: list[int], wrong: int) -> None:
    columns = {f"第{n}列": float(part) for n, part in enumerate(parts, 2)}
    terms = "+".join(str(n) for n in range(2, len(parts) + 2))
    chain = read(f"1={terms}=99")
    values = columns | {"第1列": float(sum(parts)), "第99列": float(sum(parts))}
    assert [broken(check, values) for check in chain.checks()] == [None, None]
    values["第99列"] += wrong
    assert [broken(check, values) is None for check in chain.checks()] == [True, False]


# ── sheets that somebody filled in ───────────────────────────────────────────────────────────────
def checked(tmp_path: Path, rows: list[list[object]], code: str, **merges: str) -> dict[str, str]:
    """Cell → what a rule says of a county's own sheet."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in rows:
        page.append(row)
    for area in merges.values():
        page.merge_cells(area)
    path = tmp_path / "县表.xlsx"
    book.save(path)
    report = inputs.check([path], policies.load("national"), example([]).date, selected={code})
    assert not report.defects, report.defects
    return {a1(f.row, f.column): f.message for f in report.findings}


def test_a_chain_printed_below_numbered_columns(tmp_path: Path) -> None:
    said = checked(
        tmp_path,
        [
            ["石桥县农村留守儿童汇总表"],
            ["乡镇", "留守儿童总数", "双亲外出", None, None, "单亲外出", "其他"],
            [None, None, "计", "祖辈", "亲属", None, None],
            ["甲", 1, 2, 3, 4, 5, 6],
            ["石桥镇", 20, 12, 8, 4, 5, 3],
            ["柳树乡", 21, 12, 8, 4, 5, 3],
            ["河口乡", 20, 12, 8, 3, 5, 3],
            ["说明：勾稽关系 1=2+5+6；2=3+4。"],
        ],
        "SR104",
        a="C2:E2",
    )
    assert set(said) == {"B6", "C7"}
    assert said["B6"] == (
        "“表上写明的勾稽 1=2+5+6”不成立：柳树乡的第1列（B6）是21，"
        "第2列 + 第5列 + 第6列（C6、F6、G6）是20，相差1"
    )


def test_a_chain_of_several_points_at_the_side_that_is_off(tmp_path: Path) -> None:
    said = checked(
        tmp_path,
        [
            ["残疾学生情况统计表"],
            ["学校", "残疾学生", "随班", "特校", "视力", "听力"],
            ["栏次", 1, 2, 3, 4, 5],
            ["一小", 5, 3, 2, 1, 3],
            ["二小", 6, 3, 2, 1, 4],
            ["勾稽：1=2+3=4+5"],
        ],
        "SR104",
    )
    assert set(said) == {"E4", "B5"}


@pytest.mark.parametrize(
    ("head", "note"),
    [
        (["4=1+2-3", "1", "2", "3"], ""),
        (None, "期末人数＝期初人数＋增加－减少"),
        (None, "审核关系：第4列=第1列+第2列-第3列"),
    ],
)
def test_the_same_relation_however_it_is_written(tmp_path: Path, head, note) -> None:
    rows: list[list[object]] = [
        ["变动情况统计表"],
        ["年级", "期初人数", "增加", "减少", "期末人数"],
        *([["栏次", *head[1:], head[0]]] if head else []),
        ["七年级", 50, 2, 1, 50],
        ["八年级", 40, 0, 1, 39],
        [note],
    ]
    said = checked(tmp_path, rows, "SR104")
    assert list(said) == [f"E{3 + bool(head)}"]


def test_rows_numbered_and_named_in_notes(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["学校基本情况统计表"],
        ["项目", "行次", "小学", "初中"],
        ["在校生", 1, 100, 60],
        ["男生", 2, 60, 30],
        ["女生", 3, 40, 29],
        ["其中：留守", 4, 10, 30],
        ["注：1行=2行+3行"],
    ]
    said = checked(tmp_path, rows, "SR104")
    assert set(said) == {"D3", "D6"}


def test_a_total_that_adds_up_a_faulty_figure_is_no_fault_of_its_own(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["在校学生统计表"],
        ["学校", "男", "女", "合计"],
        ["一小", 20, 10, 30],
        ["二小", 20, 20, 39],
        ["合计", 40, 30, 69],
    ]
    assert checked(tmp_path, rows, "SR104").keys() == {"D4"}


def test_part_of_more_than_the_whole(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["在校学生统计表"],
        ["年级", "学生数", "其中女生", "教师数"],
        ["七年级", 50, 25, 5],
        ["八年级", 40, 41, 5],
        ["合计", 90, 66, 10],
    ]
    said = checked(tmp_path, rows, "SR104")
    assert set(said) == {"C4"}
    assert "“其中不大于总数”不成立" in said["C4"]


@pytest.mark.parametrize("rate", [0.9833, 98.33, "98.3%", "98.34%", 98, 0.983])
def test_a_rate_however_it_is_rounded(tmp_path: Path, rate) -> None:
    rows: list[list[object]] = [
        ["入学率统计表"], ["学校", "适龄人数", "已入学人数", "入学率"],
        ["一小", 60, 59, rate], ["二小", 60, 59, 0.9],
    ]  # fmt: skip
    assert set(checked(tmp_path, rows, "SR104")) == {"D4"}


def test_blocks_below_each_other_are_read_apart(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["情况统计表"],
        ["年级", "男", "女", "合计"],
        ["七年级", 10, 11, 21],
        ["八年级", 10, 11, 20],
        ["学校", "留守", "残疾", "随迁"],
        ["一小", 1, 2, 9],
        ["二小", 3, 4, 9],
        ["合计", 4, 5, 18],
    ]
    assert set(checked(tmp_path, rows, "SR104")) == {"D4", "C8"}


def test_figures_that_cannot_go_together() -> None:
    expected(
        "SR104",
        """
        [月报]
        控辍保学月报表（2025年9月）
        年级   | 期末在籍 | 应到 | 实到
        七年级 | 50       | 50   | 49
        八年级 | 40       | 39   | 40◀错误
        """,
    )
    # The cell to the left of the sign is the one that is marked.
    text = """
        [月报]
        控辍保学月报表（2025年9月）
        年级   | 期末在籍 | 应到 | 实到
        八年级 | 40       | 39   | 40
        九年级 | 40       | 39   | 39
        """
    assert messages("SR104", text) == [
        "“实到不大于应到”不成立：八年级的实到（D3）是40，应到（C3）是39，相差1"
    ]


def test_a_formula_without_result_is_not_judged() -> None:
    text = """
        [统计表]
        年级   | 男 | 女 | 合计
        七年级 | 1  | 2  | ▽公式
        八年级 | 1  | 2  | 4
        """
    assert found("SR104", text) == {("D3", "错误")}


# ── between sheets and periods ───────────────────────────────────────────────────────────────────
def test_the_same_day_on_a_monthly_and_a_quarterly_sheet() -> None:
    expected(
        "SR105",
        """
        日期 2025-10-20
        [一中/月报]
        控辍保学月报表（2025年9月）
        年级   | 期末在籍 | 未返
        七年级 | 50       | 1
        八年级 | 40       | 0
        合计   | 90       | 1
        [一中/季报]
        学籍变动情况统计表（2025年第三季度）
        年级   | 期初在籍 | 期末在籍 | 其中女
        七年级 | 50       | 50◀错误 | 20
        八年级 | 40       | 40       | 20
        """.replace("| 50◀错误 |", "| 51◀错误 |"),
    )


def test_last_periods_file_is_given_apart() -> None:
    text = """
        日期 2025-10-20
        [一中/变动]
        学籍变动情况统计表（2025年第四季度）
        年级   | 季初学生数 | 季末学生数
        七年级 | 50         | 50
        八年级 | 40         | 40
        [上期/一中/变动]
        学籍变动情况统计表（2025年第三季度）
        年级   | 季初学生数 | 季末学生数
        七年级 | 50         | 51
        八年级 | 40         | 40
        """
    [finding] = report_on(example(text.splitlines()), {"SR105"}).findings
    assert (finding.unit, a1(finding.row, finding.column)) == ("一中", "B3")
    assert finding.message.endswith("［变动］C3是51，相差1")


def test_a_list_of_names_against_the_figure() -> None:
    expected(
        "SR105",
        """
        日期 2025-10-20
        [一中/月报]
        控辍保学月报表（2025年9月）
        年级   | 期末在籍 | 送教
        七年级 | 50       | 2
        八年级 | 40       | 1
        合计   | 90       | 3◀错误
        [一中/送教]
        送教上门学生信息统计表（2025年9月）
        序号 | 姓名 | 性别 | 身份证号           | 年级   | 残疾类型
        1    | 张三 | 男   | 110105201309010017 | 七年级 | 肢体
        2    | 李四 | 女   | 110105201309010025 | 七年级 | 智力
        """,
    )


# ── against the records ──────────────────────────────────────────────────────────────────────────
def test_a_county_made_sheet_is_held_against_the_records() -> None:
    expected(
        "SR106",
        """
        日期 2025-12-20
        [学籍变动登记册]
        姓名 | 身份证号           | 性别 | 年级   | 班级 | 变动类别 | 变动日期
        张三 | 110105201309010017 | 男   | 七年级 | 1    | 转入     | 2025-10-13
        李四 | 110105201309010025 | 女   | 七年级 | 1    | 转出     | 2025-11-05
        [季报]
        石桥镇学生流动情况统计表（2025年第四季度）
        年级   | 增加 |      | 减少     |
               | 转入 | 复学 | 转出     | 退学
        七年级 | 1    | 0    | 2◀错误 | 0
        八年级 | 0    | 0    | 0        | 0
        """,
    )


def test_our_own_form_filled_holds_all_its_checks(tmp_path: Path) -> None:
    text = """
        日期 2025-10-20
        [一中/学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 110105201309010017 | 七年级 | 1班
        李四 | 110105201309010025 | 七年级 | 1班
        [一中/辍学台账]
        姓名 | 身份证号           | 年级   | 班级 | 发现日期   | 状态
    """
    [scope] = report_on(example(text.splitlines()), set()).scopes
    done = fill_form("月报表", scope, "2025-09", tmp_path / "月报.xlsx")
    assert not any("勾稽不平" in note for note in done.notes)
    national = policies.load("national")
    codes = {"SR104", "SR105", "SR106"}
    report = inputs.check([done.path], national, scope.date, selected=codes)
    assert report.findings == []
    book = openpyxl.load_workbook(done.path)
    page = book["月报表"]
    [row] = [r for r in page.iter_rows() if any(cell.value == "七年级" for cell in r)]
    row[5].value = 9
    book.save(done.path)
    said = inputs.check([done.path], national, scope.date, selected=codes).findings
    assert {(f.code, a1(f.row, f.column)) for f in said} >= {("SR104", row[5].coordinate)}


def test_totals_by_sex_beside_labels_that_are_merged_down(tmp_path: Path) -> None:
    rows: list[list[object]] = [["在校学生情况统计表"], ["学段", "性别", "学生数", "留守儿童数"]]
    for stage, boys, girls in (("小学", 30, 20), ("初中", 10, 15), ("合计", 40, 36)):
        rows += [[stage, "男", boys, 1], [None, "女", girls, 2], [None, "小计", boys + girls, 3]]
    for row, figure in zip(rows[-3:], (2, 4, 6), strict=True):
        row[3] = figure
    said = checked(tmp_path, rows, "SR104", a="A3:A5", b="A6:A8", c="A9:A11")
    assert "合计 女（C10）是36，各行相加（C4、C7）是35" in said.pop("C10")
    assert said.keys() == {"C11"}, "76 of 50 and 25"


def test_who_filled_in_a_sheet_is_no_head_of_its_columns() -> None:
    rows: list[list[Value]] = [
        ["各类学生分布统计表", "", "", "", ""],
        ["填报学校", "中心小学", "", "填报人", "张三"],
        ["学生类别", "总计", "一年级", "二年级", "三年级"],
        ["全部学生", 15.0, 5.0, 6.0, 4.0],
        ["留守儿童", 3.0, 1.0, 1.0, 1.0],
    ]
    (block,) = blocks(Sheet("Sheet1", rows), set())
    assert [path for _, path in sorted(block.columns.items())][1:] == [
        ("总计",), ("一年级",), ("二年级",), ("三年级",),
    ]  # fmt: skip
