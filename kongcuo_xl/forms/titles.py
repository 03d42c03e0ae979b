"""Titles of forms: which line names what is counted or listed, and what of it is not understood."""

from __future__ import annotations

import re

from kongcuo_xl import vocabulary

_AGES = re.compile(r"\d+\s*[-—~～至到]\s*\d+\s*周?岁")
"""All ages of a stage; one age alone says of whom a form is."""
_PLACES = (
    "(?:[\u4e00-\u9fffXx×*＊]{1,8}?(?:省|自治区|自治州|市|县|区|旗|镇|乡|街道|教育局|教体局|教科局))*"
    "(?:[\u4e00-\u9fff\\d]{0,12}?(?:小学(?!生)|中学(?!生)|学校|中心校|初中|完小|教学点|分校|附小|附中))?"
)
_TIMES = (
    r"20\d\d\s*[-—~至]?\s*(?:20\d\d)?\s*(?:学年度?|年度?)?|[春秋]季?(?:学期)?|第?[一二12上下]学期"
    r"|学年度?|学期|\d{1,2}月份?|\d{1,2}[日号]|[上下]半年|第[一二三四]季度|本[月年期]|截[至止]|期[初末]"
    r"|附[件表]\d*|表[一二三四五六七八九十\d]"
)
_FORMS = (
    "花名册|名册|名单|登记册|登记表|信息采集表|信息表|采集表|统计表|一览表|汇总表|明细表|点名册|台账|信息|一览"
    "|汇总|明细|登记|采集|联系方式|联系电话|通讯录|家庭情况|家长|调查|开学|报到|学籍|基本|基础|控辍保学|中小|全体|各班|班级|样表|空表|自查|摸底|[表册]"
)
CLASS = (
    r"(?:[一二三四五六七八九]年级?|初[一二三]|[一二三四五六七八九])"
    r"\s*[(（]?\s*\d{1,2}\s*[)）]?\s*班"
)
"""A class as titles name it: 七(1)班, 七年级1班."""
_SORT_OF_PLACE = re.compile("(?:中心)?(?:城区|城镇|民办|公办|寄宿制|特教|特殊)")
_GROUPS = re.compile("(?:各类)?(?:特殊|重点|关爱)(?:群体|类别|人群)")
"""Groups that a form's own rows or columns name."""
_PEOPLE = re.compile("儿童少年|少年儿童|(?:中小|[小中])?学生|儿童|少年|子女|女童|男童|女生|男生")
_NEUTRAL = (
    "义务教育|阶段|各级|各类|各校|各学校|各班|各年级|各|班级|年级|学校|全校|全体|所有|重度|农村|乡村|适龄|在校|在籍|在读|普通"
    "|行政村|行政|自然村|乡镇|辖区|我校|本校|全镇|全县|全乡|全区|村|社区|年|月|日|度|的|及|与|和|或|对|等|表|份|单位|中小|初级|中心"
    "|控辍保学|教育和体育局|教育体育局|教[育体科]局|教育集团|校|学龄|学区|片区|校区|教学点|开学"
    "|县域|内外|(?:进城|外来)务工人员(?= )"
    "|男|女|期?初|期?末|期|分|按|教师|班主任|家长|镇|乡|县|关于|报送|填报|上报|部分"
)
_TOPICS = (
    "一人一案|人籍一致|人口|接受|受教育|教育|巩固|清零|零|摸排|底数|构成|分段|段|流动|流失|到校|就读|入学|就学|住宿|出勤|变动|变化|分布|动态|监测|增减|异动|结构|年龄|周岁"
    "|分|数|人|工作|控辍|保学|月报|季报|年报|旬报|周报|日报|报告|报|统计|汇总|汇|调查|排查|核查|摸底"
    "|情况|一览|花名|信息|基本|学段|性别|民族|原因|去向|类别|类型|方式|总|表|册|台账|记录|登记|返校"
    "|劝返|帮扶|关爱|安置|管理|跟踪|家访|所在|户籍|简|特殊群体|群体|开学|报到|期初|期末|学期|学年"
    "|季度|底|初|末|名单|明细|上报|填报|说明|样|附|件|县|镇|乡|区|市|省|送教|上门|服务|次数"
)


def named_by(title: str) -> str:
    """The line of a title that names what is counted or listed."""
    lines = reversed(title.splitlines())
    return next((x for x in lines if re.search("表|册|名单|台账|统计|情况", x)), title)


def plain(line: str) -> str:
    """A title without places, schools, classes, times and the words for forms."""
    rest = re.sub(CLASS, "", line)
    rest = re.sub(f"^{_PLACES}", "", re.sub(_TIMES, "", rest.strip()))
    return re.sub(r"[^\u4e00-\u9fffA-Za-z]", "", re.sub(_FORMS, "", rest))


def unknown_people(title: str) -> str:
    """Of which people a title is that no word is known for: 低保家庭学生; ``""`` for none."""
    line = _without_places(named_by(title))
    found = _PEOPLE.search(line)
    if not found:
        return ""
    said = _GROUPS.sub("", line[: found.start()])
    return said + found[0] if _left(said, _NEUTRAL) else ""


def unknown_topic(title: str) -> str:
    """What a title says of pupils that no word is known for: 近视; ``""`` for none."""
    line = _without_places(named_by(title))
    found = _PEOPLE.search(line)
    if not found:
        return ""
    groups = _GROUPS.search(line[: found.start()])
    return groups[0] if groups else _left(line[found.end() :], f"{_TOPICS}|{_NEUTRAL}")


def _without_places(line: str) -> str:
    line = re.sub(r"^\s*[(（]?(?:[一二三四五六七八九十]+|\d+)[)）]?[、.．]", "", line)
    line = _AGES.sub("", line)
    line = re.sub(r"[(（].*?[)）]|《|》|“|”|\"", "", re.sub(_TIMES, "", line.strip()))
    # 城区学生 and 民办学校学生 are some of the pupils, 石桥镇 is where they are.
    return line if _SORT_OF_PLACE.match(line) else re.sub(f"^{_PLACES}", "", line)


def _left(said: str, neutral: str) -> str:
    """What is left of a text without words that are known."""
    for word, _ in vocabulary.label_words():
        if len(word) > 1:
            said = said.replace(word, " ")
    return "".join(re.findall("[\u4e00-\u9fff]+", re.sub(neutral, " ", said)))
