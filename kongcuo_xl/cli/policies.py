"""``kongcuo policies``."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from kongcuo_xl.cli import arguments
from kongcuo_xl.cli.terminal import FINE, answer

HELP = "列出政策；给出名称则逐项说明每个值的来处"
EXAMPLES = (
    "kongcuo policies",
    "kongcuo policies zhushan-2021",
    "kongcuo policies national zhushan-2021",
)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    name = sub.add_argument("name", nargs="?", metavar="名称|文件", help="政策名称或 .toml 文件")
    other = sub.add_argument("other", nargs="?", metavar="另一套", help="与另一套政策逐项比较")
    arguments.completed(name, "policies")
    arguments.completed(other, "policies")
    arguments.output_format(sub)


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import policy, policy_text

    if args.name is None:
        held = [policy.load(name) for name in policy.names()]
        known = [{"name": each.name, "title": each.title} for each in held]
        answer({"policies": known}, policy_text.contents(), args)
        return FINE
    one = policy.load(args.name)
    if args.other is None:
        answer(policy_text.told(one), policy_text.explained(one), args)
    else:
        other = policy.load(args.other)
        differing = [asdict(each) for each in one.compare(other)]
        data = {"mine": one.name, "other": other.name, "differences": differing}
        answer(data, policy_text.compared(one, other), args)
    return FINE
