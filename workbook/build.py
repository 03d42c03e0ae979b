"""Writes ribbon.xml anew, as the registry of buttons gives it; with a folder, the add-in too.

    python workbook/build.py [FOLDER]

The add-in takes the ribbon from the registry itself (``kongcuo addin build``): ribbon.xml is for
people to read, and a test keeps it equal.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kongcuo_xl.addin import installation, ribbon

RIBBON = Path(__file__).parent / "ribbon.xml"

if __name__ == "__main__":
    RIBBON.write_bytes(ribbon.xml())
    print(RIBBON)
    for folder in map(Path, sys.argv[1:2]):
        for path in installation.build(folder):
            print(path)
