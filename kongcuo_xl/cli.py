"""The command line: arguments in, a function called, what it says printed. No logic here.

Heavy modules are imported by the command that needs them, so that help comes at once.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from kongcuo_xl import __version__
from kongcuo_xl.screen import in_json, shown

if TYPE_CHECKING:
    from kongcuo_xl.checking import Report
    from kongcuo_xl.policy import Policy
    from kongcuo_xl.settings import Named

FINE, FAULTY, WRONG, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses: nothing at level 错误; some; wrong usage or an unreadable input; Ctrl-C."""


class UsageError(Exception):
    """Something the user asked for can't be done as asked; the message is a Chinese sentence."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    _end_on_request()
    try:
        parser = _parser()
        args = parser.parse_args(argv)
        if not getattr(args, "run", None):
            parser.print_help()
            return FINE
        _take_passwords(args)
        return int(args.run(args))
    except KeyboardInterrupt:
        _say("已中断，没有留下写了一半的文件。")
        return INTERRUPTED
    except BrokenPipeError:
        return FINE
    except SystemExit:  # help and usage: nothing has to be imported to let it pass
        raise
    except _expected_errors() as error:
        _say(f"错误：{error}")
        return WRONG
    except Exception as error:  # the last fence: no traceback ever reaches a user
        return _defect(error)


def _expected_errors() -> tuple[type[Exception], ...]:
    from kongcuo_xl import failures

    return UsageError, *failures.foreseen()


def _defect(error: Exception) -> int:
    from kongcuo_xl import failures

    _say(f"错误：{failures.kept(error)}")
    return WRONG


def _say(text: str) -> None:
    print(shown(text), file=sys.stderr)


def _tell(text: str, args: argparse.Namespace) -> None:
    """Print a result: JSON as it is but for escapes, else with what may not be seen masked."""
    kind, show_ids = getattr(args, "format", ""), getattr(args, "show_ids", False)
    if kind == "json":
        print(in_json(text))
    elif kind == "csv":  # its mark and its line ends belong to it
        lines = text.removeprefix("\ufeff").split("\r\n")
        print("\ufeff" + "\r\n".join(shown(line, show_ids=show_ids) for line in lines), end="")
    else:
        print(shown(text, show_ids=show_ids))


def _end_on_request() -> None:
    """Let a request to end (SIGTERM) clear up behind it as Ctrl-C does."""
    import signal
    import threading

    main = threading.current_thread() is threading.main_thread()
    # Only where nobody else has asked to be told.
    if main and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def _take_passwords(args: argparse.Namespace) -> None:
    if getattr(args, "password_file", None) is None:
        return
    from kongcuo_xl.hosts import passwords

    words, notes = passwords.from_file(args.password_file)
    passwords.give(words)
    for note in notes:
        _say(note)


# ── arguments ────────────────────────────────────────────────────────────────────────────────────
class _Parser(argparse.ArgumentParser):
    """argparse in Chinese."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, show how it goes, exit 2."""
        self.print_usage(sys.stderr)
        _say(f"错误：{_translated(message)}。用 {self.prog} --help 查看用法。")
        raise SystemExit(WRONG)

    def format_usage(self) -> str:
        """Usage with its heading in Chinese."""
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        """Help with its headings in Chinese."""
        text = super().format_help().replace("usage: ", "用法：", 1)
        for english, chinese in (
            ("positional arguments:", "参数："),
            ("options:", "选项："),
            ("show this help message and exit", "显示这份说明"),
            ("show program's version number and exit", "显示版本"),
        ):
            text = text.replace(english, chinese)
        return text


