"""Filled forms as files: the blank form read, the plan computed, a copy of the form written."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from kongcuo_xl import forms
from kongcuo_xl.forms import Form, lists, mapping_text
from kongcuo_xl.forms.explanation import Explained
from kongcuo_xl.forms.filling import fill
from kongcuo_xl.forms.learning import learn, stated_month
from kongcuo_xl.forms.mapping import read_mapping
from kongcuo_xl.forms.members import MEMBERS
from kongcuo_xl.hosts import blanks, ooxml
from kongcuo_xl.hosts.ooxml import OutputError
from kongcuo_xl.hosts.ooxml.archive import writing
from kongcuo_xl.period import Period, parse
from kongcuo_xl.scope import Scope
from kongcuo_xl.statistics import MEASURES
from kongcuo_xl.tables import kinds

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A filled form that was written."""

    path: Path
    form: Form
    period: Period
    figures: tuple[Explained, ...]
    notes: tuple[str, ...]
    """Sentences for the user."""
    zero: bool | None
    """Whether it is a zero report; None where that can't be told."""


def fill_form(
    name: str,
    scope: Scope,
    period: str,
    target: Path,
    *,
    unit: str = "",
    explain: bool = False,
    overwrite: bool = False,
    workbook: Path | None = None,
) -> Outcome:
    """Fill a form, one of ours or a path, for the units of a scope together; write ``target``.

    ``unit`` is the name to print (the only unit's own without it). ``workbook`` is a copy of the
    form that somebody has begun to fill; without it the blank one is taken. ``overwrite`` is as
    for ``forms.filling.fill``.

    Raises FormError, PeriodError, OutputError or UnreadableBookError, each one Chinese sentence.
    """
    form, told = form_of(name)
    span = parse(period, scope.calendar.terms)
    source = workbook or form.workbook
    if source.exists() and target.exists() and source.samefile(target):
        raise OutputError(f"--out 就是表样“{target.name}”本身；表样不改动，请换一个文件名。")
    blank = blanks.read(source)
    printed = stated_month(blank) if not form.code and span.kind == "month" else None
    if printed and (printed[0] or span.start.year, printed[1]) != (
        span.start.year, span.start.month,
    ):  # fmt: skip
        year = f"{printed[0]}年" if printed[0] else ""
        raise forms.FormError(
            f"表样上印的是{year}{printed[1]}月，要填的是{span.label}；"
            "没有填写，请换一张表样或改期间。"
        )
    filled = fill(form, blank, scope, span, unit=unit, explain=explain, overwrite=overwrite)
    notes = ooxml.apply(source, filled.plan, target)
    said = (*told, *filled.notes, *notes)
    return Outcome(target, form, span, filled.figures, said, filled.zero)


def form_of(name: str) -> tuple[Form, list[str]]:
    """Our form of that name, or a county's own by its path, and what to tell the user of it.

    A mapping beside the workbook (the same name, ``.toml``) is used; without one the form is
    learnt. Raises FormError or UnreadableBookError.
    """
    path = Path(name)
    if path.suffix.lower() not in _WORKBOOKS:
        return forms.find(name), []
    _need_xlsx(path)
    mapping = path.with_suffix(".toml")
    if mapping.exists():
        try:
            form = read_mapping(mapping)
            _check(form)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as e:
            raise forms.FormError(
                f"对照文件“{mapping.name}”读不懂（{_fault(e, mapping)}）；"
                f"请改正，或删去后用 kongcuo forms learn {path.name} 重新写出。"
            ) from e
        return replace(form, workbook=path), [f"按对照文件“{mapping.name}”填写。"]
    learnt = learn(blanks.read(path), path)
    first = f"没有对照文件“{mapping.name}”，临时认读了表样“{path.name}”。"
    return learnt.form, [first, *mapping_text.summary(learnt)]


def learn_form(path: Path, mapping: Path | None = None) -> tuple[Path, list[str]]:
    """Learn a county's own form and write its mapping, beside it unless said otherwise.

    Returns where it was written and sentences for the user. Raises FormError, OutputError or
    UnreadableBookError.
    """
    _need_xlsx(path)
    learnt = learn(blanks.read(path), path)
    target = mapping or path.with_suffix(".toml")
    if target.exists():
        raise OutputError(
            f"“{target.name}”已经存在，可能有手工改过的内容；请先移走，或用 --out 另外取名。"
        )
    with writing(target) as out:
        out.write(mapping_text.text(learnt).encode())
    return target, mapping_text.summary(learnt)


def _need_xlsx(path: Path) -> None:
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise forms.FormError(
            f"表样“{path.name}”不是 .xlsx；请用表格软件打开，另存为 .xlsx 后再试。"
        )


def _fault(error: Exception, mapping: Path) -> str:
    """What is wrong with a mapping file, and in which line."""
    if isinstance(error, tomllib.TOMLDecodeError):
        found = re.search(r"line (\d+), column (\d+)", str(error))
        return f"第{found[1]}行第{found[2]}列写法不对" if found else "末尾不完整"
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8 编码"
    if isinstance(error, KeyError):
        return f"有一段缺少“{error.args[0]}”这一项"
    word = re.search(r"'(\w+)'$", str(error))
    if isinstance(error, TypeError):
        return f"不认识“{word[1]}”这一项{_line_of(word[1], mapping)}" if word else "有一项写法不对"
    said = re.search("“([^”]+)”", str(error))
    return f"{error}{_line_of(said[1], mapping)}" if said else str(error)


def _line_of(word: str, mapping: Path) -> str:
    lines = mapping.read_text(encoding="utf-8").splitlines()
    at = [n for n, line in enumerate(lines, 1) if word in line and not line.startswith("#")]
    return f"，见第{at[0]}行" if at else ""


def _check(form: Form) -> None:
    """Raise ValueError for a measure, list, name or group that there is not."""
    of_bands = [
        (letters, (*column.of, *column.over))
        for band in form.bands
        for letters, column in band.columns.items()
    ]
    of_places = [(place.cell, (*place.of, *place.over)) for place in form.places]
    for cell, terms in [*of_places, *of_bands]:
        for term in terms:
            if term.measure not in MEASURES:
                raise ValueError(f"{cell} 的指标“{term.measure}”没有")
            group = term.conditions.group
            if group and group not in kinds()["students"].fields:
                raise ValueError(f"{cell} 的群体“{group}”没有")
    for band in form.bands:
        if band.each not in MEMBERS:
            raise ValueError(f"各行的名称“{band.each}”没有")
        if not re.fullmatch(r"[1-9]\d*:[1-9]\d*", band.rows):
            raise ValueError(f"行号“{band.rows}”要写成 4:9 这样")
    for people in form.lists:
        if not lists.is_known(people.id):
            raise ValueError(f"名单“{people.id}”没有")
