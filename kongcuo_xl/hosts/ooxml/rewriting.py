"""Every text in a package put through a function: cells, comments, headers, names, properties.

What no function of texts can speak for (pictures, embedded files, macros, signatures) is emptied
or left out, and named. The rest of each part stays as it is, byte for byte.
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from kongcuo_xl.book import UnreadableBookError
from kongcuo_xl.hosts.ooxml.archive import Archive
from kongcuo_xl.hosts.package import utf8

Change = Callable[[str], str]

BLANK_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcff"
    "ff3f030005fe02fea7d605250000000049454e44ae426082"
)
"""A picture of one white point."""

_TOKEN = re.compile(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<[^<>]*>|[^<]+", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([\w:.-]+)(\s*=\s*)("[^"]*"|'[^']*')""")
_ITEM = re.compile(r"<((?:\w+:)?(?:si|is|text))\b[^<>]*(?<!/)>.*?</\1>", re.DOTALL)
_PHONETIC = re.compile(
    r"<((?:\w+:)?rPh)\b[^<>]*>.*?</\1>|<(?:\w+:)?phoneticPr\b[^<>]*/>", re.DOTALL
)
_RUN_TEXT = re.compile(r"(<((?:\w+:)?t)\b[^<>]*(?<!/)>)([^<]*)(</\2>)")
_NUMBERS_IN = {"v", "val", "name", "displayname", "tooltip", "descr", "title", "alt", "location"}
"""Attributes in which a run of digits is somebody's number and no measure."""
_PERSONS = re.compile(r'((?:displayName|userId|initials)=")[^"]*(")')
_AUTHOR = re.compile(r"(<((?:\w+:)?author)>)[^<]*(</\2>)")
_PEOPLE_OF_FILE = re.compile(
    r"(<((?:\w+:)?(?:creator|lastModifiedBy|Manager|Company|HyperlinkBase))\b[^<>]*(?<!/)>)"
    r"([^<]*)(</\2>)"
)
_EXTERNAL = re.compile(r"<[^<>]*\bTargetMode\s*=\s*[\"']External[\"'][^<>]*>")
_TARGET = re.compile(r"""(\bTarget\s*=\s*)("[^"]*"|'[^']*')""")
_MACRO_KIND = re.compile(r"application/vnd\.ms-excel\.(sheet|template)\.macroEnabled\.main\+xml")
OURS = "kongcuo-xl"
SOMEBODY = "已脱敏"


@dataclass(slots=True)
class Left:
    """What could not be rewritten, to be said."""

    pictures: int = 0
    embedded: int = 0
    macros: bool = False
    signed: bool = False
    unknown: list[str] = field(default_factory=list)

    def notes(self) -> list[str]:
        """One sentence for each kind."""
        said = []
        if self.pictures:
            said.append(f"{self.pictures} 张图片已换成空白（里面可能有人像和文字）")
        if self.embedded:
            said.append(f"{self.embedded} 个内嵌的文件或控件已清空")
        if self.macros:
            said.append("宏已去掉，副本是 .xlsx")
        if self.signed:
            said.append("数字签名已去掉")
        if self.unknown:
            said.append(f"不认识的部件已清空：{'、'.join(self.unknown[:5])}")
        return said


def rewrite(source: Path, target: Path, change: Change) -> Left:
    """Write to ``target`` the workbook ``source`` with ``change`` applied to every text in it.

    Raises OutputError when the target can't be written, UnreadableBookError when the source is no
    sound package.
    """
    left = Left()
    try:
        with Archive(source) as archive:
            for name in archive.names():
                _part(archive, name, change, left)
            archive.save(target)
    except (KeyError, zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError) as error:
        raise UnreadableBookError(
            f"“{source.name}”的内部结构不完整；请用表格软件打开并另存后再试。"
        ) from error
    return left


def _part(archive: Archive, name: str, change: Change, left: Left) -> None:
    lower = name.lower()
    ending = posixpath.splitext(lower)[1]
    if lower.endswith("/"):
        return
    if lower.startswith("_xmlsignatures/"):
        left.signed = True
        _drop(archive, name)
    elif posixpath.basename(lower).startswith("vbaproject"):
        left.macros = True
        _drop(archive, name)
    elif lower.startswith("docprops/thumbnail"):
        _drop(archive, name)
    elif "/embeddings/" in lower or "/activex/" in lower or "/ctrlprops/" in lower:
        if ending not in (".xml", ".rels"):
            left.embedded += 1
            archive.write(name, b"")
        elif ending == ".xml":
            _text_part(archive, name, change)
    elif lower.startswith(("xl/media/", "media/")) or "/media/" in lower:
        left.pictures += 1
        archive.write(name, BLANK_PNG)
    elif lower.endswith((".xml", ".vml", ".rels")):
        _text_part(archive, name, change)
    elif "/printersettings/" in lower:
        archive.write(name, b"")
    else:
        left.unknown.append(posixpath.basename(name))
        archive.write(name, b"")


