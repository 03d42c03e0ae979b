"""问题整改台账: which problems are still open."""

from __future__ import annotations

import pandas as pd

from kongcuo_xl.cases import stated
from kongcuo_xl.tables import Table

_DONE = "已整改|已完成|完成整改|整改完成|整改到位|已销号|已办结|已解决|办结|销号"
_NOT_DONE = "未|没|待|部分|基本"


def unfinished(rectifications: Table) -> pd.Series:
    """Problems with a deadline and neither a date of completion nor a status that says so."""
    status = rectifications.text("rect_status")
    done = status.str.contains(_DONE) | status.isin(["完成", "是", "已", "√"])
    done &= ~status.str.contains(_NOT_DONE)
    done |= stated(rectifications, "done_date")
    return rectifications["due_date"].notna() & ~done
