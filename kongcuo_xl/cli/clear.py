"""``kongcuo clear``."""

from __future__ import annotations

import argparse

from kongcuo_xl.cli import arguments, asked
from kongcuo_xl.cli.terminal import FINE, WRONG, say, tell

HELP = "去掉本程序作的全部标记，其余一概不动"
EXAMPLES = ("kongcuo clear 花名册_核查.xlsx --out 还原",)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    arguments.paths(sub)
    arguments.out_folder(sub)


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import clearing

    status = FINE
    for line, fine in clearing.clear(args.paths, args.out, asked.policy(args)):
        tell(line, args) if fine else say(line)
        status = status if fine else WRONG
    return status
