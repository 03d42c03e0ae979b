"""What blank forms say in their own ways, a small form each, every value by hand.

Drawn as in ``test_blank_forms``: ``?5`` is a blank whose value is 5, ``?`` one that stays blank.
"""

from __future__ import annotations

import pytest
from test_blank_forms import built, held, scope_of

from kongcuo_xl.forms import titles
from kongcuo_xl.hosts.filling import fill_form, learn_form

SCHOOL = """
    [石桥学校/花名册]
    学生花名册
    姓名|性别|身份证号|民族|年级|班级|留守|残疾|残疾类型|状态|监护人|联系电话
    张三|男|110105201301010012|汉族|七年级|1|是|否||在读||
    李四|女|110105201301020042|苗族|七年级|1|否|是|智力|在读|李大|13800000002
    王五|男|110105201301030056|汉|七年级|2|否|是|肢体|在读||
    赵六|男|110105201201040070|回族|八年级|1|是|否||在读||
    孙七|女|110105201201050105|汉族|八年级|1|否|否||休学||
    [石桥学校/安置]
    残疾儿童安置表
    姓名|性别|身份证号|年级|班级|残疾类型|安置方式
    李四|女|110105201301020042|七年级|1|智力|随班就读
    王五|男|110105201301030056|七年级|2|肢体|送教上门
    [石桥学校/疑似台账]
    疑似辍学学生台账
    姓名|性别|身份证号|年级|班级|离校日期|发现日期|状态|原因|去向|责任人|复学日期
    赵六|男|110105201201040070|八年级|1|2025-09-22|2025-09-24|返校|生病|在家|李强|2025-10-20
    [石桥学校/辍学台账]
    辍学学生台账
    姓名|性别|身份证号|年级|班级|离校日期|发现日期|状态|原因|去向|责任人|复学日期
    张三|男|110105201301010012|七年级|1|2025-10-08|2025-10-10|辍学|厌学|务工|李强|
    [石桥学校/家访]
    家访登记表
    家访日期|学生姓名|年级|班级|家访教师|家访方式|家访类型|结果
    2025-10-11|张三|七年级|1|李强|入户|劝返|未返校
    2025-10-14|张三|七年级|1|李强|电话|劝返|未接通
    2025-10-16|李四|七年级|1|李强|到校|日常|正常
    2025-10-18|赵六|八年级|1|王刚|入户|日常|正常
    [石桥学校/缺课登记]
    日期|姓名|年级|班级|节次|类别
    2025-10-13|张三|七年级|1|全天|旷课
    2025-10-14|张三|七年级|1|全天|旷课
    2025-10-14|李四|七年级|1|全天|病假
    [石桥学校/班级]
    班级表
    年级|班级|班主任|人数|包保领导
    七年级|1|李强|2|杜校长
    八年级|1|王刚|2|
    [石桥学校/包保]
    包保责任表
    层级|包保对象|包保人|职务
    年级-班|八(1)班|孟主任|
"""

