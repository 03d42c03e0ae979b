"""The rows and columns of a form's table: what their labels come to, parts and totals included."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kongcuo_xl import vocabulary
from kongcuo_xl.forms import labels
from kongcuo_xl.forms.labels import NotUnderstoodError, Tokens
from kongcuo_xl.statistics import STAGES


@dataclass(slots=True)
class Line:
    """A row or column of a table: its labels, and what they come to."""

    at: int
    path: tuple[str, ...]
    tokens: Tokens = frozenset()
    fault: str = ""
    alternatives: list[Tokens] = field(default_factory=list)
    """What the line stands for: one set of tokens, or those of the lines that a total adds up."""
    adds: list[Line] = field(default_factory=list)
    """The lines that a total adds up."""
    unit: str = ""
    """The unit that its labels state, if it is not persons: ``%``, ``人次``."""
    trait: str = ""
    """What its labels are sorts of, by the head over them: 安置方式 → ``placement``."""
    answers: tuple[str, ...] = ()
    """What to answer where its labels ask 有无 or 是否有 and no number."""
    over: list[Tokens] = field(default_factory=list)
    """What the line is a share of, as alternatives; none where it asks for numbers."""
    of: Line | None = None
    """The line whose share it is."""
    named: Tokens = frozenset()
    """What the label of a share says that it is taken of."""
    band: int = -1
    """Which of the table's runs of rows left for names it belongs to; -1 for none."""

    @property
    def part(self) -> int:
        """Where in the path 其中 begins; -1 for none."""
        return next((n for n, label in enumerate(self.path) if labels.is_part(label)), -1)

    @property
    def words(self) -> str:
        """The labels as people read them."""
        return "/".join(self.path)


def ask(line: Line) -> None:
    """Take from a line's labels that they ask 有无 or 是否有."""
    for n, label in enumerate(line.path):
        about, answers = labels.whether(label)
        if answers:
            line.answers = answers
            line.path = (*line.path[:n], about, *line.path[n + 1 :])


def understand(lines: Sequence[Line], kind: str) -> None:
    """Work out what the lines of a form for periods of a kind stand for."""
    told = [labels.share(line.path[-1]) if line.path else None for line in lines]
    _numbers([line for line, share in zip(lines, told, strict=True) if share is None], kind)
    for n, share in enumerate(told):
        if share is not None and not lines[n].fault:
            _share(lines, n, *share, kind)


def _share(lines: Sequence[Line], n: int, part: str, whole: str, kind: str) -> None:
    """Work out whose share a line asks for, and of what."""
    line = lines[n]
    head = line.path[:-1]
    before = lines[n - 1] if n else None
    if part:
        line.of = Line(line.at, (*head, part))
        _numbers([line.of], kind)
    elif before is not None and before.path[: len(head)] == head and not before.of:
        group = [x for x in lines[:n] if x.path[: len(head) + 1] == before.path[: len(head) + 1]]
        # 合计, 男, 女 under one head, then 占比: of what the head counts.
        line.of = next((x for x in group if labels.TOTAL in x.tokens), before)
    if line.of is None or line.of.fault or not line.of.alternatives:
        line.fault = f"“{line.words}”是谁的占比，看不出来"
        return
    if line.unit not in ("", "%"):
        line.fault = f"“{line.words}”的单位是{line.unit}"
        return
    line.unit, line.alternatives = "", line.of.alternatives
    try:
        line.named = labels.tokens(whole, kind) if whole else frozenset()
    except NotUnderstoodError as error:
        line.fault = str(error)
        return
    line.over = whole_of(line.of, lines[:n], line.named)
    if part and line.over:
        # 女生占比: of those girls among them.
        line.alternatives = [whole | line.of.tokens for whole in line.over]


