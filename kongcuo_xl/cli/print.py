"""``kongcuo print``."""

from __future__ import annotations

import argparse
from pathlib import Path

from kongcuo_xl.cli import arguments, asked, lines
from kongcuo_xl.cli.terminal import FINE, WRONG, UsageError, answer, beside, hint, objects, progress

HELP = "打印文书：通知书、责任书等，每人一份 Word，数据取自名册和台账"
EXAMPLES = (
    "kongcuo print",
    "kongcuo print 返校通知书 --from 一中 --out 文书",
    "kongcuo print 返校通知书 --from 一中 --student 张小明 李红 --out 文书",
)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    document = sub.add_argument(
        "document", nargs="?", metavar="文书", help="文书名称，如 返校通知书；不写则列出全部"
    )
    arguments.completed(document, "documents")
    arguments.inputs(sub, required=False)
    sub.add_argument("--student", nargs="+", action="extend", default=[], metavar="姓名",
                     help="只给这些人打印（教师的文书写教师姓名），默认该文书所及的全部人")  # fmt: skip
    sub.add_argument("--out", type=Path, metavar="文件夹", help="文书写到这里")
    arguments.output_format(sub)


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import documents

    if args.document is None:
        known = [(document.name, document.about) for document in documents.all_documents()]
        told = [{"name": name, "about": about} for name, about in known]
        answer({"documents": told}, "\n".join(lines.table(known)), args)
        hint(f"kongcuo print {known[0][0]} --from 数据文件夹 --out 文书", args)
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
    beside(args, notes=printed.notes, unreadable=printed.unreadable)
    data = {
        "date": date.isoformat(),
        "policy": policy.name,
        "written": [{"path": str(path), "copies": number} for path, number in printed.files],
        "unreadable": objects(printed.unreadable),
        "notes": [*printed.notes],
    }
    answer(data, "\n".join(f"已写出 {path}（{number} 份）" for path, number in printed.files), args)
    return WRONG if printed.unreadable else FINE
