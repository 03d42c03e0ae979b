"""The rows under a header: which hold data, and what the others are.

Between people stand totals, repeated headers, page titles, names of classes; below them notes,
signatures and ruled rows that nobody has filled in.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kongcuo_xl import clean, headings, surroundings
from kongcuo_xl.book import Cell, Value
from kongcuo_xl.headings import Block, Grid
from kongcuo_xl.tables import Section, kinds

BLANK, TOTAL, REPEAT, TITLE = "空行", "合计行", "重复表头", "标题行"
NUMBERS, EXAMPLE, CLASS = "栏次行", "示例行", "班级行"
_NOTE = "注"
_CONTINUED, _END = "续行", "终"

_SUSPECT = (
    r"合\s*计|小\s*计|总\s*计|累\s*计|共\s*计|共\s*\d|填|审|制表|说明|注|姓|名|年|第.*页|图例|记号"
    r"|符号|盖|负责|人数|平均|校长|班主任|日期|学生|教师|签|班|例|[:：;；。]|^[\d甲乙丙丁]+$|^[(（]?\d"
    r"|表|单位|部|主任|电话|情况|级"
)
"""For Arrow's RE2: words that names hardly hold; rows with one are looked at closely."""
_NOTHING = frozenset({"0", "-", "--", "—", "/", "0000-00-00", "1900-01-00", "1900-1-0", "FALSE"})
_PREFILLED = frozenset(
    [
        "school",
        "school_code",
        "grade",
        "klass",
        "nation",
        "study_stage",
        "town",
        "village",
        "boarding",
        "status",
        "teacher",
        "seat_no",
        "unit_name",
        "remark",
        "id_type",
        "origin",
        "entry_month",
    ]
)
_IDENTIFYING = frozenset(
    [
        "name",
        "student",
        "id_number",
        "student_no",
        "birth_date",
        "phone",
        "guardian",
        "father",
        "mother",
        "date",
    ]
)
_EXAMPLE = re.compile(r"^(?:示例|样例|举例|范例|例)[:：\d]*$|^(?:例如?|示例|样例)[:：]")
_COLUMN_LETTERS = "甲乙丙丁戊己庚辛壬癸"
_MOST_SPREAD = 2_000_000


@dataclass(slots=True)
class Body:
    """What stands under one header."""

    rows: list[int] = field(default_factory=list)
    between: dict[int, str] = field(default_factory=dict)
    notes: list[int] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    spread: dict[Cell, Cell] = field(default_factory=dict)
    """Cells covered by a merge down a column → the cell that holds their value."""


def lead_field(kind: str, columns: dict[str, int]) -> str:
    """The field that a data row can hardly leave empty, '' if the table has none such."""
    wanted = ("name", "student", "date", *kinds()[kind].required)
    return next((name for name in wanted if name in columns), "")


def body_of(
    grid: Grid,
    block: Block,
    end: int,
    repeats: frozenset[int],
    kind: str,
    columns: dict[str, int],
    school_year: int | None,
    stage: str,
) -> Body:
    """The rows from under a header to before row ``end``; ``repeats`` are rows of headers."""
    return _Sorter(grid, block, end, repeats, kind, columns, school_year, stage).sort()


