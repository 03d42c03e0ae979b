"""Dataclasses as plain JSON data and back, by their annotations: what is kept between runs.

Nothing that is read can run code, as a pickle's could; what does not fit its type is refused.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import types
from collections import abc
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

_Way = tuple[Callable[[Any], Any], Callable[[Any], Any]]
"""To plain data, and from it."""


class MisfitError(ValueError):
    """Data that are not of the type asked for."""


def to_plain(value: Any, type_: Any) -> Any:
    """A value of a type as what JSON can hold."""
    return _way(type_)[0](value)


def from_plain(data: Any, type_: Any) -> Any:
    """The value that ``to_plain`` was given. Raises MisfitError."""
    try:
        return _way(type_)[1](data)
    except (TypeError, ValueError, KeyError, AttributeError, IndexError) as error:
        raise MisfitError(str(error)) from error


def _same(value: Any) -> Any:
    return value


def _exactly(kind: type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if type(value) is not kind:
            raise MisfitError(f"{value!r} is no {kind.__name__}")
        return value

    return check


def _number(value: Any) -> float:
    if type(value) not in (int, float):
        raise MisfitError(f"{value!r} is no number")
    result: float = value
    return result


_DATES: dict[type, tuple[str, Callable[[str], Any]]] = {
    dt.datetime: ("t", dt.datetime.fromisoformat),
    dt.date: ("d", dt.date.fromisoformat),
    dt.time: ("h", dt.time.fromisoformat),
}
_SPAN = "s"


def _mixed_out(value: Any) -> Any:
    """A cell's value, dates and times marked as such."""
    if type(value) in _DATES:
        return {_DATES[type(value)][0]: value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {_SPAN: value.total_seconds()}
    if isinstance(value, str | bool | int | float) or value is None:
        return value
    raise MisfitError(f"{value!r} has no plain form")


def _mixed_in(data: Any) -> Any:
    if isinstance(data, dict):
        ((mark, text),) = data.items()
        if mark == _SPAN:
            return dt.timedelta(seconds=text)
        return next(read for sign, read in _DATES.values() if sign == mark)(text)
    return _mixed_out(data)


_MIXED: _Way = (_mixed_out, _mixed_in)
_SCALARS: dict[Any, _Way] = {
    str: (_same, _exactly(str)),
    bool: (_same, _exactly(bool)),
    int: (int, _exactly(int)),
    float: (_same, _number),
    type(None): (_same, _exactly(type(None))),
    Path: (str, Path),
    **{kind: (lambda day: day.isoformat(), read) for kind, (_, read) in _DATES.items()},
}


@cache
def _way(type_: Any) -> _Way:
    if type_ is Any:
        return _MIXED
    if type_ in _SCALARS:
        return _SCALARS[type_]
    origin, args = get_origin(type_), get_args(type_)
    if origin in (Union, types.UnionType):
        return _either(args)
    if origin is Literal:
        return _same, _one_of(args)
    if dataclasses.is_dataclass(type_):
        return _of_dataclass(type_)
    if isinstance(type_, type) and issubclass(type_, tuple) and hasattr(type_, "_fields"):
        hints = get_type_hints(type_)
        return _fixed([hints[name] for name in type_._fields], type_)
    if origin is tuple:
        if len(args) == 2 and args[1] is Ellipsis:
            return _many(args[0], tuple)
        return _fixed(args, _together)
    if origin in (list, abc.Sequence):
        return _many(args[0], list)
    if origin in (set, frozenset):
        return _set(args[0], origin)
    if origin in (dict, abc.Mapping, collections.Counter):
        value = int if origin is collections.Counter else args[1]
        return _pairs(args[0], value, collections.Counter if value is int else dict)
    raise TypeError(f"no plain form for {type_}")


def _either(args: tuple[Any, ...]) -> _Way:
    rest = [arg for arg in args if arg is not type(None)]
    if len(rest) > 1:
        return _MIXED  # the values of cells
    out, back = _way(rest[0])
    return (
        lambda value: None if value is None else out(value),
        lambda data: None if data is None else back(data),
    )


def _one_of(allowed: tuple[Any, ...]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if value not in allowed:
            raise MisfitError(f"{value!r} is none of {allowed}")
        return value

    return check


def _of_dataclass(type_: Any) -> _Way:
    @cache
    def fields() -> list[tuple[str, Callable[[Any], Any], Callable[[Any], Any]]]:
        # Asked for late: a class may have fields of its own kind.
        hints = get_type_hints(type_)
        names = [part.name for part in dataclasses.fields(type_) if part.init]
        return [(name, *_way(hints[name])) for name in names]

    def out(value: Any) -> Any:
        return {name: way(getattr(value, name)) for name, way, _ in fields()}

    def back(data: Any) -> Any:
        return type_(**{name: way(data[name]) for name, _, way in fields()})

    return out, back


def _many(kind: Any, make: Callable[[Any], Any]) -> _Way:
    out, back = _way(kind)
    return (lambda value: [out(v) for v in value], lambda data: make(back(v) for v in data))


def _set(kind: Any, make: Callable[[Any], Any]) -> _Way:
    out, back = _way(kind)
    # Written in one order, so that the same set is the same bytes.
    return (
        lambda value: sorted((out(v) for v in value), key=repr),
        lambda data: make(back(v) for v in data),
    )


def _fixed(kinds: Any, make: Callable[..., Any]) -> _Way:
    ways = [_way(kind) for kind in kinds]

    outs, backs = [way[0] for way in ways], [way[1] for way in ways]

    def out(value: Any) -> Any:
        return [way(v) for way, v in zip(outs, value, strict=True)]

    def back(data: Any) -> Any:
        return make(*[way(v) for way, v in zip(backs, data, strict=True)])

    return out, back


def _together(*values: Any) -> tuple[Any, ...]:
    return values


def _pairs(key: Any, value: Any, make: Callable[[Any], Any]) -> _Way:
    (key_out, key_back), (out, back) = _way(key), _way(value)
    return (
        lambda held: [[key_out(k), out(v)] for k, v in held.items()],
        lambda data: make({key_back(k): back(v) for k, v in data}),
    )
