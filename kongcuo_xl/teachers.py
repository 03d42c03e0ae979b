"""Teachers: who leads the school, heads a class or teaches a subject, and who a name means.

One person may have several rows on a staff list (one a subject); they are one teacher here. The
words for posts are data, in ``data/posts.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

import numpy as np
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.cases import stated
from kongcuo_xl.tables import Table

_CLASS_BREAK = re.compile(r"[、,，;；/\n\r\s]+|(?<=班)(?:和|及|与|兼)")


@cache
def _words() -> Mapping[str, list[str]]:
    text = (resources.files("kongcuo_xl") / "data" / "posts.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _pattern(kind: str) -> str:
    words = sorted(_words()[kind], key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, words)) + ")"


def is_leader(posts: pd.Series) -> pd.Series:
    """Which posts are a school leader's (校长, 副校长, 书记 …)."""
    return posts.str.contains(_pattern("leaders"))


def written_names(cell: object) -> tuple[str, ...]:
    """The teachers a cell names, in order, each once: ``班主任王芳、李强老师`` → 王芳, 李强.

    A name known only by its family name keeps its title (``王校长``): ``who_is`` finds the person.
    """
    names: dict[str, None] = {}
    for word in clean.split_names(cell):
        plain = re.sub(f"^{_pattern('titles')}+[:：]?", "", word)
        bare = re.sub(f"{_pattern('titles')}+$", "", plain)
        if bare:
            names[plain if _is_surname(bare) else bare] = None
    return tuple(names)


def _is_surname(name: str) -> bool:
    return len(name) == 1 or name in _words()["long_surnames"]


def who_is(written: str, staff: Mapping[str, str]) -> str:
    """The name on the staff list that a written name means, itself where none or several may be.

    ``staff``: name → post. 王校长 is the one 王 whose post says 校长, 王老师 the only 王 there is.
    """
    if written in staff:
        return written
    surname = re.sub(f"{_pattern('titles')}+$", "", written)
    if not _is_surname(surname):
        return written
    fitting = [name for name in staff if name.startswith(surname)]
    titled = (
        [n for n in fitting if written[len(surname) :] in staff[n]] if written != surname else []
    )
    if len(titled) == 1:
        return titled[0]
    return fitting[0] if len(fitting) == 1 else written


def posts_by_unit(staff: Table | None) -> dict[str, dict[str, str]]:
    """For each unit, everybody's post by name."""
    found: dict[str, dict[str, str]] = {}
    if staff is not None:
        posts = staff.text("post")
        for unit, name, post in zip(staff.unit, staff.maybe("name"), posts, strict=True):
            if name:
                people = found.setdefault(unit, {})
                people[name] = f"{people.get(name, '')} {post}".strip()
    return found


def headed_classes(cell: object, school_year: int | None) -> list[str]:
    """The classes of a 任班主任班级 cell as ``grade|class``: ``七(1)、(2)班`` are two."""
    found: list[str] = []
    grade: int | None = None
    for part in _CLASS_BREAK.split(clean.text(cell)):
        one = clean.class_of("", part, school_year)
        grade = one.grade if one.grade is not None else grade
        if one.number and grade is not None:
            found.append(f"{grade}|{one.number}")
    return found


def _whole_grades(cell: str, staff: Table, unit: str, school_year: int | None) -> list[str]:
    """As ``headed_classes``, of the grades that a cell names and that have but one class."""
    grades = {clean.class_of("", part, school_year).grade for part in _CLASS_BREAK.split(cell)}
    return [
        f"{grade}|{only}" for grade in sorted(g for g in grades if g)
        if (only := staff.only_class(unit, grade))
    ]  # fmt: skip


def class_teachers(
    staff: Table | None, classes: Table | None, school_year: int | None
) -> pd.DataFrame:
    """Who heads which class: columns ``class_key`` (as ``Table.class_key``), ``unit``, ``name``."""
    rows: list[tuple[str, str, str]] = []
    if staff is not None:
        heads = staff.text("head_of")
        for at in np.flatnonzero(heads != ""):
            own = headed_classes(heads[at], school_year)
            for one in own or _whole_grades(heads[at], staff, staff.unit[at], school_year):
                rows.append((f"{staff.unit[at]}|{one}", staff.unit[at], staff.maybe("name")[at]))
    if classes is not None:
        known = posts_by_unit(staff)
        cells, units = classes.text("class_teacher"), classes.unit
        for at in np.flatnonzero((cells != "") & (classes.class_key != "")):
            for name in written_names(cells[at]):
                who = who_is(name, known.get(units[at], {}))
                rows.append((classes.class_key[at], units[at], who))
    frame = pd.DataFrame(rows, columns=["class_key", "unit", "name"]).astype("str")
    return frame.drop_duplicates(ignore_index=True)


def roles(staff: Table, classes: Table | None) -> pd.DataFrame:
    """What each row of the staff list is, by everything said of that name in the unit.

    Columns, all bool: ``first`` (the name's first row), ``leader``, ``class_teacher``,
    ``subject_teacher``. Whoever has left, and everybody in no teaching post, is none of the last
    two; nobody is two of them. A list with neither 职务 filled nor a column 任教 holds teachers.
    """
    name, post = staff.maybe("name"), staff.text("post")
    person = staff.unit + "|" + name
    says_head = stated(staff, "head_of")
    says_head |= post.str.contains("(?<!副)班主任")
    if classes is not None:
        named = class_teachers(staff, classes, None)
        says_head |= person.isin(named["unit"] + "|" + named["name"])
    away = (post + " " + staff.text("remark")).str.contains(_pattern("away"))
    teaches = stated(staff, "teaches")
    unsaid = (post == "") & ~staff.has("teaches")
    teaching = teaches | post.str.contains(_pattern("teaching")) | unsaid
    no_post = post.str.contains(_pattern("other")) & ~teaches

    def of_person(said: pd.Series) -> pd.Series:
        return said.groupby(person).transform("any")

    leader = of_person(is_leader(post))
    working = ~of_person(away | no_post) & ~leader & (name != "")
    class_teacher = of_person(says_head) & working
    return pd.DataFrame(
        {
            "first": ~person.duplicated() & (name != ""),
            "leader": leader,
            "class_teacher": class_teacher,
            "subject_teacher": of_person(teaching) & working & ~class_teacher,
        }
    )


def strangers(names: Iterable[str], staff: Mapping[str, str]) -> list[str]:
    """The names that stand for nobody on the staff list; a family name that several bear does."""
    unknown = []
    for name in names:
        surname = re.sub(f"{_pattern('titles')}+$", "", name)
        shared = _is_surname(surname) and any(n.startswith(surname) for n in staff)
        if name not in staff and not shared:
            unknown.append(name)
    return unknown
