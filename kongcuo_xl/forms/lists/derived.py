"""Fields that no table holds as such: worked out from what the tables say of a row together."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from kongcuo_xl import identity
from kongcuo_xl.book import Value
from kongcuo_xl.statistics import STAGES
from kongcuo_xl.tables import Table, kinds
from kongcuo_xl.teachers import posts_by_unit, written_names
from kongcuo_xl.visits import visits_made

if TYPE_CHECKING:
    from kongcuo_xl.forms.lists.columns import Columns
    from kongcuo_xl.records import Records

_GROUPS = (
    "left_behind", "migrant", "single_parent", "orphan", "unsupported", "disabled",
    "prisoner_child", "weak", "weary", "relapsing", "prone",
)  # fmt: skip
_PRONE = ("prone", "weak", "weary", "relapsing")
_HOUSEHOLDS = {"registered_poor": "脱贫户", "monitored": "监测户", "sudden_hardship": "突发困难户"}
_STEPS = ("step_education", "step_order", "step_penalty", "step_court")


def _text(value: Value) -> str:
    """A date as people write it, anything else as it is."""
    return (
        f"{value.year}年{value.month}月{value.day}日" if isinstance(value, dt.date) else str(value)
    )


def _joined(*parts: Value, by: str = "、") -> str:
    return by.join(str(part) for part in parts if part != "")


# ── spans, groups ────────────────────────────────────────────────────────────────────────────────
def _span(rows: Columns) -> list[Value]:
    """From when to when."""
    return [
        f"{_text(start)}至{_text(end)}" if start or end else ""
        for start, end in zip(rows["start"], rows["end"], strict=True)
    ]


def _special_group(rows: Columns) -> list[Value]:
    return _flagged(rows, _GROUPS)


def _flagged(rows: Columns, flags: tuple[str, ...]) -> list[Value]:
    fields = kinds()["students"].fields
    said = [(fields[f].label.split("/")[0], rows.flags(f)) for f in flags]
    return [_joined(*(label for label, yes in said if yes[n])) for n in range(len(rows))]


def _household(rows: Columns) -> list[Value]:
    """脱贫户 …, 否 where a roster says it of none, "" where nobody says."""
    told = {label: rows.flags(field) for field, label in _HOUSEHOLDS.items()}
    households = rows.records.table("households")
    listed: dict[str, str] = {}
    if households is not None:
        ids = households.maybe("id_number")
        kind = households.text("household_kind")
        listed = dict(zip(ids[::-1], kind.where(kind != "", "是")[::-1], strict=True))
    found: list[Value] = []
    for n, number in enumerate(rows.texts("id_number")):
        yes = [label for label, said in told.items() if said[n]]
        denied = any(said[n] is False for said in told.values())
        found.append("、".join(yes) or (number and listed.get(number)) or ("否" if denied else ""))
    return found


def _prone_kind(rows: Columns) -> list[Value]:
    """Why somebody is looked after: the kind on a list, else the roster's flags."""
    told = zip(rows["group_kind"], _flagged(rows, _PRONE), rows.frame["kind"], strict=True)
    listed = {"dropout_prone": "易辍对象"}
    return [said or flag or listed.get(kind, "") for said, flag, kind in told]


def _stage(rows: Columns) -> list[Value]:
    of_grade = {grade: stage for stage, grades in STAGES.items() for grade in grades}
    grades = rows.frame["grade"].fillna(-1).astype(int)
    return [of_grade.get(grade, "") for grade in grades]


def _birth_date(rows: Columns) -> list[Value]:
    """As the ID says, for those of whom no table does."""
    dates = identity.birth_date(pd.Series(rows.texts("id_number"), dtype="str"))
    return ["" if pd.isna(date) else date.date() for date in dates]


def _age(rows: Columns) -> list[Value]:
    """Full years at the end of the period."""
    day = rows.records.last
    found: list[Value] = []
    for born in rows["birth_date"]:
        if isinstance(born, dt.date):
            before = (day.month, day.day) < (born.month, born.day)
            found.append(day.year - born.year - before)
        else:
            found.append("")
    return found


