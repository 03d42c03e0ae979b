"""Policies: the thresholds, deadlines and switches that differ from place to place.

A policy is a TOML file. ``national`` defines every parameter once, with its label, unit and range;
every other policy extends it, or another policy, and says only what it changes. Each value keeps
where it comes from, so that a finding can name the clause it rests on.
"""

from __future__ import annotations

import calendar
import datetime as dt
import difflib
import hashlib
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar, cast

from kongcuo_xl.finding import LEVELS, Level
from kongcuo_xl.limits import Limits

SHIPPED = Path(__file__).parent / "policies"
BASE = "national"
OFF = "关"
EDITABLE = "可修改的默认值"
"""What every value is called that no source document states."""

CODE = re.compile(r"[A-Z]{2}\d{3}")
REQUIREMENT = re.compile(r"00\d-\d\d|1\.[1-8]-\d\d")
STATUSES = ("V", "V-weak", "P", "U")
LOCAL = "本地"
"""Status of a value that a county's file or a workbook's 设置 sheet gives."""

Kind: TypeAlias = Literal[
    "bool", "int", "number", "text", "texts", "ints", "date", "month_day", "due"
]
Meaning: TypeAlias = Literal["出勤", "旷课", "事假", "病假", "其他假", "迟到", "早退"]
MEANINGS: tuple[Meaning, ...] = ("出勤", "旷课", "事假", "病假", "其他假", "迟到", "早退")
Half: TypeAlias = Literal["", "上午", "下午"]


class PolicyError(Exception):
    """A policy that can't be used; the message is one Chinese sentence for the user."""


class MonthDay(NamedTuple):
    """A day that comes every year."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month}月{self.day}日"

    def on(self, year: int) -> dt.date:
        """The day in a year; 29 February is the 28th where there is none."""
        last = calendar.monthrange(year, self.month)[1]
        return dt.date(year, self.month, min(self.day, last))


@dataclass(frozen=True, slots=True)
class Due:
    """When a report on a period is due.

    Counted from ``anchor``: ``day`` the period's last day, ``week`` its ``number``-th weekday
    (1 = Monday), ``month`` the ``number``-th of the month the period ends in (31 = its last day),
    ``next_month`` the same one month later, ``start`` and ``end`` ``number`` days after its first
    or last day.
    """

    anchor: Literal["day", "week", "month", "next_month", "start", "end"]
    number: int = 0

    def __str__(self) -> str:
        match self.anchor:
            case "day":
                return "当天"
            case "week":
                return f"当周周{'一二三四五六日'[self.number - 1]}"
            case "month" | "next_month":
                month = "当月" if self.anchor == "month" else "次月"
                return f"{month}月末" if self.number == 31 else f"{month}{self.number}日"
            case "start" | "end":
                words = "期初" if self.anchor == "start" else "期末"
                return f"{words}后{self.number}日" if self.number else words

    def date(self, first: dt.date, last: dt.date) -> dt.date:
        """The day a report on the period ``first`` … ``last`` (both included) is due."""
        match self.anchor:
            case "day":
                return last
            case "week":
                return last + dt.timedelta(self.number - last.isoweekday())
            case "month":
                return MonthDay(last.month, self.number).on(last.year)
            case "next_month":
                after = last.replace(day=1) + dt.timedelta(31)
                return MonthDay(after.month, self.number).on(after.year)
            case "start":
                return first + dt.timedelta(self.number)
            case "end":
                return last + dt.timedelta(self.number)


Value: TypeAlias = (
    bool | int | float | str | dt.date | MonthDay | Due | tuple[str, ...] | tuple[int, ...] | None
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a parameter is: its Chinese label, unit, kind and range. Only ``national`` says so."""

    key: str
    label: str
    kind: Kind
    unit: str = ""
    empty: str = ""
    """What an empty value (or 0) means, in words."""
    choices: tuple[str, ...] = ()
    minimum: float = 0
    maximum: float = float("inf")

    def text(self, value: Value) -> str:
        """The value as people read it."""
        if isinstance(value, bool):
            return "是" if value else "否"
        if self.empty and value in (None, "", 0):
            return self.empty
        if isinstance(value, tuple) and not isinstance(value, MonthDay):
            return "、".join(map(str, value))
        if isinstance(value, float):
            return f"{value:g}"
        return str(value)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: requirement ids or documents, and the policy that sets it."""

    ids: tuple[str, ...]
    policy: str
    title: str
    status: str = "V"
    note: str = ""

    @property
    def words(self) -> str:
        """The source as named in brackets behind a value: ``002-13``, 可修改的默认值, 某县政策."""
        if self.status == LOCAL:
            return "、".join((*self.ids, self.title))
        return "、".join(self.ids) if self.status == "V" and self.ids else EDITABLE


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter's value and its source."""

    value: Value
    source: Source


