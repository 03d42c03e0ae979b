"""Headings and what they mean; what only resembles; what is none of ours."""

from __future__ import annotations

import pytest
from layouts import read, sheet

from kongcuo_xl import recognition as r
from kongcuo_xl.tables import kinds


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (("*姓名",), "name"),
        (("学生姓名（必填）",), "name"),
        (("公民身份号码",), "id_number"),
        (("家长电话",), "phone"),
        (("监护人", "姓名"), "guardian"),
        (("监护人信息", "联系电话"), "phone"),
        (("第一监护人", "姓名"), "guardian"),
        (("第二监护人", "姓名"), None),
        (("父亲", "身份证号"), "father_id"),
        (("爷爷", "姓名"), None),
        (("班主任", "电话"), None),
        (("班级排名",), None),
        (("教师工号",), None),
        (("学生人数",), None),
        (("校长签字",), None),
        (("班主任电话",), None),
        (("特殊群体", "留守"), "left_behind"),
        (("特殊群体", "困难家庭", "监测户"), "monitored"),
    ],
)
def test_headings_of_a_roster(path: tuple[str, ...], field: str | None) -> None:
    found = r.field_of("students", path)
    assert (found[0] if found else None) == field


def test_every_label_is_a_heading_of_its_own_field() -> None:
    for kind in kinds().values():
        for name, field in kind.fields.items():
            found = r.field_of(kind.id, (field.label,))
            assert found is not None, (kind.id, name)
            assert kind.fields[found[0]].label == field.label, (kind.id, name)


@pytest.mark.parametrize(
    ("type_", "values", "fit"),
    [
        ("date", ("周一", "周二", "周三"), False),
        ("date", ("9.1", "周二", "9.3"), True),
        ("id", ("12", "15", "11"), False),
        ("class", ("1班", "七(2)班", "x"), True),
        ("name", ("12", "13", "14"), False),
        ("date", ("周一",), True),
        ("phone", ("无", "无", "/", "—"), True),
    ],
)
def test_what_values_can_be(type_: str, values: tuple[str, ...], fit: bool) -> None:
    assert r.fits(type_, values) is fit


@pytest.mark.parametrize(
    "heads",
    [
        "班级 学号 姓名 语文 数学 英语 总分 名次",
        "姓名 身份证号 学籍号 班级 语文 数学 总分",
    ],
)
def test_marks_are_no_roster(heads: str) -> None:
    paths = {c: (h,) for c, h in enumerate(heads.split())}
    assert r.is_something_else(paths, "")


@pytest.mark.parametrize("title", ["教师工资表", "七(1)班成绩单", "一周菜谱", "课程表"])
def test_titles_of_what_is_none_of_ours(title: str) -> None:
    assert r.is_something_else({}, title)


def test_people_known_by_what_the_columns_hold() -> None:
    ids = tuple(f"11010520120{n}0100{n}X" for n in range(1, 5))
    held = r.by_content({0: ("张三", "李四", "王五", "赵六"), 1: ids, 2: ("男", "女", "男", "女")})
    assert held == {"name": 0, "id_number": 1, "sex": 2}


def test_running_numbers_are_no_codes_of_nationality() -> None:
    ids = tuple(f"11010520120{n}0100{n}X" for n in range(1, 5))
    held = r.by_content({0: ("1", "2", "3", "4"), 1: ("张三", "李四", "王五", "赵六"), 2: ids})
    assert held == {"name": 1, "id_number": 2}


def test_what_another_table_calls_a_column_is_no_mistyped_heading() -> None:
    rows = """
        户主姓名|成员姓名|性别|身份证号|入学时间|入户时阃
        张大|张三|男|身1|2019.9|2025.9
        李大|李四|女|身2|2019.9|2025.9
        王大|王五|男|身3|2019.9|2025.9
    """
    [piece] = read(sheet(rows, name="摸底")).pieces
    assert piece.suggested == {5: "survey_date"}
