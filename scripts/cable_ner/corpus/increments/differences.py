"""How settings differ from those that the base was converted with."""

from pathlib import Path

import spacy.about
import srsly

from ..settings import LEAVE_OUT, ConversionSettings, as_recorded, corrections_of, rules_of
from .folders import REMEDY, base, recorded


def settings_differ(corpus: Path, settings: ConversionSettings) -> list[str]:
    """Returns how these settings differ from those that the base was converted with, a line for each difference.

    The language and the version of spaCy stand for the tokenizer. Raises ValueError if there is no base.
    """
    base(corpus)
    data = recorded(corpus)
    given = as_recorded(settings, rules_of(settings), corrections_of(settings))
    # (as JSON has them)
    present = srsly.json_loads(srsly.json_dumps({**given, "spacy": spacy.about.__version__}))
    of_base = {**data["settings"], "spacy": data.get("spacy", "")}
    found = []
    for key, name in _NAMES.items():
        default = LEAVE_OUT if key == "unannotated" else None
        old, now = of_base.get(key, default), present.get(key, default)
        if key == "labels" and old is not None and sorted(old) == sorted(now):
            continue
        if old is None:
            found.append(f"{name}: unknown for the base, which an earlier version converted; {REMEDY}")
        elif old != now and key.endswith("_digest"):
            found.append(f"{name}: {_CHANGED if old and now else _ADDED if now else _DROPPED}")
        elif old != now:
            found.append(f"{name}: {_shown(now)} (base: {_shown(old)})")
    return found


_NAMES = {
    "labels": "labels", "label_map": "label map", "rules_digest": "label rules", "corrections_digest": "corrections",
    "unannotated": "cables without annotation",
    "lang": "language", "seed": "seed", "partition": "shares of train, dev and test", "spacy": "spaCy version",
}  # fmt: skip
_CHANGED = "changed since the base was converted"
_ADDED, _DROPPED = "used now, but not for the base", "used for the base, but not now"


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ",".join(f"{old}={new}" for old, new in value.items()) or "none"
    if isinstance(value, list):
        return ",".join(map(_shown, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
