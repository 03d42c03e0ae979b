"""An inbox and an outbox that are elsewhere: the same results, kept and found again there."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import fsspec
import pytest
from workbooks import xlsx

from kongcuo_xl import batch, cli
from kongcuo_xl.batch.workspace import places
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.policy import load

HEADS = ["姓名", "性别", "身份证号", "年级", "班级"]
WRONG = ["李小红", "女", "110105201309010028", "七年级", "1班"]
RIGHT = ["王小华", "男", "110105201309020055", "七年级", "1班"]


def run(inbox: str, out: str, date: dt.date = dt.date(2025, 10, 20)) -> batch.Outcome:
    with places(inbox, out) as at:
        return batch.run(
            at.inbox, at.out, "national", load("national"), date, workers=1,
            crew=at.crew, fetch=at.fetch,
        )  # fmt: skip


@pytest.fixture
def county(tmp_path: Path) -> Path:
    for school, pupil in (("一中", WRONG), ("二中", RIGHT)):
        (tmp_path / "县" / school).mkdir(parents=True)
        xlsx(tmp_path / "县" / school / "花名册.xlsx", {"七(1)": [HEADS, pupil]})
    return tmp_path / "县"


def results(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
        and not {".kongcuo", "历史", "运行报告.xlsx"} & set(path.relative_to(folder).parts)
    }


def test_elsewhere_the_results_are_the_same(county: Path, tmp_path: Path) -> None:
    run(str(county), str(tmp_path / "这里"))
    store = fsspec.filesystem("memory")
    place = f"memory://{tmp_path.name}"
    store.put(str(county), f"/{tmp_path.name}/县", recursive=True)
    first = run(f"{place}/县", f"{place}/结果")
    assert first.again == 2
    store.get(f"/{tmp_path.name}/结果", str(tmp_path / "那里"), recursive=True)
    assert results(tmp_path / "那里") == results(tmp_path / "这里")
    assert run(f"{place}/县", f"{place}/结果").again == 0
    store.rm(f"/{tmp_path.name}/结果/一中/花名册_核查.xlsx")
    assert run(f"{place}/县", f"{place}/结果").again == 1
    assert store.exists(f"/{tmp_path.name}/结果/一中/花名册_核查.xlsx")
    xlsx(county / "一中" / "花名册.xlsx", {"七(1)": [HEADS, RIGHT]})
    changed = (county / "一中" / "花名册.xlsx").read_bytes()
    store.pipe_file(f"/{tmp_path.name}/县/一中/花名册.xlsx", changed)
    store.rm(f"/{tmp_path.name}/县/二中", recursive=True)
    last = run(f"{place}/县", f"{place}/结果")
    assert [unit.name for unit in last.units] == ["一中"]
    assert not store.exists(f"/{tmp_path.name}/结果/一中/花名册_核查.xlsx")
    assert any("二中" in note for note in last.notes)


def test_elsewhere_a_month_begins_with_what_the_last_one_left(county: Path, tmp_path: Path) -> None:
    store = fsspec.filesystem("memory")
    out, here = f"memory://{tmp_path.name}/结果", tmp_path / "这里"
    later = dt.date(2025, 11, 20)

    def parts() -> dict[str, bytes]:
        held = store.find(f"/{tmp_path.name}/结果/历史")
        return {name: store.cat_file(name) for name in held if name.endswith(".parquet")}

    # One pupil in two schools: their copies are marked by that alone, in both months.
    xlsx(county / "一中" / "花名册.xlsx", {"七(1)": [HEADS, RIGHT, WRONG]})
    run(str(county), out)
    first = parts()
    assert len(first) == 2
    xlsx(county / "一中" / "花名册.xlsx", {"七(1)": [HEADS, RIGHT]})
    run(str(county), str(here))
    there = run(str(county), out, later)
    assert there.units[0].codes["RC113"]
    assert there.units[1].codes["RC108"]
    assert first.items() <= parts().items()
    assert len(parts()) == 4
    assert run(str(county), out, later).again == 0
    store.get(f"/{tmp_path.name}/结果/二中", str(tmp_path / "那里"), recursive=True)
    run(str(county), str(here), later)
    assert results(tmp_path / "那里") == results(here / "二中")


def test_a_place_that_cannot_be_reached_is_said_without_its_password(county: Path) -> None:
    with pytest.raises(OutputError, match="读写“ftp://127") as said:
        run("ftp://clerk:secret@127.0.0.1:9/x", str(county))
    assert "secret" not in str(said.value)
    with pytest.raises(OutputError, match="读写“ftp://127"):
        run(str(county), "ftp://127.0.0.1:9/x")


def test_the_user_is_told_of_the_places_that_they_named(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = f"memory://{tmp_path.name}/结果"
    asked = ["batch", str(county), "--out", out, "--date", "2025-10-20"]
    cli.main(asked)
    assert f"汇总见 {out}/汇总.xlsx" in capsys.readouterr().out
    cli.main([*asked, "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told["page"] == f"{out}/报告.html"
    assert {"path": f"{out}/一中/花名册_核查.xlsx"} in told["units"][0]["written"]
    assert cli.main([*asked[:1], f"memory://{tmp_path.name}/没有", *asked[2:]]) == cli.WRONG
    assert f"memory://{tmp_path.name}/没有" in capsys.readouterr().err


def test_an_outbox_elsewhere_belongs_to_one_run(county: Path, tmp_path: Path) -> None:
    out = f"memory://{tmp_path.name}/结果"
    with places(str(county), out), pytest.raises(OutputError, match="正被另一次"):
        run(str(county), out)
    assert run(str(county), out).units


def test_a_place_nobody_knows_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nosuch"):
        run(str(tmp_path), "nosuch://there")
