"""What the labels of a county's own form ask for: words → tokens → a measure under conditions.

A label is understood only if known words (``vocabulary.toml``) cover all of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from kongcuo_xl import clean, vocabulary
from kongcuo_xl.statistics import STAGES, Conditions
from kongcuo_xl.statistics.traits import DISABILITIES, PLACEMENTS
from kongcuo_xl.tables import kinds

Token = str
"""A word's meaning (``vocabulary.toml``), or ``grade=7``, ``school=一中``, ``klass=七(1)班``."""
Tokens = frozenset[Token]

TOTAL = "合计"
ONLY = "只计表名所说"
"""Of a title: the table is about fewer people than the measures count."""
SEXES = frozenset({"男", "女"})
NAMED = ("school", "klass", "village")
"""What a row may stand for by its name; ``school=*`` is every row that is left for one."""
KIND_WORDS = {
    "month": "月", "quarter": "季", "semester": "学期", "year": "学年", "week": "周", "day": "日",
}  # fmt: skip
TRAITS = ("disability", "placement", "boarding", "nation", "age", "reason", "destination")
"""What else may be said of people, as ``placement=随班就读``; ``placement=其他`` is every other."""
MONTH = "month="
"""Of a row or column: one month of the form's period."""
_MONTHS = {name: n for n, name in enumerate("一 二 三 四 五 六 七 八 九 十 十一 十二".split(), 1)}  # noqa: SIM905
_MONTH = re.compile("(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?")
_AGE = re.compile(
    r"(?P<first>\d{1,2})(?:周?岁)?(?:[-—–~～至到](?P<last>\d{1,2}))?周?岁(?P<open>及?以上|及?以下)?"
)
_OLDEST = 30
_GRADE = re.compile("[一二三四五六七八九1-9]年级|初[一二三]")
_COUNTS = re.compile("数|其中|全校|全镇|全县|人$")
_GROUPS = frozenset(kinds()["students"].fields)
_SAYS_NO_MORE = frozenset(
    "学生数 本期 新增 累计 期初 期末 增加 减少 变动 已入学 未入学 入学率 有证明 无证明 报到 未报到 "  # noqa: SIM905
    "人次 上门 电话 天数".split()
)
"""Words that need another to say what is counted."""


CASES = frozenset({"疑似", "辍学"})
WAYS = frozenset({"上门", "电话"})
"""Ways to visit; there are others."""
PUPILS = frozenset({"学生数", "在籍", "在校"})
ACTIVITIES = frozenset({"家访", "缺课", "旷课"})
"""What is done to, or by, any pupil: no sort of pupils, as 送教 and 休学 are."""
EVERYBODY = "全体"
"""Of a title: bare 学生数 are of all pupils, not of those whom the title names."""


class NotUnderstoodError(ValueError):
    """A label or a set of labels that asks for nothing known; the message says why."""


def tokens(label: str, kind: str, *, head: bool = False) -> Tokens:
    """The meanings of a label on a form for periods of a kind. Raises NotUnderstoodError.

    A ``head`` over other labels may say nothing (学生情况).
    """
    text = clean.header_key(label)
    text = re.sub("^其中[:：,，]?", "", text) or text
    if word := KIND_WORDS.get(kind):
        text = re.sub(f"上{word}度?(?:[末底]|结转|遗留|期末)", "期初", text)
        text = re.sub(f"本?{word}度?初", "期初", text)
        text = re.sub(f"本?{word}度?[末底]", "期末", text)
        text = re.sub(f"[本当]{word}度?", "本期", text)
    if klass := class_named(text):
        return frozenset({f"klass={klass}"})
    if month := month_named(text):
        return frozenset({f"{MONTH}{month}"})
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
            if age := _AGE.match(text, at):
                found.add(f"age={_ages(age)}")
                at = age.end()
                continue
            raise NotUnderstoodError(f"“{label}”中的“{text[at:]}”不认识")
    if not found and not head and not _COUNTS.search(text):
        raise NotUnderstoodError(f"“{label}”没有说明是什么数")
    return frozenset(found)


