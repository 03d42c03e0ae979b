"""Learning a county's own blank form: which figure each of its empty cells asks for.

Rows and columns are read through merged heads on both sides; a cell's labels together have to name
one measure under conditions, or else the cell is named and left blank.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from kongcuo_xl import clean, surroundings, vocabulary
from kongcuo_xl.book import Cell, a1, column_letters
from kongcuo_xl.forms import cards, heads, labels, people_lists, titles
from kongcuo_xl.forms.blank import Blank, BlankSheet, FormError
from kongcuo_xl.forms.labels import AmbiguousError, NotUnderstoodError, Tokens
from kongcuo_xl.forms.lines import Line, ask, understand, whole_of
from kongcuo_xl.forms.mapping import (
    Band,
    BandColumn,
    Form,
    FormKind,
    Head,
    People,
    Place,
    Term,
)
from kongcuo_xl.forms.members import condition_of, told_of
from kongcuo_xl.forms.outline import Outline, Table, texts
from kongcuo_xl.statistics import GROUPS, MEASURES, STAGES

_NAMES = {
    "school": frozenset(
        {"学校", "学校名称", "校名", "单位", "单位名称", "学校单位", "报送单位", "填报单位"}
    ),
    "township": frozenset(
        {
            "乡镇",
            "乡(镇)",
            "乡镇名称",
            "乡镇(街道)",
            "乡镇街道",
            "镇街",
            "镇(街道)",
            "镇乡",
            "镇",
            "所在乡镇",
            "所属乡镇",
            "乡镇名",
            "学区",
            "教管办",
            "中心校",
            "中心学校",
            "乡镇(中心校)",
            "乡镇(学区)",
        }
    ),
    "klass": frozenset({"班级", "班", "班级名称", "班别", "年级班级", "所在班级"}),
    "village": frozenset(
        {"村", "村名", "行政村", "村居", "村委会", "村社区", "村名称", "所属村", "户籍村"}
    ),
}
"""Heads of the columns that hold names of schools, townships, classes, villages."""
_GRADE_HEADS = frozenset({"年级", "学段", "年级名称"})
_NUMBERING = frozenset(
    {"序号", "编号", "序", "行次", "栏次", "代码", "指标代码", "行号", "顺序号", "项目编号"}
)
_COUNTED = frozenset({"序号", "编号", "序", "顺序号"})
"""Of those, what counts the rows."""
_REMARKS = frozenset({"备注", "说明", "备注说明"})
_UNIT = re.compile(
    r"(?:(?:^|[^\u4e00-\u9fff])|(?<=计量)|(?<=金额)|(?<=数量))单位[:：][ \u3000]*"
    r"([百千万亿]?[元人名个所户间台套册件次节顷亩吨米克]|平方米|㎡|[%％‰]|公[里斤顷]|千[米克]|课时)"
)
"""A unit of measure behind 单位：, where as well the school may stand whose sheet it is."""
_PERIODS: tuple[tuple[str, FormKind], ...] = (
    ("月报|月份|月初|月末|月底|本月|当月|月统计|____月|__月", "month"),
    ("季度|季报|季[初末]", "quarter"), ("学期", "semester"),
    ("学年[初末]|本学年|年报", "year"), ("周报|本周", "week"), ("日报|当日", "day"),
)  # fmt: skip
_DEEPEST = 6
_STATES = frozenset({"home_taught", "deferred", "expected", "present", "not_back", "suspended"})
_STOCKS = frozenset({"enrolled_end", "in_school_end", *GROUPS})
"""How many there are, as on lists of pupils."""
_MOVES = re.compile("转|增|减|毕业|招|变动|异动|流动|新|本[期月季周学]|当月|累计|期[初末]")
"""What in a label says that a table is about what happened, be it understood or not."""
_FLOWS = frozenset({
    "transferred_in", "transferred_out", "added_otherwise", "removed_otherwise", "withdrawn",
    "went_on_leave", "resumed", "admitted", "additions", "reductions", "net_additions",
})  # fmt: skip
_OF_SPANS = _FLOWS | {
    id_ for id_ in MEASURES if id_.endswith(("_new", "_times", "_days"))
}  # fmt: skip
"""What happened in a span of time, of which the months add up."""
_TWO_WAYS: tuple[set[str], ...] = ({"suspended", "went_on_leave"}, {"resumed"})
"""Measures of one word that a table's other columns tell apart: a state, or a change."""
_BALANCED = {"enrolled_start": "on_roll_start", "enrolled_end": "on_roll_end"}
_OF_LEAVE = frozenset({"went_on_leave", "resumed"})
"""Changes that take pupils on leave out of the number, or back into it."""
_UNKNOWN = "?"
"""What a label says that is not understood."""


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A cell left blank, or a column of a list, and why."""

    sheet: str
    cell: Cell
    labels: str
    reason: str
    may: tuple[str, ...] = ()
    """The measures that the labels may mean, when they mean several."""

    @property
    def words(self) -> str:
        """One sentence for the user."""
        told = f"［{self.sheet}］{a1(*self.cell)}（{self.labels}）"
        if self.may:
            meant = "、".join(f"{MEASURES[id_].label}（{id_}）" for id_ in self.may)
            return f"{told}有几种意思：{meant}；请在对照文件中写明要哪一个，没有填。"
        return f"{told}：{self.reason}，留空。"


class Sum(NamedTuple):
    """Cells that a form's structure says to add up to another: 小计, 合计, 男 and 女."""

    sheet: str
    total: Cell
    parts: tuple[Cell, ...]


