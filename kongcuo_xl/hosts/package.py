"""An Office Open XML package opened for reading: its parts, content types and relationships.

Each part is read at most as far as the zip directory says it reaches, and the directory is held
against the limits first (ECMA-376 part 2 says what a package is).
"""

from __future__ import annotations

import posixpath
import stat
import zipfile
import zlib
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple, Protocol
from xml.etree import ElementTree
from xml.parsers import expat

from kongcuo_xl.book import UnreadableBookError
from kongcuo_xl.limits import DEFAULT, MB, Limits

_LARGEST_XML = 64 * MB
"""Of a part that is read into a tree; sheets and texts never are."""
BROKEN = (
    "文件已损坏或没有传完整（{what}）；请重新拷贝，或用 Excel/WPS 打开修复并另存为 .xlsx 后再试。"
)


def broken(what: str) -> UnreadableBookError:
    """The error for a file that is damaged, saying where."""
    return UnreadableBookError(BROKEN.format(what=what))


class Relationship(NamedTuple):
    """One relationship: ``target`` is a part name, or a link when it is external."""

    id: str
    kind: str
    """Last word of the type: ``worksheet``, ``sharedStrings``, the same in strict packages."""
    target: str
    external: bool


class SheetPart(NamedTuple):
    """One ``<sheet>`` of the workbook part."""

    name: str
    state: str
    """visible, hidden or veryHidden"""
    kind: str
    """worksheet, chartsheet, dialogsheet, xlMacrosheet …; empty if the relationship is missing"""
    part: str


class Package:
    """A zip of parts; a context manager.

    Opening raises UnreadableBookError for a zip that is broken, encrypted or past the limits.
    """

    def __init__(self, file: Path | BinaryIO, limits: Limits = DEFAULT) -> None:
        self.limits = limits
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
            raise broken("压缩包的目录读不出来") from error
        try:
            entries = self._zip.infolist()
            limits.check_package(
                len(entries),
                sum(entry.compress_size for entry in entries),
                sum(entry.file_size for entry in entries),
            )
            _refuse_overlaps(entries)
            self._entries: dict[str, zipfile.ZipInfo] = {}
            for entry in entries:
                name = entry.filename.replace("\\", "/").lstrip("/").lower()
                if ".." in name.split("/") or stat.S_ISLNK(entry.external_attr >> 16):
                    raise UnreadableBookError(
                        f"压缩包里有指到外面去的路径（{name[:80]}），不是表格软件写出来的，可能是恶意"
                        "文件，没有读取；请确认来源。"
                    )
                if name in self._entries:
                    raise broken(f"部件 {name[:80]} 有重复")
                self._entries[name] = entry
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    @property
    def names(self) -> list[str]:
        """Part names as the zip has them, in its order."""
        return [entry.filename for entry in self._entries.values()]

    def __contains__(self, part: str) -> bool:
        return part.lstrip("/").lower() in self._entries

    def read(self, part: str) -> bytes:
        """The bytes of a part; names are compared without case (ECMA-376-2, 6.2.2.3).

        Raises UnreadableBookError when it is missing, encrypted, or its check sum is wrong.
        """
        entry = self._entries.get(part.lstrip("/").lower())
        if entry is None:
            raise broken(f"缺少部件 {part[:80]}")
        try:
            return self._zip.read(entry)
        except RuntimeError as error:
            raise UnreadableBookError(
                "文件有压缩密码，读不出来；请去掉密码后另存一份再试。"
            ) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise broken(f"部件 {part[:80]} 读不出来") from error
        except Exception as error:  # lzma and bz2 raise their own
            raise broken(f"部件 {part[:80]} 读不出来") from error

    def xml(self, part: str) -> ElementTree.Element:
        """The root of a small XML part; refuses document type and entity declarations."""
        data = utf8(self.read(part))
        if len(data) > _LARGEST_XML:
            raise broken(f"部件 {part[:80]} 大得不正常")
        refuse_declarations(data, part)
        try:
            return ElementTree.fromstring(data)
        except (ElementTree.ParseError, ValueError) as error:
            raise broken(f"部件 {part[:80]} 不是完整的 XML") from error

    def content_types(self) -> dict[str, str]:
        """Content type by part name (overrides only), names in lower case without leading ``/``."""
        return {
            element.get("PartName", "").lstrip("/").lower(): element.get("ContentType", "")
            for element in self.xml("[Content_Types].xml")
            if local(element.tag) == "Override"
        }

    def relationships(self, part: str = "") -> list[Relationship]:
        """The relationships of a part, or of the package itself; targets made into part names."""
        folder, base = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{base}.rels")
        if source not in self:
            return []
        found = []
        for element in self.xml(source):
            target = element.get("Target", "").replace("\\", "/")
            external = element.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = element.get("Type", "").rpartition("/")[2]
            found.append(Relationship(element.get("Id", ""), kind, target, external))
        return found

    def workbook_part(self) -> str:
        """Name of the workbook part; empty when the package is no workbook."""
        for link in self.relationships():
            if link.kind == "officeDocument" and not link.external:
                root = posixpath.basename(link.target).lower()
                if root.startswith("workbook") or "sheet" in self.content_types().get(
                    link.target.lower(), ""
                ):
                    return link.target
        return "xl/workbook.xml" if "xl/workbook.xml" in self else ""

    def sheets(self, workbook: str | None = None) -> list[SheetPart]:
        """The sheets of the workbook part, in its order."""
        book = workbook or self.workbook_part()
        links = {link.id: link for link in self.relationships(book) if not link.external}
        found = []
        for element in self.xml(book).iter():
            if local(element.tag) != "sheet" or "name" not in element.attrib:
                continue
            link_id = next((v for k, v in element.attrib.items() if local(k) == "id"), "")
            link = links.get(link_id)
            state = element.get("state", "visible")
            kind, target = (link.kind, link.target) if link else ("", "")
            found.append(SheetPart(element.attrib["name"], state, kind, target))
        return found


