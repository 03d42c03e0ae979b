"""Test modules may import each other's builders by name."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no failure.
settings.register_profile("kongcuo", deadline=None)
settings.load_profile("kongcuo")

sys.path.insert(0, str(Path(__file__).parent))

import libreoffice  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def no_office_stays() -> Iterator[None]:
    yield
    libreoffice.end()


@pytest.fixture(scope="session")
def built_addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the Excel add-in and its workbook, as they are built; read only."""
    from kongcuo_xl.addin import package

    folder = tmp_path_factory.mktemp("addin")
    package.build(folder)
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was not tested because this machine lacks LibreOffice."""
    reasons = Counter(
        str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        for report in terminalreporter.stats.get("skipped", [])
        if "not tested" in str(report.longrepr)
    )
    if reasons:
        terminalreporter.section("NOT TESTED ON THIS MACHINE", red=True, bold=True)
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count} tests: {reason.removeprefix('Skipped: ')}", red=True)
