"""What a table is: its kind, which column is which field, and which headings only come close.

A table is recognised by its columns taken together, with the words of its title as a second witness
and what the columns hold as a third. A heading is *used* only if it is a known wording; one that
merely resembles a wording is suggested.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from rapidfuzz import fuzz

from kongcuo_xl import clean, vocabulary
from kongcuo_xl.headings import SUBJECTS, Grid
from kongcuo_xl.tables import HALVES, Kind, group_words, kinds, number_behind

_HAN_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]{2,8}(?:·[\u3400-\u9fff]+)*")
_ID = re.compile(r"\d{17}[\dX]")
_SAMPLE = 200


class Sample(tuple[str, ...]):
    """Texts of some cells of a column; every kind of table asks the same of them.

    What was answered is remembered, for which the texts are hashed but once.
    """

    def __hash__(self) -> int:
        known: int | None = self.__dict__.get("known")
        if known is None:
            known = self.__dict__["known"] = super().__hash__()
        return known


Samples: TypeAlias = Mapping[int, tuple[str, ...]]
"""Column → texts of some of its cells that are not blank."""


def samples_of(grid: Grid, columns: Iterable[int], rows: Sequence[int]) -> Samples:
    """Texts of up to 200 non-blank cells a column, from the whole length of a table.

    Long tables change character half-way (a second class, a footer).
    """
    chosen = list(rows[:: len(rows) // _SAMPLE + 1])
    found = {}
    for column in columns:
        texts, _ = clean.text_array(grid.sheet.column(column, chosen))
        found[column] = Sample(filter(None, texts.to_pylist()))
    return found


def missing_fields(kind: Kind, have: set[str], given: frozenset[str]) -> tuple[str, ...]:
    """Required fields that neither column nor surroundings give.

    A class may name its grade, the first day of a leave is the date of its absence or change.
    """
    said = have | given | ({"grade"} if "klass" in have else set())
    if "span" in have:
        said |= {"start", "end"}
    if kind.id == "changes" and have & {"start", "span"}:
        said |= {"change_date"}
    if kind.id == "meetings" and "topic" in have:
        said |= {"event_kind"}  # what an event is called tells its kind
    if kind.id == "absences" and have & {"leave_start", "leave"}:
        said |= {"date"}
    return tuple(f for f in kind.required if f not in said)


@dataclass(slots=True)
class Reading:
    """How one kind of table would read a set of headings."""

    kind: Kind
    columns: dict[str, int] = field(default_factory=dict)
    joined: dict[str, tuple[int, ...]] = field(default_factory=dict)
    ticked: dict[str, dict[int, str]] = field(default_factory=dict)
    twice: dict[int, str] = field(default_factory=dict)
    misfits: dict[int, str] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)
    score: float = 0.0


@lru_cache(maxsize=65536)
def field_of(kind: str, path: tuple[str, ...]) -> tuple[str, bool] | None:
    """(field, is part of a spread heading) that a heading path means in a kind, or None."""
    spec = kinds()[kind]
    whole = _look(spec, "".join(path)) or _look(spec, _overlapped(path))
    if whole:
        return whole, spec.fields[whole].type == "address" and bool(_OF_ADDRESS.search(path[-1]))
    several = _one_of_several(spec, path)
    if several or len(path) == 1:
        return (several, True) if several else None
    *upper, leaf = path
    if bound := _BOUNDS.get(clean.header_key(leaf)):
        leaf = bound
    words = group_words()
    for group in reversed(upper):
        for g in group_keys(group):
            for key in clean.header_keys(leaf):
                if g + key in spec.by_word:
                    return spec.by_word[g + key], False
    leaf_field = _look(spec, leaf)
    keys = [k for g in upper for k in group_keys(g)]
    # Family members are other people, but in a book of households they are whom a row is about.
    keys += [bare for k in keys if (bare := _NUMBERED.sub("", k)) not in ("", k)]
    if any(k in words.person and spec.by_word.get(k) != "name" for k in keys):
        return None
    group_field = _look(spec, upper[-1])
    address = group_field is not None and spec.fields[group_field].type == "address"
    if leaf_field and not (address and leaf_field in ("address", "registered_address")):
        return leaf_field, False
    if group_field and (address or clean.header_keys(leaf)[0] in _PARTS):
        return group_field, True
    return None


_BOUNDS = {
    **dict.fromkeys(("从", "由", "始", "自", "起始", "开始"), "起"),
    **dict.fromkeys(("到", "讫", "终", "至", "截止", "结束", "终止"), "止"),
}
"""What heads either column of a span: 请假时间 over 从 and 到."""


def _overlapped(path: tuple[str, ...]) -> str:
    """The words of a path with what ends one and begins the next written once: 残疾证 › 证号."""
    whole = clean.header_key(path[0])
    for text in map(clean.header_key, path[1:]):
        shared = next((n for n in range(len(text) - 1, 0, -1) if whole.endswith(text[:n])), 0)
        whole += text[shared:]
    return whole


_NUMBERED = re.compile(r"^第[一二三四五]|[一二三四五1-5]$")


def _one_of_several(kind: Kind, path: tuple[str, ...]) -> str | None:
    """The field of names that 教师1, or 送教人员 over 教师一, is one column of."""
    for leaf in clean.header_keys(path[-1]):
        bare = _NUMBERED.sub("", leaf)
        if bare in ("", leaf):
            continue
        found = _look(kind, bare) or (_look(kind, path[-2]) if len(path) > 1 else None)
        if found and kind.fields[found].type == "names":
            return found
    return None


_PARTS = frozenset(
    [
        "年",
        "月",
        "日",
        "省",
        "市",
        "县",
        "区",
        "乡",
        "镇",
        "乡镇",
        "街道",
        "村",
        "组",
        "门牌",
        "门牌号",
        "详细",
    ]
)


_OF_ADDRESS = re.compile(r"(?<=[户籍住址地])(?:[省市县区]+|[乡镇街道]+|[村组社区/]+|门牌号?)$")
"""户籍省县, 户籍镇街: columns that give an address part by part."""

_FIRST = re.compile(r"^第一|[1一]$")


_AND = re.compile("[及与和、/]")


@lru_cache(maxsize=4096)
def group_keys(group: str) -> tuple[str, ...]:
    """What an upper heading may mean, most literal first: 监护人情况 is 监护人情况 or 监护人."""
    keys = list(clean.header_keys(group))
    # 第一监护人, 监护人1: the one whom a single 监护人 would mean.
    keys += [first for key in keys if (first := _FIRST.sub("", key)) not in ("", key)]
    for key in list(keys):
        for suffix in group_words().suffixes:
            if key.endswith(suffix) and len(key) > len(suffix):
                keys.append(key.removesuffix(suffix))
        # 监护人及电话 over 姓名 and 电话: of the first that it names.
        if (first := _AND.split(key)[0]) not in ("", key):
            keys.append(first)
    return tuple(dict.fromkeys(keys))


def _look(kind: Kind, text: str) -> str | None:
    for key in clean.header_keys(text):
        if key in kind.by_word:
            return kind.by_word[key]
    for key in (clean.header_key(text), *clean.header_keys(text)):
        if name := kind.field_named(key):
            return name
    return None


def read_as(
    kind: Kind,
    paths: dict[int, tuple[str, ...]],
    samples: Samples,
    given: frozenset[str] = frozenset(),
) -> Reading:
    """How the kind reads these headings, with a score of how well it fits.

    ``given`` are the fields that the surroundings say (a class in the title).
    """
    reading = Reading(kind, ticked=_ticked(kind, paths, samples))
    ticked = {c: name for name, columns in reading.ticked.items() for c in columns}
    for column in sorted(paths):
        if column in ticked:
            continue
        sample = samples.get(column, ())
        found = (
            field_of(kind.id, paths[column])
            or _of_code_list(kind, paths[column][-1], sample)
            or _of_several(kind, paths[column], sample)
        )
        if found is None:
            reading.unknown.append(column)
            continue
        name, part = found
        name = _begins(kind, name, samples.get(column, ()))
        split = part and kind.fields[name].type == "date"
        held = "relation" if name == "guardian_relation" else kind.fields[name].type
        if not split and not fits(held, samples.get(column, ())):
            plain = _without_brackets(kind, paths[column], samples.get(column, ()))
            if plain is None or plain in reading.columns:
                reading.misfits[column] = name
            else:
                reading.columns[plain] = column
        elif name not in reading.columns:
            reading.columns[name] = column
            if part:
                reading.joined[name] = (column,)
        elif part or name in reading.joined:
            reading.joined[name] = (*reading.joined.get(name, (reading.columns[name],)), column)
        elif len(paths[column]) > 1 and _look(kind, paths[column][-2]):
            pass  # 户籍地址 › 村 beside 家庭住址 › 村: the second is a part of its own heading
        elif samples.get(column) and samples.get(reading.columns[name]) == ():
            # An export may have both columns and fill only one.
            reading.twice[reading.columns[name]] = name
            reading.columns[name] = column
        elif kind.fields[name].type == "text" and _apart(
            paths[column], paths[reading.columns[name]]
        ):
            key = clean.header_keys(paths[column][-1])[0]
            also = (f for f, item in kind.fields.items() if key in item.words)
            if other := next((f for f in also if f not in reading.columns), None):
                reading.columns[other] = column  # 包保学校 beside 行政村: not what is kept
                continue
            reading.unknown.append(column)  # 家访反馈 beside 家访效果: another column of that sort
        else:
            reading.twice[column] = name
    reading.joined = {k: v for k, v in reading.joined.items() if len(v) > 1}
    for column, path in paths.items():
        if held := number_behind(samples.get(column, ())):
            _two_in_one(reading, column, path[-1], held)
    if not {"name", "student"} & reading.columns.keys():
        _named_for_a_group(reading, paths, samples)
    for name, columns in reading.ticked.items():
        reading.columns.setdefault(name, min(columns))
    required = set(kind.required)
    have = set(reading.columns)
    if "span" in have and "start" in required:
        have |= {"start", "end"}
    reading.score = (
        3.0 * len(have & required)
        + 1.0 * len(have - required - {"seq", "remark"})
        + 2.0 * len(have & kind.own)
        + 3.0 * len(have & kind.sure)
        - 1.0 * len(required - have - given)
        - 0.4 * len(reading.unknown)
    )
    return reading


def _begins(kind: Kind, name: str, sample: tuple[str, ...]) -> str:
    """The field of a first day, for a heading of a span under which single days stand alone.

    休学时间 is 2025年9月3日 as often as 2025年9月3日至2026年9月2日.
    """
    first = next((f for f, (span, half) in HALVES.items() if span == name and half == 0), "")
    told = [v for v in sample if v not in _UNSAID]
    if first not in kind.fields or first in kind.required or not told:
        return name
    return first if all(map(_looks_like_date, told)) else name


_ANY_SORT = frozenset({"类别", "类型", "种类", "性质", "级别", "等级", "程度"})
_LEVEL = re.compile("[一二三四1-4ⅠⅡⅢⅣ]级?")
_CODE_LISTS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("change_kind", lambda v: bool(vocabulary.meaning("change", v))),
    ("disability_type", lambda v: bool(vocabulary.meaning("disability", v))),
    ("disability_grade", lambda v: bool(_LEVEL.fullmatch(v))),
)


def _of_code_list(kind: Kind, leaf: str, sample: tuple[str, ...]) -> tuple[str, bool] | None:
    """The field whose code list all values are from, under a heading that says only 类别."""
    if clean.header_key(leaf) not in _ANY_SORT:
        return None
    told = [v for v in sample if v not in _UNSAID]
    if not told:
        return None
    for name, knows in _CODE_LISTS:
        if name in kind.fields and all(map(knows, told)):
            return name, False
    return None


def _of_several(
    kind: Kind, path: tuple[str, ...], sample: tuple[str, ...]
) -> tuple[str, bool] | None:
    """The field of names under whose heading each has a column: 送教教师 over 主送, 协助."""
    name = _look(kind, path[-2]) if len(path) > 1 else None
    if name is None or kind.fields[name].type != "names":
        return None
    told = [clean.person_name(v) for v in sample if v not in _UNSAID]
    named = all(_HAN_NAME.fullmatch(v) and len(v) <= 12 for v in told)
    return (name, True) if told and named else None


_NUMBER_OF = {
    "id": {"name": "id_number", "student": "id_number", "guardian": "guardian_id"}
    | {"father": "father_id", "mother": "mother_id"},
    "phone": {"father": "father_phone", "mother": "mother_phone"},
}
"""Whose number stands behind a name in the same cell."""


def _two_in_one(reading: Reading, column: int, heading: str, held: str) -> None:
    """Read a column of names with a number behind each (``held``: id, phone) as both."""
    kind = reading.kind
    parts = (_look(kind, part) for part in re.split("[()（）/、及和与\n]", heading) if part)
    here = next((f for f, c in reading.columns.items() if c == column), None)
    names = [f for f in (here, *parts) if f and kind.fields[f].type in ("name", "names")]
    if not names:
        return
    number = _NUMBER_OF[held].get(names[0], "phone" if held == "phone" else "")
    for field_id in (names[0], number):
        if field_id in kind.fields:
            reading.columns.setdefault(field_id, column)
    reading.unknown = [c for c in reading.unknown if c != column]
    reading.misfits.pop(column, None)


_GROUP_HEADS = re.compile("(?:儿童|少年|学生|[^姓]生|子女|对象)$")


def _named_for_a_group(
    reading: Reading, paths: dict[int, tuple[str, ...]], samples: Samples
) -> None:
    """Take for names what stands under the name of a group: 留守儿童 over 张三, 李四."""
    field_id = next((f for f in ("name", "student") if f in reading.kind.required), None)
    if field_id is None:
        return
    flags = {c for f, c in reading.columns.items() if reading.kind.fields[f].type == "flag"}
    for column in sorted(flags | {*reading.unknown}):
        if not _GROUP_HEADS.search(clean.header_keys(paths[column][-1])[-1]):
            continue
        values = [v for v in samples.get(column, ()) if v not in _UNSAID]
        if (
            values
            and len(set(values)) > 0.7 * len(values)
            and all(
                2 <= len(v) <= 16
                and _HAN_NAME.fullmatch(clean.person_name(v))
                and clean.yes_no(v) in (None, "bad")
                for v in values
            )
        ):
            reading.columns = {f: c for f, c in reading.columns.items() if c != column}
            reading.columns[field_id] = column
            reading.unknown = [c for c in reading.unknown if c != column]
            return


def _apart(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two headings are written differently."""
    return clean.header_key("".join(one)) != clean.header_key("".join(other))


