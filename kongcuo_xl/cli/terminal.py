"""What a command says: its result to standard output, everything else to standard error.

On a terminal lines are folded at its width and levels have colours (not with ``NO_COLOR``). In a
pipe or a file a line stays a line.
"""

from __future__ import annotations

import argparse
import codecs
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TextIO

from kongcuo_xl.screen import in_json, shown

if TYPE_CHECKING:
    from kongcuo_xl.finding import Unreadable

FINE, FAULTY, WRONG, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses: nothing at level 错误; some; wrong usage or an unreadable input; Ctrl-C."""
_CHINESE = frozenset({"gbk", "gb2312", "gb18030", "cp936", "hz"})
_PAINTED = (
    (re.compile(r"\b错误(?= [A-Z]{2}\d{3})|^错误：|^\[?有问题\]?"), "1;31"),
    (re.compile(r"\b疑问(?= [A-Z]{2}\d{3})"), "33"),
    (re.compile(r"\b提示(?= [A-Z]{2}\d{3})"), "36"),
    (re.compile(r"^\S.*\[[^]]+\]$"), "1"),
    (re.compile(r"^下一步："), "32"),
)


class UsageError(Exception):
    """Something the user asked for can't be done as asked; the message is a Chinese sentence."""


def prepare() -> None:
    """Let both streams take every character, whatever the console's encoding is.

    One that knows Chinese is kept, widened to GB 18030, so that ``more`` and ``findstr`` of a
    Windows console can read what is piped to them; any other becomes UTF-8.
    """
    for stream in (sys.stdout, sys.stderr):
        _encode(stream, "gb18030" if _name(stream) in _CHINESE else "utf-8")


def _name(stream: TextIO) -> str:
    try:
        return codecs.lookup(stream.encoding).name
    except (LookupError, TypeError, AttributeError):
        return ""


def _encode(stream: TextIO, encoding: str) -> None:
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding=encoding, errors="replace")


def flush() -> None:
    """Send what is still held back. Raises BrokenPipeError where nobody reads any more."""
    if sys.stdout is not None:
        sys.stdout.flush()


def abandon() -> None:
    """Say nothing more: the reader has gone, and Python would complain of it at its end."""
    with suppress(OSError, ValueError), open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def columns() -> int:
    """How many columns to write in; a wide terminal is not filled with one sentence."""
    return max(40, min(shutil.get_terminal_size().columns, 120))


def say(text: str) -> None:
    """Tell the user something beside the result."""
    _put(shown(text), sys.stderr)


def hint(text: str, args: argparse.Namespace) -> None:
    """What may be done next, for a person: not where a program reads, nor with --quiet."""
    if not args.quiet and getattr(args, "format", "text") == "text":
        say(f"下一步：{text}")


def beside(
    args: argparse.Namespace, *, notes: Iterable[str] = (), unreadable: Iterable[Unreadable] = ()
) -> None:
    """Say notes, and what could not be read; an object for programs holds them itself."""
    if getattr(args, "format", "text") == "json":
        return
    for note in notes if not args.quiet else ():
        say(note)
    for failure in unreadable:
        say(f"{failure.file}：{failure.reason}")


def objects(unreadable: Iterable[Unreadable]) -> list[dict[str, str]]:
    """Unreadable files as they stand in every object for programs."""
    return [{"file": each.file, "reason": each.reason} for each in unreadable]


def tell(text: str, args: argparse.Namespace) -> None:
    """Print a result: JSON as it is but for escapes, else with what may not be seen masked."""
    kind, show_ids = getattr(args, "format", ""), getattr(args, "show_ids", False)
    if kind in ("json", "csv"):  # UTF-8 wherever they go
        _encode(sys.stdout, "utf-8")
    if kind == "json":
        print(in_json(text))
    elif kind == "csv":  # its mark and its line ends belong to it
        rows = text.removeprefix("\ufeff").split("\r\n")
        print("\ufeff" + "\r\n".join(shown(row, show_ids=show_ids) for row in rows), end="")
    else:
        _put(shown(text, show_ids=show_ids), sys.stdout)


def answer(data: Mapping[str, Any], text: str, args: argparse.Namespace) -> None:
    """Print a result in the form asked for: an object for programs, or text."""
    if args.format == "json":
        import json

        from kongcuo_xl.screen import ids

        show_ids = getattr(args, "show_ids", False)
        tell(ids(json.dumps(data, ensure_ascii=False, indent=1), show_ids=show_ids), args)
    elif text:
        tell(text, args)


def _put(text: str, stream: TextIO) -> None:
    if stream is None or not stream.isatty():
        print(text, file=stream)
        return
    from kongcuo_xl.cli import lines

    # A line that fills the last column would be followed by an empty one.
    room = shutil.get_terminal_size().columns - 1
    text = "\n".join(part for line in text.split("\n") for part in lines.folded(line, room))
    print(_painted(text) if _colours() else text, file=stream)


def _colours() -> bool:
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and _understood()


def _understood() -> bool:
    """Whether the console takes colours; an older Windows console has to be told to."""
    if sys.platform != "win32":
        return True
    import ctypes

    kernel, mode = ctypes.windll.kernel32, ctypes.c_uint()
    handle = kernel.GetStdHandle(-11)
    return bool(
        kernel.GetConsoleMode(handle, ctypes.byref(mode))
        and kernel.SetConsoleMode(handle, mode.value | 4)
    )


def _painted(text: str) -> str:
    painted = []
    for line in text.split("\n"):
        for what, colour in _PAINTED:
            line = what.sub(f"\x1b[{colour}m\\g<0>\x1b[0m", line)
        painted.append(line)
    return "\n".join(painted)


@contextmanager
def progress(args: argparse.Namespace, words: str) -> Iterator[Callable[[str], None] | None]:
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


@contextmanager
def counted(
    args: argparse.Namespace, words: str
) -> Iterator[Callable[[str, int, int], None] | None]:
    """The same where it is known how much there is: a step is a name, how many are done, of all."""
    if args.quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    named = TextColumn("{task.description}", markup=False)
    shape = (SpinnerColumn(), named, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*shape, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=None)

        def step(name: str, done: int, of: int) -> None:
            bar.update(task, description=shown(f"{words} {name}"), completed=done, total=of)

        yield step
