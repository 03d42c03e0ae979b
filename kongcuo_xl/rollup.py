"""School → township (中心校) → county: what units handed in, unit by unit, and what is missing.

Pure data: sheets as read go in, a roll-up comes out, in which every number knows its cell.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import NamedTuple

from kongcuo_xl import clean
from kongcuo_xl.book import Cell
from kongcuo_xl.finding import Finding, Unreadable
from kongcuo_xl.period import Period
from kongcuo_xl.policy import Report
from kongcuo_xl.rules.submissions.owed import HandedIn, covers, means
from kongcuo_xl.submitted import Path, Submission
from kongcuo_xl.units import BySchool, same_school

_ALIKE, _NAMED_ALIKE = 0.8, 0.4
"""Which share of columns two sheets have in common that are one form: by columns, by title too."""
_RATE = re.compile("率|比例|百分|平均|％|%")
_FORM_WORDS = re.compile(
    r"20\d\d[年.-]?|\d{1,2}月份?|[一二三四五六七八九十]{1,2}月份?|第?[一二三四1-4]季度"
    r"|失学|疑似|辍学|控辍保学|学籍|学生|情况|变动|登记|统计|汇总|月报|季报|周报|年报|报表|上报"
    r"|[表册报]|[()（）\[\]【】_＿.、\s-]|\d+"
)
_TOWN = re.compile("(?:镇|乡|街道|学区|教管办|中心校|中心学校|教办|教育办)$")


class Person(NamedTuple):
    """Somebody counted in a computed figure, and where he or she stands."""

    name: str
    klass: str
    id_number: str
    place: str
    """File, sheet and cell."""
    said: str


@dataclass(frozen=True, slots=True)
class Computed:
    """What a unit's own lists come to where its sheet has a figure."""

    number: float | None
    basis: str
    definition: str
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of 学校表."""

    name: str
    township: str
    point: bool
    """It is a 教学点, which reports with its school."""
    where: str


class Entry(NamedTuple):
    """A row of 上报登记 that names a report somebody owes."""

    handed: HandedIn
    where: str
    on: dt.date | None
    zero: bool


@dataclass(slots=True)
class Facts:
    """What was found in one folder."""

    unit: str
    submissions: list[Submission] = field(default_factory=list)
    computed: dict[tuple[str, Cell], Computed] = field(default_factory=dict)
    """(file and sheet, cell) → what the lists come to."""
    series: dict[tuple[str, str], float | None] = field(default_factory=dict)
    """(period, measure) → what the lists come to."""
    levels: Counter[str] = field(default_factory=Counter)
    """Findings by level."""
    findings: list[Finding] = field(default_factory=list)
    """Those about what was handed in."""
    listed: list[Listed] = field(default_factory=list)
    register: list[Entry] = field(default_factory=list)
    lists: bool = False
    """It holds lists of pupils."""
    files: list[str] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Member:
    """A unit of the roll-up: a school."""

    name: str
    township: str = ""
    point: bool = False
    listed: str = ""
    """Its cell in 学校表."""
    facts: list[Facts] = field(default_factory=list)
    heard: list[Submission] = field(default_factory=list)
    """Everything it handed in, for whatever period."""

    @property
    def computed_from_lists(self) -> Facts | None:
        """The folder that holds its lists."""
        return next((f for f in self.facts if f.lists), None)


class Figure(NamedTuple):
    """A number of a unit, or why there is none."""

    number: float | None
    cell: Cell | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """A sheet, or one row of it, as the report of one unit."""

    submission: Submission
    row: int | None
    """None: there is no row for everybody; the rows are added up."""
    own: bool = True
    """Its own sheet; else a row of a township's."""

    def figure(self, path: Path) -> Figure:
        """The unit's whole number in a column."""
        sheet = self.submission
        column = sheet.columns.get(path)
        if column is None:
            return Figure(None, None, f"没有“{'/'.join(path)}”这一列")
        if self.row is not None:
            cell = self.row, column
            if cell in sheet.texts:
                return Figure(None, cell, f"写的是“{sheet.texts[cell]}”，不是数，没有计入")
            if cell in sheet.figures and cell not in sheet.unsure:
                return Figure(sheet.figures[cell], cell)
            if not self.own or len(sheet.labels) == 1 or is_rate(path):
                return Figure(None, cell)
        return self._added(path, column)

    def _added(self, path: Path, column: int) -> Figure:
        """The sum of the rows, where no row says it."""
        sheet = self.submission
        parts = [(row, column) for row in sheet.parts]
        if any(cell in sheet.unsure for cell in parts):
            return Figure(None, None, "公式没有结果，请用表格软件打开后保存再报")
        wrong = next((cell for cell in parts if cell in sheet.texts), None)
        if wrong is not None:
            return Figure(None, wrong, f"写的是“{sheet.texts[wrong]}”，不是数，没有计入")
        held = [sheet.figures[cell] for cell in parts if cell in sheet.figures]
        if not held or is_rate(path):
            return Figure(None, None)
        return Figure(sum(held), None, "" if self.row is None else "合计空着，按各行相加")

    @property
    def labels(self) -> dict[int, Path]:
        """The rows that are this unit's."""
        if self.row is not None and not self.own:
            return {self.row: self.submission.labels[self.row]}
        return self.submission.labels


