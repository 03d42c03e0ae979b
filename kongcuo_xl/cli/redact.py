"""``kongcuo redact``."""

from __future__ import annotations

import argparse

from kongcuo_xl.cli import arguments, asked
from kongcuo_xl.cli.terminal import FINE, WRONG, answer, beside, objects, progress, say

HELP = "脱敏副本：人换成虚构的，结构和问题原样，可发给别人"
EXAMPLES = (
    "kongcuo redact 一中 --out 脱敏",
    "kongcuo redact 花名册.xlsx 点名册.xlsx --out 脱敏",
)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    arguments.paths(sub)
    arguments.out_folder(sub)
    arguments.output_format(sub)


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import redaction

    with progress(args, "正在脱敏") as step:
        done = redaction.redact(
            args.paths, args.out, asked.policy(args), asked.check_date(args), progress=step
        )
    beside(args, notes=done.notes, unreadable=done.unreadable)
    if args.format == "text":
        for name, why in done.failures:
            say(f"{name}：没有写出副本：{why}")
    written = [
        *(
            {"file": f, "copy": str(c), "notes": [*notes], "reason": ""}
            for f, c, notes in done.written
        ),
        *({"file": f, "copy": "", "notes": [], "reason": why} for f, why in done.failures),
    ]
    data = {"written": written, "unreadable": objects(done.unreadable), "notes": done.notes}
    text = "\n".join("；".join((f"已写出 {path}", *notes)) for _, path, notes in done.written)
    answer(data, text, args)
    if done.written and args.format == "text" and not args.quiet:
        say(redaction.REMAINS)
    return WRONG if done.unreadable or done.failures else FINE
