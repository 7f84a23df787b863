"""Measure whether the time of what goes over a cable's mentions grows with their number and no faster."""

import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import spacy
import typer
from spacy.tokens import Doc
from tqdm import tqdm
from wasabi import msg

from cable_ner.audit.exchange.tasks import DoneTask, read_tasks
from cable_ner.audit.review.paragraph import decide_paragraph
from cable_ner.corpus.docs import make_docs
from cable_ner.evaluation import SystemRun, as_reference, scores
from cable_ner.evaluation.alignment import FlatCable, Segment, align, flatten, restrict
from cable_ner.evaluation.breakdown import Breakdown
from cable_ner.evaluation.comparison import comparison
from cable_ner.evaluation.errors import errors
from cable_ner.evaluation.facets import facets
from cable_ner.evaluation.label_accuracy import compare, left_out
from cable_ner.evaluation.reading import Reading
from cable_ner.evaluation.rule_effects import changes, judge
from cable_ner.evaluation.scoring import Labelled
from cable_ner.files import digest
from cable_ner.labels import FormDecision, PlaceDecision, correct
from cable_ner.labels.corrections import Corrections
from cable_ner.model.consistency import consistent
from cable_ner.rules import RuleBook, apply_rules, read_rules
from cable_ner.text import Cable, Mention, Paragraph
from cable_ner.work.garbage import collect_rarely, collecting_as_before

ROOT = Path(__file__).parents[2]
NLP = spacy.blank("en")
BOOK = RuleBook(read_rules(ROOT / "configs" / "silver.yml"))
WORST = 1.1  # times what is linear, for a factor of ten
_NO_TIME = 0.25  # seconds below which nothing is said


class Sizes(NamedTuple):
    """A cable of so many mentions, all in one paragraph or each in one of its own; their names differ, or are two."""

    mentions: int
    is_one: bool
    are_distinct: bool


def _name(number: int) -> str:
    """Returns a name of letters that no other number has."""
    letters = ""
    while number or not letters:
        number, rest = divmod(number, 26)
        letters += chr(ord("a") + rest)
    return letters.capitalize() + "ov"


@cache
def cable(sizes: Sizes, label: str = "PER") -> Cable:
    """Returns a cable of sentences with a name each; every other name is an ORG."""
    texts, mentions = [], []
    at = 0
    for number in range(sizes.mentions):
        name = _name(number) if sizes.are_distinct else ("Ann Lee", "Acme")[number % 2]
        before = "We met " if number % 2 else "Then "
        start = at + len(before)
        mentions.append(Mention(start, start + len(name), ("ORG", label)[number % 2], number + 1))
        texts.append(f"{before}{name} again. ")
        at += len(texts[-1])
    if sizes.is_one:
        return Cable("a.txt", [Paragraph("".join(texts).rstrip(), mentions, "paragraph")], meta={"markup": "text"})
    paragraphs, at = [], 0
    for text, mention in zip(texts, mentions):
        own = mention._replace(start=mention.start - at, end=mention.end - at)
        paragraphs.append(Paragraph(text.rstrip(), [own], "paragraph"))
        at += len(text)
    return Cable("a.txt", paragraphs, meta={"markup": "text"})


@cache
def docs(sizes: Sizes, label: str = "PER") -> list[Doc]:
    """Returns the Docs of the cable."""
    return [made.doc for made in make_docs(cable(sizes, label), NLP)]


@cache
def flat(sizes: Sizes, label: str = "PER") -> FlatCable:
    """Returns the labels of the cable over its text without white space."""
    return flatten(docs(sizes, label))