def _ages(said: re.Match[str]) -> str:
    """6, 6-11; 15-30 for 15周岁及以上, 0-5 for 5周岁以下 where five are among them."""
    first, last, beyond = said["first"], said["last"], said["open"] or ""
    if beyond.endswith("以上"):
        return f"{first}-{_OLDEST}"
    if beyond.endswith("以下"):
        # 6周岁以下 leaves open whether those of six are among them; 及以下 does not.
        return f"0-{first if beyond.startswith('及') else int(first) - 1}"
    return f"{first}-{last}" if last else first


def grade_within(label: str, heads: Collection[str]) -> str:
    """The grade that a bare number (一, 7) names under 小学, 初中 or 年级; ``""`` for none."""
    if len(label) == 1 and any(re.search("小学|初中|年级", head) for head in heads):
        grade = clean.grade(f"{label}年级")
        return f"{clean.grade_label(grade)}" if grade else ""
    return ""


_HEADS_OF_TRAITS: tuple[tuple[str, vocabulary.Subject], ...] = (
    ("残疾类[型别]|障碍类[型别]", "disability"), ("安置(?:方式|形式|情况|去向)", "placement"),
    ("原因", "reason"), ("去向|流向", "destination"),
)  # fmt: skip


def trait_of(head: str) -> tuple[str, str]:
    """What the labels below a head are sorts of, and what else the head says.

    辍学原因 → ``reason`` and 辍学. Two empty texts for other heads.
    """
    for words, subject in _HEADS_OF_TRAITS:
        if found := re.search(f"(?:{words})(?:分类|分布|情况|统计|人数|划分|分)*$", head):
            return subject, re.sub("^按", "", head[: found.start()])
    return "", ""


def sort_of(trait: str, label: str) -> Token:
    """The sort of a trait that a label below its head names.

    Raises NotUnderstoodError for one that is not known, or for several in one.
    """
    found = vocabulary.meaning(trait, label)  # type: ignore[arg-type]
    if re.fullmatch("其[他它](?:原因|去向|情况|类)?", label):
        found = "其他"
    if not found or found == "无" or re.search("[、，,/或及和]", label):
        raise NotUnderstoodError(f"“{label}”不认识")
    return f"{trait}={found}"


def class_named(text: str) -> str:
    """The class that a label names with its grade, as people say it; ``""`` for none."""
    if not re.search(r"班|\d\)?$", text) or "班级" in text:
        return ""
    found = clean.class_of("", text)
    if found.grade is None or found.number is None or not found.number.isdecimal():
        return ""
    return clean.class_label(found.grade, found.number)


_SCHOOL = re.compile(
    "(?:小学|中学|学校|教学点|中心校|学堂|校区|[一二三四五六七八九十][中小]|完小|村小)(?:部|分校)?$"
)
_KIND_OF_SCHOOL = re.compile(
    "^(?:普通|其[他它]|县[外内]|外[县省校]|公办|民办|城区|城镇|农村|乡镇|寄宿制?|九年一贯制?|一贯制|完全|转[入出]"
    "|接收|毕业|原|所在|就读|各|本|全|非|特殊|特教|职业|高级|初级|定点|到|在|离|返|入)"
)


def names_school(label: str) -> bool:
    """Whether a label looks like the name of a school (石桥中学), no sort of schools (农村小学)."""
    return len(label) > 2 and bool(_SCHOOL.search(label)) and not _KIND_OF_SCHOOL.search(label)


_SHARE = re.compile(
    "(?P<part>.*?)所?占(?P<whole>.*?)的?(?:比例|比重|百分比|百分率|比率|比)(?:情况)?|(?:比例|百分比|比重|百分率)"
)


def share(label: str) -> tuple[str, str] | None:
    """Of whom a label asks the share, and of what: 留守儿童占在校生比例.

    Empty texts for what it leaves to the labels beside it (占比); None for other labels.
    """
    found = _SHARE.fullmatch(label)
    if not found:
        return None
    whole = re.sub("总人数|总数|总量|总体|全校|全镇|全县|人数", "", found["whole"] or "")
    return re.sub("^其中[:：,，]?|(?:学生)?人?数$", "", found["part"] or ""), whole


