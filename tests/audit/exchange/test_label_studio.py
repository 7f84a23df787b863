"""Label Studio: out with our labels, in with exactly what a person changed."""

import json

import pytest

from cable_ner.audit.exchange import as_label_studio, labelling_config, read_label_studio
from cable_ner.evaluation import Labelled
from cable_ner.files import SheetError
from tests.helpers.exchange import DOC_SPANS, EDITED, FROM_EDITED, HOW, KEPT, TEXT, at, open_tasks, place


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


def test_label_studio_tasks(tmp_path):
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


def test_label_studio_config():
    text = labelling_config(("PER", 'A"<B'))
    assert '<Label value="PER" background="#56B4E9" hotkey="p"/>' in text
    assert '<Labels name="label" toName="text">' in text
    assert '<Text name="text" value="$text"/>' in text
    assert 'A"<B' not in text


@pytest.mark.parametrize("found", [(DOC_SPANS, KEPT), (EDITED, FROM_EDITED)], ids=["as it is", "edited"])
@pytest.mark.parametrize("shown", [True, False], ids=["with texts", "without texts"])
def test_label_studio_round_trip(tmp_path, found, shown):
    items = result(found[0], shown=shown)
    assert read_label_studio(studio(tmp_path, annotation(items)), HOW)[:3] == (found[1], [], 0)
    assert read_label_studio(studio_min(tmp_path, [item["value"] for item in items]), HOW)[:3] == (found[1], [], 0)


def test_label_studio_an_empty_annotation_says_that_nothing_is_a_mention(tmp_path):
    none = [place(*at(part)) for part in ("Khamis", "Saif’s", "Tripoli", "WHA", "Rome")]
    assert read_label_studio(studio(tmp_path, annotation([])), HOW).decisions == none
    assert read_label_studio(studio_min(tmp_path, []), HOW).decisions == none


@pytest.mark.parametrize("annotations", [(), (annotation([], was_cancelled=True),)], ids=["none", "skipped"])
def test_label_studio_tasks_without_an_annotation_are_left_open(tmp_path, annotations):
    assert read_label_studio(studio(tmp_path, *annotations), HOW)[:3] == ([], [], 1)


def test_label_studio_of_several_annotations(tmp_path):
    old, new = annotation(result(DOC_SPANS)), annotation(result(EDITED), updated_at="2024-04-01T00:00:00Z")
    assert read_label_studio(studio(tmp_path, new, new), HOW).decisions == FROM_EDITED  # the same answer counts once
    found = read_label_studio(studio(tmp_path, new, old), HOW)
    assert found.decisions == []
    [refused] = found.refused
    assert "task 1: 1 has other mentions than" in refused
    assert refused.endswith("neither is imported; keep one of them, or give --annotator")
    assert read_label_studio(studio(tmp_path, new, {**old, "ground_truth": True}), HOW).decisions == KEPT
    assert read_label_studio(studio(tmp_path, old, {**new, "was_cancelled": True}), HOW).decisions == KEPT


def test_label_studio_offsets_that_count_as_javascript_does(tmp_path):
    items = result(EDITED)
    for item, span in zip(items, EDITED):
        item["value"].update(start=span.start + 1, end=span.end + 1, text=TEXT[span.start : span.end].replace("\n", "\\n"))
    assert read_label_studio(studio(tmp_path, annotation(items)), HOW).decisions == FROM_EDITED


def test_label_studio_white_space_at_the_ends_is_no_part(tmp_path):
    wide = [span._replace(start=span.start - 1) if TEXT[span.start - 1].isspace() else span for span in EDITED]
    assert wide != EDITED
    assert read_label_studio(studio(tmp_path, annotation(result(wide))), HOW).decisions == FROM_EDITED


def test_label_studio_other_results_are_passed_over(tmp_path):
    items = [
        *result(EDITED),
        {"id": "x", "type": "choices", "value": {"choices": ["done"]}},
        {"type": "relation", "from_id": "r0"},
    ]
    assert read_label_studio(studio(tmp_path, annotation(items)), HOW).decisions == FROM_EDITED


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": "Paris"}, "studio.json: task 1: a span 'Paris' is not the text at its offsets, 2 to 8"),
        ({"labels": ["GPE"]}, "studio.json: task 1: the label 'GPE' is none of PER, ORG, LOC, MISC"),
        ({"labels": []}, "studio.json: task 1: 'Khamis' has 0 labels; give it one"),
        ({"labels": ["PER", "LOC"]}, "studio.json: task 1: 'Khamis' has 2 labels; give it one"),
        ({"start": None}, "studio.json: task 1: a span has no start and end in numbers (None, 8)"),
    ],
)
def test_label_studio_that_cannot_be_read(tmp_path, change, message):
    items = result(EDITED)
    items[0]["value"].update(change)
    found = read_label_studio(studio(tmp_path, annotation(items)), HOW)
    assert found.decisions == []
    assert message in found.refused[0]


