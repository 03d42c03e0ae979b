"""``kongcuo calc``."""

from __future__ import annotations

import argparse
from pathlib import Path

from kongcuo_xl.cli.terminal import FAULTY, FINE, say, tell

HELP = "LibreOffice 扩展：安装、卸载、检查为什么不能用、只生成文件"
EXAMPLES = ("kongcuo calc install", "kongcuo calc doctor", "kongcuo calc build --out 扩展")


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    sub.add_argument("action", choices=("install", "uninstall", "build", "doctor"),
                     metavar="install|uninstall|build|doctor", help="安装、卸载、生成、检测")  # fmt: skip
    sub.add_argument("--out", type=Path, default=Path(), metavar="文件夹",
                     help="build 写到这里，默认当前文件夹")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl.extension import desktop, installation, package

    if args.action == "doctor":
        from kongcuo_xl.addin.checkup import healthy, text
        from kongcuo_xl.extension import checkup

        found = checkup.checks()
        tell(text(found), args)
        return FINE if healthy(found) else FAULTY
    if args.action == "build":
        tell(f"已写出 {package.build(args.out)}", args)
    elif args.action == "uninstall":
        removed = installation.uninstall(desktop.here())
        tell("已从 LibreOffice 卸载" if removed else "没有装过扩展", args)
    else:
        profile = installation.install(desktop.here())
        tell(f"已装进 LibreOffice（{profile}）", args)
        if not args.quiet:
            say("请打开 LibreOffice 的电子表格：上方多一个“控辍保学”菜单和一条工具栏。")
    return FINE
