"""How good a model is on a test: scores with intervals, kinds of error, where it is good, baselines; and every error.

All mentions are compared by the character offsets of the paragraphs' texts, so that a model with another tokenizer can be
scored, too. Predictions that touch a token whose label is missing are ignored, and counted.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from statistics import mean, stdev
from typing import Any, NamedTuple

import numpy
import spacy
import srsly
from spacy.language import Language
from spacy.pipeline import Sentencizer
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import minibatch

from ..corpus import BASELINE, GOLD, SILVER
from ..files import ENDING, as_table, read_docs
from ..model import confidences, tokenised
from ..text import HEADER, HEADING, PARAGRAPH, SIGNATURE, SUBJECT, TRANSMISSION
from .baselines import Gazetteer, form_of, memorise, same_paragraphs
from .bootstrap import Counts, Figures, Resampling, interval, macro_prf, paired
from .scoring import (
    ALL,
    KINDS,
    MACRO,
    MISSED,
    RIGHT,
    SPURIOUS,
    Labelled,
    Pairing,
    Score,
    labelled,
    missing,
    pair_mentions,
    trusted,
)

MEASURE = {
    GOLD: "accuracy against hand-checked (gold) labels",
    SILVER: "agreement with the tagger (silver labels), not accuracy",
}
SILVER_LABELS, GAZETTEER, PREVIOUS = "silver labels", "gazetteer of train", "previous model"
ONLY_HERE, ONLY_THERE, BOTH_WRONG = "only this model is right", "only the other is right", "both are wrong"
METRICS, FOLDER = "metrics.json", "evaluation"
FEWEST = 5  # mentions of a facet's value below which no interval is given
BINS = 10
LONGEST_SENTENCE = 600  # characters of a sentence that are shown around an error
Progress = Callable[[Iterable, str, int | None], Iterable]  # (items, what is done, how many they are if that is known)
_BATCH = 1000  # paragraphs
_SENTENCIZER = Sentencizer()
_ROWS = {RIGHT: 0, SPURIOUS: 1, MISSED: 2}


class Evaluation(NamedTuple):
    """What metrics.json holds, the errors, and where two models differ: sorted by how often the form goes wrong."""

    metrics: dict[str, Any]
    errors: list[dict[str, Any]]
    disagreements: list[dict[str, Any]]


# -- the test ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the reference: its Doc, mentions and stretches without a trusted label (character offsets).

    `cable` and `index` name it; a Doc that names no cable is one of its own.
    """

    doc: Doc
    cable: str
    index: int
    mentions: list[Labelled]
    untrusted: list[tuple[int, int]]

    @property
    def zone(self) -> str:
        """Which part of a cable it is."""
        return self.doc.user_data.get("zone", "")

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Where its sentences begin and end, as punctuation tells."""
        [starts] = _SENTENCIZER.predict([self.doc])
        firsts = [index for index, is_start in enumerate(starts) if is_start or not index]
        lasts = [self.doc[index - 1] for index in [*firsts[1:], len(self.doc)]]
        return [(self.doc[first].idx, last.idx + len(last)) for first, last in zip(firsts, lasts)]

    @cached_property
    def text(self) -> str:
        """Its text (spaCy makes a Doc's anew each time)."""
        return self.doc.text

    def text_of(self, mention: Labelled) -> str:
        """Returns the text of a mention."""
        return self.text[mention.start : mention.end]

    def length(self, mention: Labelled) -> int:
        """Returns how many of the reference's tokens a mention touches."""
        span = self.doc.char_span(mention.start, mention.end, alignment_mode="expand")
        return len(span) if span is not None else 1


class Reference:
    """The paragraphs of a test by cable and place in it, whatever their order was; `units` number their cables."""

    def __init__(self, paragraphs: Iterable[Paragraph]) -> None:
        self.paragraphs = sorted(paragraphs, key=lambda one: (one.cable, one.index, one.text))
        keys = [one.cable or f"\0{place:09}" for place, one in enumerate(self.paragraphs)]
        numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        self.units = [numbers[key] for key in keys]
        self.cables = len(numbers)

    @property
    def docs(self) -> list[Doc]:
        """The Docs of the reference."""
        return [one.doc for one in self.paragraphs]

    def figures(self) -> dict[str, int]:
        """Returns how many cables, paragraphs, tokens, mentions and tokens without a trusted label there are."""
        return {
            "cables": self.cables,
            "paragraphs": len(self.paragraphs),
            "tokens": sum(len(one.doc) for one in self.paragraphs),
            "mentions": sum(len(one.mentions) for one in self.paragraphs),
            "missing_tokens": sum(len(one.untrusted) for one in self.paragraphs),
        }


def as_reference(docs: Iterable[Doc]) -> Reference:
    """Returns the Docs of a test as what systems are scored against."""
    seen: Counter[str] = Counter()
    found = []
    for doc in docs:
        cable = str(doc.user_data.get("cable", ""))
        index = doc.user_data.get("index", seen[cable])
        seen[cable] += 1
        found.append(Paragraph(doc, cable, index, labelled(doc), missing(doc)))
    return Reference(found)


def kind_of(test: Reference, path: Path) -> str:
    """Returns whether the labels are gold or silver. Raises ValueError for a test without Docs, or with labels of both."""
    kinds = {doc.user_data.get("labels", SILVER) for doc in test.docs}
    if not kinds:
        raise ValueError(f"{path}: holds no Docs; convert more cables, or give test a larger --partition")
    if kinds == {GOLD, SILVER}:
        raise ValueError(f"{path}: holds both gold and silver labels, which cannot be scored together; convert again")
    if unknown := kinds - {GOLD, SILVER}:
        raise ValueError(
            f"{path}: holds labels that are neither gold nor silver ('{min(map(str, unknown))}'); convert again"
        )
    return kinds.pop()


# -- the model -----------------------------------------------------------------------------------


class Reading(NamedTuple):
    """What a system found in each paragraph and can be right or wrong, and how much was ignored.

    `confidence` has the mentions that the model gives one, by paragraph; None if it gives none.
    """

    found: list[list[Labelled]]
    ignored: int = 0
    confidence: list[dict[Labelled, float]] | None = None

    def of(self, places: Sequence[int]) -> "Reading":
        """Returns what was found in these paragraphs alone."""
        return Reading([self.found[place] for place in places])


def load(model: str) -> Language:
    """Returns a model by its folder or the name of its package. Raises OSError and ValueError for what is none."""
    try:
        return spacy.load(model)
    except OSError:
        raise
    except Exception as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        raise ValueError(f"{model}: is not a model that can be loaded ({' '.join(lines[:2])}); train it again") from error


def read(nlp: Language, test: Reference, *, sure: bool = False, progress: Progress | None = None) -> Reading:
    """Returns what a model finds in the texts of a test, whose cables it is told; with its confidence if `sure`."""
    given = (_given(nlp, doc, told=True) for doc in test.docs)
    raw: list[list[Labelled]] = []
    known: list[dict[Labelled, float]] = []
    for docs in minibatch(nlp.pipe(progress(given, "Reading", len(test.docs)) if progress else given), _BATCH):
        raw += map(labelled, docs)  # (what else a model leaves in a Doc takes most of the memory)
        by_token = confidences(nlp, docs) if sure else None
        known += map(_by_characters, docs, by_token or ())
    found = [trusted(mentions, one.untrusted) for mentions, one in zip(raw, test.paragraphs)]
    return Reading(found, sum(map(len, raw)) - sum(map(len, found)), known if len(known) == len(raw) else None)


def _given(nlp: Language, doc: Doc, *, told: bool) -> Doc:
    """Returns what a model is given of a paragraph: its text (or tokens, if their spaces are not known); told, its cable."""
    if doc.has_unknown_spaces:
        made = Doc(nlp.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc])
    else:
        made = tokenised(doc.text, nlp)
    if told and "cable" in doc.user_data:
        made.user_data["cable"] = doc.user_data["cable"]
    return made


