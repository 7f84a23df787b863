"""Conversion as a whole: everything accounted for, the same bytes whatever happens, nothing half written."""

import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import time
from collections import Counter
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.training import Corpus

from cable_ner.corpus import conversion
from cable_ner.corpus.conversion import Checked, ConversionSettings, Report, convert, pack, read_cable, unpack
from cable_ner.corpus.docs import make_docs
from cable_ner.corpus.partitions import BASELINE, PARTITIONS
from cable_ner.files.digests import digest
from cable_ner.files.inputs import Source
from cable_ner.files.shards import new_docbin, read_docs
from cable_ner.labels.corrections import read_corrections
from cable_ner.labels.rules import read_rules
from cable_ner.text.markup import CableError, Scheme
from cable_ner.work.engines import Where

NLP = spacy.blank("en")
NONE: dict[str, dict] = {"fixed": {}, "missing": {}, "rejected": {}, "added": {}}
WRITTEN = ("cables.jsonl", "convert.json", "dev.spacy", "test-silver.spacy", "test.spacy", "train.spacy")


def accounted(report: Report) -> int:
    """Returns how many brackets the report says an end of."""
    brackets = report.data["brackets"]
    return brackets["entity"] + sum(sum(brackets[kind].values()) for kind in ("fixed", "missing", "rejected"))


