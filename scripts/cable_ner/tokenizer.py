"""spaCy's tokenizer, which remembers more words. Carried inside the wheel: it imports spaCy alone."""

from collections.abc import Callable

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer

_REMEMBERED = 100_000  # some 200 bytes each


@spacy.registry.tokenizers("cable_ner.Tokenizer.v1")
def create_tokenizer(remembered: int = _REMEMBERED) -> Callable[[Language], Tokenizer]:
    """Returns a function from a pipeline to spaCy's own tokenizer of its language, with the same rules.

    It keeps the tokens of the first `remembered` different words (between spaces), where spaCy's keeps those of 10,000: a
    small archive has more. At least spaCy's number is kept, and it is saved with the pipeline's configuration.
    """
    create = spacy.registry.tokenizers.get("spacy.Tokenizer.v1")()

    def make(nlp: Language) -> Tokenizer:
        tokenizer = create(nlp)
        tokenizer.max_cache_size = max(tokenizer.max_cache_size, remembered)
        return tokenizer

    return make
