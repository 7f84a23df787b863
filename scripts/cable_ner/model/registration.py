"""The names under which spaCy finds a model's code: each copy of the code has its own. The wheel carries this file.

In the project they begin with `cable_ner`, in a wheel with the name of its package. So a packaged model runs the code that
it was packaged with, whatever else is installed.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.util import registry

from ..rules import component as rules
from . import consistency, embedding, recogniser, tokenizer

PROJECT = "cable_ner"
PACKAGE = __name__.partition(".")[0]
# What to run where the code is missing. spaCy's error for a function that it does not find gives the function's name, and
# nothing else that a model could say.
_FIRST = {PROJECT: "pip install --no-deps FOLDER_OF_THE_PROJECT"}
_FIRST_IN_A_WHEEL = "import sys; sys.path.insert(0, 'FOLDER_OF_THE_MODEL'); import {package}"


class Registered(NamedTuple):
    """A function that configurations name: in which of spaCy's registries, and under which name."""

    registry: str
    name: str
    function: Callable[..., Any]


# What spaCy's analysis of a pipeline is told of components, and their settings by default.
_META = {
    recogniser.make_recogniser: recogniser.FACTORY_META,
    consistency.make_entity_consistency: consistency.FACTORY_META,
    rules.make_label_rules: rules.FACTORY_META,
}


def registered(package: str) -> list[Registered]:
    """Returns what a package registers with spaCy, in the same order for every package."""
    own = "" if package == PROJECT else f"{package}_"  # (spaCy allows no dot in a factory's name)
    return [
        Registered("callbacks", notice(package), create_notice),
        Registered("tokenizers", f"{package}.Tokenizer.v1", tokenizer.create_tokenizer),
        Registered("architectures", f"{package}.LexicalEmbed.v1", embedding.build_lexical_embed),
        Registered("architectures", f"{package}.RepeatsTok2Vec.v1", embedding.build_repeats_tok2vec),
        Registered("factories", own + recogniser.FACTORY, recogniser.make_recogniser),
        Registered("factories", own + consistency.FACTORY, consistency.make_entity_consistency),
        Registered("factories", own + rules.FACTORY, rules.make_label_rules),
    ]


def notice(package: str) -> str:
    """Returns the name of the function that does nothing but say, where it is missing, how to get the code of a package."""
    return f"{package} (first run: {_FIRST.get(package, _FIRST_IN_A_WHEEL.format(package=package))})"


def create_notice() -> Callable[[type[Language]], type[Language]]:
    """Returns a function for `nlp.before_creation` that changes nothing; see `notice`."""
    return lambda language: language


def _register() -> None:
    for one in registered(PACKAGE):
        if one.registry == "factories":
            Language.factory(one.name, func=one.function, **_META[one.function])
        else:
            getattr(registry, one.registry).register(one.name, func=one.function)


_register()
