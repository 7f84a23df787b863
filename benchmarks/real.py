"""`real`: models on real cables that were read by hand: F1 per label with intervals, confidence, and what goes wrong."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, stdev
from typing import Annotated, Any

import spacy
import srsly
import typer
from wasabi import msg

from benchmarks.measuring import ROOT, table
from benchmarks.pacing import paced
from cable_ner.corpus import GOLD, make_docs, read_cable
from cable_ner.evaluation import ALL, MACRO, RIGHT, Evaluation, evaluate
from cable_ner.files import Failure, new_docbin, sources
from cable_ner.text import CableError

_LONGEST_RUNS = 15


def bench_real(
    gold: Annotated[list[str], typer.Argument(help="Hand-checked cables: files, folders or archives")],
    models: Annotated[list[Path] | None, typer.Option("--model", "-m", help="A model; may be repeated (seeds)")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the tables")] = None,
) -> None:
    """Models on hand-checked cables: F1 per label, kinds of error, and errors that come in runs.

    An interval is for one model over other cables like these. Give three models that differ in the seed before you say
    that one recipe is better than another: F1 of one recipe differs by a point from seed to seed.
    """
    models = models or [ROOT / "training" / "model-best"]
    with tempfile.TemporaryDirectory() as name:
        test = Path(name) / "gold.spacy"
        write_gold(gold, test)
        found = [evaluate(str(model), test) for model in paced(models, "Models", len(models))]
    header, rows = scores_table(models, found)
    table(header, rows, None)
    kinds = Counter[str]()
    runs = Counter[tuple[str, str, str]]()
    for one in found:
        kinds.update({kind: count for kind, count in one.metrics["kinds"][ALL].items() if kind != RIGHT})
        runs.update(run_of(error) for error in one.errors)
    msg.divider("Errors by kind, all models")
    msg.table(kinds.most_common(), aligns=("l", "r"))
    longest = [(form, gold_label, label, count) for (form, gold_label, label), count in runs.most_common(_LONGEST_RUNS)]
    msg.divider("Errors that come in runs, all models")
    msg.table(longest, header=("name", "gold", "model", "errors"), aligns=("l", "l", "l", "r"))
    if output:
        srsly.write_json(output, {"scores": [dict(zip(header, row)) for row in rows], "kinds": kinds, "runs": longest})


def scores_table(models: Sequence[Path], found: Sequence[Evaluation]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Returns the table's header and a row for each model; of several models, also their mean and standard deviation."""
    labels = list(dict.fromkeys(name for one in found for name in one.metrics["scores"] if name not in (ALL, MACRO))) + [ALL]
    rows = [
        (str(model), *(_figure(one.metrics["scores"].get(name)) for name in labels), _calibration_error(one))
        for model, one in zip(models, found)
    ]
    if len(found) > 1:
        by_label = [[one.metrics["scores"][name]["f"] for one in found if name in one.metrics["scores"]] for name in labels]
        rows.append(("mean", *(f"{mean(values):.3f}" for values in by_label), ""))
        rows.append(("standard deviation", *(f"{stdev(values):.3f}" if len(values) > 1 else "" for values in by_label), ""))
    return ("model", *labels, "calibration error"), rows


def _calibration_error(one: Evaluation) -> str:
    """Returns by how much the confidence of mentions differs from the share that is right."""
    found = one.metrics["calibration"]
    if not found:
        return ""
    return f"{found['error']:.3f}" + (" [{:.3f}, {:.3f}]".format(*found["interval"]) if found["interval"] else "")


def _figure(score: dict[str, Any] | None) -> str:
    if score is None:
        return ""
    bounds = (score["interval"] or {}).get("f")
    return f"{score['f']:.3f}" + (" [{:.3f}, {:.3f}]".format(*bounds) if bounds else "")


def run_of(error: dict[str, Any]) -> tuple[str, str, str]:
    """Returns what errors of one run share: the form, the gold label and the model's ("" for no mention)."""
    return error["form"], *((error[side] or {}).get("label", "") for side in ("gold", "predicted"))


def write_gold(gold: Sequence[str], path: Path) -> None:
    """Writes the cables as Docs with gold labels; names those that cannot be read."""
    nlp = spacy.blank("en")
    docbin = new_docbin()
    for source in sources(gold):
        if isinstance(source, Failure):
            msg.warn(f"{source.name}: {source.message}")
        else:
            try:
                cable = read_cable(source)
            except CableError as error:
                msg.warn(f"{source.name}:{error.line}: {error.message}")
                continue
            for made in make_docs(cable, nlp, labels=GOLD):
                docbin.add(made.doc)
    docbin.to_disk(path)
