"""Values that stand elsewhere than in their row: merged down, in a row above, in the title."""

from __future__ import annotations

import numpy as np
from layouts import read, sheet

from kongcuo_xl.book import a1
from kongcuo_xl.tables import Table, kinds


def students(
    rows: str, merges: str = "", tab: str = "Sheet1", file: str = "城关中学/表.xlsx"
) -> Table:
    return Table("students", read(sheet(rows, merges, tab), file=file).pieces, 2025)


def test_a_class_merged_down_holds_for_all_it_covers() -> None:
    table = students(
        """
        年级|班级|姓名|性别|身份证号
        七年级|1班|张三|男|身1
        ||李四|女|身2
        |2班|王五|女|身3
        八年级|1班|赵六|女|身4
        """,
        "A2:A4 B2:B3",
    )
    assert table.class_label.tolist() == ["七(1)班", "七(1)班", "七(2)班", "八(1)班"]
    assert not table.blank("klass").any()


def test_a_fault_in_a_merge_points_at_its_first_cell() -> None:
    table = students("班级|姓名|性别|身份证号\n?|张三|男|身1\n|李四|女|身2", "A2:A3")
    flags = table.flag_at([1], "klass", "班级认不出")
    assert a1(flags.rows[0], flags.columns[0]) == "A2"


def test_a_merged_title_fills_nothing() -> None:
    table = students(
        """
        学生花名册|||
        |||
        班级|姓名|性别|身份证号
        |张三|男|身1
        七1|李四|女|身2
        """,
        "A1:D2",
    )
    assert table.text("klass").tolist() == ["", "七1"]


def test_a_row_that_names_a_class_holds_for_those_beneath() -> None:
    table = students(
        """
        七(3)班学生花名册|||
        序号|姓名|性别|身份证号
        1|张三|男|身1
        七(1)班|||
        1|李四|女|身2
        2|王五|女|身3
        八(2)班|||
        1|赵六|男|身4
        """,
        "A4:D4 A7:D7",
    )
    assert table.class_label.tolist() == ["七(3)班", "七(1)班", "七(1)班", "八(2)班"]


def test_a_cohort_counts_from_what_the_school_teaches() -> None:
    rows = "班级|姓名|性别|身份证号\n2023级3班|张三|男|身1\n2024级1班|李四|女|身2"
    assert students(rows).class_label.tolist() == ["九(3)班", "八(1)班"]
    primary = students(rows, file="柳村小学/表.xlsx")
    assert primary.class_label.tolist() == ["三(3)班", "二(1)班"]


def test_a_spread_address_is_one_value() -> None:
    table = students(
        """
        姓名|身份证号|班级|家庭住址||
        |||县|镇|组
        张三|身1|七1|竹山县|城关镇|三组
        李四|身2|七1|竹山县|城关镇|一组
        """,
        "A1:A2 B1:B2 C1:C2 D1:F1",
    )
    assert table["address"].tolist() == ["竹山县城关镇", "竹山县城关镇"]
    assert table["village_group"].tolist() == ["三组", "一组"]


def test_a_range_in_one_cell_gives_start_and_end() -> None:
    pieces = read(
        sheet("校历||\n起止时间|类别|名称\n2025.9.1-2026.1.20|上课|秋\n2025.10.1-10.8|放假|国庆")
    ).pieces
    table = Table("calendar", pieces, 2025)
    assert table["start"].dt.strftime("%Y-%m-%d").tolist() == ["2025-09-01", "2025-10-01"]
    assert table["end"].dt.strftime("%Y-%m-%d").tolist() == ["2026-01-20", "2025-10-08"]
    assert a1(*pieces[0].cell(2, "start")) == "A3"


def test_labels_of_a_piece_are_those_of_the_contract() -> None:
    pieces = read(sheet("*姓 名|学生身份证|所在班级\n张三|身1|七1\n李四|身2|七1")).pieces
    assert pieces[0].labels == {"姓名": 0, "身份证号": 1, "班级": 2}


def test_no_kind_has_two_fields_of_one_label() -> None:
    for kind in kinds().values():
        labels = [f.label for f in kind.fields.values()]
        assert len(labels) == len(set(labels)), kind.id


def test_a_tick_says_what_its_column_is_headed() -> None:
    piece = read(
        sheet(
            """
            家访登记汇总表||||
            家访教师|家访学生|家访时间|家访方式|
            |||入户|电话
            王芳|张三|10.9|√|
            王芳|李四|10.9||√
            王芳|王五|10.9|√|√
            王芳|赵六|10.9||
            """,
            "A1:E1 A2:A3 B2:B3 C2:C3 D2:E2",
        )
    ).pieces[0]
    assert Table("visits", [piece]).text("visit_form").tolist() == [
        "入户",
        "电话",
        "入户、电话",
        "",
    ]


def test_a_tick_in_a_column_of_its_own_fills_the_field_it_speaks_of() -> None:
    rows = """
    姓名|身份证号|年级|班级|状态|休学中
    张三|身1|七年级|1班||是
    李四|身2|七年级|1班||否
    王五|身3|七年级|1班|送教上门|否
    """
    piece = read(sheet(rows)).pieces[0]
    assert Table("students", [piece]).text("status").tolist() == ["休学", "", "送教上门"]


def test_some_rows_of_a_column_alone() -> None:
    table = students(
        """
        班级|姓名|性别|身份证号
        1班|张　三|男|身1
        合计|1人||
        1班|李四|女|身2
        2班|王五|女|身3
        """
    )
    some = np.array([2, 0, 2])
    assert table.raw_at("name", some) == ["王五", "张　三", "王五"]
    assert table.text_at("name", some).to_dict() == {2: "王五", 0: "张 三"}
    assert table.retyped("name").tolist() == [True, False, False]
    assert table.text("name").take(some).tolist() == table.text_at("name", some).tolist()


def test_a_column_of_a_sheet() -> None:
    cells = sheet("甲|1\n乙|2\n丙|3")
    assert cells.column(0, range(1, 3)) == ["乙", "丙"]
    assert cells.column(0, [2, 0]) == ["丙", "甲"]
    assert cells.column(0, []) == []
    cells.rows = [["丁", ""]]
    assert cells.column(0, [0]) == ["丁"]
