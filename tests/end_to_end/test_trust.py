"""What SECURITY.md promises of the code: what is in it, and what is not."""

import ast
import html
import json
import pickle
import re
import shutil
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy
import pytest
import spacy
import srsly
from spacy.language import Language
from weasel.cli.run import project_run

from cable_ner.files import new_docbin, read_docs

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "scripts").rglob("*.py"))
TEMPLATES = sorted((ROOT / "scripts" / "cable_ner" / "evaluation" / "templates").iterdir())
# Modules that run what they read (https://docs.python.org/3/library/security_warnings.html), and a yaml beyond safe loading.
NEVER_IMPORTED = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "yaml", "xmlrpc", "code", "pty"}
NEVER_CALLED = {"eval", "exec", "compile", "__import__"}


def calls(tree: ast.AST) -> list[tuple[str, ast.Call]]:
    """Returns the calls in a file, each with its function's dotted name."""
    return [(ast.unparse(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {(node.module or "").split(".")[0]}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_trust_nothing_runs_what_it_reads(path):
    tree = ast.parse(path.read_text(encoding="utf8"))
    assert imports(tree) & NEVER_IMPORTED == set()
    for name, call in calls(tree):
        keywords = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
        assert name not in NEVER_CALLED
        assert name not in ("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput")
        assert keywords.get("shell", "False") == "False"
        if name.split(".")[-1] == "load" and name.split(".")[0] in ("numpy", "np"):
            assert keywords.get("allow_pickle") == "False"
        if name.endswith(("pickle_loads", "read_pickle", "extractall", "extract")) and "archive" in name:
            pytest.fail(f"{path.name}: {name}")


def test_trust_yaml_makes_no_objects():
    with pytest.raises(ValueError, match="Invalid YAML"):
        srsly.yaml_loads("!!python/object/apply:os.getcwd []")


class Trap:
    """What leaves a file behind when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return (Path.touch, (self.path,))


def test_trust_docbin_files_run_nothing(tmp_path, nlp):
    """A DocBin is msgpack, with numbers and texts in it; an array of objects, as others unpickle it, is none."""
    trap = pickle.dumps(Trap(tmp_path / "sprung"))
    array = srsly.msgpack_dumps({b"nd": True, b"type": "|O", b"kind": b"O", b"shape": (1,), b"data": trap})
    message = srsly.msgpack_loads(zlib.decompress(new_docbin([nlp("Tripoli")]).to_bytes()))
    for name, value in message.items():
        for hostile in (trap, array):
            changed = {**message, name: [hostile] if isinstance(value, list) else hostile}
            (tmp_path / "a.spacy").write_bytes(zlib.compress(srsly.msgpack_dumps(changed)))
            with suppress(Exception):  # (of any kind: it may be no DocBin file)
                list(read_docs(tmp_path / "a.spacy", nlp.vocab))
    assert not (tmp_path / "sprung").exists()


def test_trust_arrays_of_objects_are_not_loaded(tmp_path):
    numpy.save(tmp_path / "a.npy", numpy.array([Trap(tmp_path / "sprung")], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="allow_pickle"):
        numpy.load(tmp_path / "a.npy", allow_pickle=False)
    assert not (tmp_path / "sprung").exists()


@pytest.fixture(scope="module")
def nlp() -> Language:
    """Returns a tokenizer."""
    return spacy.blank("en")


# -- project.yml ---------------------------------------------------------------------------------

ODD = ["a; touch pwned", "`touch pwned`", "a && touch pwned", "a | tee pwned", "a > pwned", "~", "*", "a b"]
NOT_TAKEN = ["$(touch pwned)", "$HOME", "it's"]


@pytest.fixture
def project(tmp_path, cable, monkeypatch) -> Callable[[str], Path]:
    """Returns a function that makes a project whose cables are in a folder of this name."""

    def make(name: str) -> Path:
        for folder in ("scripts", "configs"):
            shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        shutil.copy(ROOT / "project.yml", tmp_path)
        for folder in (name, "corpus/gold", "corpus/gold-train"):
            (tmp_path / folder).mkdir(parents=True)
        (tmp_path / "corpus" / "corrections.jsonl").touch()
        for number in range(3):
            (tmp_path / name / f"c{number}.txt").write_text(cable(number), encoding="utf8")
        monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
        return tmp_path

    return make


def test_trust_no_shell_reads_a_variable_of_the_project(project, cable, command, monkeypatch):
    """weasel takes a command apart by itself (shlex) and runs it without a shell."""
    folder = project(ODD[0])
    listing = folder / "corpus" / "inventory.json"
    # (what it is given is all that is asked here, and to import the library takes longer)
    (folder / "scripts" / "inventory.py").write_text(
        "import json, pathlib, sys\n[*given, _, output] = sys.argv[1:]\n"
        "pathlib.Path(output).parent.mkdir(exist_ok=True)\njson.dump(given, open(output, 'w'))"
    )
    for name in ODD[1:]:
        (folder / name).mkdir()
        (folder / name / "c.txt").write_text(cable(1), encoding="utf8")
    monkeypatch.chdir(folder)
    for name in ODD:
        project_run(folder, "inventory", overrides={"vars.raw": name}, capture=True)
        given = srsly.read_json(listing)
        assert given[0] == name
        assert command("inventory", *given, "--output", listing).exit_code == 0
        assert len(srsly.read_json(listing)[name]) == (3 if name == ODD[0] else 1)
    for name in ODD[1:2]:
        project_run(folder, "convert", overrides={"vars.raw": name}, capture=True)
        assert srsly.read_json(folder / "corpus" / "convert.json")["cables"] == 1
    assert not [*folder.rglob("pwned")]


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_trust_variables_that_weasel_cannot_take_run_nothing(project, name):
    """A dollar begins a variable, and a quote ends one: such folders are given to scripts/convert.py itself."""
    folder = project(name)
    (folder / "corpus" / "inventory.json").touch()
    with pytest.raises((TypeError, ValueError)):
        project_run(folder, "convert", overrides={"vars.raw": name}, capture=True)
    assert not (folder / "pwned").exists()
    assert not (folder / "corpus" / "convert.json").exists()


# -- pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix == ".html"], ids=lambda path: path.name)
def test_trust_templates_let_no_text_through_as_markup(path):
    text = path.read_text(encoding="utf8")
    assert not re.search(r"\|\s*safe\b|autoescape\s+false", text)
    assert not re.search(r"\bon\w+\s*=\s*[\"']", text)  # no handlers in attributes, which the policy would stop


def test_trust_every_page_has_a_policy():
    [base] = [path for path in TEMPLATES if path.name == "base.html"]
    text = base.read_text(encoding="utf8")
    assert "Content-Security-Policy" in text
    assert "default-src 'none'" in html.unescape(text)


# -- hostile archives through the commands -------------------------------------------------------

HOSTILE = {
    "x" * 255 + ".txt": "long",
    "a\x1b[2Jb.txt": "escape",
    "../out.txt": "outside",
    "con\nvict.txt": "line",
    "<img src=x onerror=alert(1)>.txt": "page",
    "=cmd|calc.txt": "formula",
    "a.txt": "plain",
    "A.txt": "capital",
    "a.txt/b.txt": "below a file",
}


@pytest.fixture
def hostile(tmp_path, cable) -> Path:
    """Returns an archive of cables with hostile names, and one bomb."""
    with zipfile.ZipFile(tmp_path / "raw.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number, name in enumerate(HOSTILE):
            archive.writestr(name, cable(number))
        for number in range(7):
            archive.writestr(f"bomb{number}.txt", bytes(10_000_000))
    return tmp_path / "raw.zip"


def test_trust_convert_goes_on_after_hostile_members(hostile, tmp_path, command):
    done = command("convert", hostile, "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "\x1b[2J" not in done.output
    report = (tmp_path / "out" / "convert.json").read_text(encoding="utf8")
    assert json.loads(report)["cables"] == len(HOSTILE) - 1  # (the one that points outside)
    assert "unpacks to more than 100 times its size" in report
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "raw.zip"]


@pytest.mark.parametrize("format", ["html", "inline", "csv", "jsonl", "conll", "spacy"])
def test_trust_tag_goes_on_after_hostile_members(hostile, tmp_path, command, tiny_model, format):
    done = command("tag", hostile, "--model", tiny_model, "--format", format, "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "\x1b[2J" not in done.output
    report = srsly.read_json(tmp_path / "out" / "tag.json")
    failures = {failure["cable"]: failure["message"] for failure in report["failures"]}
    own_files = format in ("html", "inline", "jsonl", "conll")
    assert ("raw.zip/" + "x" * 255 + ".txt" in failures) == own_files
    assert ("raw.zip/a.txt/b.txt" in failures) == (own_files and format == "inline")
    assert "raw.zip/../out.txt" in failures
    assert failures["raw.zip"].startswith("unpacks to more than 100 times")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "raw.zip"]
    for path in (tmp_path / "out").rglob("*"):
        assert path.name.isprintable()


@pytest.mark.parametrize("as_page", [False, True])
def test_trust_tagged_pages_have_a_policy(tmp_path, command, tiny_model, cable, as_page):
    """It comes before everything of the cable's; a browser's own test of it is `tests/browser`."""
    hostile = "<script>alert(1)</script><img src=http://192.0.2.1/x onerror=alert(1)><base href=http://192.0.2.1/>"
    (tmp_path / "raw").mkdir()
    text = f"<!doctype html>{hostile}{cable(1, hostile)}" if as_page else f"Mayor Ann Lee of Milltown. {hostile}"
    (tmp_path / "raw" / "a.txt").write_text(text, encoding="utf8")
    done = command("tag", tmp_path / "raw", "--model", tiny_model, "--format", "html", "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    written = next((tmp_path / "out").glob("*.html")).read_text(encoding="utf8")
    [policy] = re.findall(r'<meta http-equiv=Content-Security-Policy content="([^"]*)">', written)
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "script-src" not in policy
    assert written.index("Content-Security-Policy") < 100
    assert written.count("<script") == as_page * 2


# -- SECURITY.md ---------------------------------------------------------------------------------


def test_trust_every_promise_names_a_test_that_is_there():
    text = (ROOT / "SECURITY.md").read_text(encoding="utf8")
    promises = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| promise")]
    assert len(promises) > 10
    for promise in promises:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", promise)
        assert named, promise
        for path, name in named:
            assert f"def {name}(" in (ROOT / path).read_text(encoding="utf8"), (path, name)
