"""`scripts/export.py`: its formats and errors, and that what it writes converts to the same Docs again."""

import html
import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from cable_ner.corpus import PARTITIONS
from cable_ner.files import new_docbin, read_docs

ROOT = Path(__file__).parents[2]
NLP = spacy.blank("en")


def words(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


def report_of(output: Path) -> dict:
    return json.loads((output / "convert.json").read_text(encoding="utf8"))


def partitions(output: Path) -> list[Path]:
    return [output / f"{name}.spacy" for name in PARTITIONS]


def state(output: Path) -> dict[tuple, tuple]:
    """Returns all there is to know of every Doc, by cable and index: also on which side it is."""
    found = {}
    for path in partitions(output):
        for doc in read_docs(path, NLP.vocab):
            # How the tagger spaced the cable is no longer to be seen in what is exported.
            data = {key: value for key, value in doc.user_data.items() if key != "spacing"}
            ents = [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]
            missing = [token.i for token in doc if token.ent_iob == 0]
            found[doc.user_data["cable"], doc.user_data["index"]] = (path.name, doc.text, ents, missing, data)
    return found


def annotations(source: str) -> list[tuple[str, str]]:
    """Returns (label, text without white space) of every annotation of the older tagger's markup, in order."""
    found = re.findall(r"\[([A-Z]+) ([^\n]*?)  \]", source)
    return [(label, "".join(html.unescape(re.sub(r"<[^<>]*>", "", text)).split())) for label, text in found]


def characters(source: str) -> str:
    """Returns the text of a cable without its markup and without white space."""
    text = re.sub(r"\[[A-Z]+ ([^\n]*?)  \]", r"\1", source)
    text = html.unescape(re.sub(r"<a id='par[^<>]*>¶</a>|<!--.*?-->|</?(?:a|code|pre)\b[^<>]*>", "", text))
    return "".join(text.split())


@pytest.fixture
def out(raw, tmp_path, command) -> Path:
    """Returns the output of a conversion of 24 cables, one of which is in a folder."""
    (raw / "deep").mkdir()
    (raw / "c3.txt").rename(raw / "deep" / "c3.txt")
    assert command("convert", raw, "-o", tmp_path / "out").exit_code == 0
    return tmp_path / "out"


# -- formats -------------------------------------------------------------------------------------


def test_export_inline_is_named_and_foldered_as_the_input_was(out, tmp_path, command):
    result = command("export", *partitions(out), "--output", tmp_path / "inline")
    assert result.exit_code == 0
    assert f"24 cables in 24 files in {tmp_path / 'inline'}" in words(result.stdout)
    names = {path.relative_to(tmp_path / "inline").as_posix() for path in (tmp_path / "inline").rglob("*.txt")}
    assert names == {"deep/c3.txt" if number == 3 else f"c{number}.txt" for number in range(24)}
    assert (tmp_path / "inline" / "deep" / "c3.txt").read_text(encoding="utf8") == (
        "<code><pre>UNCLAS TESTPOST 000003 SIPDIS E.O. 12958: N/A TAGS: PREL\n\nSUBJECT: BREAD AND MARKETS 3\n\n"
        "<a id='par1' href='#par1'>¶</a>1. (U) Mayor [PER Ann Lee3  ] of [LOC Milltown  ] spoke about harvest number 3,"
        " and of rain in the valley. Bakers of the [ORG Millers Guild  ] agreed, in year 3 of the market,"
        " that bread was good.\n\n"
        "<a id='par2' href='#par2'>¶</a>2. (U) [PER Lee3  ] thanked all.</pre></code>\n"
    )


def test_export_jsonl(out, tmp_path, command):
    assert command("export", *partitions(out), "--output", tmp_path / "jsonl", "--format", "jsonl").exit_code == 0
    lines = (tmp_path / "jsonl" / "deep" / "c3.txt.jsonl").read_text(encoding="utf8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["meta"]["index"] for row in rows] == [0, 1, 2, 3]
    assert rows[3]["text"] == "2. (U) Lee3 thanked all."
    assert rows[3]["entities"] == [{"start": 7, "end": 11, "label": "PER", "text": "Lee3"}]
    assert rows[3]["missing"] == []
    assert rows[3]["meta"]["post"] == "TESTPOST"


def test_export_conll(out, tmp_path, command):
    assert command("export", *partitions(out), "--output", tmp_path / "conll", "--format", "conll").exit_code == 0
    text = (tmp_path / "conll" / "c4.txt.conll").read_text(encoding="utf8")
    tags = Counter(line.split("\t")[1] for line in text.splitlines() if line)
    assert {tag: count for tag, count in tags.items() if tag != "O"} == {
        "B-PER": 2, "I-PER": 1, "B-LOC": 1, "B-ORG": 1, "I-ORG": 1
    }  # fmt: skip
    assert text.endswith(")\tO\nLee4\tB-PER\nthanked\tO\nall\tO\n.\tO\n\n")
    assert text.count("\n\n") == 4


def test_export_missing_spans(tmp_path, write_cables, cable, command):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "bad.txt").write_text(cable(99, "anti[MISC Roman  ]ism grew ."), encoding="utf8")
    command("convert", raw, "-o", tmp_path / "out")
    for format in ("inline", "jsonl", "conll"):
        assert command("export", *partitions(tmp_path / "out"), "-o", tmp_path / format, "--format", format).exit_code == 0
    sidecars = list((tmp_path / "inline").glob("*.missing.jsonl"))
    assert [path.name for path in sidecars] == ["bad.txt.missing.jsonl"]
    assert json.loads(sidecars[0].read_text(encoding="utf8")) == {"index": 3, "start": 26, "end": 38, "text": "antiRomanism"}
    last = json.loads((tmp_path / "jsonl" / "bad.txt.jsonl").read_text(encoding="utf8").splitlines()[3])
    assert last["missing"] == [{"start": 26, "end": 38}]
    assert "\nantiRomanism\t-\ngrew\tO\n" in (tmp_path / "conll" / "bad.txt.conll").read_text(encoding="utf8")


def test_export_of_one_partition_writes_its_cables_alone(out, tmp_path, command):
    assert command("export", out / "test.spacy", "-o", tmp_path / "test").exit_code == 0
    assert len(list((tmp_path / "test").rglob("*.txt"))) == report_of(out)["partitions"]["test"]["cables"] < 24


def test_export_of_shards_equals_export_of_a_file(out, tmp_path, command):
    shards = tmp_path / "shards.spacy"
    shards.mkdir()
    docs = list(read_docs(out / "train.spacy", NLP.vocab))
    # The cut falls inside a cable.
    for number, part in enumerate((docs[:7], docs[7:])):
        new_docbin(part).to_disk(shards / f"{number:05d}.spacy")
    command("export", out / "train.spacy", "-o", tmp_path / "a")
    assert command("export", shards, "-o", tmp_path / "b").exit_code == 0
    files = {path.relative_to(tmp_path / "a"): path.read_bytes() for path in (tmp_path / "a").rglob("*.txt")}
    assert files == {path.relative_to(tmp_path / "b"): path.read_bytes() for path in (tmp_path / "b").rglob("*.txt")}


def test_export_twice_gives_the_same_files(out, tmp_path, command):
    for _ in range(2):
        assert command("export", *partitions(out), "-o", tmp_path / "inline").exit_code == 0
    assert sum(path.is_file() for path in (tmp_path / "inline").rglob("*")) == 24


def test_export_leaves_no_sidecar_of_an_earlier_one(tmp_path, command):
    for missing in ([NLP.make_doc("Rain fell.")[:1]], []):
        doc = doc_named("a.txt")
        doc.set_ents([], missing=[doc[span.start : span.end] for span in missing], default="outside")
        new_docbin([doc]).to_disk(tmp_path / "a.spacy")
        assert command("export", tmp_path / "a.spacy", "-o", tmp_path / "x").exit_code == 0
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["a.txt"]


def test_export_sidecar_fits_a_cable_that_is_not_whole(tmp_path, command):
    """A cable that is split by paragraph is exported in parts."""
    docs = [doc_named("a.txt") for _ in range(3)]
    for index, doc in enumerate(docs):
        doc.user_data.update(index=index, paragraphs=3)
        doc.set_ents([], missing=[doc[index : index + 1]], default="outside")
    new_docbin([docs[0], docs[2]]).to_disk(tmp_path / "a.spacy")
    command("export", tmp_path / "a.spacy", "-o", tmp_path / "x")
    assert command("convert", tmp_path / "x", "-o", tmp_path / "again").exit_code == 0
    report = report_of(tmp_path / "again")
    assert report["problems"] == []
    assert report["brackets"]["missing"] == {"listed in a sidecar": 2}


# -- errors --------------------------------------------------------------------------------------


def test_export_unknown_format(out, tmp_path, command):
    result = command("export", *partitions(out), "-o", tmp_path / "x", "--format", "xml")
    assert result.exit_code == 2
    assert "not one of 'inline', 'jsonl', 'conll'" in result.output
    assert not (tmp_path / "x").exists()


def test_export_docbin_that_is_not_there(tmp_path, command):
    result = command("export", tmp_path / "none.spacy", "-o", tmp_path / "x")
    assert result.exit_code == 1
    assert f"{tmp_path / 'none.spacy'}: contains no DocBin files; convert the cables first" in words(result.output)


def test_export_file_that_is_no_docbin(tmp_path, command):
    (tmp_path / "a.spacy").write_bytes(b"no DocBin")
    result = command("export", tmp_path / "a.spacy", "-o", tmp_path / "x")
    assert result.exit_code == 1
    assert f"{tmp_path / 'a.spacy'}: is not a DocBin file" in words(result.output)


def doc_named(name: str, labels: str = "silver") -> Doc:
    doc = NLP.make_doc("Rain fell.")
    doc.ents = []
    doc.user_data.update(cable=name, labels=labels, index=0, paragraphs=1, zone="paragraph", markup="text")
    return doc


@pytest.mark.parametrize("name", ["../evil.txt", "/tmp/evil.txt", "a/../../evil.txt"])  # noqa: S108
def test_export_does_not_write_outside_its_folder(tmp_path, command, name):
    new_docbin([doc_named(name)]).to_disk(tmp_path / "a.spacy")
    result = command("export", tmp_path / "a.spacy", "-o", tmp_path / "deep" / "x")
    assert result.exit_code == 1
    assert "the cable's name points outside" in words(result.output)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.spacy"]


def test_export_two_cables_of_one_name(tmp_path, command):
    new_docbin([doc_named("a.txt"), doc_named("a.txt", "gold")]).to_disk(tmp_path / "a.spacy")
    result = command("export", tmp_path / "a.spacy", "-o", tmp_path / "x")
    assert result.exit_code == 1
    assert "a.txt: two cables have this name (gold and silver?); export them to different folders" in words(result.output)


# -- a round trip is exact -----------------------------------------------------------------------


def round_trip(raw: Path, folder: Path, command, *options: str) -> tuple[dict, dict]:
    """Converts, exports and converts again; returns the Docs of both conversions."""
    assert command("convert", raw, "-o", folder / "first", "--no-rules", *options).exit_code == 0
    assert command("export", *partitions(folder / "first"), "-o", folder / "inline").exit_code == 0
    result = command("convert", folder / "inline", "-o", folder / "second", "--no-rules", *options)
    assert result.exit_code == 0
    assert report_of(folder / "second")["problems"] == []
    return state(folder / "first"), state(folder / "second")


def test_export_round_trip(tmp_path, write_cables, cable, command):
    """All that is odd, in both dialects, as pages and as text."""
    raw = write_cables(tmp_path / "raw", range(4))
    odd = (
        'anti[MISC Roman  ]ism , [sic] , a < b &amp; c , Smith \'s " Tiger " , [ pere Q ] and [ORG A &amp; B  ] . [PER Bell'
        "\n\n19 goats . \nBELL"
    )
    double = cable(40, odd)
    (raw / "double.txt").write_text(double, encoding="utf8")
    (raw / "single.txt").write_text(cable(41, odd).replace("  ]", "]"), encoding="utf8")
    table = (
        "<table class='cable'><tr><th>Reference ID</th><th>Created</th><th>Classification</th><th>Origin</th></tr>"
        "<tr><td>07TESTPOST42</td><td>2007-01-02 03:04</td><td>UNCLASSIFIED</td><td>Embassy Testpost</td></tr></table>"
    )
    (raw / "page.html").write_text(f"<html><body>{table}{cable(42, odd)}</body></html>", encoding="utf8")
    plain = re.sub(r"<[^<>]*>", "", cable(43))
    (raw / "plain.txt").write_text(plain, encoding="utf8")
    (raw / "natural.txt").write_text(
        'UNCLAS TESTPOST 000044\nSUBJECT: RAIN\n\n1. (C) Said [PER Ann Lee], of [LOC Milltown]: "It\'s wet".\n\n'
        "2. (U) Ends.\n",
        encoding="utf8",
    )
    (raw / "none.txt").write_text("Rain fell in the valley , and nobody minded .\n", encoding="utf8")
    first, second = round_trip(raw, tmp_path, command)
    assert sum(len(missing) for _, _, _, missing, _ in first.values()) >= 6
    assert first == second


def test_export_round_trip_of_missing_spans_on_two_lines(tmp_path, write_cables, command):
    raw = write_cables(tmp_path / "raw", range(4))
    (raw / "natural.txt").write_text("Anti[MISC Roman]ism,\nanti[MISC Greek]ism\nanti[MISC Swiss]ism grew.", encoding="utf8")
    first, second = round_trip(raw, tmp_path, command)
    # Which tagger's markup it was shows in annotations alone, and this cable is left with none.
    *same, data = first["natural.txt", 0]
    first["natural.txt", 0] = (*same, data | {"dialect": "double"})
    assert first == second
    assert same[-1] == [0, 3, 5]


def test_export_round_trip_of_missing_spans_on_two_lines_beside_an_entity(tmp_path, write_cables, command):
    raw = write_cables(tmp_path / "raw", range(4))
    text = "Anti[MISC Roman]ism,\nanti[MISC Greek]ism\nanti[MISC Swiss]ism grew in [LOC Rome]."
    (raw / "natural.txt").write_text(text, encoding="utf8")
    first, second = round_trip(raw, tmp_path, command)
    assert first == second


@pytest.mark.parametrize("step", [6, pytest.param(1, marks=pytest.mark.slow)])
def test_export_round_trip_of_the_samples(tmp_path, command, step):
    some = sorted((ROOT / "corpus" / "raw").rglob("*.txt"))[::step]
    (tmp_path / "raw").mkdir()
    for path in some:
        shutil.copy(path, tmp_path / "raw")
    first, second = round_trip(tmp_path / "raw", tmp_path, command)
    assert len({cable for cable, _ in first}) == len(some)
    assert first == second


def test_export_of_the_real_cable(tmp_path, shared, command):
    [path] = (shared / "cables").glob("*.txt")
    first, second = round_trip(path, tmp_path, command)
    assert first == second
    report = report_of(tmp_path / "first")
    brackets = report["brackets"]
    assert brackets["total"] == 117
    assert brackets["entity"] + sum(sum(brackets[kind].values()) for kind in ("fixed", "missing", "rejected")) == 117
    assert set(brackets["rejected"]) <= {"page furniture"}

    source = path.read_text(encoding="utf8")
    exported = (tmp_path / "inline" / path.name).read_text(encoding="utf8")
    given, back = Counter(annotations(source)), Counter(annotations(exported))
    assert sum(given.values()) == 117
    unaligned = Counter((row["label"], "".join(row["text"].split())) for row in report["unaligned"])
    lost = given - back - unaligned
    # What did not come back lies in the page headers that are listed.
    headers = ["".join(row["text"].split()) for row in report["furniture"]]
    assert sum(lost.values()) == brackets["rejected"].get("page furniture", 0)
    assert all(any(text in header for header in headers) for _, text in lost)
    assert sum((back - given).values()) <= sum(brackets["fixed"].values())

    rest = characters(source)
    for header in headers:
        assert header in rest
        rest = rest.replace(header, "", 1)
    assert characters(exported) == rest


def test_export_of_articles_rendered_as_cables(tmp_path, shared, command):
    folder = shared / "bench" / "conll-dev"
    first, second = round_trip(folder, tmp_path, command)
    assert first == second
    report = report_of(tmp_path / "first")
    unaligned = Counter()
    for row in report["unaligned"]:
        unaligned[row["file"], row["label"], "".join(row["text"].split())] += 1
    given = 0
    for path in sorted(folder.glob("*.txt")):
        mentions = annotations(path.read_text(encoding="utf8"))
        back = Counter(annotations((tmp_path / "inline" / path.name).read_text(encoding="utf8")))
        lost = Counter(mentions) - back
        assert all(unaligned[path.name, *mention] >= count for mention, count in lost.items()), path.name
        given += len(mentions)
    assert report["brackets"]["total"] == given > 5000
    assert sum(unaligned.values()) < 0.002 * given
    assert report["problems"] == report["furniture"] == []