FORMS = {
    "入户 among the ways to visit, 合计 of all of them, 学生数 of everybody": """
        家访情况统计表|<|<|<|<
        #年级|学生数|家访次数|<|<
        #^|^|合计|入户家访|电话家访
        #七年级|?3|?3|?1|?1
        #八年级|?2|?1|?1|?0
        #合计|?5|?4|?2|?1
        """,
    "计 beside one part is of what the head says": """
        学生情况统计表|<|<
        #年级|残疾学生|<
        #^|计|随班就读
        #七年级|?2|?1
        #八年级|?0|?0
        """,
    "cases open when the month began, and back by kind": """
        劝返情况统计表|<|<|<|<|<|<
        #学段|疑似辍学学生|<|<|辍学学生|<|<
        #^|上月末未返校|本月劝返|月末未返校|上月末未返校|本月劝返|月末未返校
        #初中|?1|?1|?0|?0|?0|?1
        """,
    "classes are counted, 休学学生 among other pupils are those on leave": """
        分年级情况表|<|<|<
        #年级|班数|在籍学生|休学学生
        #七年级|?2|?3|?0
        #八年级|?1|?2|?1
        """,
    "classes are of no sex": """
        分年级情况表|<|<|<
        #年级|性别|班数|学生数
        #七年级|男|?|?2
        #^|女|?|?1
        """,
    "shares of all pupils, of columns and of a row": """
        学生构成表|<|<|<
        #年级|在籍学生数|其中：留守儿童|<|女生占比（%）
        #^|^|人数|占比（%）|^
        #七年级|?3|?1|?33.33|?33.33
        #八年级|?2|?1|?50|?50
        #合计|?5|?2|?40|?40
        """,
    "shares of all pupils, down the rows": """
        学生构成表|<|<
        #类别|人数|所占比例
        #学生总数|?5|?
        #留守儿童|?2|?40.00%
        #其中：女生|?0|?0.00%
        """,
    "有无 is answered and ticked": """
        控辍保学情况表|<|<|<
        #本月有无新增辍学学生|有□ 无□⇒有☑ 无□|有无疑似辍学学生|?有
        #本月是否有转入学生|是□ 否□|是否有休学学生|?
        """,
    "有无 in a column": """
        控辍保学情况表|<|<|<
        #年级|学生数|有无新增辍学学生（有/无）|有无新增疑似辍学学生
        #七年级|?3|?有|有□无□⇒有□无☑
        #八年级|?2|?无|有□无□⇒有□无☑
        """,
    "visits that persuade, by their kind": """
        学生劝返工作台账|<|<|<|<
        #序号|劝返日期|学生姓名|劝返方式|劝返结果
        #1|?2025-10-11|?张三|?入户|?未返校
        #2|?2025-10-14|?张三|?电话|?未接通
        #3|?|?|?|?
        """,
    "who teaches a class and who keeps it": """
        班级包保台账|<|<|<
        #班级|学生数|班主任|包保领导
        #?七(1)班|?2|?李强|?杜校长
        #?七(2)班|?1|?|?
        #?八(1)班|?2|?王刚|?
        """,
    "who keeps whom": """
        控辍保学包保责任台账|<|<|<|<
        #序号|包保对象|包保人|职务|备注
        #1|?八(1)班|?孟主任|?|
        #2|?七(1)班|?杜校长|?|
        #3|?|?|?|
        """,
    "blanks of a sentence are of the month that it begins with": """
        控辍保学月报告|<
        本月在校学生____人，其中女生____人；本月新增辍学学生____人，劝返复学____人。⇒本月在校学生3人，其中女生1人；本月新增辍学学生1人，劝返复学1人。|<
        """,
    "其中：女 below sorts of disability": """
        残疾学生统计表|<
        #残疾类别|残疾学生数
        #智力残疾|?1
        #肢体残疾|?1
        #合计|?2
        #其中：女|?1
        """,
    "旷课 among what was missed": """
        学生缺课情况统计表|<|<|<|<
        #年级|缺课情况|<|其中：旷课|<
        #^|学生数|天数|学生数|天数
        #七年级|?2|?3|?1|?2
        """,
    "ages at the cut-off": """
        学生分年龄统计表|<|<
        #年龄|在籍学生|其中女
        #12周岁|?3|?1
        #13周岁及以上|?2|?1
        #合计|?5|?2
        """,
    "who has the care of whom, with the telephone": """
        残疾学生花名册|<|<
        #序号|姓名|家长姓名及电话
        #1|?李四|?李大 13800000002
        #2|?王五|?
        """,
    "shares among the sorts down the rows": """
        在籍学生分段统计表|<|<
        #年级|人数|占比（%）
        #七年级|?3|?60
        #八年级|?2|?40
        #合计|?5|?100
        """,
    "a share of dropouts beside a number of pupils is of either": """
        控辍保学统计表|<|<|<
        #年级|在校学生数|辍学未返校人数|占比（%）
        #七年级|?2|?1|?
        #八年级|?1|?0|?
        #合计|?3|?1|?
        """,
    "causes by the head over them": """
        辍学学生原因统计表|<
        #辍学原因|累计辍学人数
        #厌学|?1
        #家庭经济困难|?0
        #其他|?0
        """,
    "what was known when the month began": """
        控辍保学月报表|<|<|<
        #学段|疑似辍学|<|<
        #^|上月末累计|本月新增|本月末累计
        #初中|?1|?0|?1
        """,
    "a title about what one column of several says": """
        少数民族学生情况统计表|<|<|<
        #年级|班级数|学生人数|少数民族学生
        #七年级|?2|?3|?1
        """,
    "nations other than 汉族": """
        学生情况统计表|<|<
        #年级|在籍学生数|其中：少数民族
        #七年级|?3|?1
        #八年级|?2|?1
        """,
}  # fmt: skip


@pytest.mark.parametrize("what", FORMS)
def test_what_a_form_asks_is_filled(tmp_path, what):
    path = tmp_path / "表样.xlsx"
    expected = built(path, FORMS[what])
    done = fill_form(str(path), scope_of(SCHOOL), "2025-10", tmp_path / "填好.xlsx")
    shown = held(done.path)
    assert {cell: str(shown[cell]) for cell in expected} == {
        cell: str(value) for cell, value in expected.items()
    }, done.notes


