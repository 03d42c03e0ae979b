"""Cohorts: who entered three, six or nine years ago, for the rates of retention.

The number of entrants comes from the register of that year (``--previous``), else from the figure
that somebody typed into 设置; without either there is none, and what is needed is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

import pandas as pd

from kongcuo_xl.calendar import school_year, school_year_label
from kongcuo_xl.period import first_day_of_school_year
from kongcuo_xl.records import PERSON, Counted, Records
from kongcuo_xl.statistics import earlier
from kongcuo_xl.statistics.coverage import nobody, unknown
from kongcuo_xl.statistics.enrolment import end_of, enrolled, last_grades, undated
from kongcuo_xl.statistics.measure import Measure
from kongcuo_xl.tables import Piece
from kongcuo_xl.units import within

_YEAR = re.compile(
    r"(20\d\d)\s*(?:[-—–~～至/]\s*(?:20)?\d\d\s*学年|年?\s*秋|级|年\s*(?:9|九)\s*月)"
)


@dataclass(frozen=True, slots=True)
class Cohort:
    """A course of schooling that a rate of retention looks at."""

    name: str
    label: str
    years: Callable[[Records], int]
    first_grade: Callable[[Records], int]
    last_grade: Callable[[Records], int]


def _primary_years(records: Records) -> int:
    return int(records.policy["retention_primary_years"])


COHORTS = (
    Cohort("primary", "小学", _primary_years, lambda _: 1, lambda r: last_grades(r)[0]),
    Cohort(
        "junior", "初中", lambda r: int(r.policy["retention_junior_years"]),
        lambda r: _primary_years(r) + 1, lambda r: last_grades(r)[1],
    ),
    Cohort(
        "nine", "九年", lambda r: int(r.policy["compulsory_years"]), lambda _: 1,
        lambda r: last_grades(r)[1],
    ),
)  # fmt: skip


def _leavers(cohort: Cohort) -> Callable[[Records], Counted]:
    """Those who graduated in the school year; before anybody did, the final grade on the roll."""

    def count(records: Records) -> Counted:
        now = enrolled(records, at_start=False)
        grade = cohort.last_grade(records)
        final = now.people[now.people["grade"] == grade]
        changes = records.changes
        begun = pd.Timestamp(first_day_of_school_year(records.period.end))
        done = changes[
            (changes["change"] == "毕业")
            & (changes["date"] >= begun)
            & (changes["date"] < pd.Timestamp(end_of(records)))
            & (changes["grade"] == grade)
        ]
        people = pd.concat([done[PERSON], final[PERSON]]).drop_duplicates("key")
        said = "本学年毕业的" if len(done) else "还没有毕业登记，按毕业班期末在籍学生计"
        notes = (*now.notes, *undated(records))
        return Counted(
            people.reset_index(drop=True), f"{now.basis}；{said}", notes, now.lacking, now.gaps
        )

    return count


def _entrants(cohort: Cohort) -> Callable[[Records], Counted]:
    """Those who entered so many years ago, with those who came since, without those who left."""

    def count(records: Records) -> Counted:
        years = cohort.years(records)
        then = school_year(records.period.end) - years + 1
        if len(people := _of_register(records, then, cohort.first_grade(records))):
            basis = f"{school_year_label(then)}{cohort.label}起始年级名册"
            return Counted(people, basis)
        stated = _stated(records, f"cohort_{cohort.name}_entrants")
        if stated is None:
            label = records.policy.schema[f"cohort_{cohort.name}_entrants"].label
            return unknown(
                records,
                f"需要{school_year_label(then)}（{years}年前）的招生数：请用 --previous "
                f"给出那一年的起始年级名册，或者在设置表中填“{label}”",
            )
        moved = [_stated(records, f"cohort_{cohort.name}_{way}") or 0 for way in ("came", "went")]
        number = stated + moved[0] - moved[1]
        basis = f"设置中填写：招生{stated}，转入{moved[0]}，转出{moved[1]}"
        return Counted(nobody(records), basis, stated=number)

    return count


def _of_register(records: Records, year: int, grade: int) -> pd.DataFrame:
    """Those in a grade of the earlier registers that name this school year."""
    for kind in earlier.KINDS:
        table = earlier.register(records, kind)
        if table is None:
            continue
        told = table.of_piece((_year_of(piece) == year for piece in table.pieces), "bool")
        # An earlier register read today has its grades as they were written then.
        chosen = told & (table.maybe("grade") == grade).fillna(False).astype(bool)
        people = earlier.there(table, f"{year}年招生")
        people = people[chosen[people.index]]
        if len(people):
            return people.drop_duplicates("key").reset_index(drop=True)
    return nobody(records)


def _year_of(piece: Piece) -> int | None:
    """The school year that a sheet's title, its name or its file's name says."""
    for text in (piece.context.title, piece.sheet.name, piece.file):
        if found := _YEAR.search(text):
            return int(found[1])
    return None


def _stated(records: Records, key: str) -> int | None:
    """A figure that 设置 or a policy file gives for all of these units; 0 is none."""
    value = int(records.policy[key])
    where, _, inside = records.policy.source(key).title.partition("［")
    schools = [u for u in records.units if u in records.units_with("registry", "students")]
    folder = str(PurePosixPath(where).parent)
    above = not inside or folder == "." or all(within(unit, folder) for unit in schools)
    return value if value and (above or len(schools) < 2) else None


MEASURES = tuple(
    measure
    for cohort in COHORTS
    for measure in (
        Measure(
            f"leavers_{cohort.name}", f"{cohort.label}毕业生数",
            f"本学年{'初中' if cohort.name == 'nine' else cohort.label}毕业的学生；"
            "还没有毕业登记时，是毕业班期末在籍学生",
            _leavers(cohort), basis="学籍",
            parameters=("retention_primary_years", "compulsory_years"),
        ),
        Measure(
            f"cohort_{cohort.name}", f"{cohort.label}当年招生数",
            f"这一届{'小学' if cohort.name == 'nine' else cohort.label}入学时的学生数，"
            "加转入、减转出；来自当年的名册（--previous）或设置中填写的数",
            _entrants(cohort), basis="学籍",
            parameters=(f"cohort_{cohort.name}_entrants", f"cohort_{cohort.name}_came",
                        f"cohort_{cohort.name}_went"),
        ),
    )
)  # fmt: skip
