"""`cable-ner export` and back: what other programs read is read again as it was."""

import json

import pytest
import spacy

from cable_ner.files import new_docbin, read_docs

NLP = spacy.blank("en")
# Names with what is awkward: a character beyond UTF-16's first plane, a name over two lines, a label that is unknown.
EXTRA = "😀 He met [PER Omar\nDenz  ] , and anti[MISC Roman  ]ism grew in [LOC Bern  ] ."


@pytest.fixture
def out(tmp_path, write_cables, command):
    raw = write_cables(tmp_path / "raw", range(8), EXTRA)
    assert command("convert", raw, "-o", tmp_path / "out", "--no-rules").exit_code == 0
    return tmp_path / "out"


def mentions(folder) -> dict[str, list[tuple[str, str]]]:
    """Returns the mentions of each cable, and its stretches whose label is unknown, without white space in them."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in ("train", "dev", "test"):
        for doc in read_docs(folder / f"{name}.spacy", NLP.vocab):
            row = found.setdefault(doc.user_data["cable"].split(".")[0], [])
            row += [(ent.label_, "".join(ent.text.split())) for ent in doc.ents]
            row += [("missing", token.text) for token in doc if token.ent_iob == 0]
    return {name: sorted(row) for name, row in found.items()}


@pytest.mark.parametrize("format", ["inline", "jsonl", "brat", "conll"])
def test_export_formats_are_read_again(out, tmp_path, command, format):
    docbins = [out / f"{name}.spacy" for name in ("train", "dev", "test")]
    assert command("export", *docbins, "-o", tmp_path / "x", "--format", format).exit_code == 0
    result = command("convert", tmp_path / "x", "-o", tmp_path / "again", "--no-rules")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert mentions(tmp_path / "again") == mentions(out)
    assert ("missing", "antiRomanism") in mentions(out)["c3"]


@pytest.mark.parametrize("format", ["inline", "jsonl", "brat", "conll"])
def test_export_formats_of_a_file_of_another_program_are_read_again(tmp_path, write_cables, command, format):
    """A cable that is named `a.jsonl` is not written as brackets into a file of that name."""
    raw = write_cables(tmp_path / "raw", range(8))
    for name in ("a.jsonl", "b.jsonl"):
        row = {"text": f"He met Omar Denz in {name}.", "label": [[7, 16, "PER"]]}
        (raw / name).write_text(json.dumps(row) + "\n", encoding="utf8")
    assert command("convert", raw, "-o", tmp_path / "out").exit_code == 0
    docbins = [tmp_path / "out" / f"{name}.spacy" for name in ("train", "dev", "test")]
    assert command("export", *docbins, "-o", tmp_path / "x", "--format", format).exit_code == 0
    result = command("convert", tmp_path / "x", "-o", tmp_path / "again")
    assert result.stderr == ""
    assert mentions(tmp_path / "again") == mentions(tmp_path / "out")


def test_export_formats_brat_counts_characters_and_cuts_names_at_line_ends(tmp_path, command):
    doc = NLP.make_doc("😀 Omar\nDenz left.")
    doc.set_ents([spacy.tokens.Span(doc, 1, 4, "PER")])
    doc.user_data.update(cable="deep/a.txt", index=0, paragraphs=1, zone="paragraph", markup="text")
    new_docbin([doc]).to_disk(tmp_path / "a.spacy")
    assert command("export", tmp_path / "a.spacy", "-o", tmp_path / "x", "--format", "brat").exit_code == 0
    assert (tmp_path / "x" / "deep" / "a.txt").read_text(encoding="utf8") == "😀 Omar\nDenz left."
    assert (tmp_path / "x" / "deep" / "a.ann").read_text(encoding="utf8") == "T1\tPER 2 6;7 11\tOmar Denz\n"


@pytest.mark.parametrize(("missing", "tags"), [("mark", {"-"}), ("outside", set()), ("leave-out", set())])
def test_export_formats_columns_without_unknown_labels(out, tmp_path, command, missing, tags):
    options = ["-o", tmp_path / "x", "--format", "conll", "--missing", missing]
    assert command("export", out / "train.spacy", *options).exit_code == 0
    lines = [line for path in (tmp_path / "x").iterdir() for line in path.read_text(encoding="utf8").splitlines() if line]
    assert {line.split("\t")[1] for line in lines} & {"-"} == tags
    assert any(line.startswith("antiRomanism") for line in lines) == (missing != "leave-out")
