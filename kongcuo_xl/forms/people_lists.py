"""Lists on a county's own form: which people a list is of, and what its columns ask for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kongcuo_xl import clean, vocabulary
from kongcuo_xl.forms import labels, titles
from kongcuo_xl.forms.labels import NotUnderstoodError
from kongcuo_xl.recognition import field_of, group_keys
from kongcuo_xl.statistics import STAGES
from kongcuo_xl.tables import group_words, kinds

_OF_PERSUASIONS = (
    "^(?!.*(?:(?:辍学|离校|失学|复学|返校).{0,2}(?:时间|日期)|(?:辍学|离校|失学)原因))"
    ".*(?:劝返|家访|走访)(?:方式|形式|内容|经过|过程|记录|地点)"
)
"""Heads of a list of what was done to bring pupils back, not of the pupils."""
_LISTS: tuple[tuple[str, str, str], ...] = (
    # What the title says, what the heads have to say as well, the list (``forms.lists``).
    ("延缓|缓学", "", "deferred"),
    ("送教", "送教(?:日期|时间|内容)|^日期|学时|课时", "home_teaching"),
    ("送教", "", "home_taught"),
    ("随班就读", "", "inclusive"),
    ("劝返.*(?:家访|走访|访谈)|(?:家访|走访|访谈).*劝返", "", "persuasions"),
    ("家访|访谈", "", "visits"),
    ("劝返", _OF_PERSUASIONS, "persuasions"),
    (
        "(?:失学|辍学|流失|流生).*疑似|疑似(?:辍学|失学|流失)?.*[、和及(（](?:辍学|失学|流失)",
        "", "open_cases",
    ),
    ("疑似", "", "suspected"),
    ("包保|包联", "包[保联]学校", "school_keepers"),
    ("包保|包联", "(?:学生)?姓名.*身份证|学生姓名|包[保联]学生", "kept"),
    ("包保|包联", "", "keepers"),
    ("毕业生.*(?:交接|移交)|(?:交接|移交).*毕业|小升初|毕业生去向|升学去向", "", "graduates"),
    ("(?:辍学|失学|流失|流生).*劝返", "辍学|失学|流失|离校", "dropouts"),
    ("^(?!.*(?:疑似|辍学|失学|流失)).*未(?:返|复|劝返|返校复)[校学]?", "", "not_back"),
    ("劝返|返校", "", "returned"),
    ("复学", "辍学|离校|劝返", "returned"),
    ("辍学|失学|流失|流生", "", "dropouts"),
    ("异动|变动|变更|增减", "", "changes"),
    ("转学|转入.*转出|转出.*转入", "", "transferred"),
    ("转入|迁入", "", "transferred_in"),
    ("转出|迁出", "", "transferred_out"),
    ("休学", "", "suspended"),
    ("复学", "", "resumed"),
    ("残疾|残障|特殊儿童", "", "disabled"),
    ("适龄儿童|摸底", "", "children"),
    ("异地就读|外出就读|县外就读", "", "elsewhere"),
    ("缺课|缺勤|未到校|旷课|请假", "", "absences"),
    ("教职工|教师(?:花?名册|名单|信息|基本)", "", "staff"),
    ("留守", "", "left_behind"), ("随迁", "", "migrant"), ("孤儿", "", "orphan"),
    ("单亲", "", "single_parent"), ("事实无人抚养", "", "unsupported"),
    ("建档立卡|脱贫", "", "registered_poor"), ("监测(?:户|对象)", "", "monitored"),
    ("易辍|重点(?:学生|对象|关注)", "", "prone"),
    ("花名册|名册|学生名单|学生信息|学生基本|学生登记|学籍信息", "", "enrolled"),
    ("", "家访(?:日期|时间)", "visits"),
    ("", "(?:异动|变动)(?:类[型别]|日期|时间)", "changes"),
    ("", "辍学(?:时间|日期|原因)|离校(?:时间|日期)", "open_cases"),
)  # fmt: skip
_OF_GROUPS = frozenset({
    "left_behind", "migrant", "orphan", "single_parent", "unsupported", "registered_poor",
    "monitored", "prone", "disabled",
})  # fmt: skip
"""Lists of one special group; a title that names two is of neither alone."""
_KINDS = {
    "deferred": "deferrals", "suspended": "changes", "inclusive": "placements",
    "home_taught": "placements", "home_teaching": "home_teaching", "visits": "visits",
    "persuasions": "visits", "open_cases": "cases", "suspected": "cases", "dropouts": "cases",
    "returned": "cases", "changes": "changes", "transferred": "changes",
    "transferred_in": "changes", "transferred_out": "changes", "disabled": "placements",
    "children": "children", "keepers": "responsibility", "school_keepers": "responsibility",
    "elsewhere": "elsewhere", "resumed": "changes", "staff": "staff", "not_back": "cases",
    "absences": "absences", "graduates": "graduates",
}  # fmt: skip
"""The table that tells most of the people of a list."""
_OWN_NAMES: dict[str, str] = {}
_DATES = {
    "visits": "date", "persuasions": "date", "home_teaching": "date", "absences": "date",
    "changes": "change_date", "returned": "return_date",
}  # fmt: skip
"""What places a row of a list in the period."""
_CASES = frozenset({"open_cases", "suspected", "dropouts", "returned", "not_back"})
_OF_CASES = {"case_status": "state", "step": "steps"}
"""What lists call a field of their tables (``forms.lists``)."""
_OTHER_WORDS = {
    "cases": {
        "辍学时间": "leave_date", "辍学日期": "leave_date", "离校时间": "leave_date",
        "失学时间": "leave_date", "流失时间": "leave_date", "辍学原因": "cause",
        "主要原因": "cause", "辍学主要原因": "cause", "失辍学原因": "cause", "具体原因": "cause",
        "离校原因": "cause", "失学原因": "cause", "流失原因": "cause", "是否返校": "back",
        "是否复学": "back", "是否劝返": "back", "返校时间": "return_date",
        "复学时间": "return_date",
        "现去向": "destination", "辍学去向": "destination", "流向": "destination",
    },
    "changes": {
        "异动类型": "change_kind", "异动类别": "change_kind", "异动时间": "change_date",
        "异动日期": "change_date", "异动原因": "reason", "转入时间": "change_date",
        "转入日期": "change_date", "转出时间": "change_date", "转出日期": "change_date",
        "转入年级": "grade", "转出年级": "grade", "转学时间": "change_date",
        "休学时间": "change_date", "休学日期": "change_date", "休学原因": "reason",
    },
    "placements": {
        "残疾证号码": "disability_card", "送教次数": "lessons_given",
        "本月送教次数": "lessons_given", "本学期送教次数": "lessons_given",
        "实际送教次数": "lessons_given",
    },
}  # fmt: skip


KEYS = frozenset({"name", "student", "target"})
"""Fields that say whom or what a row of a list is about."""


def about(title: str, sheet: str, file: str, heads: str) -> str:
    """Which people a list is of (``forms.lists``); ``""`` where its title does not say."""
    if len([id_ for words, _, id_ in _LISTS if id_ in _OF_GROUPS and re.search(words, title)]) > 1:
        return ""
    # A list titled by its sheet or file only is as well titled; of several on a sheet each has a
    # numbered heading of its own.
    last = title.splitlines()[-1:] or [""]
    own = last if re.match(r"[（(]?(?:[一二三四五六七八九十]+|\d+)[)）]?[、.．]", last[0]) else []
    for text in (*own, title, sheet, file):
        for said, headed, name in _LISTS:
            if (said or text is file) and re.search(said, text) and re.search(headed, heads):
                return name
    return ""


def names_somebody(path: Sequence[str]) -> bool:
    """Whether a column asks for a name or an ID number: its table is a list of people."""
    words = kinds()["students"].by_word
    return "姓名" in "".join(path) or words.get(path[-1] if path else "") == "id_number"


def are_records(paths: Sequence[Sequence[str]], about: str) -> bool:
    """Whether heads without 姓名 are all the same those of a list: 日期, 走访人, 走访学生 …"""
    fields = [field(path, about) for path in paths if path]
    known = sum(map(bool, fields))
    return bool(KEYS & {*fields}) and known >= max(4, 0.7 * len(fields))


def dated(about: str, title: str) -> str:
    """The field that places a row of a list in the period; ``""`` where every row is listed."""
    if about in _CASES - {"returned"} and re.search(
        "新增|新发现|新发生|新出现", titles.named_by(title)
    ):
        return "found_date"
    return _DATES.get(about, "")


def only(title: str, sheet: str, about: str) -> dict[str, str]:
    """Which of those people, by the title: of a class, grade or stage, girls alone.

    Raises NotUnderstoodError for a title about people that nothing tells.
    """
    line = titles.named_by(title)
    if about == "graduates":
        # All of them come from the last grade of a primary school.
        return {}
    if word := vocabulary.narrower(re.sub("送教|延缓|休学学生|易辍", "", line)):
        raise NotUnderstoodError(f"表名说的是“{word}”，没有这样的名单")
    found: dict[str, str] = {}
    klass = next((k for text in (line, sheet) if (k := _class_in(text))), "")
    grade = next((g for text in (line, sheet) if (g := _grade_in(text))), None)
    stages = [s for s in STAGES if s in line.replace("中小学", "").replace("小学、初中", "")]
    if klass:
        found["klass"] = klass
    elif grade is not None:
        found["grade"] = clean.grade_label(grade)
    elif len(stages) == 1 and not re.search(f"(?:中心|希望|实验|第.)?{stages[0]}(?:[:：]|$)", line):
        found["stage"] = stages[0]
    if re.search("女童|女生", line):
        found["sex"] = "女"
    elif re.search("男童|男生", line):
        found["sex"] = "男"
    if about in _CASES - {"returned", "not_back"} and re.search("未(?:返|复学|劝返)", line):
        found["back"] = "否"
    if about == "absences" and (kind := re.search("旷课|病假|事假|请假", line)):
        found["absence_kind"] = CONTAINS + {"请假": "假"}.get(kind[0], kind[0])
    if re.search("因(?:病|伤|贫|残|学|家|打|务)|原因", line) and about != "changes":
        raise NotUnderstoodError("表名说的是哪一种原因的，没有这样的名单")
    return found | _groups_in(line, about)


CONTAINS = "~"
"""Before a word that a field has to hold among others."""
_OF_THE_DISABLED = frozenset({"disabled", "home_taught", "home_teaching", "inclusive"})


def _groups_in(line: str, about: str) -> dict[str, str]:
    """Of which sorts of people a list is besides what it is a list of: dropouts of poor households.

    Raises NotUnderstoodError where a list of pupils is of some who are not known.
    """
    rest = titles.plain(line)
    try:
        told = labels.tokens(rest, "", head=True)
    except NotUnderstoodError as error:
        if about == "enrolled":
            raise NotUnderstoodError(f"表名中的“{rest}”不认识，不知道要列哪些人") from error
        told = frozenset()
    said = {t for word, t in vocabulary.label_words() if len(word) > 1 and word in line}
    groups = labels.groups(frozenset(said)) - {about}
    if about in _OF_THE_DISABLED:
        groups -= {"disabled", "inclusive"}
    if about in ("prone", "kept", "children", "deferred"):
        groups -= {"prone", "weak", "weary", "relapsing", "disabled"}
    if len(groups) > 1:
        raise NotUnderstoodError("表名说到几类学生，分不清要列哪些人")
    found = {"group": next(iter(groups))} if groups else {}
    for trait in ("nation", "boarding"):
        if value := next((t for t in said if t.startswith(f"{trait}=")), ""):
            found[trait] = value.partition("=")[2]
    if about == "enrolled":
        known = {"在籍", "在校", "学生数", *labels.SEXES, *STAGES}
        if told & labels.SEXES:
            found["sex"] = next(iter(told & labels.SEXES))
        odd = labels.subject(told) - known
        if odd:
            raise NotUnderstoodError(f"表名中的“{rest}”说的是哪些学生，看不出来")
    return found


def choices(label: str) -> tuple[str, str] | None:
    """What a column says for 是 and 否, by the whole text of its label; None for those words."""
    return ("有", "无") if re.search("有无|[（(]有[/、或]?无[)）]", label) else None


def _class_in(text: str) -> str:
    found = re.search(titles.CLASS, text)
    return labels.class_named(re.sub(r"\s", "", found[0])) if found else ""


def _grade_in(text: str) -> int | None:
    found = set(re.findall("[一二三四五六七八九]年级|初[一二三]", text))
    return clean.grade(found.pop()) if len(found) == 1 else None


_GUARDIAN_AND_PHONE = re.compile(
    "(?:家长|监护人|父母)(?:\\(监护人\\))?(?:姓名)?[及和与、/](?:联系)?(?:电话|方式|号码|手机)(?:号码?)?"
)


def field(path: Sequence[str], about: str) -> str:
    """The field that a list's column asks for; ``""`` for none."""
    if path and _GUARDIAN_AND_PHONE.fullmatch(path[-1]):
        return "guardian_told"
    if "送教" in "".join(path[:-1]) and (month := labels.month_named(path[-1])):
        return f"lessons_in_{month}"
    kind = _KINDS.get(about, "students")
    whole, last = "".join(path), path[-1] if path else ""
    # 监护人及电话/姓名: another person's, which the tables' own headings know.
    heads = {key for head in path[:-1] for key in group_keys(head)}
    of_another = bool(heads & group_words().person)
    for words in dict.fromkeys((whole,) if of_another else (whole, last)):
        if name := _OTHER_WORDS.get(kind, {}).get(words):
            return name
        for of in (kind, "students", "registry"):
            name = kinds()[of].by_word.get(words, "")
            if of_another and not name and (found := field_of(of, tuple(path))):
                name = found[0]
            if name:
                names = _OWN_NAMES | (_OF_CASES if about in _CASES else {})
                return names.get(name, name)
    return ""
