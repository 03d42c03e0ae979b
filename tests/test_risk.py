"""AT_RISK on small literal tables: level, words, cell, and what a correction changes."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_page import parse, report_on

from kongcuo_xl.cli import main
from kongcuo_xl.risk import LEVELS, Assessment, assess
from kongcuo_xl.signs import says
from kongcuo_xl.tables import NotApplicable

ROSTER = """
[学生花名册]
姓名 | 身份证号           | 年级   | 班级 | 留守儿童 | 学困 | 反复 | 备注
张三 | 110105201309010017 | 七年级 | 1班  | 是       | 否   | 否   |
李四 | 110105201309010033 | 七年级 | 1班  | 是       | 是   | 否   |
王五 | 11010520130901005X | 七年级 | 1班  | 否       | 否   | 否   |
赵六 | 110105201309010076 | 七年级 | 1班  | 否       | 否   | 是   |
"""


def judge(text: str, head: str = "日期 2025-10-20\n") -> Assessment:
    """The judgement on the example's only scope."""
    return assess(report_on(parse((head + text).splitlines()), set()).scopes[0])


def levels(text: str, head: str = "日期 2025-10-20\n") -> dict[str, str]:
    """Name → level."""
    found = judge(text, head)
    return dict(zip(found.students.maybe("name"), found.levels, strict=True))


def words(found: Assessment, name: str) -> list[str]:
    """The reasons for one pupil."""
    row = found.students.maybe("name").tolist().index(name)
    return list(found.words.get(row, ()))


def test_one_factor_is_low_two_are_medium_none_is_none() -> None:
    assert levels(ROSTER) == {"张三": "低", "李四": "中", "王五": "无", "赵六": "低"}


def test_one_factor_with_recent_truancy_is_medium_and_truancy_alone_is_none() -> None:
    found = judge(
        ROSTER
        + """
[缺课登记表]
日期       | 姓名 | 班级    | 天数 | 类别
2025-10-13 | 张三 | 七(1)班 | 1    | 旷课
2025-10-13 | 王五 | 七(1)班 | 1    | 旷课
2025-09-01 | 赵六 | 七(1)班 | 1    | 旷课
"""
    )
    assert dict(zip(found.students.maybe("name"), found.levels, strict=True)) == {
        "张三": "中",
        "李四": "中",
        "王五": "无",
        "赵六": "低",
    }
    assert words(found, "张三") == ["留守儿童", "近期旷课1天（近20个教学日）"]


def test_half_days_are_counted_and_days_added_up() -> None:
    found = judge(
        ROSTER
        + """
[缺课登记表]
日期       | 姓名 | 班级    | 天数 | 类别
2025-10-09 | 王五 | 七(1)班 | 0.5  | 旷课
2025-10-13 | 王五 | 七(1)班 | 0.5  | 旷课
2025-10-15 | 王五 | 七(1)班 | 0.5  | 旷课
2025-10-16 | 王五 | 七(1)班 | 1    | 旷课
2025-10-14 | 赵六 | 七(1)班 | 0.5  | 旷课
2025-10-16 | 赵六 | 七(1)班 | 0.5  | 旷课
"""
    )
    assert words(found, "王五") == ["本学期半天旷课3次", "近期旷课2.5天（近20个教学日）"]
    assert words(found, "赵六") == ["登记为反复学生", "近期旷课1天（近20个教学日）"]


@pytest.mark.parametrize(
    "table",
    [
        """
[缺课登记表]
日期       | 姓名 | 班级    | 天数 | 类别
2025-10-16 | 王五 | 七(1)班 | 1    | 旷课
2025-10-17 | 王五 | 七(1)班 | 1    | 旷课
""",
        """
[疑似辍学台账]
姓名 | 班级    | 发现日期   | 状态     | 离校日期
王五 | 七(1)班 | 2025-10-15 | 疑似辍学 | 2025-10-13
""",
        """
[辍学台账]
姓名 | 班级    | 发现日期   | 状态   | 复学日期
王五 | 七(1)班 | 2025-09-10 | 已返校 | 2025-09-22
[缺课登记表]
日期       | 姓名 | 班级    | 天数 | 类别
2025-10-16 | 王五 | 七(1)班 | 0.5  | 旷课
""",
        """
[家访登记表]
日期       | 教师 | 学生 | 班级    | 形式 | 内容         | 结果
2025-10-10 | 王芳 | 王五 | 七(1)班 | 入户 | 了解学习情况 | 学生不想上学，家长无奈
""",
    ],
    ids=["two days", "suspected", "returned and absent again", "intention"],
)
def test_a_fact_that_calls_for_action_today_is_high(table: str) -> None:
    assert levels(ROSTER + table)["王五"] == "高"


