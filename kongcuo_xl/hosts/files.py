"""Reading workbooks from files, without a spreadsheet program.

What a file is, is told by its content, never by its name. Values come from calamine; what a grid
of values can't tell comes from a scan of the same bytes (worksheet, biff, opendocument). Calamine
is handed only what has been scanned and measured, since one value at the far corner of a sheet
makes it end the process.
"""

from __future__ import annotations

import io
import os
import re
import stat
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from python_calamine import CalamineError, CalamineWorkbook

from kongcuo_xl.book import Book, Cell, Sheet, UnreadableBookError, Value, from_a1
from kongcuo_xl.hosts import (
    biff,
    biff5,
    calculation,
    isolation,
    opendocument,
    passwords,
    typed_text,
    webpage,
    worksheet,
    xlsb,
)
from kongcuo_xl.hosts.calamine_sheets import SheetValues
from kongcuo_xl.hosts.facts import Facts
from kongcuo_xl.hosts.package import Package, SheetPart, broken, local, refuse_declarations, utf8
from kongcuo_xl.limits import DEFAULT, MB, Limits
from kongcuo_xl.system_errors import in_words

_SUFFIXES = {  # what the name may be for content of each format, so that nothing need be said
    "xlsx": {".xlsx", ".xltx"},
    "xlsm": {".xlsm", ".xltm"},
    "xlsb": {".xlsb"},
    "xls": {".xls", ".xlt", ".et", ".ett"},
    "ods": {".ods", ".ots"},
    "csv": {".csv", ".tsv", ".tab", ".txt"},
    "xml": {".xml"},
    "html": {".htm", ".html"},
    "mht": {".mht", ".mhtml"},
}
_BY_NAME_ONLY = {".txt", ".xml", ".htm", ".html", ".mht", ".mhtml"}
"""In a folder such files are most often something else: they are read where they are named."""
SPREADSHEET_SUFFIXES = frozenset(set().union(*_SUFFIXES.values()) - _BY_NAME_ONLY)
_CALLED = {
    "csv": "分隔文本（CSV）",
    "xml": "XML 表格 2003",
    "html": "网页表格（HTML）",
    "mht": "网页档案（MHTML）",
}
LOCKED = "有打开密码，已用所给的密码打开；另写的副本也加同一个密码。"
_SAVE_AS = "请用 Excel/WPS 打开，另存为 .xlsx 后再试"


class Input(NamedTuple):
    """One workbook to read."""

    unit: str
    """Its folder relative to the path given, with ``/``; ``""`` for the top."""
    name: str
    """Its path relative to the path given."""
    path: Path


@dataclass(slots=True)
class Inputs:
    """What a path holds: the workbooks, and what was passed over and why."""

    books: list[Input] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    """(name, reason in Chinese) of files that look like workbooks and are not read."""


def workbooks(path: Path, limits: Limits = DEFAULT) -> Inputs:
    """The workbooks of a file or a folder, sub-folders included, in natural order.

    A folder is a unit, each sub-folder a unit of its own (cli.md). Files are chosen by suffix here
    and judged by content when read. Hidden files are passed over silently, lock files with a
    reason, and so are links to folders, devices and folders too deep.

    Raises UnreadableBookError when the path does not exist, a folder can't be listed, or there are
    too many files.
    """
    found = Inputs()
    if path.is_dir():
        _collect(path, "", found, limits)
    elif path.exists() or path.is_symlink():
        found.books.append(Input("", plain_name(path.name), path))
    else:
        raise UnreadableBookError(f"找不到“{path}”；请检查路径是否写对。")
    return found


