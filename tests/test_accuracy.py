"""The page of recall and precision: every rule has its line, and the lines add up.

The page itself is held current by ``make docs``, not by a test: it takes half a minute.
"""

import re

import pytest

from benchmarks import accuracy
from kongcuo_xl.rule import rules

pytestmark = pytest.mark.xdist_group("accuracy")  # it is measured once

LINE = re.compile(r"^\| ([A-Z]{2}\d{3}) \| .+? \| (\d+) \| (\d+) \| (\d+) \|", re.MULTILINE)
SUMS = re.compile(r"共埋设 (\d+) 处，查出 (\d+) 处，其中相符 (\d+) 处")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> accuracy.Accuracy:
    return accuracy.measure(tmp_path_factory.mktemp("small") / "county", schools=2, students=90)


def test_what_is_planted_is_found(small: accuracy.Accuracy) -> None:
    assert small.planted
    assert len(small.planted & small.found) >= 0.95 * len(small.planted)
    assert len(small.planted & small.found) >= 0.9 * len(small.found)


def test_tables_are_recognised(small: accuracy.Accuracy) -> None:
    assert {"students", "visits", "changes", "meetings", "children"} <= {t[0] for t in small.drawn}
    assert len(small.drawn & small.recognised) >= 0.95 * len(small.drawn)


@pytest.mark.parametrize("kept", [True, False])
def test_every_rule_has_its_line_and_the_lines_add_up(small: accuracy.Accuracy, kept: bool) -> None:
    text = accuracy.PAGE.read_text("utf-8") if kept else accuracy.page(small)
    lines = LINE.findall(text)
    assert [code for code, *_ in lines] == list(rules())
    total = SUMS.search(text)
    assert total
    for at in range(3):
        assert sum(int(line[at + 1]) for line in lines) == int(total[at + 1])


def test_every_rule_was_planted_twice() -> None:
    planted = {code: int(n) for code, n, *_ in LINE.findall(accuracy.PAGE.read_text("utf-8"))}
    assert [code for code, count in planted.items() if count < 2] == []
