"""The page of a check and of a batch: what stands on it, and how it behaves in a real browser."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kongcuo_xl import batch, cli, inputs, policy, report_page
from kongcuo_xl.batch.outcome import UnitResult
from kongcuo_xl.checking import Report
from kongcuo_xl.report_page.county import shares
from tests import browser
from tests.browser import Browser
from tests.workbooks import xlsx

ID = "110105201309010033"
WRONG = "110105201309010028"
HOSTILE = "</script><img src=x onerror=alert(1)>"
HEADS = ["姓名", "性别", "身份证号", "年级", "班级"]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two schools; a class of one has a name that would be markup, and a number that is wrong."""
    folder = tmp_path_factory.mktemp("report") / "县"
    for school in ("一中", "二中"):
        (folder / school).mkdir(parents=True)
    xlsx(folder / "一中" / "花名册.xlsx", [
        HEADS,
        ["张小明", "男", ID, "七年级", "1班"],
        [HOSTILE, "女", WRONG, "七年级", "2班"],
        ["李红", "？", ID, "七年级", "1班"],
    ])  # fmt: skip
    xlsx(folder / "二中" / "花名册.xlsx", [HEADS, ["王五", "男", "1101052013", "八年级", "1班"]])
    (folder / "二中" / "坏.xlsx").write_bytes(b"PK\x03\x04")
    return folder


@pytest.fixture(scope="module")
def report(county: Path) -> Report:
    return inputs.check([county], policy.load("national"), dt.date(2025, 10, 20))


