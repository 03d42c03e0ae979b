"""The rule pages as people read them: in the terminal and in ``docs/rules``."""

from __future__ import annotations

from kongcuo_xl import policy as policies
from kongcuo_xl.rule import FAMILIES, Rule, rules


def contents() -> str:
    """All rules, a line each, by family."""
    lines: list[str] = []
    family = ""
    for rule in rules().values():
        if rule.family != family:
            family = rule.family
            lines += ["", f"{family} {FAMILIES[family]}"]
        lines.append(f"  {rule.code}  {rule.level}  {rule.name}")
    return "\n".join(lines).strip()


def told(rule: Rule) -> dict[str, object]:
    """One rule as an object: code, name, its own level, family, basis."""
    return {
        "code": rule.code, "name": rule.name, "level": rule.level,
        "family": FAMILIES[rule.family], "basis": [*rule.basis],
    }  # fmt: skip


def page(rule: Rule) -> str:
    """One rule's page in Markdown: name, level, basis, what it needs, and its own words."""
    _, _, rest = rule.page.partition("\n")
    base = policies.load("national")
    values = [n for n in rule.needs if n in base]
    lines = [
        f"# {rule.code} {rule.name}",
        "",
        f"级别：{rule.level}（政策可改）　依据：{'、'.join(rule.basis) or '—'}",
    ]
    if values:
        lines.append("")
        lines += [f"- 参数 `{key}`：{base.clause(key)}" for key in values]
    return "\n".join([*lines, "", rest.strip(), ""])


def index() -> str:
    """The contents page of ``docs/rules``."""
    lines = ["# 规则一览", "", "本目录由程序从各规则文件生成（`make docs`），不要手工修改。"]
    family = ""
    for rule in rules().values():
        if rule.family != family:
            family = rule.family
            lines += [
                "",
                f"## {family} {FAMILIES[family]}",
                "",
                "| 代码 | 名称 | 级别 |",
                "|---|---|---|",
            ]
        lines.append(f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.level} |")
    return "\n".join([*lines, ""])


def documents() -> dict[str, str]:
    """File name → text of everything in ``docs/rules``."""
    pages = {f"{code}.md": page(rule) for code, rule in rules().items()}
    return {"README.md": index(), **pages}
