"""Runs rules over tables: hands each what its parameters name, stamps what it returns.

A rule sees only units that have every table it needs; the others, and sheets that lack a column it
asked for, are reported as skipped. A rule that crashes is contained and reported as a defect.
"""

from __future__ import annotations

import traceback
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kongcuo_xl.finding import LEVELS, Finding, Level, Skipped
from kongcuo_xl.rule import Rule, rules
from kongcuo_xl.scope import Scope
from kongcuo_xl.tables import (
    Flags,
    MissingColumnError,
    MissingTableError,
    NotApplicable,
    Table,
    Tables,
    kinds,
)
from kongcuo_xl.units import up

_SHARED = ("calendar", "schools", "children", "areas", "households")
"""Tables which, in a folder above the units, hold for every unit below."""


@dataclass(slots=True)
class Result:
    """What a run found; ``defects`` are tracebacks of rules that crashed, for the log only."""

    findings: list[Finding] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


def crashes(skipped: Iterable[Skipped], defects: Iterable[str]) -> list[str]:
    """A sentence on each rule that crashed, of what was skipped and the defects that were met."""
    codes = {defect.partition("\n")[0] for defect in defects}
    return [f"{one.code}：{one.reason}" for one in skipped if one.code in codes]


def run(scope: Scope, selected: Collection[str] | None = None) -> Result:
    """All rules (or the selected codes) over a scope."""
    result = Result()
    for code, rule in rules().items():
        if selected is not None and code not in selected:
            continue
        level = scope.policy.level(code, rule.level)
        if level is None:
            continue
        _run_one(rule, level, scope, result)
    return result


def _run_one(rule: Rule, level: Level, scope: Scope, result: Result) -> None:
    """Add what one rule finds, or why it was not run."""
    units = _units_able(rule, scope, result)
    if units is None:
        return
    narrowed = scope if rule.across_units else scope.only(units)
    given = {name: narrowed.give(name) for name in rule.needs}
    if lacking := _not_given(rule, given, narrowed):
        result.skipped.append(Skipped(rule.code, lacking))
        return
    asked_before = {id(table): set(table.asked) for table in _tables_of(given)}
    for table in _tables_of(given):
        table.asked.clear()
    try:
        found = rule.check(**given)
        flags = [found] if isinstance(found, Flags) else [f for f in (found or ()) if f is not None]
    except (MissingColumnError, MissingTableError, NotApplicable) as why:
        result.skipped.append(Skipped(rule.code, _reason(why)))
        return
    except Exception as error:  # one rule's defect must not stop the others
        result.defects.append(f"{rule.code}\n{traceback.format_exc()}")
        what = f"程序缺陷，本条规则没有运行（{type(error).__name__}），请反馈给开发者"
        result.skipped.append(Skipped(rule.code, what))
        return
    clauses = "；".join(scope.policy.clause(n) for n in rule.needs if n in scope.policy)
    for flag in flags:
        result.findings.extend(_findings(flag, rule, level, clauses))
    for table in _tables_of(given):
        result.skipped.extend(_lacking_columns(rule, table))
        table.asked |= asked_before.get(id(table), set())


def _units_able(rule: Rule, scope: Scope, result: Result) -> list[str] | None:
    """The units that have the tables a rule needs, the others said; None if it can't be run."""
    lacking = scope.lacking(rule.needs)
    units = [u for u in scope.tables.units if not any(u in missing for missing in lacking.values())]
    if not lacking:
        return units
    everywhere = set(scope.tables.units)
    said = []
    for name, missing in lacking.items():
        if missing == everywhere:
            said.append(f"缺少{_kind_label(name)}")
        elif not rule.across_units and (really := _without(name, missing, everywhere)):
            named = few(u or "（所给文件）" for u in really)
            said.append(f"缺少{_kind_label(name)}：{named}")
    able = bool(units) or rule.across_units
    if not able and not said:
        said = ["各单位都缺少所需的表"]
    result.skipped += [Skipped(rule.code, reason) for reason in said]
    return units if able and everywhere not in lacking.values() else None


