"""Faults of the quality survey's sample: QM, found under the policy model-7 alone."""

from __future__ import annotations

from kongcuo_xl.demo.faults.planting import Faults
from kongcuo_xl.demo.hands import ClassName
from kongcuo_xl.demo.ledgers.entries import known, stranger
from kongcuo_xl.demo.school import School

FAULTS = Faults()
fault = FAULTS.register

OTHER = {"policy": "model-7"}


@fault("QM102")
def pupil_of_another_grade(school: School) -> bool:
    """A fifth- or ninth-grader in the sample."""
    row = school.fresh("sample")
    wanted = row.values["年级"] + 1 if row else 0
    pupil = school.pick(lambda p: p.in_class.grade == wanted)
    if not row or not pupil:
        return False
    row.values.update(known(pupil))
    school.plant("QM102", row, "年级", **OTHER)
    return True


@fault("QM103")
def sampled_and_unknown(school: School) -> bool:
    """Somebody who is on no roster."""
    row = school.fresh("sample")
    if not row:
        return False
    row.values.update(stranger(school, row.values["年级"]))
    school.plant("QM103", row, "姓名", **OTHER)
    return True


@fault("QM103")
def sampled_from_another_class(school: School) -> bool:
    """The sample has the parallel class."""
    row = school.fresh("sample")
    if not row:
        return False
    own = row.values["班级"]
    row.values["班级"] = ClassName(own.grade, own.number + 4)
    school.plant("QM103", row, "班级", **OTHER)
    return True


@fault("QM105")
def one_questionnaire_of_two(school: School) -> bool:
    """A class teacher of mathematics filled in one paper."""
    row = school.fresh("sample_teachers", lambda v: "、" in str(v["已填问卷"]))
    if not row:
        return False
    row.values["已填问卷"] = "班主任问卷"
    school.plant("QM105", row, "已填问卷", **OTHER)
    return True


@fault("QM106")
def result_left_out(school: School) -> bool:
    """Nothing under 立定跳远."""
    row = school.fresh("sample")
    if not row:
        return False
    row.values["立定跳远"] = None
    school.plant("QM106", row, "立定跳远", **OTHER)
    return True


@fault("QM106")
def result_beyond_reason(school: School) -> bool:
    """Lungs of thirty millilitres."""
    row = school.fresh("sample")
    if not row:
        return False
    row.values["肺活量"] = 30
    school.plant("QM106", row, "肺活量", **OTHER)
    return True
