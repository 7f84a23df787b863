"""Fixtures that several test files share: invented cables, and the commands as functions."""

import importlib
import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from types import ModuleType

import pytest
import spacy
import srsly
from hypothesis import HealthCheck, settings
from spacy.tokens import Span
from spacy.training import Example
from spacy.util import fix_random_seed
from thinc.api import Config
from typer.testing import CliRunner, Result

from cable_ner.cli import app
from cable_ner.rules import Rule, read_rules
from tests.helpers import no_network

ROOT = Path(__file__).parents[1]
# Folders of tests that take longest: begun last, they would leave the other workers with nothing to do.
LONGEST = ("end_to_end", "retraining", "browser", "work")
no_network.install()

# Laws say how often they are tried only where that is less. How long an example takes depends on what else the machine does,
# and how many are no good on which modules of the tests are loaded: hypothesis draws constants from them.
_CHECKS = (HealthCheck.too_slow, HealthCheck.filter_too_much)
settings.register_profile(
    "fast", derandomize=True, database=None, deadline=None, max_examples=50, suppress_health_check=_CHECKS
)
settings.register_profile("thorough", settings.get_profile("fast"), derandomize=False, max_examples=2000)

_CABLE = """\
<code><pre>UNCLAS TESTPOST {number:06d} SIPDIS E.O. 12958: N/A TAGS: <a href='/tag/PREL_0.html'>PREL</a> \
SUBJECT: BREAD AND MARKETS {number} <a id='par1' href='#par1'>¶</a>1 .
( U ) Mayor [PER Ann Lee{number}  ] of [LOC Milltown  ] spoke about harvest number {number} , and of rain in the valley .
Bakers of the [ORG Millers Guild  ] agreed , in year {number} of the market , that bread was good .
<a id='par2' href='#par2'>¶</a>2 .
( U ) [PER Lee{number}  ] thanked all . {extra}
</pre></code>
"""


def _cable(number: int, extra: str = "") -> str:
    return _CABLE.format(number=number, extra=extra)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the option that runs what takes minutes, too."""
    parser.addoption("--slow", action="store_true", help="run what is marked as slow, too")


def pytest_configure(config: pytest.Config) -> None:
    """Chooses how many examples the laws are tried on."""
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("thorough" if config.getoption("--slow") else "fast")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skips what is marked as slow, if it is not asked for; begins with what takes longest."""
    items.sort(key=lambda item: item.path.relative_to(ROOT / "tests").parts[0] not in LONGEST)
    if not config.getoption("--slow"):
        for item in items:
            if "slow" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="takes minutes; run with --slow"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """Fails a test that tried to talk to another machine, also if what tried went on without."""
    no_network.used.clear()
    done = yield
    assert no_network.used == []
    return done


@pytest.fixture(scope="session")
def cable() -> Callable[..., str]:
    """Returns a function (number, extra text) -> a cable with four mentions (2 PER, 1 LOC, 1 ORG) in three Docs."""
    return _cable


@pytest.fixture
def write_cables() -> Callable[..., Path]:
    """Returns a function that writes cables of these numbers into a folder, as `c<number>.txt`, and returns it."""

    def write(folder: Path, numbers: Sequence[int], extra: str = "") -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for number in numbers:
            (folder / f"c{number}.txt").write_text(_cable(number, extra), encoding="utf8")
        return folder

    return write


@pytest.fixture
def raw(tmp_path: Path, write_cables: Callable[..., Path]) -> Path:
    """Returns a folder of 24 cables: enough for a split by message."""
    return write_cables(tmp_path / "raw", range(24))


@pytest.fixture
def rules_of(tmp_path: Path) -> Callable[..., list[Rule]]:
    """Returns a function that makes rules of entries as the file has them, named a, b, ..., and of lists of names."""

    def make(*entries: dict[str, object], **names: object) -> list[Rule]:
        named = [{"name": chr(ord("a") + number), **entry} for number, entry in enumerate(entries)]
        path = tmp_path / "rules.yml"
        srsly.write_yaml(path, {"names": names, "rules": named})
        return read_rules(path)

    return make


