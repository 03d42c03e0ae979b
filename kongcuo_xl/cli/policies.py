"""``kongcuo policies``."""

from __future__ import annotations

import argparse

from kongcuo_xl.cli.terminal import FINE

HELP = "列出政策；给出名称则逐项说明每个值的来处"
EXAMPLES = ("kongcuo policies zhushan-2021",)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    sub.add_argument("name", nargs="?", metavar="名称|文件")
    sub.add_argument("other", nargs="?", metavar="另一套", help="与另一套政策逐项比较")


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import policy, policy_text

    if args.name is None:
        print(policy_text.contents())
    elif args.other is None:
        print(policy_text.explained(policy.load(args.name)))
    else:
        print(policy_text.compared(policy.load(args.name), policy.load(args.other)))
    return FINE
