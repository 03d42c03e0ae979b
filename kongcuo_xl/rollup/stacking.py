"""The sheets of a period, stacked by layout: a form for all that look alike, one report a unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kongcuo_xl.rollup.county import Form, Member, RollUp, Use
from kongcuo_xl.rules.submissions.owed import covers
from kongcuo_xl.submitted import Submission

_ALIKE, _NAMED_ALIKE = 0.8, 0.4
"""Which share of columns two sheets have in common that are one form: by columns, by title too."""


def forms(rollup: RollUp, shared: Iterable[Submission], earlier: Iterable[Member]) -> list[Form]:
    """The sheets of the period, stacked by layout; what was not taken is said.

    ``shared`` are sheets whose rows are schools; ``earlier`` the units of last period's folder.
    """
    found: list[Form] = []
    last = {id(s): n for n, s in _earlier(rollup, earlier)}
    reports = [(n, sheet) for n, m in enumerate(rollup.members) for sheet in m.heard]
    for number, sheet in sorted(reports, key=lambda r: -len(r[1].columns)):
        if not _for_period(rollup, number, sheet):
            continue
        form = _form_of(sheet, found)
        if form is None:
            form = Form(sheet.title, sheet.code, sheet.form, list(sheet.columns))
            found.append(form)
        form.columns += [path for path in sheet.columns if path not in form.columns]
        _take(rollup, form, number, Use(sheet, sheet.total_row))
    for sheet in shared:
        _rows(rollup, sheet, found)
    _titles(rollup, found)
    for number, sheet in [*reports, *((last[id(s)], s) for _, s in _earlier(rollup, earlier))]:
        before = rollup.last is not None and sheet.span is not None
        if before and sheet.span and rollup.last and covers(sheet.span, rollup.last):
            form = _form_of(sheet, found)
            if form is not None:
                _newer(form.before, number, Use(sheet, sheet.total_row))
    return [form for form in found if form.uses]


def _earlier(rollup: RollUp, earlier: Iterable[Member]) -> Iterator[tuple[int, Submission]]:
    for member in earlier:
        now = rollup.named(member.name, member.township)
        if now is not None:
            yield from ((rollup.number_of(now), sheet) for sheet in member.heard)


def _for_period(rollup: RollUp, number: int, sheet: Submission) -> bool:
    """Whether a sheet is for the period; one for another is named."""
    if not sheet.columns:
        return False
    if sheet.span is None:
        rollup.note("期间", f"{sheet.place}没有写明期间，按{rollup.period.label}计入。")
        return True
    if covers(sheet.span, rollup.period):
        return True
    known = rollup.last is not None and covers(sheet.span, rollup.last)
    use = "，只用来与本期对比" if known else "，没有计入"
    rollup.note(
        "期间",
        f"{rollup.members[number].name}：{sheet.place}是{sheet.span.label}的{use}。",
    )
    return False


def _form_of(sheet: Submission, among: Sequence[Form]) -> Form | None:
    """The form of which a sheet is one, by its columns; a like title lets more of them differ."""
    own = set(sheet.columns)
    best: tuple[float, Form] | None = None
    for form in among:
        share = len(own & set(form.columns)) / max(len(own), len(form.columns), 1)
        like = form.name == sheet.form or (form.code == sheet.code != "statistics")
        if share >= (_NAMED_ALIKE if like else _ALIKE) and (best is None or share > best[0]):
            best = share, form
    return best[1] if best else None


def _take(rollup: RollUp, form: Form, number: int, use: Use) -> None:
    """Take a unit's report; of two, the newer one."""
    first = form.uses.get(number)
    if first is None:
        form.uses[number] = use
        return
    kept = _newer(form.uses, number, use)
    other = first if kept is use else use
    name = rollup.members[number].name
    why = _why(kept.submission, other.submission)
    rollup.note("重复", f"{name}报了两份《{form.title}》：{why}")


def _newer(uses: dict[int, Use], number: int, use: Use) -> Use:
    first = uses.get(number)
    if first is None or use.submission.recency > first.submission.recency:
        uses[number] = use
    return uses[number]


def _why(kept: Submission, other: Submission) -> str:
    if _content(kept) == _content(other):
        return f"{kept.place}和{other.place}内容相同，只计一份。"
    if kept.filled and kept.filled != other.filled:
        than = f"，晚于{other.filled}" if other.filled else ""
        return f"用了{kept.place}（填报日期{kept.filled}{than}），没有用{other.place}。"
    return (
        f"用了{kept.place}，没有用{other.place}；填报日期分不出先后，按文件保存的先后取舍，请核对。"
    )


def _content(sheet: Submission) -> tuple[object, ...]:
    return tuple(sheet.figures.items()), tuple(sheet.columns), tuple(sheet.labels.values())


def _rows(rollup: RollUp, sheet: Submission, found: list[Form]) -> None:
    """Take the rows of a township's or the county's own summary, where a unit has no sheet."""
    known = {
        row: member
        for row, label in sheet.labels.items()
        if row in sheet.parts and (member := rollup.named(label[-1])) is not None
    }
    number = next(map(rollup.number_of, known.values()), 0)
    if not known or not _for_period(rollup, number, sheet):
        return
    form = _form_of(sheet, found)
    if form is None:
        form = Form(sheet.title, sheet.code, sheet.form, list(sheet.columns))
        found.append(form)
    for row in sheet.parts:
        if row not in known:
            said = f"{sheet.place}的“{sheet.labels[row][-1]}”认不出是哪个单位，没有计入。"
            rollup.note("单位", said)
            continue
        number = rollup.number_of(known[row])
        use = Use(sheet, row, own=False)
        first = form.uses.get(number)
        if first is None:
            form.uses[number] = use
        elif first.own:
            _compare(rollup, form, number, first, use)


def _compare(rollup: RollUp, form: Form, number: int, own: Use, row: Use) -> None:
    for path in form.columns:
        mine, theirs = own.figure(path), row.figure(path)
        if None not in (mine.number, theirs.number) and mine.number != theirs.number:
            assert theirs.cell is not None
            rollup.note(
                "上下级不符",
                f"{rollup.members[number].name}的{'/'.join(path)}：本校报{mine.number:g}，"
                f"{row.submission.address(theirs.cell)}写{theirs.number:g}；按本校的计入。",
            )


def _titles(rollup: RollUp, found: list[Form]) -> None:
    """A form's title without the school and date of the sheet it was taken from."""
    for form in found:
        for use in form.uses.values():
            sheet = use.submission
            form.title = re.sub(r"[（(]?20\d\d年?[^（()）]*[)）]?$", "", form.title)
            for name in filter(None, (sheet.school, rollup.members[0].name)):
                form.title = form.title.replace(name, "")
            form.title = form.title.strip() or form.name
            break
