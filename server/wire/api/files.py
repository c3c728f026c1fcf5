"""Files in a meeting.  Their pieces travel as raw bodies."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from server.wire.api.base import Body, View
from server.wire.names import VISIBLE
from server.wire.vocabulary import PLAIN, Id


class FileKind(StrEnum):
    PDF = "pdf"
    IMAGE = "image"
    OFFICE = "office"
    TEXT = "text"


FILE_ENDINGS: Mapping[FileKind, tuple[str, ...]] = {
    FileKind.PDF: ("pdf",),
    FileKind.IMAGE: ("png", "jpg", "jpeg", "gif", "webp"),
    FileKind.OFFICE: ("docx", "xlsx", "pptx", "odt", "ods", "odp", "rtf"),
    FileKind.TEXT: ("txt",),
}
"""What people may send, by the ending of the name in lower case; the content is looked at as well."""

FileName = Annotated[str, Meta(min_length=1, max_length=200, pattern=PLAIN, extra={VISIBLE: True})]


class NewFile(Body, frozen=True, kw_only=True):
    """Announces a file before its content."""

    meeting: Id
    participant: Id
    """Who of this browser's people sends it."""
    place: Id
    """Where in the meeting they are."""
    name: FileName
    size: Annotated[int, Meta(ge=1, le=2**40)]
    """Bytes."""
    to: Id | None
    """For one person alone."""


class UploadView(View, frozen=True, kw_only=True):
    id: str
    """Also the key of the file's item when it is there."""
    received: int
    """Bytes; the next piece begins here."""
    piece: int
    """The most bytes that a piece may have."""


class FileMade(View, frozen=True, kw_only=True):
    id: str
    """The key of its item."""


class PieceQuery(Body, frozen=True, kw_only=True):
    offset: Annotated[int, Meta(ge=0, le=2**40)]
