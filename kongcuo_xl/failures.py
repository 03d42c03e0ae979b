"""What went wrong, as a user is told it: one sentence for what was foreseen, a log for the rest."""

from __future__ import annotations

import tempfile
import traceback


def foreseen() -> tuple[type[Exception], ...]:
    """The exceptions whose message is a Chinese sentence for the user."""
    from kongcuo_xl.addin.installation import AddinError
    from kongcuo_xl.book import UnreadableBookError
    from kongcuo_xl.documents import DocumentError
    from kongcuo_xl.extension.desktop import ExtensionError
    from kongcuo_xl.forms.blank import FormError
    from kongcuo_xl.history.secret import HistoryError
    from kongcuo_xl.hosts.ooxml.archive import OutputError
    from kongcuo_xl.period import PeriodError
    from kongcuo_xl.policy import PolicyError

    return (
        *(UnreadableBookError, OutputError, PolicyError, PeriodError, FormError, DocumentError),
        AddinError,
        ExtensionError,
        HistoryError,
    )


def kept(error: Exception) -> str:
    """Keep the traceback of a defect in a file, masked; a sentence that says where it is."""
    from kongcuo_xl.screen import mask_in

    with tempfile.NamedTemporaryFile(
        "w", prefix="kongcuo_", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(mask_in("".join(traceback.format_exception(error))))
    return f"程序内部出错（{type(error).__name__}），详情已记入 {log.name}，请把它发给开发者。"
