"""A model as an installable wheel, with a model card that says what its scores are measured against."""

import logging
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import srsly
from build import ProjectBuilder
from pyproject_hooks import quiet_subprocess_runner
from spacy.cli.package import package

from ..files import replacing
from ..model import consistency, document, embedding, evidence, labelling, passes, settings, tokenizer, word_features
from .card import card, card_lines
from .lineage import ever_current
from .store import current

# The modules that the wheel carries, so that the model loads with spaCy alone.
CARRIED: tuple[ModuleType, ...] = (
    tokenizer,
    word_features,
    embedding,
    evidence,
    settings,
    document,
    passes,
    labelling,
    consistency,
)
# The keys that the model card needs.
OF_METRICS = {"scores", "test", "bootstrap", "baselines", "measure", "measured_against"}
OF_CONVERSION = {"partitions", "split"}


def read_figures(path: Path, keys: set[str]) -> dict[str, Any]:
    """Returns the object in a JSON file. Raises OSError, and ValueError if it is not an object with these keys."""
    try:
        found = srsly.read_json(path)
    except ValueError as error:
        raise ValueError(f"{path}: is not JSON ({error}); write it again with the command that makes it") from error
    if missing := keys - (found.keys() if isinstance(found, dict) else set()):
        raise ValueError(f"{path}: has no {', '.join(sorted(missing))}; write it again with the command that makes it")
    return found


def make_wheel(
    model: Path, metrics: Mapping[str, Any], conversion: Mapping[str, Any], output: Path, *, name: str, version: str
) -> Path:
    """Builds the wheel and its model card in `output`, and returns the path of the wheel.

    Raises OSError, and ValueError for a folder that is not a model.
    """
    meta = srsly.read_json(model / "meta.json")
    package_name = f"{meta['lang']}_{name}-{version}"
    with tempfile.TemporaryDirectory() as folder:
        meta_path = Path(folder) / "meta.json"
        srsly.write_json(meta_path, {**meta, **card(meta, metrics, conversion, card_lines(model.parent))})
        package(
            model,
            Path(folder),
            meta_path=meta_path,
            name=name,
            version=version,
            create_sdist=False,
            require_parent=True,
            force=True,
        )
        carry(Path(folder) / package_name / f"{meta['lang']}_{name}")
        logging.getLogger("build").setLevel(logging.WARNING)
        # Not `python -m build`, which installs setuptools for each wheel and so needs the network.
        builder = ProjectBuilder(Path(folder) / package_name, runner=quiet_subprocess_runner)
        with replacing(output.parent, [output.name]) as scratch:
            target = scratch / output.name
            target.mkdir()
            wheel = Path(builder.build("wheel", target))
            shutil.copy(Path(folder) / package_name / "README.md", target / "MODEL_CARD.md")
    return output / wheel.name


def carry(folder: Path) -> None:
    """Copies CARRIED into a Python package made by spaCy, which then imports them before it loads its model.

    (`spacy package --code` does that only for files that do not import one another.)
    """
    for module in CARRIED:
        shutil.copy(str(module.__file__), folder)
    names = ", ".join(module.__name__.rpartition(".")[2] for module in CARRIED)
    init = folder / "__init__.py"
    init.write_text(f"from . import {names}\n{init.read_text(encoding='utf8')}", encoding="utf8")


def version_of(training: Path, base: str) -> str:
    """Returns the version of the current model's package: `base`, its last number raised by the number of earlier models.

    A model keeps its version, even after a rollback. A model that is not in the lineage yet gets the next version.
    Raises ValueError if `base` does not end in a number.
    """
    before = ever_current(training)
    name = current(training)
    number = before.index(name) if name in before else len(before)
    parts = re.fullmatch(r"(.*?)(\d+)", base, re.DOTALL)
    if parts is None:
        raise ValueError(f"the version '{base}' does not end in a number; give one such as 0.1.0")
    return f"{parts[1]}{int(parts[2]) + number}"
