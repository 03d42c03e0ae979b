"""The history: what a run leaves, and what the next month's run makes of it."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from kongcuo_xl import batch, identity, inputs
from kongcuo_xl.checking import Report
from kongcuo_xl.cli import main
from kongcuo_xl.history import asking, runs, showing
from kongcuo_xl.history.rebuild import dated, rebuild
from kongcuo_xl.history.secret import HistoryError, Secret
from kongcuo_xl.history.store import SCHEMA, History
from kongcuo_xl.period import parse
from kongcuo_xl.policy import load
from kongcuo_xl.statistics import Conditions, Statistics

POLICY = load("national")
OCTOBER, NOVEMBER = dt.date(2025, 10, 8), dt.date(2025, 11, 5)


def number(day: str, order: int) -> str:
    """An invented ID with its check character."""
    body = f"110105{day}{order:03d}"
    return body + identity.expected_check(body)


PUPILS = {
    "张晓明": number("20130501", 1),
    "李文静": number("20130612", 2),
    "王子涵": number("20130703", 3),
    "赵云飞": number("20130814", 5),
}
HEADS = ("姓名", "性别", "身份证号", "年级", "班级", "状态")


def roster(folder: Path, *names: str, **states: str) -> None:
    """A school's roster, 花名册.xlsx, of pupils of 六(1)班."""
    folder.mkdir(parents=True, exist_ok=True)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "学生花名册"
    sheet.append(HEADS)
    for name in names:
        sex = "男" if int(PUPILS[name][16]) % 2 else "女"
        sheet.append([name, sex, PUPILS[name], "六年级", "1班", states.get(name, "在校")])
    book.save(folder / "花名册.xlsx")


def balance(folder: Path, month: int, opening: int, closing: int) -> None:
    """A school's sheet of changes, 变动表.xlsx."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = f"{month}月"
    for row in (
        [f"学籍变动情况统计表（2025年{month}月）"],
        ["年级", "期初学生数", "增加", "减少", "期末学生数"],
        ["六年级", opening, max(closing - opening, 0), max(opening - closing, 0), closing],
        ["五年级", 30, 0, 0, 30],
    ):
        sheet.append(row)
    book.save(folder / "变动表.xlsx")


def check(folder: Path, date: dt.date, **more: object) -> Report:
    return inputs.check([folder], POLICY, date, **more)  # type: ignore[arg-type]


def told(report: Report, code: str) -> list[tuple[str, str, int, int, str, str]]:
    return [
        (f.file, f.sheet, f.row, f.column, f.person, f.message)
        for f in report.findings
        if f.code == code
    ]


@pytest.fixture(scope="module")
def school() -> Iterator[Path]:
    """Two months of a school: 李文静 has gone, 赵云飞 is new, what closed at 3 opened at 2."""
    with tempfile.TemporaryDirectory() as folder:
        before, now = Path(folder) / "9月" / "一中", Path(folder) / "10月" / "一中"
        roster(before, "张晓明", "李文静", "王子涵", 王子涵="休学")
        balance(before, 9, 3, 3)
        roster(now, "张晓明", "王子涵", "赵云飞")
        balance(now, 10, 2, 3)
        yield Path(folder)


@pytest.fixture(scope="module")
def reports(school: Path) -> list[Report]:
    """Those months, checked without a history."""
    return [check(school / "9月/一中", OCTOBER), check(school / "10月/一中", NOVEMBER)]


@pytest.fixture(scope="module")
def both(reports: list[Report], school: Path) -> Path:
    """A folder of results with a history of both months."""
    for report in reports:
        runs.append(History(school / "结果"), report)
    return school / "结果"


@pytest.fixture
def history(both: Path, tmp_path: Path) -> History:
    """That history, to do with as one likes."""
    shutil.copytree(both, tmp_path / "结果")
    return History(tmp_path / "结果")


# ── last month's closing is this month's opening ─────────────────────────────────────────────────
@pytest.mark.parametrize("code", ["RC113", "SR105"])
def test_the_history_finds_what_the_old_files_would(
    school: Path, reports: list[Report], tmp_path: Path, code: str
) -> None:
    history = History(tmp_path)
    runs.append(history, reports[0])
    by_files = told(check(school / "10月/一中", NOVEMBER, previous=school / "9月/一中"), code)
    assert by_files
    assert told(check(school / "10月/一中", NOVEMBER, history=history), code) == by_files


def test_a_school_that_sends_reports_only_has_a_closing_too(tmp_path: Path) -> None:
    for month, opening, closing in ((9, 3, 3), (10, 2, 3)):
        (tmp_path / f"{month}月/二中").mkdir(parents=True)
        balance(tmp_path / f"{month}月/二中", month, opening, closing)
    history = History(tmp_path / "结果")
    check(tmp_path / "9月/二中", OCTOBER, history=history)
    found = told(check(tmp_path / "10月/二中", NOVEMBER, history=history), "SR105")
    assert [(file, cell) for file, _, *cell, _, _ in found] == [("变动表.xlsx", [2, 1])]


def test_a_month_is_held_against_an_earlier_one_not_against_itself(
    school: Path, history: History
) -> None:
    again = check(school / "9月/一中", dt.date(2025, 10, 20), history=history)
    assert told(again, "RC113") == []
    assert any(code.code == "RC113" for code in again.skipped)


def test_some_rules_alone_leave_no_part(school: Path, tmp_path: Path) -> None:
    history = History(tmp_path)
    check(school / "9月/一中", OCTOBER, history=history, selected={"ID103"})
    assert history.parts() == []


def opened(folder: Path, first: dt.date, then: dt.date) -> tuple[float | None, list[str]]:
    """期初在籍 of a school's second month, and what is said of that opening."""
    history = History(folder / "结果")
    check(folder / "先/一中", first, history=history)
    report = check(folder / "后/一中", then, history=history)
    statistics = Statistics(report.scopes[0], parse(runs.month_of(then)))
    figure = statistics.figure("enrolled_start", Conditions())
    [now] = history.parts(months=[runs.month_of(then)])
    return figure.number, [*statistics.counted("enrolled_start").notes, *runs.opening(history, now)]


