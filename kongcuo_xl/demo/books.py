"""What a school writes down day by day, clean: home visits, absences, the daily reports."""

from __future__ import annotations

import datetime as dt

from kongcuo_xl.demo.hands import ClassName
from kongcuo_xl.demo.school import Pupil, School, Teacher


def keep_visits(school: School) -> None:
    """Quotas met, key pupils seen in September, pupils who came back seen three times."""
    rng, start = school.rng, school.term.start
    days = [start + dt.timedelta(days=n) for n in range(2, 29)]
    later = [start + dt.timedelta(days=n) for n in range(38, 49)]
    for group in school.classes:
        key = [p for p in group.pupils if p.flags]
        again = [p for p in key if "反复" in p.flags]
        others = [p for p in group.pupils if not p.flags]
        rng.shuffle(others)
        _round(school, group.teacher, key + again, days, "集中")
        _round(school, group.teacher, again, later, "日常")
        owed = 22 - len(key) - 2 * len(again)
        pool = (others or key) * 30
        _round(school, group.teacher, pool[: owed - 5], days, "集中")
        _round(school, group.teacher, pool[owed - 5 : owed], later, "日常")
    everybody = [p for p in school.pupils if not p.flags] or school.pupils
    for teacher in school.staff:
        if teacher.of_class is None and "校长" not in teacher.post:
            chosen = [rng.choice(everybody) for _ in range(16)]
            _round(school, teacher, chosen[:11], days, "集中")
            _round(school, teacher, chosen[11:], later, "日常")


def _round(
    school: School, teacher: Teacher, pupils: list[Pupil], days: list[dt.date], why: str
) -> None:
    for pupil in pupils:
        free = [d for d in days if not school.visited(teacher.name, pupil, d)]
        school.visit(teacher.name, pupil, school.rng.choice(free), why)


def keep_absences(school: School) -> None:
    """A few excused absences a class, and now and then truancy that was followed up in time."""
    rng, term = school.rng, school.term
    for group in school.classes:
        ordinary = [p for p in group.pupils if not p.flags]
        chosen = rng.sample(ordinary, min(5, len(ordinary) // 3))
        for number, pupil in enumerate(chosen):
            day = rng.choice(term.school_days()[2:-6])
            if number == 0:
                school.be_absent(pupil, day, "旷课")
                after = school.next_school_day(day)
                if not school.visited(group.teacher.name, pupil, after):
                    school.visit(group.teacher.name, pupil, after, "旷课", 形式="入户")
            elif number == 1 and school.profile.roll_call not in ("grid", "halves"):
                school.be_absent(
                    pupil, day, "病假", days=2, one_row=school.writes("absences", "天数")
                )
            elif number == 2:
                school.be_absent(pupil, day, "事假", part=rng.choice(("上午", "下午")))
            else:
                school.be_absent(pupil, day, rng.choice(("病假", "事假")))


def finish(school: School) -> None:
    """Rows that follow from the others: the daily reports, and the order of the books."""
    if school.profile.daily:
        _daily_reports(school)
    for kind in ("visits", "absences"):
        rows = school.tables.get(kind, [])
        rows.sort(
            key=lambda r: (
                r.values["日期"] if isinstance(r.values["日期"], dt.date) else school.term.date
            )
        )


def _daily_reports(school: School) -> None:
    away: dict[tuple[ClassName, dt.date], list[str]] = {}
    calendar = school.term.school_days()
    known = {pupil.name for pupil in school.pupils}
    for row in school.tables.get("absences", []):
        first, name = row.values["日期"], row.values["姓名"]
        if first not in calendar or name not in known:
            continue
        length = max(1, int(row.values["天数"]))
        for day in [d for d in calendar if d >= first][:length]:
            names = away.setdefault((row.values["班级"], day), [])
            if name not in names:
                names.append(name)
    for day in [d for d in calendar if d < school.term.date]:
        for group in school.classes:
            if (group.name, day) in school.unreported:
                continue
            names = away.get((group.name, day), [])
            school.add(
                "daily_reports",
                {
                    "日期": day,
                    "班级": group.name,
                    "应到": len(group.pupils),
                    "实到": len(group.pupils) - len(names),
                    "缺勤人数": len(names),
                    "缺勤名单": "、".join(names) or "无",
                    "上报人": group.teacher.name,
                },
            )
