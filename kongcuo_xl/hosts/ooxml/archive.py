"""The zip archive of a package: parts read on demand, and written back with the rest untouched."""

from __future__ import annotations

import os
import signal
import struct
import tempfile
import time
import zipfile
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

from kongcuo_xl.system_errors import in_words

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
EPOCH = (1980, 1, 1, 0, 0, 0)
STREAMED = 0x8
"""Flag: sizes follow the data. We write them in front, so it is taken off."""
UTF8 = 0x800


class OutputError(Exception):
    """An output that can't be written; the message is one Chinese sentence for the user."""


class Archive:
    """A package being changed: ``read`` parts, ``write`` or ``remove`` them, then ``save``.

    Part names are without a leading slash and matched without regard to case, as the packaging
    standard (ISO/IEC 29500-2, 8.2.2) asks; some programs write backslashes.
    """

    def __init__(self, path: Path):
        self.path = path
        self._zip = zipfile.ZipFile(path)
        self._infos = {_key(info.filename): info for info in self._zip.infolist()}
        self._changed: dict[str, bytes] = {}
        self._added: dict[str, str] = {}
        self._removed: set[str] = set()

    def close(self) -> None:
        """Close the source file."""
        self._zip.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __contains__(self, name: object) -> bool:
        key = _key(str(name))
        return key not in self._removed and (key in self._infos or key in self._added)

    def names(self) -> list[str]:
        """Names of the parts as they stand now, in order."""
        kept = [_plain(i.filename) for k, i in self._infos.items() if k not in self._removed]
        return kept + list(self._added.values())

    def read(self, name: str) -> bytes:
        """Content of a part. Raises KeyError when there is none."""
        key = _key(name)
        if key in self._changed:
            return self._changed[key]
        if key in self._removed or key not in self._infos:
            raise KeyError(name)
        return self._zip.read(self._infos[key])

    def write(self, name: str, data: bytes) -> None:
        """Set the content of a part, new or existing."""
        key = _key(name)
        self._removed.discard(key)
        if key not in self._infos:
            self._added.setdefault(key, name)
        self._changed[key] = data

    def remove(self, name: str) -> None:
        """Leave a part out."""
        key = _key(name)
        self._changed.pop(key, None)
        if self._added.pop(key, None) is None:
            self._removed.add(key)

    def save(self, target: Path) -> None:
        """Write the package to ``target``, whole or not at all.

        Parts that were not written keep their compressed bytes, order, dates and attributes.
        Raises OutputError when the folder can't be written or the file is open elsewhere.
        """
        with writing(target) as out:
            self._save(out)

    def _save(self, out: IO[bytes]) -> None:
        directory: list[bytes] = []
        with self.path.open("rb") as source:
            for info in self._zip.infolist():
                key = _key(info.filename)
                if key in self._removed:
                    continue
                source.seek(info.header_offset)
                header = LOCAL.unpack(source.read(LOCAL.size))
                name = source.read(header[9])
                extra = _without_zip64(source.read(header[10]))
                if key in self._changed and self._infos[key] is info:
                    data = self._changed[key]
                    raw, method, crc, size = _packed(data, info.compress_type)
                else:
                    raw = source.read(info.compress_size)
                    method, crc, size = info.compress_type, info.CRC, info.file_size
                directory.append(_entry(out, info, name, extra, raw, method, crc, size))
        for key, added in self._added.items():
            info = zipfile.ZipInfo(added, EPOCH)
            encoded = added.encode()
            info.flag_bits = 0 if added.isascii() else UTF8
            raw, method, crc, size = _packed(self._changed[key], zipfile.ZIP_DEFLATED)
            directory.append(_entry(out, info, encoded, b"", raw, method, crc, size))
        start = out.tell()
        entries = b"".join(directory)
        if start + len(entries) >= 0xFFFFFFFF or len(directory) >= 0xFFFF:
            raise OutputError("文件太大（超过 4GB），不能写出。")
        out.write(entries)
        comment = self._zip.comment
        count = len(directory)
        out.write(
            END.pack(b"PK\5\6", 0, 0, count, count, len(entries), start, len(comment)) + comment
        )


