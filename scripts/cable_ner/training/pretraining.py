"""Text for `spacy pretrain`: JSON lines of texts that are not too long."""

from collections.abc import Iterator
from pathlib import Path

import srsly
from spacy.tokens import Doc

from ..work import Progress, no_progress
from .texts import TextCounts, Texts, require_text

MOST_TOKENS = 400  # of a text for pretraining; spaCy leaves out texts longer than the config's max_length, which is 500
_STOPS = (".", "!", "?")


def write_jsonl(texts: Texts, path: Path, *, most: int = MOST_TOKENS, progress: Progress = no_progress) -> TextCounts:
    """Writes the texts as JSON lines, which `spacy pretrain` reads, and returns what was read.

    Paragraphs of more than `most` tokens become several texts. Raises ValueError if there is no text.
    """
    counts = TextCounts()
    with path.open("w", encoding="utf8", newline="\n") as file:
        for doc in texts.read(counts, progress):
            file.writelines(srsly.json_dumps({"text": text}) + "\n" for text in pieces(doc, most))
    require_text(counts)
    return counts


def pieces(doc: Doc, most: int) -> Iterator[str]:
    """Yields the text of a Doc in pieces of at most `most` tokens, each cut after a stop if its second half has one."""
    start = 0
    while start < len(doc):
        end = min(start + most, len(doc))
        if end < len(doc):
            stops = [at + 1 for at in range(start + most // 2, end) if doc[at].text in _STOPS]
            end = stops[-1] if stops else end
        if text := doc[start:end].text.strip():
            yield text
        start = end
