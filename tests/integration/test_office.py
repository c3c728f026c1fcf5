"""Office documents through the real LibreOffice in its cage: what comes out, and what a hostile one cannot do (R77)."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from server.adapters import office
from server.adapters.office import Office
from server.services.files.kinds import FORMATS
from server.services.files.ports import ConversionFailedError, ConversionUnavailableError
from tests.support import documents
from tests.support.polling import until

pytestmark = pytest.mark.skipif(
    not all(shutil.which(name) for name in ("soffice", "bwrap")),
    reason="needs LibreOffice and bubblewrap; on Debian: apt install libreoffice-writer-nogui bubblewrap",
)
SLOW = Office(seconds=120)
"""For documents that are fine, on a machine that may have much else to do."""
_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"'
)


def odt(body: str, scripts: str = "", **more: str) -> bytes:
    kind = "application/vnd.oasis.opendocument.text"
    parts: dict[str, bytes | str] = {
        "mimetype": kind,
        "content.xml": f'<?xml version="1.0"?><office:document-content {_NAMES}>{scripts}<office:body><office:text>'
        f"{body}<text:p>Hej</text:p></office:text></office:body></office:document-content>",
    }
    parts |= {name.replace("__", "/").replace("_xml", ".xml"): part for name, part in more.items()}
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in parts
        if name != "mimetype"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>{entries}</manifest:manifest>'
    )
    return documents.zipped({**parts, "META-INF/manifest.xml": manifest})


def pages(pdf: bytes) -> int:
    return max(int(count) for count in re.findall(rb"/Count (\d+)", pdf))


@pytest.fixture
async def work() -> AsyncIterator[Path]:
    async with office.workplace({}) as folder:
        yield folder


@pytest.fixture
async def listener() -> AsyncIterator[tuple[str, list[str]]]:
    """A server on this machine, and who has called it."""
    calls: list[str] = []

    async def called(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append((await reader.read(1000)).decode("latin-1"))
        writer.close()

    server = await asyncio.start_server(called, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", calls
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize("ending", ["docx", "odt", "rtf"])
async def test_a_document_becomes_a_pdf(ending: str) -> None:
    pdf = await SLOW.to_pdf(documents.SAMPLES[ending], ending)
    assert FORMATS["pdf"].holds(pdf)
    assert pages(pdf) == 1


async def test_nothing_in_a_document_is_fetched_from_the_network(listener: tuple[str, list[str]]) -> None:
    address, calls = listener
    pointing = odt(
        f'<text:p><draw:frame svg:width="5cm" svg:height="5cm"><draw:image xlink:href="{address}/a.png" '
        f'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p>'
        f'<text:section text:name="s"><text:section-source xlink:href="{address}/b.odt"/><text:p/></text:section>'
    )
    relation = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="t" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'attachedTemplate" Target="{address}/c.dotm" TargetMode="External"/></Relationships>'
    )
    template = documents.docx("Hej", word___rels__settings_xml_rels=relation)
    assert pages(await SLOW.to_pdf(pointing, "odt")) == 1
    assert pages(await SLOW.to_pdf(template, "docx")) == 1
    assert calls == []


async def test_no_file_of_the_machine_gets_into_the_pdf(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("".join(f"hemligt {line}\n" for line in range(3000)))
    for path in (secret, Path("/etc/passwd"), Path("/proc/self/environ")):
        section = (
            f'<text:section text:name="s"><text:section-source xlink:href="file://{path}"/><text:p/></text:section>'
        )
        pdf = await SLOW.to_pdf(odt(section), "odt")
        assert pages(pdf) == 1
        assert b"hemligt" not in pdf


async def test_no_macro_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    library = 'xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"'
    macro = (
        '<?xml version="1.0"?><script:module xmlns:script="http://openoffice.org/2000/script" script:name="M" '
        'script:language="StarBasic">Sub Main\nOpen "/work/harmed" For Output As #1\nPrint #1, "x"\nClose #1\n'
        "End Sub</script:module>"
    )
    starts = (
        '<office:scripts><office:event-listeners><script:event-listener script:language="ooo:script" '
        'script:event-name="dom:load" xlink:type="simple" xlink:href='
        '"vnd.sun.star.script:Standard.M.Main?language=Basic&amp;location=document"/>'
        "</office:event-listeners></office:scripts>"
    )
    document = odt(
        "",
        starts,
        Basic__Standard__M_xml=macro,
        **{
            "Basic__Standard__script-lb_xml": f'<?xml version="1.0"?><library:library {library}>'
            '<library:element library:name="M"/></library:library>',
            "Basic__script-lc_xml": '<?xml version="1.0"?><library:libraries '
            'xmlns:library="http://openoffice.org/2000/library"><library:library library:name="Standard" '
            'library:link="false"/></library:libraries>',
        },
    )
    monkeypatch.setattr(office, "_TAKE", "ls -A /work")
    left = (await SLOW.to_pdf(document, "odt")).decode().split()
    assert sorted(left) == ["in.pdf", "profile"]


async def test_what_takes_too_much_ends_with_an_error_and_leaves_nothing_running() -> None:
    heavy = odt("<text:p>" + "x " * 60_000_000 + "</text:p>")
    with pytest.raises(ConversionFailedError):
        await Office(seconds=60, memory=192 << 20).to_pdf(heavy, "odt")
    with pytest.raises(ConversionFailedError):
        await Office(seconds=0.01).to_pdf(documents.docx(), "docx")
    await until(lambda: not running())


def running(what: bytes = b"file:///work/profile") -> list[int]:
    """LibreOffice, or a cage around it."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if what in path.read_bytes():
                found.append(int(path.parent.name))
    return found


