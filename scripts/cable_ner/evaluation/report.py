"""The evaluation of a model as one HTML page: figures, plots, and the errors in their sentences."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ..corpus import GOLD
from ..model import PROMISE
from . import attachments, pages, plots
from .cards import card, groups
from .label_gaps import label_gaps
from .pairing import BOTH, BOUNDARY, MISSED, RIGHT, SPURIOUS, TYPE
from .reference import SAMPLES
from .scoring import ALL, MACRO

Record = Mapping[str, Any]
"""An object of metrics.json, errors.jsonl and other JSON files."""

MOST = 5000  # errors in the page: a browser takes too long over more, and the CSV file has them all
MOST_DISAGREEMENTS = 500
KINDS = {  # as `pair_mentions` defines them
    TYPE: "same span, different label",
    BOUNDARY: "the spans overlap but differ; same label",
    BOTH: "the spans overlap but differ; different label",
    SPURIOUS: "a prediction with no mention in the reference to pair it with",
    MISSED: "a mention of the reference with no prediction to pair it with",
}
FACETS = {
    "seen": ("Names seen in training", "A mention counts as seen if train has a mention of the same spelling."),
    "zone": ("Part of the cable", "Where in the cable the mention is."),
    "case": ("Capitals", "Whether the whole mention is written in capitals."),
    "frequency": ("How often train has the name", "Mentions of the same spelling in train."),
    "length": ("Length in tokens", "Long names have more boundaries to get wrong."),
}


def render(
    metrics: Record,
    errors: Sequence[Record],
    *,
    disagreements: Sequence[Record] = (),
    audit: Record | None = None,
    label_accuracy: Record | None = None,
    learning_curve: Record | None = None,
    training_log: Iterable[Record] | None = None,
) -> str:
    """Returns the report as one HTML page that opens from disk, without the network and without JavaScript.

    `metrics` and `errors` are what the evaluation writes (metrics.json, errors.jsonl), `disagreements` the places where
    two models differ, `audit` is audit.json, `label_accuracy` label-accuracy.json, `learning_curve` learning_curve.json,
    `training_log` the rows of spaCy's logger. At most `MOST` errors are shown: the first, whose forms go wrong most often.
    Raises ValueError if one of the last four is something else.

    Mentions are marked by our own template: displaCy (spaCy 3.8) escapes a mention's text but not its label, and wraps
    each sentence in a style of its own.
    """
    labels = _labels(metrics, errors)
    shown, differing = errors[:MOST], disagreements[:MOST_DISAGREEMENTS]
    cables = sorted({error["cable"] for error in shown})
    return pages.render(
        "report.html",
        script="report.js",
        labels=labels,
        m=metrics,
        is_gold=metrics["measured_against"] == GOLD,
        reference=metrics["measured_against"],
        samples=SAMPLES,
        gaps=list(label_gaps(metrics)),
        kinds=KINDS,
        right=RIGHT,
        all_kinds=(RIGHT, *KINDS),
        partitions=_partitions(metrics.get("data") or {}),
        facets=_facets(metrics.get("facets") or {}),
        plots=_plots(metrics, learning_curve, training_log),
        promised=attachments.promised(metrics.get(PROMISE)),
        learning_curve=attachments.curve_points(learning_curve),
        audit=attachments.audit_in_words(audit),
        label_accuracy=attachments.accuracy_tables(label_accuracy),
        groups=groups(shown),
        cables=list(_counted(shown, cables, key="cable")),
        cable_index={name: index for index, name in enumerate(cables)},
        kind_counts=dict(_counted(shown, KINDS, key="kind")),
        label_index={label: index for index, label in enumerate(labels)},
        total=len(errors),
        shown=len(shown),
        disagreements=[card(error) for error in differing],
        all_disagreements=len(disagreements),
    )


def _labels(metrics: Record, errors: Sequence[Record]) -> list[str]:
    """Returns every label that occurs in the scores or the errors, or that the model knows."""
    seen = {error[side]["label"] for error in errors for side in ("gold", "predicted") if error[side]}
    scored = set(metrics["scores"]) - {ALL, MACRO}
    return sorted(seen.union(scored, metrics["model"].get("labels") or ()))


def _partitions(data: Record) -> Record:
    """Returns the partitions of convert.json: train, dev, test, then others."""
    found = data.get("partitions") or {}
    first = [name for name in ("train", "dev", "test") if name in found]
    return {name: found[name] for name in (*first, *(name for name in found if name not in first))}


def _counted(errors: Sequence[Record], names: Iterable[str], *, key: str) -> Iterable[tuple[str, int]]:
    """Returns how many errors there are of each name that may stand under a key."""
    counts = dict.fromkeys(names, 0)
    for error in errors:
        counts[error[key]] += 1
    return counts.items()


def _plots(metrics: Record, learning_curve: Record | None, training_log: Iterable[Record] | None) -> dict[str, Markup]:
    """Returns the plots by name; those without anything to show are empty."""
    scores = {label: score for label, score in metrics["scores"].items() if label != MACRO}
    drawn = {
        "scores": plots.score_bars(scores),
        "calibration": plots.reliability_diagram(metrics.get("calibration")),
        "lists": plots.list_curve(metrics.get(PROMISE)),
    }
    with attachments.reading("training log", "train again"):
        drawn["training"] = plots.training_curve(training_log or ())
    with attachments.reading("learning curve", "run scripts/learning_curve.py again"):
        drawn["learning"] = plots.learning_curve(learning_curve or {})
    return {name: Markup(svg) for name, svg in drawn.items()}  # noqa: S704 (plots escapes what it writes)


def _facets(facets: Record) -> list[dict[str, Any]]:
    """Returns the facets in the page's order, each with its title, an explanation, its scores and its plot."""
    known = [name for name in FACETS if facets.get(name)]
    names = known + sorted(name for name in facets if name not in FACETS and facets[name])
    return [
        {
            "name": name,
            "title": FACETS.get(name, (name, ""))[0],
            "what": FACETS.get(name, (name, ""))[1],
            "scores": facets[name],
            "plot": Markup(plots.facet_bars(facets[name], facet=name)),  # noqa: S704
        }
        for name in names
    ]
