"""表内勾稽不平。

查什么：标题或工作表名是统计表、月报、季报、报表、汇总表、平衡表的表，本程序的和县里的都查：小计、合计、总
计行不等于各行之和，同组的合计列不等于各列之和（有男、女的看男＋女），期初＋增加－减少不等于期末，“其中”
大于总数，率不等于两数相除，实到大于应到一类说不通的数；表上自己写明的勾稽关系（如“1=2+5+8=11+…+18”“期
末=期初+增加-减少”）也照着核对。标在合计、期末或关系式等号左边的格子。

为什么：一张表自己都加不起来，上级汇总时只能退回。

常见误报：合计里含有表上没有列出的行。率、平均、“其中”不参加相加；没有结果的公式不查；率只差在舍入的不算。

示例：

    [学籍变动情况统计表]
    年级   | 期初学生数 | 增加 |      |      | 减少 |      |      | 期末学生数
           |            | 转入 | 复学 | 小计 | 转出 | 休学 | 小计 |
    七年级 | 100        | 2    | 1    | 3    | 1    | 0    | 1    | 102
    八年级 | 90         | 0    | 1    | 2◀错误 | 1  | 1    | 2    | 90
    九年级 | 80         | 0    | 0    | 0    | 1    | 0    | 1    | 80◀错误
    合计   | 271◀错误 | 2    | 2    | 4    | 3    | 1    | 4    | 271
"""

from collections.abc import Iterator
from itertools import groupby

from kongcuo_xl.book import Cell
from kongcuo_xl.crosschecks.sheets import FilledSheet, filled_sheets
from kongcuo_xl.crosschecks.structure import faults
from kongcuo_xl.forms.relations import across, relations
from kongcuo_xl.reading import BookReading
from kongcuo_xl.tables import Flags, NotApplicable, place

LEVEL = "错误"
BASIS = ("表内勾稽关系",)


def check(books: list[BookReading]) -> Iterator[Flags]:
    sheets = filled_sheets(books)
    if not sheets:
        raise NotApplicable("没有填好的统计表")
    for _, of_book in groupby(sheets, key=lambda sheet: (sheet.unit, sheet.file)):
        own = list(of_book)
        told: set[tuple[str, Cell]] = set()
        for sheet in own:
            for cell, message in faults(sheet, relations(sheet)):
                told.add((sheet.sheet.name, cell))
                yield _flag(sheet, cell, message)
        for found in across(own):
            if (found.sheet.sheet.name, found.at) not in told:
                yield _flag(found.sheet, found.at, found.message)


def _flag(sheet: FilledSheet, cell: Cell, message: str) -> Flags:
    return place(
        sheet.piece,
        cell,
        message,
        suggestion="请核对所列格子的数，改正错的一处；合计最好用公式",
        value=f"{sheet.figures.get(cell, 0):g}",
    )
