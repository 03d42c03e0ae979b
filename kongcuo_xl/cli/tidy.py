"""``kongcuo tidy``."""

from __future__ import annotations

import argparse

from kongcuo_xl.cli import arguments, asked
from kongcuo_xl.cli.terminal import FINE, WRONG, progress, say, tell

HELP = "整理：只改不会改错的写法（空格、全角、日期写法等），逐处列明"
EXAMPLES = (
    "kongcuo tidy 一中 --out 整理结果",
    "kongcuo tidy 花名册.xlsx --out 整理结果 --format json",
)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    arguments.paths(sub)
    arguments.out_folder(sub)
    arguments.output_format(sub)
    arguments.show_ids(sub)


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import tidying
    from kongcuo_xl.tidying import telling

    policy, date = asked.policy(args), asked.check_date(args)
    with progress(args, "正在整理") as step:
        outcome = tidying.tidy(
            args.paths, args.out, policy, date, show_ids=args.show_ids, progress=step,
            named=asked.named(args),
        )  # fmt: skip
    for copy in outcome.written:
        if copy.failure:
            say(f"{copy.original}：没有写出副本：{copy.failure}")
        elif not args.quiet:
            say(f"已写出 {copy.path}（{copy.findings} 处）" + "".join(f"；{n}" for n in copy.notes))
    if args.format == "json":
        tell(telling.as_json(outcome, show_ids=args.show_ids), args)
    else:
        tell(telling.as_text(outcome, show_ids=args.show_ids, quiet=args.quiet), args)
    return WRONG if outcome.failed else FINE
