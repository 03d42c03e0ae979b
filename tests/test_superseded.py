"""Lists of earlier semesters beside the later ones of the same people."""

from __future__ import annotations

from layouts import read, sheet

from kongcuo_xl.superseded import superseded
from kongcuo_xl.tables import Piece

_ROWS = """
{title}||||
序号|姓名|性别|身份证号|家长
#1|{a}|男|身1|张大
#2|{b}|女|身2|李大
#3|{c}|男|身3|王大
"""


def roster(title: str, people: str, tab: str = "Sheet1", file: str = "柳村小学/名册.xlsx") -> Piece:
    a, b, c = people.split()
    rows = _ROWS.format(title=title, a=a, b=b, c=c)
    [piece] = read(sheet(rows, "A1:E1", tab), file=file).pieces
    return piece


def old(*pieces: Piece) -> list[Piece]:
    return superseded(pieces, 2025, 10)


def test_a_semester_takes_the_place_of_the_one_before() -> None:
    spring = roster("柳村小学2025年春季学期五年级花名册", "张三 李四 王五")
    autumn = roster("柳村小学2025年秋季学期六年级花名册", "张三 李四 孙七")
    assert old(spring, autumn) == [spring]
    assert old(spring) == []


def test_the_sheet_may_say_the_semester_and_a_school_year_may() -> None:
    first = roster("柳村小学花名册", "张三 李四 王五", "2024-2025学年第二学期")
    second = roster("柳村小学花名册", "张三 李四 王五", "2025-2026学年第一学期")
    assert old(first, second) == [first]


def test_a_month_takes_the_place_of_the_month_before_but_not_one_to_come() -> None:
    september = roster("柳村小学五年级花名册（2025年9月）", "张三 李四 王五")
    october = roster("柳村小学五年级花名册（2025年10月）", "张三 李四 王五")
    november = roster("柳村小学五年级花名册（2025年11月）", "张三 李四 王五")
    assert old(september, october, november) == [september]


def test_another_class_with_an_old_title_is_another_class() -> None:
    one = roster("柳村小学2024年秋季学期五年级花名册", "张三 李四 王五")
    other = roster("柳村小学2025年秋季学期六年级花名册", "赵一 钱二 孙七")
    assert old(one, other) == []


def test_a_list_of_another_name_is_another_list() -> None:
    all_ = roster("柳村小学2025年9月学生花名册", "张三 李四 王五")
    some = roster("柳村小学2025年10月住校学生花名册", "张三 李四 王五")
    assert old(all_, some) == []
