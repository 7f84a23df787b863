"""Other programs' files: what is read from each, with offsets in the unit that the program counts in."""

import json

import pytest

from cable_ner.corpus.increments import convert_new
from tests.helpers.documents import read_file

DENZ = [("PER", "Denz"), ("LOC", "Bern")]
TEXT = "Denz 😀 left Bern ."
AT, END = TEXT.index("Bern"), TEXT.index("Bern") + 4  # in characters; in UTF-16 units, one more


def jsonl(*rows) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def task(result, **more):
    annotations = [{"id": 1, "result": [{"type": "labels", "value": value} for value in result], **more}]
    return {"id": 7, "data": {"text": TEXT}, "annotations": annotations}


def value(start, end, label, shown=None):
    return {"start": start, "end": end, "labels": [label], **({"text": shown} if shown else {})}


MUC = '<ENAMEX TYPE="PERSON">Denz</ENAMEX> left <ENAMEX TYPE="LOCATION">Bern</ENAMEX> .'
TSV = """#FORMAT=WebAnno TSV 3.3
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value


#Text=Denz 😀 left New Bern .
1-1	0-4	Denz	NNP	_	PER	
1-2	5-7	😀	_	_	_	
1-3	8-12	left	VBD	_	_	
1-4	13-16	New	NNP	*[1]	LOC[1]	
1-5	17-21	Bern	NNP	*[1]	LOC[1]	
1-6	22-23	.	.	_	_	

#Text=Lee left .
2-1	24-27	Lee	NNP	*[2]|*[3]	LOC[2]|PER[3]	
2-2	28-32	left	VBD	_	_	
2-3	33-34	.	.	_	_	
"""

