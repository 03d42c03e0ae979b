import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongcuo_xl import identity


def make_id(place: str, born: dt.date, order: int) -> str:
    seventeen = f"{place}{born:%Y%m%d}{order:03d}"
    return seventeen + identity.expected_check(seventeen)


ids = st.builds(
    make_id,
    st.from_regex(r"[1-6][0-9]{5}", fullmatch=True),
    st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)),
    st.integers(0, 999),
)
VALID = "11010520150901002" + identity.expected_check("11010520150901002")


def one(function, value):
    return function(pd.Series([value], dtype="str"))[0]


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        (" 110105201509010029 ", "110105201509010029"),
        ("'110105201509010029", "110105201509010029"),
        ("‘110105 20150901 0029’", "110105201509010029"),
        ("１１０１０５２０１５０９０１００２９", "110105201509010029"),
        ("110105\u200b201509010029\ufeff", "110105201509010029"),
        ("110105-20150901-0029", "110105201509010029"),
        ("11010520150901002x", "11010520150901002X"),
        ("11010520150901002Ｘ", "11010520150901002X"),
        ("11010520150901002х", "11010520150901002X"),
        ("11010520150901002Χ", "11010520150901002X"),
        ("1101х5201509010029", "1101х5201509010029"),
        ("g110105201509010029", "G110105201509010029"),
        ("无", "无"),
        ("", ""),
        (None, ""),
    ],
)
def test_numbers_are_tidied(typed, tidied):
    assert one(identity.tidy_id, typed) == tidied


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("", "blank"),
        (VALID, "id18"),
        ("11010520150901002X", "id18"),
        ("110105150901002", "id15"),
        ("999105201509010029", "temporary"),
        ("810000201509010029", "residence"),
        ("830000201509010029", "residence"),
        ("1101052015090100", "malformed"),
        ("11010X201509010029", "malformed"),
        ("11010515090100X", "malformed"),
        ("张三张三张三", "malformed"),
    ],
)
def test_kinds(number, kind):
    assert one(identity.kind, number) == kind


def test_a_column_keeps_its_index_and_its_blanks():
    column = pd.Series([VALID, None, "", "x", VALID[:17]], index=[5, 6, 7, 8, 9], dtype="str")
    assert identity.check_ok(column).to_dict() == {5: True, 6: False, 7: False, 8: False, 9: False}
    assert identity.check_character(column).fillna("?").tolist() == [
        VALID[-1],
        "?",
        "?",
        "?",
        VALID[-1],
    ]
    assert identity.numbers(column).regions.tolist() == [110105, -1, -1, -1, -1]
    assert identity.sex(column).fillna("?").tolist() == ["女", "?", "?", "?", "?"]
    assert identity.birth_date(column)[5] == pd.Timestamp(2015, 9, 1)
    assert identity.birth_date(column).isna().tolist() == [False, True, True, True, True]


@pytest.mark.parametrize("dtype", ["str", "object", "string[pyarrow]"])
def test_any_kind_of_text_column_will_do(dtype):
    column = pd.Series([VALID, "坏", VALID], dtype=dtype)
    assert identity.check_ok(column).tolist() == [True, False, True]
    assert identity.check_ok(column[1:]).tolist() == [False, True]
    assert identity.check_ok(column[:0]).tolist() == []


@pytest.mark.parametrize("born", ["20150230", "20151301", "20150900", "18991231", "21010101"])
def test_impossible_births(born):
    assert pd.isna(one(identity.birth_date, f"110105{born}0029"))


def test_old_numbers_were_born_in_the_last_century():
    assert one(identity.birth_date, "110105850901003") == pd.Timestamp(1985, 9, 1)
    assert one(identity.sex, "110105850901003") == "男"


@given(ids)
def test_a_made_number_is_right_throughout(number):
    assert one(identity.check_ok, number)
    assert one(identity.check_character, number) == number[-1]
    assert f"{one(identity.birth_date, number):%Y%m%d}" == number[6:14]
    assert one(identity.sex, number) == ("男" if int(number[16]) % 2 else "女")
    assert identity.numbers(pd.Series([number])).regions.tolist() == [int(number[:6])]


@given(ids, st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_caught(number, place, step):
    digit = (int(number[place]) + step) % 10
    wrong = number[:place] + str(digit) + number[place + 1 :]
    assert not one(identity.check_ok, wrong)
    assert identity.one_digit_apart(number, wrong)


@given(st.lists(ids | st.from_regex(r"[0-9]{13,19}[Xx]?", fullmatch=True) | st.text(max_size=20)))
def test_a_few_numbers_are_read_as_a_column_is(typed):
    column = identity.tidy_id(pd.Series(typed, dtype="str"))
    found = identity.read(typed)
    assert [one.text for one in found] == column.tolist()
    assert [one.kind for one in found] == identity.kind(column).astype(str).tolist()
    births = [None if pd.isna(day) else day.date() for day in identity.birth_date(column)]
    assert [one.born for one in found] == births
    assert [one.sex for one in found] == identity.sex(column).fillna("").tolist()
    assert [one.check_ok for one in found] == identity.check_ok(column).tolist()


@given(ids, ids)
def test_only_one_difference_is_one_digit_apart(a, b):
    different = sum(x != y for x, y in zip(a, b, strict=True))
    assert identity.one_digit_apart(a, b) == (different == 1)
    assert not identity.one_digit_apart(a, a[:-1])


def test_student_numbers():
    column = pd.Series([f"G{VALID}", f"J{VALID}", f"L{VALID}", VALID, f"A{VALID}", "G123", ""])
    assert identity.student_number_ok(column).tolist() == [True] * 3 + [False] * 4
    assert identity.student_number_ok(column, "G").tolist() == [True] + [False] * 6


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("11010520150901002X", "110105********002X"),
        ("G11010520150901002X", "G110105********002X"),
        ("110105150901002", "110105******002"),
        ("1101052015090100", "110105*******100"),
        ("E12345678", "E12****78"),
        ("无", "无"),
    ],
)
def test_masks(number, masked):
    assert identity.mask(number) == masked


def test_a_sentence_is_masked_and_its_dates_are_not():
    assert (
        identity.mask_in("张三(11010520150901002X)2025-09-01 2025-09-05缺课,电话13800138000")
        == "张三(110105********002X)2025-09-01 2025-09-05缺课,电话13800138000"
    )
    assert identity.mask_in("110105 20150901 0029") == "110105**********0029"


@given(st.text(), ids, st.text(), st.sampled_from(["", "G", "J", "L", "l"]))
def test_no_number_survives_masking(before, number, after, letter):
    for shown in (number, number.lower(), number[:15]):
        masked = identity.mask_in(before + letter + shown + after)
        assert shown not in masked
        assert identity.mask_in(masked) == masked
