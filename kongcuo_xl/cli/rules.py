"""``kongcuo rules``."""

from __future__ import annotations

import argparse

from kongcuo_xl.cli.terminal import FINE, UsageError

HELP = "列出规则；给出代码则显示该规则的说明页"
EXAMPLES = ("kongcuo rules HV101",)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    sub.add_argument("code", nargs="?", metavar="代码")


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import rulebook
    from kongcuo_xl.rule import rules

    if args.code is None:
        print(rulebook.contents())
        return FINE
    rule = rules().get(args.code.strip().upper())
    if rule is None:
        raise UsageError(f"没有规则“{args.code}”，用 kongcuo rules 查看全部代码")
    print(rulebook.page(rule))
    return FINE
