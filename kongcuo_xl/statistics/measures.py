"""Every measure there is, by id, subject by subject."""

from __future__ import annotations

from kongcuo_xl.statistics import (
    attendance,
    changes,
    cohorts,
    disability,
    enrolment,
    groups,
    handover,
    ledgers,
    population,
    rates,
    visits,
)  # fmt: skip
from kongcuo_xl.statistics.measure import Measure

SUBJECTS: dict[str, tuple[Measure, ...]] = {
    "在籍、在校、应到、实到": enrolment.MEASURES,
    "疑似辍学、辍学台账": ledgers.MEASURES,
    "学籍变动": changes.MEASURES,
    "特殊群体": groups.MEASURES,
    "残疾儿童少年": disability.MEASURES,
    "家访、送教": visits.MEASURES,
    "考勤": attendance.MEASURES,
    "适龄人口（户籍）": population.MEASURES,
    "毕业生交接": handover.MEASURES,
    "比率的分子、分母": (*cohorts.MEASURES, *rates.COUNTS),
    "比率": rates.RATES,
}
"""Measures as people look for them."""

MEASURES: dict[str, Measure] = {
    measure.id: measure for subject in SUBJECTS.values() for measure in subject
}
"""Every measure, by id."""

assert len(MEASURES) == sum(map(len, SUBJECTS.values()))
