"""Every rule has a page, and the example on it is true."""

from __future__ import annotations

import pytest
from rule_page import example_of, found_by

from kongcuo_xl.rule import FAMILIES, rules

HEADINGS = ("查什么：", "为什么：", "常见误报：", "示例：")


@pytest.mark.parametrize("code", list(rules()))
def test_page_is_complete(code: str) -> None:
    rule = rules()[code]
    assert rule.family in FAMILIES
    assert rule.name, f"{code} has no name"
    assert rule.level in ("错误", "疑问", "提示")
    missing = [h for h in HEADINGS if h not in rule.page]
    assert not missing, f"{code}: {missing}"


@pytest.mark.parametrize("code", list(rules()))
def test_example_holds(code: str) -> None:
    example = example_of(rules()[code].page)
    assert example.expected, f"{code}: the example shows no fault"
    assert found_by(example, code) == example.expected
