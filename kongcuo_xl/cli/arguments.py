"""argparse in Chinese, and the arguments that several commands share."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from kongcuo_xl.cli import lines
from kongcuo_xl.cli.terminal import WRONG, columns, say

_LEFT = 26
"""The widest argument beside which its help stands; below a wider one it begins a line."""


class Parser(argparse.ArgumentParser):
    """argparse in Chinese: help in columns of a terminal, errors that name what was near."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples
        self.groups: Mapping[str, Sequence[str]] = {}
        """Sub-commands as help lists them: heading → names."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, show how it goes, exit 2."""
        say(self.format_usage().rstrip())
        say(f"错误：{_translated(message)}。用 {self.prog} --help 查看用法。")
        raise SystemExit(WRONG)

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse does it; what is left over is named, with the option it resembles."""
        found, left = self.parse_known_args(args, namespace)
        if left:
            asked: Parser = getattr(found, "parser", self)
            options = next((word for word in left if word.startswith("-")), None)
            if options is None:
                asked.error(f"多出来的“{left[0]}”：要几个文件或名称时请连着写，不要让选项隔开")
            written = options.partition("=")[0]
            near = nearest(written, asked._option_string_actions)
            asked.error(f"没有选项 {written}" + (f"，最接近的是 {near}" if near else ""))
        return found

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        near = nearest(str(value), map(str, action.choices))
        what = "命令" if isinstance(action, argparse._SubParsersAction) else "这个选择"
        known = "、".join(map(str, action.choices))
        hint = f"，最接近的是 {near}" if near else ""
        # The list of commands is long, and stands in the help.
        hint += "" if what == "命令" else f"；可用：{known}"
        message = f"没有{what}：{value}{hint}"
        if what == "命令":
            self.error(message)
        raise argparse.ArgumentError(action, message)

    # ── help ─────────────────────────────────────────────────────────────────────────────────────
    def format_usage(self) -> str:
        """How the command goes, in one line: what must be said is named."""
        words = [self.prog]
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):
                words += ["命令"]
            elif not action.option_strings:
                words.append(_positional(action))
            elif action.required:
                words.append(f"{action.option_strings[-1]} {_positional(action)}")
        text = " ".join([*words, "[选项]"])
        return "\n".join(lines.folded(f"用法：{text}", columns(), 6)) + "\n"

    def format_help(self) -> str:
        """Help in the width of the terminal."""
        told = [self.format_usage(), *lines.folded(self.description or "", columns(), 0)]
        for group in self._action_groups:
            told += self._section(group)
        if self.examples:
            told += ["", "示例：", *(f"  {example}" for example in self.examples)]
        if self.epilog:
            told += [
                "",
                *(part for p in self.epilog.splitlines() for part in lines.folded(p, columns())),
            ]
        return "\n".join(told) + "\n"

    def _section(self, group: argparse._ArgumentGroup) -> list[str]:
        title = {"positional arguments": "参数", "options": "选项"}.get(
            group.title or "", group.title
        )
        told: list[str] = []
        for action in group._group_actions:
            if isinstance(action, argparse._SubParsersAction):
                return self._commands(action)
            if action.help is not argparse.SUPPRESS:
                told += _beside(f"  {_invocation(action)}", _help(action))
        return ["", f"{title}：", *told] if told else []

    def _commands(self, action: Any) -> list[str]:
        helps = {choice.dest: choice.help for choice in action._choices_actions}
        told = []
        for heading, names in self.groups.items():
            told += ["", f"{heading}：" if heading else "命令："]
            for name in names:
                told += _beside(f"    {name}", helps[name], 16)
        return told


def _positional(action: argparse.Action) -> str:
    name = action.metavar if isinstance(action.metavar, str) else action.dest
    many = {"+": f"{name}…", "*": f"[{name}…]", "?": f"[{name}]"}
    return many.get(str(action.nargs), name)


def _invocation(action: argparse.Action) -> str:
    if not action.option_strings:
        return _positional(action)
    named = ", ".join(action.option_strings)
    if action.nargs == 0:
        return named
    value = "|".join(map(str, action.choices)) if action.choices else _positional(action)
    return f"{named} {value}"


def _help(action: argparse.Action) -> str:
    if isinstance(action, argparse._HelpAction):
        return "显示这份说明"
    if isinstance(action, argparse._VersionAction):
        return "显示版本"
    return action.help or ""


def _beside(left: str, text: str, at: int = _LEFT) -> list[str]:
    """A name and its explanation in two columns."""
    room = columns()
    if lines.width(left) + 2 <= at:
        return lines.folded(lines.padded(left, at) + text, room, at)
    return [left, *lines.folded(" " * at + text, room, at)] if text else [left]


def nearest(written: str, known: Iterable[str]) -> str | None:
    """The one of ``known`` that was probably meant."""
    import difflib

    return next(iter(difflib.get_close_matches(written, list(known), n=1, cutoff=0.5)), None)


def nearest_code(written: str, codes: Iterable[str]) -> str | None:
    """The rule's code that was probably meant; O and I are typed for 0 and 1."""
    upper = written.strip().upper()
    return nearest(upper[:2] + upper[2:].translate(str.maketrans("OIL", "011")), codes)


