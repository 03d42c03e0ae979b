"""代码表: the lists of the drop-downs, and the days and numbers that the formulas take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from kongcuo_xl import policy as policies
from kongcuo_xl.book import Value
from kongcuo_xl.calendar import autumn_term, spring_term
from kongcuo_xl.finding import LEVELS
from kongcuo_xl.hosts.pages import Formula, Pages
from kongcuo_xl.ledger import choices, computed
from kongcuo_xl.ledger.layout import Table
from kongcuo_xl.policy import Policy
from kongcuo_xl.rule import rules

SHEET = "代码表"
SETTINGS = "设置"
UNIT, TERM, POLICY, DATE = ("设置!$B$4", "设置!$B$5", "设置!$B$6", "设置!$B$7")
MORE = "设置!$A$8:$B$27"
"""Where further parameters may be set."""
FINDINGS = "问题清单"
_TOP = 4
"""First row of the lists."""
_SPARE = 20
"""Rows below a list where more may be added."""
Lines: TypeAlias = "Sequence[tuple[Value | Formula, ...]]"
Put: TypeAlias = "Callable[[tuple[str, ...], Lines, tuple[float, ...]], tuple[int, int]]"


@dataclass(frozen=True, slots=True)
class Codes:
    """Where on the sheet the lists stand."""

    terms: str
    policies: str
    parameters: str
    rules: str
    """The names of the rules, beside them how often each was found (``counts``)."""
    counts: str
    lists: dict[choices.Choice, str]


def terms(date: dt.date, policy: Policy) -> list[tuple[str, dt.date, dt.date]]:
    """Name, first and last day of the semesters around a date, in order."""
    found = []
    for year in range(date.year - 2, date.year + 6):
        spring = spring_term(year - 1, policy["spring_start"], policy["spring_end"])
        autumn = autumn_term(year, policy["autumn_start"], policy["autumn_end"])
        found += [(t.name, t.start, t.end) for t in (spring, autumn)]
    return found


def basis(rows: computed.Rows, term: str, date: dt.date, policy: Policy) -> computed.Facts:
    """The days and numbers that hold for a workbook, as its formulas come to them."""
    known = terms(date, policies.load(policies.BASE))
    begun = [t for t in known if t[1] <= date]
    name, start, end = next((t for t in known if t[0] == term), begun[-1])
    margin = dt.timedelta(days=40)
    lessons = [
        (first, last)
        for row in rows.get("calendar", ())
        if row.get("day_kind") == "上课"
        and isinstance(first := row["start"], dt.date)
        and isinstance(last := row["end"], dt.date)
        and start - margin <= first <= end
    ]
    if lessons:
        start, end = min(a for a, _ in lessons), max(b for _, b in lessons)
    quotas = policy["class_teacher_visits"], policy["subject_teacher_visits"]
    return computed.Facts(rows, start, end, date, name, *quotas)


def write(pages: Pages, tables: Mapping[str, Table], facts: computed.Facts) -> Codes:
    """Add the sheet at the end and define its names."""
    page = pages.page(
        SHEET,
        SHEET,
        "下拉选项和计算用的日期、标准。一般不用改；“选项”各列可以在下面接着添。",
        [24.0] * 4,
    )
    sheet = page.sheet
    sheet.sheet_properties.tabColor = "7F7F7F"
    known = terms(facts.date, policies.load(policies.BASE))
    column = 1

    def put(heads: tuple[str, ...], lines: Lines, widths: tuple[float, ...]) -> tuple[int, int]:
        """A block of lines; its first column and its last row."""
        nonlocal column
        first = column
        for offset, (head, wide) in enumerate(zip(heads, widths, strict=True)):
            page.put(3, first + offset, head, "head")
            sheet.column_dimensions[get_column_letter(first + offset)].width = wide
            for number, line in enumerate(lines):
                page.put(_TOP + number, first + offset, line[offset])
        column += len(heads) + 1
        sheet.column_dimensions[get_column_letter(column - 1)].width = 3
        return first, _TOP + len(lines) - 1

    def area(at: int, last: int) -> str:
        letter = get_column_letter(at)
        return f"{SHEET}!${letter}${_TOP}:${letter}${last}"

    # The blocks' places follow from their sizes: 2, 3, 4 columns with an empty one between.
    names_of_terms, starts, ends = (area(at, _TOP + len(known) - 1) for at in (4, 5, 6))
    shipped = [policies.load(name) for name in policies.names()]
    titles, heads, others = (area(at, _TOP + len(shipped) - 1) for at in (8, 9, 10))
    base = policies.load(policies.BASE)

    def quota(key: str, at: str) -> str:
        own = f'VALUE(VLOOKUP("{base.schema[key].label}",{MORE},2,FALSE))'
        of_policy = f"INDEX({at},MATCH({POLICY},{titles},0))"
        return f"IFERROR({own},IFERROR({of_policy},{base[key]}))"

    day, semester = f"{SHEET}!$B$4", f"{SHEET}!$B$5"
    first, last = (
        f"INDEX({starts},MATCH({semester},{names_of_terms},0))",
        f"INDEX({ends},MATCH({semester},{names_of_terms},0))",
    )
    begin, finish = first, last
    if "calendar" in tables:
        c = tables["calendar"]
        kind, a, b = c.range("day_kind"), c.range("start"), c.range("end")
        within = f'({kind}="上课")*ISNUMBER({a})*({a}>={first}-40)*({a}<={last})'
        none = f"SUMPRODUCT({within})=0"
        begin = f"IFERROR(IF({none},{first},99999-SUMPRODUCT(MAX({within}*(99999-{a})))),{first})"
        finish = f"IFERROR(IF({none},{last},SUMPRODUCT(MAX({within}*{b}))),{last})"
    by_date = f"INDEX({names_of_terms},MATCH({day},{starts},1))"
    put(
        ("名称", "值"),
        [
            ("检查日期", Formula(f'IF({DATE}="",TODAY(),{DATE})', facts.date)),
            (
                "学期",
                Formula(
                    f"IF(ISNUMBER(MATCH({TERM},{names_of_terms},0)),{TERM},{by_date})", facts.term
                ),
            ),
            ("学期开始", Formula(begin, facts.start)),
            ("学期结束", Formula(finish, facts.end)),
            (
                "班主任每学期家访人次",
                Formula(quota("class_teacher_visits", heads), facts.head_quota),
            ),
            (
                "科任教师每学期家访人次",
                Formula(quota("subject_teacher_visits", others), facts.other_quota),
            ),
        ],
        (24, 14),
    )
    put(("学期", "开始", "结束"), list(known), (10, 13, 13))
    put(
        ("政策", "班主任家访", "科任家访"),
        [(p.title, p["class_teacher_visits"], p["subject_teacher_visits"]) for p in shipped],
        (26, 11, 11),
    )
    labels = [(p.label,) for p in base.schema.values()]
    at, bottom = put(("设置中可用的参数",), labels, (36,))
    parameters = area(at, bottom)
    codes = []
    levels = "{" + ",".join(f'"{level}"' for level in LEVELS) + "}"
    for row, (code, rule) in enumerate(rules().items(), _TOP):
        letter = get_column_letter(column)
        # In the list of findings a level stands beside the code, in the sums below it a number
        # (which LibreOffice, unlike Excel, finds with "?*").
        column_of = f"INDIRECT(\"'{FINDINGS}'!{{}}:{{}}\")".format
        counted = f"COUNTIFS({column_of('C', 'C')},{letter}{row},{column_of('B', 'B')},{levels})"
        found = f"IFERROR(SUMPRODUCT({counted}),0)"
        ranked = f"{get_column_letter(column + 2)}{row}+(1000-ROW())/1000000"
        codes.append((code, rule.name, Formula(found, 0), Formula(ranked, (1000 - row) / 1000000)))
    at, bottom = put(("规则", "名称", "问题数", "排序"), codes, (9, 32, 9, 9))
    found_rules, counts = area(at + 1, bottom), area(at + 3, bottom)
    lists = _lists(tables, put, area)
    basics = (
        computed.DATE, computed.TERM, computed.START, computed.END,
        computed.HEAD_QUOTA, computed.OTHER_QUOTA,
    )  # fmt: skip
    for at, name in enumerate(basics, _TOP):
        pages.book.defined_names[name] = DefinedName(name, attr_text=f"{SHEET}!$B${at}")
    for name, kind, field in (
        (choices.CLASSES, "classes", "klass"),
        (choices.TEACHERS, "staff", "name"),
    ):
        if kind in tables:
            filled = tables[kind].range(field)
            text = f"OFFSET({filled.split(':')[0]},0,0,MAX(1,COUNTA({filled})),1)"
            pages.book.defined_names[name] = DefinedName(name, attr_text=text)
    return Codes(names_of_terms, titles, parameters, found_rules, counts, lists)


def _lists(
    tables: Mapping[str, Table],
    put: Put,
    area: Callable[[int, int], str],
) -> dict[choices.Choice, str]:
    """The lists too long for the checks themselves, each under the labels of its columns."""
    labels: dict[choices.Choice, list[str]] = {}
    for table in tables.values():
        for column in table.columns:
            offered = choices.choice(table, column)
            if offered and not offered.name and not offered.short and not column.computed:
                labels.setdefault(offered, []).append(column.label)
    found = {}
    for offered, where in labels.items():
        head = "选项：" + "、".join(dict.fromkeys(where))
        first, last = put((head,), [(word,) for word in offered.words], (22,))
        found[offered] = area(first, last + _SPARE)
    return found
