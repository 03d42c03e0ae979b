"""What stands around a table: title, sheet, file and folder names; totals stated; legends.

Class, school and month are often said only here. What the title says goes before the sheet name,
the sheet name before the file name, the file name before the folder.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from kongcuo_xl import clean
from kongcuo_xl.book import Value
from kongcuo_xl.tables import Context, Stated

_HAN_DIGITS = "一二三四五六七八九"
_CLASS = re.compile(
    rf"(?:(?:初|小|高)?(?:20\d\d)\s*级\s*)?"
    rf"(?:[初高小][{_HAN_DIGITS}]|[{_HAN_DIGITS}1-9]\s*年级|[{_HAN_DIGITS}])?\s*年?级?\s*"
    rf"[(（【\[]?\s*(?:\d{{1,3}}|[{_HAN_DIGITS}十]{{1,2}})\s*[)）】\]]?\s*班"
)
_SPLIT_CLASS = re.compile(
    rf"(?<![\d{_HAN_DIGITS}])[{_HAN_DIGITS}1-9]\s*[(（]\s*\d{{1,2}}\s*[)）](?!\d)"
    rf"|^\s*[{_HAN_DIGITS}1-9]\s*[.．-]\s*\d{{1,2}}\s*$"
)
_DOTTED = re.compile(r"(?<![\d.．-])[1-9]\s*[.．-]\s*\d{1,2}\s*班")
_GRADE = re.compile(
    rf"[初高小][{_HAN_DIGITS}](?!中|学)|[{_HAN_DIGITS}1-9]\s*年级|(?:初|小)?20\d\d\s*级"
)
_NAMED_CLASS = re.compile(r"班级?\s*[:：]\s*([^\s,，;；:：()（）]{1,8})")
_NAMED_LIKE = re.compile(
    r"(?:启[智聪音明慧能]|培智|特教|特殊教育|康复|融合|聋|盲|学前|幼小衔接)\s*[一二三四\d]?\s*班"
)
_SCHOOL = re.compile(
    r"([\u4e00-\u9fff]{2,24}?(?:中心小学|中心学校|中心校|九年一贯制学校|完全小学|希望小学|实验小学|"
    r"实验中学|初级中学|高级中学|职业中学|特殊教育学校|小学|中学|学校|教学点|初中|[一二三四五六七八九十]中(?!学)|[一二三四五六七八九十]小(?!学)))"
)
_YEAR_MONTH = re.compile(r"(20\d\d)\s*(?:年|[./-])\s*(\d{1,2})\s*(?:月|(?=\D|$))")
_MONTH = re.compile(r"(?<![\d./-])(\d{1,2}|十[一二]?|[一二三四五六七八九])\s*月")
_SCHOOL_YEAR = re.compile(r"(20\d\d)\s*[-—~～至/]\s*(20\d\d)\s*学年")
_TOTAL = re.compile(
    r"(?:共计?|合计|总计|总人数|总数|学生数|全班|实有|在册|人数|班额)\s*(?:学生)?(?:人数)?\s*[:：]?\s*(?:有|为)?\s*(\d{1,5})\s*(?:人|名|$)"
)
_BY_SEX = re.compile(
    r"(?:其中)?\s*(男|女)\s*生?\s*(?:人数)?\s*[:：]?\s*(\d{1,5})\s*(?:人|名|$|[,，、;；)）\s])"
)
_MEANINGS = (
    "出勤",
    "到校",
    "在校",
    "旷课",
    "旷",
    "事假",
    "病假",
    "迟到",
    "早退",
    "公假",
    "请假",
    "丧假",
    "缺课",
    "缺勤",
)
_MEANING = re.compile("|".join(_MEANINGS))
_LEGEND = re.compile(
    r"([^\s\w\u4e00-\u9fff:：=,，;；、()（）\[\]【】\"“”'‘’。.]|(?<![A-Za-z])[A-Za-z])[”’'\")）]?"
    r"\s*(?:[:：=—-]|表示|为|代表)*\s*(" + "|".join(_MEANINGS) + ")"
)
_LEGEND_BACK = re.compile(
    "("
    + "|".join(_MEANINGS)
    + r")\s*(?:[:：=—-]|用|打|画|记)*\s*[“\"(（]?"
    + r"([^\s\w\u4e00-\u9fff:：=,，;；、()（）\"“”。.]|[A-Za-z](?![A-Za-z]))"
)
_BARE_CLASS = re.compile(rf"\s*(?:[初小]?[{_HAN_DIGITS}])\s*\d{{1,2}}\s*")
"""七1, 初二3: what sheets and files are called, but too little among other words."""
_GRADE_OF_SHEET = re.compile(rf"^[{_HAN_DIGITS}1-9]\d{{2}}$|^0[1-9]\d{{2}}$")


def context_of(
    titles: Sequence[str],
    sheet: str,
    file: str,
    unit: str,
    school_year: int | None,
    columns_stage: str = "",
) -> Context:
    """What the surroundings of a table say; ``titles`` nearest last.

    ``columns_stage`` is the stage that the table's own columns tell.
    """
    name = PurePosixPath(file).stem
    named = [n + "班" if _BARE_CLASS.fullmatch(n) else n for n in (sheet, name)]
    sources = [*reversed(titles), *named]
    folders = [part for part in PurePosixPath(unit).parts if part != "."]
    school = next((s for text in [*sources, *reversed(folders)] if (s := school_in(text))), "")
    if not school and folders:
        school = folders[-1]
    stage = columns_stage or next(
        (s for text in [*sources, school, *reversed(folders)] if (s := stage_in(text))), ""
    )
    grade: int | None = None
    klass: str | None = None
    for source in sources:
        found_grade, found_class = class_in(source, school_year, stage)
        # A nearer source's grade must not be paired with a farther one's class of another grade.
        if (
            klass is None
            and found_class is not None
            and (grade is None or found_grade in (grade, None))
        ):
            klass = found_class
        if grade is None:
            grade = found_grade
        if grade is not None and klass is not None:
            break
    year, month = None, None
    for source in sources:
        year, month = month_in(source)
        if month is not None:
            break
    return Context(school, grade, klass, year, month, " ".join(titles), stage)


_PRIMARY = re.compile(
    r"小学|教学点|完小|[一二三四五六七八九十]小$|小$|小[一二三四五六](?!中|初)"
    r"|(?<![十\d])[一二三四五六1-6]\s*年级"
)
_JUNIOR = re.compile(
    r"初中|初级中学|[一二三四五六七八九十]中|中学|[一二三四五六七八九十]初"
    r"|初[一二三](?!中|小)|(?<!\d)[七八九7-9]\s*年级"
)


def stage_in(text: str) -> str:
    """小学 or 初中, where a school's name, a title or a grade says so; '' for neither or both."""
    primary, junior = bool(_PRIMARY.search(text)), bool(_JUNIOR.search(text))
    if primary == junior or "九年" in text or "小升初" in text:
        return ""
    return "小学" if primary else "初中"