@pytest.mark.filterwarnings("error")
def test_a_month_opens_with_those_who_had_not_left_by_the_one_before(tmp_path: Path) -> None:
    roster(tmp_path / "先/一中", "张晓明", "李文静", "王子涵", 李文静="转出", 王子涵="休学")
    roster(tmp_path / "后/一中", "张晓明", "王子涵", "赵云飞")
    number, said = opened(tmp_path, OCTOBER, NOVEMBER)
    assert number == 2
    assert said[0] == "缺少学籍变动登记册，以2025-09名册的期末人数为期初。"


def test_a_school_year_does_not_open_with_the_grades_of_the_one_before(tmp_path: Path) -> None:
    roster(tmp_path / "先/一中", "张晓明", "李文静")
    roster(tmp_path / "后/一中", "张晓明", "李文静")
    assert opened(tmp_path, dt.date(2025, 9, 1), OCTOBER) == (None, [])


# ── what is in it ────────────────────────────────────────────────────────────────────────────────
def test_nobody_can_be_told_without_the_key(history: History) -> None:
    words = [*PUPILS, *PUPILS.values()]
    for path in history.folder.rglob("*"):
        if path.suffix == ".parquet":
            held = repr(pq.read_table(path).to_pylist()) + path.read_bytes().decode("latin-1")
            assert not [w for w in words if w in held or w.encode().decode("latin-1") in held]
    if os.name != "nt":
        assert (history.folder / "密钥").stat().st_mode & 0o077 == 0


def snapshot(history: History) -> dict[str, bytes]:
    return {
        path.relative_to(history.folder).as_posix(): path.read_bytes()
        for path in sorted(history.folder.rglob("*.parquet"))
    }


def test_the_same_run_leaves_the_same_part(school: Path, history: History) -> None:
    before = snapshot(history)
    runs.append(history, check(school / "9月/一中", OCTOBER))
    assert snapshot(history) == before


def test_findings_restated_are_as_if_told_at_once(school: Path, tmp_path: Path) -> None:
    report = check(school / "10月/一中", NOVEMBER, previous=school / "9月/一中")
    [unit] = {finding.unit for finding in report.findings}
    history = History(tmp_path / "结果")
    whole = runs.append(history, report)[unit]
    at_once = whole.path.read_bytes()
    runs.append(history, replace(report, findings=report.findings[:1]))
    assert whole.path.read_bytes() != at_once
    runs.restate(history, report, {unit: history.name_of(whole)})
    assert whole.path.read_bytes() == at_once
    whole.path.unlink()
    with pytest.raises(HistoryError, match="再运行一次"):
        runs.restate(history, report, {unit: history.name_of(whole)})


@settings(max_examples=4, deadline=None)
@given(
    order=st.permutations(
        [
            (month, unit, day)
            for month in ("2025-09", "2025-10")
            for unit in "甲乙"
            for day in (8, 9)
        ]
    ),
    again=st.integers(0, 7),
)
def test_neither_order_nor_repetition_matters(
    order: list[tuple[str, str, int]], again: int
) -> None:
    secret = Secret(bytes(32))
    runs_made = [*order, order[again]]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        found = []
        for folder, made in ((one, sorted(order)), (other, runs_made)):
            history = History(Path(folder))
            for month, unit, day in made:
                rows = [{"kind": "measures", "measure": "休学", "of": unit, "number": float(day)}]
                table = pa.Table.from_pylist(rows, SCHEMA)
                history.append(month, unit, dt.date(2025, 11, day), table, secret)
            found.append((snapshot(history), history.read("measures", history.parts(), ["of"])))
    assert found[0][0] == found[1][0]
    assert len(found[0][0]) == 8
    assert found[0][1].equals(found[1][1])


