"""Which units a county has, and whose a folder or a sheet is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kongcuo_xl import clean
from kongcuo_xl.rollup.county import Member, member_called, members_by_name
from kongcuo_xl.rollup.facts import Facts, Listed
from kongcuo_xl.submitted import Submission
from kongcuo_xl.units import BySchool, same_school

_FORM_WORDS = re.compile(
    r"20\d\d[年.-]?|\d{1,2}月份?|[一二三四五六七八九十]{1,2}月份?|第?[一二三四1-4]季度"
    r"|失学|疑似|辍学|控辍保学|学籍|学生|情况|变动|登记|统计|汇总|月报|季报|周报|年报|报表|上报"
    r"|[表册报]|[()（）\[\]【】_＿.、\s-]|\d+"
)
_TOWN = re.compile("(?:镇|乡|街道|学区|教管办|中心校|中心学校|教办|教育办)$")


def members(facts: Sequence[Facts], listed: Sequence[Listed], root: str) -> list[Member]:
    """The units: rows of 学校表, folders with workbooks, and whoever signs a sheet.

    A folder with folders below it, or with the sheets of several schools, is a township.
    """
    found = [Member(row.name, row.township, row.point, row.where) for row in listed]
    known = members_by_name(found)
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
        member = member_called(parts[-1], known, town)
        if member is None:
            member = Member(parts[-1], town)
            found.append(member)
            known.add(member.name, member)
        member.township = town or member.township
        member.facts.append(each)
        for sheet in each.submissions:
            owner = member_called(sheet.school, known, town) if sheet.school else member
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
        member = member_called(name, known, town)
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