_WHETHER = re.compile(
    "^(本[期月季周学]度?期?|当月)?(有无|有没有|是否有|是否存在|是否出现|是否发生|是否新增|有否)"
)
_BOX = "[□☐○◯◻]|[（(][ \u3000]*[)）]"
_BOXED = re.compile(f"(?:{_BOX})\\s*(?:有|无|是|否)|(?:有|无|是|否)\\s*(?:{_BOX})")


def whether(label: str) -> tuple[str, tuple[str, ...]]:
    """What a label that asks 有无 or 是否有 is about, and the words to answer with.

    The label itself and nothing for one that asks for a number.
    """
    found = _WHETHER.match(label)
    if not found:
        return label, ()
    more = "新增" if found[2].endswith("新增") else ""
    rest = f"{found[1] or ''}{more}{label[found.end() :]}"
    answers = ("是", "否") if found[2].startswith("是否") else ("有", "无")
    return re.sub("[（(]?(?:有[/、]?无|是[/、]?否)[)）]?$", "", rest), answers


def boxes(text: str) -> tuple[str, tuple[str, ...]]:
    """What stands before the boxes for yes and no in a text, and their words; none: no boxes."""
    words = [found[0] for found in _BOXED.finditer(text)]
    for answers in (("有", "无"), ("是", "否")):
        if len(words) == 2 and all(a in w for a, w in zip(answers, words, strict=True)):
            return text[: text.find(words[0])].strip(" :：\u3000"), answers
    return "", ()


def ticked(text: str, word: str) -> str:
    """A text with the box of one of its answers ticked."""
    for found in _BOXED.finditer(text):
        if word in found[0]:
            mark = re.sub("[□☐○◯◻]", "☑", found[0])
            mark = re.sub("[（(][ \u3000]*[)）]", "（√）", mark)
            return text[: found.start()] + mark + text[found.end() :]
    return text


def is_part(label: str) -> bool:
    """Whether a label begins with 其中: a part of the line before it."""
    return clean.header_key(label).startswith("其中")


def grades(of: Tokens) -> set[int]:
    """The grades that tokens name, directly or by their stage; none when they name none."""
    direct = {int(t.removeprefix("grade=")) for t in of if t.startswith("grade=")}
    return direct or {grade for stage in STAGES if stage in of for grade in STAGES[stage]}


def widest(lines: Iterable[Tokens]) -> list[Tokens]:
    """Lines without those that another takes in: of 小学, 一年级 … 六年级 only 小学 is left."""
    distinct = list(dict.fromkeys(lines))
    return [one for one in distinct if not any(_takes_in(other, one) for other in distinct)]


def _takes_in(wide: Tokens, narrow: Tokens) -> bool:
    of_grade = {t for t in wide if _of_grade(t)}, {t for t in narrow if _of_grade(t)}
    return grades(wide) > grades(narrow) > set() and wide - of_grade[0] == narrow - of_grade[1]


def disjoint(lines: Iterable[Tokens]) -> bool:
    """Whether lines add up: they differ in one thing only, and nobody is in two of them."""
    lines = list(lines)
    common = frozenset.intersection(*lines) if lines else frozenset()
    own = [line - common for line in lines]
    if len(own) < 2 or not all(own) or len(set(own)) < len(own):
        return False
    for kind in NAMED:
        named = [{t for t in each if t.startswith(f"{kind}=")} for each in own]
        if all(len(each) == 1 for each in named) and len(set().union(*named)) == len(own):
            return True
    if all(grades(each) and not {t for t in each if not _of_grade(t)} for each in own):
        spans = [grades(each) for each in own]
        return sum(map(len, spans)) == len(set().union(*spans))
    if any(len(each) != 1 for each in own):
        return _of_each_kind(own)
    single = {next(iter(each)) for each in own}
    changes = {"增加", "减少"} & common and single <= _CHANGES
    sorts_of = any(all(t.startswith(f"{trait}=") for t in single) for trait in TRAITS)
    if any(t.startswith("age=") for t in single):
        years = [year for t in single for year in _years(t)]
        return sorts_of and len(years) == len(set(years))
    return single == SEXES or sorts_of or bool(changes)


