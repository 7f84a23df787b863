"""Decisions about labels, offered to training: as decisions about forms in corrections.jsonl, which conversion applies.

Decisions to merge, split and rename say nothing about labels, and are not offered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ...labels import FormDecision, append_decisions, append_revocation, read_corrections
from .decision import NameDecision, by_form, labelled
from .decisions_file import NameDecisions

_NOTE = "names"  # the note by which our own decisions in corrections.jsonl are known


@dataclass
class Offer:
    """Decisions that were added, those taken back, and those that a person has decided otherwise: these stay as they are."""

    added: list[FormDecision] = field(default_factory=list)
    revoked: list[FormDecision] = field(default_factory=list)
    contradicted: list[tuple[FormDecision, FormDecision]] = field(default_factory=list)


def offer_to_training(decisions: NameDecisions, corrections: Path, *, labels: Sequence[str], by: str = "") -> Offer:
    """Brings corrections.jsonl up to date with the decisions about labels. Raises ValueError for a damaged file, OSError.

    A form that has a label everywhere gives a decision for each of the other labels.
    """
    wanted = {(one.form, one.label): one for one in _form_decisions(decisions.in_force(), labels)}
    known = [one for one in read_corrections(corrections).in_force() if isinstance(one, FormDecision)]
    general = {(one.form, one.label): one for one in known if not (one.cable or one.zone)}
    offer = Offer()
    for subject, one in general.items():
        if ("note", _NOTE) in one.notes and (subject not in wanted or _says(wanted[subject]) != _says(one)):
            offer.revoked.append(one)
    for subject, one in wanted.items():
        there = general.get(subject)
        if there is None or there in offer.revoked:
            offer.added.append(one)
        elif _says(there) != _says(one):
            offer.contradicted.append((one, there))
    for one in offer.revoked:
        append_revocation(corrections, one, by=by)
    if offer.added:
        append_decisions(corrections, offer.added)
    return offer


def _says(decision: FormDecision) -> tuple[str, str]:
    return decision.becomes, decision.text


def _form_decisions(decisions: Sequence[NameDecision], labels: Sequence[str]) -> Iterator[FormDecision]:
    for form, own in by_form(decisions).items():
        for label in dict.fromkeys([*labels, *(one.label for one in own if one.label)]):
            becomes, about = labelled(label, own)
            if about and becomes != label:
                notes = (("by", about[-1].by), ("note", _NOTE), ("date", about[-1].time))
                yield FormDecision(form, label, becomes, notes=tuple((key, value) for key, value in notes if value))
