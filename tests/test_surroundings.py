"""What titles, sheet and file names say about class, school, month, totals and marks."""

from __future__ import annotations

import pytest

from kongcuo_xl import surroundings as s


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("城关中学七(1)班学生花名册", (7, "1")),
        ("七（12）班", (7, "12")),
        ("七年级三班", (7, "3")),
        ("初一3班", (7, "3")),
        ("7.1班", (7, "1")),
        ("7-2班", (7, "2")),
        ("701", (7, "1")),
        ("0702", (7, "2")),
        ("八(2)", (8, "2")),
        ("一班", (None, "1")),
        ("八年级", (8, None)),
        ("2025年秋季学期学生名单", (None, None)),
        ("班级：七(1)班", (7, "1")),
        ("竹山县第一中学", (None, None)),
        ("六年级毕业班", (6, None)),
    ],
)
def test_class_in(text: str, said: tuple[int | None, str | None]) -> None:
    assert s.class_in(text, 2025) == said


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("柳村小学", "小学"),
        ("城关中学", "初中"),
        ("县一中", "初中"),
        ("初级中学", "初中"),
        ("石桥九年一贯制学校", ""),
        ("小升初名单", ""),
        ("学生花名册", ""),
    ],
)
def test_stage_in(text: str, stage: str) -> None:
    assert s.stage_in(text) == stage


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2025年9月点名册", (2025, 9)),
        ("点名册（10月）", (None, 10)),
        ("2025.10考勤", (2025, 10)),
        ("十一月考勤", (None, 11)),
        ("2025-2026学年9月考勤", (2025, 9)),
        ("2025-2026学年3月考勤", (2026, 3)),
        ("学生考勤", (None, None)),
    ],
)
def test_month_in(text: str, month: tuple[int | None, int | None]) -> None:
    assert s.month_in(text) == month


@pytest.mark.parametrize(
    ("text", "totals"),
    [
        ("共45人", [(45, "")]),
        ("全班共 45 人，其中男 23 人，女 22 人", [(45, ""), (23, "男"), (22, "女")]),
        ("合计：45", [(45, "")]),
        ("第1页共3页", []),
        ("2025年9月", []),
    ],
)
def test_stated_in(text: str, totals: list[tuple[int, str]]) -> None:
    assert [(t.number, t.of) for t in s.stated_in([(0, 0, text)])] == totals


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("√出勤 ×旷课 △事假", {"√": "出勤", "×": "旷课", "△": "事假"}),
        ("说明：出勤√，旷课×，病假○", {"√": "出勤", "×": "旷课", "○": "病假"}),
        ("记号：“√”表示到校，“○”表示病假", {"√": "到校", "○": "病假"}),
        ("√出勤", {}),
    ],
)
def test_legend_in(text: str, marks: dict[str, str]) -> None:
    assert s.legend_in([text]) == marks


@pytest.mark.parametrize(
    "text", ["填表人：王芳", "校长（签字）：", "注：1.略", "第 1 页", "2025年9月5日", "盖章"]
)
def test_notes(text: str) -> None:
    assert s.is_note(text)


@pytest.mark.parametrize("text", ["张三", "注秋", "校长", "分水岭村", "七(1)班"])
def test_no_notes(text: str) -> None:
    assert not s.is_note(text)


def test_nearest_words_go_first() -> None:
    said = s.context_of(["城关中学", "八(2)班"], "七(1)", "城关中学/九年级.xlsx", "城关中学", 2025)
    assert (said.grade, said.klass, said.school, said.stage) == (8, "2", "城关中学", "初中")


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("韦志明", "韦志明"),
        ("马如龙家访记录", "马如龙"),
        ("3.欧阳小燕", "欧阳小燕"),
        ("吉克·日则", "吉克·日则"),
        ("九月", ""),
        ("第3周", ""),
        ("秋季学期", ""),
        ("七(1)班", ""),
        ("家访", ""),
        ("安全教育", ""),
        ("安全", ""),  # 安, 明, 花 and 全 are family names as well
        ("明细", ""),
        ("花名册", ""),
        ("全部", ""),
        ("夏季", ""),
        ("王学军", "王学军"),
    ],
)
def test_for_whom_a_sheet_is_named(name: str, who: str) -> None:
    assert s.person_in(name, ("家访登记", "家访记录", "家访")) == who
