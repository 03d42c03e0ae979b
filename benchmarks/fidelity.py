"""What a workbook with everything still has afterwards: ours, openpyxl's and LibreOffice's copies.

``python -m benchmarks.fidelity`` writes docs/fidelity.md anew.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import openpyxl

from kongcuo_xl import marks
from kongcuo_xl.book import Area
from kongcuo_xl.finding import Finding
from kongcuo_xl.hosts import files, ooxml
from kongcuo_xl.plan import InsertRows, SetValue

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from clutter import FEATURES, SHEET, WRITERS, features, package, packed  # noqa: E402
from packages import difference, parts  # noqa: E402

PAGE = ROOT / "docs" / "fidelity.md"
BEGIN, END = "<!-- written by benchmarks/fidelity.py -->", "<!-- end -->"


def _marked(source: Path, target: Path) -> None:
    places = [marks.TablePlace(SHEET, Area(1, 0, 7, 5))]
    found = [Finding("ID103", "错误", "", "a", SHEET, 3, 3, "王芳", "校验码不符")]
    book = files.read(source, source.name)
    ooxml.apply(source, marks.mark(book, found, places, notes=True), target)


def _cleared(source: Path, target: Path) -> None:
    marked = target.with_name(f"marked-{target.name}")
    _marked(source, marked)
    ooxml.clear(marked, target)


def _filled(source: Path, target: Path) -> None:
    ooxml.apply(source, (SetValue(SHEET, 3, 1, "王方"),), target)


def _grown(source: Path, target: Path) -> None:
    ooxml.apply(source, (InsertRows(SHEET, 8, 2, 7),), target)


def _openpyxl(source: Path, target: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(source, keep_vba=True)
        book[SHEET]["B4"] = "王方"
        book.save(target)


def _libreoffice(source: Path, target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        words = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        words += ["--convert-to", "xlsm:Calc MS Excel 2007 VBA XML", "--outdir", folder]
        subprocess.run([*words, str(source)], check=True, capture_output=True, timeout=300)
        shutil.copy(Path(folder) / source.name, target)


OURS: dict[str, Callable[[Path, Path], None]] = {
    "mark": _marked,
    "fill": _filled,
    "insert rows": _grown,
    "clear": _cleared,
}
OTHERS: dict[str, Callable[[Path, Path], None]] = {
    "openpyxl, one cell": _openpyxl,
    "LibreOffice, converted": _libreoffice,
}


def kept(work: Callable[[Path, Path], None], source: Path, target: Path) -> set[str]:
    """The features that are still there."""
    work(source, target)
    return features(parts(target))


def row(title: str, marks_: list[bool]) -> str:
    """A line of the table."""
    return "| " + " | ".join([title, *("✓" if each else "–" for each in marks_)]) + " |"


def comparison(source: Path, folder: Path) -> list[str]:
    """A line a feature: who keeps it."""
    works = {**OURS, **OTHERS}
    if shutil.which("soffice") is None:
        del works["LibreOffice, converted"]
    has = {
        title: kept(work, source, folder / f"{number}.xlsm")
        for number, (title, work) in enumerate(works.items())
    }
    lines = [f"| feature | {' | '.join(works)} |", "| --- |" + " :-: |" * len(works)]
    lines += [row(feature, [feature in has[title] for title in works]) for feature in FEATURES]
    counts = " | ".join(f"{len(has[title])} of {len(FEATURES)}" for title in works)
    same = []
    for number in range(len(works)):
        changed = difference(source, folder / f"{number}.xlsm")
        same.append(sum(1 for name in parts(source) if name not in changed))
    lines.append(f"| **kept** | {counts} |")
    total = len(parts(source))
    lines.append(f"| parts the same to the byte, of {total} | {' | '.join(map(str, same))} |")
    return lines


def by_writer(folder: Path) -> list[str]:
    """A line a kind of writer: what our work does to its workbook."""
    lines = [f"| as written with | {' | '.join(OURS)} |", "| --- |" + " :-: |" * len(OURS)]
    for writer, write in WRITERS.items():
        source = folder / "source.xlsm"
        source.write_bytes(write(package()))
        total = len(features(parts(source)))
        cells = []
        for title, work in OURS.items():
            target = folder / "target.xlsm"
            count = len(kept(work, source, target))
            exact = title == "clear" and difference(source, target) == {}
            cells.append("every part" if exact else f"{count} of {total}")
        lines.append(f"| {writer} | {' | '.join(cells)} |")
    return lines


def main() -> None:
    """Write the tables into the page."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # openpyxl opens no drawing with the unclosed tags that Excel writes.
        closed = {part: data.replace(b"<br>", b"<br/>") for part, data in package().items()}
        source = folder / "花名册.xlsm"
        source.write_bytes(packed(closed))
        tables = [*comparison(source, folder), "", *by_writer(folder)]
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    PAGE.write_text("\n".join((before + BEGIN, *tables, END + after)), encoding="utf-8")
    print("\n".join(tables))


if __name__ == "__main__":
    main()
