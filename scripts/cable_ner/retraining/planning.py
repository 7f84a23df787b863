"""How a candidate is to be trained: from scratch or from the current model, and on which increments."""

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
    """How to train a candidate. `config` is complete except for the paths of the data.

    `train` says how often each increment is used, by its number. `key` is a digest of everything that the result depends on.
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
    """Returns how to train the candidate. If that is not the way given in `options`, tells `say` why.

    `current` is the record of the current model and `model` its folder; `differences` lists how the settings differ from
    those of the base. Raises ValueError for an unknown way or a bad recipe, and OSError if the recipe cannot be read.
    """
    if options.way not in WAYS:
        raise ValueError(f"--way must be {FRESH} or {CONTINUED}, not '{options.way}'")
    config, way = load_config(options.config, interpolate=False), options.way
    config.setdefault("nlp", {})["lang"] = options.lang or config["nlp"].get("lang", "en")
    if changed := config_differs(config, model):
        say(f"{options.config} has changed since the current model was trained: {', '.join(changed)}")
    if more := labels_in(there.new) - labels_in(there.seen):
        say(f"New labels: {', '.join(sorted(more))}. Old cables do not have them, so training treats them as absent there")
    if way == CONTINUED:
        reasons = _reasons_to_start_afresh(there, current, model, differences=differences, changed=changed)
        if reasons:
            say(f"Training starts from scratch, because it cannot continue from the current model: {'; '.join(reasons)}")
            way = FRESH
    config = config_for(config, options, way, model)
    times = {one.number: 1 for one in there.seen}
    times |= {one.number: options.times if way == CONTINUED else 1 for one in there.new}
    return TrainingPlan(way, config, options.code, options.gpu_id, times, _key(config, options, way, current, there, times))


# Conversion settings that change what the model must predict. The others change only the data.
_CHANGES_THE_TASK = ("labels:", "label map:", "language:")


def _reasons_to_start_afresh(
    there: Stock, current: Row, model: Path, *, differences: Sequence[str], changed: Sequence[str]
) -> list[str]:
    """Returns why training cannot continue from the current model; nothing if it can."""
    new_labels = labels_in([*there.seen, *there.new]) - set(labels_on_disk(model))
    reasons = [
        *(line for line in differences if line.startswith(_CHANGES_THE_TASK)),
        *changed,
        *(f"label {label} is new to the model" for label in sorted(new_labels)),
    ]
    if str(current["versions"]["spacy"]).split(".")[:2] != spacy_version.split(".")[:2]:
        reasons.append(f"it was trained with spaCy {current['versions']['spacy']}, and this is spaCy {spacy_version}")
    return reasons


def _key(config: Config, options: RetrainOptions, way: str, current: Row, there: Stock, times: Mapping[int, int]) -> str:
    """Returns a digest of everything that the trained model depends on."""
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