# ── cases ────────────────────────────────────────────────────────────────────────────────────────
def _state(rows: Columns) -> list[Value]:
    """How a case stands at the end of the period."""
    if "outcome" not in rows.frame:
        return [""] * len(rows)
    found: list[Value] = []
    for case in rows.frame.to_dict("records"):
        if case["outcome"] == "未返":
            found.append(f"{case['kind_of']}辍学" if case["kind_of"] == "疑似" else "辍学")
            continue
        word = {"返校": "已返校", "销号": "已销号"}[str(case["outcome"])]
        ended = case["ended"]
        dated = isinstance(ended, pd.Timestamp)
        found.append(f"{ended.month}月{ended.day}日{word}" if dated else word)
    return found


def _back(rows: Columns) -> list[Value]:
    """Whether a case is back at school at the end of the period."""
    if "outcome" not in rows.frame:
        return [""] * len(rows)
    return [{"返校": "是", "未返": "否"}.get(each, "") for each in rows.frame["outcome"]]


def _steps(rows: Columns) -> list[Value]:
    fields = kinds()["cases"].fields
    until = rows.records.last
    columns = [(fields[name].label, rows[name]) for name in _STEPS]
    typed = rows["step"]
    found: list[Value] = []
    for n in range(len(rows)):
        said = []
        for label, values in columns:
            value = values[n]
            if isinstance(value, dt.date):
                if value <= until:
                    said.append(f"{label}{value.month}月{value.day}日")
            elif value:
                said.append(f"{label}{value}")
        found.append(typed[n] or "、".join(said))
    return found


def _keeper_told(rows: Columns) -> list[Value]:
    """姓名/职务/电话 of who is responsible."""
    names, posts, phones = rows["keeper"], rows.own("keeper_post"), rows.own("keeper_phone")
    return [_joined(*each, by="/") for each in zip(names, posts, phones, strict=True)]


def _guardian_told(rows: Columns) -> list[Value]:
    """Name and telephone of who has the care of somebody."""
    return [_joined(*each, by=" ") for each in zip(rows["guardian"], rows["phone"], strict=True)]


def _absent_days(rows: Columns) -> list[Value]:
    """School days missed from the day of leaving to the return, or the end of the period."""
    if "left" not in rows.frame:
        return [""] * len(rows)
    calendar = rows.records.calendar
    left, ended = rows.frame["left"], rows.frame["ended"]
    last = pd.Series(pd.Timestamp(rows.records.last), index=left.index)
    day = pd.Timedelta(days=1)
    # The day of the return is no day missed, the day of leaving is one.
    until = (ended - day).fillna(last)
    missed = calendar.school_day_number(until) - calendar.school_day_number(left - day)
    known = left.notna().to_numpy(dtype=bool) & ~(
        ended.isna() & (rows.frame["outcome"] != "未返")
    ).to_numpy(dtype=bool)
    return [max(int(n), 0) if k else "" for n, k in zip(missed, known, strict=True)]


# ── visits ───────────────────────────────────────────────────────────────────────────────────────
class _Visit(NamedTuple):
    date: pd.Timestamp
    kind: str


def _visits(records: Records) -> dict[str, list[_Visit]]:
    """Every visit up to the end of the period, once a teacher, pupil and day, by pupil's key."""
    visits = records.table("visits")
    if visits is None:
        return {}
    made = visits_made(visits, records.table("students"), records.table("staff"))
    keys = records.frame("students").set_index("at")["key"]
    own = records.frame("visits").set_index("at")["key"]
    person = made["person"].where(made["person"] >= 0)
    made = made.assign(
        key=person.map(keys).fillna(made["entry"].map(own)),
        kind=visits.text("visit_kind").take(made["entry"].to_numpy()).to_numpy(),
    )
    made = made[~made["again"] & (made["date"] <= pd.Timestamp(records.last))]
    found: dict[str, list[_Visit]] = defaultdict(list)
    for key, date, kind in zip(made["key"], made["date"], made["kind"], strict=True):
        found[key].append(_Visit(date, kind))
    return {key: sorted(each) for key, each in found.items()}


