"""``kongcuo redact``."""

from __future__ import annotations

import argparse

from kongcuo_xl.cli import arguments, asked
from kongcuo_xl.cli.terminal import FINE, WRONG, progress, say, tell

HELP = "脱敏副本：姓名、号码、住址换成虚构的，结构和问题原样，可发给别人看"
EXAMPLES = ("kongcuo redact 一中 --out 脱敏",)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    arguments.paths(sub)
    arguments.out_folder(sub)


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import redaction

    with progress(args, "正在脱敏") as step:
        done = redaction.redact(
            args.paths, args.out, asked.policy(args), asked.check_date(args), progress=step
        )
    for note in done.notes if not args.quiet else ():
        say(note)
    for failure in done.unreadable:
        say(f"{failure.file}：{failure.reason}")
    for name, why in done.failures:
        say(f"{name}：没有写出副本：{why}")
    for _, path, notes in done.written:
        tell("；".join((f"已写出 {path}", *notes)), args)
    if done.written and not args.quiet:
        say(redaction.REMAINS)
    return WRONG if done.unreadable or done.failures else FINE
