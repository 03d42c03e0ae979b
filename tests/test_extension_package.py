"""The LibreOffice extension as a file, and what keeps it from being installed."""

from __future__ import annotations

import importlib.util
import io
import json
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock
from xml.etree import ElementTree

import pytest

from kongcuo_xl import __version__, cli
from kongcuo_xl.addin.checkup import text
from kongcuo_xl.commands import BUTTONS
from kongcuo_xl.extension import checkup, desktop, installation, package
from kongcuo_xl.extension.desktop import Desktop, ExtensionError
from kongcuo_xl.functions import FUNCTIONS

OURS = sys.version_info
PYTHON = f"{OURS[0]}.{OURS[1]}"
FINE = Desktop(Path("/nowhere"), (7, 6), PYTHON, True, Path("/nobody"), False, False)


def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package.data())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_two_builds_are_the_same(tmp_path: Path) -> None:
    built = package.build(tmp_path)
    assert built.read_bytes() == package.data()


def test_it_names_no_place_of_this_machine() -> None:
    assert package.WHERE not in parts()
    assert all(str(Path(__file__).parent).encode() not in part for part in parts().values())


def test_every_part_is_listed_and_well_formed() -> None:
    found = parts()
    manifest = found["META-INF/manifest.xml"].decode()
    for name, data in found.items():
        if name.endswith((".xcu", ".xml", ".components")):
            ElementTree.fromstring(data)
        if name.endswith((".xcu", ".idl", ".components")):
            assert f'"{name}"' in manifest


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_declared(name: str) -> None:
    found = parts()
    given = ", ".join(f"[in] any given{n}" for n, _ in enumerate(FUNCTIONS[name].arguments, 1))
    assert f"any {name}([in] com::sun::star::beans::XPropertySet document{', ' * bool(given)}{given});" in found["functions.idl"].decode()  # noqa: E501  # fmt: skip
    assert FUNCTIONS[name].says in found["CalcAddIns.xcu"].decode()


def test_every_button_has_an_entry() -> None:
    entries = parts()["Addons.xcu"].decode()
    for button in BUTTONS.values():
        assert f"<value>kongcuo:{button.id}</value>" in entries


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (replace(FINE, calc=False), "没有电子表格"),
        (replace(FINE, version=(6, 4)), "LibreOffice 6.4 太旧"),
        (replace(FINE, python=""), "python3-uno"),
        (replace(FINE, python="3.8"), "LibreOffice 用的是 Python 3.8"),
        (replace(FINE, administrator=True), "root"),
        (FINE, "请重新安装 LibreOffice"),
    ],
)
def test_what_keeps_it_from_being_installed(found: Desktop, says: str) -> None:
    with pytest.raises(ExtensionError, match=says):
        installation.install(found)


def test_no_libreoffice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ExtensionError, match="没有找到 LibreOffice"):
        desktop.here(tmp_path)


def test_one_from_a_shop_for_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    boxed = tmp_path / "soffice"
    boxed.write_text("#!/bin/sh\n")
    boxed.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ExtensionError, match="应用商店版"):
        desktop.here(tmp_path)


