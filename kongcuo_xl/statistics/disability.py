"""残疾儿童少年: all that are known, those enrolled, and how they are placed."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from kongcuo_xl import county
from kongcuo_xl.records import PERSON, Counted, Records
from kongcuo_xl.statistics.coverage import outside, without
from kongcuo_xl.statistics.enrolment import LISTS, end_of
from kongcuo_xl.statistics.measure import Measure
from kongcuo_xl.statistics.population import children, is_enrolled
from kongcuo_xl.statistics.traits import Traits
from kongcuo_xl.units import within

_NO_LIST = "缺少残疾儿童安置表，名册也没有残疾一列"
_UNSAID = "在校"
"""On a roster, and nobody says how the child is placed."""
_IN_SCHOOL = ("随班就读", "特教班", "特教学校", "康复机构", "福利机构", "异地就读", "其他")


def known(records: Records) -> pd.DataFrame:
    """Every disabled child that some list names, once.

    Columns PERSON, ``disability`` and ``placement`` (``traits``), ``enrolled``.
    """
    return records.derived(_known)


def _known(records: Records) -> pd.DataFrame:
    traits = Traits(records)
    there = records.there_before(end_of(records), *LISTS)
    members = records.in_group("disabled")
    at_school = there[there["key"].isin(members)]
    resting = set(records.suspended_before(end_of(records))["key"])
    placed = records.frame("placements")
    if len(placed):
        placed = placed[records.current("placements", end_of(records)).to_numpy()]
    surveyed = children(records)
    surveyed = surveyed[surveyed["disabled"].to_numpy(dtype=bool) & surveyed["called"]]
    surveyed = surveyed[~_stands_in(records, surveyed, at_school, placed)]
    studying = set(surveyed.loc[is_enrolled(records, surveyed), "key"])
    together = pd.concat([at_school[PERSON], placed[PERSON], surveyed[PERSON]], ignore_index=True)
    people: pd.DataFrame = together.drop_duplicates("key").reset_index(drop=True)
    people["disability"] = traits.of(people, "disability")
    people["disability"] = people["disability"].replace({"": "未注明", "无": "未注明"})
    people["placement"] = traits.of(people, "placement")
    here = people["key"].isin(set(at_school["key"]))
    people["placement"] = people["placement"].mask(people["placement"] == "", "未安置")
    people["placement"] = people["placement"].mask(
        here & (people["placement"] == "未安置"), _UNSAID
    )
    words = [*_IN_SCHOOL, _UNSAID]
    if records.policy["home_teaching_counts_enrolled"]:
        words.append("送教上门")
    enrolled = people["placement"].isin(words) & ~people["key"].isin(resting)
    people["enrolled"] = (enrolled | people["key"].isin(studying)).to_numpy(dtype=bool)
    people["said"] = people["disability"] + "，" + people["placement"]
    return people


def _stands_in(records: Records, surveyed: pd.DataFrame, *others: pd.DataFrame) -> pd.Series:
    """Which of the survey are on another list already, of whatever unit."""
    table = records.table("children")
    found = pd.Series(False, index=surveyed.index)
    if table is None or not len(surveyed):
        return found
    for frame in others:
        for kind in frame["kind"].unique():
            of = records.tables[kind]
            rows = pd.Series(False, index=of.index)
            rows.iloc[frame.loc[frame["kind"] == kind, "at"].to_numpy()] = True
            same = county.is_in(table, of, records.scope.date, rows=rows, by_name=True)
            found |= same.to_numpy()[surveyed["at"].to_numpy()]
    return found


def _of(
    chosen: Callable[[Records, pd.DataFrame], pd.Series], *, placed: bool = False
) -> Callable[[Records], Counted]:
    """A measure over the disabled; with ``placed`` one that needs to know how they are placed."""

    def count(records: Records) -> Counted:
        if placed:
            told = records.units_flagging("inclusive")
            lacking = without(records, told, "缺少残疾儿童安置表，名册也没有随班就读一列")
        else:
            told = records.units_flagging("disabled")
            listed = records.tables.units_with("children")
            told |= {unit for unit in records.units if any(within(unit, at) for at in listed)}
            lacking = without(records, told, _NO_LIST)
        people = known(records)
        found = people[chosen(records, people).to_numpy(dtype=bool)]
        found = outside(found, lacking).reset_index(drop=True)
        return Counted(found, "残疾儿童安置表、学籍表、花名册、摸底登记表", (), lacking)

    return count


def _all(_: Records, people: pd.DataFrame) -> pd.Series:
    return pd.Series(True, index=people.index)


def _counted_types(records: Records, people: pd.DataFrame) -> pd.Series:
    return people["disability"].isin(records.policy["disability_types_counted"])


def _placed(*words: str) -> Callable[[Records, pd.DataFrame], pd.Series]:
    return lambda _, people: people["placement"].isin(words)


def _enrolled_counted(records: Records, people: pd.DataFrame) -> pd.Series:
    return people["enrolled"] & _counted_types(records, people)


def _home_taught(records: Records) -> Counted:
    told = records.units_with("placements", "home_teaching") | set(records.home_taught["unit"])
    lacking = without(records, told, "缺少残疾儿童安置表和送教上门记录")
    return Counted(records.home_taught, "残疾儿童安置表、送教上门记录、学生状态", (), lacking)


def _measure(
    id_: str, label: str, definition: str, chosen: Callable[[Records, pd.DataFrame], pd.Series],
    *parameters: str,
    placed: bool = False,
) -> Measure:  # fmt: skip
    return Measure(
        id_,
        label,
        definition,
        _of(chosen, placed=placed),
        basis="户籍、学籍",
        parameters=parameters,
    )


MEASURES = (
    Measure(
        "home_taught", "送教",
        "到期末安置方式为送教上门的学生；没有安置表的，本期有送教记录的学生",
        _home_taught, basis="学籍",
    ),
    _measure(
        "disabled_children", "残疾儿童少年",
        "学籍表、花名册、残疾儿童安置表、特殊群体名单和摸底登记表中注明残疾的儿童少年，各计一次",
        _all,
    ),
    _measure(
        "disabled_enrolled", "残疾儿童已入学",
        "残疾儿童少年中随班就读、在特教班、特教学校、机构、外地就读的，和送教的；休学的不计",
        lambda _, people: people["enrolled"], "home_teaching_counts_enrolled",
    ),
    _measure(
        "disabled_not_enrolled", "残疾儿童未入学",
        "残疾儿童少年中没有入学的，含延缓入学、休学、未安置的",
        lambda _, people: ~people["enrolled"], "home_teaching_counts_enrolled",
    ),
    _measure(
        "disabled_inclusive", "随班就读（残疾儿童）",
        "残疾儿童少年中安置方式为随班就读、或名册注明随班就读的", _placed("随班就读"), placed=True,
    ),
    _measure(
        "disabled_special_school", "特教学校就读",
        "残疾儿童少年中在特殊教育学校、特教班就读的", _placed("特教学校", "特教班"), placed=True,
    ),
    _measure(
        "disabled_institution", "康复、福利机构就读",
        "残疾儿童少年中在康复机构、福利机构办学点的", _placed("康复机构", "福利机构"), placed=True,
    ),
    _measure(
        "disabled_home_taught", "残疾儿童送教上门",
        "残疾儿童少年中安置方式为送教上门的", _placed("送教上门"), placed=True,
    ),
    _measure(
        "disabled_deferred", "残疾儿童延缓入学",
        "残疾儿童少年中延缓入学的", _placed("延缓入学"), placed=True,
    ),
    _measure(
        "disabled_unplaced", "残疾儿童未安置",
        "残疾儿童少年中没有安置的", _placed("未安置"), placed=True,
    ),
    _measure(
        "disabled_counted", "残疾儿童（入学率分母）",
        "残疾儿童少年中政策规定统计的残疾类型", _counted_types, "disability_types_counted",
    ),
    _measure(
        "disabled_counted_enrolled", "残疾儿童已入学（入学率分子）",
        "残疾儿童少年中政策规定统计的残疾类型、已经入学的", _enrolled_counted,
        "disability_types_counted", "home_teaching_counts_enrolled",
    ),
)  # fmt: skip