def _of_visits(rows: Columns) -> Iterator[list[_Visit]]:
    """The visits to each row's person; of a case, those since the pupil left."""
    visits = _visits(rows.records)
    since = (
        rows.frame["left"].fillna(rows.frame["opened"])
        if "left" in rows.frame
        else pd.Series(pd.NaT, index=rows.frame.index)
    )
    until = rows.frame.get("ended", since)
    for key, start, end in zip(rows.frame["key"], since, until, strict=True):
        yield [v for v in visits.get(key, ()) if not (v.date < start or v.date > end)]


def _first_visit(rows: Columns) -> list[Value]:
    return [visits[0].date.date() if visits else "" for visits in _of_visits(rows)]


def _persuasions(rows: Columns) -> list[Value]:
    """Days on which a pupil who had left was visited; "" where nobody keeps visits."""
    if "visits" not in rows.records.tables:
        return [""] * len(rows)
    return [len({visit.date for visit in visits}) for visits in _of_visits(rows)]


def _visits_made(rows: Columns) -> list[Value]:
    """Visits in the period; "" where nobody keeps them."""
    if "visits" not in rows.records.tables:
        return [""] * len(rows)
    start = pd.Timestamp(rows.records.period.start)
    return [sum(v.date >= start for v in visits) for visits in _of_visits(rows)]


def _teacher_post(rows: Columns) -> list[Value]:
    """What the teachers of a row are: 班主任 …"""
    posts = posts_by_unit(rows.records.table("staff"))
    found: list[Value] = []
    for unit, cell, role in zip(
        rows.frame["unit"], rows.texts("teacher"), rows["role"], strict=True
    ):
        known = posts.get(unit, {})
        said = dict.fromkeys(known.get(name, "") for name in written_names(cell))
        found.append(role or "、".join(filter(None, said)))
    return found


# ── home teaching ────────────────────────────────────────────────────────────────────────────────
class _Lesson(NamedTuple):
    date: dt.date
    at: int


def _lessons(rows: Columns) -> Iterator[list[_Lesson]]:
    """The lessons that each child was given in the period, by date."""
    records = rows.records
    frame = records.frame("home_teaching")
    given: dict[str, list[_Lesson]] = defaultdict(list)
    if len(frame):
        dates = records.column("home_teaching", "date")
        for key, date, at in zip(frame["key"], dates, frame["at"], strict=True):
            if not pd.isna(date) and records.period.start <= date.date() <= records.last:
                given[key].append(_Lesson(date.date(), int(at)))
    for key in rows.frame["key"]:
        yield sorted(given.get(key, ()))


def _taught_table(rows: Columns) -> Table | None:
    return rows.records.table("home_teaching")


def _lessons_given(rows: Columns) -> list[Value]:
    """How many times a child was taught in the period; "" where no records are kept."""
    if _taught_table(rows) is None:
        return [""] * len(rows)
    return [len({lesson.date for lesson in lessons}) for lessons in _lessons(rows)]


def _lessons_in(month: int) -> Callable[[Columns], list[Value]]:
    """How many times a child was taught in a month of the period; "" for one yet to come."""

    def given(rows: Columns) -> list[Value]:
        last, period = rows.records.last, rows.records.period
        begun = any(
            day.month == month and day <= last
            for day in (
                period.start + dt.timedelta(n) for n in range((last - period.start).days + 1)
            )
        )
        if _taught_table(rows) is None or not begun:
            return [""] * len(rows)
        return [len({x.date for x in each if x.date.month == month}) for each in _lessons(rows)]

    return given


def _lessons_owed(rows: Columns) -> list[Value]:
    """How many times a child is to be taught in the whole period."""
    records = rows.records
    days = records.calendar.school_days(records.period.start, records.period.end)
    weeks = pd.Series(1, index=days).groupby([days.isocalendar().year, days.isocalendar().week])
    least = int(records.policy["home_teaching_week_min_days"])
    whole = int((weeks.size() >= least).sum())
    each: int = records.policy["home_teaching_per_week"]
    return [
        whole * (int(times) if isinstance(times, int) else each) for times in rows["weekly_times"]
    ]


