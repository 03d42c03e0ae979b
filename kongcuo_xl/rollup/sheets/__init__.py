"""A roll-up as a workbook: a sheet a form, who has not reported, what does not agree, charts."""

from __future__ import annotations

from pathlib import Path

from kongcuo_xl.hosts import authorship
from kongcuo_xl.hosts.pages import Pages
from kongcuo_xl.rollup import RollUp
from kongcuo_xl.rollup.sheets.against_last import against_last_sheet
from kongcuo_xl.rollup.sheets.against_lists import against_lists_sheets
from kongcuo_xl.rollup.sheets.charts import charts_sheet
from kongcuo_xl.rollup.sheets.checks import checks_sheet
from kongcuo_xl.rollup.sheets.computed import computed_sheet
from kongcuo_xl.rollup.sheets.forms import details_sheet, form_sheet
from kongcuo_xl.rollup.sheets.links import Links
from kongcuo_xl.rollup.sheets.notes import notes_sheet
from kongcuo_xl.rollup.sheets.reporting import reported_sheet


def write(roll: RollUp, target: Path, *, show_ids: bool = False) -> None:
    """Write the workbook, whole or not at all. Raises OutputError."""
    pages = Pages(show_ids)
    links = Links(roll, target)
    for form in roll.forms:
        form_sheet(pages, roll, form, links)
        details_sheet(pages, roll, form, links)
    computed_sheet(pages, roll)
    reported_sheet(pages, roll)
    checks_sheet(pages, roll, links)
    against_lists_sheets(pages, roll, links, show_ids=show_ids)
    against_last_sheet(pages, roll)
    charts_sheet(pages, roll)
    notes_sheet(pages, roll)
    pages.save(target, authorship.LIST)
