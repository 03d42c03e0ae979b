"""Workbooks damaged at random, read in a bounded child: nothing may crash, hang or eat memory.

``python -m tests.fuzzing --cases 5000 --seed 1`` prints what was found; tests/test_fuzz.py runs a
share of it. A case is told again by its seed and number alone (``--only N``).
"""

from __future__ import annotations

import argparse
import io
import json
import random
import re
import select
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kongcuo_xl.hosts import passwords
from tests import workbooks

LOCK = "密码abc"
"""What opens the locked workbooks of the corpus."""

SECONDS = 30
"""Wall time for one case."""
MEMORY_MB = 6000
"""Address space of the child; the libraries alone reserve two to three thousand."""

ROSTER = [
    ["七年级1班学生花名册", "", "", "", "", ""],
    ["序号", "姓名", "性别", "身份证号", "出生日期", "家庭住址"],
    *([n, f"王小{'一二三四五六七八九'[n % 9]}", "男", "110105201501011237", "2015-01-01", "一组"]
      for n in range(1, 13)),
]  # fmt: skip

NASTY = [
    "", "0", "-1", "1", "A0", "AAAA1", "XFD1048576", "XFD1048577", "A1:XFD1048576", "A1:A0",
    "B2:A1", "4294967295", "18446744073709551616", "99999999999999999999", "1E308", "-1E308", "NaN",
    "1e-400", "true", "\ud7ff", "\u202e", "\u200b", "x" * 70_000, "../../../etc/passwd", "rId99999",
    "=1+1", "&amp;", "#REF!", "1048576", "16384", "2147483648", "65536", "_x0000_", "_xD800_",
]  # fmt: skip


def corpus(folder: Path) -> dict[str, bytes]:
    """One sound file of every format, by name."""
    made: dict[str, bytes] = {}
    made["a.xlsx"] = workbooks.xlsx(
        folder / "a.xlsx", {"名册": ROSTER, "备注": [["x"]]}
    ).read_bytes()
    facts = workbooks.sheet_xml(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>姓名</t></is></c>'
        '</row><row r="2" hidden="1"><c r="A2"><v>1</v></c><c r="B2" t="e"><f>X</f><v>#REF!</v></c>'
        '</row><row r="3" ht="0"><c r="A3"><f>1+1</f></c><c r="B3" s="1"><f>1</f><v>42248</v></c>'
        '<c r="C3" t="str"><f>IF(1,"")</f><v></v></c><c r="D3"><f t="shared" si="0"/></c></row>',
        before='<dimension ref="A1:D3"/><cols><col min="2" max="3" width="9" hidden="1"/></cols>',
        after='<sheetProtection sheet="1"/><autoFilter ref="A1:D4"><filterColumn colId="0"/>'
        '</autoFilter><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>',
    )
    bare = workbooks.parts(
        facts, facts.replace("<row ", "<row  "), strings="<si><t>甲</t></si>", states=["", "hidden"]
    )
    made["b.xlsx"] = workbooks.packed(bare)
    made["c.xls"] = workbooks.xls(folder / "c.xls", ROSTER, merges=[(0, 0, 0, 5)]).read_bytes()
    made["d.ods"] = workbooks.ods(folder / "d.ods", ROSTER).read_bytes()
    lines = "\r\n".join(",".join(map(str, row)) for row in ROSTER)
    made["e.csv"] = lines.encode("gb18030")
    made["f.txt"] = lines.replace(",", "\t").encode("utf-16")
    rows = "".join(
        "<tr>" + "".join(f'<td rowspan="1" colspan="1">{v}</td>' for v in row) + "</tr>"
        for row in ROSTER
    )
    page = f'<html><meta charset="gb2312"><h1>名册</h1><table>{rows}</table></html>'
    made["g.xls"] = page.encode("gb18030")
    made["h.mht"] = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="--=_B"\r\n\r\n----=_B\r\n'
        b'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
        + page.encode("gb18030") + b"\r\n----=_B--\r\n"
    )  # fmt: skip
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    cells = ""
    for n, row in enumerate(ROSTER, 1):
        cells += f'<Row ss:Index="{n}" ss:Height="12">'
        for c, value in enumerate(row, 1):
            cells += (
                f'<Cell ss:Index="{c}" ss:MergeAcross="0"><Data ss:Type="String">{value}</Data>'
            )
            cells += "</Cell>"
        cells += "</Row>"
    made["i.xml"] = (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet '
        f'ss:Name="名册"><Table><Column ss:Index="1" ss:Span="2"/>{cells}</Table></Worksheet>'
        "</Workbook>"
    ).encode()
    made["j.xls"] = workbooks.biff5(ROSTER, codec="gb18030", page=936)
    made["k.xls"] = (Path(__file__).parent / "data" / "locked_by_libreoffice.xls").read_bytes()
    made["l.xlsx"] = passwords.encrypted(made["a.xlsx"], LOCK)
    return made


