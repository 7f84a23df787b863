"""`review label-studio` on a real Label Studio server. CONTRIBUTING.md says how to run this.

The server is the package on the index, with SQLite, on the loopback. People's work is stored as the browser stores it.
"""

import json
import secrets
import signal
import subprocess
import sys
import threading
import time
import urllib.error
from collections import Counter
from contextlib import suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typer.testing import CliRunner

from cable_ner.cli import app
from cable_ner.files import digest, new_docbin
from cable_ner.model import load_model
from cable_ner.tagging.suggesting import ModelServer, Suggester
from tests.helpers import no_network
from tests.helpers.audit_json import NLP, words
from tests.helpers.label_studio import PEOPLE, label_studio_command, real_server, regions

pytestmark = pytest.mark.slow
COUNT = 200


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    pytest.importorskip("label_studio_sdk", reason="the extra label-studio is not installed")
    label_studio_command()
    guard = no_network.guard(tmp_path_factory.mktemp("guard"))
    variables = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path_factory.mktemp("home")), **guard}
    with real_server(tmp_path_factory.mktemp("studio"), variables) as found:
        yield found


def text_of(number):
    return f"😀 Khamis met guild {number} in Tripoli."


def write_audit(folder, *, label="LOC", count=COUNT):
    """Writes an audit that asks of each paragraph whether a name is a person, the last one first; and the Docs."""
    folder.mkdir(exist_ok=True)
    suspects, forms, docs = [], [], []
    for number in range(count):
        text = text_of(number)
        suspects.append(
            {"cable": f"{number}.txt", "index": 0, "paragraph": digest(text), "zone": "paragraph", "start": 2, "end": 8,
             "text": "Khamis", "old": [[2, 8, label]], "new": [[2, 8, "PER"]], "confidence": 0.9,
             "reasons": ["5 of 5 say so"],
             "before": text[:2], "after": text[8:]}
        )  # fmt: skip
        forms.append(
            {"form": "Khamis", "label": label, "becomes": "PER", "text": None, "count": 1, "confidence": 0.9,
             "gain": 1 + number / 1000, "reasons": [], "mentions": [number], "kind": "place", "cable": f"{number}.txt"}
        )  # fmt: skip
        doc = NLP.make_doc(text)
        doc.ents = [doc.char_span(2, 8, label=label)]
        doc.user_data.update(cable=f"{number}.txt", index=0, zone="paragraph", labels="silver")
        docs.append(doc)
    (folder / "audit.json").write_text(json.dumps({"suspects": suspects, "forms": forms, "spread": []}), encoding="utf8")
    new_docbin(docs).to_disk(folder / "train.spacy")
    return folder


class Work:
    """A folder with an audit, and a project on the server."""

    def __init__(self, server, folder, title):
        self.server, self.folder, self.title = server, write_audit(folder), title

    def arguments(self, name, *more, token="", url=""):
        own = ["--corpus", self.folder / "train.spacy"] if name == "push" else []
        return [
            "review", "label-studio", name, "--url", url or self.server.url, "--token", token or self.server.token,
            "--project", self.title, "--audit", self.folder / "audit.json", "--corrections", self.corrections, *own, *more,
        ]  # fmt: skip

    def run(self, name, *more, exits=0, **how):
        """Runs a command in this process; returns what it printed, as words."""
        done = CliRunner().invoke(app, [str(part) for part in self.arguments(name, *more, **how)])
        assert done.exit_code == exits, done.output
        return words(done.output)

    def start(self, name, *more):
        """Runs a command in a process of its own."""
        code = "import sys; from cable_ner.cli import app; app(sys.argv[1:])"
        arguments = [sys.executable, "-c", code, *map(str, self.arguments(name, *more))]
        return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    @property
    def corrections(self):
        return self.folder / "corrections.jsonl"

    @property
    def decisions(self):
        lines = self.corrections.read_text(encoding="utf8").splitlines() if self.corrections.exists() else []
        return [json.loads(line) for line in lines]

    @property
    def id(self):
        [found] = [one["id"] for one in self.server.ask("/api/projects")["results"] if one["title"] == self.title]
        return found

    @property
    def tasks(self):
        """Returns the tasks there in their order."""
        found = self.server.ask(f"/api/tasks?project={self.id}&page_size=1000&fields=all")["tasks"]
        return sorted(found, key=lambda task: task["id"])

    def annotate(self, task, label="PER", **more):
        result = regions((2, 8, label), text=task["data"]["text"])
        return self.server.ask(f"/api/tasks/{task['id']}/annotations/", {"result": result, "lead_time": 3.5, **more})


