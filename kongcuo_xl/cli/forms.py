"""``kongcuo forms``."""

from __future__ import annotations

import argparse
from pathlib import Path

from kongcuo_xl.cli.terminal import FINE, UsageError, tell

HELP = "列出可填的报表；forms learn 认读县里发的空白表样，写出对照文件"
EXAMPLES = ("kongcuo forms learn 学籍变动统计表.xlsx",)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    sub.add_argument("action", nargs="?", choices=("learn",), metavar="learn", help="认读表样")
    sub.add_argument("file", nargs="?", type=Path, metavar="文件", help="空白表样（.xlsx）")
    sub.add_argument("--out", type=Path, metavar="对照文件", help="默认写在表样旁边（同名 .toml）")


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import forms

    if args.action:
        from kongcuo_xl.hosts import filling

        if args.file is None:
            raise UsageError("forms learn 后面要写空白表样的文件名")
        target, notes = filling.learn_form(args.file, args.out)
        for note in notes if not args.quiet else ():
            tell(note, args)
        tell(f"已写出 {target}", args)
        return FINE

    for form in forms.all_forms():
        print(f"{form.code}  {'、'.join(form.names)}  {form.title}")
    return FINE
