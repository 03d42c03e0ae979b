import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongcuo_xl.calendar import (
    Override,
    SchoolCalendar,
    autumn_term,
    school_year,
    school_year_label,
    spring_term,
    window_end,
    window_start,
)

D = dt.date
AUTUMN = autumn_term(2025, (9, 1), (1, 20))
SPRING = spring_term(2025, (2, 24), (7, 5))
PLAIN = SchoolCalendar.build([SPRING, AUTUMN])


def test_terms():
    assert (AUTUMN.name, AUTUMN.label) == ("2025秋", "2025-2026学年第一学期")
    assert (AUTUMN.start, AUTUMN.end) == (D(2025, 9, 1), D(2026, 1, 20))
    assert (SPRING.name, SPRING.label) == ("2026春", "2025-2026学年第二学期")
    assert (SPRING.start, SPRING.end) == (D(2026, 2, 24), D(2026, 7, 5))
    assert D(2025, 9, 1) in AUTUMN
    assert D(2026, 1, 21) not in AUTUMN
    assert PLAIN.terms == (AUTUMN, SPRING)
    assert PLAIN.term("2026春") == PLAIN.term("2025-2026学年第二学期") == SPRING
    assert PLAIN.term("2027春") is None
    assert spring_term(2025, (2, 29), (7, 5)).start == D(2026, 2, 28)


@pytest.mark.parametrize(
    ("date", "year"),
    [(D(2025, 9, 1), 2025), (D(2025, 8, 31), 2024), (D(2026, 2, 1), 2025), (D(2025, 12, 31), 2025)],
)
def test_school_years_begin_on_1_september(date, year):
    assert school_year(date) == year
    assert school_year_label(2025) == "2025-2026学年"


@pytest.mark.parametrize(
    ("date", "name", "complete"),
    [
        (D(2025, 9, 1), "2025秋", False),
        (D(2026, 1, 20), "2025秋", False),
        (D(2026, 2, 10), "2025秋", True),
        (D(2026, 3, 1), "2026春", False),
        (D(2026, 8, 1), "2026春", True),
        (D(2025, 8, 1), "2025秋", False),
    ],
)
def test_in_a_holiday_the_term_just_ended_is_the_current_one(date, name, complete):
    term = PLAIN.current_term(date)
    assert (term.name, term.complete) == (name, complete)


@pytest.mark.parametrize(
    ("date", "school"),
    [
        (D(2025, 9, 1), True),
        (D(2025, 9, 6), False),  # Saturday
        (D(2025, 9, 28), True),  # Sunday, a make-up day of the state
        (D(2025, 10, 1), False),  # National Day
        (D(2025, 10, 9), True),
        (D(2025, 10, 11), True),  # Saturday, a make-up day of the state
        (D(2026, 2, 10), False),  # winter holiday
        (D(2024, 9, 2), False),  # before all terms
        (D(2027, 9, 1), False),  # after all terms
    ],
)
def test_school_days(date, school):
    assert PLAIN.is_school_day(date) is school


def test_rows_of_the_school_calendar_lie_over_it():
    calendar = SchoolCalendar.build(
        [AUTUMN, SPRING],
        [
            Override(D(2025, 9, 3), D(2026, 1, 16), "上课"),
            Override(D(2025, 11, 3), D(2025, 11, 7), "放假", "秋假"),
            Override(D(2025, 11, 5), D(2025, 11, 5), "补课"),
            Override(D(2025, 11, 15), D(2025, 11, 15), "补课"),
            Override(D(2026, 6, 24), D(2026, 6, 26), "考试", "2026年中考"),
        ],
    )
    assert calendar.terms[0].start == D(2025, 9, 3)
    assert calendar.terms[0].end == D(2026, 1, 16)
    assert calendar.terms[1] == SPRING
    opened = {
        D(2025, 9, 1): False,
        D(2025, 9, 3): True,
        D(2025, 9, 6): False,
        D(2025, 10, 1): False,
        D(2025, 11, 4): False,
        D(2025, 11, 5): True,
        D(2025, 11, 15): True,
    }
    assert {day: calendar.is_school_day(day) for day in opened} == opened
    assert calendar.exam_date("中考") == D(2026, 6, 24)
    assert calendar.exam_date("期中") is None


