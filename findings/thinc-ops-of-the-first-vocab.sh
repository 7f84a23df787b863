#!/usr/bin/env bash
# spaCy 3.8.18 with thinc 8.3.14: a CPU backend that is registered too late is listed, and not used.
#
# A subclass of NumpyOps under the registered name "numpy" replaces thinc's own for the CPU: `get_ops("cpu")` returns it.
# But the ops that models take are fixed by the first object that asks for them, and a bare `Vocab()` asks. If anything
# that is imported earlier makes one (a blank pipeline as a module-level constant, say), models keep thinc's own products,
# although `get_ops("cpu")` shows the new class. `spacy train` does not correct that: for a CPU (`--gpu-id -1`) it prints
# "Using CPU" and sets nothing. Nothing warns; training is slower, and its figures differ in the last digits.
# Remedy: after registering, `set_current_ops(get_ops("cpu"))`.
#
# Installs spaCy into a temporary folder. Exits with 0 while it behaves so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check "spacy==3.8.18" "thinc==8.3.14"
cat > code.py <<'PY'
import os

if os.environ["FIRST"] == "vocab":
    from spacy.vocab import Vocab

    Vocab()

import thinc
from thinc.api import NumpyOps, get_ops
from spacy.util import registry


class OwnOps(NumpyOps):
    name = "numpy"


thinc.registry.ops("demo.OwnOps.v1")(OwnOps)


@registry.callbacks("demo.show.v1")
def create_show():
    def show(nlp):
        ops = nlp.get_pipe("ner").model.ops
        print(f"listed: {type(get_ops('cpu')).__name__}, used: {type(ops).__name__}")
        return nlp

    return show
PY
env/bin/python - <<'PY'
import spacy
from spacy.tokens import DocBin, Span

nlp = spacy.blank("en")
doc = nlp("The baker lives in Milltown .")
doc.ents = [Span(doc, 4, 5, "LOC")]
DocBin(docs=[doc]).to_disk("train.spacy")
PY
env/bin/python -m spacy init config base.cfg --lang en --pipeline ner --optimize efficiency > /dev/null
sed -i '/^before_to_disk = null/d' base.cfg
printf '\n[training.before_to_disk]\n@callbacks = "demo.show.v1"\n' >> base.cfg
for first in backend vocab; do
    FIRST=$first env/bin/python -m spacy train base.cfg --code code.py --gpu-id -1 --training.max_steps 1 \
        --paths.train train.spacy --paths.dev train.spacy \
        --output "out-$first" > "$first.log" 2>&1
    echo "$first first: $(grep -m 1 '^listed' "$first.log")"
done
grep -q "listed: OwnOps, used: OwnOps" backend.log
grep -q "listed: OwnOps, used: NumpyOps" vocab.log || { echo "changed: the registered ops are used"; exit 1; }
echo "as described"
