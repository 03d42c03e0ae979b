"""A workbook that somebody works in: whatever is changed, cells answer as if it were read anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kongcuo_xl.book import Book, Sheet, UnreadableBookError, Value
from kongcuo_xl.functions import FUNCTIONS, Workbook
from kongcuo_xl.hosts import calc, calc_functions, live, live_workbook
from kongcuo_xl.hosts.calc import later

TODAY = dt.date(2025, 10, 20)
SCHOOL = {
    "花名册": """
        2025级学生花名册
        姓名 | 身份证号           | 班级
        张三 | 110105201309010017 | 七年级
        李四 | 110105201309010033 | 七年级
        王五 | 11010520130901005X | 2019级""",
    "缺课登记表": """
        日期       | 姓名 | 班级   | 天数 | 类别
        2025-10-13 | 张三 | 七年级 | 1    | 旷课
        2025-10-14 | 张三 | 七年级 | 1    | 旷课
        2025-10-15 | 李四 | 七年级 | 1    | 旷课""",
    "点名册": """
        2025级点名册
        姓名 | 第6周 | 第6周 | 第7周 | 第7周
             | 一    | 二    | 一    | 二
        张三 | √     | √     | √     | 旷
        李四 | √     | 旷    | √     | √
        王五 | √     | √     | √     | √""",
    "教职工名册": "姓名 | 职务 | 任班主任班级",
}
Sheets = dict[str, list[list[Value]]]
Change = Callable[[Sheets], object]


def rows(text: str) -> list[list[Value]]:
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    width = max(map(len, lines))
    return [[_value(cell) for cell in [*line, *[""] * (width - len(line))]] for line in lines]


def _value(cell: str) -> Value:
    return int(cell) if cell.isdigit() and len(cell) < 9 else cell


def put(sheet: str, row: int, column: int, value: Value) -> Change:
    """Somebody types into a cell."""

    def change(sheets: Sheets) -> None:
        sheets[sheet][row][column] = value

    return change


CHANGES: dict[str, Change] = {
    "TRUE is not 1": put("缺课登记表", 2, 3, True),
    "a pupil has another name": put("花名册", 3, 0, "李四四"),
    # The roster says 七年级 and no class, which is the only one no more.
    "a grade has a second class": put("缺课登记表", 3, 2, "七年级2班"),
    "weeks are counted from another day": lambda sheets: sheets.update(
        校历=rows("""
            日期       | 类别 | 名称
            2025-09-01 | 放假 | 推迟开学
            2025-09-02 | 放假 | 推迟开学
            2025-09-03 | 放假 | 推迟开学
            2025-09-04 | 放假 | 推迟开学
            2025-09-05 | 放假 | 推迟开学""")
    ),
    "and from the first one again": lambda sheets: sheets.pop("校历"),
    "lists on which nobody stands are not kept": lambda sheets: sheets.update(
        设置=rows("项目 | 值\n检查日期 | 2025-10-20"), 仪表盘=rows("数"), 代码表=rows("码")
    ),
    "and are kept again": lambda sheets: sheets.pop("代码表"),
    "another school year": put("设置", 1, 1, "2026-09-20"),
    "a sheet has another name": lambda sheets: sheets.update(名单=sheets.pop("花名册")),
    "no absences are kept": lambda sheets: sheets.pop("缺课登记表"),
}


def told(workbook: Workbook) -> dict[str, Any]:
    """Whatever may depend on how a workbook was read."""
    tables = workbook.scope.tables
    said: dict[str, Any] = {
        who: FUNCTIONS["ABSENT_DAYS"]([who], lambda: workbook) for who in ("张三", "李四", "王五")
    }
    said["tables"] = [(p.kind, p.sheet.name, p.context, p.days, p.rows) for p in tables.pieces]
    for kind in {p.kind for p in tables.pieces} - {"calendar"}:
        table = tables[kind]
        said[kind] = [table.maybe(field).tolist() for field in ("grade", "klass")]
        said[kind] += [table.class_key.tolist(), table.person_name.tolist()]
    return said


def test_a_changed_workbook_answers_as_one_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = {name: rows(text) for name, text in SCHOOL.items()}
    now: Workbook | None = None

    def read(*_: object) -> tuple[Book, live.Told]:
        read_sheets = [Sheet(name, [[*row] for row in held]) for name, held in sheets.items()]
        return Book("一中.xlsx", Path("一中.xlsx"), "live", read_sheets), {}

    monkeypatch.setattr(live, "read_again", read)
    seen = [now := live_workbook.opened(None, TODAY)]
    for what, change in CHANGES.items():
        change(sheets)
        now = live_workbook.opened(None, TODAY, before=now)
        assert told(now) == told(live_workbook.opened(None, TODAY)), what
        assert now not in seen
        assert live_workbook.opened(None, TODAY, before=now) is now
        seen.append(now)


def test_only_what_has_changed_is_looked_through_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = {name: rows(SCHOOL[name]) for name in ("花名册", "缺课登记表")}

    def read(*_: object) -> tuple[Book, live.Told]:
        read_sheets = [Sheet(name, [[*row] for row in held]) for name, held in sheets.items()]
        return Book("一中.xlsx", Path("一中.xlsx"), "live", read_sheets), {}

    monkeypatch.setattr(live, "read_again", read)
    before = live_workbook.opened(None, TODAY)
    students, absences = before.table("students"), before.table("absences")
    sheets["缺课登记表"][1][3] = 0.5
    after = live_workbook.opened(None, TODAY, before=before)
    assert after.table("students") is students
    assert after.table("absences") is not absences


def test_a_thousand_cells_are_told_at_once_why_a_workbook_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """LibreOffice's calls, with stand-ins for what it hands over."""
    put_off: list[Callable[[], object]] = []
    reads: list[object] = []

    def unreadable(*given: object) -> None:
        reads.append(given)
        raise UnreadableBookError("读不了。")

    monkeypatch.setattr(later, "do", lambda _, work: put_off.append(work))
    monkeypatch.setattr(calc, "inside", lambda _: None)
    monkeypatch.setattr(calc, "book_of", unreadable)
    answering = calc_functions.answering(None)
    for calculation in (1, 2):
        assert {answering("AT_RISK", "一中", (f"学生{n}",)) for n in range(1000)} == {"读不了。"}
        assert len(reads) == len(put_off) == calculation
        put_off[-1]()  # LibreOffice has done its work: the calculation is over
