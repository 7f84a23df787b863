"""How new cables differ from the old ones, before a model is trained on them.

Labels are compared with labels of the same kind: those of the tagger (silver) after the label rules, before the audit.
Whether a figure is unusual is told from the old cables alone (`RULE`): what is normal for so many cables differs much from
one archive to another.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median, quantiles
from typing import Any

import numpy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from ..corpus import BASELINE, GOLD, PARTITIONS, SILVER, Increment, docbins
from ..evaluation import ALL, MentionCounts, SystemRun, as_reference, form_of, prf, read
from ..files import printable, read_docs, unit

RULE = (
    "unusual: farther than half its width outside the range that a figure has in groups of as many old cables (at most a"
    " third of them) against the other old ones, 40 groups in the order of their dates and 40 drawn by lot; `old` is the"
    " median of the groups"
)
RULE_AGREEMENT = (
    "unusual: farther than half its width below the range that F1 has in 200 draws, with replacement, of as many old cables"
)
RULE_CABLE = "unusual: below the first quartile of the old cables by more than 1.5 times the distance of the quartiles"
HEADER = ("", "old", "new", "usual", "")
FEWEST = 6  # old cables, below which nothing is said to be unusual
_GROUPS, _DRAWS = 40, 200
_LARGEST = 500  # cables of a group
_WORST, _MOST_NAMES = 10, 10
_SHORTEST = 10  # mentions of a cable below which its agreement says little
Progress = Callable[[Iterable, str, int | None], Iterable]


# -- what is known of each cable -----------------------------------------------------------------


@dataclass
class Facts:
    """Of one cable: its tokens, those in capitals, and its mentions by surface form and label."""

    name: str
    date: str = ""
    post: str = ""
    tags: frozenset[str] = frozenset()
    tokens: int = 0
    capitals: int = 0
    mentions: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, doc: Doc) -> None:
        """Takes in one paragraph."""
        self.tokens += len(doc)
        self.capitals += sum(is_in_capitals(token.text) for token in doc)
        self.mentions.update((form_of(ent.text), ent.label_) for ent in doc.ents)


def is_in_capitals(word: str) -> bool:
    """Returns whether a word has more than one letter, and capital ones alone."""
    return word.isupper() and sum(map(str.isalpha, word)) > 1


def in_order(facts: dict[str, Facts]) -> list[Facts]:
    """Returns what is known of cables in the order of their dates; those without one come first."""
    return sorted(facts.values(), key=lambda one: (one.date, one.name))


def _note(found: dict[str, Facts], doc: Doc) -> None:
    """Takes in one paragraph, of whichever cable."""
    data = doc.user_data
    name = str(data.get("cable", ""))
    if name not in found:
        tags = data.get("tags") or ()
        found[name] = Facts(name, str(data.get("date", "")), str(data.get("post", "")), frozenset(map(str, tags)))
    found[name].add(doc)


class Chosen:
    """The Docs of at most so many cables, which are chosen by hash of their names, of all that were added."""

    def __init__(self, most: int, seed: int) -> None:
        self._most, self._seed = most, seed
        self._docs: dict[str, list[Doc]] = {}
        self._passed: set[str] = set()

    def add(self, doc: Doc) -> None:
        """Takes in one paragraph."""
        name = str(doc.user_data.get("cable", ""))
        if name in self._passed:
            return
        self._docs.setdefault(name, []).append(doc)
        if len(self._docs) > self._most:
            last = max(self._docs, key=lambda key: (unit(key, self._seed), key))
            del self._docs[last]
            self._passed.add(last)

    def __len__(self) -> int:
        return len(self._docs)

    @property
    def docs(self) -> list[Doc]:
        """The Docs that were chosen."""
        return [doc for docs in self._docs.values() for doc in docs]


# -- figures -------------------------------------------------------------------------------------


class Group:
    """Cables taken together: sums of their facts."""

    def __init__(self, cables: Sequence[Facts]) -> None:
        self.cables = len(cables)
        self.tokens = sum(one.tokens for one in cables)
        self.capitals = sum(one.capitals for one in cables)
        self.mentions: Counter[tuple[str, str]] = Counter()
        for one in cables:
            self.mentions.update(one.mentions)
        self.labels: Counter[str] = Counter()
        self.forms: Counter[str] = Counter()
        for (form, label), count in self.mentions.items():
            self.labels[label] += count
            self.forms[form] += count
        self.posts = Counter(one.post for one in cables if one.post)
        self.tags = Counter(tag for one in cables for tag in one.tags)
        self.all_posts = [one.post for one in cables]
        self.all_tags = [one.tags for one in cables]


class Rest:
    """All old cables without some of them, so that these can be compared as if they were new."""

    def __init__(self, whole: Group, without: Group | None = None) -> None:
        self._whole, self._without = whole, without

    def count(self, kind: str, key: Any) -> int:
        """Returns how many there are of a form, label, mention, post or tag."""
        return getattr(self._whole, kind)[key] - (getattr(self._without, kind)[key] if self._without else 0)

    def labels(self) -> Counter[str]:
        """Returns how many mentions each label has."""
        return self._whole.labels - (self._without.labels if self._without else Counter())


Figure = Callable[[Group, Rest], float]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def unseen_mentions(new: Group, old: Rest) -> float:
    """Returns the share of mentions whose surface form is no mention among the old cables."""
    return _share(sum(count for form, count in new.forms.items() if not old.count("forms", form)), new.forms.total())


def unseen_forms(new: Group, old: Rest) -> float:
    """Returns the share of surface forms, each counted once, that are no mention among the old cables."""
    return _share(sum(not old.count("forms", form) for form in new.forms), len(new.forms))


def other_label(new: Group, old: Rest) -> float:
    """Returns the share, of mentions with a form that the old cables have, of those whose label it never has there."""
    seen = {pair: count for pair, count in new.mentions.items() if old.count("forms", pair[0])}
    return _share(sum(count for pair, count in seen.items() if not old.count("mentions", pair)), sum(seen.values()))


def total_variation(new: Group, old: Rest) -> float:
    """Returns the total variation distance of the label distributions: half the sum of the differences of the shares.

    It is 0 if they are the same and 1 if no label is in both (Levin, Peres, Markov Chains and Mixing Times, chapter 4.1).
    """
    before = old.labels()
    names = set(before) | set(new.labels)
    return sum(
        abs(_share(new.labels[name], new.labels.total()) - _share(before[name], before.total())) for name in names
    ) / 2  # fmt: skip


def mention_density(new: Group, _old: Rest) -> float:
    """Returns the mentions per 100 tokens."""
    return 100 * _share(new.forms.total(), new.tokens)


def capitals(new: Group, _old: Rest) -> float:
    """Returns the share of tokens in capitals."""
    return _share(new.capitals, new.tokens)


def tokens_per_cable(new: Group, _old: Rest) -> float:
    """Returns the mean number of tokens of a cable."""
    return _share(new.tokens, new.cables)


def of_new_posts(new: Group, old: Rest) -> float:
    """Returns the share of cables from a post that no old cable is from."""
    return _share(sum(bool(post) and not old.count("posts", post) for post in new.all_posts), new.cables)


def with_new_tags(new: Group, old: Rest) -> float:
    """Returns the share of cables with a TAG that no old cable has."""
    return _share(sum(any(not old.count("tags", tag) for tag in tags) for tags in new.all_tags), new.cables)


LOW, HIGH, BOTH = "low", "high", "both"  # which values are worth a look
PERCENT, NUMBER = "percent", "number"
# Those of the labels are of silver ones; the others of all cables.
OF_LABELS: dict[str, tuple[Figure, str, str]] = {
    "mentions unseen in old train": (unseen_mentions, PERCENT, HIGH),
    "forms unseen in old train": (unseen_forms, PERCENT, HIGH),
    "seen forms with a label not seen": (other_label, PERCENT, HIGH),
    "labels: total variation distance": (total_variation, PERCENT, HIGH),
    "mentions per 100 tokens": (mention_density, NUMBER, BOTH),
}
OF_TEXTS: dict[str, tuple[Figure, str, str]] = {
    "tokens in capitals": (capitals, PERCENT, BOTH),
    "tokens per cable": (tokens_per_cable, NUMBER, BOTH),
    "cables from new posts": (of_new_posts, PERCENT, HIGH),
    "cables with new TAGS": (with_new_tags, PERCENT, HIGH),
}


def among_old(old: Sequence[Facts], size: int, figures: Iterable[Figure], *, seed: int = 0) -> list[list[float]]:
    """Returns what each figure is in groups of so many old cables against the others; see `RULE`.

    `old` is in the order of dates. Nothing with fewer than six old cables.
    """
    figures = list(figures)
    if len(old) < FEWEST:
        return [[] for _ in figures]
    size = min(max(size, 1), len(old) // 3, _LARGEST)
    whole = Group(old)
    values = []
    for members in _groups(len(old), size, seed):
        group = Group([old[index] for index in members])
        values.append([figure(group, Rest(whole, group)) for figure in figures])
    return [list(column) for column in zip(*values)]


def _groups(count: int, size: int, seed: int) -> Iterator[Sequence[int]]:
    rng = Random(f"{seed} drift")  # noqa: S311
    starts = sorted({round(at * (count - size) / (_GROUPS - 1)) for at in range(_GROUPS)})
    for start in starts:
        yield range(start, start + size)
    for _ in range(_GROUPS):
        yield rng.sample(range(count), size)


def _widened(values: Sequence[float]) -> list[float]:
    low, high = min(values), max(values)
    return [low - (high - low) / 2, high + (high - low) / 2]


def is_unusual(value: float, usual: Sequence[float] | None, side: str) -> bool:
    """Returns whether a value is outside of its usual range on a side that is worth a look."""
    if usual is None:
        return False
    # (not by rounding alone)
    return (side != HIGH and value < usual[0] - 1e-9) or (side != LOW and value > usual[1] + 1e-9)


# -- agreement with the current model ------------------------------------------------------------


def _counts(nlp: Language, docs: Sequence[Doc], progress: Progress | None) -> tuple[SystemRun, list[str]]:
    reference = as_reference(docs)
    names = list(dict.fromkeys(one.cable for one in reference.paragraphs))
    return SystemRun(reference, read(nlp, reference, progress=progress)), names


def _score(counts: MentionCounts) -> dict[str, float]:
    right, spurious, missed = counts.tolist()
    precision, recall, f = prf(counts).tolist()
    return {
        "p": precision,
        "r": recall,
        "f": f,
        "support": right + missed,
        "right": right,
        "spurious": spurious,
        "missed": missed,
    }


def usual_f(counts: MentionCounts, size: int, *, seed: int = 0) -> list[list[float] | None]:
    """Returns between what each label's F1 lies in draws of so many cables, of counts [cables, labels, 3].

    See `RULE_AGREEMENT`. None for all with fewer than six cables.
    """
    if len(counts) < FEWEST:
        return [None] * counts.shape[1]
    drawn = numpy.random.default_rng(seed).integers(len(counts), size=(_DRAWS, min(max(size, 1), _LARGEST)))
    values = numpy.stack([prf(counts[members].sum(axis=0))[..., 2] for members in drawn])
    return [_widened(column) for column in values.T.tolist()]


def agreement(
    nlp: Language, old: Sequence[Doc], new: Sequence[Doc], *, seed: int = 0, progress: Progress | None = None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Returns how far a model and the labels of new Docs agree, beside that of old ones, and the cables that do least.

    By label: the scores of both, and the range that is usual.
    """
    (here, names), (there, _) = _counts(nlp, new, progress), _counts(nlp, old, progress)
    labels = sorted({*here.labels, *there.labels})
    counts, before = here.by_label(labels), there.by_label(labels)
    usual = usual_f(before, len(counts), seed=seed)
    found = {}
    for column, label in enumerate([*labels, ALL]):
        now, then = _score(counts[:, column].sum(axis=0)), _score(before[:, column].sum(axis=0))
        comparable = now["support"] and then["support"]
        bounds = usual[column] if comparable else None
        found[label] = {"new": now, "old": then, "usual": bounds, "unusual": is_unusual(now["f"], bounds, LOW)}
    return found, _worst(counts[:, -1], names, before[:, -1])


