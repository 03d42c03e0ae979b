"""``kongcuo new``."""

from __future__ import annotations

import argparse
from pathlib import Path

from kongcuo_xl.cli import asked
from kongcuo_xl.cli.terminal import FINE, UsageError, tell

HELP = "新建台账：一个工作簿，各种表都有，下拉、校验、仪表盘现成；旁边另有一份填好的示例"
EXAMPLES = (
    "kongcuo new 控辍保学台账.xlsx --unit 云溪镇中心小学",
    "kongcuo new 班级台账.xlsx --tables 学生花名册,点名册,家访登记表",
)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    sub.add_argument("file", type=Path, metavar="文件", help="写成这个文件（.xlsx），已有的不覆盖")
    sub.add_argument("--unit", default="", metavar="学校", help="学校全称，写进“设置”")
    sub.add_argument("--tables", default="", metavar="表名",
                     help="只要这些表，用逗号隔开，如 学生花名册,家访登记表；默认全部")  # fmt: skip
    sub.add_argument("--students", type=int, default=1000, metavar="N",
                     help="按多少名学生准备公式，默认 1000")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import ledger

    if not 1 <= args.students <= 20000:
        raise UsageError("--students 写 1 至 20000 之间的数")
    try:
        tables = ledger.named(args.tables)
    except LookupError as error:
        raise UsageError(str(error.args[0])) from None
    sample = ledger.sample_beside(args.file)
    ledger.must_be_new(args.file, sample)
    held = asked.policy(args) if args.policy else None
    ledger.write(
        args.file, unit=args.unit, policy=held, tables=tables, students=args.students,
        date=asked.check_date(args), check_date=args.date,
    )  # fmt: skip
    tell(f"已写出 {args.file}", args)
    ledger.write_sample(sample, tables=tables)
    tell(f"已写出 {sample}（虚构的学校，供对照）", args)
    return FINE
