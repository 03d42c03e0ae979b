"""What a command says: its result to standard output, everything else to standard error."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kongcuo_xl.screen import in_json, shown

FINE, FAULTY, WRONG, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses: nothing at level 错误; some; wrong usage or an unreadable input; Ctrl-C."""


class UsageError(Exception):
    """Something the user asked for can't be done as asked; the message is a Chinese sentence."""


def say(text: str) -> None:
    """Tell the user something beside the result."""
    print(shown(text), file=sys.stderr)


def tell(text: str, args: argparse.Namespace) -> None:
    """Print a result: JSON as it is but for escapes, else with what may not be seen masked."""
    kind, show_ids = getattr(args, "format", ""), getattr(args, "show_ids", False)
    if kind == "json":
        print(in_json(text))
    elif kind == "csv":  # its mark and its line ends belong to it
        lines = text.removeprefix("\ufeff").split("\r\n")
        print("\ufeff" + "\r\n".join(shown(line, show_ids=show_ids) for line in lines), end="")
    else:
        print(shown(text, show_ids=show_ids))


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