@dataclass(slots=True)
class Learnt:
    """What was learnt of a form."""

    form: Form
    unexplained: list[Unexplained] = field(default_factory=list)
    cells: int = 0
    """Figure cells of the form, explained or not; formulas are none."""
    sums: list[Sum] = field(default_factory=list)
    """Which cells add up, by row and by column, explained or not."""


@dataclass(slots=True)
class _Found:
    """What the sheets of a form turned out to hold."""

    heads: list[Head] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    lists: list[People] = field(default_factory=list)


def learn(blank: Blank, path: Path) -> Learnt:
    """The mapping of a form that is not ours, and the cells that could not be explained.

    Raises FormError when nothing of it can be filled.
    """
    top = "".join(texts(sheet, range(_DEEPEST)) for sheet in blank.sheets.values())
    kind = _kind(path.stem + top)
    if kind == "any":
        # No title says it; 本月 over a column does.
        below = (texts(sheet, range(10_000)) for sheet in blank.sheets.values())
        kind = "month" if re.search("本月|当月|月[初末]", "".join(below)) else "any"
    form = Form("", path.stem, (path.stem,), kind, path, (), (), (), ())
    learnt = Learnt(form)
    found = _Found()
    for sheet in blank.sheets.values():
        _Sheet(sheet, kind, path.stem, learnt, found).read()
    if not (found.heads or found.places or found.bands or found.lists or learnt.unexplained):
        raise FormError(
            f"“{path.name}”中没有认出可填的格子；请确认这是一张带表头的空白表样。"
            "名册、台账不是表样，请写在 --from 后面。"
        )
    learnt.form = replace(
        form, heads=tuple(found.heads), places=tuple(found.places), bands=tuple(found.bands),
        lists=tuple(found.lists), left=_left_of(learnt.unexplained),
    )  # fmt: skip
    return learnt


def _left_of(unexplained: Iterable[Unexplained]) -> dict[str, tuple[str, ...]]:
    left: dict[str, list[str]] = {}
    for each in unexplained:
        left.setdefault(each.sheet, []).append(a1(*each.cell))
    return {sheet: tuple(cells) for sheet, cells in left.items()}


def _kind(text: str) -> FormKind:
    # 分月统计 and a column headed 月份 are of longer periods; 本学年累计 is of any.
    text = re.sub("本?学[年期]累计", "", text)
    text = re.sub(
        "(?m)(?:分|按|各|逐)月(?:份)?(?:统计)?|^[0-9一二三四五六七八九十]*月[ \u3000]*份?$",
        "",
        text,
    )
    return next((kind for words, kind in _PERIODS if re.search(words, text)), "any")


