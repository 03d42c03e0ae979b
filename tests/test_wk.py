"""工作记录: what counts as which event, when a duty runs out, and the archive list."""

from __future__ import annotations

from literal import expected, found, messages, skipped


def test_wk101_is_a_hint_until_the_semester_has_ended() -> None:
    text = """
        日期 {}
        政策 model-8
        [会议记录]
        日期       | 类型         | 主题
        2025-09-05 | 领导小组例会 | 开学部署
        2025-09-05 | 会议         | 控辍保学领导小组会议
        2025-09-06 | 教导处例会   | 领导小组会议精神传达
        2025-03-06 | 领导小组例会 | 上学期的
        """
    assert found("WK101", text.format("2025-10-20")) == {("A1", "提示")}
    assert found("WK101", text.format("2026-02-10")) == {("A1", "疑问")}
    assert messages("WK101", text.format("2026-02-10")) == ["本学期应有领导小组例会3次，记录了2次"]


def test_wk101_without_a_column_of_kinds_the_topic_speaks() -> None:
    text = """
        [会议记录]
        日期       | 主题         | 参加人     | 主持人
        2025-09-05 | 领导小组例会 | 王芳、李强 | 王芳
        """
    assert "记录了1次" in messages("WK101", text)[0]


def test_wk102_a_month_whose_first_days_lie_before_the_semester_owes_none() -> None:
    text = """
        日期 2026-03-20
        政策 model-8
        [会议记录]
        日期       | 类型       | 主题
        2026-03-03 | 教导处例会 | 开学工作
        """
    assert found("WK102", text) == set()


def test_wk102_says_which_months() -> None:
    text = """
        日期 2025-12-08
        政策 model-8
        [会议记录]
        日期       | 类型       | 主题
        2025-10-09 | 教导处例会 | 九月情况
        """
    assert messages("WK102", text) == [
        "9月、11月没有教导处例会记录",
        "12月还没有教导处例会记录，请于2025-12-10前完成",
    ]


def test_wk103_before_and_during_the_month() -> None:
    text = """
        日期 {}
        政策 zhushan-2021
        [会议记录]
        日期       | 类型 | 主题
        2025-10-12 | 会议 | 控辍专题会
        """
    assert found("WK103", text.format("2025-09-20")) == {("A1", "提示")}
    assert found("WK103", text.format("2025-10-01")) == {("A1", "疑问")}


def test_wk105_a_self_check_is_no_inspection() -> None:
    text = """
        日期 2026-02-10
        政策 jiudian
        [督查记录]
        日期       | 类型     | 主题
        2025-09-20 | 督查     | 开学
        2025-10-20 | 自查     | 自查督查台账
        2025-11-20 | 会议     | 督导检查反馈
        """
    assert found("WK105", text) == set()
    assert found("WK104", text) == {("A1", "疑问")}


def test_wk_level_of_other_policies_is_a_hint() -> None:
    text = """
        日期 2026-02-10
        政策 national
        [督查记录]
        日期       | 类型 | 主题
        2025-09-20 | 督查 | 开学
        """
    assert found("WK105", text) == {("A1", "提示")}


def test_wk106_every_item_of_the_policy() -> None:
    text = """
        政策 jiudian
        [档案清单]
        序号 | 项目                             | 份数
        1    | 省、市、县控辍保学文件           | 3
        2    | 方案、宣传资料、考评细则         | 3
        3    | 控辍简报和典型案例集             | 1
        """
    (message,) = messages("WK106", text)
    assert message.startswith("档案清单缺")
    assert "省、市、县控辍保学文件" not in message
    assert "督导核查材料" in message


def test_wk107_words_of_a_status() -> None:
    expected(
        "WK107",
        """
        [问题整改台账]
        问题     | 整改期限         | 状态
        档案缺项 | 2025-09-30       | 完成
        送教不足 | 2025-09-30◀错误 | 未完成
        名册不符 | 2025-09-30◀错误 | 部分完成
        空挂学籍 |                  | 整改中
        """,
    )


def test_wk108_heads_of_the_schools_listed_in_the_same_place() -> None:
    text = """
        政策 caocun
        [学校表]
        学校名称 | 类别   | 校长 | 电话
        一小     | 小学   | 王芳 | 13800138000
        二小     | 小学   | 李强 | 13800138000
        程庄     | 教学点 |      |
        [领导小组名单]
        组内职务 | 姓名 | 单位   | 职务
        组长     | 赵明 | 中心校 | 校长
        成员     | 王芳 | 一小   | 校长
        """
    assert messages("WK108", text) == ["校长李强不在领导小组名单中"]


def test_wk108_members_from_outside_and_a_deputy_is_no_head() -> None:
    text = """
        政策 zhushan-2021
        [领导小组名单]
        组内职务 | 姓名 | 单位       | 职务
        组长     | 赵明 | 一中       | 副校长
        成员     | 王芳 | 区人大代表 |
        成员     | 李强 |            | 家长委员会主任
        """
    assert messages("WK108", text) == [
        "领导小组名单中没有校长",
        "领导小组名单中没有政协委员",
    ]


def test_wk_needs_its_table() -> None:
    text = """
        [学生花名册]
        姓名 | 身份证号           | 年级   | 班级
        张三 | 110105201309010017 | 七年级 | 1班
        """
    assert skipped("WK107", text) == ["缺少问题整改台账"]


def test_a_month_without_a_meeting_is_told_where_such_meetings_are_recorded() -> None:
    expected(
        "WK102",
        """
        日期 2025-11-08
        政策 model-8
        [领导小组会议]
        日期       | 主题                 | 参加人
        2025-09-02 | 期初控辍保学工作部署 | 全体
        [教导处月例会]
        日期◀疑问  | 主题         | 参加人
        2025-09-05 | 核对各班人数 | 教导处
        2025-11-03 | 分析缺课原因 | 教导处
        """,
    )