def test_two_days_of_leave_are_no_truancy_and_an_old_streak_is_past() -> None:
    found = levels(
        ROSTER
        + """
[缺课登记表]
日期       | 姓名 | 班级    | 天数 | 类别 | 原因
2025-10-16 | 王五 | 七(1)班 | 2    | 病假 | 发烧
2025-09-01 | 赵六 | 七(1)班 | 2    | 旷课 |
"""
    )
    assert (found["王五"], found["赵六"]) == ("无", "低")


def test_somebody_back_from_a_case_is_low_and_the_return_is_named() -> None:
    found = judge(
        ROSTER
        + """
[辍学台账]
姓名 | 班级    | 发现日期   | 状态   | 复学日期
王五 | 七(1)班 | 2025-03-10 | 已返校 | 2025-03-22
"""
    )
    assert words(found, "王五") == ["曾经辍学（2025-03-22返校）"]
    assert found.levels[2] == "低"


def test_an_intention_ends_when_a_later_record_says_so() -> None:
    visits = """
[家访登记表]
日期       | 教师 | 学生 | 班级    | 形式 | 内容         | 结果
2025-09-10 | 王芳 | 王五 | 七(1)班 | 入户 | 了解学习情况 | 有辍学倾向
2025-10-10 | 王芳 | 王五 | 七(1)班 | 入户 | 再次上门     | 已打消念头，正常上课
"""
    assert levels(ROSTER + visits)["王五"] == "无"


def test_the_latest_visit_says_whether_the_guardian_can_be_reached() -> None:
    head = """
[家访登记表]
日期       | 教师 | 学生 | 班级    | 形式 | 内容         | 结果
2025-10-10 | 王芳 | 王五 | 七(1)班 | 电话 | 了解学习情况 | 无人接听
"""
    found = judge(ROSTER + head)
    assert words(found, "王五") == ["监护人联系不上（10月10日家访：无人接听）"]
    later = "2025-10-11 | 王芳 | 王五 | 七(1)班 | 入户 | 了解学习情况 | 家长支持\n"
    assert levels(ROSTER + head + later)["王五"] == "无"


def test_missing_visits_count_only_after_the_first_weeks_and_for_pupils_owed_one() -> None:
    visits = """
[家访登记表]
日期       | 教师 | 学生 | 班级    | 形式 | 内容         | 结果
2025-09-10 | 王芳 | 李四 | 七(1)班 | 入户 | 了解学习情况 | 良好
"""
    found = judge(ROSTER + visits)
    assert words(found, "赵六") == ["登记为反复学生", "本学期还没有家访"]
    assert "本学期还没有家访" not in words(found, "张三")
    early = judge(ROSTER + visits, "日期 2025-09-20\n")
    assert words(early, "赵六") == ["登记为反复学生"]
    assert early.lacking["missing_visits"] == "学期初集中家访期还没有结束"


def test_poverty_is_seen_in_the_list_of_another_folder() -> None:
    found = levels(
        """
[县/一中/学生花名册]
姓名 | 身份证号           | 年级   | 班级
王五 | 11010520130901005X | 七年级 | 1班
[县/脱贫户名单]
户主   | 姓名 | 身份证号           | 户类型
王大山 | 王五 | 11010520130901005X | 监测户
"""
    )
    assert found == {"王五": "低"}


def test_whoever_has_left_is_not_judged() -> None:
    found = levels(
        """
[学生花名册]
姓名 | 身份证号           | 年级   | 班级 | 留守儿童 | 状态
张三 | 110105201309010017 | 七年级 | 1班  | 是       | 转出
李四 | 110105201309010033 | 七年级 | 1班  | 是       | 在校
"""
    )
    assert found == {"张三": "无", "李四": "低"}


def test_key_grades_and_age_above_grade() -> None:
    found = judge(
        """
[学生花名册]
姓名 | 身份证号           | 年级   | 班级
张三 | 110105200809010019 | 八年级 | 1班
李四 | 110105201309010033 | 七年级 | 1班
"""
    )
    assert words(found, "张三") == ["八年级为重点年级", "比年级正常年龄大3岁"]
    assert words(found, "李四") == []


