"""How long a benchmark takes: said before it begins, and shown while it runs."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import NamedTuple, TypeVar

import typer
from tqdm import tqdm

Item = TypeVar("Item")
LONGEST = 240  # seconds that a benchmark may take with its default options
_EVERY = 10  # seconds between lines


class Benchmark(NamedTuple):
    """A command, the seconds it takes with its default options on two cores, and what it was given for that, if anything."""

    run: Callable[..., None]
    seconds: float
    given: str = ""

    def announced(self, name: str) -> Callable[..., None]:
        """Returns the command as one that says beforehand, and in its help, how long it takes."""
        given = f" for {self.given}" if self.given else ""
        said = f"about {duration(self.seconds)}{given} with the default options"

        @wraps(self.run)
        def run(*arguments: object, **options: object) -> None:
            typer.echo(f"{name}: takes {said}, on two cores with nothing else to do", err=True)
            self.run(*arguments, **options)

        first, *others = (self.run.__doc__ or "").split("\n\n", 1)
        run.__doc__ = "\n\n".join([f"{first.strip()} Takes {said}.", *others])
        return run


def duration(seconds: float) -> str:
    """Returns a time in words: in seconds up to a minute and a half, in minutes above."""
    number, unit = (seconds / 60, "minute") if seconds > 90 else (seconds, "second")
    return f"{number:.0f} {unit}{'' if round(number) == 1 else 's'}"


def paced(items: Iterable[Item], what: str, total: int | None, /) -> Iterator[Item]:
    """Yields the items, and shows on stderr how many are done: as a bar on a terminal, elsewhere as lines.

    A line after the first item, and then at most every ten seconds, says how long the others will take.
    """
    if sys.stderr.isatty() or total is None:
        yield from tqdm(items, what, total)
        return
    begun = told = time.monotonic()
    for done, item in enumerate(items, 1):
        yield item
        now = time.monotonic()
        if done in (1, total) or now - told >= _EVERY:
            left = (now - begun) / done * (total - done)
            typer.echo(f"{what}: {done} of {total}" + (f", {duration(left)} left" if left else ""), err=True)
            told = now
