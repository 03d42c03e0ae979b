"""School → township (中心校) → county: what units handed in, unit by unit, and what is missing.

Pure data: sheets as read go in, a roll-up comes out, in which every number knows its cell.
What a check finds in each folder (``of_units``, ``facts``) makes the ``members`` of a
``county``; their sheets are stacked (``stacking``) and told off against what is owed
(``reporting``), all by ``rolling``. ``sheets`` draws the workbook, ``county_form`` fills the
county's own.
"""

from __future__ import annotations

from kongcuo_xl.rollup.county import Form, Member, RollUp, Use, is_rate
from kongcuo_xl.rollup.facts import Computed, Entry, Facts, Listed, Person

__all__ = [
    "Computed",
    "Entry",
    "Facts",
    "Form",
    "Listed",
    "Member",
    "Person",
    "RollUp",
    "Use",
    "is_rate",
]
