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

from kongcuo_xl import cases, changes, identity, period, teachers
from kongcuo_xl.calendar import school_year
from kongcuo_xl.clean import grade_label
from kongcuo_xl.forms.mapping import folder as forms_folder
from kongcuo_xl.people import match, name_field
from kongcuo_xl.scope import Scope
from kongcuo_xl.statistics import Conditions, Statistics
from kongcuo_xl.tables import Table, kinds

LINE = "　"
"""What a line to be filled by hand is made of; templates underline it."""
END = "\u00a0"
"""Ends such a line: it does not vanish at the end of a paragraph's line."""
NO_DATE = LINE * 3 + "年" + LINE * 2 + "月" + LINE * 2 + "日"
LIST = "名单"
PAIRS = "两人一行"
LAWS = "法律依据"
BY_GRADE, BY_UNIT = "各年级", "各单位"
_OF_ALL = ("单位", "日期", "月份", "学年", "返校期限", "班主任", "人数", "依据", "联")
_IN_LAW = frozenset({"条名", "条文"})
_SIDES = ("甲", "乙")
_REVIEWED = ("V", "本地")
_EVERYBODY = Conditions()
_EACH = {"班": "一班一份", "全部": "只有一份"}

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
class Recorded:
    """A list of what a table has on record about a person."""

    table: str
    parts: Mapping[str, str]
    """Name of a part → field."""
    least: int
    """Rows that it has at least, to be written on by hand."""


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


@cache
def all_records() -> Mapping[str, Recorded]:
    """Every list of records of a person that a template may name."""
    return {name: Recorded(**entry) for name, entry in _data()["records"].items()}


@cache
def all_figures() -> Mapping[str, str]:
    """Every figure that a template may name → its measure."""
    figures: dict[str, str] = _data()["figures"]
    return figures


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
    figures, of_person = frozenset(all_figures()), frozenset((*all_fields(), "序号"))
    return {
        **{name: frozenset[str]() for name in (*all_fields(), *figures, *_OF_ALL)},
        LIST: of_person,
        PAIRS: frozenset(name + side for name in of_person for side in _SIDES),
        LAWS: _IN_LAW,
        BY_GRADE: figures | {"年级"},
        BY_UNIT: figures | {"单位"},
        **{name: frozenset((*each.parts, "序号")) for name, each in all_records().items()},
    }


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
    if students and document.each in ("班", "全部"):
        raise DocumentError(
            f"{document.name}{_EACH[document.each]}，不能按姓名打印，请去掉 --student。"
        )
    laws, of_laws = _laws(document, scope)
    year = school_year(scope.date)
    month = period.month(scope.date.year, scope.date.month)
    common: Values = {
        "日期": _day(scope.date),
        "月份": month.label,
        "学年": f"{year}—{year + 1}学年度",
        LAWS: laws,
        "依据": "、".join(law["条名"] for law in laws),
    }
    figures = _Figures(scope, month, used)
    if document.each == "全部":
        stated = [units.get(unit) or _unit_name(unit, units) for unit in scope.tables.units]
        unit = stated[0] if len(stated) == 1 else units.get("", "")
        values = {**common, **figures.of(scope.tables.units), "单位": unit or LINE * 9 + END}
        return (Printout(document.name, (values,)),), (*figures.notes, *of_laws)
    people, notes = _people(document, scope, students)
    fields = {k: f for k, f in all_fields().items() if k in _asked(used) or k == "学校"}
    written, blanks = _written(people, scope, fields, units)
    head_of = _class_teachers(scope)
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for at, person in enumerate(people):
        key = {"人": str(at), "班": person.class_key, "校": person.unit}[document.each]
        groups[key].append(at)
    records = {name: _recorded(each, people, scope)
               for name, each in all_records().items() if name in used}  # fmt: skip
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
            **figures.of([first.unit]),
            **{name: each[members[0]] for name, each in records.items()},
            "单位": unit,
            "班主任": head_of.get(first.class_key) or LINE * 4 + END,
            "人数": str(len(members)),
            "返校期限": _limit(first, scope),
            LIST: rows,
            PAIRS: _pairs(rows),
        }
        label = first.class_label if document.file == "班" else ""
        for copy in _copies(document, scope):
            files[unit, label].append({**values, "联": copy})
    notes += _said_blank(people, blanks, [name for name in fields if name in used])
    return tuple(_printouts(document, files)), (*notes, *figures.notes, *of_laws)


def _asked(used: Collection[str]) -> frozenset[str]:
    """The names used, those on one side of a row of two under their own."""
    return frozenset(used) | {name[:-1] for name in used if name.endswith(_SIDES)}