# --- damage --------------------------------------------------------------------------------------


def bytewise(data: bytes, chance: random.Random) -> bytes:
    """The data with some bytes changed, left out, repeated or cut off."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        if not out:
            break
        at = chance.randrange(len(out))
        size = chance.choice((1, 2, 4, 16, 200))
        match chance.randrange(7):
            case 0:
                out[at] = chance.randrange(256)
            case 1:
                del out[at : at + size]
            case 2:
                out[at:at] = out[at : at + size] * chance.choice((1, 2, 50))
            case 3:
                out[at : at + 4] = struct.pack("<I", chance.choice(_NUMBERS))[: len(out) - at]
            case 4:
                out[at : at + 2] = struct.pack("<H", chance.choice(_NUMBERS) & 0xFFFF)
            case 5:
                other = chance.randrange(len(out))
                out[at : at + size], out[other : other + size] = (
                    out[other : other + size], out[at : at + size],
                )  # fmt: skip
            case _:
                if chance.random() < 0.3:
                    del out[at:]
    return bytes(out)


_NUMBERS = (0, 1, 0xFF, 0x7F, 0xFFFF, 0x8000, 0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 65535)
_ATTRIBUTE = re.compile(r'(\s[\w:]+=")([^"]*)(")')
_ELEMENT = re.compile(r"<([\w:]+)(?:\s[^<>]*)?(?:/>|>(?:[^<]*</\1>)?)")
_TEXT = re.compile(r">([^<]+)<")


def markup(text: str, chance: random.Random) -> str:
    """The markup with attributes, texts and elements changed, left out, repeated or nested."""
    for _ in range(chance.choice((1, 1, 2, 5))):
        pattern = chance.choice((_ATTRIBUTE, _ATTRIBUTE, _ELEMENT, _ELEMENT, _TEXT))
        found = list(pattern.finditer(text))
        if not found:
            continue
        one = chance.choice(found)
        if pattern is _ATTRIBUTE:
            new = one[1] + chance.choice(NASTY).replace('"', "") + one[3]
            new = chance.choice((new, new, "", one[0] * 2))
        elif pattern is _TEXT:
            new = f">{chance.choice(NASTY)}<"
        else:
            times = chance.choice((0, 2, 300))
            new = chance.choice((one[0] * times, f"<{one[1]}>" * times, f"<!--{one[0]}-->"))
        text = text[: one.start()] + new + text[one.end() :]
    return text


def structural(data: bytes, chance: random.Random) -> bytes:
    """The file with something inside its container changed, the container itself sound."""
    if data[:4] == b"PK\3\4":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [(name, archive.read(name)) for name in archive.namelist()]
        place = chance.randrange(len(parts))
        name, content = parts[place]
        match chance.randrange(8):
            case 0:
                del parts[place]
            case 1:
                parts.append((chance.choice((f"../{name}", name.upper(), f"/{name}")), content))
            case 2:
                parts[place] = (name, parts[chance.randrange(len(parts))][1])
            case 3:
                parts[place] = (name, bytewise(content, chance))
            case _:
                changed = markup(content.decode("utf-8", "replace"), chance)
                parts[place] = (name, changed.encode("utf-8", "replace"))
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts:
                archive.writestr(zipfile.ZipInfo(name), content)
        return buffer.getvalue()
    if data[:4] == bytes.fromhex("D0CF11E0"):
        return records(data, chance)
    for codec in ("utf-8", "gb18030", "utf-16"):
        try:
            return markup(data.decode(codec), chance).encode(codec, "replace")
        except UnicodeDecodeError:
            continue
    return bytewise(data, chance)


def records(data: bytes, chance: random.Random) -> bytes:
    """A compound file in whose workbook stream one record's kind, length or body is changed."""
    out = bytearray(data)
    start = max(out.find(b"\x09\x08\x10\x00\x00\x06"), out.find(b"\x09\x08\x08\x00\x00\x05"))
    found = []
    at = start
    while 0 <= at < len(out) - 4 and len(found) < 2000:
        _, size = struct.unpack_from("<HH", out, at)
        found.append(at)
        at += 4 + size
    if not found:  # encrypted
        return bytewise(data, chance)
    for _ in range(chance.choice((1, 2, 4))):
        at = chance.choice(found)
        _, size = struct.unpack_from("<HH", out, at)
        size = max(0, min(size, len(out) - at - 4))  # in a locked stream it means nothing
        match chance.randrange(4):
            case 0:
                struct.pack_into(
                    "<H", out, at, struct.unpack_from("<H", out, chance.choice(found))[0]
                )
            case 1:
                struct.pack_into("<H", out, at + 2, chance.choice(_NUMBERS) & 0xFFFF)
            case 2 if size >= 4:
                struct.pack_into(
                    "<I", out, at + 4 + chance.randrange(size - 3), chance.choice(_NUMBERS)
                )
            case _ if size:
                out[at + 4 + chance.randrange(size)] = chance.randrange(256)
    return bytes(out)


