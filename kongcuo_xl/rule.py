"""What a rule is, and finding them: one file a rule under ``rules/``, named for its code.

A rule module has a docstring (its page; the first line is its 名称), ``LEVEL``, ``BASIS`` and a
function ``check`` whose parameter names say what it needs:

- a kind of table (``students``, ``visits`` …); with the default ``None`` it may be absent;
- ``attendance``: absences of lists and roll-call grids as one;
- ``books``: everything found on every sheet (for the FM rules);
- ``policy`` or any policy value by its key (``class_teacher_visits``);
- ``date`` (the check date), ``term``, ``calendar``, ``school_year``;
- ``previous``: last month's tables, where given; ``previous_books``: all that was found on them.

``check`` yields or returns ``Flags``. ``ACROSS_UNITS = True`` lets it see all units at once where a
rule compares schools. Where only units with every table can be judged, the engine sees to it.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from kongcuo_xl import rules as rules_package
from kongcuo_xl.finding import Level
from kongcuo_xl.tables import Flags

_FILE = re.compile(r"^([a-z]{2}\d{3})_[a-z0-9_]+$")

FAMILIES = {
    "FM": "表格",
    "ID": "身份标识",
    "ST": "学生名册",
    "RC": "名单核对",
    "AT": "考勤缺课",
    "HV": "家访",
    "HT": "送教上门",
    "SN": "特殊群体",
    "EL": "入学（户籍线）",
    "CH": "学籍变动",
    "CS": "劝返个案",
    "RP": "包保责任",
    "SR": "统计上报",
    "WK": "工作记录",
    "QM": "质量监测",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, as its file states it."""

    code: str
    name: str
    level: Level
    basis: tuple[str, ...]
    page: str
    check: Callable[..., Iterable[Flags] | Flags | None]
    needs: dict[str, bool]
    """Parameter name → whether the rule can do without it."""
    across_units: bool = False

    @property
    def family(self) -> str:
        """First two letters of the code."""
        return self.code[:2]


def _of(module: ModuleType, code: str) -> Rule:
    page = inspect.getdoc(module) or ""
    check: Any = module.check
    needs = {
        name: parameter.default is not inspect.Parameter.empty
        for name, parameter in inspect.signature(check).parameters.items()
    }
    return Rule(
        code=code,
        name=page.splitlines()[0].rstrip("。") if page else "",
        level=module.LEVEL,
        basis=tuple(module.BASIS),
        page=page,
        check=check,
        needs=needs,
        across_units=getattr(module, "ACROSS_UNITS", False),
    )


@cache
def rules() -> dict[str, Rule]:
    """Every rule by code, families in the catalogue's order."""
    found: dict[str, Rule] = {}
    for info in pkgutil.walk_packages(rules_package.__path__, rules_package.__name__ + "."):
        stem = info.name.rsplit(".", 1)[-1]
        match = _FILE.match(stem)
        if match and not info.ispkg:
            code = match.group(1).upper()
            found[code] = _of(importlib.import_module(info.name), code)
    order = list(FAMILIES)
    return dict(sorted(found.items(), key=lambda item: (order.index(item[0][:2]), item[0])))


def matching(codes: Iterable[str]) -> set[str]:
    """Rule codes that a list like ``["ID", "AT102"]`` names.

    Raises LookupError, with the word, for one that names no rule.
    """
    found: set[str] = set()
    for word in codes:
        key = word.strip().upper()
        hits = {code for code in rules() if code.startswith(key)} if key else set()
        if not hits:
            raise LookupError(word)
        found |= hits
    return found
