"""``kongcuo addin``."""

from __future__ import annotations

import argparse
from pathlib import Path

from kongcuo_xl.cli import arguments
from kongcuo_xl.cli.terminal import FAULTY, FINE, answer, hint

HELP = "Excel 加载项：生成、安装、卸载、检查为什么不能用"
EXAMPLES = (
    "kongcuo addin install",
    "kongcuo addin doctor",
    "kongcuo addin build --out 加载项",
)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    sub.add_argument("action", choices=("build", "install", "uninstall", "doctor"),
                     metavar="build|install|uninstall|doctor", help="生成、安装、卸载、检测")  # fmt: skip
    arguments.output_format(sub)
    sub.add_argument("--out", type=Path, default=Path(), metavar="文件夹",
                     help="build 写到这里，默认当前文件夹")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl.addin import checkup, installation, machine

    computer = machine.here()
    if args.action == "doctor":
        found = checkup.checks(computer)
        data = {"healthy": checkup.healthy(found), "checks": [c._asdict() for c in found]}
        answer(data, checkup.text(found), args)
        return FINE if checkup.healthy(found) else FAULTY
    if args.action == "uninstall":
        removed = installation.uninstall(computer)
        text = "\n".join(f"已删除 {path}" for path in removed) or "没有装过加载项"
        answer({"removed": [str(path) for path in removed]}, text, args)
        return FINE
    if args.action == "install":
        written = installation.install(computer)
    else:
        written = installation.build(args.out)
    data = {"written": [{"path": str(path)} for path in written]}
    answer(data, "\n".join(f"已写出 {path}" for path in written), args)
    if args.action == "install":
        hint("重新打开 Excel；没有出现“控辍保学”选项卡时，运行 kongcuo addin doctor。", args)
    return FINE
