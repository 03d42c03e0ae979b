"""Which workbooks this program wrote itself, told by their document properties."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree

if TYPE_CHECKING:
    from openpyxl.packaging.core import DocumentProperties

CREATOR = "kongcuo-xl"
SUMMARY, LIST = "汇总", "名单"
"""What our own workbooks are (category); an official sheet has no category."""
_CORE = "docProps/core.xml"
_LARGEST = 100_000


class Authorship(NamedTuple):
    """That a workbook is ours: what it is, and whether nobody has saved it since."""

    kind: str
    """SUMMARY, LIST, or ``""`` for an official sheet that was filled in."""
    untouched: bool


def sign(properties: DocumentProperties, kind: str) -> None:
    """Say in the properties of a new workbook that it is ours, and what it is."""
    properties.creator, properties.category = CREATOR, kind


def of(path: Path) -> Authorship | None:
    """What a workbook is if this program wrote it; None for anybody else's, or no package."""
    try:
        with zipfile.ZipFile(path) as package:
            if package.getinfo(_CORE).file_size > _LARGEST:
                return None
            data = package.read(_CORE)
        if CREATOR.encode() not in data or b"<!" in data:
            return None
        said = {
            node.tag.rpartition("}")[2]: (node.text or "").strip()
            for node in ElementTree.fromstring(data)
        }
    except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError):
        return None
    except ElementTree.ParseError:
        return None
    if said.get("creator") != CREATOR:
        return None
    saved = bool(said.get("lastModifiedBy")) or said.get("created") != said.get("modified")
    return Authorship(said.get("category", ""), not saved)
