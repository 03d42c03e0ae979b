"""期初加增加减减少不等于期末。

查什么：学籍变动登记册所在工作表上写着期初、增加、减少、期末人数的（一行文字，或按年级、性别列的小表），
期初＋增加－减少应等于期末。给了上期名册（--previous）的，再按单位、年级、性别用上期名册、变动登记和本期
名册核对；中间跨了学年的不作这项核对。

为什么：学籍变动要“数字清楚、去向清楚、手续完备”，数字不平就是有人没有登记。

常见误报：上期名册不是紧接本期的那一份。名字对得上的增减同时由 RC113 逐人说明。

示例：

    [学籍变动登记册]
    期初20人，增加1人，减少1人，期末21人◀错误
    姓名 | 身份证号           | 变动类别 | 变动日期   | 来源学校 | 去向学校
    张三 | 11010520130501001X | 转入     | 2025-09-10 | 城关小学 |
    李四 | 110105201305010036 | 转出     | 2025-09-12 |          | 城关小学
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import changes as change_register
from kongcuo_xl import clean, county
from kongcuo_xl.previous import Comparison, compare
from kongcuo_xl.rules.changes.balance import stated
from kongcuo_xl.tables import Flags, Table, Tables, place

LEVEL = "错误"
BASIS = ("002-35", "学籍管理")

_GROUP = ["unit", "grade", "sex"]


def check(
    changes: Table, tables: Tables, date: dt.date, previous: Tables | None = None
) -> Iterator[Flags]:
    sheets = {id(piece.sheet): piece for piece in reversed(changes.pieces)}
    for piece in sheets.values():
        for found in stated(piece):
            expected = found.opening + found.increase - found.decrease
            if expected != found.closing:
                yield place(
                    piece,
                    found.cell,
                    f"{found.of}期初{found.opening:g}＋增加{found.increase:g}－减少"
                    f"{found.decrease:g}＝{expected:g}，期末写的是{found.closing:g}",
                    suggestion="请核对四个数字和变动登记",
                    value=f"{found.closing:g}",
                )
    if previous is not None:
        compared = compare(previous, tables, date)
        if compared is not None and not compared.promoted:
            yield from _by_rosters(changes, compared, date)


def _by_rosters(changes: Table, rosters: Comparison, date: dt.date) -> Iterator[Flags]:
    before, now = rosters.before, rosters.now
    kind = change_register.kinds_of(changes)
    # A change that the earlier roster shows already is no change of this period.
    left = kind.isin(change_register.LEAVING) & county.is_in(
        changes, before, date, rows=rosters.here_before
    )
    came = kind.isin([*change_register.COMING]) & ~county.is_in(
        changes, before, date, rows=rosters.here_before
    )
    came &= kind != "复学"
    latest = change_register.latest(changes, date)
    counts = pd.DataFrame(
        {
            "opening": _count(before, rosters.unit, rosters.here_before, date),
            "increase": _count(changes, changes.unit, came & latest, date, now),
            "decrease": _count(changes, changes.unit, left & latest, date, before),
            "closing": _count(now, now.unit, rosters.here_now, date),
        }
    ).fillna(0)
    counts = counts[counts.index.get_level_values("unit").isin(list(set(changes.unit)))]
    pieces = {piece.unit: piece for piece in reversed(changes.pieces)}
    figures = counts.astype("int64").to_numpy().tolist()
    for (unit, grade, sex), (opening, more, fewer, closing) in zip(
        counts.index.tolist(), figures, strict=True
    ):
        expected = opening + more - fewer
        if expected == closing:
            continue
        yield place(
            pieces[unit],
            pieces[unit].heading_cell("change_kind"),
            f"{clean.grade_label(int(grade))}{sex}生：上期{opening}＋增加{more}－减少{fewer}"
            f"＝{expected}，本期名册是{closing}",
            suggestion="请核对名册和变动登记：增减的学生都要登记，登记的都要落实到名册",
            field_id="change_kind",
            value=f"{grade}{sex}",
        )


def _count(
    table: Table, unit: pd.Series, rows: pd.Series, date: dt.date, roster: Table | None = None
) -> pd.Series:
    """Number of people by unit, grade and sex, for those of whom all three are known."""
    grade = (
        change_register.grades(table, roster) if table.kind == "changes" else table.maybe("grade")
    )
    sex = county.sexes(table, date)
    frame = pd.DataFrame({"unit": unit, "grade": grade, "sex": sex})[rows.astype(bool)]
    return frame[frame["grade"].notna() & (frame["sex"] != "")].groupby(_GROUP).size()
