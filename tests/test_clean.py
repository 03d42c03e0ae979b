import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongcuo_xl import clean
from kongcuo_xl.clean import utf8

D = dt.date


# --- text ---


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("张三", "张三"),
        (" \u3000张三\u200b\ufeff ", "张三"),
        ("第一行\r\n第二行", "第一行 第二行"),
        ("ＡＢ１２（注）", "AB12（注）"),
        (13800138000.0, "13800138000"),
        (7.2, "7.2"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (1.1010520150901e17, "110105201509010000"),
        (True, "TRUE"),
        (dt.datetime(2015, 9, 1), "2015-09-01"),
        (dt.datetime(2015, 9, 1, 8, 30), "2015-09-01 08:30"),
        (D(2015, 9, 1), "2015-09-01"),
        (dt.time(8, 30), "08:30"),
        (float("nan"), ""),
        (None, ""),
        ("", ""),
    ],
)
def test_text_is_what_a_person_reads(value, shown):
    assert clean.text(value) == shown


cells = st.one_of(st.text(), st.floats(allow_nan=False), st.integers(), st.booleans(), st.dates())


@given(st.lists(cells))
def test_a_column_of_text_is_its_cells_text(values):
    column = pd.Series(values, dtype=object)
    assert clean.texts(column).tolist() == [clean.text(value) for value in values]


@given(st.lists(cells))
def test_what_text_changes_is_known(values):
    array, touched = clean.text_array(values)
    told = array.to_pylist()
    assert told == [clean.text(value) for value in values]
    assert all(touched[at] for at, value in enumerate(values) if value != told[at])


def test_no_plain_text_is_looked_at_twice():
    _, touched = clean.text_array(["张三", "13800138000", "七年级", "Ａ班", " 李四"])
    assert touched.tolist() == [False, False, False, True, True]


@given(st.lists(st.text(max_size=2) | st.text("学1", min_size=7, max_size=9)))
def test_repeated_texts_are_those_that_stand_twice(values):
    found = clean.repeated(pd.Series(values, dtype="str"))
    assert found.tolist() == [values.count(value) > 1 for value in values]


def test_texts_of_one_fingerprint_are_told_apart(monkeypatch):
    monkeypatch.setattr(utf8, "fingerprints", lambda array: np.zeros(len(array), np.uint64))
    found = clean.repeated(pd.Series(["七年级", "八年级", "", "七年级"], dtype="str"))
    assert found.tolist() == [True, False, False, True]


@given(st.lists(st.text(max_size=2)))
def test_empty_texts_are_told_by_their_lengths(values):
    found = clean.are_empty(pd.Series(values, dtype="str"))
    assert found.tolist() == [value == "" for value in values]


@given(st.text())
def test_tidied_text_is_tidy(value):
    assert clean.text(clean.text(value)) == clean.text(value)


def test_each_calls_once_a_distinct_value_and_tells_true_from_one():
    seen = []
    column = pd.Series([1, True, "a", 1.0, None, "a", False, 0], dtype=object)
    clean.each(column, lambda value: seen.append(value))
    assert sorted(map(repr, seen)) == sorted(map(repr, [1, True, "a", "", False, 0]))


# --- header words ---


@pytest.mark.parametrize(
    ("header", "keys"),
    [
        ("姓名", ("姓名",)),
        ("*姓 名（必填）", ("姓名必填", "姓名")),
        ("身份证号（18位）", ("身份证号18位", "身份证号")),
        ("监护人(父亲)", ("监护人父亲", "监护人")),
        ("1.姓名：", ("姓名",)),
        ("（2）性　别", ("性别",)),
        ("③学籍号★", ("学籍号",)),
        ("一、出生日期\n【YYYY-MM-DD】", ("出生日期yyyy-mm-dd", "出生日期")),
        ("（元）", ("元",)),
        ("9.1", ("9.1",)),
        ("*", ("*",)),
        ("", ("",)),
    ],
)
def test_header_keys_most_literal_first(header, keys):
    assert clean.header_keys(header) == keys


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("*姓 名（必填）", "姓名"),
        ("监护人（父亲）", "监护人父亲"),
        ("身份证号[18位]", "身份证号"),
        ("补助金额(元)", "补助金额"),
        ("是否残疾〔是/否〕", "是否残疾"),
        ("出生日期（格式：20150901）", "出生日期"),
        ("★联系电话*", "联系电话"),
    ],
)
def test_header_key(header, key):
    assert clean.header_key(header) == key