class _Sorter:
    def __init__(
        self,
        grid: Grid,
        block: Block,
        end: int,
        repeats: frozenset[int],
        kind: str,
        columns: dict[str, int],
        school_year: int | None,
        stage: str,
    ) -> None:
        self.grid, self.block, self.end, self.repeats = grid, block, end, repeats
        self.school_year, self.stage = school_year, stage
        self.headed = sorted(block.paths)
        self.width = block.right - block.left + 1
        self.lead_name = lead_field(kind, columns)
        self.lead = columns.get(self.lead_name)
        self.people = self.lead_name in ("name", "student")
        self.one_row_each = self.lead_name == "name" and kind != "absences"
        self.seq = columns.get("seq")
        self.columns = columns
        self.field_at = {c: f for f, c in columns.items()}
        fields = kinds()[kind].fields
        self.dates = {c for f, c in columns.items() if fields[f].type == "date"}
        self.keys = {clean.key(p[-1]) for p in block.paths.values()}
        self.body = Body()
        self.covered: set[int] = set()
        self.above = -1

    def sort(self) -> Body:
        body = self.body
        self._spread()
        self.covered = {row for row, _ in body.spread}
        start = self.block.bottom + 1
        plain = self._plain(range(start, self.end))
        certain = (np.flatnonzero(plain) + start).tolist()
        rest: list[int] = []
        for row in (np.flatnonzero(~plain) + start).tolist():
            before = bisect_left(certain, row) - 1
            self.above = max(certain[before] if before >= 0 else -1, rest[-1] if rest else -1)
            why = self._not_data(row, self.grid.rows[row])
            if why == "":
                rest.append(row)
            elif why == _NOTE:
                body.notes.append(row)
            elif why == _END:
                certain = [r for r in certain if r < row]
                break
            elif why != _CONTINUED:
                body.between[row] = why
        body.rows = sorted(certain + rest) if rest else certain
        if body.spread:
            data = set(body.rows)
            body.spread = {c: to for c, to in body.spread.items() if c[0] in data}
        return body

    def _plain(self, span: range) -> npt.NDArray[np.bool_]:
        """Rows that are data at a glance: somebody's name, and nothing that a total would say."""
        if self.lead is None or not span:
            return np.zeros(len(span), dtype=bool)
        lead = self.grid.sheet.column(self.lead, span)
        first = self.seq if self.seq is not None else self.block.left
        texts = _strings(lead)
        firsts = texts if first == self.lead else _strings(self.grid.sheet.column(first, span))
        if self.people:
            given = np.asarray(pc.not_equal(texts, "").to_numpy(zero_copy_only=False), dtype=bool)
        else:
            given = np.fromiter((v != "" for v in lead), dtype=bool, count=len(lead))
        plain = given & ~_matches(texts, _SUSPECT) & ~_matches(firsts, _SUSPECT_FIRST)
        for row in self.repeats:
            if row in span:
                plain[row - span.start] = False
        return plain

    def _spread(self) -> None:
        """Merges down a column hold for every row they cover; titles and notes reach wide."""
        left = _MOST_SPREAD
        for merge in self.grid.sheet.merges:
            wide = merge.right - merge.left + 1
            if (
                merge.bottom == merge.top
                or not self.block.bottom < merge.top < self.end
                or merge.left not in self.block.paths
                or (wide > 1 and wide >= 0.6 * self.width)
            ):
                continue
            bottom = min(merge.bottom, self.end - 1)
            left -= bottom - merge.top
            if left < 0:
                return
            for row in range(merge.top + 1, bottom + 1):
                self.body.spread[row, merge.left] = (merge.top, merge.left)

    def _value(self, row: int, column: int) -> Value:
        row, column = self.body.spread.get((row, column), (row, column))
        return self.grid.rows[row][column]

    def _not_data(self, row: int, cells: Sequence[Value]) -> str:
        """Why a row is no data; '' if it is."""
        filled = [c for c in self.headed if cells[c] != "" and clean.text(cells[c]) != ""]
        if not filled:
            return BLANK
        texts = [clean.text(cells[c]) for c in filled]
        if self._is_repeat(row, texts):
            return REPEAT
        if any(surroundings.TOTAL_ROW.match(t) for t in texts[:3]):
            return TOTAL
        if self._is_column_numbers(row, texts):
            return NUMBERS
        if any(_EXAMPLE.match(t) for t in texts[:2]):
            return EXAMPLE
        # Under a merge that reaches down, a row may say little and still be one of its rows.
        why = "" if row in self.covered else self._is_words(row, filled, texts)
        if why:
            return why
        if self._starts_another(filled, texts):
            return _END
        if self.lead is None:
            return BLANK if filled == [self.seq] else ""
        lead = clean.text(self._value(row, self.lead))
        covered = (row, self.lead) in self.body.spread
        if covered and self.one_row_each:
            return _CONTINUED
        if lead and not (self.people and lead in _NOTHING):
            return ""
        return BLANK if self._is_ruled(cells, filled) else ""

    def _is_repeat(self, row: int, texts: list[str]) -> bool:
        keys = {clean.key(t) for t in texts}
        return row in self.repeats or (len(texts) >= 2 and len(keys & self.keys) >= 0.6 * len(keys))

    def _is_column_numbers(self, row: int, texts: list[str]) -> bool:
        """甲 乙 1 2 3 under the header: numbers of the columns."""
        if row > self.block.bottom + 2 or len(texts) < 3:
            return False
        plain = [t.strip("()（）栏") for t in texts]
        letters = [t for t in plain if t in _COLUMN_LETTERS]
        numbers = [int(m[0]) for t in plain if (m := re.match(r"\d{1,2}(?=$|[=＝])", t))]
        steps = sum(1 for a, b in pairwise(numbers) if b == a + 1)
        return len(letters) + len(numbers) == len(plain) and steps >= 0.8 * (len(numbers) - 1)

    def _is_words(self, row: int, filled: list[int], texts: list[str]) -> str:
        """Notes, signatures, titles of a page, the name of the class that follows."""
        # A whole date is how a footer begins, and what stands in a column of dates.
        notes = [
            surroundings.is_note(t) and not (len(filled) > 2 and c in self.dates)
            for c, t in zip(filled, texts, strict=True)
        ]
        # Nor does a row that has its number: 核对人数 is what was done on that day.
        numbered = self.seq is not None and filled[0] == self.seq and texts[0].isdecimal()
        if not numbered and (sum(notes) >= 2 or (len(filled) <= 4 and any(notes[:2]))):
            return _NOTE
        if any(surroundings.legend_in([t]) for t in texts):
            return _NOTE
        area = self.grid.merge(row, filled[0])
        reach = area.right - area.left + 1 if area else 1
        wide = reach >= max(2, 0.6 * self.width)
        text = texts[0]
        home = self.field_at.get(filled[0], "")
        if len(filled) <= 2 and (wide or home not in ("klass", "grade")) and len(text) <= 30:
            grade, klass = surroundings.class_in(text, self.school_year, self.stage)
            head = klass is not None or (grade is not None and len(text) <= 6)
            if head and (len(filled) == 1 or re.search(r"\d+\s*[人名]?$", texts[1])):
                self.body.sections.append(Section(row, grade, klass))
                return CLASS
        if len(filled) == 1 and wide:
            return _NOTE if len(text) > 30 else TITLE
        if len(filled) > 2 or self.width <= 2:
            return ""
        if len(filled) == 1 and (text.endswith(("册", "表", "名单", "台账")) or len(text) > 12):
            return TITLE if len(text) <= 30 else _NOTE
        after_note = bool(self.body.notes) and self.body.notes[-1] == row - 1
        if after_note and not any(headings.is_id(t) for t in texts):
            lead = clean.text(self.grid.rows[row][self.lead]) if self.lead is not None else ""
            if not lead or re.search(_SUSPECT, lead) or len(lead) > 6:
                return _NOTE
        return ""

    def _starts_another(self, filled: list[int], texts: list[str]) -> bool:
        """Headings of a table that nobody knows, after a gap."""
        if len(filled) < 2 or not all(headings.is_known(t) for t in texts):
            return False
        return any("姓名" in t.replace(" ", "") for t in texts)

    def _is_ruled(self, cells: Sequence[Value], filled: list[int]) -> bool:
        """A row that waits for somebody: a number, and what was filled down beforehand."""
        above = self.grid.rows[self.above] if self.above >= 0 else None
        for column in filled:
            name = self.field_at.get(column, "")
            if column == self.seq or clean.text(cells[column]) in _NOTHING:
                continue
            if self.people and name in _PREFILLED:
                continue
            if above is not None and above[column] == cells[column] and name not in _IDENTIFYING:
                continue
            return False
        return True


_SUSPECT_FIRST = r"计|填|审|说明|注|姓|序|第.*页|班|例|甲|[:：]|签|级"


def _strings(values: list[Value]) -> pa.Array:
    """The texts among some cells; ``""`` in the place of anything else."""
    if set(map(type, values)) != {str}:
        values = [value if isinstance(value, str) else "" for value in values]
    return pa.array(values, type=pa.large_string())


def _matches(texts: pa.Array, pattern: str) -> npt.NDArray[np.bool_]:
    found = pc.match_substring_regex(texts, pattern)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)
