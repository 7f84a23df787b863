"""What a package may be called, and its version."""

import re
from importlib.metadata import distributions
from pathlib import Path

from packaging.version import InvalidVersion, Version

from .lineage import ever_current
from .store import current

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_OWN = "cable_ner"  # (also the name of the project, and a good one for a model)


def package_name(lang: str, name: str) -> str:
    """Returns the name of a package, such as `en_cable_ner`. Raises ValueError for an invalid or misleading name."""
    if not _NAME.fullmatch(name):
        better = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_0123456789")
        hint = f"such as {better if _NAME.fullmatch(better) else _OWN}"
        raise ValueError(
            f"'{name}' is not a valid package name; use lowercase letters, digits and single underscores, {hint}"
        )
    if name == lang or name.startswith(f"{lang}_"):
        better = name.removeprefix(lang).lstrip("_") or _OWN
        raise ValueError(f"the name '{name}' begins with the language code, which is added anyway; give {better}")
    taken = {_normal(one.metadata["Name"]): one for one in distributions() if one.metadata["Name"]}
    for candidate in (name, f"{lang}_{name}"):
        other = taken.get(candidate)
        if other and candidate != _OWN and not any(point.group == "spacy_models" for point in other.entry_points):
            raise ValueError(f"'{candidate}' is an installed package that is not a model; give another name")
    return f"{lang}_{name}"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()


def version_of(training: Path, base: str) -> str:
    """Returns the version of the current model's package: `base`, its last number raised by the number of earlier models.

    A model keeps its version, even after a rollback. A model that is not in the lineage yet gets the next version.
    Raises ValueError if `base` is not a version, does not end in a number, or is not in the form that pip uses.
    """
    before = ever_current(training)
    name = current(training)
    number = before.index(name) if name in before else len(before)
    parts = re.fullmatch(r"(.*?)(\d+)", base, re.DOTALL)
    if parts is None:
        raise ValueError(f"the version '{base}' does not end in a number; give one such as 0.1.0")
    try:
        usual = str(Version(base))
    except InvalidVersion as error:
        raise ValueError(f"'{base}' is not a version; give one such as 0.1.0") from error
    if usual != base:
        raise ValueError(f"pip changes the version '{base}' to {usual}; give that")
    return f"{parts[1]}{int(parts[2]) + number}"
