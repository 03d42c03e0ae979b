"""``kongcuo print``."""

from __future__ import annotations

import argparse
from pathlib import Path

from kongcuo_xl.cli import arguments, asked
from kongcuo_xl.cli.terminal import FINE, WRONG, UsageError, progress, say, tell

HELP = "打印文书：每人一份 Word 文书，数据取自名册和台账；不写名称则列出全部"
EXAMPLES = ("kongcuo print 返校通知书 --from 一中 --student 张小明 --out 文书",)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    sub.add_argument("document", nargs="?", metavar="文书", help="文书名称，如 返校通知书")
    sub.add_argument("--from", dest="paths", nargs="+", action="extend", type=Path, metavar="路径",
                     help="数据所在的文件或文件夹")  # fmt: skip
    sub.add_argument("--student", nargs="+", action="extend", default=[], metavar="姓名",
                     help="只给这些人打印（教师的文书写教师姓名），默认该文书所及的全部人")  # fmt: skip
    sub.add_argument("--out", type=Path, metavar="文件夹", help="文书写到这里")
    arguments.password_file(sub)


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import documents

    if args.document is None:
        for document in documents.all_documents():
            print(f"{document.name}  {document.about}")
        return FINE
    if not args.paths or args.out is None:
        raise UsageError("请用 --from 写明数据所在的文件或文件夹，用 --out 写明输出文件夹")
    from kongcuo_xl import printing

    policy, date = asked.policy(args), asked.check_date(args)
    with progress(args, "正在读取") as step:
        printed = printing.print_from(
            args.document, args.paths, args.out, policy, date,
            students=args.student, progress=step, named=asked.named(args),
        )  # fmt: skip
    for note in printed.notes if not args.quiet else ():
        say(note)
    for failure in printed.unreadable:
        say(f"{failure.file}：{failure.reason}")
    for path, number in printed.files:
        tell(f"已写出 {path}（{number} 份）", args)
    return WRONG if printed.unreadable else FINE