@dataclass(frozen=True, slots=True)
class LevelSetting:
    """A rule's level in a policy; None means switched off."""

    level: Level | None
    source: Source


@dataclass(frozen=True, slots=True)
class Report:
    """A sheet that units owe."""

    id: str
    title: str
    form: str
    """Code of the form, ``F01`` …"""
    cadence: Literal["weekly", "monthly", "quarterly", "semester", "yearly"]
    due: str
    """Key of the parameter that holds the deadline."""
    level: Level | Literal["关"]
    """How grave its absence is; 关 when nobody owes it."""
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RiskFactor:
    """One reason for an early warning; ``{}`` in ``words`` takes the particulars."""

    id: str
    grade: Literal["高", "中", "低", "加重", "关"]
    """高 and 中 by itself; 低 counts; 加重 is none by itself, and lifts any other to 中."""
    label: str
    words: str
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LegalText:
    """A passage of law for the documents we print."""

    id: str
    title: str
    text: str
    status: str


@dataclass(frozen=True, slots=True)
class MonitorTask:
    """A dated task of the quality monitoring."""

    id: str
    title: str
    due: str
    """``MM-DD``"""
    source: tuple[str, ...]
    start: str = ""

    def on(self, year: int) -> dt.date:
        """The deadline in a year."""
        return _month_day(self.due).on(year)

    def start_on(self, year: int) -> dt.date:
        """The first day of the task in a year: its deadline where it lasts a day."""
        return _month_day(self.start or self.due).on(year)


@dataclass(frozen=True, slots=True)
class FitnessItem:
    """An item of the physical test with the range that is plausible."""

    id: str
    unit: str
    low: float
    high: float


class Mark(NamedTuple):
    """What a roll-call mark says about a day or half of it."""

    meaning: Meaning
    days: float = 1.0
    half: Half = ""
    """Which half, when ``days`` is 0.5 and the mark says so."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The vocabulary of roll-call grids."""

    whole: Mapping[str, Meaning]
    half: Mapping[str, Meaning]
    """Marks that mean half a day by themselves."""
    words: Mapping[str, str]
    """Affix → 上午, 下午 or 半天."""

    def read(self, written: str) -> tuple[Mark, ...]:
        """The parts of a day that a cell's text describes, empty if it can't be read.

        ``√`` is one whole day; ``旷上``, ``×下``, ``½旷`` half a day of that and the other half
        present; ``√×``, ``病/事`` the morning and the afternoon.
        """
        mark = "".join(written.split())
        if mark in self.whole:
            return (Mark(self.whole[mark]),)
        if mark in self.half:
            return (Mark(self.half[mark], 0.5), Mark("出勤", 0.5))
        for word in sorted(self.words, key=len, reverse=True):
            for bare in (mark.removeprefix(word), mark.removesuffix(word)):
                if bare != mark and bare in self.whole:
                    return self._half_day(self.whole[bare], self.words[word])
        return self._two_halves(mark)

    @staticmethod
    def _half_day(meaning: Meaning, word: str) -> tuple[Mark, ...]:
        if word == "上午":
            return (Mark(meaning, 0.5, "上午"), Mark("出勤", 0.5, "下午"))
        if word == "下午":
            return (Mark("出勤", 0.5, "上午"), Mark(meaning, 0.5, "下午"))
        return (Mark(meaning, 0.5), Mark("出勤", 0.5))

    def _two_halves(self, mark: str) -> tuple[Mark, ...]:
        for cut in range(1, len(mark)):
            morning, afternoon = mark[:cut], mark[cut:]
            if len(afternoon) > 1 and afternoon[0] in "/／|、":
                afternoon = afternoon[1:]
            if morning in self.whole and afternoon in self.whole:
                return (
                    Mark(self.whole[morning], 0.5, "上午"),
                    Mark(self.whole[afternoon], 0.5, "下午"),
                )
        return ()