@pytest.fixture(scope="module")
def page(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("page") / "报告.html"
    report_page.write(report_page.of_check(report, copies={"一中/花名册.xlsx": "a.xlsx"}), target)
    return target


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if browser.PROGRAM is None:
        pytest.skip("no Chromium (apt: chromium-headless-shell): pages are not tried in a browser")
    with Browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def rows(window: Browser) -> list[str]:
    """The findings shown, as text."""
    found = window.ask("[...document.querySelectorAll('#rows tr')].map(row => row.innerText)")
    assert isinstance(found, list)
    return found


def test_the_page_needs_nothing_and_runs_only_its_own(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"https?://|@import|url\(|<link|<iframe|\son\w+=(?!alert)|\sstyle=", text)
    assert HOSTILE not in text
    rule = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert rule is not None
    assert rule[1].startswith("default-src 'none';")
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    for part in (style, script):
        digest = base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in rule[1]


def test_ids_are_masked_unless_asked_for(report: Report) -> None:
    masked, shown = (report_page.of_check(report, show_ids=show) for show in (False, True))
    assert "110105********0028" in masked
    assert not re.search(r"\d{17}[\dX]", masked)
    assert WRONG in shown


def test_the_same_findings_give_the_same_page(county: Path, report: Report) -> None:
    again = inputs.check([county], policy.load("national"), dt.date(2025, 10, 20))
    assert report_page.of_check(report) == report_page.of_check(again)


def test_a_batch_writes_a_page_with_links_to_its_copies(county: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    cli.main(["batch", str(county), "--out", str(out), "--date", "2025-10-20", "--workers", "1"])
    text = (out / "报告.html").read_text(encoding="utf-8")
    assert "控辍保学核查汇总" in text
    assert "坏.xlsx" in text
    links = re.findall(r'<a href="(%[^"]+xlsx)">', text)
    assert {"%E4%B8%80%E4%B8%AD/%E8%8A%B1%E5%90%8D%E5%86%8C_%E6%A0%B8%E6%9F%A5.xlsx"} <= set(links)


def test_a_page_of_a_province_stays_bounded(report: Report, tmp_path: Path) -> None:
    (fault,) = [f for f in report.findings if f.code == "ID103"]
    units = [
        UnitResult(
            f"省/{n}中", levels=Counter(错误=60), ranked=Counter({("ID103", "错误"): 60}),
        )
        for n in range(300)
    ]  # fmt: skip
    outcome = batch.Outcome(units, tmp_path / "汇总.xlsx", dt.date(2025, 10, 20), "全国")
    listed = {unit: [replace(fault, unit=unit)] * most for unit, most in shares(units).items()}
    text = report_page.of_county(outcome, listed)
    assert "共 18000 处，这里列出问题最重的单位各自最重的问题，共 5000 处" in text
    assert len(text) < 4_000_000


def test_html_must_be_named_as_such(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", str(county), "--html", "报告.pdf"]) == cli.WRONG
    assert "报告.html" in capsys.readouterr().err


def test_in_a_browser_nothing_is_refused_and_nothing_fetched(window: Browser, page: Path) -> None:
    window.open(page)
    methods = [event["method"] for event in window.said]
    assert "Runtime.exceptionThrown" not in methods
    assert "Log.entryAdded" not in methods
    asked = [e for e in window.said if e["method"] == "Network.requestWillBeSent"]
    assert [e["params"]["request"]["url"] for e in asked] == [page.as_uri()]
    # What a sheet holds is text here, whatever it looks like.
    assert window.ask("document.images.length") == 0
    assert any(HOSTILE in row for row in rows(window))


def test_in_a_browser_findings_are_filtered(window: Browser, page: Path, report: Report) -> None:
    window.open(page)
    assert len(rows(window)) == len(report.findings)
    window.ask("document.querySelector('a[data-rule=ID103]').click()")
    window.ask("new Promise(done => setTimeout(done, 50))")
    assert [("ID103" in row, "七(2)班" in row) for row in rows(window)] == [(True, True)]
    assert window.ask("document.getElementById('shown').textContent").startswith("第 1–1 条")
    window.ask("document.querySelector('button[type=reset]').click()")
    window.ask("new Promise(done => setTimeout(done, 50))")
    assert len(rows(window)) == len(report.findings)
    assert window.ask("document.querySelector('#rows a').getAttribute('href')") == "a.xlsx"


def test_in_a_browser_keys_are_enough(window: Browser, page: Path) -> None:
    window.open(page)
    window.press("/", *"李红")
    window.ask("new Promise(done => setTimeout(done, 300))")
    found = rows(window)
    assert found
    assert all("李红" in row for row in found)
    window.press("Escape")
    assert len(rows(window)) > len(found)
    window.press("Tab", " ")  # the first level is taken away
    assert not any(row.startswith("错误") for row in rows(window))


def test_without_scripts_and_on_paper_every_finding_stands(
    window: Browser, page: Path, report: Report, tmp_path: Path
) -> None:
    window.send("Emulation.setScriptExecutionDisabled", value=True)
    window.open(page)
    window.send("Emulation.setScriptExecutionDisabled", value=False)
    shown = window.ask("[...document.querySelectorAll('noscript .findings tbody tr')].length")
    assert shown == len(report.findings)
    window.printed(tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_in_a_browser_ten_thousand_findings_come_in_pages(
    window: Browser, report: Report, tmp_path: Path
) -> None:
    (fault,) = [f for f in report.findings if f.code == "ID103"]
    many = [replace(fault, row=n, person=f"学生{n}") for n in range(12_000)]
    target = tmp_path / "报告.html"
    report_page.write(report_page.of_check(replace(report, findings=many)), target)
    window.open(target)
    assert len(rows(window)) == 100
    window.ask("document.getElementById('on').click()")
    assert rows(window)[0].split("\t")[3] == "学生100"
    assert "第 101–200 条，共 12,000 条" in window.ask(
        "document.getElementById('shown').textContent"
    )
    window.ask("dispatchEvent(new Event('beforeprint'))")
    assert len(rows(window)) == 3_000
    assert "另有 9,000 条没有打印" in window.ask("document.getElementById('shown').textContent")
    window.ask("dispatchEvent(new Event('afterprint'))")
    assert len(rows(window)) == 100
