"""`labels`: what the audit, and a person's decisions, make of noisy labels, measured against gold."""

import resource
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import spacy
import srsly
import typer
from spacy.tokens import Doc
from wasabi import msg

from benchmarks.downstream import trained_f1
from benchmarks.measuring import ROOT, mean_and_spread, table
from benchmarks.simulation import Oracle
from benchmarks.spoiling import spoiled_cable
from benchmarks.unasked import f1_of, f1_unasked
from cable_ner.audit import audit
from cable_ner.corpus import GOLD, SILVER, make_docs, read_cable
from cable_ner.files import Source, sources, unit
from cable_ner.labels import Corrections, Decision, correct
from cable_ner.rules import RuleBook
from cable_ner.text import Cable
from cable_ner.work import Where

SHARED = ROOT.parent / "shared" / "bench"
STEPS = (200, 300)  # decisions taken before the audit is run again, so 200 and 500 in all
SPOILED = "gold, 5 % spoiled"
_FIRST = 100  # suspects whose share of wrong ones is told


class AuditedCables(NamedTuple):
    """Cables with the labels to be audited, and the gold Docs of the same texts; `held_out` are gold Docs of others."""

    cables: list[Cable]
    gold: list[Doc]
    held_out: list[Doc]


class Effort(NamedTuple):
    """How a set is measured: with how many processes, and how many steps models are trained for (0: none are trained)."""

    processes: int
    steps: int


def bench_labels(
    silver: Annotated[list[Path] | None, typer.Argument(help="Folders of noisy cables, each measured separately")] = None,
    gold: Annotated[Path, typer.Option(help="The same cables with gold labels")] = SHARED / "noise-crowd" / "gold",
    seeds: Annotated[int, typer.Option(help="Runs of each, with seeds 0, 1, ...")] = 3,
    held_out: Annotated[int, typer.Option(help="Cables kept out of the audit, chosen by hash, to test models on")] = 64,
    spoiled: Annotated[bool, typer.Option(help="Also audit the gold labels with 5 % of them corrupted")] = True,
    train: Annotated[bool, typer.Option(help="Also train and test models on the labels; takes an hour")] = False,
    steps: Annotated[int, typer.Option(help="Number of training steps for these models")] = 1500,
    processes: Annotated[int, typer.Option(help="Number of processes; 0: one per core")] = 0,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table and every run")] = None,
) -> None:
    """Label F1 before the audit, after unchecked repairs, and after 200 and 500 decisions answered from gold."""
    folders = silver or [SHARED / "noise-crowd" / "silver", SHARED / "noise-distant" / "silver"]
    for folder in (*folders, gold):
        if not folder.is_dir():
            msg.fail(f"{folder}: no such folder; give folders of the same cables, noisy ones and --gold", exits=1)
    sets = [(folder.parent.name, folder) for folder in folders] + ([(SPOILED, gold)] if spoiled else [])
    runs: dict[str, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name, folder in sets:
            runs[name] = []
            for seed in range(seeds):
                audited = read_set(folder, gold, held_out)
                if name == SPOILED:
                    audited = audited._replace(cables=[spoiled_cable(cable, seed) for cable in audited.cables])
                effort = Effort(processes, steps if train and name != SPOILED else 0)
                figures = _measure(audited, seed, effort, Path(scratch))
                runs[name].append(figures)
                msg.info(f"{name}, seed {seed}: " + ", ".join(f"{key} {value:.1f}" for key, value in figures.items()))
    _report(runs, output)


def _report(runs: Mapping[str, list[dict[str, float]]], output: Path | None) -> None:
    """Prints the mean and spread of every figure, and writes them with every run."""
    names = list(dict.fromkeys(key for own in runs.values() for run in own for key in run))
    rows = [(row, *(mean_and_spread([run[row] for run in own if row in run]) for own in runs.values())) for row in names]
    table(("", *runs), rows, None)
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        srsly.write_json(output, {"table": [dict(zip(("", *runs), row)) for row in rows], "runs": runs})


def read_set(folder: Path, gold: Path, held_out: int) -> AuditedCables:
    """Returns the cables of a folder, without those held out (by a hash of their names), and the gold Docs."""
    noisy, right = ({cable.name: cable for cable in _read_cables(path)} for path in (folder, gold))
    names = sorted(noisy.keys() & right.keys(), key=lambda name: (unit(name, 0), name))
    if len(names) <= held_out:
        msg.fail(f"{folder} and {gold} share {len(names)} cables, of which {held_out} are to be kept out", exits=1)
    audited = sorted(names[held_out:])
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


def _measure(audited: AuditedCables, seed: int, effort: Effort, scratch: Path) -> dict[str, float]:
    """Returns the figures of one kind of noise and one seed: F1 in points, unless the name says otherwise."""
    docs, gold, where = docs_of(audited.cables), audited.gold, Where(processes=effort.processes)
    cache = scratch / "opinions.npz"
    cache.unlink(missing_ok=True)
    start = _cpu_seconds()
    report = audit(docs, seed=seed, where=where, cache=cache, least_tokens=0).report
    minutes = (_cpu_seconds() - start) / 60 / sum(map(len, docs)) * 100_000
    figures = {"before": f1_of(docs, gold), **f1_unasked(docs, gold, cache, seed=seed)}
    trained: dict[str, list[Doc]] = {"noisy": docs_of(audited.cables), "clean": gold}
    decisions: list[Decision] = []
    depended: set[tuple[str, str]] = set()
    for number, step in enumerate(STEPS):
        oracle = Oracle(docs_of(audited.cables, decisions), gold)
        if not decisions:
            figures[f"of the first {_FIRST} suspects wrong, before"] = _wrong(oracle, report["suspects"])
        decisions += oracle.answer_all(report, step, depended=depended).decisions
        corrected = docs_of(audited.cables, decisions)
        count = sum(STEPS[: number + 1])
        figures[f"{count} decisions, only those fixed"] = f1_of(corrected, gold)
        done = audit(corrected, seed=seed, where=where, cache=cache, least_tokens=0)
        report = done.report
        wrong = _wrong(Oracle(corrected, gold), report["suspects"])
        repaired = list(done.repaired(corrected))
        figures[f"{count} decisions, spread"] = f1_of(repaired, gold)
        figures[f"of the first {_FIRST} suspects wrong, after {count}"] = wrong
        trained[f"{count} spread"] = repaired
    figures["questions answered 'depends'"] = len(depended)
    figures["CPU minutes per 100,000 tokens"] = minutes
    for name, own in trained.items() if effort.steps else ():
        figures[f"model trained on {name}"] = trained_f1(own, audited.held_out, seed=seed, steps=effort.steps)
    return figures


def _wrong(oracle: Oracle, suspects: Sequence[Mapping]) -> int:
    return sum(map(oracle.is_wrong, suspects[:_FIRST]))


def _cpu_seconds() -> float:
    """Returns the processor time of this process and of its children that have ended."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