def _translated(message: str) -> str:
    for english, chinese in (
        ("the following arguments are required: ", "缺少参数 "),
        ("expected one argument", "后面要跟一个值"),
        ("expected at least one argument", "后面至少要跟一个值"),
        ("ambiguous option: ", "选项写得不全："),
        (" could match ", " 可能是 "),
        ("argument ", "参数 "),
        ("invalid int value: ", "不是整数："),
    ):
        message = message.replace(english, chinese)
    return message


# ── arguments ────────────────────────────────────────────────────────────────────────────────────
def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期“{text}”不成立，请写成 2025-10-20 这样") from None


def common() -> Parser:
    """The options that every command takes."""
    parser = Parser(add_help=False)
    group = parser.add_argument_group("各命令都有的选项")
    policy = group.add_argument("--policy", default=None, metavar="名称|文件",
                                help="政策口径，默认按“设置”表，再按 national（见 kongcuo policies）")  # fmt: skip
    completed(policy, "policies")
    group.add_argument("--date", type=_date, default=None, metavar="YYYY-MM-DD",
                       help="核查日期 check date，默认按“设置”表，再按今天")  # fmt: skip
    group.add_argument("--quiet", action="store_true", help="只输出结果，不显示进度和说明")
    return parser


def inputs(sub: argparse.ArgumentParser, *, required: bool = True) -> None:
    """The workbooks and folders to read, where something else comes first."""
    sub.add_argument("--from", dest="paths", nargs="+", action="extend", type=Path,
                     required=required, metavar="路径", help="数据所在的文件或文件夹")  # fmt: skip
    password_file(sub)


def paths(sub: argparse.ArgumentParser) -> None:
    """The workbooks and folders to read."""
    sub.add_argument("paths", nargs="+", type=Path, metavar="路径",
                     help="工作簿或文件夹；一个文件夹是一个单位，子文件夹各是一个单位")  # fmt: skip
    password_file(sub)


def password_file(sub: argparse.ArgumentParser) -> None:
    """The passwords to try on workbooks that ask for one."""
    sub.add_argument("--password-file", type=Path, metavar="文件",
                     help="有打开密码的工作簿用里面的密码逐个试开；一行一个密码")  # fmt: skip


def out_folder(sub: argparse.ArgumentParser) -> None:
    """The folder for copies, which must be named."""
    sub.add_argument("--out", type=Path, required=True, metavar="文件夹", help="副本写到这里")


def output_format(sub: argparse.ArgumentParser, *formats: str) -> None:
    """How the result is written: as text, as JSON, and what else the command knows."""
    sub.add_argument(
        "--format", choices=("text", "json", *formats), default="text",
        help="输出格式；json 供别的程序读取",
    )  # fmt: skip


def workers(sub: argparse.ArgumentParser) -> None:
    """How many processes share the work."""
    sub.add_argument(
        "--workers", type=int, default=0, metavar="N", help="同时用几个进程，默认按处理器核数"
    )


def completed(action: argparse.Action, kind: str) -> None:
    """Let a shell complete an argument with names of that kind (``completing``)."""

    def names(prefix: str, **_: object) -> list[str]:
        from kongcuo_xl.cli import completing

        return completing.names(kind, prefix)

    action.completer = names  # type: ignore[attr-defined]


def show_ids(sub: argparse.ArgumentParser) -> None:
    """Whether IDs are shown whole."""
    sub.add_argument("--show-ids", action="store_true", help="显示完整身份证号（默认遮盖）")