@given(st.text())
def test_header_keys_are_their_own_keys(header):
    for key in clean.header_keys(header):
        assert clean.header_keys(key)[0] == key
    assert clean.header_key(clean.header_key(header)) == clean.header_key(header)


@given(
    st.sampled_from(["姓名", "身份证号", "出生日期", "监护人"]),
    st.sampled_from(["", "*", "★", "1.", "2、", "(3)", "④", "五、", "* "]),
    st.sampled_from(["", " ", "\u3000", "\n", "\u200b"]),
    st.sampled_from(["", "（必填）", "(选填)", "【18位】", "：", "*"]),
)
def test_padding_and_marks_do_not_matter(word, before, padding, after):
    assert clean.header_key(before + padding.join(word) + padding + after) == word


# --- dates ---


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (dt.datetime(2015, 9, 1, 8), D(2015, 9, 1)),
        (D(2015, 9, 1), D(2015, 9, 1)),
        (pd.Timestamp(2015, 9, 1), D(2015, 9, 1)),
        (42248, D(2015, 9, 1)),
        (42248.75, D(2015, 9, 1)),
        ("42248", D(2015, 9, 1)),
        (20150901, D(2015, 9, 1)),
        (20150901.0, D(2015, 9, 1)),
        ("20150901", D(2015, 9, 1)),
        (150901, D(2015, 9, 1)),
        ("2015-09-01", D(2015, 9, 1)),
        ("2015.9.1", D(2015, 9, 1)),
        ("2015.09.01.", D(2015, 9, 1)),
        ("2015/9/1", D(2015, 9, 1)),
        ("2015年9月1日", D(2015, 9, 1)),
        ("2015 年 9 月 1 号", D(2015, 9, 1)),
        ("２０１５．９．１", D(2015, 9, 1)),
        ("2015 9 1", D(2015, 9, 1)),
        ("二〇一五年九月一日", D(2015, 9, 1)),
        ("二○一五年十一月二十三日", D(2015, 11, 23)),
        ("二零一五年十二月三十一日", D(2015, 12, 31)),
        ("15.9.1", D(2015, 9, 1)),
        ("15年9月1日", D(2015, 9, 1)),
        ("65.3.2", D(1965, 3, 2)),
        ("9/1/2015", D(2015, 9, 1)),
        ("13/9/2015", D(2015, 9, 13)),
        ("9/1/15", D(2015, 9, 1)),
        ("2015、9、1", D(2015, 9, 1)),
        ("2015/09/01 12:00:00 AM", D(2015, 9, 1)),
        ("2015-09-01 00:00:00", D(2015, 9, 1)),
        ("2015-09-01T08:30:00", D(2015, 9, 1)),
        ("2015-9-1 上午8:30", D(2015, 9, 1)),
        ("2015.9.1 上午", D(2015, 9, 1)),
        ("2015年9月1日下午", D(2015, 9, 1)),
        ("2015年9月1日前", D(2015, 9, 1)),
        ("2015年9月底前", D(2015, 9, 30)),
        ("2016年二月底", D(2016, 2, 29)),
        ("2015年9月1日 星期二", D(2015, 9, 1)),
    ],
)
def test_dates_as_people_type_them(typed, found):
    assert clean.date(typed) == (found, "ok")


@pytest.mark.parametrize(
    "typed",
    [201509, 201509.0, "201509", "2015年9月",
     "2015年9月份", "二〇一五年九月", "2015/9", "2015.09", "15年9月"],
)  # fmt: skip
def test_months(typed):
    assert clean.date(typed) == (D(2015, 9, 1), "month")


@pytest.mark.parametrize(
    "typed",
    ["2015-02-30", "20151301", "2015年", 2015, 12, "三月", "昨天", "1899-01-01", "2101-01-01",
     True, dt.time(8), "2015-9-1-2", "13月1日", -5, 1e300],
)  # fmt: skip
def test_bad_dates(typed):
    assert clean.date(typed) == (None, "bad")


