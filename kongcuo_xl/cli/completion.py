"""``kongcuo completion``."""

from __future__ import annotations

import argparse

from kongcuo_xl.cli.terminal import FINE, hint

HELP = "按 Tab 键补全命令、选项、报表、文书、政策和规则代码：输出给 bash、zsh、PowerShell 用的脚本"
EXAMPLES = (
    "kongcuo completion bash >> ~/.bashrc",
    "kongcuo completion zsh >> ~/.zshrc",
    "kongcuo completion powershell >> $PROFILE",
)
SHELLS = ("bash", "zsh", "powershell")


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    sub.add_argument("shell", choices=SHELLS, metavar="|".join(SHELLS), help="您用的命令行")


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from argcomplete.shell_integration import shellcode

    print(shellcode(["kongcuo"], shell=args.shell).strip())
    hint(
        "把上面的内容存进命令行的启动文件（见 kongcuo completion --help），重新打开命令行后生效。",
        args,
    )
    return FINE
