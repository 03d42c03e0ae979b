"""AT_RISK: how likely each pupil is to leave school, 高 / 中 / 低 / 无, and the facts it rests on.

A *fact* is one thing written in one cell that speaks for a risk: truancy, an open case, a flag. The
factors, their weight and their words are policy data (``[risk.…]``). A level follows from facts
alone, so it can be told which facts it would lose if they were corrected.
"""

from __future__ import annotations

from kongcuo_xl.risk import absence, dropout, said, standing
from kongcuo_xl.risk.assessment import LEVELS, Assessment, Level, Reason
from kongcuo_xl.risk.facts import Facts, Step
from kongcuo_xl.scope import Scope
from kongcuo_xl.tables import NotApplicable

__all__ = ["LEVELS", "Assessment", "Level", "Reason", "assess"]


def assess(scope: Scope) -> Assessment:
    """Every pupil of the scope's rosters, judged on the check date.

    Worked out once for a scope. Raises NotApplicable where there is no roster. Source: the
    catalogue's AT_RISK.
    """
    return scope.derived(_assess)


def _assess(scope: Scope) -> Assessment:
    if "students" not in scope.tables:
        raise NotApplicable("没有学生花名册，看不出有哪些学生")
    gathered = Facts(scope)
    for step in _GATHER:
        gathered.take(step)
    return Assessment(
        gathered.students, scope.policy, scope.date, gathered.frame(), gathered.sources(),
        {f: why for f, why in gathered.lacking.items() if f in gathered.factors},
    )  # fmt: skip


_GATHER = (
    Step(("absent_streak",), absence.streaks),
    Step(("absent_again",), dropout.absent_again),
    Step(("intention",), said.intention),
    Step(("suspected", "earlier_dropout"), dropout.cases, ("cases",)),
    Step(("recent_absence",), absence.recent),
    Step(("cumulative_absence", "half_days", "low_attendance"), absence.sums),
    Step(("leave_overrun",), absence.overrun),
    Step(tuple(standing.GROUPS), standing.standing, ("special_groups", "placements")),
    Step((), standing.households, ("households",)),
    Step(("key_grade", "over_age"), standing.age_and_grade, ()),
    Step(("missing_visits",), standing.never_visited),
    Step(("guardian_unreachable",), said.unreachable),
)
