"""在籍、在校、应到、实到: who is in 学籍, at school, and came."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.period import first_day_of_school_year
from kongcuo_xl.records import Counted, Records, remembered
from kongcuo_xl.statistics.coverage import (
    another_year,
    basis,
    few,
    gaps,
    leave_out,
    not_covered,
    outside,
    unknown,
    without,
)  # fmt: skip
from kongcuo_xl.statistics.earlier import closing
from kongcuo_xl.statistics.measure import Measure
from kongcuo_xl.statistics.traits import Traits
from kongcuo_xl.tables import kinds

LISTS = ("registry", "students")


def end_of(records: Records) -> dt.date:
    """The day after the one at which the end of the period is looked at."""
    return records.last + dt.timedelta(1)


@remembered
def enrolled(records: Records, *, at_start: bool) -> Counted:
    """Those in 学籍 on the first day of the period, or at its end."""
    if why := another_year(records):
        return unknown(records, why)
    listed = records.units_with(*LISTS)
    lacking = without(records, listed, "缺少学籍表和学生花名册")
    notes = _twice(records)
    said = basis(records, "registry")
    if at_start:
        kept = records.tables.units_with("changes")
        lacking |= without(records, kept | set(lacking), "缺少学籍变动登记册，期初人数推算不出")
        people = records.there_before(records.period.start, *LISTS)
        notes += undated(records)
        said += "，减去期内增加、加回期内减少（学籍变动登记册）"
    else:
        people = records.there_before(end_of(records), *LISTS)
        if records.scope.date > records.period.end:
            unchanged = listed - records.tables.units_with("changes")
            if unchanged != listed:
                said += f"，退回{records.last:%Y-%m-%d}以后的变动"
            if unchanged:
                notes.append(
                    f"缺少学籍变动登记册，按名册现在的人数计（截至{records.scope.date:%Y-%m-%d}）。"
                )
    holes = gaps(records, "registry", records.there_now("students"))
    return Counted(outside(people, lacking), said, tuple(notes), lacking, holes)


def _opening(records: Records) -> Counted:
    """Those in 学籍 on the first day; in units without a register of changes, those whom the
    month before closed with."""
    counted = enrolled(records, at_start=True)
    if not counted.lacking or records.scope.previous is None or another_year(records):
        return counted
    month, closed = closing(records)
    closed = closed[closed["unit"].isin(set(counted.lacking))]
    units = sorted(set(closed["unit"]) & records.units_with(*LISTS))
    if not units:
        return counted
    lacking = {unit: why for unit, why in counted.lacking.items() if unit not in units}
    people = closed[closed["unit"].isin(units)]
    said = f"没有学籍变动登记册的按{month}的名册"
    if counted.lacking.keys() >= set(records.units):
        said = f"{month}的名册（没有学籍变动登记册，以上月期末为期初）"
    else:
        people = pd.concat([counted.people, people], ignore_index=True)
        said = f"{counted.basis}；{said}"
    told = f"缺少学籍变动登记册，以{month}名册的期末人数为期初。"
    return Counted(
        people.reset_index(drop=True), said, (*counted.notes, told), lacking, counted.gaps
    )  # fmt: skip


def _twice(records: Records) -> list[str]:
    notes = []
    for kind in LISTS:
        again = records.named_again(kind)
        if len(again):
            notes.append(f"{kinds()[kind].label}中{few(again['name'])}重复登记，只计一次。")
    return notes


def undated(records: Records) -> list[str]:
    """A sentence on the changes that can't be placed in time."""
    count = records.undated_changes
    return [f"学籍变动登记册有{count}行没有写明变动日期，没有计入推算。"] if count else []


def _less(counted: Counted, away: pd.DataFrame, said: str) -> Counted:
    return Counted(
        leave_out(counted.people, away["key"]), counted.basis + said, counted.notes,
        counted.lacking, counted.gaps,
    )  # fmt: skip


def _day(records: Records, *, at_start: bool) -> dt.date:
    return records.period.start if at_start else end_of(records)


@remembered
def on_roll(records: Records, *, at_start: bool) -> Counted:
    """Those in 学籍 who are neither on 休学 nor registered as having stopped."""
    day = _day(records, at_start=at_start)
    away = pd.concat([records.suspended_before(day), records.stopped_before(day)])
    return _less(enrolled(records, at_start=at_start), away, "，不含休学、已登记辍学")


@remembered
def in_school(records: Records, *, at_start: bool) -> Counted:
    """Those in 学籍 who are neither on 休学, nor taught at home, nor registered as stopped."""
    taught = records.home_taught_before(_day(records, at_start=at_start))
    return _less(on_roll(records, at_start=at_start), taught, "和送教")


