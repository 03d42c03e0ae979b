"""What each school of the county keeps, in which columns and under which headings."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from importlib import resources

from kongcuo_xl.demo.canvas import Column
from kongcuo_xl.demo.hands import ClassName, Hand

WIDTHS = {
    "序号": 5, "姓名": 9, "性别": 5, "身份证号": 22, "学籍号": 23, "出生日期": 13, "年级": 8,
    "班级": 11, "联系电话": 14, "电话": 14, "户籍地址": 26, "现住址": 22, "内容": 42, "原因": 16,
    "日期": 13,
}  # fmt: skip


def columns(text: str) -> tuple[Column, ...]:
    """Columns from ``field=heading`` words; ``field`` alone heads itself, ``›`` parts a group.

    ``_`` stands for a space and ``|`` for a line break in a heading; a field of ``-`` is a column
    that means nothing to the program.
    """
    made = []
    for word in text.split():
        name, _, heading = word.partition("=")
        parts = (heading or name).replace("_", " ").replace("|", "\n").split("›")
        name = "" if name == "-" else name
        made.append(Column(name, tuple(parts), WIDTHS.get(name, 10)))
    return tuple(made)


@dataclass(frozen=True)
class Profile:
    """A kind of school and its habits."""

    name: str
    weight: int
    classes: tuple[tuple[int, int], ...]
    posts: tuple[str, ...]
    subject_teachers: int
    tables: dict[str, tuple[Column, ...]]
    hands: dict[str, Hand]
    roll_call: str = ""
    """grid (a column a day), halves (two columns a day), list (names only) or "" (none kept)."""
    marks: dict[str, str] = field(default_factory=dict)
    called: frozenset[ClassName] = frozenset()
    seated: frozenset[ClassName] = frozenset()
    homework: frozenset[ClassName] = frozenset()
    minority: bool = False

    @property
    def registry(self) -> bool:
        """Whether the school has an export of the 学籍 system."""
        return "registry" in self.tables

    @property
    def daily(self) -> bool:
        """Whether classes report who has come each day."""
        return "daily_reports" in self.tables

    @property
    def fields(self) -> dict[str, frozenset[str]]:
        """The fields each table has a column for."""
        return {k: frozenset(c.field for c in v if c.field) for k, v in self.tables.items()}


def _headings() -> dict[str, dict[str, tuple[Column, ...]]]:
    """Every school's columns by table, from ``data/demo_columns.toml``."""
    source = resources.files("kongcuo_xl").joinpath("data", "demo_columns.toml")
    schools = tomllib.loads(source.read_text("utf-8"))
    return {
        school: {kind: columns(text) for kind, text in tables.items()}
        for school, tables in schools.items()
    }


HEADINGS = _headings()


def _classes(*pairs: tuple[int, int]) -> frozenset[ClassName]:
    return frozenset(ClassName(*pair) for pair in pairs)


JUNIOR = tuple((grade, number) for grade in (7, 8, 9) for number in (1, 2))
PRIMARY = tuple((grade, 1) for grade in range(1, 7))

FIRST = Profile(
    name="云溪县第一中学",
    weight=24,
    classes=JUNIOR,
    posts=("校长", "副校长", "副校长", "中层"),
    subject_teachers=7,
    tables=HEADINGS["first"],
    hands={
        "students": Hand(dates="2015-09-01", names="padded"),
        "registry": Hand(dates="20150901", grades="七年级", classes="七(2)班"),
        "visits": Hand(dates="excel"),
        "staff": Hand(classes="七(2)班"),
        "classes": Hand(classes="2班"),
    },
    roll_call="grid",
    marks={"到": "√", "旷课": "×", "病假": "△", "事假": "○"},
    called=_classes(*JUNIOR),
    seated=_classes((7, 1), (8, 2)),
    homework=_classes((7, 2), (8, 2)),
)

