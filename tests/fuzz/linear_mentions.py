"""Measure whether the time of what goes over a cable's mentions grows with their number and no faster."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

import typer
from tqdm import tqdm
from wasabi import msg

from cable_ner.work.garbage import collect_rarely, collecting_as_before
from tests.fuzz import many_mentions, paths_audit, paths_evaluation, paths_index, paths_labels, paths_output
from tests.fuzz.many_mentions import Names, Sizes

PATHS = paths_labels.PATHS | paths_index.PATHS | paths_evaluation.PATHS | paths_output.PATHS | paths_audit.PATHS
_OF_NAMES = paths_labels.PATHS | paths_index.PATHS  # in which it matters how names are like one another
# All mentions in one paragraph or not, and which names there are; with the paths to measure so.
KINDS = {
    (True, Names.DIFFER): list(PATHS),
    (False, Names.DIFFER): list(PATHS),
    (True, Names.TWO): [*_OF_NAMES, *paths_audit.PATHS],
    (True, Names.OVERLAP): list(_OF_NAMES),
}
WORST = 1.1  # times what counting takes, for a factor of ten
_NO_TIME = 0.25  # seconds below which nothing is said


def counted(sizes: Sizes) -> Callable[[], Any]:
    """Returns the counting of a cable's names: what is linear, whatever the machine.

    Where there are 100,000 names, it takes up to twice as long a mention as with 10,000, which the processor's cache holds.
    """
    made = many_mentions.cable(sizes)
    return lambda: Counter((p.text[m.start : m.end], m.label) for p in made.paragraphs for m in p.mentions)


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


def growth_of_counting(sizes: list[Sizes]) -> float:
    """Returns how much longer counting takes a mention in the largest cable than in the one before; at least 1."""
    small, large = (min(_timed(counted(size)) for _ in range(20)) for size in sizes[-2:])
    return max(large / small * sizes[-2].mentions / sizes[-1].mentions, 1.0)


def measure(name: str, sizes: list[Sizes], *, most: float, tries: int = 1, worst: float = WORST) -> Taken:
    """Returns the seconds of a path; a size is left out if it would take more than `most` seconds by the one before it.

    What grows by more than `worst` is tried again, and the least kept.
    """
    taken = Taken(f"{name}: {'one paragraph' if sizes[0].is_one else 'many'}, {sizes[0].names}", {})
    for size in sizes:
        before, seconds = max(taken.seconds.items(), default=(size.mentions, 0.0))
        if seconds * (size.mentions / before) ** 1.3 > most:
            return taken
        taken.seconds[size.mentions] = _timed(PATHS[name](size))
    for _ in range(tries - 1):
        if taken.ratio <= worst:
            break
        for size in sizes[-2:]:
            taken.seconds[size.mentions] = min(taken.seconds[size.mentions], _timed(PATHS[name](size)))
    return taken


def _timed(work: Callable[[], Any]) -> float:
    with collecting_as_before():
        collect_rarely()  # as conversion does
        start = time.process_time()
        work()
        return time.process_time() - start


def main(
    sizes: Annotated[str, typer.Option(help="Numbers of mentions, growing by factors of ten")] = "1000,10000,100000",
    only: Annotated[str, typer.Option(help="Only paths with this in their names")] = "",
    most: Annotated[float, typer.Option(help="Leave out sizes that would take more seconds than this")] = 300.0,
    tries: Annotated[int, typer.Option(help="Measurements of what seems too slow, of which the least counts")] = 3,
) -> None:
    """Measure every path; exit status 1 if one of them grows faster than the number of mentions."""
    numbers = [int(size) for size in sizes.split(",")]
    rows: list[Taken] = []
    slow: list[str] = []
    for kind, names in KINDS.items():
        made = [Sizes(number, *kind) for number in numbers]
        worst = WORST * growth_of_counting(made)
        for name in tqdm([name for name in names if only in name], disable=None, leave=False):
            row = measure(name, made, most=most, tries=tries, worst=worst)
            shown = (f"{number:,}: {taken:.3f} s" for number, taken in row.seconds.items())
            tqdm.write(f"{row.name}: {', '.join(shown)}; ratio {row.ratio:.2f}, at most {worst:.2f}")
            rows.append(row)
            slow += [row.name] if row.ratio > worst or len(row.seconds) < len(numbers) else []
        many_mentions.forget()
        paths_audit.forget()
    if slow:
        msg.fail(f"{len(slow)} of {len(rows)} grow too fast: {'; '.join(slow)}", exits=1)
    msg.good(f"{len(rows)} paths; none grows too fast")


if __name__ == "__main__":
    typer.run(main)
