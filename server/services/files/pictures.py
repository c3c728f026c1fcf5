"""Whether bytes are one whole picture and nothing else, without decoding it.

Each check walks the file's structure from its first byte to its last and answers the size of the picture.  Bytes that
stand before or after the picture, where another kind of file could hide, are a reason to refuse it.
"""

from __future__ import annotations

import re
import zlib

from server.services.files.archives import ends_as_zip

MAX_PIXELS = 50_000_000
_FRAMELESS = {0x01, *range(0xD0, 0xD8)}
"""JPEG markers that stand alone (ITU-T T.81, table B.1)."""
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7]", re.DOTALL)
_PNG_CHUNKS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI tEXt zTXt iTXt bKGD hIST pHYs sPLT eXIf tIME "
    b"acTL fcTL fdAT oFFs pCAL sCAL sTER gIFg gIFx iDOT orNT vpAg".split()
)
"""Those of the standard and its extensions, and what telephones and screenshots write."""
_WEBP_CHUNKS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP", b"EXIF", b"XMP "})
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}

Size = tuple[int, int]


def _fits(width: int, height: int) -> bool:
    return width > 0 and height > 0 and width * height <= MAX_PIXELS


def png(data: bytes) -> bool:
    """PNG, third edition, section 5: a signature and chunks, from IHDR to IEND."""
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR":
        return False
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    at = 8
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        end = at + 12 + length
        if (
            kind not in _PNG_CHUNKS
            or end > len(data)
            or zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end])
        ):
            return False
        if kind == b"IEND":
            return end == len(data) and _fits(width, height) and not ends_as_zip(data)
        at = end
    return False


def jpeg(data: bytes) -> bool:
    """ITU-T T.81 annex B: markers and segments from SOI to EOI."""
    if data[:2] != b"\xff\xd8":
        return False
    at, fits = 2, False
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in _FRAMELESS:
            at += 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4])
        if length < 2 or at + 2 + length > len(data):
            return False
        if marker in _FRAMES and length >= 8:
            fits = _fits(int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7]))
        at += 2 + length
        if marker == 0xDA:
            at = _after_scan(data, at)
            if data[at : at + 2] == b"\xff\xd9":
                # Cameras pad the end; anything but zeros there is something else.
                return fits and not data[at + 2 :].strip(b"\0") and not ends_as_zip(data)
    return False


def _after_scan(data: bytes, at: int) -> int:
    """Where the next marker after entropy-coded data stands."""
    found = _NEXT_MARKER.search(data, at)
    return found.start() if found else len(data)


def gif(data: bytes) -> bool:
    """GIF89a: blocks up to the trailer."""
    if data[:6] not in (b"GIF87a", b"GIF89a") or len(data) < 14:
        return False
    width, height = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    at = 13 + _colours(data[10])
    while at < len(data):
        block = data[at]
        if block == 0x3B:
            return at + 1 == len(data) and _fits(width, height) and not ends_as_zip(data)
        if block == 0x21:
            at = _after_blocks(data, at + 2)
        elif block == 0x2C and at + 10 <= len(data):
            at = _after_blocks(data, at + 11 + _colours(data[at + 9]))
        else:
            return False
    return False


def _colours(flags: int) -> int:
    """Bytes of a colour table, by the flags that announce it."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1


def webp(data: bytes) -> bool:
    """RFC 9649: a RIFF container that is exactly as long as it says."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or int.from_bytes(data[4:8], "little") + 8 != len(data):
        return False
    at, fits = 12, False
    while at + 8 <= len(data):
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + length]
        if len(body) != length or kind not in _WEBP_CHUNKS:
            return False
        size = _webp_size(kind, body)
        fits = fits or (size is not None and _fits(*size))
        if size is not None and not _fits(*size):
            return False
        at += 8 + length + (length & 1)
    return fits and at == len(data) and not ends_as_zip(data)


def _webp_size(kind: bytes, body: bytes) -> Size | None:
    if kind == b"VP8X" and len(body) >= 10:
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a" and len(body) >= 10:
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    if kind == b"VP8L" and body[:1] == b"\x2f" and len(body) >= 5:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None
