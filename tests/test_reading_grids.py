"""Roll calls, homework and seat plans as clerks lay them out."""

# ruff: noqa: E501 - a row of a sheet stays on one line
from __future__ import annotations

import datetime as dt

from layouts import check, read, sheet

from kongcuo_xl.attendance import date_weeks
from kongcuo_xl.calendar import SchoolCalendar, autumn_term
from kongcuo_xl.tables import Piece, Table

CALENDAR = SchoolCalendar.build([autumn_term(2025, (9, 1), (1, 20))])


def dates(piece: Piece) -> list[str]:
    """Days of a grid: year-month-day, ½ for half a day."""
    return [
        f"{d.year or '?'}-{d.month or '?'}-{d.day}" + ("½" if d.share == 0.5 else "")
        for d in piece.days
    ]


def only(rows: str, merges: str = "", tab: str = "Sheet1", file: str = "城关中学/表.xlsx") -> Piece:
    pieces = read(sheet(rows, merges, tab), file=file).pieces
    assert [p.kind for p in pieces][1:] == []
    return pieces[0]


def test_day_numbers_with_the_month_in_the_title() -> None:
    piece = only(
        """
        七(1)班2025年9月点名册||||||||
        序号|姓名|1|2|3|4|5|小计|备注
        1|张三|√|√|×|√|√|1|
        2|李四|√|√|√|√|√|0|
        说明：√出勤 ×旷课 △事假||||||||
        """,
        "A1:I1 A5:I5",
    )
    check([piece], "roll_call A2:I4 x2 7/1 序号A 姓名B 小计H 备注I")
    assert dates(piece) == ["2025-9-1", "2025-9-2", "2025-9-3", "2025-9-4", "2025-9-5"]
    assert piece.marks == {"√": "出勤", "×": "旷课", "△": "事假"}


def test_numbers_as_day_headings_and_week_days_below() -> None:
    piece = only(
        """
        学生考勤表（2025年10月）||||||
        姓名|#9|#10|#11|#13|#14|#15
        |四|五|六|一|二|三
        张三|√|√|√|√|√|√
        李四|√|√|√|√|√|√
        """,
        "A1:G1",
    )
    check([piece], "roll_call A2:G5 x2 姓名A")
    assert dates(piece)[0] == "2025-10-9"
    assert len(piece.days) == 6


def test_week_days_above_the_day_numbers() -> None:
    piece = only(
        """
        2025年9月考勤||||||
        序号|星期|一|二|三|四|五
        |姓名|1|2|3|4|5
        1|张三|√|√|√|√|√
        2|李四|√|√|√|√|√
        """,
    )
    check([piece], "roll_call A2:G5 x2 序号A 姓名B")
    assert dates(piece) == [f"2025-9-{d}" for d in range(1, 6)]


def test_real_dates() -> None:
    piece = only(
        """
        姓名|@2025-09-01|@2025-09-02|@2025-09-03|@2025-09-04|@2025-09-05
        张三|/|/|/|/|旷
        李四|/|/|/|/|/
        """,
        tab="701",
    )
    check([piece], "roll_call A1:F3 x2 7/1 姓名A")
    assert dates(piece)[-1] == "2025-9-5"


def test_month_and_day_in_each_heading() -> None:
    for heads in ("9.1|9.2|9.3|9.4|9.5", "9月1日|9月2日|9月3日|9月4日|9月5日", "9/1|9/2|9/3|9/4|9/5",
                  "9月1日 周一|9月2日 周二|9月3日 周三|9月4日 周四|9月5日 周五",
                  "9.1(一)|9.2(二)|9.3(三)|9.4(四)|9.5(五)"):  # fmt: skip
        piece = only(f"姓名|{heads}|合计\n张三|√|√|√|√|√|0\n李四|√|√|√|√|√|0", tab="考勤")
        check([piece], "roll_call A1:G3 x2 姓名A 小计G")
        assert dates(piece) == [f"?-9-{d}" for d in range(1, 6)], heads


def test_tenth_typed_as_a_number() -> None:
    piece = only("姓名|#9.8|#9.9|#9.1|#9.11|#9.12\n张三|√|√|√|√|√", tab="考勤")
    assert dates(piece) == ["?-9-8", "?-9-9", "?-9-10", "?-9-11", "?-9-12"]


