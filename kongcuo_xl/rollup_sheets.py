"""A roll-up as a workbook: a sheet a form, who has not reported, what does not agree, charts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from openpyxl.utils import get_column_letter

from kongcuo_xl import identity
from kongcuo_xl.book import Cell, a1
from kongcuo_xl.finding import LEVELS, Level
from kongcuo_xl.hosts import authorship
from kongcuo_xl.hosts.pages import COLORS, Formula, Link, Page, Pages, Shown
from kongcuo_xl.rollup import Computed, Facts, Form, Member, RollUp, Use, is_rate
from kongcuo_xl.statistics import MEASURES, Conditions
from kongcuo_xl.submitted import Path as Labels
from kongcuo_xl.submitted import Submission

_SUMS = "SR104"
"""Totals that are not their parts."""
_NO_TOWN = "县直及未写明中心校的单位"
_STATES = ("未报", "未到期", "零报告", "已报", "随学校上报")
_MOST_NAMES = 8
_MOST_CHARTED = 32
"""Bars whose names can still be read on a page."""
_SHARE = 1.5
"""A rate up to this is a share of 1, above it is in percent."""
_PAPER = 25.0
"""Centimetres of charts that a page takes."""
Numbers = dict[int, list[float | None]]
"""Number of a unit → its figures, a column each."""


def write(roll: RollUp, target: Path, *, show_ids: bool = False) -> None:
    """Write the workbook, whole or not at all. Raises OutputError."""
    pages = Pages(show_ids)
    links = _Links(roll, target)
    for form in roll.forms:
        _form(pages, roll, form, links)
        _details(pages, roll, form, links)
    _computed(pages, roll)
    _reported(pages, roll)
    _checks(pages, roll, links)
    _against_lists(pages, roll, links, show_ids)
    _against_last(pages, roll)
    _charts(pages, roll)
    _notes(pages, roll)
    pages.save(target, authorship.LIST)


class _Links:
    """Links from the workbook to cells of the files that were read."""

    def __init__(self, roll: RollUp, target: Path) -> None:
        self._root, self._target = roll.root, target

    def __call__(self, sheet: Submission, cell: Cell | None, words: str = "") -> Link:
        address = a1(*cell) if cell else "A1"
        name = sheet.file.rpartition("/")[2]
        text = words or f"{name}［{sheet.sheet}］{address if cell else ''}"
        return self.to(sheet.file, sheet.sheet, address, text)

    def to(self, file: str, sheet: str, address: str, text: str) -> Link:
        """A link to a cell of a file."""
        try:
            path = os.path.relpath(self._root / file, self._target.resolve().parent)
        except ValueError:  # another drive
            path = str(self._root / file)
        quoted = path.replace(os.sep, "/").replace("%", "%25").replace("#", "%23")
        inside = sheet.replace("'", "''")
        return Link(text, quoted.replace(" ", "%20"), f"'{inside}'!{address}")


# ── units in rows, townships and county below them ───────────────────────────────────────────────
def _grouped(
    page: Page, roll: RollUp, columns: Sequence[Labels], row_of: Callable[[int], _Row],
    before: int, after: Sequence[str], some: Sequence[int] | None = None,
) -> tuple[int, int]:  # fmt: skip
    """A row a unit, a subtotal a township, the total; returns the first and the last unit's row.

    ``before`` columns of words stand before the figures.
    """
    first = page.row
    ends: list[tuple[int, int, int]] = []
    subtotals: list[int] = []
    sums: list[list[float | None]] = []
    towns = [
        (town, [n for n in numbers if some is None or n in some])
        for town, numbers in roll.townships
    ]
    towns = [(town, numbers) for town, numbers in towns if numbers]
    grouped = len(towns) > 1 or (len(towns) == 1 and towns[0][0] != "")
    count = 0
    every: list[list[float | None]] = []
    for town, numbers in towns:
        start = page.row
        rows: list[list[float | None]] = []
        heard = 0
        for number in numbers:
            count += 1
            row = row_of(number)
            member = roll.members[number]
            words: list[Shown] = [count, town or _NO_TOWN, member.name]
            if not grouped:
                words = [count, member.name]
            values: list[Shown] = [*words, *row.values, *row.after]
            looks = {before + n: look for n, look in row.looks.items()}
            page.line(values, row.look, looks=looks)
            rows.append([v if isinstance(v, (int, float)) else None for v in row.values])
            heard += row.heard
        ends.append((start, page.row - 1, len(numbers)))
        every += rows
        if grouped:
            total = _sums(rows, columns)
            cells = [
                _sum(column, [(start, page.row - 1)], value, columns[n])
                for n, (column, value) in enumerate(
                    zip(_letters(before, columns), total, strict=True)
                )
            ]
            told = f"{town or _NO_TOWN} 小计（{heard}/{len(numbers)}）"
            subtotals.append(page.row)
            sums.append(total)
            page.line(["", "", told, *cells, *[""] * len(after)], "subtotal")
    whole = _sums(every, columns)
    spans = [(row, row) for row in subtotals] if grouped else [(first, page.row - 1)]
    cells = [
        _sum(column, spans, value, columns[n])
        for n, (column, value) in enumerate(zip(_letters(before, columns), whole, strict=True))
    ]
    ending = ["", "", "合计"] if grouped else ["", "合计"]
    last = page.row - 1
    page.line([*ending, *cells, *[""] * len(after)], "total")
    return first, last


class _Row:
    """What stands in a unit's row behind its name."""

    def __init__(self) -> None:
        self.values: list[float | str | None] = []
        self.after: list[str | Link] = []
        self.looks: dict[int, str] = {}
        self.look = "body"
        self.heard = 0
        """1 for a unit that has figures here."""


