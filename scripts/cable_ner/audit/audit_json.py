"""audit.json: what the audit found, for people and for the review."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import compress, count, islice
from typing import Any

import srsly
from spacy.about import __version__ as spacy_version

from .. import __version__
from ..files import Packed, digest
from .audited_docs import AuditedDoc
from .crf import Spans
from .questions import questions
from .ranked_question import FORM, RankedQuestion, label_of
from .verdicts import Edit, Judged
from .worth import next_answers, since_last

_CONTEXT = 60  # characters
# (A paragraph may have very many suspects, and be long.)
_digest = lru_cache(maxsize=1000)(digest)


def report_of(
    docs: Sequence[AuditedDoc],
    judged: Judged,
    suspects: Sequence[Edit],
    *,
    settings: dict[str, Any],
    most: int,
    earlier: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Returns audit.json: at most `most` questions in the order of asking, and as many suspects, best first.

    Suspects that a question is about are always listed. `earlier` is audit.json of the audit before. The rows of suspects
    and spread edits are kept on disk.
    """
    asked = list(islice(questions(docs, judged, suspects, seed=settings["seed"]), most))
    listed = _listed(asked, min(most, len(suspects)))
    roles = Counter(verdict.role for verdict in judged.verdicts.values())
    rows = [_question_row(docs, judged, suspects, question, listed) for question in asked]
    report = {
        "version": __version__,
        "spacy": spacy_version,
        "settings": settings,
        "cannot_tell": "",  # the reason, where the audit could not tell what is wrong
        "corpus": {
            "docs": len(docs),
            "tokens": sum(len(doc.text.words) for doc in docs),
            "mentions": sum(len(doc.now) for doc in docs),
            "cables": len({doc.text.group for doc in docs}),
        },
        "forms": rows,
        "suspects": Packed(dict, (_edit_row(docs, judged, suspects[number]) for number in listed)),
        "spread": Packed(dict, (_edit_row(docs, judged, edit) for edit in judged.spread)),
        "decisions": {
            "forms": sum(count > 1 for count in roles.values()),
            "places": sum(count == 1 for count in roles.values()),
            "regions": sum(len(doc.decided) for doc in docs),
            "changed": sum(stretch.before != stretch.after for doc in docs for stretch in doc.decided),
            "spread": judged.is_fitted,
        },
        "next": next_answers(rows, is_fitted=judged.is_fitted),
    }
    return {**report, "since": since_last(report, earlier)}


def _listed(asked: Iterable[RankedQuestion], first: int) -> Sequence[int]:
    """Returns the numbers of the suspects to list: so many first ones, and those that a question is about."""
    is_listed = bytearray(b"\1" * first)
    for question in asked:
        for number in question.suspects:
            is_listed.extend(bytes(max(number + 1 - len(is_listed), 0)))
            is_listed[number] = 1
    return array("I", compress(count(), is_listed))


def in_json(report: Mapping[str, Any]) -> Iterator[str]:
    """Yields the report as JSON in pieces: what `srsly.json_dumps` would make of it, one row on disk at a time."""
    start = "{\n"
    for key, value in report.items():
        if isinstance(value, Packed):
            opening, closing = f' "{key}":[\n', "\n ]"
            yield start + opening
            for number, row in enumerate(value):
                text = srsly.json_dumps({key: [row]}, indent=1)
                yield (",\n" if number else "") + text[2 + len(opening) : -2 - len(closing)]
            yield closing
        else:
            yield start + srsly.json_dumps({key: value}, indent=1)[2:-2]
        start = ",\n"
    yield "\n}"


def _question_row(
    docs: Sequence[AuditedDoc], judged: Judged, suspects: Sequence[Edit], question: RankedQuestion, listed: Sequence[int]
) -> dict[str, Any]:
    edits = [suspects[number] for number in question.suspects]
    reasons = _reasons(docs, judged, edits, question.answer.becomes)
    if question.kind == FORM:
        reasons.insert(0, f"{len(edits)} of {question.mention_count} mentions are suspect")
    if question.is_drawn:
        reasons.append("chosen at random: such answers improve the audit most")
    return {
        "kind": question.kind,
        **question.answer._asdict(),
        "text": question.answer.text or None,
        "count": question.mention_count,
        "confidence": round(question.confidence, 4),
        "gain": round(question.gain, 4),
        "reasons": reasons,
        "mentions": [bisect_left(listed, number) for number in question.suspects],
    }


def _edit_row(docs: Sequence[AuditedDoc], judged: Judged, edit: Edit) -> dict[str, Any]:
    doc = docs[edit.doc]
    characters = doc.characters
    start, end = doc.place(edit.start, edit.end)
    return {
        "cable": doc.text.group,
        "index": doc.number,
        "paragraph": _digest(characters),
        "zone": doc.zone,
        "start": start,
        "end": end,
        "text": characters[start:end],
        "old": _places(doc, edit.old),
        "new": _places(doc, edit.new),
        "confidence": round(edit.confidence, 4),
        "wrong": round(edit.wrong, 4),
        "reasons": _reasons(docs, judged, [edit], label_of(edit.new)),
        "before": characters[max(start - _CONTEXT, 0) : start],
        "after": characters[end : end + _CONTEXT],
    }


def _places(doc: AuditedDoc, spans: Spans) -> list[list[Any]]:
    return [[*doc.place(start, end), label] for start, end, label in spans]


def _reasons(docs: Sequence[AuditedDoc], judged: Judged, edits: list[Edit], label: str) -> list[str]:
    """Returns, in words, the evidence for and against edits that give this label; '' for no mention."""
    candidates = [judged.proposals.candidates[edit.candidate] for edit in edits]
    said = [(edit, spans) for edit, own in zip(edits, candidates) for spans in own.by_models]
    for_old = sum(spans == edit.old for edit, spans in said)
    for_new = sum(spans != edit.old and label_of(spans) == label for edit, spans in said)
    reasons = [f"cross-predictions: {for_new} of {len(said)} say {label or 'no mention'}, {for_old} the current label"]
    spans = edits[0].new or edits[0].old
    if len(spans) == 1:
        start, end, _ = spans[0]
        form = tuple(docs[edits[0].doc].text.words[start:end])
        elsewhere = judged.proposals.lexicon.everywhere.get(form, Counter())[label] - ((start, end, label) in edits[0].old)
        if elsewhere > 0:
            reasons.append(
                f"labelled {label} {elsewhere} times elsewhere" if label else f"unlabelled {elsewhere} times elsewhere"
            )
    return reasons