def test_morning_and_afternoon_under_merged_days() -> None:
    piece = only(
        """
        七年级2班9月考勤|||||||
        序号|姓名|9月1日||9月2日||9月3日|
        ||上午|下午|上午|下午|上午|下午
        1|张三|√|×|√|√|√|√
        2|李四|√|√|√|√|√|√
        """,
        "A1:H1 A2:A3 B2:B3 C2:D2 E2:F2 G2:H2",
    )
    check([piece], "roll_call A2:H5 x2 7/2 序号A 姓名B")
    assert dates(piece) == [f"?-9-{d}½" for d in (1, 1, 2, 2, 3, 3)]


def test_morning_and_afternoon_without_merging() -> None:
    piece = only(
        """
        七年级2班9月点名册|||||||
        序号|姓名|1||2||3|
        ||上|下|上|下|上|下
        1|张三|√|×|√|√|√|√
        """
    )
    check([piece], "roll_call A2:H4 x1 7/2 序号A 姓名B")
    assert dates(piece) == [f"?-9-{d}½" for d in (1, 1, 2, 2, 3, 3)]


def test_weeks_over_days() -> None:
    piece = only(
        """
        2025年9月点名册||||||||||
        姓名|第一周|||||第二周||||
        |1|2|3|4|5|8|9|10|11|12
        张三|√|√|√|√|√|√|√|√|√|√
        """,
        "A1:K1 A2:A3 B2:F2 G2:K2",
    )
    check([piece], "roll_call A2:K4 x1 姓名A")
    assert dates(piece) == [f"2025-9-{d}" for d in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12)]


def test_months_over_days() -> None:
    piece = only(
        """
        点名册||||||
        姓名|9月|||10月||
        |28|29|30|9|10|11
        张三|√|√|√|√|√|√
        """,
        "A1:G1 A2:A3 B2:D2 E2:G2",
    )
    check([piece], "roll_call A2:G4 x1 姓名A")
    assert dates(piece) == ["?-9-28", "?-9-29", "?-9-30", "?-10-9", "?-10-10", "?-10-11"]


def test_several_months_stacked() -> None:
    pieces = read(
        sheet(
            """
            七(1)班2025年9月点名册||||||
            序号|姓名|1|2|3|4|5
            1|张三|√|√|√|√|√
            2|李四|√|√|√|√|√
            七(1)班2025年10月点名册||||||
            序号|姓名|9|10|11|13|14
            1|张三|√|√|√|√|√
            2|李四|√|√|√|√|√
            """,
            "A1:G1 A5:G5",
        )
    ).pieces
    check(
        pieces,
        """
        roll_call A2:G4 x2 7/1 序号A 姓名B
        roll_call A6:G8 x2 7/1 序号A 姓名B
        """,
    )
    assert dates(pieces[0])[0] == "2025-9-1"
    assert dates(pieces[1])[0] == "2025-10-9"


def test_equal_headers_of_two_months() -> None:
    pieces = read(
        sheet(
            """
            2025年9月点名册|||||
            姓名|1|2|3|4|5
            张三|√|√|√|√|√
            2025年10月点名册|||||
            姓名|1|2|3|4|5
            张三|√|√|√|√|×
            """,
            "A1:F1 A4:F4",
            "七(1)",
        )
    ).pieces
    assert [dates(p)[0] for p in pieces] == ["2025-9-1", "2025-10-1"]


def test_one_week_with_subtotals() -> None:
    piece = only(
        """
        七（3）班学生考勤登记表|||||||||
        2025年9月||||||||第2周|
        学号|姓名|性别|8日|9日|10日|11日|12日|旷课|事假
        1|张三|男||||||0|0
        2|李四|女||旷||||1|0
        班主任签字：|||||||||
        """,
        "A1:J1",
    )
    check([piece], "roll_call A3:J5 x2 7/3 班内学号A 姓名B 性别C 小计I")
    assert dates(piece) == [f"2025-9-{d}" for d in range(8, 13)]


def test_days_without_marks_yet() -> None:
    piece = only("9月点名册|||||\n姓名|1|2|3|4|5\n张三|||||\n李四|||||")
    check([piece], "roll_call A2:F4 x2 姓名A")


