#!/usr/bin/env bash
# ftm-analyze 5.3.1 (with rigour 2.6.1), default settings: places become people, countries are lost, short names are dropped.
#
# Whatever label the spaCy model gives, ftm-analyze asks rigour whether each word of a name is also a name of persons; if so,
# the mention is a person's. "Casablanca", "Jerusalem", "Washington" and "Danish Red Cross" are then in `peopleMentioned` of
# the document, and in no other property. The country that it looks up for a place (`ma`) goes through the same filter as
# names do, which drops all that is shorter than 8 characters: `detectedCountry` stays empty. So are "Oslo", "NATO" and
# "Harlow" dropped, without a word, and MISC is not mapped to anything.
# What helps: look for places among people, too; index short names with another tool.
#
# Installs ftm-analyze into a temporary folder. The NER model is an entity ruler; the two fastText models that ftm-analyze
# loads are made here, of a few lines. Exits with 0 while it behaves so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check "ftm-analyze[ner-spacy]==5.3.1" "rigour==2.6.1" \
    "followthemoney==4.11.2" "countrytagger==0.1.2" "spacy==3.8.18"
cat > try.py <<'PY'
import os
import fasttext
import spacy

def classifier(path, rows):
    with open("rows.txt", "w") as file:
        file.writelines(f"__label__{label} {text}\n" for label, text in rows * 20)
    options = {"epoch": 50, "minCount": 1, "minn": 2, "maxn": 4, "bucket": 2000, "dim": 10, "thread": 1, "verbose": 0}
    fasttext.train_supervised(input="rows.txt", **options).save_model(path)

classifier("language.ftz", [("en", "the minister told the embassy"), ("de", "der minister sagte der botschaft")])
classifier("type.ftz", [("PER", "ann lee"), ("ORG", "bakers guild"), ("LOC", "port of milltown")])
nlp = spacy.blank("en")
labels = {"LOC": ["Casablanca", "Jerusalem", "Washington", "Khartoum", "Oslo"], "ORG": ["Danish Red Cross", "NATO"],
          "PER": ["Ann Marie Harlow", "Harlow"], "MISC": ["Kyoto Protocol"]}
nlp.add_pipe("entity_ruler").add_patterns([{"label": key, "pattern": name} for key in labels for name in labels[key]])
nlp.to_disk("model")
os.environ.update(
    FTM_ANALYZE_SPACY_MODELS_ENG="model", FTM_ANALYZE_LID_MODEL_PATH="language.ftz",
    FTM_ANALYZE_NER_TYPE_MODEL_PATH="type.ftz", FTM_ANALYZE_NER_TYPE_MODEL_CONFIDENCE="0",  # (keeps every name)
)
from followthemoney import model
from ftm_analyze.logic import analyze_entity

document = model.make_entity("PlainText")
document.make_id("a")
document.add("bodyText", "Ann Marie Harlow left Casablanca for Jerusalem, Washington, Khartoum and Oslo with the Danish Red Cross"
             " and NATO. Harlow signed the Kyoto Protocol.")
*_, found = analyze_entity(document)
for name in ("peopleMentioned", "companiesMentioned", "locationMentioned", "detectedCountry"):
    print(f"{name}: {sorted(found.get(name))}")
PY
env/bin/python try.py 2> errors > log || { tail -5 errors; exit 1; }
grep Mentioned log || true
grep detectedCountry log
cat > expected <<'TXT'
peopleMentioned: ['ann marie harlow', 'casablanca', 'danish red cross', 'jerusalem', 'washington']
companiesMentioned: []
locationMentioned: ['khartoum']
detectedCountry: []
TXT
grep -E "^(people|companies|location|detected)" log | diff - expected || { echo "changed"; exit 1; }
echo "ftm-analyze 5.3.1: places and bodies whose words are also names of persons become people; countries are lost"
