"""A share of the damaged workbooks of ``tests.fuzzing``: none may crash, hang or eat memory."""

from __future__ import annotations

import os

import pytest

from tests import fuzzing


@pytest.mark.skipif(os.name == "nt", reason="the child's memory can't be bounded there")
def test_damaged_workbooks_are_read_or_refused_and_nothing_worse() -> None:
    outcome = fuzzing.run(range(700), seed=2025)
    assert outcome.counts.total() == 700
    assert outcome.defects == []
