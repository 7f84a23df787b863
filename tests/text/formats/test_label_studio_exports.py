"""Files that Label Studio's own converter (label-studio-sdk 2.1.2) wrote: of annotated, empty and untouched tasks."""

from tests.helpers.documents import read_file

JSON_MIN = """[{"text": "Denz 😀 left Bern .\\nLee of 😀 Port Bank left.", "id": 7, "label": [
{"start": 0, "end": 4, "text": "Denz", "labels": ["PER"]}, {"start": 13, "end": 17, "text": "Bern", "labels": ["LOC"]},
{"start": 30, "end": 39, "text": "Port Bank", "labels": ["ORG"]}],
"annotator": 1, "annotation_id": 1, "created_at": "2026-01-01T00:00:00Z", "lead_time": null},
{"text": "Rain fell .", "id": 8, "annotator": 1, "annotation_id": 2, "created_at": "2026-01-01T00:00:00Z"},
{"text": "Nobody looked .", "id": 9, "annotator": null, "annotation_id": null, "created_at": null}]"""
CONLL = "-DOCSTART- -X- O\nDenz -X- _ B-PER\n😀 -X- _ O\nleft -X- _ O\n\nRain -X- _ O\nfell -X- _ O\n\n\n"


def test_label_studio_exports_json_min(tmp_path):
    found, failures = read_file(tmp_path, {"a.json": JSON_MIN})
    assert failures == {}
    assert found == {"a.json/7": [("PER", "Denz"), ("LOC", "Bern"), ("ORG", "Port Bank")], "a.json/8": [], "a.json/9": []}


def test_label_studio_exports_columns(tmp_path):
    """All tasks are one document there."""
    assert read_file(tmp_path, {"a.conll": CONLL}) == ({"a.conll": [("PER", "Denz")]}, {})
