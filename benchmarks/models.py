"""`models`: accuracy, speed and size of models of several kinds on the same hand-checked cables."""

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Annotated, NamedTuple

import spacy
import typer
from spacy.tokens import Doc

from benchmarks.measuring import ROOT, table
from benchmarks.opponent import train_opponent
from benchmarks.opponent_runs import opponent_tagger, texts_of
from benchmarks.pacing import paced
from benchmarks.real import write_gold
from benchmarks.teacher import teacher_tagger
from cable_ner.evaluation import ALL, Labelled, SystemRun, as_reference, scores
from cable_ner.evaluation.reading import Reading, read
from cable_ner.evaluation.reference import Reference
from cable_ner.files import read_docs
from cable_ner.model import load_model
from cable_ner.training import Item

# OntoNotes' labels (Weischedel et al. 2013) as the four of cables; dates, times and quantities are no names.
ONTONOTES = {
    "PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "NORP": "MISC", "PRODUCT": "MISC",
    "EVENT": "MISC", "WORK_OF_ART": "MISC", "LAW": "MISC", "LANGUAGE": "MISC",
}  # fmt: skip
_ARTICLES, _POSSESSIVES = ("the ", "The "), ("'s", "’s")

Tag = Callable[[Reference], Sequence[Sequence[Labelled]]]


class System(NamedTuple):
    """A system under its name: what it finds in each paragraph of a reference, and how large it is."""

    name: str
    tag: Tag
    megabytes: float


def bench_models(
    gold: Annotated[list[str], typer.Argument(help="Hand-checked cables: files, folders or archives")],
    model: Annotated[Path, typer.Option("--model", "-m", help="Our model")] = ROOT / "training" / "model-best",
    crf_train: Annotated[Path | None, typer.Option(help="What a CRF is trained on: what our model was, for one")] = None,
    ontonotes: Annotated[
        list[Path] | None, typer.Option(help="A spaCy model of OntoNotes' labels, such as en_core_web_sm; may be repeated")
    ] = None,
    teacher: Annotated[Path | None, typer.Option(help="The folder of `cable-ner teach`; needs PyTorch")] = None,
    repeats: Annotated[int, typer.Option(help="Readings of each system, in turn")] = 3,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """F1, words a second of one core, and size, of our model, a CRF, spaCy's own models, and a teacher.

    Seconds are the process's own, the median of some readings, without loading; give OMP_NUM_THREADS=1. Of spaCy's models
    only what finds entities runs, and their labels are mapped. Their names hold articles and possessives, ours do not: a
    second row is without them.
    """
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        write_gold(gold, scratch / "gold.spacy")
        reference = as_reference(read_docs(scratch / "gold.spacy", spacy.blank("en").vocab))
        systems = [ours(model)]
        if crf_train:
            systems.append(crf(crf_train, scratch / "crf"))
        for path in ontonotes or ():
            systems += [of_ontonotes(path), of_ontonotes(path, trimmed=True)]
        if teacher:
            systems.append(System("teacher", *teacher_tagger(teacher)))
        table(*measured(systems, reference, repeats), output)


def measured(systems: Sequence[System], reference: Reference, repeats: int) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Returns the header of the table and a row for each system."""
    words = sum(not token.is_space for doc in reference.docs for token in doc)
    found = {system.name: system.tag(reference) for system in systems}
    seconds: dict[str, list[float]] = {system.name: [] for system in systems}
    for _ in paced(range(repeats), "Readings", repeats):
        for system in systems:
            begun = time.process_time()
            system.tag(reference)
            seconds[system.name].append(time.process_time() - begun)
    rows = []
    for name, _, megabytes in systems:
        speed = f"{words / median(seconds[name]):,.0f}"
        rows.append((name, *_scored(reference, found[name]), speed, f"{megabytes:.1f}"))
    return ("model", "precision", "recall", "F1", "95 % interval", "words a second", "MB"), rows


def _scored(reference: Reference, found: Sequence[Sequence[Labelled]]) -> tuple[str, str, str, str]:
    score = scores(SystemRun(reference, Reading([list(mentions) for mentions in found])))[ALL]
    bounds = (score["interval"] or {}).get("f")
    span = "{:.3f} to {:.3f}".format(*bounds) if bounds else ""
    return f"{score['p']:.3f}", f"{score['r']:.3f}", f"{score['f']:.3f}", span


def _size(path: Path) -> float:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


# -- the systems ---------------------------------------------------------------------------------


def ours(path: Path) -> System:
    """Returns our model: whole cables in a row, as `tag` gives them to it."""
    nlp = load_model(path)
    return System("ours", lambda reference: read(nlp, reference).found, _size(path))


def crf(train: Path, scratch: Path) -> System:
    """Returns the benchmark's CRF, trained on Docs."""
    train_opponent(texts_of(read_docs(train, spacy.blank("en").vocab)), scratch)
    tagger = opponent_tagger(scratch)

    def tag(reference: Reference) -> list[list[Labelled]]:
        items = [Item(one.text, one.cable, (), ()) for one in reference.paragraphs]
        return [_labelled(doc, {}) for doc in tagger(items)]

    return System("linear-chain CRF", tag, _size(scratch))


def of_ontonotes(path: Path, *, trimmed: bool = False) -> System:
    """Returns a model of spaCy's own with its labels mapped; `trimmed`: without articles and possessives."""
    nlp = load_model(path)
    for component in nlp.pipe_names:
        if component != "ner" and "ner" not in getattr(nlp.get_pipe(component), "listening_components", ()):
            nlp.disable_pipe(component)

    def tag(reference: Reference) -> list[list[Labelled]]:
        docs = nlp.pipe(one.text for one in reference.paragraphs)
        found = [_labelled(doc, ONTONOTES) for doc in docs]
        return [[_trim(one, doc.text) for one in own] for own, doc in zip(found, reference.docs)] if trimmed else found

    name = f"{nlp.meta['lang']}_{nlp.meta['name']}"
    return System(f"{name}, trimmed" if trimmed else name, tag, _size(path))


def _labelled(doc: Doc, labels: Mapping[str, str]) -> list[Labelled]:
    """Returns the mentions of a Doc as characters, with their labels mapped; those with a label that is not are left out."""
    named = ((ent, labels.get(ent.label_, "") if labels else ent.label_) for ent in doc.ents)
    return [Labelled(ent.start_char, ent.end_char, label) for ent, label in named if label]


def _trim(mention: Labelled, text: str) -> Labelled:
    """Returns a mention without the article in front and the possessive at its end."""
    start, end = mention.start, mention.end
    start += next((len(article) for article in _ARTICLES if text.startswith(article, start)), 0)
    end -= next((len(ending) for ending in _POSSESSIVES if text.endswith(ending, start, end)), 0)
    end = start + len(text[start:end].rstrip())
    return mention._replace(start=start, end=end) if start < end else mention
