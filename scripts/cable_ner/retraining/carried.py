"""The code in a wheel: the model's own copy, registered under the names of its package. So the wheel needs only spaCy."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import srsly
from spacy.util import split_requirement
from thinc.api import Config

from ..model import (
    consistency,
    decoding,
    document,
    edges,
    embedding,
    evidence,
    labelling,
    passes,
    prediction,
    recogniser,
    registration,
    settings,
    tokenizer,
    word_features,
)
from ..rules import (
    application,
    cable_names,
    cable_rules,
    component,
    mention_layer,
    name_search,
    packed,
    paragraph_rules,
    rule,
    rule_book,
    word_starts,
)
from ..text import cable

# By the folder that holds them, in the project as in the wheel.
CARRIED = {
    "model": (
        *(registration, tokenizer, word_features, embedding, prediction, decoding, recogniser, evidence, settings, document),
        *(edges, passes, labelling, consistency),
    ),
    "rules": (
        *(component, application, cable_names, cable_rules, mention_layer, name_search, packed, paragraph_rules, rule),
        *(rule_book, word_starts),
    ),
    "text": (cable,),
}
_ROOMS = {"model": "", "rules": "", "text": "from .cable import *\n"}
_INIT = '"""The code of the model in the folder around this one: import it, then call `spacy.load` on that folder."""\n\n'
_IMPORT = "from .model import registration  # noqa: F401 (so that spaCy finds the code of the model)\n"
_PACKAGES = "packages=[model_name],"  # in the setup.py that spaCy writes
_POINTS = "entry_points={'spacy_models': ['{m} = {m}'.format(m=model_name)]}"  # there, too


def needs_code(config: dict[str, Any]) -> bool:
    """Returns whether the configuration of a pipeline names functions of the project."""
    names = {one.name for one in registration.registered(registration.PROJECT)}
    return any(section[key] in names for section, key in _named(config))


def carry(folder: Path, package: str) -> None:
    """Gives the code to a package that `spacy package` has made in `folder`, under the package's own names.

    spaCy's `--code` does that only for files that do not import one another. Code that is in the package is no requirement
    of it any more. Raises ValueError for a setup.py that is not as spaCy 3.8 writes it.
    """
    [data] = folder.glob(f"{package}/{package}-*/")
    config = Config().from_disk(data / "config.cfg", interpolate=False)
    _give_own_names(config, package).to_disk(data / "config.cfg", interpolate=False)
    # Twice: Python imports a package from its own folder, and a model hub serves the folder of the data alone.
    init = folder / package / "__init__.py"
    _copy(folder / package, _IMPORT + init.read_text(encoding="utf8"))
    _copy(data / package, _INIT + _IMPORT)
    _add_entry_points(folder / "setup.py", package)
    meta = srsly.read_json(folder / "meta.json")
    meta["requirements"] = [one for one in meta["requirements"] if split_requirement(one)[0] != "cable-ner"]
    srsly.write_json(folder / "meta.json", meta)


def _named(section: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yields what names a function or a factory in a configuration: the section and the key."""
    for key, value in section.items():
        if isinstance(value, dict):
            yield from _named(value)
        elif key == "factory" or key.startswith("@"):
            yield section, key


def _give_own_names(config: Config, package: str) -> Config:
    """Replaces the project's names in a configuration by those of a package, and returns it."""
    functions = zip(registration.registered(registration.PROJECT), registration.registered(package))
    own = {project.name: packaged.name for project, packaged in functions}
    for section, key in _named(config):
        section[key] = own.get(section[key], section[key])
    # In front, because spaCy looks functions up in the order of the file.
    first = config["nlp"].pop("before_creation", None) or {"@callbacks": registration.notice(package)}
    config["nlp"] = {"before_creation": first, **config["nlp"]}
    return config


def _copy(folder: Path, init: str) -> None:
    folder.mkdir(exist_ok=True)
    for room, modules in CARRIED.items():
        (folder / room).mkdir()
        for module in modules:
            shutil.copy(str(module.__file__), folder / room)
        text = f'"""Part of the code of the model."""\n\n{_ROOMS[room]}'
        (folder / room / "__init__.py").write_text(text, encoding="utf8")
    (folder / "__init__.py").write_text(init, encoding="utf8")


def _add_entry_points(setup: Path, package: str) -> None:
    """Has a package's metadata say where its code is: so a pipeline loads that was made from the model and saved."""
    points: dict[str, list[str]] = {"spacy_models": [f"{package} = {package}"]}
    for one in registration.registered(package):
        module = one.function.__module__.partition(".")[2]
        points.setdefault(f"spacy_{one.registry}", []).append(f"{one.name} = {package}.{module}:{one.function.__name__}")
    text = setup.read_text(encoding="utf8")
    if _POINTS not in text or _PACKAGES not in text:
        raise ValueError("this spaCy writes a different setup.py from version 3.8; install spacy>=3.8.11,<3.9")
    packages = [package, *(f"{package}.{room}" for room in CARRIED)]
    text = text.replace(_PACKAGES, f"packages={packages!r},").replace(_POINTS, f"entry_points={points!r}")
    setup.write_text(text, encoding="utf8")