@dataclass(frozen=True, slots=True)
class Explained:
    """One line of ``kongcuo policies NAME``."""

    key: str
    label: str
    value: Value
    text: str
    unit: str
    from_policy: str
    source_ids: tuple[str, ...]
    status: str
    note: str
    """With 可修改的默认值 in front where no document states the value."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A value, level or report that two policies see differently, in words."""

    key: str
    label: str
    mine: str
    other: str


@dataclass(frozen=True)
class Policy:
    """A resolved policy; read a parameter with ``policy["key"]``."""

    name: str
    title: str
    schema: Mapping[str, Parameter] = field(repr=False)
    settings: Mapping[str, Setting] = field(repr=False)
    levels: Mapping[str, LevelSetting] = field(repr=False)
    """Levels the policy sets; a rule that is not here keeps its own."""
    limits: Limits = field(repr=False)
    marks: Marks = field(repr=False)
    reports: tuple[Report, ...] = field(default=(), repr=False)
    """Every known report, also those at 关."""
    risk: tuple[RiskFactor, ...] = field(default=(), repr=False)
    basis: tuple[LegalText, ...] = field(default=(), repr=False)
    monitoring: tuple[MonitorTask, ...] = field(default=(), repr=False)
    questionnaires: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Post → questionnaires its holder answers."""
    fitness: tuple[FitnessItem, ...] = field(default=(), repr=False)

    def __getitem__(self, key: str) -> Any:
        """The typed value of a parameter; KeyError if there is none of that name."""
        return self.settings[key].value

    def __contains__(self, key: object) -> bool:
        """Whether there is a parameter of that name."""
        return key in self.settings

    def parameters(self) -> Mapping[str, Value]:
        """Every parameter's value, by key."""
        return {key: setting.value for key, setting in self.settings.items()}

    def source(self, key: str) -> Source:
        """Where a parameter's value comes from."""
        return self.settings[key].source

    def level(self, code: str, default: Level) -> Level | None:
        """The level of a rule here; None when it is switched off."""
        return self.levels[code].level if code in self.levels else default

    def clause(self, key: str) -> str:
        """The parameter as a finding names it: ``旷课后班主任家访期限 1天（002-13）``."""
        setting, parameter = self.settings[key], self.schema[key]
        told = f"{parameter.label} {parameter.text(setting.value)}{parameter.unit}"
        return f"{told}（{setting.source.words}）"

    def explain(self) -> list[Explained]:
        """Every parameter with its value and where it comes from, in the order of ``national``."""
        lines = []
        for key, parameter in self.schema.items():
            value, source = self.settings[key].value, self.settings[key].source
            editable = EDITABLE if source.status not in ("V", LOCAL) else ""
            lines.append(
                Explained(
                    key=key,
                    label=parameter.label,
                    value=value,
                    text=parameter.text(value),
                    unit=parameter.unit,
                    from_policy=source.policy,
                    source_ids=source.ids,
                    status=source.status,
                    note="；".join(filter(None, (editable, source.note))),
                )
            )
        return lines

    def compare(self, other: Policy) -> list[Difference]:
        """What two policies see differently: parameters, then rule levels, then reports."""
        found = []
        for key, parameter in self.schema.items():
            mine, theirs = self[key], other[key]
            if mine != theirs:
                texts = parameter.text(mine), parameter.text(theirs)
                found.append(Difference(key, parameter.label, *texts))
        for code in sorted(self.levels.keys() | other.levels.keys()):
            ours, others = _level_text(self, code), _level_text(other, code)
            if ours != others:
                found.append(Difference(code, "规则等级", ours, others))
        mine_reports = {report.id: report for report in self.reports}
        their_reports = {report.id: report for report in other.reports}
        for key in mine_reports | their_reports:
            ours, others = (
                known[key].level if key in known else OFF for known in (mine_reports, their_reports)
            )
            if ours != others:
                title = (mine_reports.get(key) or their_reports[key]).title
                found.append(Difference(key, title, ours, others))
        return found

    def override(self, values: Mapping[str, object], where: str) -> Policy:
        """This policy with values that a workbook's 设置 sheet gives.

        Keys are parameter keys, their labels or rule codes; values may be text as people type it
        (是, 9月1日, 6、8、9). ``where`` names the place and stands in errors and as the source.
        Raises PolicyError.
        """
        settings, levels = dict(self.settings), dict(self.levels)
        keys = {parameter.label: key for key, parameter in self.schema.items()}
        source = Source((), self.name, where, LOCAL)
        for name, value in values.items():
            written = name.strip()
            if CODE.fullmatch(written):
                levels[written] = LevelSetting(_level(value, f"{where}：{written} "), source)
                continue
            key = keys.get(written, written)
            if key not in self.schema:
                raise PolicyError(_unknown(where, "参数", written, [*self.schema, *keys]))
            settings[key] = Setting(_value(self.schema[key], value, where), source)
        return replace(self, settings=settings, levels=levels)

    def check_codes(self, known: Collection[str]) -> None:
        """Raises PolicyError if the policy sets the level of a rule that does not exist.

        Levels that come with the program are not looked at: a test looks at those.
        """
        for code, setting in self.levels.items():
            if setting.source.status == LOCAL and code not in known:
                raise PolicyError(_unknown(setting.source.title, "规则", code, known))

    def fingerprint(self) -> str:
        """A digest that changes whenever anything in the policy changes."""
        state = [repr(getattr(self, part.name)) for part in fields(self)]
        return hashlib.sha256("\n".join(state).encode()).hexdigest()


