"""Installing the add-in and finding what blocks it, on a Windows that is stood in for."""

from __future__ import annotations

import importlib.metadata
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from kongcuo_xl import cli
from kongcuo_xl.addin import checkup, installation, machine, package
from kongcuo_xl.addin.checkup import BAD, FINE, NOTICE, Check
from kongcuo_xl.addin.installation import ADDIN, AddinError
from kongcuo_xl.addin.machine import Machine

CLASS = "{00024500-0000-0000-C000-000000000046}"
DLL = f"xlwings64-{importlib.metadata.version('xlwings')}.dll"
SECURITY = r"Software\Microsoft\Office\16.0\Excel\Security"
POLICY = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
OFFICE = {
    ("HKCR", r"Excel.Application\CurVer", ""): "Excel.Application.16",
    ("HKCR", r"Excel.Application\CLSID", ""): CLASS,
    ("HKCR", rf"CLSID\{CLASS}\LocalServer32", ""): r"C:\Office16\EXCEL.EXE /automation",
    ("HKLM", r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration", "Platform"): "x64",
}

pytestmark = pytest.mark.xdist_group("addin")

Entries = Mapping[tuple[str, str, str], str | int]


@pytest.fixture
def windows(tmp_path: Path) -> Machine:
    """A computer with Excel and with a Python that has everything."""
    python = tmp_path / "Python 312" / "python.exe"
    python.parent.mkdir()
    python.touch()
    (python.parent / DLL).touch()
    return with_registry(
        Machine(
            windows=True,
            home=tmp_path / "王芳",
            settings=tmp_path / "王芳" / "AppData" / "Roaming",
            python=python,
            bits=64,
            registry=lambda *_: None,
            encoding="gbk",
        )
    )


def with_registry(computer: Machine, entries: Entries | None = None) -> Machine:
    known = OFFICE | dict(entries or {})
    return replace(computer, registry=lambda *asked: known.get(asked))


@pytest.fixture(autouse=True)
def pywin32(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if it were installed."""
    find = checkup.importlib.util.find_spec
    monkeypatch.setattr(
        checkup.importlib.util,
        "find_spec",
        lambda name: find("csv" if name == "win32api" else name),
    )


@pytest.fixture(autouse=True)
def built_before(built_addin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is built is looked at in test_addin: here it need not be built for every test."""
    monkeypatch.setattr(
        package,
        "build",
        lambda folder: [Path(shutil.copy(part, folder)) for part in built_addin.iterdir()],
    )


def state(computer: Machine, about: str) -> Check:
    """The gravest thing said about a matter."""
    found = [check for check in checkup.checks(computer) if check.about == about]
    return max(found, key=lambda check: (FINE, NOTICE, BAD).index(check.state))


# ── installing ───────────────────────────────────────────────────────────────────────────────────
def test_installed_it_lies_where_excel_starts_and_names_this_python(windows: Machine) -> None:
    addin, config = installation.install(windows)
    assert addin == windows.home / "AppData/Roaming/Microsoft/Excel/XLSTART" / ADDIN
    assert addin.read_bytes()[:2] == b"PK"
    assert config == windows.home / ".kongcuo" / "kongcuo.conf"
    assert config.read_bytes().decode("gbk").split("\r\n") == [
        f'"INTERPRETER_WIN","{windows.python}"',
        '"USE UDF SERVER","True"',
        '"ADD_WORKBOOK_TO_PYTHONPATH","False"',
        "",
    ]
    assert installation.configured(windows) == windows.python


def test_installed_twice_is_installed_once_and_uninstalled_nothing_is_left(
    windows: Machine,
) -> None:
    other = windows.addin_folder / "别人的.xlam"
    other.parent.mkdir(parents=True)
    other.touch()
    before = sorted(windows.home.rglob("*"))
    written = installation.install(windows)
    assert installation.install(windows) == written
    assert installation.uninstall(windows) == written
    assert sorted(windows.home.rglob("*")) == before
    assert installation.uninstall(windows) == []


def test_own_settings_beside_ours_stay(windows: Machine) -> None:
    installation.install(windows)
    own = windows.config.with_name("记事.txt")
    own.touch()
    installation.uninstall(windows)
    assert own.exists()


def test_while_excel_holds_the_file_it_asks_to_close_excel(
    windows: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object, **__: object) -> None:
        raise PermissionError(13, "held", str(windows.addin_folder / ADDIN))

    installation.install(windows)
    monkeypatch.setattr(installation.shutil, "copyfile", held)
    with pytest.raises(AddinError, match="没有权限，请先关闭 Excel 的全部窗口再试"):
        installation.install(windows)
    monkeypatch.setattr(Path, "unlink", held)
    with pytest.raises(AddinError, match=r"删不了.*请先关闭 Excel"):
        installation.uninstall(windows)


def test_a_folder_that_macros_cannot_name_is_refused(windows: Machine) -> None:
    odd = replace(windows, python=Path("/한국어/python.exe"))
    with pytest.raises(AddinError, match="读不了的字"):
        installation.install(odd)
    assert not odd.config.exists()


def test_elsewhere_it_is_refused_in_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    linux = Machine(False, tmp_path, tmp_path, tmp_path, 64, lambda *_: None, "utf-8")
    monkeypatch.setattr(machine, "here", lambda: linux)
    for action in ("install", "uninstall"):
        assert cli.main(["addin", action]) == 2
        said = capsys.readouterr().err
        assert said == (
            "错误：Excel 加载项只能装在 Windows 上，这台电脑不是 Windows；其他命令照常可用。\n"
        )
    assert cli.main(["addin", "doctor"]) == 1
    assert "只能在 Windows 的 Excel 里用" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_what_builds_it_may_be_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import sys

    monkeypatch.delitem(sys.modules, "kongcuo_xl.addin.package", raising=False)
    monkeypatch.delattr("kongcuo_xl.addin.package", raising=False)
    monkeypatch.setitem(sys.modules, "pyopenvba", None)
    assert cli.main(["addin", "build", "--out", str(tmp_path)]) == 2
    assert 'pyopenvba 没有装，请运行 pip install "kongcuo-xl[addin]"' in capsys.readouterr().err


# ── what blocks it ───────────────────────────────────────────────────────────────────────────────
def test_where_all_is_well_it_says_so(windows: Machine) -> None:
    installation.install(windows)
    found = checkup.checks(windows)
    assert [c for c in found if c.state == BAD] == []
    assert checkup.healthy(found)
    assert state(windows, "Excel").says == "16.0（64位）"
    assert checkup.text(found).endswith("没有发现问题。")


def test_before_installing_it_says_what_to_run(windows: Machine) -> None:
    assert state(windows, "加载项").state == BAD
    assert "kongcuo addin install" in state(windows, "加载项").todo
    assert state(windows, "设置").state == BAD
    assert not checkup.healthy(checkup.checks(windows))


def test_no_excel(windows: Machine) -> None:
    bare = replace(windows, registry=lambda *_: None)
    assert state(bare, "Excel").says == "注册表里没有 Excel"


@pytest.mark.parametrize(
    "server",
    [
        r'"C:\Program Files (x86)\Kingsoft\WPS Office\ksolaunch.exe" /automation',
        r"C:\Users\x\AppData\Local\office6\et.exe /Automation",
    ],
)
def test_wps_under_the_name_of_excel(windows: Machine, server: str) -> None:
    taken = with_registry(windows, {("HKCR", rf"CLSID\{CLASS}\LocalServer32", ""): server})
    check = state(taken, "Excel")
    assert check.state == BAD
    assert "被 WPS 占用" in check.says
    assert server in check.says


def test_the_library_must_have_the_bits_of_excel(windows: Machine) -> None:
    assert state(windows, "DLL") == Check("DLL", FINE, DLL)
    key = ("HKLM", r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration", "Platform")
    check = state(with_registry(windows, {key: "x86"}), "DLL")
    assert check.state == BAD
    assert DLL.replace("64", "32", 1) in check.says
    (windows.python.parent / DLL).rename(windows.python.parent.parent / DLL)  # a virtual one
    assert state(windows, "DLL").state == FINE
    (windows.python.parent.parent / DLL).unlink()
    assert "杀毒软件" in state(windows, "DLL").todo


def test_python_of_the_store_cannot_be_called(windows: Machine) -> None:
    store = replace(windows, python=Path("/x/WindowsApps/python.exe"))
    assert "python.org" in state(store, "Python").todo


def test_another_python_or_none(windows: Machine) -> None:
    installation.install(windows)
    moved = replace(windows, python=windows.python.with_name("new.exe"))
    assert state(moved, "设置").state == NOTICE
    windows.python.unlink()
    assert state(moved, "设置").state == BAD


def test_a_file_marked_as_from_the_web(windows: Machine) -> None:
    addin, _ = installation.install(windows)
    addin.with_name(addin.name + ":Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    check = state(windows, "加载项")
    assert check.state == BAD
    assert "解除锁定" in check.todo


@pytest.mark.parametrize(
    ("entry", "value", "stands", "says"),
    [
        ((SECURITY, "DisableAllAddins"), 1, BAD, "所有加载项都被禁用"),
        ((SECURITY, "RequireAddinSig"), 1, BAD, "没有签名"),
        ((rf"{SECURITY}\Trusted Locations", "AllLocationsDisabled"), 1, BAD, "受信任位置"),
        ((SECURITY, "VBAWarnings"), 4, NOTICE, "宏被设为禁用"),
        ((SECURITY, "VBAWarnings"), 2, FINE, "没有禁用"),
        ((SECURITY, "DisableAllAddins"), 0, FINE, "没有禁用"),
    ],
)
def test_settings_of_the_trust_center(
    windows: Machine, entry: tuple[str, str], value: int, stands: str, says: str
) -> None:
    check = state(with_registry(windows, {("HKCU", *entry): value}), "信任中心")
    assert check.state == stands
    assert says in check.says
    by_policy = entry[0].replace(SECURITY, POLICY), entry[1]
    above = state(with_registry(windows, {("HKLM", *by_policy): value}), "信任中心")
    assert above.state == stands
    assert stands == FINE or "管理员" in above.todo


def test_every_problem_comes_with_what_to_do(windows: Machine) -> None:
    bare = replace(windows, registry=lambda *_: None, python=Path("/x/WindowsApps/python.exe"))
    bad = [check for check in checkup.checks(bare) if check.state == BAD]
    assert len(bad) >= 5
    assert all(check.todo for check in bad)


def test_the_registry_is_read_in_both_views(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    from contextlib import nullcontext
    from types import SimpleNamespace

    asked: list[int] = []

    def opened(root: str, key: str, _: int, access: int) -> object:
        asked.append(access)
        if access & 2:
            return nullcontext((root, key))
        raise FileNotFoundError(key)

    monkeypatch.setitem(
        sys.modules,
        "winreg",
        SimpleNamespace(
            HKEY_CURRENT_USER="u", HKEY_LOCAL_MACHINE="m", HKEY_CLASSES_ROOT="c",
            KEY_READ=0, KEY_WOW64_64KEY=1, KEY_WOW64_32KEY=2,
            OpenKey=opened, QueryValueEx=lambda found, name: ((*found, name), 1),
        ),
    )  # fmt: skip
    monkeypatch.setattr(sys, "platform", "win32")
    assert machine.here().registry("HKLM", "a", "b") == ("m", "a", "b")
    assert asked == [1, 2]
