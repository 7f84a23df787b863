#!/usr/bin/env bash
# followthemoney 4.11.2: `ftm validate` changes and drops values, and says nothing: no message, and the exit status is 0.
#
# One would expect that a command of this name tells what is not valid. It writes what is left. A place in `country` becomes the
# country if it is a capital (`Tripoli`: ly, `Victoria`: au, which is no capital) and is dropped otherwise (`Benghazi`).
# `2009/08/25` becomes 2009, a time with a trailing Z loses its last field, and `25 AUG 09` is dropped. Entities without a
# required property pass, too: a Mention without the document that it is in. `entity.add` does the same, as silently.
# What helps: give codes of countries and ISO dates without a zone, and compare the values with those that were given.
#
# Installs followthemoney into a temporary folder (pyicu may have to be built: ICU's headers). Exits with 0 while it behaves so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check "followthemoney==4.11.2" "rigour==2.6.1"
cat > given.json <<'JSON'
{"id": "a", "schema": "PlainText", "properties": {"country": ["Tripoli"], "date": ["2009-08-25T15:10:00Z"]}}
{"id": "b", "schema": "PlainText", "properties": {"country": ["Benghazi"], "date": ["2009/08/25"]}}
{"id": "c", "schema": "PlainText", "properties": {"country": ["Victoria"], "date": ["25 AUG 09"]}}
{"id": "d", "schema": "Mention", "properties": {"name": ["Ann Lee"], "detectedSchema": ["Person"]}}
JSON
env/bin/ftm validate -i given.json -o written.json > messages 2>&1
echo "exit status: $?, messages: $(wc -l < messages)" > log
env/bin/python -c "
import json
for line in open('written.json'):
    row = json.loads(line)
    print(row['id'], row['schema'], dict(sorted(row['properties'].items())))" >> log
cat log
cat > expected <<'TXT'
exit status: 0, messages: 0
a PlainText {'country': ['ly'], 'date': ['2009-08-25T15:10']}
b PlainText {'date': ['2009']}
c PlainText {'country': ['au']}
d Mention {'detectedSchema': ['Person'], 'name': ['Ann Lee']}
TXT
diff log expected || { echo "changed"; exit 1; }
echo "followthemoney 4.11.2: ftm validate changes and drops values without a word, and exits with 0"
