"""argparse in Chinese, and the arguments that several commands share."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import NoReturn

from kongcuo_xl.cli.terminal import WRONG, say


class Parser(argparse.ArgumentParser):
    """argparse in Chinese."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, show how it goes, exit 2."""
        self.print_usage(sys.stderr)
        say(f"错误：{_translated(message)}。用 {self.prog} --help 查看用法。")
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


def common() -> Parser:
    """The options that every command takes."""
    parser = Parser(add_help=False)
    parser.add_argument("--policy", default=None, metavar="名称|文件",
                        help="政策口径，默认按“设置”表，再按 national（见 kongcuo policies）")  # fmt: skip
    parser.add_argument("--date", type=_date, default=None, metavar="YYYY-MM-DD",
                        help="核查日期 check date，默认按“设置”表，再按今天")  # fmt: skip
    parser.add_argument("--quiet", action="store_true", help="只输出结果，不显示进度和说明")
    return parser


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


def show_ids(sub: argparse.ArgumentParser) -> None:
    """Whether IDs are shown whole."""
    sub.add_argument("--show-ids", action="store_true", help="显示完整身份证号（默认遮盖）")