def names() -> list[str]:
    """Names of the policies that come with the program, ``national`` first."""
    return sorted((path.stem for path in SHIPPED.glob("*.toml")), key=lambda n: (n != BASE, n))


def load(name_or_path: str | Path) -> Policy:
    """The policy of that name, or in that TOML file, with everything it extends.

    Raises PolicyError: no such policy, a cycle, an unknown key, a value of the wrong type, an
    invalid level.
    """
    written = str(name_or_path)
    if isinstance(name_or_path, str) and written in names():
        return _shipped(written)
    path = Path(name_or_path)
    if isinstance(name_or_path, Path) or path.suffix == ".toml" or len(path.parts) > 1:
        return _from_file(path, ())
    nearest = _nearest(written, names())
    raise PolicyError(
        f"没有名为“{written}”的政策，最接近的是“{nearest}”；"
        f"自带的政策有{'、'.join(names())}，也可以给出一个 .toml 文件的路径。"
    )


@cache
def _shipped(name: str) -> Policy:
    return _from_file(SHIPPED / f"{name}.toml", ())


def _from_file(path: Path, above: tuple[Path, ...]) -> Policy:
    """The policy in ``path``; ``above`` are the files that led here by ``extends``."""
    real = path.resolve()
    if real in above:
        ring = " → ".join(each.name for each in (*above[above.index(real) :], real))
        raise PolicyError(f"政策文件互相继承，成了一个圈：{ring}，请改掉其中一个 extends。")
    document = _read(path)
    where = path.name
    _check_keys(document, _TOP, where, "段")
    local = real.parent != SHIPPED.resolve()
    if not local and path.stem == BASE:
        return _Layer(document, path.stem, where, local).on(_blank(document))
    base = document.get("extends")
    if not isinstance(base, str) or not base:
        raise PolicyError(
            f'{where}：缺少 extends，请写明在哪一份政策上修改，例如 extends = "{BASE}"。'
        )
    return _Layer(document, path.stem, where, local).on(_base(base, path, (*above, real)))