def _by_characters(doc: Doc, known: Mapping[tuple[int, int, str], float]) -> dict[Labelled, float]:
    return {
        Labelled(doc[start].idx, doc[end - 1].idx + len(doc[end - 1]), label): sure
        for (start, end, label), sure in known.items()
    }


def spacys_scores(nlp: Language, test: Reference) -> dict[str, Any]:
    """Returns what `spacy evaluate` writes of a model: each paragraph on its own."""
    return nlp.evaluate([Example(_given(nlp, doc, told=False), doc) for doc in test.docs])


def about(nlp: Language, name: str) -> dict[str, Any]:
    """Returns what a model is."""
    labels = {
        label for pipe, made in nlp.pipe_labels.items() if "doc.ents" in nlp.get_pipe_meta(pipe).assigns for label in made
    }
    files = [path for path in nlp.path.rglob("*") if path.is_file()]
    return {
        "name": name,
        "version": nlp.meta["version"],
        "lang": nlp.lang,
        "pipeline": list(nlp.pipe_names),
        "spacy_version": nlp.meta["spacy_version"],
        "labels": sorted(labels),
        "megabytes": round(sum(path.stat().st_size for path in files) / 1e6, 1),
    }


# -- counts --------------------------------------------------------------------------------------


class Outcome(NamedTuple):
    """A mention that is right, spurious or missed, and the place of its paragraph in the test."""

    place: int
    mention: Labelled
    kind: str


