"""A county at once: every unit done, bad files set aside, one summary, whatever the workers."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from workbooks import xlsx

from kongcuo_xl import batch, summary
from kongcuo_xl.batch.outcome import UnitResult
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.period import PeriodError
from kongcuo_xl.policy import load

DATE = dt.date(2025, 10, 20)
ROSTER = [
    ["姓名", "性别", "身份证号", "年级", "班级"],
    ["张小明", "男", "110105201309010033", "七年级", "1班"],
]
OTHER = ["王小华", "男", "110105201309020055", "七年级", "1班"]
WRONG = ["李小红", "女", "110105201309010028", "七年级", "1班"]
TERM = [
    ["学期", "开始", "结束", "类别", "名称"],
    ["2025秋", dt.date(2025, 9, 1), dt.date(2026, 1, 16), "上课", "第一学期"],
]


@pytest.fixture
def county(tmp_path: Path) -> Path:
    inbox = tmp_path / "全县"
    for school in ("一中", "二中"):
        (inbox / school).mkdir(parents=True)
    xlsx(inbox / "校历.xlsx", {"校历": TERM})
    xlsx(inbox / "一中" / "花名册.xlsx", {"七(1)": [*ROSTER, WRONG]})
    xlsx(inbox / "二中" / "花名册.xlsx", {"七(1)": [ROSTER[0], OTHER]})
    (inbox / "二中" / "坏.xlsx").write_bytes(b"PK\x03\x04" + bytes(50))
    return inbox


def run(inbox: Path, out: Path, workers: int = 1) -> batch.Outcome:
    return batch.run(inbox, out, "national", load("national"), DATE, workers=workers)


def test_every_unit_is_checked_marked_and_filled(county: Path, tmp_path: Path) -> None:
    outcome = run(county, tmp_path / "结果")
    units = {unit.name: unit for unit in outcome.units}
    assert units.keys() >= {"一中", "二中"}
    assert [f.code for f in units["一中"].findings if f.level == "错误"] == ["ID103"]
    assert not [f for f in units["二中"].findings if f.level == "错误"]
    assert (tmp_path / "结果/一中/花名册_核查.xlsx").is_file()
    assert not (tmp_path / "结果/二中/花名册_核查.xlsx").exists()
    for school in ("一中", "二中"):
        assert (tmp_path / "结果" / school / "月报表_2025-09.xlsx").is_file()


def test_a_bad_file_is_set_aside_with_its_reason(county: Path, tmp_path: Path) -> None:
    outcome = run(county, tmp_path / "结果")
    (bad,) = outcome.unreadable
    assert bad.file == "二中/坏.xlsx"
    sheet = openpyxl.load_workbook(tmp_path / "结果/汇总.xlsx")["未读文件"]
    told = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "二中/坏.xlsx" in told
    assert bad.reason in told


def test_the_summary_adds_up_and_has_a_native_chart(county: Path, tmp_path: Path) -> None:
    outcome = run(county, tmp_path / "结果")
    with zipfile.ZipFile(outcome.summary) as package:
        assert any(name.startswith("xl/charts/chart") for name in package.namelist())
    rows = list(openpyxl.load_workbook(outcome.summary)["汇总"].iter_rows(values_only=True))
    head = next(row for row in rows if "单位" in row)
    school = next(row for row in rows if "一中" in row)
    assert school[head.index("学生数")] == 2
    assert school[head.index("错误")] == 1


def test_of_many_units_the_chart_shows_those_with_the_most_findings(tmp_path: Path) -> None:
    units = [UnitResult(f"县/{n}中", levels=Counter(错误=n % 7, 疑问=n)) for n in range(21)]
    outcome = batch.Outcome(units, tmp_path / "汇总.xlsx", DATE, "全国")
    summary.write(outcome, outcome.summary)
    sheet = openpyxl.load_workbook(outcome.summary)["汇总"]
    rows = [row[:8] for row in sheet.iter_rows(values_only=True)]
    first = next(at for at, row in enumerate(rows) if row[0] == "问题最多的20个单位的问题数") + 2
    assert [row[1] for row in rows[first : first + 4]] == ["20中", "13中", "6中", "19中"]
    assert len(rows) == first + 20
    assert "0中" not in [row[1] for row in rows[first:]]
    with zipfile.ZipFile(outcome.summary) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    assert chart.count(f"<f>'汇总'!$B${first + 1}:$B${first + 20}</f>") == 3


def test_more_workers_find_the_same(county: Path, tmp_path: Path) -> None:
    one, two = run(county, tmp_path / "甲"), run(county, tmp_path / "乙", workers=2)
    assert [u.findings for u in one.units] == [u.findings for u in two.units]
    written = [
        sorted(str(p.relative_to(out)) for p in out.rglob("*") if p.is_file())
        for out in (tmp_path / "甲", tmp_path / "乙")
    ]
    assert written[0] == written[1]


def test_inputs_are_left_as_they_were(county: Path, tmp_path: Path) -> None:
    before = {p: p.read_bytes() for p in county.rglob("*") if p.is_file()}
    run(county, tmp_path / "结果")
    assert {p: p.read_bytes() for p in county.rglob("*") if p.is_file()} == before


def test_what_makes_no_sense_is_said(county: Path, tmp_path: Path) -> None:
    with pytest.raises(PeriodError, match="2025Q4"):
        batch.run(county, tmp_path / "o", "national", load("national"), DATE, period="2025Q4")
    with pytest.raises(OutputError, match="没有的"):
        run(tmp_path / "没有的", tmp_path / "o")
    with pytest.raises(OutputError, match="花名册"):
        run(county / "一中" / "花名册.xlsx", tmp_path / "o")


def sheets(out: Path) -> set[str]:
    names = ("月报表_", "预警名单", "待办清单")
    return {p.name for p in out.rglob("*.xlsx") if p.name.startswith(names)}


def test_a_check_only_fills_nothing_and_takes_no_sheet_away(county: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果"

    def check() -> batch.Outcome:
        return batch.run(
            county, out, "national", load("national"), DATE, workers=1, check_only=True
        )

    checked = check()
    assert sheets(out) == set()
    assert list(out.rglob("*_核查.xlsx"))
    assert not list((out / "历史").glob("month=*"))
    whole = run(county, out)
    assert whole.again == len(whole.units)
    assert [u.codes for u in whole.units] == [u.codes for u in checked.units]
    assert "月报表_2025-09.xlsx" in sheets(out)
    known = sheets(out)
    check()
    assert sheets(out) == known
    batch.run(county, out, "national", load("national"), dt.date(2025, 11, 5), workers=1)
    assert {"月报表_2025-09.xlsx", "月报表_2025-10.xlsx"} <= sheets(out)
