"""`cable-ner package`: a wheel of a model, with a model card."""

from pathlib import Path
from typing import Annotated

import typer

from ..retraining import OF_CONVERSION, OF_METRICS, make_wheel, read_figures, require_belonging, version_of
from .console import errors_told, msg
from .options import CORPUS, MODEL, TRAINING

Name = Annotated[str, typer.Option(help="Name of the package, without the language code")]
Version = Annotated[str, typer.Option(help="Version of the first package; each new model raises its last number")]


def main(
    model: Annotated[Path, typer.Argument(help="Folder of the model")] = MODEL,
    metrics: Annotated[Path, typer.Option(help="metrics.json, as written by `evaluate`")] = TRAINING / "metrics.json",
    conversion: Annotated[Path, typer.Option(help="convert.json, as written by `convert`")] = CORPUS / "convert.json",
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the wheel")] = TRAINING / "packages",
    name: Name = "cable_ner",
    version: Version = "0.1.0",
) -> None:
    """Build an installable wheel of a model.

    The wheel needs only spaCy. Its model card says what the scores were measured against.
    """
    with errors_told():
        wheel = package(model, metrics, conversion, output, name=name, version=version)
    msg.good(f"pip install {wheel}")


def package(model: Path, metrics: Path, conversion: Path, output: Path, *, name: str, version: str) -> Path:
    """Returns the path of the wheel, made of a model and the files that its card is made of.

    Raises OSError, and ValueError also if the model was not trained on the cables of the conversion.
    """
    figures, data = read_figures(metrics, OF_METRICS), read_figures(conversion, OF_CONVERSION)
    require_belonging(model, conversion.parent)
    return make_wheel(model, figures, data, output, name=name, version=version_of(model.parent, version))