def _without_brackets(kind: Kind, path: tuple[str, ...], sample: tuple[str, ...]) -> str | None:
    """The field of a heading whose brackets only say what is written behind: 监护人（关系）."""
    plain = tuple(clean.header_keys(text)[-1] for text in path)
    found = field_of(kind.id, plain) if plain != path else None
    return found[0] if found and fits(kind.fields[found[0]].type, sample) else None


_TICK_TYPES = ("text", "sex", "flag")


def _ticked(
    kind: Kind, paths: dict[int, tuple[str, ...]], samples: Samples
) -> dict[str, dict[int, str]]:
    """Columns that are ticked: the values of a field side by side under its heading, or one alone.

    家访方式 over 入户, 电话; 休学中, of which a tick says that the 状态 is 休学.
    """
    found: dict[str, dict[int, str]] = {}
    groups: dict[tuple[str, ...], list[int]] = {}
    if not kind.ticked and all(len(path) == 1 for path in paths.values()):
        return found
    for column, path in paths.items():
        said = kind.ticked.get(clean.header_keys(path[-1])[0])
        if said and _all_ticks(samples.get(column, ())):
            found.setdefault(said[0], {})[column] = said[1]
        elif len(path) > 1 and not _is_flag(kind, path[-1]):
            groups.setdefault(path[:-1], []).append(column)
    for upper, columns in groups.items():
        name = _look(kind, upper[-1])
        if name is None or len(columns) < 2 or kind.fields[name].type not in _TICK_TYPES:
            continue
        held = [samples.get(column, ()) for column in columns]
        if any(held) and all(map(_all_ticks, held)):
            found.setdefault(name, {}).update({c: paths[c][-1] for c in columns})
    return found


