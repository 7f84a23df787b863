"""The server of a model: what Label Studio and INCEpTION send, over HTTP, and what others may not."""

import json
import threading
import urllib.error
import urllib.request

import pytest
import spacy

from cable_ner.audit import labelling_config
from cable_ner.model import load_model
from cable_ner.tagging.suggesting import ModelServer, Suggester

TEXT = "\N{GRINNING FACE} Mayor Ann Lee70 of Milltown spoke about harvest number 70."
CONFIG = labelling_config(("PER", "LOC"))
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture(scope="module")
def server(tiny_lexical_model, tmp_path_factory):
    queue = tmp_path_factory.mktemp("queue") / "queue.jsonl"
    with ModelServer(Suggester(load_model(tiny_lexical_model)), port=0, queue=queue) as made:
        thread = threading.Thread(target=made.serve_forever, daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join(10)


@pytest.fixture(scope="module")
def expected(tiny_lexical_model):
    """Returns what the model itself finds in the text, by character offsets."""
    found = [(ent.start_char, ent.end_char, ent.label_) for ent in spacy.load(tiny_lexical_model)(TEXT).ents]
    assert {label for *_, label in found} == {"PER", "LOC"}
    return found


def ask(server, path, body=None, **headers):
    """Returns the status and the answer to a request."""
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"Content-Type": "application/json", **{key.replace("_", "-"): value for key, value in headers.items()}}
    try:
        with OPENER.open(urllib.request.Request(server.url + path, data, given), timeout=30) as answer:  # noqa: S310
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    return status, json.loads(text) if text else None


def predict(server, *texts, config=CONFIG):
    tasks = [{"id": number, "data": {"text": text}} for number, text in enumerate(texts)]
    return ask(server, "/predict", {"tasks": tasks, "project": "1.2", "label_config": config, "params": {"context": None}})


def test_server_health_and_setup(server):
    assert ask(server, "/health") == ask(server, "/") == (200, {"status": "UP", "model_class": "CableNer", "v2": True})
    status, answer = ask(server, "/setup", {"project": "1.2", "schema": CONFIG, "access_token": "secret"})
    assert (status, answer) == (200, {"model_version": server.suggester.version})
    assert ask(server, "/versions") == (200, {"versions": [server.suggester.version]})


def test_server_predicts_what_the_model_finds(server, expected):
    status, answer = predict(server, TEXT, "Nothing here.")
    assert status == 200
    first, second = answer["results"]
    values = [item["value"] for item in first["result"]]
    assert [(value["start"], value["end"], value["labels"][0]) for value in values] == expected
    assert {(item["from_name"], item["to_name"], item["type"]) for item in first["result"]} == {("label", "text", "labels")}
    assert 0 < first["score"] <= 1
    assert second["result"] == []
    assert first["model_version"] == server.suggester.version


def test_server_takes_names_and_labels_from_the_project(server, expected):
    config = '<View><Labels name="ner" toName="t"><Label value="LOC"/></Labels><Text name="t" value="$text"/></View>'
    [item] = predict(server, TEXT, config=config)[1]["results"][0]["result"]
    assert (item["from_name"], item["to_name"], item["value"]["labels"]) == ("ner", "t", ["LOC"])


def test_server_only_notes_that_a_training_was_asked_for(server):
    sent = {"action": "START_TRAINING", "project": {"id": 3, "title": "secret"}, "access_token": "secret"}
    assert ask(server, "/webhook", sent) == (200, {"status": "queued"})
    assert ask(server, "/webhook", {"action": "PROJECT_UPDATED"})[1] == {"status": "nothing is trained here"}
    assert ask(server, "/inception/train", {"metadata": {"projectId": 4}, "documents": []}) == (204, None)
    rows = [json.loads(line) for line in server.queue.read_text(encoding="utf8").splitlines()]
    assert [(row["action"], row["project"]) for row in rows] == [("START_TRAINING", 3), ("INCEPTION", 4)]
    assert "secret" not in server.queue.read_text(encoding="utf8")


LAYER = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"


def test_server_recommends_to_inception(server, expected):
    cassis = pytest.importorskip("cassis")
    types = cassis.TypeSystem()
    entity = types.create_type(LAYER)
    for name, kind in (("value", "String"), ("inception_internal_predicted", "Boolean"), ("value_score", "Double")):
        types.create_feature(entity, name, f"uima.cas.{kind}")
    cas = cassis.Cas(types)
    cas.sofa_string, cas.sofa_mime = TEXT, "text/plain"
    sent = {
        "metadata": {"layer": LAYER, "feature": "value", "projectId": 1},
        "document": {"xmi": cas.to_xmi(), "documentId": 7, "userId": "ann"}, "typeSystem": types.to_xml(),
    }  # fmt: skip
    status, answer = ask(server, "/inception/predict", sent)
    assert status == 200
    found = cassis.load_cas_from_xmi(answer["document"], types).select(LAYER)
    assert [(one.begin, one.end, one.value) for one in found] == expected
    assert all(one.inception_internal_predicted and 0 < one.value_score <= 1 for one in found)
    status, answer = ask(server, "/inception/predict", {**sent, "typeSystem": "<x/>"})
    assert (status, "is no CAS that dkpro-cassis reads" in answer["error"]) == (400, True)
    assert ask(server, "/inception/predict", {"metadata": {}})[0] == 400


@pytest.mark.parametrize(
    ("path", "body", "headers", "status", "message"),
    [
        ("/predict", b"[]", {}, 400, "the request is no JSON object"),
        ("/predict", b"{", {}, 400, "the request is no JSON object"),
        ("/predict", {"tasks": [], "label_config": "<View/>"}, {}, 400, "the labelling configuration has no <Labels>"),
        ("/predict", {"tasks": [{"data": {}}], "label_config": CONFIG}, {}, 400, "a task has no text in the field 'text'"),
        ("/predict", {"label_config": CONFIG}, {}, 400, "the request has no list of tasks"),
        ("/setup", {"schema": "<"}, {}, 400, "the labelling configuration is not XML"),
        ("/other", {}, {}, 404, "there is no /other here"),
        ("/other", None, {}, 404, "there is no /other here"),
        ("/health", None, {"Host": "example.org"}, 421, "this server answers this machine only"),
        ("/webhook", b"{}", {"Content_Type": "text/plain"}, 415, "a request is application/json"),
    ],
)
def test_server_refuses(server, path, body, headers, status, message):
    found, answer = ask(server, path, body, **headers)
    assert (found, answer["error"][: len(message)]) == (status, message)


def test_server_on_a_port_in_use(server):
    with pytest.raises(OSError, match=r"port \d+ of 127.0.0.1 cannot be used .*; give another --port"):
        ModelServer(server.suggester, port=server.server_address[1])


def test_server_of_another_model_has_another_version(server, tiny_model):
    assert Suggester(load_model(tiny_model)).version != server.suggester.version
    assert Suggester(load_model(tiny_model)).version == Suggester(load_model(tiny_model)).version
