"""What may be typed into cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError, base_classes

from . import formulas
from .bridge import Uno, enum
from .failures import explains

if TYPE_CHECKING:
    from .ranges import Range

_TYPES = {
    "none": "ANY",
    "whole_number": "WHOLE",
    "decimal": "DECIMAL",
    "list": "LIST",
    "date": "DATE",
    "time": "TIME",
    "text_length": "TEXT_LEN",
    "custom": "CUSTOM",
}
_OPERATORS = {
    "between": "BETWEEN",
    "not_between": "NOT_BETWEEN",
    "equal_to": "EQUAL",
    "not_equal_to": "NOT_EQUAL",
    "greater_than": "GREATER",
    "less_than": "LESS",
    "greater_than_or_equal": "GREATER_EQUAL",
    "less_than_or_equal": "LESS_EQUAL",
}
_ALERTS = {"STOP": "stop", "WARNING": "warning", "INFO": "information", "MACRO": "stop"}
HIDDEN = 0  # com.sun.star.sheet.TableValidationVisibility
UNSORTED = 1


@explains
class DataValidation(base_classes.DataValidation):
    """The validation of a range. Where its cells differ there is none to speak of."""

    def __init__(self, cells: Range) -> None:
        self.cells = cells

    @property
    def api(self) -> Uno:
        """com.sun.star.sheet.TableValidation."""
        return self.cells.xl.Validation

    @property
    def _mixed(self) -> bool:
        cells = self.cells
        if len(cells) == 1:
            return False
        return bool(cells.xl.getPropertyState("Validation").value == "AMBIGUOUS_VALUE")

    @property
    def type(self) -> str:
        """xlwings' word; "none" without validation, "inconsistent" where cells differ."""
        if self._mixed:
            return "inconsistent"
        found = self.api.Type.value
        return next((word for word, value in _TYPES.items() if value == found), "unknown")

    def _rule(self) -> Uno:
        """The rule; None without one."""
        return None if self.type in ("none", "inconsistent") else self.api

    @property
    def operator(self) -> str | None:
        """None for lists and formulas."""
        rule = self._rule()
        if rule is None or self.type in ("list", "custom"):
            return None
        found = rule.getOperator().value
        return next((word for word, value in _OPERATORS.items() if value == found), None)

    def _formula(self, text: str) -> str | None:
        return formulas.to_excel(f"={text}") if text else None

    @property
    def formula1(self) -> str | None:
        """The first bound."""
        rule = self._rule()
        return None if rule is None else self._formula(rule.getFormula1())

    @property
    def formula2(self) -> str | None:
        """The second bound; None without one."""
        rule = self._rule()
        if rule is None or self.operator not in ("between", "not_between"):
            return None
        return self._formula(rule.getFormula2())

    @property
    def formula(self) -> str | None:
        """The formula of a rule of one's own."""
        return self.formula1 if self.type == "custom" else None

    @property
    def source(self) -> str | None:
        """Where a list comes from: a range, a name, or the values with commas between them."""
        if self.type != "list":
            return None
        text = str(self.api.getFormula1())
        if text.startswith('"'):
            return ",".join(re.findall(r'"((?:[^"]|"")*)"', text)).replace('""', '"')
        return self._formula(text)

    def _property(self, name: str) -> Any:
        rule = self._rule()
        return None if rule is None else getattr(rule, name)

    @property
    def in_cell_dropdown(self) -> bool | None:
        """Whether a list is offered in the cell."""
        return None if self.type != "list" else self.api.ShowList != HIDDEN

    @property
    def ignore_blank(self) -> bool | None:
        """Whether an empty cell is always right."""
        return self._property("IgnoreBlankCells")  # type: ignore[no-any-return]

    @property
    def input_title(self) -> str | None:
        """The heading of the hint."""
        return self._property("InputTitle")  # type: ignore[no-any-return]

    @property
    def input_message(self) -> str | None:
        """The hint."""
        return self._property("InputMessage")  # type: ignore[no-any-return]

    @property
    def show_input(self) -> bool | None:
        """Whether the hint is shown."""
        return self._property("ShowInputMessage")  # type: ignore[no-any-return]

    @property
    def error_title(self) -> str | None:
        """The heading of the message."""
        return self._property("ErrorTitle")  # type: ignore[no-any-return]

    @property
    def error_message(self) -> str | None:
        """What is said of a wrong entry."""
        return self._property("ErrorMessage")  # type: ignore[no-any-return]

    @property
    def show_error(self) -> bool | None:
        """Whether a wrong entry is refused."""
        return self._property("ShowErrorMessage")  # type: ignore[no-any-return]

    @property
    def alert_style(self) -> str | None:
        """stop, warning or information."""
        found = self._property("ErrorAlertStyle")
        return None if found is None else _ALERTS[found.value]

    def _changed(self) -> Uno:
        self.cells.guard()
        if self._mixed:
            raise XlwingsError("The cells of the range have different validation rules.")
        rule = self.api
        if rule.Type.value == "ANY":
            rule.ShowErrorMessage = True
            rule.IgnoreBlankCells = True
        return rule

    def set_list(self, source: Any, in_cell_dropdown: bool) -> None:
        """Only values of a list: given, in a range, or by name."""
        from .names import Name
        from .ranges import Range

        rule = self._changed()
        if isinstance(source, Range):
            text = formulas.to_calc(f"={source.sheet.reference}!{source.address}")[1:]
        elif isinstance(source, Name):
            text = source.short
        else:
            text = ";".join('"' + value.replace('"', '""') + '"' for value in source)
        rule.Type = enum("sheet.ValidationType", "LIST")
        rule.ShowList = UNSORTED if in_cell_dropdown else HIDDEN
        self._place(rule)
        rule.setFormula1(text)
        rule.setFormula2("")
        self.cells.xl.Validation = rule

    def set_rule(
        self, rule_type: str, operator: str | None, formula1: str, formula2: str | None
    ) -> None:
        """A comparison, or a formula that has to be true."""
        rule = self._changed()
        rule.Type = enum("sheet.ValidationType", _TYPES[rule_type])
        if operator is not None:
            rule.setOperator(enum("sheet.ConditionOperator", _OPERATORS[operator]))
        self._place(rule)
        rule.setFormula1(formulas.to_calc(formula1)[1:])
        rule.setFormula2(formulas.to_calc(formula2)[1:] if formula2 else "")
        self.cells.xl.Validation = rule

    def _place(self, rule: Uno) -> None:
        """Relative references are meant from the first cell."""
        rule.setSourcePosition(self.cells.corner_struct)

    def delete(self) -> None:
        """Anything may be typed."""
        self.cells.guard()
        rule = self.cells.xl.Validation
        rule.Type = enum("sheet.ValidationType", "ANY")
        for name in ("InputTitle", "InputMessage", "ErrorTitle", "ErrorMessage"):
            setattr(rule, name, "")
        rule.ShowInputMessage = False
        rule.ShowErrorMessage = False
        rule.setFormula1("")
        rule.setFormula2("")
        self.cells.xl.Validation = rule