def test_plain_list_of_names() -> None:
    piece = only("七(1)班点名册||\n序号|姓名|备注\n1|张三|\n2|李四|", "A1:C1")
    check([piece], "roll_call A2:C4 x2 7/1 序号A 姓名B 备注C")


def test_two_column_groups() -> None:
    pieces = read(
        sheet("七(1)班点名册|||\n序号|姓名|序号|姓名\n1|张三|3|王五\n2|李四|4|赵六", "A1:D1")
    ).pieces
    check(
        pieces,
        """
        roll_call A2:B4 x2 7/1 序号A 姓名B
        roll_call C2:D4 x2 7/1 序号C 姓名D
        """,
    )


def test_homework_by_subject() -> None:
    piece = only(
        """
        七(1)班作业登记表|||||
        序号|姓名|语文|数学|英语|备注
        1|张三|√|√||
        2|李四|√|√|√|
        """,
        "A1:F1",
    )
    check([piece], "homework A2:F4 x2 7/1 序号A 姓名B 备注F")
    assert piece.subjects == {2: "语文", 3: "数学", 4: "英语"}


def test_homework_by_subject_and_day() -> None:
    piece = only(
        """
        七(1)班作业登记|||||||
        姓名|语文||||数学||
        |9.1|9.2|9.3|9.4|9.1|9.2|9.3
        张三|√|√||√|√|√|√
        李四|√|√|√|√|√|√|√
        """,
        "A1:H1 A2:A3 B2:E2 F2:H2",
    )
    check([piece], "homework A2:H5 x2 7/1 姓名A")


def test_homework_by_day() -> None:
    piece = only(
        """
        数学作业登记|||||
        姓名|9.1|9.2|9.3|9.4|9.5
        张三|√|√||√|√
        """,
        "A1:F1",
        "七(1)",
    )
    check([piece], "homework A2:F3 x1 7/1 姓名A")


def names(piece: Piece) -> list[str]:
    return [name for _, _, name in piece.people]


def test_seats_below_the_platform() -> None:
    piece = only(
        """
        七(1)班座次表||||
        |讲台|||
        第一组|第二组|过道|第三组|第四组
        张三|李四||王五|赵六
        孙七|周八||吴九|
        班主任：王芳|||2025年9月|
        """,
        "A1:E1 A2:E2",
    )
    check([piece], "seating A4:E5 x7 7/1")
    assert names(piece) == ["张三", "李四", "王五", "赵六", "孙七", "周八", "吴九"]


def test_seats_above_the_platform_with_rows_numbered() -> None:
    piece = only(
        """
        七(1)班座位安排||||
        第二排|张三|李四|王五|赵六
        第一排|孙七|周八|吴九|郑十
        |讲 台|||
        """,
        "A1:E1 B4:E4",
    )
    assert names(piece) == ["张三", "李四", "王五", "赵六", "孙七", "周八", "吴九", "郑十"]


def test_names_with_numbers_duties_and_sex() -> None:
    piece = only(
        """
        七(1)班座位表||
        1 张三|2.李四|3、王五
        赵六(组长)|孙七\\n女|周　八
        讲台||
        """,
        "A1:C1 A4:C4",
    )
    assert names(piece) == ["张三", "李四", "王五", "赵六", "孙七", "周八"]


def test_two_plans_on_a_sheet() -> None:
    pieces = read(
        sheet(
            """
            七(1)班座次表||
            讲台||
            张三|李四|王五
            赵六|孙七|周八
            ||
            七(2)班座次表||
            讲台||
            吴九|郑十|冯一
            """,
            "A1:C1 A2:C2 A6:C6 A7:C7",
        )
    ).pieces
    assert [(p.context.klass, len(p.people)) for p in pieces] == [("1", 6), ("2", 3)]


def test_two_plans_side_by_side() -> None:
    pieces = read(
        sheet(
            """
            七(1)班座次表||||七(2)班座次表||
            讲台||||讲台||
            张三|李四|王五||赵六|孙七|周八
            吴九|郑十|冯一||陈二|褚三|卫四
            """,
            "A1:C1 A2:C2 E1:G1 E2:G2",
        )
    ).pieces
    assert [(p.context.klass, names(p)) for p in pieces] == [
        ("1", ["张三", "李四", "王五", "吴九", "郑十", "冯一"]),
        ("2", ["赵六", "孙七", "周八", "陈二", "褚三", "卫四"]),
    ]