SECOND = Profile(
    name="云溪县第二中学",
    weight=24,
    classes=JUNIOR,
    posts=("校长", "副校长", "中层"),
    subject_teachers=7,
    tables=HEADINGS["second"],
    hands={
        "students": Hand(dates="mixed", ids="untidy", yes=("√", None)),
        "registry": Hand(grades="初", classes="2班", months="digits"),
        "visits": Hand(dates="2015.9.1", classes="七年级2班"),
        "absences": Hand(dates="2015/9/1", classes="0702"),
        "daily_reports": Hand(dates="excel", classes="七（2）班"),
        "staff": Hand(classes="七年级（2）班"),
        "classes": Hand(grades="初", classes="七年级2班"),
    },
    roll_call="list",
    called=_classes((8, 1), (8, 2), (9, 1)),
    seated=_classes((8, 1)),
    homework=_classes((9, 1), (8, 1)),
)

CENTRAL = Profile(
    name="云溪镇中心小学",
    weight=22,
    classes=PRIMARY,
    posts=("校长", "副校长", "教导主任"),
    subject_teachers=5,
    tables=HEADINGS["central"],
    hands={
        "students": Hand(
            dates="excel", months="chinese", grades="text", classes="2班", yes=("有", "无")
        ),
        "registry": Hand(dates="2015-09-01", grades="七年级", classes="2班", months="digits"),
        "visits": Hand(dates="2015年9月1日", classes="七年级2班"),
        "absences": Hand(dates="2015-09-01", classes="七(2)班"),
        "staff": Hand(classes="七(2)班"),
        "classes": Hand(grades="七年级", classes="七（2）班"),
    },
    roll_call="list",
    called=_classes((4, 1), (5, 1), (6, 1)),
    seated=_classes((4, 1), (6, 1)),
)

NINE = Profile(
    name="石桥九年一贯制学校",
    weight=20,
    classes=((5, 1), (6, 1), (7, 1), (8, 1), (9, 1)),
    posts=("校长", "副校长", "政教主任"),
    subject_teachers=5,
    tables=HEADINGS["nine"],
    hands={
        "students": Hand(dates="2015/9/1", months="mixed", yes=("Y", "N")),
        "registry": Hand(grades="number", classes="2班"),
        "visits": Hand(dates="mixed", classes="0702"),
        "staff": Hand(classes="0702"),
        "classes": Hand(grades="七年级", classes="2班"),
    },
    roll_call="halves",
    marks={"到": "√", "旷课": "旷", "病假": "病", "事假": "事"},
    called=_classes((5, 1), (6, 1), (7, 1), (8, 1), (9, 1)),
    homework=_classes((7, 1), (9, 1)),
)

VILLAGE = Profile(
    name="柳塘村小学",
    weight=16,
    classes=PRIMARY,
    posts=("校长", "教导主任"),
    subject_teachers=2,
    tables=HEADINGS["village"],
    hands={
        "students": Hand(
            dates="20150901", grades="七年级", classes="2班", ids="untidy", names="padded"
        ),
        "visits": Hand(dates="20150901", classes="七年级（2）班"),
        "absences": Hand(dates="excel", classes="七年级2班"),
        "daily_reports": Hand(dates="2015.9.1", classes="七年级2班"),
        "staff": Hand(classes="七年级2班"),
        "classes": Hand(grades="七年级", classes="七年级2班"),
    },
)

POINT = Profile(
    name="双井教学点",
    weight=10,
    classes=((1, 1), (2, 1), (3, 1), (4, 1)),
    posts=("校长",),
    subject_teachers=1,
    tables=HEADINGS["point"],
    hands={
        "students": Hand(dates="2015年9月1日", yes=(1, 0)),
        "visits": Hand(dates="2015-09-01", classes="七(2)班"),
        "absences": Hand(dates="2015年9月1日", classes="七(2)班"),
        "staff": Hand(classes="七(2)班"),
        "classes": Hand(grades="七年级", classes="七(2)班"),
    },
    minority=True,
)

COUNTY = Profile(
    name="云溪县教育局",
    weight=0,
    classes=(),
    posts=(),
    subject_teachers=0,
    tables=HEADINGS["county"],
    hands={
        "children": Hand(dates="2015-09-01", classes="2班", ids="untidy"),
        "elsewhere": Hand(dates="2015.9.1", classes="2班", yes=("√", "×")),
        "deferrals": Hand(dates="2015年9月1日"),
        "graduates": Hand(dates="2015/9/1", classes="2班", yes=("已报到", "未报到")),
        "monitor_tasks": Hand(dates="2015-09-01"),
    },
)

PROFILES = (FIRST, SECOND, CENTRAL, NINE, VILLAGE, POINT)
