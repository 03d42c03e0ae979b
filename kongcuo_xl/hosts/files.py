"""Reading workbooks from files, without a spreadsheet program.

What a file is, is told by its content, never by its name. Values come from calamine; what a grid
of values can't tell comes from a scan of the same bytes (worksheet, biff, opendocument). Calamine
is handed only what has been scanned and measured, since one value at the far corner of a sheet
makes it end the process.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from python_calamine import CalamineError

from kongcuo_xl.book import Book, Sheet, UnreadableBookError
from kongcuo_xl.hosts import (
    biff,
    biff5,
    opendocument,
    passwords,
    xlsb,
)
from kongcuo_xl.hosts.filled_books import SAVE_AS, check_areas, filled, stored, with_calamine
from kongcuo_xl.hosts.folders import SPREADSHEET_SUFFIXES, SUFFIXES, Input
from kongcuo_xl.hosts.office_xml import read_xlsx
from kongcuo_xl.hosts.package import Package, broken, utf8
from kongcuo_xl.hosts.text_files import read_text
from kongcuo_xl.limits import DEFAULT, MB, Limits
from kongcuo_xl.system_errors import in_words

_CALLED = {
    "csv": "分隔文本（CSV）",
    "xml": "XML 表格 2003",
    "html": "网页表格（HTML）",
    "mht": "网页档案（MHTML）",
}
LOCKED = "有打开密码，已用所给的密码打开；另写的副本也加同一个密码。"


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
    if suffix not in SUFFIXES[book.format]:
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
        raise UnreadableBookError(f"是很早版本（Excel 4.0 以前）的 .xls，读不出来；{SAVE_AS}。")
    return read_text(data, path, name, limits, tell)


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
            return read_xlsx(package, workbook, path, name, tell, data)
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
        raise UnreadableBookError(f"里面没有工作簿的内容，可能已损坏或是别的文档；{SAVE_AS}。")
    facts, book = biff.scan(stream), Book(name, path, "xls", [])
    if biff5.is_one(stream):
        check_areas(facts, limits)
        return filled(book, biff5.sheets(stream), facts, tell)
    return with_calamine(data, facts, book, limits, tell)


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
    return with_calamine(stored(parts), facts, Book(name, path, "ods", []), package.limits, tell)


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
    return with_calamine(stored(parts), None, Book(name, path, "xlsb", [], [note]), limits, tell)
