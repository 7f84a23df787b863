"""Which labels are probably wrong, most useful to check first; what a person decided spreads to similar cases."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy
import spacy
from spacy.tokens import Doc, Span
from threadpoolctl import threadpool_limits

from .. import __version__
from ..files import digest
from ..work import Where
from .opinions import READERS, SPANNED, Effort, Progress, Spans, cached_opinions
from .proposals import propose
from .questions import FORM, Question, label_of, questions
from .verdicts import Edit, Judged, Source, is_spread, judge, read_sources

_CONTEXT = 60  # characters


class Audit(NamedTuple):
    """What is known of a corpus: `report` is audit.json; `spread` are the edits that decisions lead to, by Doc's number."""

    report: dict[str, Any]
    spread: dict[int, list[Edit]]
    missing: dict[int, list[tuple[int, int]]]

    def repaired(self, docs: Iterable[Doc], *, first: int = 0) -> Iterator[Doc]:
        """Yields the Docs that were audited with the spread edits made, and with suspects missing if that was wanted.

        `first` is the number of the first one, if they are only a part of what was audited.
        """
        for number, doc in enumerate(docs, first):
            edits, holes = self.spread.get(number, ()), self.missing.get(number, ())
            yield _repaired(doc, edits, holes) if edits or holes else doc


def audit(
    docs: Iterable[Doc],
    *,
    seed: int = 0,
    where: Where = Where(),
    effort: Effort = Effort(),
    cache: Path | None = None,
    mark_missing: bool = False,
    most: int = 5000,
    progress: Progress = lambda items, _label, _total: items,
    announce: Callable[[int, float], None] = lambda _tokens, _seconds: None,
) -> Audit:
    """Returns what is probably wrong with the labels of Docs, and what a person's decisions say of the rest.

    Second opinions depend on the labels before corrections alone; `cache` is a file they are kept in, so that the
    next audit after more decisions takes seconds. Without decisions nothing is spread. `most` suspects are listed.
    `announce` is told how many tokens there are, and about how many seconds the second opinions will take. The
    outcome depends on Docs, seed and effort, not on where the work runs.
    """
    sources, lang = read_sources(docs)
    texts = [source.text for source in sources]
    settings = {"seed": seed, **effort._asdict(), "lang": lang, "mark_missing": mark_missing, "most": most}
    opinions = cached_opinions(
        texts, cache, seed=seed, where=where, effort=effort, lang=lang, progress=progress, announce=announce
    )
    with threadpool_limits(1):
        judged = judge(sources, opinions)
        spread = [edit for edit in judged.edits if is_spread(edit)] if judged.is_fitted else []
    suspects = sorted(judged.edits, key=_rank)
    report = _report(sources, judged, suspects, spread, settings, most)
    holes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    kept = (edit for edit in suspects if not (judged.is_fitted and is_spread(edit)))
    for edit in kept if mark_missing else ():
        if edit.wrong > 0.5:
            holes[edit.source] += [(start, end) for start, end, _ in (*edit.old, *edit.new)]
    by_source: dict[int, list[Edit]] = defaultdict(list)
    for edit in spread:
        by_source[edit.source].append(edit)
    return Audit(report, dict(by_source), dict(holes))


def _rank(edit: Edit) -> tuple[float, int, int]:
    """Returns what suspects are sorted by: by how much the new labels are more probably right than the old ones.

    The first hundred are really wrong more often so than by the probability that the old ones are wrong alone.
    """
    return -round(edit.confidence + edit.wrong, 6), edit.source, edit.start


def not_audited(docs: Iterable[Doc], *, seed: int = 0) -> Audit:
    """Returns an audit that found nothing, because none was wanted."""
    sources, lang = read_sources(docs)
    judged = Judged(propose([], [], []), [], numpy.zeros(0), numpy.zeros(0), {}, False)
    report = _report(sources, judged, [], [], {"seed": seed, "lang": lang}, 0)
    report["settings"]["audit"] = False
    return Audit(report, {}, {})


def _repaired(doc: Doc, edits: Iterable[Edit], holes: Iterable[tuple[int, int]]) -> Doc:
    spans = {(ent.start, ent.end, ent.label_) for ent in doc.ents}
    missing = {token.i for token in doc if token.ent_iob == 0}
    for edit in edits:
        spans -= set(edit.old)
        spans |= set(edit.new)
    for start, end in holes:
        spans = {span for span in spans if span[1] <= start or end <= span[0]}
        missing.update(range(start, end))
    missing -= {index for start, end, _ in spans for index in range(start, end)}
    doc.set_ents(
        [Span(doc, start, end, label) for start, end, label in sorted(spans)],
        missing=[doc[index : index + 1] for index in sorted(missing)],
        default="outside",
    )
    return doc


