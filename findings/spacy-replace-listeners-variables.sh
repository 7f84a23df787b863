#!/usr/bin/env bash
# spaCy 3.8.18: a pipeline from `spacy init config` is saved without a word and can never be loaded again, once its `ner` has
# its own copy of `tok2vec`, and the `tok2vec` that nothing needs any more is removed.
#
# `nlp.replace_listeners("tok2vec", "ner", ["model.tok2vec"])` copies the configuration of the layer as it is written. In the
# one that spaCy itself makes, the layer's width is the variable `${components.tok2vec.model.encode.width}`. After
# `nlp.remove_pipe("tok2vec")` that refers to nothing. `nlp.to_disk` writes it all the same, and `spacy.load` stops with
# "Config validation error, Bad value substitution". With `tok2vec` left in, the pipeline loads, at twice the size.
# Remedy, between the two calls:
# `nlp.get_pipe_config("ner")["model"] = nlp.config.interpolate()["components"]["ner"]["model"]`.
#
# Installs spaCy into a temporary folder. Exits with 0 while it behaves so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check "spacy==3.8.18"
env/bin/python -m spacy init config base.cfg --lang en --pipeline ner --optimize efficiency > /dev/null
cat > try.py <<'PY'
import sys
import spacy

def alone():
    config = spacy.util.load_config("base.cfg")
    nlp = spacy.util.load_model_from_config(config, auto_fill=True)
    nlp.get_pipe("ner").add_label("PER")
    nlp.initialize()
    nlp.replace_listeners("tok2vec", "ner", ["model.tok2vec"])
    return nlp

nlp = alone()
nlp.remove_pipe("tok2vec")
nlp.to_disk("removed")
try:
    spacy.load("removed")
except Exception as error:
    print(" ".join(str(error).split()))
else:
    sys.exit("changed: the pipeline loads")

nlp = alone()
nlp.get_pipe_config("ner")["model"] = nlp.config.interpolate()["components"]["ner"]["model"]
nlp.remove_pipe("tok2vec")
nlp.to_disk("remedied")
print(spacy.load("remedied").pipe_names)
PY
env/bin/python try.py | tee log
grep -q "Bad value substitution: option 'width' in section 'components.ner.model.tok2vec.embed'" log
grep -q "\['ner'\]" log
echo "spaCy 3.8.18: after replace_listeners and remove_pipe a pipeline is saved that does not load: a variable refers to nothing"