def _worst(counts: MentionCounts, names: list[str], before: MentionCounts) -> list[dict[str, Any]]:
    """Returns the cables of counts [cables, 3] that a model agrees least with."""
    known = [one["f"] for one in map(_score, before) if one["support"] >= _SHORTEST]
    fence = None
    if len(known) >= FEWEST:
        first, _, third = quantiles(known, n=4, method="inclusive")
        fence = first - 1.5 * (third - first)  # Tukey, Exploratory Data Analysis, 1977
    scored = [(name, _score(own)) for name, own in zip(names, counts)]
    scored = [(name, own) for name, own in scored if own["support"] + own["spurious"]]
    scored.sort(key=lambda pair: (pair[1]["support"] + pair[1]["spurious"] < _SHORTEST, pair[1]["f"], pair[0]))
    return [
        {"cable": name, **own, "unusual": fence is not None and own["support"] >= _SHORTEST and own["f"] < fence}
        for name, own in scored[:_WORST]
    ]


# -- all together --------------------------------------------------------------------------------


class _Survey:
    """What is to be known of some increments, from at most so many cables: files are read in an order drawn by lot.

    A file holds whole cables, in an order that has nothing to do with them.
    """

    def __init__(self, increments: Sequence[Increment], vocab: Vocab, most: int, most_read: int, seed: int) -> None:
        self.texts: dict[str, Facts] = {}
        self.train: dict[str, dict[str, Facts]] = {SILVER: {}, GOLD: {}}
        self.labels: dict[str, dict[str, Facts]] = {SILVER: {}, GOLD: {}}  # of all partitions
        self.trained = {kind: Chosen(most_read, seed) for kind in (SILVER, GOLD)}
        self.held_out = {kind: Chosen(most_read, seed) for kind in (SILVER, GOLD)}
        files = [
            (file, name)
            for increment in increments
            for name in (*PARTITIONS, BASELINE)
            for file in docbins(increment, name, audited=False)
        ]
        for file, name in Random(f"{seed} drift").sample(files, len(files)):  # noqa: S311
            known = self.labels[SILVER] if name == BASELINE else self.texts
            if len(known) < most:
                for doc in read_docs(file, vocab):
                    self._add(name, doc)

    def _add(self, partition: str, doc: Doc) -> None:
        kind = GOLD if doc.user_data.get("labels") == GOLD else SILVER
        if partition != BASELINE:
            _note(self.texts, doc)
        if partition == "train":
            _note(self.train[kind], doc)
        _note(self.labels[kind], doc)
        (self.trained if partition == "train" else self.held_out)[kind].add(doc)