def contents(folder: Path) -> dict[str, bytes]:
    """Returns the bytes of every file below a folder, by path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def docs_of(output: Path, *partitions: str) -> list:
    return [doc for name in partitions or PARTITIONS for doc in read_docs(output / f"{name}.spacy", NLP.vocab)]


def sides(output: Path) -> dict[str, str]:
    """Returns the partition of every cable that has one, or why it has none."""
    rows = [json.loads(line) for line in (output / "cables.jsonl").read_text(encoding="utf8").splitlines()]
    return {("gold/" if row["gold"] else "") + row["cable"]: row.get("partition") or row["left_out"] for row in rows}


def mentions(docs: list) -> Counter:
    return Counter((ent.label_, ent.text) for doc in docs for ent in doc.ents)


@pytest.fixture
def one_tokenizer(monkeypatch):
    """Makes all conversions share a tokenizer: making one takes longer than converting a few cables."""
    monkeypatch.setattr(spacy, "blank", lambda _: NLP)


quickly = pytest.mark.usefixtures("one_tokenizer")


# -- what is written -----------------------------------------------------------------------------


def test_conversion_counts(raw, tmp_path):
    report = convert([str(raw)], tmp_path / "out")
    assert sorted(contents(tmp_path / "out")) == list(WRITTEN)
    written = json.loads((tmp_path / "out" / "convert.json").read_text(encoding="utf8"))
    assert written == json.loads(json.dumps(report.data))
    assert docs_of(tmp_path / "out", BASELINE) == []
    parts = report.data["partitions"]
    assert sum(part["cables"] for part in parts.values()) == report.data["cables"] == 24
    assert sum(part["paragraphs"] for part in parts.values()) == 4 * 24
    assert sum((Counter(part["mentions"]) for part in parts.values()), Counter()) == {"PER": 48, "LOC": 24, "ORG": 24}
    assert report.data["brackets"] == {"total": 96, "entity": 96, **NONE}
    assert {part["labels"] for part in parts.values()} == {"silver"}
    assert report.data["split"] == {"mode": "by message", "warnings": []}
    assert report.data["problems"] == report.data["unaligned"] == report.data["furniture"] == []
    assert report.rejected_files == []
    for name, part in parts.items():
        docs = docs_of(tmp_path / "out", name)
        assert len(docs) == part["paragraphs"]
        assert sum(map(len, docs)) == part["tokens"]
        assert all(doc.has_annotation("ENT_IOB") for doc in docs)


def test_conversion_docs_hold_what_the_cable_says(raw, tmp_path):
    convert([str(raw)], tmp_path / "out")
    docs = [doc for doc in docs_of(tmp_path / "out") if doc.user_data["cable"] == "c7.txt"]
    assert [doc.text for doc in docs] == [
        "UNCLAS TESTPOST 000007 SIPDIS E.O. 12958: N/A TAGS: PREL",
        "SUBJECT: BREAD AND MARKETS 7",
        "1. (U) Mayor Ann Lee7 of Milltown spoke about harvest number 7, and of rain in the valley."
        " Bakers of the Millers Guild agreed, in year 7 of the market, that bread was good.",
        "2. (U) Lee7 thanked all.",
    ]
    assert [[(ent.text, ent.label_) for ent in doc.ents] for doc in docs] == [
        [],
        [],
        [("Ann Lee7", "PER"), ("Milltown", "LOC"), ("Millers Guild", "ORG")],
        [("Lee7", "PER")],
    ]
    assert [doc.user_data["zone"] for doc in docs] == ["header", "subject", "paragraph", "paragraph"]
    assert docs[3].user_data == {
        "cable": "c7.txt", "labels": "silver", "index": 3, "paragraphs": 4, "zone": "paragraph", "paragraph": 2,
        "marking": "U", "markup": "html", "dialect": "double", "pilcrows": True, "spacing": "tokens", "post": "TESTPOST",
        "number": 7, "classification": "UNCLAS", "tags": ("PREL",), "subject": "BREAD AND MARKETS 7",
    }  # fmt: skip


def test_conversion_is_read_by_spacy_as_it_is(raw, tmp_path):
    report = convert([str(raw)], tmp_path / "out")
    for name in PARTITIONS:
        examples = list(Corpus(tmp_path / "out" / f"{name}.spacy")(NLP))
        found = Counter(ent.label_ for example in examples for ent in example.reference.ents)
        assert found == report.data["partitions"][name]["mentions"]
        # spaCy makes the predicted side of an example from the text: its tokens have to be ours.
        assert all([t.text for t in example.predicted] == [t.text for t in example.reference] for example in examples)


def test_conversion_without_a_cable_says_what_is_wrong(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(ValueError, match=r"^no cable in .*a\.txt:1: is empty; remove it, or fetch it again\)$"):
        convert([str(tmp_path)], tmp_path / "out")
    assert contents(tmp_path / "out") == {}


def test_conversion_that_fails_leaves_the_old_files(raw, tmp_path, monkeypatch):
    convert([str(raw)], tmp_path / "out")
    before = contents(tmp_path / "out")
    monkeypatch.setattr(conversion, "_report", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        convert([str(raw)], tmp_path / "out", settings=ConversionSettings(seed=5))
    assert contents(tmp_path / "out") == before


# -- bad input -----------------------------------------------------------------------------------

MEGABYTE = b"[PER Ann Lee  ] baked . " * 41_667


def tar_of(name: str, data: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


# What is put at the end of a cable's fifth line: the kind of the one problem, its message, and the fate of its brackets.
IN_A_CABLE = {
    "unclosed": (
        "Then [PER Ann Bell met the guild .",
        "unclosed annotation",
        "'[PER Ann Bell met the guild .' is never closed; close it or escape it",
        ("missing", "unclosed annotation", 0, 1),
    ),
    "nested": (
        "The [ORG Friends of [PER Ann Bell  ] Club  ] sang .",
        "nested annotation",
        "'[PER Ann Bell]' lies inside another annotation, which is kept; remove one",
        ("rejected", "nested annotation", 1, 1),
    ),
    "unknown label": (
        "In [GPE Rome  ] .",
        "unknown label",
        "'[GPE Rome]' has a label that is not wanted; map it with --label-map GPE=LABEL",
        ("rejected", "unknown label GPE", 0, 1),
    ),
    "empty annotation": (
        "In [LOC   ] .",
        "empty annotation",
        "'[LOC ]' annotates nothing; remove it",
        ("rejected", "empty annotation", 0, 1),
    ),
}


@quickly
@pytest.mark.parametrize("case", IN_A_CABLE)
def test_conversion_bad_annotation_gives_one_line(tmp_path, write_cables, cable, case):
    extra, kind, message, (fate, reason, more_entities, count) = IN_A_CABLE[case]
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "bad.txt").write_text(cable(99, extra), encoding="utf8")
    report = convert([str(raw)], tmp_path / "out")
    assert report.data["problems"] == [{"file": "bad.txt", "line": 5, "kind": kind, "message": message}]
    assert report.data["problem_kinds"] == {kind: 1}
    brackets = report.data["brackets"]
    assert brackets["total"] == accounted(report) == 36 + more_entities + count
    assert brackets["entity"] == 36 + more_entities
    assert brackets[fate] == {reason: count}
    assert report.rejected_files == []
    assert len(sides(tmp_path / "out")) == 9


@quickly
@pytest.mark.parametrize(
    ("extra", "text", "entities"),
    [
        ("He wrote [sic] .", "He wrote [sic].", 0),
        ("The [ pere Q ] came .", "The [pere Q] came.", 0),
        ("A lone [ here .", "A lone [here.", 0),
        ("A lone ] here .", "A lone] here.", 0),
        ("The [MISC SCUD] B  ] flew .", "The SCUD] B flew.", 1),
        ("The [MISC M[1]13  ] drove .", "The M[1]13 drove.", 1),
    ],
)
def test_conversion_bracket_that_is_text_gives_no_line(tmp_path, write_cables, cable, extra, text, entities):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "odd.txt").write_text(cable(99, extra), encoding="utf8")
    report = convert([str(raw)], tmp_path / "out")
    assert report.data["problems"] == []
    assert report.data["brackets"]["total"] == accounted(report) == 36 + entities
    [doc] = [doc for doc in docs_of(tmp_path / "out") if "Lee99 thanked" in doc.text]
    assert doc.text == f"2. (U) Lee99 thanked all. {text}"
    assert len(doc.ents) == 1 + entities


# The file's name and bytes, and the one line that is told of it: its line, its kind, its message.
AS_A_FILE = {
    "empty file": ("bad.txt", b"", 1, "file rejected", "is empty; remove it, or fetch it again"),
    "white space": ("bad.txt", b" \n\n", 1, "file rejected", "is empty; remove it, or fetch it again"),
    "garbage": (
        "bad.txt", b"a\n\x81\x8d\xff\xfe", 2, "file rejected",
        "is neither UTF-8 nor Windows-1252 text; save it as UTF-8",
    ),
    "NUL byte": (
        "bad.txt", b"one\ntwo\0", 2, "file rejected",
        "holds a NUL byte, so it is binary or UTF-16; save it as UTF-8",
    ),
    "UTF-16": (
        "bad.txt", "word".encode("utf-16"), 1, "file rejected",
        "holds a NUL byte, so it is binary or UTF-16; save it as UTF-8",
    ),
    "no cable's page": (
        "bad.txt", b"<html><body>hello</body></html>", 1, "file rejected",
        "is a web page without a <pre> block; give the cable's own page or its text",
    ),
    "100 MB on a line": (
        "bad.txt", MEGABYTE * 100, 1, "file rejected",
        "is larger than 10,000,000 bytes, too large for one cable; give one file a cable, or an archive of files",
    ),
    "1 MB in a paragraph": (
        "bad.txt", b"word " * 200_001, 1, "file rejected",
        "has a paragraph of 1,000,004 characters, more than 1,000,000; is it one cable?",
    ),
    "truncated gz": (
        "bad.txt.gz", gzip.compress(b"word " * 99)[:-9], 0, "file rejected",
        "is cut short or damaged (Compressed file ended before the end-of-stream marker was reached); fetch it again",
    ),
    "member outside": (
        "bad.tar.gz/../../x", tar_of("../../x", b"word"), 0, "file rejected",
        "points outside its archive; pack it again with plain relative names",
    ),
}  # fmt: skip


@quickly
@pytest.mark.parametrize("case", AS_A_FILE)
def test_conversion_bad_file_gives_one_line(tmp_path, write_cables, case):
    name, data, line, kind, message = AS_A_FILE[case]
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / name.split("/")[0]).write_bytes(data)
    report = convert([str(raw)], tmp_path / "out")
    assert report.data["problems"] == [{"file": name, "line": line, "kind": kind, "message": message}]
    assert report.rejected_files == [(f"{name}:{line}" if line else name, message)]
    assert report.data["files_rejected"] == 1
    assert report.data["brackets"]["total"] == accounted(report) == 32
    assert sorted(sides(tmp_path / "out")) == sorted(f"c{number}.txt" for number in range(8))


@quickly
def test_conversion_windows_1252_is_read_and_told_of(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "bad.txt").write_bytes("[LOC Málaga  ] said :\n“ olé ” .".encode("cp1252"))
    report = convert([str(raw)], tmp_path / "out")
    message = "not UTF-8, read as Windows-1252; save it as UTF-8 to be sure"
    assert report.data["problems"] == [{"file": "bad.txt", "line": 1, "kind": "encoding", "message": message}]
    assert report.rejected_files == []
    assert mentions(docs_of(tmp_path / "out"))["LOC", "Málaga"] == 1


@quickly
def test_conversion_folder_named_like_a_file_is_told_of_and_read(tmp_path, write_cables, cable):
    raw = write_cables(tmp_path / "raw", range(8))
    write_cables(raw / "bad.txt", [99])
    report = convert([str(raw)], tmp_path / "out")
    message = "is a folder named like a file; what is in it is read"
    assert report.data["problems"] == [{"file": "bad.txt", "line": 0, "kind": "passed over", "message": message}]
    assert report.rejected_files == []
    assert "bad.txt/c99.txt" in sides(tmp_path / "out")


@quickly
def test_conversion_file_without_annotation_is_kept_as_a_negative(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "plain.txt").write_text("Rain fell in the valley , and nobody minded .\n", encoding="utf8")
    report = convert([str(raw)], tmp_path / "out")
    assert report.data["problems"] == []
    [doc] = [doc for doc in docs_of(tmp_path / "out") if doc.user_data["cable"] == "plain.txt"]
    assert doc.text == "Rain fell in the valley, and nobody minded."
    assert {token.ent_iob_ for token in doc} == {"O"}


@quickly
def test_conversion_same_name_in_two_folders(tmp_path, write_cables):
    raw = tmp_path / "raw"
    for number in range(4):
        write_cables(raw / f"x{number}", [number])
        (raw / f"x{number}" / f"c{number}.txt").rename(raw / f"x{number}" / "cable.txt")
    report = convert([str(raw)], tmp_path / "out")
    assert sorted(sides(tmp_path / "out")) == [f"x{number}/cable.txt" for number in range(4)]
    assert report.data["brackets"]["total"] == 16
    assert report.data["problems"] == []


def test_conversion_all_bad_at_once(tmp_path, write_cables, cable):
    raw = write_cables(tmp_path / "raw", range(8))
    for number, (extra, *_) in enumerate(IN_A_CABLE.values()):
        (raw / f"in{number}.txt").write_text(cable(50 + number, extra), encoding="utf8")
    for number, (name, data, *_) in enumerate(AS_A_FILE.values()):
        if len(data) < 10_000:
            (raw / f"{number}{name.split('/')[0]}").write_bytes(data)
    report = convert([str(raw)], tmp_path / "out", where=Where(processes=2))
    assert len(report.data["problems"]) == len(IN_A_CABLE) + len(AS_A_FILE) - 2
    assert len(sides(tmp_path / "out")) == 8 + len(IN_A_CABLE)
    assert accounted(report) == report.data["brackets"]["total"] == 32 + 4 * 4 + 5


@quickly
def test_conversion_name_that_is_not_utf8_does_not_stop_the_others(tmp_path, write_cables, cable):
    raw = write_cables(tmp_path / "raw", range(8))
    with open(os.fsencode(raw) + b"/caf\xe9.txt", "wb") as file:
        file.write(cable(99).encode())
    convert([str(raw)], tmp_path / "out")
    assert len(sides(tmp_path / "out")) >= 8


@quickly
def test_conversion_member_name_that_is_not_utf8_does_not_stop_the_others(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(8))
    # As written by a tar of the nineties, or by someone who means ill.
    (raw / "a.tar.gz").write_bytes(tar_of("caf\udce9.txt", b"word"))
    convert([str(raw)], tmp_path / "out")
    assert len(sides(tmp_path / "out")) >= 8


@quickly
def test_conversion_sidecar_that_is_not_utf8_does_not_stop_the_others(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "c3.txt.missing.jsonl").write_bytes(b"\xff\n")
    report = convert([str(raw)], tmp_path / "out")
    assert [row["file"] for row in report.data["problems"]] == ["c3.txt"]


@quickly
@pytest.mark.parametrize("case", ["annotation", "name"])
def test_conversion_message_is_one_line(tmp_path, write_cables, cable, case):
    raw = write_cables(tmp_path / "raw", range(8))
    if case == "annotation":
        (raw / "bad.txt").write_text(cable(99, "In [GPE New\nYork  ] ."), encoding="utf8")
    else:
        (raw / "b\nad.txt").write_bytes(b"")
    report = convert([str(raw)], tmp_path / "out")
    [row] = report.data["problems"]
    assert "\n" not in row["file"] + row["message"]


@quickly
def test_conversion_message_holds_no_control_characters(tmp_path, write_cables, cable):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "bad.txt").write_text(cable(99, "In [GPE Ro\x1b[2Jme  ] ."), encoding="utf8")
    report = convert([str(raw)], tmp_path / "out")
    assert report.data["problems"]
    assert all(row["message"].isprintable() for row in report.data["problems"])


@quickly
def test_conversion_empty_page_gives_one_line(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "bad.txt").write_text("<code><pre> </pre></code>", encoding="utf8")
    report = convert([str(raw)], tmp_path / "out")
    assert [row["file"] for row in report.data["problems"]] == ["bad.txt"]


def test_conversion_time_grows_with_the_file_not_with_its_square():
    def seconds(blank_lines: int) -> float:
        source = Source("a.txt", data=b"word\n" + b".\n\n" * blank_lines)
        start = time.process_time()
        read_cable(source)
        return time.process_time() - start

    # Four times the file may take four times as long, and ten for good measure.
    once, four_times = (min(seconds(blank_lines) for _ in range(3)) for blank_lines in (1000, 4000))
    assert four_times < 10 * max(once, 0.001)


@quickly
@pytest.mark.parametrize("shares", [(1.0, 0.0, 0.0), (0.9, 0.0, 0.1), (0.9, 0.1, 0.0)])
def test_conversion_partition_with_a_share_of_nothing(raw, tmp_path, shares):
    report = convert([str(raw)], tmp_path / "out", settings=ConversionSettings(shares=shares))
    assert accounted(report) == 96
    assert set(sides(tmp_path / "out").values()) == {name for name, share in zip(PARTITIONS, shares) if share}
    assert len(docs_of(tmp_path / "out")) == 96


# -- every bracket is accounted for --------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "[PER Ann Lee  ]", "[ORG U.N.  ]", "[GPE Rome  ]", "[LOC Mill\ntown  ]", "[PER Ann Lee]", "[PER ", "[ORG",
        "[PER   ]", "  ]", "[PER [ORG a  ] b  ]", "[MISC a ] b  ]", "[", "]", "[sic]", "[ pere Q ]", "word ", "word",
        " . \n", "\n\n", " , ", "'s ", '" ', "<a id='par1' href='#par1'>¶</a>1 . ", "<a id='par2' href='#par2'>¶</a>2 . ",
        "<a id='parB' href='#parB'>¶</a>B . ", "SUBJECT: ", "REF: ", "TESTPOST 00000012 001.2 of 002 ", "1. ", "2. (S) ",
        "Inc.", "&amp;", "&#x000A;", "<b>", "<!-- x -->",
    ]
)  # fmt: skip


@settings(derandomize=True, deadline=None, max_examples=300)
@given(pieces=st.lists(PIECES, max_size=12), in_page=st.booleans())
def test_conversion_every_bracket_ends_somewhere(pieces, in_page):
    text = "".join(pieces)
    try:
        cable = read_cable(Source("a.txt", data=(f"<code><pre>{text}</pre></code>" if in_page else text).encode()))
    except CableError:
        return
    fates = [fate for outcome in make_docs(cable, NLP) for fate in outcome.fates]
    assert len(fates) + len(cable.rejected) == cable.brackets
    assert sum(len(outcome.doc.ents) for outcome in make_docs(cable, NLP)) == sum(kind != "missing" for kind, _ in fates)
    again = unpack(pack(cable))
    assert pack(again) == pack(cable)
    assert again.paragraphs == [paragraph._replace(decided=[]) for paragraph in cable.paragraphs]


@quickly
def test_conversion_unaligned_is_listed_with_file_line_and_text(tmp_path, write_cables, cable):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "bad.txt").write_text(cable(99, "pre-[LOC Rome  ]-based and anti[MISC Roman  ]ism ."), encoding="utf8")
    report = convert([str(raw)], tmp_path / "out")
    brackets = report.data["brackets"]
    assert brackets["total"] == accounted(report) == 38
    assert brackets["missing"] == {"not on token boundaries": 1}
    assert report.data["unaligned"] == [
        {"file": "bad.txt", "line": 5, "label": "MISC", "text": "Roman", "became": "missing", "tokens": "antiRomanism"}
    ]
    [doc] = [doc for doc in docs_of(tmp_path / "out") if "antiRomanism" in doc.text]
    assert [token.text for token in doc if token.ent_iob == 0] == ["antiRomanism"]
    assert sum(part["missing_mentions"] for part in report.data["partitions"].values()) == 1


@quickly
def test_conversion_rules_are_counted_by_name(tmp_path, write_cables, cable):
    rules = tmp_path / "rules.yml"
    rules.write_text("rules:\n- {name: marking, action: reject, pattern: 'S/NF'}\n", encoding="utf8")
    raw = write_cables(tmp_path / "raw", range(8), "[ORG S/NF  ] .")
    with_rules = convert([str(raw)], tmp_path / "with", settings=ConversionSettings(rules=str(rules)))
    assert with_rules.data["brackets"] == {"total": 40, "entity": 32, **NONE, "rejected": {"rule: marking": 8}}
    assert with_rules.data["settings"]["rules"] is True
    without = convert([str(raw)], tmp_path / "without")
    assert without.data["brackets"] == {"total": 40, "entity": 40, **NONE}


@quickly
@pytest.mark.parametrize("pattern", ["(?i)s/nf", r"(S)/(N)F|(x)\3"])
def test_conversion_rules_are_regular_expressions_of_their_own(tmp_path, write_cables, pattern):
    rules = tmp_path / "rules.yml"
    rules.write_text(
        "rules:\n- {name: town, action: reject, pattern: '(Old) town'}\n"
        f"- {{name: marking, action: reject, pattern: '{pattern}'}}\n",
        encoding="utf8",
    )
    raw = write_cables(tmp_path / "raw", range(8), "[ORG S/NF  ] [MISC xx  ] .")
    report = convert([str(raw)], tmp_path / "out", settings=ConversionSettings(rules=str(rules)))
    assert report.data["brackets"]["rejected"] == {"rule: marking": 16 if "x" in pattern else 8}


@quickly
def test_conversion_label_map_and_labels(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(8), "In [GPE Rome  ] .")
    scheme = Scheme(("PER", "PLACE"), {"GPE": "PLACE", "LOC": "PLACE"})
    report = convert([str(raw)], tmp_path / "out", settings=ConversionSettings(scheme))
    assert mentions(docs_of(tmp_path / "out"))["PLACE", "Rome"] == 8
    assert mentions(docs_of(tmp_path / "out"))["PLACE", "Milltown"] == 8
    assert report.data["brackets"]["rejected"] == {"unknown label ORG": 8}
    assert report.data["brackets"]["entity"] == 32


# -- rules that add, and what a person decided ---------------------------------------------------

SHIPPED = str(Path(__file__).parents[2] / "configs" / "silver.yml")
# Two more brackets in each cable of `write_cables`, a name in none, and a place that is a part of a token.
GUILD = "The [ORG Millers Guild  ] of [LOC Milltown  ] met . Then Ann Lee left , and U.S.-led talks ."


def decided(tmp_path, *rows: dict) -> ConversionSettings:
    """Returns settings with these decisions, and no rules."""
    path = tmp_path / "corrections.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
    return ConversionSettings(corrections=str(path))


def form(form: str, label: str, becomes: str, **limits: str) -> dict:
    return {"form": form, "label": label, "becomes": becomes, **limits}


def place(text: str, part: str, label: str = "") -> dict:
    """Returns the decision that a part of a paragraph is a mention, or none."""
    start = text.index(part)
    end = start + len(part)
    return {
        "paragraph": digest(text),
        "start": start,
        "end": end,
        "text": part,
        "spans": [[start, end, label]] if label else [],
    }


@quickly
def test_conversion_mentions_that_rules_add_are_no_brackets(tmp_path, write_cables):
    rules = tmp_path / "rules.yml"
    rules.write_text(
        "rules:\n- {name: lost, action: find, pattern: '(?P<name>Ann Lee)(?= left)', label: PER, zones: [paragraph]}\n"
        "- {name: half, action: find, pattern: '(?P<name>U[.]S[.])', label: PER, zones: [paragraph]}\n",
        encoding="utf8",
    )
    raw = write_cables(tmp_path / "raw", range(8), GUILD)
    report = convert([str(raw)], tmp_path / "out", settings=ConversionSettings(rules=str(rules)))
    # What a rule finds in the middle of a token (U.S.-led) is let go.
    assert report.data["brackets"] == {"total": 48, "entity": 48, **NONE, "added": {"rule: lost": 8}}
    assert accounted(report) == 48
    assert report.data["unaligned"] == []
    assert mentions(docs_of(tmp_path / "out"))["PER", "Ann Lee"] == 8
    assert sum(sum(part["mentions"].values()) for part in report.data["partitions"].values()) == 56


@quickly
@pytest.mark.parametrize("scores", [True, False], ids=["gold that scores", "no gold"])
def test_conversion_of_one_message_accounts_for_what_rules_add(tmp_path, write_cables, scores):
    """Split by paragraph, where a cable and its hand-checked twin share out their paragraphs."""
    extra = "".join(
        f"<a id='par{n}' href='#par{n}'>¶</a>{n} . \nThen [PER Bell{n}  ] sang of Milltown . " for n in range(3, 9)
    )
    raw = write_cables(tmp_path / "raw", [5], extra)
    checked = Checked(str(write_cables(tmp_path / "gold", [5], extra))) if scores else Checked()
    report = convert([str(raw)], tmp_path / "out", settings=ConversionSettings(rules=SHIPPED), checked=checked)
    assert report.data["split"]["mode"] == "by paragraph"
    assert report.data["brackets"]["added"]
    assert accounted(report) == report.data["brackets"]["total"] == (20 if scores else 10)


@quickly
def test_conversion_corrections_are_counted_and_win(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(8), GUILD)
    text = "2. (U) Lee3 thanked all. The Millers Guild of Milltown met. Then Ann Lee left, and U.S.-led talks."
    unused = [form("Guild", "ORG", "LOC"), place(text + " ", "Lee3")]
    settings = decided(
        tmp_path,
        form("Millers Guild", "ORG", "LOC"),
        form("Milltown", "LOC", "", cable="c1.txt"),
        form("Ann Lee", "", "PER"),
        form("U.S.", "", "LOC"),
        unused[0],
        place(text, "Lee3", "ORG"),
        place(text, "Guild", "MISC"),
        unused[1],
    )
    report = convert([str(raw)], tmp_path / "out", settings=settings)
    brackets = report.data["brackets"]
    # Of the 8 cables' 6 brackets, 2 are guilds, in c3 one of another extent, and a person there; c1 has no town.
    assert brackets == {
        "total": 48,
        "entity": 48 - 16 - 2 - 1,
        **NONE,
        "fixed": {"correction": 17},
        "rejected": {"correction: no entity": 2},
        "added": {"correction": 8},
    }
    assert accounted(report) == 48
    # What falls between tokens is missing, and listed.
    assert [row["text"] for row in report.data["unaligned"]] == ["U.S."] * 8
    docs = docs_of(tmp_path / "out")
    assert [token.text for doc in docs for token in doc if token.ent_iob == 0] == ["U.S.-led"] * 8
    found = mentions(docs)
    assert found["LOC", "Millers Guild"] == 15
    assert (found["MISC", "Guild"], found["ORG", "Lee3"], found["LOC", "Milltown"]) == (1, 1, 14)
    assert report.data["corrections"] == {"decisions": 8, "unused": unused}
    assert report.data["settings"]["corrections"] is True
    assert report.data["split"]["warnings"][-1] == "2 of 8 corrections are about nothing in these cables"
    [doc] = [doc for doc in docs if doc.text == text]
    were = [(start, end, [span[2] for span in spans]) for start, end, spans in doc.user_data["decided"]]
    assert [(text[start:end], labels) for start, end, labels in were] == [
        ("Lee3", ["PER"]), ("Millers Guild", ["ORG"]), ("Ann Lee", []), ("U.S.", []),
    ]  # fmt: skip


@quickly
def test_conversion_without_decisions_says_of_no_doc_that_it_was_decided(raw, tmp_path):
    report = convert([str(raw)], tmp_path / "out", settings=decided(tmp_path, form("Bern", "LOC", "PER")))
    assert not any("decided" in doc.user_data for doc in docs_of(tmp_path / "out"))
    convert([str(raw)], tmp_path / "plain")
    same = contents(tmp_path / "plain")
    assert {name: data for name, data in contents(tmp_path / "out").items() if same[name] != data}.keys() == {"convert.json"}
    assert report.data["corrections"]["unused"] == [form("Bern", "LOC", "PER")]


@quickly
def test_conversion_gold_and_baseline_are_not_corrected(raw, tmp_path, cable):
    gold = with_gold(tmp_path / "gold", [0, 1], cable, "dev")
    with_gold(gold, [2, 3], cable, "test")
    settings = decided(tmp_path, form("Milltown", "LOC", "ORG"))
    convert([str(raw)], tmp_path / "out", settings=settings, checked=Checked(str(gold)))
    for name, label in (("train", "ORG"), ("dev", "LOC"), ("test", "LOC"), (BASELINE, "LOC")):
        found = {found for found, text in mentions(docs_of(tmp_path / "out", name)) if text == "Milltown"}
        assert (name, found) == (name, {label})


@quickly
@pytest.mark.parametrize(("seen", "left_out"), [("c3.txt", False), ("elsewhere.txt", True), (None, False)])
def test_conversion_corrections_may_be_of_another_archive(raw, tmp_path, seen, left_out):
    settings = decided(tmp_path, form("Milltown", "LOC", "ORG", **({"seen": seen} if seen else {})))
    settings = ConversionSettings(corrections=settings.corrections, corrections_use="of-these")
    report = convert([str(raw)], tmp_path / "out", settings=settings)
    assert mentions(docs_of(tmp_path / "out"))["LOC" if left_out else "ORG", "Milltown"] == 24
    warnings = ["the 1 corrections are of another archive, and left out"] if left_out else []
    assert report.data["split"]["warnings"] == warnings


@quickly
def test_conversion_labels_that_are_not_kept_come_from_no_rule(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(8), "[ORG Libya’s  ] and [PER Bell  ] .\n\nCRETZ")
    settings = ConversionSettings(Scheme(("PER", "ORG")), rules=SHIPPED)
    report = convert([str(raw)], tmp_path / "out", settings=settings)
    assert {label for label, _ in mentions(docs_of(tmp_path / "out"))} == {"PER", "ORG"}
    assert mentions(docs_of(tmp_path / "out"))["ORG", "Libya"] == 8  # and no place, which is not wanted
    left_out = sum(rule.label not in ("", "PER", "ORG") for rule in read_rules(Path(SHIPPED)))
    assert left_out > 3
    warning = f"{left_out} label rules are left out: they give labels that are not among those to keep"
    assert report.data["split"]["warnings"] == [warning]
    assert accounted(report) == report.data["brackets"]["total"]


@quickly
def test_conversion_bad_correction_is_named_before_anything_is_read(raw, tmp_path):
    settings = decided(tmp_path, form("Milltown", "LOC", "ORG"), {"form": "Milltown"})
    with pytest.raises(ValueError, match=r"corrections\.jsonl:2: has no 'label'; mend the line or remove it"):
        convert([str(raw)], tmp_path / "out", settings=settings)
    assert contents(tmp_path / "out") == {}
    assert len(read_corrections(tmp_path / "none.jsonl").decisions) == 0


# -- the same input gives the same bytes ---------------------------------------------------------


@pytest.fixture
def halves(tmp_path, write_cables):
    """Two folders of 24 cables in all, with something amiss in both."""
    first = write_cables(tmp_path / "first", range(0, 24, 2), "[ORG S/NF  ] pre-[LOC Rome  ]s .")
    second = write_cables(tmp_path / "second", range(1, 24, 2), "[PER Bell")
    (first / "empty.txt").write_bytes(b"")
    (second / "empty.txt").write_bytes(b"\0")
    return [str(first), str(second)]


def test_conversion_order_of_inputs_does_not_matter(halves, tmp_path):
    convert(halves, tmp_path / "a")
    convert(halves[::-1], tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_conversion_order_of_files_does_not_matter(raw, tmp_path):
    """Cables that come in another order, as the members of an archive do, give the same Docs in the same order."""
    for name, files in (("a.tar", sorted(raw.iterdir())), ("b.tar", sorted(raw.iterdir(), reverse=True))):
        folder = tmp_path / name[0]
        folder.mkdir()
        with tarfile.open(folder / "cables.tar", "w") as archive:
            for path in files:
                archive.add(path, path.name)
        convert([str(folder)], folder / "out")
    assert contents(tmp_path / "a" / "out") == contents(tmp_path / "b" / "out")


def test_conversion_number_of_processes_does_not_matter(halves, tmp_path, monkeypatch):
    # Small tasks, so that there are many of them to get into disorder.
    monkeypatch.setattr(conversion, "_BATCH", 2)
    rows = [form("Milltown", "LOC", "ORG"), form("valley", "", "LOC"), form("Bern", "LOC", ""), form("Bell", "PER", "")]
    settings = ConversionSettings(rules=SHIPPED, corrections=decided(tmp_path, *rows).corrections)
    for number in (1, 2):
        convert(halves, tmp_path / str(number), settings=settings, where=Where(processes=number))
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    assert mentions(docs_of(tmp_path / "1"))["LOC", "valley"] == 24


def test_conversion_size_of_tasks_does_not_matter(tmp_path, write_cables, monkeypatch):
    raw = write_cables(tmp_path / "raw", range(8))
    convert([str(raw)], tmp_path / "a")
    monkeypatch.setattr(conversion, "_BATCH", 1)
    # Every cable meets a vocabulary of its own.
    monkeypatch.setattr(conversion, "_MAX_STRINGS", 0)
    convert([str(raw)], tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_conversion_twice_gives_the_same_bytes(halves, tmp_path):
    convert(halves, tmp_path / "a")
    first = contents(tmp_path / "a")
    convert(halves, tmp_path / "a")
    assert contents(tmp_path / "a") == first


def test_conversion_after_adding_equals_conversion_from_scratch(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(24))
    convert([str(raw)], tmp_path / "out")
    before = sides(tmp_path / "out")
    write_cables(raw, range(24, 40))
    convert([str(raw)], tmp_path / "out")
    convert([str(raw)], tmp_path / "scratch")
    assert contents(tmp_path / "out") == contents(tmp_path / "scratch")
    after = sides(tmp_path / "out")
    assert len(after) == 40
    assert {name: after[name] for name in before} == before


@quickly
def test_conversion_seed_changes_the_split_and_nothing_else(raw, tmp_path):
    convert([str(raw)], tmp_path / "a")
    convert([str(raw)], tmp_path / "b", settings=ConversionSettings(seed=1))
    assert sides(tmp_path / "a") != sides(tmp_path / "b")
    assert mentions(docs_of(tmp_path / "a")) == mentions(docs_of(tmp_path / "b"))


@quickly
def test_conversion_copies_fall_on_one_side(tmp_path, write_cables):
    """A cable and copies of it that differ in spacing only, and its other sections, are never parted."""
    raw = write_cables(tmp_path / "raw", range(24))
    for number in range(24):
        text = (raw / f"c{number}.txt").read_text(encoding="utf8")
        (raw / f"copy{number}.txt").write_text(text.replace(" , ", ", ").replace("SIPDIS", "SIPDIS \n"), encoding="utf8")
    convert([str(raw)], tmp_path / "out")
    found = sides(tmp_path / "out")
    assert len(found) == 48
    assert all(found[f"c{number}.txt"] == found[f"copy{number}.txt"] for number in range(24))


@quickly
@pytest.mark.parametrize("number", [1, 2, 3])
def test_conversion_few_cables_are_split_by_paragraph(tmp_path, write_cables, number):
    raw = write_cables(tmp_path / "raw", range(number), "<a id='par3' href='#par3'>¶</a>3 . Then [PER Bell  ] sang .")
    report = convert([str(raw)], tmp_path / "out")
    assert report.data["split"]["mode"] == "by paragraph"
    [warning] = report.data["split"]["warnings"]
    assert warning.startswith(f"only {number} message")
    assert report.data["brackets"]["total"] == accounted(report) == 5 * number
    docs = docs_of(tmp_path / "out")
    assert len({(doc.user_data["cable"], doc.user_data["index"]) for doc in docs}) == len(docs) == 5 * number
    assert all(docs_of(tmp_path / "out", name) for name in PARTITIONS)
    # In up to three partitions, and still one cable.
    assert report.data["cables"] == number


def test_conversion_same_cable_twice_is_accounted_for(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(1))
    report = convert([str(raw), str(raw / "c0.txt")], tmp_path / "out")
    assert accounted(report) == report.data["brackets"]["total"]


# -- shards --------------------------------------------------------------------------------------


def test_conversion_partition_that_outgrows_a_file_becomes_a_folder(raw, tmp_path, monkeypatch):
    convert([str(raw)], tmp_path / "one")
    monkeypatch.setattr(conversion, "SHARD_CHARACTERS", 1500)
    report = convert([str(raw)], tmp_path / "many")
    shards = sorted((tmp_path / "many" / "train.spacy").iterdir())
    assert [path.name for path in shards] == [f"{number:05d}.spacy" for number in range(len(shards))]
    assert len(shards) > 2
    # The same Docs in the same order, and spaCy reads them as it reads a file.
    many, one = (new_docbin(docs_of(tmp_path / name, "train")).to_bytes() for name in ("many", "one"))
    assert many == one
    examples = list(Corpus(tmp_path / "many" / "train.spacy")(NLP))
    assert len(examples) == report.data["partitions"]["train"]["paragraphs"]
    # No cable lies in two shards.
    cables = [{doc.user_data["cable"] for doc in read_docs(shard, NLP.vocab)} for shard in shards]
    assert sum(map(len, cables)) == len(set.union(*cables)) == report.data["partitions"]["train"]["cables"]
    assert (tmp_path / "many" / "convert.json").read_bytes() == (tmp_path / "one" / "convert.json").read_bytes()


def test_conversion_shards_and_file_replace_each_other(raw, tmp_path, monkeypatch):
    convert([str(raw)], tmp_path / "out")
    as_file = contents(tmp_path / "out")
    with monkeypatch.context() as patch:
        patch.setattr(conversion, "SHARD_CHARACTERS", 1500)
        convert([str(raw)], tmp_path / "out")
        as_shards = contents(tmp_path / "out")
        patch.setattr(conversion, "SHARD_CHARACTERS", 4000)
        convert([str(raw)], tmp_path / "out")
        # Fewer shards than before: none of the old ones is left.
        assert len(contents(tmp_path / "out")) < len(as_shards)
    convert([str(raw)], tmp_path / "out")
    assert contents(tmp_path / "out") == as_file


def test_conversion_shards_do_not_depend_on_processes(raw, tmp_path, monkeypatch):
    monkeypatch.setattr(conversion, "SHARD_CHARACTERS", 1500)
    convert([str(raw)], tmp_path / "a")
    convert([str(raw)], tmp_path / "b", where=Where(processes=2))
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


# -- hand-checked cables -------------------------------------------------------------------------


def with_gold(folder: Path, numbers: range | list[int], cable, side: str = "") -> Path:
    """Writes hand-checked twins, in which a MISC is found that the tagger has missed."""
    (folder / side).mkdir(parents=True, exist_ok=True)
    for number in numbers:
        text = cable(number).replace("harvest number", "[MISC harvest  ] number")
        (folder / side / f"c{number}.txt").write_text(text, encoding="utf8")
    return folder


@quickly
def test_conversion_gold_is_dev_and_test(raw, tmp_path, cable):
    gold = with_gold(tmp_path / "gold", [0, 1], cable, "dev")
    with_gold(gold, [2, 3, 4], cable, "test")
    report = convert([str(raw)], tmp_path / "out", checked=Checked(str(gold)))
    parts = report.data["partitions"]
    assert {name: (part["labels"], part["cables"]) for name, part in parts.items()} == {
        "train": ("silver", 19),
        "dev": ("gold", 2),
        "test": ("gold", 3),
        "test-silver": ("silver", 3),
    }
    assert parts["dev"]["mentions"] == {"LOC": 2, "MISC": 2, "ORG": 2, "PER": 4}
    assert parts["test"]["mentions"] == {"LOC": 3, "MISC": 3, "ORG": 3, "PER": 6}
    assert parts["test-silver"]["mentions"] == {"LOC": 3, "ORG": 3, "PER": 6}
    # 96 silver brackets, of which 5 cables' are not used, and 5 each in the gold ones.
    assert report.data["brackets"] == {
        "total": 96 + 25,
        "entity": 4 * 19 + 25,
        **NONE,
        "rejected": {"hand-checked twin is used instead": 20},
    }
    assert report.data["left_out"] == {"hand-checked twin is used instead": 5}
    # The baseline is of the same three cables as test.
    assert report.data["cables"] == 24
    assert {doc.user_data["labels"] for doc in docs_of(tmp_path / "out", "dev", "test")} == {"gold"}
    silver, by_hand = ([doc.text for doc in docs_of(tmp_path / "out", name)] for name in ("test-silver", "test"))
    assert sorted(silver) == sorted(by_hand)


@quickly
def test_conversion_gold_in_no_folder_is_shared_out(raw, tmp_path, cable):
    gold = with_gold(tmp_path / "gold", range(12), cable)
    report = convert([str(raw)], tmp_path / "out", checked=Checked(str(gold)))
    parts = report.data["partitions"]
    assert parts["train"]["cables"] == 12
    assert parts["dev"]["cables"] + parts["test"]["cables"] == 12
    assert min(parts["dev"]["cables"], parts["test"]["cables"]) >= 1


@pytest.mark.parametrize(("numbers", "used"), [([0, 1, 2, 3], True), ([40, 41, 42, 43], False), ([3, 40, 41, 42], True)])
def test_conversion_gold_is_used_only_if_it_is_of_these_cables(raw, tmp_path, cable, numbers, used):
    gold = with_gold(tmp_path / "gold", numbers[:2], cable, "dev")
    with_gold(gold, numbers[2:], cable, "test")
    report = convert([str(raw)], tmp_path / "out", checked=Checked(str(gold), only_if_twins=True))
    assert report.data["partitions"]["test"]["labels"] == ("gold" if used else "silver")
    assert report.data["partitions"]["train"]["labels"] == "silver"
    warning = "the 4 hand-checked cables are of another archive, and left out"
    assert report.data["split"]["warnings"] == ([] if used else [warning])
    if not used:
        without = convert([str(raw)], tmp_path / "without")
        assert report.data | {"split": without.data["split"]} == without.data
        written, expected = contents(tmp_path / "out"), contents(tmp_path / "without")
        del written["convert.json"], expected["convert.json"]
        assert written == expected


@pytest.mark.parametrize("name", ["gold", "train"])
def test_conversion_gold_that_does_not_exist_is_an_error(raw, tmp_path, name):
    with pytest.raises(ValueError, match="glod: no such folder of hand-checked cables; check the path"):
        convert([str(raw)], tmp_path / "out", checked=Checked(**{name: str(tmp_path / "glod")}))
    assert contents(tmp_path / "out") == {}


@quickly
def test_conversion_gold_train_takes_the_place_of_silver(raw, tmp_path, cable):
    gold = with_gold(tmp_path / "gold", [0, 1], cable, "dev")
    with_gold(gold, [2, 3], cable, "test")
    train = with_gold(tmp_path / "train", range(4, 24), cable)
    report = convert([str(raw)], tmp_path / "out", checked=Checked(str(gold), str(train)))
    parts = report.data["partitions"]
    assert {name: (parts[name]["labels"], parts[name]["cables"]) for name in PARTITIONS} == {
        "train": ("gold", 20), "dev": ("gold", 2), "test": ("gold", 2)
    }  # fmt: skip
    assert parts["train"]["mentions"]["MISC"] == 20
    assert report.data["left_out"] == {"hand-checked twin is used instead": 24}
    assert accounted(report) == report.data["brackets"]["total"] == 4 * 24 + 5 * 24


@quickly
def test_conversion_gold_is_not_put_through_the_label_rules(raw, tmp_path, cable):
    rules = tmp_path / "rules.yml"
    rules.write_text("rules:\n- {name: town, action: reject, pattern: 'Milltown'}\n", encoding="utf8")
    gold = with_gold(tmp_path / "gold", [0, 1], cable, "dev")
    with_gold(gold, [2, 3], cable, "test")
    report = convert([str(raw)], tmp_path / "out", settings=ConversionSettings(rules=str(rules)), checked=Checked(str(gold)))
    assert report.data["partitions"]["test"]["mentions"]["LOC"] == 2
    assert "LOC" not in report.data["partitions"]["train"]["mentions"]


@quickly
@pytest.mark.parametrize(
    ("cables", "checked"),
    [
        pytest.param(2, [0]),
        pytest.param(2, [1]),
        (5, [4]),
        (3, [1]),
        (7, [1]),
        (7, [1, 2]),
        (7, [1, 2, 3]),
        (4, [0, 1, 2, 3]),
    ],
)
def test_conversion_few_gold_cables_still_give_all_partitions(tmp_path, write_cables, cable, cables, checked):
    raw = write_cables(tmp_path / "raw", range(cables))
    gold = with_gold(tmp_path / "gold", checked, cable)
    report = convert([str(raw)], tmp_path / "out", checked=Checked(str(gold)))
    assert all(docs_of(tmp_path / "out", name) for name in PARTITIONS)
    assert accounted(report) == report.data["brackets"]["total"]
    assert len({doc.user_data["labels"] for doc in docs_of(tmp_path / "out", "test")}) == 1


def test_conversion_one_cable_and_its_gold(tmp_path, write_cables, cable):
    """Train on the silver paragraphs, measure on other paragraphs that were checked by hand; none is on both sides."""
    extra = "".join(f"<a id='par{n}' href='#par{n}'>¶</a>{n} . \nThen [PER Bell{n}  ] sang . " for n in range(3, 9))
    raw = write_cables(tmp_path / "raw", [5], extra)
    gold = write_cables(tmp_path / "gold", [5], extra.replace("PER Bell", "MISC Bell"))
    report = convert([str(raw)], tmp_path / "out", checked=Checked(str(gold)))
    train, dev, test = (docs_of(tmp_path / "out", name) for name in PARTITIONS)
    assert {doc.user_data["labels"] for doc in train} == {"silver"}
    assert {doc.user_data["labels"] for doc in [*dev, *test]} == {"gold"}
    texts = [{doc.text for doc in docs} for docs in (train, dev, test)]
    assert not texts[0] & texts[1]
    assert not texts[0] & texts[2]
    assert not texts[1] & texts[2]
    assert report.data["brackets"]["total"] == accounted(report) == 20
    assert report.data["cables"] == 2


@quickly
@pytest.mark.parametrize("twin", [False, True])
def test_conversion_one_gold_message_and_one_other_silver(tmp_path, write_cables, cable, twin):
    """Too few to share out by message: all of the silver of the other message is train, the gold is dev and test."""
    extra = "".join(f"<a id='par{n}' href='#par{n}'>¶</a>{n} . \nThen [PER Bell{n}  ] sang . " for n in range(3, 6))
    raw = write_cables(tmp_path / "raw", [0, 1] if twin else [0], extra)
    gold = write_cables(tmp_path / "gold", [1], extra)
    report = convert([str(raw)], tmp_path / "out", checked=Checked(str(gold)))
    assert report.data["split"]["mode"] == "by paragraph"
    train, dev, test = (docs_of(tmp_path / "out", name) for name in PARTITIONS)
    assert [(doc.user_data["cable"], doc.user_data["labels"]) for doc in train] == [("c0.txt", "silver")] * 7
    assert {(doc.user_data["cable"], doc.user_data["labels"]) for doc in [*dev, *test]} == {("c1.txt", "gold")}
    assert sorted(doc.user_data["index"] for doc in [*dev, *test]) == list(range(7))
    assert dev
    assert test
    assert report.data["left_out"] == ({"hand-checked twin is used instead": 1} if twin else {})
    assert report.data["brackets"]["total"] == accounted(report) == (21 if twin else 14)
    assert report.data["cables"] == 2


@quickly
def test_conversion_left_out_cables_are_remembered(raw, tmp_path, cable):
    """What goes nowhere is listed with the reason; its brackets are counted and its problems told of."""
    gold = with_gold(tmp_path / "gold", [0, 1], cable, "dev")
    with_gold(gold, [2, 3], cable, "test")
    (raw / "c2.txt").write_text(cable(2, "In [GPE Rome  ] ."), encoding="utf8")
    second = cable(3).replace("UNCLAS TESTPOST", "UNCLAS SECTION 02 OF 02 TESTPOST").replace("harvest", "cattle and sheep")
    (raw / "c3b.txt").write_text(second, encoding="utf8")
    report = convert([str(raw)], tmp_path / "out", checked=Checked(str(gold)))
    found = sides(tmp_path / "out")
    left_out = {name: side for name, side in found.items() if side not in PARTITIONS}
    # c2 and c3b say more than what was checked, so they are no twins of it, but they are of the same messages.
    assert left_out == {
        "c0.txt": "hand-checked twin is used instead",
        "c1.txt": "hand-checked twin is used instead",
        "c2.txt": "other part of a hand-checked message",
        "c3.txt": "hand-checked twin is used instead",
        "c3b.txt": "other part of a hand-checked message",
    }
    assert found["gold/test/c2.txt"] == "test"
    assert [row["message"] for row in report.data["problems"]] == [
        "'[GPE Rome]' has a label that is not wanted; map it with --label-map GPE=LABEL"
    ]
    assert sum(report.data["brackets"]["rejected"].values()) == 4 * 5 + 1
    assert accounted(report) == report.data["brackets"]["total"] == 96 + 1 + 4 + 20
    assert sum(report.data["left_out"].values()) == 5


# -- sidecars ------------------------------------------------------------------------------------


@quickly
def test_conversion_sidecar_marks_spans_missing(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(8))
    row = {"index": 2, "start": 41, "end": 55, "text": "bout harvest n"}
    (raw / "c5.txt.missing.jsonl").write_text(json.dumps(row) + "\n", encoding="utf8")
    report = convert([str(raw)], tmp_path / "out")
    assert report.data["brackets"]["total"] == accounted(report) == 33
    assert report.data["brackets"]["missing"] == {"listed in a sidecar": 1}
    [doc] = [doc for doc in docs_of(tmp_path / "out") if "Ann Lee5" in doc.text]
    assert [token.text for token in doc if token.ent_iob == 0] == ["about", "harvest", "number"]
    assert len(doc.ents) == 3


@quickly
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nonsense", ""),
        ("5", "not subscriptable"),
        ('{"index": 9, "start": 0, "end": 1, "text": "x"}', "there is no such place in the cable"),
        ('{"index": 1, "start": 0, "end": 3, "text": "OBJ"}', "the text there is 'SUB', not 'OBJ'"),
        ('{"index": 1, "start": 0}', "'end'"),
    ],
)
def test_conversion_sidecar_that_does_not_fit_is_told_of(tmp_path, write_cables, line, reason):
    raw = write_cables(tmp_path / "raw", range(8))
    good = '{"index": 1, "start": 0, "end": 7, "text": "SUBJECT"}'
    (raw / "c5.txt.missing.jsonl").write_text(f"{good}\n{line}\n", encoding="utf8")
    report = convert([str(raw)], tmp_path / "out")
    [problem] = report.data["problems"]
    assert (problem["file"], problem["kind"]) == ("c5.txt", "sidecar")
    assert problem["message"].startswith("line 2 of its .missing.jsonl file does not fit (")
    assert reason in problem["message"]
    assert report.data["brackets"]["missing"] == {"listed in a sidecar": 1}


@quickly
@pytest.mark.parametrize(
    "row",
    [
        {"index": -1, "start": 0, "end": 2, "text": "2."},
        {"index": 1, "start": -1, "end": 28, "text": "5"},
        {"index": 1, "start": 3, "end": 3, "text": ""},
    ],
)
def test_conversion_sidecar_with_impossible_offsets_is_told_of(tmp_path, write_cables, row):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "c5.txt.missing.jsonl").write_text(json.dumps(row) + "\n", encoding="utf8")
    report = convert([str(raw)], tmp_path / "out")
    assert [problem["kind"] for problem in report.data["problems"]] == ["sidecar"]


# -- nothing is half written ---------------------------------------------------------------------

# Converts in forks of one warm process, so that many moments can be tried. Each fork is killed either at a share of
# the time that a conversion takes, or when it is about to move the n-th file in the output folder.
_KILLER = """
import json, os, signal, sys, time
from pathlib import Path
from cable_ner.corpus import conversion
from cable_ner.corpus.conversion import ConversionSettings, convert

