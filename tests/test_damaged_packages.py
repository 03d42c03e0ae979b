"""Damaged packages: the writer does its work or says in one sentence that it can't."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from clutter import SHEET, everything, package, packed
from packages import parts

from kongcuo_xl import marks
from kongcuo_xl.book import Area, Book, Sheet, UnreadableBookError
from kongcuo_xl.finding import Finding
from kongcuo_xl.hosts import ooxml
from kongcuo_xl.plan import InsertRows, Plan, RemoveOurs, SetValue

Damage = Callable[[bytes, random.Random], bytes]
WRONG = [b"", b"-1", b"x", b"99999999999", b"A1", b"A1:B2:C3", b"NaN", b"#REF!", b"1" * 400]


def one_of(pattern: bytes, change: Callable[[re.Match[bytes], random.Random], bytes]) -> Damage:
    """Damage to one match of a pattern, anywhere in a part."""

    def damaged(data: bytes, chance: random.Random) -> bytes:
        found = list(re.finditer(pattern, data))
        if not found:
            return data
        where = chance.choice(found)
        return data[: where.start()] + change(where, chance) + data[where.end() :]

    return damaged


DAMAGES: list[Damage] = [
    one_of(rb"(?s).", lambda _, chance: bytes([chance.randrange(256)])),
    one_of(rb"(?s).", lambda found, _: found.group()[:0]),
    lambda data, chance: data[: chance.randrange(len(data) + 1)],
    one_of(rb"<[^<>]*/>", lambda *_: b""),
    one_of(rb"<[^<>]*/>", lambda found, _: found.group() * 3),
    one_of(rb'(?<==")[^"<>]*', lambda _, chance: chance.choice(WRONG)),
    one_of(rb'\s[\w:]+="[^"<>]*"', lambda *_: b""),
    one_of(rb"(?<=>)[^<>]+(?=<)", lambda _, chance: chance.choice(WRONG)),
]


def marking() -> Plan:
    finding = Finding("ID103", "错误", "", "a", SHEET, 3, 3, "王芳", "不符")
    book = Book("a", Path("a"), "xlsm", [Sheet(SHEET, [[""] * 6] * 9)])
    return marks.mark(book, [finding], [marks.TablePlace(SHEET, Area(1, 0, 7, 5))], notes=True)


@pytest.mark.parametrize("seed", range(8))
def test_damage_is_survived_or_said(seed: int, tmp_path: Path) -> None:
    plans = (marking(), (InsertRows(SHEET, 8, 2, 7), SetValue(SHEET, 9, 1, "新")), (RemoveOurs(),))
    whole = everything(tmp_path / "a.xlsm")
    ooxml.apply(whole, marking(), tmp_path / "m.xlsm")
    originals = (package(), parts(tmp_path / "m.xlsm"))
    chance, source, target = random.Random(seed), tmp_path / "s.xlsm", tmp_path / "t.xlsm"
    done, said = 0, []
    for _ in range(12):
        damaged = dict(chance.choice(originals))
        for _ in range(chance.randint(1, 3)):
            often = ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"] * 8
            name = chance.choice([*often, *damaged])
            damaged[name] = chance.choice(DAMAGES)(damaged[name], chance)
        source.write_bytes(packed(damaged, zipfile.ZIP_STORED))
        for plan in plans:
            target.unlink(missing_ok=True)
            try:
                ooxml.apply(source, plan, target)
            except (ooxml.OutputError, UnreadableBookError) as told:
                said.append(str(told))
                assert not target.exists()
            else:
                done += 1
                with zipfile.ZipFile(target) as written:
                    assert written.testzip() is None
        assert isinstance(ooxml.ours(source), tuple)
    assert done > 0
    assert [line for line in said if not line.endswith("。")] == []
