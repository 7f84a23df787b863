"""Decoding: bytes of a file -> its source text. All cables here are invented."""

import pytest

from cable_ner.text import MAX_BYTES, CableError, Mention, parse
from cable_ner.text.decoding import decode
from tests.helpers.cables import kinds, text_of


def test_decoding_byte_order_mark_is_no_text():
    cable = parse(b"\xef\xbb\xbf[PER Jos\xc3\xa9  ] went .", "a.txt")
    assert text_of(cable) == "José went ."
    assert cable.paragraphs[0].mentions == [Mention(0, 4, "PER", 1)]
    assert cable.problems == []


def test_decoding_windows_1252_is_read_and_reported_with_its_line():
    cable = parse("First\n“[PER José  ]” – 5 €".encode("cp1252"), "a.txt")
    assert text_of(cable) == "First\n“José” – 5 €"
    assert kinds(cable) == [(2, "encoding")]
    assert "Windows-1252" in cable.problems[0].message


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"good\nline\n\x81\x8d\x8f", 3),  # no characters of Windows-1252
        (b"\x89PNG\r\n\x1a\n\xff\xd8\xff\xe0", 1),
        ("привет, это телеграмма".encode("cp1251"), 1),
        (b"caf\xe9 \x1b[31m", 1),
        (bytes(range(128, 256)), 1),
    ],
)
def test_decoding_garbage_is_rejected_with_its_line(data, line):
    with pytest.raises(CableError, match="neither UTF-8 nor Windows-1252") as caught:
        decode(data)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("data", "line"), [(b"\0", 1), (b"one\ntwo\nth\0ree\n\0", 3), ("text".encode("utf-16"), 1), (b"\xff\n\0", 2)]
)
def test_decoding_nul_byte_is_rejected_with_its_line(data, line):
    with pytest.raises(CableError, match="NUL byte") as caught:
        parse(data, "a.txt")
    assert caught.value.line == line


def test_decoding_too_large_is_rejected_and_the_limit_is_not():
    assert decode(b"x" * MAX_BYTES).problems == []
    with pytest.raises(CableError, match="larger than 10,000,000 bytes"):
        decode(b"x" * (MAX_BYTES + 1))
