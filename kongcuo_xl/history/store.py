"""The parts of a history on disk: a Parquet dataset by month and unit, a file a check date.

``历史/month=2025-10/unit=一中/2025-11-03.parquet``. A part is written whole or not at all, and the
same month, unit and check date take the place of what was there; so neither order nor repetition
matters, and runs at the same time do not meet.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from kongcuo_xl.history.secret import HistoryError, Secret, secret_in
from kongcuo_xl.hosts.ooxml.archive import writing

__all__ = ["FOLDER", "FORMAT", "PLAIN", "SCHEMA", "History", "HistoryError", "Part"]

FOLDER = "历史"
"""Where a history stands in a folder of outputs."""
FORMAT = 1
"""Version of the parts. A column that an older part lacks is read as blank."""
SET_ASIDE = ".损坏"

_WORD = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        ("kind", _WORD),
        # people
        ("person", pa.string()),  # keyed hash of the surest there is: 身份证号, 学籍号 …
        ("by_id", pa.string()),
        ("by_number", pa.string()),
        ("by_name", pa.string()),
        ("grade", pa.int8()),
        ("klass", _WORD),
        ("state", _WORD),
        ("risk", _WORD),
        ("groups", _WORD),
        # measures
        ("measure", _WORD),
        ("of", _WORD),  # the conditions: 全部, 七年级 …
        ("number", pa.float64()),
        ("numerator", pa.float64()),
        ("denominator", pa.float64()),
        # findings
        ("code", _WORD),
        ("level", _WORD),
        ("explained", pa.bool_()),
        ("fingerprint", pa.string()),
        ("count", pa.int32()),
        # what names people, readable only with the key
        ("sealed", pa.binary()),
    ]
)
PLAIN = pa.schema(
    [(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type) for f in SCHEMA]
)
"""The same without dictionaries: what rows are made of."""
KINDS = ("people", "measures", "findings", "sealed")
"""What the rows of a part are, in their order."""
_PLACE = pa.schema([("month", pa.string()), ("unit", pa.string())])
_META = "kongcuo-history"
_FORBIDDEN = re.compile(r'[%/\\:*?"<>|=\x00-\x1f]|^\.+$|[. ]$')
_MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")


class Part(NamedTuple):
    """What one run left on one unit."""

    month: str
    unit: str
    date: dt.date
    path: Path


class History:
    """A history on disk."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is the history itself or the folder of outputs in which it stands."""
        inside = folder / FOLDER
        self.folder = folder if folder.name == FOLDER and not inside.is_dir() else inside
        self.notes: list[str] = []
        """Sentences on what was set aside or can't be read."""

    def secret(self, *, make: bool = False) -> Secret | None:
        """The key; with ``make`` a new one where there is none. Raises HistoryError."""
        if make and self.months() and secret_in(self.folder, make=False) is None:
            self._say(
                f"历史库“{self.folder}”的密钥不见了，已另建一把：以前各月的数还能看，学生和名册接不上。"
                "请把原来的“密钥”文件放回，或用 kongcuo history rebuild 从留存的来件重建。"
            )
        return secret_in(self.folder, make=make)

    # ── writing ──────────────────────────────────────────────────────────────────────────────────
    def append(self, month: str, unit: str, date: dt.date, rows: pa.Table, secret: Secret) -> Part:
        """Keep what a run found out on a unit (rows as PLAIN), in place of what the same run left.

        Raises HistoryError when a newer program wrote that, OutputError when it can't be written.
        """
        part = Part(month, unit, date, self._place(month, unit) / f"{date}.parquet")
        if part.path.exists() and (known := self._header(part)) is not None:
            _understood(known, part)
        _write(rows, part.path, {_META: str(FORMAT), f"{_META}-key": secret.name})
        return part

    def restate(self, name: str, kind: str, rows: pa.Table) -> None:
        """Put rows (as PLAIN) in the place of those of a kind in a part that this run has written.

        What comes of it is what ``append`` would have written. Raises HistoryError when the part
        is not there or damaged, OutputError when it can't be written.
        """
        path = self.folder / name
        try:
            held = pq.read_table(path, partitioning=None, page_checksum_verification=True)
        except (OSError, pa.ArrowException) as error:
            raise HistoryError(f"刚写下的“{path}”读不回来，请再运行一次。") from error
        about, held = held.schema.metadata, held.cast(PLAIN)
        order = np.array([KINDS.index(each) for each in held["kind"].to_pylist()])
        here = KINDS.index(kind)
        whole = pa.concat_tables([held.filter(order < here), rows, held.filter(order > here)])
        _write(whole, path, about)

    def _place(self, month: str, unit: str) -> Path:
        safe = _FORBIDDEN.sub(lambda found: "".join(f"%{ord(c):02X}" for c in found[0]), unit)
        return self.folder / f"month={month}" / f"unit={safe}"

    # ── finding ──────────────────────────────────────────────────────────────────────────────────
    def months(self) -> list[str]:
        """The months there are, in order."""
        found = (path.name.removeprefix("month=") for path in self.folder.glob("month=*"))
        return sorted(month for month in found if _MONTH.fullmatch(month))

    def parts(
        self,
        *,
        months: Collection[str] | None = None,
        units: Collection[str] | None = None,
        latest: bool = True,
    ) -> list[Part]:
        """The parts of some months and units, by month and unit; of each the latest run, or all."""
        found: list[Part] = []
        for month in self.months():
            if months is not None and month not in months:
                continue
            folders = (
                sorted(self.folder.glob(f"month={month}/unit=*"))
                if units is None
                else [self._place(month, unit) for unit in sorted(units)]
            )
            for folder in folders:
                of_unit = self._runs(month, folder)
                found += of_unit[-1:] if latest else of_unit
        return found

    def _runs(self, month: str, folder: Path) -> list[Part]:
        unit = unquote(folder.name.removeprefix("unit="))
        found = []
        for path in sorted(folder.glob("*.parquet")):
            with suppress(ValueError):
                found.append(Part(month, unit, dt.date.fromisoformat(path.stem), path))
        return found

    def last_before(self, unit: str, month: str) -> Part | None:
        """The latest readable part of a unit from a month before this one."""
        for earlier in reversed([m for m in self.months() if m < month]):
            for part in reversed(self._runs(earlier, self._place(earlier, unit))):
                known = self._header(part)
                if known is not None:
                    _understood(known, part)
                    return part
        return None

    def name_of(self, part: Part) -> str:
        """A part's path in the history."""
        return part.path.relative_to(self.folder).as_posix()

    def holds(self, name: str) -> bool:
        """Whether a part that was named (``""`` for none) is still there."""
        return not name or (self.folder / name).is_file()

    def before(self, unit: str, month: str) -> tuple[str, str]:
        """The month of the latest part from before this one, and what tells it from any other.

        Nothing in it is understood: it may be a placeholder of what is elsewhere. ``("", "")``
        where there is none.
        """
        for earlier in reversed([m for m in self.months() if m < month]):
            for part in reversed(self._runs(earlier, self._place(earlier, unit))):
                return earlier, hashlib.sha256(part.path.read_bytes()).hexdigest()
        return "", ""

    # ── reading ──────────────────────────────────────────────────────────────────────────────────
    def read(self, kind: str, parts: Sequence[Part], columns: Sequence[str]) -> pd.DataFrame:
        """The rows of a kind in some parts, with ``month`` and ``unit``, in the order of the parts.

        A part that can't be read is set aside and said. Raises HistoryError for a newer format.
        """
        sound = [part for part in parts if self._sound(part)]
        wanted = [*columns, "month", "unit"]
        try:
            return self._rows(kind, sound, wanted)
        except (OSError, pa.ArrowException):
            kept = []
            for part in sound:
                try:
                    self._rows(kind, [part], wanted)
                    kept.append(part)
                except (OSError, pa.ArrowException):
                    self._set_aside(part)
            return self._rows(kind, kept, wanted)

    def _rows(self, kind: str, parts: Sequence[Part], columns: Sequence[str]) -> pd.DataFrame:
        if not parts:
            return pd.DataFrame({name: [] for name in columns})
        how = ds.ParquetFileFormat(
            default_fragment_scan_options=ds.ParquetFragmentScanOptions(
                page_checksum_verification=True
            )
        )
        found = ds.dataset(
            [str(part.path) for part in parts],
            schema=pa.unify_schemas([SCHEMA, _PLACE]),
            format=how,
            partitioning=ds.partitioning(_PLACE, flavor="hive"),
            partition_base_dir=str(self.folder),
        )
        rows = found.to_table(columns=list(columns), filter=ds.field("kind") == kind)
        frame: pd.DataFrame = rows.to_pandas()
        for name in columns:  # an older part may lack one
            if isinstance(frame[name].dtype, pd.CategoricalDtype | pd.StringDtype):
                frame[name] = frame[name].astype("str").fillna("")
        return frame

    def sealed(self, part: Part, secret: Secret) -> bytes | None:
        """What a part keeps for its key only; None where it has nothing for this one."""
        rows = self.read("sealed", [part], ["sealed"])
        if not len(rows):
            return None
        content = secret.opened(rows["sealed"].iloc[0], about(part.month, part.unit))
        if content is None:
            self._say(
                f"历史库里{part.unit} {part.month} 的名册是用另一把密钥封存的，没有对照；"
                f"请把原来的“密钥”文件放回“{self.folder}”。"
            )
        return content

    def key_of(self, part: Part) -> str:
        """The name of the key under which a part was written."""
        return (self._header(part) or {}).get(f"{_META}-key", "")

    def _sound(self, part: Part) -> bool:
        known = self._header(part)
        if known is None:
            return False
        _understood(known, part)
        return True

    def _header(self, part: Part) -> dict[str, str] | None:
        """What the part says about itself; None, and it is set aside, when it is damaged."""
        try:
            metadata = pq.read_schema(part.path).metadata or {}
        except FileNotFoundError:
            return None
        except (OSError, pa.ArrowException):
            self._set_aside(part)
            return None
        return {key.decode(): value.decode() for key, value in metadata.items()}

    def _set_aside(self, part: Part) -> None:
        aside = part.path.with_name(part.path.name + SET_ASIDE)
        with suppress(OSError):  # another run may have done so just now
            part.path.replace(aside)
        self._say(
            f"历史库里{part.unit} {part.month} 的记录（核查日期 {part.date}）已损坏，改名为"
            f"“{aside.name}”放在一边；重新核查那个月的来件可以补上。"
        )

    def _say(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def _write(rows: pa.Table, path: Path, about: Mapping[str | bytes, str | bytes]) -> None:
    # Dictionaries made here hold their words in the order of the rows, whatever run they are of.
    rows = rows.combine_chunks().cast(SCHEMA).replace_schema_metadata(about)
    with writing(path) as out:
        pq.write_table(rows, out, compression="zstd", write_page_checksum=True)


def about(month: str, unit: str) -> str:
    """What a seal is bound to."""
    return f"{FORMAT}\x1f{month}\x1f{unit}"


def _understood(header: dict[str, str], part: Part) -> None:
    version = header.get(_META, "0")
    if not version.isdecimal() or int(version) > FORMAT:
        raise HistoryError(
            f"历史库里{part.unit} {part.month} 的记录是用更新的版本写的（格式 {version}，"
            f"本程序认得到格式 {FORMAT}），请升级 kongcuo-xl 后再用。"
        )
