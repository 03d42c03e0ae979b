"""Documents to print: whom each is about, and what the tables say of them.

Which documents there are is data, in ``templates/documents/documents.toml``; how each looks is the
Word file of its name beside it. Laws are quoted from the policy's reviewed texts, never from the
source documents (requirement 1.2-25).
"""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from kongcuo_xl import cases, changes, teachers
from kongcuo_xl.calendar import school_year
from kongcuo_xl.forms.mapping import folder as forms_folder
from kongcuo_xl.people import match, name_field
from kongcuo_xl.scope import Scope
from kongcuo_xl.tables import Table, kinds

LINE = "　"
"""What a line to be filled by hand is made of; templates underline it."""
END = "\u00a0"
"""Ends such a line: it does not vanish at the end of a paragraph's line."""
NO_DATE = LINE * 3 + "年" + LINE * 2 + "月" + LINE * 2 + "日"
LIST = "名单"
LAWS = "法律依据"
_OF_ALL = ("单位", "日期", "学年", "返校期限", "班主任", "人数", "依据", "联")
_IN_LAW = frozenset({"条名", "条文"})
_REVIEWED = ("V", "本地")

Values: TypeAlias = Mapping[str, Any]
"""What one copy says: a field's words by its name; under 名单 and 法律依据 a list of such."""


class DocumentError(Exception):
    """A document that can't be printed; the message is one Chinese sentence for the user."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document; ``documents.toml`` explains the parts."""

    name: str
    about: str
    tables: tuple[str, ...]
    also: tuple[str, ...]
    only: str
    each: str
    file: str
    basis: tuple[str, ...]
    copies: tuple[str, ...] = ()
    number: str = ""

    @property
    def template(self) -> Path:
        """Its Word file."""
        return folder() / f"{self.name}.docx"


@dataclass(frozen=True, slots=True)
class Field:
    """What a template may name: where it is found, and the blank that stands in for it."""

    of: tuple[str, ...]
    blank: str


@dataclass(frozen=True, slots=True)
class Printout:
    """One file to write: its name without suffix, and its copies in order."""

    stem: str
    copies: tuple[Values, ...]


class _Person(NamedTuple):
    """Somebody to print a copy for: a row of a table."""

    kind: str
    row: int
    name: str
    unit: str
    class_key: str
    class_label: str


def folder() -> Path:
    """Where the templates of documents are."""
    return forms_folder() / "documents"


