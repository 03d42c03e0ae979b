"""What the options that every command has stand for."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from kongcuo_xl.cli.terminal import UsageError, progress, say

if TYPE_CHECKING:
    from kongcuo_xl.checking import Report
    from kongcuo_xl.history.store import History
    from kongcuo_xl.policy import Policy
    from kongcuo_xl.settings import Named


def policy(args: argparse.Namespace) -> Policy:
    """The policy named, or the one that holds where none is. Raises PolicyError."""
    from kongcuo_xl.policy import BASE, load
    from kongcuo_xl.rule import rules

    loaded = load(args.policy or BASE)
    loaded.check_codes(rules())
    return loaded


def check_date(args: argparse.Namespace) -> dt.date:
    """The check date named, or today: nothing else in the program reads the clock."""
    date: dt.date = args.date or dt.date.today()
    return date


def named(args: argparse.Namespace) -> set[Named]:
    """What the user has named himself, which no 设置 sheet changes."""
    given: dict[Named, object] = {"policy": args.policy, "date": args.date}
    return {name for name, value in given.items() if value is not None}


def read(args: argparse.Namespace) -> Report:
    """Everything named, read and understood; no rule is run."""
    from kongcuo_xl import inputs

    with progress(args, "正在读取") as step:
        report = inputs.check(
            args.paths, policy(args), check_date(args), selected=set(), leave_out=args.out, progress=step,
            named=named(args),
        )  # fmt: skip
    for failure in report.unreadable:
        say(f"{failure.file}：{failure.reason}")
    return report


def history(args: argparse.Namespace) -> History | None:
    """The history named, if any."""
    if args.history is None:
        return None
    from kongcuo_xl.history.store import History

    return History(args.history)


def settle_format(args: argparse.Namespace, printable: Collection[str], *more: str) -> None:
    """Settle ``args.format``: as asked, else as the file named ends, else text.

    ``printable`` formats can be shown on a screen, ``more`` only be written. Raises UsageError for
    one of those without a file, and for a workbook's name over something else.
    """
    ending = args.out.suffix.lower().removeprefix(".") if args.out else ""
    args.format = args.format or (ending if ending in {*printable, *more} else "text")
    if args.format not in printable and args.out is None:
        raise UsageError(f"--format {args.format} 不能显示在屏幕上，请用 --out 给出文件名")
    if args.format != ending and ending in ("xlsx", "xls", "et", "ods", "docx", "ics"):
        if args.format != "text":
            raise UsageError(f"写成 {args.format} 的文件，文件名请以 .{args.format} 结尾")
        known = ["txt" if name == "text" else name for name in (*more, *printable)]
        raise UsageError(f"写不出 .{ending} 文件；可写：{'、'.join(f'.{e}' for e in known)}")
