"""What blank forms say in their own ways, a small form each, every value by hand.

Drawn as in ``test_blank_forms``: ``?5`` is a blank whose value is 5, ``?`` one that stays blank.
"""

from __future__ import annotations

import pytest
from test_blank_forms import built, held, scope_of

from kongcuo_xl.hosts.filling import fill_form

SCHOOL = """
    [石桥学校/花名册]
    学生花名册
    姓名|性别|身份证号|民族|年级|班级|留守|残疾|残疾类型|状态
    张三|男|110105201301010012|汉族|七年级|1|是|否||在读
    李四|女|110105201301020042|苗族|七年级|1|否|是|智力|在读
    王五|男|110105201301030056|汉|七年级|2|否|是|肢体|在读
    赵六|男|110105201201040079|回族|八年级|1|是|否||在读
    孙七|女|110105201201050105|汉族|八年级|1|否|否||休学
    [石桥学校/安置]
    残疾儿童安置表
    姓名|性别|身份证号|年级|班级|残疾类型|安置方式
    李四|女|110105201301020042|七年级|1|智力|随班就读
    王五|男|110105201301030056|七年级|2|肢体|送教上门
    [石桥学校/疑似台账]
    疑似辍学学生台账
    姓名|性别|身份证号|年级|班级|离校日期|发现日期|状态|原因|去向|责任人|复学日期
    赵六|男|110105201201040079|八年级|1|2025-09-22|2025-09-24|返校|生病|在家|李强|2025-10-20
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
    assert {cell: shown[cell] for cell in expected} == expected, done.notes
