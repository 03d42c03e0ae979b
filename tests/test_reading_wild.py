"""Forms as other hands lay them out: other words, other places, one case a kind of difficulty."""

# ruff: noqa: E501 - a row of a sheet stays on one line
from __future__ import annotations

import pytest
from layouts import check, read, sheet

LAYOUTS: dict[str, tuple[str, str, str, str, str]] = {}
"""What is odd about it → rows, merges, sheet name, file, expected tables."""


def case(
    name: str,
    rows: str,
    want: str,
    merges: str = "",
    tab: str = "Sheet1",
    file: str = "城关中学/附件.xlsx",
) -> None:
    assert name not in LAYOUTS
    LAYOUTS[name] = (rows, merges, tab, file, want)


case(
    "beside a list begins the title of another, two rows higher than its header",
    """
    序号|姓名|性别|户籍所在地|身份证号|监护人|联系电话|||城关中学|||
    #1|张三|男|柳村一组|身1|张大|话1|||2025年秋季学期校级领导包班一览表|||
    #2|李四|女|柳村二组|身2|李大|话2|||序号|包保领导|所包班级|联系电话
    #3|王五|女|柳村二组|身3|王大|话3|||#1|赵六|七（1）班|话4
    #4|孙七|男|柳村三组|身4|孙大|话5|||#2|钱八|七（2）班|话6
    """,
    """
    students A1:G5 x4 序号A 姓名B 性别C 户籍地址D 身份证号E 监护人F 联系电话G
    responsibility J3:M5 x2 序号J 包保人K 包保对象L 电话M
    """,
    "J1:M1 J2:M2",
)
case(
    "beside a header stand data with a word that may head a column",
    """
    序号|班级|学生姓名|家长电话|家访时间|家访方式|家访教师|家访反馈||||||
    #1|七（1）班|张三|话1|2025.9.5|电话|赵六|暂无||晨检日报||||
    #2|七（2）班|李四|话2|2025.9.8|电话|钱八|暂无||班级|日期|应到人数|实到人数|未到学生名单
    #3|七（3）班|王五|话3|2025.9.9|入户|周九|暂无||七（1）班|2025.9.1|#45|#45|无
    """,
    """
    visits A1:H4 x3 序号A 班级B 学生C 联系电话D 日期E 形式F 教师G 结果H
    daily_reports J3:N4 x1 班级J 日期K 应到L 实到M 缺勤名单N
    """,
    "J2:N2",
)
case(
    "the titles of the table beneath, after a note and a blank row",
    """
    序号|层级|包保对象|包保责任人|职务|联系电话
    #1|年级包班|七（1）班|赵六|副校长|话1
    #2|年级包班|七（2）班|钱八|副校长|话2
    注：本表一式两份
    |||||
    |城关中学||||
    |质量监测任务清单||||
    序号|工作任务|完成时限|责任科室||
    #1|样本信息上报|2025.11.5|教务处||
    """,
    """
    responsibility A1:F3 x2 序号A 层级B 包保对象C 包保人D 职务E 电话F
    monitor_tasks A8:D9 x1 序号A 任务B 期限C 负责人D
    """,
)
case(
    "leave of absence: the title says what change it is, the beginning when",
    """
    城关中学休学学生登记表|||||||
    序号|姓名|身份证号|班级|休学原因|休学开始时间|预计复学时间|佐证材料
    #1|张三|身1|七（1）班|因病|2025.9.1|2026.8.31|诊断证明
    """,
    "changes A2:H3 x1 序号A 姓名B 身份证号C 班级D 原因E 开始F 结束G 证明材料H",
    "A1:H1",
)
case(
    "a sheet without a name or title is what its file is",
    """
    姓名|性别|身份证号|班级|家庭住址|父亲姓名|父亲电话|临时监护人|与儿童关系|结对教师
    张三|男|身1|七（1）班|柳村|张大|话1|张爷|祖父|赵六
    """,
    "special_groups A1:J2 x1 姓名A 性别B 身份证号C 班级D 现住址E 父亲姓名F 父亲电话G 监护人H 与监护人关系I 帮扶人J",
    file="城关中学/留守儿童信息统计表.xlsx",
)
case(
    "what is answered by yes or no may be asked in many ways",
    """
    随班就读学生花名册|||||
    姓名|身份证号|班级|残疾证级别|是否签订协议书|是否有个别化教育计划
    张三|身1|七（1）班|三级|是|有
    """,
    "placements A2:F3 x1 姓名A 身份证号B 班级C 残疾等级D 协议书E 个别化教育计划F",
    "A1:F1",
)
case(
    "results of a quality survey's physical tests are no marks",
    """
    体质健康监测抽测成绩表|||||
    序号|班级|姓名|身高|肺活量|50米
    #1|八（1）班|张三|#150|#2100|#8.9
    """,
    "sample A2:F3 x1 序号A 班级B 姓名C 身高D 肺活量E 50米跑F",
    "A1:F1",
)
case(
    "checks at morning and noon",
    """
    学生晨午检登记表||||||
    日期|时段|班级|姓名|症状|处理措施|检查人
    2025.9.5|上午|七（1）班|张三|发热|通知家长接回|赵六
    """,
    "absences A2:G3 x1 日期A 节次/时段B 班级C 姓名D 跟进情况F -症状E -检查人G",
    "A1:G1",
)
case(
    "a ledger of cases in other words",
    """
    疑似辍学学生台账|||||||
    序号|姓名|身份证号码|原就读班级|家长姓名|未到校时间|流失原因|劝返责任人|复学安置方式
    #1|张三|身1|七（1）班|张大|2025.9.8|厌学|赵六|
    """,
    "cases A2:I3 x1 序号A 姓名B 身份证号C 班级D 监护人E 离校日期F 原因G 责任人H 安置I",
    "A1:H1",
)
case(
    "an area by its school",
    """
    学区划分表|||
    序号|学校名称|所辖村|村民小组
    #1|城关小学|柳村|一组
    #2|城关小学|柳村|二组
    """,
    "areas A2:D4 x2 序号A 包保学校B 村C 组D",
    "A1:D1",
)

