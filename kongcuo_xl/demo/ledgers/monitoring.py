"""The sample of the quality survey and the teachers questioned."""

from __future__ import annotations

from kongcuo_xl.demo.ledgers.entries import known, taken
from kongcuo_xl.demo.school import School

SAMPLED = {"云溪镇中心小学": 4, "柳塘村小学": 4, "云溪县第一中学": 8, "云溪县第二中学": 8}


def pupils(school: School) -> None:
    """Thirty pupils of grade 4 or 8 with their eight results."""
    rng, grade = school.rng, SAMPLED.get(school.profile.name, 8)
    size = 30 if school.profile.name in ("云溪镇中心小学", "云溪县第一中学") else 29
    chosen = list(taken(school, size, lambda p: p.in_class.grade == grade))
    for number, pupil in enumerate(chosen, start=1):
        values = {
            **known(pupil),
            "学校": school.name,
            "监测号": f"{number:02d}",
            "身高": rng.randint(128, 165),
            "体重": rng.randint(25, 60),
            "握力": rng.randint(10, 35),
            "视力": rng.choice((4.6, 4.8, 5.0, 5.1)),
            "肺活量": rng.randint(1200, 3600),
            "50米跑": round(rng.uniform(8, 11), 1),
            "立定跳远": rng.randint(120, 210),
            "15米折返跑": rng.randint(20, 70),
        }
        school.add("sample", values)
    if chosen and len(chosen) != 30:
        school.plant("QM101", school.head("sample"), "", policy="model-7")


def teachers(school: School) -> None:
    """Whoever has a questionnaire to fill in, and that it is."""
    for teacher in school.staff:
        posts = [teacher.post] if teacher.post == "校长" else []
        posts += ["班主任"] if teacher.of_class else []
        subject = teacher.subject if teacher.subject in ("数学", "体育与健康") else None
        papers = [f"{post}问卷" for post in posts]
        papers += (
            [{"数学": "数学教师问卷", "体育与健康": "体育教师问卷"}[subject]] if subject else []
        )
        if papers:
            values = {
                "学校": school.name,
                "姓名": teacher.name,
                "担任职务": "、".join(posts) or "教师",
                "任教学科": subject or "语文",
                "已填问卷": "、".join(papers),
            }
            school.add("sample_teachers", values)
