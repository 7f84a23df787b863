"""How good labels and models are: scores, intervals, baselines, kinds of error, estimates, plots and the report."""

from .baselines import form_of
from .bootstrap import Counts, Resampling, paired, prf
from .estimate import MENTION, Estimate, Interval, as_csv, draw, estimate, read_sample
from .evaluation import (
    FOLDER,
    METRICS,
    Evaluation,
    Progress,
    Run,
    as_reference,
    evaluate,
    files,
    kind_of,
    load,
    read,
    scores,
)
from .label_accuracy import Flat, RuleEffect, Segment, Twin, align, changes, compare, find_twins, flatten, judge, left_out
from .pages import short
from .plots import draw_learning_curve, save
from .scoring import ALL, KINDS, MACRO, RIGHT, Breakdown, Labelled, score_pairs

__all__ = [
    "ALL",
    "Breakdown",
    "Counts",
    "Estimate",
    "Evaluation",
    "FOLDER",
    "Flat",
    "Interval",
    "KINDS",
    "Labelled",
    "MACRO",
    "MENTION",
    "METRICS",
    "Progress",
    "RIGHT",
    "RuleEffect",
    "Run",
    "Segment",
    "Resampling",
    "Twin",
    "align",
    "as_csv",
    "as_reference",
    "changes",
    "compare",
    "draw",
    "draw_learning_curve",
    "estimate",
    "evaluate",
    "files",
    "find_twins",
    "flatten",
    "form_of",
    "judge",
    "kind_of",
    "left_out",
    "load",
    "paired",
    "prf",
    "read",
    "read_sample",
    "save",
    "score_pairs",
    "scores",
    "short",
]