@cache
def run(sizes: Sizes) -> SystemRun:
    """Returns the run of a system that calls every second name something else."""
    found = [[Labelled(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in docs(sizes, "MISC")]
    return SystemRun(as_reference(docs(sizes)), Reading(found))


# -- what is timed -------------------------------------------------------------------------------


def _decisions(sizes: Sizes, kind: str) -> Corrections:
    if kind == "place":
        found = []
        for paragraph in cable(sizes).paragraphs:
            for start, end, label, *_ in paragraph.mentions:
                text = paragraph.text[start:end]
                found.append(PlaceDecision.of(digest(paragraph.text), start, text, [(start, end, label)]))
        return Corrections(found)
    forms = dict.fromkeys(
        (paragraph.text[m.start : m.end], m.label) for paragraph in cable(sizes).paragraphs for m in paragraph.mentions
    )
    if kind == "unlabelled":
        return Corrections([FormDecision("again", "", "MISC")])
    becomes, longer = ("", "") if kind == "no entity" else ("LOC", " again" if kind == "longer" else "")
    return Corrections([FormDecision(form, label, becomes, form + longer if longer else "") for form, label in forms])


def _corrected(kind: str) -> Callable[[Sizes], Callable[[], Any]]:
    def prepare(sizes: Sizes) -> Callable[[], Any]:
        made, decisions = cable(sizes), _decisions(sizes, kind)
        return lambda: correct(made, RuleBook(), decisions)

    return prepare


def _compared(sizes: Sizes) -> Callable[[], Any]:
    ours, gold = flat(sizes), flat(sizes, "MISC")
    segments = align(ours, gold) if sizes.is_one else list(_own_segments(gold))
    return lambda: (compare(ours, gold, segments, Breakdown()), left_out(gold, segments), restrict(segments, segments))


def _own_segments(gold: FlatCable) -> Iterator[Segment]:
    yield from (Segment(start, start, len(piece)) for start, piece in zip(gold.starts, gold.pieces))


def _untrusted(sizes: Sizes) -> Callable[[], Any]:
    made = cable(sizes)
    holes = [p._replace(mentions=[m._replace(missing="?") for m in p.mentions]) for p in made.paragraphs]
    ours = flatten(out.doc for out in make_docs(Cable("a.txt", holes, meta={"markup": "text"}), NLP))
    gold = flat(sizes)
    return lambda: (compare(ours, gold, align(ours, gold), Breakdown()), compare(gold, ours, align(gold, ours), Breakdown()))


def _changed(sizes: Sizes) -> Callable[[], Any]:
    before, after = cable(sizes), cable(sizes, "MISC")
    gold = flat(sizes)
    segments = list(_own_segments(gold))
    return lambda: list(judge(changes(before, after), gold, segments=segments))


def _aligned(sizes: Sizes) -> Callable[[], Any]:
    ours, other = flat(sizes), flatten([NLP.make_doc("Another."), *docs(sizes)])
    return lambda: align(ours, other)


def _scored(sizes: Sizes) -> Callable[[], Any]:
    def work() -> Any:
        made = SystemRun(as_reference(docs(sizes)), Reading(run(sizes).reading.found))
        return scores(made), facets(made, {}), errors(made, {}), comparison(made, made, other="x", forms={})

    run(sizes)
    return work


def _consistent(sizes: Sizes) -> Callable[[], Any]:
    copies = [doc.copy() for doc in docs(sizes)]
    return lambda: consistent(copies)


def _left(sizes: Sizes) -> Callable[[], Any]:
    """Returns the import of a paragraph in which a person changed every label."""

    def work() -> Any:
        rows = []
        for paragraph in cable(sizes).paragraphs:
            old, new = ([Labelled(*m[:3])._replace(label=label) for m in paragraph.mentions] for label in ("PER", "LOC"))
            suspects = [span[:2] for span in old]
            decide_paragraph(digest(paragraph.text), paragraph.text, old=old, new=new, suspects=suspects)
            ours = {"paragraph": digest(paragraph.text), "labels": old, "suspects": suspects, "cable": "a.txt"}
            rows.append(("x", DoneTask(ours, paragraph.text, new)))
        return read_tasks(rows, ["PER", "LOC"], read=lambda row: row)

    return work


PATHS: dict[str, Callable[[Sizes], Callable[[], Any]]] = {
    "label rules": lambda sizes: lambda made=cable(sizes): apply_rules(made, BOOK),
    "form decisions": _corrected("form"),
    "form decisions: no entity": _corrected("no entity"),
    "form decisions: longer": _corrected("longer"),
    "form decisions: no mention yet": _corrected("unlabelled"),
    "place decisions": _corrected("place"),
    "Docs": lambda sizes: lambda made=cable(sizes): list(make_docs(made, NLP)),
    "label comparison: flat text": lambda sizes: lambda made=docs(sizes): flatten(made),
    "label comparison": _compared,
    "label comparison: untrusted": _untrusted,
    "label comparison: rules": _changed,
    "label comparison: alignment": _aligned,
    "scores and errors": _scored,
    "document-level consistency": _consistent,
    "imported paragraphs": _left,
}


class Taken(NamedTuple):
    """CPU seconds of one path over cables of growing size; those after a size that took too long are left out."""

    name: str
    seconds: dict[int, float]

    @property
    def ratio(self) -> float:
        """How much longer a mention of the largest cable takes than of the one before: 1 is linear."""
        if len(self.seconds) < 2:
            return 0.0
        (small, before), (large, after) = sorted(self.seconds.items())[-2:]
        return after / max(before, _NO_TIME / 10) * small / large if after >= _NO_TIME else 0.0


def measure(name: str, sizes: list[Sizes], *, most: float, tries: int = 1) -> Taken:
    """Returns the seconds of a path; a size is left out if it would take more than `most` seconds by what went before."""
    seconds: dict[int, float] = {}
    for size in sizes:
        if any(taken * (size.mentions / before) ** 1.3 > most for before, taken in seconds.items()):
            break
        seconds[size.mentions] = min(_timed(PATHS[name](size)) for _ in range(tries))
    one, distinct = ("one paragraph" if sizes[0].is_one else "many"), ", names differ" if sizes[0].are_distinct else ""
    return Taken(f"{name}: {one}{distinct}", seconds)


def _timed(work: Callable[[], Any]) -> float:
    with collecting_as_before():
        collect_rarely()  # as conversion does
        start = time.process_time()
        work()
        return time.process_time() - start


def main(
    sizes: Annotated[str, typer.Option(help="Numbers of mentions, growing by factors of ten")] = "1000,10000,100000",
    only: Annotated[str, typer.Option(help="Only paths with this in their names")] = "",
    most: Annotated[float, typer.Option(help="Leave out sizes that would take more seconds than this")] = 120.0,
    tries: Annotated[int, typer.Option(help="Measurements, of which the least counts")] = 1,
) -> None:
    """Measure every path; exit status 1 if one of them grows faster than the number of mentions."""
    numbers = [int(size) for size in sizes.split(",")]
    kinds = [(is_one, are_distinct) for is_one in (True, False) for are_distinct in (False, True)]
    rows = []
    for name, kind in tqdm([(name, kind) for name in PATHS if only in name for kind in kinds], disable=None, leave=False):
        rows.append(measure(name, [Sizes(number, *kind) for number in numbers], most=most, tries=tries))
        shown = (f"{number:,}: {taken:.3f} s" for number, taken in rows[-1].seconds.items())
        tqdm.write(f"{rows[-1].name}: {', '.join(shown)}; ratio {rows[-1].ratio:.2f}")
        for cached in (cable, docs, flat, run):
            cached.cache_clear()
    slow = [row.name for row in rows if row.ratio > WORST or len(row.seconds) < len(numbers)]
    if slow:
        msg.fail(f"{len(slow)} of {len(rows)} grow too fast: {'; '.join(slow)}", exits=1)
    msg.good(f"{len(rows)} paths; none grows too fast")


if __name__ == "__main__":
    typer.run(main)
