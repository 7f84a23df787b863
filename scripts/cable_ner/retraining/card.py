"""The model card of a package: its data, where the model comes from, and what its scores are measured against."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..corpus import GOLD, PARTITIONS
from ..evaluation import ALL, MACRO, SAMPLES
from .lineage import Decision, ever_current
from .store import current_row


def card(
    meta: Mapping[str, Any], metrics: Mapping[str, Any], conversion: Mapping[str, Any], lineage: Sequence[str] = ()
) -> dict[str, Any]:
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
        f"- {SAMPLES}",
        *(f"- {warning}." for warning in conversion["split"]["warnings"]),
        "",
        *_table(scores),
    ]
    return {
        "description": "Named entities (persons, organisations, places, miscellaneous) in diplomatic cables",
        "performance": performance,
        "notes": "\n".join(notes),
    }


def _about_data(conversion: Mapping[str, Any]) -> list[str]:
    partitions = conversion["partitions"]
    train = partitions.get("train", {})
    sizes = [(name, partitions[name]) for name in PARTITIONS if name in partitions]
    data = ", ".join(f"{part['cables']} cables ({part['tokens']:,} tokens) in {name}" for name, part in sizes)
    return [
        f"- Data: {data}. Split {conversion['split']['mode']}.",
        f"- Train: {train.get('labels', 'silver')} labels, {sum(train.get('mentions', {}).values()):,} mentions.",
    ]


def _about_scores(metrics: Mapping[str, Any], overall: Mapping[str, Any]) -> list[str]:
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


def _table(scores: Mapping[str, Any]) -> list[str]:
    """Returns the scores as a table in Markdown."""
    rows = ["| Label | Precision | Recall | F1 | Interval of F1 | Support |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for label, score in scores.items():
        bounds = "{:.3f} to {:.3f}".format(*score["interval"]["f"]) if score["interval"] else ""
        figures = " | ".join(f"{score[key]:.3f}" for key in "prf")
        rows.append(f"| {label} | {figures} | {bounds} | {score.get('support', '')} |")
    return rows


def card_lines(training: Path) -> list[str]:
    """Returns what a model card says of the current model's origin; nothing if the lineage does not have it."""
    made = current_row(training)
    before = ever_current(training)
    if made is None or made["id"] not in before:
        return []
    lines = [
        f"- Model {made['id']} of {made['date'][:10]}, number {before.index(made['id']) + 1} of its line; {made['way']}."
    ]
    if numbers := [number for number in made["data"].get("increments", []) if number]:
        lines.append(f"- It has seen the first cables and {len(numbers)} later deliveries ({_listed(numbers)}).")
    if made["parent"] and made["decision"] != Decision.FIRST:
        lines.append(f"- It took the place of {made['parent']} ({made['decision']}): {made['reason']}.")
    return lines


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(f"{number:03}" for number in numbers)
