"""Workbooks in a text: delimited values, XML 表格 2003, web pages and archives of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from kongcuo_xl.book import Book, UnreadableBookError
from kongcuo_xl.hosts import (
    typed_text,
    webpage,
)
from kongcuo_xl.hosts.filled_books import SAVE_AS, sheet_of
from kongcuo_xl.hosts.folders import SUFFIXES
from kongcuo_xl.limits import Limits

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


def read_text(
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
        raise UnreadableBookError(f"内容是 XML 文本，不是工作簿；{SAVE_AS}。")
    elif head.startswith(("{", "[")) and path.suffix.lower() not in SUFFIXES["csv"]:
        raise UnreadableBookError(f"内容是 JSON 文本，不是工作簿；{SAVE_AS}。")
    else:
        kind = "csv"
        sheet, separator, notes = typed_text.delimited(text, title, limits)
        if not separator and path.suffix.lower() not in SUFFIXES["csv"]:
            raise UnreadableBookError(f"内容是文本，没有分成列，不是工作簿；{SAVE_AS}。")
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
        book.sheets.append(sheet_of(each.name, each.visible, each.rows(), each.facts))
    return book


def _sheet_title(name: str) -> str:
    """The name that Excel gives the one sheet of a text file: the file's own."""
    return PurePosixPath(name).stem[:31]
