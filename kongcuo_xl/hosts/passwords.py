"""Workbooks with an opening password ([MS-OFFCRYPTO]): opened with what ``--password-file`` holds.

The passwords stand in memory only, in this module and in the child that tries them; they are in
no argument, no log and no message.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from kongcuo_xl.book import UnreadableBookError
from kongcuo_xl.hosts import biff, isolation
from kongcuo_xl.hosts.package import broken
from kongcuo_xl.limits import DEFAULT, Limits
from kongcuo_xl.system_errors import in_words

NEEDED = (
    "文件有打开密码（已加密）；请把密码写进一个文本文件（一行一个），用 --password-file 给出，"
    "或用 Excel/WPS 打开，取消密码后另存一份再试。"
)
WRONG = (
    "文件有打开密码（已加密），--password-file 里的 {count} 个密码都不对；请核对密码，"
    "或用 Excel/WPS 打开，取消密码后另存一份再试。"
)
_OTHER = "文件有打开密码（已加密），加密的方式认不出；请用 Excel/WPS 打开，取消密码后另存一份再试。"

_given: list[str] = []


def give(words: Sequence[str]) -> None:
    """Passwords to try on every encrypted workbook from now on, in this process."""
    _given[:] = words


def given() -> tuple[str, ...]:
    """The passwords to try, in order."""
    return tuple(_given)


def from_file(path: Path) -> tuple[list[str], list[str]]:
    """(passwords, sentences for the user) of a file that holds one password a line.

    Raises UnreadableBookError when the file can't be read or holds none.
    """
    try:
        with path.open("rb") as file:
            data = file.read(1_000_000)
        mode = path.stat().st_mode
    except OSError as error:
        raise UnreadableBookError(
            f"密码文件“{path}”读不出来（{in_words(error)}）；请检查路径。"
        ) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    words = list(dict.fromkeys(line for line in text.splitlines() if line))
    if not words:
        raise UnreadableBookError(f"密码文件“{path}”里没有密码；请一行写一个。")
    notes = []
    if os.name != "nt" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        notes.append(f"密码文件“{path}”别的用户也能读；请只留自己的权限（chmod 600），用后删除。")
    return words, notes


def is_locked(data: bytes) -> bool:
    """Whether these bytes are a workbook with an opening password.

    Raises UnreadableBookError for a compound file that is broken.
    """
    if not data.startswith(biff.SIGNATURE):
        return False
    streams = biff.streams(data)
    if "EncryptedPackage" in streams or "EncryptionInfo" in streams:
        return True
    return biff.is_locked(streams.get("Workbook") or streams.get("Book") or b"")


def opened(data: bytes, limits: Limits = DEFAULT) -> tuple[bytes, str]:
    """(bytes without the lock, password that opened it) of a workbook for which ``is_locked``.

    Raises UnreadableBookError when no password was given or none fits.
    """
    words = given()
    # [MS-XLS] 2.2.10: a workbook locked with this word opens for everybody without asking.
    tried = [*words, "VelvetSweatshop"]
    try:
        found = isolation.run("decrypted", data, tried, limits=limits)
    except isolation.IsolationError as error:
        raise UnreadableBookError(
            f"文件有打开密码，解密时{error}，没有打开；请取消密码后另存一份再试。"
        ) from error
    except UnreadableBookError as error:
        raise (error if words else UnreadableBookError(NEEDED)) from None
    if found is None:
        raise UnreadableBookError(WRONG.format(count=len(words)) if words else NEEDED)
    plain, place = found
    return plain, tried[place]


def decrypted(data: bytes, words: Sequence[str]) -> tuple[bytes, int] | None:
    """(bytes without the lock, place of the password that fits), or None if none does.

    Called through ``isolation``: how long a key takes to derive is written in the file.
    Raises UnreadableBookError for a lock that is unknown or broken.
    """
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError

    for place, word in enumerate(words):
        plain = io.BytesIO()
        try:
            file = msoffcrypto.OfficeFile(io.BytesIO(data))
            try:
                file.load_key(password=word, verify_password=True)
            except TypeError:  # the binary formats always verify
                file.load_key(password=word)
            file.decrypt(plain)
        except InvalidKeyError:
            continue
        except (DecryptionError, FileFormatError) as error:
            raise UnreadableBookError(_OTHER) from error
        except MemoryError:
            raise
        except Exception as error:
            raise broken("加密的信息不完整") from error
        return plain.getvalue(), place
    return None


def encrypted(data: bytes, word: str) -> bytes:
    """An Office Open XML package locked with a password (agile encryption, AES-256)."""
    from msoffcrypto.format.ooxml import OOXMLFile

    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(word, locked)
    return locked.getvalue()


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """A temporary folder that nobody else may look into, removed at the end.

    What a run that was killed left behind is removed after a day.
    """
    _sweep()
    with tempfile.TemporaryDirectory(prefix=_PREFIX, suffix=_SUFFIX) as folder:
        yield Path(folder)


_PREFIX, _SUFFIX = ".kongcuo-", ".private"
_STALE = 24 * 3600
"""Seconds after which a private folder belongs to no run any more."""


@functools.cache
def _sweep() -> None:
    """Remove what killed runs left; once in a run."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            stale = time.time() - left.lstat().st_mtime > _STALE
            if stale and left.is_dir() and not left.is_symlink():
                shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def unlocked(path: Path, limits: Limits = DEFAULT) -> Iterator[tuple[Path, str]]:
    """(path of the workbook without its lock, password): the path itself if it has none.

    The unlocked copy lies in a private folder and goes when the block ends.
    Raises UnreadableBookError as ``opened`` does.
    """
    try:
        with path.open("rb") as file:
            data = file.read(8)
            data += file.read() if data == biff.SIGNATURE else b""
    except OSError as error:
        raise UnreadableBookError(
            f"读“{path.name}”时出错（{in_words(error)}）；请检查磁盘或网络后再试。"
        ) from error
    if not is_locked(data):
        yield path, ""
        return
    plain, word = opened(data, limits)
    with private_folder() as folder:
        copy = folder / "unlocked.xlsx"
        copy.write_bytes(plain)
        yield copy, word


def lock(path: Path, word: str, limits: Limits = DEFAULT) -> bytes:
    """The bytes of the .xlsx at ``path``, locked with a password and opened once to be sure.

    Raises UnreadableBookError when that fails: nothing must then be written.
    """
    data = path.read_bytes()
    try:
        locked: bytes = isolation.run("encrypted", data, word, limits=limits)
        back = isolation.run("decrypted", locked, [word], limits=limits)
    except (isolation.IsolationError, ValueError) as error:
        raise UnreadableBookError(_NOT_LOCKED) from error
    if back is None or back[0] != data:
        raise UnreadableBookError(_NOT_LOCKED)
    return locked


_NOT_LOCKED = (
    "原文件有打开密码，副本没能加上同一个密码，没有写出；请用 Excel/WPS 取消密码另存一份后再做。"
)
