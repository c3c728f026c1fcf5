"""A face and a voice for Chromium's file-fed camera and microphone.

The picture costs a codec about what a person before a plain wall costs: a still background with the noise of a small
sensor, and something round and textured that sways.  Chromium's own test pattern is nearly free, so that no slow
network would ever be too slow for it.
"""

from __future__ import annotations

import math
import random
import struct
import wave
from pathlib import Path

WIDTH, HEIGHT = 640, 360
FRAMES_PER_SECOND = 30
LOOP_FRAMES = 60
HEAD = 150
"""Pixels across."""
NOISE_LEVELS = 3
GREY = 128
SAMPLE_RATE = 48000
VOICE_SECONDS = 4
SYLLABLES_PER_SECOND = 4


def write_picture(path: Path) -> None:
    """Two seconds of YUV4MPEG2 at 640x360 and 30 frames a second, made to be repeated."""
    dice = random.Random(1)
    background = [bytes(60 + (x + 2 * y) // 12 % 90 for x in range(WIDTH)) for y in range(HEIGHT)]
    head = [bytes(120 + (x * x + 3 * y * x) // 40 % 80 for x in range(HEAD)) for y in range(HEAD)]
    noises = [int.from_bytes(bytes(dice.choices(range(NOISE_LEVELS), k=WIDTH * HEIGHT)), "big") for _ in range(7)]
    colour = bytes([GREY]) * (WIDTH * HEIGHT // 2)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_PER_SECOND}:1 Ip A1:1 C420mpeg2\n".encode())
        for number in range(LOOP_FRAMES):
            luma = int.from_bytes(_frame(background, head, number), "big") + noises[number % len(noises)]
            file.write(b"FRAME\n" + luma.to_bytes(WIDTH * HEIGHT, "big") + colour)


def _frame(background: list[bytes], head: list[bytes], number: int) -> bytes:
    turn = 2 * math.pi * number / LOOP_FRAMES
    left = int(WIDTH / 2 - HEAD / 2 + 60 * math.sin(turn))
    top = int(HEIGHT / 2 - HEAD / 2 + 12 * math.sin(2 * turn))
    rows = list(background)
    for y, row in enumerate(head):
        half = int(math.sqrt(max(0.0, (HEAD / 2) ** 2 - (y - HEAD / 2) ** 2)))
        begin, end = HEAD // 2 - half, HEAD // 2 + half
        line = rows[top + y]
        rows[top + y] = line[: left + begin] + row[begin:end] + line[left + end :]
    return b"".join(rows)


def write_voice(path: Path) -> None:
    """A hum with harmonics in syllables that hardly pause, so that concealment cannot hide in silence."""
    frames = bytearray()
    for number in range(SAMPLE_RATE * VOICE_SECONDS):
        second = number / SAMPLE_RATE
        pitch = 2 * math.pi * (140 * second + 3 * math.sin(2 * math.pi * second))
        loudness = 0.25 + 0.75 * abs(math.sin(math.pi * SYLLABLES_PER_SECOND * second))
        tone = sum(math.sin(harmonic * pitch) / harmonic for harmonic in range(1, 6))
        frames += struct.pack("<h", int(5000 * loudness * tone))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(frames)