class _Sheet:
    """One sheet being read, from its top."""

    def __init__(
        self, sheet: BlankSheet, kind: FormKind, name: str, learnt: Learnt, found: _Found
    ) -> None:
        self.sheet = sheet
        self.kind = kind
        self.name = name
        self.learnt = learnt
        self.found = found
        self.outline = Outline(sheet)
        # Notes in brackets are no part of a label, but their units matter: 转入（%）.
        self.units = {
            sheet.label(cell): unit for cell, value in sheet.values.items()
            if isinstance(value, str) and (unit := _unit_said(value))
        }  # fmt: skip

    def read(self) -> None:
        """Every table of the sheet, then what stands around them."""
        tables = list(self.outline.tables())
        for table in tables:
            paths = {
                c: self.outline.path(c, table.area.top, table.first - 1) for c in table.columns
            }
            if any(map(people_lists.names_somebody, paths.values())) or self._lists(table, paths):
                self._people(table, paths)
            else:
                self._figures(table, paths)
        inside = {
            cell
            for table in tables
            for row in range(table.area.top, table.area.bottom + 1)
            for cell in ((row, column) for column in table.columns)
        }
        self.found.heads += heads.heads(self.sheet, inside)
        self._around(inside)

    # ── around the tables ────────────────────────────────────────────────────────────────────────
    def _around(self, inside: set[Cell]) -> None:
        taken = {head.cell for head in self.found.heads if head.sheet == self.sheet.name}
        pairs = [
            pair for pair in cards.pairs(self.sheet, inside)
            if a1(pair.cell[0], self._left_of(pair.cell)) not in taken
        ]  # fmt: skip
        if cards.of_a_person(pairs):
            words = "、".join(pair.label for pair in pairs[:4])
            self._left(
                pairs[0].cell,
                words,
                "这是一人一张的卡片，不是统计表；每人一份的文书请用 kongcuo print",
            )
            return
        pairs += self._boxes(inside)
        asking = {(pair.cell[0], self._left_of(pair.cell)) for pair in pairs}
        asking |= {pair.cell for pair in pairs}
        asking |= {gap.cell for gap in cards.gaps(self.sheet, inside)}
        title = texts(self.sheet, range(2), besides=asking) or self.sheet.name
        said, fault = self._title(title)
        lines = [Line(n, (pair.label,)) for n, pair in enumerate(pairs)]
        for line in lines:
            ask(line)
        understand(lines, self.kind)
        for pair, line in zip(pairs, lines, strict=True):
            self.learnt.cells += 1
            if labels.TOTAL in line.tokens and not line.fault:
                line.fault = "合计的是哪些数，看不出来"
            self._place(pair.cell, pair.label, [line], said, fault)
        for place, term in self._sentences(inside, said):
            self.learnt.cells += 1
            if term is None:
                self._left(place[0], place[1], "这个空要填什么，看不出来")
            else:
                self.found.places.append(
                    Place(self.sheet.name, a1(*place[0]), place[1], (term,), place[2])
                )

    def _boxes(self, inside: set[Cell]) -> list[cards.Pair]:
        """Boxes to tick for yes and no, with the label before them or beside them."""
        found = []
        for cell, value in sorted(self.sheet.values.items()):
            label, answers = labels.boxes(value) if isinstance(value, str) else ("", ())
            if answers and cell not in inside:
                label = clean.header_key(label) or self.sheet.label((cell[0], self._left_of(cell)))
                if labels.whether(label)[1]:
                    found.append(cards.Pair(cell, label))
        return found

    def _left_of(self, cell: Cell) -> int:
        area = self.sheet.merge_at((cell[0], cell[1] - 1))
        return area.left

    def _sentences(
        self, inside: set[Cell], said: Tokens
    ) -> Iterable[tuple[tuple[Cell, str, int], Term | None]]:
        asked: list[tuple[tuple[Cell, str, int], Tokens]] = []
        following: set[tuple[Cell, str, int]] = set()
        """Blanks that go on a sentence."""
        before: Tokens = frozenset()
        for gap in cards.gaps(self.sheet, inside):
            place = gap.cell, f"{gap.words}____{gap.unit}", gap.number
            told: Tokens = frozenset()
            following |= {place} if gap.follows else set()
            try:
                if gap.unit not in ("人", "名"):
                    raise NotUnderstoodError(gap.unit)
                told = labels.tokens(f"{gap.words}人", self.kind)
                if gap.follows and not labels.subject(told) and before:
                    # 留守儿童____人，残疾学生____人: each of its own.
                    other = labels.groups(told) and not labels.is_part(gap.words)
                    told |= before - (labels.groups(before) if other else set())
                elif labels.is_part(gap.words):
                    raise NotUnderstoodError(gap.words)
                else:
                    before = told
            except NotUnderstoodError:
                before = before if gap.follows else frozenset()
                told = frozenset({_UNKNOWN})
            asked.append((place, told))
        terms = {place: _term(told, said) for place, told in asked}
        for n, (place, told) in enumerate(asked):
            # 本月新增疑似辍学____人，劝返____人: of this month as well.
            of_now = any("本期" in before for at, before in asked[:n] if at[0] == place[0])
            if terms[place] is None and of_now and place in following and "已" not in place[1]:
                terms[place] = _term(told | {"本期"}, said)
        cells_of_flows = {
            place[0] for place, term in terms.items() if term and term.measure in _FLOWS
        }
        for place, told in asked:
            # 本月转入____人，休学____人: those who went on leave.
            prefer = _FLOWS if place[0] in cells_of_flows else ()
            yield place, terms[place] or _term(told, said, prefer)

    # ── lists ────────────────────────────────────────────────────────────────────────────────────
    def _lists(self, table: Table, paths: dict[int, tuple[str, ...]]) -> bool:
        """Whether rows are left for records of a kind that the title names."""
        words = "".join("".join(path) for path in paths.values())
        about = people_lists.about(table.title, self.sheet.name, self.name, words)
        labelled = any(
            isinstance(self.sheet.values.get((row, c)), str) for row in table.body for c in paths
        )
        return not labelled and people_lists.are_records([*paths.values()], about)

    def _people(self, table: Table, paths: dict[int, tuple[str, ...]]) -> None:
        title = table.title
        words = "".join("".join(path) for path in paths.values())
        about = people_lists.about(title, self.sheet.name, self.name, words)
        corner = table.area.top, table.area.left
        if not about:
            self._left(corner, "/".join(paths[table.area.left]), "名单要列哪些人，从表名看不出来")
            return
        try:
            only = people_lists.only(title, self.sheet.name, about)
        except NotUnderstoodError as error:
            self._left(corner, clean.text(title).splitlines()[-1], str(error))
            return
        columns: dict[str, str] = {}
        yes_no: dict[str, tuple[str, str]] = {}
        for column, path in paths.items():
            label = "/".join(self.sheet.path(column, table.area.top, table.first - 1))
            name = people_lists.field(path, about)
            if name and name not in columns.values():
                columns[label] = name
                head = self.sheet.merge_at((table.first - 1, column))
                said = str(self.sheet.values.get((head.top, head.left), ""))
                if choices := people_lists.choices(said):
                    yes_no[name] = choices
            elif (table.first, column) in self.sheet.formulas:
                continue
            elif path[-1:] and path[-1] not in _REMARKS:
                self._left((table.first, column), label, "名单的这一列没有对应的内容")
        if named := people_lists.KEYS & set(columns.values()):
            rows = f"{table.area.top + 1}:{table.first}"
            self.found.lists.append(
                People(
                    self.sheet.name,
                    about,
                    columns,
                    dict.fromkeys(named, "无"),
                    rows,
                    dated=people_lists.dated(about, title),
                    only=only,
                    words=yes_no,
                )
            )
            self._count_of_list(table)

    def _count_of_list(self, table: Table) -> None:
        """The room beside 合计 below a list, for how many are on it."""
        for row in table.body:
            total = row, table.area.left
            beside = self.sheet.beside(total)
            area = self.sheet.merge_at(beside)
            free = beside not in self.sheet.values and beside not in self.sheet.formulas
            if free and area.right > area.left and self._is_total(self.sheet.label(total)):
                said = str(self.sheet.values[total]).strip()
                self.found.heads.append(Head(self.sheet.name, said, heads.LISTED, a1(*total)))

    # ── figures ──────────────────────────────────────────────────────────────────────────────────
    def _figures(self, table: Table, paths: dict[int, tuple[str, ...]]) -> None:
        body = table.body
        first = table.area.left
        named = {
            kind: next(
                (c for c, p in paths.items() if p and p[-1] in words and self._names(c, body)), -1
            )
            for kind, words in _NAMES.items()
        }
        numbering = {c for c, p in paths.items() if p and p[-1] in _NUMBERING}
        stub = {
            c for c, path in paths.items()
            if c in numbering or c in named.values() or path[-1:] == ("年级",)
            or (any(isinstance(self.sheet.values.get((r, c)), str) for r in body)
                and not all(self._is_boxed((r, c)) for r in body)
                and (c == first or not path or not all(map(self._is_word, path))))
        }  # fmt: skip
        if table.sections and first not in stub and first + 1 in stub:
            # Room under the headings across the table, before the labels of its rows.
            stub |= {first} if all(self.outline.blank(r, first) for r in body) else set()
        edge = max(
            (c for c in stub if all(k in stub for k in range(first, c + 1))), default=first - 1
        )
        remarks = {c for c, p in paths.items() if p and p[-1] in _REMARKS}
        columns = [
            Line(c, p) for c, p in paths.items()
            if c > edge and c not in remarks and c not in numbering
        ]  # fmt: skip
        told = self._told(paths, named, body, edge)
        columns = [column for column in columns if column.at not in told]
        stubs = [c for c in range(first, edge + 1) if c not in numbering]
        names = {kind: c for kind, c in named.items() if first <= c <= edge}
        rows, free = self._rows(table, stubs, names, edge)
        if len(rows) == 1 and not rows[0].path and rows[0].band < 0:
            rows[0].path = ("全校",)  # one row without a label is that of the whole unit
        if len(stubs) == 1 and paths[stubs[0]]:
            trait, rest = labels.trait_of(paths[stubs[0]][-1])
            of_whom: Tokens = frozenset()
            try:
                # 辍学原因: of dropouts.
                of_whom = labels.tokens(rest, self.kind) if rest else frozenset()
            except NotUnderstoodError:
                trait = ""
            for row in rows if trait else ():
                row.trait = trait
                row.tokens |= of_whom
        said, fault = self._title(table.title)
        for lines in (rows, columns):
            self._schools(lines)
            for line in lines:
                ask(line)
                line.unit = next((self.units[p] for p in line.path if p in self.units), "")
            understand(lines, self.kind)
        said = _by_table(said, [line.tokens for line in (*rows, *columns)])
        for lines in (rows, columns):
            _distrust(lines)
        topic = titles.unknown_topic(table.title)
        cells = self._grid(rows, columns, said, fault, topic)
        self._settle(cells, said, fault)
        self._shares(cells, said, fault)
        for cell, row, column, terms, over in cells:
            if row.band < 0:
                label = f"{row.words} × {column.words}"
                self._put(cell, label, terms, row.answers or column.answers, over)
        counts = {c for c, p in paths.items() if p and p[-1] in _COUNTED and c in numbering}
        named_too = names | ({"seq": min(counts)} if counts else {})
        named_too |= {field: column for column, field in told.items()}
        self._bands(table, rows, columns, cells, named_too, free)
        self._add_up(rows, columns)

    def _told(
        self, paths: dict[int, tuple[str, ...]], named: dict[str, int], body: Sequence[int],
        edge: int,
    ) -> dict[int, str]:  # fmt: skip
        """Columns of what is said of a class or school itself (班主任), where all are left free."""
        each = _each({kind: c for kind, c in named.items() if 0 <= c <= edge})
        if not each:
            return {}
        rows = [r for r in body if not self._is_total(self.sheet.label((r, named[each])))]
        if any(self.sheet.label((r, named[each])) for r in rows):
            return {}
        found = {c: told_of(each, path[-1]) for c, path in paths.items() if path and c > edge}
        return {c: field for c, field in found.items() if field}

    def _names(self, column: int, body: Sequence[int]) -> bool:
        """Whether a column holds names: typed ones, or room for them."""
        return any(
            self.outline.blank(row, column) or isinstance(self.sheet.values.get((row, column)), str)
            for row in body
        ) and not any((row, column) in self.sheet.formulas for row in body)

    def _rows(
        self, table: Table, stubs: list[int], names: dict[str, int], edge: int
    ) -> tuple[list[Line], dict[int, list[int]]]:
        """The rows as lines; those left for names belong to bands, by number."""
        lines: list[Line] = []
        free: dict[int, list[int]] = {}
        kind = _each(names)
        for row in table.body:
            path: list[str] = []
            column = table.area.left
            while column <= edge:
                label = self.sheet.label((row, column))
                # 合计 often stands where the rows above are numbered.
                if label and (column in stubs or self._is_total(label)):
                    path.append(label)
                column = self.sheet.merge_at((row, column)).right + 1
            section = _section(table, row)
            if section and not (path and self._ends_all(table, row, path[0])):
                path.insert(0, section)
            line = Line(row, tuple(path))
            at = names.get(kind, -1)
            held = self.sheet.label((row, at)) or (row, at) in self.sheet.formulas
            if kind and not held and not any(map(self._is_total, path)):
                self._free(line, row, at, kind, names, free)
            elif kind and path:
                self._named(line, row, names)
            lines.append(line)
        return lines, free

    def _ends_all(self, table: Table, row: int, label: str) -> bool:
        """Whether a total below the last heading across the table is that of the whole table."""
        if not self._is_total(label):
            return False
        totals = {
            at: _section(table, at) for at in table.body
            if any(self._is_total(self.sheet.label((at, c))) for c in table.columns)
        }  # fmt: skip
        before = [at for at in totals if at < row and totals[at] == totals[row]]
        return bool(before) or (len(totals) == 1 and len(table.sections) > 1)

    def _is_total(self, label: str) -> bool:
        try:
            return labels.TOTAL in labels.tokens(label, self.kind)
        except NotUnderstoodError:
            return False

    def _free(
        self, line: Line, row: int, at: int, kind: str, names: dict[str, int],
        free: dict[int, list[int]],
    ) -> None:  # fmt: skip
        """A row that is left for a name; what else it says may be a stage."""
        others = [c for c in names.values() if self.sheet.label((row, c))]
        area = self.sheet.merge_at((row, at))
        try:
            told = frozenset().union(*(labels.tokens(p, self.kind) for p in line.path))
        except NotUnderstoodError:
            told = frozenset({"?"})
        if others or area.bottom > area.top or told - set(STAGES):
            line.fault = "这一行要填的名称和行中已有的文字合不到一起"
            return
        last = max(free, default=-1)
        goes_on = last >= 0 and free[last][-1] == row - 1 and line.path == self._band_path
        number = last if goes_on else last + 1
        free.setdefault(number, []).append(row)
        self._band_path = line.path
        line.band = number
        line.tokens = frozenset({f"{condition_of(kind)}=*"}) | told
        every = {"school": "各校", "township": "各乡镇", "klass": "各班", "village": "各村"}[kind]
        line.path = (*line.path, every)

    _band_path: tuple[str, ...] = ()

    def _named(self, line: Line, row: int, names: dict[str, int]) -> None:
        """A row whose name is typed in."""
        told: set[str] = set()
        for kind, at in names.items():
            label = self.sheet.label((row, at))
            if kind == "township" and label and self._of_a_school(row, names):
                # The school says it; 东坪镇 before it is no more than where that is.
                line.path = tuple(p for p in line.path if p != label)
                continue
            if not label or label not in line.path or self._is_word(label):
                if kind == "klass" and label and (klass := self._klass(label, line.path)):
                    told.add(f"klass={klass}")
                    line.path = tuple(p for p in line.path if not _is_grade(p))
                    line.path = tuple(klass if p == label else p for p in line.path)
                continue
            if kind == "klass":
                if klass := self._klass(label, line.path):
                    told.add(f"klass={klass}")
                    line.path = tuple(klass if p == label else p for p in line.path)
                    line.path = tuple(p for p in line.path if not _is_grade(p))
                continue
            area = self.sheet.merge_at((row, at))
            name = clean.text(self.sheet.values[area.top, area.left])
            name = re.sub(r"\s+", "", name) if re.search("[\u4e00-\u9fff]", name) else name.strip()
            told.add(f"{condition_of(kind)}={name}")
            line.path = tuple(name if p == label else p for p in line.path)
        line.tokens = frozenset(told)

    def _of_a_school(self, row: int, names: dict[str, int]) -> bool:
        """Whether the row names a school besides its township, and no total of the township's."""
        label = self.sheet.label((row, names["school"])) if "school" in names else ""
        return bool(label) and not self._is_word(label)

    def _schools(self, lines: Sequence[Line]) -> None:
        """Labels that look like names of schools, several of them beside each other."""
        found: dict[int, dict[str, None]] = {}
        for line in lines:
            for n, label in enumerate(line.path):
                if labels.names_school(label) and not line.tokens and not self._is_word(label):
                    found.setdefault(n, {})[label] = None
        for n, names in found.items():
            for line in lines if len(names) > 1 else ():
                if line.path[n : n + 1] and line.path[n] in names and not line.tokens:
                    line.tokens = frozenset({f"school={line.path[n]}"})

    def _klass(self, label: str, path: Sequence[str]) -> str:
        """The class of a row by its own label, with the grade that stands before it."""
        if klass := labels.class_named(label):
            return klass
        grade = next((p for p in path if _is_grade(p)), "")
        found = clean.class_of(grade, label)
        if not grade or found.grade is None or not found.number or not found.number.isdecimal():
            return ""
        return clean.class_label(found.grade, found.number)

    def _is_word(self, label: str) -> bool:
        try:
            labels.tokens(label, self.kind)
        except NotUnderstoodError:
            return False
        return True

    def _title(self, title: str) -> tuple[Tokens, str]:
        """What the title says of everything in a table, and why it makes it unfillable."""
        if (unit := _UNIT.search(title)) and unit[1][0] not in "人名":
            return frozenset(), f"计量单位是“{unit[1]}”，不是人"
        said = _said_of(title)
        if word := vocabulary.narrower(title):
            # 送教上门学生统计表 counts those; 寄宿生统计表 counts nobody that a measure does.
            counted = labels.subject(frozenset(said)) - {"变动", "学生数"}
            if counted not in vocabulary.figures() or word not in _counted_words(counted):
                return frozenset(), f"表名说的是“{word}”，范围与各指标不同"
            said.add(labels.ONLY)
        if whom := titles.unknown_people(title):
            return frozenset(), f"表名说的是“{whom}”，不认识，不知道数的是哪些学生"
        if re.search("学籍变动|学生变动|变动情况|异动", title + self.sheet.name + self.name):
            said.add("变动")
        found = set(re.findall("[一二三四五六七八九]年级|初[一二三]", title))
        if len(found) > 1:
            return frozenset(), "表名说到几个年级"
        return frozenset(said), ""

    # ── cells ────────────────────────────────────────────────────────────────────────────────────
    def _grid(
        self, rows: list[Line], columns: list[Line], said: Tokens, fault: str, topic: str
    ) -> list[_Cell]:
        cells: list[_Cell] = []
        for row in rows:
            for column in columns:
                at = row.at, column.at
                typed = self._is_typed(at) or self._is_boxed(at)
                if not (typed or self.outline.blank(*at)) or at in self.sheet.formulas:
                    continue
                asked = _asked([row, column], said, fault)
                if typed and not isinstance(asked, tuple):
                    continue
                told = frozenset().union(*row.alternatives, *column.alternatives)
                if (
                    topic
                    and isinstance(asked, tuple)
                    and labels.subject(told) <= {"学生数"}
                    and not (
                        ("群体" in topic and labels.groups(told)) or any(map(labels.is_trait, told))
                    )
                ):
                    asked = NotUnderstoodError(f"表名说的是学生的“{topic}”，不知道数的是哪些学生")
                self.learnt.cells += 1
                cells.append(_Cell(at, row, column, asked))
        return cells

    def _is_typed(self, cell: Cell) -> bool:
        """Whether somebody has typed a number into a cell already."""
        area = self.sheet.merge_at(cell)
        value = self.sheet.values.get(cell, "")
        return isinstance(value, int | float) and (area.top, area.left) == cell

    def _is_boxed(self, cell: Cell) -> bool:
        """Whether a cell holds boxes to tick for yes and no."""
        value = self.sheet.values.get(cell, "")
        return isinstance(value, str) and bool(labels.boxes(value)[1])

    def _settle(self, cells: list[_Cell], said: Tokens, fault: str) -> None:
        """Words that are a state or a change, by what else the table asks for."""
        sure = {t.measure for each in cells if isinstance(each.asked, tuple) for t in each.asked}
        flows = bool(sure & _FLOWS)
        states = bool(sure & _STATES)
        if not (flows or states) and sure & _STOCKS:
            # 在籍学生, 残疾学生, 休学学生, and nothing that moves.
            lines = {line.words for each in cells for line in (each.row, each.column)}
            states = not any(map(_MOVES.search, lines))
        for n, each in enumerate(cells):
            if {"expected", "present"} <= sure and isinstance(each.asked, tuple):
                # 应到, 实到, 缺课学生数: those who did not come of those due.
                cells[n] = each._replace(asked=tuple(map(_of_that_day, each.asked)))
            if not isinstance(each.asked, AmbiguousError):
                continue
            may = set(each.asked.args[0])
            prefer: Collection[str] = ()
            if may in _TWO_WAYS and flows != states:
                prefer = _FLOWS if flows else _STATES
            elif may >= {"enrolled_start", "in_school_start"} and flows and _bare(each, "期初"):
                # 期初数, 增加, 减少, 期末数: of pupils.
                prefer = ("enrolled_start",)
            elif may >= {"enrolled_end", "in_school_end"} and flows and _bare(each, "期末"):
                prefer = ("enrolled_end",)
            elif may > {"not_present"} and {"expected", "present"} <= sure:
                # 应到, 实到, 缺勤: who did not come of those due.
                prefer = ("not_present",)
            if prefer:
                cells[n] = each._replace(asked=_asked([each.row, each.column], said, fault, prefer))
        self._balance(cells)

    def _balance(self, cells: list[_Cell]) -> None:
        """期初＋增加－减少＝期末: where 休学 and 复学 are changes, those on leave are not counted.

        Unless the labels say 在籍, or a note that those on leave are counted.
        """
        asked = [each.asked for each in cells if isinstance(each.asked, tuple)]
        measures = {term.measure for of in asked for term in of}
        told = "".join(v for v in self.sheet.values.values() if isinstance(v, str))
        if not measures >= set(_BALANCED) or not measures & _OF_LEAVE or "含休学" in told:
            return
        for n, each in enumerate(cells):
            of_roll = "在籍" in frozenset().union(*each.row.alternatives, *each.column.alternatives)
            if isinstance(each.asked, tuple) and not of_roll:
                terms = tuple(
                    t._replace(measure=_BALANCED.get(t.measure, t.measure)) for t in each.asked
                )
                cells[n] = each._replace(asked=terms)

    def _shares(self, cells: list[_Cell], said: Tokens, fault: str) -> None:
        """What the shares among some cells are taken of: by their columns, or by their rows."""
        rows = list({id(each.row): each.row for each in cells}.values())
        pupils = {id(x.column) for x in cells if x.column.tokens & labels.PUPILS}
        for n, (at, row, column, asked, _) in enumerate(cells):
            if column.of is None and row.of is None:
                continue
            over: _Asked = NotUnderstoodError("占比是占什么的，看不出来")
            if column.of is not None and row.of is None:
                whole = replace(column, alternatives=column.over)
                above = whole_of(row, rows[: rows.index(row)], column.named)
                by_row = replace(row, alternatives=above)
                total = next((x for x in rows if any(row is each for each in x.adds)), None)
                if column.over:
                    over = _asked([row, whole], said, fault)
                elif not above and (total or row.adds) and not pupils - {id(column.of)}:
                    # Sorts down the rows: of all of them, if nothing else is there to divide by.
                    over = _asked([total or row, column], said, fault)
                elif above and (labels.TOTAL in column.of.tokens or not _of_somebody(column)):
                    over = _asked([by_row, column], said, fault)
            if isinstance(over, NotUnderstoodError):
                asked, over = (asked if isinstance(asked, NotUnderstoodError) else over), ()
            cells[n] = _Cell(at, row, column, asked, over)

    def _place(self, cell: Cell, label: str, lines: list[Line], said: Tokens, fault: str) -> None:
        self._put(cell, label, _asked(lines, said, fault), lines[0].answers)

    def _put(
        self, cell: Cell, label: str, asked: _Asked, answers: tuple[str, ...] = (),
        over: tuple[Term, ...] = (),
    ) -> None:  # fmt: skip
        if isinstance(asked, AmbiguousError):
            self._left(cell, label, "", tuple(asked.args[0]))
        elif isinstance(asked, NotUnderstoodError):
            self._left(cell, label, str(asked))
        else:
            place = Place(self.sheet.name, a1(*cell), label, asked, answers=answers, over=over)
            self.found.places.append(place)

    def _bands(
        self, table: Table, rows: list[Line], columns: list[Line], cells: list[_Cell],
        names: dict[str, int], free: dict[int, list[int]],
    ) -> None:  # fmt: skip
        for number, at in free.items():
            line = next(row for row in rows if row.band == number)
            asked: dict[str, BandColumn] = {}
            for cell, row, column, terms, over in cells:
                if row is not line:
                    continue
                if isinstance(terms, tuple):
                    asked[column_letters(cell[1])] = BandColumn(
                        column.words, terms, column.answers, over
                    )
                    continue
                for each in at:
                    self._put((each, cell[1]), f"{line.words} × {column.words}", terms)
            stage = next((s for s in STAGES if s in line.tokens), "")
            places = {column_letters(c): kind for kind, c in names.items()}
            places |= {
                column_letters(c): "grade"
                for c in table.columns
                if self.outline.path(c, table.area.top, table.first - 1)[-1:] == ("年级",)
                and c not in names.values() and c < min((x.at for x in columns), default=0)
            }  # fmt: skip
            self.found.bands.append(
                Band(
                    self.sheet.name, _each(names), f"{at[0] + 1}:{at[-1] + 1}", places, asked, stage
                )
            )

    def _add_up(self, rows: list[Line], columns: list[Line]) -> None:
        """Keep which cells the totals of a table add up."""
        for lines, others, across in ((rows, columns, False), (columns, rows, True)):
            for line in lines:
                if len(line.adds) < 2 or line.fault:
                    continue
                for other in others:
                    at = [(other.at, x.at) if across else (x.at, other.at) for x in line.adds]
                    total = (other.at, line.at) if across else (line.at, other.at)
                    self.learnt.sums.append(Sum(self.sheet.name, total, tuple(at)))

    def _left(self, cell: Cell, label: str, reason: str, may: tuple[str, ...] = ()) -> None:
        self.learnt.unexplained.append(Unexplained(self.sheet.name, cell, label, reason, may))


