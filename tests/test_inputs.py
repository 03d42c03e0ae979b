"""Which workbooks a path stands for: units, copies of ours left alone, folders with nothing in."""

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from kongcuo_xl import cli, inputs
from kongcuo_xl.hosts import authorship
from kongcuo_xl.hosts.ooxml import OutputError


def county(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        openpyxl.Workbook().save(folder / name)
    return folder


def found(folder: Path, *names: str) -> list[str]:
    return [source.name for source in inputs.sources([county(folder, *names)])[0]]


@pytest.mark.parametrize(
    "copy",
    ["一中/名册_核查.xlsx", "一中/结果/名册_核查.xlsx", "结果/一中/名册_核查.xlsx"],
)
def test_a_marked_copy_is_no_second_roster_wherever_it_was_written(
    tmp_path: Path, copy: str
) -> None:
    assert found(tmp_path, "一中/名册.xlsx", "二中/名册.xlsx", copy) == [
        "一中/名册.xlsx",
        "二中/名册.xlsx",
    ]


def test_a_marked_copy_without_its_original_is_read(tmp_path: Path) -> None:
    names = ["一中/名册.xlsx", "二中/名册_核查.xlsx"]
    assert found(tmp_path, *names) == names


def test_a_folder_without_workbooks_is_said(tmp_path: Path) -> None:
    _, missing, _ = inputs.sources([tmp_path])
    assert [m.reason for m in missing] == ["文件夹里没有可核查的工作簿，请检查路径"]


def result(path: Path, kind: str = "") -> Path:
    """A workbook as this program writes it: a list, a summary, or a sheet it filled."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    authorship.sign(book.properties, kind)
    book.properties.created = book.properties.modified = dt.datetime(2025, 9, 1)
    held = io.BytesIO()
    book.save(held)
    # openpyxl sets the time of saving; the program's own writer does not.
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(modified [^>]*>)[^<]*", rb"\g<1>2025-09-01T00:00:00Z", data)
            new.writestr(name, data)
    return path


def test_results_of_an_earlier_batch_are_no_units(tmp_path: Path) -> None:
    county(tmp_path, "一中/名册.xlsx", "结果/一中/别人放的.xlsx", "结果/撤并校/名册_核查.xlsx")
    result(tmp_path / "结果/汇总.xlsx", authorship.SUMMARY)
    result(tmp_path / "结果/一中/月报表_2025-09.xlsx")
    found, _, notes = inputs.sources([tmp_path])
    assert [(s.unit.split("/", 1)[1], s.name) for s in found] == [
        ("一中", "一中/名册.xlsx"),
        ("结果/一中", "结果/一中/别人放的.xlsx"),
    ]
    assert notes == [
        "结果/汇总.xlsx、结果/一中/月报表_2025-09.xlsx、结果/撤并校/名册_核查.xlsx："
        "是本程序以前写出的结果，没有当作来件读取"
    ]


def test_results_written_among_the_inputs_are_told_from_them(tmp_path: Path) -> None:
    county(tmp_path, "一中/名册.xlsx", "二中/名册_核查.xlsx")
    result(tmp_path / "汇总.xlsx", authorship.SUMMARY)
    result(tmp_path / "一中/月报表_2025-09.xlsx")
    result(tmp_path / "二中/预警.xlsx", authorship.LIST)
    found, _, _ = inputs.sources([tmp_path])
    assert [s.name for s in found] == ["一中/名册.xlsx", "二中/名册_核查.xlsx"]


def test_a_sheet_of_ours_that_a_school_sends_in_is_read(tmp_path: Path) -> None:
    sent = result(tmp_path / "一中/月报.xlsx")
    found, _, notes = inputs.sources([tmp_path])
    assert ([s.name for s in found], notes) == (["一中/月报.xlsx"], [])
    found, _, _ = inputs.sources([tmp_path], without_our_sheets=True)
    assert found == []
    book = openpyxl.load_workbook(sent)
    book.save(sent)
    result(tmp_path / "汇总.xlsx", authorship.SUMMARY)
    found, _, _ = inputs.sources([tmp_path], without_our_sheets=True)
    assert [s.name for s in found] == ["一中/月报.xlsx"]


def test_a_result_that_is_named_itself_is_read(tmp_path: Path) -> None:
    named = result(tmp_path / "预警.xlsx", authorship.LIST)
    found, _, _ = inputs.sources([named])
    assert [s.name for s in found] == ["预警.xlsx"]


def test_the_output_itself_is_no_input(tmp_path: Path) -> None:
    county(tmp_path, "一中/名册.xlsx")
    result(tmp_path / "一中/月报.xlsx")
    found, _, _ = inputs.sources([tmp_path], tmp_path / "一中/月报.xlsx")
    assert [s.name for s in found] == ["一中/名册.xlsx"]


def test_an_output_never_takes_the_place_of_an_input(tmp_path: Path) -> None:
    county(tmp_path, "一中/名册.xlsx", "一中/月报.xlsx")
    for out in (tmp_path / "一中/月报.xlsx", tmp_path / "一中/../一中/名册.xlsx"):
        with pytest.raises(OutputError, match="就在要读的文件里"):
            inputs.sources([tmp_path / "一中"], out)
    (tmp_path / "链接.xlsx").symlink_to(tmp_path / "一中/名册.xlsx")
    with pytest.raises(OutputError, match="就在要读的文件里"):
        inputs.sources([tmp_path / "一中/名册.xlsx"], tmp_path / "链接.xlsx")


def test_a_link_that_leads_to_itself_is_named_and_the_rest_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    county(tmp_path, "一中/名册.xlsx")
    (tmp_path / "一中/圈.xlsx").symlink_to("圈.xlsx")
    status = cli.main(["check", str(tmp_path), "--out", str(tmp_path / "结果")])
    said = capsys.readouterr()
    assert status == cli.WRONG
    assert "内部出错" not in said.err
    assert re.search("圈.xlsx：.*链接", said.out)
    assert "读不了 1 个文件" in said.out
    assert "程序缺陷" not in said.out
