"""What may be shown: IDs masked, and nothing that a terminal obeys or an eye misses."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongcuo_xl import clean, screen


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("身份证号110105201501011237有误", "身份证号110105********1237有误"),
        ("G11010520150101123X", "G110105********123X"),
        ("110105 20150101 1237", "110105" + "*" * 10 + "1237"),
        ("110105－20150101－1237", "110105" + "*" * 10 + "1237"),
        ("110105\u200b201501011237", "110105*********1237"),
        ("１１０１０５２０１５０１０１１２３７", "１１０１０５********１２３７"),
        ("2025-09-10 2025-09-11", "2025-09-10 2025-09-11"),
        ("13812345678", "13812345678"),
    ],
)
def test_ids_are_masked_however_they_are_written(text, shown):
    assert screen.mask_in(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王\u200b明", "王〔U+200B〕明"),
        ("\u202e明小王", "〔U+202E〕明小王"),
        ("\x1b[31m王", "〔U+001B〕[31m王"),
        ("\x9b31m", "〔U+009B〕31m"),
        ("一\ufeff\r二", "一〔U+FEFF〕〔U+000D〕二"),
        ("两行\n一列\t二列", "两行\n一列\t二列"),
        ("\ud800", "〔U+D800〕"),
    ],
)
def test_what_is_not_seen_is_written_out(text, shown):
    assert screen.visible(text) == shown


@given(st.text())
def test_nothing_is_left_that_a_terminal_obeys(text):
    shown = screen.visible(text)
    assert not any((ord(ch) < 32 and ch not in "\t\n") or 0x7F <= ord(ch) < 0xA0 for ch in shown)
    assert screen.visible(shown) == shown


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_means_the_same_when_it_is_made_safe(text):
    safe = screen.in_json(json.dumps(text, ensure_ascii=False))
    assert json.loads(safe) == text
    assert "\u202e" not in safe
    assert "\x9b" not in safe


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("王\u200b明", "姓名中有看不见的字符（U+200B 零宽空格）"),
        ("\u202e明小王", "姓名中有看不见的字符（U+202E 从右往左书写符）"),
        ("王\x07明", "姓名中有看不见的字符（U+0007）"),
    ],
)
def test_a_name_with_what_is_not_seen_says_what(name, said):
    assert clean.name_odd(name) == said
