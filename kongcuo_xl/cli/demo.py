"""``kongcuo demo``."""

from __future__ import annotations

import argparse
from pathlib import Path

from kongcuo_xl.cli import arguments
from kongcuo_xl.cli.terminal import FINE, UsageError, answer, hint

HELP = "写出一个虚构的县，供试用：各种排版的工作簿和 truth.json"
EXAMPLES = (
    "kongcuo demo 示范县",
    "kongcuo demo 大县 --schools 40 --students 20000 --seed 7",
)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    sub.add_argument("folder", type=Path, metavar="文件夹", help="写到这里，要是新的或空的")
    sub.add_argument("--schools", type=int, default=6, metavar="N", help="学校数")
    sub.add_argument("--students", type=int, default=1200, metavar="N", help="学生总数（约）")
    arguments.output_format(sub)
    sub.add_argument(
        "--seed", type=int, default=2025, metavar="N", help="随机种子，同一种子结果相同"
    )


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import demo

    if args.folder.exists() and (not args.folder.is_dir() or any(args.folder.iterdir())):
        raise UsageError(f"“{args.folder}”已经存在且不是空文件夹，请换一个名称")
    try:
        summary = demo.write(
            args.folder, schools=args.schools, students=args.students, seed=args.seed,
            date=args.date or demo.DATE,
        )  # fmt: skip
    except ValueError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        from kongcuo_xl.system_errors import in_words

        raise UsageError(f"不能写入“{args.folder}”：{in_words(error)}") from None
    data = {
        "folder": str(summary.folder),
        "files": [*summary.files],
        "schools": summary.schools,
        "students": summary.students,
        "faults": summary.faults,
    }
    text = (
        f"已写出 {summary.folder}：{summary.schools} 所学校，{summary.students} 名虚构学生，"
        f"{len(summary.files)} 个工作簿，{summary.faults} 处埋设的问题（truth.json）。"
    )
    answer(data, "" if args.quiet else text, args)
    hint(
        f"kongcuo check {args.folder} --policy zhushan-2021 --date {demo.DATE} --out 核查结果", args
    )
    return FINE
