"""``kongcuo forms``."""

from __future__ import annotations

import argparse
from pathlib import Path

from kongcuo_xl.cli import arguments, lines
from kongcuo_xl.cli.terminal import FINE, UsageError, answer, hint

HELP = "列出可填的报表；forms learn 认读县里发的空白表样，写出对照文件"
EXAMPLES = (
    "kongcuo forms",
    "kongcuo forms learn 学籍变动统计表.xlsx",
    "kongcuo forms --format json",
)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    sub.add_argument("action", nargs="?", choices=("learn",), metavar="learn", help="认读表样")
    sub.add_argument("file", nargs="?", type=Path, metavar="文件", help="空白表样（.xlsx）")
    sub.add_argument("--out", type=Path, metavar="对照文件", help="默认写在表样旁边（同名 .toml）")
    arguments.output_format(sub)


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    if args.action:
        return _learn(args)
    from kongcuo_xl import forms

    known = forms.all_forms()
    rows = [(form.code, form.names[0], form.title) for form in known]
    told = [
        {"code": f.code, "title": f.title, "names": [*f.names], "period": f.period} for f in known
    ]
    answer({"forms": told}, "\n".join(lines.table(rows)), args)
    hint(f"kongcuo fill {known[0].names[0]} --from 数据文件夹 --out 报表.xlsx", args)
    return FINE


def _learn(args: argparse.Namespace) -> int:
    from kongcuo_xl.hosts import filling

    if args.file is None:
        raise UsageError("forms learn 后面要写空白表样的文件名")
    target, notes = filling.learn_form(args.file, args.out)
    # What was made of the cells is what was asked for, so it goes where results go.
    told = [*(() if args.quiet else notes), f"已写出 {target}"]
    answer({"path": str(target), "notes": notes}, "\n".join(told), args)
    hint(f"看过 {target.name} 后，kongcuo fill {args.file} --from 数据文件夹 --out 已填.xlsx", args)
    return FINE