_Asked = tuple[Term, ...] | NotUnderstoodError


class _Cell(NamedTuple):
    """A cell of a table, its row and column, and what it asks for or why that is not known."""

    at: Cell
    row: Line
    column: Line
    asked: _Asked
    over: tuple[Term, ...] = ()
    """What a share is taken of."""


def _asked(lines: Sequence[Line], said: Tokens, fault: str, prefer: Collection[str] = ()) -> _Asked:
    """What the lines that cross at a cell ask for together."""
    if fault := fault or next((line.fault for line in lines if line.fault), ""):
        return NotUnderstoodError(fault)
    unit = next((line.unit for line in lines if line.unit), "")
    together: list[Tokens] = [frozenset()]
    for line in lines:
        together = [one | other for one in together for other in line.alternatives]
    whether = any(line.answers for line in lines)
    try:
        terms = tuple(
            dict.fromkeys(t for each in together for t in _terms(each, said, prefer, whether))
        )
    except NotUnderstoodError as error:
        return error
    if len({t.month for t in terms}) > 1 and not all(t.measure in _OF_SPANS for t in terms):
        return NotUnderstoodError("各月的数加不起来")
    units = {MEASURES[term.measure].unit for term in terms}
    rate = units == {"%"}
    if (unit and units != {unit}) or len(units) > 1:
        label = next((p for line in lines for p in line.path), "")
        return NotUnderstoodError(f"“{label}”的单位不是人" if not rate else "单位与比率不合")
    return terms


