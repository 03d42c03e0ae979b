"""Work on untrusted bytes in a process of its own, bounded in time and memory.

A native library that meets a hostile file may end the whole process, and no ``except`` can keep
it from doing so. What is run here can at worst end this process's child: the file is then refused
and the run goes on with a new child. Requests and answers go through pipes, never through files
or arguments, so that passwords and people's data are seen nowhere else.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

from kongcuo_xl.book import UnreadableBookError
from kongcuo_xl.limits import MB, Limits

TASKS = {
    "sheets": "kongcuo_xl.hosts.calamine_sheets:sheets",
    "decrypted": "kongcuo_xl.hosts.passwords:decrypted",
    "encrypted": "kongcuo_xl.hosts.passwords:encrypted",
    "calculated": "kongcuo_xl.hosts.calculation:calculated",
}
"""What the child can be asked to do, and where that is written."""

_LENGTH = struct.Struct("<Q")


class IsolationError(Exception):
    """The child died, or was ended because it took too long; the message is a Chinese phrase."""


def run(task: str, *arguments: Any, limits: Limits) -> Any:
    """The result of a task of ``TASKS`` with these arguments, worked out in the child.

    Raises what the task raises, IsolationError when the child dies or runs out of time.
    """
    with _LOCK:
        global _child
        if _child is None or _child.owner != os.getpid() or _child.limits != limits:
            close()
            _child = _Child(limits)
        try:
            return _child.ask(TASKS[task], arguments)
        except IsolationError:
            close()
            raise


def close() -> None:
    """End the child, if there is one."""
    global _child
    if _child is not None and _child.owner == os.getpid():
        _child.end()
    _child = None


class _Child:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.owner = os.getpid()
        root = str(Path(__file__).parents[2])
        environment = dict(os.environ)
        environment["PYTHONPATH"] = os.pathsep.join(
            [root, *filter(None, [environment.get("PYTHONPATH")])]
        )
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(limits.max_memory_mb), str(limits.max_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            # Ctrl-C is for the parent, which ends the child itself.
            start_new_session=os.name != "nt",
        )

    def ask(self, task: str, arguments: tuple[Any, ...]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(self.limits.max_seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            _send(self._process.stdin, (task, arguments))
            fine, answer = _receive(self._process.stdout)
        except (OSError, EOFError) as error:
            if late.is_set():
                raise IsolationError(f"读了 {self.limits.max_seconds} 秒还没有读完") from error
            raise IsolationError("读它的组件出错中止") from error
        finally:
            timer.cancel()
        if fine:
            return answer
        raise answer

    def end(self) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.wait()


_LOCK = threading.RLock()
_child: _Child | None = None
atexit.register(close)


def _send(pipe: BinaryIO | Any, message: object) -> None:
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: BinaryIO | Any) -> Any:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)


def _serve(megabytes: int, seconds: int) -> None:
    """Answer requests until the parent goes away, each within the seconds and a few more."""
    asked = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get among the answers
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes * MB, megabytes * MB))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            task, arguments = _receive(asked)
        except EOFError:
            return
        _alarm(seconds + 5)
        try:
            module, _, name = task.partition(":")
            answer = True, getattr(importlib.import_module(module), name)(*arguments)
        except UnreadableBookError as error:
            answer = False, error
        except MemoryError:
            answer = (
                False,
                UnreadableBookError("内容太大，内存不够，没有读取；请拆成几个文件后再试。"),
            )
        except BaseException as error:
            # What a library raises may not unpickle, and its words are not for a clerk.
            answer = False, ValueError(type(error).__name__)
        _alarm(0)
        _send(answers, answer)


def _alarm(seconds: int) -> None:
    """Have the system end this process then: a parent that was killed can't any more. 0: never."""
    if hasattr(signal, "alarm"):  # there is none on Windows
        signal.alarm(seconds)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        _serve(int(sys.argv[1]), int(sys.argv[2]))
