"""The network check before the lobby: a short media connection to our own port over one protocol."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal, Protocol

from auth.crypto.links import mint_id
from auth.limits.throttle import Throttle
from media.pool.pool import MediaError
from media.protocol import Offer
from server.wire.api import NetworkTestOffer
from server.wire.errors import AppError, Code
from server.wire.vocabulary import IceServer

OFFER_SECONDS = 5.0
MAX_RUNNING = 200


class ProbePlane(Protocol):
    """What a check needs of the media workers."""

    async def create_probe(self, transport: str, protocol: Literal["udp", "tcp"]) -> None: ...
    async def answer(self, transport: str, revision: int, sdp: str) -> None: ...


class NetworkChecks:
    """Checks close themselves in the worker; here only the latest ``MAX_RUNNING`` are remembered."""

    def __init__(self, media: ProbePlane, now: Callable[[], float], ice_servers: Callable[[], list[IceServer]]) -> None:
        self._media = media
        self._now = now
        self._ice_servers = ice_servers
        self._waiting: dict[str, asyncio.Future[Offer]] = {}
        self._running: OrderedDict[str, int] = OrderedDict()
        self._throttle = Throttle(rate=0.5, burst=30)

    async def start(self, protocol: Literal["udp", "tcp"], address: str) -> NetworkTestOffer:
        """``address`` only feeds the throttle."""
        if not self._throttle.take(address, self._now()):
            raise AppError(Code.RATE_LIMITED)
        check = mint_id()
        self._waiting[check] = asyncio.get_running_loop().create_future()
        try:
            await self._media.create_probe(check, protocol)
            offer = await asyncio.wait_for(self._waiting[check], OFFER_SECONDS)
        except (MediaError, TimeoutError):
            raise AppError(Code.MEDIA_UNAVAILABLE) from None
        finally:
            del self._waiting[check]
        self._running[check] = offer.revision
        if len(self._running) > MAX_RUNNING:
            self._running.popitem(last=False)
        return NetworkTestOffer(test=check, sdp=offer.sdp, ice_servers=self._ice_servers())

    def offered(self, offer: Offer) -> None:
        """The worker's offer for a check."""
        waiting = self._waiting.get(offer.transport)
        if waiting is not None and not waiting.done():
            waiting.set_result(offer)

    async def answer(self, check: str, sdp: str) -> None:
        """The browser's answer to the offer, once.  Raises NOT_FOUND, BAD_SDP."""
        revision = self._running.pop(check, None)
        if revision is None:
            raise AppError(Code.NOT_FOUND)
        try:
            await self._media.answer(check, revision, sdp)
        except MediaError:
            raise AppError(Code.BAD_SDP) from None