def test_a_list_named_for_seats_is_a_list() -> None:
    piece = only(
        "七(1)班座位号登记表|||\n座号|姓名|性别|身份证号\n1|张三|男|身1\n2|李四|女|身2", "A1:D1"
    )
    assert piece.kind == "students"


def test_rows_of_a_roll_call_know_their_class() -> None:
    piece = only("七(2)班9月点名册|||||\n姓名|1|2|3|4|5\n张三|√|√|√|√|√")
    table = Table("roll_call", [piece], 2025)
    assert table.class_label.tolist() == ["七(2)班"]


def test_homework_in_a_file_named_for_seats_too() -> None:
    piece = only(
        "七(1)班作业登记||\n姓名|语文|数学\n张三|√|√\n李四|√|",
        tab="七(1)班作业",
        file="城关中学/座次表、作业登记.xlsx",
    )
    assert piece.kind == "homework"


def test_weeks_are_numbered_for_the_calendar_to_date() -> None:
    piece = only(
        """
        七(1)班2025年9月点名册||||||||||
        姓名|第1周|||||第2周||||
        |一|二|三|四|五|一|二|三|四|五
        张三|√|√|√|√|√|√|√|×|√|√
        """,
        "A1:K1 A2:A3 B2:F2 G2:K2",
    )
    check([piece], "roll_call A2:K4 x1 7/1 姓名A")
    assert [(d.week, d.weekday) for d in piece.days] == [
        (w, d) for w in (1, 2) for d in range(1, 6)
    ]
    date_weeks(piece, CALENDAR, dt.date(2025, 10, 20))
    assert dates(piece) == [f"2025-9-{d}" for d in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12)]


def test_weeks_of_another_count_stay_undated() -> None:
    rows = "姓名|第1周||第2周|\n|一|二|一|二\n张三|√|√|√|√"
    piece = only(f"七(1)班2025年11月点名册||||\n{rows}", "A1:E1 A2:A3 B2:C2 D2:E2")
    date_weeks(piece, CALENDAR, dt.date(2025, 12, 20))
    assert [d.month for d in piece.days] == [None] * 4


def test_a_range_in_the_title_dates_the_days_of_the_week() -> None:
    heads = "姓名|周一|周二|周三|周四|周五"
    piece = only(f"七(1)班考勤表（9月29日—10月3日）|||||\n{heads}\n张三|√|√|×|√|√", "A1:F1")
    assert dates(piece) == ["?-9-29", "?-9-30", "?-10-1", "?-10-2", "?-10-3"]


def test_each_week_may_name_its_days() -> None:
    piece = only(
        """
        七(1)班考勤表||||
        姓名|第1周(9.1-9.5)||第2周(9.8-9.12)|
        |周一|周二|周一|周二
        张三|√|√|√|×
        """,
        "A1:E1 A2:A3 B2:C2 D2:E2",
    )
    assert dates(piece) == ["?-9-1", "?-9-2", "?-9-8", "?-9-9"]


_ACROSS = """
    柳村小学三年级考勤登记（2025年10月）||||||
    说明：出勤“√”，病假“○”，旷课“×”||||||
    日期|星期|张三|李四|王小五|赵六|合计
    10月13日|一|√|×|√|√|#3
    10月14日|二|√|×|○|√|#2
    10月15日|三|√|√|○|√|#3
    班主任：孙七||||||
"""


def test_pupils_across_and_days_down_are_a_roll_call_turned_over() -> None:
    [piece] = read(sheet(_ACROSS, "A1:G1")).pieces
    assert piece.kind == "roll_call"
    assert piece.sheet.place_of(piece.area).a1 == "A3:F6"
    assert [piece.sheet.rows[r][piece.columns["name"]] for r in piece.rows] == [
        "张三", "李四", "王小五", "赵六",
    ]  # fmt: skip
    assert [(d.year, d.month, d.day) for d in piece.days] == [
        (2025, 10, 13), (2025, 10, 14), (2025, 10, 15),
    ]  # fmt: skip
    assert piece.marks == {"√": "出勤", "○": "病假", "×": "旷课"}
    absent = piece.sheet.place(piece.rows[1], piece.days[0].column)
    assert absent == (3, 3)


