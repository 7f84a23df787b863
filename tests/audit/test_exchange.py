"""Spreadsheets, Prodigy and Label Studio: out with our labels, in with exactly what a person changed."""

import csv
import io
import json

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from cable_ner.audit.exchange import (
    COLUMNS,
    as_csv,
    as_label_studio,
    as_prodigy,
    labelling_config,
    read_csv,
    read_label_studio,
    read_prodigy,
    tasks,
)
from cable_ner.audit.review import Audit, Form, Review, Suspect
from cable_ner.evaluation.scoring import Labelled
from cable_ner.files.digests import digest
from cable_ner.files.sheets import SheetError
from cable_ner.labels import FormDecision, PlaceDecision

LAW = settings(derandomize=True, database=None, deadline=None, max_examples=60)
LABELS = ("PER", "ORG", "LOC", "MISC")
NLP = spacy.blank("en")
TEXT = "😀 Khamis met Saif’s aide\nin Tripoli. \x1b[31mWHA, =Malta and “Rome”."


def spans(*found, text=TEXT):
    """Returns spans of a text from (part, label)."""
    return [Labelled(text.index(part), text.index(part) + len(part), label) for part, label in found]


OURS = spans(("Khamis", "LOC"), ("Saif’s", "ORG"), ("Tripoli", "LOC"), ("Rome", "LOC"))


def suspect(part, old, new, **changes):
    start = TEXT.index(part)
    end = start + len(part)
    old, new = (tuple(side) if not isinstance(side, str) else tuple(spans((part, side))) for side in (old, new))
    beside = TEXT[max(start - 60, 0) : start], TEXT[end : end + 60]
    return Suspect("=a.txt", 0, digest(TEXT), "paragraph", start, end, part, old, new, 0.9, ("+ reason",), *beside)._replace(
        **changes
    )


SUSPECTS = [
    suspect("Khamis", "LOC", "PER"),
    suspect("Saif’s", "ORG", spans(("Saif", "PER"))),
    suspect("WHA", (), "ORG"),
    suspect("Rome", "LOC", "ORG"),
]
FORMS = [
    Form("Khamis", "LOC", "PER", "", 3, 0.9, 2.5, ("a",), (0,)),
    Form("Saif’s", "ORG", "PER", "Saif", 1, 0.9, 0.9, (), (1,)),
    Form("WHA", "", "ORG", "", 1, 0.9, 0.8, (), (2,), zone="text"),
    Form("Rome", "LOC", "ORG", "", 1, 0.9, 0.5, (), (3,), single=True),
]


def session(tmp_path):
    return Review(Audit(FORMS, SUSPECTS, []), tmp_path / "corrections.jsonl")


def doc():
    made = NLP.make_doc(TEXT)
    made.ents = [made.char_span(*span, alignment_mode="expand") for span in OURS if made.char_span(*span)]
    made.user_data.update(cable="=a.txt", index=0, zone="paragraph", labels="silver")
    return made


DOC = doc()
DOC_SPANS = [Labelled(ent.start_char, ent.end_char, ent.label_) for ent in DOC.ents]


# -- spreadsheet ---------------------------------------------------------------------------------


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def fill(tmp_path, answers, *, dialect=None, encoding="utf-8-sig"):
    """Returns the path of an exported spreadsheet whose rows were given (decision, extent), by text."""
    table = rows(as_csv(session(tmp_path)))
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, **(dialect or {}))
    writer.writeheader()
    for row in table:
        row["decision"], row["extent"] = answers.get(row["text"], ("", ""))
        writer.writerow(row)
    path = tmp_path / "edited.csv"
    path.write_bytes(file.getvalue().encode(encoding))
    return path


