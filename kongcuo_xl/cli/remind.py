"""``kongcuo remind``."""

from __future__ import annotations

import argparse
from pathlib import Path

from kongcuo_xl.cli import arguments, asked
from kongcuo_xl.cli.terminal import FINE, WRONG, hint, say, tell

HELP = "待办清单：到这一天谁欠什么、欠谁的、最迟哪天、依据什么"
EXAMPLES = (
    "kongcuo remind 一中",
    "kongcuo remind 一中 --days 14 --out 待办.ics",
    "kongcuo remind 示范县 --out 待办.xlsx",
)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    arguments.paths(sub)
    sub.add_argument("--format", choices=("text", "json", "xlsx", "ics"),
                     help="输出格式，默认按 --out 文件的扩展名，再按 text")  # fmt: skip
    sub.add_argument("--out", type=Path, metavar="文件", help="写到这个文件；xlsx、ics 必须给出")
    sub.add_argument("--days", type=int, default=7, metavar="N", help="往后看几天，默认 7")


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import duties, reminders

    asked.settle_format(args, reminders.FORMATS, "xlsx", "ics")
    report = asked.read(args)
    found = duties.owed(report.scopes, max(args.days, 0))
    if args.out is None:
        tell(reminders.FORMATS[args.format](found, report.date, report.policy.name), args)
        hint("加 --out 待办.ics 可导入日历，写成 待办.xlsx 就是名单。", args)
    else:
        reminders.save(found, report.date, report.policy.name, args.format, args.out)
        say(f"已写出 {args.out}（{len(found.duties)} 项）")
    return WRONG if report.unreadable else FINE
