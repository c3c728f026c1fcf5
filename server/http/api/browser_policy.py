"""What we tell browsers to refuse on our behalf, and where they report that they had to (R42-R44)."""

from __future__ import annotations

import logging
import time
from typing import ClassVar

from aiohttp import web

from auth.limits.throttle import Throttle
from auth.permissions.matrix import Action
from server.http.body import whole
from server.http.context import done
from server.http.route import Route, Routes

log = logging.getLogger("resfri.http")

_RULES = (
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "report-uri /api/reports",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html resfri-scripts",
)
CONTENT_SECURITY_POLICY = "; ".join(_RULES)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), screen-wake-lock=(self), "
        "autoplay=(self), geolocation=(), payment=(), usb=(), serial=(), "
        "hid=(), midi=(), magnetometer=(), gyroscope=(), accelerometer=()"
    ),
    "Cache-Control": "no-store",
}
"""On every answer, also errors and the WebSocket's upgrade (R42-R44)."""

HSTS = "max-age=31536000; includeSubDomains"


def headers(*, https_only: bool) -> dict[str, str]:
    """``https_only`` tells browsers never to come without HTTPS; not with a self-made certificate, which is for trying
    things out (R43)."""
    return {**HEADERS, "Strict-Transport-Security": HSTS} if https_only else HEADERS


MAX_REPORT_BYTES = 8 * 1024


class BrowserPolicyApi:
    """Where browsers report."""

    def __init__(self) -> None:
        self._reports = Throttle(rate=1 / 60, burst=5, capacity=1)

    async def report(self, request: web.Request) -> web.Response:
        """A browser's report of a breach of our policy (CSP 3 section 5.4).  Only which of our rules it was is written
        down, a few times a minute at most: everything else in a report is somebody's address or content."""
        raw = await whole(request, MAX_REPORT_BYTES)
        broken = next((rule.split()[0] for rule in _RULES if f'"{rule.split()[0]}' in raw.decode("latin-1")), None)
        if broken is not None and self._reports.take("", time.monotonic()):
            log.warning("a browser reported a breach of the content security policy: %s", broken)
        return done()

    ROUTES: ClassVar[Routes[BrowserPolicyApi]] = (
        Route("POST", "/api/reports", Action.REPORT, report, most=MAX_REPORT_BYTES),
    )
