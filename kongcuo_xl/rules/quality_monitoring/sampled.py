"""质量监测样本: which rows are pupils and which are teachers."""

from __future__ import annotations

import pandas as pd

from kongcuo_xl.tables import Table


def pupils(sample: Table) -> pd.Series:
    """Rows of sampled pupils: a name, and neither a post, a subject nor questionnaires."""
    teachers = sample.given("post") | sample.given("subject") | sample.given("questionnaires")
    for_teachers = sample.has("questionnaires") & ~sample.has("grade") & ~sample.has("klass")
    return sample.given("name") & ~teachers & ~for_teachers


def schools(sample: Table) -> pd.Series:
    """Each row's school: the 学校 column, else the title or the folder."""
    around = sample.of_piece((p.context.school or p.unit for p in sample.pieces), "str")
    return sample.text("school").where(sample.given("school"), around)
