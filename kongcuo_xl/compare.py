"""List against list: who stands in one and not in the other, what differs, who may be the same.

四查三比对 (户籍×学籍, 学籍×在校, 辍学×脱贫户) where the lists are of these kinds, any two lists
otherwise. People are the same by 身份证号, 学籍号, 姓名+性别+出生日期 or, where nothing contradicts
it and nobody else bears it, 姓名+班级. Whoever is left is compared only with those who share a key
with him (a name, a birth date and a character …), so the work grows with the people, not with
their pairs.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from operator import ne
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import clean, identity, inputs
from kongcuo_xl.book import a1
from kongcuo_xl.calendar import school_year
from kongcuo_xl.clean.sounds import syllables
from kongcuo_xl.finding import Unreadable
from kongcuo_xl.people import name_field
from kongcuo_xl.policy import Policy
from kongcuo_xl.reading import BookReading
from kongcuo_xl.rules.reconcile.lists import latest_sheets
from kongcuo_xl.rules.reconcile.names import difference
from kongcuo_xl.settings import Named
from kongcuo_xl.tables import Piece, Table, kinds

Rows: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]

FOUR_CHECKS = {
    "children": "户籍",
    "registry": "学籍",
    "students": "在校",
    "cases": "辍学",
    "households": "脱贫户",
}
THREE_COMPARISONS = (("children", "registry"), ("registry", "students"), ("cases", "households"))
_LISTS = (
    *FOUR_CHECKS, "roll_call", "graduates", "special_groups", "placements", "dropout_prone",
    "deferrals", "elsewhere", "homework", "sample", "staff",
)  # fmt: skip
"""Kinds of table that list people, each once."""
_NAMES = "甲乙丙丁戊己庚辛壬癸"
_MOST_IN_BLOCK = 25
"""A key that more people of a list share says too little about any two of them."""
_MOST_LIKELY = 3
"""Probable counterparts shown of one person."""
_NOT_COMPARED = {"seq", "remark", "seat_no", "survey_date", "serial"}


class CompareError(Exception):
    """Lists that can't be compared; the message is one Chinese sentence for the user."""


class Entry(NamedTuple):
    """A person in a list, and the cell of the name."""

    file: str
    sheet: str
    cell: str
    name: str
    id_number: str
    unit: str
    klass: str


class Difference(NamedTuple):
    """A field of one person in which two lists differ; the entries' cells are the field's."""

    field: str
    a: Entry
    value_a: str
    b: Entry
    value_b: str
    note: str = ""


class Probable(NamedTuple):
    """Two people who may be one, and why; the smaller the rank the likelier."""

    a: Entry
    b: Entry
    reason: str
    rank: int


class Repeated(NamedTuple):
    """A row of a list that stands there more than once; ``group`` numbers those that belong."""

    group: int
    entry: Entry
    reason: str


@dataclass(slots=True)
class Listed:
    """One of the lists compared."""

    label: str
    title: str
    people: int
    repeated: list[Repeated] = field(default_factory=list)


@dataclass(slots=True)
class Pair:
    """What comparing two lists came to."""

    a: Listed
    b: Listed
    only_a: list[Entry]
    only_b: list[Entry]
    differing: list[Difference]
    probable: list[Probable]
    both: list[tuple[Entry, Entry]]

    @property
    def title(self) -> str:
        """户籍×学籍."""
        return f"{self.a.label}×{self.b.label}"


