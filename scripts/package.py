"""Make an installable wheel of a model, with a model card that says what its scores are measured against."""

import logging
import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import srsly
import typer
from build import ProjectBuilder
from pyproject_hooks import quiet_subprocess_runner
from spacy.cli.package import package
from wasabi import msg

from cable_ner import consistency, embedding, tokenizer
from cable_ner.docs import GOLD
from cable_ner.scoring import ALL
from cable_ner.shards import replacing
from cable_ner.split import PARTITIONS

# What the wheel carries, so that a model which uses it loads with nothing but spaCy.
CARRIED = (tokenizer, embedding, consistency)


def main(
    model: Annotated[Path, typer.Argument(help="Folder of the model")],
    evaluation: Annotated[Path, typer.Option(help="JSON file of scripts/evaluate.py")],
    conversion: Annotated[Path, typer.Option(help="convert.json of scripts/convert.py")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the wheel")],
    name: Annotated[str, typer.Option(help="Name of the package, without the language")] = "cable_ner",
    version: Annotated[str, typer.Option(help="Version of the package")] = "0.1.0",
) -> None:
    """Make a wheel that loads with nothing but spaCy."""
    try:
        wheel = make_wheel(
            model, srsly.read_json(evaluation), srsly.read_json(conversion), output, name=name, version=version
        )
    except (OSError, ValueError) as error:
        msg.fail(str(error), exits=1)
    msg.good(f"pip install {wheel}")


def make_wheel(model: Path, evaluation: dict, conversion: dict, output: Path, *, name: str, version: str) -> Path:
    """Returns the path of the wheel. Raises OSError and ValueError for what is not a model."""
    meta = srsly.read_json(model / "meta.json")
    package_name = f"{meta['lang']}_{name}-{version}"
    with tempfile.TemporaryDirectory() as folder:
        meta_path = Path(folder) / "meta.json"
        srsly.write_json(meta_path, {**meta, **card(meta, evaluation, conversion)})
        package(
            model,
            Path(folder),
            meta_path=meta_path,
            name=name,
            version=version,
            code_paths=[Path(module.__file__) for module in CARRIED],
            create_sdist=False,
            require_parent=True,
            force=True,
        )
        logging.getLogger("build").setLevel(logging.WARNING)
        # Not `python -m build`: that installs setuptools anew for each wheel, and so needs the network.
        builder = ProjectBuilder(Path(folder) / package_name, runner=quiet_subprocess_runner)
        with replacing(output.parent, [output.name]) as scratch:
            target = scratch / output.name
            target.mkdir()
            wheel = Path(builder.build("wheel", target))
            shutil.copy(Path(folder) / package_name / "README.md", target / "MODEL_CARD.md")
    return output / wheel.name


def card(meta: dict, evaluation: dict, conversion: dict) -> dict:
    """Returns what the package's meta.json says of its data and scores; spaCy makes the model card of it."""
    partitions = conversion["partitions"]
    train = partitions.get("train", {})
    scores = evaluation["scores"]
    overall = scores.get(ALL, {"p": 0.0, "r": 0.0, "f": 0.0, "support": 0})
    performance = {
        "ents_p": overall["p"],
        "ents_r": overall["r"],
        "ents_f": overall["f"],
        "ents_per_type": {label: {key: score[key] for key in "prf"} for label, score in scores.items() if label != ALL},
    }
    sizes = [(name, partitions[name]) for name in PARTITIONS if name in partitions]
    data = ", ".join(f"{part['cables']} cables ({part['tokens']:,} tokens) in {name}" for name, part in sizes)
    notes = [
        "## What it was trained on and measured against",
        f"- Data: {data}. Split {conversion['split']['mode']}.",
        f"- Train: {train.get('labels', 'silver')} labels, {sum(train.get('mentions', {}).values()):,} mentions.",
        f"- Scores: {evaluation['measure']}, on {evaluation['cables']} test cables with {overall['support']} mentions;"
        " a mention is right if its start, its end and its label are.",
    ]
    if evaluation["measured_against"] != GOLD:
        notes.append("- No hand-checked labels were at hand: how accurate the model is, is not known.")
    if same := evaluation.get("same_paragraphs"):
        notes.append(
            f"- On the same paragraphs the silver labels score F1 {same['silver'][ALL]['f']:.3f},"
            f" the model {same['model'][ALL]['f']:.3f}."
        )
    notes += [f"- {warning}." for warning in conversion["split"]["warnings"]]
    notes += ["", "| Label | Precision | Recall | F1 | Support |", "| --- | ---: | ---: | ---: | ---: |"]
    notes += [
        f"| {label} | {score['p']:.3f} | {score['r']:.3f} | {score['f']:.3f} | {score['support']} |"
        for label, score in scores.items()
    ]
    return {
        "description": "Named entities (persons, organisations, places, miscellaneous) in diplomatic cables",
        "performance": performance,
        "notes": "\n".join(notes),
    }


if __name__ == "__main__":
    typer.run(main)