def _letters(before: int, columns: Sequence[Labels]) -> list[str]:
    return [get_column_letter(before + n + 1) for n in range(len(columns))]


def _sums(rows: Sequence[Sequence[float | None]], columns: Sequence[Labels]) -> list[float | None]:
    found: list[float | None] = []
    for n, path in enumerate(columns):
        held = [row[n] for row in rows if row[n] is not None]
        found.append(None if is_rate(path) or not held else sum(held))  # type: ignore[arg-type]
    return found


def _sum(
    column: str, spans: Sequence[tuple[int, int]], value: float | None, path: Labels
) -> Formula | str:
    """A total: blank where nobody has a number, ``—`` over shares."""
    if is_rate(path):
        return "—"
    cells = ",".join(f"{column}{a}" if a == b else f"{column}{a}:{column}{b}" for a, b in spans)
    return Formula(f'IF(COUNT({cells})=0,"",SUM({cells}))', "" if value is None else _whole(value))


def _whole(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _towns(roll: RollUp) -> bool:
    return any(town for town, _ in roll.townships)


def _names(roll: RollUp) -> tuple[list[Labels], list[float]]:
    """Heads and widths of the words before the figures."""
    if _towns(roll):
        return [("序号",), ("中心校（乡镇）",), ("单位",)], [5, 15, 24]
    return [("序号",), ("单位",)], [5, 26]


# ── a form ───────────────────────────────────────────────────────────────────────────────────────
def _form(pages: Pages, roll: RollUp, form: Form, links: _Links) -> None:
    names, widths = _names(roll)
    widths += [_width(path) for path in form.columns] + [26, 34]
    note = (
        f"{roll.period.label}　按上报的数汇总，{len(form.uses)}/{len(roll.members)} 个单位有数；"
        "空格是没有报或没有数，不是 0。点“来源”打开原表；小计、合计是公式。"
    )
    title = f"{roll.county}{form.title}（{roll.period.label}）汇总"
    page = pages.page(f"{_short(form)} {roll.period.name}", title, note, widths)
    page.heads([*names, *form.columns, ("来源",), ("备注",)], frozen=len(names))
    states = {r.member: r for r in roll.reported if r.title in (form.title, form.owed)}

    def row_of(number: int) -> _Row:
        row = _Row()
        use = form.uses.get(number)
        if use is None:
            row.look = "faint"
            row.values = [None] * len(form.columns)
            told = states.get(number)
            point = roll.members[number].point
            said = told.state if told and told.state in ("零报告", "未到期") else "未报"
            row.after = ["", "随学校上报" if point and said == "未报" else said]
            return row
        row.heard = 1
        remarks = _remarks(roll, use)
        for at, path in enumerate(form.columns):
            figure = use.figure(path)
            row.values.append(None if figure.number is None else _whole(figure.number))
            if is_rate(path) and figure.number is not None and abs(figure.number) <= _SHARE:
                row.looks[at] = "body%"
            if figure.note and figure.cell is not None:
                row.looks[at] = "bad"
                remarks.append(f"{'/'.join(path)}（{a1(*figure.cell)}）{figure.note}")
            elif figure.note and path in use.submission.columns:
                row.looks[at] = "warn"
                remarks.append(f"{'/'.join(path)}{figure.note}")
            elif figure.note:
                remarks.append(figure.note)
        place = next((f.cell for p in form.columns if (f := use.figure(p)).cell), None)
        row.after = [links(use.submission, place), "；".join(dict.fromkeys(remarks))]
        return row

    _grouped(page, roll, form.columns, row_of, len(names), ("", ""))
    page.finish()


def _remarks(roll: RollUp, use: Use) -> list[str]:
    sheet = use.submission
    said = ["零报告"] if sheet.zero else []
    if use.row is None and sheet.columns:
        said.append("没有合计行，按各行相加")
    if not use.own:
        said.append("取自上级的汇总表")
    wrong = [f for _, f in roll.findings if f.code == _SUMS and f.file == sheet.file]
    if use.own and (count := sum(1 for f in wrong if f.sheet == sheet.sheet)):
        said.append(f"表内不平{count}处，见“核对”")
    if sheet.span is None:
        said.append("没有写明期间")
    return said


def _width(path: Labels) -> float:
    return 9.0 if max(map(len, path)) > 5 else 7.5


def _short(form: Form) -> str:
    name = form.name.replace("失学辍学疑似辍学学生", "")
    return name[:20]


def _details(pages: Pages, roll: RollUp, form: Form, links: _Links) -> None:
    """Every row of every unit's sheet, and above them what each row comes to in all."""
    uses = [(n, u) for n, u in sorted(form.uses.items()) if u.own and len(u.submission.labels) > 1]
    if not uses:
        return
    order = list(form.labels)
    labels = ["/".join(label) for label in order]
    widths = [24.0, 16.0, *(_width(p) for p in form.columns), 26.0]
    note = (
        f"{roll.period.label}　上面是各单位同一行之和（公式），下面逐单位列出原表各行；"
        "没有这一行或没有数的留空。"
    )
    title = f"{roll.county}{form.title}（{roll.period.label}）分项"
    page = pages.page(f"{_short(form)}分项", title, note, widths)
    page.heads([("单位",), ("项目",), *form.columns, ("来源",)], frozen=2)
    body: list[tuple[int, Use, int, Labels]] = [
        (number, use, row, label)
        for number, use in uses
        for row, label in use.submission.labels.items()
    ]
    first = page.row + len(order) + 1
    last = first + len(body) - 1
    for n, label in enumerate(labels):
        held = [(u, r) for _, u, r, at in body if at == order[n]]
        cells = [
            _row_sum(get_column_letter(c + 3), page.row, first, last, _column(held, path), path)
            for c, path in enumerate(form.columns)
        ]
        page.line([f"{roll.county}（{len(held)}个单位）", label, *cells, ""], "subtotal")
    page.skip()
    for number, use, row, at in body:
        values = [_cell(use, row, path) for path in form.columns]
        where = links(use.submission, (row, min(use.submission.columns.values())))
        page.line([roll.members[number].name, "/".join(at), *values, where])
    page.finish()


def _cell(use: Use, row: int, path: Labels) -> float | str | None:
    column = use.submission.columns.get(path)
    if column is None or (row, column) in use.submission.unsure:
        return None
    number = use.submission.figures.get((row, column))
    return use.submission.texts.get((row, column)) if number is None else _whole(number)


def _column(held: Sequence[tuple[Use, int]], path: Labels) -> float | None:
    numbers = [v for use, row in held if isinstance(v := _cell(use, row, path), (int, float))]
    return sum(numbers) if numbers else None


def _row_sum(
    column: str, row: int, first: int, last: int, value: float | None, path: Labels
) -> Formula | str:
    if is_rate(path):
        return "—"
    labels, numbers = f"$B${first}:$B${last}", f"{column}${first}:{column}${last}"
    text = (
        f'IF(SUMPRODUCT(({labels}=$B{row})*ISNUMBER({numbers}))=0,"",'
        f"SUMIF({labels},$B{row},{numbers}))"
    )
    return Formula(text, "" if value is None else _whole(value))


# ── computed from the units' own lists ───────────────────────────────────────────────────────────
def _computed(pages: Pages, roll: RollUp) -> None:
    listing = list(_listing(roll))
    known = {
        measure: {n: facts.series.get((roll.period.name, measure)) for n, facts in listing}
        for measure in dict.fromkeys(m for _, f in listing for _, m in f.series)
    }
    measures = [m for m, by in known.items() if any(v is not None for v in by.values())]
    asked = {t.measure for f in roll.forms for u in f.uses.values()
             for terms in u.submission.asked.values() for t in terms}  # fmt: skip
    measures = [m for m in measures if m in asked or m in _FIRST]
    if not measures:
        return
    names, widths = _names(roll)
    heads: list[Labels] = [(_head(m),) for m in measures]
    note = (
        f"{roll.period.label}　不看上报的表，按各单位自己的名册、台账、考勤算出；"
        "缺少所需的表、算不出的留空，不是 0。各数的定义见“说明”。"
    )
    page = pages.page(
        f"测算 {roll.period.name}", f"{roll.county}按名册、台账测算的数", note,
        [*widths, *(9.0 for _ in measures)],
    )  # fmt: skip
    page.heads([*names, *heads], frozen=len(names))

    def row_of(number: int) -> _Row:
        row = _Row()
        row.values = [known[m].get(number) for m in measures]
        row.heard = int(any(v is not None for v in row.values))
        row.look = "body" if row.heard else "faint"
        return row

    _grouped(page, roll, heads, row_of, len(names), ())
    page.finish()


_FIRST = (
    "enrolled_start", "enrolled_end", "expected", "present", "suspected_new", "dropout_new",
    "returned_new", "not_back",
)  # fmt: skip


def _head(measure: str) -> str:
    return MEASURES[measure].label.replace("（学籍变动）", "")


def _listing(roll: RollUp) -> Iterator[tuple[int, Facts]]:
    for number, member in enumerate(roll.members):
        if (facts := member.computed_from_lists) is not None:
            yield number, facts


# ── who has reported ─────────────────────────────────────────────────────────────────────────────
def _reported(pages: Pages, roll: RollUp) -> None:
    counts = {s: sum(1 for r in roll.reported if r.state == s) for s in _STATES}
    late = sum(1 for r in roll.reported if r.late and r.on)
    told = "，".join(f"{s} {n}" for s, n in counts.items() if n) + (
        f"，迟报 {late}" if late else ""
    )
    note = (
        f"{roll.period.label}　核查日期 {roll.date}，政策 {roll.policy}。"
        f"{told or '没有应报的报表'}。"
        "零报告是报了、没有个案；未报是什么都没有收到。"
    )
    page = pages.page("未报", f"{roll.county}报表上报情况", note, [15, 26, 30, 12, 11, 12, 10, 40])
    heads = ("中心校（乡镇）", "单位", "报表", "期限", "情况", "上报日期", "迟（天）", "依据")
    page.heads([(h,) for h in heads])
    first = page.row
    order = {s: n for n, s in enumerate(_STATES)}
    for each in sorted(roll.reported, key=lambda r: (order[r.state], -r.late, r.member)):
        member = roll.members[each.member]
        state = "逾期未报" if each.state == "未报" and each.late else each.state
        state = "迟报" if each.on and each.late and state == "已报" else state
        look = {"逾期未报": "bad", "未报": "warn", "迟报": "warn"}.get(state, "body")
        values = [
            member.township or ("" if not _towns(roll) else _NO_TOWN), member.name, each.title,
            each.due, state, each.on, each.late or None, each.where,
        ]  # fmt: skip
        page.line(values, looks={4: look})
    if page.row == first:
        page.line(["", "没有应报的报表", "", "", "", "", "", ""])
    page.finish(filtered=f"A{first - 1}:H{page.row - 1}")


# ── cross-checks ─────────────────────────────────────────────────────────────────────────────────
def _checks(pages: Pages, roll: RollUp, links: _Links) -> None:
    rows: list[tuple[list[Shown], Level]] = []
    for name, finding in roll.findings:
        cell = a1(finding.row, finding.column)
        place = f"{finding.file}［{finding.sheet}］{cell}"
        link = links.to(finding.file, finding.sheet, cell, place)
        rows.append(
            ([finding.level, name, link, finding.message, finding.suggestion], finding.level)
        )
    for form in roll.forms:
        for number, use in sorted(form.uses.items()):
            sheet = use.submission
            for at, text in sheet.texts.items():
                if at[0] in use.labels:
                    label, path = "/".join(sheet.labels[at[0]]), _path(sheet, at[1])
                    said = f"{label}的{path}写的是“{text}”，不是数，没有计入"
                    rows.append((["疑问", roll.members[number].name, links(sheet, at), said,
                                  "请改成数；没有的写 0 或留空"], "疑问"))  # fmt: skip
    for subject, sentence in roll.notes:
        if subject == "上下级不符":
            rows.append(
                (["疑问", sentence.split("的", 1)[0], "", sentence, "请核对两处的数"], "疑问")
            )
    note = f"{roll.period.label}　表内、表间不平的，指到单位和单元格；仍按所报的数计入。"
    page = pages.page("核对", f"{roll.county}报表核对", note, [8, 24, 38, 60, 30])
    page.heads([("级别",), ("单位",), ("单元格",), ("问题",), ("怎么办",)])
    first = page.row
    order = {level: n for n, level in enumerate(LEVELS)}
    for values, level in sorted(rows, key=lambda r: order[r[1]]):
        page.line(values, looks={0: {"错误": "bad", "疑问": "warn"}.get(level, "body")})
    if not rows:
        page.line(["", "没有发现不平的数", "", "", ""])
    page.finish(filtered=f"A{first - 1}:E{page.row - 1}")


def _path(sheet: Submission, column: int) -> str:
    return next(("/".join(p) for p, c in sheet.columns.items() if c == column), "")


# ── submitted against computed ───────────────────────────────────────────────────────────────────
def _against_lists(pages: Pages, roll: RollUp, links: _Links, show_ids: bool) -> None:
    told: list[tuple[str, Form, Submission, Cell, Computed]] = []
    counts: dict[tuple[int, str], list[int]] = {}
    for form in roll.forms:
        for number, use in sorted(form.uses.items()):
            member, sheet = roll.members[number], use.submission
            for cell, computed in _computed_of(roll, member, sheet):
                tally = counts.setdefault((number, form.title), [0, 0, 0])
                if computed.number is None:
                    tally[2] += 1
                elif computed.number == sheet.figures[cell]:
                    tally[0] += 1
                else:
                    tally[1] += 1
                    told.append((member.name, form, sheet, cell, computed))
    note = (
        f"{roll.period.label}　只列不符的数：上报的数，和按同一单位的名册、台账、考勤算出的数；"
        "测算所计的人见“测算名单”。"
    )
    widths = [22, 20, 16, 16, 8, 8, 8, 26, 30, 36]
    page = pages.page("上报与测算", f"{roll.county}上报数与测算数对照", note, widths)
    heads = (
        "单位",
        "报表",
        "行",
        "列",
        "上报",
        "测算",
        "差",
        "口径",
        "上报的单元格",
        "测算所计的人",
    )
    page.heads([(h,) for h in heads])
    first = page.row
    for name, form, sheet, cell, computed in told:
        label, path = "/".join(sheet.labels[cell[0]]), _path(sheet, cell[1])
        stated = sheet.figures[cell]
        counted = _whole(computed.number or 0)
        row = page.row
        names = "、".join(p.name for p in computed.people[:_MOST_NAMES])
        more = f"等{counted}人" if counted > _MOST_NAMES and names else ""
        if counted and not names:
            more = f"{counted}人，名单用 kongcuo fill --explain 列出"
        page.line(
            [name, form.title, label, path, _whole(stated), counted,
             Formula(f"E{row}-F{row}", _whole(stated - counted)), computed.basis,
             links(sheet, cell), (names + more) or ("没有人" if counted == 0 else "")],
            looks={6: "warn"},
        )  # fmt: skip
    if not told:
        said = "都相符" if counts else "没有可以对照的：没有认出的上报数，或没有名册、台账"
        page.line([said, *[""] * 9])
    bottom = page.row - 1
    if counts:
        page.skip()
        page.words("对照了多少")
        page.line(["单位", "报表", "相符", "不符", "算不出"], "head")
        for (number, title), (same, differs, unknown) in counts.items():
            page.line([roll.members[number].name, title, same, differs, unknown])
    page.finish(filtered=f"A{first - 1}:J{bottom}")
    _people(pages, roll, told, show_ids)


def _computed_of(
    roll: RollUp, member: Member, sheet: Submission
) -> Iterator[tuple[Cell, Computed]]:
    """What the unit's lists come to at a sheet's cells; of one that lies elsewhere, in all."""
    lists = member.computed_from_lists
    for cell in sheet.figures:
        known = (facts.computed.get((sheet.place, cell)) for facts in member.facts)
        if (computed := next(filter(None, known), None)) is not None:
            yield cell, computed
            continue
        terms = sheet.asked.get(cell, frozenset())
        measures = {term.measure for term in terms}
        if lists is None or cell[0] != sheet.total_row or len(measures) != 1:
            continue
        (asked,) = measures
        key = roll.period.name, asked
        # The total of a unit's own sheet is of all its grades, whichever the sheet lists.
        whole = all(replace(t.conditions, grade=None) == Conditions() for t in terms)
        if whole and key in lists.series:
            measure = MEASURES[asked]
            yield cell, Computed(lists.series[key], "单位的名册、台账", measure.definition)


def _people(
    pages: Pages, roll: RollUp, told: Sequence[tuple[str, Form, Submission, Cell, Computed]],
    show_ids: bool,
) -> None:  # fmt: skip
    if not any(computed.people for *_, computed in told):
        return
    note = "上报与测算不符的数，测算时计入的人和所在的单元格" + (
        "。"
        if show_ids
        else "；证件号已遮盖。每个数最多列 30 人，全部名单用 kongcuo fill --explain。"
    )
    page = pages.page("测算名单", f"{roll.county}测算所计的人", note, [22, 30, 10, 12, 22, 40, 30])
    page.heads([(h,) for h in ("单位", "哪个数", "姓名", "班级", "证件号", "所在", "说明")])
    first = page.row
    for name, _, sheet, cell, computed in told:
        what = f"{'/'.join(sheet.labels[cell[0]])}·{_path(sheet, cell[1])}（{computed.number}）"
        for person in computed.people:
            number = person.id_number if show_ids else identity.mask(person.id_number)
            page.line([name, what, person.name, person.klass, number, person.place, person.said])
    page.finish(filtered=f"A{first - 1}:G{page.row - 1}")


# ── last period ──────────────────────────────────────────────────────────────────────────────────
def _against_last(pages: Pages, roll: RollUp) -> None:
    forms = [form for form in roll.forms if form.before and roll.last is not None]
    if not forms or roll.last is None:
        return
    note = (
        f"{roll.last.label}（上期）与{roll.period.label}（本期）；"
        "只比两期都报了的单位，只列有变化的。"
    )
    page = pages.page(
        "与上期对比", f"{roll.county}与上期对比", note, [15, 26, 26, 26, 10, 10, 10, 10]
    )
    heads = ("中心校（乡镇）", "单位", "报表", "项目", "上期", "本期", "增减", "增减%")
    page.heads([(h,) for h in heads])
    first = page.row
    for form in forms:
        both = [n for n in form.uses if n in form.before]
        for path in form.columns:
            pairs = [(form.before[n].figure(path).number, form.uses[n].figure(path).number)
                     for n in both]  # fmt: skip
            held = [(a, b) for a, b in pairs if a is not None and b is not None]
            if held and not is_rate(path):
                sums = sum(a for a, _ in held), sum(b for _, b in held)
                _change(page, ["", f"合计（{len(held)}个单位）", form.title], path, *sums, "total")
    for form in forms:
        for number in sorted(form.uses):
            member = roll.members[number]
            if number not in form.before:
                page.line(
                    [member.township, member.name, form.title, "上期没有报", *[""] * 4], "faint"
                )
                continue
            for path in form.columns:
                then = form.before[number].figure(path).number
                now = form.uses[number].figure(path).number
                if then is not None and now is not None and then != now:
                    words = [member.township, member.name, form.title]
                    _change(page, words, path, then, now, "body")
    page.finish(filtered=f"A{first - 1}:H{page.row - 1}")


def _change(page: Page, words: list[str], path: Labels, then: float, now: float, look: str) -> None:
    row = page.row
    share = Formula(f'IF(E{row}=0,"",G{row}/E{row})', (now - then) / then if then else "")
    page.line(
        [*words, "/".join(path), _whole(then), _whole(now),
         Formula(f"F{row}-E{row}", _whole(now - then)), share],
        look, looks={7: f"{look}%"},
    )  # fmt: skip


_TRENDS = ("suspected_new", "dropout_new", "returned_new", "not_back", "enrolled_end")
_CASES = ["FFC000", "C00000", "70AD47", "C55A11"]
_ACROSS = 19.0
"""Centimetres across the columns of the charts' page."""


# ── charts ───────────────────────────────────────────────────────────────────────────────────────
def _charts(pages: Pages, roll: RollUp) -> None:
    note = (
        "图表按本页的数据区画，可以在表格软件里改。问题数是各单位名册、台账、报表核查出的处数；"
        "未返校率＝未返÷期末在籍；有名册、台账的用测算数，没有的用上报数。"
    )
    page = pages.page("图表", f"{roll.county}图表", note, [26, 9, 9, 9, 11, 11, 11, 11])
    page.heads([(h,) for h in ("单位", *LEVELS, "问题合计", "期末在籍", "未返", "未返校率")])
    heads = page.row - 1
    first = page.row
    whose, charted = _charted(roll)
    somebody_away = False
    for name, members in charted:
        row = page.row
        levels = _by_level(roll, members)
        there = _known_sum(roll, members, roll.period.name, "enrolled_end")
        away = _known_sum(roll, members, roll.period.name, "not_back")
        rate = away / there if away is not None and there else ""
        somebody_away |= bool(away)
        page.line(
            [name, *levels, Formula(f"SUM(B{row}:D{row})", sum(levels)), there, away,
             Formula(f'IF(OR(F{row}="",F{row}=0,G{row}=""),"",G{row}/F{row})', rate)],
            looks={7: "body%"},
        )  # fmt: skip
    last = page.row - 1
    page.skip()
    page.words("逐月（全部单位）")
    words = "月份 疑似辍学新增 辍学新增 劝返复学 未返 期末在籍 单位数 未返校率"
    page.line(words.split(), "head")
    month_heads, month_first = page.row - 1, page.row
    everybody = list(range(len(roll.members)))
    for span in roll.months:
        row = page.row
        values = [_known_sum(roll, everybody, span.name, measure) for measure in _TRENDS]
        away, there = values[3], values[4]
        count = sum(1 for n in everybody if _known(roll, n, span.name, "enrolled_end") is not None)
        rate = away / there if away is not None and there else ""
        page.line(
            [span.label, *values, count,
             Formula(f'IF(OR(F{row}="",F{row}=0,E{row}=""),"",E{row}/F{row})', rate)],
            looks={7: "body%"},
        )  # fmt: skip
    month_last = page.row - 1
    page.skip()
    high = min(_PAPER - 1, 5 + 0.6 * (last - first + 1))
    units = (heads, first, last)
    months = (month_heads, month_first, month_last)
    of_units = [
        ("stacked", f"{whose}问题数（处）", units, (2, 3, 4), [COLORS[v] for v in LEVELS], high),
        ("bar", f"{whose}未返校学生（人）", units, (7,), ["C55A11"], high),
        ("bar", f"{whose}未返校率", units, (8,), ["7030A0"], high),
    ]
    drawn = [
        *(of_units if somebody_away else of_units[:1]),
        ("line", "个案逐月（人）", months, (2, 3, 4, 5), _CASES, 9.0),
        ("line", "未返校率逐月", months, (8,), ["7030A0"], 9.0),
    ]
    room = 0.0
    for kind, title, (top, start, end), columns, colors, height in drawn:
        if end >= start:
            room -= height + 1
            if room < 0:
                page.new_paper()
                room = _PAPER - height - 1
            page.chart(
                kind, title, top, start, end, 1, columns, colors=colors,
                percent="率" in title, size=(_ACROSS, height),
            )  # fmt: skip
    page.finish(landscape=False, repeated=False)


def _charted(roll: RollUp) -> tuple[str, list[tuple[str, list[int]]]]:
    """What the charts show, and its name: the units, or the townships where there are too many.

    Of those that are too many still, the charts show the ones with the most findings.
    """
    whose, every = "各单位", [(member.name, [n]) for n, member in enumerate(roll.members)]
    if len(every) > _MOST_CHARTED and _towns(roll):
        whose, every = "各乡镇", [(town or _NO_TOWN, numbers) for town, numbers in roll.townships]
    if len(every) <= _MOST_CHARTED:
        return whose, every
    order = sorted(every, key=lambda one: [-n for n in _by_level(roll, one[1])])
    return f"问题最多的{_MOST_CHARTED}个{whose[1:]}的", order[:_MOST_CHARTED]


def _by_level(roll: RollUp, numbers: Sequence[int]) -> list[int]:
    """Findings of some units by level."""
    return [sum(f.levels[level] for n in numbers for f in roll.members[n].facts)
            for level in LEVELS]  # fmt: skip


def _known_sum(roll: RollUp, numbers: Sequence[int], span: str, measure: str) -> float | None:
    found = [v for n in numbers if (v := _known(roll, n, span, measure)) is not None]
    return sum(found) if found else None


def _known(roll: RollUp, number: int, span: str, measure: str) -> float | None:
    """A unit's number: of its lists, else of the sheet that it handed in."""
    member = roll.members[number]
    facts = member.computed_from_lists
    if facts is not None and (value := facts.series.get((span, measure))) is not None:
        return value
    for sheet in member.heard:
        row = sheet.total_row
        if sheet.span is None or sheet.span.name != span or row is None:
            continue
        for column in sheet.columns.values():
            terms = sheet.asked.get((row, column), ())
            if terms and {t.measure for t in terms} == {measure}:
                number_ = sheet.figures.get((row, column))
                if number_ is not None:
                    return _whole(number_)
    return None


# ── notes ────────────────────────────────────────────────────────────────────────────────────────
def _notes(pages: Pages, roll: RollUp) -> None:
    page = pages.page(
        "说明", f"{roll.county}汇总说明",
        f"{roll.period.label}　核查日期 {roll.date}　政策 {roll.policy}　"
        f"读了 {roll.files} 个文件，{len(roll.members)} 个单位，"
        f"读不了 {len(roll.unreadable)} 个文件。",
        [14, 110],
    )  # fmt: skip
    page.heads([("事项",), ("说明",)])
    for bad in roll.unreadable:
        page.line(["读不了", f"{bad.file}：{bad.reason}"], looks={0: "bad"})
    order = ("单位", "期间", "重复", "上下级不符", "上期", "读取")
    for subject, sentence in sorted(
        roll.notes, key=lambda n: order.index(n[0]) if n[0] in order else len(order)
    ):
        page.line([subject, identity.mask_in(sentence)])
    page.line(
        ["汇总", "一行一个单位：取该单位上报表的合计行；没有合计行的按各行相加，备注中写明。"]
    )
    page.line(
        [
            "汇总",
            "率、比例不相加，小计、合计行写“—”；空格不当作 0；不是数的字不计入，点名列在“核对”。",
        ]
    )
    asked = dict.fromkeys(
        t.measure for f in roll.forms for u in f.uses.values()
        for terms in u.submission.asked.values() for t in terms
    )  # fmt: skip
    for measure in asked:
        page.line(["测算口径", f"{MEASURES[measure].label}：{MEASURES[measure].definition}"])
    for form in roll.forms:
        for number, use in sorted(form.uses.items()):
            sheet = use.submission
            when = f"，填报日期{sheet.filled}" if sheet.filled else ""
            page.line(["读了", f"{roll.members[number].name}《{form.title}》：{sheet.place}{when}"])
    page.finish(landscape=False)
