"""The smallest whole files of each kind that people may send."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + b"\x40\x80\xc0" * width for _ in range(height)) if width * height < 1_000_000 else b""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def jpeg(width: int = 8, height: int = 8) -> bytes:
    """The structure of a baseline picture; its scan is not a picture of anything."""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34"
    return b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0" + frame + scan + b"\xff\xd9"


def gif() -> bytes:
    screen, colours = b"\x01\x00\x01\x00\x80\x00\x00", b"\x00\x00\x00\xff\xff\xff"
    return b"GIF89a" + screen + colours + b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"


def webp() -> bytes:
    body = b"VP8L" + struct.pack("<I", 5) + b"\x2f\x00\x00\x00\x00" + b"\0"
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def pdf(*pages: str) -> bytes:
    """One page for each text."""
    texts = pages or ("Hej",)
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(texts)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(texts)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, text in enumerate(texts):
        stream = f"BT /F1 48 Tf 72 600 Td ({text}) Tj ET"
        font = "/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {font} /Contents {5 + 2 * at} 0 R >>")
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return pdf_of(objects)


def pdf_of(objects: list[str]) -> bytes:
    """A file of these objects, the catalogue first."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()


def hostile_pdf(*, acting: bool) -> bytes:
    """Addresses elsewhere and a font whose name is code; where it acts, also scripts, things that start by themselves,
    and a picture that lies elsewhere."""
    url = "https://example.invalid"
    opening = "/OpenAction << /S /JavaScript /JS (window.harmed = 1; app.alert\\(1\\)) >> " if acting else ""
    page = "/AA << /O << /S /JavaScript /JS (window.harmed = 1) >> >> " if acting else ""
    screen = f"<< /Type /Annot /Subtype /Screen /Rect [0 0 9 9] /A << /S /Launch /F ({url}/c) >> >>" if acting else ""
    picture = f"/F << /FS /URL /F ({url}/d.jpg) >> /FFilter /DCTDecode " if acting else ""
    return pdf_of(
        [
            f"<< /Type /Catalog /Pages 2 0 R {opening}/AA << /WC << /S /URI /URI ({url}/a) >> >> >>",
            "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
            "/FontMatrix [1 0 0 1 0 (0\\); window.harmed = 1//)] >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> "
            f"/XObject << /X 6 0 R >> >> /Contents 5 0 R {page}"
            f"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A << /S /URI /URI ({url}/b) >> >> "
            f"{screen}] >>",
            "<< /Length 46 >>\nstream\nBT /F1 48 Tf 72 600 Td (Hej) Tj ET /X Do      \nendstream",
            f"<< /Type /XObject /Subtype /Image /Width 9 /Height 9 {picture}"
            "/ColorSpace /DeviceRGB /BitsPerComponent 8 /Length 0 >>\nstream\n\nendstream",
        ]
    )


def package(**parts: bytes | str) -> bytes:
    """A ZIP package; ``__`` in a name stands for a slash."""
    return zipped({name.replace("__", "/"): part for name, part in parts.items()})


def zipped(parts: dict[str, bytes | str], *, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), part, compress_type=stored)
        archive.comment = comment
    return out.getvalue()


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OFFICE_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def types(main: str, kind: str, **overrides: str) -> str:
    """[Content_Types].xml with this main part; ``overrides`` are more parts by name, ``__`` for a slash."""
    parts = {main: f"{_OFFICE}{kind}.main+xml", **{name.replace("__", "/"): one for name, one in overrides.items()}}
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="/{name}" ContentType="{one}"/>' for name, one in parts.items())
        + "</Types>"
    )


def relations(*given: tuple[str, str, bool]) -> str:
    """Relations by the last part of their type, with target and whether that is outside."""
    return (
        f'<?xml version="1.0"?><Relationships xmlns="{RELATIONS}">'
        + "".join(
            f'<Relationship Id="r{at}" Type="{_OFFICE_RELATION}{kind}" Target="{target}"'
            + (' TargetMode="External"/>' if outside else "/>")
            for at, (kind, target, outside) in enumerate(given)
        )
        + "</Relationships>"
    )


def ooxml(main: str, kind: str, body: str) -> bytes:
    parts: dict[str, bytes | str] = {"[Content_Types].xml": types(main, kind), main: body}
    return zipped({**parts, "_rels/.rels": relations(("officeDocument", main, False))})


def docx(text: str = "Hej", **more: bytes | str) -> bytes:
    body = (
        '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": types("word/document.xml", "wordprocessingml.document"),
        "_rels/.rels": relations(("officeDocument", "word/document.xml", False)),
        "word/document.xml": body,
    }
    return zipped({**parts, **{name.replace("__", "/"): part for name, part in more.items()}})


def odt(text: str = "Hej") -> bytes:
    kind = "application/vnd.oasis.opendocument.text"
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:text>'
        f"<text:p>{text}</text:p></office:text></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


SAMPLES: dict[str, bytes] = {
    "png": png(),
    "jpg": jpeg(),
    "gif": gif(),
    "webp": webp(),
    "pdf": pdf(),
    "docx": docx(),
    "xlsx": ooxml("xl/workbook.xml", "spreadsheetml.sheet", "<workbook/>"),
    "pptx": ooxml("ppt/presentation.xml", "presentationml.presentation", "<presentation/>"),
    "odt": odt(),
    "ods": zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
    "odp": zipped({"mimetype": "application/vnd.oasis.opendocument.presentation", "content.xml": "<x/>"}),
    "rtf": b"{\\rtf1\\ansi Hej}",
    "txt": "Hej på dig\n".encode(),
}
