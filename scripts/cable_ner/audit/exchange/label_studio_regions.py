"""The regions of a Label Studio annotation: which are labelled text, whatever the control is called."""

from typing import Any, NamedTuple

# Types of results that label a stretch of text, each with the key of its labels.
_TEXT_TYPES = ("labels", "hypertextlabels")
# What JSON-MIN has beside our data and what controls gave.
_OF_TASK = {"id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement"}


class Regions(NamedTuple):
    """Labelled text, each span as an object with `start`, `end`, `labels` and perhaps `text`; and what else there is."""

    spans: list[dict[str, Any]]
    others: list[str]


def regions_in_json(annotation: dict[str, Any]) -> Regions:
    """Returns the regions of an annotation in a JSON export; `others` are types of results."""
    spans, others = [], []
    for item in annotation.get("result") or ():
        kind = str(item.get("type", "labels"))
        if kind in _TEXT_TYPES:
            spans.append(_span(item["value"], kind))
        elif kind.endswith("labels"):
            raise ValueError(
                f"has regions of type {kind}, which label no text; annotate with a control Labels, export again"
            )
        else:
            others.append(kind)
    return Regions(spans, list(dict.fromkeys(others)))


def regions_in_json_min(row: dict[str, Any]) -> Regions:
    """Returns the regions of a task in a JSON-MIN export, of all controls; `others` are names of what is no such control.

    What a control gave stands under its name, beside the data of the task.
    """
    spans, others = [], []
    for name, values in row.items():
        found = [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []
        kinds = [next((kind for kind in _TEXT_TYPES if kind in value), "") for value in found]
        if any(kinds):
            spans += [_span(value, kind or _TEXT_TYPES[0]) for value, kind in zip(found, kinds)]
        elif name not in _OF_TASK and name not in _OURS:
            others.append(name)
    return Regions(spans, others)


_OURS = {"text", "zone", "questions", "cable_ner"}  # the data of our tasks


def _span(value: dict[str, Any], kind: str) -> dict[str, Any]:
    """Returns a span with offsets of the whole text. Those of hypertext are paths, and the offsets stand beside them."""
    offsets = value.get("globalOffsets")
    return {**value, "labels": value.get(kind) or [], **(offsets if isinstance(offsets, dict) else {})}
