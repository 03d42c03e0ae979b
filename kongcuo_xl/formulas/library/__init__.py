"""The functions of the spreadsheet language that can be worked out here, a module a subject."""

from kongcuo_xl.formulas.library import conditions, dates, logic, lookup, numbers, texts
from kongcuo_xl.formulas.library.registry import ARRAYS_INSIDE, ERRORS_TOO, SCALARS, WHOLES

__all__ = ["ARRAYS_INSIDE", "ERRORS_TOO", "SCALARS", "WHOLES"]

_SUBJECTS = (numbers, logic, conditions, texts, lookup, dates)
"""Imported for what they register."""