class writing:  # noqa: N801 - used as ``with writing(path) as out``
    """A file beside ``target`` that takes its place when the block ends well, else vanishes.

    Until then only its owner may read it. What an earlier run that was killed left behind in the
    folder is removed after a day. A target that is a link is replaced, never written through.

    Raises OutputError when the folder can't be written or the target is open elsewhere.
    """

    def __init__(self, target: Path):
        self._target = target

    def __enter__(self) -> IO[bytes]:
        folder = self._target.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _sweep(folder)
            self._file = _private_file(folder)
        except OSError as error:
            raise OutputError(
                f"不能写入文件夹“{folder}”（{in_words(error)}），请换一个输出文件夹。"
            ) from error
        return self._file.file

    def __exit__(self, kind: type[BaseException] | None, error: object, _: object) -> None:
        temporary = Path(self._file.name)
        try:
            if kind is None:
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
                temporary.replace(self._target)
                umask = os.umask(0)
                os.umask(umask)
                with suppress(OSError):  # some network folders have no permissions to set
                    self._target.chmod(0o666 & ~umask)
        except PermissionError as failure:
            raise OutputError(
                f"“{self._target}”正被别的程序打开或不允许改写，请关闭它后重试。"
            ) from failure
        except OSError as failure:
            raise OutputError(f"写“{self._target}”时出错（{in_words(failure)}）。") from failure
        finally:
            # Closing writes out what is left, which fails again on a full disk.
            with suppress(OSError):
                self._file.close()
            with suppress(FileNotFoundError):
                temporary.unlink()
        if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
            raise OutputError(f"写“{self._target}”时出错（{in_words(error)}）。") from error


_PREFIX, _SUFFIX = ".kongcuo-", ".part"
_STALE = 24 * 3600
"""Seconds after which an unfinished file belongs to no run any more."""


def _private_file(folder: Path) -> tempfile._TemporaryFileWrapper[bytes]:
    """A new file that only its owner may read, whatever the umask (mkstemp).

    An interrupt that comes while it is made waits until it is known, and takes it away.
    """
    if not hasattr(signal, "pthread_sigmask"):
        return tempfile.NamedTemporaryFile(dir=folder, prefix=_PREFIX, suffix=_SUFFIX, delete=False)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    made = None
    try:
        made = tempfile.NamedTemporaryFile(dir=folder, prefix=_PREFIX, suffix=_SUFFIX, delete=False)  # noqa: SIM115
    finally:
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        except BaseException:
            if made is not None:
                made.close()
                Path(made.name).unlink()
            raise
    return made


@cache
def _sweep(folder: Path) -> None:
    """Remove what killed runs left in a folder; once a folder in a run."""
    for left in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE:
                left.unlink()


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def _key(name: str) -> str:
    return _plain(name).lower()


def _packed(data: bytes, method: int) -> tuple[bytes, int, int, int]:
    crc = zlib.crc32(data)
    if method == zipfile.ZIP_STORED:
        return data, method, crc, len(data)
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(), zipfile.ZIP_DEFLATED, crc, len(data)


def _without_zip64(extra: bytes) -> bytes:
    kept = b""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind != 1:
            kept += extra[: 4 + size]
        extra = extra[4 + size :]
    return kept


def _entry(
    out: IO[bytes],
    info: zipfile.ZipInfo,
    name: bytes,
    extra: bytes,
    raw: bytes,
    method: int,
    crc: int,
    size: int,
) -> bytes:
    """Write one file, and return its entry in the directory."""
    offset = out.tell()
    if max(offset, size, len(raw)) >= 0xFFFFFFFF:
        raise OutputError("文件太大（超过 4GB），不能写出。")
    year, month, day, hour, minute, second = info.date_time
    date = max(year - 1980, 0) << 9 | month << 5 | day
    time = hour << 11 | minute << 5 | second // 2
    flags = info.flag_bits & ~STREAMED
    common = (flags, method, time, date, crc, len(raw), size, len(name))
    out.write(LOCAL.pack(b"PK\3\4", info.extract_version, *common, len(extra)) + name + extra)
    out.write(raw)
    made_by = info.create_version | info.create_system << 8
    central = _without_zip64(info.extra)
    attributes = (len(central), len(info.comment), 0, info.internal_attr, info.external_attr)
    head = CENTRAL.pack(b"PK\1\2", made_by, info.extract_version, *common, *attributes, offset)
    return head + name + central + info.comment
