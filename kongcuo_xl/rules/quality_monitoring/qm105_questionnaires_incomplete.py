"""一人多职的问卷未配齐。

查什么：样本教师按担任职务和任教学科应填的问卷（政策的 questionnaires），在“已填问卷”中没有列全。
同一人有几行的合在一起看；“已填问卷”空着的不查。

为什么：担任多个职位的教师要填所对应的多个问卷，漏一个数据就不全。

常见误报：问卷写了简称，认不出来。

示例：

    政策 model-7
    [样本教师]
    学校 | 姓名 | 担任职务       | 任教学科 | 已填问卷
    一中 | 王芳 | 班主任         | 数学     | 班主任问卷◀提示
    一中 | 李强 | 班主任         | 数学     | 班主任问卷、数学教师问卷
    一中 | 赵明 | 副校长         | 体育     | 体育教师问卷
    一中 | 孙丽 | 校长           |          |
"""

import re
from collections.abc import Iterator

from kongcuo_xl import clean
from kongcuo_xl.policy import Policy
from kongcuo_xl.rules.quality_monitoring.sampled import schools
from kongcuo_xl.tables import Flags, Table

LEVEL = "提示"
BASIS = ("1.7-07",)

_TITLES = "教师|老师|问卷"
_POSTS = {"心理健康教育": "心理", "校长": "(?<!副)校长"}


def check(sample: Table, policy: Policy) -> Iterator[Flags]:
    sample.need("questionnaires")
    rows = sample.given("post") | sample.given("subject") | sample.given("questionnaires")
    person = (sample.unit + "|" + schools(sample) + "|" + sample.maybe("name"))[rows]
    posts = sample.text("post") + " " + sample.text("subject")
    for _, at in person.groupby(person).groups.items():
        said = " ".join(posts[at])
        filled = " ".join(sample.text("questionnaires")[at])
        held = {
            post: papers for post, papers in policy.questionnaires.items() if _holds(post, said)
        }
        owed = list(dict.fromkeys(paper for papers in held.values() for paper in papers))
        missing = [paper for paper in owed if not _filled(paper, filled)]
        if filled.strip() and missing:
            yield sample.flag_at(
                [int(at[0])],
                "questionnaires",
                f"{{}}任{'、'.join(held)}，还应填{'、'.join(missing)}",
                sample.maybe("name"),
                suggestion="请补填问卷并登记",
            )


def _bare(text: str) -> str:
    return re.sub(_TITLES, "", clean.key(text))


def _holds(post: str, said: str) -> bool:
    """Whether somebody's posts and subjects make the holder of a post: 数学教师 teaches 数学."""
    bare = _bare(post)
    return bool(re.search(_POSTS.get(bare, re.escape(bare)), clean.text(said)))


def _filled(paper: str, said: str) -> bool:
    bare = _bare(paper)
    return bool(re.search(_POSTS.get(bare, re.escape(bare)), said))