def whole_of(part: Line, before: Sequence[Line], named: Tokens = frozenset()) -> list[Tokens]:
    """What a line is a part of: all pupils, as the nearest line before it counts them.

    ``named`` is what a label says that it is. No alternatives where that can't be told.
    """
    own = frozenset().union(*part.alternatives)
    sorts = own - labels.subject(own)
    if not sorts:
        return []
    found = [
        each for each in before
        if not each.fault and not each.of and each is not part and each.tokens & labels.PUPILS
        and labels.subject(each.tokens) <= labels.PUPILS
        and (each.tokens - labels.subject(each.tokens) - {labels.TOTAL}) < sorts
    ]  # fmt: skip
    if named:
        found = [each for each in found if named <= each.tokens]
    if not found:
        return []
    closest = max(len(each.tokens & sorts) for each in found)
    found = [each for each in found if len(each.tokens & sorts) == closest]
    counted = {labels.subject(each.tokens) for each in found}
    return list(found[-1].alternatives) if len(counted) == 1 else []


def _numbers(lines: Sequence[Line], kind: str) -> None:
    for line in lines:
        if not line.fault:
            _read(line, kind)
    _others(lines)
    _continued(lines)
    for n, line in enumerate(lines):
        if not line.fault and line.part < 0 and not line.alternatives:
            if labels.TOTAL in line.tokens:
                _total(lines, n, kind)
            else:
                line.alternatives = [line.tokens]
    for n, line in enumerate(lines):
        if line.part >= 0 and not line.fault:
            _part_of(lines, n)
    _broken_down(lines)
    _sorted(lines)


def _read(line: Line, kind: str) -> None:
    named = line.tokens
    if line.band >= 0:
        return
    if not line.path:
        line.fault = "这一行（列）没有文字"
        return
    try:
        line.tokens = named | _said(line, kind, names_of(named))
        if line.unit == "人次":
            line.tokens |= {"人次"}  # 家访（人次）
    except NotUnderstoodError as error:
        line.fault = str(error)


def _said(line: Line, kind: str, names: set[str]) -> Tokens:
    """What the labels of a line say, but for the names among them."""
    told: Tokens = frozenset()
    trait = line.trait
    for n, label in enumerate(line.path, 1):
        if label in names or (n < len(line.path) and vocabulary.is_topic(label)):
            continue
        if trait and not _NO_SORT.search(label):
            told |= {labels.sort_of(trait, label)}
            continue
        head, rest = labels.trait_of(label)
        if head:
            trait = head
            told |= labels.tokens(rest, kind) if rest else frozenset()
        else:
            grade = labels.grade_within(label, line.path[: n - 1])
            told |= labels.tokens(grade or label, kind, head=n < len(line.path))
    return told


_NO_SORT = re.compile("合计|小计|总计|^计$|^(?:其中[:：]?)?[男女](?:[生童性孩]|学生)?$")
"""Labels among sorts of a trait that are none of them."""


def names_of(of: Tokens) -> set[str]:
    """The labels that named tokens were read from."""
    return {token.partition("=")[2] for token in of if labels.is_named(token)}


def _continued(lines: Sequence[Line]) -> None:
    """Lines below 其中：女生 that name only a sort of people (留守儿童) are parts as well."""
    for n, (before, line) in enumerate(pairwise(lines), 1):
        if before.part < 0 or line.part >= 0 or line.fault or len(line.path) != len(before.path):
            continue
        if n + 1 < len(lines) and lines[n + 1].part >= 0:
            continue
        same = line.path[: before.part] == before.path[: before.part]
        if same and line.tokens and _of_people(line.tokens):
            line.path = (*line.path[: before.part], f"其中{line.path[before.part]}",
                         *line.path[before.part + 1 :])  # fmt: skip


def _others(lines: Sequence[Line]) -> None:
    """其他 beside sorts of a trait is every sort that stands in no line beside it."""
    for line in lines:
        if line.fault or not line.path:
            continue
        beside = [x for x in lines if x is not line and x.path[:-1] == line.path[:-1]]
        sorts = {t for x in beside for t in x.tokens if labels.is_trait(t)}
        traits = {t.partition("=")[0] for t in sorts}
        own = next((t for t in line.tokens if t.endswith("=其他") and labels.is_trait(t)), "")
        if own:
            traits = {own.partition("=")[0]}
        elif "其他" not in line.tokens or len(sorts) < 2 or len(traits) > 1:
            continue
        [trait] = traits
        named = {t.partition("=")[2] for t in sorts if t.startswith(f"{trait}=")}
        rest = [word for word in labels.sorts(trait) if word not in named]
        line.tokens = (line.tokens - {"其他", own}) | {f"{trait}={'、'.join(rest)}"}