def test_a_formula_over_cells_left_blank_is_said_to_be_partial(tmp_path):
    path = tmp_path / "表样.xlsx"
    built(path, "学生表|<|<\n#年级|学生数|近视人数\n#七年级||\n#合计|=SUM(B3:B3)|=SUM(C3:C3)")
    learn_form(path)
    done = fill_form(str(path), scope_of(SCHOOL), "2025-10", tmp_path / "填好.xlsx")
    assert "［Sheet1］C4的公式含有留空的格子，得数不全；请先补填留空的格子。" in done.notes


def test_a_mapping_of_shares_and_answers_fills_as_learning_does(tmp_path):
    path = tmp_path / "表样.xlsx"
    for what in ("shares of all pupils, of columns and of a row", "有无 in a column"):
        built(path, FORMS[what])
        filled = fill_form(str(path), scope_of(SCHOOL), "2025-10", tmp_path / "甲.xlsx").path
        mapping, _ = learn_form(path)
        again = fill_form(str(path), scope_of(SCHOOL), "2025-10", tmp_path / "乙.xlsx")
        assert held(again.path) == held(filled)
        mapping.unlink()


TOWNSHIPS = """
    [东坪镇/一小/花名册]
    姓名|性别|身份证号|年级|班级
    张三|男|110105201801010013|二年级|1
    [东坪镇/二小/花名册]
    姓名|性别|身份证号|年级|班级
    李四|女|110105201801020043|二年级|1
    [西河/三小/花名册]
    姓名|性别|身份证号|年级|班级
    王五|男|110105201801030057|二年级|1
"""


@pytest.mark.parametrize(
    "layout",
    [
        "统计表|<|<\n#序号|乡镇|在校学生数\n#1|东坪镇|?2\n#2|西河乡|?1\n#合计|<|?3",
        "统计表|<|<\n#序号|乡镇|在校学生数\n#1|?东坪镇|?2\n#2|?西河|?1\n#合计|<|?3",
    ],
)
def test_a_row_of_a_township_is_of_all_its_schools(tmp_path, layout):
    path = tmp_path / "表样.xlsx"
    expected = built(path, layout)
    done = fill_form(str(path), scope_of(TOWNSHIPS), "2025-10", tmp_path / "填好.xlsx")
    assert {cell: held(done.path)[cell] for cell in expected} == expected


def test_months_down_the_side_are_each_counted_alone(tmp_path):
    path = tmp_path / "表样.xlsx"
    drawing = """
        2025年秋季学期控辍保学分月统计表|<|<
        #月份|新增辍学|劝返复学
        #9月份|?0|?0
        #10月份|?1|?1
        #11月份|?|?
        #合计|=SUM(B3:B5)~1|=SUM(C3:C5)~1
    """
    expected = built(path, drawing)
    done = fill_form(str(path), scope_of(SCHOOL), "2025秋", tmp_path / "填好.xlsx")
    assert {cell: held(done.path)[cell] for cell in expected} == expected
    assert "2025年11月还没有到，留空。" in done.notes


def test_absences_that_say_no_kind_leave_truancy_blank(tmp_path):
    path = tmp_path / "表样.xlsx"
    expected = built(
        path, "缺课统计表|<|<\n#年级|缺课学生数|旷课学生数\n#七年级|?2|?\n#八年级|?0|?"
    )
    plain = SCHOOL.replace("|节次|类别", "|节次").replace("|全天|旷课", "|全天")
    plain = plain.replace("|全天|病假", "|全天")
    done = fill_form(str(path), scope_of(plain), "2025-10", tmp_path / "填好.xlsx")
    assert {cell: held(done.path)[cell] for cell in expected} == expected
    assert "旷课学生数：缺课登记表没有类别和原因，分不出旷课，留空。" in done.notes


def test_lists_under_numbered_headings_are_of_what_each_heading_says(tmp_path):
    path = tmp_path / "表样.xlsx"
    drawing = """
        转学学生登记表|<|<
        一、转入学生|<|<
        #序号|姓名|转入时间
        #1|?李四|?2025-10-13
        #2|?|?
        ||
        二、转出学生|<|<
        #序号|姓名|转出时间
        #1|?离七|?2025-10-15
    """
    expected = built(path, drawing)
    text = """
    [石桥学校/花名册]
    姓名|性别|身份证号|年级|班级
    李四|女|110105201301020042|七年级|1
    [石桥学校/变动]
    学籍变动登记册
    姓名|身份证号|年级|班级|变动类别|变动日期
    李四|110105201301020042|七年级|1|转入|2025-10-13
    离七|110105201201050105|八年级|1|转出|2025-10-15
    """
    done = fill_form(str(path), scope_of(text), "2025-10", tmp_path / "填好.xlsx")
    assert {cell: held(done.path)[cell] for cell in expected} == expected