def _is_flag(kind: Kind, leaf: str) -> bool:
    name = _look(kind, leaf)
    return name is not None and kind.fields[name].type == "flag"


@lru_cache(maxsize=4096)
def _all_ticks(sample: tuple[str, ...]) -> bool:
    return all(isinstance(clean.yes_no(v), bool) for v in sample if v not in _UNSAID)


_ANYBODYS = frozenset({"students"})
"""Kinds that need no heading of their own, nor a title, to be believed."""
_NOT_OURS = re.compile(
    r"成绩|分数|得分|工资|绩效|津贴|课程表|课表|菜谱|食谱|带量|值日|值班|考场|监考|选票"
    r"|收费|缴费|保险费|采购|消费|奖状"
)
_OTHER_LISTS = re.compile(
    r"缴费|学平险|保险|获奖|表彰|校车|乘车|接送|社团|兴趣小组|课后服务|午托|床位|借阅|征订|体检|接种|疫苗"
    r"|供餐|就餐|家长会.{0,4}签|家长签到|(?:竞赛|比赛|运动会|军训|研学).{0,6}(?:名单|报名|选手)"
)
"""What else a school keeps lists of people for."""
_OURS = re.compile(r"家访|控辍|辍学|劝返|送教|学籍|花名册|点名")
_WAGES = re.compile(r"工资|绩效|津贴|补贴|[实应]发|扣款|代扣|公积金|所得税|银行卡|单价|金额")
_AID = re.compile(r"资助|助学|受助|(?:学生|寄宿生?|困难).{0,8}补[助贴]")
"""Money that pupils are paid, which a list of them names."""
_TESTS = re.compile(r"体质|抽测|质量监测")
"""What the sample of a quality survey is tested in: its 成绩 are ours."""
_MARKS_LIST = """
总分 平均分 名次 排名 班级排名 年级排名 班排名 校排名 年级名次 班级名次 班名次
级名次 等次
"""
_MARKS = frozenset(_MARKS_LIST.split())


