"""Forms as other hands lay them out: other words, other places, one case a kind of difficulty."""

# ruff: noqa: E501 - a row of a sheet stays on one line
from __future__ import annotations

import datetime as dt

import pytest
from layouts import check, read, sheet

from kongcuo_xl.tables import Table

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

case(
    "a survey book by households: members under a group that elsewhere means other people",
    """
    红旗村6—15周岁儿童少年文化户口登记簿
    户主姓名|家庭成员||||就学情况||备注
    |姓名|性别|与户主关系|身份证号码|在读学校|未就学原因|
    张大|张三|男|长子|身1|红旗小学||
    |张四|女|次女|身2|红旗小学||
    """,
    "children A2:H5 x2 户主A 姓名B 性别C 与户主关系D 身份证号E 就读学校F 未入学原因G 备注H",
    "A1:H1 A2:A3 B2:E2 F2:G2 H2:H3 A4:A5",
)
case(
    "which parent is away, as columns to tick",
    """
    留守儿童信息统计表
    序号|学生信息||留守类型|||临时监护人|
    |姓名|身份证号码|父亲外出|母亲外出|父母均外出|姓名|与学生关系
    #1|张三|身1|||√|张爷|祖父
    #2|李四|身2|√|||李婆|祖母
    #3|王五|身3||√||王爷|祖父
    """,
    "special_groups A2:H6 x3 序号A 姓名B 身份证号C 群体类别D 监护人G 与监护人关系H",
    "A1:H1 A2:A3 B2:C2 D2:F2 G2:H2",
)
case(
    "wages name people and their IDs, and are no roster",
    """
    姓名|基本工资|绩效|津贴|实发|银行卡号|身份证号
    赵大|#3000|#800|#200|#4000|622200000001|身1
    钱二|#3000|#800|#200|#4000|622200000002|身2
    孙三|#3000|#800|#200|#4000|622200000003|身3
    李四|#3000|#800|#200|#4000|622200000004|身4
    """,
    "",
    tab="工资",
)
case(
    "traditional characters",
    """
    石壩小學六年級1班學生花名冊
    序號|姓名|性別|民族|身份證號碼|出生年月|家長姓名|聯繫電話
    #1|阿卜杜热合曼·买买提依明|男|维吾尔族|身1|2014年1月|买买提依明·吐尔逊|话1
    #2|吉克阿木惹|女|彝族|身2|2014年2月|吉克木呷|话2
    """,
    "students A2:H4 x2 6/1 序号A 姓名B 性别C 民族D 身份证号E 出生日期F 监护人G 联系电话H",
    "A1:H1",
)
case(
    "subtotals of classes, the foot of a page, then title and header again",
    """
    松林小学学生花名册
    序号|班级|姓名|身份证号
    #1|一（1）班|张三|身1
    #2|一（1）班|李四|身2
    一（1）班小计|2人||
    第1页 共2页|||
    松林小学学生花名册
    序号|班级|姓名|身份证号
    #3|一（2）班|王五|身3
    一（2）班小计|1人||
    合计|3人||
    """,
    "students A2:D9 x3 序号A 班级B 姓名C 身份证号D",
    "A1:D1 A7:D7",
)
case(
    "who handed over and who took over sign in columns of their own; the footer asks for seals",
    """
    2025年小学毕业生升学移交花名册
    序号|毕业班级|学生姓名|身份证件号|学籍主号|拟升入中学|报到与否|未报到学生去向|移交人签字|接收人签字
    #1|六（1）班|张三|身1|籍1|松林中学|是||周海|吴燕
    #2|六（1）班|李四|身2|籍2|松林中学|否|外地|周海|吴燕
    移交单位（章）：|||||接收单位（章）：
    """,
    "graduates A2:J4 x2 序号A 班级B 姓名C 身份证号D 学籍号E 拟升入初中F 是否报到G 未报到去向H 经办人签字I 接收人J",
    "A1:J1 A5:E5 F5:J5",
)
case(
    "headings that qualify what they name",
    """
    在县外就读学生情况统计表
    序号|姓名|身份证号|户籍所在村|现就读学校所在省市县|现就读学校全称|现就读年级|是否提供在读证明|最近一次核实时间
    #1|张三|身1|柳村|浙江省宁波市|宁波市鄞州区实验小学|四年级|是|2025.9.11
    """,
    "elsewhere A2:I3 x1 序号A 姓名B 身份证号C 村(居)D 就读地E 学校F 年级G 证明H 最近联系日期I",
    "A1:I1",
)
case(
    "commas between the parts of a heading; a village over its own rows",
    """
    龙潭镇异地就读学生摸排表
    序号|学生姓名|身份证号码|就读省、市、县（区）|就读学校|有无学籍证明
    龙潭村（1人）|||||
    #1|张三|身1|浙江省温州市|温州市实验小学|有
    石桥村（1人）|||||
    #2|李四|身2|广东省东莞市|东莞市中心小学|无
    """,
    "elsewhere A2:F6 x2 序号A 姓名B 身份证号C 就读地D 学校E 证明F",
    "A1:F1 A3:F3 A5:F5",
)
case(
    "whoever keeps two years has his cell merged over both",
    """
    控辍保学“双线”责任分解表
    责任线|责任对象|包保责任人|职务|联系电话
    校级|全校|赵国平|校长|话1
    年级|七年级|钱明|副校长|话2
    |八年级||||
    班级|七（1）班|刘芳|班主任|话3
    """,
    "responsibility A2:E6 x4 包保对象B 包保人C 职务D 电话E",
    "A1:E1 A4:A5 C4:C5 D4:D5 E4:E5",
)
case(
    "a numbered task that begins as a footer does",
    """
    质量监测工作任务分工及进度安排表
    序号|具体工作内容|完成时限|责任人
    #1|成立工作组|2025年4月30日前|赵国平
    #2|填报信息|2025年5月15日|周海
    """,
    "monitor_tasks A2:D4 x2 序号A 任务B 期限C 负责人D",
    "A1:D1",
)
case(
    "the second guardian is nobody of ours",
    """
    编号|学生姓名|性别(1男2女)|身份证号|留守儿童(Y/N)|监护人一|||监护人二||
    |||||姓名|关系|手机|姓名|关系|手机
    #1|张三|#1|身1|Y|张大|父亲|话1|李大|母亲|话2
    #2|李四|#2|身2|N|李二|父亲|话3|王二|母亲|话4
    """,
    "students A1:K4 x2 序号A 姓名B 性别C 身份证号D 留守E 监护人F 与监护人关系G 联系电话H -姓名I -关系J -手机K",
    "A1:A2 B1:B2 C1:C2 D1:D2 E1:E2 F1:H1 I1:K1",
)
case(
    "pupils called by what ails them",
    """
    学困生帮扶转化一览表
    班级|包抓教师|序号|学困生姓名|性别|学困原因|帮扶措施
    四1|王芳|#1|张三|男|基础差|个别辅导
    ||#2|李四|女|贪玩|谈心
    """,
    "special_groups A2:G4 x2 班级A 包抓教师B 序号C 姓名D 性别E 原因F 措施G",
    "A1:G1 A3:A4 B3:B4",
)
case(
    "posts, degrees and years of service are not one column",
    """
    教职工基本情况一览表
    姓名|学历|职称|行政职务|参加工作时间|政治面貌|任教学科
    赵国平|本科|高级教师|校长|1995.9|党员|语文
    """,
    "staff A2:G3 x1 姓名A 学历B 职称C 职务D 参加工作时间E 政治面貌F 任教学科·班级G",
    "A1:G1",
)
case(
    "sheets named for their class in two characters",
    """
    姓名|身份证号|家庭住址
    张三|身1|云台村
    李四|身2|云台村
    """,
    "students A1:C3 x2 7/1 姓名A 身份证号B 现住址C",
    tab="七1",
)
case(
    "Roman numbers of classes",
    """
    姓名|身份证号|班级
    张三|身1|二年级Ⅱ班
    李四|身2|二(Ⅰ)班
    """,
    "students A1:C3 x2 姓名A 身份证号B 班级C",
)
case(
    "the teacher of all visits stands over the header",
    """
    教师家访记录汇总表
    教师姓名：王芳|||任教班级：七（1）班||
    序号|日期|学生|家访形式|家访内容|效果
    #1|9.8|张三|入户家访|了解学习与生活情况|良好
    """,
    "visits A3:F4 x1 序号A 日期B 学生C 形式D 内容E 结果F",
    "A1:F1 A2:C2 D2:F2",
)
case(
    "a booklet of home teaching: whose it is and who taught stand over the header",
    """
    送教上门工作记录簿
    学生姓名：张三　　性别：男　　送教教师：王芳、李强
    序号|送教时间|送教课时|送教内容
    #1|2025年9月4日|#3|生活语文
    #2|2025年9月8日|#3|生活数学
    """,
    "home_teaching A3:D5 x2 序号A 日期B 课时C 内容D",
    "A1:D1 A2:D2",
)
case(
    "a card with groups down its left side: the guardian has a name too",
    """
    控辍保学“一生一案”工作台账
    学生基本情况|姓名|张三|性别|男
    |身份证号|身1|班级|七（1）班
    监护人情况|姓名|张大|联系电话|话1
    辍学情况|辍学时间|2025.9.10|辍学原因|厌学
    |现去向|在家|发现时间|2025.9.11
    """,
    "cases A2:E6 x1",
    "A1:E1 A2:A3 A5:A6",
)