def _of_people(of: Tokens) -> bool:
    return of <= labels.SEXES | labels.groups(of) | labels.WAYS


def _total(lines: Sequence[Line], n: int, kind: str) -> None:
    line = lines[n]
    own = line.tokens - {labels.TOTAL}
    names = names_of(line.tokens)
    level = next(i for i, label in enumerate(line.path) if _is_total(label, kind, names))
    prefix = line.path[:level]
    at_level = labels.tokens(line.path[level], kind) - {labels.TOTAL}
    if any(not labels.is_named(t) and t not in labels.SEXES for t in at_level):
        # 小学小计: it says itself what it is about.
        line.alternatives = [own]
        return
    plain = [
        (i, each) for i, each in enumerate(lines)
        if each.part < 0 and labels.TOTAL not in each.tokens and each.path[:level] == prefix
    ]  # fmt: skip
    if not plain:
        # 总计/合计 beside 一中/合计, 二中/合计: what it adds up are totals themselves.
        plain = [
            (i, replace(each, tokens=each.tokens - {labels.TOTAL})) for i, each in enumerate(lines)
            if each.part < 0 and each.path[:level] == prefix and len(each.path) > level + 1
            and not _is_total(each.path[level], kind, names_of(each.tokens))
        ]  # fmt: skip
    if re.search("小计", line.path[level]) and not prefix:
        start = max((i for i in range(n) if labels.TOTAL in lines[i].tokens), default=-1)
        plain = [(i, each) for i, each in plain if start < i < n]
    parts = [each for _, each in plain]
    if pair := _both_sexes(lines, n, own, level):
        line.alternatives = [each.tokens for each in pair]
        line.adds = pair
        return
    if any(each.fault for each in parts):
        line.fault = f"“{line.words}”所含的各项没有全部认出"
        return
    added = [each for each in parts if own <= each.tokens]
    told = labels.widest(each.tokens for each in added)
    if not told or all(each - own < labels.SEXES for each in told) or _says_itself(own, told):
        line.alternatives = [own]
    elif len(told) == 1 or labels.disjoint(told):
        line.alternatives = told
        line.adds = [each for each in added if each.tokens in told]
    else:
        line.fault = f"“{line.words}”是哪几项之和，看不出来"


def _says_itself(own: Tokens, parts: Sequence[Tokens]) -> bool:
    """Whether a total is of what its head says, whatever stands beside it.

    残疾学生/计 beside the only 残疾学生/随班就读; 家访次数/合计 beside 入户 and 电话.
    """
    more = [each - own for each in parts]
    if all(each <= labels.WAYS for each in more):
        return True
    counted = labels.subject(own) or labels.groups(own)
    return len(parts) == 1 and bool(counted) and not any(map(labels.is_named, more[0]))


def _is_total(label: str, kind: str, names: set[str]) -> bool:
    try:
        return label not in names and labels.TOTAL in labels.tokens(label, kind)
    except NotUnderstoodError:
        return False


def _both_sexes(lines: Sequence[Line], n: int, own: Tokens, level: int) -> list[Line]:
    """男 and 女 right beside a total: it adds them up, whatever else there is."""
    for pair in (lines[n + 1 : n + 3], lines[max(n - 2, 0) : n]):
        told = [e.tokens - own for e in pair if not e.fault and e.part < 0]
        same = all(e.path[:level] == lines[n].path[:level] for e in pair)
        if len(told) == 2 and same and set(told) == {frozenset({s}) for s in labels.SEXES}:
            return list(pair)
    return []


def _part_of(lines: Sequence[Line], n: int) -> None:
    line = lines[n]
    prefix = line.path[: line.part]
    before = [e for e in reversed(lines[:n]) if e.part < 0 and e.path[: line.part] == prefix]
    whole = next(iter(before), None)
    # 学生总数, 按性别/男, 按性别/女, 其中：留守: a part of what the sexes add up to.
    level = next((e for e in before if len(e.path) == line.part + 1), None)
    if whole is not level is not None and len(line.path) == line.part + 1:
        sorts = before[: before.index(level)]
        if not level.fault and _divides(sorts, level):
            whole = level
    if whole is not None and len(whole.path) > line.part + 1:
        whole = _all_of_group(before, whole, line.part)
    if whole is None:
        line.alternatives = [line.tokens]
    elif whole.fault:
        line.fault = f"“其中”所属的“{whole.words}”没有认出"
    else:
        line.alternatives = [_within(each, line.tokens) for each in whole.alternatives]