def _translated(message: str) -> str:
    for english, chinese in (
        ("the following arguments are required: ", "缺少参数 "),
        ("unrecognized arguments: ", "不认识的参数 "),
        ("expected one argument", "后面要跟一个值"),
        ("expected at least one argument", "后面至少要跟一个值"),
        ("invalid choice: ", "没有这个选择："),
        ("argument ", "参数 "),
        ("(choose from ", "（可用："),
        ("invalid int value: ", "不是整数："),
    ):
        message = message.replace(english, chinese)
    return message.replace(")", "）") if "（" in message else message


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期“{text}”不成立，请写成 2025-10-20 这样") from None


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--policy", default=None, metavar="名称|文件",
                        help="政策口径，默认按“设置”表，再按 national（见 kongcuo policies）")  # fmt: skip
    common.add_argument("--date", type=_date, default=None, metavar="YYYY-MM-DD",
                        help="核查日期 check date，默认按“设置”表，再按今天")  # fmt: skip
    common.add_argument("--quiet", action="store_true", help="只输出结果，不显示进度和说明")
    parser = _Parser(
        prog="kongcuo",
        description="控辍保学名册核查：在您现有的表格里找出问题、作标记、填报表。原文件从不改动。",
        epilog="示例：\n  kongcuo demo 示范县\n  kongcuo check 示范县 --policy zhushan-2021 "
        "--date 2025-10-20 --out 核查结果\n  kongcuo fill 月报表 --from 一中 --period 2025-10 --out 月报.xlsx",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"kongcuo-xl {__version__}")
    commands: argparse._SubParsersAction[argparse.ArgumentParser] = parser.add_subparsers(
        title="命令", metavar="", parser_class=_Parser
    )

    def command(
        name: str, run: Callable[[argparse.Namespace], int], help_: str, example: str
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            name,
            help=help_,
            description=help_,
            parents=[common],
            epilog=f"示例：\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(run=run)
        return sub

    sub = command("check", _check, "核查工作簿，列出问题；加 --out 另写带标记的副本",
                  "kongcuo check 一中 --out 核查结果")  # fmt: skip
    _paths(sub)
    sub.add_argument(
        "--out", type=Path, metavar="文件夹", help="把带标记的副本（原名_核查.xlsx）写到这里"
    )
    sub.add_argument("--format", choices=("text", "json", "csv"), default="text", help="输出格式")
    sub.add_argument("--select", metavar="代码", help="只查这些规则，如 ID,AT102")
    sub.add_argument("--ignore", metavar="代码", help="不查这些规则，如 FM106,ST107")
    sub.add_argument(
        "--previous", type=Path, metavar="路径", help="上期名册，用来核对增减（RC113）"
    )
    sub.add_argument("--notes", action="store_true",
                     help="在副本里另给有问题的单元格加批注（已有批注的不动）")  # fmt: skip
    sub.add_argument("--show-ids", action="store_true", help="显示完整身份证号（默认遮盖）")

    sub = command(
        "clear",
        _clear,
        "去掉本程序作的全部标记，其余一概不动",
        "kongcuo clear 花名册_核查.xlsx --out 还原",
    )
    _paths(sub)
    _out_folder(sub)

    sub = command("redact", _redact, "脱敏副本：姓名、号码、住址换成虚构的，结构和问题原样，可发给别人看",
                  "kongcuo redact 一中 --out 脱敏")  # fmt: skip
    _paths(sub)
    _out_folder(sub)

    sub = command("compare", _compare, "对照名单：甲有乙无、乙有甲无、不一致、疑为同一人、重复（四查三比对）",
                  "kongcuo compare 户籍摸底表.xlsx 学籍表.xlsx 花名册 --out 对照.xlsx")  # fmt: skip
    _paths(sub)
    sub.add_argument("--out", type=Path, metavar="文件", help="把全部结果写成这个工作簿")
    sub.add_argument("--format", choices=("text", "json"), default="text", help="输出格式")
    sub.add_argument("--show-ids", action="store_true", help="显示完整身份证号（默认遮盖）")

    sub = command("tidy", _tidy, "整理：只改不会改错的写法（空格、全角、汉→汉族、日期写法），逐处列明",
                  "kongcuo tidy 一中 --out 整理结果")  # fmt: skip
    _paths(sub)
    _out_folder(sub)
    sub.add_argument("--format", choices=("text", "json"), default="text", help="输出格式")
    sub.add_argument("--show-ids", action="store_true", help="显示完整身份证号（默认遮盖）")

    sub = command("risk", _risk, "预警名单：每个学生的辍学风险（高、中、低），每条原因写明依据和所在单元格",
                  "kongcuo risk 一中 --level 高,中 --format xlsx --out 预警.xlsx")  # fmt: skip
    _paths(sub)
    sub.add_argument("--format", choices=("text", "json", "csv", "xlsx"), default="text",
                     help="输出格式")  # fmt: skip
    sub.add_argument("--out", type=Path, metavar="文件", help="写到这个文件；xlsx 必须给出")
    sub.add_argument("--level", default="高,中,低", metavar="等级", help="只列这些等级，如 高,中")
    sub.add_argument("--show-ids", action="store_true", help="显示完整身份证号（默认遮盖）")

    sub = command("remind", _remind, "待办清单：到这一天谁欠什么、欠谁的、最迟哪天、依据什么",
                  "kongcuo remind 一中 --days 14 --format ics --out 待办.ics")  # fmt: skip
    _paths(sub)
    sub.add_argument("--format", choices=("text", "json", "xlsx", "ics"), default="text",
                     help="输出格式")  # fmt: skip
    sub.add_argument("--out", type=Path, metavar="文件", help="写到这个文件；xlsx、ics 必须给出")
    sub.add_argument("--days", type=int, default=7, metavar="N", help="往后看几天，默认 7")

    sub = command("fill", _fill, "填写报表，每个数都能说清是哪些人",
                  "kongcuo fill 月报表 --from 一中 --period 2025-10 --out 月报.xlsx --explain")  # fmt: skip
    sub.add_argument("form", metavar="报表",
                     help="报表名称，如 月报表（见 kongcuo forms）；或县里发的空白表样（.xlsx）")  # fmt: skip
    sub.add_argument("--from", dest="paths", nargs="+", action="extend", type=Path, required=True, metavar="路径",
                     help="数据所在的文件或文件夹")  # fmt: skip
    sub.add_argument("--out", type=Path, required=True, metavar="文件", help="填好的报表写到这里")
    _password_file(sub)
    sub.add_argument(
        "--period", metavar="期间", help="2025-10、2025Q4、2025-W41、2025秋、2025-2026"
    )
    sub.add_argument("--explain", action="store_true", help="加一张“数据来源”表，逐数列出所计的人")
    sub.add_argument("--overwrite", action="store_true",
                     help="表样上已经手工填的数和名单行，与所给的表不同的也改写（默认不改），逐处说明")  # fmt: skip
    sub.add_argument("--previous", type=Path, metavar="路径",
                     help="以前学年的名册（标题或文件名写明学年），巩固率的招生数由此而来")  # fmt: skip

    sub = command("forms", _forms, "列出可填的报表；forms learn 认读县里发的空白表样，写出对照文件",
                  "kongcuo forms learn 学籍变动统计表.xlsx")  # fmt: skip
    sub.add_argument("action", nargs="?", choices=("learn",), metavar="learn", help="认读表样")
    sub.add_argument("file", nargs="?", type=Path, metavar="文件", help="空白表样（.xlsx）")
    sub.add_argument("--out", type=Path, metavar="对照文件", help="默认写在表样旁边（同名 .toml）")

    sub = command("print", _print, "打印文书：每人一份 Word 文书，数据取自名册和台账；不写名称则列出全部",
                  "kongcuo print 返校通知书 --from 一中 --student 张小明 --out 文书")  # fmt: skip
    sub.add_argument("document", nargs="?", metavar="文书", help="文书名称，如 返校通知书")
    sub.add_argument("--from", dest="paths", nargs="+", action="extend", type=Path, metavar="路径",
                     help="数据所在的文件或文件夹")  # fmt: skip
    sub.add_argument("--student", nargs="+", action="extend", default=[], metavar="姓名",
                     help="只给这些人打印（教师的文书写教师姓名），默认该文书所及的全部人")  # fmt: skip
    sub.add_argument("--out", type=Path, metavar="文件夹", help="文书写到这里")
    _password_file(sub)

    sub = command("batch", _batch, "一个县：逐单位核查、作标记、填月报、出汇总",
                  "kongcuo batch 示范县 --out 结果 --policy zhushan-2021 --date 2025-10-20")  # fmt: skip
    sub.add_argument("inbox", type=Path, metavar="收件夹", help="每个子文件夹是一个单位（学校）")
    _password_file(sub)
    sub.add_argument("--out", type=Path, required=True, metavar="文件夹", help="结果写到这里")
    sub.add_argument(
        "--workers", type=int, default=0, metavar="N", help="同时用几个进程，默认按处理器核数"
    )
    sub.add_argument("--period", metavar="期间", help="填哪个月的月报表，默认核查日期的上个月")

    sub = command("merge", _merge, "汇总：学校 → 中心校 → 县，谁没有报，表内表间核对，上报与测算、与上期对比，图表",
                  "kongcuo merge 各校月报 --out 汇总.xlsx --period 2025-09")  # fmt: skip
    sub.add_argument("folder", type=Path, metavar="文件夹",
                     help="各单位的报表：一个单位一个子文件夹（中心校下可再分学校），或一个单位一个文件")  # fmt: skip
    _password_file(sub)
    sub.add_argument("--out", type=Path, required=True, metavar="文件", help="汇总工作簿写到这里")
    sub.add_argument(
        "--period", metavar="期间", help="2025-09、2025Q3、2025秋 等，默认核查日期的上个月"
    )
    sub.add_argument("--previous", type=Path, metavar="文件夹", help="上期各单位的报表，用来对比")
    sub.add_argument(
        "--form", type=Path, metavar="文件", help="县里的空白汇总表样，按上报的数另填一份"
    )
    sub.add_argument(
        "--workers", type=int, default=0, metavar="N", help="同时用几个进程，默认按处理器核数"
    )
    sub.add_argument("--show-ids", action="store_true", help="显示完整身份证号（默认遮盖）")

    sub = command("demo", _demo, "写出一个虚构的县：各种排版的工作簿和 truth.json",
                  "kongcuo demo 示范县 --schools 6")  # fmt: skip
    sub.add_argument("folder", type=Path, metavar="文件夹")
    sub.add_argument("--schools", type=int, default=6, metavar="N", help="学校数")
    sub.add_argument("--students", type=int, default=1200, metavar="N", help="学生总数（约）")
    sub.add_argument(
        "--seed", type=int, default=2025, metavar="N", help="随机种子，同一种子结果相同"
    )

    sub = command("addin", _addin, "Excel 加载项：生成、安装、卸载、检查为什么不能用",
                  "kongcuo addin install")  # fmt: skip
    sub.add_argument("action", choices=("build", "install", "uninstall", "doctor"),
                     metavar="build|install|uninstall|doctor", help="生成、安装、卸载、检测")  # fmt: skip
    sub.add_argument("--out", type=Path, default=Path(), metavar="文件夹",
                     help="build 写到这里，默认当前文件夹")  # fmt: skip

    sub = command("rules", _rules, "列出规则；给出代码则显示该规则的说明页", "kongcuo rules HV101")
    sub.add_argument("code", nargs="?", metavar="代码")

    sub = command("policies", _policies, "列出政策；给出名称则逐项说明每个值的来处",
                  "kongcuo policies zhushan-2021")  # fmt: skip
    sub.add_argument("name", nargs="?", metavar="名称|文件")
    sub.add_argument("other", nargs="?", metavar="另一套", help="与另一套政策逐项比较")
    return parser


def _paths(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("paths", nargs="+", type=Path, metavar="路径",
                     help="工作簿或文件夹；一个文件夹是一个单位，子文件夹各是一个单位")  # fmt: skip
    _password_file(sub)


def _password_file(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--password-file", type=Path, metavar="文件",
                     help="有打开密码的工作簿用里面的密码逐个试开；一行一个密码")  # fmt: skip


def _out_folder(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--out", type=Path, required=True, metavar="文件夹", help="副本写到这里")


def _policy(args: argparse.Namespace) -> Policy:
    from kongcuo_xl import policy
    from kongcuo_xl.rule import rules

    loaded = policy.load(args.policy or policy.BASE)
    loaded.check_codes(rules())
    return loaded


def _check_date(args: argparse.Namespace) -> dt.date:
    date: dt.date = args.date or dt.date.today()
    return date


def _named(args: argparse.Namespace) -> set[Named]:
    """What the user has named himself, which no 设置 sheet changes."""
    given: dict[Named, object] = {"policy": args.policy, "date": args.date}
    return {name for name, value in given.items() if value is not None}


@contextmanager
def _progress(args: argparse.Namespace, words: str) -> Iterator[Callable[[str], None] | None]:
    """A line on the terminal that names what is being worked on; nothing when not a terminal."""
    if args.quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words)
        done = 0

        def step(name: str) -> None:
            nonlocal done
            done += 1
            bar.update(task, description=shown(f"{words}（第 {done} 个）{name}"))

        yield step


# ── commands ─────────────────────────────────────────────────────────────────────────────────────
def _selected(args: argparse.Namespace) -> set[str] | None:
    from kongcuo_xl.rule import matching, rules

    def codes(text: str, option: str) -> set[str]:
        try:
            return matching(re.split(r"[,，;；、\s]+", text.strip(",，;；、 ")))
        except LookupError as word:
            raise UsageError(
                f"{option} 中的“{word.args[0]}”不是规则代码，用 kongcuo rules 查看全部代码"
            ) from None

    chosen = codes(args.select, "--select") if args.select else None
    if args.ignore:
        chosen = (chosen if chosen is not None else set(rules())) - codes(args.ignore, "--ignore")
    return chosen


def _check(args: argparse.Namespace) -> int:
    from kongcuo_xl import inputs, listing

    policy, date = _policy(args), _check_date(args)
    with _progress(args, "正在读取") as step:
        report = inputs.check(
            args.paths, policy, date, selected=_selected(args), previous=args.previous,
            leave_out=args.out, progress=step, named=_named(args),
        )  # fmt: skip
    failed = bool(report.unreadable)
    if args.out is not None:
        from kongcuo_xl import copies

        with _progress(args, "正在写副本") as step:
            written = copies.write_marked(
                report, args.out, show_ids=args.show_ids, notes=args.notes, progress=step
            )
        for copy in written:
            if copy.failure:
                failed = True
                _say(f"{copy.original}：没有写出副本：{copy.failure}")
            elif not args.quiet:
                _say(
                    f"已写出 {copy.path}（{copy.findings} 处）"
                    + "".join(f"；{n}" for n in copy.notes)
                )
        if not written and not args.quiet:
            _say("没有发现问题，没有写副本。")
    if args.format == "text":
        _tell(listing.as_text(report, show_ids=args.show_ids, quiet=args.quiet), args)
    else:
        text = listing.FORMATS[args.format](report, show_ids=args.show_ids)
        _tell(text, args)
    if failed:
        return WRONG
    return FAULTY if report.count("错误") else FINE


def _clear(args: argparse.Namespace) -> int:
    from kongcuo_xl import clearing

    status = FINE
    for line, fine in clearing.clear(args.paths, args.out, _policy(args)):
        _tell(line, args) if fine else _say(line)
        status = status if fine else WRONG
    return status


def _redact(args: argparse.Namespace) -> int:
    from kongcuo_xl import redaction

    with _progress(args, "正在脱敏") as step:
        done = redaction.redact(
            args.paths, args.out, _policy(args), _check_date(args), progress=step
        )
    for note in done.notes if not args.quiet else ():
        _say(note)
    for failure in done.unreadable:
        _say(f"{failure.file}：{failure.reason}")
    for name, why in done.failures:
        _say(f"{name}：没有写出副本：{why}")
    for _, path, notes in done.written:
        _tell("；".join((f"已写出 {path}", *notes)), args)
    if done.written and not args.quiet:
        _say(redaction.REMAINS)
    return WRONG if done.unreadable or done.failures else FINE


def _compare(args: argparse.Namespace) -> int:
    from kongcuo_xl import compare, inputs

    inputs.not_an_input(args.out, args.paths)
    try:
        with _progress(args, "正在读取") as step:
            found = compare.compare(
                args.paths, _policy(args), _check_date(args), progress=step, named=_named(args)
            )
    except compare.CompareError as error:
        raise UsageError(str(error)) from None
    if args.out is not None:
        from kongcuo_xl import comparison_sheets

        comparison_sheets.write(found, args.out, show_ids=args.show_ids)
        if not args.quiet:
            _say(f"已写出 {args.out}")
    if args.format == "json":
        _tell(compare.as_json(found, show_ids=args.show_ids), args)
    else:
        _tell(compare.as_text(found, show_ids=args.show_ids, quiet=args.quiet), args)
    return WRONG if found.unreadable else FINE


def _tidy(args: argparse.Namespace) -> int:
    from kongcuo_xl import tidying

    policy, date = _policy(args), _check_date(args)
    with _progress(args, "正在整理") as step:
        outcome = tidying.tidy(
            args.paths, args.out, policy, date, show_ids=args.show_ids, progress=step,
            named=_named(args),
        )  # fmt: skip
    for copy in outcome.written:
        if copy.failure:
            _say(f"{copy.original}：没有写出副本：{copy.failure}")
        elif not args.quiet:
            _say(
                f"已写出 {copy.path}（{copy.findings} 处）" + "".join(f"；{n}" for n in copy.notes)
            )
    if args.format == "json":
        _tell(tidying.as_json(outcome, show_ids=args.show_ids), args)
    else:
        _tell(tidying.as_text(outcome, show_ids=args.show_ids, quiet=args.quiet), args)
    return WRONG if outcome.failed else FINE


def _read(args: argparse.Namespace) -> Report:
    """Everything named, read and understood; no rule is run."""
    from kongcuo_xl import inputs

    policy, date = _policy(args), _check_date(args)
    with _progress(args, "正在读取") as step:
        report = inputs.check(
            args.paths, policy, date, selected=set(), leave_out=args.out, progress=step,
            named=_named(args),
        )  # fmt: skip
    for failure in report.unreadable:
        _say(f"{failure.file}：{failure.reason}")
    return report


def _risk(args: argparse.Namespace) -> int:
    from kongcuo_xl import risk_list
    from kongcuo_xl.tables import NotApplicable

    levels = risk_list.levels_of(args.level)
    if not levels:
        raise UsageError(f"--level 中的“{args.level}”不是等级，写高、中、低、无，用逗号隔开")
    _need_out(args, risk_list.FORMATS)
    report = _read(args)
    try:
        found = risk_list.at_risk(report.scopes, levels)
    except NotApplicable as why:
        raise UsageError(str(why)) from None
    if args.out is None:
        _tell(risk_list.FORMATS[args.format](found, show_ids=args.show_ids), args)
    else:
        risk_list.save(found, args.format, args.out, show_ids=args.show_ids)
        _say(f"已写出 {args.out}（{found.summary}）")
    return WRONG if report.unreadable else FINE


def _remind(args: argparse.Namespace) -> int:
    from kongcuo_xl import duties, reminders

    _need_out(args, reminders.FORMATS)
    report = _read(args)
    found = duties.owed(report.scopes, max(args.days, 0))
    if args.out is None:
        _tell(reminders.FORMATS[args.format](found, report.date, report.policy.name), args)
    else:
        reminders.save(found, report.date, report.policy.name, args.format, args.out)
        _say(f"已写出 {args.out}（{len(found.duties)} 项）")
    return WRONG if report.unreadable else FINE


def _need_out(args: argparse.Namespace, printable: Collection[str]) -> None:
    if args.format not in printable and args.out is None:
        raise UsageError(f"--format {args.format} 不能显示在屏幕上，请用 --out 给出文件名")


def _fill(args: argparse.Namespace) -> int:
    from kongcuo_xl import filling

    policy, date = _policy(args), _check_date(args)
    with _progress(args, "正在读取") as step:
        outcome = filling.fill_from(
            args.form, args.paths, args.out, policy, date,
            period=args.period, explain=args.explain, overwrite=args.overwrite, progress=step,
            named=_named(args), previous=args.previous,
        )  # fmt: skip
    for note in outcome.notes if not args.quiet else ():
        _say(note)
    for failure in outcome.unreadable:
        _say(f"{failure.file}：{failure.reason}")
    _tell(f"已写出 {args.out}", args)
    return WRONG if outcome.unreadable else FINE


def _forms(args: argparse.Namespace) -> int:
    from kongcuo_xl import forms

    if args.action:
        from kongcuo_xl.hosts import filling

        if args.file is None:
            raise UsageError("forms learn 后面要写空白表样的文件名")
        target, notes = filling.learn_form(args.file, args.out)
        for note in notes if not args.quiet else ():
            _tell(note, args)
        _tell(f"已写出 {target}", args)
        return FINE

    for form in forms.all_forms():
        print(f"{form.code}  {'、'.join(form.names)}  {form.title}")
    return FINE


def _print(args: argparse.Namespace) -> int:
    from kongcuo_xl import documents

    if args.document is None:
        for document in documents.all_documents():
            print(f"{document.name}  {document.about}")
        return FINE
    if not args.paths or args.out is None:
        raise UsageError("请用 --from 写明数据所在的文件或文件夹，用 --out 写明输出文件夹")
    from kongcuo_xl import printing

    policy, date = _policy(args), _check_date(args)
    with _progress(args, "正在读取") as step:
        printed = printing.print_from(
            args.document, args.paths, args.out, policy, date,
            students=args.student, progress=step, named=_named(args),
        )  # fmt: skip
    for note in printed.notes if not args.quiet else ():
        _say(note)
    for failure in printed.unreadable:
        _say(f"{failure.file}：{failure.reason}")
    for path, number in printed.files:
        _tell(f"已写出 {path}（{number} 份）", args)
    return WRONG if printed.unreadable else FINE


def _batch(args: argparse.Namespace) -> int:
    from kongcuo_xl import batch

    policy, date = _policy(args), _check_date(args)
    with _progress(args, "正在核查") as step:
        outcome = batch.run(
            args.inbox, args.out, args.policy or policy.name, policy, date,
            period=args.period, workers=args.workers, progress=step, named=_named(args),
        )  # fmt: skip
    _tell(outcome.text(quiet=args.quiet), args)
    if outcome.unreadable or outcome.failures:
        return WRONG
    return FAULTY if outcome.errors else FINE


def _merge(args: argparse.Namespace) -> int:
    from kongcuo_xl import merging

    policy, date = _policy(args), _check_date(args)
    with _progress(args, "正在读取") as step:
        outcome = merging.run(
            args.folder, args.out, args.policy or policy.name, policy, date,
            wanted=args.period, previous=args.previous, form=args.form,
            workers_wanted=args.workers, progress=step, named=_named(args),
            show_ids=args.show_ids,
        )  # fmt: skip
    _tell(outcome.text(quiet=args.quiet), args)
    if outcome.rollup.unreadable:
        return WRONG
    return FAULTY if outcome.errors else FINE


def _demo(args: argparse.Namespace) -> int:
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
    if not args.quiet:
        _tell(
            f"已写出 {summary.folder}：{summary.schools} 所学校，{summary.students} 名虚构学生，"
            f"{len(summary.files)} 个工作簿，{summary.faults} 处埋设的问题（truth.json）。",
            args,
        )
    return FINE


def _addin(args: argparse.Namespace) -> int:
    from kongcuo_xl.addin import checkup, installation, machine

    computer = machine.here()
    if args.action == "doctor":
        found = checkup.checks(computer)
        _tell(checkup.text(found), args)
        return FINE if checkup.healthy(found) else FAULTY
    if args.action == "uninstall":
        removed = installation.uninstall(computer)
        _tell("".join(f"已删除 {path}\n" for path in removed).strip() or "没有装过加载项", args)
        return FINE
    if args.action == "install":
        written = installation.install(computer)
    else:
        written = installation.build(args.out)
    for path in written:
        _tell(f"已写出 {path}", args)
    if args.action == "install" and not args.quiet:
        _say("请重新打开 Excel；没有出现“控辍保学”选项卡时，运行 kongcuo addin doctor。")
    return FINE


def _rules(args: argparse.Namespace) -> int:
    from kongcuo_xl import rulebook
    from kongcuo_xl.rule import rules

    if args.code is None:
        print(rulebook.contents())
        return FINE
    rule = rules().get(args.code.strip().upper())
    if rule is None:
        raise UsageError(f"没有规则“{args.code}”，用 kongcuo rules 查看全部代码")
    print(rulebook.page(rule))
    return FINE


def _policies(args: argparse.Namespace) -> int:
    from kongcuo_xl import policy, policy_text

    if args.name is None:
        print(policy_text.contents())
    elif args.other is None:
        print(policy_text.explained(policy.load(args.name)))
    else:
        print(policy_text.compared(policy.load(args.name), policy.load(args.other)))
    return FINE


if __name__ == "__main__":
    raise SystemExit(main())
