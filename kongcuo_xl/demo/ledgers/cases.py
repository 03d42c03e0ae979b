"""The ledger of dropouts: suspected, gone and answered step by step, come back."""

from __future__ import annotations

import datetime as dt

from kongcuo_xl.demo.canvas import Record
from kongcuo_xl.demo.ledgers.entries import known, taken
from kongcuo_xl.demo.school import Pupil, School

CAUSES = ("厌学", "家庭经济困难", "外出务工", "家庭变故", "学习困难")


def ledger(school: School) -> None:
    """Two suspected, two who dropped out and were answered step by step, four who came back."""
    for number, state in enumerate(("疑似辍学",) * 3 + ("辍学",) * 4 + ("已返校",) * 5):
        for pupil in taken(school, 1, lambda p: p.roster_row.values["建档立卡"] is False):
            add_case(school, pupil, state, 4 + number if state != "疑似辍学" else 38 + number)


def add_case(school: School, pupil: Pupil, state: str, days: int) -> Record:
    """A case in which everybody did what was due; a leader has been to see the family."""
    group, rng = school.class_of(pupil), school.rng
    left = school.term.day(days)
    found = school.next_school_day(left)
    open_ = state != "已返校"
    back = school.next_school_day(found + dt.timedelta(days=9))
    dropped = state == "辍学"
    village = rng.choice(school.invent.words["villages"])
    values = {
        **known(pupil),
        "监护人": pupil.roster_row.values["监护人"],
        "电话": pupil.roster_row.values["联系电话"],
        "地址": f"云溪县{village}{rng.randint(1, 60)}号",
        "村": village,
        "离校日期": left,
        "发现日期": found,
        "上报日期": found,
        "状态": state,
        "原因": rng.choice(CAUSES),
        "去向": rng.choice(("外出务工", "在家", "随父母在外")),
        "责任人": group.teacher.name,
        "牵头单位": school.name,
        "工作组": f"云溪镇政府、{village}委会、{school.name}、云溪镇中心学校",
        "通知书日期": found + dt.timedelta(days=2) if dropped else None,
        "限期": found + dt.timedelta(days=9) if dropped else None,
        "报乡镇日期": found + dt.timedelta(days=10) if dropped else None,
        "宣传教育": found + dt.timedelta(days=1),
        "责令改正": found + dt.timedelta(days=12) if dropped else None,
        "行政处罚": None,
        "提起诉讼": None,
        "劝返次数": rng.randint(2, 5),
        "复学日期": None if open_ else back,
        "安置": None if open_ else group.name,
        "结对教师": None if open_ else group.teacher.name,
        "一人一方案": None if open_ else "有",
        "销号日期": None if open_ else back + dt.timedelta(days=3),
        "依据": None if open_ else "返校照片、考勤记录",
    }
    record = school.add("cases", values)
    pupil.rows["cases"] = [record]
    if open_:
        leader = rng.choice(school.leaders).name
        for seen in (school.term.day(5 + days % 3), max(school.term.day(39), found)):
            school.visit(leader, pupil, seen, "劝返", 形式="入户")
    return record
