"""比率异常。

查什么：统计表中的各种率大于100%或是负数；入学率、残疾儿童入学率、巩固率、升学率低于政策的目标，辍
学率高于政策的上限。毛入学率可以大于100%。

为什么：大于100%或负数多半是分子分母用错；达不到目标的，要说明原因。

常见误报：人数少的学校转入转出多，巩固率会超过100%，请说明。

示例：

    政策 model-2
    [义务教育率统计表]
    学校 | 适龄儿童数 | 入学率    | 毛入学率 | 辍学率
    一小 | 100        | 100%      | 103%     | 0%
    二小 | 120        | 98%◀疑问 | 98%      | 0.5%◀疑问
    三小 | 90         | 102%◀疑问 | 102%    | 0
"""

from collections.abc import Iterator

from kongcuo_xl import clean
from kongcuo_xl.crosschecks.sheets import FilledSheet, filled_sheets
from kongcuo_xl.policy import Policy
from kongcuo_xl.reading import BookReading
from kongcuo_xl.tables import Flags, NotApplicable, place

LEVEL = "疑问"
BASIS = ("1.2-01", "教育事业统计指标口径")

_MAY_EXCEED = "毛入学率"
_PERCENT_FROM = 1.5
"""A column of plain numbers with one above this is written in percent."""
_SLACK = 1e-9

_TARGETS = (
    ("残疾", "入学率", "target_disabled_enrolment"),
    ("", "入学率", "target_enrolment"),
    ("", "巩固率", "target_retention"),
    ("", "升学率", "target_promotion"),
)


def check(books: list[BookReading], policy: Policy) -> Iterator[Flags]:
    sheets = filled_sheets(books)
    if not sheets:
        raise NotApplicable("没有填好的统计表")
    for sheet in sheets:
        for column, path in sheet.columns.items():
            label = "".join(path)
            if path[-1].endswith("率") or "率(" in label or label.endswith("率%"):
                for row, rate in _rates(sheet, column, "%" in label).items():
                    said = _wrong(label, sheet.title, rate, policy)
                    if said:
                        yield place(
                            sheet.piece,
                            (row, column),
                            f"{sheet.labels[row]}的{path[-1]}是{_percent(rate)}，{said}",
                            suggestion="请核对分子、分母和口径；属实的说明原因",
                            value=f"{rate:g}",
                        )


def _rates(sheet: FilledSheet, column: int, in_percent: bool) -> dict[int, float]:
    """Row → the rate as a fraction, whatever way the column writes it."""
    found: dict[int, float] = {}
    plain: dict[int, float] = {}
    for row in sheet.labels:
        number = sheet.figures.get((row, column))
        if number is None or sheet.uncertain(row, column):
            continue
        typed = sheet.sheet.rows[row][column]
        written = isinstance(typed, str) and ("%" in typed or "％" in typed)
        (found if written else plain)[row] = number
    if in_percent or any(abs(n) > _PERCENT_FROM for n in plain.values()):
        plain = {row: number / 100 for row, number in plain.items()}
    return dict(sorted((found | plain).items()))


def _wrong(label: str, title: str, rate: float, policy: Policy) -> str:
    if rate < -_SLACK:
        return "不会是负数"
    if rate > 1 + _SLACK and _MAY_EXCEED not in label:
        return "超过了100%"
    if "辍学率" in label:
        limit = policy["target_dropout"]
        return f"高于上限{_percent(limit)}" if rate > limit + _SLACK else ""
    if _MAY_EXCEED in label:
        return ""
    for about, word, key in _TARGETS:
        if word in label and about in label + clean.text(title):
            target = policy[key]
            return f"低于目标{_percent(target)}" if rate < target - _SLACK else ""
    return ""


def _percent(rate: float) -> str:
    return f"{rate * 100:.4g}%"
