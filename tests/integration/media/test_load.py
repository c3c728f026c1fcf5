"""The benchmark's load, small: what its publishers send through a real worker reaches every viewer."""

from __future__ import annotations

import pytest

from tests.load import native
from tests.load.resfri import Resfri
from tests.load.scenarios import SMALL
from tests.load.servers import running
from tests.support.polling import until

pytestmark = pytest.mark.skipif(native.compiler() is None, reason="the load is compiled, and there is no C compiler")


async def test_two_rooms_of_two_receive_all_that_is_sent() -> None:
    async with running(Resfri) as (server, load):
        for room in range(SMALL.rooms):
            await server.join(room, SMALL)
        load.activate(SMALL.rooms)
        await until(lambda: load.result().arrived > 100)
        load.begin()
        await until(lambda: load.result().sent > 1000)
        load.end()
        await until(lambda: load.result().received >= load.result().expected)
        result = load.result()
    assert result.received == result.expected == result.sent
    assert (result.refused, result.forged, result.nacks) == (0, 0, 0)
    assert 0 < result.latency_p50 <= result.latency_p99 <= result.latency_max
    assert server.details["SRTP"] == "SRTP_AEAD_AES_256_GCM"
