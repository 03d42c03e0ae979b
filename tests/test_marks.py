from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kongcuo_xl import marks
from kongcuo_xl.book import Area, Book, Sheet
from kongcuo_xl.finding import Finding, Level
from kongcuo_xl.hosts.ooxml import Ours
from kongcuo_xl.plan import AddSheet, Note, RemoveOurs, ResultColumn, Shade

ROWS = [
    ["七(1)班花名册", "", ""],
    ["姓名", "性别", "身份证号"],
    ["李明", "男", "1"],
    ["王芳", "女", "2"],
    ["张伟", "男", "3"],
]
PLACE = marks.TablePlace("七(1)班", Area(1, 0, 4, 2))


def book(rows: list[list[str]] = ROWS, merges: tuple[Area, ...] = ()) -> Book:
    return Book("一中.xlsx", Path("一中.xlsx"), "xlsx", [Sheet("七(1)班", rows, merges)])


def found(row: int, column: int, level: Level = "错误", **more: str) -> Finding:
    values = {"person": "李明", "message": "校验码应为 X", "field": "身份证号"} | more
    return Finding("ID103", level, "一中", "一中.xlsx", "七(1)班", row, column, **values)


def result_columns(*findings: Finding, of: Book | None = None) -> list[ResultColumn]:
    plan = marks.mark(of or book(), findings, [PLACE])
    return [step for step in plan if isinstance(step, ResultColumn)]


def listed(*findings: Finding, **more: object) -> list[list[object]]:
    """The rows of 问题清单 from its headings on."""
    plan = marks.mark(book(), findings, [PLACE], **more)  # type: ignore[arg-type]
    sheet = next(step for step in plan if isinstance(step, AddSheet))
    rows: dict[int, list[object]] = {}
    for cell in sheet.content.cells:
        rows.setdefault(cell.row, []).append(cell.value)
    last = marks.LIST_HEADER_ROW + len(findings)
    return [rows[row] for row in range(marks.LIST_HEADER_ROW, last + 1)]


def test_one_shade_a_level_gravest_first_and_earlier_marks_go() -> None:
    plan = marks.mark(book(), [found(2, 2), found(3, 2), found(4, 0, "提示")], [PLACE])
    assert plan[0] == RemoveOurs()
    shades = [(s.label, s.areas) for s in plan if isinstance(s, Shade)]
    assert shades == [("error", (Area(2, 2, 3, 2),)), ("hint", (Area(4, 0, 4, 0),))]


def test_a_cell_with_two_findings_shows_the_graver() -> None:
    plan = marks.mark(book(), [found(2, 2, "提示"), found(2, 2, "错误")], [PLACE])
    assert [s.label for s in plan if isinstance(s, Shade)] == ["error"]


def test_notes_on_request_one_a_cell() -> None:
    findings = [
        found(2, 2, suggestion="请对照户口簿"),
        found(2, 2, "疑问", message="重复"),
        found(3, 2),
    ]
    assert not [s for s in marks.mark(book(), findings, [PLACE]) if isinstance(s, Note)]
    plan = marks.mark(book(), findings, [PLACE], notes=True)
    assert [step for step in plan if isinstance(step, Note)] == [
        Note("七(1)班", 2, 2, "错误 身份证号：校验码应为 X。请对照户口簿\n疑问 身份证号：重复"),
        Note("七(1)班", 3, 2, "错误 身份证号：校验码应为 X"),
    ]


def test_result_column_says_everything_about_a_row() -> None:
    (step,) = result_columns(
        found(2, 2), found(2, 1, "疑问", field="性别", message="与身份证号不一致"), found(4, 2)
    )
    assert (step.column, step.header_row, step.last_row) == (3, 1, 4)
    assert step.texts == (
        (2, "错误 身份证号：校验码应为 X；疑问 性别：与身份证号不一致"),
        (4, "错误 身份证号：校验码应为 X"),
    )


def test_result_column_stands_right_of_whatever_is_beside_the_table() -> None:
    beside = [[*row, "", ""] for row in ROWS]
    beside[3][4] = "已转学"
    (step,) = result_columns(found(2, 2), of=book(beside))
    assert step.column == 5
    (step,) = result_columns(found(2, 2), of=book(merges=(Area(4, 2, 4, 6),)))
    assert step.column == 7
    hidden = book()
    hidden.sheets[0].hidden_columns = frozenset({3})
    (step,) = result_columns(found(2, 2), of=hidden)
    assert step.column == 4