def test_lessons_of_each_month_of_a_child_taught_at_home(tmp_path):
    path = tmp_path / "表样.xlsx"
    drawing = """
        送教上门次数统计表|<|<|<|<
        #序号|学生姓名|送教次数|<|<
        #^|^|9月|10月|11月
        #1|?王五|?0|?2|?
    """
    expected = built(path, drawing)
    text = (
        SCHOOL
        + """
    [石桥学校/送教]
    送教上门记录
    日期|学生姓名|送教教师|送教内容|学时
    2025-10-14|王五|高老师、林老师|认识数字|2
    2025-10-28|王五|高老师、林老师|生活自理|2
    """
    )
    done = fill_form(str(path), scope_of(text), "2025秋", tmp_path / "填好.xlsx")
    assert {cell: held(done.path)[cell] for cell in expected} == expected


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("学生花名册", ["张三", "李四", "王五", "赵六", "孙七"]),
        ("石桥镇石桥学校2025年七年级学生花名册", ["张三", "李四", "王五"]),
        ("中小学生基本信息登记表", ["张三", "李四", "王五", "赵六", "孙七"]),
        ("少数民族学生花名册", ["李四", "赵六"]),
        ("留守儿童辍学学生名单", ["张三"]),
        ("少数民族辍学学生名单", ["无"]),
        ("未返校学生名单", ["张三"]),
        ("疑似辍学未返校学生名单", ["无"]),
        ("本月新增辍学学生名单", ["张三"]),
        ("旷课学生名单", ["张三", "张三"]),
        ("营养餐学生名单", []),
        ("不在校学生花名册", []),
        ("特殊群体学生花名册", []),
        ("因病休学学生名单", []),
    ],
)
def test_a_list_is_of_those_whom_its_whole_title_names(tmp_path, title, named):
    path = tmp_path / "表样.xlsx"
    rows = "".join(f"\n#{n}||" for n in range(1, 7))
    built(path, f"{title}|<|<\n#序号|姓名|性别{rows}")
    done = fill_form(str(path), scope_of(SCHOOL), "2025-10", tmp_path / "填好.xlsx")
    shown = held(done.path)
    found = [shown["Sheet1", f"B{row}"] for row in range(3, 9)]
    assert [name for name in found if name] == named, done.notes
    assert named or any("表名" in note for note in done.notes)


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("石桥镇石桥学校学生情况统计表", 3),
        ("各年级在校学生分布情况统计表", 2),
        ("XX县石桥镇中心校学生人数统计表", 3),
        ("留守儿童情况统计表", 1),
        ("低保家庭学生情况统计表", None),
        ("不在校学生情况统计表", None),
        ("民办学校学生统计表", None),
        ("学生近视情况统计表", None),
        ("特殊群体学生统计表", None),
    ],
)
def test_pupils_of_a_title_that_is_not_understood_are_not_all_pupils(tmp_path, title, number):
    path = tmp_path / "表样.xlsx"
    built(path, f"{title}|<|<\n#年级|学生数|男\n#七年级||\n#八年级||")
    done = fill_form(str(path), scope_of(SCHOOL), "2025-10", tmp_path / "填好.xlsx")
    assert held(done.path)["Sheet1", "B3"] == number, done.notes
    assert number or any("表名说的是" in note for note in done.notes)


@pytest.mark.parametrize(
    ("title", "people", "topic"),
    [
        ("云溪县2025年秋季学期义务教育阶段学生巩固情况统计表", "", ""),
        ("小学生入学率、巩固率、辍学率统计表", "", ""),
        ("各中小学校学生人数统计表", "", ""),
        ("石桥小学教育集团学生人数统计表", "", ""),
        ("附件2：控辍保学学生情况统计表", "", ""),
        ("失学辍学学生动态清零情况统计表", "", ""),
        ("6-15周岁适龄儿童少年接受义务教育情况统计表", "", ""),
        ("进城务工人员随迁子女就学情况统计表", "", ""),
        ("6周岁儿童入学情况统计表", "6周岁儿童", ""),
        ("外出务工子女就学情况统计表", "外出务工子女", ""),
        ("民办学校学生情况统计表", "民办学校学生", ""),
        ("学生近视情况统计表", "", "近视"),
    ],
)
def test_what_is_left_of_a_title_without_the_words_that_are_known(title, people, topic):
    assert titles.unknown_people(title) == people
    assert titles.unknown_topic(title) == topic
