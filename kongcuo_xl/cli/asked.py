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


def need_out(args: argparse.Namespace, printable: Collection[str]) -> None:
    """Raises UsageError where the format can't be printed and no file is named."""
    if args.format not in printable and args.out is None:
        raise UsageError(f"--format {args.format} 不能显示在屏幕上，请用 --out 给出文件名")
