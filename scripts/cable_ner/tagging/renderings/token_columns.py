"""A tagged cable in CoNLL columns: a token a line, with its IOB2 tag."""

from collections.abc import Iterable

from spacy.tokens import Doc, Span

from ..tagged import INPUT, Tagged


def columns(tagged: Tagged) -> bytes:
    """Returns a line for each token: the token and its IOB2 tag, separated by a tab; an empty line ends each paragraph.

    Docs with a span group `input` get a third column for its tags. Tokens of white space have no line.
    """
    lines = []
    for doc in tagged.docs:
        tags = [_tags(doc, doc.ents)]
        if INPUT in doc.spans:
            tags.append(_tags(doc, doc.spans[INPUT]))
        lines += ["\t".join((token.text, *row)) + "\n" for token, *row in zip(doc, *tags) if not token.is_space]
        lines.append("\n")
    return "".join(lines).encode()


def _tags(doc: Doc, spans: Iterable[Span]) -> list[str]:
    tags = ["O"] * len(doc)
    for span in spans:
        tags[span.start : span.end] = [f"B-{span.label_}", *[f"I-{span.label_}"] * (len(span) - 1)]
    return tags