def _not_given(rule: Rule, given: Mapping[str, Any], scope: Scope) -> str:
    """Why a rule can't be run on what there is for it; ``""`` if it can."""
    wanting = [
        name for name, optional in rule.needs.items() if given[name] is None and not optional
    ]
    if not scope.tables.pieces and (wanting or "books" not in rule.needs):
        return "没有可核查的表"
    # Where there are no units at all, none of them lacks it.
    table = next((name for name in wanting if name in kinds()), None)
    return f"缺少{_kind_label(table)}" if table else ""


def _reason(why: MissingColumnError | MissingTableError | NotApplicable) -> str:
    if isinstance(why, MissingColumnError):
        kind, field_id = why.args
        return f"{_kind_label(kind)}缺少列“{_label(kind, field_id)}”"
    if isinstance(why, MissingTableError):
        return f"缺少{_kind_label(why.args[0])}"
    return str(why)


def _without(name: str, missing: Collection[str], units: Collection[str]) -> list[str]:
    """Units that do lack a table: not those that share one of a folder above, nor a folder whose
    own units keep it."""
    having = set(units) - set(missing)
    above = {folder for unit in having for folder in up(unit)}
    return [
        unit
        for unit in sorted(missing)
        if unit not in above
        and not (name in _SHARED and any(folder in having for folder in up(unit)))
    ]


def _tables_of(given: dict[str, Any]) -> list[Table]:
    """Every table that a rule has been given, or has opened out of all of them, once."""
    found = [v for v in given.values() if isinstance(v, Table)]
    found += [t for v in given.values() if isinstance(v, Tables) for t in v.opened]
    return list({id(table): table for table in found}.values())


def _findings(flags: Flags, rule: Rule, level: Level, clause: str) -> Iterator[Finding]:
    values = flags.values or [""] * len(flags.pieces)
    levels = flags.levels or [""] * len(flags.pieces)
    labels = {kind: _field_label(kind, flags.field) for kind in {p.kind for p in flags.pieces}}
    graded = {own: _level(level, own, rule.level) for own in set(levels)}
    for piece, row, column, person, message, suggestion, value, own in zip(
        flags.pieces, flags.rows, flags.columns, flags.persons, flags.messages,
        flags.suggestions, values, levels, strict=True,
    ):  # fmt: skip
        at = piece.sheet.place(int(row), int(column))
        yield Finding(
            code=rule.code,
            level=graded[own],
            unit=piece.unit,
            file=piece.file,
            sheet=piece.sheet.name,
            row=at[0],
            column=at[1],
            person=person,
            message=message,
            suggestion=suggestion,
            basis=rule.basis,
            clause=clause,
            field=labels[piece.kind],
            value=value,
        )


def _field_label(kind: str, field_id: str) -> str:
    fields = kinds()[kind].fields if kind in kinds() else {}
    return fields[field_id].label if field_id in fields else ""


def _level(policy_level: Level, own: str, default: Level) -> Level:
    """A rule's own level for one fault counts unless the policy has changed the rule's level."""
    for level in LEVELS:
        if own == level:
            # A duty not yet due is never graver than the policy makes the rule.
            return (
                level
                if policy_level == default
                else LEVELS[max(LEVELS.index(level), LEVELS.index(policy_level))]
            )
    return policy_level


def _lacking_columns(rule: Rule, table: Table) -> Iterator[Skipped]:
    for field_id in sorted(table.asked):
        without = [p for p in table.pieces if not p.gives(field_id) and p.rows]
        if without and len(without) < len(table.pieces):
            places = few(f"{p.file}［{p.sheet.name}］" for p in without)
            yield Skipped(
                rule.code,
                f"{_kind_label(table.kind)}缺少列“{_label(table.kind, field_id)}”：{places}",
            )


def few(words: Iterable[str], most: int = 4) -> str:
    """The first of some places in words, and how many there are."""
    listed = list(dict.fromkeys(words))
    if len(listed) <= most:
        return "、".join(listed)
    return "、".join(listed[:most]) + f"等{len(listed)}处"


def _kind_label(name: str) -> str:
    if name == "attendance":
        return "缺课登记表或点名册"
    if name == "previous":
        return "上期名册（--previous）"
    return kinds()[name].label


def _label(kind: str, field_id: str) -> str:
    return kinds()[kind].fields[field_id].label