def class_in(
    text: str, school_year: int | None = None, stage: str = ""
) -> tuple[int | None, str | None]:
    """Grade and class named somewhere in a title, sheet or file name.

    ``stage`` (小学, 初中) says what a cohort such as 2023级 entered.
    """
    text = clean.simplified(clean.text(text))
    said = stage or None
    for match in (_DOTTED.search(text), _CLASS.search(text), _SPLIT_CLASS.search(text)):
        if match:
            found = clean.class_of("", match.group(0), school_year, said)
            if found.number:
                grade = found.grade
                if grade is None:
                    other = _GRADE.search(text)
                    grade = clean.grade(other.group(0), school_year, said) if other else None
                return grade, found.number
    if _GRADE_OF_SHEET.match(text.strip()):
        found = clean.class_of("", text.strip(), school_year, said)
        return found.grade, found.number
    grade_match = _GRADE.search(text)
    grade = clean.grade(grade_match.group(0), school_year, said) if grade_match else None
    named = _NAMED_CLASS.search(text)
    if named:
        found = clean.class_of("" if grade is None else grade, named.group(1), school_year, said)
        if found.number:
            return found.grade or grade, found.number
    like = _NAMED_LIKE.search(text)
    if like:
        name = clean.key(like.group(0))
        return clean.grade(name) if grade is None else grade, name
    return grade, None