_ROSTERS = frozenset({"students", "registry"})
_OF_SOME = (
    "special_groups placements dropout_prone cases households graduates elsewhere deferrals "
    "home_teaching children changes sample"
)


@lru_cache(maxsize=4096)
def _speaks_of_some(title: str) -> bool:
    """Whether a title names a list of some pupils (留守儿童花名册), which is no roster."""
    if re.search("含|标注|是否", title):
        return False
    return any(
        len(word) > 2 and word in title for id_ in _OF_SOME.split() for word in kinds()[id_].titles
    )


def is_something_else(paths: dict[int, tuple[str, ...]], title: str) -> bool:
    """Marks, wages, timetables and menus, which name people and classes but keep no register."""
    if _NOT_OURS.search(title) and not _TESTS.search(title):
        return True
    if _OTHER_LISTS.search(title) and not _OURS.search(title):
        return True
    leaves = [clean.header_key(p[-1]) for p in paths.values()]
    if sum(1 for leaf in leaves if _WAGES.search(leaf)) >= 2 and not _AID.search(title):
        return True
    subjects = sum(1 for leaf in leaves if leaf in SUBJECTS)
    return subjects >= 2 and any(leaf in _MARKS for leaf in leaves)


def title_bonus(kind: Kind, nearest: str, sheet: str, file: str) -> float:
    """How strongly the words around point to the kind; longer, nearer words say more."""
    bonus = 0.0
    for text, weight in ((nearest, 1.0), (sheet, 0.9), (file, 0.5)):
        hits = [len(t) for t in kind.titles if t in text]
        if hits:
            bonus = max(bonus, weight * (3.0 + 0.8 * max(hits)))
    return bonus