def _lessons_told(rows: Columns) -> list[Value]:
    """计划/实际."""
    owed, given = rows["lessons_owed"], rows["lessons_given"]
    return [f"{a}/{b}" if b != "" else f"{a}/" for a, b in zip(owed, given, strict=True)]


def _last_lesson(rows: Columns) -> list[Value]:
    return [lessons[-1].date if lessons else "" for lessons in _lessons(rows)]


def _of_lessons(rows: Columns, field: str) -> list[list[str]]:
    table = _taught_table(rows)
    if table is None:
        return [[] for _ in range(len(rows))]
    texts = table.text(field)
    return [
        [said for each in lessons if (said := str(texts.iloc[each.at]))]
        for lessons in _lessons(rows)
    ]


def _most(rows: Columns, field: str) -> list[Value]:
    return [Counter(said).most_common(1)[0][0] if said else "" for said in _of_lessons(rows, field)]


def _home_teachers(rows: Columns) -> list[Value]:
    found = [dict.fromkeys(name for cell in said for name in written_names(cell))
             for said in _of_lessons(rows, "teacher")]  # fmt: skip
    return ["、".join(names) for names in found]


def _weekly_times(rows: Columns) -> list[Value]:
    taught = set(rows.records.home_taught["key"])
    each = rows.records.policy["home_teaching_per_week"]
    return [each if key in taught else "" for key in rows.frame["key"]]


def _is_home_taught(rows: Columns) -> list[Value]:
    taught = set(rows.records.home_taught["key"])
    return ["是" if key in taught else "否" for key in rows.frame["key"]]


# ── class, work ──────────────────────────────────────────────────────────────────────────────────
def _class_teacher(rows: Columns) -> list[Value]:
    classes = rows.records.table("classes")
    if classes is None:
        return [""] * len(rows)
    labels = classes.class_label
    teachers = classes.text("class_teacher")
    known = dict(zip(zip(classes.unit, labels, strict=True), teachers, strict=True))
    places = zip(rows.frame["unit"], rows.texts("klass"), strict=True)
    return [str(known.get(place, "")) for place in places]


def _rectified(rows: Columns) -> list[Value]:
    """How a problem stands at the end of the period."""
    last = rows.records.last
    found: list[Value] = []
    for done, due in zip(rows["done_date"], rows["due_date"], strict=True):
        if isinstance(done, dt.date) and done <= last:
            found.append("已完成")
        elif isinstance(due, dt.date):
            found.append("逾期未完成" if due < last else "整改中")
        else:
            found.append("")
    return found


DERIVED: dict[str, Callable[[Columns], list[Value]]] = {
    "span": _span,
    "special_group": _special_group,
    "household_kind": _household,
    "prone_kind": _prone_kind,
    "stage": _stage,
    "birth_date": _birth_date,
    "age": _age,
    "state": _state,
    "back": _back,
    "steps": _steps,
    "keeper_told": _keeper_told,
    "guardian_told": _guardian_told,
    "absent_days": _absent_days,
    "first_visit": _first_visit,
    "persuasions": _persuasions,
    "visits_made": _visits_made,
    "teacher_post": _teacher_post,
    "lessons_given": _lessons_given,
    "lessons_owed": _lessons_owed,
    "lessons_told": _lessons_told,
    "last_lesson": _last_lesson,
    **{f"lessons_in_{month}": _lessons_in(month) for month in range(1, 13)},
    "weekly_times": _weekly_times,
    "is_home_taught": _is_home_taught,
    "class_teacher": _class_teacher,
    "rect_status": _rectified,
}
"""Every such field, by id. A table's own column of that id comes first."""

OF_HOME_TEACHING: dict[str, Callable[[Columns], list[Value]]] = {
    "teacher": _home_teachers,
    "place": lambda rows: _most(rows, "place"),
    "hours": lambda rows: _most(rows, "hours"),
}
"""What the records say of children taught at home, where their list does not."""
