"""`labels`: what the audit, and a person's decisions, make of noisy labels, measured against gold."""

import resource
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import spacy
import srsly
import typer
from spacy.tokens import Doc
from tqdm import tqdm
from wasabi import msg

from benchmarks.downstream import trained_f1
from benchmarks.measuring import ROOT, mean_and_spread, table
from benchmarks.pacing import paced
from benchmarks.ranking import errors, rank_of_places, rank_of_sentences
from benchmarks.simulation import Oracle, People
from benchmarks.spoiling import spoiled_cable
from benchmarks.stages import stages
from benchmarks.unasked import f1_of, f1_unasked
from cable_ner.audit import audit
from cable_ner.corpus import GOLD, SILVER, make_docs, read_cable
from cable_ner.files import Source, sources, unit
from cable_ner.labels import Corrections, Decision, correct
from cable_ner.rules import RuleBook
from cable_ner.text import Cable
from cable_ner.work import Where

SHARED = ROOT.parent / "shared" / "bench"
CABLES = 40  # audited of each set by default, so that a benchmark takes minutes
ANSWERS = (200, 500)  # with an audit after each fifty
SPOILED = "gold, 5 % spoiled"
_OTHER_WAYS: dict[str, Callable[[int], dict[str, Any]]] = {
    "in one go": lambda _seed: {"each": ANSWERS[0]},
    "of two people who err in 5 %": lambda seed: {"people": People(("ann", "bob"), 0.05, seed)},
}
_FIRST = 100  # suspects whose share of wrong ones is told


class AuditedCables(NamedTuple):
    """Cables with the labels to be audited, and the gold Docs of the same texts; `held_out` are gold Docs of others."""

    cables: list[Cable]
    gold: list[Doc]
    held_out: list[Doc]


class Effort(NamedTuple):
    """How a set is measured: with how many processes, and how many steps models are trained for (0: none are trained).

    `unasked` tells whether it is measured what becomes of the labels if nobody is asked, `encoder` what reads, too.
    """

    processes: int
    steps: int = 0
    unasked: bool = True
    encoder: str = ""


class NoisySet(NamedTuple):
    """Noisy labels to measure on: their name, the folder, and whether they are gold ones that are to be spoiled."""

    name: str
    folder: Path
    is_spoiled: bool = False

    def read(self, gold: Path, held_out: int, cables: int, seed: int) -> AuditedCables:
        """Returns the cables, with the errors of this seed if they are to be spoiled."""
        audited = read_set(self.folder, gold, held_out, cables)
        spoiled = [spoiled_cable(cable, seed) for cable in audited.cables] if self.is_spoiled else audited.cables
        return audited._replace(cables=spoiled)

    def opinions(self, folder: Path, seed: int) -> Path:
        """Returns the file in which second opinions on it are kept."""
        return folder / f"{''.join(c if c.isalnum() else '-' for c in self.name)}-{seed}.npz"


def sets_of(silver: list[Path] | None, gold: Path, *, spoiled: bool) -> list[NoisySet]:
    """Returns the sets to measure on; those of NoiseBench if no folders are given."""
    folders = silver or [SHARED / "noise-crowd" / "silver", SHARED / "noise-distant" / "silver"]
    for folder in (*folders, gold):
        if not folder.is_dir():
            msg.fail(f"{folder}: no such folder; give folders of the same cables, noisy ones and --gold", exits=1)
    sets = [NoisySet(folder.parent.name, folder) for folder in folders]
    return [*sets, NoisySet(SPOILED, gold, True)] if spoiled else sets


