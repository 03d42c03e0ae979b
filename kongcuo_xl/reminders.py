"""Duties as text, JSON, a workbook sorted by person, and a calendar file. No ID is ever in them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from icalendar import Alarm, Calendar, Event

from kongcuo_xl.duties import STATES, Duty, Owed
from kongcuo_xl.hosts.lists import Column, ListSheet, write, write_file
from kongcuo_xl.identity import mask_in
from kongcuo_xl.units import shown

_EVERYWHERE = "各单位"
TINTS = {"已逾期": "F8CBAD", "今日到期": "FFE699", "待办": "E2EFDA"}
"""How a line is tinted by where its duty stands."""


def as_text(found: Owed, date: dt.date, policy: str) -> str:
    """What a person reads: by unit and responsible person, the most pressing first."""
    lines: list[str] = []
    for unit, of_unit in groupby(found.duties, key=lambda duty: duty.unit):
        lines += ["", shown(unit) or _EVERYWHERE]
        for who, mine in groupby(of_unit, key=lambda duty: duty.who):
            duties = list(mine)
            late = sum(duty.state == "已逾期" for duty in duties)
            lines.append(f"  {who}：{len(duties)} 项" + (f"，已逾期 {late} 项" if late else ""))
            lines += [f"    {_line(duty)}" for duty in duties]
    if found.lacking:
        lines += ["", "没有列出的事项："]
        reasons: dict[str, list[str]] = {}
        for title, why in found.lacking.items():
            reasons.setdefault(why, []).append(title)
        lines += [f"  {'、'.join(titles)}：{why}" for why, titles in reasons.items()]
    counts = "，".join(f"{state} {found.count(state)} 项" for state in STATES)
    lines += ["", f"共 {len(found.duties)} 项：{counts}。日期 {date}，政策 {policy}。"]
    return mask_in("\n".join(lines).lstrip("\n"))


def _line(duty: Duty) -> str:
    due = duty.due.isoformat() if duty.due else "复课前    "
    whom = f" {_whom(duty)}" if duty.whom else ""
    left = f"，{duty.left}" if duty.left else ""
    basis = f"（依据 {'、'.join(duty.basis)}）" if duty.basis else ""
    return f"{due} {duty.state} {duty.what}{whom}：{duty.why}{left}{basis}"


def _whom(duty: Duty) -> str:
    return f"{duty.whom}（{duty.klass}）" if duty.klass else duty.whom


def as_json(found: Owed, date: dt.date, policy: str) -> str:
    """One object; see docs/risk.md."""
    return mask_in(
        json.dumps(
            {
                "date": date.isoformat(),
                "policy": policy,
                "duties": [_object(duty) for duty in found.duties],
                "lacking": [{"what": what, "reason": why} for what, why in found.lacking.items()],
            },
            ensure_ascii=False,
            indent=1,
        )
    )


_STATES = {"已逾期": "overdue", "今日到期": "due_today", "待办": "open"}


def _object(duty: Duty) -> dict[str, object]:
    return {
        "kind": duty.kind,
        "what": duty.what,
        "unit": duty.unit,
        "by": duty.by,
        "post": duty.post,
        "whom": duty.whom,
        "class": duty.klass,
        "since": duty.since.isoformat() if duty.since else None,
        "due": duty.due.isoformat() if duty.due else None,
        "state": _STATES[duty.state],
        "why": duty.why,
        "left": duty.left,
        "basis": [*duty.basis, *filter(None, [duty.clause])],
        "file": duty.file,
        "sheet": duty.sheet,
        "cell": duty.cell,
    }


_COLUMNS = (
    Column("单位", 17), Column("责任人", 11), Column("身份", 10, centred=True),
    Column("状态", 9, centred=True), Column("期限", 12, centred=True), Column("事项", 18),
    Column("对象", 11), Column("班级", 9, centred=True), Column("说明", 38), Column("尚差", 11),
    Column("依据", 14), Column("所在", 26),
)  # fmt: skip


def write_workbook(found: Owed, date: dt.date, path: Path) -> None:
    """A workbook of all duties sorted by person. Raises OutputError."""
    rows = [
        (
            mask_in(shown(duty.unit)) or _EVERYWHERE, duty.by, duty.post, duty.state,
            duty.due or "复课前", duty.what, duty.whom, duty.klass, mask_in(duty.why), duty.left,
            "、".join(duty.basis),
            mask_in(f"{duty.file}［{duty.sheet}］{duty.cell}") if duty.cell else "",
        )
        for duty in found.duties
    ]  # fmt: skip
    counts = "，".join(f"{state} {found.count(state)} 项" for state in STATES)
    note = f"日期 {date}，共 {len(rows)} 项：{counts}。按单位和责任人排列，可按状态、期限筛选。"
    sheet = ListSheet("待办清单", "控辍保学待办清单", note, _COLUMNS, rows, 3, TINTS)
    write(path, [sheet])


def as_calendar(found: Owed, date: dt.date) -> bytes:
    """An iCalendar file: an all-day event on the last day of each duty that has one.

    The same duty keeps its UID from day to day, so that a calendar renews it instead of adding
    another. Source: RFC 5545.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//kongcuo-xl//duties//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "控辍保学待办")
    stamp = dt.datetime.combine(date, dt.time(), dt.UTC)
    for duty in found.duties:
        if duty.due is None:
            continue
        event = Event()
        event.add("uid", duty.uid)
        event.add("dtstamp", stamp)
        event.add("dtstart", duty.due)
        event.add("dtend", duty.due + dt.timedelta(1))
        event.add("summary", mask_in(" ".join(filter(None, (duty.what, duty.whom, duty.by)))))
        event.add("description", mask_in(_line(duty)))
        event.add("categories", [duty.what])
        event.add("transp", "TRANSPARENT")
        if duty.unit:
            event.add("location", mask_in(shown(duty.unit)))
        if duty.state != "已逾期":
            event.add_component(_reminder(duty))
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _reminder(duty: Duty) -> Alarm:
    """A reminder at eight in the morning of the day before."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", mask_in(duty.what))
    alarm.add("trigger", dt.timedelta(hours=-16))
    return alarm


FORMATS: dict[str, Callable[[Owed, dt.date, str], str]] = {"text": as_text, "json": as_json}
"""What can be shown on a screen."""


def save(found: Owed, date: dt.date, policy: str, kind: str, path: Path) -> None:
    """Write the duties to a file as text, json, xlsx or ics. Raises OutputError."""
    if kind == "xlsx":
        write_workbook(found, date, path)
    elif kind == "ics":
        write_file(path, as_calendar(found, date))
    else:
        write_file(path, FORMATS[kind](found, date, policy).encode() + b"\n")
