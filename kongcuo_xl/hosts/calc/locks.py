"""Who has a file open: what LibreOffice writes into the lock file beside it."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from .office import shared_socket

_FIELD = re.compile(r"((?:\\.|[^,\\])*)[,;]")


def lock_of(path: Path) -> Path:
    """Where the lock file of a file is, while there is one."""
    return path.with_name(f".~lock.{path.name}#")


def holder(path: Path) -> str:
    """Who has a file open in LibreOffice, as far as can be told; "" for nobody.

    A LibreOffice that crashed on this computer holds nothing any more. Whether one on another
    computer still runs cannot be told.
    """
    lock = lock_of(path)
    try:
        owner = lock.stat().st_uid
        fields = _FIELD.findall(lock.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ""
    if len(fields) < 5:
        return ""
    name, user, host, since, profile = (re.sub(r"\\(.)", r"\1", field) for field in fields[:5])
    here = host.partition(".")[0] == socket.gethostname().partition(".")[0]
    if here and not _runs(Path(url2pathname(urlsplit(profile).path)), owner):
        return ""
    return f"{name or user} on {host}, since {since}"


def _runs(profile: Path, owner: int) -> bool:
    """Whether somebody's LibreOffice with a profile runs on this computer."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(shared_socket(profile, owner)))
        except PermissionError:
            return True
        except OSError:
            return False
    return True