@dataclass(slots=True)
class Form:
    """A sheet that several units handed in, and what each says."""

    title: str
    code: str
    name: str
    columns: list[Path]
    owed: str = ""
    """Title of the report that the policy asks for, if it is one."""
    uses: dict[int, Use] = field(default_factory=dict)
    """Number of the unit → its report for the period."""
    before: dict[int, Use] = field(default_factory=dict)
    """The same for the period before."""

    @property
    def labels(self) -> list[Path]:
        """Labels of the rows of all units' sheets, in the order in which they stand."""
        found: list[Path] = []
        sheets = [u.submission for u in self.uses.values() if u.own]
        for sheet in sorted(sheets, key=lambda s: -len(s.labels)):
            place = 0
            for label in sheet.labels.values():
                if label in found:
                    place = found.index(label) + 1
                else:
                    found.insert(place, label)
                    place += 1
        grades = {label: clean.grade(label[-1]) for label in found}
        if all(grade is not None for grade in grades.values()):
            found.sort(key=lambda label: grades[label] or 0)
        return found


@dataclass(frozen=True, slots=True)
class Reported:
    """Whether a unit handed in something that it owes."""

    member: int
    title: str
    due: dt.date | None
    state: str
    """已报, 零报告, 未报, 未到期, 随学校上报."""
    on: dt.date | None = None
    late: int = 0
    """Days after the deadline; of what was not handed in, until the check date."""
    where: str = ""


@dataclass(slots=True)
class RollUp:
    """A county's period."""

    county: str
    period: Period
    last: Period | None
    """The period before, where something is known of it."""
    date: dt.date
    policy: str
    members: list[Member]
    forms: list[Form] = field(default_factory=list)
    reported: list[Reported] = field(default_factory=list)
    months: list[Period] = field(default_factory=list)
    """Periods of the computed figures, up to this one."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Subject and sentence."""
    findings: list[tuple[str, Finding]] = field(default_factory=list)
    """Unit and what the rules found on its reports."""
    unreadable: list[Unreadable] = field(default_factory=list)
    files: int = 0
    root: FilePath = FilePath()
    """The folder from which the names of files count."""
    townships: list[tuple[str, list[int]]] = field(init=False)
    """Each township with the numbers of its units, in order."""
    _by_name: BySchool[Member] = field(init=False, repr=False)
    _numbers: dict[int, int] = field(init=False, repr=False)
    _said: set[tuple[str, str]] = field(default_factory=set, repr=False)

    def __post_init__(self) -> None:
        found: dict[str, list[int]] = {}
        for number, member in enumerate(self.members):
            found.setdefault(member.township, []).append(number)
        self.townships = list(found.items())
        self._by_name = _by_name(self.members)
        self._numbers = {id(member): number for number, member in enumerate(self.members)}

    def named(self, name: str, town: str = "") -> Member | None:
        """The one unit that a name means; one of the same township first. None if not clear."""
        return _named(name, self._by_name, town)

    def number_of(self, member: Member) -> int:
        """Which of the units it is."""
        return self._numbers[id(member)]

    def note(self, subject: str, sentence: str) -> None:
        """Say something once."""
        if (subject, sentence) not in self._said:
            self._said.add((subject, sentence))
            self.notes.append((subject, sentence))


def is_rate(path: Path) -> bool:
    """Whether a column holds shares, which are never added up."""
    return any(map(_RATE.search, path))


