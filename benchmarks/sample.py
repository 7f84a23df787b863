"""`sample`: how often the intervals from a checked sample of tagged cables hold the truth, which gold labels tell."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from spacy.tokens import Doc
from wasabi import msg

from benchmarks.measuring import table
from benchmarks.pacing import paced
from benchmarks.real import write_gold
from cable_ner.evaluation import MENTION, Interval, Labelled, as_reference, draw, estimate, read
from cable_ner.evaluation.candidates import SamplePlace
from cable_ner.evaluation.checked_sample import CheckedPlace, Stratum
from cable_ner.files import read_docs
from cable_ner.model import load_model

Mentions = Mapping[tuple[str, int], Sequence[Labelled]]  # by cable and number of the paragraph


def bench_sample(
    model: Annotated[Path, typer.Argument(help="Folder of a model")],
    gold: Annotated[list[str], typer.Argument(help="Hand-checked cables, which stand for an archive")],
    mentions: Annotated[int, typer.Option(help="Mentions to check")] = 100,
    paragraphs: Annotated[int, typer.Option(help="Paragraphs to read")] = 20,
    times: Annotated[int, typer.Option(help="Samples")] = 200,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """Samples as `labels sample --paragraphs` draws them, checked without mistakes by way of the gold labels."""
    nlp = load_model(model)
    with tempfile.TemporaryDirectory() as name:
        write_gold(gold, Path(name) / "gold.spacy")
        test = as_reference(read_docs(Path(name) / "gold.spacy", nlp.vocab))
    keys = [(one.cable, one.index) for one in test.paragraphs]
    truth, found = dict(zip(keys, (one.mentions for one in test.paragraphs))), dict(zip(keys, read(nlp, test).found))
    docs = [_tagged(doc, found[key]) for doc, key in zip(test.docs, keys)]
    right = sum(len({*found[key]} & {*truth[key]}) for key in keys)
    true = right / sum(map(len, found.values())), right / sum(map(len, truth.values()))
    msg.info(f"true precision {true[0]:.3f}, recall {true[1]:.3f}")
    estimates = []
    for seed in paced(range(times), "Samples", times):
        drawn = draw(lambda: docs, mentions, paragraphs=paragraphs, seed=seed)
        made = estimate(checked(drawn, truth, found))
        estimates.append((made.precision, made.recall))
    rows = [_row(name, own, value) for name, own, value in zip(("precision", "recall"), zip(*estimates), true)]
    table(("", "intervals that hold the truth", "median width"), rows, output)


def checked(drawn: Sequence[tuple[SamplePlace, int]], truth: Mentions, found: Mentions) -> list[Stratum]:
    """Returns the verdicts of somebody who knows the gold labels."""
    strata: dict[tuple[str, str], Stratum] = {}
    for place, size in drawn:
        stratum = strata.setdefault((place.what, place.stratum), Stratum(place.what, place.stratum, size, []))
        stratum.checked.append(_verdict(place, truth, found))
    return list(strata.values())


def _verdict(place: SamplePlace, truth: Mentions, found: Mentions) -> CheckedPlace:
    key = place.cable, place.doc_index
    if place.what != MENTION:
        return CheckedPlace(0, sum(not any(_touch(name, one) for one in found[key]) for name in truth[key]))
    mention = Labelled(place.start, place.end, place.stratum)
    return CheckedPlace(int(mention in truth[key]), int(any(_touch(name, mention) for name in truth[key])))


def _touch(one: Labelled, other: Labelled) -> bool:
    return one.start < other.end and other.start < one.end


def _tagged(doc: Doc, mentions: Sequence[Labelled]) -> Doc:
    """Returns a Doc as `tag` would write it."""
    made = doc.copy()
    made.user_data = {**doc.user_data, "labels": "model"}
    made.ents = tuple(span for one in mentions if (span := made.char_span(*one)))
    return made


def _row(name: str, made: Sequence[Interval], true: float) -> tuple[str, str, str]:
    held = sum(one.low <= true <= one.high for one in made)
    return name, f"{held / len(made):.0%}", f"{median(one.high - one.low for one in made):.3f}"
