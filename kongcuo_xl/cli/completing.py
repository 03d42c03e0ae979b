"""What a shell may complete: names of policies, forms and documents, codes of rules.

They are read off the files that define them, because a shell can't wait for pandas.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent.parent
_RULE = re.compile(r"([a-z]{2}\d{3})_")
_LISTED = re.compile("[,，;；、]")


def names(kind: str, prefix: str = "") -> list[str]:
    """Names of ``policies``, ``forms``, ``documents`` or ``rules`` (a list of these: ``codes``)."""
    match kind:
        case "policies":
            return sorted(path.stem for path in (_PACKAGE / "policies").glob("*.toml"))
        case "forms":
            texts = (_read(path) for path in sorted(_templates().glob("F[0-9][0-9].toml")))
            return [text["names"][0] for text in texts]
        case "documents":
            entries = _read(_templates() / "documents" / "documents.toml")["document"]
            return [entry["name"] for entry in entries]
        case "codes":
            before = prefix[: max((m.end() for m in _LISTED.finditer(prefix)), default=0)]
            families = {code[:2] for code in names("rules")}
            return [before + code for code in (*sorted(families), *names("rules"))]
    found = (_RULE.match(path.name) for path in (_PACKAGE / "rules").glob("*/*.py"))
    return sorted(match[1].upper() for match in found if match)


def _templates() -> Path:
    """Beside the modules where the package is installed, else in the source tree."""
    installed = _PACKAGE / "templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "templates"


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
