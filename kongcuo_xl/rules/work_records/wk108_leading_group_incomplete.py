"""领导小组成员不全。

查什么：领导小组名单中缺政策规定的成员（leading_group）。校长：同一处有学校表的，表中各校校长都要
在名单里，没有的要有一位校长；班主任：各班班主任都要在名单里；其他的要有人担任。标在名单的第一个表
头。

为什么：成员不全，责任就落不到每一所学校、每一个班。

常见误报：人大代表、政协委员等身份没有写在职务、单位或备注里。

示例：

    政策 model-8
    [一中/教职工名册]
    姓名 | 职务   | 任班主任班级
    王芳 | 教师   | 七(1)班
    李强 | 教师   | 七(2)班
    [一中/领导小组名单]
    组内职务◀疑问 | 姓名 | 单位 | 职务
    组长           | 赵明 | 一中 | 校长
    副组长         | 周亮 | 一中 | 副校长
    组员           | 吴刚 | 一中 | 教导主任
    组员           | 王芳 | 一中 | 教师
    [二中/领导小组名单]
    组内职务 | 姓名 | 单位 | 职务
    组长     | 郑平 | 二中 | 校长
    副组长   | 孙丽 | 二中 | 副校长
    组员     | 钱红 | 二中 | 教导主任
    组员     | 何云 | 二中 | 班主任
"""

from collections.abc import Iterator

from kongcuo_xl.policy import Policy
from kongcuo_xl.tables import Flags, Table, place
from kongcuo_xl.teachers import class_teachers

LEVEL = "疑问"
BASIS = ("000-03", "1.8-01", "002-23")

_WORDS = {
    "校长": "(?<!副)校长",
    "副校长": "副校长",
    "教导主任": "教导主任|教务主任|教导处主任|教务处主任",
    "班主任": "班主任",
    "人大代表": "人大",
    "政协委员": "政协",
    "家长委员会成员": "家长|家委",
}
"""What names each kind of member, in 职务, 组内职务, 单位 or 备注."""


def check(
    leading_group: Table,
    policy: Policy,
    school_year: int,
    schools: Table | None = None,
    staff: Table | None = None,
    classes: Table | None = None,
) -> Iterator[Flags]:
    leading_group.need("name")
    said = leading_group.text("post")
    for field in ("group_post", "employer", "remark"):
        said = said + " " + leading_group.text(field)
    heads = class_teachers(staff, classes, school_year)
    for piece in {p.unit: p for p in reversed(leading_group.pieces)}.values():
        own = leading_group.unit == piece.unit
        members = set(leading_group.maybe("name")[own])
        posts = said[own]
        for kind in policy["leading_group"]:
            if kind == "班主任" and (staff is not None or classes is not None):
                owed = heads["name"][heads["unit"] == piece.unit]
            elif kind == "校长" and schools is not None:
                owed = schools.maybe("principal")[schools.unit == piece.unit]
            else:
                owed = heads["name"][:0]
            absent = [name for name in dict.fromkeys(owed) if name and name not in members]
            if len(owed) == 0 and not posts.str.contains(_WORDS[kind]).any():
                message = f"领导小组名单中没有{kind}"
            elif absent:
                message = f"{kind}{'、'.join(absent)}不在领导小组名单中"
            else:
                continue
            yield place(
                piece,
                (piece.header.top, piece.header.left),
                message,
                suggestion="请调整领导小组并补入名单；已在名单的写明身份",
            )
