"""学籍变动: who came, who left, who went on leave in the period, and their sums."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from kongcuo_xl.records import Counted, Records
from kongcuo_xl.statistics.coverage import within, without
from kongcuo_xl.statistics.enrolment import undated
from kongcuo_xl.statistics.measure import Measure

_BASIS = "学籍（学籍变动登记册）"

CAME = ("招生", "复学", "转入", "其他增加")
LEFT = ("毕业", "结业", "休学", "退学", "开除", "死亡", "转出", "其他减少", "辍学")


def _changed(records: Records, change: str) -> pd.DataFrame:
    """Those with a change of one sort in the period, each person once."""
    changes = records.changes
    if not len(changes):
        return changes
    chosen = (changes["change"] == change) & within(changes["date"], records.period)
    return changes[chosen].drop_duplicates("key").reset_index(drop=True)


def _counted(records: Records, people: pd.DataFrame) -> Counted:
    lacking = without(records, records.tables.units_with("changes"), "缺少学籍变动登记册")
    return Counted(people, _BASIS, tuple(undated(records)), lacking)


def _of(*changes: str, less: tuple[str, ...] = ()) -> Callable[[Records], Counted]:
    """The changes of some sorts together, less those of others."""

    def count(records: Records) -> Counted:
        parts = [_changed(records, change).assign(weight=1) for change in changes]
        for change in less:
            taken = _changed(records, change)
            parts.append(taken.assign(weight=-1, said="减去：" + taken["said"]))
        return _counted(records, pd.concat(parts, ignore_index=True))

    return count


def _one(id_: str, change: str) -> Measure:
    definition = f"学籍变动登记册中变动日期在本期的{change}学生；同一学生只计一次"
    return Measure(
        id_, f"{change}（学籍变动）", definition,
        lambda records: _counted(records, _changed(records, change)), basis="学籍",
    )  # fmt: skip


def gone_without_school(records: Records) -> Counted:
    """Those who left in the period without going to another school, and are not back."""
    changes = records.changes
    table = records.table("changes")
    found = changes[within(changes["date"], records.period)]
    if table is not None and len(found):
        at = found["at"].to_numpy()
        somewhere = (table.given("destination") | table.given("other_school")).to_numpy()[at]
        change = found["change"]
        gone = change.isin(["休学", "退学", "开除", "辍学"]) | ((change == "转出") & ~somewhere)
        # What a person did last in the period counts: somebody who came back is back.
        steps = found[gone.to_numpy() | change.isin(["复学", "转入", "招生"]).to_numpy()]
        last = steps.drop_duplicates("key", keep="last")
        found = found.loc[last.index[gone.loc[last.index].to_numpy(dtype=bool)]]
    return _counted(records, found.reset_index(drop=True))


MEASURES = (
    _one("admitted", "招生"),
    _one("resumed", "复学"),
    _one("transferred_in", "转入"),
    _one("added_otherwise", "其他增加"),
    Measure(
        "additions", "增加小计",
        "本期招生、复学、转入、其他增加之和；一人有几种变动的各计一次", _of(*CAME), basis="学籍",
    ),
    _one("graduated", "毕业"),
    _one("completed", "结业"),
    _one("went_on_leave", "休学"),
    _one("withdrawn", "退学"),
    _one("expelled", "开除"),
    _one("died", "死亡"),
    _one("transferred_out", "转出"),
    _one("removed_otherwise", "其他减少"),
    _one("stopped", "辍学"),
    Measure(
        "removed_or_stopped", "其他减少（含辍学）",
        "学籍变动登记册中变动日期在本期的其他减少和辍学学生", _of("其他减少", "辍学"), basis="学籍",
    ),
    Measure(
        "reductions", "减少小计",
        "本期毕业、结业、休学、退学、开除、死亡、转出、其他减少（含辍学）之和；一人有几种变动的各计一次",
        _of(*LEFT), basis="学籍",
    ),
    Measure(
        "net_additions", "净增加",
        "增加小计减去减少小计", _of(*CAME, less=LEFT), basis="学籍",
    ),
    Measure(
        "net_loss", "辍学生数（增减变动推算）",
        "（休学＋退学＋死亡＋转出＋其他减少）减去（转入＋其他增加）；其他减少含登记的辍学",
        _of("休学", "退学", "死亡", "转出", "其他减少", "辍学", less=("转入", "其他增加")),
        basis="学籍",
    ),
    Measure(
        "gone_without_school", "辍学生数（学籍变动）",
        "本期休学、退学、开除、登记辍学的，和转出没有写去向学校的学生；期末前已复学、转入的不计；"
        "毕业、结业、升留级、正常转学、死亡不计",
        gone_without_school, basis="学籍",
    ),
)  # fmt: skip
