"""Which files people may send: the ending of the name, and what the content must be (R72)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from server.services.files import documents, pictures
from server.services.files.ooxml import ooxml
from server.services.files.pdf import pdf
from server.services.files.refusals import RefusedError
from server.wire.api.files import FileKind
from server.wire.errors import Code

_WORD = "application/vnd.oasis.opendocument"


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of content, by its rules."""

    kind: FileKind
    media_type: str
    holds: Callable[[bytes], bool]
    """Whether the content is just this and nothing else.  May raise RefusedError."""

    def problem(self, content: bytes) -> Code | None:
        """Why the content is not taken."""
        try:
            return None if self.holds(content) else Code.FILE_BROKEN
        except RefusedError as refused:
            return refused.code


FORMATS: Mapping[str, Format] = {
    "pdf": Format(FileKind.PDF, "application/pdf", pdf),
    "png": Format(FileKind.IMAGE, "image/png", pictures.png),
    "jpg": Format(FileKind.IMAGE, "image/jpeg", pictures.jpeg),
    "jpeg": Format(FileKind.IMAGE, "image/jpeg", pictures.jpeg),
    "gif": Format(FileKind.IMAGE, "image/gif", pictures.gif),
    "webp": Format(FileKind.IMAGE, "image/webp", pictures.webp),
    "docx": Format(
        FileKind.OFFICE,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ooxml("docx"),
    ),
    "xlsx": Format(
        FileKind.OFFICE,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ooxml("xlsx"),
    ),
    "pptx": Format(
        FileKind.OFFICE,
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ooxml("pptx"),
    ),
    "odt": Format(FileKind.OFFICE, f"{_WORD}.text", documents.odf(f"{_WORD}.text")),
    "ods": Format(FileKind.OFFICE, f"{_WORD}.spreadsheet", documents.odf(f"{_WORD}.spreadsheet")),
    "odp": Format(FileKind.OFFICE, f"{_WORD}.presentation", documents.odf(f"{_WORD}.presentation")),
    "rtf": Format(FileKind.OFFICE, "application/rtf", documents.rtf),
    "txt": Format(FileKind.TEXT, "text/plain; charset=utf-8", documents.text),
}
"""By the ending of the name, in lower case."""


def ending_of(name: str) -> str:
    """What stands behind the last full stop, in lower case."""
    return name.rpartition(".")[2].lower()


def format_of(name: str) -> Format | None:
    """By its name alone; None for what may not be sent."""
    stem, dot, _ = name.rpartition(".")
    return FORMATS.get(ending_of(name)) if dot and stem.strip() else None