def test_exchange_csv_has_a_row_a_question(tmp_path):
    found = rows(as_csv(session(tmp_path)))
    names = ("what", "text", "label", "proposal", "proposed text", "count", "confidence", "gain")
    assert [tuple(row[name] for name in names) for row in found] == [
        ("form", "Khamis", "LOC", "PER", "", "3", "0.90", "2.5"),
        ("form", "Saif’s", "ORG", "PER", "Saif", "1", "0.90", "0.9"),
        ("form", "WHA", "", "ORG", "", "1", "0.90", "0.8"),
        ("mention", "Rome", "LOC", "ORG", "Rome", "1", "0.90", ""),
    ]
    assert all(row["decision"] == row["extent"] == "" for row in found)
    assert found[3]["context"].startswith("😀 Khamis met Saif’s aide in Tripoli. \\x1b[31mWHA, =Malta and “»Rome«”.")
    assert found[3]["reasons"] == "'+ reason"


def test_exchange_csv_that_was_not_filled_decides_nothing(tmp_path):
    path = tmp_path / "same.csv"
    path.write_text(as_csv(session(tmp_path)), encoding="utf8")
    assert read_csv(path, LABELS) == ([], [], 4)


@pytest.mark.parametrize(
    ("dialect", "encoding"),
    [
        ({}, "utf-8"),
        ({}, "utf-8-sig"),
        ({"delimiter": ";"}, "utf-8-sig"),
        ({"delimiter": "\t"}, "utf-16"),
        ({"lineterminator": "\n", "quoting": csv.QUOTE_ALL}, "utf-8"),
    ],
)
def test_exchange_csv_all_accepted(tmp_path, dialect, encoding):
    answers = dict.fromkeys(("Khamis", "Saif’s", "WHA", "Rome"), ("y", ""))
    found = read_csv(fill(tmp_path, answers, dialect=dialect, encoding=encoding), LABELS)
    assert found == (
        [*(form.accept() for form in FORMS[:3]), SUSPECTS[3].decide(SUSPECTS[3].new)],
        [],
        0,
    )


@pytest.mark.parametrize(
    ("text", "decision", "extent", "expected"),
    [
        ("Khamis", "k", "", FormDecision("Khamis", "LOC", "LOC")),
        ("Khamis", "keep", "", FormDecision("Khamis", "LOC", "LOC")),
        ("Khamis", "N", "", FormDecision("Khamis", "LOC", "")),
        ("Khamis", "misc", "", FormDecision("Khamis", "LOC", "MISC")),
        ("Khamis", "o", "", FormDecision("Khamis", "LOC", "ORG")),
        ("Khamis", "y", "Khamis met", FormDecision("Khamis", "LOC", "PER", "Khamis met")),
        ("Saif’s", "ORG", "", FormDecision("Saif’s", "ORG", "ORG")),
        ("Saif’s", "LOC", "Saif", FormDecision("Saif’s", "ORG", "LOC", "Saif")),
        ("WHA", "n", "", FormDecision("WHA", "", "", zone="text")),
        ("Rome", "k", "", SUSPECTS[3].decide(SUSPECTS[3].old)),
        ("Rome", "n", "", SUSPECTS[3].decide([])),
        ("Rome", "PER", "", SUSPECTS[3].labelled("PER")),
        ("Rome", "LOC", "“Rome”", SUSPECTS[3].extent("“Rome”", "LOC")),
    ],
)
def test_exchange_csv_answers(tmp_path, text, decision, extent, expected):
    found = read_csv(fill(tmp_path, {text: (decision, extent)}), LABELS)
    assert found == ([expected], [], 3)


def test_exchange_csv_an_extent_that_looks_like_a_formula(tmp_path):
    found = read_csv(fill(tmp_path, {"WHA": ("y", "'=WHA")}), LABELS)
    assert found.decisions == [FormDecision("WHA", "", "ORG", "=WHA", zone="text")]


def test_exchange_csv_depends(tmp_path):
    found = read_csv(fill(tmp_path, {"Khamis": ("d", "")}), LABELS)
    assert [form.key for form in found.depends] == [FORMS[0].key]
    assert found.decisions == []


