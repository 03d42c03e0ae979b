"""Learning a county's own blank form: which figure each of its empty cells asks for.

Rows and columns are read through merged heads on both sides; a cell's labels together have to name
one measure under conditions, or else the cell is named and left blank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from kongcuo_xl import clean, surroundings, vocabulary
from kongcuo_xl.book import Area, Cell, a1
from kongcuo_xl.forms import labels
from kongcuo_xl.forms.blank import Blank, BlankSheet, FormError
from kongcuo_xl.forms.labels import AmbiguousError, NotUnderstoodError, Tokens
from kongcuo_xl.forms.mapping import Form, FormKind, Head, People, Place, Term
from kongcuo_xl.statistics import MEASURES
from kongcuo_xl.tables import kinds

_HEADS = (
    ("unit", "填报单位|填表单位|上报单位|报送单位|报告单位"),
    ("period", "报告月份|填报月份|统计月份|报告期|统计期间"),
    ("date", "填报日期|填表日期|上报日期|报送日期|填报时间|填表时间|上报时间"),
)
_BLANK = r"[\s_＿]*(?:年[\s_＿]*月(?:[\s_＿]*日)?)?[\s_＿]*"
_NEXT = "(?:填|上报|报送|报告|统计|单位|计量|审核|负责|制表|联系)[^:：\\s]*[:：]"
"""Another label in the same cell."""
_STAMP = r"(?:[（(](?:盖章|公章|章)[)）])?"
_FOOTER = re.compile("填表人|填报人|审核人|负责人|制表|校长|说明|^注|^备注[:：]|联系电话[:：]")
_SCHOOLS = frozenset({"学校", "学校名称", "校名", "单位", "单位名称"})
_NUMBERING = frozenset({"序号", "编号", "序"})
_UNIT = re.compile(
    r"(?<!填报)(?<!填表)(?<!上报)(?<!报送)(?<!报告)(?:计量)?单位?[:：]\s*([^\s_＿]{1,3})"
)
_PERIODS: tuple[tuple[str, FormKind], ...] = (
    ("月报|月份|月初|月末|本月", "month"), ("季度|季报|季[初末]", "quarter"), ("学期", "semester"),
    ("学年|年度|年报", "year"), ("周报", "week"), ("日报", "day"),
)  # fmt: skip
_LISTS = (("延缓|缓学", "deferred"), ("休学", "suspended"), ("随班就读", "inclusive"),
          ("送教", "home_taught"), ("疑似辍学", "open_cases"))  # fmt: skip
_KINDS = {"deferred": "deferrals", "suspended": "changes", "inclusive": "placements",
          "home_taught": "placements", "open_cases": "cases"}  # fmt: skip
_OWN_NAMES = {"student": "name"}
_OF_CASES = {"case_status": "state", "step": "steps"}
"""What lists call a field of their tables (``forms.lists``)."""
_DEEPEST = 6


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


@dataclass(slots=True)
class Learnt:
    """What was learnt of a form."""

    form: Form
    unexplained: list[Unexplained] = field(default_factory=list)
    cells: int = 0
    """Figure cells of the form, explained or not; formulas are none."""


@dataclass(slots=True)
class _Line:
    """A row or column of a grid: its labels, and what they come to."""

    at: int
    path: tuple[str, ...]
    tokens: Tokens = frozenset()
    fault: str = ""
    alternatives: list[Tokens] = field(default_factory=list)
    """What the line stands for: one set of tokens, or those of the lines that a total adds up."""

    @property
    def part(self) -> int:
        """Where in the path 其中 begins; -1 for none."""
        return next((n for n, label in enumerate(self.path) if labels.is_part(label)), -1)


def learn(blank: Blank, path: Path) -> Learnt:
    """The mapping of a form that is not ours, and the cells that could not be explained.

    Raises FormError when nothing of it can be filled.
    """
    top = "".join(_texts(sheet, range(_DEEPEST)) for sheet in blank.sheets.values())
    kind = _kind(path.stem + top)
    form = Form("", path.stem, (path.stem,), kind, path, (), (), (), ())
    learnt = Learnt(form)
    heads: list[Head] = []
    places: list[Place] = []
    lists: list[People] = []
    for sheet in blank.sheets.values():
        heads += _heads(sheet)
        _Page(sheet, kind, path.stem, learnt, places, lists).read()
    if not (heads or places or lists or learnt.unexplained):
        raise FormError(f"“{path.name}”中没有认出可填的格子；请确认这是一张带表头的空白表样。")
    learnt.form = Form(
        "", path.stem, (path.stem,), kind, path, tuple(heads), (), tuple(lists), (), tuple(places)
    )
    return learnt


def _kind(text: str) -> FormKind:
    return next((kind for words, kind in _PERIODS if re.search(words, text)), "any")


def _texts(sheet: BlankSheet, rows: range) -> str:
    return "\n".join(
        clean.text(value)
        for (row, _), value in sorted(sheet.values.items())
        if row in rows and isinstance(value, str)
    )


def _heads(sheet: BlankSheet) -> list[Head]:
    found = []
    for cell, value in sorted(sheet.values.items()):
        if not isinstance(value, str):
            continue
        for kind, plain in _HEADS:
            # 填 报 单 位: words are often spaced out.
            words = r"[ \u3000]*".join(plain).replace(r"[ \u3000]*|[ \u3000]*", "|")
            inline = re.search(rf"(?:{words}){_STAMP}\s*[:：](?={_BLANK}(?:$|{_NEXT}))", value)
            beside = sheet.beside(cell)
            if re.fullmatch(rf"\s*(?:{words}){_STAMP}\s*[:：]?\s*", value) and (
                not inline or beside in sheet.ruled
            ):
                if beside not in sheet.values:
                    found.append(Head(sheet.name, clean.text(value), kind, a1(*cell)))
            elif inline:
                found.append(Head(sheet.name, inline[0], kind, a1(*cell), inline=True))
    return found


class _Page:
    """One sheet being read, from its top."""

    def __init__(
        self, sheet: BlankSheet, kind: FormKind, name: str, learnt: Learnt,
        places: list[Place], lists: list[People],
    ) -> None:  # fmt: skip
        self.sheet = sheet
        self.kind = kind
        self.name = name
        self.learnt = learnt
        self.places = places
        self.lists = lists
        cells = [*sheet.values, *sheet.formulas, *sheet.ruled]
        self.height = max((row for row, _ in cells), default=-1) + 1
        # Notes in brackets are no part of a label, but their units matter: 转入（%）.
        self.odd = {
            sheet.label(cell) for cell, value in sheet.values.items()
            if isinstance(value, str) and re.search("[%％‰]|人次|万元|（元|\\(元", value)
        }  # fmt: skip
        self.width = max((column for _, column in cells), default=-1) + 1

    def read(self) -> None:
        """Every block of the sheet."""
        row, above = 1, 0
        while row < self.height:
            span = self._head_at(row)
            if span is None:
                row += 1
                continue
            top, left, right = span
            bottom = self._bottom(row, left, right)
            title = _texts(self.sheet, range(above, top)) or self.sheet.name
            self._block(title, Area(top, left, bottom, right), row)
            row = above = bottom + 1

    def _blank(self, row: int, column: int) -> bool:
        """Whether a cell is there to be filled, or holds a formula."""
        cell = row, column
        area = self.sheet.merge_at(cell)
        if (area.top, area.left) != cell:
            return False
        if self.sheet.ruled and (area.bottom, column) not in self.sheet.ruled:
            return False
        return cell not in self.sheet.values

    def _head_at(self, first: int) -> tuple[int, int, int] | None:
        """Top, left and right of the labels above a first row of blank cells; None for no such."""
        labelled = [c for c in range(self.width) if self.sheet.label((first - 1, c))]
        if len(labelled) < 3 or sum(self._blank(first, c) for c in labelled) < 2:
            return None
        left, right = labelled[0], labelled[-1]
        top = first - 1
        while top > 0 and self._is_head(top - 1, left, right):
            top -= 1
        covered = all(
            any(self.sheet.label((r, c)) for r in range(top, first)) for c in range(left, right + 1)
        )
        areas = {self.sheet.merge_at((first - 1, c)) for c in labelled}
        return (top, left, right) if covered and len(areas) >= 3 else None

    def _is_head(self, row: int, left: int, right: int) -> bool:
        areas = {self.sheet.merge_at((row, c)) for c in range(left, right + 1)}
        texts = [self.sheet.label((row, c)) for c in range(left, right + 1)]
        if len({a for a in areas if self.sheet.label((a.top, a.left))}) < 2 or not all(texts):
            return False
        return not any(
            re.search("[:：]", str(self.sheet.values.get((row, c), "")))
            for c in range(left, right + 1)
        )

    def _bottom(self, first: int, left: int, right: int) -> int:
        """The last row of a block."""
        row = first
        while row < self.height:
            texts = [str(self.sheet.values.get((row, c), "")) for c in range(left, right + 1)]
            if any(_FOOTER.search(t) for t in texts if t):
                break
            if not any(self._blank(row, c) for c in range(left, right + 1)):
                break
            row += 1
        return row - 1

    # ── blocks ───────────────────────────────────────────────────────────────────────────────────
    def _block(self, title: str, area: Area, first: int) -> None:
        paths = {c: self._path(c, area.top, first - 1) for c in range(area.left, area.right + 1)}
        if any("姓名" in "".join(path) for path in paths.values()):
            self._people(title, paths, area, first)
        else:
            self._figures(title, paths, area, first)

    def _path(self, column: int, top: int, bottom: int) -> tuple[str, ...]:
        """The labels over a column; 栏次 (甲, 1, 2 …) are none."""
        path = self.sheet.path(column, top, bottom)
        return tuple(p for p in path if not re.fullmatch(r"\d+|[甲乙丙丁]", p))

    def _people(
        self, title: str, paths: dict[int, tuple[str, ...]], area: Area, first: int
    ) -> None:
        id_ = next((i for words, i in _LISTS if re.search(words, title + self.sheet.name)), "")
        if not id_:
            cell = area.top, area.left
            self._left(cell, "/".join(paths[area.left]), "名单要列哪些人，从表名看不出来")
            return
        columns: dict[str, str] = {}
        for column, path in paths.items():
            label = "/".join(path)
            name = _person_field(path, id_)
            if name and name not in columns.values():
                columns[label] = name
            else:
                self._left((first, column), label, "名单的这一列没有对应的内容")
        if "name" in columns.values():
            empty = {"name": "无"}
            heads = f"{area.top + 1}:{first}"
            self.lists.append(People(self.sheet.name, id_, columns, empty, heads))

    def _figures(
        self, title: str, paths: dict[int, tuple[str, ...]], area: Area, first: int
    ) -> None:
        body = range(first, area.bottom + 1)
        schools = [c for c, p in paths.items() if p and p[-1] in _SCHOOLS]
        numbering = [c for c, p in paths.items() if p and p[-1] in _NUMBERING]
        stub = [
            c for c, path in paths.items()
            if c in schools or c in numbering
            or (any(isinstance(self.sheet.values.get((r, c)), str) for r in body)
                and (c == area.left or not all(map(self._is_word, path))))
        ]  # fmt: skip
        edge = max(
            (c for c in stub if all(k in stub for k in range(area.left, c + 1))),
            default=area.left - 1,
        )
        heads = [c for c in range(area.left, edge + 1) if c not in numbering]
        columns = [_Line(c, p) for c, p in paths.items() if c > edge and p[-1:] != ("备注",)]
        by_school = bool(schools) and schools[0] in heads
        rows = self._rows(body, heads, schools[0] if by_school else -1, edge)
        said, fault = self._title(title)
        for lines in (rows, columns):
            self._understand(lines)
        for row in rows:
            for column in columns:
                if (
                    self._blank(row.at, column.at)
                    and (row.at, column.at) not in self.sheet.formulas
                ):
                    self._figure(row, column, said, fault)

    def _rows(self, body: range, heads: list[int], school: int, edge: int) -> list[_Line]:
        lines = []
        free = 0
        for row in body:
            path: list[str] = []
            column = heads[0] if heads else edge + 1
            while column <= edge:
                label = self.sheet.label((row, column))
                if label and column in heads:
                    path.append(label)
                column = self.sheet.merge_at((row, column)).right + 1
            line = _Line(row, tuple(path))
            if school >= 0 and not self.sheet.label((row, school)) and not path:
                free += 1
                line.tokens = frozenset({f"school=#{free}"})
                line.path = (f"第{free}所学校",)
                self.places.append(Place(self.sheet.name, a1(row, school), line.path[0], (), free))
            elif school >= 0 and path and not self._is_word(path[-1]):
                name = str(self.sheet.values[self.sheet.merge_at((row, school))[:2]]).strip()
                line.tokens = frozenset({f"school={name}"})
            lines.append(line)
        return lines

    def _is_word(self, label: str) -> bool:
        try:
            labels.tokens(label, self.kind)
        except NotUnderstoodError:
            return False
        return True

    def _title(self, title: str) -> tuple[Tokens, str]:
        """What the title says of everything in a block, and why it makes the block unfillable."""
        whole = title + self.sheet.name + self.name
        if word := vocabulary.narrower(title):
            return frozenset(), f"表名说的是“{word}”，范围与各指标不同"
        if (unit := _UNIT.search(title)) and unit[1] not in ("人", "名"):
            return frozenset(), f"计量单位是“{unit[1]}”，不是人"
        said: set[str] = set()
        if re.search("学籍变动|学生变动|变动情况", whole):
            said.add("变动")
        rest = title
        for word, token in vocabulary.label_words():
            if len(word) > 1 and token in kinds()["students"].fields and word in rest:
                said.add(token)
                rest = rest.replace(word, "")
        stages = [
            s
            for s, words in (("小学", "小学"), ("初中", "初中|初级中学"))
            if re.search(words, rest)
        ]
        if len(stages) == 1:
            said.add(stages[0])
        if re.search("女童|女生", rest):
            said.add("女")
        found = set(re.findall("[一二三四五六七八九]年级|初[一二三]", rest))
        if len(found) == 1:
            said.add(f"grade={clean.grade(found.pop())}")
        elif found:
            return frozenset(), "表名说到几个年级"
        return frozenset(said), ""

    # ── lines ────────────────────────────────────────────────────────────────────────────────────
    def _understand(self, lines: list[_Line]) -> None:
        for line in lines:
            if line.tokens:
                line.alternatives = [line.tokens]
                continue
            if odd := next((label for label in line.path if label in self.odd), ""):
                line.fault = f"“{odd}”的单位不是人"
                continue
            try:
                parts = [labels.tokens(label, self.kind) for label in line.path]
                line.tokens = frozenset().union(*parts)
            except NotUnderstoodError as error:
                line.fault = str(error)
            if not line.path:
                line.fault = "这一行（列）没有文字"
        for n, line in enumerate(lines):
            if not line.fault and line.part < 0 and not line.alternatives:
                if labels.TOTAL in line.tokens:
                    self._total(lines, n)
                else:
                    line.alternatives = [line.tokens]
        for n, line in enumerate(lines):
            if line.part >= 0 and not line.fault:
                self._part_of(lines, n)

    def _total(self, lines: list[_Line], n: int) -> None:
        line = lines[n]
        own = line.tokens - {labels.TOTAL}
        level = next(
            i for i, t in enumerate(line.path) if labels.TOTAL in labels.tokens(t, self.kind)
        )
        prefix = line.path[:level]
        at_level = labels.tokens(line.path[level], self.kind) - {labels.TOTAL}
        if any(not t.startswith("school=") and t not in labels.SEXES for t in at_level):
            # 小学小计: it says itself what it is about.
            line.alternatives = [own]
            return
        plain = [
            (i, each) for i, each in enumerate(lines)
            if each.part < 0 and labels.TOTAL not in each.tokens and each.path[:level] == prefix
        ]  # fmt: skip
        if re.search("小计", line.path[level]) and not prefix:
            start = max((i for i in range(n) if labels.TOTAL in lines[i].tokens), default=-1)
            plain = [(i, each) for i, each in plain if start < i < n]
        parts = [each for _, each in plain]
        sexes = self._both_sexes(lines, n, own, level)
        if sexes:
            line.alternatives = sexes
            return
        if any(each.fault for each in parts):
            line.fault = f"“{'/'.join(line.path)}”所含的各项没有全部认出"
            return
        added = [each.tokens for each in parts if own <= each.tokens]
        if not added or all(each - own < labels.SEXES for each in added):
            line.alternatives = [own]
        elif len(added) == 1 or labels.disjoint(added):
            line.alternatives = added
        else:
            line.fault = f"“{'/'.join(line.path)}”是哪几项之和，看不出来"

    @staticmethod
    def _both_sexes(lines: list[_Line], n: int, own: Tokens, level: int) -> list[Tokens]:
        """男 and 女 right beside a total: it adds them up, whatever else there is."""
        for pair in (lines[n + 1 : n + 3], lines[max(n - 2, 0) : n]):
            told = [e.tokens - own for e in pair if not e.fault and e.part < 0]
            same = all(e.path[:level] == lines[n].path[:level] for e in pair)
            if len(told) == 2 and same and set(told) == {frozenset({s}) for s in labels.SEXES}:
                return [own | each for each in told]
        return []

    def _part_of(self, lines: list[_Line], n: int) -> None:
        line = lines[n]
        prefix = line.path[: line.part]
        whole = next(
            (e for e in reversed(lines[:n]) if e.part < 0 and e.path[: line.part] == prefix), None
        )
        if whole is None:
            line.alternatives = [line.tokens]
        elif whole.fault:
            line.fault = f"“其中”所属的“{'/'.join(whole.path)}”没有认出"
        else:
            line.alternatives = [each | line.tokens for each in whole.alternatives]

    # ── cells ────────────────────────────────────────────────────────────────────────────────────
    def _figure(self, row: _Line, column: _Line, title: Tokens, fault: str) -> None:
        self.learnt.cells += 1
        cell = row.at, column.at
        label = f"{'/'.join(row.path)} × {'/'.join(column.path)}"
        if fault := fault or row.fault or column.fault:
            self._left(cell, label, fault)
            return
        try:
            terms = tuple(
                Term(*labels.resolved(r | c, title))
                for r in row.alternatives
                for c in column.alternatives
            )
        except AmbiguousError as error:
            self._left(cell, label, "", tuple(error.args[0]))
        except NotUnderstoodError as error:
            self._left(cell, label, str(error))
        else:
            self.places.append(Place(self.sheet.name, a1(*cell), label, terms))

    def _left(self, cell: Cell, label: str, reason: str, may: tuple[str, ...] = ()) -> None:
        self.learnt.unexplained.append(Unexplained(self.sheet.name, cell, label, reason, may))


def _person_field(path: tuple[str, ...], list_id: str) -> str:
    """The field that a list's column asks for; ``""`` for none."""
    for words in dict.fromkeys(("".join(path), path[-1])):
        for kind in (_KINDS[list_id], "students", "registry"):
            if name := kinds()[kind].by_word.get(words):
                names = _OWN_NAMES | (_OF_CASES if list_id == "open_cases" else {})
                return names.get(name, name)
    return ""


def stated_month(blank: Blank) -> tuple[int, int] | None:
    """The year and month that the top of a form already names; None for none."""
    for sheet in blank.sheets.values():
        for line in _texts(sheet, range(_DEEPEST)).splitlines():
            year, month = surroundings.month_in(line)
            if year is not None and month is not None:
                return year, month
    return None
