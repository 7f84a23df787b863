"""How good labels and models are: scores with intervals, baselines, kinds of error, estimates, plots and the report."""

from .calibration import confidence_pairs, likelihood_pairs
from .candidates import MENTION, PARAGRAPH
from .checked_sample import read_sample
from .comparison import overlaps
from .estimate import estimate
from .evaluation import Evaluation, evaluate
from .gazetteer import form_of
from .intervals import FEWEST, Interval, MentionCounts, interval, paired, prf
from .label_gaps import label_gaps, nothing_scored
from .label_stages import NoTwinsError, against_gold, label_table, rule_table
from .later_labels import LaterLabels
from .metrics import scores
from .pages import short
from .pairing import KINDS, RIGHT
from .plots import draw_learning_curve, save
from .promising import THRESHOLDS, ListCounts, list_counts, make_promise, upper_bounds
from .reading import read
from .reference import SAMPLES, as_reference, kind_of
from .runs import SystemRun
from .sampling import as_csv, draw
from .scoring import ALL, MACRO, Labelled, score_pairs
from .tables import FOLDER, METRICS, files
from .worth import NEXT, accuracy_in_words, expected_right, worth_in_words

__all__ = [
    "ALL",
    "Evaluation",
    "FEWEST",
    "FOLDER",
    "Interval",
    "KINDS",
    "Labelled",
    "LaterLabels",
    "MACRO",
    "MENTION",
    "METRICS",
    "ListCounts",
    "MentionCounts",
    "NEXT",
    "NoTwinsError",
    "PARAGRAPH",
    "RIGHT",
    "SAMPLES",
    "SystemRun",
    "THRESHOLDS",
    "accuracy_in_words",
    "against_gold",
    "as_csv",
    "as_reference",
    "confidence_pairs",
    "draw",
    "draw_learning_curve",
    "estimate",
    "evaluate",
    "expected_right",
    "files",
    "form_of",
    "interval",
    "kind_of",
    "label_gaps",
    "label_table",
    "likelihood_pairs",
    "list_counts",
    "make_promise",
    "nothing_scored",
    "overlaps",
    "paired",
    "prf",
    "read",
    "read_sample",
    "rule_table",
    "save",
    "score_pairs",
    "scores",
    "short",
    "upper_bounds",
    "worth_in_words",
]
