"""Files opened in whatever program the system has for them."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path


def show(path: Path) -> None:
    """Open a file in its own program; returns at once."""
    if sys.platform == "win32":
        os.startfile(path)
    else:
        webbrowser.open(path.resolve().as_uri())
