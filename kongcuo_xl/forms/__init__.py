"""Official sheets: what their cells ask for; ``filling`` has the plans that fill them."""

from kongcuo_xl.forms.blank import Blank, BlankSheet, FormError
from kongcuo_xl.forms.mapping import Form, all_forms, find

__all__ = ["Blank", "BlankSheet", "Form", "FormError", "all_forms", "find"]