def test_lessons_outside_the_given_terms_make_one():
    calendar = SchoolCalendar.build(
        [],
        [
            Override(D(2025, 3, 3), D(2025, 4, 30), "上课"),
            Override(D(2025, 5, 6), D(2025, 7, 4), "上课"),
        ],
    )
    assert [(t.name, t.start, t.end) for t in calendar.terms] == [
        ("2025春", D(2025, 3, 3), D(2025, 7, 4))
    ]
    with pytest.raises(ValueError, match="校历"):
        SchoolCalendar.build([])


def test_numbers_of_school_days_can_be_subtracted():
    dates = pd.Series(
        pd.to_datetime(["2025-08-31", "2025-09-01", "2025-09-05", "2025-09-07", None])
    )
    assert PLAIN.school_day_number(dates).tolist() == [0, 1, 5, 5, -1]
    assert PLAIN.are_school_days(dates).tolist() == [False, True, True, False, False]
    assert PLAIN.nth_school_day_after(dates, 1).astype(str).tolist() == [
        "2025-09-01",
        "2025-09-02",
        "2025-09-08",
        "2025-09-08",
        "NaT",
    ]
    assert PLAIN.school_day_after(D(2025, 9, 30)) == D(2025, 10, 9)
    assert PLAIN.school_day_after(D(2025, 9, 7), 0) == D(2025, 9, 5)
    assert PLAIN.school_day_after(D(2026, 7, 5)) is None
    assert PLAIN.school_days(D(2025, 9, 4), D(2025, 9, 8)).strftime("%d").tolist() == [
        "04",
        "05",
        "08",
    ]


@given(st.dates(D(2025, 8, 1), D(2026, 8, 31)), st.dates(D(2025, 8, 1), D(2026, 8, 31)))
def test_a_difference_of_numbers_counts_the_days_between(a, b):
    a, b = sorted((a, b))
    first, last = PLAIN.school_day_number(np.array([a, b], dtype="datetime64[D]"))
    days = PLAIN.school_days(a + dt.timedelta(days=1), b)
    assert last - first == len(days)
    assert all(PLAIN.is_school_day(day.date()) for day in days)
    if len(days):
        assert PLAIN.school_day_after(a) == days[0].date()


def test_weeks_start_on_monday_and_count_school_days():
    weeks = PLAIN.weeks(AUTUMN)
    assert weeks[0] == (D(2025, 9, 1), D(2025, 9, 7), 5)
    assert weeks[3] == (D(2025, 9, 22), D(2025, 9, 28), 6)
    assert weeks[-1] == (D(2026, 1, 19), D(2026, 1, 25), 2)
    assert PLAIN.weeks(SPRING)[0] == (D(2026, 2, 23), D(2026, 3, 1), 5)
    assert sum(week.school_days for week in weeks) == len(
        PLAIN.school_days(AUTUMN.start, AUTUMN.end)
    )


def test_windows():
    assert window_start(AUTUMN, 30) == (D(2025, 9, 1), D(2025, 9, 30))
    assert window_end(AUTUMN, 30) == (D(2025, 12, 22), D(2026, 1, 20))
    assert window_start(AUTUMN, 999) == window_end(AUTUMN, 999) == (AUTUMN.start, AUTUMN.end)


def test_years_unknown_to_the_holiday_tables_are_named():
    far = SchoolCalendar.build([autumn_term(2050, (9, 1), (1, 20))])
    assert far.notes[0].startswith("2050、2051年的法定节假日")
    assert far.is_school_day(D(2050, 10, 3))  # a Monday
    assert not far.is_school_day(D(2050, 10, 1))  # a Saturday
    assert PLAIN.notes == ()