@pytest.fixture
def work(server, tmp_path, request):
    title = f"{request.node.name[-40:]} {secrets.token_hex(3)}"  # (of 50 characters at most)
    return Work(server, tmp_path / "work", title)


def test_label_studio_pushes_in_order_and_pulls_what_is_new(work):
    assert "200 tasks added to project" in work.run("push")
    tasks = work.tasks
    assert [task["data"]["text"] for task in tasks] == [text_of(number) for number in reversed(range(COUNT))]
    assert tasks[0]["data"]["questions"] == "“Khamis”: LOC → PER? (90% sure)\n  · 5 of 5 say so"
    [prediction] = tasks[0]["predictions"]
    assert (prediction["model_version"], prediction["score"]) == ("cable_ner", 0.1)
    assert prediction["result"][0]["value"] == {"start": 2, "end": 8, "text": "Khamis", "labels": ["LOC"]}
    assert work.server.ask(f"/api/projects/{work.id}/next")["id"] == tasks[0]["id"]
    assert "0 tasks added" in work.run("push")
    assert len(work.tasks) == COUNT

    for task in tasks[:30]:
        work.annotate(task)
    shown = work.run("pull")
    assert "30 decisions added" in shown
    assert shown.endswith("mentions: 0 added, 30 changed, 0 removed, 0 unchanged; 0 rows or tasks refused")
    assert {(row["text"], row["spans"][0][2], row["by"]) for row in work.decisions} == {("Khamis", "PER", PEOPLE[1])}
    assert all(row["date"].startswith("20") and row["spans"] == [[2, 8, "PER"]] for row in work.decisions)
    assert "0 decisions added" in work.run("pull")

    changed = work.server.ask(f"/api/tasks/{tasks[0]['id']}/annotations/")[0]["id"]
    result = regions((2, 8, "ORG"), text=tasks[0]["data"]["text"])
    work.server.ask(f"/api/annotations/{changed}/", {"result": result}, method="PATCH")
    work.annotate(tasks[50], "MISC")
    assert "2 decisions added" in work.run("pull")
    assert [row["spans"][0][2] for row in work.decisions[30:]] == ["ORG", "MISC"]
    shown = work.run("status")
    assert "annotated 31" in shown
    assert "of these, not pulled yet 0" in shown
    assert "not begun 169" in shown


def test_label_studio_goes_on_after_a_kill(work):
    state = work.folder / "corrections.label-studio.json"
    process = work.start("push")
    while process.poll() is None and not state.exists():
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert 0 < len(work.tasks) < COUNT
    work.run("push")
    assert Counter(task["data"]["text"] for task in work.tasks) == Counter(map(text_of, range(COUNT)))

    for task in work.tasks[:20]:
        work.annotate(task)
    begun = time.monotonic()
    process = work.start("pull")
    process.wait()
    lasted = time.monotonic() - begun
    for share in (0.7, 0.95):
        work.corrections.unlink(missing_ok=True)
        state.unlink()
        process = work.start("pull")
        time.sleep(lasted * share)
        process.kill()
        process.wait()
        work.run("pull")
        assert sorted(row["cable"] for row in work.decisions) == sorted(f"{COUNT - 1 - at}.txt" for at in range(20))


def test_label_studio_after_another_audit(work):
    work.run("push", "-n", "20")
    tasks = work.tasks
    work.annotate(tasks[0])
    work.server.ask(f"/api/tasks/{tasks[1]['id']}/drafts", {"result": [], "lead_time": 1})
    write_audit(work.folder, label="ORG")
    shown = work.run("push", "-n", "20")
    assert "2 paragraphs that somebody has begun, left as they are" in shown
    assert "0 tasks added" in shown
    assert "18 updated, 0 unchanged" in shown
    after = work.tasks
    assert [(task["data"], task["annotations"]) for task in after[:2]] == [
        (old["data"], task["annotations"]) for old, task in zip(tasks, after[:2])
    ]
    labels = [[one["result"][0]["value"]["labels"] for one in task["predictions"]] for task in after]
    assert labels == [[["LOC"]]] * 2 + [[["ORG"]]] * 18
    assert "0 tasks added" in work.run("push", "-n", "20")


