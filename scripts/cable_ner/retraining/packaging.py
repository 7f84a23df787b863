"""A model as an installable wheel, with a model card that says what its scores are measured against."""

import logging
import shutil
import tempfile
from collections.abc import Mapping
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, NamedTuple

import srsly
from build import ProjectBuilder
from pyproject_hooks import quiet_subprocess_runner
from spacy.cli.package import package

from ..files import replacing
from ..model import PROMISE, fingerprint, load_model, standalone
from .card import card, card_lines, facts, readme
from .carried import carry, needs_code
from .naming import package_name

# What the card is made of.
OF_METRICS = {"scores", "test", "intervals", "baselines", "measure", "measured_against"}
OF_CONVERSION = {"partitions", "split"}


class About(NamedTuple):
    """What a package is called, without the language code, and what its maker says of the model."""

    name: str
    version: str
    author: str = ""
    license: str = ""


def read_figures(path: Path, keys: set[str]) -> dict[str, Any]:
    """Returns the object in a JSON file. Raises OSError, and ValueError if it is not an object with these keys."""
    try:
        found: dict[str, Any] = srsly.json_loads(path.read_bytes())
    except ValueError as error:
        raise ValueError(f"{path}: is not JSON ({error}); write it again with the command that makes it") from error
    if missing := keys - (found.keys() if isinstance(found, dict) else set()):
        raise ValueError(f"{path}: has no {', '.join(sorted(missing))}; write it again with the command that makes it")
    return found


def make_wheel(
    model: Path, metrics: Mapping[str, Any], conversion: Mapping[str, Any], output: Path, *, about: About
) -> Path:
    """Builds the wheel and its model card in `output`, and returns the path of the wheel.

    Raises OSError, and ValueError for a folder that is not a model, or a name that no package can have.
    """
    loaded = load_model(model)
    promise = promise_of_model(metrics, fingerprint(loaded))
    nlp = standalone(loaded)
    full_name = package_name(nlp.meta["lang"], about.name)
    with tempfile.TemporaryDirectory() as scratch:
        data, folder = Path(scratch) / "model", Path(scratch) / f"{full_name}-{about.version}"
        nlp.to_disk(data)
        code = needs_code(nlp.config)
        meta = {**srsly.read_json(data / "meta.json"), **about._asdict(), **facts(nlp, data), **promise}
        meta |= card(meta, metrics, conversion, card_lines(model.parent), code=code)
        (data / "README.md").write_text(readme(meta), encoding="utf8")
        if code:
            (data / "LICENSE").write_text(_license(), encoding="utf8")
        srsly.write_json(Path(scratch) / "meta.json", meta)
        package(
            data,
            Path(scratch),
            meta_path=Path(scratch) / "meta.json",
            name=about.name,
            version=about.version,
            create_sdist=False,
            require_parent=True,
        )
        if code:
            carry(folder, full_name)
        return _build(folder, output)


def promise_of_model(metrics: Mapping[str, Any], digest: str) -> dict[str, Any]:
    """Returns the entry of meta.json with what can be promised of a model's lists; empty if the metrics are of another."""
    kept = metrics.get(PROMISE)
    return {PROMISE: kept} if kept and kept["model"] == digest else {}


def _license() -> str:
    """Returns the licence of the project, whose code the wheel carries."""
    listed = (Path(str(path.locate())) for one in distributions(name="cable-ner") for path in one.files or ())
    # (setuptools may leave metadata beside the code of a checkout, too, in which the file's place is wrong)
    return next(path for path in listed if path.name == "LICENSE" and path.is_file()).read_text(encoding="utf8")


def _build(folder: Path, output: Path) -> Path:
    """Builds the wheel of a package's folder, and puts it and the model card in the place of `output`."""
    logging.getLogger("build").setLevel(logging.WARNING)
    # Not `python -m build`: that installs setuptools anew for each wheel, and so needs the network.
    builder = ProjectBuilder(folder, runner=quiet_subprocess_runner)
    with replacing(output.parent, [output.name]) as scratch:
        target = scratch / output.name
        target.mkdir()
        wheel = Path(builder.build("wheel", target))
        shutil.copy(folder / "README.md", target / "MODEL_CARD.md")
    return output / wheel.name
