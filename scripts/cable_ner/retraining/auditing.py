"""The audit of new increments, beside the old cables: the models learn from both, and decisions on the old ones spread."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from ..audit import Effort, audit, write_audit
from ..corpus import Increment, docbins, increments
from ..files import ENDING, read_docs
from ..rules import RuleBook, read_rules
from .options import Intake, Listener

AUDIT = "audit.json"


def audit_new(new: Sequence[Increment], seen: Sequence[Increment], *, intake: Intake, seed: int, listener: Listener) -> bool:
    """Audits the train files of increments that were not audited yet, and returns whether there was one.

    Each is audited with the cables that were seen before, or as many of them as the models learn from. The repaired Docs go
    into `audited` of the increment, the findings into its audit.json. Raises OSError, and ValueError for a rules file.
    """
    settings, vocab = intake.settings, spacy.blank(intake.settings.lang).vocab
    book = RuleBook(read_rules(Path(settings.rules)) if settings.rules else ())
    todo = [one for one in new if one.cables.get("train") and not (one.path / AUDIT).exists()]
    for one in todo:
        known = sum(1 for _ in _old_docs(seen, vocab))
        train = one.path / f"train{ENDING}"
        result = audit(
            chain(_old_docs(seen, vocab), read_docs(train, vocab)),
            seed=seed,
            rules=book,
            where=intake.where,
            known=known,
            progress=listener.progress,
            announce=lambda tokens, seconds: listener.say(
                f"Auditing new cables beside old ones ({tokens:,} tokens): about {seconds / 60:.0f} minutes"
            ),
        )
        target = one.path / increments.AUDITED / train.name
        write_audit(result, one.path / AUDIT, corpus=train, target=target, vocab=vocab, known=known)
        told, found = f"Increment {one.number:03}", result.report
        if found["cannot_tell"]:
            listener.say(f"{told}: the audit cannot tell which labels are wrong: {found['cannot_tell']}")
        else:
            listener.say(
                f"{told}: the audit changed {len(found['spread'])} labels because of decisions; for the"
                f" {len(found['suspects'])} places to check: `cable-ner review terminal --audit {one.path / AUDIT}`"
            )
    return bool(todo)


def _old_docs(seen: Sequence[Increment], vocab: Vocab) -> Iterator[Doc]:
    """Yields Docs as they were converted, until there are as many tokens as the models of the audit learn from."""
    tokens = 0
    for one in seen:
        for file in docbins(one, "train", audited=False):
            for doc in read_docs(file, vocab):
                if tokens > Effort().most_tokens:
                    return
                tokens += len(doc)
                yield doc
