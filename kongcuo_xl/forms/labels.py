"""What the labels of a county's own form ask for: words → tokens → a measure under conditions.

A label is understood only if known words (``vocabulary.toml``) cover all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kongcuo_xl import clean, vocabulary
from kongcuo_xl.statistics import CONDITIONS, STAGES, Conditions
from kongcuo_xl.tables import kinds

Token = str
"""A word's meaning (``vocabulary.toml``), or ``grade=7``, ``school=一中``."""
Tokens = frozenset[Token]

TOTAL = "合计"
SEXES = frozenset({"男", "女"})
KIND_WORDS = {"month": "月", "quarter": "季", "semester": "学期"}
_GRADE = re.compile("[一二三四五六七八九1-9]年级|初[一二三]")
_COUNTS = re.compile("数|其中|全校")
_GROUPS = frozenset(kinds()["students"].fields)


class NotUnderstoodError(ValueError):
    """A label or a set of labels that asks for nothing known; the message says why."""


def tokens(label: str, kind: str) -> Tokens:
    """The meanings of a label on a form for periods of a kind. Raises NotUnderstoodError."""
    text = clean.header_key(label)
    text = re.sub("^其中[:：,，]?", "", text) or text
    if word := KIND_WORDS.get(kind):
        for of, said in (("初", "期初"), ("末", "期末")):
            text = text.replace(f"{word}{of}", said)
        text = re.sub(f"本{word}度?|当{word}", "本期", text)
    found: set[Token] = set()
    at = 0
    while at < len(text):
        if grade := _GRADE.match(text, at):
            found.add(f"grade={clean.grade(grade[0])}")
            at = grade.end()
            continue
        for word, token in vocabulary.label_words():
            if text.startswith(word, at):
                at += len(word)
                if token:
                    found.add(token)
                break
        else:
            raise NotUnderstoodError(f"“{label}”中的“{text[at:]}”不认识")
    if not found and not _COUNTS.search(text):
        raise NotUnderstoodError(f"“{label}”没有说明是什么数")
    return frozenset(found)


def is_part(label: str) -> bool:
    """Whether a label begins with 其中: a part of the line before it."""
    return clean.header_key(label).startswith("其中")


def grades(of: Tokens) -> set[int]:
    """The grades that tokens name, directly or by their stage; none when they name none."""
    direct = {int(t.removeprefix("grade=")) for t in of if t.startswith("grade=")}
    return direct or {grade for stage in STAGES if stage in of for grade in STAGES[stage]}


def disjoint(lines: Iterable[Tokens]) -> bool:
    """Whether lines add up: they differ in one thing only, and nobody is in two of them."""
    lines = list(lines)
    common = frozenset.intersection(*lines) if lines else frozenset()
    own = [line - common for line in lines]
    if len(own) < 2 or not all(own) or len(set(own)) < len(own):
        return False
    if all(grades(each) and not {t for t in each if not _of_grade(t)} for each in own):
        spans = [grades(each) for each in own]
        return sum(map(len, spans)) == len(set().union(*spans))
    if any(len(each) != 1 for each in own):
        return False
    single = {next(iter(each)) for each in own}
    changes = {"增加", "减少"} & common and single <= _CHANGES
    return single == SEXES or all(t.startswith("school=") for t in single) or bool(changes)


_CHANGES = frozenset(
    "招生 复学 转入 转出 毕业 结业 休学 退学 开除 死亡 其他".split()  # noqa: SIM905 - reads better
)


def _of_grade(token: Token) -> bool:
    return token in STAGES or token.startswith("grade=")


def subject(of: Tokens) -> Tokens:
    """The tokens that say what is counted."""
    return frozenset(
        t for t in of if t not in SEXES and t != TOTAL and not _of_grade(t)
        and not _is_condition(t) and t not in _GROUPS
    )  # fmt: skip


def _is_condition(token: Token) -> bool:
    """Whether a token is ``name=value``: 视力 is ``disability=视力``."""
    return token.partition("=")[0] in CONDITIONS and "=" in token


def groups(of: Tokens) -> set[str]:
    """The special groups that tokens name."""
    return set(of & _GROUPS)


def resolved(of: Tokens, title: Tokens) -> tuple[str, Conditions]:
    """The measure and conditions that a cell's labels and its sheet's title ask for together.

    Raises NotUnderstoodError, naming what the labels may mean when it is several things.
    """
    whole = of | {t for t in title if t in SEXES or _of_grade(t) or t in _GROUPS}
    asked = subject(of)
    named, by_title = groups(of), groups(title)
    stages = {t for t in whole if t in STAGES}
    more = {t for t in of if _is_condition(t) and not _of_grade(t)}
    measure, taken = _measure(
        asked,
        frozenset(subject(title) | by_title),
        (named | by_title, named or by_title),
        stages,
        more,
    )
    if asked and by_title and not named and not taken & by_title:
        raise NotUnderstoodError("分不清是全体学生还是表名所说的学生")
    sexes = whole & SEXES
    direct = {t for t in whole if t.startswith("grade=")}
    of_groups = (named or by_title) - taken
    several = len({t.partition("=")[0] for t in more}) < len(more)
    if several or max(map(len, (sexes, direct, stages, of_groups, (named | by_title) - taken))) > 1:
        raise NotUnderstoodError("行、列和表名的条件互相矛盾，或者一格有几个条件")
    grade = next((int(t.removeprefix("grade=")) for t in direct), None)
    stage = next(iter(stages - taken), "")
    if grade is not None and stage:
        if grade not in STAGES[stage]:
            raise NotUnderstoodError("年级和学段互相矛盾")
        stage = ""
    sex = next(iter(sexes), "")
    return measure, Conditions(
        grade=grade,
        stage=stage,
        sex=sex,
        group=next(iter(of_groups), ""),
        **dict(t.split("=", 1) for t in more),
    )


def _measure(
    asked: Tokens,
    title: Tokens,
    of_groups: tuple[set[Token], ...],
    stages: set[Token],
    more: set[Token],
) -> tuple[str, Tokens]:
    """The measure, and the groups and stages that are part of its name (小学巩固率)."""
    known = vocabulary.figures()
    about = title - _GROUPS
    # 转入学生数 counts 转入: where something else is named, 学生数 says no more than 数.
    ways = (asked, asked - {"学生数"}, asked | about, (asked | about) - {"学生数"})
    for taken in (*(each | stages for each in of_groups), *of_groups, stages, set[Token]()):
        for words in ways:
            if words | taken in known:
                return known[words | taken], frozenset(taken)
    if not asked:
        # Where a sheet is about them, the disabled are all that are known, not those on a roster.
        if any(t.startswith("disability=") for t in more) or (
            "disabled" in title and of_groups[0] == {"disabled"}
        ):
            return "disabled_children", frozenset(of_groups[0] & {"disabled"})
        if of_groups[0] or any(not t.startswith("school=") for t in more):
            return "enrolled_end", frozenset()
        raise NotUnderstoodError("行、列的文字没有说明是什么数")
    may = sorted({measure for words, measure in known.items() if words > asked})
    if not may:
        raise NotUnderstoodError("没有对应的指标")
    raise AmbiguousError(may)


class AmbiguousError(NotUnderstoodError):
    """Labels that mean several measures (``args[0]``, their ids)."""
