"""PDF (ISO 32000-2): read as a whole by qpdf, and quiet: nothing in it starts, runs, imports or carries another file.

Reading may take long or much where somebody has made it so; it is done in a process of its own
(``server.adapters.inspector``).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator

import pikepdf

from server.services.files.archives import ends_as_zip
from server.services.files.refusals import ActiveError, LockedError

HEADER_WITHIN = 1024
"""Bytes: where readers look for the header (Annex H.3 of PDF 1.7, note 13) and for the end."""

_HEADER = re.compile(rb"%PDF-[12]\.\d[\r\n \0]")
_BEFORE = re.compile(rb"(\xef\xbb\xbf)?[\t\n\r\x1b\x20-\x3b\x3d-\x7e\0]*")
"""A byte order mark, white space, or lines for a printer; no mark-up."""
_OTHER_FILE = re.compile(
    rb"PK\x03\x04|PK\x05\x06|\x7fELF|\xca\xfe\xba\xbe|\xd0\xcf\x11\xe0|MZ|#!|<|\{\\rtf|%PDF|GIF8|\x89PNG|\xff\xd8\xff|RIFF|BM"
)
_ACTIONS = frozenset({"/Launch", "/JavaScript", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/RichMediaExecute"})
_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/OnInstantiate", "/RichMediaContent"})
_SUBTYPES = frozenset({"/FileAttachment", "/RichMedia", "/Movie"})
_WORDS = re.compile("|".join(re.escape(word) for word in sorted(_ACTIONS | _KEYS | _SUBTYPES | {"/XFA"})).encode())


def pdf(data: bytes) -> bool:
    """Whether it is one PDF with at least a page.  Raises RefusedError."""
    if not _framed(data) or ends_as_zip(data):
        return False
    try:
        with pikepdf.Pdf.open(io.BytesIO(data), suppress_warnings=True) as document:
            for found in _suspicious(document):
                for value in _values(found):
                    _must_be_quiet(value)
            return len(document.pages) > 0
    except pikepdf.PasswordError:
        raise LockedError from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError, RecursionError):
        return False


def _framed(data: bytes) -> bool:
    """The header stands where readers look for it, the end too, and around them is no other file."""
    header = _HEADER.search(data[: HEADER_WITHIN + 10])
    end = data.rfind(b"%%EOF")
    if header is None or end < 0 or len(data) - end > HEADER_WITHIN:
        return False
    before, after = data[: header.start()], data[end + 5 :]
    return _BEFORE.fullmatch(before) is not None and not any(_OTHER_FILE.search(part) for part in (before, after))


def _suspicious(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """The objects of the file, also those that nothing refers to, in which a word stands that may be a key or an action
    of ours.  qpdf writes names plainly, however they were spelled, and writes faster than Python walks."""
    for found in document.objects:
        if not isinstance(found, pikepdf.Object):
            continue  # A number, or nothing.
        stream = isinstance(found, pikepdf.Stream)
        if stream and "/F" in found:
            raise ActiveError
        written = found.stream_dict.unparse() if stream else found.unparse(resolved=True)
        if _WORDS.search(written):
            yield found


def _values(found: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The dictionaries of one object; what it refers to is an object of its own."""
    waiting = [found]
    while waiting:
        value = waiting.pop()
        if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            yield value
            inner: Iterable[object] = (value.get(key) for key in value.keys())  # noqa: SIM118  (it is no mapping)
        elif isinstance(value, pikepdf.Array):
            inner = value
        else:
            continue
        waiting += [one for one in inner if isinstance(one, pikepdf.Object) and not one.is_indirect]


def _must_be_quiet(value: pikepdf.Object) -> None:
    keys = set(value.keys())
    if keys & _KEYS:
        raise ActiveError
    if _named(value, "/S") in _ACTIONS or _named(value, "/Subtype") in _SUBTYPES:
        raise ActiveError
    if "/XFA" in keys and any(b"<script" in part for part in _forms(value.get("/XFA"))):
        raise ActiveError


def _named(value: pikepdf.Object, key: str) -> str:
    found = value.get(key)
    return str(found) if isinstance(found, pikepdf.Name) else ""


def _forms(value: object) -> Iterator[bytes]:
    """The XML of a form (12.7.8): one stream, or names and streams in turn."""
    for one in value if isinstance(value, pikepdf.Array) else [value]:
        if isinstance(one, pikepdf.Stream):
            yield one.read_bytes().lower()