@remembered
def expected(records: Records) -> Counted:
    """Those of the roster who ought to come."""
    if why := another_year(records):
        return unknown(records, why)
    listed = records.units_with("students", "registry")
    lacking = without(records, listed, "缺少学生花名册和学籍表")
    if records.last_school_day is None:
        return unknown(records, "本期没有教学日")
    there = records.there_before(end_of(records), "students", "registry")
    away = set(records.suspended["key"]) | set(records.home_taught["key"])
    on_list = records.there_now("registry")
    if away:
        on_list = on_list[~clean.is_in(on_list["key"], away)]
    holes = gaps(records, "students", on_list)
    said = basis(records, "students") + "，不含休学、送教"
    return Counted(leave_out(there, away), said, (), lacking, holes)


@remembered
def present(records: Records) -> Counted:
    """Those who ought to come and were there on the last school day."""
    due = expected(records)
    rosters = records.tables.units_with("students")
    called = set(records.units_called) & rosters
    lacking = dict(due.lacking)
    lacking |= without(records, called | set(lacking), "缺少缺课登记表或本期的点名册")
    absent = set(records.absent["key"])
    cases = records.latest_cases
    gone = set(cases.loc[cases["outcome"] == "未返", "key"])
    people = due.people
    if absent or gone:
        people = people[~clean.is_in(people["key"], absent | gone)]
    days = sorted({f"{day:%Y-%m-%d}" for day in records.units_called.values()})
    said = f"应到学生，{'、'.join(days)}的考勤" if days else ""
    notes = []
    if "cases" not in records.tables:
        notes.append("没有疑似辍学、辍学台账，只按考勤计算。")
    return Counted(outside(people, lacking), said, tuple(notes), lacking, due.gaps)


def not_present(records: Records) -> Counted:
    """Those due at school who did not come: ``expected`` without ``present``."""
    there, due = present(records), expected(records)
    people = due.people[~clean.is_in(due.people["key"], there.people["key"])]
    people = people[~people["unit"].isin(set(there.lacking))].reset_index(drop=True)
    return Counted(people, there.basis, there.notes, there.lacking, there.gaps)


def _on_leave(records: Records) -> Counted:
    told = records.tables.units_with("changes")
    for kind, field_id in (("registry", "registry_status"), ("students", "status")):
        table = records.table(kind)
        if table is not None:
            told |= {p.unit for p in table.pieces if field_id in p.columns}
    lacking = without(records, told, "缺少学籍变动登记册，学籍表和花名册也没有状态列")
    return Counted(records.suspended, "学籍（学籍变动登记册、学生状态）", (), lacking)


def _deferred(records: Records) -> Counted:
    lacking = not_covered(records, "缺少延缓入学表", "deferrals")
    return Counted(
        records.deferred, "户籍（延缓入学表）", (), lacking, for_all=True,
        listing=frozenset(records.units_with("deferrals")),
    )  # fmt: skip


# ── 新生、毕业班 ─────────────────────────────────────────────────────────────────────────────────
def _first_grades(records: Records) -> tuple[int, int]:
    """The grades in which primary and junior school begin."""
    return 1, 1 + int(records.policy["retention_primary_years"])


def last_grades(records: Records) -> tuple[int, int]:
    """The grades in which primary and junior school end."""
    return _first_grades(records)[1] - 1, int(records.policy["compulsory_years"])


def _new_pupils(records: Records) -> Counted:
    counted = enrolled(records, at_start=False)
    people = counted.people
    people = people[people["grade"].isin(_first_grades(records))].reset_index(drop=True)
    entered = _entry_months(records).reindex(people["key"]).to_numpy(dtype="datetime64[s]")
    begun = pd.Timestamp(first_day_of_school_year(records.period.end)) - pd.Timedelta(days=62)
    # Somebody who says that he entered in an earlier year repeats the grade.
    earlier = entered < begun.to_numpy()
    said = counted.basis + "，起始年级中入学年月在本学年或没有写的"
    return Counted(
        people[~earlier].reset_index(drop=True), said, counted.notes, counted.lacking, counted.gaps
    )


def _entry_months(records: Records) -> pd.Series:
    """When each person entered, by key, from 学籍表 or 花名册; blanks left out."""
    parts = [
        pd.Series(records.column(kind, "entry_month").to_numpy(), index=frame["key"].to_numpy())
        for kind in LISTS
        if len(frame := records.frame(kind))
    ]
    if not parts:
        return pd.Series(dtype="datetime64[s]")
    told = pd.concat(parts).dropna()
    return told[~told.index.duplicated()]


def _graduating(records: Records) -> Counted:
    counted = enrolled(records, at_start=False)
    people = counted.people
    final = people[people["grade"].isin(last_grades(records))].reset_index(drop=True)
    return Counted(final, counted.basis, counted.notes, counted.lacking, counted.gaps)