Value = Callable[[Outcome], str]


@dataclass
class Run:
    """What a system found in a test, beside the reference."""

    test: Reference
    reading: Reading
    bootstrap: Resampling = field(default_factory=Resampling)

    @cached_property
    def pairings(self) -> list[list[Pairing]]:
        """The pairings of each paragraph."""
        return [pair_mentions(found, one.mentions) for found, one in zip(self.reading.found, self.test.paragraphs)]

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """Every mention of the reference (right or missed), and every one that was found and is not right (spurious)."""
        return list(_outcomes(self.pairings))

    @cached_property
    def labels(self) -> list[str]:
        """The labels that the reference has, or the system gave."""
        return sorted({outcome.mention.label for outcome in self.outcomes})

    def counts(self, value: Value, values: Sequence[str]) -> Counts:
        """Returns how many are right, spurious and missed, by cable and by the mention's own value: [cables, values, 3]."""
        column = {name: number for number, name in enumerate(values)}
        counts = numpy.zeros((self.test.cables, len(values), 3), dtype=numpy.int64)
        for outcome in self.outcomes:
            counts[self.test.units[outcome.place], column[value(outcome)], _ROWS[outcome.kind]] += 1
        return counts

    def by_label(self, labels: Sequence[str]) -> Counts:
        """Returns the counts of these labels, which have to be all, and last of all of them."""
        counts = self.counts(_label, labels)
        return numpy.concatenate([counts, counts.sum(axis=1, keepdims=True)], axis=1)


def _outcomes(pairings: Iterable[Iterable[Pairing]]) -> Iterator[Outcome]:
    for place, pairs in enumerate(pairings):
        for pair in pairs:
            if pair.kind == RIGHT:
                yield Outcome(place, pair.reference, RIGHT)  # type: ignore[arg-type]
                continue
            if pair.reference:
                yield Outcome(place, pair.reference, MISSED)
            if pair.predicted:
                yield Outcome(place, pair.predicted, SPURIOUS)


def _label(outcome: Outcome) -> str:
    return outcome.mention.label


# -- scores --------------------------------------------------------------------------------------


def scores(run: Run) -> dict[str, dict[str, Any]]:
    """Returns the scores of each label, of all (micro-averaged), and as `macro` the mean over the labels."""
    names = [*run.labels, ALL]
    counts = run.by_label(run.labels)
    found = _scored(counts, names, run.bootstrap)
    by_label = counts[:, :-1]
    bounds = interval(by_label, run.bootstrap, measure=macro_prf) if run.labels else None
    means = macro_prf(by_label.sum(axis=0)).tolist() if run.labels else [0.0, 0.0, 0.0]
    return {**found, MACRO: {**dict(zip("prf", means)), "interval": _bounds(bounds)}}


def _scored(counts: Counts, names: Sequence[str], bootstrap: Resampling, *, fewest: int = 0) -> dict[str, dict[str, Any]]:
    """Returns the scores of counts [cables, names, 3] by name, with an interval where the support is not below `fewest`."""
    bounds = interval(counts, bootstrap) if names else None
    found = {}
    for number, name in enumerate(names):
        score = Score(*counts[:, number].sum(axis=0).tolist())
        known = bounds is not None and score.support >= fewest
        found[name] = _as_dict(score, bounds[number] if known else None)  # type: ignore[index]
    return found


def _as_dict(score: Score, bounds: Figures | None) -> dict[str, Any]:
    counts = {"right": score.right, "spurious": score.spurious, "missed": score.missed}
    return {**score.as_dict(), **counts, "interval": _bounds(bounds)}


def _bounds(bounds: Figures | None) -> dict[str, list[float]] | None:
    return None if bounds is None else dict(zip("prf", bounds.tolist()))


def _plain(run: Run) -> dict[str, dict[str, float]]:
    """Returns the scores of each label and of all without intervals."""
    totals = run.by_label(run.labels).sum(axis=0).tolist()
    return {name: Score(*counts).as_dict() for name, counts in zip([*run.labels, ALL], totals)}


