"""Documents to print: whom each is about, and what the tables say of them.

Laws are quoted from the policy's reviewed texts, never from the source documents (requirement
1.2-25).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kongcuo_xl import period, teachers
from kongcuo_xl.calendar import school_year
from kongcuo_xl.documents.catalogue import (
    END,
    LAWS,
    LINE,
    LIST,
    PAIRS,
    SIDES,
    Document,
    DocumentError,
    Values,
    all_documents,
    all_fields,
    all_records,
    find,
    folder,
    names_known,
)
from kongcuo_xl.documents.figures import MonthFigures
from kongcuo_xl.documents.people import Person, whom
from kongcuo_xl.documents.words import (
    day_in_words,
    limit,
    plain,
    recorded,
    said_of,
    unit_name,
)
from kongcuo_xl.period import Period
from kongcuo_xl.scope import Scope

__all__ = [
    "Document",
    "DocumentError",
    "Printout",
    "Values",
    "all_documents",
    "all_fields",
    "fill",
    "find",
    "folder",
    "names_known",
]

_REVIEWED = ("V", "本地")
"""Status of a law's text that somebody has compared with the original."""
_PRINTED_ONCE = {"班": "一班一份", "全部": "只有一份"}


@dataclass(frozen=True, slots=True)
class Printout:
    """One file to write: its name without suffix, and its copies in order."""

    stem: str
    copies: tuple[Values, ...]


def fill(
    document: Document,
    scope: Scope,
    students: Sequence[str],
    used: Collection[str],
    units: Mapping[str, str],
) -> tuple[tuple[Printout, ...], tuple[str, ...]]:
    """The files to write, and sentences for the user.

    ``students``: whom to print for (all that the document is for without it); ``used``: names that
    the template uses; ``units``: a unit's own name for it, where it states one. Raises
    DocumentError when there is nobody to print for.
    """
    if students and document.each in _PRINTED_ONCE:
        raise DocumentError(
            f"{document.name}{_PRINTED_ONCE[document.each]}，不能按姓名打印，请去掉 --student。"
        )
    laws, of_laws = _laws(document, scope)
    month = period.month(scope.date.year, scope.date.month)
    common = _same_for_all(scope, month, laws)
    figures = MonthFigures(scope, month, used)
    if document.each == "全部":
        stated = [units.get(unit) or unit_name(unit, units) for unit in scope.tables.units]
        unit = stated[0] if len(stated) == 1 else units.get("", "")
        values = {**common, **figures.of(scope.tables.units), "单位": unit or LINE * 9 + END}
        return (Printout(document.name, (values,)),), (*figures.notes, *of_laws)
    people, notes = whom(document, scope, students)
    fields = {k: f for k, f in all_fields().items() if k in _asked(used) or k == "学校"}
    written, blanks = said_of(people, scope, fields, units)
    head_of = _class_teachers(scope)
    records = {name: recorded(each, people, scope)
               for name, each in all_records().items() if name in used}  # fmt: skip
    files: defaultdict[tuple[str, str], list[Values]] = defaultdict(list)
    for members in _groups(document, people):
        first = people[members[0]]
        unit = written[members[0]]["学校"].strip() or unit_name(first.unit, units)
        rows = [
            {k: "" if k in blanks[at] else v for k, v in written[at].items()}
            | {"序号": str(number)}
            for number, at in enumerate(members, 1)
        ]
        values = {
            **written[members[0]],
            **common,
            **figures.of([first.unit]),
            **{name: each[members[0]] for name, each in records.items()},
            "单位": unit,
            "班主任": head_of.get(first.class_key) or LINE * 4 + END,
            "人数": str(len(members)),
            "返校期限": limit(first, scope),
            LIST: rows,
            PAIRS: _pairs(rows),
        }
        label = first.class_label if document.file == "班" else ""
        for copy in _copies(document, scope):
            files[unit, label].append({**values, "联": copy})
    notes += _said_blank(people, blanks, [name for name in fields if name in used])
    return tuple(_printouts(document, files)), (*notes, *figures.notes, *of_laws)


def _same_for_all(scope: Scope, month: Period, laws: Sequence[Mapping[str, str]]) -> Values:
    """What every copy says, whomever it is about."""
    year = school_year(scope.date)
    return {
        "日期": day_in_words(scope.date),
        "月份": month.label,
        "学年": f"{year}—{year + 1}学年度",
        LAWS: laws,
        "依据": "、".join(law["条名"] for law in laws),
    }


def _groups(document: Document, people: Sequence[Person]) -> Iterable[list[int]]:
    """The places among ``people`` of those who share a copy: each alone, a class, a school."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for at, person in enumerate(people):
        key = {"人": str(at), "班": person.class_key, "校": person.unit}[document.each]
        groups[key].append(at)
    return groups.values()


def _asked(used: Collection[str]) -> frozenset[str]:
    """The names used, those on one side of a row of two under their own."""
    return frozenset(used) | {name[:-1] for name in used if name.endswith(SIDES)}


def _pairs(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The people of a list, two to a row."""
    blank = dict.fromkeys(rows[0], "") if rows else {}
    return [
        {k + side: v for side, each in zip(SIDES, (*rows[at : at + 2], blank), strict=False)
         for k, v in each.items()}
        for at in range(0, len(rows), 2)
    ]  # fmt: skip


def _class_teachers(scope: Scope) -> dict[str, str]:
    year = school_year(scope.date)
    heads = teachers.class_teachers(scope.give("staff"), scope.give("classes"), year)
    return dict(zip(heads["class_key"], map(plain, heads["name"]), strict=True))


def _laws(document: Document, scope: Scope) -> tuple[list[dict[str, str]], list[str]]:
    texts = {text.id: text for text in scope.policy.basis}
    missing = [each for each in document.basis if each not in texts]
    if missing:
        raise DocumentError(
            f"政策“{scope.policy.name}”的 [basis] 里没有{document.name}要引的{'、'.join(missing)}。"
        )
    laws = [texts[each] for each in document.basis]
    unsure = "、".join(law.title for law in laws if law.status not in _REVIEWED)
    notes = [f"{document.name}引用的{unsure}条文尚未核对原文，请核对后再发。"] if unsure else []
    return [{"条名": law.title, "条文": law.text} for law in laws], notes


def _copies(document: Document, scope: Scope) -> Sequence[str]:
    if not document.copies:
        return ("",)
    number = int(scope.policy[document.number]) if document.number else len(document.copies)
    more = number - len(document.copies)
    return (*document.copies[:number], *["存档"] * more)


def _printouts(
    document: Document, files: Mapping[tuple[str, str], list[Values]]
) -> Iterator[Printout]:
    for parts, copies in files.items():
        yield Printout("_".join([document.name, *filter(None, parts)]), tuple(copies))


def _said_blank(
    people: Sequence[Person], blanks: Sequence[frozenset[str]], used: Sequence[str]
) -> list[str]:
    """Which fields nobody has, and which some people lack."""
    lacking = {
        name: [person.name for person, blank in zip(people, blanks, strict=True) if name in blank]
        for name in used
    }
    nowhere = [name for name, whose in lacking.items() if len(whose) == len(people)]
    notes = [f"表中没有{'、'.join(nowhere)}，已留空，请手填。"] if nowhere else []
    for name, whose in lacking.items():
        if whose and name not in nowhere:
            etc = f"等{len(whose)}人" if len(whose) > 3 else ""
            notes.append(f"{'、'.join(whose[:3])}{etc}没有{name}，已留空，请手填。")
    return notes
