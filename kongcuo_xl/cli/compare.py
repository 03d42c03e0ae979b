"""``kongcuo compare``."""

from __future__ import annotations

import argparse
from pathlib import Path

from kongcuo_xl.cli import arguments, asked
from kongcuo_xl.cli.terminal import FINE, WRONG, UsageError, hint, progress, say, tell

HELP = "对照名单：谁只在一边、哪里不一致、谁重复（四查三比对）"
EXAMPLES = (
    "kongcuo compare 户籍摸底表.xlsx 学籍表.xlsx 花名册 --out 对照.xlsx",
    "kongcuo compare 学籍导出.xls 一中 --format json",
)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    arguments.paths(sub)
    sub.add_argument("--out", type=Path, metavar="文件", help="把全部结果写成这个工作簿")
    arguments.output_format(sub)
    arguments.show_ids(sub)


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import comparison, inputs
    from kongcuo_xl.comparison import telling

    inputs.not_an_input(args.out, args.paths)
    try:
        with progress(args, "正在读取") as step:
            found = comparison.compare(
                args.paths,
                asked.policy(args),
                asked.check_date(args),
                progress=step,
                named=asked.named(args),
            )
    except comparison.CompareError as error:
        raise UsageError(str(error)) from None
    if args.out is not None:
        from kongcuo_xl.comparison import workbook

        workbook.write(found, args.out, show_ids=args.show_ids)
        if not args.quiet:
            say(f"已写出 {args.out}")
    if args.format == "json":
        tell(telling.as_json(found, show_ids=args.show_ids), args)
    else:
        tell(telling.as_text(found, show_ids=args.show_ids, quiet=args.quiet), args)
    if args.out is None:
        hint("加 --out 对照.xlsx 可把全部名单写成工作簿。", args)
    return WRONG if found.unreadable else FINE
