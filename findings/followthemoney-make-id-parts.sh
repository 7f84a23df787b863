#!/usr/bin/env bash
# followthemoney 4.11.2: `make_id` joins its parts without anything in between, and `ftm aggregate` then makes one of two.
#
# One would expect that make_id("09ROME1", "2") and make_id("09ROME", "12") differ: that is why it takes parts. They are equal,
# and so are ("a", None, "b") and ("ab",), and a key_prefix is one more such part. Section 2 of the cable 09ROME1 and section 12
# of 09ROME get the same ID. Entities of one ID are taken for fragments of one entity: `ftm aggregate` writes a single document
# with both texts and both titles, and exits with 0.
# What helps: join the parts with a sign that none of them has, and give make_id the result.
#
# Installs followthemoney into a temporary folder (pyicu may have to be built: ICU's headers). Exits with 0 while it behaves so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check "followthemoney==4.11.2"
cat > try.py <<'PY'
import json
from followthemoney import model

with open("documents.json", "w") as file:
    for cable, section in (("09ROME1", "2"), ("09ROME", "12")):
        document = model.make_entity("PlainText")
        document.make_id("section", cable, section)
        document.add("title", f"{cable} section {section}")
        document.add("bodyText", f"Text of {cable}, section {section}.")
        print(document.id, document.get("title"))
        file.write(json.dumps(document.to_dict()) + "\n")
PY
env/bin/python try.py > log
env/bin/ftm aggregate -i documents.json -o merged.json
env/bin/python -c "
import json
for line in open('merged.json'):
    row = json.loads(line)
    print(row['id'], sorted(row['properties']['title']), sorted(row['properties']['bodyText']))" >> log
cat log
cat > expected <<'TXT'
ID ['09ROME1 section 2']
ID ['09ROME section 12']
ID ['09ROME section 12', '09ROME1 section 2'] ['Text of 09ROME, section 12.', 'Text of 09ROME1, section 2.']
TXT
[ "$(cut -d' ' -f1 log | sort -u | wc -l)" = 1 ] || { echo "changed: the IDs differ"; exit 1; }
sed 's/^[0-9a-f]*/ID/' log | diff - expected || { echo "changed"; exit 1; }
echo "followthemoney 4.11.2: make_id joins its parts without a separator; two documents become one"