@pytest.mark.parametrize("text", ["", "{}", "["])
def test_label_studio_that_is_none(tmp_path, text):
    path = tmp_path / "studio.json"
    path.write_text(text, encoding="utf8")
    with pytest.raises(SheetError, match=r"studio.json:1: was not exported by Label Studio"):
        read_label_studio(path, HOW)


def test_label_studio_a_row_that_is_no_task_is_refused(tmp_path):
    path = tmp_path / "studio.json"
    path.write_text("[1]", encoding="utf8")
    assert read_label_studio(path, HOW).refused == [f"{path}: task 1: is not a task"]


def renamed(items, name="ner", kind="labels"):
    """Returns results as another control gives them; in hypertext offsets are paths, and the real ones stand beside them."""
    found = []
    for item in items:
        value = dict(item["value"])
        if kind != "labels":
            value[kind] = value.pop("labels")
            value["globalOffsets"] = {"start": value.pop("start"), "end": value.pop("end")}
            value.update(start="/div[1]/text()[1]", end="/div[1]/text()[1]", startOffset=0, endOffset=3)
        found.append({**item, "from_name": name, "type": kind, "value": value})
    return found


@pytest.mark.parametrize("kind", ["labels", "hypertextlabels"])
def test_label_studio_any_control_that_labels_text_is_read(tmp_path, kind):
    items = renamed(result(EDITED), kind=kind)
    assert read_label_studio(studio(tmp_path, annotation(items)), HOW).decisions == FROM_EDITED
    path = studio_min(tmp_path, [])
    rows = [{**row, "ner": [item["value"] for item in items]} for row in json.loads(path.read_text(encoding="utf8"))]
    path.write_text(json.dumps(rows), encoding="utf8")
    assert read_label_studio(path, HOW).decisions == FROM_EDITED


def test_label_studio_tasks_in_json_min_that_nobody_annotated_are_left_open(tmp_path):
    path = studio_min(tmp_path, [])
    nobody = dict.fromkeys(("annotator", "annotation_id", "created_at", "updated_at", "lead_time"))
    rows = [{**row, **nobody} for row in json.loads(path.read_text(encoding="utf8"))]
    path.write_text(json.dumps(rows), encoding="utf8")
    assert read_label_studio(path, HOW)[:4] == ([], [], 1, [])


CHOICE = {"id": "x", "from_name": "done", "to_name": "text", "type": "choices", "value": {"choices": ["done"]}}
PARAGRAPHS = {"from_name": "p", "type": "paragraphlabels", "value": {"start": "0", "end": "1", "paragraphlabels": ["PER"]}}


@pytest.mark.parametrize(
    ("results", "beside", "message"),
    [
        ([CHOICE], {"done": "done"}, "has no labelled text, only"),
        ([PARAGRAPHS], {"p": [PARAGRAPHS["value"]]}, "export"),
        ([], {"ner": [{"start": 2, "end": 8, "text": "Khamis"}]}, "has no labelled text, only ner"),
    ],
)
def test_label_studio_without_the_control_nothing_is_deleted(tmp_path, results, beside, message):
    if results:
        found = read_label_studio(studio(tmp_path, annotation(results)), HOW)
        assert (found.decisions, len(found.refused)) == ([], 1)
        assert message in found.refused[0]
    path = studio_min(tmp_path, [])
    rows = [{**row, **beside} for row in json.loads(path.read_text(encoding="utf8"))]
    path.write_text(json.dumps(rows), encoding="utf8")
    found = read_label_studio(path, HOW)
    assert (found.decisions, len(found.refused)) == ([], 1)
    assert message in found.refused[0]


@pytest.mark.parametrize(("name", "decisions"), [("1", KEPT), ("kim@example.org", FROM_EDITED), ("2", FROM_EDITED)])
def test_label_studio_one_annotator_of_two(tmp_path, name, decisions):
    kim = annotation(result(EDITED), completed_by={"id": 2, "email": "kim@example.org"})
    path = studio(tmp_path, annotation(result(DOC_SPANS)), kim)
    found = read_label_studio(path, HOW._replace(annotator=name))
    assert (found.decisions, found.refused) == (decisions, [])
