"""两列同名。

查什么：同一张表里有两列的列名是同一个意思，程序只用其中一列；两列写得不一样的行数一并说明。另一列整列空着
的，不提示。

为什么：两列的内容往往一新一旧；不知道该信哪一列，就可能拿旧的电话去找孩子。

常见误报：第二列其实是另一个人的（如第二监护人的电话），请把列名写清楚；系统导出的表常有“班级”和“班级名称”
两列，写的是一回事，可以不理。

示例：

    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级 | 联系电话    | 联系电话◀疑问
    张三 | 110105201309010017 | 七年级 | 1班  | 13800138000 | 13800138001
    李四 | 110105201309010025 | 七年级 | 1班  | 13800138002 | 13800138003

    [学籍信息]
    姓名 | 身份证号           | 个人标识码           | 学籍主号 | 班级 | 班级名称◀疑问
    王五 | 110105201309010033 | G110105201309010033 |          | 2班  | 七(2)班
    赵六 | 110105201309010041 | G110105201309010041 |          | 2班  | 七(2)班
"""

from collections.abc import Iterator

from kongcuo_xl import clean
from kongcuo_xl.book import column_letters
from kongcuo_xl.reading import BookReading
from kongcuo_xl.tables import Flags, Piece, kinds, place

LEVEL = "疑问"
BASIS = ("一般填表要求",)


def check(books: list[BookReading]) -> Iterator[Flags]:
    for piece in (p for book in books for p in book.pieces):
        for column, field_id in piece.twice.items():
            field = kinds()[piece.kind].fields[field_id]
            if not any(clean.text(piece.sheet.rows[row][column]) for row in piece.rows):
                continue
            differing = _differing(piece, piece.columns[field_id], column, field.type)
            told = (
                f"有{len(differing)}行两列写的不一样（如第{differing[0] + 1}行）"
                if differing
                else "两列写的是一回事"
            )
            used, other = column_letters(piece.columns[field_id]), column_letters(column)
            yield place(
                piece,
                piece.heading_at(column),
                f"{used}列和{other}列都是“{field.label}”，{told}，只用了{used}列",
                suggestion=f"请核对后删去多余的一列，或把{other}列的列名写得能分清",
                value=piece.headings.get(column, ""),
            )


def _differing(piece: Piece, used: int, other: int, type_: str) -> list[int]:
    """Rows whose second column says something that the first does not."""
    rows = piece.sheet.rows
    return [
        row
        for row in piece.rows
        if clean.text(rows[row][other]) and not _agree(rows[row][used], rows[row][other], type_)
    ]


def _agree(a: object, b: object, type_: str) -> bool:
    """Whether two cells say the same; a class may leave out its grade."""
    if type_ == "class":
        one, two = clean.class_of("", a), clean.class_of("", b)
        known = [pair for pair in zip(one, two, strict=True) if None not in pair]
        return bool(known) and all(first == second for first, second in known)
    if type_ == "date" and (day := clean.date(a)[0]):
        return day == clean.date(b)[0]
    return clean.key(a) == clean.key(b)
