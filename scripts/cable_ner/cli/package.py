"""Make an installable wheel of a model, with a model card that says what its scores are measured against."""

import logging
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import srsly
import typer
from build import ProjectBuilder
from pyproject_hooks import quiet_subprocess_runner
from spacy.cli.package import package
from wasabi import msg

from ..corpus import GOLD, PARTITIONS
from ..evaluation import ALL, MACRO
from ..files import explain, replacing
from ..model import consistency, embedding, tokenizer
from ..retraining import card_lines, version_of

# What the wheel carries, so that a model which uses it loads with nothing but spaCy.
CARRIED = (tokenizer, embedding, consistency)
# What the card is made of.
OF_METRICS = {"scores", "test", "bootstrap", "baselines", "measure", "measured_against"}
OF_CONVERSION = {"partitions", "split"}


def main(
    model: Annotated[Path, typer.Argument(help="Folder of the model")],
    metrics: Annotated[Path, typer.Option(help="metrics.json of scripts/evaluate.py")],
    conversion: Annotated[Path, typer.Option(help="convert.json of scripts/convert.py")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the wheel")],
    name: Annotated[str, typer.Option(help="Name of the package, without the language")] = "cable_ner",
    version: Annotated[str, typer.Option(help="Version of the first package; retraining counts its last number up")] = (
        "0.1.0"
    ),
) -> None:
    """Make a wheel that loads with nothing but spaCy."""
    try:
        figures, data = _read(metrics, OF_METRICS), _read(conversion, OF_CONVERSION)
        wheel = make_wheel(model, figures, data, output, name=name, version=version_of(model.parent, version))
    except (OSError, ValueError) as error:
        msg.fail(explain(error), exits=1)
    msg.good(f"pip install {wheel}")


def _read(path: Path, keys: set[str]) -> dict:
    """Returns what a JSON file holds. Raises OSError, and ValueError for what is not an object with these keys."""
    try:
        found = srsly.read_json(path)
    except ValueError as error:
        raise ValueError(f"{path}: is not JSON ({error}); run the command that writes it again") from error
    if missing := keys - (found.keys() if isinstance(found, dict) else set()):
        raise ValueError(f"{path}: does not say {', '.join(sorted(missing))}; run the command that writes it again")
    return found


def make_wheel(model: Path, metrics: dict, conversion: dict, output: Path, *, name: str, version: str) -> Path:
    """Returns the path of the wheel. Raises OSError and ValueError for what is not a model."""
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


def card(meta: dict, metrics: dict, conversion: dict, lineage: Sequence[str] = ()) -> dict:
    """Returns what the package's meta.json says of its data, lineage and scores; spaCy makes the model card of it."""
    scores = metrics["scores"]
    overall = scores[ALL]
    labels = {name: score for name, score in scores.items() if name not in (ALL, MACRO)}
    performance = {
        "ents_p": overall["p"],
        "ents_r": overall["r"],
        "ents_f": overall["f"],
        "ents_per_type": {label: {key: score[key] for key in "prf"} for label, score in labels.items()},
    }
    notes = [
        "## What it was trained on and measured against",
        *_about_data(conversion),
        *lineage,
        *_about_scores(metrics, overall),
        *(f"- {warning}." for warning in conversion["split"]["warnings"]),
        "",
        *_table(scores),
    ]
    return {
        "description": "Named entities (persons, organisations, places, miscellaneous) in diplomatic cables",
        "performance": performance,
        "notes": "\n".join(notes),
    }


def _about_data(conversion: dict) -> list[str]:
    partitions = conversion["partitions"]
    train = partitions.get("train", {})
    sizes = [(name, partitions[name]) for name in PARTITIONS if name in partitions]
    data = ", ".join(f"{part['cables']} cables ({part['tokens']:,} tokens) in {name}" for name, part in sizes)
    return [
        f"- Data: {data}. Split {conversion['split']['mode']}.",
        f"- Train: {train.get('labels', 'silver')} labels, {sum(train.get('mentions', {}).values()):,} mentions.",
    ]


def _about_scores(metrics: dict, overall: dict) -> list[str]:
    """Returns what the scores are, what they are measured against, and what others score on the same paragraphs."""
    test, bootstrap = metrics["test"], metrics["bootstrap"]
    notes = [
        f"- Scores: {metrics['measure']}, on {test['cables']} test cables with {overall['support']} mentions;"
        " a mention is right if its start, its end and its label are.",
    ]
    if bounds := overall["interval"]:
        notes.append(
            "- F1 {:.3f}, {:.0f} % interval {:.3f} to {:.3f}".format(overall["f"], 100 * bootstrap["level"], *bounds["f"])
            + f" (bootstrap over cables, {bootstrap['resamples']} resamples)."
        )
    if metrics["measured_against"] != GOLD:
        notes.append("- No hand-checked labels were at hand: how accurate the model is, is not known.")
    return notes + [
        f"- On the same {one['paragraphs']} paragraphs, {one['name']}: F1 {one['scores'][ALL]['f']:.3f},"
        f" the model {one['model'][ALL]['f']:.3f}."
        for one in metrics["baselines"]
    ]


def _table(scores: dict) -> list[str]:
    """Returns the scores as a table in Markdown."""
    rows = ["| Label | Precision | Recall | F1 | Interval of F1 | Support |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for label, score in scores.items():
        bounds = "{:.3f} to {:.3f}".format(*score["interval"]["f"]) if score["interval"] else ""
        figures = " | ".join(f"{score[key]:.3f}" for key in "prf")
        rows.append(f"| {label} | {figures} | {bounds} | {score.get('support', '')} |")
    return rows
