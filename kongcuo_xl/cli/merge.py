"""``kongcuo merge``."""

from __future__ import annotations

import argparse
from pathlib import Path

from kongcuo_xl.cli import arguments, asked
from kongcuo_xl.cli.terminal import FAULTY, FINE, WRONG, answer, progress

HELP = "汇总：学校 → 中心校 → 县，谁没有报，勾稽核对，与测算、上期对比"
EXAMPLES = (
    "kongcuo merge 各校月报 --out 汇总.xlsx --period 2025-09",
    "kongcuo merge 各校月报 --out 汇总.xlsx --period 2025-09 --previous 八月月报 --form 县汇总表.xlsx",
)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    sub.add_argument("folder", type=Path, metavar="文件夹",
                     help="各单位的报表：一个单位一个子文件夹（中心校下可再分学校），或一个单位一个文件")  # fmt: skip
    arguments.password_file(sub)
    sub.add_argument("--out", type=Path, required=True, metavar="文件", help="汇总工作簿写到这里")
    sub.add_argument(
        "--period", metavar="期间", help="2025-09、2025Q3、2025秋 等，默认核查日期的上个月"
    )
    sub.add_argument("--previous", type=Path, metavar="文件夹", help="上期各单位的报表，用来对比")
    sub.add_argument(
        "--form", type=Path, metavar="文件", help="县里的空白汇总表样，按上报的数另填一份"
    )
    arguments.workers(sub)
    arguments.output_format(sub)
    arguments.show_ids(sub)


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import merging

    policy, date = asked.policy(args), asked.check_date(args)
    with progress(args, "正在读取") as step:
        outcome = merging.run(
            args.folder, args.out, args.policy or policy.name, policy, date,
            wanted=args.period, previous=args.previous, form=args.form,
            workers_wanted=args.workers, progress=step, named=asked.named(args),
            show_ids=args.show_ids,
        )  # fmt: skip
    answer(outcome.told(), outcome.text(quiet=args.quiet), args)
    if outcome.rollup.unreadable:
        return WRONG
    return FAULTY if outcome.errors else FINE