# Files by name, and the mentions of the cables that are in them.
READ = {
    "doccano": ({"a.jsonl": jsonl({"id": 3, "text": TEXT, "label": [[0, 4, "PER"], [AT, END, "LOC"]]})}, {"a.jsonl": DENZ}),
    "doccano with relations": (
        {
            "a.jsonl": jsonl(
                {
                    "id": 3,
                    "text": TEXT,
                    "relations": [],
                    "entities": [
                        {"id": 1, "label": "PER", "start_offset": 0, "end_offset": 4},
                        {"id": 2, "label": "LOC", "start_offset": AT * 1.0, "end_offset": END * 1.0},
                    ],
                }
            )
        },
        {"a.jsonl": DENZ},
    ),
    "Prodigy": (
        {
            "a.jsonl": jsonl(
                {"text": TEXT, "answer": "accept", "spans": [{"start": AT, "end": END, "label": "LOC", "token_start": 3}]},
                {"text": TEXT, "answer": "reject", "spans": [{"start": 0, "end": 4, "label": "LOC"}]},
            )
        },
        {"a.jsonl/1": [("LOC", "Bern")], "a.jsonl/2": []},
    ),
    "doccano itself, in UTF-16 units": (
        {"a.jsonl": jsonl({"id": 3, "text": TEXT, "label": [[0, 4, "PER"], [AT + 1, END + 1, "LOC"]], "Comments": []})},
        {"a.jsonl": DENZ},
    ),
    "WebAnno TSV with the escapes of Java": (
        {
            "a.tsv": TSV.split("#Text=Lee")[0]
            .replace("Text=Denz 😀", r"Text=D\u00E9nz \uD83D\uDE00")
            .replace("LOC[1]", r"*[1]"),
        },
        {"a.tsv": [("PER", "Dénz")]},
    ),
    "spaCy": ({"a.json": json.dumps([[TEXT, {"entities": [[0, 4, "PER"], [AT, END, "LOC"]]}]])}, {"a.json": DENZ}),
    "tokens and tags": (
        {"a.jsonl": jsonl({"tokens": ["Denz", "left", "Bern", "."], "ner_tags": ["B-PER", "O", "B-LOC", "O"]})},
        {"a.jsonl": DENZ},
    ),
    "ids name cables": (
        {
            "a.jsonl": jsonl(
                {"id": "x/1", "text": "Denz .", "label": [[0, 4, "PER"]]}, {"id": 9, "text": "Rain .", "label": []}
            )
        },
        {"a.jsonl/x_1": [("PER", "Denz")], "a.jsonl/9": []},
    ),
    "white space at the ends": (
        {"a.jsonl": jsonl({"text": TEXT, "label": [[AT - 1, END + 1, "LOC"]]})},
        {"a.jsonl": [("LOC", "Bern")]},
    ),
    "brackets in a text with offsets are text": (
        {"a.jsonl": jsonl({"text": "Denz [PER sic  ] left.", "label": [[0, 4, "PER"]]})},
        {"a.jsonl": [("PER", "Denz")]},
    ),
    "a text with a byte order mark": (
        {"a.jsonl": jsonl({"text": "\ufeffDenz left.", "label": [[1, 5, "PER"]]})},
        {"a.jsonl": [("PER", "Denz")]},
    ),
    "a text with carriage returns": (
        {"a.jsonl": jsonl({"text": "Rain.\r\n\r\nDenz left.", "label": [[9, 13, "PER"]]})},
        {"a.jsonl": [("PER", "Denz")]},
    ),
    "a page in a text": (
        {"a.jsonl": jsonl({"text": "<pre>A &amp; Denz left.</pre>", "label": [[13, 17, "PER"]]})},
        {"a.jsonl": [("PER", "Denz")]},
    ),
    "usual names of labels": (
        {"a.jsonl": jsonl({"text": TEXT, "label": [[0, 4, "person"], [AT, END, "LOCATION"]]})},
        {"a.jsonl": DENZ},
    ),
    "Label Studio": (
        {"a.json": json.dumps([task([value(0, 4, "PER", "Denz"), value(AT + 1, END + 1, "LOC", "Bern")])])},
        {"a.json": DENZ},
    ),
    "Label Studio in lines": (
        {"a.jsonl": jsonl(task([value(0, 4, "PER", "Denz"), value(AT, END, "LOC", "Bern")]))},
        {"a.jsonl": DENZ},
    ),
    "entities of a pipeline": (
        {"a.jsonl": jsonl({"text": TEXT, "entities": [{"start": 0, "end": 4, "entity_group": "PER", "score": 0.9}]})},
        {"a.jsonl": DENZ[:1]},
    ),
    "Label Studio without the text": (
        {"a.json": json.dumps([task([value(AT, END, "LOC")])])},
        {"a.json": [("LOC", "Bern")]},
    ),
    "Label Studio with offsets in characters, as its editor writes them": (
        {"a.json": json.dumps([task([value(AT, END, "LOC", "Bern")])])},
        {"a.json": [("LOC", "Bern")]},
    ),
    "Label Studio, the annotation that holds": (
        {
            "a.json": json.dumps(
                [
                    {
                        "id": 1,
                        "data": {"text": TEXT},
                        "annotations": [
                            {"result": [{"value": value(0, 4, "ORG")}], "updated_at": "2026-01-02"},
                            {"result": [{"value": value(0, 4, "PER")}], "ground_truth": True},
                            {"result": [{"value": value(0, 4, "LOC")}], "updated_at": "2026-01-03", "was_cancelled": True},
                        ],
                    }
                ]
            )
        },
        {"a.json": [("PER", "Denz")]},
    ),
    "Label Studio, JSON-MIN": (
        {
            "a.json": json.dumps(
                [{"id": 1, "text": TEXT, "names": [value(AT + 1, END + 1, "LOC", "Bern")], "annotation_id": 4}]
            )
        },
        {"a.json": [("LOC", "Bern")]},
    ),
    "CoNLL, IOB1": (
        {"a.conll": "Denz I-PER\nLee B-PER\nleft O\nBern I-LOC\n"},
        {"a.conll": [("PER", "Denz"), ("PER", "Lee"), ("LOC", "Bern")]},
    ),
    "CoNLL, IOB2": (
        {"a.conll": "Denz\tB-PER\nLee\tI-PER\nleft\tO\nBern\tB-LOC\n"},
        {"a.conll": [("PER", "Denz Lee"), ("LOC", "Bern")]},
    ),
    "CoNLL, BILUO": (
        {"a.iob": "Omar B-PER\nA. I-PER\nDenz L-PER\nLee U-PER\nBern U-LOC\n"},
        {"a.iob": [("PER", "Omar A. Denz"), ("PER", "Lee"), ("LOC", "Bern")]},
    ),
    "CoNLL, BIOES": (
        {"a.bioes": "Omar B-PER\nDenz E-PER\nLee S-PER\n"},
        {"a.bioes": [("PER", "Omar Denz"), ("PER", "Lee")]},
    ),
    "CoNLL-2003": (
        {"a.conll": "-DOCSTART- -X- O\n\nDenz NNP B-NP I-PER\n2 CD I-NP O\n\n-DOCSTART- -X- O\n\nBern NNP B-NP I-LOC\n"},
        {"a.conll/00001": [("PER", "Denz")], "a.conll/00002": [("LOC", "Bern")]},
    ),
    "CoNLL with numbers and comments": (
        {"a.conllu": "# text = Denz left\n1\tDenz\tB-PER\n2\tleft\tO\n3\t#\tO\n"},
        {"a.conllu": [("PER", "Denz")]},
    ),
    "CoNLL with unknown labels": (
        {"a.conll": "Denz -\nleft O\nBern B-LOC\n"},
        {"a.conll": [("missing", "Denz"), ("LOC", "Bern")]},
    ),
    "brat": (
        {
            "a.txt": TEXT,
            "a.ann": f"T1\tPER 0 4\tDenz\nT2\tLOC {AT} {END}\tBern\nR1\tAt Arg1:T1 Arg2:T2\n#1\tAnnotatorNotes T1\tx\n",
        },
        {"a.txt": DENZ},
    ),
    "brat, endings in capitals": (
        {"a.TXT": TEXT, "a.ann": f"T2\tLOC {AT} {END}\tBern\n", "b.txt": "Denz left.", "b.ANN": "T1\tPER 0 4\tDenz\n"},
        {"a.TXT": DENZ[1:], "b.txt": DENZ[:1]},
    ),
    "brat, a name over two lines": (
        {"a.txt": "Omar\nDenz left.", "a.ann": "T1\tPER 0 4;5 9\tOmar Denz\n"},
        {"a.txt": [("PER", "Omar\nDenz")]},
    ),
    "MUC": ({"a.txt": MUC}, {"a.txt": DENZ}),
    "MUC in a whole document": (
        {"a.sgm": f"<DOC><DOCNO> 7 </DOCNO>\n<TEXT>\n<p>\n{MUC.replace('left', 'of A &amp; B left')}\n</p></TEXT></DOC>"},
        {"a.sgm": DENZ},
    ),
    "tags of labels": ({"a.txt": "<PERSON>Denz</PERSON> left <LOC>Bern</LOC> ."}, {"a.txt": DENZ}),
    "TEI": ({"a.xml": "<p><persName key='d'>Denz</persName> left <placeName>Bern</placeName>.</p>"}, {"a.xml": DENZ}),
    "tags and brackets": ({"a.txt": "<PERSON>Denz</PERSON> left [LOC Bern  ] ."}, {"a.txt": DENZ}),
    "tags in a page": ({"a.txt": f"<html><code><pre>{MUC}</pre></code></html>"}, {"a.txt": DENZ}),
    "WebAnno TSV": (
        {"a.tsv": TSV},
        {"a.tsv": [("PER", "Denz"), ("LOC", "New Bern"), ("LOC", "Lee")]},
    ),
}


