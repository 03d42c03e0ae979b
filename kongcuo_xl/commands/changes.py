"""What buttons change in the active workbook, and 撤销: the last change of each, turned back.

What was changed is held in this process, which lives as long as the program that pressed the
button keeps it (Excel: the COM server of xlwings; LibreOffice: the program itself).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from kongcuo_xl.commands.desk import Desk
from kongcuo_xl.hosts import live_writing
from kongcuo_xl.hosts.live_writing import Done
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.hosts.quiet import undisturbed
from kongcuo_xl.plan import Plan

_MOST = 8
"""Changed cells named."""
_MOST_BOOKS = 16
_STOPPED = "已按 Esc 取消，“{}”没有改动。"


class Last(NamedTuple):
    """The last change of a workbook: the button, and what it did."""

    button: str
    done: Done


_last: dict[tuple[int, str], Last] = {}


@contextmanager
def working(desk: Desk, words: str) -> Iterator[None]:
    """Work on the active workbook with its program at rest; Esc is heeded by ``go_on``."""
    with undisturbed(desk.book):
        desk.status(f"控辍保学：{words}……（按 Esc 取消）")
        desk.listen(on=True)
        try:
            yield
        finally:
            with suppress(Exception):
                desk.listen(on=False)
            desk.status("")


def go_on(desk: Desk, words: str) -> None:
    """Say what comes next, between two pieces of work. Raises OutputError if Esc was pressed."""
    if desk.cancelled():
        raise OutputError(_STOPPED.format(desk.book.name))
    desk.status(f"控辍保学：{words}……（按 Esc 取消）")


def apply(desk: Desk, button: str, plan: Plan) -> Done:
    """Carry a plan out within ``working``, so that 撤销 turns it back; ``button`` is its label.

    Raises OutputError where the workbook can't be changed; then nothing has been.
    """
    done = live_writing.carry_out(desk.book, plan, lambda sheet: go_on(desk, f"正在写“{sheet}”"))
    key = _key(desk)
    if not done.anything:
        return done
    _last.pop(key, None)
    _last[key] = Last(button, done)
    while len(_last) > _MOST_BOOKS:
        del _last[next(iter(_last))]
    return done


def undo(desk: Desk) -> str:
    """Turn the last change of the active workbook back; the button that had made it.

    Raises OutputError where there is none, or where somebody has changed since what it wrote.
    """
    last = _last.get(_key(desk))
    if last is None:
        raise OutputError(
            f"没有可以撤销的操作：没有用按钮改动过“{desk.book.name}”，已经撤销过，"
            "或者改动后另存、关闭过，记录已经不在了。要去掉标记请按“清除标记”。"
        )
    with working(desk, "正在撤销"):
        if cells := live_writing.changed(desk.book, last.done):
            more = f"等 {len(cells)} 处" if len(cells) > _MOST else ""
            raise OutputError(
                f"没有撤销“{last.button}”：之后又有人改动过{'、'.join(cells[:_MOST])}{more}，"
                f"不能再恢复到按它之前的样子。请先还原这几处再撤销；{_otherwise(last.button)}。"
            )
        live_writing.turn_back(desk.book, last.done)
    del _last[_key(desk)]
    return last.button


def _otherwise(button: str) -> str:
    """Another way to what the user may want, instead of undoing what a button did."""
    if button == "清除标记":
        return "要重新标记请按“检查本簿”"
    return "要去掉标记请按“清除标记”"


def _key(desk: Desk) -> tuple[int, str]:
    """A workbook among all that are open."""
    try:
        return desk.book.app.pid, str(desk.book.fullname)
    except Exception:  # in a cloud, and not kept on this computer
        return desk.book.app.pid, str(desk.book.name)
