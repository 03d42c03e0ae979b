"""体育测试数据不全。

查什么：样本学生的体育测试（政策列出的八项）有空着的、不是数字的，或超出合理范围的；有几项成绩的样
本表缺某一项的列，标在第一个表头。写了免测、缺考、伤、病、请假的不查。

为什么：八个测试项目的数据要当场录全，事后补不了。

常见误报：单位不同（身高写成米、体重写成斤），请改成规定的单位。

示例：

    政策 model-7
    [质量监测样本]
    姓名◀疑问 | 年级   | 身高 | 体重 | 视力 | 肺活量     | 50米跑 | 立定跳远  | 15米折返跑
    张三       | 八年级 | 160  | 50   | 5.0  | 3000       | 8.5    | 190       | 50
    李四       | 八年级 | 162  | 51   | 4.9  | 30◀疑问 | 8.1    | ◀疑问 | 48
    王五       | 八年级 | 免测 | 免测 | 免测 | 免测       | 免测   | 免测      | 免测
"""

import re
from collections.abc import Iterator

from kongcuo_xl import clean
from kongcuo_xl.policy import FitnessItem, Policy
from kongcuo_xl.rules.quality_monitoring.sampled import pupils
from kongcuo_xl.tables import Flags, NotApplicable, Piece, Table, kinds, place

LEVEL = "疑问"
BASIS = ("1.7-06",)

_EXCUSED = re.compile("免|缺|伤|病|假|休|未参加|弃")
_SECONDS = re.compile(r"(\d+)\s*[″\"'’”秒](\d*)[\"”]?")
_A_TEST_SHEET = 3


def check(sample: Table, policy: Policy) -> Iterator[Flags]:
    if not policy.fitness:
        raise NotApplicable("政策没有列出体育测试项目")
    drawn = pupils(sample)
    looked = False
    for number, piece in enumerate(sample.pieces):
        columns = {item.id: _columns(item, piece) for item in policy.fitness}
        if sum(map(bool, columns.values())) < _A_TEST_SHEET:
            continue
        looked = True
        missing = [item for item, found in columns.items() if not found]
        if missing:
            yield place(
                piece,
                (piece.header.top, piece.header.left),
                f"体育测试缺{len(missing)}项：{'、'.join(missing)}",
                suggestion="请补上缺少的项目",
            )
        for at in (i for i in sample.index[drawn] if sample.piece_no[i] == number):
            if _EXCUSED.search(sample.text("remark")[at]):
                continue
            for item in policy.fitness:
                for column in columns[item.id]:
                    row = int(sample.row[at])
                    wrong = _wrong(item, clean.text(piece.sheet.rows[row][column]))
                    if wrong:
                        name = sample.maybe("name")[at]
                        yield place(
                            piece,
                            (row, column),
                            f"{name}的{item.id}{wrong}",
                            person=name,
                            suggestion="请核对测试记录卡；没有参加的写明免测或缺考",
                        )
    if not looked:
        raise NotApplicable("样本表没有体育测试的成绩")


def _columns(item: FitnessItem, piece: Piece) -> list[int]:
    """The columns of an item: headed by its name, or by a known wording of it; 视力 has two."""
    key = clean.key(item.id)
    field = kinds()["sample"].by_word.get(key)
    found = [c for c, heading in piece.headings.items() if key in clean.key(heading)]
    if not found and field in piece.columns:
        found = [piece.columns[field]]
    return found


def _wrong(item: FitnessItem, text: str) -> str:
    """What is wrong with a result, "" if nothing."""
    if not text:
        return "没有成绩"
    if _EXCUSED.search(text):
        return ""
    seconds = _SECONDS.fullmatch(text)
    value = float(f"{seconds[1]}.{seconds[2] or 0}") if seconds else clean.number(text)
    if value is None:
        unit = re.sub(r"[^\d.]+$", "", text)
        value = clean.number(unit) if unit else None
    if value is None:
        return f"“{text}”不是数字"
    if not item.low <= value <= item.high:
        return f"{value:g}{item.unit}不合理，一般在{item.low:g}到{item.high:g}{item.unit}之间"
    return ""
