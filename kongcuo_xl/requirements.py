"""What the source documents require, one by one, and what of this program meets each.

The requirements are data, in ``data/requirements.toml``. What a rule, a policy, a duty or a form
says about itself is asked of it; only the rest is written there.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from kongcuo_xl import policy as policies
from kongcuo_xl.documents import all_documents
from kongcuo_xl.duties import KINDS
from kongcuo_xl.forms.mapping import all_forms
from kongcuo_xl.policy import REQUIREMENT
from kongcuo_xl.rule import rules

PLANNED = "（计划）"
"""Behind the name of a form or document that the program can't make yet."""

_TITLE = "# 要求与落实"
_ABOUT = """\
本页由程序生成（`make docs`），不要手工修改；要求写在 `kongcuo_xl/data/requirements.toml`。

五份来源文件的每一项要求占一行。类：a 名册和记录的核查　b 报表　c 期限和提醒　d 文书　\
e 各地不同的参数　f 不能自动核查。规则或政策引用的编号（如 002-13）在这里查。\
括号中写“计划”的，本程序现在还不能做。"""
_CHECKED = "有规则核查"
_OTHERWISE = "没有规则，由现有的报表、提醒或命令落实"
_PLANNED = "没有规则，所要的报表或文书还在计划中"
_OPEN = "能核查而还没有规则"
_MANUAL = "不能自动核查"
_STANDINGS = (_CHECKED, _OTHERWISE, _PLANNED, _OPEN, _MANUAL)
_HEADS = ("编号", "要求", "类", "规则", "报表和文书", "提醒和命令", "政策参数", "说明")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement, and everything that meets it."""

    id: str
    duty: str
    """What is required, in our own words."""
    classes: str
    """Letters a … f, as ``data/requirements.toml`` explains them."""
    rules: tuple[str, ...]
    """Rule codes."""
    forms: tuple[str, ...]
    """Codes ``F01`` …, also of forms that are only planned."""
    documents: tuple[str, ...]
    """Names, also of documents that are only planned."""
    remind: tuple[str, ...]
    """Ids of kinds of duty."""
    commands: tuple[str, ...]
    parameters: tuple[str, ...]
    """Policy keys of which some shipped policy names this requirement as the source."""
    unmet: str
    """What could be checked and is not."""
    manual: str
    """Why no program can check it."""

    @property
    def source(self) -> str:
        """The document: ``002``, ``1.5``."""
        return self.id.rpartition("-")[0]


@cache
def _data() -> Mapping[str, Any]:
    path = resources.files("kongcuo_xl") / "data" / "requirements.toml"
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")))


def form_titles() -> Mapping[str, str]:
    """Title of every form that the documents name, by code."""
    titles: dict[str, str] = _data()["forms"]
    return titles


def document_names() -> tuple[str, ...]:
    """Name of every document to print that the documents ask for."""
    return tuple(_data()["documents"]["names"])


def written() -> Mapping[str, Mapping[str, Any]]:
    """What the data file itself says of each requirement, by id."""
    entries: dict[str, dict[str, Any]] = _data()["requirements"]
    return entries


@cache
def cited() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Requirement id → a field of Requirement (``rules``, ``parameters`` …) → names that cite it.

    Ids that are in no document (a typing error, say) are here too.
    """
    found: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))

    def note(what: str, name: str, ids: Iterable[str]) -> None:
        for each in filter(REQUIREMENT.fullmatch, ids):
            found[each][what].add(name)

    for code, rule in rules().items():
        note("rules", code, rule.basis)
    for kind, _ in KINDS:
        note("remind", kind.id, kind.basis)
    for policy in map(policies.load, policies.names()):
        for code, level in policy.levels.items():
            note("rules", code, level.source.ids)
        for key, setting in policy.settings.items():
            note("parameters", key, setting.source.ids)
        for report in policy.reports:
            note("forms", report.form, report.source)
            note("remind", "report", report.source)
        for factor in policy.risk:
            note("commands", "risk", factor.basis)
        for task in policy.monitoring:
            note("remind", "monitoring", task.source)
        note("remind", "watch", policy.source("watch_periods").ids)
    return {
        each: {what: frozenset(names) for what, names in by.items()} for each, by in found.items()
    }


