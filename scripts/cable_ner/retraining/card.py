"""The model card of a package: how to load and call the model, its labels, its data and origin, and what its scores mean."""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from spacy.cli.package import generate_readme
from spacy.language import Language

from ..corpus import GOLD, PARTITIONS
from ..evaluation import ALL, MACRO, SAMPLES
from ..model import LEXEMES, PROMISE, promise_in
from ..work import number_of
from .lineage import Decision, ever_current
from .store import current_row

# What the lexicon that a model stores is made of (see `cable_ner.names`).
SOURCES = [
    {"name": "GeoNames", "url": "https://www.geonames.org", "license": "CC BY 4.0"},
    {"name": "countryinfo", "url": "https://github.com/porimol/countryinfo", "license": "MIT"},
    {"name": "names of the 1990 U.S. census", "url": "https://www.census.gov", "license": "public domain"},
    {"name": "spacy-lookups-data", "url": "https://github.com/explosion/spacy-lookups-data", "license": "MIT"},
]
LABELS = {
    "PER": "persons, without titles: full names, surnames alone, signatures",
    "ORG": "organisations: governments by name, ministries, parties, companies, courts, media, military units, embassies",
    "LOC": "places: countries, cities, regions, waters, roads, airports, bases; also a place that stands for its government",
    "MISC": "nationalities, peoples, religions, languages; products, weapons, ships; agreements, laws, programmes, events",
}


def card(
    meta: Mapping[str, Any],
    metrics: Mapping[str, Any],
    conversion: Mapping[str, Any],
    lineage: Sequence[str] = (),
    *,
    code: bool = True,
) -> dict[str, Any]:
    """Returns the meta.json entries on scores and, as `notes`, what spaCy's own model card does not say.

    `meta` has the language, the name, the labels and the size of the model; `code`: whether it needs code of its own.
    """
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
        *_about_use(f"{meta['lang']}_{meta['name']}", code=code),
        "",
        *_about_labels(meta.get("labels", {})),
        "",
        "## Training data and evaluation",
        "",
        *_about_data(conversion),
        *lineage,
        *([f"- Size: {meta['size']}."] if "size" in meta else []),
        *_about_scores(metrics, overall),
        *_about_lists(meta.get(PROMISE)),
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


def readme(meta: Mapping[str, Any]) -> str:
    """Returns the model card as a page in Markdown.

    It is spaCy's, without the table of scores under the heading "Accuracy": the notes say what the scores are.
    """
    stated = {key: meta.get(key) or "not stated" for key in ("author", "license")}
    others = {key: value for key, value in meta.items() if key != "performance" and not (key == "url" and not value)}
    return generate_readme({**others, **stated})


def facts(nlp: Language, folder: Path) -> dict[str, Any]:
    """Returns the size of a pipeline, in its folder and in weights, and the sources of its lexicon if it stores one."""
    on_disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    models = [pipe.model for _, pipe in nlp.pipeline if hasattr(pipe, "model")]
    nodes = {id(node): node for model in models for node in model.walk()}.values()
    weights = sum(node.get_param(name).size for node in nodes for name in node.param_names if node.has_param(name))
    has_lexicon = any(len(node.attrs.get("keys", ())) for node in nodes if node.name == LEXEMES)
    return {"size": f"{on_disk / 1e6:.1f} MB on disk, {weights:,} weights", "sources": SOURCES if has_lexicon else []}


def _about_use(package: str, *, code: bool) -> list[str]:
    folder = "'FOLDER_OF_THE_MODEL'"
    first = f" First run `import sys; sys.path.insert(0, {folder}); import {package}`." if code else ""
    return [
        "## Load and call",
        "",
        "```python",
        f'nlp = spacy.load("{package}")  # after pip install of the wheel, which needs only spaCy',
        'doc = nlp("Ambassador Ann Lee left Oslo.")',
        "print([(ent.text, ent.label_, ent.start_char, ent.end_char) for ent in doc.ents])",
        "```",
        "",
        f"- Without installing the wheel, `spacy.load({folder})` loads the folder with `config.cfg`.{first}",
        "- Give it the text of a paragraph or of a whole cable, without markup. `nlp.pipe(docs)` makes entities agree across"
        ' consecutive Docs with the same `doc.user_data["cable"]`.',
        '- `nlp.get_pipe("ner")(nlp.make_doc(text))` gives the entities of one text without that last step.',
    ]