def _drop(archive: Archive, name: str) -> None:
    """Leave a part out, with what points to it."""
    archive.remove(name)
    base = re.escape(posixpath.basename(name))
    for other in archive.names():
        if other.lower().endswith(".rels"):
            data = archive.read(other).decode("utf-8", "replace")
            kept = re.sub(rf'<(?:\w+:)?Relationship\b[^<>]*Target="[^"]*{base}"[^<>]*/>', "", data)
            if kept != data:
                archive.write(other, kept.encode())
    types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
    kept = re.sub(rf'<(?:\w+:)?Override\b[^<>]*PartName="/{re.escape(name)}"[^<>]*/>', "", types)
    if kept != types:
        archive.write("[Content_Types].xml", kept.encode())


def _text_part(archive: Archive, name: str, change: Change) -> None:
    data = archive.read(name)
    text = utf8(data).decode("utf-8")
    lower = name.lower()
    if lower.endswith(".rels"):
        changed = _EXTERNAL.sub(_without_target, text)
    elif lower == "[content_types].xml":
        changed = _MACRO_KIND.sub(
            r"application/vnd.openxmlformats-officedocument.spreadsheetml.\1.main+xml", text
        )
    else:
        changed = rewritten(text, change)
        if lower.startswith("docprops/"):
            changed = _PEOPLE_OF_FILE.sub(_somebody, changed)
        elif "/persons/" in lower:
            changed = _PERSONS.sub(rf"\g<1>{SOMEBODY}\g<2>", changed)
        elif "comments" in posixpath.basename(lower):
            changed = _AUTHOR.sub(rf"\g<1>{SOMEBODY}\g<3>", changed)
    if changed != text:
        archive.write(name, changed.encode("utf-8", "replace"))


def _somebody(found: re.Match[str]) -> str:
    said = found[3].strip()
    return found[1] + (said if said in ("", OURS) else SOMEBODY) + found[4]


def _without_target(found: re.Match[str]) -> str:
    def put(target: re.Match[str]) -> str:
        link = target[2].strip("\"'").lower()
        new = "https://example.com/" if link.startswith("http") else "redacted.xlsx"
        new = "mailto:user@example.com" if link.startswith("mailto:") else new
        return f'{target[1]}"{new}"'

    return _TARGET.sub(put, found[0])


def rewritten(text: str, change: Change) -> str:
    """Markup with ``change`` applied to its texts and to the attributes that hold words.

    A text that is spread over several runs of one cell is looked at as a whole first.
    """
    text = _PHONETIC.sub("", text)
    text = _ITEM.sub(lambda found: _item(found[0], change), text)
    out = []
    for token in _TOKEN.findall(text):
        if token.startswith("<"):
            out.append(_tag(token, change))
        else:
            out.append(_changed(token, change))
    return "".join(out)


def _item(markup: str, change: Change) -> str:
    runs = _RUN_TEXT.findall(markup)
    if len(runs) < 2:
        return markup
    whole = html.unescape("".join(run[2] for run in runs))
    if change(whole) == "".join(change(html.unescape(run[2])) for run in runs):
        return markup
    texts = iter(_shared_out(change(whole), [len(html.unescape(run[2])) for run in runs]))
    return _RUN_TEXT.sub(lambda m: f"{m[1]}{escape(next(texts))}{m[4]}", markup)


def _shared_out(text: str, lengths: list[int]) -> list[str]:
    """The text in pieces of these lengths, the last one taking the rest."""
    pieces, at = [], 0
    for length in lengths[:-1]:
        pieces.append(text[at : at + length])
        at += length
    return [*pieces, text[at:]]


def _tag(tag: str, change: Change) -> str:
    if tag.isascii() and not any(ch.isdigit() for ch in tag) and "&#" not in tag:
        return tag
    if tag.startswith(("<!", "<?", "</")):
        return change(tag) if tag.startswith("<!--") else tag

    def attribute(found: re.Match[str]) -> str:
        value = html.unescape(found[3][1:-1])
        key = found[1].rpartition(":")[2].lower()
        if value.isascii() and not (key in _NUMBERS_IN and sum(map(str.isdigit, value)) >= 11):
            return found[0]
        new = change(value)
        if new == value:
            return found[0]
        return f'{found[1]}{found[2]}"{escape(new, {chr(34): "&quot;"})}"'

    return _ATTRIBUTE.sub(attribute, tag)


def _changed(token: str, change: Change) -> str:
    if token.isspace():
        return token
    plain = html.unescape(token) if "&" in token else token
    new = change(plain)
    return token if new == plain else escape(new)