# ── units ────────────────────────────────────────────────────────────────────────────────────────
def members(facts: Sequence[Facts], listed: Sequence[Listed], root: str) -> list[Member]:
    """The units: rows of 学校表, folders with workbooks, and whoever signs a sheet.

    A folder with folders below it, or with the sheets of several schools, is a township.
    """
    found = [Member(row.name, row.township, row.point, row.where) for row in listed]
    known = _by_name(found)
    folders = {each.unit: below(each.unit, root) for each in facts}
    above = {parts[:n] for parts in folders.values() for n in range(len(parts))}
    townships = set(folders.values()) & above
    shared: list[Facts] = []
    for each in facts:
        parts = folders[each.unit]
        if not parts or parts in townships or _of_several(each):
            shared.append(each)
            continue
        town = "/".join(parts[:-1])
        member = _named(parts[-1], known, town)
        if member is None:
            member = Member(parts[-1], town)
            found.append(member)
            known.add(member.name, member)
        member.township = town or member.township
        member.facts.append(each)
        for sheet in each.submissions:
            owner = _named(sheet.school, known, town) if sheet.school else member
            elsewhere = owner is not None and owner is not member and not sheet.by_school
            (owner if elsewhere and owner is not None else member).heard.append(sheet)
    for each in shared:
        parts = folders[each.unit]
        town = "/".join(parts) if parts in townships or parts else ""
        for sheet in each.submissions:
            if not sheet.by_school:
                _owner(sheet, found, known, town).heard.append(sheet)
        if each.lists and len(facts) == 1 and len(found) == 1:
            found[0].facts.append(each)
    towns = [name for name in dict.fromkeys(m.township for m in found) if name]
    order = {name: n for n, name in enumerate(towns)}
    return sorted(found, key=lambda m: order.get(m.township, len(order)))


def below(unit: str, root: str) -> tuple[str, ...]:
    """The folders of a unit below the county's; those named for a month say nothing of who."""
    parts = unit.split("/") if unit else []
    if parts[:1] == [root]:
        parts = parts[1:]
    return tuple(p for p in parts if not _is_month(p))


def _is_month(folder: str) -> bool:
    plain = re.sub(r"月报表?|报表|上报|材料|[()（）\s]", "", folder)
    whole = re.fullmatch(r"(?:20\d\d[年.-]?)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?", plain)
    return bool(whole) or bool(
        re.fullmatch(r"20\d\d[-.年]\d{1,2}|20\d\d年?[秋春]季?(?:学期)?", plain)
    )


def _of_several(facts: Facts) -> bool:
    """Whether a folder holds the sheets of several schools."""
    names: list[str] = []
    for sheet in facts.submissions:
        name = sheet.school or _from_file(sheet)
        if name and not sheet.by_school and not any(same_school(name, n) for n in names):
            names.append(name)
    leaf = facts.unit.rpartition("/")[2]
    return len(names) > 1 and (bool(_TOWN.search(leaf)) or not facts.lists)


def _from_file(sheet: Submission) -> str:
    """The school that a file, or the sheet's tab, is named for."""
    stem = sheet.file.rpartition("/")[2].rpartition(".")[0]
    for text in (stem, sheet.sheet):
        rest = _FORM_WORDS.sub("", clean.key(text))
        if len(rest) > 1 and not rest.lower().startswith("sheet"):
            return rest
    return ""


def _owner(sheet: Submission, found: list[Member], known: BySchool[Member], town: str) -> Member:
    """The unit of a sheet that lies in a folder of several units'."""
    stem = clean.key(sheet.file.rpartition("/")[2].rpartition(".")[0])
    for name in filter(None, (sheet.school, _from_file(sheet))):
        member = _named(name, known, town)
        if member is not None:
            return member
    inside = [m for m in found if clean.key(m.name) in stem]
    if len(inside) == 1:
        return inside[0]
    name = sheet.school or _from_file(sheet) or stem
    member = Member(name, town, listed="")
    found.append(member)
    known.add(name, member)
    return member


def _by_name(members: Iterable[Member]) -> BySchool[Member]:
    found: BySchool[Member] = BySchool()
    for member in members:
        found.add(member.name, member)
    return found


def _named(name: str, among: BySchool[Member], town: str) -> Member | None:
    alike = among.called(name) or among.meant(name)
    if len(alike) > 1 and town:
        alike = [m for m in alike if m.township == town] or alike
    return alike[0] if len(alike) == 1 else None