def plain_name(name: str) -> str:
    """A file's name as it may be shown: bytes that are no text and control characters as U+FFFD."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join("\ufffd" if unicodedata.category(ch) == "Cc" else ch for ch in text)


def _collect(folder: Path, unit: str, found: Inputs, limits: Limits) -> None:
    if unit.count("/") + 1 > limits.max_folders:
        found.skipped.append(
            (
                unit,
                f"文件夹套了 {limits.max_folders} 层以上，里面的没有看；请直接给出要核查的文件夹。",
            )
        )
        return
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: natural(entry.name))
    except OSError as error:
        if not unit:
            raise UnreadableBookError(
                f"文件夹“{folder}”打不开（没有权限或已断开）；请检查权限后再试。"
            ) from error
        found.skipped.append((unit, "文件夹打不开（没有权限或已断开）；请检查权限后再试。"))
        return
    folders = []
    for entry in entries:
        own = plain_name(entry.name)
        name = f"{unit}/{own}" if unit else own
        if entry.name.startswith("."):
            continue
        if _is_folder(entry):
            if entry.is_symlink():
                found.skipped.append((name, "是文件夹的链接，没有进去；要核查请直接给出它。"))
            else:
                folders.append((entry, name))
        elif entry.suffix.lower() in SPREADSHEET_SUFFIXES or _is_spreadsheetml(entry):
            if entry.name.startswith("~$"):
                found.skipped.append(
                    (name, "是 Excel/WPS 打开文件时的临时锁文件，不是工作簿，已跳过。")
                )
            elif _is_special(entry):
                found.skipped.append((name, "不是普通文件（设备、管道或套接字），没有读取。"))
            else:
                found.books.append(Input(unit, name, entry))
                if len(found.books) > limits.max_files:
                    raise UnreadableBookError(
                        f"文件夹里的工作簿超过 {limits.max_files} 个的上限，没有读取；请分批给出，"
                        "或在政策文件的 [limits] 中调大 max_files。"
                    )
    for entry, name in folders:
        _collect(entry, name, found, limits)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a link that leads to itself, a name that is too long
        return False


def _is_special(path: Path) -> bool:
    """Whether opening the path might wait for ever, or never end."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _is_spreadsheetml(path: Path) -> bool:
    if path.suffix.lower() != ".xml" or _is_special(path):
        return False
    try:
        with path.open("rb") as file:
            return b"urn:schemas-microsoft-com:office:spreadsheet" in file.read(2000)
    except OSError:
        return False


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """Sort key by which ``2班`` comes before ``10班``."""
    pieces = re.split(r"([0-9]+)", name.casefold())
    return tuple((int(p), "") if p.isascii() and p.isdigit() else (-1, p) for p in pieces)


def read_many(
    inputs: Sequence[Input], limits: Limits = DEFAULT, *, threads: int = 2
) -> Iterator[Book | UnreadableBookError]:
    """Each input's book, or why it can't be read, in order; calamine lets threads run at once.

    At most ``threads`` books are held beyond those taken.
    """

    def one(item: Input) -> Book | UnreadableBookError:
        try:
            return read(item.path, item.name, limits)
        except UnreadableBookError as error:
            return error

    with ThreadPoolExecutor(max_workers=threads) as pool:
        for start in range(0, len(inputs), threads):
            yield from pool.map(one, inputs[start : start + threads])


def read(
    path: Path,
    name: str,
    limits: Limits = DEFAULT,
    *,
    progress: Callable[[str], None] | None = None,
) -> Book:
    """The book at a path; ``progress`` is called with each sheet's name before it is read.

    Raises UnreadableBookError, with one Chinese sentence saying what the file is and what to do.
    """
    data = _bytes_of(path, limits)
    tell = progress or (lambda _: None)
    try:
        locked = passwords.is_locked(data)
        if locked:
            data, _ = passwords.opened(data, limits)
            limits.check_file(len(data))
        book = _read(data, path, name, limits, tell)
    except (CalamineError, ValueError, OverflowError) as error:
        raise broken("表格内容读不出来") from error
    except MemoryError as error:
        raise UnreadableBookError("内容太大，内存不够，没有读取；请拆成几个文件后再试。") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how a Rust panic arrives in Python
            raise broken("表格记录有误") from error
        raise
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES[book.format]:
        called = _CALLED.get(book.format, book.format)
        book.notes.insert(0, f"按内容识别为 {called}，文件扩展名为 {suffix or '空'}。")
    if locked:
        book.notes.insert(0, LOCKED)
    if book.format not in ("xlsx", "xlsm"):
        _name_properly(book.sheets)
    return book