def school_in(text: str) -> str:
    """A school's name in a title or folder name, else ''."""
    text = re.sub(
        r"^(?:填报|单位|学校|上报|名称|\(盖章\)|（盖章）|[:：\s])+",
        "",
        clean.simplified(clean.text(text)),
    )
    text = re.sub(r"^.*(?:学年度?|学期|年度)", "", text)
    match = _SCHOOL.search(text)
    return match.group(1) if match else ""


_DAY = re.compile(
    r"(?:(20\d\d)\s*[年./-]\s*)?(?<!\d)(\d{1,2})\s*(?:月|[./-])\s*(\d{1,2})(?!\d)\s*[日号]?"
)
_NOT_THE_DAY = re.compile("填[报表写]|制表|上报|报送|打印|截至|截止|印发|至|到|—|~|～|学年")


def day_in(text: str, school_year: int | None) -> dt.date | None:
    """The one day that a title or sheet name is about; none where it names a span or when it was
    filled in. A day without a year lies in the school year.
    """
    text = clean.text(text)
    found = list(_DAY.finditer(text))
    if len(found) != 1 or _NOT_THE_DAY.search(text) or not re.search("[月日号]|[./-]", found[0][0]):
        return None
    year, month, day = found[0].groups()
    if year is None and school_year is None:
        return None
    try:
        of = int(year) if year else (school_year or 0) + (int(month) < 8)
        return dt.date(of, int(month), int(day))
    except ValueError:
        return None


def month_in(text: str) -> tuple[int | None, int | None]:
    """(year, month) named in a text; the year may be missing."""
    text = clean.text(text)
    match = _YEAR_MONTH.search(text)
    if match and 1 <= int(match.group(2)) <= 12:
        return int(match.group(1)), int(match.group(2))
    match = _MONTH.search(text)
    if match:
        written = match.group(1)
        month = int(written) if written.isdigit() else _han_month(written)
        if 1 <= month <= 12:
            years = _SCHOOL_YEAR.search(text)
            if years:
                return int(years.group(1 if month >= 8 else 2)), month
            return None, month
    return None, None


def _han_month(text: str) -> int:
    if text.startswith("十"):
        return 10 + (_HAN_DIGITS.index(text[1]) + 1 if len(text) > 1 else 0)
    return _HAN_DIGITS.index(text) + 1


_OF_A_BOOK = re.compile(
    r"[\d\s()（）\[\]【】《》_.．、—-]+|\d+[年月日]|日期|月份|[册表本簿页]|同学|老师|学生|记录|登记|工作|情况|台账|档案|材料"
)
_NO_PERSON = re.compile(
    "[班级校组村镇乡县省市款]|[小中]学|学[生期年籍习前科]|[春夏秋冬四]季|费用|经费|[金余全]额"
    "|安全|方案|计划|明细|常规|文件|安排|时间|关爱|宣传|管理|教育|汇总|统计|单位|花名|单亲|严重|全[部体员]"
    "|成[绩员果]|项目|范[例文]|高[一二三中]|原始|备[份注用]|查询|强制|车辆|温馨"
)
"""Words that begin like a name and are none: 安全, 计划, 花名."""
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易"
    "常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝"
    "左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂"
    "闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜"
    "晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬"
    "明沙伏岑习胥保和蔺农麻妥仝尚"
)

_PAIRED = {"欧阳", "上官", "司马", "诸葛", "夏侯", "皇甫", "尉迟", "令狐", "慕容", "司徒", "公孙"}


