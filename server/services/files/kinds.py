"""Which files people may send: the ending of the name, and what the content must be (R72)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from server.services.files import documents, pictures
from server.wire.api.files import FileKind

_WORD = "application/vnd.oasis.opendocument"


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of content, by its rules."""

    kind: FileKind
    media_type: str
    holds: Callable[[bytes], bool]
    """Whether the content is just this and nothing else."""


FORMATS: Mapping[str, Format] = {
    "pdf": Format(FileKind.PDF, "application/pdf", documents.pdf),
    "png": Format(FileKind.IMAGE, "image/png", pictures.png),
    "jpg": Format(FileKind.IMAGE, "image/jpeg", pictures.jpeg),
    "jpeg": Format(FileKind.IMAGE, "image/jpeg", pictures.jpeg),
    "gif": Format(FileKind.IMAGE, "image/gif", pictures.gif),
    "webp": Format(FileKind.IMAGE, "image/webp", pictures.webp),
    "docx": Format(
        FileKind.OFFICE,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        documents.ooxml("word/document.xml"),
    ),
    "xlsx": Format(
        FileKind.OFFICE,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        documents.ooxml("xl/workbook.xml"),
    ),
    "pptx": Format(
        FileKind.OFFICE,
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        documents.ooxml("ppt/presentation.xml"),
    ),
    "odt": Format(FileKind.OFFICE, f"{_WORD}.text", documents.odf(f"{_WORD}.text")),
    "ods": Format(FileKind.OFFICE, f"{_WORD}.spreadsheet", documents.odf(f"{_WORD}.spreadsheet")),
    "odp": Format(FileKind.OFFICE, f"{_WORD}.presentation", documents.odf(f"{_WORD}.presentation")),
    "rtf": Format(FileKind.OFFICE, "application/rtf", documents.rtf),
    "txt": Format(FileKind.TEXT, "text/plain; charset=utf-8", documents.text),
}
"""By the ending of the name, in lower case."""


def format_of(name: str) -> Format | None:
    """By its name alone; None for what may not be sent."""
    stem, dot, ending = name.rpartition(".")
    return FORMATS.get(ending.lower()) if dot and stem.strip() else None
