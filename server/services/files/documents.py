"""Whether bytes are one whole document of a kind and nothing else, without opening it."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

MAX_ENTRIES = 4000
MAX_UNPACKED = 200 << 20
MAX_RATIO = 200
"""Unpacked to packed; text packs at about ten to one, a bomb at a thousand."""
RATIO_FROM = 1 << 20
"""Small parts may be as repetitive as they like."""
PIECE = 64 * 1024

_BROKEN = (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError, struct.error, zlib.error)
_EOF = re.compile(rb"%%EOF[\r\n\0 ]*\Z")
_ACTIVE = re.compile(r"(vbaproject|vbadata|activex|(^|/)basic/|(^|/)scripts/|oleobject|embeddings/)", re.IGNORECASE)
"""Parts that run, or that hold other files."""
_RTF_OBJECTS = re.compile(rb"\\(obj(data|emb|link|ocx|autlink|update|class)|template|field(?=[^\w]).{0,200}?dde)", re.S)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def pdf(data: bytes) -> bool:
    """ISO 32000-2, 7.5: begins with the header and ends with the trailer; nothing before or after."""
    return re.match(rb"%PDF-[12]\.\d[\r\n ]", data) is not None and _EOF.search(data[-1024:]) is not None


def text(data: bytes) -> bool:
    """UTF-8 without control characters, and not a file of another kind in disguise."""
    try:
        plain = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return _CONTROLS.search(plain) is None and not re.match(r"\s*(<|%PDF|\{\\rtf|#!)", plain)


def rtf(data: bytes) -> bool:
    """One group from beginning to end, without objects, linked templates or DDE."""
    return data[:6] == b"{\\rtf1" and data.rstrip(b"\r\n\0 ")[-1:] == b"}" and _RTF_OBJECTS.search(data) is None


def ooxml(part: str) -> Callable[[bytes], bool]:
    """ECMA-376 part 2: a package with this main part."""

    def check(data: bytes) -> bool:
        names = _package(data)
        return names is not None and "[Content_Types].xml" in names and part in names

    return check


def odf(mimetype: str) -> Callable[[bytes], bool]:
    """OpenDocument 1.3 part 2, section 3: the first entry says what the package is, unpacked."""

    def check(data: bytes) -> bool:
        start = data[30 : 38 + len(mimetype)]
        names = _package(data)
        return names is not None and start == b"mimetype" + mimetype.encode() and "content.xml" in names

    return check


def _package(data: bytes) -> set[str] | None:
    """The names in a ZIP package; None for anything that is not just that, or that unpacks to too much."""
    if data[:4] != b"PK\x03\x04":
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if not _one_package(data) or len(package.infolist()) > MAX_ENTRIES:
                return None
            names = [entry.filename for entry in package.infolist()]
            if len(set(names)) != len(names) or any(_hostile(name) for name in names):
                return None
            return set(names) if _unpacks(package, data) else None
    except _BROKEN:
        return None


def _one_package(data: bytes) -> bool:
    """APPNOTE 4.3.16: the end record, without a comment, stands right after the directory where it says that that is;
    otherwise something else stands before or after the package."""
    end = data[-22:]
    size, offset = int.from_bytes(end[12:16], "little"), int.from_bytes(end[16:20], "little")
    return end[:4] == b"PK\x05\x06" and end[20:] == b"\0\0" and offset + size + 22 == len(data)


def _hostile(name: str) -> bool:
    path = name.replace("\\", "/")
    return path.startswith("/") or ".." in path.split("/") or _ACTIVE.search(path) is not None


def _unpacks(package: zipfile.ZipFile, data: bytes) -> bool:
    """Whether every entry is as large as it says, and all of them are not too much."""
    left = MAX_UNPACKED
    for entry in package.infolist():
        if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return False
        if entry.file_size > left or entry.file_size > max(RATIO_FROM, entry.compress_size * MAX_RATIO):
            return False
        left -= entry.file_size
        with package.open(entry) as part:
            first = part.read(4)
            size = len(first)
            if first == b"PK\x03\x04":
                return False
            while piece := part.read(PIECE):
                size += len(piece)
        if size != entry.file_size:
            return False
    return True
