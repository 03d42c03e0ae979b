"""``kongcuo history``."""

from __future__ import annotations

import argparse
from pathlib import Path

from kongcuo_xl.cli import arguments, asked
from kongcuo_xl.cli.terminal import FINE, UsageError, counted, say, tell

HELP = "历史：一个学生、一个单位、一个数逐月怎样；rebuild 从留存的来件补记"
EXAMPLES = (
    "kongcuo history 结果",
    "kongcuo history 结果 --student 张小明",
    "kongcuo history 结果 --unit 一中 --since 2025-09 --until 2026-01",
    "kongcuo history 结果 --measure 休学 --out 休学走势.xlsx",
    "kongcuo history rebuild 结果 收件/2025-10-08 收件/2025-11-05",
)
REBUILD = "rebuild"


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    sub.add_argument("words", nargs="+", metavar="[rebuild] 结果文件夹",
                     help="kongcuo batch 的 --out 文件夹，历史库在里面；rebuild 后面再写各月的来件文件夹，"
                     "名称里要有当时的核查日期，如 2025-10-08")  # fmt: skip
    sub.add_argument("--student", metavar="姓名|号码", help="姓名、身份证号或学籍号")
    sub.add_argument(
        "--unit", metavar="单位", help="一个单位；也可以和 --student、--measure 一起用"
    )
    sub.add_argument("--measure", metavar="指标", help="一个数，如 期末在籍、休学、小学辍学率")
    sub.add_argument("--since", metavar="月份", default="", help="从这个月起，如 2025-09")
    sub.add_argument("--until", metavar="月份", default="", help="到这个月止")
    sub.add_argument(
        "--format",
        choices=("text", "json", "xlsx"),
        help="输出格式，默认按 --out 文件的扩展名，再按 text",
    )
    sub.add_argument("--out", type=Path, metavar="文件", help="写到这个文件；xlsx 必须给出")
    sub.add_argument("--workers", type=int, default=0, metavar="N",
                     help="rebuild 同时用几个进程，默认按处理器核数")  # fmt: skip
    arguments.password_file(sub)


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    if args.words[0] == REBUILD:
        return _rebuild(args)
    if len(args.words) > 1:
        raise UsageError(
            "只写一个结果文件夹；要从来件补记，请写 kongcuo history rebuild 结果 来件…"
        )
    if args.student and args.measure:
        raise UsageError("--student 和 --measure 只能用一个")
    from kongcuo_xl.history import asking, showing
    from kongcuo_xl.history.store import History

    asked.settle_format(args, showing.FORMATS, "xlsx")
    history = History(Path(args.words[0]))
    answer = asking.ask(
        history, student=args.student, unit=args.unit, measure=args.measure,
        since=args.since, until=args.until,
    )  # fmt: skip
    for note in history.notes if not args.quiet else ():
        say(note)
    if args.out is None:
        tell(showing.FORMATS[args.format](answer), args)
    else:
        showing.save(answer, args.format, args.out)
        say(f"已写出 {args.out}")
    return FINE


def _rebuild(args: argparse.Namespace) -> int:
    from kongcuo_xl.history.rebuild import dated, rebuild
    from kongcuo_xl.history.store import History

    folders = [Path(word) for word in args.words[1:]]
    if len(folders) < 2:
        raise UsageError("rebuild 后面先写结果文件夹，再写各月的来件文件夹")
    policy, history = asked.policy(args), History(folders[0])
    with counted(args, "正在补记") as step:
        told = rebuild(
            history, dated(folders[1:], args.date), args.policy or policy.name, policy,
            workers=args.workers, progress=step, named=asked.named(args),
        )  # fmt: skip
    for line in (*told, *history.notes):
        tell(line, args)
    return FINE
