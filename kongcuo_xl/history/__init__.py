"""The history: what each run found out, kept beside its outputs, a part a month and unit.

Nobody can be told from it without its key: people are keyed hashes; what next month's run needs to
name somebody (the roster) is sealed.
"""

from __future__ import annotations

from kongcuo_xl.history.runs import append, earlier, month_of
from kongcuo_xl.history.store import FOLDER, History, HistoryError, Part

__all__ = ["FOLDER", "History", "HistoryError", "Part", "append", "earlier", "month_of"]