@pytest.mark.parametrize("typed", ["", None, float("nan"), pd.NaT, " ", "-", "—", "/", "无"])
def test_blank_dates(typed):
    assert clean.date(typed) == (None, "blank")


@pytest.mark.parametrize("typed", ["9月1日", "9.1", 9.1, "9/1", "九月一日", "9-1"])
def test_dates_without_a_year_are_completed_in_the_school_year(typed):
    assert clean.date(typed) == (None, "no_year")
    assert clean.date(typed, around=D(2026, 3, 1)) == (D(2025, 9, 1), "ok")


def test_completing():
    assert clean.complete(3, 5, D(2025, 10, 1)) == D(2026, 3, 5)
    assert clean.complete(8, 28, D(2025, 9, 10)) == D(2025, 8, 28)
    assert clean.complete(8, 28, D(2026, 6, 10)) == D(2026, 8, 28)
    assert clean.complete(2, 29, D(2025, 10, 1)) is None


def test_day_first():
    assert clean.date("5/9/2015", day_first=True) == (D(2015, 9, 5), "ok")
    assert clean.date("5/9/2015") == (D(2015, 5, 9), "ok")


HAN = "〇一二三四五六七八九"


def han(number):
    tens, ones = divmod(number, 10)
    if not tens:
        return HAN[ones]
    return ("" if tens == 1 else HAN[tens]) + "十" + (HAN[ones] if ones else "")


WRITTEN = [
    lambda d: dt.datetime.combine(d, dt.time(7, 30)),
    lambda d: d.isoformat(),
    lambda d: f"{d:%Y%m%d}",
    lambda d: int(f"{d:%Y%m%d}"),
    lambda d: float(f"{d:%Y%m%d}"),
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}/{d.month:02d}/{d.day}",
    lambda d: f" {d.year} 年 {d.month}月{d.day} 日 ",
    lambda d: f"{d.year}－{d.month}－{d.day}".translate({48 + n: 0xFF10 + n for n in range(10)}),
    lambda d: "".join(HAN[int(n)] for n in str(d.year)) + f"年{han(d.month)}月{han(d.day)}日",
    lambda d: f"{d.isoformat()} 00:00:00",
]


@given(st.dates(D(1900, 1, 1), D(2100, 12, 31)), st.sampled_from(WRITTEN))
def test_every_way_of_writing_gives_the_date_back(day, write):
    assert clean.date(write(day)) == (day, "ok")


@given(st.lists(st.one_of(cells, st.dates(D(1900, 1, 1), D(2100, 12, 31)).map(str))))
def test_a_column_of_dates_is_its_cells_dates(values):
    days, status = clean.dates(pd.Series(values, dtype=object))
    assert days.dtype == "datetime64[s]"
    for value, day, said in zip(values, days, status, strict=True):
        expected, why = clean.date(value)
        assert said == why
        assert (None if pd.isna(day) else day.date()) == expected


def test_a_column_that_already_holds_dates():
    days, status = clean.dates(pd.Series(pd.to_datetime(["2015-09-01 08:00", None])))
    assert days[0] == pd.Timestamp(2015, 9, 1)
    assert status.tolist() == ["ok", "blank"]


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("2025.9.1-2025.9.5", D(2025, 9, 1), D(2025, 9, 5)),
        ("2025-09-01-2025-09-05", D(2025, 9, 1), D(2025, 9, 5)),
        ("2025-09-01至2025-09-05", D(2025, 9, 1), D(2025, 9, 5)),
        ("2025年9月1日—5日", D(2025, 9, 1), D(2025, 9, 5)),
        ("2025.9.1-9.5", D(2025, 9, 1), D(2025, 9, 5)),
        ("2025.12.20～1.5", D(2025, 12, 20), D(2026, 1, 5)),
        ("20250901-20250905", D(2025, 9, 1), D(2025, 9, 5)),
        ("从2025年9月1日到9月5日止", D(2025, 9, 1), D(2025, 9, 5)),
        ("2025-09-01", D(2025, 9, 1), D(2025, 9, 1)),
        (dt.datetime(2025, 9, 1), D(2025, 9, 1), D(2025, 9, 1)),
    ],
)
def test_ranges(typed, start, end):
    assert clean.date_range(typed) == (start, end, "ok")


