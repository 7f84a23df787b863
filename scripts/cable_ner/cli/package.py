"""`cable-ner package`: a wheel of a model, with a model card."""

from pathlib import Path
from typing import Annotated

import typer

from ..retraining import OF_CONVERSION, OF_METRICS, About, make_wheel, read_figures, version_of
from .console import errors_told, msg
from .options import CORPUS, MODEL, TRAINING


def main(
    model: Annotated[Path, typer.Argument(help="Folder of the model")] = MODEL,
    metrics: Annotated[Path, typer.Option(help="metrics.json, as written by `evaluate`")] = TRAINING / "metrics.json",
    conversion: Annotated[Path, typer.Option(help="convert.json, as written by `convert`")] = CORPUS / "convert.json",
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the wheel")] = TRAINING / "packages",
    name: Annotated[str, typer.Option(help="Name of the package, without the language code")] = "cable_ner",
    version: Annotated[str, typer.Option(help="Version of the first package; each retraining raises its last number")] = (
        "0.1.0"
    ),
    author: Annotated[str, typer.Option(help="Author of the model, for its card")] = "",
    license: Annotated[str, typer.Option(help="Licence of the model, for its card")] = "",
) -> None:
    """Build an installable wheel of a model.

    The wheel needs only spaCy: what the model uses of this project travels in it, under the name of the package. Its model
    card says what the scores were measured against.
    """
    with errors_told():
        figures, data = read_figures(metrics, OF_METRICS), read_figures(conversion, OF_CONVERSION)
        about = About(name, version_of(model.parent, version), author, license)
        wheel = make_wheel(model, figures, data, output, about=about)
    msg.good(f"pip install {wheel}")
