"""What the menu shows: the state of a command, such as whether the grid is on."""

from __future__ import annotations

import functools
import importlib
from typing import Any

from .bridge import Uno, struct, uno
from .office import Office


@functools.cache
def _listener() -> Any:
    """A listener that keeps the last state; UNO's interfaces exist only once uno is loaded."""
    interface: Any = uno().getClass("com.sun.star.frame.XStatusListener")
    base: Any = importlib.import_module("unohelper").Base

    class Listener(base, interface):
        """Keeps the last state."""

        state: Any = None

        def statusChanged(self, event: Uno) -> None:  # noqa: N802
            """The command has this state."""
            self.state = event.State

        def disposing(self, source: Uno) -> None:
            """Nothing to let go of."""

    return Listener


def menu_state(office: Office, frame: Uno, command: str) -> Any:
    """The state of a command in a window; None when it has none."""
    transformer = office.service("com.sun.star.util.URLTransformer")
    _, address = transformer.parseStrict(struct("util.URL", Complete=f".uno:{command}"))
    dispatch = frame.queryDispatch(address, "", 0)
    if dispatch is None:
        return None
    listener = _listener()()
    dispatch.addStatusListener(listener, address)
    dispatch.removeStatusListener(listener, address)
    return listener.state
