"""A county at once: every unit checked, marked and its sheets filled, compared with the others."""

from kongcuo_xl.batch.outcome import Outcome, UnitResult
from kongcuo_xl.batch.running import run

__all__ = ["Outcome", "UnitResult", "run"]
