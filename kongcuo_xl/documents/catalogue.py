"""Which documents there are and what their templates may name, as ``documents.toml`` has it.

How each looks is the Word file of its name beside it.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from kongcuo_xl.forms.mapping import folder as forms_folder

LINE = "　"
"""What a line to be filled by hand is made of; templates underline it."""
END = "\u00a0"
"""Ends such a line: it does not vanish at the end of a paragraph's line."""
NO_DATE = LINE * 3 + "年" + LINE * 2 + "月" + LINE * 2 + "日"
LIST = "名单"
PAIRS = "两人一行"
LAWS = "法律依据"
BY_GRADE, BY_UNIT = "各年级", "各单位"
_OF_ALL = ("单位", "日期", "月份", "学年", "返校期限", "班主任", "人数", "依据", "联")
_IN_LAW = frozenset({"条名", "条文"})
SIDES = ("甲", "乙")
Values: TypeAlias = Mapping[str, Any]
"""What one copy says: a field's words by its name; under 名单 and 法律依据 a list of such."""


class DocumentError(Exception):
    """A document that can't be printed; the message is one Chinese sentence for the user."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document; ``documents.toml`` explains the parts."""

    name: str
    about: str
    tables: tuple[str, ...]
    also: tuple[str, ...]
    only: str
    each: str
    file: str
    basis: tuple[str, ...]
    copies: tuple[str, ...] = ()
    number: str = ""

    @property
    def template(self) -> Path:
        """Its Word file."""
        return folder() / f"{self.name}.docx"


@dataclass(frozen=True, slots=True)
class Field:
    """What a template may name: where it is found, and the blank that stands in for it."""

    of: tuple[str, ...]
    blank: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A list of what a table has on record about a person."""

    table: str
    parts: Mapping[str, str]
    """Name of a part → field."""
    least: int
    """Rows that it has at least, to be written on by hand."""


def folder() -> Path:
    """Where the templates of documents are."""
    return forms_folder() / "documents"


@cache
def _data() -> Mapping[str, Any]:
    text = (folder() / "documents.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def all_documents() -> tuple[Document, ...]:
    """Every document, in the order of ``documents.toml``."""

    def frozen(entry: Mapping[str, Any]) -> dict[str, Any]:
        return {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}

    return tuple(Document(**frozen(entry)) for entry in _data()["document"])


@cache
def all_fields() -> Mapping[str, Field]:
    """Every field of a person that a template may name."""

    def blank(entry: Mapping[str, Any]) -> str:
        return NO_DATE if "date" in entry else LINE * (entry["width"] - 1) + END

    entries: dict[str, dict[str, Any]] = _data()["fields"]
    return {name: Field(tuple(each["of"]), blank(each)) for name, each in entries.items()}


@cache
def all_records() -> Mapping[str, Recorded]:
    """Every list of records of a person that a template may name."""
    return {name: Recorded(**entry) for name, entry in _data()["records"].items()}


@cache
def all_figures() -> Mapping[str, str]:
    """Every figure that a template may name → its measure."""
    figures: dict[str, str] = _data()["figures"]
    return figures


def find(name: str) -> Document:
    """The document of that name, or the only one it begins or is part of. Raises DocumentError."""
    wanted = name.strip()
    known = [document.name for document in all_documents()]
    for found in (
        [d for d in all_documents() if d.name == wanted],
        [d for d in all_documents() if wanted and wanted in d.name],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            several = "、".join(d.name for d in found)
            raise DocumentError(f"“{name}”有几种：{several}；请写出全名。")
    nearest = difflib.get_close_matches(wanted, known, n=1, cutoff=0.0)[0]
    raise DocumentError(
        f"没有名为“{name}”的文书，最接近的是“{nearest}”；用 kongcuo print 查看全部。"
    )


def names_known() -> Mapping[str, frozenset[str]]:
    """Every name that a template may use → what its parts are called, for a list."""
    figures, of_person = frozenset(all_figures()), frozenset((*all_fields(), "序号"))
    return {
        **{name: frozenset[str]() for name in (*all_fields(), *figures, *_OF_ALL)},
        LIST: of_person,
        PAIRS: frozenset(name + side for name in of_person for side in SIDES),
        LAWS: _IN_LAW,
        BY_GRADE: figures | {"年级"},
        BY_UNIT: figures | {"单位"},
        **{name: frozenset((*each.parts, "序号")) for name, each in all_records().items()},
    }
