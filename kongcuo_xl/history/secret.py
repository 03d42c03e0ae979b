"""The key of a history: people become keyed hashes, rosters are sealed.

Hash: HMAC-SHA-256 (RFC 2104), the first 128 bits. Seal: AES-256-SIV (RFC 5297), which gives the
same bytes for the same content, so that a run repeated leaves the same part.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Iterable
from pathlib import Path

from kongcuo_xl.system_errors import in_words

NAME = "密钥"
_BYTES = 32
_WRITTEN = 2 * _BYTES + 1
_PATIENCE = 40
"""How often a key that another run is just writing is looked at, at 50 ms."""


class HistoryError(Exception):
    """Something about a history that can't be done; the message is a Chinese sentence."""


class Secret:
    """What turns people into hashes and seals what names them."""

    def __init__(self, key: bytes) -> None:
        self._hashing = hmac.digest(key, b"hash", "sha256")
        self._sealing = hmac.digest(key, b"seal", "sha512")
        self.name = hmac.digest(key, b"name", "sha256").hex()[:12]
        """By which a part tells under which key it was written."""

    def hash(self, text: str) -> str:
        """32 hexadecimal digits for a text; ``""`` for none."""
        if not text:
            return ""
        return hmac.digest(self._hashing, text.encode(), "sha256")[:16].hex()

    def hashes(self, texts: Iterable[str]) -> list[str]:
        """``hash`` of each."""
        return [self.hash(text) for text in texts]

    def seal(self, content: bytes, about: str) -> bytes:
        """The content as only this key can read it; ``about`` binds it to its place."""
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        return AESSIV(self._sealing).encrypt(content, [about.encode()])

    def opened(self, sealed: bytes, about: str) -> bytes | None:
        """What was sealed; None under another key, at another place, or when damaged."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        try:
            return AESSIV(self._sealing).decrypt(sealed, [about.encode()])
        except InvalidTag:
            return None


def secret_in(folder: Path, *, make: bool) -> Secret | None:
    """The key kept in a folder; a new one where there is none and ``make`` says so, else None.

    Only the owner may read the file. Raises HistoryError when it can't be read or is no key.
    """
    path = folder / NAME
    try:
        if make:
            _make(path)
        text = _read(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise HistoryError(f"历史库的密钥“{path}”读不了（{in_words(error)}）。") from error
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise HistoryError(
            f"“{path}”不是历史库的密钥，可能被改动过；请从备份恢复。没有备份的，把它移走，"
            "用 kongcuo history rebuild 从留存的来件重建。"
        )
    return Secret(key)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    try:
        os.write(file, os.urandom(_BYTES).hex().encode() + b"\n")
        os.fsync(file)
    finally:
        os.close(file)


def _read(path: Path) -> str:
    for _ in range(_PATIENCE):
        text = path.read_text(encoding="ascii", errors="replace")
        if len(text) >= _WRITTEN:
            break
        time.sleep(0.05)
    return text
