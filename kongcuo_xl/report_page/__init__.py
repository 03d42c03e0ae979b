"""A report to look at: one HTML page that holds all it needs, for any browser, on paper too.

The page asks nothing of the network and runs no script but its own (its Content-Security-Policy
names both by hash). Without scripts it shows plain tables. The same findings give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kongcuo_xl import __version__, screen
from kongcuo_xl.finding import LEVELS, Finding
from kongcuo_xl.hosts.ooxml.archive import writing
from kongcuo_xl.report_page import county, school
from kongcuo_xl.report_page.findings import address

if TYPE_CHECKING:
    from kongcuo_xl.batch import Outcome
    from kongcuo_xl.checking import Report

__all__ = ["address", "of_check", "of_county", "write"]

_HERE = Path(__file__).parent


def of_check(
    report: Report, *, copies: Mapping[str, str] | None = None, show_ids: bool = False
) -> str:
    """The page of one check. ``copies``: workbook → its marked copy, relative to the page."""
    return _page(school.content(report, copies or {}), show_ids=show_ids)


def of_county(outcome: Outcome, listed: Mapping[str, Sequence[Finding]]) -> str:
    """The page of a batch: every unit, and those of its findings that are ``listed``."""
    return _page(county.content(outcome, listed), show_ids=False)


def write(page: str, target: Path) -> None:
    """Write a page, whole or not at all. Raises OutputError."""
    with writing(target) as out:
        out.write(page.encode())


def _page(content: dict[str, Any], *, show_ids: bool) -> str:
    def said(value: object) -> object:
        """Whatever stands in the page: IDs masked, nothing in it that is not seen."""
        plain = isinstance(value, str) and not isinstance(value, Markup)
        return screen.shown(str(value), show_ids=show_ids) if plain else value

    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=said,
    )
    data = screen.shown(
        json.dumps(content["data"], ensure_ascii=False, separators=(",", ":")), show_ids=show_ids
    )
    return environment.get_template("page.html").render(
        content,
        levels=LEVELS,
        version=__version__,
        style=_own("page.css"),
        script=_own("page.js"),
        style_hash=_digest("page.css"),
        script_hash=_digest("page.js"),
        # Nothing in the data may end the element that holds it.
        embedded=Markup(data.replace("<", "\\u003c").replace(">", "\\u003e")),
    )


@cache
def _own(name: str) -> Markup:
    return Markup((_HERE / name).read_text(encoding="utf-8"))


@cache
def _digest(name: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(_own(name).encode()).digest()).decode()
