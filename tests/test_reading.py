"""What must hold for any layout of a known table, and how a sheet's parts are kept apart."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import book, id_number, read, sheet

from kongcuo_xl import policy as policies
from kongcuo_xl.book import Area, Sheet, Value, a1
from kongcuo_xl.checking import check_books
from kongcuo_xl.reading import read_book
from kongcuo_xl.tables import Single, Table, kinds

COLUMNS: dict[str, tuple[str, list[Value]]] = {
    "name": ("姓名", ["张三", "李四", "王　五", "买买提·艾力"]),
    "sex": ("性别", ["男", "女", "男", "男"]),
    "id_number": ("身份证号", [id_number(n) for n in range(4)]),
    "grade": ("年级", ["七年级", "七年级", "八年级", "八年级"]),
    "klass": ("班级", ["1班", "2班", "1班", "2班"]),
    "address": ("家庭住址", ["柳村一组", "柳村二组", "东街", "西街"]),
    "phone": ("联系电话", ["13800000001", "13800000002", 13800000003.0, ""]),
    "left_behind": ("是否留守", ["是", "否", "", "√"]),
    "birth_date": ("出生日期", ["2012.9", dt.datetime(2012, 9, 1), "20120901", "2012-9-1"]),
}
OPTIONAL = ["sex", "address", "phone", "left_behind", "birth_date"]
DECORATIONS = ["{}", "*{}", "{}（必填）", " {} ", "{}★", "1.{}", "①{}", "{}\n", "{}："]


@st.composite
def rosters(draw: st.DrawFn) -> tuple[Sheet, list[str], int, int, int]:
    """A sheet, its fields left to right, and where the header and the data begin."""
    chosen = [
        "name",
        "id_number",
        "grade",
        "klass",
        *draw(st.lists(st.sampled_from(OPTIONAL), unique=True)),
    ]
    fields = draw(st.permutations(chosen))
    left, blank = draw(st.integers(0, 3)), draw(st.integers(0, 2))
    titled = draw(st.booleans())
    tall = draw(st.booleans())
    heads = []
    for name in fields:
        word = COLUMNS[name][0]
        if len(word) == 2 and draw(st.booleans()):
            word = f"{word[0]}　{word[1]}"
        heads.append(draw(st.sampled_from(DECORATIONS)).format(word))
    rows: list[list[Value]] = [[] for _ in range(blank)]
    merges = []
    if titled:
        merges.append(Area(len(rows), left, len(rows), left + len(fields) - 1))
        rows.append(["城关中学学生花名册"])
    header = len(rows)
    rows.append(list(heads))
    if tall:
        merges += [Area(header, left + c, header + 1, left + c) for c in range(len(fields))]
        rows.append([])
    first = len(rows)
    rows += [[COLUMNS[name][1][n] for name in fields] for n in range(4)]
    if draw(st.booleans()):
        rows += [[], ["填表人：王芳"]]
    width = left + len(fields)
    grid = [[*[""] * left, *row, *[""] * (width - left - len(row))] for row in rows]
    return Sheet("Sheet1", grid, merges), fields, left, header, first


@settings(deadline=None)
@given(rosters())
def test_a_roster_is_a_roster_however_it_is_laid_out(
    drawn: tuple[Sheet, list[str], int, int, int],
) -> None:
    laid, fields, left, header, first = drawn
    pieces = read_book(book(laid), "城关中学", 2025).pieces
    assert [p.kind for p in pieces] == ["students"]
    piece = pieces[0]
    assert piece.columns == {name: left + c for c, name in enumerate(fields)}
    assert piece.area == Area(header, left, first + 3, left + len(fields) - 1)
    assert piece.rows == [first, first + 1, first + 2, first + 3]
    table = Table("students", pieces, 2025)
    for name in fields:
        assert table.raw(name).tolist() == COLUMNS[name][1]


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 3), st.permutations(["name", "id_number", "klass", "sex", "phone"]))
def test_splitting_a_roster_over_sheets_loses_nobody(parts: int, fields: list[str]) -> None:
    heads = [COLUMNS[name][0] for name in fields]
    rows = [[COLUMNS[name][1][n] for name in fields] for n in range(4)]
    sheets = [Sheet(f"七年级第{i}页", [heads, *rows[i::parts]]) for i in range(parts)]
    pieces = read_book(book(*sheets), "城关中学", 2025).pieces
    assert {p.kind for p in pieces} == {"students"}
    names = sorted(Table("students", pieces, 2025).raw("name").tolist())
    assert names == sorted(str(v) for v in COLUMNS["name"][1])


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.sampled_from(
                    [
                        "",
                        "姓名",
                        "性别",
                        "身份证号",
                        "班级",
                        "合计",
                        "张三",
                        "七(1)班",
                        "√",
                        "讲台",
                        "1",
                    ]
                ),
                st.text(max_size=6),
                st.floats(allow_nan=False, allow_infinity=False),
                st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2030, 1, 1)),
                st.booleans(),
            ),
            min_size=5,
            max_size=5,
        ),
        max_size=12,
    ),
    st.lists(st.tuples(*[st.integers(0, 14)] * 4), max_size=3),
)
def test_any_sheet_can_be_read(rows: list[list[Value]], corners: list[tuple[int, ...]]) -> None:
    merges = [Area(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in corners]
    reading = read_book(book(Sheet("Sheet1", rows, merges)), "", 2025)
    for piece in reading.pieces:
        assert piece.kind in kinds()
        assert 0 <= piece.area.top <= piece.area.bottom < max(len(rows), 1)
        assert all(piece.header.bottom < r <= piece.area.bottom for r in piece.rows)
        table = Table(piece.kind, [piece], 2025)
        for name in piece.columns:
            assert len(table.maybe(name)) == len(piece.rows)


def test_our_own_sheets_are_not_read() -> None:
    own = sheet("序号|姓名|身份证号|班级\n1|张三|身1|七1", name="问题清单")
    assert read(own).pieces == []


def test_a_clerks_own_column_of_results_is_kept() -> None:
    piece = read(
        sheet(
            """
            疑似辍学学生台账|||||
            姓名|身份证号|班级|离校日期|原因|核查结果
            张三|身1|七1|2025-9-1|厌学|已返校
            李四|身2|七1|2025-9-1|厌学|仍在外
            """
        )
    ).pieces[0]
    assert piece.area.a1 == "A2:F4"


def test_rows_between_people_are_named() -> None:
    piece = read(
        sheet(
            """
            序号|姓名|性别|身份证号|班级
            1|2|3|4|5
            1|张三|男|身1|七1
            ||||
            小计|1|||
            序号|姓名|性别|身份证号|班级
            七(2)班||||
            2|李四|女|身2|七2
            合计|2|||
            """
        )
    ).pieces[0]
    assert piece.rows == [2, 7]
    assert piece.between == {1: "栏次行", 3: "空行", 4: "合计行", 5: "重复表头", 6: "班级行"}


def test_totals_stated_around_a_table() -> None:
    piece = read(
        sheet(
            """
            七(1)班花名册（共3人）|||
            姓名|性别|身份证号|住址
            张三|男|身1|柳村
            李四|女|身2|柳村
            合计|2人||
            全班共2人，其中男1人，女1人|||
            """
        )
    ).pieces[0]
    found = {(s.row, s.column, s.number, s.of) for s in piece.stated}
    assert found == {(0, 0, 3, ""), (4, 1, 2, ""), (5, 0, 2, ""), (5, 0, 1, "男"), (5, 0, 1, "女")}


@pytest.mark.parametrize(
    ("heads", "missing"),
    [
        ("姓名|性别|身份证号|住址", ("grade", "klass")),
        ("姓名|性别|班级|住址", ("id_number",)),
        ("姓名|身份证号|年级|住址", ("klass",)),
    ],
)
def test_what_a_roster_lacks(heads: str, missing: tuple[str, ...]) -> None:
    piece = read(sheet(f"学生花名册|||\n{heads}\n张三|||\n李四|||")).pieces[0]
    assert piece.missing == missing


def test_a_list_that_says_nobody_is_empty() -> None:
    piece = read(sheet("疑似辍学学生台账||||\n姓名|身份证号|班级|状态|原因\n无||||")).pieces[0]
    assert (piece.kind, piece.rows) == ("cases", [])


def test_a_report_left_blank_is_no_empty_ledger() -> None:
    heads = "序号|姓名|身份证号|年级班级|监护人|离校日期|状态|原因|去向"
    report = f"疑似辍学学生月报表||||||||\n学生名单||||||||\n{heads}\n||||||||"
    ledger = f"疑似辍学学生台账||||||||\n{heads}\n||||||||"
    assert [p.kind for p in read(sheet(report)).pieces] == []
    assert [p.kind for p in read(sheet(ledger)).pieces] == ["cases"]


def test_the_first_day_of_a_leave_is_its_date() -> None:
    rows = "张三|1班|发烧|10月13日|10月14日|2"
    heads = "姓名|班级|请假事由|请假开始|请假结束|请假天数"
    piece = read(sheet(f"学生请假登记表|||||\n{heads}\n{rows}\n{rows}")).pieces[0]
    assert (piece.kind, piece.missing) == ("absences", ())


def test_a_class_in_the_title_is_not_missing() -> None:
    piece = read(sheet("七(1)班花名册||\n姓名|性别|身份证号\n张三|男|身1\n李四|女|身2")).pieces[0]
    assert piece.missing == ()


def test_values_decide_against_a_name() -> None:
    piece = read(
        sheet(
            """
            日期|姓名|身份证号|班级
            周一|张三|身1|七1
            周二|李四|身2|七1
            周三|王五|身3|七1
            """
        )
    ).pieces[0]
    assert piece.kind == "students"


def test_two_columns_of_one_meaning() -> None:
    piece = read(
        sheet("姓名|身份证号|班级|联系电话|手机号\n张三|身1|七1|话1|话2\n李四|身2|七1|话3|话4")
    ).pieces[0]
    assert piece.columns["phone"] == 3
    assert piece.twice == {4: "phone"}


def test_a_similar_heading_is_suggested_and_never_used() -> None:
    piece = read(
        sheet(
            "姓名|学生身份证号码信息|班级|性别\n张三|身1|七1|男\n李四|身2|七1|女\n王五|身3|七1|女"
        )
    ).pieces[0]
    assert "id_number" not in piece.columns
    assert piece.suggested == {1: "id_number"}


def test_an_unknown_table_is_said() -> None:
    reading = read(sheet("物品|数量\n扫把|3\n拖把|4\n水桶|5\n抹布|6"))
    assert reading.pieces == []
    assert reading.sheets[0].unknown is not None


def test_a_row_without_a_name_is_kept_for_its_dates() -> None:
    heads = "序号|姓名|性别|出生日期|责任书签订日期|监护人"
    rows = "1|张三|男|2012年1月5日|2025年9月5日|张大\n2||女|2012年3月6日|2025年9月5日|李大"
    last = "3|王五|男|2012年2月7日|2025年9月5日|王大"
    piece = read(sheet(f"七(1)班花名册|||||\n{heads}\n{rows}\n{last}")).pieces[0]
    assert piece.rows == [2, 3, 4]


@pytest.mark.parametrize("name", ["启智班", "培智班", "特教班"])
def test_a_class_of_a_name_in_the_title(name: str) -> None:
    piece = read(sheet(f"{name}学生花名册||\n姓名|性别|身份证号\n张三|男|身1\n李四|女|身2")).pieces[
        0
    ]
    assert (piece.context.klass, piece.missing) == (name, ("grade",))


def test_of_two_columns_of_one_meaning_the_filled_one_is_used() -> None:
    heads = "姓名|身份证号|个人标识码|学籍主号|班级"
    piece = read(sheet(f"{heads}\n张三|身1||籍1|七1\n李四|身2||籍2|七1")).pieces[0]
    assert piece.columns["student_no"] == 3
    assert piece.twice == {2: "student_no"}


def test_a_range_of_days_begins_on_its_first() -> None:
    heads = "日期|姓名|班级|天数|类别|原因"
    rows = "2025-10-10至10-11|张三|七1|2天|病假|发烧\n9月1日—9月3日|李四|七1|3|病假|发烧"
    table = Table("absences", read(sheet(f"学生缺课登记表|||||\n{heads}\n{rows}")).pieces)
    assert table["date"].dt.strftime("%m-%d").tolist()[0] == "10-10"
    assert table.unreadable("date").tolist() == [False, False]
    dated = Table("absences", table.pieces, school_year=2025)
    assert dated["date"].dt.strftime("%Y-%m-%d").tolist() == ["2025-10-10", "2025-09-01"]
    assert table.date_status("date").tolist() == ["ok", "no_year"]


def test_words_of_a_flag_column_say_yes_or_no() -> None:
    heads = "姓名|身份证号|班级|留守|残疾|脱贫户|随班就读"
    rows = """
    张三|身1|七1|双亲留守|视力残疾|脱贫户|听力残疾随班就读
    李四|身2|七1|非留守|无|一般户|非随班就读
    王五|身3|七1|是|肢体、智力|√|否
    赵六|身4|七1|待定|||
    """
    table = Table("students", read(sheet(f"{heads}\n{rows.strip()}")).pieces)
    said = {
        field: table[field].tolist()
        for field in ("left_behind", "disabled", "registered_poor", "inclusive")
    }
    none = pd.NA
    assert said == {
        "left_behind": [True, False, True, none],
        "disabled": [True, False, True, none],
        "registered_poor": [True, False, True, none],
        "inclusive": [True, False, False, none],
    }
    assert table.unreadable("left_behind").tolist() == [False, False, False, True]


def test_a_merged_cell_is_one_fault() -> None:
    rows = "张三|身1|七1|123\n李四|身2|七1|\n王五|身3|七1|\n赵六|身4|七1|456"
    pieces = read(sheet(f"姓名|身份证号|班级|联系电话\n{rows}", "D2:D4")).pieces
    table = Table("students", pieces)
    flags = table.flag(table.given("name"), "phone", "电话不对")
    assert (flags.rows, flags.columns) == ([1, 4], [3, 3])


def test_a_kind_of_pupil_is_no_origin() -> None:
    piece = read(sheet("姓名|身份证号|班级|学生类别\n张三|身1|七1|普通\n李四|身2|七1|普通")).pieces[
        0
    ]
    assert piece.suggested == {}


@pytest.mark.parametrize(
    ("file", "heads", "row"),
    [
        ("双井学校/名册.xlsx", "姓名|身份证号|年级|班级", "张三|身1|七年级|2025级3班"),
        ("双井学校/初一名册.xlsx", "姓名|身份证号|性别|班级", "张三|身1|男|2025级3班"),
    ],
)
def test_grades_beside_a_cohort_tell_its_stage(file: str, heads: str, row: str) -> None:
    piece = read(sheet(f"2025级学生花名册|||\n{heads}\n{row}\n{row}"), file=file).pieces[0]
    table = Table("students", [piece], 2025)
    assert piece.context.grade == 7
    assert table.class_key.tolist() == ["双井学校|7|3"] * 2


def test_a_class_inside_a_table_states_its_number() -> None:
    heads = "姓名|性别|身份证号"
    rows = "六（1）班（2人）||\n张三|男|身1\n李四|女|身2\n六（2）班（6人）||\n王五|男|身3"
    piece = read(sheet(f"六年级花名册||\n{heads}\n{rows}")).pieces[0]
    assert [(s.row, s.number, s.until) for s in piece.stated] == [(2, 2, 5), (5, 6, 7)]


def test_a_card_is_one_record_and_each_value_keeps_its_cell() -> None:
    card = """
    学生姓名|张三|班级|六（1）班|家访时间|2025年10月12日
    家访教师|王芳|家访形式|入户|家访地点|家中
    家访内容|了解学习情况||||
    """
    reading = read(
        sheet(
            f"""
            家访记录表|||||
            {card.strip()}
            |||||
            家访记录表|||||
            {card.strip().replace("张三", "李四")}
            """,
            "A1:F1 B4:F4 A6:F6 B9:F9",
        )
    )
    first, second = reading.pieces
    assert (first.kind, first.area.a1, second.area.a1) == ("visits", "A2:F4", "A7:F9")
    table = Table("visits", [first, second])
    assert table.text("student").tolist() == ["张三", "李四"]
    assert table["date"].dt.strftime("%Y-%m-%d").tolist() == ["2025-10-12"] * 2
    assert a1(*second.cell(second.rows[0], "content")) == "B9"


def test_a_card_that_nobody_has_filled_in_is_no_record() -> None:
    blank = """
    家访记录表|||||
    学生姓名||班级||家访时间|
    家访教师||家访形式||家访地点|
    家访内容|||||
    """
    assert read(sheet(blank, "A1:F1 B4:F4")).pieces == []


def test_the_day_of_a_daily_sheet_may_stand_in_its_title_or_tab() -> None:
    rows = """
    学生到校情况日报表|||
    {}|||
    班级|应到人数|实到人数|未到校学生姓名
    七（1）班|#45|#44|张三
    """
    titled = read(sheet(rows.format("2025年10月15日 星期三"), "A1:D1")).pieces[0]
    assert titled.single["date"] == Single((1, 0), dt.date(2025, 10, 15))
    assert "date" not in titled.missing
    tabbed = read(sheet(rows.format(""), "A1:D1", name="10.15"), year=2025).pieces[0]
    assert tabbed.single["date"].value == dt.date(2025, 10, 15)
    filed = read(sheet(rows.format("填报日期：2025年10月15日"), "A1:D1")).pieces[0]
    assert "date" in filed.missing


def test_a_timetable_of_teachers_is_a_list_of_classes() -> None:
    heads = "班级|班主任|语文|数学|英语"
    rows = "七(1)班|王芳|王芳|李强|赵敏\n七(2)班|李强|周云|李强|赵敏\n八(1)班|周云|周云|吴刚|郑丽"
    piece = read(sheet(f"任课安排表||||\n{heads}\n{rows}")).pieces[0]
    assert (piece.kind, piece.missing) == ("classes", ())
    assert piece.columns == {"klass": 0, "class_teacher": 1}


def test_a_calendar_of_weeks() -> None:
    reading = read(
        sheet(
            """
            2025-2026学年第一学期校历||
            周次|起止日期|主要工作
            1|9月3日—9月5日|开学
            2|9月8日—9月12日|教师节活动
            5|10月1日-10月8日 国庆放假|
            20|1月12日-1月16日|期末考试
            """
        )
    )
    piece = reading.pieces[0]
    assert (piece.kind, piece.missing) == ("calendar", ())
    policy = policies.load("zhushan-2021")
    report = check_books([reading], policy, dt.date(2026, 3, 2), selected=set())
    rows = report.scopes[0].calendar.overrides
    assert [(str(row.start), str(row.end), row.kind) for row in rows] == [
        ("2025-09-03", "2025-09-05", "上课"),
        ("2025-09-08", "2025-09-12", "上课"),
        ("2025-10-01", "2025-10-08", "放假"),
        ("2026-01-12", "2026-01-16", "上课"),
    ]


def test_a_grade_in_the_title_meets_the_need_for_it() -> None:
    rows = "姓名|性别|身份证号\n张三|男|身1\n李四|女|身2"
    table = Table("students", read(sheet(f"七(1)班花名册||\n{rows}")).pieces)
    table.need("grade", "klass")
    assert [p.gives(f) for p in table.pieces for f in ("grade", "klass", "phone")] == [
        True,
        True,
        False,
    ]