@pytest.mark.parametrize(
    ("text", "decision", "extent", "message"),
    [
        (
            "Khamis",
            "GPE",
            "",
            "edited.csv:2: 'GPE' in column decision is neither y, k, n, d, s nor one of PER, ORG, LOC, MISC;",
        ),
        ("Khamis", "kn", "", "edited.csv:2: 'kn' in column decision is neither y, k, n, d, s nor one of"),
        ("Khamis", "y", "Egypt", "edited.csv:2: 'text' must be part of 'Khamis', or hold it"),
        ("Khamis", "n", "Kha", "edited.csv:2: an extent goes with y or a label, not with no entity"),
        ("Khamis", "", "Kha", "edited.csv:2: has an extent and no decision; give both or none"),
        ("Rome", "d", "", "edited.csv:5: is one mention, which cannot depend; answer y, k, n or a label"),
        ("Rome", "LOC", "Paris", "edited.csv:5: 'Paris' does not stand here; type it as it is written"),
    ],
)
def test_exchange_csv_what_is_wrong_is_told_by_line(tmp_path, text, decision, extent, message):
    with pytest.raises(SheetError) as error:
        read_csv(fill(tmp_path, {text: (decision, extent)}), LABELS)
    assert message in str(error.value)


def test_exchange_csv_all_that_is_wrong_is_told(tmp_path):
    with pytest.raises(SheetError) as error:
        read_csv(fill(tmp_path, {"Khamis": ("?", ""), "Saif’s": ("y", ""), "Rome": ("!", "")}), LABELS)
    assert [problem.split(": ")[0].rsplit(":", 1)[1] for problem in error.value.problems] == ["2", "5"]


def test_exchange_csv_rows_that_contradict(tmp_path):
    path = fill(tmp_path, {"Khamis": ("y", "")})
    line = path.read_text(encoding="utf-8-sig").splitlines()[1]
    with path.open("a", encoding="utf8") as file:
        file.write(line + "\n" + line.replace(",y,", ",k,") + "\n")
    with pytest.raises(SheetError, match=r"edited.csv:7: was answered otherwise on line 2; keep one of the two"):
        read_csv(path, LABELS)


@pytest.mark.parametrize("key", ["", "{", "[]", "{}", '{"form": "a"}', '{"paragraph": "x", "cable": "", "start": "1"}'])
def test_exchange_csv_a_key_that_was_changed(tmp_path, key):
    path = tmp_path / "edited.csv"
    file = io.StringIO()
    csv.writer(file).writerows([("decision", "extent", "key"), ("y", "", key)])
    path.write_text(file.getvalue(), encoding="utf8")
    with pytest.raises(SheetError, match=r"edited.csv:2: column key was changed; export again, and leave it as it is"):
        read_csv(path, LABELS)


NASTY = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(str.strip)


@LAW
@given(NASTY, st.sampled_from(["", *LABELS]), st.sampled_from(["", *LABELS]))
def test_exchange_csv_any_text_goes_round(tmp_path_factory, text, label, becomes):
    folder = tmp_path_factory.mktemp("csv")
    form = Form(text, label, becomes, "", 1, 0.5, 0.5, (text,), (), cable=text)
    path = folder / "a.csv"
    exported = as_csv(Review(Audit([form], [], []), folder / "c.jsonl"))
    assert all(line.isprintable() for line in exported.splitlines())
    table = rows(exported)
    table[0]["decision"] = "y"
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    writer.writerows(table)
    path.write_text(file.getvalue(), encoding="utf8", newline="")
    assert read_csv(path, LABELS).decisions == [form.accept()]


# -- paragraphs ----------------------------------------------------------------------------------


def open_tasks(tmp_path):
    return tasks(session(tmp_path), [NLP.make_doc("Another."), DOC, DOC])


def place(start, end, *found):
    return PlaceDecision(digest(TEXT), start, end, TEXT[start:end], tuple(map(tuple, found)), "=a.txt")


def at(part):
    return TEXT.index(part), TEXT.index(part) + len(part)