def difference(ours: Run, theirs: Run) -> dict[str, dict[str, Any]]:
    """Returns by how much our F1 is better, per label and in all, the interval, and the share of draws where it is worse."""
    labels = sorted({*ours.labels, *theirs.labels})
    found = paired(ours.by_label(labels), theirs.by_label(labels), ours.bootstrap)
    return {
        name: {
            "f": float(found.value[number, 2]),
            "interval": None if found.interval is None else found.interval[number, 2].tolist(),
            "p_worse": None if found.worse is None else float(found.worse[number, 2]),
        }
        for number, name in enumerate([*labels, ALL])
    }


def kinds(run: Run) -> dict[str, dict[str, int]]:
    """Returns how many mentions are of each kind of error, under the label of the reference, or their own if spurious."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for pair in (pair for pairs in run.pairings for pair in pairs):
        for name in (ALL, (pair.reference or pair.predicted).label):  # type: ignore[union-attr]
            found[name][pair.kind] += 1
    return {name: {kind: found[name][kind] for kind in KINDS} for name in (ALL, *run.labels)}


def confusion(run: Run) -> dict[str, Any]:
    """Returns which label was given where the reference has which: a row a label of the reference."""
    rows, columns = [*run.labels, SPURIOUS], [*run.labels, MISSED]
    found = Counter(
        (pair.reference.label if pair.reference else SPURIOUS, pair.predicted.label if pair.predicted else MISSED)
        for pairs in run.pairings
        for pair in pairs
    )
    return {"reference": rows, "predicted": columns, "counts": [[found[row, column] for column in columns] for row in rows]}


# -- facets --------------------------------------------------------------------------------------

_ZONES = (TRANSMISSION, HEADER, SUBJECT, HEADING, PARAGRAPH, SIGNATURE)
_CASES = ("capitals", "lower case", "mixed")
_FREQUENCIES = ((20, "20+"), (5, "5-19"), (2, "2-4"), (1, "1"), (0, "0"))
_LENGTHS = ("1", "2", "3", "4+")
_SEEN = ("seen", "unseen")


def facets(run: Run, forms: Mapping[str, int] | None) -> dict[str, dict[str, dict[str, Any]]]:
    """Returns the scores of the mentions that have something in common, by what that is; without `forms`, of which seen.

    Each mention counts for its own value: right and missed ones are the reference's, spurious ones the system's.
    """
    paragraphs = run.test.paragraphs

    def form(outcome: Outcome) -> str:
        return form_of(paragraphs[outcome.place].text_of(outcome.mention))

    found: dict[str, tuple[Value, Sequence[str]]] = {}
    if forms is not None:
        found["seen"] = lambda outcome: _SEEN[form(outcome) not in forms], _SEEN
    found["zone"] = lambda outcome: paragraphs[outcome.place].zone, _ZONES
    found["case"] = lambda outcome: _case(form(outcome)), _CASES
    if forms is not None:
        found["frequency"] = (
            lambda outcome: _frequency(forms.get(form(outcome), 0)),
            [name for _, name in _FREQUENCIES][::-1],
        )
    found["length"] = lambda outcome: _length(paragraphs[outcome.place].length(outcome.mention)), _LENGTHS
    return {name: _facet(run, value, order) for name, (value, order) in found.items()}


def _facet(run: Run, value: Value, order: Sequence[str]) -> dict[str, dict[str, Any]]:
    there = {value(outcome) for outcome in run.outcomes}
    values = [name for name in order if name in there] + sorted(there.difference(order))
    return _scored(run.counts(value, values), values, run.bootstrap, fewest=FEWEST)


def _case(form: str) -> str:
    return "capitals" if form.isupper() else "lower case" if form.islower() else "mixed"


def _frequency(count: int) -> str:
    return next(name for least, name in _FREQUENCIES if count >= least)


def _length(tokens: int) -> str:
    return _LENGTHS[min(tokens, len(_LENGTHS)) - 1]


# -- calibration ---------------------------------------------------------------------------------


def calibration(run: Run) -> dict[str, Any] | None:
    """Returns how often mentions of some confidence are right, in ten bins of equal width; None if the model gives none.

    `confidence` of a bin is the mean of its mentions, `right` the share of them that is. `error` is the expected calibration
    error: the mean distance of the two over the bins, weighted by their mentions (Naeini et al. 2015; Guo et al. 2017,
    https://arxiv.org/abs/1706.04599). Empty bins are left out, and so are mentions without a confidence (`left_out`: how
    many), which a decision for the whole cable has added.
    """
    if run.reading.confidence is None:
        return None
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    left_out = 0
    for found, sure, one in zip(run.reading.found, run.reading.confidence, run.test.paragraphs):
        right = set(one.mentions)
        for mention in found:
            if mention in sure:
                bins[min(int(sure[mention] * BINS), BINS - 1)].append((sure[mention], mention in right))
            else:
                left_out += 1
    rows = [
        {
            "from": number / BINS,
            "to": (number + 1) / BINS,
            "mentions": len(members),
            "confidence": mean(sure for sure, _ in members),
            "right": mean(right for _, right in members),
        }
        for number, members in enumerate(bins)
        if members
    ]
    total = sum(row["mentions"] for row in rows)
    error = sum(row["mentions"] * abs(row["confidence"] - row["right"]) for row in rows) / total if total else 0.0
    return {"bins": rows, "error": error, "mentions": total, "left_out": left_out}


# -- other systems -------------------------------------------------------------------------------


def baseline(name: str, what: str, run: Run, theirs: Mapping[int, list[Labelled]]) -> dict[str, Any]:
    """Returns the scores of a system beside the model's in the same paragraphs: those that it has mentions of, by place."""
    places = sorted(theirs)
    test = Reference([run.test.paragraphs[place] for place in places])
    found = [trusted(theirs[place], one.untrusted) for place, one in zip(places, test.paragraphs)]
    other = Run(test, Reading(found), run.bootstrap)
    ours = Run(test, run.reading.of(places), run.bootstrap)
    return {
        "name": name,
        "what": what,
        "paragraphs": len(places),
        "scores": _plain(other),
        "model": _plain(ours),
        "difference": difference(ours, other)[ALL],
    }


