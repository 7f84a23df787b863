"""Figures and counts of invented models, as `evaluate` and `convert` write them for the model card."""

_F = {"p": 0.5, "r": 0.25, "f": 1 / 3, "support": 40, "interval": {"p": [0.4, 0.6], "r": [0.2, 0.3], "f": [0.25, 0.4]}}
SCORES = {"PER": _F, "all": _F, "macro": {key: _F[key] for key in ("p", "r", "f", "interval")}}


def figures(kind: str) -> dict:
    measure = {
        "gold": "accuracy against hand-checked (gold) labels",
        "silver": "agreement with the tagger (silver labels), not accuracy",
    }[kind]
    return {
        "measured_against": kind, "measure": measure, "test": {"cables": 3}, "scores": SCORES, "baselines": [],
        "intervals": {"unit": "cable", "level": 0.95, "fewest": 3},
    }  # fmt: skip


CONVERSION = {
    "split": {"mode": "by message", "warnings": ["too few cables"]},
    "partitions": {
        "train": {"cables": 20, "tokens": 12345, "labels": "silver", "mentions": {"PER": 1000, "LOC": 234}},
        "test": {"cables": 3, "tokens": 900, "labels": "gold", "mentions": {"PER": 40}},
    },
}
