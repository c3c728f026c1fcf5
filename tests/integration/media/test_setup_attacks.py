"""Calls are set up while strangers race them to the handshake."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

from media.pool.pool import MediaPool
from tests.integration.media.hostility import strangers
from tests.integration.media.support import Member, Room, wait_until

Make = Callable[..., Member]
SETUPS = int(os.environ.get("RESFRI_ATTACK_SETUPS", "60"))
AT_ONCE = 6


async def test_set_ups_succeed_before_during_and_after_forged_hellos_alerts_and_garbage(
    pool: MediaPool, room: Room, member: Make
) -> None:
    async with strangers(pool):
        for batch in range(0, SETUPS, AT_ONCE):
            joining = [member(f"p{number}") for number in range(batch, min(batch + AT_ONCE, SETUPS))]
            await asyncio.gather(*(one.join(f"room {batch}") for one in joining))
            for one in joining:
                await wait_until(lambda name=one.name: room.states(name), lambda seen: "connected" in seen, 40)
            for one in joining:
                assert room.states(one.name) == ["connecting", "connected"]
                await one.leave()
    connected = {f"p{number}" for number in range(SETUPS) if "connected" in room.states(f"p{number}")}
    assert len(connected) == SETUPS
