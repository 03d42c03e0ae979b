"""Cell function over the rules themselves."""

from __future__ import annotations

from collections.abc import Sequence

from kongcuo_xl import clean
from kongcuo_xl.book import Value
from kongcuo_xl.functions.function import Argument, Call, cell_function
from kongcuo_xl.rule import rules


@cell_function(
    "KC_RULE",
    "规则名称",
    Argument("code", "代码", "规则代码，如 HV101，可以是一列"),
    example='=KC_RULE("HV101")',
)
def kc_rule(call: Call) -> Sequence[Value]:
    """规则代码是什么意思、什么级别。"""
    known = rules()
    said: list[Value] = []
    for value in call.column(0):
        rule = known.get(clean.key(value).upper())
        said.append(f"{rule.name}（{rule.level}）" if rule else "没有这个规则代码")
    return said
