"""A file is what its name says, from its first byte to its last, and nothing beside (R72, R73)."""

from __future__ import annotations

import itertools
import os
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.services.files.archives import MAX_UNPACKED
from server.services.files.kinds import FORMATS, format_of
from server.wire.api.files import FILE_ENDINGS
from tests.support import documents
from tests.support.documents import SAMPLES

ALIKE = {frozenset({"docx"}), frozenset({"jpg", "jpeg"})}
PAGES = [
    b"<script>alert(1)</script>",
    b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    b"MZ\x90\0",
    b"\x7fELF",
    b"#!/bin/sh\n",
]


def taken(ending: str, content: bytes) -> bool:
    return FORMATS[ending].problem(content) is None


@pytest.mark.parametrize("ending", SAMPLES)
def test_a_whole_file_is_what_it_says(ending: str) -> None:
    assert taken(ending, SAMPLES[ending])
    found = format_of(f"Bilaga.{ending.upper()}")
    assert found is FORMATS[ending]


@pytest.mark.parametrize(
    "name", ["run.exe", "page.html", "a.svg", "macro.docm", "a.zip", "pdf", ".pdf", "a.pdf.js", "a."]
)
def test_no_other_name_may_be_sent(name: str) -> None:
    assert format_of(name) is None


def test_a_file_under_another_name_is_refused() -> None:
    wrong = [(ending, other) for ending, other in itertools.permutations(SAMPLES, 2) if taken(ending, SAMPLES[other])]
    assert wrong == []


def polyglots() -> list[tuple[str, bytes]]:
    """A file of each kind with something else before, after or around it."""
    others = [*SAMPLES.values(), *PAGES]
    made = []
    for ending, sample in SAMPLES.items():
        for other in others:
            if other is sample or ending == "txt":
                continue
            if (ending, other) == ("pdf", SAMPLES["txt"]):
                continue  # A few words around it are no other file.
            made += [(ending, other + sample), (ending, sample + other)]
        if ending == "txt":
            continue
        made += [(ending, sample[: len(sample) // 2]), (ending, sample[1:])]
        made += [(ending, b"\0" + sample)] if ending != "pdf" else []
    return made


def test_no_polyglot_passes() -> None:
    made = polyglots()
    assert len(made) >= 300
    assert [(ending, content[:40]) for ending, content in made if taken(ending, content)] == []


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        ("png", documents.png(50_000, 50_000)),
        ("jpg", documents.jpeg(60_000, 60_000)),
        ("png", documents.png(0, 5)),
        ("docx", documents.docx(word__vbaProject_bin="x").replace(b"vbaProject_bin", b"vbaProject.bin")),
        ("docx", documents.docx(word__embeddings__a="x")),
        ("docx", documents.docx(inner=documents.zipped({"a": "b"}))),
        ("docx", documents.docx(bomb=b"\0" * (50 << 20))),
        ("docx", documents.docx(**{f"f{n}": "" for n in range(5000)})),
        ("docx", documents.zipped({"[Content_Types].xml": "", "word/document.xml": "", "../../etc/cron.d/x": ""})),
        ("docx", documents.zipped({"[Content_Types].xml": "", "word/document.xml": ""}, comment=b"<script>")),
        ("rtf", b"{\\rtf1 {\\object\\objdata 0105}}"),
        ("rtf", b"{\\rtf1 {\\*\\template http://example.com/x}}"),
        ("txt", b"\xff\xfe\x00"),
        ("txt", b"<html>"),
        ("txt", b"a\x00b"),
    ],
)  # fmt: skip
def test_what_bites_is_refused(ending: str, content: bytes) -> None:
    assert not taken(ending, content)


def test_a_package_that_lies_about_its_size_is_refused() -> None:
    honest = documents.docx(more=b"x" * 3000)
    with zipfile.ZipFile(__import__("io").BytesIO(honest)) as package:
        entry = package.getinfo("more")
    size = (3000).to_bytes(4, "little")
    assert honest.count(size) == 2
    assert not taken("docx", honest.replace(size, (10).to_bytes(4, "little")))
    assert entry.file_size < MAX_UNPACKED


@settings(max_examples=300, deadline=None)
@given(ending=st.sampled_from(sorted(SAMPLES)), data=st.data())
def test_no_damage_raises_anything(ending: str, data: st.DataObject) -> None:
    sample = bytearray(SAMPLES[ending])
    for at in data.draw(st.lists(st.integers(0, len(sample) - 1), max_size=8)):
        sample[at] = data.draw(st.integers(0, 255))
    assert taken(ending, bytes(sample)) in (True, False)
    assert taken(ending, b"\x9c" + os.urandom(63) + bytes(sample)) is False or ending == "txt"


def test_what_the_wire_says_may_be_sent_is_what_is_recognised() -> None:
    said = {ending: kind for kind, endings in FILE_ENDINGS.items() for ending in endings}
    assert said == {ending: form.kind for ending, form in FORMATS.items()}
