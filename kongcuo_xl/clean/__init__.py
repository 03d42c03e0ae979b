"""What people type, understood: text, dates, grades, phones, names, yes and no.

Everything here is pure. A scalar function takes one raw cell value (text, number, bool, date,
``""``) and says what it means; a plural one takes a Series of raw values and gives a typed Series
on the same index, working each distinct value out once (``each``).
"""

from kongcuo_xl.clean.amounts import number, numbers, period_of_day
from kongcuo_xl.clean.answers import flags, yes_no
from kongcuo_xl.clean.cell_text import is_in, key, text, text_array, texts, trimmed
from kongcuo_xl.clean.class_names import Class, class_label, class_of, classes, grade, grade_label
from kongcuo_xl.clean.code_lists import DOCUMENT_TYPES, NATIONS, document_type, nation, sex
from kongcuo_xl.clean.distinct_values import each, each_text, which
from kongcuo_xl.clean.header_words import header_key, header_keys, simplified
from kongcuo_xl.clean.people_names import (
    are_plain_names,
    name_odd,
    person_name,
    person_names,
    split_names,
)
from kongcuo_xl.clean.telephones import are_mobiles, phone, phones
from kongcuo_xl.clean.utf8 import are_empty, arrow, as_series, repeated, repeated_together
from kongcuo_xl.clean.written_dates import (
    DATE_STATUSES,
    FIRST_YEAR,
    LAST_YEAR,
    DateStatus,
    complete,
    date,
    date_range,
    dates,
)

__all__ = [
    "DATE_STATUSES",
    "DOCUMENT_TYPES",
    "FIRST_YEAR",
    "LAST_YEAR",
    "NATIONS",
    "Class",
    "DateStatus",
    "are_empty",
    "are_mobiles",
    "are_plain_names",
    "arrow",
    "as_series",
    "class_label",
    "class_of",
    "classes",
    "complete",
    "date",
    "date_range",
    "dates",
    "document_type",
    "each",
    "each_text",
    "flags",
    "grade",
    "grade_label",
    "header_key",
    "header_keys",
    "is_in",
    "key",
    "name_odd",
    "nation",
    "number",
    "numbers",
    "period_of_day",
    "person_name",
    "person_names",
    "phone",
    "phones",
    "repeated",
    "repeated_together",
    "sex",
    "simplified",
    "split_names",
    "text",
    "text_array",
    "texts",
    "trimmed",
    "which",
    "yes_no",
]
