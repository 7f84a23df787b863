"""How long second opinions will take on this machine."""

import time
from collections.abc import Sequence

from ...work import count_processes
from ..crf import Text, features
from .folds import FOLDS
from .opinion import Effort

_MEASURED_TOKENS = 5000
# CPU seconds per token to train all models, and to read with them, on a machine where `features` takes
# _FEATURES seconds for _MEASURED_TOKENS tokens.
_TRAINING, _READING, _FEATURES = 5.3e-4, 1.3e-4, 0.0275


def expected_seconds(texts: Sequence[Text], *, processes: int = 1, effort: Effort = Effort()) -> float:
    """Returns roughly how many seconds second opinions on texts will take, from the speed of a small part of the work."""
    total = sum(len(text.words) for text in texts)
    began, tokens = time.perf_counter(), 0
    for text in texts:
        if tokens >= _MEASURED_TOKENS:
            break
        features(text.words)
        tokens += len(text.words)
    slowness = (time.perf_counter() - began) / max(tokens, 1) * _MEASURED_TOKENS / _FEATURES
    trained_on = FOLDS * min(total * (FOLDS - 1) / FOLDS, effort.most_tokens)
    return (trained_on * _TRAINING * effort.epochs / 4 + total * _READING) * slowness / count_processes(processes)
