"""Word, Excel and PowerPoint documents (ECMA-376): parts as declared, none that runs or fetches."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from posixpath import normpath
from urllib.parse import urlsplit
from xml.etree import ElementTree

from server.services.files.archives import Package, package
from server.services.files.refusals import ActiveError

_TYPES = "[Content_Types].xml"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_FOLDERS = frozenset({"_rels", "docprops", "customxml", "docmetadata", "_xmlsignatures"})
"""Beside the document's own."""
_HARMLESS = re.compile(
    r"application/(vnd\.openxmlformats-.+|vnd\.ms-(?!office\.(vba|activex))[a-z.+-]+|xml|inkml\+xml|x-fontdata"
    r"|vnd\.openxmlformats)|text/xml|image/[a-z0-9.+-]+|audio/[a-z0-9.+-]+|video/[a-z0-9.+-]+",
    re.IGNORECASE,
)
_ACTIVE = re.compile(r"macro|vba|activex|oleobject|customui|addin|webextension", re.IGNORECASE)
"""In a part's type, or in the type of a relation to it."""
_RUNNING_NAMES = re.compile(r"(^|/)(vbaproject|vbadata|activex|macrosheets|customui|meta-inf)", re.IGNORECASE)
_FETCHING_FIELDS = re.compile(r"\b(DDE|DDEAUTO|INCLUDEPICTURE|INCLUDETEXT|IMPORT)\b", re.IGNORECASE)
_INSTRUCTIONS = re.compile(rb"<(?:\w+:)?instrText[^>]*>([^<]*)<|(?:\w+:)?instr=\"([^\"]*)\"")
_DECLARED_TYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_LINK = re.compile(
    r"(https?|mailto|tel|sip|ftp):.*|(file:///)?[a-z]:[\\/].*|#.*|(?!//|\\\\|\\/|/\\)[^:]*", re.IGNORECASE | re.DOTALL
)
"""To the web, to somebody, into the document, beside it, or to the writer's own disk; nothing that starts a program,
and no server of files, to which Windows would sign in."""
_FETCHING_PARTS = re.compile(
    rb"<(?:\w+:)?ddeLink\b|<v:\w+\b[^>]*?\bsrc=[\"'](?:[a-z]{2,}:|//|\\\\)|<(?:\w+:)?f\b[^>]*>[^<]*\bWEBSERVICE\(",
    re.IGNORECASE,
)
"""Drawings of the old kind with a picture elsewhere, and cells that ask another program or the web."""
_LOCAL_TEMPLATE = re.compile(r"(file:///)?[a-z]:[\\/][^\n]*", re.IGNORECASE)
_INSIDE = re.compile(r"(word|ppt|xl)/embeddings/[^/]+\.(xlsx|docx|pptx)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document: the folder of its parts, and the type of the main one."""

    folder: str
    main: str


KINDS = {
    "docx": Kind("word", f"{_OFFICE}wordprocessingml.document.main+xml"),
    "xlsx": Kind("xl", f"{_OFFICE}spreadsheetml.sheet.main+xml"),
    "pptx": Kind("ppt", f"{_OFFICE}presentationml.presentation.main+xml"),
}


def ooxml(ending: str) -> Callable[[bytes], bool]:
    """The rule for one ending; raises RefusedError."""
    return lambda data: _holds(data, KINDS[ending], outermost=True)


def _holds(data: bytes, kind: Kind, *, outermost: bool) -> bool:
    found = package(data)
    if found is None or _TYPES not in found.names:
        return False
    if any(_DECLARED_TYPE.search(part) for part in found.xml.values()):
        return False
    try:
        types = _Types(found.xml[_TYPES])
        targets = [relation for name in found.names if name.endswith(".rels") for relation in _relations(found, name)]
    except (ElementTree.ParseError, KeyError):
        return False
    main = [one.target.lstrip("/") for one in _relations(found, "_rels/.rels") if one.type.endswith("/officeDocument")]
    if len(main) != 1 or types.of(main[0]) != kind.main or main[0] not in found.names:
        return False
    _must_be_parts(found, types, kind)
    _must_fetch_nothing(found, targets)
    return _holds_inside(found, outermost=outermost)


def _holds_inside(found: Package, *, outermost: bool) -> bool:
    """The table behind a chart is a document of its own, looked at like any other; it holds none itself."""
    for name, content in found.packed.items():
        match = _INSIDE.fullmatch(name)
        if match is None or not outermost:
            raise ActiveError
        if not _holds(content, KINDS[match[2].lower()], outermost=False):
            return False
    return True


class _Types:
    """ECMA-376 part 2, 10.1.2: which type each part has, by its name or its ending."""

    def __init__(self, xml: bytes) -> None:
        self._endings: dict[str, str] = {}
        self._parts: dict[str, str] = {}
        for element in ElementTree.fromstring(xml):  # noqa: S314  (without entities, see above)
            kind = element.get("ContentType", "")
            if element.tag.endswith("}Default"):
                self._endings[element.get("Extension", "").lower()] = kind
            elif element.tag.endswith("}Override"):
                self._parts[element.get("PartName", "").lstrip("/").lower()] = kind
        for kind in (*self._endings.values(), *self._parts.values()):
            if _ACTIVE.search(kind) or not _HARMLESS.fullmatch(kind):
                raise ActiveError

    def of(self, name: str) -> str | None:
        return self._parts.get(name.lower()) or self._endings.get(name.lower().rpartition(".")[2])


def _must_be_parts(found: Package, types: _Types, kind: Kind) -> None:
    for name in found.names:
        if name == _TYPES or name.endswith("/"):
            continue
        folder = name.partition("/")[0].lower()
        if folder not in _FOLDERS and folder != kind.folder:
            raise ActiveError
        if types.of(name) is None or _RUNNING_NAMES.search(name):
            raise ActiveError


@dataclass(frozen=True, slots=True)
class _Relation:
    """From one part to another, or out of the document."""

    type: str
    target: str
    external: bool


def _relations(found: Package, name: str) -> list[_Relation]:
    return [
        _Relation(one.get("Type", ""), one.get("Target", ""), one.get("TargetMode", "").lower() == "external")
        for one in ElementTree.fromstring(found.xml[name])  # noqa: S314  (without entities, see above)
    ]


def _must_fetch_nothing(found: Package, relations: list[_Relation]) -> None:
    for one in relations:
        if _ACTIVE.search(one.type) or (one.external and not _is_link(one)) or _leads_out(one):
            raise ActiveError
    for part in found.xml.values():
        said = b"".join(text or instruction for text, instruction in _INSTRUCTIONS.findall(part))
        if _FETCHING_FIELDS.search(said.decode("utf-8", "replace")) or _FETCHING_PARTS.search(part):
            raise ActiveError


def _is_link(relation: _Relation) -> bool:
    """What somebody has to press; and the template on the writer's own disk, which Word notes in most documents."""
    if relation.type.endswith("/hyperlink"):
        return _LINK.fullmatch(relation.target) is not None
    return relation.type.endswith("/attachedTemplate") and _LOCAL_TEMPLATE.fullmatch(relation.target) is not None


def _leads_out(relation: _Relation) -> bool:
    target = relation.target.replace("\\", "/")
    return not relation.external and (
        bool(urlsplit(target).scheme) or target.startswith("//") or normpath(target).startswith("../../../..")
    )
