"""``kongcuo check``."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kongcuo_xl.cli import arguments, asked
from kongcuo_xl.cli.terminal import FAULTY, FINE, WRONG, UsageError, hint, progress, say, tell

if TYPE_CHECKING:
    from kongcuo_xl.checking import Report
    from kongcuo_xl.copies import Copy

HELP = "核查工作簿，列出问题；加 --out 另写带标记的副本"
EXAMPLES = (
    "kongcuo check 一中 --out 核查结果 --html 报告.html",
    "kongcuo check 花名册.xlsx --select ID --format csv > 问题.csv",
    "kongcuo check 示范县 --policy zhushan-2021 --date 2025-10-20 --previous 上期名册",
)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    arguments.paths(sub)
    sub.add_argument(
        "--out",
        type=Path,
        metavar="文件夹",
        help="把带标记的副本（原名_核查.xlsx）写到这里，并存入单元格函数的结果",
    )
    sub.add_argument(
        "--html", type=Path, metavar="文件", help="另写一页报告（.html），用浏览器看、可打印"
    )
    arguments.output_format(sub, "csv")
    select = sub.add_argument("--select", metavar="代码", help="只查这些规则，如 ID,AT102")
    ignore = sub.add_argument("--ignore", metavar="代码", help="不查这些规则，如 FM106,ST107")
    arguments.completed(select, "codes")
    arguments.completed(ignore, "codes")
    sub.add_argument(
        "--previous", type=Path, metavar="路径", help="上期名册，用来核对增减（RC113）"
    )
    sub.add_argument("--history", type=Path, metavar="文件夹",
                     help="历史库所在的文件夹：没有 --previous 时从中取上期，查完把结果记进去")  # fmt: skip
    sub.add_argument("--notes", action="store_true",
                     help="在副本里另给有问题的单元格加批注（已有批注的不动）")  # fmt: skip
    arguments.show_ids(sub)


def _selected(args: argparse.Namespace) -> set[str] | None:
    from kongcuo_xl.rule import matching, rules

    def codes(text: str, option: str) -> set[str]:
        try:
            return matching(re.split(r"[,，;；、\s]+", text.strip(",，;；、 ")))
        except LookupError as word:
            near = arguments.nearest_code(str(word.args[0]), rules())
            raise UsageError(
                f"{option} 中的“{word.args[0]}”不是规则代码"
                + (f"，最接近的是 {near}" if near else "")
                + "；用 kongcuo rules 查看全部代码"
            ) from None

    chosen = codes(args.select, "--select") if args.select else None
    if args.ignore:
        chosen = (chosen if chosen is not None else set(rules())) - codes(args.ignore, "--ignore")
    return chosen


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import inputs, listing

    if args.html is not None and args.html.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"--html 后面写报告的文件名，如 报告.html；现在是“{args.html}”")
    policy, date = asked.policy(args), asked.check_date(args)
    with progress(args, "正在读取") as step:
        report = inputs.check(
            args.paths, policy, date, selected=_selected(args), previous=args.previous, history=asked.history(args),
            leave_out=args.out, progress=step, named=asked.named(args),
        )  # fmt: skip
    written = _write_copies(report, args) if args.out is not None else []
    copied = {copy.original: copy.path for copy in written if copy.path is not None}
    if args.html is not None:
        _write_page(report, args, copied)
    if args.format == "text":
        tell(listing.as_text(report, show_ids=args.show_ids, quiet=args.quiet), args)
    else:
        text = listing.FORMATS[args.format](report, show_ids=args.show_ids)
        tell(text, args)
    if report.findings and not (args.out or args.html):
        code = report.findings[0].code
        hint(
            "加 --out 文件夹 可写出作了标记的副本，加 --html 报告.html 可写成网页；"
            f"kongcuo rules {code} 说明 {code} 查什么、为什么。",
            args,
        )
    elif copied:
        hint("打开副本逐处改正原表；属实的在副本“问题清单”里写核实说明，下次核查不再算问题。", args)
    if report.unreadable or any(copy.failure for copy in written):
        return WRONG
    return FAULTY if report.count("错误") else FINE


def _write_copies(report: Report, args: argparse.Namespace) -> list[Copy]:
    """Marked copies, and a line on each."""
    from kongcuo_xl import copies

    with progress(args, "正在写副本") as step:
        written = copies.write_marked(
            report, args.out, show_ids=args.show_ids, notes=args.notes, progress=step
        )
    for copy in written:
        if copy.failure:
            say(f"{copy.original}：没有写出副本：{copy.failure}")
        elif not args.quiet:
            stored = f"，存入 {copy.results} 格函数结果" if copy.results else ""
            notes = "".join(f"；{note}" for note in copy.notes)
            say(f"已写出 {copy.path}（{copy.findings} 处{stored}）{notes}")
    if not written and not args.quiet:
        say("没有发现问题，没有写副本。")
    return written


def _write_page(report: Report, args: argparse.Namespace, copied: Mapping[str, Path]) -> None:
    """The report as a web page, with links to the copies of the workbooks."""
    from kongcuo_xl import report_page

    links = {name: report_page.address(path, args.html) for name, path in copied.items()}
    page = report_page.of_check(report, copies=links, show_ids=args.show_ids)
    report_page.write(page, args.html)
    if not args.quiet:
        say(f"已写出 {args.html}，用浏览器打开。")