# ── forms ────────────────────────────────────────────────────────────────────────────────────────
def forms(rollup: RollUp, shared: Iterable[Submission], earlier: Iterable[Member]) -> list[Form]:
    """The sheets of the period, stacked by layout; what was not taken is said.

    ``shared`` are sheets whose rows are schools; ``earlier`` the units of last period's folder.
    """
    found: list[Form] = []
    last = {id(s): n for n, s in _earlier(rollup, earlier)}
    reports = [(n, sheet) for n, m in enumerate(rollup.members) for sheet in m.heard]
    for number, sheet in sorted(reports, key=lambda r: -len(r[1].columns)):
        if not _for_period(rollup, number, sheet):
            continue
        form = _form_of(sheet, found)
        if form is None:
            form = Form(sheet.title, sheet.code, sheet.form, list(sheet.columns))
            found.append(form)
        form.columns += [path for path in sheet.columns if path not in form.columns]
        _take(rollup, form, number, Use(sheet, sheet.total_row))
    for sheet in shared:
        _rows(rollup, sheet, found)
    _titles(rollup, found)
    for number, sheet in [*reports, *((last[id(s)], s) for _, s in _earlier(rollup, earlier))]:
        before = rollup.last is not None and sheet.span is not None
        if before and sheet.span and rollup.last and covers(sheet.span, rollup.last):
            form = _form_of(sheet, found)
            if form is not None:
                _newer(form.before, number, Use(sheet, sheet.total_row))
    return [form for form in found if form.uses]


def _earlier(rollup: RollUp, earlier: Iterable[Member]) -> Iterator[tuple[int, Submission]]:
    for member in earlier:
        now = rollup.named(member.name, member.township)
        if now is not None:
            yield from ((rollup.number_of(now), sheet) for sheet in member.heard)


def _for_period(rollup: RollUp, number: int, sheet: Submission) -> bool:
    """Whether a sheet is for the period; one for another is named."""
    if not sheet.columns:
        return False
    if sheet.span is None:
        rollup.note("期间", f"{sheet.place}没有写明期间，按{rollup.period.label}计入。")
        return True
    if covers(sheet.span, rollup.period):
        return True
    known = rollup.last is not None and covers(sheet.span, rollup.last)
    use = "，只用来与本期对比" if known else "，没有计入"
    rollup.note(
        "期间",
        f"{rollup.members[number].name}：{sheet.place}是{sheet.span.label}的{use}。",
    )
    return False


def _form_of(sheet: Submission, among: Sequence[Form]) -> Form | None:
    """The form of which a sheet is one, by its columns; a like title lets more of them differ."""
    own = set(sheet.columns)
    best: tuple[float, Form] | None = None
    for form in among:
        share = len(own & set(form.columns)) / max(len(own), len(form.columns), 1)
        like = form.name == sheet.form or (form.code == sheet.code != "statistics")
        if share >= (_NAMED_ALIKE if like else _ALIKE) and (best is None or share > best[0]):
            best = share, form
    return best[1] if best else None


def _take(rollup: RollUp, form: Form, number: int, use: Use) -> None:
    """Take a unit's report; of two, the newer one."""
    first = form.uses.get(number)
    if first is None:
        form.uses[number] = use
        return
    kept = _newer(form.uses, number, use)
    other = first if kept is use else use
    name = rollup.members[number].name
    why = _why(kept.submission, other.submission)
    rollup.note("重复", f"{name}报了两份《{form.title}》：{why}")


def _newer(uses: dict[int, Use], number: int, use: Use) -> Use:
    first = uses.get(number)
    if first is None or _age(use.submission) > _age(first.submission):
        uses[number] = use
    return uses[number]


def _age(sheet: Submission) -> tuple[dt.date, float]:
    return sheet.filled or dt.date.min, sheet.changed


def _why(kept: Submission, other: Submission) -> str:
    if _content(kept) == _content(other):
        return f"{kept.place}和{other.place}内容相同，只计一份。"
    if kept.filled and kept.filled != other.filled:
        than = f"，晚于{other.filled}" if other.filled else ""
        return f"用了{kept.place}（填报日期{kept.filled}{than}），没有用{other.place}。"
    return (
        f"用了{kept.place}，没有用{other.place}；填报日期分不出先后，按文件保存的先后取舍，请核对。"
    )


def _content(sheet: Submission) -> tuple[object, ...]:
    return tuple(sheet.figures.items()), tuple(sheet.columns), tuple(sheet.labels.values())


