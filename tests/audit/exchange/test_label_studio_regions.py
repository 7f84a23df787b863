"""Which regions of an annotation are labelled text."""

import pytest

from cable_ner.audit.exchange.label_studio_regions import regions_in_json, regions_in_json_min

PLACE = {"start": 0, "end": 3}


@pytest.mark.parametrize(
    ("result", "spans", "others"),
    [
        ({"type": "labels", "value": {**PLACE, "labels": ["PER"]}}, [(0, 3, ["PER"])], []),
        (
            {
                "type": "hypertextlabels",
                "value": {"start": "/p", "hypertextlabels": ["PER"], "globalOffsets": {"start": 0, "end": 3}, "end": "/p"},
            },
            [(0, 3, ["PER"])],
            [],
        ),
        ({"type": "choices", "value": {"choices": ["yes"]}}, [], ["choices"]),
    ],
)
def test_label_studio_regions_in_json(result: dict, spans: list, others: list[str]) -> None:
    found = regions_in_json({"result": [result]})
    assert [(one["start"], one["end"], one["labels"]) for one in found.spans] == spans
    assert found.others == others


def test_label_studio_regions_that_label_no_text_are_refused() -> None:
    with pytest.raises(ValueError, match="regions of type rectanglelabels, which label no text"):
        regions_in_json({"result": [{"type": "rectanglelabels", "value": {}}]})


def test_label_studio_regions_in_json_min_stand_under_any_name() -> None:
    row = {"id": 1, "text": "Ann", "annotation_id": 4, "names": [{**PLACE, "labels": ["PER"]}], "mood": "good"}
    found = regions_in_json_min(row)
    assert ([one["labels"] for one in found.spans], found.others) == ([["PER"]], ["mood"])