def test_halves_of_days_down_and_days_of_the_month_alone() -> None:
    rows = """
        柳村小学三年级点名册（2025年10月）||||||
        日期|时段|张三|李四|王小五|赵六
        #13|上午|√|×|√|√
        |下午|√|×|√|√
        #14|上午|√|√|√|√
        |下午|√|√|√|√
    """
    [piece] = read(sheet(rows, "A1:F1 A3:A4 A5:A6")).pieces
    assert [(d.month, d.day, d.share) for d in piece.days] == [
        (10, 13, 0.5), (10, 13, 0.5), (10, 14, 0.5), (10, 14, 0.5),
    ]  # fmt: skip


def test_temperatures_across_are_no_roll_call() -> None:
    rows = """
        三年级晨检体温登记（考勤）||||||
        日期|张三|李四|王小五|赵六
        10月13日|#36.5|#36.4|#36.6|#36.7
        10月14日|#36.5|#36.4|#36.6|#36.7
    """
    assert all(p.kind != "roll_call" for p in read(sheet(rows)).pieces)


def test_homework_by_lessons_under_a_title_of_its_own() -> None:
    rows = """
        六（1）班语文作业批改登记|||||
        姓名|第1课|第2课|第3课|单元练习|备注
        张三|A|A+|B|A|
        李四|A|A|A|A|
        王五|优|良|A|A|
    """
    [piece] = read(sheet(rows, "A1:F1")).pieces
    assert (piece.kind, piece.rows) == ("homework", [2, 3, 4])
    assert [*piece.subjects.values()] == ["第1课", "第2课", "第3课", "单元练习"]


def test_lessons_under_each_day_are_halves_of_that_day() -> None:
    rows = """
        九（2）班上课点名表（第7周 10月13日—10月17日）||||||||||
        姓名|星期一|||||星期二||||
        |#1|#2|#3|#4|#5|#1|#2|#3|#4|#5
        张三|√|√|√|√|√|×|×|×|×|×
        李四|√|√|√|√|√|√|√|√|√|√
        王五|√|√|√|√|√|√|√|√|√|√
    """
    [piece] = read(sheet(rows, "A2:A3 B2:F2 G2:K2")).pieces
    assert [(d.month, d.day, d.half) for d in piece.days] == [
        *[(10, 13, 1)] * 4, (10, 13, 2), *[(10, 14, 1)] * 4, (10, 14, 2),
    ]  # fmt: skip


def test_headings_down_the_side_and_a_column_for_each_person() -> None:
    rows = """
        革一镇疑似辍学学生基本情况表|||
        姓名|张三|李四|王五
        性别|男|女|男
        身份证号|身1|身2|身3
        就读学校|革一中学|革一中学|革一中学
        监护人|张大|李大|王大
        离校时间|2025-09-10|2025-09-11|2025-09-12
        原因|厌学||务工
        去向|在家|在家|广东
    """
    [piece] = read(sheet(rows, "A1:D1")).pieces
    assert (piece.kind, piece.rows) == ("cases", [1, 2, 3])
    assert piece.sheet.place_of(piece.area).a1 == "A2:D9"
    assert piece.sheet.place(*piece.cell(2, "cause")) == (7, 2)


def test_days_of_a_week_down_and_pupils_across() -> None:
    rows = """
        三年级点名表（第7周 10月13日—10月17日）|||||
        星期|时段|张三|李四|王小五|赵六
        星期一|上午|√|×|√|√
        |下午|√|×|√|√
        星期二|上午|√|√|√|√
        |下午|√|√|√|√
    """
    [piece] = read(sheet(rows, "A1:F1 A3:A4 A5:A6")).pieces
    assert [(d.month, d.day, d.share) for d in piece.days] == [
        (10, 13, 0.5), (10, 13, 0.5), (10, 14, 0.5), (10, 14, 0.5),
    ]  # fmt: skip
