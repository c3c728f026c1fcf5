"""A pinned picture, such as a sign interpreter's, loses lines before it loses frames."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from media.sfu.downlink import RAMP_SECONDS, _of_layer
from media.sfu.stream import IngressStream

LATER = RAMP_SECONDS + 1.0


def layer(number: int) -> IngressStream:
    """Thirty frames a second in three temporal layers."""
    bitrates = [100e3 * (number + 1), 150e3 * (number + 1), 200e3 * (number + 1)]
    stream: Any = SimpleNamespace(layer=number, temporal_layers=3, bitrates=bitrates, started_at=0.0)
    return cast("IngressStream", stream)


@pytest.mark.parametrize(("number", "smooth", "fewer"), [(0, False, 2), (0, True, 2), (1, False, 1), (1, True, 0)])
def test_only_the_smallest_picture_may_stutter(number: int, smooth: bool, fewer: int) -> None:
    options = _of_layer(layer(number), LATER, smooth=smooth)
    assert len(options) == fewer + 1
    assert options[-1].bitrate == 200e3 * (number + 1), "whole: thirty frames a second"