def _refuse_overlaps(entries: list[zipfile.ZipInfo]) -> None:
    """Raise UnreadableBookError for entries that share bytes, as no program writes them."""
    ends = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < ends:
            raise UnreadableBookError(
                "压缩包里的部件互相重叠（压缩炸弹的做法），不是表格软件写出来的，没有打开；"
                "请确认来源。"
            )
        # The name is at least as long in bytes as in characters.
        ends = entry.header_offset + 30 + len(entry.filename) + entry.compress_size


def local(tag: str) -> str:
    """A tag or attribute name without its namespace."""
    return tag.rpartition("}")[2]


def utf8(data: bytes) -> bytes:
    """An XML part in UTF-8, whatever encoding it was written in; unchanged when it is ASCII-like.

    The fast readers look at bytes and would take a UTF-16 part for an empty one.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:4] in (b"<\0?\0", b"\0<\0?"):
        codec = "utf-16-le" if data[:1] in (b"\xff", b"<") else "utf-16-be"
        try:
            text = data.decode(codec).lstrip("\ufeff")
        except UnicodeDecodeError as error:
            raise broken("文字编码有误") from error
        return text.replace("UTF-16", "UTF-8", 1).replace("utf-16", "utf-8", 1).encode()
    return data.removeprefix(b"\xef\xbb\xbf")


class Walk(Protocol):
    """What is told of the elements of a part, one after the other."""

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        """An element begins."""

    def end(self, tag: str, /) -> None:
        """It ends."""

    def characters(self, text: str, /) -> None:
        """Text inside it."""


def walked(data: bytes, walk: Walk, fault: str) -> None:
    """Tell a walk of every element of a part in UTF-8.

    Raises UnreadableBookError, saying ``fault``, when it is not well-formed.
    """
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.characters
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        raise broken(fault) from error


def refuse_declarations(data: bytes, part: str) -> None:
    """Raise UnreadableBookError for a part that declares a document type or an entity.

    No spreadsheet program writes them; they are how entity expansion and external entities come in.
    """
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UnreadableBookError(
            f"部件 {part[:80]} 含有 XML 实体声明（不是表格软件写出来的，可能是恶意文件），没有读取"
            "；请确认来源，或用 Excel/WPS 打开后另存一份。"
        )