_UNNAMED = re.compile(r"(?:Sheet|工作表|表格?)\s*1?", re.I)
_UNSAID = frozenset({"无", "没有", "/", "-", "--", "—", "——"})
"""What people write where there is nothing to say."""


@lru_cache(maxsize=4096)
def fits(type_: str, sample: tuple[str, ...]) -> bool:
    """Whether values can be of a field's type; too few values to tell count as fitting."""
    test = _PLAUSIBLE.get(type_)
    told = [v for v in sample if v not in _UNSAID]
    return len(told) < 3 or test is None or any(map(test, told))


def _looks_like_date(text: str) -> bool:
    return clean.date(text)[1] in ("ok", "month", "no_year")


def _looks_like_name(text: str) -> bool:
    return not any(c.isdigit() for c in text) or bool(_HAN_NAME.search(text))


def _looks_like_class(text: str) -> bool:
    found = clean.class_of("", text)
    return found.number is not None or found.grade is not None


_RELATION = re.compile(
    "(?:[继养祖外伯叔姑舅姨大二干曾]|外祖|爷|奶)?(?:[父母]亲?|爸爸?|妈妈?|爷爷?|奶奶?|公公?|婆婆?|姥[姥爷]|娘|叔叔?"
    "|伯伯?|姑姑?|舅舅?|姨妈?|[兄弟姐妹]|哥哥|姐姐|弟弟|妹妹|嫂子?)|[父母][子女]|[祖爷奶外]孙女?|[长次]?[子女]|[儿孙]子"
    "|[女孙]女|女儿|外孙女?|户主|配偶|妻子?|丈夫|本人|监护人?|亲[属戚友子]|其[他它].*|.*关系|\\d+"
)
_PLAUSIBLE: dict[str, Callable[[str], bool]] = {
    "date": _looks_like_date,
    "id": lambda v: sum(c.isdigit() for c in v) >= 6 or "无" in v or "E+" in v.upper(),
    "student_no": lambda v: sum(c.isdigit() for c in v) >= 6,
    "name": _looks_like_name,
    "names": _looks_like_name,
    "sex": lambda v: clean.sex(v) is not None,
    "phone": lambda v: sum(c.isdigit() for c in v) >= 5,
    "number": lambda v: clean.number(v) is not None,
    "grade": lambda v: clean.grade(v) is not None or _looks_like_class(v),
    "class": _looks_like_class,
    "nation": lambda v: clean.nation(v) is not None,
    "relation": lambda v: bool(_RELATION.match(v)),
}


