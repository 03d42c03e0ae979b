"""What keeps the add-in from working on this computer, and what to do about it."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

from kongcuo_xl.addin.installation import ADDIN, configured
from kongcuo_xl.addin.machine import Machine

FINE, NOTICE, BAD = "正常", "留意", "有问题"

_ONLY_WINDOWS = (
    "Excel 加载项只能在 Windows 的 Excel 里用，这台电脑不是 Windows；"
    "其他命令（check、fill、merge 等）不受影响"
)
_REINSTALL = '运行 pip install --force-reinstall "kongcuo-xl[addin]"'
_ANTIVIRUS = "杀毒软件可能删除或隔离了它，请到隔离区恢复并把该文件夹加入信任"


class Check(NamedTuple):
    """One thing looked at: what it is, how it stands, what was found, what to do."""

    about: str
    state: str
    says: str
    todo: str = ""


def checks(machine: Machine) -> list[Check]:
    """Everything looked at, in the order in which it has to be put right."""
    found = [*_python(machine)]
    if not machine.windows:
        return [*found, Check("系统", BAD, _ONLY_WINDOWS)]
    found += _excel(machine)
    found += _library(machine)
    found += _installed(machine)
    found += _macros(machine)
    found.append(
        Check(
            "杀毒软件",
            NOTICE,
            "程序查不到杀毒软件的设置",
            "如果装好后又不见了，或 Excel 提示宏被阻止，请把上面的文件和文件夹加入信任",
        )
    )
    return found


def text(found: list[Check]) -> str:
    """The result for the screen: a line for each, and what to do below it."""
    lines = []
    for check in found:
        lines.append(f"［{check.state}］{check.about}：{check.says}")
        if check.todo:
            lines.append(f"　　请这样做：{check.todo}。".replace("。。", "。"))
    bad = sum(check.state == BAD for check in found)
    lines.append(f"共有 {bad} 处问题。" if bad else "没有发现问题。")
    return "\n".join(lines)


def healthy(found: list[Check]) -> bool:
    """Whether nothing stands in the way."""
    return all(check.state != BAD for check in found)


def _python(machine: Machine) -> Iterator[Check]:
    version = ".".join(map(str, sys.version_info[:3]))
    if "WindowsApps" in machine.python.parts:
        yield Check(
            "Python",
            BAD,
            f"{machine.python} 是微软商店版，Excel 调用不了它",
            "从 python.org 另装一个 Python，再用它安装本程序",
        )
    else:
        yield Check("Python", FINE, f"{version}（{machine.bits}位），{machine.python}")
    missing = [
        name
        for name, module in (("xlwings", "xlwings"), ("pyOpenVBA", "pyopenvba"))
        if importlib.util.find_spec(module) is None
    ]
    if machine.windows and importlib.util.find_spec("win32api") is None:
        missing.append("pywin32")
    if missing:
        yield Check(
            "组件", BAD, f"没有装 {'、'.join(missing)}", '运行 pip install "kongcuo-xl[addin]"'
        )
    else:
        yield Check("组件", FINE, "xlwings 等组件齐全")


def _excel(machine: Machine) -> Iterator[Check]:
    version = _version(machine)
    if not version:
        yield Check("Excel", BAD, "注册表里没有 Excel", "安装 Microsoft Excel；WPS 表格不能代替")
        return
    server = _server(machine)
    program = server.lower().replace("/", "\\")
    if re.search(r"\\(et|wps|wpsoffice)\.exe|kingsoft|wps office", program):
        yield Check(
            "Excel",
            BAD,
            f"“Excel”这个名称被 WPS 占用：{server}",
            "在 WPS 的“配置工具 → 高级 → 兼容设置”里取消“与 Microsoft Office 兼容”的各项，"
            "再在 Windows“应用”里对 Office 选“修改 → 快速修复”",
        )
    else:
        bits = _bits(machine)
        yield Check("Excel", FINE, f"{version}{f'（{bits}位）' if bits else ''}")


def _library(machine: Machine) -> Iterator[Check]:
    """The DLL of xlwings is loaded by Excel itself: it is Excel's bits that count."""
    try:
        version = importlib.metadata.version("xlwings")
    except importlib.metadata.PackageNotFoundError:
        return  # said already
    bits = _bits(machine) or machine.bits
    name = f"xlwings{bits}-{version}.dll"
    folders = machine.python.parent, machine.python.parent.parent
    if any((folder / name).is_file() for folder in folders):
        yield Check("DLL", FINE, name)
    else:
        yield Check(
            "DLL",
            BAD,
            f"{folders[0]} 里没有 {name}",
            f"{_REINSTALL}；如果装后又没有了，{_ANTIVIRUS}",
        )