KEPT = [
    place(*at("Khamis"), OURS[0]),
    place(*at("Saif’s"), *(span for span in DOC_SPANS if span[:2] == at("Saif’s"))),
    place(*at("WHA")),
    place(*at("Rome"), OURS[3]),
]
# What a person does to our labels, and what follows: one more decision or another one, the others stay.
EDITED = [*spans(("Khamis", "PER"), ("Saif", "PER"), ("aide\nin Tripoli", "LOC"), ("WHA", "ORG"), ("Rome", "LOC"))]
FROM_EDITED = [
    place(*at("Khamis"), EDITED[0]),
    place(*at("Saif’s"), EDITED[1]),
    place(*at("aide\nin Tripoli"), EDITED[2]),
    place(*at("WHA"), EDITED[3]),
    place(*at("Rome"), EDITED[4]),
]


def test_exchange_tasks_are_the_paragraphs_with_open_suspects(tmp_path):
    found, lost = open_tasks(tmp_path)
    assert [(task.paragraph, len(task.suspects), round(task.gain, 6)) for task in found] == [(digest(TEXT), 4, 4.7)]
    assert lost == 0
    assert tasks(session(tmp_path), [NLP.make_doc("Another.")]) == ([], 4)
    open_ = session(tmp_path)
    open_.add(FORMS[0].accept(), SUSPECTS[3].decide([]))
    assert tasks(open_, [DOC])[0][0].suspects == [at("Saif’s"), at("WHA")]


def prodigy(tmp_path, change=lambda row: {**row, "answer": "accept"}):
    path = tmp_path / "prodigy.jsonl"
    exported = as_prodigy(open_tasks(tmp_path)[0])
    path.write_text("".join(json.dumps(change(json.loads(line))) + "\n" for line in exported.splitlines()), encoding="utf8")
    return path


def test_exchange_prodigy_tasks(tmp_path):
    (row,) = [json.loads(line) for line in as_prodigy(open_tasks(tmp_path)[0]).splitlines()]
    assert row["text"] == TEXT
    assert "".join(token["text"] + " " * token["ws"] for token in row["tokens"]) == TEXT
    assert all(TEXT[token["start"] : token["end"]] == token["text"] for token in row["tokens"])
    assert [token["id"] for token in row["tokens"]] == list(range(len(DOC)))
    assert [(span["start"], span["end"], span["label"]) for span in row["spans"]] == DOC_SPANS
    for span in row["spans"]:
        assert row["tokens"][span["token_start"]]["start"] == span["start"]
        assert row["tokens"][span["token_end"]]["end"] == span["end"]
    assert row["meta"] == {"cable": "=a.txt", "zone": "paragraph", "index": 0}


def test_exchange_prodigy_accepted_as_it_is_keeps_what_was_suspect(tmp_path):
    assert read_prodigy(prodigy(tmp_path), LABELS) == (KEPT, [], 0)


def test_exchange_prodigy_edited(tmp_path):
    edited = [{"start": start, "end": end, "label": label} for start, end, label in EDITED]
    path = prodigy(tmp_path, lambda row: {**row, "spans": edited, "answer": "accept"})
    assert read_prodigy(path, LABELS) == (FROM_EDITED, [], 0)


@pytest.mark.parametrize("answer", ["reject", "ignore", None])
def test_exchange_prodigy_other_answers_decide_nothing(tmp_path, answer):
    assert read_prodigy(prodigy(tmp_path, lambda row: {**row, "answer": answer}), LABELS) == ([], [], 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": "Another."}, "prodigy.jsonl:1: its text was changed; export again"),
        ({"cable_ner": None}, "prodigy.jsonl:1: has no 'cable_ner', which tells what its labels were;"),
        ({"cable_ner": {}}, "prodigy.jsonl:1: is not as it was exported"),
        ({"spans": None}, "prodigy.jsonl:1: has no list of 'spans'"),
        ({"spans": [{"start": 0, "end": 400, "label": "PER"}]}, "the span from 0 to 400 holds no text"),
        ({"spans": [{"start": 2, "end": 8, "label": "GPE"}]}, "the label 'GPE' is none of PER, ORG, LOC, MISC"),
        ({"spans": [{"start": 2, "end": 8}]}, "'Khamis' has 0 labels; give it one"),
        (
            {"spans": [{"start": 2, "end": 8, "label": "PER"}, {"start": 4, "end": 12, "label": "PER"}]},
            "prodigy.jsonl:1: 'Khamis' and 'amis met' overlap; keep one of them",
        ),
    ],
)
def test_exchange_prodigy_that_cannot_be_read(tmp_path, change, message):
    with pytest.raises(SheetError, match=message):
        read_prodigy(prodigy(tmp_path, lambda row: {**row, "answer": "accept", **change}), LABELS)