_SECOND = re.compile("^第[二三]|(?<=[人长])[二三2-3]$")
"""监护人二: somebody of whom no column of ours speaks."""
_NO_DATA = frozenset({"seq", "remark", "subtotal"})
"""Columns that nobody misses."""


@lru_cache(maxsize=1)
def _named_elsewhere() -> frozenset[str]:
    """Wordings that are of some kind of table and say more than a word that may be anything's."""
    fields = (field for kind in kinds().values() for field in kind.fields.values())
    words = {word for field in fields for word in field.words}
    return frozenset(word for word in words if len(word) > 3)


def suggest(
    reading: Reading, paths: dict[int, tuple[str, ...]], samples: Samples
) -> dict[int, str]:
    """Unknown columns → the field that each heading, or what it holds, comes close to."""
    words = group_words()
    taken = set(reading.columns)
    found: dict[int, str] = {}
    for column in reading.unknown:
        path = paths[column]
        if clean.header_keys(path[-1])[0] in _named_elsewhere():
            continue  # 入学时间 is no mistyped 摸底时间: some other table has it
        heading = clean.header_key("".join(path[-2:]))
        whole = "".join(path)
        if any(trap in whole for trap in words.traps) or _SECOND.search(path[0]):
            continue
        person = any(p in whole for p in words.person if len(p) > 1)
        # Under a person's heading stands what is of that person: 家庭成员 over 联系电话.
        whose = [k for t in path[:-1] for k in group_keys(t) if k in words.person]
        best, best_score = "", 0.0
        for word, name in reading.kind.by_word.items():
            if (
                name in taken
                or name in _NO_DATA
                or (whose and not any(k in word for k in whose))
                or (person and not any(p in word for p in words.person))
            ):
                continue
            score = closeness(clean.header_key(path[-1]), word)
            if len(path) > 1:
                score = max(score, closeness(heading, word))
            if score > best_score:
                best, best_score = name, score
        sample = samples.get(column, ())
        if best_score >= 70 and fits(reading.kind.fields[best].type, sample):
            found[column] = best
        elif not person and (held := _held(sample)) in reading.kind.fields and held not in taken:
            found[column] = held
        if column in found:
            taken.add(found[column])
    return found


