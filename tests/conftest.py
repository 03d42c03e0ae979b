"""Test modules may import each other's builders by name."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import settings

# A busy machine is no failure.
settings.register_profile("kongcuo", deadline=None)
settings.load_profile("kongcuo")

sys.path.insert(0, str(Path(__file__).parent))