def test_label_studio_drafts_and_answers_that_differ(work):
    work.run("push", "-n", "5")
    one, two, three, *_ = work.tasks
    work.server.ask(
        f"/api/tasks/{one['id']}/drafts", {"result": regions((2, 8, "MISC"), text=one["data"]["text"]), "lead_time": 1}
    )
    work.annotate(two, "PER")
    work.annotate(two, "ORG")
    work.annotate(three)
    shown = work.run("pull", exits=1)
    assert "1 task with a draft that is not submitted" in shown
    assert "has other mentions than" in shown
    assert "1 decision added" in shown
    assert "has other mentions than" in work.run("pull", exits=1)
    last = work.server.ask(f"/api/tasks/{two['id']}/annotations/")[-1]["id"]
    work.server.ask(f"/api/annotations/{last}/", {"ground_truth": True}, method="PATCH")
    assert "1 decision added" in work.run("pull")
    assert "1 decision added" in work.run("pull", "--drafts")
    assert Counter(row["spans"][0][2] for row in work.decisions)["MISC"] == 1


def test_label_studio_tasks_that_are_deleted_there(work):
    work.run("push", "-n", "5")
    one, two, *_ = work.tasks
    work.annotate(one)
    work.annotate(two)
    work.server.ask(f"/api/tasks/{one['id']}/", method="DELETE")
    assert "1 decision added" in work.run("pull")
    shown = work.run("push", "-n", "5")
    assert "1 paragraph that somebody deleted there, not pushed again" in shown
    assert "pushed, and deleted there 1" in work.run("status")
    assert "1 tasks added" in work.run("push", "-n", "5", "--again")
    for task in work.tasks:
        work.server.ask(f"/api/tasks/{task['id']}/", method="DELETE")
    assert "0 decisions added" in work.run("pull")


def test_label_studio_tokens(work):
    work.run("push", "-n", "1")
    personal = work.server.ask("/api/token/", {}, method="POST")["token"]
    assert "0 decisions added" in work.run("pull", token=personal)
    [listed] = work.server.ask("/api/token/")
    assert "the token is cut off" in work.run("pull", token=listed["token"], exits=1)
    assert "the token was refused (Invalid token.)" in work.run("pull", token="0" * 40, exits=1)
    wrong = personal[:-4] + ("AAAA" if personal[-4:] != "AAAA" else "BBBB")
    assert "the token was refused" in work.run("pull", token=wrong, exits=1)
    access = work.server.ask("/api/token/refresh/", {"refresh": personal})["access"]
    assert "the token is one that ends after minutes" in work.run("pull", token=access, exits=1)
    bearer = f"Bearer {access}"
    try:
        work.server.ask("/api/jwt/settings", {"legacy_api_tokens_enabled": False, "api_tokens_enabled": True}, token=bearer)
        assert "legacy tokens are switched off there" in work.run("pull", exits=1)
        assert "0 decisions added" in work.run("pull", token=personal)
    finally:
        work.server.ask("/api/jwt/settings", {"legacy_api_tokens_enabled": True, "api_tokens_enabled": True}, token=bearer)


def test_label_studio_uses_the_model_while_people_work(work, tiny_lexical_model):
    work.run("push", "-n", "3")
    suggester = Suggester(load_model(tiny_lexical_model))
    with ModelServer(suggester, port=0) as model:
        thread = threading.Thread(target=model.serve_forever, daemon=True)
        thread.start()
        with suppress(urllib.error.HTTPError):  # (it answers 403, and has connected it: see findings/)
            work.server.ask("/api/ml/", {"project": work.id, "url": model.url, "title": "Cable NER"})
        [made] = work.server.ask(f"/api/ml?project={work.id}")
        assert (made["state"], made["model_version"]) == ("CO", suggester.version)
        text = "😀 Mayor Ann Lee70 of Milltown spoke about harvest number 70."
        work.server.ask(f"/api/projects/{work.id}/import", [{"data": {"text": text, "questions": ""}}])
        work.server.ask(f"/api/projects/{work.id}/", {"evaluate_predictions_automatically": True}, method="PATCH")
        task = next(task for task in work.tasks if task["data"]["text"] == text)
        [prediction] = [one for one in task["predictions"] if one["model_version"] == suggester.version]
        values = [item["value"] for item in prediction["result"]]
        assert {text[value["start"] : value["end"]] for value in values} == {"Ann Lee70", "Milltown"}
        model.shutdown()
        thread.join(10)


def test_label_studio_that_is_away(work):
    work.run("push", "-n", "1")
    shown = work.run("pull", url="http://127.0.0.1:9", exits=1)
    assert shown.endswith("no server answers there; start it (`label-studio start`), or correct --url")
    with ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        shown = work.run("pull", url=f"http://127.0.0.1:{other.server_address[1]}", exits=1)
        other.shutdown()
    assert "correct --url" in shown