def test_ranges_without_a_year_and_wrong_ones():
    around = D(2025, 10, 8)
    for typed in ("9月1日至9月5日", "9.1-9.5", "9月1日-5日"):
        assert clean.date_range(typed, around=around) == (D(2025, 9, 1), D(2025, 9, 5), "ok")
        assert clean.date_range(typed) == (None, None, "no_year")
    assert clean.date_range("2025.9.5-2025.9.1") == (None, None, "bad")
    assert clean.date_range("长期") == (None, None, "bad")
    assert clean.date_range("") == (None, None, "blank")


# --- grades and classes ---


@pytest.mark.parametrize(
    ("typed", "grade"),
    [
        ("一年级", 1), ("九年级", 9), ("7年级", 7), ("七", 7), (7, 7), (7.0, 7), ("07", 7),
        ("初一", 7), ("初三", 9), ("初中二年级", 8),
        ("初中七年级", 7), ("小一", 1), ("小学六年级", 6),
        ("高一", 10), ("高三", 12), ("学前", 0), ("大班", 0), (" 七 年 级 ", 7),
        ("小学部", None), ("", None), ("十三", None), ("2019级", None), (0, None), (13, None),
    ],
)  # fmt: skip
def test_grades(typed, grade):
    assert clean.grade(typed) == grade


@pytest.mark.parametrize(
    ("typed", "stage", "grade"),
    [
        ("2019级", None, 7),
        ("2025级", None, 1),
        ("2025级", "初中", 7),
        ("初2023级", None, 9),
        ("小2020级", None, 6),
        ("2026届", "初中", 9),
        ("2026届", "小学", 6),
        ("2026届", None, None),
        ("2015级", None, None),
    ],
)
def test_cohorts_in_the_school_year_2025(typed, stage, grade):
    assert clean.grade(typed, 2025, stage) == grade


@pytest.mark.parametrize(
    ("grade", "typed", "found"),
    [
        ("", "七(2)班", (7, "2")),
        ("", "七（2）班", (7, "2")),
        ("", "七年级2班", (7, "2")),
        ("", "七年级Ⅱ班", (7, "2")),
        ("", "七年級2班", (7, "2")),
        ("", "七年级(2)班", (7, "2")),
        ("", "七年级（二）班", (7, "2")),
        ("", "七年级二班", (7, "2")),
        ("", "七2", (7, "2")),
        ("", "七2班", (7, "2")),
        ("", "7.2", (7, "2")),
        ("", 7.2, (7, "2")),
        ("", "7-2", (7, "2")),
        ("", "7(2)", (7, "2")),
        ("", 702, (7, "2")),
        ("", "701班", (7, "1")),
        ("", "712", (7, "12")),
        ("", "0702", (7, "2")),
        ("", "初一(3)班", (7, "3")),
        ("", "初一3班", (7, "3")),
        ("", "2023级3班", (3, "3")),
        ("", "初2023级3班", (9, "3")),
        ("", "2023级(3)班", (3, "3")),
        ("", "1903", (7, "3")),
        ("", "七年级红星班", (7, "红星班")),
        ("", "七(启智)班", (7, "启智班")),
        ("七年级", "2班", (7, "2")),
        ("七年级", "二班", (7, "2")),
        ("七年级", "十二班", (7, "12")),
        ("七年级", "（2）班", (7, "2")),
        ("七年级", "02", (7, "2")),
        ("七年级", 2.0, (7, "2")),
        ("七年级", "七(2)班", (7, "2")),
        ("七年级", "红星班", (7, "红星班")),
        ("七年级", "A班", (7, "A班")),
        ("七年级", "", (7, None)),
        ("七(2)班", "", (7, "2")),
        ("", "七年级", (7, None)),
        ("", "七一班", (7, "1")),
        ("", "二十一班", (None, "21")),
        ("", "七级2班", (7, "2")),
        ("", "七【2】班", (7, "2")),
        ("", "何寨学校七(2)班", (7, "2")),
        ("", "小学一（1）班", (1, "1")),
        ("", "2班", (None, "2")),
        ("", "", (None, None)),
    ],
)
def test_classes(grade, typed, found):
    assert clean.class_of(grade, typed, 2025) == found


