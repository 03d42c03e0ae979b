"""What may be chosen or typed in a column: lists, dates, lengths, and what the cell says of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from openpyxl.worksheet.datavalidation import DataValidation

from kongcuo_xl import clean, codes
from kongcuo_xl.ledger.layout import FIRST, Column, Table, data

CLASSES, TEACHERS = "台账_班级", "台账_教师"
"""Names of the lists that grow with 班级表 and 教职工名册."""
_LONGEST = 200
"""Characters of a list that stands in the check itself; longer ones stand in 代码表."""
_TEACHERS = (
    "teacher", "helper", "tutor", "keeper", "keeper_leader", "class_teacher", "reporter",
    "paired_teacher",
)  # fmt: skip
_PROMPTS = {
    "id": ("18 位，最后一位可以是大写 X。单元格是文本，直接输入即可。"),
    "student_no": "G 或 L 加 18 位身份证号，共 19 位。",
    "date": "写成 2025-9-1 这样。",
    "names": "几个人用顿号“、”隔开。",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A drop-down list: its words, or the defined name it is taken from."""

    words: tuple[str, ...] = ()
    name: str = ""
    strict: bool = False
    """Whether nothing else may be typed."""

    @property
    def short(self) -> bool:
        """Whether it fits into the check itself."""
        return not self.name and len(",".join(self.words)) <= _LONGEST


def choice(table: Table, column: Column) -> Choice | None:
    """The list of a column; None where anything may stand."""
    if column.type == "nation":
        return Choice(clean.NATIONS)
    if column.type == "grade":
        return Choice(tuple(clean.grade_label(n) for n in range(1, 10)), strict=True)
    if column.type == "mark":
        return Choice(tuple(data()["roll_call"]["marks"]))
    if column.type == "grade_mark":
        return Choice(tuple(data()["homework"]["marks"]))
    if (column.type == "class" and table.id != "classes") or column.name == "head_of":
        return Choice(name=CLASSES)
    if column.name in _TEACHERS:
        return Choice(name=TEACHERS)
    if not column.is_field:
        return None
    if words := codes.choices(table.kind.fields[column.name]):
        return Choice(words, strict=True)
    own = data()["choices"].get(f"{table.id}.{column.name}")
    listed = own or data()["choices"].get(column.name)
    strict = column.name in data()["strict"]["fields"]
    return Choice(tuple(listed), strict=strict) if listed else None


def checks(table: Table, lists: dict[Choice, str], names: Collection[str]) -> list[DataValidation]:
    """The checks of a table's columns, alike ones as one.

    ``lists`` says in which cells a long list stands, ``names`` which defined names there are.
    """
    found: dict[str, DataValidation] = {}
    for column in table.columns:
        check = _check(table, column, lists, names)
        if check is not None:
            about = (
                check.type, check.formula1, check.errorStyle, check.promptTitle, check.prompt,
                check.operator,
            )  # fmt: skip
            letter = table.letter(column.name)
            found.setdefault(repr(about), check).add(f"{letter}{FIRST}:{letter}{table.last}")
    return list(found.values())


def _check(
    table: Table, column: Column, lists: dict[Choice, str], names: Collection[str]
) -> DataValidation | None:
    if column.computed:
        return _told(
            DataValidation("custom", formula1="FALSE", errorStyle="warning"),
            "自动计算", "这一列自动计算，不用填。", "这一列由公式自动计算。确定要改写这一格吗？",
        )  # fmt: skip
    offered = choice(table, column)
    if offered is not None and (not offered.name or offered.name in names):
        listed = offered.name or lists.get(offered, "")
        source = f'"{",".join(offered.words)}"' if offered.short else listed
        check = DataValidation("list", formula1=source, allow_blank=True)
        if not offered.strict:
            check.showErrorMessage = False
            return _prompted(check, column)
        said = "请从下拉列表中选择。"
        return _prompted(_told(check, "选项", "", said), column)
    if column.type == "date":
        check = DataValidation(
            "date", operator="between", formula1="32874", formula2="55153", allow_blank=True
        )
        return _prompted(
            _told(check, "日期", "", "请写成 2025-9-1 这样的日期（1990 年至 2050 年）。"), column
        )
    if column.type in ("id", "student_no"):
        length = 18 if column.type == "id" else 19
        check = DataValidation(
            "textLength", operator="equal", formula1=str(length), errorStyle="warning",
            allow_blank=True,
        )  # fmt: skip
        said = f"{column.label}一般是 {length} 位。确定要这样写吗？"
        return _prompted(_told(check, "位数", "", said), column)
    if column.type == "number":
        check = DataValidation("decimal", operator="greaterThanOrEqual", formula1="0",
                               allow_blank=True)  # fmt: skip
        return _prompted(_told(check, "数字", "", "这一列填数字，不带单位。"), column)
    if column.type in _PROMPTS:
        return _prompted(DataValidation(showErrorMessage=False, allow_blank=True), column)
    return None


def _told(check: DataValidation, title: str, prompt: str, error: str) -> DataValidation:
    check.errorTitle, check.error = title, error
    check.showErrorMessage = True
    if prompt:
        check.promptTitle, check.prompt, check.showInputMessage = title, prompt, True
    return check


def _prompted(check: DataValidation, column: Column) -> DataValidation:
    said = _PROMPTS.get(column.type, "")
    if said:
        check.promptTitle, check.prompt, check.showInputMessage = column.label[:32], said, True
    return check
