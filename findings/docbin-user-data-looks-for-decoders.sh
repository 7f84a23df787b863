#!/usr/bin/env bash
# spaCy 3.8.14, srsly 2.5.3, catalogue 2.0.10: reading a DocBin with user data searches all installed packages at each Doc.
#
# One would expect that reading user data costs what unpacking a few bytes costs. `DocBin.get_docs` unpacks it with
# `srsly.msgpack_loads`, and that asks the registry `srsly_msgpack_decoders` for all decoders at every call: catalogue goes through
# every entry point of the environment, and through every function that spaCy and thinc have registered. So Docs of 60 words take
# seven times as long to read as without user data, even if it is empty, and more where more packages are installed (13 times with
# 160). `DocBin.add` with store_user_data=True does the same for encoders, for each Doc; so do `Doc.to_bytes` and `from_bytes`, which
# `nlp.pipe(n_process=2)` sends Docs with.
# What helps: take `docbin.user_data` away before `get_docs`, and unpack it with `srsly.msgpack.unpackb(data, raw=False,
# use_list=False, object_hook=..., object_pairs_hook=None)`, which searches for nothing.
#
# Installs spaCy into a temporary folder. Exits with 0 while it behaves so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check "spacy==3.8.14" "srsly==2.5.3" "catalogue==2.0.10"
cat > try.py <<'PY'
import time

import catalogue
import spacy
from spacy.tokens import DocBin

nlp = spacy.blank("en")
docs = [nlp.make_doc("He left for the capital on Monday. " * 7) for _ in range(500)]
docbin = DocBin(store_user_data=True, docs=docs)
searches = []
search = catalogue.Registry.get_all
catalogue.Registry.get_all = lambda registry: searches.append(registry.namespace) or search(registry)


def seconds():
    begun = time.process_time()
    assert sum(1 for _ in docbin.get_docs(nlp.vocab)) == 500
    return time.process_time() - begun


seconds()
searches.clear()
with_data = seconds()
found = len(searches)
docbin.user_data = []
searches.clear()
without = seconds()
print(f"500 Docs: {found} searches with user data (all of it empty), {len(searches)} without")
print(f"seconds: {with_data:.2f} and {without:.2f}")
assert found == 500 and not searches and with_data > 3 * without
PY
env/bin/python try.py
