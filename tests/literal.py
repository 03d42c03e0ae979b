"""Small literal tables, written as on a rule's page, and what a rule finds in them."""

from __future__ import annotations

from rule_page import found_by, parse, report_on


def expected(code: str, text: str) -> None:
    """The rule finds exactly what the table marks."""
    example = parse(text.splitlines())
    assert found_by(example, code) == example.expected


def holds(code: str, text: str) -> None:
    """The rule was run, and finds exactly what the table marks; nothing where nothing is marked."""
    case = parse(text.splitlines())
    if case.expected:
        assert found_by(case, code) == case.expected
        return
    report = report_on(case, {code})
    assert not report.defects, report.defects[0]
    assert not report.findings, [f.message for f in report.findings]
    assert not report.skipped, report.skipped


def reasons(code: str, text: str) -> list[str]:
    """Why a rule was not run somewhere, whatever it found elsewhere."""
    return [s.reason for s in report_on(parse(text.splitlines()), {code}).skipped]


def found(code: str, text: str) -> set[tuple[str, str]]:
    """(cell, level) of what a rule finds, on whatever sheet."""
    return {(cell, level) for _, _, cell, level in found_by(parse(text.splitlines()), code)}


def messages(code: str, text: str) -> list[str]:
    """What a rule says, in order."""
    return [f.message for f in report_on(parse(text.splitlines()), {code}).findings]


def skipped(code: str, text: str) -> list[str]:
    """Why a rule was not run."""
    report = report_on(parse(text.splitlines()), {code})
    assert not report.defects, report.defects[0]
    assert not report.findings
    return [s.reason for s in report.skipped]