case(
    "the columns of a daily report under each day of a week",
    """
    一周学生到校情况统计表（10月13日—10月14日）
    班级|应到|10月13日||10月14日||班主任
    ||实到|缺勤名单|实到|缺勤名单|
    七（1）班|#40|#40|无|#39|张三|孙强
    七（2）班|#38|#38|无|#38|无|李军
    """,
    """
    daily_reports A2:G5 x2 班级A 应到B 实到C 缺勤名单D 上报人G
    daily_reports A2:G5 x2 班级A 应到B 实到E 缺勤名单F 上报人G
    """,
    "A1:G1 A2:A3 B2:B3 C2:D2 E2:F2 G2:G3",
)

case(
    "a name and a number in one cell, be it said by the heading or not",
    """
    姓名（身份证号）|性别|家长/电话|住校否
    张三（110105201309010017）|男|张大 13800000001|是
    李四（110105201309010025）|女|李大 13800000002|否
    王五（110105201309010033）|男|王大 13800000003|否
    """,
    "students A1:D4 x3 姓名A 身份证号A 性别B 监护人C 联系电话C 就读方式D",
    file="城关中学/七年级1班.xlsx",
)
case(
    "names stand under the name of a group",
    """
    留守儿童结对帮扶名单||||
    班级|留守儿童|身份证|实际监护人|结对教师
    七（1）班|张三|身1|爷爷|王芳
    七（1）班|李四|身2|奶奶|
    """,
    "special_groups A2:E4 x2 班级A 姓名B 身份证号C 监护人D 帮扶人E",
    "A1:E1",
)
case(
    "a heading that says only what sort, over values that say of what",
    """
    残疾学生（含随班就读、送教）信息||||||
    序|姓名|身份证|类别|级别|就读形式|一生一案
    #1|张三|身1|肢体|三级|随班就读|是
    #2|李四|身2|智力|二级|送教上门|否
    """,
    "placements A2:G4 x2 序号A 姓名B 身份证号C 残疾类型D 残疾等级E 安置方式F 一人一案G",
    "A1:G1",
)
case(
    "changes in two lists side by side, each with 类别",
    """
    2025年秋季学期学籍异动情况登记|||||||||
    增加|||||减少||||
    姓名|身份证号|类别|办理日期|来自何校|姓名|身份证号|类别|办理日期|去往何校
    张三|身1|转入|2025.9.2|城关小学|王五|身3|转出|2025.9.4|
    李四|身2|复学|2025.9.3|本校|孙七|身4|休学|2025.9.2|
    """,
    """
    changes A3:E5 x2 姓名A 身份证号B 变动类别C 变动日期D 来源学校E
    changes F3:J5 x2 姓名F 身份证号G 变动类别H 变动日期I 去向学校J
    """,
    "A1:J1 A2:E2 F2:J2",
)
case(
    "whom a child's sheet is about stands in cells over the list of lessons",
    """
    送教上门服务签到册|||||
    受教学生|张三|性别|男|年级|二年级
    身份证号|身1|残疾类别|肢体|残疾等级|一级
    次数|送教日期|课时数|送教内容|教师签名|
    ||||教师一|教师二
    #1|9月2日|#3|初次评估|王芳|李强
    #2|9月4日|#3|识字|王芳|李强
    """,
    "home_teaching A4:F7 x2 日期B 课时C 内容D 送教教师E",
    "A1:F1 A4:A5 B4:B5 C4:C5 D4:D5 E4:F4",
)
case(
    "a visit's card without its day is one all the same",
    """
    走访记录卡|||||
    走访教师|王芳|走访时间||走访方式|入户
    学生姓名|张三|所在班级|七（2）班|家长姓名|张大
    走访记录|了解返校后适应情况||||
    处理结果|每周联系一次||||
    """,
    "visits A2:F5 x1",
    "A1:F1 B4:F4 B5:F5",
)