def _name_properly(sheets: Sequence[Sheet]) -> None:
    """Give sheets of formats that allow any name such names as a workbook may have."""
    taken: set[str] = set()
    for number, sheet in enumerate(sheets, start=1):
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "_", sheet.name)
        name = plain.strip("'")[:31] or f"Sheet{number}"
        while name.lower() in taken:
            name = f"{plain[:24]}({number})"
            number += len(sheets)
        taken.add(name.lower())
        sheet.name = name


def _read(data: bytes, path: Path, name: str, limits: Limits, tell: Callable[[str], None]) -> Book:
    if data[:4] == b"PK\3\4" or data[:4] == b"PK\5\6":
        return _read_zip(data, path, name, limits, tell)
    if data[:8] == biff.SIGNATURE:
        return _read_ole(data, path, name, limits, tell)
    if re.match(rb"\x09[\x00\x02\x04\x08]", data) and len(data) > 20:
        raise UnreadableBookError(f"是很早版本（Excel 4.0 以前）的 .xls，读不出来；{_SAVE_AS}。")
    return _read_text(data, path, name, limits, tell)


def _bytes_of(path: Path, limits: Limits) -> bytes:
    try:
        if path.is_dir():
            raise UnreadableBookError("是文件夹，不是工作簿；请指定里面的文件。")
        if path.name.startswith("~$"):
            raise UnreadableBookError(
                "是 Excel/WPS 打开文件时的临时锁文件，不是工作簿；请指定去掉 ~$ 的那个文件。"
            )
        if path.exists() and not path.is_file():
            raise UnreadableBookError("不是普通文件（设备或管道），没有读取；请指定工作簿文件。")
        limits.check_file(path.stat().st_size)
        with path.open("rb") as file:
            data = file.read(limits.max_file_mb * MB + 1)
        limits.check_file(len(data))
    except FileNotFoundError as error:
        if path.is_symlink():
            raise UnreadableBookError(
                "是一个失效的链接，指向的文件不在了；请换成原文件。"
            ) from error
        raise UnreadableBookError("文件不存在；请检查路径是否写对。") from error
    except PermissionError as error:
        raise UnreadableBookError(
            "没有读取权限，或正被别的程序独占打开；请关闭它或检查权限后再试。"
        ) from error
    except OSError as error:
        raise UnreadableBookError(
            f"读文件时出错（{in_words(error)}）；请检查磁盘或网络后再试。"
        ) from error
    if not data:
        raise UnreadableBookError("是空文件（0 字节），可能没有拷贝完；请重新拷贝。")
    return data


