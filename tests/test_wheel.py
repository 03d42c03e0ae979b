"""The wheel alone is enough: installed into an empty environment, it writes and checks the demo."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    # Nothing of this checkout may be found from there.
    outside = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, env=outside
    )


def test_demo_runs_from_the_installed_wheel(tmp_path: Path) -> None:
    built = run(sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path, ROOT, cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    inside = zipfile.ZipFile(wheel).namelist()
    for data in ("fields.toml", "policies/national.toml", "data/regions.csv", "templates/"):
        assert any(name.startswith(f"kongcuo_xl/{data}") for name in inside), data
    assert not any(name.startswith("tests/") for name in inside)

    empty = tmp_path / "empty"
    assert run(sys.executable, "-m", "venv", empty, cwd=tmp_path).returncode == 0
    binaries = empty / ("Scripts" if os.name == "nt" else "bin")
    installed = run(binaries / "python", "-m", "pip", "install", "-q", wheel, cwd=tmp_path)
    assert installed.returncode == 0, installed.stderr

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
