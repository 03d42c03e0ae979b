"""人数与表头或汇总不符。

查什么：标题、表尾、合计行、小计行或表中班级行写明的人数（共 n 人，男、女各几人），与表中的行数不
等。一个标题管几张并排的表时，按几张表合计。

为什么：人数是上报的依据；多一人少一人，往往就是漏掉或多出的那个孩子。

常见误报：标题里写的是全校或全年级人数：请写清楚“全校”，或只写本表人数。

示例：

    [花名册]
    七年级1班学生花名册（共3人◀错误）
    姓名 | 性别 | 身份证号           | 年级   | 班级
    张三 | 男   | 110105201309010017 | 七年级 | 1班
    李四 | 女   | 110105201309010025 | 七年级 | 1班
    合计 | 2人  |                    |        |

    [六年级]
    姓名                  | 性别 | 身份证号
    六(1)班（1人）        |      |
    王五                  | 男   | 110105201309010033
    六(2)班（3人◀错误） |      |
    赵六                  | 男   | 110105201309010041
    孙八                  | 女   | 110105201309010068
"""

import re
from collections.abc import Iterator

import numpy as np

from kongcuo_xl.rules.roster.people_listed import lists
from kongcuo_xl.tables import Flags, Piece, Stated, Table, place

LEVEL = "错误"
BASIS = ("1.8-08",)


def check(students: Table | None = None, registry: Table | None = None) -> Iterator[Flags]:
    for people in lists(students, registry):
        if not any(piece.stated for piece in people.pieces):
            continue
        claims: dict[tuple[int, Stated], list[int]] = {}
        for at, piece in enumerate(people.pieces):
            for stated in piece.stated:
                claims.setdefault((id(piece.sheet), stated), []).append(at)
        counts = _Counts(people)
        for (_, stated), of_pieces in claims.items():
            piece = people.pieces[of_pieces[0]]
            if stated.since:
                counted = counts.between(of_pieces[0], stated.since, stated.row)
                yield _flag(piece, stated, counted)
                continue
            if stated.until:
                counted = counts.between(of_pieces[0], stated.row, stated.until)
                if counted != stated.number:
                    yield _flag(piece, stated, counted)
                continue
            if _of_a_page(piece, stated):
                continue
            beside = [at for at, p in enumerate(people.pieces) if p.sheet is piece.sheet]
            if counts.may_be(stated, of_pieces) or counts.may_be(stated, beside):
                continue
            # A list printed in two halves, side by side, is counted as one.
            halves = [at for at in beside if people.pieces[at].area.top == piece.area.top]
            yield _flag(piece, stated, counts.fewest(stated, halves))


def _of_a_page(piece: Piece, stated: Stated) -> bool:
    """Whether a number is the subtotal of the last page of a table that has several."""
    cells = "".join(str(value) for value in piece.sheet.rows[stated.row])
    paged = any(why in ("合计行", "重复表头") for why in piece.between.values())
    return paged and bool(re.search(r"小\s*计|本\s*页", cells))


def _flag(piece: Piece, stated: Stated, counted: int) -> Flags:
    who = f"{stated.of}生" if stated.of else ""
    return place(
        piece,
        (stated.row, stated.column),
        f"写明{who}{stated.number}人，表中实有{counted}人，相差{abs(stated.number - counted)}人",
        suggestion="请核对是漏填、多填了人，还是人数没有更新",
    )


class _Counts:
    """Numbers of people in each piece of a table."""

    def __init__(self, people: Table) -> None:
        rows = len(people.pieces)
        self._all = np.bincount(people.piece_no, minlength=rows)
        named = people.given("name") | people.given("id_number")
        self._named = np.bincount(people.piece_no[named.to_numpy()], minlength=rows)
        self._people = people
        sex = people.maybe("sex")
        self._of = {
            word: np.bincount(
                people.piece_no[(sex == word).fillna(False).to_numpy()], minlength=rows
            )
            for word in ("男", "女")
        }

    def fewest(self, stated: Stated, of_pieces: list[int]) -> int:
        """People counted for certain."""
        return int((self._of[stated.of] if stated.of else self._named)[of_pieces].sum())

    def between(self, piece: int, first: int, end: int) -> int:
        """Rows of a piece after row ``first`` and before row ``end``."""
        rows = self._people.row[self._people.piece_no == piece]
        return int(((rows > first) & (rows < end)).sum())

    def may_be(self, stated: Stated, of_pieces: list[int]) -> bool:
        """Whether the number agrees, rows without a name or a sex counting either way."""
        fewest = self.fewest(stated, of_pieces)
        every = int(self._all[of_pieces].sum())
        unsure = every - (
            sum(int(n[of_pieces].sum()) for n in self._of.values()) if stated.of else fewest
        )
        return fewest <= stated.number <= fewest + unsure
