"""Let the first layers of a model learn from the archive's own text. No label is looked at."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import spacy
import srsly
import typer
from spacy.cli._util import import_code, setup_gpu, show_validation_error
from spacy.training.pretrain import pretrain
from spacy.util import load_config
from tqdm import tqdm
from wasabi import msg

from ..files import explain, replacing, write_bytes
from ..training import REPORT, Counts, Texts, shown, write_jsonl

WEIGHTS = "model-last.bin"  # as spaCy calls them


def main(
    docbins: Annotated[
        list[Path] | None, typer.Argument(help="DocBin files, or folders of shards  [default: corpus/train.spacy]")
    ] = None,
    raw: Annotated[
        list[str] | None, typer.Option(help="More cables, annotated or not: files, folders or archives; may be repeated")
    ] = None,
    held_out: Annotated[
        list[Path] | None,
        typer.Option(
            help="DocBin files to score with: their text stays out  [default: corpus/dev.spacy, corpus/test.spacy]"
        ),
    ] = None,
    transductive: Annotated[
        bool,
        typer.Option("--transductive", help="Learn from the text of what is scored with, too; the score will be higher"),
    ] = False,
    config: Annotated[Path, typer.Option(help="The recipe, with a [pretraining] block")] = Path("configs/pretrain.cfg"),
    code: Annotated[Path | None, typer.Option(help="What the recipe needs besides spaCy")] = Path("scripts/training.py"),
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the weights")] = Path("training/pretrain"),
    lang: Annotated[str, typer.Option(help="Language of the pipeline")] = "en",
    epochs: Annotated[int, typer.Option(min=0, help="Times to go through the text; 0: as the recipe says")] = 0,
    seed: Annotated[int, typer.Option(help="Another seed gives other weights")] = 0,
    gpu_id: Annotated[int, typer.Option(help="-1 for the CPU")] = -1,
) -> None:
    """Write the text as JSON lines and run spaCy's pretraining on it; `paths.init_tok2vec` of the recipe is the result."""
    given = docbins or ([] if raw else [Path("corpus/train.spacy")])
    scored = [] if transductive else held_out or [Path("corpus/dev.spacy"), Path("corpus/test.spacy")]
    overrides = {"system.seed": seed, "nlp.lang": lang, **({"pretraining.max_epochs": epochs} if epochs else {})}
    try:
        with show_validation_error(config):
            import_code(code)
            setup_gpu(gpu_id)
            counts = run(Texts(given, raw or [], scored, lang), output, config=config, overrides=overrides, gpu_id=gpu_id)
    except (ValueError, OSError) as error:
        msg.fail(explain(error), exits=1)
    msg.good(f"{output / WEIGHTS}: learnt from {counts.tokens:,} tokens")


def run(texts: Texts, output: Path, *, config: Path, overrides: dict, gpu_id: int = -1) -> Counts:
    """Writes the weights, the config they are of and `text.json` into `output`, and returns what was read.

    Raises ValueError if there is no text, or nothing in the config to learn from it.
    """
    recipe = load_config(config, overrides=overrides, interpolate=False)
    if not recipe.get("pretraining"):
        raise ValueError(f"{config}: its [pretraining] block is empty; take that of configs/pretrain.cfg")
    with replacing(output.parent, [output.name]) as scratch:
        text, folder = scratch / "text.jsonl", scratch / output.name
        folder.mkdir()
        counts = write_jsonl(texts, text, progress=_progress)
        for line in shown(counts):
            msg.info(line)
        here = load_config(config, overrides={**overrides, "paths.raw_text": str(text)}, interpolate=True)
        pretrain(here, folder, use_gpu=gpu_id, silent=not sys.stdout.isatty())
        for weights in folder.glob("model*.bin"):
            if weights.name != WEIGHTS:
                weights.unlink()
        recipe.to_disk(folder / "config.cfg")
        report = {"spacy": spacy.__version__, "text": counts.as_json()}
        write_bytes(folder / REPORT, (srsly.json_dumps(report, indent=2) + "\n").encode())
    return counts


def _progress(items: Iterable, label: str) -> Iterable:
    return tqdm(items, desc=label, unit="paragraph", disable=None, leave=False)
