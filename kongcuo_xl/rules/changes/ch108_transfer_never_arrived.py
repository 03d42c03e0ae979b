"""转出没有对应的转入。

查什么：转出的去向是同时受核查的另一所学校，而那所学校的学籍变动登记册里，没有这名学生在转出后
transfer_days 个教学日内的转入。那所学校没有变动登记册的，看它的名册。期限未到的是提示。

为什么：区内转学两头都要办手续；转出了又没有转入的孩子，就在两校之间失学了。

常见误报：去向学校还没有登记。转到没有受核查的学校的不查。

示例：

    日期 2025-10-20
    [曹村小学/学籍变动登记册]
    姓名      | 身份证号           | 变动类别 | 变动日期   | 来源学校 | 去向学校
    张三◀疑问 | 11010520130501001X | 转出     | 2025-09-10 |          | 城关小学
    李四      | 110105201305010036 | 转出     | 2025-09-12 |          | 城关小学
    王五      | 110105201305010052 | 转出     | 2025-09-12 |          | 外省某校
    赵六◀提示 | 110105201305010079 | 转出     | 2025-10-16 |          | 城关小学
    [城关小学/学籍变动登记册]
    姓名 | 身份证号           | 变动类别 | 变动日期   | 来源学校 | 去向学校
    李四 | 110105201305010036 | 转入     | 2025-09-15 | 曹村小学 |
"""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kongcuo_xl import clean, county
from kongcuo_xl.calendar import SchoolCalendar
from kongcuo_xl.changes import kinds_of
from kongcuo_xl.county import Schools
from kongcuo_xl.tables import Flags, NotApplicable, Table, Tables

LEVEL = "疑问"
BASIS = ("002-36",)
ACROSS_UNITS = True


def check(
    changes: Table, tables: Tables, date: dt.date, calendar: SchoolCalendar, transfer_days: int
) -> Iterator[Flags]:
    changes.need("change_kind", "change_date")
    if len(tables.units) < 2:
        raise NotApplicable("只核查了一个单位，看不到转入学校的登记")
    schools = Schools(tables)
    kind, day = kinds_of(changes), changes["change_date"]
    goal = changes.text("destination")
    goal = goal.where(goal != "", changes.text("other_school"))
    units = pd.Series(
        [schools.unit_of(word) if word else None for word in goal],
        index=changes.index,
        dtype=object,
    )
    going = (kind == "转出") & units.notna() & (units != changes.unit) & day.notna()
    going &= ~(day > pd.Timestamp(date))
    deadline = pd.Series(calendar.nth_school_day_after(day, transfer_days), index=changes.index)
    arrived = pd.Series(False, index=changes.index)
    known = pd.Series(True, index=changes.index)
    for unit in units[going].unique():
        here = going & (units == unit)
        arrived |= here & _arrived(changes, kind, day, str(unit), deadline, date)
        if unit not in tables.units_with("changes"):
            listed, told = _listed(changes, tables, str(unit), date)
            arrived |= here & listed
            known &= ~here | told
    missing = going & ~arrived & known
    late = deadline < np.datetime64(date)
    shown, until = (clean.texts(days.astype("datetime64[s]")) for days in (day, deadline))
    yield changes.flag(
        missing & late,
        "name",
        f"{{}}{{}}转出到{{}}，那里{transfer_days}个教学日内（到{{}}）没有转入登记",
        changes.maybe("name"),
        shown,
        goal,
        until,
        suggestion="请与去向学校核实是否已经入学；没有到校的按疑似辍学处理",
    )
    yield changes.flag(
        missing & ~late,
        "name",
        "{}{}转出到{}，那里还没有转入登记，应在{}前办结",
        changes.maybe("name"),
        shown,
        goal,
        until.where(until != "", f"{transfer_days}个教学日"),
        suggestion="请与去向学校联系，按期办结转入",
        level="提示",
    )


def _arrived(
    changes: Table,
    kind: pd.Series,
    day: pd.Series,
    unit: str,
    deadline: pd.Series,
    date: dt.date,
) -> pd.Series:
    """Those whom the register of a unit has as 转入 in time."""
    at = county.find(
        changes, changes, date, rows=(changes.unit == unit) & kind.isin(["转入"]), by_name=True
    )
    then = day.take(np.where(at >= 0, at, 0)).set_axis(changes.index)
    in_time = then.isna() | deadline.isna() | (then <= deadline.astype("datetime64[s]"))
    return pd.Series(at >= 0, index=changes.index) & in_time


def _listed(
    changes: Table, tables: Tables, unit: str, date: dt.date
) -> tuple[pd.Series, pd.Series]:
    """Those on a roster of a unit that keeps no register, and whether it has a roster at all."""
    listed = pd.Series(False, index=changes.index)
    told = False
    for kind in ("students", "registry"):
        if unit in tables.units_with(kind):
            told = True
            roster = tables[kind]
            listed |= county.is_in(changes, roster, date, rows=roster.unit == unit)
    return listed, pd.Series(told, index=changes.index)