@pytest.mark.parametrize("case", READ)
def test_formats_are_read(tmp_path, case):
    files, mentions = READ[case]
    found, failures = read_file(tmp_path, files)
    assert failures == {}
    assert found == mentions


# Files by name, and what is said of each that is not read.
NOT_READ = {
    "slashes": (
        {"a.txt": "Omar Denz/PERSON left Bern/LOCATION ."},
        "'Denz/PERSON' looks like an annotation in a markup that is not read",
    ),
    "a colon": ({"a.txt": "[PER: Denz] left."}, "'[PER: Denz]' looks like"),
    "a link": ({"a.txt": "[Denz](PER) left."}, "'[Denz](PER)' looks like"),
    "a pipe": ({"a.txt": "[Denz|PER] left."}, "'[Denz|PER]' looks like"),
    "braces": ({"a.txt": "{{PER|Denz}} left."}, "'{{PER|Denz}}' looks like"),
    "labels alone": ({"a.txt": "Denz [PER] left Bern [LOC]."}, "a.txt:1: '[PER]' and all other brackets hold no name"),
    "columns in a text": ({"a.txt": "Denz B-PER\nleft O\nBern B-LOC\n"}, "a.txt:1: looks like CoNLL columns"),
    "on a later line": ({"a.txt": "Rain.\n\nHe met\n[PER: Denz]."}, "a.txt:4: '[PER: Denz]' looks like"),
    "beside what is read": ({"a.txt": "[LOC Bern  ].\n\n[PER: Denz] left."}, "a.txt:3: '[PER: Denz]' looks like"),
    "labels without offsets": ({"a.jsonl": jsonl({"text": "Denz .", "label": ["PER"]})}, "has labels without offsets"),
    "two people who differ": (
        {
            "a.json": json.dumps(
                [
                    {
                        "id": 9,
                        "data": {"text": TEXT},
                        "annotations": [{"result": [{"value": value(0, 4, label)}]} for label in ("PER", "ORG")],
                    }
                ]
            )
        },
        "has 2 different annotations of task 9; mark one as the ground truth",
    ),
    "no text": ({"a.jsonl": jsonl({"x": 1})}, "has no 'text'"),
    "JSON that is cut off": ({"a.json": '{"text": '}, "is not JSON"),
    "another table": ({"a.csv": "name,label\nDenz,PER\n"}, "is not the archive's table of eight columns"),
    "columns without tags": ({"a.conll": "Denz NNP\nleft VBD\n"}, "'NNP' in its last column is no tag"),
    "no columns": ({"a.conll": "Denz left.\nHe left.\n"}, "'left.' in its last column is no tag"),
    "brat without its text": ({"a.ann": "T1\tPER 0 4\tDenz\n"}, "has no text beside it"),
    "no names in WebAnno": (
        {"a.tsv": TSV.replace("NamedEntity", "Chunk")},
        "has no layer of named entities with a value (its layers: Chunk, POS)",
    ),
    "an ending of others": ({"a.conf": "[entities]\nPER\n"}, "its extension is not that of a cable"),
    "a document": ({"A.DOCX": "PK"}, "its extension is not that of a cable"),
    "what lies beside a saved page": ({"style.css": "p {}"}, "its extension is not that of a cable"),
}


