#!/usr/bin/env bash
# spaCy 3.8.18, `spacy package --code a.py,b.py`: files that are carried together cannot import one another.
#
# The files end up side by side in one package, so `from .b import f` is what works once the wheel is installed. But the
# command first imports each file alone, by its path, where a relative import has no parent package: it stops with
# "attempted relative import with no known parent package". `import b` passes that step (with the folder on the path), and
# the package that comes out then fails at `spacy.load`, because there is no top-level module `b`.
# Remedy: one file, or add the files and the imports in `__init__.py` to the folder that `spacy package` made, then build.
#
# Installs spaCy into a temporary folder. Exits with 0 while it behaves so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check "spacy==3.8.18" "build==1.3.0" setuptools wheel
cat > helper.py <<'PY'
def shout(text):
    return text.upper()
PY
for way in relative absolute; do
    mkdir "$way"
    cp helper.py "$way/"
    [ "$way" = relative ] && statement="from .helper import shout" || statement="from helper import shout"
    cat > "$way/parts.py" <<PY
from spacy.language import Language
$statement

@Language.component("shouter")
def shouter(doc):
    doc.user_data["shouted"] = shout(doc.text)
    return doc
PY
    # The model itself is made with a copy of the component that stands alone.
    env/bin/python - "$way" <<'PY'
import sys
import spacy
from spacy.language import Language

@Language.component("shouter")
def shouter(doc):
    return doc

nlp = spacy.blank("en")
nlp.add_pipe("shouter")
nlp.to_disk(f"{sys.argv[1]}/model")
PY
    mkdir "$way/out"
    (cd "$way" && PYTHONPATH=. ../env/bin/python -m spacy package model out --code parts.py,helper.py --build none \
        --name demo --version 0.0.1 > log 2>&1) || true
done

# 1. A relative import stops the command.
grep -q "attempted relative import with no known parent package" relative/log
# 2. An absolute one passes, and the package does not load.
test -d absolute/out/en_demo-0.0.1
cd absolute/out/en_demo-0.0.1
if "$work/env/bin/python" -c "import en_demo; en_demo.load()" > load.log 2>&1; then
    echo "changed: the package loads"
    exit 1
fi
grep -q "No module named 'helper'" load.log
echo "spaCy 3.8.18: relative imports between files of --code stop 'spacy package'; absolute ones stop the package from loading"