def test_a_reason_knows_its_cell_its_basis_and_what_a_correction_would_leave() -> None:
    found = judge(ROSTER)
    reasons = found.reasons(1)
    assert [(r.words, r.cell, r.level_without) for r in reasons] == [
        ("登记为学困", "F3", "低"),
        ("留守儿童", "E3", "低"),
    ]
    assert reasons[0].basis == ("000-13", "003-04")
    assert (reasons[0].file, reasons[0].sheet) == ("示例.xlsx", "学生花名册")


def test_without_gives_the_levels_that_would_remain() -> None:
    found = judge(ROSTER)
    mine = found.facts.index[found.facts["student"] == 1]
    assert found.without(mine)[1] == "无"
    assert found.without(mine[:1])[1] == "低"
    assert found.without([]).tolist() == found.levels.tolist()


def test_the_policy_holds_the_factors() -> None:
    assert levels(ROSTER, "日期 2025-10-20\n参数 risk_factors_for_medium=3\n")["李四"] == "低"


def test_without_a_roster_nobody_can_be_judged() -> None:
    text = "[教职工名册]\n姓名 | 职务\n王芳 | 教师\n李强 | 教师\n"
    with pytest.raises(NotApplicable, match="没有学生花名册"):
        judge(text)


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("学生有辍学倾向", "学生有辍学倾向"),
        ("学习困难，不想读书了", "不想读书了"),
        ("没有辍学倾向", ""),
        ("了解是否有辍学倾向", ""),
        ("宣传法律，防止辍学念头产生", ""),
        ("表示支持，不再不想上学", ""),
        ("", ""),
    ],
)
def test_an_intention_is_read_in_a_clause_that_does_not_deny_it(text: str, clause: str) -> None:
    assert says(text, "辍学意向") == clause


def test_the_command_lists_levels_and_writes_a_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "学生花名册"
    for row in ROSTER.strip().splitlines()[1:]:
        sheet.append([cell.strip() for cell in row.split("|")])
    (tmp_path / "一中").mkdir()
    book.save(tmp_path / "一中" / "花名册.xlsx")
    common = ["risk", str(tmp_path / "一中"), "--date", "2025-10-20", "--quiet"]
    assert main([*common, "--level", "中", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(s["name"], s["level"]) for s in told["students"]] == [("李四", "中")]
    assert told["counts"] == {"高": 0, "中": 1, "低": 2, "无": 1}
    assert main([*common, "--format", "xlsx", "--out", str(tmp_path / "预警.xlsx")]) == 0
    written = openpyxl.load_workbook(tmp_path / "预警.xlsx").active
    assert written is not None
    assert [row[3] for row in written.iter_rows(min_row=4, values_only=True)] == [
        "李四",
        "张三",
        "赵六",
    ]
    assert main([*common, "--format", "xlsx"]) == 2
    assert main([*common, "--level", "特高"]) == 2
    assert "不是等级" in capsys.readouterr().err


@settings(max_examples=25, deadline=None)
@given(
    flags=st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=5),
    truant=st.sets(st.integers(0, 4)),
)
def test_correcting_a_fact_never_raises_a_level(
    flags: list[tuple[bool, bool, bool]], truant: set[int]
) -> None:
    names = ["张一一", "李二二", "王三三", "赵四四", "孙五五"][: len(flags)]
    rows = ["[学生花名册]", "姓名 | 身份证号 | 年级 | 班级 | 留守儿童 | 学困 | 厌学"]
    for number, (name, told) in enumerate(zip(names, flags, strict=True)):
        said = " | ".join("是" if flag else "否" for flag in told)
        rows.append(f"{name} | 11010520130901{number:04d} | 八年级 | 1班 | {said}")
    rows += ["[缺课登记表]", "日期 | 姓名 | 班级 | 天数 | 类别"]
    day = dt.date(2025, 10, 13)
    rows += [f"{day} | {name} | 八(1)班 | 1 | 旷课" for n, name in enumerate(names) if n in truant]
    found = judge("\n".join(rows))
    place = {level: n for n, level in enumerate(LEVELS)}
    for fact in found.facts.index:
        left = found.without([fact])
        student = found.facts["student"][fact]
        assert all(place[a] <= place[b] for a, b in zip(found.levels, left, strict=True))
        assert left[student] == found.levels_without[fact]