def _terms(told: Tokens, said: Tokens, prefer: Collection[str], whether: bool) -> tuple[Term, ...]:
    """The measures that labels ask for, mostly one. Raises NotUnderstoodError.

    Asked ``whether`` there are any cases, those that were open on any day of the period: at its
    beginning, or found in it.
    """
    try:
        return (_resolved(told, said, prefer),)
    except AmbiguousError as error:
        for kind in ("suspected", "dropout"):
            parts = f"{kind}_start", f"{kind}_new"
            if whether and {*parts} <= {*error.args[0]}:
                return tuple(_resolved(told, said, (part,)) for part in parts)
        raise


def _resolved(told: Tokens, said: Tokens, prefer: Collection[str]) -> Term:
    """The term that labels ask for. Raises NotUnderstoodError.

    In a row of a month every number is of that month: 转入, and 劝返 as well.
    """
    month = labels.month_of(told)
    try:
        return Term(*labels.resolved(told, said, prefer), month)
    except AmbiguousError:
        if not month:
            raise
        return Term(*labels.resolved(told | {"本期"}, said, prefer), month)


def _term(told: Tokens, said: Tokens, prefer: Collection[str] = ()) -> Term | None:
    """What a blank within a sentence asks for; None if that can't be told."""
    if _UNKNOWN in told:
        return None
    try:
        return Term(*labels.resolved(told, said, prefer))
    except NotUnderstoodError:
        return None


