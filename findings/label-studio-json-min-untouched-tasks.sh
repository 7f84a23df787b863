#!/usr/bin/env bash
# label-studio-sdk 2.1.2: in JSON-MIN, a task that nobody has touched looks like one whose names were all taken out.
#
# JSON-MIN has a row for each annotation. One would expect none for a task without any; there is one. Neither it nor the row
# of a submitted annotation without results has the field of the control (`label`). Only `annotation_id`, which is null where
# nobody has annotated, tells the two apart. A reader that goes by the field deletes every mention of the tasks still open.
# A task with two annotations is two rows, of which the later may be the empty one.
#
# Installs the converter into a temporary folder. Exits with 0 while it behaves so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check "label-studio-sdk==2.1.2"
cat > try.py <<'PY'
import glob
import json
from label_studio_sdk.converter import Converter

CONFIG = '<View><Labels name="label" toName="text"><Label value="PER"/></Labels><Text name="text" value="$text"/></View>'
person = {"from_name": "label", "to_name": "text", "type": "labels", "value": {"start": 0, "end": 3, "labels": ["PER"]}}

def annotation(number, results):
    return {"id": number, "completed_by": {"id": 7, "email": "reader@example.org"}, "result": results, "was_cancelled": False,
            "lead_time": 1.0, "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}

tasks = [
    {"id": 1, "data": {"text": "Ann left."}, "annotations": [annotation(11, [person])]},
    {"id": 2, "data": {"text": "Ann left."}, "annotations": [annotation(12, [])]},
    {"id": 3, "data": {"text": "Ann left."}, "annotations": []},
    {"id": 4, "data": {"text": "Ann left."}, "annotations": [annotation(13, [person]), annotation(14, [])]},
]
with open("export.json", "w") as file:
    json.dump(tasks, file)
Converter(CONFIG, project_dir=None).convert_to_json_min("export.json", "out", is_dir=False)
for row in json.load(open(glob.glob("out/*.json")[0])):
    print(row["id"], {key: row.get(key, "no key") for key in ("annotation_id", "annotator")}, "label" in row)
PY
env/bin/python try.py > log 2> errors || { tail -5 errors; exit 1; }
cat log
cat > expected <<'TXT'
1 {'annotation_id': 11, 'annotator': 'reader@example.org'} True
2 {'annotation_id': 12, 'annotator': 'reader@example.org'} False
3 {'annotation_id': None, 'annotator': None} False
4 {'annotation_id': 13, 'annotator': 'reader@example.org'} True
4 {'annotation_id': 14, 'annotator': 'reader@example.org'} False
TXT
diff log expected || { echo "changed"; exit 1; }
echo "label-studio-sdk 2.1.2: an untouched task has a row in JSON-MIN, without the field of the control, like an emptied one"
