"""``kongcuo batch``."""

from __future__ import annotations

import argparse
from pathlib import Path

from kongcuo_xl.cli import arguments, asked
from kongcuo_xl.cli.terminal import FAULTY, FINE, WRONG, counted, tell

HELP = "一个县：逐单位核查、作标记、填月报、出汇总"
EXAMPLES = ("kongcuo batch 示范县 --out 结果 --policy zhushan-2021 --date 2025-10-20",)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    sub.add_argument("inbox", type=Path, metavar="收件夹", help="每个子文件夹是一个单位（学校）")
    arguments.password_file(sub)
    sub.add_argument("--out", type=Path, required=True, metavar="文件夹", help="结果写到这里")
    sub.add_argument(
        "--workers", type=int, default=0, metavar="N", help="同时用几个进程，默认按处理器核数"
    )
    sub.add_argument("--period", metavar="期间", help="填哪个月的月报表，默认核查日期的上个月")


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import batch

    policy, date = asked.policy(args), asked.check_date(args)
    with counted(args, "正在核查") as step:
        outcome = batch.run(
            args.inbox, args.out, args.policy or policy.name, policy, date,
            period=args.period, workers=args.workers, progress=step, named=asked.named(args),
        )  # fmt: skip
    tell(outcome.text(quiet=args.quiet), args)
    if outcome.unreadable or outcome.failures:
        return WRONG
    return FAULTY if outcome.errors else FINE