def test_two_tables_side_by_side_get_a_column_each() -> None:
    rows = [["姓名", "性别", "", "姓名", "性别"], ["李明", "男", "", "王芳", "女"]]
    places = [
        marks.TablePlace("七(1)班", Area(0, 0, 1, 1)),
        marks.TablePlace("七(1)班", Area(0, 3, 1, 4)),
    ]
    plan = marks.mark(book(rows), [found(1, 1), found(1, 4)], places)
    steps = [step for step in plan if isinstance(step, ResultColumn)]
    assert [step.column for step in steps] == [5, 6]


def test_a_finding_outside_every_table_is_only_shaded_and_listed() -> None:
    assert result_columns(found(0, 0)) == []
    assert len(listed(found(0, 0))) == 2


def test_list_names_place_person_and_basis() -> None:
    heading, row = listed(found(2, 2), titles={"ID103": "校验码不符"})
    said = dict(zip(heading, row, strict=True))
    assert said["位置"] == "七(1)班!C3"
    assert said["单元格"] == "C3"
    assert said["问题"] == "校验码不符"
    assert said["姓名"] == "李明"


def test_an_explanation_stays_with_its_finding_when_rows_move() -> None:
    before, after = found(2, 2, "疑问", value="1"), found(4, 2, "疑问", value="1")
    _, row = listed(after, explanations={marks.fingerprint(before): ["已核对户口簿"]})
    assert row[marks.EXPLANATION_COLUMN] == "已核对户口簿"


def test_a_fingerprint_follows_the_value_and_hides_it() -> None:
    prints = {marks.fingerprint(found(2, 2, value=f"11010520120{n}02002X")) for n in range(10)}
    assert len(prints) == 10
    assert {len(p) for p in prints} == {11}


def test_no_findings_says_so() -> None:
    plan = marks.mark(book(), [], [PLACE], note="核查日期 2025-10-20")
    (sheet,) = [step for step in plan if isinstance(step, AddSheet)]
    assert "没有发现问题。" in str(sheet.content.cells[1].value)
    assert len(plan) == 2


def test_a_clerks_own_sheet_of_that_name_is_left_alone() -> None:
    mine = book()
    mine.sheets.append(Sheet("问题清单", [["一"]]))
    plan = marks.mark(mine, [found(2, 2)], [PLACE])
    assert [step.name for step in plan if isinstance(step, AddSheet)] == ["问题清单2"]


def test_unmarked_book_has_nothing_of_ours() -> None:
    marked = book([*[[*row, ""] for row in ROWS]])
    marked.sheets[0].rows[2][3] = "错误 身份证号"  # type: ignore[index]
    marked.sheets.append(Sheet("问题清单", [["问题清单"]]))
    ours = [
        Ours("result", "七(1)班", Area(1, 3, 4, 3)),
        Ours("list", "问题清单", Area(0, 0, 0, 0)),
    ]
    plain = marks.unmarked(marked, ours)
    assert [sheet.name for sheet in plain.sheets] == ["七(1)班"]
    assert plain.sheets[0].rows[2][3] == ""
    assert marked.sheets[0].rows[2][3] == "错误 身份证号"


@given(st.sets(st.tuples(st.integers(0, 12), st.integers(0, 8)), max_size=60))
def test_rectangles_cover_exactly_the_cells(cells: set[tuple[int, int]]) -> None:
    covered = [
        (r, c)
        for area in marks.rectangles(cells)
        for r in range(area.top, area.bottom + 1)
        for c in range(area.left, area.right + 1)
    ]
    assert sorted(covered) == sorted(cells)


def test_a_list_without_headings_in_the_first_row_keeps_its_column_on_the_sheet() -> None:
    place = marks.TablePlace("七(1)班", Area(0, 0, 2, 2), header_rows=0)
    plan = marks.mark(book(ROWS[2:]), [found(1, 2)], [place])
    (step,) = [step for step in plan if isinstance(step, ResultColumn)]
    assert (step.header_row, step.last_row) == (0, 2)
