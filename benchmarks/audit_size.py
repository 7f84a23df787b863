"""`audit-size`: from which size on the audit's proposals are worth showing, measured on growing shares of noisy cables."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Annotated, Any

import srsly
import typer
from sklearn.metrics import roc_auc_score
from tqdm import tqdm
from wasabi import msg

from benchmarks.labels import AuditedCables, docs_of, read_set
from benchmarks.measuring import ROOT, table
from benchmarks.pacing import paced
from benchmarks.simulation import Oracle
from cable_ner.audit import audit
from cable_ner.files import unit
from cable_ner.rules import RuleBook, read_rules
from cable_ner.work import Where

_FIRST = 20  # suspects, which a person reads first
_SIZES = "1,2,4,8"
Figures = dict[str, float]


def bench_audit_size(
    silver: Annotated[Path, typer.Argument(help="Folder of noisy cables")] = ROOT / "corpus" / "raw",
    gold: Annotated[Path, typer.Option(help="The same cables with gold labels")] = ROOT / "corpus" / "gold-train",
    sizes: Annotated[str, typer.Option(help="Numbers of cables to audit together")] = _SIZES,
    seeds: Annotated[int, typer.Option(help="Random choices of cables for each size")] = 3,
    rules: Annotated[bool, typer.Option(help="Apply the label rules before the audit")] = True,
    processes: Annotated[int, typer.Option(help="Number of processes; 0: one per core")] = 0,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table and every run")] = None,
) -> None:
    """Audit 1, 2, 4 ... cables without decisions, and compare what it calls probably wrong with gold."""
    for folder in (silver, gold):
        if not folder.is_dir():
            msg.fail(f"{folder}: no such folder; give a folder of noisy cables, and the same with --gold", exits=1)
    cables = read_set(silver, gold, 0)
    book = RuleBook(read_rules(ROOT / "configs" / "silver.yml")) if rules else RuleBook()
    runs: list[Figures] = []
    choices = [(size, seed) for size in map(int, sizes.split(",")) for seed in range(seeds)]
    for size, seed in paced(choices, "Audits", len(choices)):
        runs.append(_measure(_chosen(cables, size, seed), book, seed=seed, where=Where(processes=processes)))
        tqdm.write(", ".join(f"{key} {value:.3g}" for key, value in runs[-1].items()))
    header = tuple(runs[0]) if runs else ()
    table(header, [_row(runs, size) for size in dict.fromkeys(run["cables"] for run in runs)], None)
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        srsly.write_json(output, runs)


def _chosen(cables: AuditedCables, size: int, seed: int) -> AuditedCables:
    """Returns so many of the cables, chosen by a hash of their names and the seed."""
    names = sorted((cable.name for cable in cables.cables), key=lambda name: (unit(name, seed), name))[:size]
    kept = [cable for cable in cables.cables if cable.name in names]
    return AuditedCables(kept, [doc for doc in cables.gold if doc.user_data["cable"] in names], [])


def _measure(cables: AuditedCables, book: RuleBook, *, seed: int, where: Where) -> Figures:
    """Returns what became of an audit of these cables: shares are of the suspects named."""
    docs = docs_of(cables.cables, book=book)
    with tempfile.TemporaryDirectory() as scratch:
        report = audit(
            docs, seed=seed, rules=book, where=where, cache=Path(scratch) / "opinions.npz", most=100_000, least_tokens=0
        ).report
    oracle, suspects = Oracle(docs, cables.gold), report["suspects"]
    wrong = [oracle.is_wrong(suspect) for suspect in suspects]
    told = [suspect for suspect in suspects if suspect["wrong"] > 0.5]
    return {
        "cables": len(cables.cables),
        "tokens": sum(map(len, docs)),
        "suspects": len(suspects),
        "wrong": mean(wrong) if wrong else 0.0,
        "AUC": float(roc_auc_score(wrong, [suspect["wrong"] for suspect in suspects])) if len(set(wrong)) == 2 else 0.5,
        "told": len(told),
        "told, wrong": _share(told, oracle.is_wrong),
        "told, proposal right": _share(told, oracle.is_right),
        f"first {_FIRST}, wrong": _share(suspects[:_FIRST], oracle.is_wrong),
        f"first {_FIRST}, proposal right": _share(suspects[:_FIRST], oracle.is_right),
    }


def _share(suspects: Sequence[Mapping[str, Any]], holds: Any) -> float:
    return mean(map(holds, suspects)) if suspects else 0.0


def _row(runs: Sequence[Figures], size: float) -> tuple[str, ...]:
    """Returns the mean of each figure over the runs of one size, and for shares the range."""
    own = [run for run in runs if run["cables"] == size]
    cells = []
    for key in own[0]:
        values = [run[key] for run in own]
        whole = key in ("cables", "tokens", "suspects", "told")
        cells.append(f"{mean(values):.0f}" if whole else f"{mean(values):.2f} ({min(values):.2f} to {max(values):.2f})")
    return tuple(cells)
