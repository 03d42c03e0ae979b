"""Every requirement of the source documents is met by something, or it is said why not."""

from __future__ import annotations

from collections import Counter

import pytest

from kongcuo_xl import cli
from kongcuo_xl import policy as policies
from kongcuo_xl.documents import all_documents
from kongcuo_xl.duties import KINDS
from kongcuo_xl.forms.mapping import all_forms
from kongcuo_xl.requirements import (
    PLANNED,
    Requirement,
    cited,
    document_names,
    form_titles,
    page,
    requirements,
    written,
)
from kongcuo_xl.rule import rules

EVERY = list(requirements().values())

NUMBER = {
    "000": 17,
    "1.1": 19,
    "1.2": 31,
    "1.3": 3,
    "1.4": 19,
    "1.5": 49,
    "1.6": 1,
    "1.7": 22,
    "1.8": 12,
    "002": 38,
    "003": 32,
    "004": 24,
}
"""Number of requirements in each document."""


def test_every_requirement_stands_once_and_in_order() -> None:
    wanted = [f"{source}-{n:02}" for source, last in NUMBER.items() for n in range(1, last + 1)]
    assert [each.id for each in EVERY] == wanted
    rows = Counter(line.split("|")[1].strip() for line in page().splitlines() if "|" in line)
    assert {rows[each] for each in wanted} == {1}


def test_whatever_a_rule_a_policy_or_a_duty_cites_is_a_requirement() -> None:
    assert set(cited()) <= set(requirements())


def lacking(each: Requirement) -> list[str]:
    """Classes of a requirement that nothing meets and nothing explains."""
    said = each.unmet or each.manual
    met = {
        "a": each.rules or said,
        "b": each.forms or each.rules or said,
        "c": each.remind or each.rules or said,
        "d": each.documents or each.forms,
        "e": each.parameters or each.rules or each.remind or said,
        "f": each.manual,
    }
    return [letter for letter in each.classes if not met[letter]]


def test_each_class_is_met_or_it_is_said_why_not() -> None:
    assert {each.id: lacking(each) for each in EVERY if lacking(each)} == {}
    for each in EVERY:
        assert each.duty
        assert each.classes == "".join(sorted(set(each.classes)))


def test_names_in_the_data_are_names_of_the_program() -> None:
    known = {
        "rules": set(rules()),
        "forms": set(form_titles()),
        "documents": set(document_names()),
        "remind": {kind.id for kind, _ in KINDS},
        "parameters": set(policies.load(policies.BASE).schema),
    }
    for each in EVERY:
        for what, names in known.items():
            assert set(getattr(each, what)) <= names, each.id


def test_what_the_program_says_is_not_written_twice() -> None:
    twice = [
        (each, what, name)
        for each, entry in written().items()
        for what, names in cited().get(each, {}).items()
        for name in names & set(entry.get(what, ()))
    ]
    assert twice == [], "take these out of requirements.toml"


def test_every_form_and_document_that_is_named_is_asked_for() -> None:
    assert {code for each in EVERY for code in each.forms} == set(form_titles())
    assert {name for each in EVERY for name in each.documents} == set(document_names())
    for form in all_forms():
        assert form_titles()[form.code] in (form.title, *form.names)


@pytest.mark.parametrize("name", sorted({name for each in EVERY for name in each.commands}))
def test_commands_exist(name: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main([name, "--help"])
    assert stopped.value.code == 0


def test_an_example() -> None:
    visit = requirements()["002-13"]
    assert visit.rules == ("AT102",)
    assert "teacher_visit" in visit.remind
    assert "teacher_visit_within_days" in visit.parameters
    assert visit.manual == ""


def test_a_form_that_cannot_be_filled_yet_is_called_planned() -> None:
    made = {form.code for form in all_forms()}
    for code, title in form_titles().items():
        assert (f"{code} {title}{PLANNED}" in page()) == (code not in made), code


def test_a_document_that_cannot_be_printed_yet_is_called_planned() -> None:
    made = {document.name.partition("（")[0] for document in all_documents()}
    assert "送教手册" in made
    for name in document_names():
        assert (f"{name}{PLANNED}" in page()) == (name not in made), name