def bench_labels(
    silver: Annotated[list[Path] | None, typer.Argument(help="Folders of noisy cables, each measured separately")] = None,
    gold: Annotated[Path, typer.Option(help="The same cables with gold labels")] = SHARED / "noise-crowd" / "gold",
    cables: Annotated[int, typer.Option(help="Cables to audit of each, chosen by hash; 0: all")] = CABLES,
    seeds: Annotated[int, typer.Option(help="Runs of each, with seeds one after the other")] = 1,
    first_seed: Annotated[int, typer.Option(help="The seed of the first run")] = 0,
    held_out: Annotated[int, typer.Option(help="Cables kept out of the audit, chosen by hash, to test models on")] = 64,
    spoiled: Annotated[bool, typer.Option(help="Also audit the gold labels with 5 % of them corrupted")] = False,
    unasked: Annotated[bool, typer.Option(help="Also measure what becomes of the labels if nobody is asked")] = True,
    cache: Annotated[Path | None, typer.Option(help="Folder to keep second opinions in, for the next run")] = None,
    train: Annotated[bool, typer.Option(help="Also train and test models on the labels; takes an hour")] = False,
    steps: Annotated[int, typer.Option(help="Number of training steps for these models")] = 1500,
    encoder: Annotated[str, typer.Option(help="Encoder that gives an opinion, too; see `cable-ner audit`")] = "",
    processes: Annotated[int, typer.Option(help="Number of processes; 0: one per core")] = 0,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table and every run")] = None,
) -> None:
    """Label F1 before the audit, after unchecked repairs, and after 200 and 500 questions answered from gold."""
    sets = sets_of(silver, gold, spoiled=spoiled)
    runs: dict[str, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for one in sets:
            runs[one.name] = []
            for seed in range(first_seed, first_seed + seeds):
                effort = Effort(processes, steps if train and not one.is_spoiled else 0, unasked, encoder)
                opinions = one.opinions(cache or Path(scratch), seed)
                figures = _measure(one.read(gold, held_out, cables, seed), seed, effort, opinions)
                runs[one.name].append(figures)
                tqdm.write(f"{one.name}, seed {seed}: " + ", ".join(f"{key} {value:.2f}" for key, value in figures.items()))
    _report(runs, output)


def _report(runs: Mapping[str, list[dict[str, float]]], output: Path | None) -> None:
    """Prints the mean and spread of every figure, and writes them with every run."""
    names = list(dict.fromkeys(key for own in runs.values() for run in own for key in run))
    rows = [(row, *(mean_and_spread([run[row] for run in own if row in run]) for own in runs.values())) for row in names]
    table(("", *runs), rows, None)
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        srsly.write_json(output, {"table": [dict(zip(("", *runs), row)) for row in rows], "runs": runs})


def read_set(folder: Path, gold: Path, held_out: int, cables: int = 0) -> AuditedCables:
    """Returns the cables of a folder, without those held out (by a hash of their names), and the gold Docs.

    With `cables`, no more than so many are audited, chosen by the same hash.
    """
    noisy, right = ({cable.name: cable for cable in _read_cables(path)} for path in (folder, gold))
    names = sorted(noisy.keys() & right.keys(), key=lambda name: (unit(name, 0), name))
    if len(names) <= held_out:
        msg.fail(f"{folder} and {gold} share {len(names)} cables, of which {held_out} are to be kept out", exits=1)
    audited = sorted(names[held_out : held_out + cables if cables else None])
    return AuditedCables(
        [noisy[name] for name in audited],
        docs_of([right[name] for name in audited], labels=GOLD),
        docs_of([right[name] for name in sorted(names[:held_out])], labels=GOLD),
    )


def _read_cables(folder: Path) -> Iterator[Cable]:
    return (read_cable(source) for source in sources([str(folder)]) if isinstance(source, Source))


def docs_of(
    cables: Iterable[Cable], decisions: Iterable[Decision] = (), *, labels: str = SILVER, book: RuleBook | None = None
) -> list[Doc]:
    """Returns the Docs of cables after rules, of which there are none unless given, and decisions."""
    nlp, corrections = spacy.blank("en"), Corrections(decisions)
    corrected = (correct(cable, book or RuleBook(), corrections)[0] for cable in cables)
    return [outcome.doc for cable in corrected for outcome in make_docs(cable, nlp, labels=labels)]


def _measure(audited: AuditedCables, seed: int, effort: Effort, cache: Path) -> dict[str, float]:
    """Returns the figures of one kind of noise and one seed: F1 in points, unless the name says otherwise."""
    docs, gold = docs_of(audited.cables), audited.gold
    where = Where(processes=effort.processes)
    audit_again = partial(audit, seed=seed, where=where, cache=cache, least_tokens=0, encoder=effort.encoder, progress=paced)
    review = partial(stages, partial(docs_of, audited.cables), audit_again, gold)
    start = _cpu_seconds()
    figures = {**_ranking("before", audit_again(docs).report, docs, gold)}
    minutes = (_cpu_seconds() - start) / 60 / sum(map(len, docs)) * 100_000
    figures = {
        "before": f1_of(docs, gold),
        **(f1_unasked(docs, gold, cache, seed=seed, encoder=effort.encoder) if effort.unasked else {}),
        **figures,
    }
    trained: dict[str, list[Doc]] = {"noisy": docs_of(audited.cables), "clean": gold}
    for stage in review(answers=max(ANSWERS)):
        if stage.answers in ANSWERS:
            name = f"{stage.answers} decisions"
            figures[f"{name}, only those fixed"] = f1_of(stage.docs, gold)
            figures |= _ranking(f"after {stage.answers}", stage.audited.report, stage.docs, gold)
            trained[f"{name}, spread"] = list(stage.audited.repaired(stage.docs))
            figures[f"{name}, spread"] = f1_of(trained[f"{name}, spread"], gold)
            figures[f"{name}: questions answered 'depends'"] = stage.depends
    for name, how in _OTHER_WAYS.items():
        *_, last = review(answers=ANSWERS[0], **how(seed))
        figures[f"{ANSWERS[0]} decisions {name}, spread"] = f1_of(list(last.audited.repaired(last.docs)), gold)
    figures["CPU minutes per 100,000 tokens"] = minutes
    for name, own in trained.items() if effort.steps else ():
        figures[f"model trained on {name}"] = trained_f1(own, audited.held_out, seed=seed, steps=effort.steps)
    return figures


def _ranking(when: str, report: Mapping[str, Any], docs: Sequence[Doc], gold: Sequence[Doc]) -> dict[str, float]:
    """Returns how well an audit ranks what is wrong with the labels as they are, if anything is; shares in percent."""
    if not any(errors(doc, right) for doc, right in zip(docs, gold)):
        return {}
    places, sentences = (rank(report, docs, gold) for rank in (rank_of_places, rank_of_sentences))
    wrong = sum(map(Oracle(docs, gold).is_wrong, report["suspects"][:_FIRST]))
    return {
        f"of the first {_FIRST} suspects wrong, {when}": wrong,
        f"places, precision among as many as are wrong, {when}": 100 * places.among_first,
        f"places, average precision, {when}": 100 * places.average,
        f"sentences, precision among as many as are wrong, {when}": 100 * sentences.among_first,
        f"sentences, average precision, {when}": 100 * sentences.average,
    }


def _cpu_seconds() -> float:
    """Returns the processor time of this process and of its children that have ended."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