case(
    "dates, reasons, telephones and names by other endings",
    """
    缺课学生跟踪台账|||||
    序号|班级|缺课学生姓名|缺勤时间|旷课理由|监护人手机号码|跟踪落实情况
    #1|七（1）班|张三|2025.9.5|睡过头|话1|次日到校
    """,
    "absences A2:G3 x1 序号A 班级B 姓名C 日期D 原因E 联系电话F 跟进情况G",
    "A1:F1",
)
case(
    "those who came and those who left, side by side under a head each",
    """
    学生异动情况登记表|||||||||
    转入（增加）|||||转出（减少）||||
    序号|姓名|班级|时间|原就读学校|序号|姓名|班级|时间|去向学校
    #1|张三|五1班|2025/9/3|县实验小学|#1|李四|六2班|2025/10/8|市三小
    #2|王五|五1班|2025/9/4|县实验小学|#2|赵六|六2班|2025/10/9|市三小
    """,
    """
    changes A3:E5 x2 序号A 姓名B 班级C 变动日期D 来源学校E
    changes F3:J5 x2 序号F 姓名G 班级H 变动日期I 去向学校J
    """,
    "A1:J1 A2:E2 F2:J2",
)
case(
    "the form of a visit as columns to tick",
    """
    家访登记汇总表|||||
    序号|家访教师|家访学生|家访时间|家访方式（√）|
    ||||入户|电话
    #1|王芳|张三|10.9|√|
    #2|王芳|李四|10.9||√
    """,
    "visits A2:F5 x2 序号A 教师B 学生C 日期D 形式E",
    "A1:F1 A2:A3 B2:B3 C2:C3 D2:D3 E2:F2",
)
case(
    "who keeps which village",
    """
    控辍保学“双线四包”责任一览表|||
    村（社区）|包村镇干部|职务|电话
    大河村|张三|副镇长|话1
    柳树村|李四|副镇长|话2
    """,
    "responsibility A2:D4 x2 包保对象A 包保人B 职务C 电话D",
    "A1:D1",
)
case(
    "every member of every household",
    """
    柳树村0—17周岁人口入户调查登记册||||||
    户主姓名|成员姓名|与户主关系|性别|身份证号|现就读学校|未入学原因
    张大|张大|户主|男|身1||
    |张三|子|男|身2|城关小学|
    """,
    "children A2:G4 x2 户主A 姓名B 与户主关系C 性别D 身份证号E 就读学校F 未入学原因G",
    "A1:G1",
)


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout(name: str) -> None:
    rows, merges, tab, file, want = LAYOUTS[name]
    check(read(sheet(rows, merges, tab), file=file).pieces, want)
