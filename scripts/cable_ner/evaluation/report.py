"""The scores of a model for the eye: one HTML page, with its errors to look at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any, NamedTuple

from markupsafe import Markup

from ..corpus import GOLD
from . import pages, plots
from .scoring import ALL, BOTH, BOUNDARY, MISSED, RIGHT, SPURIOUS, TYPE

Row = Mapping[str, Any]

MOST = 5000  # errors in the page: more take a browser too long, and the CSV file has them all
MOST_DISAGREEMENTS = 500
_LONGEST = 1000  # characters of a sentence, in case that it was not cut
KINDS = {  # in the words of scoring.pair_mentions
    TYPE: "same span, other label",
    BOUNDARY: "the spans overlap and are not the same; same label",
    BOTH: "the spans overlap and are not the same; other label",
    SPURIOUS: "predicted, and there is no mention in the reference to pair it with",
    MISSED: "in the reference, and there is no prediction to pair it with",
}
FACETS = {
    "seen": ("Names seen in training", "A mention is seen if train has a mention of the same spelling."),
    "zone": ("Part of the cable", "Where in the cable the mention is."),
    "case": ("Capitals", "Whether the mention is written in capitals throughout."),
    "frequency": ("How often train has the name", "Mentions of the same spelling in train."),
    "length": ("Length in tokens", "Long names have more boundaries to get wrong."),
}


def render(
    metrics: Row,
    errors: Sequence[Row],
    *,
    disagreements: Sequence[Row] = (),
    label_accuracy: Row | None = None,
    learning_curve: Row | None = None,
    training_log: Iterable[Row] | None = None,
) -> str:
    """Returns the report as one HTML page that opens from disk, without the network and without JavaScript.

    `metrics` and `errors` are what evaluation writes (metrics.json, errors.jsonl), `disagreements` where two models
    differ, `label_accuracy` is label-accuracy.json, `learning_curve` learning_curve.json, `training_log` the rows of
    spaCy's logger. Of more than `MOST` errors the first are shown, which are those whose form goes wrong most often.

    Mentions are marked by our own template: displaCy (spaCy 3.8) escapes a mention's text but not its label, and wraps
    each sentence in a style of its own. Raises ValueError if one of the last three is something else.
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
        kinds=KINDS,
        right=RIGHT,
        all_kinds=(RIGHT, *KINDS),
        partitions=_partitions(metrics.get("data") or {}),
        facets=_facets(metrics.get("facets") or {}),
        plots=_plots(metrics, learning_curve, training_log),
        learning_curve=_learning_curve(learning_curve),
        label_accuracy=_label_accuracy(label_accuracy),
        groups=[_group(form, list(found)) for form, found in groupby(shown, key=lambda error: error["form"])],
        cables=list(_counted(shown, cables)),
        cable_index={name: index for index, name in enumerate(cables)},
        kind_counts=dict(_counted(shown, KINDS, key="kind")),
        label_index={label: index for index, label in enumerate(labels)},
        total=len(errors),
        shown=len(shown),
        disagreements=[_card(error) for error in differing],
        all_disagreements=len(disagreements),
    )


def _labels(metrics: Row, errors: Sequence[Row]) -> list[str]:
    """Returns every label that is in the scores or the errors, or that the model knows."""
    seen = {error[side]["label"] for error in errors for side in ("gold", "predicted") if error[side]}
    scored = set(metrics["scores"]) - {ALL, "macro"}
    return sorted(seen.union(scored, metrics["model"].get("labels") or ()))


def _partitions(data: Row) -> Row:
    """Returns the partitions of convert.json: train, dev, test, then others."""
    found = data.get("partitions") or {}
    first = [name for name in ("train", "dev", "test") if name in found]
    return {name: found[name] for name in (*first, *(name for name in found if name not in first))}


def _counted(errors: Sequence[Row], names: Iterable[str], *, key: str = "cable") -> Iterable[tuple[str, int]]:
    counts = dict.fromkeys(names, 0)
    for error in errors:
        counts[error[key]] += 1
    return counts.items()


def _plots(metrics: Row, learning_curve: Row | None, training_log: Iterable[Row] | None) -> dict[str, Markup]:
    """Returns the plots by name; those that there is nothing to show of are empty."""
    scores = {label: score for label, score in metrics["scores"].items() if label != "macro"}
    drawn = {"scores": plots.score_bars(scores), "calibration": plots.calibration(metrics.get("calibration"))}
    with _reading("training log", "train again"):
        drawn["training"] = plots.training_curve(training_log or ())
    with _reading("learning curve", "run scripts/learning_curve.py again"):
        drawn["learning"] = plots.learning_curve(learning_curve or {})
    return {name: Markup(svg) for name, svg in drawn.items()}  # noqa: S704 (plots escapes what it writes)


