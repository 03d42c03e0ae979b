"""The invented county: same bytes each time, valid people, every planted fault in its cell."""

import datetime as dt
import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kongcuo_xl import demo, inputs
from kongcuo_xl.demo import books, county, faults, people
from kongcuo_xl.demo.hands import ClassName, Hand, class_text, grade_text
from kongcuo_xl.demo.school import School
from kongcuo_xl.demo.sheets import schools
from kongcuo_xl.demo.term import Term
from kongcuo_xl.identity import expected_check
from kongcuo_xl.rule import rules

pytestmark = pytest.mark.xdist_group("demo")  # the county is written once

UNDER = {"policy", "date", "previous"}
"""What a fault may need of a check beside the usual policy and date."""

ABOVE = {f"EL10{n}" for n in range(1, 9)} | {"RC109", "RC111", "RP103", "SR101", "SR102", "SR103"}
ABOVE |= {"SR107", "QM104"}
"""Codes of the lists in the county's own folder."""

OF_A_TABLE = {"FM", "WK", "QM", "CH", "SR", "RP", "HT"}
"""Families that point at headings or at people who may lack several things."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("county")
    demo.write(path)
    return path


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict:
    return json.loads((folder / "truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def sheets(folder: Path) -> dict[tuple[str, str], Worksheet]:
    found = {}
    for path in folder.rglob("*.*"):
        if path.suffix in (".xlsx", ".xlsm", ".xls", ".et"):
            with path.open("rb") as file:
                book = load_workbook(file)
            for sheet in book.worksheets:
                found[path.relative_to(folder).as_posix(), sheet.title] = sheet
    return found


def cells(truth: dict, sheets: dict, code: str) -> list:
    """The values at every cell of a code that stands in an OOXML workbook."""
    found = [
        sheets[f["file"], f["sheet"]][f["cell"]].value
        for f in truth["faults"]
        if f["code"] == code and not f["file"].endswith(".ods")
    ]
    assert found, code
    return found


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes_and_another_others(tmp_path: Path) -> None:
    for name, seed in (("one", 2025), ("two", 2025), ("other", 7)):
        demo.write(tmp_path / name, schools=2, students=40, seed=seed)
    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    assert digest(tmp_path / "one") != digest(tmp_path / "other")


def test_every_code_is_planted_twice_or_more(truth: dict) -> None:
    counts = Counter(fault["code"] for fault in truth["faults"])
    assert {code: counts[code] for code in rules() if counts[code] < 2} == {}
    assert set(counts) == set(rules())


def test_every_code_is_planted_at_two_schools(truth: dict) -> None:
    schools: dict[str, set[str]] = {}
    for fault in truth["faults"]:
        schools.setdefault(fault["code"], set()).add(fault["file"].split("/")[0])
    assert {code for code, places in schools.items() if len(places) < 2} <= ABOVE


def test_no_fault_is_listed_twice(truth: dict) -> None:
    places = [(f["file"], f["sheet"], f["cell"], f["code"]) for f in truth["faults"]]
    assert len(places) == len(set(places))


def test_a_cell_has_one_fault(truth: dict) -> None:
    places = Counter(
        (f["file"], f["sheet"], f["cell"])
        for f in truth["faults"]
        if not UNDER & set(f) and f["code"][:2] not in OF_A_TABLE
    )
    assert [place for place, count in places.items() if count > 1] == []


def test_truth_names_the_date_and_the_policy(truth: dict) -> None:
    assert (truth["date"], truth["policy"]) == ("2025-10-20", "zhushan-2021")


@pytest.mark.parametrize("code", ["ID101", "ST101", "ST108", "ST109", "AT101", "AT108", "AT110"])
def test_blanks_are_blank(truth: dict, sheets: dict, code: str) -> None:
    assert set(cells(truth, sheets, code)) <= {None}


def test_numbers_are_wrong_in_the_way_their_code_says(truth: dict, sheets: dict) -> None:
    assert all(re.fullmatch(r"\d{17}[\dX]", v) is None for v in cells(truth, sheets, "ID102"))
    for value in cells(truth, sheets, "ID103"):
        assert value[-1] != expected_check(value[:17])
    for value in cells(truth, sheets, "ID104"):
        assert value[10:14] == "0230"
        assert value[-1] == expected_check(value[:17])
    for value in cells(truth, sheets, "ID105"):
        assert not isinstance(value, str)
        assert (int(value) + 64) % 1000 <= 128  # three noughts, as near as a float comes
    for value in cells(truth, sheets, "ID109"):
        assert re.sub(r"[ ']", "", value).startswith("690101")


def test_doubled_numbers_are_doubled(truth: dict, sheets: dict) -> None:
    for code in ("ID106", "ID113"):
        assert all(n >= 2 for n in Counter(cells(truth, sheets, code)).values()), code


def test_names_that_nobody_knows_stand_once(truth: dict, sheets: dict) -> None:
    every = Counter(
        str(cell.value) for sheet in sheets.values() for row in sheet.iter_rows() for cell in row
    )
    for code in ("RC104", "RC105", "RC114"):
        for name in cells(truth, sheets, code):
            assert every[name] == 1, code


@pytest.mark.parametrize(
    ("code", "value"),
    [("ST103", "南"), ("ST106", "汉"), ("ST107", "1990123456"), ("ST113", "2013.13.45"),
     ("ST104", "借读班"), ("RC112", "借读"), ("HV107", None)],
)  # fmt: skip
def test_values_of_planted_faults(truth: dict, sheets: dict, code: str, value: object) -> None:
    found = cells(truth, sheets, code)
    assert value in found


def test_a_formula_without_result_is_stored_without_one(truth: dict, sheets: dict) -> None:
    assert all(str(v).startswith("=IF(") for v in cells(truth, sheets, "FM103"))


def test_totals_carry_their_results(folder: Path) -> None:
    path = folder / "云溪县第一中学" / "学生花名册（七年级）.xlsx"
    sheet = load_workbook(path, data_only=True)["七(1)"]
    total = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "合计")
    names = sum(isinstance(row[0], int) for row in sheet.iter_rows(values_only=True))
    assert total[1] == names


def test_hidden_parts_are_hidden(truth: dict, sheets: dict) -> None:
    planted = [fault for fault in truth["faults"] if fault["code"] == "FM105"]
    assert len(planted) >= faults.TIMES
    for fault in planted:
        sheet = sheets[fault["file"], fault["sheet"]]
        cell = sheet[fault["cell"]]
        assert (
            sheet.row_dimensions[cell.row].hidden
            or sheet.column_dimensions[cell.column_letter].hidden
        )


def test_a_small_county_still_writes(tmp_path: Path) -> None:
    summary = demo.write(tmp_path, schools=1, students=40, seed=3)
    assert summary.schools == 1
    assert summary.students == 40
    assert summary.faults > 20


def test_a_county_of_few_more_than_its_faults_still_writes(tmp_path: Path) -> None:
    summary = demo.write(tmp_path, schools=3, students=30)
    assert summary.schools == 3
    assert all((tmp_path / file).exists() for file in summary.files)


def test_no_county_without_a_school(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="学校数"):
        demo.write(tmp_path, schools=0)


# ---- the clean county


@pytest.fixture(scope="module")
def clean() -> list[School]:
    built = county.build(6, 1200, 2025, demo.DATE)
    for school in built:
        books.finish(school)
    return built


def test_everybody_has_a_valid_number_of_their_own(clean: list[School]) -> None:
    pupils = [pupil for school in clean for pupil in school.pupils]
    numbers = {pupil.identity for pupil in pupils}
    assert len(numbers) == len(pupils)
    for pupil in pupils:
        assert pupil.identity[-1] == expected_check(pupil.identity[:17])
        assert pupil.identity[6:14] == f"{pupil.birth:%Y%m%d}"
        assert (int(pupil.identity[16]) % 2 == 1) == (pupil.sex == "男")
        assert dt.date(2025, 8, 31).year - pupil.birth.year in (
            pupil.in_class.grade + 5,
            pupil.in_class.grade + 6,
        )


def test_namesakes_sit_in_different_classes(clean: list[School]) -> None:
    for school in clean:
        rows = Counter((p.name, p.in_class) for p in school.pupils)
        assert max(rows.values()) == 1
        assert len({p.name for p in school.pupils}) == len(school.pupils) - 1


def test_quotas_are_met(clean: list[School]) -> None:
    for school in clean:
        made = Counter(v.values["教师"] for v in school.tables["visits"])
        for teacher in school.staff:
            if "校长" not in teacher.post:
                assert made[teacher.name] >= (20 if teacher.of_class else 15)


def test_key_pupils_are_visited_in_september(clean: list[School]) -> None:
    for school in clean:
        for pupil in school.pupils:
            if pupil.flags:
                assert any(v.values["日期"].month == 9 for v in pupil.visits)
            if "反复" in pupil.flags:
                assert len(pupil.visits) >= 3


def test_visits_are_complete_and_all_different(clean: list[School]) -> None:
    rows = [v.values for school in clean for v in school.tables["visits"]]
    assert max(Counter(v["内容"] for v in rows).values()) == 1
    assert max(Counter((v["教师"], v["学生"], v["日期"]) for v in rows).values()) == 1
    assert all(len(v["内容"]) >= 10 and v["结果"] and v["形式"] for v in rows)
    assert all(dt.date(2025, 9, 1) <= v["日期"] <= demo.DATE for v in rows)


def test_truancy_is_answered(clean: list[School]) -> None:
    answered = 0
    for school in clean:
        seen = {
            (v.values["教师"], v.values["学生"], v.values["日期"]) for v in school.tables["visits"]
        }
        teachers = {group.name: group.teacher.name for group in school.classes}
        for row in school.tables.get("absences", []):
            if row.values["类别"] == "旷课":
                day = row.values["日期"]
                days = (day, school.next_school_day(day))
                who = teachers[row.values["班级"]]
                assert any((who, row.values["姓名"], d) in seen for d in days)
                answered += 1
    assert answered


def test_every_layout_is_read_back_by_its_school(clean: list[School]) -> None:
    drawn = [schools.of_school(school) for school in clean]
    for school, workbooks in zip(clean, drawn, strict=True):
        placed = {key[0] for book in workbooks for sheet in book.sheets for key in sheet.places}
        for kind, rows in school.tables.items():
            assert {id(row) for row in rows} <= placed, (school.name, kind)


# ---- small pieces


def test_school_days_leave_out_the_holidays_and_take_in_made_up_days() -> None:
    term = Term(dt.date(2025, 10, 20))
    assert len(term.school_days()) == 32
    assert term.is_school_day(dt.date(2025, 9, 28))
    assert term.is_school_day(dt.date(2025, 10, 11))
    assert not term.is_school_day(dt.date(2025, 10, 8))


def test_ways_of_writing() -> None:
    assert class_text(ClassName(7, 2), "0702") == "0702"
    assert class_text(ClassName(7, 2), "初一(2)班") == "初一(2)班"
    assert grade_text(9, "初") == "初三"
    assert Hand(months="chinese").write("入学年月", dt.date(2015, 9, 1)) == "二〇一五年九月"
    assert Hand(dates="2015.9.1").write("日期", dt.date(2015, 9, 1)) == "2015.9.1"
    assert Hand(yes=("√", None)).write("留守", False) is None
    assert Hand(names="padded").write("姓名", "张三") == "张　三"


def test_an_impossible_date_still_gets_its_check_character() -> None:
    number = people.identity_number("360203", "20130230", 123)
    assert number[:17] == "36020320130230123"
    assert number[-1] == expected_check(number[:17])


def test_every_fault_says_what_it_is() -> None:
    stages = [stage for name, stage in vars(faults).items() if name.startswith("OF_")]
    assert len(stages) == 6
    for code, ways in (planted for stage in stages for planted in stage.items()):
        assert re.fullmatch(r"[A-Z]{2}\d{3}", code)
        assert all(way.__doc__ for way in ways)


def test_last_months_rosters_are_checked_only_when_asked_for(folder: Path) -> None:
    found, missing, notes = inputs.sources([folder])
    assert missing == []
    assert not [source.name for source in found if "上期名册" in source.name]
    assert [note for note in notes if "--previous" in note]
    before, *_ = inputs.sources([folder / "上期名册"])
    assert len(before) == 6
