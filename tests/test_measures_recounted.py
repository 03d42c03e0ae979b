"""Every measure counted again: a county is invented, told as tables, and recounted by hand.

The recount knows the invented people and nothing of tables, frames or records; it is plain Python.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

import pytest
from rule_page import parse, report_on

from kongcuo_xl.period import parse as period_of
from kongcuo_xl.statistics import MEASURES, Conditions, Statistics

FIRST, AFTER, CHECKED = dt.date(2025, 10, 1), dt.date(2025, 11, 1), dt.date(2025, 11, 3)
SCHOOL_DAYS = [
    dt.date(2025, 10, d) for d in (9, 10, 11, *range(13, 18), *range(20, 25), *range(27, 32))
]
IN, OUT = ("招生", "转入", "其他增加"), ("转出", "退学", "死亡", "其他减少", "毕业", "结业", "开除")
TYPES = ("视力", "听力", "智力", "肢体")


@dataclass(eq=False)
class Person:
    name: str
    sex: str
    id_number: str
    years: int
    """Full years on 31 August 2025."""
    school: str = ""
    grade: int = 0
    klass: int = 0
    village: str = ""
    boards: bool = False
    left_behind: bool = False
    disability: str = ""
    came: tuple[dt.date, str] | None = None
    left: tuple[dt.date, str, bool] | None = None
    """With whether another school is named."""
    leave: tuple[dt.date, dt.date | None] | None = None
    stopped: dt.date | None = None
    home_taught: bool = False
    special: bool = False
    """On the list of placements only, at a special school."""
    case: tuple[dt.date, str, dt.date | None, dt.date | None] | None = None
    """Found, state, back, closed."""
    visits: dict[dt.date, str] = field(default_factory=dict)
    absences: dict[dt.date, tuple[float, str]] = field(default_factory=dict)
    surveyed: str = ""
    """What the survey says: 在读, 外地, 延缓, 在家; "" for not surveyed."""
    certificate: bool = False

    @property
    def enrolled(self) -> bool:
        return bool(self.school) and self.grade > 0 and not self.special

    def in_at(self, day: dt.date) -> bool:
        """In 学籍 at the end of the day before."""
        came = self.came is None or self.came[0] < day
        return self.enrolled and came and (self.left is None or self.left[0] >= day)

    @property
    def listed(self) -> bool:
        return self.in_at(CHECKED + dt.timedelta(1))

    def resting(self, day: dt.date) -> bool:
        if self.leave is None or not self.in_at(day):
            return False
        return self.leave[0] < day and (self.leave[1] is None or self.leave[1] >= day)

    def gone(self, day: dt.date) -> bool:
        return self.stopped is not None and self.stopped < day

    @property
    def over(self) -> dt.date | None:
        """When the case ended, if it has."""
        return (self.case[2] or self.case[3]) if self.case else None

    def open_on(self, day: dt.date) -> bool:
        """Whether the case was open on a day, that of its end included."""
        found = self.case is not None and self.case[0] <= day
        return found and (self.over is None or self.over >= day)

    def outcome(self) -> str:
        assert self.case is not None
        _, _, back, closed = self.case
        if back is not None and back < AFTER:
            return "返校"
        return "销号" if closed is not None and closed < AFTER else "未返"


def _number(rng: Random, birth: dt.date, sex: str, used: set[str]) -> str:
    while True:
        order = rng.randrange(0, 500) * 2 + (sex == "男")
        body = f"110105{birth:%Y%m%d}{order:03d}"
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        check = "10X98765432"[sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 11]
        if body + check not in used:
            used.add(body + check)
            return body + check


class County:
    """Two schools, a survey of the villages and lists of the county, all from one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.used: set[str] = set()
        self.count = 0
        self.pupils = [
            self._pupil(school, grade)
            for school, grades in (("甲校", range(1, 7)), ("乙校", range(5, 10)))
            for grade in grades
            for _ in range(self.rng.randint(4, 8))
        ]
        self.special = [self._special() for _ in range(4)]
        self.children = [self._child() for _ in range(14)]
        self.elsewhere = [self._person(10) for _ in range(3)]
        self.deferred = [self._person(6) for _ in range(3)]
        self.graduates = [self._person(12) for _ in range(6)]
        for person in (*self.elsewhere, *self.graduates):
            person.certificate = self.rng.random() < 0.5

    def _person(self, years: int) -> Person:
        self.count += 1
        sex = self.rng.choice("男女")
        birth = dt.date(2025 - years - 1, 9, 1) + dt.timedelta(self.rng.randrange(360))
        given = "".join(chr(0x4E00 + 37 * (self.count // 90**n % 90) + 211) for n in (0, 1))
        return Person(
            "王李张刘陈"[self.count % 5] + given,
            sex,
            _number(self.rng, birth, sex, self.used),
            years,
        )

    def _pupil(self, school: str, grade: int) -> Person:
        rng, p = self.rng, self._person(grade + 5)
        p.school, p.grade, p.klass = school, grade, rng.choice((1, 2))
        p.village = rng.choice(("东村", "西村", "南村"))
        p.boards, p.left_behind = rng.random() < 0.3, rng.random() < 0.3
        p.disability = rng.choice(TYPES) if rng.random() < 0.15 else ""
        day = dt.date(2025, 9, 5) + dt.timedelta(rng.randrange(56))
        fate = rng.random()
        if fate < 0.12:
            p.came = day, rng.choice(IN)
        elif fate < 0.26:
            p.left = day, rng.choice(OUT), rng.random() < 0.5
        elif fate < 0.38:
            later = day + dt.timedelta(rng.randint(5, 40))
            p.leave = day, later if rng.random() < 0.5 and later <= CHECKED else None
        elif fate < 0.42:
            p.stopped = day
        elif fate < 0.47:
            p.home_taught, p.disability = True, p.disability or "智力"
        elif fate < 0.62:
            state = rng.choice(("疑似", "辍学"))
            over = day + dt.timedelta(rng.randint(3, 30))
            p.case = day, state, *rng.choice(((over, None), (None, over), (None, None)))
        for _ in range(rng.randrange(4)):
            seen = dt.date(2025, 9, 8) + dt.timedelta(rng.randrange(54))
            p.visits[seen] = rng.choice(("入户", "电话", "到校"))
        for at in rng.sample(SCHOOL_DAYS, rng.randrange(3)):
            p.absences[at] = rng.choice((0.5, 1.0)), rng.choice(("旷课", "病假"))
        p.surveyed = "在读" if rng.random() < 0.5 else ""
        return p

    def _special(self) -> Person:
        p = self._person(9)
        p.school, p.grade, p.special, p.disability = "甲校", 3, True, self.rng.choice(TYPES)
        return p

    def _child(self) -> Person:
        p = self._person(self.rng.randint(4, 16))
        p.surveyed = self.rng.choice(("外地", "延缓", "在家"))
        p.certificate = self.rng.random() < 0.5
        p.village = self.rng.choice(("东村", "西村", "南村"))
        return p

    @property
    def survey(self) -> list[Person]:
        return [p for p in self.pupils if p.surveyed] + self.children

    # ── as tables ────────────────────────────────────────────────────────────────────────────────
    def text(self) -> list[str]:
        lines = [f"日期 {CHECKED}", "政策 national"]
        for school in ("甲校", "乙校"):
            own = [p for p in self.pupils if p.school == school]
            lines += [f"[{school}/学籍表]", "姓名|身份证件号|学籍号|性别|年级|班级"]
            lines += [
                f"{p.name}|{p.id_number}|G{p.id_number}|{p.sex}|{p.grade}|{p.klass}"
                for p in own
                if p.listed
            ]
            lines += [
                f"[{school}/花名册]",
                "学生花名册",
                "姓名|性别|身份证号|年级|班级|村|就读方式|留守|残疾|残疾类型",
            ]
            lines += [
                f"{p.name}|{p.sex}|{p.id_number}|{p.grade}|{p.klass}|{p.village}|"
                f"{'住校' if p.boards else '走读'}|{_yes(p.left_behind)}|{_yes(p.disability)}|"
                f"{p.disability}"
                for p in own
                if p.listed
            ]
            lines += [
                f"[{school}/变动]",
                "学籍变动登记册",
                "姓名|身份证号|变动类别|变动日期|年级|班级|去向学校",
            ]
            lines += [row for p in own for row in self._changes(p)]
            lines += [
                f"[{school}/台账]",
                "疑似辍学、辍学台账",
                "姓名|身份证号|年级|班级|离校日期|发现日期|状态|复学日期|销号日期",
            ]
            for p in own:
                if p.case:
                    found, state, back, closed = p.case
                    lines.append(
                        f"{p.name}|{p.id_number}|{p.grade}|{p.klass}|{found}|{found}|{state}|"
                        f"{back or ''}|{closed or ''}"
                    )
            lines += [f"[{school}/家访]", "家访登记表", "日期|教师|学生|班级|形式"]
            lines += [
                f"{d}|王芳|{p.name}|{p.grade}年级{p.klass}班|{how}"
                for p in own
                if p.listed
                for d, how in p.visits.items()
            ]
            lines += [f"[{school}/缺课]", "缺课登记表", "日期|姓名|年级|班级|节次|类别"]
            lines += [
                f"{d}|{p.name}|{p.grade}|{p.klass}|{'全天' if n == 1 else '上午'}|{kind}"
                for p in own
                if p.listed
                for d, (n, kind) in p.absences.items()
            ]
            lines += [
                f"[{school}/残疾儿童安置]",
                "残疾儿童安置表",
                "姓名|身份证号|残疾类型|安置方式|年级",
            ]
            lines += [
                f"{p.name}|{p.id_number}|{p.disability}|送教上门|{p.grade}"
                for p in own
                if p.home_taught and p.listed
            ]
            lines += [
                f"{p.name}|{p.id_number}|{p.disability}|特殊教育学校|{p.grade}"
                for p in self.special
                if p.school == school
            ]
            lines += [f"[{school}/送教记录]", "送教上门记录", "日期|学生|送教教师|课时"]
            lines += [
                f"2025-10-{d}|{p.name}|王芳、李强|2"
                for p in own
                if p.home_taught and p.listed
                for d in (14, 21)
            ]
        lines += [
            "[摸底]",
            "适龄儿童少年摸底登记表",
            "村|户主|姓名|身份证号|是否在读|就读地|异地就读证明|未入学原因",
        ]
        said = {"在读": "是||", "外地": "是|浙江省义乌市|", "延缓": "否||", "在家": "否||"}
        why = {"延缓": "延缓入学", "在家": "在家"}
        for p in self.survey:
            proof = "有" if p.surveyed == "外地" and p.certificate else ""
            lines.append(
                f"{p.village}|户主甲|{p.name}|{p.id_number}|{said[p.surveyed]}{proof}|"
                f"{why.get(p.surveyed, '')}"
            )
        lines += ["[异地就读]", "异地就读学生名单", "姓名|身份证号|就读地|证明"]
        lines += [
            f"{p.name}|{p.id_number}|广东省东莞市|{'有' if p.certificate else '无'}"
            for p in self.elsewhere
        ]
        lines += ["[延缓入学]", "延缓入学", "姓名|身份证号|开始|结束|申请书|审批"]
        lines += [f"{p.name}|{p.id_number}|2025-09-01|2026-08-31|有|有" for p in self.deferred]
        lines += ["[交接]", "六年级毕业生交接表", "小学|班级|姓名|身份证号|拟升入初中|是否报到"]
        lines += [
            f"甲校|1|{p.name}|{p.id_number}|乙校|{_yes(p.certificate)}" for p in self.graduates
        ]
        return lines

    @staticmethod
    def _changes(p: Person) -> Iterator[str]:
        def row(kind: str, date: dt.date, to: str = "") -> str:
            return f"{p.name}|{p.id_number}|{kind}|{date}|{p.grade}|{p.klass}|{to}"

        if p.came:
            yield row(p.came[1], p.came[0])
        if p.left:
            yield row(p.left[1], p.left[0], "丙校" if p.left[2] else "")
        if p.leave:
            yield row("休学", p.leave[0])
            if p.leave[1]:
                yield row("复学", p.leave[1])
        if p.stopped:
            yield row("辍学", p.stopped)

    # ── recounted ────────────────────────────────────────────────────────────────────────────────
    def recount(self, measure: str) -> list[tuple[Person, float]]:
        """Everybody that a measure counts, and how much each stands for."""
        if measure in self._sums():
            plus, minus = self._sums()[measure]
            return [(p, 1) for kind in plus for p in self._changed(kind)] + [
                (p, -1) for kind in minus for p in self._changed(kind)
            ]
        if measure in self._weighed():
            return self._weighed()[measure]()
        return [(p, 1) for p in self._plain()[measure]()]

    @staticmethod
    def _sums() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        came = ("招生", "复学", "转入", "其他增加")
        left = ("毕业", "结业", "休学", "退学", "开除", "死亡", "转出", "其他减少", "辍学")
        single = {
            "admitted": "招生", "resumed": "复学", "transferred_in": "转入",
            "added_otherwise": "其他增加", "graduated": "毕业", "completed": "结业",
            "went_on_leave": "休学", "withdrawn": "退学", "expelled": "开除", "died": "死亡",
            "transferred_out": "转出", "removed_otherwise": "其他减少", "stopped": "辍学",
        }  # fmt: skip
        return {id_: ((kind,), ()) for id_, kind in single.items()} | {
            "additions": (came, ()), "reductions": (left, ()), "net_additions": (came, left),
            "removed_or_stopped": (("其他减少", "辍学"), ()),
            "net_loss": (
                ("休学", "退学", "死亡", "转出", "其他减少", "辍学"), ("转入", "其他增加"),
            ),
        }  # fmt: skip

    def _changed(self, kind: str) -> list[Person]:
        def dates(p: Person) -> list[tuple[str, dt.date]]:
            told = [(p.came[1], p.came[0])] if p.came else []
            told += [(p.left[1], p.left[0])] if p.left else []
            if p.leave:
                told.append(("休学", p.leave[0]))
                told += [("复学", p.leave[1])] if p.leave[1] else []
            return told + ([("辍学", p.stopped)] if p.stopped else [])

        return [
            p for p in self.pupils if any(k == kind and FIRST <= d < AFTER for k, d in dates(p))
        ]

    def _weighed(self) -> dict[str, Callable[[], list[tuple[Person, float]]]]:
        due = lambda: [(p, float(len(SCHOOL_DAYS))) for p in self._due()]  # noqa: E731

        def missed(*kinds: str) -> list[tuple[Person, float]]:
            return [
                (p, n)
                for p in self.pupils
                if p.listed
                for n, k in p.absences.values()
                if k in kinds
            ]

        return {
            "absence_times": lambda: [(p, 1) for p, _ in missed("旷课", "病假")],
            "absence_days": lambda: missed("旷课", "病假"),
            "truancy_times": lambda: [(p, 1) for p, _ in missed("旷课")],
            "truancy_days": lambda: missed("旷课"),
            "due_days": due,
            "came_days": lambda: (
                due() + [(p, -n) for p, n in missed("旷课", "病假") if p in self._due()]
            ),
            "visit_times": lambda: self._visits("入户", "电话", "到校"),
            "home_visit_times": lambda: self._visits("入户"),
            "persuasion_times": lambda: [
                (p, 1)
                for p in self.pupils
                if p.listed
                for d in p.visits
                if FIRST <= d < AFTER and p.open_on(d)
            ],
            "phone_visit_times": lambda: self._visits("电话"),
            "home_teaching_times": lambda: [
                (p, 1) for p in self.pupils if p.home_taught and p.listed for _ in (14, 21)
            ],
        }

    def _visits(self, *forms: str) -> list[tuple[Person, float]]:
        return [(p, 1) for p in self.pupils if p.listed for d, how in p.visits.items()
                if how in forms and FIRST <= d < AFTER]  # fmt: skip

    def _there(self) -> list[Person]:
        return [p for p in self.pupils if p.in_at(AFTER)]

    def _due(self) -> list[Person]:
        return [p for p in self._there() if not p.resting(AFTER) and not self._at_home(p)]

    @staticmethod
    def _at_home(p: Person) -> bool:
        return p.home_taught and p.listed

    def _cases(self) -> list[Person]:
        return [p for p in self.pupils if p.case and p.case[0] < AFTER]

    def _disabled(self) -> list[Person]:
        return [p for p in self._there() if p.disability and p.listed] + self.special

    def _called(self) -> list[Person]:
        return [p for p in self.survey if 6 <= p.years < 15]

    def _in_school(self, p: Person) -> bool:
        if p in self.children:
            return p.surveyed == "外地"
        return not p.resting(AFTER)

    def _away(self) -> list[Person]:
        return self.elsewhere + [p for p in self._called() if p.surveyed == "外地"]

    def _plain(self) -> dict[str, Callable[[], list[Person]]]:
        there, due, cases, pupils = self._there, self._due, self._cases, self.pupils
        last = SCHOOL_DAYS[-1]

        def here(p: Person) -> bool:
            whole = p.absences.get(last, (0.0, ""))[0] >= 1
            return not whole and not (p in cases() and p.outcome() == "未返")

        def state(word: str) -> Callable[[], list[Person]]:
            return lambda: [p for p in cases() if p.case and p.case[1] == word]

        def now(day: dt.date | None) -> bool:
            return day is not None and FIRST <= day < AFTER

        def before(day: dt.date | None) -> bool:
            return day is not None and day < FIRST

        def of_kind(id_: str, word: str) -> dict[str, Callable[[], list[Person]]]:
            chosen = state(word)
            back = lambda: [p for p in chosen() if p.case and p.outcome() == "返校"]  # noqa: E731
            known = lambda: [p for p in chosen() if p.case and before(p.case[0])]  # noqa: E731
            return {
                f"{id_}_start": lambda: [p for p in known() if not before(p.over)],
                f"{id_}_total_start": known,
                f"{id_}_returned_total": back,
                f"{id_}_returned_new": lambda: [p for p in back() if now(p.over)],
            }

        def group(chosen: Callable[[Person], object]) -> Callable[[], list[Person]]:
            return lambda: [p for p in there() if p.listed and chosen(p)]

        def start() -> list[Person]:
            return [p for p in pupils if p.in_at(FIRST)]

        def rolled(people: list[Person], day: dt.date) -> list[Person]:
            return [p for p in people if not p.resting(day) and not p.gone(day)]

        def none() -> list[Person]:
            return []

        return {
            "enrolled_start": start,
            "enrolled_end": there,
            "on_roll_start": lambda: rolled(start(), FIRST),
            "on_roll_end": lambda: rolled(there(), AFTER),
            "in_school_start": lambda: [p for p in rolled(start(), FIRST) if not self._at_home(p)],
            "in_school_end": lambda: [p for p in rolled(there(), AFTER) if not self._at_home(p)],
            "expected": due,
            "present": lambda: [p for p in due() if here(p)],
            "not_present": lambda: [p for p in due() if not here(p)],
            "suspended": lambda: [p for p in pupils if p.resting(AFTER)],
            "deferred": lambda: self.deferred,
            "new_pupils": lambda: [p for p in there() if p.grade in (1, 7)],
            "graduating": lambda: [p for p in there() if p.grade in (6, 9)],
            "boarders": group(lambda p: p.boards),
            "suspected_total": state("疑似"),
            "dropout_total": state("辍学"),
            "suspected_new": lambda: [p for p in state("疑似")() if p.case and now(p.case[0])],
            "dropout_new": lambda: [p for p in state("辍学")() if p.case and now(p.case[0])],
            "suspected_open": lambda: [p for p in state("疑似")() if p.outcome() == "未返"],
            "dropout_open": lambda: [p for p in state("辍学")() if p.outcome() == "未返"],
            **of_kind("suspected", "疑似"),
            **of_kind("dropout", "辍学"),
            "not_back": lambda: [p for p in cases() if p.outcome() == "未返"],
            "not_back_start": lambda: [
                p for p in cases() if p.case and before(p.case[0]) and not before(p.over)
            ],
            "returned_total_start": lambda: [
                p for p in cases() if p.outcome() == "返校" and before(p.over)
            ],
            "returned_total": lambda: [p for p in cases() if p.outcome() == "返校"],
            "returned_new": lambda: [
                p for p in cases() if p.outcome() == "返校" and p.case and now(p.case[2])
            ],
            "closed_total": lambda: [p for p in cases() if p.outcome() == "销号"],
            "closed_new": lambda: [
                p for p in cases() if p.outcome() == "销号" and p.case and now(p.case[3])
            ],
            "gone_without_school": lambda: [
                p
                for p in pupils
                if (
                    p.left
                    and now(p.left[0])
                    and (p.left[1] in ("退学", "开除") or (p.left[1] == "转出" and not p.left[2]))
                )
                or (p.leave and now(p.leave[0]) and not now(p.leave[1]))
                or now(p.stopped)
            ],
            "left_behind": group(lambda p: p.left_behind),
            "disabled": group(lambda p: p.disability),
            "home_taught": lambda: [p for p in pupils if self._at_home(p)],
            "disabled_children": self._disabled,
            "disabled_counted": self._disabled,
            "disabled_enrolled": lambda: [p for p in self._disabled() if not p.resting(AFTER)],
            "disabled_counted_enrolled": lambda: [
                p for p in self._disabled() if not p.resting(AFTER)
            ],
            "disabled_not_enrolled": lambda: [p for p in self._disabled() if p.resting(AFTER)],
            "disabled_inclusive": none,
            "disabled_special_school": lambda: self.special,
            "disabled_institution": none,
            "disabled_deferred": none,
            "disabled_unplaced": none,
            "disabled_home_taught": lambda: [p for p in self._disabled() if self._at_home(p)],
            "visited_pupils": lambda: [
                p for p in there() if p.listed and any(now(d) for d in p.visits)
            ],
            "absent_pupils": lambda: [p for p in pupils if p.listed and p.absences],
            "truant_pupils": lambda: [
                p for p in pupils if p.listed and any(k == "旷课" for _, k in p.absences.values())
            ],
            "population": self._called,
            "population_enrolled": lambda: [p for p in self._called() if self._in_school(p)],
            "population_not_enrolled": lambda: [
                p for p in self._called() if not self._in_school(p)
            ],
            "population_here": lambda: [
                p
                for p in self._called()
                if p not in self.children and not p.resting(AFTER) and not self._at_home(p)
            ],
            "entrants_due": lambda: [p for p in self._called() if p.years == 6],
            "entrants_enrolled": lambda: [
                p for p in self._called() if p.years == 6 and self._in_school(p)
            ],
            "primary_age_population": lambda: [p for p in self.survey if 6 <= p.years < 12],
            "primary_age_enrolled": lambda: [
                p for p in self.survey if 6 <= p.years < 12 and self._in_school(p)
            ],
            "junior_age_population": lambda: [p for p in self.survey if 12 <= p.years < 15],
            "junior_in_school": lambda: [
                p for p in rolled(there(), AFTER) if p.grade >= 7 and not self._at_home(p)
            ],
            "elsewhere": self._away,
            "elsewhere_certified": lambda: [p for p in self._away() if p.certificate],
            "elsewhere_uncertified": lambda: [p for p in self._away() if not p.certificate],
            "handed_over": lambda: self.graduates,
            "handed_over_arrived": lambda: [p for p in self.graduates if p.certificate],
            "handed_over_missing": lambda: [p for p in self.graduates if not p.certificate],
            "leavers_primary": lambda: self._leavers(6),
            "leavers_junior": lambda: self._leavers(9),
            "leavers_nine": lambda: self._leavers(9),
        }

    def _leavers(self, grade: int) -> list[Person]:
        done = [p for p in self.pupils if p.left and p.left[1] == "毕业" and p.left[0] < AFTER]
        return [p for p in {*done, *self._there()} if p.grade == grade]


def _yes(value: object) -> str:
    return "是" if value else "否"


CONDITIONS: dict[str, tuple[Conditions, Callable[[Person], object]]] = {
    "everybody": (Conditions(), lambda _: True),
    "grade": (Conditions(grade=5), lambda p: p.grade == 5),
    "stage": (Conditions(stage="初中"), lambda p: p.grade >= 7),
    "sex": (Conditions(sex="女"), lambda p: p.sex == "女"),
    "class": (Conditions(klass="五(1)班"), lambda p: (p.grade, p.klass) == (5, 1)),
    "school": (Conditions(school="乙校"), lambda p: p.school == "乙校"),
    "group": (Conditions(group="left_behind"), lambda p: p.listed and p.left_behind),
    "village": (Conditions(village="东村"), lambda p: p.listed and p.village == "东村"),
    "boarding": (Conditions(boarding="寄宿"), lambda p: p.listed and p.boards),
    "several": (
        Conditions(stage="小学", sex="男", school="甲校"),
        lambda p: (p.grade < 7, p.sex, p.school) == (True, "男", "甲校"),
    ),
}
BY_AGE = {
    "population", "population_enrolled", "population_not_enrolled", "population_here",
    "entrants_due", "entrants_enrolled", "elsewhere", "elsewhere_certified",
    "elsewhere_uncertified", "primary_age_population", "primary_age_enrolled",
    "junior_age_population", "deferred", "handed_over", "handed_over_arrived",
    "handed_over_missing",
}  # fmt: skip
"""Measures of lists of the county, whose people have a grade by age and no school."""
UNTOLD = {
    "cohort_primary", "cohort_junior", "cohort_nine", "migrant", "single_parent", "orphan",
    "unsupported", "registered_poor", "monitored", "sudden_hardship", "prisoner_child", "weak",
    "weary", "relapsing", "prone",
}  # fmt: skip
"""Measures for which this county has no list or column: they are unknown."""
OF_THEIR_OWN = {"inclusive", "classes"}
"""Measures of what this county has no column for, and of what is no people."""
COUNTS = [m.id for m in MEASURES.values() if not m.is_rate and m.id not in UNTOLD | OF_THEIR_OWN]


@pytest.fixture(scope="module", params=[1, 2])
def county(request: pytest.FixtureRequest) -> tuple[County, Statistics]:
    told = County(request.param)
    [scope] = report_on(parse(told.text()), set()).scopes
    return told, Statistics(scope, period_of("2025-10", scope.calendar.terms))


@pytest.mark.parametrize("measure", COUNTS)
def test_every_measure_is_what_a_recount_by_hand_comes_to(
    measure: str, county: tuple[County, Statistics]
) -> None:
    told, found = county
    everybody = told.recount(measure)
    for name, (conditions, meets) in CONDITIONS.items():
        if measure in BY_AGE and name not in ("everybody", "sex"):
            continue
        figure = found.figure(measure, conditions)
        expected = [(p, n) for p, n in everybody if meets(p)]
        people = figure.people
        weights = people["weight"].tolist() if "weight" in people else [1] * len(people)
        counted = sorted(zip(people["name"], map(float, weights), strict=True))
        assert counted == sorted((p.name, float(n)) for p, n in expected), name
        assert figure.number == sum(n for _, n in expected), name


def test_classes_are_those_that_somebody_is_in(county: tuple[County, Statistics]) -> None:
    told, found = county
    for conditions in (Conditions(), Conditions(grade=5), Conditions(school="乙校")):
        there = {
            (p.school, p.grade, p.klass)
            for p in told.pupils
            if p.in_at(AFTER)
            and conditions.grade in (None, p.grade)
            and conditions.school in ("", None, p.school)
        }
        assert found.figure("classes", conditions).number == len(there)


@pytest.mark.parametrize("measure", sorted(UNTOLD))
def test_what_no_list_tells_is_unknown(measure: str, county: tuple[County, Statistics]) -> None:
    figure = county[1].figure(measure)
    assert figure.number is None
    assert county[1].notes(measure)


def test_every_rate_is_the_quotient_of_two_recounts(county: tuple[County, Statistics]) -> None:
    told, found = county
    for measure in MEASURES.values():
        ratio = measure.ratio
        if ratio is None or ratio.span == "year" or ratio.denominator in UNTOLD:
            continue
        above = sum(n for _, n in told.recount(ratio.numerator))
        below = sum(n for _, n in told.recount(ratio.denominator))
        quotient = round(100 * above / below, 2) if below else None
        assert found.figure(measure.id).number == quotient, measure.id


# ── what must always hold ────────────────────────────────────────────────────────────────────────
def test_parts_add_up_to_the_whole_and_nobody_counts_twice(
    county: tuple[County, Statistics],
) -> None:
    found = county[1]
    for measure in MEASURES.values():
        whole = found.figure(measure.id)
        if whole.number is None or measure.is_rate:
            continue
        everybody = found.counted(measure.id).people
        unknown_sex = (everybody["sex"] == "").sum()
        by_sex = [found.figure(measure.id, Conditions(sex=s)) for s in "男女"]
        assert sum(len(each.people) for each in by_sex) + unknown_sex == len(whole.people)
        by_grade = [found.figure(measure.id, Conditions(grade=g)) for g in range(1, 10)]
        graded = everybody["grade"].notna().sum()
        assert sum(len(each.people) for each in by_grade) == graded
        stages = [found.figure(measure.id, Conditions(stage=s)) for s in ("小学", "初中")]
        assert sum(len(each.people) for each in stages) == graded
        if measure.unit == "人" and "weight" not in everybody:
            assert not everybody["key"].duplicated().any(), measure.id
            assert whole.number == len(whole.people)
        assert len(found.sources(whole.people)) == len(whole.people)


def test_the_start_with_those_who_came_without_those_who_left_is_the_end(
    county: tuple[County, Statistics],
) -> None:
    found = county[1]
    for conditions in (
        Conditions(),
        Conditions(grade=3),
        Conditions(sex="女"),
        Conditions(school="乙校"),
    ):

        def number(id_: str, of: Conditions = conditions) -> float:
            value = found.figure(id_, of).number
            assert value is not None
            return value

        # On a sheet of changes 休学 is a decrease and 复学 an increase.
        assert number("on_roll_start") + number("net_additions") == number("on_roll_end")
        in_registry = sum(map(number, ("admitted", "transferred_in", "added_otherwise")))
        gone = (
            "graduated",
            "completed",
            "withdrawn",
            "expelled",
            "died",
            "transferred_out",
            "removed_otherwise",
        )
        left = sum(map(number, gone))
        assert number("enrolled_start") + in_registry - left == number("enrolled_end")