def _installed(machine: Machine) -> Iterator[Check]:
    addin = machine.addin_folder / ADDIN
    if not addin.is_file():
        yield Check(
            "加载项",
            BAD,
            f"没有 {addin}",
            f"先关闭 Excel，再运行 kongcuo addin install；如果装后又没有了，{_ANTIVIRUS}",
        )
    elif addin.with_name(addin.name + ":Zone.Identifier").exists():
        yield Check(
            "加载项",
            BAD,
            f"{addin} 带有“来自网络”的标记，Excel 会阻止其中的宏",
            "右键该文件 → 属性 → 勾选“解除锁定” → 确定，再重开 Excel",
        )
    else:
        yield Check("加载项", FINE, str(addin))
    interpreter = configured(machine)
    if interpreter is None:
        yield Check("设置", BAD, f"没有 {machine.config}", "运行 kongcuo addin install")
    elif interpreter != machine.python:
        yield Check(
            "设置",
            BAD if not interpreter.is_file() else NOTICE,
            f"Excel 用的是另一个 Python：{interpreter}",
            "如要改用现在这个，请重新运行 kongcuo addin install",
        )
    else:
        yield Check("设置", FINE, str(machine.config))


def _macros(machine: Machine) -> Iterator[Check]:
    """Settings of the Trust Center, and what an administrator has laid down above them."""
    version = _version(machine)
    if not version:
        return
    by_policy = rf"Software\Policies\Microsoft\Office\{version}\Excel\Security"
    own = rf"Software\Microsoft\Office\{version}\Excel\Security"
    admin, user = "请单位的电脑管理员放开这一项", "在 Excel 的“文件 → 选项 → 信任中心”里放开"
    found: list[Check] = []
    for root, key, todo in (
        ("HKLM", by_policy, admin),
        ("HKCU", by_policy, admin),
        ("HKCU", own, user),
    ):
        if machine.registry(root, key, "DisableAllAddins") == 1:
            found.append(Check("信任中心", BAD, "所有加载项都被禁用", todo))
        if machine.registry(root, key, "RequireAddinSig") == 1:
            found.append(Check("信任中心", BAD, "只准用有签名的加载项，本加载项没有签名", todo))
        if machine.registry(root, rf"{key}\Trusted Locations", "AllLocationsDisabled") == 1:
            found.append(Check("信任中心", BAD, "受信任位置都被停用，放在那里的加载项不运行", todo))
        if machine.registry(root, key, "VBAWarnings") in (3, 4):
            found.append(
                Check(
                    "信任中心",
                    NOTICE,
                    "宏被设为禁用，受信任位置以外的工作簿（如控辍保学台账.xlsm）里的函数不能算",
                    todo,
                )
            )
    yield from found or [Check("信任中心", FINE, "没有禁用加载项或宏的设置")]


def _version(machine: Machine) -> str:
    """Of Excel as the registry writes it, ``16.0``; ``""`` without one."""
    current = str(machine.registry("HKCR", r"Excel.Application\CurVer", "") or "")
    number = current.rpartition(".")[2]
    return f"{number}.0" if number.isdigit() else ""


def _server(machine: Machine) -> str:
    """The program that answers to the name Excel."""
    number = machine.registry("HKCR", r"Excel.Application\CLSID", "")
    if not number:
        return ""
    return str(machine.registry("HKCR", rf"CLSID\{number}\LocalServer32", "") or "")


def _bits(machine: Machine) -> int:
    """Of Excel; 0 where the registry does not tell."""
    key = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
    told = machine.registry("HKLM", key, "Platform") or machine.registry(
        "HKLM", rf"SOFTWARE\Microsoft\Office\{_version(machine)}\Outlook", "Bitness"
    )
    return {"x64": 64, "x86": 32}.get(str(told), 0)
