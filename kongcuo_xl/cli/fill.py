"""``kongcuo fill``."""

from __future__ import annotations

import argparse
from pathlib import Path

from kongcuo_xl.cli import arguments, asked
from kongcuo_xl.cli.terminal import FINE, WRONG, answer, beside, hint, objects, progress

HELP = "填写报表，每个数都能说清是哪些人"
EXAMPLES = (
    "kongcuo fill 月报表 --from 一中 --period 2025-10 --out 月报.xlsx --explain",
    "kongcuo fill 县里的表.xlsx --from 一中 --period 2025秋 --out 已填.xlsx",
    "kongcuo fill 巩固率 --from 一中 --previous 往年名册 --out 巩固率.xlsx",
)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    form = sub.add_argument("form", metavar="报表",
                            help="报表名称，如 月报表（见 kongcuo forms）；或县里发的空白表样（.xlsx）")  # fmt: skip
    arguments.completed(form, "forms")
    arguments.inputs(sub)
    sub.add_argument("--out", type=Path, required=True, metavar="文件", help="填好的报表写到这里")
    arguments.output_format(sub)
    sub.add_argument(
        "--period", metavar="期间", help="2025-10、2025Q4、2025-W41、2025秋、2025-2026"
    )
    sub.add_argument("--explain", action="store_true", help="加一张“数据来源”表，逐数列出所计的人")
    sub.add_argument("--overwrite", action="store_true",
                     help="表样上已经手工填的数和名单行，与所给的表不同的也改写（默认不改），逐处说明")  # fmt: skip
    sub.add_argument("--previous", type=Path, metavar="路径",
                     help="以前学年的名册（标题或文件名写明学年），巩固率的招生数由此而来")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import filling

    policy, date = asked.policy(args), asked.check_date(args)
    with progress(args, "正在读取") as step:
        outcome = filling.fill_from(
            args.form, args.paths, args.out, policy, date,
            period=args.period, explain=args.explain, overwrite=args.overwrite, progress=step,
            named=asked.named(args), previous=args.previous,
        )  # fmt: skip
    beside(args, notes=outcome.notes, unreadable=outcome.unreadable)
    data = {
        "date": outcome.date.isoformat(),
        "policy": policy.name,
        "period": outcome.period.name,
        "path": str(args.out),
        "figures": outcome.figures,
        "unreadable": objects(outcome.unreadable),
        "notes": [*outcome.notes],
    }
    answer(data, f"已写出 {args.out}", args)
    if not args.explain:
        hint("加 --explain 另有一张“数据来源”表，逐个数列出所计的人。", args)
    return WRONG if outcome.unreadable else FINE