@given(st.integers(1, 9), st.integers(1, 40))
def test_labels_are_read_back(grade, number):
    assert clean.class_of("", clean.class_label(grade, str(number))) == (grade, str(number))
    assert clean.grade(clean.grade_label(grade)) == grade


@pytest.mark.parametrize(
    ("grade", "number", "label"),
    [(7, "2", "七(2)班"), (7, None, "七年级"), (7, "红星班", "七年级红星班"), (None, "2", "2班"),
     (None, "红星班", "红星班"), (None, None, ""), (10, "1", "高一(1)班"), (0, None, "学前")],
)  # fmt: skip
def test_class_labels(grade, number, label):
    assert clean.class_label(grade, number) == label


def test_columns_of_classes():
    found = clean.classes(
        pd.Series(["七年级", None, "", "七年级"], index=[3, 4, 5, 6]),
        pd.Series([2, "八(1)班", None, 2], index=[3, 4, 5, 6], dtype=object),
    )
    assert found.index.tolist() == [3, 4, 5, 6]
    assert found["grade"].fillna(0).tolist() == [7, 8, 0, 7]
    assert found["number"].fillna("").tolist() == ["2", "1", "", "2"]


# --- yes and no, phones, names ---


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        (True, ["是", "√", "✓", "✔", "有", "Y", "y",
        1, 1.0, True, "TRUE", "已签订", "是（低保）", "Ｙ"]),
        (False, ["否", "×", "✗", "X", "无", "N", 0,
        False, "未签", "尚未", "没有", "不是", "无（已迁出）"]),
        (None, ["", None, "-", "—", "/"]),
        ("bad", ["未知", "不详", "也许", "2", "○", "张三"]),
    ],
)  # fmt: skip
def test_yes_and_no(said, typed):
    assert [clean.yes_no(value) for value in typed] == [said] * len(typed)


def test_a_column_of_flags():
    told, bad = clean.flags(pd.Series(["是", "否", None, "?", 1, True], dtype=object))
    assert told.isna().tolist() == [False, False, True, True, False, False]
    assert told.fillna(False).tolist() == [True, False, False, False, True, True]
    assert bad.tolist() == [False, False, False, True, False, False]


@pytest.mark.parametrize(
    ("typed", "tidied", "good"),
    [
        (13800138000.0, "13800138000", True),
        ("138 0013 8000", "13800138000", True),
        ("138-0013-8000", "13800138000", True),
        ("+86 13800138000", "13800138000", True),
        ("１３８００１３８０００", "13800138000", True),
        ("0316-2345678", "0316-2345678", True),
        ("(010)62345678", "010-62345678", True),
        ("0316 2345678", "0316-2345678", True),
        ("13800138000/13900139000", "13800138000、13900139000", True),
        ("13800138000 13900139000", "13800138000、13900139000", True),
        ("父：13800138000；母：13900139000", "13800138000、13900139000", True),
        ("13800138000（父）", "13800138000", True),
        ("138 0013 8000 139 0013 9000", "13800138000、13900139000", True),
        ("'13800138000", "13800138000", True),
        ("0371-1234567转8", "0371-1234567", True),
        ("1380013800", "1380013800", False),
        ("23456789", "23456789", False),
        ("无", "无", False),
        ("", "", True),
    ],
)
def test_phones(typed, tidied, good):
    assert clean.phone(typed) == (tidied, good)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张　三", "张三"),
        ("张 三", "张三"),
        (" 张三\u200b", "张三"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("阿依古丽 • 买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("John  Smith", "John Smith"),
        ("\U00020bb7 田", "\U00020bb7田"),
    ],
)
def test_names_are_tidied(typed, name):
    assert clean.person_name(typed) == name


