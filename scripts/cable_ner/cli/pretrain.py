"""`cable-ner pretrain`: let the first layers of a model learn from the archive's own text. No label is looked at."""

import sys
from pathlib import Path
from typing import Annotated, Any

import spacy
import srsly
import typer
from spacy.cli._util import import_code, setup_gpu, show_validation_error
from spacy.training.pretrain import pretrain
from spacy.util import load_config

from ..files import replacing, write_bytes
from ..training import TextCounts, Texts, write_jsonl
from .console import errors_told, msg, progress
from .options import CODE, Code, GpuId, Lang, Seed, of_project
from .text_options import HeldOut, MoreRaw, TextDocBins, Transductive, announce, texts_of

WEIGHTS = "model-last.bin"  # as spaCy calls them
_REPORT = "text.json"  # what was read


def main(
    docbins: TextDocBins = None,
    raw: MoreRaw = None,
    held_out: HeldOut = None,
    transductive: Transductive = False,
    config: Annotated[
        Path, typer.Option(help="Training recipe, with a block for pretraining", show_default="configs/pretrain.cfg")
    ] = of_project("configs/pretrain.cfg"),
    code: Code = CODE,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the weights")] = Path("training/pretrain"),
    lang: Lang = "en",
    epochs: Annotated[int, typer.Option(min=0, help="Number of passes over the text; 0: as in the recipe")] = 0,
    seed: Seed = 0,
    gpu_id: GpuId = -1,
) -> None:
    """Pretrain a model's first layers on the archive's text.

    Uses no labels. Set `paths.init_tok2vec` in a recipe to the result.
    """
    overrides = {"system.seed": seed, "nlp.lang": lang, **({"pretraining.max_epochs": epochs} if epochs else {})}
    texts = texts_of(docbins, raw, held_out, lang, transductive=transductive)
    with errors_told(), show_validation_error(config):
        import_code(code)
        setup_gpu(gpu_id)
        counts = run(texts, output, config=config, overrides=overrides, gpu_id=gpu_id)
    msg.good(f"{output / WEIGHTS}: trained on {counts.tokens:,} tokens")


def run(texts: Texts, output: Path, *, config: Path, overrides: dict[str, Any], gpu_id: int = -1) -> TextCounts:
    """Writes the weights, the config they are of and `text.json` into `output`, and returns what was read.

    Raises ValueError if there is no text, or nothing in the config to learn from it.
    """
    recipe = load_config(config, overrides=overrides, interpolate=False)
    if not recipe.get("pretraining"):
        raise ValueError(f"{config}: its [pretraining] block is empty; use the one in configs/pretrain.cfg")
    with replacing(output.parent, [output.name]) as scratch:
        text, folder = scratch / "text.jsonl", scratch / output.name
        folder.mkdir()
        counts = write_jsonl(texts, text, progress=progress("paragraph"))
        announce(counts)
        here = load_config(config, overrides={**overrides, "paths.raw_text": str(text)}, interpolate=True)
        pretrain(here, folder, use_gpu=gpu_id, silent=not sys.stdout.isatty())
        for weights in folder.glob("model*.bin"):
            if weights.name != WEIGHTS:
                weights.unlink()
        recipe.to_disk(folder / "config.cfg")
        report = {"spacy": spacy.about.__version__, "text": counts.as_json()}
        write_bytes(folder / _REPORT, (srsly.json_dumps(report, indent=2) + "\n").encode())
    return counts
