"""Which workbooks a path stands for: units, copies of ours left alone, folders with nothing in."""

from pathlib import Path

import openpyxl
import pytest

from kongcuo_xl import inputs


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
