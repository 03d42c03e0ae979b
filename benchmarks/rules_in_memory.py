"""The rules alone, on a roster that is in memory already: the same seven checks, then all we have.

The peers are given columns of clean text and dates. Ours is timed twice: from the cells as read,
cleaning included, and on columns cleaned before, as the peers have them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import great_expectations as gx
import great_expectations.expectations as gxe
import numpy as np
import pandas as pd
import pandera.pandas as pandera
from great_expectations.data_context.types.base import ProgressBarsConfig
from pandera.errors import SchemaErrors

from benchmarks import seven
from benchmarks.roster import CHECK_DATE, SEVEN, roster, write
from benchmarks.stopwatch import at_least, in_turn, table
from kongcuo_xl import inputs, policy
from kongcuo_xl.checking import check_books
from kongcuo_xl.engine import run
from kongcuo_xl.rule import matching


def _of_number(frame: pd.DataFrame, judge: Callable[[pd.DataFrame], np.ndarray]) -> pd.Series:
    """A verdict on the rows whose number is right; the others pass."""
    fine = pd.Series(True, index=frame.index)
    shaped = frame["身份证号"].str.fullmatch(seven.ID)
    right = shaped[shaped].index[seven.check_characters_ok(frame["身份证号"][shaped])]
    fine[right] = judge(frame.loc[right])
    return fine


def _right_character(numbers: pd.Series) -> pd.Series:
    fine = pd.Series(True, index=numbers.index)
    shaped = numbers.str.fullmatch(seven.ID)
    fine[shaped] = seven.check_characters_ok(numbers[shaped])
    return fine


def _right_birth(frame: pd.DataFrame) -> pd.Series:
    return _of_number(
        frame,
        lambda f: (f["出生日期"].dt.strftime("%Y%m%d") == f["身份证号"].str[6:14]).to_numpy(),
    )


def _right_sex(frame: pd.DataFrame) -> pd.Series:
    return _of_number(
        frame,
        lambda f: np.asarray(
            f["性别"] == np.where(f["身份证号"].str[16].isin(list("13579")), "男", "女")
        ),
    )


SCHEMA = pandera.DataFrameSchema(
    {
        "姓名": pandera.Column(checks=pandera.Check.str_length(min_value=1, error="ST101")),
        "身份证号": pandera.Column(
            checks=[
                pandera.Check(lambda s: s.str.fullmatch(seven.ID), error="ID102"),
                pandera.Check(_right_character, error="ID103"),
                pandera.Check(lambda s: ~s.duplicated(keep=False), error="ID106"),
            ]
        ),
        "联系电话": pandera.Column(
            checks=pandera.Check(lambda s: s.str.fullmatch(seven.PHONE), error="ST107")
        ),
    },
    checks=[
        pandera.Check(_right_birth, error="ID107"),
        pandera.Check(_right_sex, error="ID108"),
    ],
)


def with_pandera(people: pd.DataFrame) -> Counter[str]:
    try:
        SCHEMA.validate(people, lazy=True)
    except SchemaErrors as found:
        cases = found.failure_cases.drop_duplicates(["check", "index"])
        return Counter(cases["check"])
    return Counter()


def great_expectations() -> Callable[[pd.DataFrame], Counter[str]]:
    """The same as a suite of expectations; what no ready one judges is a column of verdicts."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    whole = context.data_sources.add_pandas("rosters").add_dataframe_asset("roster")
    batches = whole.add_batch_definition_whole_dataframe("all")
    judged = {
        "ST101": gxe.ExpectColumnValueLengthsToBeBetween(column="姓名", min_value=1),
        "ID102": gxe.ExpectColumnValuesToMatchRegex(
            column="身份证号", regex=f"^(?:{seven.ID.pattern})$"
        ),
        "ID103": gxe.ExpectColumnValuesToBeInSet(column="ID103", value_set=[True]),
        "ID106": gxe.ExpectColumnValuesToBeUnique(column="身份证号"),
        "ID107": gxe.ExpectColumnValuesToBeInSet(column="ID107", value_set=[True]),
        "ID108": gxe.ExpectColumnValuesToBeInSet(column="ID108", value_set=[True]),
        "ST107": gxe.ExpectColumnValuesToMatchRegex(
            column="联系电话", regex=f"^(?:{seven.PHONE.pattern})$"
        ),
    }
    for code, expectation in judged.items():
        expectation.meta = {"code": code}
    suite = context.suites.add(gx.ExpectationSuite("seven", expectations=list(judged.values())))

    def check(people: pd.DataFrame) -> Counter[str]:
        told = people.assign(
            ID103=_right_character(people["身份证号"]),
            ID107=_right_birth(people),
            ID108=_right_sex(people),
        )
        found = batches.get_batch({"dataframe": told}).validate(suite, result_format="COMPLETE")
        return Counter(
            {each.expectation_config.meta["code"]: each.result["unexpected_count"]
             for each in found.results}
        )  # fmt: skip

    return check


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    people = roster(args.rows)
    national = policy.load("national")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "花名册.xlsx"
        write(path, {"花名册": people})
        books, _, _ = inputs.read([path], national, CHECK_DATE)
    roster_and_identity = matching(["ID", "ST"])
    scopes = check_books(books, national, CHECK_DATE, selected=set(SEVEN)).scopes

    def ours(codes: set[str]) -> Counter[str]:
        report = check_books(books, national, CHECK_DATE, selected=codes)
        return Counter(f.code for f in report.findings)

    def ours_on_clean_columns() -> Counter[str]:
        # What one run told of the numbers must not help the next: the peers work it out each time.
        for scope in scopes:
            for people in scope.tables.opened:
                people.forget_derived()
        return Counter(f.code for s in scopes for f in run(s, set(SEVEN)).findings)

    with_great_expectations = great_expectations()
    timings = in_turn(
        {
            "great_expectations": lambda: with_great_expectations(people),
            "pandera": lambda: with_pandera(people),
            "pandas, vectorised by hand": lambda: Counter(c for c, _ in seven.by_column(people)),
            "kongcuo-xl, cleaning included": lambda: ours(set(SEVEN)),
            "kongcuo-xl, columns cleaned before": ours_on_clean_columns,
            "kongcuo-xl, all ID and ST rules, cleaning included": lambda: ours(roster_and_identity),
        },
        args.runs,
    )
    speed = {name: args.rows / t.seconds for name, t in timings.items()}
    clean = speed["kongcuo-xl, columns cleaned before"]
    print(f"## Rules alone, in memory: {args.rows:,} rows, seven checks\n")
    lines = [
        (name, t.seconds, int(speed[name]), clean / speed[name]) for name, t in timings.items()
    ]
    print(table(["work", "seconds", "rows/s", "time / ours on clean columns"], lines) + "\n")
    every = speed["kongcuo-xl, all ID and ST rules, cleaning included"]
    print(at_least("million rows/s for the seven, columns cleaned before", clean / 1e6, 2))
    all_rules = f"million rows/s for all {len(roster_and_identity)} ID and ST rules"
    print(at_least(all_rules, every / 1e6, 0.3))
    print(f"\n{seven.same({name: timing.result for name, timing in timings.items()})}")


if __name__ == "__main__":
    main()