def _years(token: Token) -> range:
    """The ages that a token takes in."""
    first, _, last = token.removeprefix("age=").partition("-")
    return range(int(first), int(last or first) + 1)


def _of_each_kind(lines: Sequence[Tokens]) -> bool:
    """Whether lines are sorted in several ways at once: 小学 男, 小学 女, 初中 男 …"""
    ways = [{way for t in line if (way := _way(t))} for line in lines]
    if not ways[0] or any(each != ways[0] for each in ways):
        return False
    if not all(_way(t) for line in lines for t in line):
        return False
    return all(
        any(not (_within(one, way) & _within(other, way)) for way in ways[0])
        for n, one in enumerate(lines)
        for other in lines[n + 1 :]
    )


def _way(token: Token) -> str:
    """What kind of sorting a token belongs to; ``""`` for words that are no sort of people."""
    if token in SEXES:
        return "sex"
    if _of_grade(token):
        return "grade"
    return token.partition("=")[0] if is_named(token) or is_trait(token) else ""


def _within(line: Tokens, way: str) -> set[int] | set[Token]:
    return grades(line) if way == "grade" else {t for t in line if _way(t) == way}


_CHANGES = frozenset(
    "招生 复学 转入 转出 毕业 结业 休学 退学 开除 死亡 其他".split()  # noqa: SIM905 - reads better
)


def _of_grade(token: Token) -> bool:
    return token in STAGES or token.startswith("grade=")


def is_named(token: Token) -> bool:
    """Whether a token is the name of a school, class or village."""
    return token.partition("=")[0] in NAMED


def sorts(trait: str) -> tuple[str, ...]:
    """Every sort of a trait, and that nothing is said of it."""
    if trait in ("disability", "placement"):
        return DISABILITIES if trait == "disability" else PLACEMENTS
    return (*vocabulary.sorts(trait), "其他")  # type: ignore[arg-type]


def is_trait(token: Token) -> bool:
    """Whether a token says what sort of people: of which disability, placement …"""
    return token.partition("=")[0] in TRAITS


def subject(of: Tokens) -> Tokens:
    """The tokens that say what is counted."""
    return frozenset(
        t for t in of if t not in SEXES and t not in (TOTAL, ONLY, EVERYBODY) and not _of_grade(t)
        and not t.startswith(MONTH) and not is_named(t) and not is_trait(t) and t not in _GROUPS
    )  # fmt: skip


def groups(of: Tokens) -> set[str]:
    """The special groups that tokens name."""
    return set(of & _GROUPS)


def month_named(label: str) -> int:
    """The month that a label names: 9月, 十月份; 0 for none."""
    found = _MONTH.fullmatch(label)
    return int(_MONTHS.get(found[1], found[1])) if found else 0


def month_of(of: Tokens) -> int:
    """The month that tokens name; 0 for none. Raises NotUnderstoodError for several."""
    found = {int(t.removeprefix(MONTH)) for t in of if t.startswith(MONTH)}
    if len(found) > 1:
        raise NotUnderstoodError("一格说到几个月")
    return found.pop() if found else 0


