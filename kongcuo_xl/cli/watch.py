"""``kongcuo watch``."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from kongcuo_xl.cli import arguments, asked
from kongcuo_xl.cli.terminal import FAULTY, FINE, WRONG, say, tell

HELP = "监看收件夹：学校放进副本，几秒后出标记副本和问题清单（只有 WPS 的学校用）"
EXAMPLES = (
    "kongcuo watch 收件 --out 结果",
    "kongcuo watch //服务器/控辍保学 --out //服务器/控辍保学 --interval 5",
    "kongcuo watch 收件 --out 结果 --once",
)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    sub.add_argument("inbox", type=Path, metavar="收件夹",
                     help="每个子文件夹是一个单位（学校）；可以在网络盘上")  # fmt: skip
    sub.add_argument("--out", type=Path, required=True, metavar="文件夹",
                     help="结果写到这里；写收件夹本身，结果就在来件旁边")  # fmt: skip
    sub.add_argument("--interval", type=float, default=2.0, metavar="秒",
                     help="隔几秒看一次，默认 2；网络盘慢的会自动放宽")  # fmt: skip
    sub.add_argument(
        "--once", action="store_true", help="只处理现在已有的，处理完就结束（定时任务用）"
    )
    sub.add_argument("--period", metavar="期间", help="填哪个月的月报表，默认核查日期的上个月")
    sub.add_argument("--workers", type=int, default=0, metavar="N",
                     help="单位很多时同时用几个进程，默认按处理器核数")  # fmt: skip
    arguments.password_file(sub)


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl.watch.watching import Watch, alone

    policy = asked.policy(args)
    with alone(args.inbox, args.out):
        watch = Watch(
            args.inbox, args.out, args.policy or policy.name, policy, dt.datetime.now, args.date,
            args.period, args.workers, asked.named(args), (lambda _: None) if args.quiet else say,
        )  # fmt: skip
        if not args.once:
            watch.forever(args.interval)
        watch.once(args.interval)
    outcome = watch.outcome
    if outcome is None:
        return FINE
    tell(outcome.text(quiet=args.quiet), args)
    if outcome.unreadable or outcome.failures:
        return WRONG
    return FAULTY if outcome.errors else FINE
