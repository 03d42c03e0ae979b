"""When two names mean one school."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongcuo_xl.units import BySchool, above_others, same_school


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("第一中学", "一中", True),
        ("竹山县第一初级中学", "一中", True),
        ("宝丰镇中心小学", "中心小学", True),
        ("中心小学", "实验小学", False),
        ("一中", "十一中", True),  # nothing tells 十 from a place
        ("", "一中", False),
        ("中", "一中", False),
    ],
)
def test_a_place_before_the_name_does_not_count(one: str, other: str, same: bool) -> None:
    assert same_school(one, other) is same
    assert same_school(other, one) is same


NAMES = st.lists(st.text("一二中小学镇第 ", max_size=6), max_size=8)


@given(NAMES, st.text("一二中小学镇第 ", max_size=6))
def test_what_is_kept_by_name_is_found_as_if_each_were_asked(names: list[str], name: str) -> None:
    kept: BySchool[int] = BySchool()
    for number, each in enumerate(names):
        kept.add(each, number)
    assert kept.meant(name) == [n for n, each in enumerate(names) if same_school(each, name)]


@pytest.mark.parametrize(
    ("units", "above"),
    [
        (["县", "县/一中", "县/东镇/小学", "县/东镇", "县城"], {"县", "县/东镇"}),
        (["县/一中", "县/一中分校"], set()),
        (["", "一中"], {""}),
        ([""], set()),
    ],
)
def test_folders_in_which_other_units_lie(units: list[str], above: set[str]) -> None:
    assert above_others(units) == above