def _about_labels(by_component: Mapping[str, Iterable[str]]) -> list[str]:
    labels = sorted({label for names in by_component.values() for label in names})
    rows = [f"| `{label}` | {LABELS.get(label, '')} |" for label in labels]
    return ["## Labels", "", "| Label | What it is for |", "| --- | --- |", *rows]


def _about_data(conversion: Mapping[str, Any]) -> list[str]:
    partitions = conversion["partitions"]
    train = partitions.get("train", {})
    sizes = [(name, partitions[name]) for name in PARTITIONS if name in partitions]
    data = ", ".join(f"{number_of(part['cables'], 'cables')} ({part['tokens']:,} tokens) in {name}" for name, part in sizes)
    return [
        f"- Data: {data}; split {conversion['split']['mode']}.",
        f"- Training labels: {train.get('labels', 'silver')}, {sum(train.get('mentions', {}).values()):,} mentions.",
        *_about_teacher(conversion.get("taught") or {}),
    ]


def _about_teacher(lesson: Mapping[str, Any]) -> list[str]:
    """Returns a note on the cables that a teacher has labelled, if there is one; see `training.taught`."""
    if not lesson:
        return []
    found = lesson["labelled"]
    return [
        f"- A teacher, fine-tuned from the encoder {lesson['encoder']} on these, labelled {found['cables']:,} more cables"
        f" ({found['tokens']:,} tokens) to train on."
    ]


def _about_scores(metrics: Mapping[str, Any], overall: Mapping[str, Any]) -> list[str]:
    """Returns notes on the scores: the measure, the test, the interval, and baselines on the same paragraphs."""
    test = metrics["test"]
    size = f"{number_of(test['cables'], 'test cables')} with {number_of(overall['support'], 'mentions')}"
    notes = [
        f"- Scores: {metrics['measure']}, on {size}; a mention counts as correct if its start, end and label all match.",
    ]
    if bounds := (overall["interval"] or {}).get("f"):
        notes.append("- F1 {:.3f}, 95 % interval {:.3f} to {:.3f} (jackknife over cables).".format(overall["f"], *bounds))
    if metrics["measured_against"] != GOLD:
        notes.append("- There was no gold to measure against, so the accuracy of the model is unknown.")
    return notes + [
        f"- Baseline, {one['name']}: F1 {one['scores'][ALL]['f']:.3f} on {one['paragraphs']} of the test paragraphs; this"
        f" model: F1 {one['model'][ALL]['f']:.3f} on the same paragraphs."
        for one in metrics["baselines"]
    ]


def _about_lists(promise: Mapping[str, Any] | None) -> list[str]:
    """Returns a note on what can be promised of the model's lists of names."""
    if not promise:
        return ["- Nothing is promised of its lists: they were not measured on hand-checked test cables."]
    made = promise_in(dict(promise))
    least = math.ceil(100 * made.points[0].missed_at_most) / 100
    return [
        f"- Lists with a promise (`cable-ner tag --misses-at-most`, `--wrong-at-most`), from {made.cables} hand-checked test"
        f" cables: the smallest share missed that can be promised is {least:.2f}, 95 % sure, for cables like those."
    ]


def _table(scores: Mapping[str, Any]) -> list[str]:
    """Returns the scores as a table in Markdown."""
    rows = ["| Label | Precision | Recall | F1 | Interval of F1 | Support |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for label, score in scores.items():
        bounds = (score["interval"] or {}).get("f")
        figures = " | ".join(f"{score[key]:.3f}" for key in "prf")
        span = "{:.3f} to {:.3f}".format(*bounds) if bounds else ""
        rows.append(f"| {label} | {figures} | {span} | {score.get('support', '')} |")
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