def _facets(facets: Row) -> list[dict[str, Any]]:
    """Returns the facets in the page's order, each with its title, what it means, its scores and its plot."""
    known = [name for name in FACETS if facets.get(name)]
    names = known + sorted(name for name in facets if name not in FACETS and facets[name])
    return [
        {
            "name": name,
            "title": FACETS.get(name, (name, ""))[0],
            "what": FACETS.get(name, (name, ""))[1],
            "scores": facets[name],
            "plot": Markup(plots.facet_bars(facets[name], name=name)),  # noqa: S704
        }
        for name in names
    ]


# -- files of other commands -----------------------------------------------------------------------


@contextmanager
def _reading(what: str, remedy: str) -> Iterator[None]:
    """Raises ValueError, in a line, for a file that is not what its command writes."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{what}: is not what is written there ({type(error).__name__}: {error}); {remedy}") from None


def _learning_curve(found: Row | None) -> dict[str, Any] | None:
    """Returns the points of learning_curve.json, how many seeds there were, and what was measured against."""
    if not found or not found.get("points"):
        return None
    with _reading("learning curve", "run scripts/learning_curve.py again"):
        points = [{key: point[key] for key in ("cables", "share", "mentions", "mean", "sd")} for point in found["points"]]
        return {"points": points, "seeds": len(found["seeds"]), "against": str(found.get("measured_against", ""))}


def _label_accuracy(found: Row | None) -> dict[str, Any] | None:
    """Returns the tables of label-accuracy.json: versions of the labels, in all and where audit went, and the rules."""
    if not found or not found.get("labels"):
        return None
    figures = ("p", "r", "f", "support", RIGHT, *KINDS)
    with _reading("label accuracy", "run scripts/label_accuracy.py gold again"):
        versions = {"": found["labels"], "in the paragraphs that were audited": found.get("audited") or {}}
        tables = {
            where: {name: {key: row[ALL][key] for key in figures} for name, row in rows.items()}
            for where, rows in versions.items()
            if rows
        }
        rules = {name: {key: int(count) for key, count in row.items()} for name, row in (found.get("rules") or {}).items()}
        return {"compared": (found.get("cables") or {}).get("compared"), "tables": tables, "rules": rules}


# -- errors --------------------------------------------------------------------------------------


class Piece(NamedTuple):
    """A piece of a sentence: its label, or '' of text without one; whether it is what the error is about."""

    text: str
    label: str
    focus: bool


def pieces(text: str, mentions: Iterable[Sequence], focus: Sequence[int]) -> list[Piece]:
    """Returns a sentence in pieces, in order; joined, they are the sentence.

    `mentions` are (start, end, label), `focus` is (start, end), in characters of `text`. Where no mention overlaps the
    focus, the focus is a piece of its own without a label. A mention that overlaps one before it is left out.
    """
    found, at = [], 0
    spans = sorted((max(start, 0), min(end, len(text)), label) for start, end, label in mentions)
    start, end = max(focus[0], 0), min(focus[1], len(text))
    if start < end and not any(_overlap(span, (start, end)) for span in spans):
        spans = sorted([*spans, (start, end, "")])
    for first, last, label in spans:
        if first < at or first >= last:
            continue
        found += [Piece(text[at:first], "", False)] if at < first else []
        found.append(Piece(text[first:last], label, _overlap((first, last), (start, end))))
        at = last
    return found + ([Piece(text[at:], "", False)] if at < len(text) else [])


def _overlap(one: Sequence, other: Sequence) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _group(form: str, errors: list[Row]) -> dict[str, Any]:
    """Returns the errors of one form, and how often it goes wrong, of how many times that it is in test."""
    first = errors[0]
    return {"form": form, "wrong": first["form_wrong"], "count": first["form_count"], "errors": [_card(e) for e in errors]}


def _card(error: Row) -> dict[str, Any]:
    """Returns an error with its sentence in pieces, once for each side."""
    sentence = error["sentence"]
    text, focus = pages.short(sentence["text"], _LONGEST), sentence["focus"]
    return {
        **error,
        "sides": {
            side: pieces(text, sentence[side], focus)
            for side in ("gold", "predicted", "other")
            if sentence.get(side) is not None
        },
    }
