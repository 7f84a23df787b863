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
    """Returns the meta.json entries on data, lineage and scores, from which spaCy writes the model card."""
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
        "## Training data and evaluation",
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
        f"- Data: {data}; split {conversion['split']['mode']}.",
        f"- Training labels: {train.get('labels', 'silver')}, {sum(train.get('mentions', {}).values()):,} mentions.",
    ]


def _about_scores(metrics: Mapping[str, Any], overall: Mapping[str, Any]) -> list[str]:
    """Returns notes on the scores: the measure, the test, the interval, and baselines on the same paragraphs."""
    test, bootstrap = metrics["test"], metrics["bootstrap"]
    notes = [
        f"- Scores: {metrics['measure']}, on {test['cables']} test cables with {overall['support']} mentions;"
        " a mention counts as correct if its start, end and label all match.",
    ]
    if bounds := overall["interval"]:
        notes.append(
            "- F1 {:.3f}, {:.0f} % interval {:.3f} to {:.3f}".format(overall["f"], 100 * bootstrap["level"], *bounds["f"])
            + f" (bootstrap over cables, {bootstrap['resamples']} resamples)."
        )
    if metrics["measured_against"] != GOLD:
        notes.append("- There was no gold to measure against, so the accuracy of the model is unknown.")
    return notes + [
        f"- Baseline, {one['name']}: F1 {one['scores'][ALL]['f']:.3f} on {one['paragraphs']} of the test paragraphs; this"
        f" model: F1 {one['model'][ALL]['f']:.3f} on the same paragraphs."
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
    """Returns what the model card says about the origin of the current model; nothing if it is not in the lineage."""
    made = current_row(training)
    before = ever_current(training)
    if made is None or made["id"] not in before:
        return []
    lines = [
        f"- Model {made['id']} of {made['date'][:10]}, number {before.index(made['id']) + 1} in its lineage; training:"
        f" {made['way']}."
    ]
    if numbers := [number for number in made["data"].get("increments", []) if number]:
        count = f"{len(numbers)} increment{'s' * (len(numbers) != 1)}"
        lines.append(f"- It was trained on the base and {count} ({_listed(numbers)}).")
    if made["parent"] and made["decision"] != Decision.FIRST:
        lines.append(f"- It replaced {made['parent']} ({made['decision']}): {made['reason']}.")
    return lines


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(f"{number:03}" for number in numbers)