def test_exchange_prodigy_lines_that_are_no_json(tmp_path):
    path = prodigy(tmp_path)
    path.write_text(path.read_text(encoding="utf8") + "\n{\n[]\n", encoding="utf8")
    with pytest.raises(SheetError) as error:
        read_prodigy(path, LABELS)
    assert [problem.removeprefix(f"{path}:")[:13] for problem in error.value.problems] == ["3: is no JSON", "4: is no JSON"]


# -- Label Studio --------------------------------------------------------------------------------


def exported(tmp_path):
    return json.loads(as_label_studio(open_tasks(tmp_path)[0]))


def result(found, *, text=TEXT, shown=True):
    """Returns annotated spans as Label Studio writes them."""
    values = [{"start": s, "end": e, "labels": [label], **({"text": text[s:e]} if shown else {})} for s, e, label in found]
    return [
        {"id": f"r{number}", "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual", "value": value}
        for number, value in enumerate(values)
    ]


def annotation(found, **more):
    return {
        "id": 9, "completed_by": 1, "result": found, "was_cancelled": False, "ground_truth": False, "lead_time": 4.2,
        "created_at": "2024-03-09T22:16:08Z", "updated_at": "2024-03-09T22:16:08Z", "task": 1, **more,
    }  # fmt: skip


def studio(tmp_path, *annotations):
    """Returns a file as Label Studio exports the tasks, with these annotations of each."""
    rows = [
        {
            "id": number, "annotations": list(annotations), "file_upload": "a.json", "drafts": [], "data": task["data"],
            "predictions": task["predictions"], "meta": {}, "project": 1, "inner_id": 1, "total_annotations": 1,
        }
        for number, task in enumerate(exported(tmp_path), 1)
    ]  # fmt: skip
    path = tmp_path / "studio.json"
    path.write_text(json.dumps(rows), encoding="utf8")
    return path


def studio_min(tmp_path, values):
    """Returns a file as Label Studio exports the tasks as JSON-MIN."""
    rows = [
        {
            "id": number, **task["data"], **({"label": values} if values else {}), "annotator": 1, "annotation_id": 9,
            "created_at": "2024-03-09T22:16:08Z", "updated_at": "2024-03-09T22:16:08Z", "lead_time": 4.2,
        }
        for number, task in enumerate(exported(tmp_path), 1)
    ]  # fmt: skip
    path = tmp_path / "studio-min.json"
    path.write_text(json.dumps(rows), encoding="utf8")
    return path


def test_exchange_label_studio_tasks(tmp_path):
    (task,) = exported(tmp_path)
    assert task["data"]["text"] == TEXT
    (prediction,) = task["predictions"]
    values = [item["value"] for item in prediction["result"]]
    assert [Labelled(value["start"], value["end"], value["labels"][0]) for value in values] == DOC_SPANS
    assert all(value["text"] == TEXT[value["start"] : value["end"]] for value in values)
    assert {(item["from_name"], item["to_name"], item["type"]) for item in prediction["result"]} == {
        ("label", "text", "labels")
    }
    assert len({item["id"] for item in prediction["result"]}) == len(DOC_SPANS)


def test_exchange_label_studio_config():
    text = labelling_config(("PER", 'A"<B'))
    assert '<Label value="PER" background="#56B4E9"/>' in text
    assert '<Labels name="label" toName="text">' in text
    assert '<Text name="text" value="$text"/>' in text
    assert 'A"<B' not in text


