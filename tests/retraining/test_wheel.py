"""The wheel where people use it: installed beside nothing but spaCy, beside others, or as a folder from a model hub.

Everything here is done in processes of their own, so that nothing of this project is there unless a test puts it there.
"""

import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest
import spacy
from spacy.training import Example
from spacy.util import fix_random_seed

from cable_ner.corpus import make_docs
from cable_ner.model import load_model
from cable_ner.model.registration import PROJECT, notice, registered
from cable_ner.retraining import About, make_wheel
from cable_ner.text import parse
from tests.helpers.cards import CONVERSION, figures
from tests.helpers.environments import environment_of, pip_install, run

ROOT = Path(__file__).parents[2]
CABLES = sorted((ROOT / "corpus" / "gold" / "dev").iterdir())
TEXTS = [paragraph.text for path in CABLES for paragraph in parse(path.read_bytes(), path.name).paragraphs]
NAMES = ("cable_ner", "other")

# Reads (cable, texts of its paragraphs) from a file, and prints the entities that the pipeline `nlp` finds in all of them.
_FIND = """
import json, sys, spacy
def found(docs):
    return [[(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents] for doc in docs]
def docs(nlp):
    for cable, texts in json.load(open(sys.argv[1], encoding="utf8")):
        for text in texts:
            doc = nlp.make_doc(text)
            doc.user_data["cable"] = cable
            yield doc
"""


class Plain(NamedTuple):
    """An environment with spaCy and packages of one model, that model, and a file of all cables of dev."""

    python: Path
    model: Path
    wheels: list[Path]
    cables: Path

    def find(self, code: str, *arguments: object, path: Path | None = None) -> list:
        """Returns what the code prints as JSON; it may use `found` and `docs`."""
        first = f"import sys; sys.path.insert(0, {str(path)!r})\n" if path else ""
        return json.loads(run(self.python, "-c", first + _FIND + code, self.cables, *arguments, cwd=self.model.parent))


@pytest.fixture(scope="module")
def plain(tmp_path_factory, tiny_recipe) -> Plain:
    """Returns the environment. The model's `ner` listens to a `tok2vec`, as in the project's recipes."""
    folder = tmp_path_factory.mktemp("plain")
    _train(tiny_recipe).to_disk(folder / "model")
    wheels = [
        make_wheel(folder / "model", figures("gold"), CONVERSION, folder / name, about=About(name, "1.2.3"))
        for name in NAMES
    ]
    python = environment_of(folder / "environment", "spacy")
    pip_install(python, *wheels)
    cables = [(path.name, [one.text for one in parse(path.read_bytes(), path.name).paragraphs]) for path in CABLES]
    (folder / "cables.json").write_text(json.dumps(cables), encoding="utf8")
    return Plain(python, folder / "model", wheels, folder / "cables.json")


def _train(recipe: str) -> spacy.Language:
    """Returns a model that has learned a few cables by heart, so that it finds hundreds of names in all of them."""
    config = spacy.util.load_config_from_str(recipe)
    others = {key: value for key, value in config["nlp"].items() if key != "before_creation"}
    config["nlp"] = {"before_creation": {"@callbacks": notice(PROJECT)}, **others}
    config["nlp"]["pipeline"] = ["tok2vec", "ner", "entity_consistency", "label_rules"]
    config["nlp"]["tokenizer"] = {"@tokenizers": "cable_ner.Tokenizer.v1"}
    for name in ("entity_consistency", "label_rules"):
        config["components"][name] = {"factory": name}
    width = "${components.tok2vec.model.encode.width}"
    embed = {"width": width, "features": ["lower", "short_shape"], "rows": [500, 50], "widths": [16, 8]}
    config["components"]["tok2vec"]["model"] = {
        "@architectures": "cable_ner.RepeatsTok2Vec.v1",
        "width": width,
        "embed": {"@architectures": "cable_ner.LexicalEmbed.v1", **embed},
        "encode": config["components"]["tok2vec"]["model"]["encode"],
    }
    fix_random_seed(0)
    nlp = spacy.util.load_model_from_config(config, auto_fill=True)
    docs = [made.doc for path in CABLES[:4] for made in make_docs(parse(path.read_bytes(), path.name), nlp, labels="gold")]
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in docs]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(8):
        nlp.update(examples, sgd=optimizer)
    return nlp


@pytest.fixture(scope="module")
def expected(plain) -> list:
    """Returns the entities that the model itself finds in all cables of dev."""
    nlp = load_model(plain.model)
    docs = []
    for cable, texts in json.loads(plain.cables.read_text(encoding="utf8")):
        for doc in map(nlp.make_doc, texts):
            doc.user_data["cable"] = cable
            docs.append(doc)
    found = [[[ent.start_char, ent.end_char, ent.label_] for ent in doc.ents] for doc in nlp.pipe(docs)]
    assert sum(map(len, found)) > 300
    return found