def test_what_unopkg_says_is_passed_on(tmp_path: Path) -> None:
    program = tmp_path / "unopkg"
    program.write_text("#!/bin/sh\necho no room left >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(ExtensionError, match="no room left"):
        installation.install(replace(FINE, folder=tmp_path))


def test_taking_out_what_is_not_in(tmp_path: Path) -> None:
    program = tmp_path / "unopkg"
    program.write_text("#!/bin/sh\necho There is no such extension deployed: $2 >&2\nexit 1\n")
    program.chmod(0o755)
    assert not installation.uninstall(replace(FINE, folder=tmp_path))


def test_a_program_found_where_it_was_unpacked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "opt" / "libreoffice25.8" / "program"
    folder.mkdir(parents=True)
    settings = "ProductKey=LibreOffice 25.8\nUserInstallation=$SYSUSERCONFIG/libreoffice/4\n"
    (folder / "bootstraprc").write_text(settings)
    (folder / "libpyuno.so").write_bytes(b"\0libpython3.11.so.1.0\0")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    found = desktop.here(tmp_path)
    assert (found.version, found.python, found.calc) == ((25, 8), "3.11", False)
    assert found.profile == tmp_path / "libreoffice" / "4"


def installed(profile: Path, version: str, folders: list[Path]) -> Path:
    """A profile in which LibreOffice keeps our extension."""
    folder = profile / "user/uno_packages/cache/uno_packages/lu1.tmp_/控辍保学.oxt"
    folder.mkdir(parents=True)
    told = f'<identifier value="kongcuo.calc"/><version value="{version}"/>'
    (folder / "description.xml").write_text(told)
    (folder / "where.json").write_text(json.dumps({"folders": [str(each) for each in folders]}))
    return profile


HERE = Path(package.__file__).parent.parent.parent


@pytest.mark.parametrize(
    ("version", "folder", "found", "says"),
    [
        (__version__, HERE, {}, "没有发现问题。"),
        ("0.0.1", HERE, {}, f"扩展是 0.0.1，本程序是 {__version__}"),
        (__version__, Path("/moved"), {}, "/moved 里没有本程序了"),
        (__version__, HERE, {"version": (6, 4)}, "LibreOffice：6.4，/nowhere，太旧"),
        (__version__, HERE, {"calc": False}, "libreoffice-calc"),
        (__version__, HERE, {"python": ""}, "python3-uno"),
        (__version__, HERE, {"python": "3.8"}, "LibreOffice 用的是 Python 3.8"),
    ],
)
def test_the_doctor(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str, folder: Path,
    found: dict[str, Any], says: str,
) -> None:  # fmt: skip
    profile = installed(tmp_path, version, [folder])
    fc_list = tmp_path / "fc-list"
    fc_list.write_text("#!/bin/sh\necho Noto Sans CJK SC\n")
    fc_list.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(desktop, "here", lambda **_: replace(FINE, profile=profile, **found))
    told = text(checkup.checks())
    assert says in told
    assert "［正常］中文字体：Noto Sans CJK SC" in told


@pytest.mark.parametrize(
    ("fonts", "says"),
    [("exit 0", "没有中文字体"), ("exec sleep 9", "fc-list 没有回应"), (None, "没有 fc-list")],
)
def test_the_doctor_on_fonts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fonts: str | None, says: str
) -> None:
    if fonts:
        (tmp_path / "fc-list").write_text(f"#!/bin/sh\n{fonts}\n")
        (tmp_path / "fc-list").chmod(0o755)
    monkeypatch.setattr(checkup, "_SECONDS", 0.2)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin" if fonts else str(tmp_path))
    monkeypatch.setattr(desktop, "here", lambda **_: replace(FINE, profile=tmp_path))
    told = text(checkup.checks())
    assert says in told
    assert f"没有装在 {tmp_path}" in told


def test_the_doctor_without_libreoffice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none(**_: object) -> Desktop:
        raise ExtensionError("没有找到 LibreOffice。请先安装。")

    monkeypatch.setattr(desktop, "here", none)
    assert cli.main(["calc", "doctor"]) == 1
    assert "［有问题］LibreOffice：没有找到 LibreOffice" in capsys.readouterr().out


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """What LibreOffice loads, as far as it can be without LibreOffice."""
    names = (
        "unohelper", "kongcuo", "com", "com.sun", "com.sun.star", "com.sun.star.awt",
        "com.sun.star.awt.MessageBoxType", "com.sun.star.frame", "com.sun.star.lang",
        "com.sun.star.sheet", "com.sun.star.task", "com.sun.star.ui",
        "com.sun.star.ui.ContextMenuInterceptorAction",
    )  # fmt: skip
    for name in names:
        stand_in = ModuleType(name)
        vars(stand_in)["__getattr__"] = lambda wanted: type(wanted, (), {})
        monkeypatch.setitem(sys.modules, name, stand_in)
    vars(sys.modules["unohelper"])["ImplementationHelper"] = MagicMock
    source = package.folder() / "kongcuo_calc.py"
    spec = importlib.util.spec_from_file_location("kongcuo_calc", source)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    return module


def test_a_libreoffice_whose_python_has_changed(loaded: ModuleType, tmp_path: Path) -> None:
    where = {"version": "3.8", "python": "/usr/bin/python3.8", "folders": ["/opt/kongcuo"]}
    (tmp_path / "where.json").write_text(json.dumps(where))
    with pytest.raises(
        ImportError, match=rf"装在 Python 3\.8 里，LibreOffice 用的是 Python {PYTHON}"
    ):
        loaded.installed("extension.running")


def test_a_program_that_was_moved_away(loaded: ModuleType) -> None:
    with pytest.raises(ImportError, match=r"找不到控辍保学程序.*kongcuo calc install"):
        loaded.installed("gone_since")