@cache
def requirements() -> Mapping[str, Requirement]:
    """Every requirement by id, in the order of the documents."""
    return {each: _requirement(each, entry) for each, entry in written().items()}


def _requirement(each: str, entry: Mapping[str, Any]) -> Requirement:
    by = cited().get(each, {})

    def all_of(what: str, order: Iterable[str]) -> tuple[str, ...]:
        named = by.get(what, frozenset()) | set(entry.get(what, ()))
        known = [name for name in order if name in named]
        return (*known, *sorted(named - set(known)))

    codes = all_of("rules", rules())
    judged = {kind.id for kind, _ in KINDS if kind.code in codes}
    remind = judged | set(all_of("remind", ()))
    reason = entry.get("manual", "")
    return Requirement(
        id=each,
        duty=entry["duty"],
        classes=entry["class"],
        rules=codes,
        forms=all_of("forms", form_titles()),
        documents=all_of("documents", document_names()),
        remind=tuple(kind.id for kind, _ in KINDS if kind.id in remind),
        commands=all_of("commands", ()),
        parameters=all_of("parameters", policies.load(policies.BASE).schema),
        unmet=entry.get("unmet", ""),
        manual=_data()["manual"][reason] if reason else "",
    )


def page() -> str:
    """The page ``docs/requirements.md``."""
    every = requirements().values()
    lines = [_TITLE, "", _ABOUT, "", *_summary(every)]
    for source, title in _data()["sources"].items():
        lines += ["", f"## {title}", "", _row(_HEADS), "|---" * len(_HEADS) + "|"]
        lines += [_row(_cells(each)) for each in every if each.source == source]
    return "\n".join([*lines, ""])


def _summary(every: Collection[Requirement]) -> list[str]:
    """How many are met by what, each counted once, and by name those that no rule meets."""
    lines = [f"- 共 {len(every)} 项。"]
    for words in _STANDINGS:
        ids = [each.id for each in every if _standing(each) == words]
        named = "" if words == _CHECKED else f"：{'、'.join(ids)}"
        lines.append(f"- {words}：{len(ids)} 项{named}。")
    partly = [each.id for each in every if each.rules and each.unmet]
    return [
        *lines,
        f"- {_CHECKED}，其中“说明”里写明还缺什么：{len(partly)} 项：{'、'.join(partly)}。",
    ]


def _standing(each: Requirement) -> str:
    """Where a requirement stands; a sheet or document that it asks for must be there to count."""
    if each.rules:
        return _CHECKED
    if each.unmet:
        return _OPEN
    if each.manual and not each.forms and not each.documents:
        return _MANUAL
    papers = {*each.forms, *each.documents}
    asks = bool(papers) and bool({"b", "d"} & set(each.classes))
    if papers & _made() if asks else each.remind or each.commands:
        return _OTHERWISE
    return _PLANNED


@cache
def _made() -> frozenset[str]:
    """Codes of the forms and names of the documents that the program can make."""
    return frozenset(
        {form.code for form in all_forms()}
        | {document.name.partition("（")[0] for document in all_documents()}
    )


def _cells(each: Requirement) -> tuple[str, ...]:
    titles = {kind.id: kind.title for kind, _ in KINDS}
    schema = policies.load(policies.BASE).schema
    papers = [
        f"{name} {title}".strip() + ("" if name in _made() else PLANNED)
        for name, title in [
            *((code, form_titles().get(code, "")) for code in each.forms),
            *((name, "") for name in each.documents),
        ]
    ]
    says = [
        *([f"缺：{each.unmet}"] if each.unmet else []),
        *([f"{_MANUAL}：{each.manual}"] if each.manual else []),
    ]
    return (
        each.id,
        each.duty,
        each.classes,
        "、".join(f"[{code}](rules/{code}.md)" for code in each.rules),
        "、".join(papers),
        "、".join([*map(titles.__getitem__, each.remind), *(f"`{c}`" for c in each.commands)]),
        "、".join(schema[key].label for key in each.parameters),
        "；".join(says),
    )


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
