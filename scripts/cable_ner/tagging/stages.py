"""A pipeline step by step, so that each mention is known to be the model's own, or another component's."""

from collections.abc import Iterable, Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from ..model import FACTORY
from ..rules import RULES_FACTORY
from .listed_names import LISTED_NAMES
from .tagged import MODEL

CONSISTENCY, RULE, LIST = "consistency", "rule", "list"
OTHER_PATH = "other path"  # of the parser, for a list with a promise
# (in a wheel, the names of factories begin with that of the package)
_FINDERS = {FACTORY: CONSISTENCY, RULES_FACTORY: RULE, LISTED_NAMES: LIST}

Finders = dict[tuple[int, int, str], str]  # who found a mention: first token, token after the last, label -> MODEL, …


def found_by_stage(nlp: Language, docs: Iterable[Doc]) -> tuple[list[Doc], list[Finders]]:
    """Returns Docs after the pipeline and, for each, who found each of its mentions as it is (MODEL, …)."""
    seen = list(docs)
    finders: list[Finders] = [{} for _ in seen]
    for finder, names in _stages(nlp):
        with nlp.select_pipes(enable=names):
            seen = list(nlp.pipe(seen))
        for doc, known in zip(seen, finders):
            for ent in doc.ents:
                known.setdefault((ent.start, ent.end, ent.label_), finder)
    return seen, finders


def _stages(nlp: Language) -> Iterator[tuple[str, Sequence[str]]]:
    """Yields the components in order, in runs of those that count as one finder."""
    waiting: list[str] = []
    for name in nlp.pipe_names:
        factory = nlp.get_pipe_meta(name).factory
        finder = next((finder for known, finder in _FINDERS.items() if factory.endswith(known)), MODEL)
        if finder == MODEL:
            waiting.append(name)
            continue
        if waiting:
            yield MODEL, waiting
        yield finder, [name]
        waiting = []
    if waiting:
        yield MODEL, waiting