def _pairs(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The people of a list, two to a row."""
    blank = dict.fromkeys(rows[0], "") if rows else {}
    return [
        {k + side: v for side, each in zip(_SIDES, (*rows[at : at + 2], blank), strict=False)
         for k, v in each.items()}
        for at in range(0, len(rows), 2)
    ]  # fmt: skip


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
    "样本学生": {"sample": lambda table: ~table.given("post")},
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
    by_name = "；要给某人打印，请写明姓名（--student），或先选中此人的行" if document.also else ""
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


# ── figures ──────────────────────────────────────────────────────────────────────────────────────
class _Figures:
    """The figures of a month that a template asks for, over all units or one."""

    def __init__(self, scope: Scope, month: period.Period, used: Collection[str]) -> None:
        self._scope, self._month, self._used = scope, month, used
        self._names = {k: v for k, v in all_figures().items() if k in used}
        kept = scope.tables.units_with("students") | scope.tables.units_with("registry")
        self._units = [unit for unit in scope.tables.units if unit in kept]
        self.notes: list[str] = []
        if self._names:
            whole = Statistics(scope, month)
            self.notes = [note for each in self._names.values() for note in whole.notes(each)]

    def of(self, units: Sequence[str]) -> Values:
        """What the template may say of these units together."""
        if not self._names:
            return {}
        counted = Statistics(self._scope.only(units), self._month)
        values: dict[str, Any] = self._row(counted)
        if BY_GRADE in self._used:
            grades = [Conditions(grade=grade) for grade in range(1, 10)]
            values[BY_GRADE] = [
                {"年级": grade_label(each.grade or 0), **self._row(counted, each)}
                for each in grades
                if counted.figure("enrolled_end", each).number
            ]
        if BY_UNIT in self._used:
            values[BY_UNIT] = [
                {
                    "单位": unit.rpartition("/")[2],
                    **self._row(Statistics(self._scope.only([unit]), self._month)),
                }
                for unit in self._units
                if unit in units
            ]
        return values

    def _row(self, counted: Statistics, of: Conditions = _EVERYBODY) -> dict[str, str]:
        numbers = {k: counted.figure(m, of).number for k, m in self._names.items()}
        return {k: LINE * 2 + END if n is None else str(n) for k, n in numbers.items()}


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
            if told := _FROM_ID.get(name):
                values = _told_by_id(values, told, scope, kind, rows)
            for n, value in zip(at, values, strict=True):
                written[n][name] = value
    for person, values_of in zip(people, written, strict=True):
        values_of["学校"] = values_of["学校"] or _unit_name(person.unit, units)
    blanks = [frozenset(k for k, v in each.items() if not v) for each in written]
    return [{k: v or fields[k].blank for k, v in each.items()} for each in written], blanks


_FROM_ID: Mapping[str, Callable[[pd.Series], pd.Series]] = {
    "性别": identity.sex,
    "出生日期": identity.birth_date,
}
"""What the ID tells where no table has a column for it."""


def _told_by_id(
    values: list[str],
    told: Callable[[pd.Series], pd.Series],
    scope: Scope,
    kind: str,
    rows: np.ndarray[Any, Any],
) -> list[str]:
    """The values, with what a valid ID tells in the blank ones."""
    numbers = [""] * len(values)
    for table, where in _sources(scope, kind, "id_number", rows):
        texts = _texts(table, "id_number", where)
        numbers = [old or new for old, new in zip(numbers, texts, strict=True)]
    tidy = identity.tidy_id(pd.Series(numbers, dtype="str"))
    found = told(tidy).where(identity.check_ok(tidy))
    return [
        value or ("" if pd.isna(new) else _day(new) if isinstance(new, dt.date) else str(new))
        for value, new in zip(values, found, strict=True)
    ]


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


def _recorded(
    each: Recorded, people: Sequence[_Person], scope: Scope
) -> list[list[dict[str, str]]]:
    """For each person the rows of a table about him or her, by date, then blank ones."""
    found: list[list[dict[str, str]]] = [[] for _ in people]
    if each.table in scope.tables:
        table = scope.tables[each.table]
        order = table.maybe("date").argsort(kind="stable").to_numpy()
        texts = {name: _texts(table, field, order) for name, field in each.parts.items()}
        for kind in dict.fromkeys(person.kind for person in people):
            place = {person.row: n for n, person in enumerate(people) if person.kind == kind}
            rows = match(table, scope.tables[kind])[order].tolist()
            for at, row in enumerate(rows):
                if row in place:
                    found[place[row]].append({name: told[at] for name, told in texts.items()})
    blank = dict.fromkeys(each.parts, "")
    return [
        [
            {**told, "序号": str(number)}
            for number, told in enumerate([*mine, *[blank] * (each.least - len(mine))], 1)
        ]
        for mine in found
    ]


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
