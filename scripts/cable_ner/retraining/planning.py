"""What is to be trained, and in which way."""

import os
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from spacy.about import __version__ as spacy_version
from spacy.util import load_config
from thinc.api import Config

from ..model import labels_on_disk
from ..training import code_files
from .lineage import Row
from .options import CONTINUED, FRESH, WAYS, RetrainOptions, Say
from .recipe import config_differs, config_for
from .stock import Stock, labels_in


class TrainingPlan(NamedTuple):
    """A candidate to be trained: `config` has everything but the files, `key` is a digest of all that it depends on.

    `train` says how often each increment, by its number, is taken.
    """

    way: str
    config: Config
    code: Path | None
    gpu_id: int
    train: dict[int, int]
    key: str


def plan(
    options: RetrainOptions, there: Stock, current: Row, *, model: Path, differences: Sequence[str] = (), say: Say
) -> TrainingPlan:
    """Returns what to train and in which way, and says why if that is not the way that was asked for.

    `current` is the current model's line and `model` its folder; `differences` are those between the settings and the
    base's. Raises ValueError for an unknown way or a bad recipe, OSError for a recipe that cannot be read.
    """
    if options.way not in WAYS:
        raise ValueError(f"--way {options.way} is neither {FRESH} nor {CONTINUED}")
    config, way = load_config(options.config, interpolate=False), options.way
    config.setdefault("nlp", {})["lang"] = options.lang or config["nlp"].get("lang", "en")
    if changed := config_differs(config, model):
        say(f"{options.config} has changed since the current model: {', '.join(changed)}")
    if more := labels_in(there.new) - labels_in(there.seen):
        say(f"New labels: {', '.join(sorted(more))}. The cables converted before have none of them, and count as without")
    if way == CONTINUED:
        reasons = _reasons_to_begin_afresh(there, current, model, differences=differences, changed=changed)
        if reasons:
            say(f"The training begins afresh, it cannot go on from the current model: {'; '.join(reasons)}")
            way = FRESH
    config = config_for(config, options, way, model)
    times = {one.number: 1 for one in there.seen}
    times |= {one.number: options.times if way == CONTINUED else 1 for one in there.new}
    return TrainingPlan(way, config, options.code, options.gpu_id, times, _key(config, options, way, current, there, times))


# Settings of a conversion that change what a model is to say; others only change the data on which it says it.
_BEGINS_ANEW = ("labels:", "label map:", "language:")


def _reasons_to_begin_afresh(
    there: Stock, current: Row, model: Path, *, differences: Sequence[str], changed: Sequence[str]
) -> list[str]:
    """Returns why a training cannot go on from the current model; nothing if it can."""
    new_labels = labels_in([*there.seen, *there.new]) - set(labels_on_disk(model))
    reasons = [
        *(line for line in differences if line.startswith(_BEGINS_ANEW)),
        *changed,
        *(f"label {label} is new to the model" for label in sorted(new_labels)),
    ]
    if str(current["versions"]["spacy"]).split(".")[:2] != spacy_version.split(".")[:2]:
        reasons.append(f"spaCy is {spacy_version}, and was {current['versions']['spacy']}")
    return reasons


def _key(config: Config, options: RetrainOptions, way: str, current: Row, there: Stock, times: Mapping[int, int]) -> str:
    """Returns a digest of all that a training depends on."""
    state = blake2b(digest_size=8)
    parts = (
        spacy_version,
        way,
        current["id"] if way == CONTINUED else "",
        config.to_str(interpolate=False),
        options.gpu_id,
    )
    digests = [(one.number, one.digest, times[one.number]) for one in (*there.seen, *there.new)]
    state.update(repr((parts, digests, os.environ.get("SPACY_CONFIG_OVERRIDES", ""))).encode())
    for path in code_files(options.code) if options.code else []:
        state.update(path.read_bytes())
    return state.hexdigest()
