"""What is written into cells, and what is read from them."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import xlwings as xw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

VALUES = [
    ("text", "text"),
    ("学生", "学生"),
    ("0012", "0012"),
    ("110105194912310021", "110105194912310021"),
    ("'=SUM(A1)", "=SUM(A1)"),
    ("'0012", "0012"),
    ("''quoted", "'quoted"),
    ("=", "="),
    (1, 1.0),
    (1.5, 1.5),
    (-0.1, -0.1),
    (10**19, 1e19),
    (True, True),
    (False, False),
    (None, None),
    ("", None),
    (float("nan"), None),
    (dt.datetime(2025, 9, 1, 8, 30, 15), dt.datetime(2025, 9, 1, 8, 30, 15)),
    (dt.date(2025, 9, 1), dt.datetime(2025, 9, 1)),
    (dt.datetime(1962, 11, 3), dt.datetime(1962, 11, 3)),
    (dt.time(12, 0), 0.5),
    (dt.timedelta(hours=36), 1.5),
    (dt.datetime(2025, 9, 1, tzinfo=dt.UTC), dt.datetime(2025, 9, 1)),
    (Decimal("1.25"), 1.25),
    (np.int64(3), 3.0),
    (np.float32(0.5), 0.5),
    (np.bool_(True), True),
    (np.datetime64("2025-09-01T08:30"), dt.datetime(2025, 9, 1, 8, 30)),
    (pd.Timestamp("2025-09-01"), dt.datetime(2025, 9, 1)),
    (pd.NaT, None),
    (pd.NA, None),
]


@pytest.mark.parametrize(("written", "read"), VALUES, ids=lambda v: repr(v)[:30])
def test_a_value_comes_back(sheet: xw.Sheet, written: object, read: object) -> None:
    sheet["B2"].value = written
    found = sheet["B2"].value
    assert found == read
    assert type(found) is type(read)


def test_all_kinds_at_once(sheet: xw.Sheet) -> None:
    rows = [[written for written, _ in VALUES]] * 3
    sheet["A1"].value = rows
    assert sheet["A1"].resize(3, len(VALUES)).value == [[read for _, read in VALUES]] * 3


def test_none_and_blank_as_the_first_value_do_no_harm(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[None, 1], [None, None]]
    assert sheet["A1:B2"].value == [[None, 1], [None, None]]


def test_a_value_that_no_cell_holds(sheet: xw.Sheet) -> None:
    with pytest.raises(TypeError, match="cannot hold"):
        sheet["A1"].value = [[object()]]


def test_a_text_like_a_formula_is_copied_as_a_text(sheet: xw.Sheet) -> None:
    sheet["A1"].value = ["'=1+1", "''x"]
    sheet["A1:B1"].copy()
    sheet["A2"].paste(paste="values")
    assert sheet["A2:B2"].value == ["=1+1", "'x"]
    assert sheet["A1:B1"].formula == (("=1+1", "'x"),)


def test_rows_of_different_lengths_are_refused(sheet: xw.Sheet) -> None:
    with pytest.raises(Exception, match="same length"):
        sheet["A1"].value = [[1, 2], [3]]
    with pytest.raises(ValueError, match="same length"):
        sheet["A1:B2"].raw_value = [[1, 2], [3]]


def test_one_value_fills_a_range(sheet: xw.Sheet) -> None:
    sheet["A1:B2"].value = "x"
    assert sheet["A1:B2"].value == [["x", "x"], ["x", "x"]]


def test_numbers_over_truth_values_are_numbers_again(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [True, dt.datetime(2025, 9, 1), 3]
    sheet["A1"].value = [0, 45000, True]
    assert sheet["A1:C1"].value == [0.0, dt.datetime(2023, 3, 15), True]


def test_a_format_of_ones_own_stays(sheet: xw.Sheet) -> None:
    sheet["A1"].number_format = "yyyy-mm-dd"
    sheet["A1"].value = dt.date(2025, 9, 1)
    assert sheet["A1"].number_format == "yyyy-mm-dd"


def test_formulas_show_dates_and_truth_values(sheet: xw.Sheet) -> None:
    sheet["A1"].value = ["=DATE(2025,9,1)", "=1=1", "=1+1", '="x"', '=""', "=A1"]
    day = dt.datetime(2025, 9, 1)
    assert sheet["A1:F1"].value == [day, True, 2, "x", None, day]
    assert sheet["A1"].value == day


def test_many_formulas_show_dates_too(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[dt.datetime(2025, 9, 1)]] * 300
    sheet["B1"].value = [[f"=A{row}+1"] for row in range(1, 301)]
    assert sheet["B1:B300"].value == [dt.datetime(2025, 9, 2)] * 300


@pytest.mark.parametrize(
    "error", ["#DIV/0!", "#N/A", "#NAME?", "#NUM!", "#REF!", "#VALUE!", "#NULL!"]
)
def test_errors_are_none_or_their_text(sheet: xw.Sheet, error: str) -> None:
    formulas = {
        "#DIV/0!": "=1/0",
        "#N/A": "=NA()",
        "#NAME?": "=NOSUCHNAME",
        "#NUM!": "=SQRT(-1)",
        "#REF!": "=#REF!+1",
        "#VALUE!": '=1+"a"',
        "#NULL!": "=SUM(C5 D6)",
    }
    sheet["A1"].formula = formulas[error]
    assert sheet["A1"].value is None
    assert sheet["A1"].options(err_to_str=True).value == error
    assert sheet["A1:B1"].options(err_to_str=True).value == [error, None]


def test_whole_rows_are_read(sheet: xw.Sheet) -> None:
    sheet["C2"].value = [[1], [2]]
    rows = sheet["1:10"].value
    assert (len(rows), len(rows[0])) == (10, 16_384)
    assert [row[:4] for row in rows[:3]] == [
        [None] * 4,
        [None, None, 1, None],
        [None, None, 2, None],
    ]
    assert sheet["XFA:XFD"].impl.raw_value[1_048_575] == [None] * 4


def test_thousands_of_rows(sheet: xw.Sheet) -> None:
    rows = [[f"学生{row}", float(row), row % 2 == 0, None] for row in range(3000)]
    sheet["A1"].value = rows
    assert sheet["A1:D3000"].value == rows


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=20
).filter(lambda text: not text.startswith(("=", "'")))
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    TEXTS,
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.datetimes(dt.datetime(1905, 1, 1), dt.datetime(2200, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=2, max_size=6))
def test_whatever_is_written_is_read(sheet: xw.Sheet, rows: list[list[object]]) -> None:
    sheet.clear()
    sheet["A1"].value = rows
    expected = [[None if value == "" else value for value in row] for row in rows]
    assert sheet["A1"].resize(len(rows), 3).value == expected


# Converters and options


def test_options(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, None], [3.6, dt.datetime(2025, 9, 1)]]
    cells = sheet["A1:B2"]
    assert cells.options(numbers=int).value == [[1, None], [4, dt.datetime(2025, 9, 1)]]
    assert cells.options(empty="NA").value[0] == [1, "NA"]
    assert cells.options(dates=dt.date).value[1][1] == dt.date(2025, 9, 1)
    assert cells.options(transpose=True).value == [[1, 3.6], [None, dt.datetime(2025, 9, 1)]]
    assert sheet["A1"].options(ndim=2).value == [[1]]
    assert sheet["A1"].options(ndim=1).value == [1]
    assert sheet["A1:A2"].options(ndim=2).value == [[1], [3.6]]
    assert sheet["A1:B2"].options(chunksize=1).value == cells.value


def test_expand(sheet: xw.Sheet) -> None:
    sheet["B2"].value = [[1, 2, 3], [4, 5, 6]]
    assert sheet["B2"].expand().address == "$B$2:$D$3"
    assert sheet["B2"].expand("down").address == "$B$2:$B$3"
    assert sheet["B2"].expand("right").address == "$B$2:$D$2"
    assert sheet["B2"].options(expand="table").value == [[1, 2, 3], [4, 5, 6]]


def test_dictionaries_arrays_and_frames(sheet: xw.Sheet) -> None:
    sheet["A1"].value = {"a": 1.0, "b": "x"}
    assert sheet["A1:B2"].options(dict).value == {"a": 1.0, "b": "x"}
    assert sheet["A1:B2"].options(OrderedDict).value == OrderedDict(a=1.0, b="x")
    sheet["D1"].value = np.array([[1.0, np.nan], [3.0, 4.0]])
    np.testing.assert_array_equal(
        sheet["D1:E2"].options(np.array).value, [[1.0, np.nan], [3.0, 4.0]]
    )
    frame = pd.DataFrame({"姓名": ["张三", "李四"], "分": [1.5, 2.5]}, index=[1.0, 2.0])
    sheet["G1"].value = frame
    back = sheet["G1"].options(pd.DataFrame, expand="table").value
    pd.testing.assert_frame_equal(back, frame, check_names=False, check_dtype=False)
    sheet["K1"].options(index=False).value = pd.Series([1.0, 2.0], name="s")
    assert sheet["K1:K3"].value == ["s", 1.0, 2.0]
