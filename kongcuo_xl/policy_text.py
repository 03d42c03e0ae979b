"""Policies as people read them: the list, one explained value by value, two compared."""

from __future__ import annotations

from kongcuo_xl import policy as policies
from kongcuo_xl.policy import Policy


def contents() -> str:
    """All shipped policies, a line each."""
    width = max(len(name) for name in policies.names())
    lines = [f"{name:<{width}}  {policies.load(name).title}" for name in policies.names()]
    return "\n".join(
        [
            *lines,
            "",
            "用 kongcuo policies 名称 查看每个值的来处；",
            "本县的政策写成 TOML 文件，用 extends 写明以哪一套为准。",
        ]
    )


def explained(policy: Policy) -> str:
    """Every value of a policy with the document it comes from."""
    lines = [f"{policy.name}  {policy.title}", ""]
    for item in policy.explain():
        origin = "、".join(item.source_ids) or item.from_policy
        note = f"　{item.note}" if item.note else ""
        lines.append(f"{item.label}：{item.text}{item.unit}")
        lines.append(f"    {item.key}　来源 {origin}{note}")
    levels = policy.levels
    if levels:
        lines += ["", "改动的规则级别："]
        lines += [f"  {code}：{setting.level or '关'}" for code, setting in sorted(levels.items())]
    lines += ["", "读取文件的上限（超过的文件不读，并说明原因；在政策文件的 [limits] 中改）："]
    lines += [f"  {line}" for line in policy.limits.explained()]
    return "\n".join(lines)


def told(policy: Policy) -> dict[str, object]:
    """A policy as an object: every value as people read it, and where it comes from."""
    values = [
        {
            "key": item.key, "label": item.label, "value": item.text, "unit": item.unit,
            "policy": item.from_policy, "source": [*item.source_ids], "note": item.note,
        }
        for item in policy.explain()
    ]  # fmt: skip
    levels = {code: setting.level or policies.OFF for code, setting in policy.levels.items()}
    return {"name": policy.name, "title": policy.title, "values": values, "levels": levels}


def compared(one: Policy, other: Policy) -> str:
    """What two policies see differently."""
    differences = one.compare(other)
    if not differences:
        return f"{one.title} 与 {other.title} 完全相同。"
    lines = [f"{one.title} ｜ {other.title}", ""]
    for item in differences:
        name = item.label if item.label == item.key else f"{item.label}（{item.key}）"
        lines.append(f"{name}：{item.mine} ｜ {item.other}")
    return "\n".join(lines)