case(
    "a pupil's visits side by side, each with the columns of a visit",
    """
    八（3）班家访登记一览||||||||
    号|学生姓名|第一次家访|||第二次家访|||家长签名
    ||时间|方式|家访人|时间|方式|家访人|
    #1|张三|2025.9.6|入户|王芳|2025.10.12|电话|王芳|有
    #2|李四|2025.9.7|入户|王芳||||有
    """,
    """
    visits A2:I5 x2 序号A 学生B 日期C 形式D 教师E 签字I
    visits A2:I4 x1 序号A 学生B 日期F 形式G 教师H 签字I
    """,
    "A1:I1 A2:A3 B2:B3 C2:E2 F2:H2 I2:I3",
)
case(
    "who keeps which village, with its school beside",
    """
    学校包村控辍责任划分|||
    行政村（社区）|责任学校|负责人|责任状签订时间
    上坪村|二塘小学|郁志远|2025.9.1
    中洞村|三塘小学|巩小芹|2025.9.1
    """,
    "responsibility A2:D4 x2 包保对象A 责任学校B 包保人C 责任书签订日期D",
    "A1:D1",
)

case(
    "a name now and a name before under one head; whom a list is of is said by its heading",
    """
    易辍学生排查台账|||||
    班级|姓名||身份证号|易辍表现|包保班主任
    |现名|曾用名|||
    八1|张三||身1|厌学|王芳
    八1|李四|李小四|身2|常旷课|王芳
    八2|无||||
    """,
    "dropout_prone A2:F6 x3 班级A 姓名B 身份证号D 原因E 包保教师F",
    "A1:F1 A2:A3 B2:C2 D2:D3 E2:E3 F2:F3",
)
case(
    "what was found when a school was inspected",
    """
    责任督学挂牌督导问题台账|||||
    督导日期|被督导学校|督导发现的主要问题|整改建议|整改截止|整改结果
    2025.9.10|东河小学|缺课学生追踪不到位|完善追踪|2025.9.25|已整改
    2025.9.18|西河小学|学籍与在校生不一致|核对|2025.10.3|未完成
    """,
    "rectifications A2:F4 x2 发现日期A 责任单位B 问题C 整改措施D 整改期限E 状态F",
    "A1:F1",
)


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout(name: str) -> None:
    rows, merges, tab, file, want = LAYOUTS[name]
    check(read(sheet(rows, merges, tab), file=file).pieces, want)


