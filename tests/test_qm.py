"""质量监测: pupils and teachers in one list, tasks of the policy, results as people type them."""

from __future__ import annotations

from literal import expected, found, messages, skipped


def test_qm_is_off_unless_the_policy_asks_for_it() -> None:
    text = """
        政策 zhushan-2021
        [质量监测样本]
        学校 | 年级   | 姓名 | 身份证号           | 监测号
        一小 | 五年级 | 张三 | 110105201309010017 | 01
        """
    assert found("QM102", text) == set()


def test_qm101_counts_each_school_and_no_teachers() -> None:
    text = """
        政策 model-7
        参数 sample_size=1
        [质量监测样本]
        学校 | 年级   | 姓名 | 身份证号           | 担任职务 | 已填问卷
        一小 | 四年级 | 张三 | 110105201309010017 |          |
        一小 |        | 王芳 |                    | 班主任   | 班主任问卷
        二小 | 四年级 | 李四 | 110105201309010025 |          |
        二小 | 四年级 | 王五 | 110105201309010033 |          |
        """
    assert messages("QM101", text) == ["二小的样本学生2人，应为1人"]


def test_qm103_a_wrong_number_is_found_by_name_and_class() -> None:
    expected(
        "QM103",
        """
        政策 model-7
        [学生花名册]
        姓名 | 身份证号           | 性别 | 年级   | 班级
        张三 | 110105201309010017 | 男   | 八年级 | 1班
        李四 | 110105201309010025 | 女   | 八年级 | 1班
        [质量监测样本]
        学校 | 年级   | 班级 | 姓名         | 性别 | 身份证号
        一中 | 八年级 | 1班  | 张三         |      | 110105201309010033◀错误
        一中 | 八年级 | 1班  | 李斯◀错误   | 女   | 110105201309010025
        """,
    )


def test_qm104_tasks_that_the_table_leaves_out() -> None:
    text = """
        日期 2026-06-10
        政策 model-7
        [质量监测任务]
        任务◀疑问        | 期限       | 负责人 | 完成日期
        属地学校信息上报 | 2026-03-17 | 王芳   | 2026-03-17
        """
    said = messages("QM104", text)
    assert len(said) == 12
    assert said[0] == "任务表中没有“接受省级部署与培训，成立县级领导小组”，期限2026-03-12"
    assert found("QM104", text) == {("A1", "疑问"), ("A1", "提示")}


def test_qm105_posts_on_several_rows_are_one_persons() -> None:
    expected(
        "QM105",
        """
        政策 model-7
        [样本教师]
        学校 | 姓名 | 担任职务         | 任教学科     | 已填问卷
        一中 | 王芳 | 班主任           |              | 班主任、数学
        一中 | 王芳 |                  | 数学         |
        一中 | 李强 | 心理健康教育教师 | 体育         | 心理问卷◀提示
        一中 | 赵明 | 校长             | 数学         | 校长问卷、数学问卷
        """,
    )


def test_qm106_ways_of_writing_a_result() -> None:
    text = """
        政策 model-7
        [质量监测样本]
        姓名 | 身高 | 体重 | 握力 | 左眼视力 | 右眼视力 | 肺活量 | 50米跑 | 立定跳远 | 15米折返跑
        张三 | 160cm | 50kg | 30 | 5.0 | 4.8 | 3000毫升 | 8"5 | 190厘米 | 50次
        李四 | 1.6 | 50 | 30 | 5.0 | 9 | 3000 | 8.5 | 190 | 好
        """
    assert found("QM106", text) == {("B3", "疑问"), ("F3", "疑问"), ("J3", "疑问")}


def test_qm106_a_list_without_results_is_no_test_sheet() -> None:
    text = """
        政策 model-7
        [质量监测样本]
        学校 | 年级   | 姓名 | 身份证号           | 监测号
        一小 | 四年级 | 张三 | 110105201309010017 | 01
        """
    assert skipped("QM106", text) == ["样本表没有体育测试的成绩"]
