"""How the settings of today differ from those that the base was converted with."""

from pathlib import Path

import spacy.about
import srsly

from ..settings import ConversionSettings, as_recorded
from .folders import REMEDY, base, recorded


def settings_differ(corpus: Path, settings: ConversionSettings) -> list[str]:
    """Returns how these settings differ from those the base was converted with, one line for each difference.

    The language and the version of spaCy stand for the tokenizer. Raises ValueError if there is no base.
    """
    base(corpus)
    data = recorded(corpus)
    # (as JSON has them)
    present = srsly.json_loads(srsly.json_dumps({**as_recorded(settings), "spacy": spacy.about.__version__}))
    of_base = {**data["settings"], "spacy": data.get("spacy", "")}
    found = []
    for key, name in _NAMES.items():
        old, now = of_base.get(key), present[key]
        if key == "labels" and old is not None and sorted(old) == sorted(now):
            continue
        if old is None:
            found.append(f"{name}: not known of the base, which an earlier version converted; {REMEDY}")
        elif old != now and key.endswith("_digest"):
            found.append(f"{name}: {'changed' if old and now else 'used' if now else 'not used'}{_SINCE}")
        elif old != now:
            found.append(f"{name}: {_shown(now)}, where the base has {_shown(old)}")
    return found


_NAMES = {
    "labels": "labels", "label_map": "label map", "rules_digest": "label rules", "corrections_digest": "corrections",
    "lang": "language", "seed": "seed", "partition": "shares of train, dev and test", "spacy": "tokenizer of spaCy",
}  # fmt: skip
_SINCE = " since the base was converted"


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ",".join(f"{old}={new}" for old, new in value.items()) or "none"
    if isinstance(value, list):
        return ",".join(map(_shown, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