@pytest.mark.parametrize("found", [(DOC_SPANS, KEPT), (EDITED, FROM_EDITED)], ids=["as it is", "edited"])
@pytest.mark.parametrize("shown", [True, False], ids=["with texts", "without texts"])
def test_exchange_label_studio_round_trip(tmp_path, found, shown):
    items = result(found[0], shown=shown)
    assert read_label_studio(studio(tmp_path, annotation(items)), LABELS) == (found[1], [], 0)
    assert read_label_studio(studio_min(tmp_path, [item["value"] for item in items]), LABELS) == (found[1], [], 0)


def test_exchange_label_studio_an_empty_annotation_says_that_nothing_is_a_mention(tmp_path):
    none = [place(*at(part)) for part in ("Khamis", "Saif’s", "Tripoli", "WHA", "Rome")]
    assert read_label_studio(studio(tmp_path, annotation([])), LABELS).decisions == none
    assert read_label_studio(studio_min(tmp_path, []), LABELS).decisions == none


@pytest.mark.parametrize("annotations", [(), (annotation([], was_cancelled=True),)], ids=["none", "skipped"])
def test_exchange_label_studio_tasks_without_an_annotation_are_left_open(tmp_path, annotations):
    assert read_label_studio(studio(tmp_path, *annotations), LABELS) == ([], [], 1)


def test_exchange_label_studio_of_several_annotations(tmp_path):
    old, new = annotation(result(DOC_SPANS)), annotation(result(EDITED), updated_at="2024-04-01T00:00:00Z")
    assert read_label_studio(studio(tmp_path, new, old), LABELS).decisions == FROM_EDITED
    assert read_label_studio(studio(tmp_path, new, {**old, "ground_truth": True}), LABELS).decisions == KEPT
    assert read_label_studio(studio(tmp_path, old, {**new, "was_cancelled": True}), LABELS).decisions == KEPT


def test_exchange_label_studio_offsets_that_count_as_javascript_does(tmp_path):
    def shifted(span):  # the face counts as two
        return Labelled(span.start + 1, span.end + 1, span.label)

    items = result(map(shifted, EDITED))
    for item, span in zip(items, EDITED):
        item["value"]["text"] = TEXT[span.start : span.end].replace("\n", "\\n")
    assert read_label_studio(studio(tmp_path, annotation(items)), LABELS).decisions == FROM_EDITED


def test_exchange_label_studio_white_space_at_the_ends_is_no_part(tmp_path):
    wide = [span._replace(start=span.start - 1) if TEXT[span.start - 1].isspace() else span for span in EDITED]
    assert wide != EDITED
    assert read_label_studio(studio(tmp_path, annotation(result(wide))), LABELS).decisions == FROM_EDITED


def test_exchange_label_studio_other_results_are_passed_over(tmp_path):
    items = [
        *result(EDITED),
        {"id": "x", "type": "choices", "value": {"choices": ["done"]}},
        {"type": "relation", "from_id": "r0"},
    ]
    assert read_label_studio(studio(tmp_path, annotation(items)), LABELS).decisions == FROM_EDITED


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": "Paris"}, "studio.json: task 1: 'Paris' does not stand where its span is, at 2"),
        ({"labels": ["GPE"]}, "studio.json: task 1: the label 'GPE' is none of PER, ORG, LOC, MISC"),
        ({"labels": []}, "studio.json: task 1: 'Khamis' has 0 labels; give it one"),
        ({"labels": ["PER", "LOC"]}, "studio.json: task 1: 'Khamis' has 2 labels; give it one"),
        ({"start": None}, "studio.json: task 1: a span has no start or end"),
    ],
)
def test_exchange_label_studio_that_cannot_be_read(tmp_path, change, message):
    items = result(EDITED)
    items[0]["value"].update(change)
    with pytest.raises(SheetError, match=message):
        read_label_studio(studio(tmp_path, annotation(items)), LABELS)


@pytest.mark.parametrize("text", ["", "{}", "[", "[1]"])
def test_exchange_label_studio_that_is_none(tmp_path, text):
    path = tmp_path / "studio.json"
    path.write_text(text, encoding="utf8")
    with pytest.raises(SheetError, match=r"studio.json:1: is not what Label Studio exports|task 1: is no task"):
        read_label_studio(path, LABELS)
