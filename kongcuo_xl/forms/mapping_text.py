"""A learnt mapping as the text that is written beside its form, to be read and corrected."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from kongcuo_xl.book import a1
from kongcuo_xl.forms.learning import Learnt
from kongcuo_xl.forms.mapping import Band, BandColumn, Place, Term
from kongcuo_xl.statistics import MEASURES

_EACH = {"school": "所学校", "township": "个乡镇", "klass": "个班", "village": "个村"}


def text(learnt: Learnt) -> str:
    """The mapping in TOML, as ``read_mapping`` reads it; what is left blank stands as comments."""
    form = learnt.form
    lines = [
        f"# {form.title}：表样上每一格要的是什么（kongcuo forms learn 写出，可以改）。",
        "# 没有认出的格子列在最后；要填的，照 [[places]] 的样子补上 measure（指标）。",
        "",
        *_pairs({"code": form.code, "title": form.title, "names": list(form.names)}),
        f"period = {_value(form.period)}",
    ]
    for head in form.heads:
        lines += ["", "[[heads]]", *_pairs({k: v for k, v in asdict(head).items() if v})]
    for band in form.bands:
        plain = {"sheet": band.sheet, "each": band.each, "rows": band.rows}
        lines += [
            "",
            f"# 第{band.rows.replace(':', '至')}行：每{_EACH[band.each]}一行，不够时自动加行。",
        ]
        lines += ["[[bands]]", *_pairs(plain)]
        if band.stage:
            lines.append(f"stage = {_value(band.stage)}")
        lines.append(f"names = {{ {', '.join(_pairs(band.names))} }}")
        for letters, column in band.columns.items():
            lines += ["", f"[bands.columns.{letters}]", f"labels = {_value(column.labels)}"]
            lines.append(f"of = [{', '.join(map(_term, column.of))}]")
            lines += _answers(column)
    for place in form.places:
        plain = {"sheet": place.sheet, "cell": place.cell, "labels": place.labels}
        lines += ["", "[[places]]", *_pairs(plain)]
        if place.blank:
            lines.append(f"blank = {place.blank}")
        lines.append(f"of = [{', '.join(map(_term, place.of))}]")
        lines += _answers(place)
    for people in form.lists:
        plain = {"sheet": people.sheet, "id": people.id, "heads": people.heads}
        lines += ["", "[[lists]]", *_pairs(plain)]
        if people.dated:
            lines.append(f"dated = {_value(people.dated)}")
        if people.only:
            lines.append(f"only = {{ {', '.join(_pairs(people.only))} }}")
        if people.words:
            lines.append(f"words = {{ {', '.join(_pairs(people.words))} }}")
        lines += ["", "[lists.columns]", *(_quoted(people.columns))]
        lines += ["", "[lists.empty]", *_quoted(people.empty)]
    if form.left:
        lines += ["", "# 留空的格子：含它们的公式得数不全，填表时会说明。", "[left]"]
        lines += [f"{_value(sheet)} = {_value(list(cells))}" for sheet, cells in form.left.items()]
    if learnt.unexplained:
        lines += ["", f"# ── 没有认出、留空的（{len(learnt.unexplained)}处） ──"]
    for each in learnt.unexplained:
        lines += [f"# {part}" for part in each.words.splitlines()]
        if each.may:
            lines += [
                "# [[places]]",
                *(
                    f"# {line}"
                    for line in _pairs(
                        {"sheet": each.sheet, "cell": a1(*each.cell), "labels": each.labels}
                    )
                ),
                f"# of = [{{ measure = {_value('|'.join(each.may))} }}]",
            ]
    return "\n".join(lines) + "\n"


def summary(learnt: Learnt) -> list[str]:
    """Sentences for the user: how much was understood, and every cell that was not."""
    form = learnt.form
    asked = [term for place in form.places for term in place.of]
    asked += [t for band in form.bands for column in band.columns.values() for t in column.of]
    explained = len(form.places) + sum(_size(band) for band in form.bands)
    measures = dict.fromkeys(MEASURES[term.measure].label for term in asked)
    told = [f"表中要填的数有{learnt.cells}格，认出{explained}格。"] if learnt.cells else []
    if measures:
        told.append(f"用到的指标：{'、'.join(measures)}。")
    told += [f"［{p.sheet}］是名单，认出{len(p.columns)}列。" for p in form.lists]
    told += [each.words for each in learnt.unexplained]
    if any(each.may for each in learnt.unexplained):
        told.append(
            "有几种意思的格子：用 kongcuo forms learn 写出对照文件，"
            "去掉文件末尾那一格各行前面的 #，measure 里只留一个，存好后再填一次；"
            "也可以把表头改得更明白（本月新增、本学年累计、期末未返校）。"
        )
    return told


def _size(band: Band) -> int:
    """How many figures the rows of a band have as the form came."""
    first, last = map(int, band.rows.split(":"))
    return len(band.columns) * (last - first + 1)


def _answers(place: Place | BandColumn) -> list[str]:
    lines = [f"over = [{', '.join(map(_term, place.over))}]"] if place.over else []
    return lines + ([f"answers = {_value(list(place.answers))}"] if place.answers else [])


def _pairs(values: Mapping[str, object]) -> list[str]:
    return [f"{key} = {_value(value)}" for key, value in values.items()]


def _quoted(values: Mapping[str, str]) -> list[str]:
    return [f"{_value(key)} = {_value(value)}" for key, value in values.items()]


def _value(value: object) -> str:
    # JSON's strings, lists, numbers and booleans are TOML's.
    return json.dumps(value, ensure_ascii=False)


def _term(term: Term) -> str:
    conditions = {k: v for k, v in asdict(term.conditions).items() if v not in ("", None)}
    conditions |= {"month": term.month} if term.month else {}
    return "{ " + ", ".join(_pairs({"measure": term.measure, **conditions})) + " }"
