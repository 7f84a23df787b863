"""Labels that the test has and the model cannot give, and the other way round, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from .scoring import ALL, MACRO


def label_gaps(metrics: Mapping[str, Any]) -> Iterator[str]:
    """Yields a sentence for each label in which the model and the test do not meet; `metrics` is metrics.json."""
    given = set(metrics["model"].get("labels") or ())
    if not given:  # (a model that does not say which labels it has)
        return
    support = {name: row["support"] for name, row in metrics["scores"].items() if name not in (ALL, MACRO)}
    for label in sorted(label for label, count in support.items() if count and label not in given):
        yield f"The model has no label {label}: its mentions in the test, {support[label]} in all, are missed."
    for label in sorted(label for label in given if not support.get(label)):
        yield f"The test has no mention of {label}: how well the model finds these is not known."


def nothing_scored(metrics: Mapping[str, Any]) -> bool:
    """Returns whether the test has no mention and the model finds none."""
    return not any(metrics["scores"][ALL][name] for name in ("right", "spurious", "missed"))
