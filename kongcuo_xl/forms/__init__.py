"""Official sheets: what their cells ask for, and the plans that fill them."""

from kongcuo_xl.forms.blank import Blank, BlankSheet, FormError
from kongcuo_xl.forms.filling import Filled, fill
from kongcuo_xl.forms.mapping import Form, all_forms, find

__all__ = ["Blank", "BlankSheet", "Filled", "Form", "FormError", "all_forms", "fill", "find"]