@cache
def _data() -> Mapping[str, Any]:
    text = (folder() / "documents.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def all_documents() -> tuple[Document, ...]:
    """Every document, in the order of ``documents.toml``."""

    def frozen(entry: Mapping[str, Any]) -> dict[str, Any]:
        return {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}

    return tuple(Document(**frozen(entry)) for entry in _data()["document"])


@cache
def all_fields() -> Mapping[str, Field]:
    """Every field of a person that a template may name."""

    def blank(entry: Mapping[str, Any]) -> str:
        return NO_DATE if "date" in entry else LINE * (entry["width"] - 1) + END

    entries: dict[str, dict[str, Any]] = _data()["fields"]
    return {name: Field(tuple(each["of"]), blank(each)) for name, each in entries.items()}


def find(name: str) -> Document:
    """The document of that name, or the only one it begins or is part of. Raises DocumentError."""
    wanted = name.strip()
    known = [document.name for document in all_documents()]
    for found in (
        [d for d in all_documents() if d.name == wanted],
        [d for d in all_documents() if wanted and wanted in d.name],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            several = "、".join(d.name for d in found)
            raise DocumentError(f"“{name}”有几种：{several}；请写出全名。")
    nearest = difflib.get_close_matches(wanted, known, n=1, cutoff=0.0)[0]
    raise DocumentError(
        f"没有名为“{name}”的文书，最接近的是“{nearest}”；用 kongcuo print 查看全部。"
    )


def names_known() -> Mapping[str, frozenset[str]]:
    """Every name that a template may use → what its parts are called, for a list."""
    single = {name: frozenset[str]() for name in (*all_fields(), *_OF_ALL)}
    return {**single, LIST: frozenset((*all_fields(), "序号")), LAWS: _IN_LAW}


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
    if students and document.each == "班":
        raise DocumentError(f"{document.name}一班一份，不能按姓名打印，请去掉 --student。")
    people, notes = _people(document, scope, students)
    laws, of_laws = _laws(document, scope)
    fields = {k: f for k, f in all_fields().items() if k in used or k == "学校"}
    written, blanks = _written(people, scope, fields, units)
    head_of = _class_teachers(scope)
    year = school_year(scope.date)
    common: Values = {
        "日期": _day(scope.date),
        "学年": f"{year}—{year + 1}学年度",
        LAWS: laws,
        "依据": "、".join(law["条名"] for law in laws),
    }
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for at, person in enumerate(people):
        key = {"人": str(at), "班": person.class_key, "校": person.unit}[document.each]
        groups[key].append(at)
    files: defaultdict[tuple[str, str], list[Values]] = defaultdict(list)
    for members in groups.values():
        first = people[members[0]]
        unit = written[members[0]]["学校"].strip() or _unit_name(first.unit, units)
        rows = [
            {k: "" if k in blanks[at] else v for k, v in written[at].items()}
            | {"序号": str(number)}
            for number, at in enumerate(members, 1)
        ]
        values = {
            **written[members[0]],
            **common,
            "单位": unit,
            "班主任": head_of.get(first.class_key) or LINE * 4 + END,
            "人数": str(len(members)),
            "返校期限": _limit(first, scope),
            LIST: rows,
        }
        label = first.class_label if document.file == "班" else ""
        for copy in _copies(document, scope):
            files[unit, label].append({**values, "联": copy})
    notes += _said_blank(people, blanks, [name for name in fields if name in used])
    return tuple(_printouts(document, files)), (*notes, *of_laws)


# ── whom ─────────────────────────────────────────────────────────────────────────────────────────
_CHOICES: Mapping[str, Mapping[str, Callable[[Table], pd.Series]]] = {
    "未返校": {"cases": cases.open_},
    "随班就读": {
        "placements": lambda table: table.text("placement").str.contains("随班"),
        "students": lambda table: table.maybe("inclusive").fillna(False).astype(bool),
    },
    "送教上门": {
        "placements": lambda table: table.text("placement").str.contains("送教"),
        "students": lambda table: table.text("status").str.contains("送教"),
    },
    "休学": {"changes": lambda table: changes.kinds_of(table) == "休学"},
}


def _people(
    document: Document, scope: Scope, students: Sequence[str]
) -> tuple[list[_Person], list[str]]:
    kinds_asked = [k for k in (*document.tables, *document.also) if k in scope.tables]
    chosen: list[_Person] = []
    for kind in kinds_asked:
        if kind in document.tables:
            table = scope.tables[kind]
            rule = _CHOICES.get(document.only, {}).get(kind)
            wanted = pd.Series(True, index=table.index) if rule is None else rule(table)
            chosen += _new(scope, kind, wanted, chosen)
    if not students:
        if document.each == "班":
            chosen = [person for person in chosen if person.class_key]
        if not chosen:
            raise DocumentError(_nobody(document))
        return chosen, []
    return _named(document, scope, students, kinds_asked, chosen)


def _named(
    document: Document,
    scope: Scope,
    students: Sequence[str],
    kinds_asked: Sequence[str],
    chosen: Sequence[_Person],
) -> tuple[list[_Person], list[str]]:
    """The people of these names: those the document is for, else whoever bears the name."""
    found, notes, unknown = [], [], []
    for name in dict.fromkeys("".join(each.split()) for each in students):
        mine = [person for person in chosen if person.name == name]
        if not mine:
            for kind in kinds_asked:
                names = scope.tables[kind].maybe(name_field(kind))
                mine += _new(scope, kind, names == name, mine)
            if mine and document.only:
                notes.append(f"“{name}”不在表中“{document.only}”之列，仍按写明的姓名打印。")
        if not mine:
            unknown.append(name)
        elif len(mine) > 1:
            places = "、".join(f"{p.unit}{p.class_label}" for p in mine)
            notes.append(f"叫“{name}”的有{len(mine)}人（{places}），都打印了，请取所要的一份。")
        found += mine
    if unknown:
        everybody = {n for kind in kinds_asked
                     for n in scope.tables[kind].maybe(name_field(kind)).unique()}  # fmt: skip
        said = "".join(_not_found(name, everybody - {""}) for name in unknown)
        if not found:
            raise DocumentError(said)
        notes.append(said)
    return found, notes


def _not_found(name: str, everybody: Collection[str]) -> str:
    near = difflib.get_close_matches(name, sorted(everybody), n=3, cutoff=0.3)
    nearest = f"，最接近的是{'、'.join(near)}" if near else ""
    return f"没有找到“{name}”{nearest}。"


def _nobody(document: Document) -> str:
    tables = "、".join(kinds()[kind].label for kind in document.tables)
    which = f"{document.only}的" if document.only else ""
    by_name = "；要给某人打印，请用 --student 写明姓名" if document.also else ""
    return f"在{tables}中没有{which}人，没有可打印的{document.name}{by_name}。"


def _new(
    scope: Scope, kind: str, wanted: pd.Series, already: Sequence[_Person]
) -> Iterator[_Person]:
    """The rows of a table that are wanted, without people taken from another table."""
    table = scope.tables[kind]
    names = table.maybe(name_field(kind))
    keep = (wanted & (names != "")).to_numpy(dtype=bool, copy=True)
    for other in {person.kind for person in already}:
        rows = np.array([person.row for person in already if person.kind == other])
        keep &= ~np.isin(match(table, scope.tables[other]), rows)
        keep[(back := match(scope.tables[other], table)[rows])[back >= 0]] = False
    units, keys, labels = table.unit, _class_keys(table), _class_labels(table)
    for row in np.flatnonzero(keep).tolist():
        yield _Person(kind, row, names[row], units[row], keys[row], labels[row])


def _class_keys(table: Table) -> pd.Series:
    has_class = "klass" in kinds()[table.kind].fields
    return table.class_key if has_class else pd.Series("", index=table.index, dtype="str")


def _class_labels(table: Table) -> pd.Series:
    has_class = "klass" in kinds()[table.kind].fields
    return table.class_label if has_class else pd.Series("", index=table.index, dtype="str")


# ── what is said of them ─────────────────────────────────────────────────────────────────────────
def _written(
    people: Sequence[_Person],
    scope: Scope,
    fields: Mapping[str, Field],
    units: Mapping[str, str],
) -> tuple[list[dict[str, str]], list[frozenset[str]]]:
    """For each person every field's words (or its blank), and the fields left blank."""
    written: list[dict[str, str]] = [{} for _ in people]
    for kind in dict.fromkeys(person.kind for person in people):
        at = [n for n, person in enumerate(people) if person.kind == kind]
        rows = np.array([people[n].row for n in at])
        for name, field in fields.items():
            values = [""] * len(at)
            for source in field.of:
                for table, where in _sources(scope, kind, source, rows):
                    texts = _texts(table, source.rpartition(".")[2], where)
                    values = [old or new for old, new in zip(values, texts, strict=True)]
            for n, value in zip(at, values, strict=True):
                written[n][name] = value
    for person, values_of in zip(people, written, strict=True):
        values_of["学校"] = values_of["学校"] or _unit_name(person.unit, units)
    blanks = [frozenset(k for k, v in each.items() if not v) for each in written]
    return [{k: v or fields[k].blank for k, v in each.items()} for each in written], blanks


def _sources(
    scope: Scope, kind: str, source: str, rows: np.ndarray[Any, Any]
) -> Iterator[tuple[Table, np.ndarray[Any, Any]]]:
    """Tables to look a field up in, with each person's row there (negative for none)."""
    stated = source.rpartition(".")[0]
    for other in (stated,) if stated else dict.fromkeys((kind, "students")):
        if other == kind:
            yield scope.tables[kind], rows
        elif other in scope.tables and kind != "staff":
            yield scope.tables[other], match(scope.tables[kind], scope.tables[other])[rows]


def _texts(table: Table, field: str, rows: np.ndarray[Any, Any]) -> list[str]:
    """The words of a field in some rows; ``""`` for blank cells and negative rows."""
    if field == "class_label":
        values = raw = _class_labels(table)
    else:
        field = name_field(table.kind) if field == "name" else field
        values, raw = table.maybe(field), table.text(field)
    texts = []
    for row in rows.tolist():
        value = "" if row < 0 else values.iloc[row]
        if isinstance(value, pd.Timestamp):
            texts.append(_day(value.date()))
        elif isinstance(value, str):
            texts.append(plain(value))
        else:  # neither text nor a date that can be read: as it is written
            texts.append("" if row < 0 else plain(raw.iloc[row]))
    return texts


def plain(text: str) -> str:
    """Text on one line, without characters that a document can't hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _limit(person: _Person, scope: Scope) -> str:
    """By when the pupil must be back: as the ledger says unless past, else counted from today."""
    days = int(scope.policy["notice_term_days"])
    if person.kind == "cases":
        end = cases.notice_end(scope.tables["cases"], days).iloc[person.row]
        if pd.notna(end) and end.date() >= scope.date:
            return _day(end.date())
    return _day(scope.date + dt.timedelta(days))


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


# ── files and what to tell ───────────────────────────────────────────────────────────────────────
def _unit_name(unit: str, units: Mapping[str, str]) -> str:
    return plain(units.get(unit) or unit.replace("\\", "/").rpartition("/")[2])


def _printouts(
    document: Document, files: Mapping[tuple[str, str], list[Values]]
) -> Iterator[Printout]:
    for parts, copies in files.items():
        yield Printout("_".join([document.name, *filter(None, parts)]), tuple(copies))


def _said_blank(
    people: Sequence[_Person], blanks: Sequence[frozenset[str]], used: Sequence[str]
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
