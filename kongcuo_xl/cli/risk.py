"""``kongcuo risk``."""

from __future__ import annotations

import argparse
from pathlib import Path

from kongcuo_xl.cli import arguments, asked
from kongcuo_xl.cli.terminal import FINE, WRONG, UsageError, hint, say, tell

HELP = "预警名单：谁有辍学风险（高、中、低），为什么，依据在哪一格"
EXAMPLES = (
    "kongcuo risk 一中",
    "kongcuo risk 一中 --level 高,中 --out 预警.xlsx",
)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    arguments.paths(sub)
    sub.add_argument("--format", choices=("text", "json", "csv", "xlsx"),
                     help="输出格式，默认按 --out 文件的扩展名，再按 text")  # fmt: skip
    sub.add_argument("--out", type=Path, metavar="文件", help="写到这个文件；xlsx 必须给出")
    sub.add_argument("--level", default="高,中,低", metavar="等级", help="只列这些等级，如 高,中")
    arguments.show_ids(sub)


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import risk_list
    from kongcuo_xl.tables import NotApplicable

    levels = risk_list.levels_of(args.level)
    if not levels:
        raise UsageError(f"--level 中的“{args.level}”不是等级，写高、中、低、无，用逗号隔开")
    asked.settle_format(args, risk_list.FORMATS, "xlsx")
    report = asked.read(args)
    try:
        found = risk_list.at_risk(report.scopes, levels)
    except NotApplicable as why:
        raise UsageError(str(why)) from None
    if args.out is None:
        tell(risk_list.FORMATS[args.format](found, show_ids=args.show_ids), args)
        hint("加 --out 预警.xlsx 可写成名单。", args)
    else:
        risk_list.save(found, args.format, args.out, show_ids=args.show_ids)
        say(f"已写出 {args.out}（{found.summary}）")
    return WRONG if report.unreadable else FINE
