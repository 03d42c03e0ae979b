"""Policies by name or file."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from kongcuo_xl.policy.layer import SECTIONS, Layer, without_values
from kongcuo_xl.policy.parts import BASE
from kongcuo_xl.policy.resolved import Policy
from kongcuo_xl.policy.words import PolicyError, check_keys, closest

SHIPPED = Path(__file__).parent.parent / "policies"


def names() -> list[str]:
    """Names of the policies that come with the program, ``national`` first."""
    return sorted((path.stem for path in SHIPPED.glob("*.toml")), key=lambda n: (n != BASE, n))


def load(name_or_path: str | Path) -> Policy:
    """The policy of that name, or in that TOML file, with everything it extends.

    Raises PolicyError: no such policy, a cycle, an unknown key, a value of the wrong type, an
    invalid level.
    """
    written = str(name_or_path)
    if isinstance(name_or_path, str) and written in names():
        return _shipped(written)
    path = Path(name_or_path)
    if isinstance(name_or_path, Path) or path.suffix == ".toml" or len(path.parts) > 1:
        return _from_file(path, ())
    nearest = closest(written, names())
    raise PolicyError(
        f"没有名为“{written}”的政策，最接近的是“{nearest}”；"
        f"自带的政策有{'、'.join(names())}，也可以给出一个 .toml 文件的路径。"
    )


@cache
def _shipped(name: str) -> Policy:
    return _from_file(SHIPPED / f"{name}.toml", ())


def _from_file(path: Path, above: tuple[Path, ...]) -> Policy:
    """The policy in ``path``; ``above`` are the files that led here by ``extends``."""
    real = path.resolve()
    if real in above:
        ring = " → ".join(each.name for each in (*above[above.index(real) :], real))
        raise PolicyError(f"政策文件互相继承，成了一个圈：{ring}，请改掉其中一个 extends。")
    document = _read(path)
    where = path.name
    check_keys(document, SECTIONS, where, "段")
    local = real.parent != SHIPPED.resolve()
    if not local and path.stem == BASE:
        return Layer(document, path.stem, where, local).on(without_values(document))
    base = document.get("extends")
    if not isinstance(base, str) or not base:
        raise PolicyError(
            f'{where}：缺少 extends，请写明在哪一份政策上修改，例如 extends = "{BASE}"。'
        )
    return Layer(document, path.stem, where, local).on(_base(base, path, (*above, real)))


def _base(base: str, path: Path, above: tuple[Path, ...]) -> Policy:
    if base in names():
        return (
            _shipped(base)
            if path.resolve().parent != SHIPPED.resolve()
            else _from_file(SHIPPED / f"{base}.toml", above)
        )
    beside = path.parent / (base if base.endswith(".toml") else f"{base}.toml")
    if beside.is_file():
        return _from_file(beside, above)
    others = [each.name for each in path.parent.glob("*.toml") if each != path]
    nearest = closest(base, [*names(), *others])
    raise PolicyError(
        f"{path.name}：extends 写的“{base}”既不是自带的政策，旁边也没有这个文件，"
        f"最接近的是“{nearest}”。"
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise PolicyError(f"找不到政策文件“{path}”，请核对文件名和所在文件夹。") from None
    except OSError:
        raise PolicyError(f"政策文件“{path}”打不开，请检查权限或是否被别的程序占用。") from None
    except UnicodeDecodeError:
        raise PolicyError(f"{path.name} 不是 UTF-8 编码，请用记事本另存为 UTF-8。") from None
    except tomllib.TOMLDecodeError as error:
        spot = re.search(r"line (\d+), column (\d+)", str(error))
        place = f"第{spot[1]}行第{spot[2]}个字符" if spot else "末尾"
        raise PolicyError(
            f"{path.name}：{place}附近不合 TOML 写法，请检查引号、等号、括号"
            "是否为英文半角并且成对，中文名称两边是否有引号，同一项是否写了两遍。"
        ) from None
