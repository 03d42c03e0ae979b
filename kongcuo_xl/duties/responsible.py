"""Who is responsible: the class teacher, the leader, the principal and the dean of each unit."""

from __future__ import annotations

import re

from kongcuo_xl.calendar import school_year
from kongcuo_xl.scope import Scope
from kongcuo_xl.tables import Table
from kongcuo_xl.teachers import class_teachers, posts_by_unit

_PRINCIPAL = "(?<!副)校长"
_DEAN = "教导主任|教务主任|教导处主任|教务处主任"

Person = tuple[str, str]
"""Name (``""`` where nobody is known) and post."""


class Responsible:
    """The people of all units who answer for something, by what the tables say."""

    def __init__(self, scope: Scope) -> None:
        staff: Table | None = scope.give("staff")
        classes: Table | None = scope.give("classes")
        heads = class_teachers(staff, classes, school_year(scope.date))
        self._heads: dict[str, str] = {}
        for key, name in zip(heads["class_key"], heads["name"], strict=True):
            self._heads[key] = f"{self._heads[key]}、{name}" if key in self._heads else name
        self._leaders: dict[str, str] = {}
        if classes is not None:
            leaders = classes.maybe("keeper_leader")
            self._leaders = dict(zip(classes.class_key, leaders, strict=True))
        self._posts = posts_by_unit(staff)

    def class_teacher(self, class_key: str) -> Person:
        """Who heads a class (``unit|grade|class``)."""
        return self._heads.get(class_key, ""), "班主任"

    def leader(self, class_key: str, unit: str) -> Person:
        """The leader who answers for a class, else the principal."""
        named = self._leaders.get(class_key, "")
        return (named, "包保领导") if named else self.principal(unit)

    def principal(self, unit: str) -> Person:
        """The head of a unit: 第一责任人."""
        return self._one(unit, _PRINCIPAL), "校长"

    def dean(self, unit: str) -> Person:
        """The head of 教导处."""
        return self._one(unit, _DEAN), "教导主任"

    def _one(self, unit: str, post: str) -> str:
        named = [
            name for name, posts in self._posts.get(unit, {}).items() if re.search(post, posts)
        ]
        return named[0] if len(named) == 1 else ""