def _of_somebody(line: Line) -> bool:
    """Whether a line says itself whom it counts: 留守儿童, and not 人数 alone."""
    told = frozenset().union(*line.alternatives)
    return bool(told - {"学生数"})


def _of_that_day(term: Term) -> Term:
    return term._replace(measure="not_present") if term.measure == "absent_pupils" else term


def _bare(cell: _Cell, when: str) -> bool:
    """Whether the labels of a cell say nothing of what is counted but when."""
    told = frozenset().union(*cell.row.alternatives, *cell.column.alternatives)
    return labels.subject(told) == {when}


def _by_table(said: Tokens, lines: Sequence[Tokens]) -> Tokens:
    """What a title says of a table whose labels say so much themselves.

    One that tells 留守儿童 from all pupils is not about those alone; where one column is of 在籍,
    bare 学生数 are not of 在校, whatever the title.
    """
    own = frozenset().union(*lines)
    if own >= labels.CASES:
        said -= labels.CASES  # 疑似辍学 and 辍学 each in a column: others are about both
    if any(line & labels.PUPILS and not labels.groups(line) for line in lines):
        said -= labels.groups(own) | {token for token in own if labels.is_trait(token)}
    if said & own & labels.ACTIVITIES:
        said |= {labels.EVERYBODY}  # 家访情况表, 学生数, 家访次数: how many pupils there are
    return said - {"在校"} if "在籍" in own else said


