"""A training log that always belongs to the model beside it: `cable_ner.Logger.v1` in [training.logger]."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import srsly
from spacy.language import Language
from spacy.training.loggers import console_logger_v3
from spacy.util import registry

from ..files import write_bytes

LogStep = Callable[[dict[str, Any] | None], None]
Finalize = Callable[[], None]


@registry.loggers("cable_ner.Logger.v1")
def create_logger(
    progress_bar: str | None = None, console_output: bool = True, output_file: str | None = None
) -> Callable[[Language, IO[str], IO[str]], tuple[LogStep, Finalize]]:
    """Returns spaCy's ConsoleLogger.v3, which differs only in how it writes `output_file`.

    spaCy's own writes no log if the file exists, so an earlier training's log stays beside a model it does not belong to;
    and it loses the last rows of a training that is killed. Here the file is replaced atomically at every evaluation. The
    rows are the same: epoch, step, losses since the previous row, `score` from 0 to 1, and `scores` in points.
    """
    console = console_logger_v3(progress_bar=progress_bar, console_output=console_output)

    def setup(nlp: Language, stdout: IO[str] = sys.stdout, stderr: IO[str] = sys.stderr) -> tuple[LogStep, Finalize]:
        log_to_console, finalize = console(nlp, stdout, stderr)
        if not output_file:
            return log_to_console, finalize
        path = Path(output_file)
        path.parent.mkdir(parents=True, exist_ok=True)
        lines: list[str] = []

        def log_step(info: dict[str, Any] | None) -> None:
            log_to_console(info)
            if info is not None:
                lines.append(srsly.json_dumps(row_of(info, nlp)) + "\n")
                write_bytes(path, "".join(lines).encode())

        return log_step, finalize

    return setup


def row_of(info: Mapping[str, Any], nlp: Language) -> dict[str, Any]:
    """Returns the row of an evaluation, as ConsoleLogger.v3 writes it: losses of the trained components, and the scores
    that have a weight."""
    weights = nlp.config["training"]["score_weights"]
    names = [name for name, weight in weights.items() if weight is not None]
    trained = [name for name, component in nlp.pipeline if getattr(component, "is_trainable", False)]
    return {
        "epoch": info["epoch"],
        "step": info["step"],
        "losses": {name: float(info["losses"][name]) for name in trained},
        "scores": {name: float(info["other_scores"].get(name, 0.0)) * (1 if name == "speed" else 100) for name in names},
        "score": float(info["score"]),
    }
