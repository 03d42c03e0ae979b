"""How the rules alone grow with the number of pupils: books in memory, every table a county keeps.

Schools of 2,000 pupils with roster, 学籍表, absences, roll calls, visits, staff and classes are
checked by every rule at once. Rules whose time grows faster than the number of pupils are named.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.roster import CHECK_DATE, roster
from benchmarks.stopwatch import at_most, table
from kongcuo_xl import engine, policy
from kongcuo_xl.book import Book, Sheet
from kongcuo_xl.calendar import school_year
from kongcuo_xl.checking import scopes
from kongcuo_xl.reading import BookReading, read_book
from kongcuo_xl.rule import rules

SCHOOL = 2_000
_TERM = [dt.date(2025, 9, 1) + dt.timedelta(n) for n in range(49)]
_SCHOOL_DAYS = [
    day
    for day in _TERM
    if day.weekday() < 5 and not dt.date(2025, 10, 1) <= day <= dt.date(2025, 10, 8)
]
_SUBJECTS = ("语文", "数学", "英语", "体育", "科学")


def county(pupils: int, seed: int = 7) -> list[BookReading]:
    """Schools of ``SCHOOL`` pupils as read: one absence to four pupils, one visit to two."""
    rng = np.random.default_rng(seed)
    people = roster(pupils, seed).sample(frac=1, random_state=seed)
    readings = []
    for number, start in enumerate(range(0, pupils, SCHOOL), 1):
        unit = f"全县/第{number:04d}学校"
        sheets = _school(rng, people[start : start + SCHOOL].reset_index(drop=True), unit)
        book = Book(f"{unit}/台账.xlsx", Path("台账.xlsx"), "xlsx", sheets)
        readings.append(read_book(book, unit, school_year(CHECK_DATE)))
    return readings


def _school(rng: np.random.Generator, people: pd.DataFrame, unit: str) -> list[Sheet]:
    people["班级"] = [f"{n % 5 + 1}班" for n in range(len(people))]
    classes = list(dict.fromkeys(zip(people["年级"], people["班级"], strict=True)))
    staff = pd.DataFrame({"姓名": roster(len(classes) * 2, int(rng.integers(1 << 30)))["姓名"]})
    posts = [grade + klass for grade, klass in classes]
    staff["任班主任班级"] = posts + [""] * (len(staff) - len(posts))
    staff["任教学科"] = [_SUBJECTS[n % len(_SUBJECTS)] for n in range(len(staff))]
    head = dict(zip(posts, staff["姓名"], strict=False))
    registry = people.rename(columns={"身份证号": "身份证件号"})
    registry = registry[["姓名", "性别", "身份证件号", "学籍号", "年级", "班级"]].assign(
        学校名称=unit.rsplit("/", 1)[-1], 学生状态="在校"
    )
    away = people.sample(frac=0.25, random_state=int(rng.integers(1 << 30)))
    absences = pd.DataFrame(
        {
            "日期": rng.choice(np.array(_SCHOOL_DAYS, dtype=object), len(away)),
            "姓名": away["姓名"],
            "班级": away["年级"] + away["班级"],
            "天数": rng.choice([1, 1, 2, 0.5], len(away)),
            "类别": rng.choice(
                ["病假", "病假", "事假", "旷课"], len(away), p=[0.5, 0.2, 0.25, 0.05]
            ),
            "原因": "发烧",
            "报告时间": "2025-10-01",
        }
    )
    visited = people.sample(frac=0.5, random_state=int(rng.integers(1 << 30)))
    visits = pd.DataFrame(
        {
            "日期": rng.choice(np.array(_SCHOOL_DAYS, dtype=object), len(visited)),
            "教师": [
                head.get(g + k, "") for g, k in zip(visited["年级"], visited["班级"], strict=True)
            ],
            "学生": visited["姓名"],
            "班级": visited["年级"] + visited["班级"],
            "形式": "入户",
            "内容": [f"了解{name}近来的学习情况" for name in visited["姓名"]],
        }
    )
    kept = {"学生花名册": people, "学籍表": registry, "缺课登记表": absences}
    kept |= {"家访登记表": visits, "教职工名册": staff}
    sheets = [_sheet(name, frame) for name, frame in kept.items()]
    for grade, klass in classes[:5]:
        members = people[(people["年级"] == grade) & (people["班级"] == klass)]
        sheets.append(_roll_call(rng, grade + klass, members["姓名"].tolist()))
    return sheets


def _sheet(name: str, frame: pd.DataFrame) -> Sheet:
    columns = [_cells(frame[column]) for column in frame]
    return Sheet(name, [list(frame.columns), *map(list, zip(*columns, strict=True))])


def _cells(values: pd.Series) -> list[Any]:
    if values.dtype.kind == "M":
        return [moment.date() for moment in values]
    return values.tolist()


def _roll_call(rng: np.random.Generator, named: str, pupils: list[str]) -> Sheet:
    marks = rng.choice(["√", "△", "○"], (len(pupils), 31), p=[0.98, 0.01, 0.01])
    days = [f"{day}" for day in range(1, 32)]
    open_ = {day.day for day in _SCHOOL_DAYS if day.month == 9}
    rows: list[list[Any]] = [[f"{named}2025年9月点名册", *[""] * 32], ["序号", "姓名", *days]]
    for at, name in enumerate(pupils):
        shown = [mark if day in open_ else "" for day, mark in enumerate(marks[at].tolist(), 1)]
        rows.append([at + 1, name, *shown])
    return Sheet(f"{named}点名册", rows)


def timed(pupils: int, policy_name: str) -> tuple[dict[str, float], int]:
    """Seconds by rule code, the first use of a column counted to its rule; number of findings."""
    books = county(pupils)
    seconds: dict[str, float] = {}
    findings = 0
    gc.collect()
    parts, _ = scopes(books, policy.load(policy_name), CHECK_DATE)
    for scope in parts:
        for code in rules():
            begin = time.perf_counter()
            result = engine.run(scope, {code})
            seconds[code] = seconds.get(code, 0.0) + time.perf_counter() - begin
            findings += len(result.findings)
            if result.defects:
                raise SystemExit(result.defects[0])
    return seconds, findings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, nargs="+", default=[10_000, 40_000, 160_000])
    parser.add_argument("--policy", default="zhushan-2021")
    parser.add_argument("--slowest", type=int, default=10)
    args = parser.parse_args()
    timed(SCHOOL, args.policy)
    runs = {pupils: timed(pupils, args.policy) for pupils in args.pupils}
    lines = [
        (pupils, sum(seconds.values()), sum(seconds.values()) / pupils * 1e6, found)
        for pupils, (seconds, found) in runs.items()
    ]
    print(f"## Growth of the rules: schools of {SCHOOL:,} pupils, in memory\n")
    print(table(["pupils", "seconds", "µs a pupil", "findings"], lines) + "\n")
    first, last = runs[args.pupils[0]][0], runs[args.pupils[-1]][0]
    times = args.pupils[-1] / args.pupils[0]
    slowest = sorted(last, key=lambda code: -last[code])[: args.slowest]
    growth = [(code, last[code], last[code] / first[code] / times) for code in slowest]
    print(table(["slowest rules", "seconds", "time a pupil, last over first"], growth) + "\n")
    whole = lines[-1][2] / lines[0][2]
    print(at_most(f"time a pupil, {args.pupils[-1]:,} over {args.pupils[0]:,}", whole, 1.15))


if __name__ == "__main__":
    main()