@pytest.mark.parametrize("case", NOT_READ)
def test_formats_that_are_not_read_are_named(tmp_path, write_cables, command, case):
    files, message = NOT_READ[case]
    raw = write_cables(tmp_path / "raw", range(8))
    for name, data in files.items():
        (raw / name).write_text(data, encoding="utf8")
    result = command("convert", raw, "-o", tmp_path / "out")
    assert result.exit_code == 0
    [line] = result.stderr.splitlines()
    assert line.startswith(next(iter(files)))
    assert message in line


@pytest.mark.parametrize(
    ("rows", "lost"),
    [
        ([{"text": "Denz .", "label": [[0, 99, "PER"]]}], "has offsets that are not in the text (0 to 99 of 6 characters)"),
        ([{"text": "Denz .", "label": [[3, 1, "PER"]]}], "has offsets that are not in the text"),
        (
            [{"text": "Denz .", "label": [["0", "4", "PER"]], "spans": [{"start": "0", "label": "PER"}]}],
            "has no start and end",
        ),
        ([{"text": "Denz .", "spans": [{"start": 0, "end": 4, "label": "PER", "text": "Lee"}]}], "'Lee' is not the text"),
        ([{"text": "Denz .", "spans": [{"start": 0, "end": 4}]}], "has no label"),
    ],
)
def test_formats_annotation_that_does_not_fit_is_counted_and_told(tmp_path, write_cables, command, rows, lost):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "a.jsonl").write_text(jsonl(*rows), encoding="utf8")
    result = command("convert", raw, "-o", tmp_path / "out")
    assert lost in result.stderr
    report = json.loads((tmp_path / "out" / "convert.json").read_text(encoding="utf8"))
    assert report["brackets"]["total"] == 33
    assert report["brackets"]["rejected"] == {"annotation without a place": 1}


# -- what is annotated, and what is not ----------------------------------------------------------