def singles(name: str) -> dict[str, tuple[tuple[int, int], object]]:
    """What one cell says of all rows of a layout's first table."""
    rows, merges, tab, file, _ = LAYOUTS[name]
    (piece, *_) = read(sheet(rows, merges, tab), file=file).pieces
    assert not piece.missing
    return {field: (held.cell, held.value) for field, held in piece.single.items()}


def test_what_a_line_over_the_header_says_of_all_rows() -> None:
    assert singles("the teacher of all visits stands over the header") == {
        "teacher": ((1, 0), "王芳")
    }
    assert singles(
        "a booklet of home teaching: whose it is and who taught stand over the header"
    ) == {"student": ((1, 0), "张三"), "teacher": ((1, 0), "王芳、李强")}


def test_the_cells_over_a_list_of_lessons_say_whose_they_are() -> None:
    said = singles("whom a child's sheet is about stands in cells over the list of lessons")
    assert said == {"student": ((1, 1), "张三")}


def test_names_on_a_card_are_of_whom_their_group_says() -> None:
    said = singles("a card with groups down its left side: the guardian has a name too")
    assert said["name"] == ((1, 2), "张三")
    assert said["guardian"] == ((3, 2), "张大")
    assert said["phone"] == ((3, 4), "13800000001")
    assert said["found_date"] == ((5, 4), "2025.9.11")


