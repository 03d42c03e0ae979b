"""What a measure is: something that forms ask for, defined once for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from kongcuo_xl.policy import Policy
from kongcuo_xl.records import Counted, Records

Unit: TypeAlias = Literal["人", "人次", "人天", "个", "%"]
Span: TypeAlias = Literal["period", "year"]


def _nobody(_: Records) -> Counted:
    raise TypeError("a rate counts nobody: its numerator and denominator do")


class Ratio(NamedTuple):
    """A rate: which measure over which, both under the conditions asked for."""

    numerator: str
    denominator: str
    formula: str
    """In words, for the user."""
    span: Span = "period"
    """``year``: both are taken over the school year up to the end of the period."""
    capped: bool = False
    """More than 100 % is shown as 100 %, where the policy says so."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that forms ask for: people or records that are counted, or a rate of two counts."""

    id: str
    label: str
    definition: str
    """What is counted, in one sentence for the user."""
    count: Callable[[Records], Counted] = field(default=_nobody, repr=False)
    """The people counted under no condition; TypeError for a rate."""
    unit: Unit = "人"
    ratio: Ratio | None = None
    same_as: Callable[[Policy], str] | None = field(default=None, repr=False)
    """For a rate of which the policy says which definition holds: the id of that one."""
    basis: str = ""
    """户籍, 学籍 or whatever is counted, as the list of measures says it."""
    source: str = ""
    """Where a rate's formula comes from."""
    status: str = ""
    """How sure that is: V, V-weak, P or U."""
    parameters: tuple[str, ...] = ()
    """Policy parameters that change what is counted."""
    conditions: tuple[str, ...] = ()
    """The only conditions that can be asked of it; none given, all can."""

    @property
    def is_rate(self) -> bool:
        """Whether its number is a percentage, which can't be added up."""
        return self.unit == "%"
