"""`next-answers`: whether as many labels are put right by the next answers as audit.json expects."""

import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from spacy.tokens import Doc, Span

from benchmarks.labels import CABLES, SHARED, AuditedCables, docs_of, sets_of
from benchmarks.measuring import table
from benchmarks.pacing import paced
from benchmarks.ranking import errors
from benchmarks.stages import stages
from cable_ner.audit import audit
from cable_ner.evaluation import NEXT, Interval
from cable_ner.work import Where


class Round(NamedTuple):
    """A round of answers: how many went before it, how many labels it was expected to put right, and how many it did."""

    before: int
    expected: Interval
    found: int

    @property
    def is_covered(self) -> bool:
        """Whether the interval holds what was found."""
        return self.expected.low <= self.found <= self.expected.high


def bench_next_answers(
    silver: Annotated[list[Path] | None, typer.Argument(help="Folders of noisy cables, each measured separately")] = None,
    gold: Annotated[Path, typer.Option(help="The same cables with gold labels")] = SHARED / "noise-crowd" / "gold",
    cables: Annotated[int, typer.Option(help="Cables to audit of each, chosen by hash; 0: all")] = CABLES,
    seeds: Annotated[int, typer.Option(help="Runs of each, with seeds one after the other")] = 1,
    first_seed: Annotated[int, typer.Option(help="The seed of the first run")] = 0,
    rounds: Annotated[int, typer.Option(help=f"Rounds of {NEXT} answers, with an audit after each")] = 10,
    held_out: Annotated[int, typer.Option(help="Cables kept out of the audit, chosen by hash, as `labels` does")] = 64,
    spoiled: Annotated[bool, typer.Option(help="Also audit the gold labels with 5 % of them corrupted")] = False,
    cache: Annotated[Path | None, typer.Option(help="Folder to keep second opinions in, for the next run")] = None,
    processes: Annotated[int, typer.Option(help="Number of processes; 0: one per core")] = 0,
) -> None:
    """Labels put right by each round of answers of a simulated person, beside what was expected of them."""
    found: list[tuple[str, Round]] = []
    with tempfile.TemporaryDirectory() as scratch:
        for one in sets_of(silver, gold, spoiled=spoiled):
            for seed in range(first_seed, first_seed + seeds):
                audited, opinions = one.read(gold, held_out, cables, seed), one.opinions(cache or Path(scratch), seed)
                found += [(one.name, own) for own in _rounds(audited, opinions, seed, rounds, processes)]
    rows = [_row(f"{name}, {before} answered", [own for set_name, own in found if (set_name, own.before) == (name, before)])
            for name, before in sorted({(name, own.before) for name, own in found})]  # fmt: skip
    rows.append(_row("all", [own for _, own in found]))
    table(("", "expected", "interval", "put right", "intervals that hold it"), rows, None)


def _row(name: str, rounds: Sequence[Round]) -> tuple[str, ...]:
    low, high, value, found = (
        sum(numbers) / len(rounds)
        for numbers in zip(*((own.expected.low, own.expected.high, own.expected.value, own.found) for own in rounds))
    )
    covered = sum(own.is_covered for own in rounds)
    return name, f"{value:.1f}", f"{low:.1f} to {high:.1f}", f"{found:.1f}", f"{covered} of {len(rounds)}"


def _rounds(audited: AuditedCables, opinions: Path, seed: int, rounds: int, processes: int) -> Iterator[Round]:
    """Yields the rounds of which something was expected."""
    audit_again = partial(audit, seed=seed, where=Where(processes=processes), cache=opinions, least_tokens=0, progress=paced)
    review = stages(partial(docs_of, audited.cables), audit_again, audited.gold, answers=NEXT * rounds)
    for before, after in pairwise(review):
        if expected := before.audited.report["next"]:
            interval = Interval(*(expected[key] for key in Interval._fields))
            yield Round(
                before.answers,
                interval,
                put_right(list(before.audited.repaired(before.docs)), after.docs, audited.gold),
            )


def put_right(before: Sequence[Doc], answered: Sequence[Doc], gold: Sequence[Doc]) -> int:
    """Returns how many errors fewer there are if the labels of `answered` are taken where somebody decided on them.

    `before` are the labels as the audit had spread them.
    """
    fewer = 0
    for old, new, right in zip(before, answered, gold):
        regions = [(row[0], row[1]) for row in new.user_data.get("decided", ())]
        spans = [
            (ent.start, ent.end, ent.label_)
            for doc, is_wanted in ((old, False), (new, True))
            for ent in doc.ents
            if any(start < ent.end_char and ent.start_char < end for start, end in regions) == is_wanted
        ]
        mixed = Doc(old.vocab, [token.text for token in old], [bool(token.whitespace_) for token in old])
        mixed.ents = [Span(mixed, *span) for span in spans]
        fewer += len(errors(old, right)) - len(errors(mixed, right))
    return fewer