# ── what may go wrong ────────────────────────────────────────────────────────────────────────────
def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def wiped(data: bytes) -> bytes:
    return data[:4] + bytes(len(data) // 2) + data[len(data) // 2 + 4 :]


@pytest.mark.parametrize("damage", [cut, wiped])
def test_a_damaged_part_is_set_aside_and_said(
    history: History, damage: Callable[[bytes], bytes]
) -> None:
    path = history.parts()[0].path
    path.write_bytes(damage(path.read_bytes()))
    answer = asking.of_unit(history, "一中")
    assert [row[0] for row in answer.rows] == ["2025-10"]
    assert "已损坏" in history.notes[0]
    assert [p.name for p in path.parent.iterdir()] == ["2025-10-08.parquet.损坏"]


def test_a_newer_format_is_refused_in_a_sentence(history: History) -> None:
    path = history.parts()[1].path
    table = pq.read_table(path, partitioning=None)
    pq.write_table(table.replace_schema_metadata({"kongcuo-history": "2"}), path)
    with pytest.raises(HistoryError, match="请升级"):
        asking.overview(history)


def test_what_an_older_format_lacks_is_blank(history: History) -> None:
    path = history.parts()[0].path
    table = pq.read_table(path, partitioning=None).drop_columns(["groups", "risk"])
    pq.write_table(table.replace_schema_metadata({"kongcuo-history": "0"}), path)
    first, second = asking.of_student(history, "张晓明").rows
    assert (first[1], first[5]) == ("2025-09", None)
    assert (second[1], second[5]) == ("2025-10", "无")


def test_a_lost_key_is_said_and_numbers_are_still_there(
    school: Path, reports: list[Report], history: History
) -> None:
    (history.folder / "密钥").unlink()
    runs.append(history, reports[1])
    assert "密钥不见了" in history.notes[0]
    assert len(asking.of_measure(history, "期末在籍").columns) == 3
    with pytest.raises(HistoryError, match="另一把密钥"):
        asking.of_student(history, "李文静")
    history.notes.clear()
    check(school / "10月/一中", NOVEMBER, history=history)
    assert "另一把密钥" in history.notes[0]


def test_a_file_that_is_no_key_is_refused(history: History) -> None:
    (history.folder / "密钥").write_text("x" * 65)
    with pytest.raises(HistoryError, match="不是历史库的密钥"):
        asking.of_student(history, "张晓明")


# ── a county ─────────────────────────────────────────────────────────────────────────────────────
def run(inbox: Path, out: Path, date: dt.date) -> batch.Outcome:
    return batch.run(inbox, out, "national", POLICY, date, workers=1)


@pytest.fixture(scope="module")
def county(school: Path) -> Path:
    """A folder of results of two months, run one after the other."""
    for month, date in (("2025-10-08", OCTOBER), ("2025-11-05", NOVEMBER)):
        inbox = school / "县" / month / "一中"
        shutil.copytree(school / ("9月" if date == OCTOBER else "10月") / "一中", inbox)
        run(inbox.parent, school / "县结果", date)
    return school / "县结果"


def test_a_batch_opens_with_what_the_month_before_left(school: Path, county: Path) -> None:
    (unit,) = run(school / "县/2025-11-05", county, NOVEMBER).units
    assert {"RC113", "SR105"} <= {f.code for f in unit.findings}
    # 李文静 has gone since; no register of changes says so, last month's roster does.
    sheet = load_workbook(county / "一中/月报表_2025-10.xlsx").worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    heads = next(row for row in rows if "期初在籍" in row)
    sixth = next(row for row in rows if "六年级" in row)
    assert sixth[heads.index("期初在籍")] == 3
    assert (
        "一中：2025-10 期初在校算不出（缺学籍变动登记册），历史库里 2025-09 期末在校 2 人，"
        "可以填作期初。" in unit.said
    )


def test_what_was_not_done_again_is_in_the_history_still(school: Path, county: Path) -> None:
    assert run(school / "县/2025-11-05", county, NOVEMBER).again == 0
    part = History(county).parts(months=["2025-10"])[0]
    kept = part.path.read_bytes()
    part.path.unlink()
    assert run(school / "县/2025-11-05", county, NOVEMBER).again == 1
    assert part.path.read_bytes() == kept


def test_a_history_made_again_is_the_same(school: Path, county: Path, tmp_path: Path) -> None:
    new = History(tmp_path)
    new.folder.mkdir()
    shutil.copy(county / "历史/密钥", new.folder)
    inboxes = dated([school / "县/2025-11-05", school / "县/2025-10-08"], None)
    rebuild(new, inboxes, "national", POLICY, workers=1)
    assert snapshot(new) == snapshot(History(county))


@pytest.mark.parametrize(
    ("name", "date", "period"),
    [
        ("2025-10-08", dt.date(2025, 10, 8), None),
        ("20251008来件", dt.date(2025, 10, 8), None),
        ("2025年10月8日", dt.date(2025, 10, 8), None),
        ("2025年10月", dt.date(2025, 10, 31), "2025-10"),
        ("2025-02", dt.date(2025, 2, 28), "2025-02"),
    ],
)
def test_a_folder_says_when_it_was_handed_in(name: str, date: dt.date, period: str | None) -> None:
    assert dated([Path("收件", name)], None) == [(date, Path("收件", name), period)]


def test_a_folder_that_does_not_say_is_asked_about() -> None:
    with pytest.raises(HistoryError, match="哪一天的来件"):
        dated([Path("收件/旧的"), Path("收件/2025-10")], None)
    assert dated([Path("收件/旧的")], OCTOBER) == [(OCTOBER, Path("收件/旧的"), None)]


# ── asking ───────────────────────────────────────────────────────────────────────────────────────
def test_a_pupil_by_name_and_by_number(history: History) -> None:
    by_name = asking.of_student(history, " 王子涵 ")
    assert [row[1:5] for row in by_name.rows] == [
        ["2025-09", "一中", "六(1)班", "休学"],
        ["2025-10", "一中", "六(1)班", "在校"],
    ]
    by_number = asking.of_student(history, PUPILS["王子涵"].lower())
    assert by_number.rows == by_name.rows
    assert PUPILS["王子涵"] not in showing.as_text(by_number)


def test_a_unit_by_month(history: History) -> None:
    answer = asking.of_unit(history, "一中")
    heads = [column.key for column in answer.columns]
    rows = [dict(zip(heads, row, strict=True)) for row in answer.rows]
    assert [(r["month"], r["enrolled_end"], r["suspended"]) for r in rows] == [
        ("2025-09", 3, 1),
        ("2025-10", 3, 0),
    ]


def test_a_measure_of_all_units_with_their_sum(school: Path, history: History) -> None:
    shutil.copytree(school / "9月/一中", school / "9月/二中", dirs_exist_ok=True)
    check(school / "9月/二中", OCTOBER, history=history)
    text = showing.as_text(asking.of_measure(history, "期末在籍")).splitlines()
    assert text[2:6] == [
        "单位  2025-09  2025-10",
        "一中        3        3",
        "二中        3",
        "合计        6        3",
    ]
    only = asking.of_measure(history, "期末在籍", "二中", asking.Span("2025-09", "2025-09"))
    assert only.rows == [["二中", 3]]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"measure": "在籍"}, "可以是：期初在籍、期末在籍"),
        ({"measure": "身高"}, "没有“身高”这个数"),
        ({"measure": "家访人次"}, "都缺算它的台账"),
        ({"unit": "三中"}, "没有单位“三中”；有：一中"),
        ({"student": "某某"}, "没有“某某”"),
        ({"since": "2026-01"}, "历史库里有 2025-09 到 2025-10"),
    ],
)
def test_what_can_not_be_answered_is_said(
    history: History, question: dict[str, str], sentence: str
) -> None:
    with pytest.raises(HistoryError, match=sentence):
        asking.ask(history, **question)  # type: ignore[arg-type]


def test_the_command_prints_and_writes(
    history: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = str(history.folder.parent)
    assert main(["history", where]) == 0
    assert capsys.readouterr().out.splitlines()[2].split() == [
        "月份",
        "单位",
        "学生",
        "错误",
        "疑问",
        "提示",
    ]
    assert main(["history", where, "--unit", "一中", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"][0]["month"] == "2025-09"
    target = tmp_path / "走势.xlsx"
    assert (
        main(["history", where, "--measure", "期末在籍", "--format", "xlsx", "--out", str(target)])
        == 0
    )
    sheet = load_workbook(target)["走势"]
    assert [cell.value for cell in sheet[3]] == ["月份", "一中"]
    assert len(sheet._charts) == 1  # type: ignore[attr-defined]
    assert main(["history", str(tmp_path / "没有")]) == 2
    assert "没有历史记录" in capsys.readouterr().err