def person_in(text: str, titles: Iterable[str] = ()) -> str:
    """The person for whom a sheet or workbook is named, '' where it is named for something else.

    ``titles`` are words that only say what kind of book it is.
    """
    for word in sorted(titles, key=len, reverse=True):
        text = text.replace(word, "")
    name = _OF_A_BOOK.sub("", clean.text(text))
    if "·" in name and re.fullmatch(r"[\u4e00-\u9fff]+(?:·[\u4e00-\u9fff]+)+", name):
        return name
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name) or _NO_PERSON.search(name):
        return ""
    paired = name[:2] in _PAIRED
    return name if (paired and len(name) > 2) or (name[0] in _SURNAMES and len(name) < 4) else ""


def stated_in(cells: Iterable[tuple[int, int, str]]) -> list[Stated]:
    """Numbers of people that texts around a table state (共 45 人, 男 23 人)."""
    found = []
    for row, column, text in cells:
        text = clean.text(text)
        for match in _TOTAL.finditer(text):
            found.append(Stated(row, column, int(match.group(1))))
            break
        found += [Stated(row, column, int(m.group(2)), m.group(1)) for m in _BY_SEX.finditer(text)]
    return found


def legend_in(texts: Iterable[str]) -> dict[str, str]:
    """Marks explained beside a grid: ``{"√": "出勤", "×": "旷课"}``."""
    marks: dict[str, str] = {}
    for text in texts:
        # Most cells name none at all, which one search tells.
        if not _MEANING.search(text) or sum(text.count(m) for m in _MEANINGS) < 2:
            continue
        pairs = [(m.group(1), m.group(2)) for m in _LEGEND.finditer(text)]
        back = [(m.group(2), m.group(1)) for m in _LEGEND_BACK.finditer(text)]
        # Written either way round; the way that explains more marks is the one meant.
        for mark, meaning in pairs if len(pairs) >= len(back) else back:
            marks.setdefault(mark, meaning)
    return marks


def is_note(text: Value) -> bool:
    """Whether a cell begins a footer: signatures, notes, how to fill."""
    return isinstance(text, str) and bool(_NOTE.match(clean.text(text)))


_NOTE = re.compile(
    r"^\s*(?:填表(?:人|说明|日期|时间|单位)|制表|审核|负责人|校长\s*(?:[(（]?签|[:：])|班主任\s*(?:[(（]?签|[:：])|单位负责人|复核|经办"
    r"|(?:任课)?教师签|家长签[字名]\s*[:：]|盖章|[（(]盖章|填报|说明\s*[:：]?$|说明\s*[:：]|注\s*\d*\s*[:：.、]|备注\s*[:：]|注意|图例|记号|符号|联系人\s*[:：]"
    r"|[^:：,，]{1,10}[（(](?:盖?公?章|盖公章|签[字名章])[)）]\s*[:：]?"
    r"|上报(?:人|日期)|核对|签字\s*[:：]|签名\s*[:：]|分管|主管|统计(?:人|日期)|登记(?:人|日期)\s*[:：]|日期\s*[:：]"
    r"|(?:学校|单位|电话|联系电话|报送(?:人|时间))\s*[:：]|包保领导\s*[:：]|\d{4}年\d{1,2}月\d{1,2}日\s*$|\s+年\s+月\s+日"
    r"|[-—]*\s*第\s*\d+\s*页|共\s*\d+\s*[页人名]|(?:全班|本班|本校|全校|全年级)\s*共|本表|此表)"
)
TOTAL_ROW = re.compile(
    r"^\s*(?:合\s*计|小\s*计|总\s*计|累\s*计|本页(?:合计|小计)|本班(?:合计|小计)|全班合计|全校合计|年级(?:合计|小计)"
    r"|共\s*计|总\s*人数|平均|[^:：,，。]{1,8}(?:小计|合计|总计)\s*[:：]?\s*\d*\s*人?$)"
)
