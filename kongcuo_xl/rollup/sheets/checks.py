"""The sheet of what does not agree within and between the units' reports."""

from __future__ import annotations

from kongcuo_xl.book import a1
from kongcuo_xl.finding import LEVELS, Level
from kongcuo_xl.hosts.pages import Pages, Shown
from kongcuo_xl.rollup import RollUp
from kongcuo_xl.rollup.sheets.links import Links
from kongcuo_xl.submitted import Submission


def checks_sheet(pages: Pages, roll: RollUp, links: Links) -> None:
    """Findings on the reports, words where numbers belong, and what two reports say of one unit."""
    rows: list[tuple[list[Shown], Level]] = []
    for name, finding in roll.findings:
        cell = a1(finding.row, finding.column)
        place = f"{finding.file}［{finding.sheet}］{cell}"
        link = links.to(finding.file, finding.sheet, cell, place)
        rows.append(
            ([finding.level, name, link, finding.message, finding.suggestion], finding.level)
        )
    for form in roll.forms:
        for number, use in sorted(form.uses.items()):
            sheet = use.submission
            for at, text in sheet.texts.items():
                if at[0] in use.labels:
                    label, path = "/".join(sheet.labels[at[0]]), column_words(sheet, at[1])
                    said = f"{label}的{path}写的是“{text}”，不是数，没有计入"
                    rows.append((["疑问", roll.members[number].name, links(sheet, at), said,
                                  "请改成数；没有的写 0 或留空"], "疑问"))  # fmt: skip
    for subject, sentence in roll.notes:
        if subject == "上下级不符":
            rows.append(
                (["疑问", sentence.split("的", 1)[0], "", sentence, "请核对两处的数"], "疑问")
            )
    note = f"{roll.period.label}　表内、表间不平的，指到单位和单元格；仍按所报的数计入。"
    page = pages.page("核对", f"{roll.county}报表核对", note, [8, 24, 38, 60, 30])
    page.heads([("级别",), ("单位",), ("单元格",), ("问题",), ("怎么办",)])
    first = page.row
    order = {level: n for n, level in enumerate(LEVELS)}
    for values, level in sorted(rows, key=lambda r: order[r[1]]):
        page.line(values, looks={0: {"错误": "bad", "疑问": "warn"}.get(level, "body")})
    if not rows:
        page.line(["", "没有发现不平的数", "", "", ""])
    page.finish(filtered=f"A{first - 1}:E{page.row - 1}")


def column_words(sheet: Submission, column: int) -> str:
    """The words over a column of a sheet as handed in."""
    return next(("/".join(p) for p, c in sheet.columns.items() if c == column), "")