_SIGNATURES = (
    (b"%PDF", "PDF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (rb"{\rtf", "RTF 文档"),
    (b"SQLite format 3", "数据库文件"),
)


def _read_text(
    data: bytes, path: Path, name: str, limits: Limits, tell: Callable[[str], None]
) -> Book:
    """The book in a text: delimited values, XML 表格 2003, a web page or an archive of pages.

    Raises UnreadableBookError for what is none of them, saying what it is.
    """
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableBookError(
                f"内容是{kind}，不是工作簿；请提供 .xlsx、.xls、.et 或 .ods 文件。"
            )
    if b"E-SafeNet" in data[:4096] or data.startswith(b"b\x14#e"):
        raise UnreadableBookError(
            "已被单位的文档加密软件加密，读不出来；请先解密，或在装有该软件的电脑上另存一份明文。"
        )
    found = typed_text.decoded(data)
    if found is None:
        raise UnreadableBookError(
            "内容全是空字节，文件已损坏或没有传完整；请重新拷贝。"
            if not data.strip(b"\0")
            else "内容不是工作簿，可能已损坏，或被单位的加密软件加密；"
            "请用 Excel/WPS 打开确认，另存为 .xlsx 后再试。"
        )
    text, codec = found
    head = text[:4000].lstrip("\ufeff \r\n\t").lower()
    title = _sheet_title(name)
    notes: list[str] = []
    if not head and not text.strip():
        raise UnreadableBookError("内容只有空白，不是工作簿；请重新导出或拷贝。")
    if "urn:schemas-microsoft-com:office:spreadsheet" in head and "<html" not in head:
        kind, sheets = "xml", typed_text.spreadsheetml(text, limits)
    elif re.search(r"^(?:mime-version:|from: ?<saved by|content-type: ?multipart/related)", head):
        kind, (sheets, notes) = "mht", webpage.archive(data, title, limits)
    elif re.search(r"<(?:!doctype html|html|table|body|head|meta|style|div)\b", head):
        kind, (sheets, notes) = "html", webpage.page(text, title, limits)
    elif head.startswith("<"):
        raise UnreadableBookError(f"内容是 XML 文本，不是工作簿；{_SAVE_AS}。")
    elif head.startswith(("{", "[")) and path.suffix.lower() not in _SUFFIXES["csv"]:
        raise UnreadableBookError(f"内容是 JSON 文本，不是工作簿；{_SAVE_AS}。")
    else:
        kind = "csv"
        sheet, separator, notes = typed_text.delimited(text, title, limits)
        if not separator and path.suffix.lower() not in _SUFFIXES["csv"]:
            raise UnreadableBookError(f"内容是文本，没有分成列，不是工作簿；{_SAVE_AS}。")
        if codec != "utf-8":
            notes.insert(0, f"文字按 {codec.upper()} 编码读取。")
        sheets = [sheet]
    if not sheets:
        raise UnreadableBookError(
            "是网页，但里面没有表格（多半是登录页、框架页或只存了外壳）；"
            "请回到系统里重新导出，或用 Excel/WPS 打开，另存为 .xlsx 后再试。"
        )
    book = Book(name, path, kind, [], notes)
    for each in sheets:
        tell(each.name)
        book.sheets.append(_sheet(each.name, each.visible, each.rows(), each.facts))
    return book


def _sheet_title(name: str) -> str:
    """The name that Excel gives the one sheet of a text file: the file's own."""
    return PurePosixPath(name).stem[:31]


def _read_zip(
    data: bytes, path: Path, name: str, limits: Limits, tell: Callable[[str], None]
) -> Book:
    with Package(io.BytesIO(data), limits) as package:
        if "mimetype" in package and package.read("mimetype").startswith(
            b"application/vnd.oasis.opendocument.spreadsheet"
        ):
            return _read_ods(package, path, name, tell)
        workbook = package.workbook_part()
        if workbook.lower().endswith(".bin"):
            return _read_xlsb(package, workbook, path, name, tell)
        if workbook and "[Content_Types].xml" in package:
            return _read_xlsx(package, workbook, path, name, tell, data)
        raise UnreadableBookError(_what_zip(package))


def _what_zip(package: Package) -> str:
    names = [name.lower() for name in package.names]
    if any(name.startswith("word/") for name in names):
        kind = "Word 文档"
    elif any(name.startswith("ppt/") for name in names):
        kind = "演示文稿"
    elif "mimetype" in names:
        kind = "OpenDocument 文档，但不是表格"
    elif any(name.endswith(tuple(SPREADSHEET_SUFFIXES)) for name in names):
        return "是压缩包，里面装着工作簿；请先解压，再检查解压出来的文件。"
    else:
        kind = "压缩包"
    return f"内容是{kind}，里面没有工作簿；请提供 .xlsx、.xls、.et 或 .ods 文件。"


def _read_xlsx(
    package: Package,
    workbook: str,
    path: Path,
    name: str,
    tell: Callable[[str], None],
    data: bytes,
) -> Book:
    limits = package.limits
    types = package.content_types()
    is_macro = "macroEnabled" in types.get(workbook.lower(), "")
    notes: list[str] = []
    sheets: list[SheetPart] = []
    for sheet in package.sheets(workbook):
        if sheet.kind == "worksheet":
            sheets.append(sheet)
        else:
            notes.append(f"“{sheet.name}”{_not_a_worksheet(sheet.kind)}")
    limits.check_sheets(len(sheets))
    facts: list[Facts] = []
    area = 0
    contents: dict[str, bytes] = {}
    for number, sheet in enumerate(sheets, start=1):
        part = utf8(package.read(sheet.part))
        found = worksheet.scan(part, sheet.part, limits)
        found.calls = found.formulas and _calls_ours(part)
        limits.check_merges(sheet.name, len(found.merges))
        area = _measured(found, part, sheet.name, limits, area)
        if found.hidden_rows and not found.filtered:
            found.filtered = any(
                worksheet.has_filter(package.read(link.target))
                for link in package.relationships(sheet.part)
                if link.kind == "table" and not link.external and link.target in package
            )
        contents[f"xl/worksheets/sheet{number}.xml"] = part
        facts.append(found)
    for link in package.relationships(workbook):
        if link.kind in ("sharedStrings", "styles") and link.target in package:
            part = utf8(package.read(link.target))
            refuse_declarations(part, link.target)
            if link.kind == "sharedStrings":
                part = _without_counts(part)
            else:
                limits.check_styles(part.count(b"<xf ") + part.count(b":xf "))
            contents[f"xl/{link.kind}.xml"] = part
    _calculate(data, sheets, facts, contents, notes, limits)
    date_1904 = any(
        element.get("date1904") in ("1", "true")
        for element in package.xml(workbook)
        if local(element.tag) == "workbookPr"
    )
    reader = CalamineWorkbook.from_filelike(
        io.BytesIO(_plain(contents, len(sheets), date_1904=date_1904))
    )
    contents.clear()
    book = Book(name, path, "xlsm" if is_macro else "xlsx", [], notes)
    for number, (sheet, found) in enumerate(zip(sheets, facts, strict=True)):
        tell(sheet.name)
        try:
            rows = reader.get_sheet_by_index(number).to_python(skip_empty_area=False)
        except CalamineError as error:
            raise broken(f"工作表“{sheet.name}”的内容有误") from error
        book.sheets.append(_sheet(sheet.name, sheet.state == "visible", rows, found))
    return book


def _calls_ours(part: bytes) -> bool:
    """Whether a worksheet names one of our cell functions, as a formula that calls it does."""
    # Imported where used: the functions know all the tables, and few workbooks call one.
    from kongcuo_xl.functions import FUNCTIONS

    upper = part.upper()
    return any(
        spelled.encode() in upper for name in FUNCTIONS for spelled in (name, name.replace("_", ""))
    )


_MOST_CALCULATED = 50_000
_FORMULA_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"((?:\s[^<>]*)?)(?<!/)><f\b(.*?)</c>', re.DOTALL
)
_TYPE = re.compile(rb'\st="[^"]*"')


def _calculate(
    data: bytes,
    sheets: Sequence[SheetPart],
    facts: Sequence[Facts],
    contents: dict[str, bytes],
    notes: list[str],
    limits: Limits,
) -> None:
    """Put into the parts what formulas without a stored result come to, where that can be told."""
    asked = {s.name: sorted(f.uncached) for s, f in zip(sheets, facts, strict=True) if f.uncached}
    count = sum(map(len, asked.values()))
    if not asked or count > _MOST_CALCULATED or not calculation.available():
        return
    try:
        values, errors = isolation.run("calculated", data, asked, limits=limits)
    except (isolation.IsolationError, ValueError, UnreadableBookError):
        return  # they stay without a result, which FM103 says
    done = 0
    for number, (sheet, found) in enumerate(zip(sheets, facts, strict=True), start=1):
        results: dict[Cell, Value] = values.get(sheet.name, {})
        wrong: dict[Cell, Value] = errors.get(sheet.name, {})
        if not results and not wrong:
            continue
        written: set[Cell] = set()

        def cell(
            match: re.Match[bytes],
            results: Mapping[Cell, Value] = results,
            written: set[Cell] = written,
        ) -> bytes:
            at = from_a1(match[1].decode())
            if at not in results:
                return match[0]
            written.add(at)
            return _with_value(match[1], _TYPE.sub(b"", match[2]), results[at])

        part = f"xl/worksheets/sheet{number}.xml"
        contents[part] = _FORMULA_CELL.sub(cell, contents[part])
        found.errors |= {at: str(text) for at, text in wrong.items() if at in found.uncached}
        found.uncached -= written | set(wrong)
        found.counted |= written
        # A function that is not known here comes to #NAME?, which is no result.
        done += len(written) + sum(text != "#NAME?" for text in wrong.values())
    if done:
        notes.append(
            f"有 {done} 处公式没有存下结果，已按公式算出；请用 Excel/WPS 打开保存一次核对。"
        )


def _with_value(address: bytes, attributes: bytes, value: Value) -> bytes:
    """A cell that holds a value; its style, and so whether it is a date, stays."""
    if isinstance(value, bool):
        kind, text = b' t="b"', str(int(value))
    elif isinstance(value, str):
        kind, text = b' t="str"', escape(value)
    else:
        kind, text = b"", repr(value)
    encoded = text.encode("utf-8", "replace")
    return b'<c r="' + address + b'"' + attributes + kind + b"><v>" + encoded + b"</v></c>"


_TABLE_OF_STRINGS = re.compile(rb"<sst\b[^>]*>")
_PREFIXED_TABLE_OF_STRINGS = re.compile(rb"<[^<>\s]*:sst\b[^>]*>")
_COUNT = re.compile(rb"""\b(?:count|uniqueCount)\s*=\s*(?:"[^"]*"|'[^']*')""")


def _without_counts(part: bytes) -> bytes:
    """A shared string table that does not say how long it is: calamine reserves what it says."""
    part = _TABLE_OF_STRINGS.sub(lambda tag: _COUNT.sub(b"", tag[0]), part)
    if b":sst" in part:
        part = _PREFIXED_TABLE_OF_STRINGS.sub(lambda tag: _COUNT.sub(b"", tag[0]), part)
    return part


def _measured(found: Facts, part: bytes, sheet: str, limits: Limits, area: int) -> int:
    """The area so far with this sheet's; cells that are only ruled count if nothing else fits."""
    if found.height * found.width > limits.max_cells:
        found.height, found.width = worksheet.filled_range(part)
    return limits.check_area(sheet, found.height, found.width, area)


def _plain(contents: dict[str, bytes], sheets: int, *, date_1904: bool) -> bytes:
    """A package of nothing but what calamine needs, unpacked and under names of our own.

    Reading each part once and handing over these very bytes means that no zip directory can lie
    to it, and costs less than unpacking twice.
    """
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    numbers = range(1, sheets + 1)
    entries = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    targets = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    targets += [
        (kind, kind, f"{kind}.xml")
        for kind in ("sharedStrings", "styles")
        if f"xl/{kind}.xml" in contents
    ]
    links = "".join(
        f'<Relationship Id={quoteattr(link)} Type="{office}/{kind}" Target="{target}"/>'
        for link, kind, target in targets
    )
    parts = {
        "[Content_Types].xml": "<Types "
        'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">'
        f'<workbookPr date1904="{int(date_1904)}"/><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}">{links}</Relationships>',
    }
    return _stored({part: text.encode() for part, text in parts.items()} | contents)


def _stored(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts, not packed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return buffer.getvalue()


def _read_ole(
    data: bytes, path: Path, name: str, limits: Limits, tell: Callable[[str], None]
) -> Book:
    streams = biff.streams(data)
    stream = streams.get("Workbook") or streams.get("Book")
    if not stream:
        kinds = {"WordDocument": "Word 文档", "PowerPoint Document": "演示文稿"}
        kind = next((kinds[key] for key in kinds if key in streams), "")
        if kind:
            raise UnreadableBookError(f"内容是{kind}，不是工作簿；请提供 .xlsx、.xls 或 .et 文件。")
        raise UnreadableBookError(f"里面没有工作簿的内容，可能已损坏或是别的文档；{_SAVE_AS}。")
    facts, book = biff.scan(stream), Book(name, path, "xls", [])
    if biff5.is_one(stream):
        _check_areas(facts, limits)
        return _filled(book, biff5.sheets(stream), facts, tell)
    return _with_calamine(data, facts, book, limits, tell)


def _read_ods(package: Package, path: Path, name: str, tell: Callable[[str], None]) -> Book:
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read(
        "META-INF/manifest.xml"
    ):
        raise UnreadableBookError(biff.PASSWORD)
    content = utf8(package.read("content.xml"))
    facts = [found for _, _, found in opendocument.scan(content, package.limits)]
    parts = {
        "mimetype": package.read("mimetype"),
        "META-INF/manifest.xml": b"<manifest/>",
        "content.xml": content,
    }
    return _with_calamine(_stored(parts), facts, Book(name, path, "ods", []), package.limits, tell)


def _read_xlsb(
    package: Package, workbook: str, path: Path, name: str, tell: Callable[[str], None]
) -> Book:
    limits = package.limits
    parts = {
        part: package.read(part)
        for part in package.names
        if part.lower().endswith((".bin", ".rels", "[content_types].xml"))
    }
    area = 0
    for link in package.relationships(workbook):
        if link.kind == "sharedStrings":
            xlsb.check_strings(package.read(link.target))
        if link.kind == "worksheet":
            height, width = xlsb.used_range(package.read(link.target))
            area = limits.check_area(link.target, height, width, area)
    note = "xlsb 只读出了各单元格的值，隐藏的行列和错误值没有检查；建议另存为 .xlsx 后再查。"
    return _with_calamine(_stored(parts), None, Book(name, path, "xlsb", [], [note]), limits, tell)


def _with_calamine(
    data: bytes,
    facts: list[Facts] | None,
    book: Book,
    limits: Limits,
    tell: Callable[[str], None],
) -> Book:
    """Fill the book from the file itself; facts are in the order of all its sheets."""
    if facts is not None:
        _check_areas(facts, limits)
    try:
        known = isolation.run("sheets", data, limits=limits)
    except isolation.IsolationError as error:
        raise UnreadableBookError(
            f"{error}，没有读取（文件可能已损坏，或是有意做坏的）；{_SAVE_AS}。"
        ) from error
    return _filled(book, known, facts, tell)


def _check_areas(facts: Sequence[Facts], limits: Limits) -> None:
    limits.check_sheets(len(facts))
    area = 0
    for number, found in enumerate(facts, start=1):
        area = limits.check_area(f"第 {number} 张", found.height, found.width, area)
        limits.check_merges(f"第 {number} 张", len(found.merges))


def _filled(
    book: Book,
    known: Sequence[SheetValues],
    facts: Sequence[Facts] | None,
    tell: Callable[[str], None],
) -> Book:
    """The book with its worksheets; facts are in the order of all its sheets."""
    if facts is None or len(facts) != len(known):
        facts = [Facts() for _ in known]
    for sheet, found in zip(known, facts, strict=True):
        if sheet.kind != "worksheet":
            book.notes.append(f"“{sheet.name}”{_not_a_worksheet(sheet.kind)}")
            continue
        tell(sheet.name)
        book.sheets.append(_sheet(sheet.name, sheet.visible, sheet.rows, found))
    return book


def _sheet(name: str, visible: bool, rows: Sequence[Sequence[Value]], facts: Facts) -> Sheet:
    """The sheet with its facts, made large enough to hold each cell that they name."""
    named = [*facts.uncached, *facts.errors]
    height = max([len(rows), *(row + 1 for row, _ in named)])
    width = max([len(rows[0]) if rows else 0, *(column + 1 for _, column in named)])
    short = min(map(len, rows), default=width) < width
    grid = [[*row, *[""] * (width - len(row))] for row in rows] if short else list(rows)
    grid += [[""] * width for _ in range(height - len(grid))]
    return Sheet(
        name=name,
        rows=grid,
        merges=facts.merges,
        hidden_rows=frozenset(facts.hidden_rows),
        hidden_columns=frozenset(facts.hidden_columns),
        filtered=facts.filtered and bool(facts.hidden_rows),
        uncached=frozenset(facts.uncached),
        counted=frozenset(facts.counted),
        errors=facts.errors,
        long_numbers=facts.long_numbers,
        calls=facts.calls,
        visible=visible,
        protected=facts.protected,
    )


def _not_a_worksheet(kind: str) -> str:
    named = {"chartsheet": "是图表工作表", "dialogsheet": "是对话框工作表"}
    if "macro" in kind.lower() or kind == "vba":
        return "是宏工作表，没有读取。"
    return named.get(kind, "不是普通工作表") + "，没有读取。"
