"""`cable-ner package`: a wheel of a model, with a model card."""

from pathlib import Path
from typing import Annotated

import typer

from ..retraining import OF_CONVERSION, OF_METRICS, About, make_wheel, read_figures, require_belonging, version_of
from ..training import taught, trained_on
from .console import errors_told, msg
from .options import CORPUS, MODEL, TRAINING

Name = Annotated[str, typer.Option(help="Name of the package, without the language code")]
Author = Annotated[str, typer.Option(help="Author of the model, for its card")]
License = Annotated[str, typer.Option(help="Licence of the model, for its card")]
Version = Annotated[str, typer.Option(help="Version of the first package; each new model raises its last number")]


def main(
    model: Annotated[Path, typer.Argument(help="Folder of the model")] = MODEL,
    metrics: Annotated[Path, typer.Option(help="metrics.json, as written by `evaluate`")] = TRAINING / "metrics.json",
    conversion: Annotated[Path, typer.Option(help="convert.json, as written by `convert`")] = CORPUS / "convert.json",
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the wheel")] = TRAINING / "packages",
    name: Name = "cable_ner",
    version: Version = "0.1.0",
    author: Author = "",
    license: License = "",
) -> None:
    """Build an installable wheel of a model.

    The wheel needs only spaCy: what the model uses of this project travels in it, under the name of the package. Its model
    card says what the scores were measured against.
    """
    with errors_told():
        wheel = package(model, metrics, conversion, output, about=About(name, version, author, license))
    msg.good(f"pip install {wheel}")


def package(model: Path, metrics: Path, conversion: Path, output: Path, *, about: About) -> Path:
    """Returns the path of the wheel, made of a model and the files that its card is made of.

    The version in `about` is that of the first package. Raises OSError, and ValueError also if the model was not trained on
    the cables of the conversion.
    """
    figures, data = read_figures(metrics, OF_METRICS), read_figures(conversion, OF_CONVERSION)
    require_belonging(model, conversion.parent)
    lesson = taught(conversion.parent)
    if lesson and trained_on(model).get("train") == lesson["digests"]["all"]:
        data = {**data, "taught": lesson}
    about = about._replace(version=version_of(model.parent, about.version))
    return make_wheel(model, figures, data, output, about=about)