def _distrust(lines: Sequence[Line]) -> None:
    """净增加 of changes that are not understood (届增加人数) is not understood either."""
    if any(line.fault and re.search("增加|减少", line.words) for line in lines):
        for line in lines:
            derived = {"净增加", "增加", "减少", "变动", "本期"}
            changes = line.tokens & {"净增加", "增加", "减少"}
            if changes and not line.fault and labels.subject(line.tokens) <= derived:
                line.fault = f"“{line.words}”所含的各项没有全部认出"


def _each(names: dict[str, int]) -> str:
    """What the rows of a table are one each of: the narrowest of the names in it."""
    kinds = ("klass", "village", "school", "township")
    return next((kind for kind in kinds if names.get(kind, -1) >= 0), "")


def _is_grade(label: str) -> bool:
    return clean.grade(label) is not None and "班" not in label


def _section(table: Table, row: int) -> str:
    above = [at for at in table.sections if at < row]
    return table.sections[max(above)] if above else ""


def _unit_said(value: str) -> str:
    """The unit that a label states, if it is not persons."""
    found = re.search("[%％]|‰|人次|人天|万元|（元|\\(元", value)
    return {"％": "%"}.get(found[0], found[0]) if found else ""


def _said_of(title: str) -> set[str]:
    """The tokens of words that stand in a title."""
    said: set[str] = set()
    rest = re.sub("(?:九年)?义务教育阶段|控辍保学|中小学|基本情况|寄宿制学校", " ", title)
    for word, token in vocabulary.label_words():
        if len(word) > 1 and token and word in rest and token != labels.TOTAL:
            said.add(token)
            rest = rest.replace(word, " ")
    if re.search("女童|女生", title):
        said.add("女")
    if "初级中学" in rest:
        said.add("初中")
    stages = said & set(STAGES)
    if len(stages) > 1:
        said -= stages
    grades = set(re.findall("[一二三四五六七八九]年级|初[一二三]", title))
    if len(grades) == 1:
        said.add(f"grade={clean.grade(grades.pop())}")
    return said


def _counted_words(counted: Tokens) -> str:
    return "".join(word for word, token in vocabulary.label_words() if token in counted)


def stated_month(blank: Blank) -> tuple[int | None, int] | None:
    """The year and month that the top of a form already names; None for none.

    The year is None where only a title names a month: 九月份学生变动情况.
    """
    for sheet in blank.sheets.values():
        for line in texts(sheet, range(_DEEPEST)).splitlines():
            year, month = surroundings.month_in(line)
            titled = re.search("表|情况|统计", line) and not re.search(r"月\s*\d+\s*[日号]", line)
            if month is not None and (year is not None or titled):
                return year, month
    return None
