"""The wheel and what it asks for are enough: with nothing else it writes and checks the demo."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    # Nothing of this checkout may be found from there.
    outside = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, env=outside
    )


def asked_for(requirements: Iterable[str]) -> dict[str, metadata.Distribution]:
    """The distributions that meet requirements, with those that they ask for in turn, by name."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [Requirement(each) for each in requirements]
    while waiting:
        wanted = waiting.pop()
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue
        assert not wanted.extras, "what an extra asks for is not looked up"
        name = canonicalize_name(wanted.name)
        if name not in found:
            found[name] = metadata.distribution(name)
            waiting += [Requirement(each) for each in found[name].requires or ()]
        assert wanted.specifier.contains(found[name].version, prereleases=True), str(wanted)
    return found


def provide(given: metadata.Distribution, site: Path) -> None:
    """Let an environment have a distribution of ours, without the work of installing it again."""
    tops = {file.parts[0] for file in given.files or ()} - {"..", "__pycache__"}
    for top in tops:
        source, target = Path(str(given.locate_file(top))), site / top
        if os.name != "nt":
            target.symlink_to(source)
        elif source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)


def test_demo_runs_from_the_installed_wheel(tmp_path: Path) -> None:
    built = run(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT,
        cwd=tmp_path,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    inside = zipfile.ZipFile(wheel).namelist()
    for data in ("fields.toml", "policies/national.toml", "data/regions.csv", "templates/"):
        assert any(name.startswith(f"kongcuo_xl/{data}") for name in inside), data
    assert not any(name.startswith("tests/") for name in inside)

    empty = tmp_path / "empty"
    assert run(sys.executable, "-m", "venv", "--without-pip", empty, cwd=tmp_path).returncode == 0
    binaries = empty / ("Scripts" if os.name == "nt" else "bin")
    installed = run(
        sys.executable, "-m", "pip", "--python", binaries / "python", "install", "-q", "--no-deps",
        "--no-index", wheel, cwd=tmp_path,
    )  # fmt: skip
    assert installed.returncode == 0, installed.stderr
    (site,) = empty.rglob("site-packages")
    (ours,) = metadata.distributions(path=[str(site)])
    for given in asked_for(ours.requires or []).values():
        provide(given, site)

    kongcuo = binaries / "kongcuo"
    made = run(kongcuo, "demo", "county", "--schools", "2", "--students", "120", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    done = run(
        kongcuo, "batch", "county", "--out", "results", "--date", "2025-10-20",
        "--policy", "zhushan-2021", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert (tmp_path / "results" / "汇总.xlsx").is_file()
    assert list((tmp_path / "results").rglob("*_核查.xlsx"))
    assert list((tmp_path / "results").rglob("月报表_2025-09.xlsx"))
    truth = json.loads((tmp_path / "county" / "truth.json").read_text(encoding="utf-8"))
    assert truth["faults"]