def _base(base: str, path: Path, above: tuple[Path, ...]) -> Policy:
    if base in names():
        return (
            _shipped(base)
            if path.resolve().parent != SHIPPED.resolve()
            else _from_file(SHIPPED / f"{base}.toml", above)
        )
    beside = path.parent / (base if base.endswith(".toml") else f"{base}.toml")
    if beside.is_file():
        return _from_file(beside, above)
    others = [each.name for each in path.parent.glob("*.toml") if each != path]
    nearest = _nearest(base, [*names(), *others])
    raise PolicyError(
        f"{path.name}：extends 写的“{base}”既不是自带的政策，旁边也没有这个文件，"
        f"最接近的是“{nearest}”。"
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise PolicyError(f"找不到政策文件“{path}”，请核对文件名和所在文件夹。") from None
    except OSError:
        raise PolicyError(f"政策文件“{path}”打不开，请检查权限或是否被别的程序占用。") from None
    except UnicodeDecodeError:
        raise PolicyError(f"{path.name} 不是 UTF-8 编码，请用记事本另存为 UTF-8。") from None
    except tomllib.TOMLDecodeError as error:
        spot = re.search(r"line (\d+), column (\d+)", str(error))
        place = f"第{spot[1]}行第{spot[2]}个字符" if spot else "末尾"
        raise PolicyError(
            f"{path.name}：{place}附近不合 TOML 写法，请检查引号、等号、括号"
            "是否为英文半角并且成对，中文名称两边是否有引号，同一项是否写了两遍。"
        ) from None


# ---- one file on top of its base ----

_TOP = [
    "name",
    "title",
    "about",
    "extends",
    "parameters",
    "levels",
    "reports",
    "attendance_marks",
    "half_day_marks",
    "half_day_words",
    "risk",
    "basis",
    "monitoring",
    "questionnaires",
    "fitness",
    "limits",
]
_IN_PARAMETER = ["value", "source", "status", "note"]
_IN_SCHEMA = ["label", "unit", "kind", "empty", "choices", "minimum", "maximum"]
_IN_LEVEL = ["level", "source", "note"]
_LEVELS = (*LEVELS, OFF)
_CADENCES = ("weekly", "monthly", "quarterly", "semester", "yearly")

_ALLOWED: Mapping[tuple[type, str], tuple[str, ...]] = {
    (Report, "level"): _LEVELS,
    (Report, "cadence"): _CADENCES,
    (RiskFactor, "grade"): ("高", "中", "低", "加重", OFF),
    (LegalText, "status"): STATUSES,
}

_Record = TypeVar("_Record", Report, RiskFactor, LegalText, MonitorTask, FitnessItem)


@dataclass(frozen=True, slots=True)
class _Layer:
    """One policy file, before it is laid over its base."""

    document: Mapping[str, Any]
    stem: str
    where: str
    local: bool

    def on(self, base: Policy) -> Policy:
        """The policy: this file's values where it has them, its base's elsewhere."""
        title = self.document.get("title", self.stem)
        name = self.document.get("name", self.stem)
        for key, each in (("title", title), ("name", name)):
            if not isinstance(each, str):
                raise PolicyError(f"{self.where}：{key} 要填文字，现在是{_shown(each)}。")
        return replace(
            base,
            name=name,
            title=title,
            settings={**base.settings, **self._settings(base.schema, name, title)},
            levels={**base.levels, **self._levels(name, title)},
            reports=self._reports(base),
            risk=self._records("risk", RiskFactor, base.risk),
            basis=self._records("basis", LegalText, base.basis),
            monitoring=self._records("monitoring", MonitorTask, base.monitoring),
            fitness=self._records("fitness", FitnessItem, base.fitness),
            questionnaires={**base.questionnaires, **self._lists("questionnaires")},
            marks=self._marks(base.marks),
            limits=self._limits(base.limits),
        )

    def _section(self, name: str) -> Mapping[str, Any]:
        raw = self.document.get(name, {})
        if not isinstance(raw, dict):
            raise PolicyError(f"{self.where}：{name} 要写成一段，以 [{name}] 开头。")
        return raw

    def _settings(
        self, schema: Mapping[str, Parameter], name: str, title: str
    ) -> dict[str, Setting]:
        settings = {}
        defines = not self.local and self.stem == BASE
        known = [*_IN_PARAMETER, *_IN_SCHEMA] if defines else _IN_PARAMETER
        for key, raw in self._section("parameters").items():
            if key not in schema:
                raise PolicyError(_unknown(self.where, "参数", key, schema))
            table = raw if isinstance(raw, dict) else {"value": raw}
            _check_keys(table, known, f"{self.where}：{key}", "项目")
            if "value" not in table:
                raise PolicyError(f"{self.where}：{key}（{schema[key].label}）缺少 value。")
            source = self._source(key, table, name, title)
            value = _value(schema[key], table["value"], self.where, _TYPES)
            settings[key] = Setting(value, source)
        return settings

    def _source(self, key: str, table: Mapping[str, Any], name: str, title: str) -> Source:
        status = table.get("status", LOCAL if self.local else "V")
        if status not in (*STATUSES, LOCAL):
            raise PolicyError(
                f"{self.where}：{key} 的 status 要填{'、'.join(STATUSES)}之一，"
                f"现在是{_shown(status)}，最接近的是“{_nearest(str(status), STATUSES)}”。"
            )
        return Source(
            _texts(table.get("source", []), f"{self.where}：{key} 的 source "),
            name,
            title,
            status,
            str(table.get("note", "")),
        )

    def _levels(self, name: str, title: str) -> dict[str, LevelSetting]:
        levels = {}
        for code, raw in self._section("levels").items():
            if not CODE.fullmatch(code):
                raise PolicyError(
                    f"{self.where}：[levels] 里的“{code}”不是规则代码，"
                    "规则代码是两个大写字母加三位数字，例如 HV101。"
                )
            table = raw if isinstance(raw, dict) else {"level": raw}
            _check_keys(table, _IN_LEVEL, f"{self.where}：{code}", "项目")
            source = self._source(code, table, name, title)
            levels[code] = LevelSetting(
                _level(table.get("level"), f"{self.where}：{code} "), source
            )
        return levels

    def _reports(self, base: Policy) -> tuple[Report, ...]:
        reports = self._records("reports", Report, base.reports)
        deadlines = [key for key, each in base.schema.items() if each.kind == "due"]
        for report in reports:
            if report.due not in deadlines:
                place = f"{self.where}：reports.{report.id} 的 due "
                raise PolicyError(_unknown(place, "期限参数", report.due, deadlines))
        return reports

    def _records(
        self, section: str, kind: type[_Record], base: tuple[_Record, ...]
    ) -> tuple[_Record, ...]:
        """The base's records with this file's own laid over them, by id."""
        records = {record.id: record for record in base}
        known = [part.name for part in fields(kind) if part.name != "id"]
        for key, raw in self._section(section).items():
            place = f"{self.where}：{section}.{key}"
            if not isinstance(raw, dict):
                raise PolicyError(f"{place} 要写成一段，以 [{section}.{key}] 开头。")
            _check_keys(raw, known, place, "项目")
            values = {part: self._part(kind, part, each, place) for part, each in raw.items()}
            if key in records:
                records[key] = replace(records[key], **values)
                continue
            try:
                records[key] = kind(id=key, **values)
            except TypeError:
                missing = "、".join(part for part in known if part not in values)
                raise PolicyError(f"{place} 没有写全，还缺 {missing} 中的必填项。") from None
        return tuple(records.values())

    @staticmethod
    def _part(kind: type[_Record], part: str, raw: object, place: str) -> Any:
        """One value of a record, checked against the type the record declares for it."""
        declared = next(str(each.type) for each in fields(kind) if each.name == part)
        if declared.startswith("tuple"):
            return _texts(raw, f"{place} 的 {part} ")
        if declared == "float":
            if isinstance(raw, bool) or not isinstance(raw, int | float):
                raise PolicyError(f"{place} 的 {part} 要填数字，现在是{_shown(raw)}。")
            return float(raw)
        if not isinstance(raw, str):
            raise PolicyError(f"{place} 的 {part} 要填文字，现在是{_shown(raw)}。")
        allowed = _ALLOWED.get((kind, part))
        if allowed and raw not in allowed:
            raise PolicyError(
                f"{place} 的 {part} 要填{'、'.join(allowed)}之一，"
                f"现在是{_shown(raw)}，最接近的是“{_nearest(raw, allowed)}”。"
            )
        if kind is MonitorTask and part in ("due", "start"):
            try:
                _month_day(raw)
            except ValueError as error:
                raise PolicyError(f"{place} 的 {part} 要填{error}，现在是{_shown(raw)}。") from None
        return raw

    def _lists(self, section: str) -> dict[str, tuple[str, ...]]:
        return {
            key: _texts(raw, f"{self.where}：{section} 的 {key} ")
            for key, raw in self._section(section).items()
        }

    def _marks(self, base: Marks) -> Marks:
        def laid(section: str, over: Mapping[str, str], allowed: Iterable[str]) -> dict[str, Any]:
            lists = self._lists(section)
            _check_keys(lists, allowed, f"{self.where}：[{section}]", "项目")
            written = {mark: name for name, marks in lists.items() for mark in marks}
            return {**over, **written}

        return Marks(
            laid("attendance_marks", base.whole, MEANINGS),
            laid("half_day_marks", base.half, MEANINGS),
            laid("half_day_words", base.words, ("上午", "下午", "半天")),
        )

    def _limits(self, base: Limits) -> Limits:
        raw = self._section("limits")
        _check_keys(raw, [part.name for part in fields(Limits)], f"{self.where}：[limits]", "项目")
        for key, each in raw.items():
            if isinstance(each, bool) or not isinstance(each, int) or each < 1:
                raise PolicyError(
                    f"{self.where}：[limits] 的 {key} 要填正整数，现在是{_shown(each)}。"
                )
        return replace(base, **raw)


def _blank(document: Mapping[str, Any]) -> Policy:
    """The schema that ``national`` defines, without values: what its own file is laid over."""
    schema = {key: _parameter(key, raw) for key, raw in document["parameters"].items()}
    return Policy(BASE, "", schema, {}, {}, Limits(), Marks({}, {}, {}))


def _parameter(key: str, raw: Mapping[str, Any]) -> Parameter:
    """A parameter as ``national`` defines it; its kind follows from the value unless it says so."""
    _check_keys(raw, [*_IN_PARAMETER, *_IN_SCHEMA], f"{BASE}.toml：{key}", "项目")
    value = raw["value"]
    kind = raw.get("kind")
    if kind is None:
        kinds: dict[type, Kind] = {bool: "bool", int: "int", float: "number", str: "text"}
        kind = kinds.get(type(value)) or ("texts" if isinstance(value[0], str) else "ints")
    return Parameter(
        key=key,
        label=raw["label"],
        kind=kind,
        unit=raw.get("unit", ""),
        empty=raw.get("empty", ""),
        choices=tuple(raw.get("choices", ())),
        minimum=raw.get("minimum", 0),
        maximum=raw.get("maximum", float("inf")),
    )


# ---- values ----


_TYPES: Mapping[Kind, tuple[type, ...]] = {
    "bool": (bool,),
    "int": (int,),
    "number": (int, float),
    "text": (str,),
    "texts": (list,),
    "ints": (list,),
}
"""The types a policy file may use; a cell may hold the same thing as text."""


def _value(
    parameter: Parameter,
    raw: object,
    where: str,
    types: Mapping[Kind, tuple[type, ...]] = MappingProxyType({}),
) -> Value:
    """A parameter's typed value, given as one of ``types``; raises PolicyError."""
    try:
        value: Value = _READ[parameter.kind](raw)
        if parameter.kind in types and not isinstance(raw, types[parameter.kind]):
            raise ValueError(_EXPECTED[parameter.kind])
        _check_range(parameter, value)
    except ValueError as error:
        raise PolicyError(
            f"{where}：{parameter.key}（{parameter.label}）要填{error}，现在是{_shown(raw)}。"
        ) from None
    return value


def _check_range(parameter: Parameter, value: Value) -> None:
    """Raises ValueError saying what is allowed."""
    low, high = parameter.minimum, parameter.maximum
    several = isinstance(value, tuple) and not isinstance(value, MonthDay)
    for each in cast(tuple[object, ...], value) if several else (value,):
        if isinstance(each, str) and parameter.choices and each not in parameter.choices:
            allowed = "、".join(
                choice or f"空（{parameter.empty}）" for choice in parameter.choices
            )
            nearest = _nearest(each, parameter.choices)
            raise ValueError(f"{allowed}之一（最接近的是“{nearest}”）")
        if isinstance(each, int | float) and not low <= each <= high:
            bound = f"{low:g}到{high:g}" if high != float("inf") else f"不小于{low:g}"
            raise ValueError(f"{bound}的数")


_EXPECTED: Mapping[Kind, str] = {
    "bool": "是或否（政策文件中写 true 或 false）",
    "int": "整数",
    "number": "数字",
    "text": "文字",
    "texts": "一列文字",
    "ints": "一列整数",
}


def _bool(raw: object) -> bool:
    words = {"是": True, "否": False, "true": True, "false": False}
    value = words.get(raw.strip().lower()) if isinstance(raw, str) else raw
    if not isinstance(value, bool):
        raise ValueError(_EXPECTED["bool"])
    return value


def _number(raw: object) -> float:
    try:
        if isinstance(raw, bool):
            raise ValueError
        text = str(raw).strip()
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise ValueError(_EXPECTED["number"]) from None
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(_EXPECTED["number"])
    return value


def _int(raw: object) -> int:
    try:
        value = _number(raw)
    except ValueError:
        raise ValueError(_EXPECTED["int"]) from None
    if value != int(value):
        raise ValueError(_EXPECTED["int"])
    return int(value)


def _text(raw: object) -> str:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return f"{raw:g}"
    if not isinstance(raw, str):
        raise ValueError(_EXPECTED["text"])
    return raw.strip()


def _parts(raw: object) -> list[object]:
    if isinstance(raw, str):
        return list(filter(None, re.split(r"[、，,；;\s]+", raw.strip())))
    return list(raw) if isinstance(raw, list | tuple) else [raw]


def _text_list(raw: object) -> tuple[str, ...]:
    parts = _parts(raw)
    if not all(isinstance(part, str) for part in parts):
        raise ValueError(_EXPECTED["texts"])
    return tuple(str(part).strip() for part in parts)


def _int_list(raw: object) -> tuple[int, ...]:
    try:
        return tuple(_int(part) for part in _parts(raw))
    except ValueError:
        raise ValueError(_EXPECTED["ints"]) from None


def _date(raw: object) -> dt.date | None:
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    if raw == "":
        return None
    match = re.fullmatch(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", str(raw).strip())
    try:
        if match is None:
            raise ValueError
        return dt.date(*map(int, match.groups()))
    except ValueError:
        raise ValueError("日期，如 2026-06-13") from None


def _month_day(raw: object) -> MonthDay:
    if isinstance(raw, dt.date):
        return MonthDay(raw.month, raw.day)
    match = re.fullmatch(r"(\d{1,2})[-./月](\d{1,2})日?", str(raw).strip())
    try:
        if match is None:
            raise ValueError
        dt.date(2000, int(match[1]), int(match[2]))
    except ValueError:
        raise ValueError("月和日，如 08-31") from None
    return MonthDay(int(match[1]), int(match[2]))


def _due(raw: object) -> Due:
    text = str(raw).strip()
    if text == "当天":
        return Due("day")
    if match := re.fullmatch(r"当周周([一二三四五六日])", text):
        return Due("week", "一二三四五六日".index(match[1]) + 1)
    if match := re.fullmatch(r"([当次])月(?:(\d{1,2})日|月末|末)", text):
        day = int(match[2] or 31)
        if 1 <= day <= 31:
            return Due("month" if match[1] == "当" else "next_month", day)
    if match := re.fullmatch(r"期([初末])(?:后(\d{1,3})日)?", text):
        return Due("start" if match[1] == "初" else "end", int(match[2] or 0))
    raise ValueError("期限，写法有：当天、当周周五、当月15日、当月月末、次月8日、期初后30日、期末")


_READ: Mapping[Kind, Any] = {
    "bool": _bool,
    "int": _int,
    "number": _number,
    "text": _text,
    "texts": _text_list,
    "ints": _int_list,
    "date": _date,
    "month_day": _month_day,
    "due": _due,
}


def _level(raw: object, place: str) -> Level | None:
    if raw not in _LEVELS:
        nearest = _nearest(str(raw), _LEVELS)
        raise PolicyError(
            f"{place}的等级要填{'、'.join(_LEVELS)}之一，现在是{_shown(raw)}，最接近的是“{nearest}”。"
        )
    return None if raw == OFF else cast(Level, raw)


def _level_text(policy: Policy, code: str) -> str:
    return policy.level(code, cast(Level, "规则默认")) or OFF


def _texts(raw: object, place: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(each, str) for each in raw):
        raise PolicyError(f'{place}要填一列文字，如 ["002-13"]，现在是{_shown(raw)}。')
    return tuple(raw)


# ---- words ----


def _check_keys(table: Mapping[str, Any], known: Iterable[str], where: str, what: str) -> None:
    valid = list(known)
    for key in table:
        if key not in valid:
            raise PolicyError(_unknown(where, what, key, valid))


def _unknown(where: str, what: str, key: str, valid: Iterable[str]) -> str:
    return f"{where}：没有名为“{key}”的{what}，最接近的是“{_nearest(key, valid)}”。"


def _nearest(word: str, valid: Iterable[str]) -> str:
    return difflib.get_close_matches(word, list(valid), n=1, cutoff=0.0)[0]


def _shown(raw: object) -> str:
    return f"“{str(raw)[:40]}”" if raw not in ("", None) else "空的"
