"""`cable-ner train`: spaCy's training, with what our recipes need."""

from pathlib import Path
from typing import Annotated, Any

import typer
from spacy.cli._util import setup_gpu, show_validation_error
from spacy.cli.train import train

from ..training import code  # noqa: F401 (registers what recipes name)
from .console import errors_told, msg
from .options import CORPUS, RECIPE, TRAINING, GpuId, Lang, Recipe, Seed


def main(
    docs: Annotated[Path, typer.Argument(help="DocBin file (or folder of shards) to train on", metavar="TRAIN")] = CORPUS
    / "audited"
    / "train.spacy",
    dev: Annotated[Path, typer.Option(help="DocBin file (or folder of shards) to choose the best model on")] = CORPUS
    / "dev.spacy",
    config: Recipe = RECIPE,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for model-best and model-last")] = TRAINING,
    max_steps: Annotated[int, typer.Option(help="Maximum number of training steps; 0: as in the recipe", min=0)] = 0,
    lang: Lang = "en",
    seed: Seed = 0,
    gpu_id: GpuId = -1,
) -> None:
    """Train a model on converted cables.

    Equivalent to `spacy train --code scripts/training.py`, which also accepts any setting of a recipe as an option.
    """
    with errors_told():
        for path in (docs, dev):
            if not path.exists():
                raise ValueError(f"{path}: does not exist; convert cables first, or give another path")
        overrides: dict[str, Any] = {
            "paths.train": str(docs),
            "paths.dev": str(dev),
            "system.seed": seed,
            "nlp.lang": lang,
        }
        if max_steps:
            overrides["training.max_steps"] = max_steps
        with show_validation_error(config):
            setup_gpu(gpu_id)
            train(config, output, use_gpu=gpu_id, overrides=overrides)
    msg.good(f"{output / 'model-best'}; score it with `cable-ner evaluate {output / 'model-best'} corpus/test.spacy`")