async def test_a_broken_document_is_an_error() -> None:
    with pytest.raises(ConversionFailedError):
        await SLOW.to_pdf(documents.docx()[:200], "docx")


async def test_in_the_cage_there_is_no_network_no_secret_and_nobody_else(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESFRI_MASTER_KEY", "hemlig nyckel")

    async def seen(script: str) -> str:
        _, said = await office._finish([*Office().cage(work), "sh", "-c", script], 30)
        return said.decode()

    assert "hemlig" not in await seen("env")
    assert not {"passwd", "shadow", "hosts", "ssl"} & set((await seen("ls -A /etc")).split())
    assert not {"home", "root", "srv", "opt"} & set((await seen("ls /")).split())
    assert len((await seen("cat /proc/net/route")).splitlines()) <= 1
    assert len((await seen("ls /proc | grep '^[0-9]'")).split()) < 10


async def test_the_cage_holds_so_many_processes_and_so_much(work: Path) -> None:
    caged = Office(memory=64 << 20).cage(work)

    async def tried(script: str) -> tuple[int, str]:
        code, said = await office._finish([*caged, "sh", "-c", script], 30)
        return code, said.decode()

    forks = "(for n in $(seq 200); do sleep 20 & done) 2>/dev/null; set -- /proc/[0-9]*; echo $#"
    assert 10 < int((await tried(forks))[1]) <= office.PROCESSES
    fill = "for n in 1 2 3; do head -c 20M /dev/zero > {0}/$n || exit 9; done"
    for place in ("/tmp", "/work", "/dev/shm"):
        assert (await tried(fill.format(place)))[0] == 9, place
    for place in ("/", "/dev", "/in", "/usr", "/etc"):
        assert (await tried(f"echo x > {place}/a"))[0] != 0, place
    assert list(work.iterdir()) == []


async def test_what_comes_out_is_read_so_far_and_no_further(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "LARGEST", 1 << 20)
    with pytest.raises(ConversionFailedError):
        await office._finish([*Office().cage(work), "cat", "/dev/zero"], 30)
    await until(lambda: not running(b"/dev/zero"))


async def test_without_libreoffice_or_a_cage_there_is_no_conversion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ConversionUnavailableError):
        await Office().to_pdf(documents.docx(), "docx")
