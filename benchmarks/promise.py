"""`promise`: how often what `tag` promises of a list is broken, on cables of which the truth is known."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy
import typer
from wasabi import msg

from benchmarks.measuring import table
from benchmarks.pacing import paced
from benchmarks.real import write_gold
from cable_ner.evaluation import ListCounts, SystemRun, as_reference, list_counts, make_promise, read
from cable_ner.files import read_docs
from cable_ner.model import Point, cut, load_model

MISSES, WRONG = "misses", "wrong"
SHARES = (0.05, 0.1, 0.15, 0.2)


class Outcome(NamedTuple):
    """What became of one promise: where the list was cut, and the shares on the cables it was tried on.

    `missed` and `wrong` are means over cables, `missed_of_all` and `wrong_of_all` shares of all their names and lists.
    """

    threshold: float
    missed: float
    wrong: float
    missed_of_all: float
    wrong_of_all: float

    def breaks(self, kind: str, share: float) -> bool:
        """Returns whether the mean over cables is above what was promised."""
        return (self.missed if kind == MISSES else self.wrong) > share

    def breaks_of_all(self, kind: str, share: float) -> bool:
        """Returns whether the share of all names (or of all that is listed) is above it, which was not promised."""
        return (self.missed_of_all if kind == MISSES else self.wrong_of_all) > share


def bench_promise(
    model: Annotated[Path, typer.Argument(help="Folder of a model")],
    gold: Annotated[list[str], typer.Argument(help="Hand-checked cables that it was not trained on")],
    on: Annotated[
        list[str] | None, typer.Option(help="Other hand-checked cables, on which the promises of all are tried")
    ] = None,
    times: Annotated[int, typer.Option(help="Random splits and draws a row")] = 200,
    seed: Annotated[int, typer.Option(help="Random seed")] = 0,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the first table")] = None,
) -> None:
    """How often a promise is broken: made on a random half of the cables, tried on the other half; and on draws.

    For draws, so many cables are drawn with replacement, and what is promised is compared with the true share of all. For
    splits, the other half's own share is compared, which chance moves, too. Both should be broken in 5 % at most.
    """
    pool = counts_of(model, gold)
    msg.info(f"{len(pool.names)} cables, {int((pool.names > 0).sum())} with a name; {pool.names.sum()} names")
    header = (
        *("promise", "made", "missed", "wrong", "broken on the other half", "… of all names or mentions"),
        *("made of draws", "broken"),
    )
    promises = [(kind, share) for kind in (MISSES, WRONG) for share in SHARES]
    made = paced(promises, "Promises", len(promises))
    table(header, [row(pool, kind, share, times=times, seed=seed) for kind, share in made], output)
    show_all(pool, "made on all, and tried on the same")
    if on:
        show_all(pool, f"made on all, tried on {' '.join(on)}", counts_of(model, on))


def counts_of(model: Path, gold: list[str]) -> ListCounts:
    """Returns the counts of a model's lists on hand-checked cables. Raises ValueError for one without confidences."""
    nlp = load_model(model)
    with tempfile.TemporaryDirectory() as name:
        test = Path(name) / "gold.spacy"
        write_gold(gold, test)
        reference = as_reference(read_docs(test, nlp.vocab))
    found = list_counts(SystemRun(reference, read(nlp, reference, sure=True)))
    if found is None:
        raise ValueError(f"{model}: gives no confidence; train it with a recipe of configs/")
    return found


def outcome(made: ListCounts, tried: ListCounts, kind: str, share: float) -> Outcome | None:
    """Returns what becomes of a promise made on some cables and tried on others; None if it cannot be made."""
    promise = make_promise(made)
    if promise is None:
        return None
    try:
        point = cut(promise, **{kind: share})
    except ValueError:
        return None
    return _at(tried, promise.points.index(point), point)


def _at(counts: ListCounts, place: int, point: Point) -> Outcome:
    return Outcome(
        point.threshold,
        float(counts.missed_shares[:, place].mean()),
        float(counts.wrong_shares[:, place].mean()),
        float(counts.missed[:, place].sum() / counts.names.sum()),
        float(counts.wrong[:, place].sum() / max(counts.listed[:, place].sum(), 1)),
    )


def splits(pool: ListCounts, kind: str, share: float, *, times: int, seed: int) -> Iterator[Outcome | None]:
    """Yields what becomes of promises made on random halves and tried on the others."""
    generator = numpy.random.default_rng(seed)
    for _ in range(times):
        order = generator.permutation(len(pool.names))
        half = len(order) // 2
        yield outcome(pool.of(order[:half]), pool.of(order[half:]), kind, share)


def draws(pool: ListCounts, kind: str, share: float, *, times: int, seed: int) -> Iterator[Outcome | None]:
    """Yields what becomes of promises made on cables drawn from the pool, for the pool."""
    generator = numpy.random.default_rng(seed)
    for _ in range(times):
        yield outcome(pool.of(generator.integers(0, len(pool.names), len(pool.names))), pool, kind, share)


def row(pool: ListCounts, kind: str, share: float, *, times: int, seed: int) -> tuple[str, ...]:
    """Returns the row of a promise: how often it is made and broken, and the mean shares on the other half."""
    halves = [one for one in splits(pool, kind, share, times=times, seed=seed) if one]
    drawn = [one for one in draws(pool, kind, share, times=times, seed=seed) if one]
    means = [
        f"{numpy.mean(values):.1%}" if halves else "" for values in ([h.missed for h in halves], [h.wrong for h in halves])
    ]
    broken = [one.breaks(kind, share) for one in halves]
    of_all = [one.breaks_of_all(kind, share) for one in halves]
    of_pool = [one.breaks(kind, share) for one in drawn]
    rates = [f"{len(halves) / times:.0%}", *means, _rate(broken), _rate(of_all), f"{len(drawn) / times:.0%}", _rate(of_pool)]
    return f"{kind} at most {share:g}", *rates


def _rate(values: Sequence[float]) -> str:
    return f"{numpy.mean(values):.1%}" if values else ""


def show_all(made: ListCounts, title: str, tried: ListCounts | None = None) -> None:
    """Prints what becomes of the promises that all cables together allow."""
    msg.divider(title)
    rows = []
    for kind in (MISSES, WRONG):
        for share in SHARES:
            found = outcome(made, tried or made, kind, share)
            shares = [f"{value:.3f}" for value in found] if found else ["too few cables", *[""] * 4]
            rows.append((f"{kind} at most {share:g}", *shares))
    table(("promise", *Outcome._fields), rows, None)