names = st.text(st.sampled_from("张三丁一䷀㐀〇\u9fff\U00020bb7·•．. \u3000\u200ba1"), max_size=6)


@given(st.lists(names))
def test_a_column_of_names_is_its_cells_names(values):
    found = clean.person_names(pd.Series(values, dtype="str"))
    assert found.tolist() == [clean.person_name(value) for value in values]


@given(st.lists(names))
def test_plain_names_are_two_common_characters_or_more(values):
    found = clean.are_plain_names(pd.Series(values, dtype="str"))
    assert found.tolist() == [bool(re.fullmatch("[\u4e00-\u9fff]{2,}", v)) for v in values]


@given(st.lists(st.text(st.sampled_from("0123456789-、/+ 无"), max_size=13)))
def test_a_column_of_phones_is_its_cells_phones(values):
    tidied, good = clean.phones(pd.Series(values, dtype="str"))
    assert [*zip(tidied, good, strict=True)] == [clean.phone(value) for value in values]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("张三", ""),
        ("张　三", ""),
        ("\U00020bb7田", ""),
        ("阿依古丽•买买提", ""),
        ("阿依古丽 · 买买提", ""),
        ("", ""),
        ("张三2", "姓名末尾带有数字"),
        ("张3三", "姓名中有数字"),
        ("张三(休学)", "姓名中有符号“(”"),
        ("张？三", "姓名中有符号“？”"),
        ("张 三 丰", "姓名中有空格"),
        ("张", "姓名只有一个字"),
        ("Zhang San", "姓名只有字母"),
        ("张A", "姓名中夹有字母"),
        ("张\u200b三", "姓名中有看不见的字符（U+200B 零宽空格）"),
        ("张\ue123", "姓名中有无法显示的字"),
    ],
)
def test_odd_names(typed, reason):
    assert clean.name_odd(typed) == reason


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("张三、李四", ["张三", "李四"]),
        ("张三，李四；王五/赵六", ["张三", "李四", "王五", "赵六"]),
        ("张三 李四", ["张三", "李四"]),
        ("张 三", ["张三"]),
        ("张 三、李 四", ["张三", "李四"]),
        ("张 三 李 四", ["张三", "李四"]),
        ("张 三 李四光", ["张三", "李四光"]),
        ("张三和李四", ["张三", "李四"]),
        ("李和平", ["李和平"]),
        ("张三老师以及李四", ["张三", "李四"]),
        ("张和平和李四", ["张和平", "李四"]),
        ("阿依古丽·买买提、张三", ["阿依古丽·买买提", "张三"]),
        ("1.张三 2.李四", ["张三", "李四"]),
        ("张三（病假）、李四等2人", ["张三", "李四"]),
        ("张三\n李四", ["张三", "李四"]),
        ("无", []),
        ("", []),
    ],
)
def test_names_in_a_cell(typed, names):
    assert clean.split_names(typed) == names


# --- code lists and numbers ---


@pytest.mark.parametrize(
    ("typed", "nation"),
    [("汉族", "汉族"), ("汉", "汉族"), ("01", "汉族"),
     (1, "汉族"), ("土", "土族"), ("土家", "土家族"),
     ("56", "基诺族"), (44, "俄罗斯族"),
     ("97", "其他"), ("外国血统中国籍人士", "外国血统中国籍人士"),
     ("火星族", None), ("", None), (57, None)],
)  # fmt: skip
def test_nations(typed, nation):
    assert clean.nation(typed) == nation


def test_there_are_56_nations():
    assert len(set(clean.NATIONS)) == 56


@pytest.mark.parametrize(
    ("typed", "sex"),
    [("男", "男"), ("女生", "女"), ("M", "男"), (2, "女"), (1.0, "男"), ("0", None), ("", None)],
)
def test_sexes(typed, sex):
    assert clean.sex(typed) == sex


@pytest.mark.parametrize(
    ("typed", "document"),
    [("身份证", "居民身份证"), ("1", "居民身份证"), (1.0, "居民身份证"), ("户口本", "户口簿"),
     ("台胞证", "台湾居民来往大陆通行证"), ("港澳台居民居住证", "港澳台居民居住证"),
     ("外国人永久居留身份证", "境外永久居住证"), ("A", "护照"),
     ("其它", "其他"), ("香港护照", "香港特区护照/身份证明"),
     ("香港特区护照/身份证明", "香港特区护照/身份证明"), ("学生证", None), ("", None)],
)  # fmt: skip
def test_document_types(typed, document):
    assert clean.document_type(typed) == document


