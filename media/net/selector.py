"""A worker's event loop waits in compiled code, which forwards media meanwhile."""

from __future__ import annotations

import selectors
import sys

from media.fanout.inbox import Inbox

FORWARDS = sys.platform == "linux"
"""Elsewhere the loop waits as always and reads the media socket when it is readable."""
_FOREVER = 3600.0
"""Seconds; a loop without timers may wake up in vain once an hour."""


class ForwardingSelector(selectors.DefaultSelector):
    """The system's selector until there is an :meth:`attend`.  From then on compiled code looks at the media socket,
    which is reported as readable only when something came that needs a decision."""

    def __init__(self) -> None:
        super().__init__()
        self._inbox: Inbox | None = None
        self._media: selectors.SelectorKey | None = None

    def attend(self, inbox: Inbox) -> None:
        """The loop must have a reader for ``inbox.fd``; it is called as before."""
        self._media = super().unregister(inbox.fd)
        self._inbox = inbox

    def dismiss(self) -> None:
        """Look at the media socket no more, before it is closed."""
        self._inbox = self._media = None

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        inbox, media = self._inbox, self._media
        if inbox is None or media is None:
            return super().select(timeout)
        left = inbox.wait(self.fileno(), _FOREVER if timeout is None else max(timeout, 0.0))
        ready = super().select(0)
        return [(media, selectors.EVENT_READ), *ready] if left else ready