EMPTY = {
    "doccano says nothing": ({"a.jsonl": jsonl({"text": "Rain .", "label": []})}, False),
    "Prodigy: accepted": ({"a.jsonl": jsonl({"text": "Rain .", "spans": [], "answer": "accept"})}, True),
    "Prodigy: ignored": ({"a.jsonl": jsonl({"text": "Rain .", "spans": [], "answer": "ignore"})}, False),
    "Label Studio: submitted": ({"a.json": json.dumps([task([])])}, True),
    "Label Studio: nobody yet": ({"a.json": json.dumps([{"data": {"text": "Rain ."}, "annotations": []}])}, False),
    "Label Studio: skipped": ({"a.json": json.dumps([task([], was_cancelled=True)])}, False),
    "Label Studio, JSON-MIN: submitted": ({"a.json": json.dumps([{"text": "Rain .", "annotation_id": 2}])}, True),
    "Label Studio, JSON-MIN: nobody yet": ({"a.json": json.dumps([{"text": "Rain .", "annotation_id": None}])}, False),
    "brat's empty file": ({"a.txt": "Rain .", "a.ann": ""}, False),
    "our own": ({"a.jsonl": jsonl({"text": "Rain .", "entities": [], "meta": {"labels": "silver"}})}, True),
    "our own, unlabelled": ({"a.jsonl": jsonl({"text": "Rain .", "entities": [], "meta": {"labels": "unlabelled"}})}, False),
}


@pytest.mark.parametrize("case", EMPTY)
def test_formats_without_annotation_are_unlabelled_unless_they_say_that_they_are_done(tmp_path, write_cables, command, case):
    files, annotated = EMPTY[case]
    raw = write_cables(tmp_path / "raw", range(8))
    for name, data in files.items():
        (raw / name).write_text(data, encoding="utf8")
    command("convert", raw, "-o", tmp_path / "out")
    report = json.loads((tmp_path / "out" / "convert.json").read_text(encoding="utf8"))
    assert ("unlabelled" not in report) == annotated


def test_formats_bad_line_does_not_stop_the_others(tmp_path):
    rows = [
        {"id": 1, "text": "Denz .", "label": [[0, 4, "PER"]]},
        {"x": 1},
        {"id": 3, "text": "Bern .", "label": [[0, 4, "LOC"]]},
    ]
    found, failures = read_file(tmp_path, {"a.jsonl": jsonl(*rows) + "{cut\n"})
    assert found == {"a.jsonl/1": [("PER", "Denz")], "a.jsonl/3": [("LOC", "Bern")]}
    assert {name: message[:13] for name, message in failures.items()} == {
        "a.jsonl:2": "has no 'text'",
        "a.jsonl:4": "is not JSON (",
    }


def test_formats_are_known_again_by_text_and_annotations(tmp_path, write_cables, command):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "a.txt").write_text("Denz left.", encoding="utf8")
    (raw / "a.ann").write_text("T1\tPER 0 4\tDenz\n", encoding="utf8")
    assert command("convert", raw, "-o", tmp_path / "out").exit_code == 0
    said = []
    assert convert_new([str(raw)], tmp_path / "out", announce=said.append) is None
    assert said == []
    (raw / "a.ann").write_text("T1\tORG 0 4\tDenz\n", encoding="utf8")
    convert_new([str(raw)], tmp_path / "out", announce=said.append)
    assert said[0].startswith("a.txt changed after conversion")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.jsonl", b"[" * 100_000, "is skipped"),
        ("a.json", b"[" * 100_000, "is skipped"),
        ("a.jsonl", b'{"text": "Denz \\ud83d .", "label": [[0, 4, "PER"]]}', "is not JSON"),  # half of a pair
        ("a.xmi", b"<!DOCTYPE x [<!ENTITY a 'x'>]><xmi/>", "declares entities of its own"),
        ("a.conll", b"Denz\xe2\x80\xa8x B-PER\n", ""),  # a line separator in a token
    ],
)
def test_formats_hostile_files_are_told_or_read(tmp_path, name, data, message):
    if name.endswith(".xmi"):
        pytest.importorskip("cassis")
    found, failures = read_file(tmp_path, {name: data})
    assert len(found) == (not message)
    assert all(message in text for text in failures.values())
    assert len(failures) == bool(message)


def test_formats_names_do_not_leave_their_file(tmp_path):
    rows = [
        {"id": name, "text": "Denz .", "label": [[0, 4, "PER"]]} for name in ("../../x", "/etc/x", "..", ".", "a\\..\\b")
    ]
    found, _ = read_file(tmp_path, {"a.jsonl": jsonl(*rows)})
    assert len(found) == 5
    assert all(name.startswith("a.jsonl/") and "/" not in name[8:] and name[8:] not in ("..", ".") for name in found)
