"""代码表: the lists of the drop-downs, and the days and numbers that the formulas take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from kongcuo_xl import policy as policies
from kongcuo_xl.book import Value
from kongcuo_xl.calendar import autumn_term, spring_term
from kongcuo_xl.finding import LEVELS
from kongcuo_xl.hosts.pages import Formula, Page, Pages
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
    page.sheet.sheet_properties.tabColor = "7F7F7F"
    blocks = _Blocks(page)
    basics = blocks.room_for(24, 14)
    known = terms(facts.date, policies.load(policies.BASE))
    semesters = blocks.add(("学期", "开始", "结束"), list(known), (10, 13, 13))
    shipped = [policies.load(name) for name in policies.names()]
    quotas = blocks.add(
        ("政策", "班主任家访", "科任家访"),
        [(p.title, p["class_teacher_visits"], p["subject_teacher_visits"]) for p in shipped],
        (26, 11, 11),
    )
    blocks.write(basics, ("名称", "值"), _basics(tables, facts, semesters, quotas))
    labels = [(p.label,) for p in policies.load(policies.BASE).schema.values()]
    (parameters,) = blocks.add(("设置中可用的参数",), labels, (36,))
    _, found_rules, _, counts = blocks.add(
        ("规则", "名称", "问题数", "排序"), _rules(blocks.column), (9, 32, 9, 9)
    )
    lists = _lists(tables, blocks)
    _define_names(pages, tables)
    return Codes(semesters[0], quotas[0], parameters, found_rules, counts, lists)


class _Blocks:
    """Blocks of lines side by side on the sheet, an empty column behind each."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.column = 1
        """The column in which the next block begins, from 1."""

    def room_for(self, *widths: float) -> int:
        """Columns of these widths, kept for a block; the first of them."""
        first = self.column
        for column, width in enumerate([*widths, 3], first):
            self._page.sheet.column_dimensions[get_column_letter(column)].width = width
        self.column = first + len(widths) + 1
        return first

    def write(self, first: int, heads: Sequence[str], lines: Lines) -> None:
        """Write heads and lines from a column on."""
        for column, head in enumerate(heads, first):
            self._page.put(_TOP - 1, column, head, "head")
            for row, line in enumerate(lines, _TOP):
                self._page.put(row, column, line[column - first])

    def add(
        self, heads: Sequence[str], lines: Lines, widths: Sequence[float], spare: int = 0
    ) -> tuple[str, ...]:
        """Add a block; where the lines of each column stand, with ``spare`` rows below them."""
        first = self.room_for(*widths)
        self.write(first, heads, lines)
        last = _TOP + len(lines) - 1 + spare
        letters = map(get_column_letter, range(first, first + len(heads)))
        return tuple(f"{SHEET}!${letter}${_TOP}:${letter}${last}" for letter in letters)


def _basics(
    tables: Mapping[str, Table],
    facts: computed.Facts,
    semesters: Sequence[str],
    quotas: Sequence[str],
) -> list[tuple[str, Formula]]:
    """Check date, semester and quotas: as 设置 has them, else as policy and today's date do."""
    names, starts, ends = semesters
    titles, heads, others = quotas
    base = policies.load(policies.BASE)

    def quota(key: str, at: str) -> str:
        own = f'VALUE(VLOOKUP("{base.schema[key].label}",{MORE},2,FALSE))'
        of_policy = f"INDEX({at},MATCH({POLICY},{titles},0))"
        return f"IFERROR({own},IFERROR({of_policy},{base[key]}))"

    day, semester = f"{SHEET}!$B$4", f"{SHEET}!$B$5"
    by_date = f"INDEX({names},MATCH({day},{starts},1))"
    begin, finish = (f"INDEX({at},MATCH({semester},{names},0))" for at in (starts, ends))
    if "calendar" in tables:
        begin, finish = _by_calendar(tables["calendar"], begin, finish)
    return [
        ("检查日期", Formula(f'IF({DATE}="",TODAY(),{DATE})', facts.date)),
        ("学期", Formula(f"IF(ISNUMBER(MATCH({TERM},{names},0)),{TERM},{by_date})", facts.term)),
        ("学期开始", Formula(begin, facts.start)),
        ("学期结束", Formula(finish, facts.end)),
        ("班主任每学期家访人次", Formula(quota("class_teacher_visits", heads), facts.head_quota)),
        (
            "科任教师每学期家访人次",
            Formula(quota("subject_teacher_visits", others), facts.other_quota),
        ),
    ]


def _by_calendar(calendar: Table, first: str, last: str) -> tuple[str, str]:
    """The formulas of a semester's ends, with those of its lessons by 校历 before them."""
    kind, start, end = (calendar.range(f) for f in ("day_kind", "start", "end"))
    within = f'({kind}="上课")*ISNUMBER({start})*({start}>={first}-40)*({start}<={last})'
    none = f"SUMPRODUCT({within})=0"
    begin = f"IFERROR(IF({none},{first},99999-SUMPRODUCT(MAX({within}*(99999-{start})))),{first})"
    finish = f"IFERROR(IF({none},{last},SUMPRODUCT(MAX({within}*{end}))),{last})"
    return begin, finish


def _rules(column: int) -> list[tuple[str, str, Formula, Formula]]:
    """Each rule with how often 问题清单 names it, and that number made different for each.

    ``column`` is where the codes stand.
    """
    code_at, count_at = get_column_letter(column), get_column_letter(column + 2)
    levels = "{" + ",".join(f'"{level}"' for level in LEVELS) + "}"
    # In the list of findings a level stands beside the code, in the sums below it a number
    # (which LibreOffice, unlike Excel, finds with "?*").
    codes, grades = (f"INDIRECT(\"'{FINDINGS}'!{letter}:{letter}\")" for letter in "CB")
    lines = []
    for row, (code, rule) in enumerate(rules().items(), _TOP):
        counted = f"COUNTIFS({codes},{code_at}{row},{grades},{levels})"
        found = Formula(f"IFERROR(SUMPRODUCT({counted}),0)", 0)
        ranked = Formula(f"{count_at}{row}+(1000-ROW())/1000000", (1000 - row) / 1000000)
        lines.append((code, rule.name, found, ranked))
    return lines


def _define_names(pages: Pages, tables: Mapping[str, Table]) -> None:
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


def _lists(tables: Mapping[str, Table], blocks: _Blocks) -> dict[choices.Choice, str]:
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
        words = [(word,) for word in offered.words]
        (found[offered],) = blocks.add((head,), words, (22,), spare=_SPARE)
    return found
