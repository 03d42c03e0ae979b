"""The group 文书: a menu of the Word documents, printed for the selected people or for all."""

from __future__ import annotations

import zlib
from functools import partial

from kongcuo_xl import documents
from kongcuo_xl.commands import opened, outputs, pages
from kongcuo_xl.commands.button import Act, Button, Menu
from kongcuo_xl.commands.desk import Desk
from kongcuo_xl.documents import Document

_GROUP = "文书"
MENU = Menu(
    "documents",
    "打印文书",
    _GROUP,
    "FilePrint",
    "通知书、责任书、申请书等 Word 文书",
    "给选中行的人打印一种文书，没有选中人时给该文书所及的全部人，写成新的 Word 文件，不改工作簿。",
)
_SECTIONS = {"人": "一人一份", "班": "一班一份", "校": "一校一份", "全部": "只有一份"}
_MOST_NAMES = 8


def _print(document: Document, desk: Desk) -> None:
    from kongcuo_xl import printing

    book = opened.read(desk)
    chosen: list[str] = []
    if document.each in ("人", "校"):
        answer = _whom(document, book, desk)
        if answer is None:
            return
        chosen = answer
    folder = outputs.home(desk)
    with opened.status(desk, f"控辍保学：正在写{document.name}……"):
        done = printing.print_books(
            document, book.books, book.policy, book.date,
            lambda stem: outputs.free(folder, stem, ".docx"), students=chosen,
        )  # fmt: skip
    copies = sum(number for _, number in done.files)
    told = f"{document.name}：{copies} 份" + (f"（{_names(chosen)}）" if chosen else "") + "。"
    first, *others = [path for path, _ in done.files]
    if others:
        told += f"共 {len(done.files)} 个文件，都在 {folder}，打开的是第一个。"
    outputs.present(desk, first, "\n".join(filter(None, (told, pages.few(done.notes)))))


def _whom(document: Document, book: opened.Opened, desk: Desk) -> list[str] | None:
    """The people of the selected rows, if that is what is meant; none for all; None to stop."""
    selected = desk.selection
    names = opened.selected_people(book, selected.sheet, desk.areas) if selected is not None else []
    if not names:
        return []
    only, everybody = f"只给选中的 {len(names)} 人：{_names(names)}", "该文书所及的全部人"
    answer = desk.choose(f"{document.name}打印给谁？", [only, everybody])
    if answer is None:
        return None
    return names if answer == only else []


def _names(names: list[str]) -> str:
    shown = "、".join(names[:_MOST_NAMES])
    return f"{shown}等" if len(names) > _MOST_NAMES else shown


def _button(document: Document) -> Button:
    act: Act = partial(_print, document)
    whom = (
        "选中行的人，没有选中人时给所及的全部人"
        if document.each in ("人", "校")
        else "当前工作簿里的全部"
    )
    return Button(
        # By its name and not by its number: a new document must not change what a button prints.
        f"document_{zlib.crc32(document.name.encode()):08x}",
        document.name,
        _GROUP,
        "FileSaveAsWordDocx",
        document.name,
        f"{document.about.rstrip('。').replace('。', '；')}：打印给{whom}，写成新的 Word 文件。",
        False,
        act,
        MENU,
        _SECTIONS[document.each],
    )


DOCUMENTS = tuple(
    _button(each)
    for section in _SECTIONS
    for each in documents.all_documents()
    if each.each == section
)
"""A button a document, those of one section together."""