def _rows(rollup: RollUp, sheet: Submission, found: list[Form]) -> None:
    """Take the rows of a township's or the county's own summary, where a unit has no sheet."""
    known = {
        row: member
        for row, label in sheet.labels.items()
        if row in sheet.parts and (member := rollup.named(label[-1])) is not None
    }
    number = next(map(rollup.number_of, known.values()), 0)
    if not known or not _for_period(rollup, number, sheet):
        return
    form = _form_of(sheet, found)
    if form is None:
        form = Form(sheet.title, sheet.code, sheet.form, list(sheet.columns))
        found.append(form)
    for row in sheet.parts:
        if row not in known:
            said = f"{sheet.place}的“{sheet.labels[row][-1]}”认不出是哪个单位，没有计入。"
            rollup.note("单位", said)
            continue
        number = rollup.number_of(known[row])
        use = Use(sheet, row, own=False)
        first = form.uses.get(number)
        if first is None:
            form.uses[number] = use
        elif first.own:
            _compare(rollup, form, number, first, use)


def _compare(rollup: RollUp, form: Form, number: int, own: Use, row: Use) -> None:
    for path in form.columns:
        mine, theirs = own.figure(path), row.figure(path)
        if None not in (mine.number, theirs.number) and mine.number != theirs.number:
            assert theirs.cell is not None
            rollup.note(
                "上下级不符",
                f"{rollup.members[number].name}的{'/'.join(path)}：本校报{mine.number:g}，"
                f"{row.submission.address(theirs.cell)}写{theirs.number:g}；按本校的计入。",
            )


def _titles(rollup: RollUp, found: list[Form]) -> None:
    """A form's title without the school and date of the sheet it was taken from."""
    for form in found:
        for use in form.uses.values():
            sheet = use.submission
            form.title = re.sub(r"[（(]?20\d\d年?[^（()）]*[)）]?$", "", form.title)
            for name in filter(None, (sheet.school, rollup.members[0].name)):
                form.title = form.title.replace(name, "")
            form.title = form.title.strip() or form.name
            break


# ── who has reported ─────────────────────────────────────────────────────────────────────────────
def reported(
    rollup: RollUp,
    owed: Sequence[tuple[Report, dt.date]],
    register: Sequence[Entry],
) -> list[Reported]:
    """What each unit handed in of what it owes, and of the forms that others handed in."""
    found: list[Reported] = []
    taken = {id(use.submission) for form in rollup.forms for use in form.uses.values()}
    for report, due in owed:
        registered: BySchool[Entry] = BySchool()
        for entry in register:
            row = entry.handed
            if row.told and row.report.id == report.id and covers(row.span, rollup.period):
                registered.add(row.name, entry)
        for number, member in enumerate(rollup.members):
            rows = registered.meant(member.name)
            found.append(_state(rollup, number, member, report, due, rows, taken))
    for form in rollup.forms:
        told = (r for r, _ in owed if form.code == r.form or means(form.title, r))
        form.owed = next((report.title for report in told), "")
        if form.owed:
            continue
        if all(not use.own for use in form.uses.values()):
            continue
        for number, member in enumerate(rollup.members):
            use = form.uses.get(number)
            if use is None:
                state = "随学校上报" if member.point else "未报"
                found.append(Reported(number, form.title, None, state))
            else:
                sheet = use.submission
                found.append(
                    Reported(number, form.title, None, _kind(sheet), sheet.filled, 0, sheet.place)
                )
    return found


def _kind(sheet: Submission) -> str:
    return "零报告" if sheet.zero else "已报"


def _state(
    rollup: RollUp, number: int, member: Member, report: Report, due: dt.date,
    rows: Sequence[Entry], taken: set[int],
) -> Reported:  # fmt: skip
    """``rows`` of 上报登记 are about it; the submissions ``taken`` (by ``id``) were counted."""
    sheets = [
        sheet for sheet in member.heard
        if (means(sheet.title, report) or (sheet.code == report.form and sheet.code != ""))
        and (sheet.span is None or covers(sheet.span, rollup.period))
    ]  # fmt: skip
    used = [sheet for sheet in sheets if id(sheet) in taken]
    sheet = max(used or sheets, key=_age, default=None)
    where, day, zero = "", None, False
    if rows:
        _, where, day, zero = rows[0]
    if sheet is not None:
        where, day, zero = sheet.place, day or sheet.filled, zero or sheet.zero
    if sheet is None and not rows:
        if member.point:
            return Reported(number, report.title, due, "随学校上报")
        late = (rollup.date - due).days
        state = "未报" if late > 0 else "未到期"
        return Reported(number, report.title, due, state, None, max(late, 0))
    late = max((day - due).days, 0) if day else 0
    if sheet is None:
        rollup.note("单位", f"{member.name}在上报登记中已报《{report.title}》，目录里没有找到表。")
    return Reported(number, report.title, due, "零报告" if zero else "已报", day, late, where)
