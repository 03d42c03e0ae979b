"""Periods as people name them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongcuo_xl.calendar import autumn_term, spring_term
from kongcuo_xl.period import PeriodError, first_day_of_school_year, month, parse

TERMS = [autumn_term(2025, (9, 1), (1, 20)), spring_term(2025, (2, 26), (7, 10))]


@pytest.mark.parametrize(
    ("text", "kind", "label", "start", "end"),
    [
        ("2025-10", "month", "2025年10月", "2025-10-01", "2025-10-31"),
        ("2026-2", "month", "2026年2月", "2026-02-01", "2026-02-28"),
        ("２０２５年１０月", "month", "2025年10月", "2025-10-01", "2025-10-31"),
        ("2025Q4", "quarter", "2025年第4季度", "2025-10-01", "2025-12-31"),
        ("2025q1", "quarter", "2025年第1季度", "2025-01-01", "2025-03-31"),
        ("2025-W41", "week", "2025年第41周", "2025-10-06", "2025-10-12"),
        ("2025-10-20", "day", "2025年10月20日", "2025-10-20", "2025-10-20"),
        ("2025秋", "semester", "2025-2026学年第一学期", "2025-09-01", "2026-01-20"),
        ("2026春", "semester", "2025-2026学年第二学期", "2026-02-26", "2026-07-10"),
        ("2024秋", "semester", "2024-2025学年第一学期", "2024-09-01", "2025-01-31"),
        ("2025春", "semester", "2024-2025学年第二学期", "2025-02-01", "2025-08-31"),
        ("2025-2026", "year", "2025-2026学年", "2025-09-01", "2026-08-31"),
    ],
)
def test_every_way_of_naming_a_period(text, kind, label, start, end):
    period = parse(text, TERMS)
    assert (period.kind, period.label) == (kind, label)
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2025-13", "没有13月"),
        ("2025-00", "没有0月"),
        ("2025Q5", "没有第5季度"),
        ("2025-W53", "2025-W52"),
        ("2025-02-30", "不是日历上有的日子"),
        ("2025-2027", "2025-2026"),
        ("上个月", "看不懂期间“上个月”"),
        ("", "2025-10（月）"),
        ("10月", "2025-10（月）"),
    ],
)
def test_what_makes_no_sense_gets_one_sentence(text, said):
    with pytest.raises(PeriodError) as error:
        parse(text)
    message = str(error.value)
    assert said in message
    assert message.count("。") == 1
    assert message.endswith("。")


def test_a_school_year_begins_in_september():
    assert first_day_of_school_year(dt.date(2026, 3, 1)) == dt.date(2025, 9, 1)
    assert first_day_of_school_year(dt.date(2025, 9, 1)) == dt.date(2025, 9, 1)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31)))
def test_a_period_names_itself_and_holds_its_days(date):
    this = month(date.year, date.month)
    for period in (this, parse(date.isoformat())):
        assert parse(period.name) == period
        assert date in period
