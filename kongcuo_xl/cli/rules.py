"""``kongcuo rules``."""

from __future__ import annotations

import argparse

from kongcuo_xl.cli import arguments
from kongcuo_xl.cli.terminal import FINE, UsageError, answer, hint

HELP = "列出规则；给出代码则显示该规则的说明页"
EXAMPLES = ("kongcuo rules", "kongcuo rules HV101", "kongcuo rules --format json")


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    code = sub.add_argument("code", nargs="?", metavar="代码", help="规则代码，如 HV101")
    arguments.completed(code, "rules")
    arguments.output_format(sub)


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import rulebook
    from kongcuo_xl.rule import rules

    if args.code is None:
        answer({"rules": [rulebook.told(r) for r in rules().values()]}, rulebook.contents(), args)
        hint("kongcuo rules 代码 说明一条规则查什么、为什么、常见误报。", args)
        return FINE
    rule = rules().get(args.code.strip().upper())
    if rule is None:
        near = arguments.nearest_code(args.code, rules())
        raise UsageError(
            f"没有规则“{args.code}”"
            + (f"，最接近的是 {near}" if near else "")
            + "；用 kongcuo rules 查看全部代码"
        )
    answer({**rulebook.told(rule), "page": rulebook.page(rule)}, rulebook.page(rule), args)
    return FINE
