"""Paths over mentions: the audit, from its proposals to its questions, the review, and what comes back from others."""

from collections.abc import Callable
from functools import cache
from pathlib import Path as File
from tempfile import TemporaryDirectory
from typing import Any

import numpy

from cable_ner.audit import as_label_studio, as_prodigy, as_spreadsheet, paragraph_tasks, read_findings
from cable_ner.audit.audit_json import in_json, report_of
from cable_ner.audit.audited_docs import AuditedDoc, audited_doc
from cable_ner.audit.auditing import AuditResult
from cable_ner.audit.exchange.done_task import DoneTask
from cable_ner.audit.exchange.imported import ReadingOptions
from cable_ner.audit.exchange.spreadsheet import read_spreadsheet
from cable_ner.audit.exchange.tasks import read_tasks
from cable_ner.audit.opinions import SCORED, SPANNED, Opinion, tag_set
from cable_ner.audit.review import ReviewState, decide
from cable_ner.audit.review.findings import Findings
from cable_ner.audit.verdicts import Edit, Judged, judge_candidates
from cable_ner.evaluation import Labelled
from cable_ner.files import digest
from cable_ner.labels import append_decisions, read_corrections
from tests.fuzz.many_mentions import Path, Sizes, cable, docs, docs_of
from tests.fuzz.paths_labels import BOOK

_MOST = 5000  # questions, as the command asks by default
_HOW = ReadingOptions(["PER", "ORG", "LOC", "MISC"])


@cache
def _audited(sizes: Sizes) -> list[AuditedDoc]:
    """Returns the Docs as the audit sees them: a person changed every fourth mention, and kept as many."""
    made = docs_of(cable(sizes))
    for doc, paragraph in zip(made, cable(sizes).paragraphs):
        own = [(m, m.label if m.line % 8 < 2 else "LOC") for m in paragraph.mentions if m.line % 4 < 2]
        doc.user_data["decided"] = [[m.start, m.end, [[m.start, m.end, label]]] for m, label in own]
    return [audited_doc(doc) for doc in made]


def _opinions(audited: list[AuditedDoc]) -> list[Opinion]:
    """Returns the opinions of models that call every person a body."""
    tags = tag_set([doc.text for doc in audited])
    found = []
    for doc in audited:
        spans = tuple((start, end, "ORG") for start, end, _ in doc.now)
        scores = numpy.full((len(SCORED), len(doc.text.words), len(tags)), -6.0, dtype=numpy.float16)
        scores[:, :, 0] = 0.0
        found.append(Opinion((spans,) * len(SPANNED), scores))
    return found


_judgements: dict[Sizes, Judged] = {}


def _proposals(sizes: Sizes) -> Callable[[], Any]:
    audited = _audited(sizes)
    opinions = _opinions(audited)

    def work() -> None:
        _judgements[sizes] = judge_candidates(audited, opinions, BOOK)

    return work


def _judged(sizes: Sizes) -> Judged:
    if sizes not in _judgements:
        _proposals(sizes)()
    return _judgements[sizes]


def _asked(sizes: Sizes) -> Callable[[], Any]:
    audited, judged = _audited(sizes), _judged(sizes)
    return lambda: report_of(audited, judged, judged.edits, settings={"seed": 0}, most=_MOST)


def _repaired(sizes: Sizes) -> Callable[[], Any]:
    spread: dict[int, list[Edit]] = {}
    for edit in _judged(sizes).edits:
        spread.setdefault(edit.doc, []).append(edit)
    made = docs_of(cable(sizes))
    return lambda: list(AuditResult({}, spread).repaired(made))


# -- the review ----------------------------------------------------------------------------------


@cache
def _findings(sizes: Sizes) -> Findings:
    """Returns findings that list all suspects and questions."""
    judged = _judged(sizes)
    report = report_of(_audited(sizes), judged, judged.edits, settings={"seed": 0}, most=sizes.mentions)
    with TemporaryDirectory() as folder:
        path = File(folder, "audit.json")
        path.write_text("".join(in_json(report)))
        return read_findings(path)


def _review(work: Callable[[Findings, Sizes], Any]) -> Path:
    def prepare(sizes: Sizes) -> Callable[[], Any]:
        found = _findings(sizes)
        return lambda: work(found, sizes)

    return prepare


def _state(found: Findings, _sizes: Sizes) -> Any:
    """Returns how far a review is in which a person decided on every other suspect."""
    decisions = [suspect.decide(suspect.new) for suspect in found.suspects[::2]]
    review = ReviewState(found, decisions)
    return list(review.open()), review.status(), review.news(decisions)


def _exported_tasks(found: Findings, sizes: Sizes) -> Any:
    tasks, _ = paragraph_tasks(ReviewState(found, []), docs(sizes))
    return as_prodigy(tasks), as_label_studio(tasks)


def _spreadsheet(found: Findings, _sizes: Sizes) -> Any:
    """Returns what is read from a spreadsheet in which every proposal is right."""
    with TemporaryDirectory() as folder:
        path = File(folder, "review.csv")
        path.write_text(as_spreadsheet(ReviewState(found, [])).replace(",,,", ",y,,"))
        return read_spreadsheet(path, _HOW)


def _revoked(found: Findings, _sizes: Sizes) -> Any:
    """Returns the decisions of a file in which all were taken back, the first ones first."""
    decisions = [decide(suspect, "y") for suspect in found.suspects]
    with TemporaryDirectory() as folder:
        path = File(folder, "corrections.jsonl")
        append_decisions(path, decisions)
        lines = path.read_bytes().splitlines()
        path.write_bytes(b"\n".join([*lines, *(b'{"revokes":' + line + b"}" for line in lines), b""]))
        return read_corrections(path)


def _imported(sizes: Sizes) -> Callable[[], Any]:
    """Returns the import of paragraphs in which a person changed every label."""
    rows = []
    for paragraph in cable(sizes).paragraphs:
        old, new = ([Labelled(*m[:3])._replace(label=label) for m in paragraph.mentions] for label in ("PER", "LOC"))
        ours = {"paragraph": digest(paragraph.text), "labels": old, "suspects": [span[:2] for span in old], "cable": "a.txt"}
        rows.append(("x", [DoneTask(ours, paragraph.text, new)]))
    return lambda: read_tasks(rows, _HOW, read=lambda row: row)


def forget() -> None:
    """Forgets all Docs and findings, so that their memory is free."""
    _audited.cache_clear()
    _judgements.clear()
    _findings.cache_clear()


PATHS: dict[str, Path] = {
    "audit: Docs": lambda sizes: lambda: _audited.__wrapped__(sizes),
    "audit: proposals and verdicts": _proposals,
    "audit: questions": _asked,
    "audit: repaired Docs": _repaired,
    "review: state": _review(_state),
    "review: tasks": _review(_exported_tasks),
    "review: spreadsheet": _review(_spreadsheet),
    "review: decisions taken back": _review(_revoked),
    "review: imported paragraphs": _imported,
}
