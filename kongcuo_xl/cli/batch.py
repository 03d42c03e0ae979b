"""``kongcuo batch``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kongcuo_xl.cli import arguments, asked
from kongcuo_xl.cli.terminal import FAULTY, FINE, WRONG, answer, counted, objects
from kongcuo_xl.finding import LEVELS

if TYPE_CHECKING:
    from kongcuo_xl.batch import Outcome

HELP = "一个县：逐单位核查、作标记、填月报，出汇总和网页报告；没有变化的不重做"
EXAMPLES = (
    "kongcuo batch 示范县 --out 结果 --policy zhushan-2021 --date 2025-10-20",
    "kongcuo batch 收件 --out 结果 --period 2025-10",
)


def add_to(sub: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    sub.add_argument(
        "inbox", metavar="收件夹", help="每个子文件夹是一个单位（学校）；也可以是 s3://… 等地址"
    )
    arguments.password_file(sub)
    sub.add_argument(
        "--out", required=True, metavar="文件夹", help="结果写到这里（文件夹或 s3://… 等地址）"
    )
    arguments.workers(sub)
    arguments.output_format(sub)
    sub.add_argument(
        "--cluster", metavar="tcp://…", help="由 Dask 调度器分给多台机器做（见 docs/scale.md）"
    )
    sub.add_argument(
        "--check-only", action="store_true",
        help="只核查：写核查副本和汇总，不填表、不写名单、不记入历史库（快一倍多，月中随时可用）",
    )  # fmt: skip
    sub.add_argument("--period", metavar="期间", help="填哪个月的月报表，默认核查日期的上个月")


def _told(outcome: Outcome, policy: str) -> dict[str, object]:
    """What came of a county, as an object; see docs/json.md."""
    return {
        "date": outcome.date.isoformat(),
        "policy": policy,
        "summary": str(outcome.summary),
        "page": str(outcome.page),
        "rollup": str(outcome.rollup or ""),
        "units": [
            {
                "unit": unit.name,
                "people": unit.people,
                "files": unit.files,
                "levels": {level: unit.count(level) for level in LEVELS},
                "codes": dict(sorted(unit.codes.items())),
                "explained": unit.explained,
                "written": [{"path": path} for path in unit.written],
                "unreadable": objects(unit.unreadable),
                "failures": unit.failures,
                "notes": [*unit.said, *unit.notes],
            }
            for unit in outcome.units
        ],
        "notes": outcome.notes,
    }


def _as_named(told: Any, named: Callable[[str], str]) -> Any:
    """An object with the places as the user named them."""
    if isinstance(told, dict):
        return {key: _as_named(value, named) for key, value in told.items()}
    if isinstance(told, list):
        return [_as_named(value, named) for value in told]
    return named(told) if isinstance(told, str) else told


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    from kongcuo_xl import batch
    from kongcuo_xl.batch.workspace import places

    policy, date = asked.policy(args), asked.check_date(args)
    with (
        places(args.inbox, args.out, args.cluster or "") as at,
        counted(args, "正在核查") as step,
    ):
        outcome = batch.run(
            at.inbox, at.out, args.policy or policy.name, policy, date,
            period=args.period, workers=args.workers or at.hands, progress=step,
            named=asked.named(args), check_only=args.check_only, crew=at.crew, fetch=at.fetch,
        )  # fmt: skip
    told = _as_named(_told(outcome, policy.name), at.named)
    answer(told, at.named(outcome.text(quiet=args.quiet)), args)
    if outcome.unreadable or outcome.failures:
        return WRONG
    return FAULTY if outcome.errors else FINE
