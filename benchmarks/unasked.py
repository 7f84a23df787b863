"""What becomes of noisy labels when nobody is asked: the audit's own repairs, cross-predictions, and cleanlab's filter."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy
from spacy.tokens import Doc, Span

from cable_ner.audit import (
    SCORED,
    SPANNED,
    Opinion,
    Spans,
    Text,
    agreed,
    audited_doc,
    cached_opinions,
    propose,
    spans_of,
    tag_set,
)
from cable_ner.evaluation import ALL, score_pairs


def f1_of(docs: Sequence[Doc], gold: Sequence[Doc]) -> float:
    """Returns the F1 of Docs against gold ones of the same texts, in points."""
    return 100 * score_pairs(zip(docs, gold))[ALL].f1


def f1_unasked(docs: list[Doc], gold: list[Doc], cache: Path, *, seed: int, encoder: str = "") -> dict[str, float]:
    """Returns the F1 in points of repairs without a person, and of the best choice among all proposals."""
    texts = [audited_doc(doc).text for doc in docs]
    opinions = cached_opinions(texts, cache, seed=seed, encoder=encoder)
    by_name = {name: [opinion.spans[k] for opinion in opinions] for k, name in enumerate(SPANNED)}
    by_agreement, best = _by_proposals(texts, opinions, gold)
    ways = {
        "replaced by cross-predictions, spaCy": by_name["ner"],
        "replaced by cross-predictions, CRF": by_name[SPANNED[2]],
        "cleanlab filter, spaCy's tagger": filtered_by_cleanlab(texts, opinions, (SCORED.index("tagger"),)),
        "cleanlab filter, ensemble": filtered_by_cleanlab(texts, opinions, range(len(SCORED))),
        "unasked: where all agree, and the lexicon": by_agreement,
        "every proposal judged": best,
    }
    return {name: f1_of([_with_spans(doc, own) for doc, own in zip(docs, spans)], gold) for name, spans in ways.items()}


def _by_proposals(texts: list[Text], opinions: Sequence[Opinion], gold: list[Doc]) -> tuple[list[Spans], list[Spans]]:
    """Returns the labels after the proposals that all agree on, and after the right choice among all proposals."""
    olds = [spans_of(text.tags) for text in texts]
    proposals = propose(texts, opinions)
    best, by_agreement = ([set(old) for old in olds] for _ in range(2))
    for number, option in agreed(texts, proposals):
        candidate = proposals.candidates[number]
        by_agreement[candidate.text] = by_agreement[candidate.text] - set(candidate.old) | set(option)
    for candidate in proposals.candidates:
        ents = [(ent.start, ent.end, ent.label_) for ent in gold[candidate.text].ents]
        truth = tuple(span for span in ents if span[0] < candidate.end and candidate.start < span[1])
        if truth in candidate.options:
            best[candidate.text] = best[candidate.text] - set(candidate.old) | set(truth)
    return [tuple(sorted(spans)) for spans in by_agreement], [tuple(sorted(spans)) for spans in best]


def filtered_by_cleanlab(texts: list[Text], opinions: Sequence[Opinion], models: Iterable[int]) -> list[Spans]:
    """Returns the labels, with each token that cleanlab flags given its most probable tag by these models of SCORED."""
    from cleanlab.token_classification.filter import find_label_issues

    tags = tag_set(texts)
    given = [[tags.index(tag) if tag in tags else 0 for tag in text.tags] for text in texts]  # missing: none
    chances = []
    for opinion in opinions:
        mean = numpy.exp(opinion.scores[list(models)].astype(float)).mean(0)
        chances.append(mean / mean.sum(1, keepdims=True))
    new = [list(row) for row in given]
    for number, token in find_label_issues(given, chances):
        new[number][token] = int(chances[number][token].argmax())
    return [spans_of([tags[tag] for tag in row]) for row in new]


def _with_spans(doc: Doc, spans: Spans) -> Doc:
    copy = Doc(doc.vocab, [token.text for token in doc], [bool(token.whitespace_) for token in doc])
    copy.ents = [Span(copy, start, end, label) for start, end, label in spans]
    return copy