# -- audit.json ----------------------------------------------------------------------------------


def _report(
    sources: list[Source], judged: Judged, suspects: list[Edit], spread: list[Edit], settings: dict[str, Any], most: int
) -> dict[str, Any]:
    asked = questions(sources, judged, suspects, seed=settings["seed"])
    listed = suspects[:most]
    wanted = {number for question in asked[:most] for number in question.suspects if number >= most}
    position = {number: at for at, number in enumerate([*range(len(listed)), *sorted(wanted)])}
    listed += [suspects[number] for number in sorted(wanted)]
    roles = Counter(role for _, role in judged.verdicts.values())
    return {
        "version": __version__,
        "spacy": spacy.__version__,
        "settings": {**settings, "readers": list(READERS), "audit": True},
        "corpus": {
            "docs": len(sources),
            "tokens": sum(len(source.text.words) for source in sources),
            "mentions": sum(len(source.now) for source in sources),
            "cables": len({source.text.group for source in sources}),
        },
        "forms": [_form_row(sources, question, suspects, judged, position) for question in asked[:most]],
        "suspects": [_row(sources, judged, edit) for edit in listed],
        "spread": [_row(sources, judged, edit) for edit in spread],
        "decisions": {
            "forms": sum(count > 1 for count in roles.values()),
            "places": sum(count == 1 for count in roles.values()),
            "regions": sum(len(source.decided) for source in sources),
            "spread": judged.is_fitted,
        },
    }


def _form_row(
    sources: list[Source], question: Question, suspects: list[Edit], judged: Judged, position: dict[int, int]
) -> dict[str, Any]:
    edits = [suspects[number] for number in question.suspects]
    reasons = _reasons(sources, judged, edits, question.answer.becomes)
    if question.kind == FORM:
        reasons.insert(0, f"{len(edits)} of {question.count} mentions are suspect")
    if question.drawn:
        reasons.append("drawn by lot: such answers teach the audit most")
    return {
        "kind": question.kind,
        **question.answer._asdict(),
        "text": question.answer.text or None,
        "count": question.count,
        "confidence": round(question.confidence, 4),
        "gain": round(question.gain, 4),
        "reasons": reasons,
        "mentions": [position[number] for number in question.suspects],
    }


def _row(sources: list[Source], judged: Judged, edit: Edit) -> dict[str, Any]:
    source = sources[edit.source]
    characters = source.characters
    start, end = source.place(edit.start, edit.end)
    return {
        "cable": source.text.group,
        "index": source.index,
        "paragraph": digest(characters),
        "zone": source.zone,
        "start": start,
        "end": end,
        "text": characters[start:end],
        "old": _places(source, edit.old),
        "new": _places(source, edit.new),
        "confidence": round(edit.confidence, 4),
        "wrong": round(edit.wrong, 4),
        "reasons": _reasons(sources, judged, [edit], label_of(edit.new)),
        "before": characters[max(start - _CONTEXT, 0) : start],
        "after": characters[end : end + _CONTEXT],
    }


def _places(source: Source, spans: Spans) -> list[list]:
    return [[*source.place(start, end), label] for start, end, label in spans]


def _reasons(sources: list[Source], judged: Judged, edits: list[Edit], label: str) -> list[str]:
    """Returns in words what speaks for some edits that give this label (none, if empty), and against them."""
    candidates = [judged.proposals.candidates[edit.candidate] for edit in edits]
    said = [(edit, spans) for edit, own in zip(edits, candidates) for spans in own.said[: len(SPANNED)]]
    for_old = sum(spans == edit.old for edit, spans in said)
    for_new = sum(spans != edit.old and label_of(spans) == label for edit, spans in said)
    reasons = [f"cross-predictions: {for_new} of {len(said)} say {label or 'no mention'}, {for_old} as it is"]
    spans = edits[0].new or edits[0].old
    if len(spans) == 1:
        start, end, _ = spans[0]
        form = tuple(sources[edits[0].source].text.words[start:end])
        elsewhere = judged.proposals.lexicon.everywhere.get(form, Counter())[label] - ((start, end, label) in edits[0].old)
        if elsewhere > 0:
            reasons.append(
                f"labelled {label} {elsewhere} times elsewhere" if label else f"unlabelled {elsewhere} times elsewhere"
            )
    return reasons
