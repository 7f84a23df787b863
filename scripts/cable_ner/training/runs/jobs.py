"""What is to be trained, on which data; and a key for all that the figures of a run depend on."""

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from spacy.about import __version__ as spacy_version

from ...files import shard_files

_PACKAGE = Path(__file__).parents[2]
# The rooms whose code decides what a training yields, and that of the document-wide decision.
_TRAINING_ROOMS = ("names", "rules", "files", "model", "training")
_DECISION_ROOMS = ("model", "rules")
_RULES = _PACKAGE.parents[1] / "configs" / "silver.yml"  # which a model applies


class Recipe(NamedTuple):
    """What is trained: a spaCy configuration (as text), under the name of its `row` in a table.

    `code` is what `spacy train` gets as --code. With `wide`, the model is also measured with the document-wide decision.
    """

    row: str
    config: str = ""
    code: Path | None = None
    wide: bool = False


class Data(NamedTuple):
    """DocBin files, or folders of them, and a digest of what they hold."""

    train: Path
    dev: Path
    test: Path
    digest: str


class Job(NamedTuple):
    """A recipe and a seed; `key` is a digest of all that the figures depend on besides the seed and the machine."""

    recipe: Recipe
    seed: int
    key: str


def digest_of(paths: Iterable[Path]) -> str:
    """Returns a digest of what DocBin files, or folders of them, hold."""
    state = blake2b(digest_size=16)
    for path in paths:
        for file in shard_files(path):
            state.update(file.read_bytes())
        state.update(b"|")
    return state.hexdigest()


def key_of(recipe: Recipe, data: Data, max_steps: int, *, files: Iterable[Path] = ()) -> str:
    """Returns a digest of all that the figures of a run depend on besides its seed and the machine.

    `files` are further source files to take into it.
    """
    head = f"{spacy_version} {recipe.config} {data.digest} {max_steps} {recipe.wide} "
    state = blake2b(head.encode(), digest_size=16)
    code = code_files(recipe.code) if recipe.code else []
    decision = [path for room in _DECISION_ROOMS for path in _sources(room)] if recipe.wide else []
    for path in (*files, *code, *decision):
        state.update(path.read_bytes())
    return state.hexdigest()


def code_files(code: Path) -> list[Path]:
    """Returns the files a training depends on besides its recipe: `code`, the label rules, and the rooms of this package."""
    return [code, *filter(Path.exists, [_RULES]), *(path for room in _TRAINING_ROOMS for path in _sources(room))]


def _sources(room: str) -> list[Path]:
    return sorted((_PACKAGE / room).rglob("*.py"))
