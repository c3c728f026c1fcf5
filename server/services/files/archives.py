"""ZIP packages: read with bounds, and found where they are not meant to be."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from server.services.files.refusals import ActiveError

MAX_ENTRIES = 4000
MAX_UNPACKED = 200 << 20
MAX_RATIO = 200
"""Unpacked to packed; text packs at about ten to one, a bomb at a thousand."""
RATIO_FROM = 1 << 20
"""Small parts may be as repetitive as they like."""
PIECE = 64 * 1024

BROKEN = (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError, struct.error, zlib.error)
_LOCAL = b"PK\x03\x04"
_CENTRAL = b"PK\x01\x02"
_END = b"PK\x05\x06"
_END_REACH = 22 + 0xFFFF
"""APPNOTE 4.3.16: the end record and its longest comment."""
_RUNS = re.compile(rb"\A(\xca\xfe\xba\xbe|MZ|\x7fELF|\xd0\xcf\x11\xe0|dex\n|#!|\xfe\xed\xfa|\xcf\xfa\xed\xfe)")
"""Classes, programs, scripts, and the compound files that macros and old office documents are kept in ([MS-CFB])."""
_ENCODING = re.compile(rb"\A\s*<\?xml[^>]{0,200}encoding=[\"']([A-Za-z0-9._-]+)")
_ENCODINGS = frozenset({b"utf-8", b"us-ascii", b"iso-8859-1", b"windows-1252"})
"""In which what we look for is spelled as we look for it."""
_XML = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Package:
    """A package that unpacks to what it says.  ``xml`` are its XML parts, ``packed`` the packages inside it, as bytes
    by name."""

    names: frozenset[str]
    xml: Mapping[str, bytes]
    packed: Mapping[str, bytes]


def ends_as_zip(data: bytes) -> bool:
    """Whether programs that read ZIP from its end would find one here, whatever stands before it."""
    at = data.rfind(_END)
    while at >= max(0, len(data) - _END_REACH):
        size = int.from_bytes(data[at + 12 : at + 16], "little")
        if size and data[max(0, at - size) : at - size + 4] == _CENTRAL:
            return True
        at = data.rfind(_END, 0, at)
    return False


def package(data: bytes) -> Package | None:
    """None for anything that is not one package and nothing else, or that unpacks to too much.  Raises ActiveError
    where a part is something that runs."""
    if data[:4] != _LOCAL:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            entries = opened.infolist()
            names = frozenset(entry.filename for entry in entries)
            whole = _one_package(data) and len(entries) <= MAX_ENTRIES and len(names) == len(entries)
            return _read(opened, names) if whole and not any(_leads_out(name) for name in names) else None
    except BROKEN:
        return None


def _one_package(data: bytes) -> bool:
    """APPNOTE 4.3.16: the end record, without a comment, stands right after the directory where it says that that is;
    otherwise something else stands before or after the package."""
    end = data[-22:]
    size, offset = int.from_bytes(end[12:16], "little"), int.from_bytes(end[16:20], "little")
    return end[:4] == _END and end[20:] == b"\0\0" and offset + size + 22 == len(data)


def _leads_out(name: str) -> bool:
    path = name.replace("\\", "/")
    return path.startswith("/") or ".." in path.split("/") or "\0" in path


def _read(opened: zipfile.ZipFile, names: frozenset[str]) -> Package | None:
    """Every entry is as large as it says, and all of them are not too much."""
    left = MAX_UNPACKED
    xml: dict[str, bytes] = {}
    packed: dict[str, bytes] = {}
    for entry in opened.infolist():
        if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return None
        if entry.file_size > left or entry.file_size > max(RATIO_FROM, entry.compress_size * MAX_RATIO):
            return None
        left -= entry.file_size
        kept, size = _unpacked(opened, entry)
        if size != entry.file_size:
            return None
        if kept[:4] == _LOCAL:
            packed[entry.filename] = kept
        elif _XML.search(entry.filename) or entry.filename in ("mimetype",):
            xml[entry.filename] = _readable(kept)
    return Package(names, xml, packed)


def _readable(part: bytes) -> bytes:
    """An XML part in an encoding in which nothing hides.  Raises ValueError for others."""
    if part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in part[:4]:
        return part.decode("utf-16").encode()
    declared = _ENCODING.match(part.removeprefix(b"\xef\xbb\xbf"))
    if declared is not None and declared[1].lower() not in _ENCODINGS:
        raise ValueError("an encoding that nobody writes documents in")
    return part


def _unpacked(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[bytes, int]:
    """What is looked into, and the size of all.  Raises ActiveError."""
    with opened.open(entry) as part:
        first = part.read(PIECE)
        if _RUNS.match(first):
            raise ActiveError
        keep = first[:4] == _LOCAL or _XML.search(entry.filename) is not None
        kept, size = [first], len(first)
        while piece := part.read(PIECE):
            size += len(piece)
            if keep:
                kept.append(piece)
    return b"".join(kept), size