def _boarding(records: Records) -> Counted:
    counted = enrolled(records, at_start=False)
    traits = Traits(records)
    told = traits.told_by("boarding")
    lacking = dict(counted.lacking)
    lacking |= without(records, told | set(lacking), "名册没有就读方式（走读、住校）这一列")
    people = outside(counted.people, lacking)
    chosen = people[traits.of(people, "boarding") == "寄宿"].reset_index(drop=True)
    return Counted(chosen, counted.basis + "，就读方式为住校", counted.notes, lacking, counted.gaps)


def _classes(records: Records) -> Counted:
    """Classes that somebody is in, a row each: the place of its first pupil."""
    counted = enrolled(records, at_start=False)
    people = counted.people
    known = people[people["klass"].fillna("") != ""]
    size = known.groupby(["unit", "klass"])["key"].size()
    first = known.drop_duplicates(["unit", "klass"])
    pairs = pd.MultiIndex.from_frame(first[["unit", "klass"]])
    said = [f"{count}人" for count in size.reindex(pairs)]
    classes = first.assign(
        key=first["unit"] + "|班|" + first["klass"], name=first["klass"], sex="", id_number="",
        said=said,
    )  # fmt: skip
    notes = list(counted.notes)
    if len(without_class := people[people["klass"].fillna("") == ""]):
        notes.append(f"{few(without_class['name'])}没有班级。")
    return Counted(
        classes.reset_index(drop=True), counted.basis, tuple(notes), counted.lacking, counted.gaps
    )


MEASURES = (
    Measure(
        "enrolled_start", "期初在籍",
        "本期第一天、当天变动之前在学籍的学生，含休学和送教上门；"
        "没有学籍变动登记册的，是上月名册（历史库、--previous）期末的学生",
        _opening, basis="学籍",
    ),
    Measure(
        "enrolled_end", "期末在籍",
        "本期最后一天（本期未满的，核查当天）在学籍的学生，含休学和送教上门",
        lambda records: enrolled(records, at_start=False), basis="学籍",
    ),
    Measure(
        "on_roll_start", "期初学生数（不含休学）",
        "期初在籍学生中不在休学、也没有登记辍学的学生，含送教上门；学籍变动表的期初数",
        lambda records: on_roll(records, at_start=True), basis="学籍",
    ),
    Measure(
        "on_roll_end", "期末学生数（不含休学）",
        "期末在籍学生中不在休学、也没有登记辍学的学生，含送教上门；学籍变动表的期末数",
        lambda records: on_roll(records, at_start=False), basis="学籍",
    ),
    Measure(
        "in_school_start", "期初在校",
        "期初在籍学生中实际在校的学生，不含休学、送教上门和已登记辍学",
        lambda records: in_school(records, at_start=True), basis="学籍",
    ),
    Measure(
        "in_school_end", "期末在校",
        "期末在籍学生中实际在校的学生，不含休学、送教上门和已登记辍学",
        lambda records: in_school(records, at_start=False), basis="学籍",
    ),
    Measure(
        "expected", "应到",
        "期末应当到校的学生：在校名册中不在休学、不在送教上门的学生",
        expected, basis="花名册",
    ),
    Measure(
        "present", "实到",
        "应到学生中，本期最后一个教学日没有全天缺课、也不是未返校个案的学生",
        present, basis="花名册、考勤",
    ),
    Measure(
        "not_present", "未到校",
        "应到学生中，本期最后一个教学日全天缺课的，和未返校个案的学生：应到减实到",
        not_present, basis="花名册、考勤",
    ),
    Measure("suspended", "休学", "到期末办理休学还没有复学的学生", _on_leave, basis="学籍"),
    Measure(
        "deferred", "延缓", "到期末仍在延缓期内的儿童；没有年级的列在一年级",
        _deferred, basis="户籍",
    ),
    Measure(
        "new_pupils", "新生",
        "期末在籍的起始年级（一年级、初中第一个年级）学生；入学年月早于本学年的不计",
        _new_pupils, basis="学籍", parameters=("retention_primary_years",),
    ),
    Measure(
        "graduating", "毕业班学生",
        "期末在籍的小学和初中最高年级学生",
        _graduating, basis="学籍", parameters=("retention_primary_years", "compulsory_years"),
    ),
    Measure(
        "classes", "班数", "期末有在籍学生的班级", _classes, "个", basis="学籍",
        conditions=("school", "stage", "grade", "klass"),
    ),
    Measure(
        "boarders", "寄宿生", "期末在籍学生中就读方式为住校、寄宿的学生", _boarding, basis="学籍",
    ),
)  # fmt: skip
