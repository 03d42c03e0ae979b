"""适龄人口: children of school age by the door-to-door survey (户籍), and where they study.

Grade and stage are those that a child's age calls for, not those that it attends.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from kongcuo_xl import changes as register
from kongcuo_xl import county, groups, survey
from kongcuo_xl.calendar import school_year
from kongcuo_xl.county import Schools
from kongcuo_xl.records import PERSON, Counted, Records
from kongcuo_xl.statistics.coverage import few, not_covered
from kongcuo_xl.statistics.measure import Measure
from kongcuo_xl.tables import Table

_NO_LIST = "缺少适龄儿童摸底登记表（户籍线）"
_GONE = ("死亡", "查无此人", "超龄")
"""What the survey says of those who are no population any more."""


def children(records: Records) -> pd.DataFrame:
    """Everybody of the survey who is somebody, once.

    Columns PERSON (grade: the one that the age calls for, missing outside school age), ``years``
    (age at the cut-off, missing where not known), ``called`` (of school age), ``state``: 在校,
    送教, 异地, 休学, 延缓, or ``""`` for not enrolled; ``disabled``; ``proof`` (外地就读证明).
    """
    return records.derived(_children)


def _children(records: Records) -> pd.DataFrame:
    table = records.table("children")
    frame = records.frame("children")
    if table is None or not len(frame):
        return frame.assign(
            years=pd.Series(dtype="Int64"), called=False, state="", disabled=False, proof=False
        )
    policy, date = records.policy, records.scope.date
    year = school_year(records.period.end)
    years = county.ages(table, date, survey.cutoff_day(year, policy["entry_cutoff"]))
    outcomes = survey.outcomes(table)
    told = pd.DataFrame(
        {
            "years": years,
            "state": _states(records, table, outcomes),
            "disabled": groups.named_in(table.text("special_group"), "残疾"),
            "proof": register.there(table.text("away_proof")),
            "outcome": outcomes,
        }
    )
    told = told.take(frame["at"].to_numpy()).reset_index(drop=True)
    first, count = int(policy["entry_age"]), int(policy["compulsory_years"])
    grade = told["years"] - first + 1
    called = ((grade >= 1) & (grade <= count)).fillna(False).astype(bool)
    said = told["years"].astype("str").where(told["years"].notna(), "？") + "周岁"
    state = told["state"].where(told["state"] != "", "未入学")
    people = frame[PERSON].assign(
        grade=grade.where(called).astype("Int64"), said=said + "，" + state
    )
    people = pd.concat([people, told[["years", "state", "disabled", "proof"]]], axis=1)
    people["called"] = called
    people = people[~told["outcome"].isin(_GONE)]
    # Of two rows for one child, the one that knows of a school speaks.
    ordered = people.assign(open=people["state"] == "").sort_values("open", kind="stable")
    kept = ordered.drop_duplicates("key").sort_index().drop(columns="open")
    return kept.reset_index(drop=True)


def _states(records: Records, table: Table, outcomes: pd.Series) -> pd.Series:
    """Where each child of the survey stands at the end of the period."""
    tables, date = records.tables, records.scope.date
    state = pd.Series("", index=table.index, dtype="str")
    state = state.mask(table.maybe("studying").fillna(False).astype(bool), "在校")
    away = survey.studies_elsewhere(table, Schools(tables))
    if (elsewhere := records.table("elsewhere")) is not None:
        away |= county.is_in(table, elsewhere, date, by_name=True)
    state = state.mask(away, "异地")
    state = state.mask(outcomes == "延缓入学", "延缓").mask(outcomes == "休学", "休学")
    state = state.mask(outcomes == "送教", "送教")
    if (deferred := records.table("deferrals")) is not None:
        state = state.mask(county.is_in(table, deferred, date, by_name=True), "延缓")
    state = state.mask(survey.enrolled(table, tables, date), "在校")
    for frame, word in ((records.suspended, "休学"), (records.home_taught, "送教")):
        for kind in frame["kind"].unique():
            of = tables[kind]
            rows = pd.Series(False, index=of.index)
            rows.iloc[frame.loc[frame["kind"] == kind, "at"].to_numpy()] = True
            state = state.mask(county.is_in(table, of, date, rows=rows, by_name=True), word)
    return state


def _lacking(records: Records) -> dict[str, str]:
    return not_covered(records, _NO_LIST, "children")


def is_enrolled(records: Records, people: pd.DataFrame) -> pd.Series:
    """Who of the survey is in school; 送教 counts where the policy says so, 休学 does not."""
    words = ["在校", "异地"]
    if records.policy["home_teaching_counts_enrolled"]:
        words.append("送教")
    enrolled: pd.Series = people["state"].isin(words)
    return enrolled


Choice = Callable[[Records, pd.DataFrame], pd.Series]


def _of_survey(chosen: Choice) -> Callable[[Records], Counted]:
    def count(records: Records) -> Counted:
        people = children(records)
        notes = []
        unborn = people[people["years"].isna()]
        if len(unborn):
            notes.append(f"摸底登记表中{few(unborn['name'])}没有出生日期，年龄不明，没有计入。")
        called = people[people["called"]].reset_index(drop=True)
        found = called[chosen(records, called).to_numpy(dtype=bool)]
        day = survey.cutoff_day(school_year(records.period.end), records.policy["entry_cutoff"])
        basis = f"户籍（适龄儿童摸底登记表），年龄算到{day}"
        return Counted(
            found.reset_index(drop=True), basis, tuple(notes), _lacking(records), for_all=True
        )

    return count


def _all(_: Records, people: pd.DataFrame) -> pd.Series:
    return pd.Series(True, index=people.index)


def _in_state(*words: str) -> Choice:
    return lambda _, people: people["state"].isin(words)


def _entering(records: Records, people: pd.DataFrame) -> pd.Series:
    entering: pd.Series = (people["years"] == records.policy["entry_age"]).fillna(False)
    return entering


def _elsewhere(certified: bool | None) -> Callable[[Records], Counted]:
    """Those who study outside: the list of them, and those of the survey who are on no such list.

    ``certified`` narrows to those with a certificate, or without.
    """

    def count(records: Records) -> Counted:
        people = _away(records)
        if certified is not None:
            people = people[people["proof"].to_numpy(dtype=bool) == certified]
        why = "缺少异地就读名单和适龄儿童摸底登记表"
        lacking = not_covered(records, why, "elsewhere", "children")
        basis = "户籍（异地就读名单、适龄儿童摸底登记表）"
        return Counted(people.reset_index(drop=True), basis, (), lacking, for_all=True)

    return count


def _away(records: Records) -> pd.DataFrame:
    found = children(records)
    found = found[found["called"] & (found["state"] == "异地")]
    listed = records.frame("elsewhere")
    table = records.table("elsewhere")
    if table is None or not len(listed):
        return found
    proof = register.there(table.text("certificate")) | table.maybe("school_sealed").fillna(
        False
    ).astype(bool)
    own = listed.assign(
        proof=proof.to_numpy(dtype=bool)[listed["at"].to_numpy()],
        said="异地就读：" + records.text("elsewhere", "study_place"),
    ).drop_duplicates("key")
    # Whoever stands on both is counted by the list, which has the certificate.
    surveyed = records.table("children")
    if surveyed is not None and len(found):
        on_list = county.is_in(surveyed, table, records.scope.date, by_name=True)
        found = found[~on_list.to_numpy()[found["at"].to_numpy()]]
    return pd.concat([own, found[[*PERSON, "proof"]]], ignore_index=True)


def _measure(
    id_: str, label: str, definition: str, count: Callable[[Records], Counted], *more: str
) -> Measure:
    parameters = ("entry_age", "entry_cutoff", "compulsory_years", *more)
    return Measure(id_, label, definition, count, basis="户籍", parameters=parameters)


def _enrolled_now(records: Records, people: pd.DataFrame) -> pd.Series:
    return is_enrolled(records, people)


def _not_enrolled(records: Records, people: pd.DataFrame) -> pd.Series:
    return ~is_enrolled(records, people)


def _entered(records: Records, people: pd.DataFrame) -> pd.Series:
    return _entering(records, people) & is_enrolled(records, people)


MEASURES = (
    _measure(
        "population", "适龄人口",
        "摸底登记表（户籍）中义务教育年龄的儿童少年，去世、查无此人、超龄的不计；年级、学段按年龄",
        _of_survey(_all),
    ),
    _measure(
        "population_enrolled", "已入学适龄人口",
        "适龄人口中在名册、学籍表上的，摸底写明在读的，异地就读的，和送教的；休学的不计",
        _of_survey(_enrolled_now), "home_teaching_counts_enrolled",
    ),
    _measure(
        "population_not_enrolled", "未入学适龄人口",
        "适龄人口中没有入学的，含休学、延缓入学的", _of_survey(_not_enrolled),
        "home_teaching_counts_enrolled",
    ),
    _measure(
        "population_here", "在本地就读适龄人口",
        "适龄人口中在所核查学校名册、学籍表上的，和摸底写明在读、没有写明外地的",
        _of_survey(_in_state("在校")),
    ),
    _measure(
        "entrants_due", "应入学儿童",
        "摸底登记表（户籍）中本学年刚满入学年龄的儿童", _of_survey(_entering),
    ),
    _measure(
        "entrants_enrolled", "应入学儿童已入学",
        "本学年刚满入学年龄的儿童中已经入学的", _of_survey(_entered),
        "home_teaching_counts_enrolled",
    ),
    _measure(
        "elsewhere", "异地就读",
        "户籍在本地、在外地就读的儿童少年：异地就读名单上的，和摸底登记表写明在外地就读的",
        _elsewhere(None),
    ),
    _measure(
        "elsewhere_certified", "异地就读有证明",
        "异地就读的儿童少年中有就读证明的", _elsewhere(True),
    ),
    _measure(
        "elsewhere_uncertified", "异地就读无证明",
        "异地就读的儿童少年中没有就读证明的", _elsewhere(False),
    ),
)  # fmt: skip


def born_in(records: Records, ages: tuple[int, ...]) -> Counted:
    """Everybody of the survey of some ages, whether of school age or not."""
    people = children(records)
    found = people[people["years"].isin(ages).fillna(False).to_numpy(dtype=bool)]
    basis = f"户籍（适龄儿童摸底登记表），{ages[0]}–{ages[-1]}周岁"
    return Counted(found.reset_index(drop=True), basis, (), _lacking(records), for_all=True)