@pytest.mark.parametrize(
    ("typed", "number"),
    [("3次", 3), ("2课时", 2), ("０.5天", 0.5),
     ("半天", 0.5), ("一天", 1), ("两天", 2), ("一天半", 1.5),
     ("1天半", 1.5), ("半个月", 0.5), ("十二次", 12),
     ("1,200元", 1200), ("95%", 0.95), (3, 3), (2.5, 2.5),
     ("2课时（80分钟）", 2), ("", None), ("无", None), (True, None), ("天", None)],
)  # fmt: skip
def test_numbers(typed, number):
    assert clean.number(typed) == number


@pytest.mark.parametrize(
    ("typed", "days"),
    [("上午", 0.5), ("下午", 0.5), ("全天", 1),
     ("上午、下午", 1), ("第1-4节", 0.5), ("第5～7节", 0.5),
     ("3-6节", 1), ("第2节", 0.5), ("第三节", 0.5),
     ("半天", 0.5), ("2天", 2), (1.5, 1.5), ("早读", 0.5),
     ("", None), ("不详", None)],
)  # fmt: skip
def test_parts_of_a_day(typed, days):
    assert clean.period_of_day(typed) == days


@given(cells)
def test_nothing_that_stands_in_a_cell_stops_the_reading(value):
    answers = [
        clean.date(value)[1] in clean.DATE_STATUSES,
        clean.date_range(value)[2] in clean.DATE_STATUSES,
        clean.grade(value, 2025) is None or 0 <= clean.grade(value, 2025) <= 12,
        isinstance(clean.class_of(value, value, 2025), clean.Class),
        clean.yes_no(value) in (True, False, None, "bad"),
        isinstance(clean.phone(value)[0], str),
        isinstance(clean.name_odd(value), str),
        all(clean.split_names(value)),
        clean.number(value) is None or isinstance(clean.number(value), float),
        clean.period_of_day(value) is None or isinstance(clean.period_of_day(value), float),
        clean.document_type(value) in (None, *clean.DOCUMENT_TYPES),
    ]
    assert all(answers)


def test_plural_functions_keep_the_index():
    column = pd.Series(["3次", None, "张 三"], index=[7, 8, 9], dtype=object)
    assert clean.numbers(column).fillna(-1).to_dict() == {7: 3, 8: -1, 9: -1}
    assert clean.person_names(column)[9] == "张三"
    tidied, good = clean.phones(column)
    assert tidied[8] == ""
    assert good.tolist() == [False, True, False]
    assert clean.numbers(column).dtype == np.float64


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("姓名 Name", "姓名"),
        ("性别\nSex", "性别"),
        ("身份证号（ID Number）", "身份证号"),
        ("姓名 ئىسمى", "姓名"),
        ("Email地址", "email地址"),
        ("个别化计划IEP", "个别化计划iep"),
    ],
)
def test_a_heading_of_two_languages_is_known_by_the_chinese_one(heading: str, said: str) -> None:
    assert clean.header_keys(heading)[-1] == said


def test_the_end_of_a_month_without_its_year() -> None:
    around = dt.date(2025, 11, 10)
    assert clean.date("10月底前") == (None, "no_year")
    assert clean.date("10月底前", around=around) == (dt.date(2025, 10, 31), "ok")
    assert clean.date("2月末", around=around) == (dt.date(2026, 2, 28), "ok")
    assert clean.date("13月底", around=around) == (None, "bad")


def test_the_sex_behind_a_name_is_no_part_of_it() -> None:
    assert [clean.person_name(n) for n in ("张三（女）", "李 四(女，苗族)", "王五（大）")] == [
        "张三",
        "李四",
        "王五（大）",
    ]
    assert clean.name_odd("张三（女）") == ""
    assert clean.name_odd("王五（大）") == "姓名中有符号“（”"