def test_wheel_beside_nothing_but_spacy_finds_what_the_model_finds(plain, expected):
    program = """
nlp = spacy.load("en_cable_ner")
alone = found(map(nlp.get_pipe("ner"), docs(nlp)))
everything = found(nlp.pipe(docs(nlp)))
nlp.disable_pipe("label_rules")
without_rules = found(nlp.pipe(docs(nlp)))
nlp.disable_pipe("entity_consistency")
without_both = found(nlp.pipe(docs(nlp)))
print(json.dumps([everything, without_rules, alone, without_both, nlp.meta["version"], "cable_ner" in sys.modules]))
"""
    everything, without_rules, alone, without_both, version, is_there = plain.find(program)
    assert everything == expected
    assert alone == without_both
    assert everything != without_rules != alone  # each component does something
    assert sum(map(len, alone)) > 300
    assert (version, is_there) == ("1.2.3", False)


def test_wheel_requires_nothing_but_spacy_and_has_one_copy_of_the_weights(plain):
    for wheel in plain.wheels:
        with zipfile.ZipFile(wheel) as archive:
            names = archive.namelist()
            [metadata] = [archive.read(name).decode() for name in names if name.endswith(".dist-info/METADATA")]
            [points] = [archive.read(name).decode() for name in names if name.endswith(".dist-info/entry_points.txt")]
        package = wheel.name.split("-")[0]
        assert [one.name for one in registered(package) if f"\n{one.name} = {package}." not in points] == []
        assert re.findall(r"^Requires-Dist: (\w+)", metadata, re.M) == ["spacy"]
        assert [name.split("/")[-2] for name in names if name.endswith("/model")] == ["ner"]


@pytest.mark.slow
def test_wheels_beside_each_other_and_the_project_run_their_own_code(plain, expected):
    program = """
import cable_ner.model
pipelines = [spacy.load(name) for name in ("en_other", "en_cable_ner", sys.argv[2])]
modules = [[type(nlp.get_pipe("label_rules")).__module__.split(".")[0] for nlp in pipelines]]
print(json.dumps(modules + [found(nlp.pipe(docs(nlp))) for nlp in pipelines]))
"""
    modules, *all_found = plain.find(program, plain.model, path=ROOT / "scripts")
    assert modules == ["en_other", "en_cable_ner", "cable_ner"]
    assert all_found == [expected] * 3


@pytest.mark.slow
def test_wheel_loads_a_pipeline_that_was_made_from_it_and_saved(plain, expected, tmp_path):
    folder = tmp_path / "saved"
    run(plain.python, "-c", "import spacy, sys; spacy.load('en_other').to_disk(sys.argv[1])", folder)
    assert plain.find("nlp = spacy.load(sys.argv[2])\nprint(json.dumps(found(nlp.pipe(docs(nlp)))))", folder) == expected


_TRY = """
import spacy, sys
try:
    spacy.load(sys.argv[1])
except Exception as error:
    print(error)
"""


def _line_in(error: str) -> str:
    """Returns the line that an error says to run first."""
    return re.search(r"\(first run: (.*?)\)' in function registry", error)[1]


def test_folder_of_a_wheel_from_a_model_hub_loads_after_the_line_in_the_error(plain, expected, tmp_path):
    python = environment_of(tmp_path / "environment", "spacy")
    with zipfile.ZipFile(plain.wheels[0]) as archive:
        archive.extractall(tmp_path / "unpacked")  # noqa: S202
    folder = Path(shutil.move(tmp_path / "unpacked" / "en_cable_ner" / "en_cable_ner-1.2.3", tmp_path / "hub"))
    line = _line_in(run(python, "-c", _TRY, folder))
    assert line == "import sys; sys.path.insert(0, 'FOLDER_OF_THE_MODEL'); import en_cable_ner"
    assert line in (folder / "README.md").read_text(encoding="utf8")
    program = f"{line}\n{_FIND}".replace("FOLDER_OF_THE_MODEL", str(folder))
    program += "nlp = spacy.load(sys.argv[2])\nprint(json.dumps(found(nlp.pipe(docs(nlp)))))"
    assert json.loads(run(python, "-c", program, plain.cables, folder)) == expected


@pytest.mark.slow
def test_folder_of_a_model_outside_the_project_loads_after_the_line_in_the_error(plain, expected, tmp_path):
    python = environment_of(tmp_path / "environment", "spacy", "setuptools", "wheel")
    line = _line_in(run(python, "-c", _TRY, plain.model))
    assert line == "pip install --no-deps FOLDER_OF_THE_PROJECT"
    project = tmp_path / "project"
    shutil.copytree(ROOT / "scripts", project / "scripts", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, project)
    pip_install(python, *line.replace("FOLDER_OF_THE_PROJECT", str(project)).split()[2:])
    program = "nlp = spacy.load(sys.argv[2])\nprint(json.dumps(found(nlp.pipe(docs(nlp)))))"
    assert json.loads(run(python, "-c", _FIND + program, plain.cables, plain.model)) == expected
