"""Builds the add-in and the workbook with its macros, the same to the byte every time."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

from pyopenvba import ExcelFile

from kongcuo_xl import ledger
from kongcuo_xl.addin import macros, ribbon
from kongcuo_xl.addin.installation import ADDIN, WORKBOOK
from kongcuo_xl.hosts.ooxml.archive import writing

_DATE = (1980, 1, 1, 0, 0, 0)
_CORE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties \
xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>控辍保学</dc:title>\
<dc:creator>kongcuo-xl</dc:creator>\
<dcterms:created xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:created>\
</cp:coreProperties>"""
_PROJECT = "xl/vbaProject.bin"
_PROJECT_RELATIONSHIP = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_PLAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def build(folder: Path) -> list[Path]:
    """Write the add-in and the workbook into a folder; the files. Raises OutputError."""
    built = {ADDIN: _addin(), WORKBOOK: _workbook()}
    for name, data in built.items():
        with writing(folder / name) as file:
            file.write(data)
    return [folder / name for name in built]


def _addin() -> bytes:
    parts = _with_macros("addin.xlam", addin=True)
    parts[ribbon.PART] = ribbon.xml()
    _put_in(
        parts,
        "_rels/.rels",
        "</Relationships>",
        f'<Relationship Id="kongcuo" Type="{ribbon.RELATIONSHIP}" Target="{ribbon.PART}"/>',
    )
    return _packed(parts)


def _workbook() -> bytes:
    """The ledger of ``kongcuo new``, in which the functions work without the add-in."""
    with_macros = _with_macros("workbook.xlsm", addin=False)
    parts = ledger.template()
    parts[_PROJECT] = with_macros[_PROJECT]
    _change(parts, "[Content_Types].xml", _PLAIN_TYPE, _MACRO_TYPE)
    _put_in(
        parts,
        "[Content_Types].xml",
        "</Types>",
        f'<Override PartName="/{_PROJECT}" ContentType="application/vnd.ms-office.vbaProject"/>',
    )
    _put_in(
        parts,
        "xl/_rels/workbook.xml.rels",
        "</Relationships>",
        f'<Relationship Id="kongcuo" Type="{_PROJECT_RELATIONSHIP}" Target="vbaProject.bin"/>',
    )
    return _packed(parts)


def _with_macros(name: str, *, addin: bool) -> dict[str, bytes]:
    """The parts of a new file, as Excel writes an empty one, with our modules in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        with ExcelFile.create_new(path) as file:
            file.vba_project().delete_module("Module1")
            _put_modules(file, addin=addin)
        with zipfile.ZipFile(path) as package:
            return {part: package.read(part) for part in package.namelist()}


def _put_in(parts: dict[str, bytes], part: str, end: str, what: str) -> None:
    _change(parts, part, end, what + end)


def _change(parts: dict[str, bytes], part: str, old: str, new: str) -> None:
    text = parts[part].decode()
    if text.count(old) != 1:
        raise ValueError(f"{part} of the empty workbook is not as expected: {old}")
    parts[part] = text.replace(old, new).encode()


def _put_modules(file: ExcelFile, *, addin: bool) -> None:
    project = file.vba_project()
    for name, source in macros.modules(addin=addin).items():
        lines = source.replace("\n", "\r\n")
        if name in file.module_names():
            file.set_module(name, lines)
        else:
            project.add_module(name, lines)
    file.save()


def _packed(parts: dict[str, bytes]) -> bytes:
    """The parts as a package: always in the same order, with the same dates and the same maker."""
    parts["docProps/core.xml"] = _CORE.encode()
    first = ("[Content_Types].xml", "_rels/.rels")
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name in (*first, *sorted(parts.keys() - set(first))):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            package.writestr(entry, parts[name])
    return data.getvalue()
