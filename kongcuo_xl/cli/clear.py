"""``kongcuo clear``."""

from __future__ import annotations

import argparse

from kongcuo_xl.cli import arguments, asked
from kongcuo_xl.cli.terminal import FINE, WRONG, answer, say, tell

HELP = "去掉本程序作的全部标记，其余一概不动"
EXAMPLES = (
    "kongcuo clear 花名册_核查.xlsx --out 还原",
    "kongcuo clear 核查结果 --out 还原",
)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    arguments.paths(sub)
    arguments.out_folder(sub)
    arguments.output_format(sub)


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import clearing

    done = []
    for each in clearing.clear(args.paths, args.out, asked.policy(args)):
        done.append(each)
        if args.format == "text":
            say(each.words) if each.failure else tell(each.words, args)
    if args.format == "json":
        answer({"written": [each.told() for each in done]}, "", args)
    return WRONG if any(each.failure for each in done) else FINE