def resolved(of: Tokens, title: Tokens, prefer: Collection[str] = ()) -> tuple[str, Conditions]:
    """The measure and conditions that a cell's labels and its sheet's title ask for together.

    Of several measures that the labels may mean the only one in ``prefer`` is taken.

    Raises NotUnderstoodError, naming what the labels may mean when it is several things.
    """
    whole = of | {t for t in title if t in SEXES or _of_grade(t) or t in _GROUPS or is_trait(t)}
    asked = subject(of)
    if "巩固率" in title and asked & {"毕业", "招生"}:
        # Of the class that leaves, not of those who left in the period.
        asked |= {"届"}
    named, by_title = groups(of), groups(title)
    sorts_of = {t for t in whole if is_trait(t)}
    stages = {t for t in whole if t in STAGES}
    people = _People(named | by_title, named or by_title, stages, sorts_of)
    try:
        about = subject(title) | (title & {EVERYBODY})
        measure, taken = _measure(asked, about, people, "disabled" in by_title)
    except AmbiguousError as error:
        wanted = set(error.args[0]) & set(prefer)
        if len(wanted) != 1:
            raise
        measure, taken = wanted.pop(), set()
    narrow = by_title | {t for t in title if is_trait(t) or t == ONLY}
    own = asked - _SAYS_NO_MORE - subject(title)
    if own and narrow and not (named or sorts_of - narrow or taken & narrow):
        raise NotUnderstoodError("分不清是全体学生还是表名所说的学生")
    sexes = whole & SEXES
    direct = {t for t in whole if t.startswith("grade=")}
    stages -= taken
    told = [{t for t in whole if t.startswith(f"{kind}=")} for kind in (*NAMED, *TRAITS)]
    of_groups = (named or by_title) - taken
    several = (sexes, direct, stages, *told, of_groups, (named | by_title) - taken)
    if max(map(len, several)) > 1:
        raise NotUnderstoodError("行、列和表名的条件互相矛盾，或者一格有几个条件")
    grade = next((int(t.removeprefix("grade=")) for t in direct), None)
    stage = next(iter(stages), "")
    if grade is not None and stage:
        if grade not in STAGES[stage]:
            raise NotUnderstoodError("年级和学段互相矛盾")
        stage = ""
    sex = next(iter(sexes), "")
    said = {
        kind: next(iter(found)).partition("=")[2]
        for kind, found in zip((*NAMED, *TRAITS), told, strict=True) if found
    }  # fmt: skip
    group = next(iter(of_groups), "")
    return measure, Conditions(grade=grade, stage=stage, sex=sex, group=group, **said)


class _People(NamedTuple):
    """Who is asked for, besides what is counted of them."""

    all_groups: set[Token]
    """Special groups that the cell's labels or the title name."""
    groups: set[Token]
    """Those of the labels, else those of the title."""
    stages: set[Token]
    sorts: set[Token]
    """Of which disability, placement …"""


def _measure(
    asked: Tokens, title: Tokens, people: _People, about_disabled: bool
) -> tuple[str, set[Token]]:
    """The measure, and the groups and stages that are part of its name (小学巩固率)."""
    if EVERYBODY in title:
        title = frozenset() if asked == {"学生数"} else title - {EVERYBODY}
    if asked <= {"学生数"} and title - _SAYS_NO_MORE:
        # 转入学生统计表: what its numbers count stands in the title.
        return _measure(title - {"学生数"} or title, frozenset(), people, about_disabled)
    known = vocabulary.figures()
    cases = title & CASES
    if len(cases) == 1 and not asked & CASES and asked & {"未返", "劝返", "销号"}:
        # 疑似辍学学生情况, 未返: of the suspected alone.
        asked |= cases
    also = title & _SAYS_NO_MORE if asked - _SAYS_NO_MORE else title
    # 转入学生数 counts 转入: where something else is named, 学生数 says no more than 数.
    if asked & {"期初", "期末"}:
        asked -= {"变动"}  # how many there are, among those who came and went
    ways = (asked, asked - {"学生数"}, asked | also, (asked | also) - {"学生数"})
    parts = (people.all_groups, people.groups)
    grouped = people.all_groups or people.sorts
    for taken in (*(each | people.stages for each in parts), *parts, people.stages, set[Token]()):
        for words in ways:
            if words | taken in known and not (words <= {"学生数"} and grouped and not taken):
                return known[words | taken], taken
    if asked <= {"学生数"}:
        # Where a sheet is about them, the disabled are all that are known, not those on a roster.
        disabled = any(t.startswith("disability=") for t in people.sorts)
        if disabled or (about_disabled and people.all_groups == {"disabled"}):
            return "disabled_children", people.all_groups & {"disabled"}
        if grouped:
            return "enrolled_end", set()
        raise NotUnderstoodError("行、列的文字没有说明是什么数")
    plain = asked - {"学生数"}
    may = sorted({measure for words, measure in known.items() if words > plain})
    if not may:
        raise NotUnderstoodError("没有对应的指标")
    raise AmbiguousError(may)


class AmbiguousError(NotUnderstoodError):
    """Labels that mean several measures (``args[0]``, their ids)."""