@dataclass(slots=True)
class Comparison:
    """Everything that comparing came to."""

    lists: list[Listed]
    pairs: list[Pair]
    unreadable: list[Unreadable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def compare(
    paths: Sequence[Path],
    policy: Policy,
    date: dt.date,
    *,
    progress: Callable[[str], None] | None = None,
    named: Collection[Named] = (),
) -> Comparison:
    """The lists in ``paths`` compared, in the order given; ``named`` as for ``check_books``.

    Raises CompareError when they hold fewer than two lists of people.
    """
    given: list[list[Roster]] = []
    unreadable: list[Unreadable] = []
    notes: list[str] = []
    for path in paths:
        books, failed, said = inputs.read([path], policy, date, progress=progress, named=named)
        unreadable += failed
        notes += said
        given.append(rosters(books, path.name or str(path), date))
        if not given[-1]:
            notes.append(f"{path.name}：没有认出名单，没有对照")
    found = compare_rosters(given)
    found.unreadable, found.notes = unreadable, notes
    return found


def rosters(books: Sequence[BookReading], title: str, date: dt.date) -> list[Roster]:
    """The lists of people in some workbooks, one a kind, the longest first."""
    by_kind: dict[str, list[Piece]] = {}
    for book in books:
        for piece in book.pieces:
            if piece.kind in _LISTS and piece.rows:
                by_kind.setdefault(piece.kind, []).append(piece)
    found = []
    for kind, pieces in by_kind.items():
        table = Table(kind, pieces, school_year(date))
        keep = table.maybe(name_field(kind)) != ""
        if kind == "roll_call":
            keep &= latest_sheets(table, date)
        if keep.any():
            rows = np.flatnonzero(keep.to_numpy(dtype=bool))
            found.append(Roster(table, rows, f"{title}（{kinds()[kind].label}）"))
    return sorted(found, key=lambda roster: -len(roster.rows))


def compare_rosters(given: Sequence[Sequence[Roster]]) -> Comparison:
    """The lists of each thing given compared: as 四查三比对 if that takes them all, else in order.

    Raises CompareError.
    """
    usable = [lists for lists in given if lists]
    everything = [roster for lists in usable for roster in lists]
    by_kind = {roster.table.kind: roster for roster in reversed(everything)}
    chosen = [
        (by_kind[a], by_kind[b]) for a, b in THREE_COMPARISONS if a in by_kind and b in by_kind
    ]
    taking_part = [roster for pair in chosen for roster in pair]
    official = all(any(r in taking_part for r in lists) for lists in usable)
    if not chosen or not official:
        chosen = list(combinations([lists[0] for lists in usable], 2))
        official = False
    if not chosen:
        raise CompareError(
            "要对照的名单不足两份：请给出两个以上含姓名列的工作簿或文件夹，"
            "或一个同时有学籍表和花名册的文件夹。"
        )
    used = list({id(r): r for pair in chosen for r in pair}.values())
    listed = {}
    for number, roster in enumerate(used):
        label = FOUR_CHECKS[roster.table.kind] if official else _NAMES[number % len(_NAMES)]
        listed[id(roster)] = Listed(label, roster.title, len(roster.rows), _repeated(roster))
    pairs = [_pair(a, b, listed[id(a)], listed[id(b)]) for a, b in chosen]
    return Comparison(list(listed.values()), pairs)


# ── a list ───────────────────────────────────────────────────────────────────────────────────────
class Roster:
    """A list of people: a table, the rows of it that count, and what people are known by."""

    def __init__(self, table: Table, rows: Rows, title: str) -> None:
        self.table = table
        self.rows = rows
        self.title = title
        fields = kinds()[table.kind].fields

        def column(field_id: str) -> pd.Series:
            if field_id not in fields:
                return pd.Series("", index=range(len(rows)), dtype="str")
            values = table.maybe(field_id).take(rows).reset_index(drop=True)
            return values.fillna("").astype("str")

        self.name = column(name_field(table.kind))
        self.id = column("id_number")
        self.valid = identity.check_ok(self.id).fillna(False).astype(bool)
        self.student_no = column("student_no")
        from_id = identity.birth_date(self.id.where(self.valid, ""))
        self.born = from_id.dt.strftime("%Y%m%d").fillna("").astype("str")
        if "birth_date" in fields:
            stated = table.maybe("birth_date").take(rows).reset_index(drop=True)
            # A month alone is no birthday to know somebody by.
            whole = table.date_status("birth_date").take(rows).reset_index(drop=True) == "ok"
            text = stated.dt.strftime("%Y%m%d").fillna("").astype("str")
            self.born = text.where(whole & (text != ""), self.born)
        sex = identity.sex(self.id.where(self.valid, "")).fillna("").astype("str")
        said = column("sex")
        self.sex = said.where(said != "", sex)
        self.guardian = column("guardian")
        self.phone = column("phone").str.replace(r"[^0-9]", "", regex=True)
        has_class = "klass" in fields
        blank = pd.Series("", index=self.name.index, dtype="str")
        self.klass = (
            table.class_label.take(rows).reset_index(drop=True).astype("str")
            if has_class
            else blank
        )

        # One value at a time is taken from these: a Series is slow at that.
        self.names: list[str] = self.name.tolist()
        self.ids: list[str] = self.id.tolist()
        self.births: list[str] = self.born.tolist()
        self.sexes: list[str] = self.sex.tolist()
        self.guardians: list[str] = self.guardian.tolist()
        self.phones: list[str] = self.phone.tolist()
        self.classes: list[str] = self.klass.tolist()

    def __len__(self) -> int:
        return len(self.rows)

    def keys(self) -> dict[str, pd.Series]:
        """What one person is known by, most trusted first; ``""`` where a row lacks it."""
        # An ID that can't be right is not enough by itself: lost digits make many people one.
        id_ = self.id.where(self.valid | (self.id == ""), self.id + "|" + self.name)
        whole = (self.sex != "") & (self.born != "")
        born = (self.name + "|" + self.sex + "|" + self.born).where(whole, "")
        klass = (self.name + "|" + self.klass).where(self.klass != "", "")
        bare = self.name.where((self.id == "") & (self.born == "") & (self.klass == ""), "")
        return {
            "id": id_,
            "student_no": self.student_no,
            "born": born,
            "klass": klass,
            "name": bare,
        }

    def entry(self, at: int, field_id: str = "") -> Entry:
        """The person at a position; the cell is that of ``field_id``, else of the name."""
        row = int(self.rows[at])
        piece = self.table.pieces[self.table.piece_no[row]]
        cell = piece.cell(int(self.table.row[row]), field_id or name_field(self.table.kind))
        return Entry(
            piece.file, piece.sheet.name, a1(*cell), self.names[at], self.ids[at],
            piece.context.school or piece.unit, self.classes[at],
        )  # fmt: skip


def _repeated(roster: Roster) -> list[Repeated]:
    keys = roster.keys()
    found: list[Repeated] = []
    told: set[tuple[int, ...]] = set()
    for key, why in (
        ("id", "身份证号相同"),
        ("student_no", "学籍号相同"),
        ("born", "姓名、性别、出生日期相同"),
    ):
        values = keys[key]
        again = values[(values != "") & values.duplicated(keep=False)]
        for _, group in again.groupby(again, sort=False):
            members = tuple(int(at) for at in group.index)
            if members in told:
                continue
            told.add(members)
            reason = why
            if key == "born" and roster.id.iloc[list(members)].nunique() > 1:
                reason += "，身份证号不同"
            elif key != "born" and roster.name.iloc[list(members)].nunique() > 1:
                reason += "，姓名不同"
            number = len(told)
            found += [Repeated(number, roster.entry(at), reason) for at in members]
    return found


# ── two lists ────────────────────────────────────────────────────────────────────────────────────
def _pair(a: Roster, b: Roster, listed_a: Listed, listed_b: Listed) -> Pair:
    partner, met_b = _same(a, b)
    matched = np.flatnonzero(partner >= 0)
    alone_a, alone_b = np.flatnonzero(partner < 0), np.flatnonzero(~met_b)
    couples = zip(matched.tolist(), partner[matched].tolist(), strict=True)
    return Pair(
        listed_a,
        listed_b,
        [a.entry(at) for at in alone_a.tolist()],
        [b.entry(at) for at in alone_b.tolist()],
        _differing(a, b, matched, partner[matched]),
        _probable(a, b, alone_a, alone_b),
        [(a.entry(at), b.entry(to)) for at, to in couples]
        if (a.table.kind, b.table.kind) == THREE_COMPARISONS[-1]
        else [],
    )


def _same(a: Roster, b: Roster) -> tuple[Rows, Mask]:
    """The position in ``b`` of each person of ``a`` (-1 for none), and who of ``b`` was met."""
    mine, theirs = a.keys(), b.keys()
    # A list that states neither ID nor birth nor class is joined by the bare name alone.
    if (mine["name"] != "").any() or (theirs["name"] != "").any():
        mine["name"], theirs["name"] = a.name, b.name
    partner = np.full(len(a), -1, dtype=np.int64)
    met = np.zeros(len(b), dtype=bool)
    for key in mine:
        asked, known = mine[key], theirs[key]
        once = key not in ("id", "student_no")
        open_a = (partner < 0) & (asked != "").to_numpy(dtype=bool)
        open_b = (known != "").to_numpy(dtype=bool)
        if once:
            open_b = open_b & ~met
        if once:
            # Of several of one name nobody can tell who is who.
            open_a = open_a & ~asked.where(open_a, "").duplicated(keep=False).to_numpy(dtype=bool)
            open_b = open_b & ~known.where(open_b, "").duplicated(keep=False).to_numpy(dtype=bool)
        places_b = np.flatnonzero(open_b)
        index = pd.Index(known.iloc[places_b])
        first = np.flatnonzero(~index.duplicated())
        at = index[first].get_indexer(pd.Index(asked))
        # One place more, so that "nowhere" (-1) takes the last.
        to = np.where(open_a, np.append(places_b[first], -1)[at], -1)
        if once:
            to = np.where(_contradict(a, b, to), -1, to)
        partner = np.where(to >= 0, to, partner)
        met[to[to >= 0]] = True
        if not once:
            met |= known.isin(set(asked[asked != ""])).to_numpy(dtype=bool)
    return partner, met


def _contradict(a: Roster, b: Roster, to: Rows) -> Mask:
    """Whether ID, 学籍号, sex or birth say that two of a name are not one."""
    clash = np.zeros(len(a), dtype=bool)
    at = np.flatnonzero(to >= 0)
    for ours, others in (
        (a.id, b.id), (a.student_no, b.student_no), (a.sex, b.sex), (a.born, b.born),
    ):  # fmt: skip
        one, two = ours.iloc[at].to_numpy(), others.iloc[to[at]].to_numpy()
        clash[at] |= (one != "") & (two != "") & (one != two)
    return clash


def _differing(a: Roster, b: Roster, at: Rows, to: Rows) -> list[Difference]:
    """Every field that both lists have and in which a person's values differ."""
    fields_a, fields_b = kinds()[a.table.kind].fields, kinds()[b.table.kind].fields
    found: list[tuple[int, Difference]] = []
    for id_, item in fields_a.items():
        if id_ not in fields_b or id_ in _NOT_COMPARED or item.type != fields_b[id_].type:
            continue
        stated = a.table.any_has(id_) and b.table.any_has(id_)
        if id_ == "grade" or (id_ != "klass" and not stated):
            continue
        ours = _comparable(a, id_, item.type).iloc[at].to_numpy()
        others = _comparable(b, id_, item.type).iloc[to].to_numpy()
        unequal = np.flatnonzero((ours != "") & (others != "") & (ours != others))
        for n in unequal:
            if _agree(ours[n], others[n], item.type):
                continue
            note = ""
            if item.type == "name":
                note = difference(ours[n], others[n])
            elif item.type in ("id", "student_no"):
                note = number_difference(ours[n], others[n])
            entries = a.entry(int(at[n]), id_), b.entry(int(to[n]), id_)
            label = "班级" if id_ == "klass" else item.label
            found.append(
                (int(at[n]), Difference(label, entries[0], ours[n], entries[1], others[n], note))
            )
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def _comparable(roster: Roster, id_: str, type_: str) -> pd.Series:
    """The values of a field as text, ``""`` where blank or unreadable."""
    table = roster.table
    if id_ == "klass":
        return roster.klass
    values = table.maybe(id_)
    if type_ == "date":
        months = (table.date_status(id_) == "month").to_numpy(dtype=bool)
        text = values.dt.strftime("%Y-%m-%d").fillna("")
        values = text.where(~months, text.str[:7])
    elif type_ == "flag":
        values = values.map({True: "是", False: "否"}).fillna("")
    elif type_ == "phone":
        values = clean.phones(table.raw(id_))[0]
    elif type_ == "number":
        values = table.text(id_)
    return values.take(roster.rows).reset_index(drop=True).fillna("").astype("str")


def _agree(one: str, two: str, type_: str) -> bool:
    """Whether two writings may well mean the same thing."""
    if type_ == "phone":
        return bool(set(one.split("、")) & set(two.split("、")))
    if type_ == "date":
        return one[:7] == two[:7] and 7 in (len(one), len(two))
    if type_ in ("text", "address"):
        return clean.key(one) in clean.key(two) or clean.key(two) in clean.key(one)
    if type_ in ("number", "names"):
        return clean.key(one) == clean.key(two)
    return False


def number_difference(one: str, two: str) -> str:
    """How two IDs or 学籍号 differ, without showing a digit; ``""`` if they have little in common.

    第9位不同, 第9、10位颠倒, 15位与18位.
    """
    if {len(one), len(two)} == {15, 18}:
        short, long = sorted((one, two), key=len)
        return "15位与18位" if long[:6] + long[8:17] == short else ""
    # Most pairs asked about have nothing in common: counted before the places are looked for.
    if len(one) != len(two) or sum(map(ne, one, two)) > 4:
        return ""
    wrong = [n for n, (x, y) in enumerate(zip(one, two, strict=True), 1) if x != y]
    if len(wrong) == 1:
        return f"第{wrong[0]}位不同"
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        first = wrong[0] - 1
        if one[first : first + 2] == two[first : first + 2][::-1]:
            return f"第{wrong[0]}、{wrong[1]}位颠倒"
    return f"有{len(wrong)}位不同"


# ── who may be the same ──────────────────────────────────────────────────────────────────────────
def _probable(a: Roster, b: Roster, at: Rows, to: Rows) -> list[Probable]:
    """Pairs among those left over that a slip or a changed name explains, likeliest first."""
    if not len(at) or not len(to):
        return []
    best: list[tuple[int, int, int, str]] = []
    for i, j in sorted(set(_candidates(a, b, at, to))):
        reason = _reason(a, b, i, j)
        if reason is not None:
            best.append((reason[0], i, j, reason[1]))
    best.sort()
    shown: Counter[int] = Counter()
    found = []
    for rank, i, j, why in best:
        shown[i] += 1
        if shown[i] <= _MOST_LIKELY:
            found.append(Probable(a.entry(i), b.entry(j), why, rank))
    return found


def _candidates(a: Roster, b: Roster, at: Rows, to: Rows) -> Iterator[tuple[int, int]]:
    for ours, others in zip(_blocks(a, at), _blocks(b, to), strict=True):
        yield from _sharing(ours, others)


def _blocks(roster: Roster, rows: Rows) -> list[pd.Series]:
    """Keys that people must share to be looked at together, over the rows left."""

    def left(values: pd.Series) -> pd.Series:
        return values.iloc[rows]

    name, born, sex, id_ = (left(v) for v in (roster.name, roster.born, roster.sex, roster.id))
    birth = (born + sex).where((born != "") & (sex != ""), "")
    sounds = pd.Series(clean.each(name, lambda n: "".join(syllables(n))), index=name.index)
    guardian, phone = left(roster.guardian), left(roster.phone)
    fifteen = (id_.str[:6] + id_.str[8:17]).where(id_.str.len() == 18, id_)

    def with_birth(other: pd.Series) -> pd.Series:
        return (birth + "|" + other.astype("str")).where((birth != "") & (other != ""), "")

    klass = left(roster.klass)
    heard = (klass + "|" + sounds.astype("str")).where((klass != "") & (sounds != ""), "")
    return [
        name,
        fifteen.where(fifteen.str.len() == 15, ""),
        with_birth(name.str[:1]),
        with_birth(name.str[1:]),
        with_birth(sounds),
        with_birth(guardian),
        with_birth(phone),
        heard,
    ]


def _sharing(ours: pd.Series, others: pd.Series) -> Iterator[tuple[int, int]]:
    """Positions of those who share a key that tells something."""
    left, right = ours[ours != ""], others[others != ""]
    keys = (
        left.value_counts()
        .loc[lambda n: n <= _MOST_IN_BLOCK]
        .index.intersection(right.value_counts().loc[lambda n: n <= _MOST_IN_BLOCK].index)
    )
    left, right = left[left.isin(keys)], right[right.isin(keys)]
    joined = pd.merge(
        pd.DataFrame({"key": left.to_numpy(), "a": left.index}),
        pd.DataFrame({"key": right.to_numpy(), "b": right.index}),
        on="key",
    )
    return zip(joined["a"].tolist(), joined["b"].tolist(), strict=True)


def _reason(a: Roster, b: Roster, i: int, j: int) -> tuple[int, str] | None:
    """Why two may be one, with a rank; None if there is too little to say so."""
    names = a.names[i], b.names[j]
    ids = a.ids[i], b.ids[j]
    number = number_difference(*ids) if all(ids) and ids[0] != ids[1] else ""
    same_name = names[0] == names[1]
    same = {
        "出生日期": _both(a.births[i], b.births[j]),
        "性别": _both(a.sexes[i], b.sexes[j]),
        "监护人": _both(a.guardians[i], b.guardians[j]),
        "电话": _both(a.phones[i], b.phones[j]),
        "班级": _both(a.classes[i], b.classes[j]),
    }
    agree = [word for word, equal in same.items() if equal]
    slight = number != "" and not number.startswith("有")
    if same["性别"] is False and not slight:
        return None
    if number == "15位与18位":
        return 1, "身份证号一为15位、一为18位" + ("" if same_name else "，姓名不同")
    if same_name:
        if slight:
            return 2, f"姓名相同，身份证号{number}"
        if same["出生日期"]:
            return 3, f"姓名、{'、'.join(agree)}相同，身份证号{number or '不同或缺'}"
        if number:
            return 4, f"姓名相同，身份证号{number}"
        if set(agree) & {"监护人", "电话", "班级"}:
            return 5, f"姓名、{'、'.join(agree)}相同"
        comparable = all(ids) or same["出生日期"] is not None
        return None if comparable else (8, "姓名相同，没有别的可核对")
    how = difference(*names)
    if how != "姓名不同" and (same["出生日期"] or same["班级"]):
        return 6 if same["出生日期"] else 7, f"姓名为{how}，{'、'.join(agree)}相同"
    if same["出生日期"] and (same["监护人"] or same["电话"]):
        return 7, f"{'、'.join(agree)}相同，姓名不同，可能改过名"
    return None


def _both(one: str, two: str) -> bool | None:
    """Whether both state the same; None if one states nothing."""
    return one == two if one and two else None


# ── as people and programs read it ───────────────────────────────────────────────────────────────
def masked(entry: Entry, show_ids: bool) -> Entry:
    """The entry as it may be shown."""
    if show_ids:
        return entry
    return entry._replace(
        name=identity.mask_in(entry.name), id_number=identity.mask(entry.id_number)
    )


def likely(found: Iterable[Probable], *, of_b: bool = False) -> dict[Entry, str]:
    """For each person left over in one of the lists, who in the other may be the same."""
    told: dict[Entry, str] = {}
    for each in found:
        mine, other = (each.b, each.a) if of_b else (each.a, each.b)
        told.setdefault(mine, f"疑为 {other.name}（{each.reason}）")
    return told


def as_json(found: Comparison, *, show_ids: bool = False) -> str:
    """One object: ``lists`` with their repeated rows, ``pairs``, ``unreadable``, ``notes``."""

    def told(entry: Entry) -> dict[str, Any]:
        return masked(entry, show_ids)._asdict()

    def value(text: str) -> str:
        return text if show_ids else identity.mask_in(text)

    answer = {
        "lists": [
            {
                "label": each.label, "title": each.title, "people": each.people,
                "repeated": [
                    {"group": r.group, "entry": told(r.entry), "reason": r.reason}
                    for r in each.repeated
                ],
            }
            for each in found.lists
        ],
        "pairs": [
            {
                "a": pair.a.label, "b": pair.b.label,
                "only_a": [told(e) for e in pair.only_a],
                "only_b": [told(e) for e in pair.only_b],
                "differing": [
                    {"field": d.field, "a": told(d.a), "value_a": value(d.value_a),
                     "b": told(d.b), "value_b": value(d.value_b), "note": d.note}
                    for d in pair.differing
                ],
                "probable": [
                    {"a": told(p.a), "b": told(p.b), "reason": p.reason} for p in pair.probable
                ],
                "both": [{"a": told(x), "b": told(y)} for x, y in pair.both],
            }
            for pair in found.pairs
        ],
        "unreadable": [
            {"file": u.file, "reason": identity.mask_in(u.reason)} for u in found.unreadable
        ],
        "notes": [identity.mask_in(note) for note in found.notes],
    }  # fmt: skip
    return json.dumps(answer, ensure_ascii=False, indent=1)


_MOST_LINES = 30


def as_text(found: Comparison, *, show_ids: bool = False, quiet: bool = False) -> str:
    """Counts, and the first people of each result; the workbook holds them all."""
    lines = [f"{each.label}：{each.title}，{each.people} 人" for each in found.lists]
    for each in found.lists:
        rows = [
            f"{_at(r.entry)} {masked(r.entry, show_ids).name}：{r.reason}" for r in each.repeated
        ]
        lines += _section(f"{each.label}内重复", rows)
    for pair in found.pairs:
        lines += ["", f"【{pair.title}】"]
        for title, people, told in (
            (f"{pair.a.label}有、{pair.b.label}无", pair.only_a, likely(pair.probable)),
            (f"{pair.b.label}有、{pair.a.label}无", pair.only_b, likely(pair.probable, of_b=True)),
        ):
            rows = [
                f"{_at(e)} {masked(e, show_ids).name}" + (f"　{told[e]}" if e in told else "")
                for e in people
            ]
            lines += _section(title, rows)
        rows = [
            f"{masked(d.a, show_ids).name} {d.field}：“{d.value_a}”{_at(d.a)} ≠ "
            f"“{d.value_b}”{_at(d.b)}" + (f"（{d.note}）" if d.note else "")
            for d in pair.differing
        ]
        lines += _section("不一致", [r if show_ids else identity.mask_in(r) for r in rows])
        if pair.both:
            lines.append(f"  两边都有：{len(pair.both)} 人")
    if found.unreadable:
        lines += ["", "没有读的文件："]
        lines += [f"  {u.file}：{identity.mask_in(u.reason)}" for u in found.unreadable]
    if found.notes and not quiet:
        lines += ["", "说明：", *(f"  {note}" for note in found.notes)]
    return "\n".join(lines)


def _at(entry: Entry) -> str:
    return f"{entry.file}[{entry.sheet}]{entry.cell}"


def _section(title: str, rows: Sequence[str]) -> list[str]:
    more = len(rows) - _MOST_LINES
    shown = [f"    {row}" for row in rows[:_MOST_LINES]]
    return [f"  {title}：{len(rows)}", *shown, *([f"    …… 另有 {more} 行"] if more > 0 else [])]
