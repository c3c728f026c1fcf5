"""A moving test picture and a voice-like tone, encoded once and played in a loop."""

from __future__ import annotations

import functools
import math
from array import array
from dataclasses import dataclass
from fractions import Fraction

import av

WIDTH, HEIGHT, FRAMES_PER_SECOND = 320, 180, 15
_LOOP_SECONDS = 2
_SAMPLES = 960
"""20 ms at 48 kHz."""
_COLOURS = ((90, 170), (170, 90), (110, 110), (160, 150), (80, 130), (140, 60))


@dataclass(slots=True, frozen=True)
class Frame:
    """An encoded frame; ``level`` is its audio level (0..127 in -dBov), ``key_frame`` is for video."""

    data: bytes
    key_frame: bool = False
    level: int = 127


@functools.cache
def picture_loop(colour: int) -> tuple[Frame, ...]:
    """VP8 frames at 15 a second, the first a key frame: a bright bar that travels over a coloured field."""
    codec = av.CodecContext.create("libvpx", "w")
    assert isinstance(codec, av.VideoCodecContext)
    codec.width, codec.height, codec.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    codec.time_base = Fraction(1, FRAMES_PER_SECOND)
    codec.bit_rate = 250_000
    count = _LOOP_SECONDS * FRAMES_PER_SECOND
    codec.gop_size = count
    codec.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "auto-alt-ref": "0"}
    frames: list[Frame] = []
    for number in range(count):
        for packet in codec.encode(_draw(number / count, colour)):
            frames.append(Frame(bytes(packet), packet.is_keyframe))
    for packet in codec.encode(None):
        frames.append(Frame(bytes(packet), packet.is_keyframe))
    return tuple(frames)


def _draw(phase: float, colour: int) -> av.VideoFrame:
    frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
    bar = int(phase * WIDTH)
    luma = frame.planes[0]
    row = bytearray(40 + x * 100 // WIDTH if x < WIDTH else 0 for x in range(luma.line_size))
    for x in range(bar, min(bar + 24, WIDTH)):
        row[x] = 230
    luma.update(bytes(row) * luma.height)
    for plane, value in zip(frame.planes[1:], _COLOURS[colour % len(_COLOURS)], strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    return frame


@functools.cache
def voice_loop(pitch: int) -> tuple[Frame, ...]:
    """Opus frames of 20 ms: a tone of ``pitch`` Hz with overtones that swells and fades like syllables, and is
    silent for a third of the time."""
    codec = av.CodecContext.create("libopus", "w")
    assert isinstance(codec, av.AudioCodecContext)
    codec.sample_rate, codec.layout, codec.format = 48000, "mono", "s16"
    codec.bit_rate = 24_000
    frames: list[Frame] = []
    for number in range(_LOOP_SECONDS * 50):
        samples = _sound(number * _SAMPLES, pitch)
        frame = av.AudioFrame(format="s16", layout="mono", samples=_SAMPLES)
        frame.sample_rate = 48000
        frame.pts = number * _SAMPLES
        frame.planes[0].update(samples.tobytes())
        # libopus looks ahead, so that packets come a little later than the sound they carry.
        frames.extend(Frame(bytes(packet), level=_level(samples)) for packet in codec.encode(frame))
    return tuple(frames)


def _sound(start: int, pitch: int) -> array[int]:
    samples = array("h")
    for place in range(start, start + _SAMPLES):
        seconds = place / 48000
        envelope = max(0.0, math.sin(2 * math.pi * seconds / 0.4)) if seconds % 2 < 1.3 else 0.0
        angle = 2 * math.pi * pitch * seconds
        samples.append(int(9000 * envelope * (math.sin(angle) + math.sin(2 * angle) / 2 + math.sin(3 * angle) / 4)))
    return samples


def _level(samples: array[int]) -> int:
    power = sum(sample * sample for sample in samples) / len(samples)
    return min(127, max(0, int(-10 * math.log10(power / 32768**2)))) if power else 127
