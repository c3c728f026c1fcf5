"""Whether bytes are one whole document of a kind and nothing else, without opening it."""

from __future__ import annotations

import re
from collections.abc import Callable

from server.services.files.archives import ends_as_zip, package
from server.services.files.refusals import ActiveError

_ACTIVE_PARTS = re.compile(r"(^|/)(basic|scripts|meta-inf/manifest\.mf)(/|$)|vbaproject|activex", re.IGNORECASE)
"""Parts that run, or that make a program of the package."""
_FETCHED = re.compile(
    rb"<(?!text:a\b|draw:a\b|meta:|form:)[a-z]+:[a-z-]+\b[^>]*?xlink:href=[\"'](?:[a-z][a-z0-9+.-]*:|//|\\\\)",
    re.IGNORECASE,
)
"""Anything but a link that somebody presses, with an address outside the package."""
_RUN = re.compile(rb"<(script:event-listener|office:dde-source|office:script\b|text:dde|table:dde)", re.IGNORECASE)
_DECLARED_TYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_RTF_OBJECTS = re.compile(
    rb"\\(obj(data|emb|link|ocx|autlink|update|class)|template|bin\d)|\*\\datastore", re.IGNORECASE
)
_RTF_FIELDS = re.compile(rb"INCLUDEPICTURE|INCLUDETEXT|\bDDE(AUTO)?\b|\bIMPORT\b", re.IGNORECASE)
_RTF_HEX = re.compile(rb"\\'([0-9a-f]{2})", re.IGNORECASE)
_RTF_FRAME = re.compile(rb"[{}\r\n]|\\\*|\\(?!fldinst)[a-z]+-?\d* ?", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def text(data: bytes) -> bool:
    """UTF-8 without control characters, and not a file of another kind in disguise."""
    try:
        plain = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return _CONTROLS.search(plain) is None and not re.match(r"\s*(<|%PDF|\{\\rtf|#!)", plain)


def rtf(data: bytes) -> bool:
    """One group from beginning to end.  Raises ActiveError for objects, linked templates, and fields that fetch
    something, however they are spelled."""
    if data[:6] != b"{\\rtf1" or data.rstrip(b"\r\n\0 ")[-1:] != b"}" or ends_as_zip(data):
        return False
    spelled = _RTF_HEX.sub(lambda found: bytes([int(found[1], 16)]), data)
    if _RTF_OBJECTS.search(data) or _RTF_OBJECTS.search(spelled):
        raise ActiveError
    if b"fldinst" in spelled and _RTF_FIELDS.search(_RTF_FRAME.sub(b"", spelled)):
        raise ActiveError
    return True


def odf(mimetype: str) -> Callable[[bytes], bool]:
    """OpenDocument 1.3 part 2, section 3: the first entry says what the package is, unpacked.  Raises ActiveError."""

    def check(data: bytes) -> bool:
        start = data[30 : 38 + len(mimetype)]
        found = package(data)
        if found is None or start != b"mimetype" + mimetype.encode() or "content.xml" not in found.names:
            return False
        if any(_DECLARED_TYPE.search(part) for name, part in found.xml.items() if name != "META-INF/manifest.xml"):
            return False
        if found.packed or any(_ACTIVE_PARTS.search(name) for name in found.names):
            raise ActiveError
        if any(_FETCHED.search(part) or _RUN.search(part) for part in found.xml.values()):
            raise ActiveError
        return True

    return check
