"""Files that are whole and yet refused, because they run, fetch or carry something; and honest ones that look alike."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from server.services.files.kinds import FORMATS
from server.wire.errors import Code
from tests.support import documents
from tests.support.documents import SAMPLES, relations, types, zipped

JAR = zipped({"META-INF/MANIFEST.MF": "Main-Class: A", "A.class": b"\xca\xfe\xba\xbe"})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100
SHEET = SAMPLES["xlsx"]
Parts = dict[str, bytes | str]


def made_pdf(change: Callable[[pikepdf.Pdf], None], **saving: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.Pdf.open(io.BytesIO(documents.pdf())) as document:
        change(document)
        document.save(out, **saving)  # type: ignore[arg-type]
    return out.getvalue()


def opening(action: Dictionary) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = action

    return change


def attach(document: pikepdf.Pdf) -> None:
    document.attachments["a.txt"] = b"hej"


def annotate(kind: str) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name(kind), Rect=Array([0, 0, 9, 9]))
        document.pages[0].Annots = Array([document.make_indirect(note)])

    return change


def unreferenced(document: pikepdf.Pdf) -> None:
    """Kept by who writes the file anew with all its objects."""
    document.pages[0].Extra = Array([Array([Dictionary(A=Dictionary(S=Name.JavaScript, JS="app.alert(1)"))])])


def outside_stream(document: pikepdf.Pdf) -> None:
    stream = document.make_stream(b"")
    stream.F = Dictionary(F="\\\\server\\share\\a", Type=Name.Filespec)
    document.Root.X = stream


def form(document: pikepdf.Pdf) -> None:
    xml = b"<xdp><template><event><SCRIPT contentType='application/x-javascript'>x</SCRIPT></event></template></xdp>"
    document.Root.AcroForm = Dictionary(Fields=Array(), XFA=Array(["template", document.make_stream(xml)]))


JAVASCRIPT = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
ACTIVE_PDF: dict[str, bytes] = {
    "launch": made_pdf(opening(Dictionary(S=Name.Launch, F="calc.exe"))),
    "javascript": made_pdf(opening(JAVASCRIPT)),
    "javascript in an object stream": made_pdf(
        opening(JAVASCRIPT), object_stream_mode=pikepdf.ObjectStreamMode.generate
    ),
    "javascript spelled otherwise": made_pdf(opening(JAVASCRIPT)).replace(b"/JavaScript", b"/Jav#61Script"),
    "javascript by name": made_pdf(lambda one: setattr(one.Root, "Names", Dictionary(JavaScript=Dictionary()))),
    "javascript that nothing leads to": made_pdf(unreferenced),
    "import": made_pdf(opening(Dictionary(S=Name.ImportData, F="a.fdf"))),
    "another file opened": made_pdf(opening(Dictionary(S=Name.GoToR, F="\\\\server\\share\\a.pdf", D=Array([0])))),
    "embedded file": made_pdf(attach),
    "attachment on a page": made_pdf(annotate("/FileAttachment")),
    "rich media": made_pdf(annotate("/RichMedia")),
    "stream elsewhere": made_pdf(outside_stream),
    "form with a script": made_pdf(form),
}


@pytest.mark.parametrize("content", ACTIVE_PDF.values(), ids=ACTIVE_PDF)
def test_a_pdf_that_acts_is_refused_and_says_why(content: bytes) -> None:
    assert FORMATS["pdf"].problem(content) is Code.FILE_ACTIVE


BROKEN_PDF: dict[str, bytes] = {
    "no object at all": b"%PDF-1.7\nalert(1)\n%%EOF\n",
    "script before and behind": b"%PDF-1.4\n<script>alert(1)</script>\n%%EOF",
    "zip behind": documents.pdf() + JAR,
    "zip inside": documents.pdf().replace(b"\nxref", b"\n%" + JAR + b"\nxref"),
    "mark-up before": b"<html>" + documents.pdf(),
    "no page": made_pdf(lambda one: one.pages.__delitem__(0)),
    "too far from the beginning": b" " * 1100 + documents.pdf(),
    "too far from the end": documents.pdf() + b" " * 1100,
}


@pytest.mark.parametrize("content", BROKEN_PDF.values(), ids=BROKEN_PDF)
def test_what_only_calls_itself_pdf_is_refused(content: bytes) -> None:
    assert FORMATS["pdf"].problem(content) is Code.FILE_BROKEN


def test_a_pdf_with_a_password_is_refused_with_a_true_sentence() -> None:
    locked = made_pdf(lambda one: None, encryption=pikepdf.Encryption(user="hemligt", owner="ägare"))
    assert FORMATS["pdf"].problem(locked) is Code.FILE_LOCKED
    readable = made_pdf(lambda one: None, encryption=pikepdf.Encryption(user="", owner="owner"))
    assert FORMATS["pdf"].problem(readable) is None


HONEST_PDF: dict[str, bytes] = {
    "byte order mark": b"\xef\xbb\xbf" + documents.pdf(),
    "blank lines before": b"\r\n" * 500 + documents.pdf(),
    "lines for a printer before": b"\x1b%-12345X@PJL JOB\r\n@PJL ENTER LANGUAGE = PDF\r\n" + documents.pdf(),
    "bytes after": documents.pdf() + b"\0" * 500 + b"\r\nend of job\r\n",
    "link": made_pdf(opening(Dictionary(S=Name.URI, URI="https://example.se"))),
    "first page": made_pdf(opening(Dictionary(S=Name.GoTo, D=Array([0, Name.Fit])))),
    "title about scripts": made_pdf(lambda one: setattr(one.docinfo, "Title", "Om /JavaScript och /EmbeddedFiles")),
    "object streams": made_pdf(lambda one: None, object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "linearized": made_pdf(lambda one: None, linearize=True),
}


@pytest.mark.parametrize("content", HONEST_PDF.values(), ids=HONEST_PDF)
def test_an_honest_pdf_is_taken(content: bytes) -> None:
    assert FORMATS["pdf"].problem(content) is None


def word(more: Parts | None = None, *, links: str = "", body: bytes | str = "<d/>", **declared: str) -> bytes:
    """A document with more parts, these relations, and these types."""
    parts: Parts = {
        "[Content_Types].xml": types("word/document.xml", "wordprocessingml.document", **declared),
        "_rels/.rels": relations(("officeDocument", "word/document.xml", False)),
        "word/document.xml": body,
    }
    return zipped({**parts, **({"word/_rels/document.xml.rels": links} if links else {}), **(more or {})})


FIELD = "<w:p><w:r><w:instrText>{}</w:instrText></w:r></w:p>"
TEMPLATE = "attachedTemplate"
ACTIVE_OOXML: dict[str, bytes] = {
    "runnable": word({"META-INF/MANIFEST.MF": "Main-Class: A"}, META_INF__MANIFEST="text/xml"),
    "class": word({"word/a.xml": b"\xca\xfe\xba\xbe" + b"\0" * 40}),
    "macros under another name": word({"word/theme.xml": OLE}),
    "macros by their type": word({"word/x.bin": "x"}, word__x="application/vnd.ms-office.vbaProject"),
    "macros by their relation": word(links=relations(("vbaProject", "x.xml", False)), more={"word/x.xml": "<x/>"}),
    "program": word({"word/media/a.xml": b"MZ" + b"\0" * 40}),
    "part that is not declared": word({"word/media/a.png": b"\x89PNG"}),
    "part elsewhere": word({"other/a.xml": "<x/>"}),
    "remote template": word(links=relations((TEMPLATE, "https://example.com/a.dotm", True))),
    "template on a server": word(links=relations((TEMPLATE, "file:///\\\\server\\share\\a.dotm", True))),
    "template on a server in other words": word(links=relations((TEMPLATE, "file://server/share/a.dotm", True))),
    "remote picture": word(links=relations(("image", "https://example.com/a.png", True))),
    "remote frame": word(links=relations(("frame", "https://example.com/", True))),
    "link to a script": word(links=relations(("hyperlink", "javascript:alert(1)", True))),
    "link that starts a program": word(links=relations(("hyperlink", "ms-msdt:/id x", True))),
    "link to a server's files in other words": word(links=relations(("hyperlink", "\\\\server\\share\\a", True))),
    "drawing with a picture elsewhere": word(body='<w:pict><v:imagedata o:title="" src="http://x.se/a.png"/></w:pict>'),
    "cell that asks a program": word(body="<externalLink><ddeLink ddeService='cmd'/></externalLink>"),
    "cell that asks the web": word(body="<c><f>_xlfn.WEBSERVICE(&quot;http://x&quot;)</f></c>"),
    "link to a server's files": word(links=relations(("hyperlink", "file://server/share", True))),
    "inside, and yet outside": word(links=relations(("image", "http://example.com/a.png", False))),
    "other document inside": word({"word/a.xml": SHEET}),
    "page inside": word({"word/a.xml": "<x/>"}, word__a="text/html"),
    "field that asks for data": word(body=FIELD.format("DDEAUTO c:\\\\cmd")),
    "field in pieces": word(body=FIELD.format(" INCLUDE") + FIELD.format("PICTURE &quot;http://x&quot;")),
    "field in an attribute": word(body='<w:fldSimple w:instr=" INCLUDETEXT http://x "/>'),
    "field in another encoding": word(body=("<?xml version='1.0'?>" + FIELD.format("DDEAUTO x")).encode("utf-16")),
    "ole object": word({"word/embeddings/oleObject1.bin": OLE}, word__embeddings__oleObject1="application/xml"),
    "table with macros behind a chart": word(
        {"word/embeddings/a.xlsx": zipped({"xl/vbaProject.bin": OLE})},
        word__embeddings__a="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


@pytest.mark.parametrize("content", ACTIVE_OOXML.values(), ids=ACTIVE_OOXML)
def test_a_document_that_acts_is_refused_and_says_why(content: bytes) -> None:
    assert FORMATS["docx"].problem(content) is Code.FILE_ACTIVE


BROKEN_OOXML: dict[str, bytes] = {
    "entities": word(body="<!DOCTYPE d [<!ENTITY a 'b'>]><d/>"),
    "strange encoding": word(body="<?xml version='1.0' encoding='utf-7'?><d/>"),
    "workbook by another name": SHEET,
    "two beginnings": word({"_rels/.rels": relations(*[("officeDocument", "word/document.xml", False)] * 2)}),
    "no beginning": word({"_rels/.rels": relations()}),
    "another main type": zipped(
        {
            "[Content_Types].xml": types("word/a.xml", "wordprocessingml.document").replace(".main+xml", ".x+xml"),
            "_rels/.rels": relations(("officeDocument", "word/a.xml", False)),
            "word/a.xml": "<d/>",
        }
    ),
}


@pytest.mark.parametrize("content", BROKEN_OOXML.values(), ids=BROKEN_OOXML)
def test_what_is_no_such_document_is_refused(content: bytes) -> None:
    assert FORMATS["docx"].problem(content) is Code.FILE_BROKEN


def presentation_with_a_chart(table: bytes) -> bytes:
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    chart = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    declared = {"ppt/charts/chart1.xml": chart, "ppt/embeddings/Microsoft_Excel_Sheet1.xlsx": sheet}
    return zipped(
        {
            "[Content_Types].xml": types("ppt/presentation.xml", "presentationml.presentation", **declared),
            "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml", False)),
            "ppt/presentation.xml": "<p/>",
            "ppt/charts/chart1.xml": "<c/>",
            "ppt/charts/_rels/chart1.xml.rels": relations(
                ("package", "../embeddings/Microsoft_Excel_Sheet1.xlsx", False)
            ),
            "ppt/embeddings/Microsoft_Excel_Sheet1.xlsx": table,
        }
    )


def test_a_chart_brings_the_table_that_it_was_drawn_from() -> None:
    assert FORMATS["pptx"].problem(presentation_with_a_chart(SHEET)) is None
    with_macros = presentation_with_a_chart(zipped({"xl/vbaProject.bin": OLE}))
    assert FORMATS["pptx"].problem(with_macros) is Code.FILE_ACTIVE
    assert FORMATS["pptx"].problem(presentation_with_a_chart(SAMPLES["docx"])) is Code.FILE_BROKEN
    assert FORMATS["pptx"].problem(presentation_with_a_chart(presentation_with_a_chart(SHEET))) is not None


HONEST_OOXML: dict[str, bytes] = {
    "links": word(links=relations(("hyperlink", "https://example.se", True), ("hyperlink", "mailto:a@b.se", True))),
    "links to other documents": word(
        links=relations(("hyperlink", "Bilaga 1.pdf", True), ("hyperlink", "file:///C:\\Mina%20dokument\\a.pdf", True))
    ),
    "drawing with its own picture": word(body='<w:pict><v:imagedata r:id="r1" o:title="src"/></w:pict>'),
    "template on the writer's disk": word(links=relations((TEMPLATE, "file:///C:\\Mallar\\Beslut.dotx", True))),
    "part in UTF-16": word({"customXml/item1.xml": "<?xml version='1.0' encoding='utf-16'?><x/>".encode("utf-16")}),
    "fields": word(body=FIELD.format(' HYPERLINK "https://example.se" ') + FIELD.format(" PAGE ")),
    "picture": word({"word/media/image1.png": documents.png()}, **{"word/media/image1.png": "image/png"}),
    "words in the text": word(body="<w:t>DDEAUTO och INCLUDEPICTURE</w:t>"),
}


@pytest.mark.parametrize("content", HONEST_OOXML.values(), ids=HONEST_OOXML)
def test_an_honest_document_is_taken(content: bytes) -> None:
    assert FORMATS["docx"].problem(content) is None


def odt_with(content: str, **more: bytes | str) -> bytes:
    kind = "application/vnd.oasis.opendocument.text"
    parts: Parts = {"mimetype": kind, "content.xml": f"<office:document-content>{content}</office:document-content>"}
    return zipped({**parts, **{name.replace("__", "/"): part for name, part in more.items()}})


@pytest.mark.parametrize(
    "content",
    [
        odt_with('<draw:image xlink:href="https://example.com/a.png"/>'),
        odt_with('<text:section-source xlink:href="//server/share/a.odt"/>'),
        odt_with('<script:event-listener xlink:href="vnd.sun.star.script:a"/>'),
        odt_with("<office:dde-source office:dde-application='cmd'/>"),
        odt_with("", Basic__Standard__Module1_xml="x"),
        odt_with("", META_INF="").replace(b"META_INF", b"Scripts/"),
        odt_with("", object=OLE),
    ],
)
def test_an_open_document_that_acts_is_refused(content: bytes) -> None:
    assert FORMATS["odt"].problem(content) is Code.FILE_ACTIVE


def test_an_open_document_with_links_and_pictures_is_taken() -> None:
    link = (
        '<text:a xlink:type="simple" xlink:href="https://example.se">se</text:a><draw:image xlink:href="Pictures/a"/>'
    )
    assert FORMATS["odt"].problem(odt_with(link)) is None


@pytest.mark.parametrize(
    "content",
    [
        rb"{\rtf1 {\field{\*\fldinst {INCLUDEPICTURE \\d http://example.com/a.png}}}}",
        rb"{\rtf1 {\field{\*\fldinst {INCLUDE}{\b PICTURE http://example.com/a.png}}}}",
        rb"{\rtf1 {\field{\*\fldinst {\'49\'4eCLUDEPICTURE http://example.com/a.png}}}}",
        rb"{\rtf1 {\field{\*\fldinst {DDEAUTO cmd}}}}",
        rb"{\rtf1 {\object\objdata 0105}}",
        rb"{\rtf1 {\*\template http://example.com/x}}",
        rb"{\rtf1 \bin5 PK" + b"\x03\x04}",
    ],
)
def test_rich_text_that_fetches_is_refused(content: bytes) -> None:
    assert FORMATS["rtf"].problem(content) is Code.FILE_ACTIVE


def test_rich_text_with_a_link_is_taken() -> None:
    link = rb'{\rtf1\ansi {\field{\*\fldinst{HYPERLINK "https://example.se"}}{\fldrslt Ta bort \'e5 bilden}}}'
    assert FORMATS["rtf"].problem(link) is None


def with_chunk(kind: bytes, body: bytes) -> bytes:
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    head, end = documents.png()[:33], documents.png()[33:]
    return head + chunk + end


def webp_with(kind: bytes, body: bytes) -> bytes:
    chunks = documents.webp()[12:] + kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        ("png", with_chunk(b"ziPp", JAR)),
        ("png", with_chunk(b"tEXt", JAR)),
        ("webp", webp_with(b"ZIP ", JAR)),
        ("webp", webp_with(b"EXIF", JAR)),
        ("jpg", documents.jpeg()[:2] + b"\xff\xfe" + struct.pack(">H", len(JAR) + 2) + JAR + documents.jpeg()[2:]),
        ("gif", documents.gif()[:19] + b"\x21\xfe" + bytes([len(JAR)]) + JAR + b"\0" + documents.gif()[19:]),
    ],
)
def test_a_picture_carries_no_package(ending: str, content: bytes) -> None:
    assert len(JAR) < 256 or ending != "gif"
    assert FORMATS[ending].problem(content) is Code.FILE_BROKEN


def test_a_picture_keeps_what_pictures_have() -> None:
    assert FORMATS["png"].problem(with_chunk(b"tEXt", b"Title\0PK\x05\x06 is no package")) is None
    assert FORMATS["png"].problem(with_chunk(b"pHYs", b"\0" * 9)) is None
    assert FORMATS["webp"].problem(webp_with(b"EXIF", b"MM\0*")) is None


def test_programs_that_read_a_package_from_its_end_find_none() -> None:
    """In whatever we take, but office documents, which are one."""
    for ending, content in {**SAMPLES, "pdf": HONEST_PDF["bytes after"]}.items():
        assert zipfile.is_zipfile(io.BytesIO(content)) is (ending[:2] in ("do", "xl", "pp", "od"))