_COUNTED = frozenset({"学生数", "人次", "天数"})


def _within(whole: Tokens, part: Tokens) -> Tokens:
    """What a part of something asks for: 旷课, of what is 缺课 with it, in its own unit."""
    if "旷课" in part:
        whole -= {"缺课"} | (_COUNTED if part & _COUNTED else frozenset())
    return whole | part


def _all_of_group(before: Sequence[Line], last: Line, level: int) -> Line:
    """The whole of the group whose last column is given: 在校生/合计, 在校生/女, 其中：留守/合计.

    其中 beside a head is a part of what the head counts, not of its girls alone.
    """
    group = [e for e in before if e.path[: level + 1] == last.path[: level + 1]]
    if total := next((e for e in group if labels.TOTAL in e.tokens and not e.fault), None):
        return total
    sexes = labels.SEXES & last.tokens
    if len(group) == 2 and sexes and (labels.SEXES - sexes) <= group[1].tokens:
        both = [each - labels.SEXES for each in last.alternatives]
        return Line(last.at, last.path[: level + 1], last.tokens - labels.SEXES, alternatives=both)
    return last


_DIVISIONS = (labels.SEXES, frozenset(STAGES))


def _broken_down(lines: Sequence[Line]) -> None:
    """学生总数, 男, 女: both sexes, or both stages, behind a number of people are of those.

    So are girls alone behind the first number.
    """
    for n in range(1, len(lines)):
        both = lines[n : n + 2]
        if not any(_are(both, division) for division in _DIVISIONS):
            if lines[n].tokens != {"女"} or n != 1 or lines[n].part >= 0:
                continue
            both = lines[n : n + 1]
        at = next((k for k in range(n - 1, -1, -1) if not _in_division(lines[k])), -1)
        # 学生总数, 转入, 男, 女: of which, nobody knows.
        sure = at == 0 or (at > 0 and _in_division(lines[at - 1]))
        # Before the number stand but columns that count nobody: 班级, 班主任, 学生人数, 男, 女.
        sure = sure or (at > 0 and all(each.fault for each in lines[:at]))
        whole = lines[at]
        if sure and len(whole.path) == 1 and not whole.fault and labels.subject(whole.tokens):
            for each in both:
                each.alternatives = [one | each.tokens for one in whole.alternatives]


def _sorted(lines: Sequence[Line]) -> None:
    """累计辍学人数, 辍学原因/厌学 …: sorts of those in the column before."""
    for n, line in enumerate(lines):
        own = labels.subject(line.tokens)
        if line.fault or not own or not any(map(labels.is_trait, line.tokens)):
            continue
        before = (e for e in reversed(lines[:n]) if e.path[:1] != line.path[:1])
        whole = next(before, None)
        if (
            whole
            and not whole.fault
            and len(whole.path) == 1
            and labels.subject(whole.tokens) > own
        ):
            line.alternatives = [one | line.tokens for one in whole.alternatives]


def _are(both: Sequence[Line], division: Tokens) -> bool:
    told = [each.tokens for each in both if each.part < 0 and not each.fault]
    heads = {each.path[:-1] for each in both}
    return {frozenset({token}) for token in division} == set(told) and len(heads) == 1


def _in_division(line: Line) -> bool:
    return any(line.tokens <= division for division in _DIVISIONS) and bool(line.tokens)


def _divides(sorts: Sequence[Line], whole: Line) -> bool:
    """Whether the lines under one head or several are each a sort of those in another line."""
    heads = {each.path[0] for each in sorts}
    for head in heads:
        own = [each for each in sorts if each.path[0] == head]
        told = [each.tokens - whole.tokens - {labels.TOTAL} for each in own]
        if any(each.fault for each in own) or not labels.disjoint(told):
            return False
    return bool(heads)
