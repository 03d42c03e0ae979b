"""The add-in loads in a spreadsheet program, with all its macros."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import xlwings as xw

from kongcuo_xl.addin import macros, package
from kongcuo_xl.addin.installation import ADDIN


def test_the_add_in_loads_with_its_macros(app: xw.App, tmp_path: Path) -> None:
    assert app.books is not None  # there is a LibreOffice
    package.build(tmp_path)
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={profile}", "--headless",
            "--infilter=Calc MS Excel 2007 VBA XML", "--convert-to", "ods",
            "--outdir", str(tmp_path), str(tmp_path / ADDIN),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with zipfile.ZipFile((tmp_path / ADDIN).with_suffix(".ods")) as parts:
        loaded = {Path(name).stem for name in parts.namelist() if "Basic/VBAProject" in name}
        functions = parts.read("Basic/VBAProject/KongcuoFunctions.xml").decode()
    assert set(macros.modules(addin=True)) <= loaded
    assert "Function AT_RISK(Optional student)" in functions