def seeds(names: Sequence[str], figures: Sequence[float]) -> dict[str, Any]:
    """Returns the F1 of two or more models of one recipe, their mean and standard deviation (of a sample: n - 1)."""
    return {"models": list(names), "f": list(figures), "mean": mean(figures), "sd": stdev(figures)}


def comparison(
    ours: Run, theirs: Run, other: str, forms: Mapping[str, int] | None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Returns how two models differ, and the places where they do.

    A place is a stretch of text whose mentions (of the reference and of both models) overlap; a model is right there if it
    has the mentions of the reference and no other.
    """
    places = sorted(_differing(ours, theirs, forms), key=_by_form)
    counts = Counter(row["kind"] for row in places)
    figures = {
        "other": other,
        "scores": scores(theirs),
        "difference": difference(ours, theirs),
        "only_here_right": counts[ONLY_HERE],
        "only_there_right": counts[ONLY_THERE],
        "both_wrong": counts[BOTH_WRONG],
    }
    return figures, places


class _Place(NamedTuple):
    """A stretch of text, and the mentions of each side that lie in it."""

    start: int
    end: int
    sides: tuple[list[Labelled], ...]


def _places(*sides: Sequence[Labelled]) -> list[_Place]:
    """Returns the stretches in which mentions of the sides overlap, in order."""
    found: list[_Place] = []
    for mention, side in sorted((mention, side) for side, mentions in enumerate(sides) for mention in mentions):
        if found and mention.start < found[-1].end:
            last = found[-1]
            found[-1] = last._replace(end=max(last.end, mention.end))
        else:
            found.append(_Place(mention.start, mention.end, tuple([] for _ in sides)))
        found[-1].sides[side].append(mention)
    return found


def _differing(ours: Run, theirs: Run, forms: Mapping[str, int] | None) -> Iterator[dict[str, Any]]:
    wrong, there = _forms(ours)
    for number, one in enumerate(ours.test.paragraphs):
        here, elsewhere = ours.reading.found[number], theirs.reading.found[number]
        layers = {"gold": one.mentions, "predicted": here, "other": elsewhere}
        for start, end, (gold, mine, other) in _places(one.mentions, here, elsewhere):
            if mine == other:
                continue
            form = form_of(one.text_of((gold or mine or other)[0]))
            yield {
                **_where(one),
                "kind": ONLY_HERE if mine == gold else ONLY_THERE if other == gold else BOTH_WRONG,
                "gold": _mention(one, gold),
                "predicted": _sure(ours, number, _mention(one, mine)),
                "other": _mention(one, other),
                "form": form,
                "form_wrong": wrong[form],
                "form_count": there[form],
                "seen": None if forms is None else form in forms,
                "sentence": sentence(one, (start, end), layers),
            }


# -- errors --------------------------------------------------------------------------------------


def errors(run: Run, forms: Mapping[str, int] | None) -> list[dict[str, Any]]:
    """Returns each pairing that is not right, in its sentence: first the forms that go wrong most often.

    A form is the text of the reference's mention, else of the predicted one; `forms` are those of train.
    """
    return sorted(_errors(run, forms), key=_by_form)


def _errors(run: Run, forms: Mapping[str, int] | None) -> Iterator[dict[str, Any]]:
    wrong, there = _forms(run)
    for number, (one, pairs) in enumerate(zip(run.test.paragraphs, run.pairings)):
        layers = {"gold": one.mentions, "predicted": run.reading.found[number]}
        for pair in pairs:
            if pair.kind == RIGHT:
                continue
            both = [mention for mention in (pair.reference, pair.predicted) if mention]
            form = form_of(one.text_of(both[0]))
            focus = min(mention.start for mention in both), max(mention.end for mention in both)
            yield {
                **_where(one),
                "kind": pair.kind,
                "gold": _mention(one, [pair.reference] if pair.reference else []),
                "predicted": _sure(run, number, _mention(one, [pair.predicted] if pair.predicted else [])),
                "form": form,
                "form_wrong": wrong[form],
                "form_count": there[form],
                "seen": None if forms is None else form in forms,
                "sentence": sentence(one, focus, layers),
            }


def _by_form(row: dict[str, Any]) -> tuple:
    first = min(row[side]["start"] for side in ("gold", "predicted", "other") if row.get(side))
    return -row["form_wrong"], row["form"], row["cable"], row["index"], first


def _forms(run: Run) -> tuple[Counter[str], Counter[str]]:
    """Returns how often each form goes wrong, and how often it is there."""
    wrong: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for one, pairs in zip(run.test.paragraphs, run.pairings):
        for pair in pairs:
            form = form_of(one.text_of(pair.reference or pair.predicted))  # type: ignore[arg-type]
            there[form] += 1
            wrong[form] += pair.kind != RIGHT
    return wrong, there


def _where(one: Paragraph) -> dict[str, Any]:
    return {"cable": one.cable, "index": one.index, "zone": one.zone, "paragraph": one.doc.user_data.get("paragraph")}


def _mention(one: Paragraph, mentions: Sequence[Labelled]) -> dict[str, Any] | None:
    """Returns the first of the mentions, by character offsets of the Doc's text."""
    return {**mentions[0]._asdict(), "text": one.text_of(mentions[0])} if mentions else None


def _sure(run: Run, number: int, row: dict[str, Any] | None) -> dict[str, Any] | None:
    """Adds the model's confidence to a mention of its own."""
    if row is None:
        return None
    known = run.reading.confidence[number] if run.reading.confidence else {}
    return {**row, "confidence": known.get(Labelled(row["start"], row["end"], row["label"]))}


def sentence(one: Paragraph, focus: tuple[int, int], layers: Mapping[str, Sequence[Labelled]]) -> dict[str, Any]:
    """Returns the sentence around a stretch of text, and the mentions of each layer in it as offsets of its own text.

    A long one is cut around the stretch, with an ellipsis; `start` is where the first character of the cable that is
    shown has its place in the Doc's text.
    """
    first, last = _sentence(one, *focus)
    start, end = _cut(one.text, first, last, focus)
    before, after = "…" if start > first else "", "…" if end < last else ""
    shift = len(before) - start

    def inside(mentions: Sequence[Labelled]) -> list[Labelled]:
        at = bisect_right(mentions, start, key=lambda mention: mention.end)
        return mentions[at : bisect_left(mentions, end, key=lambda mention: mention.start)]

    def shown(first: int, last: int) -> list[int]:
        return [max(first, start) + shift, min(last, end) + shift]

    return {
        "text": before + one.text[start:end] + after,
        "start": start,
        **{name: [[*shown(m.start, m.end), m.label] for m in inside(mentions)] for name, mentions in layers.items()},
        "focus": shown(*focus),
    }


def _sentence(one: Paragraph, start: int, end: int) -> tuple[int, int]:
    """Returns the offsets of the sentences that a stretch of a paragraph's text lies in."""
    first = bisect_right(one.sentences, start, key=lambda span: span[0]) - 1
    last = bisect_left(one.sentences, end, key=lambda span: span[0]) - 1
    return one.sentences[max(first, 0)][0], max(one.sentences[last][1], end)


def _cut(text: str, first: int, last: int, focus: tuple[int, int]) -> tuple[int, int]:
    """Returns which part of a sentence is shown: all, or as much around the focus as there is room, in whole words."""
    if last - first <= LONGEST_SENTENCE:
        return first, last
    room = max(0, LONGEST_SENTENCE - (focus[1] - focus[0]))
    start = max(first, min(focus[0] - room // 2, last - LONGEST_SENTENCE))
    end = min(last, start + LONGEST_SENTENCE)
    if start > first and (space := text.find(" ", start, focus[0])) >= 0:
        start = space + 1
    if end < last and (space := text.rfind(" ", focus[1], end)) >= 0:
        end = space
    return start, end


# -- all of it -----------------------------------------------------------------------------------


def evaluate(
    model: str,
    test: Path,
    *,
    train: Path | None = None,
    compare: str = "",
    previous: str = "",
    seed_models: Sequence[str] = (),
    bootstrap: Resampling = Resampling(),
    progress: Progress | None = None,
) -> Evaluation:
    """Returns all that is to be said of a model on a test (a DocBin file, or folder of them).

    `train` is what it was trained on: for which mentions were seen, and the gazetteer. Beside it are shown the model it
    is to be compared with, the one that was there before, and others of the same recipe.
    Raises ValueError for a test without Docs or with labels of both kinds, OSError for what cannot be read.
    """
    nlp = load(model)
    cables = as_reference(read_docs(test, nlp.vocab))
    kind = kind_of(cables, test)
    run = Run(cables, read(nlp, cables, sure=True, progress=progress), bootstrap)
    known = _memorised(train, nlp, progress) if train else None
    forms = known.mentions if known else None
    others = partial(_read_by, cables, bootstrap, progress)
    found = scores(run)
    against, places = comparison(run, others(compare), compare, forms) if compare else (None, [])
    metrics = {
        **spacys_scores(nlp, cables),
        "measured_against": kind,
        "measure": MEASURE[kind],
        "model": about(nlp, model),
        "test": {**cables.figures(), "ignored_predictions": run.reading.ignored},
        "bootstrap": {"unit": "cable", **bootstrap._asdict()},
        "scores": found,
        "kinds": kinds(run),
        "confusion": confusion(run),
        "facets": facets(run, forms),
        "calibration": calibration(run),
        "baselines": list(_baselines(run, nlp, kind, test=test, gazetteer=known, previous=previous, others=others)),
        "seeds": _seeds(model, found[ALL]["f"], seed_models, others),
        "comparison": against,
    }
    return Evaluation(metrics, errors(run, forms), places)


def _memorised(train: Path, nlp: Language, progress: Progress | None) -> Gazetteer:
    def docs() -> Iterable[Doc]:
        found = read_docs(train, nlp.vocab)
        return progress(found, "Reading train", None) if progress else found

    return memorise(docs)


def _read_by(test: Reference, bootstrap: Resampling, progress: Progress | None, model: str) -> Run:
    """Returns what another model finds."""
    return Run(test, read(load(model), test, progress=progress), bootstrap)


def _baselines(
    run: Run,
    nlp: Language,
    kind: str,
    *,
    test: Path,
    gazetteer: Gazetteer | None,
    previous: str,
    others: Callable[[str], Run],
) -> Iterator[dict[str, Any]]:
    """Yields those baselines that there is the data for."""
    silver = test.with_name(BASELINE + ENDING)
    if kind == GOLD and silver.exists():
        twins = same_paragraphs(run.test.docs, read_docs(silver, nlp.vocab))
        if twins:
            yield baseline(SILVER_LABELS, "the labels that the tagger gave these paragraphs", run, twins)
    if gazetteer:
        found = dict(enumerate(map(gazetteer.find, run.test.docs)))
        yield baseline(GAZETTEER, "the mentions of the training cables, looked up; the label they mostly have", run, found)
    if previous:
        found = dict(enumerate(others(previous).reading.found))
        yield baseline(PREVIOUS, f"the model that was there before: {previous}", run, found)


def _seeds(model: str, figure: float, others: Sequence[str], read_by: Callable[[str], Run]) -> dict[str, Any] | None:
    if not others:
        return None
    return seeds([model, *others], [figure, *(_plain(read_by(other))[ALL]["f"] for other in others)])


# -- tables --------------------------------------------------------------------------------------

_SCORE = ("precision", "recall", "f1", "support", "right", "spurious", "missed")
_BOUNDS = tuple(f"{name}_{bound}" for name in _SCORE[:3] for bound in ("low", "high"))


def tables(evaluation: Evaluation) -> Iterator[tuple[str, str]]:
    """Yields the name of each spreadsheet, and its comma-separated values: the same figures as metrics.json's."""
    metrics = evaluation.metrics
    columns = (*_SCORE, *_BOUNDS)
    by_label = [(name, *_row(score)) for name, score in metrics["scores"].items()]
    yield "labels.csv", as_table(("label", *columns), by_label)
    yield "kinds.csv", as_table(("label", *KINDS), [(name, *found.values()) for name, found in metrics["kinds"].items()])
    matrix = metrics["confusion"]
    rows = [(name, *counts) for name, counts in zip(matrix["reference"], matrix["counts"])]
    yield "confusion.csv", as_table(("reference", *matrix["predicted"]), rows)
    by_value = [(facet, value, *_row(score)) for facet, found in metrics["facets"].items() for value, score in found.items()]
    yield "facets.csv", as_table(("facet", "value", *columns), by_value)
    if metrics["calibration"]:
        bins = metrics["calibration"]["bins"]
        columns = ("from", "to", "mentions", "confidence", "right")
        yield "calibration.csv", as_table(columns, [[_short(one[name]) for name in columns] for one in bins])
    yield "baselines.csv", _baseline_table(metrics["baselines"])
    yield "errors.csv", _error_table(evaluation.errors, ("gold", "predicted"))
    if metrics["comparison"]:
        differences = metrics["comparison"]["difference"].items()
        rows = [(name, *map(_short, (d["f"], *(d["interval"] or (None, None)), d["p_worse"]))) for name, d in differences]
        yield "comparison.csv", as_table(("label", "f1_difference", "low", "high", "share_worse"), rows)
        yield "disagreements.csv", _error_table(evaluation.disagreements, ("gold", "predicted", "other"))


def files(evaluation: Evaluation) -> Iterator[tuple[str, bytes]]:
    """Yields the path, below the folder of a model's scores, and the bytes of each file: figures, tables, errors."""
    yield METRICS, (srsly.json_dumps(evaluation.metrics, indent=2) + "\n").encode()
    for name, table in tables(evaluation):
        yield f"{FOLDER}/{name}", table.encode()
    yield f"{FOLDER}/errors.jsonl", _lines(evaluation.errors)
    if evaluation.metrics["comparison"]:
        yield f"{FOLDER}/disagreements.jsonl", _lines(evaluation.disagreements)


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(srsly.json_dumps(row) + "\n" for row in rows).encode()


def _short(value: float | None) -> float | str:
    return "" if value is None else round(value, 4)


def _row(score: Mapping[str, Any]) -> list[object]:
    bounds = [bound for key in "prf" for bound in (score["interval"] or {}).get(key, (None, None))]
    counts = [score.get(key, "") for key in _SCORE[3:]]  # (macro has none)
    return [*(_short(score[key]) for key in "prf"), *counts, *map(_short, bounds)]


def _baseline_table(baselines: Iterable[Mapping[str, Any]]) -> str:
    rows = []
    for one in baselines:
        for label in sorted({*one["scores"], *one["model"]} - {ALL}) + [ALL]:
            sides = [one[side].get(label, Score().as_dict()) for side in ("scores", "model")]
            figures = [_short(side[key]) for side in sides for key in "prf"]
            rows.append((one["name"], one["paragraphs"], label, sides[0]["support"], *figures))
    names = [f"{prefix}{name}" for prefix in ("", "model_") for name in _SCORE[:3]]
    return as_table(("baseline", "paragraphs", "label", "support", *names), rows)


def _error_table(rows: Iterable[Mapping[str, Any]], sides: Sequence[str]) -> str:
    where = ("cable", "index", "zone", "paragraph", "kind", "form", "form_wrong", "form_count", "seen")
    parts = ("label", "text", "start", "end")
    columns = [*where, *(f"{side}_{part}" for side in sides for part in parts), "confidence", "sentence"]
    return as_table(columns, [_error_row(row, where, sides, parts) for row in rows])


def _error_row(row: Mapping[str, Any], where: Sequence[str], sides: Sequence[str], parts: Sequence[str]) -> list[object]:
    cells = [row.get(name) for name in where] + [(row[side] or {}).get(part) for side in sides for part in parts]
    cells += [(row["predicted"] or {}).get("confidence"), row["sentence"]["text"]]
    return ["" if cell is None else _short(cell) if isinstance(cell, float) else cell for cell in cells]
