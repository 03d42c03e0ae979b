"""The command line: arguments in, a function called, what it says printed. No logic here.

A command is one module of its own name: ``HELP`` (one line), ``EXAMPLES``, ``add_to(parser)`` for
its arguments, ``run(args)`` for what it does; its name stands once more, in GROUPS below. Heavy
modules are imported by the ``run`` that needs them, so that help comes at once.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from importlib import import_module

from kongcuo_xl import __version__
from kongcuo_xl.cli import arguments, terminal
from kongcuo_xl.cli.terminal import FAULTY, FINE, INTERRUPTED, WRONG, UsageError, say

__all__ = ["FAULTY", "FINE", "GROUPS", "INTERRUPTED", "WRONG", "UsageError", "main"]

GROUPS: dict[str, tuple[str, ...]] = {
    "核查": ("check", "clear", "tidy", "redact"),
    "名单": ("compare", "risk", "remind"),
    "报表和文书": ("fill", "forms", "print"),
    "全县": ("batch", "watch", "merge", "history"),
    "起步和参考": ("new", "demo", "rules", "policies"),
    "装进办公软件和命令行": ("addin", "calc", "completion"),
}
"""The commands as help lists them."""
EXAMPLES = (
    "kongcuo demo 示范县",
    "kongcuo check 示范县 --policy zhushan-2021 --date 2025-10-20 --out 核查结果",
    "kongcuo fill 月报表 --from 一中 --period 2025-10 --out 月报.xlsx",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    terminal.prepare()
    _end_on_request()
    try:
        status = _run(argv)
        terminal.flush()
    except BrokenPipeError:  # ``| head`` has seen enough
        terminal.abandon()
        return FINE
    return status


def _run(argv: Sequence[str] | None) -> int:
    try:
        known = parser()
        _complete(known)
        args = known.parse_args(argv)
        if not getattr(args, "run", None):
            known.print_help()
            return FINE
        _take_passwords(args)
        return int(args.run(args))
    except KeyboardInterrupt:
        say("已中断，没有留下写了一半的文件。")
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except SystemExit:  # help and usage: nothing has to be imported to let it pass
        terminal.flush()
        raise
    except _expected_errors() as error:
        say(f"错误：{error}")
        return WRONG
    except Exception as error:  # the last fence: no traceback ever reaches a user
        return _defect(error)


def _complete(known: arguments.Parser) -> None:
    """Answer a shell that asks what a line may go on with; it is answered and left at once."""
    if "_ARGCOMPLETE" not in os.environ:
        return
    import argcomplete

    argcomplete.autocomplete(known, always_complete_options="long")


def _expected_errors() -> tuple[type[Exception], ...]:
    from kongcuo_xl import failures

    return UsageError, *failures.foreseen()


def _defect(error: Exception) -> int:
    from kongcuo_xl import failures

    say(f"错误：{failures.kept(error)}")
    return WRONG


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
        say(note)


def parser() -> arguments.Parser:
    """The whole command line; every command adds its own part."""
    shared = arguments.common()
    known = arguments.Parser(
        prog="kongcuo",
        description="控辍保学名册核查：在您现有的表格里找出问题、作标记、填报表。原文件从不改动。",
        examples=EXAMPLES,
        epilog="退出状态：0 没有“错误”级的问题，1 有，2 用法不对或有文件读不了，130 中断。\n"
        "每个命令的用法：kongcuo 命令 --help",
    )
    known.groups = GROUPS
    known.add_argument("--version", action="version", version=f"kongcuo-xl {__version__}")
    commands = known.add_subparsers(parser_class=arguments.Parser)
    for name in (name for names in GROUPS.values() for name in names):
        module = import_module(f"{__name__}.{name}")
        sub = commands.add_parser(
            name,
            help=module.HELP,
            description=f"{module.HELP}。",
            parents=[shared],
            examples=module.EXAMPLES,
        )
        module.add_to(sub)
        sub.set_defaults(run=module.run, parser=sub)
    return known