@pytest.fixture(scope="session")
def script() -> Callable[[str], ModuleType]:
    """Returns a function: name of a command -> its module."""

    def load(name: str) -> ModuleType:
        return importlib.import_module(f"cable_ner.cli.{name}")

    return load


@pytest.fixture(scope="session")
def command() -> Callable[..., Result]:
    """Returns a function that runs a command in this process: `command("convert", "raw", "-o", "out")`."""

    def run(name: str, *arguments: object, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(app, [*name.split(), *map(str, arguments)], input=stdin)

    return run


@pytest.fixture(scope="session")
def tiny_recipe() -> str:
    """Returns spaCy's own configuration, made so small that it trains for a moment."""
    from benchmarks.rows import spacy_config

    config = Config().from_str(spacy_config("efficiency"), interpolate=False)
    batcher = {"@batchers": "spacy.batch_by_words.v1", "size": 200, "tolerance": 0.2, "discard_oversize": False}
    config["training"].update(max_steps=20, eval_frequency=10, batcher=batcher)
    config["training"]["optimizer"]["learn_rate"] = 0.01
    tok2vec = config["components"]["tok2vec"]["model"]
    tok2vec["embed"]["rows"] = [200] * len(tok2vec["embed"]["rows"])
    tok2vec["encode"].update(width=32, depth=1)
    return config.to_str(interpolate=False)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the folder of a model that was trained for a moment: it finds some of PER and LOC, and no ORG."""
    return _trained_for_a_moment(tmp_path_factory.mktemp("model") / "tiny", {})


@pytest.fixture(scope="session")
def tiny_lexical_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the folder of such a model with the project's own embedding and recogniser, and the decision for documents."""
    features = ["lower", "shape", "cluster", "kinds"]
    layer = {"@architectures": "cable_ner.LexicalEmbed.v1", "width": 32, "features": features}
    tok2vec = {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {**layer, "rows": [200] * 4, "widths": [16] * 4},
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 32, "depth": 2, "window_size": 1, "maxout_pieces": 2,
        },
    }  # fmt: skip
    folder = tmp_path_factory.mktemp("model") / "lexical"
    return _trained_for_a_moment(folder, {"model": {"tok2vec": tok2vec}}, "entity_consistency", factory="recogniser")


def _trained_for_a_moment(folder: Path, config: dict, *others: str, factory: str = "ner") -> Path:
    fix_random_seed(0)
    nlp = spacy.blank("en")
    nlp.add_pipe(factory, name="ner", config=config)
    for name in others:
        nlp.add_pipe(name)
    examples = []
    for number in range(12):
        doc = nlp.make_doc(f"Mayor Ann Lee{number} of Milltown spoke about harvest number {number}.")
        reference = doc.copy()
        reference.ents = [Span(reference, 1, 3, "PER"), Span(reference, 4, 5, "LOC")]
        examples.append(Example(doc, reference))
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(25):
        nlp.update(examples, sgd=optimizer)
    nlp.to_disk(folder)
    return folder


@pytest.fixture
def environment(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Gives the environment for a subprocess: nothing of this one but what Python needs to start, and no network."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    temporary = tmp_path / "temporary"
    temporary.mkdir(exist_ok=True)
    guard = no_network.guard(tmp_path_factory.mktemp("guard"))
    own = {"TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "COLUMNS": "200"}
    yield {**kept, **guard, **own}
    assert no_network.told(guard) == ""


@pytest.fixture(scope="session")
def python() -> str:
    """Returns the interpreter that the tests run in."""
    return sys.executable


@pytest.fixture
def shared() -> Path:
    """Returns the folder of shared cables beside the repository; skips the test where there is none."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no ../shared here")
    return folder
