"""What can go wrong between Python and LibreOffice, each as an exception of its own."""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Callable
from threading import get_ident
from types import FunctionType
from typing import Any, TypeVar

from xlwings import XlwingsError

from . import vigil

_Class = TypeVar("_Class", bound=type)


class CalcError(XlwingsError):
    """The engine cannot do what was asked; the sentence says why."""


class UnoMissing(CalcError):
    """Python cannot load LibreOffice's bridge (the module uno)."""


class OfficeMissing(CalcError):
    """There is no LibreOffice on this machine, or no Calc in it."""


class OfficeDidNotStart(CalcError):
    """LibreOffice was started and never became ready."""


class OfficeNotReachable(CalcError):
    """There is no LibreOffice listening at the address given."""


class OfficeGone(CalcError):
    """LibreOffice ended or crashed while it was needed."""


class OfficeHangs(CalcError):
    """LibreOffice did not answer in time and was ended."""


class FileCannotBeOpened(CalcError):
    """LibreOffice refused a file: broken, locked, protected by a password or of another kind."""


class FileCannotBeSaved(CalcError):
    """LibreOffice could not write a file."""


class SheetProtected(CalcError):
    """The cells are locked, and their sheet is protected; or the sheets of the book are."""


DISPOSED = "com.sun.star.lang.DisposedException"
UNSPECIFIED = "com.sun.star.uno.RuntimeException"  # often says nothing, as when a book was closed

# Asked when UNO complains: whether a LibreOffice that was in use has ended meanwhile. Once the
# bridge is down, UNO says of every member that it does not exist.
endings: list[Callable[[], bool]] = []


def kind_of(problem: BaseException) -> str:
    """The UNO name of an exception, such as com.sun.star.lang.DisposedException; "" for others."""
    return str(getattr(type(problem), "__pyunostruct__", ""))


def _explained(function: Callable[..., Any], where: str) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        thread = get_ident()
        outermost = thread not in vigil.waiting
        if outermost:
            vigil.waiting[thread] = (time.monotonic(), args[0])
        try:
            return function(*args, **options)
        except Exception as problem:
            kind = kind_of(problem)
            if kind and getattr(vigil.office_of(args[0]), "hung", False):
                raise OfficeHangs(
                    f"LibreOffice did nothing for {vigil.IDLE_SECONDS:g} seconds when it was "
                    f"asked for {where}; it was ended."
                ) from problem
            said = re.split(r"\s*\bat \./", str(getattr(problem, "Message", "")))[0].strip()
            unsaid = kind == UNSPECIFIED and not said
            closed = kind == DISPOSED or (unsaid and not _is_open(args[:1]))
            if kind and (closed or any(ended() for ended in endings)):
                raise OfficeGone(
                    "LibreOffice, or the book that was asked for, is no longer there: "
                    "it was closed, ended or crashed."
                ) from problem
            if unsaid:
                raise CalcError(
                    f"LibreOffice refused {where} and did not say why: the cells may be a part of "
                    "an array formula, or protected."
                ) from problem
            if kind:
                raise CalcError(
                    f"LibreOffice refused {where}: {kind.rpartition('.')[2]}"
                    + (f", {said}" if said else "")
                ) from problem
            raise
        finally:
            if outermost:
                del vigil.waiting[thread]

    return call


def _is_open(owners: tuple[Any, ...]) -> bool:
    """Whether the book that something belongs to still answers; False where none is known."""
    for owner in owners:
        held = getattr(owner, "__dict__", {})
        if "doc" in held:
            try:
                return bool(held["doc"].RuntimeUID)
            except Exception:  # whatever it says, it is not there
                return False
        return _is_open(
            tuple(held[name] for name in ("book", "sheet", "cells", "table", "chart")
                  if held.get(name) is not None)[:1]
        )  # fmt: skip
    return False


def explains(cls: _Class) -> _Class:
    """Class decorator: no member lets an exception of UNO through.

    A vanished LibreOffice is OfficeGone, anything else CalcError with what LibreOffice said.
    """
    for name, member in list(vars(cls).items()):
        where = f"{cls.__name__}.{name}"
        if isinstance(member, property):
            setattr(
                cls,
                name,
                property(
                    member.fget and _explained(member.fget, where),
                    member.fset and _explained(member.fset, where),
                    doc=member.__doc__,
                ),
            )
        elif isinstance(member, FunctionType) and name not in ("__init__", "__iter__"):
            setattr(cls, name, _explained(member, where))
    return cls
