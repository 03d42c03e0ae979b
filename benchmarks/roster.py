"""Invented rosters, the same for the same arguments, and a quick way to write them as workbooks."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

from kongcuo_xl import identity
from kongcuo_xl.book import column_letters

CHECK_DATE = dt.date(2025, 10, 20)
SEVEN = ("ST101", "ID102", "ID103", "ID106", "ID107", "ID108", "ST107")
"""The checks every contestant makes: name blank, number malformed, wrong check character, number
twice, birth date or sex against the number, telephone number malformed."""

SHARE = 1000
"""One row in so many has each of the seven faults."""

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
_GIVEN = "安柏晨初丹恩帆歌禾佳珂岚沐宁欧培琪然思棠唯汐雅哲知子舟卓奕语昕桐妍怡轩远泽之梓嘉景可乐明"
_NATIONS = ("汉族", "汉族", "汉族", "汉族", "回族", "苗族", "彝族", "土家族")
REGIONS = ("110105", "130203", "360203", "420106", "510104", "520115", "530111", "620102")
_GRADES = "一二三四五六七八九"


def roster(rows: int, seed: int = 2025) -> pd.DataFrame:
    """A roster of ten columns with the seven faults planted, each in one row of ``SHARE``.

    Text columns hold text, 出生日期 dates. Faults never share a row, save that a doubled number
    stands in two.
    """
    rng = np.random.default_rng(seed)
    grade = np.sort(rng.integers(1, 10, rows))
    first_day = np.array([f"{2019 - g}-09-01" for g in range(1, 10)], "datetime64[D]")
    born = first_day[grade - 1] + rng.integers(0, 365, rows)
    boy = rng.integers(0, 2, rows)
    people = pd.DataFrame(
        {
            "姓名": _names(rng, rows),
            "性别": np.where(boy, "男", "女"),
            "身份证号": _numbers(rng, born, boy),
            "学籍号": "",
            "出生日期": born.astype("datetime64[s]"),
            "民族": rng.choice(_NATIONS, rows),
            "年级": [_GRADES[g - 1] + "年级" for g in grade],
            "班级": _classes(grade),
            "监护人": _names(rng, rows),
            "联系电话": [f"199{n:08d}" for n in np.arange(rows) * 7919 % 100_000_000],
        }
    )
    people["学籍号"] = "G" + people["身份证号"]
    _plant(rng, people)
    return people


def _names(rng: np.random.Generator, rows: int) -> np.ndarray:
    surnames, given = np.array(list(_SURNAMES)), np.array(list(_GIVEN))
    first = np.char.add(rng.choice(surnames, rows), rng.choice(given, rows))
    return np.char.add(first, rng.choice(given, rows)).astype(object)


def _numbers(rng: np.random.Generator, born: np.ndarray, boy: np.ndarray) -> pd.Series:
    parts = pd.DataFrame({"region": rng.choice(REGIONS, len(born)), "born": born, "boy": boy})
    order = parts.groupby(["region", "born", "boy"]).cumcount() * 2 + parts["boy"]
    day = parts["born"].dt.strftime("%Y%m%d")
    body = parts["region"] + day + order.astype(str).str.zfill(3)
    return body + identity.check_character(body)


def _classes(grade: np.ndarray) -> pd.Series:
    within = pd.Series(grade).groupby(grade).cumcount()
    return (within // 50 + 1).astype(str) + "班"


def _plant(rng: np.random.Generator, people: pd.DataFrame) -> None:
    each = len(people) // SHARE
    chosen = rng.permutation(len(people))[: each * 8].reshape(8, each)
    column = people.columns.get_loc

    def change(rows: np.ndarray, name: str, values: Sequence[object] | pd.Series) -> None:
        people.iloc[rows, column(name)] = np.asarray(values, dtype=object)

    def now(rows: np.ndarray, name: str) -> list[str]:
        return list(people.iloc[rows, column(name)])

    change(chosen[0], "姓名", [""] * each)
    change(chosen[1], "身份证号", [n[:-1] for n in now(chosen[1], "身份证号")])
    change(chosen[2], "身份证号", [_other_end(n) for n in now(chosen[2], "身份证号")])
    for name in ("性别", "身份证号", "学籍号", "出生日期", "年级", "班级"):
        people.iloc[chosen[3], column(name)] = people.iloc[chosen[7], column(name)].to_numpy()
    people.iloc[chosen[4], column("出生日期")] += pd.Timedelta(days=1)
    change(chosen[5], "性别", ["女" if s == "男" else "男" for s in now(chosen[5], "性别")])
    change(chosen[6], "联系电话", [n[:-1] for n in now(chosen[6], "联系电话")])


def _other_end(number: str) -> str:
    return number[:-1] + ("2" if number[-1] == "1" else "1")


# --- workbooks -----------------------------------------------------------------------------------

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/>'
    '<top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" '
    'fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" '
    'fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="14" fontId="0" fillId="0" '
    'borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle '
    'name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_EPOCH = np.datetime64("1899-12-30", "D")


def write(path: Path, sheets: Mapping[str, pd.DataFrame]) -> None:
    """A workbook as Excel keeps one (shared strings, date styles), headings in the first row.

    Datetime columns become dates, numbers stay numbers, anything else is text; "" leaves a cell
    empty.
    """
    texts: dict[str, int] = {}
    parts = {
        f"xl/worksheets/sheet{n}.xml": _sheet(frame, texts)
        for n, frame in enumerate(sheets.values(), 1)
    }
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(sheets, 1)
    )
    targets = [
        *((name, "worksheet") for name in parts),
        ("xl/styles.xml", "styles"),
        ("xl/sharedStrings.xml", "sharedStrings"),
    ]
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{name.removeprefix("xl/")}"/>'
        for n, (name, kind) in enumerate(targets, 1)
    )
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_TYPE}.{kind}+xml"/>'
        for name, kind in [("xl/workbook.xml", "sheet.main"), *targets]
    )
    items = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
    parts |= {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{relations}</Relationships>",
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" uniqueCount="{len(texts)}">{items}</sst>',
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name), _HEAD + text, zipfile.ZIP_DEFLATED)


def _sheet(frame: pd.DataFrame, texts: dict[str, int]) -> str:
    columns = [
        _cells(column_letters(number), frame.iloc[:, number], str(frame.columns[number]), texts)
        for number in range(frame.shape[1])
    ]
    rows = chain.from_iterable(
        (f'<row r="{number}">', *cells, "</row>")
        for number, cells in enumerate(zip(*columns, strict=True), 1)
    )
    corner = f"{column_letters(frame.shape[1] - 1)}{len(frame) + 1}"
    return (
        f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:{corner}"/>'
        f"<sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def _cells(letters: str, values: pd.Series, heading: str, texts: dict[str, int]) -> list[str]:
    head = f'<c r="{letters}1" t="s"><v>{texts.setdefault(heading, len(texts))}</v></c>'
    if values.dtype.kind in "Mif":
        style = ""
        if values.dtype.kind == "M":
            values = (values.to_numpy().astype("datetime64[D]") - _EPOCH).astype(int)
            style = ' s="1"'
        return [head] + [
            f'<c r="{letters}{row}"{style}><v>{value}</v></c>'
            for row, value in enumerate(values, 2)
        ]
    return [head] + [
        f'<c r="{letters}{row}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
        if value
        else ""
        for row, value in enumerate(values, 2)
    ]
