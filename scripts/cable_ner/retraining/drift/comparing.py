"""The comparison of new cables with old ones: labels, texts, names, and agreement with the current model."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from ...corpus import GOLD, PARTITIONS, SILVER, Increment
from ...work import Progress, no_progress
from .agreement import RULE_AGREEMENT, RULE_CABLE, agreement
from .facts import CableFacts, in_order, note
from .figures import OF_LABELS, OF_TEXTS, WITHOUT_TRAIN, CableGroup, FigureRule, Rest, share
from .survey import Survey
from .usual import FEWEST, RULE, among_old, is_unusual, widened


def drift(
    old: Sequence[Increment],
    new: Increment,
    *,
    nlp: Language | None = None,
    most: int = 5000,
    most_read: int = 200,
    seed: int = 0,
    progress: Progress = no_progress,
) -> dict[str, Any]:
    """Returns how the cables of an increment differ from those of others, as a JSON object.

    `nlp` is the current model; without it, agreement is left out. About `most` cables are compared on each side, and the
    model reads at most `most_read` of each partition, chosen by the seed. Raises ValueError and OSError for files that
    `convert` did not write.
    """
    vocab = nlp.vocab if nlp else Vocab()
    before, now = (Survey(items, vocab, most, most_read, seed) for items in (old, [new]))
    kind = SILVER if now.labels[SILVER] and (before.train[SILVER] or not before.train[GOLD]) else GOLD
    labels_old, labels_new = in_order(before.train[kind]), in_order(now.labels[kind])
    texts_old, texts_new = in_order(before.texts), in_order(now.texts)
    figures = _figures(OF_LABELS, labels_old, labels_new, seed) + _figures(OF_TEXTS, texts_old, texts_new, seed)
    return {
        "cables": {"old": sum(sum(_of_partitions(item)) for item in old), "new": sum(_of_partitions(new))},
        "compared": {"old": len(texts_old), "new": len(texts_new), "old_train": len(labels_old), "labels": kind},
        "rule": RULE,
        "figures": figures,
        **_labels(CableGroup(labels_old), CableGroup(labels_new)),
        **_names(CableGroup(texts_old), CableGroup(texts_new)),
        **_of_model(nlp, before, now, kind, seed, progress),
    }


def differing(old: Iterable[Doc], new: Iterable[Doc], *, most: int = 5000, seed: int = 0) -> list[dict[str, Any]]:
    """Returns how cables differ from others, as the figures of `drift` that need no training labels of either.

    The Docs of a cable stand in a row; `most` cables of each side are compared, the first. Raises ValueError and OSError for
    files that cannot be read.
    """
    before, now = (in_order(_facts_of(docs, most)) for docs in (old, new))
    return _figures({**{name: OF_LABELS[name] for name in WITHOUT_TRAIN}, **OF_TEXTS}, before, now, seed)


def _facts_of(docs: Iterable[Doc], most: int) -> dict[str, CableFacts]:
    facts: dict[str, CableFacts] = {}
    for doc in docs:
        if len(facts) == most and str(doc.user_data.get("cable", "")) not in facts:
            break
        note(facts, doc)
    return facts


def _of_partitions(increment: Increment) -> list[int]:
    return [increment.cables.get(name, 0) for name in PARTITIONS]


def _figures(
    figures: Mapping[str, FigureRule], old: Sequence[CableFacts], new: Sequence[CableFacts], seed: int
) -> list[dict[str, Any]]:
    if not (old and new):
        return []
    columns = among_old(old, len(new), [rule.figure for rule in figures.values()], seed=seed)
    whole, group = CableGroup(old), CableGroup(new)
    rows = []
    for (name, (figure, unit, side)), column in zip(figures.items(), columns):
        value, usual = figure(group, Rest(whole)), widened(column) if column else None
        usually = median(column) if column else None
        rows.append(
            {
                "figure": name, "kind": unit.value, "old": usually, "new": value, "usual": usual,
                "unusual": is_unusual(value, usual, side),
            }
        )  # fmt: skip
    return rows


def _labels(old: CableGroup, new: CableGroup) -> dict[str, Any]:
    shares = {
        label: {
            "old": share(old.labels[label], old.labels.total()), "new": share(new.labels[label], new.labels.total()),
            "old_mentions": old.labels[label], "new_mentions": new.labels[label],
        }
        for label in sorted(old.labels | new.labels)
    }  # fmt: skip
    return {"labels": shares, "new_labels": sorted(set(new.labels) - set(old.labels)) if old.labels else []}


def _names(old: CableGroup, new: CableGroup) -> dict[str, Any]:
    found = {}
    for kind in ("posts", "tags"):
        unknown = [(-count, name) for name, count in getattr(new, kind).items() if not getattr(old, kind)[name]]
        found[f"new_{kind}"] = [{"name": name, "cables": -count} for count, name in sorted(unknown)]
    return found


def _of_model(nlp: Language | None, old: Survey, new: Survey, kind: str, seed: int, progress: Progress) -> dict[str, Any]:
    """Returns how well the model agrees with the new labels and, for comparison, with old ones.

    The old ones are of cables that the model was not trained on, if there are enough of them.
    """
    mine = [*new.trained[kind].docs, *new.held_out[kind].docs]
    held_out = len(old.held_out[kind]) >= FEWEST
    theirs = (old.held_out if held_out else old.trained)[kind]
    if not (nlp and mine):
        return {"agreement": None, "worst": []}
    by_label, worst = agreement(nlp, theirs.docs, mine, seed=seed, progress=progress)
    count = len(new.trained[kind]) + len(new.held_out[kind])
    return {
        "agreement": {
            "rule": RULE_AGREEMENT, "old_cables": len(theirs), "new_cables": count, "trained_on_old": not held_out,
            "scores": by_label,
        },
        "worst_rule": RULE_CABLE,
        "worst": worst,
    }  # fmt: skip
