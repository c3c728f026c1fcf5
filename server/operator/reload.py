"""What changes while the server runs: its certificate, its keys, and those settings that nothing has been built on.

SIGHUP, the usual hook after a certificate's renewal, asks for it; a renewed certificate is found without.  Whatever is
wrong is said in one sentence, and what was there before stays: a signal never ends a meeting.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from server.app import Running
from server.runtime.config import Settings, SettingsError
from server.runtime.logs import Outage
from server.runtime.tls import Certificate
from server.services.audit.alerts import Alert

log = logging.getLogger("resfri.reload")

Say = Callable[[str], None]
Load = Callable[[], Settings]

CERTIFICATE_EVERY_SECONDS = 10.0
WARN_DAYS = 14.0
RELOADED = frozenset(
    {
        "log_level", "admin_networks", "turn_urls", "turn_secret", "tls_certificate", "tls_key",
    }
)  # fmt: skip
"""The settings that SIGHUP changes; all others change at the next start."""


class Reload:
    """``load`` reads the settings anew.  ``certificate`` None: HTTPS is off."""

    def __init__(
        self, running: Running, settings: Settings, certificate: Certificate | None, load: Load, say: Say
    ) -> None:
        self._running = running
        self._settings = settings
        self._certificate = certificate
        self._load = load
        self._say = say
        self._warned = False
        self._refused = ""

    def everything(self) -> None:
        """Certificate, keys and settings; each where it can be."""
        try:
            wanted = self._load()
        except SettingsError as error:
            self._tell(f"The settings stay as they are: {error}")
        else:
            self._take(wanted)
        try:
            self._running.reload_keys()
        except SettingsError as error:
            self._tell(f"The keys stay as they are: {error}")
        self._refused = ""
        self._renew()

    def _tell(self, text: str) -> None:
        """Whoever started the server may have closed its output since."""
        with contextlib.suppress(OSError):
            self._say(text)

    def _take(self, wanted: Settings) -> None:
        changed = {name for name in Settings.model_fields if getattr(wanted, name) != getattr(self._settings, name)}
        now = changed & RELOADED
        self._settings = self._settings.model_copy(update={name: getattr(wanted, name) for name in now})
        self._running.use(self._settings)
        if now:
            self._tell(f"Changed: {', '.join(sorted(now))}.")
        if changed - RELOADED:
            self._tell(f"These change at the next start: {', '.join(sorted(changed - RELOADED))}.")

    def _renew(self) -> None:
        if self._certificate is None:
            return
        try:
            self._certificate.reload(self._settings)
        except SettingsError as error:
            if self._refused:
                # A renewal writes one file after the other; twice in a row it is none.
                self._running.core.alerts.raise_alert(Alert.CERTIFICATE_ENDS)
            if self._refused != str(error):
                self._refused = str(error)
                self._tell(f"The certificate stays as it is: {error}")
            return
        self._warned, self._refused = False, ""
        self._tell(f"The certificate is loaded anew; it is good for {self._certificate.days_left:.0f} days.")

    def look_at_certificate(self) -> None:
        """Load it where its files have changed, and warn where it ends soon."""
        if self._certificate is None:
            return
        if self._certificate.changed:
            self._renew()
        try:
            left = self._certificate.days_left
        except SettingsError:
            left = 0.0
        if left < WARN_DAYS:
            self._running.core.alerts.raise_alert(Alert.CERTIFICATE_ENDS)
            if not self._warned:
                self._warned = True
                log.warning("the certificate ends in %.0f days; renew it", max(left, 0.0))

    async def watch(self) -> None:
        """Until cancelled."""
        outage = Outage(log, "looking at the certificate")
        while True:
            try:
                self.look_at_certificate()
                outage.worked()
            except Exception as error:  # A file that is no certificate has many ways of being none.
                outage.failed(error)
            await asyncio.sleep(CERTIFICATE_EVERY_SECONDS)
