"""The wheel in programs of others, as docs/how-to/elsewhere.md has it. CONTRIBUTING.md says how to run this.

Each program has an environment of its own, whose Python a variable names. The wheel is put in front of what is there.
"""

import json
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest
import spacy

from cable_ner.retraining import About, make_wheel
from tests.helpers.cards import CONVERSION, figures

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "elsewhere.md"
TEXT = "\N{GRINNING FACE} Mayor Ann Lee70 of Milltown spoke about harvest number 70."
pytestmark = pytest.mark.slow


def python_of(variable: str) -> str:
    """Returns the Python that a variable names; skips the test if there is none."""
    if not (named := os.environ.get(variable)):
        pytest.skip(f"{variable} does not name the Python of an environment with the program; see CONTRIBUTING.md")
    return named


@pytest.fixture
def site(tmp_path, tiny_lexical_model) -> Path:
    """Returns a folder in which the wheel of a model is unpacked."""
    wheel = make_wheel(
        tiny_lexical_model, figures("gold"), CONVERSION, tmp_path / "packages", about=About("cable_ner", "0.1.0")
    )
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")  # noqa: S202
    return tmp_path / "site"


@pytest.fixture
def expected(tiny_lexical_model) -> list[tuple[int, int, str]]:
    """Returns what the model itself finds."""
    found = [(ent.start_char, ent.end_char, ent.label_) for ent in spacy.load(tiny_lexical_model)(TEXT).ents]
    assert {label for *_, label in found} == {"PER", "LOC"}
    return found


_ANALYZE = """
import json, os, sys
import fasttext

def classifier(path, rows):
    with open("rows.txt", "w") as file:
        file.writelines(f"__label__{label} {text}\\n" for label, text in rows * 20)
    options = {"epoch": 50, "minCount": 1, "minn": 2, "maxn": 4, "bucket": 2000, "dim": 10, "thread": 1, "verbose": 0}
    fasttext.train_supervised(input="rows.txt", **options).save_model(path)

classifier("language.ftz", [("en", "the minister told the embassy"), ("de", "der minister sagte der botschaft")])
classifier("type.ftz", [("PER", "ann lee"), ("ORG", "bakers guild"), ("LOC", "port of milltown")])
from followthemoney import model
from ftm_analyze.logic import analyze_entity

document = model.make_entity("PlainText")
document.make_id("a")
document.add("bodyText", sys.argv[1])
print("RESULT", json.dumps([entity.to_dict() for entity in analyze_entity(document)]))
"""


def test_ftm_analyze_makes_entities_of_what_the_model_finds(site, expected, tmp_path):
    python = python_of("FTM_ANALYZE_PYTHON")
    settings = {
        "PYTHONPATH": str(site), "FTM_ANALYZE_SPACY_MODELS_ENG": "en_cable_ner",
        "FTM_ANALYZE_LID_MODEL_PATH": "language.ftz", "FTM_ANALYZE_NER_TYPE_MODEL_PATH": "type.ftz",
        "FTM_ANALYZE_NER_TYPE_MODEL_CONFIDENCE": "0",
    }  # fmt: skip
    done = subprocess.run(
        [python, "-c", _ANALYZE, TEXT], cwd=tmp_path, env=os.environ | settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    *mentions, document = json.loads(re.search(r"^RESULT (.*)$", done.stdout, re.M)[1])
    names = {
        label: {TEXT[start:end].lower() for start, end, found in expected if found == label} for label in ("PER", "LOC")
    }
    assert names == {"PER": {"ann lee70"}, "LOC": {"milltown"}}
    assert document["schema"] == "PlainText"
    assert document["properties"]["peopleMentioned"] == ["ann lee70"]
    assert document["properties"]["locationMentioned"] == ["milltown"]
    assert [mention["properties"]["name"] for mention in mentions] == [["ann lee70"]]
    assert [mention["properties"]["detectedSchema"] for mention in mentions] == [["Person"]]


LAYER = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
# Makes the request that INCEpTION would send, and reads its answer.
_CAS = """
import json, sys
from cassis import Cas, TypeSystem, load_cas_from_xmi

layer, text = sys.argv[1:3]
types = TypeSystem()
entity = types.create_type(layer)
types.create_feature(entity, "value", "uima.cas.String")
types.create_feature(entity, "inception_internal_predicted", "uima.cas.Boolean")
if len(sys.argv) == 3:
    cas = Cas(types)
    cas.sofa_string, cas.sofa_mime = text, "text/plain"
    metadata = {"layer": layer, "feature": "value", "projectId": 1, "anchoringMode": "tokens", "crossSentence": False}
    document = {"xmi": cas.to_xmi(), "documentId": 7, "userId": "ann"}
    print(json.dumps({"metadata": metadata, "document": document, "typeSystem": types.to_xml()}))
else:
    cas = load_cas_from_xmi(sys.argv[3], types)
    print(json.dumps([(one.begin, one.end, one.value, one.inception_internal_predicted) for one in cas.select(layer)]))
"""


def test_inception_recommender_suggests_what_the_model_finds(site, expected, tmp_path):
    python = python_of("INCEPTION_PYTHON")

    def cas(*arguments: str) -> str:
        return subprocess.run(
            [python, "-c", _CAS, LAYER, TEXT, *arguments], capture_output=True, text=True, check=True
        ).stdout  # fmt: skip

    [code] = re.findall(r"```python\n(import sys\n.*?)```", PAGE.read_text(encoding="utf8"), re.S)
    (tmp_path / "recommender.py").write_text(code, encoding="utf8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (tmp_path / "log.txt").open("w") as log:
        server = subprocess.Popen(
            [python, "recommender.py", "en_cable_ner", str(port)],
            cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(site)}, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            answer = _ask(f"http://127.0.0.1:{port}/cable_ner/predict", cas(), server)
        finally:
            server.kill()
            server.wait()
    suggested = json.loads(cas(json.loads(answer)["document"]))
    assert suggested == [[start, end, label, True] for start, end, label in expected]
    assert f"Running on http://127.0.0.1:{port}" in (tmp_path / "log.txt").read_text()


def _ask(url: str, body: str, server: subprocess.Popen) -> bytes:
    """Returns the answer to a request, as soon as the server answers."""
    request = urllib.request.Request(url, body.encode(), {"Content-Type": "application/json"})  # noqa: S310
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(120):
        try:
            with opener.open(request, timeout=30) as answer:
                return answer.read()
        except urllib.error.HTTPError:
            raise
        except urllib.error.URLError:  # (refused, until it listens)
            assert server.poll() is None, "the server has ended"
            time.sleep(0.5)
    raise AssertionError("the server does not answer")