def test_each_day_of_a_week_dates_its_own_columns() -> None:
    rows, merges, tab, file, _ = LAYOUTS["the columns of a daily report under each day of a week"]
    pieces = read(sheet(rows, merges, tab), file=file).pieces
    assert [p.single["date"] for p in pieces] == [
        ((1, 2), dt.date(2025, 10, 13)),
        ((1, 4), dt.date(2025, 10, 14)),
    ]


def test_a_cell_that_holds_a_name_and_a_number_gives_each() -> None:
    rows, merges, tab, file, _ = LAYOUTS[
        "a name and a number in one cell, be it said by the heading or not"
    ]
    table = Table("students", read(sheet(rows, merges, tab), file=file).pieces, 2025)
    assert table.maybe("name").tolist() == ["张三", "李四", "王五"]
    assert table.maybe("id_number").str.len().tolist() == [18, 18, 18]
    assert table.maybe("guardian").tolist() == ["张大", "李大", "王大"]
    assert table.maybe("phone").str.len().tolist() == [11, 11, 11]


def test_a_sheet_a_child_is_named_for_the_child_or_says_so_in_the_brackets_of_its_title() -> None:
    rows = """
        {}||||
        送教日期|送教老师|课时|送教内容|家长签名
        2025.9.2|王芳、李强|#3|识字|张大
        2025.9.4|王芳、李强|#3|穿衣|张大
    """
    for title, tab in (("送教上门记录（学生姓名：张三）", "Sheet1"), ("送教上门记录", "张三")):
        [piece] = read(sheet(rows.format(title), "A1:E1", tab)).pieces
        assert (piece.kind, piece.missing, piece.single["student"].value) == (
            "home_teaching", (), "张三",
        )  # fmt: skip


def test_a_row_that_has_its_number_is_no_footer_whatever_it_speaks_of() -> None:
    [piece] = read(
        sheet(
            """
            控辍保学工作例会记录|||||
            序号|会议时间|会议类型|主题|参加人员|主要内容
            #1|9月3日|领导小组会议|部署工作|全体成员|安排摸排
            #2|9月29日|教导处例会|核对人数|教导处|核对各班人数
            """,
            "A1:F1",
        )
    ).pieces
    assert piece.rows == [2, 3]


def test_each_of_several_teachers_has_a_column_named_for_what_they_do() -> None:
    [piece] = read(
        sheet(
            """
            送教上门记录表|||||
            送教时间|学生姓名|送教教师||送教内容|学时
            ||主送|协助||
            2025.9.2|张三|王芳|李强|识字|#3
            2025.9.9|张三|王芳|赵敏|穿衣|#3
            2025.9.16|张三|李强||认数|#3
            """,
            "A1:F1 A2:A3 B2:B3 C2:D2 E2:E3 F2:F3",
        )
    ).pieces
    table = Table("home_teaching", [piece], 2025)
    assert table.text("teacher").tolist() == ["王芳、李强", "王芳、赵敏", "李强"]