# --- the child -----------------------------------------------------------------------------------

_CHILD = """
import contextlib, io, json, resource, sys, time
from pathlib import Path
megabytes = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
from kongcuo_xl import cli
from kongcuo_xl.book import UnreadableBookError
from kongcuo_xl.hosts import files, passwords
passwords.give([sys.argv[2]])
from kongcuo_xl.limits import Limits
from kongcuo_xl.reading import read_book
limits = Limits(max_file_mb=32, max_unpacked_mb=100, max_cells=500_000, max_seconds=10,
                max_memory_mb=1500)
answers, sys.stdout = sys.stdout, io.StringIO()
print("ready", file=answers, flush=True)
for line in sys.stdin:
    job = json.loads(line)
    path = Path(job["path"])
    result = "read"
    try:
        if job["whole"]:
            said = io.StringIO()
            with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
                status = cli.main(["check", str(path), "--date", "2025-10-20", "--policy",
                                   job["policy"], "--out", str(path.parent / "out")])
            text = said.getvalue()
            result = f"status {status}"
            if "程序内部出错" in text or "Traceback" in text or "程序有误" in text:
                result = "defect " + text[-600:]
        else:
            read_book(files.read(path, path.name, limits), "一中", 2025)
    except UnreadableBookError as error:
        sentence = str(error)
        result = "refused" if sentence.endswith("。") and "；" in sentence else f"defect {sentence}"
    except MemoryError:
        result = "defect MemoryError"
    except Exception as error:
        import traceback
        result = "defect " + "".join(traceback.format_exception(error))[-1500:]
    print(json.dumps(result), file=answers, flush=True)
"""


class Child:
    """A process that reads cases one after another, started again whenever it dies."""

    def __init__(self, policy: Path) -> None:
        self._policy = policy
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(MEMORY_MB), LOCK],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._line(60)

    def _line(self, seconds: float) -> str:
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], seconds)
        return self._process.stdout.readline() if ready else "hang"

    def run(self, path: Path, *, whole: bool) -> str:
        """What came of one case: read, refused, status N, or ``defect`` and what happened."""
        assert self._process.stdin is not None
        job = {"path": str(path), "whole": whole, "policy": str(self._policy)}
        print(json.dumps(job), file=self._process.stdin, flush=True)
        answer = self._line(SECONDS)
        if answer == "hang":
            self.end()
            self._start()
            return f"defect took more than {SECONDS} s"
        if not answer:
            status = self._process.wait()
            assert self._process.stderr is not None
            said = self._process.stderr.read()[-500:]
            self._start()
            return f"defect the process ended with {status}: {said}"
        result: str = json.loads(answer)
        return result

    def end(self) -> None:
        """Kill the process."""
        self._process.kill()
        self._process.wait()


@dataclass
class Outcome:
    """What a run of cases came to."""

    counts: Counter[str] = field(default_factory=Counter)
    defects: list[tuple[int, str, str]] = field(default_factory=list)
    """(number of the case, file, what happened)"""


def case(number: int, seed: int, sound: dict[str, bytes]) -> tuple[str, bytes, bool]:
    """(file name, damaged content, whether the whole check is run) of a case."""
    chance = random.Random(seed * 1_000_003 + number)
    name = chance.choice(sorted(sound))
    damage: Callable[[bytes, random.Random], bytes] = (
        bytewise if chance.random() < 0.4 else structural
    )
    return name, damage(sound[name], chance), chance.random() < 0.1


def run(numbers: range, seed: int) -> Outcome:
    """Run the cases of these numbers."""
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="kongcuo_fuzz_") as made:
        folder = Path(made)
        sound = corpus(folder)
        policy = folder / "policy.toml"
        policy.write_text(
            'name = "fuzz"\ntitle = "fuzz"\nextends = "national"\n[limits]\nmax_file_mb = 32\n'
            "max_unpacked_mb = 100\nmax_cells = 500000\nmax_seconds = 10\nmax_memory_mb = 1500\n",
            encoding="utf-8",
        )
        child = Child(policy)
        try:
            for number in numbers:
                name, content, whole = case(number, seed, sound)
                path = folder / f"case_{name}"
                path.write_bytes(content)
                result = child.run(path, whole=whole)
                outcome.counts[result.partition(" ")[0]] += 1
                if result.startswith("defect"):
                    outcome.defects.append((number, name, result))
        finally:
            child.end()
    return outcome


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    args = parser.parse_args()
    numbers = range(args.first, args.first + args.cases)
    if args.only is not None:
        numbers = range(args.only, args.only + 1)
    outcome = run(numbers, args.seed)
    print(dict(outcome.counts))
    for number, name, what in outcome.defects:
        print(f"--- {number} {name}\n{what}")


if __name__ == "__main__":
    main()