def closeness(heading: str, word: str) -> float:
    """0–100: how much a heading resembles a wording; one inside the other counts by its share."""
    if len(heading) < 2 or len(word) < 2:
        return 0.0
    score = fuzz.ratio(heading, word)
    if word in heading or heading in word:
        score = max(score, 60 + 40 * min(len(word), len(heading)) / max(len(word), len(heading)))
        if word in heading and not heading.endswith(word):
            score -= 15  # 班级排名 is a 排名; 学生所在班级 is a 班级
    return score


def _held(values: tuple[str, ...]) -> str:
    """The field that values themselves give away: 18-digit IDs, 学籍号, 男/女."""
    if len(values) < 3:
        return ""
    ids = sum(1 for v in values if _ID.fullmatch(v.upper()))
    if ids >= 0.8 * len(values):
        return "id_number"
    if sum(1 for v in values if re.fullmatch(r"[GJL]\d{17}[\dX]", v.upper())) >= 0.8 * len(values):
        return "student_no"
    if set(values) <= {"男", "女"}:
        return "sex"
    return ""


def by_content(samples: Samples) -> dict[str, int]:
    """Columns of a table without known headings, by what they hold; {} if no list of people.

    It takes a column of ID numbers and one of names to be sure.
    """
    columns: dict[str, int] = {}
    names: list[int] = []
    for column, values in sorted(samples.items()):
        if len(values) < 3:
            continue
        held = _held(values)
        if held and held not in columns:
            columns[held] = column
            continue
        han = sum(1 for v in values if _HAN_NAME.fullmatch(clean.person_name(v)) and len(v) <= 12)
        if han >= 0.9 * len(values) and len(set(values)) >= 0.7 * len(values):
            names.append(column)
        elif sum(1 for v in values if _looks_like_date(v)) >= 0.9 * len(values) and not any(
            v.isdigit() and len(v) < 8 for v in values
        ):
            columns.setdefault("birth_date", column)
        elif sum(1 for v in values if _is_full_class(v)) >= 0.9 * len(values):
            columns.setdefault("klass", column)
        elif sum(1 for v in values if clean.grade(v) and not v.isdigit()) >= 0.9 * len(values):
            columns.setdefault("grade", column)
        elif sum(1 for v in values if clean.phone(v)[1]) >= 0.9 * len(values):
            columns.setdefault("phone", column)
        elif sum(1 for v in values if clean.nation(v) and not v.isdigit()) >= 0.9 * len(values):
            columns.setdefault("nation", column)
    if "id_number" not in columns or not names:
        return {}
    # The pupil's name stands before the guardian's.
    columns["name"] = names[0]
    return columns


def _is_full_class(text: str) -> bool:
    return text.endswith("班") and clean.class_of("", text).number is not None


def best(
    paths: dict[int, tuple[str, ...]],
    samples: Samples,
    nearest: str,
    sheet: str,
    file: str,
    given: frozenset[str] = frozenset(),
) -> Reading | None:
    """The kind that reads these headings best, or None if none reads them well."""
    readings = []
    if _UNNAMED.fullmatch(sheet):
        sheet = file  # a sheet that nobody named is the one that its workbook is named for
    special = _speaks_of_some(nearest or sheet)
    for kind in kinds().values():
        reading = read_as(kind, paths, samples, given)
        bonus = title_bonus(kind, nearest, sheet, file)
        have = set(reading.columns)
        by_span = "span" in have and "start" in kind.required
        if not by_span and not have & set(kind.required):
            continue
        reading.score += bonus
        if special and kind.id in _ROSTERS:
            reading.score -= 8.0
        if kind.id not in _ANYBODYS and not bonus and not have & kind.own:
            reading.score -= 4.0
        enough = len(have - {"seq", "remark"}) >= (2 if bonus or kind.id in _ANYBODYS else 3)
        if reading.score >= 4.5 and (enough or bonus):
            readings.append(reading)
    return max(readings, key=lambda r: r.score, default=None)