def drift(
    old: Sequence[Increment],
    new: Increment,
    *,
    nlp: Language | None = None,
    most: int = 5000,
    most_read: int = 200,
    seed: int = 0,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Returns how the cables of an increment differ from those of others, as JSON has it.

    `nlp` is the current model; without one its agreement with the labels is left out. About so many cables are compared of
    old and of new, and as many read with the model; which ones depends on the seed. Raises ValueError and OSError for files
    that are not what `convert` writes.
    """
    vocab = nlp.vocab if nlp else Vocab()
    before, now = (_Survey(items, vocab, most, most_read, seed) for items in (old, [new]))
    kind = SILVER if now.labels[SILVER] and (before.train[SILVER] or not before.train[GOLD]) else GOLD
    labels_old, labels_new = in_order(before.train[kind]), in_order(now.labels[kind])
    texts_old, texts_new = in_order(before.texts), in_order(now.texts)
    figures = _figures(OF_LABELS, labels_old, labels_new, seed) + _figures(OF_TEXTS, texts_old, texts_new, seed)
    return {
        "cables": {"old": sum(sum(_of_partitions(item)) for item in old), "new": sum(_of_partitions(new))},
        "compared": {"old": len(texts_old), "new": len(texts_new), "old_train": len(labels_old), "labels": kind},
        "rule": RULE,
        "figures": figures,
        **_labels(Group(labels_old), Group(labels_new)),
        **_names(Group(texts_old), Group(texts_new)),
        **_of_model(nlp, before, now, kind, seed, progress),
    }


def _of_partitions(increment: Increment) -> list[int]:
    return [increment.cables.get(name, 0) for name in PARTITIONS]


def _figures(
    figures: dict[str, tuple[Figure, str, str]], old: Sequence[Facts], new: Sequence[Facts], seed: int
) -> list[dict[str, Any]]:
    if not (old and new):
        return []
    columns = among_old(old, len(new), [figure for figure, *_ in figures.values()], seed=seed)
    whole, group = Group(old), Group(new)
    rows = []
    for (name, (figure, kind, side)), column in zip(figures.items(), columns):
        value, usual = figure(group, Rest(whole)), _widened(column) if column else None
        usually = median(column) if column else None
        rows.append(
            {
                "figure": name, "kind": kind, "old": usually, "new": value, "usual": usual,
                "unusual": is_unusual(value, usual, side),
            }
        )  # fmt: skip
    return rows


def _labels(old: Group, new: Group) -> dict[str, Any]:
    shares = {
        label: {
            "old": _share(old.labels[label], old.labels.total()), "new": _share(new.labels[label], new.labels.total()),
            "old_mentions": old.labels[label], "new_mentions": new.labels[label],
        }
        for label in sorted(old.labels | new.labels)
    }  # fmt: skip
    return {"labels": shares, "new_labels": sorted(set(new.labels) - set(old.labels)) if old.labels else []}


def _names(old: Group, new: Group) -> dict[str, Any]:
    found = {}
    for kind in ("posts", "tags"):
        unknown = [(-count, name) for name, count in getattr(new, kind).items() if not getattr(old, kind)[name]]
        found[f"new_{kind}"] = [{"name": name, "cables": -count} for count, name in sorted(unknown)]
    return found


def _of_model(
    nlp: Language | None, old: _Survey, new: _Survey, kind: str, seed: int, progress: Progress | None
) -> dict[str, Any]:
    """Returns what a model says: compared with old cables that it was not trained on, if there are any."""
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


# -- for the eye ---------------------------------------------------------------------------------


def rows(found: dict[str, Any]) -> list[tuple[str, str, str, str, str]]:
    """Returns the rows of a table of what `drift` found, under `HEADER`: the last cell says what is unusual."""
    table = [("cables", str(found["cables"]["old"]), str(found["cables"]["new"]), "", "")]
    for row in found["figures"]:
        table.append(_row(row["figure"], row["kind"], row["old"], row["new"], row["usual"], row["unusual"]))
    for label, row in found["labels"].items():
        is_new = label in found["new_labels"]
        table.append(_row(f"  {label}, of all mentions", PERCENT, row["old"], row["new"], None, is_new, "new label"))
    for kind, name in _NEW.items():
        table.append((name, "", str(len(found[kind])), "", ""))
    agreed = found["agreement"]
    for label, row in agreed["scores"].items() if agreed else ():
        old = row["old"]["f"] if row["old"]["support"] else None
        new = row["new"]["f"] if row["new"]["support"] else None
        table.append(_row(f"model and labels agree, F1: {label}", PERCENT, old, new, row["usual"], row["unusual"]))
    for row in found["worst"]:
        counts = f"{row['right']} right, {row['spurious']} spurious, {row['missed']} missed"
        flag = UNUSUAL if row["unusual"] else ""
        table.append((f"  least in {printable(row['cable'])}", "", _shown(row["f"], PERCENT), counts, flag))
    return table


UNUSUAL = "unusual"
_NEW = {"new_posts": "new posts", "new_tags": "new TAGS"}


def notes(found: dict[str, Any]) -> list[str]:
    """Returns what is to be read with the table: new names, by which rules a figure is unusual, what was compared."""
    compared, agreed = found["compared"], found["agreement"]
    lines = [f"{name}: {_listed(found[kind])}" for kind, name in _NEW.items() if found[kind]]
    lines.append(found["rule"])
    if agreed:
        lines.append(f"agreement, {agreed['rule']}; a cable, {found['worst_rule']}")
    if agreed and agreed["trained_on_old"]:
        lines.append("the model was trained on the old cables that it is compared on, and agrees more with them for that")
    if compared["labels"] == GOLD:
        lines.append("there are no labels of the tagger in both: the hand-checked ones are compared")
    if min(compared["old"], compared["old_train"]) < FEWEST:
        lines.append(f"fewer than {FEWEST} old cables: nothing is said to be unusual")
    return lines


def _listed(named: Sequence[dict[str, Any]]) -> str:
    names = [f"{printable(row['name'])} ({row['cables']})" for row in named[:_MOST_NAMES]]
    return ", ".join(names) + (f" and {len(named) - _MOST_NAMES} more" if len(named) > _MOST_NAMES else "")


def _row(
    name: str,
    kind: str,
    old: float | None,
    new: float | None,
    usual: Sequence[float] | None,
    flagged: bool,
    flag: str = UNUSUAL,
) -> tuple[str, str, str, str, str]:
    most = 1.0 if kind == PERCENT else float("inf")
    bounds = " to ".join(_shown(min(max(value, 0.0), most), kind) for value in usual or ())
    return name, _shown(old, kind), _shown(new, kind), bounds, flag if flagged else ""


def _shown(value: float | None, kind: str) -> str:
    if value is None:
        return ""
    return f"{100 * value:.1f} %" if kind == PERCENT else f"{value:.1f}"