raw, output, how = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
moments = json.loads(sys.argv[4])
conversion.SHARD_CHARACTERS = int(sys.argv[5])

def kill_at(moment):
    replace, count = os.replace, iter(range(10**6))
    def replacing(source, target):
        if output in (Path(source).parent, Path(target).parent) and next(count) == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        replace(source, target)
    os.replace = replacing

start = time.monotonic()
convert([str(raw)], output)
whole = time.monotonic() - start
for moment in moments:
    child = os.fork()
    if not child:
        if how == "replace":
            kill_at(moment)
        convert([str(raw)], output, settings=ConversionSettings(seed=1))
        os._exit(0)
    if how == "seconds":
        time.sleep(moment * whole)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    print(json.dumps({"moment": moment, "killed": os.WIFSIGNALED(status)}), flush=True)
    input()
"""


class _Killer:
    """A conversion that is killed at each moment in turn; the test looks at the output in between."""

    def __init__(self, raw: Path, output: Path, how: str, moments: list, shard: int, environment: dict[str, str]):
        command = [sys.executable, "-c", _KILLER, str(raw), str(output), how, json.dumps(moments), str(shard)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def __iter__(self):  # noqa: ANN204
        for line in self.process.stdout:
            yield json.loads(line)
            print(file=self.process.stdin, flush=True)

    def __enter__(self) -> "_Killer":
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.communicate(timeout=60)
        assert self.process.returncode == 0


def visible(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(folder).items() if not name.startswith(".")}


@pytest.fixture
def two_splits(raw, tmp_path):
    """The outputs of two seeds: what is there before the conversion that is killed, and what it would have written."""
    for seed in (0, 1):
        convert([str(raw)], tmp_path / f"seed{seed}", settings=ConversionSettings(seed=seed))
    return [contents(tmp_path / f"seed{seed}") for seed in (0, 1)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_conversion_killed_at_any_moment_leaves_whole_files(raw, tmp_path, two_splits, environment):
    # Spread over the whole conversion, and not in step with anything in it.
    moments = [(number * 0.618) % 1 for number in range(1, 9)]
    killed = 0
    with _Killer(raw, tmp_path / "out", "seconds", moments, 2_000_000, environment) as killer:
        for outcome in killer:
            killed += outcome["killed"]
            found = visible(tmp_path / "out")
            assert sorted(found) == list(WRITTEN)
            assert all(data in (two_splits[0][name], two_splits[1][name]) for name, data in found.items())
            assert len(docs_of(tmp_path / "out")) == 96
    assert killed >= 5
    convert([str(raw)], tmp_path / "out")
    assert contents(tmp_path / "out") == two_splits[0]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == list(WRITTEN)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_conversion_killed_between_two_files_leaves_whole_files(tmp_path, write_cables, environment):
    """The moments that matter most are too short to be hit by chance: here each is hit on purpose."""
    raw, output = write_cables(tmp_path / "raw", range(8)), tmp_path / "out"
    found, killed = {}, 0
    with _Killer(raw, output, "replace", list(range(12)), 2_000_000, environment) as killer:
        for outcome in killer:
            found[outcome["moment"]] = {path.name for path in output.iterdir() if not path.name.startswith(".")}
            killed += outcome["killed"]
            convert([str(raw)], output)
    assert killed >= len(WRITTEN)
    assert found == {moment: set(WRITTEN) for moment in range(12)}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_conversion_killed_between_two_folders_loses_nothing(tmp_path, write_cables, environment):
    """A folder cannot take the place of another in one step: what is not there is at least kept beside it."""
    raw, output = write_cables(tmp_path / "raw", range(8)), tmp_path / "out"
    killed = 0
    with _Killer(raw, output, "replace", list(range(0, 12, 2)), 500, environment) as killer:
        for outcome in killer:
            killed += outcome["killed"]
            for name in WRITTEN:
                places = [output / name, *output.glob(f".scratch-*/{name}"), *output.glob(f".scratch-*/.old/{name}")]
                assert any(path.exists() for path in places)
            convert([str(raw)], output)
            assert sorted(path.name for path in output.iterdir()) == list(WRITTEN)
    assert killed >= 3


def test_conversion_that_fails_while_files_are_put_in_place_leaves_the_old_ones(raw, tmp_path, monkeypatch):
    convert([str(raw)], tmp_path / "out")
    replace = os.replace

    def full(source, target):  # noqa: ANN001, ANN202
        if Path(target) == tmp_path / "out" / "dev.spacy":
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        convert([str(raw)], tmp_path / "out", settings=ConversionSettings(seed=1))
    assert set(WRITTEN) <= set(contents(tmp_path / "out"))


# -- every layout of few cables and gold ---------------------------------------------------------


def _few_cable(number: int) -> str:
    paragraphs = "".join(
        f"{index}. (C) [PER Person{number}x{index}] of [ORG Office{number}] met [LOC Town{index}{number}].\n\n"
        for index in range(1, 6)
    )
    return f"CONFIDENTIAL BERN 00{number:04d}\n\nSUBJECT: [LOC TOWN] {number}\n\n{paragraphs}"


@pytest.mark.parametrize("shares", [(0.8, 0.1, 0.1), (0.9, 0.0, 0.1)])
@pytest.mark.parametrize("train", [[], [0], [0, 1]])
@pytest.mark.parametrize("layout", [[], ["test/0"], ["0"], ["dev/0"], ["0", "1"], ["test/0", "test/1"], ["2"]])
@pytest.mark.parametrize("count", [1, 3])
def test_conversion_any_layout_of_few_cables_is_accounted_for(tmp_path, count, layout, train, shares):
    for number in range(count):
        (tmp_path / "raw").mkdir(exist_ok=True)
        (tmp_path / "raw" / f"{number}.txt").write_text(_few_cable(number))
    for name in [*(f"gold/{place}" for place in layout), *(f"train/{number}" for number in train)]:
        path = tmp_path / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_few_cable(int(name[-1])))
    checked = Checked(str(tmp_path / "gold") if layout else "", str(tmp_path / "train") if train else "")
    data = convert(
        [str(tmp_path / "raw")], tmp_path / "out", settings=ConversionSettings(shares=shares), checked=checked
    ).data
    brackets = data["brackets"]
    accounted = brackets["entity"] + sum(sum(brackets[kind].values()) for kind in ("fixed", "missing", "rejected"))
    assert accounted == brackets["total"] == 16 * (count + len(layout) + len(train))
    for name, share in zip(("train", "dev", "test"), shares):
        assert data["partitions"].get(name, {}).get("paragraphs") or not share
        assert " and " not in data["partitions"].get(name, {}).get("labels", "")


def test_conversion_reference_id_with_a_very_long_number(tmp_path):
    (tmp_path / "raw").mkdir()
    for number in range(6):
        reference = f"09TRIPOLI{number}{'9' * 40}"
        table = f"<table class='cable'><tr><th>Reference ID</th></tr><tr><td>{reference}</td></tr></table>"
        text = f"{table}<code><pre>SUBJECT: BREAD {number}\n\n1. (U) [PER Ann Lee  ] spoke of harvest {number}.</pre></code>"
        (tmp_path / "raw" / f"{number}.txt").write_text(text, encoding="utf8")
    report = convert([str(tmp_path / "raw")], tmp_path / "out")
    assert report.data["cables"] == 6
    assert report.rejected_files == []
