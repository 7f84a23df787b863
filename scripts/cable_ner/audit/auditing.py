"""Which labels are probably wrong, the most useful to check first; and how a person's decisions spread to similar cases."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab
from threadpoolctl import threadpool_limits

from ..files import Chosen, new_docbin, read_docs, remove_drafts, replacing, replacing_file, shard_files, write_bytes
from ..rules import RuleBook, rules_digest
from ..work import Progress, Where, no_progress
from .audit_json import in_json, report_of
from .audited_docs import AuditedDoc, AuditedTexts, audited_docs
from .known_wrong import NO_RULES
from .opinions import READERS, Effort, cached_opinions
from .proposals import propose
from .verdicts import Edit, Judged, judge_candidates

# Below this size hardly one proposal in four is right, even among the first: see docs/benchmarks.md (`bench audit-size`).
LEAST_TOKENS = 10_000


class AuditResult(NamedTuple):
    """What is known of a corpus: `report` is audit.json, `spread` are the edits that decisions lead to, by Doc's number."""

    report: dict[str, Any]
    spread: dict[int, list[Edit]]

    def repaired(self, docs: Iterable[Doc], *, first: int = 0) -> Iterator[Doc]:
        """Yields the Docs that were audited, with the spread edits made.

        If the Docs are only a part of those audited, `first` is the number of the first one.
        """
        for number, doc in enumerate(docs, first):
            yield _repaired(doc, self.spread[number]) if number in self.spread else doc


def audit(
    docs: Iterable[Doc],
    *,
    seed: int = 0,
    rules: RuleBook = NO_RULES,
    where: Where = Where(),
    effort: Effort = Effort(),
    encoder: str = "",
    cache: Path | None = None,
    most: int = 5000,
    least_tokens: int = LEAST_TOKENS,
    known: int = 0,
    earlier: Mapping[str, Any] | None = None,
    progress: Progress = no_progress,
    announce: Callable[[int, float], None] = lambda _tokens, _seconds: None,
) -> AuditResult:
    """Returns what is probably wrong with the labels of Docs, and what a person's decisions say about the rest.

    Second opinions depend only on the labels before corrections; they are kept in the file `cache`, so that the next
    audit after more decisions takes seconds. Without decisions nothing is spread. At most `most` suspects are listed. What
    the label rules would undo is not proposed. A corpus of fewer than `least_tokens` is too small to learn from: the report
    says that the audit cannot tell, and proposes nothing. The first `known` Docs were audited before: they help to judge the
    others, and nothing is found in them. `earlier` is audit.json of the last audit: the report says what has changed since.

    `announce` is told the number of tokens, and roughly how many seconds the second opinions will take. The result
    depends on Docs, seed, effort and encoder, not on where the work runs. `encoder` is a pretrained encoder that gives an
    opinion, too: a folder or a name; "" for none. Raises ValueError if it cannot be loaded.
    """
    audited, lang = audited_docs(docs)
    texts = AuditedTexts(audited)
    settings = {
        "seed": seed, "rules": rules_digest(rules.rules), **effort._asdict(), "lang": lang, "most": most,
        "least_tokens": least_tokens, "readers": list(READERS), "audit": True,
        **({"encoder": encoder} if encoder else {}),
    }  # fmt: skip
    tokens = sum(len(text.words) for text in texts)
    if tokens < least_tokens:
        reason = f"{tokens:,} tokens are too few to learn from (at least {least_tokens:,})"
        return _without_findings(audited, settings, reason)
    opinions = cached_opinions(
        texts, cache, seed=seed, where=where, effort=effort, lang=lang, encoder=encoder, progress=progress, announce=announce
    )
    with threadpool_limits(1):
        judged = judge_candidates(audited, opinions, rules)
    judged = judged._replace(edits=Chosen(judged.edits, (at for at, edit in enumerate(judged.edits) if edit.doc >= known)))
    report = report_of(audited, judged, _ranked(judged.edits), settings=settings, most=most, earlier=earlier)
    by_doc: dict[int, list[Edit]] = defaultdict(list)
    for edit in judged.spread:
        by_doc[edit.doc].append(edit)
    return AuditResult(report, dict(by_doc))


def _ranked(edits: Sequence[Edit]) -> Sequence[Edit]:
    """Returns edits sorted by how much more probably the new labels are right than the old ones; equal ones stay in order.

    Among the first hundred, more are really wrong than if they were sorted by the old labels' probability alone.
    """
    ranks = numpy.fromiter((-round(edit.confidence + edit.wrong, 6) for edit in edits), float, len(edits))
    return Chosen(edits, numpy.argsort(ranks, kind="stable").tolist())


def not_audited(docs: Iterable[Doc], *, seed: int = 0) -> AuditResult:
    """Returns the result of an audit that is switched off: it found nothing."""
    audited, lang = audited_docs(docs)
    settings = {"seed": seed, "lang": lang, "readers": list(READERS), "audit": False}
    return _without_findings(audited, settings, "the audit is off")


def _without_findings(docs: Sequence[AuditedDoc], settings: dict[str, Any], cannot_tell: str) -> AuditResult:
    """Returns the result of an audit that cannot tell what is wrong, with the reason."""
    judged = Judged(propose([], []), [], numpy.zeros(0), numpy.zeros(0), {}, False)
    return AuditResult(report_of(docs, judged, [], settings=settings, most=0) | {"cannot_tell": cannot_tell}, {})


def _repaired(doc: Doc, edits: Iterable[Edit]) -> Doc:
    spans = {(ent.start, ent.end, ent.label_) for ent in doc.ents}
    missing = {token.i for token in doc if token.ent_iob == 0}
    for edit in edits:
        spans -= set(edit.old)
        spans |= set(edit.new)
    missing -= {index for start, end, _ in spans for index in range(start, end)}
    doc.set_ents(
        [Span(doc, start, end, label) for start, end, label in sorted(spans)],
        missing=[doc[index : index + 1] for index in sorted(missing)],
        default="outside",
    )
    return doc


def write_audit(
    result: AuditResult, report: Path, *, corpus: Path, target: Path | None, vocab: Vocab, known: int = 0
) -> None:
    """Writes audit.json as the file `report` and, if there is a target, the repaired Docs.

    They are a file, or a folder with a shard for each of the corpus, as the corpus is. `known` Docs were audited beside it.
    """
    report.parent.mkdir(parents=True, exist_ok=True)
    remove_drafts(report.parent)
    if target:
        with replacing(target.parent, [target.name]) as scratch:
            first = known
            for file in shard_files(corpus):
                docs = list(read_docs(file, vocab))
                path = scratch / target.name / file.name if corpus.is_dir() else scratch / target.name
                path.parent.mkdir(parents=True, exist_ok=True)
                write_bytes(path, new_docbin(result.repaired(docs, first=first)).to_bytes())
                first += len(docs)
    with replacing_file(report) as target_file:
        for piece in in_json(result.report):
            target_file.write(piece.encode())
        target_file.write(b"\n")
